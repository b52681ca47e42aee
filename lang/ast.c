/* What can be said of all trees alike, from the table in ast.def: sizes, names, walk, comparison, dump.
 * SPDX-License-Identifier: MIT */
#include "lang/ast.h"

#include "lang/base/mem.h"

enum field_type {
    FIELD_NAME,
    FIELD_NAMES,
    FIELD_NODE,
    FIELD_LIST,
    FIELD_CHOICE,
    FIELD_FLAG,
    FIELD_SPAN,
    FIELD_DEC,
    FIELD_DATE,
    FIELD_INT,
    FIELD_STR
};
struct field {
    const char *name;
    enum field_type type;
    size_t offset;              /* from the start of the node */
    const char *const *choices; /* texts of the values, of FIELD_CHOICE */
};

#define AST_ENUM_BEGIN(type) static const char *const type##_texts[] = {
#define AST_ENUM_VALUE(value, text) text,
#define AST_ENUM_END(type)                                                                                             \
    }                                                                                                                  \
    ;
#include "lang/ast.def"

#define OFFSET(m, f) offsetof(struct ast, m.f)
#define AST_NODE_BEGIN(KIND, member, text, class) static const struct field member##_fields[] = {
#define HAS_NAME(m, f) {#f, FIELD_NAME, OFFSET(m, f), NULL},
#define HAS_NAMES(m, f) {#f, FIELD_NAMES, OFFSET(m, f), NULL},
#define HAS_CHILD(m, f) {#f, FIELD_NODE, OFFSET(m, f), NULL},
#define HAS_MAYBE(m, f) {#f, FIELD_NODE, OFFSET(m, f), NULL},
#define HAS_LIST(m, f) {#f, FIELD_LIST, OFFSET(m, f), NULL},
#define HAS_CHOICE(m, f, e) {#f, FIELD_CHOICE, OFFSET(m, f), e##_texts},
#define HAS_FLAG(m, f) {#f, FIELD_FLAG, OFFSET(m, f), NULL},
#define HAS_SPAN(m, f) {#f, FIELD_SPAN, OFFSET(m, f), NULL},
#define HAS_DEC(m, f) {#f, FIELD_DEC, OFFSET(m, f), NULL},
#define HAS_DATE(m, f) {#f, FIELD_DATE, OFFSET(m, f), NULL},
#define HAS_INT(m, f) {#f, FIELD_INT, OFFSET(m, f), NULL},
#define HAS_STR(m, f) {#f, FIELD_STR, OFFSET(m, f), NULL},
#define AST_NODE_END(m)                                                                                                \
    { NULL, FIELD_NODE, 0, NULL }                                                                                      \
    }                                                                                                                  \
    ;
#include "lang/ast.def"

