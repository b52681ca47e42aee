/* Piles: values of every kind come back as they were added, and rows are sorted as a comparison of each with each says. */
#include "tests/unit/unit.h"

#include <stdio.h>
#include "lang/base/mem.h"
#include "runtime/exec/pile.h"

static uint64_t next(uint64_t *state) {
    uint64_t x = *state += UINT64_C(0x9E3779B97F4A7C15);
    x = (x ^ (x >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    return x ^ (x >> 31);
}

/* Kinds of keys that sorting treats differently. */
enum kind { FEW_NUMBERS, ALL_NUMBERS, ONE_FAR_OFF, EXACT_NUMBERS, SHORT_TEXTS, LIKE_TEXTS, DATES, STAGES, KINDS };

static void add(struct pile *pile, enum kind kind, uint32_t count, uint64_t *state) {
    for (uint32_t i = 0; i < count; i++) {
        uint64_t random = next(state);
        uint8_t known = 1;
        char bytes[32];
        snprintf(bytes, sizeof bytes, kind == SHORT_TEXTS ? "%u" : "account-%u", (unsigned)(random % (kind == SHORT_TEXTS ? 30 : 900)));
        int64_t num = kind == FEW_NUMBERS ? (int64_t)(random % 7) - 3 : kind == ONE_FAR_OFF ? (i == count / 2 ? INT64_MIN : (int64_t)(random % 50)) : (int64_t)random;
        struct dec wide = {(int64_t)(random % 40) - 20, 3};
        date day = (date)(random % 2000);
        int16_t code = (int16_t)(random % 5 ? random % 5 : CODE_EXITED + random % 3);
        struct str text = str_of(bytes);
        struct vec vec = {.repr = pile->repr, .known = &known, .num_bound = INT64_MAX, .den_bound = 1};
        switch (pile->repr) {
        case REPR_TEXT: vec.text = &text; break;
        case REPR_DATE: vec.day = &day; break;
        case REPR_CODE: vec.code = &code; break;
        default: vec.num = &num; break;
        }
        vec.is_wide = kind == EXACT_NUMBERS;
        if (vec.is_wide) vec.wide = &wide;
        pile_add(pile, &vec, NULL, 1);
    }
}

static enum repr repr_of_kind(enum kind kind) {
    return kind == DATES ? REPR_DATE : kind == STAGES ? REPR_CODE : kind == SHORT_TEXTS || kind == LIKE_TEXTS ? REPR_TEXT : REPR_NUMBER;
}

/* Whether row a may stand right before row b. */
static bool in_order(const struct pile_order *order, uint32_t a, uint32_t b) {
    if (order->group && order->group[a] != order->group[b]) return order->group[a] < order->group[b];
    for (uint32_t k = 0; k < order->key_count; k++) {
        int c = pile_compare(order->keys[k], a, b);
        if (c) return order->descending >> k & 1 ? c > 0 : c < 0;
    }
    return order->later_first ? a > b : a < b;
}

static void check(enum kind first, enum kind second, uint32_t count, uint32_t groups, unsigned how) {
    struct pile piles[2];
    const struct pile *keys[2] = {&piles[0], &piles[1]};
    uint64_t state = (uint64_t)first * 1000 + (uint64_t)second * 100 + count + how;
    pile_init(&piles[0], repr_of_kind(first));
    pile_init(&piles[1], repr_of_kind(second));
    add(&piles[0], first, count, &state);
    add(&piles[1], second, count, &state);
    uint32_t *group = mem_alloc(sizeof *group * (count + 1));
    for (uint32_t i = 0; i < count; i++) group[i] = (uint32_t)(next(&state) % (groups ? groups : 1));
    struct pile_order order = {.group = groups ? group : NULL, .keys = keys, .key_count = 2, .descending = how & 3, .later_first = how >> 2 & 1};
    uint32_t *rows = pile_sort(&order, count);
    for (uint32_t i = 1; i < count; i++) assert_true(in_order(&order, rows[i - 1], rows[i]));
    mem_free(rows);
    mem_free(group);
    pile_release(&piles[0]);
    pile_release(&piles[1]);
}

/* As no two rows are equal once their places count, neighbours in order are all there is to look at. */
static void sorts_rows(void **unused) {
    (void)unused;
    static const uint32_t counts[] = {0, 1, 2, 24, 25, 300, 6000};
    for (enum kind first = 0; first < KINDS; first++) {
        for (enum kind second = 0; second < KINDS; second++) {
            for (size_t c = 0; c < sizeof counts / sizeof counts[0]; c++) {
                check(first, second, counts[c], 0, (unsigned)(first + second) % 8);
                check(first, second, counts[c], 3, (unsigned)(first + second + 3) % 8);
                check(first, second, counts[c], 2000, (unsigned)(first + second + 5) % 8);
            }
        }
    }
}

static void keeps_values(void **unused) {
    (void)unused;
    struct pile pile;
    pile_init(&pile, REPR_NUMBER);
    int64_t cents[] = {150, -7, 300}, large[] = {INT64_MAX, 2, 3};
    uint8_t known[] = {1, 1, 1};
    uint32_t last[] = {2};
    pile_add(&pile, &(struct vec){.repr = REPR_NUMBER, .known = known, .num = (int64_t[]){4}, .constant = true, .den_bound = 1}, NULL, 2);
    pile_add(&pile, &(struct vec){.repr = REPR_NUMBER, .known = known, .num = cents, .scale = 2, .den_bound = 1}, last, 1);
    assert_null(pile.wide);
    assert_int_equal(pile.scale, 2);
    pile_add(&pile, &(struct vec){.repr = REPR_NUMBER, .known = known, .num = large, .den_bound = 1}, NULL, 2);
    assert_int_equal(pile.len, 5);
    assert_non_null(pile.wide);
    assert_true(dec_compare(pile_number(&pile, 1), dec_from_int(4)) == 0);
    assert_true(dec_compare(pile_number(&pile, 2), dec_from_int(3)) == 0);
    assert_true(dec_compare(pile_number(&pile, 3), dec_from_int(INT64_MAX)) == 0);
    pile_release(&pile);

    pile_init(&pile, REPR_TEXT);
    struct str texts[] = {STR("one"), STR(""), STR("three")};
    pile_add(&pile, &(struct vec){.repr = REPR_TEXT, .known = known, .text = texts}, NULL, 3);
    assert_true(str_equal(pile_text(&pile, 0), STR("one")));
    assert_true(str_equal(pile_text(&pile, 1), STR("")));
    assert_true(str_equal(pile_text(&pile, 2), STR("three")));
    pile_release(&pile);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(sorts_rows), cmocka_unit_test(keeps_values)};
    return cmocka_run_group_tests_name("pile", tests, NULL, NULL);
}
