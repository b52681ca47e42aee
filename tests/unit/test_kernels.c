/* Each operator by a table of cases, tried with both arguments from fields and from constants, and with loose bounds.
 * test_kernels_random.c compares the kernels with the definitions on many more values. */
#include <stdio.h>
#include "tests/unit/graph.h"

/* --- shapes: which arguments are constants --- */

struct shape {
    bool a_constant, b_constant, loose;
};
static const struct shape shapes[] = {{false, false, false}, {false, true, false}, {true, false, false},
                                      {true, true, false},   {false, false, true}, {false, true, true}};
#define SHAPES (sizeof shapes / sizeof shapes[0])
#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* Rows 0 and 2 hold the case, row 1 nothing. */
static struct ir_node *source(struct graph *g, int field, bool constant, struct value value) {
    if (constant) return graph_param(g, graph_field_type(g, field), value);
    graph_set(g, field, 0, value);
    graph_set(g, field, 2, value);
    return graph_field(g, field);
}

static void assert_value(const char *what, struct type type, struct value want, struct value got) {
    char a[DEC_TEXT_MAX] = "", b[DEC_TEXT_MAX] = "";
    if (want.known != got.known)
        fail_msg("%s: wanted %s, got %s", what, want.known ? "a value" : "unknown", got.known ? "a value" : "unknown");
    if (!want.known) return;
    switch (repr_of(type)) {
    case REPR_BOOL: assert_int_equal(want.truth, got.truth); break;
    case REPR_NUMBER:
        dec_format(want.number, a);
        dec_format(got.number, b);
        if (dec_compare(want.number, got.number) != 0) fail_msg("%s: wanted %s, got %s", what, a, b);
        break;
    case REPR_TEXT:
        if (!str_equal(want.text, got.text))
            fail_msg("%s: wanted \"%.*s\", got \"%.*s\"", what, STR_FMT(want.text), STR_FMT(got.text));
        break;
    case REPR_DATE: assert_int_equal(want.day, got.day); break;
    case REPR_CODE: assert_int_equal(want.code, got.code); break;
    case REPR_ROW: assert_int_equal(want.row, got.row); break;
    }
}

/* op(a, b) of the fields' types; count 1: b is left out. `unknown_row`: what comes of two unknown arguments. */
struct trial {
    enum ir_op op;
    int a_field, b_field;
    uint32_t count;
    int32_t index;
    enum type_kind result;
};
static struct type result_type(struct graph *g, enum type_kind kind) {
    return kind == TYPE_CATEGORY ? type_of_category(&g->ladder) : (struct type){.kind = kind};
}
static void try(const char *what, struct trial t, struct value a, struct value b, struct value want,
                struct value unknown_row) {
    for (size_t s = 0; s < SHAPES; s++) {
        struct graph *g = mem_alloc(sizeof *g);
        graph_init(g);
        g->loose = shapes[s].loose;
        struct ir_node *args[2] = {source(g, t.a_field, shapes[s].a_constant, a), NULL};
        if (t.count == 2) args[1] = source(g, t.b_field, shapes[s].b_constant, b);
        struct type type = result_type(g, t.result);
        struct ir_node *node = graph_op(g, t.op, type, args, t.count, t.index);
        graph_run(g, &node, 1, PLAN_FAST, 3);
        assert_value(what, type, want, graph_value(g, node, 0));
        assert_value(what, type, want, graph_value(g, node, 2));
        if (!shapes[s].a_constant && (t.count == 1 || !shapes[s].b_constant))
            assert_value(what, type, unknown_row, graph_value(g, node, 1));
        graph_release(g);
        mem_free(g);
    }
}

static const struct value nothing = {.known = false};

/* --- numbers --- */

