/* Keys to rows: every representation, short and long texts, many of them, and what is not there. */
#include "tests/unit/unit.h"
#include <stdio.h>
#include <string.h>
#include "lang/base/mem.h"
#include "runtime/data/keyindex.h"

#ifdef RUNG_TINY
#define MANY 2000u
#else
#define MANY 100000u
#endif

/* Adds `count` texts, a batch at a time. */
static void add_texts(struct keyindex *index, const struct str *texts, uint32_t count) {
    for (uint32_t i = 0; i < count; i += BATCH_ROWS) {
        uint32_t some = count - i < BATCH_ROWS ? count - i : BATCH_ROWS;
        struct str copy[BATCH_ROWS];
        memcpy(copy, texts + i, sizeof *copy * some);
        keyindex_add(index, &(struct vec){.repr = REPR_TEXT, .all_known = true, .text = copy}, some);
    }
}

static uint32_t find_text(const struct keyindex *index, struct str text) {
    uint32_t row = 7;
    keyindex_find(index, &(struct vec){.repr = REPR_TEXT, .all_known = true, .text = &text}, 1, &row);
    return row;
}

static void texts_of_any_length_are_found(void **state) {
    (void)state;
    char bytes[200];
    struct str texts[200];
    memset(bytes, 'a', sizeof bytes);
    for (uint32_t i = 0; i < 200; i++) texts[i] = (struct str){bytes, i};
    struct keyindex *index = keyindex_new(REPR_TEXT, 0);
    add_texts(index, texts, 200);
    assert_int_equal(keyindex_rows(index), 200);
    for (uint32_t i = 0; i < 200; i++) {
        /* A copy elsewhere: equal bytes count, not where they stand; and nothing is read beside them. */
        char *copy = mem_alloc(i ? i : 1);
        memcpy(copy, bytes, i);
        assert_int_equal(find_text(index, (struct str){copy, i}), i);
        if (i) copy[i - 1] = 'b';
        if (i) assert_int_equal(find_text(index, (struct str){copy, i}), NO_ROW);
        mem_free(copy);
    }
    keyindex_free(index);
}

static void bytes_that_keys_do_not_have_make_no_others_equal(void **state) {
    (void)state;
    const struct str texts[] = {STR("ab"),
                                STR("ab\0"),
                                STR("abcdefgh"),
                                STR("abcdefgh\0"),
                                STR("abcd"),
                                STR("abcd\0"),
                                STR("\0"),
                                STR(""),
                                STR("abcdefghijk\xff"),
                                STR("abcdefghijk\xff"
                                    "l")};
    uint32_t count = sizeof texts / sizeof texts[0];
    struct keyindex *index = keyindex_new(REPR_TEXT, count);
    add_texts(index, texts, count);
    for (uint32_t i = 0; i < count; i++) assert_int_equal(find_text(index, texts[i]), i);
    assert_int_equal(find_text(index, STR("abcdefg")), NO_ROW);
    keyindex_free(index);
}

static void many(const char *format, uint32_t expected) {
    static char bytes[MANY][40];
    static struct str texts[MANY];
    for (uint32_t i = 0; i < MANY; i++)
        texts[i] = (struct str){bytes[i], (size_t)snprintf(bytes[i], sizeof bytes[i], format, (unsigned)i)};
    struct keyindex *index = keyindex_new(REPR_TEXT, expected);
    add_texts(index, texts, MANY);
    for (uint32_t i = 0; i < MANY; i += BATCH_ROWS) {
        struct str keys[BATCH_ROWS];
        uint8_t known[BATCH_ROWS];
        uint32_t rows[BATCH_ROWS], some = MANY - i < BATCH_ROWS ? MANY - i : BATCH_ROWS;
        for (uint32_t k = 0; k < some; k++) {
            keys[k] = (i + k) % 10 == 3 ? STR("nobody") : texts[(i + k) * 7u % MANY];
            known[k] = (i + k) % 10 != 4;
        }
        keyindex_find(index, &(struct vec){.repr = REPR_TEXT, .known = known, .text = keys}, some, rows);
        for (uint32_t k = 0; k < some; k++) {
            uint32_t digit = (i + k) % 10;
            assert_int_equal(rows[k], digit == 3 || digit == 4 ? NO_ROW : (i + k) * 7u % MANY);
        }
    }
    assert_true(keyindex_bytes(index) < MANY * 90u + (1u << 19));
    keyindex_free(index);
}

static void many_are_found_whether_expected_or_not(void **state) {
    (void)state;
    many("A%u", 0);
    many("A%u", MANY);
    many("A%u", 10);
    many("%08u-0000-4000-8000-abcdef", 0);
}

