/* What expressions come down to in the graph: as terms, in the words of the dump. */
#include "tests/unit/framework_unit.h"

static const char *const records =
    "record Account { id: text key; name: text; rev: money; cost: money; nps: number; pct: percent; day: date; start: date; ok: bool; vip: bool\n"
    "  size: one of small, large; tier: tier; ours: seller; theirs: buyer; lines: list of Line\n"
    "  let margin = (rev - cost) / rev }\n"
    "record Line { account: Account; n: number }\n"
    "category tier = bronze < silver < gold\n"
    "category scale = low < mid < high\n"
    "ladder seller of scale { stage low stage mid requires ok stage high requires vip }\n"
    "ladder buyer of scale { stage low stage mid stage high requires vip }\n"
    "param floor_margin = 25%  param cutoff = 50_000  param patience = 18 months\n"
    "let used = margin > floor_margin and rev > cutoff and day older than patience\n";

/* The term of `let x = expression` after the records; "!" and the codes when it has messages. */
static const struct { const char *expression, *term; } terms[] = {
    /* literals and names */
    {"5", "5"},
    {"25%", "0.25"},
    {"-2.5", "-2.5"},
    {"\"a\"", "\"a\""},
    {"2026-11-01", "2026-11-01"},
    {"never", "never"},
    {"true", "true"},
    {"18 months", "18"},
    {"2 weeks", "14"},
    {"2 years", "24"},
    {"today", "today"},
    {"margin", "(/ (- rev cost) rev)"},
    {"Account.nps", "nps"},
    {"cutoff", "cutoff"},
    {"gold", "gold"},
    {"tier.gold", "gold"},
    /* arithmetic: constants are worked out */
    {"1 + 2 * 3", "7"},
    {"nps + 1 - 2", "(- (+ nps 1) 2)"},
    {"-nps", "(neg nps)"},
    {"rev * 2 / cost", "(/ (* rev 2) cost)"},
    {"1 / 3 * 3", "1"},
    /* comparison: one direction only */
    {"nps > 3", "(< 3 nps)"},
    {"nps >= 3", "(<= 3 nps)"},
    {"nps < 3", "(< nps 3)"},
    {"nps <= 3", "(<= nps 3)"},
    {"nps = 3", "(= nps 3)"},
    {"nps != 3", "(not (= nps 3))"},
    {"nps between 1 and 5", "(and (<= 1 nps) (<= nps 5))"},
    {"nps in (1, 2)", "(or (= nps 1) (= nps 2))"},
    {"nps not in (1, 2)", "(not (or (= nps 1) (= nps 2)))"},
    {"tier = gold", "(= tier gold)"},
    {"gold = tier", "(= gold tier)"},
    {"tier > bronze", "(< bronze tier)"},
    {"tier in (gold, silver)", "(or (= tier gold) (= tier silver))"},
    {"ours > theirs", "(< theirs ours)"},
    {"ours >= mid", "(<= mid ours)"},
    {"ours = none", "(= ours none)"},
    {"ours != exited", "(not (= ours exited))"},
    {"(if ok then gold else tier) = silver", "(= (if ok gold tier) silver)"},
    {"name = \"x\"", "(= name \"x\")"},
    {"ok = vip", "(= ok vip)"},
    {"3 > 2", "true"},
    /* logic */
    {"ok and vip and nps > 3", "(and ok vip (< 3 nps))"},
    {"ok or not vip", "(or ok (not vip))"},
    {"ok and true", "ok"},
    {"if ok then 1 else 2", "(if ok 1 2)"},
    {"if ok then nps else unknown", "(if ok nps unknown)"},
    {"at least 2 of (ok, vip, nps > 3)", "(at-least 2 ok vip (< 3 nps))"},
    {"all of (ok, vip)", "(and ok vip)"},
    {"any of (ok, vip)", "(or ok vip)"},
    {"count of (ok, vip)", "(count-true ok vip)"},
    {"met of (ok, nps  >\n 3)", "(labels #0 ok \"ok\" (< 3 nps) \"nps > 3\")"},
    {"unmet of (ok)", "(labels #1 ok \"ok\")"},
    {"undecided of (used)", "(labels #2 (and (< floor_margin (/ (- rev cost) rev)) (< cutoff rev) (<= day (otherwise (add-months today (neg patience)) 0001-01-01))) \"used\")"},
    /* unknown */
    {"nps is known", "(is-known nps)"},
    {"nps is not known", "(not (is-known nps))"},
    {"nps is unknown", "(not (is-known nps))"},
    {"nps is missing", "(is-missing nps)"},
    {"nps is not invalid", "(not (is-invalid nps))"},
    {"nps otherwise 0", "(otherwise nps 0)"},
    {"tier otherwise bronze", "(otherwise tier bronze)"},
    {"nps otherwise 0 > 3", "(< 3 (otherwise nps 0))"},
    {"(nps > 3) otherwise false", "(otherwise (< 3 nps) false)"},
    /* dates and periods */
    {"day + 3 months", "(add-months day 3)"},
    {"3 days + day", "(add-days day 3)"},
    {"day - 2 weeks", "(add-days day -14)"},
    {"day + patience", "(add-months day patience)"},
    {"day + nps * 1 month", "(add-months day (* nps 1))"},
    {"2026-01-31 + 1 month", "2026-02-28"},
    {"months since day", "(between-dates day today)"},
    {"days until day", "(between-dates today day)"},
    {"years from day to start", "(between-dates day start)"},
    {"months since day + 3", "(+ (between-dates day today) 3)"},
    {"day within last 90 days", "(and (< (otherwise (add-days today -90) 0001-01-01) day) (<= day today))"},
    {"day within next 1 year", "(and (<= today day) (< day (otherwise (add-months today 12) never)))"},
    {"day older than 1 year", "(<= day (otherwise (add-months today -12) 0001-01-01))"},
    {"day older than nps * 1 day", "(<= day (add-days today (neg (* nps 1))))"},
    {"year(day) + quarter(day) + weekday(day)", "(+ (+ (date-part day) (date-part day)) (date-part day))"},
    {"start_of_month(2026-02-14)", "2026-02-01"},
    {"end_of_quarter(2026-02-14)", "2026-03-31"},
    {"end_of_year(day)", "(end-of day)"},
    /* functions */
    {"round(nps)", "(round nps 0)"},
    {"round(nps, 2)", "(round nps 2)"},
    {"round(-2.5)", "-3"},
    {"min(nps, 100)", "(min nps 100)"},
    {"max(tier, silver, gold)", "(max tier silver gold)"},
    {"rescale(nps, -100, 100)", "(*exact (- nps -100) 0.5)"},
    {"rescale(nps, 0, 30)", "(/ (*exact (- nps 0) 100) 30)"},
    {"rescale(nps, 0, 10, 1, 5)", "(+ 1 (*exact (- nps 0) 0.4))"},
    {"steps(bronze, tier)", "(steps bronze tier)"},
    {"steps(bronze, tier.gold)", "2"},
    {"text(nps)", "(text nps)"},
    {"text(name)", "name"},
    {"decimals(nps, 2)", "(decimals nps 2)"},
    {"number(name)", "(number name)"},
    {"label(tier)", "(label tier)"},
    {"join(\", \", name, nps)", "(join \", \" name (text nps))"},
    {"name & \" \" & upper(name)", "(concat (concat name \" \") (upper name))"},
    {"name contains \"x\"", "(contains name \"x\")"},
    {"name matches \"^x\"", "(matches name \"^x\")"},
    {"replace(name, \"a\", \"b\")", "(replace name \"a\" \"b\")"},
    {"before(name, \"@\") & after(name, \"@\")", "(concat (before name \"@\") (after name \"@\"))"},
    {"length(trim(lower(name)))", "(length (trim (lower name)))"},
    {"abs(nps) + sign(nps) + floor(nps) + ceil(nps) + mod(nps, 7)", "(+ (+ (+ (+ (abs nps) (sign nps)) (floor nps)) (ceil nps)) (mod nps 7))"},
    {"meets(seller, mid)", "ok"},
    {"meets(buyer, high)", "vip"},
};

