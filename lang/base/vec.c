/* Growth of the typed arrays of vec.h.
 * SPDX-License-Identifier: MIT */
#include "lang/base/vec.h"

#include "lang/base/mem.h"

#define FIRST_CAP 8u

void *vec_grow(struct arena *arena, void *old, size_t item_size, uint32_t len, uint32_t *cap, uint32_t want) {
    /* `want` under `len` is len + 1 gone round past 32 bits: no memory would hold that either. */
    if (want < len) mem_alloc(SIZE_MAX);
    if (want <= *cap) return old;
    uint32_t bigger = *cap > UINT32_MAX / 2 ? UINT32_MAX : *cap * 2;
#ifdef RUNG_TINY
    /* Short arrays move at every push, so that a pointer kept across one is found out. */
    if (*cap < 2 * FIRST_CAP) bigger = want;
#else
    if (bigger < FIRST_CAP) bigger = FIRST_CAP;
#endif
    if (bigger < want) bigger = want;
    void *items = arena_alloc(arena, (size_t)bigger * item_size);
    if (len) memcpy(items, old, (size_t)len * item_size);
    *cap = bigger;
    return items;
}
