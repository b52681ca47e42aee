/* From what was written to what it came down to: which node of the graph an expression of the subject's row became, and
 * what a name in it means. Explanations walk the tree as its author typed it and read the nodes' values.
 *
 * An expression that is elaborated more than once counts as it was first. Bodies of functions and what stands inside an
 * aggregate belong to no one row and are not entered. All memory is the program's. */
#ifndef LANG_WRITTEN_H
#define LANG_WRITTEN_H
#include "lang/check.h"
#include "lang/ir_rewrite.h"

/* By pointer; open addressing, at most half full. */
struct written_entry { const struct ast *ast; struct ir_node *node; };
struct written {
    struct written_entry *at;
    uint32_t count, slots; /* a power of two, or 0 */
};
void written_note(struct arena *arena, struct written *written, const struct ast *e, struct ir_node *node);

/* The node that an expression became; NULL when it was not entered. */
struct ir_node *written_node(const struct checker *checker, const struct ast *e);

/* After the framework was changed by a scenario: what everything written has become. */
void written_rewrite(struct checker *checker, struct ir_rewrite *rewrite);

enum written_kind {
    WRITTEN_FIELD, WRITTEN_PARAM, WRITTEN_LET, WRITTEN_CRITERION, WRITTEN_SCORE, WRITTEN_TABLE, WRITTEN_LADDER,
    WRITTEN_SELECT, WRITTEN_FLAG, WRITTEN_INVARIANT
};
struct written_thing {
    enum written_kind kind;
    const char *name;
    const void *model;        /* struct criterion, ladder, …; of a field or let NULL is possible */
    const struct ast *ast;    /* the declaration */
    struct ir_node *node;     /* of a field, let, param, criterion: its value; else NULL */
    struct span span;
};
/* What a name means for the subject, false when nothing or something without a value. With `node` not NULL, what has that
 * value is preferred, so that names of used files are told apart. */
bool written_find(const struct checker *checker, const char *name, const struct ir_node *node, struct written_thing *out);
/* The n-th thing that has a name of its own, in the order of the file; false past the last. For suggestions. */
bool written_at(const struct checker *checker, uint32_t n, struct written_thing *out);
/* The source as written, on one line, with a blank at either end where there is one. */
const char *written_gap(struct checker *checker, struct span span);
const char *written_text(struct checker *checker, struct span span); /* without */
/* "stages.rung:12": the file as seen from the framework's folder; "" for no place. */
const char *written_place(struct checker *checker, struct span span);
#endif
