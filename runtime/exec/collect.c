/* Collectors: which rows count, what is kept of them, and where the results go.
 * SPDX-License-Identifier: MIT */
#include "runtime/exec/collect.h"

#include "lang/base/mem.h"
#include "runtime/exec/collect_parts.h"

bool collect_does(const struct ir_node *node) {
    switch (node->op) {
    case IR_GROUP:
    case IR_WINDOW:
    case IR_KEEP:
    case IR_SELECT: return true;
    case IR_REDUCE: break;
    default: return false;
    }
    switch ((enum aggregate)node->index) {
    case AGGREGATE_MEDIAN:
    case AGGREGATE_PERCENTILE:
    case AGGREGATE_STDDEV:
    case AGGREGATE_LATEST:
    case AGGREGATE_TEXT_LIST: return true;
    case AGGREGATE_SUM:
    case AGGREGATE_COUNT_KNOWN: return node->layout.distinct;
    default: return false;
    }
}

uint32_t collect_where_at(const struct collect *collect) { return collect->node->layout.link; }
uint32_t collect_groups_at(const struct collect *collect) { return collect_where_at(collect) + collect->node->layout.where; }
uint32_t collect_values_at(const struct collect *collect) { return collect_groups_at(collect) + collect->node->layout.groups; }
uint32_t collect_keys_at(const struct collect *collect) { return collect_values_at(collect) + collect->node->layout.values; }

bool collect_status(struct collect *collect, enum dec_status status) {
    collect->rounded += status == DEC_ROUNDED;
    return status == DEC_OK || status == DEC_ROUNDED;
}

static bool has_places(const struct collect *collect) {
    const struct ir_layout *layout = &collect->node->layout;
    if (collect->node->op == IR_SELECT || collect->node->op == IR_GROUP) return false;
    return collect->node->op == IR_WINDOW ? layout->groups > 0 : layout->link || layout->groups;
}

/* --- life ------------------------------------------------------------------------------------------------------------ */

/* Values that belong to the rows; the rest of the values are of the point. */
static uint32_t row_values(const struct ir_node *node) {
    if (node->op == IR_KEEP || node->op == IR_SELECT) return 0;
    return node->layout.values ? 1 : 0;
}

static void make_piles(struct collect *collect) {
    const struct ir_node *node = collect->node;
    uint32_t values = row_values(node);
    collect->first_key = values;
    collect->pile_count = values + node->layout.keys;
    if (node->op == IR_GROUP) collect->pile_count = 0;
    collect->piles = mem_alloc(sizeof *collect->piles * (collect->pile_count + 1));
    for (uint32_t i = 0; i < collect->pile_count; i++) {
        uint32_t at = i < values ? collect_values_at(collect) + i : collect_keys_at(collect) + i - values;
        pile_init(&collect->piles[i], repr_of(node->args[at]->type));
    }
}

struct collect *collect_new(const struct ir_node *node, const struct collect_sizes *sizes) {
    struct collect *collect = mem_alloc(sizeof *collect);
    *collect = (struct collect){.node = node, .sizes = *sizes};
    make_piles(collect);
    if (node->op == IR_GROUP || (node->op == IR_KEEP && node->layout.groups)) collect->groups = groups_new();
    if (node->op == IR_SELECT) {
        collect->limit_group = mem_alloc(sizeof *collect->limit_group * (node->layout.groups + 1u));
        collect->limit_room = mem_alloc(sizeof *collect->limit_room * (node->layout.groups + 1u));
    }
    collect->room_count = node->layout.values - row_values(node);
    collect->room = mem_alloc(sizeof *collect->room * (collect->room_count + 1));
    collect->room_known = mem_alloc(collect->room_count + 1);
    collect->column = compact_new(repr_of(node->type));
    return collect;
}

void collect_free(struct collect *collect) {
    if (!collect) return;
    for (uint32_t i = 0; i < collect->pile_count; i++) pile_release(&collect->piles[i]);
    for (uint32_t i = 0; collect->limit_group && i < collect->node->layout.groups; i++) mem_free(collect->limit_group[i]);
    for (uint32_t i = 0; collect->limit_room && i < collect->node->layout.groups; i++) mem_free(collect->limit_room[i]);
    mem_free(collect->piles);
    mem_free(collect->limit_group);
    mem_free(collect->limit_room);
    mem_free(collect->row);
    mem_free(collect->place);
    mem_free(collect->room);
    mem_free(collect->room_known);
    groups_free(collect->groups);
    compact_free(collect->column);
    mem_free(collect);
}

