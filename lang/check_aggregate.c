/* Aggregates: which clauses a function takes, what each may say, and of what type the result is. What they come down to
 * is in lower_aggregate.c, for the lines of a score in lower_parts.c.
 * SPDX-License-Identifier: MIT */
#include "lang/base/limits.h"
#include "lang/builtin.h"
#include "lang/lower.h"

bool check_is_aggregate(struct checker *checker, const struct scope *scope, const struct ast *e) {
    const struct builtin *builtin = builtin_find(e->call.callee->name.name.text, true);
    if (!builtin || builtin->shape == BUILTIN_SCALAR) return false;
    if (builtin->id != BUILTIN_LEAST && builtin->id != BUILTIN_GREATEST) return true;
    for (uint32_t i = 0; i < e->call.args.len; i++) {
        if (e->call.args.at[i]->arg.over) return true;
    }
    bool list; /* min(contacts): the rows without a value */
    return e->call.args.len == 1 && check_path_info(checker, scope, e->call.args.at[0]->arg.value, &list) && list;
}

static bool asks_whether(enum builtin_id id) { return id == BUILTIN_ANY || id == BUILTIN_ALL || id == BUILTIN_NONE; }

/* --- clauses --- */

static bool takes_distinct(enum builtin_id id) {
    return !asks_whether(id) && id != BUILTIN_LATEST && id != BUILTIN_EARLIEST;
}

static bool takes_order(enum builtin_id id) {
    return id == BUILTIN_LATEST || id == BUILTIN_EARLIEST || id == BUILTIN_TEXT_LIST;
}

static bool not_taken(struct checker *checker, struct span clause, const struct builtin *builtin, const char *help) {
    if (!clause.file) return true;
    struct diag *d = diag_new(checker->diags, E0221, clause, "`%s` takes no `%s`", builtin->name,
                              check_source_text(checker, clause));
    diag_help(checker->diags, d, "%s", help);
    return false;
}

static bool wants_order(struct checker *checker, struct span span, const char *word, const char *help) {
    struct diag *d = diag_new(checker->diags, E0231, span, "`%s` needs to know in which order", word);
    diag_help(checker->diags, d, "%s", help);
    return false;
}

static bool check_clauses(struct checker *checker, const struct ast *e, const struct builtin *builtin, bool value) {
    const struct ast_arg_node *arg = &e->call.args.at[e->call.args.len - 1]->arg;
    bool fine = true;
    if (!value || !takes_distinct(builtin->id))
        fine &= not_taken(checker, arg->distinct, builtin,
                          value ? "It is the same for values that come once or often."
                                : "Say different values of what: `count(distinct department over contacts)`.");
    if (arg->direction_span.file)
        fine &= not_taken(checker, arg->direction_span, builtin,
                          "An order is said with `by`: `text_list(name by revenue descending over portfolio)`.");
    if (builtin->id != BUILTIN_AVG && builtin->id != BUILTIN_SUM)
        fine &= not_taken(checker, arg->weighted_span, builtin, "Only `avg` and `sum` weigh their values.");
    if (!arg->take && !takes_order(builtin->id))
        fine &= not_taken(checker, arg->by_span, builtin,
                          "An order changes nothing here; with `take 3` it says which rows come first.");
    if (arg->take && !arg->by.len)
        fine &= wants_order(checker, arg->take_span, "take",
                            "Say which come first: `sum(amount by amount descending over orders take 3)`.");
    if ((builtin->id == BUILTIN_LATEST || builtin->id == BUILTIN_EARLIEST) && !arg->by.len)
        fine &= wants_order(checker, e->span, builtin->name,
                            arena_printf(checker->arena, "Say by what, for example `%s`.", builtin->example));
    if (arg->distinct.file && arg->weighted_span.file)
        fine &= not_taken(checker, arg->weighted_span, builtin,
                          "Equal values may have different weights: leave out `distinct` or the weight.");
    return fine;
}

/* --- what is asked of a row --- */

static bool wants_numbers(enum builtin_id id) { return id == BUILTIN_SUM || id == BUILTIN_AVG || id == BUILTIN_STDDEV; }

static struct ir_node *check_value(struct checker *checker, const struct aggregate_call *call) {
    enum builtin_id id = call->builtin->id;
    const struct ast *e = call->value;
    const char *what = arena_printf(checker->arena, "`%s`", call->builtin->name);
    if (asks_whether(id)) return check_condition(checker, &call->inner, e, what);
    struct ir_node *node = check_expr(checker, &call->inner, e, NULL);
    if (!node) return NULL;
    if (node->type.kind == TYPE_PERIOD && (id == BUILTIN_SUM || id == BUILTIN_AVG)) return node;
    if (wants_numbers(id) || node->type.kind == TYPE_LIST || node->type.kind == TYPE_ANY)
        node = check_number(checker, &call->inner, e, what);
    bool ordered = id == BUILTIN_LEAST || id == BUILTIN_GREATEST || id == BUILTIN_MEDIAN || id == BUILTIN_PERCENTILE;
    return node && (!ordered || check_ordered(checker, what, node->type, e, e->span)) ? node : NULL;
}

static struct ir_node *check_weight(struct checker *checker, const struct aggregate_call *call) {
    const struct ast *e = call->arg->arg.weighted;
    struct ir_node *node = check_number(checker, &call->inner, e, "`weighted by`");
    if (!node || node->type.unit != UNIT_MONEY || call->builtin->id == BUILTIN_AVG) return node;
    return check_fit(checker, node, e, type_number, (struct span){0}, NULL);
}

