/* The rows of `record R for each A, B`: one for every pair, in the order of A's rows and, for each of them, of B's; of
 * `record R for each A` one for every row of A. Cells come from the row of the data that names the pair; where there is
 * none they are blank.
 *
 *     struct pairs *pairs = pairs_new(record, wanted, states, sides, diags);
 *     pairs_add(pairs, batch, tally, keep_all);      for every batch of the data, after loader_check_keys; no data: never
 *     struct table *table = pairs_finish(pairs);     in place of a table of the data's rows
 *     pairs_report(pairs, diags);
 *     pairs_free(pairs); */
#ifndef RUNTIME_DATA_PAIRS_H
#define RUNTIME_DATA_PAIRS_H
#include "runtime/data/keyindex.h"
#include "runtime/data/load.h"
#include "runtime/data/table.h"

/* One of the two records: its rows by key, and their keys. */
struct pairs_side {
    const struct keyindex *index; /* borrowed until pairs_finish */
    const struct compact *keys;   /* likewise */
};
struct pairs;
/* The second side is not looked at where the record is for each of one. `wanted`, which must have its references (each_field), and
 * `states` by field; copied. NULL after a message: there would be more pairs than rows can be numbered. */
struct pairs *pairs_new(const struct record *record, const bool *wanted, const bool *states,
                        const struct pairs_side sides[2], struct diags *diags);
void pairs_free(struct pairs *pairs);
/* Rows for a pair that had one are refused, in the tally; rows that name nobody are counted and left out. */
void pairs_add(struct pairs *pairs, const struct batch *batch, struct tally *tally, bool keep_all_rejects);
/* The table of all pairs, finished; the caller's. A pair without a row of the data has line 0. */
struct table *pairs_finish(struct pairs *pairs);
void pairs_report(const struct pairs *pairs, struct diags *diags); /* rows that were left out */
#endif
