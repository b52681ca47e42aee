/* From the graph to answers: a plan is the list of kernel calls, on numbered slots, that the wanted nodes need; a run
 * holds the slots' memory and works batch by batch. One plan serves many runs at once, one a thread. Making a run
 * allocates; working on a batch does not, except text that grows the run's arena.
 *
 *     struct plan *plan = plan_new(arena, framework, roots, count, PLAN_FAST);
 *     struct run *run = run_new(plan, &settings);
 *     while (chunk_next(chunk, batch, tally)) {
 *         run_batch(run, batch);
 *         const struct vec *verdicts = run_vec(run, roots[0]);
 *     }
 */
#ifndef RUNTIME_EXEC_PLAN_H
#define RUNTIME_EXEC_PLAN_H
#include "runtime/data/column.h"

enum plan_mode {
    PLAN_FAST,  /* slots are reused when dead: only roots can be read after a batch */
    PLAN_KEEP   /* every node can be read: proofs and causes stand on this */
};
struct settings {                  /* what a run is asked under */
    const struct framework *framework;
    date today;
    struct value *params;          /* by param index */
};
struct plan;
struct plan *plan_new(struct arena *arena, const struct framework *framework, struct ir_node *const *roots, uint32_t count, enum plan_mode mode);
/* By field index of the subject: which fields the plan reads, and of which it needs the cells' states. In PLAN_KEEP the
 * states of all fields read. Arrays of field_count, in the plan's arena. */
const bool *plan_fields(const struct plan *plan);
const bool *plan_states(const struct plan *plan);
void plan_dump(const struct plan *plan, struct buf *out);

struct run;
struct run *run_new(const struct plan *plan, const struct settings *settings);
void run_free(struct run *run);
void run_batch(struct run *run, const struct batch *batch); /* answers stay readable until the next call; texts may point into the batch */
const struct vec *run_vec(const struct run *run, const struct ir_node *node); /* a root, or any node in PLAN_KEEP; `constant` for nodes of the point */
uint64_t run_rounded(const struct run *run); /* how many fractions passed 38 digits and were rounded, so far */
#endif