static void expressions_come_down_to_terms(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof terms / sizeof *terms; i++) {
        char text[4096];
        snprintf(text, sizeof text, "%slet x = %s", records, terms[i].expression);
        struct fixture f;
        fixture_open(&f, text);
        if (!f.framework) {
            print_message("# %s\n", terms[i].expression);
            assert_codes(&f, "");
        }
        assert_term(&f, f.framework->lets[f.framework->let_count - 1].node, terms[i].term);
        fixture_close(&f);
    }
}

static const struct ir_node *let_named(const struct fixture *f, const char *name) {
    for (uint32_t i = 0; i < f->framework->let_count; i++) {
        if (strcmp(f->framework->lets[i].name, name) == 0) return f->framework->lets[i].node;
    }
    return NULL;
}

static void units_follow_from_the_operands(void **state) {
    (void)state;
    static const struct { const char *expression, *type; } types[] = {
        {"rev + 5", "money"}, {"rev - cost", "money"}, {"rev * 2", "money"}, {"rev * pct", "money"}, {"rev / 12", "money"}, {"rev / cost", "number"}, {"rev * rev / cost", "money"},
        {"pct + 5%", "percent"}, {"pct + nps", "number"}, {"pct * pct", "number"}, {"nps / 2", "number"}, {"min(rev, 5)", "money"}, {"if ok then 0 else rev", "money"},
        {"if ok then pct else nps", "number"}, {"if ok then pct else 5%", "percent"}, {"rev otherwise 0", "money"}, {"round(pct, 2)", "percent"}, {"3 months * 2", "months"},
        {"90 days / 30 days", "number"}, {"day + 3 days", "date"}, {"months since day", "number"}, {"if ok then gold else silver", "tier"}, {"cutoff * nps", "number"}, {"-rev", "money"},
    };
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        char text[4096], name[64];
        snprintf(text, sizeof text, "%slet x = %s", records, types[i].expression);
        struct fixture f;
        fixture_open(&f, text);
        assert_codes(&f, "");
        const struct ir_node *node = let_named(&f, "x");
        if (strcmp(type_name(node->type, name), types[i].type) != 0) print_message("# %s\n", types[i].expression);
        assert_string_equal(type_name(node->type, name), types[i].type);
        fixture_close(&f);
    }
}

