/* Lists: whose rows a path means, how each of them hangs on the row that asks, and which of them count. A list is never
 * a value; what becomes of it is said by an aggregate (check_aggregate.c), a window or a report.
 * SPDX-License-Identifier: MIT */
#include "lang/base/limits.h"
#include "lang/base/mem.h"
#include "lang/lower.h"

/* --- from row to row --- */

/* The row of `level` for each row of `scope`; *link NULL: the same row. False when there is none that is meant. */
static bool link_to(struct checker *checker, const struct scope *scope, const struct scope *level,
                    struct ir_node **link, struct span span) {
    *link = NULL;
    for (const struct scope *s = scope; s != level; s = s->outer) {
        if (!s) return false;
        if (s->same_row) continue;
        if (!s->link) return false;
        *link = *link ? mk_gather(checker->ir, *link, s->link, span) : s->link;
    }
    return true;
}

static struct diag *not_seen(struct checker *checker, const struct scope *scope, struct span span) {
    const char *rows = NULL;
    for (const struct scope *s = scope; s && !rows; s = s->outer)
        rows = s->row && s->row->record ? s->row->record->name : NULL;
    struct diag *d = diag_new(checker->diags, E0206, span,
                              "`%s` is of the row that asks, and the rows of %s are looked through for all alike",
                              check_source_text(checker, span), rows ? rows : "a list");
    diag_help(checker->diags, d,
              "Inside, names are those of the row looked at. Choose by something that both have with `per`, or look "
              "through a list field of the row that asks.");
    return d;
}

struct ir_node *check_seen_from(struct checker *checker, const struct scope *scope, const struct scope *level,
                                struct ir_node *node, struct span span) {
    struct ir_node *link;
    if (!node || level == scope || node->space == SPACE_POINT) return node;
    if (!link_to(checker, scope, level, &link, span)) return not_seen(checker, scope, span), NULL;
    return link ? mk_gather(checker->ir, link, node, span) : node;
}

/* --- what a path leads to, without a message --- */

static struct record_info *info_of_symbol(struct checker *checker, struct symbol *symbol, struct span span,
                                          bool *list) {
    *list = false;
    if (symbol->kind == SYMBOL_RECORD) return *list = true, symbol->info;
    if (symbol->kind != SYMBOL_FIELD && symbol->kind != SYMBOL_LET) return NULL;
    if (!check_depth(checker, span)) return NULL;
    checker->depth += 4; /* a list let leads to the next one by several frames */
    struct ir_node *node = symbol_node(checker, symbol, span);
    checker->depth -= 4;
    if (!node || (node->type.kind != TYPE_LIST && node->type.kind != TYPE_RECORD)) return NULL;
    *list = node->type.kind == TYPE_LIST;
    return *list && symbol->rows ? symbol->rows->info : check_info(checker, node->type.record);
}

static struct symbol *score_of_parts(const struct checker *checker, const struct scope *scope, const struct ast *path) {
    if (path->kind != AST_MEMBER || !path->member.name.text || strcmp(path->member.name.text, "parts") != 0 ||
        path->member.object->kind != AST_NAME)
        return NULL;
    struct found found = check_find(checker, scope, path->member.object->name.name.text, NULL);
    return found.kind == FOUND_SYMBOL && found.symbol->kind == SYMBOL_SCORE ? found.symbol : NULL;
}

/* The scope around whose row is that of the record that the name means: `Account` of `Account.contacts`. */
static const struct scope *around_named(const struct checker *checker, const struct scope *scope,
                                        const struct ast *name) {
    struct symbol *symbol = name->kind == AST_NAME ? checker_symbol(checker, name->name.name.text) : NULL;
    if (!symbol || symbol->kind != SYMBOL_RECORD) return NULL;
    for (const struct scope *s = scope; s; s = s->outer) {
        if (s->row == symbol->info) return s;
    }
    return NULL;
}

/* A field may be called like a record, and is meant only when it is rows or a reference itself. */
static struct symbol *named_symbol(struct checker *checker, const struct found *found, struct ast_name name) {
    struct symbol *symbol = found->symbol, *top = checker_symbol(checker, name.text);
    if (symbol->kind != SYMBOL_FIELD || !top || top->kind != SYMBOL_RECORD) return symbol;
    bool list;
    return info_of_symbol(checker, symbol, name.span, &list) ? symbol : top;
}

