/* Arenas: zeroed, aligned, reused after a clear.
 * SPDX-License-Identifier: MIT */
#include "tests/unit/unit.h"
#include "lang/base/arena.h"
#include "lang/base/mem.h"

static void gives_zeroed_aligned_objects(void **state) {
    (void)state;
    struct arena arena;
    arena_init(&arena, 256);
    for (int round = 0; round < 3; round++) {
        for (size_t size = 0; size < 300; size++) {
            char *bytes = arena_alloc(&arena, size);
            assert_int_equal((uintptr_t)bytes % 16, 0);
            for (size_t i = 0; i < size; i++) assert_int_equal(bytes[i], 0);
            memset(bytes, 0xff, size);
        }
        assert_int_equal(arena.total, 299 * 300 / 2);
        arena_clear(&arena);
        assert_int_equal(arena.total, 0);
    }
    arena_release(&arena);
}

static void objects_do_not_overlap(void **state) {
    (void)state;
    struct arena arena;
    arena_init(&arena, 128);
    unsigned char *objects[200];
    size_t sizes[200];
    for (size_t i = 0; i < 200; i++) {
        sizes[i] = i * 37 % 90 + (i % 50 == 0 ? 1000 : 0);
        objects[i] = arena_alloc(&arena, sizes[i]);
        memset(objects[i], (int)i, sizes[i]);
    }
    for (size_t i = 0; i < 200; i++)
        for (size_t j = 0; j < sizes[i]; j++) assert_int_equal(objects[i][j], i);
    arena_release(&arena);
}

static void reuses_its_blocks(void **state) {
    (void)state;
    struct arena arena;
    arena_init(&arena, 0);
    for (int i = 0; i < 1000; i++) arena_alloc(&arena, 500);
    arena_clear(&arena);
    uint64_t before = mem_count();
    for (int i = 0; i < 1000; i++) arena_alloc(&arena, 500);
#ifndef RUNG_TINY
    assert_int_equal(mem_count(), before);
#else
    assert_int_equal(mem_count(), before + 1000);
#endif
    arena_release(&arena);
    /* Released is as good as new. */
    assert_non_null(arena_alloc(&arena, 1));
    arena_release(&arena);
}

static void copies_text(void **state) {
    (void)state;
    struct arena arena;
    arena_init(&arena, 64);
    assert_string_equal(arena_strndup(&arena, "basic, not yet", 5), "basic");
    assert_string_equal(arena_strndup(&arena, NULL, 0), "");
    struct str copy = arena_str(&arena, STR("collaborative"));
    assert_int_equal(copy.len, 13);
    assert_string_equal(copy.ptr, "collaborative");
    copy = arena_str(&arena, (struct str){NULL, 0});
    assert_int_equal(copy.len, 0);
    assert_string_equal(copy.ptr, "");
    int numbers[] = {1, 2, 3};
    int *copied = arena_copy(&arena, numbers, sizeof numbers);
    assert_memory_equal(copied, numbers, sizeof numbers);
    assert_non_null(arena_copy(&arena, NULL, 0));
    arena_release(&arena);
}

static void prints_text_of_any_length(void **state) {
    (void)state;
    struct arena arena;
    arena_init(&arena, 64);
    assert_string_equal(arena_printf(&arena, "%s is %d", "nps", 72), "nps is 72");
    assert_string_equal(arena_printf(&arena, "%s", ""), "");
    for (int width = 250; width < 260; width++) {
        char *text = arena_printf(&arena, "%*d", width, 7);
        assert_int_equal(strlen(text), width);
        assert_int_equal(text[width - 1], '7');
    }
    assert_int_equal(strlen(arena_printf(&arena, "%100000d", 7)), 100000);
    arena_release(&arena);
}

struct pair {
    int a;
    double b;
};

static void makes_typed_objects(void **state) {
    (void)state;
    struct arena arena;
    arena_init(&arena, 0);
    struct pair *one = ARENA_NEW(&arena, struct pair);
    assert_int_equal(one->a, 0);
    struct pair *many = ARENA_ARRAY(&arena, struct pair, 5000);
    assert_int_equal(many[4999].a, 0);
    arena_release(&arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gives_zeroed_aligned_objects),
        cmocka_unit_test(objects_do_not_overlap),
        cmocka_unit_test(reuses_its_blocks),
        cmocka_unit_test(copies_text),
        cmocka_unit_test(prints_text_of_any_length),
        cmocka_unit_test(makes_typed_objects),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
