/* The lines of a score as a list. They are known beforehand, so that what is asked of them becomes arithmetic of the
 * account itself: a count of bools, a sum of alternatives. To sort lines, each is told how many come before it.
 *
 * An expression about a line is checked once a line, with the fields of the built-in record standing for its nodes.
 * SPDX-License-Identifier: MIT */
#include "lang/base/limits.h"
#include "lang/builtin.h"
#include "lang/lower.h"

enum { LABEL, WEIGHT, VALUE, POINTS, LOST, KNOWN, COLUMNS };
static const struct {
    const char *name;
    enum type_kind kind;
    enum unit unit;
} columns[COLUMNS] = {[LABEL] = {"label", TYPE_TEXT, UNIT_PLAIN},   [WEIGHT] = {"weight", TYPE_NUMBER, UNIT_PERCENT},
                      [VALUE] = {"value", TYPE_NUMBER, UNIT_PLAIN}, [POINTS] = {"points", TYPE_NUMBER, UNIT_PLAIN},
                      [LOST] = {"lost", TYPE_NUMBER, UNIT_PLAIN},   [KNOWN] = {"known", TYPE_BOOL, UNIT_PLAIN}};

struct record_info *lower_parts_info(struct checker *checker) {
    if (checker->parts) return checker->parts;
    struct record *record = ARENA_NEW(checker->arena, struct record);
    struct record_info *info = ARENA_NEW(checker->arena, struct record_info);
    *record = (struct record){.name = "part of a score",
                              .fields = ARENA_ARRAY(checker->arena, struct field, COLUMNS),
                              .field_count = COLUMNS,
                              .key = -1};
    *info = (struct record_info){.record = record, .space = SPACE_SUBJECT};
    for (uint32_t i = 0; i < COLUMNS; i++) {
        const char *name = intern_name(checker->names, str_of(columns[i].name));
        struct type type = {.kind = columns[i].kind, .unit = columns[i].unit};
        record->fields[i] = (struct field){.name = name, .type = type, .index = i};
        struct symbol *symbol = ARENA_NEW(checker->arena, struct symbol);
        *symbol = (struct symbol){
            .kind = SYMBOL_FIELD, .name = name, .mark = {.state = MARK_DONE, .name = name}, .record = info, .index = i};
        map_put(checker->arena, &info->members, str_of(name), symbol);
    }
    return checker->parts = info;
}

bool lower_parts_rows(struct checker *checker, struct symbol *score, struct span span, struct rows *out) {
    uint32_t count;
    score->used = true;
    const struct score_part *parts = lower_score_parts(checker, score, span, &count);
    if (!parts) return false;
    struct part_rows *rows = ARENA_NEW(checker->arena, struct part_rows);
    *rows = (struct part_rows){.parts = parts, .count = count};
    *out = (struct rows){.info = lower_parts_info(checker), .space = SPACE_SUBJECT, .parts = rows};
    return true;
}

/* --- one line at a time --- */

struct shown_line {
    struct ir_node *before[COLUMNS];
};

static void show_line(struct checker *checker, const struct part_rows *rows, uint32_t i, struct shown_line *shown) {
    const struct score_part *part = &rows->parts[i];
    struct ir *ir = checker->ir;
    struct span span = part->span;
    struct ir_node *nodes[COLUMNS] = {
        [VALUE] = part->value, [POINTS] = part->points, [LOST] = part->lost, [KNOWN] = part->known};
    nodes[LABEL] =
        part->label.text ? part->label.text : mk_text(ir, str_of(part->label.plain ? part->label.plain : ""), span);
    nodes[WEIGHT] = part->weight ? part->weight : mk_number(ir, type_percent, dec_zero, span);
    for (uint32_t k = 0; k < COLUMNS; k++) {
        struct symbol *symbol = checker->parts->members.at[k].value;
        shown->before[k] = symbol->node;
        symbol->node = nodes[symbol->index];
    }
}

static void hide_line(struct checker *checker, const struct shown_line *shown) {
    for (uint32_t k = 0; k < COLUMNS; k++)
        ((struct symbol *)checker->parts->members.at[k].value)->node = shown->before[k];
}

