/* What lists, references and aggregates come down to: one small framework, a `let x = …` a case, its graph as a term. */
#include "tests/unit/framework_unit.h"

static const char records[] =
    "record Account { id: text key; name: text; segment: one of smb, mid; revenue: money; joined: date; nps: number\n"
    "  owner: Owner; parent: Account optional; contacts: list of Contact; views: list of View }\n"
    "record Owner { id: text key; name: text; region: Region; accounts: list of Account }\n"
    "record Region { id: text key; name: text; manager: Owner }\n"
    "record Contact { id: text key; account: Account; name: text; champion: bool; age: number; segment_of: one of smb, "
    "mid; boss: Owner\n"
    "  activities: list of Activity;  let old = age > 60;  let busy = count(activities) > 3 }\n"
    "record Activity { contact: Contact; hours: number; day: date }\n"
    "record View { account: Account; side: one of vendor, customer; person: text; level: number; date: date; weight: "
    "number }\n"
    "score health { 60% of nps \"Loyalty\"; 40% of 50 }\n"
    "ladder path { stage low; stage high requires nps > 3 }\n"
    "let vip = nps > 5\n";

static struct ir_node *x_of(const struct fixture *f) {
    for (uint32_t i = 0; f->framework && i < f->framework->let_count; i++) {
        if (strcmp(f->framework->lets[i].name, "x") == 0) return f->framework->lets[i].node;
    }
    return NULL;
}

struct term_case {
    const char *text, *term;
};

static void assert_terms(const struct term_case *cases, size_t count) {
    for (size_t i = 0; i < count; i++) {
        struct fixture f;
        char text[4096];
        snprintf(text, sizeof text, "%s%s\n", records, cases[i].text);
        fixture_open(&f, text);
        if (!f.framework) printf("# %s\n", cases[i].text), fixture_print(&f);
        assert_non_null(f.framework);
        assert_int_equal(f.framework->refusal_count, 0);
        struct buf out;
        buf_init(&out);
        term_of(&f, x_of(&f), &out);
        if (strcmp(out.ptr, cases[i].term) != 0)
            printf("# %s\n# is       %s\n# expected %s\n", cases[i].text, out.ptr, cases[i].term);
        assert_string_equal(out.ptr, cases[i].term);
        buf_release(&out);
        fixture_close(&f);
    }
}
#define ASSERT_TERMS(cases) assert_terms(cases, sizeof cases / sizeof *cases)

static void references_are_gathered(void **state) {
    (void)state;
    static const struct term_case cases[] = {
        {"let x = owner.name", "(gather owner Owner.name)"},
        {"let x = owner.region.manager.name",
         "(gather (gather (gather owner Owner.region) Region.manager) Owner.name)"},
        {"let x = parent.parent.revenue", "(gather (gather parent parent) revenue)"},
        {"let x = parent.vip", "(gather parent (< 5 nps))"},
        {"let x = parent.path.assessed = high", "(= (gather parent (leading-true true (< 3 nps))) high)"},
        {"let x = owner = parent.owner", "(= owner (gather parent owner))"},
        {"let x = owner is missing", "(is-missing owner)"},
        {"let x = owner.region is missing", "(gather owner (is-missing Owner.region))"},
        {"let x = text(owner)", "(gather owner Owner.id)"},
        {"let boss = owner.region.manager  let x = boss.name",
         "(gather (gather (gather owner Owner.region) Region.manager) Owner.name)"},
        {"let of(o: Owner) = o.name  let x = of(parent.owner)", "(gather (gather parent owner) Owner.name)"},
    };
    ASSERT_TERMS(cases);
}

