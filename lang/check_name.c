/* What a name means where it stands: an argument, a field or definition of the row, a param, a word of the language, a
 * member of a category; and what a name after a dot means.
 * SPDX-License-Identifier: MIT */
#include <stdio.h>
#include "lang/base/limits.h"
#include "lang/module.h"
#include "lang/suggest.h"

/* --- symbols --- */

static struct symbol *look_up(const struct checker *checker, const struct map *map, const char *name) {
    if (!name) return NULL;
    if (checker->module && checker->module->prefix) {
        char own[2 * LIMIT_NAME_BYTES + 2];
        snprintf(own, sizeof own, "%s%s", checker->module->prefix, name);
        struct symbol *symbol = map_get(map, str_of(own));
        if (symbol) return symbol;
    }
    return map_get(map, str_of(name));
}

struct symbol *checker_symbol(const struct checker *checker, const char *name) { return look_up(checker, &checker->symbols, name); }

struct symbol *checker_scenario(const struct checker *checker, const char *name) { return look_up(checker, &checker->scenarios, name); }

const struct module *checker_enter(struct checker *checker, const struct symbol *symbol) {
    const struct module *before = checker->module;
    checker->module = symbol->module;
    return before;
}

const char *symbol_kind_text(enum symbol_kind kind) {
    switch (kind) {
    case SYMBOL_BROKEN: return "declaration";
    case SYMBOL_PARAM: return "param";
    case SYMBOL_CATEGORY: return "category";
    case SYMBOL_RECORD: return "record";
    case SYMBOL_LET: return "definition";
    case SYMBOL_FUNCTION: return "function";
    case SYMBOL_CRITERION: return "criterion";
    case SYMBOL_SCORE: return "score";
    case SYMBOL_TABLE: return "table";
    case SYMBOL_LADDER: return "ladder";
    case SYMBOL_SELECT: return "select";
    case SYMBOL_FLAG: return "flag";
    case SYMBOL_INVARIANT: return "invariant";
    case SYMBOL_REPORT: return "report";
    case SYMBOL_SCENARIO: return "scenario";
    case SYMBOL_TEST: return "test";
    case SYMBOL_FIELD: return "field";
    }
    return "declaration";
}

/* Values of the subject that are declared outside its record. */
static bool is_definition(enum symbol_kind kind) {
    switch (kind) {
    case SYMBOL_LET: case SYMBOL_CRITERION: case SYMBOL_SCORE: case SYMBOL_TABLE: case SYMBOL_LADDER: case SYMBOL_SELECT: case SYMBOL_FLAG: case SYMBOL_INVARIANT:
        return true;
    default: return false;
    }
}

struct record_info *check_info(const struct checker *checker, const struct record *record) {
    const struct symbol *symbol = record->span.file ? checker_symbol(checker, record->name) : NULL;
    if (symbol && symbol->info && symbol->info->record == record) return symbol->info;
    for (uint32_t i = 0; i < checker->records.len; i++) { /* a second record of its name */
        if (checker->records.at[i]->record == record) return checker->records.at[i];
    }
    return checker->parts && checker->parts->record == record ? checker->parts : NULL;
}

struct symbol *check_record_member(const struct checker *checker, const struct record_info *info, const char *name) {
    struct symbol *symbol = map_get(&info->members, str_of(name));
    if (symbol || info != checker->subject) return symbol;
    symbol = checker_symbol(checker, name);
    return symbol && is_definition(symbol->kind) && symbol->kind != SYMBOL_LADDER ? symbol : NULL;
}

bool check_same_values(const struct checker *checker, const struct category *a, const struct category *b) {
    if (a == b) return true;
    if (!a || !b || !a->name || !b->name) return false;
    const struct category *base_a = a->is_ladder ? map_get(&checker->bases, str_of(a->name)) : NULL;
    const struct category *base_b = b->is_ladder ? map_get(&checker->bases, str_of(b->name)) : NULL;
    return (base_a && (base_a == b || base_a == base_b)) || (base_b && base_b == a);
}

bool category_find(const struct category *category, const char *name, int *code) {
    for (uint32_t i = 0; i < category->count; i++) {
        if (category->members[i].name == name) return *code = (int)i, true;
    }
    if (!category->is_ladder) return false;
    if (strcmp(name, "none") == 0) return *code = CODE_NONE, true;
    if (strcmp(name, "exited") == 0) return *code = CODE_EXITED, true;
    return false;
}

