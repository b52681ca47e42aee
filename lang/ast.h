/* The tree of a framework, as its author typed it: passes read it and never change it (but for `m.name` of a module,
 * which becomes one name before anything is checked), so that the formatter, messages
 * and column heads can show what was written. It knows words and places and no meaning: whether `basic` is a stage, a
 * column or nothing is the checker's business.
 *
 * Everything lives in one arena. Names are interned: equal names are equal pointers. A node is `kind`, `span` and one
 * struct named after the kind: `node->binary`, a `struct ast_binary_node`, for AST_BINARY. ast.def lists them all with a
 * comment for each field; from it come these structs, the walk, the comparison and the dump. A node is allocated only as
 * large as its kind: never copy a `struct ast` by value.
 *
 *     if (node->kind == AST_BINARY && node->binary.op == AST_OP_DIV) visit(node->binary.right);
 *
 * A tree with AST_ERROR nodes comes with at least one message; what is around them is whole. Depth is bounded by
 * LIMIT_NESTING: recursion over expressions is safe. */
#ifndef LANG_AST_H
#define LANG_AST_H
#include "lang/base/buf.h"
#include "lang/base/date.h"
#include "lang/base/decimal.h"
#include "lang/base/vec.h"
#include "lang/source.h"

struct ast;
struct ast_name {
    const char *text; /* interned, without backquotes; NULL when there is none */
    struct span span; /* with backquotes, without the `:` of a field */
};
VEC_TYPE(ast_list, struct ast *);
VEC_TYPE(ast_names, struct ast_name);

#define AST_ENUM_BEGIN(type) enum type {
#define AST_ENUM_VALUE(value, text) value,
#define AST_ENUM_END(type) };
#include "lang/ast.def"

enum ast_kind {
#define AST_NODE_BEGIN(KIND, member, text, class) AST_##KIND,
#include "lang/ast.def"
    AST_KIND_COUNT
};

/* Where a kind stands: in an expression, as a type, in a file, in a block, or as a part of one of these. */
enum ast_class { AST_CLASS_EXPR, AST_CLASS_TYPE, AST_CLASS_DECL, AST_CLASS_MEMBER, AST_CLASS_PART };

#define AST_NODE_BEGIN(KIND, member, text, class) struct ast_##member##_node {
#define HAS_NAME(m, f) struct ast_name f;
#define HAS_NAMES(m, f) struct ast_names f;
#define HAS_CHILD(m, f) struct ast *f;
#define HAS_MAYBE(m, f) struct ast *f;
#define HAS_LIST(m, f) struct ast_list f;
#define HAS_CHOICE(m, f, e) enum e f;
#define HAS_FLAG(m, f) bool f;
#define HAS_SPAN(m, f) struct span f;
#define HAS_DEC(m, f) struct dec f;
#define HAS_DATE(m, f) date f;
#define HAS_INT(m, f) int64_t f;
#define HAS_STR(m, f) struct str f;
#define AST_NODE_END(m) };
#include "lang/ast.def"

struct ast {
    enum ast_kind kind;
    uint8_t parens;     /* pairs of parentheses around an expression (255: that many or more); span includes them */
    uint16_t depth;     /* 1 + the deepest expression inside; at most LIMIT_NESTING */
    struct span span;   /* from the first to the last byte of what was written, without a final `;` */
    union {
#define AST_NODE_BEGIN(KIND, member, text, class) struct ast_##member##_node member;
#include "lang/ast.def"
    };
};

/* --- reading --- */
const char *ast_kind_text(enum ast_kind kind);          /* "binary" */
enum ast_class ast_class_of(enum ast_kind kind);
const char *ast_operator_text(enum ast_operator op);    /* "+" */
const char *ast_unit_text(enum ast_unit unit);          /* "months" */
/* The name that a declaration or member declares; text NULL when it declares none. */
struct ast_name ast_declared(const struct ast *node);
/* Calls `visit` for each direct child that is there, in the order of ast.def. */
void ast_each_child(const struct ast *node, void (*visit)(struct ast *child, void *context), void *context);
/* The same tree, places, parentheses and comments aside. */
bool ast_equal(const struct ast *a, const struct ast *b);

/* --- making (parser, and tests) --- */
size_t ast_size(enum ast_kind kind); /* bytes of a node */
/* Zeroed but for kind, span and depth 1. */
struct ast *ast_new(struct arena *arena, enum ast_kind kind, struct span span);

/* --- debugging: --dump=ast --- */
/* As S-expressions, indented, one declaration or member a line; without places. */
void ast_dump(struct buf *out, const struct ast *node);

/* Comments and blank lines, which are no part of the tree. */
enum ast_trivia_kind { AST_COMMENT, AST_BLANK_LINES };
struct ast_trivia {
    enum ast_trivia_kind kind;
    bool own_line;    /* a comment with nothing but blanks before it on its line */
    struct span span; /* a comment: from `#` to before the line's end; blank lines: their bytes */
};
VEC_TYPE(ast_trivia_list, struct ast_trivia);
#endif
/* ast.h is complete */
