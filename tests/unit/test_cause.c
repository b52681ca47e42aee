/* Causes: where the unknown in an answer came from, as origins and in words. */
#include "tests/unit/graph.h"
#include "runtime/exec/cause.h"

enum { LIMIT = 8 };

static struct graph *graph_new(void) {
    struct graph *g = mem_alloc(sizeof *g);
    graph_init(g);
    return g;
}
static void graph_free(struct graph *g) {
    graph_release(g);
    mem_free(g);
}

/* The text for row 0, which must have `count` origins. */
static void assert_cause(struct graph *g, struct ir_node *node, uint32_t count, const char *want) {
    struct origin origins[LIMIT];
    struct buf text;
    graph_run(g, &node, 1, PLAN_KEEP, 1);
    assert_int_equal(cause_origins(g->run, &g->batch, node, 0, origins, LIMIT), count);
    buf_init(&text);
    cause_text_of(g->run, &g->batch, node, 0, &text);
    assert_string_equal(text.ptr, want);
    buf_release(&text);
}

static void a_cell_is_named_with_its_place(void **state) {
    static const struct {
        enum cause cause;
        const char *want;
    } cases[] = {{CAUSE_MISSING, "`n0` is blank (accounts.csv:2)"},
                 {CAUSE_INVALID, "`n0` could not be read (accounts.csv:2)"},
                 {CAUSE_OUT_OF_RANGE, "`n0` is outside its range (accounts.csv:2)"},
                 {CAUSE_ABSENT, "`n0` has no column in the data"}};
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct graph *g = graph_new();
        g->causes[N0][0] = cases[i].cause;
        struct ir_node *sum = graph_op2(g, IR_ADD, type_number, graph_field(g, N0), graph_number(g, "1"));
        assert_cause(g, mk_lt(&g->framework.ir, sum, graph_number(g, "3"), (struct span){0}), 1, cases[i].want);
        struct origin origin;
        assert_int_equal(cause_origins(g->run, &g->batch, sum, 0, &origin, 1), 1);
        assert_int_equal(origin.cause, cases[i].cause);
        assert_ptr_equal(origin.field, &g->fields[N0]);
        graph_free(g);
    }
}

static void what_is_known_has_no_cause(void **state) {
    (void)state;
    struct graph *g = graph_new();
    graph_set(g, B1, 0, value_truth('f'));
    assert_cause(g, mk_and(&g->framework.ir, graph_field(g, B0), graph_field(g, B1), (struct span){0}), 0, "");
    graph_free(g);
}

/* n0 twice, n1 once: two origins, in the order of the expression. */
static void origins_come_once_and_in_order(void **state) {
    (void)state;
    struct graph *g = graph_new();
    struct ir_node *n0 = graph_field(g, N0), *n1 = graph_field(g, N1);
    struct ir_node *sum = graph_op2(g, IR_ADD, type_number, graph_op2(g, IR_MUL, type_number, n1, n0), n0);
    assert_cause(g, sum, 2, "`n1` is blank (accounts.csv:2); `n0` is blank (accounts.csv:2)");
    graph_free(g);
}

static void only_what_decided_counts(void **state) {
    (void)state;
    struct graph *g = graph_new();
    struct ir *ir = &g->framework.ir;
    struct span none = {0};
    graph_set(g, B0, 0, value_truth('t'));
    graph_set(g, C0, 0, value_code(1));
    struct ir_node *n0 = graph_field(g, N0), *n1 = graph_field(g, N1), *n2 = graph_field(g, N2);
    assert_cause(g, mk_if(ir, graph_field(g, B0), n0, n1, none), 1, "`n0` is blank (accounts.csv:2)");
    assert_cause(g, mk_if(ir, graph_field(g, B1), n0, n1, none), 1, "`b1` is blank (accounts.csv:2)");
    assert_cause(g, mk_case(ir, (struct ir_node *[]){graph_field(g, C0), n0, n1, n2}, 4, none), 1,
                 "`n1` is blank (accounts.csv:2)");
    assert_cause(g, mk_case(ir, (struct ir_node *[]){graph_field(g, C1), n0, n1, n2}, 4, none), 1,
                 "`c1` is blank (accounts.csv:2)");
    assert_cause(g, mk_otherwise(ir, n0, n1, none), 2,
                 "`n0` is blank (accounts.csv:2); `n1` is blank (accounts.csv:2)");
    assert_cause(g, mk_and(ir, graph_field(g, B0), graph_field(g, B2), none), 1, "`b2` is blank (accounts.csv:2)");
    graph_free(g);
}

