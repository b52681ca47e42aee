/* References that lead nowhere: what is counted, which is the first, what is said. */
#include "tests/unit/unit.h"
#include "tests/unit/data_unit.h"
#include "runtime/data/orphans.h"

struct view {
    struct field fields[2];
    struct record record;
    struct batch batch;
    uint64_t lines[3];
};

/* Rows of `View`, whose first field refers to the unit's record. */
static void make_views(struct view *view, const struct data_unit *unit) {
    static const bool wanted[2] = {true, true};
    *view = (struct view){0};
    view->fields[0] = (struct field){.name = "account", .type = {.kind = TYPE_RECORD, .record = &unit->record}};
    view->fields[1] = (struct field){.name = "seats", .index = 1, .type = {.kind = TYPE_NUMBER}};
    view->record = (struct record){.name = "View", .fields = view->fields, .field_count = 2, .key = -1};
    batch_init(&view->batch, &view->record, wanted, NULL);
    view->batch.rows = 3;
    view->batch.file = "views.csv";
}

static void count(struct view *view, struct orphans *orphans, uint64_t line, const char *keys[3], uint32_t found) {
    uint32_t rows[3];
    struct vec *vec = &view->batch.fields[0];
    vec->all_known = false;
    for (uint32_t i = 0; i < 3; i++) {
        view->batch.line[i] = line + i;
        vec->known[i] = keys[i] != NULL;
        vec->text[i] = str_of(keys[i]);
        rows[i] = found >> i & 1 ? i : NO_ROW;
    }
    orphans_count(orphans, vec, rows, &view->batch);
}

static const char *report(struct data_unit *unit, const struct orphans *orphans, const struct view *view) {
    struct buf text;
    buf_init(&text);
    diags_init(&unit->diags, &unit->arena, &unit->sources);
    orphans_report(orphans, &view->record, &view->fields[0], &unit->diags);
    data_diags_text(&unit->diags, &text);
    const char *copy = arena_strndup(&unit->arena, text.ptr, text.len);
    buf_release(&text);
    return copy;
}

static void the_first_by_line_is_told(void **state) {
    (void)state;
    struct data_unit unit;
    struct view view;
    struct orphans all = {0}, other = {0};
    data_init(&unit);
    make_views(&view, &unit);
    count(&view, &all, 10, (const char *[]){"A1", NULL, "X\tY"}, 1);
    count(&view, &other, 2, (const char *[]){"A1", "A2", "Z"}, 3);
    count(&view, &other, 20, (const char *[]){"A1", "A2", "A3"}, 7);
    orphans_add(&all, &other);
    assert_int_equal(all.found, 6);
    assert_int_equal(all.blank, 1);
    assert_int_equal(all.dangling, 2);
    assert_string_equal(report(&unit, &all, &view),
                        "W0560 2 rows of `View` lead to no row of `Account`\n"
                        "  note the first: no `Account` has the id `Z`, named at views.csv:4\n"
                        "  note they are kept, but belong to no `Account`; what they look up there is unknown\n");
    view.fields[0].optional = true;
    assert_string_equal(report(&unit, &all, &view), "");
    batch_release(&view.batch);
    data_release(&unit);
}

static void none_at_all_is_probably_the_wrong_column(void **state) {
    (void)state;
    struct data_unit unit;
    struct view view;
    struct orphans all = {0};
    data_init(&unit);
    make_views(&view, &unit);
    view.fields[0].optional = true;
    count(&view, &all, 2, (const char *[]){NULL, NULL, NULL}, 0);
    assert_string_equal(report(&unit, &all, &view), "");
    count(&view, &all, 5, (const char *[]){"a\x1b[31m", NULL, "b"}, 0);
    assert_string_equal(report(&unit, &all, &view),
                        "W0560 no row of `View` leads to a row of `Account`: `account` finds none\n"
                        "  note the first: no `Account` has the id `a [31m`, named at views.csv:5\n"
                        "  help Is the column of `account` the one that holds the id of `Account`? Say from \"Column\" "
                        "in the field.\n");
    batch_release(&view.batch);
    data_release(&unit);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_first_by_line_is_told),
        cmocka_unit_test(none_at_all_is_probably_the_wrong_column),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
