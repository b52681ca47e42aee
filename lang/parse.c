/* The loop between scanner and grammar: feeds the push parser one token at a time, keeps account of brackets, and after
 * an error finds the place where reading can go on.
 * SPDX-License-Identifier: MIT */
#include "lang/parse.h"

#include "lang/base/mem.h"
#include "lang/base/utf8.h"
#include "lang/keyword.h"
#include "lang/parser.h"

/* --- tokens ahead -------------------------------------------------------------------------------------------------- */

static struct token scan(struct parser *p) {
    struct token token = {0};
    token.kind = grammar_lex(&token.value, &token.span, p);
    token.first = p->first;
    token.column = p->column;
    return token;
}

static const struct token *peek(struct parser *p) {
    if (p->queued == 0) p->queue[p->queued++] = scan(p);
    return &p->queue[0];
}

const struct token *parser_peek(struct parser *p) { return peek(p); }

static void put_back(struct parser *p, struct token token) {
    ASSERT(p->queued < 3);
    memmove(p->queue + 1, p->queue, p->queued * sizeof *p->queue);
    p->queue[0] = token;
    p->queued++;
}

static struct token take(struct parser *p) {
    if (p->queued == 0) return scan(p);
    struct token token = p->queue[0];
    p->queued--;
    memmove(p->queue, p->queue + 1, p->queued * sizeof *p->queue);
    return token;
}

static void advance(struct parser *p) {
    p->earlier = p->previous;
    p->previous = p->current;
    p->current = take(p);
    if (p->current.kind == TOK_K_FROM && peek(p)->kind == TOK_STRING) p->current.kind = TOK_FROM_TEXT;
}

/* --- what begins something ----------------------------------------------------------------------------------------- */

bool parser_is_name(int kind) {
    enum keyword_class class = keyword_class_of(kind);
    return kind == TOK_IDENT || kind == TOK_FROM_TEXT || (class != KEYWORD_NONE && class != KEYWORD_RESERVED);
}

bool parser_begins_decl(const struct token *token, const struct token *after) {
    if (keyword_class_of(token->kind) != KEYWORD_DECLARES || after->first) return false;
    switch (token->kind) {
    case TOK_K_TEST: return after->kind == TOK_STRING;
    case TOK_K_USE: return after->kind == TOK_STRING || parser_is_name(after->kind);
    case TOK_K_PARAM:
    case TOK_K_LET: return after->kind == TOK_FIELD || parser_is_name(after->kind);
    default: return parser_is_name(after->kind);
    }
}

/* Can an expression, a name or a list follow, or is the word before it only a name in an expression? */
static bool goes_on(const struct token *after) {
    switch (after->kind) {
    case TOK_EQ:
    case TOK_NE:
    case TOK_LT:
    case TOK_LE:
    case TOK_GT:
    case TOK_GE:
    case TOK_PLUS:
    case TOK_TIMES:
    case TOK_DIVIDE:
    case TOK_AMPERSAND:
    case TOK_COMMA:
    case TOK_DOT:
    case TOK_RPAREN:
    case TOK_RBRACKET:
    case TOK_RBRACE:
    case TOK_COLON:
    case TOK_YYEOF: return false;
    default: return true;
    }
}

bool parser_begins_member(const struct parser *p, const struct token *token, const struct token *after) {
    bool named = parser_is_name(after->kind);
    int kind = token->kind;
    switch (p->block) {
    case TOK_K_RECORD: return kind == TOK_FIELD || (kind == TOK_K_LET && (named || after->kind == TOK_FIELD));
    case TOK_K_SCORE:
        return (kind == TOK_PERCENT && after->kind == TOK_K_OF) ||
               ((kind == TOK_K_WEIGHT || kind == TOK_K_BANDS) && named) ||
               ((kind == TOK_K_ADD || kind == TOK_K_SUBTRACT) && goes_on(after));
    case TOK_K_TABLE: return kind == TOK_K_WHEN || kind == TOK_K_ELSE;
    case TOK_K_LADDER:
        return named && (kind == TOK_K_CURRENT || kind == TOK_K_STAGE || kind == TOK_K_EXIT || kind == TOK_K_DEMOTE ||
                         kind == TOK_K_ADVANCE);
    case TOK_K_REPORT:
        return goes_on(after) && (kind == TOK_K_SHOW || kind == TOK_K_WHERE || kind == TOK_K_ORDER ||
                                  kind == TOK_K_GROUP || kind == TOK_K_ROW || kind == TOK_K_COLUMNS);
    case TOK_K_SCENARIO: return named && (kind == TOK_K_SET || kind == TOK_K_CHANGE);
    case TOK_K_TEST: return goes_on(after) && (kind == TOK_K_GIVEN || kind == TOK_K_WITH || kind == TOK_K_EXPECT);
    default: return false;
    }
}

