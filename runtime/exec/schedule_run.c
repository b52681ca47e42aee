/* Running a schedule: loading the records that are stored, then pass after pass.
 * SPDX-License-Identifier: MIT */
#include "lang/base/mem.h"
#include "runtime/exec/crew.h"
#include "runtime/exec/schedule.h"
#include "runtime/exec/schedule_parts.h"

/* ---- opening ---- */

bool schedule_open(struct schedule *schedule, struct dataset *dataset, struct diags *diags) {
    bool fine = true;
    schedule->dataset = dataset;
    for (uint32_t s = SPACE_SUBJECT; s < schedule->room_count; s++) {
        struct room *room = &schedule->rooms[s];
        if (!room->needed || room->record->field_count == 0) continue;
        /* Rows that are counted or added up must be there; others may only be unknown. */
        bool must = room->passes && !room->record->each[0];
        room->absent = !must && !dataset_has(dataset, room->record);
        room->loader =
            (must ? loader_open : loader_open_or_none)(dataset, room->record, room->wanted, room->states, diags);
        fine = fine && room->loader;
    }
    return fine;
}

/* ---- reading a file, whatever is done with its rows ---- */

struct reading {
    struct schedule *schedule;
    struct room *room;
    bool stopped;
};

static bool after_piece(void *context) {
    struct reading *reading = context;
    const struct schedule_hooks *hooks = reading->schedule->hooks;
    reading->stopped = reading->room->loader && hooks->after &&
                       !hooks->after(hooks->context, &reading->room->tally, reading->room->loader);
    return !reading->stopped;
}

static void begin_tally(struct room *room) {
    if (room->tallied) return;
    tally_init(&room->tally, room->record);
    room->tallied = true;
}

/* ---- loading into a table ---- */

static ir_space space_of(const struct schedule *schedule, const struct room *room) {
    return (ir_space)(room - schedule->rooms);
}

/* The references that can be resolved while the rows come by: what they refer to was loaded before. */
static bool is_resolvable(const struct schedule *schedule, const struct room *room, const struct resolved *ref) {
    return schedule->rooms[ref->node->target].loaded && !room->pairs;
}

static void resolve(const struct schedule *schedule, struct resolved *ref, const struct batch *batch) {
    uint32_t rows[BATCH_ROWS];
    const struct vec *keys = &batch->fields[ref->node->index];
    keyindex_find(schedule->world.indexes[ref->node->target], keys, batch->rows, rows);
    orphans_count(&ref->orphans, keys, rows, batch);
    compact_add_rows(ref->column, rows, batch->rows);
}

static void *join_loading(void *context) { return context; }

static void leave_loading(void *context, void *worker) {
    (void)context;
    (void)worker;
}

static void work_loading(void *worker, uint32_t number, const struct batch *batch) {
    (void)worker;
    (void)number;
    (void)batch;
}

static void store_batches(void *worker, struct batch *const *batches, uint32_t count, bool last) {
    struct reading *reading = worker;
    struct schedule *schedule = reading->schedule;
    struct room *room = reading->room;
    ir_space space = space_of(schedule, room);
    (void)last;
    for (uint32_t i = 0; i < count; i++) {
        const struct batch *batch = batches[i];
        if (batch->rows == 0) continue;
        if (room->pairs) {
            pairs_add(room->pairs, batch, &room->tally, schedule->hooks->keep_rejects);
            continue;
        }
        table_add(schedule->world.tables[space], batch);
        for (uint32_t r = 0; r < room->refs.len; r++) {
            if (is_resolvable(schedule, room, &room->refs.at[r])) resolve(schedule, &room->refs.at[r], batch);
        }
    }
}

/* Which fields the table keeps: what plans and others read; not the cells of references that are resolved at once. */
static bool *stored_fields(struct schedule *schedule, const struct room *room) {
    bool *fields = ARENA_ARRAY(schedule->arena, bool, room->record->field_count);
    if (room->record->field_count) memcpy(fields, room->wanted, room->record->field_count * sizeof *fields);
    for (uint32_t r = 0; r < room->refs.len; r++) {
        const struct resolved *ref = &room->refs.at[r];
        /* Whoever asks why a value is unknown is shown the cell. */
        bool key = ref->node->index == room->record->key;
        if (!key && is_resolvable(schedule, room, ref) && !room->states[ref->node->index])
            fields[ref->node->index] = false;
    }
    return fields;
}

