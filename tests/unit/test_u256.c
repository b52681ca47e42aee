/* The wide integers under the exact numbers.
 * SPDX-License-Identifier: MIT */
#include "tests/unit/unit.h"
#include "lang/base/u256.h"

static uint64_t next_random(uint64_t *seed) {
    *seed ^= *seed << 13;
    *seed ^= *seed >> 7;
    *seed ^= *seed << 17;
    return *seed;
}

/* quotient * divisor + remainder = dividend, multiplied by doubling and adding alone. */
static void division_undoes_multiplication(void **state) {
    (void)state;
    uint64_t seed = 99;
    for (int i = 0; i < 100000; i++) {
        /* Words of all ones and of all zeros are where a guessed digit of a quotient is wrong. */
        uint64_t w[6];
        for (int j = 0; j < 6; j++) {
            uint64_t pick = next_random(&seed) % 4;
            w[j] = pick == 0 ? 0 : pick == 1 ? UINT64_MAX : next_random(&seed) >> next_random(&seed) % 64;
        }
        struct u256 a = {{w[0], w[1], w[2], w[3]}}, b = u256_from((u128)w[5] << 64 | w[4]), rest, zero = u256_from(0);
        if (i % 2) b = (struct u256){{w[4], w[5], w[0], i % 4 == 1 ? w[1] : 0}};
        if (u256_compare(b, zero) == 0) continue;
        struct u256 whole = u256_div(a, b, &rest), product = zero;
        assert_true(u256_compare(rest, b) < 0);
        for (int j = 255; j >= 0; j--) {
            product = u256_add(product, product);
            if (whole.w[j / 64] >> (j % 64) & 1) product = u256_add(product, b);
        }
        assert_int_equal(u256_compare(u256_add(product, rest), a), 0);
    }
}

static struct u256 power10(unsigned exponent) {
    struct u256 value = u256_from(1);
    while (exponent-- > 0) value = u256_mul_small(value, 10);
    return value;
}

static void multiplies_and_compares(void **state) {
    (void)state;
    u128 e38 = u256_low128(power10(38));
    assert_int_equal(u256_compare(u256_mul(e38, e38), power10(76)), 0);
    assert_int_equal(u256_compare(power10(76), power10(75)), 1);
    assert_int_equal(u256_compare(power10(75), power10(76)), -1);
    u128 most = ~(u128)0;
    /* (2^128 - 1)^2 = 2^256 - 2^129 + 1 */
    struct u256 square = u256_mul(most, most), wanted = {{1, 0, UINT64_MAX - 1, UINT64_MAX}};
    assert_int_equal(u256_compare(square, wanted), 0);
    assert_int_equal(u256_compare(u256_sub(square, square), u256_from(0)), 0);
    assert_int_equal(u256_compare(u256_add(u256_from(most), u256_from(1)), (struct u256){{0, 0, 1, 0}}), 0);
    assert_int_equal(u256_bits(u256_from(0)), 0);
    assert_int_equal(u256_bits(u256_from(1)), 1);
    assert_int_equal(u256_bits(u256_from(most)), 128);
    assert_int_equal(u256_bits(square), 256);
    assert_true(u256_fits128(u256_from(most)));
    assert_false(u256_fits128(u256_add(u256_from(most), u256_from(1))));
}

static void finds_common_divisors(void **state) {
    (void)state;
    assert_true(u128_gcd(0, 5) == 5 && u128_gcd(5, 0) == 5 && u128_gcd(0, 0) == 0);
    assert_true(u128_gcd(12, 18) == 6 && u128_gcd(1, 1) == 1 && u128_gcd(1024, 64) == 64 && u128_gcd(35, 64) == 1);
    u128 most = ~(u128)0, big = (u128)1 << 100;
    assert_true(u128_gcd(most, most) == most && u128_gcd(big, big * 3) == big && u128_gcd(most, big) == 1);
    struct u256 a = u256_mul_small(power10(70), 7), b = u256_mul_small(power10(60), 9);
    assert_int_equal(u256_compare(u256_gcd(a, b), power10(60)), 0);
    assert_int_equal(u256_compare(u256_gcd(b, a), power10(60)), 0);
    assert_int_equal(u256_compare(u256_gcd(a, u256_from(0)), a), 0);
    assert_int_equal(u256_compare(u256_gcd(u256_from(0), a), a), 0);
    assert_int_equal(u256_compare(u256_gcd(a, u256_from(1)), u256_from(1)), 0);
    uint64_t seed = 4;
    for (int i = 0; i < 20000; i++) {
        u128 x = ((u128)next_random(&seed) << 64 | next_random(&seed)) >> next_random(&seed) % 128;
        u128 y = ((u128)next_random(&seed) << 64 | next_random(&seed)) >> next_random(&seed) % 128;
        u128 p = x, q = y;
        while (q != 0) {
            u128 rest = p % q;
            p = q;
            q = rest;
        }
        assert_true(u128_gcd(x, y) == p);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(division_undoes_multiplication),
        cmocka_unit_test(multiplies_and_compares),
        cmocka_unit_test(finds_common_divisors),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
