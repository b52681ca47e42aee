/* Types as a declaration writes them, written values that must fit one, and params.
 * SPDX-License-Identifier: MIT */
#include "lang/module.h"
#include "lang/suggest.h"

/* --- types --- */

static const struct { const char *name; struct type type; } type_words[] = {
    {"number", {.kind = TYPE_NUMBER}},
    {"percent", {.kind = TYPE_NUMBER, .unit = UNIT_PERCENT}},
    {"money", {.kind = TYPE_NUMBER, .unit = UNIT_MONEY}},
    {"bool", {.kind = TYPE_BOOL}},
    {"text", {.kind = TYPE_TEXT}},
    {"date", {.kind = TYPE_DATE}},
    {"period", {.kind = TYPE_PERIOD, .open = true}}, /* open: months or days */
};

static const struct { const char *other, *meant; } other_types[] = {
    {"string", "text"}, {"str", "text"}, {"varchar", "text"}, {"char", "text"}, {"int", "number` with `whole"}, {"integer", "number` with `whole"}, {"float", "number"}, {"double", "number"},
    {"decimal", "number"}, {"numeric", "number"}, {"boolean", "bool"}, {"yesno", "bool"}, {"currency", "money"}, {"amount", "money"}, {"percentage", "percent"}, {"datetime", "date"},
    {"timestamp", "date"}, {"day", "date"}, {"duration", "period"}, {"enum", "one of a, b, c"}, {"array", "list of …"},
};

static struct type unrecognized_type(struct checker *checker, struct ast_name name) {
    struct suggest near;
    suggest_init(&near, name.text);
    for (size_t i = 0; i < sizeof type_words / sizeof *type_words; i++) suggest_offer(&near, type_words[i].name);
    for (uint32_t i = 0; !check_full(checker) && i < checker->symbols.len; i++) {
        const struct symbol *symbol = checker->symbols.at[i].value;
        if (symbol->kind == SYMBOL_CATEGORY || symbol->kind == SYMBOL_LADDER || symbol->kind == SYMBOL_RECORD) suggest_offer(&near, symbol->name);
    }
    const char *best = suggest_best(&near), *meant = NULL;
    for (size_t i = 0; i < sizeof other_types / sizeof *other_types; i++) {
        if (str_equal_nocase(str_of(other_types[i].other), str_of(name.text))) meant = other_types[i].meant;
    }
    if (checker->incomplete && !best && !meant) return (struct type){.kind = TYPE_ERROR};
    struct diag *d = diag_new(checker->diags, E0204, name.span, "there is no type `%s`", name.text);
    if (meant) {
        diag_help(checker->diags, d, "Write `%s`.", meant);
    } else if (best) {
        diag_help(checker->diags, d, "Did you mean `%s`?", best);
    } else {
        diag_help(checker->diags, d, "A type is number, percent, money, bool, text, date, `one of a, b`, a category, a ladder, a record, or `list of` a record.");
    }
    return (struct type){.kind = TYPE_ERROR};
}

