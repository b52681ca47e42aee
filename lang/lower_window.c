/* Window functions: where a row stands among the others. `rank` and running sums are operators of the graph; the rest is
 * arithmetic on them and on counts and sums over the row's group.
 * SPDX-License-Identifier: MIT */
#include "lang/builtin.h"
#include "lang/lower.h"

struct placing {
    struct checker *checker;
    const struct ast *call, *arg;
    const struct builtin *builtin;
    struct rows rows;
    struct ir_node *value;    /* plain; what is ranked or added up */
    struct order_keys keys;
    struct ir_node *group;    /* GROUP node, or the rows' own link; NULL: one group of all */
    struct ir_node *counting; /* bool: which rows count, `where` and known values included; NULL: all */
};

static struct span span_of(const struct placing *w) { return w->call->span; }

struct ir_node *lower_window_node(struct ir *ir, enum window kind, struct type type, ir_space space, const struct lower_window_args *given, struct span span) {
    struct ir_node **args = ARENA_ARRAY(ir->arena, struct ir_node *, given->key_count + 3);
    uint32_t count = 0;
    if (given->where) args[count++] = given->where;
    if (given->group) args[count++] = given->group;
    if (given->value) args[count++] = given->value;
    for (uint32_t i = 0; i < given->key_count; i++) args[count++] = given->keys[i];
    const struct ir_layout layout = {.where = given->where != NULL, .groups = given->group != NULL, .values = given->value != NULL, .keys = (uint8_t)given->key_count, .descending = given->descending};
    return ir_make_bridge(ir, IR_WINDOW, type, args, count, (int32_t)kind, layout, space, SPACE_POINT, span);
}

/* --- what is said --- */

static bool no_clause(const struct placing *w, struct span clause, const char *instead) {
    if (!clause.file) return true;
    struct checker *checker = w->checker;
    struct diag *d = diag_new(checker->diags, E0221, clause, "`%s` takes no `%s`", w->builtin->name, check_source_text(checker, clause));
    diag_help(checker->diags, d, "%s For example `%s`.", instead, w->builtin->example);
    return false;
}

static bool takes_clauses(const struct placing *w) {
    const struct ast_arg_node *arg = &w->arg->arg;
    bool share = w->builtin->id == BUILTIN_SHARE;
    bool fine = no_clause(w, arg->distinct, "Every row has its own place.");
    fine &= no_clause(w, arg->weighted_span, "Multiply the value instead.");
    fine &= no_clause(w, arg->take_span, "Compare the result with a number instead.");
    if (share) fine &= no_clause(w, arg->direction_span, "A share does not depend on an order.") && no_clause(w, arg->by_span, "A share does not depend on an order.");
    if (!share && arg->by.len) fine &= no_clause(w, arg->direction_span, "Say which way after each key: `by (profit descending, id)`.");
    return fine;
}

static bool right_count(const struct placing *w) {
    struct checker *checker = w->checker;
    unsigned fewest, most;
    builtin_arity(w->builtin, &fewest, &most);
    struct diag *d;
    if (w->call->call.args.len != most) {
        d = diag_new(checker->diags, E0210, w->call->span, "`%s` takes %u value%s before `over`, and is given %u", w->builtin->name, most, most == 1 ? "" : "s", w->call->call.args.len);
        diag_help(checker->diags, d, "For example `%s`.", w->builtin->example);
        return false;
    }
    if (w->arg->arg.over) return true;
    d = diag_new(checker->diags, E0220, w->call->span, "`%s` needs to know which rows to look through", w->builtin->name);
    diag_help(checker->diags, d, "Write `over portfolio`, for example `%s`.", w->builtin->example);
    return false;
}

/* The scope around whose row is one of the rows looked through: its place is asked for. *from: where it is seen from, which
 * for the body of a function is where it is called. */
static const struct scope *ranked_row(const struct placing *w, const struct scope *scope, const struct scope **from) {
    struct checker *checker = w->checker;
    const struct rows *rows = &w->rows;
    *from = scope;
    for (const struct scope *s = scope; s && !rows->parts; s = s->outer) {
        if (s->row == rows->info && rows->link == rows->via) return s;
        while (s == *from && s->caller) s = *from = s->caller;
        if (s->row == rows->info && rows->link == rows->via) return s;
    }
    const char *name = rows->info && rows->info->record ? rows->info->record->name : "the list";
    struct diag *d = diag_new(checker->diags, E0259, w->call->span, "`%s` gives a row of %s its place, and no row of %s is looked at here", w->builtin->name, name, name);
    if (rows->info == checker->subject) {
        diag_help(checker->diags, d, "Use it where an account is looked at, or ask for one value of all accounts, such as `max(revenue over portfolio)`.");
    } else {
        diag_help(checker->diags, d, "Give each row its place with a `let` inside `record %s`, and use that here.", name);
    }
    return NULL;
}

