/* Two hash tables: values to numbers, by their bytes; pairs of a row and a number, as one 64-bit word.
 * SPDX-License-Identifier: MIT */
#include "runtime/exec/distinct.h"

#include "lang/base/map.h"
#include "lang/base/mem.h"

#define FIRST_SLOTS 64u
#define PERHAPS (UINT64_C(1) << 63) /* of a pair's word; numbers of values stay below 2^31 */

struct distinct {
    struct arena arena; /* bytes of values, and `values` */
    struct map values;  /* bytes -> its number + 1, as a pointer */
    uint64_t *slots;    /* owned: pair + 1, 0 is free */
    uint64_t slot_count, used;
};

struct distinct *distinct_new(void) {
    struct distinct *set = mem_alloc(sizeof *set);
    arena_init(&set->arena, 0);
    set->slot_count = FIRST_SLOTS;
    set->slots = mem_alloc(sizeof *set->slots * FIRST_SLOTS);
    return set;
}

void distinct_free(struct distinct *set) {
    if (!set) return;
    arena_release(&set->arena);
    mem_free(set->slots);
    mem_free(set);
}

size_t distinct_bytes(const struct distinct *set) { return set->arena.total + sizeof *set->slots * set->slot_count; }

uint32_t distinct_value(struct distinct *set, const struct vec *values, uint32_t row) {
    struct value value = vec_value(values, row);
    struct str bytes = {0};
    int64_t whole;
    switch (values->repr) {
    case REPR_BOOL: return value.truth;
    case REPR_ROW: return value.row;
    /* All ways of having exited are equal. */
    case REPR_CODE: return (uint32_t)((value.code < CODE_EXITED ? value.code : CODE_EXITED) + 1);
    case REPR_DATE:
        whole = value.day;
        bytes = (struct str){(const char *)&whole, sizeof whole};
        break;
    case REPR_NUMBER: bytes = (struct str){(const char *)&value.number, sizeof value.number}; break; /* lowest terms */
    case REPR_TEXT: bytes = value.text; break;
    }
    void *number = map_get(&set->values, bytes);
    if (!number) {
        number = (void *)((uintptr_t)set->values.len + 1);
        map_put(&set->arena, &set->values, arena_str(&set->arena, bytes), number);
    }
    return (uint32_t)((uintptr_t)number - 1);
}

static uint64_t home_of(uint64_t pair, uint64_t slot_count) {
    uint64_t hash = pair * UINT64_C(0x9e3779b97f4a7c15);
    return (hash ^ hash >> 32) & (slot_count - 1);
}

/* The slot of a pair, or the free one where it belongs. */
static uint64_t *find(const struct distinct *set, uint64_t pair) {
    uint64_t at = home_of(pair, set->slot_count);
    while (set->slots[at] && ((set->slots[at] & ~PERHAPS) - 1) != pair) at = (at + 1) & (set->slot_count - 1);
    return &set->slots[at];
}

static void grow(struct distinct *set) {
    uint64_t *old = set->slots, count = set->slot_count;
    set->slot_count *= 2;
    set->slots = mem_alloc(sizeof *set->slots * set->slot_count);
    for (uint64_t i = 0; i < count; i++) {
        if (old[i]) *find(set, (old[i] & ~PERHAPS) - 1) = old[i];
    }
    mem_free(old);
}

enum distinct_news distinct_add(struct distinct *set, uint32_t row, uint32_t value, bool certain) {
    ASSERT(value < UINT32_C(1) << 31);
    if (set->used * 2 >= set->slot_count) grow(set);
    uint64_t pair = (uint64_t)value << 32 | row, *slot = find(set, pair);
    if (!*slot) {
        *slot = (pair + 1) | (certain ? 0 : PERHAPS);
        set->used++;
        return certain ? DISTINCT_CERTAIN : DISTINCT_PERHAPS;
    }
    if (!certain || !(*slot & PERHAPS)) return DISTINCT_OLD;
    *slot &= ~PERHAPS;
    return DISTINCT_RAISED;
}
