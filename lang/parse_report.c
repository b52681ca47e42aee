/* The words for a token that does not fit: first what is most likely meant, else what could have stood there.
 * SPDX-License-Identifier: MIT */
#include "lang/keyword.h"
#include "lang/parser.h"
#include "lang/suggest.h"

/* One syntax error. */
struct slip {
    struct parser *p;
    struct diags *diags;
    const struct token *previous, *token;
    const int *expected; /* kinds of tokens */
    int count;
};

static bool expects(const struct slip *slip, int kind) {
    for (int i = 0; i < slip->count; i++) {
        if (slip->expected[i] == kind) return true;
    }
    return false;
}

const char *parser_token_text(int kind) {
    static const char *const texts[] = {
        [TOK_ARROW] = "`->`",
        [TOK_NE] = "`!=`",
        [TOK_LE] = "`<=`",
        [TOK_GE] = "`>=`",
        [TOK_EQ] = "`=`",
        [TOK_LT] = "`<`",
        [TOK_GT] = "`>`",
        [TOK_PLUS] = "`+`",
        [TOK_MINUS] = "`-`",
        [TOK_TIMES] = "`*`",
        [TOK_DIVIDE] = "`/`",
        [TOK_AMPERSAND] = "`&`",
        [TOK_LPAREN] = "`(`",
        [TOK_RPAREN] = "`)`",
        [TOK_LBRACKET] = "`[`",
        [TOK_RBRACKET] = "`]`",
        [TOK_LBRACE] = "`{`",
        [TOK_RBRACE] = "`}`",
        [TOK_COMMA] = "`,`",
        [TOK_DOT] = "`.`",
        [TOK_COLON] = "`:`",
        [TOK_SEMICOLON] = "`;`",
        [TOK_IDENT] = "a name",
        [TOK_FIELD] = "a field name with `:`",
        [TOK_NUMBER] = "a number",
        [TOK_PERCENT] = "a percentage",
        [TOK_DATE] = "a date",
        [TOK_PERIOD] = "a period such as 18 months",
        [TOK_STRING] = "a text in quotes",
        [TOK_FROM_TEXT] = "`from`",
#define KEYWORD(NAME, text, class) [TOK_K_##NAME] = "`" text "`",
#include "lang/keywords.def"
#undef KEYWORD
    };
    return kind >= 0 && kind < (int)(sizeof texts / sizeof *texts) ? texts[kind] : NULL;
}

/* Up to 40 bytes of what was typed, whole characters, in the arena. */
static const char *typed(const struct parser *p, struct span span) {
    struct str text = sources_text(p->parse->sources, span);
    if (text.len <= 40) return arena_printf(p->parse->arena, "%.*s", STR_FMT(text));
    size_t length = 38;
    while (length > 0 && ((unsigned char)text.ptr[length] & 0xC0) == 0x80) length--;
    return arena_printf(p->parse->arena, "%.*s…", (int)length, text.ptr);
}

static bool same_word(const struct slip *slip, const struct token *token, const char *word) {
    if (!token->span.file) return false; /* there is no such token: the text begins here */
    return str_equal_nocase(sources_text(slip->p->parse->sources, token->span), str_of(word));
}

/* --- what could have stood there ----------------------------------------------------------------------------------- */

#define ITEMS 4
struct items {
    const char *at[ITEMS];
    unsigned count;
};

static void add_item(struct items *items, const char *text) {
    if (!text) return;
    for (unsigned i = 0; i < items->count; i++) {
        if (strcmp(items->at[i], text) == 0) return;
    }
    if (items->count < ITEMS) items->at[items->count++] = text;
}

/* Words and signs that go on with an expression; said together as "an operator". */
static bool is_operator(int kind) {
    switch (kind) {
    case TOK_PLUS:
    case TOK_MINUS:
    case TOK_TIMES:
    case TOK_DIVIDE:
    case TOK_AMPERSAND:
    case TOK_EQ:
    case TOK_NE:
    case TOK_LT:
    case TOK_LE:
    case TOK_GT:
    case TOK_GE:
    case TOK_DOT:
    case TOK_LPAREN:
    case TOK_K_AND:
    case TOK_K_OR:
    case TOK_K_NOT:
    case TOK_K_IN:
    case TOK_K_IS:
    case TOK_K_BETWEEN:
    case TOK_K_OTHERWISE:
    case TOK_K_WITHIN:
    case TOK_K_OLDER:
    case TOK_K_CONTAINS:
    case TOK_K_STARTS:
    case TOK_K_ENDS:
    case TOK_K_MATCHES: return true;
    default: return false;
    }
}

