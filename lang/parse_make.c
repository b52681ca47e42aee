/* What the actions of the grammar call: nodes that know their depth, lists, and the few nodes whose making decides
 * something (chained comparisons, labels with expressions in them, clauses out of place).
 * SPDX-License-Identifier: MIT */
#include "lang/base/mem.h"
#include "lang/literal.h"
#include "lang/parser.h"

static void deepest(struct ast *child, void *context) {
    uint16_t *depth = context;
    if (child->depth > *depth) *depth = child->depth;
}

/* Sets the depth; what is too deep becomes an error node, with one message for each declaration. */
static struct ast *measured(struct parser *p, struct ast *node) {
    uint16_t depth = 0;
    ast_each_child(node, deepest, &depth);
    bool counts = ast_class_of(node->kind) == AST_CLASS_EXPR || node->kind == AST_OBJECT;
    node->depth = (uint16_t)(depth + counts);
    if (node->depth <= LIMIT_NESTING) return node;
    parser_report_deep(p, node->span);
    return parser_error(p, node->span, (struct ast_name){0});
}

struct ast *parser_make(struct parser *p, enum ast_kind kind, struct span span, const void *fields) {
    struct ast *node = ast_new(p->parse->arena, kind, span);
    if (fields) memcpy(&node->error, fields, ast_size(kind) - offsetof(struct ast, error));
    return measured(p, node);
}

struct ast *parser_error(struct parser *p, struct span span, struct ast_name name) {
    struct ast *node = ast_new(p->parse->arena, AST_ERROR, span);
    node->error.name = name;
    return node;
}

struct ast_list parser_list(struct parser *p, struct ast_list list, struct ast *item) {
    if (list.len >= LIMIT_ITEMS) {
        parser_report_long(p, item->span);
        return list;
    }
    vec_push(p->parse->arena, &list, item);
    return list;
}

struct ast_list parser_list_join(struct parser *p, struct ast_list list, struct ast_list more) {
    for (uint32_t i = 0; i < more.len; i++) vec_push(p->parse->arena, &list, more.at[i]);
    return list;
}

struct ast_names parser_names(struct parser *p, struct ast_names names, struct ast_name name) {
    vec_push(p->parse->arena, &names, name);
    return names;
}

struct ast *parser_number(struct parser *p, struct span span, struct dec value, bool percent, bool negative) {
    struct ast *node = ast_new(p->parse->arena, AST_NUMBER, span);
    node->number = (struct ast_number_node){.value = negative ? dec_neg(value) : value, .percent = percent};
    return node;
}

struct ast *parser_parens(struct parser *p, struct span span, struct ast *inner) {
    inner->span = span;
    if (inner->parens < UINT8_MAX) inner->parens++;
    if (inner->depth < LIMIT_NESTING) {
        inner->depth++;
        return inner;
    }
    parser_report_deep(p, span);
    return parser_error(p, span, (struct ast_name){0});
}

struct ast *parser_logic(struct parser *p, enum ast_kind kind, struct span span, struct ast *left, struct ast *right) {
    /* `and_` and `or_` hold the same: a list of items. */
    if (left->kind == kind && left->parens == 0) {
        vec_push(p->parse->arena, &left->and_.items, right);
        left->span = span;
        if (right->depth < left->depth) return left;
        return measured(p, left);
    }
    struct ast_list items = {0};
    vec_push(p->parse->arena, &items, left);
    vec_push(p->parse->arena, &items, right);
    return parser_make(p, kind, span, &items);
}

static bool is_comparison(const struct ast *node) {
    return node->kind == AST_BINARY && node->parens == 0 && node->binary.op >= AST_OP_EQ &&
           node->binary.op <= AST_OP_GE;
}

static struct str text_of(const struct parser *p, struct span span) {
    struct str text = sources_text(p->parse->sources, span);
    return (struct str){text.ptr, text.len < 60 ? text.len : 60};
}

