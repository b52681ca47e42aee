/* Places in texts.
 * SPDX-License-Identifier: MIT */
#include "tests/unit/unit.h"
#include "lang/source.h"

static struct arena arena;
static struct sources sources;

static int setup(void **state) {
    (void)state;
    arena_init(&arena, 0);
    sources_init(&sources, &arena);
    return 0;
}

static int teardown(void **state) {
    (void)state;
    arena_release(&arena);
    return 0;
}

static void assert_place(uint32_t file, uint32_t offset, uint32_t line, uint32_t column) {
    struct place place = sources_place(&sources, file, offset);
    assert_int_equal(place.line, line);
    assert_int_equal(place.column, column);
}

static void finds_lines_and_columns(void **state) {
    (void)state;
    uint32_t file = sources_add(&sources, "a.rung", STR("one\ntwo\r\n\nfour"));
    assert_int_equal(file, 1);
    assert_place(file, 0, 1, 1);
    assert_place(file, 3, 1, 4); /* the end of the line still belongs to it */
    assert_place(file, 4, 2, 1);
    assert_place(file, 9, 3, 1);
    assert_place(file, 10, 4, 1);
    assert_place(file, 14, 4, 5);
    assert_place(file, 900, 4, 5); /* past the end: the end */
    assert_true(str_equal(sources_line(&sources, file, 2), STR("two")));
    assert_true(str_equal(sources_line(&sources, file, 3), STR("")));
    assert_true(str_equal(sources_line(&sources, file, 4), STR("four")));
    assert_true(str_equal(sources_text(&sources, (struct span){file, 4, 7}), STR("two")));
}

static void counts_characters_and_not_bytes(void **state) {
    (void)state;
    uint32_t file = sources_add(&sources, "b.rung", STR("größe_über_alles = 1"));
    assert_place(file, 4, 1, 4); /* after g r ö, of four bytes */
    assert_place(file, 23, 1, 21);
    uint32_t marked = sources_add(&sources, "c.rung", STR("\xEF\xBB\xBFlet a = 1\nb"));
    assert_place(marked, 3, 1, 1); /* the byte order mark is no column */
    assert_place(marked, 7, 1, 5);
    assert_place(marked, 13, 2, 1);
}

static void copies_what_it_is_given(void **state) {
    (void)state;
    char text[] = "let a = 1", name[] = "d.rung";
    uint32_t file = sources_add(&sources, name, str_of(text));
    memset(text, 'x', sizeof text - 1);
    memset(name, 'x', sizeof name - 1);
    assert_string_equal(sources_get(&sources, file)->name, "d.rung");
    assert_string_equal(sources_get(&sources, file)->text.ptr, "let a = 1");
}

static void an_empty_text_has_one_line(void **state) {
    (void)state;
    uint32_t file = sources_add(&sources, "e.rung", STR(""));
    assert_int_equal(sources_get(&sources, file)->line_count, 1);
    assert_place(file, 0, 1, 1);
    assert_true(str_equal(sources_line(&sources, file, 1), STR("")));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_lines_and_columns),
        cmocka_unit_test(counts_characters_and_not_bytes),
        cmocka_unit_test(copies_what_it_is_given),
        cmocka_unit_test(an_empty_text_has_one_line),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
