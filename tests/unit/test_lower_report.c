/* What reports, flags, invariants and labels become, and the columns that are shown without a report. */
#include "tests/unit/framework_unit.h"

#define RECORD                                                                                                         \
    "record Account { id: text key; name: text; n: number; m: number; vip: bool; stage: path; since: date }\n"         \
    "ladder path { current stage since since; stage a; stage b requires n > 1 }\n"

static void check(struct fixture *f, const char *text) {
    char whole[2048];
    snprintf(whole, sizeof whole, RECORD "%s", text);
    fixture_open(f, whole);
    if (!f->framework) fixture_print(f);
    assert_non_null(f->framework);
}

static void a_report_has_columns_a_condition_and_an_order(void **state) {
    (void)state;
    struct fixture f;
    check(&f, "report r \"Title\" for Account {\n show id, n   +\n   m, path.assessed \"Stage\"\n where n > 1\n where "
              "vip\n order by n descending, id }");
    const struct report *r = &f.framework->reports[0];
    assert_string_equal(r->name, "r");
    assert_string_equal(r->title.plain, "Title");
    assert_int_equal(r->shown_count, 3);
    assert_string_equal(r->shown[0].head, "id");
    assert_null(r->shown[0].label);
    assert_string_equal(r->shown[1].head, "n + m");
    assert_term(&f, r->shown[1].node, "(+ n m)");
    assert_string_equal(r->shown[2].head, "Stage");
    assert_string_equal(r->shown[2].label, "Stage");
    assert_int_equal(r->shown[2].role, ROLE_SHOWN);
    assert_term(&f, r->where, "(and (< 1 n) vip)");
    assert_int_equal(r->order_count, 2);
    assert_true(r->order[0].descending);
    assert_false(r->order[1].descending);
    assert_int_equal(f.framework->refusal_count, 0);
    fixture_close(&f);
}

static void rows_are_about_everybody(void **state) {
    (void)state;
    struct fixture f;
    check(&f, "param p = 25%\nreport r { columns \"What\", \"Value\" row \"p\", p row \"twice\", p * 2 }");
    const struct report *r = &f.framework->reports[0];
    assert_int_equal(r->shown_count, 0);
    assert_int_equal(r->row_count, 2);
    assert_int_equal(r->column_count, 2);
    assert_string_equal(r->columns[1], "Value");
    assert_term(&f, r->rows[1].cells[0].node, "\"twice\"");
    assert_term(&f, r->rows[1].cells[1].node, "(* p 2)");
    fixture_close(&f);
}

static bool refuses(const struct framework *framework, const char *what) {
    for (uint32_t i = 0; i < framework->refusal_count; i++) {
        if (strcmp(framework->refusals[i].what, what) == 0) return true;
    }
    for (uint32_t i = 0; i < framework->refusal_count; i++) printf("# %s\n", framework->refusals[i].what);
    return false;
}

static void what_needs_the_portfolio_is_checked_and_refused_by_name(void **state) {
    (void)state;
    struct fixture f;
    check(&f, "select best \"Best\" among vip by n descending, id take 10% per stage at most 3 per stage");
    assert_true(refuses(f.framework, "`select best`"));
    fixture_close(&f);
    check(&f, "report r { group by stage show stage, count(group) }");
    assert_true(refuses(f.framework, "`group by` in report `r`"));
    fixture_close(&f);
    check(&f, "report r for path { show member }");
    assert_true(refuses(f.framework, "report `r` for `path`"));
    fixture_close(&f);
    check(&f, "ladder other { stage low capacity 5; stage high requires vip }");
    assert_true(refuses(f.framework, "the `capacity` of stage `low`"));
    fixture_close(&f);
    fixture_open(&f, RECORD "select best among n by id take 3\nselect worst among vip by nobody take 3");
    assert_codes(&f, "E0215 E0201");
    fixture_close(&f);
}

static void flags_are_raised_and_invariants_broken(void **state) {
    (void)state;
    struct fixture f;
    check(&f, "flag low \"Low\" error when n < 1\nflag plain when vip\ninvariant fair holds n > 5\ninvariant clean "
              "keeps path free of m\nflag both when low or fair");
    assert_int_equal(f.framework->flag_count, 5);
    const struct flag *flags = f.framework->flags;
    assert_int_equal(flags[0].severity, SEVERITY_ERROR);
    assert_string_equal(flags[0].label.plain, "Low");
    assert_false(flags[0].invariant);
    assert_term(&f, flags[0].raised, "(< n 1)");
    assert_int_equal(flags[1].severity, SEVERITY_WARNING);
    assert_int_equal(flags[2].severity, SEVERITY_ERROR);
    assert_true(flags[2].invariant);
    assert_term(&f, flags[2].raised, "(not (< 5 n))");
    assert_term(&f, flags[3].raised, "false");
    assert_term(&f, flags[4].raised, "(or (< n 1) (< 5 n))");
    fixture_close(&f);
}

