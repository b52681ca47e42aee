/* What a framework comes to for every account of a portfolio, kept small, so that two outcomes can be set against each
 * other: stages, moves, who is taken by which selection, flags, criteria and what each stage asks for.
 *
 *     struct outcome outcome;
 *     outcome_init(&outcome, framework, &arena);
 *     if (outcome_run(&outcome, today, words, count, &load, diags)) ...
 *
 * Everything is in the arena, which must outlive it, as must the framework. */
#ifndef RUNTIME_WHATIF_OUTCOME_H
#define RUNTIME_WHATIF_OUTCOME_H
#include "runtime/data/load.h"

#define OUTCOME_UNKNOWN INT16_MIN /* a code that is not known */

/* Of one ladder: codes of its category, of the category of kinds, a move's number. */
enum outcome_code { OUTCOME_CURRENT, OUTCOME_ASSESSED, OUTCOME_PROPOSED, OUTCOME_KIND, OUTCOME_MOVE, OUTCOME_CODES };
struct outcome_account {
    struct str key, name;  /* name: of the field `name`, where there is one */
    int16_t *codes;        /* OUTCOME_CODES for each ladder */
    uint8_t *truths;       /* TRUTH_: selections, flags, criteria, then the stages of each ladder */
};
VEC_TYPE(outcome_accounts, struct outcome_account);
VEC_TYPE(outcome_nodes, struct ir_node *);
struct outcome {
    struct framework *framework; /* borrowed; its graph may grow */
    struct arena *arena;         /* borrowed */
    struct outcome_accounts accounts; /* in the order of the data */
    struct map by_key;           /* to struct outcome_account; made when they are complete */
    struct value *portfolio;     /* by flag: of those about the portfolio as a whole */
    uint64_t rejected;           /* rows that were refused */

    struct outcome_nodes codes, truths; /* what is read of each account */
    uint32_t flags_at, criteria_at;     /* places among the truths; selections are at 0 */
    uint32_t *stages_at;                /* by ladder */
    int32_t name_field;                 /* or -1 */
};
void outcome_init(struct outcome *outcome, struct framework *framework, struct arena *arena);
/* Evaluates; false after an error in `diags`. What is to be known about the data goes there too. */
bool outcome_run(struct outcome *outcome, date today, char *const *words, int count, const struct load_options *load, struct diags *diags);
const struct outcome_account *outcome_find(const struct outcome *outcome, struct str key); /* or NULL */
#endif
