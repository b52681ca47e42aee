/* Collectors: groups, ranks, running sums, the first n, who is taken, and aggregates that need an order. */
#include "tests/unit/unit.h"

#include "lang/base/mem.h"
#include "runtime/exec/collect.h"

#define ROWS_MAX 64
#define ARGS_MAX 8
#define U INT64_MIN /* an unknown value in the tables below */

/* A node with its arguments' rows, written down by hand. */
struct sheet {
    struct ir_node node, arg[ARGS_MAX];
    struct ir_node *args[ARGS_MAX];
    int64_t values[ARGS_MAX][ROWS_MAX];
    const char *texts[ARGS_MAX][ROWS_MAX];
    uint32_t rows;
    bool has_key;
};

static void sheet_init(struct sheet *s, enum ir_op op, enum type_kind result, int32_t index, struct ir_layout layout, uint32_t rows) {
    memset(s, 0, sizeof *s);
    s->node = (struct ir_node){.op = op, .type = {.kind = result}, .index = index, .layout = layout, .args = s->args};
    s->rows = rows;
}

static void put(struct sheet *s, enum type_kind kind, const int64_t *values) {
    uint32_t a = s->node.arg_count++;
    s->arg[a].type.kind = kind;
    s->args[a] = &s->arg[a];
    memcpy(s->values[a], values, sizeof *values * s->rows);
}

static void put_texts(struct sheet *s, const char *const *texts) {
    uint32_t a = s->node.arg_count++;
    s->arg[a].type.kind = TYPE_TEXT;
    s->args[a] = &s->arg[a];
    memcpy(s->texts[a], texts, sizeof *texts * s->rows);
}

static struct vec make_vec(const struct sheet *s, uint32_t a, uint32_t first, uint32_t rows) {
    struct vec v = {.repr = repr_of(s->arg[a].type), .num_bound = INT64_MAX, .den_bound = 1};
    v.known = mem_alloc(BATCH_ROWS);
    v.num = mem_alloc(sizeof(struct str) * BATCH_ROWS);
    for (uint32_t i = 0; i < rows; i++) {
        int64_t value = s->values[a][first + i];
        v.known[i] = v.repr == REPR_TEXT ? s->texts[a][first + i] != NULL : value != U;
        switch (v.repr) {
        case REPR_NUMBER: v.num[i] = v.known[i] ? value : 0; break;
        case REPR_BOOL: v.truth[i] = value == U ? TRUTH_UNKNOWN : value ? TRUTH_TRUE : TRUTH_FALSE; break;
        case REPR_DATE: v.day[i] = (date)(v.known[i] ? value : 0); break;
        case REPR_CODE: v.code[i] = (int16_t)(v.known[i] ? value : 0); break;
        case REPR_ROW: v.row[i] = v.known[i] ? (uint32_t)value : NO_ROW; break;
        case REPR_TEXT: v.text[i] = str_of(s->texts[a][first + i]); break;
        }
    }
    return v;
}

/* Feeds the rows in batches of at most three. */
static struct collect *collect_all(const struct sheet *s, uint32_t destinations) {
    assert_true(collect_does(&s->node));
    struct collect *collect = collect_new(&s->node, &(struct collect_sizes){s->rows, destinations, s->has_key});
    for (uint32_t first = 0; first < s->rows; first += 3) {
        uint32_t rows = s->rows - first < 3 ? s->rows - first : 3;
        struct vec vecs[ARGS_MAX];
        const struct vec *args[ARGS_MAX];
        for (uint32_t a = 0; a < ARGS_MAX && s->args[a]; a++) {
            vecs[a] = make_vec(s, a, first, rows);
            args[a] = &vecs[a];
        }
        collect_feed(collect, args, rows);
        for (uint32_t a = 0; a < ARGS_MAX && s->args[a]; a++) {
            mem_free(vecs[a].known);
            mem_free(vecs[a].num);
        }
    }
    collect_finish(collect);
    return collect;
}

