/* Vectors and batches. */
#include "tests/unit/graph.h"

static void every_type_with_values_has_a_representation(void **state) {
    (void)state;
    assert_int_equal(repr_of(type_bool), REPR_BOOL);
    assert_int_equal(repr_of(type_percent), REPR_NUMBER);
    assert_int_equal(repr_of(type_of_period(PERIOD_DAYS)), REPR_NUMBER);
    assert_int_equal(repr_of(type_text), REPR_TEXT);
    assert_int_equal(repr_of(type_date), REPR_DATE);
    assert_int_equal(repr_of(type_of_category(NULL)), REPR_CODE);
    assert_int_equal(repr_of((struct type){.kind = TYPE_ANY}), REPR_TEXT);
}

static void values_come_out_of_vectors(void **state) {
    (void)state;
    uint8_t known[] = {1, 0, 1}, truth[] = {TRUTH_FALSE, TRUTH_UNKNOWN, TRUTH_TRUE};
    int64_t num[] = {125, 0, -1}, den[] = {3, 1, 1};
    struct dec wide[] = {{dec_power10(30), 7}, {0, 1}, {1, 3}};
    struct str text[] = {STR("a"), {0}, STR("bc")};
    date day[] = {1, 0, DATE_NEVER};
    int16_t code[] = {2, 0, CODE_NONE};
    struct vec number = {.repr = REPR_NUMBER, .scale = 2, .known = known, .num = num};
    assert_int_equal(dec_compare(vec_value(&number, 0).number, graph_dec("1.25")), 0);
    assert_false(vec_value(&number, 1).known);
    assert_int_equal(dec_compare(vec_value(&number, 2).number, graph_dec("-0.01")), 0);
    number.den = den;
    assert_int_equal(dec_compare(vec_value(&number, 0).number, graph_dec("1.25/3")), 0);
    number.is_wide = true;
    number.wide = wide;
    assert_int_equal(dec_compare(vec_value(&number, 2).number, graph_dec("1/3")), 0);
    assert_true(vec_value(&number, 0).number.n == dec_power10(30));
    struct vec bools = {.repr = REPR_BOOL, .truth = truth};
    assert_int_equal(truth_letter(vec_value(&bools, 0)), 'f');
    assert_int_equal(truth_letter(vec_value(&bools, 1)), 'u');
    assert_int_equal(truth_letter(vec_value(&bools, 2)), 't');
    struct vec texts = {.repr = REPR_TEXT, .known = known, .text = text};
    assert_int_equal(vec_value(&texts, 2).text.len, 2);
    struct vec days = {.repr = REPR_DATE, .known = known, .day = day};
    assert_int_equal(vec_value(&days, 2).day, DATE_NEVER);
    struct vec codes = {.repr = REPR_CODE, .known = known, .code = code};
    assert_int_equal(vec_value(&codes, 2).code, CODE_NONE);
    codes.constant = true;
    assert_int_equal(vec_value(&codes, 2).code, 2);
    codes.all_known = true;
    codes.known = NULL;
    assert_int_equal(vec_value(&codes, 1).code, 2);
}

/* Dropping the first, a middle and the last row keeps the others in order, whatever their representation. */
static void rows_are_dropped(void **state) {
    enum { ROWS = 3 };
    (void)state;
    for (uint32_t dropped = 0; dropped < ROWS; dropped++) {
        struct graph *g = mem_alloc(sizeof *g);
        graph_init(g);
        bool all[FIELD_COUNT];
        for (int f = 0; f < FIELD_COUNT; f++) all[f] = f != T2;
        for (uint32_t row = 0; row < ROWS; row++) {
            static const char *const names[] = {"a", "b", "c"};
            graph_set(g, N0, row, (struct value){.known = true, .number = dec_from_int(row)});
            graph_set(g, N1, row, (struct value){.known = true, .number = {row * dec_power10(25), 1}});
            graph_set(g, T0, row, value_text(names[row]));
            graph_set(g, D0, row, (struct value){.known = true, .day = (date)row});
            graph_set(g, C0, row, value_code((int)row));
            graph_set(g, B0, row, value_truth("fut"[row]));
            if (row == 1) g->cells[D0][row].known = false;
        }
        batch_init(&g->batch, &g->record, all, all);
        g->has_batch = true;
        graph_fill(g, ROWS);
        batch_drop(&g->batch, dropped);
        assert_int_equal(g->batch.rows, ROWS - 1);
        for (uint32_t row = 0; row < ROWS - 1; row++) {
            uint32_t was = row + (row >= dropped);
            const struct vec *fields = g->batch.fields;
            assert_int_equal(g->batch.line[row], was + 2);
            assert_int_equal(vec_value(&fields[N0], row).number.n, was);
            assert_true(vec_value(&fields[N1], row).number.n == was * dec_power10(25));
            assert_int_equal(vec_value(&fields[T0], row).text.ptr[0], 'a' + (int)was);
            assert_int_equal(vec_value(&fields[D0], row).known, was != 1);
            assert_int_equal(g->batch.states[D0][row], was != 1 ? CAUSE_NONE : CAUSE_MISSING);
            assert_int_equal(vec_value(&fields[C0], row).code, was);
            assert_int_equal(truth_letter(vec_value(&fields[B0], row)), "fut"[was]);
        }
        graph_release(g);
        mem_free(g);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_type_with_values_has_a_representation),
                                       cmocka_unit_test(values_come_out_of_vectors),
                                       cmocka_unit_test(rows_are_dropped)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
