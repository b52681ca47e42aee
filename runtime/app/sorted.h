/* Rows that wait to be printed in an order of their own: their finished text and the values to sort by. */
#ifndef RUNTIME_APP_SORTED_H
#define RUNTIME_APP_SORTED_H
#include "runtime/app/out.h"

struct sorted_row {
    struct str text;
    struct value *keys; /* one for each order key */
    uint64_t number;    /* in the order of the data */
};
VEC_TYPE(sorted_rows, struct sorted_row);
struct sorted {
    const struct order_key *order; /* borrowed */
    uint32_t order_count;
    struct arena arena;            /* owned */
    struct sorted_rows rows;
};
void sorted_init(struct sorted *sorted, const struct order_key *order, uint32_t order_count);
void sorted_release(struct sorted *sorted);
void sorted_clear(struct sorted *sorted);
/* Copies the text and the row's keys. */
void sorted_add(struct sorted *sorted, struct str text, const struct run *run, uint32_t row);
void sorted_append(struct sorted *into, const struct sorted *from); /* copies */
/* Unknown values last, whichever way; equal ones stay as they came. */
void sorted_sort(struct sorted *sorted);
#endif
