/* Every message about names, expressions, units, records, params, tests and scenarios: brought about by the smallest
 * framework that deserves it, alone, at the place that is wrong. */
#include "tests/unit/framework_unit.h"

struct sample {
    const char *code;
    const char *text;  /* follows the records below */
    const char *place; /* the source under the carets */
};

static const char *const records =
    "record Account { id: text key; name: text; rev: money; usd: money in USD; eur: money in EUR; nps: number between -100 and 100\n"
    "  pct: percent; day: date; left: date default never; ok: bool; size: one of small, large; tier: tier; lines: list of Line\n"
    "  boss: Person optional }\n"
    "record Line { account: Account; name: text; n: number; sold: bool }\n"
    "record Person { id: text key; title: text }\n"
    "category tier = bronze < silver < gold\n"
    "ladder path { current tier_now since day; stage lead; stage buyer requires ok }\n"
    "let tier_now = if ok then buyer else lead\n";

static const struct sample samples[] = {
    /* names */
    {"E0201", "let x = revv * 2", "revv"},
    {"E0201", "let x = sold", "sold"},
    {"E0201", "let x = count(lines where soldd)", "soldd"},
    {"E0202", "category other = silver, tin  let x = if ok then silver else gold", "silver"},
    {"E0202", "criterion qualified when ok  ladder b { stage low stage high requires qualified }", "qualified"},
    {"E0203", "let x = tier = golden", "golden"},
    {"E0203", "let x = tier.golden", "golden"},
    {"E0203", "let x = meets(path, buyers)", "buyers"},
    {"E0203", "let x = size in (small, medium)", "medium"},
    {"E0204", "let x: txt = name", "txt"},
    {"E0204", "let f(a: integer) = a  let x = f(1)", "integer"},
    {"E0204", "let f(a: list of tier) = 1", "tier"},
    {"E0205", "let x = count(lines where name = \"a\")", "name"},
    {"E0206", "let f(a: number) = a + nps  let x = f(1)", "nps"},
    {"E0206", "let x = Line.n", "Line.n"},
    {"E0207", "let x = boss.titel", "titel"},
    {"E0207", "let x = count(lines where Line.sould)", "sould"},
    {"E0208", "let x = Line > 3", "Line"},
    {"E0208", "let x = tier = Account.id otherwise portfolio", "portfolio"},
    {"E0209", "let x = lenght(name)", "lenght"},
    {"E0209", "let x = sqrt(nps)", "sqrt"},
    {"E0209", "let x = nps(3)", "nps"},
    {"E0210", "let x = round(nps, 1, 2)", "round(nps, 1, 2)"},
    {"E0210", "let f(a: number) = a  let x = f()", "f()"},
    {"E0210", "let x = count(lines, lines)", "count(lines, lines)"},
    {"E0211", "let a = b + 1  let b = a * 2", "a"},
    {"E0211", "let f(a) = g(a)  let g(a) = f(a)  let x = f(nps)", "f(a)"},
    {"E0211", "let a = a + 1", "a"},
    {"E0230", "let x = count(portfolio per (nps, nps, nps, nps, nps, nps, nps, nps, nps, nps, nps, nps, nps, nps, nps, nps, day))", "day"},
    {"E0230", "let x = latest(n by (n, n, n, n, n, n, n, n, n, n, n, n, n, n, n, n, sold) over lines)", "sold"},
    {"E0231", "let x = latest(n over lines)", "latest(n over lines)"},
    {"E0231", "let x = sum(n over lines take 3)", "take 3"},
    {"E0233", "let x = percentile(nps, n over lines)", "nps"},
    {"E0233", "let x = percentile(101, n over lines)", "101"},
    {"E0229", "let x = nps.size", "size"},
    {"E0229", "let x = lines.n", "lines.n"},
    /* types */
    {"E0214", "let x = rev >= \"50k\"", "rev >= \"50k\""},
    {"E0214", "let x = size = \"small\"", "size = \"small\""},
    {"E0214", "let x = day > 18 months", "day > 18 months"},
    {"E0214", "let x = ok = 1", "ok = 1"},
    {"E0214", "let x = lines > 3", "lines > 3"},
    {"E0214", "let x = months since day >= 3 months", "months since day >= 3 months"},
    {"E0215", "criterion c when nps", "nps"},
    {"E0215", "let x = not name", "name"},
    {"E0215", "let x = tier = gold or silver", "silver"},
    {"E0215", "let x = ok and day", "day"},
    {"E0215", "let x = all of (ok, nps)", "nps"},
    {"E0215", "let x = count(lines where n)", "n"},
    {"E0216", "let x = abs(name)", "name"},
    {"E0216", "let x = name + \"a\"", "name"},
    {"E0216", "let x = name & nps", "nps"},
    {"E0216", "let x = day within last 5", "5"},
    {"E0216", "let x = months since nps", "nps"},
    {"E0216", "let x = name contains 5", "5"},
    {"E0216", "let x: date = nps", "nps"},
    {"E0216", "let x = sum(sold over lines)", "sold"},
    {"E0216", "let x = -ok", "-ok"},
    {"E0216", "let x = meets(paths, buyer)", "paths"},
    {"E0216", "let x = 3 months + 2", "3 months + 2"},
    {"E0217", "let x = if ok then 1 else \"a\"", "\"a\""},
    {"E0217", "let x = nps otherwise \"a\"", "\"a\""},
    {"E0218", "let x = size < large", "size < large"},
    {"E0218", "let x = ok < true", "ok < true"},
    {"E0218", "let x = max(size, small)", "max(size, small)"},
    {"E0218", "let x = steps(size, small)", "steps(size, small)"},
    {"E0218", "let x = max(sold over lines)", "sold"},
    {"E0219", "let x = tier = size", "tier = size"},
    {"E0219", "let x = if ok then tier else size", "size"},
    {"E0206", "let f(rows, q: number) = count(rows where n > q)  let x = f(Line, nps)", "q"},
    {"E0210", "let x = all(lines)", "all(lines)"},
    {"E0214", "let x = boss = \"P1\"", "boss = \"P1\""},
    {"E0214", "let x = count(Line per name > 3)", "name > 3"},
    {"E0216", "let x = if ok then lines else lines", "lines"},
    {"E0220", "let x = count(lines.name)", "lines.name"},
    {"E0220", "let x = count(nps)", "nps"},
    {"E0220", "let x = sum(nps)", "sum(nps)"},
    {"E0220", "let x = rank(nps)", "rank(nps)"},
    {"E0413", "let x = nps where ok", "nps"},
    {"E0221", "let x = abs(nps where ok)", "where ok"},
    {"E0221", "let x = any(distinct sold over lines)", "distinct"},
    {"E0221", "let x = min(n weighted by n over lines)", "weighted by n"},
    {"E0221", "let x = sum(n by n over lines)", "by n"},
    {"E0221", "let f(rows) = count(rows)  let x = f(lines take 2)", "take 2"},
    {"E0221", "score s { 100% of nps }  let x = stddev(points over s.parts)", "stddev(points over s.parts)"},
    {"E0221", "score s { 100% of nps }  let x = count(s.parts per ok)", "per ok"},
    {"E0222", "let x = qualified", "qualified"},
    {"E0222", "let x = still qualified", "still qualified"},
    {"E0222", "let x = in stage for 3 months", "in stage for 3 months"},
    {"E0223", "let y = nps  let x = y is missing", "y is missing"},
    {"E0223", "let x = (nps + 1) is invalid", "(nps + 1) is invalid"},
    {"E0224", "let x = nps = unknown", "nps = unknown"},
    {"E0225", "let x = nps > 3 otherwise false", "3 otherwise false"},
    {"E0225", "let x = nps otherwise false", "nps otherwise false"},
    {"E0226", "let x = day - left", "day - left"},
    {"E0227", "let x = name matches \"([\"", "\"([\""},
    {"E0227", "let x = name matches \"(a)\\\\1\"", "\"(a)\\\\1\""},
    {"E0227", "let x = name matches \"((a{1,200}){1,200}){1,200}\"", "\"((a{1,200}){1,200}){1,200}\""},
    {"E0228", "let x = decimals(nps, nps)", "nps"},
    {"E0228", "param p = today  let x = p", "today"},
    /* units and ranges */
    {"E0301", "let x = rev > nps", "rev > nps"},
    {"E0301", "let x = rev + pct", "rev + pct"},
    {"E0301", "let x: money = nps", "nps"},
    {"E0301", "let x = if ok then rev else nps", "nps"},
    {"E0301", "param p: number = 5  let x = rev > p", "rev > p"},
    {"E0302", "let x = usd + eur", "usd + eur"},
    {"E0302", "let x = usd / eur", "usd / eur"},
    {"E0303", "let x = rev * rev", "rev * rev"},
    {"E0303", "let x = rev * rev > rev", "rev * rev"},
    {"E0304", "let x = 3 months > 90 days", "3 months > 90 days"},
    {"E0304", "let x = 3 months + 90 days", "3 months + 90 days"},
    {"E0305", "param p = 150% between 0% and 100%  let x = p", "150%"},
    {"E0305", "record R { id: text key; x: number between 0 and 9 default 10 } let x = count(R)", "default 10"},
    {"E0306", "param p = 5 between 9 and 1  let x = p", "9 and 1"},
    {"E0307", "param p = 2026-01-01 between 1 and 2  let x = p", "1 and 2"},
    {"E0307", "record R { id: text between 1 and 2 } let x = count(R)", "between 1 and 2"},
    {"E0308", "param p: percent = 30  let x = p", "30"},
    {"E0308", "param p: tier = \"gold\"  let x = p", "\"gold\""},
    {"E0308", "record R { d: date default \"never\" } let x = count(R)", "\"never\""},
    {"E0309", "let x = day + 3", "day + 3"},
    {"E0310", "let x = nps / 0", "nps / 0"},
    {"E0310", "let x = 99999999999999999999999999999 * 10", "99999999999999999999999999999 * 10"},
    {"E0310", "let x = rescale(nps, 5, 5)", "rescale(nps, 5, 5)"},
    {"E0311", "let x = round(nps, 10)", "10"},
    /* declarations */
    {"E0401", "let x = 1  let x = 2", "x"},
    {"E0401", "let nps = 2", "nps"},
    {"E0401", "category c = a, b, a  let x = c.a", "a"},
    {"E0401", "let abs(x: number) = x", "abs"},
    {"E0401", "category text = a, b  let x = text.a", "text"},
    {"E0401", "ladder b { stage low stage none }", "none"},
    {"E0402", "framework again version \"1\" for Account", "framework again version \"1\" for Account"},
    {"E0404", "record R { id: text key; nr: text key } let x = count(R)", "nr"},
    {"E0404", "record R { id: text } record S { r: R } let x = count(S)", "R"},
    {"E0405", "record R { id: text key optional } let x = count(R)", "optional"},
    {"E0405", "record R { id: text optional optional } let x = count(R)", "optional"},
    {"E0406", "record R { id: text whole } let x = count(R)", "whole"},
    {"E0406", "record R { n: number as points } let x = count(R)", "as points"},
    {"E0406", "record R { b: bool key } let x = count(R)", "key"},
    {"E0407", "record R { n: number whole default 1.5 } let x = count(R)", "default 1.5"},
    {"E0408", "record R { d: date as \"%d/%m\" } let x = count(R)", "\"%d/%m\""},
    {"E0408", "record R { n: number as \"abc\" } let x = count(R)", "\"abc\""},
    {"E0408", "record R { n: percent as cents } let x = count(R)", "cents"},
    {"E0409", "category c = a < b, d  let x = c.a", "d"},
    {"E0410", "record R { id: text key; l: list of Line } let x = count(R)", "list of Line"},
    {"E0410", "record R { id: text key; l: list of S } record S { a: R; b: R } let x = count(R)", "list of S"},
    {"E0411", "record R { p: period } let x = count(R)", "period"},
    {"E0411", "param p: list of Line = 3", "list of Line"},
    {"E0412", "record R for each Account, Person { account: number }  let x = count(R)", "Account"},
    {"E0412", "record R for each Account, Person, Line { n: number }  let x = count(R)", "Line"},
    {"E0412", "record R for each Account, Lines { n: number } let x = count(R)", "Lines"},
    {"E0413", "let x = 3 + 4 where ok", "3 + 4"},
    {"E0414", "ladder b of tiers { stage low }", "tiers"},
    {"E0414", "ladder b of tier { stage gold stage bronze }", "bronze"},
    {"E0415", "scenario s { set pp = 3 }", "pp"},
    {"E0415", "scenario s { change id = \"a\" }", "id"},
    {"E0416", "test \"t\" { given { id \"A\", npss 3 } }", "npss"},
    {"E0416", "test \"t\" { given { nps 3, nps 4 } }", "nps"},
    {"E0418", "category c = a \"North\", b from \"north\"  let x = c.a", "b"},
    {"E0419", "record R { id: text; let f(a: number) = a } let x = count(R)", "f"},
    {"E0420", "let x = unknown", "unknown"},
    /* warnings */
    {"W0601", "param p = 3", "p"},
    {"W0601", "let f(a: number) = a", "f"},
    {"W0601", "category c = a, b", "c"},
    {"W0601", "record R { id: text }", "R"},
    {"W0602", "let x = left > today", "left > today"},
    {"W0602", "let x = today <= left", "today <= left"},
    {"W0603", "let x = pct >= 30", "pct >= 30"},
    {"W0604", "let x = at least 3 of (ok, ok)", "3"},
    {"W0604", "let x = at least 0 of (ok, ok)", "0"},
    {"W0606", "let x = nps > 150", "nps > 150"},
    {"W0606", "let x = -100 <= nps", "-100 <= nps"},
    {"W0606", "let x = nps = 100.5", "nps = 100.5"},
    {"W0605", "let x = count(lines where nps > 3)", "nps > 3"},
};

