/* A slice of UTF-8 text: a borrowed pointer and a length in bytes, not NUL-terminated. */
#ifndef LANG_BASE_STR_H
#define LANG_BASE_STR_H
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

struct str {
    const char *ptr; /* borrowed; may be NULL when len is 0 */
    size_t len;      /* bytes */
};
#define STR(literal) ((struct str){(literal), sizeof(literal) - 1})
#define STR_FMT(s) (int)(s).len, (s).len ? (s).ptr : ""  /* for printf's %.*s */

static inline struct str str_of(const char *text) { return (struct str){text, text ? strlen(text) : 0}; }
static inline bool str_equal(struct str a, struct str b) { return a.len == b.len && (a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0); }
bool str_equal_nocase(struct str a, struct str b); /* ASCII letters only */
int str_compare(struct str a, struct str b);       /* by byte, which for UTF-8 is by code point: <0, 0, >0 */
struct str str_trim(struct str s);                 /* without blanks, tabs, CR, LF, NBSP (U+00A0), BOM at both ends */
#endif
