/* What is wrong with rows and cells: counted, kept for the rejects file, and told.
 * SPDX-License-Identifier: MIT */
#include "runtime/data/tally.h"

#include <inttypes.h>
#include <stdlib.h>

#include "lang/base/mem.h"
#include "lang/suggest.h"

#define RAW_SHORT 200u      /* bytes of a row that are kept when nobody asked for all */
#define RAW_LONG (1u << 20) /* and when somebody did */
#define SHOWN_REJECTS 5     /* in the message */

void tally_init(struct tally *tally, const struct record *record) {
    *tally = (struct tally){.field_count = record->field_count};
    arena_init(&tally->arena, 0);
    tally->faults = mem_alloc(sizeof *tally->faults * record->field_count);
}

void tally_release(struct tally *tally) {
    arena_release(&tally->arena);
    mem_free(tally->faults);
    *tally = (struct tally){0};
}

void rejects_forget(struct tally *tally) {
    tally->rejects.at = NULL;
    tally->rejects.len = tally->rejects.cap = 0;
    arena_clear(&tally->arena);
}

static void keep_reject(struct tally *tally, bool keep_all, const struct reject *reject) {
    if (!keep_all && tally->rejects.len >= REJECTS_KEPT) return;
    uint32_t longest = keep_all ? RAW_LONG : RAW_SHORT;
    struct str raw = reject->raw;
    if (raw.len > longest) raw.len = longest;
    struct reject kept = *reject;
    kept.reason = arena_strndup(&tally->arena, reject->reason, strlen(reject->reason));
    kept.raw = arena_str(&tally->arena, raw);
    if (reject->column) kept.column = arena_strndup(&tally->arena, reject->column, strlen(reject->column));
    vec_push(&tally->arena, &tally->rejects, kept);
}

void tally_reject(struct tally *tally, bool keep_all, const char *file, uint64_t line, const char *column,
                  const char *reason, struct str raw) {
    tally->rejected++;
    keep_reject(tally, keep_all, &(struct reject){file, line, column, reason, raw});
}

void tally_shorten(char out[FAULT_TEXT], struct str cell) {
    static const char ellipsis[] = "\xe2\x80\xa6";
    size_t length = cell.len;
    bool cut = length >= FAULT_TEXT;
    if (cut) {
        length = FAULT_TEXT - sizeof ellipsis;
        while (length && ((unsigned char)cell.ptr[length] & 0xc0) == 0x80) length--;
    }
    if (length) memcpy(out, cell.ptr, length);
    if (cut)
        memcpy(out + length, ellipsis, sizeof ellipsis);
    else
        out[length] = '\0';
    /* Data must not steer a terminal. */
    for (size_t i = 0; i < length; i++)
        if ((unsigned char)out[i] < ' ' || out[i] == 0x7f) out[i] = ' ';
}

void tally_cell(struct tally *tally, const struct reader *reader, const struct reading *reading, const char *file,
                uint64_t line, struct str cell) {
    struct cell_fault *fault = &tally->faults[reader->field->index];
    if (reading->sign != AMOUNT_NO_SIGN) fault->signs |= UINT32_C(1) << reading->sign;
    fault->rounded += reading->rounded;
    if (reading->value.known) return;
    if (reading->value.cause == CAUSE_MISSING) {
        fault->missing += !reader->field->optional;
        return;
    }
    bool out_of_range = reading->value.cause == CAUSE_OUT_OF_RANGE;
    *(out_of_range ? &fault->out_of_range : &fault->invalid) += 1;
    struct fault_place *first = out_of_range ? &fault->first_out_of_range : &fault->first_invalid;
    if (first->line && first->line <= line) return;
    first->line = line;
    first->file = file;
    first->hint = reading->hint;
    tally_shorten(first->text, cell);
}

void tally_uncount(struct tally *tally, const struct field *field, cell_state state) {
    struct cell_fault *fault = &tally->faults[field->index];
    if (state == CAUSE_MISSING) fault->missing -= !field->optional;
    if (state == CAUSE_INVALID) fault->invalid--;
    if (state == CAUSE_OUT_OF_RANGE) fault->out_of_range--;
}

void tally_add(struct tally *into, struct tally *from, bool keep_all_rejects) {
    into->rejected += from->rejected;
    into->rows += from->rows;
    for (uint32_t i = 0; i < from->rejects.len; i++) keep_reject(into, keep_all_rejects, &from->rejects.at[i]);
    for (uint32_t i = 0; i < from->field_count; i++) {
        struct cell_fault *to = &into->faults[i], *add = &from->faults[i];
        to->missing += add->missing;
        to->invalid += add->invalid;
        to->out_of_range += add->out_of_range;
        to->rounded += add->rounded;
        to->signs |= add->signs;
        to->absent |= add->absent;
        if (to->first_invalid.line == 0) to->first_invalid = add->first_invalid;
        if (to->first_out_of_range.line == 0) to->first_out_of_range = add->first_out_of_range;
    }
    from->rejected = from->rows = 0;
    memset(from->faults, 0, sizeof *from->faults * from->field_count);
    rejects_forget(from);
}

