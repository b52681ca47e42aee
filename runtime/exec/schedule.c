/* From the graph to passes: stages, what is evaluated in which pass, which records are stored and which only stream by.
 * schedule_run.c runs it.
 * SPDX-License-Identifier: MIT */
#include "runtime/exec/schedule.h"

#include "lang/base/mem.h"
#include "runtime/exec/bridge.h"
#include "runtime/exec/schedule_parts.h"

static const struct record no_fields = {.name = "group", .key = -1};

/* ---- stages ---- */

/* Bridges whose result is complete only after a pass over the space of their arguments. */
static bool needs_pass(enum ir_op op) {
    return op == IR_GROUP || op == IR_REDUCE || op == IR_WINDOW || op == IR_KEEP || op == IR_SELECT;
}

static ir_space source_of(const struct ir_node *node) { return node->op == IR_REDUCE ? node->target : node->space; }

/* A gathered value that has to be evaluated for all rows and kept; the others are kept anyway, or fields of a table. */
static bool needs_column(const struct ir_node *value) {
    return value->op != IR_FIELD && value->op != IR_REF && !needs_pass(value->op);
}

static uint32_t stage_of(const struct schedule *schedule, const struct ir_node *node) {
    uint32_t stage = 0;
    for (uint32_t a = 0; a < node->arg_count; a++) {
        uint32_t of_arg = schedule->stages[node->args[a]->id];
        if (node->op == IR_GATHER && a == 1) of_arg += needs_column(node->args[1]);
        if (of_arg > stage) stage = of_arg;
    }
    return stage + needs_pass(node->op);
}

static void find_stages(struct schedule *schedule, struct ir_node *const *roots, uint32_t count) {
    const struct ir *ir = &schedule->framework->ir;
    schedule->needed = ARENA_ARRAY(schedule->arena, bool, ir->nodes.len);
    schedule->stages = ARENA_ARRAY(schedule->arena, uint32_t, ir->nodes.len);
    for (uint32_t i = 0; i < count; i++) schedule->needed[roots[i]->id] = true;
    for (uint32_t id = ir->nodes.len; id-- > 0;) {
        const struct ir_node *node = ir->nodes.at[id];
        for (uint32_t a = 0; schedule->needed[id] && a < node->arg_count; a++)
            schedule->needed[node->args[a]->id] = true;
    }
    for (uint32_t id = 0; id < ir->nodes.len; id++) {
        if (schedule->needed[id]) schedule->stages[id] = stage_of(schedule, ir->nodes.at[id]);
    }
}

/* ---- passes ---- */

static struct pass *pass_at(struct schedule *schedule, ir_space space, uint32_t stage) {
    for (uint32_t i = 0; i < schedule->passes.len; i++) {
        if (schedule->passes.at[i].space == space && schedule->passes.at[i].stage == stage)
            return &schedule->passes.at[i];
    }
    struct pass pass = {.space = space, .stage = stage};
    pass.is_root = ARENA_ARRAY(schedule->arena, bool, schedule->last_node);
    pass.is_held = ARENA_ARRAY(schedule->arena, bool, schedule->last_node);
    vec_push(schedule->arena, &schedule->passes, pass);
    return &schedule->passes.at[schedule->passes.len - 1];
}

static void add_root(struct schedule *schedule, struct pass *pass, struct ir_node *node) {
    if (node->id < schedule->last_node) {
        if (pass->is_root[node->id]) return;
        pass->is_root[node->id] = true;
    }
    vec_push(schedule->arena, &pass->roots, node);
}

static void add_reduce(struct schedule *schedule, struct pass *pass, struct ir_node *node) {
    const struct ir_node *link = node->layout.link ? node->args[0] : NULL;
    struct linked *linked = NULL;
    for (uint32_t i = 0; i < pass->linked.len && !linked; i++) {
        if (pass->linked.at[i].link == link) linked = &pass->linked.at[i];
    }
    if (!linked) {
        vec_push(schedule->arena, &pass->linked, ((struct linked){.link = link}));
        linked = &pass->linked.at[pass->linked.len - 1];
    }
    vec_push(schedule->arena, &linked->nodes, node);
}