static void add_owner(struct checker *checker, const char *name, const struct category *category) {
    struct owners *owners = map_get(&checker->members, str_of(name));
    if (!owners) {
        owners = ARENA_NEW(checker->arena, struct owners);
        map_put(checker->arena, &checker->members, str_of(name), owners);
    }
    vec_push(checker->arena, owners, category);
}

void checker_add_category(struct checker *checker, const struct category *category) {
    vec_push(checker->arena, &checker->categories, category);
    for (uint32_t i = 0; i < category->count; i++) add_owner(checker, category->members[i].name, category);
    if (!category->is_ladder) return;
    add_owner(checker, "none", category);
    add_owner(checker, "exited", category);
}

/* --- finding --- */

static void report_clash(struct checker *checker, const struct scope *inner, const struct scope *outer, const struct symbol *mine, const char *name, struct span from) {
    const char *row = inner->row->record->name;
    struct diag *d = diag_new(checker->diags, E0205, from, "`%s` could be of %s or of what is around it", name, row);
    if (mine) diag_also(checker->diags, d, mine->span, "`%s` of %s", name, row);
    if (outer->row && outer->row->record) {
        diag_help(checker->diags, d, "Write `%s.%s` or `%s.%s`.", row, name, outer->row->record->name, name);
    } else {
        diag_help(checker->diags, d, "Write `%s.%s`, or give the argument another name.", row, name);
    }
}

struct found check_find(const struct checker *checker, const struct scope *scope, const char *name, const struct span *from) {
    struct found found = {.kind = FOUND_NOTHING};
    struct symbol *top = checker_symbol(checker, name);
    bool own = top && top->module && top->module == checker->module && top->module->prefix; /* comes before the subject's names */
    for (const struct scope *s = scope; s; s = s->outer) {
        struct found here = {.kind = FOUND_NOTHING, .level = s};
        for (uint32_t i = 0; i < s->arg_count && here.kind == FOUND_NOTHING; i++) {
            if (s->args[i].name == name) here.kind = FOUND_ARGUMENT, here.argument = &s->args[i];
        }
        if (here.kind == FOUND_NOTHING && s->row) {
            here.symbol = own && s->row == checker->subject ? NULL : map_get(&s->row->members, str_of(name));
            if (!here.symbol && s->row == checker->subject && top && is_definition(top->kind) && top->kind != SYMBOL_LADDER) here.symbol = top;
            if (here.symbol) here.kind = FOUND_SYMBOL;
        }
        if (here.kind == FOUND_NOTHING) continue;
        /* Who writes a module does not know what the rows have that its functions are given: arguments come first. */
        if (found.kind == FOUND_NOTHING || (here.kind == FOUND_ARGUMENT && checker->module)) {
            found = here;
        } else if (found.level->row && found.level->row == checker->parts) { /* they have no record to qualify them by */
            return found;
        } else if (here.symbol != found.symbol && found.level->row && s->row != found.level->row) {
            if (from) {
                report_clash((struct checker *)checker, found.level, s, found.symbol, name, *from);
                found.kind = FOUND_CLASH;
            }
            return found;
        }
    }
    if (found.kind == FOUND_NOTHING && top) found = (struct found){.kind = FOUND_SYMBOL, .symbol = top};
    return found;
}

/* The place in the chain whose row is the subject, where its definitions can be read; NULL when there is none. */
static const struct scope *subject_level(const struct checker *checker, const struct scope *scope) {
    for (const struct scope *s = scope; s; s = s->outer) {
        if (s->row && s->row == checker->subject) return s;
    }
    return NULL;
}

/* --- values of names --- */

