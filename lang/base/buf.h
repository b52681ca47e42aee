/* A growing text buffer on the heap, NUL-terminated at all times. Append only; `buf_clear` keeps the memory.
 * An append past BUF_MAX (limits.h) sets `overflowed` and is dropped whole. */
#ifndef LANG_BASE_BUF_H
#define LANG_BASE_BUF_H
#include <stdarg.h>
#include "lang/base/str.h"

struct buf {
    char *ptr;  /* owned; "" when nothing was appended */
    size_t len; /* bytes, without the final NUL */
    size_t cap;
    bool overflowed;
};
void buf_init(struct buf *buf);
void buf_release(struct buf *buf);
void buf_clear(struct buf *buf);
void buf_add(struct buf *buf, const char *bytes, size_t length);
void buf_puts(struct buf *buf, const char *text);
void buf_str(struct buf *buf, struct str text);
void buf_char(struct buf *buf, char c);
void buf_pad(struct buf *buf, char c, size_t count);
void buf_printf(struct buf *buf, const char *format, ...) __attribute__((format(printf, 2, 3)));
void buf_vprintf(struct buf *buf, const char *format, va_list args);
/* Room for `size` more bytes, which the caller writes at the returned place and then counts with buf_grew;
 * there is room past BUF_MAX too, but buf_grew drops what would pass it. */
char *buf_room(struct buf *buf, size_t size);
void buf_grew(struct buf *buf, size_t size);
#endif
