/* Comparison: = < <= of two values of one type, as three-valued bools.
 * SPDX-License-Identifier: MIT */
#include "runtime/exec/kernels.h"

#include "lang/base/mem.h"

enum relation { EQUAL, LESS, NOT_MORE, MORE, NOT_LESS };

/* --- numbers --- */

HOT void is_equal(uint8_t *restrict out, const int64_t *restrict a, int64_t c, uint32_t rows) {
    for (uint32_t i = 0; i < rows; i++) out[i] = (uint8_t)((a[i] == c) << 1);
}

HOT void is_not_more(uint8_t *restrict out, const int64_t *restrict a, int64_t c, uint32_t rows) {
    for (uint32_t i = 0; i < rows; i++) out[i] = (uint8_t)((a[i] <= c) << 1);
}

HOT void is_not_less(uint8_t *restrict out, const int64_t *restrict a, int64_t c, uint32_t rows) {
    for (uint32_t i = 0; i < rows; i++) out[i] = (uint8_t)((a[i] >= c) << 1);
}

/* a * a_by against b * b_by */
#define PAIR(name, op)                                                                                                 \
    HOT void name(uint8_t *restrict out, const int64_t *restrict a, int64_t a_by, const int64_t *restrict b,           \
                  int64_t b_by, uint32_t rows) {                                                                       \
        if (a_by == 1 && b_by == 1) {                                                                                  \
            for (uint32_t i = 0; i < rows; i++) out[i] = (uint8_t)((a[i] op b[i]) << 1);                               \
            return;                                                                                                    \
        }                                                                                                              \
        for (uint32_t i = 0; i < rows; i++) out[i] = (uint8_t)((a[i] * a_by op b[i] * b_by) << 1);                     \
    }
PAIR(pair_equal, ==)
PAIR(pair_less, <)
PAIR(pair_not_more, <=)

static void pair(uint8_t *out, enum relation relation, const int64_t *a, int64_t a_by, const int64_t *b, int64_t b_by,
                 uint32_t rows) {
    switch (relation) {
    case EQUAL: pair_equal(out, a, a_by, b, b_by, rows); break;
    case LESS: pair_less(out, a, a_by, b, b_by, rows); break;
    case NOT_MORE: pair_not_more(out, a, a_by, b, b_by, rows); break;
    case MORE: pair_less(out, b, b_by, a, a_by, rows); break;
    case NOT_LESS: pair_not_more(out, b, b_by, a, a_by, rows); break;
    }
}

static enum relation turned(enum relation relation) {
    static const enum relation other[] = {
        [EQUAL] = EQUAL, [LESS] = MORE, [NOT_MORE] = NOT_LESS, [MORE] = LESS, [NOT_LESS] = NOT_MORE};
    return other[relation];
}

/* `up`: rounded up, else down; d > 0. */
static dec_int quotient(dec_int n, dec_int d, bool up) {
    dec_int q = n / d, rest = n % d;
    return up ? q + (rest > 0) : q - (rest < 0);
}

static bool within_power(dec_int n, uint64_t power) {
    dec_int product;
    return !__builtin_mul_overflow(n, (dec_int)power, &product);
}

/* Whole numbers against a constant: a * 10^-scale REL c becomes a REL floor or ceiling of c * 10^scale. */
static bool against_whole(struct kernel_call *call, const struct vec *a, enum relation relation, struct dec c) {
    uint8_t *out = call->out->truth;
    uint64_t unit = kernel_power(a->scale);
    if (!within_power(c.n, unit)) return false;
    dec_int n = c.n * (dec_int)unit;
    bool whole = n % c.d == 0;
    if (relation == EQUAL && !whole) {
        memset(out, TRUTH_FALSE, call->rows);
        return true;
    }
    /* less than c is not more than the whole number below it */
    dec_int limit = quotient(n, c.d, relation == NOT_LESS || relation == LESS);
    if (relation == LESS) limit--;
    if (relation == MORE) limit++;
    if (limit > INT64_MAX || limit < -INT64_MAX) {
        bool above = limit > 0, holds = relation != EQUAL && above == (relation == LESS || relation == NOT_MORE);
        memset(out, holds ? TRUTH_TRUE : TRUTH_FALSE, call->rows);
        return true;
    }
    if (relation == EQUAL)
        is_equal(out, a->num, (int64_t)limit, call->rows);
    else if (relation == LESS || relation == NOT_MORE)
        is_not_more(out, a->num, (int64_t)limit, call->rows);
    else
        is_not_less(out, a->num, (int64_t)limit, call->rows);
    return true;
}

