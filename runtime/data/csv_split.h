/* CSV of small files and single lines, cell by cell, the plain way: header lines, files of aliases and of decision
 * tables. A quote counts only as the first character of a cell; a line may end in LF, CRLF or CR. */
#ifndef RUNTIME_DATA_CSV_SPLIT_H
#define RUNTIME_DATA_CSV_SPLIT_H
#include "lang/base/vec.h"

struct csv_cells {
    struct str *at; /* unquoted */
    uint32_t count;
    uint32_t line; /* from 1 */
    bool broken;   /* text after a closing quote, or a quote that is never closed */
};
struct csv_split {
    struct str left;
    char separator;
    uint32_t line;
    struct arena *arena; /* borrowed; cells that had to be made, and the arrays */
};
/* `separator` 0: the one of , ; tab | that the first line has most of. A byte order mark is skipped. */
void csv_split_init(struct csv_split *split, struct str text, char separator, struct arena *arena);
bool csv_split_next(struct csv_split *split, struct csv_cells *out); /* false at the end */
#endif
