/* From a tree to a checked framework: names, types, units, circles, lowering to the graph, all on demand, so that the
 * order of declarations does not matter. Mistakes become messages; the result is NULL when there is any error. */
#ifndef LANG_CHECK_H
#define LANG_CHECK_H
#include "lang/ast.h"
#include "lang/base/intern.h"
#include "lang/diag.h"
#include "lang/model.h"

struct checker; /* keeps the scopes, so that expressions can be checked against the framework later */

/* `folder` is the framework file's folder ("" for standard input). All memory from `arena`, which must outlive the result. */
struct checker *checker_new(struct arena *arena, struct intern *names, struct diags *diags, const char *folder);
struct framework *check_framework(struct checker *checker, const struct ast *file);
/* An expression of the command line or the REPL, for the subject's rows; NULL after an error. May add nodes to the graph. */
struct ir_node *check_expression(struct checker *checker, const struct ast *expression);
/* The literal of `--set name=text`: its value as the param's type and range ask for; false after an error. */
bool check_param_value(struct checker *checker, const struct param *param, const struct ast *literal, struct value *out);
#endif
