/* One copy of each name: two names are equal exactly when their pointers are. */
#ifndef LANG_BASE_INTERN_H
#define LANG_BASE_INTERN_H
#include "lang/base/map.h"

struct intern {
    struct arena *arena; /* borrowed; where the copies live */
    struct map map;
};
void intern_init(struct intern *intern, struct arena *arena);
const char *intern_name(struct intern *intern, struct str name); /* NUL-terminated; lives as long as the arena */
#endif
