/* Calendar arithmetic over batches. A day number is taken apart and put together without branches, after Cassio Neri's
 * and Lorenz Schneider's calendar functions: the year is counted from 1 March, so that the day that comes and goes is
 * its last.
 * SPDX-License-Identifier: MIT */
#include "runtime/exec/kernels.h"

#include "lang/base/mem.h"

#define EPOCH 719468u /* days from 0000-03-01 to 1970-01-01 */
#define LAST_MONTH (9999 * 12 + 11)
#define MONTHS_BOUND 120000u /* between any two dates */
#define DAYS_BOUND 4000000u

struct civil {
    int32_t month; /* year * 12 + month 0..11 */
    int32_t day;   /* 1..31 */
};

/* Of any number: what is no day of the calendar gives nonsense and no harm. */
INLINE struct civil civil_of(date d) {
    uint32_t n1 = 4 * ((uint32_t)d + EPOCH) + 3;
    uint32_t century = n1 / 146097;
    uint32_t n2 = (n1 % 146097 / 4) * 4 + 3;
    uint64_t p2 = (uint64_t)2939745 * n2;
    uint32_t year_of_century = (uint32_t)(p2 >> 32);
    uint32_t day_of_year = (uint32_t)p2 / 2939745 / 4;
    uint32_t n3 = 2141 * day_of_year + 197913; /* months from March, 3..14 */
    uint32_t year = 100 * century + year_of_century;
    return (struct civil){(int32_t)(year * 12 + (n3 >> 16) - 1), (int32_t)((n3 & 0xffff) / 2141 + 1)};
}

/* Days of a month (year * 12 + month), which is not negative. */
INLINE int32_t month_days(int32_t month) {
    uint32_t year = (uint32_t)month / 12, m = (uint32_t)month % 12; /* m: 0..11 */
    int32_t leap = (year % 4 == 0) & ((year % 100 != 0) | (year % 400 == 0));
    int32_t usual = 30 + (int32_t)(((m + 1) ^ ((m + 1) >> 3)) & 1);
    return m == 1 ? 28 + leap : usual;
}

/* The day number; month from 12 (January of year 1) on. */
INLINE date day_of(int32_t month, int32_t day) {
    uint32_t from_march = (uint32_t)month - 2, year = from_march / 12, m = from_march % 12; /* m: 0 is March */
    uint32_t leap_days = year / 4 - year / 100 + year / 400;
    return (date)(year * 365 + leap_days + (153 * m + 2) / 5 + (uint32_t)day - 1 - EPOCH);
}

/* --- between two dates --- */

/* Never counts as 1970-01-01 here: the result is unknown anyway, and stays within its bounds. */
INLINE date some_day(date d) { return d == DATE_NEVER ? 0 : d; }

/* from + n months <= to for the greatest n: the difference of the months, less one when the day is not reached. */
INLINE int32_t months_between(date from, date to) {
    struct civil a = civil_of(some_day(from)), b = civil_of(some_day(to));
    int32_t last = month_days(b.month);
    int32_t reached = a.day < last ? a.day : last;
    return b.month - a.month - (reached > b.day);
}

HOT void months_to_one(int64_t *restrict out, const date *restrict from, date to, uint32_t rows) {
    struct civil b = civil_of(to);
    int32_t last = month_days(b.month);
    for (uint32_t i = 0; i < rows; i++) {
        struct civil a = civil_of(some_day(from[i]));
        int32_t reached = a.day < last ? a.day : last;
        out[i] = b.month - a.month - (reached > b.day);
    }
}

HOT void months_from_one(int64_t *restrict out, date from, const date *restrict to, uint32_t rows) {
    for (uint32_t i = 0; i < rows; i++) out[i] = months_between(from, to[i]);
}

HOT void months_pairwise(int64_t *restrict out, const date *restrict from, const date *restrict to, uint32_t rows) {
    for (uint32_t i = 0; i < rows; i++) out[i] = months_between(from[i], to[i]);
}

