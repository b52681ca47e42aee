/* Aggregates that need their values in order, or each different value once: per destination, over the kept rows.
 * SPDX-License-Identifier: MIT */
#include "lang/base/mem.h"
#include "runtime/exec/collect_parts.h"

#define KEYS_MAX 256

/* The rows of one destination: rows[start] .. rows[end - 1], in the order asked for. */
struct stretch {
    struct collect *collect;
    const uint32_t *rows;
    uint32_t start, end;
    struct arena *texts;
};
/* Writes the destination's value into row `at`; false: unknown. */
typedef bool finish_fn(const struct stretch *stretch, struct vec *out, uint32_t at);

static const struct pile *values_of(const struct stretch *s) { return &s->collect->piles[0]; }

static bool repeats(const struct stretch *s, uint32_t i) {
    return i > s->start && pile_compare(values_of(s), s->rows[i], s->rows[i - 1]) == 0;
}

/* --- in the order of the values -------------------------------------------------------------------------------------- */

static bool sum_distinct(const struct stretch *s, struct vec *out, uint32_t at) {
    struct dec sum = dec_zero;
    for (uint32_t i = s->start; i < s->end; i++) {
        if (!repeats(s, i) && !collect_status(s->collect, dec_add(sum, pile_number(values_of(s), s->rows[i]), &sum))) return false;
    }
    out->wide[at] = sum;
    return true;
}

static bool count_distinct(const struct stretch *s, struct vec *out, uint32_t at) {
    int64_t count = 0;
    for (uint32_t i = s->start; i < s->end; i++) count += !repeats(s, i);
    out->wide[at] = dec_from_int(count);
    return true;
}

/* a + (b - a) * part, exact. */
static bool interpolate(struct collect *collect, struct dec a, struct dec b, struct dec part, struct dec *out) {
    return collect_status(collect, dec_sub(b, a, &b)) && collect_status(collect, dec_mul_exact(b, part, &b)) && collect_status(collect, dec_add(a, b, out));
}

/* The value at a place between 0 and 1 of the values in order: of numbers between its neighbours, else the lower one. */
static bool value_at(const struct stretch *s, struct dec part, struct vec *out, uint32_t at) {
    struct dec place, below;
    int64_t index;
    if (dec_mul_exact(part, dec_from_int((int64_t)(s->end - s->start) - 1), &place) != DEC_OK || dec_floor(place, &below) != DEC_OK ||
        !dec_to_scaled(below, 0, &index))
        return false;
    uint32_t low = s->rows[s->start + (uint32_t)index];
    pile_get(values_of(s), low, out, at);
    if (values_of(s)->repr != REPR_NUMBER || dec_compare(place, below) == 0) return true;
    uint32_t high = s->rows[s->start + (uint32_t)index + 1];
    return dec_sub(place, below, &part) == DEC_OK &&
           interpolate(s->collect, pile_number(values_of(s), low), pile_number(values_of(s), high), part, &out->wide[at]);
}

/* One row of each different value, at the front of a copy of the stretch. */
static struct stretch without_repeats(const struct stretch *s, uint32_t *space) {
    struct stretch once = {s->collect, space, 0, 0, s->texts};
    for (uint32_t i = s->start; i < s->end; i++) {
        if (!repeats(s, i)) space[once.end++] = s->rows[i];
    }
    return once;
}

static bool percentile_of(const struct stretch *s, struct dec part, struct vec *out, uint32_t at) {
    if (s->start == s->end) return false;
    if (!s->collect->node->layout.distinct) return value_at(s, part, out, at);
    uint32_t *space = mem_alloc(sizeof *space * (s->end - s->start));
    struct stretch once = without_repeats(s, space);
    bool known = value_at(&once, part, out, at);
    mem_free(space);
    return known;
}

static bool median(const struct stretch *s, struct vec *out, uint32_t at) {
    return percentile_of(s, (struct dec){1, 2}, out, at);
}

static bool percentile(const struct stretch *s, struct vec *out, uint32_t at) {
    struct dec hundred = dec_from_int(100), part;
    if (!s->collect->room_known[0] || dec_sign(s->collect->room[0]) < 0 || dec_compare(s->collect->room[0], hundred) > 0) return false;
    return dec_div(s->collect->room[0], hundred, &part) == DEC_OK && percentile_of(s, part, out, at);
}

/* --- the spread ------------------------------------------------------------------------------------------------------ */

/* The square root of a number that is not negative, rounded at the 9th digit: a whole number r of 10^-9 units with
 * (r - 1/2)^2 <= a * 10^18 < (r + 1/2)^2, found by halving. */
static bool square_root(struct dec a, struct dec *out) {
    dec_int low = 0, high = dec_power10(DEC_PLACES + 15); /* |a| < 10^29: the root is below 10^15 */
    while (low < high) {
        dec_int middle = low + (high - low) / 2;
        struct dec bound, square; /* (middle + 1/2) / 10^9 */
        if (dec_div((struct dec){2 * middle + 1, 1}, (struct dec){2 * dec_power10(DEC_PLACES), 1}, &bound) != DEC_OK) return false;
        enum dec_status status = dec_mul_exact(bound, bound, &square);
        if (status == DEC_OVERFLOW || (status != DEC_BY_ZERO && dec_compare(square, a) > 0))
            high = middle;
        else
            low = middle + 1;
    }
    return dec_from_scaled(low, DEC_PLACES, out) == DEC_OK;
}

