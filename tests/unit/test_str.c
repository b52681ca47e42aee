/* Slices of text.
 * SPDX-License-Identifier: MIT */
#include "tests/unit/unit.h"
#include "lang/base/str.h"

static const struct str nothing = {NULL, 0};

static void compares(void **state) {
    (void)state;
    assert_true(str_equal(STR("a"), STR("a")));
    assert_false(str_equal(STR("a"), STR("A")));
    assert_false(str_equal(STR("a"), STR("ab")));
    assert_true(str_equal(nothing, STR("")));
    assert_true(str_equal_nocase(STR("Account_1"), STR("aCCOUNT_1")));
    assert_false(str_equal_nocase(STR("@[`{"), STR("`{@[")));
    assert_false(str_equal_nocase(STR("ab"), STR("abc")));
    assert_true(str_equal_nocase(nothing, STR("")));
    /* Only ASCII letters fold. */
    assert_false(str_equal_nocase(STR("\xc3\x84"), STR("\xc3\xa4")));
    assert_true(str_compare(STR("a"), STR("b")) < 0);
    assert_true(str_compare(STR("b"), STR("a")) > 0);
    assert_true(str_compare(STR("a"), STR("ab")) < 0);
    assert_true(str_compare(STR("ab"), STR("a")) > 0);
    assert_true(str_compare(STR("z"), STR("\xc3\xa4")) < 0);
    assert_int_equal(str_compare(STR("same"), STR("same")), 0);
    assert_int_equal(str_compare(nothing, STR("")), 0);
    assert_true(str_compare(nothing, STR("a")) < 0);
    assert_int_equal(str_of(NULL).len, 0);
}

static void assert_trimmed(struct str text, const char *wanted) {
    struct str trimmed = str_trim(text);
    assert_int_equal(trimmed.len, strlen(wanted));
    assert_memory_equal(trimmed.ptr, wanted, strlen(wanted));
}

static void trims(void **state) {
    (void)state;
    assert_trimmed(STR("  key account\t\r\n"), "key account");
    assert_trimmed(STR("\xef\xbb\xbfid"), "id");
    assert_trimmed(STR("\xc2\xa0 18 \xc2\xa0\xc2\xa0"), "18");
    assert_trimmed(STR("\xe2\x82\xac"), "\xe2\x82\xac");
    assert_trimmed(STR("bare"), "bare");
    assert_trimmed(STR("\xc2"), "\xc2");
    assert_trimmed(STR("\xa0"), "\xa0");
    assert_int_equal(str_trim(STR(" \t\xc2\xa0\xef\xbb\xbf\n")).len, 0);
    assert_int_equal(str_trim(STR("")).len, 0);
    assert_int_equal(str_trim(nothing).len, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(compares), cmocka_unit_test(trims)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