HOT void days_pairwise(int64_t *restrict out, const date *restrict from, bool from_one, const date *restrict to,
                       bool to_one, uint32_t rows) {
    if (to_one) {
        date last = some_day(to[0]);
        for (uint32_t i = 0; i < rows; i++) out[i] = last - some_day(from[i]);
    } else {
        for (uint32_t i = 0; i < rows; i++) out[i] = some_day(to[i]) - some_day(from_one ? from[0] : from[i]);
    }
}

/* Whole units of so many months or days, rounded down. `units` * 2^22 is added meanwhile, to stay above zero. */
HOT void whole_units(int64_t *restrict counts, uint32_t units, uint32_t rows) {
    uint32_t lift = 1u << 22;
    for (uint32_t i = 0; i < rows; i++)
        counts[i] = (int64_t)((uint32_t)(counts[i] + (int64_t)lift * units) / units) - lift;
}

HOT void not_never(uint8_t *restrict known, const date *restrict a, uint32_t rows) {
    for (uint32_t i = 0; i < rows; i++) known[i] &= a[i] != DATE_NEVER;
}

/* Takes away the rows where the date is never; false when that is all, and the result is done. */
static bool without_never(struct kernel_call *call, const struct vec *v) {
    if (!v->constant || call->rows == 1) {
        not_never(kernel_own_known(call), v->day, call->rows);
    } else if (v->day[0] == DATE_NEVER) {
        kernel_unknown(call);
        return false;
    }
    return true;
}

void kernel_between(struct kernel_call *call) {
    const struct vec *from = call->args[0], *to = call->args[1];
    int64_t *out = call->out->num;
    uint32_t rows = call->rows;
    if (!kernel_strict(call) || !without_never(call, from) || !without_never(call, to)) return;
    kernel_recheck(call);
    enum date_unit unit = (enum date_unit)call->node->index;
    bool days = unit == DATE_DAY || unit == DATE_WEEK;
    if (days)
        days_pairwise(out, from->day, from->constant, to->day, to->constant, rows);
    else if (to->constant)
        months_to_one(out, from->day, some_day(to->day[0]), rows);
    else if (from->constant)
        months_from_one(out, from->day[0], to->day, rows);
    else
        months_pairwise(out, from->day, to->day, rows);
    if (unit == DATE_WEEK || unit == DATE_QUARTER || unit == DATE_YEAR)
        whole_units(out, unit == DATE_WEEK ? 7 : unit == DATE_QUARTER ? 3 : 12, rows);
    kernel_narrow_out(call, 0, days ? DAYS_BOUND : MONTHS_BOUND, 0);
}

/* --- dates moved by a period --- */

/* Whole numbers, one a row (one for all of a constant), in scratch num 0 or their own; what is not whole is made unknown. NULL: that is all of it,
 * and the result is done. */
static const int64_t *whole_counts(struct kernel_call *call, const struct vec *v) {
    if (!v->constant && !v->is_wide && !v->den && v->scale == 0) return v->num;
    int64_t *counts = call->room->num[0], count = 0;
    if (v->constant && !kernel_whole(v, 0, &count)) {
        kernel_unknown(call);
        return NULL;
    }
    if (v->constant) {
        counts[0] = count;
        return counts;
    }
    uint8_t *known = kernel_own_known(call);
    for (uint32_t i = 0; i < call->rows; i++) {
        bool whole = kernel_whole(v, i, &count);
        counts[i] = whole ? count : 0;
        known[i] &= whole;
    }
    return counts;
}

/* The date so many months on, clamped to the end of its month; `inside` says whether the calendar has it. */
INLINE date months_on(date from, int32_t count, uint8_t *inside) {
    struct civil a = civil_of(some_day(from));
    int32_t month = a.month + count;
    bool there = (month >= 12) & (month <= LAST_MONTH), never = from == DATE_NEVER;
    int32_t target = there ? month : 12, last = month_days(target);
    date moved = day_of(target, a.day < last ? a.day : last);
    *inside = there | never;
    return never ? DATE_NEVER : moved;
}

