/* Exact arithmetic on rationals in lowest terms. Every operation has one general road, with 256-bit intermediates and
 * settled at the end by settle(), and a short cut before it for terms of 64 bits, whose products fit 128 bits; both
 * give the same terms, because lowest terms are unique.
 *
 * Signs are kept apart from magnitudes: below, u128 and u256 values are magnitudes.
 * SPDX-License-Identifier: MIT */
#include "lang/base/decimal.h"

#include "lang/base/mem.h"
#include "lang/base/u256.h"

#define E9 ((dec_int)1000000000)
#define E18 (E9 * E9)
#define E27 (E18 * E9)
#define E36 (E18 * E18)
#define NINE_POWERS(base)                                                                                              \
    base, base * 10, base * 100, base * 1000, base * 10000, base * 100000, base * 1000000, base * 10000000,            \
        base * 100000000

static const dec_int powers[39] = {
    NINE_POWERS((dec_int)1), NINE_POWERS(E9), NINE_POWERS(E18), NINE_POWERS(E27), E36, E36 * 10, E36 * 100,
};
#define TERM_LIMIT (E36 * 100)  /* 10^38 */
#define VALUE_LIMIT (E27 * 100) /* 10^29 */

const struct dec dec_zero = {0, 1}, dec_one = {1, 1};

dec_int dec_power10(unsigned exponent) {
    ASSERT(exponent < 39);
    return powers[exponent];
}

static u128 magnitude(dec_int value) { return value < 0 ? -(u128)value : (u128)value; }

static dec_int with_sign(bool negative, u128 value) { return negative ? -(dec_int)value : (dec_int)value; }

/* Both magnitudes below 2^63: products of two such, and sums of two products, fit a dec_int. */
static bool small(u128 a, u128 b) { return (a | b) >> 63 == 0; }

/* Brings n * 10^-places to lowest terms; places is at most 38. */
static void take_tens_out(u128 *n, u128 *d, unsigned places) {
    *d = (u128)powers[places];
    if (*n == 0) {
        *d = 1;
        return;
    }
    for (unsigned twos = 0; twos < places && (*n & 1) == 0; twos++) {
        *n >>= 1;
        *d >>= 1;
    }
    for (unsigned fives = 0; fives < places && (*n >> 64 ? *n % 5 : (uint64_t)*n % 5) == 0; fives++) {
        *n /= 5;
        *d /= 5;
    }
}

/* units * 10^-places, with places at most 9, is in range or refused. */
static enum dec_status set_units(bool negative, u128 units, unsigned places, struct dec *out) {
    if (units / (u128)powers[places] >= (u128)VALUE_LIMIT) return DEC_OVERFLOW;
    u128 d;
    take_tens_out(&units, &d, places);
    *out = (struct dec){with_sign(negative, units), (dec_int)d};
    return DEC_OK;
}

/* The quotient n / d, below 10^29, rounded half away from zero to units of 10^-places; places is at most 9. */
static u128 round_units(u128 n, u128 d, unsigned places) {
    u128 whole = n / d, rest = n % d, scale = (u128)powers[places];
    u128 part;
    if (rest >> 98 == 0) { /* 10^9 has 30 bits */
        part = rest * scale / d;
        rest = rest * scale % d;
    } else {
        struct u256 left;
        part = u256_low128(u256_div(u256_mul(rest, scale), u256_from(d), &left));
        rest = u256_low128(left);
    }
    return whole * scale + part + (rest >= d - rest);
}

/* The same to 9 places for terms of up to 10^77, quotient `whole` and remainder `rest` already taken. */
static u128 round_units_wide(u128 whole, struct u256 rest, struct u256 d) {
    /* A remainder near 10^77 can be multiplied by ten and no more: nine single digits then, else all at once. */
    bool short_terms = u256_bits(d) <= 226;
    u128 units = whole;
    for (int i = 0; i < (short_terms ? 1 : DEC_PLACES); i++) {
        uint64_t factor = short_terms ? (uint64_t)E9 : 10;
        struct u256 digit = u256_div(u256_mul_small(rest, factor), d, &rest);
        units = units * factor + u256_low128(digit);
    }
    return units + (u256_compare(rest, u256_sub(d, rest)) >= 0);
}

/* Turns the quotient n / d, in lowest terms, into a result: refused when it is too large, rounded when its terms are. */
static enum dec_status settle(bool negative, struct u256 n, struct u256 d, struct dec *out) {
    bool fits =
        u256_fits128(n) && u256_fits128(d) && u256_low128(n) < (u128)TERM_LIMIT && u256_low128(d) < (u128)TERM_LIMIT;
    if (!fits || u256_low128(n) >= (u128)VALUE_LIMIT) {
        struct u256 rest;
        struct u256 whole = u256_div(n, d, &rest);
        if (!u256_fits128(whole) || u256_low128(whole) >= (u128)VALUE_LIMIT) return DEC_OVERFLOW;
        if (!fits) {
            u128 units = round_units_wide(u256_low128(whole), rest, d);
            enum dec_status status = set_units(negative, units, DEC_PLACES, out);
            return status == DEC_OK ? DEC_ROUNDED : status;
        }
    }
    *out = (struct dec){with_sign(negative, u256_low128(n)), (dec_int)u256_low128(d)};
    return DEC_OK;
}