static void each_mistake_gives_its_one_message(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof samples / sizeof *samples; i++) {
        const struct sample *sample = &samples[i];
        char text[4096];
        snprintf(text, sizeof text, "%s%s", records, sample->text);
        struct fixture f;
        fixture_open(&f, text);
        if (f.diags.list.len != 1 || strcmp(diag_name(f.diags.list.at[0]->code), sample->code) != 0) {
            print_message("# %s\n", sample->text);
            assert_codes(&f, sample->code);
        }
        const struct diag *d = f.diags.list.at[0];
        struct str place = sources_text(&f.sources, d->span);
        if (!str_equal(place, str_of(sample->place))) print_message("# %s: at %.*s\n", sample->text, STR_FMT(place));
        assert_true(str_equal(place, str_of(sample->place)));
        if (d->helps.len + d->others.len == 0) print_message("# %s: no help\n", sample->text);
        assert_true(d->helps.len + d->others.len > 0); /* what to do, or where to look */
        fixture_close(&f);
    }
}

/* What is right, and near to what is wrong. */
static const char *const fine[] = {
    "let x = rev > 0  let y = rev * 2 > rev / 3  let z = rev / rev > 3  let w = rev * rev / rev > 5",
    "param p = 50_000  let x = rev > p  let y = nps > p",
    "param p = 50  let x = rev > nps * p",
    "let x = nps > 99 and nps >= -99 and nps != 100 and nps < 100 and nps in (1, 100) and nps between -100 and 0",
    "let x = usd > 5 and eur > 5 and usd > rev",
    "let x = pct > 0.3 and pct > 30% and nps > 30%",
    "let x = tier = bronze and tier > silver and size = small and size != large",
    "let x = tier in (gold, silver) and tier not in (bronze) and tier between bronze and silver",
    "category other = silver, tin  let x = tier = silver and other.tin = tin and tier.silver = tier",
    "let bronze = 5  let x = tier = bronze",
    "let x = day + 3 months < today and day within last 90 days and left within next 2 weeks and day older than 1 year",
    "let x = day + nps * 1 month < today  let y = 3 months * 2 > 5 months  let z = 6 months / 2 months > 2",
    "let x = nps is missing and nps is invalid and nps is unknown and Account.nps is missing",
    "let x = (nps > 3) otherwise false  let y = ok otherwise false  let z = ok = ok otherwise true",
    "let x = if ok then 1 else unknown  let y: date = unknown  let z = unknown otherwise 3",
    "let x = count(lines where Line.name = \"a\" and n > nps) > 2",
    "let x = any(sold over lines) and all(lines where sold) and none(lines)",
    "let x = sum(n over lines) + avg(n over lines where sold) + max(n over lines) + median(n over lines)",
    "let x = latest(n by Line.name over lines)  let y = text_list(distinct Line.name over lines where Line.name != \"\")",
    "let recent = lines where sold keeping latest by n for each account  let x = count(recent where n > 3)",
    "let x = rank(rev descending over portfolio per size)  let y = share(rev over portfolio where ok) > 20%",
    "let x = boss.title = \"a\" and boss.title is known",
    "let f(l: list of Line, n: number) = n  let x = f(lines, 3)",
    "let f(a) = a + a  let x = f(3) > f(nps)  let y = f(rev) > 4",
    "let steep(a: tier) = steps(bronze, a)  let x = steep(tier) + steep(gold)",
    "let x = min(nps, 5) + max(1, 2, 3)  let y = max(tier, silver)  let z = min(day, today)",
    "let x = name matches \"^[a-z]+$\" and name contains \"b\" and lower(name) starts with \"c\"",
    "let x = join(\", \", name, nps, tier, day, ok) & text(5)",
    "param p: tier = gold  param q: period = 3 months  param r: date = never  let x = tier = p and day + q < r",
    "let x = meets(path, buyer) and path.assessed = buyer and path.kind != hold and path.lead < path.current",
    "let x = months since day + 3 > 4 and days from day to left > 3 and weeks until left > 3",
    "category size2 \"S\" = `and` \"And\", plain  let x = if ok then `and` else plain",
    "scenario s { set p = 4  change nps = nps + 1 where ok }  param p = 3  test \"t\" { given { id \"A\", nps 3, lines [ { n 3 } ], boss \"B\" } with p = 5  expect nps = 3 }",
    "record Rating for each Account, Person { value: number }  let x = avg(value over Rating)",
    "score health { 100% of nps }  let x = sum(lost over health.parts where `known`) > 3",
};

