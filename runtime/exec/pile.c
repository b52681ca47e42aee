/* Piles of values, and sorting them: by radix on as many bits as are free beside the number of the row, level by level,
 * the group first; what is equal there and may differ is sorted within itself.
 * SPDX-License-Identifier: MIT */
#include "runtime/exec/pile.h"

#include "lang/base/mem.h"

#define FIRST_CAP 64u

/* --- piling ---------------------------------------------------------------------------------------------------------- */

void pile_init(struct pile *pile, enum repr repr) {
    *pile = (struct pile){.repr = repr};
}

void pile_release(struct pile *pile) {
    mem_free(pile->num);
    mem_free(pile->wide);
    mem_free(pile->ends);
    mem_free(pile->bytes);
    pile_init(pile, pile->repr);
}

/* Room for `more` values. */
static void reserve(struct pile *pile, uint32_t more) {
    if (pile->cap - pile->len >= more) return;
    uint32_t wanted = pile->cap + pile->cap / 2;
    if (wanted < FIRST_CAP) wanted = FIRST_CAP;
    pile->cap = wanted - pile->len < more ? pile->len + more : wanted;
    if (pile->repr == REPR_TEXT)
        pile->ends = mem_realloc(pile->ends, sizeof *pile->ends * pile->cap);
    else if (pile->wide)
        pile->wide = mem_realloc(pile->wide, sizeof *pile->wide * pile->cap);
    else
        pile->num = mem_realloc(pile->num, sizeof *pile->num * pile->cap);
}

