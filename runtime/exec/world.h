/* What passes leave behind for others: complete columns by node, and the rows and keys of records by space. Filled by
 * the schedule (schedule.h); runs only look things up in it (bridge.c). */
#ifndef RUNTIME_EXEC_WORLD_H
#define RUNTIME_EXEC_WORLD_H
#include "runtime/data/keyindex.h"
#include "runtime/data/table.h"
#include "runtime/exec/collect.h"
#include "runtime/exec/reduce.h"

/* A node's values for all rows of its space: at most one of the three. */
struct kept {
    const struct compact *column;
    const struct reduce *reduce;
    const struct collect *collect; /* its column counts; of a GROUP, also what keys lead to which group */
};
struct world {
    struct kept *kept; /* by node id */
    uint32_t node_count;
    struct table **tables;     /* by space; NULL where rows are not stored */
    struct keyindex **indexes; /* by space; NULL where nobody refers to its rows */
    uint32_t *rows;            /* by space: how many there are, once that is known */
    uint32_t space_count;
};
#endif
