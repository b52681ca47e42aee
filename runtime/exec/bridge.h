/* The steps of a plan whose values come from another space (lang/ir.def: the bridges): how much of them a plan of one
 * space evaluates, and how a run looks them up. */
#ifndef RUNTIME_EXEC_BRIDGE_H
#define RUNTIME_EXEC_BRIDGE_H
#include "runtime/exec/plan_parts.h"

#define BRIDGE_KEYS LIMIT_KEYS

bool bridge_crosses(enum ir_op op);
/* The arguments that are evaluated with the node, in its own space: `count` of them from `first` on. When all steps are
 * kept, also those that only tell why it is unknown. */
void bridge_arguments(const struct ir_node *node, enum plan_mode mode, uint32_t *first, uint32_t *count);
/* Step s of the run, for the rows of its batch: fills the step's vector. */
void bridge_run(struct run *run, uint32_t s, uint32_t rows);
#endif
