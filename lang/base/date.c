/* Calendar arithmetic on day numbers. A date is taken apart by counting whole cycles of 400, 100, 4 and 1 years from
 * 0001-01-01, so that no step meets a negative number.
 * SPDX-License-Identifier: MIT */
#include "lang/base/date.h"

#include <time.h>

#include "lang/base/mem.h"

#define MAX_YEAR 9999
#define CYCLE_DAYS 146097  /* of 400 years */
#define CENTURY_DAYS 36524 /* of a century that does not end in a leap year */
#define LEAP_CYCLE_DAYS 1461

static const int16_t days_before[2][14] = {
    {0, 0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365},
    {0, 0, 31, 60, 91, 121, 152, 182, 213, 244, 274, 305, 335, 366},
};

static bool is_leap(int year) { return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0); }

int date_days_in_month(int year, int month) {
    return days_before[is_leap(year)][month + 1] - days_before[is_leap(year)][month];
}

/* The day number of a day that exists. */
static date day_number(int year, int month, int day) {
    int past = year - 1;
    return DATE_MIN + past * 365 + past / 4 - past / 100 + past / 400 + days_before[is_leap(year)][month] + day - 1;
}

bool date_from_parts(int year, int month, int day, date *out) {
    if (year < 1 || year > MAX_YEAR || month < 1 || month > 12 || day < 1) return false;
    if (day > 28 && day > date_days_in_month(year, month)) return false;
    *out = day_number(year, month, day);
    return true;
}

struct date_parts date_parts_of(date d) {
    ASSERT(d >= DATE_MIN && d <= DATE_MAX);
    int left = d - DATE_MIN;
    int year = left / CYCLE_DAYS * 400;
    left %= CYCLE_DAYS;
    /* The last century of a cycle, and the last year of four, are a day longer than the division assumes. */
    int centuries = left / CENTURY_DAYS == 4 ? 3 : left / CENTURY_DAYS;
    left -= centuries * CENTURY_DAYS;
    year += centuries * 100 + left / LEAP_CYCLE_DAYS * 4;
    left %= LEAP_CYCLE_DAYS;
    int years = left / 365 == 4 ? 3 : left / 365;
    left -= years * 365;
    year += years + 1;
    const int16_t *before = days_before[is_leap(year)];
    /* A month has at least 28 days and at most 31: this is the right month or the one before it. */
    int month = left / 31 + 1;
    if (left >= before[month + 1]) month++;
    return (struct date_parts){year, month, left - before[month] + 1};
}

int date_weekday(date d) {
    ASSERT(d >= DATE_MIN && d <= DATE_MAX);
    /* 0001-01-01 is a Monday. */
    return (d - DATE_MIN) % 7 + 1;
}

bool date_add_months(date d, int64_t months, date *out) {
    if (d == DATE_NEVER) {
        *out = DATE_NEVER;
        return true;
    }
    /* More than the whole calendar: also keeps the sum below from overflowing. */
    if (months < -12 * MAX_YEAR || months > 12 * MAX_YEAR) return false;
    struct date_parts parts = date_parts_of(d);
    int count = parts.year * 12 + parts.month - 1 + (int)months;
    if (count < 12 || count >= (MAX_YEAR + 1) * 12) return false;
    int year = count / 12, month = count % 12 + 1;
    int last = date_days_in_month(year, month);
    *out = day_number(year, month, parts.day < last ? parts.day : last);
    return true;
}

bool date_add_days(date d, int64_t days, date *out) {
    if (d == DATE_NEVER) {
        *out = DATE_NEVER;
        return true;
    }
    if (days < (int64_t)DATE_MIN - d || days > (int64_t)DATE_MAX - d) return false;
    *out = (date)(d + days);
    return true;
}

int64_t date_months_between(date from, date to) {
    struct date_parts a = date_parts_of(from), b = date_parts_of(to);
    int months = (b.year - a.year) * 12 + (b.month - a.month);
    /* from + months lies in the month of `to`, on day a.day or that month's last. */
    if (a.day > b.day && b.day != date_days_in_month(b.year, b.month)) months--;
    return months;
}

date date_start_of(date d, enum date_unit unit) {
    if (d == DATE_NEVER || unit == DATE_DAY) return d;
    if (unit == DATE_WEEK) return d - (date_weekday(d) - 1); /* the calendar begins on a Monday: never before it */
    struct date_parts parts = date_parts_of(d);
    if (unit == DATE_YEAR)
        parts.month = 1;
    else if (unit == DATE_QUARTER)
        parts.month -= (parts.month - 1) % 3;
    return day_number(parts.year, parts.month, 1);
}

