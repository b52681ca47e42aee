/* Checked UTF-8: no overlong forms, no surrogates, nothing above U+10FFFF. */
#ifndef LANG_BASE_UTF8_H
#define LANG_BASE_UTF8_H
#include <stdint.h>
#include "lang/base/arena.h"
#include "lang/base/str.h"

#define UTF8_VALID SIZE_MAX
size_t utf8_check(struct str text);                     /* offset of the first wrong byte, or UTF8_VALID; quick on ASCII */
size_t utf8_decode(struct str text, uint32_t *codepoint); /* bytes taken (1..4), 0 at the end or on a wrong byte */
size_t utf8_encode(uint32_t codepoint, char out[4]);    /* bytes written, 0 when it is no code point */
size_t utf8_length(struct str text);                    /* code points */
/* Terminal cells: 0 for combining marks and control characters, 2 for wide characters, 1 for a wrong byte. */
size_t utf8_width(struct str text);
/* Simple case mapping of Unicode (one code point to one), locale-free. The result is NUL-terminated. */
struct str utf8_lower(struct arena *arena, struct str text);
struct str utf8_upper(struct arena *arena, struct str text);
#endif
