/* Flags and invariants. `keeps x free of f` is no question about accounts: it is answered here, by looking through all
 * that x is computed from.
 * SPDX-License-Identifier: MIT */
#include "lang/lower.h"

/* --- flags, and invariants that hold --- */

static bool keeps(const struct symbol *symbol) {
    return symbol->kind == SYMBOL_INVARIANT && !symbol->ast->invariant.holds;
}

/* What the symbol's name is worth: of a flag, whether it is raised; of an invariant, whether it holds. */
static struct ir_node *elaborate(struct checker *checker, struct symbol *symbol, struct span from) {
    if (!mark_enter(checker, &symbol->mark, from)) return symbol->extra;
    struct scope scope = scope_subject(checker);
    struct flag *model = symbol->model;
    struct ir_node *value;
    if (symbol->kind == SYMBOL_FLAG)
        value = check_condition(checker, &scope, symbol->ast->flag.when, "a flag");
    else if (keeps(symbol))
        value = mk_bool(checker->ir, true, symbol->span);
    else
        value = check_condition(checker, &scope, symbol->ast->invariant.holds, "an invariant");
    symbol->extra = value;
    if (model) {
        model->invariant = symbol->kind == SYMBOL_INVARIANT;
        model->raised = model->invariant ? mk_not(checker->ir, value, symbol->span) : value;
        model->portfolio = value && value->space == SPACE_POINT && value->op != IR_CONST;
    }
    mark_leave(checker, &symbol->mark);
    return value;
}

struct ir_node *lower_flag_value(struct checker *checker, struct symbol *symbol, struct span span) {
    return elaborate(checker, symbol, span);
}

/* --- keeps x free of f --- */

VEC_TYPE(nodes, struct ir_node *);

/* What the framework calls a node; NULL for a part of an expression that has no name. */
static const char *name_of(struct checker *checker, const struct ir_node *node) {
    struct arena *arena = checker->arena;
    for (uint32_t i = 0; i < checker->order.len; i++) {
        const struct symbol *s = checker->order.at[i];
        if (s->node == node) return s->name;
        if (s->kind == SYMBOL_SCORE && s->model) {
            const struct score *score = s->model;
            if (score->node == node) return s->name;
            if (score->band == node) return arena_printf(arena, "%s.band", s->name);
        }
        if (s->kind == SYMBOL_TABLE && s->model) {
            const struct decision_table *table = s->model;
            for (uint32_t k = 0; k < table->output_count; k++) {
                if (table->outputs[k].node == node)
                    return table->output_count == 1 ? s->name
                                                    : arena_printf(arena, "%s.%s", s->name, table->outputs[k].name);
            }
        }
        if (s->kind == SYMBOL_LADDER && s->model) {
            const struct ladder *ladder = s->model;
            if (ladder->assessed == node) return arena_printf(arena, "%s.assessed", s->name);
            if (ladder->possible == node) return arena_printf(arena, "%s.possible", s->name);
            if (ladder->proposed == node) return arena_printf(arena, "%s.proposed", s->name);
            for (uint32_t k = 0; k < ladder->stage_count; k++) {
                if (ladder->stage[k].requires == node)
                    return arena_printf(arena, "%s.%s", s->name, ladder->stage[k].name);
            }
            for (uint32_t k = 0; k < ladder->move_count; k++) {
                if (ladder->moves[k].condition == node && ladder->moves[k].label.plain)
                    return arena_printf(arena, "\"%s\"", ladder->moves[k].label.plain);
            }
        }
    }
    for (uint32_t i = 0; checker->subject && i < checker->subject->members.len; i++) {
        const struct symbol *s = checker->subject->members.at[i].value;
        if (s->kind == SYMBOL_LET && s->node == node) return s->name;
    }
    return NULL;
}

/* The results of a construct that are its own: what `keeps relationship free of revenue` is about. */
static void results_of(struct checker *checker, struct symbol *symbol, struct nodes *out) {
    struct arena *arena = checker->arena;
    construct_declare(checker, symbol);
    if (symbol->kind == SYMBOL_LADDER) {
        const struct ladder *ladder = symbol->model;
        struct ir_node *const all[] = {ladder->assessed, ladder->possible, ladder->proposed, ladder->move,
                                       ladder->kind};
        for (size_t i = 0; i < sizeof all / sizeof *all; i++) vec_push(arena, out, all[i]);
    } else {
        const struct decision_table *table = symbol->model;
        for (uint32_t i = 0; i < table->output_count; i++) vec_push(arena, out, table->outputs[i].node);
    }
}

/* What the invariant is about, as nodes; false after a message. */
static bool roots(struct checker *checker, const struct ast *path, struct nodes *out) {
    struct symbol *symbol = path->kind == AST_NAME ? checker_symbol(checker, path->name.name.text) : NULL;
    if (symbol && symbol->model && (symbol->kind == SYMBOL_LADDER || symbol->kind == SYMBOL_TABLE)) {
        symbol->used = true;
        results_of(checker, symbol, out);
        return true;
    }
    struct scope scope = scope_subject(checker);
    struct ir_node *node = check_expr(checker, &scope, path, NULL);
    if (node) vec_push(checker->arena, out, node);
    return node != NULL;
}

struct forbidden {
    int32_t field;        /* number of the subject's field, or -1 */
    struct ir_node *node; /* a param or definition; NULL for a field */
    const struct symbol *symbol;
};

