/* Choosing among values: if, otherwise, case.
 * SPDX-License-Identifier: MIT */
#include "runtime/exec/kernels.h"

#include "lang/base/mem.h"

static const int64_t den_one = 1;

/* --- one of two: where `mask` has `bit`, a, else b; `a_one`: a's first element stands for all rows --- */

#define SELECT(name, type)                                                                                             \
    HOT void name(type *restrict out, const uint8_t *restrict mask, uint8_t bit, const type *a, bool a_one,            \
                  const type *b, bool b_one, uint32_t rows) {                                                          \
        const type x = a[0], y = b[0];                                                                                 \
        if (a_one && b_one) {                                                                                          \
            for (uint32_t i = 0; i < rows; i++) out[i] = mask[i] & bit ? x : y;                                        \
        } else if (a_one) {                                                                                            \
            for (uint32_t i = 0; i < rows; i++) out[i] = mask[i] & bit ? x : b[i];                                     \
        } else if (b_one) {                                                                                            \
            for (uint32_t i = 0; i < rows; i++) out[i] = mask[i] & bit ? a[i] : y;                                     \
        } else {                                                                                                       \
            for (uint32_t i = 0; i < rows; i++) out[i] = mask[i] & bit ? a[i] : b[i];                                  \
        }                                                                                                              \
    }
SELECT(select_bytes, uint8_t)
SELECT(select_codes, int16_t)
SELECT(select_dates, date)
SELECT(select_numbers, int64_t)
SELECT(select_rows, uint32_t)
SELECT(select_texts, struct str)

struct mask {
    const uint8_t *bytes;
    uint8_t bit;
};

HOT void scale_up(int64_t *restrict out, const int64_t *restrict a, int64_t by, uint32_t rows) {
    for (uint32_t i = 0; i < rows; i++) out[i] = a[i] * by;
}

/* The numerators brought to a common scale; those of a constant at `one`. */
static const int64_t *scaled(struct kernel_call *call, const struct vec *v, int64_t factor, unsigned which,
                             int64_t *one) {
    if (v->constant) {
        *one = v->num[0] * factor;
        return one;
    }
    if (factor == 1) return v->num;
    scale_up(call->room->num[which], v->num, factor, call->rows);
    return call->room->num[which];
}

static uint64_t larger(uint64_t a, uint64_t b) { return a > b ? a : b; }

static bool choose_narrow(struct kernel_call *call, struct mask mask, struct vec *a, struct vec *b) {
    struct vec *both[] = {a, b};
    unsigned scale;
    int64_t factors[2], x_one, y_one;
    if (!kernel_align(both, 2, call->rows, &scale, factors)) return false;
    const int64_t *x = scaled(call, a, factors[0], 0, &x_one), *y = scaled(call, b, factors[1], 1, &y_one);
    select_numbers(call->out->num, mask.bytes, mask.bit, x, a->constant, y, b->constant, call->rows);
    uint64_t bound = larger(a->num_bound * (uint64_t)factors[0], b->num_bound * (uint64_t)factors[1]);
    if (!a->den && !b->den) {
        kernel_narrow_out(call, scale, bound, 0);
        return true;
    }
    const int64_t *x_den = a->den ? a->den : &den_one, *y_den = b->den ? b->den : &den_one;
    select_numbers(call->fresh.den, mask.bytes, mask.bit, x_den, a->constant || !a->den, y_den, b->constant || !b->den,
                   call->rows);
    kernel_narrow_out(call, scale, bound, larger(a->den_bound, b->den_bound));
    return true;
}

static void choose_wide(struct kernel_call *call, struct mask mask, const struct vec *a, const struct vec *b) {
    const struct dec *x = kernel_wide(call, a, 0), *y = kernel_wide(call, b, 1);
    uint32_t a_step = vec_step(a), b_step = vec_step(b);
    for (uint32_t i = 0; i < call->rows; i++)
        call->fresh.wide[i] = mask.bytes[i] & mask.bit ? x[i * a_step] : y[i * b_step];
    kernel_wide_out(call);
}

