/* Values piled up row by row, to be sorted: what a collector keeps of the rows that count. Every value is known.
 *
 * Bools, dates, codes (all exits are one) and row numbers are whole numbers here; numbers are whole numbers of one
 * scale for the pile as long as 64 bits do, else exact rationals. Texts are copied. */
#ifndef RUNTIME_EXEC_PILE_H
#define RUNTIME_EXEC_PILE_H
#include "runtime/data/column.h"

struct pile {
    enum repr repr;
    uint32_t len, cap;
    uint8_t scale;      /* number: of `num` */
    int64_t *num;       /* owned; NULL for texts and once `wide` is used */
    struct dec *wide;   /* owned; or NULL */
    size_t *ends;       /* owned; text: where each ends in `bytes` */
    char *bytes;        /* owned */
    size_t bytes_cap;
};
void pile_init(struct pile *pile, enum repr repr);
void pile_release(struct pile *pile);
/* These rows of a vector; their values are known. NULL: rows 0 to count - 1. */
void pile_add(struct pile *pile, const struct vec *vec, const uint32_t *rows, uint32_t count);
struct str pile_text(const struct pile *pile, uint32_t at);             /* of a pile of texts; borrowed until more is added */
int pile_compare(const struct pile *pile, uint32_t a, uint32_t b);      /* <0, 0, >0 */
struct dec pile_number(const struct pile *pile, uint32_t at);           /* of a pile of numbers */
/* Writes value `at` into `row` of a vector of the same representation that has buffers; numbers go to `wide`. */
void pile_get(const struct pile *pile, uint32_t at, struct vec *out, uint32_t row);

/* An order of the rows of piles of one length: by `group` (or NULL), then by the keys, the first most important; bit k
 * of `descending`: key k goes down. Equal rows keep the order they were added in, or the reverse of it. */
struct pile_order {
    const uint32_t *group;       /* by row; or NULL */
    const struct pile *const *keys;
    uint32_t key_count;
    uint32_t descending;
    bool later_first;
};
/* Row numbers in that order; the caller frees them (mem_free). */
uint32_t *pile_sort(const struct pile_order *order, uint32_t rows);
/* Whether rows a and b have equal keys (the group apart). */
bool pile_tie(const struct pile_order *order, uint32_t a, uint32_t b);
#endif