/* Fractions against a constant: num / (den * 10^scale) REL n / d becomes num * d REL den * n * 10^scale. */
static bool against_fraction(struct kernel_call *call, const struct vec *a, enum relation relation, struct dec c) {
    uint64_t unit = kernel_power(a->scale);
    if (c.d > INT64_MAX || !within_power(c.n, unit)) return false;
    dec_int by = c.n * (dec_int)unit;
    if (by > INT64_MAX || by < -INT64_MAX) return false;
    uint64_t magnitude = by < 0 ? (uint64_t)-by : (uint64_t)by;
    if (!bound_fits(bound_mul(a->num_bound, (uint64_t)c.d)) || !bound_fits(bound_mul(a->den_bound, magnitude)))
        return false;
    pair(call->out->truth, relation, a->num, (int64_t)c.d, a->den, (int64_t)by, call->rows);
    return true;
}

HOT void cross(int64_t *restrict out, const int64_t *restrict a, const int64_t *restrict b, uint32_t rows) {
    for (uint32_t i = 0; i < rows; i++) out[i] = a[i] * b[i];
}

/* Two vectors: a * b.den * factor REL b * a.den * factor, in 64 bits. */
static bool narrow_pair(struct kernel_call *call, enum relation relation) {
    const struct vec *a = call->args[0], *b = call->args[1];
    unsigned scale = a->scale > b->scale ? a->scale : b->scale;
    uint64_t a_by = kernel_power(scale - a->scale), b_by = kernel_power(scale - b->scale);
    if (!bound_fits(bound_mul(bound_mul(a->num_bound, b->den_bound), a_by)) ||
        !bound_fits(bound_mul(bound_mul(b->num_bound, a->den_bound), b_by)))
        return false;
    const int64_t *left = a->num, *right = b->num;
    if (b->den) {
        cross(call->room->num[0], left, b->den, call->rows);
        left = call->room->num[0];
    }
    if (a->den) {
        cross(call->room->num[1], right, a->den, call->rows);
        right = call->room->num[1];
    }
    pair(call->out->truth, relation, left, (int64_t)a_by, right, (int64_t)b_by, call->rows);
    return true;
}

static bool narrow_compare(struct kernel_call *call, enum relation relation) {
    const struct vec *a = call->args[0], *b = call->args[1];
    if (!NARROW_ALLOWED || a->is_wide || b->is_wide) return false;
    if (b->constant && !a->constant)
        return a->den ? against_fraction(call, a, relation, vec_number(b, 0))
                      : against_whole(call, a, relation, vec_number(b, 0));
    if (a->constant && !b->constant)
        return b->den ? against_fraction(call, b, turned(relation), vec_number(a, 0))
                      : against_whole(call, b, turned(relation), vec_number(a, 0));
    return narrow_pair(call, relation);
}

static bool holds(enum relation relation, int order) {
    switch (relation) {
    case EQUAL: return order == 0;
    case LESS: return order < 0;
    case NOT_MORE: return order <= 0;
    case MORE: return order > 0;
    case NOT_LESS: return order >= 0;
    }
    return false;
}