/* Ties at the cut of a selection are broken by the key of the record. */
static struct ir_node *key_of(struct schedule *schedule, const struct ir_node *select) {
    const struct record *record = schedule->rooms[select->space].record;
    if (select->op != IR_SELECT || record->key < 0 || record->fields[record->key].type.kind == TYPE_RECORD) return NULL;
    return ir_make_indexed(&schedule->framework->ir, IR_FIELD, record->fields[record->key].type, NULL, 0, record->key,
                           select->space, select->span);
}

static void add_bridge(struct schedule *schedule, struct ir_node *node) {
    uint32_t stage = schedule->stages[node->id] - 1;
    struct pass *pass = pass_at(schedule, source_of(node), stage);
    for (uint32_t a = 0; a < node->arg_count; a++) add_root(schedule, pass, node->args[a]);
    if (reduce_does(node)) {
        add_reduce(schedule, pass, node);
        return;
    }
    ASSERT(collect_does(node));
    struct ir_node *key = key_of(schedule, node);
    if (key) add_root(schedule, pass, key);
    vec_push(schedule->arena, &pass->collected, ((struct collected){.node = node, .key = key}));
}

static void add_held(struct schedule *schedule, struct ir_node *value) {
    struct pass *pass = pass_at(schedule, value->space, schedule->stages[value->id]);
    if (pass->is_held[value->id]) return;
    pass->is_held[value->id] = true;
    add_root(schedule, pass, value);
    vec_push(schedule->arena, &pass->held, ((struct held_column){.node = value}));
}

/* By stage; in the order in which they were found within one. */
static void sort_passes(struct schedule *schedule) {
    for (uint32_t i = 1; i < schedule->passes.len; i++) {
        struct pass pass = schedule->passes.at[i];
        uint32_t to = i;
        for (; to > 0 && schedule->passes.at[to - 1].stage > pass.stage; to--)
            schedule->passes.at[to] = schedule->passes.at[to - 1];
        schedule->passes.at[to] = pass;
    }
}

static void find_passes(struct schedule *schedule) {
    struct ir *ir = &schedule->framework->ir;
    /* Keys of selections may be added at the end: they are needed by nothing but their pass. */
    uint32_t count = ir->nodes.len;
    for (uint32_t id = 0; id < count; id++) {
        struct ir_node *node = ir->nodes.at[id];
        if (!schedule->needed[id]) continue;
        if (needs_pass(node->op)) add_bridge(schedule, node);
        if (node->op == IR_GATHER && needs_column(node->args[1])) add_held(schedule, node->args[1]);
    }
    sort_passes(schedule);
}

/* ---- spaces ---- */

static void make_rooms(struct schedule *schedule) {
    const struct framework *framework = schedule->framework;
    /* Frameworks of one record may say nothing about spaces. */
    schedule->room_count = framework->space_count > SPACE_SUBJECT ? framework->space_count : SPACE_SUBJECT + 1;
    schedule->rooms = ARENA_ARRAY(schedule->arena, struct room, schedule->room_count);
    for (uint32_t s = 0; s < schedule->room_count; s++) {
        const struct record *record = s == SPACE_SUBJECT           ? framework->subject
                                      : s < framework->space_count ? framework->spaces[s].record
                                                                   : NULL;
        schedule->rooms[s].record = record ? record : &no_fields;
    }
}

static void use_plan(struct schedule *schedule, const struct plan *plan) {
    struct room *room = &schedule->rooms[plan_space(plan)];
    room->needed = true;
    room->passes++;
    for (uint32_t f = 0; f < room->record->field_count; f++) {
        room->wanted[f] |= plan_fields(plan)[f];
        room->states[f] |= plan_states(plan)[f];
    }
}

static bool is_rows(const struct room *room) { return room->record != &no_fields; }