static struct type named_type(struct checker *checker, const struct ast *e) {
    const struct ast *named = e->type.name;
    if (!named || named->kind == AST_ERROR) return (struct type){.kind = TYPE_ERROR};
    if (named->kind == AST_MEMBER) {
        if (!module_say_missing(checker, named)) unrecognized_type(checker, named->member.name);
        return (struct type){.kind = TYPE_ERROR};
    }
    struct ast_name name = named->name.name;
    for (size_t i = 0; i < sizeof type_words / sizeof *type_words; i++) {
        if (strcmp(type_words[i].name, name.text) != 0 || e->type.form == AST_TYPE_LIST) continue;
        struct type type = type_words[i].type;
        type.currency = e->type.currency.text;
        return type;
    }
    struct symbol *symbol = checker_symbol(checker, name.text);
    if (symbol) symbol->used = true;
    if (symbol && symbol->kind == SYMBOL_BROKEN) return (struct type){.kind = TYPE_ERROR};
    if (symbol && symbol->kind == SYMBOL_RECORD) return (struct type){.kind = e->type.form == AST_TYPE_LIST ? TYPE_LIST : TYPE_RECORD, .record = symbol->info->record};
    if (symbol && symbol->category && e->type.form != AST_TYPE_LIST) return type_of_category(symbol->category);
    if (!symbol) return unrecognized_type(checker, name);
    struct diag *d = diag_new(checker->diags, E0204, name.span, "`%s` is a %s, and no %s", name.text, symbol_kind_text(symbol->kind), e->type.form == AST_TYPE_LIST ? "record" : "type");
    diag_also(checker->diags, d, symbol->span, "declared here");
    diag_help(checker->diags, d, e->type.form == AST_TYPE_LIST ? "A list is of a record: `list of Contact`." : "A type is number, percent, money, bool, text, date, `one of a, b`, a category, a ladder or a record.");
    return (struct type){.kind = TYPE_ERROR};
}

struct type check_type(struct checker *checker, const struct ast *type, const char *owner) {
    if (!type || type->kind != AST_TYPE) return (struct type){.kind = TYPE_ERROR};
    if (type->type.form == AST_TYPE_ONE_OF) return type_of_category(check_inline_category(checker, type, owner));
    return named_type(checker, type);
}

/* --- written values --- */

bool ast_number_value(const struct ast *e, struct dec *value, bool *percent) {
    bool minus = e->kind == AST_NEGATE;
    const struct ast *number = minus ? e->negate.operand : e;
    if (number->kind != AST_NUMBER) return false;
    *value = minus ? dec_neg(number->number.value) : number->number.value;
    *percent = number->number.percent;
    return true;
}

/* `segment.smb`, a value of a category; `health.band` and the like are calculated, from fields that may not be read yet. */
static bool is_written_member(const struct checker *checker, const struct ast *e) {
    if (e->member.object->kind != AST_NAME || !e->member.name.text) return false;
    const struct symbol *symbol = checker_symbol(checker, e->member.object->name.name.text);
    int code;
    if (symbol) return symbol->kind == SYMBOL_BROKEN || (symbol->category && category_find(symbol->category, e->member.name.text, &code));
    return true; /* a category written in a field, or a name that is not met: check_expr knows */
}

/* The literal with the type that it has by itself; false when it is no literal, or a name that is not met. */
static bool own_literal(struct checker *checker, const struct ast *e, struct type want, struct value *value, struct type *type) {
    struct dec number;
    bool percent;
    if (ast_number_value(e, &number, &percent)) {
        *type = (struct type){.kind = TYPE_NUMBER, .unit = percent ? UNIT_PERCENT : UNIT_PLAIN, .open = !percent};
        *value = (struct value){.known = true, .number = number};
        return true;
    }
    struct ir_node *node = NULL;
    switch (e->kind) {
    case AST_NAME: {
        struct ast_name name = e->name.name;
        struct symbol *symbol = checker_symbol(checker, name.text);
        int code;
        bool member = want.kind == TYPE_CATEGORY && want.category && category_find(want.category, name.text, &code);
        if (!member && symbol && symbol->kind != SYMBOL_CATEGORY && symbol->kind != SYMBOL_LADDER) {
            if (symbol->kind == SYMBOL_BROKEN) return false;
            struct diag *d = diag_new(checker->diags, E0228, e->span, "`%s` is a %s; a written value is asked for here", name.text, symbol_kind_text(symbol->kind));
            diag_help(checker->diags, d, "Write the value itself, such as `25%%`, `18 months`, `\"text\"` or `never`.");
            return false;
        }
        node = check_name(checker, &scope_point, name, &want);
        if (node && node->op == IR_TODAY) {
            struct diag *d = diag_new(checker->diags, E0228, e->span, "`today` is not fixed; a written value is asked for here");
            diag_help(checker->diags, d, "Write a date, such as `2026-11-01`.");
            return false;
        }
        break;
    }
    case AST_MEMBER:
        if (!is_written_member(checker, e)) {
            struct diag *d = diag_new(checker->diags, E0228, e->span, "%s is no written value, and one is asked for here", check_quote(checker, e));
            diag_help(checker->diags, d, "Write the value itself, such as `25%%`, `18 months`, `\"text\"` or `never`.");
            return false;
        }
        node = check_expr(checker, &scope_point, e, &want);
        break;
    case AST_TEXT:
    case AST_DATE:
    case AST_PERIOD:
    case AST_BOOL: node = check_expr(checker, &scope_point, e, &want); break;
    case AST_ERROR: return false;
    default: {
        struct diag *d = diag_new(checker->diags, E0228, e->span, "%s is calculated; a written value is asked for here", check_quote(checker, e));
        diag_help(checker->diags, d, "Write the value itself, such as `25%%`, `18 months`, `\"text\"` or `never`.");
        return false;
    }
    }
    if (!node || node->op != IR_CONST) return false;
    *value = node->constant;
    *type = node->type;
    return true;
}

