/* The loop over the data, for one thread or several.
 * SPDX-License-Identifier: MIT */
#include "runtime/app/pipeline.h"

#include "lang/base/mem.h"
#include "runtime/app/sorted.h"

/* What the workers share. */
struct floor {
    struct pipeline *pipeline;
    struct sorted sorted; /* all rows, when they are printed in an order of their own */
    bool sorting;
};

struct worker {
    struct floor *floor;
    struct run *run;
    struct arena arena;
    struct buf piece; /* formatted rows that were not handed on yet */
    uint32_t piece_rows;
    struct sorted sorted;
    struct summary summary;
    struct flag_counts *flags;
    uint16_t *rows;
};

static void *join(void *context) {
    struct floor *floor = context;
    const struct pipeline *pipeline = floor->pipeline;
    const struct framework *framework = pipeline->settings->framework;
    struct worker *worker = mem_alloc(sizeof *worker);
    worker->floor = floor;
    arena_init(&worker->arena, 0);
    buf_init(&worker->piece);
    worker->run = run_new(schedule_plan(pipeline->schedule), pipeline->settings);
    worker->rows = ARENA_ARRAY(&worker->arena, uint16_t, BATCH_ROWS);
    sorted_init(&worker->sorted, pipeline->order, pipeline->order_count);
    if (pipeline->summarize) summary_init(&worker->summary, framework, &worker->arena);
    if (pipeline->count_flags) worker->flags = ARENA_ARRAY(&worker->arena, struct flag_counts, framework->flag_count);
    return worker;
}

/* Adds what it counted to the results. */
static void leave(void *context, void *own) {
    struct floor *floor = context;
    struct pipeline *pipeline = floor->pipeline;
    struct worker *worker = own;
    if (pipeline->summarize) summary_merge(&pipeline->summary, &worker->summary);
    for (uint32_t i = 0; pipeline->count_flags && i < pipeline->settings->framework->flag_count; i++) {
        pipeline->flags[i].raised += worker->flags[i].raised;
        pipeline->flags[i].undecided += worker->flags[i].undecided;
    }
    pipeline->rounded += run_rounded(worker->run);
    schedule_add_orphans(pipeline->schedule, worker->run);
    run_free(worker->run);
    sorted_release(&worker->sorted);
    buf_release(&worker->piece);
    arena_release(&worker->arena);
    mem_free(worker);
}

/* --- one batch ------------------------------------------------------------------------------------------------------ */

/* The numbers of the rows that are to be printed. */
static uint32_t choose_rows(const struct worker *worker, const struct batch *batch) {
    const struct ir_node *where = worker->floor->pipeline->where;
    const struct vec *vec = where ? run_vec(worker->run, where) : NULL;
    uint32_t count = 0;
    for (uint32_t row = 0; row < batch->rows; row++) {
        worker->rows[count] = (uint16_t)row;
        count += !vec || vec->truth[vec->constant ? 0 : row] == TRUTH_TRUE;
    }
    return count;
}

static void evaluate(void *own, uint32_t number, const struct batch *batch) {
    struct worker *worker = own;
    (void)number;
    const struct pipeline *pipeline = worker->floor->pipeline;
    if (batch->rows == 0) return;
    run_batch(worker->run, batch);
    if (pipeline->count_flags && pipeline->counts_rows)
        flags_add(worker->flags, pipeline->settings->framework, worker->run, batch);
    if (pipeline->summarize) summary_add(&worker->summary, worker->run, batch);
    struct out_rows rows = {
        .run = worker->run, .batch = batch, .rows = worker->rows, .count = choose_rows(worker, batch)};
    if (rows.count == 0 || pipeline->out->answer->count == 0) return;
    if (!worker->floor->sorting) {
        pipeline->out->format->rows(pipeline->out, &rows, &worker->piece);
        worker->piece_rows += rows.count;
        return;
    }
    /* Row by row, so that each has its own text. */
    for (uint32_t i = 0; i < rows.count; i++) {
        struct out_rows one = {.run = worker->run, .batch = batch, .rows = &worker->rows[i], .count = 1};
        buf_clear(&worker->piece);
        pipeline->out->format->rows(pipeline->out, &one, &worker->piece);
        sorted_add(&worker->sorted, (struct str){worker->piece.ptr, worker->piece.len}, worker->run, worker->rows[i]);
    }
    buf_clear(&worker->piece);
}

