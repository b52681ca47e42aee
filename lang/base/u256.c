/* 256-bit integers for the slow road of decimals.
 * SPDX-License-Identifier: MIT */
#include "lang/base/u256.h"

#include "lang/base/mem.h"

struct u256 u256_from(u128 value) {
    return (struct u256){{(uint64_t)value, (uint64_t)(value >> 64), 0, 0}};
}

bool u256_fits128(struct u256 a) { return (a.w[2] | a.w[3]) == 0; }

u128 u256_low128(struct u256 a) { return (u128)a.w[1] << 64 | a.w[0]; }

static int words(struct u256 a) {
    int count = 4;
    while (count > 0 && a.w[count - 1] == 0) count--;
    return count;
}

unsigned u256_bits(struct u256 a) {
    int count = words(a);
    return count ? (unsigned)(count * 64 - __builtin_clzll(a.w[count - 1])) : 0;
}

int u256_compare(struct u256 a, struct u256 b) {
    for (int i = 3; i >= 0; i--)
        if (a.w[i] != b.w[i]) return a.w[i] < b.w[i] ? -1 : 1;
    return 0;
}

struct u256 u256_mul(u128 a, u128 b) {
    uint64_t a0 = (uint64_t)a, a1 = (uint64_t)(a >> 64), b0 = (uint64_t)b, b1 = (uint64_t)(b >> 64);
    u128 low = (u128)a0 * b0, cross1 = (u128)a0 * b1, cross2 = (u128)a1 * b0, high = (u128)a1 * b1;
    u128 middle = (low >> 64) + (uint64_t)cross1 + (uint64_t)cross2;
    high += (cross1 >> 64) + (cross2 >> 64) + (middle >> 64);
    return (struct u256){{(uint64_t)low, (uint64_t)middle, (uint64_t)high, (uint64_t)(high >> 64)}};
}

struct u256 u256_add(struct u256 a, struct u256 b) {
    struct u256 sum;
    u128 carry = 0;
    for (int i = 0; i < 4; i++) {
        carry += (u128)a.w[i] + b.w[i];
        sum.w[i] = (uint64_t)carry;
        carry >>= 64;
    }
    ASSERT(carry == 0);
    return sum;
}

struct u256 u256_sub(struct u256 a, struct u256 b) {
    struct u256 rest;
    bool borrow = false;
    for (int i = 0; i < 4; i++) {
        u128 taken = (u128)b.w[i] + borrow;
        borrow = a.w[i] < taken;
        rest.w[i] = (uint64_t)(a.w[i] - taken);
    }
    ASSERT(!borrow);
    return rest;
}

struct u256 u256_mul_small(struct u256 a, uint64_t b) {
    struct u256 product;
    u128 carry = 0;
    for (int i = 0; i < 4; i++) {
        carry += (u128)a.w[i] * b;
        product.w[i] = (uint64_t)carry;
        carry >>= 64;
    }
    ASSERT(carry == 0);
    return product;
}

static struct u256 div_by_word(struct u256 a, uint64_t b, struct u256 *remainder) {
    struct u256 quotient;
    u128 rest = 0;
    for (int i = 3; i >= 0; i--) {
        rest = rest << 64 | a.w[i];
        quotient.w[i] = (uint64_t)(rest / b);
        rest %= b;
    }
    *remainder = u256_from(rest);
    return quotient;
}

/* Long division in digits of 64 bits, the way it is taught with ten: guess a digit of the quotient from the leading
 * digits, take that many times the divisor away, and correct the guess when it was too high. With the divisor shifted
 * so that its top bit is set, the guess is at most two too high. `a` has at least as many words as `b`, `b` at least
 * two. */
