/* Aggregates as nodes. What the language says about rows that are undecided and values that are unknown is said here,
 * with primitives that each give a plain value (enum aggregate):
 *
 *     count       at least the rows whose `where` is true, at most those where it is not false
 *     any         Kleene's or; all and none by way of it
 *     sum         when as many values are known as rows may count, else unknown
 *     the others  of the rows that surely count, those whose value is known
 *
 * The value is made in the space that the rows hang on (an account, a group, the point) and seen from the row that asks.
 * SPDX-License-Identifier: MIT */
#include "lang/base/limits.h"
#include "lang/builtin.h"
#include "lang/lower.h"

struct work {
    struct checker *checker;
    struct ir *ir;
    struct aggregate_call *call;
    const struct operands *of;
    struct rows *rows;
    struct ir_node *link;     /* what the rows hang on: rows->link, or their group */
    struct ir_node *index;    /* the group that the row that asks belongs to; NULL: no groups of all rows */
    struct ir_node *in_group; /* whether the row that asks has known keys; NULL: always */
    bool matched;             /* `index` is a MATCH, which may find no group */
    struct span span;
};

static struct ir_node *reduce_of(const struct work *w, enum aggregate kind, struct type type, struct mk_rows look) {
    look.space = w->rows->space;
    look.link = w->link;
    return mk_reduce(w->ir, kind, type, &look, w->span);
}

/* A primitive over the rows that `where` chooses. */
static struct ir_node *reduce(const struct work *w, enum aggregate kind, struct type type, struct ir_node *where,
                              struct ir_node *value) {
    return reduce_of(w, kind, type, (struct mk_rows){.where = where, .value = value});
}

static struct ir_node *unless_doubtful(const struct work *w, struct ir_node *node, enum cause cause) {
    if (!w->rows->doubt) return node;
    struct ir_node *none = mk_eq(w->ir, reduce(w, AGGREGATE_COUNT_LOW, type_number, w->rows->doubt, NULL),
                                 mk_int(w->ir, 0, w->span), w->span);
    return mk_if(w->ir, none, node, mk_unknown(w->ir, node->type, cause, w->span), w->span);
}

static struct ir_node *both(const struct work *w, struct ir_node *a, struct ir_node *b) {
    return a && b ? mk_and(w->ir, a, b, w->span) : a ? a : b;
}

/* --- counts --- */

static struct ir_node *count_rows(const struct work *w, struct ir_node *where) {
    struct ir_node *low = reduce(w, AGGREGATE_COUNT_LOW, type_number, where, NULL);
    if (!where || mk_always_known(where)) return low;
    return mk_count(w->ir, low, reduce(w, AGGREGATE_COUNT_HIGH, type_number, where, NULL), w->span);
}

/* Where it is not decided which rows are kept, the count lies between none and all of the list; elsewhere its own bounds hold. */
static struct ir_node *count_unless_doubtful(const struct work *w, struct ir_node *count) {
    struct ir_node *low, *high, *zero = mk_int(w->ir, 0, w->span);
    if (!w->rows->doubt) return count;
    mk_bounds(count, &low, &high);
    struct ir_node *none =
        mk_eq(w->ir, reduce(w, AGGREGATE_COUNT_LOW, type_number, w->rows->doubt, NULL), zero, w->span);
    return mk_count(w->ir, mk_if(w->ir, none, low, zero, w->span),
                    mk_if(w->ir, none, high, count_rows(w, NULL), w->span), w->span);
}

static struct ir_node *lower_count(const struct work *w) {
    struct ir_node *where = w->rows->where, *value = w->of->value;
    if (value && w->call->arg->arg.distinct.file) {
        struct ir_node *low = reduce(w, AGGREGATE_DISTINCT_LOW, type_number, where, value);
        struct ir_node *high =
            !where || mk_always_known(where) ? low : reduce(w, AGGREGATE_DISTINCT_HIGH, type_number, where, value);
        return count_unless_doubtful(w, mk_count(w->ir, low, high, w->span));
    }
    if (!value && w->rows->most) {
        struct ir_node *low = reduce(w, AGGREGATE_COUNT_LOW, type_number, where, NULL);
        return mk_count(w->ir, low, reduce(w, AGGREGATE_COUNT_LOW, type_number, w->rows->most, NULL), w->span);
    }
    /* Of a condition those rows count where it is true, of any other value those where it is known. */
    if (value) where = both(w, where, value->type.kind == TYPE_BOOL ? value : mk_is_known(w->ir, value, w->span));
    return count_unless_doubtful(w, count_rows(w, where));
}

/* --- any, all, none --- */

