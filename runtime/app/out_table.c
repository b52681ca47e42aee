/* The table that people read: a title, columns under the name of their ladder or score, a cell's meaning in its colour.
 * SPDX-License-Identifier: MIT */
#include "runtime/app/layout.h"

struct table {
    struct layout layout;
};

static void table_open(struct out *out) {
    const struct answer *answer = out->answer;
    struct table *table = ARENA_NEW(out->arena, struct table);
    uint32_t count = answer->count;
    struct layout_column *columns = ARENA_ARRAY(out->arena, struct layout_column, count);
    for (uint32_t c = 0; c < answer->count; c++) {
        const struct out_column *column = &answer->columns[c];
        columns[c] = (struct layout_column){.head = column->label,
                                            .group = column->group,
                                            .number = column->node->type.kind == TYPE_NUMBER,
                                            .spare = column->spare,
                                            .keep_whole = column->keep_whole,
                                            .free_text = column->node->type.kind == TYPE_TEXT && !column->keep_whole};
    }
    layout_init(&table->layout, columns, count, answer->width, answer->colors, out->arena);
    out->state = table;
}

static void table_begin(struct out *out) {
    struct buf text;
    buf_init(&text);
    if (out->answer->title) {
        cell_people_text(str_of(out->answer->title), &text);
        buf_char(&text, '\n');
    }
    out_title(out->answer, &text);
    buf_puts(&text, "\n\n");
    sink_write(out->sink, (struct str){text.ptr, text.len});
    buf_release(&text);
}

/* What can be shown of a text, with some to spare: rows are held until the widths are known. */
static struct str cut_long(const struct buf *cell, int width) {
    size_t most = 8 * (size_t)width, length = cell->len;
    if (length > most) {
        length = most;
        while (length > 0 && ((unsigned char)cell->ptr[length] & 0xc0) == 0x80) length--;
    }
    return (struct str){cell->ptr, length};
}

static void table_rows(const struct out *out, const struct out_rows *rows, struct buf *into) {
    const struct answer *answer = out->answer;
    struct buf cell;
    buf_init(&cell);
    for (uint32_t i = 0; i < rows->count; i++) {
        for (uint32_t c = 0; c < answer->count; c++) {
            struct value value = out_value(out, rows, c, i);
            buf_clear(&cell);
            out_people(&answer->columns[c], &value, &cell);
            layout_cell(into, cut_long(&cell, answer->width), out_mood(answer->framework, &answer->columns[c], &value));
        }
        if (answer->causes) {
            buf_clear(&cell);
            out_all_causes(out, rows, i, &cell);
            layout_cell(into, (struct str){cell.ptr, cell.len}, MOOD_FAINT);
        }
        layout_end_row(into);
    }
    buf_release(&cell);
}

static void table_total(const struct out *out, const struct out_line *line, struct buf *into) {
    struct buf cell;
    buf_init(&cell);
    for (uint32_t c = 0; c < line->count; c++) {
        buf_clear(&cell);
        out_people_cell(&line->cells[c], &cell);
        layout_cell(into, cut_long(&cell, out->answer->width), MOOD_PLAIN);
    }
    layout_end_row(into);
    buf_release(&cell);
}

static void table_take(struct out *out, struct str rows, uint32_t count) {
    (void)count;
    struct table *table = out->state;
    layout_take(&table->layout, rows, out->sink);
}

/* Nothing is left out silently. */
static void say_left_out(struct out *out) {
    const struct layout *layout = &((struct table *)out->state)->layout;
    if (layout->left_out == 0) return;
    struct buf text;
    buf_init(&text);
    buf_printf(&text, "Too wide for %d characters, left out:", layout->width);
    uint32_t said = 0;
    for (uint32_t c = 0; c < layout->count; c++) {
        const struct layout_column *column = &layout->columns[c];
        if (column->width || column->spare) continue;
        buf_printf(&text, "%s %s%s%s", said++ ? "," : "", column->group ? column->group : "", column->group ? ": " : "",
                   column->head);
    }
    buf_puts(&text, ". A wider window or `--width` shows more, `--format csv` everything.");
    struct buf lines;
    buf_init(&lines);
    buf_char(&lines, '\n');
    layout_text((struct str){text.ptr, text.len}, layout->width, 0, &lines);
    sink_write(out->sink, (struct str){lines.ptr, lines.len});
    buf_release(&lines);
    buf_release(&text);
}

static void print_lines(struct out *out, const struct out_lines *lines) {
    uint32_t count = lines->column_count;
    for (uint32_t i = 0; i < lines->count; i++) count = lines->at[i].count > count ? lines->at[i].count : count;
    struct layout_column *columns = ARENA_ARRAY(out->arena, struct layout_column, count);
    for (uint32_t c = 0; c < count; c++) {
        bool number = c < lines->at[0].count && lines->at[0].cells[c].type.kind == TYPE_NUMBER;
        columns[c] = (struct layout_column){.head = c < lines->column_count ? lines->columns[c] : "", .number = number};
    }
    struct layout layout;
    layout_init(&layout, columns, count, out->answer->width, out->answer->colors, out->arena);
    struct buf row, cell;
    buf_init(&row);
    buf_init(&cell);
    for (uint32_t i = 0; i < lines->count; i++) {
        for (uint32_t c = 0; c < count; c++) {
            buf_clear(&cell);
            if (c < lines->at[i].count) {
                out_people_cell(&lines->at[i].cells[c], &cell);
            }
            layout_cell(&row, (struct str){cell.ptr, cell.len}, MOOD_PLAIN);
        }
        layout_end_row(&row);
    }
    layout_take(&layout, (struct str){row.ptr, row.len}, out->sink);
    layout_print(&layout, out->sink);
    buf_release(&row);
    buf_release(&cell);
}

static void table_end(struct out *out, const struct out_lines *lines) {
    struct table *table = out->state;
    if (out->count) {
        layout_print(&table->layout, out->sink);
        say_left_out(out);
    } else if (out->answer->count) {
        sink_puts(out->sink, "No rows to show.\n");
    }
    if (lines->count) {
        if (out->answer->count) sink_puts(out->sink, "\n");
        print_lines(out, lines);
    }
}

const struct out_format out_table = {.name = "table",
                                     .people = true,
                                     .open = table_open,
                                     .begin = table_begin,
                                     .rows = table_rows,
                                     .total = table_total,
                                     .take = table_take,
                                     .end = table_end};
