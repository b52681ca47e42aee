/* What the tests of the readers share: a record with a field of every type, and loading bytes into text, one line a row:
 *
 *     2: id=A1 amount=12.5 price=? share=0.25 ...          a known value, or ? and the first letters of the cause
 *
 * followed by one line for each reject ("! 3 [id] the key is blank <row>") and each field with faults. */
#ifndef TESTS_UNIT_DATA_UNIT_H
#define TESTS_UNIT_DATA_UNIT_H
#include <inttypes.h>
#include <stdlib.h>

#include "lang/base/mem.h"
#include "runtime/data/load.h"
#include "runtime/data/loader.h"

enum data_field {
    DATA_ID,
    DATA_AMOUNT,
    DATA_PRICE,
    DATA_SHARE,
    DATA_START,
    DATA_OK,
    DATA_TIER,
    DATA_STAGE,
    DATA_NOTE,
    DATA_TERM,
    DATA_FIELDS
};
struct data_unit {
    struct arena arena;
    struct sources sources;
    struct diags diags;
    struct member tiers[3], stages[2], exits[1];
    struct category tier, stage;
    struct field fields[DATA_FIELDS];
    struct record record;
    bool wanted[DATA_FIELDS];
};

static inline void data_init(struct data_unit *unit) {
    static const char *silver[] = {"AG", "Argent"};
    *unit = (struct data_unit){0};
    arena_init(&unit->arena, 0);
    sources_init(&unit->sources, &unit->arena);
    diags_init(&unit->diags, &unit->arena, &unit->sources);
    unit->tiers[0] = (struct member){.name = "bronze", .label = "Bronze tier"};
    unit->tiers[1] = (struct member){.name = "silver", .from = silver, .from_count = 2};
    unit->tiers[2] = (struct member){.name = "gold_standard"};
    unit->tier = (struct category){.name = "tier", .ordered = true, .members = unit->tiers, .count = 3};
    unit->stages[0] = (struct member){.name = "basic"};
    unit->stages[1] = (struct member){.name = "close"};
    unit->exits[0] = (struct member){.name = "Parted ways"};
    unit->stage = (struct category){.name = "stage",
                                    .ordered = true,
                                    .is_ladder = true,
                                    .members = unit->stages,
                                    .count = 2,
                                    .exits = unit->exits,
                                    .exit_count = 1};
    const struct field fields[DATA_FIELDS] = {
        [DATA_ID] = {.name = "id", .type = {.kind = TYPE_TEXT}, .key = true},
        [DATA_AMOUNT] = {.name = "amount", .type = {.kind = TYPE_NUMBER}},
        [DATA_PRICE] = {.name = "price", .type = {.kind = TYPE_NUMBER, .unit = UNIT_MONEY}},
        [DATA_SHARE] = {.name = "share", .type = {.kind = TYPE_NUMBER, .unit = UNIT_PERCENT}, .reading = READ_PERCENT},
        [DATA_START] = {.name = "start", .type = {.kind = TYPE_DATE}},
        [DATA_OK] = {.name = "ok", .type = {.kind = TYPE_BOOL}},
        [DATA_TIER] = {.name = "tier", .type = {.kind = TYPE_CATEGORY, .category = &unit->tier}},
        [DATA_STAGE] = {.name = "stage", .type = {.kind = TYPE_CATEGORY, .category = &unit->stage}},
        [DATA_NOTE] = {.name = "note", .type = {.kind = TYPE_TEXT}},
        [DATA_TERM] = {.name = "term", .type = {.kind = TYPE_PERIOD, .period = PERIOD_MONTHS}},
    };
    memcpy(unit->fields, fields, sizeof fields);
    for (uint32_t i = 0; i < DATA_FIELDS; i++) {
        unit->fields[i].index = i;
        unit->wanted[i] = true;
    }
    unit->record = (struct record){
        .name = "Account", .subject = true, .fields = unit->fields, .field_count = DATA_FIELDS, .key = DATA_ID};
}

static inline void data_release(struct data_unit *unit) { arena_release(&unit->arena); }

/* Only these fields: a string of their initial letters in the record's order is easier to read than a list. */
static inline void data_want(struct data_unit *unit, const char *names) {
    for (uint32_t i = 0; i < DATA_FIELDS; i++) unit->wanted[i] = strstr(names, unit->fields[i].name) != NULL;
}