static void keeping_free_names_the_way(void **state) {
    (void)state;
    struct fixture f;
    fixture_open(&f, RECORD "let twice = n * 2\ncriterion large when twice > 5\ninvariant i keeps large free of m, n");
    assert_codes(&f, "E0460");
    assert_string_equal(f.diags.list.at[0]->notes.at[0], "The way there: large -> twice -> n.");
    fixture_close(&f);
    fixture_open(&f, RECORD "invariant i keeps path free of n");
    assert_codes(&f, "E0460");
    assert_string_equal(f.diags.list.at[0]->notes.at[0], "The way there: path -> path.assessed -> path.b -> n.");
    fixture_close(&f);
    fixture_open(&f, RECORD "let twice = n * 2\nlet more = twice + m\ninvariant i keeps more free of twice");
    assert_codes(&f, "E0460");
    fixture_close(&f);
}

static void labels_fill_in_expressions(void **state) {
    (void)state;
    struct fixture f;
    check(&f, "criterion c \"{n} of {{ {m}\" when vip advice \"Ask {name}\"\ncriterion plain \"a {{b\" when vip");
    assert_term(&f, f.framework->criteria[0].label.text,
                "(concat (otherwise (text n) \"unknown\") \" of { \" (otherwise (text m) \"unknown\"))");
    assert_term(&f, f.framework->criteria[0].advice.text, "(concat \"Ask \" (otherwise name \"unknown\"))");
    assert_string_equal(f.framework->criteria[1].label.plain, "a {b");
    assert_null(f.framework->criteria[1].label.text);
    fixture_close(&f);
}

static void without_a_report_all_results_are_shown(void **state) {
    (void)state;
    static const char *const heads[] = {"id",
                                        "name",
                                        "path.current",
                                        "path.assessed",
                                        "path.possible",
                                        "path.kind",
                                        "path.move",
                                        "path.proposed",
                                        "path.blockers",
                                        "c",
                                        "s",
                                        "s.band",
                                        "s.coverage",
                                        "t",
                                        "u.a",
                                        "u.b",
                                        "twice",
                                        "x",
                                        "f1",
                                        "i1"};
    struct fixture f;
    check(&f, "flag f1 when vip\nlet twice = n * 2\nlet x = twice > 3\ntable t (n) gives a { when > 5 then 1 else 2 }\n"
              "table u (n) gives a, b { when > 5 then 1, 2 else 2, 3 }\nscore s { 100% of n bands low, high from 5 "
              "}\ncriterion c when vip\n"
              "invariant i1 holds vip\ninvariant i2 keeps s free of m\nlet double(q: number) = q * 2");
    const struct framework *framework = f.framework;
    for (uint32_t i = 0; i < framework->shown_count; i++) {
        if (i >= sizeof heads / sizeof *heads || strcmp(heads[i], framework->shown[i].head) != 0)
            printf("# %u: %s\n", i, framework->shown[i].head);
    }
    assert_int_equal(framework->shown_count, sizeof heads / sizeof *heads);
    for (uint32_t i = 0; i < framework->shown_count; i++) assert_string_equal(framework->shown[i].head, heads[i]);
    assert_int_equal(framework->shown[0].role, ROLE_KEY);
    assert_int_equal(framework->shown[1].role, ROLE_FIELD);
    assert_ptr_equal(framework->shown[2].construct, &framework->ladders[0]);
    assert_int_equal(framework->shown[18].role, ROLE_FLAG);
    fixture_close(&f);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_report_has_columns_a_condition_and_an_order),
        cmocka_unit_test(rows_are_about_everybody),
        cmocka_unit_test(what_needs_the_portfolio_is_checked_and_refused_by_name),
        cmocka_unit_test(flags_are_raised_and_invariants_broken),
        cmocka_unit_test(keeping_free_names_the_way),
        cmocka_unit_test(labels_fill_in_expressions),
        cmocka_unit_test(without_a_report_all_results_are_shown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
