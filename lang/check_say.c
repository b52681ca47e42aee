/* What the checker's messages are made of: the source as written, places, names that come near, and the list of what
 * this program checks but does not evaluate.
 * SPDX-License-Identifier: MIT */
#include "lang/check_internal.h"
#include <stdarg.h>
#include "lang/base/limits.h"
#include "lang/suggest.h"

#define QUOTE_POINTS 48 /* code points of source that a message quotes */

/* --- the source as written --- */

static bool is_blank(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

const char *check_source_text(struct checker *checker, struct span span) {
    struct str text = sources_text(checker->diags->sources, span);
    struct buf out;
    buf_init(&out);
    char quote = 0; /* inside "…" or `…` */
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        if (quote) {
            buf_char(&out, c);
            if (c == '\\' && quote == '"' && i + 1 < text.len) {
                buf_char(&out, text.ptr[++i]);
            } else if (c == quote) {
                quote = 0;
            }
            continue;
        }
        if (c == '#') {
            while (i + 1 < text.len && text.ptr[i + 1] != '\n') i++;
            continue;
        }
        if (is_blank(c)) {
            if (out.len && out.ptr[out.len - 1] != ' ') buf_char(&out, ' ');
            continue;
        }
        if (c == '"' || c == '`') quote = c;
        buf_char(&out, c);
    }
    while (out.len && out.ptr[out.len - 1] == ' ') out.len--;
    const char *result = arena_strndup(checker->arena, out.ptr, out.len);
    buf_release(&out);
    return result;
}

const char *check_quote(struct checker *checker, const struct ast *e) {
    const char *text = check_source_text(checker, e->span);
    size_t cut = 0, points = 0;
    while (text[cut] && points < QUOTE_POINTS) {
        cut++;
        while (((unsigned char)text[cut] & 0xc0) == 0x80) cut++;
        points++;
    }
    bool backquoted = strchr(text, '`') != NULL;
    return arena_printf(checker->arena, backquoted ? "%.*s%s" : "`%.*s%s`", (int)cut, text, text[cut] ? "…" : "");
}

const char *check_place(struct checker *checker, struct span span) {
    const struct source *source = span.file ? sources_get(checker->diags->sources, span.file) : NULL;
    if (!source) return "";
    return arena_printf(checker->arena, "%s:%u", source->name, sources_place(checker->diags->sources, span.file, span.start).line);
}

/* A label's text when it is fixed: one with {expressions} is no name for anything. */
static const char *fixed_label(struct checker *checker, const struct ast *label) {
    if (!label || label->kind != AST_TEXT || label->text.pieces.len || label->text.value.len == 0) return NULL;
    return arena_strndup(checker->arena, label->text.value.ptr, label->text.value.len);
}

const char *check_item_label(struct checker *checker, const struct scope *scope, const struct ast *item) {
    if (item->kind == AST_NAME) {
        struct found found = check_find(checker, scope, item->name.name.text, NULL);
        const char *label = NULL;
        if (found.kind == FOUND_SYMBOL && found.symbol->kind == SYMBOL_CRITERION) label = fixed_label(checker, found.symbol->ast->criterion.label);
        if (found.kind == FOUND_SYMBOL && found.symbol->kind == SYMBOL_LET) label = fixed_label(checker, found.symbol->ast->let.label);
        return label ? label : item->name.name.text;
    }
    return check_source_text(checker, item->span);
}

void check_also_declared(struct checker *checker, struct diag *d, const struct ir_node *node, const struct ast *e) {
    /* Equal expressions are one node, so only a name leads surely back to its own declaration. */
    if (e->kind != AST_NAME && e->kind != AST_MEMBER) return;
    bool declared = node->op == IR_FIELD || node->op == IR_PARAM || node->type.kind == TYPE_LIST;
    if (node->op == IR_TODAY || (node->op == IR_CONST && !declared) || !node->span.file) return;
    char phrase[80];
    diag_also(checker->diags, d, node->span, "%s as %s here", declared ? "declared" : "calculated", type_phrase(node->type, phrase));
}

/* --- what is not evaluated yet --- */

struct ir_node *check_refused(struct checker *checker, struct type type, struct span span, const char *format, ...) {
    va_list args;
    va_start(args, format);
    const char *what = arena_vprintf(checker->arena, format, args);
    va_end(args);
    if (checker->finished) {
        struct diag *d = diag_new(checker->diags, E0249, span, "%s cannot be evaluated by this version of rung", what);
        diag_help(checker->diags, d, "Leave it out, or ask for the same in another way.");
        return NULL;
    }
    if (!map_put(checker->arena, &checker->refused, str_of(what), checker)) vec_push(checker->arena, &checker->refusals, ((struct refusal){what, span}));
    return mk_unknown(checker->ir, type, CAUSE_WRITTEN, span);
}

/* --- names that come near --- */

static void offer_record(struct suggest *near, const struct record_info *info) {
    for (uint32_t i = 0; i < info->members.len; i++) suggest_offer(near, ((const struct symbol *)info->members.at[i].value)->name);
}

/* A record that has a member of that name. */
static const struct record_info *owner_of(const struct checker *checker, const char *name) {
    for (uint32_t i = 0; i < checker->records.len; i++) {
        if (map_get(&checker->records.at[i]->members, str_of(name))) return checker->records.at[i];
    }
    return NULL;
}

