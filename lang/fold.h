/* Constants: what a node is worth when its arguments are written in the framework, and what an `and`, an `if` or an
 * `otherwise` with a constant in it comes down to. ir.c asks before it makes a node; nobody else need to. */
#ifndef LANG_FOLD_H
#define LANG_FOLD_H
#include "lang/ir.h"

/* The value of `op` over constants; false when it is not worked out here (texts, mostly), or an argument is no constant. */
bool fold_constant(enum ir_op op, struct type type, struct ir_node *const *args, uint32_t count, int32_t index, struct value *out);
/* A node that means the same and exists already, or NULL. */
struct ir_node *fold_simplify(struct ir *ir, enum ir_op op, struct type type, struct ir_node *const *args, uint32_t count, struct span span);
/* Whether two known values of one type are the same value (for codes: all exits are one). */
bool fold_equal(struct type type, const struct value *a, const struct value *b);
#endif
