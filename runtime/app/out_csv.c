/* CSV as RFC 4180 says it, lines ending in \n, quotes only where they are needed.
 *
 * This is the hot end of a large run. Each column becomes a lane for the length of a batch: what a row's cell needs is
 * looked up once, room for the whole batch is made once, and the loop over the rows only copies. Codes and truths are
 * ready-made words with their comma behind them; numbers of 64 bits are formatted from their digits; whatever is rare
 * (wide numbers, periods) goes through cell_exact.
 * SPDX-License-Identifier: MIT */
#include "runtime/app/out.h"

#include "lang/base/mem.h"
#include "runtime/data/digits.h"

#define WORD_ROOM 32     /* bytes that are copied of every word, however short */
#define USUAL_COLUMNS 64 /* whose lanes stand on the stack */
#define CELL_ROOM 80     /* bytes of a number, date or period and its comma, with room to spare */

/* A ready-made cell with its comma. */
struct word {
    const char *text; /* WORD_ROOM bytes may be read, or length when that is more */
    size_t length;
};
enum lane_kind {
    LANE_TRUTH,
    LANE_CODE,
    LANE_TEXT,
    LANE_DATE,
    LANE_SCALED,
    LANE_QUOTIENT,
    LANE_LONG_QUOTIENT,
    LANE_SLOW
};
struct lane {
    enum lane_kind kind;
    bool percent;
    unsigned scale; /* digits after the point: of what is shown */
    int64_t factor; /* quotients: multiplies the numerator */
    uint32_t mask;  /* of the row number: 0 where the vector is constant */
    const struct vec *vec;
    const uint8_t *known;     /* NULL: every row is */
    const struct word *words; /* LANE_TRUTH: by truth; LANE_CODE: from first_code */
    int first_code;
    struct type type;
};
/* One column, whatever the batch holds. */
struct csv_column {
    const struct word *words;
    int first_code;
    size_t longest; /* of words */
};
struct csv {
    struct csv_column *columns;
};

/* --- single cells -------------------------------------------------------------------------------------------------- */

static void add_quoted(struct str text, struct buf *out) {
    bool needed = false;
    for (size_t i = 0; i < text.len && !needed; i++)
        needed = text.ptr[i] == ',' || text.ptr[i] == '"' || text.ptr[i] == '\n' || text.ptr[i] == '\r';
    if (!needed) {
        buf_str(out, text);
        return;
    }
    buf_char(out, '"');
    size_t done = 0;
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] != '"') continue;
        buf_add(out, text.ptr + done, i - done + 1);
        done = i;
    }
    buf_add(out, text.ptr + done, text.len - done);
    buf_char(out, '"');
}

/* Only texts and the names of codes can need quotes. */
static void add_cell(struct type type, const struct value *value, struct buf *out) {
    if (!value->known) return;
    if (type.kind == TYPE_TEXT || type.kind == TYPE_RECORD)
        add_quoted(value->text, out);
    else if (type.kind == TYPE_CATEGORY)
        add_quoted(category_name(type.category, value->code), out);
    else
        cell_exact(type, value, out);
}

static struct word make_word(struct arena *arena, struct str cell) {
    struct buf text;
    buf_init(&text);
    add_quoted(cell, &text);
    buf_char(&text, ',');
    char *copy = arena_alloc(arena, text.len < WORD_ROOM ? WORD_ROOM : text.len);
    memcpy(copy, text.ptr, text.len);
    struct word word = {copy, text.len};
    buf_release(&text);
    return word;
}

/* Three words by truth, or one for each code from none on, then those of the exits. */
static void make_words(struct arena *arena, struct csv_column *column, struct type type) {
    uint32_t count = 3;
    const struct category *category = type.kind == TYPE_CATEGORY ? type.category : NULL;
    if (category) count = 1 + category->count + (category->is_ladder ? category->exit_count + 1 : 0);
    struct word *words = ARENA_ARRAY(arena, struct word, count);
    if (category) {
        column->first_code = CODE_NONE;
        words[0] = make_word(arena, category->is_ladder ? category_name(category, CODE_NONE) : STR(""));
        for (uint32_t i = 1; i < count; i++) {
            int code = i <= category->count ? (int)i - 1 : CODE_EXITED + (int)(i - 1 - category->count);
            words[i] = make_word(arena, category_name(category, code));
        }
    } else {
        words[TRUTH_FALSE] = make_word(arena, STR("false"));
        words[TRUTH_UNKNOWN] = make_word(arena, STR(""));
        words[TRUTH_TRUE] = make_word(arena, STR("true"));
    }
    for (uint32_t i = 0; i < count; i++)
        column->longest = words[i].length > column->longest ? words[i].length : column->longest;
    column->words = words;
}