/* The values only; validity is the caller's, and set already. */
static void choose(struct kernel_call *call, struct mask mask, struct vec *a, struct vec *b) {
    struct vec *out = call->out;
    switch (out->repr) {
    case REPR_BOOL: break;
    case REPR_NUMBER:
        if (!choose_narrow(call, mask, a, b)) choose_wide(call, mask, a, b);
        break;
    case REPR_TEXT:
        select_texts(out->text, mask.bytes, mask.bit, a->text, a->constant, b->text, b->constant, call->rows);
        break;
    case REPR_DATE:
        select_dates(out->day, mask.bytes, mask.bit, a->day, a->constant, b->day, b->constant, call->rows);
        break;
    case REPR_CODE:
        select_codes(out->code, mask.bytes, mask.bit, a->code, a->constant, b->code, b->constant, call->rows);
        break;
    case REPR_ROW:
        select_rows(out->row, mask.bytes, mask.bit, a->row, a->constant, b->row, b->constant, call->rows);
        break;
    }
}

/* Validity of what was chosen. */
static void choose_known(struct kernel_call *call, struct mask mask, const struct vec *a, const struct vec *b) {
    const uint8_t *x = a->all_known ? call->room->ones : a->known, *y = b->all_known ? call->room->ones : b->known;
    if (a->all_known && b->all_known) {
        kernel_set_known(call, KNOWN_ALL);
        return;
    }
    select_bytes(call->fresh.known, mask.bytes, mask.bit, x, a->constant || a->all_known, y,
                 b->constant || b->all_known, call->rows);
    kernel_set_known(call, KNOWN_SOME);
}

/* A bool vector's bytes, one a row. */
static const uint8_t *spread(struct kernel_call *call, const struct vec *truth, unsigned which) {
    if (!truth->constant || call->rows == 1) return truth->truth;
    memset(call->room->bytes[which], truth->truth[0], call->rows);
    return call->room->bytes[which];
}

void kernel_if(struct kernel_call *call) {
    struct vec *condition = call->args[0], *a = call->args[1], *b = call->args[2];
    if (condition->constant && condition->truth[0] != TRUTH_UNKNOWN) {
        kernel_copy(call, condition->truth[0] == TRUTH_TRUE ? a : b);
        return;
    }
    struct mask mask = {spread(call, condition, 0), TRUTH_TRUE};
    choose_known(call, mask, a, b);
    if (kernel_any_unknown(condition, call->rows)) {
        uint8_t *known = kernel_own_known(call);
        for (uint32_t i = 0; i < call->rows; i++) {
            if (mask.bytes[i] == TRUTH_UNKNOWN)
                known[i] = vec_known(a, i) && vec_known(b, i) && kernel_row_equal(a, b, i);
        }
    }
    choose(call, mask, a, b);
}

HOT void if_bytes(uint8_t *restrict out, const uint8_t *restrict condition, const uint8_t *restrict a,
                  const uint8_t *restrict b, uint32_t rows) {
    for (uint32_t i = 0; i < rows; i++) {
        uint8_t undecided = a[i] == b[i] ? a[i] : TRUTH_UNKNOWN;
        uint8_t decided = condition[i] & TRUTH_TRUE ? a[i] : b[i];
        out[i] = condition[i] & TRUTH_UNKNOWN ? undecided : decided;
    }
}

void kernel_if_bool(struct kernel_call *call) {
    const uint8_t *condition = spread(call, call->args[0], 0), *a = spread(call, call->args[1], 1),
                  *b = spread(call, call->args[2], 2);
    if_bytes(call->out->truth, condition, a, b, call->rows);
}

void kernel_otherwise(struct kernel_call *call) {
    struct vec *a = call->args[0], *b = call->args[1];
    if (a->all_known || a->constant) {
        kernel_copy(call, a->all_known || a->known[0] ? a : b);
        return;
    }
    struct mask mask = {a->known, 1};
    const uint8_t one = 1;
    if (b->all_known) {
        kernel_set_known(call, KNOWN_ALL);
    } else {
        select_bytes(call->fresh.known, a->known, 1, &one, true, b->known, b->constant, call->rows);
        kernel_set_known(call, KNOWN_SOME);
    }
    choose(call, mask, a, b);
}

HOT void otherwise_bytes(uint8_t *restrict out, const uint8_t *restrict a, const uint8_t *restrict b, uint32_t rows) {
    for (uint32_t i = 0; i < rows; i++) out[i] = a[i] & TRUTH_UNKNOWN ? b[i] : a[i];
}

