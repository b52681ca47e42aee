/* Types and units of the checked framework.
 *
 * A number carries a unit that only the checker knows: percent is a number shown with a sign, money is an amount whose
 * currency, when one is fixed, may not be mixed. `open` marks what takes the unit of what it meets: literals, params
 * and arguments without a declared type. */
#ifndef LANG_TYPE_H
#define LANG_TYPE_H
#include <stdbool.h>
#include <stdint.h>
#include "lang/base/str.h"
#include "lang/source.h"

enum type_kind {
    TYPE_ERROR,    /* already reported: agrees with everything, so that one mistake gives one message */
    TYPE_ANY,      /* the literal `unknown`: takes the type of what it meets */
    TYPE_BOOL,
    TYPE_NUMBER,   /* number, percent, money: see unit */
    TYPE_TEXT,
    TYPE_DATE,
    TYPE_PERIOD,   /* a count of calendar months or of days: see period */
    TYPE_CATEGORY, /* a member of `category`; a ladder's stages are one too */
    TYPE_RECORD,   /* a reference to a row of `record` */
    TYPE_LIST      /* rows of `record` */
};
enum unit { UNIT_PLAIN, UNIT_PERCENT, UNIT_MONEY, UNIT_MONEY_SQUARED /* only on its way to being divided by money */ };
enum period_kind { PERIOD_MONTHS, PERIOD_DAYS };

struct category;
struct record;
struct type {
    enum type_kind kind;
    enum unit unit;
    bool open;                       /* takes the unit of what it meets */
    enum period_kind period;
    const char *currency;            /* interned, or NULL: any one currency */
    const struct category *category; /* TYPE_CATEGORY; NULL for a category still to be found from a neighbour */
    const struct record *record;     /* TYPE_RECORD, TYPE_LIST */
};

/* Values of a category are codes: member i is code i. A ladder's values have three more. */
#define CODE_NONE (-1)       /* no stage held: below the bottom */
#define CODE_EXITED 0x4000   /* exited; CODE_EXITED + k: by the k-th exit of the ladder. Equal to each other, outside the order */

struct member {
    const char *name;   /* interned */
    const char *label;  /* or NULL */
    const char **from;  /* other spellings in the data */
    uint32_t from_count;
    struct span span;
};
struct category {
    const char *name;      /* interned; for `one of` written in a field: the field's name */
    const char *label;     /* or NULL */
    bool ordered;          /* a < b < c, or a ladder */
    bool is_ladder;        /* knows none and exited */
    struct member *members;
    uint32_t count;
    struct member *exits;  /* ladder only: what exited accounts print; member k is CODE_EXITED + k. from holds the exit's other name */
    uint32_t exit_count;
    struct span span;
};
/* Name that a code prints as: member name, "none", or the exit's label. */
struct str category_name(const struct category *category, int code);
/* For people: the label where there is one. */
struct str category_label(const struct category *category, int code);
/* Reads a cell: name, label or `from` spelling, ignoring case; false when it is none of them. */
bool category_read(const struct category *category, struct str cell, int *code);

const char *type_name(struct type type, char out[64]); /* "money in EUR", "date", "list of Contact", in the user's words */
/* The same in a sentence: "a date", "a percentage", "a stage of `relationship`", "true or false". */
const char *type_phrase(struct type type, char out[80]);
bool type_same(struct type a, struct type b);          /* same kind, category, record, period kind; units are the checker's matter */
#endif