static const struct {
    enum ir_op op;
    const char *a, *b, *want;
} number_cases[] = {
    {IR_ADD, "0.1", "0.2", "0.3"},
    {IR_ADD, "1", NULL, NULL},
    {IR_ADD, "9223372036854775807", "1", "9223372036854775808"},
    {IR_ADD, "99999999999999999999999999999", "1", NULL},
    {IR_SUB, "-99999999999999999999999999999", "1", NULL},
    {IR_SUB, "0.000000001", "1000000000000", "-999999999999.999999999"},
    {IR_MUL, "0.000000001", "0.5", "0.000000001"},
    {IR_MUL, "0.000000001", "-0.5", "-0.000000001"},
    {IR_MUL, "0.000000001", "0.4", "0"},
    {IR_MUL, "1.000000001", "1.000000001", "1.000000002"},
    {IR_MUL, "123456789.123456789", "987654321.987654321", "121932631356500531.347203169"},
    {IR_MUL, "100000000000000", "1000000000000000", NULL},
    {IR_MUL, "0", "99999999999999999999999999999", "0"},
    {IR_MUL_EXACT, "0.000000001", "0.5", "1/2000000000"},
    {IR_MUL_EXACT, "0.35", "100", "35"},
    {IR_DIV, "1", "3", "1/3"},
    {IR_DIV, "-1", "3", "-1/3"},
    {IR_DIV, "1", "-3", "-1/3"},
    {IR_DIV, "5", "0", NULL},
    {IR_DIV, "0", "0", NULL},
    {IR_DIV, "0", "-7", "0"},
    {IR_DIV, "7", "2", "3.5"},
    {IR_DIV, "7", "-0.25", "-28"},
    {IR_DIV, "1.5", "0.000000003", "500000000"},
    {IR_DIV, "99999999999999999999999999999", "0.1", NULL},
    {IR_MOD, "7", "3", "1"},
    {IR_MOD, "-7", "3", "2"},
    {IR_MOD, "7", "-3", "-2"},
    {IR_MOD, "7.5", "2", "1.5"},
    {IR_MOD, "7", "0", NULL},
    {IR_ROUND, "2.5", "0", "3"},
    {IR_ROUND, "-2.5", "0", "-3"},
    {IR_ROUND, "1250", "-2", "1300"},
    {IR_ROUND, "1249", "-2", "1200"},
    {IR_ROUND, "2.345", "2", "2.35"},
    {IR_ROUND, "2.345", "9", "2.345"},
    {IR_ROUND, "2.345", "10", NULL},
    {IR_ROUND, "2.345", "0.5", NULL},
    {IR_ROUND, "5", "-29", "0"},
    {IR_MIN, "1", "0.5", "0.5"},
    {IR_MAX, "1", "0.5", "1"},
    {IR_MAX, "1", NULL, NULL},
    {IR_OTHERWISE, NULL, "0.5", "0.5"},
    {IR_OTHERWISE, "7", "0.5", "7"},
    {IR_OTHERWISE, "7", NULL, "7"},
};

static void numbers(void **state) {
    (void)state;
    for (size_t i = 0; i < COUNT(number_cases); i++) {
        char what[128];
        snprintf(what, sizeof what, "%s %s %s", number_cases[i].a ? number_cases[i].a : "unknown",
                 ir_op_name(number_cases[i].op), number_cases[i].b ? number_cases[i].b : "unknown");
        struct value want = value_number(number_cases[i].want);
        try(what, (struct trial){number_cases[i].op, N0, N1, 2, 0, TYPE_NUMBER}, value_number(number_cases[i].a),
            value_number(number_cases[i].b), want, nothing);
    }
}

static const struct {
    enum ir_op op;
    const char *a, *want;
} one_number_cases[] = {
    {IR_NEG, "1.5", "-1.5"},         {IR_ABS, "-1.5", "1.5"},
    {IR_SIGN, "-0.000000001", "-1"}, {IR_SIGN, "0", "0"},
    {IR_FLOOR, "-1.5", "-2"},        {IR_FLOOR, "1.5", "1"},
    {IR_CEIL, "-1.5", "-1"},         {IR_CEIL, "1.000000001", "2"},
    {IR_ROUND9, "1.5", "1.5"},       {IR_FLOOR, "12345678901234567890.5", "12345678901234567890"},
};

static void one_number(void **state) {
    (void)state;
    for (size_t i = 0; i < COUNT(one_number_cases); i++)
        try(one_number_cases[i].a, (struct trial){one_number_cases[i].op, N0, 0, 1, 0, TYPE_NUMBER},
            value_number(one_number_cases[i].a), nothing, value_number(one_number_cases[i].want), nothing);
}

static const char *relation(const char *a, const char *b) {
    int order = dec_compare(graph_dec(a), graph_dec(b));
    return order < 0 ? "ftt" : order == 0 ? "tft" : "fff"; /* = < <= */
}

static void number_comparison(void **state) {
    static const char *const numbers[] = {"0",
                                          "0.1",
                                          "-0.1",
                                          "1",
                                          "1.000000001",
                                          "0.999999999",
                                          "9223372036854775807",
                                          "9223372036854775808",
                                          "-99999999999999999999999999999",
                                          "25",
                                          "25.5"};
    static const enum ir_op ops[] = {IR_EQ, IR_LT, IR_LE};
    (void)state;
    for (size_t i = 0; i < COUNT(numbers); i++) {
        for (size_t k = 0; k < COUNT(numbers); k++) {
            for (size_t o = 0; o < 3; o++) {
                struct trial trial = {ops[o], N0, N1, 2, 0, TYPE_BOOL};
                try(numbers[i], trial, value_number(numbers[i]), value_number(numbers[k]),
                    value_truth(relation(numbers[i], numbers[k])[o]), nothing);
            }
        }
    }
}