static bool has_block(int kind) {
    switch (kind) {
    case TOK_K_RECORD:
    case TOK_K_SCORE:
    case TOK_K_TABLE:
    case TOK_K_LADDER:
    case TOK_K_REPORT:
    case TOK_K_SCENARIO:
    case TOK_K_TEST: return true;
    default: return false;
    }
}

static struct ast_name name_of(const struct token *token) {
    bool named = parser_is_name(token->kind) || token->kind == TOK_FIELD;
    return named ? (struct ast_name){token->value.TOK_IDENT, token->span} : (struct ast_name){0};
}

/* The same with a slip in what follows; only to be asked at the very left of a line, and after an error. */
static bool botches_decl(const struct token *token, const struct token *after) {
    if (keyword_class_of(token->kind) != KEYWORD_DECLARES || token->column > 0 || after->first) return false;
    if (keyword_class_of(after->kind) == KEYWORD_RESERVED) return true;
    if (after->kind == TOK_LBRACE) return has_block(token->kind);
    return after->kind == TOK_EQ && (token->kind == TOK_K_LET || token->kind == TOK_K_PARAM);
}

/* A line that begins where the lines of the block do, with one of their words or a word that may be meant for one. */
static bool botches_member(const struct parser *p, const struct token *token, const struct token *after) {
    if (token->column != p->begun.member_column || after->first) return false;
    if (token->kind == TOK_IDENT) return parser_is_name(after->kind);
    return token->kind == TOK_K_LET || keyword_class_of(token->kind) == KEYWORD_MEMBER;
}

/* Notes what declaration or member the current token begins, for messages and for the names of what fails. */
static void note_beginning(struct parser *p) {
    const struct token *token = &p->current;
    p->begun_before = p->begun;
    if (p->open_count == 0 && keyword_class_of(token->kind) == KEYWORD_DECLARES) {
        if (!parser_begins_decl(token, peek(p)) && !botches_decl(token, peek(p))) return;
        p->begun.decl = *token;
        p->begun.decl_name = name_of(peek(p));
        p->too_deep = false;
    } else if (p->open_count == 1 && p->block && (token->kind == TOK_FIELD || token->first)) {
        if (!parser_begins_member(p, token, peek(p)) && !botches_member(p, token, peek(p))) return;
        bool named = token->kind == TOK_K_LET || token->kind == TOK_K_STAGE;
        p->begun.member_column = token->column;
        p->begun.member_name = (struct ast_name){0};
        if (token->kind == TOK_FIELD) p->begun.member_name = name_of(token);
        if (named) p->begun.member_name = name_of(peek(p));
    }
}

/* --- brackets ------------------------------------------------------------------------------------------------------ */

static int closer_of(int open) {
    return open == TOK_LPAREN ? TOK_RPAREN : open == TOK_LBRACKET ? TOK_RBRACKET : TOK_RBRACE;
}

/* Counts a token that the parser has taken; brackets match, or it had not. */
static void count_bracket(struct parser *p, const struct token *token) {
    switch (token->kind) {
    case TOK_LBRACE:
        if (p->open_count == 0 && has_block(p->begun.decl.kind)) {
            p->block = p->begun.decl.kind;
            p->begun.member_name = (struct ast_name){0};
            p->begun.member_column = UINT32_MAX;
        }
        p->open[p->open_count++] = *token;
        break;
    case TOK_LPAREN:
    case TOK_LBRACKET: p->open[p->open_count++] = *token; break;
    case TOK_RPAREN:
    case TOK_RBRACKET:
    case TOK_RBRACE:
        if (p->open_count > 0) p->open_count--;
        if (p->open_count == 0) {
            if (p->block) p->begun.decl.kind = 0;
            p->block = 0;
        }
        break;
    default: break;
    }
}

static bool is_opening(int kind) { return kind == TOK_LPAREN || kind == TOK_LBRACKET || kind == TOK_LBRACE; }

/* The same while tokens are passed over, where nothing need match. A bracket past the limit is not counted. */
static void skip_bracket(struct parser *p, const struct token *token) {
    if (is_opening(token->kind)) {
        if (p->open_count < LIMIT_NESTING) p->open[p->open_count++] = *token;
        return;
    }
    if (token->kind != TOK_RPAREN && token->kind != TOK_RBRACKET && token->kind != TOK_RBRACE) return;
    /* A closing brace closes what was left open inside it; another bracket closes only its own. */
    uint32_t i = p->open_count;
    if (token->kind == TOK_RBRACE) {
        while (i > 0 && p->open[i - 1].kind != TOK_LBRACE) i--;
    }
    if (i > 0 && closer_of(p->open[i - 1].kind) == token->kind) p->open_count = i - 1;
}

