/* A small table, printed for a terminal or as Markdown.
 *
 *     struct grid grid = {.sink = sink, .arena = arena, .markdown = false, .width = 100};
 *     const struct grid_head heads[] = {{"stage", false}, {"accounts", true}};
 *     grid_begin(&grid, "Stages", heads, 2);
 *     grid_cell(&grid, name, MOOD_PLAIN);
 *     grid_count(&grid, 12);
 *     grid_end_row(&grid);
 *     grid_end(&grid);
 *
 * The same struct serves one table after the other. */
#ifndef RUNTIME_APP_GRID_H
#define RUNTIME_APP_GRID_H
#include "runtime/app/layout.h"

struct grid {
    struct sink *sink;   /* borrowed, like the arena */
    struct arena *arena;
    bool markdown;
    int width;           /* of a terminal */
    bool colors;
    struct layout layout;
    struct buf rows;     /* encoded for the layout, or Markdown */
    uint32_t columns;
};
struct grid_head {
    const char *head;
    bool number;
};
/* On a terminal the title is the head of the first column: it says what the rows are. */
void grid_begin(struct grid *grid, const char *title, const struct grid_head *heads, uint32_t count);
void grid_cell(struct grid *grid, struct str text, enum out_mood mood);
void grid_count(struct grid *grid, uint64_t count);
void grid_end_row(struct grid *grid);
void grid_end(struct grid *grid);
#endif
