/* The two roads of numbers: bounds and scales of narrow vectors, wide arithmetic row by row, and the ways between them.
 * SPDX-License-Identifier: MIT */
#include "runtime/exec/kernels.h"

#include "lang/base/mem.h"

uint64_t kernel_power(unsigned exponent) {
    static const uint64_t powers[] = {
        1u,
        10u,
        100u,
        1000u,
        10000u,
        100000u,
        1000000u,
        10000000u,
        100000000u,
        1000000000u,
        10000000000u,
        100000000000u,
        1000000000000u,
        10000000000000u,
        100000000000000u,
        1000000000000000u,
        10000000000000000u,
        100000000000000000u,
        1000000000000000000u,
        10000000000000000000u,
    };
    return exponent < sizeof powers / sizeof powers[0] ? powers[exponent] : UINT64_MAX;
}

/* --- bounds and scales --- */

HOT uint64_t most(const int64_t *restrict values, uint32_t rows) {
    int64_t low = 0, high = 0;
    for (uint32_t i = 0; i < rows; i++) {
        low = values[i] < low ? values[i] : low;
        high = values[i] > high ? values[i] : high;
    }
    uint64_t magnitude = (uint64_t)-low;
    return magnitude > (uint64_t)high ? magnitude : (uint64_t)high;
}

void kernel_tighten(struct vec *v, uint32_t rows) {
    if (v->is_wide) return;
    if (v->constant) rows = 1;
    v->num_bound = most(v->num, rows);
    if (v->den) v->den_bound = most(v->den, rows);
}

void kernel_narrow_out(struct kernel_call *call, unsigned scale, uint64_t bound, uint64_t den_bound) {
    struct vec *out = call->out;
    out->is_wide = false;
    out->scale = (uint8_t)scale;
    out->num_bound = bound;
    out->den = den_bound ? call->fresh.den : NULL;
    out->den_bound = den_bound ? den_bound : 1;
}

bool kernel_align(struct vec *const *vecs, uint32_t count, uint32_t rows, unsigned *scale, int64_t *factors) {
    *scale = 0;
    for (uint32_t a = 0; a < count; a++) {
        if (!NARROW_ALLOWED || vecs[a]->is_wide) return false;
        if (vecs[a]->scale > *scale) *scale = vecs[a]->scale;
    }
    for (uint32_t a = 0; a < count; a++) {
        uint64_t factor = kernel_power(*scale - vecs[a]->scale);
        if (!bound_fits(bound_mul(vecs[a]->num_bound, factor))) {
            kernel_tighten(vecs[a], rows);
            if (!bound_fits(bound_mul(vecs[a]->num_bound, factor))) return false;
        }
        factors[a] = (int64_t)factor; /* at most 10^18 */
    }
    return true;
}

/* --- constants --- */

static bool fits_64(dec_int value) { return value <= INT64_MAX && value >= -INT64_MAX; }

static uint64_t magnitude_64(int64_t value) { return value < 0 ? (uint64_t)-value : (uint64_t)value; }

void kernel_constant_number(struct vec *v, struct dec number) {
    int64_t num;
    v->is_wide = false;
    v->den_bound = 1;
    if (NARROW_ALLOWED && dec_is_plain(number) && dec_to_scaled(number, dec_scale(number), &num) && num != INT64_MIN) {
        v->scale = (uint8_t)dec_scale(number);
        v->num[0] = num;
        v->num_bound = magnitude_64(num);
        v->den = NULL;
    } else if (NARROW_ALLOWED && !dec_is_plain(number) && v->den && fits_64(number.n) && fits_64(number.d)) {
        v->scale = 0;
        v->num[0] = (int64_t)number.n;
        v->den[0] = (int64_t)number.d;
        v->num_bound = magnitude_64(v->num[0]);
        v->den_bound = (uint64_t)number.d;
    } else {
        v->is_wide = true;
        v->wide[0] = number;
    }
}

