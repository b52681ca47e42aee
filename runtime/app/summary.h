/* The portfolio in a few small tables, after the answers: accounts per stage before and after, which rules moved them,
 * who was selected, flags, and what could not be decided for want of which data. Counts the whole portfolio, whatever --where shows.
 *
 * Each thread counts in a summary of its own; summary_merge adds them up, in any order. Reading what is undecided needs
 * a run that keeps every slot (PLAN_KEEP). */
#ifndef RUNTIME_APP_SUMMARY_H
#define RUNTIME_APP_SUMMARY_H
#include "runtime/app/out.h"

struct summary_choice;
struct summary_capacity { struct value count, room; }; /* of a stage: how many would be in it, how many it has room for */
struct summary {
    const struct framework *framework; /* borrowed */
    struct arena *arena;               /* borrowed */
    struct summary_capacity *capacities; /* by flag */
    struct summary_choice *choices;    /* by select, in the arena */
    uint64_t *counts;                  /* in the arena; see summary.c for the order */
    size_t count;
    uint64_t rows;
};
void summary_init(struct summary *summary, const struct framework *framework, struct arena *arena);
/* Calls `add` for each node that must be a root of the plan. */
void summary_roots(const struct framework *framework, void (*add)(void *context, struct ir_node *node), void *context);
void summary_add(struct summary *summary, const struct run *run, const struct batch *batch);
/* What is about the portfolio as a whole: once, in one summary, by any run that has come to its end. */
void summary_add_point(struct summary *summary, const struct run *run);
void summary_merge(struct summary *into, const struct summary *from);

/* How often a flag was raised, and undecided: what --fail-on asks. Without the rest, a quick count. */
struct flag_counts { uint64_t raised, undecided; };
void flags_add(struct flag_counts *counts, const struct framework *framework, const struct run *run, const struct batch *batch);
void flags_add_point(struct flag_counts *counts, const struct framework *framework, const struct run *run); /* likewise of the portfolio's */

/* For people, in the format of the answers: a table or Markdown. */
void summary_print(const struct summary *summary, const struct answer *answer, bool markdown, struct sink *sink, struct arena *arena);
#endif
