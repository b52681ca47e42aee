/* Duplicate keys: found exactly, whatever their hashes, and in how much memory. */
#include "tests/unit/unit.h"
#include <stdio.h>
#include <string.h>
#include "lang/base/mem.h"
#include "runtime/data/keys.h"

#ifdef RUNG_TINY
#define MANY 2000u
#else
#define MANY 200000u
#endif

/* Key number `place` as text: what a file would give when it is read again. */
static bool number_again(void *context, uint64_t place, struct arena *scratch, struct str *key) {
    uint64_t *calls = context;
    ++*calls;
    char *text = arena_printf(scratch, "account-%lu", (unsigned long)place);
    *key = str_of(text);
    return true;
}

static void add_many(struct keys *keys, uint32_t from, uint32_t to, uint8_t expected) {
    enum { SOME = 100 };
    char texts[SOME][32];
    struct str at[SOME];
    uint64_t places[SOME];
    uint8_t fresh[SOME];
    for (uint32_t i = from; i < to; i += SOME) {
        uint32_t some = to - i < SOME ? to - i : SOME;
        for (uint32_t k = 0; k < some; k++) {
            snprintf(texts[k], sizeof texts[k], "account-%lu", (unsigned long)(i + k));
            at[k] = str_of(texts[k]);
            places[k] = i + k;
        }
        keys_add(keys, at, places, some, fresh);
        for (uint32_t k = 0; k < some; k++) assert_int_equal(fresh[k], expected);
    }
}

static void each_is_fresh_once(void **state) {
    (void)state;
    uint64_t calls = 0;
    struct keys *keys = keys_new(number_again, &calls);
    add_many(keys, 0, MANY, 1);
    /* Different keys with equal tags are rare: reading again must not become the rule. */
    assert_true(calls < MANY / 1000 + 10);
    add_many(keys, MANY / 2, MANY, 0);
    assert_true(calls >= MANY / 2);
    add_many(keys, MANY, MANY + 100, 1);
    keys_free(keys);
}

static void copies_serve_where_nothing_can_be_read_again(void **state) {
    (void)state;
    struct keys *keys = keys_new(NULL, NULL);
    add_many(keys, 0, MANY, 1);
    add_many(keys, 0, MANY, 0);
    keys_free(keys);
}

static void duplicates_in_one_go(void **state) {
    (void)state;
    struct keys *keys = keys_new(NULL, NULL);
    struct str at[] = {STR("a"), STR("b"), STR("a"), STR(""), STR(""), STR("A"), STR("a\0")};
    uint8_t fresh[7];
    keys_add(keys, at, NULL, 7, fresh);
    static const uint8_t expected[] = {1, 1, 0, 1, 0, 1, 1};
    assert_memory_equal(fresh, expected, 7);
    keys_free(keys);
}

static void keys_of_any_length(void **state) {
    (void)state;
    struct keys *keys = keys_new(NULL, NULL);
    static const size_t lengths[] = {0, 1, 7, 8, 9, 127, 128, 16383, 16384, 40000, 300000, 1000000, 5};
    enum { COUNT = sizeof lengths / sizeof lengths[0] };
    struct str at[COUNT];
    uint8_t fresh[COUNT];
    for (int i = 0; i < COUNT; i++) {
        char *text = mem_alloc(lengths[i]);
        memset(text, 'x', lengths[i]);
        at[i] = (struct str){text, lengths[i]};
    }
    keys_add(keys, at, NULL, COUNT, fresh);
    for (int i = 0; i < COUNT; i++) assert_int_equal(fresh[i], 1);
    keys_add(keys, at, NULL, COUNT, fresh);
    for (int i = 0; i < COUNT; i++) assert_int_equal(fresh[i], 0);
    for (int i = 0; i < COUNT; i++) mem_free((char *)at[i].ptr);
    keys_free(keys);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_is_fresh_once),
        cmocka_unit_test(copies_serve_where_nothing_can_be_read_again),
        cmocka_unit_test(duplicates_in_one_go),
        cmocka_unit_test(keys_of_any_length),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
