/* Every message about ladders, scores, tables, selects, flags, invariants and reports, brought about by the smallest
 * framework that deserves it, alone. */
#include "tests/unit/framework_unit.h"

struct sample {
    const char *codes;
    const char *text; /* follows the records below */
};

static const char *const records =
    "record Account { id: text key; name: text; stage: path; day: date; left: date default never\n"
    "  tier: one of bronze, silver, gold; revenue: money; nps: number; fit: number; vip: bool; note: text; lines: list "
    "of Line }\n"
    "record Line { account: Account; n: number }\n";
static const char *const path = "ladder path { current stage since day; stage lead; stage buyer requires nps > 0; "
                                "stage friend requires fit > 50 }\n";

static const struct sample samples[] = {
    {"E0250", "score s { 100% of nps  bands low, high from 50 }  flag f when s.bands = low"},
    {"E0250", "score s { 100% of nps }  flag f when s.band is known"},
    {"E0250", "flag f when path.assesed = lead"},
    {"E0250", "flag f when path.due <= today"},
    {"E0250", "table t (nps) gives a, b { when > 5 then 1, 2 else 3, 4 }  flag f when t.c > 1"},
    {"E0251", "flag f when path >= buyer"},
    {"E0251", "table t (nps) gives a, b { when > 5 then 1, 2 else 3, 4 }  flag f when t > 1"},
    {"E0252", "ladder other { stage low; stage high requires vip; advance low -> next when qualified }"},
    {"E0252", "ladder other { stage low; stage high requires vip }  flag f when other.kind = hold"},
    {"E0252", "ladder other { current stage2; stage low; stage high requires vip }  let stage2 = if vip then "
              "other.high else other.low  flag f when other.since < today"},
    {"E0253", "ladder other { stage low give due = 5; stage high requires vip }"},
    {"E0254", "report r { show id, lines }"},
    {"E0255", "report r { row \"Revenue\", revenue }"},
    {"E0256", "let five = 5  invariant i keeps path free of five"},
    {"E0257", "report r { show revenue \"Revenue of {name}\" }"},
    {"E0257", "score s { 100% of nps  bands low \"Low {name}\", high from 50 }"},
    {"E0258", "score s { 100% of nps }  report r for s { show id }"},
    {"E0259", "record Other { a: Account; b: number }  let x = rank(b over Other)"},
    {"E0259", "report r { row 5, max(rank(revenue over lines) over portfolio) }"},
    {"E0230", "select s among vip by nps, fit, name, day, vip, revenue, nps, fit, id take 5"},
    {"E0230", "report r { group by nps, fit, name, tier, day, vip, revenue, nps, fit  show nps }"},
    {"E0260", "report r { group by vip  show vip, name }"},
    {"E0260", "report r { group by vip  show vip, rank(revenue over portfolio) }"},
    {"E0260", "report r { group by vip  show vip  where count(group) > nps }"},
    {"E0260", "report r { group by vip  show vip  order by nps }"},
    {"", "report r { group by vip, nps total \"all\"  show not vip, nps + count(group) \"n\"  order by nps * 2 }"},
    {"", "report r for path { show member, count(portfolio where path.assessed = member) }"},
    {"E0258", "report r for path { group by member  show member }"},
    {"E0258", "report r for path { show member  row 5 }"},
    {"E0358", "report r for path { show member  columns \"a\" }"},
    {"E0451", "report r { group by vip  group by nps  show vip }"},
    {"E0451", "scenario s { set p = 5  set p = 6 }  param p = 2  flag f when nps > p"},
    {"E0305", "scenario s { set p = 9 }  param p = 2 between 1 and 3  flag f when nps > p"},
    {"E0359", "ladder other { stage low capacity -1 }"},
    {"E0350", "score s { 100% of revenue }"},
    {"E0350", "score s { 100% of day }"},
    {"E0350", "score s { add name when vip }"},
    {"E0351", "score s { 100% of nps  bands red, amber from 70, green from 40 }"},
    {"E0351", "score s { 100% of nps  bands red, amber from 40, green from 40 }"},
    {"E0352", "score s { 100% of nps  bands red from 0, green from 40 }"},
    {"E0352", "score s { 100% of nps  bands red, amber, green from 40 }"},
    {"E0353", "score s { 0% of nps }"},
    {"E0353", "param w = -1  score s { weight w of nps  weight v of fit }  param v = 2"},
    {"E0354", "table t (nps, tier) gives a { when > 5 then 1 else 2 }"},
    {"E0354", "table t (nps) gives a, b { when > 5 then 1 else 2, 3 }"},
    {"E0355", "table t (nps) gives a { when 40 to 10 then 1 else 2 }"},
    {"E0355", "table t (day) gives a { when 2026-01-01 to below 2026-01-01 then 1 else 2 }"},
    {"E0356", "table t (nps, tier) gives a { when > 5, - then 1 when -, gold then 2 when > 5, - then 3 }"},
    {"E0358", "report r { columns \"a\"  row \"b\", 5 }"},
    {"E0358", "report r { row \"b\", 5  row \"c\", 5, 6 }"},
    {"E0358", "report r { columns \"a\"  show id }"},
    {"E0359", "select s among vip by nps take -5"},
    {"E0450", "score s { bands low, high from 50 }"},
    {"E0450", "table t (nps) gives a { else 5 }"},
    {"E0450", "report r { where vip }"},
    {"E0450", "ladder other { }"},
    {"E0451", "ladder other { stage low; stage high requires vip requires nps > 5 }"},
    {"E0451", "ladder other { stage low; stage high give a = 1 give a = 2 }"},
    {"E0451", "score s { 100% of nps  bands a, b from 5  bands c, d from 6 }"},
    {"E0451", "report r { columns \"a\"  columns \"b\"  row 5 }"},
    {"E0453", "ladder other { current stage3; stage low; stage high requires vip; exit any, low \"Gone\" when vip }  "
              "let stage3 = other.low"},
    {"E0453", "ladder other { current stage3; stage low; stage high requires vip; exit low, low \"Gone\" when vip }  "
              "let stage3 = other.low"},
    {"E0454", "ladder other { current stage3; stage low \"Asleep\"; stage high requires vip; exit any \"asleep\" when "
              "vip }  let stage3 = other.low"},
    {"E0456", "table t (nps) gives a from \"../outside.csv\""},
    {"E0456", "table t (nps) gives a from \"/etc/passwd\""},
    {"E0456", "table t (nps) gives a from \"no such file.csv\""},
    {"E0459", "score s { 100% of nps  bands low, low from 50 }"},
    {"E0459", "table t (nps) gives a, a { when > 5 then 1, 2 else 3, 4 }"},
    {"E0459", "report r { show nps, nps }"},
    {"E0460", "let big = revenue > 5  score s { 50% of big  50% of fit }  invariant i keeps s free of revenue"},
    {"E0460", "invariant i keeps path free of fit"},
    {"E0460", "invariant i keeps note2 free of note  let note2 = note is missing"},
    {"W0651", "score s { 40% of nps  40% of fit }"},
    {"W0652", "ladder other { current stage4; stage low review every 3 months; stage high requires vip }  let stage4 = "
              "other.low"},
    {"W0652", "ladder other { stage low review every 3 months since day; stage high requires vip }"},
    {"W0653", "table t (tier) gives a first match { when gold then 1 when gold then 2 else 3 }"},
};