static void counts_have_bounds(void **state) {
    (void)state;
    static const struct term_case cases[] = {
        {"let x = count(contacts)", "(count-low link=Contact.account)"},
        {"let x = count(Contact)", "(count-low)"},
        {"let x = count(portfolio)", "(count-low)"},
        {"let x = count(contacts where champion)",
         "(if (= (count-low link=Contact.account where=Contact.champion) (count-high link=Contact.account "
         "where=Contact.champion)) (count-low link=Contact.account where=Contact.champion) unknown)"},
        {"let x = count(contacts where champion is known)",
         "(count-low link=Contact.account where=(is-known Contact.champion))"},
        {"let x = count(contacts where (age > 3) otherwise false)",
         "(count-low link=Contact.account where=(otherwise (< 3 Contact.age) false))"},
        {"let n = count(contacts where champion)  let x = n >= 2",
         "(and (<= 2 (count-high link=Contact.account where=Contact.champion)) (or (<= 2 (count-low "
         "link=Contact.account "
         "where=Contact.champion)) unknown))"},
        {"let n = count(contacts where champion)  let x = n < 2",
         "(and (< (count-low link=Contact.account where=Contact.champion) 2) (or (< (count-high link=Contact.account "
         "where=Contact.champion) 2) unknown))"},
        {"let n = count(contacts where champion)  let x = n = 2",
         "(and (and (<= (count-low link=Contact.account where=Contact.champion) 2) (<= 2 (count-high "
         "link=Contact.account "
         "where=Contact.champion))) (or (and (<= (count-high link=Contact.account where=Contact.champion) 2) (<= 2 "
         "(count-low link=Contact.account where=Contact.champion))) unknown))"},
        {"let x = count(distinct segment_of over contacts where age is known)",
         "(distinct-low link=Contact.account where=(is-known Contact.age) value=Contact.segment_of)"},
        {"let n = count(distinct segment_of over contacts where champion)  let x = n > 1",
         "(and (< 1 (distinct-high link=Contact.account where=Contact.champion value=Contact.segment_of)) (or (< 1 "
         "(distinct-low link=Contact.account where=Contact.champion value=Contact.segment_of)) unknown))"},
        {"let x = count(champion over contacts) > 0",
         "(and (< 0 (count-high link=Contact.account where=Contact.champion)) (or (< 0 (count-low link=Contact.account "
         "where=Contact.champion)) unknown))"},
        {"let x = count(age over contacts)", "(count-low link=Contact.account where=(is-known Contact.age))"},
        /* seen through a reference the bounds stay bounds */
        {"let n = count(contacts where champion)  let x = parent.n > 0",
         "(and (< 0 (gather parent (count-high link=Contact.account where=Contact.champion))) (or (< 0 (gather parent "
         "(count-low link=Contact.account where=Contact.champion))) unknown))"},
    };
    ASSERT_TERMS(cases);
}

static void any_all_and_none_are_kleenes(void **state) {
    (void)state;
    static const struct term_case cases[] = {
        {"let x = any(contacts where champion)", "(any link=Contact.account value=Contact.champion)"},
        {"let x = any(contacts)", "(< 0 (count-low link=Contact.account))"},
        {"let x = none(contacts where champion)", "(not (any link=Contact.account value=Contact.champion))"},
        {"let x = all(contacts where champion)", "(not (any link=Contact.account value=(not Contact.champion)))"},
        {"let x = all(champion over contacts where age > 3)",
         "(not (any link=Contact.account value=(and (< 3 Contact.age) (not Contact.champion))))"},
        {"let x = any(champion over contacts where age > 3)",
         "(any link=Contact.account value=(and (< 3 Contact.age) Contact.champion))"},
    };
    ASSERT_TERMS(cases);
}

static void sums_are_strict_and_means_are_not(void **state) {
    (void)state;
    static const struct term_case cases[] = {
        {"let x = sum(age over contacts)",
         "(if (= (count-low link=Contact.account) (count-known link=Contact.account value=Contact.age)) (sum "
         "link=Contact.account value=Contact.age) unknown)"},
        {"let x = sum(age over contacts where champion)",
         "(if (= (count-high link=Contact.account where=Contact.champion) (count-known link=Contact.account "
         "where=Contact.champion value=Contact.age)) (sum link=Contact.account where=Contact.champion "
         "value=Contact.age) "
         "unknown)"},
        {"let x = sum(age otherwise 0 over contacts)", "(sum link=Contact.account value=(otherwise Contact.age 0))"},
        {"let x = avg(age over contacts)",
         "(if (= (count-known link=Contact.account value=Contact.age) 0) unknown (/ (sum link=Contact.account "
         "value=Contact.age) (count-known link=Contact.account value=Contact.age)))"},
        {"let x = avg(distinct age over contacts)",
         "(if (= (distinct-low link=Contact.account value=Contact.age) 0) unknown (/ (sum distinct "
         "link=Contact.account "
         "value=Contact.age) (distinct-low link=Contact.account value=Contact.age)))"},
        {"let x = avg(level weighted by weight over views)",
         "(if (= (count-known link=View.account value=(* View.level View.weight)) 0) unknown (/ (sum link=View.account "
         "value=(* View.level View.weight)) (sum link=View.account where=(is-known View.level) value=View.weight)))"},
        {"let x = max(age / 3 over contacts)", "(max link=Contact.account value=(round9 (/ Contact.age 3)))"},
    };
    ASSERT_TERMS(cases);
}