/* Operators that give nothing though all is there. */
static void operators_have_causes_of_their_own(void **state) {
    (void)state;
    struct graph *g = graph_new();
    struct ir *ir = &g->framework.ir;
    struct type ladder = type_of_category(&g->ladder);
    graph_set_number(g, N0, 0, "0");
    graph_set_number(g, N1, 0, "99999999999999999999999999999");
    graph_set_number(g, N2, 0, "1.5");
    graph_set(g, D0, 0, value_day("never"));
    graph_set(g, D1, 0, value_day("9999-12-31"));
    graph_set(g, C0, 0, value_code(3));
    graph_set(g, C1, 0, value_code(CODE_EXITED));
    graph_set(g, T0, 0, value_text("abc"));
    struct ir_node *n0 = graph_field(g, N0), *n1 = graph_field(g, N1), *n2 = graph_field(g, N2),
                   *d1 = graph_field(g, D1);
    struct ir_node *since[] = {graph_field(g, D0), mk_today(ir, (struct span){0})};
    assert_cause(g, graph_op2(g, IR_DIV, type_number, n1, n0), 1, "a quotient divides by zero");
    assert_cause(g, graph_op2(g, IR_MOD, type_number, n1, n0), 1, "a remainder divides by zero");
    assert_cause(g, graph_op2(g, IR_ADD, type_number, n1, n1), 1, "a sum is too large");
    assert_cause(g, graph_op2(g, IR_ADD_DAYS, type_date, d1, n1), 1, "a date is too large");
    assert_cause(g, graph_op2(g, IR_ADD_DAYS, type_date, d1, n2), 1, "a date is not a whole number of days or months");
    assert_cause(g, graph_op(g, IR_BETWEEN, type_number, since, 2, DATE_MONTH), 1,
                 "a time between dates counts time from or to never");
    assert_cause(g, graph_op(g, IR_SHIFT, ladder, (struct ir_node *[]){graph_field(g, C0)}, 1, 1), 1,
                 "a neighbouring stage is no stage of the ladder");
    assert_cause(g, graph_op2(g, IR_STEPS, type_number, graph_field(g, C0), graph_field(g, C1)), 1,
                 "a number of steps is no stage of the ladder");
    assert_cause(g, graph_op1(g, IR_NUMBER, type_number, graph_field(g, T0)), 1, "a text is not a number");
    assert_cause(g, graph_op2(g, IR_SUB, type_number, graph_op1(g, IR_NEG, type_number, n1), n1), 1,
                 "a difference is too large");
    assert_cause(g, graph_op2(g, IR_MUL, type_number, n1, n1), 1, "a product is too large");
    assert_cause(g, graph_op2(g, IR_ROUND, type_number, n1, n2), 1, "a rounding is outside its range");
    assert_cause(g, graph_op2(g, IR_ROUND, type_number, n2, n1), 1, "a rounding is outside its range");
    assert_cause(g, graph_op2(g, IR_MIN, ladder, graph_field(g, C0), graph_field(g, C1)), 1,
                 "a value is no stage of the ladder");
    assert_cause(g, graph_op2(g, IR_MATCHES, type_bool, graph_field(g, T0), graph_text(g, "(")), 1,
                 "a pattern could not be read");
    assert_cause(g, graph_op2(g, IR_JOIN, type_text, graph_field(g, T1), graph_field(g, T2)), 1,
                 "`t1` is blank (accounts.csv:2)");
    assert_cause(g, graph_param(g, type_number, (struct value){.cause = CAUSE_WRITTEN}), 1, "`p` is given as unknown");
    graph_free(g);
}

static void names_of_the_framework_are_used(void **state) {
    (void)state;
    struct graph *g = graph_new();
    struct ir *ir = &g->framework.ir;
    struct span none = {0};
    graph_set_number(g, N0, 0, "0");
    graph_set(g, B0, 0, value_truth('f'));
    struct ir_node *margin = graph_op2(g, IR_DIV, type_number, graph_number(g, "1"), graph_field(g, N0));
    struct ir_node *twice = graph_op2(g, IR_MUL, type_number, margin, graph_number(g, "2"));
    struct ir_node *level =
        mk_if(ir, graph_field(g, B0), graph_number(g, "1"), mk_unknown(ir, type_number, CAUSE_NO_MATCH, none), none);
    struct definition lets[] = {{.name = "margin", .node = margin}};
    struct table_output output = {.name = "level", .node = level};
    struct decision_table table = {.name = "service", .outputs = &output, .output_count = 1};
    g->framework.lets = lets;
    g->framework.let_count = 1;
    g->framework.tables = &table;
    g->framework.table_count = 1;
    assert_cause(g, twice, 1, "`margin` divides by zero");
    assert_cause(g, level, 1, "`service` matches no row of the table");
    lets[0] = (struct definition){.name = "profit", .node = twice};
    assert_cause(g, twice, 1, "a quotient in `profit` divides by zero");
    graph_free(g);
}

static void long_lists_and_deep_graphs_end(void **state) {
    (void)state;
    struct graph *g = graph_new();
    struct ir_node *node = graph_field(g, N0), *args[12];
    for (int64_t i = 1; i < 3000; i++)
        node = graph_op2(g, IR_ADD, type_number, node, mk_int(&g->framework.ir, i, (struct span){0}));
    assert_cause(g, node, 1, "`n0` is blank (accounts.csv:2)");
    for (int i = 0; i < 12; i++) args[i] = graph_op1(g, IR_IS_TRUE, type_bool, graph_field(g, B0));
    for (int f = 0; f < 10; f++) {
        static const int fields[] = {N0, N1, N2, N3, T0, T1, T2, D0, D1, C0};
        args[f] = graph_op2(g, IR_EQ, type_bool, graph_field(g, fields[f]), graph_field(g, fields[f]));
    }
    node = graph_op(g, IR_AND, type_bool, args, 10, 0);
    graph_run(g, &node, 1, PLAN_KEEP, 1);
    struct buf text;
    buf_init(&text);
    cause_text_of(g->run, &g->batch, node, 0, &text);
    assert_non_null(strstr(text.ptr, "`n0` is blank"));
    assert_non_null(strstr(text.ptr, "; …"));
    buf_release(&text);
    graph_free(g);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_cell_is_named_with_its_place),     cmocka_unit_test(what_is_known_has_no_cause),
        cmocka_unit_test(origins_come_once_and_in_order),     cmocka_unit_test(only_what_decided_counts),
        cmocka_unit_test(operators_have_causes_of_their_own), cmocka_unit_test(names_of_the_framework_are_used),
        cmocka_unit_test(long_lists_and_deep_graphs_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
