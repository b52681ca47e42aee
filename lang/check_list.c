/* Lists and what is asked of their rows: aggregates and windows. Names, types and units inside are checked as far as
 * can be without data; the whole then stands as a value that eval refuses by name.
 * SPDX-License-Identifier: MIT */
#include "lang/builtin.h"
#include "lang/check_internal.h"

/* --- which rows --- */

/* The rows that the name of a list, a record or `portfolio` stands for. */
static struct record_info *rows_of_name(struct checker *checker, const struct scope *scope, const struct ast *path, struct scope *inner) {
    struct ast_name name = path->name.name;
    *inner = (struct scope){.outer = scope};
    struct found found = check_find(checker, scope, name.text, &name.span);
    if (found.kind == FOUND_CLASH) return NULL;
    struct symbol *symbol = found.kind == FOUND_SYMBOL ? found.symbol : NULL;
    if (symbol && symbol->kind == SYMBOL_BROKEN) return NULL;
    struct symbol *top = checker_symbol(checker, name.text);
    if (symbol && symbol->kind == SYMBOL_FIELD && top && top->kind == SYMBOL_RECORD) {
        struct ir_node *field = symbol_node(checker, symbol, name.span); /* a field may be called like a record */
        if (field && field->type.kind != TYPE_LIST) symbol = top;
    }
    if (symbol && symbol->kind == SYMBOL_RECORD) {
        symbol->used = true;
        inner->row = symbol->info;
        if (symbol->info == checker->subject) inner->outer = NULL; /* inside, names are the other row's */
        return inner->row;
    }
    if (found.kind == FOUND_NOTHING && strcmp(name.text, "portfolio") == 0) {
        *inner = (struct scope){.row = checker->subject};
        return inner->row;
    }
    struct ir_node *node = check_expr(checker, scope, path, NULL);
    if (!node || node->type.kind == TYPE_ANY) return NULL;
    if (node->type.kind == TYPE_LIST) return inner->row = check_info(checker, node->type.record);
    char phrase[80];
    struct diag *d = diag_new(checker->diags, E0220, path->span, "`%s` is %s, not a list", name.text, type_phrase(node->type, phrase));
    check_also_declared(checker, d, node, path);
    diag_help(checker->diags, d, "Rows are looked through in a list field (`contacts : list of Contact`), a record (`Contact`) or the `portfolio`.");
    return NULL;
}

/* The built-in rows of a score: one for each of its lines. */
static struct record_info *score_parts(struct checker *checker) {
    if (checker->parts) return checker->parts;
    static const struct { const char *name; enum type_kind kind; enum unit unit; } columns[] = {
        {"label", TYPE_TEXT, UNIT_PLAIN}, {"weight", TYPE_NUMBER, UNIT_PERCENT}, {"value", TYPE_NUMBER, UNIT_PLAIN},
        {"points", TYPE_NUMBER, UNIT_PLAIN}, {"lost", TYPE_NUMBER, UNIT_PLAIN}, {"known", TYPE_BOOL, UNIT_PLAIN}};
    enum { COUNT = sizeof columns / sizeof *columns };
    struct record *record = ARENA_NEW(checker->arena, struct record);
    struct record_info *info = ARENA_NEW(checker->arena, struct record_info);
    *record = (struct record){.name = "part of a score", .fields = ARENA_ARRAY(checker->arena, struct field, COUNT), .field_count = COUNT, .key = -1};
    *info = (struct record_info){.record = record, .space = (ir_space)(checker->records.len + SPACE_SUBJECT + 1)};
    for (uint32_t i = 0; i < COUNT; i++) {
        const char *name = intern_name(checker->names, str_of(columns[i].name));
        struct type type = {.kind = columns[i].kind, .unit = columns[i].unit};
        record->fields[i] = (struct field){.name = name, .type = type, .index = i};
        struct symbol *symbol = ARENA_NEW(checker->arena, struct symbol);
        *symbol = (struct symbol){.kind = SYMBOL_FIELD, .name = name, .mark = {.state = MARK_DONE, .name = name}, .record = info, .index = i};
        symbol->node = ir_make_indexed(&checker->framework->ir, IR_FIELD, type, NULL, 0, (int32_t)i, info->space, (struct span){0});
        map_put(checker->arena, &info->members, str_of(name), symbol);
    }
    return checker->parts = info;
}

static bool is_score_parts(struct checker *checker, const struct ast *path) {
    if (strcmp(path->member.name.text, "parts") != 0 || path->member.object->kind != AST_NAME) return false;
    struct symbol *symbol = checker_symbol(checker, path->member.object->name.name.text);
    if (!symbol || symbol->kind != SYMBOL_SCORE) return false;
    symbol->used = true;
    return true;
}