bool lower_parts_where(struct checker *checker, const struct scope *inner, const struct ast *where, struct rows *rows) {
    struct part_rows *narrowed = arena_copy(checker->arena, rows->parts, sizeof *narrowed);
    narrowed->where = ARENA_ARRAY(checker->arena, struct ir_node *, narrowed->count);
    for (uint32_t i = 0; i < narrowed->count; i++) {
        struct shown_line shown;
        show_line(checker, rows->parts, i, &shown);
        struct ir_node *node = check_condition(checker, inner, where, "`where`");
        hide_line(checker, &shown);
        if (!node) return false;
        narrowed->where[i] = rows->parts->where ? mk_and(checker->ir, rows->parts->where[i], node, where->span) : node;
    }
    rows->parts = narrowed;
    return true;
}

/* --- lines in an order --- */

struct line_key {
    struct ir_node *counts; /* whether it takes part: always known */
    struct ir_node **keys;
    struct ir_node **groups;
};

/* Whether line a comes before line b by the keys; unknown keys come last; `tie` when all are equal. */
static struct ir_node *comes_before(struct ir *ir, const struct line_key *a, const struct line_key *b,
                                    const struct order_keys *order, bool tie, struct span span) {
    struct ir_node *before = mk_bool(ir, tie, span);
    for (uint32_t k = order->count; k-- > 0;) {
        struct ir_node *x = a->keys[k], *y = b->keys[k], *x_known = mk_is_known(ir, x, span),
                       *y_known = mk_is_known(ir, y, span);
        bool down = order->descending >> k & 1;
        struct ir_node *less = mk_or(ir, mk_is_true(ir, down ? mk_lt(ir, y, x, span) : mk_lt(ir, x, y, span), span),
                                     mk_and(ir, x_known, mk_not(ir, y_known, span), span), span);
        struct ir_node *equal = mk_or(ir, mk_is_true(ir, mk_eq(ir, x, y, span), span),
                                      mk_not(ir, mk_or(ir, x_known, y_known, span), span), span);
        before = mk_or(ir, less, mk_and(ir, equal, before, span), span);
    }
    return before;
}

/* For each line, how many of those that take part come before it: a number that is always known. */
static struct ir_node **places(struct checker *checker, const struct line_key *lines, uint32_t count,
                               const struct order_keys *order, uint32_t group_count, bool later_first,
                               struct span span) {
    struct ir *ir = checker->ir;
    struct ir_node **places = ARENA_ARRAY(checker->arena, struct ir_node *, count),
                   **others = ARENA_ARRAY(checker->arena, struct ir_node *, count);
    for (uint32_t i = 0; i < count; i++) {
        uint32_t n = 0;
        for (uint32_t j = 0; j < count; j++) {
            if (j == i) continue;
            struct ir_node *before =
                mk_and(ir, lines[j].counts,
                       comes_before(ir, &lines[j], &lines[i], order, later_first ? j > i : j < i, span), span);
            for (uint32_t g = 0; g < group_count; g++)
                before = mk_and(ir, before,
                                mk_is_true(ir, mk_eq(ir, lines[j].groups[g], lines[i].groups[g], span), span), span);
            others[n++] = before;
        }
        places[i] = n ? ir_make(ir, IR_COUNT_TRUE, type_number, others, n, span) : mk_int(ir, 0, span);
    }
    return places;
}

static bool may_be_sorted(struct checker *checker, const struct part_rows *rows, struct span span) {
    if (rows->count <= LIMIT_SORTED_PARTS) return true;
    struct diag *d =
        diag_new(checker->diags, E0232, span, "the score has %u lines, and at most %d can be sorted or told apart",
                 rows->count, LIMIT_SORTED_PARTS);
    diag_help(checker->diags, d, "Count or add the lines up without an order.");
    return false;
}

static struct ir_node *counts_surely(struct ir *ir, const struct part_rows *rows, uint32_t i, struct span span) {
    return rows->where ? mk_is_true(ir, rows->where[i], span) : mk_bool(ir, true, span);
}

