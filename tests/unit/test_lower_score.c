/* What scores become, line by line. */
#include "tests/unit/framework_unit.h"

#define RECORD "record Account { id: text key; a: number; b: number; c: number; vip: bool }\nparam w = 3\nparam v = 1\n"

static const struct score *score_of(struct fixture *f, const char *text) {
    char whole[1024];
    snprintf(whole, sizeof whole, RECORD "score s \"The score\" { %s }", text);
    fixture_open(f, whole);
    if (!f->framework) fixture_print(f);
    assert_non_null(f->framework);
    assert_int_equal(f->framework->score_count, 1);
    return &f->framework->scores[0];
}

struct sample {
    const char *lines, *node, *coverage;
};
static const struct sample samples[] = {
    {"100% of a", "a", "(if (is-known a) 1 0)"},
    {"60% of a  40% of b", "(+ (*exact 0.6 a) (*exact 0.4 b))", "(+ (if (is-known a) 0.6 0) (if (is-known b) 0.4 0))"},
    /* a bool counts 100 or 0, its weight folded in */
    {"60% of a  40% of vip", "(+ (*exact 0.6 a) (if vip 40 0))",
     "(+ (if (is-known a) 0.6 0) (if (is-known vip) 0.4 0))"},
    {"60% of a when missing 50  40% of vip when missing 10",
     "(+ (*exact 0.6 (otherwise a 50)) (*exact 0.4 (otherwise (if vip 100 0) 10)))",
     "(+ (if (is-known a) 0.6 0) (if (is-known vip) 0.4 0))"},
    /* a quotient by a constant needs no fraction */
    {"20% of (a + 100) / 2 when missing 50  80% of b", "(+ (otherwise (*exact 0.1 (+ a 100)) 10) (*exact 0.8 b))",
     "(+ (if (is-known (/ (+ a 100) 2)) 0.2 0) (if (is-known b) 0.8 0))"},
    {"30% of a  20% of b", "(/ (+ (*exact 0.3 a) (*exact 0.2 b)) 0.5)",
     "(/ (+ (if (is-known a) 0.3 0) (if (is-known b) 0.2 0)) 0.5)"},
    /* one line that may be skipped: the other one is always in play, so nothing can be divided by zero */
    {"60% of a when missing skip  40% of b",
     "(/ (+ (if (is-known a) (*exact 0.6 a) 0) (*exact 0.4 b)) (+ (if (is-known a) 0.6 0) 0.4))",
     "(+ (if (is-known a) 0.6 0) (if (is-known b) 0.4 0))"},
    {"100% of a when missing skip",
     "(if (= (if (is-known a) 1 0) 0) unknown (/ (if (is-known a) a 0) (if (is-known a) 1 0)))",
     "(if (is-known a) 1 0)"},
    {"weight w of a  weight v of b", "(if (= (+ w v) 0) unknown (/ (+ (*exact w a) (*exact v b)) (+ w v)))",
     "(/ (+ (if (is-known a) w 0) (if (is-known b) v 0)) (+ w v))"},
    {"100% of a  add 5 when vip  subtract 3 when b > 1", "(- (+ a (if vip 5 0)) (if (< 1 b) 3 0))",
     "(if (is-known a) 1 0)"},
    {"subtract 3 when vip", "(- 0 (if vip 3 0))", "(/ (if (is-known (if vip 3 0)) 1 0) 1)"},
    {"add b when vip when missing skip  add 1 when a > 0 when missing 2",
     "(+ (otherwise (if vip b 0) 0) (otherwise (if (< 0 a) 1 0) 2))", NULL},
};

static void lines_are_weighed_and_divided_once(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof samples / sizeof *samples; i++) {
        struct fixture f;
        const struct score *s = score_of(&f, samples[i].lines);
        assert_term(&f, s->node, samples[i].node);
        if (samples[i].coverage) assert_term(&f, s->coverage, samples[i].coverage);
        fixture_close(&f);
    }
}

static void bands_begin_at_their_limits(void **state) {
    (void)state;
    struct fixture f;
    const struct score *s = score_of(&f, "100% of a  bands red, amber \"Amber\" from 40, green from 70");
    assert_string_equal(s->bands->name, "s.band");
    assert_true(s->bands->ordered);
    assert_int_equal(s->bands->count, 3);
    assert_string_equal(s->bands->members[1].label, "Amber");
    assert_term(&f, s->band, "(if (<= 70 a) green (if (<= 40 a) amber red))");
    fixture_close(&f);
    s = score_of(&f, "100% of a  bands all_of_them");
    assert_term(&f, s->band, "(if (is-known a) all_of_them unknown)");
    fixture_close(&f);
}

static void parts_say_what_each_line_did(void **state) {
    (void)state;
    struct fixture f;
    const struct score *s = score_of(&f, "60% of a \"Alpha\"  40% of b  add 5 when vip  subtract 3 when c > 1");
    assert_string_equal(s->label.plain, "The score");
    assert_int_equal(s->part_count, 4);
    assert_string_equal(s->parts[0].label.plain, "Alpha");
    assert_string_equal(s->parts[1].label.plain, "b");
    assert_term(&f, s->parts[0].weight, "0.6");
    assert_term(&f, s->parts[0].value, "a");
    assert_term(&f, s->parts[0].points, "(*exact 0.6 a)");
    assert_term(&f, s->parts[0].lost, "(max 0 (- 60 (*exact 0.6 a)))");
    assert_term(&f, s->parts[0].known, "(is-known a)");
    assert_null(s->parts[2].weight);
    assert_term(&f, s->parts[2].points, "(if vip 5 0)");
    assert_term(&f, s->parts[2].lost, "(max 0 (- 5 (if vip 5 0)))");
    assert_term(&f, s->parts[3].points, "(neg (if (< 1 c) 3 0))");
    assert_term(&f, s->parts[3].lost, "(max 0 (if (< 1 c) 3 0))");
    fixture_close(&f);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(lines_are_weighed_and_divided_once),
                                       cmocka_unit_test(bands_begin_at_their_limits),
                                       cmocka_unit_test(parts_say_what_each_line_did)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
