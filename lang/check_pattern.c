/* Patterns of `matches`: read once here, so that the engine need not fear them. The C library compiles a repetition by
 * copying what is repeated and goes into itself at each parenthesis, so both are bounded before it sees them; and a
 * backreference (`\1`) would make matching exponential, so there are none.
 * SPDX-License-Identifier: MIT */
#include <locale.h>
#include <regex.h>

#include "lang/base/limits.h"
#include "lang/check_internal.h"

/* How far a pattern has been read: sizes in characters once every repetition is written out. */
struct pattern {
    const char *at; /* ends with a zero byte */
    uint64_t outer[LIMIT_PATTERN_NESTING]; /* of what stands before each open parenthesis */
    uint32_t depth;
    uint64_t size, last; /* of the innermost parenthesis so far; of its last item, which a repetition would copy */
    const char *refused; /* why; NULL: nothing so far */
};

/* Past `[...]`; `]` stands for itself when it is first. */
static const char *after_bracket(const char *at) {
    at++;
    if (*at == '^') at++;
    if (*at == ']') at++;
    while (*at && *at != ']') {
        if (*at == '[' && at[1] && strchr(":.=", at[1])) {
            char close = at[1];
            for (at += 2; *at && !(*at == close && at[1] == ']');) at++;
            if (*at) at++;
        }
        if (*at) at++;
    }
    return *at ? at + 1 : at;
}

static void item(struct pattern *p, uint64_t size) {
    p->last = size;
    p->size += size;
}

static void repeat(struct pattern *p, uint64_t times) {
    p->size += p->last * (times - 1);
    p->last *= times;
}

/* `{2}`, `{2,}`, `{2,5}`: the greatest of its numbers. */
static void braces(struct pattern *p) {
    uint64_t times = 1, number = 0;
    for (p->at++; *p->at && *p->at != '}'; p->at++) {
        if (*p->at == ',')
            number = 0;
        else if (*p->at >= '0' && *p->at <= '9' && number < LIMIT_PATTERN_SIZE)
            number = number * 10 + (uint64_t)(*p->at - '0');
        if (number > times) times = number;
    }
    if (*p->at) p->at++;
    repeat(p, times);
}

static void open_group(struct pattern *p) {
    if (p->depth == LIMIT_PATTERN_NESTING) {
        p->refused = "it has too many parentheses inside each other";
        return;
    }
    p->outer[p->depth++] = p->size;
    p->size = p->last = 0;
}

static void close_group(struct pattern *p) {
    if (p->depth == 0) return; /* the library will say so */
    uint64_t inner = p->size + 1;
    p->size = p->outer[--p->depth];
    item(p, inner);
}

static const char *refused(const char *text) {
    struct pattern p = {.at = text};
    while (*p.at && !p.refused) {
        char c = *p.at;
        if (c == '\\') {
            if (p.at[1] >= '1' && p.at[1] <= '9') return "it refers back to what a parenthesis matched, which is not supported";
            item(&p, 1);
            p.at += p.at[1] ? 2 : 1;
        } else if (c == '[') {
            item(&p, 1);
            p.at = after_bracket(p.at);
        } else if (c == '{') {
            braces(&p);
        } else {
            if (c == '(')
                open_group(&p);
            else if (c == ')')
                close_group(&p);
            else if (c == '*' || c == '+' || c == '?')
                repeat(&p, c == '+' ? 2 : 1);
            else
                item(&p, 1);
            p.at++;
        }
        if (p.size > LIMIT_PATTERN_SIZE) p.refused = "with its repetitions written out it is too long";
    }
    return p.refused;
}

/* What the library says against it, under the locale the engine uses; NULL when nothing. */
static const char *not_compiled(struct checker *checker, const char *text) {
    locale_t utf8 = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);
    locale_t before = utf8 ? uselocale(utf8) : (locale_t)0;
    regex_t compiled;
    const char *why = NULL;
    int status = regcomp(&compiled, text, REG_EXTENDED | REG_NOSUB);
    if (status) {
        char said[128];
        regerror(status, &compiled, said, sizeof said);
        why = arena_strndup(checker->arena, said, strlen(said));
    } else {
        regfree(&compiled);
    }
    if (utf8) {
        uselocale(before);
        freelocale(utf8);
    }
    return why;
}

bool check_pattern(struct checker *checker, const struct ast *pattern) {
    struct str written = pattern->text.value;
    const char *text = arena_strndup(checker->arena, written.ptr, written.len);
    const char *why = strlen(text) < written.len ? "it has a zero byte" : refused(text);
    bool ours = why != NULL;
    if (!why) why = not_compiled(checker, text);
    if (!why) return true;
    struct diag *d = diag_new(checker->diags, E0227, pattern->span, "%s is no pattern that can be searched for", check_quote(checker, pattern));
    diag_note(checker->diags, d, "%s", why);
    diag_help(checker->diags, d, ours ? "Say it with a simpler pattern, or with several joined by `and` or `or`."
                                      : "A pattern is a POSIX extended regular expression; write `\\\\` before a sign that is meant literally.");
    return false;
}