static void csv_open(struct out *out) {
    struct csv *csv = ARENA_NEW(out->arena, struct csv);
    csv->columns = ARENA_ARRAY(out->arena, struct csv_column, out->answer->count);
    for (uint32_t c = 0; c < out->answer->count; c++) {
        struct type type = out->answer->columns[c].node->type;
        if (type.kind == TYPE_BOOL || type.kind == TYPE_CATEGORY) make_words(out->arena, &csv->columns[c], type);
    }
    out->state = csv;
}

static void csv_begin(struct out *out) {
    if (out->answer->count == 0) return;
    struct buf line;
    buf_init(&line);
    for (uint32_t c = 0; c < out->answer->count; c++) {
        const struct out_column *column = &out->answer->columns[c];
        if (c) buf_char(&line, ',');
        add_quoted(str_of(column->head), &line);
        if (!out->answer->causes || column->sure) continue;
        buf_char(&line, ',');
        add_quoted(str_of(arena_printf(out->arena, "%s (cause)", column->head)), &line);
    }
    buf_char(&line, '\n');
    sink_write(out->sink, (struct str){line.ptr, line.len});
    buf_release(&line);
}

/* --- lanes --------------------------------------------------------------------------------------------------------- */

/* Numbers of 64 bits are shown from their digits; quotients are made with 9 digits after the point, in 64 bits where
 * nothing can overflow. A percentage is the same with the point two places further right. */
static void number_lane(struct lane *lane, const struct vec *vec) {
    static const int64_t powers[] = {1, 10, 100, 1000, 10000, 100000, 1000000, 10000000, 100000000, 1000000000};
    unsigned shift = lane->percent ? 2 : 0;
    if (vec->is_wide) return;
    if (!vec->den) {
        if (lane->percent && (vec->scale < 2 || vec->scale > DEC_PLACES)) return;
        lane->kind = LANE_SCALED;
        lane->scale = vec->scale - shift;
        return;
    }
    if (vec->scale > DEC_PLACES) return;
    lane->factor = powers[DEC_PLACES - vec->scale];
    lane->scale = DEC_PLACES - shift;
    uint64_t most = (uint64_t)INT64_MAX / 4;
    bool fits = vec->num_bound <= most / (uint64_t)lane->factor && vec->den_bound <= most;
    lane->kind = fits ? LANE_QUOTIENT : LANE_LONG_QUOTIENT;
}

static struct lane make_lane(const struct csv_column *column, struct type type, const struct vec *vec) {
    struct lane lane = {.kind = LANE_SLOW, .mask = vec->constant ? 0 : UINT32_MAX, .vec = vec, .type = type};
    lane.known = vec->repr == REPR_BOOL || vec->all_known ? NULL : vec->known;
    lane.words = column->words;
    lane.first_code = column->first_code;
    switch (vec->repr) {
    case REPR_BOOL: lane.kind = LANE_TRUTH; break;
    case REPR_CODE: lane.kind = LANE_CODE; break;
    case REPR_TEXT: lane.kind = LANE_TEXT; break;
    case REPR_DATE: lane.kind = LANE_DATE; break;
    case REPR_NUMBER:
        lane.percent = type.kind == TYPE_NUMBER && type.unit == UNIT_PERCENT;
        if (type.kind == TYPE_NUMBER) number_lane(&lane, vec);
        break;
    default: break;
    }
    return lane;
}

/* Sets up the lanes of a batch; the most bytes that its rows can need. */
static size_t make_lanes(const struct out *out, const struct out_rows *rows, struct lane *lanes) {
    const struct csv *csv = out->state;
    size_t most = 1, texts = WORD_ROOM;
    for (uint32_t c = 0; c < out->answer->count; c++) {
        const struct ir_node *node = out->answer->columns[c].node;
        lanes[c] = make_lane(&csv->columns[c], node->type, run_vec(rows->run, node));
        most += csv->columns[c].longest + CELL_ROOM;
        if (lanes[c].kind != LANE_TEXT) continue;
        const struct str *text = lanes[c].vec->text;
        for (uint32_t i = 0; i < rows->count; i++) texts += 2 * text[rows->rows[i] & lanes[c].mask].len + 3;
    }
    return most * rows->count + texts;
}

