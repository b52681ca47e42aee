/* The least and the greatest of several values of one type.
 * SPDX-License-Identifier: MIT */
#include "runtime/exec/kernels.h"

#include "lang/base/mem.h"

/* --- numbers --- */

HOT void least(int64_t *restrict out, const int64_t *restrict a, int64_t by, uint32_t rows) {
    for (uint32_t i = 0; i < rows; i++) {
        int64_t x = a[i] * by;
        out[i] = x < out[i] ? x : out[i];
    }
}

HOT void greatest(int64_t *restrict out, const int64_t *restrict a, int64_t by, uint32_t rows) {
    for (uint32_t i = 0; i < rows; i++) {
        int64_t x = a[i] * by;
        out[i] = x > out[i] ? x : out[i];
    }
}

HOT void least_constant(int64_t *restrict out, int64_t x, uint32_t rows) {
    for (uint32_t i = 0; i < rows; i++) out[i] = x < out[i] ? x : out[i];
}

HOT void greatest_constant(int64_t *restrict out, int64_t x, uint32_t rows) {
    for (uint32_t i = 0; i < rows; i++) out[i] = x > out[i] ? x : out[i];
}

HOT void set_all(int64_t *restrict out, const int64_t *restrict a, bool one, int64_t by, uint32_t rows) {
    for (uint32_t i = 0; i < rows; i++) out[i] = (one ? a[0] : a[i]) * by;
}

/* num / den of `v`, compared by multiplying out in 128 bits, replaces out's where it is less (greater). */
static void pick_fraction(struct kernel_call *call, const struct vec *v, int64_t by, bool most) {
    int64_t *num = call->out->num, *den = call->fresh.den;
    uint32_t step = vec_step(v);
    for (uint32_t i = 0; i < call->rows; i++) {
        int64_t n = v->num[i * step] * by, d = v->den ? v->den[i * step] : 1;
        dec_int mine = (dec_int)num[i] * d, other = (dec_int)n * den[i];
        bool take = most ? other > mine : other < mine;
        num[i] = take ? n : num[i];
        den[i] = take ? d : den[i];
    }
}

static bool extreme_narrow(struct kernel_call *call, bool most) {
    struct vec *out = call->out;
    unsigned scale;
    int64_t *factors = call->room->factors;
    if (!kernel_align(call->args, call->arg_count, call->rows, &scale, factors)) return false;
    uint64_t bound = 0, den_bound = 0;
    for (uint32_t a = 0; a < call->arg_count; a++) {
        const struct vec *v = call->args[a];
        uint64_t here = v->num_bound * (uint64_t)factors[a];
        bound = here > bound ? here : bound;
        if (v->den) den_bound = v->den_bound > den_bound ? v->den_bound : den_bound;
    }
    const struct vec *first = call->args[0];
    set_all(out->num, first->num, first->constant, factors[0], call->rows);
    for (uint32_t i = 0; den_bound && i < call->rows; i++)
        call->fresh.den[i] = first->den ? first->den[first->constant ? 0 : i] : 1;
    for (uint32_t a = 1; a < call->arg_count; a++) {
        const struct vec *v = call->args[a];
        if (den_bound)
            pick_fraction(call, v, factors[a], most);
        else if (v->constant)
            (most ? greatest_constant : least_constant)(out->num, v->num[0] * factors[a], call->rows);
        else
            (most ? greatest : least)(out->num, v->num, factors[a], call->rows);
    }
    kernel_narrow_out(call, scale, bound, den_bound);
    return true;
}

static void extreme_number(struct kernel_call *call, bool most) {
    if (!kernel_strict(call) || extreme_narrow(call, most)) return;
    for (uint32_t i = 0; i < call->rows; i++) {
        struct dec best = dec_zero;
        for (uint32_t a = 0; a < call->arg_count && vec_known(call->out, i); a++) {
            struct dec next = vec_number(call->args[a], i);
            int order = dec_compare(next, best);
            if (a == 0 || (most ? order > 0 : order < 0)) best = next;
        }
        call->fresh.wide[i] = best;
    }
    kernel_wide_out(call);
}

void kernel_min_number(struct kernel_call *call) { extreme_number(call, false); }

void kernel_max_number(struct kernel_call *call) { extreme_number(call, true); }

/* --- dates, codes, texts --- */

static void extreme_date(struct kernel_call *call, bool most) {
    if (!kernel_strict(call)) return;
    for (uint32_t a = 0; a < call->arg_count; a++) {
        const struct vec *v = call->args[a];
        uint32_t step = vec_step(v);
        date *out = call->out->day;
        for (uint32_t i = 0; i < call->rows; i++) {
            date day = v->day[i * step];
            if (a == 0 || (most ? day > out[i] : day < out[i])) out[i] = day;
        }
    }
}

void kernel_min_date(struct kernel_call *call) { extreme_date(call, false); }

void kernel_max_date(struct kernel_call *call) { extreme_date(call, true); }

/* An exited account's code has no place in the order: the result is unknown. */
static void extreme_code(struct kernel_call *call, bool most) {
    if (!kernel_strict(call)) return;
    uint8_t *known = kernel_own_known(call);
    int16_t *out = call->out->code;
    for (uint32_t a = 0; a < call->arg_count; a++) {
        const struct vec *v = call->args[a];
        uint32_t step = vec_step(v);
        for (uint32_t i = 0; i < call->rows; i++) {
            int16_t code = v->code[i * step];
            known[i] &= code < CODE_EXITED;
            if (a == 0 || (most ? code > out[i] : code < out[i])) out[i] = code;
        }
    }
    for (uint32_t i = 0; i < call->rows; i++) out[i] = known[i] ? out[i] : 0;
    kernel_recheck(call);
}

void kernel_min_code(struct kernel_call *call) { extreme_code(call, false); }

void kernel_max_code(struct kernel_call *call) { extreme_code(call, true); }

static void extreme_text(struct kernel_call *call, bool most) {
    if (!kernel_strict(call)) return;
    struct str *out = call->out->text;
    for (uint32_t a = 0; a < call->arg_count; a++) {
        const struct vec *v = call->args[a];
        uint32_t step = vec_step(v);
        for (uint32_t i = 0; i < call->rows; i++) {
            struct str text = v->text[i * step];
            if (a == 0 || (most ? str_compare(text, out[i]) > 0 : str_compare(text, out[i]) < 0)) out[i] = text;
        }
    }
}

void kernel_min_text(struct kernel_call *call) { extreme_text(call, false); }

void kernel_max_text(struct kernel_call *call) { extreme_text(call, true); }
