/* Categories: declared ones, those written in a field, and the stages of ladders, which fields are typed with before
 * any ladder is looked at.
 * SPDX-License-Identifier: MIT */
#include "lang/base/limits.h"
#include "lang/base/utf8.h"
#include "lang/check_internal.h"

/* A member while its category is being put together. */
VEC_TYPE(member_list, struct member);

static const char *plain_text(struct checker *checker, const struct ast *text) {
    if (!text || text->kind != AST_TEXT || text->text.pieces.len) return NULL;
    return arena_strndup(checker->arena, text->text.value.ptr, text->text.value.len);
}

static const char **texts_of(struct checker *checker, const struct ast_list *list, uint32_t *count) {
    const char **texts = ARENA_ARRAY(checker->arena, const char *, list->len);
    *count = 0;
    for (uint32_t i = 0; i < list->len; i++) {
        const char *text = plain_text(checker, list->at[i]);
        if (text) texts[(*count)++] = text;
    }
    return texts;
}

/* --- spellings --- */

struct spellings { struct checker *checker; struct category *category; struct map taken; };

static void claim(struct spellings *s, const char *text, const struct member *member) {
    struct str folded = utf8_lower(s->checker->arena, str_of(text));
    const struct member *other = map_get(&s->taken, folded);
    if (!other) {
        map_put(s->checker->arena, &s->taken, folded, (void *)member);
        return;
    }
    if (other == member) return;
    struct diag *d = diag_new(s->checker->diags, E0418, member->span, "a `%s` in the data could be `%s` or `%s`", text, other->name, member->name);
    diag_also(s->checker->diags, d, other->span, "`%s`", other->name);
    diag_help(s->checker->diags, d, "Names, labels and `from` spellings of one %s must all be different, capitals aside.", s->category->is_ladder ? "ladder" : "category");
}

static void check_spellings(struct checker *checker, struct category *category) {
    struct spellings s = {.checker = checker, .category = category};
    for (uint32_t i = 0; i < category->count; i++) claim(&s, category->members[i].name, &category->members[i]);
    for (uint32_t i = 0; i < category->count; i++) {
        const struct member *member = &category->members[i];
        if (member->label) claim(&s, member->label, member);
        for (uint32_t k = 0; k < member->from_count; k++) claim(&s, member->from[k], member);
    }
}

/* --- members --- */

static bool add_member(struct checker *checker, struct member_list *members, struct map *seen, struct member member, const char *what, const char *owner) {
    struct span *before = map_get(seen, str_of(member.name));
    if (before) {
        struct diag *d = diag_new(checker->diags, E0401, member.span, "`%s` is twice a %s of `%s`", member.name, what, owner);
        diag_also(checker->diags, d, *before, "the first one");
        diag_help(checker->diags, d, "Take one of them out, or give it another name.");
        return false;
    }
    map_put(checker->arena, seen, str_of(member.name), arena_copy(checker->arena, &member.span, sizeof member.span));
    if (members->len >= LIMIT_MEMBERS) {
        if (!map_get(&checker->broken_categories, str_of(owner))) {
            struct diag *d = diag_new(checker->diags, E0417, member.span, "`%s` has more than %d values", owner, LIMIT_MEMBERS);
            diag_help(checker->diags, d, "What has that many values is better a text.");
        }
        map_put(checker->arena, &checker->broken_categories, str_of(owner), checker);
        return false;
    }
    vec_push(checker->arena, members, member);
    return true;
}

static void mark_broken(struct checker *checker, const char *name) {
    if (name) map_put(checker->arena, &checker->broken_categories, str_of(name), checker);
}

static void fill_members(struct checker *checker, struct category *category, const struct ast_list *list) {
    struct member_list members = {0};
    struct map seen = {0};
    const struct ast *comma = NULL, *above = NULL;
    for (uint32_t i = 0; i < list->len; i++) {
        const struct ast *m = list->at[i];
        if (m->kind != AST_CATEGORY_MEMBER) {
            mark_broken(checker, category->name);
            continue;
        }
        if (i && m->category_member.above) above = m;
        if (i && !m->category_member.above) comma = m;
        struct member member = {.name = m->category_member.name.text, .label = plain_text(checker, m->category_member.label), .span = m->category_member.name.span};
        member.from = texts_of(checker, &m->category_member.from, &member.from_count);
        add_member(checker, &members, &seen, member, "value", category->name);
    }
    category->members = members.at;
    category->count = members.len;
    category->ordered = above != NULL;
    if (!comma || !above) return;
    const struct ast *odd = comma->span.start > above->span.start ? comma : above;
    struct diag *d = diag_new(checker->diags, E0409, odd->span, "`%s` has both `,` and `<` between its values", category->name);
    diag_help(checker->diags, d, "Write `<` everywhere, from low to high, when they have an order; write `,` everywhere when they have none.");
}

