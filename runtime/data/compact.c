/* Blocks of BATCH_ROWS values, each as narrow as its values allow. Rows are gathered in 64 bits until a block is full.
 * A block is one piece of memory:
 *
 *     whole numbers, dates, codes, rows, bools   the differences to `base`, `width` bytes each (0: all are `base`)
 *     wide numbers                               struct dec each
 *     texts                                      where each begins and the last ends, `width` bytes each (0: all are
 *                                                `base` long), then the bytes
 *
 * and behind it, where a value is unknown, one bit a row.
 * SPDX-License-Identifier: MIT */
#include "runtime/data/compact.h"

#include "lang/base/mem.h"
#include "runtime/data/store.h"

#if defined(__GNUC__) && !defined(__clang__)
#define LOOP __attribute__((noinline, optimize("O3"))) static
#else
#define LOOP __attribute__((noinline)) static
#endif

struct block {
    int64_t base;
    char *values;   /* owned */
    uint8_t *known; /* bits, in the same piece; NULL: all are known */
    uint64_t bound; /* of numbers */
    uint32_t rows;
    uint8_t width;
    uint8_t scale;
    bool wide;
};
struct compact {
    enum repr repr;
    struct block *blocks; /* owned */
    uint32_t block_count, block_cap;
    uint32_t rows;
    size_t bytes;
    /* rows that do not fill a block yet; owned, NULL once finished */
    uint32_t staged;
    bool some_unknown, is_wide;
    unsigned scale;
    int64_t *ints;
    uint8_t *known;
    struct dec *wide; /* when is_wide */
    uint32_t *ends;   /* of texts, in `text` */
    struct buf text;
};

struct compact *compact_new(enum repr repr) {
    struct compact *column = mem_alloc(sizeof *column);
    column->repr = repr;
    column->ints = mem_alloc(sizeof *column->ints * BATCH_ROWS);
    column->known = mem_alloc(BATCH_ROWS);
    if (repr == REPR_TEXT) column->ends = mem_alloc(sizeof *column->ends * BATCH_ROWS);
    buf_init(&column->text);
    return column;
}

static void drop_staging(struct compact *column) {
    mem_free(column->ints);
    mem_free(column->known);
    mem_free(column->wide);
    mem_free(column->ends);
    buf_release(&column->text);
    buf_init(&column->text);
    column->ints = NULL;
    column->known = NULL;
    column->wide = NULL;
    column->ends = NULL;
}

void compact_free(struct compact *column) {
    if (!column) return;
    for (uint32_t i = 0; i < column->block_count; i++) mem_free(column->blocks[i].values);
    mem_free(column->blocks);
    drop_staging(column);
    mem_free(column);
}

uint32_t compact_rows(const struct compact *column) { return column->rows; }

enum repr compact_repr(const struct compact *column) { return column->repr; }

size_t compact_bytes(const struct compact *column) {
    return column->bytes + sizeof *column->blocks * column->block_cap + (column->ints ? BATCH_ROWS * 9 : 0);
}

/* ---- storing ---- */

static char *block_memory(struct compact *column, struct block *block, size_t values) {
    size_t bits = column->some_unknown ? (block->rows + 7) / 8 : 0;
    block->values = mem_alloc(values + bits);
    column->bytes += values + bits;
    if (!bits) return block->values;
    block->known = (uint8_t *)block->values + values;
    for (uint32_t i = 0; i < block->rows; i++) block->known[i / 8] |= (uint8_t)(column->known[i] << i % 8);
    return block->values;
}

#define NARROW(name, type)                                                                                             \
    LOOP void name(char *out, const int64_t *restrict ints, const uint8_t *restrict known, int64_t base,               \
                   uint32_t rows) {                                                                                    \
        type *restrict to = (type *)(void *)out;                                                                       \
        for (uint32_t i = 0; i < rows; i++)                                                                            \
            to[i] = (type)(((uint64_t)ints[i] - (uint64_t)base) & -(uint64_t)known[i]);                                \
    }
