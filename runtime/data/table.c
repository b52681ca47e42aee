/* A compact column for each wanted field, one for the lines, and one of codes for each field whose states are kept:
 * states are all alike nearly everywhere, which costs a compact column next to nothing.
 * SPDX-License-Identifier: MIT */
#include "runtime/data/table.h"

#include "lang/base/mem.h"
#include "runtime/data/store.h"

struct table {
    const struct record *record;
    const char *file;         /* borrowed from the batches: lives as long as the dataset */
    struct compact **columns; /* owned, by field index; NULL: not stored */
    struct compact **states;  /* likewise */
    struct compact *lines;    /* owned */
    uint32_t rows;
};

struct table *table_new(const struct record *record, const bool *wanted, const bool *states) {
    struct table *table = mem_alloc(sizeof *table);
    table->record = record;
    table->file = "";
    table->columns = mem_alloc(sizeof(struct compact *) * record->field_count);
    table->states = mem_alloc(sizeof(struct compact *) * record->field_count);
    table->lines = compact_new(REPR_NUMBER);
    for (uint32_t i = 0; i < record->field_count; i++) {
        if (wanted[i]) table->columns[i] = compact_new(repr_of_field(&record->fields[i]));
        if (states && states[i]) table->states[i] = compact_new(REPR_CODE);
    }
    return table;
}

void table_free(struct table *table) {
    if (!table) return;
    for (uint32_t i = 0; i < table->record->field_count; i++) {
        compact_free(table->columns[i]);
        compact_free(table->states[i]);
    }
    compact_free(table->lines);
    mem_free(table->columns);
    mem_free(table->states);
    mem_free(table);
}

/* ---- filling ---- */

static void add_states(struct compact *column, const cell_state *states, uint32_t rows) {
    int16_t codes[BATCH_ROWS];
    for (uint32_t i = 0; i < rows; i++) codes[i] = states[i];
    compact_add(column, &(struct vec){.repr = REPR_CODE, .all_known = true, .code = codes}, rows);
}

static void add_lines(struct compact *column, const uint64_t *lines, uint32_t rows) {
    int64_t numbers[BATCH_ROWS];
    for (uint32_t i = 0; i < rows; i++) numbers[i] = (int64_t)lines[i];
    compact_add(column, &(struct vec){.repr = REPR_NUMBER, .all_known = true, .num = numbers}, rows);
}

void table_add(struct table *table, const struct batch *batch) {
    ASSERT(batch->record == table->record && batch->rows < NO_ROW - table->rows);
    if (batch->rows == 0) return;
    table->file = batch->file;
    add_lines(table->lines, batch->line, batch->rows);
    for (uint32_t i = 0; i < table->record->field_count; i++) {
        if (table->columns[i]) compact_add(table->columns[i], &batch->fields[i], batch->rows);
        if (table->states[i]) add_states(table->states[i], batch->states[i], batch->rows);
    }
    table->rows += batch->rows;
}

void table_finish(struct table *table) {
    for (uint32_t i = 0; i < table->record->field_count; i++) {
        if (table->columns[i]) compact_finish(table->columns[i]);
        if (table->states[i]) compact_finish(table->states[i]);
    }
    compact_finish(table->lines);
}

/* ---- reading ---- */

static void read_states(const struct compact *column, uint32_t first, uint32_t rows, cell_state *out) {
    uint8_t known[BATCH_ROWS] = {0};
    int16_t codes[BATCH_ROWS] = {0};
    struct vec vec = {.repr = REPR_CODE, .known = known, .code = codes};
    compact_read(column, first, rows, &vec);
    for (uint32_t i = 0; i < rows; i++) out[i] = (cell_state)codes[i];
}

static void read_lines(const struct compact *column, uint32_t first, uint32_t rows, uint64_t *out) {
    uint8_t known[BATCH_ROWS] = {0};
    int64_t numbers[BATCH_ROWS] = {0};
    struct vec vec = {.repr = REPR_NUMBER, .known = known, .num = numbers};
    compact_read(column, first, rows, &vec);
    for (uint32_t i = 0; i < rows; i++) out[i] = (uint64_t)numbers[i];
}

void table_read(const struct table *table, uint32_t first, struct batch *batch) {
    ASSERT(batch->record == table->record && first % BATCH_ROWS == 0 && first <= table->rows);
    store_clear(batch);
    uint32_t left = table->rows - first, rows = left < BATCH_ROWS ? left : BATCH_ROWS;
    batch->rows = rows;
    batch->first_row = first;
    batch->file = table->file;
    if (rows == 0) return;
    read_lines(table->lines, first, rows, batch->line);
    for (uint32_t i = 0; i < table->record->field_count; i++) {
        if (table->columns[i] && batch->wanted[i]) compact_read(table->columns[i], first, rows, &batch->fields[i]);
        if (table->states[i] && batch->states[i]) read_states(table->states[i], first, rows, batch->states[i]);
    }
}

void table_gather(const struct table *table, uint32_t field, const uint32_t *rows, uint32_t count, struct vec *out) {
    ASSERT(table->columns[field]);
    compact_gather(table->columns[field], rows, count, out);
}

enum cause table_state(const struct table *table, uint32_t field, uint32_t row) {
    if (!table->states[field] || row >= table->rows) return CAUSE_NONE;
    return (enum cause)compact_value(table->states[field], row).code;
}

uint64_t table_line(const struct table *table, uint32_t row) {
    int64_t line = 0;
    struct value value = compact_value(table->lines, row);
    return value.known && dec_to_scaled(value.number, 0, &line) ? (uint64_t)line : 0;
}

uint32_t table_rows(const struct table *table) { return table->rows; }

const struct compact *table_column(const struct table *table, uint32_t field) { return table->columns[field]; }

const char *table_file(const struct table *table) { return table->file; }

size_t table_bytes(const struct table *table) {
    size_t bytes = sizeof *table + compact_bytes(table->lines);
    for (uint32_t i = 0; i < table->record->field_count; i++) {
        if (table->columns[i]) bytes += compact_bytes(table->columns[i]);
        if (table->states[i]) bytes += compact_bytes(table->states[i]);
    }
    return bytes;
}
