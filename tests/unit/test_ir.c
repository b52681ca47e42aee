/* The expression graph: one node for one meaning, constants worked out, what follows from the arguments, the dump.
 * SPDX-License-Identifier: MIT */
#include "tests/unit/unit.h"
#include "lang/mk.h"

static struct arena arena;
static struct ir ir;
static const struct span nowhere = {0};

static int setup(void **state) {
    (void)state;
    arena_init(&arena, 0);
    ir_init(&ir, &arena);
    return 0;
}

static int teardown(void **state) {
    (void)state;
    arena_release(&arena);
    return 0;
}

static struct ir_node *field(struct type type, int32_t index) {
    return ir_make_indexed(&ir, IR_FIELD, type, NULL, 0, index, SPACE_SUBJECT, nowhere);
}

static struct ir_node *number(int64_t value) {
    return mk_int(&ir, value, nowhere);
}

static struct ir_node *decimal(const char *text) {
    struct dec value;
    assert_int_equal(dec_parse(str_of(text), false, &value), DEC_OK);
    return mk_number(&ir, type_number, value, nowhere);
}

static void assert_number(const struct ir_node *node, const char *text) {
    char buffer[DEC_TEXT_MAX];
    assert_int_equal(node->op, IR_CONST);
    assert_true(node->constant.known);
    dec_format(node->constant.number, buffer);
    assert_string_equal(buffer, text);
}

static void assert_truth(const struct ir_node *node, bool truth) {
    assert_int_equal(node->op, IR_CONST);
    assert_true(node->constant.known);
    assert_int_equal(node->constant.truth, truth);
}

static void assert_unknown(const struct ir_node *node, enum cause cause) {
    assert_int_equal(node->op, IR_CONST);
    assert_false(node->constant.known);
    assert_int_equal(node->constant.cause, cause);
}

static void equal_meanings_are_one_node(void **state) {
    (void)state;
    struct ir_node *a = field(type_number, 3), *b = field(type_number, 4);
    assert_ptr_equal(a, field(type_number, 3));
    assert_ptr_not_equal(a, b);
    assert_ptr_equal(mk_lt(&ir, a, b, nowhere), mk_lt(&ir, a, b, nowhere));
    assert_ptr_not_equal(mk_lt(&ir, a, b, nowhere), mk_lt(&ir, b, a, nowhere));
    assert_ptr_equal(decimal("2.50"), decimal("2.5"));
    assert_ptr_not_equal(number(1), mk_number(&ir, type_percent, dec_one, nowhere));
    assert_ptr_equal(mk_text(&ir, STR("x"), nowhere), mk_text(&ir, STR("x"), nowhere));
    assert_ptr_not_equal(mk_unknown(&ir, type_number, CAUSE_BY_ZERO, nowhere), mk_unknown(&ir, type_number, CAUSE_MISSING, nowhere));
}

static void arguments_come_before_their_users(void **state) {
    (void)state;
    struct ir_node *sum = field(type_number, 0);
    for (int32_t i = 1; i < 1000; i++) sum = mk_op2(&ir, IR_ADD, type_number, sum, field(type_number, i), nowhere);
    for (uint32_t i = 0; i < ir.nodes.len; i++) {
        assert_int_equal(ir.nodes.at[i]->id, i);
        for (uint32_t k = 0; k < ir.nodes.at[i]->arg_count; k++) assert_true(ir.nodes.at[i]->args[k]->id < i);
    }
}

