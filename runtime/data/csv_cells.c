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

/* A cell that was quoted is looked at without its quotes; what stands doubled in it no quick road knows. */
static inline void inside_quotes(const char **start, const char **end) {
    bool quoted = **start == '"' && *end - *start >= 2;
    *start += quoted;
    *end -= quoted;
}

/* ---- numbers ---- */

/* The 1 to 8 digits that end before `end`; false when they are not all digits. */
static inline bool read_digits(const char *end, size_t count, uint64_t *out) {
    /* What comes before the digits is replaced by zeros. */
    uint64_t word = load8(end - 8), keep = UINT64_MAX << (64 - 8 * count);
    word = (word & keep) | (UINT64_C(0x3030303030303030) & ~keep);
    uint64_t value = word - UINT64_C(0x3030303030303030);
    if (((word + UINT64_C(0x4646464646464646)) | value) & UINT64_C(0x8080808080808080)) return false;
    value = value * 10 + (value >> 8);
    value = ((value & UINT64_C(0x000000ff000000ff)) * UINT64_C(0x000f424000000064) +
             ((value >> 16) & UINT64_C(0x000000ff000000ff)) * UINT64_C(0x0000271000000001)) >> 32;
    *out = value;
    return true;
}

static inline bool read_integer(const char *end, size_t count, uint64_t *out) {
    uint64_t high;
    if (count - 1 < 8) return read_digits(end, count, out);
    if (count - 1 >= 16 || !read_digits(end, 8, out) || !read_digits(end - 8, count - 8, &high)) return false;
    *out += high * 100000000;
    return true;
}