/* Where the rows go: to a table, or first to the pairs of a record `for each`. False after a message. */
static bool begin_loading(struct schedule *schedule, struct room *room) {
    const struct record *record = room->record;
    struct world *world = &schedule->world;
    ir_space space = space_of(schedule, room);
    if (record->each[0]) {
        struct pairs_side sides[2] = {0};
        for (int k = 0; k < 2 && record->each[k]; k++) {
            const struct record *side = record->each[k];
            sides[k] = (struct pairs_side){world->indexes[side->space],
                                           table_column(world->tables[side->space], (uint32_t)side->key)};
        }
        room->pairs = pairs_new(record, room->wanted, room->states, sides, schedule->diags);
        return room->pairs;
    }
    world->tables[space] = table_new(room->record, stored_fields(schedule, room), room->states);
    return true;
}

/* The rows of all pairs, now that the data has been read; they may have keys too. */
static void finish_pairs(struct schedule *schedule, struct room *room) {
    ir_space space = space_of(schedule, room);
    struct table *table = pairs_finish(room->pairs);
    schedule->world.tables[space] = table;
    if (!room->indexed) return;
    struct batch batch;
    batch_init(&batch, room->record, room->wanted, NULL);
    for (uint32_t first = 0; first < table_rows(table); first += BATCH_ROWS) {
        table_read(table, first, &batch);
        keyindex_add(schedule->world.indexes[space], &batch.fields[room->record->key], batch.rows);
    }
    batch_release(&batch);
}

static bool load(struct schedule *schedule, struct room *room) {
    ir_space space = space_of(schedule, room);
    struct world *world = &schedule->world;
    if (!begin_loading(schedule, room)) return false;
    if (room->indexed) world->indexes[space] = keyindex_new(repr_of_field(&room->record->fields[room->record->key]), loader_expected(room->loader));
    /* The index is filled as keys are checked; of pairs, when all are there. */
    if (room->indexed && !room->pairs) loader_index(room->loader, world->indexes[space]);
    for (uint32_t r = 0; r < room->refs.len; r++) room->refs.at[r].column = compact_new(REPR_ROW);
    begin_tally(room);
    struct reading reading = {.schedule = schedule, .room = room};
    room->stream = (struct stream){.loader = room->loader};
    struct crew crew = {.stream = &room->stream,
                        .record = room->record,
                        .wanted = room->wanted,
                        .states = room->states,
                        .jobs = schedule->hooks->jobs,
                        .diags = schedule->diags,
                        .tally = &room->tally,
                        .keep_rejects = schedule->hooks->keep_rejects,
                        .context = &reading,
                        .join = join_loading,
                        .leave = leave_loading,
                        .work = work_loading,
                        .hand_in = store_batches,
                        .after = after_piece};
    crew_run(&crew);
    if (room->pairs)
        finish_pairs(schedule, room);
    else
        table_finish(world->tables[space]);
    world->rows[space] = table_rows(world->tables[space]);
    for (uint32_t r = 0; r < room->refs.len; r++) {
        struct resolved *ref = &room->refs.at[r];
        ref->done = is_resolvable(schedule, room, ref);
    }
    loader_close(room->loader);
    room->loader = NULL;
    room->loaded = true;
    return !crew.failed && !reading.stopped;
}

/* References whose target was loaded later, or is the record itself. */
static void resolve_rest(struct schedule *schedule, struct room *room) {
    const struct table *table = schedule->world.tables[space_of(schedule, room)];
    for (uint32_t r = 0; r < room->refs.len; r++) {
        struct resolved *ref = &room->refs.at[r];
        if (!ref->done) {
            bool *one = ARENA_ARRAY(schedule->arena, bool, room->record->field_count);
            struct batch batch;
            one[ref->node->index] = true;
            batch_init(&batch, room->record, one, NULL);
            for (uint32_t first = 0; first < table_rows(table); first += BATCH_ROWS) {
                table_read(table, first, &batch);
                resolve(schedule, ref, &batch);
            }
            batch_release(&batch);
            ref->done = true;
        }
        compact_finish(ref->column);
        schedule->world.kept[ref->node->id].column = ref->column;
    }
}

/* The next record to load: one whose references all lead to what was loaded; else the first. NULL: all are. */
static struct room *next_to_load(struct schedule *schedule) {
    struct room *first = NULL;
    for (uint32_t s = SPACE_SUBJECT; s < schedule->room_count; s++) {
        struct room *room = &schedule->rooms[s];
        if (!room->stored || !room->loader || room->loaded) continue;
        bool ready = true, pairs = room->record->each[0];
        for (int k = 0; k < 2 && room->record->each[k]; k++)
            ready = ready && schedule->rooms[room->record->each[k]->space].loaded;
        for (uint32_t r = 0; !pairs && r < room->refs.len; r++)
            ready = ready && is_resolvable(schedule, room, &room->refs.at[r]);
        if (ready) return room;
        if (!first && !pairs) first = room;
    }
    return first;
}