static struct ir_node *no_value(struct checker *checker, const struct symbol *symbol, struct span span) {
    const char *name = symbol->name;
    struct diag *d = diag_new(checker->diags, E0208, span, "`%s` is a %s, not a value", name, symbol_kind_text(symbol->kind));
    diag_also(checker->diags, d, symbol->span, "declared here");
    switch (symbol->kind) {
    case SYMBOL_RECORD: diag_help(checker->diags, d, "Say what about its rows, for example `count(%s)`.", name); break;
    case SYMBOL_CATEGORY:
        if (symbol->category->count) diag_help(checker->diags, d, "Write one of its values, for example `%s.%s`, or the field that holds one.", name, symbol->category->members[0].name);
        break;
    case SYMBOL_FUNCTION: diag_help(checker->diags, d, "Give it its values in parentheses: `%s(…)`.", name); break;
    default: break;
    }
    return NULL;
}

static struct ir_node *not_here(struct checker *checker, const struct scope *scope, const struct symbol *symbol, struct span span) {
    const char *where = scope->row && scope->row->record ? scope->row->record->name : scope->no_row ? scope->no_row : "this place";
    struct diag *d = diag_new(checker->diags, E0206, span, "`%s` is a value of an account, which %s does not have", symbol->name, where);
    if (checker->subject && checker->subject->record)
        d->title = arena_printf(checker->diags->arena, "`%s` is a value of %s, which %s cannot see", symbol->name, checker->subject->record->name, where);
    diag_also(checker->diags, d, symbol->span, "declared here");
    if (scope->row) {
        diag_help(checker->diags, d, "Write the path to it, through a field of %s that refers to a row: `field.%s`.", where, symbol->name);
    } else {
        diag_help(checker->diags, d, "Only params, written values and `today` can stand here%s.", scope->no_row && strcmp(scope->no_row, "a function") == 0 ? ", and the function's own arguments" : "");
    }
    return NULL;
}

/* A value that is the same for all rows; a stand-in for what is not evaluated may be anything. */
static bool is_of_no_row(const struct ir_node *node) {
    return node->space == SPACE_POINT && (node->op != IR_CONST || node->constant.known);
}

/* The value of a symbol, as `scope` sees it. `level`: the row it was found in, or NULL. */
static struct ir_node *symbol_value(struct checker *checker, const struct scope *scope, const struct scope *level, struct symbol *symbol, struct span span) {
    symbol->used = true;
    switch (symbol->kind) {
    case SYMBOL_BROKEN: return NULL;
    case SYMBOL_PARAM: return symbol_node(checker, symbol, span);
    case SYMBOL_CATEGORY:
    case SYMBOL_RECORD:
    case SYMBOL_FUNCTION:
    case SYMBOL_REPORT:
    case SYMBOL_SCENARIO:
    case SYMBOL_TEST: return no_value(checker, symbol, span);
    case SYMBOL_FIELD:
    case SYMBOL_LET:
    case SYMBOL_CRITERION:
    case SYMBOL_SCORE:
    case SYMBOL_TABLE:
    case SYMBOL_LADDER:
    case SYMBOL_SELECT:
    case SYMBOL_FLAG:
    case SYMBOL_INVARIANT: break;
    }
    bool own = symbol->kind == SYMBOL_FIELD || symbol->kind == SYMBOL_LET || symbol->kind == SYMBOL_CRITERION;
    if (!level) level = subject_level(checker, scope);
    struct ir_node *node = own ? symbol_node(checker, symbol, span) : construct_value(checker, symbol, span);
    if (!node) return NULL;
    if (!level) return is_of_no_row(node) ? node : not_here(checker, scope, symbol, span);
    return check_seen_from(checker, scope, level, node, span);
}

/* A member that several categories have, by no more than its name. */
static struct ir_node *lone_member(struct checker *checker, const struct scope *scope, struct ast_name name, bool silent) {
    const struct category *one = NULL, *other = NULL;
    int code = 0, other_code;
    const struct owners *owners = map_get(&checker->members, str_of(name.text));
    for (uint32_t i = 0; owners && i < owners->len; i++) {
        const struct category *category = owners->at[i];
        if (category == one || !category_find(category, name.text, one ? &other_code : &code)) continue;
        if (one && check_same_values(checker, one, category)) {
            if (!category->is_ladder) one = category;
            continue;
        }
        if (one) {
            other = category;
            break;
        }
        one = category;
    }
    if (other) {
        if (silent) return NULL;
        struct diag *d = diag_new(checker->diags, E0202, name.span, "`%s` is a value of `%s` and of `%s`", name.text, one->name, other->name);
        if (checker_symbol(checker, one->name) && checker_symbol(checker, one->name)->category == one) {
            diag_help(checker->diags, d, "Say which: `%s.%s`.", one->name, name.text);
        } else {
            diag_help(checker->diags, d, "Say which by what stands beside it, or declare `category %s = …` and write `%s.%s`.", one->name, one->name, name.text);
        }
        return NULL;
    }
    if (one) {
        struct symbol *declared = checker_symbol(checker, one->name);
        if (declared && declared->category == one) declared->used = true;
        return mk_code(checker->ir, one, code, name.span);
    }
    if (!silent) check_unrecognized(checker, scope, name);
    return NULL;
}

