/* Folding: arithmetic on constants with the same exact numbers that evaluation uses, so that what is written in the
 * framework and what is computed from data never differ.
 * SPDX-License-Identifier: MIT */
#include "lang/fold.h"
#include "lang/base/mem.h"

static struct value unknown_because(enum cause cause) {
    return (struct value){.known = false, .cause = cause};
}

static struct value truth_of(bool truth) {
    return (struct value){.known = true, .truth = truth};
}

static struct value number_of(enum dec_status status, struct dec number) {
    if (status == DEC_OVERFLOW) return unknown_because(CAUSE_OVERFLOW);
    if (status == DEC_BY_ZERO) return unknown_because(CAUSE_BY_ZERO);
    return (struct value){.known = true, .number = number};
}

static struct value whole_of(int64_t number) {
    return (struct value){.known = true, .number = dec_from_int(number)};
}

static bool is_exited(int32_t code) {
    return code >= CODE_EXITED;
}

bool fold_equal(struct type type, const struct value *a, const struct value *b) {
    switch (type.kind) {
    case TYPE_BOOL: return a->truth == b->truth;
    case TYPE_NUMBER:
    case TYPE_PERIOD: return dec_compare(a->number, b->number) == 0;
    case TYPE_DATE: return a->day == b->day;
    case TYPE_CATEGORY: return a->code == b->code || (is_exited(a->code) && is_exited(b->code));
    case TYPE_TEXT: return str_equal(a->text, b->text);
    case TYPE_ERROR:
    case TYPE_ANY:
    case TYPE_RECORD:
    case TYPE_LIST: break;
    }
    return false;
}

/* <0, 0, >0; codes of exited accounts must not get here. */
static int compare(struct type type, const struct value *a, const struct value *b) {
    switch (type.kind) {
    case TYPE_NUMBER:
    case TYPE_PERIOD: return dec_compare(a->number, b->number);
    case TYPE_DATE: return (a->day > b->day) - (a->day < b->day);
    case TYPE_CATEGORY: return (a->code > b->code) - (a->code < b->code);
    case TYPE_TEXT: return str_compare(a->text, b->text);
    case TYPE_BOOL: return (int)a->truth - (int)b->truth;
    case TYPE_ERROR:
    case TYPE_ANY:
    case TYPE_RECORD:
    case TYPE_LIST: break;
    }
    return 0;
}

static bool fold_arithmetic(enum ir_op op, const struct value *a, const struct value *b, struct value *out) {
    struct dec r = dec_zero;
    switch (op) {
    case IR_NEG: *out = number_of(DEC_OK, dec_neg(a->number)); return true;
    case IR_ABS: *out = number_of(DEC_OK, dec_abs(a->number)); return true;
    case IR_SIGN: *out = whole_of(dec_sign(a->number)); return true;
    case IR_FLOOR: *out = number_of(dec_floor(a->number, &r), r); return true;
    case IR_CEIL: *out = number_of(dec_ceil(a->number, &r), r); return true;
    case IR_ROUND9: *out = number_of(dec_round9(a->number, &r), r); return true;
    default: break;
    }
    enum dec_status status;
    switch (op) {
    case IR_ADD: status = dec_add(a->number, b->number, &r); break;
    case IR_SUB: status = dec_sub(a->number, b->number, &r); break;
    case IR_MUL: status = dec_mul(a->number, b->number, &r); break;
    case IR_MUL_EXACT:
        if (dec_sign(b->number) == 0) {
            *out = whole_of(0);
            return true;
        }
        /* Divided by the reciprocal, which is exact where dec_mul would round. */
        status = dec_div(a->number, b->number.n > 0 ? (struct dec){b->number.d, b->number.n} : (struct dec){-b->number.d, -b->number.n}, &r);
        break;
    case IR_DIV: status = dec_div(a->number, b->number, &r); break;
    case IR_MOD: status = dec_mod(a->number, b->number, &r); break;
    case IR_ROUND:
        if (!dec_is_whole(b->number) || dec_compare(b->number, dec_from_int(-29)) < 0 || dec_compare(b->number, dec_from_int(DEC_PLACES)) > 0) return false;
        status = dec_round(a->number, (int)b->number.n, &r);
        break;
    default: return false;
    }
    *out = number_of(status, r);
    return true;
}

static bool whole_number(struct dec number, int64_t *out) {
    return dec_is_whole(number) && dec_to_scaled(number, 0, out);
}

static int64_t floor_div(int64_t a, int64_t b) {
    return a / b - (a % b != 0 && (a < 0) != (b < 0));
}