struct record_info *check_path_info(struct checker *checker, const struct scope *scope, const struct ast *path,
                                    bool *list) {
    *list = false;
    if (path->kind == AST_NAME) {
        struct ast_name name = path->name.name;
        struct found found = check_find(checker, scope, name.text, NULL);
        if (found.kind == FOUND_SYMBOL)
            return info_of_symbol(checker, named_symbol(checker, &found, name), name.span, list);
        if (found.kind == FOUND_ARGUMENT) {
            const struct argument *argument = found.argument;
            if (argument->rows) return *list = true, argument->rows->info;
            return argument->node && argument->node->type.kind == TYPE_RECORD
                       ? check_info(checker, argument->node->type.record)
                       : NULL;
        }
        *list = found.kind == FOUND_NOTHING && strcmp(name.text, "portfolio") == 0;
        return *list ? checker->subject : NULL;
    }
    if (path->kind != AST_MEMBER || !path->member.name.text) return NULL;
    if (score_of_parts(checker, scope, path)) return *list = true, lower_parts_info(checker);
    struct record_info *info = check_path_info(checker, scope, path->member.object, list);
    struct symbol *symbol = info ? map_get(&info->members, str_of(path->member.name.text)) : NULL;
    if (!symbol && info == checker->subject) symbol = check_record_member(checker, info, path->member.name.text);
    bool through_list = *list;
    *list = false;
    info = symbol ? info_of_symbol(checker, symbol, path->span, list) : NULL;
    return through_list && !*list ? NULL : info;
}

/* --- which rows --- */

/* What a path means: rows as the row of `level` sees them (NULL: all rows, for whoever asks). */
struct place_of_rows {
    struct rows rows;
    const struct scope *level;
};

static bool no_list(struct checker *checker, const struct scope *scope, const struct ast *path) {
    struct ir_node *node = check_expr(checker, scope, path, NULL);
    if (!node || node->type.kind == TYPE_ANY) return false;
    char phrase[80];
    struct diag *d = diag_new(checker->diags, E0220, path->span, "%s is %s, not a list", check_quote(checker, path),
                              type_phrase(node->type, phrase));
    check_also_declared(checker, d, node, path);
    diag_help(checker->diags, d,
              "Rows are looked through in a list field (`contacts : list of Contact`), a record (`Contact`) or the "
              "`portfolio`.");
    return false;
}

/* The field by which the rows of a list refer to the record that has the list; NULL when that is reported. */
static const struct field *back_reference(const struct record *child, const struct record *owner, const char *via) {
    const struct field *found = NULL;
    for (uint32_t i = 0; i < child->field_count; i++) {
        const struct field *f = &child->fields[i];
        if (f->type.kind != TYPE_RECORD || f->type.record != owner || (via && f->name != via)) continue;
        if (found) return NULL;
        found = f;
    }
    return found;
}

static bool all_rows(struct record_info *info, struct place_of_rows *out) {
    if (!info) return false;
    *out = (struct place_of_rows){.rows = {.info = info, .space = info->space}};
    return true;
}

/* A list field or a list let, as a row of its record sees it. */
static bool rows_of_symbol(struct checker *checker, struct symbol *symbol, struct span span, struct rows *out) {
    symbol->used = true;
    struct ir_node *node = symbol_node(checker, symbol, span);
    if (!node || node->type.kind != TYPE_LIST) return false;
    if (symbol->kind == SYMBOL_LET) {
        if (symbol->rows) *out = *symbol->rows;
        return symbol->rows != NULL;
    }
    struct record_info *child = check_info(checker, node->type.record), *owner = symbol->record;
    const struct field *back =
        child ? back_reference(child->record, owner->record, owner->record->fields[symbol->index].via) : NULL;
    if (!back) return false;
    *out = (struct rows){.info = child,
                         .space = child->space,
                         .link = mk_ref(checker->ir, back->type, back->index, child->space, owner->space, back->span)};
    return true;
}

