/* Counting for the summary.
 * SPDX-License-Identifier: MIT */
#include "runtime/app/summary_parts.h"

#include "lang/base/mem.h"
#include "runtime/exec/cause.h"

#define ORIGINS 16 /* of one unknown value that are looked at */

void summary_init(struct summary *summary, const struct framework *framework, struct arena *arena) {
    *summary = (struct summary){.framework = framework, .arena = arena};
    summary_select_init(summary);
    size_t count = 0;
    for (uint32_t i = 0; i < framework->ladder_count; i++) count += summary_ladder_size(&framework->ladders[i]);
    count += 2 * (size_t)framework->flag_count;
    count += summary_want_count(framework) * summary_want_size(framework);
    summary->count = count;
    summary->counts = ARENA_ARRAY(arena, uint64_t, count);
    summary->capacities = ARENA_ARRAY(arena, struct summary_capacity, framework->flag_count);
}

/* --- where the counts stand ---------------------------------------------------------------------------------------- */

size_t summary_ladder_size(const struct ladder *ladder) {
    return SUMMARY_WHEN_COUNT * (ladder->stages->count + SUMMARY_ODD_STAGES) + ladder->move_count + SUMMARY_KINDS;
}

uint64_t *summary_ladder(const struct summary *summary, uint32_t number) {
    uint64_t *at = summary->counts;
    for (uint32_t i = 0; i < number; i++) at += summary_ladder_size(&summary->framework->ladders[i]);
    return at;
}

uint64_t *summary_stages(const struct summary *summary, uint32_t ladder, enum summary_when when) {
    return summary_ladder(summary, ladder) +
           (size_t)when * (summary->framework->ladders[ladder].stages->count + SUMMARY_ODD_STAGES);
}

uint64_t *summary_moves(const struct summary *summary, uint32_t ladder) {
    return summary_ladder(summary, ladder) +
           SUMMARY_WHEN_COUNT * (summary->framework->ladders[ladder].stages->count + SUMMARY_ODD_STAGES);
}

uint64_t *summary_kinds(const struct summary *summary, uint32_t ladder) {
    return summary_moves(summary, ladder) + summary->framework->ladders[ladder].move_count;
}

uint64_t *summary_flags(const struct summary *summary) {
    return summary_ladder(summary, summary->framework->ladder_count);
}

uint32_t summary_want_count(const struct framework *framework) {
    uint32_t count = framework->score_count + framework->flag_count;
    for (uint32_t i = 0; i < framework->ladder_count; i++) count += 1 + framework->ladders[i].move_count;
    return count;
}

uint32_t summary_field_count(const struct framework *framework) {
    uint32_t count = framework->subject->field_count;
    for (uint32_t i = 0; i < framework->record_count; i++) {
        if (framework->records[i] != framework->subject) count += framework->records[i]->field_count;
    }
    return count;
}

const struct field *summary_field(const struct framework *framework, uint32_t number, const struct record **record) {
    *record = framework->subject;
    for (uint32_t i = 0; number >= (*record)->field_count && i < framework->record_count; i++) {
        if (framework->records[i] == framework->subject) continue;
        number -= (*record)->field_count;
        *record = framework->records[i];
    }
    return &(*record)->fields[number];
}

size_t summary_want_size(const struct framework *framework) {
    return 1 + (size_t)summary_field_count(framework) + SUMMARY_CAUSES;
}

uint64_t *summary_want(const struct summary *summary, uint32_t number) {
    return summary_flags(summary) + 2 * (size_t)summary->framework->flag_count +
           number * summary_want_size(summary->framework);
}

/* --- counting ------------------------------------------------------------------------------------------------------ */

void summary_roots(const struct framework *framework, void (*add)(void *context, struct ir_node *node), void *context) {
    for (uint32_t i = 0; i < framework->ladder_count; i++) {
        const struct ladder *ladder = &framework->ladders[i];
        add(context, ladder->assessed);
        add(context, ladder->possible);
        if (ladder->current) {
            add(context, ladder->current);
            add(context, ladder->kind);
            add(context, ladder->proposed);
            add(context, ladder->move_index);
        }
        for (uint32_t s = 0; s < ladder->stage_count; s++) add(context, ladder->stage[s].meets);
        for (uint32_t m = 0; m < ladder->move_count; m++) add(context, ladder->moves[m].condition);
    }
    for (uint32_t i = 0; i < framework->score_count; i++) add(context, framework->scores[i].node);
    for (uint32_t i = 0; i < framework->flag_count; i++) {
        const struct flag *flag = &framework->flags[i];
        add(context, flag->raised);
        if (flag->count) add(context, flag->count);
        if (flag->room) add(context, flag->room);
    }
    summary_select_roots(framework, add, context);
}