/* ---- the rejects file ---- */

static void add_quoted(struct buf *out, struct str text) {
    size_t at = 0;
    while (at < text.len && !strchr("\",\n\r", text.ptr[at]))
        at++; /* a zero byte is found too: it is the end of the set */
    if (at == text.len) {
        buf_str(out, text);
        return;
    }
    buf_char(out, '"');
    for (at = 0; at < text.len; at++) {
        size_t from = at;
        while (at < text.len && text.ptr[at] != '"' && text.ptr[at] != '\0') at++;
        buf_add(out, text.ptr + from, at - from);
        if (at < text.len) buf_puts(out, text.ptr[at] == '"' ? "\"\"" : "\xef\xbf\xbd");
    }
    buf_char(out, '"');
}

static int by_place(const void *left, const void *right) {
    const struct reject *a = *(const struct reject *const *)left, *b = *(const struct reject *const *)right;
    int file = a->file == b->file ? 0 : strcmp(a->file, b->file);
    if (file) return file;
    if (a->line != b->line) return a->line < b->line ? -1 : 1;
    /* Of one line, as they were found: the pointers are into one array. */
    return (a > b) - (a < b);
}

/* The rejects of `tally` in order; owned by the caller. */
static const struct reject **in_order(const struct tally *tally) {
    const struct reject **order = mem_alloc(sizeof *order * tally->rejects.len);
    for (uint32_t i = 0; i < tally->rejects.len; i++) order[i] = &tally->rejects.at[i];
    qsort(order, tally->rejects.len, sizeof *order, by_place);
    return order;
}

void rejects_text(const struct tally *tally, struct buf *out) {
    const struct reject **order = in_order(tally);
    for (uint32_t i = 0; i < tally->rejects.len; i++) {
        add_quoted(out, str_of(order[i]->file));
        buf_printf(out, ",%" PRIu64 ",", order[i]->line);
        add_quoted(out, str_of(order[i]->column));
        buf_char(out, ',');
        add_quoted(out, str_of(order[i]->reason));
        buf_char(out, ',');
        add_quoted(out, order[i]->raw);
        buf_char(out, '\n');
    }
    mem_free(order);
}

bool rejects_write_header(FILE *out) { return fputs("file,line,column,reason,row\n", out) >= 0; }

bool rejects_write(FILE *out, const struct tally *tally) {
    struct buf text;
    buf_init(&text);
    rejects_text(tally, &text);
    bool written = fwrite(text.ptr, 1, text.len, out) == text.len;
    buf_release(&text);
    return written;
}

/* ---- messages ---- */

static const char *plural(uint64_t count, const char *one, const char *several) { return count == 1 ? one : several; }

/* " of `Contact`": whose rows they are, where it is not the subject. */
#define RECORD_NAMED (LIMIT_NAME_BYTES + 16)
static const char *of_record(const struct record *record, char text[RECORD_NAMED]) {
    int length = record->subject ? 0 : snprintf(text, RECORD_NAMED, " of `%s`", record->name);
    return length > 0 ? text : "";
}

/* What to write instead of a word that is no member of the field's category; NULL when nothing is near. */
static const char *nearest_member(const struct field *field, const char *text) {
    const struct category *category = field->type.category;
    if (field->type.kind != TYPE_CATEGORY || !category) return NULL;
    struct suggest suggest;
    suggest_init(&suggest, text);
    for (uint32_t i = 0; i < category->count; i++) {
        suggest_offer(&suggest, category->members[i].name);
        suggest_offer(&suggest, category->members[i].label);
    }
    return suggest_best(&suggest);
}

static void note_first(const struct fault_place *first, uint64_t count, struct diag *d, struct diags *diags) {
    diag_note(diags, d, "%s`%s` at %s:%" PRIu64 "%s%s", count > 1 ? "the first is " : "", first->text, first->file,
              first->line, first->hint ? ": " : "", first->hint ? first->hint : "");
}

static void report_invalid(const struct field *field, const struct cell_fault *fault, struct diags *diags) {
    struct diag *d = diag_new(diags, W0554, field->span, "%" PRIu64 " %s of `%s` could not be read", fault->invalid,
                              plural(fault->invalid, "cell", "cells"), field->name);
    const char *text = fault->first_invalid.text;
    note_first(&fault->first_invalid, fault->invalid, d, diags);
    const char *near = nearest_member(field, text);
    if (near)
        diag_help(diags, d, "Is `%s` meant? An alias in the field, `alias \"%s\" for \"%s\"`, would read it as that.",
                  near, text, near);
    else if (field->type.kind == TYPE_CATEGORY)
        diag_help(diags, d, "Add the spelling to a member (`from \"%s\"`), or an alias to the field.", text);
    diag_note(diags, d, "these values are unknown, and so is what depends on them");
}