static bool place_of_symbol(struct checker *checker, struct symbol *symbol, const struct scope *level, struct span span,
                            struct place_of_rows *out) {
    symbol->used = true;
    if (symbol->kind == SYMBOL_RECORD) return all_rows(symbol->info, out);
    *out = (struct place_of_rows){.level = level};
    return rows_of_symbol(checker, symbol, span, &out->rows);
}

static bool place_of_name(struct checker *checker, const struct scope *scope, const struct ast *path,
                          struct place_of_rows *out) {
    struct ast_name name = path->name.name;
    struct found found = check_find(checker, scope, name.text, &name.span);
    bool list;
    if (found.kind == FOUND_CLASH) return false;
    if (!check_path_info(checker, scope, path, &list) || !list) return no_list(checker, scope, path);
    if (found.kind == FOUND_ARGUMENT) {
        *out = (struct place_of_rows){*found.argument->rows, found.level};
        return true;
    }
    if (found.kind == FOUND_NOTHING) return all_rows(checker->subject, out);
    return place_of_symbol(checker, named_symbol(checker, &found, name), found.level, name.span, out);
}

/* The rows of a list that each row of another list has: `contacts.calls`. */
static bool flatten(struct checker *checker, struct symbol *member, struct span span, struct place_of_rows *place) {
    struct rows inner, outer = place->rows;
    struct ir *ir = checker->ir;
    if (!rows_of_symbol(checker, member, span, &inner)) return false;
    if (inner.via || !inner.link || inner.parts || outer.parts) {
        struct diag *d = diag_new(checker->diags, E0220, span, "`%s` is not a list of rows that belong to %s",
                                  check_source_text(checker, span), outer.info->record->name);
        diag_help(checker->diags, d, "A path leads through list fields; look through `%s` by itself.", member->name);
        return false;
    }
    struct rows rows = inner;
    rows.most = NULL;
    struct ir_node *up = inner.link, *belongs = outer.link ? NULL : mk_is_known(ir, up, span);
    rows.link = outer.link ? mk_gather(ir, up, outer.link, span) : NULL;
    rows.around = outer.link ? NULL : outer.around ? mk_gather(ir, up, outer.around, span) : up;
    struct ir_node *conditions[] = {belongs, outer.where ? mk_gather(ir, up, outer.where, span) : NULL, inner.where};
    rows.where = NULL;
    for (int i = 0; i < 3; i++) {
        if (conditions[i]) rows.where = rows.where ? mk_and(ir, rows.where, conditions[i], span) : conditions[i];
    }
    struct ir_node *doubt = outer.doubt ? mk_gather(ir, up, outer.doubt, span) : NULL;
    rows.doubt = doubt && inner.doubt ? mk_or(ir, doubt, inner.doubt, span) : doubt ? doubt : inner.doubt;
    rows.via = outer.via;
    place->rows = rows;
    return true;
}

static bool place_of_path(struct checker *checker, const struct scope *scope, const struct ast *path,
                          struct place_of_rows *out);

static bool place_of_member(struct checker *checker, const struct scope *scope, const struct ast *path,
                            struct place_of_rows *out) {
    const struct ast *object = path->member.object;
    struct ast_name name = path->member.name;
    struct symbol *score = score_of_parts(checker, scope, path);
    bool list, object_list;
    if (score) {
        const struct scope *level = scope;
        while (level && level->row != checker->subject) level = level->outer;
        *out = (struct place_of_rows){.level = level ? level : scope};
        return lower_parts_rows(checker, score, path->span, &out->rows);
    }
    struct record_info *info = check_path_info(checker, scope, path, &list),
                       *owner = check_path_info(checker, scope, object, &object_list);
    const struct scope *level = around_named(checker, scope, object);
    struct symbol *symbol = owner ? check_record_member(checker, owner, name.text) : NULL;
    if (!info || !list) {
        if (!owner || !object_list || level || !symbol) return no_list(checker, scope, path);
        struct diag *d =
            diag_new(checker->diags, E0220, path->span, "%s is no list of rows: each row of %s has one `%s`",
                     check_quote(checker, path), check_quote(checker, object), name.text);
        diag_help(checker->diags, d,
                  "Look through %s and name `%s` as what is wanted of each row: `count(distinct %s over %s)`.",
                  check_quote(checker, object), name.text, name.text, check_source_text(checker, object->span));
        return false;
    }
    if (level) return place_of_symbol(checker, symbol, level, path->span, out);
    if (object_list) return place_of_path(checker, scope, object, out) && flatten(checker, symbol, path->span, out);
    struct ir_node *row = check_expr(checker, scope, object, NULL);
    *out = (struct place_of_rows){.level = scope};
    if (!row || !rows_of_symbol(checker, symbol, path->span, &out->rows)) return false;
    if (out->rows.link || out->rows.parts)
        out->rows.via = out->rows.via ? mk_gather(checker->ir, row, out->rows.via, path->span) : row;
    return true;
}

