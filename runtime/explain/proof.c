/* Proofs of expressions: the walk over the tree as it was written.
 * SPDX-License-Identifier: MIT */
#include "runtime/explain/proof.h"

#include <stdarg.h>
#include <string.h>

#include "lang/base/buf.h"
#include "lang/base/mem.h"
#include "runtime/app/cell.h"
#include "runtime/exec/cause.h"
#include "runtime/explain/proof_parts.h"
#include "runtime/explain/rows.h"

/* --- values --- */

bool proof_collecting(const struct proof_maker *maker) { return maker->run == NULL; }

static bool has_value(const struct ir_node *node) {
    return node && node->type.kind != TYPE_LIST && node->type.kind != TYPE_ANY && node->type.kind != TYPE_ERROR &&
           (node->space == SPACE_POINT || node->space == SPACE_SUBJECT);
}

struct value proof_read(struct proof_maker *maker, const struct ir_node *node) {
    struct value unknown = {0};
    if (!has_value(node)) return unknown;
    if (proof_collecting(maker)) {
        maker->need(maker->context, (struct ir_node *)node);
        return unknown;
    }
    if (node->op == IR_CONST) return node->constant;
    ASSERT(plan_has(maker->plan, node)); /* the same walk has asked for it */
    return vec_value(run_vec(maker->run, node), maker->row);
}

const char *proof_print(struct proof_maker *maker, const char *format, ...) {
    struct buf out;
    va_list args;
    buf_init(&out);
    va_start(args, format);
    buf_vprintf(&out, format, args);
    va_end(args);
    const char *text = arena_strndup(maker->arena, out.ptr, out.len);
    buf_release(&out);
    return text;
}

/* The key of a row that is referred to, where a field of the row says it. */
static const char *key_text(struct proof_maker *maker, const struct ir_node *node) {
    if (node->op != IR_REF || !maker->batch->wanted[node->index]) return "a row";
    const struct field *field = &maker->batch->record->fields[node->index];
    struct value key = vec_value(&maker->batch->fields[node->index], maker->row);
    if (!key.known) return "unknown";
    const struct record *record = field->type.record;
    struct type type = record && record->key >= 0 ? record->fields[record->key].type : (struct type){.kind = TYPE_TEXT};
    struct buf out;
    buf_init(&out);
    cell_people(type, &key, -1, NULL, &out);
    const char *text = arena_strndup(maker->arena, out.ptr, out.len);
    buf_release(&out);
    return text;
}

const char *proof_value_text(struct proof_maker *maker, const struct ir_node *node) {
    struct value value = proof_read(maker, node);
    if (!value.known) return "unknown";
    if (node->type.kind == TYPE_RECORD) return key_text(maker, node);
    if (node->type.kind == TYPE_BOOL) return value.truth ? "true" : "false";
    struct thresholds thresholds = thresholds_of(maker->settings, node, maker->arena);
    struct buf out;
    buf_init(&out);
    /* Stages and members are called here as the rules call them. */
    struct type type = node->type;
    if (maker->percent && type.kind == TYPE_NUMBER && type.unit == UNIT_PLAIN && node->fraction) type.unit = UNIT_PERCENT;
    if (type.kind == TYPE_CATEGORY || type.kind == TYPE_TEXT) cell_exact(type, &value, &out);
    else cell_people(type, &value, -1, &thresholds, &out);
    const char *text = arena_strndup(maker->arena, out.ptr, out.len);
    buf_release(&out);
    return text;
}

static const char *cause_of(struct proof_maker *maker, const struct ir_node *node) {
    if (node->op == IR_CONST) return cause_text(node->constant.cause);
    if (!plan_has(maker->plan, node)) return NULL;
    struct buf out;
    buf_init(&out);
    cause_text_of(maker->run, maker->batch, node, maker->row, &out);
    const char *text = out.len ? arena_strndup(maker->arena, out.ptr, out.len) : NULL;
    buf_release(&out);
    return text;
}