const struct compact *collect_column(const struct collect *collect) { return collect->column; }
uint64_t collect_rounded(const struct collect *collect) { return collect->rounded; }

/* --- feeding --------------------------------------------------------------------------------------------------------- */

static bool is_known(const struct vec *vec, uint32_t row) {
    uint32_t at = vec->constant ? 0 : row;
    if (vec->repr == REPR_BOOL) return vec->truth[at] != TRUTH_UNKNOWN;
    return vec->all_known || vec->known[at];
}

static uint32_t row_number(const struct vec *vec, uint32_t row) {
    return is_known(vec, row) ? vec->row[vec->constant ? 0 : row] : NO_ROW;
}

/* Room for `more` rows. */
static void reserve(struct collect *collect, uint32_t more) {
    if (collect->cap - collect->kept >= more) return;
    uint32_t wanted = collect->cap + collect->cap / 2;
    collect->cap = wanted - collect->kept < more || wanted < collect->kept ? collect->kept + more : wanted;
    if (collect->row) collect->row = mem_realloc(collect->row, sizeof *collect->row * collect->cap);
    if (has_places(collect)) collect->place = mem_realloc(collect->place, sizeof *collect->place * collect->cap);
    for (uint32_t i = 0; collect->limit_group && i < collect->node->layout.groups; i++)
        collect->limit_group[i] = mem_realloc(collect->limit_group[i], sizeof **collect->limit_group * collect->cap);
    for (uint32_t i = 0; collect->limit_room && i < collect->node->layout.groups; i++) {
        if (collect->node->args[collect_values_at(collect) + i]->space == SPACE_POINT) continue;
        collect->limit_room[i] = mem_realloc(collect->limit_room[i], sizeof **collect->limit_room * collect->cap);
    }
}

/* The limits of a SELECT as the row meets them: its group in each, and the room there. */
static void keep_limits(struct collect *collect, const struct vec *const *args, uint32_t row, uint32_t kept) {
    uint32_t groups = collect_groups_at(collect), values = collect_values_at(collect);
    for (uint32_t i = 0; i < collect->node->layout.groups; i++) {
        collect->limit_group[i][kept] = row_number(args[groups + i], row);
        if (!collect->limit_room[i]) continue;
        const struct vec *room = args[values + i];
        collect->limit_room[i][kept] = is_known(room, row) ? collect_whole_room(vec_number(room, room->constant ? 0 : row)) : 0;
    }
}

/* Clears the rows of which the value is not known. */
static void need_known(uint8_t *counts, const struct vec *vec, uint32_t rows) {
    if (vec->repr != REPR_BOOL && vec->all_known) return;
    if (vec->constant) {
        if (!is_known(vec, 0)) memset(counts, 0, rows);
    } else if (vec->repr == REPR_BOOL) {
        for (uint32_t i = 0; i < rows; i++) counts[i] &= (uint8_t)(vec->truth[i] != TRUTH_UNKNOWN);
    } else {
        for (uint32_t i = 0; i < rows; i++) counts[i] &= vec->known[i];
    }
}

/* Where a counting row belongs; NO_ROW: nowhere. Only of collectors that have places. */
static uint32_t place_of(struct collect *collect, const struct vec *const *args, uint32_t row) {
    const struct ir_layout *layout = &collect->node->layout;
    if (collect->node->op == IR_WINDOW) return row_number(args[collect_groups_at(collect)], row);
    if (collect->node->op == IR_KEEP && layout->groups) {
        /* Groups within the link: the link is the first of the keys of the group. */
        const struct vec *keys[256];
        uint32_t count = 0;
        if (layout->link) keys[count++] = args[0];
        for (uint32_t i = 0; i < layout->groups; i++) keys[count++] = args[collect_groups_at(collect) + i];
        return groups_find(collect->groups, keys, count, row, true);
    }
    return row_number(args[0], row);
}

