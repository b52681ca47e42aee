/* Reports: columns for each account, which accounts, in what order; and `row` lines, which are about all of them.
 * SPDX-License-Identifier: MIT */
#include "lang/lower.h"

struct work {
    struct checker *checker;
    struct symbol *symbol;
    struct report *model;
    struct scope scope;
    VEC(struct shown) shown;
    VEC(struct order_key) order;
    VEC(struct report_row) rows;
    VEC(const char *) columns;
    const struct ast *first_row, *heads;
    bool grouped; /* by a group, or for the members of something: not a line for each account */
    bool broken;
};

static const char *name_of(const struct work *w) { return w->symbol->name; }

/* --- what the lines are about --- */

static void subject(struct work *w, const struct ast *path) {
    struct checker *checker = w->checker;
    if (!path) return;
    const struct symbol *symbol = path->kind == AST_NAME ? checker_symbol(checker, path->name.name.text) : NULL;
    if (symbol) ((struct symbol *)symbol)->used = true;
    if (symbol && symbol->kind == SYMBOL_RECORD) {
        if (checker->subject && symbol->info == checker->subject) return;
        w->scope = (struct scope){.row = symbol->info};
        check_refused(checker, type_text, path->span, "report `%s` for `%s`", name_of(w), symbol->name);
    } else if (symbol && (symbol->kind == SYMBOL_CATEGORY || symbol->kind == SYMBOL_LADDER) && symbol->category) {
        struct argument *member = ARENA_NEW(checker->arena, struct argument);
        member->name = intern_name(checker->names, STR("member"));
        member->node = check_refused(checker, type_of_category(symbol->category), path->span, "report `%s` for `%s`",
                                     name_of(w), symbol->name);
        w->scope = (struct scope){.args = member, .arg_count = 1, .no_row = "a report for the members of a category"};
        w->grouped = true;
    } else if (!symbol && path->kind == AST_NAME) {
        check_unrecognized(checker, &w->scope, path->name.name);
        w->broken = true;
    } else if (!symbol || symbol->kind != SYMBOL_BROKEN) {
        const char *text = check_source_text(checker, path->span);
        struct diag *d = diag_new(checker->diags, E0258, path->span, "a report cannot be for `%s`", text);
        diag_help(checker->diags, d,
                  "A report is for a record, with a line for each of its rows, or for a category or ladder, with a "
                  "line for each member.");
        w->broken = true;
    }
}

/* --- columns, rows --- */

static bool column(struct work *w, const struct ast *ast, struct shown *out) {
    struct checker *checker = w->checker;
    const struct ast *value = ast->column.value;
    *out = (struct shown){.role = ROLE_SHOWN, .node = lower_label_scalar(checker, &w->scope, value)};
    out->head = ast->column.label ? lower_label_plain(checker, ast->column.label, "a column's head")
                                  : check_source_text(checker, value->span);
    out->label = ast->column.label ? out->head : NULL;
    return out->node && out->head;
}

static void show(struct work *w, const struct ast *part) {
    struct checker *checker = w->checker;
    for (uint32_t i = 0; i < part->show.columns.len; i++) {
        const struct ast *ast = part->show.columns.at[i];
        struct shown shown;
        if (ast->kind != AST_COLUMN || !column(w, ast, &shown)) continue;
        for (uint32_t k = 0; k < w->shown.len; k++) {
            if (strcmp(w->shown.at[k].head, shown.head) != 0) continue;
            struct diag *d = diag_new(checker->diags, E0459, ast->span, "two columns of report `%s` are headed `%s`",
                                      name_of(w), shown.head);
            diag_also(checker->diags, d, w->shown.at[k].node->span, "the first");
            diag_help(checker->diags, d, "Give one of them another head: `show %s \"…\"`.",
                      check_source_text(checker, ast->column.value->span));
            break;
        }
        vec_push(checker->arena, &w->shown, shown);
    }
}

static void row_line(struct work *w, const struct ast *part) {
    struct checker *checker = w->checker;
    const struct ast_list *values = &part->report_row.values;
    struct report_row row = {.cells = ARENA_ARRAY(checker->arena, struct shown, values->len)};
    if (!w->first_row) w->first_row = part;
    for (uint32_t i = 0; i < values->len; i++) {
        const struct ast *value = values->at[i];
        struct shown *cell = &row.cells[row.count++];
        *cell = (struct shown){.role = ROLE_SHOWN,
                               .node = lower_label_scalar(checker, &w->scope, value),
                               .head = check_source_text(checker, value->span)};
        if (!cell->node || cell->node->space == SPACE_POINT) continue;
        struct diag *d = diag_new(checker->diags, E0255, value->span,
                                  "a `row` line is about all accounts, but `%s` is about one", cell->head);
        diag_help(checker->diags, d,
                  "Use `show` for a line for each account, or say what of all accounts: `sum(… over portfolio)`.");
    }
    vec_push(checker->arena, &w->rows, row);
    if (row.count == w->rows.at[0].count) return;
    struct diag *d =
        diag_new(checker->diags, E0358, part->span, "this row has %u values, but the first one of report `%s` has %u",
                 row.count, name_of(w), w->rows.at[0].count);
    diag_also(checker->diags, d, w->first_row->span, "the first");
    diag_help(checker->diags, d, "Give every `row` line as many values; `\"\"` leaves one empty.");
}