/* --- ladders --- */

static void fill_exits(struct checker *checker, struct category *category, const struct ast_list *list) {
    uint32_t count = 0;
    for (uint32_t i = 0; i < list->len; i++) count += list->at[i]->kind == AST_MOVE && list->at[i]->move.kind == AST_EXIT;
    category->exits = ARENA_ARRAY(checker->arena, struct member, count + 1);
    bool unnamed = false;
    for (uint32_t i = 0; i < list->len; i++) {
        const struct ast *move = list->at[i];
        if (move->kind != AST_MOVE || move->move.kind != AST_EXIT) continue;
        const char *label = plain_text(checker, move->move.label);
        unnamed |= !label;
        category->exits[category->exit_count++] = (struct member){.name = intern_name(checker->names, str_of(label ? label : "exited")), .label = label, .span = move->span};
    }
    /* Data that only says `exited` does not say by which of several. */
    if (category->exit_count > 1 && !unnamed) category->exits[category->exit_count++] = (struct member){.name = intern_name(checker->names, STR("exited")), .span = category->span};
}

static void fill_stages(struct checker *checker, struct category *category, const struct ast_list *list) {
    struct member_list members = {0};
    struct map seen = {0};
    for (uint32_t i = 0; i < list->len; i++) {
        const struct ast *m = list->at[i];
        if (m->kind == AST_ERROR) {
            mark_broken(checker, category->name);
            if (m->error.name.text && !map_get(&seen, str_of(m->error.name.text)))
                add_member(checker, &members, &seen, (struct member){.name = m->error.name.text, .span = m->error.name.span}, "stage", category->name);
        }
        if (m->kind != AST_STAGE) continue;
        struct member member = {.name = m->stage.name.text, .label = plain_text(checker, m->stage.label), .span = m->stage.name.span};
        if (strcmp(member.name, "none") == 0 || strcmp(member.name, "exited") == 0) {
            struct diag *d = diag_new(checker->diags, E0401, member.span, "every ladder has `%s` already", member.name);
            diag_help(checker->diags, d, "`none` is held by who has no stage yet, `exited` by who has left. Give the stage another name.");
        }
        struct ast_list spellings = {0};
        for (uint32_t k = 0; k < m->stage.clauses.len; k++) {
            if (m->stage.clauses.at[k]->kind == AST_SPELLING) vec_push(checker->arena, &spellings, m->stage.clauses.at[k]->spelling.text);
        }
        member.from = texts_of(checker, &spellings, &member.from_count);
        add_member(checker, &members, &seen, member, "stage", category->name);
    }
    category->members = members.at;
    category->count = members.len;
}

/* A stage, with what the category says about the same member. */
static struct member merge_member(struct checker *checker, const struct member *stage, const struct member *member) {
    struct member both = *stage;
    if (!both.label) both.label = member->label;
    both.from_count = stage->from_count + member->from_count;
    both.from = ARENA_ARRAY(checker->arena, const char *, both.from_count);
    for (uint32_t k = 0; k < stage->from_count; k++) both.from[k] = stage->from[k];
    for (uint32_t k = 0; k < member->from_count; k++) both.from[stage->from_count + k] = member->from[k];
    return both;
}

