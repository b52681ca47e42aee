/* Decimal digits, two at a time; the point is put between them afterwards, so that nothing is divided by a power of ten
 * that the compiler does not know.
 * SPDX-License-Identifier: MIT */
#include "runtime/data/digits.h"

#include <stdbool.h>
#include <string.h>

#define PLACES 9

static const char pairs[] = "000102030405060708091011121314151617181920212223242526272829303132333435363738394041424344"
                            "45464748495051525354555657585960616263"
                            "64656667686970717273747576777879808182838485868788899091929394959697989900";

/* Digits of `value` that end at `end`; returns where they begin. */
static char *write_back(uint64_t value, char *end) {
    while (value > UINT32_MAX) {
        unsigned two = (unsigned)(value % 100);
        value /= 100;
        end -= 2;
        memcpy(end, pairs + 2 * two, 2);
    }
    uint32_t rest = (uint32_t)value;
    while (rest >= 100) {
        unsigned two = rest % 100;
        rest /= 100;
        end -= 2;
        memcpy(end, pairs + 2 * two, 2);
    }
    if (rest >= 10) {
        end -= 2;
        memcpy(end, pairs + 2 * rest, 2);
    } else {
        *--end = (char)('0' + rest);
    }
    return end;
}

static uint64_t power(unsigned exponent) {
    uint64_t result = 1;
    for (unsigned i = 0; i < exponent; i++) result *= 10;
    return result;
}

/* magnitude * 10^-scale as it is, with `zeros` more digits. */
static size_t put(bool negative, uint64_t magnitude, unsigned scale, unsigned zeros, char *out) {
    char digits[40], *end = digits + sizeof digits, *at = write_back(magnitude, end), *start = out;
    while ((unsigned)(end - at) <= scale) *--at = '0';
    size_t whole = (size_t)(end - at) - scale;
    *out = '-';
    out += negative;
    memcpy(out, at, whole);
    out += whole;
    if (scale + zeros > 0) {
        *out++ = '.';
        memcpy(out, at + whole, scale);
        out += scale;
        memset(out, '0', zeros);
        out += zeros;
    }
    return (size_t)(out - start);
}

static uint64_t rounded(uint64_t magnitude, unsigned excess) {
    uint64_t unit = power(excess), rest = magnitude % unit;
    return magnitude / unit + (rest >= unit - rest);
}

size_t digits_places(int64_t num, unsigned scale, unsigned places, char out[DIGITS_MAX]) {
    uint64_t magnitude = num < 0 ? -(uint64_t)num : (uint64_t)num;
    if (scale > places) {
        magnitude = rounded(magnitude, scale - places);
        scale = places;
    }
    return put(num < 0 && magnitude > 0, magnitude, scale, places - scale, out);
}

#define ALWAYS_INLINE static inline __attribute__((always_inline))

/* units * 10^-places each, one after the other from `out` on; unit is 10^places. Both are known to the compiler where it
 * matters: a division by a constant is a product. */
ALWAYS_INLINE char *put_column(const int64_t *units, uint32_t rows, const unsigned places, const uint64_t unit,
                               char *out, struct str *texts) {
    for (uint32_t i = 0; i < rows; i++) {
        char *at = out;
        uint64_t magnitude = units[i] < 0 ? -(uint64_t)units[i] : (uint64_t)units[i], whole = magnitude / unit;
        *at = '-';
        at += units[i] < 0;
        if (whole < 10) {
            *at++ = (char)('0' + whole);
        } else if (whole < 100) {
            memcpy(at, pairs + 2 * whole, 2);
            at += 2;
        } else {
            char digits[24], *from = write_back(whole, digits + sizeof digits);
            size_t length = (size_t)(digits + sizeof digits - from);
            memcpy(at, from, length);
            at += length;
        }
        if (places > 0) {
            uint64_t rest = magnitude % unit;
            unsigned left = places;
            *at = '.';
            for (; left >= 2; left -= 2, rest /= 100) memcpy(at + left - 1, pairs + 2 * (rest % 100), 2);
            if (left) at[1] = (char)('0' + rest);
            at += 1 + places;
        }
        texts[i] = (struct str){out, (size_t)(at - out)};
        out = at;
    }
    return out;
}

/* Rounded half away from zero to units that are `unit` times as large. */
ALWAYS_INLINE void round_rows(int64_t *units, const int64_t *num, uint32_t rows, const int64_t unit) {
    for (uint32_t i = 0; i < rows; i++) {
        int64_t rest = num[i] % unit;
        units[i] = num[i] / unit + (rest >= unit - rest) - (-rest >= unit + rest);
    }
}

#define BLOCK 64

/* The numbers of a block in units of 10^-places; false when one of them does not fit. */
static bool to_units(int64_t *units, const int64_t *num, uint32_t rows, unsigned scale, unsigned places) {
    bool overflow = false;
    int64_t factor = places > scale ? (int64_t)power(places - scale) : 1;
    switch (scale > places ? scale - places : 0) {
    case 0:
        for (uint32_t i = 0; i < rows; i++) overflow |= __builtin_mul_overflow(num[i], factor, &units[i]);
        break;
    case 1: round_rows(units, num, rows, 10); break;
    case 2: round_rows(units, num, rows, 100); break;
    case 3: round_rows(units, num, rows, 1000); break;
    case 4: round_rows(units, num, rows, 10000); break;
    default: round_rows(units, num, rows, (int64_t)power(scale - places)); break;
    }
    return !overflow;
}

static char *put_block(const int64_t *num, uint32_t rows, unsigned scale, unsigned places, char *out,
                       struct str *texts) {
    int64_t units[BLOCK];
    if (!to_units(units, num, rows, scale, places)) {
        for (uint32_t i = 0; i < rows; i++) {
            texts[i] = (struct str){out, digits_places(num[i], scale, places, out)};
            out += texts[i].len;
        }
        return out;
    }
    switch (places) {
    case 0: return put_column(units, rows, 0, 1, out, texts);
    case 1: return put_column(units, rows, 1, 10, out, texts);
    case 2: return put_column(units, rows, 2, 100, out, texts);
    case 3: return put_column(units, rows, 3, 1000, out, texts);
    default: return put_column(units, rows, places, power(places), out, texts);
    }
}

void digits_column(const int64_t *num, uint32_t rows, unsigned scale, unsigned places, char *out, struct str *texts) {
    for (uint32_t i = 0; i < rows; i += BLOCK)
        out = put_block(num + i, rows - i < BLOCK ? rows - i : BLOCK, scale, places, out, texts + i);
}

size_t digits_shortest(int64_t num, unsigned scale, char out[DIGITS_MAX]) {
    uint64_t magnitude = num < 0 ? -(uint64_t)num : (uint64_t)num;
    if (scale > PLACES) {
        magnitude = rounded(magnitude, scale - PLACES);
        scale = PLACES;
    }
    if (magnitude == 0) scale = 0;
    while (scale > 0 && magnitude % 10 == 0) {
        magnitude /= 10;
        scale--;
    }
    return put(num < 0 && magnitude > 0, magnitude, scale, 0, out);
}
