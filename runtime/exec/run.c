/* A run: memory for a plan's slots, and the loop that fills them batch by batch. What belongs to the point is evaluated
 * when the run is made, as vectors that are constant.
 * SPDX-License-Identifier: MIT */
#include "lang/base/mem.h"
#include "runtime/exec/bridge.h"
#include "runtime/exec/plan.h"
#include "runtime/exec/plan_parts.h"

/* Slots and scratch are cut from blocks this large, which the system gives zeroed and page by page when they are
 * touched: wide values of slots that never need them cost nothing. */
#define MEMORY_BLOCK ((size_t)4 << 20)
#define TEXT_BLOCK ((size_t)256 << 10) /* kernels ask for a whole batch's texts at once */
#define LINE 64                        /* vectors begin with a cache line */

static void *take(struct run *run, size_t size) {
#ifdef RUNG_TINY
    return arena_alloc(&run->memory, size);
#else
    char *memory = arena_alloc(&run->memory, size + LINE);
    return memory + (-(uintptr_t)memory & (LINE - 1));
#endif
}

static void make_room(struct run *run) {
    struct kernel_room *room = &run->room;
    room->ones = take(run, BATCH_ROWS);
    memset(room->ones, 1, BATCH_ROWS);
    for (unsigned i = 0; i < SCRATCH; i++) {
        room->bytes[i] = take(run, BATCH_ROWS);
        room->num[i] = take(run, sizeof(int64_t) * BATCH_ROWS);
        room->wide[i] = take(run, sizeof(struct dec) * BATCH_ROWS);
    }
    room->mask = take(run, sizeof(uint16_t) * BATCH_ROWS);
    room->branches = take(run, sizeof *room->branches * run->plan->most_args);
    room->factors = take(run, sizeof *room->factors * run->plan->most_args);
    room->texts = &run->texts;
    room->lasting = &run->lasting;
    room->today = run->settings.today;
    room->params = run->settings.params;
}

static struct vec slot_memory(struct run *run, const struct slot *slot) {
    size_t rows = slot->one ? 1 : BATCH_ROWS;
    struct vec v = {.repr = slot->repr, .den_bound = 1};
    if (slot->repr != REPR_BOOL) v.known = take(run, rows);
    switch (slot->repr) {
    case REPR_BOOL: v.truth = take(run, rows); break;
    case REPR_NUMBER:
        v.num = take(run, sizeof *v.num * rows);
        v.den = take(run, sizeof *v.den * rows);
        v.wide = take(run, sizeof *v.wide * rows);
        break;
    case REPR_TEXT: v.text = take(run, sizeof *v.text * rows); break;
    case REPR_DATE: v.day = take(run, sizeof *v.day * rows); break;
    case REPR_CODE: v.code = take(run, sizeof *v.code * rows); break;
    case REPR_ROW: v.row = take(run, sizeof *v.row * rows); break;
    }
    return v;
}

static void make_calls(struct run *run) {
    const struct plan *plan = run->plan;
    struct vec *slots = mem_alloc(sizeof *slots * plan->slot_count);
    for (uint32_t k = 0; k < plan->slot_count; k++) slots[k] = slot_memory(run, &plan->slots[k]);
    run->vecs = take(run, sizeof *run->vecs * plan->step_count);
    run->calls = take(run, sizeof *run->calls * plan->step_count);
    run->states = take(run, sizeof *run->states * plan->step_count);
    run->orphans = take(run, sizeof *run->orphans * plan->step_count);
    for (uint32_t s = 0; s < plan->step_count; s++) {
        const struct step *step = &plan->steps[s];
        struct kernel_call *call = &run->calls[s];
        struct vec **args = take(run, sizeof *args * step->arg_count);
        for (uint32_t a = 0; a < step->arg_count; a++) args[a] = &run->vecs[step->args[a]];
        *call = (struct kernel_call){.node = step->node,
                                     .exact = step->exact,
                                     .args = args,
                                     .arg_count = step->arg_count,
                                     .out = &run->vecs[s],
                                     .room = &run->room,
                                     .state = step->keeps ? &run->states[s] : NULL};
        if (step->slot != NO_SLOT) call->fresh = slots[step->slot];
        run->vecs[s] = call->fresh;
    }
    mem_free(slots);
}

