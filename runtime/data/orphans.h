/* References that lead nowhere: counted while keys are looked up, told when all rows were read.
 *
 *     keyindex_find(index, keys, count, rows);
 *     orphans_count(&orphans, keys, rows, batch);    by each thread, into its own
 *     orphans_add(&all, &orphans);                   in any order
 *     orphans_report(&all, record, field, diags); */
#ifndef RUNTIME_DATA_ORPHANS_H
#define RUNTIME_DATA_ORPHANS_H
#include "runtime/data/load.h"

/* Of one reference of a record. Zeroed, nothing was counted. */
struct orphans {
    uint64_t found;        /* rows whose key someone has */
    uint64_t blank;        /* rows whose key is unknown */
    uint64_t dangling;     /* rows with a key that nobody has */
    uint64_t line;         /* of the first dangling one */
    const char *file;      /* likewise; borrowed from the batch: lives as long as the dataset */
    char text[FAULT_TEXT]; /* its key, cut to fit */
};
/* `keys` are those of the batch's rows, `rows` what keyindex_find said of them. */
void orphans_count(struct orphans *orphans, const struct vec *keys, const uint32_t *rows, const struct batch *batch);
void orphans_add(struct orphans *into, const struct orphans *from);
/* Keys that nobody has, as a message; none where the field is optional, unless no row found anything: then it is
 * probably the wrong column. Blank keys are reported as blank cells are (tally_report). */
void orphans_report(const struct orphans *orphans, const struct record *record, const struct field *field,
                    struct diags *diags);
#endif
