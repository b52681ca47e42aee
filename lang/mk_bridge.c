/* Making the operators that cross from one space to another, and counts with bounds.
 * SPDX-License-Identifier: MIT */
#include "lang/mk.h"
#include "lang/base/mem.h"
#include "lang/model.h"

#define MOST_ARGS 256  /* arguments of one bridge; keys and groups are far fewer: LIMIT_KEYS each */
#define KNOWN_DEPTH 12 /* how far mk_always_known looks */

struct ir_node *mk_ref(struct ir *ir, struct type type, uint32_t field, ir_space space, ir_space target,
                       struct span span) {
    return ir_make_bridge(ir, IR_REF, type, NULL, 0, (int32_t)field, (struct ir_layout){0}, space, target, span);
}

/* --- counts --- */

struct ir_node *mk_count(struct ir *ir, struct ir_node *low, struct ir_node *high, struct span span) {
    if (!low || !high || low == high) return low && high ? low : NULL;
    return mk_if(ir, mk_eq(ir, low, high, span), low, mk_unknown(ir, low->type, CAUSE_UNDECIDED, span), span);
}

bool mk_bounds(struct ir_node *node, struct ir_node **low, struct ir_node **high) {
    *low = *high = node;
    if (!node || node->op != IR_IF || node->args[2]->op != IR_CONST) return false;
    const struct value *other = &node->args[2]->constant;
    const struct ir_node *equal = node->args[0];
    if (other->known || other->cause != CAUSE_UNDECIDED || equal->op != IR_EQ || equal->args[0] != node->args[1])
        return false;
    *low = equal->args[0];
    *high = equal->args[1];
    return true;
}

struct ir_node *mk_in_order(struct ir *ir, struct ir_node *value, struct span span) {
    if (value->type.kind != TYPE_CATEGORY || !value->type.category || !value->type.category->is_ladder) return value;
    struct ir_node *exited = mk_op1(ir, IR_IS_EXITED, type_bool, value, span);
    return mk_if(ir, exited, mk_unknown(ir, value->type, CAUSE_NOT_A_STAGE, span), value, span);
}

bool mk_always_known(const struct ir_node *node) {
    const struct ir_node *path[KNOWN_DEPTH];
    uint32_t at[KNOWN_DEPTH], depth = 0;
    path[0] = node;
    at[0] = 0;
    for (;;) { /* a walk with its own stack, so that it ends early */
        const struct ir_node *n = path[depth];
        bool known = false;
        switch (n->op) {
        case IR_CONST:
            if (!n->constant.known) return false;
            known = true;
            break;
        case IR_TODAY:
        case IR_IS_TRUE:
        case IR_IS_POSSIBLE:
        case IR_IS_KNOWN:
        case IR_IS_MISSING:
        case IR_IS_INVALID:
        case IR_COUNT_TRUE:
        case IR_FIRST_TRUE:
        case IR_LAST_TRUE:
        case IR_LEADING_TRUE:
        case IR_KEEP:
        case IR_LABELS: known = true; break;
        case IR_REDUCE:
            known = n->index == AGGREGATE_COUNT_LOW || n->index == AGGREGATE_COUNT_HIGH ||
                    n->index == AGGREGATE_COUNT_KNOWN || n->index == AGGREGATE_DISTINCT_LOW ||
                    n->index == AGGREGATE_DISTINCT_HIGH || n->index == AGGREGATE_TEXT_LIST;
            if (!known) return false;
            break;
        case IR_OTHERWISE: /* known when the second is */
            if (at[depth] == 0) at[depth] = 1;
            break;
        case IR_NOT:
        case IR_AND:
        case IR_OR:
        case IR_EQ:
        case IR_LT:
        case IR_LE:
        case IR_IF: break;
        default: return false;
        }
        if (!known && at[depth] < n->arg_count) {
            const struct ir_node *child = n->args[at[depth]++];
            if (depth + 1 == KNOWN_DEPTH) return false;
            path[++depth] = child;
            at[depth] = 0;
            continue;
        }
        if (depth == 0) return true;
        depth--;
    }
}

/* --- bridges --- */

struct ir_node *mk_gather(struct ir *ir, struct ir_node *index, struct ir_node *value, struct span span) {
    if (!index || !value) return NULL;
    if (value->space == SPACE_POINT) return value;
    struct ir_node *low, *high;
    if (mk_bounds(value, &low, &high))
        return mk_count(ir, mk_gather(ir, index, low, span), mk_gather(ir, index, high, span), span);
    ASSERT(value->space == (index->type.record ? index->type.record->space : index->target));
    return ir_make_bridge(ir, IR_GATHER, value->type, (struct ir_node *[]){index, value}, 2, 0, (struct ir_layout){0},
                          index->space, value->target, span);
}

static uint32_t put(struct ir_node **args, uint32_t count, struct ir_node *node) {
    ASSERT(count < MOST_ARGS);
    if (node) args[count++] = node;
    return count;
}

static uint32_t put_keys(struct ir_node **args, uint32_t count, const struct mk_rows *rows) {
    for (uint32_t i = 0; i < rows->key_count; i++) count = put(args, count, rows->keys[i]);
    return count;
}

struct ir_node *mk_reduce(struct ir *ir, enum aggregate kind, struct type type, const struct mk_rows *rows,
                          struct span span) {
    struct ir_node *args[MOST_ARGS];
    uint32_t count = put(args, 0, rows->link);
    count = put(args, count, rows->where);
    count = put(args, count, rows->value);
    count = put(args, count, rows->parameter);
    count = put_keys(args, count, rows);
    const struct ir_layout layout = {.link = rows->link != NULL,
                                     .where = rows->where != NULL,
                                     .values = (uint8_t)((rows->value != NULL) + (rows->parameter != NULL)),
                                     .keys = (uint8_t)rows->key_count,
                                     .descending = rows->descending,
                                     .distinct = rows->distinct};
    return ir_make_bridge(ir, IR_REDUCE, type, args, count, (int32_t)kind, layout,
                          rows->link ? rows->link->target : SPACE_POINT, rows->space, span);
}

struct ir_node *mk_keep(struct ir *ir, const struct mk_rows *rows, struct span span) {
    struct ir_node *args[MOST_ARGS];
    uint32_t count = put(args, 0, rows->link);
    count = put(args, count, rows->where);
    for (uint32_t i = 0; i < rows->group_count; i++) count = put(args, count, rows->groups[i]);
    count = put(args, count, rows->parameter);
    count = put_keys(args, count, rows);
    const struct ir_layout layout = {.link = rows->link != NULL,
                                     .where = rows->where != NULL,
                                     .groups = (uint8_t)rows->group_count,
                                     .values = 1,
                                     .earlier = rows->earlier,
                                     .keys = (uint8_t)rows->key_count,
                                     .descending = rows->descending};
    return ir_make_bridge(ir, IR_KEEP, type_bool, args, count, 0, layout, rows->space, SPACE_POINT, span);
}