struct str pile_text(const struct pile *pile, uint32_t at) {
    size_t start = at ? pile->ends[at - 1] : 0;
    return (struct str){pile->bytes + start, pile->ends[at] - start};
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

/* All of them in 64 bits, or none. */
static bool add_narrow(struct pile *pile, const struct vec *vec, const uint32_t *rows, uint32_t count) {
    if (pile->wide || vec->is_wide || vec->den) return false;
    if (vec->scale > pile->scale && !rescale(pile, vec->scale)) return false;
    int64_t factor = 1, *out = pile->num + pile->len;
    for (uint8_t s = vec->scale; s < pile->scale; s++) {
        if (__builtin_mul_overflow(factor, 10, &factor)) return false;
    }
    for (uint32_t i = 0; i < count; i++) {
        if (__builtin_mul_overflow(vec->num[vec->constant ? 0 : rows ? rows[i] : i], factor, &out[i])) return false;
    }
    pile->len += count;
    return true;
}

static void add_numbers(struct pile *pile, const struct vec *vec, const uint32_t *rows, uint32_t count) {
    if (add_narrow(pile, vec, rows, count)) return;
    if (!pile->wide) go_wide(pile);
    for (uint32_t i = 0; i < count; i++) pile->wide[pile->len++] = vec_number(vec, rows ? rows[i] : i);
}

static void add_texts(struct pile *pile, const struct vec *vec, const uint32_t *rows, uint32_t count) {
    for (uint32_t i = 0; i < count; i++) {
        struct str text = vec->text[vec->constant ? 0 : rows ? rows[i] : i];
        size_t start = pile->len ? pile->ends[pile->len - 1] : 0;
        if (pile->bytes_cap - start < text.len || !pile->bytes) {
            pile->bytes_cap = start + start / 2 + text.len + FIRST_CAP;
            pile->bytes = mem_realloc(pile->bytes, pile->bytes_cap);
        }
        if (text.len) memcpy(pile->bytes + start, text.ptr, text.len);
        pile->ends[pile->len++] = start + text.len;
    }
}

void pile_add(struct pile *pile, const struct vec *vec, const uint32_t *rows, uint32_t count) {
    reserve(pile, count);
    if (pile->repr == REPR_NUMBER) {
        add_numbers(pile, vec, rows, count);
        return;
    }
    if (pile->repr == REPR_TEXT) {
        add_texts(pile, vec, rows, count);
        return;
    }
    for (uint32_t i = 0; i < count; i++) {
        uint32_t at = vec->constant ? 0 : rows ? rows[i] : i;
        int64_t *out = &pile->num[pile->len++];
        switch (pile->repr) {
        case REPR_BOOL: *out = vec->truth[at]; break;
        case REPR_DATE: *out = vec->day[at]; break;
        case REPR_CODE: *out = vec->code[at]; break;
        default: *out = vec->row[at]; break;
        }
    }
}

void pile_get(const struct pile *pile, uint32_t at, struct vec *out, uint32_t row) {
    if (out->known) out->known[row] = 1;
    switch (pile->repr) {
    case REPR_NUMBER: out->wide[row] = pile_number(pile, at); break;
    case REPR_TEXT: out->text[row] = pile_text(pile, at); break;
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
    if (pile->repr == REPR_TEXT) return str_compare(pile_text(pile, a), pile_text(pile, b));
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
        struct str text = pile_text(pile, at);
        for (size_t i = 0; i < 8; i++) bits = bits << 8 | (i < text.len ? (uint8_t)text.ptr[i] : 0);
    } else {
        bits = (uint64_t)whole(pile, at) ^ UINT64_C(1) << 63;
    }
    return descending ? ~bits : bits;
}

/* What the rows are sorted by: level 0 is the group, level k + 1 key k. */
struct sorting {
    const struct pile_order *order;
    uint64_t *items, *spare; /* owned: one for each row */
    bool *starts;            /* owned, by place in the order: whether the row differs from the one before, as far as compared */
};
#define SMALL 24u /* rows that are better compared */

static uint64_t digest_at(const struct sorting *sorting, uint32_t level, uint32_t row) {
    if (level == 0) return sorting->order->group[row];
    return digest(sorting->order->keys[level - 1], row, sorting->order->descending >> (level - 1) & 1);
}

/* Stable merge sort of rows by the levels from `level` on, which is 1 at least. */
static void merge_sort(const struct sorting *sorting, uint32_t level, uint32_t *rows, uint32_t count) {
    uint32_t *spare = (uint32_t *)(void *)sorting->spare;
    for (uint32_t width = 1; width < count; width *= 2) {
        for (uint32_t start = 0; start < count; start += 2 * width) {
            uint32_t middle = count - start > width ? start + width : count;
            uint32_t end = count - start > 2 * width ? start + 2 * width : count;
            uint32_t a = start, b = middle, to = start;
            while (a < middle && b < end)
                spare[to++] = compare_from(sorting->order, level - 1, rows[b], rows[a]) < 0 ? rows[b++] : rows[a++];
            while (a < middle) spare[to++] = rows[a++];
            while (b < end) spare[to++] = rows[b++];
        }
        memcpy(rows, spare, sizeof *rows * count);
        if (width > count / 2) break;
    }
}

#define DIGIT_BITS 11u
#define FEW 4096u /* items, for which counting in fewer bits is quicker */
/* Stable, by bits from .. to - 1 of the items. */
static void radix(struct sorting *sorting, uint32_t count, unsigned from, unsigned to) {
    uint32_t starts[1u << DIGIT_BITS];
    const unsigned digit = count < FEW ? 8 : DIGIT_BITS;
    for (; from < to; from += digit) {
        const uint64_t *items = sorting->items;
        uint64_t *spare = sorting->spare, mask = (UINT64_C(1) << (to - from < digit ? to - from : digit)) - 1;
        memset(starts, 0, sizeof *starts * (mask + 1));
        for (uint32_t i = 0; i < count; i++) starts[items[i] >> from & mask]++;
        if (starts[items[0] >> from & mask] == count) continue;
        uint32_t at = 0;
        for (uint64_t v = 0; v <= mask; v++) {
            uint32_t here = starts[v];
            starts[v] = at;
            at += here;
        }
        for (uint32_t i = 0; i < count; i++) spare[starts[items[i] >> from & mask]++] = items[i];
        sorting->spare = sorting->items;
        sorting->items = spare;
    }
}

static unsigned bits_of(uint64_t number) { return number ? 64 - (unsigned)__builtin_clzll(number) : 0; }

/* Sorts rows, which are equal in all levels before, by one level, as far as there are bits for it; notes where different
 * rows start. Whether those that are not told apart are equal in it. */
static bool sort_level(struct sorting *sorting, uint32_t level, uint32_t *rows, uint32_t first, uint32_t count) {
    uint64_t least = UINT64_MAX, most = 0;
    for (uint32_t i = 0; i < count; i++) {
        uint64_t bits = digest_at(sorting, level, rows[i]);
        least = bits < least ? bits : least;
        most = bits > most ? bits : most;
        sorting->items[i] = bits;
    }
    bool exact = level == 0 || sorting->order->keys[level - 1]->repr != REPR_TEXT;
    if (least == most) return exact;
    unsigned place = bits_of(count - 1), width = bits_of(most - least), less = width + place > 64 ? width + place - 64 : 0;
    for (uint32_t i = 0; i < count; i++) sorting->items[i] = (sorting->items[i] - least) >> less << place | i;
    radix(sorting, count, place, place + width - less);
    uint32_t *sorted = (uint32_t *)(void *)sorting->spare;
    uint64_t mask = (UINT64_C(1) << place) - 1;
    for (uint32_t i = 0; i < count; i++) sorted[i] = rows[sorting->items[i] & mask];
    memcpy(rows, sorted, sizeof *rows * count);
    for (uint32_t i = 1; i < count; i++)
        sorting->starts[first + i] = (sorting->items[i] ^ sorting->items[i - 1]) >> place;
    return exact && less == 0;
}

/* The rows are in order to the last level. */
static void settle(struct sorting *sorting, uint32_t level, uint32_t *rows, uint32_t first, uint32_t count) {
    merge_sort(sorting, level, rows, count);
    memset(sorting->starts + first + 1, true, count - 1);
}

/* How many rows from `first` on are not told apart, up to `end`. */
static uint32_t run_length(const struct sorting *sorting, uint32_t first, uint32_t end) {
    uint32_t next = first + 1;
    while (next < end && !sorting->starts[next]) next++;
    return next - first;
}

/* Sorts by one level rows that are equal in those before. Calls itself where not all bits had room: twice at most, for
 * then the bits that are left have. */
static void sort_run(struct sorting *sorting, uint32_t level, uint32_t *all, uint32_t first, uint32_t count) {
    if (level > 0 && (sorting->order->keys[level - 1]->wide || count <= SMALL)) {
        settle(sorting, level, all + first, first, count);
        return;
    }
    if (sort_level(sorting, level, all + first, first, count)) return;
    for (uint32_t start = first, length; start < first + count; start += length) {
        length = run_length(sorting, start, first + count);
        if (length == count)
            settle(sorting, level, all + start, start, length);
        else if (length > 1)
            sort_run(sorting, level, all, start, length);
    }
}

uint32_t *pile_sort(const struct pile_order *order, uint32_t count) {
    uint32_t *rows = mem_alloc(sizeof *rows * ((size_t)count + 1));
    struct sorting sorting = {.order = order};
    sorting.items = mem_alloc(sizeof *sorting.items * ((size_t)count + 1));
    sorting.spare = mem_alloc(sizeof *sorting.spare * ((size_t)count + 1));
    sorting.starts = mem_alloc((size_t)count + 1);
    for (uint32_t i = 0; i < count; i++) rows[i] = order->later_first ? count - 1 - i : i;
    for (uint32_t level = order->group ? 0 : 1; level <= order->key_count; level++) {
        for (uint32_t start = 0, length; start < count; start += length) {
            length = run_length(&sorting, start, count);
            if (length > 1) sort_run(&sorting, level, rows, start, length);
        }
    }
    mem_free(sorting.items);
    mem_free(sorting.spare);
    mem_free(sorting.starts);
    return rows;
}