/* (a - b) / a >= share, on the edge and beside it, as margins are compared. */
static void fractions_are_compared_exactly(void **state) {
    static const struct {
        const char *revenue, *cost, *share;
        char want;
    } cases[] = {
        {"100", "70", "0.3", 't'},
        {"100", "70.01", "0.3", 'f'},
        {"3", "2", "0.333333333", 't'},
        {"3", "2", "0.333333334", 'f'},
        {"0", "0", "0.3", 'u'},
        {"-100", "-70", "0.3", 't'},
        {"7000000000000.07", "4900000000000.049", "0.3", 't'},
        {"7000000000000.07", "4900000000000.05", "0.3", 'f'},
        {"9000000000000000000", "6300000000000000000", "0.3", 't'},
        {"90000000000000000000000000000", "63000000000000000000000000000.1", "0.3", 'f'},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct graph *g = mem_alloc(sizeof *g);
        graph_init(g);
        struct ir_node *revenue = graph_field(g, N0), *cost = graph_field(g, N1);
        struct ir_node *margin =
            graph_op2(g, IR_DIV, type_number, graph_op2(g, IR_SUB, type_number, revenue, cost), revenue);
        struct ir_node *roots[] = {graph_op2(g, IR_LE, type_bool, graph_number(g, cases[i].share), margin),
                                   graph_op2(g, IR_LE, type_bool, graph_field(g, N2), margin)};
        for (uint32_t row = 0; row < 3; row++) {
            graph_set_number(g, N0, row, cases[i].revenue);
            graph_set_number(g, N1, row, cases[i].cost);
            graph_set_number(g, N2, row, cases[i].share);
        }
        graph_run(g, roots, 2, PLAN_FAST, 3);
        assert_int_equal(truth_letter(graph_value(g, roots[0], 2)), cases[i].want);
        assert_int_equal(truth_letter(graph_value(g, roots[1], 2)), cases[i].want);
        graph_release(g);
        mem_free(g);
    }
}

/* A third stays a third through if, otherwise, min, max, case and arithmetic, beside plain numbers; shown, it is rounded. */
static void fractions_stay_fractions(void **state) {
    (void)state;
    struct graph *g = mem_alloc(sizeof *g);
    graph_init(g);
    struct ir *ir = &g->framework.ir;
    struct span none = {0};
    for (uint32_t row = 0; row < 3; row++) {
        graph_set_number(g, N0, row, "1");
        graph_set_number(g, N1, row, row == 1 ? "0" : "3");
        graph_set_number(g, N2, row, row == 2 ? "0.25" : "0.5");
        graph_set(g, B0, row, value_truth('t'));
        graph_set(g, C0, row, value_code(0));
    }
    struct ir_node *third = graph_op2(g, IR_DIV, type_number, graph_field(g, N0), graph_field(g, N1)),
                   *plain = graph_field(g, N2);
    struct ir_node *three = graph_number(g, "3");
    struct ir_node *kept[] = {
        mk_if(ir, graph_field(g, B0), third, plain, none),
        mk_otherwise(ir, third, plain, none),
        graph_op2(g, IR_MIN, type_number, third, plain),
        graph_op2(g, IR_MAX, type_number, third, plain),
        mk_case(ir, (struct ir_node *[]){graph_field(g, C0), third, plain}, 3, none),
        graph_op2(g, IR_ADD, type_number, third, graph_op2(g, IR_SUB, type_number, plain, plain)),
        graph_op1(g, IR_ABS, type_number, graph_op1(g, IR_NEG, type_number, third)),
    };
    enum { KEPT = COUNT(kept) };
    struct ir_node *roots[2 * KEPT];
    for (size_t i = 0; i < KEPT; i++) {
        roots[i] = graph_op2(g, IR_MUL, type_number, kept[i], three);
        roots[KEPT + i] = graph_op1(g, IR_ROUND9, type_number, kept[i]);
    }
    graph_run(g, roots, 2 * KEPT, PLAN_FAST, 3);
    /* row 0: a third and a half; row 1: unknown and a half; row 2: a third and a quarter */
    static const char *const first[] = {"1", "1", "1", "1.5", "1", "1", "1"}, *const second[] = {NULL, "1.5", NULL,
                                                                                                 NULL, NULL,  NULL,
                                                                                                 NULL};
    static const char *const third_row[] = {"1", "1", "0.75", "1", "1", "1", "1"};
    for (size_t i = 0; i < KEPT; i++) {
        assert_value("times three", type_number, value_number(first[i]), graph_value(g, roots[i], 0));
        assert_value("times three", type_number, value_number(second[i]), graph_value(g, roots[i], 1));
        assert_value("times three", type_number, value_number(third_row[i]), graph_value(g, roots[i], 2));
    }
    assert_value("shown", type_number, value_number("0.333333333"), graph_value(g, roots[KEPT], 0));
    graph_release(g);
    mem_free(g);
}

