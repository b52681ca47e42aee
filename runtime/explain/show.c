/* Proofs for people and programs.
 *
 *     Northwind is partner, and so it is on its merits.
 *       + partner       all 2 of 2                                first-ladder.rung:14
 *           + engaged     nps 41 >= 30
 *           + profitable  (revenue - cost) / revenue (37.5%) >= 25%   (240,000 - 150,000) / 240,000
 *
 * A line is what a part is called, what is said of it, and in a column of its own how it was computed or where it stands.
 * Parts that only hold others together have no line where a part above says as much.
 * SPDX-License-Identifier: MIT */
#include "runtime/explain/show.h"

#include <string.h>

#include "lang/base/utf8.h"
#include "runtime/app/cell.h"

#define STEP 4           /* cells that each level is further in */
#define NAME_MOST 24     /* cells of a name that others are aligned with */
#define NOTE_FROM 72     /* the last cell at which notes begin */

/* --- lines --- */

struct line {
    uint32_t depth;
    char mark;           /* 0: none */
    const char *name, *said, *note;
    uint32_t parent;     /* number of the line above that it belongs to */
};
VEC_TYPE(lines, struct line);
struct layout {
    struct arena arena;
    const struct show_options *options;
    struct lines lines;
};

static size_t cells_of(const char *text) {
    size_t cells = 0;
    for (; *text; text++) cells += ((unsigned char)*text & 0xc0) != 0x80;
    return cells;
}

static bool is_shown(const struct layout *layout, const struct proof *proof) {
    return (proof->decided || layout->options->full) && strcmp(proof->kind, "result") != 0;
}

static char mark_of(const struct proof *proof) {
    switch (proof->verdict) {
    case PROOF_MET: return '+';
    case PROOF_NOT_MET: return 'x';
    case PROOF_UNDECIDED: return '?';
    case PROOF_VALUE: break;
    }
    return 0;
}

static const char *name_of(struct layout *layout, const struct proof *proof) {
    bool move = strcmp(proof->kind, "move") == 0;
    if (move) return proof->label ? arena_printf(&layout->arena, "%s, \"%s\"", proof->said, proof->label) : proof->said;
    if (strcmp(proof->kind, "part") == 0) return proof->label;
    return proof->name;
}

/* What one line says: a part with those that hold nothing but one other taken together. */
struct merged {
    const char *said, *formula;
    const struct proof *cause;   /* whose cause counts */
    struct proof_list children;
};

static void add_shown(struct layout *layout, const struct proof *proof, struct merged *merged) {
    for (uint32_t i = 0; i < proof->children.len; i++) {
        if (is_shown(layout, proof->children.at[i])) vec_push(&layout->arena, &merged->children, proof->children.at[i]);
    }
}

/* A child without a name whose verdict is that of its parent says all that the parent would. */
static bool says_all(struct layout *layout, const struct proof *parent, const struct proof *child) {
    if (child->transparent && child->verdict == parent->verdict) return true;
    return strcmp(child->kind, "condition") == 0 && !name_of(layout, child) && child->verdict == parent->verdict;
}

static struct merged merge(struct layout *layout, const struct proof *proof) {
    bool move = strcmp(proof->kind, "move") == 0;
    struct merged merged = {.said = move ? NULL : proof->said, .formula = proof->formula, .cause = proof};
    add_shown(layout, proof, &merged);
    if (merged.children.len && merged.children.at[0]->transparent && !name_of(layout, merged.children.at[0])) {
        const struct proof *body = merged.children.at[0];
        struct merged whole = {.said = merged.said ? merged.said : body->said, .formula = body->formula, .cause = body};
        add_shown(layout, body, &whole);
        for (uint32_t i = 1; i < merged.children.len; i++) vec_push(&layout->arena, &whole.children, merged.children.at[i]);
        merged = whole;
    }
    while (!layout->options->full && merged.children.len == 1 && says_all(layout, proof, merged.children.at[0]) && !name_of(layout, merged.children.at[0])) {
        const struct proof *child = merged.children.at[0];
        merged = (struct merged){.said = child->said, .formula = child->formula, .cause = child};
        add_shown(layout, child, &merged);
    }
    return merged;
}

static const char *note_of(const struct proof *proof, const struct merged *merged) {
    if (merged->formula) return merged->formula;
    if (proof->data) return proof->said == proof->data ? NULL : proof->data;
    bool stands_alone = proof->name || proof->label;
    return stands_alone && proof->place && *proof->place ? proof->place : NULL;
}

