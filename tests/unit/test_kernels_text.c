/* Texts: cutting, joining, matching, and values shown as texts. */
#include <stdio.h>
#include "tests/unit/graph.h"
#include "runtime/data/digits.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static void assert_text(const char *what, const char *want, struct value got) {
    if ((want != NULL) != got.known)
        fail_msg("%s: wanted %s, got %s", what, want ? want : "unknown", got.known ? "a text" : "unknown");
    if (want && !str_equal(str_of(want), got.text))
        fail_msg("%s: wanted \"%s\", got \"%.*s\"", what, want, STR_FMT(got.text));
}

static struct graph *graph_new(void) {
    struct graph *g = mem_alloc(sizeof *g);
    graph_init(g);
    return g;
}
static void graph_free(struct graph *g) {
    graph_release(g);
    mem_free(g);
}

/* --- texts from texts; the same with the arguments written and read --- */

static const struct {
    enum ir_op op;
    const char *a, *b, *c, *want;
} changes[] = {
    {IR_CONCAT, "ab", "c", "", "abc"},
    {IR_CONCAT, "", "c", "", "c"},
    {IR_CONCAT, "", "", "", ""},
    {IR_CONCAT, "a", NULL, "", NULL},
    {IR_REPLACE, "a-b-c", "-", "+-", "a+-b+-c"},
    {IR_REPLACE, "aaa", "aa", "b", "ba"},
    {IR_REPLACE, "abc", "", "x", "abc"},
    {IR_REPLACE, "abc", "b", "", "ac"},
    {IR_REPLACE, "abab", "ab", "", ""},
    {IR_REPLACE, "abc", "x", NULL, NULL},
    {IR_JOIN, ", ", "a", "b", "a, b"},
    {IR_JOIN, ", ", "", "b", "b"},
    {IR_JOIN, ", ", NULL, "b", "b"},
    {IR_JOIN, ", ", NULL, "", ""},
    {IR_JOIN, NULL, "a", "b", NULL},
    {IR_JOIN, "", "a", "b", "ab"},
};

static void three_texts(void **state) {
    (void)state;
    for (size_t i = 0; i < COUNT(changes); i++) {
        struct graph *g = graph_new();
        const char *texts[] = {changes[i].a, changes[i].b, changes[i].c};
        struct ir_node *read[3], *written[3], *roots[2];
        for (int k = 0; k < 3; k++) {
            graph_set(g, T0 + k, 1, value_text(texts[k]));
            read[k] = graph_field(g, T0 + k);
            written[k] = graph_text(g, texts[k]);
        }
        roots[0] = graph_op(g, changes[i].op, type_text, read, 3, 0);
        roots[1] = graph_op(g, changes[i].op, type_text, written, 3, 0);
        graph_run(g, roots, 2, PLAN_FAST, 2);
        assert_text("read", changes[i].want, graph_value(g, roots[0], 1));
        assert_text("written", changes[i].want, graph_value(g, roots[1], 1));
        assert_false(graph_value(g, roots[0], 0).known);
        graph_free(g);
    }
}

static const struct {
    enum ir_op op;
    const char *a, *b, *want;
} cuts[] = {
    {IR_BEFORE, "a@b@c", "@", "a"}, {IR_BEFORE, "abc", "@", "abc"},
    {IR_BEFORE, "@c", "@", ""},     {IR_AFTER, "a@b@c", "@", "b@c"},
    {IR_AFTER, "abc", "@", ""},     {IR_AFTER, "a--b", "--", "b"},
    {IR_BEFORE, "abc", "", "abc"},  {IR_AFTER, "abc", "", ""},
    {IR_MIN, "b", "a", "a"},        {IR_MAX, "b", "ä", "ä"},
    {IR_LOWER, "ABC", "", "abc"},   {IR_LOWER, "abc", "", "abc"},
    {IR_LOWER, "ÄÖx", "", "äöx"},   {IR_UPPER, "straße", "", "STRAßE"},
    {IR_UPPER, "a1z", "", "A1Z"},   {IR_TRIM, " \t a b \n", "", "a b"},
    {IR_TRIM, "", "", ""},          {IR_TEXT, "x", "", "x"},
    {IR_LOWER, NULL, "", NULL},
};

static void cut_and_changed(void **state) {
    (void)state;
    for (size_t i = 0; i < COUNT(cuts); i++) {
        struct graph *g = graph_new();
        uint32_t count =
            cuts[i].op == IR_BEFORE || cuts[i].op == IR_AFTER || cuts[i].op == IR_MIN || cuts[i].op == IR_MAX ? 2 : 1;
        graph_set(g, T0, 0, value_text(cuts[i].a));
        graph_set(g, T1, 0, value_text(cuts[i].b));
        struct ir_node *mixed[] = {graph_field(g, T0), graph_text(g, cuts[i].b)},
                       *read[] = {graph_field(g, T0), graph_field(g, T1)};
        struct ir_node *roots[] = {graph_op(g, cuts[i].op, type_text, mixed, count, 0),
                                   graph_op(g, cuts[i].op, type_text, read, count, 0)};
        graph_run(g, roots, 2, PLAN_FAST, 1);
        for (int k = 0; k < 2; k++)
            assert_text(cuts[i].a ? cuts[i].a : "unknown", cuts[i].want, graph_value(g, roots[k], 0));
        graph_free(g);
    }
}

