/* Making accumulators, and reading what is in them; reduce_feed.c fills them.
 * SPDX-License-Identifier: MIT */
#include "runtime/exec/reduce.h"

#include "lang/base/mem.h"
#include "runtime/exec/reduce_parts.h"

#define MEMBERS_MOST 64 /* of a category whose members are bits: none and exited are two */

bool reduce_does(const struct ir_node *node) {
    if (node->op != IR_REDUCE) return false;
    switch ((enum aggregate)node->index) {
    case AGGREGATE_COUNT_LOW:
    case AGGREGATE_COUNT_HIGH:
    case AGGREGATE_ANY:
    case AGGREGATE_MIN:
    case AGGREGATE_MAX:
    case AGGREGATE_DISTINCT_LOW:
    case AGGREGATE_DISTINCT_HIGH: return true;
    case AGGREGATE_COUNT_KNOWN:
    case AGGREGATE_SUM: return !node->layout.distinct;
    default: return false;
    }
}

/* ---- making ---- */

static enum tally_kind kind_of(const struct ir_node *node, const struct ir_node *value) {
    switch ((enum aggregate)node->index) {
    case AGGREGATE_SUM: return TALLY_SUM;
    case AGGREGATE_ANY: return TALLY_ANY;
    case AGGREGATE_MIN:
    case AGGREGATE_MAX:
        switch (repr_of(value->type)) {
        case REPR_NUMBER: return TALLY_MOST;
        case REPR_TEXT: return TALLY_TEXT;
        default: return TALLY_LAST;
        }
    case AGGREGATE_DISTINCT_LOW:
    case AGGREGATE_DISTINCT_HIGH:
        return value->type.kind == TYPE_CATEGORY && value->type.category &&
                       value->type.category->count + 2 <= MEMBERS_MOST
                   ? TALLY_MEMBERS
                   : TALLY_DISTINCT;
    default: return TALLY_COUNT;
    }
}

static uint8_t width_of(enum tally_kind kind, const struct ir_node *value) {
    switch (kind) {
    case TALLY_COUNT:
    case TALLY_LAST:
    case TALLY_DISTINCT: return 4;
    case TALLY_SUM:
    case TALLY_MOST: return 8;
    case TALLY_TEXT: return sizeof(struct str);
    case TALLY_ANY: return 1;
    case TALLY_UNKNOWN: return 0;
    case TALLY_MEMBERS: break;
    }
    uint32_t bits = value->type.category->count + (value->type.category->is_ladder ? 2 : 0);
    return bits <= 8 ? 1 : bits <= 16 ? 2 : bits <= 32 ? 4 : 8;
}

/* The accumulator with this meaning: one of those there are, or a new one. */
static uint32_t accumulator(struct reduce *reduce, struct accumulator wanted) {
    for (uint32_t i = 0; i < reduce->count; i++) {
        const struct accumulator *a = &reduce->at[i];
        if (a->kind == wanted.kind && a->where == wanted.where && a->value == wanted.value && a->sign == wanted.sign)
            return i;
    }
    wanted.width = width_of(wanted.kind, wanted.value);
    if (wanted.kind == TALLY_DISTINCT) wanted.set = distinct_new();
    reduce->at[reduce->count] = wanted;
    return reduce->count++;
}

static void add_reading(struct reduce *reduce, const struct ir_node *node) {
    struct ir_node *const *args = node->args + node->layout.link;
    const struct ir_node *where = node->layout.where ? *args++ : NULL, *value = node->layout.values ? *args : NULL;
    enum aggregate what = (enum aggregate)node->index;
    bool counts = what == AGGREGATE_COUNT_LOW || what == AGGREGATE_COUNT_HIGH || what == AGGREGATE_COUNT_KNOWN;
    struct reading reading = {
        .node = node, .second = UINT32_MAX, .high = what == AGGREGATE_COUNT_HIGH || what == AGGREGATE_DISTINCT_HIGH};
    if (counts) {
        reading.main = accumulator(reduce, (struct accumulator){.kind = TALLY_COUNT, .where = where});
        if (what == AGGREGATE_COUNT_KNOWN)
            reading.second =
                accumulator(reduce, (struct accumulator){.kind = TALLY_UNKNOWN, .where = where, .value = value});
    } else {
        reading.main = accumulator(reduce, (struct accumulator){.kind = kind_of(node, value),
                                                                .where = where,
                                                                .value = value,
                                                                .sign = what == AGGREGATE_MIN ? -1 : 1});
    }
    reduce->readings[reduce->reading_count++] = reading;
}

