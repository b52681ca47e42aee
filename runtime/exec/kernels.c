/* What all kernels stand on: the table that finds them, validity, constants, and leaves that read a batch.
 * SPDX-License-Identifier: MIT */
#include "runtime/exec/kernels.h"

#include "lang/base/mem.h"

/* --- the table --- */

#define ANY_REPR (-1)
#define REPR_ANY ANY_REPR
static const struct {
    enum ir_op op;
    int repr;
    kernel_fn *kernel;
} kernels[] = {
#define KERNEL(op, repr, function) {IR_##op, REPR_##repr, function},
#include "runtime/exec/kernels.def"
#undef KERNEL
};

kernel_fn *kernel_find(enum ir_op op, enum repr last) {
    for (size_t i = 0; i < sizeof kernels / sizeof kernels[0]; i++) {
        if (kernels[i].op == op && (kernels[i].repr == (int)last || kernels[i].repr == ANY_REPR))
            return kernels[i].kernel;
    }
    ASSERT(false); /* the checker lets no operator meet a type it is not defined for */
    return NULL;
}

/* --- validity --- */

HOT void bytes_and(uint8_t *restrict into, const uint8_t *restrict from, uint32_t rows) {
    for (uint32_t i = 0; i < rows; i++) into[i] &= from[i];
}

enum known_state kernel_known_and(struct vec *const *args, uint32_t count, uint8_t *known, uint32_t rows) {
    enum known_state state = KNOWN_ALL;
    for (uint32_t a = 0; a < count; a++) {
        const struct vec *v = args[a];
        if (v->repr == REPR_BOOL || v->all_known) continue;
        if (v->constant) {
            if (!v->known[0]) return KNOWN_NONE;
        } else if (state == KNOWN_ALL) {
            memcpy(known, v->known, rows);
            state = KNOWN_SOME;
        } else {
            bytes_and(known, v->known, rows);
        }
    }
    return state;
}

uint8_t *kernel_own_known(struct kernel_call *call) {
    struct vec *out = call->out;
    if (out->known != call->fresh.known) {
        out->known = call->fresh.known;
        memset(out->known, 1, call->rows);
    }
    out->all_known = false;
    return out->known;
}

void kernel_set_known(struct kernel_call *call, enum known_state state) {
    call->out->all_known = state == KNOWN_ALL;
    call->out->known = state == KNOWN_ALL ? call->room->ones : call->fresh.known;
}

void kernel_recheck(struct kernel_call *call) {
    struct vec *out = call->out;
    if (!out->all_known && memchr(out->known, 0, call->rows) == NULL) kernel_set_known(call, KNOWN_ALL);
}

void kernel_unknown(struct kernel_call *call) {
    struct vec *out = call->out;
    out->constant = true;
    if (out->repr == REPR_BOOL) {
        out->truth[0] = TRUTH_UNKNOWN;
        return;
    }
    out->known = call->fresh.known;
    kernel_set_value(out, (struct value){.known = false});
}

bool kernel_strict(struct kernel_call *call) {
    enum known_state state = kernel_known_and(call->args, call->arg_count, call->fresh.known, call->rows);
    if (state == KNOWN_NONE) {
        kernel_unknown(call);
        return false;
    }
    kernel_set_known(call, state);
    return true;
}

HOT void truth_where_known(uint8_t *restrict truth, const uint8_t *restrict known, uint32_t rows) {
    for (uint32_t i = 0; i < rows; i++) truth[i] = (uint8_t)((truth[i] & -known[i]) | (known[i] ^ 1));
}

void kernel_strict_truth(struct kernel_call *call) {
    uint8_t *known = call->room->bytes[0];
    switch (kernel_known_and(call->args, call->arg_count, known, call->rows)) {
    case KNOWN_ALL: break;
    case KNOWN_SOME: truth_where_known(call->out->truth, known, call->rows); break;
    case KNOWN_NONE: kernel_unknown(call); break;
    }
}

void kernel_constant_truth(struct kernel_call *call, uint8_t truth) {
    call->out->constant = true;
    call->out->truth[0] = truth;
}