/* --- feeding the parser -------------------------------------------------------------------------------------------- */

static int feed(struct parser *p, grammar_pstate *state, int kind, const struct token *token) {
    struct span span = token->span;
    GRAMMAR_STYPE value = token->value;
    p->failed = kind == TOK_GRAMMAR_error;
    return grammar_push_parse(state, kind, &value, &span, p);
}

/* A token that the text does not have, before the current one. */
static bool feed_mark(struct parser *p, grammar_pstate *state, int kind) {
    struct token mark = {.kind = kind, .span = {p->file, p->current.span.start, p->current.span.start}};
    p->recovered = false;
    feed(p, state, kind, &mark);
    if (kind == TOK_NEXT_MEMBER || kind == TOK_NEXT_DECL) p->begun.member_name = (struct ast_name){0};
    if (kind == TOK_NEXT_DECL) p->begun.decl_name = (struct ast_name){0};
    return p->recovered;
}

/* The parser could not go on from here at all: a new one takes over before the next declaration. */
static void restart(struct parser *p, grammar_pstate **state) {
    grammar_pstate_delete(*state);
    *state = grammar_pstate_new();
    p->decls = parser_list(p, p->decls, parser_error(p, p->current.span, p->begun.decl_name));
    feed_mark(p, *state, TOK_START_FILE);
}

/* Ends the open block as if its brace stood here. */
static void close_block(struct parser *p, grammar_pstate *state) {
    struct token brace = {.kind = TOK_RBRACE, .span = {p->file, p->previous.span.end, p->previous.span.end}};
    feed(p, state, TOK_RBRACE, &brace);
    if (p->failed && feed_mark(p, state, TOK_NEXT_MEMBER)) feed(p, state, TOK_RBRACE, &brace);
    p->failed = false;
    p->block = 0;
    p->open_count = 0;
}

static bool inside_braces(const struct parser *p) {
    for (uint32_t i = 1; i < p->open_count; i++) {
        if (p->open[i].kind != TOK_LPAREN) return true;
    }
    return false;
}

/* --- recovery ------------------------------------------------------------------------------------------------------ */

/* Does reading go on at this token? Tells the parser so. */
static bool resume_at(struct parser *p, grammar_pstate **state, struct token *token) {
    bool end = token->kind == TOK_YYEOF;
    bool left = p->open_count == 0 || token->column <= p->begun.decl.column;
    if (end || (token->first && left && (parser_begins_decl(token, peek(p)) || botches_decl(token, peek(p))))) {
        if (p->block) {
            if (feed_mark(p, *state, TOK_NEXT_MEMBER))
                close_block(p, *state);
            else
                restart(p, state);
        } else if (!feed_mark(p, *state, TOK_NEXT_DECL)) {
            restart(p, state);
        }
        p->open_count = 0;
        p->block = 0;
        return true;
    }
    bool word = token->first && token->kind == TOK_IDENT && !peek(p)->first && parser_is_name(peek(p)->kind);
    if (word && p->open_count == 0 && token->column <= p->begun.decl.column) return feed_mark(p, *state, TOK_NEXT_DECL);
    if (!p->block) {
        if (token->kind != TOK_LBRACE || p->open_count > 0 || !has_block(p->begun.decl.kind)) return false;
        return feed_mark(p, *state, TOK_HEAD_END);
    }
    bool member = token->first && !inside_braces(p) &&
                  (parser_begins_member(p, token, peek(p)) || botches_member(p, token, peek(p)));
    bool brace = token->kind == TOK_RBRACE && !inside_braces(p);
    if (!member && !brace) return false;
    p->open_count = 1;
    return feed_mark(p, *state, TOK_NEXT_MEMBER);
}

