/* Messages as text and as JSON.
 *
 * An excerpt is a list of marks (place on one line, label) sorted by line; each line is printed once, with one row of
 * underlines and, when it has several labels, these hanging from their marks:
 *
 *     12 |   when revenue >= "50k"
 *        |        -------    ^^^^^ text        the last label stands beside its mark,
 *        |        |                            others hang below, from right to left
 *        |        declared as money
 * SPDX-License-Identifier: MIT */
#include "lang/diag_render.h"

#include "lang/base/utf8.h"

#define TAB 4
#define WIDTH 110       /* columns of a source line that are shown */
#define BEFORE 30       /* of those, columns before what is meant, when the line has to be cut */
#define ONE_CHARACTER 8 /* bytes of its text, at most */

static const char *const severity_names[] = {[DIAG_ERROR] = "error", [DIAG_WARNING] = "warning", [DIAG_NOTE] = "note"};

struct mark {
    uint32_t file, line; /* from 1 */
    uint32_t from, to;   /* bytes of the line, to at least from */
    uint32_t last_line;  /* of the span, when it goes on after this line */
    const char *text;    /* or NULL */
    bool primary;
    size_t column, width; /* on the screen, width 0 when it lies outside the part shown */
};
VEC_TYPE(marks, struct mark);

struct view {
    const struct sources *sources;
    struct buf *out;
    bool colours;
    int gutter; /* digits of the line numbers */
};

/* --- characters ---------------------------------------------------------------------------------------------------- */

static void colour(const struct view *view, const char *code) {
    if (view->colours) buf_printf(view->out, "\033[%sm", code);
}

static const char *severity_colour(enum diag_severity severity) {
    return severity == DIAG_ERROR ? "1;31" : severity == DIAG_WARNING ? "1;33" : "1;36";
}

/* Would a terminal take it for an order, or turn the direction of writing? */
static bool is_unsafe(uint32_t c) {
    return c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0x200E || c == 0x200F || (c >= 0x202A && c <= 0x202E) ||
           (c >= 0x2066 && c <= 0x2069) || c == 0xFEFF;
}

/* One character as it is shown: its bytes in `shown`, its columns in *width; returns the bytes taken. */
static size_t show_character(struct str rest, char shown[ONE_CHARACTER], size_t *length, size_t *width) {
    uint32_t c;
    size_t taken = utf8_decode(rest, &c);
    if (taken == 0 || (is_unsafe(c) && c != '\t')) {
        *shown = '?';
        *length = *width = 1;
        return taken ? taken : 1;
    }
    if (c == '\t') {
        memset(shown, ' ', TAB);
        *length = *width = TAB;
        return taken;
    }
    memcpy(shown, rest.ptr, taken);
    *length = taken;
    *width = utf8_width((struct str){rest.ptr, taken});
    return taken;
}

/* Text of a message, which may quote the user: a line, safe to print. */
static void show_text(struct buf *out, const char *text) {
    struct str rest = str_of(text);
    while (rest.len > 0) {
        char shown[ONE_CHARACTER];
        size_t length, width, taken = show_character(rest, shown, &length, &width);
        buf_add(out, shown, rest.ptr[0] == '\n' ? 0 : length);
        if (rest.ptr[0] == '\n') buf_char(out, ' ');
        rest.ptr += taken;
        rest.len -= taken;
    }
}

/* --- marks --------------------------------------------------------------------------------------------------------- */

static void add_mark(struct arena *arena, struct marks *marks, const struct sources *sources, struct span span,
                     const char *text, bool primary) {
    struct place start = sources_place(sources, span.file, span.start),
                 end = sources_place(sources, span.file, span.end);
    struct str line = sources_line(sources, span.file, start.line);
    uint32_t line_start = (uint32_t)(line.ptr - sources_get(sources, span.file)->text.ptr);
    struct mark mark = {.file = span.file, .line = start.line, .text = text, .primary = primary};
    mark.from = span.start - line_start < line.len ? span.start - line_start : (uint32_t)line.len;
    mark.to = end.line == start.line && span.end - line_start < line.len ? span.end - line_start : (uint32_t)line.len;
    if (mark.to < mark.from) mark.to = mark.from;
    if (end.line > start.line) mark.last_line = end.line;
    uint32_t i = marks->len;
    vec_push(arena, marks, mark);
    /* Sorted by line and column; those of the message's own file come first, as they were added. */
    for (; i > 0; i--) {
        const struct mark *other = &marks->at[i - 1];
        bool before = mark.file == other->file &&
                      (mark.line < other->line || (mark.line == other->line && mark.from < other->from));
        if (!before) break;
        marks->at[i] = *other;
    }
    marks->at[i] = mark;
}

