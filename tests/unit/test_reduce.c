/* Aggregates that are added up as rows stream by: bounds, unknown values, changing scales, sums past 64 bits. */
#include "tests/unit/graph.h"
#include "runtime/exec/distinct.h"
#include "runtime/exec/reduce.h"

enum { ROWS = 3 }; /* fit a batch of the tiny build */

struct adding {
    struct graph g;
    struct reduce *reduce;
    struct ir_node *node;
};

/* One aggregate over the rows of the record, to one value. */
static struct adding *adding_new(enum aggregate kind, struct type type, int where, int value) {
    struct adding *a = mem_alloc(sizeof *a);
    graph_init(&a->g);
    struct mk_rows rows = {.space = SPACE_SUBJECT};
    if (where >= 0) rows.where = graph_field(&a->g, where);
    if (value >= 0) rows.value = graph_field(&a->g, value);
    a->node = mk_reduce(&a->g.framework.ir, kind, type, &rows, (struct span){0});
    assert_true(reduce_does(a->node));
    a->reduce = reduce_new((const struct ir_node *const *)&a->node, 1, 1);
    return a;
}
static void adding_free(struct adding *a) {
    reduce_free(a->reduce);
    graph_release(&a->g);
    mem_free(a);
}
static void feed(struct adding *a, uint32_t rows) {
    graph_run(&a->g, a->node->args, a->node->arg_count, PLAN_FAST, rows);
    reduce_feed(a->reduce, a->g.run, rows);
}
static struct value result(const struct adding *a) {
    struct {
        uint8_t known[1];
        int64_t num[1];
        struct dec wide[1];
        struct str text[1];
    } room = {0};
    struct vec out = {.repr = repr_of(a->node->type), .known = room.known, .wide = room.wide};
    out.num = room.num;
    if (out.repr == REPR_TEXT) out.text = room.text;
    reduce_read(a->reduce, a->node, 0, 1, &out);
    struct value value = vec_value(&out, 0);
    reduce_gather(a->reduce, a->node, (const uint32_t[]){NO_ROW}, 1, &out);
    assert_false(vec_value(&out, 0).known);
    return value;
}
static void assert_number(const struct adding *a, const char *want) {
    struct value value = result(a);
    assert_int_equal(value.known, want != NULL);
    if (want) assert_int_equal(dec_compare(value.number, graph_dec(want)), 0);
}