void proof_set_value(struct proof_maker *maker, struct proof *proof, const struct ir_node *node) {
    if (!has_value(node)) return;
    struct value value = proof_read(maker, node);
    if (proof_collecting(maker)) return;
    if (value.known && (node->type.kind == TYPE_TEXT)) value.text = (struct str){arena_strndup(maker->arena, value.text.ptr, value.text.len), value.text.len};
    proof->node = node;
    proof->type = node->type;
    proof->value = value;
    proof->has_value = true;
    if (node->type.kind == TYPE_BOOL) proof->verdict = !value.known ? PROOF_UNDECIDED : value.truth ? PROOF_MET : PROOF_NOT_MET;
    if (!value.known) proof->cause = cause_of(maker, node);
}

/* --- the tree --- */

struct proof *proof_new(struct proof_maker *maker, const char *kind, struct span span) {
    if (maker->budget > 0) maker->budget--;
    struct proof *proof = ARENA_NEW(maker->arena, struct proof);
    proof->kind = kind;
    if (span.file) {
        proof->text = written_text(maker->checker, span);
        proof->place = written_place(maker->checker, span);
    }
    return proof;
}

void proof_add(struct proof_maker *maker, struct proof *parent, struct proof *child, bool decided) {
    if (!child) return;
    child->decided = decided;
    vec_push(maker->arena, &parent->children, child);
}

const char *proof_label(struct proof_maker *maker, const struct label *label) {
    if (!label->text) return label->plain;
    struct value value = proof_read(maker, label->text);
    return value.known ? arena_strndup(maker->arena, value.text.ptr, value.text.len) : label->plain;
}

bool proof_deeper(struct proof_maker *maker, const struct ast *what) {
    if (proof_collecting(maker)) {
        /* Definitions used in many places are walked through once. */
        uint32_t before = maker->seen.count;
        written_note(maker->arena, &maker->seen, what, NULL);
        if (maker->seen.count == before) return false;
    } else if (maker->budget == 0) {
        return false;
    }
    if (maker->depth >= PROOF_DEPTH) return false;
    maker->depth++;
    return true;
}

/* --- names --- */

bool proof_find(const struct proof_maker *maker, const struct ast *e, struct written_thing *out) {
    const struct ir_node *node = written_node(maker->checker, e);
    if (e->kind == AST_NAME) return written_find(maker->checker, e->name.name.text, node, out);
    /* `relationship.assessed`, `health.band`: what the first name means. */
    return e->kind == AST_MEMBER && e->member.object->kind == AST_NAME && written_find(maker->checker, e->member.object->name.name.text, NULL, out) &&
           out->kind != WRITTEN_FIELD && out->kind != WRITTEN_PARAM && out->kind != WRITTEN_LET;
}

static const char *data_of(const struct proof_maker *maker) {
    if (proof_collecting(maker) || !maker->batch->file) return NULL;
    return proof_print((struct proof_maker *)maker, "%s:%llu", maker->batch->file, (unsigned long long)maker->batch->line[maker->row]);
}

/* The body of a definition; NULL when it has none that is an expression of the row. */
static const struct ast *body_of(const struct written_thing *thing) {
    if (thing->ast->kind == AST_CRITERION) return thing->ast->criterion.when;
    if (thing->ast->kind == AST_LET && !thing->ast->let.function && !thing->ast->let.where && !thing->ast->let.keeping) return thing->ast->let.value;
    return NULL;
}

static struct proof *simple(struct proof_maker *maker, const char *kind, const struct written_thing *thing, const struct ir_node *node) {
    struct proof *proof = proof_new(maker, kind, thing->span);
    proof->text = NULL;
    proof->name = thing->name;
    proof_set_value(maker, proof, node);
    const char *value = proof_value_text(maker, node);
    if (proof_collecting(maker)) return proof;
    proof->said = proof->value.known ? proof_print(maker, "%s is %s", thing->name, value) : NULL;
    return proof;
}

