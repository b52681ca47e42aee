/* Codes: members of categories, stages of ladders with `none` below them and `exited` beside them.
 * SPDX-License-Identifier: MIT */
#include "runtime/exec/kernels.h"

/* Codes of a vector, one a row; a constant is spread over scratch. */
static const int16_t *spread(struct kernel_call *call, const struct vec *v, unsigned which) {
    if (!v->constant || call->rows == 1) return v->code;
    int16_t *filled = (int16_t *)call->room->num[which];
    for (uint32_t i = 0; i < call->rows; i++) filled[i] = v->code[0];
    return filled;
}

HOT void subtract_codes(int64_t *restrict out, uint8_t *restrict known, const int16_t *restrict a,
                        const int16_t *restrict b, uint32_t rows) {
    for (uint32_t i = 0; i < rows; i++) {
        known[i] &= a[i] < CODE_EXITED && b[i] < CODE_EXITED;
        out[i] = (int64_t)b[i] - a[i];
    }
}

void kernel_steps(struct kernel_call *call) {
    if (!kernel_strict(call)) return;
    const int16_t *a = spread(call, call->args[0], 0), *b = spread(call, call->args[1], 1);
    uint8_t *known = kernel_own_known(call);
    kernel_narrow_out(call, 0, UINT16_MAX, 0);
    subtract_codes(call->out->num, known, a, b, call->rows);
    kernel_recheck(call);
}

HOT void codes_exited(uint8_t *restrict out, const int16_t *restrict a, uint32_t rows) {
    for (uint32_t i = 0; i < rows; i++) out[i] = (uint8_t)((a[i] >= CODE_EXITED) << 1);
}

void kernel_is_exited(struct kernel_call *call) {
    codes_exited(call->out->truth, call->args[0]->code, call->rows);
    kernel_strict_truth(call);
}

HOT void shift_codes(int16_t *restrict out, uint8_t *restrict known, const int16_t *restrict a, int16_t by,
                     int16_t count, uint32_t rows) {
    for (uint32_t i = 0; i < rows; i++) {
        int16_t to = (int16_t)(a[i] + by);
        uint8_t there = known[i] & (a[i] < CODE_EXITED) & (to >= 0) & (to < count);
        known[i] = there;
        out[i] = there ? to : 0;
    }
}

void kernel_shift(struct kernel_call *call) {
    if (!kernel_strict(call)) return;
    uint8_t *known = kernel_own_known(call);
    int16_t count = (int16_t)call->node->type.category->count;
    shift_codes(call->out->code, known, call->args[0]->code, (int16_t)call->node->index, count, call->rows);
    kernel_recheck(call);
}
