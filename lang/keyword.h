/* The words of the language, from keywords.def: what the scanner, messages and completion know of them. */
#ifndef LANG_KEYWORD_H
#define LANG_KEYWORD_H
#include "lang/base/str.h"

enum keyword_class {
    KEYWORD_NONE,
    KEYWORD_RESERVED, /* no name without backquotes */
    KEYWORD_DECLARES, /* begins a declaration; a name elsewhere */
    KEYWORD_MEMBER,   /* begins a line in the braces of a declaration; a name elsewhere */
    KEYWORD_WORD      /* any other; a name where it is no keyword */
};
int keyword_find(struct str word); /* its token (TOK_K_...), or 0 */
enum keyword_class keyword_class_of(int token);
const char *keyword_text(int token); /* NULL when the token is no keyword */
/* All of them in the order of their texts; NULL past the last. */
const char *keyword_at(unsigned i);
#endif