static struct proof *defined(struct proof_maker *maker, const struct written_thing *thing) {
    const struct ast *body = body_of(thing);
    bool criterion = thing->kind == WRITTEN_CRITERION;
    if (!thing->node || thing->node->type.kind == TYPE_LIST) return NULL;
    if (!body) return simple(maker, criterion ? "criterion" : "let", thing, thing->node);
    struct proof *proof = proof_new(maker, criterion ? "criterion" : "let", thing->span);
    proof->name = thing->name;
    proof->text = written_text(maker->checker, body->span);
    const struct label *label = criterion ? &((const struct criterion *)thing->model)->label : thing->model ? &((const struct definition *)thing->model)->label : NULL;
    if (label) proof->label = proof_label(maker, label);
    proof_set_value(maker, proof, thing->node);
    if (thing->node->type.kind == TYPE_BOOL) {
        struct proof *reason = proof_condition(maker, body);
        if (reason) reason->transparent = true;
        proof_add(maker, proof, reason, true);
        return proof;
    }
    const char *value = proof_value_text(maker, thing->node);
    if (!proof_collecting(maker)) proof->said = proof_print(maker, "%s is %s", thing->name, value);
    proof->formula = proof_formula(maker, body);
    proof_add_operands(maker, proof, body);
    return proof;
}

struct proof *proof_named(struct proof_maker *maker, const struct written_thing *thing) {
    if (!proof_deeper(maker, thing->ast)) return proof_collecting(maker) || !thing->node ? NULL : simple(maker, "let", thing, thing->node);
    struct proof *proof = NULL;
    switch (thing->kind) {
    case WRITTEN_FIELD:
        if (!has_value(thing->node)) break;
        proof = simple(maker, "field", thing, thing->node);
        proof->data = data_of(maker);
        break;
    case WRITTEN_PARAM: proof = simple(maker, "param", thing, thing->node); break;
    case WRITTEN_LET:
    case WRITTEN_CRITERION: proof = defined(maker, thing); break;
    case WRITTEN_SCORE: proof = proof_score(maker, thing); break;
    case WRITTEN_TABLE: proof = proof_table(maker, thing, NULL); break;
    case WRITTEN_LADDER: proof = proof_ladder(maker, thing); break;
    case WRITTEN_SELECT: proof = proof_select(maker, thing); break;
    case WRITTEN_FLAG:
    case WRITTEN_INVARIANT: proof = proof_flag(maker, thing); break;
    }
    maker->depth--;
    return proof;
}

/* --- what an expression reads --- */

struct operands { struct proof_maker *maker; struct proof *parent; };

static bool has_child(const struct proof *parent, const char *name) {
    for (uint32_t i = 0; i < parent->children.len; i++) {
        if (parent->children.at[i]->name && strcmp(parent->children.at[i]->name, name) == 0) return true;
    }
    return false;
}

static struct proof *aggregated(struct proof_maker *maker, const struct ast *e, const struct ir_node *node) {
    struct proof *proof = proof_new(maker, "aggregate", e->span);
    proof_set_value(maker, proof, node);
    const char *value = proof_value_text(maker, node);
    if (!proof_collecting(maker)) proof->said = proof_print(maker, "%s is %s", proof->text, value);
    rows_ask(maker, proof, node);
    return proof;
}

static void look_for_rows(struct ast *e, void *found) {
    if (proof_is_aggregate(e)) *(bool *)found = true;
    else ast_each_child(e, look_for_rows, found);
}

/* Whether a definition is about rows: then how many there were is a part of the reason. */
static bool asks_rows(const struct ast *definition) {
    bool found = false;
    if (definition->kind == AST_LET && !definition->let.function) look_for_rows(definition->let.value, &found);
    return found;
}

