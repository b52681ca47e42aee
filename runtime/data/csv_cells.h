/* From the index of a scan to typed vectors, one column after the other: the second pass over CSV. */
#ifndef RUNTIME_DATA_CSV_CELLS_H
#define RUNTIME_DATA_CSV_CELLS_H
#include "runtime/data/csv_scan.h"
#include "runtime/data/loader.h"

/* The rows of one batch. */
struct csv_view {
    const char *text;
    const uint32_t *ends;
    uint32_t *firsts; /* by row: index in `ends` of its first cell's end */
    uint32_t rows;
    uint32_t columns;
};
/* Where cell `column` of a row stands, still quoted; without the CR of a line end. */
static inline const char *csv_cell(const struct csv_view *view, uint32_t row, uint32_t column, const char **end) {
    uint32_t i = view->firsts[row] + column;
    const char *start = view->text + (uint32_t)(view->ends[i - 1] + 1);
    *end = view->text + view->ends[i];
    if (column + 1 == view->columns && *end > start && (*end)[-1] == '\r') --*end;
    return start;
}
/* A cell without its quotes; doubled ones are undone in `arena`. */
struct str csv_unquoted(const char *start, const char *end, struct arena *arena);
/* Fills the vector of a binding with a column. `tally` may be NULL: nothing is counted. */
void csv_cells_read(const struct csv_view *view, const struct binding *binding, struct batch *batch,
                    struct tally *tally);
#endif