/* --- the loop ------------------------------------------------------------------------------------------------------ */

static inline char *add_word(char *p, const struct word *word) {
    if (__builtin_expect(word->length <= WORD_ROOM, 1))
        memcpy(p, word->text, WORD_ROOM);
    else
        memcpy(p, word->text, word->length);
    return p + word->length;
}

/* number / 10^scale, shortest, and a comma. */
static inline char *add_scaled(char *p, int64_t number, const struct lane *lane) {
    p += digits_shortest(number, lane->scale, p);
    if (lane->percent) *p++ = '%';
    *p = ',';
    return p + 1;
}

static inline bool is_special(unsigned char c) { return c == ',' || c == '"' || c == '\n' || c == '\r'; }

/* Copies and looks at the same time; there is room for twice the text and three bytes more. */
static inline char *add_text(char *p, struct str text) {
    char *start = p;
    unsigned special = 0;
    size_t i = 0;
    for (; i + 8 <= text.len; i += 8) {
        uint64_t eight;
        memcpy(&eight, text.ptr + i, 8);
        memcpy(p + i, &eight, 8);
        /* A byte of these is zero where the text has the character; the usual trick finds it. */
        const uint64_t ones = 0x0101010101010101u, highs = 0x8080808080808080u;
        uint64_t a = eight ^ (ones * ','), b = eight ^ (ones * '"'), c = eight ^ (ones * '\n'),
                 d = eight ^ (ones * '\r');
        uint64_t found = ((a - ones) & ~a) | ((b - ones) & ~b) | ((c - ones) & ~c) | ((d - ones) & ~d);
        special |= (found & highs) != 0;
    }
    for (; i < text.len; i++) {
        p[i] = text.ptr[i];
        special |= is_special((unsigned char)text.ptr[i]);
    }
    p += text.len;
    if (__builtin_expect(special, 0)) {
        p = start;
        *p++ = '"';
        for (i = 0; i < text.len; i++) {
            if (text.ptr[i] == '"') *p++ = '"';
            *p++ = text.ptr[i];
        }
        *p++ = '"';
    }
    *p = ',';
    return p + 1;
}

static char *add_slow(char *p, const struct lane *lane, uint32_t row) {
    char text[CELL_NUMBER_MAX];
    size_t length = lane->vec->repr == REPR_NUMBER ? cell_number(lane->type, vec_number(lane->vec, row), text) : 0;
    memcpy(p, text, length);
    p[length] = ',';
    return p + length + 1;
}

/* Half away from zero. */
static inline int64_t rounded_quotient(int64_t number, int64_t by) {
    int64_t quotient = number / by, rest = number % by;
    if (rest < 0) return -rest >= by + rest ? quotient - 1 : quotient;
    return rest >= by - rest ? quotient + 1 : quotient;
}

static char *add_long_quotient(char *p, const struct lane *lane, uint32_t row) {
    dec_int number = (dec_int)lane->vec->num[row] * lane->factor, by = lane->vec->den[row];
    dec_int quotient = number / by, rest = number % by;
    if (2 * (rest < 0 ? -rest : rest) >= by) quotient += number < 0 ? -1 : 1;
    if (quotient > INT64_MAX || quotient < -INT64_MAX) return add_slow(p, lane, row);
    return add_scaled(p, (int64_t)quotient, lane);
}

