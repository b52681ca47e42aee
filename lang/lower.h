/* What the files that lower constructs share. A construct is a declaration that stands for more than one value: a ladder,
 * score, table, select, flag, invariant or report. construct.c receives what the checker asks (the construct_ functions
 * of check_internal.h) and hands it to the file of that construct, lower_<construct>.c.
 *
 * Each file keeps what it knows of a construct in symbol->extra (program arena), made when the construct is first met;
 * values are elaborated one by one, when they are wanted, and entered in symbol->model at once. Functions that give a
 * node give NULL after something was reported. `span` is the place that mentions the construct. */
#ifndef LANG_LOWER_H
#define LANG_LOWER_H
#include "lang/check_internal.h"

/* --- ladders: lower_ladder.c (stages, what an account reaches), lower_move.c (what moves it), lower_stage.c (what a stage gives) --- */
struct ir_node *lower_ladder_member(struct checker *checker, struct symbol *symbol, struct ast_name member, struct span span);
struct ir_node *lower_ladder_meets(struct checker *checker, struct symbol *symbol, struct ast_name stage, struct span span);
void lower_ladder_declare(struct checker *checker, struct symbol *symbol);
/* The names of a ladder's results and gives, for messages: "`.assessed`, `.possible`, …". */
const char *lower_ladder_results(struct checker *checker, struct symbol *symbol);

/* --- scores --- */
struct ir_node *lower_score_value(struct checker *checker, struct symbol *symbol, struct span span);
struct ir_node *lower_score_member(struct checker *checker, struct symbol *symbol, struct ast_name member, struct span span);
void lower_score_declare(struct checker *checker, struct symbol *symbol);

/* The lines of a score with their values; NULL after a mistake. */
const struct score_part *lower_score_parts(struct checker *checker, struct symbol *symbol, struct span span, uint32_t *count);

/* --- lists: what is asked of their rows --- */
struct part_rows {                  /* lines of a score: known beforehand, so that what is asked of them is arithmetic of the account */
    const struct score_part *parts; /* borrowed from the score */
    uint32_t count;
    struct ir_node **where;         /* by line: whether it counts; NULL: all do */
    struct ir_node *doubt;          /* whether `keeping` or `take` had lines of which it was undecided; or NULL */
};
struct aggregate_call {             /* sum(E over L where C), with its clauses checked */
    const struct builtin *builtin;
    const struct ast *e, *arg;      /* the call, its last argument */
    const struct ast *value;        /* E; NULL: count(L where C) and the like */
    const struct scope *scope;
    struct scope inner;
    struct rows rows;
    struct ir_node *parameter;      /* p of a percentile, of the point; else NULL */
    struct ir_node *take;           /* of the point; or NULL */
};
struct operands {                   /* what is asked of a row: nodes in the space of the rows */
    struct ir_node *value, *weight; /* or NULL */
    struct order_keys by;
    struct ir_node **per;           /* as many as arg.per has */
};
/* Checks E, W, K and G as seen from call->inner; false after a message. */
bool check_operands(struct checker *checker, const struct aggregate_call *call, struct operands *out);
struct ir_node *lower_aggregate(struct checker *checker, struct aggregate_call *call, const struct operands *operands);
/* workdays(a, b, Holiday) and add_workdays(d, n, Holiday), of which the two values are checked. */
struct builtin;
struct ir_node *lower_workdays(struct checker *checker, const struct scope *scope, const struct ast *e, const struct builtin *builtin, struct ir_node *const *args);
/* The built-in record of lines; the lines of a score as rows; their narrowing; what is asked of them. */
struct record_info *lower_parts_info(struct checker *checker);
bool lower_parts_rows(struct checker *checker, struct symbol *score, struct span span, struct rows *out);
bool lower_parts_where(struct checker *checker, const struct scope *inner, const struct ast *where, struct rows *rows);
bool lower_parts_keeping(struct checker *checker, const struct scope *inner, const struct ast *keeping, struct rows *rows);
struct ir_node *lower_parts_aggregate(struct checker *checker, struct aggregate_call *call);

