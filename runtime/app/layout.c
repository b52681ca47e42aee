/* Widths and printing of tables.
 * SPDX-License-Identifier: MIT */
#include "runtime/app/layout.h"

#include "lang/base/utf8.h"

/* A row is its cells one after the other: mood, text, CELL_END; then ROW_END. Neither can be in a text. */
#define CELL_END '\x1f'
#define ROW_END '\x1e'
#define GAP 2
#define INDENT 4  /* of a note */
#define NARROW 10 /* cells to which texts are cut before columns are left out */
#define NARROWEST 7

void layout_init(struct layout *layout, struct layout_column *columns, uint32_t count, int width, bool colors,
                 struct arena *arena) {
    *layout = (struct layout){.arena = arena, .columns = columns, .count = count, .width = width, .colors = colors};
    for (uint32_t c = 0; c < count; c++) layout->heads |= columns[c].head[0] != '\0';
}

void layout_cell(struct buf *into, struct str text, enum out_mood mood) {
    buf_char(into, (char)('0' + (int)mood));
    buf_str(into, text);
    buf_char(into, CELL_END);
}

void layout_end_row(struct buf *into) { buf_char(into, ROW_END); }

/* The next cell of an encoded row. */
static struct str next_cell(struct str *row, enum out_mood *mood) {
    const char *end = memchr(row->ptr, CELL_END, row->len);
    *mood = (enum out_mood)(row->ptr[0] - '0');
    struct str cell = {row->ptr + 1, (size_t)(end - row->ptr) - 1};
    row->len -= (size_t)(end + 1 - row->ptr);
    row->ptr = end + 1;
    return cell;
}

static uint32_t cells_of(struct str text) { return (uint32_t)utf8_width(text); }

/* Cells before the decimal point of a number as people see it. */
static uint32_t before_point(struct str cell) {
    const char *point = memchr(cell.ptr, '.', cell.len);
    return point ? (uint32_t)(point - cell.ptr) : cells_of(cell);
}

static void measure(struct layout *layout, struct str row) {
    for (uint32_t c = 0; c < layout->count; c++) {
        struct layout_column *column = &layout->columns[c];
        enum out_mood mood;
        struct str cell = next_cell(&row, &mood);
        uint32_t width = cells_of(cell);
        if (!column->number && width > (uint32_t)layout->width) width = (uint32_t)layout->width;
        if (column->number) {
            uint32_t before = before_point(cell), after = width - before;
            if (before > column->before) column->before = before;
            if (after > column->after) column->after = after;
            width = column->before + column->after;
        }
        if (width > column->text) column->text = width;
    }
}

/* --- widths -------------------------------------------------------------------------------------------------------- */

static uint32_t total(const struct layout *layout) {
    uint32_t sum = 0, shown = 0;
    for (uint32_t c = 0; c < layout->count; c++) {
        sum += layout->columns[c].width;
        shown += layout->columns[c].width > 0;
    }
    return shown ? sum + GAP * (shown - 1) : 0;
}

enum gives_way { FREE_TEXTS, CUTTABLE, ALL_TEXTS };

/* A number is never cut, but its head may be. */
static bool may_give_way(const struct layout_column *column, uint32_t least, enum gives_way which) {
    uint32_t floor = column->number && column->text > least ? column->text : least;
    if (column->width <= floor) return false;
    if (which == FREE_TEXTS) return column->free_text;
    return which == ALL_TEXTS || column->number || !column->keep_whole;
}

/* Takes a cell at a time from the widest column that gives way, down to `least`; whether that was enough. */
static bool narrow(struct layout *layout, uint32_t least, enum gives_way which) {
    for (uint32_t sum = total(layout); sum > (uint32_t)layout->width; sum--) {
        struct layout_column *widest = NULL;
        for (uint32_t c = 0; c < layout->count; c++) {
            struct layout_column *column = &layout->columns[c];
            if (may_give_way(column, least, which) && (!widest || column->width > widest->width)) widest = column;
        }
        if (!widest) return false;
        widest->width--;
    }
    return true;
}

