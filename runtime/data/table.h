/* The rows of a record, kept: for spaces that are walked more than once, or whose rows others refer to.
 *
 * A table holds the wanted fields of the rows in the order of the data, as compact columns (compact.h), and where each
 * row stood, for messages. It is filled batch by batch by one thread, then read by any number.
 *
 *     struct table *table = table_new(record, wanted, states);
 *     table_add(table, batch);                       for every batch, after loader_check_keys
 *     table_finish(table);
 *     batch_init(&batch, record, wanted, states);
 *     for (uint32_t first = 0; first < table_rows(table); first += BATCH_ROWS) table_read(table, first, &batch);
 */
#ifndef RUNTIME_DATA_TABLE_H
#define RUNTIME_DATA_TABLE_H
#include "runtime/data/compact.h"

struct table;
/* `wanted` and `states` by field index, as for a batch; copied. `states` may be NULL. Cells of references are stored as
 * the keys they are. */
struct table *table_new(const struct record *record, const bool *wanted, const bool *states);
void table_free(struct table *table);
void table_add(struct table *table, const struct batch *batch); /* all rows of the batch */
void table_finish(struct table *table);
uint32_t table_rows(const struct table *table);
/* Fills the batch with up to BATCH_ROWS rows from `first` on, a multiple of BATCH_ROWS: rows, first_row, file, line,
 * the fields and states that both the table and the batch have. Texts live as long as the table. */
void table_read(const struct table *table, uint32_t first, struct batch *batch);
/* A field's column; NULL when it is not stored. */
const struct compact *table_column(const struct table *table, uint32_t field);
/* One field of these rows (NO_ROW: unknown), at most BATCH_ROWS of them, into out's buffers. */
void table_gather(const struct table *table, uint32_t field, const uint32_t *rows, uint32_t count, struct vec *out);
/* The states of a field's cells at these rows; CAUSE_NONE where they are not kept. */
enum cause table_state(const struct table *table, uint32_t field, uint32_t row);
/* Where a row stood: line as struct batch's; the file as the user gave it. */
uint64_t table_line(const struct table *table, uint32_t row);
const char *table_file(const struct table *table);
size_t table_bytes(const struct table *table); /* of memory, about */
#endif