static struct marks marks_of(struct arena *arena, const struct diags *diags, const struct diag *d) {
    struct marks marks = {0};
    if (d->span.file) add_mark(arena, &marks, diags->sources, d->span, d->label, true);
    for (int own = 1; own >= 0; own--) {
        for (uint32_t i = 0; i < d->others.len; i++) {
            struct span span = d->others.at[i].span;
            if (span.file && (span.file == d->span.file) == own) {
                add_mark(arena, &marks, diags->sources, span, d->others.at[i].text, false);
            }
        }
    }
    return marks;
}

static int digits_of(uint32_t number) {
    int digits = 1;
    while (number >= 10) {
        number /= 10;
        digits++;
    }
    return digits;
}

/* --- one line of an excerpt ---------------------------------------------------------------------------------------- */

static void start_row(const struct view *view, uint32_t line) {
    colour(view, "1;34");
    if (line)
        buf_printf(view->out, "%*u |", view->gutter, line);
    else
        buf_printf(view->out, "%*s |", view->gutter, "");
    colour(view, "0");
}

/* Bytes of the line that are shown: all, or those around the first mark. */
static void choose_window(struct str line, const struct mark *marks, uint32_t count, size_t *from, size_t *to) {
    *from = 0;
    *to = line.len;
    if (line.len <= WIDTH) return;
    size_t start = marks[0].from;
    for (uint32_t i = 0; i < count; i++) {
        if (marks[i].primary) start = marks[i].from;
    }
    /* Counted in characters; wide ones and tabs make the row a little longer. */
    size_t back = 0;
    while (start > 0 && back < BEFORE) {
        start--;
        back += ((unsigned char)line.ptr[start] & 0xC0) != 0x80;
    }
    if (start < 2 * BEFORE && marks[0].from < WIDTH - BEFORE) start = 0;
    size_t end = start, shown = 0;
    while (end < line.len && shown < WIDTH) {
        end++;
        while (end < line.len && ((unsigned char)line.ptr[end] & 0xC0) == 0x80) end++;
        shown++;
    }
    *from = start;
    *to = end;
}

/* Prints the line and finds where its marks lie on the screen. */
static void print_line(const struct view *view, struct str line, struct mark *marks, uint32_t count) {
    size_t from, to, column = 0;
    choose_window(line, marks, count, &from, &to);
    start_row(view, marks[0].line);
    buf_char(view->out, ' ');
    if (from > 0) {
        buf_puts(view->out, "…");
        column = 1;
    }
    for (uint32_t i = 0; i < count; i++) {
        if (marks[i].from < from || marks[i].from > to) marks[i].from = UINT32_MAX; /* not to be seen */
    }
    size_t blanks = 0; /* not printed at the end of a line */
    for (size_t at = from; at <= to;) {
        for (uint32_t i = 0; i < count; i++) {
            if (marks[i].from == at) marks[i].column = column;
        }
        if (at == to) break;
        char shown[ONE_CHARACTER];
        size_t length, width,
            taken = show_character((struct str){line.ptr + at, line.len - at}, shown, &length, &width);
        if (shown[0] == ' ') {
            blanks += length;
        } else {
            buf_pad(view->out, ' ', blanks);
            buf_add(view->out, shown, length);
            blanks = 0;
        }
        for (uint32_t i = 0; i < count; i++) {
            if (marks[i].from <= at && at < marks[i].to) marks[i].width += width;
        }
        column += width;
        at += taken;
    }
    if (to < line.len) buf_puts(view->out, "…");
    buf_char(view->out, '\n');
    for (uint32_t i = 0; i < count; i++) {
        if (marks[i].from != UINT32_MAX && marks[i].width == 0) marks[i].width = 1;
    }
}

static void print_label(const struct view *view, const struct mark *mark) {
    if (mark->text) show_text(view->out, mark->text);
    if (mark->last_line) buf_printf(view->out, "%s(to line %u)", mark->text ? " " : "", mark->last_line);
}

static bool has_label(const struct mark *mark) { return mark->width && (mark->text || mark->last_line); }