static void add_operand(struct ast *e, void *context) {
    struct operands *operands = context;
    struct proof_maker *maker = operands->maker;
    const struct ir_node *node = written_node(maker->checker, e);
    struct written_thing thing;
    if (e->kind == AST_CALL && proof_is_aggregate(e)) {
        if (node && has_value(node)) proof_add(maker, operands->parent, aggregated(maker, e, node), true);
        return;
    }
    if (e->kind == AST_CALL) {
        for (uint32_t i = 0; i < e->call.args.len; i++) {
            if (e->call.args.at[i]->kind == AST_ARG) add_operand(e->call.args.at[i]->arg.value, context);
        }
        return;
    }
    if ((e->kind == AST_NAME || e->kind == AST_MEMBER) && node) {
        if (!proof_find(maker, e, &thing)) {
            if (e->kind != AST_MEMBER || !has_value(node) || node->op == IR_CONST) return;
            const char *name = written_text(maker->checker, e->span);
            if (has_child(operands->parent, name) || !(maker->full || proof_collecting(maker))) return;
            struct proof *path = proof_new(maker, "path", e->span);
            path->name = name;
            proof_set_value(maker, path, node);
            const char *value = proof_value_text(maker, node);
            if (!proof_collecting(maker) && path->value.known) path->said = proof_print(maker, "%s is %s", name, value);
            proof_add(maker, operands->parent, path, false);
            return;
        }
        if (thing.kind == WRITTEN_LADDER || has_child(operands->parent, thing.name)) return;
        bool decided = thing.kind == WRITTEN_LET && asks_rows(thing.ast);
        if (decided || maker->full || proof_collecting(maker)) proof_add(maker, operands->parent, proof_named(maker, &thing), decided);
        return;
    }
    ast_each_child(e, add_operand, context);
}

void proof_add_operands(struct proof_maker *maker, struct proof *parent, const struct ast *e) {
    struct operands operands = {maker, parent};
    add_operand((struct ast *)e, &operands);
}

/* --- conditions --- */

struct tally_of { uint32_t met, undecided, all; };

static const char *counted(struct proof_maker *maker, const char *words, const struct tally_of *tally) {
    const char *text = proof_print(maker, "%s of %u, has %u", words, tally->all, tally->met);
    return tally->undecided ? proof_print(maker, "%s, undecided %u", text, tally->undecided) : text;
}

/* Of a junction or a quantifier: `deciding` says which verdicts of items settle it when it is met, and when it is not. */
static struct proof *junction(struct proof_maker *maker, const struct ast *e, const struct ast_list *items, const char *words, bool needs_all, bool at_least) {
    struct proof *proof = proof_new(maker, "condition", e->span);
    proof_set_value(maker, proof, written_node(maker->checker, e));
    struct tally_of tally = {.all = items->len};
    for (uint32_t i = 0; i < items->len; i++) {
        struct value value = proof_read(maker, written_node(maker->checker, items->at[i]));
        enum proof_verdict verdict = !value.known ? PROOF_UNDECIDED : value.truth ? PROOF_MET : PROOF_NOT_MET;
        tally.met += verdict == PROOF_MET;
        tally.undecided += verdict == PROOF_UNDECIDED;
        bool decided;
        switch (proof->verdict) {
        case PROOF_MET: decided = verdict == PROOF_MET && (needs_all || at_least || tally.met == 1); break;
        case PROOF_NOT_MET: decided = at_least || !needs_all || verdict == PROOF_NOT_MET; break;
        default: decided = at_least || verdict == PROOF_UNDECIDED; break;
        }
        if (decided || maker->full || proof_collecting(maker)) proof_add(maker, proof, proof_condition(maker, items->at[i]), decided);
    }
    if (!proof_collecting(maker)) proof->said = counted(maker, words, &tally);
    return proof;
}

static struct proof *quantified(struct proof_maker *maker, const struct ast *e) {
    const struct ast_list *items = &e->quantified.items;
    switch (e->quantified.quantifier) {
    case AST_AT_LEAST: {
        const char *count = e->quantified.count ? proof_filled(maker, e->quantified.count) : "1";
        return junction(maker, e, items, proof_print(maker, "at least %s", count), false, true);
    }
    case AST_ALL_OF: return junction(maker, e, items, "all", true, false);
    case AST_ANY_OF: return junction(maker, e, items, "any", false, false);
    default: return NULL;
    }
}