/* Words and signs that begin a value; said together as "a value". */
static bool is_value(int kind) {
    switch (kind) {
    case TOK_NUMBER:
    case TOK_PERCENT:
    case TOK_DATE:
    case TOK_PERIOD:
    case TOK_STRING:
    case TOK_LPAREN:
    case TOK_MINUS:
    case TOK_K_TRUE:
    case TOK_K_FALSE:
    case TOK_K_UNKNOWN:
    case TOK_K_KNOWN:
    case TOK_K_NOT:
    case TOK_K_IF:
    case TOK_K_IN:
    case TOK_K_DISTINCT:
    case TOK_EQ:
    case TOK_NE:
    case TOK_LT:
    case TOK_LE:
    case TOK_GT:
    case TOK_GE: return true;
    default: return false;
    }
}

static bool is_internal(int kind) {
    return kind == TOK_YYEOF || kind == TOK_SEMICOLON || kind == TOK_HEAD_END || kind == TOK_NEXT_MEMBER ||
           kind == TOK_NEXT_DECL || kind == TOK_GRAMMAR_error;
}

/* At most four, the most telling first. */
static struct items list_items(const struct slip *slip) {
    struct items items = {0};
    bool name = expects(slip, TOK_IDENT), value = name && expects(slip, TOK_NUMBER),
         after = !value && expects(slip, TOK_PLUS);
    bool decl = expects(slip, TOK_K_CRITERION) && expects(slip, TOK_K_LADDER) && !name;
    if (value)
        add_item(&items, "a value");
    else if (name)
        add_item(&items, slip->previous->kind == TOK_COLON ? "a type such as number, text or date" : "a name");
    for (int pass = 0; pass < 2; pass++) { /* signs and literals, then words */
        for (int i = 0; i < slip->count; i++) {
            int kind = slip->expected[i];
            enum keyword_class class = keyword_class_of(kind);
            if (is_internal(kind) || kind == TOK_IDENT || (class != KEYWORD_NONE) != (pass == 1)) continue;
            if (name && class != KEYWORD_RESERVED && (class != KEYWORD_NONE || kind == TOK_FROM_TEXT)) continue;
            if (value && is_value(kind)) continue;
            if (after && is_operator(kind)) continue;
            if (decl && class == KEYWORD_DECLARES) continue;
            add_item(&items, parser_token_text(kind));
        }
    }
    if (decl) add_item(&items, "a new declaration");
    if (after) add_item(&items, "an operator");
    return items;
}

static const char *join_items(struct arena *arena, const struct items *items) {
    const char *text = "";
    for (unsigned i = 0; i < items->count; i++) {
        const char *between = i == 0 ? "" : i + 1 == items->count ? " or " : ", ";
        text = arena_printf(arena, "%s%s%s", text, between, items->at[i]);
    }
    return text;
}

/* --- help for what has no message of its own ------------------------------------------------------------------------ */

static const char *nearest_word(const struct slip *slip) {
    if (slip->token->kind != TOK_IDENT) return NULL;
    struct suggest suggest;
    suggest_init(&suggest, slip->token->value.TOK_IDENT);
    for (int i = 0; i < slip->count; i++) suggest_offer(&suggest, keyword_text(slip->expected[i]));
    return suggest_best(&suggest);
}