static bool literal_fits(struct type have, struct type want, const struct value *value) {
    if (have.kind != want.kind) return false;
    if (want.kind == TYPE_PERIOD) return want.open || have.period == want.period;
    if (want.kind != TYPE_NUMBER) return want.kind != TYPE_CATEGORY || have.category == want.category;
    if (have.unit == UNIT_PERCENT) return want.unit != UNIT_MONEY;
    /* A bare number for a percentage is taken when it can hardly be meant otherwise: 0.25. */
    return want.unit != UNIT_PERCENT || dec_compare(dec_abs(value->number), dec_one) <= 0;
}

bool check_literal(struct checker *checker, const struct ast *e, struct type want, struct value *value, struct type *type) {
    struct type have;
    if (!own_literal(checker, e, want, value, &have)) return false;
    *type = have;
    if (want.kind == TYPE_ANY || want.kind == TYPE_ERROR) return true;
    if (literal_fits(have, want, value) || (have.kind == TYPE_CATEGORY && want.kind == TYPE_CATEGORY && check_same_values(checker, have.category, want.category))) {
        *type = want;
        if (want.kind == TYPE_PERIOD) *type = have;
        return true;
    }
    char a[80], b[80];
    struct diag *d = diag_new(checker->diags, E0308, e->span, "%s is %s, but %s is asked for", check_quote(checker, e), type_phrase(have, a), type_phrase(want, b));
    if (want.kind == TYPE_NUMBER && want.unit == UNIT_PERCENT && have.kind == TYPE_NUMBER) diag_help(checker->diags, d, "Write the sign: `%s%%`.", check_source_text(checker, e->span));
    if (want.kind == TYPE_CATEGORY && have.kind == TYPE_TEXT) diag_help(checker->diags, d, "Write the value without quotes.");
    if (want.kind == TYPE_TEXT) diag_help(checker->diags, d, "Write a text in quotes: `\"%s\"`.", check_source_text(checker, e->span));
    if (want.kind == TYPE_DATE) diag_help(checker->diags, d, "Write a date, such as `2026-11-01`, or `never`.");
    if (want.kind == TYPE_PERIOD) diag_help(checker->diags, d, "Write a period, such as `18 months` or `90 days`.");
    if (want.kind == TYPE_BOOL) diag_help(checker->diags, d, "Write `true` or `false`.");
    return false;
}

/* --- ranges --- */

static const char *number_text(struct checker *checker, struct dec number, bool percent) {
    char text[DEC_TEXT_MAX];
    struct dec shown = number;
    if (percent && dec_mul(number, dec_from_int(100), &shown) != DEC_OK) percent = false;
    dec_format(percent ? shown : number, text);
    return arena_printf(checker->arena, "%s%s", text, percent ? "%" : "");
}

