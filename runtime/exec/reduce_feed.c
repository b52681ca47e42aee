/* Counting and adding, a batch at a time: first where each row's record is, then one loop for each accumulator.
 * SPDX-License-Identifier: MIT */
#include "lang/base/mem.h"
#include "runtime/data/store.h"
#include "runtime/exec/reduce.h"
#include "runtime/exec/reduce_parts.h"

struct feed { /* one accumulator and one batch */
    struct reduce *reduce;
    struct accumulator *a;
    uint32_t rows;
    const uint8_t *where;  /* truth of each row: whether it counts */
    const uint8_t *counts; /* 1 where it does and the value is known, else 0 */
    bool undecided;        /* somewhere */
    const struct vec *value;
};

/* What stands at the row's destination; LOCALS first, so that a store there is not taken for one to the pointers. */
#define LOCALS                                                                                                         \
    char *const *const record = feed->reduce->record;                                                                  \
    const uint32_t offset = feed->a->offset, rows = feed->rows;                                                        \
    const uint8_t *const where = feed->where, *const counts = feed->counts;                                            \
    (void)where;                                                                                                       \
    (void)counts
#define AT(type, row) ((type *)(void *)(record[row] + offset))

static void find_records(struct reduce *reduce, const struct vec *link, uint32_t rows) {
    for (uint32_t i = 0; i < rows; i++) {
        uint32_t to = !link ? 0 : link->row[link->constant ? 0 : i];
        if (link && !vec_known(link, i)) to = reduce->destinations;
        reduce->target[i] = to < reduce->destinations ? to : reduce->destinations;
        reduce->record[i] = record_of(reduce, reduce->target[i]);
        __builtin_prefetch(reduce->record[i], 1);
    }
}

/* A bool's bytes, one a row; without a condition every row counts. */
static const uint8_t *truth_of(struct reduce *reduce, const struct vec *vec, uint32_t rows) {
    if (vec && !vec->constant) return vec->truth;
    memset(reduce->where, vec ? vec->truth[0] : TRUTH_TRUE, rows);
    return reduce->where;
}

static uint32_t *beside(struct reduce *reduce, struct accumulator *a) {
    if (!a->more) a->more = mem_alloc(sizeof *a->more * ((size_t)reduce->destinations + 1));
    return a->more;
}

/* ---- counts ---- */

static void feed_count(const struct feed *feed) {
    LOCALS;
    for (uint32_t i = 0; i < rows; i++) *AT(uint32_t, i) += where[i] >> 1;
    if (!feed->undecided) return;
    uint32_t *more = beside(feed->reduce, feed->a);
    for (uint32_t i = 0; i < rows; i++) more[feed->reduce->target[i]] += where[i] & TRUTH_UNKNOWN;
}

static void feed_unknown(const struct feed *feed) {
    const struct vec *value = feed->value;
    if (value->repr != REPR_BOOL && value->all_known) return;
    for (uint32_t i = 0; i < feed->rows; i++) {
        if (feed->where[i] == TRUTH_TRUE && !feed->counts[i]) beside(feed->reduce, feed->a)[feed->reduce->target[i]]++;
    }
}

static void feed_any(const struct feed *feed) {
    LOCALS;
    const struct vec *value = feed->value;
    for (uint32_t i = 0; i < rows; i++) {
        uint8_t truth = value->truth[value->constant ? 0 : i], *at = AT(uint8_t, i);
        /* Where it is not decided whether the row counts, its truth is not decided either. */
        truth = truth < where[i] ? truth : where[i];
        *at = truth > *at ? truth : *at;
    }
}

/* ---- different values ---- */

/* None is bit `count` of the category, every way of having exited the next. */
static inline uint64_t member_bit(int16_t code, uint32_t count) {
    uint32_t bit = code >= CODE_EXITED ? count + 1 : code < 0 ? count : (uint32_t)code;
    return UINT64_C(1) << bit;
}

static void feed_members(const struct feed *feed) {
    LOCALS;
    const struct vec *value = feed->value;
    const int16_t *code = value->code;
    const uint32_t count = feed->a->value->type.category->count, width = feed->a->width, step = vec_step(value);
    for (uint32_t i = 0; i < rows; i++) {
        uint64_t bit = member_bit(code[i * step], count) & -(uint64_t)counts[i];
        switch (width) {
        case 1: *AT(uint8_t, i) |= (uint8_t)bit; break;
        case 2: *AT(uint16_t, i) |= (uint16_t)bit; break;
        case 4: *AT(uint32_t, i) |= (uint32_t)bit; break;
        default: *AT(uint64_t, i) |= bit; break;
        }
    }
    if (!feed->undecided) return;
    struct accumulator *a = feed->a;
    if (!a->more_members)
        a->more_members = mem_alloc(sizeof *a->more_members * ((size_t)feed->reduce->destinations + 1));
    for (uint32_t i = 0; i < rows; i++) {
        if (where[i] == TRUTH_UNKNOWN && vec_known(value, i))
            a->more_members[feed->reduce->target[i]] |= member_bit(value->code[value->constant ? 0 : i], count);
    }
}