/* Numbers are given in thousandths. */
static void expect(const struct sheet *s, uint32_t destinations, const int64_t *wanted, uint32_t count) {
    struct collect *collect = collect_all(s, destinations);
    const struct compact *column = collect_column(collect);
    assert_int_equal(compact_rows(column), count);
    for (uint32_t row = 0; row < count; row++) {
        struct value value = compact_value(column, row);
        if (wanted[row] == U) {
            assert_false(value.known);
            continue;
        }
        assert_true(value.known);
        int64_t got = 0;
        switch (compact_repr(column)) {
        case REPR_NUMBER: assert_true(dec_to_scaled(value.number, 3, &got)); break;
        case REPR_BOOL: got = value.truth; break;
        case REPR_CODE: got = value.code; break;
        case REPR_DATE: got = value.day; break;
        default: fail();
        }
        assert_int_equal(got, wanted[row]);
    }
    collect_free(collect);
}
#define VALUES(...) ((const int64_t[]){__VA_ARGS__})
#define TEXTS(...) ((const char *const[]){__VA_ARGS__})

static void ties_have_one_rank_and_unknown_rows_none(void **state) {
    (void)state;
    struct sheet s;
    sheet_init(&s, IR_WINDOW, TYPE_NUMBER, WINDOW_RANK, (struct ir_layout){.where = true, .keys = 1, .descending = 1}, 7);
    put(&s, TYPE_BOOL, VALUES(1, 1, 1, 1, 1, 0, U));
    put(&s, TYPE_NUMBER, VALUES(50, 80, 70, 70, U, 99, 99));
    expect(&s, 0, VALUES(4000, 1000, 2000, 2000, U, U, U), 7);
}

static void ranks_are_within_groups(void **state) {
    (void)state;
    struct sheet s;
    sheet_init(&s, IR_WINDOW, TYPE_NUMBER, WINDOW_RANK, (struct ir_layout){.groups = 1, .keys = 2}, 6);
    put(&s, TYPE_RECORD, VALUES(0, 1, 0, 1, U, 0));
    put_texts(&s, TEXTS("banana-long-b", "a", "banana-long-a", "a", "z", "apple"));
    put(&s, TYPE_DATE, VALUES(1, 5, 1, 4, 1, 1));
    expect(&s, 0, VALUES(3000, 2000, 2000, 1000, U, 1000), 6);
}

static void running_sums_include_all_that_tie(void **state) {
    (void)state;
    struct sheet s;
    sheet_init(&s, IR_WINDOW, TYPE_NUMBER, WINDOW_RUNNING_SUM, (struct ir_layout){.values = 1, .keys = 1, .descending = 1}, 5);
    put(&s, TYPE_NUMBER, VALUES(1, 2, 3, 4, U));
    put(&s, TYPE_NUMBER, VALUES(10, 20, 20, 5, 30));
    expect(&s, 0, VALUES(6000, 5000, 5000, 10000, U), 5);
}

static void groups_are_numbered_as_met_and_found_again(void **state) {
    (void)state;
    struct sheet s;
    sheet_init(&s, IR_GROUP, TYPE_RECORD, 0, (struct ir_layout){0}, 5);
    put_texts(&s, TEXTS("b", "a", "b", NULL, "a"));
    put(&s, TYPE_CATEGORY, VALUES(1, 1, 1, 1, 2));
    struct collect *collect = collect_all(&s, 0);
    assert_int_equal(collect_groups(collect), 3);
    assert_memory_equal(collect_firsts(collect), ((const uint32_t[]){0, 1, 4}), sizeof(uint32_t) * 3);
    struct vec text = make_vec(&s, 0, 2, 3), code = make_vec(&s, 1, 2, 3);
    uint32_t found[3];
    collect_match(collect, (const struct vec *const[]){&text, &code}, 3, found);
    assert_int_equal(found[0], 0);
    assert_int_equal(found[1], NO_ROW);
    assert_int_equal(found[2], 2);
    mem_free(text.known), mem_free(text.num), mem_free(code.known), mem_free(code.num);
    collect_free(collect);
}

static void equal_numbers_are_one_group_whatever_their_scale(void **state) {
    (void)state;
    struct ir_node key = {.type = {.kind = TYPE_NUMBER}}, *keys[] = {&key};
    struct ir_node node = {.op = IR_GROUP, .type = {.kind = TYPE_RECORD}, .args = keys, .arg_count = 1};
    struct collect *collect = collect_new(&node, &(struct collect_sizes){0});
    int64_t units[1] = {15}, cents[1] = {1500};
    struct dec exact[1] = {{3, 2}};
    uint8_t known[1] = {1};
    struct vec a = {.repr = REPR_NUMBER, .known = known, .num = units, .scale = 1, .num_bound = 15, .den_bound = 1};
    struct vec b = {.repr = REPR_NUMBER, .known = known, .num = cents, .scale = 3, .num_bound = 1500, .den_bound = 1};
    struct vec c = {.repr = REPR_NUMBER, .known = known, .is_wide = true, .wide = exact, .den_bound = 1};
    collect_feed(collect, (const struct vec *const[]){&a}, 1);
    collect_feed(collect, (const struct vec *const[]){&b}, 1);
    collect_feed(collect, (const struct vec *const[]){&c}, 1);
    collect_finish(collect);
    assert_int_equal(collect_groups(collect), 1);
    collect_free(collect);
}

