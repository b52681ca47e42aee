/* Calendar dates: corner cases by hand, and laws checked over the whole calendar against their definitions.
 * SPDX-License-Identifier: MIT */
#include "tests/unit/unit.h"
#include "lang/base/date.h"

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static date day(const char *text) {
    date d;
    if (strcmp(text, "never") == 0) return DATE_NEVER;
    assert_true(date_parse_iso(str_of(text), &d));
    return d;
}

static void assert_date(date d, const char *text) {
    char shown[DATE_TEXT_MAX];
    assert_int_equal(date_format(d, shown), strlen(text));
    assert_string_equal(shown, text);
}

static uint64_t next_random(uint64_t *seed) {
    *seed ^= *seed << 13;
    *seed ^= *seed >> 7;
    *seed ^= *seed << 17;
    return *seed;
}

static date random_day(uint64_t *seed) { return (date)(next_random(seed) % (DATE_MAX - DATE_MIN + 1)) + DATE_MIN; }

/* --- parts --------------------------------------------------------------------------------------------------------- */

/* A plain calendar, counted day by day, is the reference for every day there is. */
static void every_day_follows_the_one_before(void **state) {
    (void)state;
    static const int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    date d = DATE_MIN;
    int weekday = 1;
    for (int year = 1; year <= 9999; year++) {
        bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
        for (int month = 1; month <= 12; month++) {
            int length = lengths[month - 1] + (month == 2 && leap);
            assert_int_equal(date_days_in_month(year, month), length);
            for (int of_month = 1; of_month <= length; of_month++, d++) {
                date made;
                struct date_parts parts = date_parts_of(d);
                bool right = date_from_parts(year, month, of_month, &made) && made == d && parts.year == year &&
                             parts.month == month && parts.day == of_month && date_weekday(d) == weekday;
                if (!right) fail_msg("%04d-%02d-%02d", year, month, of_month);
                weekday = weekday % 7 + 1;
            }
        }
    }
    assert_int_equal(d - 1, DATE_MAX);
    assert_int_equal(day("1970-01-01"), 0);
    assert_int_equal(date_weekday(day("2026-11-01")), 7);
    assert_int_equal(date_weekday(day("1970-01-01")), 4);
}

static void refuses_days_that_do_not_exist(void **state) {
    (void)state;
    static const int wrong[][3] = {{2026, 2, 29}, {2026, 2, 30}, {1900, 2, 29}, {2100, 2, 29}, {2026, 4, 31},
                                   {2026, 13, 1}, {2026, 0, 1},  {2026, 1, 0},  {2026, 1, 32}, {0, 1, 1},
                                   {10000, 1, 1}, {-1, 1, 1},    {2026, -1, 1}, {2026, 1, -1}};
    date d = 77;
    for (size_t i = 0; i < COUNT(wrong); i++) assert_false(date_from_parts(wrong[i][0], wrong[i][1], wrong[i][2], &d));
    assert_int_equal(d, 77);
    assert_true(date_from_parts(2000, 2, 29, &d));
    assert_true(date_from_parts(2024, 2, 29, &d));
    assert_true(date_from_parts(2400, 2, 29, &d));
}

/* --- periods ------------------------------------------------------------------------------------------------------- */

