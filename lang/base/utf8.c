/* UTF-8 checked, decoded, measured and mapped to lower and upper case. The tables come from utf8_tables.py.
 * SPDX-License-Identifier: MIT */
#include "lang/base/utf8.h"

#include "lang/base/utf8_tables.h"

#define HIGH_BITS UINT64_C(0x8080808080808080)

static uint64_t load8(const char *bytes) {
    uint64_t word;
    memcpy(&word, bytes, sizeof word);
    return word;
}

/* Bytes of plain ASCII from `at` up to `end` or the first byte that is not. */
static size_t ascii_run(const char *text, size_t at, size_t end) {
    size_t start = at;
    while (end - at >= 32) {
        uint64_t high = load8(text + at) | load8(text + at + 8) | load8(text + at + 16) | load8(text + at + 24);
        if (high & HIGH_BITS) break;
        at += 32;
    }
    while (end - at >= 8 && !(load8(text + at) & HIGH_BITS)) at += 8;
    while (at < end && (unsigned char)text[at] < 0x80) at++;
    return at - start;
}

static bool is_tail(unsigned char byte) { return (byte & 0xc0) == 0x80; }

/* Decodes the sequence at `bytes`, of which `left` > 0 are there; 0 when it is none. */
static size_t decode(const unsigned char *bytes, size_t left, uint32_t *codepoint) {
    unsigned char lead = bytes[0];
    if (lead < 0x80) {
        *codepoint = lead;
        return 1;
    }
    if (lead < 0xc2 || lead > 0xf4) return 0;
    if (lead < 0xe0) {
        if (left < 2 || !is_tail(bytes[1])) return 0;
        *codepoint = (uint32_t)(lead & 0x1f) << 6 | (bytes[1] & 0x3f);
        return 2;
    }
    if (lead < 0xf0) {
        if (left < 3 || !is_tail(bytes[1]) || !is_tail(bytes[2])) return 0;
        uint32_t code = (uint32_t)(lead & 0x0f) << 12 | (uint32_t)(bytes[1] & 0x3f) << 6 | (bytes[2] & 0x3f);
        if (code < 0x800 || (code >= 0xd800 && code <= 0xdfff)) return 0;
        *codepoint = code;
        return 3;
    }
    if (left < 4 || !is_tail(bytes[1]) || !is_tail(bytes[2]) || !is_tail(bytes[3])) return 0;
    uint32_t code = (uint32_t)(lead & 0x07) << 18 | (uint32_t)(bytes[1] & 0x3f) << 12 |
                    (uint32_t)(bytes[2] & 0x3f) << 6 | (bytes[3] & 0x3f);
    if (code < 0x10000 || code > 0x10ffff) return 0;
    *codepoint = code;
    return 4;
}

size_t utf8_check(struct str text) {
    size_t at = 0;
    for (;;) {
        at += ascii_run(text.ptr, at, text.len);
        /* Letters outside ASCII come in words: stay here until the next ASCII byte. */
        do {
            if (at == text.len) return UTF8_VALID;
            uint32_t codepoint;
            size_t taken = decode((const unsigned char *)text.ptr + at, text.len - at, &codepoint);
            if (taken == 0) return at;
            at += taken;
        } while (at < text.len && (unsigned char)text.ptr[at] >= 0x80);
    }
}

size_t utf8_decode(struct str text, uint32_t *codepoint) {
    return text.len ? decode((const unsigned char *)text.ptr, text.len, codepoint) : 0;
}

