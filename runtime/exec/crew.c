/* The loop over pieces and batches, for one thread or several.
 * SPDX-License-Identifier: MIT */
#include "runtime/exec/crew.h"

#include <pthread.h>
#include <stdatomic.h>

#include "lang/base/mem.h"

/* What the threads share. A piece may take long to read: who only passes a turn does not wait for it. */
struct floor {
    struct crew *crew;
    pthread_mutex_t door; /* of taking pieces */
    pthread_mutex_t lock; /* of turns */
    pthread_cond_t turned;
    uint64_t taken;    /* pieces so far */
    _Atomic uint64_t key_turn; /* number of the piece whose keys may be checked */
    _Atomic uint64_t out_turn; /* number of the piece that may be handed in */
    bool ended;        /* nothing left to take */
    bool stopped;      /* nobody need go on */
};

struct held { /* a batch that waits for its turn, and what was wrong in it */
    struct batch batch;
    struct tally tally;
};

struct worker {
    struct floor *floor;
    void *own;
    struct piece *piece;
    VEC(struct held *) held; /* in the arena; reused from piece to piece */
    struct batch **batches;  /* theirs */
    struct arena arena;
};

static void worker_init(struct worker *worker, struct floor *floor) {
    *worker = (struct worker){.floor = floor};
    arena_init(&worker->arena, 0);
    worker->piece = piece_new(floor->crew->stream);
    worker->own = floor->crew->join(floor->crew->context);
}

static void worker_release(struct worker *worker) {
    struct crew *crew = worker->floor->crew;
    crew->leave(crew->context, worker->own);
    for (uint32_t i = 0; i < worker->held.len; i++) {
        batch_release(&worker->held.at[i]->batch);
        tally_release(&worker->held.at[i]->tally);
    }
    piece_free(worker->piece);
    mem_free(worker->batches);
    arena_release(&worker->arena);
}

static struct held *held_at(struct worker *worker, uint32_t number) {
    if (number < worker->held.len) return worker->held.at[number];
    const struct crew *crew = worker->floor->crew;
    struct held *held = ARENA_NEW(&worker->arena, struct held);
    batch_init(&held->batch, crew->record, crew->wanted, crew->states);
    tally_init(&held->tally, crew->record);
    vec_push(&worker->arena, &worker->held, held);
    worker->batches = mem_realloc(worker->batches, sizeof *worker->batches * worker->held.len);
    worker->batches[number] = &held->batch;
    return held;
}

/* --- one thread ----------------------------------------------------------------------------------------------------- */

static void work_alone(struct worker *worker) {
    struct crew *crew = worker->floor->crew;
    struct batch *batch = &held_at(worker, 0)->batch;
    for (;;) {
        enum load_status status = stream_take(crew->stream, worker->piece, crew->diags);
        if (status != LOAD_MORE) {
            crew->failed = status == LOAD_FAILED;
            return;
        }
        while (stream_next(worker->piece, batch, crew->tally)) {
            stream_check(crew->stream, batch, crew->tally);
            crew->work(worker->own, 0, batch);
            crew->hand_in(worker->own, &batch, 1, false);
        }
        crew->hand_in(worker->own, NULL, 0, true);
        if (!crew->after(crew->context)) return;
    }
}

/* --- several threads ------------------------------------------------------------------------------------------------ */

#define LOOKS 500 /* at a turn before the thread sleeps: some tens of microseconds */

/* A turn comes soon as a rule: to look for it takes less than to sleep and be woken. */
static void await_turn(struct floor *floor, const _Atomic uint64_t *turn, uint64_t number) {
    for (int i = 0; i < LOOKS; i++) {
        if (atomic_load_explicit(turn, memory_order_acquire) == number) return;
#if defined(__x86_64__) || defined(__i386__)
        __builtin_ia32_pause();
#endif
    }
    pthread_mutex_lock(&floor->lock);
    while (atomic_load_explicit(turn, memory_order_acquire) != number) pthread_cond_wait(&floor->turned, &floor->lock);
    pthread_mutex_unlock(&floor->lock);
}

static void pass_turn(struct floor *floor, _Atomic uint64_t *turn) {
    pthread_mutex_lock(&floor->lock);
    atomic_fetch_add_explicit(turn, 1, memory_order_release);
    pthread_cond_broadcast(&floor->turned);
    pthread_mutex_unlock(&floor->lock);
}

/* The next piece, into the worker's; false when there is none or nobody needs one. */
static bool take_in_turn(struct worker *worker, uint64_t *number) {
    struct floor *floor = worker->floor;
    struct crew *crew = floor->crew;
    pthread_mutex_lock(&floor->door);
    bool more = !floor->ended && !floor->stopped;
    if (more) {
        enum load_status status = stream_take(crew->stream, worker->piece, crew->diags);
        more = status == LOAD_MORE;
        if (more)
            *number = floor->taken++;
        else
            floor->ended = true;
        if (status == LOAD_FAILED) crew->failed = true;
    }
    pthread_mutex_unlock(&floor->door);
    return more;
}

static void *work_together(void *context) {
    struct worker *worker = context;
    struct floor *floor = worker->floor;
    struct crew *crew = floor->crew;
    uint64_t number;
    while (take_in_turn(worker, &number)) {
        uint32_t count = 0;
        for (;; count++) {
            struct held *held = held_at(worker, count);
            if (!stream_next(worker->piece, &held->batch, &held->tally)) break;
        }
        await_turn(floor, &floor->key_turn, number);
        for (uint32_t i = 0; i < count; i++)
            stream_check(crew->stream, &worker->held.at[i]->batch, &worker->held.at[i]->tally);
        pass_turn(floor, &floor->key_turn);
        for (uint32_t i = 0; i < count; i++) crew->work(worker->own, i, &worker->held.at[i]->batch);
        await_turn(floor, &floor->out_turn, number);
        /* The last call of stream_next may have refused rows too: its tally counts although its batch is empty. */
        for (uint32_t i = 0; i <= count; i++) tally_add(crew->tally, &worker->held.at[i]->tally, crew->keep_rejects);
        crew->hand_in(worker->own, worker->batches, count, true);
        pthread_mutex_lock(&floor->door);
        if (!crew->after(crew->context)) floor->stopped = true;
        pthread_mutex_unlock(&floor->door);
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

void crew_run(struct crew *crew) {
    struct floor floor = {.crew = crew};
    pthread_mutex_init(&floor.door, NULL);
    pthread_mutex_init(&floor.lock, NULL);
    pthread_cond_init(&floor.turned, NULL);
    if (crew->jobs > 1) {
        run_together(&floor, crew->jobs);
    } else {
        struct worker worker;
        worker_init(&worker, &floor);
        work_alone(&worker);
        worker_release(&worker);
    }
    pthread_cond_destroy(&floor.turned);
    pthread_mutex_destroy(&floor.lock);
    pthread_mutex_destroy(&floor.door);
}