struct ast *parser_compare(struct parser *p, struct span span, struct ast *left, enum ast_operator op,
                           struct span op_span, struct ast *right) {
    if (!is_comparison(left)) {
        struct ast_binary_node fields = {op, left, right, op_span};
        return parser_make(p, AST_BINARY, span, &fields);
    }
    struct diags *diags = p->parse->diags;
    struct diag *d = diag_new(diags, E0116, op_span, "two comparisons in a row");
    diag_also(diags, d, left->binary.op_span, "the first");
    diag_label(diags, d, "the second");
    struct ast *low = left->binary.left, *value = left->binary.right, *high = right;
    bool up = (op == AST_OP_LT || op == AST_OP_LE) && (left->binary.op == AST_OP_LT || left->binary.op == AST_OP_LE);
    bool down = (op == AST_OP_GT || op == AST_OP_GE) && (left->binary.op == AST_OP_GT || left->binary.op == AST_OP_GE);
    if (up || down) {
        struct str least = text_of(p, up ? low->span : high->span), most = text_of(p, up ? high->span : low->span);
        struct str middle = text_of(p, value->span);
        diag_help(diags, d,
                  "Write `%.*s between %.*s and %.*s`, which includes both ends, or two comparisons joined by `and`.",
                  STR_FMT(middle), STR_FMT(least), STR_FMT(most));
    } else {
        diag_help(diags, d, "Write two comparisons joined by `and`.");
    }
    return parser_error(p, span, (struct ast_name){0});
}

/* A path: a name, or names with points between. */
static bool is_path(const struct ast *node) {
    if (node->parens) return false;
    while (node->kind == AST_MEMBER && node->parens == 0) node = node->member.object;
    return node->kind == AST_NAME && node->parens == 0;
}

struct ast *parser_call(struct parser *p, struct span span, struct ast *callee, struct ast_list args) {
    if (is_path(callee)) {
        struct ast_call_node fields = {callee, args};
        return parser_make(p, AST_CALL, span, &fields);
    }
    if (callee->kind != AST_ERROR) {
        struct diags *diags = p->parse->diags;
        struct span open = {span.file, callee->span.end, span.end};
        struct diag *d = diag_new(diags, E0100, open, "a parenthesis directly behind a value");
        diag_label(diags, d, "only a function's name can stand before this");
        diag_help(diags, d, "If an operator is missing, put it in between, as in `a * (b + c)`.");
    }
    return parser_error(p, span, (struct ast_name){0});
}

struct ast *parser_arg(struct parser *p, struct span span, const struct ast_arg_node *parts) {
    static const struct span absent;
    struct ast_arg_node arg = *parts;
    if (!arg.direction) arg.direction_span = absent;
    if (!arg.weighted) arg.weighted_span = absent;
    if (!arg.by.len) arg.by_span = absent;
    if (!arg.over) arg.over_span = absent;
    if (!arg.where) arg.where_span = absent;
    if (!arg.take) arg.take_span = absent;
    if (!arg.per.len) arg.per_span = absent;
    return parser_make(p, AST_ARG, span, &arg);
}

struct ast *parser_text(struct parser *p, struct span span, struct str value) {
    struct ast *node = ast_new(p->parse->arena, AST_TEXT, span);
    node->text.value = value;
    return node;
}

struct ast *parser_alternative(struct parser *p, struct span span, struct ast *value) {
    struct ast_alternative_node fields = {.form = AST_ALT_VALUE, .value = value};
    if (value->kind == AST_UNKNOWN && value->parens == 0)
        fields = (struct ast_alternative_node){.form = AST_ALT_UNKNOWN};
    return parser_make(p, AST_ALTERNATIVE, span, &fields);
}

struct ast *parser_table(struct parser *p, struct span span, const struct ast_table_node *table) {
    struct ast_table_node fields = *table;
    if (fields.hit == AST_HIT_UNSAID) fields.hit_span = (struct span){0};
    for (uint32_t i = 0; i + 1 < fields.rows.len; i++) {
        const struct ast *row = fields.rows.at[i];
        if (row->kind != AST_ROW || !row->row.otherwise) continue;
        struct diags *diags = p->parse->diags;
        struct diag *d = diag_new(diags, E0118, row->span, "`else` is not the last row of the table");
        diag_also(diags, d, fields.rows.at[i + 1]->span, "this row comes after it");
        diag_help(diags, d, "`else` says what holds when no row fits: put it last, once.");
        break;
    }
    return parser_make(p, AST_TABLE, span, &fields);
}

