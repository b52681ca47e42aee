/* Messages: collecting, sorting, showing.
 * SPDX-License-Identifier: MIT */
#include "tests/unit/unit.h"
#include "lang/base/limits.h"
#include "lang/diag.h"
#include "lang/diag_render.h"

static struct arena arena;
static struct sources sources;
static struct diags diags;
static struct buf out;

static int setup(void **state) {
    (void)state;
    arena_init(&arena, 0);
    sources_init(&sources, &arena);
    diags_init(&diags, &arena, &sources);
    buf_init(&out);
    return 0;
}

static int teardown(void **state) {
    (void)state;
    buf_release(&out);
    arena_release(&arena);
    return 0;
}

static uint32_t source(const char *text) { return sources_add(&sources, "stages.rung", str_of(text)); }

/* The span of the n-th occurrence of `part`, from 0. */
static struct span find(uint32_t file, const char *part, int n) {
    const char *text = sources_get(&sources, file)->text.ptr, *at = strstr(text, part);
    while (n-- > 0) at = strstr(at + 1, part);
    uint32_t start = (uint32_t)(at - text);
    return (struct span){file, start, start + (uint32_t)strlen(part)};
}

static const char *shown(void) {
    buf_clear(&out);
    diags_sort(&diags);
    diag_render_text(&diags, DIAG_NOTE, false, &out);
    return out.ptr;
}

static void shows_line_caret_and_help(void **state) {
    (void)state;
    uint32_t file = source("record Account {\n  revenue : money\n}\n  when revenue >= \"50k\"\n");
    struct diag *d =
        diag_new(&diags, E0100, find(file, "\"50k\"", 0), "`%s` is money, but `%s` is text", "revenue", "\"50k\"");
    diag_label(&diags, d, "text");
    diag_also(&diags, d, find(file, "revenue", 1), "declared as money in %s:%d", "stages.rung", 2);
    diag_help(&diags, d, "Write an amount, for example 50_000.");
    diag_note(&diags, d, "a note");
    assert_string_equal(shown(), "error[E0100]: `revenue` is money, but `\"50k\"` is text\n"
                                 " --> stages.rung:4:19\n"
                                 "  |\n"
                                 "4 |   when revenue >= \"50k\"\n"
                                 "  |        -------    ^^^^^ text\n"
                                 "  |        |\n"
                                 "  |        declared as money in stages.rung:2\n"
                                 "  = note: a note\n"
                                 "  = help: Write an amount, for example 50_000.\n");
}

static void hangs_several_labels(void **state) {
    (void)state;
    uint32_t file = source("aaa bbb ccc");
    struct diag *d = diag_new(&diags, E0100, find(file, "bbb", 0), "three");
    diag_label(&diags, d, "second");
    diag_also(&diags, d, find(file, "ccc", 0), "third");
    diag_also(&diags, d, find(file, "aaa", 0), "first");
    assert_string_equal(shown(), "error[E0100]: three\n"
                                 " --> stages.rung:1:5\n"
                                 "  |\n"
                                 "1 | aaa bbb ccc\n"
                                 "  | --- ^^^ --- third\n"
                                 "  | |   |\n"
                                 "  | |   second\n"
                                 "  | |\n"
                                 "  | first\n");
}

static void shows_other_lines_and_other_files(void **state) {
    (void)state;
    uint32_t file = source("one\ntwo\nthree\nfour\n");
    uint32_t other = sources_add(&sources, "common.rung", STR("uno\ndos\n"));
    struct diag *d = diag_new(&diags, E0100, find(file, "four", 0), "title");
    diag_also(&diags, d, find(other, "dos", 0), "there");
    diag_also(&diags, d, find(file, "one", 0), "here");
    assert_string_equal(shown(), "error[E0100]: title\n"
                                 " --> stages.rung:4:1\n"
                                 "  |\n"
                                 "1 | one\n"
                                 "  | --- here\n"
                                 "...\n"
                                 "4 | four\n"
                                 "  | ^^^^\n"
                                 "  ::: common.rung:2\n"
                                 "  |\n"
                                 "2 | dos\n"
                                 "  | --- there\n");
}

