/* From a key to its row: how references find what they refer to.
 *
 * Keys are added in the order of the rows; they are known, and different (keyindex_add_fresh sees to that). Looking up
 * is by batches, so that the memory of many keys is fetched at a time: a key of up to 12 bytes stands beside its row
 * number in a slot of 16; of a longer one the slot holds the hash, and its bytes are kept elsewhere. Once filled, an
 * index may be asked by several threads. */
#ifndef RUNTIME_DATA_KEYINDEX_H
#define RUNTIME_DATA_KEYINDEX_H
#include "runtime/data/column.h"

struct keyindex;
/* `rows`: how many are expected, 0 when that is not known; it only saves growing. */
struct keyindex *keyindex_new(enum repr repr, uint32_t rows);
void keyindex_free(struct keyindex *index);
/* The next rows' keys, one batch: their row numbers go on from those before. */
void keyindex_add(struct keyindex *index, const struct vec *keys, uint32_t rows);
/* The row of each key, at most BATCH_ROWS of them, into `out`: NO_ROW where the key is unknown or nobody has it. The keys have the
 * representation of the index; numbers are equal whatever their scale. A constant vector has one key for all rows. */
void keyindex_find(const struct keyindex *index, const struct vec *keys, uint32_t rows, uint32_t *out);
/* The same for keys of which some may have been added before, or twice: fresh[i] = 0 where that is so, and the row is not
 * counted. */
void keyindex_add_fresh(struct keyindex *index, const struct vec *keys, uint32_t rows, uint8_t *fresh);
uint32_t keyindex_rows(const struct keyindex *index);
size_t keyindex_bytes(const struct keyindex *index);
#endif