/* Terms past 38 digits: rounded at the 9th digit, and counted. */
static void long_fractions_are_rounded_and_counted(void **state) {
    (void)state;
    struct graph *g = mem_alloc(sizeof *g);
    graph_init(g);
    graph_set_number(g, N0, 0, "1");
    struct ir_node *node =
        graph_op2(g, IR_DIV, type_number, graph_field(g, N0), graph_number(g, "9999999999999999999999999.97"));
    node = graph_op2(g, IR_ADD, type_number, node,
                     graph_op2(g, IR_DIV, type_number, graph_field(g, N0), graph_number(g, "99999999999999999999.89")));
    graph_run(g, &node, 1, PLAN_FAST, 1);
    assert_value("sum", type_number, value_number("0"), graph_value(g, node, 0));
    assert_int_equal(run_rounded(g->run), 1);
    graph_release(g);
    mem_free(g);
}

/* --- logic --- */

static void two_truths(void **state) {
    static const char letters[] = "fut";
    static const struct {
        enum ir_op op;
        const char *want; /* for ff fu ft uf uu ut tf tu tt */
    } cases[] = {
        {IR_AND, "ffffuufut"},
        {IR_OR, "futuutttt"},
        {IR_EQ, "tufuuufut"},
        {IR_OTHERWISE, "ffffutttt"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        for (int a = 0; a < 3; a++) {
            for (int b = 0; b < 3; b++) {
                char want = cases[i].want[a * 3 + b];
                try(ir_op_name(cases[i].op), (struct trial){cases[i].op, B0, B1, 2, 0, TYPE_BOOL},
                    value_truth(letters[a]), value_truth(letters[b]), value_truth(want), nothing);
            }
        }
    }
}

static void one_truth(void **state) {
    static const char letters[] = "fut";
    static const struct {
        enum ir_op op;
        const char *want;
    } cases[] = {{IR_NOT, "tuf"}, {IR_IS_TRUE, "fft"}, {IR_IS_POSSIBLE, "ftt"}, {IR_IS_KNOWN, "tft"}};
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        for (int a = 0; a < 3; a++)
            try(ir_op_name(cases[i].op), (struct trial){cases[i].op, B0, 0, 1, 0, TYPE_BOOL}, value_truth(letters[a]),
                nothing, value_truth(cases[i].want[a]), value_truth(cases[i].want[1]));
    }
}

/* The three bools of a row, by a word such as "tuf", and what comes out. */
static void several_truths(void **state) {
    static const struct {
        const char *truths, *at_least; /* for N = 0 1 2 3 4 1.5 */
        int count, first, leading, last;
    } cases[] = {
        {"ttt", "ttttft", 3, 0, 2, 2},   {"tuf", "ttuffu", 1, 0, 0, 0}, {"uut", "ttuufu", 1, 2, -1, 2},
        {"fff", "tfffff", 0, 3, -1, -1}, {"tft", "tttfft", 2, 0, 0, 2},
    };
    static const char *const wanted[] = {"0", "1", "2", "3", "4", "1.5"};
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct graph *g = mem_alloc(sizeof *g);
        graph_init(g);
        struct type ladder = type_of_category(&g->ladder);
        struct ir_node *args[4] = {NULL, graph_field(g, B0), graph_field(g, B1), graph_field(g, B2)}, *roots[16];
        for (uint32_t row = 0; row < 2; row++) {
            for (int b = 0; b < 3; b++) graph_set(g, B0 + b, row, value_truth(cases[i].truths[b]));
        }
        uint32_t n = 0;
        for (; n < 6; n++) {
            args[0] = graph_number(g, wanted[n]);
            roots[n] = graph_op(g, IR_AT_LEAST, type_bool, args, 4, 0);
        }
        graph_set_number(g, N0, 0, "2");
        args[0] = graph_field(g, N0);
        roots[n++] = graph_op(g, IR_AT_LEAST, type_bool, args, 4, 0);
        roots[n++] = graph_op(g, IR_COUNT_TRUE, type_number, args + 1, 3, 0);
        roots[n++] = graph_op(g, IR_FIRST_TRUE, ladder, args + 1, 3, 0);
        roots[n++] = graph_op(g, IR_LEADING_TRUE, ladder, args + 1, 3, 0);
        roots[n++] = graph_op(g, IR_LAST_TRUE, ladder, args + 1, 3, 0);
        graph_run(g, roots, n, PLAN_FAST, 2);
        for (uint32_t k = 0; k < 6; k++)
            assert_int_equal(truth_letter(graph_value(g, roots[k], 0)), cases[i].at_least[k]);
        assert_int_equal(truth_letter(graph_value(g, roots[6], 0)), cases[i].at_least[2]);
        assert_int_equal(truth_letter(graph_value(g, roots[6], 1)), 'u');
        assert_int_equal(graph_value(g, roots[7], 0).number.n, cases[i].count);
        assert_int_equal(graph_value(g, roots[8], 0).code, cases[i].first);
        assert_int_equal(graph_value(g, roots[9], 0).code, cases[i].leading);
        assert_int_equal(graph_value(g, roots[10], 0).code, cases[i].last);
        graph_release(g);
        mem_free(g);
    }
}

