/* A typed, growing array in an arena. Growth copies; the old copy stays in the arena until it is cleared.
 *
 *     VEC(struct field) fields = {0};
 *     vec_push(arena, &fields, field);
 *     for (size_t i = 0; i < fields.len; i++) use(&fields.at[i]);
 */
#ifndef LANG_BASE_VEC_H
#define LANG_BASE_VEC_H
#include <stdint.h>
#include "lang/base/arena.h"

#define VEC(type) struct { type *at; uint32_t len, cap; }
/* A named vector type, for signatures: VEC_TYPE(node_vec, struct node *); then `struct node_vec`. */
#define VEC_TYPE(name, type) struct name { type *at; uint32_t len, cap; }
#define vec_push(arena, v, item) (vec_reserve((arena), (v), (v)->len + 1), (v)->at[(v)->len] = (item), (void)(v)->len++)
#define vec_reserve(arena, v, n) ((v)->at = vec_grow((arena), (v)->at, sizeof *(v)->at, (v)->len, &(v)->cap, (n)))
void *vec_grow(struct arena *arena, void *old, size_t item_size, uint32_t len, uint32_t *cap, uint32_t want);
#endif