static void add_lines(struct layout *layout, const struct proof *proof, uint32_t depth, uint32_t parent) {
    struct merged merged = merge(layout, proof);
    const char *said = merged.said;
    /* Why something is not known is said where it comes from: at the last line. */
    if ((merged.children.len == 0 || strcmp(merged.cause->kind, "aggregate") == 0) && merged.cause->cause) {
        const char *cause = merged.cause->cause;
        said = said ? arena_printf(&layout->arena, "%s: %s", said, cause) : cause;
    }
    const char *name = name_of(layout, proof);
    size_t size = name ? strlen(name) : 0;
    /* "margin is 20%" needs no "margin" before it. */
    if (name && said && strncmp(said, name, size) == 0 && said[size] == ' ') name = NULL;
    struct line line = {.depth = depth, .mark = mark_of(proof), .name = name, .said = said, .note = note_of(proof, &merged), .parent = parent};
    uint32_t number = layout->lines.len;
    vec_push(&layout->arena, &layout->lines, line);
    for (uint32_t i = 0; i < merged.children.len; i++) add_lines(layout, merged.children.at[i], depth + 1, number);
}

/* --- text --- */

static void put_text(const char *text, struct buf *out) { cell_people_text(str_of(text), out); }

static void put_cells(struct buf *out, size_t have, size_t want) {
    if (have < want) buf_pad(out, ' ', want - have);
}

static void color(const struct layout *layout, const char *code, struct buf *out) {
    if (layout->options->colors) buf_puts(out, code);
}

static const char *color_of(char mark) { return mark == '+' ? "\033[32m" : mark == 'x' ? "\033[31m" : "\033[33m"; }

/* Names of lines that belong to one are as wide as the widest of them. */
static size_t name_width(const struct layout *layout, const struct line *line) {
    size_t width = 0;
    for (uint32_t i = 0; i < layout->lines.len; i++) {
        const struct line *other = &layout->lines.at[i];
        if (other->depth != line->depth || other->parent != line->parent || !other->name || !other->said) continue;
        size_t cells = cells_of(other->name);
        if (cells > width && cells <= NAME_MOST) width = cells;
    }
    return width;
}

static void put_line(const struct layout *layout, const struct line *line, size_t notes, struct buf *out) {
    size_t start = out->len, indent = line->depth ? 2 + (size_t)(line->depth - 1) * STEP : 0, hidden = 0;
    buf_pad(out, ' ', indent);
    if (line->mark && line->depth) {
        size_t before = out->len;
        color(layout, color_of(line->mark), out);
        buf_char(out, line->mark);
        color(layout, "\033[0m", out);
        hidden += out->len - before - 1;
        buf_char(out, ' ');
    }
    if (line->name && line->depth) {
        size_t before = out->len;
        color(layout, "\033[1m", out);
        hidden += out->len - before;
        put_text(line->name, out);
        before = out->len;
        color(layout, "\033[0m", out);
        hidden += out->len - before;
        if (line->said) {
            put_cells(out, cells_of(line->name), name_width(layout, line));
            buf_puts(out, "  ");
        }
    }
    if (line->said) put_text(line->said, out);
    else if (line->name && !line->depth) put_text(line->name, out);
    if (line->note && line->depth) {
        size_t have = cells_of(out->ptr + start) - hidden;
        put_cells(out, have, notes);
        buf_puts(out, "  ");
        color(layout, "\033[2m", out);
        put_text(line->note, out);
        color(layout, "\033[0m", out);
    }
    buf_char(out, '\n');
}

/* Where notes begin: after the longest line that leaves them room. */
static size_t note_column(const struct layout *layout) {
    size_t column = 0;
    struct layout plain = *layout;
    struct show_options options = *layout->options;
    options.colors = false;
    plain.options = &options;
    for (uint32_t i = 0; i < layout->lines.len; i++) {
        struct line line = layout->lines.at[i];
        if (!line.depth || !line.note) continue;
        struct buf text;
        buf_init(&text);
        line.note = NULL;
        /* The width of names is looked up among the lines, so the copy stands for its line. */
        put_line(&plain, &line, 0, &text);
        size_t cells = cells_of(text.ptr) - 1;
        if (cells > column && cells <= NOTE_FROM) column = cells;
        buf_release(&text);
    }
    return column;
}

static void layout_of(struct layout *layout, const struct proof *proof, const struct show_options *options) {
    *layout = (struct layout){.options = options};
    arena_init(&layout->arena, 0);
    add_lines(layout, proof, 0, UINT32_MAX);
}