/* The same for n / d after division by the greatest common divisor of n and `common`. */
static enum dec_status settle_reduced(bool negative, struct u256 n, struct u256 d, struct u256 common,
                                      struct dec *out) {
    struct u256 divisor = u256_gcd(n, common), rest;
    return settle(negative, u256_div(n, divisor, &rest), u256_div(d, divisor, &rest), out);
}

struct dec dec_from_int(int64_t value) {
    return (struct dec){value, 1};
}

enum dec_status dec_from_scaled(dec_int unscaled, unsigned scale, struct dec *out) {
    ASSERT(scale <= 18);
    u128 n = magnitude(unscaled), d;
    take_tens_out(&n, &d, scale);
    return settle(unscaled < 0, u256_from(n), u256_from(d), out);
}

bool dec_to_scaled(struct dec a, unsigned scale, int64_t *out) {
    ASSERT(scale < 39);
    if (a.d != 1 && powers[scale] % a.d != 0) return false;
    u128 factor = (u128)(a.d == 1 ? powers[scale] : powers[scale] / a.d), n = magnitude(a.n);
    if (n == 0) {
        *out = 0;
        return true;
    }
    if (n >> 64 || factor >> 64 || n * factor > (u128)INT64_MAX + (a.n < 0)) return false;
    *out = (int64_t)with_sign(a.n < 0, n * factor);
    return true;
}

bool dec_is_plain(struct dec a) { return a.d == 1 || (a.d <= E9 && (uint64_t)E9 % (uint64_t)a.d == 0); }

unsigned dec_scale(struct dec a) {
    unsigned scale = 0;
    while (scale < DEC_PLACES && powers[scale] % a.d != 0) scale++;
    return scale;
}

bool dec_is_whole(struct dec a) { return a.d == 1; }

/* The sum over the least common denominator, whatever the terms. */
static enum dec_status add_wide(struct dec a, struct dec b, struct dec *out) {
    u128 common = u128_gcd((u128)a.d, (u128)b.d);
    u128 a_factor = (u128)b.d / common, b_factor = (u128)a.d / common;
    struct u256 x = u256_mul(magnitude(a.n), a_factor), y = u256_mul(magnitude(b.n), b_factor), sum;
    bool negative = a.n < 0;
    if ((a.n < 0) == (b.n < 0)) {
        sum = u256_add(x, y);
    } else if (u256_compare(x, y) >= 0) {
        sum = u256_sub(x, y);
    } else {
        sum = u256_sub(y, x);
        negative = b.n < 0;
    }
    if (u256_bits(sum) == 0) {
        *out = dec_zero;
        return DEC_OK;
    }
    /* What the sum shares with the common denominator, it shares with `common`. */
    return settle_reduced(negative, sum, u256_mul((u128)a.d, a_factor), u256_from(common), out);
}

enum dec_status dec_add(struct dec a, struct dec b, struct dec *out) {
    if (!small(magnitude(a.n) | magnitude(b.n), (u128)(a.d | b.d))) return add_wide(a, b, out);
    if (a.d == 1 && b.d == 1) {
        *out = (struct dec){a.n + b.n, 1};
        return DEC_OK;
    }
    dec_int common = a.d == b.d ? a.d : a.d == 1 || b.d == 1 ? 1 : (dec_int)u128_gcd((u128)a.d, (u128)b.d);
    dec_int n = a.n * (b.d / common) + b.n * (a.d / common), d = a.d / common * b.d;
    if (common > 1) {
        dec_int divisor = (dec_int)u128_gcd(magnitude(n), (u128)common);
        n /= divisor;
        d /= divisor;
    }
    return settle(n < 0, u256_from(magnitude(n)), u256_from((u128)d), out);
}

enum dec_status dec_sub(struct dec a, struct dec b, struct dec *out) { return dec_add(a, dec_neg(b), out); }

/* (a_n * b_n) / (a_d * b_d), both factors in lowest terms; exact. Common factors can only stand crosswise. */
static enum dec_status multiply(bool negative, u128 a_n, u128 a_d, u128 b_n, u128 b_d, struct dec *out) {
    u128 divisor = b_d == 1 ? 1 : u128_gcd(a_n, b_d);
    a_n /= divisor;
    b_d /= divisor;
    divisor = a_d == 1 ? 1 : u128_gcd(b_n, a_d);
    b_n /= divisor;
    a_d /= divisor;
    return settle(negative, u256_mul(a_n, b_n), u256_mul(a_d, b_d), out);
}

