/* Sums, products and quotients. Terms of narrow vectors: num / (den * 10^scale); what bounds promise is checked before
 * a loop, so that no loop can overflow.
 * SPDX-License-Identifier: MIT */
#include "runtime/exec/kernels.h"

#include "lang/base/mem.h"

/* --- loops --- */

HOT void multiply(int64_t *restrict out, const int64_t *restrict a, const int64_t *restrict b, uint32_t rows) {
    for (uint32_t i = 0; i < rows; i++) out[i] = a[i] * b[i];
}

HOT void multiply_by(int64_t *restrict out, const int64_t *restrict a, int64_t by, uint32_t rows) {
    for (uint32_t i = 0; i < rows; i++) out[i] = a[i] * by;
}

/* Factors that fit 32 bits, values too: one instruction where the processor has no 64-bit product. */
HOT void multiply_small(int64_t *restrict out, const int64_t *restrict a, int32_t by, uint32_t rows) {
    for (uint32_t i = 0; i < rows; i++) out[i] = (int64_t)(int32_t)a[i] * by;
}

HOT void add(int64_t *restrict out, const int64_t *restrict a, const int64_t *restrict b, uint32_t rows) {
    for (uint32_t i = 0; i < rows; i++) out[i] = a[i] + b[i];
}

HOT void subtract(int64_t *restrict out, const int64_t *restrict a, const int64_t *restrict b, uint32_t rows) {
    for (uint32_t i = 0; i < rows; i++) out[i] = a[i] - b[i];
}

/* a * a_by + c */
HOT void add_constant(int64_t *restrict out, const int64_t *restrict a, int64_t a_by, int64_t c, uint32_t rows) {
    if (a_by == 1) {
        for (uint32_t i = 0; i < rows; i++) out[i] = a[i] + c;
        return;
    }
    for (uint32_t i = 0; i < rows; i++) out[i] = a[i] * a_by + c;
}

/* a * a_by + b * b_by */
HOT void add_scaled(int64_t *restrict out, const int64_t *restrict a, int64_t a_by, const int64_t *restrict b,
                    int64_t b_by, uint32_t rows) {
    for (uint32_t i = 0; i < rows; i++) out[i] = a[i] * a_by + b[i] * b_by;
}

static void fill(int64_t *out, int64_t value, uint32_t rows) {
    for (uint32_t i = 0; i < rows; i++) out[i] = value;
}

/* The vector's numerators, one a row: those of a constant are spread over scratch. */
static const int64_t *spread(struct kernel_call *call, const struct vec *v, unsigned which) {
    if (!v->constant || call->rows == 1) return v->num;
    fill(call->room->num[which], v->num[0], call->rows);
    return call->room->num[which];
}

/* The vector's denominators, one a row; 1 where it has none. */
static const int64_t *spread_den(struct kernel_call *call, const struct vec *v, unsigned which) {
    if (v->den && (!v->constant || call->rows == 1)) return v->den;
    fill(call->room->num[which], v->den ? v->den[0] : 1, call->rows);
    return call->room->num[which];
}

static void times(int64_t *out, const struct vec *v, int64_t by, uint32_t rows) {
    if (by == 1)
        memcpy(out, v->num, rows * sizeof *out);
    else if (v->num_bound <= INT32_MAX && by <= INT32_MAX && by >= -INT32_MAX)
        multiply_small(out, v->num, (int32_t)by, rows);
    else
        multiply_by(out, v->num, by, rows);
}

/* Tries the narrow way twice: with the bounds as they are, then with those that the rows at hand have. */
typedef bool narrow_fn(struct kernel_call *call);
static bool narrow(struct kernel_call *call, narrow_fn *try) {
    if (!NARROW_ALLOWED) return false;
    for (uint32_t a = 0; a < call->arg_count; a++) {
        if (call->args[a]->is_wide) return false;
    }
    if (try(call)) return true;
    for (uint32_t a = 0; a < call->arg_count; a++) kernel_tighten(call->args[a], call->rows);
    return try(call);
}