static struct ir_node *any_of(const struct work *w, struct ir_node *condition) {
    if (condition) return reduce(w, AGGREGATE_ANY, type_bool, NULL, condition);
    return mk_lt(w->ir, mk_int(w->ir, 0, w->span), count_rows(w, NULL), w->span);
}

static struct ir_node *lower_any(const struct work *w, enum builtin_id id) {
    struct ir_node *where = w->rows->where, *value = w->of->value, *any;
    if (id == BUILTIN_ALL) value = mk_not(w->ir, value, w->span);
    if (w->rows->most && !value) {
        struct ir_node *perhaps =
            mk_and(w->ir, any_of(w, w->rows->most), mk_unknown(w->ir, type_bool, CAUSE_UNDECIDED, w->span), w->span);
        any = mk_or(w->ir, any_of(w, where), perhaps, w->span);
    } else {
        any = unless_doubtful(w, any_of(w, both(w, where, value)), CAUSE_UNDECIDED);
    }
    return id == BUILTIN_ALL || id == BUILTIN_NONE ? mk_not(w->ir, any, w->span) : any;
}

/* --- sums and means --- */

static struct ir_node *lower_sum(const struct work *w, struct type type) {
    bool distinct = w->call->arg->arg.distinct.file;
    struct ir_node *where = w->rows->where, *value = w->of->value;
    if (w->of->weight) value = check_plain(w->checker, mk_op2(w->ir, IR_MUL, type, value, w->of->weight, w->span));
    struct ir_node *sum =
        reduce_of(w, AGGREGATE_SUM, type, (struct mk_rows){.where = where, .value = value, .distinct = distinct});
    bool decided = !where || mk_always_known(where);
    if (!decided || !mk_always_known(value)) { /* as many known values as rows that may count */
        struct ir_node *rows =
            reduce(w, decided ? AGGREGATE_COUNT_LOW : AGGREGATE_COUNT_HIGH, type_number, where, NULL);
        struct ir_node *known = reduce(w, AGGREGATE_COUNT_KNOWN, type_number, where, value);
        sum = mk_if(w->ir, mk_eq(w->ir, rows, known, w->span), sum,
                    mk_unknown(w->ir, type, CAUSE_UNKNOWN_ROWS, w->span), w->span);
    }
    return unless_doubtful(w, sum, CAUSE_UNKNOWN_ROWS);
}

static struct ir_node *lower_mean(const struct work *w, struct type type) {
    bool distinct = w->call->arg->arg.distinct.file;
    struct ir_node *where = w->rows->where, *value = w->of->value, *below;
    struct ir_node *count =
        reduce(w, distinct ? AGGREGATE_DISTINCT_LOW : AGGREGATE_COUNT_KNOWN, type_number, where, value);
    if (w->of->weight) {
        struct ir_node *weighed = check_plain(w->checker, mk_op2(w->ir, IR_MUL, type, value, w->of->weight, w->span));
        where = both(w, where, mk_is_known(w->ir, value, w->span)); /* weights of unknown values are left out too */
        count = reduce(w, AGGREGATE_COUNT_KNOWN, type_number, w->rows->where, weighed);
        below = reduce(w, AGGREGATE_SUM, type_number, where, w->of->weight);
        value = weighed;
    } else {
        below = count;
    }
    struct ir_node *sum = reduce_of(w, AGGREGATE_SUM, type,
                                    (struct mk_rows){.where = w->rows->where, .value = value, .distinct = distinct});
    struct ir_node *none = mk_eq(w->ir, count, mk_int(w->ir, 0, w->span), w->span);
    return mk_if(w->ir, none, mk_unknown(w->ir, type, CAUSE_NO_ROWS, w->span),
                 mk_op2(w->ir, IR_DIV, type, sum, below, w->span), w->span);
}

/* --- the others --- */

static struct ir_node *lower_latest(const struct work *w, struct type type, bool earliest) {
    const struct order_keys *by = &w->of->by;
    uint32_t all = (1u << by->count) - 1;
    return reduce_of(w, AGGREGATE_LATEST, type,
                     (struct mk_rows){.where = w->rows->where,
                                      .value = w->of->value,
                                      .keys = by->nodes,
                                      .key_count = by->count,
                                      .descending = earliest ? by->descending ^ all : by->descending});
}

static struct ir_node *some_value(struct ir *ir, struct type type, struct span span) {
    struct value value = {.known = true};
    if (type.kind == TYPE_NUMBER || type.kind == TYPE_PERIOD) value.number = dec_zero;
    if (type.kind == TYPE_TEXT) value.text = str_of("");
    return ir_const(ir, type, value, span);
}

