/* A ladder while it is lowered: shared by lower_ladder.c (its stages and what an account reaches), lower_move.c (what
 * moves an account) and lower_stage.c (blockers, reviews, what a stage gives). Kept in symbol->extra, program arena.
 *
 * A *position* counts the ladder's stages from the bottom, a *code* is the member of the category. They are the same but
 * for a ladder that leaves members of its category out. */
#ifndef LANG_LOWER_LADDER_H
#define LANG_LOWER_LADDER_H
#include "lang/lower.h"

struct lower_ladder_stage {
    const struct ast *ast;        /* AST_STAGE */
    const char *name;
    int code;
    const struct ast *requires, *review; /* clauses, or NULL */
    struct mark mark;
    struct ir_node *own, *meets;  /* once elaborated */
};
/* Where a move leads. */
enum lower_target { TARGET_EXIT, TARGET_STAGE, TARGET_NEXT, TARGET_PREVIOUS, TARGET_ASSESSED, TARGET_POSSIBLE };
struct lower_ladder_move {
    const struct ast *ast;        /* AST_MOVE */
    enum move_kind kind;
    enum lower_target target;
    int to;                       /* TARGET_STAGE: position, or -1 for `none`; TARGET_EXIT: code */
    bool *from;                   /* by position: stages it applies to, without those where it never can */
    uint32_t from_count;
    bool from_none, from_exited;
    bool dead;                    /* it can never apply, which is told */
    bool broken;                  /* reported: it has no condition */
    const char *text;             /* "advance basic -> collaborative" */
    struct ir_node *condition, *to_node;
};
struct lower_ladder_give {
    const char *name;
    const struct ast **clauses;   /* AST_GIVE by position, or NULL */
    struct mark mark;
    struct ir_node **by_stage, *node;
};
struct lower_ladder {
    struct checker *checker;
    struct symbol *symbol;
    struct ladder *model;
    const struct category *category;
    const struct ast *current;    /* AST_CURRENT, or NULL */
    struct lower_ladder_stage *stages;
    uint32_t count;
    bool dense;                   /* position = code */
    bool broken;                  /* a member could not be read: what seems to be missing may be there */
    struct lower_ladder_move *moves;
    uint32_t move_count;
    struct lower_ladder_give *gives;
    uint32_t give_count;
    struct mark assessed_mark, possible_mark, current_mark, since_mark, proposed_mark, move_mark, blockers_mark, due_mark;
    struct ir_node *held;         /* `current` before stages of other ladders of the category are taken out */
    struct ir_node *place;        /* whether no stage is known and none is wrong: the account is to be placed */
};

/* Reads the ladder's tree when it is first met; never NULL. Elaborates nothing. */
struct lower_ladder *lower_ladder_of(struct checker *checker, struct symbol *symbol);
/* Requirement of one stage; its `requires` alone, or with those below where the ladder is climbed. */
struct ir_node *lower_ladder_own(struct lower_ladder *l, uint32_t position, struct span from);
struct ir_node *lower_ladder_meets_at(struct lower_ladder *l, uint32_t position, struct span from);
struct ir_node *lower_ladder_assessed(struct lower_ladder *l, struct span from);
struct ir_node *lower_ladder_possible(struct lower_ladder *l, struct span from);
/* NULL without a message when the ladder has no `current` or `since`. */
struct ir_node *lower_ladder_current(struct lower_ladder *l, struct span from);
struct ir_node *lower_ladder_since(struct lower_ladder *l, struct span from);
/* values[position] for the stage that `selector` says, `other` for none, exited and what is no stage of this ladder. */
struct ir_node *lower_ladder_choose(struct lower_ladder *l, struct ir_node *selector, struct ir_node *const *values, struct ir_node *other, struct span span);
struct ir_node *lower_ladder_code(struct lower_ladder *l, int code, struct span span);
/* What expressions of this ladder can see, `in stage for` included when `e` uses it. */
struct ladder_scope lower_ladder_scope(struct lower_ladder *l, const struct ast *e);

/* lower_move.c: checks the stages of a move (called once, by lower_ladder_of, when the stages are there); elaborates what
 * follows from the moves into the model: their conditions, move_index, kind, proposed; the labels, and `.move`. */
void lower_move_read(struct lower_ladder *l, struct lower_ladder_move *move);
void lower_move_elaborate(struct lower_ladder *l, struct span from);
struct ir_node *lower_move_text(struct lower_ladder *l, struct span from);

/* lower_stage.c */
void lower_stage_blockers(struct lower_ladder *l, struct span from);
void lower_stage_due(struct lower_ladder *l, struct span from);
/* A flag about the portfolio: more accounts would stand in the stage than it has room for. Once the moves are elaborated. */
void lower_stage_capacity(struct lower_ladder *l, uint32_t position, const struct ast *clause);
void lower_stage_give(struct lower_ladder *l, struct lower_ladder_give *give, struct span from);
#endif