static void what_is_right_passes_in_silence(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof fine / sizeof *fine; i++) {
        char text[4096];
        snprintf(text, sizeof text, "%s%s", records, fine[i]);
        struct fixture f;
        fixture_open(&f, text);
        if (f.diags.list.len) print_message("# %s\n", fine[i]);
        assert_codes(&f, "");
        assert_non_null(f.framework);
        fixture_close(&f);
    }
}

static void the_head_of_the_file_is_asked_for(void **state) {
    (void)state;
    struct fixture f;
    fixture_open(&f, "record Person { id: text key }");
    assert_codes(&f, "E0403");
    fixture_close(&f);
    fixture_open(&f, "record Acount { id: text key; nps: number }  let x = nps > 3");
    assert_codes(&f, "E0403"); /* and nothing about nps: the record is the one that is meant */
    fixture_close(&f);
    fixture_open(&f, "record Account { nps: number }");
    assert_codes(&f, "E0404");
    fixture_close(&f);
}

static void one_mistake_has_no_echoes(void **state) {
    (void)state;
    struct fixture f;
    fixture_open(&f, "record Account { id: text key; rev: mony; nps: number }\n"
                     "let margin = rev / 2\n let good = margin > 3 and rev > nps\n let better = good and margin > rev\n"
                     "criterion c when better\n let d = c otherwise false\n ladder l { stage a stage b requires c and margin > 2 }\n");
    assert_codes(&f, "E0204");
    fixture_close(&f);
    fixture_open(&f, "record Account { id: text key; nps: number }\n"
                     "let a = b + 1\n let b = c + a\n let c = a + b\n let d = a + b + c > 3\n criterion e when d\n");
    assert_codes(&f, "E0211"); /* all three are in it */
    fixture_close(&f);
    fixture_open(&f, "record Account { id: text key; tier: tyer; nps: number }\n"
                     "category tier = gold, tin\n let x = tier = gold\n let y = if tier = tin then 1 else 2\n");
    assert_codes(&f, "E0204");
    fixture_close(&f);
    /* A line that was not understood may be the weight that is missing. */
    fixture_open(&f, "record Account { id: text key; nps: number }\n score h { 50% of nps\n 50% off nps }\n");
    assert_codes(&f, "E0100");
    fixture_close(&f);
    /* A mistake in a line does not hide one about the bands. */
    fixture_open(&f, "record Account { id: text key; nps: number }\n"
                     "score h { 100% of rescale(nps) bands red, green from 50 }\n flag f when h.band = blue\n");
    assert_codes(&f, "E0210 E0203");
    fixture_close(&f);
}

