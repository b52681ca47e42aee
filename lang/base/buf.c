/* Text built up piece by piece on the heap, with a hard cap.
 * SPDX-License-Identifier: MIT */
#include "lang/base/buf.h"

#include <stdio.h>

#include "lang/base/limits.h"
#include "lang/base/mem.h"

#define FIRST_CAP 64u

/* What an empty buffer points to: never written, because `cap` 0 says that nothing is owned. */
static const char nothing[1] = "";

void buf_init(struct buf *buf) { *buf = (struct buf){.ptr = (char *)nothing}; }

void buf_release(struct buf *buf) {
    if (buf->cap) mem_free(buf->ptr);
    buf_init(buf);
}

void buf_clear(struct buf *buf) {
    buf->len = 0;
    buf->overflowed = false;
    if (buf->cap) buf->ptr[0] = '\0';
}

static bool fits(struct buf *buf, size_t size) {
    if (size <= BUF_MAX - buf->len) return true;
    buf->overflowed = true;
    return false;
}

char *buf_room(struct buf *buf, size_t size) {
    /* A size this large is an overflowed sum of the caller: let the allocator refuse it. */
    size_t need = size > SIZE_MAX / 2 ? SIZE_MAX : buf->len + size + 1;
    if (need > buf->cap) {
        size_t cap = buf->cap ? buf->cap * 2 : FIRST_CAP;
        if (cap < need) cap = need;
        buf->ptr = mem_realloc(buf->cap ? buf->ptr : NULL, cap);
        buf->cap = cap;
        buf->ptr[buf->len] = '\0';
    }
    return buf->ptr + buf->len;
}

void buf_grew(struct buf *buf, size_t size) {
    if (fits(buf, size)) buf->len += size;
    if (buf->cap) buf->ptr[buf->len] = '\0';
}

void buf_add(struct buf *buf, const char *bytes, size_t length) {
    if (length == 0 || !fits(buf, length)) return;
    memcpy(buf_room(buf, length), bytes, length);
    buf_grew(buf, length);
}

void buf_puts(struct buf *buf, const char *text) { buf_add(buf, text, strlen(text)); }

void buf_str(struct buf *buf, struct str text) { buf_add(buf, text.ptr, text.len); }

void buf_char(struct buf *buf, char c) { buf_add(buf, &c, 1); }

void buf_pad(struct buf *buf, char c, size_t count) {
    if (count == 0 || !fits(buf, count)) return;
    memset(buf_room(buf, count), c, count);
    buf_grew(buf, count);
}

void buf_vprintf(struct buf *buf, const char *format, va_list args) {
    va_list again;
    va_copy(again, args);
    /* The final NUL is included in the capacity, hence at least one byte once anything is owned. */
    size_t room = buf->cap - buf->len;
    int length = vsnprintf(buf->cap ? buf->ptr + buf->len : NULL, room, format, args);
    ASSERT(length >= 0);
    if (fits(buf, (size_t)length)) {
        if ((size_t)length >= room) vsnprintf(buf_room(buf, (size_t)length), (size_t)length + 1, format, again);
        buf_grew(buf, (size_t)length);
    } else if (buf->cap) {
        buf->ptr[buf->len] = '\0';
    }
    va_end(again);
}

void buf_printf(struct buf *buf, const char *format, ...) {
    va_list args;
    va_start(args, format);
    buf_vprintf(buf, format, args);
    va_end(args);
}
