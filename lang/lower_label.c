/* Labels, advice and messages with `{expression}` in them, and what the other files ask of texts and trees.
 * SPDX-License-Identifier: MIT */
#include "lang/lower.h"
#include "lang/suggest.h"

static const char *plain(struct checker *checker, const struct ast *text) {
    return arena_strndup(checker->arena, text->text.value.ptr, text->text.value.len);
}

/* An expression in a text. What is unknown reads `unknown`, so that the rest of the text is still there. */
static struct ir_node *spelled(struct checker *checker, const struct scope *scope, const struct ast *e) {
    struct ir *ir = checker->ir;
    struct ir_node *node = lower_label_scalar(checker, scope, e);
    if (!node) return NULL;
    if (node->type.kind != TYPE_TEXT) node = mk_op1(ir, IR_TEXT, type_text, node, e->span);
    return mk_otherwise(ir, node, mk_text(ir, STR("unknown"), e->span), e->span);
}

struct label construct_label(struct checker *checker, const struct scope *scope, const struct ast *text) {
    if (!text || text->kind != AST_TEXT) return (struct label){NULL, NULL};
    const struct ast_list *pieces = &text->text.pieces;
    if (!pieces->len) return (struct label){plain(checker, text), NULL};
    struct ir_node **parts = ARENA_ARRAY(checker->arena, struct ir_node *, pieces->len);
    bool sound = true;
    uint32_t count = 0;
    for (uint32_t i = 0; i < pieces->len; i++) {
        const struct ast *piece = pieces->at[i];
        if (piece->kind == AST_TEXT && !piece->text.value.len) continue;
        struct ir_node *part = piece->kind == AST_TEXT ? mk_text(checker->ir, piece->text.value, piece->span)
                                                       : spelled(checker, scope, piece);
        parts[count++] = part;
        sound = sound && part;
    }
    struct label label = {plain(checker, text), NULL};
    if (sound && count)
        label.text = count == 1 ? parts[0] : ir_make(checker->ir, IR_CONCAT, type_text, parts, count, text->span);
    return label;
}

const char *lower_label_plain(struct checker *checker, const struct ast *text, const char *what) {
    if (!text || text->kind != AST_TEXT) return NULL;
    if (!text->text.pieces.len) return plain(checker, text);
    struct diag *d = diag_new(checker->diags, E0257, text->span,
                              "%s is the same for every account, so no value can be filled in", what);
    diag_help(checker->diags, d, "Write it without `{…}`. For a brace, write `{{`.");
    return NULL;
}

struct ir_node *lower_label_scalar(struct checker *checker, const struct scope *scope, const struct ast *e) {
    struct ir_node *node = check_expr(checker, scope, e, NULL);
    if (!node || node->type.kind == TYPE_ERROR) return NULL;
    if (node->type.kind == TYPE_ANY) return check_fit(checker, node, e, type_text, (struct span){0}, NULL);
    if (node->type.kind == TYPE_LIST) {
        struct diag *d = diag_new(checker->diags, E0254, e->span, "a list has no single value to show");
        diag_help(checker->diags, d, "Count its rows or add something up over them: `count(%s)`.",
                  check_source_text(checker, e->span));
        return NULL;
    }
    if (node->type.kind == TYPE_NUMBER && node->type.unit == UNIT_MONEY_SQUARED) {
        struct diag *d =
            diag_new(checker->diags, E0254, e->span, "money multiplied by money is no amount that could be shown");
        diag_help(checker->diags, d, "Divide it by an amount again.");
        return NULL;
    }
    return check_row_key(checker, node, e->span);
}

/* --- looking through a tree --- */

struct search {
    const char *name;
    enum ast_kind kind;
    bool found;
};

static void look(struct ast *node, void *context) {
    struct search *search = context;
    if (search->found) return;
    if (search->name ? node->kind == AST_NAME && node->name.name.text && strcmp(node->name.name.text, search->name) == 0
                     : node->kind == search->kind)
        search->found = true;
    else
        ast_each_child(node, look, context);
}

static bool find(const struct ast *e, struct search search) {
    /* The depth of a tree is bounded (ast.h), and so is this recursion. The root is looked at like any other node. */
    if (!e) return false;
    look((struct ast *)e, &search);
    return search.found;
}

bool lower_label_names(const struct ast *e, const char *name) {
    return find(e, (struct search){.name = name, .kind = AST_NAME});
}

bool lower_label_has(const struct ast *e, enum ast_kind kind) { return find(e, (struct search){.kind = kind}); }

void lower_label_no_result(struct checker *checker, const struct symbol *symbol, struct ast_name member,
                           const char *has, const char *const *names, uint32_t count) {
    struct suggest suggest;
    suggest_init(&suggest, member.text);
    for (uint32_t i = 0; i < count; i++) suggest_offer(&suggest, names[i]);
    const char *near = suggest_best(&suggest);
    struct diag *d = diag_new(checker->diags, E0250, member.span, "%s `%s` has no result `.%s`",
                              symbol_kind_text(symbol->kind), symbol->name, member.text);
    diag_also(checker->diags, d, symbol->span, "declared here");
    if (near)
        diag_help(checker->diags, d, "Did you mean `%s.%s`?", symbol->name, near);
    else
        diag_help(checker->diags, d, "Its results are %s.", has);
}
