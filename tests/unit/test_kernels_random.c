/* Graphs made at random, over values made at random, evaluated by the kernels and, row by row, by the plain definitions
 * of lang/base: both must agree on every node, whatever the mode, the bounds and the number of rows. */
#include "tests/unit/graph.h"
#include <stdio.h>
#include "lang/base/utf8.h"

enum { NODES = 90, POOL = 200, ROUNDS = 400 };
struct pool {
    struct ir_node *at[POOL];
    uint32_t len;
};
struct maker {
    struct graph g;
    struct pool numbers, bools, codes, dates, texts;
    uint64_t state;
};

static uint32_t next(struct maker *m, uint32_t below) {
    m->state = m->state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(m->state >> 33) % below;
}
static struct ir_node *any(struct maker *m, struct pool *pool) { return pool->at[next(m, pool->len)]; }
static void add(struct pool *pool, struct ir_node *node) {
    if (pool->len < POOL) pool->at[pool->len++] = node;
}

/* --- values --- */

/* Small and whole, with digits after the point, or as large as it gets: each field has a kind of its own. */
static struct value some_number(struct maker *m, uint32_t kind) {
    if (next(m, 8) == 0) return (struct value){.cause = CAUSE_MISSING};
    dec_int units = (dec_int)next(m, 200) - 100;
    unsigned scale = 0;
    if (kind == 1) {
        scale = next(m, 4);
    } else if (kind == 2) {
        units = (units * 1000003 + next(m, 1000)) * 1009 + next(m, 1000);
        scale = next(m, 10);
    } else if (kind == 3) {
        units = units * ((dec_int)1 << 57) + next(m, 1u << 30);
        scale = next(m, 3) == 0 ? 9 : 0;
    } else if (kind == 4) {
        units = units * dec_power10(24 + next(m, 3)) + next(m, 1000);
        scale = next(m, 10);
    }
    struct value value = {.known = true};
    if (dec_from_scaled(units, scale, &value.number) != DEC_OK) value.number = dec_one;
    return value;
}
static struct value some_bool(struct maker *m) {
    uint32_t which = next(m, 3);
    return (struct value){.known = which != 1, .truth = which == 2};
}
static struct value some_code(struct maker *m) {
    static const int codes[] = {-1, 0, 0, 1, 1, 2, 2, 3, 3, CODE_EXITED, CODE_EXITED + 1};
    return (struct value){.known = next(m, 8) != 0, .code = codes[next(m, 11)]};
}
static struct value some_date(struct maker *m) {
    uint32_t which = next(m, 12);
    if (which == 0) return (struct value){.cause = CAUSE_MISSING};
    if (which == 1) return (struct value){.known = true, .day = DATE_NEVER};
    if (which == 2)
        return (struct value){.known = true,
                              .day = next(m, 2) ? DATE_MAX - (date)next(m, 800) : DATE_MIN + (date)next(m, 800)};
    return (struct value){.known = true, .day = 20000 - 200 + (date)next(m, 1200)};
}
static struct value some_text(struct maker *m) {
    static const char *const texts[] = {"", "a", "ab", "b", "Straße", "abab", "12.5", "-3", "x;y"};
    return next(m, 8) == 0 ? (struct value){.cause = CAUSE_MISSING} : value_text(texts[next(m, 9)]);
}

static void fill_cells(struct maker *m, bool complete) {
    uint32_t kinds[4];
    for (int i = 0; i < 4; i++) kinds[i] = next(m, 5);
    for (uint32_t row = 0; row < BATCH_ROWS; row++) {
        for (int f = 0; f < FIELD_COUNT; f++) {
            struct value value;
            do {
                value = f <= N3   ? some_number(m, kinds[f])
                        : f <= B2 ? some_bool(m)
                        : f <= T2 ? some_text(m)
                        : f <= D1 ? some_date(m)
                                  : some_code(m);
            } while (complete && !value.known);
            graph_set(&m->g, f, row, value);
        }
    }
}