static void numbers_are_equal_whatever_their_scale(void **state) {
    (void)state;
    struct keyindex *index = keyindex_new(REPR_NUMBER, 0);
    struct dec huge = {0}, other = {0};
    assert_int_equal(dec_parse(STR("12345678901234567890123.5"), false, &huge), DEC_OK);
    assert_int_equal(dec_parse(STR("12345678901234567890123.6"), false, &other), DEC_OK);
    int64_t whole[] = {0, 5, -5}, tenths[] = {15, 120};
    struct dec wide[] = {huge, dec_from_int(7)};
    keyindex_add(index, &(struct vec){.repr = REPR_NUMBER, .all_known = true, .num = whole}, 3);
    keyindex_add(index, &(struct vec){.repr = REPR_NUMBER, .all_known = true, .num = tenths, .scale = 1}, 2);
    keyindex_add(index, &(struct vec){.repr = REPR_NUMBER, .all_known = true, .is_wide = true, .wide = wide}, 2);
    int64_t hundredths[] = {-500, 150, 1201};
    uint32_t rows[3];
    keyindex_find(index, &(struct vec){.repr = REPR_NUMBER, .all_known = true, .num = hundredths, .scale = 2}, 3, rows);
    assert_int_equal(rows[0], 2);
    assert_int_equal(rows[1], 3);
    assert_int_equal(rows[2], NO_ROW);
    int64_t more[] = {0, 12, 7};
    keyindex_find(index, &(struct vec){.repr = REPR_NUMBER, .all_known = true, .num = more}, 3, rows);
    assert_int_equal(rows[0], 0);
    assert_int_equal(rows[1], 4);
    assert_int_equal(rows[2], 6);
    struct dec sought[] = {huge, other, dec_from_int(5)};
    keyindex_find(index, &(struct vec){.repr = REPR_NUMBER, .all_known = true, .is_wide = true, .wide = sought}, 3,
                  rows);
    assert_int_equal(rows[0], 5);
    assert_int_equal(rows[1], NO_ROW);
    assert_int_equal(rows[2], 1);
    keyindex_free(index);
}

static void the_other_types_and_constants(void **state) {
    (void)state;
    date days[] = {0, -3, DATE_NEVER};
    int16_t codes[] = {0, -1, 2};
    uint8_t truths[] = {TRUTH_FALSE, TRUTH_TRUE, TRUTH_UNKNOWN};
    uint32_t rows[3];
    struct keyindex *by_day = keyindex_new(REPR_DATE, 0), *by_code = keyindex_new(REPR_CODE, 0),
                    *by_truth = keyindex_new(REPR_BOOL, 0);
    keyindex_find(by_day, &(struct vec){.repr = REPR_DATE, .all_known = true, .day = days}, 3, rows);
    for (int i = 0; i < 3; i++) assert_int_equal(rows[i], NO_ROW);
    keyindex_add(by_day, &(struct vec){.repr = REPR_DATE, .all_known = true, .day = days}, 3);
    keyindex_find(by_day, &(struct vec){.repr = REPR_DATE, .all_known = true, .day = days}, 3, rows);
    for (uint32_t i = 0; i < 3; i++) assert_int_equal(rows[i], i);
    keyindex_find(by_day, &(struct vec){.repr = REPR_DATE, .all_known = true, .constant = true, .day = days + 1}, 3,
                  rows);
    for (int i = 0; i < 3; i++) assert_int_equal(rows[i], 1);
    keyindex_add(by_code, &(struct vec){.repr = REPR_CODE, .all_known = true, .code = codes}, 3);
    keyindex_find(by_code, &(struct vec){.repr = REPR_CODE, .all_known = true, .code = codes}, 3, rows);
    for (uint32_t i = 0; i < 3; i++) assert_int_equal(rows[i], i);
    keyindex_add(by_truth, &(struct vec){.repr = REPR_BOOL, .truth = truths}, 2);
    keyindex_find(by_truth, &(struct vec){.repr = REPR_BOOL, .truth = truths}, 3, rows);
    assert_int_equal(rows[0], 0);
    assert_int_equal(rows[1], 1);
    assert_int_equal(rows[2], NO_ROW);
    keyindex_free(by_day);
    keyindex_free(by_code);
    keyindex_free(by_truth);
    keyindex_free(NULL);
}

static void a_key_that_was_there_gets_no_row(void **state) {
    (void)state;
    enum { SOME = BATCH_ROWS };
    static char bytes[SOME][40];
    struct str texts[SOME];
    uint8_t fresh[SOME];
    const char *formats[] = {"A%u", "a much longer key than fits, %u"};
    for (uint32_t k = 0; k < 2; k++) {
        struct keyindex *index = keyindex_new(REPR_TEXT, 0);
        uint32_t expected = 0;
        /* Each number twice, in batches that begin in the middle of the one before. */
        for (uint32_t first = 0; first < SOME * 4; first += SOME / 2 + 1) {
            for (uint32_t i = 0; i < SOME; i++)
                texts[i] = (struct str){
                    bytes[i], (size_t)snprintf(bytes[i], sizeof bytes[i], formats[k], (unsigned)((first + i) / 2))};
            keyindex_add_fresh(index, &(struct vec){.repr = REPR_TEXT, .all_known = true, .text = texts}, SOME, fresh);
            for (uint32_t i = 0; i < SOME; i++) {
                assert_int_equal(fresh[i], (first + i) / 2 >= expected);
                expected += fresh[i];
            }
            assert_int_equal(keyindex_rows(index), expected);
        }
        for (uint32_t row = 0; row < expected; row++) {
            struct str text = {bytes[0], (size_t)snprintf(bytes[0], sizeof bytes[0], formats[k], (unsigned)row)};
            assert_int_equal(find_text(index, text), row);
        }
        keyindex_free(index);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(texts_of_any_length_are_found),
        cmocka_unit_test(bytes_that_keys_do_not_have_make_no_others_equal),
        cmocka_unit_test(many_are_found_whether_expected_or_not),
        cmocka_unit_test(numbers_are_equal_whatever_their_scale),
        cmocka_unit_test(the_other_types_and_constants),
        cmocka_unit_test(a_key_that_was_there_gets_no_row),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