NARROW(narrow_1, uint8_t)
NARROW(narrow_2, uint16_t)
NARROW(narrow_4, uint32_t)
NARROW(narrow_8, uint64_t)

LOOP void find_range(const int64_t *restrict ints, const uint8_t *restrict known, uint32_t rows, int64_t *least,
                     int64_t *most) {
    int64_t low = INT64_MAX, high = INT64_MIN;
    for (uint32_t i = 0; i < rows; i++) {
        int64_t as_low = known[i] ? ints[i] : INT64_MAX, as_high = known[i] ? ints[i] : INT64_MIN;
        low = as_low < low ? as_low : low;
        high = as_high > high ? as_high : high;
    }
    *least = low;
    *most = high;
}

static uint8_t width_of(uint64_t range) {
    return range == 0 ? 0 : range <= UINT8_MAX ? 1 : range <= UINT16_MAX ? 2 : range <= UINT32_MAX ? 4 : 8;
}

static uint64_t magnitude(int64_t value) { return value < 0 ? -(uint64_t)value : (uint64_t)value; }

static void store_ints(struct compact *column, struct block *block) {
    int64_t most;
    find_range(column->ints, column->known, block->rows, &block->base, &most);
    if (block->base > most) block->base = most = 0;
    block->width = width_of((uint64_t)most - (uint64_t)block->base);
    block->scale = (uint8_t)column->scale;
    block->bound = magnitude(block->base) > magnitude(most) ? magnitude(block->base) : magnitude(most);
    char *out = block_memory(column, block, (size_t)block->width * block->rows);
    switch (block->width) {
    case 1: narrow_1(out, column->ints, column->known, block->base, block->rows); break;
    case 2: narrow_2(out, column->ints, column->known, block->base, block->rows); break;
    case 4: narrow_4(out, column->ints, column->known, block->base, block->rows); break;
    case 8: narrow_8(out, column->ints, column->known, block->base, block->rows); break;
    default: break;
    }
}

static void store_texts(struct compact *column, struct block *block) {
    size_t length = column->text.len, first = column->ends[0];
    bool same = true;
    for (uint32_t i = 0; same && i < block->rows; i++) same = column->ends[i] == first * (i + 1);
    block->base = (int64_t)first;
    block->width = same ? 0 : length <= UINT16_MAX ? 2 : 4;
    size_t begins = block->width * ((size_t)block->rows + 1);
    char *out = block_memory(column, block, begins + length);
    for (uint32_t i = 0; i < block->rows; i++) {
        uint16_t end = (uint16_t)column->ends[i];
        if (block->width == 2) memcpy(out + 2 * ((size_t)i + 1), &end, 2);
        if (block->width == 4) memcpy(out + 4 * ((size_t)i + 1), &column->ends[i], 4);
    }
    if (length) memcpy(out + begins, column->text.ptr, length);
    buf_clear(&column->text);
}

/* Exact numbers that 64 bits hold after all. */
static void narrow_back(struct compact *column) {
    unsigned scale = 0;
    for (uint32_t i = 0; i < column->staged; i++) {
        const struct dec *number = &column->wide[i];
        if (number->d == 1) continue;
        if (!dec_is_plain(*number)) return;
        unsigned places = dec_scale(*number);
        scale = places > scale ? places : scale;
    }
    for (uint32_t i = 0; i < column->staged; i++) {
        const struct dec *number = &column->wide[i];
        bool small = scale == 0 && number->n < INT64_MAX && number->n > -INT64_MAX;
        if (small)
            column->ints[i] = (int64_t)number->n;
        else if (!dec_to_scaled(*number, scale, &column->ints[i]) || column->ints[i] == INT64_MIN)
            return;
    }
    column->is_wide = false;
    column->scale = scale;
}