static bool is_known(const struct vec *value, uint32_t row) {
    return value->repr == REPR_BOOL ? value->truth[value->constant ? 0 : row] != TRUTH_UNKNOWN : vec_known(value, row);
}

static void feed_distinct(const struct feed *feed) {
    LOCALS;
    for (uint32_t i = 0; i < rows; i++) {
        uint32_t target = feed->reduce->target[i];
        if (where[i] == TRUTH_FALSE || target == feed->reduce->destinations || !is_known(feed->value, i)) continue;
        uint32_t value = distinct_value(feed->a->set, feed->value, i);
        switch (distinct_add(feed->a->set, target, value, where[i] == TRUTH_TRUE)) {
        case DISTINCT_OLD: break;
        case DISTINCT_RAISED: beside(feed->reduce, feed->a)[target]--; /* fall through */
        case DISTINCT_CERTAIN: ++*AT(uint32_t, i); break;
        case DISTINCT_PERHAPS: beside(feed->reduce, feed->a)[target]++; break;
        }
    }
}

/* ---- numbers ---- */

void reduce_widen(struct reduce *reduce, struct accumulator *a) {
    if (a->is_wide) return;
    a->is_wide = true;
    a->wide = mem_alloc(sizeof *a->wide * ((size_t)reduce->destinations + 1));
    for (uint32_t d = 0; d <= reduce->destinations; d++) {
        int64_t value;
        memcpy(&value, (const char *)record_of(reduce, d) + a->offset, sizeof value);
        if (a->kind == TALLY_MOST && value == MOST_NONE) continue;
        enum dec_status status = dec_from_scaled(value, a->scale, &a->wide[d]);
        ASSERT(status == DEC_OK);
    }
}

/* The least bound that holds for what has been added up. */
static void tighten(const struct reduce *reduce, struct accumulator *a) {
    a->bound = 0;
    for (uint32_t d = 0; d <= reduce->destinations; d++) {
        int64_t value;
        memcpy(&value, (const char *)record_of(reduce, d) + a->offset, sizeof value);
        if (a->kind == TALLY_MOST && value == MOST_NONE) continue;
        uint64_t magnitude = value < 0 ? -(uint64_t)value : (uint64_t)value;
        if (magnitude > a->bound) a->bound = magnitude;
    }
}

/* Brings all destinations to a greater scale; false when 64 bits do not hold it. */
static bool rescale(struct reduce *reduce, struct accumulator *a, unsigned scale) {
    uint64_t factor = kernel_power(scale - a->scale);
    if (!bound_fits(bound_mul(a->bound, factor))) tighten(reduce, a);
    if (!bound_fits(bound_mul(a->bound, factor))) return false;
    for (uint32_t d = 0; d <= reduce->destinations; d++) {
        int64_t *at = (int64_t *)(void *)((char *)record_of(reduce, d) + a->offset);
        if (a->kind != TALLY_MOST || *at != MOST_NONE) *at *= (int64_t)factor;
    }
    a->bound *= factor;
    a->scale = scale;
    return true;
}

/* Makes room for this batch in 64 bits; gives the factor that brings its numbers to the accumulator's scale. False when
 * exact numbers are needed. */
static bool make_room(const struct feed *feed, int64_t *factor) {
    struct accumulator *a = feed->a;
    const struct vec *value = feed->value;
    if (!NARROW_ALLOWED || a->is_wide || value->is_wide || value->den) return false;
    if (value->scale > a->scale && !rescale(feed->reduce, a, value->scale)) return false;
    uint64_t by = kernel_power(a->scale - value->scale), one = bound_mul(value->num_bound, by);
    uint64_t most = a->kind == TALLY_SUM ? bound_mul(one, feed->rows) : one;
    if (!bound_fits(most)) {
        struct vec tight = *value;
        kernel_tighten(&tight, feed->rows);
        one = bound_mul(tight.num_bound, by);
        most = a->kind == TALLY_SUM ? bound_mul(one, feed->rows) : one;
    }
    if (a->kind == TALLY_SUM && !bound_fits(bound_add(a->bound, most))) tighten(feed->reduce, a);
    uint64_t bound = a->kind == TALLY_SUM ? bound_add(a->bound, most) : most > a->bound ? most : a->bound;
    if (!bound_fits(one) || !bound_fits(bound)) return false;
    a->bound = bound;
    *factor = (int64_t)by;
    return true;
}

static void sum_exactly(const struct feed *feed) {
    struct accumulator *a = feed->a;
    reduce_widen(feed->reduce, a);
    for (uint32_t i = 0; i < feed->rows; i++) {
        struct dec *at = &a->wide[feed->reduce->target[i]], sum = dec_zero;
        if (!feed->counts[i] || at->d == 0) continue;
        enum dec_status status = dec_add(*at, vec_number(feed->value, i), &sum);
        *at = status == DEC_OK || status == DEC_ROUNDED ? sum : (struct dec){0};
    }
}