static void numbers_are_worked_out(void **state) {
    (void)state;
    assert_number(mk_op2(&ir, IR_ADD, type_number, decimal("0.1"), decimal("0.2"), nowhere), "0.3");
    assert_number(mk_op2(&ir, IR_SUB, type_number, number(1), number(3), nowhere), "-2");
    assert_number(mk_op2(&ir, IR_MUL, type_number, decimal("1.5"), decimal("-2"), nowhere), "-3");
    assert_number(mk_op2(&ir, IR_MUL, type_number, decimal("0.00001"), decimal("0.00005"), nowhere), "0.000000001");
    struct ir_node *third = mk_op2(&ir, IR_DIV, type_number, number(1), number(3), nowhere);
    assert_true(third->fraction);
    assert_number(mk_op2(&ir, IR_MUL, type_number, third, number(3), nowhere), "1");
    assert_number(mk_op1(&ir, IR_ROUND9, type_number, third, nowhere), "0.333333333");
    assert_number(mk_op2(&ir, IR_MOD, type_number, number(-7), number(3), nowhere), "2");
    assert_number(mk_op2(&ir, IR_ROUND, type_number, decimal("-2.5"), number(0), nowhere), "-3");
    assert_number(mk_op1(&ir, IR_FLOOR, type_number, decimal("-2.5"), nowhere), "-3");
    assert_number(mk_op1(&ir, IR_CEIL, type_number, decimal("-2.5"), nowhere), "-2");
    assert_number(mk_op1(&ir, IR_SIGN, type_number, decimal("-2.5"), nowhere), "-1");
    assert_number(mk_op1(&ir, IR_ABS, type_number, decimal("-2.5"), nowhere), "2.5");
    assert_unknown(mk_op2(&ir, IR_DIV, type_number, number(1), number(0), nowhere), CAUSE_BY_ZERO);
    struct ir_node *big = decimal("99999999999999999999999999999");
    assert_unknown(mk_op2(&ir, IR_ADD, type_number, big, number(1), nowhere), CAUSE_OVERFLOW);
    assert_number(ir_make(&ir, IR_MAX, type_number, (struct ir_node *[]){number(3), decimal("3.5"), number(-9)}, 3, nowhere), "3.5");
}

static void an_exact_product_is_not_rounded(void **state) {
    (void)state;
    struct ir_node *tiny = decimal("0.000000001"), *half = decimal("0.5");
    struct ir_node *product = mk_op2(&ir, IR_MUL_EXACT, type_number, tiny, half, nowhere);
    assert_number(mk_op2(&ir, IR_MUL_EXACT, type_number, product, number(2), nowhere), "0.000000001");
    assert_number(mk_op2(&ir, IR_MUL_EXACT, type_number, decimal("-1.5"), number(-3), nowhere), "4.5");
    assert_number(mk_op2(&ir, IR_MUL_EXACT, type_number, tiny, number(0), nowhere), "0");
}

static void logic_is_simplified(void **state) {
    (void)state;
    struct ir_node *yes = mk_bool(&ir, true, nowhere), *no = mk_bool(&ir, false, nowhere), *x = field(type_bool, 0), *y = field(type_bool, 1);
    struct ir_node *dunno = mk_unknown(&ir, type_bool, CAUSE_WRITTEN, nowhere);
    assert_ptr_equal(mk_and(&ir, yes, x, nowhere), x);
    assert_ptr_equal(mk_and(&ir, x, no, nowhere), no);
    assert_ptr_equal(mk_or(&ir, x, yes, nowhere), yes);
    assert_ptr_equal(mk_or(&ir, no, x, nowhere), x);
    assert_ptr_equal(mk_and(&ir, dunno, no, nowhere), no);
    assert_unknown(mk_and(&ir, dunno, yes, nowhere), CAUSE_WRITTEN);
    assert_int_equal(mk_and(&ir, dunno, x, nowhere)->op, IR_AND); /* x may still be false */
    struct ir_node *three[] = {x, yes, y};
    assert_ptr_equal(mk_all(&ir, three, 3, nowhere), mk_and(&ir, x, y, nowhere));
    assert_truth(mk_all(&ir, NULL, 0, nowhere), true);
    assert_truth(mk_any(&ir, NULL, 0, nowhere), false);
    assert_ptr_equal(mk_not(&ir, mk_not(&ir, x, nowhere), nowhere), x);
    assert_truth(mk_is_possible(&ir, dunno, nowhere), true);
    assert_truth(mk_is_true(&ir, dunno, nowhere), false);
    assert_truth(mk_is_known(&ir, dunno, nowhere), false);
    assert_null(mk_and(&ir, x, NULL, nowhere));
}

