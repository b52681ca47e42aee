/* A proof: why an answer is what it is, as a tree of values. It follows what was written (lang/written.h) and reads
 * each verdict and number from the slots of the one run that gives the answers (PLAN_KEEP), so that it cannot say
 * anything else than they do.
 *
 * A maker without a run collects: the same walk says, through `need`, which nodes have to be evaluated; its result is
 * of no use. Then, with a run and a row:
 *
 *     maker.run = NULL;  proof_make(&maker, &question);                       the roots of the plan
 *     maker.run = run;   struct proof *proof = proof_make(&maker, &question); the proof of one row
 *     show_text(proof, &options, &out);
 *
 * All memory is the maker's arena; a proof stays when the run goes on. */
#ifndef RUNTIME_EXPLAIN_PROOF_H
#define RUNTIME_EXPLAIN_PROOF_H
#include "lang/written.h"
#include "runtime/exec/plan.h"

enum proof_verdict { PROOF_VALUE /* nothing that is met or not */, PROOF_MET, PROOF_NOT_MET, PROOF_UNDECIDED };
struct proof;
VEC_TYPE(proof_list, struct proof *);
struct proof {
    enum proof_verdict verdict;
    const char *kind;      /* "criterion", "stage", "condition", "field", …: see runtime/README.md */
    const char *name;      /* or NULL */
    const char *label;     /* or NULL */
    const char *text;      /* as written, on one line; or NULL */
    const char *said;      /* the same with values filled in, or a sentence; or NULL: what is below says it */
    const char *formula;   /* how a value was computed, with the values; or NULL */
    const struct ir_node *node; /* whose value it is; or NULL */
    struct type type;      /* of the value, when has_value */
    struct value value;    /* copied, texts too */
    bool has_value;        /* a node was read; value.known says whether there is one */
    const char *place;     /* in the framework: "stages.rung:58"; or NULL */
    const char *data;      /* of a field: "accounts.csv:42"; or NULL */
    const char *cause;     /* why it is unknown, in words with the place; or NULL */
    bool decided;          /* it had a part in the verdict above; else it is shown only on request */
    bool transparent;      /* no line of its own where its children say as much: an `and` in a criterion */
    struct proof_list children;
};

struct rows_list;
struct proof_maker {
    struct arena *arena;
    struct checker *checker;
    const struct framework *framework;
    const struct settings *settings;
    const struct plan *plan;   /* of the run */
    const struct run *run;     /* NULL: collecting */
    const struct batch *batch;
    uint32_t row;
    void (*need)(void *context, struct ir_node *node);
    void *context;
    const struct ladder *ladder; /* whose rules are being looked at, for `qualified`; set by the walk itself */
    int target;                  /* position of the stage that `qualified` asks about; -1: none */
    const struct ladder *shown;  /* the stage that this proof of a ladder explains anyhow; set by the walk itself, and so are the next */
    uint32_t shown_stage;
    bool percent;                /* quotients are shown as percentages: they are compared with one */
    bool full;                   /* build also what did not decide */
    struct rows_list *rows;      /* aggregates whose rows are to be told (rows.h) are added to it; or NULL */
    uint32_t depth, budget;      /* set by the walk itself: how many nodes it may still make */
    struct written seen;         /* while collecting: what was walked through already */
};

/* What is asked about. */
enum proof_subject { PROOF_THING, PROOF_STAGE, PROOF_NOT_STAGE, PROOF_ROW_EXPECTED, PROOF_EXPRESSION };
struct proof_question {
    enum proof_subject subject;
    struct written_thing thing;  /* a ladder of PROOF_STAGE and PROOF_NOT_STAGE, a table of PROOF_ROW_EXPECTED */
    uint32_t stage;              /* position */
    const char *value;           /* PROOF_ROW_EXPECTED: the value that an output was expected to have, as written */
    const struct ast *expression;
};
struct proof *proof_make(struct proof_maker *maker, const struct proof_question *question);
#endif
