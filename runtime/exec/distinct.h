/* Which pairs of a row and a value were met: for counting different values of any type, row by row. A pair is met for
 * certain or only perhaps (its source row may not count); meeting it for certain later wins.
 *
 *     struct distinct *set = distinct_new();
 *     switch (distinct_add(set, row, distinct_value(set, &vec, i), true)) ...
 */
#ifndef RUNTIME_EXEC_DISTINCT_H
#define RUNTIME_EXEC_DISTINCT_H
#include "runtime/data/column.h"

struct distinct;
struct distinct *distinct_new(void);
void distinct_free(struct distinct *set);
/* A number for a known value of a vector: the same for equal values, of one representation, in one set. */
uint32_t distinct_value(struct distinct *set, const struct vec *values, uint32_t row);
enum distinct_news {
    DISTINCT_OLD,     /* nothing new */
    DISTINCT_CERTAIN, /* met for the first time, for certain */
    DISTINCT_PERHAPS, /* met for the first time, perhaps */
    DISTINCT_RAISED   /* had been met perhaps, and is now certain */
};
enum distinct_news distinct_add(struct distinct *set, uint32_t row, uint32_t value, bool certain);
size_t distinct_bytes(const struct distinct *set);
#endif
