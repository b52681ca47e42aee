/* Tables: widths, cutting, numbers under each other, columns that do not fit.
 * SPDX-License-Identifier: MIT */
#include "tests/unit/unit.h"

#include <stdio.h>
#include <unistd.h>

#include "runtime/app/layout.h"

struct page {
    struct arena arena;
    struct layout layout;
    struct layout_column columns[8];
    struct sink sink;
    struct buf rows;
};

static void begin(struct page *page, int width, bool colors, uint32_t count, const struct layout_column *columns) {
    arena_init(&page->arena, 0);
    buf_init(&page->rows);
    memcpy(page->columns, columns, count * sizeof *columns);
    layout_init(&page->layout, page->columns, count, width, colors, &page->arena);
    sink_stdout(&page->sink);
    page->sink.fd = fileno(tmpfile());
}

static void row(struct page *page, const char *const *cells) {
    for (uint32_t c = 0; c < page->layout.count; c++) layout_cell(&page->rows, str_of(cells[c]), MOOD_PLAIN);
    layout_end_row(&page->rows);
}

static void end(struct page *page, const char *expected) {
    layout_take(&page->layout, (struct str){page->rows.ptr, page->rows.len}, &page->sink);
    layout_print(&page->layout, &page->sink);
    int fd = page->sink.fd;
    assert_true(sink_commit(&page->sink));
    char text[4096];
    ssize_t length = pread(fd, text, sizeof text - 1, 0);
    assert_true(length >= 0);
    text[length] = '\0';
    assert_string_equal(text, expected);
    sink_release(&page->sink);
    buf_release(&page->rows);
    arena_release(&page->arena);
}

static void stands_in_columns(void **state) {
    (void)state;
    struct page page;
    begin(&page, 80, false, 3,
          (struct layout_column[]){{.head = "id"}, {.head = "health", .number = true}, {.head = "band"}});
    row(&page, (const char *[]){"A1", "72.4", "green"});
    row(&page, (const char *[]){"A22", "?", ""});
    row(&page, (const char *[]){"É3", "100.25", "red"});
    end(&page, "id   health  band\n"
               "───  ──────  ─────\n"
               "A1    72.4   green\n"
               "A22    ?\n"
               "É3   100.25  red\n");
}

static void groups_stand_above_their_columns(void **state) {
    (void)state;
    struct page page;
    begin(&page, 80, false, 3,
          (struct layout_column[]){
              {.head = "id"}, {.head = "now", .group = "Ladder"}, {.head = "next", .group = "Ladder"}});
    page.columns[2].group = page.columns[1].group;
    row(&page, (const char *[]){"A", "b", "c"});
    end(&page, "    Ladder\n"
               "id  now  next\n"
               "──  ───  ────\n"
               "A   b    c\n");
}

static void cuts_texts_and_never_numbers(void **state) {
    (void)state;
    struct page page;
    begin(&page, 34, false, 3,
          (struct layout_column[]){{.head = "id", .keep_whole = true},
                                   {.head = "name", .free_text = true},
                                   {.head = "amount", .number = true, .keep_whole = true}});
    row(&page, (const char *[]){"ACCOUNT-0001", "A name that goes on", "1,234,567"});
    row(&page, (const char *[]){"ACCOUNT-0002", "日本語の名前", "7"});
    end(&page, "id            name          amount\n"
               "────────────  ─────────  ─────────\n"
               "ACCOUNT-0001  A name t…  1,234,567\n"
               "ACCOUNT-0002  日本語の…          7\n");
}

static void leaves_out_what_does_not_fit(void **state) {
    (void)state;
    struct page page;
    begin(&page, 20, false, 4,
          (struct layout_column[]){{.head = "id", .keep_whole = true},
                                   {.head = "one", .number = true, .keep_whole = true},
                                   {.head = "two", .number = true, .keep_whole = true},
                                   {.head = "three", .number = true, .keep_whole = true}});
    row(&page, (const char *[]){"A", "1,000,000", "2", "3,000,000"});
    end(&page, "id        one  two\n"
               "──  ─────────  ───\n"
               "A   1,000,000    2\n");
    assert_int_equal(page.layout.left_out, 1);
    assert_int_equal(page.columns[3].width, 0);
}

static void spare_columns_need_something_in_them(void **state) {
    (void)state;
    struct page page;
    begin(&page, 80, false, 2, (struct layout_column[]){{.head = "id"}, {.head = "move", .spare = true}});
    row(&page, (const char *[]){"A", ""});
    end(&page, "id\n──\nA\n");
    assert_int_equal(page.layout.left_out, 0);
}

static void colours_are_around_the_text_only(void **state) {
    (void)state;
    struct page page;
    begin(&page, 80, true, 2, (struct layout_column[]){{.head = "id"}, {.head = "kind"}});
    layout_cell(&page.rows, STR("A"), MOOD_PLAIN);
    layout_cell(&page.rows, STR("exit"), MOOD_BAD);
    layout_end_row(&page.rows);
    end(&page, "\033[1mid  kind\033[0m\n──  ────\nA   \033[31mexit\033[0m\n");
}

static void many_rows_are_printed_as_they_come(void **state) {
    (void)state;
    struct page page;
    begin(&page, 80, false, 1, (struct layout_column[]){{.head = "id"}});
    for (int i = 0; i < LAYOUT_ROWS; i++) row(&page, (const char *[]){"A"});
    layout_take(&page.layout, (struct str){page.rows.ptr, page.rows.len}, &page.sink);
    assert_true(page.layout.fixed);
    assert_int_equal(page.layout.rows.len, 0);
    buf_clear(&page.rows);
    row(&page, (const char *[]){"LONG"});
    layout_take(&page.layout, (struct str){page.rows.ptr, page.rows.len}, &page.sink);
    assert_string_equal(page.sink.pending.ptr + page.sink.pending.len - 9, "A\nA\nL…\n");
    sink_release(&page.sink);
    buf_release(&page.rows);
    arena_release(&page.arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(stands_in_columns),
                                       cmocka_unit_test(groups_stand_above_their_columns),
                                       cmocka_unit_test(cuts_texts_and_never_numbers),
                                       cmocka_unit_test(leaves_out_what_does_not_fit),
                                       cmocka_unit_test(spare_columns_need_something_in_them),
                                       cmocka_unit_test(colours_are_around_the_text_only),
                                       cmocka_unit_test(many_rows_are_printed_as_they_come)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
