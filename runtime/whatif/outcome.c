/* Evaluates a framework and keeps what comparisons ask for.
 * SPDX-License-Identifier: MIT */
#include "runtime/whatif/outcome.h"

#include "runtime/app/cell.h"
#include "runtime/exec/crew.h"
#include "runtime/exec/schedule.h"

/* --- what is read --------------------------------------------------------------------------------------------------- */

static uint32_t add_truth(struct outcome *outcome, struct ir_node *node) {
    vec_push(outcome->arena, &outcome->truths, node);
    return outcome->truths.len - 1;
}

void outcome_init(struct outcome *outcome, struct framework *framework, struct arena *arena) {
    *outcome = (struct outcome){.framework = framework, .arena = arena, .name_field = -1};
    for (uint32_t i = 0; i < framework->ladder_count; i++) {
        const struct ladder *ladder = &framework->ladders[i];
        /* Without a current stage nothing moves: the place of an account is the one on its merits. */
        struct ir_node *const nodes[OUTCOME_CODES] = {ladder->current, ladder->assessed, ladder->proposed ? ladder->proposed : ladder->assessed,
                                                      ladder->kind, ladder->move_index};
        for (int c = 0; c < OUTCOME_CODES; c++) vec_push(arena, &outcome->codes, nodes[c]);
    }
    for (uint32_t i = 0; i < framework->selection_count; i++) add_truth(outcome, framework->selections[i].taken);
    outcome->flags_at = outcome->truths.len;
    for (uint32_t i = 0; i < framework->flag_count; i++) add_truth(outcome, framework->flags[i].raised);
    outcome->criteria_at = outcome->truths.len;
    for (uint32_t i = 0; i < framework->criterion_count; i++) add_truth(outcome, framework->criteria[i].node);
    outcome->stages_at = ARENA_ARRAY(arena, uint32_t, framework->ladder_count);
    for (uint32_t i = 0; i < framework->ladder_count; i++) {
        outcome->stages_at[i] = outcome->truths.len;
        for (uint32_t s = 0; s < framework->ladders[i].stage_count; s++)
            add_truth(outcome, framework->ladders[i].stage[s].requires);
    }
    const struct record *subject = framework->subject;
    for (uint32_t i = 0; i < subject->field_count; i++) {
        if (strcmp(subject->fields[i].name, "name") == 0 && subject->fields[i].type.kind == TYPE_TEXT)
            outcome->name_field = (int32_t)i;
    }
}

static struct ir_node *field_node(const struct framework *framework, int32_t field) {
    for (uint32_t i = 0; i < framework->ir.nodes.len; i++) {
        struct ir_node *node = framework->ir.nodes.at[i];
        if (node->op == IR_FIELD && node->space == SPACE_SUBJECT && node->index == field) return node;
    }
    return NULL;
}

/* Each node once: many stages ask for nothing, and are one node. */
static void add_root(struct outcome *outcome, struct outcome_nodes *roots, bool *taken, struct ir_node *node) {
    if (!node || taken[node->id]) return;
    taken[node->id] = true;
    vec_push(outcome->arena, roots, node);
}

static struct outcome_nodes roots_of(struct outcome *outcome) {
    const struct framework *framework = outcome->framework;
    struct outcome_nodes roots = {0};
    bool *taken = ARENA_ARRAY(outcome->arena, bool, framework->ir.nodes.len);
    struct ir_node *name = outcome->name_field >= 0 ? field_node(framework, outcome->name_field) : NULL;
    if (!name) outcome->name_field = -1;
    add_root(outcome, &roots, taken, field_node(framework, framework->subject->key));
    add_root(outcome, &roots, taken, name);
    for (uint32_t i = 0; i < outcome->codes.len; i++) add_root(outcome, &roots, taken, outcome->codes.at[i]);
    for (uint32_t i = 0; i < outcome->truths.len; i++) add_root(outcome, &roots, taken, outcome->truths.at[i]);
    return roots;
}

/* --- one batch ------------------------------------------------------------------------------------------------------ */

struct keeper {
    struct outcome *outcome;
    const struct settings *settings;
    struct schedule *schedule;
    struct run *run;
};

static void *join(void *context) {
    struct keeper *keeper = context;
    keeper->run = run_new(schedule_plan(keeper->schedule), keeper->settings);
    return keeper;
}

static void leave(void *context, void *worker) {
    (void)worker;
    struct keeper *keeper = context;
    schedule_add_orphans(keeper->schedule, keeper->run);
    run_free(keeper->run);
}

static struct str text_of(struct arena *arena, struct type type, const struct vec *vec, uint32_t row) {
    struct value value = vec_value(vec, row);
    if (!value.known) return STR("");
    struct buf text;
    buf_init(&text);
    cell_exact(type, &value, &text);
    struct str copy = arena_str(arena, (struct str){text.ptr, text.len});
    buf_release(&text);
    return copy;
}

static int16_t code_of(const struct run *run, const struct ir_node *node, uint32_t row) {
    if (!node) return OUTCOME_UNKNOWN;
    struct value value = vec_value(run_vec(run, node), row);
    return value.known ? (int16_t)value.code : OUTCOME_UNKNOWN;
}

