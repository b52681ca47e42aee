/* Hash map from text to a pointer, in an arena. Keys are compared by content and borrowed. Iteration is in the order
 * of insertion, so that no result depends on hash order. */
#ifndef LANG_BASE_MAP_H
#define LANG_BASE_MAP_H
#include <stdint.h>
#include "lang/base/arena.h"
#include "lang/base/str.h"

struct map_entry {
    struct str key; /* borrowed */
    void *value;    /* borrowed */
};
struct map {
    struct map_entry *at; /* entries in order of insertion: at[0] .. at[len - 1] */
    uint32_t len, cap;
    uint32_t *index;      /* slots: entry number + 1, 0 is free */
    uint32_t slots;
};
void *map_get(const struct map *map, struct str key);                                 /* NULL when absent */
void *map_put(struct arena *arena, struct map *map, struct str key, void *value);     /* the former value or NULL */
uint64_t map_hash(struct str key); /* 64 bits, the same on every machine */
#endif