static const char *const words[] = {"today", "never", "portfolio", "none"};

bool check_full(const struct checker *checker) {
    return checker->diags->list.len >= LIMIT_MESSAGES;
}

/* The field by which a row that is seen here refers to a row of `record`; NULL: none. */
static const char *way_to(const struct scope *scope, const struct record *record) {
    for (const struct scope *s = scope; s; s = s->outer) {
        for (uint32_t i = 0; s->row && s->row->record && i < s->row->record->field_count; i++) {
            const struct field *field = &s->row->record->fields[i];
            if (field->type.kind == TYPE_RECORD && field->type.record == record) return field->name;
        }
    }
    return NULL;
}

void check_unrecognized(struct checker *checker, const struct scope *scope, struct ast_name name) {
    if (check_full(checker)) {
        diag_new(checker->diags, E0201, name.span, "nothing is called `%s`", name.text);
        return;
    }
    struct suggest near;
    suggest_init(&near, name.text);
    bool incomplete = checker->incomplete;
    for (const struct scope *s = scope; s; s = s->outer) {
        for (uint32_t i = 0; i < s->arg_count; i++) suggest_offer(&near, s->args[i].name);
        if (!s->row) continue;
        offer_record(&near, s->row);
        incomplete |= s->row->incomplete;
    }
    for (uint32_t i = 0; i < checker->symbols.len; i++) {
        const struct symbol *symbol = checker->symbols.at[i].value;
        if (symbol->kind != SYMBOL_FUNCTION) suggest_offer(&near, symbol->name);
    }
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) suggest_offer(&near, words[i]);
    for (uint32_t i = 0; i < checker->categories.len; i++) {
        const struct category *category = checker->categories.at[i];
        for (uint32_t k = 0; k < category->count; k++) suggest_offer(&near, category->members[k].name);
    }
    const char *best = suggest_best(&near);
    const struct record_info *owner = owner_of(checker, name.text);
    if (incomplete && !best && !owner) return; /* it may be what could not be read */
    if (owner && owner == checker->subject && !scope->row && !scope->outer) {
        const struct symbol *member = map_get(&owner->members, str_of(name.text));
        struct diag *no_row = diag_new(checker->diags, E0206, name.span, "`%s` is a value of %s, which %s cannot see", name.text, owner->record->name, scope->no_row ? scope->no_row : "this place");
        diag_also(checker->diags, no_row, member->span, "declared here");
        bool function = scope->no_row && strcmp(scope->no_row, "a function") == 0;
        diag_help(checker->diags, no_row, function ? "Make it an argument of the function." : "Only params, written values and `today` can stand here.");
        return;
    }
    struct diag *d = diag_new(checker->diags, E0201, name.span, "nothing is called `%s`", name.text);
    const char *way = owner ? way_to(scope, owner->record) : NULL;
    if (way) {
        diag_help(checker->diags, d, "It is a value of %s: write `%s.%s`.", owner->record->name, way, name.text);
    } else if (owner) {
        diag_help(checker->diags, d, "Each %s has a `%s` of its own: say which, for example with `count(… where …)` over a list of %s.", owner->record->name, name.text, owner->record->name);
    } else if (best) {
        diag_help(checker->diags, d, "Did you mean `%s`?", best);
        struct found found = check_find(checker, scope, best, NULL);
        if (found.kind == FOUND_SYMBOL && found.symbol->span.file) diag_also(checker->diags, d, found.symbol->span, "`%s` is declared here", best);
    } else if (scope->row && scope->row->record) {
        diag_help(checker->diags, d, "Add a field `%s : …` to record %s, or define it: `let %s = …`. A text is written in quotes.", name.text, scope->row->record->name,
                  name.text);
    } else {
        diag_help(checker->diags, d, "Declare it, for example `param %s = …`. A text is written in quotes.", name.text);
    }
}

void check_no_member(struct checker *checker, struct ast_name name, const struct category *category) {
    struct suggest near;
    suggest_init(&near, name.text);
    struct buf list;
    buf_init(&list);
    for (uint32_t i = 0; i < category->count; i++) {
        if (!check_full(checker)) suggest_offer(&near, category->members[i].name);
        if (i < 12) buf_printf(&list, "%s`%s`", i ? ", " : "", category->members[i].name);
        if (i == 12) buf_puts(&list, ", …");
    }
    const char *best = suggest_best(&near);
    if (!best && map_get(&checker->broken_categories, str_of(category->name))) {
        buf_release(&list);
        return; /* it may be what could not be read */
    }
    struct diag *d = diag_new(checker->diags, E0203, name.span, "`%s` is no %s of `%s`", name.text, category->is_ladder ? "stage" : "value", category->name);
    if (category->span.file) diag_also(checker->diags, d, category->span, "`%s` is declared here", category->name);
    if (best) {
        diag_note(checker->diags, d, "It has %s.", list.ptr);
        diag_help(checker->diags, d, "Did you mean `%s`?", best);
    } else {
        diag_help(checker->diags, d, "Write one of %s.", list.ptr);
    }
    buf_release(&list);
}
