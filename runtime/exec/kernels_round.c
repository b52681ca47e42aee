/* Rounding of exact values, and the remainder of a division.
 * SPDX-License-Identifier: MIT */
#include "runtime/exec/kernels.h"

#include "lang/base/mem.h"

enum rounding { DOWN, UP, NEAREST /* half away from zero */ };

/* n / d to a whole number; d > 0. */
#define ROUND_QUOTIENT(name, type)                                                                                     \
    INLINE type name(type n, type d, enum rounding rounding) {                                                         \
        type q = n / d, rest = n % d;                                                                                  \
        if (rounding == DOWN) return q - (rest < 0);                                                                   \
        if (rounding == UP) return q + (rest > 0);                                                                     \
        return rest < 0 ? q - (-rest >= d + rest) : q + (rest >= d - rest);                                            \
    }
ROUND_QUOTIENT(round_64, int64_t)
ROUND_QUOTIENT(round_128, dec_int)

HOT void round_by(int64_t *restrict out, const int64_t *restrict num, int64_t unit, enum rounding rounding, int64_t by,
                  uint32_t rows) {
    if (rounding == DOWN) {
        for (uint32_t i = 0; i < rows; i++) out[i] = round_64(num[i], unit, DOWN) * by;
    } else if (rounding == UP) {
        for (uint32_t i = 0; i < rows; i++) out[i] = round_64(num[i], unit, UP) * by;
    } else {
        for (uint32_t i = 0; i < rows; i++) out[i] = round_64(num[i], unit, NEAREST) * by;
    }
}

/* A narrow vector without denominators: whole units of 10^-places. */
static bool round_scaled(struct kernel_call *call, const struct vec *a, int places, enum rounding rounding) {
    if (places >= a->scale) {
        kernel_copy(call, a);
        return true;
    }
    unsigned excess = (unsigned)(a->scale - places);
    uint64_t unit = kernel_power(excess), by = kernel_power(places < 0 ? (unsigned)-places : 0);
    uint64_t bound = bound_fits(unit) ? bound_mul(a->num_bound / unit + 1, by) : UINT64_MAX;
    if (!bound_fits(bound)) return false;
    round_by(call->out->num, a->num, (int64_t)unit, rounding, (int64_t)by, call->rows);
    kernel_narrow_out(call, places < 0 ? 0 : (unsigned)places, bound, 0);
    return true;
}

/* num * over / (den * under) for each row; false when some result does not fit. */
static bool round_fractions(struct kernel_call *call, const struct vec *a, uint64_t over, uint64_t under,
                            enum rounding rounding, uint64_t most) {
    int64_t *out = call->out->num;
    bool fits = true, narrow = bound_fits(bound_mul(a->num_bound, over)) && bound_fits(bound_mul(a->den_bound, under));
    for (uint32_t i = 0; narrow && i < call->rows; i++) {
        out[i] = round_64(a->num[i] * (int64_t)over, a->den[i] * (int64_t)under, rounding);
        fits &= out[i] <= (int64_t)most && out[i] >= -(int64_t)most;
    }
    for (uint32_t i = 0; !narrow && i < call->rows; i++) {
        dec_int result = round_128((dec_int)a->num[i] * (int64_t)over, (dec_int)a->den[i] * (int64_t)under, rounding);
        fits &= result <= (int64_t)most && result >= -(int64_t)most;
        out[i] = (int64_t)result;
    }
    return fits;
}

static bool round_narrow(struct kernel_call *call, struct vec *a, int places, enum rounding rounding) {
    if (!NARROW_ALLOWED || a->is_wide) return false;
    if (!a->den) return round_scaled(call, a, places, rounding);
    uint64_t over = kernel_power(places > a->scale ? (unsigned)(places - a->scale) : 0);
    uint64_t under = kernel_power(places < a->scale ? (unsigned)(a->scale - places) : 0);
    uint64_t by = kernel_power(places < 0 ? (unsigned)-places : 0);
    if (!bound_fits(under) || !bound_fits(by) || !round_fractions(call, a, over, under, rounding, INT64_MAX / by))
        return false;
    for (uint32_t i = 0; by > 1 && i < call->rows; i++) call->out->num[i] *= (int64_t)by;
    kernel_narrow_out(call, places < 0 ? 0 : (unsigned)places, INT64_MAX, 0);
    kernel_tighten(call->out, call->rows);
    return true;
}