static const struct {
    enum ir_op op;
    const char *a, *b;
    char want;
} questions[] = {
    {IR_CONTAINS, "abc", "bc", 't'},
    {IR_CONTAINS, "abc", "", 't'},
    {IR_CONTAINS, "", "a", 'f'},
    {IR_CONTAINS, "abc", "abcd", 'f'},
    {IR_STARTS_WITH, "abc", "ab", 't'},
    {IR_STARTS_WITH, "abc", "b", 'f'},
    {IR_STARTS_WITH, "", "", 't'},
    {IR_ENDS_WITH, "abc", "bc", 't'},
    {IR_ENDS_WITH, "abc", "abcd", 'f'},
    {IR_ENDS_WITH, NULL, "a", 'u'},
    {IR_MATCHES, "abc", "^a.c$", 't'},
    {IR_MATCHES, "xabcx", "b", 't'},
    {IR_MATCHES, "äbc", "^.bc$", 't'},
    {IR_MATCHES, "", "^$", 't'},
    {IR_MATCHES, "abc", "(x|y)+", 'f'},
    {IR_MATCHES, NULL, "a", 'u'},
    {IR_MATCHES, "abc", "(", 'u'},
    {IR_EQ, "abc", "abc", 't'},
    {IR_EQ, "abc", "Abc", 'f'},
    {IR_LT, "a", "b", 't'},
    {IR_LT, "Z", "a", 't'},
    {IR_LE, "ab", "a", 'f'},
    {IR_LE, "z", "ä", 't'},
    {IR_EQ, "", NULL, 'u'},
};

static void questions_about_texts(void **state) {
    (void)state;
    for (size_t i = 0; i < COUNT(questions); i++) {
        struct graph *g = graph_new();
        graph_set(g, T0, 1, value_text(questions[i].a));
        struct ir_node *roots[] = {
            graph_op2(g, questions[i].op, type_bool, graph_field(g, T0), graph_text(g, questions[i].b)),
            graph_op2(g, questions[i].op, type_bool, graph_text(g, questions[i].a), graph_text(g, questions[i].b))};
        graph_run(g, roots, 2, PLAN_FAST, 2);
        for (int k = 0; k < 2; k++) assert_int_equal(truth_letter(graph_value(g, roots[k], 1)), questions[i].want);
        assert_int_equal(truth_letter(graph_value(g, roots[0], 0)), 'u');
        graph_free(g);
    }
}

/* What is cut from a text that is not followed by a NUL is matched up to its end and no further. */
static void matching_stops_at_the_end(void **state) {
    (void)state;
    struct graph *g = graph_new();
    graph_set(g, T0, 0, value_text("abc;def"));
    struct ir_node *head = graph_op2(g, IR_BEFORE, type_text, graph_field(g, T0), graph_text(g, ";"));
    struct ir_node *roots[] = {graph_op2(g, IR_MATCHES, type_bool, head, graph_text(g, "c$")),
                               graph_op2(g, IR_MATCHES, type_bool, head, graph_text(g, "d"))};
    graph_run(g, roots, 2, PLAN_FAST, 1);
    assert_int_equal(truth_letter(graph_value(g, roots[0], 0)), 't');
    assert_int_equal(truth_letter(graph_value(g, roots[1], 0)), 'f');
    graph_free(g);
}

static void too_long_is_unknown(void **state) {
    (void)state;
    struct graph *g = graph_new();
    char *text = mem_alloc(LIMIT_TEXT_BYTES + 1);
    memset(text, 'a', LIMIT_TEXT_BYTES);
    graph_set(g, T0, 0, value_text(text));
    struct ir_node *field = graph_field(g, T0), *one = graph_text(g, "x"), *empty = graph_text(g, "");
    struct ir_node *roots[] = {
        graph_op2(g, IR_CONCAT, type_text, field, one),
        graph_op2(g, IR_CONCAT, type_text, field, empty),
        graph_op3(g, IR_JOIN, type_text, one, field, one),
        graph_op3(g, IR_REPLACE, type_text, field, graph_text(g, "a"), graph_text(g, "bb")),
        graph_op1(g, IR_UPPER, type_text, field),
    };
    graph_run(g, roots, 5, PLAN_FAST, 1);
    assert_false(graph_value(g, roots[0], 0).known);
    assert_int_equal(graph_value(g, roots[1], 0).text.len, LIMIT_TEXT_BYTES);
    assert_false(graph_value(g, roots[2], 0).known);
    assert_false(graph_value(g, roots[3], 0).known);
    assert_int_equal(graph_value(g, roots[4], 0).text.len, LIMIT_TEXT_BYTES);
    graph_free(g);
    mem_free(text);
}