static bool place_of_path(struct checker *checker, const struct scope *scope, const struct ast *path,
                          struct place_of_rows *out) {
    if (path->kind == AST_NAME) return place_of_name(checker, scope, path, out);
    if (path->kind == AST_MEMBER && path->member.name.text) return place_of_member(checker, scope, path, out);
    if (path->kind == AST_ERROR || path->kind == AST_MEMBER) return false;
    struct diag *d = diag_new(checker->diags, E0220, path->span, "%s is no list of rows", check_quote(checker, path));
    diag_help(checker->diags, d,
              "Name a list field, a record or the `portfolio`; what to do with the rows comes before `over`: "
              "`sum(amount over orders)`.");
    return false;
}

/* --- the scope inside --- */

/* What can be seen where the row that asks cannot: arguments, of which those of the point are good for something. */
const struct scope *check_arguments_only(struct checker *checker, const struct scope *scope) {
    if (!scope) return NULL;
    const struct scope *outer = check_arguments_only(checker, scope->outer);
    if (!scope->arg_count) return outer;
    struct scope *copy = ARENA_NEW(checker->arena, struct scope);
    *copy = (struct scope){.args = scope->args, .arg_count = scope->arg_count, .outer = outer, .no_row = scope->no_row};
    return copy;
}

/* The scope of rows that hang on others by `link`: a GATHER of links has a row in between, whose names are seen too. */
static struct scope linked_scope(struct checker *checker, struct record_info *info, struct ir_node *link,
                                 const struct scope *outer) {
    struct scope scope = {.row = info, .link = link, .outer = outer, .no_row = "a list"};
    if (link->op != IR_GATHER || !link->type.record) return scope;
    struct scope *between = ARENA_NEW(checker->arena, struct scope);
    *between = linked_scope(checker, check_info(checker, link->args[0]->type.record), link->args[1], outer);
    scope.link = link->args[0];
    scope.outer = between;
    return scope;
}

static const struct scope *row_scope(struct checker *checker, const struct record *record, const struct scope *outer) {
    struct scope *scope = ARENA_NEW(checker->arena, struct scope);
    *scope = (struct scope){.row = check_info(checker, record), .outer = outer, .no_row = "a list"};
    return scope;
}

static struct scope inside(struct checker *checker, const struct scope *level, const struct rows *rows) {
    if (rows->parts) {
        const struct scope *outer =
            rows->via ? row_scope(checker, checker->subject->record, check_arguments_only(checker, level)) : level;
        return (struct scope){.row = rows->info, .outer = outer, .same_row = true, .no_row = "a score"};
    }
    struct ir_node *link = rows->link ? rows->link : rows->around;
    if (!link) return (struct scope){.row = rows->info, .outer = check_arguments_only(checker, level), .no_row = "a list"};
    if (rows->link && !rows->via) return linked_scope(checker, rows->info, link, level);
    const struct scope *outer = check_arguments_only(checker, level);
    return linked_scope(checker, rows->info, link,
                        link->type.record ? row_scope(checker, link->type.record, outer) : outer);
}

bool check_rows(struct checker *checker, const struct scope *scope, const struct ast *path_or_arg, struct rows *out,
                struct scope *inner) {
    bool arg = path_or_arg->kind == AST_ARG;
    const struct ast *path = !arg                    ? path_or_arg
                             : path_or_arg->arg.over ? path_or_arg->arg.over
                                                     : path_or_arg->arg.value;
    struct place_of_rows place = {.level = scope};
    struct ir_node *link = NULL;
    if (!place_of_path(checker, scope, path, &place)) return false;
    if (!place.level) place.level = scope;
    bool asks = place.rows.link || place.rows.parts; /* else all rows, for whoever asks */
    if (asks && !link_to(checker, scope, place.level, &link, path->span))
        return not_seen(checker, scope, path->span), false;
    *inner = inside(checker, place.level, &place.rows);
    if (link) place.rows.via = place.rows.via ? mk_gather(checker->ir, link, place.rows.via, path->span) : link;
    *out = place.rows;
    if (!arg) return true;
    bool fine = check_rows_where(checker, inner, path_or_arg->arg.where, out);
    return check_rows_keeping(checker, inner, path_or_arg->arg.keeping, out) && fine;
}

