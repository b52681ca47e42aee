/* Each loop knows the spellings that exports are full of and hands everything else, a cell at a time, to the reader that
 * knows all. Bytes are loaded eight at a time and may be loaded from beside a cell: texts have CSV_PAD bytes around them.
 * SPDX-License-Identifier: MIT */
#include "runtime/data/csv_cells.h"

#include "lang/base/mem.h"
#include "runtime/data/store.h"
#include "runtime/data/tally.h"

static inline uint64_t load8(const char *bytes) {
    uint64_t word;
    memcpy(&word, bytes, sizeof word);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    word = __builtin_bswap64(word);
#endif
    return word;
}

/* What every loop needs. */
struct column {
    const struct csv_view *view;
    const struct binding *binding;
    struct batch *batch;
    struct tally *tally;
    struct vec *vec;
    cell_state *states;
    uint64_t missing;
    bool plain_blanks; /* a blank cell is just unknown: no default, no alias */
};

struct str csv_unquoted(const char *start, const char *end, struct arena *arena) {
    if (end - start < 2 || *start != '"' || end[-1] != '"') return (struct str){start, (size_t)(end - start)};
    start++;
    end--;
    const char *quote = memchr(start, '"', (size_t)(end - start));
    if (!quote) return (struct str){start, (size_t)(end - start)};
    char *made = arena_alloc(arena, (size_t)(end - start)), *to = made;
    for (const char *from = start; from < end; from++) {
        *to++ = *from;
        from += *from == '"';
    }
    return (struct str){made, (size_t)(to - made)};
}

static __attribute__((noinline)) void any_cell(struct column *column, uint32_t row, const char *start, const char *end) {
    struct batch *batch = column->batch;
    struct reading reading;
    struct str cell = csv_unquoted(start, end, &batch->arena);
    reader_read(&column->binding->reader, cell, CELL_PLAIN, &batch->arena, &reading);
    store_put(column->vec, row, &reading.value);
    if (column->states) column->states[row] = (cell_state)reading.value.cause;
    if (column->tally) tally_cell(column->tally, &column->binding->reader, &reading, batch->file, batch->line[row], cell);
}

/* An empty cell. */
static inline void blank_cell(struct column *column, uint32_t row) {
    store_unknown(column->vec, row);
    column->missing++;
    if (column->states) column->states[row] = CAUSE_MISSING;
}

/* The column's place in each row, for the length of a loop in registers: what the loop stores cannot change it. */
struct cells {
    const char *text;      /* one byte on, past a delimiter */
    const uint32_t *ends;  /* of the column: the row's first is added */
    const uint32_t *firsts;
    uint32_t rows;
    bool last;             /* a CR before the end of the line is not the cell's */
};
static inline struct cells cells_of(const struct column *column) {
    const struct csv_view *view = column->view;
    uint32_t number = (uint32_t)column->binding->column;
    return (struct cells){view->text + 1, view->ends + number, view->firsts, view->rows, number + 1 == view->columns};
}

struct cell {
    const char *start, *end; /* as it stands */
    const char *from, *to;   /* without its quotes; what stands doubled in it no quick road knows */
};
static inline struct cell cell_at(const struct cells *cells, uint32_t row) {
    const uint32_t *end = &cells->ends[cells->firsts[row]];
    struct cell cell = {.start = cells->text + (int32_t)end[-1], .end = cells->text + (int32_t)*end - 1};
    if (__builtin_expect(cells->last, 0) && cell.end > cell.start && cell.end[-1] == '\r') cell.end--;
    cell.from = cell.start;
    cell.to = cell.end;
    if (__builtin_expect(*cell.from == '"', 0) && cell.to - cell.from >= 2) {
        cell.from++;
        cell.to--;
    }
    return cell;
}

/* ---- numbers ---- */

/* Characters as digits: each byte of the result is 0 to 9, or more for what is no digit. */
static inline uint64_t load_digits(const char *bytes) {
    return load8(bytes) ^ UINT64_C(0x3030303030303030);
}

/* The first `count` (1 to 8) of eight digits, the last of them in the highest byte, zeros before them. */
static inline uint64_t first_digits(uint64_t digits, size_t count) {
    return digits << (64 - 8 * count);
}

