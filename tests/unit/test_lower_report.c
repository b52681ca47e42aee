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

static void what_the_lines_of_a_report_are(void **state) {
    (void)state;
    struct fixture f;
    check(&f, "report r { group by vip, m total \"all\"  show vip, m + count(group) \"x\", sum(n otherwise 0 over group) \"s\""
              "  where n > 0  where count(group) > 1  order by m descending }");
    const struct report *r = &f.framework->reports[0];
    assert_int_equal(r->kind, REPORT_GROUPS);
    assert_int_equal(f.framework->spaces[r->space].kind, SPACE_KIND_GROUPS);
    for (uint32_t i = 0; i < r->shown_count; i++) assert_int_equal(r->shown[i].node->space, r->space);
    assert_int_equal(r->where->space, r->space);
    assert_int_equal(r->order[0].node->space, r->space);
#define GROUP "(group (if (is-known vip) 0 1) (otherwise vip false) (if (is-known m) 0 1) (otherwise m 0) (if (is-true (< 0 n)) 0 unknown))"
    assert_term(&f, r->shown[0].node, "(any link=" GROUP " value=vip)");
    assert_term(&f, r->shown[1].node, "(+ (min link=" GROUP " value=m) (count-low link=" GROUP "))");
    assert_term(&f, r->where, "(< 1 (count-low link=" GROUP "))");
#undef GROUP
    assert_non_null(r->total);
    assert_term(&f, r->total->cells[0].node, "\"all\"");
    assert_term(&f, r->total->cells[1].node, "unknown");
    assert_int_equal(r->total->cells[2].node->space, SPACE_POINT);
    fixture_close(&f);
    check(&f, "report r for path { show member, count(portfolio where stage = member) \"n\"  where member != a  order by member descending }");
    r = &f.framework->reports[0];
    assert_int_equal(r->kind, REPORT_LINES);
    assert_int_equal(r->row_count, 2);
    assert_int_equal(r->shown_count, 0);
    assert_string_equal(r->columns[1], "n");
    assert_term(&f, r->rows[1].cells[0].node, "b");
    assert_term(&f, r->rows[0].where, "false");
    assert_term(&f, r->rows[1].keys[0], "b");
    fixture_close(&f);
    check(&f, "record Visit { account: Account; day: date }  report r for Visit { show account.name, day }");
    r = &f.framework->reports[0];
    assert_int_equal(r->kind, REPORT_ROWS);
    assert_ptr_equal(f.framework->spaces[r->space].record, f.framework->records[1]);
    assert_term(&f, r->shown[0].node, "(gather Visit.account name)");
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
        cmocka_unit_test(what_the_lines_of_a_report_are),
        cmocka_unit_test(flags_are_raised_and_invariants_broken),
        cmocka_unit_test(keeping_free_names_the_way),
        cmocka_unit_test(labels_fill_in_expressions),
        cmocka_unit_test(without_a_report_all_results_are_shown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