/* --- what it comes down to --- */

static struct ir_node *add_known(struct ir *ir, struct ir_node *counting, struct ir_node *value, struct span span) {
    if (mk_always_known(value)) return counting;
    struct ir_node *known = mk_is_known(ir, value, span);
    return counting ? mk_and(ir, counting, known, span) : known;
}

/* A number over the row's group, as the row sees it. */
static struct ir_node *of_group(const struct placing *w, enum aggregate kind, struct type type, struct ir_node *value) {
    struct ir *ir = w->checker->ir;
    const struct mk_rows rows = {.space = w->rows.space, .link = w->group, .where = w->counting, .value = value};
    struct ir_node *node = mk_reduce(ir, kind, type, &rows, span_of(w));
    return w->group ? mk_gather(ir, w->group, node, span_of(w)) : node;
}

static struct ir_node *window(const struct placing *w, enum window kind, struct type type) {
    bool value_is_key = w->keys.nodes[0] == w->value || kind == WINDOW_RUNNING_SUM; /* what is unknown there has no place anyway */
    const struct lower_window_args args = {.where = value_is_key ? w->rows.where : w->counting,
                                           .group = w->group,
                                           .value = kind == WINDOW_RUNNING_SUM ? w->value : NULL,
                                           .keys = w->keys.nodes,
                                           .key_count = w->keys.count,
                                           .descending = w->keys.descending};
    return lower_window_node(w->checker->ir, kind, type, w->rows.space, &args, span_of(w));
}

static struct ir_node *number_op(const struct placing *w, enum ir_op op, struct ir_node *a, struct ir_node *b) {
    return mk_op2(w->checker->ir, op, type_number, a, b, span_of(w));
}

static struct ir_node *integer(const struct placing *w, int64_t n) { return mk_int(w->checker->ir, n, span_of(w)); }

/* 1 + floor((rank - 1) * n / count) */
static struct ir_node *ntile(const struct placing *w, const struct scope *scope) {
    struct checker *checker = w->checker;
    const struct ast *ast = w->call->call.args.at[0]->arg.value;
    struct ir_node *n = check_number(checker, scope, ast, "`ntile`");
    n = n ? check_fit(checker, n, ast, type_number, (struct span){0}, NULL) : NULL;
    if (!n) return NULL;
    if (n->op == IR_CONST && n->constant.known && (dec_compare(n->constant.number, dec_from_int(1)) < 0 || !dec_is_whole(n->constant.number))) {
        struct diag *d = diag_new(checker->diags, E0305, ast->span, "`ntile` cuts into 1, 2, 3 or more groups, not %s", check_source_text(checker, ast->span));
        diag_help(checker->diags, d, "For quintiles write `%s`.", w->builtin->example);
        return NULL;
    }
    if (n->space != SPACE_POINT && n->space != w->rows.space) {
        struct diag *d = diag_new(checker->diags, E0259, ast->span, "`ntile` cuts rows into one number of groups, and `%s` is not theirs", check_source_text(checker, ast->span));
        diag_help(checker->diags, d, "Write a number or a param, for example `%s`.", w->builtin->example);
        return NULL;
    }
    struct ir_node *before = number_op(w, IR_SUB, window(w, WINDOW_RANK, type_number), integer(w, 1));
    struct ir_node *place = number_op(w, IR_DIV, number_op(w, IR_MUL, before, n), of_group(w, AGGREGATE_COUNT_LOW, type_number, NULL));
    return number_op(w, IR_ADD, integer(w, 1), mk_op1(checker->ir, IR_FLOOR, type_number, place, span_of(w)));
}

/* (rank - 1) / (count - 1); alone: 0 */
static struct ir_node *percent_rank(const struct placing *w) {
    struct ir_node *others = number_op(w, IR_SUB, of_group(w, AGGREGATE_COUNT_LOW, type_number, NULL), integer(w, 1));
    struct ir_node *before = number_op(w, IR_SUB, window(w, WINDOW_RANK, type_number), integer(w, 1));
    return number_op(w, IR_DIV, before, number_op(w, IR_MAX, others, integer(w, 1)));
}