/* Terms of 64 bits whose products may pass 64 bits but not 127: still quicker than reducing fractions. */
static bool middle_compare(struct kernel_call *call, enum relation relation) {
    const struct vec *a = call->args[0], *b = call->args[1];
    if (!NARROW_ALLOWED || a->is_wide || b->is_wide) return false;
    unsigned scale = a->scale > b->scale ? a->scale : b->scale;
    uint64_t a_by = bound_mul(b->den_bound, kernel_power(scale - a->scale)),
             b_by = bound_mul(a->den_bound, kernel_power(scale - b->scale));
    if (!bound_fits(a_by) || !bound_fits(b_by)) return false;
    int64_t a_unit = (int64_t)kernel_power(scale - a->scale), b_unit = (int64_t)kernel_power(scale - b->scale);
    uint32_t a_step = vec_step(a), b_step = vec_step(b);
    for (uint32_t i = 0; i < call->rows; i++) {
        uint32_t at = i * a_step, bt = i * b_step;
        dec_int left = (dec_int)a->num[at] * (a_unit * (b->den ? b->den[bt] : 1));
        dec_int right = (dec_int)b->num[bt] * (b_unit * (a->den ? a->den[at] : 1));
        call->out->truth[i] = holds(relation, (left > right) - (left < right)) ? TRUTH_TRUE : TRUTH_FALSE;
    }
    return true;
}

static void wide_compare(struct kernel_call *call, enum relation relation) {
    const struct dec *a = kernel_wide(call, call->args[0], 0), *b = kernel_wide(call, call->args[1], 1);
    uint32_t a_step = vec_step(call->args[0]), b_step = vec_step(call->args[1]);
    for (uint32_t i = 0; i < call->rows; i++, a += a_step, b += b_step)
        call->out->truth[i] = holds(relation, dec_compare(*a, *b)) ? TRUTH_TRUE : TRUTH_FALSE;
}

static void compare_numbers(struct kernel_call *call, enum relation relation) {
    if (!narrow_compare(call, relation)) {
        kernel_tighten(call->args[0], call->rows);
        kernel_tighten(call->args[1], call->rows);
        if (!narrow_compare(call, relation) && !middle_compare(call, relation)) wide_compare(call, relation);
    }
    kernel_strict_truth(call);
}

void kernel_equal_number(struct kernel_call *call) { compare_numbers(call, EQUAL); }

void kernel_less_number(struct kernel_call *call) { compare_numbers(call, LESS); }

void kernel_not_more_number(struct kernel_call *call) { compare_numbers(call, NOT_MORE); }

/* --- dates, codes, bools --- */

/* Loops for a small type: vector with vector, with a constant on the right, with a constant on the left. */
#define SMALL(name, type, condition)                                                                                   \
    HOT void name(uint8_t *restrict out, const type *restrict a, const type *restrict b, bool a_one, bool b_one,       \
                  uint32_t rows) {                                                                                     \
        if (b_one) {                                                                                                   \
            const type y = b[0];                                                                                       \
            for (uint32_t i = 0; i < rows; i++) {                                                                      \
                const type x = a[i];                                                                                   \
                out[i] = (uint8_t)((condition) << 1);                                                                  \
            }                                                                                                          \
        } else if (a_one) {                                                                                            \
            const type x = a[0];                                                                                       \
            for (uint32_t i = 0; i < rows; i++) {                                                                      \
                const type y = b[i];                                                                                   \
                out[i] = (uint8_t)((condition) << 1);                                                                  \
            }                                                                                                          \
        } else {                                                                                                       \
            for (uint32_t i = 0; i < rows; i++) {                                                                      \
                const type x = a[i], y = b[i];                                                                         \
                out[i] = (uint8_t)((condition) << 1);                                                                  \
            }                                                                                                          \
        }                                                                                                              \
    }