/* Places in the record, the widest first, so that each is aligned; and what is there before the first row. */
static void lay_out(struct reduce *reduce) {
    static const uint8_t widths[] = {16, 8, 4, 2, 1};
    for (size_t w = 0; w < sizeof widths; w++) {
        for (uint32_t i = 0; i < reduce->count; i++) {
            if (reduce->at[i].width != widths[w]) continue;
            reduce->at[i].offset = reduce->stride;
            reduce->stride += widths[w];
        }
    }
    uint32_t align = reduce->stride > 4 ? 8 : 4;
    reduce->stride = (reduce->stride + align - 1) / align * align;
    if (reduce->stride == 0) reduce->stride = align;
    reduce->records = mem_alloc((size_t)reduce->stride * ((size_t)reduce->destinations + 1));
    for (uint32_t i = 0; i < reduce->count; i++) {
        const struct accumulator *a = &reduce->at[i];
        if (a->kind != TALLY_MOST && a->kind != TALLY_LAST) continue;
        for (uint32_t d = 0; d <= reduce->destinations; d++) {
            char *at = (char *)record_of(reduce, d) + a->offset;
            if (a->kind == TALLY_MOST)
                *(int64_t *)(void *)at = MOST_NONE;
            else
                *(int32_t *)(void *)at = LAST_NONE;
        }
    }
}

struct reduce *reduce_new(const struct ir_node *const *nodes, uint32_t count, uint32_t destinations) {
    struct reduce *reduce = mem_alloc(sizeof *reduce);
    reduce->link = nodes[0]->layout.link ? nodes[0]->args[0] : NULL;
    reduce->destinations = destinations;
    arena_init(&reduce->texts, 0);
    reduce->at = mem_alloc(sizeof *reduce->at * 2 * count);
    reduce->readings = mem_alloc(sizeof *reduce->readings * count);
    reduce->target = mem_alloc(sizeof *reduce->target * BATCH_ROWS);
    reduce->record = mem_alloc(sizeof *reduce->record * BATCH_ROWS);
    reduce->where = mem_alloc(BATCH_ROWS);
    reduce->known = mem_alloc(BATCH_ROWS);
    for (uint32_t i = 0; i < count; i++) {
        ASSERT(i == 0 || nodes[i]->id > nodes[i - 1]->id);
        add_reading(reduce, nodes[i]);
    }
    lay_out(reduce);
    return reduce;
}

void reduce_free(struct reduce *reduce) {
    if (!reduce) return;
    for (uint32_t i = 0; i < reduce->count; i++) {
        mem_free(reduce->at[i].more);
        mem_free(reduce->at[i].more_members);
        mem_free(reduce->at[i].wide);
        distinct_free(reduce->at[i].set);
    }
    mem_free(reduce->records);
    mem_free(reduce->at);
    mem_free(reduce->readings);
    mem_free(reduce->target);
    mem_free(reduce->record);
    mem_free(reduce->where);
    mem_free(reduce->known);
    arena_release(&reduce->texts);
    mem_free(reduce);
}

size_t reduce_bytes(const struct reduce *reduce) {
    size_t rows = (size_t)reduce->destinations + 1, bytes = reduce->stride * rows + reduce->texts.total;
    for (uint32_t i = 0; i < reduce->count; i++) {
        const struct accumulator *a = &reduce->at[i];
        if (a->more) bytes += rows * sizeof *a->more;
        if (a->more_members) bytes += rows * sizeof *a->more_members;
        if (a->wide) bytes += rows * sizeof *a->wide;
        if (a->set) bytes += distinct_bytes(a->set);
    }
    return bytes;
}

/* ---- reading ---- */

static const struct reading *reading_of(const struct reduce *reduce, const struct ir_node *node) {
    uint32_t first = 0, end = reduce->reading_count;
    while (end - first > 1) {
        uint32_t middle = first + (end - first) / 2;
        if (reduce->readings[middle].node->id <= node->id)
            first = middle;
        else
            end = middle;
    }
    ASSERT(reduce->readings[first].node == node);
    return &reduce->readings[first];
}

static void begin_number(struct vec *out, unsigned scale, uint64_t bound) {
    out->is_wide = false;
    out->scale = (uint8_t)scale;
    out->num_bound = bound;
    out->den = NULL;
    out->den_bound = 1;
}

static uint64_t members_at(const struct accumulator *a, const char *at) {
    uint16_t two;
    uint32_t four;
    uint64_t eight;
    switch (a->width) {
    case 1: return (uint8_t)at[0];
    case 2: memcpy(&two, at, 2); return two;
    case 4: memcpy(&four, at, 4); return four;
    default: memcpy(&eight, at, 8); return eight;
    }
}

