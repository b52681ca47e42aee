/* Compact columns: what goes in comes out, in order and by row number, in every width. */
#include "tests/unit/unit.h"
#include "lang/base/mem.h"
#include "runtime/data/compact.h"

enum { BATCHES = 7, MOST = BATCHES * BATCH_ROWS };

struct cells {
    enum repr repr;
    uint32_t rows;
    struct value values[MOST];
    char texts[MOST][8];
};

struct buffers {
    uint8_t known[BATCH_ROWS];
    int64_t num[BATCH_ROWS];
    struct dec wide[BATCH_ROWS];
    struct str text[BATCH_ROWS];
};

static struct vec vec_on(struct buffers *b, enum repr repr) {
    struct vec vec = {.repr = repr, .known = repr == REPR_BOOL ? NULL : b->known, .wide = b->wide, .den_bound = 1};
    vec.num = b->num; /* wide enough for all but texts */
    if (repr == REPR_TEXT) vec.text = b->text;
    return vec;
}

static bool same(enum repr repr, struct value a, struct value b) {
    if (a.known != b.known || !a.known) return a.known == b.known;
    switch (repr) {
    case REPR_BOOL: return a.truth == b.truth;
    case REPR_NUMBER: return dec_compare(a.number, b.number) == 0;
    case REPR_TEXT: return str_equal(a.text, b.text);
    case REPR_DATE: return a.day == b.day;
    case REPR_CODE: return a.code == b.code;
    case REPR_ROW: return a.row == b.row;
    }
    return false;
}

/* Numbers of a batch at one scale; `wide` where they are given exactly. */
static void put(struct vec *vec, uint32_t at, struct value value, unsigned scale) {
    if (vec->known) vec->known[at] = value.known;
    switch (vec->repr) {
    case REPR_BOOL: vec->truth[at] = !value.known ? TRUTH_UNKNOWN : value.truth ? TRUTH_TRUE : TRUTH_FALSE; break;
    case REPR_NUMBER:
        if (vec->is_wide)
            vec->wide[at] = value.known ? value.number : dec_zero;
        else
            assert_true(dec_to_scaled(value.known ? value.number : dec_zero, scale, &vec->num[at]));
        break;
    case REPR_TEXT: vec->text[at] = value.known ? value.text : (struct str){0}; break;
    case REPR_DATE: vec->day[at] = value.known ? value.day : 0; break;
    case REPR_CODE: vec->code[at] = (int16_t)(value.known ? value.code : 0); break;
    case REPR_ROW: vec->row[at] = value.known ? value.row : NO_ROW; break;
    }
}

/* Adds the cells in batches of changing length, numbers at changing scales; every third batch exactly. */
static struct compact *fill(const struct cells *cells, struct buffers *b) {
    struct compact *column = compact_new(cells->repr);
    uint32_t batch = 0;
    for (uint32_t first = 0; first < cells->rows; batch++) {
        uint32_t rows = BATCH_ROWS - batch % 3 % BATCH_ROWS;
        if (rows > cells->rows - first) rows = cells->rows - first;
        struct vec vec = vec_on(b, cells->repr);
        vec.scale = (uint8_t)(2 + batch % 2);
        vec.is_wide = cells->repr == REPR_NUMBER && batch % 3 == 2;
        for (uint32_t i = 0; i < rows; i++) put(&vec, i, cells->values[first + i], vec.scale);
        compact_add(column, &vec, rows);
        first += rows;
    }
    compact_finish(column);
    return column;
}

static void check(const struct cells *cells) {
    struct buffers *b = mem_alloc(sizeof *b);
    struct compact *column = fill(cells, b);
    assert_int_equal(compact_rows(column), cells->rows);
    for (uint32_t first = 0; first < cells->rows; first += BATCH_ROWS) {
        uint32_t rows = cells->rows - first < BATCH_ROWS ? cells->rows - first : BATCH_ROWS;
        struct vec vec = vec_on(b, cells->repr);
        compact_read(column, first, rows, &vec);
        for (uint32_t i = 0; i < rows; i++) {
            assert_true(same(cells->repr, cells->values[first + i], vec_value(&vec, i)));
            assert_true(same(cells->repr, cells->values[first + i], compact_value(column, first + i)));
        }
    }
    uint32_t rows[BATCH_ROWS], count = 0;
    for (uint32_t i = 0; i < BATCH_ROWS; i++, count++) rows[i] = i % 5 == 4 ? NO_ROW : (i * 7919u + 3) % cells->rows;
    struct vec vec = vec_on(b, cells->repr);
    compact_gather(column, rows, count, &vec);
    for (uint32_t i = 0; i < count; i++) {
        struct value want = rows[i] == NO_ROW ? (struct value){0} : cells->values[rows[i]];
        assert_true(same(cells->repr, want, vec_value(&vec, i)));
    }
    assert_false(compact_value(column, cells->rows).known);
    compact_free(column);
    mem_free(b);
}