date date_end_of(date d, enum date_unit unit) {
    if (d == DATE_NEVER || unit == DATE_DAY) return d;
    if (unit == DATE_WEEK) {
        date end = d + (7 - date_weekday(d));
        return end < DATE_MAX ? end : DATE_MAX;
    }
    struct date_parts parts = date_parts_of(d);
    if (unit == DATE_YEAR)
        parts.month = 12;
    else if (unit == DATE_QUARTER)
        parts.month += 2 - (parts.month - 1) % 3;
    return day_number(parts.year, parts.month, date_days_in_month(parts.year, parts.month));
}

/* Reads up to `most` digits; the number of digits read. */
static unsigned read_digits(struct str *text, unsigned most, int *out) {
    unsigned count = 0;
    int value = 0;
    while (count < most && count < text->len && text->ptr[count] >= '0' && text->ptr[count] <= '9')
        value = value * 10 + (text->ptr[count++] - '0');
    if (count > 0) { /* an empty text may have no address to add to */
        text->ptr += count;
        text->len -= count;
    }
    *out = value;
    return count;
}

static bool take_char(struct str *text, char c) {
    if (text->len == 0 || text->ptr[0] != c) return false;
    text->ptr++;
    text->len--;
    return true;
}

static bool skip_blanks(struct str *text) {
    size_t before = text->len;
    while (take_char(text, ' ') || take_char(text, '\t')) continue;
    return text->len < before;
}

static bool take_word(struct str *text, struct str word) {
    if (text->len < word.len || !str_equal_nocase((struct str){text->ptr, word.len}, word)) return false;
    text->ptr += word.len;
    text->len -= word.len;
    return true;
}

/* ":59" or, in an offset, "59" as well. */
static bool take_sixtieth(struct str *text, int most) {
    int value;
    return read_digits(text, 2, &value) == 2 && value <= most;
}

/* "10:00", "10:00:00", "10:00:00.123", "3:00 PM"; then nothing, "Z", "UTC", or an offset such as "+02:00". It is read
 * only to tell a timestamp from something else: the date counts as written. */
static bool is_time_of_day(struct str text) {
    int hour, digit;
    if (read_digits(&text, 2, &hour) == 0 || hour > 24) return false;
    if (!take_char(&text, ':') || !take_sixtieth(&text, 59)) return false;
    if (take_char(&text, ':')) {
        if (!take_sixtieth(&text, 60)) return false;
        if (take_char(&text, '.') || take_char(&text, ',')) {
            if (read_digits(&text, 1, &digit) == 0) return false;
            while (read_digits(&text, 1, &digit) == 1) continue;
        }
    }
    skip_blanks(&text);
    if (hour <= 12 && (take_word(&text, STR("am")) || take_word(&text, STR("pm")))) skip_blanks(&text);
    if (text.len == 0 || (take_word(&text, STR("z")) && text.len == 0)) return true;
    if (take_word(&text, STR("utc")) || take_word(&text, STR("gmt"))) return text.len == 0;
    if (!take_char(&text, '+') && !take_char(&text, '-')) return false;
    if (!take_sixtieth(&text, 23)) return false;
    bool minutes = take_char(&text, ':') || text.len > 0;
    return (!minutes || take_sixtieth(&text, 59)) && text.len == 0;
}

bool date_parse_iso(struct str text, date *out) {
    if (text.len < 10) return false;
    /* The first ten bytes are checked all at once, in one test at the end: almost every cell passes. */
    const unsigned char *c = (const unsigned char *)text.ptr;
    unsigned y1 = c[0] - '0', y2 = c[1] - '0', y3 = c[2] - '0', y4 = c[3] - '0';
    unsigned m1 = c[5] - '0', m2 = c[6] - '0', d1 = c[8] - '0', d2 = c[9] - '0';
    unsigned wrong = (y1 > 9) | (y2 > 9) | (y3 > 9) | (y4 > 9) | (m1 > 1) | (m2 > 9) | (d1 > 3) | (d2 > 9) |
                     (c[4] != '-') | (c[7] != '-');
    if (wrong) return false;
    if (text.len > 10) {
        if (c[10] != 'T' && c[10] != 't' && c[10] != ' ') return false;
        if (!is_time_of_day((struct str){text.ptr + 11, text.len - 11})) return false;
    }
    return date_from_parts((int)(y1 * 1000 + y2 * 100 + y3 * 10 + y4), (int)(m1 * 10 + m2), (int)(d1 * 10 + d2), out);
}