/* --- graphs --- */

static void add_leaves(struct maker *m) {
    struct graph *g = &m->g;
    for (int f = 0; f < FIELD_COUNT; f++)
        add(f <= N3   ? &m->numbers
            : f <= B2 ? &m->bools
            : f <= T2 ? &m->texts
            : f <= D1 ? &m->dates
                      : &m->codes,
            graph_field(g, f));
    for (uint32_t kind = 0; kind < 4; kind++) add(&m->numbers, graph_param(g, type_number, some_number(m, kind)));
    add(&m->numbers, graph_number(g, "2"));
    add(&m->numbers, graph_number(g, "0"));
    add(&m->bools, graph_param(g, type_bool, some_bool(m)));
    add(&m->codes, graph_param(g, type_of_category(&g->ladder), some_code(m)));
    add(&m->dates, graph_param(g, type_date, some_date(m)));
    add(&m->texts, graph_param(g, type_text, some_text(m)));
    add(&m->dates, mk_today(&g->framework.ir, (struct span){0}));
}

static void add_number(struct maker *m) {
    static const enum ir_op two[] = {IR_ADD, IR_SUB, IR_MUL, IR_MUL_EXACT, IR_DIV,
                                     IR_DIV, IR_MOD, IR_ADD, IR_SUB,       IR_MUL};
    static const enum ir_op one[] = {IR_NEG, IR_ABS, IR_SIGN, IR_FLOOR, IR_CEIL, IR_ROUND9};
    struct graph *g = &m->g;
    struct ir_node *node;
    uint32_t which = next(m, 26);
    if (which < 10)
        node = graph_op2(g, two[which], type_number, any(m, &m->numbers), any(m, &m->numbers));
    else if (which < 16)
        node = graph_op1(g, one[which - 10], type_number, any(m, &m->numbers));
    else if (which < 18)
        node = graph_op3(g, IR_IF, type_number, any(m, &m->bools), any(m, &m->numbers), any(m, &m->numbers));
    else if (which == 18)
        node = graph_op2(g, IR_OTHERWISE, type_number, any(m, &m->numbers), any(m, &m->numbers));
    else if (which == 19)
        node = graph_op3(g, next(m, 2) ? IR_MIN : IR_MAX, type_number, any(m, &m->numbers), any(m, &m->numbers),
                         any(m, &m->numbers));
    else if (which == 20)
        node = graph_op(
            g, IR_CASE, type_number,
            (struct ir_node *[]){any(m, &m->codes), any(m, &m->numbers), any(m, &m->numbers), any(m, &m->numbers)}, 4,
            0);
    else if (which == 21)
        node = graph_op(g, IR_BETWEEN, type_number, (struct ir_node *[]){any(m, &m->dates), any(m, &m->dates)}, 2,
                        (int32_t)next(m, 5));
    else if (which == 22)
        node = graph_op(g, IR_DATE_PART, type_number, (struct ir_node *[]){any(m, &m->dates)}, 1, (int32_t)next(m, 5));
    else if (which == 23)
        node = graph_op2(g, IR_STEPS, type_number, any(m, &m->codes), any(m, &m->codes));
    else if (which == 24)
        node = graph_op3(g, IR_COUNT_TRUE, type_number, any(m, &m->bools), any(m, &m->bools), any(m, &m->bools));
    else
        node = next(m, 2) ? graph_op2(g, IR_ROUND, type_number, any(m, &m->numbers), any(m, &m->numbers))
                          : graph_op1(g, next(m, 2) ? IR_LENGTH : IR_NUMBER, type_number, any(m, &m->texts));
    add(&m->numbers, node);
}