/* Leaves the first n of each group by the keys of each line. */
static void keep_first(struct checker *checker, struct rows *rows, struct line_key *lines,
                       const struct order_keys *order, uint32_t group_count, struct ir_node *n, bool earlier,
                       struct span span) {
    struct ir *ir = checker->ir;
    const struct part_rows *old = rows->parts;
    struct part_rows *kept = arena_copy(checker->arena, old, sizeof *kept);
    kept->where = ARENA_ARRAY(checker->arena, struct ir_node *, kept->count);
    struct ir_node *doubt = old->doubt;
    for (uint32_t i = 0; i < kept->count; i++) {
        lines[i].counts = counts_surely(ir, old, i, span);
        for (uint32_t k = 0; k < order->count; k++)
            lines[i].counts = mk_and(ir, lines[i].counts, mk_is_known(ir, lines[i].keys[k], span), span);
        for (uint32_t g = 0; g < group_count; g++)
            lines[i].counts = mk_and(ir, lines[i].counts, mk_is_known(ir, lines[i].groups[g], span), span);
        if (!old->where || mk_always_known(old->where[i])) continue;
        struct ir_node *undecided = mk_not(ir, mk_is_known(ir, old->where[i], span), span);
        doubt = doubt ? mk_or(ir, doubt, undecided, span) : undecided;
    }
    struct ir_node **place = places(checker, lines, kept->count, order, group_count, !earlier, span);
    for (uint32_t i = 0; i < kept->count; i++)
        kept->where[i] = mk_and(ir, lines[i].counts, mk_is_true(ir, mk_lt(ir, place[i], n, span), span), span);
    kept->doubt = doubt;
    rows->parts = kept;
}

bool lower_parts_keeping(struct checker *checker, const struct scope *inner, const struct ast *keeping,
                         struct rows *rows) {
    const struct part_rows *parts = rows->parts;
    struct line_key *lines = ARENA_ARRAY(checker->arena, struct line_key, parts->count);
    struct order_keys order = {0};
    bool fine = may_be_sorted(checker, parts, keeping->span);
    for (uint32_t i = 0; i < parts->count && fine; i++) {
        struct shown_line shown;
        show_line(checker, parts, i, &shown);
        fine = check_order(checker, inner, &keeping->keeping.by, &order);
        fine = check_groups(checker, inner, &keeping->keeping.for_each, &lines[i].groups) && fine;
        hide_line(checker, &shown);
        lines[i].keys = order.nodes;
    }
    if (!fine) return false;
    if (keeping->keeping.end == AST_LATEST) order.descending ^= (1u << order.count) - 1;
    keep_first(checker, rows, lines, &order, keeping->keeping.for_each.len, mk_int(checker->ir, 1, keeping->span),
               false, keeping->span);
    return true;
}

/* --- what is asked of them --- */

/* A call while it is lowered. */
struct asked {
    struct checker *checker;
    struct ir *ir;
    enum builtin_id id;
    bool distinct;
    uint32_t count;
    struct ir_node **where; /* three-valued, never NULL */
    struct operands *of;    /* by line */
    struct type type;       /* of the values */
    struct span span;
};

static struct ir_node *all_of(struct asked *a, enum ir_op op, struct type type, struct ir_node *const *nodes) {
    return ir_make(a->ir, op, type, nodes, a->count, a->span);
}

/* Whether line i counts with a known value; always known. */
static struct ir_node *has_value(struct asked *a, uint32_t i) {
    return mk_and(a->ir, mk_is_true(a->ir, a->where[i], a->span), mk_is_known(a->ir, a->of[i].value, a->span), a->span);
}

/* Makes a value that an earlier line has too count once. */
static void leave_repeated_out(struct asked *a) {
    struct ir_node **where = ARENA_ARRAY(a->checker->arena, struct ir_node *, a->count);
    for (uint32_t i = 0; i < a->count; i++) {
        where[i] = a->where[i];
        for (uint32_t j = 0; j < i; j++) {
            struct ir_node *again =
                mk_and(a->ir, has_value(a, j),
                       mk_is_true(a->ir, mk_eq(a->ir, a->of[j].value, a->of[i].value, a->span), a->span), a->span);
            where[i] = mk_and(a->ir, where[i], mk_not(a->ir, again, a->span), a->span);
        }
    }
    a->where = where;
}

static struct ir_node *count_lines(struct asked *a, bool of_value) {
    struct ir_node **low = ARENA_ARRAY(a->checker->arena, struct ir_node *, a->count),
                   **high = ARENA_ARRAY(a->checker->arena, struct ir_node *, a->count);
    bool decided = true;
    for (uint32_t i = 0; i < a->count; i++) {
        struct ir_node *counts =
            of_value ? mk_and(a->ir, a->where[i], mk_is_known(a->ir, a->of[i].value, a->span), a->span) : a->where[i];
        decided &= mk_always_known(counts);
        low[i] = counts;
        high[i] = mk_is_possible(a->ir, counts, a->span);
    }
    struct ir_node *least = all_of(a, IR_COUNT_TRUE, type_number, low);
    return decided ? least : mk_count(a->ir, least, all_of(a, IR_COUNT_TRUE, type_number, high), a->span);
}

