/* Three-valued logic: false 0, unknown 1, true 2, a byte each.
 * SPDX-License-Identifier: MIT */
#include "runtime/exec/kernels.h"

#include "lang/base/mem.h"

HOT void bytes_min(uint8_t *restrict out, const uint8_t *restrict a, const uint8_t *restrict b, uint32_t rows) {
    for (uint32_t i = 0; i < rows; i++) out[i] = a[i] < b[i] ? a[i] : b[i];
}

HOT void bytes_max(uint8_t *restrict out, const uint8_t *restrict a, const uint8_t *restrict b, uint32_t rows) {
    for (uint32_t i = 0; i < rows; i++) out[i] = a[i] > b[i] ? a[i] : b[i];
}

HOT void bytes_min_in_place(uint8_t *restrict out, const uint8_t *restrict b, uint32_t rows) {
    for (uint32_t i = 0; i < rows; i++) out[i] = out[i] < b[i] ? out[i] : b[i];
}

HOT void bytes_max_in_place(uint8_t *restrict out, const uint8_t *restrict b, uint32_t rows) {
    for (uint32_t i = 0; i < rows; i++) out[i] = out[i] > b[i] ? out[i] : b[i];
}

HOT void bytes_from_2(uint8_t *restrict out, const uint8_t *restrict a, uint32_t rows) {
    for (uint32_t i = 0; i < rows; i++) out[i] = (uint8_t)(2 - a[i]);
}

void kernel_not(struct kernel_call *call) { bytes_from_2(call->out->truth, call->args[0]->truth, call->rows); }

/* `decisive` (false for and, true for or) decides whatever the others are. Constants are taken together first. */
static void and_or(struct kernel_call *call, uint8_t decisive) {
    uint8_t constant = (uint8_t)(2 - decisive), *out = call->out->truth;
    const uint8_t *first = NULL;
    uint32_t vectors = 0;
    for (uint32_t a = 0; a < call->arg_count; a++) {
        const struct vec *v = call->args[a];
        if (!v->constant)
            vectors++;
        else if (decisive ? v->truth[0] > constant : v->truth[0] < constant)
            constant = v->truth[0];
    }
    if (vectors == 0 || constant == decisive) {
        kernel_constant_truth(call, constant);
        return;
    }
    uint32_t met = 0;
    for (uint32_t a = 0; a < call->arg_count; a++) {
        const struct vec *v = call->args[a];
        if (v->constant) continue;
        met++;
        if (met == 1)
            first = v->truth;
        else if (met == 2)
            (decisive ? bytes_max : bytes_min)(out, first, v->truth, call->rows);
        else
            (decisive ? bytes_max_in_place : bytes_min_in_place)(out, v->truth, call->rows);
    }
    if (met == 1) memcpy(out, first, call->rows);
    if (constant == TRUTH_UNKNOWN) {
        uint8_t *unknown = call->room->bytes[0];
        memset(unknown, TRUTH_UNKNOWN, call->rows);
        (decisive ? bytes_max_in_place : bytes_min_in_place)(out, unknown, call->rows);
    }
}

void kernel_and(struct kernel_call *call) { and_or(call, TRUTH_FALSE); }

void kernel_or(struct kernel_call *call) { and_or(call, TRUTH_TRUE); }

HOT void bytes_true(uint8_t *restrict out, const uint8_t *restrict a, uint32_t rows) {
    for (uint32_t i = 0; i < rows; i++) out[i] = a[i] & TRUTH_TRUE;
}

HOT void bytes_possible(uint8_t *restrict out, const uint8_t *restrict a, uint32_t rows) {
    for (uint32_t i = 0; i < rows; i++) out[i] = (uint8_t)((a[i] + 1) & TRUTH_TRUE);
}

void kernel_is_true(struct kernel_call *call) { bytes_true(call->out->truth, call->args[0]->truth, call->rows); }

/* 0 + 1 has no bit 2; 1 + 1 has, and 2 + 1 too. */
void kernel_is_possible(struct kernel_call *call) {
    bytes_possible(call->out->truth, call->args[0]->truth, call->rows);
}

HOT void bytes_not_unknown(uint8_t *restrict out, const uint8_t *restrict a, uint32_t rows) {
    for (uint32_t i = 0; i < rows; i++) out[i] = (uint8_t)(((a[i] & 1) ^ 1) << 1);
}

