/* Reading data: from the words of the command line to batches of typed rows.
 *
 * DATA is a folder, a file, Record=path, or "-" (CSV or JSON on standard input, told apart by its first character). A
 * `dataset` knows which file or table holds each record; a `loader` reads one of them:
 *
 *     loader_take(loader, chunk)       raw bytes ending at the end of a row; one caller at a time, in order
 *     chunk_next(chunk, batch, tally)  parses the next rows of a chunk; several chunks may be parsed at once by several threads
 *     loader_check_keys(loader, batch) refuses rows whose key was seen before and counts the others; one caller at a
 *                                      time, in order, for every batch, also of a record without a key
 *
 * What is wrong with rows and cells is counted in a `tally` per chunk and merged in order with `tally_add`, so that
 * messages and rejects do not depend on the number of threads. Let the tally of loader_check_keys be that of the chunk
 * the batch came from. One thread needs no merging: it gives the same tally everywhere. */
#ifndef RUNTIME_DATA_LOAD_H
#define RUNTIME_DATA_LOAD_H
#include <stdio.h>
#include "lang/base/buf.h"
#include "lang/diag.h"
#include "runtime/data/column.h"

/* A refused row, and how often a cell of a column was blank, not readable or out of range. */
struct reject {
    const char *file;    /* as the user gave it; lives as long as the dataset */
    uint64_t line;       /* as struct batch's line */
    const char *column;  /* that it is about, or NULL */
    const char *reason;  /* "has 3 columns, the header has 20" */
    struct str raw;      /* the row as it stood, as far as it could be told; cut short unless all rejects are kept */
};
#define FAULT_TEXT 64
struct fault_place {       /* the first cell of its kind */
    uint64_t line;         /* 0: there is none */
    const char *file;
    const char *hint;      /* why it was not read: "a percent needs its sign, or the field `as points`"; static, or NULL */
    char text[FAULT_TEXT]; /* the cell, cut to fit, with an ellipsis */
};
struct cell_fault {    /* one per field */
    uint64_t missing;  /* blank and not optional, no default */
    uint64_t invalid, out_of_range;
    uint64_t rounded;  /* read, with more than 9 digits after the point: rounded at the 9th */
    struct fault_place first_invalid, first_out_of_range;
    uint32_t signs;    /* money: which currencies stood beside the amounts; a set, see amount.h */
    bool absent;       /* the data has no such column, which was said when it was opened */
};
struct tally {
    struct arena arena;          /* owned: texts of rejects */
    VEC(struct reject) rejects;  /* all of them when they are written to a file, else the first REJECTS_KEPT */
    uint64_t rejected;
    uint64_t rows;               /* accepted: counted by loader_check_keys */
    struct cell_fault *faults;   /* owned; by field index */
    uint32_t field_count;
};
#define REJECTS_KEPT 100
void tally_init(struct tally *tally, const struct record *record);
void tally_release(struct tally *tally);
void tally_add(struct tally *into, struct tally *from, bool keep_all_rejects); /* moves; `from` is empty and usable afterwards */

struct load_options {
    char separator;           /* of CSV; 0: told from the header */
    bool keep_all_rejects;    /* a --rejects file is being written */
    uint32_t chunk_bytes;     /* 0: the usual size; tests set less */
};
struct dataset;
/* Finds the data of each record of `framework`; only the subject's must be there. Mistakes become messages in diags
 * (E0501-E0549, exit status 3; only E0501 to E0503, about the words of the command line, are exit status 2); NULL after
 * an error. Files that match no record become a note. `words` are borrowed until dataset_close. */
struct dataset *dataset_open(struct arena *arena, const struct framework *framework, char *const *words, int count, const struct load_options *options, struct diags *diags);
void dataset_close(struct dataset *dataset);

struct loader;
/* Opens the data of one record; NULL with a message when there is none or it can not be read. `wanted` and
 * `states_wanted` by field index: only those are converted. The key, when the record has one, must be wanted; lists
 * must not. `states_wanted` may be NULL. Columns that nothing reads and columns that are missing become notes and warnings. */
struct loader *loader_open(struct dataset *dataset, const struct record *record, const bool *wanted, const bool *states_wanted, struct diags *diags);
/* The same for a record whose rows are only referred to, or a record `for each`: without data of it there are no rows,
 * and a warning. */
struct loader *loader_open_or_none(struct dataset *dataset, const struct record *record, const bool *wanted, const bool *states_wanted, struct diags *diags);
bool dataset_has(const struct dataset *dataset, const struct record *record); /* whether there is data of the record */
/* Keys are checked with this index, which is being filled by that, instead of with a table of the loader's own: rows are
 * numbered as they are accepted. Borrowed; before the first loader_take. The record has a key. */
struct keyindex;
void loader_index(struct loader *loader, struct keyindex *index);
void loader_close(struct loader *loader);

struct chunk; /* raw rows and the state of parsing them */
struct chunk *chunk_new(struct loader *loader);
void chunk_free(struct chunk *chunk);
enum load_status {
    LOAD_MORE,   /* the chunk was filled; it may hold no acceptable row all the same */
    LOAD_END,    /* there was nothing left to fill it with */
    LOAD_FAILED  /* a message was added: the rest can not be read; nor was the chunk filled */
};
enum load_status loader_take(struct loader *loader, struct chunk *chunk, struct diags *diags);
/* Fills the batch with up to BATCH_ROWS rows; false when the chunk is used up (the batch is then empty). A batch may be
 * empty although it is true: go on. Text of a batch lives until it is filled anew or its chunk is: several batches of a
 * chunk may be held at once. */
bool chunk_next(struct chunk *chunk, struct batch *batch, struct tally *tally);
void loader_check_keys(struct loader *loader, struct batch *batch, struct tally *tally);
/* Bytes read and bytes in all (0 when not known), for a progress line. */
void loader_progress(const struct loader *loader, uint64_t *bytes, uint64_t *total);
/* About how many rows there will be, judged by the first lines; 0 when nothing tells. Before the first loader_take. */
uint32_t loader_expected(const struct loader *loader);
/* Name of what is read, for messages: "accounts.csv". */
const char *loader_file(const struct loader *loader);

/* One row per reject, in order of file and line: file, line, column, reason, row, as CSV. False when writing failed. */
bool rejects_write_header(FILE *out);
bool rejects_write(FILE *out, const struct tally *tally);
/* The same as text; a file of many rejects is best written chunk by chunk: rejects_text, then rejects_forget. */
void rejects_text(const struct tally *tally, struct buf *out);
void rejects_forget(struct tally *tally); /* the rejects, not their number */

/* The summary of rows and cells that were refused or not read, as messages: one a column with how many, the first
 * one's place and text, and the cure. After a load, with everything merged. */
void tally_report(const struct tally *tally, const struct record *record, struct diags *diags);
#endif