/* --- sums --- */

static bool same_den(struct kernel_call *call, const struct vec *a, const struct vec *b) {
    return a->den && b->den && a->constant == b->constant &&
           memcmp(a->den, b->den, (a->constant ? 1 : call->rows) * sizeof *a->den) == 0;
}

/* Sums of fractions over denominators of their own: a * b.den + b * a.den over a.den * b.den. */
static bool add_fractions(struct kernel_call *call, int64_t a_by, int64_t b_by, unsigned scale) {
    const struct vec *a = call->args[0], *b = call->args[1];
    uint64_t a_bound = bound_mul(bound_mul(a->num_bound, (uint64_t)a_by), b->den_bound);
    uint64_t b_bound = bound_mul(bound_mul(b->num_bound, b_by < 0 ? (uint64_t)-b_by : (uint64_t)b_by), a->den_bound);
    uint64_t bound = bound_add(a_bound, b_bound), den_bound = bound_mul(a->den_bound, b->den_bound);
    if (!bound_fits(bound) || !bound_fits(den_bound)) return false;
    int64_t *left = call->room->num[2], *right = call->room->num[3];
    const int64_t *a_den = spread_den(call, a, 0), *b_den = spread_den(call, b, 1);
    multiply(call->fresh.den, a_den, b_den, call->rows);
    multiply(right, b_den, spread(call, a, 2), call->rows);
    multiply(left, a_den, spread(call, b, 1), call->rows);
    add_scaled(call->out->num, right, a_by, left, b_by, call->rows);
    kernel_narrow_out(call, scale, bound, den_bound);
    return true;
}

static bool add_narrow(struct kernel_call *call, int64_t sign) {
    const struct vec *a = call->args[0], *b = call->args[1];
    unsigned scale = a->scale > b->scale ? a->scale : b->scale;
    uint64_t a_factor = kernel_power(scale - a->scale), b_factor = kernel_power(scale - b->scale);
    uint64_t bound = bound_add(bound_mul(a->num_bound, a_factor), bound_mul(b->num_bound, b_factor));
    if (!bound_fits(bound)) return false;
    int64_t a_by = (int64_t)a_factor, b_by = (int64_t)b_factor * sign, *out = call->out->num;
    bool shared = same_den(call, a, b);
    if ((a->den || b->den) && !shared) return add_fractions(call, a_by, b_by, scale);
    if (a->constant && call->rows > 1)
        add_constant(out, b->num, b_by, a->num[0] * a_by, call->rows);
    else if (b->constant && call->rows > 1)
        add_constant(out, a->num, a_by, b->num[0] * b_by, call->rows);
    else if (a_by == 1 && b_by == 1)
        add(out, a->num, b->num, call->rows);
    else if (a_by == 1 && b_by == -1)
        subtract(out, a->num, b->num, call->rows);
    else
        add_scaled(out, a->num, a_by, b->num, b_by, call->rows);
    if (shared) memcpy(call->fresh.den, spread_den(call, a, 0), call->rows * sizeof *a->den);
    kernel_narrow_out(call, scale, bound, shared ? a->den_bound : 0);
    return true;
}

static bool narrow_sum(struct kernel_call *call) { return add_narrow(call, 1); }

static bool narrow_difference(struct kernel_call *call) { return add_narrow(call, -1); }

void kernel_add(struct kernel_call *call) {
    if (kernel_strict(call) && !narrow(call, narrow_sum)) kernel_wide2(call, dec_add);
}

void kernel_sub(struct kernel_call *call) {
    if (kernel_strict(call) && !narrow(call, narrow_difference)) kernel_wide2(call, dec_sub);
}

/* --- products --- */

HOT void round_off(int64_t *restrict out, int64_t unit, uint32_t rows) {
    int64_t half = unit / 2;
    for (uint32_t i = 0; i < rows; i++) out[i] = (out[i] + (out[i] < 0 ? -half : half)) / unit;
}

