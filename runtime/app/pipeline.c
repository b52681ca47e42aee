/* The loop over the data, for one thread or several.
 * SPDX-License-Identifier: MIT */
#include "runtime/app/pipeline.h"

#include <pthread.h>

#include "lang/base/mem.h"
#include "runtime/app/sorted.h"

/* What the threads share, behind one lock. */
struct floor {
    struct pipeline *pipeline;
    pthread_mutex_t lock;
    pthread_cond_t turned;
    uint64_t taken;       /* chunks so far */
    uint64_t key_turn;    /* number of the chunk whose keys may be checked */
    uint64_t out_turn;    /* number of the chunk that may be written */
    bool ended;           /* nothing left to take */
    bool stopped;         /* the output failed: nobody need go on */
    struct sorted sorted; /* all rows, when they are printed in an order of their own */
    bool sorting;
};

struct held { /* a batch that waits for its turn, and what was wrong in it */
    struct batch batch;
    struct tally tally;
};

struct worker {
    struct floor *floor;
    struct run *run;
    struct chunk *chunk;
    VEC(struct held *) held; /* in the arena; reused from chunk to chunk */
    struct arena arena;
    struct buf piece; /* formatted rows that were not handed on yet */
    uint32_t piece_rows;
    struct sorted sorted;
    struct summary summary;
    struct flag_counts *flags;
    uint16_t *rows;
};

static void worker_init(struct worker *worker, struct floor *floor) {
    const struct pipeline *pipeline = floor->pipeline;
    const struct framework *framework = pipeline->settings->framework;
    *worker = (struct worker){.floor = floor};
    arena_init(&worker->arena, 0);
    buf_init(&worker->piece);
    worker->run = run_new(pipeline->plan, pipeline->settings);
    worker->chunk = chunk_new(pipeline->loader);
    worker->rows = ARENA_ARRAY(&worker->arena, uint16_t, BATCH_ROWS);
    sorted_init(&worker->sorted, pipeline->order, pipeline->order_count);
    if (pipeline->summarize) summary_init(&worker->summary, framework, &worker->arena);
    if (pipeline->count_flags) worker->flags = ARENA_ARRAY(&worker->arena, struct flag_counts, framework->flag_count);
}

/* Adds what it counted to the results. */
static void worker_release(struct worker *worker) {
    struct pipeline *pipeline = worker->floor->pipeline;
    if (pipeline->summarize) summary_merge(&pipeline->summary, &worker->summary);
    for (uint32_t i = 0; pipeline->count_flags && i < pipeline->settings->framework->flag_count; i++) {
        pipeline->flags[i].raised += worker->flags[i].raised;
        pipeline->flags[i].undecided += worker->flags[i].undecided;
    }
    pipeline->rounded += run_rounded(worker->run);
    for (uint32_t i = 0; i < worker->held.len; i++) {
        batch_release(&worker->held.at[i]->batch);
        tally_release(&worker->held.at[i]->tally);
    }
    chunk_free(worker->chunk);
    run_free(worker->run);
    sorted_release(&worker->sorted);
    buf_release(&worker->piece);
    arena_release(&worker->arena);
}