static const char *help_for(const struct slip *slip) {
    struct parser *p = slip->p;
    const struct token *token = slip->token, *previous = slip->previous;
    bool after = expects(slip, TOK_PLUS) && !expects(slip, TOK_NUMBER);
    const char *word = nearest_word(slip);
    if (word) return arena_printf(p->parse->arena, "Did you mean `%s`?", word);
    if (previous->kind == TOK_K_IS || (p->earlier.kind == TOK_K_IS && previous->kind == TOK_K_NOT)) {
        return "After `is` comes known, unknown, missing or invalid; to compare with a value, write `=` or `!=`.";
    }
    if (token->kind == TOK_K_OF && same_word(slip, previous, "none")) return "Write `not any of (…)`.";
    if (token->kind == TOK_K_MOST && previous->kind == TOK_K_AT) return "Write `count of (…) <= 2`.";
    if (token->kind == TOK_STRING && previous->kind == TOK_STRING)
        return "One label is enough. A quote inside a text is written \\\".";
    if (token->kind == TOK_FIELD && expects(slip, TOK_IDENT)) {
        return "No `:` stands behind this name: it belongs between a field's name and its type.";
    }
    if (token->kind == TOK_NUMBER && expects(slip, TOK_K_FROM)) return "Write `from` before the number.";
    if (token->kind == TOK_NUMBER && token->first && expects(slip, TOK_PERCENT) && p->block == TOK_K_SCORE) {
        return "The weight of a line is a percentage, as in `35% of nps`.";
    }
    if (expects(slip, TOK_DATE) && !expects(slip, TOK_NUMBER))
        return "A date is written as year-month-day: 2026-11-01.";
    if (after && expects(slip, TOK_K_ELSE))
        return "Every `if` has an `else`; where there is no value, write `else unknown`.";
    if (p->block && token->first && parser_begins_decl(token, parser_peek(p))) {
        return "A declaration stands by itself, not in the braces of another.";
    }
    if (p->block == TOK_K_RECORD && expects(slip, TOK_FIELD) && parser_is_name(token->kind)) {
        return "A field is written as `name : type`, a computed value as `let name = …`.";
    }
    if (expects(slip, TOK_K_WARNING) && !expects(slip, TOK_IDENT))
        return "A flag is info, warning or error; then comes `when`.";
    if (token->kind == TOK_IDENT && previous->kind == TOK_IDENT && !token->first) {
        return arena_printf(p->parse->arena, "If `%s %s` is one name, put it in backquotes.", typed(p, previous->span),
                            typed(p, token->span));
    }
    if (keyword_class_of(token->kind) == KEYWORD_RESERVED && expects(slip, TOK_NUMBER)) return NULL;
    if (after && (token->kind == TOK_NUMBER || token->kind == TOK_STRING || token->kind == TOK_PERCENT)) {
        return "Is an operator missing before it?";
    }
    return NULL;
}

/* --- what is most likely meant: each returns whether it said something ------------------------------------------------ */

static int closer_of(int open) {
    return open == TOK_LPAREN ? TOK_RPAREN : open == TOK_LBRACKET ? TOK_RBRACKET : TOK_RBRACE;
}

static void say_open(const struct slip *slip, const struct token *open) {
    struct diag *d = diag_new(slip->diags, E0105, open->span, "%s is never closed", parser_token_text(open->kind));
    diag_label(slip->diags, d, "opened here");
    if (slip->token->kind != TOK_YYEOF) diag_also(slip->diags, d, slip->token->span, "and not closed before this");
    diag_help(slip->diags, d, "Put %s where it ends.", parser_token_text(closer_of(open->kind)));
}

static bool say_bracket(const struct slip *slip) {
    struct parser *p = slip->p;
    int kind = slip->token->kind;
    bool closes = kind == TOK_RPAREN || kind == TOK_RBRACKET || kind == TOK_RBRACE;
    if (p->open_count == 0) {
        if (!closes) return false;
        struct diag *d = diag_new(slip->diags, E0105, slip->token->span, "%s closes nothing", parser_token_text(kind));
        diag_help(slip->diags, d, "Take it out, or put %s where it should begin.",
                  kind == TOK_RPAREN     ? "`(`"
                  : kind == TOK_RBRACKET ? "`[`"
                                         : "`{`");
        return true;
    }
    const struct token *open = &p->open[p->open_count - 1];
    if (closes && closer_of(open->kind) != kind) {
        say_open(slip, open);
        return true;
    }
    bool decl = slip->token->first && p->block && parser_begins_decl(slip->token, parser_peek(p)) &&
                slip->token->column <= p->begun.decl.column;
    if (decl) {
        say_open(slip, &p->open[p->open_count - 1]);
        return true;
    }
    bool could_close = expects(slip, closer_of(open->kind)) && open->kind != TOK_LBRACE;
    if (!could_close ||
        !(slip->token->first || kind == TOK_YYEOF || kind == TOK_LBRACE || keyword_class_of(kind) == KEYWORD_RESERVED))
        return false;
    bool begins =
        parser_begins_member(p, slip->token, parser_peek(p)) || parser_begins_decl(slip->token, parser_peek(p));
    if (parser_is_name(kind) && !begins) return false;
    say_open(slip, open);
    return true;
}