/* Passes over tokens, from the one that failed, until reading can go on; that token is the next to be taken. */
static void recover(struct parser *p, grammar_pstate **state) {
    const char *text = p->source->text.ptr;
    const char *line_end = memchr(text + p->current.span.start, '\n', p->end - p->current.span.start);
    p->muted = line_end ? (uint32_t)(line_end - text) : p->end;
    p->quiet = true;
    if (p->block && p->open_count == 1 && p->current.first && p->begun.member_column == UINT32_MAX) {
        p->begun.member_column = p->current.column;
    }
    if (p->current.span.start == p->resumed_at) {
        /* The very token at which reading should have gone on fails: never twice. */
        skip_bracket(p, &p->current);
        if (p->current.kind != TOK_YYEOF) advance(p);
    } else if (p->resume_previous) {
        /* What it was noted as beginning does begin there; what fails is what was read before. */
        put_back(p, p->current);
        p->current = p->previous;
        p->begun = p->begun_before;
    }
    p->resume_previous = false;
    while (!resume_at(p, state, &p->current)) {
        skip_bracket(p, &p->current);
        advance(p);
    }
    p->resumed_at = p->current.span.start;
    p->muted = 0;
    put_back(p, p->current);
    p->current = p->previous;
    p->quiet = false;
}

/* The text ends inside brackets. */
static void report_open(struct parser *p) {
    const struct token *open = &p->open[p->open_count - 1];
    struct diags *diags = p->parse->diags;
    struct diag *d = diag_new(diags, E0105, open->span, "%s is never closed", parser_token_text(open->kind));
    diag_label(diags, d, "opened here");
    diag_help(diags, d, "Put %s where it ends.", parser_token_text(closer_of(open->kind)));
}

/* --- one text ------------------------------------------------------------------------------------------------------ */

/* The current token is the last. */
static void finish(struct parser *p, grammar_pstate **state) {
    if (p->open_count > 0 && p->mode == PARSE_FILE) {
        report_open(p);
        p->quiet = true;
        if (p->block) close_block(p, *state);
        p->quiet = false;
    }
    if (feed(p, *state, TOK_YYEOF, &p->current) != 0 && p->mode == PARSE_FILE) {
        p->decls = parser_list(p, p->decls, parser_error(p, p->current.span, p->begun.decl_name));
    }
}

/* Can a value end with the token? */
static bool ends_value(int kind) {
    switch (kind) {
    case TOK_IDENT:
    case TOK_NUMBER:
    case TOK_PERCENT:
    case TOK_DATE:
    case TOK_PERIOD:
    case TOK_STRING:
    case TOK_RPAREN:
    case TOK_RBRACKET:
    case TOK_K_TRUE:
    case TOK_K_FALSE:
    case TOK_K_UNKNOWN: return true;
    default: return false;
    }
}

/* A word that nothing can take, at the left of a line: what stands before it is complete and is not to fail with it. */
static void close_complete(struct parser *p, grammar_pstate *state) {
    const struct token *token = &p->current;
    bool left = false;
    if (p->open_count == 0) left = token->column <= p->begun.decl.column;
    if (p->open_count == 1 && p->block) left = token->column <= p->begun.member_column;
    if (!left || !token->first || !ends_value(p->previous.kind)) return;
    if (token->kind != TOK_IDENT && token->kind != TOK_NUMBER) return;
    if (grammar_accepts(state, token->kind) || !grammar_accepts(state, TOK_SEMICOLON)) return;
    struct token end = {.kind = TOK_SEMICOLON, .span = {p->file, token->span.start, token->span.start}};
    feed(p, state, TOK_SEMICOLON, &end);
    if (p->open_count == 0) p->begun.decl_name = (struct ast_name){0};
    p->begun.member_name = (struct ast_name){0};
}

/* One token; false when nothing more is to be read. */
static bool step(struct parser *p, grammar_pstate **state) {
    advance(p);
    if (p->current.kind == TOK_YYEOF) {
        finish(p, state);
        return false;
    }
    close_complete(p, *state);
    int outcome;
    if (is_opening(p->current.kind) && p->open_count == LIMIT_NESTING) {
        parser_report_deep(p, p->current.span);
        outcome = feed(p, *state, TOK_GRAMMAR_error, &p->current);
    } else {
        outcome = feed(p, *state, p->current.kind, &p->current);
    }
    if (p->stop) return false;
    if (p->give_up && outcome == YYPUSH_MORE) outcome = feed(p, *state, TOK_GRAMMAR_error, &p->current);
    p->give_up = false;
    if (!p->failed && outcome == YYPUSH_MORE) {
        note_beginning(p);
        count_bracket(p, &p->current);
        return p->parse->diags->dropped == 0;
    }
    if (p->mode != PARSE_FILE) return false;
    if (outcome != YYPUSH_MORE) {
        /* Its stack was full. */
        restart(p, state);
        p->block = 0;
    }
    recover(p, state);
    return p->parse->diags->dropped == 0;
}