/* More bools than a byte can count. */
static void many_truths(void **state) {
    enum { MANY = 600 };
    (void)state;
    struct graph *g = mem_alloc(sizeof *g);
    graph_init(g);
    struct ir_node *args[MANY + 1], *roots[4];
    for (int i = 0; i < 2; i++) {
        graph_set(g, B0, (uint32_t)i, value_truth(i ? 'u' : 't'));
        graph_set(g, B1, (uint32_t)i, value_truth('f'));
    }
    for (int i = 1; i <= MANY; i++) args[i] = graph_field(g, i <= 300 ? B1 : B0);
    args[0] = graph_number(g, "300");
    struct type ladder = type_of_category(&g->ladder);
    roots[0] = graph_op(g, IR_COUNT_TRUE, type_number, args + 1, MANY, 0);
    roots[1] = graph_op(g, IR_AT_LEAST, type_bool, args, MANY + 1, 0);
    roots[2] = graph_op(g, IR_FIRST_TRUE, ladder, args + 1, MANY, 0);
    roots[3] = graph_op(g, IR_LAST_TRUE, ladder, args + 1, MANY, 0);
    graph_run(g, roots, 4, PLAN_FAST, 2);
    assert_int_equal(graph_value(g, roots[0], 0).number.n, 300);
    assert_int_equal(truth_letter(graph_value(g, roots[1], 0)), 't');
    assert_int_equal(truth_letter(graph_value(g, roots[1], 1)), 'u');
    assert_int_equal(graph_value(g, roots[2], 0).code, 300);
    assert_int_equal(graph_value(g, roots[2], 1).code, MANY);
    assert_int_equal(graph_value(g, roots[3], 0).code, MANY - 1);
    graph_release(g);
    mem_free(g);
}

/* --- choice --- */

static void undecided_if(void **state) {
    (void)state;
    struct graph *g = mem_alloc(sizeof *g);
    graph_init(g);
    struct ir *ir = &g->framework.ir;
    struct span none = {0};
    /* rows: true, undecided with equal branches, undecided with different ones; then false */
    static const char conditions[] = "tuu";
    static const char *const numbers[] = {"1", "2.5", "1"}, *const others[] = {"7", "2.50", "7"};
    for (uint32_t row = 0; row < 3; row++) {
        graph_set(g, B0, row, value_truth(conditions[row]));
        graph_set_number(g, N0, row, numbers[row]);
        graph_set_number(g, N1, row, others[row]);
        graph_set(g, T0, row, value_text(numbers[row]));
        graph_set(g, T1, row, value_text(row == 1 ? "2.5" : "x"));
        graph_set(g, D0, row, value_day("2026-01-01"));
        graph_set(g, D1, row, value_day(row == 1 ? "2026-01-01" : "never"));
        graph_set(g, C0, row, value_code(row == 1 ? CODE_EXITED : 1));
        graph_set(g, C1, row, value_code(row == 1 ? CODE_EXITED + 1 : 2));
        graph_set(g, B1, row, value_truth('t'));
        graph_set(g, B2, row, value_truth(row == 1 ? 't' : 'f'));
    }
    struct ir_node *condition = graph_field(g, B0), *roots[5];
    static const int fields[][2] = {{N0, N1}, {T0, T1}, {D0, D1}, {C0, C1}, {B1, B2}};
    for (int i = 0; i < 5; i++)
        roots[i] = mk_if(ir, condition, graph_field(g, fields[i][0]), graph_field(g, fields[i][1]), none);
    graph_run(g, roots, 5, PLAN_FAST, 3);
    for (int i = 0; i < 5; i++) {
        assert_true(graph_value(g, roots[i], 0).known);
        assert_true(graph_value(g, roots[i], 1).known);
        assert_false(graph_value(g, roots[i], 2).known);
    }
    assert_value("if", type_number, value_number("2.5"), graph_value(g, roots[0], 1));
    graph_release(g);
    mem_free(g);
}

static void case_of_codes(void **state) {
    static const struct {
        int code;
        const char *want;
    } cases[] = {{0, "10"}, {1, NULL}, {2, "30.5"}, {3, "40"}, {-1, "40"}, {CODE_EXITED, "40"}};
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct graph *g = mem_alloc(sizeof *g);
        graph_init(g);
        graph_set(g, C0, 0, value_code(cases[i].code));
        graph_set_number(g, N0, 0, "30.5");
        struct ir_node *args[] = {graph_field(g, C0), graph_number(g, "10"), graph_number(g, NULL), graph_field(g, N0),
                                  graph_number(g, "40")};
        struct ir_node *node = graph_op(g, IR_CASE, type_number, args, 5, 0);
        graph_run(g, &node, 1, PLAN_FAST, 2);
        assert_value("case", type_number, value_number(cases[i].want), graph_value(g, node, 0));
        assert_false(graph_value(g, node, 1).known); /* the code is unknown there */
        graph_release(g);
        mem_free(g);
    }
}