/* A row for every pair takes the rows of both records, and their keys. */
static void use_pairs(struct schedule *schedule, struct room *room) {
    const struct record *record = room->record;
    room->stored = true;
    for (int k = 0; k < 2 && record->each[k]; k++) {
        struct room *side = &schedule->rooms[record->each[k]->space];
        room->wanted[record->each_field[k]] = true;
        side->needed = side->stored = side->indexed = true;
        if (side->record->key >= 0) side->wanted[side->record->key] = true;
    }
}

/* What is asked of each space: by the plans, by references, by values that others look up. */
static void use_spaces(struct schedule *schedule) {
    const struct ir *ir = &schedule->framework->ir;
    for (uint32_t s = 0; s < schedule->room_count; s++) {
        struct room *room = &schedule->rooms[s];
        room->wanted = ARENA_ARRAY(schedule->arena, bool, room->record->field_count);
        room->states = ARENA_ARRAY(schedule->arena, bool, room->record->field_count);
    }
    for (uint32_t i = 0; i < schedule->passes.len; i++) use_plan(schedule, schedule->passes.at[i].plan);
    use_plan(schedule, schedule->last);
    for (uint32_t id = 0; id < ir->nodes.len; id++) {
        const struct ir_node *node = ir->nodes.at[id];
        if (id >= schedule->last_node || !schedule->needed[id]) continue;
        struct room *room = &schedule->rooms[node->space];
        if (node->op == IR_REF) {
            struct room *target = &schedule->rooms[node->target];
            vec_push(schedule->arena, &room->refs, ((struct resolved){.node = node}));
            room->wanted[node->index] = true;
            room->needed = true;
            target->needed = target->stored = target->indexed = true;
        } else if (node->op == IR_GATHER) {
            struct room *source = &schedule->rooms[node->args[1]->space];
            source->needed = source->stored = true;
            if (node->args[1]->op != IR_FIELD) continue;
            source->wanted[node->args[1]->index] = true;
            /* Whoever asks why a value is unknown is told the state of the cell. */
            if (schedule->mode == PLAN_KEEP) source->states[node->args[1]->index] = true;
        } else if (node->op == IR_REDUCE && node->layout.link) {
            /* Results stand by row number. */
            room->needed = room->stored = true;
        }
    }
    for (uint32_t s = 0; s < schedule->room_count; s++) {
        struct room *room = &schedule->rooms[s];
        if (!is_rows(room) || s == SPACE_POINT) continue;
        if (room->passes > 1) room->stored = true;
        if (room->needed && room->record->each[0]) use_pairs(schedule, room);
        if (room->needed && room->record->key >= 0) room->wanted[room->record->key] = true;
    }
}

/* ---- making ---- */

static void make_plans(struct schedule *schedule, struct ir_node *const *roots, uint32_t count, enum plan_mode mode) {
    for (uint32_t i = 0; i < schedule->passes.len; i++) {
        struct pass *pass = &schedule->passes.at[i];
        pass->plan =
            plan_new_in(schedule->arena, schedule->framework, pass->space, pass->roots.at, pass->roots.len, PLAN_FAST);
    }
    schedule->last = plan_new(schedule->arena, schedule->framework, roots, count, mode);
}

struct schedule *schedule_new(struct arena *arena, struct framework *framework, struct ir_node *const *roots,
                              uint32_t count, enum plan_mode mode) {
    struct schedule *schedule = ARENA_NEW(arena, struct schedule);
    *schedule =
        (struct schedule){.arena = arena, .framework = framework, .mode = mode, .last_node = framework->ir.nodes.len};
    make_rooms(schedule);
    find_stages(schedule, roots, count);
    find_passes(schedule);
    make_plans(schedule, roots, count, mode);
    use_spaces(schedule);
    struct world *world = &schedule->world;
    world->node_count = framework->ir.nodes.len;
    world->space_count = schedule->room_count;
    world->kept = ARENA_ARRAY(arena, struct kept, world->node_count);
    world->tables = ARENA_ARRAY(arena, struct table *, world->space_count);
    world->indexes = ARENA_ARRAY(arena, struct keyindex *, world->space_count);
    world->rows = ARENA_ARRAY(arena, uint32_t, world->space_count);
    return schedule;
}