static void add_bool(struct maker *m) {
    static const enum ir_op relations[] = {IR_EQ, IR_LT, IR_LE};
    static const enum ir_op one[] = {IR_NOT, IR_IS_TRUE, IR_IS_POSSIBLE};
    struct graph *g = &m->g;
    struct ir_node *node, *args[4];
    enum ir_op relation = relations[next(m, 3)];
    uint32_t which = next(m, 16);
    if (which < 5)
        node = graph_op2(g, relation, type_bool, any(m, &m->numbers), any(m, &m->numbers));
    else if (which == 5)
        node = graph_op2(g, relation, type_bool, any(m, &m->codes), any(m, &m->codes));
    else if (which == 6)
        node = graph_op2(g, relation, type_bool, any(m, &m->dates), any(m, &m->dates));
    else if (which == 7)
        node = graph_op2(g, relation, type_bool, any(m, &m->texts), any(m, &m->texts));
    else if (which == 8)
        node = graph_op1(g, one[next(m, 3)], type_bool, any(m, &m->bools));
    else if (which < 11)
        node = graph_op3(g, next(m, 2) ? IR_AND : IR_OR, type_bool, any(m, &m->bools), any(m, &m->bools),
                         any(m, &m->bools));
    else if (which == 11)
        node = graph_op1(g, IR_IS_KNOWN, type_bool, next(m, 2) ? any(m, &m->numbers) : any(m, &m->bools));
    else if (which == 12)
        node = graph_op3(g, IR_IF, type_bool, any(m, &m->bools), any(m, &m->bools), any(m, &m->bools));
    else if (which == 13)
        node = graph_op2(g, next(m, 2) ? IR_OTHERWISE : relation, type_bool, any(m, &m->bools), any(m, &m->bools));
    else if (which == 14)
        node = graph_op1(g, IR_IS_EXITED, type_bool, any(m, &m->codes));
    else {
        bool at_least = next(m, 2);
        for (int i = 0; i < 4; i++) args[i] = any(m, &m->bools);
        args[0] = at_least ? any(m, &m->numbers) : any(m, &m->codes);
        node = graph_op(g, at_least ? IR_AT_LEAST : IR_CASE, type_bool, args, 4, 0);
    }
    add(&m->bools, node);
}

static void add_other(struct maker *m) {
    static const enum ir_op picks[] = {IR_FIRST_TRUE, IR_LEADING_TRUE, IR_LAST_TRUE};
    struct graph *g = &m->g;
    struct type ladder = type_of_category(&g->ladder);
    switch (next(m, 10)) {
    case 0:
        add(&m->codes,
            graph_op3(g, picks[next(m, 3)], ladder, any(m, &m->bools), any(m, &m->bools), any(m, &m->bools)));
        break;
    case 1:
        add(&m->codes, graph_op(g, IR_SHIFT, ladder, (struct ir_node *[]){any(m, &m->codes)}, 1, next(m, 2) ? 1 : -1));
        break;
    case 2: add(&m->codes, graph_op3(g, IR_IF, ladder, any(m, &m->bools), any(m, &m->codes), any(m, &m->codes))); break;
    case 3:
        add(&m->codes, graph_op2(g, next(m, 2) ? IR_MIN : IR_OTHERWISE, ladder, any(m, &m->codes), any(m, &m->codes)));
        break;
    case 4:
        add(&m->dates,
            graph_op2(g, next(m, 2) ? IR_ADD_MONTHS : IR_ADD_DAYS, type_date, any(m, &m->dates), any(m, &m->numbers)));
        break;
    case 5:
        add(&m->dates, graph_op(g, next(m, 2) ? IR_START_OF : IR_END_OF, type_date,
                                (struct ir_node *[]){any(m, &m->dates)}, 1, (int32_t)next(m, 5)));
        break;
    case 6:
        add(&m->dates,
            graph_op2(g, next(m, 2) ? IR_MAX : IR_OTHERWISE, type_date, any(m, &m->dates), any(m, &m->dates)));
        break;
    case 7:
        add(&m->texts, graph_op3(g, IR_IF, type_text, any(m, &m->bools), any(m, &m->texts), any(m, &m->texts)));
        break;
    case 8: add(&m->texts, graph_op1(g, IR_TEXT, type_text, any(m, &m->numbers))); break;
    case 9:
        add(&m->texts, graph_op2(g, IR_DECIMALS, type_text, any(m, &m->numbers),
                                 mk_int(&g->framework.ir, next(m, 10), (struct span){0})));
        break;
    }
}