/* A ladder of a category has its members, or some of them, in their order, so that codes are shared. */
static void share_members(struct checker *checker, struct symbol *ladder, struct category *category) {
    struct ast_name of = ladder->ast->ladder.category;
    struct symbol *base = checker_symbol(checker, of.text);
    if (base && base->kind == SYMBOL_BROKEN) return;
    if (!base || base->kind != SYMBOL_CATEGORY) {
        struct diag *d = diag_new(checker->diags, E0414, of.span, base ? "`%s` is no category" : "there is no category `%s`", of.text);
        if (base) diag_also(checker->diags, d, base->span, "declared here as a %s", symbol_kind_text(base->kind));
        diag_help(checker->diags, d, "A ladder can be of a category whose values are its stages: `category %s = low < middle < high`.", of.text);
        return;
    }
    base->used = true;
    const struct category *shared = base->category;
    map_put(checker->arena, &checker->bases, str_of(category->name), (void *)shared);
    if (map_get(&checker->broken_categories, str_of(category->name)) || map_get(&checker->broken_categories, str_of(shared->name))) return;
    /* The codes are the category's: a member that is no stage of the ladder keeps its place among them. */
    struct member *members = arena_copy(checker->arena, shared->members, shared->count * sizeof *members);
    for (uint32_t i = 0, at = 0; i < category->count; i++, at++) {
        const struct member *stage = &category->members[i];
        while (at < shared->count && shared->members[at].name != stage->name) at++;
        if (at < shared->count) {
            members[at] = merge_member(checker, stage, &shared->members[at]);
            continue;
        }
        int code;
        bool below = category_find(shared, stage->name, &code);
        struct diag *d = diag_new(checker->diags, E0414, stage->span, below ? "`%s` stands lower than the stage before it in `%s`" : "`%s` is no value of `%s`",
                                  stage->name, shared->name);
        diag_also(checker->diags, d, shared->span, "`%s` is declared here", shared->name);
        diag_help(checker->diags, d, "The stages of a ladder of a category are values of it, in the same order from the bottom up.");
        return;
    }
    category->members = members;
    category->count = shared->count;
}

/* --- entry --- */

static struct category *new_category(struct checker *checker, const char *name, const char *label, struct span span) {
    struct category *category = ARENA_NEW(checker->arena, struct category);
    *category = (struct category){.name = name, .label = label, .span = span};
    return category;
}

void check_categories(struct checker *checker) {
    for (uint32_t i = 0; i < checker->order.len; i++) {
        struct symbol *symbol = checker->order.at[i];
        if (symbol->kind == SYMBOL_CATEGORY) {
            struct category *category = new_category(checker, symbol->name, plain_text(checker, symbol->ast->category.label), symbol->span);
            symbol->category = category;
            fill_members(checker, category, &symbol->ast->category.members);
            check_spellings(checker, category);
            if (!symbol->duplicate) checker_add_category(checker, category);
        } else if (symbol->kind == SYMBOL_LADDER) {
            struct category *category = new_category(checker, symbol->name, plain_text(checker, symbol->ast->ladder.label), symbol->span);
            category->ordered = category->is_ladder = true;
            symbol->category = category;
            fill_stages(checker, category, &symbol->ast->ladder.members);
            fill_exits(checker, category, &symbol->ast->ladder.members);
        }
    }
    for (uint32_t i = 0; i < checker->order.len; i++) { /* after all categories, of which ladders may be */
        struct symbol *symbol = checker->order.at[i];
        if (symbol->kind != SYMBOL_LADDER) continue;
        const struct module *outside = checker_enter(checker, symbol);
        if (symbol->ast->ladder.category.text) share_members(checker, symbol, (struct category *)symbol->category);
        checker->module = outside;
        check_spellings(checker, (struct category *)symbol->category);
        if (!symbol->duplicate) checker_add_category(checker, symbol->category);
    }
}

const struct category *check_inline_category(struct checker *checker, const struct ast *type, const char *owner) {
    struct category *category = new_category(checker, owner, NULL, type->span);
    fill_members(checker, category, &type->type.members);
    /* Written twice with the same values it is one category: `side` of a contact and `side` of a view compare. */
    const char **key = ARENA_ARRAY(checker->arena, const char *, (size_t)category->count + 1);
    key[0] = category->ordered ? "<" : NULL;
    for (uint32_t i = 0; i < category->count; i++) key[i + 1] = category->members[i].name;
    struct str bytes = {(const char *)key, sizeof *key * ((size_t)category->count + 1)};
    const struct category *other = map_get(&checker->inline_categories, bytes);
    if (other) return other;
    map_put(checker->arena, &checker->inline_categories, bytes, category);
    checker_add_category(checker, category);
    return category;
}