void schedule_release(struct schedule *schedule) {
    for (uint32_t i = 0; i < schedule->passes.len; i++) {
        struct pass *pass = &schedule->passes.at[i];
        for (uint32_t k = 0; k < pass->linked.len; k++) reduce_free(pass->linked.at[k].reduce);
        for (uint32_t k = 0; k < pass->collected.len; k++) collect_free(pass->collected.at[k].collect);
        for (uint32_t k = 0; k < pass->held.len; k++) compact_free(pass->held.at[k].column);
    }
    for (uint32_t s = 0; s < schedule->room_count; s++) {
        struct room *room = &schedule->rooms[s];
        for (uint32_t i = 0; i < room->refs.len; i++) compact_free(room->refs.at[i].column);
        if (room->tallied) tally_release(&room->tally);
        if (room->loader) loader_close(room->loader);
        pairs_free(room->pairs);
        table_free(schedule->world.tables[s]);
        keyindex_free(schedule->world.indexes[s]);
    }
}

/* ---- reading ---- */

const struct plan *schedule_plan(const struct schedule *schedule) { return schedule->last; }

const struct world *schedule_world(const struct schedule *schedule) { return &schedule->world; }

static struct room *last_room(const struct schedule *schedule) { return &schedule->rooms[plan_space(schedule->last)]; }

struct stream *schedule_stream(struct schedule *schedule) {
    struct room *room = last_room(schedule);
    room->stream = (struct stream){.loader = room->stored ? NULL : room->loader,
                                   .table = schedule->world.tables[plan_space(schedule->last)],
                                   .rows = schedule->world.rows[plan_space(schedule->last)]};
    return &room->stream;
}

const struct record *schedule_record(const struct schedule *schedule) { return last_room(schedule)->record; }

/* A file gives what its loader was opened for; of a table only what the last pass needs is read. */
const bool *schedule_wanted(const struct schedule *schedule) {
    return last_room(schedule)->stored ? plan_fields(schedule->last) : last_room(schedule)->wanted;
}

const bool *schedule_states(const struct schedule *schedule) {
    return last_room(schedule)->stored ? plan_states(schedule->last) : last_room(schedule)->states;
}

const char *schedule_file(const struct schedule *schedule, uint32_t *at) {
    while (*at < schedule->room_count) {
        const struct room *room = &schedule->rooms[(*at)++];
        if (room->loader) return loader_file(room->loader);
    }
    return NULL;
}

uint64_t schedule_rejected(const struct schedule *schedule) {
    uint64_t rejected = 0;
    for (uint32_t s = 0; s < schedule->room_count; s++)
        rejected += schedule->rooms[s].tallied ? schedule->rooms[s].tally.rejected : 0;
    return rejected;
}

uint64_t schedule_rounded(const struct schedule *schedule) { return schedule->rounded; }

void schedule_dump(const struct schedule *schedule, struct buf *out) {
    for (uint32_t s = SPACE_SUBJECT; s < schedule->room_count; s++) {
        const struct room *room = &schedule->rooms[s];
        if (!room->needed || !is_rows(room)) continue;
        buf_printf(out, "%s: %s%s, walked %u time%s\n", room->record->name, room->stored ? "stored" : "streamed",
                   room->indexed ? ", found by key" : "", room->passes, room->passes == 1 ? "" : "s");
    }
    for (uint32_t i = 0; i < schedule->passes.len; i++) {
        const struct pass *pass = &schedule->passes.at[i];
        buf_printf(out, "pass %u, stage %u, over %s\n", i + 1, pass->stage, schedule->rooms[pass->space].record->name);
        plan_dump(pass->plan, out);
    }
    buf_puts(out, schedule->passes.len ? "last pass\n" : "");
    plan_dump(schedule->last, out);
}