size_t utf8_encode(uint32_t codepoint, char out[4]) {
    if (codepoint < 0x80) {
        out[0] = (char)codepoint;
        return 1;
    }
    if (codepoint < 0x800) {
        out[0] = (char)(0xc0 | codepoint >> 6);
        out[1] = (char)(0x80 | (codepoint & 0x3f));
        return 2;
    }
    if (codepoint < 0x10000) {
        if (codepoint >= 0xd800 && codepoint <= 0xdfff) return 0;
        out[0] = (char)(0xe0 | codepoint >> 12);
        out[1] = (char)(0x80 | (codepoint >> 6 & 0x3f));
        out[2] = (char)(0x80 | (codepoint & 0x3f));
        return 3;
    }
    if (codepoint > 0x10ffff) return 0;
    out[0] = (char)(0xf0 | codepoint >> 18);
    out[1] = (char)(0x80 | (codepoint >> 12 & 0x3f));
    out[2] = (char)(0x80 | (codepoint >> 6 & 0x3f));
    out[3] = (char)(0x80 | (codepoint & 0x3f));
    return 4;
}

size_t utf8_length(struct str text) {
    size_t length = 0;
    for (size_t i = 0; i < text.len; i++) length += !is_tail((unsigned char)text.ptr[i]);
    return length;
}

static bool in_ranges(const struct width_range *ranges, size_t count, uint32_t codepoint) {
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (codepoint > ranges[middle].last)
            low = middle + 1;
        else
            high = middle;
    }
    return low < count && codepoint >= ranges[low].first;
}

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static size_t width_of(uint32_t codepoint) {
    if (codepoint < 0x80) return codepoint >= 0x20 && codepoint != 0x7f;
    if (in_ranges(zero_width, COUNT(zero_width), codepoint)) return 0;
    return in_ranges(double_width, COUNT(double_width), codepoint) ? 2 : 1;
}

size_t utf8_width(struct str text) {
    size_t width = 0;
    for (size_t at = 0; at < text.len;) {
        uint32_t codepoint = 0;
        size_t taken = decode((const unsigned char *)text.ptr + at, text.len - at, &codepoint);
        width += taken ? width_of(codepoint) : 1;
        at += taken ? taken : 1;
    }
    return width;
}

static uint32_t map_case(const struct case_range *ranges, size_t count, uint32_t codepoint) {
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (codepoint > ranges[middle].last)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == count || codepoint < ranges[low].first) return codepoint;
    const struct case_range *range = &ranges[low];
    if ((codepoint - range->first) % (uint32_t)range->step != 0) return codepoint;
    return (uint32_t)((int32_t)codepoint + range->delta);
}

/* Maps `text` and returns the bytes of the result, which are written to `out` unless it is NULL. A byte that is no
 * UTF-8 stays as it is. */
static size_t recase(struct str text, const struct case_range *ranges, size_t count, char first_ascii, char *out) {
    size_t length = 0;
    for (size_t at = 0; at < text.len;) {
        char c = text.ptr[at];
        char mapped[4] = {c};
        size_t taken = 1, given = 1;
        if ((unsigned char)c < 0x80) {
            /* The letter's distance from `first_ascii`, "A" or "a": in 0..25 it changes case. */
            if ((unsigned char)(c - first_ascii) < 26) mapped[0] = (char)(c ^ 0x20);
        } else {
            uint32_t codepoint;
            taken = decode((const unsigned char *)text.ptr + at, text.len - at, &codepoint);
            if (taken)
                given = utf8_encode(map_case(ranges, count, codepoint), mapped);
            else
                taken = 1;
        }
        if (out) memcpy(out + length, mapped, given);
        length += given;
        at += taken;
    }
    return length;
}

static struct str recased(struct arena *arena, struct str text, const struct case_range *ranges, size_t count,
                          char first_ascii) {
    bool ascii = text.len == 0 || ascii_run(text.ptr, 0, text.len) == text.len;
    size_t length = ascii ? text.len : recase(text, ranges, count, first_ascii, NULL);
    char *out = arena_alloc(arena, length + 1);
    recase(text, ranges, count, first_ascii, out);
    return (struct str){out, length};
}

struct str utf8_lower(struct arena *arena, struct str text) {
    return recased(arena, text, to_lower, COUNT(to_lower), 'A');
}

struct str utf8_upper(struct arena *arena, struct str text) {
    return recased(arena, text, to_upper, COUNT(to_upper), 'a');
}
