/* Rows for every pair: their order, where their cells come from, and when there would be too many. */
#include "tests/unit/unit.h"
#include <inttypes.h>
#include "lang/base/mem.h"
#include "runtime/data/pairs.h"
#include "runtime/data/store.h"

struct world {
    struct arena arena;
    struct sources sources;
    struct diags diags;
    struct field account_fields[1], question_fields[1], fields[4];
    struct record account, question, rating;
};

static void init(struct world *unit) {
    *unit = (struct world){0};
    arena_init(&unit->arena, 0);
    sources_init(&unit->sources, &unit->arena);
    diags_init(&unit->diags, &unit->arena, &unit->sources);
    unit->account_fields[0] = (struct field){.name = "id", .type = {.kind = TYPE_TEXT}, .key = true};
    unit->question_fields[0] = (struct field){.name = "number", .type = {.kind = TYPE_NUMBER}, .key = true};
    unit->account = (struct record){.name = "Account", .fields = unit->account_fields, .field_count = 1};
    unit->question = (struct record){.name = "Question", .fields = unit->question_fields, .field_count = 1};
    unit->fields[0] = (struct field){.name = "level", .type = {.kind = TYPE_NUMBER}};
    unit->fields[1] = (struct field){.name = "question", .type = {.kind = TYPE_RECORD, .record = &unit->question}};
    unit->fields[2] = (struct field){.name = "account", .type = {.kind = TYPE_RECORD, .record = &unit->account}};
    unit->fields[3] = (struct field){.name = "note", .type = {.kind = TYPE_TEXT}, .has_default = true};
    unit->fields[3].default_value = (struct value){.known = true, .text = STR("none")};
    for (uint32_t i = 0; i < 4; i++) unit->fields[i].index = i;
    unit->rating = (struct record){.name = "Rating",
                                   .fields = unit->fields,
                                   .field_count = 4,
                                   .key = -1,
                                   .each = {&unit->account, &unit->question},
                                   .each_field = {2, 1}};
}

/* `count` accounts A0, A1, ... or questions 0, 1, ... */
static struct pairs_side side_of(enum repr repr, uint32_t count) {
    struct keyindex *index = keyindex_new(repr, 0);
    struct compact *keys = compact_new(repr);
    struct vec vec = {.repr = repr, .all_known = true};
    char bytes[16];
    for (uint32_t i = 0; i < count; i++) {
        struct str text = {bytes, (size_t)snprintf(bytes, sizeof bytes, "A%u", i)};
        int64_t number = i;
        if (repr == REPR_TEXT)
            vec.text = &text;
        else
            vec.num = &number;
        keyindex_add(index, &vec, 1);
        compact_add(keys, &vec, 1);
    }
    compact_finish(keys);
    return (struct pairs_side){index, keys};
}

static void drop_side(struct pairs_side side) {
    keyindex_free((struct keyindex *)(uintptr_t)side.index);
    compact_free((struct compact *)(uintptr_t)side.keys);
}

static void put(struct batch *batch, const char *account, int question, int level, const char *note) {
    struct value values[4] = {{.known = true, .number = dec_from_int(level)},
                              {.known = true, .number = dec_from_int(question)},
                              {.known = true, .text = str_of(account)},
                              {.known = true, .text = str_of(note)}};
    batch->rows = 1;
    batch->line[0]++;
    for (uint32_t i = 0; i < 4; i++) {
        store_begin(&batch->fields[i]);
        store_put(&batch->fields[i], 0, &values[i]);
    }
}