HOT void bytes_twice(uint8_t *restrict out, const uint8_t *restrict a, uint32_t rows) {
    for (uint32_t i = 0; i < rows; i++) out[i] = (uint8_t)(a[i] << 1);
}

void kernel_is_known(struct kernel_call *call) {
    const struct vec *v = call->args[0];
    if (v->repr == REPR_BOOL)
        bytes_not_unknown(call->out->truth, v->truth, call->rows);
    else if (v->all_known)
        kernel_constant_truth(call, TRUTH_TRUE);
    else
        bytes_twice(call->out->truth, v->known, call->rows);
}

/* --- counting --- */

HOT void count_one(uint8_t *restrict low, uint8_t *restrict high, const uint8_t *restrict a, uint32_t rows) {
    for (uint32_t i = 0; i < rows; i++) {
        low[i] = (uint8_t)(low[i] + (a[i] >> 1));
        high[i] = (uint8_t)(high[i] + ((a[i] + 1) >> 1));
    }
}

/* Moves the byte counts to the sums, before they could pass 255. */
HOT void count_flush(int64_t *restrict sum, uint8_t *restrict count, uint32_t rows) {
    for (uint32_t i = 0; i < rows; i++) {
        sum[i] += count[i];
        count[i] = 0;
    }
}

/* How many of the bools are true (num[0]) and not false (num[1]), in scratch. When there are fewer than 256 and
 * `bytes_do`, the counts are left in bytes[0] and bytes[1] instead. */
static void count_truths(struct kernel_call *call, uint32_t from, bool bytes_do) {
    uint32_t rows = call->rows, pending = 0;
    uint8_t *low = call->room->bytes[0], *high = call->room->bytes[1];
    int64_t *low_sum = call->room->num[0], *high_sum = call->room->num[1];
    memset(low, 0, rows);
    memset(high, 0, rows);
    memset(low_sum, 0, bytes_do ? 0 : rows * sizeof *low_sum);
    memset(high_sum, 0, bytes_do ? 0 : rows * sizeof *high_sum);
    for (uint32_t a = from; a < call->arg_count; a++) {
        const struct vec *v = call->args[a];
        const uint8_t *truth = v->truth;
        if (v->constant && rows > 1) {
            uint8_t *filled = call->room->bytes[2];
            memset(filled, v->truth[0], rows);
            truth = filled;
        }
        count_one(low, high, truth, rows);
        if (!bytes_do && ++pending == 255) {
            count_flush(low_sum, low, rows);
            count_flush(high_sum, high, rows);
            pending = 0;
        }
    }
    if (!bytes_do) {
        count_flush(low_sum, low, rows);
        count_flush(high_sum, high, rows);
    }
}

HOT void bytes_at_least(uint8_t *restrict out, const uint8_t *restrict low, const uint8_t *restrict high,
                        uint8_t wanted, uint32_t rows) {
    for (uint32_t i = 0; i < rows; i++) out[i] = (uint8_t)((low[i] >= wanted) + (high[i] >= wanted));
}

/* The least count that is N or more, 0..most + 1. */
static int64_t wanted_count(const struct vec *n, uint32_t row, int64_t most) {
    struct dec number = vec_number(n, row), up = dec_zero;
    enum dec_status status = dec_ceil(number, &up);
    if (status != DEC_OK) return number.n > 0 ? most + 1 : 0;
    if (up.n < 0) return 0;
    return up.n > most ? most + 1 : (int64_t)up.n;
}

void kernel_at_least(struct kernel_call *call) {
    const struct vec *n = call->args[0];
    struct vec *out = call->out;
    int64_t most = (int64_t)call->arg_count - 1;
    if (n->constant && most < 255) {
        if (!vec_known(n, 0)) {
            kernel_unknown(call);
            return;
        }
        int64_t wanted = wanted_count(n, 0, most);
        if (wanted == 0 || wanted > most) {
            kernel_constant_truth(call, wanted == 0 ? TRUTH_TRUE : TRUTH_FALSE);
            return;
        }
        count_truths(call, 1, true);
        bytes_at_least(out->truth, call->room->bytes[0], call->room->bytes[1], (uint8_t)wanted, call->rows);
        return;
    }
    count_truths(call, 1, false);
    const int64_t *low = call->room->num[0], *high = call->room->num[1];
    for (uint32_t i = 0; i < call->rows; i++) {
        if (!vec_known(n, i)) {
            out->truth[i] = TRUTH_UNKNOWN;
            continue;
        }
        int64_t wanted = wanted_count(n, i, most);
        out->truth[i] = (uint8_t)((low[i] >= wanted) + (high[i] >= wanted));
    }
}