static void functions_are_expanded_where_they_are_called(void **state) {
    (void)state;
    struct fixture f;
    fixture_open(&f, "record Account { id: text key; a: number; m: money; d: date }\n"
                     "param rate = 10%\n"
                     "let twice(x) = x + x\n let taxed(x: money) = x * (1 + rate)\n let recent(d: date, p: period) = d + p > today\n"
                     "let u = twice(a)\n let v = twice(twice(m))\n let w = taxed(m)\n let z = recent(d, 3 months) and recent(d, 9 days)\n");
    assert_codes(&f, "");
    assert_term(&f, let_named(&f, "u"), "(+ a a)");
    assert_term(&f, let_named(&f, "v"), "(+ (+ m m) (+ m m))");
    assert_term(&f, let_named(&f, "w"), "(* m (+ 1 rate))");
    assert_term(&f, let_named(&f, "z"), "(and (< today (add-months d 3)) (< today (add-days d 9)))");
    fixture_close(&f);
}

static void fields_are_described_for_loaders(void **state) {
    (void)state;
    struct fixture f;
    fixture_open(&f, "record Account \"Customer\" {\n"
                     "  id: text key from \"Account No\" from \"Nr\"\n"
                     "  rating: number \"Rating\" whole between 0 and 10 default 5 fixed\n"
                     "  share: percent as points optional\n"
                     "  fee: money in EUR as \"1.234,56\"\n"
                     "  left: date default never as \"%d/%m/%Y\"\n"
                     "  product: text alias \"GTXPro\" for \"GTX Pro\" aliases from \"aliases.csv\"\n"
                     "  size: one of small, large default small\n"
                     "}\n");
    assert_codes(&f, "");
    const struct record *r = f.framework->subject;
    assert_string_equal(r->label, "Customer");
    assert_int_equal(r->key, 0);
    assert_int_equal(r->fields[0].from_count, 2);
    assert_string_equal(r->fields[0].from[1], "Nr");
    assert_true(r->fields[1].whole && r->fields[1].fixed && r->fields[1].has_range && r->fields[1].has_default);
    assert_int_equal(dec_compare(r->fields[1].high, dec_from_int(10)), 0);
    assert_int_equal(dec_compare(r->fields[1].default_value.number, dec_from_int(5)), 0);
    assert_string_equal(r->fields[1].label, "Rating");
    assert_int_equal(r->fields[2].reading, READ_POINTS);
    assert_true(r->fields[2].optional);
    assert_string_equal(r->fields[3].type.currency, "EUR");
    assert_string_equal(r->fields[3].format, "1.234,56");
    assert_int_equal(r->fields[4].default_value.day, DATE_NEVER);
    assert_string_equal(r->fields[4].format, "%d/%m/%Y");
    assert_string_equal(r->fields[5].aliases[0].meaning, "GTX Pro");
    assert_string_equal(r->fields[5].aliases_file, "aliases.csv");
    assert_int_equal(r->fields[6].default_value.code, 0);
    assert_string_equal(r->fields[6].type.category->name, "size");
    fixture_close(&f);
}