static void read_count(const struct reduce *reduce, const struct reading *reading, const uint32_t *rows, uint32_t count,
                       struct vec *out) {
    const struct accumulator *a = &reduce->at[reading->main];
    const uint32_t *less = reading->second == UINT32_MAX ? NULL : reduce->at[reading->second].more;
    begin_number(out, 0, UINT32_MAX);
    for (uint32_t i = 0; i < count; i++) {
        uint32_t row = rows[i] == NO_ROW ? reduce->destinations : rows[i], low;
        const char *at = (const char *)record_of(reduce, row) + a->offset;
        if (a->kind == TALLY_MEMBERS) {
            uint64_t members = members_at(a, at);
            if (reading->high && a->more_members) members |= a->more_members[row];
            low = (uint32_t)__builtin_popcountll(members);
        } else {
            memcpy(&low, at, sizeof low);
            if (reading->high && a->more) low += a->more[row];
        }
        out->num[i] = (int64_t)low - (less ? less[row] : 0);
    }
}

/* Sums and the greatest: `none` marks those without a value. */
static void read_numbers(const struct reduce *reduce, const struct accumulator *a, const uint32_t *rows, uint32_t count,
                         struct vec *out) {
    begin_number(out, a->scale, a->bound);
    out->is_wide = a->is_wide;
    for (uint32_t i = 0; i < count; i++) {
        uint32_t row = rows[i] == NO_ROW ? reduce->destinations : rows[i];
        if (a->is_wide) {
            out->wide[i] = a->wide[row];
            if (a->wide[row].d != 0) {
                if (a->sign < 0) out->wide[i] = dec_neg(out->wide[i]);
                continue;
            }
            out->wide[i] = dec_zero;
            out->known[i] = 0;
        } else {
            int64_t value;
            memcpy(&value, (const char *)record_of(reduce, row) + a->offset, sizeof value);
            bool none = a->kind == TALLY_MOST && value == MOST_NONE;
            out->num[i] = none ? 0 : a->sign < 0 ? -value : value;
            if (none) out->known[i] = 0;
        }
    }
}

static void read_last(const struct reduce *reduce, const struct accumulator *a, const uint32_t *rows, uint32_t count,
                      struct vec *out) {
    for (uint32_t i = 0; i < count; i++) {
        uint32_t row = rows[i] == NO_ROW ? reduce->destinations : rows[i];
        int32_t value;
        memcpy(&value, (const char *)record_of(reduce, row) + a->offset, sizeof value);
        bool none = value == LAST_NONE;
        value = none ? 0 : a->sign < 0 ? -value : value;
        if (none) out->known[i] = 0;
        if (out->repr == REPR_DATE)
            out->day[i] = value;
        else
            out->code[i] = (int16_t)value;
    }
}

static void read_texts(const struct reduce *reduce, const struct accumulator *a, const uint32_t *rows, uint32_t count,
                       struct vec *out) {
    for (uint32_t i = 0; i < count; i++) {
        uint32_t row = rows[i] == NO_ROW ? reduce->destinations : rows[i];
        memcpy(&out->text[i], (const char *)record_of(reduce, row) + a->offset, sizeof out->text[i]);
        if (out->text[i].ptr) continue;
        out->text[i] = (struct str){"", 0};
        out->known[i] = 0;
    }
}

void reduce_gather(const struct reduce *reduce, const struct ir_node *node, const uint32_t *rows, uint32_t count,
                   struct vec *out) {
    const struct reading *reading = reading_of(reduce, node);
    const struct accumulator *a = &reduce->at[reading->main];
    out->constant = false;
    if (a->kind == TALLY_ANY) {
        for (uint32_t i = 0; i < count; i++)
            out->truth[i] =
                rows[i] == NO_ROW ? TRUTH_UNKNOWN : ((const uint8_t *)record_of(reduce, rows[i]))[a->offset];
        return;
    }
    for (uint32_t i = 0; i < count; i++) out->known[i] = rows[i] != NO_ROW;
    switch (a->kind) {
    case TALLY_COUNT:
    case TALLY_UNKNOWN:
    case TALLY_MEMBERS:
    case TALLY_DISTINCT: read_count(reduce, reading, rows, count, out); break;
    case TALLY_SUM:
    case TALLY_MOST: read_numbers(reduce, a, rows, count, out); break;
    case TALLY_LAST: read_last(reduce, a, rows, count, out); break;
    case TALLY_TEXT: read_texts(reduce, a, rows, count, out); break;
    case TALLY_ANY: break;
    }
    out->all_known = count == 0 || memchr(out->known, 0, count) == NULL;
}

void reduce_read(const struct reduce *reduce, const struct ir_node *node, uint32_t first, uint32_t rows,
                 struct vec *out) {
    uint32_t numbers[BATCH_ROWS];
    ASSERT(first + rows <= reduce->destinations);
    for (uint32_t i = 0; i < rows; i++) numbers[i] = first + i;
    reduce_gather(reduce, node, numbers, rows, out);
}