HOT void widen_bytes(int64_t *restrict out, const uint8_t *restrict a, uint32_t rows) {
    for (uint32_t i = 0; i < rows; i++) out[i] = a[i];
}

void kernel_count_true(struct kernel_call *call) {
    struct vec *out = call->out;
    kernel_set_known(call, KNOWN_ALL);
    kernel_narrow_out(call, 0, call->arg_count, 0);
    bool bytes_do = call->arg_count < 256;
    count_truths(call, 0, bytes_do);
    if (bytes_do)
        widen_bytes(out->num, call->room->bytes[0], call->rows);
    else
        memcpy(out->num, call->room->num[0], call->rows * sizeof *out->num);
}

/* --- which one --- */

HOT void codes_where_true(int16_t *restrict out, const uint8_t *restrict a, int16_t code, uint32_t rows) {
    for (uint32_t i = 0; i < rows; i++) out[i] = a[i] == TRUTH_TRUE ? code : out[i];
}

HOT void bytes_where_true(uint8_t *restrict out, const uint8_t *restrict a, uint8_t code, uint32_t rows) {
    for (uint32_t i = 0; i < rows; i++) out[i] = a[i] == TRUTH_TRUE ? code : out[i];
}

HOT void codes_from_bytes(int16_t *restrict out, const uint8_t *restrict a, int16_t less, uint32_t rows) {
    for (uint32_t i = 0; i < rows; i++) out[i] = (int16_t)(a[i] - less);
}

/* The code of the true bool met last in the given direction, or `none`. Up to 254 bools are counted in bytes, one more
 * than the code, so that -1 has a byte too. */
static void pick_true(struct kernel_call *call, bool backwards, int none) {
    uint32_t count = call->arg_count, rows = call->rows;
    struct vec *out = call->out;
    bool small = count < 255;
    uint8_t *picked = call->room->bytes[0];
    if (small) memset(picked, none + 1, rows);
    for (uint32_t i = 0; !small && i < rows; i++) out->code[i] = (int16_t)none;
    for (uint32_t k = 0; k < count; k++) {
        uint32_t code = backwards ? count - 1 - k : k;
        const struct vec *v = call->args[code];
        if (v->constant && v->truth[0] != TRUTH_TRUE) continue;
        const uint8_t *truth = v->truth;
        if (v->constant) {
            uint8_t *filled = call->room->bytes[1];
            memset(filled, TRUTH_TRUE, rows);
            truth = filled;
        }
        if (small)
            bytes_where_true(picked, truth, (uint8_t)(code + 1), rows);
        else
            codes_where_true(out->code, truth, (int16_t)code, rows);
    }
    if (small) codes_from_bytes(out->code, picked, 1, rows);
    kernel_set_known(call, KNOWN_ALL);
}

void kernel_first_true(struct kernel_call *call) { pick_true(call, true, (int)call->arg_count); }

void kernel_last_true(struct kernel_call *call) { pick_true(call, false, CODE_NONE); }

HOT void count_leading(int16_t *restrict out, uint8_t *restrict going, const uint8_t *restrict a, uint32_t rows) {
    for (uint32_t i = 0; i < rows; i++) going[i] &= (uint8_t)(a[i] >> 1);
    for (uint32_t i = 0; i < rows; i++) out[i] = (int16_t)(out[i] + going[i]);
}

void kernel_leading_true(struct kernel_call *call) {
    uint32_t rows = call->rows;
    struct vec *out = call->out;
    uint8_t *going = call->room->bytes[0];
    memset(going, 1, rows);
    for (uint32_t i = 0; i < rows; i++) out->code[i] = CODE_NONE;
    kernel_set_known(call, KNOWN_ALL);
    for (uint32_t k = 0; k < call->arg_count; k++) {
        const struct vec *v = call->args[k];
        const uint8_t *truth = v->truth;
        if (v->constant && rows > 1) {
            if (v->truth[0] != TRUTH_TRUE) return;
            uint8_t *filled = call->room->bytes[1];
            memset(filled, TRUTH_TRUE, rows);
            truth = filled;
        }
        count_leading(out->code, going, truth, rows);
    }
}