struct ir_node *check_rows_node(struct checker *checker, const struct rows *rows, struct span span) {
    return mk_unknown(checker->ir, (struct type){.kind = TYPE_LIST, .record = rows->info->record}, CAUSE_WRITTEN, span);
}

/* --- which of them count --- */

struct mentions {
    const struct record_info *info;
    const struct checker *checker;
    const struct scope *scope;
    bool any;
};

static void look_for_fields(struct ast *e, void *context) {
    struct mentions *m = context;
    if (e->kind == AST_NAME && check_record_member(m->checker, m->info, e->name.name.text)) m->any = true;
    const struct symbol *top =
        e->kind == AST_NAME && m->info == m->checker->subject ? checker_symbol(m->checker, e->name.name.text) : NULL;
    if (top && top->kind == SYMBOL_LADDER) m->any = true;
    /* An argument may be a value of the rows looked through. */
    for (const struct scope *s = m->scope; s && e->kind == AST_NAME; s = s->outer) {
        for (uint32_t i = 0; i < s->arg_count; i++) m->any |= s->args[i].name == e->name.name.text;
    }
    if (e->kind == AST_MEMBER && e->member.object->kind == AST_NAME && m->info->symbol &&
        e->member.object->name.name.text == m->info->symbol->name)
        m->any = true;
    if (e->kind == AST_ERROR) m->any = true;
    if (!m->any) ast_each_child(e, look_for_fields, context);
}

/* How many rows around differ from row to row of the list: those between it and the row that asks. */
static uint32_t rows_between(const struct rows *rows) {
    const struct ir_node *link = rows->link ? rows->link : rows->around;
    uint32_t count = !rows->link && rows->around;
    while (link && link->op == IR_GATHER && link->type.record) {
        count++;
        link = link->args[1];
    }
    return count;
}

static void warn_of_idle_where(struct checker *checker, const struct scope *inner, const struct ast *where,
                               const struct rows *rows) {
    struct mentions mentions = {.checker = checker, .scope = inner};
    const struct scope *s = inner;
    for (uint32_t i = 0; i <= rows_between(rows) && s && s->row; i++, s = s->outer) {
        mentions.info = s->row;
        look_for_fields((struct ast *)where, &mentions);
    }
    if (mentions.any) return;
    struct diag *d = diag_new(checker->diags, W0605, where->span, "this `where` looks at nothing in the rows of %s",
                              inner->row->record->name);
    diag_help(checker->diags, d, "It keeps all of the rows or none: name a field of %s, or put the condition outside.",
              inner->row->record->name);
}

bool check_rows_where(struct checker *checker, const struct scope *inner, const struct ast *where, struct rows *rows) {
    if (!where) return true;
    if (rows->parts) return lower_parts_where(checker, inner, where, rows);
    struct ir_node *node = check_condition(checker, inner, where, "`where`");
    if (!node) return false;
    warn_of_idle_where(checker, inner, where, rows);
    rows->where = rows->where ? mk_and(checker->ir, rows->where, node, where->span) : node;
    if (rows->where->op == IR_CONST && rows->where->constant.known && rows->where->constant.truth) rows->where = NULL;
    rows->most = NULL;
    return true;
}

struct ir_node *check_plain(struct checker *checker, struct ir_node *node) {
    return node && node->fraction ? mk_op1(checker->ir, IR_ROUND9, node->type, node, node->span) : node;
}

