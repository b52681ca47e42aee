/* Loaders as their users see them: names of records, keys of every type in real files, chunks in any order, files that
 * change. */
#include "tests/unit/unit.h"
#include <stdio.h>
#include <unistd.h>
#include "runtime/data/relate.h"
#include "tests/unit/data_unit.h"

static char path[64];

static void write_file(const char *mode, const char *text) {
    FILE *file = fopen(path, mode);
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
}

static struct loader *open_file(struct data_unit *unit, uint32_t chunk_bytes) {
    struct load_options options = {.keep_all_rejects = true, .chunk_bytes = chunk_bytes};
    struct data_source source = {.kind = DATA_CSV, .path = path, .name = "accounts.csv"};
    return loader_open_source(&source, &unit->record, "", unit->wanted, NULL, &options, &unit->diags);
}

static void names_of_records(void **state) {
    (void)state;
    static const struct {
        const char *record, *name;
        enum relate_rank rank;
    } cases[] = {
        {"Account", "Account", RELATE_SAME},
        {"Account", "ACCOUNT", RELATE_CASE},
        {"Account", "accounts", RELATE_PLURAL},
        {"Accounts", "account", RELATE_PLURAL},
        {"Company", "companies", RELATE_PLURAL},
        {"Box", "Boxes", RELATE_PLURAL},
        {"Person", "people", RELATE_PLURAL},
        {"Status", "statuses", RELATE_PLURAL},
        {"KeyAccount", "key_accounts", RELATE_SQUEEZED},
        {"KeyAccount", "key-account", RELATE_SQUEEZED},
        {"key_account", "KeyAccount", RELATE_SQUEEZED},
        {"Account", "Accoun", RELATE_NOT},
        {"Account", "my_accounts", RELATE_NOT},
        {"Account", "", RELATE_NOT},
        {"Account", "accountss", RELATE_NOT},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        assert_int_equal(relate_rank(str_of(cases[i].record), str_of(cases[i].name)), cases[i].rank);
}

/* Rows, and the lines of the rows that were refused, of a file whose key is of the type given. */
static void check_keys(struct type type, const char *csv, const char *expected) {
    struct data_unit unit;
    data_init(&unit);
    data_want(&unit, "id");
    if (type.kind == TYPE_CATEGORY) type.category = &unit.tier;
    unit.fields[DATA_ID].type = type;
    write_file("w", csv);
    for (uint32_t chunk = 8; chunk < 100; chunk += 30) {
        struct buf out;
        buf_init(&out);
        struct loader *loader = open_file(&unit, chunk);
        assert_non_null(loader);
        data_load(&unit, loader, &out);
        loader_close(loader);
        assert_string_equal(out.ptr, expected);
        buf_release(&out);
    }
    data_release(&unit);
}

#define TWICE ",id,this key was there before; the first row with it stays,"
static void keys_are_compared_by_value(void **state) {
    (void)state;
    check_keys((struct type){.kind = TYPE_TEXT},
               "n,id\n1,A\n2,\"A\"\n3,a\n4,\"A \"\n5,\"x,\"\"y\"\"\"\n6,\"x,\"\"y\"\"\"\n",
               "2: id=A\n4: id=a\n5: id=A \n6: id=x,\"y\"\naccounts.csv,3" TWICE "\"2,\"\"A\"\"\"\naccounts.csv,7" TWICE
               "\"6,\"\"x,\"\"\"\"y\"\"\"\"\"\"\"\n");
    check_keys((struct type){.kind = TYPE_NUMBER}, "id,n\n1,a\n1.0,b\n 1 ,c\n1.5,d\n-0,e\n0,f\nx,g\n",
               "2: id=1\n5: id=1.5\n6: id=0\naccounts.csv,3" TWICE "\"1.0,b\"\naccounts.csv,4" TWICE
               "\" 1 ,c\"\naccounts.csv,7" TWICE "\"0,f\"\naccounts.csv,8,id,the key could not be read,\"x,g\"\n");
    check_keys((struct type){.kind = TYPE_DATE}, "id,n\n2026-11-01,a\n2026-11-01T10:00,b\n2026-11-02,c\n",
               "2: id=2026-11-01\n4: id=2026-11-02\naccounts.csv,3" TWICE "\"2026-11-01T10:00,b\"\n");
    check_keys((struct type){.kind = TYPE_CATEGORY}, "id,n\nsilver,a\nAG,b\nbronze,c\n",
               "2: id=1\n4: id=0\naccounts.csv,3" TWICE "\"AG,b\"\n");
    check_keys((struct type){.kind = TYPE_BOOL}, "id,n\nyes,a\nno,b\ntrue,c\n",
               "2: id=true\n3: id=false\naccounts.csv,4" TWICE "\"true,c\"\n");
}

static void long_keys_are_read_again(void **state) {
    (void)state;
    struct buf csv, expected;
    buf_init(&csv);
    buf_init(&expected);
    buf_puts(&csv, "id,note\n");
    for (int i = 0; i < 2; i++) {
        buf_char(&csv, '"');
        buf_pad(&csv, 'k', 70000);
        buf_puts(&csv, "\"\"\",x\n");
    }
    write_file("w", csv.ptr);
    struct data_unit unit;
    data_init(&unit);
    data_want(&unit, "id note");
    struct loader *loader = open_file(&unit, 0);
    data_load(&unit, loader, &expected);
    assert_non_null(strstr(expected.ptr, "\naccounts.csv,3" TWICE));
    loader_close(loader);
    buf_release(&csv);
    buf_release(&expected);
    data_release(&unit);
}

static void a_reference_is_read_as_a_key(void **state) {
    (void)state;
    struct data_unit unit;
    data_init(&unit);
    struct field key = {.name = "code", .type = {.kind = TYPE_NUMBER}, .key = true};
    struct record owner = {.name = "Owner", .fields = &key, .field_count = 1, .key = 0};
    unit.fields[DATA_NOTE].type = (struct type){.kind = TYPE_RECORD, .record = &owner};
    data_want(&unit, "id note");
    assert_string_equal(data_of(&unit, DATA_CSV, STR("id,note\nA,7.0\nB,x\nC,\n"), 0, true, false),
                        "2: id=A note=7\n3: id=B note=?invalid\n4: id=C note=?missing\n");
    data_release(&unit);
}

static void a_file_that_changes_is_told(void **state) {
    (void)state;
    struct data_unit unit;
    data_init(&unit);
    data_want(&unit, "id");
    write_file("w", "id\nA1\nA2\n");
    struct loader *loader = open_file(&unit, 0);
    struct chunk *chunk = chunk_new(loader);
    assert_int_equal(loader_take(loader, chunk, &unit.diags), LOAD_MORE);
    write_file("a", "A3\n");
    assert_int_equal(loader_take(loader, chunk, &unit.diags), LOAD_FAILED);
    assert_int_equal(unit.diags.list.at[unit.diags.list.len - 1]->code, E0515);
    assert_int_equal(loader_take(loader, chunk, &unit.diags), LOAD_END);
    chunk_free(chunk);
    loader_close(loader);
    data_release(&unit);
}

static void what_is_not_there_is_told(void **state) {
    (void)state;
    struct data_unit unit;
    data_init(&unit);
    data_want(&unit, "id");
    unlink(path);
    assert_null(open_file(&unit, 0));
    assert_int_equal(unit.diags.list.at[0]->code, E0501);
    write_file("w", "");
    struct data_source source = {.kind = DATA_CSV, .path = "/", .name = "/"};
    struct load_options options = {0};
    assert_null(loader_open_source(&source, &unit.record, "", unit.wanted, NULL, &options, &unit.diags));
    assert_int_equal(unit.diags.list.at[1]->code, E0505);
    data_release(&unit);
}

/* Chunks are cut in order, may be parsed in any, and their keys are checked in order again. */
static void chunks_in_any_order(void **state) {
    (void)state;
    enum { CHUNKS = 6, BATCHES = 64 };
    struct buf csv;
    buf_init(&csv);
    buf_puts(&csv, "id,amount\n");
    for (int i = 0; i < 40; i++) buf_printf(&csv, "A%d,%d.5\n", i % 30, i);
    struct data_unit unit;
    data_init(&unit);
    data_want(&unit, "id amount");
    struct load_options options = {.chunk_bytes = 80};
    struct data_source source = data_source_of(DATA_CSV);
    struct loader *loader = loader_open_memory(&source, (struct str){csv.ptr, csv.len}, true, &unit.record, unit.wanted,
                                               &options, &unit.diags);
    struct chunk *chunks[CHUNKS];
    struct batch *batches = mem_alloc(sizeof *batches * CHUNKS * BATCHES);
    uint32_t counts[CHUNKS] = {0}, taken = 0;
    struct tally tally;
    tally_init(&tally, &unit.record);
    for (int i = 0; i < CHUNKS; i++) {
        chunks[i] = chunk_new(loader);
        if (loader_take(loader, chunks[i], &unit.diags) == LOAD_MORE) taken++;
    }
    assert_true(taken >= 4);
    for (uint32_t i = taken; i-- > 0;) {
        for (;;) {
            struct batch *batch = &batches[i * BATCHES + counts[i]];
            batch_init(batch, &unit.record, unit.wanted, unit.wanted);
            if (!chunk_next(chunks[i], batch, &tally)) {
                batch_release(batch);
                break;
            }
            assert_true(++counts[i] < BATCHES);
        }
    }
    uint64_t rows = 0;
    for (uint32_t i = 0; i < taken; i++)
        for (uint32_t k = 0; k < counts[i]; k++) {
            struct batch *batch = &batches[i * BATCHES + k];
            loader_check_keys(loader, batch, &tally);
            for (uint32_t row = 0; row < batch->rows; row++, rows++) {
                struct value id = vec_value(&batch->fields[DATA_ID], row),
                             amount = vec_value(&batch->fields[DATA_AMOUNT], row);
                char text[DEC_TEXT_MAX + 1], expected[32], name[16];
                text[dec_format(amount.number, text)] = '\0';
                snprintf(expected, sizeof expected, "%d.5", (int)rows);
                snprintf(name, sizeof name, "A%d", (int)rows);
                assert_string_equal(text, expected);
                assert_true(str_equal(id.text, str_of(name)));
                assert_int_equal(batch->line[row], rows + 2);
            }
            batch_release(batch);
        }
    assert_int_equal(rows, 30);
    assert_int_equal(tally.rows, 30);
    assert_int_equal(tally.rejected, 10);
    for (int i = 0; i < CHUNKS; i++) chunk_free(chunks[i]);
    mem_free(batches);
    tally_release(&tally);
    loader_close(loader);
    buf_release(&csv);
    data_release(&unit);
}

static void tallies_are_added(void **state) {
    (void)state;
    struct data_unit unit;
    data_init(&unit);
    data_want(&unit, "id amount");
    static const char csv[] = "id,amount\nA,x\nB\nC,\nD,y\nE\n";
    struct tally all, part;
    tally_init(&all, &unit.record);
    tally_init(&part, &unit.record);
    struct load_options options = {.chunk_bytes = 4};
    struct data_source source = data_source_of(DATA_CSV);
    struct loader *loader =
        loader_open_memory(&source, STR(csv), true, &unit.record, unit.wanted, &options, &unit.diags);
    struct chunk *chunk = chunk_new(loader);
    struct batch batch;
    batch_init(&batch, &unit.record, unit.wanted, NULL);
    while (loader_take(loader, chunk, &unit.diags) == LOAD_MORE) {
        while (chunk_next(chunk, &batch, &part)) loader_check_keys(loader, &batch, &part);
        tally_add(&all, &part, true);
        assert_int_equal(part.rejected, 0);
        assert_int_equal(part.faults[DATA_AMOUNT].invalid, 0);
    }
    assert_int_equal(all.rows, 3);
    assert_int_equal(all.rejected, 2);
    assert_int_equal(all.rejects.len, 2);
    assert_int_equal(all.faults[DATA_AMOUNT].invalid, 2);
    assert_int_equal(all.faults[DATA_AMOUNT].missing, 1);
    assert_int_equal(all.faults[DATA_AMOUNT].first_invalid.line, 2);
    assert_string_equal(all.faults[DATA_AMOUNT].first_invalid.text, "x");
    batch_release(&batch);
    chunk_free(chunk);
    loader_close(loader);
    tally_release(&all);
    tally_release(&part);
    data_release(&unit);
}

/* A row refused for its key takes along what was counted of its cells. */
static void refused_rows_count_no_cells(void **state) {
    (void)state;
    struct data_unit unit;
    data_init(&unit);
    data_want(&unit, "id amount");
    static const char *const data[] = {"id,amount\nA,\nA,\nA,x\nA,y\nB,x\n",
                                       "{\"id\":\"A\"}\n{\"id\":\"A\"}\n{\"id\":\"A\",\"amount\":\"x\"}\n{\"id\":\"A\","
                                       "\"amount\":true}\n{\"id\":\"B\",\"amount\":[]}\n"};
    for (int i = 0; i < 2; i++) {
        const char *text = data_of(&unit, i == 0 ? DATA_CSV : DATA_JSON, str_of(data[i]), 0, true, true);
        assert_non_null(strstr(text, "W0553 `amount` is blank in 1 of 2 rows\n"));
        assert_non_null(strstr(text, "W0554 1 cell of `amount` could not be read\n"));
    }
    data_release(&unit);
}

static int prepare(void **state) {
    (void)state;
    snprintf(path, sizeof path, "/tmp/rung-load-XXXXXX");
    int fd = mkstemp(path);
    return fd < 0 || close(fd);
}

static int clear(void **state) {
    (void)state;
    return unlink(path);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_of_records),
        cmocka_unit_test(keys_are_compared_by_value),
        cmocka_unit_test(long_keys_are_read_again),
        cmocka_unit_test(a_reference_is_read_as_a_key),
        cmocka_unit_test(a_file_that_changes_is_told),
        cmocka_unit_test(what_is_not_there_is_told),
        cmocka_unit_test(chunks_in_any_order),
        cmocka_unit_test(tallies_are_added),
        cmocka_unit_test(refused_rows_count_no_cells),
    };
    return cmocka_run_group_tests(tests, prepare, clear);
}