static void cells_come_from_the_row_of_the_pair(void **state) {
    (void)state;
    static const bool all[4] = {true, true, true, true};
    struct world unit;
    struct batch batch;
    struct tally tally;
    init(&unit);
    struct pairs_side sides[2] = {side_of(REPR_TEXT, 3), side_of(REPR_NUMBER, 2)};
    struct pairs *pairs = pairs_new(&unit.rating, all, all, sides, &unit.diags);
    batch_init(&batch, &unit.rating, all, all);
    batch.file = "ratings.csv";
    tally_init(&tally, &unit.rating);
    tally.rows = 5;
    put(&batch, "A2", 0, 7, "x");
    pairs_add(pairs, &batch, &tally, true);
    put(&batch, "A0", 1, 9, "y");
    pairs_add(pairs, &batch, &tally, true);
    put(&batch, "A2", 0, 8, "again");
    pairs_add(pairs, &batch, &tally, true);
    put(&batch, "A9", 0, 8, "nobody");
    pairs_add(pairs, &batch, &tally, true);
    put(&batch, "A1", 2, 8, "nothing");
    pairs_add(pairs, &batch, &tally, true);
    assert_int_equal(tally.rejected, 1);
    assert_int_equal(tally.rows, 4);
    assert_int_equal(tally.rejects.at[0].line, 3);
    struct table *table = pairs_finish(pairs);
    assert_int_equal(table_rows(table), 6);
    struct buf text;
    buf_init(&text);
    for (uint32_t first = 0; first < 6; first += BATCH_ROWS) {
        table_read(table, first, &batch);
        for (uint32_t row = 0; row < batch.rows; row++) {
            struct value level = vec_value(&batch.fields[0], row), note = vec_value(&batch.fields[3], row);
            assert_int_equal(batch.states[0][row], level.known ? CAUSE_NONE : CAUSE_MISSING);
            assert_int_equal(batch.states[3][row], CAUSE_NONE);
            buf_printf(&text, "%" PRIu64 ":%.*s-%d %d %.*s\n", batch.line[row],
                       STR_FMT(vec_value(&batch.fields[2], row).text), (int)vec_number(&batch.fields[1], row).n,
                       level.known ? (int)level.number.n : -1, STR_FMT(note.text));
        }
    }
    assert_string_equal(text.ptr,
                        "0:A0-0 -1 none\n2:A0-1 9 y\n0:A1-0 -1 none\n0:A1-1 -1 none\n1:A2-0 7 x\n0:A2-1 -1 none\n");
    pairs_report(pairs, &unit.diags);
    assert_int_equal(unit.diags.list.len, 2);
    assert_string_equal(unit.diags.list.at[0]->title, "1 row of `Rating` leads to no row of `Account`");
    assert_string_equal(unit.diags.list.at[1]->title, "1 row of `Rating` leads to no row of `Question`");
    buf_release(&text);
    table_free(table);
    pairs_free(pairs);
    pairs_free(NULL);
    drop_side(sides[0]);
    drop_side(sides[1]);
    tally_release(&tally);
    batch_release(&batch);
    arena_release(&unit.arena);
}

static void one_side_alone(void **state) {
    (void)state;
    static const bool wanted[4] = {true, false, true, false};
    struct world unit;
    init(&unit);
    unit.rating.each[1] = NULL;
    struct pairs_side sides[2] = {side_of(REPR_TEXT, 2)};
    struct pairs *pairs = pairs_new(&unit.rating, wanted, NULL, sides, &unit.diags);
    struct table *table = pairs_finish(pairs);
    assert_int_equal(table_rows(table), 2);
    assert_true(str_equal(compact_value(table_column(table, 2), 1).text, STR("A1")));
    assert_false(compact_value(table_column(table, 0), 1).known);
    pairs_report(pairs, &unit.diags);
    assert_int_equal(unit.diags.list.len, 0);
    table_free(table);
    pairs_free(pairs);
    drop_side(sides[0]);
    arena_release(&unit.arena);
}

static void more_pairs_than_rows_can_be_numbered(void **state) {
    (void)state;
    static const bool all[4] = {true, true, true, true};
    struct world unit;
    init(&unit);
    struct pairs_side sides[2] = {side_of(REPR_TEXT, 65536), side_of(REPR_NUMBER, 65536)};
    assert_null(pairs_new(&unit.rating, all, NULL, sides, &unit.diags));
    assert_int_equal(unit.diags.list.at[0]->code, E0519);
    drop_side(sides[0]);
    drop_side(sides[1]);
    arena_release(&unit.arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cells_come_from_the_row_of_the_pair),
        cmocka_unit_test(one_side_alone),
        cmocka_unit_test(more_pairs_than_rows_can_be_numbered),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
