/* From the data to the answers: runs what the schedule has to know first, then walks the rows of the last pass,
 * evaluates, counts, formats, writes, with one thread or several (runtime/exec/crew.h). What is written, counted and
 * said does not depend on how many.
 *
 * The caller fills in the first part, and reads the second after pipeline_run. */
#ifndef RUNTIME_APP_PIPELINE_H
#define RUNTIME_APP_PIPELINE_H
#include "runtime/app/progress.h"
#include "runtime/app/summary.h"
#include "runtime/exec/crew.h"
#include "runtime/exec/schedule.h"

struct pipeline {
    /* what to do; all borrowed */
    struct arena *arena;             /* for what lives as long as the results */
    struct schedule *schedule;       /* opened */
    const struct settings *settings; /* with the schedule's world */
    struct out *out;
    const struct ir_node *where;     /* rows to print, or NULL: all */
    const struct order_key *order;   /* print in this order; then by the order of the data */
    uint32_t order_count;
    struct sink *rejects;            /* where refused rows are written, or NULL */
    bool summarize;
    bool count_flags;
    bool counts_rows;                /* the rows are accounts, whose flags are counted as they come; else the caller does it */
    uint32_t jobs;
    struct progress progress;
    struct diags *diags;

    /* what came of it */
    struct tally tally;              /* owned: pipeline_release; of the last pass */
    struct summary summary;          /* when it was to summarize */
    struct flag_counts *flags;       /* by flag, when they were to be counted */
    uint64_t rounded;                /* fractions past 38 digits */
    bool failed;                     /* the data could not be read to its end: a message says why */
    bool oversized;                  /* rows of one chunk made more text than can be held */
};
void pipeline_run(struct pipeline *pipeline);
void pipeline_release(struct pipeline *pipeline);
#endif