static struct ir_node *ladder_word(struct checker *checker, const struct scope *scope, struct ast_name name, const struct symbol *symbol) {
    const struct ladder_scope *ladder = scope->ladder;
    if (symbol) {
        struct diag *d = diag_new(checker->diags, E0202, name.span, "`qualified` is a word of ladders, and a %s of this framework", symbol_kind_text(symbol->kind));
        diag_also(checker->diags, d, symbol->span, "declared here");
        diag_help(checker->diags, d, "Give the %s another name.", symbol_kind_text(symbol->kind));
        return NULL;
    }
    if (!ladder) {
        struct diag *d = diag_new(checker->diags, E0222, name.span, "`qualified` has a meaning only in the moves of a ladder");
        diag_help(checker->diags, d, "Elsewhere ask for a stage: `meets(ladder, stage)`.");
        return NULL;
    }
    if (ladder->qualified) return ladder->qualified;
    if (!ladder->why_not_qualified) return NULL; /* its requirement is reported already */
    struct diag *d = diag_new(checker->diags, E0222, name.span, "%s", ladder->why_not_qualified);
    if (ladder->qualified_help) diag_help(checker->diags, d, "%s", ladder->qualified_help);
    return NULL;
}

/* An argument that is a value of a row is that of the row looked at, where all rows of its record are looked through:
 * `sum(x over portfolio)` adds up what the call says of every account. */
static struct ir_node *argument_value(struct checker *checker, const struct scope *scope, const struct found *found, struct span span) {
    struct ir_node *node = found->argument->node;
    const struct scope *level = scope;
    while (node && level != found->level && !(level->row && !level->link && !level->same_row && level->row->space == node->space)) level = level->outer;
    return check_seen_from(checker, scope, level, node, span);
}

struct ir_node *check_name(struct checker *checker, const struct scope *scope, struct ast_name name, const struct type *expected) {
    struct ir *ir = checker->ir;
    const struct category *category = expected && expected->kind == TYPE_CATEGORY ? expected->category : NULL;
    int code;
    if (category && category_find(category, name.text, &code)) return mk_code(ir, category, code, name.span);
    struct found found = check_find(checker, scope, name.text, &name.span);
    if (found.kind == FOUND_CLASH) return NULL;
    if (strcmp(name.text, "qualified") == 0 && (scope->ladder || found.kind == FOUND_NOTHING)) return ladder_word(checker, scope, name, found.symbol);
    if (found.kind == FOUND_ARGUMENT) return argument_value(checker, scope, &found, name.span);
    if (found.kind == FOUND_SYMBOL) return symbol_value(checker, scope, found.level, found.symbol, name.span);
    if (strcmp(name.text, "today") == 0) return mk_today(ir, name.span);
    if (strcmp(name.text, "never") == 0) return mk_date(ir, DATE_NEVER, name.span);
    if (strcmp(name.text, "portfolio") == 0) {
        struct diag *d = diag_new(checker->diags, E0208, name.span, "`portfolio` is all accounts, not a value");
        diag_help(checker->diags, d, "Say what about them, for example `count(portfolio)` or `sum(… over portfolio)`.");
        return NULL;
    }
    struct ir_node *member = lone_member(checker, scope, name, true);
    if (member) return member;
    if (expected && expected->kind == TYPE_ERROR) return NULL;
    if (category) {
        check_no_member(checker, name, category);
        return NULL;
    }
    return lone_member(checker, scope, name, false);
}

/* --- names after a dot --- */

