/* JSON and JSON Lines: layouts, members inside members, values of every kind, and what is refused. */
#include "tests/unit/unit.h"
#include "runtime/data/json.h"
#include "tests/unit/data_unit.h"

static const char *load(struct data_unit *unit, const char *text, size_t length, uint32_t chunk, bool messages) {
    return data_of(unit, DATA_JSON, (struct str){text, length}, chunk, true, messages);
}

static void check_as(const char *text, size_t length, const char *wanted, const char *expected) {
    struct data_unit unit;
    data_init(&unit);
    data_want(&unit, wanted);
    assert_string_equal(load(&unit, text, length, 0, false), expected);
    for (uint32_t chunk = 1; chunk < 60; chunk += 7)
        assert_string_equal(load(&unit, text, length, chunk, false), expected);
    data_release(&unit);
}
#define check(text, expected) check_as((text), sizeof(text) - 1, "id note", (expected))

static void layouts(void **state) {
    (void)state;
    const char *two = "1: id=A1 note=x\n2: id=A2 note=y\n";
    check("{\"id\":\"A1\",\"note\":\"x\"}\n{\"id\":\"A2\",\"note\":\"y\"}\n", two);
    check("{\"id\":\"A1\",\"note\":\"x\"}\r\n{\"id\":\"A2\",\"note\":\"y\"}", two);
    check("[{\"id\":\"A1\",\"note\":\"x\"},{\"id\":\"A2\",\"note\":\"y\"}]", two);
    check(" [\n {\"id\":\"A1\",\n\"note\":\"x\"} ,\n {\"id\":\"A2\",\"note\":\"y\"}\n]\n", two);
    check("{\"accounts\":[{\"id\":\"A1\",\"note\":\"x\"},{\"id\":\"A2\",\"note\":\"y\"}]}", two);
    check("{\"made\":{\"by\":\"]}\"},\"list\":[1,2],\"Account\":[{\"id\":\"A1\",\"note\":\"x\"},{\"id\":\"A2\","
          "\"note\":\"y\"}],\"more\":[]}",
          two);
    check("{\n\"id\":\"A1\",\"note\":\"x\"}\n{\"id\":\"A2\",\n\"note\":\"y\"}\n", two);
    check("\xef\xbb\xbf{\"id\":\"A1\",\"note\":\"x\"}\n\n{\"id\":\"A2\",\"note\":\"y\"}\n",
          "1: id=A1 note=x\n3: id=A2 note=y\n");
    check("[]", "");
    check("", "");
}

static void texts(void **state) {
    (void)state;
    check("[{\"id\":\"A1\",\"note\":\"\"}]", "1: id=A1 note=\n");
    check("[{\"id\":\"A1\",\"note\":null}]", "1: id=A1 note=?missing\n");
    check("[{\"id\":\"A1\"}]", "1: id=A1 note=?missing\n");
    check("[{\"id\":1,\"note\":1.50}]", "1: id=1 note=1.50\n");
    check("[{\"id\":\"A1\",\"note\":true}]", "1: id=A1 note=true\n");
    check("[{\"id\":\"A1\",\"note\":[1]}]", "1: id=A1 note=?invalid\n");
    check("[{\"id\":\"A1\",\"note\":{\"a\":1}}]", "1: id=A1 note=?invalid\n");
    check("[{\"id\":\"A\\u0031\",\"note\":\"a\\n\\\"\\u20ac\"}]", "1: id=A1 note=a\n\"\xe2\x82\xac\n");
    check("[{\"ID\":\"A1\",\"Note\":\"x\"}]", "1: id=A1 note=x\n");
    check("[{\"note\":\"x\",\"Note\":\"y\",\"id\":\"A1\"}]", "1: id=A1 note=x\n");
    check("[{\"Note\":\"y\",\"note\":\"x\",\"id\":\"A1\"}]", "1: id=A1 note=x\n");
}

