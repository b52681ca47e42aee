/* Selects: names, types and members are checked; which accounts are in depends on the whole portfolio, which this version
 * does not evaluate, so every use is a refusal by name.
 * SPDX-License-Identifier: MIT */
#include "lang/lower.h"

static struct ir_node *refused(struct checker *checker, const struct symbol *symbol, struct type type) {
    return check_refused(checker, type, symbol->span, "`select %s`", symbol->name);
}

struct ir_node *lower_select_value(struct checker *checker, struct symbol *symbol, struct span span) {
    (void)span;
    return refused(checker, symbol, type_bool);
}

struct ir_node *lower_select_member(struct checker *checker, struct symbol *symbol, struct ast_name member,
                                    struct span span) {
    static const char *const names[] = {"rank", "blocked_by"};
    (void)span;
    if (strcmp(member.text, "rank") == 0) return refused(checker, symbol, type_number);
    if (strcmp(member.text, "blocked_by") == 0) return refused(checker, symbol, type_text);
    lower_label_no_result(checker, symbol, member, "its name, which is true or false, `.rank` and `.blocked_by`", names,
                          2);
    return NULL;
}

/* How many: a number of accounts or a share of them, never below zero. */
static void check_count(struct checker *checker, const struct ast *e, const char *what) {
    struct ir_node *node = check_number(checker, &scope_point, e, what);
    if (!node || node->op != IR_CONST || !node->constant.known || dec_sign(node->constant.number) >= 0) return;
    struct diag *d = diag_new(checker->diags, E0359, e->span, "%s cannot be less than nothing", what);
    diag_help(checker->diags, d, "Write a number of accounts, such as 30, or a share of them, such as 10%%.");
}

static void check_groups(struct checker *checker, const struct scope *scope, const struct ast_list *per) {
    for (uint32_t i = 0; i < per->len; i++) lower_label_scalar(checker, scope, per->at[i]);
}

void lower_select_declare(struct checker *checker, struct symbol *symbol) {
    const struct ast_select_node *ast = &symbol->ast->select;
    if (!mark_enter(checker, &symbol->mark, symbol->span)) return;
    struct scope scope = scope_subject(checker);
    check_condition(checker, &scope, ast->among, "`among`");
    for (uint32_t i = 0; i < ast->by.len; i++) lower_label_scalar(checker, &scope, ast->by.at[i]->order.value);
    check_count(checker, ast->take, "`take`");
    check_groups(checker, &scope, &ast->per);
    for (uint32_t i = 0; i < ast->limits.len; i++) {
        check_count(checker, ast->limits.at[i]->limit.count, "`at most`");
        check_groups(checker, &scope, &ast->limits.at[i]->limit.per);
    }
    construct_label(checker, &scope, ast->label);
    refused(checker, symbol, type_bool);
    mark_leave(checker, &symbol->mark);
}
