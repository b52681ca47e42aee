/* Piles of values, and sorting them: by radix on 64 bits of the group and the first key, then, where those are equal and
 * something is left to compare, by comparison.
 * SPDX-License-Identifier: MIT */
#include "runtime/exec/pile.h"

#include "lang/base/mem.h"

#define FIRST_CAP 64u

/* --- piling ---------------------------------------------------------------------------------------------------------- */

void pile_init(struct pile *pile, enum repr repr) {
    *pile = (struct pile){.repr = repr};
    if (repr == REPR_TEXT) arena_init(&pile->bytes, 0);
}

void pile_release(struct pile *pile) {
    mem_free(pile->num);
    mem_free(pile->wide);
    mem_free(pile->text);
    if (pile->repr == REPR_TEXT) arena_release(&pile->bytes);
    *pile = (struct pile){.repr = pile->repr};
}

static void grow(struct pile *pile) {
    if (pile->len < pile->cap) return;
    pile->cap = pile->cap ? pile->cap + pile->cap / 2 : FIRST_CAP;
    if (pile->repr == REPR_TEXT)
        pile->text = mem_realloc(pile->text, sizeof *pile->text * pile->cap);
    else if (pile->wide)
        pile->wide = mem_realloc(pile->wide, sizeof *pile->wide * pile->cap);
    else
        pile->num = mem_realloc(pile->num, sizeof *pile->num * pile->cap);
}

struct dec pile_number(const struct pile *pile, uint32_t at) {
    if (pile->wide) return pile->wide[at];
    struct dec number;
    dec_from_scaled(pile->num[at], pile->scale, &number); /* 64 bits are always in range */
    return number;
}

static void go_wide(struct pile *pile) {
    struct dec *wide = mem_alloc(sizeof *wide * pile->cap);
    for (uint32_t i = 0; i < pile->len; i++) wide[i] = pile_number(pile, i);
    mem_free(pile->num);
    pile->num = NULL;
    pile->wide = wide;
}

/* Brings what is there to a larger scale; false when it would not fit. */
static bool rescale(struct pile *pile, uint8_t scale) {
    int64_t factor = 1;
    for (uint8_t s = pile->scale; s < scale; s++) {
        if (__builtin_mul_overflow(factor, 10, &factor)) return false;
    }
    for (uint32_t i = 0; i < pile->len; i++) {
        int64_t product;
        if (__builtin_mul_overflow(pile->num[i], factor, &product)) return false;
    }
    for (uint32_t i = 0; i < pile->len; i++) pile->num[i] *= factor;
    pile->scale = scale;
    return true;
}

static bool add_narrow(struct pile *pile, const struct vec *vec, uint32_t at) {
    if (pile->wide || vec->is_wide || vec->den) return false;
    if (vec->scale > pile->scale && !rescale(pile, vec->scale)) return false;
    int64_t number = vec->num[at];
    for (uint8_t s = vec->scale; s < pile->scale; s++) {
        if (__builtin_mul_overflow(number, 10, &number)) return false;
    }
    pile->num[pile->len++] = number;
    return true;
}

static void add_number(struct pile *pile, const struct vec *vec, uint32_t row) {
    if (add_narrow(pile, vec, vec->constant ? 0 : row)) return;
    if (!pile->wide) go_wide(pile);
    pile->wide[pile->len++] = vec_number(vec, row);
}

void pile_add(struct pile *pile, const struct vec *vec, uint32_t row) {
    grow(pile);
    uint32_t at = vec->constant ? 0 : row;
    switch (pile->repr) {
    case REPR_NUMBER: add_number(pile, vec, row); break;
    case REPR_TEXT: pile->text[pile->len++] = arena_str(&pile->bytes, vec->text[at]); break;
    case REPR_BOOL: pile->num[pile->len++] = vec->truth[at]; break;
    case REPR_DATE: pile->num[pile->len++] = vec->day[at]; break;
    case REPR_CODE: pile->num[pile->len++] = vec->code[at]; break;
    case REPR_ROW: pile->num[pile->len++] = vec->row[at]; break;
    }
}

void pile_get(const struct pile *pile, uint32_t at, struct vec *out, uint32_t row) {
    if (out->known) out->known[row] = 1;
    switch (pile->repr) {
    case REPR_NUMBER: out->wide[row] = pile_number(pile, at); break;
    case REPR_TEXT: out->text[row] = pile->text[at]; break;
    case REPR_BOOL: out->truth[row] = (uint8_t)pile->num[at]; break;
    case REPR_DATE: out->day[row] = (date)pile->num[at]; break;
    case REPR_CODE: out->code[row] = (int16_t)pile->num[at]; break;
    case REPR_ROW: out->row[row] = (uint32_t)pile->num[at]; break;
    }
}

/* --- comparing ------------------------------------------------------------------------------------------------------- */

/* Whole numbers in the order of the values: every exit of a ladder is one. */
static int64_t whole(const struct pile *pile, uint32_t at) {
    int64_t number = pile->num[at];
    return pile->repr == REPR_CODE && number > CODE_EXITED ? CODE_EXITED : number;
}

int pile_compare(const struct pile *pile, uint32_t a, uint32_t b) {
    if (pile->repr == REPR_TEXT) return str_compare(pile->text[a], pile->text[b]);
    if (pile->wide) return dec_compare(pile->wide[a], pile->wide[b]);
    int64_t x = whole(pile, a), y = whole(pile, b);
    return (x > y) - (x < y);
}