static void counts_have_bounds(void **state) {
    (void)state;
    /* Row 0 counts twice, with an unknown n0; row 1 is undecided once, and counts once with a known one. */
    static const struct {
        enum aggregate kind;
        const char *want;
    } cases[] = {{AGGREGATE_COUNT_LOW, "3"}, {AGGREGATE_COUNT_HIGH, "4"}, {AGGREGATE_COUNT_KNOWN, "1"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct adding *a = adding_new(cases[i].kind, type_number, B0, cases[i].kind == AGGREGATE_COUNT_KNOWN ? N0 : -1);
        graph_set(&a->g, B0, 0, value_truth('t'));
        graph_set(&a->g, B0, 1, value_truth('u'));
        graph_set(&a->g, B0, 2, value_truth('f'));
        graph_set_number(&a->g, N0, 1, "1");
        feed(a, ROWS);
        graph_set(&a->g, B0, 1, value_truth('t'));
        feed(a, 2);
        assert_number(a, cases[i].want);
        adding_free(a);
    }
}

static void sums_keep_every_digit(void **state) {
    (void)state;
    struct adding *a = adding_new(AGGREGATE_SUM, type_number, -1, N0);
    assert_number(a, "0");
    graph_set_number(&a->g, N0, 0, "1");
    graph_set_number(&a->g, N0, 1, "-0.25");
    graph_set_number(&a->g, N0, 2, NULL);
    feed(a, ROWS);
    assert_number(a, "0.75");
    graph_set_number(&a->g, N0, 0, "0.000000001");
    graph_set_number(&a->g, N0, 1, "9000000000");
    feed(a, ROWS);
    assert_number(a, "9000000000.750000001");
    /* Past 64 bits, and back. */
    graph_set_number(&a->g, N0, 0, "9000000000000000000000000000");
    graph_set_number(&a->g, N0, 1, "0");
    feed(a, ROWS);
    assert_number(a, "9000000000000000009000000000.750000001");
    graph_set_number(&a->g, N0, 0, "-9000000000000000000000000000");
    feed(a, ROWS);
    assert_number(a, "9000000000.750000001");
    adding_free(a);
}

static void sums_past_the_range_are_unknown(void **state) {
    (void)state;
    struct adding *a = adding_new(AGGREGATE_SUM, type_number, -1, N0);
    for (uint32_t i = 0; i < ROWS; i++) graph_set_number(&a->g, N0, i, "99999999999999999999999999999");
    feed(a, ROWS);
    assert_number(a, NULL);
    adding_free(a);
}

static void the_least_and_the_greatest(void **state) {
    (void)state;
    struct adding *a = adding_new(AGGREGATE_MIN, type_number, B0, N0);
    assert_number(a, NULL);
    for (uint32_t i = 0; i < ROWS; i++) graph_set(&a->g, B0, i, value_truth("ttu"[i]));
    graph_set_number(&a->g, N0, 0, "3");
    graph_set_number(&a->g, N0, 1, "2.5");
    graph_set_number(&a->g, N0, 2, "-9"); /* it is not decided whether it counts */
    feed(a, ROWS);
    assert_number(a, "2.5");
    graph_set_number(&a->g, N0, 0, "-99999999999999999999");
    feed(a, ROWS);
    assert_number(a, "-99999999999999999999");
    adding_free(a);

    a = adding_new(AGGREGATE_MAX, type_date, -1, D0);
    assert_false(result(a).known);
    graph_set(&a->g, D0, 0, value_day("2020-01-01"));
    graph_set(&a->g, D0, 1, value_day("1950-01-01"));
    feed(a, ROWS);
    assert_int_equal(result(a).day, value_day("2020-01-01").day);
    graph_set(&a->g, D0, 1, value_day("never"));
    feed(a, ROWS);
    assert_int_equal(result(a).day, DATE_NEVER);
    adding_free(a);

    a = adding_new(AGGREGATE_MIN, type_text, -1, T0);
    graph_set(&a->g, T0, 0, value_text("b"));
    graph_set(&a->g, T0, 1, value_text(""));
    feed(a, ROWS);
    assert_int_equal(result(a).text.len, 0);
    assert_true(result(a).known);
    adding_free(a);
}

static void exited_is_outside_the_order(void **state) {
    (void)state;
    struct adding *a = mem_alloc(sizeof *a);
    graph_init(&a->g);
    struct mk_rows rows = {.space = SPACE_SUBJECT, .value = graph_field(&a->g, C0)};
    a->node = mk_reduce(&a->g.framework.ir, AGGREGATE_MAX, rows.value->type, &rows, (struct span){0});
    a->reduce = reduce_new((const struct ir_node *const *)&a->node, 1, 1);
    graph_set(&a->g, C0, 0, value_code(CODE_EXITED + 1));
    feed(a, 1);
    assert_false(result(a).known);
    graph_set(&a->g, C0, 1, value_code(CODE_NONE));
    graph_set(&a->g, C0, 2, value_code(2));
    feed(a, ROWS);
    assert_int_equal(result(a).code, 2);
    adding_free(a);
}

static void any_is_kleenes(void **state) {
    (void)state;
    static const char *const cases[] = {"fff", "fuf", "fut"};
    static const char want[] = "fut";
    for (size_t k = 0; k < 3; k++) {
        struct adding *a = adding_new(AGGREGATE_ANY, type_bool, -1, B0);
        for (uint32_t i = 0; i < ROWS; i++) graph_set(&a->g, B0, i, value_truth(cases[k][i]));
        feed(a, ROWS);
        assert_int_equal(truth_letter(result(a)), want[k]);
        adding_free(a);
    }
}

/* Texts by their bytes, stages by a bit each: two of them for certain, one more perhaps. */
static void different_values_have_bounds(void **state) {
    (void)state;
    static const int fields[] = {T0, C0, N0, D0};
    for (size_t k = 0; k < 8; k++) {
        bool high = k % 2;
        int field = fields[k / 2];
        struct adding *a = adding_new(high ? AGGREGATE_DISTINCT_HIGH : AGGREGATE_DISTINCT_LOW, type_number, B0, field);
        for (uint32_t i = 0; i < ROWS; i++) {
            graph_set(&a->g, C0, i, value_code(i == 0 ? 1 : i == 1 ? CODE_NONE : CODE_EXITED));
            graph_set(&a->g, T0, i, value_text(i == 0 ? "x" : i == 1 ? "y" : "z"));
            graph_set(&a->g, D0, i, value_day(i == 0 ? "2020-01-01" : i == 1 ? "2021-01-01" : "never"));
            graph_set_number(&a->g, N0, i, i == 0 ? "1" : i == 1 ? "0.5" : "1000000000000000000000");
            graph_set(&a->g, B0, i, value_truth("ttu"[i]));
        }
        feed(a, ROWS);
        feed(a, ROWS);
        assert_number(a, high ? "3" : "2");
        graph_set(&a->g, B0, 2, value_truth('t'));
        feed(a, ROWS);
        assert_number(a, "3");
        adding_free(a);
    }
}

static void pairs_are_met_once(void **state) {
    (void)state;
    struct distinct *set = distinct_new();
    for (uint32_t row = 0; row < 1000; row++) {
        for (uint32_t value = 0; value < 5; value++)
            assert_int_equal(distinct_add(set, row, value, value % 2), value % 2 ? DISTINCT_CERTAIN : DISTINCT_PERHAPS);
    }
    for (uint32_t row = 0; row < 1000; row++) {
        for (uint32_t value = 0; value < 5; value++) {
            assert_int_equal(distinct_add(set, row, value, false), DISTINCT_OLD);
            assert_int_equal(distinct_add(set, row, value, true), value % 2 ? DISTINCT_OLD : DISTINCT_RAISED);
            assert_int_equal(distinct_add(set, row, value, true), DISTINCT_OLD);
        }
    }
    assert_true(distinct_bytes(set) > 5000 * 8);
    distinct_free(set);
    distinct_free(NULL);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(counts_have_bounds),
                                       cmocka_unit_test(sums_keep_every_digit),
                                       cmocka_unit_test(sums_past_the_range_are_unknown),
                                       cmocka_unit_test(the_least_and_the_greatest),
                                       cmocka_unit_test(exited_is_outside_the_order),
                                       cmocka_unit_test(any_is_kleenes),
                                       cmocka_unit_test(different_values_have_bounds),
                                       cmocka_unit_test(pairs_are_met_once)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
