/* Numbers as people and their programs write them in cells: "-12.5", "18 %", "€ 1.234,56", "USD 99", "18 months".
 *
 * Without a format a point is the decimal point and there are no separators of thousands. A format is a sample,
 * `as "1.234,56"`: it shows which sign parts thousands and which decimals. Separators of thousands may be missing, but
 * where they are they part groups of three. */
#ifndef RUNTIME_DATA_AMOUNT_H
#define RUNTIME_DATA_AMOUNT_H
#include "lang/model.h"

struct amount_format {
    bool given;
    char group;   /* '.' ',' '_' '\'' (both apostrophes) ' ' (blanks of any width), 0: none */
    char decimal; /* '.' or ',' */
};
/* Understands a sample; NULL, or what is wrong with it, as a static text. */
const char *amount_format_read(const char *sample, struct amount_format *out);

/* What stood beside an amount: a row of the table of currencies, or -1. A set of them is a bit mask. */
#define AMOUNT_NO_SIGN (-1)
bool amount_signs_mixed(uint32_t signs);                 /* more than one currency for certain */
void amount_signs_text(uint32_t signs, struct buf *out); /* "`$` and `EUR`" */

struct amount {
    struct dec value;
    bool rounded;   /* had more than 9 digits after the point */
    bool too_large; /* a number, but with more than 29 digits before the point */
    int sign;
    const char *hint; /* when it was not read: why, static; or NULL */
};
/* Each reads a trimmed cell that is not empty; false when it is no such thing (or too large). */
bool amount_read_number(struct str cell, const struct amount_format *format, struct amount *out);
bool amount_read_percent(struct str cell, const struct amount_format *format, enum number_reading reading,
                         struct amount *out);
bool amount_read_money(struct str cell, const struct amount_format *format, const char *currency, struct amount *out);
bool amount_read_period(struct str cell, enum period_kind period, struct amount *out);
#endif
