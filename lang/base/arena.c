/* Bump allocation in a list of blocks. The newest ordinary block is the one being filled; an object too large for a
 * quarter of a block gets a block of its own, hung in behind the one being filled so that its room is not lost.
 * SPDX-License-Identifier: MIT */
#include "lang/base/arena.h"

#include <stdint.h>
#include <stdio.h>

#include "lang/base/mem.h"

#define ALIGNMENT 16u
#define DEFAULT_BLOCK_SIZE ((size_t)64 << 10)

struct arena_block {
    struct arena_block *next;
    size_t size; /* bytes after this header */
    size_t used;
    bool dirty; /* was used before an arena_clear: its bytes are not zero */
    _Alignas(ALIGNMENT) char bytes[];
};

static struct arena_block *block_new(size_t size) {
    /* A size this large is an overflowed product of the caller: let the allocator refuse it. */
    size_t whole = size > SIZE_MAX / 2 ? SIZE_MAX : sizeof(struct arena_block) + size;
    struct arena_block *block = mem_alloc(whole);
    block->size = size;
    return block;
}

static void blocks_free(struct arena_block *block) {
    while (block) {
        struct arena_block *next = block->next;
        mem_free(block);
        block = next;
    }
}

void arena_init(struct arena *arena, size_t block_size) {
    *arena = (struct arena){.block_size = block_size ? block_size : DEFAULT_BLOCK_SIZE};
}

void arena_release(struct arena *arena) {
    blocks_free(arena->blocks);
    blocks_free(arena->spare);
    arena->blocks = NULL;
    arena->spare = NULL;
    arena->total = 0;
}

void arena_clear(struct arena *arena) {
    struct arena_block *block = arena->blocks;
    while (block) {
        struct arena_block *next = block->next;
#ifdef RUNG_TINY
        mem_free(block);
#else
        if (block->size == arena->block_size) {
            block->dirty = true;
            block->used = 0;
            block->next = arena->spare;
            arena->spare = block;
        } else {
            mem_free(block);
        }
#endif
        block = next;
    }
    arena->blocks = NULL;
    arena->total = 0;
}

#ifdef RUNG_TINY
/* A block for each object, not one byte longer than it. */
static void *take(struct arena *arena, size_t size, bool zeroed) {
    (void)zeroed;
    struct arena_block *block = block_new(size);
    block->used = size;
    block->next = arena->blocks;
    arena->blocks = block;
    arena->total += size;
    return block->bytes;
}
#else
static void *take_large(struct arena *arena, size_t size) {
    struct arena_block *block = block_new(size);
    block->used = size;
    if (arena->blocks) {
        block->next = arena->blocks->next;
        arena->blocks->next = block;
    } else {
        arena->blocks = block;
    }
    return block->bytes;
}

static struct arena_block *next_block(struct arena *arena) {
    struct arena_block *block = arena->spare;
    if (block)
        arena->spare = block->next;
    else
        block = block_new(arena->block_size);
    block->next = arena->blocks;
    arena->blocks = block;
    return block;
}

static void *take(struct arena *arena, size_t size, bool zeroed) {
    arena->total += size;
    if (size > arena->block_size / 4) return take_large(arena, size);
    size_t room = size ? (size + ALIGNMENT - 1) & ~(size_t)(ALIGNMENT - 1) : ALIGNMENT;
    struct arena_block *block = arena->blocks;
    if (!block || block->size - block->used < room) {
        if (room > arena->block_size) return take_large(arena, size);
        block = next_block(arena);
    }
    char *ptr = block->bytes + block->used;
    block->used += room;
    if (zeroed && block->dirty) memset(ptr, 0, size);
    return ptr;
}
#endif

void *arena_alloc(struct arena *arena, size_t size) { return take(arena, size, true); }

void *arena_copy(struct arena *arena, const void *bytes, size_t size) {
    void *copy = take(arena, size, false);
    if (size) memcpy(copy, bytes, size);
    return copy;
}

char *arena_strndup(struct arena *arena, const char *text, size_t length) {
    char *copy = take(arena, length + 1, false);
    if (length) memcpy(copy, text, length);
    copy[length] = '\0';
    return copy;
}

struct str arena_str(struct arena *arena, struct str text) {
    return (struct str){arena_strndup(arena, text.ptr, text.len), text.len};
}

char *arena_vprintf(struct arena *arena, const char *format, va_list args) {
    char small[256];
    va_list again;
    va_copy(again, args);
    int length = vsnprintf(small, sizeof small, format, args);
    ASSERT(length >= 0);
    char *text;
    if ((size_t)length < sizeof small) {
        text = arena_strndup(arena, small, (size_t)length);
    } else {
        text = take(arena, (size_t)length + 1, false);
        vsnprintf(text, (size_t)length + 1, format, again);
    }
    va_end(again);
    return text;
}

char *arena_printf(struct arena *arena, const char *format, ...) {
    va_list args;
    va_start(args, format);
    char *text = arena_vprintf(arena, format, args);
    va_end(args);
    return text;
}