static bool narrow_product(struct kernel_call *call) {
    const struct vec *a = call->args[0], *b = call->args[1];
    uint64_t bound = bound_mul(a->num_bound, b->num_bound), den_bound = bound_mul(a->den_bound, b->den_bound);
    unsigned scale = (unsigned)a->scale + b->scale,
             excess = scale > DEC_PLACES && !call->exact ? scale - DEC_PLACES : 0;
    /* Rounding adds half a unit first. */
    uint64_t half = excess ? kernel_power(excess) / 2 : 0;
    if (!bound_fits(bound_add(bound, half)) || !bound_fits(den_bound) || scale > 18) return false;
    int64_t *out = call->out->num;
    if (a->constant && call->rows > 1)
        times(out, b, a->num[0], call->rows);
    else if (b->constant && call->rows > 1)
        times(out, a, b->num[0], call->rows);
    else
        multiply(out, a->num, b->num, call->rows);
    if (excess) {
        round_off(out, (int64_t)kernel_power(excess), call->rows);
        bound = (bound + half) / kernel_power(excess);
    }
    bool has_den = a->den || b->den;
    if (has_den) multiply(call->fresh.den, spread_den(call, a, 0), spread_den(call, b, 1), call->rows);
    kernel_narrow_out(call, scale - excess, bound, has_den ? den_bound : 0);
    return true;
}

void kernel_mul(struct kernel_call *call) {
    if (kernel_strict(call) && !narrow(call, narrow_product)) kernel_wide2(call, call->exact ? dec_mul_exact : dec_mul);
}

void kernel_mul_exact(struct kernel_call *call) {
    if (kernel_strict(call) && !narrow(call, narrow_product)) kernel_wide2(call, dec_mul_exact);
}

/* --- quotients --- */

/* The power of ten that a whole number divides, at most 18, or -1: then a quotient by it has that many more digits. */
static int tens_divided(uint64_t divisor) {
    for (unsigned exponent = 0; exponent <= 18; exponent++) {
        if (kernel_power(exponent) % divisor == 0) return (int)exponent;
    }
    return -1;
}

/* By a constant such as 2, 0.25 or 100 a quotient needs no denominator, only more digits after the point. */
static bool quotient_by_tens(struct kernel_call *call) {
    const struct vec *a = call->args[0], *b = call->args[1];
    if (!b->constant || b->den || b->num[0] == 0) return false;
    bool negative = b->num[0] < 0;
    uint64_t divisor = negative ? (uint64_t)-b->num[0] : (uint64_t)b->num[0];
    int places = tens_divided(divisor);
    if (places < 0) return false;
    /* a / (divisor * 10^-b.scale) = a * (10^places / divisor) * 10^(b.scale - places) */
    uint64_t factor = kernel_power((unsigned)places) / divisor;
    int scale = a->scale + places - b->scale;
    if (scale < 0) {
        factor = bound_mul(factor, kernel_power((unsigned)-scale));
        scale = 0;
    }
    uint64_t bound = bound_mul(a->num_bound, factor);
    if (scale > 18 || !bound_fits(factor) || !bound_fits(bound)) return false;
    uint32_t rows = a->constant ? 1 : call->rows;
    times(call->out->num, a, negative ? -(int64_t)factor : (int64_t)factor, rows);
    if (a->den) memcpy(call->fresh.den, a->den, rows * sizeof *a->den);
    kernel_narrow_out(call, (unsigned)scale, bound, a->den ? a->den_bound : 0);
    return true;
}

/* num = sign(b) * a * factor, den = |b|; a division by zero is marked unknown. */
HOT void divide(int64_t *restrict num, int64_t *restrict den, uint8_t *restrict known, const int64_t *restrict a,
                const int64_t *restrict b, int64_t factor, uint32_t rows) {
    for (uint32_t i = 0; i < rows; i++) {
        int64_t sign = -(int64_t)(b[i] < 0), zero = b[i] == 0;
        den[i] = ((b[i] ^ sign) - sign) | zero;
        num[i] = ((a[i] * factor ^ sign) - sign) & (zero - 1);
    }
    for (uint32_t i = 0; i < rows; i++) known[i] &= b[i] != 0;
}