/* `^` under the primary mark, `-` under the others. */
static void print_underlines(const struct view *view, const struct mark *marks, uint32_t count,
                             const char *main_colour) {
    size_t end = 0;
    for (uint32_t i = 0; i < count; i++) {
        if (marks[i].width && marks[i].column + marks[i].width > end) end = marks[i].column + marks[i].width;
    }
    start_row(view, 0);
    buf_char(view->out, ' ');
    char before = ' ';
    for (size_t column = 0; column < end; column++) {
        char c = ' ';
        for (uint32_t i = 0; i < count; i++) {
            if (!marks[i].width || column < marks[i].column || column >= marks[i].column + marks[i].width) continue;
            if (marks[i].primary || c == ' ') c = marks[i].primary ? '^' : '-';
        }
        if (c != before && before != ' ') colour(view, "0");
        if (c != before && c != ' ') colour(view, c == '^' ? main_colour : "1;34");
        buf_char(view->out, c);
        before = c;
    }
    if (count && has_label(&marks[count - 1])) {
        if (before != ' ' && marks[count - 1].primary != (before == '^')) colour(view, "0");
        buf_char(view->out, ' ');
        print_label(view, &marks[count - 1]);
    }
    colour(view, "0");
    buf_char(view->out, '\n');
}

/* The labels of all marks but the last, right to left, each under the bars of those left of it. */
static void print_hanging(const struct view *view, const struct mark *marks, uint32_t count, const char *main_colour) {
    for (uint32_t done = count - 1; done > 0; done--) {
        const struct mark *mark = &marks[done - 1];
        if (!has_label(mark)) continue;
        for (uint32_t row = 0; row < 2; row++) {
            start_row(view, 0);
            buf_char(view->out, ' ');
            size_t column = 0;
            for (uint32_t i = 0; i + row < done; i++) {
                if (!has_label(&marks[i]) || marks[i].column < column) continue;
                if (row == 1 && marks[i].column == mark->column) break;
                buf_pad(view->out, ' ', marks[i].column - column);
                colour(view, marks[i].primary ? main_colour : "1;34");
                buf_char(view->out, '|');
                colour(view, "0");
                column = marks[i].column + 1;
            }
            if (row == 1) {
                buf_pad(view->out, ' ', mark->column > column ? mark->column - column : 0);
                colour(view, mark->primary ? main_colour : "1;34");
                print_label(view, mark);
                colour(view, "0");
            }
            buf_char(view->out, '\n');
        }
    }
}

/* --- one message --------------------------------------------------------------------------------------------------- */

static void print_excerpt(const struct view *view, struct marks *marks, const char *main_colour) {
    uint32_t file = 0, line = 0;
    for (uint32_t i = 0; i < marks->len;) {
        struct mark *first = &marks->at[i];
        uint32_t count = 1;
        while (i + count < marks->len && first[count].file == first->file && first[count].line == first->line) count++;
        if (first->file != file) {
            if (file) {
                colour(view, "1;34");
                buf_printf(view->out, "%*s ::: ", view->gutter, "");
                colour(view, "0");
                show_text(view->out, sources_get(view->sources, first->file)->name);
                buf_printf(view->out, ":%u\n", first->line);
            }
            start_row(view, 0);
            buf_char(view->out, '\n');
        } else if (first->line > line + 1) {
            colour(view, "1;34");
            buf_puts(view->out, "...\n");
            colour(view, "0");
        }
        file = first->file;
        line = first->line;
        print_line(view, sources_line(view->sources, file, line), first, count);
        print_underlines(view, first, count, main_colour);
        print_hanging(view, first, count, main_colour);
        i += count;
    }
}

static void print_footer(const struct view *view, const char *word, const char *text) {
    colour(view, "1;34");
    buf_printf(view->out, "%*s = ", view->gutter, "");
    colour(view, "1");
    buf_printf(view->out, "%s: ", word);
    colour(view, "0");
    show_text(view->out, text);
    buf_char(view->out, '\n');
}

static void print_message(struct view *view, struct arena *arena, const struct diags *diags, const struct diag *d) {
    struct marks marks = marks_of(arena, diags, d);
    uint32_t largest = 1;
    for (uint32_t i = 0; i < marks.len; i++) {
        if (marks.at[i].line > largest) largest = marks.at[i].line;
    }
    view->gutter = digits_of(largest);
    const char *main_colour = severity_colour(d->severity);
    colour(view, main_colour);
    buf_printf(view->out, "%s[%s]", severity_names[d->severity], diag_name(d->code));
    colour(view, "0");
    colour(view, "1");
    buf_puts(view->out, ": ");
    show_text(view->out, d->title);
    colour(view, "0");
    buf_char(view->out, '\n');
    if (d->span.file || d->where) {
        colour(view, "1;34");
        buf_printf(view->out, "%*s--> ", view->gutter, "");
        colour(view, "0");
        if (d->span.file) {
            struct place place = sources_place(diags->sources, d->span.file, d->span.start);
            show_text(view->out, sources_get(diags->sources, d->span.file)->name);
            buf_printf(view->out, ":%u:%u\n", place.line, place.column);
        } else {
            show_text(view->out, d->where);
            buf_char(view->out, '\n');
        }
    }
    print_excerpt(view, &marks, main_colour);
    for (uint32_t i = 0; i < d->notes.len; i++) print_footer(view, "note", d->notes.at[i]);
    for (uint32_t i = 0; i < d->helps.len; i++) print_footer(view, "help", d->helps.at[i]);
}