static void a_span_of_several_lines_is_marked_on_its_first(void **state) {
    (void)state;
    uint32_t file = source("abc (\n  d\n)\n");
    diag_new(&diags, E0100, (struct span){file, 4, 11}, "title");
    assert_string_equal(shown(),
                        "error[E0100]: title\n --> stages.rung:1:5\n  |\n1 | abc (\n  |     ^ (to line 3)\n");
}

static void tabs_and_wide_characters_keep_carets_in_place(void **state) {
    (void)state;
    uint32_t file = source("\tx 日本 y\r\n");
    diag_new(&diags, E0100, find(file, "y", 0), "title");
    assert_string_equal(shown(),
                        "error[E0100]: title\n --> stages.rung:1:7\n  |\n1 |     x 日本 y\n  |            ^\n");
}

static void what_a_terminal_would_obey_is_not_printed(void **state) {
    (void)state;
    uint32_t file = source("a\033[31mb\xE2\x80\xAE c\xFF");
    diag_new(&diags, E0100, find(file, "c", 0), "title \033[0m\n`x`");
    assert_string_equal(
        shown(), "error[E0100]: title ?[0m `x`\n --> stages.rung:1:10\n  |\n1 | a?[31mb? c?\n  |          ^\n");
}

static void a_long_line_is_cut_around_its_mark(void **state) {
    (void)state;
    char *text = arena_alloc(&arena, 5001);
    memset(text, 'a', 5000);
    memcpy(text + 3000, "HERE", 4);
    uint32_t file = source(text);
    struct diag *d = diag_new(&diags, E0100, find(file, "HERE", 0), "title");
    diag_also(&diags, d, (struct span){file, 5, 6}, "far away");
    const char *view = shown();
    assert_non_null(strstr(view, "stages.rung:1:3001\n"));
    assert_non_null(strstr(view, "1 | …aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaHEREaaaa"));
    assert_non_null(strstr(view, "\n  |                                ^^^^"));
    assert_true(out.len < 600);
}

static void an_empty_span_at_the_end_has_a_caret(void **state) {
    (void)state;
    uint32_t file = source("let a =");
    diag_new(&diags, E0100, (struct span){file, 7, 7}, "title");
    assert_string_equal(shown(), "error[E0100]: title\n --> stages.rung:1:8\n  |\n1 | let a =\n  |        ^\n");
}

static void a_place_outside_the_sources_is_named(void **state) {
    (void)state;
    struct diag *d = diag_new(&diags, E0100, (struct span){0}, "title");
    diag_where(&diags, d, "accounts.csv:%d", 42);
    diag_help(&diags, d, "Help.");
    assert_string_equal(shown(), "error[E0100]: title\n --> accounts.csv:42\n  = help: Help.\n");
}

static void colours_only_on_request(void **state) {
    (void)state;
    uint32_t file = source("abc");
    diag_new(&diags, E0100, find(file, "b", 0), "title");
    assert_null(strchr(shown(), '\033'));
    buf_clear(&out);
    diag_render_text(&diags, DIAG_NOTE, true, &out);
    assert_non_null(strstr(out.ptr, "\033[1;31merror[E0100]\033[0m"));
}

static void says_the_same_once(void **state) {
    (void)state;
    uint32_t file = source("abc");
    diag_new(&diags, E0100, find(file, "b", 0), "title");
    struct diag *again = diag_new(&diags, E0100, find(file, "b", 0), "title");
    diag_help(&diags, again, "lost");
    diag_new(&diags, E0100, find(file, "c", 0), "title");
    diag_new(&diags, E0100, find(file, "b", 0), "another");
    assert_int_equal(diags.list.len, 3);
    assert_int_equal(diags.errors, 3);
    assert_null(strstr(shown(), "lost"));
}

