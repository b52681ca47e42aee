/* Working days, counted one by one and by arithmetic.
 * SPDX-License-Identifier: MIT */
#include "lang/base/workday.h"
#include "tests/unit/unit.h"

static date day(const char *text) {
    date d;
    assert_true(date_parse_iso(str_of(text), &d));
    return d;
}

static const char *const holidays[] = {"", "2026-12-25", "2026-10-02; 2026-12-25; 2027-01-01", "2026-10-02;2026-10-05;2026-10-06;2026-12-25"};

static bool is_workday(date d, const char *off) {
    char text[DATE_TEXT_MAX];
    date_format(d, text);
    return date_weekday(d) < 6 && !strstr(off, text);
}

static void counts_are_those_of_a_calendar(void **state) {
    (void)state;
    for (size_t h = 0; h < sizeof holidays / sizeof *holidays; h++) {
        for (date from = day("2026-09-28"); from < day("2026-10-12"); from++) {
            int64_t count = 0;
            for (date to = from; to < day("2027-01-12"); to++) {
                if (to > from) count += is_workday(to, holidays[h]);
                assert_int_equal(workdays_between(from, to, str_of(holidays[h])), count);
                assert_int_equal(workdays_between(to, from, str_of(holidays[h])), -count);
            }
        }
    }
}

static void the_day_so_many_on_is_the_first_that_many_on(void **state) {
    (void)state;
    for (size_t h = 0; h < sizeof holidays / sizeof *holidays; h++) {
        for (date from = day("2026-09-28"); from < day("2026-10-12"); from++) {
            date to = from, back = from, moved;
            for (int64_t n = 1; n < 70; n++) {
                do to++;
                while (!is_workday(to, holidays[h]));
                do back--;
                while (!is_workday(back, holidays[h]));
                assert_true(workdays_add(from, n, str_of(holidays[h]), &moved));
                assert_int_equal(moved, to);
                assert_true(workdays_add(from, -n, str_of(holidays[h]), &moved));
                assert_int_equal(moved, back);
            }
            assert_true(workdays_add(from, 0, str_of(holidays[h]), &moved));
            assert_int_equal(moved, from);
        }
    }
}

static void the_calendar_has_ends(void **state) {
    (void)state;
    date d;
    assert_true(workdays_add(DATE_NEVER, 5, str_of(""), &d));
    assert_int_equal(d, DATE_NEVER);
    assert_false(workdays_add(DATE_MAX, 1, str_of(""), &d)); /* a Friday */
    assert_true(workdays_add(DATE_MAX, -1, str_of(""), &d));
    assert_int_equal(d, DATE_MAX - 1);
    assert_false(workdays_add(DATE_MIN, -1, str_of(""), &d)); /* a Monday */
    assert_true(workdays_add(DATE_MIN, 1, str_of(""), &d));
    assert_int_equal(d, DATE_MIN + 1);
    assert_false(workdays_add(0, INT64_MAX, str_of(""), &d));
    assert_false(workdays_add(0, INT64_MIN, str_of(""), &d));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counts_are_those_of_a_calendar),
        cmocka_unit_test(the_day_so_many_on_is_the_first_that_many_on),
        cmocka_unit_test(the_calendar_has_ends),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