static inline void data_value_text(const struct batch *batch, const struct field *field, uint32_t row,
                                   struct buf *out) {
    static const char *const causes[] = {[CAUSE_MISSING] = "missing",
                                         [CAUSE_ABSENT] = "absent",
                                         [CAUSE_INVALID] = "invalid",
                                         [CAUSE_OUT_OF_RANGE] = "range"};
    struct value value = vec_value(&batch->fields[field->index], row);
    char text[DEC_TEXT_MAX], day[DATE_TEXT_MAX];
    buf_printf(out, " %s=", field->name);
    if (!value.known) {
        cell_state state = batch->states[field->index][row];
        buf_printf(out, "?%s", state < sizeof causes / sizeof causes[0] && causes[state] ? causes[state] : "");
        return;
    }
    switch (batch->fields[field->index].repr) {
    case REPR_BOOL: buf_puts(out, value.truth ? "true" : "false"); break;
    case REPR_NUMBER: buf_add(out, text, dec_format(value.number, text)); break;
    case REPR_TEXT: buf_str(out, value.text); break;
    case REPR_DATE: buf_add(out, day, date_format(value.day, day)); break;
    case REPR_CODE: buf_printf(out, "%d", value.code); break;
    case REPR_ROW: buf_printf(out, "%u", value.row); break;
    }
}

static inline void data_diags_text(const struct diags *diags, struct buf *out) {
    for (uint32_t i = 0; i < diags->list.len; i++) {
        const struct diag *d = diags->list.at[i];
        buf_printf(out, "%s %s\n", diag_name(d->code), d->title);
        for (uint32_t k = 0; k < d->notes.len; k++) buf_printf(out, "  note %s\n", d->notes.at[k]);
        for (uint32_t k = 0; k < d->helps.len; k++) buf_printf(out, "  help %s\n", d->helps.at[k]);
    }
}

/* Everything of a loader, as text. */
static inline void data_load(struct data_unit *unit, struct loader *loader, struct buf *out) {
    bool states[DATA_FIELDS];
    memcpy(states, unit->wanted, sizeof states);
    struct chunk *chunk = chunk_new(loader);
    struct batch batch;
    struct tally tally;
    batch_init(&batch, &unit->record, unit->wanted, states);
    tally_init(&tally, &unit->record);
    uint64_t rows = 0;
    enum load_status status;
    while ((status = loader_take(loader, chunk, &unit->diags)) == LOAD_MORE) {
        while (chunk_next(chunk, &batch, &tally)) {
            loader_check_keys(loader, &batch, &tally);
            if (batch.first_row != rows) abort();
            rows += batch.rows;
            for (uint32_t row = 0; row < batch.rows; row++) {
                buf_printf(out, "%" PRIu64 ":", batch.line[row]);
                for (uint32_t i = 0; i < DATA_FIELDS; i++)
                    if (unit->wanted[i]) data_value_text(&batch, &unit->fields[i], row, out);
                buf_char(out, '\n');
            }
        }
    }
    if (tally.rows != rows) abort();
    if (status == LOAD_FAILED) buf_puts(out, "failed\n");
    struct buf rejects;
    buf_init(&rejects);
    rejects_text(&tally, &rejects);
    buf_str(out, (struct str){rejects.ptr, rejects.len});
    buf_release(&rejects);
    tally_report(&tally, &unit->record, &unit->diags);
    tally_release(&tally);
    batch_release(&batch);
    chunk_free(chunk);
}

static inline struct data_source data_source_of(enum data_kind kind) {
    return (struct data_source){.kind = kind, .path = "memory", .name = "accounts", .lines = false};
}

/* Bytes as text; messages, if `messages`, after it. `chunk_bytes` 0: as usual. The result lives in the unit's arena. */
static inline const char *data_of(struct data_unit *unit, enum data_kind kind, struct str bytes, uint32_t chunk_bytes,
                                  bool seekable, bool messages) {
    struct buf out;
    buf_init(&out);
    struct load_options options = {.keep_all_rejects = true, .chunk_bytes = chunk_bytes};
    struct data_source source = data_source_of(kind);
    diags_init(&unit->diags, &unit->arena, &unit->sources);
    struct loader *loader =
        loader_open_memory(&source, bytes, seekable, &unit->record, unit->wanted, &options, &unit->diags);
    if (loader) data_load(unit, loader, &out);
    loader_close(loader);
    if (messages) data_diags_text(&unit->diags, &out);
    const char *text = arena_strndup(&unit->arena, out.ptr, out.len);
    buf_release(&out);
    return text;
}
#endif
