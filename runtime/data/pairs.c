/* SPDX-License-Identifier: MIT */
#include "runtime/data/pairs.h"

#include <inttypes.h>

#include "lang/base/mem.h"
#include "runtime/data/orphans.h"
#include "runtime/data/store.h"
#include "runtime/data/tally.h"

struct pairs {
    const struct record *record;
    bool *wanted, *states; /* owned */
    struct pairs_side sides[2];
    struct table *given; /* owned: the data's rows, those that were refused too */
    uint32_t *row_of;    /* owned, by pair: the number of its row in `given`, + 1; 0: none */
    uint32_t side_count;
    uint32_t counts[2]; /* rows of each side; 1 where there is none */
    struct orphans orphans[2];
};

struct pairs *pairs_new(const struct record *record, const bool *wanted, const bool *states,
                        const struct pairs_side sides[2], struct diags *diags) {
    uint32_t side_count = record->each[1] ? 2 : 1;
    uint64_t counts[2] = {keyindex_rows(sides[0].index), side_count == 2 ? keyindex_rows(sides[1].index) : 1};
    if (counts[0] * counts[1] >= NO_ROW) {
        struct diag *d = diag_new(diags, E0519, record->span, "`%s` would have more than 4 billion rows", record->name);
        diag_note(diags, d, "there are %" PRIu64 " rows of `%s`", counts[0], record->each[0]->name);
        if (side_count == 2) diag_note(diags, d, "and %" PRIu64 " of `%s`", counts[1], record->each[1]->name);
        diag_help(diags, d, "Leave `for each` out: then it has the rows of its data.");
        return NULL;
    }
    struct pairs *pairs = mem_alloc(sizeof *pairs);
    pairs->record = record;
    pairs->side_count = side_count;
    pairs->wanted = mem_alloc(sizeof(bool) * record->field_count);
    pairs->states = mem_alloc(sizeof(bool) * record->field_count);
    for (uint32_t i = 0; i < record->field_count; i++) {
        pairs->wanted[i] = wanted[i];
        pairs->states[i] = states && states[i];
    }
    pairs->given = table_new(record, pairs->wanted, pairs->states);
    for (uint32_t side = 0; side < 2; side++) pairs->counts[side] = (uint32_t)counts[side];
    for (uint32_t side = 0; side < side_count; side++) {
        ASSERT(wanted[record->each_field[side]]);
        pairs->sides[side] = sides[side];
    }
    pairs->row_of = mem_alloc(sizeof *pairs->row_of * counts[0] * counts[1]);
    return pairs;
}

void pairs_free(struct pairs *pairs) {
    if (!pairs) return;
    table_free(pairs->given);
    mem_free(pairs->row_of);
    mem_free(pairs->wanted);
    mem_free(pairs->states);
    mem_free(pairs);
}

void pairs_add(struct pairs *pairs, const struct batch *batch, struct tally *tally, bool keep_all_rejects) {
    uint32_t rows[2][BATCH_ROWS], first = table_rows(pairs->given);
    memset(rows[1], 0, sizeof rows[1]);
    for (uint32_t side = 0; side < pairs->side_count; side++) {
        const struct vec *keys = &batch->fields[pairs->record->each_field[side]];
        keyindex_find(pairs->sides[side].index, keys, batch->rows, rows[side]);
        orphans_count(&pairs->orphans[side], keys, rows[side], batch);
    }
    table_add(pairs->given, batch);
    for (uint32_t i = 0; i < batch->rows; i++) {
        if (rows[0][i] == NO_ROW || rows[1][i] == NO_ROW) continue;
        uint32_t *row_of = &pairs->row_of[(size_t)rows[0][i] * pairs->counts[1] + rows[1][i]];
        if (*row_of == 0) {
            *row_of = first + i + 1;
            continue;
        }
        tally->rows--;
        tally_reject(tally, keep_all_rejects, batch->file, batch->line[i], NULL,
                     pairs->side_count == 2 ? "there was a row for this pair before; the first one stays"
                                            : "there was a row for this one before; the first one stays",
                     batch->raw ? batch->raw[i] : (struct str){"", 0});
    }
}

/* ---- the table of all pairs ---- */

/* One field of some pairs, of which `given` are the rows of the data. */
static void fill_field(const struct pairs *pairs, uint32_t index, const uint32_t *given, struct batch *batch) {
    const struct field *field = &pairs->record->fields[index];
    bool has_default = field->has_default && field->default_value.known;
    struct vec *vec = &batch->fields[index];
    if (!has_default) {
        table_gather(pairs->given, index, given, batch->rows, vec);
    } else {
        const struct compact *column = table_column(pairs->given, index);
        store_begin(vec);
        for (uint32_t i = 0; i < batch->rows; i++) {
            struct value value = given[i] == NO_ROW ? field->default_value : compact_value(column, given[i]);
            store_put(vec, i, &value);
        }
    }
    for (uint32_t i = 0; batch->states[index] && i < batch->rows; i++) {
        enum cause nobody = has_default ? CAUSE_NONE : CAUSE_MISSING;
        enum cause state = given[i] == NO_ROW ? nobody : table_state(pairs->given, index, given[i]);
        batch->states[index][i] = (cell_state)state;
    }
}

static void fill_reference(const struct pairs *pairs, uint32_t side, uint32_t first, struct batch *batch) {
    uint32_t field = (uint32_t)pairs->record->each_field[side], rows[BATCH_ROWS];
    for (uint32_t i = 0; i < batch->rows; i++)
        rows[i] = side == 0 ? (first + i) / pairs->counts[1] : (first + i) % pairs->counts[1];
    compact_gather(pairs->sides[side].keys, rows, batch->rows, &batch->fields[field]);
    if (batch->states[field]) memset(batch->states[field], CAUSE_NONE, batch->rows * sizeof(cell_state));
}

static void fill(const struct pairs *pairs, uint32_t first, struct batch *batch) {
    uint32_t given[BATCH_ROWS];
    for (uint32_t i = 0; i < batch->rows; i++) {
        given[i] = pairs->row_of[first + i] - 1; /* of 0 it is NO_ROW */
        batch->line[i] = given[i] == NO_ROW ? 0 : table_line(pairs->given, given[i]);
    }
    for (uint32_t i = 0; i < pairs->record->field_count; i++) {
        if (!pairs->wanted[i]) continue;
        uint32_t side = 0;
        while (side < pairs->side_count && (int32_t)i != pairs->record->each_field[side]) side++;
        if (side < pairs->side_count)
            fill_reference(pairs, side, first, batch);
        else
            fill_field(pairs, i, given, batch);
    }
}

struct table *pairs_finish(struct pairs *pairs) {
    struct table *table = table_new(pairs->record, pairs->wanted, pairs->states);
    uint32_t count = pairs->counts[0] * pairs->counts[1];
    struct batch batch;
    table_finish(pairs->given);
    batch_init(&batch, pairs->record, pairs->wanted, pairs->states);
    for (uint32_t first = 0; first < count; first += batch.rows) {
        store_clear(&batch);
        batch.file = table_file(pairs->given);
        batch.rows = count - first < BATCH_ROWS ? count - first : BATCH_ROWS;
        fill(pairs, first, &batch);
        table_add(table, &batch);
    }
    batch_release(&batch);
    table_finish(table);
    table_free(pairs->given);
    pairs->given = NULL;
    return table;
}

void pairs_report(const struct pairs *pairs, struct diags *diags) {
    for (uint32_t side = 0; side < pairs->side_count; side++)
        orphans_report(&pairs->orphans[side], pairs->record, &pairs->record->fields[pairs->record->each_field[side]],
                       diags);
}
