/* What was written, with values filled in.
 * SPDX-License-Identifier: MIT */
#include <string.h>

#include "lang/base/buf.h"
#include "runtime/explain/proof_parts.h"

#define FORMULA_MOST 90  /* bytes of a formula that is worth showing */
#define FORMULA_DEPTH 3  /* definitions written out inside each other */

/* --- the parts of an expression, in the order of the text --- */

VEC_TYPE(parts, const struct ast *);
struct gather {
    struct arena *arena;
    struct parts parts;
    bool call; /* the first child is what is called: a word, no value */
};

static void gather_child(struct ast *child, void *context) {
    struct gather *gather = context;
    bool callee = gather->call;
    gather->call = false;
    if (callee) return;
    const struct ast *part = child->kind == AST_ARG ? child->arg.value : child;
    if (!part || !part->span.file) return;
    vec_push(gather->arena, &gather->parts, part);
    for (uint32_t at = gather->parts.len - 1; at > 0 && gather->parts.at[at - 1]->span.start > part->span.start; at--) {
        gather->parts.at[at] = gather->parts.at[at - 1];
        gather->parts.at[at - 1] = part;
    }
}

static struct parts parts_of(const struct proof_maker *maker, const struct ast *e) {
    struct gather gather = {.arena = maker->arena, .call = e->kind == AST_CALL};
    ast_each_child(e, gather_child, &gather);
    return gather.parts;
}

bool proof_is_aggregate(const struct ast *e) {
    static const char *const of_rows[] = {"count", "any", "all", "none"}; /* whose list may stand alone */
    for (size_t i = 0; e->kind == AST_CALL && e->call.callee->kind == AST_NAME && i < sizeof of_rows / sizeof *of_rows; i++) {
        if (strcmp(e->call.callee->name.name.text, of_rows[i]) == 0) return true;
    }
    for (uint32_t i = 0; e->kind == AST_CALL && i < e->call.args.len; i++) {
        const struct ast *arg = e->call.args.at[i];
        if (arg->kind == AST_ARG && (arg->arg.over || arg->arg.where || arg->arg.keeping || arg->arg.take || arg->arg.per.len || arg->arg.by.len)) return true;
    }
    return false;
}

/* A name of what has a value that can differ from row to row, or be set: not a member of a category. */
static bool is_leaf(const struct proof_maker *maker, const struct ast *e, const struct ir_node **node) {
    *node = written_node(maker->checker, e);
    if (!*node || (*node)->type.kind == TYPE_LIST || (*node)->type.kind == TYPE_ANY) return false;
    if (e->kind != AST_NAME && e->kind != AST_MEMBER) return false;
    struct written_thing thing;
    return (*node)->op != IR_CONST || proof_find(maker, e, &thing);
}

static bool is_literal(const struct ast *e) {
    switch (e->kind) {
    case AST_NUMBER: case AST_TEXT: case AST_DATE: case AST_PERIOD: case AST_BOOL: case AST_UNKNOWN: case AST_NAME: case AST_MEMBER: return true;
    case AST_NEGATE: return is_literal(e->negate.operand);
    default: return false;
    }
}

/* --- filled --- */

static void put_filled(struct proof_maker *maker, const struct ast *e, bool operand, struct buf *out);

/* The words of an expression, each part put by `put_filled`. */
static void put_parts(struct proof_maker *maker, const struct ast *e, bool operands, struct buf *out) {
    struct parts parts = parts_of(maker, e);
    uint32_t at = e->span.start;
    for (uint32_t i = 0; i < parts.len; i++) {
        const struct ast *part = parts.at[i];
        if (part->span.start < at || part->span.end > e->span.end) continue;
        buf_puts(out, written_gap(maker->checker, (struct span){e->span.file, at, part->span.start}));
        put_filled(maker, part, operands, out);
        at = part->span.end;
    }
    buf_puts(out, written_gap(maker->checker, (struct span){e->span.file, at, e->span.end}));
}

static void put_value(struct proof_maker *maker, const struct ir_node *node, bool bool_too, struct buf *out) {
    if (node->type.kind == TYPE_BOOL && !bool_too) return;
    struct value value = proof_read(maker, node);
    if (value.known) buf_puts(out, proof_value_text(maker, node));
}

/* `operand`: of a comparison, so that what is computed is followed by what it came to. */
static void put_filled(struct proof_maker *maker, const struct ast *e, bool operand, struct buf *out) {
    const struct ir_node *node;
    if (is_leaf(maker, e, &node)) {
        buf_puts(out, written_text(maker->checker, e->span));
        if (!proof_read(maker, node).known) return;
        if (node->type.kind == TYPE_BOOL) {
            buf_puts(out, proof_read(maker, node).truth ? " is true" : " is false");
            return;
        }
        buf_char(out, ' ');
        put_value(maker, node, true, out);
        return;
    }
    if (is_literal(e)) {
        buf_puts(out, written_text(maker->checker, e->span));
        return;
    }
    if (operand && node && node->type.kind != TYPE_LIST && node->type.kind != TYPE_ANY && node->op != IR_CONST) {
        buf_puts(out, written_text(maker->checker, e->span));
        if (!proof_read(maker, node).known) return;
        buf_puts(out, " (");
        put_value(maker, node, true, out);
        buf_char(out, ')');
        return;
    }
    if (proof_is_aggregate(e)) {
        buf_puts(out, written_text(maker->checker, e->span));
        return;
    }
    put_parts(maker, e, operand, out);
}

