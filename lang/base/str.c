/* Comparing and trimming slices.
 * SPDX-License-Identifier: MIT */
#include "lang/base/str.h"

static unsigned char fold(char c) { return (unsigned char)(c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c); }

bool str_equal_nocase(struct str a, struct str b) {
    if (a.len != b.len) return false;
    for (size_t i = 0; i < a.len; i++)
        if (fold(a.ptr[i]) != fold(b.ptr[i])) return false;
    return true;
}

int str_compare(struct str a, struct str b) {
    size_t common = a.len < b.len ? a.len : b.len;
    int order = common ? memcmp(a.ptr, b.ptr, common) : 0;
    return order ? order : (a.len > b.len) - (a.len < b.len);
}

static bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

/* Bytes of the blank that `s` begins with, 0 when it begins with none. */
static size_t blank_at_start(struct str s) {
    if (is_blank(s.ptr[0])) return 1;
    if (s.len >= 2 && memcmp(s.ptr, "\xc2\xa0", 2) == 0) return 2;
    return s.len >= 3 && memcmp(s.ptr, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;
}

static size_t blank_at_end(struct str s) {
    const char *end = s.ptr + s.len;
    if (is_blank(end[-1])) return 1;
    if (s.len >= 2 && memcmp(end - 2, "\xc2\xa0", 2) == 0) return 2;
    return s.len >= 3 && memcmp(end - 3, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;
}

struct str str_trim(struct str s) {
    size_t blank;
    while (s.len && (blank = blank_at_start(s)) != 0) {
        s.ptr += blank;
        s.len -= blank;
    }
    while (s.len && (blank = blank_at_end(s)) != 0) s.len -= blank;
    return s;
}
