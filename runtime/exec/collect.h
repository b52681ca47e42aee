/* Bridges that need all rows before they can answer one: GROUP, MATCH, WINDOW, KEEP, SELECT, and the REDUCEs that need
 * an order or all values (MEDIAN, PERCENTILE, STDDEV, LATEST, TEXT_LIST, and SUM, COUNT_KNOWN, … with `distinct`).
 * COUNT, SUM, MIN, MAX, ANY, DISTINCT_LOW and DISTINCT_HIGH are done elsewhere (reduce.h), as rows stream by.
 *
 * The schedule makes one collector a node, feeds it every row of the space of its arguments in order, batch by batch,
 * and finishes it; one thread at a time. What comes out is a compact column over the rows of the node's space:
 *
 *     struct collect *collect = collect_new(node, &sizes);
 *     collect_feed(collect, args, rows);             for every batch, in order
 *     collect_finish(collect);
 *     const struct compact *column = collect_column(collect);
 *
 * How a node reads its arguments is lang/ir.h, struct ir_layout; what it means, lang/ir.def and language.md §5 and §6.
 * A collector may keep only what counts: rows whose `where` is not true, say, need not be stored. Memory is a bar:
 * store values compactly (compact.h) or as narrow arrays of your own, never as struct value. */
#ifndef RUNTIME_EXEC_COLLECT_H
#define RUNTIME_EXEC_COLLECT_H
#include "runtime/data/compact.h"

struct collect;
struct collect_sizes {
    uint32_t rows;         /* of the space of the arguments; 0: not known yet (the space is streamed): grow */
    uint32_t destinations; /* of the space of the result, for a REDUCE: rows that the link points into, 1 for the point */
    /* SELECT: ties at the cut are broken by the record's key, smallest first. It is fed as one vector more, after the
     * node's own arguments, when this is true (else ties are broken by the order of the rows). */
    bool has_key;
};
/* Whether a node is done by a collector (else: reduce.h, or elementwise). */
bool collect_does(const struct ir_node *node);
struct collect *collect_new(const struct ir_node *node, const struct collect_sizes *sizes);
void collect_free(struct collect *collect);
/* One batch. args[i] is the vector of node->args[i] for these rows; values of the point are constant vectors. Links and
 * groups are REPR_ROW: unknown rows belong nowhere. Vectors die after the call; texts must be copied. */
void collect_feed(struct collect *collect, const struct vec *const *args, uint32_t rows);
void collect_finish(struct collect *collect);
/* The result, one value for each row of the node's space; owned by the collector. Of the representation of the node's type: rank and running sum numbers, KEEP bool,
 * SELECT code, GROUP row (number of the group from 0, unknown: no group). */
const struct compact *collect_column(const struct collect *collect);
/* GROUP: how many groups there are, and for keys of another space the group with equal keys: MATCH. `keys` as the
 * GROUP's own; NO_ROW where one is unknown or there is no such group. Several threads may ask at once. */
uint32_t collect_groups(const struct collect *collect);
void collect_match(const struct collect *collect, const struct vec *const *keys, uint32_t rows, uint32_t *out);
/* GROUP: the row of the args' space in which each group was first met (its keys are read there). */
const uint32_t *collect_firsts(const struct collect *collect);
/* How many quotients and sums had to be rounded or passed the range; for the note about rounding. */
uint64_t collect_rounded(const struct collect *collect);
#endif