/* Of the sample: the root of sum((x - mean)^2) / (n - 1), from sum(x^2) - sum(x)^2 / n. */
static bool deviation(const struct stretch *s, struct vec *out, uint32_t at) {
    struct dec sum = dec_zero, squares = dec_zero, mean_part;
    int64_t count = 0;
    bool distinct = s->collect->node->layout.distinct;
    for (uint32_t i = s->start; i < s->end; i++) {
        struct dec x = pile_number(values_of(s), s->rows[i]), square;
        if (distinct && repeats(s, i)) continue;
        if (!collect_status(s->collect, dec_mul_exact(x, x, &square)) || !collect_status(s->collect, dec_add(squares, square, &squares)) ||
            !collect_status(s->collect, dec_add(sum, x, &sum)))
            return false;
        count++;
    }
    if (count < 2) return false;
    struct dec variance;
    if (!collect_status(s->collect, dec_mul_exact(sum, sum, &mean_part)) ||
        !collect_status(s->collect, dec_div(mean_part, dec_from_int(count), &mean_part)) ||
        !collect_status(s->collect, dec_sub(squares, mean_part, &variance)) ||
        !collect_status(s->collect, dec_div(variance, dec_from_int(count - 1), &variance)))
        return false;
    /* Rounding of intermediate terms past 38 digits may leave a trace below zero. */
    if (dec_sign(variance) < 0) variance = dec_zero;
    return square_root(variance, &out->wide[at]);
}

/* --- in the order of the keys ---------------------------------------------------------------------------------------- */

static bool latest(const struct stretch *s, struct vec *out, uint32_t at) {
    if (s->start == s->end) return false;
    pile_get(values_of(s), s->rows[s->end - 1], out, at);
    return true;
}

static bool text_list(const struct stretch *s, struct vec *out, uint32_t at) {
    struct buf list;
    struct arena arena;
    struct map met = {0};
    buf_init(&list);
    arena_init(&arena, 0);
    bool distinct = s->collect->node->layout.distinct;
    for (uint32_t i = s->start; i < s->end && list.len <= LIMIT_TEXT_BYTES; i++) {
        struct str text = pile_text(values_of(s), s->rows[i]);
        if (distinct && map_put(&arena, &met, text, &met)) continue;
        if (i > s->start) buf_puts(&list, "; ");
        buf_str(&list, text);
    }
    bool fits = list.len <= LIMIT_TEXT_BYTES;
    if (fits) out->text[at] = arena_str(s->texts, (struct str){list.ptr, list.len});
    buf_release(&list);
    arena_release(&arena);
    return fits;
}

/* --- all destinations ------------------------------------------------------------------------------------------------ */

static finish_fn *finisher(const struct ir_node *node) {
    switch ((enum aggregate)node->index) {
    case AGGREGATE_MEDIAN: return median;
    case AGGREGATE_PERCENTILE: return percentile;
    case AGGREGATE_STDDEV: return deviation;
    case AGGREGATE_LATEST: return latest;
    case AGGREGATE_TEXT_LIST: return text_list;
    case AGGREGATE_SUM: return sum_distinct;
    default: return count_distinct;
    }
}

static bool orders_by_keys(const struct ir_node *node) {
    return node->index == AGGREGATE_LATEST || node->index == AGGREGATE_TEXT_LIST;
}

/* The kept rows by destination, and within one by the keys or by the values. */
static uint32_t *order_rows(const struct collect *collect) {
    const struct pile *keys[KEYS_MAX];
    struct pile_order order;
    if (orders_by_keys(collect->node)) return collect_order(collect, true, false, &order, keys);
    keys[0] = &collect->piles[0];
    order = (struct pile_order){.group = collect->place, .keys = keys, .key_count = 1};
    return pile_sort(&order, collect->kept);
}

void collect_finish_reduce(struct collect *collect) {
    finish_fn *finish = finisher(collect->node);
    uint32_t *rows = order_rows(collect);
    struct arena texts;
    arena_init(&texts, 0);
    struct column_writer writer;
    column_writer_init(&writer, collect->column, repr_of(collect->node->type));
    struct stretch s = {.collect = collect, .rows = rows, .texts = &texts};
    for (uint32_t destination = 0; destination < collect->sizes.destinations; destination++) {
        s.start = s.end;
        while (s.end < collect->kept && collect_place(collect, rows[s.end]) == destination) s.end++;
        uint32_t at;
        struct vec *block = column_writer_next(&writer, true, &at);
        if (!finish(&s, block, at) && block->known) block->known[at] = 0;
    }
    column_writer_finish(&writer);
    arena_release(&texts);
    mem_free(rows);
}
