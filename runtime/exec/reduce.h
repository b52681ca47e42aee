/* Aggregates that are added up as rows stream by: COUNT_LOW, COUNT_HIGH, COUNT_KNOWN, SUM, MIN, MAX, ANY, DISTINCT_LOW
 * and DISTINCT_HIGH. All nodes of one pass with the same link share one array: a record for each row that the link
 * points into, with what is counted and added there side by side, so that a source row touches one place in memory.
 * What is seldom needed (rows that are not decided, values that are unknown, sums past 64 bits) is kept beside it, from
 * the first time on that it occurs.
 *
 *     struct reduce *reduce = reduce_new(nodes, count, destinations);
 *     reduce_feed(reduce, run, rows);                    for every batch, by one thread at a time
 *     reduce_read(reduce, node, first, rows, &out);      out with buffers
 */
#ifndef RUNTIME_EXEC_REDUCE_H
#define RUNTIME_EXEC_REDUCE_H
#include "runtime/exec/plan.h"

struct reduce;
bool reduce_does(const struct ir_node *node); /* whether a bridge is of this kind; else a collector does it (collect.h) */
/* Nodes that reduce_does, all with the same link or all without. `destinations`: how many rows the link points into; 1
 * for the point. The array `nodes` is copied; ids ascend. */
struct reduce *reduce_new(const struct ir_node *const *nodes, uint32_t count, uint32_t destinations);
void reduce_free(struct reduce *reduce);
void reduce_feed(struct reduce *reduce, const struct run *run, uint32_t rows); /* the run has just evaluated the arguments */
/* Values of rows first .. first + rows - 1 of the destinations, at most BATCH_ROWS of them. */
void reduce_read(const struct reduce *reduce, const struct ir_node *node, uint32_t first, uint32_t rows, struct vec *out);
/* Values of these rows, at most BATCH_ROWS of them; NO_ROW: unknown. */
void reduce_gather(const struct reduce *reduce, const struct ir_node *node, const uint32_t *rows, uint32_t count, struct vec *out);
size_t reduce_bytes(const struct reduce *reduce); /* of memory, about */
#endif