/* --- the same by definition --- */

struct reference {
    struct maker *m;
    uint32_t row;
    struct value *values; /* by node id */
    bool *exact;
};

static const struct value nothing;

static struct value truth_from(int letter) { return (struct value){.known = letter != 1, .truth = letter == 2}; }
static int letter_of(struct value v) { return !v.known ? 1 : v.truth ? 2 : 0; }
static int plain_code(int code) { return code < CODE_EXITED ? code : CODE_EXITED; }

static int compare_values(struct type type, struct value a, struct value b) {
    switch (repr_of(type)) {
    case REPR_BOOL: return (int)a.truth - (int)b.truth;
    case REPR_NUMBER: return dec_compare(a.number, b.number);
    case REPR_TEXT: return str_compare(a.text, b.text);
    case REPR_DATE: return (a.day > b.day) - (a.day < b.day);
    case REPR_CODE: return plain_code(a.code) - plain_code(b.code);
    case REPR_ROW: break;
    }
    return 0;
}

static bool same_value(struct type type, struct value a, struct value b) {
    if (a.known != b.known) return false;
    if (!a.known) return true;
    return repr_of(type) == REPR_CODE ? a.code == b.code : compare_values(type, a, b) == 0;
}

static struct value number_or_nothing(enum dec_status status, struct dec number) {
    return status == DEC_OK || status == DEC_ROUNDED ? (struct value){.known = true, .number = number} : nothing;
}

static struct value arithmetic(const struct ir_node *node, const struct value *a, bool exact) {
    struct dec out = dec_zero;
    enum dec_status status = DEC_OK;
    int64_t places;
    switch (node->op) {
    case IR_NEG: out = dec_neg(a[0].number); break;
    case IR_ABS: out = dec_abs(a[0].number); break;
    case IR_SIGN: out = dec_from_int(dec_sign(a[0].number)); break;
    case IR_FLOOR: status = dec_floor(a[0].number, &out); break;
    case IR_CEIL: status = dec_ceil(a[0].number, &out); break;
    case IR_ROUND9: status = dec_round9(a[0].number, &out); break;
    case IR_ADD: status = dec_add(a[0].number, a[1].number, &out); break;
    case IR_SUB: status = dec_sub(a[0].number, a[1].number, &out); break;
    case IR_MUL: status = (exact ? dec_mul_exact : dec_mul)(a[0].number, a[1].number, &out); break;
    case IR_MUL_EXACT: status = dec_mul_exact(a[0].number, a[1].number, &out); break;
    case IR_DIV: status = dec_div(a[0].number, a[1].number, &out); break;
    case IR_MOD: status = dec_mod(a[0].number, a[1].number, &out); break;
    case IR_ROUND:
        if (!dec_is_whole(a[1].number) || !dec_to_scaled(a[1].number, 0, &places) || places < -29 || places > 9)
            return nothing;
        status = dec_round(a[0].number, (int)places, &out);
        break;
    default: fail();
    }
    return number_or_nothing(status, out);
}

static int64_t floor_by(int64_t a, int64_t b) { return a / b - (a % b < 0); }

