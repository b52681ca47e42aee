/* Exact numbers: corner cases by hand, a table worked out with another program, and properties over random values.
 * SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include "tests/unit/unit.h"
#include "lang/base/decimal.h"
#include "lang/base/u256.h"

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

/* --- helpers ------------------------------------------------------------------------------------------------------- */

static struct dec number(const char *text) {
    struct dec value;
    assert_int_equal(dec_parse(str_of(text), false, &value), DEC_OK);
    return value;
}

static struct dec quotient(const char *a, const char *b) {
    struct dec value;
    assert_int_equal(dec_div(number(a), number(b), &value), DEC_OK);
    return value;
}

static bool same(struct dec a, struct dec b) { return memcmp(&a, &b, sizeof a) == 0; }

/* "-12/7" without any of the code under test. */
static struct dec terms(const char *text) {
    bool negative = *text == '-';
    struct dec value = {0, 0};
    for (text += negative; *text && *text != '/'; text++) value.n = value.n * 10 + (*text - '0');
    for (text += *text == '/'; *text; text++) value.d = value.d * 10 + (*text - '0');
    if (negative) value.n = -value.n;
    return value;
}

static void assert_in_lowest_terms(struct dec a) {
    dec_int limit = dec_power10(37) * 10;
    assert_true(a.d > 0 && a.d < limit && a.n < limit && a.n > -limit);
    dec_int x = a.n < 0 ? -a.n : a.n, y = a.d;
    while (y != 0) {
        dec_int rest = x % y;
        x = y;
        y = rest;
    }
    assert_true(x == 1);
}

/* --- the table ------------------------------------------------------------------------------------------------------ */

enum operation { add, sub, mul, mul_exact, div_, mod, compare, floor_, ceil_, round9, round_, format, format_places };
#define div div_
#define floor floor_
#define ceil ceil_
#define round round_
struct decimal_case {
    enum operation operation;
    const char *a, *b;
    enum dec_status status;
    const char *result;
};
#define CASE(operation, a, b, status, result) {operation, a, b, status, result},
static const struct decimal_case cases[] = {
#include "tests/unit/decimal_cases.def"
};
#undef div
#undef floor
#undef ceil
#undef round

static enum dec_status apply(const struct decimal_case *c, struct dec *out) {
    struct dec a = terms(c->a), b = terms(c->b);
    switch (c->operation) {
    case add: return dec_add(a, b, out);
    case sub: return dec_sub(a, b, out);
    case mul: return dec_mul(a, b, out);
    case mul_exact: return dec_mul_exact(a, b, out);
    case div_: return dec_div(a, b, out);
    case mod: return dec_mod(a, b, out);
    case floor_: return dec_floor(a, out);
    case ceil_: return dec_ceil(a, out);
    case round9: return dec_round9(a, out);
    case round_: return dec_round(a, atoi(c->b), out);
    default: fail(); return DEC_OK;
    }
}

static bool case_holds(const struct decimal_case *c) {
    char text[DEC_TEXT_MAX];
    if (c->operation == compare)
        return dec_compare(terms(c->a), terms(c->b)) == atoi(c->result) &&
               dec_compare(terms(c->b), terms(c->a)) == -atoi(c->result);
    if (c->operation == format) return dec_format(terms(c->a), text) == strlen(text) && strcmp(text, c->result) == 0;
    if (c->operation == format_places)
        return dec_format_places(terms(c->a), (unsigned)atoi(c->b), text) == strlen(text) &&
               strcmp(text, c->result) == 0;
    struct dec untouched = {77, 78}, out = untouched;
    enum dec_status status = apply(c, &out);
    if (status != c->status) return false;
    return same(out, status == DEC_OK || status == DEC_ROUNDED ? terms(c->result) : untouched);
}

static void agrees_with_the_table(void **state) {
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        const struct decimal_case *c = &cases[i];
        if (!case_holds(c))
            fail_msg("case %zu: operation %d of %s and %s is not %s", i, (int)c->operation, c->a, c->b, c->result);
    }
}