static bool fold_date(enum ir_op op, const struct value *a, const struct value *b, int32_t index, struct value *out) {
    switch (op) {
    case IR_ADD_MONTHS:
    case IR_ADD_DAYS: {
        int64_t count;
        if (!dec_is_whole(b->number)) {
            *out = unknown_because(CAUSE_NOT_WHOLE);
        } else if (!whole_number(b->number, &count)) {
            *out = unknown_because(CAUSE_OVERFLOW);
        } else {
            date day;
            bool fits = op == IR_ADD_MONTHS ? date_add_months(a->day, count, &day) : date_add_days(a->day, count, &day);
            *out = fits ? (struct value){.known = true, .day = day} : unknown_because(CAUSE_OVERFLOW);
        }
        return true;
    }
    case IR_BETWEEN: {
        if (a->day == DATE_NEVER || b->day == DATE_NEVER) {
            *out = unknown_because(CAUSE_NEVER);
            return true;
        }
        int64_t days = (int64_t)b->day - a->day;
        switch ((enum date_unit)index) {
        case DATE_DAY: *out = whole_of(days); break;
        case DATE_WEEK: *out = whole_of(floor_div(days, 7)); break;
        case DATE_MONTH: *out = whole_of(date_months_between(a->day, b->day)); break;
        case DATE_QUARTER: *out = whole_of(floor_div(date_months_between(a->day, b->day), 3)); break;
        case DATE_YEAR: *out = whole_of(floor_div(date_months_between(a->day, b->day), 12)); break;
        }
        return true;
    }
    case IR_DATE_PART: {
        if (a->day == DATE_NEVER) {
            *out = unknown_because(CAUSE_NEVER);
            return true;
        }
        struct date_parts parts = date_parts_of(a->day);
        switch ((enum ir_date_part)index) {
        case PART_YEAR: *out = whole_of(parts.year); break;
        case PART_QUARTER: *out = whole_of((parts.month + 2) / 3); break;
        case PART_MONTH: *out = whole_of(parts.month); break;
        case PART_DAY: *out = whole_of(parts.day); break;
        case PART_WEEKDAY: *out = whole_of(date_weekday(a->day)); break;
        }
        return true;
    }
    case IR_START_OF:
    case IR_END_OF: {
        date day = a->day;
        if (day != DATE_NEVER) day = op == IR_START_OF ? date_start_of(day, (enum date_unit)index) : date_end_of(day, (enum date_unit)index);
        *out = (struct value){.known = true, .day = day};
        return true;
    }
    default: return false;
    }
}

static bool fold_extreme(enum ir_op op, struct type type, struct ir_node *const *args, uint32_t count, struct value *out) {
    if (type.kind == TYPE_TEXT || type.kind == TYPE_BOOL) return false;
    const struct value *best = &args[0]->constant;
    for (uint32_t i = 0; i < count; i++) {
        const struct value *v = &args[i]->constant;
        if (type.kind == TYPE_CATEGORY && is_exited(v->code)) return false;
        int order = compare(type, v, best);
        if (op == IR_MIN ? order < 0 : order > 0) best = v;
    }
    *out = *best;
    return true;
}

/* Operators that look at each argument, known or not. */
static bool fold_logic(enum ir_op op, struct ir_node *const *args, uint32_t count, struct value *out) {
    const struct value *a = &args[0]->constant;
    switch (op) {
    case IR_IS_TRUE: *out = truth_of(a->known && a->truth); return true;
    case IR_IS_POSSIBLE: *out = truth_of(!a->known || a->truth); return true;
    case IR_IS_KNOWN: *out = truth_of(a->known); return true;
    case IR_COUNT_TRUE: {
        int64_t n = 0;
        for (uint32_t i = 0; i < count; i++) n += args[i]->constant.known && args[i]->constant.truth;
        *out = whole_of(n);
        return true;
    }
    case IR_FIRST_TRUE:
    case IR_LAST_TRUE:
    case IR_LEADING_TRUE: {
        int32_t code = op == IR_FIRST_TRUE ? (int32_t)count : -1;
        for (uint32_t i = 0; i < count; i++) {
            bool yes = args[i]->constant.known && args[i]->constant.truth;
            if (yes) code = (int32_t)i;
            if (yes ? op == IR_FIRST_TRUE : op == IR_LEADING_TRUE) break;
        }
        *out = (struct value){.known = true, .code = code};
        return true;
    }
    default: return false;
    }
}

static bool fold_compare(enum ir_op op, struct type type, const struct value *a, const struct value *b, struct value *out) {
    if (op == IR_EQ) {
        *out = truth_of(fold_equal(type, a, b));
        return true;
    }
    if (type.kind == TYPE_CATEGORY && (is_exited(a->code) || is_exited(b->code))) {
        *out = truth_of(false);
        return true;
    }
    int order = compare(type, a, b);
    *out = truth_of(op == IR_LT ? order < 0 : order <= 0);
    return true;
}

