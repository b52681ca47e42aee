/* What ladders become: the graph of each result, as terms. */
#include "tests/unit/framework_unit.h"

#define RECORD "record Account { id: text key; stage: path; day: date; nps: number; fit: number; vip: bool }\n"
#define STAGES "current stage since day; stage lead; stage buyer requires nps > 0; stage friend requires fit > 50\n"

static const struct ladder *ladder_of(struct fixture *f, const char *text) {
    fixture_open(f, text);
    if (!f->framework) fixture_print(f);
    assert_non_null(f->framework);
    assert_int_equal(f->framework->ladder_count, 1);
    return &f->framework->ladders[0];
}

static void a_climbed_ladder_takes_the_leading_stages(void **state) {
    (void)state;
    struct fixture f;
    const struct ladder *l = ladder_of(&f, RECORD "ladder path \"Path\" { " STAGES " }");
    assert_string_equal(l->name, "path");
    assert_string_equal(l->label.plain, "Path");
    assert_false(l->independent);
    assert_int_equal(l->stage_count, 3);
    assert_int_equal(l->stage[2].code, 2);
    assert_term(&f, l->stage[0].requires, "true");
    assert_term(&f, l->stage[1].requires, "(< 0 nps)");
    assert_term(&f, l->stage[1].meets, "(< 0 nps)");
    assert_term(&f, l->stage[2].requires, "(< 50 fit)");
    assert_term(&f, l->stage[2].meets, "(and (< 0 nps) (< 50 fit))");
    assert_term(&f, l->assessed, "(leading-true true (< 0 nps) (< 50 fit))");
    assert_term(&f, l->possible, "(leading-true true (is-possible (< 0 nps)) (is-possible (< 50 fit)))");
    assert_term(&f, l->current, "stage");
    assert_term(&f, l->since, "day");
    assert_null(l->due);
    assert_int_equal(l->give_count, 0);
    fixture_close(&f);
}

static void an_independent_ladder_takes_the_last_stage(void **state) {
    (void)state;
    struct fixture f;
    const struct ladder *l = ladder_of(&f, RECORD "ladder path independent { " STAGES " }");
    assert_true(l->independent);
    assert_term(&f, l->stage[2].meets, "(< 50 fit)");
    assert_term(&f, l->assessed, "(last-true true (< 0 nps) (< 50 fit))");
    fixture_close(&f);
}

/* A blank stage is placed; a stage that could not be read leaves everything unknown, which the case over it brings about. */
static void without_moves_accounts_hold_or_are_placed(void **state) {
    (void)state;
    struct fixture f;
    const struct ladder *l = ladder_of(&f, RECORD "ladder path { " STAGES " }");
    assert_int_equal(l->move_count, 0);
    assert_term(&f, l->kind, "(if (and (not (is-known stage)) (not (is-invalid stage))) place (case stage hold))");
    assert_term(
        &f, l->proposed,
        "(if (and (not (is-known stage)) (not (is-invalid stage))) (leading-true true (< 0 nps) (< 50 fit)) stage)");
    assert_term(&f, l->move, "unknown");
    fixture_close(&f);
}

struct move_case {
    const char *move, *condition;
};
static const struct move_case conditions[] = {
    {"advance lead -> buyer when vip", "(and (= stage lead) vip)"},
    {"advance lead -> friend when qualified", "(and (= stage lead) (and (< 0 nps) (< 50 fit)))"},
    {"advance any -> next when vip", "(and (and (<= lead stage) (<= stage buyer)) vip)"},
    {"advance any -> next when qualified",
     "(and (and (<= lead stage) (<= stage buyer)) (case stage (< 0 nps) (and (< 0 nps) (< 50 fit)) false false))"},
    {"advance any -> buyer when vip", "(and (= stage lead) vip)"},
    {"advance lead, buyer -> friend when vip", "(and (and (<= lead stage) (<= stage buyer)) vip)"},
    {"advance none -> buyer when vip", "(and (= stage none) vip)"},
    {"advance none, lead -> next when qualified",
     "(and (or (= stage none) (= stage lead)) (case stage (< 0 nps) false false true))"},
    {"advance exited -> lead when vip", "(and (is-exited stage) vip)"},
    {"advance any -> assessed when vip",
     "(and (and (and (<= lead stage) (<= stage buyer)) (< stage (leading-true true (< 0 nps) (< 50 fit)))) vip)"},
    {"demote any -> previous when not still qualified",
     "(and (<= buyer stage) (not (case stage false (< 0 nps) (and (< 0 nps) (< 50 fit)) false)))"},
    {"demote any -> assessed when vip", "(and (< (leading-true true (< 0 nps) (< 50 fit)) stage) vip)"},
    {"demote friend -> lead when not still qualified", "(and (= stage friend) (not (and (< 0 nps) (< 50 fit))))"},
    {"demote friend -> buyer when in stage for 6 months", "(and (= stage friend) (<= (add-months day 6) today))"},
    {"exit any \"Parted ways\" when vip", "(and (<= lead stage) vip)"},
    {"exit lead, friend \"Parted ways\" when vip", "(and (or (= stage lead) (= stage friend)) vip)"},
};