static const struct {
    const char *text;
    enum ast_class class;
    size_t size;
    const struct field *fields; /* the last has no name */
} kinds[AST_KIND_COUNT] = {
#define AST_NODE_BEGIN(KIND, member, text, class)                                                                      \
    {text, AST_CLASS_##class, offsetof(struct ast, member) + sizeof(struct ast_##member##_node), member##_fields},
#include "lang/ast.def"
};

#define AT(node, field, type) ((type const *)(const void *)((const char *)(node) + (field)->offset))

const char *ast_kind_text(enum ast_kind kind) { return kinds[kind].text; }
enum ast_class ast_class_of(enum ast_kind kind) { return kinds[kind].class; }
const char *ast_operator_text(enum ast_operator op) { return ast_operator_texts[op]; }
const char *ast_unit_text(enum ast_unit unit) { return ast_unit_texts[unit]; }

struct ast_name ast_declared(const struct ast *node) {
    /* Of a declaration or member the name it declares is its first field. */
    const struct field *field = kinds[node->kind].fields;
    enum ast_class class = kinds[node->kind].class;
    bool declares =
        class == AST_CLASS_DECL || node->kind == AST_FIELD || node->kind == AST_STAGE || node->kind == AST_ERROR;
    if (declares && field->name && field->type == FIELD_NAME) return *AT(node, field, struct ast_name);
    return (struct ast_name){0};
}

void ast_each_child(const struct ast *node, void (*visit)(struct ast *child, void *context), void *context) {
    for (const struct field *field = kinds[node->kind].fields; field->name; field++) {
        if (field->type == FIELD_NODE) {
            struct ast *child = *AT(node, field, struct ast *);
            if (child) visit(child, context);
        } else if (field->type == FIELD_LIST) {
            const struct ast_list *list = AT(node, field, struct ast_list);
            for (uint32_t i = 0; i < list->len; i++) visit(list->at[i], context);
        }
    }
}

static bool lists_equal(const struct ast_list *a, const struct ast_list *b) {
    if (a->len != b->len) return false;
    for (uint32_t i = 0; i < a->len; i++) {
        if (!ast_equal(a->at[i], b->at[i])) return false;
    }
    return true;
}

static bool names_equal(const struct ast_names *a, const struct ast_names *b) {
    if (a->len != b->len) return false;
    for (uint32_t i = 0; i < a->len; i++) {
        if (a->at[i].text != b->at[i].text) return false;
    }
    return true;
}

static bool fields_equal(const struct field *field, const struct ast *a, const struct ast *b) {
    switch (field->type) {
    case FIELD_NAME: return AT(a, field, struct ast_name)->text == AT(b, field, struct ast_name)->text;
    case FIELD_NAMES: return names_equal(AT(a, field, struct ast_names), AT(b, field, struct ast_names));
    case FIELD_NODE: return ast_equal(*AT(a, field, struct ast *), *AT(b, field, struct ast *));
    case FIELD_LIST: return lists_equal(AT(a, field, struct ast_list), AT(b, field, struct ast_list));
    case FIELD_CHOICE: return *AT(a, field, int) == *AT(b, field, int);
    case FIELD_FLAG: return *AT(a, field, bool) == *AT(b, field, bool);
    case FIELD_SPAN: return !AT(a, field, struct span)->file == !AT(b, field, struct span)->file;
    case FIELD_DEC: return dec_compare(*AT(a, field, struct dec), *AT(b, field, struct dec)) == 0;
    case FIELD_DATE: return *AT(a, field, date) == *AT(b, field, date);
    case FIELD_INT: return *AT(a, field, int64_t) == *AT(b, field, int64_t);
    case FIELD_STR: return str_equal(*AT(a, field, struct str), *AT(b, field, struct str));
    }
    return false;
}

bool ast_equal(const struct ast *a, const struct ast *b) {
    if (!a || !b) return a == b;
    if (a->kind != b->kind) return false;
    for (const struct field *field = kinds[a->kind].fields; field->name; field++) {
        if (!fields_equal(field, a, b)) return false;
    }
    return true;
}

size_t ast_size(enum ast_kind kind) { return kinds[kind].size; }

struct ast *ast_new(struct arena *arena, enum ast_kind kind, struct span span) {
    struct ast *node = arena_alloc(arena, kinds[kind].size);
    node->kind = kind;
    node->span = span;
    node->depth = 1;
    return node;
}

/* --- the dump ---------------------------------------------------------------------------------------------------- */

static void dump_text(struct buf *out, struct str text) {
    buf_char(out, '"');
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        if (c == '"' || c == '\\') buf_char(out, '\\');
        if (c == '\n')
            buf_puts(out, "\\n");
        else if (c == '\t')
            buf_puts(out, "\\t");
        else
            buf_char(out, c);
    }
    buf_char(out, '"');
}

static void dump_name(struct buf *out, const char *text) {
    bool plain = text[0] != 0;
    for (const char *c = text; *c; c++) plain = plain && !strchr(" \t()\"`;:,", *c);
    buf_printf(out, plain ? "%s" : "`%s`", text);
}

/* What takes a line of its own. */
static bool starts_line(const struct ast *node) {
    return node->kind == AST_ERROR
               ? false
               : kinds[node->kind].class == AST_CLASS_DECL || kinds[node->kind].class == AST_CLASS_MEMBER;
}

static void dump(struct buf *out, const struct ast *node, unsigned indent);

static void dump_item(struct buf *out, const struct ast *node, unsigned indent) {
    if (starts_line(node)) {
        buf_char(out, '\n');
        buf_pad(out, ' ', 2 * (size_t)indent);
    } else {
        buf_char(out, ' ');
    }
    dump(out, node, indent);
}