static void flush(struct compact *column) {
    if (column->staged == 0) return;
    if (column->is_wide) narrow_back(column);
    if (column->block_count == column->block_cap) {
        column->block_cap = column->block_cap ? column->block_cap + column->block_cap / 2 : 8;
        column->blocks = mem_realloc(column->blocks, sizeof *column->blocks * column->block_cap);
    }
    struct block *block = &column->blocks[column->block_count++];
    *block = (struct block){.rows = column->staged, .wide = column->is_wide};
    if (column->is_wide)
        memcpy(block_memory(column, block, sizeof(struct dec) * block->rows), column->wide,
               sizeof(struct dec) * block->rows);
    else if (column->repr == REPR_TEXT)
        store_texts(column, block);
    else
        store_ints(column, block);
    column->staged = 0;
    column->some_unknown = column->is_wide = false;
    column->scale = 0;
}

/* ---- adding ---- */

#define SPREAD(name, type)                                                                                             \
    LOOP void name(int64_t *restrict to, const type *restrict from, bool one, uint32_t rows) {                         \
        if (one) {                                                                                                     \
            for (uint32_t i = 0; i < rows; i++) to[i] = (int64_t)from[0];                                              \
        } else {                                                                                                       \
            for (uint32_t i = 0; i < rows; i++) to[i] = (int64_t)from[i];                                              \
        }                                                                                                              \
    }
SPREAD(spread_truth, uint8_t)
SPREAD(spread_num, int64_t)
SPREAD(spread_day, date)
SPREAD(spread_code, int16_t)
SPREAD(spread_row, uint32_t)

/* What is staged goes over to exact numbers. */
static void widen(struct compact *column) {
    if (!column->wide) column->wide = mem_alloc(sizeof *column->wide * BATCH_ROWS);
    for (uint32_t i = 0; i < column->staged; i++) {
        enum dec_status status = dec_from_scaled(column->ints[i], column->scale, &column->wide[i]);
        ASSERT(status == DEC_OK);
    }
    column->is_wide = true;
}

/* Brings what is staged to a scale; false when 64 bits do not hold it. */
static bool rescale(int64_t *ints, uint32_t rows, unsigned by) {
    if (by > 18) return false;
    int64_t limit = INT64_MAX / store_power10[by];
    for (uint32_t i = 0; i < rows; i++) {
        if (ints[i] > limit || ints[i] < -limit) return false;
    }
    for (uint32_t i = 0; i < rows; i++) ints[i] *= store_power10[by];
    return true;
}

static void stage_numbers(struct compact *column, const struct vec *values, uint32_t from, uint32_t rows) {
    uint32_t at = column->staged;
    if (at == 0) column->scale = values->is_wide ? 0 : values->scale;
    if (!column->is_wide && !values->is_wide && !values->den) {
        spread_num(column->ints + at, values->num + (values->constant ? 0 : from), values->constant, rows);
        /* Under an unknown value anything may stand. */
        for (uint32_t i = 0; column->some_unknown && i < rows; i++) column->ints[at + i] *= column->known[at + i];
        if (values->scale == column->scale) return;
        if (values->scale > column->scale && rescale(column->ints, at, values->scale - column->scale)) {
            column->scale = values->scale;
            return;
        }
        if (values->scale < column->scale && rescale(column->ints + at, rows, column->scale - values->scale)) return;
    }
    if (!column->is_wide) widen(column);
    for (uint32_t i = 0; i < rows; i++)
        column->wide[at + i] = column->known[at + i] ? vec_number(values, from + i) : dec_zero;
}

static void stage_texts(struct compact *column, const struct vec *values, uint32_t from, uint32_t rows) {
    for (uint32_t i = 0; i < rows; i++) {
        if (column->known[column->staged + i]) buf_str(&column->text, values->text[values->constant ? 0 : from + i]);
        column->ends[column->staged + i] = (uint32_t)column->text.len;
    }
}

