/* What windows, selects, capacities and scenarios come down to. */
#include "tests/unit/framework_unit.h"
#include "lang/scenario.h"

#define RECORD                                                                                                         \
    "record Account { id: text key; name: text; n: number; m: number default 0; vip: bool; stage: path; owner: Owner }\n"   \
    "record Owner { id: text key; region: text; accounts: list of Account }\n"                                            \
    "ladder path { current stage; stage a; stage b requires n > 1 capacity 3 }\n"

static void check(struct fixture *f, const char *text) {
    char whole[2048];
    snprintf(whole, sizeof whole, RECORD "%s", text);
    fixture_open(f, whole);
    if (!f->framework) fixture_print(f);
    assert_non_null(f->framework);
    assert_int_equal(f->framework->refusal_count, 0);
}

static struct ir_node *let_of(const struct fixture *f, const char *name) {
    for (uint32_t i = 0; i < f->framework->let_count; i++) {
        if (strcmp(f->framework->lets[i].name, name) == 0) return f->framework->lets[i].node;
    }
    return NULL;
}

static void places_are_ranks_counts_and_sums(void **state) {
    (void)state;
    struct fixture f;
    check(&f, "let a = rank(n descending over portfolio)\n"
              "let b = rank(n by (n descending, id) over portfolio where vip per (owner.region, stage))\n"
              "let c = ntile(5, n over portfolio)\n"
              "let d = percent_rank(n over portfolio per stage)\n"
              "let e = share(n over portfolio where vip)\n"
              "let g = running_sum(n by m over portfolio)\n"
              "let h = running_share(n descending over portfolio)\n"
              "let i = rank(n / m over portfolio)\n"
              "let j = share(n over owner.accounts)\n"
              "let k = rank(n by m over portfolio)\n");
    assert_term(&f, let_of(&f, "a"), "(rank down-by=n)");
    assert_term(&f, let_of(&f, "b"), "(rank where=vip group=(group (gather owner Owner.region) stage) down-by=n by=id)");
    assert_term(&f, let_of(&f, "c"), "(+ 1 (floor (/ (* (- (rank by=n) 1) 5) (count-low where=(is-known n)))))");
#define STAGE "(group stage)"
    assert_term(&f, let_of(&f, "d"),
                "(/ (- (rank group=" STAGE " by=n) 1) (max (- (gather " STAGE " (count-low link=" STAGE " where=(is-known n))) 1) 1))");
#undef STAGE
    assert_term(&f, let_of(&f, "e"), "(if vip (/ n (sum where=(and vip (is-known n)) value=n)) unknown)");
    assert_term(&f, let_of(&f, "g"), "(running-sum value=n by=m)");
    assert_term(&f, let_of(&f, "h"), "(/ (running-sum value=n down-by=n) (sum where=(is-known n) value=n))");
    assert_term(&f, let_of(&f, "i"), "(rank by=(round9 (/ n m)))");
    assert_term(&f, let_of(&f, "j"), "(/ n (gather owner (sum link=owner where=(is-known n) value=n)))");
    assert_term(&f, let_of(&f, "k"), "(rank where=(and (is-known n) (is-known m)) by=m)");
    fixture_close(&f);
}

static void selects_give_an_outcome_a_rank_and_a_reason(void **state) {
    (void)state;
    struct fixture f;
    check(&f, "param room = 4\nselect best \"Best\" among vip by n descending, stage take room at most 2 per stage\n"
              "select some among vip by n take 10% per stage\n");
    const struct selection *s = &f.framework->selections[0];
    assert_string_equal(s->label.plain, "Best");
    assert_int_equal(s->limit_count, 2);
    assert_string_equal(s->limits[0].label.plain, "take room");
    assert_string_equal(s->limits[1].label.plain, "at most 2 per stage");
#define STAGE "(group (if (is-known stage) 0 1) (otherwise stage a))"
#define KEYS "by=(if (is-known n) 0 1) down-by=(otherwise n 0) by=(if (is-known stage) 0 1) by=(otherwise stage a)"
    assert_term(&f, s->outcome, "(select where=vip group=(group) group=" STAGE " value=(floor room) value=2 " KEYS ")");
    assert_term(&f, s->rank, "(rank where=vip " KEYS ")");
    assert_int_equal(s->taken->op, IR_IS_TRUE);
    assert_int_equal(s->blocked_by->op, IR_CASE);
    assert_string_equal(s->order_text[1], "stage");
    assert_term(&f, f.framework->selections[1].limits[0].room,
                "(ceil (* (gather " STAGE " (count-low link=" STAGE " where=vip)) 0.1))");
#undef STAGE
#undef KEYS
    fixture_close(&f);
}