/* More values than it is worth looking at each row for: codes, bools, dates and texts alike. */
static void case_of_many(void **state) {
    enum { VALUES = 30 };
    static const int codes[] = {0, 3, 17, 29, 30, CODE_NONE, CODE_EXITED};
    static const int picked[] = {0, 3, 17, 29, 29, 29, 29};
    (void)state;
    for (size_t i = 0; i < COUNT(codes); i++) {
        struct graph *g = mem_alloc(sizeof *g);
        graph_init(g);
        struct ir *ir = &g->framework.ir;
        struct span none = {0};
        struct ir_node *args[4][VALUES + 1], *roots[4];
        static const int fields[] = {C1, B0, D0, T0};
        static const enum type_kind kinds[] = {TYPE_CATEGORY, TYPE_BOOL, TYPE_DATE, TYPE_TEXT};
        graph_set(g, C0, 0, value_code(codes[i]));
        graph_set(g, C1, 0, value_code(2));
        graph_set(g, B0, 0, value_truth('t'));
        graph_set(g, D0, 0, value_day("2026-11-01"));
        graph_set(g, T0, 0, value_text("x"));
        for (int k = 0; k < 4; k++) {
            args[k][0] = graph_field(g, C0);
            for (int v = 0; v < VALUES; v++) {
                /* the 17th is read, the others are written */
                struct value value = {.known = true};
                if (kinds[k] == TYPE_TEXT) value.text = STR("y");
                args[k][v + 1] =
                    v == 17 ? graph_field(g, fields[k]) : ir_const(ir, result_type(g, kinds[k]), value, none);
            }
            roots[k] = graph_op(g, IR_CASE, result_type(g, kinds[k]), args[k], VALUES + 1, 0);
        }
        graph_run(g, roots, 4, PLAN_FAST, 2);
        bool read = picked[i] == 17;
        assert_int_equal(graph_value(g, roots[0], 0).code, read ? 2 : 0);
        assert_int_equal(truth_letter(graph_value(g, roots[1], 0)), read ? 't' : 'f');
        assert_int_equal(graph_value(g, roots[2], 0).day, read ? g->today : 0);
        assert_true(str_equal(graph_value(g, roots[3], 0).text, read ? STR("x") : STR("y")));
        for (int k = 0; k < 4; k++) assert_false(graph_value(g, roots[k], 1).known);
        graph_release(g);
        mem_free(g);
    }
}

/* --- codes --- */

static void codes(void **state) {
    static const struct {
        int a, b;
        const char *want; /* = < <= steps, as a letter or a digit: u unknown, a -1, b -2 */
    } cases[] = {
        {1, 1, "tft0"},   {1, 3, "ftt2"},           {3, 1, "fffb"},           {-1, 0, "ftt1"},
        {-1, -1, "tft0"}, {1, CODE_EXITED, "fffu"}, {CODE_EXITED, 1, "fffu"}, {CODE_EXITED, CODE_EXITED + 1, "tffu"},
    };
    static const enum ir_op ops[] = {IR_EQ, IR_LT, IR_LE};
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct value a = value_code(cases[i].a), b = value_code(cases[i].b);
        for (int o = 0; o < 3; o++)
            try(ir_op_name(ops[o]), (struct trial){ops[o], C0, C1, 2, 0, TYPE_BOOL}, a, b,
                value_truth(cases[i].want[o]), nothing);
        char steps = cases[i].want[3];
        struct value want = {.known = steps != 'u', .number = dec_from_int(steps == 'b' ? -2 : steps - '0')};
        try("steps", (struct trial){IR_STEPS, C0, C1, 2, 0, TYPE_NUMBER}, a, b, want, nothing);
    }
}

static void one_code(void **state) {
    static const struct {
        int code;
        int up, down; /* -9: unknown */
        char exited;
    } cases[] = {
        {0, 1, -9, 'f'}, {3, -9, 2, 'f'}, {-1, 0, -9, 'f'}, {CODE_EXITED, -9, -9, 't'}, {CODE_EXITED + 1, -9, -9, 't'}};
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct value code = value_code(cases[i].code);
        struct value up = {.known = cases[i].up != -9, .code = cases[i].up},
                     down = {.known = cases[i].down != -9, .code = cases[i].down};
        try("next", (struct trial){IR_SHIFT, C0, 0, 1, 1, TYPE_CATEGORY}, code, nothing, up, nothing);
        try("previous", (struct trial){IR_SHIFT, C0, 0, 1, -1, TYPE_CATEGORY}, code, nothing, down, nothing);
        try("exited", (struct trial){IR_IS_EXITED, C0, 0, 1, 0, TYPE_BOOL}, code, nothing, value_truth(cases[i].exited),
            nothing);
    }
}

