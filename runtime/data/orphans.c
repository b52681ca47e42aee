/* SPDX-License-Identifier: MIT */
#include "runtime/data/orphans.h"

#include <inttypes.h>

#include "runtime/data/tally.h"

static struct str key_text(const struct vec *keys, uint32_t row, const struct field *field, char text[DEC_TEXT_MAX]) {
    struct value value = vec_value(keys, row);
    switch (keys->repr) {
    case REPR_TEXT: return value.text;
    case REPR_NUMBER: return (struct str){text, dec_format(value.number, text)};
    case REPR_DATE: return (struct str){text, date_format(value.day, text)};
    case REPR_BOOL: return value.truth ? STR("true") : STR("false");
    case REPR_CODE:
    case REPR_ROW: break;
    }
    struct type type = field->type;
    for (int steps = 0; type.kind == TYPE_RECORD && type.record->key >= 0 && steps < 8; steps++)
        type = type.record->fields[type.record->key].type;
    return type.kind == TYPE_CATEGORY ? category_name(type.category, value.code) : STR("");
}

void orphans_count(struct orphans *orphans, const struct vec *keys, const uint32_t *rows, const struct batch *batch) {
    uint32_t nowhere = 0;
    for (uint32_t i = 0; i < batch->rows; i++) nowhere += rows[i] == NO_ROW;
    orphans->found += batch->rows - nowhere;
    if (nowhere == 0) return;
    for (uint32_t i = 0; i < batch->rows; i++) {
        if (rows[i] != NO_ROW) continue;
        bool known = keys->repr == REPR_BOOL ? keys->truth[keys->constant ? 0 : i] != TRUTH_UNKNOWN
                                             : keys->all_known || keys->known[keys->constant ? 0 : i];
        orphans->blank += !known;
        orphans->dangling += known;
        if (!known || (orphans->line && orphans->line <= batch->line[i])) continue;
        orphans->line = batch->line[i];
        orphans->file = batch->file;
        const struct field *field = NULL;
        for (uint32_t f = 0; f < batch->record->field_count && !field; f++)
            if (&batch->fields[f] == keys) field = &batch->record->fields[f];
        char text[DEC_TEXT_MAX];
        tally_shorten(orphans->text, field ? key_text(keys, i, field, text) : STR(""));
    }
}

void orphans_add(struct orphans *into, const struct orphans *from) {
    into->found += from->found;
    into->blank += from->blank;
    into->dangling += from->dangling;
    if (from->line == 0 || (into->line && into->line <= from->line)) return;
    into->line = from->line;
    into->file = from->file;
    memcpy(into->text, from->text, sizeof into->text);
}

void orphans_report(const struct orphans *orphans, const struct record *record, const struct field *field,
                    struct diags *diags) {
    uint64_t count = orphans->dangling;
    bool nothing = orphans->found == 0;
    if (count == 0 || (field->optional && !nothing)) return;
    const struct record *other = field->type.record;
    const char *key = other->key >= 0 ? other->fields[other->key].name : "key";
    struct diag *d;
    if (nothing)
        d = diag_new(diags, W0560, field->span, "no row of `%s` leads to a row of `%s`: `%s` finds none", record->name,
                     other->name, field->name);
    else
        d = diag_new(diags, W0560, field->span, "%" PRIu64 " %s of `%s` %s to no row of `%s`", count,
                     count == 1 ? "row" : "rows", record->name, count == 1 ? "leads" : "lead", other->name);
    diag_note(diags, d, "%sno `%s` has the %s `%s`, named at %s:%" PRIu64, count > 1 ? "the first: " : "", other->name,
              key, orphans->text, orphans->file, orphans->line);
    if (nothing)
        diag_help(diags, d,
                  "Is the column of `%s` the one that holds the %s of `%s`? Say from \"Column\" in the field.",
                  field->name, key, other->name);
    else if (record->each[0])
        diag_note(diags, d, "%s left out: `%s` has rows only for what is there", count == 1 ? "it is" : "they are",
                  record->name);
    else
        diag_note(diags, d, "%s to no `%s`; what %s there is unknown",
                  count == 1 ? "it is kept, but belongs" : "they are kept, but belong", other->name,
                  count == 1 ? "it looks up" : "they look up");
}