/* (a / a.den) / (b / b.den) = a * b.den / (b * a.den), with the scales' difference on the side where it adds digits. */
static bool narrow_quotient(struct kernel_call *call) {
    if (quotient_by_tens(call)) return true;
    const struct vec *a = call->args[0], *b = call->args[1];
    unsigned scale = a->scale > b->scale ? (unsigned)a->scale - b->scale : 0;
    uint64_t factor = kernel_power(a->scale < b->scale ? (unsigned)b->scale - a->scale : 0);
    uint64_t bound = bound_mul(bound_mul(a->num_bound, factor), b->den_bound);
    uint64_t den_bound = bound_mul(b->num_bound, a->den_bound);
    if (!bound_fits(factor) || !bound_fits(bound) || !bound_fits(den_bound)) return false;
    uint32_t rows = call->rows;
    const int64_t *over = spread(call, a, 0), *under = spread(call, b, 1);
    if (b->den) {
        multiply(call->room->num[2], over, spread_den(call, b, 3), rows);
        over = call->room->num[2];
    }
    if (a->den) {
        multiply(call->room->num[3], under, spread_den(call, a, 4), rows);
        under = call->room->num[3];
    }
    divide(call->out->num, call->fresh.den, kernel_own_known(call), over, under, (int64_t)factor, rows);
    kernel_recheck(call);
    kernel_narrow_out(call, scale, bound, den_bound ? den_bound : 1);
    return true;
}

void kernel_div(struct kernel_call *call) {
    if (kernel_strict(call) && !narrow(call, narrow_quotient)) kernel_wide2(call, dec_div);
}

/* --- signs --- */

HOT void negate(int64_t *restrict out, const int64_t *restrict a, uint32_t rows) {
    for (uint32_t i = 0; i < rows; i++) out[i] = -a[i];
}

HOT void magnitude(int64_t *restrict out, const int64_t *restrict a, uint32_t rows) {
    for (uint32_t i = 0; i < rows; i++) out[i] = a[i] < 0 ? -a[i] : a[i];
}

HOT void signs(int64_t *restrict out, const int64_t *restrict a, uint32_t rows) {
    for (uint32_t i = 0; i < rows; i++) out[i] = (a[i] > 0) - (a[i] < 0);
}

/* Minus or magnitude: neither needs more room than its argument. */
static void change_sign(struct kernel_call *call, struct dec (*wide)(struct dec),
                        void (*loop)(int64_t *restrict, const int64_t *restrict, uint32_t)) {
    const struct vec *a = call->args[0];
    if (!kernel_strict(call)) return;
    if (a->is_wide) {
        for (uint32_t i = 0; i < call->rows; i++) call->fresh.wide[i] = wide(a->wide[i]);
        kernel_wide_out(call);
        return;
    }
    loop(call->out->num, a->num, call->rows);
    if (a->den) memcpy(call->fresh.den, a->den, call->rows * sizeof *a->den);
    kernel_narrow_out(call, a->scale, a->num_bound, a->den ? a->den_bound : 0);
}

void kernel_neg(struct kernel_call *call) { change_sign(call, dec_neg, negate); }

void kernel_abs(struct kernel_call *call) { change_sign(call, dec_abs, magnitude); }

void kernel_sign(struct kernel_call *call) {
    const struct vec *a = call->args[0];
    if (!kernel_strict(call)) return;
    kernel_narrow_out(call, 0, 1, 0);
    if (!a->is_wide) {
        signs(call->out->num, a->num, call->rows);
        return;
    }
    for (uint32_t i = 0; i < call->rows; i++) call->out->num[i] = dec_sign(a->wide[i]);
}
