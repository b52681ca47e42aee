/* Finding where the cells of CSV end: the first pass over the bytes, 64 at a time.
 *
 * The result is an index of the positions of all separators and line ends that are not inside quotes, and the list of
 * rows that have as many cells as the header. Cell c of a row is text[ends[first + c - 1] + 1 .. ends[first + c]), where
 * the entry before a row's first is always the byte before the row begins.
 *
 * Rules: a quote counts only as the first character of a cell; anywhere else in an unquoted cell it is an ordinary
 * character. A quoted cell ends at a quote that is not doubled; a separator or the end of the line must follow. Where
 * that is broken, or a quote is never closed (to the end of the file, or for LIMIT_CELL_BYTES), the row is refused and
 * reading goes on in the line after the one in which the quote was opened. Rows that are blank in every cell are passed
 * over. */
#ifndef RUNTIME_DATA_CSV_SCAN_H
#define RUNTIME_DATA_CSV_SCAN_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CSV_PAD 64 /* bytes that must be readable before and after the text */

struct csv_row {
    uint32_t first; /* index in `ends` of the end of its first cell */
    uint32_t line;  /* of its beginning, from 0 at the beginning of the text */
};
enum csv_flaw { CSV_CELLS, CSV_QUOTE_TEXT, CSV_QUOTE_OPEN, CSV_NUL, CSV_UTF8 };
struct csv_refused {
    uint32_t start, end; /* the row's bytes */
    uint32_t line;
    uint32_t cells; /* CSV_CELLS: how many it has */
    enum csv_flaw flaw;
};
struct csv_scan {
    /* what to read */
    char *text; /* borrowed; text[-1] must be writable: it is made a line end */
    uint32_t length;
    uint32_t columns; /* that a row must have */
    char separator, newline;
    bool final; /* nothing follows: the text ends with a line end and an open quote stays open */
    /* what was found; arrays owned, reused by the next scan */
    uint32_t *ends;
    uint32_t end_count, end_cap;
    struct csv_row *rows;
    uint32_t row_count, row_cap;
    struct csv_refused *refused;
    uint32_t refused_count, refused_cap;
    uint32_t consumed; /* bytes up to the end of the last complete row */
    uint32_t lines;    /* line ends in those */
    bool in_quote;     /* the rest begins with a row whose quote is still open */
};
enum csv_simd { CSV_SIMD_BEST, CSV_SIMD_PLAIN, CSV_SIMD_SSE2, CSV_SIMD_AVX2 };
/* All entry points but for tests use CSV_SIMD_BEST: the widest that the machine has. */
void csv_scan(struct csv_scan *scan, enum csv_simd simd);
void csv_scan_release(struct csv_scan *scan);
#endif
