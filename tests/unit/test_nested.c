/* Rows inside rows of JSON: found whatever their depth, their order, the size of chunks and how many there are. */
#include "tests/unit/unit.h"
#include "tests/unit/nested_unit.h"

static void check(const char *text, const char *expected) {
    for (uint32_t chunk_bytes = 0; chunk_bytes < 100; chunk_bytes += 9) {
        struct nested_unit unit;
        struct buf out;
        nested_init(&unit);
        buf_init(&out);
        nested_load(&unit, str_of(text), chunk_bytes, &out);
        assert_string_equal(out.ptr, expected);
        buf_release(&out);
        data_release(&unit.data);
    }
}

static void a_row_refers_to_whoever_has_it(void **state) {
    (void)state;
    check("{\"id\":\"A1\",\"tasks\":[{\"id\":\"T1\"},{\"id\":\"T\\u0032\"}]}\n{\"tasks\":[{\"id\":\"T3\"}],\"id\":"
          "\"A\\u0032\"}\n",
          "1:T1 A1 -\n1:T2 A1 -\n2:T3 A2 -\n");
    check("[{\"id\":1.50,\"tasks\":[{\"id\":\"T1\"}]},{\"id\":\"A2\"},{\"id\":\"A3\",\"tasks\":null},{\"tasks\":[{"
          "\"id\":\"T4\"}]}]",
          "1:T1 1.50 -\n4:T4 - -\n");
    check("{\"accounts\":[{\"id\":\"A1\",\"tasks\":[{\"id\":\"T1\",\"account\":\"A7\"}]}]}", "1:T1 A1 -\n");
}

static void rows_inside_rows_of_their_own_kind(void **state) {
    (void)state;
    check("{\"id\":\"A1\",\"tasks\":[{\"parts\":[{\"id\":\"T2\",\"parts\":[{\"id\":\"T3\"}]},{\"id\":\"T4\"}],\"id\":"
          "\"T1\"},{\"id\":\"T5\"}]}",
          "1:T1 A1 -\n1:T2 - T1\n1:T3 - T2\n1:T4 - T1\n1:T5 A1 -\n");
}

static void what_is_no_row_is_refused(void **state) {
    (void)state;
    check("{\"id\":\"A1\",\"tasks\":{\"id\":\"T1\"}}\n{\"id\":\"A2\",\"tasks\":[7,{\"id\":\"T2\"},[{\"id\":\"T3\"}]]}"
          "\n{\"id\":\"A3\",\"tasks\":\"x\"}\n",
          "2:T2 A2 -\n"
          "accounts,1,,`tasks` is not a list,\n"
          "accounts,2,,an item of `tasks` is not an object,\n"
          "accounts,2,,an item of `tasks` is not an object,\n"
          "accounts,3,,`tasks` is not a list,\n");
    check("{\"id\":\"A1\",\"tasks\":[{\"id\":\"T1\"},{\"id\":\"T1\"},{\"id\":null}]}\n",
          "1:T1 A1 -\n"
          "accounts,1,id,the key is blank,\"{\"\"id\"\":null}\"\n"
          "accounts,1,id,this key was there before; the first row with it stays,\"{\"\"id\"\":\"\"T1\"\"}\"\n");
    check("{\"id\":\"A1\",\"tasks\":[{\"id\":\"T1\" 5}]}\n{\"id\":\"A2\",\"tasks\":[{\"id\":\"T2\"}]}\n",
          "2:T2 A2 -\n"
          "accounts,1,,is broken JSON at its character 31; rows of `Task` in it were not "
          "read,\"{\"\"id\"\":\"\"A1\"\",\"\"tasks\"\":[{\"\"id\"\":\"\"T1\"\" 5}]}\"\n");
}

static void more_rows_in_one_object_than_a_batch_has(void **state) {
    (void)state;
    enum { MANY = BATCH_ROWS * 3 + 1 };
    struct nested_unit unit;
    struct buf text, expected, out;
    nested_init(&unit);
    buf_init(&text);
    buf_init(&expected);
    buf_init(&out);
    for (int account = 1; account < 3; account++) {
        buf_printf(&text, "{\"tasks\":[");
        for (int i = 0; i < MANY; i++) {
            /* Escapes: these texts are copies, not slices of the file. */
            buf_printf(&text, "%s{\"id\":\"\\u0054%d-%d\"}", i ? "," : "", account, i);
            buf_printf(&expected, "%d:T%d-%d A%d -\n", account, account, i, account);
        }
        buf_printf(&text, "],\"id\":\"\\u0041%d\"}\n", account);
    }
    nested_load(&unit, (struct str){text.ptr, text.len}, 0, &out);
    assert_string_equal(out.ptr, expected.ptr);
    buf_release(&text);
    buf_release(&expected);
    buf_release(&out);
    data_release(&unit.data);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_row_refers_to_whoever_has_it),
        cmocka_unit_test(rows_inside_rows_of_their_own_kind),
        cmocka_unit_test(what_is_no_row_is_refused),
        cmocka_unit_test(more_rows_in_one_object_than_a_batch_has),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