static void no_such_member(struct checker *checker, const struct record_info *info, struct ast_name name) {
    if (info->incomplete) return;
    struct suggest near;
    suggest_init(&near, name.text);
    for (uint32_t i = 0; !check_full(checker) && i < info->members.len; i++) suggest_offer(&near, ((const struct symbol *)info->members.at[i].value)->name);
    const char *best = suggest_best(&near);
    struct diag *d = diag_new(checker->diags, E0207, name.span, "%s has no `%s`", info->record->name, name.text);
    if (info->record->span.file) diag_also(checker->diags, d, info->record->span, "%s is declared here", info->record->name);
    if (best) diag_help(checker->diags, d, "Did you mean `%s`?", best);
}

/* A value of the row that a reference leads to, seen from the row that refers. */
static struct ir_node *of_row(struct checker *checker, struct ir_node *row, struct ir_node *node, struct span span) {
    if (!row || !node || node->type.kind == TYPE_LIST) return node;
    if (node->space != SPACE_POINT || mk_always_known(row)) return mk_gather(checker->ir, row, node, span);
    /* The same for all rows, but not for none. */
    return mk_if(checker->ir, mk_is_known(checker->ir, row, span), node, mk_unknown(checker->ir, node->type, CAUSE_MISSING, span), span);
}

static struct ir_node *referred_member(struct checker *checker, struct ir_node *row, struct ast_name name, struct span span) {
    struct record_info *info = check_info(checker, row->type.record);
    struct symbol *symbol = info ? check_record_member(checker, info, name.text) : NULL;
    if (!symbol) {
        if (info) no_such_member(checker, info, name);
        return NULL;
    }
    symbol->used = true;
    if (symbol->kind == SYMBOL_BROKEN) return NULL;
    bool own = symbol->kind == SYMBOL_FIELD || symbol->kind == SYMBOL_LET || symbol->kind == SYMBOL_CRITERION;
    return of_row(checker, row, own ? symbol_node(checker, symbol, span) : construct_value(checker, symbol, span), span);
}

/* The ladder, score, table or select of `parent.relationship.assessed`, `Account.health.band`: what stands before the
 * last dot is one of these, of a row of the subject. */
static struct symbol *construct_of_row(struct checker *checker, const struct scope *scope, const struct ast *object) {
    if (object->kind != AST_MEMBER || !object->member.name.text) return NULL;
    struct symbol *symbol = checker_symbol(checker, object->member.name.text);
    bool list, construct = symbol && (symbol->kind == SYMBOL_LADDER || symbol->kind == SYMBOL_SCORE || symbol->kind == SYMBOL_TABLE || symbol->kind == SYMBOL_SELECT);
    if (!construct || map_get(&checker->subject->members, str_of(symbol->name))) return NULL;
    return check_path_info(checker, scope, object->member.object, &list) == checker->subject ? symbol : NULL;
}

/* A member of a category, a construct, or a record that is one of those around: `segment.smb`, `health.band`, `Contact.name`. */
static struct ir_node *symbol_member(struct checker *checker, const struct scope *scope, struct symbol *symbol, struct ast_name name, struct span span) {
    symbol->used = true;
    int code;
    switch (symbol->kind) {
    case SYMBOL_BROKEN: return NULL;
    case SYMBOL_CATEGORY:
        if (category_find(symbol->category, name.text, &code)) return mk_code(checker->ir, symbol->category, code, span);
        check_no_member(checker, name, symbol->category);
        return NULL;
    case SYMBOL_RECORD:
        for (const struct scope *s = scope; s; s = s->outer) {
            if (s->row != symbol->info) continue;
            struct symbol *member = check_record_member(checker, s->row, name.text);
            if (member) return symbol_value(checker, scope, s, member, span);
            no_such_member(checker, s->row, name);
            return NULL;
        }
        if (!check_record_member(checker, symbol->info, name.text)) {
            no_such_member(checker, symbol->info, name);
        } else {
            struct diag *d = diag_new(checker->diags, E0206, span, "which %s is meant is not clear here", symbol->name);
            diag_help(checker->diags, d, "`%s.%s` can stand only where the rows of %s are looked through, for example `count(%s where …)`.", symbol->name, name.text, symbol->name, symbol->name);
        }
        return NULL;
    case SYMBOL_LADDER:
        if (category_find(symbol->category, name.text, &code)) return mk_code(checker->ir, symbol->category, code, span);
        break;
    case SYMBOL_SCORE: case SYMBOL_TABLE: case SYMBOL_SELECT: break;
    default: {
        struct diag *d = diag_new(checker->diags, E0229, name.span, "`%s` is a %s and has nothing called `%s`", symbol->name, symbol_kind_text(symbol->kind), name.text);
        diag_also(checker->diags, d, symbol->span, "declared here");
        return NULL;
    }
    }
    struct ir_node *node = construct_member(checker, symbol, name, span);
    if (!node) return NULL;
    const struct scope *level = subject_level(checker, scope);
    if (!level) return is_of_no_row(node) ? node : not_here(checker, scope, symbol, span);
    return check_seen_from(checker, scope, level, node, span);
}