bool check_operands(struct checker *checker, const struct aggregate_call *call, struct operands *out) {
    const struct ast_arg_node *arg = &call->arg->arg;
    *out = (struct operands){0};
    bool fine = true;
    if (call->value) {
        out->value = check_plain(checker, check_value(checker, call));
        fine = out->value != NULL;
    }
    if (arg->weighted) {
        out->weight = check_plain(checker, check_weight(checker, call));
        fine &= out->weight != NULL;
    }
    fine &= check_order(checker, &call->inner, &arg->by, &out->by);
    struct scope own =
        call->inner; /* what the row has itself: the row that asks has keys of its own, by the same names */
    if (!call->rows.parts) own.outer = check_arguments_only(checker, own.outer);
    fine &= check_groups(checker, &own, &arg->per, &out->per);
    return fine;
}

/* A number that is the same for all rows: p of a percentile, n of `take`. */
static struct ir_node *check_same_for_all(struct checker *checker, const struct scope *scope, const struct ast *e,
                                          const char *what, int64_t low, int64_t high) {
    struct ir_node *node = check_number(checker, scope, e, what);
    bool part = node && node->type.unit == UNIT_PERCENT;
    if (node) node = check_fit(checker, node, e, (struct type){.kind = TYPE_NUMBER}, (struct span){0}, NULL);
    if (!node) return NULL;
    if (part && high == 100) /* 90% of the way is 90 */
        node = mk_op2(checker->ir, IR_MUL, type_number, node, mk_int(checker->ir, 100, e->span), e->span);
    if (node->space != SPACE_POINT) {
        struct diag *d =
            diag_new(checker->diags, E0233, e->span, "%s differs from row to row, and %s needs one number for all",
                     check_quote(checker, e), what);
        diag_help(checker->diags, d, "Write a number or a param.");
        return NULL;
    }
    bool possible = !part || high == 100;
    if (possible && (node->op != IR_CONST || !node->constant.known)) return node;
    if (possible && dec_compare(node->constant.number, dec_from_int(low)) >= 0 &&
        dec_compare(node->constant.number, dec_from_int(high)) <= 0)
        return node;
    struct diag *d =
        diag_new(checker->diags, E0233, e->span, "%s is not possible for %s", check_quote(checker, e), what);
    diag_help(checker->diags, d, high == 100 ? "Write a number from 0 to 100." : "Write how many rows, such as 3.");
    return NULL;
}

/* --- the call --- */

static bool check_leading(struct checker *checker, const struct scope *scope, const struct ast *e,
                          const struct builtin *builtin, struct ir_node **parameter) {
    unsigned fewest, most;
    builtin_arity(builtin, &fewest, &most);
    *parameter = NULL;
    if (e->call.args.len != most) {
        struct diag *d =
            diag_new(checker->diags, E0210, e->span, "`%s` takes %u value%s before `over`, and is given %u",
                     builtin->name, most, most == 1 ? "" : "s", e->call.args.len);
        diag_help(checker->diags, d, "For example `%s`.", builtin->example);
        return false;
    }
    if (e->call.args.len < 2) return true;
    *parameter = check_same_for_all(checker, scope, e->call.args.at[0]->arg.value,
                                    arena_printf(checker->arena, "`%s`", builtin->name), 0, 100);
    return *parameter != NULL;
}

static struct ir_node *no_list(struct checker *checker, const struct ast *e, const struct builtin *builtin) {
    struct diag *d =
        diag_new(checker->diags, E0220, e->span, "`%s` needs to know which rows to look through", builtin->name);
    diag_help(checker->diags, d,
              builtin->shape == BUILTIN_WINDOW ? "Write `over portfolio`, for example `%s`."
                                               : "Write `over` and a list, for example `%s`.",
              builtin->example);
    return NULL;
}

static bool wants_condition(struct checker *checker, const struct ast *e, const struct builtin *builtin) {
    struct diag *d =
        diag_new(checker->diags, E0210, e->span, "`%s` needs to know what is asked of every row", builtin->name);
    diag_help(checker->diags, d, "For example `%s`.", builtin->example);
    return false;
}

struct ir_node *check_aggregate(struct checker *checker, const struct scope *scope, const struct ast *e,
                                const char *name) {
    const struct builtin *builtin = builtin_find(name, true);
    struct aggregate_call call = {.builtin = builtin, .e = e, .scope = scope};
    if (builtin->shape == BUILTIN_WINDOW) return check_window_function(checker, scope, e, builtin);
    if (!check_leading(checker, scope, e, builtin, &call.parameter)) return NULL;
    call.arg = e->call.args.at[e->call.args.len - 1];
    bool rows_only = (builtin->id == BUILTIN_COUNT || asks_whether(builtin->id)) && !call.arg->arg.over;
    if (!rows_only && !call.arg->arg.over) return no_list(checker, e, builtin);
    const struct ast_arg_node *arg = &call.arg->arg;
    /* `all(reviews where done)` is about all reviews: its `where` says what is asked of each, not which ones. */
    bool of_each = rows_only && builtin->id == BUILTIN_ALL;
    call.value = of_each ? arg->where : rows_only ? NULL : arg->value;
    bool fine = check_clauses(checker, e, builtin, !rows_only);
    if (of_each && !arg->where) fine = wants_condition(checker, e, builtin);
    if (!check_rows(checker, scope, arg->over ? arg->over : arg->value, &call.rows, &call.inner)) return NULL;
    if (!of_each) fine &= check_rows_where(checker, &call.inner, arg->where, &call.rows);
    if (!check_rows_keeping(checker, &call.inner, arg->keeping, &call.rows) || !fine) return NULL;
    if (arg->take && !(call.take = check_same_for_all(checker, scope, arg->take, "`take`", 0, UINT32_MAX))) return NULL;
    if (call.rows.parts) return lower_parts_aggregate(checker, &call);
    struct operands operands;
    return check_operands(checker, &call, &operands) ? lower_aggregate(checker, &call, &operands) : NULL;
}
