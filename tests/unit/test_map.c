/* Maps from text, and interned names.
 * SPDX-License-Identifier: MIT */
#include "tests/unit/unit.h"
#include <stdio.h>
#include "lang/base/intern.h"
#include "lang/base/map.h"

static void finds_what_was_put(void **state) {
    (void)state;
    struct arena arena;
    arena_init(&arena, 0);
    struct map map = {0};
    int values[2000];
    assert_null(map_get(&map, STR("nps")));
    for (int i = 0; i < 2000; i++) {
        char *key = arena_printf(&arena, "field_%d", i);
        assert_null(map_put(&arena, &map, str_of(key), &values[i]));
    }
    assert_int_equal(map.len, 2000);
    for (int i = 0; i < 2000; i++) {
        char key[32];
        snprintf(key, sizeof key, "field_%d", i);
        assert_ptr_equal(map_get(&map, str_of(key)), &values[i]);
        assert_true(str_equal(map.at[i].key, str_of(key)));
        snprintf(key, sizeof key, "Field_%d", i);
        assert_null(map_get(&map, str_of(key)));
    }
    arena_release(&arena);
}

static void replaces_and_keeps_the_order(void **state) {
    (void)state;
    struct arena arena;
    arena_init(&arena, 0);
    struct map map = {0};
    int one, two, three;
    assert_null(map_put(&arena, &map, STR("b"), &one));
    assert_null(map_put(&arena, &map, STR("a"), &two));
    assert_ptr_equal(map_put(&arena, &map, STR("b"), &three), &one);
    assert_int_equal(map.len, 2);
    assert_true(str_equal(map.at[0].key, STR("b")) && map.at[0].value == &three);
    assert_true(str_equal(map.at[1].key, STR("a")) && map.at[1].value == &two);
    /* The empty text and a text with a NUL are keys like any other. */
    assert_null(map_put(&arena, &map, STR(""), &one));
    assert_null(map_put(&arena, &map, STR("a\0b"), &two));
    assert_ptr_equal(map_get(&map, (struct str){NULL, 0}), &one);
    assert_ptr_equal(map_get(&map, STR("a\0b")), &two);
    assert_null(map_get(&map, STR("a\0c")));
    arena_release(&arena);
}

static void hashes_by_content_and_length(void **state) {
    (void)state;
#ifndef RUNG_TINY
    /* Texts that differ only in NULs behind them, or in the order of their words. */
    assert_true(map_hash(STR("")) != map_hash(STR("\0")));
    assert_true(map_hash(STR("a")) != map_hash(STR("a\0")));
    assert_true(map_hash(STR("abcdefghijklmnop")) != map_hash(STR("ijklmnopabcdefgh")));
    /* The same on every machine. */
    assert_int_equal(map_hash(STR("revenue")), UINT64_C(0xd4ae84b2973c19bd));
    unsigned buckets[256] = {0};
    for (int i = 0; i < 25600; i++) {
        char key[16];
        int length = snprintf(key, sizeof key, "A%05d", i);
        buckets[map_hash((struct str){key, (size_t)length}) & 255]++;
    }
    for (int i = 0; i < 256; i++) assert_true(buckets[i] > 50 && buckets[i] < 150);
#endif
    char bytes[32];
    for (size_t length = 0; length < sizeof bytes; length++) {
        memset(bytes, 'x', sizeof bytes);
        uint64_t hash = map_hash((struct str){bytes, length});
        bytes[length] = 'y';
        assert_int_equal(map_hash((struct str){bytes, length}), hash);
    }
}

static void interns_names_once(void **state) {
    (void)state;
    struct arena arena;
    arena_init(&arena, 0);
    struct intern intern;
    intern_init(&intern, &arena);
    char text[] = "margin, margin";
    const char *first = intern_name(&intern, (struct str){text, 6});
    const char *second = intern_name(&intern, (struct str){text + 8, 6});
    assert_ptr_equal(first, second);
    assert_string_equal(first, "margin");
    assert_true(first != intern_name(&intern, STR("Margin")));
    assert_string_equal(intern_name(&intern, STR("")), "");
    memset(text, '?', sizeof text - 1);
    assert_string_equal(first, "margin");
    const char *names[500];
    for (int round = 0; round < 2; round++)
        for (int i = 0; i < 500; i++) {
            char name[16];
            snprintf(name, sizeof name, "n%d", i);
            const char *kept = intern_name(&intern, str_of(name));
            assert_string_equal(kept, name);
            if (round) assert_ptr_equal(kept, names[i]);
            names[i] = kept;
        }
    arena_release(&arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_what_was_put),
        cmocka_unit_test(replaces_and_keeps_the_order),
        cmocka_unit_test(hashes_by_content_and_length),
        cmocka_unit_test(interns_names_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
