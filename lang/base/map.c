/* Open addressing with linear probing: `index` holds entry numbers, the entries themselves stand in order of
 * insertion. At most half of the slots are taken, so that a search for what is absent ends soon.
 * SPDX-License-Identifier: MIT */
#include "lang/base/map.h"

#include "lang/base/vec.h"

#define FIRST_SLOTS 16u

/* Both halves of the 128-bit product folded together: each input bit reaches every bit of the result. */
static uint64_t mix(uint64_t a, uint64_t b) {
    unsigned __int128 product = (unsigned __int128)a * b;
    return (uint64_t)product ^ (uint64_t)(product >> 64);
}

/* Up to 8 bytes as a little-endian number, whatever the machine's own order. */
static uint64_t load(const unsigned char *bytes, size_t count) {
    uint64_t word = 0;
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    if (count == 8) {
        memcpy(&word, bytes, 8);
        return word;
    }
#endif
    for (size_t i = 0; i < count; i++) word |= (uint64_t)bytes[i] << (8 * i);
    return word;
}

uint64_t map_hash(struct str key) {
    /* Odd constants with about as many ones as zeros: digits of pi, of e and of the golden ratio. */
    uint64_t hash = UINT64_C(0x243f6a8885a308d3) ^ key.len;
    const unsigned char *bytes = (const unsigned char *)key.ptr;
    size_t left = key.len;
    for (; left > 8; bytes += 8, left -= 8) hash = mix(hash ^ load(bytes, 8), UINT64_C(0xb7e151628aed2a6b));
    if (left) hash ^= load(bytes, left);
    hash = mix(hash, UINT64_C(0x9e3779b97f4a7c15));
#ifdef RUNG_TINY
    hash &= 1; /* nearly everything collides */
#endif
    return hash;
}

/* The slot that holds `key`, or the free one where it would go. There are free slots. */
static uint32_t find_slot(const struct map *map, struct str key) {
    uint32_t mask = map->slots - 1;
    uint32_t slot = (uint32_t)map_hash(key) & mask;
    while (map->index[slot] != 0 && !str_equal(map->at[map->index[slot] - 1].key, key)) slot = (slot + 1) & mask;
    return slot;
}

void *map_get(const struct map *map, struct str key) {
    if (map->len == 0) return NULL;
    uint32_t entry = map->index[find_slot(map, key)];
    return entry ? map->at[entry - 1].value : NULL;
}

static void index_grow(struct arena *arena, struct map *map) {
    uint32_t slots = map->slots ? map->slots * 2 : FIRST_SLOTS;
    map->index = ARENA_ARRAY(arena, uint32_t, slots);
    map->slots = slots;
    for (uint32_t i = 0; i < map->len; i++) map->index[find_slot(map, map->at[i].key)] = i + 1;
}

void *map_put(struct arena *arena, struct map *map, struct str key, void *value) {
    if (map->len >= map->slots / 2) index_grow(arena, map);
    uint32_t slot = find_slot(map, key);
    if (map->index[slot] != 0) {
        struct map_entry *entry = &map->at[map->index[slot] - 1];
        void *former = entry->value;
        entry->value = value;
        return former;
    }
    vec_push(arena, map, ((struct map_entry){key, value}));
    map->index[slot] = map->len;
    return NULL;
}