/* The rows that the operator orders or adds up, and where each belongs. Returns how many. */
static uint32_t find_counting(struct collect *collect, const struct vec *const *args, uint32_t rows, uint32_t *which) {
    const struct ir_layout *layout = &collect->node->layout;
    uint8_t counts[BATCH_ROWS];
    memset(counts, 1, rows);
    if (layout->link) need_known(counts, args[0], rows);
    if (layout->where) {
        const struct vec *where = args[collect_where_at(collect)];
        for (uint32_t i = 0; i < rows; i++) counts[i] &= where->truth[where->constant ? 0 : i] >> 1;
    }
    for (uint32_t i = 0; i < row_values(collect->node); i++) need_known(counts, args[collect_values_at(collect) + i], rows);
    for (uint32_t i = 0; i < layout->keys; i++) need_known(counts, args[collect_keys_at(collect) + i], rows);
    reserve(collect, rows);
    uint32_t found = 0;
    for (uint32_t i = 0; i < rows; i++) {
        if (!counts[i]) continue;
        if (collect->place) {
            uint32_t place = place_of(collect, args, i);
            if (place == NO_ROW) continue;
            collect->place[collect->kept + found] = place;
        }
        which[found++] = i;
    }
    return found;
}

/* As long as every row counts, they need not be numbered. */
static void note_rows(struct collect *collect, const uint32_t *which, uint32_t found, uint32_t rows) {
    if (collect->node->op == IR_REDUCE) return;
    if (!collect->row) {
        if (collect->kept == collect->fed && found == rows) return;
        collect->row = mem_alloc(sizeof *collect->row * collect->cap);
        for (uint32_t i = 0; i < collect->kept; i++) collect->row[i] = i;
    }
    for (uint32_t i = 0; i < found; i++) collect->row[collect->kept + i] = collect->fed + which[i];
}

static void keep(struct collect *collect, const struct vec *const *args, uint32_t rows) {
    uint32_t which[BATCH_ROWS], arg_count = collect->node->arg_count, found = find_counting(collect, args, rows, which);
    note_rows(collect, which, found, rows);
    for (uint32_t i = 0; i < collect->pile_count; i++) {
        uint32_t at = i < collect->first_key ? collect_values_at(collect) + i : collect_keys_at(collect) + i - collect->first_key;
        pile_add(&collect->piles[i], args[at < arg_count ? at : arg_count], found == rows ? NULL : which, found);
    }
    for (uint32_t i = 0; collect->limit_group && i < found; i++) keep_limits(collect, args, which[i], collect->kept + i);
    collect->kept += found;
}

static void note_room(struct collect *collect, const struct vec *const *args) {
    uint32_t at = collect_keys_at(collect) - collect->room_count;
    for (uint32_t i = 0; i < collect->room_count; i++) {
        collect->room_known[i] = is_known(args[at + i], 0);
        if (collect->room_known[i]) collect->room[i] = vec_number(args[at + i], 0);
    }
}

static void feed_groups(struct collect *collect, const struct vec *const *args, uint32_t rows) {
    uint32_t numbers[BATCH_ROWS];
    for (uint32_t row = 0; row < rows; row++) {
        uint32_t before = groups_count(collect->groups);
        numbers[row] = groups_find(collect->groups, args, collect->node->arg_count, row, true);
        if (groups_count(collect->groups) == before) continue;
        if (collect->kept == collect->cap) {
            collect->cap = collect->cap ? 2 * collect->cap : 64;
            collect->row = mem_realloc(collect->row, sizeof *collect->row * collect->cap);
        }
        collect->row[collect->kept++] = collect->fed + row;
    }
    compact_add_rows(collect->column, numbers, rows);
}

/* The key that breaks ties is one pile more, whose kind is known with the first vector. */
static void add_tie_breaker(struct collect *collect, const struct vec *key) {
    pile_init(&collect->piles[collect->pile_count++], key->repr);
}

void collect_feed(struct collect *collect, const struct vec *const *args, uint32_t rows) {
    const struct ir_node *node = collect->node;
    if (node->op == IR_GROUP) {
        feed_groups(collect, args, rows);
    } else {
        if (collect->fed == 0 && rows > 0) {
            note_room(collect, args);
            if (collect->sizes.has_key) add_tie_breaker(collect, args[node->arg_count]);
        }
        keep(collect, args, rows);
    }
    collect->fed += rows;
}

