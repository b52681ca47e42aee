/* The checker's course: declare every name, then the categories, the records and their fields, then everything else at
 * its turn or earlier, when something that needs it comes first.
 * SPDX-License-Identifier: MIT */
#include "lang/builtin.h"
#include "lang/module.h"
#include "lang/suggest.h"

struct checker *checker_new(struct arena *arena, struct intern *names, struct diags *diags, const char *folder) {
    struct checker *checker = ARENA_NEW(arena, struct checker);
    *checker = (struct checker){.arena = arena, .names = names, .diags = diags, .folder = folder};
    return checker;
}

/* --- circles --- */

static void report_circle(struct checker *checker, uint32_t first, struct span from) {
    struct mark **marks = checker->active.at + first;
    uint32_t count = checker->active.len - first;
    struct buf path;
    buf_init(&path);
    for (uint32_t i = 0; i < count; i++) buf_printf(&path, "%s -> ", marks[i]->name);
    struct diag *d = diag_new(checker->diags, E0211, from, "`%s` needs itself: %s%s", marks[0]->name, path.ptr, marks[0]->name);
    for (uint32_t i = 0; i < count && i < 8; i++) diag_also(checker->diags, d, marks[i]->span, "`%s` is declared here", marks[i]->name);
    diag_help(checker->diags, d, "A value cannot be worked out from itself: take one of these steps out.");
    for (uint32_t i = 0; i < count; i++) marks[i]->circular = true;
    buf_release(&path);
}

bool mark_enter(struct checker *checker, struct mark *mark, struct span from) {
    if (mark->state == MARK_DONE) return false;
    if (mark->state == MARK_NEW) {
        mark->state = MARK_ACTIVE;
        vec_push(checker->arena, &checker->active, mark);
        return true;
    }
    const struct mark *last = checker->active.at[checker->active.len - 1];
    if (mark->circular && last->circular) return false; /* mentioned once more in a circle that is reported */
    uint32_t first = checker->active.len;
    while (first > 0 && checker->active.at[first - 1] != mark) first--;
    report_circle(checker, first ? first - 1 : 0, from);
    return false;
}

void mark_leave(struct checker *checker, struct mark *mark) {
    mark->state = MARK_DONE;
    if (checker->active.len && checker->active.at[checker->active.len - 1] == mark) checker->active.len--;
}

/* --- values of names --- */

static struct ir_node *let_node(struct checker *checker, struct symbol *symbol) {
    const struct ast *let = symbol->ast;
    const struct scope scope = {.row = symbol->record, .no_row = "a framework without a record"};
    if (check_is_list_let(checker, let, &scope)) return check_list_let(checker, symbol, &scope);
    if (let->let.type) {
        struct type want = check_type(checker, let->let.type, symbol->name);
        return check_typed(checker, &scope, let->let.value, want, let->let.type->span, "its type");
    }
    struct ir_node *node = check_expr(checker, &scope, let->let.value, NULL);
    if (!node || node->type.kind != TYPE_ANY) return node;
    struct diag *d = diag_new(checker->diags, E0420, let->let.value->span, "`%s` is always unknown, and of no type", symbol->name);
    diag_help(checker->diags, d, "Say what it would be: `let %s: number = unknown`.", symbol->name);
    return NULL;
}

static struct ir_node *field_node(struct checker *checker, struct symbol *symbol) {
    const struct field *field = &symbol->record->record->fields[symbol->index];
    if (field->type.kind == TYPE_ERROR) return NULL;
    if (field->type.kind == TYPE_LIST) return mk_unknown(checker->ir, field->type, CAUSE_WRITTEN, symbol->span);
    if (field->type.kind == TYPE_RECORD) return mk_ref(checker->ir, field->type, symbol->index, symbol->record->space, field->type.record->space, symbol->span);
    return ir_make_indexed(checker->ir, IR_FIELD, field->type, NULL, 0, (int32_t)symbol->index, symbol->record->space, symbol->span);
}

