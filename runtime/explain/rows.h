/* Which rows an aggregate counted: found by another pass over the rows that it looked at, with the values that it was
 * given, so that what is told of them is what was counted. A proof that has an aggregate asks for them while it is made;
 * they are added to it afterwards:
 *
 *     struct rows_list list = {0};
 *     maker.rows = &list;        make proofs
 *     rows_answer(&list, ...);   they now have a part for each of the first rows */
#ifndef RUNTIME_EXPLAIN_ROWS_H
#define RUNTIME_EXPLAIN_ROWS_H
#include "runtime/data/load.h"
#include "runtime/explain/proof.h"

#define ROWS_SHOWN 3     /* of those that count */
#define ROWS_ASKED 10000 /* aggregates of which rows are told; further ones have none */

struct rows_asked {
    const struct ir_node *reduce;
    uint32_t row;             /* of the space that its link points into */
    struct proof *proof;
    uint32_t all, counted, undecided, known;
};
VEC_TYPE(rows_vec, struct rows_asked);
struct rows_list {
    struct rows_vec at;
    bool any;                 /* while collecting: there are aggregates to be told of */
};
/* Enters what an aggregate's node comes down to, when its rows can be told. */
void rows_ask(struct proof_maker *maker, struct proof *proof, const struct ir_node *node);
/* Walks the rows; what cannot be read is left out without a message, which the answers have given. The parts are made in `arena`. */
void rows_answer(struct rows_list *list, struct arena *arena, struct framework *framework, struct settings settings, struct dataset *dataset, struct diags *diags);
#endif
