/* Short ways of making nodes of the expression graph, for the checker and for what lowers the constructs. Every
 * function gives a node whose type, space and value follow from its arguments; a NULL argument (something already
 * reported) gives NULL. `span` is the place that the node stands for. */
#ifndef LANG_MK_H
#define LANG_MK_H
#include "lang/ir.h"

extern const struct type type_bool, type_number /* plain */, type_percent, type_text, type_date;
struct type type_of_category(const struct category *category);
struct type type_of_period(enum period_kind kind);

/* --- constants --- */
struct ir_node *mk_bool(struct ir *ir, bool truth, struct span span);
struct ir_node *mk_number(struct ir *ir, struct type type, struct dec number, struct span span); /* numbers and periods */
struct ir_node *mk_int(struct ir *ir, int64_t number, struct span span);                        /* a plain number */
struct ir_node *mk_text(struct ir *ir, struct str text, struct span span);                      /* text: borrowed, program arena */
struct ir_node *mk_date(struct ir *ir, date day, struct span span);
struct ir_node *mk_code(struct ir *ir, const struct category *category, int code, struct span span);
struct ir_node *mk_unknown(struct ir *ir, struct type type, enum cause cause, struct span span);
struct ir_node *mk_today(struct ir *ir, struct span span);

/* --- three-valued logic --- */
struct ir_node *mk_not(struct ir *ir, struct ir_node *a, struct span span);
struct ir_node *mk_and(struct ir *ir, struct ir_node *a, struct ir_node *b, struct span span);
struct ir_node *mk_or(struct ir *ir, struct ir_node *a, struct ir_node *b, struct span span);
struct ir_node *mk_all(struct ir *ir, struct ir_node *const *items, uint32_t count, struct span span); /* of none: true */
struct ir_node *mk_any(struct ir *ir, struct ir_node *const *items, uint32_t count, struct span span); /* of none: false */
struct ir_node *mk_is_true(struct ir *ir, struct ir_node *a, struct span span);
struct ir_node *mk_is_possible(struct ir *ir, struct ir_node *a, struct span span);
struct ir_node *mk_is_known(struct ir *ir, struct ir_node *a, struct span span);

/* --- comparison of two values of one type --- */
struct ir_node *mk_eq(struct ir *ir, struct ir_node *a, struct ir_node *b, struct span span);
struct ir_node *mk_lt(struct ir *ir, struct ir_node *a, struct ir_node *b, struct span span);
struct ir_node *mk_le(struct ir *ir, struct ir_node *a, struct ir_node *b, struct span span);

/* --- choice: the result has the type of `a` --- */
struct ir_node *mk_if(struct ir *ir, struct ir_node *condition, struct ir_node *a, struct ir_node *b, struct span span);
struct ir_node *mk_otherwise(struct ir *ir, struct ir_node *a, struct ir_node *b, struct span span);
/* args[0] a code, then values; the type of args[1] */
struct ir_node *mk_case(struct ir *ir, struct ir_node *const *args, uint32_t count, struct span span);

/* --- numbers, periods: the result has type `type` --- */
struct ir_node *mk_op1(struct ir *ir, enum ir_op op, struct type type, struct ir_node *a, struct span span);
struct ir_node *mk_op2(struct ir *ir, enum ir_op op, struct type type, struct ir_node *a, struct ir_node *b, struct span span);
/* date + period; a negative period goes back */
struct ir_node *mk_date_plus(struct ir *ir, struct ir_node *day, struct ir_node *period, struct span span);
#endif