static void values(void **state) {
    (void)state;
    static const char text[] =
        "{\"id\":\"A\",\"amount\":-12.50,\"ok\":true,\"start\":\"2026-11-01\",\"tier\":\"Argent\"}\n"
        "{\"id\":\"B\",\"amount\":1e3,\"ok\":\"no\",\"start\":\"2026-02-30\",\"tier\":\"x\"}\n"
        "{\"id\":\"C\",\"amount\":\" 7 \",\"ok\":1,\"start\":20261101,\"tier\":\"\"}\n"
        "{\"id\":\"D\",\"amount\":123456789012345678901234567.5,\"ok\":2,\"start\":null,\"tier\":null}\n";
    check_as(text, sizeof text - 1, "id amount ok start tier",
             "1: id=A amount=-12.5 start=2026-11-01 ok=true tier=1\n"
             "2: id=B amount=1000 start=?invalid ok=false tier=?invalid\n"
             "3: id=C amount=7 start=?invalid ok=true tier=?missing\n"
             "4: id=D amount=123456789012345678901234567.5 start=?missing ok=?invalid tier=?missing\n");
}

static void members_inside_members(void **state) {
    (void)state;
    struct data_unit unit;
    data_init(&unit);
    data_want(&unit, "id note amount");
    const char *city[] = {"address.city"}, *amount[] = {"money.total.value", "amount"};
    unit.fields[DATA_NOTE].from = city;
    unit.fields[DATA_NOTE].from_count = 1;
    unit.fields[DATA_AMOUNT].from = amount;
    unit.fields[DATA_AMOUNT].from_count = 2;
    const char text[] = "{\"id\":\"A\",\"address\":{\"street\":\"x\",\"city\":\"Wien\"},\"amount\":5}\n"
                        "{\"id\":\"B\",\"address.city\":\"Graz\",\"money\":{\"total\":{\"value\":7}},\"amount\":5}\n"
                        "{\"id\":\"C\",\"address\":null,\"money\":[{\"total\":{\"value\":7}}]}\n"
                        "{\"id\":\"D\",\"address\":{\"city\":{\"id\":\"X\"}},\"city\":\"no\"}\n";
    assert_string_equal(load(&unit, text, sizeof text - 1, 0, false),
                        "1: id=A amount=5 note=Wien\n2: id=B amount=7 note=Graz\n3: id=C amount=?missing "
                        "note=?missing\n4: id=D amount=?missing note=?invalid\n");
    data_release(&unit);
}

static void broken_rows_cost_one_row(void **state) {
    (void)state;
    check("{\"id\":\"A1\",\"note\":\"x\"}\n{\"id\":\"A2\",\n{\"id\":\"A3\"} "
          "x\n5\n[1]\n\"t\"\n{\"note\":\"x\"}\n{\"id\":\"A1\"}\n{\"id\":\"A4\"}{\"id\":\"A5\"}\n{\"id\":\"A6\","
          "\"note\":\"z\"}\n",
          "1: id=A1 note=x\n10: id=A6 note=z\n"
          "accounts,2,,is broken JSON at its character 11,\"{\"\"id\"\":\"\"A2\"\",\"\n"
          "accounts,3,,is broken JSON at its character 13,\"{\"\"id\"\":\"\"A3\"\"} x\"\n"
          "accounts,4,,is not a JSON object,5\n"
          "accounts,5,,is not a JSON object,[1]\n"
          "accounts,6,,is not a JSON object,\"\"\"t\"\"\"\n"
          "accounts,7,id,the key is blank,\"{\"\"note\"\":\"\"x\"\"}\"\n"
          "accounts,8,id,this key was there before; the first row with it stays,\"{\"\"id\"\":\"\"A1\"\"}\"\n"
          "accounts,9,,has more than one value,\"{\"\"id\"\":\"\"A4\"\"}{\"\"id\"\":\"\"A5\"\"}\"\n");
    check("{\"id\":\"A1\",\"id\":\"A2\"}\n{\"id\":\"A3\",\"note\":\"\xff\"}\n{\"id\":\"A4\",\"note\":\"a\\u0000b\"}\n{"
          "\"id\":\"A5\",\"note\":\"\"}\n",
          "4: id=A5 note=\n"
          "accounts,1,,has `id` twice,\"{\"\"id\"\":\"\"A1\"\",\"\"id\"\":\"\"A2\"\"}\"\n"
          "accounts,2,,is broken JSON at its character 20,\"{\"\"id\"\":\"\"A3\"\",\"\"note\"\":\"\"\xff\"\"}\"\n"
          "accounts,3,,has a zero byte in a text,\"{\"\"id\"\":\"\"A4\"\",\"\"note\"\":\"\"a\\u0000b\"\"}\"\n");
}

