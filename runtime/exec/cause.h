/* Why a value is unknown: found by walking the graph over kept slots (PLAN_KEEP), only when someone asks. */
#ifndef RUNTIME_EXEC_CAUSE_H
#define RUNTIME_EXEC_CAUSE_H
#include "runtime/exec/plan.h"

struct origin {
    enum cause cause;
    const struct ir_node *node;   /* the node that first became unknown: a field, a quotient, … */
    const struct field *field;    /* when that is a field, of another record too, or its unknown values alone made a count or a sum unknown; else NULL */
};
/* The origins of the unknown at `row`, deepest first, without repetition; at most `limit`. 0 when it is known. */
uint32_t cause_origins(const struct run *run, const struct batch *batch, const struct ir_node *node, uint32_t row, struct origin *out, uint32_t limit);
/* In words: "`nps` is blank (accounts.csv:42)"; several are joined by "; ". */
void cause_text_of(const struct run *run, const struct batch *batch, const struct ir_node *node, uint32_t row, struct buf *out);
#endif