static void what_needs_an_order_gets_it(void **state) {
    (void)state;
    static const struct term_case cases[] = {
        {"let x = latest(level by date over views)", "(latest link=View.account value=View.level by=View.date)"},
        {"let x = earliest(level by (date, person descending) over views)",
         "(latest link=View.account value=View.level down-by=View.date by=View.person)"},
        {"let x = median(level over views)", "(median link=View.account value=View.level)"},
        {"let x = percentile(90, level over views where side = vendor)",
         "(percentile link=View.account where=(= View.side vendor) value=View.level value=90)"},
        {"let x = text_list(distinct person over views)", "(text-list distinct link=View.account value=View.person)"},
        {"let x = text_list(level by date over views)",
         "(text-list link=View.account value=(text View.level) by=(not (is-known View.date)) by=(otherwise View.date "
         "1970-01-01))"},
        {"let x = max(level over views keeping latest by date for each person)",
         "(max link=View.account where=(keep link=View.account group=View.person value=1 down-by=View.date) "
         "value=View.level)"},
        {"let x = max(level by weight descending over views where side = vendor take 3)",
         "(max link=View.account where=(keep link=View.account where=(= View.side vendor) value=3 down-by=View.weight) "
         "value=View.level)"},
        /* whom a `keeping` leaves is uncertain where it is undecided whether a row takes part; how many are left has bounds */
        {"let panel = views where side = vendor keeping latest by date for each person  let x = count(panel) > 1",
         "(and (< 1 (count-low link=View.account where=(keep link=View.account where=(is-possible (= View.side "
         "vendor)) "
         "group=View.person value=1 down-by=View.date))) (or (< 1 (count-low link=View.account where=(keep "
         "link=View.account where=(= View.side vendor) group=View.person value=1 down-by=View.date))) unknown))"},
    };
    ASSERT_TERMS(cases);
}

static void paths_flatten_and_see_what_is_around(void **state) {
    (void)state;
    static const struct term_case cases[] = {
        {"let x = max(hours over contacts.activities)",
         "(max link=(gather Activity.contact Contact.account) value=Activity.hours)"},
        {"let x = max(hours over contacts.activities where champion and day > joined)",
         "(max link=(gather Activity.contact Contact.account) where=(and (gather Activity.contact Contact.champion) (< "
         "(gather "
         "(gather Activity.contact Contact.account) joined) Activity.day)) value=Activity.hours)"},
        {"let x = max(hours over Contact.activities)", "(max where=(is-known Activity.contact) value=Activity.hours)"},
        {"let x = max(age over portfolio.contacts where segment = smb)",
         "(max where=(and (is-known Contact.account) (= (gather Contact.account segment) smb)) value=Contact.age)"},
        {"let loud = contacts where champion  let x = max(hours over loud.activities)",
         "(max link=(gather Activity.contact Contact.account) where=(gather Activity.contact Contact.champion) "
         "value=Activity.hours)"},
        {"let x = max(revenue over owner.accounts)", "(gather owner (max link=owner value=revenue))"},
        {"let x = any(contacts where Contact.name = Account.name)",
         "(any link=Contact.account value=(= Contact.name (gather Contact.account name)))"},
        {"let x = any(contacts where busy and old)",
         "(any link=Contact.account value=(and (< 3 (count-low link=Activity.contact)) (< 60 Contact.age)))"},
        {"let x = max(age over contacts where age < avg(level over views))",
         "(max link=Contact.account where=(< Contact.age (gather Contact.account (if (= (count-known link=View.account "
         "value=View.level) 0) unknown (/ (sum link=View.account value=View.level) (count-known link=View.account "
         "value=View.level))))) value=Contact.age)"},
    };
    ASSERT_TERMS(cases);
}

static void groups_are_matched_by_known_keys(void **state) {
    (void)state;
    static const struct term_case cases[] = {
        {"let x = max(revenue over portfolio per segment)",
         "(gather (group segment) (max link=(group segment) value=revenue))"},
        {"let x = max(revenue over portfolio per (segment, owner))",
         "(gather (group segment owner) (max link=(group segment owner) value=revenue))"},
        {"let x = max(age over Contact per name)",
         "(gather (match (group Contact.name) name) (max link=(group Contact.name) value=Contact.age))"},
        /* nobody of that name: none */
        {"let x = count(Contact per name)",
         "(if (is-known (match (group Contact.name) name)) (gather (match (group Contact.name) name) (count-low "
         "link=(group Contact.name))) (if (is-known name) 0 unknown))"},
    };
    ASSERT_TERMS(cases);
}

static void functions_take_lists(void **state) {
    (void)state;
    static const struct term_case cases[] = {
        {"let top(vs: list of View) = max(level over vs)  let x = top(views where side = vendor)",
         "(max link=View.account where=(= View.side vendor) value=View.level)"},
        {"let top(vs: list of View, floor: number) = max(level over vs where level > floor)  let x = top(views, nps)",
         "(max link=View.account where=(< (gather View.account nps) View.level) value=View.level)"},
        {"let oldest(rows) = max(age over rows)  let x = oldest(contacts)",
         "(max link=Contact.account value=Contact.age)"},
        {"let top(vs: list of View) = max(level over vs)  let latest_ones = views keeping latest by date for each "
         "person\n"
         "let x = top(latest_ones)",
         "(max link=View.account where=(keep link=View.account group=View.person value=1 down-by=View.date) "
         "value=View.level)"},
    };
    ASSERT_TERMS(cases);
}