static void load_field(struct run *run, const struct step *step, struct vec *out) {
    const struct batch *batch = run->room.batch;
    ASSERT(batch->wanted[step->node->index]);
    *out = batch->fields[step->node->index];
    if (out->all_known && out->repr != REPR_BOOL) out->known = run->room.ones;
}

static void load_constant(const struct run *run, const struct ir_node *node, struct vec *out) {
    if (node->op == IR_TODAY)
        kernel_set_value(out, (struct value){.known = true, .day = run->settings.today});
    else if (node->op == IR_PARAM)
        kernel_set_value(out, run->settings.params[node->index]);
    else
        kernel_set_value(out, node->constant);
}

static void run_step(struct run *run, uint32_t s, uint32_t rows) {
    const struct step *step = &run->plan->steps[s];
    struct kernel_call *call = &run->calls[s];
    if (step->node->op == IR_FIELD) {
        load_field(run, step, call->out);
        return;
    }
    *call->out = call->fresh;
    if (step->bridge) {
        bridge_run(run, s, rows);
        return;
    }
    if (!step->kernel) {
        load_constant(run, step->node, call->out);
        return;
    }
    bool constant = call->arg_count > 0 || step->once;
    for (uint32_t a = 0; a < call->arg_count && constant; a++) constant = call->args[a]->constant;
    call->out->constant = constant;
    call->rows = constant ? 1 : rows;
    step->kernel(call);
}

static void prepare(struct run *run, uint32_t s) {
    struct kernel_call *call = &run->calls[s];
    if (call->node->op == IR_MATCHES)
        kernel_prepare_matches(call->state, call->args[1]);
    else
        kernel_prepare_labels(call->state, call->args, call->arg_count, &run->lasting);
}

struct run *run_new(const struct plan *plan, const struct settings *settings) {
    struct run *run = mem_alloc(sizeof *run);
    *run = (struct run){.plan = plan, .settings = *settings};
    arena_init(&run->memory, MEMORY_BLOCK);
    arena_init(&run->texts, TEXT_BLOCK);
    arena_init(&run->lasting, 0);
    make_room(run);
    make_calls(run);
    run->room.texts = &run->lasting;
    for (uint32_t s = 0; s < plan->step_count; s++) {
        if (plan->steps[s].keeps) prepare(run, s);
        if (plan->steps[s].once) run_step(run, s, 1);
    }
    run->room.texts = &run->texts;
    return run;
}

void run_free(struct run *run) {
    if (!run) return;
    for (uint32_t s = 0; s < run->plan->step_count; s++) {
        if (run->calls[s].node->op == IR_MATCHES) kernel_release_matches(&run->states[s]);
    }
    arena_release(&run->memory);
    arena_release(&run->texts);
    arena_release(&run->lasting);
    mem_free(run);
}

void run_batch(struct run *run, const struct batch *batch) {
    ASSERT(batch->rows <= BATCH_ROWS);
    arena_clear(&run->texts);
    run->room.batch = batch;
    for (uint32_t s = 0; s < run->plan->step_count; s++) {
        if (!run->plan->steps[s].once) run_step(run, s, batch->rows);
    }
}

const struct vec *run_vec(const struct run *run, const struct ir_node *node) {
    ASSERT(node->id < run->plan->node_count && run->plan->step_of[node->id] != NO_STEP);
    return &run->vecs[run->plan->step_of[node->id]];
}

const struct orphans *run_orphans(const struct run *run, const struct ir_node *reference) {
    ASSERT(plan_has(run->plan, reference));
    return &run->orphans[run->plan->step_of[reference->id]];
}

uint64_t run_rounded(const struct run *run) { return run->room.rounded; }