static bool load_all(struct schedule *schedule) {
    for (struct room *room; (room = next_to_load(schedule)) != NULL;) {
        if (!load(schedule, room)) return false;
    }
    for (uint32_t s = SPACE_SUBJECT; s < schedule->room_count; s++) {
        if (schedule->rooms[s].loaded) resolve_rest(schedule, &schedule->rooms[s]);
    }
    return true;
}

/* ---- a pass ---- */

struct passing {
    struct reading reading;
    struct pass *pass;
};
struct pass_worker {
    struct passing *passing;
    struct arena arena;
    VEC(struct run *) runs;  /* owned; one for each batch that waits to be handed in */
    const struct vec **args; /* of one collector */
};

static void *join_pass(void *context) {
    struct pass_worker *worker = mem_alloc(sizeof *worker);
    worker->passing = context;
    arena_init(&worker->arena, 0);
    const struct pass *pass = worker->passing->pass;
    uint32_t most = 0;
    for (uint32_t k = 0; k < pass->collected.len; k++) {
        uint32_t count = pass->collected.at[k].node->arg_count + 1; /* and the key */
        most = count > most ? count : most;
    }
    worker->args = ARENA_ARRAY(&worker->arena, const struct vec *, most);
    return worker;
}

static void leave_pass(void *context, void *own) {
    struct passing *passing = context;
    struct pass_worker *worker = own;
    struct room *room = passing->reading.room;
    for (uint32_t i = 0; i < worker->runs.len; i++) {
        passing->reading.schedule->rounded += run_rounded(worker->runs.at[i]);
        for (uint32_t r = 0; !room->stored && r < room->refs.len; r++) {
            if (!plan_has(passing->pass->plan, room->refs.at[r].node)) continue;
            orphans_add(&room->refs.at[r].orphans, run_orphans(worker->runs.at[i], room->refs.at[r].node));
        }
        run_free(worker->runs.at[i]);
    }
    arena_release(&worker->arena);
    mem_free(worker);
}

static void work_pass(void *own, uint32_t number, const struct batch *batch) {
    struct pass_worker *worker = own;
    struct passing *passing = worker->passing;
    while (worker->runs.len <= number)
        vec_push(&worker->arena, &worker->runs, run_new(passing->pass->plan, passing->reading.schedule->settings));
    if (batch->rows) run_batch(worker->runs.at[number], batch);
}

static void feed_collector(const struct collected *collected, const struct run *run, const struct vec **args,
                           uint32_t rows) {
    uint32_t count = 0;
    for (uint32_t a = 0; a < collected->node->arg_count; a++) args[count++] = run_vec(run, collected->node->args[a]);
    if (collected->key) args[count++] = run_vec(run, collected->key);
    collect_feed(collected->collect, args, rows);
}

static void hand_in_pass(void *own, struct batch *const *batches, uint32_t count, bool last) {
    struct pass_worker *worker = own;
    struct pass *pass = worker->passing->pass;
    (void)last;
    for (uint32_t i = 0; i < count; i++) {
        const struct run *run = worker->runs.at[i];
        uint32_t rows = batches[i]->rows;
        if (rows == 0) continue;
        for (uint32_t k = 0; k < pass->linked.len; k++) reduce_feed(pass->linked.at[k].reduce, run, rows);
        for (uint32_t k = 0; k < pass->collected.len; k++)
            feed_collector(&pass->collected.at[k], run, worker->args, rows);
        for (uint32_t k = 0; k < pass->held.len; k++)
            compact_add(pass->held.at[k].column, run_vec(run, pass->held.at[k].node), rows);
    }
}

static uint32_t destinations(const struct schedule *schedule, const struct ir_node *node) {
    return node->layout.link ? schedule->world.rows[node->space] : 1;
}

