/* Types in words, and the members of categories as they are shown and read.
 * SPDX-License-Identifier: MIT */
#include "tests/unit/unit.h"
#include "lang/builtin.h"
#include "lang/mk.h"
#include "lang/model.h"

static const char *old_names[] = {"Prospect", "lead"};
static struct member stages[] = {
    {.name = "exploratory", .label = "Exploratory stage", .from = old_names, .from_count = 2},
    {.name = "basic"},
    {.name = "lead", .label = "Leading"},
};
static struct member exits[] = {{.name = "Parted ways", .label = "Parted ways"}, {.name = "exited"}};
static const struct category ladder = {.name = "relationship", .ordered = true, .is_ladder = true, .members = stages, .count = 3, .exits = exits, .exit_count = 2};
static struct member sizes[] = {{.name = "small"}, {.name = "large", .label = "Large"}};
static const struct category size = {.name = "size", .members = sizes, .count = 2};

static void assert_name(struct type type, const char *name, const char *phrase) {
    char text[80];
    assert_string_equal(type_name(type, text), name);
    assert_string_equal(type_phrase(type, text), phrase);
}

static void types_are_named_in_words(void **state) {
    (void)state;
    const struct record record = {.name = "Contact"};
    assert_name(type_number, "number", "a number");
    assert_name(type_percent, "percent", "a percentage");
    assert_name((struct type){.kind = TYPE_NUMBER, .unit = UNIT_MONEY}, "money", "money");
    assert_name((struct type){.kind = TYPE_NUMBER, .unit = UNIT_MONEY, .currency = "EUR"}, "money in EUR", "money in EUR");
    assert_name(type_bool, "bool", "true or false");
    assert_name(type_date, "date", "a date");
    assert_name(type_text, "text", "text");
    assert_name(type_of_period(PERIOD_DAYS), "days", "a period of days");
    assert_name(type_of_category(&ladder), "relationship", "a stage of `relationship`");
    assert_name(type_of_category(&size), "size", "one of small, large");
    assert_name((struct type){.kind = TYPE_LIST, .record = &record}, "list of Contact", "a list of Contact");
    assert_name((struct type){.kind = TYPE_RECORD, .record = &record}, "Contact", "a reference to Contact");
}

static void long_names_are_cut(void **state) {
    (void)state;
    char name[300], text[80];
    memset(name, 'x', sizeof name - 1);
    name[sizeof name - 1] = 0;
    struct member members[] = {{.name = "low"}, {.name = name}};
    const struct category category = {.name = name, .members = members, .count = 2};
    assert_string_equal(type_phrase(type_of_category(&category), text), "one of low, …");
    assert_int_equal(strlen(type_name(type_of_category(&category), text)), 63);
    assert_true(strlen(type_phrase(type_of_category(&category), text)) < 80);
}

static void units_do_not_tell_types_apart(void **state) {
    (void)state;
    assert_true(type_same(type_number, type_percent));
    assert_false(type_same(type_number, type_text));
    assert_false(type_same(type_of_period(PERIOD_DAYS), type_of_period(PERIOD_MONTHS)));
    assert_false(type_same(type_of_category(&size), type_of_category(&ladder)));
}

static void assert_shown(const struct category *category, int code, const char *name, const char *label) {
    assert_true(str_equal(category_name(category, code), str_of(name)));
    assert_true(str_equal(category_label(category, code), str_of(label)));
}

static void codes_are_shown_by_name_and_label(void **state) {
    (void)state;
    assert_shown(&ladder, 0, "exploratory", "Exploratory stage");
    assert_shown(&ladder, 1, "basic", "basic");
    assert_shown(&ladder, CODE_NONE, "none", "none");
    assert_shown(&ladder, CODE_EXITED, "Parted ways", "Parted ways");
    assert_shown(&ladder, CODE_EXITED + 1, "exited", "exited");
    assert_shown(&ladder, CODE_EXITED + 7, "exited", "exited");
}

static void assert_read(const struct category *category, const char *cell, int code) {
    int read = -77;
    assert_true(category_read(category, str_of(cell), &read));
    assert_int_equal(read, code);
}

static void cells_are_read_in_every_spelling(void **state) {
    (void)state;
    int code;
    assert_read(&ladder, "BASIC", 1);
    assert_read(&ladder, "exploratory stage", 0);
    assert_read(&ladder, "prospect", 0);
    assert_read(&ladder, "Lead", 2); /* a name comes before another member's spelling */
    assert_read(&ladder, "parted WAYS", CODE_EXITED);
    assert_read(&ladder, "exited", CODE_EXITED + 1);
    assert_read(&ladder, "None", CODE_NONE);
    assert_false(category_read(&ladder, STR("medium"), &code));
    assert_false(category_read(&ladder, STR(""), &code));
    assert_read(&size, "large", 1);
    assert_false(category_read(&size, STR("none"), &code));
    assert_false(category_read(&size, STR("exited"), &code));
}

static void builtins_say_what_they_take(void **state) {
    (void)state;
    unsigned fewest, most;
    struct builtin_arg arg;
    const struct builtin *round = builtin_find("round", false);
    builtin_arity(round, &fewest, &most);
    assert_int_equal(fewest, 1);
    assert_int_equal(most, 2);
    assert_true(builtin_arg(round, 1, &arg));
    assert_true(str_equal(arg.name, STR("places")));
    assert_true(str_equal(arg.kind, STR("plain")));
    assert_true(arg.optional);
    assert_false(builtin_arg(round, 2, &arg));
    builtin_arity(builtin_find("max", false), &fewest, &most);
    assert_int_equal(fewest, 1);
    assert_true(most == UINT32_MAX);
    assert_true(builtin_arg(builtin_find("max", false), 9, &arg));
    assert_true(arg.repeated);
    assert_int_equal(builtin_find("max", true)->shape, BUILTIN_AGGREGATE);
    assert_null(builtin_find("sqrt", false));
}

static void every_builtin_can_be_read(void **state) {
    (void)state;
    for (unsigned i = 0; i < BUILTIN_COUNT_OF_ALL; i++) {
        unsigned fewest, most;
        struct builtin_arg arg;
        builtin_arity(&builtins[i], &fewest, &most);
        assert_true(fewest >= 1 && most >= fewest);
        assert_true(builtin_arg(&builtins[i], 0, &arg));
        assert_true(strlen(builtins[i].doc) > 5);
        assert_non_null(strstr(builtins[i].example, builtins[i].name));
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(types_are_named_in_words),       cmocka_unit_test(long_names_are_cut),
        cmocka_unit_test(units_do_not_tell_types_apart),  cmocka_unit_test(codes_are_shown_by_name_and_label),
        cmocka_unit_test(cells_are_read_in_every_spelling), cmocka_unit_test(builtins_say_what_they_take),
        cmocka_unit_test(every_builtin_can_be_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