static void report_range(const struct field *field, const struct cell_fault *fault, struct diags *diags) {
    struct diag *d =
        diag_new(diags, W0555, field->span, "%" PRIu64 " %s of `%s` %s out of range", fault->out_of_range,
                 plural(fault->out_of_range, "cell", "cells"), field->name, plural(fault->out_of_range, "is", "are"));
    note_first(&fault->first_out_of_range, fault->out_of_range, d, diags);
    if (field->has_range) {
        char low[DEC_TEXT_MAX], high[DEC_TEXT_MAX];
        int lows = (int)dec_format(field->low, low), highs = (int)dec_format(field->high, high);
        diag_note(diags, d, "the field says between %.*s and %.*s", lows, low, highs, high);
    }
    if (field->whole) diag_note(diags, d, "the field says `whole`");
    diag_note(diags, d, "these values are unknown, and so is what depends on them");
}

static bool has_blanks(const struct cell_fault *fault) { return fault->missing && !fault->absent; }

/* One message for all fields with blanks: an export has them in many columns, and all say the same. */
static void report_blanks(const struct tally *tally, const struct record *record, struct diags *diags) {
    const struct field *only = NULL;
    uint32_t count = 0;
    for (uint32_t i = 0; i < record->field_count; i++) {
        if (!has_blanks(&tally->faults[i])) continue;
        only = &record->fields[i];
        count++;
    }
    if (count == 0) return;
    char of[RECORD_NAMED];
    struct diag *d;
    if (count == 1) {
        d = diag_new(diags, W0553, only->span, "`%s` is blank in %" PRIu64 " of %" PRIu64 " %s%s", only->name,
                     tally->faults[only->index].missing, tally->rows, plural(tally->rows, "row", "rows"),
                     of_record(record, of));
    } else {
        d = diag_new(diags, W0553, record->span, "%u fields are blank in some of %" PRIu64 " %s%s", (unsigned)count,
                     tally->rows, plural(tally->rows, "row", "rows"), of_record(record, of));
        for (uint32_t i = 0; i < record->field_count; i++)
            if (has_blanks(&tally->faults[i]))
                diag_note(diags, d, "`%s` in %" PRIu64, record->fields[i].name, tally->faults[i].missing);
    }
    diag_help(diags, d, "Write `optional` in %s if that is expected, or a `default`.",
              count == 1 ? "the field" : "a field");
}

static void report_field(const struct field *field, const struct cell_fault *fault, struct diags *diags) {
    if (fault->invalid) report_invalid(field, fault, diags);
    if (fault->out_of_range) report_range(field, fault, diags);
    if (fault->rounded) {
        struct diag *d =
            diag_new(diags, W0556, field->span, "%" PRIu64 " %s of `%s` had more than 9 digits after the point",
                     fault->rounded, plural(fault->rounded, "cell", "cells"), field->name);
        diag_note(diags, d, "they were rounded at the ninth");
    }
    if (amount_signs_mixed(fault->signs)) {
        struct buf names;
        buf_init(&names);
        amount_signs_text(fault->signs, &names);
        struct diag *d =
            diag_new(diags, W0558, field->span, "`%s` holds amounts in several currencies: %s", field->name, names.ptr);
        diag_note(diags, d, "they were all taken as amounts of one");
        diag_help(diags, d,
                  "Write `money in EUR`, or whichever it is, in the field: amounts in others are then not read.");
        buf_release(&names);
    }
}

void tally_report(const struct tally *tally, const struct record *record, struct diags *diags) {
    struct span nowhere = {0};
    if (tally->rejected) {
        char of[RECORD_NAMED];
        struct diag *d = diag_new(diags, W0557, nowhere, "%" PRIu64 " %s%s %s refused", tally->rejected,
                                  plural(tally->rejected, "row", "rows"), of_record(record, of),
                                  plural(tally->rejected, "was", "were"));
        const struct reject **order = in_order(tally);
        for (uint32_t i = 0; i < tally->rejects.len && i < SHOWN_REJECTS; i++)
            diag_note(diags, d, "%s:%" PRIu64 ": %s%s%s%s", order[i]->file, order[i]->line, order[i]->column ? "`" : "",
                      order[i]->column ? order[i]->column : "", order[i]->column ? "` " : "", order[i]->reason);
        mem_free(order);
        if (tally->rejects.len && tally->rejected > SHOWN_REJECTS)
            diag_note(diags, d, "and %" PRIu64 " more", tally->rejected - SHOWN_REJECTS);
        /* Those that were forgotten have been written. */
        if (tally->rejects.len == 0)
            diag_help(
                diags, d,
                "Nothing was computed for these rows. They are in the file of `--rejects`, each with its reason.");
        else
            diag_help(diags, d,
                      "Nothing was computed for these rows. `--rejects FILE` writes them all to a file, each with its "
                      "reason.");
    }
    if (tally->rows == 0 && tally->rejected == 0) {
        struct diag *d = diag_new(diags, W0559, nowhere, "the data has no row of `%s`", record->name);
        diag_help(diags, d, "There is a first line, or an empty list, and nothing after it.");
    }
    report_blanks(tally, record, diags);
    for (uint32_t i = 0; i < record->field_count; i++) report_field(&record->fields[i], &tally->faults[i], diags);
}