/* How many lines count and have a known value. */
static struct ir_node *how_many(struct asked *a) {
    struct ir_node **lines = ARENA_ARRAY(a->checker->arena, struct ir_node *, a->count);
    for (uint32_t i = 0; i < a->count; i++) lines[i] = has_value(a, i);
    return all_of(a, IR_COUNT_TRUE, type_number, lines);
}

/* Different values: each counts at the first line that has it among those that count surely, or possibly. */
static struct ir_node *count_different(struct asked *a) {
    struct ir_node *bounds[2];
    for (int possible = 0; possible < 2; possible++) {
        struct asked sure = *a;
        sure.where = ARENA_ARRAY(a->checker->arena, struct ir_node *, a->count);
        for (uint32_t i = 0; i < a->count; i++)
            sure.where[i] =
                possible ? mk_is_possible(a->ir, a->where[i], a->span) : mk_is_true(a->ir, a->where[i], a->span);
        leave_repeated_out(&sure);
        bounds[possible] = count_lines(&sure, true);
    }
    return mk_count(a->ir, bounds[0], bounds[1], a->span);
}

/* Values added up. A strict sum is unknown when a value is, or when it is undecided whether a line counts. */
static struct ir_node *add_up(struct asked *a, struct ir_node *const *values, struct type type, bool strict) {
    struct ir_node *sum = mk_number(a->ir, type, dec_zero, a->span), *zero = sum;
    for (uint32_t i = 0; i < a->count; i++) {
        struct ir_node *counts = strict ? a->where[i]
                                        : mk_and(a->ir, mk_is_true(a->ir, a->where[i], a->span),
                                                 mk_is_known(a->ir, values[i], a->span), a->span);
        struct ir_node *term = mk_if(a->ir, counts, values[i], zero, a->span);
        sum = i ? mk_op2(a->ir, IR_ADD, type, sum, term, a->span) : term;
    }
    return sum;
}

static struct ir_node **values_of(struct asked *a, bool weighted, bool weights) {
    struct ir_node **values = ARENA_ARRAY(a->checker->arena, struct ir_node *, a->count);
    for (uint32_t i = 0; i < a->count; i++) {
        const struct operands *of = &a->of[i];
        values[i] = weights    ? mk_if(a->ir, mk_is_known(a->ir, of->value, a->span), of->weight,
                                       mk_unknown(a->ir, of->weight->type, CAUSE_UNKNOWN_ROWS, a->span), a->span)
                    : weighted ? mk_op2(a->ir, IR_MUL, of->value->type, of->value, of->weight, a->span)
                               : of->value;
    }
    return values;
}

static struct ir_node *lower_mean(struct asked *a) {
    bool weighted = a->of[0].weight != NULL;
    struct ir_node **above = values_of(a, weighted, false);
    struct ir_node *sum = add_up(a, above, a->type, false);
    struct ir_node *below = weighted ? add_up(a, values_of(a, true, true), type_number, false) : how_many(a);
    struct ir_node *none = mk_eq(a->ir, how_many(a), mk_int(a->ir, 0, a->span), a->span);
    return mk_if(a->ir, none, mk_unknown(a->ir, a->type, CAUSE_NO_ROWS, a->span),
                 mk_op2(a->ir, IR_DIV, a->type, sum, below, a->span), a->span);
}

/* Kleene's or of the conditions of the lines that count. */
static struct ir_node *lower_any(struct asked *a) {
    struct ir_node **items = ARENA_ARRAY(a->checker->arena, struct ir_node *, a->count);
    for (uint32_t i = 0; i < a->count; i++) {
        struct ir_node *value = a->of[i].value;
        if (value && a->id == BUILTIN_ALL) value = mk_not(a->ir, value, a->span);
        items[i] = value ? mk_and(a->ir, a->where[i], value, a->span) : a->where[i];
    }
    struct ir_node *any = mk_any(a->ir, items, a->count, a->span);
    return a->id == BUILTIN_ANY ? any : mk_not(a->ir, any, a->span);
}

/* The least or greatest of the known values of lines that count. */
static struct ir_node *lower_extreme(struct asked *a) {
    struct ir_node *unknown = mk_unknown(a->ir, a->type, CAUSE_NO_ROWS, a->span), *best = unknown;
    enum ir_op op = a->id == BUILTIN_LEAST ? IR_MIN : IR_MAX;
    for (uint32_t i = 0; i < a->count; i++) {
        struct ir_node *value = mk_if(a->ir, has_value(a, i), a->of[i].value, unknown, a->span);
        if (i)
            value = mk_otherwise(a->ir, mk_op2(a->ir, op, a->type, best, value, a->span),
                                 mk_otherwise(a->ir, best, value, a->span), a->span);
        best = value;
    }
    return best;
}

