/* A table for a terminal: cells are collected, then columns get their widths, then rows are printed. Used for the
 * answers themselves and for the small tables of a summary.
 *
 *     struct layout layout;
 *     layout_init(&layout, columns, count, width, colors, &arena);
 *     layout_row(&layout, encoded);          cells made with layout_cell, the row ended with layout_end_row
 *     layout_print(&layout, sink);
 *
 * Widths are found from the first LAYOUT_ROWS rows; those after them are printed as they come. Numbers stand with
 * their points under each other and are never cut; texts that do not fit end in an ellipsis. Columns that do not fit at
 * all are left out from the right, and layout_left_out names them. */
#ifndef RUNTIME_APP_LAYOUT_H
#define RUNTIME_APP_LAYOUT_H
#include "runtime/app/out.h"

#define LAYOUT_ROWS 10000

struct layout_column {
    const char *head;
    const char *group;  /* or NULL */
    bool number;        /* to the right */
    bool spare;         /* left out when nothing is in it */
    bool keep_whole;    /* cut only when there is no other way */
    bool free_text;     /* the data's own words: cut first */
    uint32_t width;     /* cells; 0: left out */
    uint32_t before, after; /* numbers: cells before the point, and from it on */
    uint32_t text;      /* widest text */
};
VEC_TYPE(layout_rows, struct str);
struct layout {
    struct arena *arena;
    struct layout_column *columns;
    uint32_t count;
    int width;
    bool colors;
    bool fixed;         /* widths are final */
    bool heads;         /* whether there is a head at all */
    struct layout_rows rows;
    uint32_t left_out;
};
void layout_init(struct layout *layout, struct layout_column *columns, uint32_t count, int width, bool colors, struct arena *arena);
/* Encoding of rows: any thread may do it. Texts are of people's cells: no control characters. A cell more than there are
 * columns is a note, printed below the row in lines of its own, whole. */
void layout_cell(struct buf *into, struct str text, enum out_mood mood);
void layout_end_row(struct buf *into);
/* Takes whole encoded rows; prints to `sink` once there are too many to hold. */
void layout_take(struct layout *layout, struct str rows, struct sink *sink);
/* Prints what is held: the head too unless it was printed before. */
void layout_print(struct layout *layout, struct sink *sink);
/* A text for people in lines that fit: words, with `indent` blanks before each line, ended by a new line. */
void layout_text(struct str text, int width, uint32_t indent, struct buf *out);
#endif
