/* Decimal digits, two at a time; the point is put between them afterwards, so that nothing is divided by a power of ten
 * that the compiler does not know.
 * SPDX-License-Identifier: MIT */
#include "runtime/data/digits.h"

#include <stdbool.h>
#include <string.h>

#define PLACES 9

static const char pairs[] = "00010203040506070809101112131415161718192021222324252627282930313233343536373839404142434445464748495051525354555657585960616263"
                            "64656667686970717273747576777879808182838485868788899091929394959697989900";

/* Digits of `value` that end at `end`; returns where they begin. */
static char *write_back(uint64_t value, char *end)
{
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

static uint64_t power(unsigned exponent)
{
    uint64_t result = 1;
    for (unsigned i = 0; i < exponent; i++)
        result *= 10;
    return result;
}

/* magnitude * 10^-scale as it is, with `zeros` more digits. */
static size_t put(bool negative, uint64_t magnitude, unsigned scale, unsigned zeros, char *out)
{
    char digits[40], *end = digits + sizeof digits, *at = write_back(magnitude, end), *start = out;
    while ((unsigned)(end - at) <= scale)
        *--at = '0';
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

static uint64_t rounded(uint64_t magnitude, unsigned excess)
{
    uint64_t unit = power(excess), rest = magnitude % unit;
    return magnitude / unit + (rest >= unit - rest);
}

size_t digits_places(int64_t num, unsigned scale, unsigned places, char out[DIGITS_MAX])
{
    uint64_t magnitude = num < 0 ? -(uint64_t)num : (uint64_t)num;
    if (scale > places) {
        magnitude = rounded(magnitude, scale - places);
        scale = places;
    }
    return put(num < 0 && magnitude > 0, magnitude, scale, places - scale, out);
}

size_t digits_shortest(int64_t num, unsigned scale, char out[DIGITS_MAX])
{
    uint64_t magnitude = num < 0 ? -(uint64_t)num : (uint64_t)num;
    if (scale > PLACES) {
        magnitude = rounded(magnitude, scale - PLACES);
        scale = PLACES;
    }
    if (magnitude == 0)
        scale = 0;
    while (scale > 0 && magnitude % 10 == 0) {
        magnitude /= 10;
        scale--;
    }
    return put(num < 0 && magnitude > 0, magnitude, scale, 0, out);
}