static void keep_batch(void *worker, uint32_t number, const struct batch *batch) {
    (void)number;
    struct keeper *keeper = worker;
    struct outcome *outcome = keeper->outcome;
    const struct record *subject = outcome->framework->subject;
    if (batch->rows == 0) return;
    run_batch(keeper->run, batch);
    for (uint32_t row = 0; row < batch->rows; row++) {
        struct outcome_account account = {
            .key = text_of(outcome->arena, subject->fields[subject->key].type, &batch->fields[subject->key], row),
            .codes = ARENA_ARRAY(outcome->arena, int16_t, outcome->codes.len),
            .truths = ARENA_ARRAY(outcome->arena, uint8_t, outcome->truths.len)};
        if (outcome->name_field >= 0)
            account.name = text_of(outcome->arena, subject->fields[outcome->name_field].type, &batch->fields[outcome->name_field], row);
        for (uint32_t i = 0; i < outcome->codes.len; i++)
            account.codes[i] = code_of(keeper->run, outcome->codes.at[i], row);
        for (uint32_t i = 0; i < outcome->truths.len; i++) {
            const struct vec *vec = run_vec(keeper->run, outcome->truths.at[i]);
            account.truths[i] = vec->truth[vec->constant ? 0 : row];
        }
        vec_push(outcome->arena, &outcome->accounts, account);
    }
}

static void hand_in(void *worker, struct batch *const *batches, uint32_t count, bool last) {
    (void)worker;
    (void)batches;
    (void)count;
    (void)last;
}
static bool go_on(void *context) {
    (void)context;
    return true;
}
static bool go_on_loading(void *context, struct tally *tally, const struct loader *loader) {
    (void)context;
    (void)tally;
    (void)loader;
    return true;
}

/* --- running -------------------------------------------------------------------------------------------------------- */

static void keep_portfolio(struct outcome *outcome, const struct schedule *schedule, const struct settings *settings) {
    const struct framework *framework = outcome->framework;
    struct run *run = run_new(schedule_plan(schedule), settings);
    outcome->portfolio = ARENA_ARRAY(outcome->arena, struct value, framework->flag_count);
    for (uint32_t i = 0; i < framework->flag_count; i++) {
        if (framework->flags[i].portfolio) outcome->portfolio[i] = vec_value(run_vec(run, framework->flags[i].raised), 0);
    }
    run_free(run);
}

static bool walk(struct outcome *outcome, struct schedule *schedule, const struct settings *settings, struct diags *diags) {
    const struct schedule_hooks hooks = {.jobs = 1, .after = go_on_loading};
    if (!schedule_run(schedule, settings, &hooks, diags)) return false;
    struct keeper keeper = {.outcome = outcome, .settings = settings, .schedule = schedule};
    struct tally tally;
    tally_init(&tally, schedule_record(schedule));
    struct stream stream = *schedule_stream(schedule);
    struct crew crew = {.stream = &stream,
                        .record = schedule_record(schedule),
                        .wanted = schedule_wanted(schedule),
                        .states = schedule_states(schedule),
                        .jobs = 1,
                        .diags = diags,
                        .tally = &tally,
                        .context = &keeper,
                        .join = join,
                        .leave = leave,
                        .work = keep_batch,
                        .hand_in = hand_in,
                        .after = go_on};
    crew_run(&crew);
    if (!crew.failed) keep_portfolio(outcome, schedule, settings);
    schedule_report(schedule, diags);
    if (stream.loader) tally_report(&tally, schedule_record(schedule), diags);
    outcome->rejected = tally.rejected + schedule_rejected(schedule);
    tally_release(&tally);
    return !crew.failed;
}

bool outcome_run(struct outcome *outcome, date today, char *const *words, int count, const struct load_options *load, struct diags *diags) {
    struct framework *framework = outcome->framework;
    struct settings settings = {.framework = framework, .today = today};
    settings.params = ARENA_ARRAY(outcome->arena, struct value, framework->param_count);
    for (uint32_t i = 0; i < framework->param_count; i++) settings.params[i] = framework->params[i].value;
    struct outcome_nodes roots = roots_of(outcome);
    struct schedule *schedule = schedule_new(outcome->arena, framework, roots.at, roots.len, PLAN_FAST);
    settings.world = schedule_world(schedule);
    struct dataset *dataset = dataset_open(outcome->arena, framework, words, count, load, diags);
    bool fine = dataset && schedule_open(schedule, dataset, diags) && walk(outcome, schedule, &settings, diags);
    schedule_release(schedule);
    if (dataset) dataset_close(dataset);
    for (uint32_t i = 0; i < outcome->accounts.len; i++)
        (void)map_put(outcome->arena, &outcome->by_key, outcome->accounts.at[i].key, &outcome->accounts.at[i]);
    return fine;
}

const struct outcome_account *outcome_find(const struct outcome *outcome, struct str key) {
    return map_get(&outcome->by_key, key);
}
