/* What scanner, grammar, recovery and messages share while one text is being read; nobody else includes it.
 *
 *   lexer.l          bytes to tokens; says what is wrong with single words
 *   grammar.y        tokens to tree; builds nodes and nothing else
 *   parse.c          the loop between them: feeds the push parser, balances brackets, recovers after an error
 *   parse_report.c   the words for a token that does not fit
 *   parse_make.c     what actions call: nodes with their depth, lists, labels with expressions in them
 *
 * Recovery works on layout, which only ever matters once there is an error: after one, tokens are passed over until one
 * that is first on its line and begins a member of the block or a declaration; then the parser is told by a token
 * that no text can contain (NEXT_MEMBER, NEXT_DECL, HEAD_END) that reading goes on. */
#ifndef LANG_PARSER_H
#define LANG_PARSER_H
#include "lang/parse.h"
#include "lang/base/limits.h"
#include "lang/grammar.tab.h"

struct token {
    int kind; /* enum grammar_token_kind_t */
    GRAMMAR_STYPE value;
    struct span span;
    bool first;      /* on its line */
    uint32_t column; /* bytes before it on its line */
};

enum parse_mode {
    PARSE_FILE,
    PARSE_EXPRESSION, /* a source that is one expression */
    PARSE_EMBEDDED    /* an expression between the braces of a label: quotes in it are written \" */
};

struct parser {
    struct parse *parse;         /* borrowed: arena, names, sources, messages */
    const struct source *source; /* borrowed */
    uint32_t file;
    uint32_t end; /* offset in the source of the end of what is read */
    enum parse_mode mode;
    void *scanner; /* owned, the flex scanner */

    /* The scanner's position: the offset it has read up to, that of its line's start, and whether the line has a token. */
    uint32_t position;
    uint32_t line_start;
    bool line_used;
    bool first;        /* the token just returned is the first of its line */
    uint32_t column;   /* and the bytes before it */
    uint32_t muted;    /* the scanner says nothing before this offset: the line has its message */
    uint64_t remarked; /* pasted characters that were remarked on, a bit for each row of literal_foreign */

    /* The loop. */
    struct token earlier, previous, current; /* the last three that the parser was given */
    struct token queue[3];                   /* read already, to be given next */
    uint32_t queued;
    struct beginning {
        struct token decl;            /* the word that began the declaration being read */
        struct ast_name decl_name;    /* and what it declares, as far as seen */
        struct ast_name member_name;  /* the same for the member of its block */
        uint32_t member_column;       /* where it began on its line */
    } begun, begun_before;            /* now, and before the current token */
    int block;                        /* kind of the word whose braces are open, 0: none */
    struct token open[LIMIT_NESTING]; /* brackets open now, outermost first */
    uint32_t open_count;
    bool failed;          /* the parser has just met an error, reported or not */
    bool recovered;       /* the parser has taken the token that says where reading goes on */
    bool quiet;           /* an error now is the echo of one that was reported */
    bool resume_previous; /* the error was that the previous token began something new */
    bool too_deep;        /* said for this declaration */
    bool give_up;         /* what is being read breaks a limit: on to the next member or declaration */
    bool stop;            /* a limit makes it useless to read on */
    uint32_t resumed_at;  /* offset of the token where reading last went on after an error */

    /* Results. */
    struct ast_list decls;
    struct ast *expression;
};

/* --- lexer.l --- */
/* The next token of the text; TOK_YYEOF at its end. The value of names, keywords and fields is the interned text. */
int grammar_lex(GRAMMAR_STYPE *value, struct span *span, struct parser *p);
void lexer_open(struct parser *p, uint32_t start, uint32_t end);
void lexer_close(struct parser *p);

/* --- grammar.y --- */
/* Could the parser, now, take a token of that kind? It tries each: not for every token. */
bool grammar_accepts(const grammar_pstate *state, int kind);

/* --- parse.c --- */
/* Reads the bytes from start to end; the tree is in `decls` or `expression`. */
void parser_run(struct parser *p, uint32_t start, uint32_t end);
const struct token *parser_peek(struct parser *p); /* the token after `current` */
/* Is `token`, first on its line, the first word of a declaration, or of a member of the open block, by what follows? */
bool parser_begins_decl(const struct token *token, const struct token *after);
bool parser_begins_member(const struct parser *p, const struct token *token, const struct token *after);

/* --- parse_report.c --- */
void parser_report(struct parser *p, const int *expected, int count);
void parser_report_deep(struct parser *p, struct span span);
void parser_report_long(struct parser *p, struct span span); /* a list past LIMIT_ITEMS */
bool parser_is_name(int kind);                               /* can stand where a name can */
const char *parser_token_text(int kind);                     /* as messages say it: "`when`", "`>=`", "a name" */

/* --- parse_make.c --- */
/* A copy of the struct of that kind as a node. What passes LIMIT_NESTING becomes AST_ERROR, with one message. */
struct ast *parser_make(struct parser *p, enum ast_kind kind, struct span span, const void *fields);
struct ast *parser_error(struct parser *p, struct span span, struct ast_name name);
struct ast_list parser_list(struct parser *p, struct ast_list list, struct ast *item);
struct ast_list parser_list_join(struct parser *p, struct ast_list list, struct ast_list more);
struct ast_names parser_names(struct parser *p, struct ast_names names, struct ast_name name);
struct ast *parser_number(struct parser *p, struct span span, struct dec value, bool percent, bool negative);
struct ast *parser_parens(struct parser *p, struct span span, struct ast *inner);
struct ast *parser_logic(struct parser *p, enum ast_kind kind, struct span span, struct ast *left, struct ast *right);
struct ast *parser_compare(struct parser *p, struct span span, struct ast *left, enum ast_operator op,
                           struct span op_span, struct ast *right);
struct ast *parser_call(struct parser *p, struct span span, struct ast *callee, struct ast_list args);
struct ast *parser_arg(struct parser *p, struct span span, const struct ast_arg_node *parts);
struct ast *parser_text(struct parser *p, struct span span, struct str value);
struct ast *parser_label(struct parser *p, struct span span, struct str value);
struct ast *parser_alternative(struct parser *p, struct span span, struct ast *value);
struct ast *parser_table(struct parser *p, struct span span, const struct ast_table_node *table);
/* `value` has the value, range and last label. */
struct ast *parser_param(struct parser *p, struct span span, struct ast_name name, struct ast *type, struct ast *label,
                         const struct ast_param_node *value);
/* `missing` has what the line says of missing values. */
struct ast *parser_score_line(struct parser *p, struct span span, enum ast_score_form form, struct ast *weight,
                              struct ast *value, struct ast *label, const struct ast_score_line_node *missing);
#endif