static struct value calendar(const struct ir_node *node, const struct value *a) {
    bool second = node->op == IR_BETWEEN, never = a[0].day == DATE_NEVER || (second && a[1].day == DATE_NEVER);
    int64_t count, months;
    struct date_parts parts;
    date day = 0;
    switch (node->op) {
    case IR_ADD_MONTHS:
    case IR_ADD_DAYS:
        if (!dec_is_whole(a[1].number) || !dec_to_scaled(a[1].number, 0, &count)) return nothing;
        if (!(node->op == IR_ADD_MONTHS ? date_add_months : date_add_days)(a[0].day, count, &day)) return nothing;
        return (struct value){.known = true, .day = day};
    case IR_BETWEEN:
        if (never) return nothing;
        months = date_months_between(a[0].day, a[1].day);
        count = a[1].day - a[0].day;
        switch ((enum date_unit)node->index) {
        case DATE_DAY: break;
        case DATE_WEEK: count = floor_by(count, 7); break;
        case DATE_MONTH: count = months; break;
        case DATE_QUARTER: count = floor_by(months, 3); break;
        case DATE_YEAR: count = floor_by(months, 12); break;
        }
        return (struct value){.known = true, .number = dec_from_int(count)};
    case IR_DATE_PART:
        if (never) return nothing;
        parts = date_parts_of(a[0].day);
        int part[] = {parts.year, (parts.month + 2) / 3, parts.month, parts.day, date_weekday(a[0].day)};
        return (struct value){.known = true, .number = dec_from_int(part[node->index])};
    default:
        return (struct value){
            .known = true,
            .day = (node->op == IR_START_OF ? date_start_of : date_end_of)(a[0].day, (enum date_unit)node->index)};
    }
}

static struct value logic(const struct ir_node *node, const struct value *a) {
    int low = 2, high = 0, first = (int)node->arg_count, last = -1, leading = -1;
    for (int k = node->op == IR_AT_LEAST; k < (int)node->arg_count; k++) {
        int letter = letter_of(a[k]);
        if (letter < low) low = letter;
        if (letter > high) high = letter;
        if (letter == 2) {
            if (first == (int)node->arg_count) first = k;
            if (leading == k - 1) leading = k;
            last = k;
        }
    }
    int trues = 0, possible = 0;
    for (uint32_t k = node->op == IR_AT_LEAST; k < node->arg_count; k++) {
        trues += letter_of(a[k]) == 2;
        possible += letter_of(a[k]) >= 1;
    }
    switch (node->op) {
    case IR_NOT: return truth_from(2 - letter_of(a[0]));
    case IR_AND: return truth_from(low);
    case IR_OR: return truth_from(high);
    case IR_IS_TRUE: return truth_from(letter_of(a[0]) == 2 ? 2 : 0);
    case IR_IS_POSSIBLE: return truth_from(letter_of(a[0]) >= 1 ? 2 : 0);
    case IR_COUNT_TRUE: return (struct value){.known = true, .number = dec_from_int(trues)};
    case IR_FIRST_TRUE: return value_code(first);
    case IR_LAST_TRUE: return value_code(last);
    case IR_LEADING_TRUE: return value_code(leading);
    default:
        if (!a[0].known) return nothing;
        return truth_from((dec_compare(dec_from_int(trues), a[0].number) >= 0) +
                          (dec_compare(dec_from_int(possible), a[0].number) >= 0));
    }
}

static struct value extreme(const struct ir_node *node, const struct value *a) {
    struct value best = a[0];
    for (uint32_t k = 0; k < node->arg_count; k++) {
        if (repr_of(node->type) == REPR_CODE && a[k].code >= CODE_EXITED) return nothing;
        int order = compare_values(node->type, a[k], best);
        if (node->op == IR_MIN ? order < 0 : order > 0) best = a[k];
    }
    return best;
}

static struct value texts(struct reference *r, const struct ir_node *node, const struct value *a) {
    char text[DEC_TEXT_MAX];
    struct dec number;
    size_t length;
    switch (node->op) {
    case IR_LENGTH: return (struct value){.known = true, .number = dec_from_int((int64_t)utf8_length(a[0].text))};
    case IR_NUMBER: {
        enum dec_status status = dec_parse(a[0].text, false, &number);
        return number_or_nothing(status, status == DEC_OK ? number : dec_zero);
    }
    case IR_TEXT: length = dec_format(a[0].number, text); break;
    default: length = dec_format_places(a[0].number, (unsigned)a[1].number.n, text); break;
    }
    return (struct value){.known = true, .text = {arena_strndup(&r->m->g.arena, text, length), length}};
}

