/* JSON: one document with the as-of date and the rows, or one object a line. All digits, unknown is null; the parts of
 * each score follow its columns.
 * SPDX-License-Identifier: MIT */
#include "runtime/app/out.h"

#include <stdio.h>

struct json {
    bool lines;                 /* an object a line, nothing around them */
    struct str *heads;          /* by column: `"head": ` */
    const struct score **parts; /* by column: the score whose parts come after it, or NULL */
};

static struct str in_arena(struct arena *arena, struct buf *text) {
    struct str copy = arena_str(arena, (struct str){text->ptr, text->len});
    buf_clear(text);
    return copy;
}

/* The score whose last column `c` is: in the default columns the parts follow it. */
static const struct score *score_ending(const struct answer *answer, uint32_t c) {
    if (answer->report) return NULL;
    const char *head = answer->columns[c].head;
    for (uint32_t i = 0; i < answer->framework->score_count; i++) {
        const struct score *score = &answer->framework->scores[i];
        size_t length = strlen(score->name);
        if (score->part_count && strncmp(head, score->name, length) == 0 && strcmp(head + length, ".coverage") == 0)
            return score;
    }
    return NULL;
}

static void open_either(struct out *out, bool lines) {
    const struct answer *answer = out->answer;
    struct json *json = ARENA_NEW(out->arena, struct json);
    json->lines = lines;
    json->heads = ARENA_ARRAY(out->arena, struct str, answer->count);
    json->parts = ARENA_ARRAY(out->arena, const struct score *, answer->count);
    struct buf text;
    buf_init(&text);
    for (uint32_t c = 0; c < answer->count; c++) {
        cell_json_text(str_of(answer->columns[c].head), &text);
        buf_puts(&text, ": ");
        json->heads[c] = in_arena(out->arena, &text);
        json->parts[c] = score_ending(answer, c);
    }
    buf_release(&text);
    out->state = json;
}

static void json_open(struct out *out) { open_either(out, false); }
static void jsonl_open(struct out *out) { open_either(out, true); }

static void add_member(struct buf *into, const char *name, const char *text) {
    buf_printf(into, "  \"%s\": ", name);
    cell_json_text(str_of(text), into);
    buf_puts(into, ",\n");
}

static void json_begin(struct out *out) {
    const struct answer *answer = out->answer;
    struct buf text;
    buf_init(&text);
    buf_puts(&text, "{\n");
    add_member(&text, "framework", answer->framework->name);
    if (answer->framework->version) add_member(&text, "version", answer->framework->version);
    if (answer->report) add_member(&text, "report", answer->report->name);
    char day[DATE_TEXT_MAX];
    date_format(answer->settings->today, day);
    add_member(&text, "as_of", day);
    buf_puts(&text, "  \"rows\": [");
    sink_write(out->sink, (struct str){text.ptr, text.len});
    buf_release(&text);
}

static void jsonl_begin(struct out *out) { (void)out; }

static struct value at(const struct out_rows *rows, const struct ir_node *node, uint32_t i) {
    return vec_value(run_vec(rows->run, node), rows->rows[i]);
}

static void add_part(const struct out_rows *rows, const struct score_part *part, uint32_t i, struct buf *into) {
    buf_puts(into, "{\"label\": ");
    struct value label = part->label.text
                             ? at(rows, part->label.text, i)
                             : (struct value){.known = part->label.plain, .text = str_of(part->label.plain)};
    if (label.known)
        cell_json_text(label.text, into);
    else
        buf_puts(into, "null");
    const struct {
        const char *name;
        const struct ir_node *node;
    } members[] = {{"weight", part->weight},
                   {"value", part->value},
                   {"points", part->points},
                   {"lost", part->lost},
                   {"known", part->known}};
    for (size_t m = 0; m < sizeof members / sizeof *members; m++) {
        if (!members[m].node) continue;
        struct value value = at(rows, members[m].node, i);
        buf_printf(into, ", \"%s\": ", members[m].name);
        cell_json(members[m].node->type, &value, into);
    }
    buf_char(into, '}');
}

static void add_parts(const struct out_rows *rows, const struct score *score, uint32_t i, struct buf *into) {
    buf_puts(into, ", ");
    struct buf head;
    buf_init(&head);
    buf_printf(&head, "%s.parts", score->name);
    cell_json_text((struct str){head.ptr, head.len}, into);
    buf_release(&head);
    buf_puts(into, ": [");
    for (uint32_t p = 0; p < score->part_count; p++) {
        if (p) buf_puts(into, ", ");
        add_part(rows, &score->parts[p], i, into);
    }
    buf_char(into, ']');
}

static void add_causes(const struct out *out, const struct out_rows *rows, uint32_t i, struct buf *into) {
    const struct json *json = out->state;
    struct buf cause;
    buf_init(&cause);
    buf_puts(into, ", \"causes\": {");
    bool first = true;
    for (uint32_t c = 0; c < out->answer->count; c++) {
        if (out_value(out, rows, c, i).known) continue;
        if (!first) buf_puts(into, ", ");
        first = false;
        buf_clear(&cause);
        out_cause(out, rows, c, i, &cause);
        buf_str(into, json->heads[c]);
        cell_json_text((struct str){cause.ptr, cause.len}, into);
    }
    buf_char(into, '}');
    buf_release(&cause);
}