static void a_move_asks_what_its_ladder_leaves_open(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof conditions / sizeof *conditions; i++) {
        struct fixture f;
        char text[1024];
        snprintf(text, sizeof text, RECORD "ladder path { " STAGES " %s }", conditions[i].move);
        const struct ladder *l = ladder_of(&f, text);
        assert_int_equal(l->move_count, 1);
        assert_term(&f, l->moves[0].condition, conditions[i].condition);
        fixture_close(&f);
    }
}

static void the_first_move_that_fires_counts(void **state) {
    (void)state;
    struct fixture f;
    const struct ladder *l = ladder_of(
        &f, RECORD "ladder path { " STAGES " exit any \"Parted ways\" when vip\n"
                   "advance lead, buyer -> next \"Up\" when fit > 9\n demote friend -> previous when nps > 9 }");
    assert_int_equal(l->move_count, 3);
    assert_int_equal(l->moves[0].kind, MOVE_EXIT);
    assert_string_equal(l->moves[0].label.plain, "Parted ways");
    assert_string_equal(l->moves[1].label.plain, "Up");
    assert_string_equal(l->moves[2].label.plain, "demote friend -> previous");
    assert_int_equal(l->stages->exit_count, 1);
    assert_string_equal(category_name(l->stages, CODE_EXITED).ptr, "Parted ways");
    struct buf fires;
    buf_init(&fires);
    term_of(&f, l->move_index, &fires);
    char expected[1024];
    snprintf(expected, sizeof expected, "(case %s \"Parted ways\" \"Up\" \"demote friend -> previous\" unknown)",
             fires.ptr);
    assert_term(&f, l->move, expected);
    const char *place = "(and (not (is-known stage)) (not (is-invalid stage)))";
    snprintf(expected, sizeof expected, "(if %s place (case stage (case %s exit advance demote hold)))", place,
             fires.ptr);
    assert_term(&f, l->kind, expected);
    snprintf(expected, sizeof expected,
             "(if %s (leading-true true (< 0 nps) (< 50 fit)) (case %s Parted ways (shift #1 stage) buyer stage))",
             place, fires.ptr);
    assert_term(&f, l->proposed, expected);
    buf_release(&fires);
    fixture_close(&f);
}

static void blockers_are_the_parts_of_the_next_requirement(void **state) {
    (void)state;
    struct fixture f;
    const struct ladder *l =
        ladder_of(&f, RECORD "criterion rich \"Pays well\" when fit > 9\n criterion fast when nps > 9\n"
                             "ladder path { stage lead; stage buyer requires rich and not vip and at least 1 of (fast, "
                             "nps > 3)\n stage friend requires all of (fast, vip) }");
    assert_null(l->current);
    assert_null(l->kind);
    const char *buyer = "(< 9 fit) \"Pays well\" (not vip) \"not vip\" (or (is-true (at-least 1 (< 9 nps) (< 3 nps))) "
                        "(< 9 nps)) \"fast\" "
                        "(or (is-true (at-least 1 (< 9 nps) (< 3 nps))) (< 3 nps)) \"nps > 3\"";
    const char *friend = "(< 9 nps) \"fast\" vip \"vip\"";
    struct buf assessed;
    buf_init(&assessed);
    term_of(&f, l->assessed, &assessed);
    char expected[4096];
    snprintf(
        expected, sizeof expected,
        "(case %s (join \";\" (labels #1 %s) (labels #2 %s)) (join \";\" (labels #1 %s) (labels #2 %s)) \"\" \"\")",
        assessed.ptr, buyer, buyer, friend, friend);
    assert_term(&f, l->blockers, expected);
    buf_release(&assessed);
    fixture_close(&f);
}

static void stages_give_and_are_reviewed(void **state) {
    (void)state;
    struct fixture f;
    const struct ladder *l =
        ladder_of(&f, RECORD "param often = 3 months\n"
                             "ladder path { current stage since day\n stage lead review every 2 weeks give visits = 1\n"
                             "stage buyer requires vip review every often since (day + 1 day)\n stage friend requires "
                             "fit > 50 give visits = nps give care = \"high\" }");
    assert_term(&f, l->due, "(case stage (add-days day 14) (add-months (add-days day 1) often) unknown unknown)");
    assert_int_equal(l->give_count, 2);
    assert_string_equal(l->gives[0].name, "visits");
    assert_term(&f, l->gives[0].by_stage[0], "1");
    assert_null(l->gives[0].by_stage[1]);
    struct buf proposed;
    buf_init(&proposed);
    term_of(&f, l->proposed, &proposed);
    char expected[1024];
    snprintf(expected, sizeof expected, "(case %s 1 unknown nps unknown)", proposed.ptr);
    assert_term(&f, l->gives[0].node, expected);
    snprintf(expected, sizeof expected, "(case %s unknown unknown \"high\" unknown)", proposed.ptr);
    assert_term(&f, l->gives[1].node, expected);
    buf_release(&proposed);
    fixture_close(&f);
}