/* A list reached by a path: `health.parts`, `owner.accounts`, `contacts.calls` (all calls of all contacts). */
static struct record_info *rows_of_path(struct checker *checker, const struct scope *scope, const struct ast *path, struct scope *inner) {
    *inner = (struct scope){.outer = scope};
    if (is_score_parts(checker, path)) return inner->row = score_parts(checker);
    struct ir_node *object = check_expr(checker, scope, path->member.object, NULL);
    if (!object || object->type.kind == TYPE_ANY) return NULL;
    if (object->type.kind != TYPE_LIST && object->type.kind != TYPE_RECORD) {
        struct ir_node *node = check_expr(checker, scope, path, NULL);
        if (!node) return NULL;
        char phrase[80];
        struct diag *d = diag_new(checker->diags, E0220, path->span, "%s is %s, not a list", check_quote(checker, path), type_phrase(node->type, phrase));
        diag_help(checker->diags, d, "Rows are looked through in a list field (`contacts : list of Contact`), a record (`Contact`) or the `portfolio`.");
        return NULL;
    }
    struct record_info *info = check_info(checker, object->type.record);
    struct symbol *symbol = info ? check_record_member(checker, info, path->member.name.text) : NULL;
    if (!symbol) {
        if (info && !info->incomplete) {
            struct diag *d = diag_new(checker->diags, E0207, path->member.name.span, "%s has no `%s`", info->record->name, path->member.name.text);
            if (info->record->span.file) diag_also(checker->diags, d, info->record->span, "%s is declared here", info->record->name);
        }
        return NULL;
    }
    symbol->used = true;
    struct ir_node *node = symbol->kind == SYMBOL_FIELD || symbol->kind == SYMBOL_LET ? symbol_node(checker, symbol, path->span) : NULL;
    if (!node) return NULL;
    if (node->type.kind == TYPE_LIST) return inner->row = check_info(checker, node->type.record);
    char phrase[80];
    struct diag *d = diag_new(checker->diags, E0220, path->span, "%s is %s, not a list", check_quote(checker, path), type_phrase(node->type, phrase));
    check_also_declared(checker, d, node, path);
    return NULL;
}

struct record_info *check_list(struct checker *checker, const struct scope *scope, const struct ast *path, struct scope *inner) {
    if (path->kind == AST_NAME) return rows_of_name(checker, scope, path, inner);
    if (path->kind == AST_MEMBER) return rows_of_path(checker, scope, path, inner);
    if (path->kind == AST_ERROR) return NULL;
    struct diag *d = diag_new(checker->diags, E0220, path->span, "%s is no list of rows", check_quote(checker, path));
    diag_help(checker->diags, d, "Name a list field, a record or the `portfolio`; what to do with the rows comes before `over`: `sum(amount over orders)`.");
    return NULL;
}

/* --- clauses --- */

struct mentions { const struct record_info *info; const struct checker *checker; bool any; };

static void look_for_fields(struct ast *e, void *context) {
    struct mentions *m = context;
    if (e->kind == AST_NAME && check_record_member(m->checker, m->info, e->name.name.text)) m->any = true;
    if (e->kind == AST_MEMBER && e->member.object->kind == AST_NAME && m->info->symbol && e->member.object->name.name.text == m->info->symbol->name) m->any = true;
    if (e->kind == AST_ERROR) m->any = true;
    if (!m->any) ast_each_child(e, look_for_fields, context);
}

static void check_where(struct checker *checker, const struct scope *inner, const struct ast *where) {
    if (!where || !check_condition(checker, inner, where, "`where`") || !inner->row) return;
    struct mentions mentions = {.info = inner->row, .checker = checker};
    look_for_fields((struct ast *)where, &mentions);
    if (mentions.any) return;
    struct diag *d = diag_new(checker->diags, W0605, where->span, "this `where` looks at nothing in the rows of %s", inner->row->record->name);
    diag_help(checker->diags, d, "It keeps all of the rows or none: name a field of %s, or put the condition outside.", inner->row->record->name);
}

static void check_keys(struct checker *checker, const struct scope *inner, const struct ast_list *keys) {
    for (uint32_t i = 0; i < keys->len; i++) {
        const struct ast *value = keys->at[i]->kind == AST_ORDER ? keys->at[i]->order.value : keys->at[i];
        struct ir_node *node = check_expr(checker, inner, value, NULL);
        if (!node || node->type.kind != TYPE_LIST) continue;
        struct diag *d = diag_new(checker->diags, E0216, value->span, "%s is a list, and cannot be sorted or grouped by", check_quote(checker, value));
        diag_help(checker->diags, d, "Say what about its rows, for example `count(%s)`.", check_source_text(checker, value->span));
    }
}

void check_list_clauses(struct checker *checker, const struct scope *inner, const struct ast *where, const struct ast *keeping) {
    check_where(checker, inner, where);
    if (!keeping || keeping->kind != AST_KEEPING) return;
    check_keys(checker, inner, &keeping->keeping.by);
    check_keys(checker, inner, &keeping->keeping.for_each);
}

/* --- aggregates --- */