static void a_capacity_is_a_flag_about_the_portfolio(void **state) {
    (void)state;
    struct fixture f;
    check(&f, "flag own when n > 3\nflag all when count(portfolio) > 3\nflag never when 1 > 2\n");
    assert_int_equal(f.framework->flag_count, 4);
    assert_false(f.framework->flags[0].portfolio);
    assert_true(f.framework->flags[1].portfolio);
    assert_false(f.framework->flags[2].portfolio); /* decided without the portfolio */
    const struct flag *flag = &f.framework->flags[3];
    assert_string_equal(flag->name, "path.b over capacity");
    assert_true(flag->portfolio);
    assert_int_equal(flag->severity, SEVERITY_WARNING);
    assert_int_equal(flag->raised->space, SPACE_POINT);
    assert_ptr_equal(flag->stage, &f.framework->ladders[0].stage[1]);
    for (uint32_t i = 0; i < f.framework->shown_count; i++) assert_ptr_not_equal(f.framework->shown[i].construct, &f.framework->flags[1]);
    fixture_close(&f);
}

static void a_scenario_replaces_what_it_changes(void **state) {
    (void)state;
    struct fixture f;
    check(&f, "param bar = 5\nlet x = n + bar\nlet y = sum(n over portfolio per stage)\nlet z = name & \"!\"\nlet w = n is missing\nlet v = owner.region\n"
              "scenario s { set bar = 7  change n = m + n where vip  change Owner.region = \"N\" }\n");
    struct ir_node *same = let_of(&f, "z");
    struct ir_rewrite rewrite;
    const struct scenario *chosen = scenario_find(f.framework, "s");
    assert_non_null(chosen);
    assert_null(scenario_find(f.framework, "t"));
    assert_true(scenario_apply(f.framework, &chosen, 1, &f.arena, &f.diags, &rewrite));
#define N "(if (is-true vip) (+ m n) n)"
    assert_term(&f, let_of(&f, "x"), "(+ " N " 7)");
    assert_term(&f, let_of(&f, "w"), "(if (is-true vip) false (is-missing n))");
    assert_term(&f, let_of(&f, "v"), "\"N\"");
    assert_ptr_equal(let_of(&f, "z"), same);
    struct buf text;
    buf_init(&text);
    term_of(&f, let_of(&f, "y"), &text);
    assert_non_null(strstr(text.ptr, "(sum link=(group stage) value=" N ")"));
    buf_release(&text);
#undef N
    fixture_close(&f);
}

static void groups_by_what_changed_are_other_groups(void **state) {
    (void)state;
    struct fixture f;
    check(&f, "let x = count(portfolio where m > 1 per n)\nreport r { group by n  show n, count(group) \"c\" }\nscenario s { change n = m }\n");
    uint32_t spaces = f.framework->space_count;
    ir_space before = f.framework->reports[0].space;
    struct ir_rewrite rewrite;
    const struct scenario *chosen = scenario_find(f.framework, "s");
    assert_true(scenario_apply(f.framework, &chosen, 1, &f.arena, &f.diags, &rewrite));
    const struct report *r = &f.framework->reports[0];
    assert_int_not_equal(r->space, before);
    assert_int_equal(f.framework->space_count, spaces + 2);
    for (uint32_t i = 0; i < r->shown_count; i++) assert_int_equal(r->shown[i].node->space, r->space);
    assert_int_equal(f.framework->spaces[r->space].group->space, SPACE_SUBJECT);
    fixture_close(&f);
}

static void scenarios_that_clash_are_refused(void **state) {
    (void)state;
    struct fixture f;
    check(&f, "param bar = 5\nflag f when n > bar\nscenario s { change n = 1 }\nscenario t { change n = 2  change m = 1 }\nscenario u { set bar = 1 }\n");
    const struct scenario *clash[] = {scenario_find(f.framework, "s"), scenario_find(f.framework, "t")};
    const struct scenario *fine[] = {scenario_find(f.framework, "s"), scenario_find(f.framework, "u"), scenario_find(f.framework, "s")};
    struct ir_rewrite rewrite;
    assert_false(scenario_apply(f.framework, clash, 2, &f.arena, &f.diags, &rewrite));
    assert_codes(&f, "E0577");
    assert_true(scenario_apply(f.framework, fine, 3, &f.arena, &f.diags, &rewrite));
    assert_term(&f, f.framework->flags[0].raised, "false");
    fixture_close(&f);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(places_are_ranks_counts_and_sums),       cmocka_unit_test(selects_give_an_outcome_a_rank_and_a_reason),
        cmocka_unit_test(a_capacity_is_a_flag_about_the_portfolio), cmocka_unit_test(a_scenario_replaces_what_it_changes),
        cmocka_unit_test(groups_by_what_changed_are_other_groups),  cmocka_unit_test(scenarios_that_clash_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