struct ast *parser_param(struct parser *p, struct span span, struct ast_name name, struct ast *type, struct ast *label,
                         const struct ast_param_node *value) {
    struct ast_param_node fields = *value;
    fields.name = name;
    fields.type = type;
    if (label && fields.label) {
        struct diags *diags = p->parse->diags;
        struct diag *d = diag_new(diags, E0118, fields.label->span, "a second label for `%s`", name.text);
        diag_also(diags, d, label->span, "the first");
        diag_help(diags, d, "A label follows the name or comes last; leave one of them out.");
    }
    if (label) fields.label = label;
    return parser_make(p, AST_PARAM, span, &fields);
}

struct ast *parser_score_line(struct parser *p, struct span span, enum ast_score_form form, struct ast *weight,
                              struct ast *value, struct ast *label, const struct ast_score_line_node *missing) {
    struct ast_score_line_node fields = *missing;
    fields.form = form;
    fields.weight = weight;
    fields.value = value;
    fields.label = label;
    return parser_make(p, AST_SCORE_LINE, span, &fields);
}

/* --- labels with expressions in them ------------------------------------------------------------------------------- */

/* The length of an expression in braces: up to the brace that closes it, past texts in it; or up to the end. */
static uint32_t embedded_length(struct str raw) {
    bool in_text = false;
    for (size_t i = 0; i < raw.len; i++) {
        if (raw.ptr[i] == '\\') {
            i++;
            if (i < raw.len && raw.ptr[i] == '"') in_text = !in_text;
        } else if (raw.ptr[i] == '}' && !in_text) {
            return (uint32_t)i;
        }
    }
    return (uint32_t)raw.len;
}

static struct ast *chunk(struct parser *p, uint32_t start, uint32_t end) {
    struct span span = {p->file, start, end};
    struct str text;
    size_t wrong; /* the scanner has remarked on it */
    literal_label(p->parse->arena, sources_text(p->parse->sources, span), &text, &wrong);
    return parser_text(p, span, text);
}

/* The expression whose brace stands at `open`; *end is where the text goes on. */
static struct ast *embedded(struct parser *p, uint32_t open, uint32_t limit, uint32_t *end) {
    struct diags *diags = p->parse->diags;
    uint32_t length = embedded_length((struct str){p->source->text.ptr + open + 1, limit - open - 1});
    struct span inside = {p->file, open + 1, open + 1 + length};
    *end = inside.end < limit ? inside.end + 1 : limit;
    struct span brace = {p->file, open, open + 1};
    bool blank = str_trim(sources_text(p->parse->sources, inside)).len == 0;
    if (inside.end == limit || blank) {
        struct diag *d = diag_new(diags, E0111, brace,
                                  blank && inside.end < limit ? "nothing stands between these braces"
                                                              : "this brace is never closed");
        diag_help(diags, d,
                  "In a label, {…} holds an expression whose value is filled in; for the brace itself write {{.");
        return parser_error(p, inside, (struct ast_name){0});
    }
    struct parser inner = {
        .parse = p->parse, .source = p->source, .file = p->file, .mode = PARSE_EMBEDDED, .muted = p->muted};
    parser_run(&inner, inside.start, inside.end);
    return inner.expression;
}

struct ast *parser_label(struct parser *p, struct span span, struct str value) {
    struct ast *node = parser_text(p, span, value);
    /* Wrong quotes have a message; what is between them may be anything. */
    if (!memchr(value.ptr, '{', value.len) || p->source->text.ptr[span.start] != '"') return node;
    uint32_t limit = span.end - 1, from = span.start + 1;
    bool any = false;
    for (uint32_t i = from; i < limit;) {
        const char *at = p->source->text.ptr + i;
        if (at[0] == '\\' || (at[0] == '{' && at[1] == '{')) {
            i += 2;
        } else if (at[0] == '{') {
            if (i > from) node->text.pieces = parser_list(p, node->text.pieces, chunk(p, from, i));
            node->text.pieces = parser_list(p, node->text.pieces, embedded(p, i, limit, &from));
            i = from;
            any = true;
        } else {
            i++;
        }
    }
    if (!any) {
        node->text.value = chunk(p, from, limit)->text.value;
        return node;
    }
    if (from < limit) node->text.pieces = parser_list(p, node->text.pieces, chunk(p, from, limit));
    return measured(p, node);
}