/* --- what depends on an order --- */

/* The lines with a value in an order of their own: by the keys, or by their values. */
static struct ir_node **in_order(struct asked *a, bool by_value, bool later_first) {
    struct line_key *lines = ARENA_ARRAY(a->checker->arena, struct line_key, a->count);
    struct order_keys order = a->of[0].by;
    if (by_value) order = (struct order_keys){.count = 1};
    for (uint32_t i = 0; i < a->count; i++)
        lines[i] = (struct line_key){.counts = has_value(a, i), .keys = by_value ? &a->of[i].value : a->of[i].by.nodes};
    return places(a->checker, lines, a->count, &order, 0, later_first, a->span);
}

/* The value of the line in that place; unknown when there is none. */
static struct ir_node *at_place(struct asked *a, struct ir_node *const *place, struct ir_node *wanted) {
    struct ir_node *found = mk_unknown(a->ir, a->of[0].value->type, CAUSE_NO_ROWS, a->span);
    for (uint32_t i = a->count; i-- > 0;) {
        struct ir_node *here = mk_and(a->ir, has_value(a, i),
                                      mk_is_true(a->ir, mk_eq(a->ir, place[i], wanted, a->span), a->span), a->span);
        found = mk_if(a->ir, here, a->of[i].value, found, a->span);
    }
    return found;
}

/* The value at p percent of the way from the least to the greatest: between two neighbours, of what is no number the lower. */
static struct ir_node *lower_percentile(struct asked *a, struct ir_node *p) {
    struct ir *ir = a->ir;
    struct ir_node **place = in_order(a, true, false), *one = mk_int(ir, 1, a->span);
    struct ir_node *steps = mk_op2(ir, IR_SUB, type_number, how_many(a), one, a->span);
    struct ir_node *at = mk_op2(ir, IR_DIV, type_number, mk_op2(ir, IR_MUL, type_number, steps, p, a->span),
                                mk_int(ir, 100, a->span), a->span);
    struct ir_node *below = mk_op1(ir, IR_FLOOR, type_number, at, a->span), *low = at_place(a, place, below);
    if (a->type.kind != TYPE_NUMBER) return low;
    struct ir_node *high = at_place(a, place, mk_op1(ir, IR_CEIL, type_number, at, a->span));
    struct ir_node *way = mk_op2(ir, IR_SUB, type_number, at, below, a->span);
    return mk_op2(ir, IR_ADD, a->type, low,
                  mk_op2(ir, IR_MUL, a->type, mk_op2(ir, IR_SUB, a->type, high, low, a->span), way, a->span), a->span);
}

/* The first by the keys turned round; lines with an unknown key are passed over. */
static struct ir_node *lower_latest(struct asked *a) {
    for (uint32_t i = 0; i < a->count; i++) {
        for (uint32_t k = 0; k < a->of[i].by.count; k++)
            a->where[i] = mk_and(a->ir, a->where[i], mk_is_known(a->ir, a->of[i].by.nodes[k], a->span), a->span);
        if (a->id == BUILTIN_LATEST) a->of[i].by.descending ^= (1u << a->of[i].by.count) - 1;
    }
    return at_place(a, in_order(a, false, true), mk_int(a->ir, 0, a->span));
}

static struct ir_node *lower_text_list(struct asked *a) {
    struct ir *ir = a->ir;
    struct ir_node **args = ARENA_ARRAY(a->checker->arena, struct ir_node *, (size_t)a->count + 1);
    struct ir_node **place = a->of[0].by.count ? in_order(a, false, false) : NULL,
                   *nothing = mk_unknown(ir, type_text, CAUSE_NO_ROWS, a->span);
    args[0] = mk_text(ir, str_of("; "), a->span);
    for (uint32_t i = 0; i < a->count; i++) {
        struct ir_node *value = place ? at_place(a, place, mk_int(ir, i, a->span))
                                      : mk_if(ir, has_value(a, i), a->of[i].value, nothing, a->span);
        args[i + 1] = value->type.kind == TYPE_TEXT ? value : mk_op1(ir, IR_TEXT, type_text, value, a->span);
    }
    return ir_make(ir, IR_JOIN, type_text, args, a->count + 1, a->span);
}

/* --- the call --- */