struct ir_node *symbol_node(struct checker *checker, struct symbol *symbol, struct span from) {
    if (symbol->kind == SYMBOL_BROKEN || !mark_enter(checker, &symbol->mark, from)) return symbol->node;
    struct ir *outside = checker->ir;
    const struct module *module = checker_enter(checker, symbol);
    checker->ir = &checker->framework->ir;
    switch (symbol->kind) {
    case SYMBOL_PARAM: check_param(checker, symbol); break;
    case SYMBOL_FIELD: symbol->node = field_node(checker, symbol); break;
    case SYMBOL_LET: symbol->node = let_node(checker, symbol); break;
    case SYMBOL_CRITERION: {
        const struct scope scope = scope_subject(checker);
        symbol->node = check_condition(checker, &scope, symbol->ast->criterion.when, "a criterion");
        break;
    }
    default: break;
    }
    checker->ir = outside;
    checker->module = module;
    mark_leave(checker, &symbol->mark);
    return symbol->node;
}

/* --- declaring names --- */

static enum symbol_kind kind_of(const struct ast *decl) {
    switch (decl->kind) {
    case AST_PARAM: return SYMBOL_PARAM;
    case AST_CATEGORY: return SYMBOL_CATEGORY;
    case AST_RECORD: return SYMBOL_RECORD;
    case AST_LET: return decl->let.function ? SYMBOL_FUNCTION : SYMBOL_LET;
    case AST_CRITERION: return SYMBOL_CRITERION;
    case AST_SCORE: return SYMBOL_SCORE;
    case AST_TABLE: return SYMBOL_TABLE;
    case AST_LADDER: return SYMBOL_LADDER;
    case AST_SELECT: return SYMBOL_SELECT;
    case AST_FLAG: return SYMBOL_FLAG;
    case AST_INVARIANT: return SYMBOL_INVARIANT;
    case AST_REPORT: return SYMBOL_REPORT;
    case AST_SCENARIO: return SYMBOL_SCENARIO;
    case AST_TEST: return SYMBOL_TEST;
    default: return SYMBOL_BROKEN;
    }
}

/* A name that the language has already where it would be looked up. */
static void refuse_own_words(struct checker *checker, const struct symbol *symbol) {
    static const char *const types[] = {"number", "percent", "money", "bool", "text", "date", "period"};
    const char *what = NULL;
    if (symbol->kind == SYMBOL_FUNCTION && builtin_find(symbol->name, false)) what = "function";
    bool type = symbol->kind == SYMBOL_CATEGORY || symbol->kind == SYMBOL_RECORD || symbol->kind == SYMBOL_LADDER;
    for (size_t i = 0; type && i < sizeof types / sizeof *types; i++) {
        if (strcmp(types[i], symbol->name) == 0) what = "type";
    }
    if (!what) return;
    struct diag *d = diag_new(checker->diags, E0401, symbol->span, "`%s` is a %s of the language already", symbol->name, what);
    diag_help(checker->diags, d, "Give the %s another name.", symbol_kind_text(symbol->kind));
}

static void declare(struct checker *checker, const struct module_decl *from, struct map *reports) {
    const struct ast *decl = from->ast;
    if (decl->kind == AST_FRAMEWORK) return;
    struct ast_name name = decl->kind == AST_TEST ? (struct ast_name){NULL, decl->span} : ast_declared(decl);
    if (!name.text && decl->kind != AST_TEST) {
        checker->incomplete = true;
        return;
    }
    struct symbol *symbol = ARENA_NEW(checker->arena, struct symbol);
    const char *plain = name.text;
    if (plain && from->module && from->module->prefix) name.text = intern_name(checker->names, str_of(arena_printf(checker->arena, "%s%s", from->module->prefix, plain)));
    *symbol = (struct symbol){.kind = kind_of(decl), .name = name.text, .span = name.span, .ast = decl, .module = from->module, .mark = {.name = name.text, .span = name.span}};
    vec_push(checker->arena, &checker->order, symbol);
    if (symbol->kind == SYMBOL_TEST) return;
    refuse_own_words(checker, symbol);
    struct map *map = symbol->kind == SYMBOL_REPORT ? reports : symbol->kind == SYMBOL_SCENARIO ? &checker->scenarios : &checker->symbols;
    struct symbol *first = map_get(map, str_of(name.text));
    if (!first) {
        map_put(checker->arena, map, str_of(name.text), symbol);
        return;
    }
    symbol->duplicate = true;
    if (first->kind == SYMBOL_BROKEN || symbol->kind == SYMBOL_BROKEN) return;
    if (first->module != symbol->module) {
        module_say_clash(checker, first, symbol, plain);
        return;
    }
    struct diag *d = diag_new(checker->diags, E0401, name.span, "`%s` is declared twice", name.text);
    diag_also(checker->diags, d, first->span, "first as a %s, here", symbol_kind_text(first->kind));
    diag_help(checker->diags, d, "Give one of them another name, or take one out.");
}