/* --- arithmetic ------------------------------------------------------------------------------------------------------ */

static void is_decimal_not_binary(void **state) {
    (void)state;
    struct dec sum;
    assert_int_equal(dec_add(number("0.1"), number("0.2"), &sum), DEC_OK);
    assert_true(same(sum, number("0.3")));
    assert_int_equal(dec_sub(sum, number("0.3"), &sum), DEC_OK);
    assert_true(same(sum, dec_zero));
    assert_int_equal(dec_mul(number("1.1"), number("1.1"), &sum), DEC_OK);
    assert_true(same(sum, number("1.21")));
}

static void products_round_half_away_at_the_9th_digit(void **state) {
    (void)state;
    static const char *const rows[][3] = {
        {"0.000000001", "0.5", "0.000000001"},
        {"-0.000000001", "0.5", "-0.000000001"},
        {"0.000000001", "0.499999999", "0"},
        {"-0.000000001", "0.499999999", "0"},
        {"0.000000003", "0.5", "0.000000002"},
        {"-0.000000003", "0.5", "-0.000000002"},
        {"-0.000000003", "-0.5", "0.000000002"},
        {"1.000000001", "1.000000001", "1.000000002"},
        {"12345678901234567890.123456789", "1.000000001", "12345678913580246791.358024679"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct dec product;
        assert_int_equal(dec_mul(number(rows[i][0]), number(rows[i][1]), &product), DEC_OK);
        assert_true(same(product, number(rows[i][2])));
    }
}

#define TOP "99999999999999999999999999999.999999999"

static void nothing_wraps_at_either_end(void **state) {
    (void)state;
    struct dec top = number(TOP), bottom = number("-" TOP), least = number("0.000000001"), out = dec_one;
    assert_int_equal(dec_add(top, least, &out), DEC_OVERFLOW);
    assert_int_equal(dec_sub(bottom, least, &out), DEC_OVERFLOW);
    assert_int_equal(dec_add(top, top, &out), DEC_OVERFLOW);
    assert_int_equal(dec_mul(top, top, &out), DEC_OVERFLOW);
    assert_int_equal(dec_mul(bottom, number("1.000000001"), &out), DEC_OVERFLOW);
    assert_int_equal(dec_div(top, number("0.5"), &out), DEC_OVERFLOW);
    assert_int_equal(dec_div(top, least, &out), DEC_OVERFLOW);
    assert_int_equal(dec_round(top, 0, &out), DEC_OVERFLOW);
    assert_int_equal(dec_round(bottom, -29, &out), DEC_OVERFLOW);
    assert_int_equal(dec_ceil(top, &out), DEC_OVERFLOW);
    assert_int_equal(dec_floor(bottom, &out), DEC_OVERFLOW);
    assert_true(same(out, dec_one));
    assert_int_equal(dec_add(top, bottom, &out), DEC_OK);
    assert_true(same(out, dec_zero));
    assert_int_equal(dec_sub(top, least, &out), DEC_OK);
    assert_int_equal(dec_add(out, least, &out), DEC_OK);
    assert_true(same(out, top));
    assert_int_equal(dec_mul(bottom, dec_from_int(-1), &out), DEC_OK);
    assert_true(same(out, top));
    assert_int_equal(dec_div(top, number("2"), &out), DEC_OK);
    assert_int_equal(dec_mul_exact(out, number("2"), &out), DEC_OK);
    assert_true(same(out, top));
}

static void divides_by_zero_with_a_status(void **state) {
    (void)state;
    struct dec out = dec_one;
    assert_int_equal(dec_div(dec_one, dec_zero, &out), DEC_BY_ZERO);
    assert_int_equal(dec_div(dec_zero, dec_zero, &out), DEC_BY_ZERO);
    assert_int_equal(dec_mod(dec_one, dec_zero, &out), DEC_BY_ZERO);
    assert_true(same(out, dec_one));
    assert_int_equal(dec_div(dec_zero, number("-7"), &out), DEC_OK);
    assert_true(same(out, dec_zero));
}

static void thirds_stay_thirds(void **state) {
    (void)state;
    struct dec third = quotient("1", "3"), out;
    assert_int_equal(dec_mul(third, number("3"), &out), DEC_OK);
    assert_true(same(out, dec_one));
    assert_int_equal(dec_add(third, third, &out), DEC_OK);
    assert_int_equal(dec_add(out, third, &out), DEC_OK);
    assert_true(same(out, dec_one));
    /* Where the quotient of money gives 30 percent exactly, it is at least 30 percent. */
    assert_int_equal(dec_compare(quotient("3", "10"), number("0.3")), 0);
    assert_int_equal(dec_compare(third, number("0.333333333")), 1);
    assert_int_equal(dec_compare(third, number("0.333333334")), -1);
    /* Printed as the threshold, and under it. */
    struct dec under = quotient("2999999999999", "10000000000000");
    char text[DEC_TEXT_MAX];
    dec_format(under, text);
    assert_string_equal(text, "0.3");
    assert_int_equal(dec_compare(under, number("0.3")), -1);
}

static void multiplies_exactly_on_request(void **state) {
    (void)state;
    struct dec part = quotient("1", "512"), out;
    assert_true(dec_is_plain(part));
    assert_int_equal(dec_mul(part, part, &out), DEC_OK);
    assert_true(same(out, number("0.000003815")));
    assert_int_equal(dec_mul_exact(part, part, &out), DEC_OK);
    assert_true(same(out, quotient("1", "262144")));
}

static void compares_terms_of_38_digits(void **state) {
    (void)state;
    dec_int big = dec_power10(37) * 9;
    struct dec a = {big, big + 1}, b = {big + 1, big + 2};
    assert_int_equal(dec_compare(a, b), -1);
    assert_int_equal(dec_compare(b, a), 1);
    assert_int_equal(dec_compare(a, a), 0);
    assert_int_equal(dec_compare(dec_neg(a), dec_neg(b)), 1);
    assert_int_equal(dec_compare(dec_neg(a), b), -1);
    assert_int_equal(dec_compare(dec_zero, dec_neg(b)), 1);
}

static void rounds_and_says_so_past_38_digits(void **state) {
    (void)state;
    dec_int big = dec_power10(37);
    struct dec tiny = {1, big + 1}, other = {1, big + 3}, out;
    assert_int_equal(dec_add(tiny, other, &out), DEC_ROUNDED);
    assert_true(same(out, dec_zero));
    assert_int_equal(dec_mul(tiny, other, &out), DEC_ROUNDED);
    struct dec near_half = {big / 2, big + 1}, near_third = {big / 5, big + 3};
    assert_int_equal(dec_add(near_half, near_third, &out), DEC_ROUNDED);
    assert_true(same(out, number("0.7")));
    assert_int_equal(dec_add(dec_neg(near_half), dec_neg(near_third), &out), DEC_ROUNDED);
    assert_true(same(out, number("-0.7")));
    assert_int_equal(dec_div(tiny, other, &out), DEC_OK);
    assert_true(out.n == big + 3 && out.d == big + 1);
    /* Large terms that cancel are no reason to round. */
    assert_int_equal(dec_mul(out, tiny, &out), DEC_ROUNDED);
    assert_int_equal(dec_mul((struct dec){big + 3, big + 1}, (struct dec){big + 1, big + 3}, &out), DEC_OK);
    assert_true(same(out, dec_one));
}

static void rounds_the_exact_value(void **state) {
    (void)state;
    static const struct {
        const char *a, *b;
        int places;
        const char *result;
    } rows[] = {
        {"2", "3", 0, "1"},
        {"2", "3", 2, "0.67"},
        {"-2", "3", 2, "-0.67"},
        {"1", "3", 9, "0.333333333"},
        {"2", "3", 9, "0.666666667"},
        {"1", "2", 0, "1"},
        {"-1", "2", 0, "-1"},
        {"-3", "2", 0, "-2"},
        {"-5", "4", 1, "-1.3"},
        {"5", "4", 1, "1.3"},
        {"49", "100", 0, "0"},
        {"-49", "100", 0, "0"},
        {"15", "1", -1, "20"},
        {"-15", "1", -1, "-20"},
        {"14.999999999", "1", -1, "10"},
        {"250", "1", -2, "300"},
        {"-249.9", "1", -2, "-200"},
        {"50", "1", -2, "100"},
        {"7", "1", -29, "0"},
        {"7", "1", -1000, "0"},
        {"1", "3", 1000, "0.333333333"},
        /* 0.4999999999 rounded twice would be 1. */
        {"4999999999", "10000000000", 0, "0"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct dec out;
        assert_int_equal(dec_round(quotient(rows[i].a, rows[i].b), rows[i].places, &out), DEC_OK);
        assert_true(same(out, number(rows[i].result)));
    }
}

static void floor_ceil_mod_and_signs(void **state) {
    (void)state;
    static const char *const whole[][3] = {
        {"2.5", "2", "3"},         {"-2.5", "-3", "-2"},        {"2", "2", "2"}, {"-2", "-2", "-2"}, {"0", "0", "0"},
        {"0.000000001", "0", "1"}, {"-0.000000001", "-1", "0"},
    };
    struct dec out;
    for (size_t i = 0; i < COUNT(whole); i++) {
        assert_int_equal(dec_floor(number(whole[i][0]), &out), DEC_OK);
        assert_true(same(out, number(whole[i][1])));
        assert_int_equal(dec_ceil(number(whole[i][0]), &out), DEC_OK);
        assert_true(same(out, number(whole[i][2])));
    }
    static const char *const rest[][3] = {
        {"7", "3", "1"},
        {"-7", "3", "2"},
        {"7", "-3", "-2"},
        {"-7", "-3", "-1"},
        {"6", "3", "0"},
        {"-6", "3", "0"},
        {"5.5", "2", "1.5"},
        {"0.3", "0.1", "0"},
        {"1", "0.3", "0.1"},
        {"-1", "0.3", "0.2"},
        {"0", "-5", "0"},
        /* The quotient is out of range, the rest is not. */
        {TOP, "0.000000002", "0.000000001"},
    };
    for (size_t i = 0; i < COUNT(rest); i++) {
        assert_int_equal(dec_mod(number(rest[i][0]), number(rest[i][1]), &out), DEC_OK);
        assert_true(same(out, number(rest[i][2])));
    }
    assert_int_equal(dec_sign(number("-0.1")), -1);
    assert_int_equal(dec_sign(dec_zero), 0);
    assert_int_equal(dec_sign(number("3")), 1);
    assert_true(same(dec_neg(dec_zero), dec_zero));
    assert_true(same(dec_abs(number("-1.5")), number("1.5")));
    assert_true(same(dec_abs(number("1.5")), number("1.5")));
}

/* --- scaled integers ----------------------------------------------------------------------------------------------- */

static void goes_to_scaled_integers_and_back(void **state) {
    (void)state;
    struct dec out;
    int64_t units;
    assert_int_equal(dec_from_scaled(-1250, 2, &out), DEC_OK);
    assert_true(same(out, number("-12.5")));
    assert_true(dec_to_scaled(out, 1, &units) && units == -125);
    assert_true(dec_to_scaled(out, 9, &units) && units == -12500000000);
    assert_false(dec_to_scaled(out, 0, &units));
    assert_true(dec_to_scaled(dec_zero, 38, &units) && units == 0);
    assert_false(dec_to_scaled(quotient("1", "3"), 18, &units));
    assert_true(dec_to_scaled(dec_from_int(INT64_MAX), 0, &units) && units == INT64_MAX);
    assert_true(dec_to_scaled(dec_from_int(INT64_MIN), 0, &units) && units == INT64_MIN);
    assert_false(dec_to_scaled(number("9223372036854775808"), 0, &units));
    assert_true(dec_to_scaled(number("-9223372036854775808"), 0, &units) && units == INT64_MIN);
    assert_false(dec_to_scaled(number("-9223372036854775809"), 0, &units));
    assert_false(dec_to_scaled(number("1000000000000"), 9, &units));
    assert_int_equal(dec_from_scaled(1, 18, &out), DEC_OK);
    assert_true(out.n == 1 && out.d == dec_power10(18));
    dec_int most = ((dec_int)1 << 126) - 1 + ((dec_int)1 << 126);
    assert_int_equal(dec_from_scaled(most, 0, &out), DEC_OVERFLOW);
    assert_int_equal(dec_from_scaled(-most - 1, 8, &out), DEC_OVERFLOW);
    assert_int_equal(dec_from_scaled(-most - 1, 18, &out), DEC_OK); /* -2^127 / 10^18 is -2^109 / 5^18 */
    assert_true(out.n == -((dec_int)1 << 109) && out.d == 3814697265625);
    assert_int_equal(dec_from_scaled(-most, 18, &out), DEC_ROUNDED);
    assert_true(same(out, number("-170141183460469231731.687303716")));
    assert_int_equal(dec_scale(number("12")), 0);
    assert_int_equal(dec_scale(number("12.50")), 1);
    assert_int_equal(dec_scale(number("0.000000001")), 9);
    assert_int_equal(dec_scale(quotient("1", "8")), 3);
    assert_true(dec_is_plain(quotient("1", "8")) && !dec_is_plain(quotient("1", "7")));
    assert_false(dec_is_plain(quotient("1", "1024")));
    assert_true(dec_is_whole(quotient("8", "4")) && !dec_is_whole(number("0.5")));
}

/* --- text ---------------------------------------------------------------------------------------------------------- */

static void reads_numbers(void **state) {
    (void)state;
    static const struct {
        const char *text;
        enum dec_status status;
        const char *result;
    } rows[] = {
        {"0", DEC_OK, "0/1"},
        {"-0", DEC_OK, "0/1"},
        {"+1", DEC_OK, "1/1"},
        {"007", DEC_OK, "7/1"},
        {"1.50", DEC_OK, "3/2"},
        {".5", DEC_OK, "1/2"},
        {"-.25", DEC_OK, "-1/4"},
        {"0.123456789", DEC_OK, "123456789/1000000000"},
        {"0.1234567890", DEC_OK, "123456789/1000000000"},
        {"0.1234567894", DEC_ROUNDED, "123456789/1000000000"},
        {"0.1234567895", DEC_ROUNDED, "12345679/100000000"},
        {"-0.1234567895", DEC_ROUNDED, "-12345679/100000000"},
        {"0.0000000005", DEC_ROUNDED, "1/1000000000"},
        {"0.00000000049", DEC_ROUNDED, "0/1"},
        {"0.99999999995", DEC_ROUNDED, "1/1"},
        {"99999999999999999999999999999", DEC_OK, "99999999999999999999999999999/1"},
        {"000000000000000000000000000000000000000000001", DEC_OK, "1/1"},
        {"-" TOP, DEC_OK, "-99999999999999999999999999999999999999/1000000000"},
        {TOP "4", DEC_ROUNDED, "99999999999999999999999999999999999999/1000000000"},
        {TOP "5", DEC_OVERFLOW, NULL},
        {"100000000000000000000000000000", DEC_OVERFLOW, NULL},
        {"-123456789012345678901234567890", DEC_OVERFLOW, NULL},
        {"123456789012345678901234567890x", DEC_SYNTAX, NULL},
        {"", DEC_SYNTAX, NULL},
        {"-", DEC_SYNTAX, NULL},
        {"+", DEC_SYNTAX, NULL},
        {".", DEC_SYNTAX, NULL},
        {"-.", DEC_SYNTAX, NULL},
        {"1.", DEC_SYNTAX, NULL},
        {"1..2", DEC_SYNTAX, NULL},
        {"1.2.3", DEC_SYNTAX, NULL},
        {"--1", DEC_SYNTAX, NULL},
        {"+-1", DEC_SYNTAX, NULL},
        {"1-", DEC_SYNTAX, NULL},
        {"1e5", DEC_SYNTAX, NULL},
        {" 1", DEC_SYNTAX, NULL},
        {"1 ", DEC_SYNTAX, NULL},
        {"1,5", DEC_SYNTAX, NULL},
        {"1_000", DEC_SYNTAX, NULL},
        {"10%", DEC_SYNTAX, NULL},
        {"0x10", DEC_SYNTAX, NULL},
        {"NaN", DEC_SYNTAX, NULL},
        {"inf", DEC_SYNTAX, NULL},
        {"\xd9\xa1", DEC_SYNTAX, NULL},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct dec untouched = {77, 78}, out = untouched;
        assert_int_equal(dec_parse(str_of(rows[i].text), false, &out), rows[i].status);
        assert_true(same(out, rows[i].result ? terms(rows[i].result) : untouched));
    }
    struct dec out;
    assert_int_equal(dec_parse((struct str){NULL, 0}, false, &out), DEC_SYNTAX);
    assert_int_equal(dec_parse((struct str){"1\0002", 3}, false, &out), DEC_SYNTAX);
}

static void reads_underscores_between_digits(void **state) {
    (void)state;
    struct dec out;
    assert_int_equal(dec_parse(STR("1_000_000"), true, &out), DEC_OK);
    assert_true(same(out, dec_from_int(1000000)));
    assert_int_equal(dec_parse(STR("-1_0.000_001"), true, &out), DEC_OK);
    assert_true(same(out, number("-10.000001")));
    assert_int_equal(dec_parse(STR("99_999_999_999_999_999_999_999_999_999"), true, &out), DEC_OK);
    static const char *const wrong[] = {"_", "_1", "1_", "1__0", "1_.5", "1._5", "1.5_", "-_1"};
    for (size_t i = 0; i < COUNT(wrong); i++) assert_int_equal(dec_parse(str_of(wrong[i]), true, &out), DEC_SYNTAX);
}

static void reads_exponents(void **state) {
    (void)state;
    static const struct {
        const char *text;
        enum dec_status status;
        const char *result;
    } rows[] = {
        {"1.5e3", DEC_OK, "1500/1"},
        {"1.5E+3", DEC_OK, "1500/1"},
        {"15e-1", DEC_OK, "3/2"},
        {"-2.5e0", DEC_OK, "-5/2"},
        {"12", DEC_OK, "12/1"},
        {"1e28", DEC_OK, "10000000000000000000000000000/1"},
        {"1e29", DEC_OVERFLOW, NULL},
        {"0e29", DEC_OK, "0/1"},
        {"0.00000000000000000001e29", DEC_OK, "1000000000/1"},
        {"0e99999999999999999999999999", DEC_OK, "0/1"},
        {"1e99999999999999999999999999", DEC_OVERFLOW, NULL},
        {"-1e-99999999999999999999999999", DEC_ROUNDED, "0/1"},
        {"1e-9", DEC_OK, "1/1000000000"},
        {"5e-10", DEC_ROUNDED, "1/1000000000"},
        {"4.9e-10", DEC_ROUNDED, "0/1"},
        {"50e-11", DEC_ROUNDED, "1/1000000000"},
        {"9.99e-11", DEC_ROUNDED, "0/1"},
        {"100000000000000000000000000000e-1", DEC_OK, "10000000000000000000000000000/1"},
        {"1.0000000000e-1", DEC_OK, "1/10"},
        {"1e", DEC_SYNTAX, NULL},
        {"1e+", DEC_SYNTAX, NULL},
        {"e5", DEC_SYNTAX, NULL},
        {"1e5.5", DEC_SYNTAX, NULL},
        {"1e5e5", DEC_SYNTAX, NULL},
        {"1e 5", DEC_SYNTAX, NULL},
        {"1_0e5", DEC_SYNTAX, NULL},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct dec untouched = {77, 78}, out = untouched;
        assert_int_equal(dec_parse_exponent(str_of(rows[i].text), &out), rows[i].status);
        assert_true(same(out, rows[i].result ? terms(rows[i].result) : untouched));
    }
}

static void writes_numbers(void **state) {
    (void)state;
    static const char *const rows[][2] = {
        {"0", "0"},
        {"-0.5", "-0.5"},
        {"1000", "1000"},
        {"1.10", "1.1"},
        {"-0.000000001", "-0.000000001"},
        {TOP, TOP},
        {"-" TOP, "-" TOP},
        {"1000000000000000000", "1000000000000000000"},
        {"10000000000000000000000000000", "10000000000000000000000000000"},
        {"1000000000000000000.000000001", "1000000000000000000.000000001"},
    };
    char text[DEC_TEXT_MAX];
    for (size_t i = 0; i < COUNT(rows); i++) {
        assert_int_equal(dec_format(number(rows[i][0]), text), strlen(rows[i][1]));
        assert_string_equal(text, rows[i][1]);
    }
    dec_format(quotient("1", "3"), text);
    assert_string_equal(text, "0.333333333");
    dec_format(quotient("-2", "3"), text);
    assert_string_equal(text, "-0.666666667");
    dec_format(quotient("-1", "3000000000"), text);
    assert_string_equal(text, "0");
    static const struct {
        const char *a, *b;
        unsigned places;
        const char *result;
    } fixed[] = {
        {"1", "3", 2, "0.33"},
        {"2", "3", 2, "0.67"},
        {"2", "3", 0, "1"},
        {"5", "1", 2, "5.00"},
        {"-1", "8", 2, "-0.13"},
        {"1", "8", 2, "0.13"},
        {"-1", "1000", 2, "0.00"},
        {"0", "1", 3, "0.000"},
        {"1", "3", 99, "0.333333333"},
        {TOP, "1", 0, "100000000000000000000000000000"},
        {"-" TOP, "1", 8, "-100000000000000000000000000000.00000000"},
    };
    for (size_t i = 0; i < COUNT(fixed); i++) {
        size_t length = dec_format_places(quotient(fixed[i].a, fixed[i].b), fixed[i].places, text);
        assert_string_equal(text, fixed[i].result);
        assert_int_equal(length, strlen(text));
    }
}

/* --- properties ------------------------------------------------------------------------------------------------------ */

static uint64_t next_random(uint64_t *seed) {
    *seed ^= *seed << 13;
    *seed ^= *seed >> 7;
    *seed ^= *seed << 17;
    return *seed;
}

/* Of any size: each term has any number of bits up to `bits`. */
static struct dec random_value(uint64_t *seed, unsigned bits) {
    struct dec a = {0, 0}, out;
    while (a.d == 0) {
        u128 n = (u128)next_random(seed) << 64 | next_random(seed),
             d = (u128)next_random(seed) << 64 | next_random(seed);
        n >>= 128 - 1 - next_random(seed) % bits;
        d >>= 128 - 1 - next_random(seed) % bits;
        a = (struct dec){(dec_int)(n >> 1), (dec_int)(d >> 1)};
    }
    dec_int divisor = (dec_int)u128_gcd((u128)a.n, (u128)a.d);
    out = (struct dec){a.n / divisor, a.d / divisor};
    return next_random(seed) % 2 ? dec_neg(out) : out;
}

static void obeys_the_laws(void **state) {
    (void)state;
    uint64_t seed = 20261101;
    for (int i = 0; i < 40000; i++) {
        /* Terms of 30 bits: nothing is rounded, every law holds to the last digit. */
        struct dec a = random_value(&seed, 30), b = random_value(&seed, 30), c = random_value(&seed, 30), x, y, z;
        assert_int_equal(dec_add(a, b, &x), DEC_OK);
        assert_in_lowest_terms(x);
        assert_int_equal(dec_sub(x, b, &y), DEC_OK);
        assert_true(same(y, a));
        assert_int_equal(dec_sub(x, a, &y), DEC_OK);
        assert_true(same(y, b));
        assert_int_equal(dec_mul_exact(a, b, &x), DEC_OK);
        assert_in_lowest_terms(x);
        if (b.n != 0) {
            assert_int_equal(dec_div(x, b, &y), DEC_OK);
            assert_true(same(y, a));
            assert_int_equal(dec_mod(a, b, &z), DEC_OK);
            assert_int_equal(dec_sub(a, z, &y), DEC_OK);
            assert_int_equal(dec_div(y, b, &y), DEC_OK);
            assert_true(dec_is_whole(y));
            assert_true(dec_sign(z) == 0 || dec_sign(z) == dec_sign(b));
            assert_true(dec_compare(dec_abs(z), dec_abs(b)) < 0);
        }
        /* (a + b) * c = a * c + b * c */
        assert_int_equal(dec_add(a, b, &x), DEC_OK);
        assert_int_equal(dec_mul_exact(x, c, &x), DEC_OK);
        assert_int_equal(dec_mul_exact(a, c, &y), DEC_OK);
        assert_int_equal(dec_mul_exact(b, c, &z), DEC_OK);
        enum dec_status status = dec_add(y, z, &y);
        assert_true(status == DEC_ROUNDED || (status == DEC_OK && same(x, y)));
        assert_int_equal(dec_sub(a, b, &x), DEC_OK);
        assert_int_equal(dec_compare(a, b), dec_sign(x));
    }
}

static void survives_terms_of_any_size(void **state) {
    (void)state;
    uint64_t seed = 7;
    for (int i = 0; i < 40000; i++) {
        struct dec a = random_value(&seed, 125), b = random_value(&seed, 125), results[8] = {{0}};
        if (dec_round(a, 0, &results[0]) == DEC_OVERFLOW || dec_round(b, 0, &results[1]) == DEC_OVERFLOW) continue;
        enum dec_status statuses[8] = {
            DEC_OK,
            DEC_OK,
            dec_add(a, b, &results[2]),
            dec_sub(a, b, &results[3]),
            dec_mul(a, b, &results[4]),
            dec_div(a, b, &results[5]),
            dec_mod(a, b, &results[6]),
            dec_round9(a, &results[7]),
        };
        char text[DEC_TEXT_MAX];
        for (int r = 0; r < 8; r++) {
            if (statuses[r] != DEC_OK && statuses[r] != DEC_ROUNDED) continue;
            assert_in_lowest_terms(results[r]);
            assert_true(statuses[r] == DEC_OK || dec_is_plain(results[r]));
            size_t length = dec_format(results[r], text);
            struct dec read, rounded;
            assert_int_equal(dec_parse((struct str){text, length}, false, &read), DEC_OK);
            assert_int_equal(dec_round9(results[r], &rounded), DEC_OK);
            assert_true(same(read, rounded));
        }
        assert_int_equal(dec_compare(a, b), -dec_compare(b, a));
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(agrees_with_the_table),
        cmocka_unit_test(is_decimal_not_binary),
        cmocka_unit_test(products_round_half_away_at_the_9th_digit),
        cmocka_unit_test(nothing_wraps_at_either_end),
        cmocka_unit_test(divides_by_zero_with_a_status),
        cmocka_unit_test(thirds_stay_thirds),
        cmocka_unit_test(multiplies_exactly_on_request),
        cmocka_unit_test(compares_terms_of_38_digits),
        cmocka_unit_test(rounds_and_says_so_past_38_digits),
        cmocka_unit_test(rounds_the_exact_value),
        cmocka_unit_test(floor_ceil_mod_and_signs),
        cmocka_unit_test(goes_to_scaled_integers_and_back),
        cmocka_unit_test(reads_numbers),
        cmocka_unit_test(reads_underscores_between_digits),
        cmocka_unit_test(reads_exponents),
        cmocka_unit_test(writes_numbers),
        cmocka_unit_test(obeys_the_laws),
        cmocka_unit_test(survives_terms_of_any_size),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