static void dump_list(struct buf *out, const struct field *field, const struct ast_list *list, unsigned indent) {
    if (list->len == 0) return;
    if (starts_line(list->at[0]) || list->at[0]->kind == AST_ERROR) {
        for (uint32_t i = 0; i < list->len; i++) dump_item(out, list->at[i], indent + 1);
        return;
    }
    buf_printf(out, " %s: [", field->name);
    for (uint32_t i = 0; i < list->len; i++) {
        if (i) buf_char(out, ' ');
        dump(out, list->at[i], indent + 1);
    }
    buf_char(out, ']');
}

static void dump_number(struct buf *out, struct dec value) {
    char text[DEC_TEXT_MAX];
    dec_format(value, text);
    buf_printf(out, " %s", text);
}

static void dump_date(struct buf *out, date value) {
    char text[DATE_TEXT_MAX];
    date_format(value, text);
    buf_printf(out, " %s", text);
}

/* What was left out, and the spans, are not shown. */
static void dump_field(struct buf *out, const struct field *field, const struct ast *node, unsigned indent) {
    switch (field->type) {
    case FIELD_NAME:
        if (AT(node, field, struct ast_name)->text) {
            buf_char(out, ' ');
            if (strcmp(field->name, "name") != 0) buf_printf(out, "%s: ", field->name);
            dump_name(out, AT(node, field, struct ast_name)->text);
        }
        break;
    case FIELD_NAMES: {
        const struct ast_names *names = AT(node, field, struct ast_names);
        if (names->len) buf_printf(out, " %s: [", field->name);
        for (uint32_t i = 0; i < names->len; i++) {
            if (i) buf_char(out, ' ');
            dump_name(out, names->at[i].text);
        }
        if (names->len) buf_char(out, ']');
        break;
    }
    case FIELD_NODE: {
        const struct ast *child = *AT(node, field, struct ast *);
        if (!child) break;
        if (kinds[node->kind].class != AST_CLASS_EXPR) buf_printf(out, " %s:", field->name);
        dump_item(out, child, indent + 1);
        break;
    }
    case FIELD_LIST: dump_list(out, field, AT(node, field, struct ast_list), indent); break;
    case FIELD_CHOICE: {
        if (field->choices == ast_operator_texts && node->kind == AST_ALTERNATIVE &&
            node->alternative.form != AST_ALT_COMPARE)
            break;
        const char *text = field->choices[*AT(node, field, int)];
        if (text[0]) buf_printf(out, " %s", text);
        break;
    }
    case FIELD_FLAG:
        if (node->kind == AST_BOOL)
            buf_puts(out, *AT(node, field, bool) ? " true" : " false");
        else if (*AT(node, field, bool))
            buf_printf(out, " %s", field->name);
        break;
    case FIELD_SPAN:
        if (strcmp(field->name, "distinct") == 0 || strcmp(field->name, "independent") == 0) {
            if (AT(node, field, struct span)->file) buf_printf(out, " %s", field->name);
        }
        break;
    case FIELD_DEC: dump_number(out, *AT(node, field, struct dec)); break;
    case FIELD_DATE: dump_date(out, *AT(node, field, date)); break;
    case FIELD_INT:
        if (strcmp(field->name, "count") == 0) buf_printf(out, " %lld", (long long)*AT(node, field, int64_t));
        break;
    case FIELD_STR:
        buf_char(out, ' ');
        dump_text(out, *AT(node, field, struct str));
        break;
    }
}

static void dump(struct buf *out, const struct ast *node, unsigned indent) {
    /* A plain name and a plain text stand for themselves. */
    if (node->kind == AST_NAME) {
        dump_name(out, node->name.name.text);
        return;
    }
    if (node->kind == AST_TEXT && node->text.pieces.len == 0) {
        dump_text(out, node->text.value);
        return;
    }
    buf_printf(out, "(%s", kinds[node->kind].text);
    for (const struct field *field = kinds[node->kind].fields; field->name; field++) {
        dump_field(out, field, node, indent);
    }
    buf_char(out, ')');
}

void ast_dump(struct buf *out, const struct ast *node) {
    dump(out, node, 0);
    buf_char(out, '\n');
}