/* --- the head of the file --- */

static struct symbol *likely_subject(struct checker *checker) {
    for (uint32_t i = 0; i < checker->order.len; i++) {
        if (checker->order.at[i]->kind == SYMBOL_RECORD) return checker->order.at[i];
    }
    return NULL;
}

static struct symbol *subject_of(struct checker *checker, const struct ast *line) {
    struct ast_name record = line->framework.record;
    struct symbol *symbol = checker_symbol(checker, record.text);
    if (symbol && (symbol->kind == SYMBOL_RECORD || symbol->kind == SYMBOL_BROKEN)) return symbol->kind == SYMBOL_RECORD ? symbol : NULL;
    if (!record.text || checker->incomplete) return likely_subject(checker);
    struct suggest near;
    suggest_init(&near, record.text);
    for (uint32_t i = 0; i < checker->order.len; i++) {
        if (checker->order.at[i]->kind == SYMBOL_RECORD) suggest_offer(&near, checker->order.at[i]->name);
    }
    const char *best = suggest_best(&near);
    struct diag *d = diag_new(checker->diags, E0403, record.span, symbol ? "`%s` is no record" : "there is no record `%s`", record.text);
    if (best) diag_help(checker->diags, d, "Did you mean `%s`?", best);
    else diag_help(checker->diags, d, "Declare what the framework is about: `record %s { id : text key … }`.", record.text);
    return best ? checker_symbol(checker, best) : likely_subject(checker);
}

static struct symbol *find_subject(struct checker *checker, const struct ast *file) {
    const struct ast *line = NULL;
    bool broken = false;
    for (uint32_t i = 0; i < file->file.decls.len; i++) {
        const struct ast *decl = file->file.decls.at[i];
        broken |= decl->kind == AST_ERROR;
        if (decl->kind != AST_FRAMEWORK) continue;
        if (!line) {
            line = decl;
            continue;
        }
        struct diag *d = diag_new(checker->diags, E0402, decl->span, "a file has one framework line, and this is the second");
        diag_also(checker->diags, d, line->span, "the first one");
        diag_help(checker->diags, d, "Take one of them out.");
    }
    struct framework *framework = checker->framework;
    if (!line) {
        if (!broken) {
            struct span start = {file->span.file, file->span.start, file->span.start};
            if (file->file.decls.len) start = file->file.decls.at[0]->span;
            struct diag *d = diag_new(checker->diags, E0402, start, "the framework line is missing");
            diag_help(checker->diags, d, "Begin the file with `framework name \"Label\" version \"1\" for Account`.");
        }
        return likely_subject(checker);
    }
    framework->name = line->framework.name.text;
    const struct ast *version = line->framework.version;
    if (version && version->kind == AST_TEXT) framework->version = arena_strndup(checker->arena, version->text.value.ptr, version->text.value.len);
    return subject_of(checker, line);
}

static const struct ast *framework_line(const struct ast *file) {
    for (uint32_t i = 0; i < file->file.decls.len; i++) {
        if (file->file.decls.at[i]->kind == AST_FRAMEWORK) return file->file.decls.at[i];
    }
    return NULL;
}

