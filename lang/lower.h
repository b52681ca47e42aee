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

/* --- tables --- */
struct ir_node *lower_table_value(struct checker *checker, struct symbol *symbol, struct span span);
struct ir_node *lower_table_member(struct checker *checker, struct symbol *symbol, struct ast_name member, struct span span);
void lower_table_declare(struct checker *checker, struct symbol *symbol);
/* The rows (AST_ROW) of a table that names a file, as lower_matrix.c reads them; false after a message. `text_inputs[i]`
 * and `text_outputs[i]` say where a cell may be plain text without quotes. */
bool lower_matrix_rows(struct checker *checker, const struct ast *table, const bool *text_inputs, const bool *text_outputs, struct ast_list *rows);

/* --- selects --- */
struct ir_node *lower_select_value(struct checker *checker, struct symbol *symbol, struct span span);
struct ir_node *lower_select_member(struct checker *checker, struct symbol *symbol, struct ast_name member, struct span span);
void lower_select_declare(struct checker *checker, struct symbol *symbol);

/* --- flags and invariants: their value is whether the flag is raised, the invariant holds --- */
struct ir_node *lower_flag_value(struct checker *checker, struct symbol *symbol, struct span span);
void lower_flag_declare(struct checker *checker, struct symbol *symbol);

/* --- reports, default columns --- */
void lower_report_declare(struct checker *checker, struct symbol *symbol);
void lower_output_columns(struct checker *checker);

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