/* Texts of the data's own give way before the framework's words, which are short and often the same. */
static bool narrow_enough(struct layout *layout) {
    return narrow(layout, NARROW, FREE_TEXTS) || narrow(layout, NARROW, CUTTABLE) ||
           narrow(layout, NARROWEST, FREE_TEXTS);
}

static uint32_t natural_width(const struct layout_column *column) {
    uint32_t head = cells_of(str_of(column->head)), width = column->text > head ? column->text : head;
    return width ? width : 1;
}

static void fix_widths(struct layout *layout) {
    layout->fixed = true;
    for (uint32_t c = 0; c < layout->count; c++) {
        struct layout_column *column = &layout->columns[c];
        if (!column->spare || column->text > 0) column->width = natural_width(column);
    }
    for (uint32_t c = layout->count; !narrow_enough(layout) && --c > 0;) {
        if (layout->columns[c].width == 0) continue;
        layout->columns[c].width = 0;
        layout->columns[c].spare = false;
        layout->left_out++;
        /* What was made narrow may have its room back. */
        for (uint32_t i = 0; i < c; i++) {
            if (layout->columns[i].width) layout->columns[i].width = natural_width(&layout->columns[i]);
        }
    }
    (void)narrow(layout, NARROWEST, ALL_TEXTS);
}

/* --- printing ------------------------------------------------------------------------------------------------------ */

static const char *const mood_codes[] = {[MOOD_PLAIN] = "",       [MOOD_GOOD] = "\033[32m", [MOOD_CARE] = "\033[33m",
                                         [MOOD_BAD] = "\033[31m", [MOOD_NEW] = "\033[36m",  [MOOD_FAINT] = "\033[2m"};

/* As much of the text as fits, with an ellipsis where it does not; the cells it takes. */
static uint32_t add_cut(struct str text, uint32_t width, struct buf *out) {
    uint32_t whole = cells_of(text);
    if (whole <= width) {
        buf_str(out, text);
        return whole;
    }
    uint32_t used = 0;
    while (text.len) {
        uint32_t codepoint;
        size_t size = utf8_decode(text, &codepoint);
        if (size == 0) size = 1;
        uint32_t next = cells_of((struct str){text.ptr, size});
        if (used + next > width - 1) break;
        buf_add(out, text.ptr, size);
        used += next;
        text.ptr += size;
        text.len -= size;
    }
    buf_puts(out, "…");
    return used + 1;
}

/* Blanks are owed until something follows them, so that no line ends in blanks. */
static void pay(struct buf *out, uint32_t *owed) {
    buf_pad(out, ' ', *owed);
    *owed = 0;
}

void layout_text(struct str text, int width, uint32_t indent, struct buf *out) {
    uint32_t used = 0;
    while (text.len) {
        const char *blank = memchr(text.ptr, ' ', text.len);
        struct str word = {text.ptr, blank ? (size_t)(blank - text.ptr) : text.len};
        size_t taken = word.len + (blank != NULL);
        text.ptr += taken;
        text.len -= taken;
        uint32_t cells = cells_of(word);
        /* A word that is longer than a line is not broken. */
        if (used && used + 1 + cells > (uint32_t)width) {
            buf_char(out, '\n');
            used = 0;
        }
        if (used == 0)
            buf_pad(out, ' ', indent);
        else
            buf_char(out, ' ');
        used += cells + (used ? 1 : indent);
        buf_str(out, word);
    }
    buf_char(out, '\n');
}