static inline char *add_lane(char *p, const struct lane *lane, uint32_t row) {
    if (lane->known && !lane->known[row]) {
        *p = ',';
        return p + 1;
    }
    char day[DATE_TEXT_MAX];
    switch (lane->kind) {
    case LANE_TRUTH: return add_word(p, &lane->words[lane->vec->truth[row]]);
    case LANE_CODE: {
        int code = lane->vec->code[row];
        uint32_t count = lane->type.category->count;
        return add_word(p, &lane->words[code < CODE_EXITED ? (uint32_t)(code - CODE_NONE)
                                                           : 1 + count + (uint32_t)(code - CODE_EXITED)]);
    }
    case LANE_TEXT: return add_text(p, lane->vec->text[row]);
    case LANE_DATE: {
        size_t length = date_format(lane->vec->day[row], day);
        memcpy(p, day, length);
        p[length] = ',';
        return p + length + 1;
    }
    case LANE_SCALED: return add_scaled(p, lane->vec->num[row], lane);
    case LANE_LONG_QUOTIENT: return add_long_quotient(p, lane, row);
    case LANE_QUOTIENT:
        return add_scaled(p, rounded_quotient(lane->vec->num[row] * lane->factor, lane->vec->den[row]), lane);
    default: return add_slow(p, lane, row);
    }
}

static void rows_with_causes(const struct out *out, const struct out_rows *rows, struct buf *into) {
    struct buf cause;
    buf_init(&cause);
    for (uint32_t i = 0; i < rows->count; i++) {
        for (uint32_t c = 0; c < out->answer->count; c++) {
            const struct out_column *column = &out->answer->columns[c];
            struct value value = out_value(out, rows, c, i);
            if (c) buf_char(into, ',');
            add_cell(column->node->type, &value, into);
            if (column->sure) continue;
            buf_char(into, ',');
            buf_clear(&cause);
            if (!value.known) out_cause(out, rows, c, i, &cause);
            add_quoted((struct str){cause.ptr, cause.len}, into);
        }
        buf_char(into, '\n');
    }
    buf_release(&cause);
}

static void csv_rows(const struct out *out, const struct out_rows *rows, struct buf *into) {
    if (out->answer->causes) {
        rows_with_causes(out, rows, into);
        return;
    }
    uint32_t columns = out->answer->count;
    struct lane usual[USUAL_COLUMNS];
    struct lane *lanes = columns <= USUAL_COLUMNS ? usual : mem_alloc(columns * sizeof *lanes);
    char *start = buf_room(into, make_lanes(out, rows, lanes)), *p = start;
    for (uint32_t i = 0; i < rows->count; i++) {
        uint32_t row = rows->rows[i];
        char *line = p;
        for (uint32_t c = 0; c < columns; c++) p = add_lane(p, &lanes[c], row & lanes[c].mask);
        /* An empty line is no row to many readers: a lone unknown is an empty text in quotes. */
        if (p == line + 1) {
            memcpy(line, "\"\",", 3);
            p = line + 3;
        }
        p[-1] = '\n';
    }
    buf_grew(into, (size_t)(p - start));
    if (lanes != usual) mem_free(lanes);
}

static void csv_take(struct out *out, struct str rows, uint32_t count) {
    (void)count;
    sink_write(out->sink, rows);
}

static void csv_total(const struct out *out, const struct out_line *line, struct buf *into) {
    size_t start = into->len;
    for (uint32_t c = 0; c < line->count; c++) {
        if (c) buf_char(into, ',');
        add_cell(line->cells[c].type, &line->cells[c].value, into);
        if (out->answer->causes && !out->answer->columns[c].sure) buf_char(into, ',');
    }
    if (into->len == start) buf_puts(into, "\"\"");
    buf_char(into, '\n');
}

static void csv_end(struct out *out, const struct out_lines *lines) {
    if (lines->count == 0) return;
    struct buf text;
    buf_init(&text);
    if (out->answer->count) buf_char(&text, '\n');
    for (uint32_t c = 0; c < lines->column_count; c++) {
        if (c) buf_char(&text, ',');
        add_quoted(str_of(lines->columns[c]), &text);
    }
    if (lines->column_count) buf_char(&text, '\n');
    for (uint32_t i = 0; i < lines->count; i++) {
        for (uint32_t c = 0; c < lines->at[i].count; c++) {
            if (c) buf_char(&text, ',');
            add_cell(lines->at[i].cells[c].type, &lines->at[i].cells[c].value, &text);
        }
        buf_char(&text, '\n');
    }
    sink_write(out->sink, (struct str){text.ptr, text.len});
    buf_release(&text);
}

const struct out_format out_csv = {
    .name = "csv", .open = csv_open, .begin = csv_begin, .rows = csv_rows, .total = csv_total, .take = csv_take, .end = csv_end};