bool check_in_range(struct checker *checker, struct dec number, bool percent, struct dec low, struct dec high, struct span span, struct span range) {
    if (dec_compare(number, low) >= 0 && dec_compare(number, high) <= 0) return true;
    struct diag *d = diag_new(checker->diags, E0305, span, "%s is not between %s and %s", number_text(checker, number, percent), number_text(checker, low, percent), number_text(checker, high, percent));
    if (range.file) diag_also(checker->diags, d, range, "the range");
    diag_help(checker->diags, d, "Change the value or the range.");
    return false;
}

bool check_range(struct checker *checker, const struct ast *low_ast, const struct ast *high_ast, struct type type, struct dec *low, struct dec *high) {
    if (type.kind == TYPE_ERROR) return false;
    if (type.kind != TYPE_NUMBER && type.kind != TYPE_PERIOD) {
        char phrase[80];
        struct diag *d = diag_new(checker->diags, E0307, span_join(low_ast->span, high_ast->span), "`between` is for numbers, and this is %s", type_phrase(type, phrase));
        diag_help(checker->diags, d, "Take the range out, or write the condition where the value is used.");
        return false;
    }
    struct value a, b;
    struct type written;
    struct type want = type;
    if (type.kind == TYPE_NUMBER && type.unit == UNIT_PLAIN) want.open = true;
    bool fine = check_literal(checker, low_ast, want, &a, &written);
    fine &= check_literal(checker, high_ast, want, &b, &written);
    if (!fine) return false;
    *low = a.number;
    *high = b.number;
    if (dec_compare(*low, *high) <= 0) return true;
    struct diag *d = diag_new(checker->diags, E0306, span_join(low_ast->span, high_ast->span), "nothing lies between %s and %s", check_source_text(checker, low_ast->span),
                              check_source_text(checker, high_ast->span));
    diag_help(checker->diags, d, "Write the smaller one first.");
    return false;
}

/* --- params --- */

void check_param(struct checker *checker, struct symbol *symbol) {
    const struct ast *ast = symbol->ast;
    struct param *param = symbol->model;
    struct type want = {.kind = TYPE_ANY}, type;
    if (ast->param.type) {
        want = check_type(checker, ast->param.type, symbol->name);
        if (want.kind == TYPE_LIST || want.kind == TYPE_RECORD) {
            struct diag *d = diag_new(checker->diags, E0411, ast->param.type->span, "a param cannot be rows of a record");
            diag_help(checker->diags, d, "A param is a number, percent, money, bool, text, date, period or a value of a category.");
            want.kind = TYPE_ERROR;
        }
    }
    struct value value = {.known = false};
    bool fine = check_literal(checker, ast->param.value, want, &value, &type);
    if (!fine) type = want; /* what uses the param is still checked against what it was meant to be */
    if (type.kind == TYPE_ERROR || type.kind == TYPE_ANY) return;
    param->type = type;
    param->value = value;
    symbol->node = ir_make_indexed(&checker->framework->ir, IR_PARAM, type, NULL, 0, (int32_t)symbol->index, SPACE_POINT, symbol->span);
    if (!ast->param.low || !ast->param.high) return;
    param->has_range = check_range(checker, ast->param.low, ast->param.high, type, &param->low, &param->high);
    bool percent = type.kind == TYPE_NUMBER && type.unit == UNIT_PERCENT;
    if (fine && param->has_range) check_in_range(checker, value.number, percent, param->low, param->high, ast->param.value->span, span_join(ast->param.low->span, ast->param.high->span));
}

bool check_param_value(struct checker *checker, const struct param *param, const struct ast *literal, struct value *out) {
    struct type type;
    if (!check_literal(checker, literal, param->type, out, &type)) return false;
    bool percent = type.kind == TYPE_NUMBER && type.unit == UNIT_PERCENT;
    return !param->has_range || check_in_range(checker, out->number, percent, param->low, param->high, literal->span, param->span);
}