/* What its data is called: `Contact` of `crm.Contact`, unless there is another. */
static const char *record_name(struct checker *checker, const struct symbol *symbol) {
    const char *plain = ast_declared(symbol->ast).text;
    for (uint32_t i = 0; plain != symbol->name && i < checker->order.len; i++) {
        const struct symbol *other = checker->order.at[i];
        if (other != symbol && other->kind == SYMBOL_RECORD && ast_declared(other->ast).text == plain) return symbol->name;
    }
    return plain;
}

static void make_records(struct checker *checker, const struct symbol *subject) {
    struct framework *framework = checker->framework;
    for (uint32_t i = 0; i < checker->order.len; i++) {
        struct symbol *symbol = checker->order.at[i];
        if (symbol->kind != SYMBOL_RECORD) continue;
        struct record *record = ARENA_NEW(checker->arena, struct record);
        const struct ast *label = symbol->ast->record.label;
        *record = (struct record){.name = record_name(checker, symbol), .key = -1, .span = symbol->span, .subject = symbol == subject};
        if (label && label->kind == AST_TEXT) record->label = arena_strndup(checker->arena, label->text.value.ptr, label->text.value.len);
        struct record_info *info = ARENA_NEW(checker->arena, struct record_info);
        *info = (struct record_info){.symbol = symbol, .record = record};
        symbol->info = info;
        vec_push(checker->arena, &checker->records, info);
        if (symbol == subject) {
            checker->subject = info;
            framework->subject = record;
        }
    }
    framework->record_count = checker->records.len;
    framework->records = ARENA_ARRAY(checker->arena, struct record *, checker->records.len);
    struct record *of_subject = framework->subject; /* NULL after a message: its space is there all the same */
    checker_space(checker, (struct space){.kind = SPACE_KIND_POINT});
    checker_space(checker, (struct space){.kind = SPACE_KIND_ROWS, .record = of_subject});
    for (uint32_t i = 0; i < checker->records.len; i++) {
        struct record_info *info = checker->records.at[i];
        framework->records[i] = info->record;
        info->space = info->record == of_subject ? SPACE_SUBJECT : checker_space(checker, (struct space){.kind = SPACE_KIND_ROWS, .record = info->record});
        info->record->space = info->space;
        info->record->each_field[0] = info->record->each_field[1] = -1;
    }
}

/* --- structs of the model --- */

#define GIVE(member, count) \
    do { \
        symbol->index = framework->count; \
        symbol->model = &framework->member[framework->count]; \
        framework->member[framework->count].name = symbol->name; \
        framework->member[framework->count].span = symbol->span; \
        framework->count++; \
    } while (0)

static void give_model(struct framework *framework, struct symbol *symbol) {
    switch (symbol->kind) {
    case SYMBOL_PARAM: GIVE(params, param_count); break;
    case SYMBOL_LET: GIVE(lets, let_count); break;
    case SYMBOL_CRITERION: GIVE(criteria, criterion_count); break;
    case SYMBOL_SCORE: GIVE(scores, score_count); break;
    case SYMBOL_TABLE: GIVE(tables, table_count); break;
    case SYMBOL_LADDER: GIVE(ladders, ladder_count); break;
    case SYMBOL_SELECT: GIVE(selections, selection_count); break;
    case SYMBOL_SCENARIO: GIVE(scenarios, scenario_count); break;
    case SYMBOL_FLAG:
    case SYMBOL_INVARIANT: GIVE(flags, flag_count); break;
    case SYMBOL_REPORT: GIVE(reports, report_count); break;
    default: break;
    }
}
#undef GIVE

static void count_models(struct checker *checker, uint32_t counts[SYMBOL_FIELD + 1]) {
    for (uint32_t i = 0; i < checker->order.len; i++) counts[checker->order.at[i]->kind]++;
    for (uint32_t i = 0; checker->subject && i < checker->subject->members.len; i++) {
        if (((struct symbol *)checker->subject->members.at[i].value)->kind == SYMBOL_LET) counts[SYMBOL_LET]++;
    }
}

