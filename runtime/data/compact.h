/* A column over all rows of a space, in little memory: what is kept between passes.
 *
 * Rows are added in order and stored in blocks of BATCH_ROWS: whole numbers, dates, codes and row numbers as the
 * difference to the block's least, in as few bytes as the block allows; texts one after the other; validity only where
 * something is unknown; numbers that 64 bits cannot hold in full. Reading is exact and gives back what was added; only
 * the bounds and the scale of numbers may be those of the block. Once finished a column may be read by several threads.
 *
 *     struct compact *column = compact_new(REPR_DATE);
 *     compact_add(column, &vec, rows);               as often as there are batches
 *     compact_finish(column);
 *     compact_read(column, first, rows, &out);       out with buffers for BATCH_ROWS
 *     compact_free(column);
 */
#ifndef RUNTIME_DATA_COMPACT_H
#define RUNTIME_DATA_COMPACT_H
#include "runtime/data/column.h"

struct compact;
struct compact *compact_new(enum repr repr);
void compact_free(struct compact *column);
void compact_add(struct compact *column, const struct vec *values, uint32_t rows); /* copies; texts too */
void compact_add_rows(struct compact *column, const uint32_t *rows, uint32_t count); /* the same for a REPR_ROW without a vector; NO_ROW: unknown */
void compact_finish(struct compact *column); /* the last rows are stored; nothing more is added */
uint32_t compact_rows(const struct compact *column);
enum repr compact_repr(const struct compact *column);
size_t compact_bytes(const struct compact *column); /* of memory, about */
/* Rows first .. first + rows - 1 of one block (first is a multiple of BATCH_ROWS), into out's buffers (known, den unused, wide for numbers);
 * texts point into the column and live as long as it. */
void compact_read(const struct compact *column, uint32_t first, uint32_t rows, struct vec *out);
/* The values of these rows, at most BATCH_ROWS of them; NO_ROW gives unknown. */
void compact_gather(const struct compact *column, const uint32_t *rows, uint32_t count, struct vec *out);
struct value compact_value(const struct compact *column, uint32_t row);
#endif