void diag_render_text(const struct diags *diags, enum diag_severity least, bool colours, struct buf *out) {
    struct view view = {.sources = diags->sources, .out = out, .colours = colours};
    bool any = false;
    for (uint32_t i = 0; i < diags->list.len; i++) {
        if (diags->list.at[i]->severity > least) continue;
        if (any) buf_char(out, '\n');
        any = true;
        struct arena arena;
        arena_init(&arena, 4096);
        print_message(&view, &arena, diags, diags->list.at[i]);
        arena_release(&arena);
    }
    if (diags->dropped == 0) return;
    buf_printf(out, "\n%u more %s not shown.\n", diags->dropped, diags->dropped == 1 ? "message is" : "messages are");
}

/* --- JSON ---------------------------------------------------------------------------------------------------------- */

static void json_text(struct buf *out, const char *text) {
    if (!text) {
        buf_puts(out, "null");
        return;
    }
    struct str rest = str_of(text);
    buf_char(out, '"');
    while (rest.len > 0) {
        uint32_t c;
        size_t taken = utf8_decode(rest, &c);
        if (taken == 0) {
            buf_puts(out, "\\ufffd");
            taken = 1;
        } else if (c == '"' || c == '\\') {
            buf_printf(out, "\\%c", (int)c);
        } else if (c < 0x20 || c == 0x7F) {
            buf_printf(out, "\\u%04x", c);
        } else {
            buf_add(out, rest.ptr, taken);
        }
        rest.ptr += taken;
        rest.len -= taken;
    }
    buf_char(out, '"');
}

static void json_place(struct buf *out, const struct sources *sources, struct span span, const char *where) {
    buf_puts(out, "\"file\": ");
    json_text(out, span.file ? sources_get(sources, span.file)->name : where);
    if (!span.file) {
        buf_puts(out, ", \"line\": null, \"column\": null, \"end_line\": null, \"end_column\": null");
        return;
    }
    struct place start = sources_place(sources, span.file, span.start),
                 end = sources_place(sources, span.file, span.end);
    buf_printf(out, ", \"line\": %u, \"column\": %u, \"end_line\": %u, \"end_column\": %u", start.line, start.column,
               end.line, end.column);
}

static void json_texts(struct buf *out, const char *key, const char *const *texts, uint32_t count) {
    buf_printf(out, ", \"%s\": [", key);
    for (uint32_t i = 0; i < count; i++) {
        if (i) buf_puts(out, ", ");
        json_text(out, texts[i]);
    }
    buf_char(out, ']');
}

void diag_render_json(const struct diags *diags, struct buf *out) {
    buf_char(out, '[');
    for (uint32_t i = 0; i < diags->list.len; i++) {
        const struct diag *d = diags->list.at[i];
        buf_puts(out, i ? ",\n " : "\n ");
        buf_printf(out, "{\"code\": \"%s\", \"severity\": \"%s\", ", diag_name(d->code), severity_names[d->severity]);
        json_place(out, diags->sources, d->span, d->where);
        buf_puts(out, ", \"title\": ");
        json_text(out, d->title);
        buf_puts(out, ", \"label\": ");
        json_text(out, d->label);
        buf_puts(out, ", \"others\": [");
        for (uint32_t j = 0; j < d->others.len; j++) {
            buf_puts(out, j ? ", {" : "{");
            json_place(out, diags->sources, d->others.at[j].span, NULL);
            buf_puts(out, ", \"text\": ");
            json_text(out, d->others.at[j].text);
            buf_char(out, '}');
        }
        buf_char(out, ']');
        json_texts(out, "notes", d->notes.at, d->notes.len);
        json_texts(out, "helps", d->helps.at, d->helps.len);
        buf_char(out, '}');
    }
    buf_puts(out, diags->list.len ? "\n]\n" : "]\n");
}
