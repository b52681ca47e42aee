/* A line on standard error that says how far a load is, when it takes longer than a second and somebody can see it. */
#ifndef RUNTIME_APP_PROGRESS_H
#define RUNTIME_APP_PROGRESS_H
#include "runtime/data/load.h"

struct progress {
    bool on;
    bool shown;       /* the line is on the screen */
    int64_t started;  /* milliseconds of a clock that never goes back */
    int64_t last;
};
void progress_begin(struct progress *progress, bool on);
void progress_step(struct progress *progress, const struct loader *loader, uint64_t rows);
void progress_clear(struct progress *progress);
#endif