/* --- dates --- */

static const struct {
    enum date_unit unit;
    const char *from, *to, *want;
} between_cases[] = {
    {DATE_MONTH, "2024-01-31", "2024-02-29", "1"},
    {DATE_MONTH, "2024-01-31", "2024-02-28", "0"},
    {DATE_MONTH, "2025-01-31", "2025-02-28", "1"},
    {DATE_MONTH, "2024-01-15", "2026-11-01", "33"},
    {DATE_MONTH, "2024-01-01", "2026-11-01", "34"},
    {DATE_MONTH, "2026-12-01", "2026-11-01", "-1"},
    {DATE_MONTH, "2026-11-30", "2026-10-31", "-1"},
    {DATE_MONTH, "2024-02-29", "2025-02-28", "12"},
    {DATE_MONTH, "0001-01-01", "9999-12-31", "119987"},
    {DATE_MONTH, "2026-11-02", "2026-11-01", "-1"},
    {DATE_DAY, "2026-10-31", "2026-11-01", "1"},
    {DATE_DAY, "2026-11-02", "2026-11-01", "-1"},
    {DATE_DAY, "0001-01-01", "9999-12-31", "3652058"},
    {DATE_WEEK, "2026-11-01", "2026-11-14", "1"},
    {DATE_WEEK, "2026-11-01", "2026-10-31", "-1"},
    {DATE_QUARTER, "2026-01-01", "2026-11-01", "3"},
    {DATE_QUARTER, "2026-11-02", "2026-11-01", "-1"},
    {DATE_YEAR, "2024-02-29", "2025-02-28", "1"},
    {DATE_YEAR, "2024-11-02", "2026-11-01", "1"},
    {DATE_YEAR, "2027-01-01", "2026-11-01", "-1"},
    {DATE_DAY, "never", "2026-11-01", NULL},
    {DATE_MONTH, "2026-11-01", "never", NULL},
    {DATE_MONTH, NULL, "2026-11-01", NULL},
    {DATE_MONTH, "1900-02-28", "1900-03-31", "1"},
};

static void between_dates(void **state) {
    (void)state;
    for (size_t i = 0; i < COUNT(between_cases); i++) {
        struct trial trial = {IR_BETWEEN, D0, D1, 2, (int32_t)between_cases[i].unit, TYPE_NUMBER};
        try(between_cases[i].from ? between_cases[i].from : "unknown", trial, value_day(between_cases[i].from),
            value_day(between_cases[i].to), value_number(between_cases[i].want), nothing);
    }
}

static const struct {
    enum ir_op op;
    const char *day, *count, *want;
} move_cases[] = {
    {IR_ADD_MONTHS, "2024-01-31", "1", "2024-02-29"},
    {IR_ADD_MONTHS, "2025-01-31", "1", "2025-02-28"},
    {IR_ADD_MONTHS, "2024-03-31", "-1", "2024-02-29"},
    {IR_ADD_MONTHS, "2024-02-29", "12", "2025-02-28"},
    {IR_ADD_MONTHS, "never", "5", "never"},
    {IR_ADD_MONTHS, "2024-01-31", "0.5", NULL},
    {IR_ADD_MONTHS, "9999-11-30", "1", "9999-12-30"},
    {IR_ADD_MONTHS, "9999-12-01", "1", NULL},
    {IR_ADD_MONTHS, "0001-01-01", "-1", NULL},
    {IR_ADD_MONTHS, "2024-01-31", "99999999999", NULL},
    {IR_ADD_MONTHS, "0001-01-31", "119987", "9999-12-31"},
    {IR_ADD_MONTHS, "2024-01-31", NULL, NULL},
    {IR_ADD_DAYS, "2024-02-28", "2", "2024-03-01"},
    {IR_ADD_DAYS, "2024-02-28", "-59", "2023-12-31"},
    {IR_ADD_DAYS, "never", "5", "never"},
    {IR_ADD_DAYS, "9999-12-31", "1", NULL},
    {IR_ADD_DAYS, "0001-01-01", "-1", NULL},
    {IR_ADD_DAYS, "2024-02-28", "1.5", NULL},
    {IR_ADD_DAYS, "2024-02-28", "99999999999999999999", NULL},
};

static void moved_dates(void **state) {
    (void)state;
    for (size_t i = 0; i < COUNT(move_cases); i++)
        try(move_cases[i].day, (struct trial){move_cases[i].op, D0, N0, 2, 0, TYPE_DATE}, value_day(move_cases[i].day),
            value_number(move_cases[i].count), value_day(move_cases[i].want), nothing);
}