static void of_equal_keys_the_later_row_is_kept(void **state) {
    (void)state;
    struct sheet s;
    sheet_init(&s, IR_KEEP, TYPE_BOOL, 0, (struct ir_layout){.link = true, .where = true, .groups = 1, .values = 1, .keys = 1, .descending = 1}, 8);
    put(&s, TYPE_RECORD, VALUES(0, 0, 0, 1, 1, 0, U, 0));
    put(&s, TYPE_BOOL, VALUES(1, 1, 1, 1, 1, U, 1, 0));
    put_texts(&s, TEXTS("ann", "ann", "bob", "ann", "ann", "ann", "ann", "bob"));
    put(&s, TYPE_NUMBER, VALUES(1, 1, 1, 1, 1, 1, 1, 1));
    put(&s, TYPE_DATE, VALUES(5, 5, 1, 9, 8, 99, 99, 99));
    expect(&s, 0, VALUES(0, 1, 1, 1, 0, 0, 0, 0), 8);
}

static void limits_hold_in_the_order_of_the_keys(void **state) {
    (void)state;
    struct sheet s;
    /* take 3, at most 1 of each region; row 5 is no candidate, row 4 ties with row 3 and has the smaller key */
    sheet_init(&s, IR_SELECT, TYPE_CATEGORY, 0, (struct ir_layout){.where = true, .groups = 2, .values = 2, .keys = 1, .descending = 1}, 6);
    put(&s, TYPE_BOOL, VALUES(1, 1, 1, 1, 1, 0));
    put(&s, TYPE_RECORD, VALUES(0, 0, 0, 0, 0, 0));
    put(&s, TYPE_RECORD, VALUES(0, 0, 1, 2, 3, 4));
    put(&s, TYPE_NUMBER, VALUES(3, 3, 3, 3, 3, 3));
    put(&s, TYPE_NUMBER, VALUES(1, 1, 1, 1, 1, 1));
    put(&s, TYPE_NUMBER, VALUES(90, 80, 70, 60, 60, 99));
    put_texts(&s, TEXTS("a", "b", "c", "e", "d", "f"));
    s.node.arg_count--;
    s.has_key = true;
    expect(&s, 0, VALUES(0, 2, 0, 1, 0, U), 6);
}

static void reduce(struct sheet *s, enum aggregate aggregate, enum type_kind kind, struct ir_layout layout, uint32_t rows) {
    sheet_init(s, IR_REDUCE, kind, (int32_t)aggregate, layout, rows);
}

static void medians_of_numbers_lie_between_of_others_below(void **state) {
    (void)state;
    struct sheet s;
    reduce(&s, AGGREGATE_MEDIAN, TYPE_NUMBER, (struct ir_layout){.link = true, .values = 1}, 6);
    put(&s, TYPE_RECORD, VALUES(0, 2, 0, 2, 2, 0));
    put(&s, TYPE_NUMBER, VALUES(1, 9, 2, 5, 7, U));
    expect(&s, 3, VALUES(1500, U, 7000), 3);
    reduce(&s, AGGREGATE_MEDIAN, TYPE_CATEGORY, (struct ir_layout){.values = 1}, 4);
    put(&s, TYPE_CATEGORY, VALUES(3, 0, 1, 2));
    expect(&s, 1, VALUES(1), 1);
}

static void percentiles_are_exact_between_neighbours(void **state) {
    (void)state;
    struct sheet s;
    reduce(&s, AGGREGATE_PERCENTILE, TYPE_NUMBER, (struct ir_layout){.values = 2}, 5);
    put(&s, TYPE_NUMBER, VALUES(10, 20, 30, 40, 50));
    put(&s, TYPE_NUMBER, VALUES(90, 90, 90, 90, 90));
    expect(&s, 1, VALUES(46000), 1);
    memcpy(s.values[1], VALUES(101, 101, 101, 101, 101), sizeof(int64_t) * 5);
    expect(&s, 1, VALUES(U), 1);
}

