/* What all formats share.
 * SPDX-License-Identifier: MIT */
#include "runtime/app/out.h"

#include <strings.h>

#include "runtime/exec/cause.h"

enum out_kind out_kind_of(const char *path) {
    static const struct {
        const char *ending;
        enum out_kind kind;
    } endings[] = {{".csv", OUT_CSV},      {".json", OUT_JSON},   {".jsonl", OUT_JSONL},
                   {".ndjson", OUT_JSONL}, {".md", OUT_MARKDOWN}, {".markdown", OUT_MARKDOWN}};
    size_t length = strlen(path);
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        size_t size = strlen(endings[i].ending);
        if (length > size && strcasecmp(path + length - size, endings[i].ending) == 0) return endings[i].kind;
    }
    return OUT_TABLE;
}

void out_open(struct out *out, enum out_kind kind, const struct answer *answer, struct sink *sink,
              struct arena *arena) {
    static const struct out_format *const formats[] = {[OUT_TABLE] = &out_table,
                                                       [OUT_CSV] = &out_csv,
                                                       [OUT_JSON] = &out_json,
                                                       [OUT_JSONL] = &out_jsonl,
                                                       [OUT_MARKDOWN] = &out_markdown};
    *out = (struct out){.format = formats[kind], .answer = answer, .sink = sink, .arena = arena};
    out->format->open(out);
}

void out_begin(struct out *out) { out->format->begin(out); }

void out_take(struct out *out, struct str rows, uint32_t count) {
    if (count) out->format->take(out, rows, count);
    out->count += count;
}

void out_total(struct out *out, const struct out_line *line) {
    struct buf text;
    buf_init(&text);
    out->format->total(out, line, &text);
    out_take(out, (struct str){text.ptr, text.len}, 1);
    buf_release(&text);
}

void out_end(struct out *out, const struct out_lines *lines) { out->format->end(out, lines); }

struct value out_value(const struct out *out, const struct out_rows *rows, uint32_t c, uint32_t i) {
    const struct vec *vec = run_vec(rows->run, out->answer->columns[c].node);
    return vec_value(vec, rows->rows[i]);
}

void out_cause(const struct out *out, const struct out_rows *rows, uint32_t c, uint32_t i, struct buf *into) {
    cause_text_of(rows->run, rows->batch, out->answer->columns[c].node, rows->rows[i], into);
}

void out_all_causes(const struct out *out, const struct out_rows *rows, uint32_t i, struct buf *into) {
    struct buf text, cause, last;
    buf_init(&text);
    buf_init(&cause);
    buf_init(&last);
    for (uint32_t c = 0; c < out->answer->count; c++) {
        const struct out_column *column = &out->answer->columns[c];
        if (column->quiet || out_value(out, rows, c, i).known) continue;
        buf_clear(&cause);
        out_cause(out, rows, c, i, &cause);
        /* Neighbours with one cause are named together: "score, band: `nps` is blank". */
        bool again = last.len && strcmp(cause.ptr, last.ptr) == 0;
        if (last.len && !again) buf_printf(&text, ": %s; ", last.ptr);
        buf_printf(&text, "%s%s", again ? ", " : "", column->label);
        buf_clear(&last);
        buf_add(&last, cause.ptr, cause.len);
    }
    if (last.len) buf_printf(&text, ": %s", last.ptr);
    cell_people_text((struct str){text.ptr, text.len}, into);
    buf_release(&text);
    buf_release(&cause);
    buf_release(&last);
}

void out_title(const struct answer *answer, struct buf *into) {
    const struct framework *framework = answer->framework;
    const char *name = framework->label.plain ? framework->label.plain : framework->name;
    cell_people_text(str_of(name), into);
    if (framework->version) {
        buf_puts(into, ", version ");
        cell_people_text(str_of(framework->version), into);
    }
    char day[DATE_TEXT_MAX];
    date_format(answer->settings->today, day);
    buf_printf(into, ", as of %s", day);
}

void out_people(const struct out_column *column, const struct value *value, struct buf *into) {
    if (value->known)
        cell_people(column->node->type, value, column->places, &column->thresholds, into);
    else if (!column->quiet)
        buf_char(into, '?');
}

void out_people_cell(const struct out_cell *cell, struct buf *into) {
    if (cell->value.known)
        cell_people(cell->type, &cell->value, -1, NULL, into);
    else if (cell->value.cause != CAUSE_OUTSIDE)
        buf_char(into, '?');
}

static enum out_mood mood_of_kind(int kind) {
    switch (kind) {
    case MOVE_ADVANCE: return MOOD_GOOD;
    case MOVE_DEMOTE: return MOOD_CARE;
    case MOVE_EXIT: return MOOD_BAD;
    case MOVE_PLACE: return MOOD_NEW;
    default: return MOOD_FAINT;
    }
}

/* Bands with the names of traffic lights have their colours; others go from the worst, first, to the best. */
static enum out_mood mood_of_band(const struct category *bands, int code) {
    if (code < 0 || (uint32_t)code >= bands->count) return MOOD_PLAIN;
    static const struct {
        const char *name;
        enum out_mood mood;
    } names[] = {
        {"red", MOOD_BAD}, {"amber", MOOD_CARE}, {"yellow", MOOD_CARE}, {"orange", MOOD_CARE}, {"green", MOOD_GOOD}};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (strcasecmp(bands->members[code].name, names[i].name) == 0) return names[i].mood;
    }
    if (bands->count < 2) return MOOD_PLAIN;
    if (code == 0) return MOOD_BAD;
    return (uint32_t)code + 1 == bands->count ? MOOD_GOOD : MOOD_CARE;
}

enum out_mood out_mood(const struct framework *framework, const struct out_column *column, const struct value *value) {
    if (!value->known) return MOOD_FAINT;
    for (uint32_t i = 0; i < framework->ladder_count; i++) {
        if (column->node == framework->ladders[i].kind) return mood_of_kind(value->code);
    }
    for (uint32_t i = 0; i < framework->score_count; i++) {
        const struct score *score = &framework->scores[i];
        if (score->band && column->node == score->band) return mood_of_band(score->bands, value->code);
    }
    for (uint32_t i = 0; i < framework->flag_count; i++) {
        enum severity severity = framework->flags[i].severity;
        if (column->node != framework->flags[i].raised || !value->truth || severity == SEVERITY_INFO) continue;
        return severity == SEVERITY_ERROR ? MOOD_BAD : MOOD_CARE;
    }
    return MOOD_PLAIN;
}