/* An order of rows that must not lose any: those with an unknown key come last. */
static struct order_keys unknown_keys_last(const struct work *w, const struct order_keys *by) {
    struct order_keys all = {.nodes = ARENA_ARRAY(w->checker->arena, struct ir_node *, 2 * (size_t)by->count)};
    for (uint32_t i = 0; i < by->count; i++) {
        struct ir_node *key = by->nodes[i];
        if (!mk_always_known(key)) {
            all.nodes[all.count++] = mk_not(w->ir, mk_is_known(w->ir, key, w->span), w->span);
            key = mk_otherwise(w->ir, key, some_value(w->ir, key->type, w->span), w->span);
        }
        if (by->descending >> i & 1) all.descending |= 1u << all.count;
        all.nodes[all.count++] = key;
    }
    return all;
}

static struct ir_node *lower_text_list(const struct work *w) {
    const struct order_keys by = unknown_keys_last(w, &w->of->by);
    struct ir_node *value = check_row_key(w->checker, w->of->value, w->span);
    if (value->type.kind != TYPE_TEXT) value = mk_op1(w->ir, IR_TEXT, type_text, value, w->span);
    return reduce_of(w, AGGREGATE_TEXT_LIST, type_text,
                     (struct mk_rows){.where = w->rows->where,
                                      .value = value,
                                      .keys = by.nodes,
                                      .key_count = by.count,
                                      .descending = by.descending,
                                      .distinct = w->call->arg->arg.distinct.file != 0});
}

static struct ir_node *lower_of_rows(const struct work *w) {
    struct ir_node *value = w->of->value, *where = w->rows->where;
    struct type type = value ? type_closed(value->type) : type_bool;
    bool distinct = w->call->arg->arg.distinct.file;
    enum builtin_id id = w->call->builtin->id;
    switch (id) {
    case BUILTIN_COUNT: return lower_count(w);
    case BUILTIN_ANY:
    case BUILTIN_ALL:
    case BUILTIN_NONE: return lower_any(w, id);
    case BUILTIN_SUM: return lower_sum(w, type);
    case BUILTIN_AVG: return lower_mean(w, type);
    case BUILTIN_LEAST: return reduce(w, AGGREGATE_MIN, type, where, mk_in_order(w->ir, value, w->span));
    case BUILTIN_GREATEST: return reduce(w, AGGREGATE_MAX, type, where, mk_in_order(w->ir, value, w->span));
    case BUILTIN_MEDIAN:
        return reduce_of(w, AGGREGATE_MEDIAN, type,
                         (struct mk_rows){.where = where, .value = mk_in_order(w->ir, value, w->span), .distinct = distinct});
    case BUILTIN_STDDEV:
        return reduce_of(w, AGGREGATE_STDDEV, type,
                         (struct mk_rows){.where = where, .value = value, .distinct = distinct});
    case BUILTIN_PERCENTILE:
        return reduce_of(
            w, AGGREGATE_PERCENTILE, type,
            (struct mk_rows){
                .where = where, .value = mk_in_order(w->ir, value, w->span), .parameter = w->call->parameter, .distinct = distinct});
    case BUILTIN_LATEST: return lower_latest(w, type, false);
    case BUILTIN_EARLIEST: return lower_latest(w, type, true);
    case BUILTIN_TEXT_LIST: return lower_text_list(w);
    default: return NULL;
    }
}

/* --- groups, and the row that asks --- */

/* What a group of no rows gives: 0, false, true, an empty text; NULL: unknown. */
static struct ir_node *of_no_rows(const struct work *w, const struct ir_node *node) {
    switch (w->call->builtin->id) {
    case BUILTIN_COUNT:
    case BUILTIN_SUM: return mk_number(w->ir, node->type, dec_zero, w->span);
    case BUILTIN_ANY: return mk_bool(w->ir, false, w->span);
    case BUILTIN_ALL:
    case BUILTIN_NONE: return mk_bool(w->ir, true, w->span);
    case BUILTIN_TEXT_LIST: return mk_text(w->ir, str_of(""), w->span);
    default: return NULL;
    }
}

/* The value of the group of the row that asks. A group that is not there has no rows; keys that are unknown make no group. */
static struct ir_node *of_group(const struct work *w, struct ir_node *node) {
    struct ir_node *low, *high;
    if (w->matched && mk_bounds(node, &low, &high))
        return mk_count(w->ir, of_group(w, low), of_group(w, high), w->span);
    struct ir_node *empty = w->matched ? of_no_rows(w, node) : NULL;
    struct ir_node *found = mk_gather(w->ir, w->index, node, w->span);
    if (!empty) return found;
    struct ir_node *known = mk_is_known(w->ir, w->index, w->span);
    empty = mk_if(w->ir, w->in_group, empty, mk_unknown(w->ir, node->type, CAUSE_NO_MATCH, w->span), w->span);
    return mk_if(w->ir, known, found, empty, w->span);
}

