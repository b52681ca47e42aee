/* The progress line.
 * SPDX-License-Identifier: MIT */
#include "runtime/app/progress.h"

#include <time.h>

#include "runtime/app/cell.h"

#define PATIENCE 1000 /* milliseconds before anything is shown */
#define PACE 100      /* milliseconds between two looks */

static int64_t now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (int64_t)time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

void progress_begin(struct progress *progress, bool on) {
    *progress = (struct progress){.on = on};
    if (on) progress->started = now();
}

void progress_step(struct progress *progress, const struct loader *loader, uint64_t rows) {
    if (!progress->on) return;
    int64_t time = now();
    if (time - progress->started < PATIENCE || time - progress->last < PACE) return;
    progress->last = time;
    progress->shown = true;
    uint64_t bytes, total;
    loader_progress(loader, &bytes, &total);
    struct buf text;
    buf_init(&text);
    buf_puts(&text, "\r\033[Kreading ");
    cell_people_text(str_of(loader_file(loader)), &text);
    if (total) buf_printf(&text, "  %d%%", (int)(bytes >= total ? 100 : (double)bytes * 100 / (double)total));
    buf_puts(&text, "  ");
    cell_count(rows, &text);
    buf_puts(&text, " rows");
    (void)fwrite(text.ptr, 1, text.len, stderr);
    (void)fflush(stderr);
    buf_release(&text);
}

void progress_clear(struct progress *progress) {
    if (!progress->shown) return;
    (void)fputs("\r\033[K", stderr);
    (void)fflush(stderr);
    progress->shown = false;
}