/* --- finishing ------------------------------------------------------------------------------------------------------- */

uint32_t *collect_order(const struct collect *collect, bool by_place, bool later_first, struct pile_order *order, const struct pile **keys) {
    uint32_t count = collect->pile_count - collect->first_key;
    for (uint32_t i = 0; i < count; i++) keys[i] = &collect->piles[collect->first_key + i];
    *order = (struct pile_order){.group = by_place ? collect->place : NULL, .keys = keys, .key_count = count,
                                 .descending = collect->node->layout.descending, .later_first = later_first};
    return pile_sort(order, collect->kept);
}

/* What only the order needed. */
static void drop_rows(struct collect *collect) {
    for (uint32_t i = 0; i < collect->pile_count; i++) pile_release(&collect->piles[i]);
    mem_free(collect->place);
    collect->place = NULL;
    if (collect->node->op == IR_GROUP) return;
    mem_free(collect->row);
    collect->row = NULL;
}

void collect_finish(struct collect *collect) {
    switch (collect->node->op) {
    case IR_GROUP: compact_finish(collect->column); break;
    case IR_WINDOW: collect_finish_window(collect); break;
    case IR_KEEP: collect_finish_keep(collect); break;
    case IR_SELECT: collect_finish_select(collect); break;
    default: collect_finish_reduce(collect); break;
    }
    drop_rows(collect);
}

uint32_t collect_groups(const struct collect *collect) { return groups_count(collect->groups); }
const uint32_t *collect_firsts(const struct collect *collect) { return collect->row; }

void collect_match(const struct collect *collect, const struct vec *const *keys, uint32_t rows, uint32_t *out) {
    for (uint32_t row = 0; row < rows; row++) out[row] = groups_find(collect->groups, keys, collect->node->arg_count, row, false);
}

/* --- writing a column ------------------------------------------------------------------------------------------------ */

void column_writer_init(struct column_writer *writer, struct compact *column, enum repr repr) {
    *writer = (struct column_writer){.column = column, .block = {.repr = repr, .den_bound = 1, .is_wide = repr == REPR_NUMBER}};
    struct vec *block = &writer->block;
    if (repr != REPR_BOOL) block->known = mem_alloc(BATCH_ROWS);
    switch (repr) {
    case REPR_BOOL: block->truth = mem_alloc(BATCH_ROWS); break;
    case REPR_NUMBER: block->wide = mem_alloc(sizeof *block->wide * BATCH_ROWS); break;
    case REPR_TEXT: block->text = mem_alloc(sizeof *block->text * BATCH_ROWS); break;
    case REPR_DATE: block->day = mem_alloc(sizeof *block->day * BATCH_ROWS); break;
    case REPR_CODE: block->code = mem_alloc(sizeof *block->code * BATCH_ROWS); break;
    case REPR_ROW: block->row = mem_alloc(sizeof *block->row * BATCH_ROWS); break;
    }
}

static void hand_on(struct column_writer *writer) {
    if (writer->rows) compact_add(writer->column, &writer->block, writer->rows);
    writer->rows = 0;
}

static void clear_row(struct vec *block, uint32_t at) {
    switch (block->repr) {
    case REPR_BOOL: block->truth[at] = TRUTH_UNKNOWN; break;
    case REPR_NUMBER: block->wide[at] = dec_zero; break;
    case REPR_TEXT: block->text[at] = (struct str){"", 0}; break;
    case REPR_DATE: block->day[at] = 0; break;
    case REPR_CODE: block->code[at] = 0; break;
    case REPR_ROW: block->row[at] = NO_ROW; break;
    }
}

struct vec *column_writer_next(struct column_writer *writer, bool known, uint32_t *at) {
    if (writer->rows == BATCH_ROWS) hand_on(writer);
    *at = writer->rows++;
    clear_row(&writer->block, *at);
    if (writer->block.known) writer->block.known[*at] = known;
    return &writer->block;
}

void column_writer_finish(struct column_writer *writer) {
    struct vec *block = &writer->block;
    hand_on(writer);
    compact_finish(writer->column);
    mem_free(block->known);
    mem_free(block->repr == REPR_NUMBER ? (void *)block->wide : (void *)block->truth);
}