static void sorts_by_place_and_keeps_the_order_of_equals(void **state) {
    (void)state;
    uint32_t file = source("abc"), second = source("x");
    diag_new(&diags, E0100, (struct span){second, 0, 1}, "fourth");
    diag_new(&diags, E0100, find(file, "c", 0), "third");
    diag_new(&diags, E0100, find(file, "a", 0), "first");
    diag_new(&diags, E0101, find(file, "a", 0), "second");
    diags_sort(&diags);
    const char *titles[] = {"first", "second", "third", "fourth"};
    for (int i = 0; i < 4; i++) assert_string_equal(diags.list.at[i]->title, titles[i]);
}

static void counts_what_it_does_not_keep(void **state) {
    (void)state;
    uint32_t file = source("abc");
    for (int i = 0; i < LIMIT_MESSAGES + 7; i++) {
        struct diag *d = diag_new(&diags, E0100, find(file, "b", 0), "title %d", i);
        diag_label(&diags, d, "label");
        diag_also(&diags, d, find(file, "a", 0), "also");
    }
    assert_int_equal(diags.list.len, LIMIT_MESSAGES);
    assert_int_equal(diags.errors, LIMIT_MESSAGES + 7);
    assert_int_equal(diags.dropped, 7);
    assert_non_null(strstr(shown(), "7 more messages are not shown.\n"));
}

static void gives_json(void **state) {
    (void)state;
    uint32_t file = source("ab\n\"c\" d\n");
    struct diag *d = diag_new(&diags, E0100, find(file, "\"c\"", 0), "`\"c\"` is\ttext");
    diag_label(&diags, d, "l\\");
    diag_also(&diags, d, find(file, "b", 0), "other");
    diag_note(&diags, d, "n1");
    diag_note(&diags, d, "n2");
    diag_help(&diags, d, "h");
    d = diag_new(&diags, E0101, (struct span){0}, "nowhere");
    diag_where(&diags, d, "accounts.csv:42");
    diag_render_json(&diags, &out);
    assert_string_equal(out.ptr, "[\n {\"code\": \"E0100\", \"severity\": \"error\", \"file\": \"stages.rung\", "
                                 "\"line\": 2, \"column\": 1, \"end_line\": 2, "
                                 "\"end_column\": 4, \"title\": \"`\\\"c\\\"` is\\u0009text\", \"label\": \"l\\\\\", "
                                 "\"others\": [{\"file\": \"stages.rung\", "
                                 "\"line\": 1, \"column\": 2, \"end_line\": 1, \"end_column\": 3, \"text\": "
                                 "\"other\"}], \"notes\": [\"n1\", \"n2\"], "
                                 "\"helps\": [\"h\"]},\n"
                                 " {\"code\": \"E0101\", \"severity\": \"error\", \"file\": \"accounts.csv:42\", "
                                 "\"line\": null, \"column\": null, \"end_line\": "
                                 "null, \"end_column\": null, \"title\": \"nowhere\", \"label\": null, \"others\": [], "
                                 "\"notes\": [], \"helps\": []}\n]\n");
    diags.list.len = 0;
    buf_clear(&out);
    diag_render_json(&diags, &out);
    assert_string_equal(out.ptr, "[]\n");
}

static void codes_have_names(void **state) {
    (void)state;
    enum diag_code code;
    assert_string_equal(diag_name(E0109), "E0109");
    assert_string_equal(diag_summary(E0109), "a date that does not exist");
    assert_true(diag_by_name("e0109", &code));
    assert_int_equal(code, E0109);
    assert_false(diag_by_name("E9999", &code));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(shows_line_caret_and_help),
        TEST(hangs_several_labels),
        TEST(shows_other_lines_and_other_files),
        TEST(a_span_of_several_lines_is_marked_on_its_first),
        TEST(tabs_and_wide_characters_keep_carets_in_place),
        TEST(what_a_terminal_would_obey_is_not_printed),
        TEST(a_long_line_is_cut_around_its_mark),
        TEST(an_empty_span_at_the_end_has_a_caret),
        TEST(a_place_outside_the_sources_is_named),
        TEST(colours_only_on_request),
        TEST(says_the_same_once),
        TEST(sorts_by_place_and_keeps_the_order_of_equals),
        TEST(counts_what_it_does_not_keep),
        TEST(gives_json),
        TEST(codes_have_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