static struct ir_node *value_member(struct checker *checker, const struct ast *e, struct ir_node *object) {
    struct ast_name name = e->member.name;
    char phrase[80];
    switch (object->type.kind) {
    case TYPE_RECORD: return referred_member(checker, object, name, e->span);
    case TYPE_ANY:
    case TYPE_ERROR: return NULL;
    case TYPE_LIST: {
        struct diag *d = diag_new(checker->diags, E0229, e->span, "%s is a list, with a `%s` in each of its rows", check_quote(checker, e->member.object), name.text);
        diag_help(checker->diags, d, "Say which or how many, for example `count(%s where …)` or `max(%s over %s)`.", check_source_text(checker, e->member.object->span), name.text,
                  check_source_text(checker, e->member.object->span));
        return NULL;
    }
    default: break;
    }
    struct diag *d = diag_new(checker->diags, E0229, name.span, "%s is %s and has nothing called `%s`", check_quote(checker, e->member.object), type_phrase(object->type, phrase), name.text);
    check_also_declared(checker, d, object, e->member.object);
    return NULL;
}

/* `parent.relationship.assessed`: through a reference; `Account.relationship.assessed`: of a row around. */
static struct ir_node *member_of_construct(struct checker *checker, const struct scope *scope, const struct ast *e, struct symbol *construct) {
    const struct ast *row = e->member.object->member.object;
    struct symbol *record = row->kind == AST_NAME ? checker_symbol(checker, row->name.name.text) : NULL;
    if (record && record->kind == SYMBOL_RECORD && check_find(checker, scope, record->name, NULL).symbol == record) return symbol_member(checker, scope, construct, e->member.name, e->span);
    struct ir_node *index = check_expr(checker, scope, row, NULL);
    construct->used = true;
    if (!index || index->type.kind != TYPE_RECORD) return NULL;
    return of_row(checker, index, construct_member(checker, construct, e->member.name, e->span), e->span);
}

struct ir_node *check_member(struct checker *checker, const struct scope *scope, const struct ast *e) {
    const struct ast *object = e->member.object;
    struct ast_name name = e->member.name;
    if (object->kind == AST_NAME) {
        struct ast_name first = object->name.name;
        struct found found = check_find(checker, scope, first.text, NULL);
        struct symbol *top = checker_symbol(checker, first.text);
        /* A field may have the name of a category, a ladder or a record: only a reference has members of its own. */
        if (found.kind == FOUND_SYMBOL && found.symbol->kind == SYMBOL_FIELD) {
            struct ir_node *node = symbol_node(checker, found.symbol, first.span);
            found.symbol->used = true;
            if (node && node->type.kind != TYPE_RECORD && top) return symbol_member(checker, scope, top, name, e->span);
        }
        if (found.kind == FOUND_SYMBOL && found.symbol == top && top->kind != SYMBOL_LET && top->kind != SYMBOL_PARAM && top->kind != SYMBOL_CRITERION)
            return symbol_member(checker, scope, top, name, e->span);
        if (found.kind == FOUND_NOTHING) {
            if (!module_say_missing(checker, e)) check_unrecognized(checker, scope, first);
            return NULL;
        }
    }
    struct symbol *construct = construct_of_row(checker, scope, object);
    if (construct) return member_of_construct(checker, scope, e, construct);
    struct ir_node *node = check_expr(checker, scope, object, NULL);
    return node ? value_member(checker, e, node) : NULL;
}
