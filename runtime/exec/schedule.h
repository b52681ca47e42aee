/* Everything that has to be known before the last pass can give answers.
 *
 * A pass walks the rows of one space once. Its plan evaluates what the bridges need that begin there; each batch is
 * then handed to them: to what adds up as rows stream by (reduce.h), to what needs all rows (collect.h), to columns that
 * others will look up. A node's stage is the number of passes that must have gone before it can be evaluated; passes
 * run stage by stage. Elementwise values are not kept from one pass to the next but evaluated again, which is cheaper.
 *
 * The rows of a record are read from the file in the one pass that needs them and never stored, where that is possible:
 * when its space is walked once and nobody refers to its rows. Else they are loaded into a table first (table.h), in
 * an order such that references find their keys. A framework that needs only the subject's rows has no earlier pass.
 *
 *     struct schedule *schedule = schedule_new(arena, framework, roots, count, PLAN_FAST);
 *     if (schedule_open(schedule, dataset, diags) && schedule_run(schedule, &settings, &hooks)) {
 *         settings.world = schedule_world(schedule);
 *         walk schedule_stream(schedule) with schedule_plan(schedule);
 *     }
 *     schedule_report(schedule, diags);
 *     schedule_release(schedule);
 */
#ifndef RUNTIME_EXEC_SCHEDULE_H
#define RUNTIME_EXEC_SCHEDULE_H
#include "runtime/exec/plan.h"
#include "runtime/exec/stream.h"
#include "runtime/exec/world.h"

struct schedule;
struct schedule_hooks {
    uint32_t jobs;
    bool keep_rejects;
    void *context;
    /* After each piece of a file, by one thread at a time: its refused rows are in the tally, which it may empty of them. False: stop. */
    bool (*after)(void *context, struct tally *tally, const struct loader *loader);
};
/* `mode` is that of the last pass. The roots live in one space or the point. May add nodes to the graph. */
struct schedule *schedule_new(struct arena *arena, struct framework *framework, struct ir_node *const *roots, uint32_t count, enum plan_mode mode);
void schedule_release(struct schedule *schedule);
const struct plan *schedule_plan(const struct schedule *schedule); /* of the last pass */
/* Opens the data of every record that is needed; false after a message. `dataset` is borrowed until the release. */
bool schedule_open(struct schedule *schedule, struct dataset *dataset, struct diags *diags);
/* Loads what must be stored and runs all passes but the last. False when data could not be read: a message says why; or
 * when `after` stopped it. `settings` with the schedule's world; borrowed. */
bool schedule_run(struct schedule *schedule, const struct settings *settings, const struct schedule_hooks *hooks, struct diags *diags);
/* Names of the files that were opened, one after the other; *at is 0 at first; NULL at the end. */
const char *schedule_file(const struct schedule *schedule, uint32_t *at);
const struct world *schedule_world(const struct schedule *schedule);
/* The rows of the last pass, and which of their fields are read. */
struct stream *schedule_stream(struct schedule *schedule);
const struct record *schedule_record(const struct schedule *schedule); /* one without fields for groups */
const bool *schedule_wanted(const struct schedule *schedule);
const bool *schedule_states(const struct schedule *schedule);
/* References of the last pass, when it read a file: what its runs counted is added. */
void schedule_add_orphans(struct schedule *schedule, const struct run *run);
/* What is wrong with the rows that were loaded before the last pass, and references that lead nowhere, as messages. */
void schedule_report(const struct schedule *schedule, struct diags *diags);
uint64_t schedule_rejected(const struct schedule *schedule); /* rows refused before the last pass */
uint64_t schedule_rounded(const struct schedule *schedule);  /* as run_rounded */
void schedule_dump(const struct schedule *schedule, struct buf *out);
#endif