/* Codes are the category's, and what is no stage of this ladder is no place to stand. */
static void a_ladder_of_some_members_of_a_category(void **state) {
    (void)state;
    struct fixture f;
    const struct ladder *l = ladder_of(
        &f, "category level = low < mid < high < top\n"
            "record Account { id: text key; stage: level; nps: number; fit: number }\n"
            "ladder path of level { current stage; stage low; stage high requires nps > 0; stage top requires fit > 0\n"
            "advance any -> next when qualified }");
    assert_int_equal(l->stage_count, 3);
    assert_int_equal(l->stage[1].code, 2);
    assert_term(&f, l->assessed, "(case (leading-true true (< 0 nps) (< 0 fit)) low high top none)");
    assert_term(&f, l->current, "(case stage low unknown high top stage)");
    assert_term(
        &f, l->moves[0].condition,
        "(and (and (<= low (case stage low unknown high top stage)) (<= (case stage low unknown high top stage) high)) "
        "(case (case stage low unknown high top stage) (< 0 nps) false (and (< 0 nps) (< 0 fit)) false false))");
    fixture_close(&f);
}

/* `meets` of a lower stage inside a requirement is no circle; of its own stage it is. */
static void requirements_may_build_on_lower_stages(void **state) {
    (void)state;
    struct fixture f;
    const struct ladder *l = ladder_of(
        &f, RECORD
        "ladder path { stage lead; stage buyer requires nps > 0; stage friend requires meets(path, buyer) and vip }");
    assert_term(&f, l->stage[2].requires, "(and (< 0 nps) vip)");
    fixture_close(&f);
    fixture_open(&f, RECORD
                 "ladder path { stage lead; stage buyer requires meets(path, friend); stage friend requires vip }");
    assert_codes(&f, "E0211");
    fixture_close(&f);
    fixture_open(&f, RECORD
                 "ladder path { stage lead; stage buyer requires path.assessed = lead; stage friend requires vip }");
    assert_codes(&f, "E0211");
    fixture_close(&f);
}

/* The flat benchmark: what its report needs is a graph of about a hundred nodes. */
static void the_benchmark_is_a_small_graph(void **state) {
    (void)state;
    FILE *file = fopen("tests/bench/w1.rung", "r");
    assert_non_null(file);
    char text[8192];
    size_t length = fread(text, 1, sizeof text - 1, file);
    text[length] = 0;
    fclose(file);
    struct fixture f;
    char *head = strstr(text, "framework ");
    assert_non_null(head);
    fixture_open(&f, strchr(head, '\n'));
    if (!f.framework) fixture_print(&f);
    assert_non_null(f.framework);
    const struct report *report = &f.framework->reports[0];
    assert_int_equal(report->shown_count, 9);
    bool *needed = ARENA_ARRAY(&f.arena, bool, f.framework->ir.nodes.len);
    for (uint32_t i = 0; i < report->shown_count; i++) needed[report->shown[i].node->id] = true;
    uint32_t count = 0;
    for (uint32_t i = f.framework->ir.nodes.len; i > 0; i--) {
        const struct ir_node *node = f.framework->ir.nodes.at[i - 1];
        if (!needed[node->id]) continue;
        count += node->op != IR_CONST;
        for (uint32_t k = 0; k < node->arg_count; k++) needed[node->args[k]->id] = true;
    }
    printf("# %u nodes\n", count);
    assert_true(count <= 110);
    fixture_close(&f);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_climbed_ladder_takes_the_leading_stages),
        cmocka_unit_test(an_independent_ladder_takes_the_last_stage),
        cmocka_unit_test(without_moves_accounts_hold_or_are_placed),
        cmocka_unit_test(a_move_asks_what_its_ladder_leaves_open),
        cmocka_unit_test(the_first_move_that_fires_counts),
        cmocka_unit_test(blockers_are_the_parts_of_the_next_requirement),
        cmocka_unit_test(stages_give_and_are_reviewed),
        cmocka_unit_test(a_ladder_of_some_members_of_a_category),
        cmocka_unit_test(requirements_may_build_on_lower_stages),
        cmocka_unit_test(the_benchmark_is_a_small_graph),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