static enum dec_status round_one(struct dec a, int places, enum rounding rounding, struct dec *out) {
    switch (rounding) {
    case DOWN: return dec_floor(a, out);
    case UP: return dec_ceil(a, out);
    case NEAREST: break;
    }
    return places == DEC_PLACES ? dec_round9(a, out) : dec_round(a, places, out);
}

static void round_all(struct kernel_call *call, int places, enum rounding rounding) {
    struct vec *a = call->args[0];
    if (round_narrow(call, a, places, rounding)) return;
    const struct dec *values = kernel_wide(call, a, 0);
    uint32_t step = vec_step(a);
    uint8_t *known = kernel_own_known(call);
    for (uint32_t i = 0; i < call->rows; i++) {
        struct dec result = dec_zero;
        if (known[i] && !kernel_status(call, round_one(values[i * step], places, rounding, &result))) {
            known[i] = 0;
            result = dec_zero;
        }
        call->fresh.wide[i] = result;
    }
    kernel_wide_out(call);
}

void kernel_floor(struct kernel_call *call) {
    if (kernel_strict(call)) round_all(call, 0, DOWN);
}

void kernel_ceil(struct kernel_call *call) {
    if (kernel_strict(call)) round_all(call, 0, UP);
}

void kernel_round9(struct kernel_call *call) {
    if (kernel_strict(call)) round_all(call, DEC_PLACES, NEAREST);
}

static bool is_places(int64_t places) { return places >= -DEC_DIGITS_BEFORE && places <= DEC_PLACES; }

/* Each row rounded to places of its own. */
static void round_each(struct kernel_call *call) {
    const struct vec *a = call->args[0], *b = call->args[1];
    uint8_t *known = kernel_own_known(call);
    for (uint32_t i = 0; i < call->rows; i++) {
        struct dec result = dec_zero;
        int64_t places;
        known[i] = known[i] && kernel_whole(b, i, &places) && is_places(places) &&
                   kernel_status(call, dec_round(vec_number(a, i), (int)places, &result));
        call->fresh.wide[i] = known[i] ? result : dec_zero;
    }
    kernel_wide_out(call);
}

void kernel_round(struct kernel_call *call) {
    const struct vec *b = call->args[1];
    int64_t places;
    if (!kernel_strict(call)) return;
    if (!b->constant || call->args[0]->constant)
        round_each(call);
    else if (kernel_whole(b, 0, &places) && is_places(places))
        round_all(call, (int)places, NEAREST);
    else
        kernel_unknown(call);
}

/* --- the remainder --- */

HOT void remainders(int64_t *restrict out, uint8_t *restrict known, const int64_t *restrict a, uint32_t a_step,
                    int64_t a_by, const int64_t *restrict b, uint32_t b_step, int64_t b_by, uint32_t rows) {
    for (uint32_t i = 0; i < rows; i++) {
        int64_t under = b[i * b_step] * b_by;
        int64_t rest = under == 0 ? 0 : a[i * a_step] * a_by % under;
        known[i] &= under != 0;
        /* a remainder has the sign of what it is divided by */
        out[i] = rest != 0 && (rest < 0) != (under < 0) ? rest + under : rest;
    }
}

void kernel_mod(struct kernel_call *call) {
    const struct vec *a = call->args[0], *b = call->args[1];
    unsigned scale;
    int64_t factors[2];
    if (!kernel_strict(call)) return;
    if (a->den || b->den || !kernel_align(call->args, 2, call->rows, &scale, factors)) {
        kernel_wide2(call, dec_mod);
        return;
    }
    uint64_t bound = b->num_bound * (uint64_t)factors[1];
    remainders(call->out->num, kernel_own_known(call), a->num, vec_step(a), factors[0], b->num, vec_step(b), factors[1],
               call->rows);
    kernel_recheck(call);
    kernel_narrow_out(call, scale, bound, 0);
}
