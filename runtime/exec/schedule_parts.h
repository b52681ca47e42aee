/* What a schedule is made of, for the files that make it and run it. */
#ifndef RUNTIME_EXEC_SCHEDULE_PARTS_H
#define RUNTIME_EXEC_SCHEDULE_PARTS_H
#include "runtime/data/orphans.h"
#include "runtime/data/pairs.h"
#include "runtime/exec/schedule.h"

VEC_TYPE(node_list, struct ir_node *);

/* REDUCEs of one pass with one link. */
struct linked {
    const struct ir_node *link; /* or NULL */
    struct node_list nodes;
    struct reduce *reduce; /* owned, once the pass runs */
};
struct collected {
    const struct ir_node *node;
    struct ir_node *key;     /* SELECT: the record's key, fed too; or NULL */
    struct collect *collect; /* owned, once the pass runs */
};
struct held_column {
    const struct ir_node *node;
    struct compact *column; /* owned, once the pass runs */
};
struct pass {
    ir_space space;
    uint32_t stage;
    VEC(struct linked) linked;
    VEC(struct collected) collected;
    VEC(struct held_column) held;
    struct node_list roots;
    bool *is_root, *is_held; /* by node id, below last_node */
    struct plan *plan;
};
/* A reference of a record, resolved to row numbers. */
struct resolved {
    const struct ir_node *node; /* REF */
    struct compact *column;     /* owned; of a stored record */
    struct orphans orphans;
    bool done;
};
/* One space. */
struct room {
    const struct record *record; /* of rows; one without fields for groups */
    bool needed, stored, indexed;
    uint32_t passes;       /* that walk it, the last one included */
    bool *wanted, *states; /* by field */
    VEC(struct resolved) refs;
    struct loader *loader; /* owned; while it is read, or until the last pass reads it */
    struct pairs *pairs;   /* owned, once it is loaded; of a record `for each` */
    bool absent;           /* there is no data of it, which was said */
    struct stream stream;
    struct tally tally; /* owned; of what was read before the last pass */
    bool tallied, loaded;
};
struct schedule {
    struct arena *arena;         /* borrowed */
    struct framework *framework; /* borrowed */
    enum plan_mode mode;         /* of the last pass */
    uint32_t last_node;          /* nodes past it were made for passes alone */
    struct dataset *dataset;     /* borrowed */
    uint32_t *stages;            /* by node id */
    bool *needed;                /* by node id */
    VEC(struct pass) passes;     /* in the order in which they run */
    struct plan *last;
    struct room *rooms; /* by space */
    uint32_t room_count;
    struct world world;
    uint64_t rounded;
    const struct settings *settings;
    const struct schedule_hooks *hooks;
    struct diags *diags;
};
#endif