static struct u256 div_long(struct u256 a, struct u256 b, struct u256 *remainder) {
    int a_words = words(a), b_words = words(b);
    unsigned shift = (unsigned)__builtin_clzll(b.w[b_words - 1]);
    uint64_t top[5] = {0}, divisor[4] = {0};
    for (int i = 0; i < 4; i++) {
        top[i] |= a.w[i] << shift;
        top[i + 1] = shift ? a.w[i] >> (64 - shift) : 0;
        divisor[i] = b.w[i] << shift | (shift && i ? b.w[i - 1] >> (64 - shift) : 0);
    }
    struct u256 quotient = {{0}};
    uint64_t lead = divisor[b_words - 1], second = divisor[b_words - 2];
    for (int at = a_words - b_words; at >= 0; at--) {
        uint64_t *part = top + at;
        u128 head = (u128)part[b_words] << 64 | part[b_words - 1];
        u128 digit = head / lead, rest = head % lead;
        while (digit >> 64 || digit * second > (rest << 64 | part[b_words - 2])) {
            digit--;
            rest += lead;
            if (rest >> 64) break;
        }
        u128 carry = 0;
        bool borrow = false;
        for (int i = 0; i <= b_words; i++) {
            carry += digit * (i < b_words ? divisor[i] : 0);
            u128 taken = (u128)(uint64_t)carry + borrow;
            borrow = part[i] < taken;
            part[i] = (uint64_t)(part[i] - taken);
            carry >>= 64;
        }
        if (borrow) {
            /* The guess was still one too high: give one divisor back. */
            digit--;
            carry = 0;
            for (int i = 0; i <= b_words; i++) {
                carry += (u128)part[i] + (i < b_words ? divisor[i] : 0);
                part[i] = (uint64_t)carry;
                carry >>= 64;
            }
        }
        quotient.w[at] = (uint64_t)digit;
    }
    for (int i = 0; i < 4; i++) remainder->w[i] = top[i] >> shift | (shift && i < 3 ? top[i + 1] << (64 - shift) : 0);
    return quotient;
}

struct u256 u256_div(struct u256 a, struct u256 b, struct u256 *remainder) {
    if (u256_compare(a, b) < 0) {
        *remainder = a;
        return u256_from(0);
    }
    if (u256_fits128(a)) {
        u128 x = u256_low128(a), y = u256_low128(b);
        *remainder = u256_from(x % y);
        return u256_from(x / y);
    }
    if (words(b) == 1) return div_by_word(a, b.w[0], remainder);
    return div_long(a, b, remainder);
}

struct u256 u256_gcd(struct u256 a, struct u256 b) {
    while (!u256_fits128(a) || !u256_fits128(b)) {
        if (u256_bits(b) == 0) return a;
        struct u256 rest;
        u256_div(a, b, &rest);
        a = b;
        b = rest;
    }
    return u256_from(u128_gcd(u256_low128(a), u256_low128(b)));
}

static unsigned trailing_zeros(u128 a) {
    uint64_t low = (uint64_t)a;
    return (unsigned)(low ? __builtin_ctzll(low) : 64 + __builtin_ctzll((uint64_t)(a >> 64)));
}

static uint64_t gcd_of_odd64(uint64_t a, uint64_t b) {
    while (a != b) {
        uint64_t less = a < b ? a : b;
        uint64_t rest = a < b ? b - a : a - b;
        a = less;
        b = rest >> __builtin_ctzll(rest);
    }
    return a;
}

/* Without division: of two odd numbers the difference is even, and halving it changes no common odd factor. */
u128 u128_gcd(u128 a, u128 b) {
    if (a == 0 || b == 0) return a | b;
    unsigned twos = trailing_zeros(a | b);
    a >>= trailing_zeros(a);
    b >>= trailing_zeros(b);
    while (a != b) {
        if (((a | b) >> 64) == 0) return (u128)gcd_of_odd64((uint64_t)a, (uint64_t)b) << twos;
        if (a < b) {
            u128 swap = a;
            a = b;
            b = swap;
        }
        a -= b;
        a >>= trailing_zeros(a);
    }
    return a << twos;
}