static const char *const month_names[12] = {"january", "february", "march",     "april",   "may",      "june",
                                            "july",    "august",   "september", "october", "november", "december"};

/* A month's English name, whole or its first three letters, in any case; false when there is none. */
static bool read_month(struct str *text, int *out) {
    for (int month = 0; month < 12; month++) {
        struct str name = str_of(month_names[month]);
        if (take_word(text, name) || take_word(text, (struct str){name.ptr, 3})) {
            *out = month + 1;
            return true;
        }
    }
    return false;
}

struct fields {
    int year, month, day, day_of_year; /* -1: not given */
};

/* One conversion of a pattern. */
static bool read_field(struct str *text, char conversion, struct fields *fields) {
    switch (conversion) {
    case 'Y': return read_digits(text, 4, &fields->year) == 4; /* "26" must not become the year 26 */
    case 'y':
        if (read_digits(text, 2, &fields->year) != 2) return false;
        fields->year += fields->year <= 68 ? 2000 : 1900;
        return true;
    case 'm': return read_digits(text, 2, &fields->month) > 0;
    case 'd': return read_digits(text, 2, &fields->day) > 0;
    case 'j': return read_digits(text, 3, &fields->day_of_year) > 0;
    case 'b':
    case 'B': return read_month(text, &fields->month);
    case '%': return take_char(text, '%');
    default: return false;
    }
}

bool date_parse_format(struct str text, const char *pattern, date *out) {
    struct fields fields = {-1, -1, -1, -1};
    for (const char *p = pattern; *p; p++) {
        bool matches;
        if (*p == '%')
            matches = read_field(&text, *++p, &fields);
        else
            matches = *p == ' ' ? skip_blanks(&text) : take_char(&text, *p);
        if (!matches) return false;
    }
    if (text.len > 0) {
        /* A digit right after the date means that more than the pattern was there: "01/02/20261". */
        bool blank = skip_blanks(&text);
        if (!blank && !take_char(&text, 'T') && !take_char(&text, 't')) return false;
        if (!(blank && text.len == 0) && !is_time_of_day(text)) return false;
    }
    if (fields.day_of_year < 0) return date_from_parts(fields.year, fields.month, fields.day, out);
    date first;
    if (!date_from_parts(fields.year, 1, 1, &first) || fields.day_of_year < 1 ||
        fields.day_of_year > days_before[is_leap(fields.year)][13])
        return false;
    *out = first + fields.day_of_year - 1;
    return true;
}

const char *date_check_format(const char *pattern) {
    int years = 0, months = 0, days = 0, days_of_year = 0;
    for (const char *p = pattern; *p; p++) {
        if (*p != '%') continue;
        switch (*++p) {
        case 'Y':
        case 'y': years++; break;
        case 'm':
        case 'b':
        case 'B': months++; break;
        case 'd': days++; break;
        case 'j': days_of_year++; break;
        case '%': break;
        case 'H':
        case 'I':
        case 'M':
        case 'S':
        case 'p':
        case 'T':
        case 'R':
        case 'z':
        case 'Z': return "leave the time of day out: one that follows the date is passed over";
        default: return "only %Y %y %m %d %b %B %j and %% mean something after a percent sign";
        }
    }
    if (years > 1 || months > 1 || days > 1 || days_of_year > 1)
        return "the year, the month and the day may each be there once";
    if (years == 0) return "the year is missing: %Y is one of four digits, %y one of two";
    if (days_of_year)
        return months || days ? "%j is the day of the year: leave the month and the day of the month out" : NULL;
    if (months == 0) return "the month is missing: %m is its number, %b its name";
    return days == 0 ? "the day is missing: %d" : NULL;
}

static void put_two_digits(int value, char *out) {
    out[0] = (char)('0' + value / 10);
    out[1] = (char)('0' + value % 10);
}

size_t date_format(date d, char out[DATE_TEXT_MAX]) {
    if (d == DATE_NEVER) {
        memcpy(out, "never", 6);
        return 5;
    }
    struct date_parts parts = date_parts_of(d);
    put_two_digits(parts.year / 100, out);
    put_two_digits(parts.year % 100, out + 2);
    out[4] = '-';
    put_two_digits(parts.month, out + 5);
    out[7] = '-';
    put_two_digits(parts.day, out + 8);
    out[10] = '\0';
    return 10;
}

date date_today(void) {
    time_t now = time(NULL);
    struct tm local;
    date today = 0;
    /* A clock set outside the calendar is as good as none. */
    if (localtime_r(&now, &local)) date_from_parts(local.tm_year + 1900, local.tm_mon + 1, local.tm_mday, &today);
    return today;
}