static void feed_sum(const struct feed *feed) {
    LOCALS;
    int64_t factor;
    if (!make_room(feed, &factor)) {
        sum_exactly(feed);
        return;
    }
    const int64_t *num = feed->value->num;
    const uint32_t step = vec_step(feed->value);
    for (uint32_t i = 0; i < rows; i++) *AT(int64_t, i) += (num[i * step] * factor) & -(int64_t)counts[i];
}

static void feed_most(const struct feed *feed) {
    LOCALS;
    struct accumulator *a = feed->a;
    const struct vec *value = feed->value;
    int64_t factor;
    if (make_room(feed, &factor)) {
        factor *= a->sign;
        for (uint32_t i = 0; i < rows; i++) {
            int64_t number = counts[i] ? value->num[value->constant ? 0 : i] * factor : MOST_NONE, *at = AT(int64_t, i);
            *at = number > *at ? number : *at;
        }
        return;
    }
    reduce_widen(feed->reduce, a);
    for (uint32_t i = 0; i < rows; i++) {
        if (!counts[i]) continue;
        struct dec number = vec_number(value, i), *at = &a->wide[feed->reduce->target[i]];
        if (a->sign < 0) number = dec_neg(number);
        if (at->d == 0 || dec_compare(number, *at) > 0) *at = number;
    }
}

/* ---- dates, codes, texts ---- */

static void feed_last(const struct feed *feed) {
    LOCALS;
    const struct vec *value = feed->value;
    const uint32_t step = vec_step(value);
    const int32_t sign = feed->a->sign;
    const date *day = value->day;
    const int16_t *code = value->code;
    const bool dates = value->repr == REPR_DATE;
    for (uint32_t i = 0; i < rows; i++) {
        int32_t one = dates ? day[i * step] : code[i * step], *at = AT(int32_t, i);
        /* Exited is outside the order of the stages: it is neither the first nor the last. */
        bool outside = !dates && one >= CODE_EXITED;
        one = counts[i] && !outside ? one * sign : LAST_NONE;
        *at = one > *at ? one : *at;
    }
}

static void feed_texts(const struct feed *feed) {
    LOCALS;
    const struct vec *value = feed->value;
    for (uint32_t i = 0; i < rows; i++) {
        if (!counts[i]) continue;
        struct str text = value->text[value->constant ? 0 : i], *at = AT(struct str, i);
        if (!at->ptr || str_compare(text, *at) * feed->a->sign > 0) *at = arena_str(&feed->reduce->texts, text);
    }
}

/* ---- a batch ---- */

/* 1 where the row counts and its value is known. */
static void find_counting(struct reduce *reduce, const uint8_t *where, const struct vec *value, uint32_t rows) {
    uint8_t *counts = reduce->known;
    for (uint32_t i = 0; i < rows; i++) counts[i] = where[i] >> 1;
    if (!value) return;
    if (value->repr == REPR_BOOL) {
        for (uint32_t i = 0; i < rows; i++)
            counts[i] &= (uint8_t)(value->truth[value->constant ? 0 : i] != TRUTH_UNKNOWN);
    } else if (!value->all_known) {
        for (uint32_t i = 0; i < rows; i++) counts[i] &= value->known[value->constant ? 0 : i];
    }
}

static bool any_undecided(const uint8_t *where, uint32_t rows) {
    uint8_t any = 0;
    for (uint32_t i = 0; i < rows; i++) any |= where[i] & TRUTH_UNKNOWN;
    return any != 0;
}

void reduce_feed(struct reduce *reduce, const struct run *run, uint32_t rows) {
    if (rows == 0) return;
    find_records(reduce, reduce->link ? run_vec(run, reduce->link) : NULL, rows);
    for (uint32_t k = 0; k < reduce->count; k++) {
        struct accumulator *a = &reduce->at[k];
        struct feed feed = {.reduce = reduce, .a = a, .rows = rows, .counts = reduce->known};
        const struct vec *where = a->where ? run_vec(run, a->where) : NULL;
        feed.where = truth_of(reduce, where, rows);
        feed.undecided = where && any_undecided(feed.where, rows);
        feed.value = a->value ? run_vec(run, a->value) : NULL;
        find_counting(reduce, feed.where, feed.value, rows);
        switch (a->kind) {
        case TALLY_COUNT: feed_count(&feed); break;
        case TALLY_UNKNOWN: feed_unknown(&feed); break;
        case TALLY_SUM: feed_sum(&feed); break;
        case TALLY_MOST: feed_most(&feed); break;
        case TALLY_LAST: feed_last(&feed); break;
        case TALLY_TEXT: feed_texts(&feed); break;
        case TALLY_ANY: feed_any(&feed); break;
        case TALLY_MEMBERS: feed_members(&feed); break;
        case TALLY_DISTINCT: feed_distinct(&feed); break;
        }
    }
}
