/* Calendar dates of the proleptic Gregorian calendar, 0001-01-01 to 9999-12-31, and `never`, later than all.
 * A date is a day number: days since 1970-01-01. Periods are calendar months or days, never mixed. */
#ifndef LANG_BASE_DATE_H
#define LANG_BASE_DATE_H
#include <stdbool.h>
#include <stdint.h>
#include "lang/base/buf.h"
#include "lang/base/str.h"

typedef int32_t date;
#define DATE_MIN (-719162) /* 0001-01-01 */
#define DATE_MAX 2932896   /* 9999-12-31 */
#define DATE_NEVER INT32_MAX

struct date_parts { int year, month, day; }; /* month 1..12, day 1..31 */
bool date_from_parts(int year, int month, int day, date *out); /* false when there is no such day */
struct date_parts date_parts_of(date d);                       /* d is not never */
int date_weekday(date d);                                      /* ISO: Monday 1 .. Sunday 7; d is not never */
int date_days_in_month(int year, int month);                   /* month 1..12 */

/* d + months, clamped to the end of the month; false when the result leaves the calendar. never stays never. */
bool date_add_months(date d, int64_t months, date *out);
bool date_add_days(date d, int64_t days, date *out);
/* Greatest n, negative too, with from + n months <= to, by the clamping of date_add_months; from + n may lie before
 * the calendar (from 0001-01-15 to 0001-01-10 is -1). Neither is never. */
int64_t date_months_between(date from, date to);

enum date_unit { DATE_DAY, DATE_WEEK, DATE_MONTH, DATE_QUARTER, DATE_YEAR };
date date_start_of(date d, enum date_unit unit); /* weeks start on Monday; never stays never */
date date_end_of(date d, enum date_unit unit);   /* never stays never; the calendar's last week ends with its last day */

/* "2026-11-01", or a timestamp "2026-11-01T10:00:00Z", "2026-11-01 10:00": its date as written. Nothing is trimmed. */
bool date_parse_iso(struct str text, date *out);
/* By a pattern of %Y %y %m %d %b %B (English month names, whole or three letters) %j and literal characters; a blank
 * stands for one or more. Leading zeros of day and month may be missing, %Y has four digits and %y two.
 * %y: 00-68 is 2000-2068, 69-99 is 1969-1999 (POSIX). What follows a complete match must be blank or a time of day. */
bool date_parse_format(struct str text, const char *pattern, date *out);
const char *date_check_format(const char *pattern);    /* NULL when the pattern gives a day; else what is wrong, a static text */
#define DATE_TEXT_MAX 16
size_t date_format(date d, char out[DATE_TEXT_MAX]);   /* "2026-11-01", "never"; NUL-terminated; returns the length */
date date_today(void);                                  /* the system's local date; only the command line may ask */
#endif