/* Cut to what can matter: past the whole calendar either way there is nothing. */
INLINE int32_t month_count(int64_t count) {
    return (int32_t)(count > LAST_MONTH ? LAST_MONTH + 1 : count < -LAST_MONTH ? -LAST_MONTH - 1 : count);
}

HOT void add_months(date *restrict out, uint8_t *restrict known, const date *restrict from,
                    const int64_t *restrict counts, bool one, uint32_t rows) {
    if (one) {
        int32_t count = month_count(counts[0]);
        for (uint32_t i = 0; i < rows; i++) {
            uint8_t inside;
            out[i] = months_on(from[i], count, &inside);
            known[i] &= inside;
        }
    } else {
        for (uint32_t i = 0; i < rows; i++) {
            uint8_t inside;
            out[i] = months_on(from[i], month_count(counts[i]), &inside);
            known[i] &= inside;
        }
    }
}

HOT void add_days(date *restrict out, uint8_t *restrict known, const date *restrict from,
                  const int64_t *restrict counts, bool one, uint32_t rows) {
    for (uint32_t i = 0; i < rows; i++) {
        int64_t most = DAYS_BOUND, count = counts[one ? 0 : i];
        int64_t moved = some_day(from[i]) + (count > most ? most : count < -most ? -most : count);
        bool inside = (moved >= DATE_MIN) & (moved <= DATE_MAX), never = from[i] == DATE_NEVER;
        out[i] = never ? DATE_NEVER : inside ? (date)moved : 0;
        known[i] &= inside | never;
    }
}

static const date *spread_days(struct kernel_call *call, const struct vec *v) {
    if (!v->constant || call->rows == 1) return v->day;
    date *days = (date *)call->room->num[1];
    for (uint32_t i = 0; i < call->rows; i++) days[i] = v->day[0];
    return days;
}

typedef void move_loop(date *restrict, uint8_t *restrict, const date *restrict, const int64_t *restrict, bool,
                       uint32_t);
static void move_dates(struct kernel_call *call, move_loop *loop) {
    if (!kernel_strict(call)) return;
    const int64_t *counts = whole_counts(call, call->args[1]);
    if (!counts) return;
    loop(call->out->day, kernel_own_known(call), spread_days(call, call->args[0]), counts, call->args[1]->constant,
         call->rows);
    kernel_recheck(call);
}

void kernel_add_months(struct kernel_call *call) { move_dates(call, add_months); }

void kernel_add_days(struct kernel_call *call) { move_dates(call, add_days); }

/* --- parts and units of one date --- */

void kernel_date_part(struct kernel_call *call) {
    const struct vec *v = call->args[0];
    if (!kernel_strict(call) || !without_never(call, v)) return;
    kernel_recheck(call);
    int64_t *out = call->out->num;
    enum ir_date_part part = (enum ir_date_part)call->node->index;
    for (uint32_t i = 0; i < call->rows; i++) {
        date d = some_day(v->day[i]);
        struct civil c = civil_of(d);
        switch (part) {
        case PART_YEAR: out[i] = c.month / 12; break;
        case PART_QUARTER: out[i] = c.month % 12 / 3 + 1; break;
        case PART_MONTH: out[i] = c.month % 12 + 1; break;
        case PART_DAY: out[i] = c.day; break;
        case PART_WEEKDAY: out[i] = date_weekday(d); break;
        }
    }
    kernel_narrow_out(call, 0, 9999, 0);
}

static void unit_edge(struct kernel_call *call, date (*edge)(date, enum date_unit)) {
    if (!kernel_strict(call)) return;
    for (uint32_t i = 0; i < call->rows; i++)
        call->out->day[i] = edge(call->args[0]->day[i], (enum date_unit)call->node->index);
}

void kernel_start_of(struct kernel_call *call) { unit_edge(call, date_start_of); }

void kernel_end_of(struct kernel_call *call) { unit_edge(call, date_end_of); }