bool kernel_whole(const struct vec *v, uint32_t row, int64_t *out) {
    if (v->is_wide || v->den) {
        struct dec number = vec_number(v, row);
        return dec_is_whole(number) && dec_to_scaled(number, 0, out);
    }
    int64_t num = v->num[v->constant ? 0 : row], unit = (int64_t)kernel_power(v->scale);
    *out = num / unit;
    return num % unit == 0;
}

/* --- the wide road --- */

const struct dec *kernel_wide(struct kernel_call *call, const struct vec *v, unsigned which) {
    if (v->is_wide) return v->wide;
    struct dec *wide = call->room->wide[which];
    uint32_t rows = v->constant ? 1 : call->rows;
    for (uint32_t i = 0; i < rows; i++) wide[i] = vec_number(v, i);
    return wide;
}

bool kernel_status(struct kernel_call *call, enum dec_status status) {
    if (status == DEC_ROUNDED) call->room->rounded++;
    return status == DEC_OK || status == DEC_ROUNDED;
}

void kernel_wide2(struct kernel_call *call, wide_fn *op) {
    const struct dec *a = kernel_wide(call, call->args[0], 0), *b = kernel_wide(call, call->args[1], 1);
    uint32_t a_step = vec_step(call->args[0]), b_step = vec_step(call->args[1]);
    struct dec *out = call->fresh.wide;
    uint8_t *known = kernel_own_known(call);
    for (uint32_t i = 0; i < call->rows; i++, a += a_step, b += b_step) {
        struct dec result = dec_zero;
        if (known[i] && !kernel_status(call, op(*a, *b, &result))) {
            known[i] = 0;
            result = dec_zero;
        }
        out[i] = result;
    }
    kernel_wide_out(call);
}

/* The least scale that holds every row without a denominator, up to 18; false when there is none. */
static bool common_scale(const struct dec *values, uint32_t rows, unsigned most_places, unsigned *scale) {
    *scale = 0;
    for (uint32_t i = 0; i < rows; i++) {
        if (!fits_64(values[i].n) || !fits_64(values[i].d)) return false;
        while (kernel_power(*scale) % (uint64_t)values[i].d != 0) {
            if (*scale == most_places) return false;
            ++*scale;
        }
    }
    return true;
}

static bool narrow_plain(struct kernel_call *call, const struct dec *values) {
    unsigned scale;
    if (!common_scale(values, call->rows, call->exact ? 18 : DEC_PLACES, &scale)) return false;
    uint64_t unit = kernel_power(scale), bound = 0;
    for (uint32_t i = 0; i < call->rows; i++) {
        int64_t num = (int64_t)values[i].n, factor = (int64_t)(unit / (uint64_t)values[i].d);
        uint64_t magnitude = bound_mul(magnitude_64(num), (uint64_t)factor);
        if (!bound_fits(magnitude)) return false;
        call->out->num[i] = num * factor;
        bound = magnitude > bound ? magnitude : bound;
    }
    kernel_narrow_out(call, scale, bound, 0);
    return true;
}

static bool narrow_fraction(struct kernel_call *call, const struct dec *values) {
    uint64_t bound = 0, den_bound = 1;
    for (uint32_t i = 0; i < call->rows; i++) {
        if (!fits_64(values[i].n) || !fits_64(values[i].d)) return false;
        int64_t num = (int64_t)values[i].n;
        call->out->num[i] = num;
        call->fresh.den[i] = (int64_t)values[i].d;
        bound = magnitude_64(num) > bound ? magnitude_64(num) : bound;
        den_bound = (uint64_t)values[i].d > den_bound ? (uint64_t)values[i].d : den_bound;
    }
    kernel_narrow_out(call, 0, bound, den_bound);
    return true;
}

void kernel_wide_out(struct kernel_call *call) {
    const struct dec *values = call->fresh.wide;
    kernel_recheck(call);
    if (NARROW_ALLOWED && (narrow_plain(call, values) || (call->exact && narrow_fraction(call, values)))) return;
    call->out->is_wide = true;
}