/* What rows are grouped or sorted by: a value, never a list; `unknown` alone is no key. */
static struct ir_node *check_key(struct checker *checker, const struct scope *inner, const struct ast *e) {
    struct ir_node *node = check_expr(checker, inner, e, NULL);
    if (!node) return NULL;
    if (node->type.kind == TYPE_LIST || node->type.kind == TYPE_ANY) {
        struct diag *d =
            diag_new(checker->diags, E0216, e->span, "%s is %s, and nothing can be sorted or grouped by it",
                     check_quote(checker, e), node->type.kind == TYPE_LIST ? "a list" : "unknown");
        if (node->type.kind == TYPE_LIST)
            diag_help(checker->diags, d, "Say what about its rows, for example `count(%s)`.",
                      check_source_text(checker, e->span));
        return NULL;
    }
    return check_plain(checker, node);
}

/* Whether one more than `count` keys may be; E0230 when not. */
static bool has_room(struct checker *checker, uint32_t count, const char *what, struct span span) {
    if (count < LIMIT_KEYS) return true;
    struct diag *d = diag_new(checker->diags, E0230, span, "rows can be %s by at most %d values", what, LIMIT_KEYS);
    diag_help(checker->diags, d, "Take the last ones out: they decide hardly anything.");
    return false;
}

bool check_groups(struct checker *checker, const struct scope *inner, const struct ast_list *per,
                  struct ir_node ***nodes) {
    bool fine = per->len <= LIMIT_KEYS || has_room(checker, LIMIT_KEYS, "grouped", per->at[LIMIT_KEYS]->span);
    *nodes = ARENA_ARRAY(checker->arena, struct ir_node *, per->len);
    for (uint32_t i = 0; i < per->len; i++) {
        (*nodes)[i] = check_key(checker, inner, per->at[i]);
        fine &= (*nodes)[i] != NULL;
    }
    return fine;
}

struct ir_node *check_row_key(struct checker *checker, struct ir_node *node, struct span span) {
    const struct record *record = node ? node->type.record : NULL;
    if (!node || node->type.kind != TYPE_RECORD || !record || record->key < 0) return node;
    struct ir_node *key = ir_make_indexed(checker->ir, IR_FIELD, record->fields[record->key].type, NULL, 0, record->key,
                                          record->space, span);
    return mk_gather(checker->ir, node, key, span);
}

bool check_order(struct checker *checker, const struct scope *inner, const struct ast_list *keys,
                 struct order_keys *out) {
    bool fine = true;
    *out = (struct order_keys){.nodes = ARENA_ARRAY(checker->arena, struct ir_node *, keys->len)};
    for (uint32_t i = 0; i < keys->len; i++) {
        if (keys->at[i]->kind != AST_ORDER) return false;
        const struct ast *e = keys->at[i]->order.value;
        struct ir_node *node = check_key(checker, inner, e);
        node = check_row_key(checker, node, e->span);
        if (node && node->type.kind != TYPE_BOOL && !check_ordered(checker, "`by`", node->type, e, e->span))
            node = NULL;
        fine &= node != NULL;
        if (!has_room(checker, out->count, "sorted", e->span)) return false;
        if (keys->at[i]->order.direction == AST_DESCENDING) out->descending |= 1u << out->count;
        out->nodes[out->count++] = node;
    }
    return fine;
}

void check_rows_first(struct checker *checker, struct rows *rows, const struct order_keys *order,
                      struct ir_node *const *groups, uint32_t group_count, struct ir_node *n, bool earlier,
                      struct span span) {
    struct ir *ir = checker->ir;
    bool decided = !rows->where || mk_always_known(rows->where);
    struct mk_rows look = {.space = rows->space,
                           .link = rows->link,
                           .where = rows->where,
                           .parameter = n,
                           .keys = order->nodes,
                           .key_count = order->count,
                           .descending = order->descending,
                           .groups = groups,
                           .group_count = group_count,
                           .earlier = earlier};
    struct ir_node *kept = mk_keep(ir, &look, span), *before = rows->doubt;
    rows->most = NULL;
    if (!decided) {
        struct ir_node *doubt = mk_not(ir, mk_is_known(ir, rows->where, span), span);
        rows->doubt = before ? mk_or(ir, before, doubt, span) : doubt;
        look.where = mk_is_possible(ir, rows->where, span);
        if (!before) rows->most = mk_keep(ir, &look, span);
    }
    rows->where = kept;
}