static void choice_is_simplified(void **state) {
    (void)state;
    struct ir_node *yes = mk_bool(&ir, true, nowhere), *x = field(type_bool, 0), *dunno = mk_unknown(&ir, type_bool, CAUSE_BY_ZERO, nowhere);
    struct ir_node *a = number(1), *b = number(2), *f = field(type_number, 1), *none = mk_unknown(&ir, type_number, CAUSE_MISSING, nowhere);
    assert_ptr_equal(mk_if(&ir, yes, a, f, nowhere), a);
    assert_ptr_equal(mk_if(&ir, x, a, a, nowhere), a);            /* known and equal, whatever the condition */
    assert_int_equal(mk_if(&ir, x, f, f, nowhere)->op, IR_IF);    /* equal but perhaps unknown */
    assert_unknown(mk_if(&ir, dunno, a, b, nowhere), CAUSE_BY_ZERO);
    assert_ptr_equal(mk_otherwise(&ir, a, f, nowhere), a);
    assert_ptr_equal(mk_otherwise(&ir, none, f, nowhere), f);
    assert_int_equal(mk_otherwise(&ir, f, a, nowhere)->op, IR_OTHERWISE);
    struct member members[] = {{.name = "low"}, {.name = "high"}};
    const struct category category = {.name = "c", .ordered = true, .members = members, .count = 2};
    struct ir_node *args[] = {mk_code(&ir, &category, 1, nowhere), a, b, f};
    assert_ptr_equal(mk_case(&ir, args, 4, nowhere), b);
    args[0] = mk_code(&ir, &category, CODE_NONE, nowhere);
    assert_ptr_equal(mk_case(&ir, args, 4, nowhere), f);
    args[0] = mk_code(&ir, &category, CODE_EXITED, nowhere);
    assert_ptr_equal(mk_case(&ir, args, 4, nowhere), f);
}

static void exited_is_equal_to_itself_and_in_no_order(void **state) {
    (void)state;
    struct member members[] = {{.name = "low"}, {.name = "high"}};
    const struct category ladder = {.name = "l", .ordered = true, .is_ladder = true, .members = members, .count = 2};
    struct ir_node *out = mk_code(&ir, &ladder, CODE_EXITED, nowhere), *out2 = mk_code(&ir, &ladder, CODE_EXITED + 1, nowhere), *low = mk_code(&ir, &ladder, 0, nowhere);
    struct ir_node *none = mk_code(&ir, &ladder, CODE_NONE, nowhere);
    assert_truth(mk_eq(&ir, out, out2, nowhere), true);
    assert_truth(mk_lt(&ir, low, out, nowhere), false);
    assert_truth(mk_lt(&ir, out, low, nowhere), false);
    assert_truth(mk_le(&ir, out, out, nowhere), false);
    assert_truth(mk_lt(&ir, none, low, nowhere), true);
    assert_number(mk_op2(&ir, IR_STEPS, type_number, none, mk_code(&ir, &ladder, 1, nowhere), nowhere), "2");
}

static struct ir_node *day(int year, int month, int d) {
    date value;
    assert_true(date_from_parts(year, month, d, &value));
    return mk_date(&ir, value, nowhere);
}

static struct ir_node *between(struct ir_node *a, struct ir_node *b, enum date_unit unit) {
    return ir_make_indexed(&ir, IR_BETWEEN, type_number, (struct ir_node *[]){a, b}, 2, (int32_t)unit, SPACE_POINT, nowhere);
}

static void dates_are_worked_out(void **state) {
    (void)state;
    struct ir_node *never = mk_date(&ir, DATE_NEVER, nowhere), *months = mk_number(&ir, type_of_period(PERIOD_MONTHS), dec_one, nowhere);
    assert_ptr_equal(mk_date_plus(&ir, day(2024, 1, 31), months, nowhere), day(2024, 2, 29));
    assert_ptr_equal(mk_date_plus(&ir, never, months, nowhere), never);
    assert_unknown(mk_date_plus(&ir, day(9999, 12, 31), months, nowhere), CAUSE_OVERFLOW);
    assert_unknown(mk_date_plus(&ir, day(2024, 1, 1), mk_number(&ir, type_of_period(PERIOD_DAYS), (struct dec){3, 2}, nowhere), nowhere), CAUSE_NOT_WHOLE);
    assert_number(between(day(2024, 1, 31), day(2024, 2, 29), DATE_MONTH), "1");
    assert_number(between(day(2024, 1, 1), day(2023, 12, 31), DATE_WEEK), "-1");
    assert_number(between(day(2024, 1, 1), day(2025, 1, 1), DATE_YEAR), "1");
    assert_unknown(between(never, day(2024, 1, 1), DATE_DAY), CAUSE_NEVER);
    assert_truth(mk_lt(&ir, day(9999, 12, 31), never, nowhere), true);
}

