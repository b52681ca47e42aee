/* Short ways of making nodes. Each works out the type of its result and leaves the rest to ir_make.
 * SPDX-License-Identifier: MIT */
#include "lang/mk.h"

const struct type type_bool = {.kind = TYPE_BOOL};
const struct type type_number = {.kind = TYPE_NUMBER};
const struct type type_percent = {.kind = TYPE_NUMBER, .unit = UNIT_PERCENT};
const struct type type_text = {.kind = TYPE_TEXT};
const struct type type_date = {.kind = TYPE_DATE};

struct type type_of_category(const struct category *category) {
    return (struct type){.kind = TYPE_CATEGORY, .category = category};
}

struct type type_of_period(enum period_kind kind) {
    return (struct type){.kind = TYPE_PERIOD, .period = kind};
}

/* --- constants --- */

struct ir_node *mk_bool(struct ir *ir, bool truth, struct span span) {
    return ir_const(ir, type_bool, (struct value){.known = true, .truth = truth}, span);
}

struct ir_node *mk_number(struct ir *ir, struct type type, struct dec number, struct span span) {
    return ir_const(ir, type, (struct value){.known = true, .number = number}, span);
}

struct ir_node *mk_int(struct ir *ir, int64_t number, struct span span) {
    return mk_number(ir, type_number, dec_from_int(number), span);
}

struct ir_node *mk_text(struct ir *ir, struct str text, struct span span) {
    return ir_const(ir, type_text, (struct value){.known = true, .text = text}, span);
}

struct ir_node *mk_date(struct ir *ir, date day, struct span span) {
    return ir_const(ir, type_date, (struct value){.known = true, .day = day}, span);
}

struct ir_node *mk_code(struct ir *ir, const struct category *category, int code, struct span span) {
    return ir_const(ir, type_of_category(category), (struct value){.known = true, .code = code}, span);
}

struct ir_node *mk_unknown(struct ir *ir, struct type type, enum cause cause, struct span span) {
    return ir_const(ir, type, (struct value){.known = false, .cause = cause}, span);
}

struct ir_node *mk_today(struct ir *ir, struct span span) {
    return ir_make(ir, IR_TODAY, type_date, NULL, 0, span);
}

/* --- operators of one, two or many --- */

struct ir_node *mk_op1(struct ir *ir, enum ir_op op, struct type type, struct ir_node *a, struct span span) {
    return a ? ir_make(ir, op, type, &a, 1, span) : NULL;
}

struct ir_node *mk_op2(struct ir *ir, enum ir_op op, struct type type, struct ir_node *a, struct ir_node *b, struct span span) {
    return a && b ? ir_make(ir, op, type, (struct ir_node *[]){a, b}, 2, span) : NULL;
}

static struct ir_node *junction(struct ir *ir, enum ir_op op, struct ir_node *const *items, uint32_t count, struct span span) {
    for (uint32_t i = 0; i < count; i++) {
        if (!items[i]) return NULL;
    }
    return ir_make(ir, op, type_bool, items, count, span);
}

struct ir_node *mk_not(struct ir *ir, struct ir_node *a, struct span span) {
    return mk_op1(ir, IR_NOT, type_bool, a, span);
}

struct ir_node *mk_and(struct ir *ir, struct ir_node *a, struct ir_node *b, struct span span) {
    return mk_op2(ir, IR_AND, type_bool, a, b, span);
}

struct ir_node *mk_or(struct ir *ir, struct ir_node *a, struct ir_node *b, struct span span) {
    return mk_op2(ir, IR_OR, type_bool, a, b, span);
}

struct ir_node *mk_all(struct ir *ir, struct ir_node *const *items, uint32_t count, struct span span) {
    return junction(ir, IR_AND, items, count, span);
}

struct ir_node *mk_any(struct ir *ir, struct ir_node *const *items, uint32_t count, struct span span) {
    return junction(ir, IR_OR, items, count, span);
}

struct ir_node *mk_is_true(struct ir *ir, struct ir_node *a, struct span span) {
    return mk_op1(ir, IR_IS_TRUE, type_bool, a, span);
}

struct ir_node *mk_is_possible(struct ir *ir, struct ir_node *a, struct span span) {
    return mk_op1(ir, IR_IS_POSSIBLE, type_bool, a, span);
}

struct ir_node *mk_is_known(struct ir *ir, struct ir_node *a, struct span span) {
    return mk_op1(ir, IR_IS_KNOWN, type_bool, a, span);
}

struct ir_node *mk_eq(struct ir *ir, struct ir_node *a, struct ir_node *b, struct span span) {
    return mk_op2(ir, IR_EQ, type_bool, a, b, span);
}

struct ir_node *mk_lt(struct ir *ir, struct ir_node *a, struct ir_node *b, struct span span) {
    return mk_op2(ir, IR_LT, type_bool, a, b, span);
}

struct ir_node *mk_le(struct ir *ir, struct ir_node *a, struct ir_node *b, struct span span) {
    return mk_op2(ir, IR_LE, type_bool, a, b, span);
}

struct ir_node *mk_if(struct ir *ir, struct ir_node *condition, struct ir_node *a, struct ir_node *b, struct span span) {
    return condition && a && b ? ir_make(ir, IR_IF, a->type, (struct ir_node *[]){condition, a, b}, 3, span) : NULL;
}

struct ir_node *mk_otherwise(struct ir *ir, struct ir_node *a, struct ir_node *b, struct span span) {
    return mk_op2(ir, IR_OTHERWISE, a ? a->type : type_bool, a, b, span);
}

struct ir_node *mk_case(struct ir *ir, struct ir_node *const *args, uint32_t count, struct span span) {
    for (uint32_t i = 0; i < count; i++) {
        if (!args[i]) return NULL;
    }
    return ir_make(ir, IR_CASE, args[1]->type, args, count, span);
}

struct ir_node *mk_date_plus(struct ir *ir, struct ir_node *day, struct ir_node *period, struct span span) {
    if (!day || !period) return NULL;
    return mk_op2(ir, period->type.period == PERIOD_DAYS ? IR_ADD_DAYS : IR_ADD_MONTHS, type_date, day, period, span);
}
