/* The table of words.
 * SPDX-License-Identifier: MIT */
#include "lang/keyword.h"

#include "lang/parser.h"

struct keyword {
    const char *text;
    int token;
    enum keyword_class class;
};
static const struct keyword by_text[] = {
#define KEYWORD(NAME, text, class) {text, TOK_K_##NAME, KEYWORD_##class},
#include "lang/keywords.def"
#undef KEYWORD
};
#define COUNT (sizeof by_text / sizeof *by_text)

static const struct keyword by_token[] = {
#define KEYWORD(NAME, text, class) [TOK_K_##NAME] = {text, TOK_K_##NAME, KEYWORD_##class},
#include "lang/keywords.def"
#undef KEYWORD
};
#define TOKENS ((int)(sizeof by_token / sizeof *by_token))

int keyword_find(struct str word) {
    size_t low = 0, high = COUNT;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = str_compare(str_of(by_text[middle].text), word);
        if (order == 0) return by_text[middle].token;
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return 0;
}

enum keyword_class keyword_class_of(int token) {
    return token >= 0 && token < TOKENS ? by_token[token].class : KEYWORD_NONE;
}

const char *keyword_text(int token) { return token >= 0 && token < TOKENS ? by_token[token].text : NULL; }

const char *keyword_at(unsigned i) { return i < COUNT ? by_text[i].text : NULL; }
