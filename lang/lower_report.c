/* Reports: columns for each row of a record, each group or each member of a category, which of them, in what order; and
 * `row` lines, which are about all accounts.
 * SPDX-License-Identifier: MIT */
#include "lang/lower.h"

struct work {
    struct checker *checker;
    struct symbol *symbol;
    struct report *model;
    struct scope scope;
    VEC(struct shown) shown;
    VEC(const struct ast *) columns_ast; /* AST_COLUMN of each shown */
    VEC(struct order_key) order;
    VEC(const struct ast *) order_ast;
    VEC(struct report_row) rows;
    VEC(const char *) columns;
    const struct ast *first_row, *heads;
    const struct ast *group_by;        /* or NULL */
    struct lower_group group;
    struct argument argument;          /* `group` or `member`, where there is one */
    const struct category *category;   /* for whose members the report is, or NULL */
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
        w->scope = (struct scope){.row = symbol->info};
        w->model->space = symbol->info->space;
    } else if (symbol && (symbol->kind == SYMBOL_CATEGORY || symbol->kind == SYMBOL_LADDER) && symbol->category) {
        w->category = symbol->category;
        w->argument = (struct argument){.name = intern_name(checker->names, STR("member"))};
        w->scope = (struct scope){.args = &w->argument, .arg_count = 1, .no_row = "a report for the members of a category"};
        w->model->kind = REPORT_LINES;
        w->model->space = SPACE_POINT;
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

/* The value of an expression on a line: for a group the one value that it has. */
static struct ir_node *on_line(struct work *w, const struct ast *e) {
    struct ir_node *node = lower_label_scalar(w->checker, &w->scope, e);
    return node && w->group_by ? lower_group_value(&w->group, node, e) : node;
}

/* A name in backquotes is the name alone. */
static const char *as_written(struct checker *checker, const struct ast *value) {
    return value->kind == AST_NAME ? value->name.name.text : check_source_text(checker, value->span);
}

static void head_of(struct work *w, const struct ast *ast, struct shown *out) {
    struct checker *checker = w->checker;
    out->role = ROLE_SHOWN;
    out->head = ast->column.label ? lower_label_plain(checker, ast->column.label, "a column's head")
                                  : as_written(checker, ast->column.value);
    out->label = ast->column.label ? out->head : NULL;
}

static void headed_alike(struct work *w, const struct ast *ast, const char *head) {
    struct checker *checker = w->checker;
    for (uint32_t k = 0; k < w->shown.len; k++) {
        if (strcmp(w->shown.at[k].head, head) != 0) continue;
        struct diag *d = diag_new(checker->diags, E0459, ast->span, "two columns of report `%s` are headed `%s`",
                                  name_of(w), head);
        diag_also(checker->diags, d, w->columns_ast.at[k]->span, "the first");
        diag_help(checker->diags, d, "Give one of them another head: `show %s \"…\"`.",
                  check_source_text(checker, ast->column.value->span));
        return;
    }
}

static void show(struct work *w, const struct ast *part) {
    struct checker *checker = w->checker;
    for (uint32_t i = 0; i < part->show.columns.len; i++) {
        const struct ast *ast = part->show.columns.at[i];
        struct shown shown = {0};
        if (ast->kind != AST_COLUMN) continue;
        if (!w->category) shown.node = on_line(w, ast->column.value);
        head_of(w, ast, &shown);
        if (!shown.head || (!shown.node && !w->category)) continue;
        headed_alike(w, ast, shown.head);
        vec_push(checker->arena, &w->shown, shown);
        vec_push(checker->arena, &w->columns_ast, ast);
    }
}

/* The line about all: what is added up over everyone; the text stands where the first key would. */
static void total(struct work *w) {
    struct checker *checker = w->checker;
    const char *text = w->group_by && w->group_by->group_by.total ? lower_label_plain(checker, w->group_by->group_by.total, "`total`") : NULL;
    if (!text) return;
    struct report_row *line = ARENA_NEW(checker->arena, struct report_row);
    *line = (struct report_row){.cells = ARENA_ARRAY(checker->arena, struct shown, w->shown.len), .count = w->shown.len};
    w->argument.rows = &w->group.everyone;
    bool named = false;
    for (uint32_t i = 0; i < w->shown.len; i++) {
        const struct ast *value = w->columns_ast.at[i]->column.value;
        struct ir_node *node = lower_label_scalar(checker, &w->scope, value);
        if (node && node->space != SPACE_POINT) {
            node = named ? mk_unknown(checker->ir, node->type, CAUSE_OUTSIDE, value->span)
                         : mk_text(checker->ir, str_of(text), value->span);
            named = true;
        }
        line->cells[i] = w->shown.at[i];
        line->cells[i].node = node;
    }
    w->argument.rows = &w->group.members;
    w->model->total = line;
}

static void row_line(struct work *w, const struct ast *part) {
    struct checker *checker = w->checker;
    const struct ast_list *values = &part->report_row.values;
    struct report_row row = {.cells = ARENA_ARRAY(checker->arena, struct shown, values->len)};
    const struct scope row_scope = {.row = checker->subject, .no_row = "a framework without a record"};
    if (!w->first_row) w->first_row = part;
    for (uint32_t i = 0; i < values->len; i++) {
        const struct ast *value = values->at[i];
        struct shown *cell = &row.cells[row.count++];
        *cell = (struct shown){.role = ROLE_SHOWN,
                               .node = lower_label_scalar(checker, &row_scope, value),
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

/* --- groups --- */

static void grouping(struct work *w, const struct ast *part) {
    struct checker *checker = w->checker;
    if (w->group_by) {
        struct diag *d = diag_new(checker->diags, E0451, part->span, "`group by` is written twice");
        diag_also(checker->diags, d, w->group_by->span, "the first");
        diag_help(checker->diags, d, "Write all that is grouped by in one: `group by segment, country`.");
        return;
    }
    if (w->category) {
        struct diag *d = diag_new(checker->diags, E0258, part->span, "the members of `%s` are no rows that could be grouped", w->category->name);
        diag_help(checker->diags, d, "Take `for %s` out to group accounts, or take `group by` out.", w->category->name);
        w->broken = true;
        return;
    }
    w->group_by = part;
}

/* Conditions that do not ask about `group` say which rows are grouped; the others, which groups are shown. */
static bool is_about_groups(const struct ast *condition) { return lower_label_names(condition, "group"); }

static void make_groups(struct work *w, const struct ast_list *parts) {
    struct checker *checker = w->checker;
    struct ir_node *filter = NULL;
    for (uint32_t i = 0; i < parts->len; i++) {
        const struct ast *part = parts->at[i];
        if (part->kind != AST_REPORT_WHERE || is_about_groups(part->report_where.condition)) continue;
        struct ir_node *where = check_condition(checker, &w->scope, part->report_where.condition, "`where`");
        if (!where) w->broken = true;
        filter = filter && where ? mk_and(checker->ir, filter, where, part->span) : where ? where : filter;
    }
    if (!lower_group_make(checker, &w->scope, w->group_by, filter, &w->group)) {
        w->broken = true;
        return;
    }
    w->argument = (struct argument){.name = intern_name(checker->names, STR("group")),
                                    .node = check_rows_node(checker, &w->group.members, w->group_by->span),
                                    .rows = &w->group.members};
    w->scope.args = &w->argument;
    w->scope.arg_count = 1;
    w->model->kind = REPORT_GROUPS;
    w->model->space = w->group.group->target;
}

static void where(struct work *w, const struct ast *part) {
    struct checker *checker = w->checker;
    const struct ast *condition = part->report_where.condition;
    if (w->category || (w->group_by && !is_about_groups(condition))) return;
    struct ir_node *node = check_condition(checker, &w->scope, condition, "`where`");
    if (node && w->group_by) node = lower_group_value(&w->group, node, condition);
    w->model->where = w->model->where && node ? mk_and(checker->ir, w->model->where, node, part->span) : node ? node : w->model->where;
}

static void part_of(struct work *w, const struct ast *part) {
    switch (part->kind) {
    case AST_SHOW: show(w, part); break;
    case AST_REPORT_WHERE: where(w, part); break;
    case AST_ORDER_BY:
        for (uint32_t i = 0; i < part->order_by.keys.len; i++) {
            const struct ast *key = part->order_by.keys.at[i];
            struct ir_node *node = w->category ? NULL : on_line(w, key->order.value);
            vec_push(w->checker->arena, &w->order, ((struct order_key){node, key->order.direction == AST_DESCENDING}));
            vec_push(w->checker->arena, &w->order_ast, key->order.value);
        }
        break;
    case AST_REPORT_ROW: row_line(w, part); break;
    case AST_COLUMN_HEADS: heads(w, part); break;
    default: break;
    }
}

/* --- members of a category --- */

/* A line for the member that the argument stands for; false after a message. */
static bool member_line(struct work *w, const struct ast_list *parts, struct report_row *line) {
    struct checker *checker = w->checker;
    bool fine = true;
    *line = (struct report_row){.cells = ARENA_ARRAY(checker->arena, struct shown, w->shown.len),
                                .count = w->shown.len,
                                .keys = ARENA_ARRAY(checker->arena, struct ir_node *, w->order.len)};
    for (uint32_t i = 0; i < w->shown.len; i++) {
        line->cells[i] = w->shown.at[i];
        line->cells[i].node = lower_label_scalar(checker, &w->scope, w->columns_ast.at[i]->column.value);
        fine &= line->cells[i].node != NULL;
    }
    for (uint32_t i = 0; i < w->order.len; i++) {
        line->keys[i] = lower_label_scalar(checker, &w->scope, w->order_ast.at[i]);
        fine &= line->keys[i] != NULL;
    }
    for (uint32_t i = 0; i < parts->len; i++) {
        const struct ast *part = parts->at[i];
        if (part->kind != AST_REPORT_WHERE) continue;
        struct ir_node *node = check_condition(checker, &w->scope, part->report_where.condition, "`where`");
        fine &= node != NULL;
        line->where = line->where && node ? mk_and(checker->ir, line->where, node, part->span) : node;
    }
    return fine;
}

static void member_lines(struct work *w, const struct ast_list *parts) {
    struct checker *checker = w->checker;
    if (w->first_row) {
        struct diag *d = diag_new(checker->diags, E0258, w->first_row->span, "a report for the members of `%s` has a line for each, and no lines of its own", w->category->name);
        diag_help(checker->diags, d, "Write `show` for what each line says, and put the `row` lines in another report.");
        return;
    }
    if (w->heads) {
        struct diag *d = diag_new(checker->diags, E0358, w->heads->span, "`columns` heads the `row` lines of a report, and `%s` has none", name_of(w));
        diag_help(checker->diags, d, "The head of a shown value stands behind it: `show member \"Stage\"`.");
        w->heads = NULL;
        w->columns.len = 0;
    }
    for (uint32_t code = 0; code < w->category->count; code++) {
        w->argument.node = mk_code(checker->ir, w->category, (int)code, w->symbol->span);
        struct report_row line;
        bool fine = member_line(w, parts, &line);
        vec_push(checker->arena, &w->rows, line);
        if (!fine) break; /* said once, not once for each member */
    }
    for (uint32_t i = 0; i < w->order.len && w->rows.len; i++) w->order.at[i].node = w->rows.at[0].keys[i];
    for (uint32_t i = 0; i < w->shown.len; i++) vec_push(checker->arena, &w->columns, w->shown.at[i].head);
    w->shown.len = 0;
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
    w.model->space = SPACE_SUBJECT;
    subject(&w, ast->subject);
    bool holds_something = false;
    for (uint32_t i = 0; i < ast->parts.len; i++) {
        enum ast_kind kind = ast->parts.at[i]->kind;
        if (kind == AST_ERROR) w.broken = true;
        if (kind == AST_GROUP_BY && !w.broken) grouping(&w, ast->parts.at[i]);
        holds_something = holds_something || kind == AST_SHOW || kind == AST_REPORT_ROW;
    }
    if (w.group_by && !w.broken) make_groups(&w, &ast->parts);
    bool hopeless = w.broken && (ast->subject || w.group_by);
    for (uint32_t i = 0; i < ast->parts.len && !hopeless; i++) part_of(&w, ast->parts.at[i]);
    if (w.category && !hopeless) member_lines(&w, &ast->parts);
    if (w.group_by && !hopeless && checker->diags->errors == 0) total(&w);
    if (w.model->kind == REPORT_ROWS && !w.shown.len) w.model->kind = REPORT_LINES;
    finish(&w);
    if (holds_something || w.broken) return;
    struct diag *d = diag_new(checker->diags, E0450, symbol->span, "report `%s` shows nothing", symbol->name);
    diag_help(checker->diags, d, "Add `show name, revenue`, for example.");
}
