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
struct world;                      /* world.h: what other passes left behind */
struct settings {                  /* what a run is asked under */
    const struct framework *framework;
    date today;
    struct value *params;          /* by param index */
    const struct world *world;     /* borrowed; NULL where no node crosses between spaces */
};
struct plan;
/* The roots are of one space, or of the point. Where an operator crosses from another space, the plan goes no further:
 * the value is looked up in the world that the run is given. */
struct plan *plan_new(struct arena *arena, const struct framework *framework, struct ir_node *const *roots, uint32_t count, enum plan_mode mode);
/* The same over the rows of one space, though all roots may be of the point. */
struct plan *plan_new_in(struct arena *arena, const struct framework *framework, ir_space space, struct ir_node *const *roots, uint32_t count, enum plan_mode mode);
ir_space plan_space(const struct plan *plan); /* of the roots; the subject's when all are of the point */
const struct record *plan_record(const struct plan *plan); /* whose rows they are; NULL for groups */
/* By field index of the space's record: which fields the plan reads, and of which it needs the cells' states. In PLAN_KEEP the
 * states of all fields read. Arrays of field_count, in the plan's arena. */
const bool *plan_fields(const struct plan *plan);
const bool *plan_states(const struct plan *plan);
void plan_dump(const struct plan *plan, struct buf *out);

struct run;
struct run *run_new(const struct plan *plan, const struct settings *settings);
void run_free(struct run *run);
void run_batch(struct run *run, const struct batch *batch); /* answers stay readable until the next call; texts may point into the batch */
const struct vec *run_vec(const struct run *run, const struct ir_node *node); /* a root, or any node in PLAN_KEEP; `constant` for nodes of the point */
bool plan_has(const struct plan *plan, const struct ir_node *node); /* whether it evaluates or looks up the node */
/* Of a reference that the run looked up: how many of the rows so far have one that leads somewhere. */
struct orphans;
const struct orphans *run_orphans(const struct run *run, const struct ir_node *reference);
uint64_t run_rounded(const struct run *run); /* how many fractions passed 38 digits and were rounded, so far */
#endif