/* Operators that are unknown as soon as an argument is. */
static struct value strict(struct reference *r, const struct ir_node *node, const struct value *a) {
    int to;
    for (uint32_t k = 0; k < node->arg_count; k++) {
        if (!a[k].known) return nothing;
    }
    switch (node->op) {
    case IR_EQ: return truth_from(compare_values(node->args[0]->type, a[0], a[1]) == 0 ? 2 : 0);
    case IR_LT:
    case IR_LE:
        if (repr_of(node->args[0]->type) == REPR_CODE && (a[0].code >= CODE_EXITED || a[1].code >= CODE_EXITED))
            return truth_from(0);
        return truth_from(compare_values(node->args[0]->type, a[0], a[1]) < (node->op == IR_LE) ? 2 : 0);
    case IR_MIN:
    case IR_MAX: return extreme(node, a);
    case IR_STEPS:
        if (a[0].code >= CODE_EXITED || a[1].code >= CODE_EXITED) return nothing;
        return (struct value){.known = true, .number = dec_from_int(a[1].code - a[0].code)};
    case IR_IS_EXITED: return truth_from(a[0].code >= CODE_EXITED ? 2 : 0);
    case IR_SHIFT:
        to = a[0].code + node->index;
        return a[0].code >= CODE_EXITED || to < 0 || to > 3 ? nothing : value_code(to);
    case IR_ADD_MONTHS:
    case IR_ADD_DAYS:
    case IR_BETWEEN:
    case IR_DATE_PART:
    case IR_START_OF:
    case IR_END_OF: return calendar(node, a);
    case IR_LENGTH:
    case IR_NUMBER:
    case IR_TEXT:
    case IR_DECIMALS: return texts(r, node, a);
    default: return arithmetic(node, a, r->exact[node->id]);
    }
}

static struct value by_definition(struct reference *r, const struct ir_node *node) {
    struct value a[8];
    for (uint32_t k = 0; k < node->arg_count; k++) a[k] = r->values[node->args[k]->id];
    switch (node->op) {
    case IR_CONST: return node->constant;
    case IR_PARAM: return r->m->g.param_values[node->index];
    case IR_TODAY: return (struct value){.known = true, .day = r->m->g.today};
    case IR_FIELD: return r->m->g.cells[node->index][r->row];
    case IR_NOT:
    case IR_AND:
    case IR_OR:
    case IR_AT_LEAST:
    case IR_COUNT_TRUE:
    case IR_IS_TRUE:
    case IR_IS_POSSIBLE:
    case IR_FIRST_TRUE:
    case IR_LEADING_TRUE:
    case IR_LAST_TRUE: return logic(node, a);
    case IR_IS_KNOWN: return truth_from(a[0].known ? 2 : 0);
    case IR_IF:
        if (a[0].known) return a[0].truth ? a[1] : a[2];
        return a[1].known && a[2].known && compare_values(node->type, a[1], a[2]) == 0 ? a[2] : nothing;
    case IR_OTHERWISE: return a[0].known ? a[0] : a[1];
    case IR_CASE:
        if (!a[0].known) return nothing;
        return a[0].code >= 0 && a[0].code < (int)node->arg_count - 2 ? a[a[0].code + 1] : a[node->arg_count - 1];
    default: return strict(r, node, a);
    }
}

/* A product is exact when something in it was divided or multiplied exactly. */
static bool is_exact(const struct reference *r, const struct ir_node *node) {
    switch (node->op) {
    case IR_CONST:
        return node->type.kind == TYPE_NUMBER && node->constant.known && !dec_is_plain(node->constant.number);
    case IR_DIV:
    case IR_MUL_EXACT: return true;
    case IR_NEG:
    case IR_ADD:
    case IR_SUB:
    case IR_MUL:
    case IR_ABS:
    case IR_MOD:
    case IR_IF:
    case IR_OTHERWISE:
    case IR_CASE:
    case IR_MIN:
    case IR_MAX:
        for (uint32_t k = 0; k < node->arg_count; k++) {
            if (r->exact[node->args[k]->id]) return true;
        }
        return false;
    default: return false;
    }
}