static bool same_kind(const struct checker *checker, struct type a, struct type b) {
    if (a.kind == TYPE_CATEGORY && b.kind == TYPE_CATEGORY) return check_same_values(checker, a.category, b.category);
    return type_same(a, b);
}

/* The keys as the row that asks has them: nodes of its space; NULL after a message. */
static struct ir_node **keys_of_asking(struct work *w) {
    const struct ast_list *per = &w->call->arg->arg.per;
    struct ir_node **keys;
    if (!check_groups(w->checker, w->call->scope, per, &keys)) return NULL;
    for (uint32_t i = 0; i < per->len; i++) {
        struct ir_node *inner = w->of->per[i];
        if (!same_kind(w->checker, keys[i]->type, inner->type)) {
            char a[80], b[80];
            struct diag *d = diag_new(w->checker->diags, E0214, per->at[i]->span,
                                      "%s is %s in the rows looked through, and %s in the row that asks",
                                      check_quote(w->checker, per->at[i]), type_phrase(inner->type, a),
                                      type_phrase(keys[i]->type, b));
            diag_help(w->checker->diags, d, "Rows are chosen where both are known and equal.");
            return NULL;
        }
        struct ir_node *known = mk_is_known(w->ir, keys[i], w->span);
        w->in_group = w->in_group ? mk_and(w->ir, w->in_group, known, w->span) : known;
    }
    return keys;
}

/* `per` over all rows: they hang on groups, and the row that asks belongs to one of them. */
static bool group_all(struct work *w, struct ir_node *const *keys) {
    uint32_t count = w->call->arg->arg.per.len;
    bool same = true;
    for (uint32_t i = 0; i < count; i++) same &= keys[i] == w->of->per[i];
    w->link = checker_group(w->checker, w->rows->space, w->of->per, count, w->span);
    w->index = w->link;
    if (same) return true;
    struct ir_node **args = ARENA_ARRAY(w->checker->arena, struct ir_node *, (size_t)count + 1);
    args[0] = w->link;
    ir_space space = SPACE_POINT;
    for (uint32_t i = 0; i < count; i++) {
        args[i + 1] = keys[i];
        if (keys[i]->space != SPACE_POINT) space = keys[i]->space;
    }
    w->index = ir_make_bridge(w->ir, IR_MATCH, w->link->type, args, count + 1, 0, (struct ir_layout){0}, space,
                              w->link->target, w->span);
    w->matched = true;
    return true;
}

/* `per` over the rows of a list: of its own rows those count that agree with the row that asks. */
static bool group_own(struct work *w, struct ir_node *const *keys) {
    const struct ast_list *per = &w->call->arg->arg.per;
    if (w->rows->via) {
        struct diag *d = diag_new(w->checker->diags, E0221, w->call->arg->arg.per_span,
                                  "`per` compares with the row that asks, and these rows do not belong to it");
        diag_help(w->checker->diags, d, "Look through a list of the row itself, or through all rows: `over %s`.",
                  w->rows->info->record->name);
        return false;
    }
    for (uint32_t i = 0; i < per->len; i++) {
        struct ir_node *key = mk_gather(w->ir, w->rows->link, keys[i], w->span);
        struct ir_node *equal = mk_is_true(w->ir, mk_eq(w->ir, w->of->per[i], key, w->span), w->span);
        w->rows->where = both(w, w->rows->where, equal);
        if (w->rows->doubt) w->rows->doubt = both(w, w->rows->doubt, equal);
    }
    w->rows->most = NULL;
    return true;
}

struct ir_node *lower_aggregate(struct checker *checker, struct aggregate_call *call, const struct operands *operands) {
    struct work w = {.checker = checker,
                     .ir = checker->ir,
                     .call = call,
                     .of = operands,
                     .rows = &call->rows,
                     .link = call->rows.link,
                     .span = call->e->span};
    uint32_t per = call->arg->arg.per.len;
    if (call->take) check_rows_first(checker, &call->rows, &operands->by, operands->per, per, call->take, true, w.span);
    if (per) {
        struct ir_node **keys = keys_of_asking(&w);
        if (!keys || !(call->rows.link ? group_own(&w, keys) : group_all(&w, keys))) return NULL;
    }
    struct ir_node *node = lower_of_rows(&w);
    if (node && w.index) return of_group(&w, node);
    if (node && w.in_group)
        node = mk_if(w.ir, w.in_group, node, mk_unknown(w.ir, node->type, CAUSE_NO_MATCH, w.span), w.span);
    return node && call->rows.via ? mk_gather(w.ir, call->rows.via, node, w.span) : node;
}