static void deviation_is_of_the_sample(void **state) {
    (void)state;
    struct sheet s;
    /* 2 4 4 4 5 5 7 9: mean 5, squares 32, 32 / 7 = 4.571428571, root 2.138089935 */
    reduce(&s, AGGREGATE_STDDEV, TYPE_NUMBER, (struct ir_layout){.values = 1}, 8);
    put(&s, TYPE_NUMBER, VALUES(2, 4, 4, 4, 5, 5, 7, 9));
    struct collect *collect = collect_all(&s, 1);
    char text[DEC_TEXT_MAX];
    dec_format(compact_value(collect_column(collect), 0).number, text);
    assert_string_equal(text, "2.138089935");
    collect_free(collect);
    reduce(&s, AGGREGATE_STDDEV, TYPE_NUMBER, (struct ir_layout){.values = 1}, 1);
    put(&s, TYPE_NUMBER, VALUES(2));
    expect(&s, 1, VALUES(U), 1);
}

static void latest_is_the_last_by_the_keys(void **state) {
    (void)state;
    struct sheet s;
    reduce(&s, AGGREGATE_LATEST, TYPE_NUMBER, (struct ir_layout){.link = true, .values = 1, .keys = 1}, 6);
    put(&s, TYPE_RECORD, VALUES(1, 1, 1, 0, 0, 0));
    put(&s, TYPE_NUMBER, VALUES(5, 6, U, 1, 2, 3));
    put(&s, TYPE_DATE, VALUES(10, 10, 99, 3, U, 2));
    expect(&s, 3, VALUES(1000, 6000, U), 3);
}

static void distinct_values_count_once(void **state) {
    (void)state;
    struct sheet s;
    reduce(&s, AGGREGATE_SUM, TYPE_NUMBER, (struct ir_layout){.values = 1, .distinct = true}, 5);
    put(&s, TYPE_NUMBER, VALUES(5, 7, 5, U, 7));
    expect(&s, 1, VALUES(12000), 1);
    s.node.index = AGGREGATE_COUNT_KNOWN;
    expect(&s, 1, VALUES(2000), 1);
}

static void expect_list(const struct sheet *s, const char *wanted) {
    struct collect *collect = collect_all(s, 1);
    struct value value = compact_value(collect_column(collect), 0);
    assert_true(value.known && str_equal(value.text, str_of(wanted)));
    collect_free(collect);
}

static void lists_are_in_order(void **state) {
    (void)state;
    struct sheet s;
    reduce(&s, AGGREGATE_TEXT_LIST, TYPE_TEXT, (struct ir_layout){.values = 1}, 4);
    put_texts(&s, TEXTS("it", "legal", NULL, "it"));
    expect_list(&s, "it; legal; it");
    s.node.layout.distinct = true;
    expect_list(&s, "it; legal");
    reduce(&s, AGGREGATE_TEXT_LIST, TYPE_TEXT, (struct ir_layout){.values = 1, .keys = 1, .descending = 1}, 3);
    put_texts(&s, TEXTS("a", "b", "c"));
    put(&s, TYPE_NUMBER, VALUES(1, 3, 2));
    expect_list(&s, "b; c; a");
    reduce(&s, AGGREGATE_TEXT_LIST, TYPE_TEXT, (struct ir_layout){.values = 1}, 0);
    put_texts(&s, TEXTS(NULL));
    expect_list(&s, "");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ties_have_one_rank_and_unknown_rows_none),
        cmocka_unit_test(ranks_are_within_groups),
        cmocka_unit_test(running_sums_include_all_that_tie),
        cmocka_unit_test(groups_are_numbered_as_met_and_found_again),
        cmocka_unit_test(equal_numbers_are_one_group_whatever_their_scale),
        cmocka_unit_test(of_equal_keys_the_later_row_is_kept),
        cmocka_unit_test(limits_hold_in_the_order_of_the_keys),
        cmocka_unit_test(medians_of_numbers_lie_between_of_others_below),
        cmocka_unit_test(percentiles_are_exact_between_neighbours),
        cmocka_unit_test(deviation_is_of_the_sample),
        cmocka_unit_test(latest_is_the_last_by_the_keys),
        cmocka_unit_test(distinct_values_count_once),
        cmocka_unit_test(lists_are_in_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
