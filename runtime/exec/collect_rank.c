/* What depends on the order of rows: ranks and running sums, the first n of each group, and who is taken when only so
 * many can be.
 * SPDX-License-Identifier: MIT */
#include "lang/base/mem.h"
#include "runtime/exec/collect_parts.h"

#define KEYS_MAX 256 /* of one node: the layout counts them in a byte, and the tie breaker is one more */

/* Calls of column_writer for rows that have no value, up to `row`. */
static void write_gap(struct column_writer *writer, uint32_t *next, uint32_t row) {
    uint32_t at;
    for (; *next < row; ++*next) column_writer_next(writer, false, &at);
}

/* --- rank, running sum ----------------------------------------------------------------------------------------------- */

/* What a window computes of the kept rows: whole numbers of one scale, or exact numbers where 64 bits do not do. */
struct placed {
    int64_t *num;     /* by kept row; or NULL */
    struct dec *wide; /* or NULL */
    bool *known;      /* false where a sum passes the range */
    uint8_t scale;
};

static bool same_place(const struct collect *collect, const uint32_t *rows, uint32_t a, uint32_t b) {
    return collect_place(collect, rows[a]) == collect_place(collect, rows[b]);
}

static void find_ranks(const struct collect *collect, const struct pile_order *order, const uint32_t *rows,
                       struct placed *out) {
    uint32_t group_start = 0, tie_start = 0;
    for (uint32_t i = 0; i < collect->kept; i++) {
        if (i == 0 || !same_place(collect, rows, i, i - 1))
            group_start = tie_start = i;
        else if (!pile_tie(order, rows[i], rows[i - 1]))
            tie_start = i;
        out->num[rows[i]] = (int64_t)(tie_start - group_start) + 1;
    }
}

/* The first row after that at `start` of the order that is no tie with it, or of another group. */
static uint32_t tie_end(const struct collect *collect, const struct pile_order *order, const uint32_t *rows,
                        uint32_t start) {
    uint32_t end = start + 1;
    while (end < collect->kept && same_place(collect, rows, end, start) && pile_tie(order, rows[end], rows[start])) end++;
    return end;
}

/* Running sums in 64 bits; false when they do not do. */
static bool find_sums(const struct collect *collect, const struct pile_order *order, const uint32_t *rows,
                      struct placed *out) {
    const struct pile *values = &collect->piles[0];
    int64_t sum = 0;
    if (values->wide) return false;
    out->scale = values->scale;
    for (uint32_t i = 0, end; i < collect->kept; i = end) {
        if (i == 0 || !same_place(collect, rows, i, i - 1)) sum = 0;
        end = tie_end(collect, order, rows, i);
        for (uint32_t j = i; j < end; j++) {
            if (__builtin_add_overflow(sum, values->num[rows[j]], &sum) || sum == INT64_MIN) return false;
        }
        for (uint32_t j = i; j < end; j++) out->num[rows[j]] = sum;
    }
    return true;
}

/* The same exactly; past the range there is no value from there on in the group. */
static void find_exact_sums(struct collect *collect, const struct pile_order *order, const uint32_t *rows,
                            struct placed *out) {
    struct dec sum = dec_zero;
    bool good = true;
    for (uint32_t i = 0, end; i < collect->kept; i = end) {
        if (i == 0 || !same_place(collect, rows, i, i - 1)) {
            sum = dec_zero;
            good = true;
        }
        end = tie_end(collect, order, rows, i);
        for (uint32_t j = i; j < end; j++)
            good = good && collect_status(collect, dec_add(sum, pile_number(&collect->piles[0], rows[j]), &sum));
        for (uint32_t j = i; j < end; j++) {
            out->wide[rows[j]] = sum;
            out->known[rows[j]] = good;
        }
    }
}

/* The column: of all rows, those that were not kept have no value. */
static void write_window(struct collect *collect, const struct placed *placed) {
    uint8_t *known = mem_alloc(BATCH_ROWS);
    int64_t *num = mem_alloc(sizeof *num * BATCH_ROWS);
    struct dec *wide = placed->wide ? mem_alloc(sizeof *wide * BATCH_ROWS) : NULL;
    struct vec block = {.repr = REPR_NUMBER,
                        .known = known,
                        .num = num,
                        .wide = wide,
                        .is_wide = wide != NULL,
                        .scale = placed->scale,
                        .num_bound = INT64_MAX,
                        .den_bound = 1};
    for (uint32_t row = 0, next = 0; row < collect->fed;) {
        uint32_t at = 0;
        for (; at < BATCH_ROWS && row < collect->fed; at++, row++) {
            bool here = next < collect->kept && collect_row(collect, next) == row;
            known[at] = here && (!placed->known || placed->known[next]);
            num[at] = known[at] && placed->num ? placed->num[next] : 0;
            if (wide) wide[at] = known[at] ? placed->wide[next] : dec_zero;
            next += here;
        }
        compact_add(collect->column, &block, at);
    }
    compact_finish(collect->column);
    mem_free(known);
    mem_free(num);
    mem_free(wide);
}