enum dec_status dec_mul_exact(struct dec a, struct dec b, struct dec *out) {
    return multiply((a.n < 0) != (b.n < 0), magnitude(a.n), (u128)a.d, magnitude(b.n), (u128)b.d, out);
}

enum dec_status dec_mul(struct dec a, struct dec b, struct dec *out) {
    if (!dec_is_plain(a) || !dec_is_plain(b)) return dec_mul_exact(a, b, out);
    bool negative = (a.n < 0) != (b.n < 0);
    u128 d = (u128)a.d * (u128)b.d; /* at most 10^18 */
    if (small(magnitude(a.n), magnitude(b.n))) {
        u128 n = magnitude(a.n) * magnitude(b.n);
        if (n / d >= (u128)VALUE_LIMIT) return DEC_OVERFLOW;
        return set_units(negative, round_units(n, d, DEC_PLACES), DEC_PLACES, out);
    }
    struct u256 rest, whole = u256_div(u256_mul(magnitude(a.n), magnitude(b.n)), u256_from(d), &rest);
    if (!u256_fits128(whole) || u256_low128(whole) >= (u128)VALUE_LIMIT) return DEC_OVERFLOW;
    return set_units(negative, round_units_wide(u256_low128(whole), rest, u256_from(d)), DEC_PLACES, out);
}

enum dec_status dec_div(struct dec a, struct dec b, struct dec *out) {
    if (b.n == 0) return DEC_BY_ZERO;
    return multiply((a.n < 0) != (b.n < 0), magnitude(a.n), (u128)a.d, (u128)b.d, magnitude(b.n), out);
}

enum dec_status dec_round9(struct dec a, struct dec *out) {
    if (dec_is_plain(a)) {
        *out = a;
        return DEC_OK;
    }
    return dec_round(a, DEC_PLACES, out);
}

enum dec_status dec_round(struct dec a, int places, struct dec *out) {
    u128 n = magnitude(a.n), d = (u128)a.d;
    if (places >= 0) {
        unsigned kept = places < DEC_PLACES ? (unsigned)places : DEC_PLACES;
        return set_units(a.n < 0, round_units(n, d, kept), kept, out);
    }
    if (places < -DEC_DIGITS_BEFORE) {
        *out = dec_zero; /* less than half of the unit */
        return DEC_OK;
    }
    /* Half of the unit is whole, so that what stands after the point cannot matter. */
    u128 unit = (u128)powers[-places], whole = n / d;
    u128 units = whole / unit + (whole % unit >= unit / 2);
    return set_units(a.n < 0, units * unit, 0, out);
}

enum dec_status dec_floor(struct dec a, struct dec *out) {
    u128 n = magnitude(a.n), d = (u128)a.d;
    return set_units(a.n < 0, n / d + (a.n < 0 && n % d != 0), 0, out);
}

enum dec_status dec_ceil(struct dec a, struct dec *out) {
    u128 n = magnitude(a.n), d = (u128)a.d;
    return set_units(a.n < 0, n / d + (a.n > 0 && n % d != 0), 0, out);
}

enum dec_status dec_mod(struct dec a, struct dec b, struct dec *out) {
    if (b.n == 0) return DEC_BY_ZERO;
    /* Over their common denominator both are whole numbers, and the quotient, which may be out of range where the
     * result is not, is never needed. */
    u128 common = u128_gcd((u128)a.d, (u128)b.d);
    u128 a_factor = (u128)b.d / common, b_factor = (u128)a.d / common;
    struct u256 x = u256_mul(magnitude(a.n), a_factor), y = u256_mul(magnitude(b.n), b_factor), rest;
    u256_div(x, y, &rest);
    if (u256_bits(rest) == 0) {
        *out = dec_zero;
        return DEC_OK;
    }
    if ((a.n < 0) != (b.n < 0)) rest = u256_sub(y, rest);
    struct u256 d = u256_mul((u128)a.d, a_factor);
    return settle_reduced(b.n < 0, rest, d, d, out);
}

struct dec dec_neg(struct dec a) {
    return (struct dec){-a.n, a.d};
}

struct dec dec_abs(struct dec a) {
    return a.n < 0 ? dec_neg(a) : a;
}

int dec_sign(struct dec a) { return (a.n > 0) - (a.n < 0); }

int dec_compare(struct dec a, struct dec b) {
    if (a.d == b.d) return (a.n > b.n) - (a.n < b.n);
    int a_sign = dec_sign(a), b_sign = dec_sign(b);
    if (a_sign != b_sign) return a_sign < b_sign ? -1 : 1;
    u128 a_n = magnitude(a.n), b_n = magnitude(b.n);
    if (small(a_n | b_n, (u128)(a.d | b.d))) {
        dec_int x = a.n * b.d, y = b.n * a.d;
        return (x > y) - (x < y);
    }
    return a_sign * u256_compare(u256_mul(a_n, (u128)b.d), u256_mul(b_n, (u128)a.d));
}