static void months_clamp_to_the_end_of_the_month(void **state) {
    (void)state;
    static const struct {
        const char *from;
        int months;
        const char *to;
    } rows[] = {
        {"2026-01-31", 1, "2026-02-28"},
        {"2024-01-31", 1, "2024-02-29"},
        {"2026-01-31", 3, "2026-04-30"},
        {"2024-02-29", 12, "2025-02-28"},
        {"2024-02-29", 48, "2028-02-29"},
        {"2024-02-29", -12, "2023-02-28"},
        {"2026-03-31", -1, "2026-02-28"},
        {"2026-12-15", 1, "2027-01-15"},
        {"2026-01-15", -1, "2025-12-15"},
        {"2026-05-31", 0, "2026-05-31"},
        {"2026-02-28", 1, "2026-03-28"},
        {"0001-01-31", 1, "0001-02-28"},
        {"0001-02-01", -1, "0001-01-01"},
        {"9999-11-30", 1, "9999-12-30"},
        {"0001-01-01", 119987, "9999-12-01"},
        {"9999-12-31", -119987, "0001-01-31"},
        {"never", 7, "never"},
        {"never", -7, "never"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        date d;
        assert_true(date_add_months(day(rows[i].from), rows[i].months, &d));
        assert_date(d, rows[i].to);
    }
    date d = 77;
    assert_false(date_add_months(day("9999-12-01"), 1, &d));
    assert_false(date_add_months(day("0001-01-31"), -1, &d));
    assert_false(date_add_months(day("2026-01-01"), 1000000, &d));
    assert_false(date_add_months(day("2026-01-01"), INT64_MAX, &d));
    assert_false(date_add_months(day("2026-01-01"), INT64_MIN, &d));
    assert_int_equal(d, 77);
    assert_true(date_add_months(DATE_NEVER, INT64_MAX, &d));
    assert_int_equal(d, DATE_NEVER);
}

static void days_are_added_within_the_calendar(void **state) {
    (void)state;
    date d;
    assert_true(date_add_days(day("2024-02-28"), 1, &d));
    assert_date(d, "2024-02-29");
    assert_true(date_add_days(day("2026-01-01"), -1, &d));
    assert_date(d, "2025-12-31");
    assert_true(date_add_days(DATE_MIN, (int64_t)DATE_MAX - DATE_MIN, &d));
    assert_int_equal(d, DATE_MAX);
    assert_true(date_add_days(DATE_NEVER, -1, &d));
    assert_int_equal(d, DATE_NEVER);
    d = 77;
    assert_false(date_add_days(DATE_MAX, 1, &d));
    assert_false(date_add_days(DATE_MIN, -1, &d));
    assert_false(date_add_days(0, INT64_MAX, &d));
    assert_false(date_add_days(DATE_MIN, INT64_MIN, &d));
    assert_int_equal(d, 77);
}

static void counts_months_between(void **state) {
    (void)state;
    static const struct {
        const char *from, *to;
        int months;
    } rows[] = {
        {"2026-01-15", "2026-01-15", 0},       {"2026-01-15", "2026-02-14", 0},  {"2026-01-15", "2026-02-15", 1},
        {"2026-01-31", "2026-02-27", 0},       {"2026-01-31", "2026-02-28", 1},  {"2024-01-31", "2024-02-28", 0},
        {"2024-01-31", "2024-02-29", 1},       {"2026-01-31", "2026-04-30", 3},  {"2026-01-31", "2026-04-29", 2},
        {"2024-02-29", "2025-02-28", 12},      {"2024-02-29", "2025-02-27", 11}, {"2026-02-28", "2026-03-31", 1},
        {"2026-02-15", "2026-01-15", -1},      {"2026-02-15", "2026-01-14", -2}, {"2026-02-15", "2026-02-14", -1},
        {"2026-03-31", "2026-02-28", -1},      {"2026-03-31", "2026-02-27", -2}, {"0001-01-01", "9999-12-31", 119987},
        {"9999-12-31", "0001-01-01", -119988}, {"0001-01-15", "0001-01-10", -1},
    };
    for (size_t i = 0; i < COUNT(rows); i++)
        assert_int_equal(date_months_between(day(rows[i].from), day(rows[i].to)), rows[i].months);
}

/* The definition: the greatest n with from + n months <= to. */
static void assert_months_by_definition(date from, date to) {
    int64_t n = date_months_between(from, to);
    date then;
    if (date_add_months(from, n, &then))
        assert_true(then <= to);
    else
        assert_true(n < 0 && date_parts_of(to).year == 1 && date_parts_of(to).month == 1);
    if (date_add_months(from, n + 1, &then))
        assert_true(then > to);
    else
        assert_true(date_parts_of(to).year == 9999 && date_parts_of(to).month == 12);
}

static void months_between_is_what_its_definition_says(void **state) {
    (void)state;
    /* Every pair of days of five years with a leap year in them, and a thousand pairs from anywhere. */
    date first = day("2022-11-25");
    for (date from = first; from < first + 1900; from += 1 + (from % 3 == 0))
        for (date to = first; to < first + 1900; to += 1 + (to % 5 == 0)) assert_months_by_definition(from, to);
    uint64_t seed = 5;
    for (int i = 0; i < 1000; i++) assert_months_by_definition(random_day(&seed), random_day(&seed));
}

static void adding_months_never_runs_backwards(void **state) {
    (void)state;
    uint64_t seed = 11;
    for (int i = 0; i < 20000; i++) {
        date d = random_day(&seed), one, other;
        int64_t months = (int64_t)(next_random(&seed) % 1000) - 500;
        if (!date_add_months(d, months, &one)) continue;
        struct date_parts before = date_parts_of(d), after = date_parts_of(one);
        assert_int_equal(after.year * 12 + after.month, before.year * 12 + before.month + months);
        assert_true(after.day == before.day ||
                    (after.day < before.day && after.day == date_days_in_month(after.year, after.month)));
        if (d < DATE_MAX && date_add_months(d + 1, months, &other)) assert_true(other >= one);
    }
}

/* --- units --------------------------------------------------------------------------------------------------------- */

static void finds_starts_and_ends(void **state) {
    (void)state;
    static const struct {
        const char *d;
        enum date_unit unit;
        const char *start, *end;
    } rows[] = {
        {"2026-11-01", DATE_DAY, "2026-11-01", "2026-11-01"},
        {"2026-11-01", DATE_WEEK, "2026-10-26", "2026-11-01"},
        {"2026-11-02", DATE_WEEK, "2026-11-02", "2026-11-08"},
        {"2026-01-01", DATE_WEEK, "2025-12-29", "2026-01-04"},
        {"1969-12-31", DATE_WEEK, "1969-12-29", "1970-01-04"},
        {"0001-01-03", DATE_WEEK, "0001-01-01", "0001-01-07"},
        {"9999-12-29", DATE_WEEK, "9999-12-27", "9999-12-31"},
        {"2024-02-10", DATE_MONTH, "2024-02-01", "2024-02-29"},
        {"2026-02-28", DATE_MONTH, "2026-02-01", "2026-02-28"},
        {"2026-01-01", DATE_QUARTER, "2026-01-01", "2026-03-31"},
        {"2026-06-30", DATE_QUARTER, "2026-04-01", "2026-06-30"},
        {"2026-08-15", DATE_QUARTER, "2026-07-01", "2026-09-30"},
        {"2026-12-31", DATE_QUARTER, "2026-10-01", "2026-12-31"},
        {"2024-06-15", DATE_YEAR, "2024-01-01", "2024-12-31"},
        {"9999-12-31", DATE_YEAR, "9999-01-01", "9999-12-31"},
        {"never", DATE_WEEK, "never", "never"},
        {"never", DATE_YEAR, "never", "never"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        assert_date(date_start_of(day(rows[i].d), rows[i].unit), rows[i].start);
        assert_date(date_end_of(day(rows[i].d), rows[i].unit), rows[i].end);
    }
}

/* --- text ---------------------------------------------------------------------------------------------------------- */

static void reads_iso_dates_and_timestamps(void **state) {
    (void)state;
    static const char *const right[] = {
        "2026-11-01",
        "2026-11-01T10:00:00Z",
        "2026-11-01 10:00",
        "2026-11-01T00:00:00.000+02:00",
        "2026-11-01T23:59:60Z",
        "2026-11-01t10:00z",
        "2026-11-01 10:00:00 UTC",
        "2026-11-01T10:00:00-0500",
        "2026-11-01T10:00:00+02",
        "2026-11-01 3:00 PM",
        "2026-11-01T24:00:00",
        "2026-11-01 10:00:00,5",
    };
    for (size_t i = 0; i < COUNT(right); i++) {
        date d;
        assert_true(date_parse_iso(str_of(right[i]), &d));
        assert_date(d, "2026-11-01");
    }
    static const char *const wrong[] = {
        "",
        "2026",
        "2026-11-1",
        "2026-1-01",
        "26-11-01",
        "2026/11/01",
        "2026-11-01x",
        "2026-02-30",
        "2026-13-01",
        "2026-00-10",
        "2026-10-00",
        "0000-01-01",
        "10000-01-01",
        "-001-01-01",
        "2026-11-01T",
        "2026-11-01 ",
        " 2026-11-01",
        "2026-11-01T10",
        "2026-11-01T10:0",
        "2026-11-01T25:00",
        "2026-11-01T10:60",
        "2026-11-01T10:00:61",
        "2026-11-01T10:00:00.",
        "2026-11-01T10:00:00Zx",
        "2026-11-01T10:00:00+",
        "2026-11-01T10:00:00+2",
        "2026-11-01T10:00:00+24:00",
        "2026-11-01T10:00:00+02:",
        "2026-11-01T10:00:00+02:60",
        "2026-11-01 13:00 PM",
        "2026-11-01 ten",
        "never",
        "20261101",
        "2026-1a-01",
        "2026-11-3/",
        "2026:11:01",
    };
    date d = 77;
    for (size_t i = 0; i < COUNT(wrong); i++)
        if (date_parse_iso(str_of(wrong[i]), &d)) fail_msg("%s was read", wrong[i]);
    assert_int_equal(d, 77);
    assert_false(date_parse_iso((struct str){NULL, 0}, &d));
    assert_int_equal(day("0001-01-01"), DATE_MIN);
    assert_int_equal(day("9999-12-31"), DATE_MAX);
}

static void reads_dates_by_a_pattern(void **state) {
    (void)state;
    static const char *const right[][3] = {
        {"%d/%m/%Y", "01/11/2026", "2026-11-01"},
        {"%d/%m/%Y", "1/11/2026", "2026-11-01"},
        {"%m/%d/%y", "2/9/26", "2026-02-09"},
        {"%y%m%d", "680101", "2068-01-01"},
        {"%y%m%d", "690101", "1969-01-01"},
        {"%Y%m%d", "20261101", "2026-11-01"},
        {"%d.%m.%Y", "29.02.2024", "2024-02-29"},
        {"%d %b %Y", "1 Nov 2026", "2026-11-01"},
        {"%d %b %Y", "1  november\t2026", "2026-11-01"},
        {"%B %d, %Y", "May 5, 2026", "2026-05-05"},
        {"%b-%d-%Y", "SEPTEMBER-30-2026", "2026-09-30"},
        {"%Y-%j", "2024-366", "2024-12-31"},
        {"%Y/%j", "2026/1", "2026-01-01"},
        {"%d%%%m%%%Y", "1%2%2026", "2026-02-01"},
        {"%d/%m/%Y", "01/11/2026 10:30", "2026-11-01"},
        {"%d/%m/%Y", "01/11/2026 3:00:00 pm", "2026-11-01"},
        {"%d/%m/%Y", "01/11/2026T10:30:00Z", "2026-11-01"},
        {"%d/%m/%Y", "01/11/2026  ", "2026-11-01"},
        {"vom %d.%m.%Y", "vom 3.4.2026", "2026-04-03"},
    };
    for (size_t i = 0; i < COUNT(right); i++) {
        date d;
        assert_null(date_check_format(right[i][0]));
        assert_true(date_parse_format(str_of(right[i][1]), right[i][0], &d));
        assert_date(d, right[i][2]);
    }
    static const char *const wrong[][2] = {
        {"%d/%m/%Y", ""},
        {"%d/%m/%Y", "2026-11-01"},
        {"%d/%m/%Y", "11/2026"},
        {"%d/%m/%Y", "30/02/2026"},
        {"%d/%m/%Y", "1/13/2026"},
        {"%d/%m/%Y", "1/1/26"},
        {"%d/%m/%Y", "1/1/20261"},
        {"%d/%m/%Y", "01/11/2026x"},
        {"%d/%m/%Y", "01/11/2026 x"},
        {"%d/%m/%Y", "01/11/2026T"},
        {"%d/%m/%Y", "001/11/2026"},
        {"%d/%m/%y", "1/1/2026"},
        {"%Y-%j", "2026-366"},
        {"%Y-%j", "2026-0"},
        {"%d %b %Y", "1 Nov2026"},
        {"%d %b %Y", "1 Nob 2026"},
        {"%d/%m/%Y", "-1/11/2026"},
        {"%d/%m/%Y", "0/11/2026"},
        {"%Y-%j", "0000-001"},
    };
    date d = 77;
    for (size_t i = 0; i < COUNT(wrong); i++)
        if (date_parse_format(str_of(wrong[i][1]), wrong[i][0], &d))
            fail_msg("%s was read by %s", wrong[i][1], wrong[i][0]);
    assert_false(date_parse_format((struct str){NULL, 0}, "%d/%m/%Y", &d));
    assert_int_equal(d, 77);
}

static void checks_patterns(void **state) {
    (void)state;
    static const char *const wrong[][2] = {
        {"", "year"},
        {"%d/%m", "year"},
        {"%d/%Y", "month"},
        {"%m/%Y", "day"},
        {"%Y %y %m %d", "once"},
        {"%Y %m %b %d", "once"},
        {"%Y %d %m %d", "once"},
        {"%Y %j %j", "once"},
        {"%Y %j %d", "day of the year"},
        {"%d/%m/%Y %H:%M", "time"},
        {"%q", "percent"},
        {"%Y-%m-%d%", "percent"},
    };
    for (size_t i = 0; i < COUNT(wrong); i++) {
        const char *message = date_check_format(wrong[i][0]);
        assert_non_null(message);
        assert_non_null(strstr(message, wrong[i][1]));
    }
    assert_null(date_check_format("%d/%m/%Y"));
}

static void writes_dates(void **state) {
    (void)state;
    assert_date(DATE_MIN, "0001-01-01");
    assert_date(DATE_MAX, "9999-12-31");
    assert_date(DATE_NEVER, "never");
    assert_date(-1, "1969-12-31");
    uint64_t seed = 3;
    for (int i = 0; i < 20000; i++) {
        char text[DATE_TEXT_MAX];
        date d = random_day(&seed);
        date_format(d, text);
        assert_int_equal(day(text), d);
    }
}

static void knows_what_day_it_is(void **state) {
    (void)state;
    date today = date_today();
    assert_true(today > day("2020-01-01") && today < DATE_MAX);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_day_follows_the_one_before),
        cmocka_unit_test(refuses_days_that_do_not_exist),
        cmocka_unit_test(months_clamp_to_the_end_of_the_month),
        cmocka_unit_test(days_are_added_within_the_calendar),
        cmocka_unit_test(counts_months_between),
        cmocka_unit_test(months_between_is_what_its_definition_says),
        cmocka_unit_test(adding_months_never_runs_backwards),
        cmocka_unit_test(finds_starts_and_ends),
        cmocka_unit_test(reads_iso_dates_and_timestamps),
        cmocka_unit_test(reads_dates_by_a_pattern),
        cmocka_unit_test(checks_patterns),
        cmocka_unit_test(writes_dates),
        cmocka_unit_test(knows_what_day_it_is),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