static void stage(struct compact *column, const struct vec *values, uint32_t from, uint32_t rows) {
    uint32_t at = column->staged, source = values->constant ? 0 : from;
    if (values->repr == REPR_BOOL || values->all_known)
        memset(column->known + at, 1, rows);
    else if (values->constant)
        memset(column->known + at, values->known[0], rows);
    else
        memcpy(column->known + at, values->known + from, rows);
    column->some_unknown = column->some_unknown || memchr(column->known + at, 0, rows) != NULL;
    switch (values->repr) {
    case REPR_BOOL: spread_truth(column->ints + at, values->truth + source, values->constant, rows); break;
    case REPR_NUMBER: stage_numbers(column, values, from, rows); break;
    case REPR_TEXT: stage_texts(column, values, from, rows); break;
    case REPR_DATE: spread_day(column->ints + at, values->day + source, values->constant, rows); break;
    case REPR_CODE: spread_code(column->ints + at, values->code + source, values->constant, rows); break;
    case REPR_ROW: spread_row(column->ints + at, values->row + source, values->constant, rows); break;
    }
}

void compact_add(struct compact *column, const struct vec *values, uint32_t rows) {
    ASSERT(column->ints && values->repr == column->repr);
    for (uint32_t from = 0; from < rows;) {
        uint32_t some = BATCH_ROWS - column->staged;
        if (some > rows - from) some = rows - from;
        stage(column, values, from, some);
        column->staged += some;
        column->rows += some;
        from += some;
        if (column->staged == BATCH_ROWS) flush(column);
    }
}

void compact_add_rows(struct compact *column, const uint32_t *rows, uint32_t count) {
    uint8_t known[BATCH_ROWS];
    uint32_t copy[BATCH_ROWS];
    struct vec vec = {.repr = REPR_ROW, .known = known, .row = copy};
    for (uint32_t from = 0; from < count; from += BATCH_ROWS) {
        uint32_t some = count - from < BATCH_ROWS ? count - from : BATCH_ROWS;
        for (uint32_t i = 0; i < some; i++) {
            copy[i] = rows[from + i];
            known[i] = copy[i] != NO_ROW;
        }
        compact_add(column, &vec, some);
    }
}

void compact_finish(struct compact *column) {
    flush(column);
    drop_staging(column);
}

/* ---- reading in order ---- */

#define WIDEN(name, type, from_type)                                                                                   \
    LOOP void name(type *restrict to, const from_type *restrict from, uint64_t base, uint32_t rows) {                  \
        for (uint32_t i = 0; i < rows; i++) to[i] = (type)(base + from[i]);                                            \
    }