static void lines_of_a_score_are_arithmetic(void **state) {
    (void)state;
    static const struct term_case cases[] = {
        {"let x = count(health.parts)", "2"},
        {"let x = count(health.parts where value > 3)",
         "(if (= (count-true (< 3 nps) true) (count-true (is-possible (< 3 nps)) true)) (count-true (< 3 nps) true) "
         "unknown)"},
        {"let x = any(health.parts where value > 80)", "(< 80 nps)"},
        {"let x = max(weight over health.parts)", "0.6"},
        {"let x = sum(weight over health.parts)", "1"},
        {"let x = text_list(label over health.parts)", "(join \"; \" \"Loyalty\" \"50\")"},
    };
    ASSERT_TERMS(cases);
}

static void many_lines_are_counted_and_not_sorted(void **state) {
    (void)state;
    char text[8192] = "record Account { id: text key; n: number }  score s { 100% of n ";
    for (int i = 0; i < 64; i++) strcat(text, " add 1 when n > 5 ");
    strcat(text, "}\nlet a = sum(points over s.parts)  let b = median(points over s.parts)\n");
    struct fixture f;
    fixture_open(&f, text);
    assert_codes(&f, "E0232");
    fixture_close(&f);
}

static void a_circle_through_the_portfolio_is_spelled_out(void **state) {
    (void)state;
    static const char start[] = "record Account { id: text key; n: number; lines: list of Line }\n"
                                "record Line { account: Account; m: number; let share_of = m / account.total }\n"
                                "ladder path { stage low; stage mid requires n > 5; stage high requires best }\n";
    char text[1024];
    struct fixture f;
    snprintf(text, sizeof text,
             "%slet total = sum(share_of over lines) let x = rank(n over portfolio) select best among path.assessed >= "
             "mid by n take 1\n",
             start);
    fixture_open(&f, text);
    assert_codes(&f, "E0211 E0211");
    assert_string_equal(f.diags.list.at[0]->title, "`share_of` needs itself: share_of -> total -> share_of");
    assert_string_equal(f.diags.list.at[1]->title,
                        "`path.high` needs itself: path.high -> best -> path.assessed -> path.high");
    fixture_close(&f);
    snprintf(text, sizeof text, "%slet total = sum(m over lines) select best among meets(path, mid) by n take 1\n",
             start);
    fixture_open(&f, text);
    assert_codes(&f, "");
    assert_int_equal(f.framework->refusal_count, 0);
    fixture_close(&f);
}

static void every_row_has_its_space(void **state) {
    (void)state;
    struct fixture f;
    fixture_open(
        &f, "record Person { id: text key }  record Account { id: text key; boss: Person; n: number }\n"
            "record Line { account: Account; m: number }  record Rating for each Account, Person { mark: number }\n"
            "let most = max(n over portfolio per boss)  let m = count(Line)  let r = avg(mark over Rating)\n");
    assert_codes(&f, "");
    const struct framework *w = f.framework;
    assert_int_equal(w->space_count, 6);
    assert_int_equal(w->spaces[SPACE_POINT].kind, SPACE_KIND_POINT);
    assert_ptr_equal(w->spaces[SPACE_SUBJECT].record, w->subject);
    for (uint32_t i = 0; i < w->record_count; i++)
        assert_ptr_equal(w->spaces[w->records[i]->space].record, w->records[i]);
    assert_int_equal(w->spaces[5].kind, SPACE_KIND_GROUPS);
    assert_int_equal(w->spaces[5].group->target, 5);
    const struct record *rating = w->records[3];
    assert_ptr_equal(rating->each[0], w->subject);
    assert_string_equal(rating->fields[rating->each_field[0]].name, "account");
    assert_string_equal(rating->fields[rating->each_field[1]].from[1], "person_id");
    fixture_close(&f);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(references_are_gathered),
        cmocka_unit_test(counts_have_bounds),
        cmocka_unit_test(any_all_and_none_are_kleenes),
        cmocka_unit_test(sums_are_strict_and_means_are_not),
        cmocka_unit_test(what_needs_an_order_gets_it),
        cmocka_unit_test(paths_flatten_and_see_what_is_around),
        cmocka_unit_test(groups_are_matched_by_known_keys),
        cmocka_unit_test(functions_take_lists),
        cmocka_unit_test(lines_of_a_score_are_arithmetic),
        cmocka_unit_test(many_lines_are_counted_and_not_sorted),
        cmocka_unit_test(a_circle_through_the_portfolio_is_spelled_out),
        cmocka_unit_test(every_row_has_its_space),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