static struct held *held_at(struct worker *worker, uint32_t number) {
    if (number < worker->held.len) return worker->held.at[number];
    const struct pipeline *pipeline = worker->floor->pipeline;
    const struct record *record = pipeline->settings->framework->subject;
    struct held *held = ARENA_NEW(&worker->arena, struct held);
    batch_init(&held->batch, record, pipeline->wanted, pipeline->states);
    tally_init(&held->tally, record);
    vec_push(&worker->arena, &worker->held, held);
    return held;
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

static void evaluate(struct worker *worker, const struct batch *batch) {
    const struct pipeline *pipeline = worker->floor->pipeline;
    if (batch->rows == 0) return;
    run_batch(worker->run, batch);
    if (pipeline->count_flags) flags_add(worker->flags, pipeline->settings->framework, worker->run, batch);
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

/* After a chunk: its refused rows, and how far we are. */
static void finish_chunk(struct floor *floor) {
    struct pipeline *pipeline = floor->pipeline;
    if (pipeline->rejects && pipeline->tally.rejects.len) {
        struct buf text;
        buf_init(&text);
        rejects_text(&pipeline->tally, &text);
        sink_write(pipeline->rejects, (struct str){text.ptr, text.len});
        buf_release(&text);
        rejects_forget(&pipeline->tally);
    }
    if (!pipeline->progress.on) return;
    /* Another thread may be taking a chunk just now. */
    pthread_mutex_lock(&floor->lock);
    progress_step(&pipeline->progress, pipeline->loader, pipeline->tally.rows);
    pthread_mutex_unlock(&floor->lock);
}

static bool output_failed(const struct pipeline *pipeline) {
    return pipeline->out->sink->error || pipeline->oversized || (pipeline->rejects && pipeline->rejects->error);
}

/* --- one thread ----------------------------------------------------------------------------------------------------- */

static void work_alone(struct worker *worker) {
    struct pipeline *pipeline = worker->floor->pipeline;
    struct batch *batch = &held_at(worker, 0)->batch;
    for (;;) {
        enum load_status status = loader_take(pipeline->loader, worker->chunk, pipeline->diags);
        if (status != LOAD_MORE) {
            pipeline->failed = status == LOAD_FAILED;
            return;
        }
        while (chunk_next(worker->chunk, batch, &pipeline->tally)) {
            loader_check_keys(pipeline->loader, batch, &pipeline->tally);
            evaluate(worker, batch);
            if (worker->piece.len >= SINK_PIECE / 4) deliver(worker);
        }
        deliver(worker);
        finish_chunk(worker->floor);
        if (output_failed(pipeline)) return;
    }
}

/* --- several threads ------------------------------------------------------------------------------------------------ */

static void await_turn(struct floor *floor, const uint64_t *turn, uint64_t number) {
    pthread_mutex_lock(&floor->lock);
    while (*turn != number) pthread_cond_wait(&floor->turned, &floor->lock);
    pthread_mutex_unlock(&floor->lock);
}

static void pass_turn(struct floor *floor, uint64_t *turn) {
    pthread_mutex_lock(&floor->lock);
    ++*turn;
    pthread_cond_broadcast(&floor->turned);
    pthread_mutex_unlock(&floor->lock);
}

/* The next chunk, into the worker's; false when there is none or nobody needs one. */
static bool take_in_turn(struct worker *worker, uint64_t *number) {
    struct floor *floor = worker->floor;
    struct pipeline *pipeline = floor->pipeline;
    pthread_mutex_lock(&floor->lock);
    bool more = !floor->ended && !floor->stopped;
    if (more) {
        enum load_status status = loader_take(pipeline->loader, worker->chunk, pipeline->diags);
        more = status == LOAD_MORE;
        if (more)
            *number = floor->taken++;
        else
            floor->ended = true;
        if (status == LOAD_FAILED) pipeline->failed = true;
    }
    pthread_mutex_unlock(&floor->lock);
    return more;
}

static void *work_together(void *context) {
    struct worker *worker = context;
    struct floor *floor = worker->floor;
    struct pipeline *pipeline = floor->pipeline;
    uint64_t number;
    while (take_in_turn(worker, &number)) {
        uint32_t count = 0;
        for (;; count++) {
            struct held *held = held_at(worker, count);
            if (!chunk_next(worker->chunk, &held->batch, &held->tally)) break;
        }
        await_turn(floor, &floor->key_turn, number);
        for (uint32_t i = 0; i < count; i++)
            loader_check_keys(pipeline->loader, &worker->held.at[i]->batch, &worker->held.at[i]->tally);
        pass_turn(floor, &floor->key_turn);
        for (uint32_t i = 0; i < count; i++) evaluate(worker, &worker->held.at[i]->batch);
        await_turn(floor, &floor->out_turn, number);
        /* The last call of chunk_next may have refused rows too: its tally counts although its batch is empty. */
        for (uint32_t i = 0; i <= count; i++)
            tally_add(&pipeline->tally, &worker->held.at[i]->tally, pipeline->rejects != NULL);
        deliver(worker);
        finish_chunk(floor);
        if (output_failed(pipeline)) {
            pthread_mutex_lock(&floor->lock);
            floor->stopped = true;
            pthread_mutex_unlock(&floor->lock);
        }
        pass_turn(floor, &floor->out_turn);
    }
    return NULL;
}

static void run_together(struct floor *floor, uint32_t jobs) {
    struct worker *workers = mem_alloc(sizeof *workers * jobs);
    pthread_t *threads = mem_alloc(sizeof *threads * jobs);
    uint32_t started = 1;
    for (uint32_t i = 0; i < jobs; i++) worker_init(&workers[i], floor);
    /* Where the system gives no more threads, those that there are do the work. */
    while (started < jobs && pthread_create(&threads[started], NULL, work_together, &workers[started]) == 0) started++;
    work_together(&workers[0]);
    for (uint32_t i = 1; i < started; i++) pthread_join(threads[i], NULL);
    for (uint32_t i = 0; i < jobs; i++) worker_release(&workers[i]);
    mem_free(threads);
    mem_free(workers);
}

void pipeline_run(struct pipeline *pipeline) {
    const struct framework *framework = pipeline->settings->framework;
    struct floor floor = {.pipeline = pipeline, .sorting = pipeline->order_count > 0};
    pthread_mutex_init(&floor.lock, NULL);
    pthread_cond_init(&floor.turned, NULL);
    sorted_init(&floor.sorted, pipeline->order, pipeline->order_count);
    tally_init(&pipeline->tally, framework->subject);
    if (pipeline->summarize) summary_init(&pipeline->summary, framework, pipeline->arena);
    if (pipeline->count_flags)
        pipeline->flags = ARENA_ARRAY(pipeline->arena, struct flag_counts, framework->flag_count);
    if (pipeline->jobs > 1) {
        run_together(&floor, pipeline->jobs);
    } else {
        struct worker worker;
        worker_init(&worker, &floor);
        work_alone(&worker);
        worker_release(&worker);
    }
    progress_clear(&pipeline->progress);
    if (floor.sorting) {
        sorted_sort(&floor.sorted);
        for (uint32_t i = 0; i < floor.sorted.rows.len; i++) out_take(pipeline->out, floor.sorted.rows.at[i].text, 1);
    }
    sorted_release(&floor.sorted);
    pthread_cond_destroy(&floor.turned);
    pthread_mutex_destroy(&floor.lock);
}

void pipeline_release(struct pipeline *pipeline) { tally_release(&pipeline->tally); }