static void space_and_fraction_follow_the_arguments(void **state) {
    (void)state;
    struct ir_node *param = ir_make_indexed(&ir, IR_PARAM, type_number, NULL, 0, 0, SPACE_POINT, nowhere), *f = field(type_number, 0);
    struct ir_node *sum = mk_op2(&ir, IR_ADD, type_number, param, f, nowhere), *quotient = mk_op2(&ir, IR_DIV, type_number, sum, param, nowhere);
    assert_int_equal(param->space, SPACE_POINT);
    assert_int_equal(sum->space, SPACE_SUBJECT);
    assert_false(sum->fraction);
    assert_true(quotient->fraction);
    assert_true(mk_op2(&ir, IR_MUL, type_number, quotient, f, nowhere)->fraction);
    assert_false(mk_op2(&ir, IR_ROUND, type_number, quotient, number(2), nowhere)->fraction);
    assert_false(mk_lt(&ir, quotient, f, nowhere)->fraction);
    struct ir_node *condition = mk_lt(&ir, quotient, f, nowhere);
    assert_false(mk_if(&ir, condition, f, param, nowhere)->fraction);
    assert_true(mk_if(&ir, condition, f, quotient, nowhere)->fraction);
}

static void the_dump_has_a_line_for_each_node(void **state) {
    (void)state;
    struct ir_node *f = field((struct type){.kind = TYPE_NUMBER, .unit = UNIT_MONEY}, 2);
    struct ir_node *five = number(5), *quotient = mk_op2(&ir, IR_DIV, type_number, f, f, nowhere);
    mk_lt(&ir, five, quotient, nowhere);
    mk_text(&ir, STR("a \"b\""), nowhere);
    mk_unknown(&ir, type_date, CAUSE_BY_ZERO, nowhere);
    struct buf out;
    buf_init(&out);
    ir_dump(&ir, NULL, &out);
    assert_string_equal(out.ptr, "%0 = field #2 : money\n"
                                 "%1 = const 5 : number\n"
                                 "%2 = / %0 %0 : number fraction\n"
                                 "%3 = < %1 %2 : bool\n"
                                 "%4 = const \"a \\\"b\\\"\" : text\n"
                                 "%5 = const unknown (divides by zero) : date\n");
    buf_release(&out);
}

static void every_cause_has_words(void **state) {
    (void)state;
    for (int cause = CAUSE_NONE; cause <= CAUSE_NOTHING_LEFT; cause++) assert_true(strlen(cause_text((enum cause)cause)) > 5);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(equal_meanings_are_one_node, setup, teardown),
        cmocka_unit_test_setup_teardown(arguments_come_before_their_users, setup, teardown),
        cmocka_unit_test_setup_teardown(numbers_are_worked_out, setup, teardown),
        cmocka_unit_test_setup_teardown(an_exact_product_is_not_rounded, setup, teardown),
        cmocka_unit_test_setup_teardown(logic_is_simplified, setup, teardown),
        cmocka_unit_test_setup_teardown(choice_is_simplified, setup, teardown),
        cmocka_unit_test_setup_teardown(exited_is_equal_to_itself_and_in_no_order, setup, teardown),
        cmocka_unit_test_setup_teardown(dates_are_worked_out, setup, teardown),
        cmocka_unit_test_setup_teardown(space_and_fraction_follow_the_arguments, setup, teardown),
        cmocka_unit_test_setup_teardown(the_dump_has_a_line_for_each_node, setup, teardown),
        cmocka_unit_test(every_cause_has_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