static struct ir_node *lower_of_lines(struct asked *a, struct aggregate_call *call) {
    switch (a->id) {
    case BUILTIN_COUNT:
        if (a->distinct) return count_different(a);
        if (call->value && a->type.kind == TYPE_BOOL) {
            for (uint32_t i = 0; i < a->count; i++) a->where[i] = mk_and(a->ir, a->where[i], a->of[i].value, a->span);
        }
        return count_lines(a, call->value && a->type.kind != TYPE_BOOL);
    case BUILTIN_ANY:
    case BUILTIN_ALL:
    case BUILTIN_NONE: return lower_any(a);
    default: break;
    }
    if (a->distinct) leave_repeated_out(a);
    switch (a->id) {
    case BUILTIN_SUM: return add_up(a, values_of(a, a->of[0].weight != NULL, false), a->type, true);
    case BUILTIN_AVG: return lower_mean(a);
    case BUILTIN_LEAST:
    case BUILTIN_GREATEST: return lower_extreme(a);
    case BUILTIN_MEDIAN: return lower_percentile(a, mk_int(a->ir, 50, a->span));
    case BUILTIN_PERCENTILE: return lower_percentile(a, call->parameter);
    case BUILTIN_LATEST:
    case BUILTIN_EARLIEST: return lower_latest(a);
    case BUILTIN_TEXT_LIST: return lower_text_list(a);
    default: return NULL;
    }
}

static bool sorts_lines(enum builtin_id id) {
    return id == BUILTIN_MEDIAN || id == BUILTIN_PERCENTILE || id == BUILTIN_LATEST || id == BUILTIN_EARLIEST;
}

/* What lines cannot be asked; the rest of a clause is checked like that of any rows. */
static bool may_be_asked(struct checker *checker, const struct aggregate_call *call) {
    const struct ast_arg_node *arg = &call->arg->arg;
    if (call->builtin->id == BUILTIN_STDDEV || arg->per.len) {
        struct span span = arg->per.len ? arg->per_span : call->e->span;
        struct diag *d = diag_new(checker->diags, E0221, span, "`%s` cannot be asked of the lines of a score",
                                  check_source_text(checker, span));
        diag_help(checker->diags, d,
                  arg->per.len ? "The lines of one account are looked through already: leave `per` out."
                               : "Ask for `min` and `max`, or for the average.");
        return false;
    }
    return (!sorts_lines(call->builtin->id) && !arg->by.len && !arg->distinct.file) ||
           may_be_sorted(checker, call->rows.parts, call->e->span);
}

struct ir_node *lower_parts_aggregate(struct checker *checker, struct aggregate_call *call) {
    uint32_t count = call->rows.parts->count;
    if (!may_be_asked(checker, call)) return NULL;
    struct operands *of = ARENA_ARRAY(checker->arena, struct operands, count);
    for (uint32_t i = 0; i < count; i++) {
        struct shown_line shown;
        show_line(checker, call->rows.parts, i, &shown);
        bool fine = check_operands(checker, call, &of[i]);
        hide_line(checker, &shown);
        if (!fine) return NULL;
    }
    if (call->take) {
        struct line_key *lines = ARENA_ARRAY(checker->arena, struct line_key, count);
        for (uint32_t i = 0; i < count; i++) lines[i].keys = of[i].by.nodes;
        keep_first(checker, &call->rows, lines, &of[0].by, 0, call->take, true, call->e->span);
    }
    const struct part_rows *rows = call->rows.parts;
    struct asked a = {.checker = checker,
                      .ir = checker->ir,
                      .id = call->builtin->id,
                      .distinct = call->arg->arg.distinct.file,
                      .count = count,
                      .of = of,
                      .span = call->e->span};
    a.type = of[0].value ? type_closed(of[0].value->type) : type_bool;
    a.where = ARENA_ARRAY(checker->arena, struct ir_node *, count);
    for (uint32_t i = 0; i < count; i++) a.where[i] = rows->where ? rows->where[i] : mk_bool(a.ir, true, a.span);
    struct ir_node *node = lower_of_lines(&a, call);
    bool strict = a.id == BUILTIN_COUNT || a.id == BUILTIN_SUM || a.id == BUILTIN_ANY || a.id == BUILTIN_ALL ||
                  a.id == BUILTIN_NONE;
    if (node && rows->doubt && strict)
        node = mk_if(a.ir, rows->doubt, mk_unknown(a.ir, node->type, CAUSE_UNDECIDED, a.span), node, a.span);
    return node && call->rows.via ? mk_gather(a.ir, call->rows.via, node, a.span) : node;
}