static bool say_reserved(const struct slip *slip) {
    bool only_name = expects(slip, TOK_IDENT) && !expects(slip, TOK_NUMBER);
    if (!only_name || keyword_class_of(slip->token->kind) != KEYWORD_RESERVED) return false;
    const char *word = keyword_text(slip->token->kind);
    struct diag *d =
        diag_new(slip->diags, E0106, slip->token->span, "`%s` is a reserved word and cannot be a name as it is", word);
    diag_help(slip->diags, d, "Put it in backquotes, `` `%s` ``, or choose another name.", word);
    return true;
}

static bool is_digits(struct str text, size_t least, size_t most) {
    if (text.len < least || text.len > most) return false;
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] < '0' || text.ptr[i] > '9') return false;
    }
    return true;
}

/* 1,000 */
static bool say_thousands(const struct slip *slip) {
    struct parser *p = slip->p;
    if (slip->token->kind != TOK_COMMA || slip->previous->kind != TOK_NUMBER ||
        slip->previous->span.end != slip->token->span.start)
        return false;
    const struct token *next = parser_peek(p);
    struct str before = sources_text(p->parse->sources, slip->previous->span),
               after = sources_text(p->parse->sources, next->span);
    if (next->span.start != slip->token->span.end || !is_digits(before, 1, 3)) return false;
    size_t digits = 0;
    while (digits < after.len && after.ptr[digits] >= '0' && after.ptr[digits] <= '9') digits++;
    if (digits == 0 || (next->kind != TOK_NUMBER && next->kind != TOK_PERCENT)) return false;
    struct span all = span_join(slip->previous->span, next->span);
    struct diag *d = diag_new(slip->diags, E0108, all, "a comma inside a number");
    if (digits == 3)
        diag_help(slip->diags, d, "Thousands are set apart by underscores: %.*s_%.*s.", STR_FMT(before),
                  STR_FMT(after));
    else
        diag_help(slip->diags, d, "The decimal sign is a point: %.*s.%.*s.", STR_FMT(before), STR_FMT(after));
    return true;
}

static bool say_foreign_word(const struct slip *slip) {
    static const char *const words[] = {"elseif", "elsif", "elif"};
    if (slip->token->kind != TOK_IDENT) return false;
    for (unsigned i = 0; i < sizeof words / sizeof *words; i++) {
        if (!same_word(slip, slip->token, words[i])) continue;
        struct diag *d = diag_new(slip->diags, E0107, slip->token->span, "`%s` is not a word of Rung", words[i]);
        diag_help(slip->diags, d, "Write `else if`, two words.");
        return true;
    }
    return false;
}

