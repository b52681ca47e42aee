/* Counting what is wrong while rows are read: the writing side of struct tally (load.h), for loaders only. */
#ifndef RUNTIME_DATA_TALLY_H
#define RUNTIME_DATA_TALLY_H
#include "runtime/data/load.h"
#include "runtime/data/reader.h"

/* Refuses a row. `file` must live as long as the dataset; the others are copied. `keep_all`: every reject
 * with its whole row is kept, else the first REJECTS_KEPT with their first bytes. */
void tally_reject(struct tally *tally, bool keep_all, const char *file, uint64_t line, const char *column,
                  const char *reason, struct str raw);
/* Counts a cell that is unknown or was rounded. `cell` as it stood in the data. */
void tally_cell(struct tally *tally, const struct reader *reader, const struct reading *reading, const char *file,
                uint64_t line, struct str cell);
/* A cell as messages show it: cut to fit, with an ellipsis, and without what could steer a terminal. */
void tally_shorten(char out[FAULT_TEXT], struct str cell);
/* Takes back what was counted of a cell whose row was refused afterwards. */
void tally_uncount(struct tally *tally, const struct field *field, cell_state state);
#endif
