/* A table of GitHub's Markdown, for reports that are kept beside a framework: with a title, labels and rounded numbers.
 * SPDX-License-Identifier: MIT */
#include "runtime/app/out.h"

#include <ctype.h>

static bool is_number(struct type type) { return type.kind == TYPE_NUMBER; }

/* Characters that Markdown would read are escaped; an ampersand only where it could begin an entity. */
static void add_escaped(struct str text, struct buf *into) {
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i], next = i + 1 < text.len ? text.ptr[i + 1] : ' ';
        bool entity = c == '&' && (next == '#' || isalpha((unsigned char)next));
        if (entity || (c && strchr("\\|`*_<>[]~", c))) buf_char(into, '\\');
        buf_char(into, c);
    }
}

static void add_head(const char *head, struct buf *into) {
    struct buf text;
    buf_init(&text);
    cell_people_text(str_of(head), &text);
    buf_puts(into, " ");
    add_escaped((struct str){text.ptr, text.len}, into);
    buf_puts(into, " |");
    buf_release(&text);
}

static void markdown_open(struct out *out) { (void)out; }

static void markdown_begin(struct out *out) {
    const struct answer *answer = out->answer;
    struct buf text, title;
    buf_init(&text);
    buf_init(&title);
    buf_puts(&text, "## ");
    if (answer->title) {
        cell_people_text(str_of(answer->title), &title);
        add_escaped((struct str){title.ptr, title.len}, &text);
        buf_puts(&text, "\n\n");
        buf_clear(&title);
    }
    out_title(answer, &title);
    add_escaped((struct str){title.ptr, title.len}, &text);
    buf_puts(&text, "\n\n");
    buf_release(&title);
    if (answer->count) {
        buf_char(&text, '|');
        for (uint32_t c = 0; c < answer->count; c++) {
            /* There is no line of groups as in a table: the head says whose column it is. */
            const struct out_column *column = &answer->columns[c];
            add_head(column->group ? arena_printf(out->arena, "%s: %s", column->group, column->label) : column->label,
                     &text);
        }
        if (answer->causes) add_head("unknown because", &text);
        buf_puts(&text, "\n|");
        for (uint32_t c = 0; c < answer->count; c++)
            buf_puts(&text, is_number(answer->columns[c].node->type) ? " ---: |" : " --- |");
        if (answer->causes) buf_puts(&text, " --- |");
        buf_char(&text, '\n');
    }
    sink_write(out->sink, (struct str){text.ptr, text.len});
    buf_release(&text);
}

static void markdown_rows(const struct out *out, const struct out_rows *rows, struct buf *into) {
    struct buf cell;
    buf_init(&cell);
    for (uint32_t i = 0; i < rows->count; i++) {
        buf_char(into, '|');
        for (uint32_t c = 0; c < out->answer->count; c++) {
            struct value value = out_value(out, rows, c, i);
            buf_clear(&cell);
            out_people(&out->answer->columns[c], &value, &cell);
            buf_char(into, ' ');
            add_escaped((struct str){cell.ptr, cell.len}, into);
            buf_puts(into, " |");
        }
        if (out->answer->causes) {
            buf_clear(&cell);
            out_all_causes(out, rows, i, &cell);
            buf_char(into, ' ');
            add_escaped((struct str){cell.ptr, cell.len}, into);
            buf_puts(into, " |");
        }
        buf_char(into, '\n');
    }
    buf_release(&cell);
}

static void markdown_total(const struct out *out, const struct out_line *line, struct buf *into) {
    struct buf cell;
    buf_init(&cell);
    buf_char(into, '|');
    for (uint32_t c = 0; c < line->count; c++) {
        buf_clear(&cell);
        out_people_cell(&line->cells[c], &cell);
        buf_char(into, ' ');
        add_escaped((struct str){cell.ptr, cell.len}, into);
        buf_puts(into, " |");
    }
    buf_puts(into, out->answer->causes ? " |\n" : "\n");
    buf_release(&cell);
}

static void markdown_take(struct out *out, struct str rows, uint32_t count) {
    (void)count;
    sink_write(out->sink, rows);
}

static void markdown_end(struct out *out, const struct out_lines *lines) {
    struct buf text, cell;
    buf_init(&text);
    buf_init(&cell);
    if (lines->count) {
        uint32_t columns = lines->column_count;
        for (uint32_t i = 0; i < lines->count; i++)
            columns = lines->at[i].count > columns ? lines->at[i].count : columns;
        buf_puts(&text, out->answer->count ? "\n|" : "|");
        for (uint32_t c = 0; c < columns; c++) add_head(c < lines->column_count ? lines->columns[c] : "", &text);
        buf_puts(&text, "\n|");
        for (uint32_t c = 0; c < columns; c++) {
            bool number = c < lines->at[0].count && is_number(lines->at[0].cells[c].type);
            buf_puts(&text, number ? " ---: |" : " --- |");
        }
        buf_char(&text, '\n');
        for (uint32_t i = 0; i < lines->count; i++) {
            buf_char(&text, '|');
            for (uint32_t c = 0; c < lines->at[i].count; c++) {
                const struct out_cell *at = &lines->at[i].cells[c];
                buf_clear(&cell);
                out_people_cell(at, &cell);
                buf_char(&text, ' ');
                add_escaped((struct str){cell.ptr, cell.len}, &text);
                buf_puts(&text, " |");
            }
            buf_char(&text, '\n');
        }
    }
    sink_write(out->sink, (struct str){text.ptr, text.len});
    buf_release(&text);
    buf_release(&cell);
}

const struct out_format out_markdown = {.name = "markdown",
                                        .people = true,
                                        .open = markdown_open,
                                        .begin = markdown_begin,
                                        .rows = markdown_rows,
                                        .total = markdown_total,
                                        .take = markdown_take,
                                        .end = markdown_end};