static void equal_categories_in_fields_are_one(void **state) {
    (void)state;
    struct fixture f;
    fixture_open(&f, "record Account { id: text key; a: one of x, y; b: one of x, y; c: one of y, x }\n let same = a = b and x = a\n");
    assert_codes(&f, "");
    const struct field *fields = f.framework->subject->fields;
    assert_ptr_equal(fields[1].type.category, fields[2].type.category);
    assert_ptr_not_equal(fields[1].type.category, fields[3].type.category);
    fixture_close(&f);
}

static void what_is_not_evaluated_is_refused_by_name(void **state) {
    (void)state;
    struct fixture f;
    fixture_open(&f, "record Account { id: text key; boss: Person; lines: list of Line; n: number }\n"
                     "record Person { id: text key; age: number }  record Line { account: Account; m: number }\n"
                     "let plain = n + 1\n let sum_of = sum(m over lines)\n let of_boss = boss.age\n let some = lines where m > 3\n"
                     "test \"one\" { expect n = 1 }\n scenario s { change n = 5 }\n");
    assert_codes(&f, "");
    static const char *const expected[] = {"`test \"one\"`"};
    assert_int_equal(f.framework->refusal_count, sizeof expected / sizeof *expected);
    for (uint32_t i = 0; i < f.framework->refusal_count; i++) {
        bool found = false;
        for (size_t k = 0; k < sizeof expected / sizeof *expected; k++) found |= strcmp(f.framework->refusals[i].what, expected[k]) == 0;
        if (!found) print_message("# %s\n", f.framework->refusals[i].what);
        assert_true(found);
    }
    assert_null(let_named(&f, "some"));
    assert_non_null(let_named(&f, "sum_of"));
    fixture_close(&f);
    fixture_open(&f, "record Account { id: text key; boss: Person; lines: list of Line }\n record Person { id: text key }  record Line { account: Account }\n");
    assert_codes(&f, "");
    assert_int_equal(f.framework->refusal_count, 0); /* nothing reads them */
    fixture_close(&f);
}

static void only_what_reads_the_date_uses_it(void **state) {
    (void)state;
    struct fixture f;
    fixture_open(&f, "record Account { id: text key; d: date }\n let x = d + 3 days\n");
    assert_false(f.framework->uses_today);
    fixture_close(&f);
    fixture_open(&f, "record Account { id: text key; d: date }\n let x = d within last 3 days\n");
    assert_true(f.framework->uses_today);
    fixture_close(&f);
}

/* Checks an expression, or a value for a param, after the framework. */
struct later {
    struct arena arena;
    struct sources sources;
    struct diags diags;
    struct intern names;
    struct checker *checker;
    struct framework *framework;
};

static struct ast *later_parse(struct later *l, const char *text) {
    struct parse parse = {.arena = &l->arena, .intern = &l->names, .sources = &l->sources, .diags = &l->diags};
    return parse_expression(&parse, sources_add(&l->sources, "command line", str_of(text)));
}

static void later_open(struct later *l, const char *text) {
    arena_init(&l->arena, 0);
    sources_init(&l->sources, &l->arena);
    diags_init(&l->diags, &l->arena, &l->sources);
    intern_init(&l->names, &l->arena);
    struct parse parse = {.arena = &l->arena, .intern = &l->names, .sources = &l->sources, .diags = &l->diags};
    struct ast *file = parse_file(&parse, sources_add(&l->sources, "t.rung", str_of(text)));
    l->checker = checker_new(&l->arena, &l->names, &l->diags, "");
    l->framework = check_framework(l->checker, file);
    assert_non_null(l->framework);
}

static const char *const asked = "framework t version \"1\" for Account record Account { id: text key; n: number; lines: list of Line; tier: tier }\n"
                                 "record Line { account: Account; m: number }  category tier = low < high\n"
                                 "param p = 25% between 0% and 50%  param q = 3 months  param t: tier = low\n"
                                 "let big = n > p and tier = t and today + q > today\n";

static void expressions_are_checked_against_the_framework(void **state) {
    (void)state;
    struct later l;
    later_open(&l, asked);
    assert_non_null(check_expression(l.checker, later_parse(&l, "big and n > 3 and tier = high")));
    assert_int_equal(l.diags.errors, 0);
    assert_null(check_expression(l.checker, later_parse(&l, "nn > 3")));
    assert_int_equal(l.diags.list.at[l.diags.list.len - 1]->code, E0201);
    assert_non_null(check_expression(l.checker, later_parse(&l, "count(lines) > 3")));
    assert_int_equal(l.framework->refusal_count, 0);
    arena_release(&l.arena);
}

