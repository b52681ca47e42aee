/* What single words mean: numbers, periods, escapes in texts, and characters that word processors put in place of what
 * was typed. No messages here: the scanner says what is wrong and where. */
#ifndef LANG_LITERAL_H
#define LANG_LITERAL_H
#include "lang/ast.h"

/* "1_000.5"; with `percent` the digits before the sign, and the value is a hundredth. DEC_ROUNDED: more digits after
 * the point than are kept; DEC_OVERFLOW: too large; DEC_SYNTAX: underscores that separate nothing. */
enum dec_status literal_number(struct str digits, bool percent, struct dec *out);

/* day days week weeks month months quarter quarters year years */
bool literal_unit(struct str word, enum ast_unit *out);
/* False when the count is no whole number or more than LITERAL_PERIOD_MAX. */
bool literal_period(struct str count, enum ast_unit unit, struct ast_period_node *out);
#define LITERAL_PERIOD_MAX 1000000

/* The text between the quotes with \" \\ \n \t \u{1F600} resolved. Otherwise false, with the offset of the backslash
 * in *wrong, and what can be read so. */
bool literal_text(struct arena *arena, struct str raw, struct str *out, size_t *wrong);
/* For labels: the same, and `{{` is a brace. */
bool literal_label(struct arena *arena, struct str raw, struct str *out, size_t *wrong);

/* A character that looks like one of Rung's but is another: what it is called, what to write, and the token's text it
 * stands for ("" for a blank). */
struct literal_foreign {
    uint32_t codepoint;
    const char *name;    /* "a long dash" */
    const char *instead; /* "-"; NULL when it stands for nothing */
};
/* NULL for any other character; *row is its number, under 64. */
const struct literal_foreign *literal_foreign(uint32_t codepoint, unsigned *row);
#endif