bool fold_constant(enum ir_op op, struct type type, struct ir_node *const *args, uint32_t count, int32_t index, struct value *out) {
    if (count == 0) return false;
    for (uint32_t i = 0; i < count; i++) {
        if (args[i]->op != IR_CONST) return false;
    }
    if (fold_logic(op, args, count, out)) return true;
    switch (op) { /* these decide about unknown arguments themselves, and fold_simplify knows them */
    case IR_AND: case IR_OR: case IR_AT_LEAST: case IR_IF: case IR_OTHERWISE: case IR_CASE: case IR_JOIN: case IR_LABELS: return false;
    default: break;
    }
    for (uint32_t i = 0; i < count; i++) {
        if (args[i]->constant.known) continue;
        *out = unknown_because(args[i]->constant.cause);
        return true;
    }
    const struct value *a = &args[0]->constant, *b = count > 1 ? &args[1]->constant : NULL;
    switch (op) {
    case IR_NOT: *out = truth_of(!a->truth); return true;
    case IR_EQ:
    case IR_LT:
    case IR_LE: return fold_compare(op, args[0]->type, a, b, out);
    case IR_MIN:
    case IR_MAX: return fold_extreme(op, type, args, count, out);
    case IR_STEPS:
        if (is_exited(a->code) || is_exited(b->code)) return false;
        *out = whole_of((int64_t)b->code - a->code);
        return true;
    case IR_IS_EXITED: *out = truth_of(is_exited(a->code)); return true;
    case IR_ADD_MONTHS:
    case IR_ADD_DAYS:
    case IR_BETWEEN:
    case IR_DATE_PART:
    case IR_START_OF:
    case IR_END_OF: return fold_date(op, a, b, index, out);
    default: return fold_arithmetic(op, a, b, out);
    }
}

/* `node` as the result of an operator of that type: a constant takes it on; another node only when it has it. */
static struct ir_node *as_type(struct ir *ir, struct ir_node *node, struct type type, struct span span) {
    struct type a = node->type;
    if (a.kind == type.kind && a.unit == type.unit && a.open == type.open && a.currency == type.currency && a.category == type.category &&
        a.period == type.period && a.record == type.record)
        return node;
    if (node->op == IR_CONST && (a.kind == type.kind || !node->constant.known)) return ir_const(ir, type, node->constant, span);
    return NULL;
}

/* and, or: what is neutral goes, what decides stays alone. */
static struct ir_node *simplify_junction(struct ir *ir, enum ir_op op, struct type type, struct ir_node *const *args, uint32_t count, struct span span) {
    bool deciding = op == IR_OR;
    uint32_t kept = 0, last = 0;
    for (uint32_t i = 0; i < count; i++) {
        bool constant = args[i]->op == IR_CONST && args[i]->constant.known;
        if (constant && args[i]->constant.truth == deciding) return args[i];
        if (!constant) {
            kept++;
            last = i;
        }
    }
    if (kept == 0) return count ? args[0] : ir_const(ir, type, truth_of(!deciding), span);
    if (kept == 1) return args[last];
    if (kept == count) return NULL;
    struct ir_node **rest = ARENA_ARRAY(ir->arena, struct ir_node *, kept);
    uint32_t n = 0;
    for (uint32_t i = 0; i < count; i++) {
        if (args[i]->op != IR_CONST || !args[i]->constant.known) rest[n++] = args[i];
    }
    return ir_make(ir, op, type, rest, kept, span);
}

static struct ir_node *simplify_if(struct ir *ir, struct type type, struct ir_node *const *args, struct span span) {
    struct ir_node *condition = args[0], *a = args[1], *b = args[2];
    bool same = a == b || (a->op == IR_CONST && b->op == IR_CONST && a->constant.known && b->constant.known && fold_equal(type, &a->constant, &b->constant));
    if (same && a->op == IR_CONST && a->constant.known) return as_type(ir, a, type, span);
    if (condition->op != IR_CONST) return NULL;
    if (condition->constant.known) return as_type(ir, condition->constant.truth ? a : b, type, span);
    if (a->op == IR_CONST && b->op == IR_CONST && !same) return ir_const(ir, type, unknown_because(condition->constant.cause), span);
    return NULL;
}

struct ir_node *fold_simplify(struct ir *ir, enum ir_op op, struct type type, struct ir_node *const *args, uint32_t count, struct span span) {
    switch (op) {
    case IR_AND:
    case IR_OR: return simplify_junction(ir, op, type, args, count, span);
    case IR_IF: return simplify_if(ir, type, args, span);
    case IR_NOT: return args[0]->op == IR_NOT ? args[0]->args[0] : NULL;
    case IR_OTHERWISE: {
        if (args[0]->op != IR_CONST) return NULL;
        return as_type(ir, args[args[0]->constant.known ? 0 : 1], type, span);
    }
    case IR_CASE: {
        if (args[0]->op != IR_CONST) return NULL;
        const struct value *code = &args[0]->constant;
        if (!code->known) return ir_const(ir, type, unknown_because(code->cause), span);
        uint32_t last = count - 1;
        return as_type(ir, args[code->code >= 0 && (uint32_t)code->code < last - 1 ? (uint32_t)code->code + 1 : last], type, span);
    }
    default: return NULL;
    }
}
