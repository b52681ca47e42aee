/* Bump allocator. Objects that die together live in one arena, named by lifetime (program, dataset, batch, entry); a
 * function shows which lifetime it uses by taking that arena.
 *
 * Memory is zeroed and aligned to 16 bytes. Nothing is freed singly. Built with RUNG_TINY every object is a heap
 * allocation of its own, so that sanitizers see a read past its end.
 *
 *     struct arena arena;
 *     arena_init(&arena, 0);
 *     char *name = arena_strndup(&arena, text, length);
 *     arena_release(&arena);
 */
#ifndef LANG_BASE_ARENA_H
#define LANG_BASE_ARENA_H
#include <stdarg.h>
#include <stddef.h>
#include "lang/base/str.h"

struct arena_block;
struct arena {
    struct arena_block *blocks; /* owned; newest first */
    struct arena_block *spare;  /* owned; blocks kept by arena_clear for the next round */
    size_t block_size;          /* bytes of an ordinary block */
    size_t total;               /* bytes handed out since the last clear */
};
void arena_init(struct arena *arena, size_t block_size); /* 0: the default, 64 KiB */
void arena_release(struct arena *arena);
void arena_clear(struct arena *arena); /* all objects die, ordinary blocks are kept for reuse */

void *arena_alloc(struct arena *arena, size_t size); /* zeroed; size 0 gives a valid pointer */
void *arena_copy(struct arena *arena, const void *bytes, size_t size);
char *arena_strndup(struct arena *arena, const char *text, size_t length); /* adds a final NUL */
struct str arena_str(struct arena *arena, struct str text);                 /* the same for a slice */
char *arena_printf(struct arena *arena, const char *format, ...) __attribute__((format(printf, 2, 3)));
char *arena_vprintf(struct arena *arena, const char *format, va_list args);

#define ARENA_NEW(arena, type) ((type *)arena_alloc((arena), sizeof(type)))
#define ARENA_ARRAY(arena, type, count) ((type *)arena_alloc((arena), sizeof(type) * (size_t)(count)))
#endif