/* --- values as texts --- */

static const struct {
    const char *number, *shortest, *percent, *months, *days, *two;
} shown[] = {
    {"0", "0", "0%", "0 months", "0 days", "0.00"},
    {"1", "1", "100%", "1 month", "1 day", "1.00"},
    {"-1", "-1", "-100%", "-1 month", "-1 day", "-1.00"},
    {"18", "18", "1800%", "18 months", "18 days", "18.00"},
    {"0.25", "0.25", "25%", "0.25 months", "0.25 days", "0.25"},
    {"-0.004", "-0.004", "-0.4%", "-0.004 months", "-0.004 days", "0.00"},
    {"-0.005", "-0.005", "-0.5%", "-0.005 months", "-0.005 days", "-0.01"},
    {"0.000000001", "0.000000001", "0.0000001%", "0.000000001 months", "0.000000001 days", "0.00"},
    {"1234567.895", "1234567.895", "123456789.5%", "1234567.895 months", "1234567.895 days", "1234567.90"},
    {"1/3", "0.333333333", "33.3333333%", "0.333333333 months", "0.333333333 days", "0.33"},
    {"12345678901234567890123.5", "12345678901234567890123.5", "1234567890123456789012350%",
     "12345678901234567890123.5 months", "12345678901234567890123.5 days", "12345678901234567890123.50"},
    {NULL, NULL, NULL, NULL, NULL, NULL},
};

static void shown_numbers(void **state) {
    (void)state;
    for (size_t i = 0; i < COUNT(shown); i++) {
        struct graph *g = graph_new();
        struct ir *ir = &g->framework.ir;
        struct value number = value_number(shown[i].number);
        bool plain = !number.known || dec_is_plain(number.number);
        struct type types[] = {type_number, type_percent, type_of_period(PERIOD_MONTHS), type_of_period(PERIOD_DAYS)};
        const char *want[] = {shown[i].shortest, shown[i].percent, shown[i].months, shown[i].days};
        struct ir_node *roots[10], *two = mk_int(ir, 2, (struct span){0});
        if (plain) graph_set(g, N0, 0, number);
        for (int k = 0; k < 4; k++) {
            struct ir_node *constant = graph_param(g, types[k], number);
            roots[k] = graph_op1(g, IR_TEXT, type_text, constant);
            roots[4 + k] = plain ? graph_op1(g, IR_TEXT, type_text,
                                             graph_op2(g, IR_OTHERWISE, types[k], graph_field(g, N0), constant))
                                 : roots[k];
        }
        roots[8] = graph_op2(g, IR_DECIMALS, type_text, graph_param(g, type_number, number), two);
        roots[9] = plain ? graph_op2(g, IR_DECIMALS, type_text, graph_field(g, N0), two) : roots[8];
        graph_run(g, roots, 10, PLAN_FAST, 1);
        for (int k = 0; k < 8; k++) assert_text("text", want[k % 4], graph_value(g, roots[k], 0));
        assert_text("decimals", shown[i].two, graph_value(g, roots[8], 0));
        assert_text("decimals", shown[i].two, graph_value(g, roots[9], 0));
        graph_free(g);
    }
}

static void other_values_shown(void **state) {
    (void)state;
    struct graph *g = graph_new();
    static const char letters[] = "ftu";
    static const char *const days[] = {"2026-11-01", "never", NULL};
    static const int codes[] = {1, CODE_EXITED + 1, CODE_NONE};
    for (uint32_t row = 0; row < 3; row++) {
        graph_set(g, B0, row, value_truth(letters[row]));
        graph_set(g, D0, row, value_day(days[row]));
        graph_set(g, C0, row, value_code(codes[row]));
    }
    struct ir_node *roots[] = {
        graph_op1(g, IR_TEXT, type_text, graph_field(g, B0)), graph_op1(g, IR_TEXT, type_text, graph_field(g, D0)),
        graph_op1(g, IR_TEXT, type_text, graph_field(g, C0)), graph_op1(g, IR_LABEL, type_text, graph_field(g, C0))};
    static const char *const want[4][3] = {
        {"false", "true", NULL}, {"2026-11-01", "never", NULL}, {"s1", "lost", "none"}, {"Stage one", "lost", "none"}};
    graph_run(g, roots, 4, PLAN_FAST, 3);
    for (int k = 0; k < 4; k++) {
        for (uint32_t row = 0; row < 3; row++) assert_text("shown", want[k][row], graph_value(g, roots[k], row));
    }
    graph_free(g);
}

