/* Scenarios: the values that params are set to and fields are changed to, as nodes that read what the data and the
 * framework say without the scenario.
 * SPDX-License-Identifier: MIT */
#include "lang/lower.h"

/* A calculated value outside the range is as unknown as a cell would be; a written one is a mistake. */
static struct ir_node *within(struct checker *checker, struct ir_node *node, const struct ast *e, struct dec low, struct dec high, struct span range) {
    struct ir *ir = checker->ir;
    if (node->op == IR_CONST) {
        bool fine = !node->constant.known || check_in_range(checker, node->constant.number, node->type.unit == UNIT_PERCENT, low, high, e->span, range);
        return fine ? node : NULL;
    }
    struct ir_node *above = mk_le(ir, mk_number(ir, node->type, low, e->span), node, e->span);
    struct ir_node *below = mk_le(ir, node, mk_number(ir, node->type, high, e->span), e->span);
    return mk_if(ir, mk_and(ir, above, below, e->span), node, mk_unknown(ir, node->type, CAUSE_OUT_OF_RANGE, e->span), e->span);
}

static struct ir_node *whole(struct checker *checker, struct ir_node *node, const struct ast *e) {
    struct ir *ir = checker->ir;
    if (node->op == IR_CONST && node->constant.known && !dec_is_whole(node->constant.number)) {
        struct diag *d = diag_new(checker->diags, E0305, e->span, "%s is not a whole number", check_source_text(checker, e->span));
        diag_help(checker->diags, d, "The field takes whole numbers only: `round(…)` makes one.");
        return NULL;
    }
    if (node->op == IR_CONST) return node;
    struct ir_node *same = mk_eq(ir, node, mk_op1(ir, IR_FLOOR, node->type, node, e->span), e->span);
    return mk_if(ir, same, node, mk_unknown(ir, node->type, CAUSE_OUT_OF_RANGE, e->span), e->span);
}

static void set(struct checker *checker, struct scenario *model, const struct ast *ast) {
    struct symbol *symbol = check_param_named(checker, E0415, ast->set.name);
    const struct ir_node *node = symbol ? symbol_node(checker, symbol, ast->set.name.span) : NULL;
    struct type want = node ? node->type : (struct type){.kind = TYPE_ERROR};
    struct ir_node *value = check_typed(checker, &scope_point, ast->set.value, want, symbol ? symbol->span : (struct span){0}, "the param");
    if (!value || !node) return;
    const struct param *param = symbol->model;
    if (param->has_range) value = within(checker, value, ast->set.value, param->low, param->high, param->span);
    if (model->params[symbol->index]) {
        struct diag *d = diag_new(checker->diags, E0451, ast->set.name.span, "`%s` is set twice", symbol->name);
        diag_help(checker->diags, d, "Keep one of them; a scenario has one value for a param.");
        return;
    }
    model->params[symbol->index] = value;
}

/* The field that is changed, and its record; NULL after a message. */
static const struct field *field_of(struct checker *checker, const struct ast *path, struct record_info **record, struct span *declared) {
    struct record_info *info = checker->subject;
    struct ast_name name = path->kind == AST_NAME ? path->name.name : path->kind == AST_MEMBER ? path->member.name : (struct ast_name){0};
    if (path->kind == AST_MEMBER && path->member.object->kind == AST_NAME) {
        struct symbol *symbol = checker_symbol(checker, path->member.object->name.name.text);
        if (symbol) symbol->used = true;
        info = symbol && symbol->kind == SYMBOL_RECORD ? symbol->info : NULL;
    }
    if (!name.text) return NULL;
    struct symbol *symbol = info ? check_record_member(checker, info, name.text) : NULL;
    if (!symbol && info) {
        check_no_such(checker, E0415, info, name);
        return NULL;
    }
    if (symbol && symbol->kind == SYMBOL_BROKEN) return NULL;
    const struct field *field = symbol && symbol->kind == SYMBOL_FIELD ? &info->record->fields[symbol->index] : NULL;
    if (field && !field->key && field->type.kind != TYPE_LIST && field->type.kind != TYPE_RECORD) {
        *record = info;
        *declared = symbol->span;
        return field->type.kind == TYPE_ERROR ? NULL : field;
    }
    struct diag *d = diag_new(checker->diags, E0415, path->span, field && field->key ? "%s is the key, and cannot be changed" : "%s is no field that can be changed", check_quote(checker, path));
    if (symbol) diag_also(checker->diags, d, symbol->span, "declared as a %s here", field && field->type.kind == TYPE_RECORD ? "reference" : symbol_kind_text(symbol->kind));
    diag_help(checker->diags, d, "A scenario changes fields of the data with `change`, and params with `set`.");
    return NULL;
}

static void change(struct checker *checker, struct scenario *model, const struct ast *ast) {
    struct record_info *info;
    struct span declared;
    const struct ast *e = ast->change.value;
    const struct field *field = field_of(checker, ast->change.field, &info, &declared);
    if (!field) return;
    const struct scope scope = {.row = info, .no_row = "a scenario"};
    struct ir_node *value = check_plain(checker, check_typed(checker, &scope, e, field->type, declared, "the field")), *when = NULL;
    if (value && field->has_range) value = within(checker, value, e, field->low, field->high, declared);
    if (value && field->whole) value = whole(checker, value, e);
    if (ast->change.where) {
        when = check_condition(checker, &scope, ast->change.where, "`where`");
        if (!when) return;
        when = mk_is_true(checker->ir, when, ast->change.where->span);
    }
    if (value) model->changes[model->change_count++] = (struct scenario_change){.record = info->record, .field = field->index, .when = when, .value = value, .span = ast->span};
}

void lower_scenario_declare(struct checker *checker, struct symbol *symbol) {
    const struct ast_list *parts = &symbol->ast->scenario.changes;
    struct scenario *model = symbol->model;
    model->params = ARENA_ARRAY(checker->arena, struct ir_node *, checker->framework->param_count);
    model->changes = ARENA_ARRAY(checker->arena, struct scenario_change, parts->len);
    for (uint32_t i = 0; i < parts->len; i++) {
        if (parts->at[i]->kind == AST_SET) set(checker, model, parts->at[i]);
        if (parts->at[i]->kind == AST_CHANGE) change(checker, model, parts->at[i]);
    }
    model->label = construct_label(checker, &scope_point, symbol->ast->scenario.label);
}