/* --- tables --- */
struct ir_node *lower_table_value(struct checker *checker, struct symbol *symbol, struct span span);
struct ir_node *lower_table_member(struct checker *checker, struct symbol *symbol, struct ast_name member, struct span span);
void lower_table_declare(struct checker *checker, struct symbol *symbol);
/* The rows (AST_ROW) of a table that names a file, as lower_matrix.c reads them; false after a message. `text_inputs[i]`
 * and `text_outputs[i]` say where a cell may be plain text without quotes. */
bool lower_matrix_rows(struct checker *checker, const struct ast *table, const bool *text_inputs, const bool *text_outputs, struct ast_list *rows);

/* --- windows: lower_window.c (check_window_function), which selects use too --- */
struct lower_window_args {       /* in the space of the rows; NULL: none */
    struct ir_node *where, *group /* row numbers */, *value;
    struct ir_node *const *keys;
    uint32_t key_count, descending;
};
struct ir_node *lower_window_node(struct ir *ir, enum window kind, struct type type, ir_space space, const struct lower_window_args *given, struct span span);

/* --- selects --- */
struct ir_node *lower_select_value(struct checker *checker, struct symbol *symbol, struct span span);
struct ir_node *lower_select_member(struct checker *checker, struct symbol *symbol, struct ast_name member, struct span span);
void lower_select_declare(struct checker *checker, struct symbol *symbol);
/* The GROUP node of these keys in which rows with an unknown key form a group of their own, not none. Rows of which
 * `only` is not true are in no group; NULL: all are in one. */
struct ir_node *lower_select_group(struct checker *checker, ir_space space, struct ir_node *const *keys, uint32_t count, struct ir_node *only, struct span span);

/* --- flags and invariants: their value is whether the flag is raised, the invariant holds --- */
struct ir_node *lower_flag_value(struct checker *checker, struct symbol *symbol, struct span span);
void lower_flag_declare(struct checker *checker, struct symbol *symbol);

/* --- reports, default columns --- */
void lower_report_declare(struct checker *checker, struct symbol *symbol);
/* lower_group.c: the lines of a `group by`. */
struct lower_group {
    struct checker *checker;
    struct ir_node *group;         /* the GROUP node */
    struct ir_node **keys;         /* what is grouped by, as written: row numbers of references too */
    uint32_t key_count;
    struct rows members, everyone; /* `group` on a line, and on the line about all */
};
/* Groups the rows that the scope looks at, of those of which `filter` (or NULL) is true; false after a message. */
bool lower_group_make(struct checker *checker, const struct scope *scope, const struct ast *group_by, struct ir_node *filter, struct lower_group *out);
/* A value that the rows of a group see, as the group's one value; NULL after a message when they need not agree on it. */
struct ir_node *lower_group_value(const struct lower_group *group, struct ir_node *node, const struct ast *e);
void lower_output_columns(struct checker *checker);

/* --- scenarios: what is set and changed; applying them is scenario.h's --- */
void lower_scenario_declare(struct checker *checker, struct symbol *symbol);

/* --- lower_label.c: texts, and what several constructs need of the tree --- */
/* The text of a label that can only be plain: a head, the name of what is read back. NULL for NULL and after a message;
 * `what` names it: "a column's head". */
const char *lower_label_plain(struct checker *checker, const struct ast *text, const char *what);
/* A value that can stand in a text, a column, an order: no list, no reference. `unknown` alone becomes unknown text. */
struct ir_node *lower_label_scalar(struct checker *checker, const struct scope *scope, const struct ast *e);
/* Whether an expression mentions a bare name, or has a node of a kind. */
bool lower_label_names(const struct ast *e, const char *name);
bool lower_label_has(const struct ast *e, enum ast_kind kind);
/* An error at `span`: "`health` has no `.foo`", with what it has. */
void lower_label_no_result(struct checker *checker, const struct symbol *symbol, struct ast_name member, const char *has, const char *const *names, uint32_t count);
#endif
