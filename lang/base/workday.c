/* Counting working days, and finding the one that is so many away.
 * SPDX-License-Identifier: MIT */
#include "lang/base/workday.h"

#define DATE_BYTES 10
#define MOST_DAYS 4000000 /* the calendar has fewer */

/* Bytes from one date of the text to the next. */
static size_t stride_of(struct str holidays) {
    size_t at = DATE_BYTES;
    while (at < holidays.len && (holidays.ptr[at] < '0' || holidays.ptr[at] > '9')) at++;
    return at;
}

/* How many holidays come before `d` or on it. */
static int64_t holidays_until(date d, struct str holidays) {
    if (holidays.len < DATE_BYTES) return 0;
    size_t stride = stride_of(holidays), low = 0, high = (holidays.len - DATE_BYTES) / stride + 1;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        date day;
        if (date_parse_iso((struct str){holidays.ptr + middle * stride, DATE_BYTES}, &day) && day <= d)
            low = middle + 1;
        else
            high = middle;
    }
    return (int64_t)low;
}

/* Working days up to `d`, from some day before the calendar on. */
static int64_t number_of(date d, struct str holidays) {
    int64_t from_monday = (int64_t)d + 3 + 7 * (int64_t)MOST_DAYS; /* 1970-01-01 is a Thursday */
    int64_t day = from_monday % 7;
    return from_monday / 7 * 5 + (day < 5 ? day + 1 : 5) - holidays_until(d, holidays);
}

int64_t workdays_between(date from, date to, struct str holidays) {
    return number_of(to, holidays) - number_of(from, holidays);
}

bool workdays_add(date d, int64_t count, struct str holidays, date *out) {
    *out = d;
    if (d == DATE_NEVER || count == 0) return true;
    if (count > MOST_DAYS || count < -MOST_DAYS) return false;
    /* Going back, a working day that is `d` itself does not count. */
    int64_t wanted = count > 0 ? number_of(d, holidays) + count : number_of(d - 1, holidays) + 1 + count;
    if (number_of(DATE_MIN - 1, holidays) >= wanted || number_of(DATE_MAX, holidays) < wanted) return false;
    date low = DATE_MIN, high = DATE_MAX;
    while (low < high) {
        date middle = low + (high - low) / 2;
        if (number_of(middle, holidays) >= wanted)
            high = middle;
        else
            low = middle + 1;
    }
    *out = low;
    return true;
}
