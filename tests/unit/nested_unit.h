/* What the tests of rows inside rows share: accounts with tasks, which have tasks of their own, and loading all tasks of
 * some bytes into text. */
#ifndef TESTS_UNIT_NESTED_UNIT_H
#define TESTS_UNIT_NESTED_UNIT_H
#include "tests/unit/data_unit.h"

/* Account has tasks; a task has tasks of its own. */
struct nested_unit {
    struct data_unit data;
    struct field account_fields[2], task_fields[4];
    struct record account, task;
    struct record *records[2];
    struct framework framework;
    bool inside[2], wanted[4];
    struct nest nest;
};

static inline void nested_init(struct nested_unit *unit) {
    *unit = (struct nested_unit){0};
    data_init(&unit->data);
    unit->account =
        (struct record){.name = "Account", .subject = true, .fields = unit->account_fields, .field_count = 2};
    unit->task = (struct record){.name = "Task", .fields = unit->task_fields, .field_count = 4};
    unit->account_fields[0] = (struct field){.name = "id", .type = {.kind = TYPE_TEXT}, .key = true};
    unit->account_fields[1] =
        (struct field){.name = "tasks", .index = 1, .type = {.kind = TYPE_LIST, .record = &unit->task}};
    unit->task_fields[0] = (struct field){.name = "id", .type = {.kind = TYPE_TEXT}, .key = true};
    unit->task_fields[1] =
        (struct field){.name = "account", .index = 1, .type = {.kind = TYPE_RECORD, .record = &unit->account}};
    unit->task_fields[2] =
        (struct field){.name = "parent", .index = 2, .type = {.kind = TYPE_RECORD, .record = &unit->task}};
    unit->task_fields[3] = (struct field){
        .name = "parts", .index = 3, .type = {.kind = TYPE_LIST, .record = &unit->task}, .via = "parent"};
    unit->records[0] = &unit->account;
    unit->records[1] = &unit->task;
    unit->framework.records = unit->records;
    unit->framework.record_count = 2;
    unit->inside[1] = true;
    unit->nest = (struct nest){&unit->framework, &unit->account, unit->inside};
    memcpy(unit->wanted, (bool[]){true, true, true, false}, sizeof unit->wanted);
}

/* Each task as "line:id account parent", and the rejects. */
static inline void nested_load(struct nested_unit *unit, struct str bytes, uint32_t chunk_bytes, struct buf *out) {
    struct load_options options = {.keep_all_rejects = true, .chunk_bytes = chunk_bytes};
    struct data_source source = data_source_of(DATA_JSON);
    source.nest = &unit->nest;
    struct loader *loader =
        loader_open_memory(&source, bytes, true, &unit->task, unit->wanted, &options, &unit->data.diags);
    if (!loader) return;
    struct chunk *chunk = chunk_new(loader);
    struct batch batch;
    struct tally tally;
    batch_init(&batch, &unit->task, unit->wanted, unit->wanted);
    tally_init(&tally, &unit->task);
    while (loader_take(loader, chunk, &unit->data.diags) == LOAD_MORE) {
        while (chunk_next(chunk, &batch, &tally)) {
            loader_check_keys(loader, &batch, &tally);
            for (uint32_t row = 0; row < batch.rows; row++) {
                struct value account = {0}, parent = {0};
                if (unit->wanted[1]) account = vec_value(&batch.fields[1], row);
                if (unit->wanted[2]) parent = vec_value(&batch.fields[2], row);
                buf_printf(out, "%" PRIu64 ":%.*s %.*s %.*s\n", batch.line[row],
                           STR_FMT(vec_value(&batch.fields[0], row).text),
                           STR_FMT(account.known ? account.text : STR("-")),
                           STR_FMT(parent.known ? parent.text : STR("-")));
                if (unit->wanted[1] && batch.states[1][row] != (account.known ? CAUSE_NONE : CAUSE_MISSING)) abort();
            }
        }
    }
    rejects_text(&tally, out);
    tally_release(&tally);
    batch_release(&batch);
    chunk_free(chunk);
    loader_close(loader);
}
#endif
