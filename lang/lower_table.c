/* Decision tables: a chain of `if`s over the rows, one for each output. An `if` with an undecided condition is unknown
 * unless both of its branches agree, which is just what a table asks of an undecided row.
 * SPDX-License-Identifier: MIT */
#include "lang/lower.h"
#include "lang/base/limits.h"

#define ROWS_MAX LIMIT_MEMBERS /* rows are numbered by codes */

struct output {
    const struct ast *ast; /* AST_OUTPUT */
    struct mark mark;
};
struct work {
    struct ast_list rows;       /* AST_ROW with cells, in order */
    const struct ast *fallback; /* the `else` row, or NULL */
    struct ir_node **inputs;    /* by input; NULL after a mistake */
    struct ir_node **rules;     /* by row: whether it matches */
    struct ir_node *many;       /* whether several rows match; NULL when the first one counts */
    struct output *outputs;
    bool first_match, sound;
};

/* --- cells --- */

static bool constant_number(const struct ir_node *node) {
    return node && node->op == IR_CONST && node->constant.known &&
           (node->type.kind == TYPE_NUMBER || node->type.kind == TYPE_DATE);
}

/* `40 to 10`, `40 to below 40` */
static void check_interval(struct checker *checker, const struct ast *alt, const struct ir_node *low,
                           const struct ir_node *high) {
    if (!constant_number(low) || !constant_number(high) || low->type.kind != high->type.kind) return;
    int order = low->type.kind == TYPE_DATE
                    ? (low->constant.day > high->constant.day) - (low->constant.day < high->constant.day)
                    : dec_compare(low->constant.number, high->constant.number);
    if (order < 0 || (order == 0 && alt->alternative.form == AST_ALT_TO)) return;
    const char *a = check_source_text(checker, alt->alternative.value->span),
               *b = check_source_text(checker, alt->alternative.high->span);
    struct diag *d =
        diag_new(checker->diags, E0355, alt->span, "nothing lies from %s to %s%s", a, order == 0 ? "below " : "", b);
    if (order > 0)
        diag_help(checker->diags, d, "Write the lower end first: `%s to %s`.", b, a);
    else
        diag_help(checker->diags, d, "`to below` leaves its upper end out; write `%s to %s` for this one value.", a, b);
}

/* The value of a cell as a constant on its own: `true` in a column of bools needs no comparison. */
static struct ir_node *equals(struct checker *checker, struct ir_node *input, const struct ast *input_ast,
                              const struct ast *alt, struct ir_node *value) {
    if (input->type.kind == TYPE_BOOL && value && value->type.kind == TYPE_BOOL && value->op == IR_CONST &&
        value->constant.known)
        return value->constant.truth ? input : mk_not(checker->ir, input, alt->span);
    return check_compare(checker, AST_OP_EQ, input, input_ast, value, alt->alternative.value, alt->span);
}

/* Whether one alternative of a cell matches; `own_missing`: the column has missing as a value of its own. */
static struct ir_node *alternative(struct checker *checker, const struct scope *scope, struct ir_node *input,
                                   const struct ast *input_ast, const struct ast *alt, bool own_missing) {
    struct ir *ir = checker->ir;
    const struct ast_alternative_node *a = &alt->alternative;
    if (a->form == AST_ALT_KNOWN) return mk_is_known(ir, input, alt->span);
    if (a->form == AST_ALT_UNKNOWN) return mk_not(ir, mk_is_known(ir, input, alt->span), alt->span);
    const struct type *beside = input ? &input->type : NULL;
    const struct type error = {.kind = TYPE_ERROR};
    struct ir_node *value = check_expr(checker, scope, a->value, beside ? beside : &error);
    struct ir_node *high = a->high ? check_expr(checker, scope, a->high, beside ? beside : &error) : NULL;
    if (!input) return NULL;
    struct ir_node *node = NULL;
    switch (a->form) {
    case AST_ALT_VALUE: node = equals(checker, input, input_ast, alt, value); break;
    case AST_ALT_COMPARE: node = check_compare(checker, a->op, input, input_ast, value, a->value, alt->span); break;
    case AST_ALT_TO:
    case AST_ALT_TO_BELOW: {
        /* Dates are compared without the warning about `never`: the upper end keeps it out. */
        bool dates = input->type.kind == TYPE_DATE && value && value->type.kind == TYPE_DATE;
        struct ir_node *from = dates ? mk_le(ir, value, input, alt->span)
                                     : check_compare(checker, AST_OP_GE, input, input_ast, value, a->value, alt->span);
        struct ir_node *to = check_compare(checker, a->form == AST_ALT_TO ? AST_OP_LE : AST_OP_LT, input, input_ast,
                                           high, a->high, alt->span);
        if (from && to) check_interval(checker, alt, value, high);
        node = mk_and(ir, from, to, alt->span);
        break;
    }
    case AST_ALT_KNOWN:
    case AST_ALT_UNKNOWN: break;
    }
    return own_missing ? mk_is_true(ir, node, alt->span) : node;
}

