/* Rows that are kept come back as they were: values, states, lines; batch by batch and one by one. */
#include "tests/unit/unit.h"
#include "tests/unit/data_unit.h"
#include "runtime/data/table.h"

#define ROWS 2500u /* some whole batches and a part of one */

/* A file in which values of every type are blank, broken, out of the way or fine. */
static struct str make_file(struct data_unit *unit) {
    static const char *const tiers[] = {"bronze", "silver", "gold_standard", "", "tin"};
    static const char *const terms[] = {"18 months", "", "2 years", "soon"};
    struct buf text;
    buf_init(&text);
    buf_puts(&text, "id,amount,price,share,start,ok,tier,stage,note,term\n");
    for (uint32_t i = 0; i < ROWS; i++) {
        buf_printf(&text, "A%u,", i);
        if (i % 7) buf_printf(&text, "%u.%u", i * 3, i % 10);
        if (i == 1500) buf_puts(&text, "00000000000000000000");
        buf_printf(&text, ",%s%u,%u%%,", i % 11 ? "" : "x", i, i % 100);
        if (i % 5) buf_printf(&text, "20%02u-%02u-10", i % 30, 1 + i % 12);
        buf_printf(&text, ",%s,%s,%s,", i % 3 ? "true" : i % 2 ? "" : "no", tiers[i % 5], i % 4 ? "close" : "");
        buf_printf(&text, "%s,%s\n", i % 6 ? i % 4 ? "a longer note than most" : "x" : "", terms[i % 4]);
        if (i % 100 == 50) buf_puts(&text, "\n\n");
    }
    struct str copy = arena_str(&unit->arena, (struct str){text.ptr, text.len});
    buf_release(&text);
    return copy;
}

static void add_row_text(const struct batch *batch, const struct data_unit *unit, uint32_t row, struct buf *out) {
    buf_printf(out, "%" PRIu64 ":", batch->line[row]);
    for (uint32_t i = 0; i < DATA_FIELDS; i++)
        if (unit->wanted[i]) data_value_text(batch, &unit->fields[i], row, out);
    buf_char(out, '\n');
}

/* The file into a table, and its text as it was read. */
static struct table *load_table(struct data_unit *unit, const bool *states, struct buf *as_read) {
    struct data_source source = data_source_of(DATA_CSV);
    struct load_options options = {.chunk_bytes = 7000};
    struct loader *loader =
        loader_open_memory(&source, make_file(unit), true, &unit->record, unit->wanted, &options, &unit->diags);
    struct chunk *chunk = chunk_new(loader);
    struct batch batch;
    struct tally tally;
    batch_init(&batch, &unit->record, unit->wanted, states);
    tally_init(&tally, &unit->record);
    struct table *table = table_new(&unit->record, unit->wanted, states);
    while (loader_take(loader, chunk, &unit->diags) == LOAD_MORE) {
        while (chunk_next(chunk, &batch, &tally)) {
            loader_check_keys(loader, &batch, &tally);
            table_add(table, &batch);
            for (uint32_t row = 0; row < batch.rows; row++) add_row_text(&batch, unit, row, as_read);
        }
    }
    table_finish(table);
    tally_release(&tally);
    batch_release(&batch);
    chunk_free(chunk);
    loader_close(loader);
    return table;
}

static void rows_come_back_as_they_were(void **state) {
    (void)state;
    struct data_unit unit;
    struct buf as_read, as_kept;
    struct batch batch;
    data_init(&unit);
    buf_init(&as_read);
    buf_init(&as_kept);
    struct table *table = load_table(&unit, unit.wanted, &as_read);
    assert_int_equal(table_rows(table), ROWS);
    batch_init(&batch, &unit.record, unit.wanted, unit.wanted);
    for (uint32_t first = 0; first < table_rows(table); first += BATCH_ROWS) {
        table_read(table, first, &batch);
        assert_int_equal(batch.first_row, first);
        for (uint32_t row = 0; row < batch.rows; row++) {
            add_row_text(&batch, &unit, row, &as_kept);
            assert_int_equal(table_line(table, first + row), batch.line[row]);
            for (uint32_t i = 0; i < DATA_FIELDS; i++)
                assert_int_equal(table_state(table, i, first + row), batch.states[i][row]);
        }
    }
    assert_string_equal(as_kept.ptr, as_read.ptr);
    assert_string_equal(table_file(table), "accounts");
    assert_int_equal(table_line(table, ROWS), 0);
    if (BATCH_ROWS >= 1024) assert_true(table_bytes(table) < ROWS * 120u);
    batch_release(&batch);
    table_free(table);
    buf_release(&as_read);
    buf_release(&as_kept);
    data_release(&unit);
}

static void single_rows_are_gathered(void **state) {
    (void)state;
    struct data_unit unit;
    struct buf as_read;
    struct batch batch;
    data_init(&unit);
    data_want(&unit, "id amount start tier");
    buf_init(&as_read);
    struct table *table = load_table(&unit, NULL, &as_read);
    assert_null(table_column(table, DATA_NOTE));
    assert_int_equal(compact_rows(table_column(table, DATA_START)), ROWS);
    batch_init(&batch, &unit.record, unit.wanted, NULL);
    uint32_t rows[] = {2498, NO_ROW, 7};
    table_gather(table, DATA_ID, rows, 3, &batch.fields[DATA_ID]);
    table_gather(table, DATA_AMOUNT, rows, 3, &batch.fields[DATA_AMOUNT]);
    assert_true(str_equal(vec_value(&batch.fields[DATA_ID], 0).text, STR("A2498")));
    assert_false(vec_value(&batch.fields[DATA_ID], 1).known);
    assert_true(str_equal(vec_value(&batch.fields[DATA_ID], 2).text, STR("A7")));
    /* 7494.8, nothing at all, and a blank. */
    assert_int_equal(dec_compare(vec_number(&batch.fields[DATA_AMOUNT], 0), (struct dec){37474, 5}), 0);
    assert_false(vec_value(&batch.fields[DATA_AMOUNT], 1).known);
    assert_false(vec_value(&batch.fields[DATA_AMOUNT], 2).known);
    assert_int_equal(table_state(table, DATA_AMOUNT, 7), CAUSE_NONE);
    batch_release(&batch);
    table_free(table);
    table_free(NULL);
    buf_release(&as_read);
    data_release(&unit);
}

static void no_rows_are_no_trouble(void **state) {
    (void)state;
    struct data_unit unit;
    struct batch batch;
    data_init(&unit);
    struct table *table = table_new(&unit.record, unit.wanted, unit.wanted);
    batch_init(&batch, &unit.record, unit.wanted, unit.wanted);
    table_add(table, &batch);
    table_finish(table);
    table_read(table, 0, &batch);
    assert_int_equal(batch.rows, 0);
    assert_int_equal(table_rows(table), 0);
    batch_release(&batch);
    table_free(table);
    data_release(&unit);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_come_back_as_they_were),
        cmocka_unit_test(single_rows_are_gathered),
        cmocka_unit_test(no_rows_are_no_trouble),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
