/* Two outcomes set against each other, account by account, by key: of one framework with and without changes, or of two
 * versions of it. Ladders, selections, flags and criteria are matched by name; a stage of the one before is the stage of
 * the one after that has its name, or names it as a `from` spelling.
 *
 * Everything is in the arena given to compare_new; both outcomes are borrowed and outlive it. */
#ifndef RUNTIME_WHATIF_COMPARE_H
#define RUNTIME_WHATIF_COMPARE_H
#include "runtime/whatif/outcome.h"

struct compare_pair { const struct outcome_account *before, *after; };
VEC_TYPE(compare_pairs, struct compare_pair);
VEC_TYPE(compare_accounts, const struct outcome_account *);
/* How many accounts go from one state to another: of what is proposed, and of what the merits say. */
struct compare_cell { uint32_t from, to; uint64_t proposed, assessed; };
VEC_TYPE(compare_cells, struct compare_cell);
struct compare_rule { const char *label; enum move_kind kind; uint64_t before, after; };
struct compare_ladder {
    const struct ladder *before, *after;
    uint32_t before_at, after_at;   /* their numbers */
    const char **states;            /* for people: stages from the lowest, none, exits, undecided */
    const char **names;             /* for programs */
    uint32_t state_count;
    bool *occurs;                   /* by state: whether anybody is in it, before or after */
    struct compare_cells cells;
    struct compare_rule *rules;     /* those of the ladder after in their order, then those that are gone */
    uint32_t rule_count;
    struct compare_pairs moved;     /* accounts with another proposed stage */
    uint64_t reassessed;            /* accounts whose merits say something else */
};
struct compare_flag {
    const char *name, *label;
    enum severity severity;
    bool portfolio;
    uint64_t before, after, raised, cleared; /* accounts; about the portfolio: 0 or 1 */
};
struct compare_select {
    const char *name, *label;
    uint64_t before, after;
    struct compare_accounts gained, lost;
};
struct comparison {
    const struct outcome *before, *after;
    struct arena *arena;
    struct compare_ladder **ladders; /* those that both have */
    uint32_t ladder_count;
    struct compare_flag *flags;     /* those of the one after, then those that are gone */
    uint32_t flag_count;
    struct compare_select *selects; /* those that both have */
    uint32_t select_count;
    uint64_t matched, moved;        /* accounts in both; of these, with another proposed stage of some ladder */
    uint64_t only_before, only_after;
};
struct comparison *compare_new(struct arena *arena, const struct outcome *before, const struct outcome *after);
uint32_t compare_state(const struct compare_ladder *ladder, bool after, int16_t code);
/* The rule that moves the account, or what happens to it without one: "hold"; "" on a ladder without moves. */
const char *compare_rule(const struct ladder *ladder, const int16_t *codes);
/* What decided: criteria with another verdict, else what its stages ask for: "Profitable: met, now not met". */
void compare_why(const struct comparison *comparison, const struct compare_ladder *ladder, const struct compare_pair *pair, struct buf *into);
#endif
