/* Values as text: exactly, as JSON, and rounded for people without contradicting a verdict.
 * SPDX-License-Identifier: MIT */
#include "tests/unit/unit.h"

#include "runtime/app/cell.h"

static const struct type plain = {.kind = TYPE_NUMBER, .unit = UNIT_PLAIN};
static const struct type percent = {.kind = TYPE_NUMBER, .unit = UNIT_PERCENT};
static const struct type money = {.kind = TYPE_NUMBER, .unit = UNIT_MONEY};
static const struct type months = {.kind = TYPE_PERIOD, .period = PERIOD_MONTHS};
static const struct type text = {.kind = TYPE_TEXT};

static struct dec dec(const char *digits) {
    struct dec number;
    assert_int_equal(dec_parse(str_of(digits), false, &number), DEC_OK);
    return number;
}

static struct value number(const char *digits) { return (struct value){.known = true, .number = dec(digits)}; }

static void expect_exact(struct type type, struct value value, const char *expected) {
    struct buf out;
    buf_init(&out);
    cell_exact(type, &value, &out);
    assert_string_equal(out.ptr, expected);
    buf_release(&out);
}

static void expect_people(struct type type, struct value value, int places, const char *threshold,
                          const char *expected) {
    struct dec at = threshold ? dec(threshold) : dec_zero;
    struct thresholds thresholds = {.at = &at, .count = threshold ? 1 : 0};
    struct buf out;
    buf_init(&out);
    cell_people(type, &value, places, &thresholds, &out);
    assert_string_equal(out.ptr, expected);
    buf_release(&out);
}

static void is_exact(void **state) {
    (void)state;
    expect_exact(plain, number("0.1"), "0.1");
    expect_exact(plain, number("-1200.50"), "-1200.5");
    expect_exact(money, number("1000000"), "1000000");
    expect_exact(months, number("18"), "18 months");
    expect_exact(months, number("1"), "1 month");
    expect_exact(text, (struct value){.known = true, .text = STR("a \"b\"")}, "a \"b\"");
}

static void moves_the_point_of_a_percentage(void **state) {
    (void)state;
    expect_exact(percent, number("0.25"), "25%");
    expect_exact(percent, number("0"), "0%");
    expect_exact(percent, number("1"), "100%");
    expect_exact(percent, number("-0.005"), "-0.5%");
    expect_exact(percent, number("0.123456789"), "12.3456789%");
    expect_exact(percent, number("12.5"), "1250%");
    expect_exact(percent, number("99999999999999999999999999999"), "9999999999999999999999999999900%");
}

static void is_json(void **state) {
    (void)state;
    struct buf out;
    buf_init(&out);
    struct value value = number("0.25");
    cell_json(percent, &value, &out);
    assert_string_equal(out.ptr, "0.25");
    buf_clear(&out);
    value = (struct value){.known = false};
    cell_json(plain, &value, &out);
    assert_string_equal(out.ptr, "null");
    buf_clear(&out);
    cell_json_text(STR("a\"\\\n\t\x01\x7f\xc3\xa9/"), &out);
    assert_string_equal(out.ptr, "\"a\\\"\\\\\\n\\t\\u0001\\u007f\xc3\xa9/\"");
    buf_release(&out);
}

static void is_rounded_for_people(void **state) {
    (void)state;
    expect_people(money, number("120000.4"), -1, NULL, "120,000");
    expect_people(money, number("-1234567"), -1, NULL, "-1,234,567");
    expect_people(money, number("12.345"), -1, NULL, "12.35");
    expect_people(plain, number("2026"), -1, NULL, "2026");
    expect_people(plain, number("20260"), -1, NULL, "20,260");
    expect_people(plain, number("3.14159"), -1, NULL, "3.14");
    expect_people(percent, number("0.25"), -1, NULL, "25%");
    expect_people(percent, number("0.25"), 1, NULL, "25.0%");
    expect_people(percent, number("0.18249"), -1, NULL, "18.2%");
    expect_people(plain, number("72"), 1, NULL, "72.0");
}

static void never_contradicts_a_verdict(void **state) {
    (void)state;
    expect_people(plain, number("69.96"), 1, "70", "69.96");
    expect_people(plain, number("70.04"), 1, "70", "70.04");
    expect_people(plain, number("70"), 1, "70", "70.0");
    expect_people(plain, number("69.94"), 1, "70", "69.9");
    expect_people(percent, number("0.24999"), -1, "0.25", "24.999%");
    expect_people(percent, number("0.249999999"), -1, "0.25", "24.9999999%");
    expect_people(money, number("0.001"), -1, "0", "0.001");
    /* Nothing that is shown with nine digits is below a third and nearer to it than this. */
    struct dec almost = {.n = (dec_int)2999999999999, .d = (dec_int)10000000000000};
    expect_people(plain, (struct value){.known = true, .number = almost}, -1, "0.3", "<0.3");
    expect_people(percent, (struct value){.known = true, .number = almost}, -1, "0.3", "<30%");
}

static void keeps_data_from_steering_a_terminal(void **state) {
    (void)state;
    struct buf out;
    buf_init(&out);
    cell_people_text(STR("a\x1b[2Jb\nc\xc2\x9b"
                         "d\xc3\xa9"),
                     &out);
    assert_string_equal(out.ptr, "a [2Jb c d\xc3\xa9");
    buf_clear(&out);
    cell_count(1234567, &out);
    assert_string_equal(out.ptr, "1,234,567");
    buf_release(&out);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(is_exact),
                                       cmocka_unit_test(moves_the_point_of_a_percentage),
                                       cmocka_unit_test(is_json),
                                       cmocka_unit_test(is_rounded_for_people),
                                       cmocka_unit_test(never_contradicts_a_verdict),
                                       cmocka_unit_test(keeps_data_from_steering_a_terminal)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