/* Each may become a flag about the portfolio. */
static uint32_t count_capacities(const struct checker *checker) {
    uint32_t count = 0;
    for (uint32_t i = 0; i < checker->order.len; i++) {
        const struct symbol *symbol = checker->order.at[i];
        if (symbol->kind != SYMBOL_LADDER) continue;
        for (uint32_t m = 0; m < symbol->ast->ladder.members.len; m++) {
            const struct ast *member = symbol->ast->ladder.members.at[m];
            if (member->kind == AST_STAGE) count += member->stage.clauses.len;
        }
    }
    return count;
}

/* Arrays of their final length, so that pointers into them stay. A subject's lets stand where its record does. */
static void make_models(struct checker *checker) {
    struct framework *framework = checker->framework;
    struct arena *arena = checker->arena;
    uint32_t counts[SYMBOL_FIELD + 1] = {0};
    count_models(checker, counts);
    framework->params = ARENA_ARRAY(arena, struct param, counts[SYMBOL_PARAM]);
    framework->lets = ARENA_ARRAY(arena, struct definition, counts[SYMBOL_LET]);
    framework->criteria = ARENA_ARRAY(arena, struct criterion, counts[SYMBOL_CRITERION]);
    framework->scores = ARENA_ARRAY(arena, struct score, counts[SYMBOL_SCORE]);
    framework->tables = ARENA_ARRAY(arena, struct decision_table, counts[SYMBOL_TABLE]);
    framework->ladders = ARENA_ARRAY(arena, struct ladder, counts[SYMBOL_LADDER]);
    framework->selections = ARENA_ARRAY(arena, struct selection, counts[SYMBOL_SELECT]);
    framework->scenarios = ARENA_ARRAY(arena, struct scenario, counts[SYMBOL_SCENARIO]);
    framework->flags = ARENA_ARRAY(arena, struct flag, (size_t)counts[SYMBOL_FLAG] + counts[SYMBOL_INVARIANT] + count_capacities(checker));
    framework->reports = ARENA_ARRAY(arena, struct report, counts[SYMBOL_REPORT]);
    for (uint32_t i = 0; i < checker->order.len; i++) {
        struct symbol *symbol = checker->order.at[i];
        if (symbol->kind != SYMBOL_RECORD && symbol->kind != SYMBOL_PARAM) symbol->record = checker->subject;
        give_model(framework, symbol);
        if (symbol->kind != SYMBOL_RECORD || symbol->info != checker->subject) continue;
        for (uint32_t k = 0; k < symbol->info->members.len; k++) {
            struct symbol *member = symbol->info->members.at[k].value;
            if (member->kind == SYMBOL_LET) give_model(framework, member);
        }
    }
}

/* --- each declaration at its turn --- */

static void declare_let(struct checker *checker, struct symbol *symbol) {
    struct ir_node *node = symbol_node(checker, symbol, symbol->span);
    const struct scope scope = {.row = symbol->record, .no_row = "a framework without a record"};
    struct label label = construct_label(checker, &scope, symbol->ast->let.label);
    struct definition *definition = symbol->model;
    if (!definition) return; /* of another record */
    definition->label = label;
    definition->node = node && node->type.kind != TYPE_LIST ? check_row_key(checker, node, symbol->span) : NULL;
}

static void declare_criterion(struct checker *checker, struct symbol *symbol) {
    struct criterion *criterion = symbol->model;
    const struct scope scope = scope_subject(checker);
    criterion->node = symbol_node(checker, symbol, symbol->span);
    criterion->label = construct_label(checker, &scope, symbol->ast->criterion.label);
    criterion->advice = construct_label(checker, &scope, symbol->ast->criterion.advice);
}

static void declare_param(struct checker *checker, struct symbol *symbol) {
    struct param *param = symbol->model;
    symbol_node(checker, symbol, symbol->span);
    param->label = construct_label(checker, &scope_point, symbol->ast->param.label);
}