/* Hands on what the worker has formatted; the caller has the turn. */
static void deliver(struct worker *worker) {
    struct floor *floor = worker->floor;
    struct pipeline *pipeline = floor->pipeline;
    pipeline->oversized |= worker->piece.overflowed;
    if (floor->sorting) {
        sorted_append(&floor->sorted, &worker->sorted);
        sorted_clear(&worker->sorted);
    } else if (worker->piece_rows) {
        progress_clear(&pipeline->progress);
        out_take(pipeline->out, (struct str){worker->piece.ptr, worker->piece.len}, worker->piece_rows);
    }
    buf_clear(&worker->piece);
    worker->piece_rows = 0;
}

/* What the batches came to is text by now: it is handed on when there is enough of it, and at the end of a piece. */
static void hand_in(void *own, struct batch *const *batches, uint32_t count, bool last) {
    struct worker *worker = own;
    (void)batches;
    (void)count;
    if (last || worker->piece.len >= SINK_PIECE / 4) deliver(worker);
}

static bool output_failed(const struct pipeline *pipeline) {
    return pipeline->out->sink->error || pipeline->oversized || (pipeline->rejects && pipeline->rejects->error);
}

/* After a piece of a file: its refused rows, and how far we are. */
static bool finish_piece(void *context, struct tally *tally, const struct loader *loader) {
    struct pipeline *pipeline = context;
    if (pipeline->rejects && tally->rejects.len) {
        struct buf text;
        buf_init(&text);
        rejects_text(tally, &text);
        sink_write(pipeline->rejects, (struct str){text.ptr, text.len});
        buf_release(&text);
        rejects_forget(tally);
    }
    if (pipeline->progress.on && loader) progress_step(&pipeline->progress, loader, tally->rows);
    return !output_failed(pipeline);
}

static bool after_piece(void *context) {
    struct floor *floor = context;
    struct pipeline *pipeline = floor->pipeline;
    return finish_piece(pipeline, &pipeline->tally, schedule_stream(pipeline->schedule)->loader);
}

/* The last pass: the one that gives answers. */
static void run_last(struct pipeline *pipeline) {
    struct floor floor = {.pipeline = pipeline, .sorting = pipeline->order_count > 0};
    sorted_init(&floor.sorted, pipeline->order, pipeline->order_count);
    struct stream stream = *schedule_stream(pipeline->schedule);
    struct crew crew = {.stream = &stream,
                        .record = schedule_record(pipeline->schedule),
                        .wanted = schedule_wanted(pipeline->schedule),
                        .states = schedule_states(pipeline->schedule),
                        .jobs = pipeline->jobs,
                        .diags = pipeline->diags,
                        .tally = &pipeline->tally,
                        .keep_rejects = pipeline->rejects != NULL,
                        .context = &floor,
                        .join = join,
                        .leave = leave,
                        .work = evaluate,
                        .hand_in = hand_in,
                        .after = after_piece};
    crew_run(&crew);
    pipeline->failed = crew.failed;
    progress_clear(&pipeline->progress);
    if (floor.sorting) {
        sorted_sort(&floor.sorted);
        for (uint32_t i = 0; i < floor.sorted.rows.len; i++) out_take(pipeline->out, floor.sorted.rows.at[i].text, 1);
    }
    sorted_release(&floor.sorted);
}

void pipeline_run(struct pipeline *pipeline) {
    const struct framework *framework = pipeline->settings->framework;
    tally_init(&pipeline->tally, schedule_record(pipeline->schedule));
    if (pipeline->summarize) summary_init(&pipeline->summary, framework, pipeline->arena);
    if (pipeline->count_flags)
        pipeline->flags = ARENA_ARRAY(pipeline->arena, struct flag_counts, framework->flag_count);
    const struct schedule_hooks hooks = {
        .jobs = pipeline->jobs, .keep_rejects = pipeline->rejects != NULL, .context = pipeline, .after = finish_piece};
    pipeline->failed = !schedule_run(pipeline->schedule, pipeline->settings, &hooks, pipeline->diags);
    if (!pipeline->failed) run_last(pipeline);
    pipeline->rounded += schedule_rounded(pipeline->schedule);
}

void pipeline_release(struct pipeline *pipeline) { tally_release(&pipeline->tally); }