static bool sets(struct later *l, uint32_t param, const char *text, struct value *value) {
    return check_param_value(l->checker, &l->framework->params[param], later_parse(l, text), value);
}

static void values_for_params_are_checked(void **state) {
    (void)state;
    struct later l;
    struct value value;
    later_open(&l, asked);
    assert_true(sets(&l, 0, "30%", &value));
    assert_int_equal(dec_compare(value.number, (struct dec){3, 10}), 0);
    assert_true(sets(&l, 0, "0.3", &value));
    assert_true(sets(&l, 1, "2 years", &value));
    assert_int_equal(dec_compare(value.number, dec_from_int(24)), 0);
    assert_true(sets(&l, 2, "high", &value));
    assert_int_equal(value.code, 1);
    static const struct { uint32_t param; const char *text; enum diag_code code; } wrong[] = {
        {0, "60%", E0305}, {0, "30", E0308}, {0, "\"a\"", E0308}, {1, "90 days", E0308}, {1, "5", E0308}, {2, "middle", E0203}, {0, "1 + 2", E0228}, {0, "n", E0206}, {0, "m", E0201},
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        uint32_t before = l.diags.list.len;
        assert_false(sets(&l, wrong[i].param, wrong[i].text, &value));
        assert_int_equal(l.diags.list.len, before + 1);
        if (l.diags.list.at[before]->code != wrong[i].code) print_message("# %s: %s\n", wrong[i].text, l.diags.list.at[before]->title);
        assert_int_equal(l.diags.list.at[before]->code, wrong[i].code);
    }
    arena_release(&l.arena);
}

/* Frameworks that must end quickly, whatever they say. */
static void limits_have_messages(void **state) {
    (void)state;
    struct buf text;
    buf_init(&text);
    struct fixture f;
    buf_puts(&text, "record Account { id: text key; x: number }\n");
    for (int i = 0; i < 2000; i++) buf_printf(&text, "let a%d = a%d + 1\n", i, i + 1);
    buf_puts(&text, "let a2000 = x\n");
    fixture_open(&f, text.ptr);
    assert_codes(&f, "E0212");
    fixture_close(&f);
    buf_clear(&text);
    buf_puts(&text, "record Account { id: text key; x: number }\nlet f0(a: number) = a\n");
    for (int i = 0; i < 200; i++) buf_printf(&text, "let f%d(a: number) = f%d(a) + f%d(a)\n", i + 1, i, i);
    buf_puts(&text, "let z = f200(x)\n");
    fixture_open(&f, text.ptr);
    assert_codes(&f, ""); /* the same call is expanded once */
    fixture_close(&f);
#ifndef RUNG_TINY /* where maps have one bucket, tens of thousands of names take a minute */
    buf_clear(&text);
    buf_puts(&text, "record Account { id: text key; x: number }\nlet f0(a) = a\n");
    for (int i = 0; i < 40; i++) buf_printf(&text, "let f%d(a) = f%d(a + 1) + f%d(a * 3)\n", i + 1, i, i);
    buf_puts(&text, "let z = f40(x)\n");
    fixture_open(&f, text.ptr);
    assert_codes(&f, "E0213");
    fixture_close(&f);
    buf_clear(&text);
    buf_puts(&text, "record Account { id: text key; x: number; c: c }\ncategory c = m0");
    for (int i = 1; i < 17000; i++) buf_printf(&text, ", m%d", i);
    fixture_open(&f, text.ptr);
    assert_codes(&f, "E0417");
    fixture_close(&f);
#endif
    buf_release(&text);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(expressions_come_down_to_terms),
        cmocka_unit_test(units_follow_from_the_operands),
        cmocka_unit_test(functions_are_expanded_where_they_are_called),
        cmocka_unit_test(fields_are_described_for_loaders),
        cmocka_unit_test(equal_categories_in_fields_are_one),
        cmocka_unit_test(what_is_not_evaluated_is_refused_by_name),
        cmocka_unit_test(only_what_reads_the_date_uses_it),
        cmocka_unit_test(expressions_are_checked_against_the_framework),
        cmocka_unit_test(values_for_params_are_checked),
        cmocka_unit_test(limits_have_messages),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