bool check_rows_keeping(struct checker *checker, const struct scope *inner, const struct ast *keeping,
                        struct rows *rows) {
    if (!keeping || keeping->kind != AST_KEEPING) return !keeping;
    if (rows->parts) return lower_parts_keeping(checker, inner, keeping, rows);
    struct order_keys order;
    struct ir_node **groups;
    bool fine = check_order(checker, inner, &keeping->keeping.by, &order);
    if (!check_groups(checker, inner, &keeping->keeping.for_each, &groups) || !fine) return false;
    if (keeping->keeping.end == AST_LATEST) order.descending ^= (1u << order.count) - 1;
    check_rows_first(checker, rows, &order, groups, keeping->keeping.for_each.len,
                     mk_int(checker->ir, 1, keeping->span), false, keeping->span);
    return true;
}

/* --- groups and their spaces --- */

ir_space checker_space(struct checker *checker, struct space space) {
    ASSERT(checker->spaces.len < UINT16_MAX);
    vec_push(checker->arena, &checker->spaces, space);
    checker->framework->spaces = checker->spaces.at;
    checker->framework->space_count = checker->spaces.len;
    return (ir_space)(checker->spaces.len - 1);
}

struct ir_node *checker_group(struct checker *checker, ir_space space, struct ir_node *const *keys, uint32_t count,
                              struct span span) {
    const struct type type = {.kind = TYPE_RECORD};
    if (checker->ir != &checker->framework->ir)
        return ir_make_bridge(checker->ir, IR_GROUP, type, keys, count, 0, (struct ir_layout){0}, space, SPACE_POINT,
                              span);
    for (uint32_t i = 0; i < checker->spaces.len; i++) {
        const struct ir_node *group = checker->spaces.at[i].group;
        if (!group || group->space != space || group->arg_count != count) continue;
        bool same = true;
        for (uint32_t k = 0; k < count && same; k++) same = group->args[k] == keys[k];
        if (same) return (struct ir_node *)group;
    }
    ir_space target = checker_space(checker, (struct space){.kind = SPACE_KIND_GROUPS});
    struct ir_node *group =
        ir_make_bridge(checker->ir, IR_GROUP, type, keys, count, 0, (struct ir_layout){0}, space, target, span);
    checker->spaces.at[target].group = group;
    return group;
}

/* --- lets that name a list --- */

struct ir_node *check_list_let(struct checker *checker, struct symbol *symbol, const struct scope *scope) {
    const struct ast *let = symbol->ast, *value = let->let.value;
    bool list;
    if ((value->kind != AST_NAME && value->kind != AST_MEMBER) || !check_path_info(checker, scope, value, &list) ||
        !list) {
        if (value->kind == AST_ERROR) return NULL;
        if (value->kind == AST_NAME || value->kind == AST_MEMBER) {
            const struct ir_node *node = check_expr(checker, scope, value, NULL);
            if (!node) return NULL;
        }
        struct diag *d = diag_new(checker->diags, E0413, value->span,
                                  "%s is no list, and only a list can be narrowed down with `where` or `keeping`",
                                  check_quote(checker, value));
        diag_help(checker->diags, d, "For a value that depends on a condition write `if … then … else …`.");
        return NULL;
    }
    struct rows *rows = ARENA_NEW(checker->arena, struct rows);
    struct scope inner;
    if (!check_rows(checker, scope, value, rows, &inner)) return NULL;
    bool fine = check_rows_where(checker, &inner, let->let.where, rows);
    if (!check_rows_keeping(checker, &inner, let->let.keeping, rows) || !fine) return NULL;
    struct ir_node *node = check_rows_node(checker, rows, value->span);
    if (let->let.type) {
        struct type want = check_type(checker, let->let.type, symbol->name);
        if (want.kind == TYPE_ERROR || !check_fit(checker, node, value, want, let->let.type->span, "its type"))
            return NULL;
    }
    symbol->rows = rows;
    return node;
}

bool check_is_list_let(struct checker *checker, const struct ast *let, const struct scope *scope) {
    bool list = false;
    if (let->let.where || let->let.keeping) return true;
    return (let->let.value->kind == AST_NAME || let->let.value->kind == AST_MEMBER) &&
           check_path_info(checker, scope, let->let.value, &list) && list;
}
