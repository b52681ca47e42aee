/* A comparison (runtime/whatif/compare.h) as text: for people, as Markdown, as CSV with a line for each change, as JSON. */
#ifndef RUNTIME_APP_CONTRAST_H
#define RUNTIME_APP_CONTRAST_H
#include "runtime/app/grid.h"
#include "runtime/whatif/compare.h"

struct contrast {
    const struct comparison *comparison;
    const char *title;             /* "Relationship stages, version 2, as of 2026-11-01" */
    const char *const *assumed;    /* what is assumed, a line each */
    uint32_t assumed_count;
    struct grid grid;              /* with sink, arena, and how wide it may be */
};
/* For people: at most this many accounts of each ladder are shown one by one. */
#define CONTRAST_ACCOUNTS 50
void contrast_people(struct contrast *contrast);
void contrast_csv(const struct contrast *contrast, struct buf *out);
void contrast_json(const struct contrast *contrast, struct buf *out);
#endif