static void print_row(const struct layout *layout, struct str row, struct buf *out) {
    uint32_t owed = 0;
    for (uint32_t c = 0; c < layout->count; c++) {
        const struct layout_column *column = &layout->columns[c];
        enum out_mood mood;
        struct str cell = next_cell(&row, &mood);
        if (column->width == 0) continue;
        uint32_t used = cells_of(cell), right = 0;
        if (column->number) {
            uint32_t after = used - before_point(cell);
            right = column->after > after ? column->after - after : 0;
            if (column->width > used + right) owed += column->width - used - right;
        }
        if (cell.len) {
            bool colored = layout->colors && mood != MOOD_PLAIN;
            pay(out, &owed);
            if (colored) buf_puts(out, mood_codes[mood]);
            used = add_cut(cell, column->width, out);
            if (colored) buf_puts(out, "\033[0m");
        }
        owed += column->number ? right : column->width - used;
        owed += GAP;
    }
    buf_char(out, '\n');
    if (row.len == 0) return;
    enum out_mood mood;
    struct str note = next_cell(&row, &mood);
    if (note.len == 0) return;
    if (layout->colors) buf_puts(out, mood_codes[MOOD_FAINT]);
    layout_text(note, layout->width, INDENT, out);
    if (layout->colors) buf_puts(out, "\033[0m");
}

static void print_groups(const struct layout *layout, struct buf *out) {
    bool any = false;
    for (uint32_t c = 0; c < layout->count; c++) any |= layout->columns[c].width && layout->columns[c].group;
    if (!any) return;
    uint32_t owed = 0;
    for (uint32_t c = 0; c < layout->count;) {
        const char *group = layout->columns[c].group;
        uint32_t width = 0;
        do {
            if (layout->columns[c].width) width += layout->columns[c].width + GAP;
            c++;
        } while (c < layout->count && layout->columns[c].group == group);
        if (width == 0) continue;
        if (group) {
            pay(out, &owed);
            owed = width - add_cut(str_of(group), width - GAP, out);
        } else {
            owed += width;
        }
    }
    buf_char(out, '\n');
}

static void print_head(const struct layout *layout, struct buf *out) {
    if (layout->colors) buf_puts(out, "\033[1m");
    print_groups(layout, out);
    uint32_t owed = 0;
    for (uint32_t c = 0; c < layout->count; c++) {
        const struct layout_column *column = &layout->columns[c];
        if (column->width == 0) continue;
        uint32_t used = cells_of(str_of(column->head));
        if (column->number && used < column->width) owed += column->width - used;
        pay(out, &owed);
        used = add_cut(str_of(column->head), column->width, out);
        owed += (column->number ? 0 : column->width - used) + GAP;
    }
    if (layout->colors) buf_puts(out, "\033[0m");
    buf_char(out, '\n');
    for (uint32_t c = 0, shown = 0; c < layout->count; c++) {
        if (layout->columns[c].width == 0) continue;
        if (shown++) buf_pad(out, ' ', GAP);
        for (uint32_t i = 0; i < layout->columns[c].width; i++) buf_puts(out, "─");
    }
    buf_char(out, '\n');
}

static void print_held(struct layout *layout, struct sink *sink) {
    struct buf text;
    buf_init(&text);
    if (!layout->fixed) {
        fix_widths(layout);
        if (layout->heads) print_head(layout, &text);
    }
    for (uint32_t i = 0; i < layout->rows.len; i++) {
        print_row(layout, layout->rows.at[i], &text);
        if (text.len < SINK_PIECE) continue;
        sink_write(sink, (struct str){text.ptr, text.len});
        buf_clear(&text);
    }
    layout->rows.len = 0;
    sink_write(sink, (struct str){text.ptr, text.len});
    buf_release(&text);
}

void layout_take(struct layout *layout, struct str rows, struct sink *sink) {
    struct buf text;
    buf_init(&text);
    while (rows.len) {
        const char *end = memchr(rows.ptr, ROW_END, rows.len);
        struct str row = {rows.ptr, (size_t)(end - rows.ptr)};
        rows.len -= row.len + 1;
        rows.ptr = end + 1;
        if (layout->fixed) {
            print_row(layout, row, &text);
            continue;
        }
        measure(layout, row);
        vec_push(layout->arena, &layout->rows, arena_str(layout->arena, row));
        if (layout->rows.len == LAYOUT_ROWS) print_held(layout, sink);
    }
    sink_write(sink, (struct str){text.ptr, text.len});
    buf_release(&text);
}

void layout_print(struct layout *layout, struct sink *sink) { print_held(layout, sink); }