/* The number that eight digits are; false when one is none. */
static inline bool digits_value(uint64_t digits, uint64_t *out) {
    if (((digits + UINT64_C(0x7676767676767676)) | digits) & UINT64_C(0x8080808080808080)) return false;
    digits = digits * 10 + (digits >> 8);
    *out = ((digits & UINT64_C(0x000000ff000000ff)) * UINT64_C(0x000f424000000064) +
            ((digits >> 16) & UINT64_C(0x000000ff000000ff)) * UINT64_C(0x0000271000000001)) >> 32;
    return true;
}

static inline bool read_integer(const char *text, size_t count, uint64_t *out) {
    uint64_t high;
    if (count - 1 < 8) return digits_value(first_digits(load_digits(text), count), out);
    if (count - 1 >= 16 || !digits_value(first_digits(load_digits(text), count - 8), &high) ||
        !digits_value(load_digits(text + count - 8), out))
        return false;
    *out += high * 100000000;
    return true;
}

/* Digits, perhaps with a decimal point; `places` is how many follow it. */
static __attribute__((noinline)) bool read_decimal(const char *start, const char *end, char point, unsigned *places, uint64_t *out, size_t *digits) {
    size_t length = (size_t)(end - start);
    uint64_t whole, fraction;
    *places = 0;
    *digits = length;
    if (read_integer(start, length, out)) return true;
    const char *found = length < 20 ? memchr(start, point, length) : NULL;
    if (!found || end - found - 1 < 1 || end - found - 1 > 8 || found == start) return false;
    *places = (unsigned)(end - found - 1);
    *digits = length - 1;
    if (*digits > 18 || !read_integer(found + 1, *places, &fraction) || !read_integer(start, (size_t)(found - start), &whole)) return false;
    *out = whole * (uint64_t)store_power10[*places] + fraction;
    return true;
}

#define GUESS_MAX 6 /* places that read_usual knows */
/* At most 14 digits with `places` after the point, as those before; none: at most 8 digits. Lengths differ from cell to
 * cell, so nothing is asked about them: both halves are always read. */
static inline bool read_usual(const char *text, size_t length, char point, unsigned places, uint64_t *out) {
    if (places == 0) return length - 1 < 8 && digits_value(first_digits(load_digits(text), length), out);
    if (length - places - 2 > 13 - places || text[length - 1 - places] != point) return false;
    size_t count = length < 8 ? length : 8;
    uint64_t low = load_digits(text + length - 8) & (UINT64_MAX << (64 - 8 * count)), high;
    /* The digits before the point move up by one, over it: seven digits. */
    uint64_t after = UINT64_MAX << (64 - 8 * places);
    low = (low & after) | ((low << 8) & ~after);
    if (!digits_value(low, &low) || !digits_value(load_digits(text) << (56 - 8 * (length - count)) << 8, &high)) return false;
    *out = low + high * 10000000;
    return true;
}

/* Cells that were read the quick way and lie outside the field's range. */
static __attribute__((noinline)) void check_range(struct column *column) {
    const struct reader *reader = &column->binding->reader;
    struct vec *vec = column->vec;
    int64_t least = INT64_MAX, most = INT64_MIN, unit = vec->is_wide ? 1 : store_power10[vec->scale];
    bool fine = !vec->is_wide && (!reader->field->whole || vec->scale == 0);
    for (uint32_t row = 0; fine && row < column->view->rows; row++) {
        if (!vec->known[row]) continue;
        least = vec->num[row] < least ? vec->num[row] : least;
        most = vec->num[row] > most ? vec->num[row] : most;
    }
    if (fine && least > most) return;
    struct dec low, high;
    if (fine && dec_from_scaled(least, vec->scale, &low) == DEC_OK && dec_from_scaled(most, vec->scale, &high) == DEC_OK &&
        reader_in_range(reader, low) && reader_in_range(reader, high))
        return;
    for (uint32_t row = 0; row < column->view->rows; row++) {
        if (!vec->known[row]) continue;
        bool part = reader->field->whole && !vec->is_wide && vec->num[row] % unit != 0;
        if (!part && reader_in_range(reader, vec_number(vec, row))) continue;
        const char *end, *start = csv_cell(column->view, row, (uint32_t)column->binding->column, &end);
        any_cell(column, row, start, end);
    }
}