/* The line before is not finished: something new begins where more was expected. */
static bool say_unfinished(const struct slip *slip) {
    struct parser *p = slip->p;
    const struct token *begin = slip->token, *last = slip->previous;
    bool new_decl = begin->first && parser_begins_decl(begin, parser_peek(p)) && begin->column <= p->begun.decl.column;
    bool new_member = begin->first && p->open_count == 1 && parser_begins_member(p, begin, parser_peek(p));
    bool closed = begin->kind == TOK_RBRACE && begin->first && p->open_count == 1;
    bool found = last->kind && ((new_decl && p->open_count == 0) || new_member || closed);
    bool word = parser_is_name(slip->previous->kind) || slip->previous->kind == TOK_PERCENT;
    word = word && keyword_class_of(slip->token->kind) != KEYWORD_RESERVED;
    if (!found && word && slip->previous->first && !slip->token->first && slip->previous->span.start != p->resumed_at) {
        /* What began was taken for a name, and only the word after it did not fit. */
        begin = slip->previous;
        last = &p->earlier;
        new_decl = parser_begins_decl(begin, slip->token) && begin->column <= p->begun.decl.column;
        new_member = p->block && p->open_count == 1 && parser_begins_member(p, begin, slip->token);
        found = last->kind && (new_decl || new_member);
        p->resume_previous = found;
    }
    if (!found) return false;
    struct diag *d =
        diag_new(slip->diags, E0100, last->span, "something is missing before `%s`", typed(p, begin->span));
    struct items items = list_items(slip);
    if (begin == slip->token && items.count)
        diag_label(slip->diags, d, "after this, expected %s", join_items(p->parse->arena, &items));
    else
        diag_label(slip->diags, d, "this is not finished");
    diag_also(slip->diags, d, begin->span, closed ? "the block ends" : "something new begins");
    const char *help = closed ? help_for(slip) : NULL;
    if (help) diag_help(slip->diags, d, "%s", help);
    return true;
}

/* `from Customer Since` */
static bool say_bare_from(const struct slip *slip) {
    struct parser *p = slip->p;
    const struct token *next = parser_peek(p);
    if (slip->token->kind != TOK_K_FROM || !expects(slip, TOK_FROM_TEXT)) return false;
    struct diag *d = diag_new(slip->diags, E0100, next->span, "after `from` comes a text in quotes");
    const char *start = p->source->text.ptr + next->span.start;
    size_t length = strcspn(start, "\r\n\"#{};,");
    struct str words = str_trim((struct str){start, length});
    if (parser_is_name(next->kind) && words.len <= 40)
        diag_help(slip->diags, d, "Write `from \"%.*s\"`.", STR_FMT(words));
    return true;
}

/* Has the scanner remarked on that very word? */
static bool has_message(const struct parser *p, struct span span) {
    for (uint32_t i = 0; i < p->parse->diags->list.len; i++) {
        struct span other = p->parse->diags->list.at[i]->span;
        if (other.file == span.file && other.start == span.start && other.end == span.end && span.end > span.start)
            return true;
    }
    return false;
}

void parser_report(struct parser *p, const int *expected, int count) {
    p->failed = true;
    if (p->quiet || has_message(p, p->current.span)) return;
    struct slip slip = {p, p->parse->diags, &p->previous, &p->current, expected, count};
    if (say_unfinished(&slip) || say_thousands(&slip) || say_bracket(&slip) || say_reserved(&slip) ||
        say_bare_from(&slip) || say_foreign_word(&slip))
        return;
    struct items items = list_items(&slip);
    const char *list = join_items(p->parse->arena, &items);
    struct diag *d;
    bool end = p->current.kind == TOK_YYEOF;
    if (end) {
        const char *what = p->mode == PARSE_FILE ? "the text ends too early" : "the expression ends too early";
        d = diag_new(p->parse->diags, E0100, p->previous.kind ? p->previous.span : p->current.span, "%s", what);
    } else {
        d = diag_new(p->parse->diags, E0100, p->current.span, "`%s` does not fit here", typed(p, p->current.span));
    }
    if (items.count)
        diag_label(p->parse->diags, d, "%sexpected %s", end && p->previous.kind ? "after this, " : "", list);
    const char *help = help_for(&slip);
    if (help) diag_help(p->parse->diags, d, "%s", help);
}

void parser_report_deep(struct parser *p, struct span span) {
    p->give_up = true;
    if (p->too_deep || p->quiet) return;
    p->too_deep = true;
    span.end = span.start; /* the rest may be the whole file */
    struct diag *d =
        diag_new(p->parse->diags, E0104, span, "more than %d brackets and operators inside each other", LIMIT_NESTING);
    diag_help(p->parse->diags, d, "Give parts of the expression names of their own with `let`.");
}

void parser_report_long(struct parser *p, struct span span) {
    if (p->stop) return;
    p->stop = true;
    struct diag *d = diag_new(p->parse->diags, E0119, span, "a list of more than %u items", LIMIT_ITEMS);
    diag_help(p->parse->diags, d, "Was this file written by a program? Data belong in a data file.");
}