bool check_is_aggregate(const struct checker *checker, const struct scope *scope, const struct ast *e) {
    const struct builtin *builtin = builtin_find(e->call.callee->name.name.text, true);
    if (!builtin || builtin->shape == BUILTIN_SCALAR) return false;
    if (builtin->id != BUILTIN_LEAST && builtin->id != BUILTIN_GREATEST) return true;
    for (uint32_t i = 0; i < e->call.args.len; i++) {
        if (e->call.args.at[i]->arg.over) return true;
    }
    if (e->call.args.len != 1 || e->call.args.at[0]->arg.value->kind != AST_NAME) return false;
    const char *name = e->call.args.at[0]->arg.value->name.name.text; /* min(contacts): the rows without a value */
    struct found found = check_find(checker, scope, name, NULL);
    return found.kind == FOUND_SYMBOL && found.symbol->kind == SYMBOL_FIELD && found.symbol->node && found.symbol->node->type.kind == TYPE_LIST;
}

static bool has_result_of_count(enum builtin_id id) {
    return id == BUILTIN_COUNT || id == BUILTIN_ANY || id == BUILTIN_ALL || id == BUILTIN_NONE;
}

static struct record_info *no_list(struct checker *checker, const struct ast *e, const struct builtin *builtin) {
    struct diag *d = diag_new(checker->diags, E0220, e->span, "`%s` needs to know which rows to look through", builtin->name);
    if (builtin->shape == BUILTIN_WINDOW) {
        diag_help(checker->diags, d, "Write `over portfolio`, for example `%s`.", builtin->example);
    } else {
        diag_help(checker->diags, d, "Write `over` and a list, for example `%s`.", builtin->example);
    }
    return NULL;
}

/* The type of what is collected from each row, with the demands of the function. */
static bool check_collected(struct checker *checker, const struct scope *inner, const struct ast *value, const struct builtin *builtin, struct type *type) {
    const char *what = arena_printf(checker->arena, "`%s`", builtin->name);
    bool number = strstr(builtin->args, "x: number") != NULL;
    struct ir_node *node = number ? check_number(checker, inner, value, what) : check_expr(checker, inner, value, NULL);
    if (!node) return false;
    *type = node->type;
    bool asks_order = builtin->id == BUILTIN_LEAST || builtin->id == BUILTIN_GREATEST || builtin->id == BUILTIN_MEDIAN || builtin->id == BUILTIN_PERCENTILE || builtin->shape == BUILTIN_WINDOW;
    if (type->kind == TYPE_LIST) {
        check_number(checker, inner, value, what);
        return false;
    }
    return !asks_order || check_ordered(checker, what, *type, value, value->span);
}

static struct type result_of(const struct builtin *builtin, struct type collected) {
    if (strcmp(builtin->result, "number") == 0) return type_number;
    if (strcmp(builtin->result, "bool") == 0) return type_bool;
    if (strcmp(builtin->result, "text") == 0) return type_text;
    return type_closed(collected);
}

static bool check_leading(struct checker *checker, const struct scope *scope, const struct ast *e, const struct builtin *builtin) {
    unsigned fewest, most;
    builtin_arity(builtin, &fewest, &most);
    if (e->call.args.len != most) {
        struct diag *d = diag_new(checker->diags, E0210, e->span, "`%s` takes %u value%s before `over`, and is given %u", builtin->name, most, most == 1 ? "" : "s", e->call.args.len);
        diag_help(checker->diags, d, "For example `%s`.", builtin->example);
        return false;
    }
    for (uint32_t i = 0; i + 1 < e->call.args.len; i++) {
        if (!check_number(checker, scope, e->call.args.at[i]->arg.value, arena_printf(checker->arena, "`%s`", builtin->name))) return false;
    }
    return true;
}

struct ir_node *check_aggregate(struct checker *checker, const struct scope *scope, const struct ast *e, const char *name) {
    const struct builtin *builtin = builtin_find(name, true);
    if (!check_leading(checker, scope, e, builtin)) return NULL;
    const struct ast *arg = e->call.args.at[e->call.args.len - 1], *value = arg->arg.value;
    bool rows_only = has_result_of_count(builtin->id) && !arg->arg.over;
    const struct ast *path = arg->arg.over ? arg->arg.over : rows_only ? value : NULL;
    if (!path) {
        no_list(checker, e, builtin);
        return NULL;
    }
    struct scope inner;
    struct record_info *rows = check_list(checker, scope, path, &inner);
    if (!rows) return NULL;
    struct type collected = type_bool;
    uint32_t before = checker->diags->errors;
    bool fine = rows_only || check_collected(checker, &inner, value, builtin, &collected);
    bool bool_wanted = !rows_only && (builtin->id == BUILTIN_ANY || builtin->id == BUILTIN_ALL || builtin->id == BUILTIN_NONE);
    if (fine && bool_wanted && collected.kind != TYPE_BOOL && collected.kind != TYPE_ANY) check_condition(checker, &inner, value, arena_printf(checker->arena, "`%s`", name));
    if (arg->arg.weighted) check_number(checker, &inner, arg->arg.weighted, "`weighted by`");
    check_keys(checker, &inner, &arg->arg.by);
    check_list_clauses(checker, &inner, arg->arg.where, arg->arg.keeping);
    if (arg->arg.take) check_number(checker, scope, arg->arg.take, "`take`");
    check_keys(checker, &inner, &arg->arg.per);
    if (!fine || checker->diags->errors != before) return NULL;
    return check_refused(checker, result_of(builtin, collected), e->span, "`%s`", check_source_text(checker, e->span));
}
