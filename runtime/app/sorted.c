/* Sorting rows of a report.
 * SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "runtime/app/sorted.h"

#include <stdlib.h>

void sorted_init(struct sorted *sorted, const struct order_key *order, uint32_t order_count) {
    *sorted = (struct sorted){.order = order, .order_count = order_count};
    arena_init(&sorted->arena, 0);
}

void sorted_release(struct sorted *sorted) { arena_release(&sorted->arena); }

void sorted_clear(struct sorted *sorted) {
    arena_clear(&sorted->arena);
    sorted->rows = (struct sorted_rows){0};
}

static struct value copied(struct arena *arena, struct type type, struct value value) {
    if (value.known && (type.kind == TYPE_TEXT || type.kind == TYPE_RECORD)) value.text = arena_str(arena, value.text);
    return value;
}

static void push(struct sorted *sorted, struct str text, struct value *keys) {
    struct sorted_row row = {.text = arena_str(&sorted->arena, text), .keys = keys, .number = sorted->rows.len};
    vec_push(&sorted->arena, &sorted->rows, row);
}

void sorted_add(struct sorted *sorted, struct str text, const struct run *run, uint32_t row) {
    struct value *keys = ARENA_ARRAY(&sorted->arena, struct value, sorted->order_count);
    for (uint32_t i = 0; i < sorted->order_count; i++) {
        const struct ir_node *node = sorted->order[i].node;
        keys[i] = copied(&sorted->arena, node->type, vec_value(run_vec(run, node), row));
    }
    push(sorted, text, keys);
}

void sorted_append(struct sorted *into, const struct sorted *from) {
    for (uint32_t r = 0; r < from->rows.len; r++) {
        struct value *keys = ARENA_ARRAY(&into->arena, struct value, into->order_count);
        for (uint32_t i = 0; i < into->order_count; i++)
            keys[i] = copied(&into->arena, into->order[i].node->type, from->rows.at[r].keys[i]);
        push(into, from->rows.at[r].text, keys);
    }
}

static int by_number(int64_t a, int64_t b) { return (a > b) - (a < b); }

/* All ways of having exited are one place, after the stages. */
static int64_t place_of(int32_t code) { return code >= CODE_EXITED ? CODE_EXITED : code; }

static int compare_values(struct type type, const struct value *a, const struct value *b) {
    switch (type.kind) {
    case TYPE_BOOL: return by_number(a->truth, b->truth);
    case TYPE_NUMBER:
    case TYPE_PERIOD: return dec_compare(a->number, b->number);
    case TYPE_DATE: return by_number(a->day, b->day);
    case TYPE_CATEGORY: return by_number(place_of(a->code), place_of(b->code));
    case TYPE_TEXT:
    case TYPE_RECORD: return str_compare(a->text, b->text);
    default: return 0;
    }
}

static int compare_rows(const void *left, const void *right, void *context) {
    const struct sorted_row *a = left, *b = right;
    const struct sorted *sorted = context;
    for (uint32_t i = 0; i < sorted->order_count; i++) {
        const struct value *x = &a->keys[i], *y = &b->keys[i];
        if (x->known != y->known) return x->known ? -1 : 1;
        if (!x->known) continue;
        int order = compare_values(sorted->order[i].node->type, x, y);
        if (order) return sorted->order[i].descending ? -order : order;
    }
    return by_number((int64_t)a->number, (int64_t)b->number);
}

void sorted_sort(struct sorted *sorted) {
    if (sorted->rows.len) qsort_r(sorted->rows.at, sorted->rows.len, sizeof *sorted->rows.at, compare_rows, sorted);
}
