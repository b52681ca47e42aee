/* Typed arrays.
 * SPDX-License-Identifier: MIT */
#include "tests/unit/unit.h"
#include "lang/base/vec.h"

VEC_TYPE(number_vec, int);

static void keeps_what_was_pushed(void **state) {
    (void)state;
    struct arena arena;
    arena_init(&arena, 0);
    struct number_vec numbers = {0};
    for (int i = 0; i < 10000; i++) {
        vec_push(&arena, &numbers, i * 3);
        assert_true(numbers.len <= numbers.cap);
    }
    assert_int_equal(numbers.len, 10000);
    for (int i = 0; i < 10000; i++) assert_int_equal(numbers.at[i], i * 3);
    arena_release(&arena);
}

static void reserves_room_at_once(void **state) {
    (void)state;
    struct arena arena;
    arena_init(&arena, 0);
    VEC(struct { char name[24]; }) names = {0};
    vec_reserve(&arena, &names, 0);
    assert_null(names.at);
    vec_reserve(&arena, &names, 1000);
    assert_true(names.cap >= 1000);
    assert_int_equal(names.len, 0);
    assert_int_equal(names.at[999].name[23], 0);
    void *before = names.at;
    vec_reserve(&arena, &names, 500);
    assert_ptr_equal(names.at, before);
    arena_release(&arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keeps_what_was_pushed),
        cmocka_unit_test(reserves_room_at_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