static struct ir_node *share(const struct placing *w) {
    struct ir *ir = w->checker->ir;
    struct ir_node *part = number_op(w, IR_DIV, w->value, of_group(w, AGGREGATE_SUM, w->value->type, w->value));
    if (!w->rows.where) return part;
    return mk_if(ir, w->rows.where, part, mk_unknown(ir, type_number, CAUSE_OUTSIDE, span_of(w)), span_of(w));
}

static struct ir_node *lower(const struct placing *w, const struct scope *scope) {
    switch (w->builtin->id) {
    case BUILTIN_RANK: return window(w, WINDOW_RANK, type_number);
    case BUILTIN_NTILE: return ntile(w, scope);
    case BUILTIN_PERCENT_RANK: return percent_rank(w);
    case BUILTIN_SHARE: return share(w);
    case BUILTIN_RUNNING_SUM: return window(w, WINDOW_RUNNING_SUM, w->value->type);
    case BUILTIN_RUNNING_SHARE:
        return number_op(w, IR_DIV, window(w, WINDOW_RUNNING_SUM, w->value->type), of_group(w, AGGREGATE_SUM, w->value->type, w->value));
    default: return NULL;
    }
}

/* The value, its order and its group, in the space of the rows; false after a message. */
static bool read_values(struct placing *w, const struct scope *inner) {
    struct checker *checker = w->checker;
    const struct ast_arg_node *arg = &w->arg->arg;
    const char *what = arena_printf(checker->arena, "`%s`", w->builtin->name);
    bool number = w->builtin->id == BUILTIN_SHARE || w->builtin->id == BUILTIN_RUNNING_SUM || w->builtin->id == BUILTIN_RUNNING_SHARE;
    w->value = number ? check_number(checker, inner, arg->value, what) : lower_label_scalar(checker, inner, arg->value);
    bool fine = w->value && check_ordered(checker, what, w->value->type, arg->value, arg->value->span);
    if (fine) {
        w->value = check_plain(checker, check_fit(checker, w->value, arg->value, type_closed(w->value->type), (struct span){0}, NULL));
        w->value = mk_in_order(checker->ir, w->value, arg->value->span);
        w->keys = (struct order_keys){ARENA_NEW(checker->arena, struct ir_node *), 1, arg->direction == AST_DESCENDING};
        w->keys.nodes[0] = w->value;
    }
    if (arg->by.len) fine &= check_order(checker, inner, &arg->by, &w->keys);
    struct ir_node **groups = NULL;
    fine &= check_groups(checker, inner, &arg->per, &groups);
    if (!fine || !w->value) return false;
    if (arg->per.len && w->rows.link) return no_clause(w, arg->per_span, "These rows are a group already: name all rows of the record after `over`.");
    w->group = arg->per.len ? checker_group(checker, w->rows.space, groups, arg->per.len, arg->per_span) : w->rows.link;
    w->counting = w->rows.where;
    w->counting = add_known(checker->ir, w->counting, w->value, span_of(w));
    for (uint32_t i = 0; i < w->keys.count; i++) {
        if (w->keys.nodes[i] != w->value) w->counting = add_known(checker->ir, w->counting, w->keys.nodes[i], span_of(w));
    }
    return true;
}

struct ir_node *check_window_function(struct checker *checker, const struct scope *scope, const struct ast *e, const struct builtin *builtin) {
    struct placing w = {.checker = checker, .call = e, .builtin = builtin};
    if (!e->call.args.len) return right_count(&w), NULL;
    w.arg = e->call.args.at[e->call.args.len - 1];
    struct scope inner;
    if (!right_count(&w) || !takes_clauses(&w) || !check_rows(checker, scope, w.arg, &w.rows, &inner)) return NULL;
    if (scope->args && !scope->row && !scope->caller) { /* the body of a function that nothing has called yet */
        struct type type = type_number;
        if (builtin->id == BUILTIN_RUNNING_SUM) type = (struct type){.kind = TYPE_ANY};
        return mk_unknown(checker->ir, type, CAUSE_WRITTEN, e->span);
    }
    const struct scope *from, *level = ranked_row(&w, scope, &from);
    if (!level || !read_values(&w, &inner)) return NULL;
    return check_seen_from(checker, from, level, lower(&w, scope), e->span);
}