static void show_difference(const struct maker *m, const struct ir_node *node, uint32_t row, struct value want,
                            struct value got) {
    char a[DEC_TEXT_MAX] = "", b[DEC_TEXT_MAX] = "";
    if (repr_of(node->type) == REPR_NUMBER) {
        if (want.known) dec_format(want.number, a);
        if (got.known) dec_format(got.number, b);
    }
    struct buf dump;
    buf_init(&dump);
    plan_dump(m->g.plan, &dump);
    fputs(dump.ptr, stdout);
    buf_release(&dump);
    fail_msg("%%%u = %s, row %u: wanted %d %d %s, got %d %d %s", node->id, ir_op_name(node->op), row, want.known,
             want.code, a, got.known, got.code, b);
}

static void check_all(struct maker *m, struct ir_node *const *nodes, uint32_t count, uint32_t rows) {
    const struct ir *ir = &m->g.framework.ir;
    struct reference r = {.m = m};
    bool *wanted = mem_alloc(ir->nodes.len);
    for (uint32_t i = 0; i < count; i++) wanted[nodes[i]->id] = true;
    r.values = mem_alloc(sizeof *r.values * ir->nodes.len);
    r.exact = mem_alloc(ir->nodes.len);
    for (uint32_t id = 0; id < ir->nodes.len; id++) r.exact[id] = is_exact(&r, ir->nodes.at[id]);
    for (r.row = 0; r.row < rows; r.row++) {
        for (uint32_t id = 0; id < ir->nodes.len; id++) {
            const struct ir_node *node = ir->nodes.at[id];
            r.values[id] = by_definition(&r, node);
            if (!wanted[id]) continue;
            struct value got = graph_value(&m->g, node, r.row);
            if (!same_value(node->type, r.values[id], got)) show_difference(m, node, r.row, r.values[id], got);
        }
    }
    mem_free(wanted);
    mem_free(r.values);
    mem_free(r.exact);
}

static void one_round(struct maker *m, uint64_t seed) {
    *m = (struct maker){.state = seed * 77777 + 1};
    graph_init(&m->g);
    add_leaves(m);
    for (int i = 0; i < NODES; i++) {
        uint32_t which = next(m, 4);
        if (which < 2)
            add_number(m);
        else if (which == 2)
            add_bool(m);
        else
            add_other(m);
    }
    m->g.loose = next(m, 2);
    fill_cells(m, next(m, 4) == 0);
    uint32_t rows = seed % 4 == 0 && BATCH_ROWS > 64 ? 64 : 3;
    struct ir *ir = &m->g.framework.ir;
    graph_run(&m->g, ir->nodes.at, ir->nodes.len, PLAN_KEEP, rows);
    check_all(m, ir->nodes.at, ir->nodes.len, rows);
    /* The last nodes of each kind alone, with slots used again and again; twice, to see that nothing is left over. */
    struct ir_node *roots[] = {m->numbers.at[m->numbers.len - 1], m->bools.at[m->bools.len - 1],
                               m->codes.at[m->codes.len - 1],     m->dates.at[m->dates.len - 1],
                               m->texts.at[m->texts.len - 1],     m->numbers.at[m->numbers.len - 2]};
    graph_run(&m->g, roots, 6, PLAN_FAST, rows);
    check_all(m, roots, 6, rows);
    fill_cells(m, false);
    graph_fill(&m->g, 2);
    run_batch(m->g.run, &m->g.batch);
    check_all(m, roots, 6, 2);
    graph_release(&m->g);
}

static void kernels_agree_with_definitions(void **state) {
    (void)state;
    struct maker *m = mem_alloc(sizeof *m);
    for (uint64_t seed = 1; seed <= ROUNDS; seed++) one_round(m, seed);
    mem_free(m);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(kernels_agree_with_definitions)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