/* The first line is a sentence of its own. */
static void put_head(const struct layout *layout, const struct proof *proof, struct buf *out) {
    const struct line *head = &layout->lines.at[0];
    bool sentence = strcmp(proof->kind, "ladder") == 0 || strcmp(proof->kind, "not-stage") == 0;
    if (head->mark && !sentence) {
        color(layout, color_of(head->mark), out);
        buf_char(out, head->mark);
        color(layout, "\033[0m", out);
        buf_char(out, ' ');
    }
    if (!sentence && head->name) {
        put_text(head->name, out);
        if (head->said) buf_puts(out, "  ");
    }
    if (head->said) put_text(head->said, out);
    if (!sentence && head->note) {
        buf_puts(out, "  ");
        put_text(head->note, out);
    }
    buf_char(out, '\n');
}

void show_text(const struct proof *proof, const struct show_options *options, struct buf *out) {
    struct layout layout;
    layout_of(&layout, proof, options);
    put_head(&layout, proof, out);
    size_t notes = note_column(&layout);
    for (uint32_t i = 1; i < layout.lines.len; i++) put_line(&layout, &layout.lines.at[i], notes, out);
    arena_release(&layout.arena);
}

/* --- Markdown --- */

static void put_escaped(const char *text, struct buf *out) {
    struct buf plain;
    buf_init(&plain);
    cell_people_text(str_of(text), &plain);
    for (size_t i = 0; i < plain.len; i++) {
        if (strchr("\\`*_{}[]<>#|", plain.ptr[i])) buf_char(out, '\\');
        buf_char(out, plain.ptr[i]);
    }
    buf_release(&plain);
}

void show_markdown(const struct proof *proof, const struct show_options *options, struct buf *out) {
    static const char *const words[] = {['+'] = "met", ['x'] = "**not met**", ['?'] = "*undecided*"};
    struct layout layout;
    layout_of(&layout, proof, options);
    for (uint32_t i = 0; i < layout.lines.len; i++) {
        const struct line *line = &layout.lines.at[i];
        if (i) {
            buf_pad(out, ' ', 2 * (size_t)(line->depth - 1));
            buf_puts(out, "- ");
        }
        bool sentence = i == 0 && (strcmp(proof->kind, "ladder") == 0 || strcmp(proof->kind, "not-stage") == 0);
        if (line->mark && !sentence) buf_printf(out, "%s: ", words[(unsigned char)line->mark]);
        if (line->name && !sentence) {
            put_escaped(line->name, out);
            if (line->said) buf_puts(out, ": ");
        }
        if (line->said) put_escaped(line->said, out);
        if (line->note && !sentence) {
            buf_puts(out, " (");
            put_escaped(line->note, out);
            buf_char(out, ')');
        }
        buf_puts(out, i == 0 ? "\n\n" : "\n");
    }
    arena_release(&layout.arena);
}

/* --- JSON --- */

static void put_member(const char *name, const char *text, struct buf *out) {
    if (!text || !*text) return;
    buf_printf(out, ",\"%s\":", name);
    cell_json_text(str_of(text), out);
}

void show_json(const struct proof *proof, struct buf *out) {
    static const char *const verdicts[] = {[PROOF_VALUE] = NULL, [PROOF_MET] = "met", [PROOF_NOT_MET] = "not met", [PROOF_UNDECIDED] = "undecided"};
    buf_printf(out, "{\"kind\":\"%s\"", proof->kind);
    put_member("name", proof->name, out);
    put_member("label", proof->label, out);
    put_member("verdict", verdicts[proof->verdict], out);
    if (proof->has_value) {
        buf_puts(out, ",\"value\":");
        if (!proof->value.known || proof->type.kind == TYPE_RECORD) buf_puts(out, "null");
        else cell_json(proof->type, &proof->value, out);
    }
    put_member("text", proof->text, out);
    put_member("said", proof->said, out);
    put_member("formula", proof->formula, out);
    put_member("cause", proof->cause, out);
    put_member("framework", proof->place, out);
    put_member("data", proof->data, out);
    buf_printf(out, ",\"decided\":%s", proof->decided ? "true" : "false");
    if (proof->children.len) {
        buf_puts(out, ",\"parts\":[");
        for (uint32_t i = 0; i < proof->children.len; i++) {
            if (i) buf_char(out, ',');
            show_json(proof->children.at[i], out);
        }
        buf_char(out, ']');
    }
    buf_char(out, '}');
}
