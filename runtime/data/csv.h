/* CSV: the first line, cutting into chunks, batches. What is where: csv_head.c reads the first line, csv_scan.c finds
 * the cells of a chunk, csv_cells.c turns them into values, csv.c puts these together. */
#ifndef RUNTIME_DATA_CSV_H
#define RUNTIME_DATA_CSV_H
#include "runtime/data/csv_cells.h"

struct csv { /* state of a loader */
    char separator, newline;
    uint32_t columns;
    const char **names;
    uint64_t offset;  /* of the next byte that comes from the input, in the file */
    uint64_t line;    /* of that byte */
    struct buf carry; /* owned: the beginning of a row whose end has not been read */
    bool ended;       /* the input has no more bytes */
};
/* Reads the first line from the loader's input: separator, line ends and names. False after a message. */
bool csv_head(struct loader *loader, struct csv *csv, const struct data_source *source, struct diags *diags);
/* Bytes of the cell that begins at `text`, quotes included; -1 when its end is not there. `ended`: nothing follows. */
int64_t csv_cell_length(struct str text, char separator, char newline, bool ended);
#endif