static int compare_from(const struct pile_order *order, uint32_t first, uint32_t a, uint32_t b) {
    for (uint32_t k = first; k < order->key_count; k++) {
        int c = pile_compare(order->keys[k], a, b);
        if (c) return order->descending >> k & 1 ? -c : c;
    }
    return 0;
}

bool pile_tie(const struct pile_order *order, uint32_t a, uint32_t b) {
    return compare_from(order, 0, a, b) == 0;
}

/* --- sorting --------------------------------------------------------------------------------------------------------- */

/* 64 bits that are in the order of the values, as far as 64 bits go. */
static uint64_t digest(const struct pile *pile, uint32_t at, bool descending) {
    uint64_t bits = 0;
    if (pile->repr == REPR_TEXT) {
        struct str text = pile->text[at];
        for (size_t i = 0; i < 8; i++) bits = bits << 8 | (i < text.len ? (uint8_t)text.ptr[i] : 0);
    } else {
        bits = (uint64_t)whole(pile, at) ^ UINT64_C(1) << 63;
    }
    return descending ? ~bits : bits;
}

/* Whether equal digests are equal values. */
static bool digest_is_whole(const struct pile *pile) {
    return pile->repr != REPR_TEXT;
}

struct entry { uint64_t key; uint32_t row; };

/* Stable, by the given bytes of the key. */
static void radix(struct entry *entries, struct entry *spare, uint32_t count, unsigned bytes) {
    for (unsigned b = 0; b < bytes; b++) {
        uint32_t starts[256] = {0};
        for (uint32_t i = 0; i < count; i++) starts[entries[i].key >> (8 * b) & 0xff]++;
        if (starts[entries[0].key >> (8 * b) & 0xff] == count) continue;
        uint32_t at = 0;
        for (unsigned v = 0; v < 256; v++) {
            uint32_t here = starts[v];
            starts[v] = at;
            at += here;
        }
        for (uint32_t i = 0; i < count; i++) spare[starts[entries[i].key >> (8 * b) & 0xff]++] = entries[i];
        memcpy(entries, spare, sizeof *entries * count);
    }
}

/* Stable merge sort of rows by the keys from `first` on. */
static void merge_sort(const struct pile_order *order, uint32_t first, uint32_t *rows, uint32_t *spare, uint32_t count) {
    for (uint32_t width = 1; width < count; width *= 2) {
        for (uint32_t start = 0; start < count; start += 2 * width) {
            uint32_t middle = count - start > width ? start + width : count;
            uint32_t end = count - start > 2 * width ? start + 2 * width : count;
            uint32_t a = start, b = middle, to = start;
            while (a < middle && b < end) spare[to++] = compare_from(order, first, rows[b], rows[a]) < 0 ? rows[b++] : rows[a++];
            while (a < middle) spare[to++] = rows[a++];
            while (b < end) spare[to++] = rows[b++];
        }
        memcpy(rows, spare, sizeof *rows * count);
        if (width > count / 2) break;
    }
}

/* Sorts what the first key (or the group alone) could not tell apart. */
static void sort_runs(const struct pile_order *order, uint32_t first, const struct entry *entries, uint32_t *rows, uint32_t *spare, uint32_t count) {
    for (uint32_t start = 0, end; start < count; start = end) {
        for (end = start + 1; end < count && entries[end].key == entries[start].key &&
                              (!order->group || order->group[entries[end].row] == order->group[entries[start].row]); end++) continue;
        if (end - start > 1) merge_sort(order, first, rows + start, spare, end - start);
    }
}

uint32_t *pile_sort(const struct pile_order *order, uint32_t count) {
    uint32_t *rows = mem_alloc(sizeof *rows * (count ? count : 1));
    if (!count) return rows;
    struct entry *entries = mem_alloc(sizeof *entries * count), *spare = mem_alloc(sizeof *spare * count);
    bool digested = order->key_count > 0 && !order->keys[0]->wide;
    for (uint32_t i = 0; i < count; i++) {
        uint32_t row = order->later_first ? count - 1 - i : i;
        entries[i] = (struct entry){digested ? digest(order->keys[0], row, order->descending & 1) : 0, row};
    }
    radix(entries, spare, count, 8);
    if (order->group) { /* the more important half, sorted last */
        for (uint32_t i = 0; i < count; i++) spare[i] = (struct entry){order->group[entries[i].row], i};
        struct entry *by_group = mem_alloc(sizeof *by_group * count), *sorted = mem_alloc(sizeof *sorted * count);
        memcpy(by_group, spare, sizeof *by_group * count);
        radix(by_group, spare, count, 4);
        for (uint32_t i = 0; i < count; i++) sorted[i] = entries[by_group[i].row];
        mem_free(by_group);
        mem_free(entries);
        entries = sorted;
    }
    for (uint32_t i = 0; i < count; i++) rows[i] = entries[i].row;
    uint32_t first = digested && digest_is_whole(order->keys[0]) ? 1 : 0;
    if (first < order->key_count) sort_runs(order, first, entries, rows, (uint32_t *)(void *)spare, count);
    mem_free(entries);
    mem_free(spare);
    return rows;
}