static void heads(struct work *w, const struct ast *part) {
    struct checker *checker = w->checker;
    if (w->heads) {
        struct diag *d = diag_new(checker->diags, E0451, part->span, "`columns` is written twice");
        diag_also(checker->diags, d, w->heads->span, "the first");
        diag_help(checker->diags, d, "Name all columns of the `row` lines in one: `columns \"Stage\", \"Accounts\"`.");
        return;
    }
    w->heads = part;
    for (uint32_t i = 0; i < part->column_heads.heads.len; i++) {
        const char *head = lower_label_plain(checker, part->column_heads.heads.at[i], "a column's head");
        vec_push(checker->arena, &w->columns, head ? head : "");
    }
}

static void grouping(struct work *w, const struct ast *part) {
    struct checker *checker = w->checker;
    for (uint32_t i = 0; i < part->group_by.keys.len; i++)
        lower_label_scalar(checker, &w->scope, part->group_by.keys.at[i]);
    check_refused(checker, type_text, part->span, "`group by` in report `%s`", name_of(w));
    struct argument *group = ARENA_NEW(checker->arena, struct argument);
    group->name = intern_name(checker->names, STR("group"));
    if (checker->subject) {
        struct type rows = {.kind = TYPE_LIST, .record = checker->subject->record};
        group->node = check_refused(checker, rows, part->span, "`group by` in report `%s`", name_of(w));
    }
    w->scope.args = group;
    w->scope.arg_count = 1;
    w->grouped = true;
}

static void part_of(struct work *w, const struct ast *part) {
    struct checker *checker = w->checker;
    switch (part->kind) {
    case AST_SHOW: show(w, part); break;
    case AST_REPORT_WHERE: {
        struct ir_node *where = check_condition(checker, &w->scope, part->report_where.condition, "`where`");
        w->model->where = w->model->where ? mk_and(checker->ir, w->model->where, where, part->span) : where;
        break;
    }
    case AST_ORDER_BY:
        for (uint32_t i = 0; i < part->order_by.keys.len; i++) {
            const struct ast *key = part->order_by.keys.at[i];
            struct ir_node *node = lower_label_scalar(checker, &w->scope, key->order.value);
            vec_push(checker->arena, &w->order, ((struct order_key){node, key->order.direction == AST_DESCENDING}));
        }
        break;
    case AST_REPORT_ROW: row_line(w, part); break;
    case AST_COLUMN_HEADS: heads(w, part); break;
    default: break;
    }
}

static void finish(struct work *w) {
    struct report *model = w->model;
    struct checker *checker = w->checker;
    model->shown = w->shown.at;
    model->shown_count = w->shown.len;
    model->order = w->order.at;
    model->order_count = w->order.len;
    model->rows = w->rows.at;
    model->row_count = w->rows.len;
    model->columns = w->columns.at;
    model->column_count = w->columns.len;
    if (w->heads && w->rows.len && w->columns.len != w->rows.at[0].count) {
        struct diag *d =
            diag_new(checker->diags, E0358, w->heads->span, "report `%s` has %u heads for rows of %u values",
                     name_of(w), w->columns.len, w->rows.at[0].count);
        diag_also(checker->diags, d, w->first_row->span, "the first row");
        diag_help(checker->diags, d, "Write one head for each value of a `row` line, the first text included.");
    }
    if (w->heads && !w->rows.len && !w->broken) {
        struct diag *d = diag_new(checker->diags, E0358, w->heads->span,
                                  "`columns` heads the `row` lines of a report, and `%s` has none", name_of(w));
        diag_help(checker->diags, d, "The head of a shown value stands behind it: `show revenue \"Revenue\"`.");
    }
}

void lower_report_declare(struct checker *checker, struct symbol *symbol) {
    const struct ast_report_node *ast = &symbol->ast->report;
    struct work w = {.checker = checker, .symbol = symbol, .model = symbol->model, .scope = scope_subject(checker)};
    w.model->title = construct_label(checker, &scope_point, ast->label);
    subject(&w, ast->subject);
    bool holds_something = false;
    for (uint32_t i = 0; i < ast->parts.len; i++) {
        enum ast_kind kind = ast->parts.at[i]->kind;
        if (kind == AST_ERROR) w.broken = true;
        if (kind == AST_GROUP_BY && !w.broken) grouping(&w, ast->parts.at[i]);
        holds_something = holds_something || kind == AST_SHOW || kind == AST_REPORT_ROW;
    }
    for (uint32_t i = 0; i < ast->parts.len && !(w.broken && ast->subject); i++) part_of(&w, ast->parts.at[i]);
    finish(&w);
    if (holds_something || w.broken) return;
    struct diag *d = diag_new(checker->diags, E0450, symbol->span, "report `%s` shows nothing", symbol->name);
    diag_help(checker->diags, d, "Add `show name, revenue`, for example.");
}