/* Numbers, all in one decimal scale: the greatest so far. `places` is how many digits followed the point last time. */
static void read_numbers(struct column *column) {
    const struct cells cells = cells_of(column);
    const struct reader *reader = &column->binding->reader;
    struct vec *vec = column->vec;
    const bool percent = reader->type.kind == TYPE_NUMBER && reader->type.unit == UNIT_PERCENT;
    const bool sign_needed = percent && reader->field->reading == READ_PERCENT;
    const unsigned hundredth = percent && reader->field->reading != READ_FRACTION ? 2 : 0;
    const bool quick = reader->type.kind == TYPE_NUMBER && reader->aliases.len == 0;
    const char point = reader->format.given ? reader->format.decimal : '.';
    int64_t *const num = vec->num;
    unsigned places = 0;
    bool usual = quick && !percent; /* a number with `places` has the vector's scale */
    uint64_t bound = 0;
    memset(vec->known, 1, cells.rows);
    for (uint32_t row = 0; row < cells.rows; row++) {
        const struct cell cell = cell_at(&cells, row);
        const char *from = cell.from, *to = cell.to;
        const uint64_t negative = *from == '-';
        uint64_t value;
        from += negative;
        if (__builtin_expect(usual && read_usual(from, (size_t)(to - from), point, places, &value), 1)) {
            bound = value > bound ? value : bound;
            num[row] = (int64_t)((value ^ -negative) + negative);
            continue;
        }
        if (cell.from == to && column->plain_blanks) {
            blank_cell(column, row);
            continue;
        }
        bool read = quick && !vec->is_wide;
        if (sign_needed) {
            read = read && to > from && to[-1] == '%';
            to -= read;
        }
        unsigned found = 0;
        size_t digits = 0;
        vec->num_bound = bound;
        if (read && from < to && read_decimal(from, to, point, &found, &value, &digits)) {
            unsigned scale = found + hundredth;
            bool fits = scale <= vec->scale || (digits <= 18 && store_rescale(vec, row, scale));
            digits += vec->scale - scale;
            if (fits && digits <= 18) {
                value *= (uint64_t)store_power10[vec->scale - scale];
                bound = value > vec->num_bound ? value : vec->num_bound;
                num[row] = (int64_t)((value ^ -negative) + negative);
                if (found && found <= GUESS_MAX) places = found;
                usual = !percent && places == vec->scale;
                continue;
            }
        }
        any_cell(column, row, cell.start, cell.end);
        usual = quick && !percent && !vec->is_wide && places == vec->scale;
        bound = vec->num_bound;
    }
    vec->num_bound = bound;
    if (reader->has_range) check_range(column);
}

/* ---- the other types ---- */

static void read_truths(struct column *column) {
    const struct cells cells = cells_of(column);
    const bool quick = column->binding->reader.aliases.len == 0, plain_blanks = column->plain_blanks;
    uint8_t *const truth = column->vec->truth;
    for (uint32_t row = 0; row < cells.rows; row++) {
        const struct cell cell = cell_at(&cells, row);
        size_t length = (size_t)(cell.to - cell.from);
        if (length == 0 && plain_blanks) {
            blank_cell(column, row);
            continue;
        }
        /* Letters in small case: bit 5 is set, which also makes digits stay digits. */
        uint64_t word = load8(cell.from) | UINT64_C(0x2020202020202020);
        word &= length < 8 ? ~(UINT64_MAX << (8 * length)) : UINT64_MAX;
        bool is_true = (word == UINT64_C(0x65757274)) | (word == '1') | (word == UINT64_C(0x736579)) | (word == 'y') | (word == 't');
        bool is_false = (word == UINT64_C(0x65736c6166)) | (word == '0') | (word == UINT64_C(0x6f6e)) | (word == 'n') | (word == 'f');
        if (__builtin_expect((is_true | is_false) & quick & (length != 0) & (length < 8), 1)) {
            /* Bit 5 set also turns a control character into a digit or sign: those are not spellings of anything. */
            if (length > 1 || *cell.from >= ' ') {
                truth[row] = is_true ? TRUTH_TRUE : TRUTH_FALSE;
                continue;
            }
        }
        any_cell(column, row, cell.start, cell.end);
    }
}