static void ten_mistakes_give_ten_messages(void **state) {
    (void)state;
    struct fixture f;
    fixture_open(&f, "param min_margin = 25%\n"
                     "param patience = 18 months\n"
                     "record Account {\n"
                     "  id: text key  name: text  revenue: money  cost: money  nps: number  joined: date\n"
                     "  segment: one of enterprise, smb  rating: numbr\n"
                     "  let margin = (revenue - cost) / revenu\n"
                     "}\n"
                     "criterion good when margin >= min_margin and rating > 3\n"
                     "criterion big when revenue > nps\n"
                     "criterion new when joined - today < 90\n"
                     "criterion corp when segment = enterprize\n"
                     "criterion loud when nps = unknown\n"
                     "criterion named when name + \"x\" = \"ax\"\n"
                     "criterion round_one when rund(nps) = 3\n"
                     "criterion old when months since joined >= patience\n"
                     "criterion big when nps\n"
                     "criterion all_good when good and big and new and corp and loud and named and round_one and old\n");
    assert_codes(&f, "E0204 E0201 E0301 E0226 E0203 E0224 E0216 E0209 E0214 E0401 E0215");
    fixture_close(&f);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_mistake_gives_its_one_message), cmocka_unit_test(what_is_right_passes_in_silence),
        cmocka_unit_test(the_head_of_the_file_is_asked_for),  cmocka_unit_test(one_mistake_has_no_echoes),
        cmocka_unit_test(ten_mistakes_give_ten_messages),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