void kernel_otherwise_bool(struct kernel_call *call) {
    otherwise_bytes(call->out->truth, spread(call, call->args[0], 0), spread(call, call->args[1], 1), call->rows);
}

/* --- one of many --- */

/* The number of the value that a code picks; `last` for every code without one of its own. */
INLINE uint32_t picked(int16_t code, uint32_t last) { return (uint32_t)(uint16_t)code < last ? (uint32_t)code : last; }

#define GATHER(name, type)                                                                                             \
    HOT void name(type *restrict out, const int16_t *restrict code, const struct kernel_branch *branch, uint32_t last, \
                  uint32_t rows) {                                                                                     \
        for (uint32_t i = 0; i < rows; i++) {                                                                          \
            const struct kernel_branch *b = &branch[picked(code[i], last)];                                            \
            out[i] = ((const type *)b->values)[i * b->step];                                                           \
        }                                                                                                              \
    }
GATHER(gather_bytes, uint8_t)
GATHER(gather_codes, int16_t)
GATHER(gather_dates, date)
GATHER(gather_texts, struct str)
GATHER(gather_rows, uint32_t)

/* For values of a byte or two it is quicker to look at each row once for each branch than to follow its code. */
#define FEW_BRANCHES 24
#define PICK(name, type)                                                                                               \
    HOT void name(type *restrict out, const int16_t *restrict code, int16_t wanted, const type *restrict a, bool one,  \
                  uint32_t rows) {                                                                                     \
        if (one) {                                                                                                     \
            const type x = a[0];                                                                                       \
            for (uint32_t i = 0; i < rows; i++) out[i] = code[i] == wanted ? x : out[i];                               \
        } else {                                                                                                       \
            for (uint32_t i = 0; i < rows; i++) out[i] = code[i] == wanted ? a[i] : out[i];                            \
        }                                                                                                              \
    }
PICK(pick_bytes, uint8_t)
PICK(pick_codes, int16_t)

static void choose_bytes(uint8_t *out, const int16_t *code, const struct kernel_branch *branch, uint32_t last,
                         uint32_t rows) {
    if (last > FEW_BRANCHES) {
        gather_bytes(out, code, branch, last, rows);
        return;
    }
    const uint8_t *rest = branch[last].values;
    for (uint32_t i = 0; i < rows; i++) out[i] = rest[i * branch[last].step];
    for (uint32_t k = 0; k < last; k++) pick_bytes(out, code, (int16_t)k, branch[k].values, branch[k].step == 0, rows);
}

static void choose_codes(int16_t *out, const int16_t *code, const struct kernel_branch *branch, uint32_t last,
                         uint32_t rows) {
    if (last > FEW_BRANCHES) {
        gather_codes(out, code, branch, last, rows);
        return;
    }
    const int16_t *rest = branch[last].values;
    for (uint32_t i = 0; i < rows; i++) out[i] = rest[i * branch[last].step];
    for (uint32_t k = 0; k < last; k++) pick_codes(out, code, (int16_t)k, branch[k].values, branch[k].step == 0, rows);
}

HOT void gather_numbers(int64_t *restrict out, const int16_t *restrict code, const struct kernel_branch *branch,
                        uint32_t last, uint32_t rows) {
    for (uint32_t i = 0; i < rows; i++) {
        const struct kernel_branch *b = &branch[picked(code[i], last)];
        out[i] = ((const int64_t *)b->values)[i * b->step] * b->factor;
    }
}

HOT void gather_dens(int64_t *restrict out, const int16_t *restrict code, const struct kernel_branch *branch,
                     uint32_t last, uint32_t rows) {
    for (uint32_t i = 0; i < rows; i++) {
        const struct kernel_branch *b = &branch[picked(code[i], last)];
        out[i] = b->den[i * b->den_step];
    }
}

HOT void gather_known(uint8_t *restrict out, const int16_t *restrict code, const struct kernel_branch *branch,
                      uint32_t last, uint32_t rows) {
    for (uint32_t i = 0; i < rows; i++) {
        const struct kernel_branch *b = &branch[picked(code[i], last)];
        out[i] &= b->known[i * b->known_step];
    }
}

