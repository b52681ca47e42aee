/* workdays and add_workdays: the holidays of a list become one text of dates for whoever asks, in order, which the two
 * operators look days up in (lang/base/workday.h).
 * SPDX-License-Identifier: MIT */
#include "lang/builtin.h"
#include "lang/lower.h"

/* The field that says on which day: the key, or the only date there is. */
static const struct field *day_field(struct checker *checker, const struct record *record, const struct builtin *builtin, struct span span) {
    const struct field *day = NULL;
    uint32_t count = 0;
    if (record->key >= 0 && record->fields[record->key].type.kind == TYPE_DATE) return &record->fields[record->key];
    for (uint32_t i = 0; i < record->field_count; i++) {
        if (record->fields[i].type.kind != TYPE_DATE) continue;
        day = &record->fields[i];
        count++;
    }
    if (count == 1) return day;
    struct diag *d = diag_new(checker->diags, E0216, span, count ? "`%s` needs one date of each holiday, and %s has %u dates" : "`%s` needs a date of each holiday, and %s has none", builtin->name, record->name, count);
    if (record->span.file) diag_also(checker->diags, d, record->span, "%s is declared here", record->name);
    diag_help(checker->diags, d, "Make the day its key: `record %s { day : date key }`.", record->name);
    return NULL;
}

/* The holidays that are no weekends, each once, in order: what text_list gives of them. */
static struct ir_node *holidays(struct checker *checker, const struct scope *scope, const struct ast *e, const struct builtin *builtin) {
    struct ir *ir = checker->ir;
    const struct ast *arg = e->call.args.at[2];
    struct span span = arg->span;
    struct ast *asked = ast_new(checker->arena, AST_ARG, span);
    asked->arg.value = arg->arg.value;
    asked->arg.distinct = span;
    struct aggregate_call call = {.builtin = builtin_find("text_list", true), .e = e, .arg = asked, .value = arg->arg.value, .scope = scope};
    if (!check_rows(checker, scope, arg, &call.rows, &call.inner)) return NULL;
    const struct field *field = day_field(checker, call.rows.info->record, builtin, span);
    if (!field) return NULL;
    struct ir_node *day = ir_make_indexed(ir, IR_FIELD, field->type, NULL, 0, (int32_t)field->index, call.rows.space, span);
    struct ir_node *weekday = ir_make_indexed(ir, IR_DATE_PART, type_number, &day, 1, PART_WEEKDAY, SPACE_POINT, span);
    struct ir_node *counts = mk_is_true(ir, mk_lt(ir, weekday, mk_int(ir, 6, span), span), span);
    call.rows.where = call.rows.where ? mk_and(ir, call.rows.where, counts, span) : counts;
    const struct operands operands = {.value = day, .by = {.nodes = arena_copy(checker->arena, &day, sizeof day), .count = 1}};
    return lower_aggregate(checker, &call, &operands);
}

struct ir_node *lower_workdays(struct checker *checker, const struct scope *scope, const struct ast *e, const struct builtin *builtin, struct ir_node *const *args) {
    const struct ast *value = e->call.args.at[2]->arg.value;
    bool list;
    if (!check_path_info(checker, scope, value, &list) || !list) {
        const struct symbol *symbol = value->kind == AST_NAME ? checker_symbol(checker, value->name.name.text) : NULL;
        if ((symbol && symbol->kind == SYMBOL_BROKEN) || value->kind == AST_ERROR) return NULL;
        struct diag *d = diag_new(checker->diags, E0216, value->span, "`%s` needs a record of holidays, and %s is none", builtin->name, check_quote(checker, value));
        diag_help(checker->diags, d, "Declare it: `record Holiday { day : date key }`.");
        return NULL;
    }
    bool count = builtin->id == BUILTIN_WORKDAYS;
    struct ir_node *off = holidays(checker, scope, e, builtin);
    return off ? ir_make(checker->ir, count ? IR_WORKDAYS : IR_ADD_WORKDAYS, count ? type_number : type_date, (struct ir_node *[]){args[0], args[1], off}, 3, e->span) : NULL;
}