static void count_stages(uint64_t *stages, uint32_t count, const struct run *run, const struct ir_node *node,
                         uint32_t rows) {
    const struct vec *vec = run_vec(run, node);
    for (uint32_t row = 0; row < rows; row++) {
        struct value value = vec_value(vec, row);
        if (!value.known)
            stages[count + SUMMARY_UNKNOWN]++;
        else if (value.code == CODE_NONE)
            stages[count + SUMMARY_NONE]++;
        else if (value.code >= CODE_EXITED)
            stages[count + SUMMARY_EXITED]++;
        else
            stages[value.code]++;
    }
}

static bool is_undecided(const struct run *run, const struct ir_node *node, uint32_t row) {
    return !vec_value(run_vec(run, node), row).known;
}

/* The number of an origin among fields and causes. */
static size_t want_place(const struct framework *framework, const struct origin *origin) {
    if (!origin->field) return (size_t)summary_field_count(framework) + origin->cause;
    const struct record *record;
    for (uint32_t i = 0; i < summary_field_count(framework); i++) {
        if (summary_field(framework, i, &record) == origin->field) return i;
    }
    ASSERT(false); /* every field is one of the framework's */
    return 0;
}

/* One account for which `node` is unknown: counts it, and each field and cause that brought it in, once. */
static void count_want(const struct framework *framework, uint64_t *want, const struct run *run,
                       const struct batch *batch, const struct ir_node *node, uint32_t row) {
    struct origin origins[ORIGINS];
    size_t places[ORIGINS];
    uint32_t count = cause_origins(run, batch, node, row, origins, ORIGINS);
    want[0]++;
    for (uint32_t i = 0; i < count; i++) {
        places[i] = want_place(framework, &origins[i]);
        bool counted = false;
        for (uint32_t k = 0; k < i; k++) counted = counted || places[k] == places[i];
        if (!counted) want[1 + places[i]]++;
    }
}

/* The first stage above the assessed one that is undecided: what would have to be known for it to be higher. */
static const struct ir_node *undecided_stage(const struct ladder *ladder, const struct run *run, uint32_t row) {
    struct value assessed = vec_value(run_vec(run, ladder->assessed), row),
                 possible = vec_value(run_vec(run, ladder->possible), row);
    if (!assessed.known || !possible.known || possible.code <= assessed.code) return NULL;
    for (uint32_t s = 0; s < ladder->stage_count; s++) {
        if (ladder->stage[s].code > assessed.code && is_undecided(run, ladder->stage[s].meets, row))
            return ladder->stage[s].meets;
    }
    return NULL;
}

static uint32_t count_ladder_wants(const struct summary *summary, uint32_t number, uint32_t want, const struct run *run,
                                   const struct batch *batch) {
    const struct ladder *ladder = &summary->framework->ladders[number];
    for (uint32_t row = 0; row < batch->rows; row++) {
        const struct ir_node *node = undecided_stage(ladder, run, row);
        if (node) count_want(summary->framework, summary_want(summary, want), run, batch, node, row);
    }
    if (!ladder->current) return want + 1 + ladder->move_count;
    const struct vec *fired = run_vec(run, ladder->move_index), *kind = run_vec(run, ladder->kind);
    for (uint32_t m = 0; m < ladder->move_count; m++) {
        for (uint32_t row = 0; row < batch->rows; row++) {
            if (!is_undecided(run, ladder->moves[m].condition, row)) continue;
            /* A rule that comes after the one that fired would not have changed anything, and without a current stage
             * no rule is tried. */
            struct value index = vec_value(fired, row), what = vec_value(kind, row);
            if ((index.known && (uint32_t)index.code < m) || !what.known || what.code == MOVE_PLACE) continue;
            count_want(summary->framework, summary_want(summary, want + 1 + m), run, batch, ladder->moves[m].condition,
                       row);
        }
    }
    return want + 1 + ladder->move_count;
}

