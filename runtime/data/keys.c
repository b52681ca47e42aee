/* Open addressing, the nearest free slot to the right; a slot is place + 1 in its low 40 bits and a tag in its high 24. The part tells
 * keys apart too, so that equal tags of different keys are rare: some hundred among a million.
 * SPDX-License-Identifier: MIT */
#include "runtime/data/keys.h"

#include "lang/base/mem.h"
#include "runtime/data/keytext.h"

#ifdef RUNG_TINY
#define PARTS 2u
#define FIRST_SLOTS 2u
#else
#define PARTS 64u
#define FIRST_SLOTS 128u
#endif
#define PART_BITS 6
#define PLACE_BITS 40
#define TAG_BITS 24
#define TAG_MAX ((UINT64_C(1) << TAG_BITS) - 1)
#define TAIL 32u  /* slots behind the last home, for those that are pushed past it */
#define AHEAD 16u /* keys whose slots are on their way from memory at the same time */
#define PLACE_MASK ((UINT64_C(1) << PLACE_BITS) - 1)

struct part {
    uint64_t *slots; /* owned: size + TAIL; 0 is free */
    uint32_t size, used;
};
struct keys {
    keys_again *again;
    void *context; /* borrowed */
    struct part parts[PARTS];
    struct arena scratch; /* keys read again */
    struct keytexts texts; /* copies */
};

struct keys *keys_new(keys_again *again, void *context) {
    struct keys *keys = mem_alloc(sizeof *keys);
    keys->again = again;
    keys->context = context;
    arena_init(&keys->scratch, 4096);
    return keys;
}

void keys_free(struct keys *keys) {
    if (!keys) return;
    for (uint32_t i = 0; i < PARTS; i++) mem_free(keys->parts[i].slots);
    keytexts_release(&keys->texts);
    arena_release(&keys->scratch);
    mem_free(keys);
}

/* ---- the table ---- */

static struct part *part_of(struct keys *keys, uint64_t hash) {
    return &keys->parts[(hash >> (PLACE_BITS + TAG_BITS - PART_BITS)) % PARTS];
}

static uint64_t tag_of(uint64_t hash) { return (hash & TAG_MAX) << PLACE_BITS; }

/* The slot at which looking begins: in proportion to the tag. So all slots that are taken are in ascending order, which
 * ends a search early, and growing is one pass from front to back. */
static uint32_t home_of(uint64_t slot, uint32_t size) { return (uint32_t)(((slot >> PLACE_BITS) * size) >> TAG_BITS); }

static void grow(struct part *part, uint32_t size) {
    for (;; size += size / 2) {
        uint64_t *slots = mem_alloc(sizeof *slots * ((size_t)size + TAIL));
        uint32_t next = 0, old = part->size ? part->size + TAIL : 0, i;
        for (i = 0; i < old && next < size + TAIL; i++) {
            uint64_t slot = part->slots[i];
            uint32_t home = home_of(slot, size), at = home > next ? home : next;
            slots[at] = slot;
            next = slot ? at + 1 : next;
        }
        if (next < size + TAIL) {
            mem_free(part->slots);
            part->slots = slots;
            part->size = size;
            return;
        }
        mem_free(slots);
    }
}

static bool is_seen(struct keys *keys, struct str key, uint64_t slot) {
    uint64_t place = (slot & PLACE_MASK) - 1;
    if (!keys->again) return str_equal(keytexts_at(&keys->texts, place), key);
    struct str seen;
    arena_clear(&keys->scratch);
    return keys->again(keys->context, place, &keys->scratch, &seen) && str_equal(seen, key);
}

/* Adds one key whose hash is known; false when it was there. */
static bool add(struct keys *keys, struct str key, uint64_t hash, uint64_t place) {
    struct part *part = part_of(keys, hash);
    uint64_t tag = tag_of(hash);
    /* The parts begin with different sizes, so that they do not all grow at the same time. */
    if (part->size == 0)
        grow(part, FIRST_SLOTS + (uint32_t)(part - keys->parts));
    else if (part->used >= part->size - part->size / 5)
        grow(part, part->size + part->size / 2 + 1);
    uint64_t *slot = &part->slots[home_of(tag, part->size)];
    /* Free, 0, becomes the greatest number. */
    while (*slot - 1 < tag) slot++;
    for (; *slot && (*slot & ~PLACE_MASK) == tag; slot++)
        if (is_seen(keys, key, *slot)) return false;
    if (!keys->again) place = keytexts_add(&keys->texts, key);
    ASSERT(place < PLACE_MASK);
    uint64_t moved = tag | (place + 1);
    while (moved) {
        uint64_t next = *slot;
        *slot++ = moved;
        moved = next;
    }
    part->used++;
    /* The last slot stays free, so that every search ends. */
    if (slot == part->slots + part->size + TAIL) grow(part, part->size + part->size / 2 + 1);
    return true;
}

/* Fetches the slot of a key from memory, for when its turn comes. */
static uint64_t fetch(struct keys *keys, struct str key) {
    uint64_t hash = keytext_hash(key);
    const struct part *part = part_of(keys, hash);
    if (part->size) __builtin_prefetch(&part->slots[home_of(tag_of(hash), part->size)], 1);
    return hash;
}

void keys_add(struct keys *keys, const struct str *at, const uint64_t *places, uint32_t count, uint8_t *fresh) {
    uint64_t hashes[AHEAD];
    for (uint32_t i = 0; i < AHEAD && i < count; i++) hashes[i] = fetch(keys, at[i]);
    for (uint32_t i = 0; i < count; i++) {
        uint64_t hash = hashes[i % AHEAD];
        if (i + AHEAD < count) hashes[i % AHEAD] = fetch(keys, at[i + AHEAD]);
        fresh[i] = add(keys, at[i], hash, places ? places[i] : 0);
    }
}
