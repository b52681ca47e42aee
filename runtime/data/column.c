/* Vectors and batches: which representation a type has, single values out of vectors, and the buffers of a batch.
 * SPDX-License-Identifier: MIT */
#include "runtime/data/column.h"

#include "lang/base/mem.h"

enum repr repr_of(struct type type) {
    switch (type.kind) {
    case TYPE_BOOL: return REPR_BOOL;
    case TYPE_NUMBER:
    case TYPE_PERIOD: return REPR_NUMBER;
    case TYPE_TEXT:
    case TYPE_ANY: /* a bare `unknown`: any representation with a validity byte would do */ return REPR_TEXT;
    case TYPE_DATE: return REPR_DATE;
    case TYPE_CATEGORY: return REPR_CODE;
    case TYPE_RECORD: return REPR_ROW;
    case TYPE_ERROR:
    case TYPE_LIST: break;
    }
    ASSERT(false); /* a type that has no values of its own */
    return REPR_BOOL;
}

enum repr repr_of_field(const struct field *field) {
    struct type type = field->type;
    /* A key may itself be a reference: a few steps, for a circle of them is the checker's matter. */
    for (int steps = 0; type.kind == TYPE_RECORD && steps < 8; steps++) {
        const struct record *record = type.record;
        type = record->key >= 0 ? record->fields[record->key].type : (struct type){.kind = TYPE_TEXT};
    }
    return repr_of(type);
}

struct dec vec_number(const struct vec *vec, uint32_t row) {
    if (vec->constant) row = 0;
    if (vec->is_wide) return vec->wide[row];
    struct dec number = dec_zero, quotient;
    enum dec_status status = dec_from_scaled(vec->num[row], vec->scale, &number);
    ASSERT(status == DEC_OK);
    if (!vec->den || vec->den[row] == 1) return number;
    status = dec_div(number, dec_from_int(vec->den[row]), &quotient);
    ASSERT(status == DEC_OK);
    return quotient;
}

struct value vec_value(const struct vec *vec, uint32_t row) {
    if (vec->constant) row = 0;
    struct value value = {.known = vec->repr == REPR_BOOL ? vec->truth[row] != TRUTH_UNKNOWN
                                                          : vec->all_known || vec->known[row]};
    if (!value.known) return value;
    switch (vec->repr) {
    case REPR_BOOL: value.truth = vec->truth[row] == TRUTH_TRUE; break;
    case REPR_NUMBER: value.number = vec_number(vec, row); break;
    case REPR_TEXT: value.text = vec->text[row]; break;
    case REPR_DATE: value.day = vec->day[row]; break;
    case REPR_CODE: value.code = vec->code[row]; break;
    case REPR_ROW: value.row = vec->row[row]; break;
    }
    return value;
}

/* Bytes of one value, whatever the representation's pointer is called. */
static size_t value_size(enum repr repr) {
    static const size_t sizes[] = {
        [REPR_BOOL] = sizeof(uint8_t), [REPR_NUMBER] = sizeof(int64_t), [REPR_TEXT] = sizeof(struct str),
        [REPR_DATE] = sizeof(date),    [REPR_CODE] = sizeof(int16_t), [REPR_ROW] = sizeof(uint32_t),
    };
    return sizes[repr];
}

void batch_init(struct batch *batch, const struct record *record, const bool *wanted, const bool *states_wanted) {
    uint32_t count = record->field_count;
    *batch = (struct batch){.record = record};
    batch->fields = mem_alloc(sizeof *batch->fields * count);
    batch->wanted = mem_alloc(sizeof *batch->wanted * count);
    batch->states = mem_alloc(sizeof *batch->states * count);
    batch->line = mem_alloc(sizeof *batch->line * BATCH_ROWS);
    arena_init(&batch->arena, 0);
    for (uint32_t i = 0; i < count; i++) {
        batch->wanted[i] = wanted[i];
        /* Of every field that is read: a row refused for its key takes what was counted of its cells along. */
        if (wanted[i] || (states_wanted && states_wanted[i]))
            batch->states[i] = mem_alloc(sizeof **batch->states * BATCH_ROWS);
        if (!wanted[i]) continue;
        struct vec *vec = &batch->fields[i];
        vec->repr = repr_of_field(&record->fields[i]);
        vec->den_bound = 1;
        /* truth, num, text, day and code share their place in the vector. */
        vec->truth = mem_alloc(value_size(vec->repr) * BATCH_ROWS);
        if (vec->repr != REPR_BOOL) vec->known = mem_alloc(BATCH_ROWS);
        if (vec->repr == REPR_NUMBER) vec->wide = mem_alloc(sizeof *vec->wide * BATCH_ROWS);
    }
}

void batch_release(struct batch *batch) {
    for (uint32_t i = 0; i < batch->record->field_count; i++) {
        mem_free(batch->states[i]);
        mem_free(batch->fields[i].truth);
        mem_free(batch->fields[i].known);
        mem_free(batch->fields[i].wide);
    }
    mem_free(batch->fields);
    mem_free(batch->wanted);
    mem_free(batch->states);
    mem_free(batch->line);
    arena_release(&batch->arena);
    *batch = (struct batch){0};
}

static void drop(void *values, size_t size, uint32_t row, uint32_t rows) {
    char *at = (char *)values + size * row;
    memmove(at, at + size, size * (rows - row - 1));
}

void batch_drop(struct batch *batch, uint32_t row) {
    uint32_t rows = batch->rows;
    ASSERT(row < rows);
    for (uint32_t i = 0; i < batch->record->field_count; i++) {
        if (batch->states[i]) drop(batch->states[i], sizeof **batch->states, row, rows);
        const struct vec *vec = &batch->fields[i];
        if (!batch->wanted[i] || vec->constant) continue;
        drop(vec->truth, value_size(vec->repr), row, rows);
        if (vec->known) drop(vec->known, 1, row, rows);
        if (vec->is_wide) drop(vec->wide, sizeof *vec->wide, row, rows);
    }
    drop(batch->line, sizeof *batch->line, row, rows);
    batch->rows--;
}
