/* Nearest name by optimal string alignment distance, cut off as soon as a candidate cannot win any more.
 * SPDX-License-Identifier: MIT */
#include "lang/suggest.h"
#include "lang/base/str.h"
#include "lang/base/utf8.h"

/* The letters that count, ASCII ones in lower case. More than SUGGEST_LETTERS: the rest is dropped and *whole false. */
static unsigned fold(const char *name, uint32_t letters[SUGGEST_LETTERS], bool *whole) {
    struct str rest = str_of(name);
    unsigned count = 0;
    *whole = true;
    while (rest.len > 0) {
        uint32_t c;
        size_t taken = utf8_decode(rest, &c);
        if (taken == 0) { /* not UTF-8: take the byte for a letter of its own */
            c = (unsigned char)rest.ptr[0];
            taken = 1;
        }
        rest.ptr += taken;
        rest.len -= taken;
        if (c == '_' || c == '-' || c == ' ') continue;
        if (count == SUGGEST_LETTERS) {
            *whole = false;
            break;
        }
        letters[count++] = c >= 'A' && c <= 'Z' ? c + 32 : c;
    }
    return count;
}

void suggest_init(struct suggest *suggest, const char *wanted) {
    bool whole;
    suggest->wanted = wanted;
    suggest->best = NULL;
    suggest->length = fold(wanted, suggest->letters, &whole);
    suggest->distance = whole ? (suggest->length < 3 ? 1 : suggest->length / 3 + 1) : 1;
}

static unsigned least(unsigned a, unsigned b) { return a < b ? a : b; }

/* Distance of two words, or `limit` when it is that or more. */
static unsigned distance(const uint32_t *a, unsigned a_length, const uint32_t *b, unsigned b_length, unsigned limit) {
    unsigned rows[3][SUGGEST_LETTERS + 1];
    unsigned *before = rows[0], *above = rows[1], *row = rows[2];
    for (unsigned j = 0; j <= b_length; j++) above[j] = j;
    for (unsigned i = 1; i <= a_length; i++) {
        unsigned lowest = row[0] = i;
        for (unsigned j = 1; j <= b_length; j++) {
            unsigned d = above[j - 1] + (a[i - 1] != b[j - 1]);
            d = least(d, least(above[j], row[j - 1]) + 1);
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) d = least(d, before[j - 2] + 1);
            row[j] = d;
            lowest = least(lowest, d);
        }
        if (lowest > limit) return limit;
        unsigned *oldest = before;
        before = above;
        above = row;
        row = oldest;
    }
    return least(above[b_length], limit);
}

void suggest_offer(struct suggest *suggest, const char *candidate) {
    if (!candidate || suggest->distance == 0) return;
    uint32_t letters[SUGGEST_LETTERS];
    bool whole;
    unsigned length = fold(candidate, letters, &whole);
    if (!whole) return;
    unsigned apart = length > suggest->length ? length - suggest->length : suggest->length - length;
    if (apart >= suggest->distance) return;
    unsigned d = distance(suggest->letters, suggest->length, letters, length, suggest->distance);
    if (d < suggest->distance) {
        suggest->distance = d;
        suggest->best = candidate;
    }
}

const char *suggest_best(const struct suggest *suggest) { return suggest->best; }
