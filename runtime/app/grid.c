/* Small tables, for a terminal or as Markdown.
 * SPDX-License-Identifier: MIT */
#include "runtime/app/grid.h"

void grid_begin(struct grid *grid, const char *title, const struct grid_head *heads, uint32_t count) {
    buf_init(&grid->rows);
    grid->columns = count;
    struct buf text;
    buf_init(&text);
    if (grid->markdown) {
        buf_printf(&text, "\n### %s\n\n|", title);
        for (uint32_t c = 0; c < count; c++) buf_printf(&text, " %s |", heads[c].head);
        buf_puts(&text, "\n|");
        for (uint32_t c = 0; c < count; c++) buf_puts(&text, heads[c].number ? " ---: |" : " --- |");
        buf_char(&text, '\n');
    } else {
        /* The title is the head of the first column: it says what the rows are. */
        struct layout_column *columns = ARENA_ARRAY(grid->arena, struct layout_column, count);
        for (uint32_t c = 0; c < count; c++) {
            columns[c] =
                (struct layout_column){.head = heads[c].head, .number = heads[c].number, .keep_whole = heads[c].number};
        }
        columns[0].head = title;
        layout_init(&grid->layout, columns, count, grid->width, grid->colors, grid->arena);
        buf_char(&text, '\n');
    }
    sink_write(grid->sink, (struct str){text.ptr, text.len});
    buf_release(&text);
}

void grid_cell(struct grid *grid, struct str text, enum out_mood mood) {
    struct buf shown;
    buf_init(&shown);
    cell_people_text(text, &shown);
    struct str cell = {shown.ptr, shown.len};
    if (!grid->markdown) {
        layout_cell(&grid->rows, cell, mood);
    } else {
        buf_puts(&grid->rows, grid->rows.len && grid->rows.ptr[grid->rows.len - 1] != '\n' ? " " : "| ");
        for (size_t i = 0; i < cell.len; i++) {
            if (cell.ptr[i] == '|' || cell.ptr[i] == '\\') buf_char(&grid->rows, '\\');
            buf_char(&grid->rows, cell.ptr[i]);
        }
        buf_puts(&grid->rows, " |");
    }
    buf_release(&shown);
}

void grid_count(struct grid *grid, uint64_t count) {
    struct buf text;
    buf_init(&text);
    cell_count(count, &text);
    grid_cell(grid, (struct str){text.ptr, text.len}, count ? MOOD_PLAIN : MOOD_FAINT);
    buf_release(&text);
}

void grid_end_row(struct grid *grid) {
    if (grid->markdown)
        buf_char(&grid->rows, '\n');
    else
        layout_end_row(&grid->rows);
}

void grid_end(struct grid *grid) {
    if (grid->markdown) {
        sink_write(grid->sink, (struct str){grid->rows.ptr, grid->rows.len});
    } else {
        layout_take(&grid->layout, (struct str){grid->rows.ptr, grid->rows.len}, grid->sink);
        layout_print(&grid->layout, grid->sink);
    }
    buf_release(&grid->rows);
}
