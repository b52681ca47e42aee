/* SPDX-License-Identifier: MIT */
#include "runtime/data/keytext.h"

#include "lang/base/mem.h"

#define BLOCK ((size_t)1 << 18) /* bytes; a copy longer than a block has blocks of its own, in one piece */

void keytexts_release(struct keytexts *texts) {
    for (uint32_t i = 0; i < texts->block_count; i++) mem_free(texts->blocks[i]);
    mem_free(texts->blocks);
    *texts = (struct keytexts){0};
}

static uint64_t add_block(struct keytexts *texts, size_t size) {
    /* A long key takes as many block numbers as it would fill, so that places stay unique. */
    uint32_t numbers = (uint32_t)((size + BLOCK - 1) / BLOCK), first = texts->block_count;
    if (texts->block_cap - texts->block_count < numbers) {
        uint32_t cap = texts->block_cap + texts->block_cap / 2;
        if (cap < texts->block_count + numbers) cap = texts->block_count + numbers + 8;
        texts->blocks = mem_realloc(texts->blocks, sizeof *texts->blocks * cap);
        texts->block_cap = cap;
    }
    for (uint32_t i = 0; i < numbers; i++) texts->blocks[texts->block_count++] = i ? NULL : mem_alloc(size);
    texts->bytes += size;
    return (uint64_t)first * BLOCK;
}

uint64_t keytexts_add(struct keytexts *texts, struct str key) {
    char length[10];
    size_t digits = 0, rest = key.len;
    do {
        length[digits++] = (char)((rest & 0x7f) | (rest > 0x7f ? 0x80 : 0));
        rest >>= 7;
    } while (rest);
    size_t size = digits + key.len;
    uint64_t place;
    if (size > BLOCK / 8) {
        place = add_block(texts, size);
        texts->used = BLOCK;
    } else {
        if (texts->block_count == 0 || BLOCK - texts->used < size) {
            add_block(texts, BLOCK);
            texts->used = 0;
        }
        place = (uint64_t)(texts->block_count - 1) * BLOCK + texts->used;
        texts->used += size;
    }
    char *to = texts->blocks[place / BLOCK] + place % BLOCK;
    memcpy(to, length, digits);
    if (key.len) memcpy(to + digits, key.ptr, key.len);
    return place;
}

struct str keytexts_at(const struct keytexts *texts, uint64_t place) {
    const char *at = texts->blocks[place / BLOCK] + place % BLOCK;
    struct str key = {0};
    unsigned shift = 0, byte;
    do {
        byte = (unsigned char)*at++;
        key.len |= (size_t)(byte & 0x7f) << shift;
        shift += 7;
    } while (byte & 0x80);
    key.ptr = at;
    return key;
}
