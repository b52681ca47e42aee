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

/* --- bridges between spaces (mk_bridge.c) --- */
/* The row that a reference field names: `type` is TYPE_RECORD, `space` that of the rows with the field, `target` that
 * of the rows they refer to. GROUP and MATCH nodes have TYPE_RECORD too, with record NULL. */
struct ir_node *mk_ref(struct ir *ir, struct type type, uint32_t field, ir_space space, ir_space target, struct span span);
/* The value of the row that `index` names, seen from the rows of `index`. A value of the point is itself; a count whose
 * bounds are known keeps them. */
struct ir_node *mk_gather(struct ir *ir, struct ir_node *index, struct ir_node *value, struct span span);
/* What a REDUCE or a KEEP looks at. All nodes but `link` may be NULL; NULL members that are wanted are the caller's care. */
struct mk_rows {
    ir_space space;               /* whose rows */
    struct ir_node *link;         /* the row or group that each belongs to; NULL: the result is one value, of the point */
    struct ir_node *where;        /* which of them count; NULL: all */
    struct ir_node *value;        /* REDUCE: what is collected */
    struct ir_node *parameter;    /* REDUCE: p of a percentile. KEEP: how many are kept. Of the point */
    struct ir_node *const *keys;  /* the order, most important first */
    uint32_t key_count;
    uint32_t descending;          /* bit k: key k goes down */
    struct ir_node *const *groups;/* KEEP: the first n are kept of each group of equal keys */
    uint32_t group_count;
    bool distinct;                /* REDUCE: each different value once */
    bool earlier;                 /* KEEP: of rows with equal keys the earlier comes first; else the later */
};
struct ir_node *mk_reduce(struct ir *ir, enum aggregate kind, struct type type, const struct mk_rows *rows, struct span span);
struct ir_node *mk_keep(struct ir *ir, const struct mk_rows *rows, struct span span);
/* A count that is known when both bounds agree. Comparisons of it (check_compare) are decided by the bounds. */
struct ir_node *mk_count(struct ir *ir, struct ir_node *low, struct ir_node *high, struct span span);
/* Whether the node is such a count, and its bounds; else the bounds are both the node itself. */
bool mk_bounds(struct ir_node *node, struct ir_node **low, struct ir_node **high);
/* The value where an order is asked for: those who have exited stand outside the order of a ladder, and are unknown. Other
 * values stay as they are. */
struct ir_node *mk_in_order(struct ir *ir, struct ir_node *value, struct span span);
/* Whether the node is seen to be known for every row: its operators give no unknown. */
bool mk_always_known(const struct ir_node *node);
#endif