const char *proof_filled(struct proof_maker *maker, const struct ast *e) {
    struct buf out;
    buf_init(&out);
    const struct ir_node *node;
    if (is_leaf(maker, e, &node) || proof_is_aggregate(e) || is_literal(e)) put_filled(maker, e, true, &out);
    else put_parts(maker, e, true, &out);
    const char *text = arena_strndup(maker->arena, out.ptr, out.len);
    buf_release(&out);
    return text;
}

/* --- formulas --- */

static bool is_arithmetic(const struct ast *e) {
    return (e->kind == AST_BINARY && e->binary.op <= AST_OP_DIV) || e->kind == AST_NEGATE;
}

/* Whether there is a value in it, and all that it reads is known. */
enum { FORMULA_BARE, FORMULA_VALUED, FORMULA_UNKNOWN };
static int put_formula(struct proof_maker *maker, const struct ast *e, uint32_t depth, struct buf *out) {
    const struct ir_node *node;
    if (is_leaf(maker, e, &node)) {
        struct written_thing thing;
        bool known = proof_read(maker, node).known;
        if (known && depth < FORMULA_DEPTH && proof_find(maker, e, &thing) && thing.kind == WRITTEN_LET && thing.ast->kind == AST_LET && !thing.ast->let.function &&
            is_arithmetic(thing.ast->let.value)) {
            buf_char(out, '(');
            int valued = put_formula(maker, thing.ast->let.value, depth + 1, out);
            buf_char(out, ')');
            return valued;
        }
        if (known) put_value(maker, node, true, out);
        else buf_puts(out, written_text(maker->checker, e->span));
        return known ? FORMULA_VALUED : FORMULA_UNKNOWN;
    }
    if (is_literal(e) || proof_is_aggregate(e)) {
        bool aggregate = !is_literal(e) && node && proof_read(maker, node).known;
        if (aggregate) put_value(maker, node, true, out);
        else buf_puts(out, written_text(maker->checker, e->span));
        return aggregate ? FORMULA_VALUED : is_literal(e) ? FORMULA_BARE : FORMULA_UNKNOWN;
    }
    struct parts parts = parts_of(maker, e);
    uint32_t at = e->span.start;
    int all = FORMULA_BARE;
    for (uint32_t i = 0; i < parts.len && out->len <= FORMULA_MOST; i++) {
        const struct ast *part = parts.at[i];
        if (part->span.start < at || part->span.end > e->span.end) continue;
        buf_puts(out, written_gap(maker->checker, (struct span){e->span.file, at, part->span.start}));
        int one = put_formula(maker, part, depth, out);
        if (one > all) all = one;
        at = part->span.end;
    }
    buf_puts(out, written_gap(maker->checker, (struct span){e->span.file, at, e->span.end}));
    return all;
}

/* The one thing that a condition computes before it compares. */
static const struct ast *computed(struct proof_maker *maker, const struct ast *e) {
    const struct ast *operands[2] = {NULL, NULL};
    if (e->kind == AST_BINARY && e->binary.op >= AST_OP_EQ && e->binary.op <= AST_OP_GE) operands[0] = e->binary.left, operands[1] = e->binary.right;
    else if (e->kind == AST_BETWEEN) operands[0] = e->between.value;
    else if (e->kind == AST_IN) operands[0] = e->in.value;
    else return is_arithmetic(e) || e->kind == AST_CALL || e->kind == AST_AGE ? e : NULL;
    for (int i = 0; i < 2; i++) {
        const struct ast *operand = operands[i];
        struct written_thing thing;
        if (!operand) continue;
        if (operand->kind == AST_NAME && proof_find(maker, operand, &thing) && thing.kind == WRITTEN_LET && thing.ast->kind == AST_LET && !thing.ast->let.function)
            operand = thing.ast->let.value;
        if (is_arithmetic(operand) || operand->kind == AST_CALL || operand->kind == AST_AGE) return operand;
    }
    return NULL;
}

const char *proof_formula(struct proof_maker *maker, const struct ast *e) {
    const struct ast *what = computed(maker, e);
    if (!what || proof_is_aggregate(what)) return NULL;
    struct buf out;
    buf_init(&out);
    int valued = put_formula(maker, what, 0, &out);
    const char *text = valued == FORMULA_VALUED && out.len <= FORMULA_MOST ? arena_strndup(maker->arena, out.ptr, out.len) : NULL;
    if (text && what->parens && *text == '(' && text[out.len - 1] == ')') text = arena_strndup(maker->arena, text + 1, out.len - 2);
    buf_release(&out);
    return text;
}