/* Digits with a decimal point; `places` is how many follow it: on entry how many followed it last time. */
static inline bool read_decimal(const char *start, const char *end, char point, unsigned *places, uint64_t *out, size_t *digits) {
    size_t length = (size_t)(end - start);
    unsigned guess = *places;
    if (!(guess && length > guess + 1 && end[-1 - (int)guess] == point)) {
        if (read_integer(end, length, out)) {
            *places = 0;
            *digits = length;
            return true;
        }
        const char *found = length < 20 ? memchr(start, point, length) : NULL;
        if (!found || end - found - 1 < 1 || end - found - 1 > 8 || found == start) return false;
        guess = (unsigned)(end - found - 1);
    }
    uint64_t whole, fraction;
    if (!read_digits(end, guess, &fraction) || !read_integer(end - 1 - guess, length - 1 - guess, &whole)) return false;
    *digits = length - 1;
    if (*digits > 18) return false;
    *out = whole * (uint64_t)store_power10[guess] + fraction;
    *places = guess;
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

static void read_numbers(struct column *column) {
    const struct csv_view *view = column->view;
    const struct reader *reader = &column->binding->reader;
    const struct field *field = reader->field;
    const uint32_t number = (uint32_t)column->binding->column;
    struct vec *vec = column->vec;
    bool percent = reader->type.kind == TYPE_NUMBER && reader->type.unit == UNIT_PERCENT;
    bool sign_needed = percent && field->reading == READ_PERCENT;
    unsigned hundredth = percent && field->reading != READ_FRACTION ? 2 : 0;
    bool quick = reader->type.kind == TYPE_NUMBER && reader->aliases.len == 0;
    char point = reader->format.given ? reader->format.decimal : '.';
    unsigned places = 0;
    uint64_t bound = 0;
    memset(vec->known, 1, view->rows);
    for (uint32_t row = 0; row < view->rows; row++) {
        const char *end, *start = csv_cell(view, row, number, &end), *from = start, *to = end;
        inside_quotes(&from, &to);
        if (from == to && column->plain_blanks) {
            blank_cell(column, row);
            continue;
        }
        bool negative = *from == '-';
        from += negative;
        bool read = quick;
        if (sign_needed) {
            read = read && to > from && to[-1] == '%';
            to -= read;
        }
        uint64_t value = 0;
        size_t digits = 0;
        unsigned guess = places;
        read = read && from < to && read_decimal(from, to, point, &guess, &value, &digits);
        unsigned scale = guess + hundredth;
        if (read) places = guess ? guess : places;
        if (__builtin_expect(read && !vec->is_wide, 1)) {
            if (scale < vec->scale) {
                digits += vec->scale - scale;
                value *= (uint64_t)store_power10[vec->scale - scale];
            } else if (__builtin_expect(scale > vec->scale, 0)) {
                vec->num_bound = bound;
                read = digits <= 18 && store_rescale(vec, row, scale);
                bound = vec->num_bound;
            }
            if (__builtin_expect(read && digits <= 18, 1)) {
                bound = value > bound ? value : bound;
                vec->num[row] = negative ? -(int64_t)value : (int64_t)value;
                continue;
            }
        }
        vec->num_bound = bound;
        any_cell(column, row, start, end);
        bound = vec->num_bound;
    }
    vec->num_bound = bound;
    if (reader->has_range) check_range(column);
}

/* ---- the other types ---- */

static void read_truths(struct column *column) {
    const struct csv_view *view = column->view;
    const uint32_t number = (uint32_t)column->binding->column;
    const bool quick = column->binding->reader.aliases.len == 0;
    uint8_t *truth = column->vec->truth;
    for (uint32_t row = 0; row < view->rows; row++) {
        const char *end, *start = csv_cell(view, row, number, &end), *from = start, *to = end;
        inside_quotes(&from, &to);
        size_t length = (size_t)(to - from);
        if (length == 0 && column->plain_blanks) {
            blank_cell(column, row);
            continue;
        }
        /* Letters in small case: bit 5 is set, which also makes digits stay digits. */
        uint64_t word = load8(from) | UINT64_C(0x2020202020202020);
        word &= length < 8 ? ~(UINT64_MAX << (8 * length)) : UINT64_MAX;
        bool is_true = (word == UINT64_C(0x65757274)) | (word == '1') | (word == UINT64_C(0x736579)) | (word == 'y') | (word == 't');
        bool is_false = (word == UINT64_C(0x65736c6166)) | (word == '0') | (word == UINT64_C(0x6f6e)) | (word == 'n') | (word == 'f');
        if (__builtin_expect((is_true | is_false) & quick & (length != 0) & (length < 8), 1)) {
            /* Bit 5 set also turns a control character into a digit or sign: those are not spellings of anything. */
            if (length > 1 || *from >= ' ') {
                truth[row] = is_true ? TRUTH_TRUE : TRUTH_FALSE;
                continue;
            }
        }
        any_cell(column, row, start, end);
    }
}

static inline bool two_digits(const char *at, unsigned *out) {
    unsigned tens = (unsigned char)at[0] - '0', ones = (unsigned char)at[1] - '0';
    *out = tens * 10 + ones;
    return (tens < 10) & (ones < 10);
}

/* "2026-11-01": days since 1970-01-01 by counting years from March, so that the leap day comes last. */
static inline bool read_iso_date(const char *text, date *out) {
    unsigned century, of_century, month, day;
    bool digits = two_digits(text, &century) & two_digits(text + 2, &of_century) & two_digits(text + 5, &month) & two_digits(text + 8, &day);
    unsigned year = century * 100 + of_century;
    if (!(digits & (text[4] == '-') & (text[7] == '-') & (month - 1 < 12) & (day - 1 < 31) & (year > 0))) return false;
    if (day > 28 && (int)day > date_days_in_month((int)year, (int)month)) return false;
    unsigned shifted = month > 2 ? month - 3 : month + 9, y = year - (month <= 2);
    unsigned days = y * 365 + y / 4 - y / 100 + y / 400 + (153 * shifted + 2) / 5 + day - 1;
    *out = (date)days - 719468;
    return true;
}

static void read_dates(struct column *column) {
    const struct csv_view *view = column->view;
    const uint32_t number = (uint32_t)column->binding->column;
    const struct reader *reader = &column->binding->reader;
    const bool quick = reader->aliases.len == 0 && !reader->date_format;
    struct vec *vec = column->vec;
    memset(vec->known, 1, view->rows);
    for (uint32_t row = 0; row < view->rows; row++) {
        const char *end, *start = csv_cell(view, row, number, &end), *from = start, *to = end;
        inside_quotes(&from, &to);
        if (from == to && column->plain_blanks) {
            blank_cell(column, row);
            continue;
        }
        if (__builtin_expect(quick && to - from == 10 && read_iso_date(from, &vec->day[row]), 1)) continue;
        any_cell(column, row, start, end);
    }
}

static void read_codes(struct column *column) {
    const struct csv_view *view = column->view;
    const uint32_t number = (uint32_t)column->binding->column;
    const struct reader *reader = &column->binding->reader;
    const bool quick = reader->aliases.len == 0;
    struct vec *vec = column->vec;
    memset(vec->known, 1, view->rows);
    for (uint32_t row = 0; row < view->rows; row++) {
        const char *end, *start = csv_cell(view, row, number, &end), *from = start, *to = end;
        inside_quotes(&from, &to);
        size_t length = (size_t)(to - from);
        if (length == 0 && column->plain_blanks) {
            blank_cell(column, row);
            continue;
        }
        int code;
        if (__builtin_expect(quick && length && reader_read_code(reader, from, length, &code), 1)) vec->code[row] = (int16_t)code;
        else any_cell(column, row, start, end);
    }
}

static void read_texts(struct column *column) {
    const struct csv_view *view = column->view;
    const uint32_t number = (uint32_t)column->binding->column;
    const bool quick = column->binding->reader.aliases.len == 0;
    struct vec *vec = column->vec;
    memset(vec->known, 1, view->rows);
    for (uint32_t row = 0; row < view->rows; row++) {
        const char *end, *start = csv_cell(view, row, number, &end);
        if (__builtin_expect(quick && start < end && *start != '"', 1)) {
            vec->text[row] = (struct str){start, (size_t)(end - start)};
            continue;
        }
        struct str cell = csv_unquoted(start, end, &column->batch->arena);
        if (quick && cell.len) vec->text[row] = cell;
        else if (cell.len == 0 && column->plain_blanks) blank_cell(column, row);
        else any_cell(column, row, start, end);
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
    }
    if (tally && !field->optional) tally->faults[field->index].missing += column.missing;
}