/* Fills the branches; bools have no validity bytes of their own. */
static void set_branches(struct kernel_call *call, bool *has_den, bool *all_known) {
    *has_den = false;
    *all_known = true;
    for (uint32_t a = 1; a < call->arg_count; a++) {
        const struct vec *v = call->args[a];
        struct kernel_branch *branch = &call->room->branches[a - 1];
        *branch = (struct kernel_branch){.values = v->truth, .step = vec_step(v), .factor = 1, .den = &den_one};
        if (v->repr == REPR_BOOL) continue;
        branch->known = v->all_known ? call->room->ones : v->known;
        branch->known_step = vec_step(v);
        *all_known = *all_known && v->all_known;
        if (v->repr == REPR_NUMBER && v->den && !v->is_wide) {
            branch->den = v->den;
            branch->den_step = vec_step(v);
            *has_den = true;
        }
    }
}

static bool case_narrow(struct kernel_call *call, bool has_den) {
    uint32_t last = call->arg_count - 2;
    int64_t *factors = call->room->factors;
    unsigned scale;
    if (!kernel_align(call->args + 1, last + 1, call->rows, &scale, factors)) return false;
    uint64_t bound = 0, den_bound = 1;
    for (uint32_t k = 0; k <= last; k++) {
        const struct vec *v = call->args[k + 1];
        call->room->branches[k].factor = factors[k];
        bound = larger(bound, v->num_bound * (uint64_t)factors[k]);
        den_bound = larger(den_bound, v->den_bound);
    }
    gather_numbers(call->out->num, call->args[0]->code, call->room->branches, last, call->rows);
    if (has_den) gather_dens(call->fresh.den, call->args[0]->code, call->room->branches, last, call->rows);
    kernel_narrow_out(call, scale, bound, has_den ? den_bound : 0);
    return true;
}

static void case_wide(struct kernel_call *call) {
    uint32_t last = call->arg_count - 2;
    for (uint32_t i = 0; i < call->rows; i++) {
        const struct vec *v = call->args[picked(call->args[0]->code[i], last) + 1];
        call->fresh.wide[i] = vec_known(v, i) ? vec_number(v, i) : dec_zero;
    }
    kernel_wide_out(call);
}

/* True when the code is a constant, and the result done. */
static bool case_constant(struct kernel_call *call) {
    const struct vec *code = call->args[0];
    if (!code->constant) return false;
    if (!vec_known(code, 0))
        kernel_unknown(call);
    else
        kernel_copy(call, call->args[picked(code->code[0], call->arg_count - 2) + 1]);
    return true;
}

void kernel_case(struct kernel_call *call) {
    if (case_constant(call)) return;
    const struct vec *code = call->args[0];
    const struct kernel_branch *branches = call->room->branches;
    struct vec *out = call->out;
    uint32_t last = call->arg_count - 2;
    bool has_den, all_known;
    set_branches(call, &has_den, &all_known);
    if (all_known && code->all_known) {
        kernel_set_known(call, KNOWN_ALL);
    } else {
        memcpy(call->fresh.known, code->all_known ? call->room->ones : code->known, call->rows);
        if (!all_known) gather_known(call->fresh.known, code->code, branches, last, call->rows);
        kernel_set_known(call, KNOWN_SOME);
    }
    switch (out->repr) {
    case REPR_BOOL: break;
    case REPR_NUMBER:
        if (!case_narrow(call, has_den)) case_wide(call);
        break;
    case REPR_TEXT: gather_texts(out->text, code->code, branches, last, call->rows); break;
    case REPR_DATE: gather_dates(out->day, code->code, branches, last, call->rows); break;
    case REPR_CODE: choose_codes(out->code, code->code, branches, last, call->rows); break;
    case REPR_ROW: gather_rows(out->row, code->code, branches, last, call->rows); break;
    }
}

void kernel_case_bool(struct kernel_call *call) {
    if (case_constant(call)) return;
    const struct vec *code = call->args[0];
    bool has_den, all_known;
    set_branches(call, &has_den, &all_known);
    choose_bytes(call->out->truth, code->code, call->room->branches, call->arg_count - 2, call->rows);
    kernel_strict_truth(call); /* of the code: the values are bools */
}