void collect_finish_window(struct collect *collect) {
    const struct pile *keys[KEYS_MAX];
    struct pile_order order;
    uint32_t *rows = collect_order(collect, collect->node->layout.groups > 0, false, &order, keys);
    struct placed placed = {.num = mem_alloc(sizeof *placed.num * (collect->kept + 1))};
    if (collect->node->index == WINDOW_RANK) {
        find_ranks(collect, &order, rows, &placed);
    } else if (!find_sums(collect, &order, rows, &placed)) {
        mem_free(placed.num);
        placed = (struct placed){.wide = mem_alloc(sizeof *placed.wide * (collect->kept + 1)),
                                 .known = mem_alloc(collect->kept + 1)};
        find_exact_sums(collect, &order, rows, &placed);
    }
    mem_free(rows);
    write_window(collect, &placed);
    mem_free(placed.num);
    mem_free(placed.wide);
    mem_free(placed.known);
}

/* --- the first n ----------------------------------------------------------------------------------------------------- */

static void write_truths(struct collect *collect, const uint8_t *truths) {
    struct column_writer writer;
    column_writer_init(&writer, collect->column, REPR_BOOL);
    uint32_t kept = 0, at;
    for (uint32_t row = 0; row < collect->fed; row++) {
        bool counts = kept < collect->kept && collect_row(collect, kept) == row;
        column_writer_next(&writer, true, &at)->truth[at] = counts ? truths[kept] : TRUTH_FALSE;
        kept += counts;
    }
    column_writer_finish(&writer);
}

uint32_t collect_whole_room(struct dec room) {
    struct dec whole;
    int64_t count;
    if (dec_sign(room) < 0 || dec_floor(room, &whole) != DEC_OK) return 0;
    return !dec_to_scaled(whole, 0, &count) || count > UINT32_MAX - 1 ? UINT32_MAX - 1 : (uint32_t)count;
}

/* Nothing for an unknown one. */
static uint32_t room_of(const struct collect *collect, uint32_t limit) {
    return collect->room_known[limit] ? collect_whole_room(collect->room[limit]) : 0;
}

void collect_finish_keep(struct collect *collect) {
    const struct pile *keys[KEYS_MAX];
    struct pile_order order;
    uint32_t *rows = collect_order(collect, true, !collect->node->layout.earlier, &order, keys);
    uint8_t *truths = mem_alloc(collect->kept + 1);
    uint32_t most = room_of(collect, 0), start = 0;
    for (uint32_t i = 0; i < collect->kept; i++) {
        if (i > 0 && !same_place(collect, rows, i, i - 1)) start = i;
        truths[rows[i]] = i - start < most ? TRUTH_TRUE : TRUTH_FALSE;
    }
    write_truths(collect, truths);
    mem_free(truths);
    mem_free(rows);
}

/* --- select ---------------------------------------------------------------------------------------------------------- */

struct limit {
    uint32_t room;
    uint32_t *taken; /* by group; one more at the end for rows of no group, which are one group among themselves */
    uint32_t group_count;
};

static void limits_init(const struct collect *collect, struct limit *limits) {
    for (uint32_t l = 0; l < collect->node->layout.groups; l++) {
        for (uint32_t i = 0; i < collect->kept; i++) {
            uint32_t group = collect->limit_group[l][i];
            if (group != NO_ROW && group >= limits[l].group_count) limits[l].group_count = group + 1;
        }
        limits[l].room = room_of(collect, l);
        limits[l].taken = mem_alloc(sizeof *limits[l].taken * (limits[l].group_count + 1));
    }
}

/* Which limit keeps the row out, from 1; 0 and a place in each when none does. */
static int16_t admit(const struct collect *collect, struct limit *limits, uint32_t row) {
    uint32_t count = collect->node->layout.groups;
    for (uint32_t l = 0; l < count; l++) {
        uint32_t group = collect->limit_group[l][row];
        uint32_t room = collect->limit_room[l] ? collect->limit_room[l][row] : limits[l].room;
        if (limits[l].taken[group == NO_ROW ? limits[l].group_count : group] >= room) return (int16_t)(l + 1);
    }
    for (uint32_t l = 0; l < count; l++) {
        uint32_t group = collect->limit_group[l][row];
        limits[l].taken[group == NO_ROW ? limits[l].group_count : group]++;
    }
    return 0;
}

void collect_finish_select(struct collect *collect) {
    const struct pile *keys[KEYS_MAX];
    struct pile_order order;
    uint32_t *rows = collect_order(collect, false, false, &order, keys);
    uint32_t count = collect->node->layout.groups;
    struct limit *limits = mem_alloc(sizeof *limits * (count + 1));
    int16_t *outcome = mem_alloc(sizeof *outcome * (collect->kept + 1));
    bool known = true;
    for (uint32_t l = 0; l < count; l++) known = known && (collect->limit_room[l] || collect->room_known[l]);
    limits_init(collect, limits);
    for (uint32_t i = 0; i < collect->kept; i++) outcome[rows[i]] = admit(collect, limits, rows[i]);
    struct column_writer writer;
    column_writer_init(&writer, collect->column, REPR_CODE);
    uint32_t next = 0, at;
    for (uint32_t i = 0; i < collect->kept; i++) {
        write_gap(&writer, &next, collect_row(collect, i));
        column_writer_next(&writer, known, &at)->code[at] = outcome[i];
        next++;
    }
    write_gap(&writer, &next, collect->fed);
    column_writer_finish(&writer);
    for (uint32_t l = 0; l < count; l++) mem_free(limits[l].taken);
    mem_free(limits);
    mem_free(outcome);
    mem_free(rows);
}
