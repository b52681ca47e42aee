/* Tests: that what they give, set and expect exists and is of the right type. Running them is not the checker's business.
 * SPDX-License-Identifier: MIT */
#include "lang/check_internal.h"
#include "lang/suggest.h"

void check_no_such(struct checker *checker, enum diag_code code, const struct record_info *info, struct ast_name name) {
    if (info->incomplete) return;
    struct suggest near;
    suggest_init(&near, name.text);
    for (uint32_t i = 0; !check_full(checker) && i < info->members.len; i++) suggest_offer(&near, ((const struct symbol *)info->members.at[i].value)->name);
    const char *best = suggest_best(&near);
    struct diag *d = diag_new(checker->diags, code, name.span, "%s has no `%s`", info->record->name, name.text);
    if (best) diag_help(checker->diags, d, "Did you mean `%s`?", best);
    else diag_also(checker->diags, d, info->record->span, "%s is declared here", info->record->name);
}

struct symbol *check_param_named(struct checker *checker, enum diag_code code, struct ast_name name) {
    struct symbol *symbol = checker_symbol(checker, name.text);
    if (symbol) symbol->used = true;
    if (symbol && symbol->kind == SYMBOL_PARAM) return symbol;
    if ((symbol && symbol->kind == SYMBOL_BROKEN) || (!symbol && checker->incomplete)) return NULL;
    struct suggest near;
    suggest_init(&near, name.text);
    for (uint32_t i = 0; !check_full(checker) && i < checker->framework->param_count; i++) suggest_offer(&near, checker->framework->params[i].name);
    const char *best = suggest_best(&near);
    struct diag *d = diag_new(checker->diags, code, name.span, symbol ? "`%s` is no param" : "there is no param `%s`", name.text);
    if (best) diag_help(checker->diags, d, "Did you mean `%s`?", best);
    else diag_help(checker->diags, d, "Declare it: `param %s = …`.", name.text);
    return NULL;
}

static void check_set(struct checker *checker, struct ast_name name, const struct ast *value) {
    struct symbol *param = check_param_named(checker, E0416, name);
    struct ir_node *node = param ? symbol_node(checker, param, name.span) : NULL;
    struct type want = node ? node->type : (struct type){.kind = TYPE_ERROR};
    check_typed(checker, &scope_point, value, want, param ? param->span : (struct span){0}, "the param");
}

/* --- tests --- */

static void check_object(struct checker *checker, struct record_info *info, const struct ast *object);

static void check_pair_value(struct checker *checker, const struct ast *pair, struct symbol *symbol) {
    bool own = symbol->kind == SYMBOL_FIELD || symbol->kind == SYMBOL_LET || symbol->kind == SYMBOL_CRITERION;
    struct ir_node *node = own ? symbol_node(checker, symbol, pair->pair.name.span) : construct_value(checker, symbol, pair->pair.name.span);
    if (!node) return;
    struct type type = node->type;
    const struct ast *value = pair->pair.value;
    char phrase[80];
    if (type.kind == TYPE_LIST && pair->pair.list) {
        struct record_info *child = check_info(checker, type.record);
        for (uint32_t i = 0; child && i < pair->pair.objects.len; i++) check_object(checker, child, pair->pair.objects.at[i]);
    } else if (type.kind == TYPE_RECORD && value && value->kind == AST_OBJECT) {
        struct record_info *referred = check_info(checker, type.record);
        if (referred) check_object(checker, referred, value);
    } else if (type.kind == TYPE_RECORD && value) {
        const struct record *referred = type.record;
        if (referred->key >= 0) check_typed(checker, &scope_point, value, referred->fields[referred->key].type, symbol->span, "a reference by its key");
    } else if (type.kind == TYPE_LIST || pair->pair.list || (value && value->kind == AST_OBJECT)) {
        struct diag *d = diag_new(checker->diags, E0416, pair->span, "`%s` is %s", symbol->name, type_phrase(type, phrase));
        diag_also(checker->diags, d, symbol->span, "declared here");
        diag_help(checker->diags, d, type.kind == TYPE_LIST ? "Give its rows: `%s [ { … }, { … } ]`." : "Give its value: `%s value`.", symbol->name);
    } else if (value) {
        check_typed(checker, &scope_point, value, type, symbol->span, "declared here");
    }
}

static void check_object(struct checker *checker, struct record_info *info, const struct ast *object) {
    if (object->kind != AST_OBJECT) return;
    for (uint32_t i = 0; i < object->object.pairs.len; i++) {
        const struct ast *pair = object->object.pairs.at[i];
        if (pair->kind != AST_PAIR) continue;
        struct symbol *symbol = check_record_member(checker, info, pair->pair.name.text);
        for (uint32_t k = 0; k < i; k++) {
            const struct ast *other = object->object.pairs.at[k];
            if (other->kind != AST_PAIR || other->pair.name.text != pair->pair.name.text) continue;
            struct diag *d = diag_new(checker->diags, E0416, pair->pair.name.span, "`%s` is given twice", pair->pair.name.text);
            diag_also(checker->diags, d, other->pair.name.span, "the first time");
        }
        if (!symbol) check_no_such(checker, E0416, info, pair->pair.name);
        else if (symbol->kind != SYMBOL_BROKEN) check_pair_value(checker, pair, symbol);
    }
}

static void check_given(struct checker *checker, const struct ast *given) {
    struct record_info *info = checker->subject;
    struct ast_name name = given->given.record;
    if (name.text) {
        struct symbol *symbol = checker_symbol(checker, name.text);
        if (symbol) symbol->used = true;
        if (symbol && symbol->kind == SYMBOL_BROKEN) return;
        if (!symbol || symbol->kind != SYMBOL_RECORD) {
            if (!symbol && checker->incomplete) return;
            struct diag *d = diag_new(checker->diags, E0416, name.span, "there is no record `%s`", name.text);
            diag_help(checker->diags, d, "Write `given { … }` for one account, or name a record whose rows follow.");
            return;
        }
        info = symbol->info;
    }
    for (uint32_t i = 0; info && i < given->given.objects.len; i++) check_object(checker, info, given->given.objects.at[i]);
}

void check_test(struct checker *checker, struct symbol *symbol) {
    const struct ast *test = symbol->ast;
    const struct scope scope = scope_subject(checker);
    for (uint32_t i = 0; i < test->test.parts.len; i++) {
        const struct ast *part = test->test.parts.at[i];
        switch (part->kind) {
        case AST_GIVEN: check_given(checker, part); break;
        case AST_WITH: check_set(checker, part->with.name, part->with.value); break;
        case AST_EXPECT: check_condition(checker, &scope, part->expect.value, "`expect`"); break;
        default: break; /* AST_EXPECT_ERROR, and what was reported by the parser */
        }
    }
    const struct ast *title = test->test.title;
    check_refused(checker, type_bool, test->span, "`test %s`", title ? check_source_text(checker, title->span) : "");
}
