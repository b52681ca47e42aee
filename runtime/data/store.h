/* Writing values into the vectors of a batch, row by row and in order, and taking rows out again. */
#ifndef RUNTIME_DATA_STORE_H
#define RUNTIME_DATA_STORE_H
#include "runtime/data/column.h"

/* A batch without rows; texts of the last one die. */
void store_clear(struct batch *batch);
/* Before the first row of a column. */
void store_begin(struct vec *vec);
/* Row `row`, after all before it. A number that does not fit with the others changes how all are stored. */
void store_put(struct vec *vec, uint32_t row, const struct value *value);
void store_unknown(struct vec *vec, uint32_t row);
/* All rows at once: a column that the data does not have. */
void store_all(struct vec *vec, uint32_t rows, const struct value *value);
/* Removes all rows whose byte in `keep` is 0, keeping the order of the others. */
void store_keep(struct batch *batch, const uint8_t *keep);
/* Number of a narrow vector as if it had `scale`: earlier rows follow. False when they then need to be wide. */
bool store_rescale(struct vec *vec, uint32_t rows, unsigned scale);

#define STORE_NUM_MAX INT64_C(999999999999999999) /* magnitude of a narrow number: 18 digits */
extern const int64_t store_power10[19];
#endif
