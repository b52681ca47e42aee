/* The reader of command lines: forms, values, mistakes.
 * SPDX-License-Identifier: MIT */
#include "tests/unit/unit.h"

#include <stdlib.h>

#include "runtime/app/options.h"

struct given {
    bool quiet, all;
    const char *output;
    struct option_words set;
    long jobs;
    int format;
    struct option_date day;
    char separator;
};
static const char *const formats[] = {"table", "csv", "json", NULL};
#define AT(field) offsetof(struct given, field)
static const struct option options[] = {
    {.name = "quiet", .letter = 'q', .kind = OPTION_FLAG, .offset = AT(quiet)},
    {.name = "all", .letter = 'a', .kind = OPTION_FLAG, .offset = AT(all)},
    {.name = "output", .letter = 'o', .kind = OPTION_TEXT, .offset = AT(output), .value = "a file"},
    {.name = "set", .letter = 's', .kind = OPTION_LIST, .offset = AT(set), .value = "a param"},
    {.name = "jobs", .letter = 'j', .kind = OPTION_NUMBER, .offset = AT(jobs), .low = 1, .high = 64},
    {.name = "format", .kind = OPTION_CHOICE, .offset = AT(format), .choices = formats},
    {.name = "as-of", .kind = OPTION_DATE, .offset = AT(day), .value = "a date"},
    {.name = "separator", .kind = OPTION_CHAR, .offset = AT(separator), .value = "one character"},
    {0}};

struct reading {
    struct arena arena;
    struct given given;
    struct option_words words;
    struct buf mistakes;
    uint32_t count;
};

static int setup(void **state) {
    struct reading *r = calloc(1, sizeof *r);
    arena_init(&r->arena, 0);
    buf_init(&r->mistakes);
    *state = r;
    return 0;
}

static int teardown(void **state) {
    struct reading *r = *state;
    buf_release(&r->mistakes);
    arena_release(&r->arena);
    free(r);
    return 0;
}

/* The words of `line`, separated by single blanks. */
static void parse(struct reading *r, const char *line) {
    char *copy = arena_strndup(&r->arena, line, strlen(line)), *argv[32];
    int argc = 0;
    for (char *word = strtok(copy, " "); word; word = strtok(NULL, " ")) argv[argc++] = word;
    r->given = (struct given){0};
    buf_clear(&r->mistakes);
    r->count = options_parse(options, &r->given, &r->arena, argc, argv, &r->words, &r->mistakes);
}

static void expect_mistake(struct reading *r, const char *line, const char *mistake) {
    parse(r, line);
    assert_string_equal(r->mistakes.ptr, mistake);
}

static void reads_every_form(void **state) {
    struct reading *r = *state;
    parse(r, "f.rung -q --output=a --jobs 3 data --set x=1 --set=y=2 -sz=3 --format csv");
    assert_int_equal(r->count, 0);
    assert_true(r->given.quiet);
    assert_string_equal(r->given.output, "a");
    assert_int_equal(r->given.jobs, 3);
    assert_int_equal(r->given.format, 1);
    assert_int_equal(r->given.set.count, 3);
    assert_string_equal(r->given.set.at[1], "y=2");
    assert_string_equal(r->given.set.at[2], "z=3");
    assert_int_equal(r->words.count, 2);
    assert_string_equal(r->words.at[1], "data");
    parse(r, "-qao out -j4 --as-of 2026-11-01 --separator tab");
    assert_true(r->given.quiet && r->given.all);
    assert_string_equal(r->given.output, "out");
    assert_int_equal(r->given.jobs, 4);
    assert_true(r->given.day.given);
    assert_int_equal(r->given.separator, '\t');
}

static void a_hyphen_is_a_word_and_two_end_the_options(void **state) {
    struct reading *r = *state;
    parse(r, "- -q -- --output -a");
    assert_int_equal(r->count, 0);
    assert_int_equal(r->words.count, 3);
    assert_string_equal(r->words.at[0], "-");
    assert_string_equal(r->words.at[1], "--output");
    assert_null(r->given.output);
}

static void the_last_one_counts(void **state) {
    struct reading *r = *state;
    parse(r, "--format csv --format=json -o a -o b");
    assert_int_equal(r->given.format, 2);
    assert_string_equal(r->given.output, "b");
}

static void says_what_is_wrong(void **state) {
    struct reading *r = *state;
    expect_mistake(r, "--formt csv", "unrecognized option `--formt`; did you mean `--format`?\n");
    expect_mistake(r, "--sep ;", "unrecognized option `--sep`; did you mean `--separator`?\n");
    expect_mistake(r, "--nothing", "unrecognized option `--nothing`\n");
    expect_mistake(r, "-x", "unrecognized option `-x`\n");
    expect_mistake(r, "-format", "unrecognized option `-format`; did you mean `--format`?\n");
    expect_mistake(r, "--format yaml", "`--format` takes table, csv or json, not `yaml`\n");
    expect_mistake(r, "--format tabel", "`--format` takes table, csv or json, not `tabel`; did you mean `table`?\n");
    expect_mistake(r, "--format", "`--format` needs a value: table, csv or json\n");
    expect_mistake(r, "--output --quiet", "`--output` needs a value: a file\n");
    expect_mistake(r, "--output=", "`--output` takes a file, not ``\n");
    expect_mistake(r, "-o", "`-o` needs a value: a file\n");
    expect_mistake(r, "--quiet=yes", "`--quiet` takes no value\n");
    expect_mistake(r, "--jobs 0", "`--jobs` takes a whole number from 1 to 64, not `0`\n");
    expect_mistake(r, "--jobs 99999999999999999999",
                   "`--jobs` takes a whole number from 1 to 64, not `99999999999999999999`\n");
    expect_mistake(r, "--jobs 2x", "`--jobs` takes a whole number from 1 to 64, not `2x`\n");
    expect_mistake(r, "--as-of 2026-02-30", "`--as-of` takes a date, not `2026-02-30`\n");
    expect_mistake(r, "--as-of never", "`--as-of` takes a date, not `never`\n");
    expect_mistake(r, "--separator ab", "`--separator` takes one character, not `ab`\n");
    expect_mistake(r, "--separator \"", "`--separator` takes one character, not `\"`\n");
}

static void says_all_that_is_wrong(void **state) {
    struct reading *r = *state;
    parse(r, "--jobs x --format y -z");
    assert_int_equal(r->count, 3);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(reads_every_form, setup, teardown),
        cmocka_unit_test_setup_teardown(a_hyphen_is_a_word_and_two_end_the_options, setup, teardown),
        cmocka_unit_test_setup_teardown(the_last_one_counts, setup, teardown),
        cmocka_unit_test_setup_teardown(says_what_is_wrong, setup, teardown),
        cmocka_unit_test_setup_teardown(says_all_that_is_wrong, setup, teardown)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