static void json_rows(const struct out *out, const struct out_rows *rows, struct buf *into) {
    const struct json *json = out->state;
    for (uint32_t i = 0; i < rows->count; i++) {
        /* In a document each row follows a comma; json_take leaves out the first one's. */
        buf_puts(into, json->lines ? "{" : ",\n    {");
        for (uint32_t c = 0; c < out->answer->count; c++) {
            if (c) buf_puts(into, ", ");
            buf_str(into, json->heads[c]);
            struct value value = out_value(out, rows, c, i);
            cell_json(out->answer->columns[c].node->type, &value, into);
            if (json->parts[c]) add_parts(rows, json->parts[c], i, into);
        }
        if (out->answer->causes) add_causes(out, rows, i, into);
        buf_puts(into, json->lines ? "}\n" : "}");
    }
}

static void json_total(const struct out *out, const struct out_line *line, struct buf *into) {
    const struct json *json = out->state;
    buf_puts(into, json->lines ? "{" : ",\n    {");
    for (uint32_t c = 0; c < line->count; c++) {
        if (c) buf_puts(into, ", ");
        buf_str(into, json->heads[c]);
        cell_json(line->cells[c].type, &line->cells[c].value, into);
    }
    if (out->answer->causes) buf_puts(into, ", \"causes\": {}");
    buf_puts(into, json->lines ? "}\n" : "}");
}

static void json_take(struct out *out, struct str rows, uint32_t count) {
    (void)count;
    if (out->count == 0) {
        rows.ptr++;
        rows.len--;
    }
    sink_write(out->sink, rows);
}

static void jsonl_take(struct out *out, struct str rows, uint32_t count) {
    (void)count;
    sink_write(out->sink, rows);
}

static void add_line(const struct out_lines *lines, const struct out_line *line, struct buf *into) {
    buf_char(into, '{');
    for (uint32_t c = 0; c < line->count; c++) {
        if (c) buf_puts(into, ", ");
        char number[24];
        int length = 0;
        if (c >= lines->column_count) length = snprintf(number, sizeof number, "column %u", c + 1);
        cell_json_text(length ? (struct str){number, (size_t)length} : str_of(lines->columns[c]), into);
        buf_puts(into, ": ");
        cell_json(line->cells[c].type, &line->cells[c].value, into);
    }
    buf_char(into, '}');
}

static void add_flag(const struct out_flag *flag, struct buf *into) {
    static const char *const severities[] = {
        [SEVERITY_INFO] = "info", [SEVERITY_WARNING] = "warning", [SEVERITY_ERROR] = "error"};
    buf_puts(into, "{\"name\": ");
    cell_json_text(str_of(flag->flag->name), into);
    buf_printf(into, ", \"severity\": \"%s\", \"%s\": ", severities[flag->flag->severity], flag->flag->invariant ? "broken" : "raised");
    cell_json(flag->flag->raised->type, &flag->raised, into);
    if (flag->flag->count) {
        buf_puts(into, ", \"accounts\": ");
        cell_json(flag->flag->count->type, &flag->count, into);
        buf_puts(into, ", \"capacity\": ");
        cell_json(flag->flag->room->type, &flag->room, into);
    }
    buf_char(into, '}');
}

static void json_end(struct out *out, const struct out_lines *lines) {
    struct buf text;
    buf_init(&text);
    buf_puts(&text, out->count ? "\n  ]" : "]");
    if (lines->count) buf_puts(&text, ",\n  \"lines\": [");
    for (uint32_t i = 0; i < lines->count; i++) {
        buf_puts(&text, i ? ",\n    " : "\n    ");
        add_line(lines, &lines->at[i], &text);
    }
    if (lines->count) buf_puts(&text, "\n  ]");
    if (lines->flag_count) buf_puts(&text, ",\n  \"portfolio\": [");
    for (uint32_t i = 0; i < lines->flag_count; i++) {
        buf_puts(&text, i ? ",\n    " : "\n    ");
        add_flag(&lines->flags[i], &text);
    }
    buf_puts(&text, lines->flag_count ? "\n  ]\n}\n" : "\n}\n");
    sink_write(out->sink, (struct str){text.ptr, text.len});
    buf_release(&text);
}

static void jsonl_end(struct out *out, const struct out_lines *lines) {
    struct buf text;
    buf_init(&text);
    for (uint32_t i = 0; i < lines->count; i++) {
        add_line(lines, &lines->at[i], &text);
        buf_char(&text, '\n');
    }
    sink_write(out->sink, (struct str){text.ptr, text.len});
    buf_release(&text);
}

const struct out_format out_json = {
    .name = "json", .open = json_open, .begin = json_begin, .rows = json_rows, .total = json_total, .take = json_take, .end = json_end};
const struct out_format out_jsonl = {
    .name = "jsonl", .open = jsonl_open, .begin = jsonl_begin, .rows = json_rows, .total = json_total, .take = jsonl_take, .end = jsonl_end};
