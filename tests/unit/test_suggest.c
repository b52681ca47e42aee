/* The nearest name.
 * SPDX-License-Identifier: MIT */
#include "tests/unit/unit.h"
#include <string.h>
#include "lang/suggest.h"

static const char *nearest(const char *wanted, const char *const *names) {
    struct suggest suggest;
    suggest_init(&suggest, wanted);
    for (; *names; names++) suggest_offer(&suggest, *names);
    return suggest_best(&suggest);
}
#define NEAREST(wanted, ...) nearest(wanted, (const char *const[]){__VA_ARGS__, NULL})

static void finds_slips_of_the_finger(void **state) {
    (void)state;
    assert_string_equal(NEAREST("revenu", "margin", "revenue"), "revenue");
    assert_string_equal(NEAREST("revneue", "margin", "revenue"), "revenue");
    assert_string_equal(NEAREST("rvenue", "margin", "revenue"), "revenue");
    assert_string_equal(NEAREST("revenua", "margin", "revenue"), "revenue");
    assert_string_equal(NEAREST("npz", "margin", "nps"), "nps");
    assert_string_equal(NEAREST("größse", "große", "größe"), "größe");
}

static void case_and_separators_do_not_count(void **state) {
    (void)state;
    assert_string_equal(NEAREST("StageSince", "stage", "stage_since"), "stage_since");
    assert_string_equal(NEAREST("annual revenue", "revenue", "Annual_Revenue"), "Annual_Revenue");
}

static void the_nearest_wins_and_among_equals_the_first(void **state) {
    (void)state;
    assert_string_equal(NEAREST("contact", "contacts", "content", "contract"), "contacts");
    assert_string_equal(NEAREST("level", "levels", "leve"), "levels");
}

static void keeps_silent_about_what_is_far(void **state) {
    (void)state;
    assert_null(NEAREST("revenue", "nps", "joined", "segment"));
    assert_null(NEAREST("ab", "cd", "ax"));
    assert_null(NEAREST("x", "y"));
    assert_null(NEAREST("nps", NULL));
    assert_string_equal(NEAREST("AB", "ab"), "ab");
}

static void bears_any_name(void **state) {
    (void)state;
    char many[200];
    memset(many, 'a', sizeof many);
    many[199] = 0;
    assert_null(NEAREST(many, "aaaa", many));
    assert_null(NEAREST("aaaa", many));
    assert_null(NEAREST("", "abc"));
    assert_string_equal(NEAREST("\xFFnaming", "naming"), "naming");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_slips_of_the_finger),
        cmocka_unit_test(case_and_separators_do_not_count),
        cmocka_unit_test(the_nearest_wins_and_among_equals_the_first),
        cmocka_unit_test(keeps_silent_about_what_is_far),
        cmocka_unit_test(bears_any_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