static struct ir_node *cell_node(struct checker *checker, const struct scope *scope, struct ir_node *input,
                                 const struct ast *input_ast, const struct ast *cell, bool own_missing) {
    const struct ast_list *alts = &cell->cell.alternatives;
    struct ir_node **items = ARENA_ARRAY(checker->arena, struct ir_node *, alts->len);
    for (uint32_t i = 0; i < alts->len; i++)
        items[i] = alternative(checker, scope, input, input_ast, alts->at[i], own_missing);
    return mk_any(checker->ir, items, alts->len, cell->span);
}

/* Whether some row says `known` or `unknown` in a column. */
static bool says_known(const struct ast_list *rows, uint32_t column) {
    for (uint32_t r = 0; r < rows->len; r++) {
        const struct ast_list *cells = &rows->at[r]->row.cells;
        if (column >= cells->len) continue;
        const struct ast_list *alts = &cells->at[column]->cell.alternatives;
        for (uint32_t i = 0; i < alts->len; i++) {
            enum ast_alternative_form form = alts->at[i]->alternative.form;
            if (form == AST_ALT_KNOWN || form == AST_ALT_UNKNOWN) return true;
        }
    }
    return false;
}

/* --- rows --- */

static const char *many(struct checker *checker, uint32_t n, const char *one) {
    return arena_printf(checker->arena, n == 1 ? "%u %s" : "%u %ss", n, one);
}

/* Takes the rows apart: those with cells, and `else`. */
static void read_rows(struct checker *checker, struct symbol *symbol, struct work *work, const struct ast_list *rows) {
    const struct ast_table_node *table = &symbol->ast->table;
    bool broken = false;
    for (uint32_t i = 0; i < rows->len; i++) {
        const struct ast *row = rows->at[i];
        if (row->kind != AST_ROW) {
            broken = true;
            continue;
        }
        if (work->fallback) { /* a row after `else`: the parser has said so */
            work->sound = false;
            continue;
        }
        if (!row->row.otherwise && row->row.cells.len != table->inputs.len) {
            struct diag *d = diag_new(checker->diags, E0354, row->span, "this row has %s, but table `%s` looks at %s",
                                      many(checker, row->row.cells.len, "cell"), symbol->name,
                                      many(checker, table->inputs.len, "value"));
            diag_help(checker->diags, d,
                      "Write one cell for each value between the parentheses; `-` stands for anything.");
            work->sound = false;
        }
        if (row->row.values.len != table->outputs.len) {
            struct diag *d = diag_new(checker->diags, E0354, row->span, "this row gives %s, but table `%s` has %s",
                                      many(checker, row->row.values.len, "value"), symbol->name,
                                      many(checker, table->outputs.len, "output"));
            diag_help(checker->diags, d,
                      "Write one value after `%s` for each name after `gives`; `unknown` when the rules give none.",
                      row->row.otherwise ? "else" : "then");
            work->sound = false;
        }
        if (row->row.otherwise)
            work->fallback = row;
        else
            vec_push(checker->arena, &work->rows, rows->at[i]);
    }
    if (!work->rows.len && !broken) {
        struct diag *d = diag_new(checker->diags, E0450, symbol->span, "table `%s` has no rows", symbol->name);
        diag_help(checker->diags, d, "Add rows: `when >= 30%%, - then \"gold\"`.");
        work->sound = false;
    }
    if (work->rows.len > ROWS_MAX) {
        struct diag *d = diag_new(checker->diags, E0455, symbol->span,
                                  "table `%s` has %u rows, more than the %d that a table can have", symbol->name,
                                  work->rows.len, ROWS_MAX);
        diag_help(checker->diags, d, "Make it several tables, or bring what it says in with the data.");
        work->sound = false;
    }
    if (broken) work->sound = false;
}