void parser_run(struct parser *p, uint32_t start, uint32_t end) {
    p->resumed_at = UINT32_MAX;
    lexer_open(p, start, end);
    grammar_pstate *state = grammar_pstate_new();
    if (p->parse->trace) grammar_debug = 1; /* bison's own switch, for the whole process */
    feed_mark(p, state, p->mode == PARSE_FILE ? TOK_START_FILE : TOK_START_EXPRESSION);
    while (step(p, &state)) {}
    grammar_pstate_delete(state);
    lexer_close(p);
    if (p->mode == PARSE_FILE) return;
    struct span all = {p->file, start, end};
    if (!p->expression || p->failed) p->expression = parser_error(p, all, (struct ast_name){0});
}

static bool looks_like_utf16(struct str text) {
    return text.len >= 2 && (memcmp(text.ptr, "\xFF\xFE", 2) == 0 || memcmp(text.ptr, "\xFE\xFF", 2) == 0);
}

/* Can the scanner read it? */
static bool check_text(struct parser *p) {
    struct diags *diags = p->parse->diags;
    struct str text = p->source->text;
    struct span top = {p->file, 0, 0};
    if (text.len > LIMIT_SOURCE_BYTES) {
        struct diag *d = diag_new(diags, E0001, top, "a framework of more than %u MiB is too large",
                                  LIMIT_SOURCE_BYTES >> 20);
        diag_help(diags, d, "Is this the right file? A framework can be divided with `use`.");
        return false;
    }
    if (looks_like_utf16(text)) {
        struct diag *d = diag_new(diags, E0002, top, "the file is UTF-16, not UTF-8");
        diag_help(diags, d, "Save it again with the encoding UTF-8.");
        return false;
    }
    size_t wrong = utf8_check(text);
    const char *nul = text.len ? memchr(text.ptr, 0, text.len) : NULL;
    if (nul && (size_t)(nul - text.ptr) < wrong) {
        uint32_t at = (uint32_t)(nul - text.ptr);
        struct diag *d =
            diag_new(diags, E0003, (struct span){p->file, at, at + 1}, "a byte of value 0: this is no text file");
        diag_help(diags, d, "A framework is a plain text file. Is this the right file?");
        return false;
    }
    if (wrong != UTF8_VALID) {
        uint32_t at = (uint32_t)wrong;
        struct diag *d = diag_new(diags, E0002, (struct span){p->file, at, at + 1}, "a byte that is not UTF-8 (0x%02X)",
                                  (unsigned char)text.ptr[at]);
        diag_help(diags, d, "Save the file with the encoding UTF-8; it may be Latin-1 or Windows-1252 now.");
        return false;
    }
    return true;
}

static bool begin(struct parser *p, struct parse *parse, uint32_t file, enum parse_mode mode, uint32_t *start) {
    *p = (struct parser){.parse = parse, .source = sources_get(parse->sources, file), .file = file, .mode = mode};
    struct str text = p->source->text;
    *start = text.len >= 3 && memcmp(text.ptr, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
    return check_text(p);
}

struct ast *parse_file(struct parse *parse, uint32_t file) {
    struct parser p;
    uint32_t start;
    bool readable = begin(&p, parse, file, PARSE_FILE, &start);
    uint32_t end = (uint32_t)p.source->text.len;
    if (readable)
        parser_run(&p, start, end);
    else
        vec_push(parse->arena, &p.decls, parser_error(&p, (struct span){file, start, end}, (struct ast_name){0}));
    struct ast *node = ast_new(parse->arena, AST_FILE, (struct span){file, start, end});
    node->file.decls = p.decls;
    return node;
}

struct ast *parse_expression(struct parse *parse, uint32_t file) {
    struct parser p;
    uint32_t start;
    bool readable = begin(&p, parse, file, PARSE_EXPRESSION, &start);
    uint32_t end = (uint32_t)p.source->text.len;
    if (!readable) return parser_error(&p, (struct span){file, start, end}, (struct ast_name){0});
    parser_run(&p, start, end);
    return p.expression;
}

void parse_dump_tokens(struct parse *parse, uint32_t file, struct buf *out) {
    struct parser p;
    uint32_t start;
    if (!begin(&p, parse, file, PARSE_FILE, &start)) return;
    lexer_open(&p, start, (uint32_t)p.source->text.len);
    for (struct token token = scan(&p); token.kind != TOK_YYEOF; token = scan(&p)) {
        struct place place = sources_place(parse->sources, file, token.span.start);
        struct str text = sources_text(parse->sources, token.span);
        buf_printf(out, "%u:%u\t%s\t%.*s\n", place.line, place.column,
                   token.kind == TOK_GRAMMAR_error ? "error" : parser_token_text(token.kind), STR_FMT(text));
    }
    lexer_close(&p);
}