static void each_message(void **state) {
    (void)state;
    int failed = 0;
    for (size_t i = 0; i < sizeof samples / sizeof *samples; i++) {
        struct fixture f;
        char text[4096];
        snprintf(text, sizeof text,
                 "%s%s%s\nreport all_of_it { show id, name, stage, day, left, tier, revenue, nps, fit, vip, note }",
                 records, path, samples[i].text);
        fixture_open(&f, text);
        char have[256] = "";
        for (uint32_t k = 0; k < f.diags.list.len; k++) {
            if (f.diags.list.at[k]->code == W0601) continue; /* something declared that nothing uses */
            strncat(have, diag_name(f.diags.list.at[k]->code), sizeof have - strlen(have) - 1);
            strncat(have, " ", sizeof have - strlen(have) - 1);
        }
        if (have[0]) have[strlen(have) - 1] = 0;
        if (strcmp(have, samples[i].codes) != 0) {
            printf("# %s, not %s: %s\n", have, samples[i].codes, samples[i].text);
            fixture_print(&f);
        }
        failed += strcmp(have, samples[i].codes) != 0;
        fixture_close(&f);
    }
    assert_int_equal(failed, 0);
}

/* Moves are written in a ladder of three stages, each with all that a move may ask for. */
static const struct sample moves[] = {
    {"", "advance lead -> buyer when vip"},
    {"", "advance lead -> friend when vip"},
    {"", "advance any -> next when qualified"},
    {"", "advance lead, buyer -> assessed when vip"},
    {"", "advance exited -> lead \"Won back\" when vip"},
    {"", "advance none -> next when vip"},
    {"", "advance none, lead -> next when qualified"},
    {"", "demote any -> previous when not still qualified"},
    {"", "demote any -> assessed when not still qualified"},
    {"", "demote buyer -> none when vip"},
    {"", "exit any \"Parted ways\" when left <= today"},
    {"", "exit none \"Parted ways\" when left <= today"},
    {"", "advance lead -> next when in stage for 3 months"},
    {"W0654", "advance friend -> next when qualified"},
    {"W0654", "advance friend -> buyer when vip"},
    {"W0654", "advance buyer -> buyer when vip"},
    {"W0654", "advance any -> previous when vip"},
    {"W0654", "advance exited -> next when vip"},
    {"W0654", "advance any -> lead when vip"},
    {"W0654", "advance any -> none when vip"},
    {"W0654", "demote lead -> previous when vip"},
    {"W0654", "demote lead -> friend when vip"},
    {"W0654", "demote any -> next when vip"},
    {"W0654", "demote exited -> lead when vip"},
    {"W0654", "demote none -> lead when vip"},
    {"W0654", "exit exited \"Gone\" when vip"},
    {"E0452", "demote any -> exited when vip"},
    {"W0650", "advance lead, friend -> buyer when vip"},
    {"W0650", "demote lead, friend -> previous when vip"},
    {"E0203", "advance leed -> buyer when vip"},
    {"E0203", "advance lead -> bayer when vip"},
    {"E0222", "exit any \"Gone\" when qualified"},
    {"E0222", "demote any -> previous when not qualified"},
    {"E0222", "advance exited -> lead when still qualified"},
    {"E0215", "advance any -> next when nps"},
    {"E0211", "advance any -> next when relationship.kind = hold"},
};

static void moves_that_can_and_cannot_be(void **state) {
    (void)state;
    int failed = 0;
    for (size_t i = 0; i < sizeof moves / sizeof *moves; i++) {
        struct fixture f;
        char text[4096];
        snprintf(text, sizeof text,
                 "record Account { id: text key; stage: relationship; day: date; left: date default never; nps: "
                 "number; vip: bool }\n"
                 "ladder relationship { current stage since day; stage lead; stage buyer requires nps > 0; stage "
                 "friend requires nps > 50\n%s }\n"
                 "report all_of_it { show id, stage, day, left, nps, vip }",
                 moves[i].text);
        fixture_open(&f, text);
        char have[256] = "";
        for (uint32_t k = 0; k < f.diags.list.len; k++)
            strncat(have, diag_name(f.diags.list.at[k]->code), sizeof have - strlen(have) - 1);
        if (strcmp(have, moves[i].codes) != 0) {
            printf("# %s, not %s: %s\n", have, moves[i].codes, moves[i].text);
            fixture_print(&f);
        }
        failed += strcmp(have, moves[i].codes) != 0;
        fixture_close(&f);
    }
    assert_int_equal(failed, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(each_message), cmocka_unit_test(moves_that_can_and_cannot_be)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