static void begin_pass(struct schedule *schedule, struct pass *pass) {
    const struct world *world = &schedule->world;
    for (uint32_t k = 0; k < pass->linked.len; k++) {
        struct linked *linked = &pass->linked.at[k];
        linked->reduce = reduce_new((const struct ir_node *const *)linked->nodes.at, linked->nodes.len,
                                    destinations(schedule, linked->nodes.at[0]));
    }
    for (uint32_t k = 0; k < pass->collected.len; k++) {
        struct collected *collected = &pass->collected.at[k];
        struct collect_sizes sizes = {.rows = world->rows[pass->space], .has_key = collected->key != NULL};
        sizes.destinations = collected->node->op == IR_REDUCE ? destinations(schedule, collected->node) : 0;
        collected->collect = collect_new(collected->node, &sizes);
    }
    for (uint32_t k = 0; k < pass->held.len; k++)
        pass->held.at[k].column = compact_new(repr_of(pass->held.at[k].node->type));
}

static void finish_pass(struct schedule *schedule, struct pass *pass) {
    struct world *world = &schedule->world;
    for (uint32_t k = 0; k < pass->linked.len; k++) {
        const struct linked *linked = &pass->linked.at[k];
        for (uint32_t i = 0; i < linked->nodes.len; i++) world->kept[linked->nodes.at[i]->id].reduce = linked->reduce;
    }
    for (uint32_t k = 0; k < pass->collected.len; k++) {
        const struct collected *collected = &pass->collected.at[k];
        collect_finish(collected->collect);
        world->kept[collected->node->id].collect = collected->collect;
        schedule->rounded += collect_rounded(collected->collect);
        if (collected->node->op == IR_GROUP) world->rows[collected->node->target] = collect_groups(collected->collect);
    }
    for (uint32_t k = 0; k < pass->held.len; k++) {
        compact_finish(pass->held.at[k].column);
        world->kept[pass->held.at[k].node->id].column = pass->held.at[k].column;
    }
}

static bool run_pass(struct schedule *schedule, struct pass *pass) {
    struct room *room = &schedule->rooms[pass->space];
    struct passing passing = {.reading = {.schedule = schedule, .room = room}, .pass = pass};
    room->stream = room->stored || !room->loader ? (struct stream){.table = schedule->world.tables[pass->space],
                                                                   .rows = schedule->world.rows[pass->space]}
                                                 : (struct stream){.loader = room->loader};
    begin_pass(schedule, pass);
    begin_tally(room);
    struct crew crew = {.stream = &room->stream,
                        .record = room->record,
                        .wanted = room->stream.loader ? room->wanted : plan_fields(pass->plan),
                        .states = room->stream.loader ? room->states : plan_states(pass->plan),
                        .jobs = schedule->hooks->jobs,
                        .diags = schedule->diags,
                        .tally = &room->tally,
                        .keep_rejects = schedule->hooks->keep_rejects,
                        .context = &passing,
                        .join = join_pass,
                        .leave = leave_pass,
                        .work = work_pass,
                        .hand_in = hand_in_pass,
                        .after = after_piece};
    crew_run(&crew);
    finish_pass(schedule, pass);
    return !crew.failed && !passing.reading.stopped;
}

bool schedule_run(struct schedule *schedule, const struct settings *settings, const struct schedule_hooks *hooks,
                  struct diags *diags) {
    schedule->settings = settings;
    schedule->hooks = hooks;
    schedule->diags = diags;
    if (!load_all(schedule)) return false;
    for (uint32_t i = 0; i < schedule->passes.len; i++) {
        if (!run_pass(schedule, &schedule->passes.at[i])) return false;
    }
    return true;
}

/* ---- what was wrong ---- */

void schedule_add_orphans(struct schedule *schedule, const struct run *run) {
    struct room *room = &schedule->rooms[plan_space(schedule->last)];
    for (uint32_t r = 0; !room->stored && r < room->refs.len; r++) {
        if (!plan_has(schedule->last, room->refs.at[r].node)) continue;
        orphans_add(&room->refs.at[r].orphans, run_orphans(run, room->refs.at[r].node));
    }
}

void schedule_report(const struct schedule *schedule, struct diags *diags) {
    for (uint32_t s = SPACE_SUBJECT; s < schedule->room_count; s++) {
        const struct room *room = &schedule->rooms[s];
        if (room->tallied && room->record->field_count && !room->absent)
            tally_report(&room->tally, room->record, diags);
        if (room->pairs) pairs_report(room->pairs, diags);
        for (uint32_t r = 0; r < room->refs.len; r++) {
            if (schedule->rooms[room->refs.at[r].node->target].absent) continue;
            orphans_report(&room->refs.at[r].orphans, room->record, &room->record->fields[room->refs.at[r].node->index],
                           diags);
        }
    }
}