#define READ(name, type)                                                                                               \
    WIDEN(name##_1, type, uint8_t)                                                                                     \
    WIDEN(name##_2, type, uint16_t)                                                                                    \
    WIDEN(name##_4, type, uint32_t)                                                                                    \
    WIDEN(name##_8, type, uint64_t)                                                                                    \
    static void name(type *to, const struct block *block, uint32_t rows) {                                             \
        const void *from = block->values;                                                                              \
        uint64_t base = (uint64_t)block->base;                                                                         \
        switch (block->width) {                                                                                        \
        case 1: name##_1(to, from, base, rows); break;                                                                 \
        case 2: name##_2(to, from, base, rows); break;                                                                 \
        case 4: name##_4(to, from, base, rows); break;                                                                 \
        case 8: name##_8(to, from, base, rows); break;                                                                 \
        default:                                                                                                       \
            for (uint32_t i = 0; i < rows; i++) to[i] = (type)base;                                                    \
        }                                                                                                              \
    }
READ(read_truth, uint8_t)
READ(read_num, int64_t)
READ(read_day, date)
READ(read_code, int16_t)
READ(read_row, uint32_t)

static bool is_known(const struct block *block, uint32_t in) {
    return !block->known || (block->known[in / 8] >> in % 8 & 1);
}

static struct str text_at(const struct block *block, uint32_t in) {
    const char *bytes = block->values + block->width * ((size_t)block->rows + 1);
    uint16_t two[2];
    uint32_t four[2];
    switch (block->width) {
    case 0: return (struct str){bytes + (size_t)block->base * in, (size_t)block->base};
    case 2:
        memcpy(two, block->values + 2 * (size_t)in, sizeof two);
        return (struct str){bytes + two[0], (size_t)two[1] - two[0]};
    default:
        memcpy(four, block->values + 4 * (size_t)in, sizeof four);
        return (struct str){bytes + four[0], (size_t)four[1] - four[0]};
    }
}

static struct dec dec_at(const struct block *block, uint32_t in) {
    struct dec number;
    memcpy(&number, block->values + sizeof number * in, sizeof number);
    return number;
}

static void read_known(const struct block *block, uint32_t rows, struct vec *out) {
    out->all_known = !block->known;
    memset(out->known, 1, rows);
    for (uint32_t i = 0; block->known && i < rows; i++) out->known[i] = block->known[i / 8] >> i % 8 & 1;
}

static void begin(struct vec *out) {
    out->constant = out->is_wide = false;
    out->den = NULL;
    out->den_bound = 1;
    out->scale = 0;
    out->num_bound = 0;
}

void compact_read(const struct compact *column, uint32_t first, uint32_t rows, struct vec *out) {
    if (rows == 0) return;
    ASSERT(first % BATCH_ROWS == 0 && first + rows <= column->rows && out->repr == column->repr);
    const struct block *block = &column->blocks[first / BATCH_ROWS];
    begin(out);
    if (out->repr != REPR_BOOL) read_known(block, rows, out);
    switch (out->repr) {
    case REPR_BOOL: read_truth(out->truth, block, rows); break;
    case REPR_NUMBER:
        out->is_wide = block->wide;
        out->scale = block->scale;
        out->num_bound = block->bound;
        if (block->wide)
            memcpy(out->wide, block->values, sizeof *out->wide * rows);
        else
            read_num(out->num, block, rows);
        break;
    case REPR_TEXT:
        for (uint32_t i = 0; i < rows; i++) out->text[i] = out->known[i] ? text_at(block, i) : (struct str){"", 0};
        break;
    case REPR_DATE: read_day(out->day, block, rows); break;
    case REPR_CODE: read_code(out->code, block, rows); break;
    case REPR_ROW:
        read_row(out->row, block, rows);
        for (uint32_t i = 0; block->known && i < rows; i++) out->row[i] |= (uint32_t)out->known[i] - 1;
        break;
    }
}

/* ---- reading by row number ---- */

static inline int64_t int_at(const struct block *block, uint32_t in) {
    uint16_t two;
    uint32_t four;
    uint64_t eight;
    const char *at = block->values + (size_t)block->width * in;
    switch (block->width) {
    case 0: return block->base;
    case 1: return (int64_t)((uint64_t)block->base + (uint8_t)*at);
    case 2: memcpy(&two, at, 2); return (int64_t)((uint64_t)block->base + two);
    case 4: memcpy(&four, at, 4); return (int64_t)((uint64_t)block->base + four);
    default: memcpy(&eight, at, 8); return (int64_t)((uint64_t)block->base + eight);
    }
}

/* Numbers of different blocks have different scales: they are brought to the greatest, or become exact numbers. */
static void gather_numbers(const struct compact *column, const uint32_t *rows, uint32_t count, struct vec *out) {
    unsigned scale = 0;
    uint64_t bound = 0;
    for (uint32_t i = 0; i < count; i++) {
        if (!out->known[i]) continue;
        const struct block *block = &column->blocks[rows[i] / BATCH_ROWS];
        out->is_wide |= block->wide;
        if (block->scale > scale) scale = block->scale;
    }
    for (uint32_t i = 0; i < count && !out->is_wide; i++) {
        out->num[i] = 0;
        if (!out->known[i]) continue;
        const struct block *block = &column->blocks[rows[i] / BATCH_ROWS];
        int64_t value = int_at(block, rows[i] % BATCH_ROWS);
        if (block->scale != scale && __builtin_mul_overflow(value, store_power10[scale - block->scale], &value))
            out->is_wide = true;
        if (value == INT64_MIN) out->is_wide = true;
        out->num[i] = value;
        bound = magnitude(value) > bound ? magnitude(value) : bound;
    }
    out->scale = (uint8_t)scale;
    out->num_bound = bound;
    for (uint32_t i = 0; i < count && out->is_wide; i++)
        out->wide[i] = out->known[i] ? compact_value(column, rows[i]).number : dec_zero;
}

void compact_gather(const struct compact *column, const uint32_t *rows, uint32_t count, struct vec *out) {
    ASSERT(out->repr == column->repr);
    const struct block *blocks = column->blocks;
    begin(out);
    bool all = true;
    for (uint32_t i = 0; i < count; i++) {
        if (rows[i] == NO_ROW) continue;
        const struct block *block = &blocks[rows[i] / BATCH_ROWS];
        __builtin_prefetch(block->values + (size_t)block->width * (rows[i] % BATCH_ROWS));
    }
    if (out->repr == REPR_BOOL) {
        for (uint32_t i = 0; i < count; i++)
            out->truth[i] = rows[i] == NO_ROW ? TRUTH_UNKNOWN
                                              : (uint8_t)int_at(&blocks[rows[i] / BATCH_ROWS], rows[i] % BATCH_ROWS);
        return;
    }
    for (uint32_t i = 0; i < count; i++) {
        out->known[i] = rows[i] != NO_ROW && is_known(&blocks[rows[i] / BATCH_ROWS], rows[i] % BATCH_ROWS);
        all = all && out->known[i];
    }
    out->all_known = all;
#define EACH(member, type, nothing, value)                                                                             \
    for (uint32_t i = 0; i < count; i++) {                                                                             \
        const struct block *block = out->known[i] ? &blocks[rows[i] / BATCH_ROWS] : NULL;                              \
        out->member[i] = block ? (type)value(block, rows[i] % BATCH_ROWS) : nothing;                                   \
    }
    switch (out->repr) {
    case REPR_BOOL: break;
    case REPR_NUMBER: gather_numbers(column, rows, count, out); break;
    case REPR_TEXT: EACH(text, struct str, ((struct str){"", 0}), text_at) break;
    case REPR_DATE: EACH(day, date, 0, int_at) break;
    case REPR_CODE: EACH(code, int16_t, 0, int_at) break;
    case REPR_ROW: EACH(row, uint32_t, NO_ROW, int_at) break;
    }
}

struct value compact_value(const struct compact *column, uint32_t row) {
    struct value value = {0};
    if (row >= column->rows) return value;
    const struct block *block = &column->blocks[row / BATCH_ROWS];
    uint32_t in = row % BATCH_ROWS;
    value.known = is_known(block, in);
    if (!value.known) return value;
    switch (column->repr) {
    case REPR_BOOL:
        value.known = int_at(block, in) != TRUTH_UNKNOWN;
        value.truth = int_at(block, in) == TRUTH_TRUE;
        break;
    case REPR_NUMBER:
        if (block->wide) {
            value.number = dec_at(block, in);
        } else {
            enum dec_status status = dec_from_scaled(int_at(block, in), block->scale, &value.number);
            ASSERT(status == DEC_OK);
        }
        break;
    case REPR_TEXT: value.text = text_at(block, in); break;
    case REPR_DATE: value.day = (date)int_at(block, in); break;
    case REPR_CODE: value.code = (int16_t)int_at(block, in); break;
    case REPR_ROW: value.row = (uint32_t)int_at(block, in); break;
    }
    return value;
}