/* "2026-11-01": days since 1970-01-01. Years are counted from March on, which puts the leap day last. */
static inline bool read_iso_date(const char *text, date *out) {
    static const uint16_t from_march[13] = {0, 306, 337, 0, 31, 61, 92, 122, 153, 184, 214, 245, 275};
    static const uint8_t days[13] = {0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    /* Digits become their values and hyphens 0; whatever else stands there becomes more. */
    uint64_t word = load8(text) ^ UINT64_C(0x2d30302d30303030);
    unsigned tens = (unsigned char)text[8] - '0', ones = (unsigned char)text[9] - '0', day = tens * 10 + ones;
    if (((word + UINT64_C(0x7f76767f76767676)) | word) & UINT64_C(0x8080808080808080)) return false;
    if ((tens > 9) | (ones > 9)) return false;
    uint64_t pairs = word * 10 + (word >> 8); /* a byte with ten times itself and what follows */
    unsigned century = pairs & 0xff, of_century = (pairs >> 16) & 0xff, month = (pairs >> 40) & 0xff;
    unsigned year = century * 100 + of_century;
    if ((month - 1 > 11) | (year == 0) || day - 1 >= days[month]) return false;
    if (__builtin_expect((month == 2) & (day == 29), 0) && (year % 4 || (year % 100 == 0 && year % 400))) return false;
    unsigned past = year - (month <= 2), centuries = past / 100;
    *out = (date)(past * 365 + past / 4 - centuries + centuries / 4 + from_march[month] + day) - 719469;
    return true;
}

static void read_dates(struct column *column) {
    const struct cells cells = cells_of(column);
    const struct reader *reader = &column->binding->reader;
    const bool quick = reader->aliases.len == 0 && !reader->date_format, plain_blanks = column->plain_blanks;
    date *const day = column->vec->day;
    memset(column->vec->known, 1, cells.rows);
    for (uint32_t row = 0; row < cells.rows; row++) {
        const struct cell cell = cell_at(&cells, row);
        if (__builtin_expect(quick && cell.to - cell.from == 10 && read_iso_date(cell.from, &day[row]), 1)) continue;
        if (cell.from == cell.to && plain_blanks) blank_cell(column, row);
        else any_cell(column, row, cell.start, cell.end);
    }
}

static void read_codes(struct column *column) {
    const struct cells cells = cells_of(column);
    const struct reader *reader = &column->binding->reader;
    const bool quick = reader->aliases.len == 0, plain_blanks = column->plain_blanks;
    int16_t *const code = column->vec->code;
    memset(column->vec->known, 1, cells.rows);
    for (uint32_t row = 0; row < cells.rows; row++) {
        const struct cell cell = cell_at(&cells, row);
        size_t length = (size_t)(cell.to - cell.from);
        int found;
        if (length == 0 && plain_blanks) blank_cell(column, row);
        else if (__builtin_expect(quick && length && reader_read_code(reader, cell.from, length, &found), 1)) code[row] = (int16_t)found;
        else any_cell(column, row, cell.start, cell.end);
    }
}

static void read_texts(struct column *column) {
    const struct cells cells = cells_of(column);
    const bool quick = column->binding->reader.aliases.len == 0;
    struct str *const text = column->vec->text;
    memset(column->vec->known, 1, cells.rows);
    for (uint32_t row = 0; row < cells.rows; row++) {
        const struct cell cell = cell_at(&cells, row);
        if (__builtin_expect(quick && cell.start < cell.end && *cell.start != '"', 1)) {
            text[row] = (struct str){cell.start, (size_t)(cell.end - cell.start)};
            continue;
        }
        struct str inner = csv_unquoted(cell.start, cell.end, &column->batch->arena);
        if (quick && inner.len) text[row] = inner;
        else if (inner.len == 0 && column->plain_blanks) blank_cell(column, row);
        else any_cell(column, row, cell.start, cell.end);
    }
}

void csv_cells_read(const struct csv_view *view, const struct binding *binding, struct batch *batch, struct tally *tally) {
    const struct field *field = binding->reader.field;
    struct column column = {
        .view = view, .binding = binding, .batch = batch, .tally = tally,
        .vec = &batch->fields[field->index], .states = batch->states[field->index],
        .plain_blanks = !binding->reader.has_default && binding->reader.aliases.len == 0,
    };
    store_begin(column.vec);
    if (column.states) memset(column.states, CAUSE_NONE, view->rows * sizeof *column.states);
    switch (binding->reader.repr) {
    case REPR_NUMBER: read_numbers(&column); break;
    case REPR_BOOL: read_truths(&column); break;
    case REPR_DATE: read_dates(&column); break;
    case REPR_CODE: read_codes(&column); break;
    case REPR_TEXT: read_texts(&column); break;
    case REPR_ROW: break; /* cells are never row numbers */
    }
    if (tally && !field->optional) tally->faults[field->index].missing += column.missing;
}
