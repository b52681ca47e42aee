/* Where the counts of a summary stand: for what counts them and what prints them. The array `counts` holds, for each
 * ladder, accounts by member of its category before, on their merits and after, then by rule, then by kind; for each flag, raised and
 * undecided; for each thing that can be undecided, how many accounts, and then by the field or cause that was behind it. */
#ifndef RUNTIME_APP_SUMMARY_PARTS_H
#define RUNTIME_APP_SUMMARY_PARTS_H
#include "runtime/app/summary.h"

enum summary_when { SUMMARY_BEFORE, SUMMARY_ASSESSED, SUMMARY_AFTER, SUMMARY_WHEN_COUNT };
/* After the members come three more. */
enum summary_odd { SUMMARY_NONE, SUMMARY_EXITED, SUMMARY_UNKNOWN, SUMMARY_ODD_STAGES };
#define SUMMARY_KINDS (MOVE_PLACE + 2)              /* the last: unknown */
#define SUMMARY_CAUSES ((uint32_t)CAUSE_NOTHING_LEFT + 1)

/* summary_select.c: what a select came to, and where it cut. */
struct summary_row {               /* one account */
    bool there;
    struct value key, *order;      /* the record's key; the values of the order, texts in the summary's arena */
    int64_t rank;
    int limit;                     /* that kept it out, from 1; 0: taken */
};
struct summary_choice {
    uint64_t taken, outside, undecided;
    struct summary_row last, first; /* the last one taken, the first one kept out */
};
void summary_select_init(struct summary *summary);
void summary_select_roots(const struct framework *framework, void (*add)(void *context, struct ir_node *node), void *context);
void summary_select_add(struct summary *summary, const struct run *run, const struct batch *batch);
void summary_select_merge(struct summary *into, const struct summary *from);

size_t summary_ladder_size(const struct ladder *ladder);
uint64_t *summary_ladder(const struct summary *summary, uint32_t number);
uint64_t *summary_stages(const struct summary *summary, uint32_t ladder, enum summary_when when);
uint64_t *summary_moves(const struct summary *summary, uint32_t ladder);
uint64_t *summary_kinds(const struct summary *summary, uint32_t ladder);
uint64_t *summary_flags(const struct summary *summary);

/* What can be undecided, in order: for each ladder whether the account could stand higher, then each move; scores; flags. */
uint32_t summary_want_count(const struct framework *framework);
size_t summary_want_size(const struct framework *framework); /* [0]: accounts; then a count per field, then per cause */
uint64_t *summary_want(const struct summary *summary, uint32_t number);
/* Fields of all records, numbered on: those of the subject first. */
uint32_t summary_field_count(const struct framework *framework);
const struct field *summary_field(const struct framework *framework, uint32_t number, const struct record **record);
#endif