static struct proof *negated(struct proof_maker *maker, const struct ast *e) {
    struct proof *proof = proof_new(maker, "condition", e->span);
    proof_set_value(maker, proof, written_node(maker->checker, e));
    proof->said = written_text(maker->checker, e->span);
    struct proof *operand = proof_condition(maker, e->not_.operand);
    /* What has no more to say than its name has been said. */
    bool bare = operand && !operand->name && !operand->children.len && !operand->formula && operand->said == operand->text;
    if (operand && (!bare || maker->full)) proof_add(maker, proof, operand, true);
    return proof;
}

static struct proof *chosen(struct proof_maker *maker, const struct ast *e) {
    struct proof *proof = proof_new(maker, "condition", e->span);
    proof_set_value(maker, proof, written_node(maker->checker, e));
    proof->said = proof->text;
    struct proof *condition = proof_condition(maker, e->if_.condition);
    enum proof_verdict verdict = condition ? condition->verdict : PROOF_UNDECIDED;
    proof_add(maker, proof, condition, true);
    proof_add(maker, proof, proof_condition(maker, e->if_.then), verdict != PROOF_NOT_MET);
    proof_add(maker, proof, proof_condition(maker, e->if_.else_), verdict != PROOF_MET);
    return proof;
}

/* Another stage's requirement, asked for by its name or as `qualified`. */
static struct proof *stage_asked(struct proof_maker *maker, const struct ast *e, const struct written_thing *ladder, uint32_t position) {
    struct proof *proof = proof_new(maker, "condition", e->span);
    proof_set_value(maker, proof, written_node(maker->checker, e));
    proof->said = proof->text;
    bool shown = !proof_collecting(maker) && maker->shown == ladder->model && maker->shown_stage == position && !maker->full;
    if (!shown) proof_add(maker, proof, proof_stage(maker, ladder, position), true);
    return proof;
}

static struct proof *meets(struct proof_maker *maker, const struct ast *e) {
    if (e->kind != AST_CALL || e->call.callee->kind != AST_NAME || strcmp(e->call.callee->name.name.text, "meets") != 0 || e->call.args.len != 2) return NULL;
    const struct ast *ladder = e->call.args.at[0], *stage = e->call.args.at[1];
    struct written_thing thing;
    if (ladder->kind != AST_ARG || stage->kind != AST_ARG || ladder->arg.value->kind != AST_NAME || stage->arg.value->kind != AST_NAME) return NULL;
    if (!written_find(maker->checker, ladder->arg.value->name.name.text, NULL, &thing) || thing.kind != WRITTEN_LADDER) return NULL;
    int position = proof_stage_named(thing.model, stage->arg.value->name.name.text);
    return position < 0 ? NULL : stage_asked(maker, e, &thing, (uint32_t)position);
}

/* `qualified`, `still qualified`: the requirement of the stage that the move leads to, or of the current one. */
static struct proof *qualified(struct proof_maker *maker, const struct ast *e) {
    bool still = e->kind == AST_STILL_QUALIFIED;
    if (!maker->ladder || (!still && (e->kind != AST_NAME || strcmp(e->name.name.text, "qualified") != 0))) return NULL;
    struct written_thing thing;
    if (!written_find(maker->checker, maker->ladder->name, NULL, &thing) || thing.kind != WRITTEN_LADDER) return NULL;
    int position = maker->target;
    if (still) {
        struct value current = proof_read(maker, maker->ladder->current);
        position = proof_stage_with(maker->ladder, current);
    }
    if (position >= 0) return stage_asked(maker, e, &thing, (uint32_t)position);
    struct proof *proof = proof_new(maker, "condition", e->span);
    proof_set_value(maker, proof, written_node(maker->checker, e));
    proof->said = proof->text;
    return proof;
}