/* Two rows with the same cells: of one match they always collide, of first match the second never counts. */
static void check_equal_rows(struct checker *checker, struct symbol *symbol, const struct work *work) {
    uint32_t slots = 16;
    while (slots < 2 * work->rows.len) slots *= 2;
    uint32_t *seen = ARENA_ARRAY(checker->arena, uint32_t, slots); /* row + 1; equal conditions are one node */
    for (uint32_t r = 0; r < work->rows.len; r++) {
        const struct ir_node *rule = work->rules[r];
        if (!rule || work->rows.at[r]->row.cells.len != symbol->ast->table.inputs.len) continue;
        if (rule->op == IR_CONST && !rule->constant.truth) continue; /* matches nothing */
        uint32_t at = (work->rules[r]->id * 2654435761u) & (slots - 1);
        while (seen[at] && work->rules[seen[at] - 1] != work->rules[r]) at = (at + 1) & (slots - 1);
        if (!seen[at]) {
            seen[at] = r + 1;
            continue;
        }
        struct diag *d;
        if (work->first_match) {
            d = diag_new(checker->diags, W0653, work->rows.at[r]->span,
                         "this row never counts: an earlier one of table `%s` is for the same cases", symbol->name);
            diag_help(checker->diags, d, "Leave it out, or change what it is for.");
        } else {
            d = diag_new(checker->diags, E0356, work->rows.at[r]->span, "two rows of table `%s` are for the same cases",
                         symbol->name);
            diag_help(checker->diags, d, "Leave one of them out; or write `first match`, and the upper one counts.");
        }
        diag_also(checker->diags, d, work->rows.at[seen[at] - 1]->span, "the first");
    }
}

static void rules(struct checker *checker, struct symbol *symbol, struct work *work) {
    const struct ast_list *inputs = &symbol->ast->table.inputs;
    struct scope scope = scope_subject(checker);
    struct ir *ir = checker->ir;
    work->rules = ARENA_ARRAY(checker->arena, struct ir_node *, work->rows.len);
    bool *own_missing = ARENA_ARRAY(checker->arena, bool, inputs->len);
    for (uint32_t c = 0; c < inputs->len; c++) own_missing[c] = says_known(&work->rows, c);
    struct ir_node **cells = ARENA_ARRAY(checker->arena, struct ir_node *, inputs->len);
    for (uint32_t r = 0; r < work->rows.len; r++) {
        const struct ast *row = work->rows.at[r];
        uint32_t n = 0;
        for (uint32_t c = 0; c < row->row.cells.len && c < inputs->len; c++) {
            const struct ast *cell = row->row.cells.at[c];
            if (cell->kind != AST_CELL || !cell->cell.alternatives.len) continue;
            cells[n++] = cell_node(checker, &scope, work->inputs[c], inputs->at[c], cell, own_missing[c]);
            if (cells[n - 1]) written_note(checker->arena, &checker->written, cell, cells[n - 1]);
        }
        work->rules[r] = mk_all(ir, cells, n, row->span);
        if (work->rules[r]) written_note(checker->arena, &checker->written, row, work->rules[r]);
        work->sound = work->sound && work->rules[r];
    }
    check_equal_rows(checker, symbol, work);
    if (!work->sound) return;
    if (!work->first_match && work->rows.len > 1) {
        struct ir_node *count = ir_make(ir, IR_COUNT_TRUE, type_number, work->rules, work->rows.len, symbol->span);
        work->many = mk_le(ir, mk_int(ir, 2, symbol->span), count, symbol->span);
    }
}

/* `values[row]`, then `fallback`: the value of the row that matches. */
static struct ir_node *chain(struct checker *checker, struct symbol *symbol, const struct work *work,
                             struct ir_node *const *values, struct ir_node *fallback) {
    struct ir *ir = checker->ir;
    struct ir_node *node = fallback;
    for (uint32_t r = work->rows.len; r > 0; r--)
        node = mk_if(ir, work->rules[r - 1], values[r - 1], node, work->rows.at[r - 1]->span);
    if (!work->many || !node) return node;
    return mk_if(ir, work->many, mk_unknown(ir, node->type, CAUSE_MANY_MATCH, symbol->span), node, symbol->span);
}