static void broken_documents_end_there(void **state) {
    (void)state;
    struct data_unit unit;
    data_init(&unit);
    data_want(&unit, "id");
    static const struct {
        const char *text, *expected;
    } cases[] = {
        {"[{\"id\":\"A1\"},{\"id\":\"A2\"}",
         "1: id=A1\n2: id=A2\nfailed\nE0514 accounts is broken after item 2: it ends in the middle\n  help What "
         "follows was not read. Mend the file, or export it anew.\n"},
        {"[{\"id\":\"A1\"}{\"id\":\"A2\"}]",
         "1: id=A1\nfailed\nE0514 accounts is broken after item 1: a comma or the end of the list is missing\n  help "
         "What follows was not read. Mend the file, or export it anew.\n"},
        {"[{\"id\":\"A1\"},]", "1: id=A1\nfailed\nE0514 accounts is broken after item 1: there is a comma, and then no "
                               "item\n  help What follows was not read. Mend the file, or export it anew.\n"},
        {"[{\"id\":\"A1\"},{\"id\":\"A2}]",
         "1: id=A1\nfailed\nE0514 accounts is broken after item 1: it ends in the middle\n  help What follows was not "
         "read. Mend the file, or export it anew.\n"},
        {"[{\"id\":\"A1\"},,]",
         "1: id=A1\nfailed\nE0514 accounts is broken after item 1: there is a sign where an item should be\n  help "
         "What follows was not read. Mend the file, or export it anew.\n"},
        {"id,note\nA1,x\n", "E0506 accounts is not JSON: it begins with neither { nor [\n  help If it is CSV, its name "
                            "should end in .csv.\n"},
        {"\xff\xfe{\0", "E0507 accounts is encoded as UTF-16; JSON is UTF-8\n"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        assert_string_equal(load(&unit, cases[i].text, strlen(cases[i].text), 0, true), cases[i].expected);
    data_release(&unit);
}

static void nesting_is_bounded(void **state) {
    (void)state;
    struct data_unit unit;
    data_init(&unit);
    data_want(&unit, "id");
    struct buf text;
    buf_init(&text);
    buf_puts(&text, "{\"id\":\"A1\",\"x\":");
    buf_pad(&text, '[', 100000);
    buf_pad(&text, ']', 100000);
    buf_puts(&text, "}\n{\"id\":\"A2\"}\n");
    const char *out = load(&unit, text.ptr, text.len, 0, false);
    assert_non_null(strstr(out, "2: id=A2\n"));
    assert_non_null(strstr(out, "has lists or objects nested too deeply"));
    buf_release(&text);
    data_release(&unit);
}

static void misspelled_members_are_told(void **state) {
    (void)state;
    struct data_unit unit;
    data_init(&unit);
    data_want(&unit, "id amount note");
    const char text[] = "[{\"id\":\"A1\",\"amuont\":5,\"note\":\"x\",\"extra\":{\"a\":1}}]";
    assert_string_equal(load(&unit, text, sizeof text - 1, 0, true),
                        "1: id=A1 amount=?missing note=x\n"
                        "W0550 the first object of accounts has no `amount`\n  help Is `amuont` meant? Then write from "
                        "\"amuont\" in the field.\n"
                        "W0551 2 members of accounts are not read: `amuont`, `extra.a`\n"
                        "W0553 `amount` is blank in 1 of 1 row\n  help Write `optional` in the field if that is "
                        "expected, or a `default`.\n");
    data_release(&unit);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(layouts),
        cmocka_unit_test(texts),
        cmocka_unit_test(values),
        cmocka_unit_test(members_inside_members),
        cmocka_unit_test(broken_rows_cost_one_row),
        cmocka_unit_test(broken_documents_end_there),
        cmocka_unit_test(nesting_is_bounded),
        cmocka_unit_test(misspelled_members_are_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
