/* From the checker to the constructs: which file answers for a ladder, a score, a table, ….
 * SPDX-License-Identifier: MIT */
#include "lang/lower.h"

static struct ir_node *value_of(struct checker *checker, struct symbol *symbol, struct span span) {
    switch (symbol->kind) {
    case SYMBOL_SCORE: return lower_score_value(checker, symbol, span);
    case SYMBOL_TABLE: return lower_table_value(checker, symbol, span);
    case SYMBOL_SELECT: return lower_select_value(checker, symbol, span);
    case SYMBOL_FLAG:
    case SYMBOL_INVARIANT: return lower_flag_value(checker, symbol, span);
    case SYMBOL_LADDER: {
        struct diag *d =
            diag_new(checker->diags, E0251, span,
                     "ladder `%s` has several stages to tell of, and this does not say which", symbol->name);
        diag_also(checker->diags, d, symbol->span, "declared here");
        diag_help(checker->diags, d,
                  "Write `%s.assessed` for the stage that the facts support, `%s.current` for the one that the account "
                  "holds.",
                  symbol->name, symbol->name);
        return NULL;
    }
    default: return NULL;
    }
}

struct ir_node *construct_value(struct checker *checker, struct symbol *symbol, struct span span) {
    const struct module *outside = checker_enter(checker, symbol);
    struct ir_node *node = value_of(checker, symbol, span);
    checker->module = outside;
    return node;
}

static struct ir_node *member_of(struct checker *checker, struct symbol *symbol, struct ast_name member,
                                 struct span span) {
    switch (symbol->kind) {
    case SYMBOL_SCORE: return lower_score_member(checker, symbol, member, span);
    case SYMBOL_TABLE: return lower_table_member(checker, symbol, member, span);
    case SYMBOL_LADDER: return lower_ladder_member(checker, symbol, member, span);
    case SYMBOL_SELECT: return lower_select_member(checker, symbol, member, span);
    default: break;
    }
    struct diag *d = diag_new(checker->diags, E0250, member.span, "%s `%s` has no result `.%s`",
                              symbol_kind_text(symbol->kind), symbol->name, member.text);
    diag_help(checker->diags, d, "Its name alone is true or false.");
    return NULL;
}

struct ir_node *construct_member(struct checker *checker, struct symbol *symbol, struct ast_name member,
                                 struct span span) {
    if (!member.text) return NULL;
    const struct module *outside = checker_enter(checker, symbol);
    struct ir_node *node = member_of(checker, symbol, member, span);
    checker->module = outside;
    return node;
}

struct ir_node *construct_meets(struct checker *checker, struct symbol *ladder, struct ast_name stage,
                                struct span span) {
    if (!stage.text) return NULL;
    const struct module *outside = checker_enter(checker, ladder);
    struct ir_node *node = lower_ladder_meets(checker, ladder, stage, span);
    checker->module = outside;
    return node;
}

void construct_declare(struct checker *checker, struct symbol *symbol) {
    switch (symbol->kind) {
    case SYMBOL_SCORE: lower_score_declare(checker, symbol); break;
    case SYMBOL_TABLE: lower_table_declare(checker, symbol); break;
    case SYMBOL_LADDER: lower_ladder_declare(checker, symbol); break;
    case SYMBOL_SELECT: lower_select_declare(checker, symbol); break;
    case SYMBOL_FLAG:
    case SYMBOL_INVARIANT: lower_flag_declare(checker, symbol); break;
    case SYMBOL_REPORT: lower_report_declare(checker, symbol); break;
    case SYMBOL_SCENARIO: lower_scenario_declare(checker, symbol); break;
    default: break;
    }
}

void construct_finish(struct checker *checker) { lower_output_columns(checker); }