static void row_number(struct checker *checker, struct symbol *symbol, struct work *work) {
    struct decision_table *model = symbol->model;
    struct category *category = ARENA_NEW(checker->arena, struct category);
    uint32_t n = work->rows.len;
    category->name = intern_name(checker->names, str_of(arena_printf(checker->arena, "%s.row", symbol->name)));
    category->members = ARENA_ARRAY(checker->arena, struct member, n + 1);
    category->count = n + 1;
    category->span = symbol->span;
    struct ir_node **codes = ARENA_ARRAY(checker->arena, struct ir_node *, n + 1);
    for (uint32_t r = 0; r <= n; r++) {
        category->members[r].name = r < n ? arena_printf(checker->arena, "%u", r + 1) : "else";
        codes[r] = mk_code(checker->ir, category, (int)r, r < n ? work->rows.at[r]->span : symbol->span);
    }
    struct ir_node *none = mk_unknown(checker->ir, codes[0]->type, CAUSE_NO_MATCH, symbol->span);
    model->row = chain(checker, symbol, work, codes, work->fallback ? codes[n] : none);
    model->row_count = n;
}

/* --- from a file --- */

/* The columns of a file may hold text without its quotes: inputs that are text, outputs declared as text. */
static bool file_rows(struct checker *checker, struct symbol *symbol, const struct work *work, struct ast_list *rows) {
    const struct ast_table_node *table = &symbol->ast->table;
    bool *text_inputs = ARENA_ARRAY(checker->arena, bool, table->inputs.len),
         *text_outputs = ARENA_ARRAY(checker->arena, bool, table->outputs.len);
    for (uint32_t i = 0; i < table->inputs.len; i++)
        text_inputs[i] = work->inputs[i] && work->inputs[i]->type.kind == TYPE_TEXT;
    for (uint32_t i = 0; i < table->outputs.len; i++) {
        const struct ast *type = table->outputs.at[i]->output.type;
        text_outputs[i] = type && type->kind == AST_TYPE && type->type.form == AST_TYPE_NAMED && type->type.name &&
                          type->type.name->kind == AST_NAME && strcmp(type->type.name->name.name.text, "text") == 0;
    }
    return lower_matrix_rows(checker, symbol->ast, text_inputs, text_outputs, rows);
}

/* --- the whole --- */

static struct work *open(struct checker *checker, struct symbol *symbol) {
    if (symbol->extra) return symbol->extra;
    const struct ast_table_node *table = &symbol->ast->table;
    struct decision_table *model = symbol->model;
    struct work *work = ARENA_NEW(checker->arena, struct work);
    symbol->extra = work;
    work->first_match = table->hit == AST_HIT_FIRST;
    work->sound = true;
    work->outputs = ARENA_ARRAY(checker->arena, struct output, table->outputs.len);
    model->outputs = ARENA_ARRAY(checker->arena, struct table_output, table->outputs.len);
    model->output_count = table->outputs.len;
    for (uint32_t i = 0; i < table->outputs.len; i++) {
        const struct ast *output = table->outputs.at[i];
        struct ast_name name = output->output.name;
        work->outputs[i].ast = output;
        work->outputs[i].mark =
            (struct mark){.name = arena_printf(checker->arena, "%s.%s", symbol->name, name.text ? name.text : "?"),
                          .span = output->span};
        model->outputs[i].name = name.text;
        for (uint32_t k = 0; k < i; k++) {
            if (!name.text || table->outputs.at[k]->output.name.text != name.text) continue;
            struct diag *d = diag_new(checker->diags, E0459, name.span, "two outputs of table `%s` are called `%s`",
                                      symbol->name, name.text);
            diag_also(checker->diags, d, table->outputs.at[k]->output.name.span, "the first");
            diag_help(checker->diags, d, "Give each its own name.");
            work->sound = false;
        }
    }
    return work;
}

/* Inputs and what each row asks of them. */
static struct work *elaborate(struct checker *checker, struct symbol *symbol, struct span from) {
    struct work *work = open(checker, symbol);
    if (!mark_enter(checker, &symbol->mark, from)) return work;
    const struct ast_table_node *table = &symbol->ast->table;
    struct scope scope = scope_subject(checker);
    work->inputs = ARENA_ARRAY(checker->arena, struct ir_node *, table->inputs.len);
    for (uint32_t i = 0; i < table->inputs.len; i++) {
        work->inputs[i] = check_expr(checker, &scope, table->inputs.at[i], NULL);
        if (work->inputs[i] && work->inputs[i]->type.kind == TYPE_ERROR) work->inputs[i] = NULL;
        work->sound = work->sound && work->inputs[i];
    }
    struct ast_list file = {0};
    const struct ast_list *rows = &table->rows;
    if (table->file) {
        if (file_rows(checker, symbol, work, &file))
            rows = &file;
        else
            work->sound = false;
    }
    if (!table->file || rows == &file) {
        read_rows(checker, symbol, work, rows);
        rules(checker, symbol, work);
    }
    if (work->sound) row_number(checker, symbol, work);
    mark_leave(checker, &symbol->mark);
    return work;
}