/* What x must not be computed from: a field of the subject, a param, or a definition. */
static bool forbidden_of(struct checker *checker, const struct ast *path, struct forbidden *out) {
    const char *name = path->kind == AST_NAME     ? path->name.name.text
                       : path->kind == AST_MEMBER ? path->member.name.text
                                                  : NULL;
    *out = (struct forbidden){.field = -1};
    if (checker->subject && path->kind == AST_NAME && name)
        out->symbol = map_get(&checker->subject->members, str_of(name));
    if (out->symbol && out->symbol->kind == SYMBOL_FIELD) {
        ((struct symbol *)out->symbol)->used = true;
        out->field = (int32_t)out->symbol->index;
        return true;
    }
    struct scope scope = scope_subject(checker);
    struct ir_node *node = check_expr(checker, &scope, path, NULL);
    if (!node || node->type.kind == TYPE_ERROR) return false;
    if (node->op == IR_FIELD) out->field = node->index;
    out->node = node;
    if (node->op != IR_CONST) return true;
    struct diag *d = diag_new(checker->diags, E0256, path->span,
                              "`%s` is the same for every account; nothing can be kept free of it",
                              check_source_text(checker, path->span));
    diag_help(checker->diags, d, "Name fields, params or definitions: `free of revenue, min_margin`.");
    return false;
}

static bool is_forbidden(const struct forbidden *f, const struct ir_node *node) {
    if (f->field >= 0)
        return (node->op == IR_FIELD || node->op == IR_IS_MISSING || node->op == IR_IS_INVALID) &&
               node->index == f->field && node->space == SPACE_SUBJECT;
    return node == f->node;
}

/* "key -> health -> revenue": the names on the way from a root down to `node`. `user[id]` is who needs a node, on a shortest way. */
static const char *way(struct checker *checker, struct ir_node **user, const struct ir_node *node, const char *first,
                       const char *last) {
    struct nodes up = {0};
    for (struct ir_node *n = user[node->id]; n; n = user[n->id]) vec_push(checker->arena, &up, n);
    const char *text = first;
    for (uint32_t i = up.len; i > 0; i--) {
        const char *name = name_of(checker, up.at[i - 1]);
        if (name && strcmp(name, first) != 0) text = arena_printf(checker->arena, "%s -> %s", text, name);
    }
    return arena_printf(checker->arena, "%s -> %s", text, last);
}

/* Looks through all that the roots are computed from, nearest first. */
static void look_for(struct checker *checker, const struct symbol *symbol, const struct nodes *from,
                     const struct ast *item, const struct forbidden *f) {
    struct arena *arena = checker->arena;
    uint32_t count = checker->ir->nodes.len;
    bool *seen = ARENA_ARRAY(arena, bool, count);
    struct ir_node **user = ARENA_ARRAY(arena, struct ir_node *, count);
    struct nodes queue = {0};
    for (uint32_t i = 0; i < from->len; i++) {
        if (!from->at[i] || seen[from->at[i]->id]) continue;
        seen[from->at[i]->id] = true;
        vec_push(arena, &queue, from->at[i]);
    }
    for (uint32_t at = 0; at < queue.len; at++) {
        struct ir_node *node = queue.at[at];
        if (is_forbidden(f, node)) {
            const char *x = check_source_text(checker, symbol->ast->invariant.keeps->span),
                       *what = check_source_text(checker, item->span);
            struct diag *d = diag_new(checker->diags, E0460, item->span, "`%s` is computed from `%s`", x, what);
            diag_also(checker->diags, d, node->span, "read here");
            diag_note(checker->diags, d, "The way there: %s.", way(checker, user, node, x, what));
            diag_help(checker->diags, d, "Take it out of what `%s` is made of, or out of the invariant `%s`.", x,
                      symbol->name);
            return;
        }
        for (uint32_t i = 0; i < node->arg_count; i++) {
            struct ir_node *arg = node->args[i];
            if (seen[arg->id]) continue;
            seen[arg->id] = true;
            user[arg->id] = node;
            vec_push(arena, &queue, arg);
        }
    }
}

static void check_keeps(struct checker *checker, const struct symbol *symbol) {
    const struct ast_invariant_node *ast = &symbol->ast->invariant;
    struct nodes from = {0};
    if (!ast->keeps || !roots(checker, ast->keeps, &from)) return;
    for (uint32_t i = 0; i < ast->free_of.len; i++) {
        struct forbidden f;
        if (forbidden_of(checker, ast->free_of.at[i], &f)) look_for(checker, symbol, &from, ast->free_of.at[i], &f);
    }
}

void lower_flag_declare(struct checker *checker, struct symbol *symbol) {
    struct flag *model = symbol->model;
    struct scope scope = scope_subject(checker);
    elaborate(checker, symbol, symbol->span);
    if (keeps(symbol)) check_keeps(checker, symbol);
    if (!model) return;
    if (symbol->kind == SYMBOL_FLAG) {
        const struct ast_flag_node *ast = &symbol->ast->flag;
        model->label = construct_label(checker, &scope, ast->label);
        model->severity = ast->severity == AST_SEVERITY_INFO    ? SEVERITY_INFO
                          : ast->severity == AST_SEVERITY_ERROR ? SEVERITY_ERROR
                                                                : SEVERITY_WARNING;
    } else {
        model->label = construct_label(checker, &scope, symbol->ast->invariant.label);
        model->severity = SEVERITY_ERROR;
    }
}
