/* What a schedule makes of a framework: which records only stream by, which are stored, in which passes. */
#include "tests/unit/framework_unit.h"
#include "runtime/exec/schedule.h"

/* The lines of the dump that speak of records and passes, for what the framework shows. */
static void assert_schedule(const char *text, const char *want) {
    struct fixture f;
    fixture_open(&f, text);
    if (!f.framework) fixture_print(&f);
    assert_non_null(f.framework);
    struct ir_node **roots = ARENA_ARRAY(&f.arena, struct ir_node *, f.framework->shown_count);
    for (uint32_t i = 0; i < f.framework->shown_count; i++) roots[i] = f.framework->shown[i].node;
    struct schedule *schedule = schedule_new(&f.arena, f.framework, roots, f.framework->shown_count, PLAN_FAST);
    struct buf dump, lines;
    buf_init(&dump);
    buf_init(&lines);
    schedule_dump(schedule, &dump);
    for (const char *at = dump.ptr; *at;) {
        const char *end = strchr(at, '\n');
        if (strstr(at, "walked") && strstr(at, "walked") < end)
            buf_add(&lines, at, (size_t)(end + 1 - at));
        else if (strncmp(at, "pass", 4) == 0)
            buf_add(&lines, at, (size_t)(end + 1 - at));
        at = end + 1;
    }
    assert_string_equal(lines.ptr, want);
    schedule_release(schedule);
    buf_release(&dump);
    buf_release(&lines);
    fixture_close(&f);
}

static void one_record_streams(void **state) {
    (void)state;
    assert_schedule("record Account { id: text key; n: number }\nlet twice = n * 2\n",
                    "Account: streamed, walked 1 time\n");
}

/* Children are read once and forgotten; only the accounts are kept, to count for. */
static void children_stream(void **state) {
    (void)state;
    assert_schedule(
        "record Account { id: text key; contacts: list of Contact; deals: list of Deal }\n"
        "record Contact { account: Account; champion: bool }\nrecord Deal { account: Account; amount: number }\n"
        "let champs = count(contacts where champion)\nlet total = sum(amount over deals)\n",
        "Account: stored, found by key, walked 1 time\nContact: streamed, walked 1 time\nDeal: streamed, walked 1 "
        "time\n"
        "pass 1, stage 0, over Contact\npass 2, stage 0, over Deal\n");
}

/* What is not asked for is not read. */
static void records_that_nothing_reads_are_left_alone(void **state) {
    (void)state;
    assert_schedule("record Account { id: text key; n: number; contacts: list of Contact }\nrecord Contact { account: "
                    "Account; champion: bool }\nlet twice = n * 2\n",
                    "Account: streamed, walked 1 time\n");
}

/* The accounts stream by; who they refer to is loaded first. */
static void what_is_referred_to_is_stored(void **state) {
    (void)state;
    assert_schedule("record Account { id: text key; owner: Owner }\nrecord Owner { id: text key; region: text }\nlet "
                    "region = owner.region\n",
                    "Account: streamed, walked 1 time\nOwner: stored, found by key, walked 0 times\n");
    assert_schedule("record Account { id: text key; parent: Account optional; n: number }\nlet up = parent.n\n",
                    "Account: stored, found by key, walked 1 time\n");
}

/* A parent's own value takes a pass before it can be looked up. */
static void computed_values_take_a_pass(void **state) {
    (void)state;
    assert_schedule("record Account { id: text key; parent: Account optional; n: number\n let twice = n * 2 }\nlet up "
                    "= parent.twice\n",
                    "Account: stored, found by key, walked 2 times\npass 1, stage 0, over Account\n");
}

/* Groups are formed, then added up, then looked at. */
static void the_portfolio_is_walked_as_often_as_needed(void **state) {
    (void)state;
    assert_schedule("record Account { id: text key; region: text; n: number }\nlet total = sum(n over portfolio)\nlet "
                    "share_of_it = n / total\n",
                    "Account: stored, walked 2 times\npass 1, stage 0, over Account\n");
    assert_schedule(
        "record Account { id: text key; region: text; n: number }\nlet place = rank(n over portfolio per region)\n",
        "Account: stored, walked 3 times\npass 1, stage 0, over Account\npass 2, stage 1, over Account\n");
}

/* A child that looks at its parent's count can only be read after that is known: twice, so it is stored. */
static void layers_follow_each_other(void **state) {
    (void)state;
    assert_schedule("record Account { id: text key; contacts: list of Contact\n let n = count(contacts) }\n"
                    "record Contact { account: Account; big: bool\n let many = account.n > 2 }\nlet loud = "
                    "count(contacts where many)\n",
                    "Account: stored, found by key, walked 1 time\nContact: stored, walked 2 times\npass 1, stage 0, "
                    "over Contact\npass 2, stage 1, over Contact\n");
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(one_record_streams),
                                       cmocka_unit_test(children_stream),
                                       cmocka_unit_test(records_that_nothing_reads_are_left_alone),
                                       cmocka_unit_test(what_is_referred_to_is_stored),
                                       cmocka_unit_test(computed_values_take_a_pass),
                                       cmocka_unit_test(the_portfolio_is_walked_as_often_as_needed),
                                       cmocka_unit_test(layers_follow_each_other)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
