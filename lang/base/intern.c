/* Names kept once, so that comparing two of them is comparing pointers.
 * SPDX-License-Identifier: MIT */
#include "lang/base/intern.h"

void intern_init(struct intern *intern, struct arena *arena) { *intern = (struct intern){.arena = arena}; }

const char *intern_name(struct intern *intern, struct str name) {
    const char *known = map_get(&intern->map, name);
    if (known) return known;
    struct str copy = arena_str(intern->arena, name);
    map_put(intern->arena, &intern->map, copy, (void *)copy.ptr);
    return copy.ptr;
}
