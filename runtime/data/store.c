/* SPDX-License-Identifier: MIT */
#include "runtime/data/store.h"

#include "lang/base/mem.h"

const int64_t store_power10[19] = {
    INT64_C(1),
    INT64_C(10),
    INT64_C(100),
    INT64_C(1000),
    INT64_C(10000),
    INT64_C(100000),
    INT64_C(1000000),
    INT64_C(10000000),
    INT64_C(100000000),
    INT64_C(1000000000),
    INT64_C(10000000000),
    INT64_C(100000000000),
    INT64_C(1000000000000),
    INT64_C(10000000000000),
    INT64_C(100000000000000),
    INT64_C(1000000000000000),
    INT64_C(10000000000000000),
    INT64_C(100000000000000000),
    INT64_C(1000000000000000000),
};

void store_clear(struct batch *batch) {
    arena_clear(&batch->arena);
    batch->rows = 0;
    batch->key_place = NULL;
    batch->raw = NULL;
}

void store_begin(struct vec *vec) {
    vec->constant = false;
    vec->all_known = true;
    vec->is_wide = false;
    vec->scale = 0;
    vec->num_bound = 0;
    vec->den_bound = 1;
    vec->den = NULL;
}

/* From here on the exact, slow form: earlier rows move over. */
static void widen(struct vec *vec, uint32_t rows) {
    for (uint32_t i = 0; i < rows; i++) {
        enum dec_status status = dec_from_scaled(vec->num[i], vec->scale, &vec->wide[i]);
        ASSERT(status == DEC_OK);
    }
    vec->is_wide = true;
}

bool store_rescale(struct vec *vec, uint32_t rows, unsigned scale) {
    int64_t factor = store_power10[scale - vec->scale];
    if (vec->num_bound > (uint64_t)(STORE_NUM_MAX / factor)) return false;
    for (uint32_t i = 0; i < rows; i++) vec->num[i] *= factor;
    vec->num_bound *= (uint64_t)factor;
    vec->scale = (uint8_t)scale;
    return true;
}

static void put_number(struct vec *vec, uint32_t row, struct dec number) {
    if (!vec->is_wide) {
        unsigned scale = dec_scale(number);
        int64_t num;
        bool fits = scale <= vec->scale || store_rescale(vec, row, scale);
        if (fits && dec_to_scaled(number, vec->scale, &num) && num <= STORE_NUM_MAX && num >= -STORE_NUM_MAX) {
            uint64_t magnitude = (uint64_t)(num < 0 ? -num : num);
            if (magnitude > vec->num_bound) vec->num_bound = magnitude;
            vec->num[row] = num;
            return;
        }
        widen(vec, row);
    }
    vec->wide[row] = number;
}

void store_unknown(struct vec *vec, uint32_t row) {
    if (vec->repr != REPR_BOOL) {
        vec->known[row] = 0;
        vec->all_known = false;
    }
    switch (vec->repr) {
    case REPR_BOOL: vec->truth[row] = TRUTH_UNKNOWN; break;
    case REPR_NUMBER:
        if (vec->is_wide)
            vec->wide[row] = dec_zero;
        else
            vec->num[row] = 0;
        break;
    case REPR_TEXT: vec->text[row] = (struct str){"", 0}; break;
    case REPR_DATE: vec->day[row] = 0; break;
    case REPR_CODE: vec->code[row] = 0; break;
    case REPR_ROW: vec->row[row] = NO_ROW; break;
    }
}

void store_put(struct vec *vec, uint32_t row, const struct value *value) {
    if (!value->known) {
        store_unknown(vec, row);
        return;
    }
    if (vec->repr != REPR_BOOL) vec->known[row] = 1;
    switch (vec->repr) {
    case REPR_BOOL: vec->truth[row] = value->truth ? TRUTH_TRUE : TRUTH_FALSE; break;
    case REPR_NUMBER: put_number(vec, row, value->number); break;
    case REPR_TEXT: vec->text[row] = value->text; break;
    case REPR_DATE: vec->day[row] = value->day; break;
    case REPR_CODE: vec->code[row] = (int16_t)value->code; break;
    case REPR_ROW: vec->row[row] = value->row; break;
    }
}

void store_all(struct vec *vec, uint32_t rows, const struct value *value) {
    store_begin(vec);
    for (uint32_t i = 0; i < rows; i++) store_put(vec, i, value);
}

static void keep_items(void *items, size_t size, const uint8_t *keep, uint32_t rows) {
    char *to = items, *from = items;
    for (uint32_t i = 0; i < rows; i++, from += size) {
        if (!keep[i]) continue;
        if (to != from) memcpy(to, from, size);
        to += size;
    }
}

void store_keep(struct batch *batch, const uint8_t *keep) {
    static const size_t sizes[] = {
        [REPR_BOOL] = sizeof(uint8_t), [REPR_NUMBER] = sizeof(int64_t), [REPR_TEXT] = sizeof(struct str),
        [REPR_DATE] = sizeof(date),    [REPR_CODE] = sizeof(int16_t),   [REPR_ROW] = sizeof(uint32_t),
    };
    uint32_t rows = batch->rows, kept = 0;
    for (uint32_t i = 0; i < rows; i++) kept += keep[i] != 0;
    if (kept == rows) return;
    for (uint32_t i = 0; i < batch->record->field_count; i++) {
        if (batch->states[i]) keep_items(batch->states[i], sizeof **batch->states, keep, rows);
        struct vec *vec = &batch->fields[i];
        if (!batch->wanted[i] || vec->constant) continue;
        keep_items(vec->truth, sizes[vec->repr], keep, rows);
        if (vec->known) keep_items(vec->known, 1, keep, rows);
        if (vec->is_wide) keep_items(vec->wide, sizeof *vec->wide, keep, rows);
    }
    keep_items(batch->line, sizeof *batch->line, keep, rows);
    if (batch->key_place) keep_items(batch->key_place, sizeof *batch->key_place, keep, rows);
    if (batch->raw) keep_items(batch->raw, sizeof *batch->raw, keep, rows);
    batch->rows = kept;
}