static void parts_and_units(void **state) {
    static const struct {
        const char *day, *parts[5], *start[5], *end[5];
    } cases[] = {
        {"2024-02-29",
         {"2024", "1", "2", "29", "4"},
         {"2024-02-29", "2024-02-26", "2024-02-01", "2024-01-01", "2024-01-01"},
         {"2024-02-29", "2024-03-03", "2024-02-29", "2024-03-31", "2024-12-31"}},
        {"2026-11-01",
         {"2026", "4", "11", "1", "7"},
         {"2026-11-01", "2026-10-26", "2026-11-01", "2026-10-01", "2026-01-01"},
         {"2026-11-01", "2026-11-01", "2026-11-30", "2026-12-31", "2026-12-31"}},
        {"never",
         {NULL, NULL, NULL, NULL, NULL},
         {"never", "never", "never", "never", "never"},
         {"never", "never", "never", "never", "never"}},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct value day = value_day(cases[i].day);
        for (int32_t k = 0; k < 5; k++) {
            try(cases[i].day, (struct trial){IR_DATE_PART, D0, 0, 1, k, TYPE_NUMBER}, day, nothing,
                value_number(cases[i].parts[k]), nothing);
            try(cases[i].day, (struct trial){IR_START_OF, D0, 0, 1, k, TYPE_DATE}, day, nothing,
                value_day(cases[i].start[k]), nothing);
            try(cases[i].day, (struct trial){IR_END_OF, D0, 0, 1, k, TYPE_DATE}, day, nothing,
                value_day(cases[i].end[k]), nothing);
        }
    }
}

static void date_comparison(void **state) {
    static const struct {
        const char *a, *b, *want;
    } cases[] = {{"2026-01-01", "2026-01-01", "tft"}, {"2026-01-01", "2026-01-02", "ftt"},
                 {"never", "9999-12-31", "fff"},      {"9999-12-31", "never", "ftt"},
                 {"never", "never", "tft"},           {NULL, "never", "uuu"}};
    static const enum ir_op ops[] = {IR_EQ, IR_LT, IR_LE};
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        for (int o = 0; o < 3; o++)
            try(ir_op_name(ops[o]), (struct trial){ops[o], D0, D1, 2, 0, TYPE_BOOL}, value_day(cases[i].a),
                value_day(cases[i].b), value_truth(cases[i].want[o]), nothing);
    }
}

/* --- states of cells --- */

static void missing_and_invalid(void **state) {
    static const struct {
        enum cause cause;
        char missing, invalid;
    } cases[] = {{CAUSE_NONE, 'f', 'f'},
                 {CAUSE_MISSING, 't', 'f'},
                 {CAUSE_ABSENT, 't', 'f'},
                 {CAUSE_INVALID, 'f', 't'},
                 {CAUSE_OUT_OF_RANGE, 'f', 't'}};
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct graph *g = mem_alloc(sizeof *g);
        graph_init(g);
        graph_set(g, N0, 0, (struct value){.known = cases[i].cause == CAUSE_NONE, .number = dec_one});
        g->causes[N0][0] = cases[i].cause;
        struct ir *ir = &g->framework.ir;
        struct ir_node *roots[] = {
            ir_make_indexed(ir, IR_IS_MISSING, type_bool, NULL, 0, N0, SPACE_SUBJECT, (struct span){0}),
            ir_make_indexed(ir, IR_IS_INVALID, type_bool, NULL, 0, N0, SPACE_SUBJECT, (struct span){0})};
        graph_run(g, roots, 2, PLAN_FAST, 1);
        assert_int_equal(truth_letter(graph_value(g, roots[0], 0)), cases[i].missing);
        assert_int_equal(truth_letter(graph_value(g, roots[1], 0)), cases[i].invalid);
        graph_release(g);
        mem_free(g);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers),
        cmocka_unit_test(one_number),
        cmocka_unit_test(number_comparison),
        cmocka_unit_test(fractions_are_compared_exactly),
        cmocka_unit_test(fractions_stay_fractions),
        cmocka_unit_test(long_fractions_are_rounded_and_counted),
        cmocka_unit_test(two_truths),
        cmocka_unit_test(one_truth),
        cmocka_unit_test(several_truths),
        cmocka_unit_test(many_truths),
        cmocka_unit_test(undecided_if),
        cmocka_unit_test(case_of_codes),
        cmocka_unit_test(case_of_many),
        cmocka_unit_test(codes),
        cmocka_unit_test(one_code),
        cmocka_unit_test(between_dates),
        cmocka_unit_test(moved_dates),
        cmocka_unit_test(parts_and_units),
        cmocka_unit_test(date_comparison),
        cmocka_unit_test(missing_and_invalid),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
