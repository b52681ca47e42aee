/* Reading data: from the words of the command line to batches of typed rows.
 *
 * DATA is a folder, a file, Record=path, or "-" (CSV or JSON on standard input, told apart by its first character). A
 * `dataset` knows which file or table holds each record; a `loader` reads one of them:
 *
 *     loader_take(loader, chunk)      raw bytes ending at the end of a row; one caller at a time, in order
 *     chunk_next(chunk, batch)        parses the next rows of a chunk; several chunks may be parsed at once by several threads
 *     loader_check_keys(loader, batch) refuses rows whose key was seen before, one caller at a time, in order
 *
 * What is wrong with rows and cells is counted in a `tally` per chunk and merged in order with `tally_add`, so that
 * messages and rejects do not depend on the number of threads. */
#ifndef RUNTIME_DATA_LOAD_H
#define RUNTIME_DATA_LOAD_H
#include <stdio.h>
#include "lang/base/buf.h"
#include "lang/diag.h"
#include "runtime/data/column.h"

/* A refused row, and how often a cell of a column was blank, not readable or out of range. */
struct reject { const char *file; uint64_t line; const char *column; /* or NULL */ const char *reason; struct str raw; /* the row as it stood, as far as it could be told */ };
struct cell_fault {              /* one per field */
    uint64_t missing;            /* blank and not optional, no default */
    uint64_t invalid, out_of_range;
    uint64_t first_line;         /* of the first invalid or out of range cell, 0: none */
    const char *file;            /* of that cell */
    char first_text[64];         /* that cell, cut to fit, with an ellipsis */
    const char *first_hint;      /* why it was not read: "a percent needs its sign, or the field `as points`"; static, or NULL */
};
struct tally {
    struct arena arena;          /* owned: texts of rejects */
    VEC(struct reject) rejects;  /* all of them when they are written to a file, else the first 100 */
    uint64_t rejected;
    struct cell_fault *faults;   /* owned; by field index */
    uint32_t field_count;
};
void tally_init(struct tally *tally, const struct record *record);
void tally_release(struct tally *tally);
void tally_add(struct tally *into, struct tally *from, bool keep_all_rejects); /* moves; `from` is empty and usable afterwards */

struct load_options {
    char separator;           /* of CSV; 0: told from the header */
    bool keep_all_rejects;    /* a --rejects file is being written */
};
struct dataset;
/* Finds the data of each record that `framework` needs. Mistakes become messages in diags (E05xx); NULL after an error.
 * Files that match no record, columns that are not used and columns that are missing become notes and warnings. */
struct dataset *dataset_open(struct arena *arena, const struct framework *framework, char *const *words, int count, const struct load_options *options, struct diags *diags);
void dataset_close(struct dataset *dataset);

struct loader;
/* Opens the data of one record; NULL with a message when there is none or it can not be read. `wanted` and
 * `states_wanted` by field index: only those are converted. */
struct loader *loader_open(struct dataset *dataset, const struct record *record, const bool *wanted, const bool *states_wanted, struct diags *diags);
void loader_close(struct loader *loader);

struct chunk; /* raw rows and the state of parsing them */
struct chunk *chunk_new(struct loader *loader);
void chunk_free(struct chunk *chunk);
enum load_status { LOAD_MORE, LOAD_END, LOAD_FAILED /* a message was added: the rest can not be read */ };
enum load_status loader_take(struct loader *loader, struct chunk *chunk, struct diags *diags);
/* Fills the batch with up to BATCH_ROWS rows; false when the chunk is used up. Text of a batch lives until the next
 * chunk_next or loader_take with this chunk. */
bool chunk_next(struct chunk *chunk, struct batch *batch, struct tally *tally);
void loader_check_keys(struct loader *loader, struct batch *batch, struct tally *tally);
/* Bytes read and bytes in all (0 when not known), for a progress line; rows is what was accepted. */
void loader_progress(const struct loader *loader, uint64_t *bytes, uint64_t *total);
/* Name and column heads of what is read, for messages: "accounts.csv". */
const char *loader_file(const struct loader *loader);
/* One row per reject: file, line, column, reason, row, as CSV. */
bool rejects_write_header(FILE *out);
bool rejects_write(FILE *out, const struct tally *tally);
/* The summary of faults as messages: one a column with how many, the first one's place and text, and the cure. */
void tally_report(const struct tally *tally, const struct record *record, struct diags *diags);
#endif