HOT uint8_t count_unknown(const uint8_t *restrict truth, uint32_t rows) {
    uint8_t any = 0;
    for (uint32_t i = 0; i < rows; i++) any |= truth[i] & TRUTH_UNKNOWN;
    return any;
}

bool kernel_any_unknown(const struct vec *truth, uint32_t rows) {
    return count_unknown(truth->truth, truth->constant ? 1 : rows) != 0;
}

/* --- values --- */

static size_t value_bytes(enum repr repr) {
    switch (repr) {
    case REPR_BOOL: return 1;
    case REPR_NUMBER: return sizeof(int64_t);
    case REPR_TEXT: return sizeof(struct str);
    case REPR_DATE: return sizeof(date);
    case REPR_CODE: return sizeof(int16_t);
    case REPR_ROW: return sizeof(uint32_t);
    }
    return 0;
}

void kernel_copy(struct kernel_call *call, const struct vec *from) {
    struct vec *out = call->out;
    uint32_t rows = from->constant ? 1 : call->rows;
    out->constant = from->constant;
    if (from->is_wide)
        memcpy(out->wide, from->wide, sizeof *out->wide * rows);
    else
        memcpy(out->truth, from->truth, value_bytes(out->repr) * rows);
    if (out->repr == REPR_BOOL) return;
    if (!from->all_known) memcpy(call->fresh.known, from->known, rows);
    kernel_set_known(call, from->all_known ? KNOWN_ALL : KNOWN_SOME);
    if (out->repr != REPR_NUMBER) return;
    out->is_wide = from->is_wide;
    out->scale = from->scale;
    out->num_bound = from->num_bound;
    out->den_bound = from->den_bound;
    out->den = from->den ? call->fresh.den : NULL;
    if (from->den && !from->is_wide) memcpy(out->den, from->den, sizeof *out->den * rows);
}

void kernel_set_value(struct vec *v, struct value value) {
    v->constant = true;
    if (v->repr == REPR_BOOL) {
        v->truth[0] = !value.known ? TRUTH_UNKNOWN : value.truth ? TRUTH_TRUE : TRUTH_FALSE;
        return;
    }
    v->all_known = value.known;
    v->known[0] = value.known;
    switch (v->repr) {
    case REPR_BOOL: break;
    case REPR_NUMBER: kernel_constant_number(v, value.known ? value.number : dec_zero); break;
    case REPR_TEXT: v->text[0] = value.known ? value.text : (struct str){0}; break;
    case REPR_DATE: v->day[0] = value.known ? value.day : 0; break;
    case REPR_CODE: v->code[0] = value.known ? (int16_t)value.code : 0; break;
    case REPR_ROW: v->row[0] = value.known ? value.row : NO_ROW; break;
    }
}

bool kernel_row_equal(const struct vec *a, const struct vec *b, uint32_t row) {
    uint32_t i = a->constant ? 0 : row, k = b->constant ? 0 : row;
    switch (a->repr) {
    case REPR_BOOL: return a->truth[i] == b->truth[k];
    case REPR_NUMBER: return dec_compare(vec_number(a, row), vec_number(b, row)) == 0;
    case REPR_TEXT: return str_equal(a->text[i], b->text[k]);
    case REPR_DATE: return a->day[i] == b->day[k];
    case REPR_CODE: return code_plain(a->code[i]) == code_plain(b->code[k]);
    case REPR_ROW: return a->row[i] == b->row[k];
    }
    return false;
}

/* --- the states of cells --- */

/* Truth by the cell's state: whether it is `a` or `b`. */
static void cell_is(struct kernel_call *call, enum cause a, enum cause b) {
    const cell_state *states = call->room->batch->states[call->node->index];
    ASSERT(states);
    for (uint32_t i = 0; i < call->rows; i++)
        call->out->truth[i] = states[i] == a || states[i] == b ? TRUTH_TRUE : TRUTH_FALSE;
}

void kernel_is_missing(struct kernel_call *call) { cell_is(call, CAUSE_MISSING, CAUSE_ABSENT); }

void kernel_is_invalid(struct kernel_call *call) { cell_is(call, CAUSE_INVALID, CAUSE_OUT_OF_RANGE); }