SMALL(date_equal, date, x == y)
SMALL(date_less, date, x < y)
SMALL(date_not_more, date, x <= y)
SMALL(code_equal, int16_t, (x < CODE_EXITED ? x : CODE_EXITED) == (y < CODE_EXITED ? y : CODE_EXITED))
SMALL(code_less, int16_t, (x < y) & (y < CODE_EXITED))
SMALL(code_not_more, int16_t, (x <= y) & (y < CODE_EXITED))
SMALL(row_equal, uint32_t, x == y)

typedef void date_loop(uint8_t *restrict out, const date *restrict a, const date *restrict b, bool a_one, bool b_one,
                       uint32_t rows);
static void compare_dates(struct kernel_call *call, date_loop *loop) {
    const struct vec *a = call->args[0], *b = call->args[1];
    loop(call->out->truth, a->day, b->day, a->constant, b->constant, call->rows);
    kernel_strict_truth(call);
}

void kernel_equal_date(struct kernel_call *call) { compare_dates(call, date_equal); }

void kernel_less_date(struct kernel_call *call) { compare_dates(call, date_less); }

void kernel_not_more_date(struct kernel_call *call) { compare_dates(call, date_not_more); }

typedef void code_loop(uint8_t *restrict out, const int16_t *restrict a, const int16_t *restrict b, bool a_one,
                       bool b_one, uint32_t rows);
static void compare_codes(struct kernel_call *call, code_loop *loop) {
    const struct vec *a = call->args[0], *b = call->args[1];
    loop(call->out->truth, a->code, b->code, a->constant, b->constant, call->rows);
    kernel_strict_truth(call);
}

void kernel_equal_code(struct kernel_call *call) { compare_codes(call, code_equal); }

void kernel_less_code(struct kernel_call *call) { compare_codes(call, code_less); }

void kernel_not_more_code(struct kernel_call *call) { compare_codes(call, code_not_more); }

/* References: to the same row. */
void kernel_equal_row(struct kernel_call *call) {
    const struct vec *a = call->args[0], *b = call->args[1];
    row_equal(call->out->truth, a->row, b->row, a->constant, b->constant, call->rows);
    kernel_strict_truth(call);
}

/* Bools carry their own unknown. */
static void compare_bools(struct kernel_call *call, enum relation relation) {
    const struct vec *a = call->args[0], *b = call->args[1];
    uint32_t a_step = vec_step(a), b_step = vec_step(b);
    for (uint32_t i = 0; i < call->rows; i++) {
        int x = a->truth[i * a_step], y = b->truth[i * b_step];
        bool known = x != TRUTH_UNKNOWN && y != TRUTH_UNKNOWN;
        call->out->truth[i] = !known ? TRUTH_UNKNOWN : holds(relation, x - y) ? TRUTH_TRUE : TRUTH_FALSE;
    }
}

void kernel_equal_bool(struct kernel_call *call) { compare_bools(call, EQUAL); }

void kernel_less_bool(struct kernel_call *call) { compare_bools(call, LESS); }

void kernel_not_more_bool(struct kernel_call *call) { compare_bools(call, NOT_MORE); }

/* --- texts --- */

static void compare_texts(struct kernel_call *call, enum relation relation) {
    const struct vec *a = call->args[0], *b = call->args[1];
    uint32_t a_step = vec_step(a), b_step = vec_step(b);
    uint8_t *out = call->out->truth;
    for (uint32_t i = 0; i < call->rows; i++) {
        struct str x = a->text[i * a_step], y = b->text[i * b_step];
        bool is = relation == EQUAL ? str_equal(x, y) : holds(relation, str_compare(x, y));
        out[i] = is ? TRUTH_TRUE : TRUTH_FALSE;
    }
    kernel_strict_truth(call);
}

void kernel_equal_text(struct kernel_call *call) { compare_texts(call, EQUAL); }

void kernel_less_text(struct kernel_call *call) { compare_texts(call, LESS); }

void kernel_not_more_text(struct kernel_call *call) { compare_texts(call, NOT_MORE); }