static const struct ast *value_at(const struct work *work, uint32_t row, uint32_t output) {
    const struct ast *ast = row < work->rows.len ? work->rows.at[row] : work->fallback;
    return ast && output < ast->row.values.len ? ast->row.values.at[output] : NULL;
}

/* One output: the values of its column, of one type, chosen by the row. */
static struct ir_node *output_node(struct checker *checker, struct symbol *symbol, uint32_t index, struct span from) {
    struct decision_table *model = symbol->model;
    struct work *work = elaborate(checker, symbol, from);
    struct output *output = &work->outputs[index];
    if (!mark_enter(checker, &output->mark, from)) return model->outputs[index].node;
    struct scope scope = scope_subject(checker);
    const struct ast *declared = output->ast->output.type;
    struct type type = {.kind = TYPE_ANY};
    struct span first = {0};
    if (declared) {
        type = check_type(checker, declared, output->ast->output.name.text);
        first = declared->span;
    }
    uint32_t n = work->rows.len + (work->fallback ? 1 : 0);
    struct ir_node **values = ARENA_ARRAY(checker->arena, struct ir_node *, n + 1);
    bool sound = work->sound && symbol->mark.state == MARK_DONE && type.kind != TYPE_ERROR;
    for (uint32_t r = 0; r < n; r++) {
        const struct ast *value = value_at(work, r, index);
        values[r] = value ? check_expr(checker, &scope, value, &type) : NULL;
        if (!values[r] || (!declared && !check_common(checker, &type, &first, values[r], value))) sound = false;
    }
    type = type_closed(type);
    if (type.kind == TYPE_ANY) type = type_text;
    for (uint32_t r = 0; r < n && type.kind != TYPE_ERROR; r++) {
        const struct ast *value = value_at(work, r, index);
        if (!values[r] || (!declared && !sound)) continue;
        values[r] = check_fit(checker, values[r], value, type, first, declared ? "declared here" : "the first");
        if (!values[r]) sound = false;
    }
    if (sound) {
        if (!work->fallback) values[n] = mk_unknown(checker->ir, type, CAUSE_NO_MATCH, symbol->span);
        model->outputs[index].node = chain(checker, symbol, work, values, values[work->rows.len]);
    }
    mark_leave(checker, &output->mark);
    return model->outputs[index].node;
}

struct ir_node *lower_table_value(struct checker *checker, struct symbol *symbol, struct span span) {
    const struct ast_list *outputs = &symbol->ast->table.outputs;
    if (outputs->len == 1) return output_node(checker, symbol, 0, span);
    if (!outputs->len) return NULL; /* the parser has said so */
    const char *name = outputs->at[0]->output.name.text;
    struct diag *d = diag_new(checker->diags, E0251, span, "table `%s` has %u outputs, and this does not say which",
                              symbol->name, outputs->len);
    diag_also(checker->diags, d, symbol->span, "declared here");
    if (name) diag_help(checker->diags, d, "Write `%s.%s`, for example.", symbol->name, name);
    return NULL;
}

struct ir_node *lower_table_member(struct checker *checker, struct symbol *symbol, struct ast_name member,
                                   struct span span) {
    const struct ast_list *outputs = &symbol->ast->table.outputs;
    const char **names = ARENA_ARRAY(checker->arena, const char *, outputs->len), *has = NULL;
    for (uint32_t i = 0; i < outputs->len; i++) {
        names[i] = outputs->at[i]->output.name.text;
        if (names[i] == member.text) return output_node(checker, symbol, i, span);
        if (names[i])
            has = has ? arena_printf(checker->arena, "%s, `.%s`", has, names[i])
                      : arena_printf(checker->arena, "`.%s`", names[i]);
    }
    if (has) lower_label_no_result(checker, symbol, member, has, names, outputs->len);
    return NULL;
}

void lower_table_declare(struct checker *checker, struct symbol *symbol) {
    struct decision_table *model = symbol->model;
    struct scope scope = scope_subject(checker);
    elaborate(checker, symbol, symbol->span);
    for (uint32_t i = 0; i < model->output_count; i++) output_node(checker, symbol, i, symbol->span);
    model->label = construct_label(checker, &scope, symbol->ast->table.label);
    for (uint32_t i = 0; i < model->output_count; i++)
        model->outputs[i].label.plain =
            lower_label_plain(checker, symbol->ast->table.outputs.at[i]->output.label, "an output's label");
}