static void texts_as_numbers(void **state) {
    static const struct {
        const char *text, *want;
    } cases[] = {{"12.5", "12.5"},
                 {" -3 ", "-3"},
                 {"abc", NULL},
                 {"", NULL},
                 {"12x", NULL},
                 {"123456789012345678901234567890", NULL},
                 {"12345678901234567890.5", "12345678901234567890.5"},
                 {NULL, NULL}};
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct graph *g = graph_new();
        graph_set(g, T0, 0, value_text(cases[i].text));
        struct ir_node *roots[] = {graph_op1(g, IR_NUMBER, type_number, graph_field(g, T0)),
                                   graph_op1(g, IR_LENGTH, type_number, graph_text(g, "Straße"))};
        graph_run(g, roots, 2, PLAN_FAST, 1);
        struct value got = graph_value(g, roots[0], 0);
        assert_int_equal(got.known, cases[i].want != NULL);
        if (got.known) assert_int_equal(dec_compare(got.number, graph_dec(cases[i].want)), 0);
        assert_int_equal(graph_value(g, roots[1], 0).number.n, 6);
        graph_free(g);
    }
}

/* --- labels of verdicts --- */

static void labels_of_verdicts(void **state) {
    static const struct {
        const char *truths, *want[4]; /* met, unmet, undecided, not met */
    } cases[] = {{"ttt", {"one;two;three", "", "", ""}},
                 {"tuf", {"one", "three", "two", "two;three"}},
                 {"fff", {"", "one;two;three", "", "one;two;three"}},
                 {"uut", {"three", "", "one;two", "one;two"}}};
    static const char *const names[] = {"one", "two", "three"};
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct graph *g = graph_new();
        struct ir *ir = &g->framework.ir;
        struct ir_node *few[6], *many[24], *roots[8];
        for (int k = 0; k < 3; k++) {
            graph_set(g, B0 + k, 1, value_truth(cases[i].truths[k]));
            many[2 * k] = few[2 * k] = graph_field(g, B0 + k);
            many[2 * k + 1] = few[2 * k + 1] = mk_text(ir, str_of(names[k]), (struct span){0});
        }
        for (int k = 3; k < 12; k++) { /* more pairs than there are patterns for; these never show */
            many[2 * k] = graph_field(g, B0);
            many[2 * k + 1] = mk_text(ir, STR(""), (struct span){0});
        }
        for (int32_t k = 0; k < 4; k++) {
            roots[k] = graph_op(g, IR_LABELS, type_text, few, 6, k);
            roots[4 + k] = graph_op(g, IR_LABELS, type_text, many, 24, k);
        }
        graph_run(g, roots, 8, PLAN_FAST, 2);
        for (int k = 0; k < 8; k++) assert_text(cases[i].truths, cases[i].want[k % 4], graph_value(g, roots[k], 1));
        assert_text("nothing is known", "one;two;three", graph_value(g, roots[VERDICT_UNDECIDED], 0));
        graph_free(g);
    }
}

/* --- digits --- */

static void digits_as_decimals_print(void **state) {
    static const int64_t nums[] = {
        0, 1, -1, 5, -5, 9, 10, 99, 100, 4999, 5000, -5001, 123456789, 999999999999999999, INT64_MAX, -INT64_MAX};
    (void)state;
    for (size_t i = 0; i < COUNT(nums); i++) {
        for (unsigned scale = 0; scale <= 18; scale++) {
            struct dec number;
            char want[DEC_TEXT_MAX], got[DIGITS_MAX];
            assert_int_equal(dec_from_scaled(nums[i], scale, &number), DEC_OK);
            size_t length = dec_format(number, want);
            assert_int_equal(digits_shortest(nums[i], scale, got), length);
            assert_memory_equal(got, want, length);
            for (unsigned places = 0; places <= 9; places++) {
                struct str texts[2];
                char column[2 * DIGITS_MAX];
                length = dec_format_places(number, places, want);
                assert_int_equal(digits_places(nums[i], scale, places, got), length);
                assert_memory_equal(got, want, length);
                digits_column((int64_t[]){nums[i], nums[i]}, 2, scale, places, column, texts);
                assert_int_equal(texts[1].len, length);
                assert_memory_equal(texts[1].ptr, want, length);
            }
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(three_texts),           cmocka_unit_test(cut_and_changed),
        cmocka_unit_test(questions_about_texts), cmocka_unit_test(matching_stops_at_the_end),
        cmocka_unit_test(too_long_is_unknown),   cmocka_unit_test(shown_numbers),
        cmocka_unit_test(other_values_shown),    cmocka_unit_test(texts_as_numbers),
        cmocka_unit_test(labels_of_verdicts),    cmocka_unit_test(digits_as_decimals_print),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