static void count_ladder(const struct summary *summary, uint32_t number, const struct run *run, uint32_t rows) {
    const struct ladder *ladder = &summary->framework->ladders[number];
    count_stages(summary_stages(summary, number, SUMMARY_ASSESSED), ladder->stages->count, run, ladder->assessed, rows);
    if (!ladder->current) return;
    count_stages(summary_stages(summary, number, SUMMARY_BEFORE), ladder->stages->count, run, ladder->current, rows);
    count_stages(summary_stages(summary, number, SUMMARY_AFTER), ladder->stages->count, run, ladder->proposed, rows);
    uint64_t *moves = summary_moves(summary, number), *kinds = summary_kinds(summary, number);
    const struct vec *fired = run_vec(run, ladder->move_index), *kind = run_vec(run, ladder->kind);
    for (uint32_t row = 0; row < rows; row++) {
        struct value index = vec_value(fired, row), what = vec_value(kind, row);
        if (index.known && (uint32_t)index.code < ladder->move_count && what.known && what.code <= MOVE_EXIT)
            moves[index.code]++;
        kinds[what.known ? what.code : SUMMARY_KINDS - 1]++;
    }
}

void flags_add(struct flag_counts *counts, const struct framework *framework, const struct run *run,
               const struct batch *batch) {
    for (uint32_t i = 0; i < framework->flag_count; i++) {
        if (framework->flags[i].portfolio) continue;
        const struct vec *vec = run_vec(run, framework->flags[i].raised);
        for (uint32_t row = 0; row < batch->rows; row++) {
            uint8_t truth = vec->truth[vec->constant ? 0 : row];
            counts[i].raised += truth == TRUTH_TRUE;
            counts[i].undecided += truth == TRUTH_UNKNOWN;
        }
    }
}

void flags_add_point(struct flag_counts *counts, const struct framework *framework, const struct run *run) {
    for (uint32_t i = 0; i < framework->flag_count; i++) {
        if (!framework->flags[i].portfolio) continue;
        struct value raised = vec_value(run_vec(run, framework->flags[i].raised), 0);
        counts[i].raised += raised.known && raised.truth;
        counts[i].undecided += !raised.known;
    }
}

void summary_add_point(struct summary *summary, const struct run *run) {
    const struct framework *framework = summary->framework;
    struct flag_counts *counts = ARENA_ARRAY(summary->arena, struct flag_counts, framework->flag_count);
    flags_add_point(counts, framework, run);
    uint64_t *flags = summary_flags(summary);
    for (uint32_t i = 0; i < framework->flag_count; i++) {
        flags[2 * i] += counts[i].raised;
        flags[2 * i + 1] += counts[i].undecided;
        const struct flag *flag = &framework->flags[i];
        if (!flag->count) continue;
        summary->capacities[i] = (struct summary_capacity){vec_value(run_vec(run, flag->count), 0), vec_value(run_vec(run, flag->room), 0)};
    }
}

void summary_add(struct summary *summary, const struct run *run, const struct batch *batch) {
    const struct framework *framework = summary->framework;
    summary->rows += batch->rows;
    summary_select_add(summary, run, batch);
    uint32_t want = 0;
    for (uint32_t i = 0; i < framework->ladder_count; i++) {
        count_ladder(summary, i, run, batch->rows);
        want = count_ladder_wants(summary, i, want, run, batch);
    }
    for (uint32_t i = 0; i < framework->score_count; i++, want++) {
        for (uint32_t row = 0; row < batch->rows; row++) {
            if (is_undecided(run, framework->scores[i].node, row))
                count_want(framework, summary_want(summary, want), run, batch, framework->scores[i].node, row);
        }
    }
    uint64_t *flags = summary_flags(summary);
    for (uint32_t i = 0; i < framework->flag_count; i++, want++) {
        const struct ir_node *raised = framework->flags[i].raised;
        if (framework->flags[i].portfolio) continue;
        const struct vec *vec = run_vec(run, raised);
        for (uint32_t row = 0; row < batch->rows; row++) {
            uint8_t truth = vec->truth[vec->constant ? 0 : row];
            flags[2 * i] += truth == TRUTH_TRUE;
            flags[2 * i + 1] += truth == TRUTH_UNKNOWN;
            if (truth == TRUTH_UNKNOWN) count_want(framework, summary_want(summary, want), run, batch, raised, row);
        }
    }
}

void summary_merge(struct summary *into, const struct summary *from) {
    into->rows += from->rows;
    summary_select_merge(into, from);
    for (uint32_t i = 0; i < into->framework->flag_count; i++) {
        if (from->capacities[i].count.known) into->capacities[i] = from->capacities[i];
    }
    for (size_t i = 0; i < from->count; i++) into->counts[i] += from->counts[i];
}