static void elaborate(struct checker *checker, struct symbol *symbol) {
    const struct module *outside = checker_enter(checker, symbol);
    switch (symbol->kind) {
    case SYMBOL_BROKEN:
    case SYMBOL_CATEGORY:
    case SYMBOL_FIELD: break;
    case SYMBOL_PARAM: declare_param(checker, symbol); break;
    case SYMBOL_RECORD:
        for (uint32_t i = 0; i < symbol->info->members.len; i++) {
            struct symbol *member = symbol->info->members.at[i].value;
            if (member->kind == SYMBOL_LET) declare_let(checker, member);
        }
        break;
    case SYMBOL_LET: declare_let(checker, symbol); break;
    case SYMBOL_FUNCTION: check_function(checker, symbol, symbol->span); break;
    case SYMBOL_CRITERION: declare_criterion(checker, symbol); break;
    case SYMBOL_SCENARIO: construct_declare(checker, symbol); break;
    case SYMBOL_TEST: check_test(checker, symbol); break;
    case SYMBOL_SCORE: case SYMBOL_TABLE: case SYMBOL_LADDER: case SYMBOL_SELECT: case SYMBOL_FLAG: case SYMBOL_INVARIANT: case SYMBOL_REPORT:
        construct_declare(checker, symbol);
        break;
    }
    checker->module = outside;
}

static void warn_unused(struct checker *checker) {
    module_warn_unused(checker);
    for (uint32_t i = 0; i < checker->order.len; i++) {
        const struct symbol *symbol = checker->order.at[i];
        bool counts = symbol->kind == SYMBOL_PARAM || symbol->kind == SYMBOL_FUNCTION || symbol->kind == SYMBOL_CATEGORY || (symbol->kind == SYMBOL_RECORD && symbol->info != checker->subject);
        if (!counts || symbol->used || symbol->module) continue;
        struct diag *d = diag_new(checker->diags, W0601, symbol->span, "nothing uses the %s `%s`", symbol_kind_text(symbol->kind), symbol->name);
        diag_help(checker->diags, d, "Use it, or take it out.");
    }
}

static bool reads_today(const struct ir *ir) {
    for (uint32_t i = 0; i < ir->nodes.len; i++) {
        if (ir->nodes.at[i]->op == IR_TODAY) return true;
    }
    return false;
}

struct framework *check_framework(struct checker *checker, const struct ast *file) {
    struct framework *framework = ARENA_NEW(checker->arena, struct framework);
    *framework = (struct framework){.folder = checker->folder};
    ir_init(&framework->ir, checker->arena);
    checker->framework = framework;
    checker->ir = &framework->ir;
    checker->file = file;
    struct map reports = {0};
    struct module_decls decls = {0};
    const struct ast *line = framework_line(file);
    if (line) checker->subject_name = line->framework.record.text;
    module_load(checker, (struct ast *)file, &decls);
    for (uint32_t i = 0; i < decls.len; i++) declare(checker, &decls.at[i], &reports);
    module_check(checker);
    const struct symbol *subject = find_subject(checker, file);
    make_records(checker, subject);
    check_categories(checker);
    check_record_members(checker);
    check_record_fields(checker);
    make_models(checker);
    for (uint32_t i = 0; i < checker->order.len; i++) elaborate(checker, checker->order.at[i]);
    if (line) framework->label = construct_label(checker, &scope_point, line->framework.label);
    if (checker->diags->errors == 0) {
        warn_unused(checker);
        construct_finish(checker);
    }
    framework->refusals = checker->refusals.at;
    framework->refusal_count = checker->refusals.len;
    framework->uses_today = reads_today(&framework->ir);
    checker->finished = true;
    return checker->diags->errors == 0 ? framework : NULL;
}

struct ir_node *check_expression(struct checker *checker, const struct ast *expression) {
    const struct scope scope = scope_subject(checker);
    checker->too_deep = false;
    module_join_names(checker, (struct ast *)expression);
    return check_expr(checker, &scope, expression, NULL);
}