/* Whether an expression compares with a percentage. */
static bool beside_percent(const struct proof_maker *maker, const struct ast *e) {
    const struct ast *sides[2] = {NULL, NULL};
    if (e->kind == AST_BINARY && e->binary.op >= AST_OP_EQ && e->binary.op <= AST_OP_GE) sides[0] = e->binary.left, sides[1] = e->binary.right;
    if (e->kind == AST_BETWEEN) sides[0] = e->between.low, sides[1] = e->between.high;
    for (int i = 0; i < 2 && sides[i]; i++) {
        const struct ir_node *node = written_node(maker->checker, sides[i]);
        if (node && node->type.kind == TYPE_NUMBER && node->type.unit == UNIT_PERCENT) return true;
    }
    return false;
}

/* What is compared, asked or computed: one line. */
static struct proof *leaf(struct proof_maker *maker, const struct ast *e) {
    const struct ir_node *node = written_node(maker->checker, e);
    if (!has_value(node)) return NULL;
    struct proof *proof = proof_new(maker, node->type.kind == TYPE_BOOL ? "condition" : "value", e->span);
    proof_set_value(maker, proof, node);
    if (node->type.kind != TYPE_BOOL && proof_is_aggregate(e)) return aggregated(maker, e, node);
    bool outside = maker->percent;
    maker->percent = beside_percent(maker, e);
    proof->said = proof_filled(maker, e);
    proof->formula = proof_formula(maker, e);
    maker->percent = outside;
    if (e->kind == AST_IN_STAGE && maker->ladder && maker->ladder->since) proof->formula = proof_print(maker, "since %s", proof_value_text(maker, maker->ladder->since));
    if (node->type.kind != TYPE_BOOL) {
        const char *value = proof_value_text(maker, node);
        if (!proof_collecting(maker)) proof->said = proof_print(maker, "%s is %s", proof->text, value);
    }
    proof_add_operands(maker, proof, e);
    return proof;
}

static struct proof *condition(struct proof_maker *maker, const struct ast *e) {
    struct proof *proof = NULL;
    struct written_thing thing;
    switch (e->kind) {
    case AST_AND: return junction(maker, e, &e->and_.items, "all", true, false);
    case AST_OR: return junction(maker, e, &e->or_.items, "any", false, false);
    case AST_NOT: return negated(maker, e);
    case AST_IF: return chosen(maker, e);
    case AST_QUANTIFIED: proof = quantified(maker, e); break;
    case AST_STILL_QUALIFIED: proof = qualified(maker, e); break;
    case AST_CALL: proof = meets(maker, e); break;
    case AST_NAME:
        proof = qualified(maker, e);
        if (!proof && proof_find(maker, e, &thing)) proof = proof_named(maker, &thing);
        break;
    default: break;
    }
    return proof ? proof : leaf(maker, e);
}

struct proof *proof_condition(struct proof_maker *maker, const struct ast *e) {
    if (maker->depth >= PROOF_DEPTH) return NULL;
    maker->depth++;
    struct proof *proof = condition(maker, e);
    maker->depth--;
    return proof;
}

struct proof *proof_value(struct proof_maker *maker, const struct ast *e) {
    const struct ir_node *node = written_node(maker->checker, e);
    if (node && node->type.kind == TYPE_BOOL) return proof_condition(maker, e);
    struct written_thing thing;
    if (e->kind == AST_NAME && proof_find(maker, e, &thing)) return proof_named(maker, &thing);
    return leaf(maker, e);
}

struct proof *proof_make(struct proof_maker *maker, const struct proof_question *question) {
    maker->depth = 0;
    maker->budget = PROOF_MOST;
    maker->seen = (struct written){0};
    maker->ladder = maker->shown = NULL;
    maker->target = -1;
    maker->percent = false;
    switch (question->subject) {
    case PROOF_THING: return proof_named(maker, &question->thing);
    case PROOF_STAGE: return proof_stage(maker, &question->thing, question->stage);
    case PROOF_NOT_STAGE: return proof_not_stage(maker, &question->thing, question->stage);
    case PROOF_ROW_EXPECTED: return proof_table(maker, &question->thing, question->value);
    case PROOF_EXPRESSION: return proof_value(maker, question->expression);
    }
    return NULL;
}