/* A number of hundredths. */
static struct value hundredths(int64_t count) {
    struct value value = {.known = true};
    assert_int_equal(dec_from_scaled(count, 2, &value.number), DEC_OK);
    return value;
}

static void every_kind_comes_back(void **state) {
    (void)state;
    struct cells *cells = mem_alloc(sizeof *cells);
    static const enum repr kinds[] = {REPR_BOOL, REPR_NUMBER, REPR_TEXT, REPR_DATE, REPR_CODE, REPR_ROW};
    /* How far values lie apart decides how many bytes they take. */
    static const uint32_t spreads[] = {1, 200, 60000, 2000000000};
    for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++) {
        for (size_t s = 0; s < sizeof spreads / sizeof *spreads; s++) {
            cells->repr = kinds[k];
            cells->rows = MOST - 2;
            for (uint32_t i = 0; i < cells->rows; i++) {
                uint32_t n = (i * 2654435761u >> 3) % spreads[s];
                struct value *value = &cells->values[i];
                *value = (struct value){.known = i % 11 != 5 || i / BATCH_ROWS == 1};
                if (!value->known) continue;
                switch (cells->repr) {
                case REPR_BOOL: value->truth = n & 1; break;
                case REPR_NUMBER: *value = hundredths((int64_t)n - 7); break;
                case REPR_TEXT:
                    value->text = (struct str){cells->texts[i], n % 8};
                    memset(cells->texts[i], 'a' + (int)(n % 26), 8);
                    break;
                case REPR_DATE: value->day = i % 13 ? (date)n - 1000 : DATE_NEVER; break;
                case REPR_CODE: value->code = (int)(n % 300) - 1; break;
                case REPR_ROW: value->row = n; break;
                }
            }
            check(cells);
        }
    }
    mem_free(cells);
}

/* Values past 64 bits, fractions, and scales that 64 bits cannot bring together. */
static void large_numbers_and_fractions_come_back(void **state) {
    (void)state;
    struct cells *cells = mem_alloc(sizeof *cells);
    cells->repr = REPR_NUMBER;
    cells->rows = MOST;
    /* Which batches are given exactly: see fill. */
    uint32_t first = 0, batch = 0;
    while (first < cells->rows) {
        uint32_t rows = BATCH_ROWS - batch % 3 % BATCH_ROWS;
        for (uint32_t i = first; i < first + rows && i < cells->rows; i++) {
            cells->values[i] = hundredths(i);
            if (batch % 3 != 2 || i % 2) continue;
            cells->values[i].number = i % 4 ? (struct dec){1, 3} : (struct dec){(dec_int)INT64_MAX * 1000 + i, 1};
        }
        first += rows;
        batch++;
    }
    check(cells);
    for (uint32_t i = 0; i < cells->rows; i++)
        cells->values[i] = i % BATCH_ROWS < 1 ? hundredths(INT64_MAX / 10 - 1) : hundredths(1);
    check(cells);
    mem_free(cells);
}

static void small_ranges_take_little(void **state) {
    (void)state;
    if (BATCH_ROWS < 1024) return;
    struct buffers *b = mem_alloc(sizeof *b);
    struct compact *column = compact_new(REPR_DATE);
    struct vec vec = vec_on(b, REPR_DATE);
    vec.all_known = true;
    for (uint32_t i = 0; i < BATCH_ROWS; i++) vec.day[i] = 20000 + (date)(i % 250);
    for (int batch = 0; batch < 100; batch++) compact_add(column, &vec, BATCH_ROWS);
    compact_finish(column);
    assert_true(compact_bytes(column) < 110 * BATCH_ROWS);
    compact_free(column);
    column = compact_new(REPR_DATE);
    vec.constant = true;
    for (int batch = 0; batch < 100; batch++) compact_add(column, &vec, BATCH_ROWS);
    compact_finish(column);
    assert_int_equal(compact_value(column, 99 * BATCH_ROWS).day, 20000);
    assert_true(compact_bytes(column) < 10000);
    compact_free(column);
    compact_free(NULL);
    mem_free(b);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_kind_comes_back),
                                       cmocka_unit_test(large_numbers_and_fractions_come_back),
                                       cmocka_unit_test(small_ranges_take_little)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
