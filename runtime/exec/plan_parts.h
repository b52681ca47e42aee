/* What a plan and a run are made of, for the files that build, run and explain them. */
#ifndef RUNTIME_EXEC_PLAN_PARTS_H
#define RUNTIME_EXEC_PLAN_PARTS_H
#include "runtime/data/orphans.h"
#include "runtime/exec/kernels.h"
#include "runtime/exec/plan.h"

#define NO_STEP UINT32_MAX
#define NO_SLOT UINT32_MAX

/* One node, in the order of ids: arguments come first. */
struct step {
    const struct ir_node *node;
    kernel_fn *kernel; /* NULL for leaves */
    uint32_t *args;    /* step numbers; of a bridge only those arguments that live in the space of the plan and are needed to look it up */
    uint32_t arg_count;
    uint32_t slot;     /* NO_SLOT for a field: its values stay in the batch */
    bool once;         /* of the point: evaluated when the run is made */
    bool bridge;       /* looked up in the world: bridge.c */
    bool exact;        /* may hold a quotient, or a product that is not rounded */
    bool keeps;        /* has a kernel_state */
};
struct slot {
    enum repr repr;
    bool one; /* room for one value only */
};
struct plan {
    const struct framework *framework; /* borrowed */
    const struct record *record;       /* of the space; NULL for groups */
    ir_space space;
    enum plan_mode mode;
    struct step *steps;
    uint32_t step_count;
    uint32_t *step_of;   /* by node id; NO_STEP when the plan does not need it */
    uint32_t node_count; /* of the graph when the plan was made */
    struct slot *slots;
    uint32_t slot_count;
    uint32_t most_args;
    bool *fields, *states;
};
struct run {
    const struct plan *plan;     /* borrowed */
    struct settings settings;    /* params borrowed */
    struct vec *vecs;            /* by step */
    struct kernel_call *calls;   /* by step */
    struct kernel_state *states; /* by step; used where step->keeps */
    struct orphans *orphans;     /* by step; of REFs that were looked up */
    struct kernel_room room;
    struct arena memory;  /* all of the above, slots and scratch */
    struct arena texts;   /* made by this batch */
    struct arena lasting; /* made once */
};
#endif
