/* Proofs of what stands for more than one value: ladders and their stages and moves, scores, tables, selects, flags.
 * SPDX-License-Identifier: MIT */
#include <string.h>

#include "lang/mk.h"
#include "runtime/explain/proof_parts.h"

/* --- small things --- */

static struct value read_maybe(struct proof_maker *maker, const struct ir_node *node) {
    return node ? proof_read(maker, node) : (struct value){0};
}

/* "relationship.assessed", to be read by programs. */
static void add_result(struct proof_maker *maker, struct proof *parent, const char *name, const char *part, const struct ir_node *node) {
    if (!node) return;
    struct proof *result = proof_new(maker, "result", (struct span){0});
    result->name = part ? proof_print(maker, "%s.%s", name, part) : name;
    proof_set_value(maker, result, node);
    proof_add(maker, parent, result, true);
}

static const struct ast *nth_member(const struct ast *ladder, enum ast_kind kind, uint32_t n) {
    for (uint32_t i = 0; i < ladder->ladder.members.len; i++) {
        const struct ast *member = ladder->ladder.members.at[i];
        if (member->kind == kind && n-- == 0) return member;
    }
    return NULL;
}

int proof_stage_with(const struct ladder *ladder, struct value code) {
    for (uint32_t i = 0; code.known && i < ladder->stage_count; i++) {
        if (ladder->stage[i].code == code.code) return (int)i;
    }
    return -1;
}

int proof_stage_named(const struct ladder *ladder, const char *name) {
    for (uint32_t i = 0; name && i < ladder->stage_count; i++) {
        if (strcmp(ladder->stage[i].name, name) == 0) return (int)i;
    }
    return -1;
}

/* --- stages --- */

static const struct ast *requirement(const struct ast *stage) {
    for (uint32_t i = 0; stage && i < stage->stage.clauses.len; i++) {
        if (stage->stage.clauses.at[i]->kind == AST_REQUIRES) return stage->stage.clauses.at[i]->requires.condition;
    }
    return NULL;
}

/* A stage's own requirement. */
static struct proof *own_stage(struct proof_maker *maker, const struct written_thing *thing, uint32_t position) {
    const struct ladder *ladder = thing->model;
    const struct stage *stage = &ladder->stage[position];
    const struct ast *ast = nth_member(thing->ast, AST_STAGE, position), *condition = requirement(ast);
    struct proof *proof = proof_new(maker, "stage", stage->span.file ? stage->span : thing->span);
    proof->name = stage->name;
    proof->label = proof_label(maker, &stage->label);
    proof->text = condition ? written_text(maker->checker, condition->span) : NULL;
    proof_set_value(maker, proof, stage->requires);
    if (!condition) {
        proof->said = "requires nothing";
        return proof;
    }
    if (!proof_deeper(maker, condition)) return proof;
    struct proof *reason = proof_condition(maker, condition);
    maker->depth--;
    if (reason) reason->transparent = true;
    proof_add(maker, proof, reason, true);
    return proof;
}

struct proof *proof_stage(struct proof_maker *maker, const struct written_thing *thing, uint32_t position) {
    const struct ladder *ladder = thing->model;
    struct proof *proof = own_stage(maker, thing, position);
    if (ladder->independent || position == 0) return proof;
    /* A climbed ladder: the stages below count too, and the lowest that is not met says why. */
    const struct ir_node *meets = ladder->stage[position].meets;
    enum proof_verdict own = proof->verdict;
    struct value value = proof_read(maker, meets);
    proof_set_value(maker, proof, meets);
    bool found = false;
    for (uint32_t i = 0; i < position; i++) {
        struct value below = proof_read(maker, ladder->stage[i].requires);
        bool decides = !proof_collecting(maker) && !(value.known && value.truth) && !(below.known && below.truth) && !(value.known && !below.known);
        if (!decides && !maker->full && !proof_collecting(maker)) continue;
        struct proof *lower = own_stage(maker, thing, i);
        found |= decides;
        proof_add(maker, proof, lower, decides);
    }
    if (found && own == PROOF_MET && proof->children.len) {
        proof->children.at[0]->decided = false;
        proof->said = "its own requirement is met, but not that of a stage below";
    }
    return proof;
}

/* --- moves --- */

static bool leaves_from(const struct ast *move, const struct ladder *ladder, struct value current) {
    int position = proof_stage_with(ladder, current);
    for (uint32_t i = 0; i < move->move.from.len; i++) {
        const char *name = move->move.from.at[i].text;
        if (!name || !current.known) continue;
        if (strcmp(name, "any") == 0 && position >= 0 && proof_stage_named(ladder, "any") < 0) return true;
        if (position >= 0 && strcmp(name, ladder->stage[position].name) == 0) return true;
        if (strcmp(name, "exited") == 0 && current.code >= CODE_EXITED) return true;
        if (strcmp(name, "none") == 0 && current.code == CODE_NONE) return true;
    }
    return false;
}

/* The position that a move leads to from where the account is; -1: none, or not known. */
static int target_of(struct proof_maker *maker, const struct ast *move, const struct ladder *ladder, struct value current) {
    const char *to = move->move.to.text;
    int position = proof_stage_with(ladder, current), named = proof_stage_named(ladder, to);
    if (!to || named >= 0) return named;
    bool climbs = position >= 0 || (current.known && current.code == CODE_NONE);
    if (strcmp(to, "next") == 0) return climbs && position + 1 < (int)ladder->stage_count ? position + 1 : -1;
    if (strcmp(to, "previous") == 0) return position - 1;
    if (strcmp(to, "assessed") == 0) return proof_stage_with(ladder, proof_read(maker, ladder->assessed));
    if (strcmp(to, "possible") == 0) return proof_stage_with(ladder, proof_read(maker, ladder->possible));
    return -1;
}

static struct proof *move(struct proof_maker *maker, const struct written_thing *thing, uint32_t number, struct value current) {
    static const char *const verbs[] = {[MOVE_ADVANCE] = "advance", [MOVE_DEMOTE] = "demote", [MOVE_EXIT] = "exit", [MOVE_HOLD] = "hold", [MOVE_PLACE] = "place"};
    const struct ladder *ladder = thing->model;
    const struct move *model = &ladder->moves[number];
    const struct ast *ast = nth_member(thing->ast, AST_MOVE, number);
    if (!ast) return NULL;
    struct proof *proof = proof_new(maker, "move", ast->span);
    proof->label = proof_label(maker, &model->label);
    proof_set_value(maker, proof, model->condition);
    bool here = leaves_from(ast, ladder, current);
    int target = target_of(maker, ast, ladder, current);
    const char *to = target >= 0 ? ladder->stage[target].name : ast->move.to.text;
    proof->said = to ? proof_print(maker, "%s to %s", verbs[model->kind], to) : verbs[model->kind];
    if (!proof_collecting(maker) && (!here || (target < 0 && model->kind != MOVE_EXIT))) {
        proof->said = proof_print(maker, "%s: not from here", proof->said);
        return proof;
    }
    maker->ladder = ladder;
    maker->target = target;
    struct proof *reason = proof_condition(maker, ast->move.when);
    maker->ladder = NULL;
    maker->target = -1;
    if (reason) reason->transparent = true;
    proof_add(maker, proof, reason, true);
    return proof;
}

static void add_moves(struct proof_maker *maker, struct proof *proof, const struct written_thing *thing) {
    const struct ladder *ladder = thing->model;
    struct value current = proof_read(maker, ladder->current), fired = read_maybe(maker, ladder->move_index);
    for (uint32_t i = 0; i < ladder->move_count; i++) {
        const struct ast *ast = nth_member(thing->ast, AST_MOVE, i);
        bool fires = fired.known && fired.code == (int)i, none = !fired.known || fired.code >= (int)ladder->move_count;
        bool decides = fires || (none && ast && leaves_from(ast, ladder, current) && (target_of(maker, ast, ladder, current) >= 0 || ladder->moves[i].kind == MOVE_EXIT));
        /* Those tried before one that fired were not met; an undecided one would have come first. */
        if (fired.known && !none && (int)i < fired.code) {
            struct value value = proof_read(maker, ladder->moves[i].condition);
            decides = !value.known;
        }
        if (decides || maker->full || proof_collecting(maker)) proof_add(maker, proof, move(maker, thing, i, current), decides);
    }
}

/* --- ladders --- */

static const char *key_of(struct proof_maker *maker) {
    const struct record *subject = maker->framework->subject;
    if (subject->key < 0 || proof_collecting(maker)) return "The account";
    struct written_thing thing;
    const char *name = subject->fields[subject->key].name;
    return written_find(maker->checker, name, NULL, &thing) && thing.node ? proof_value_text(maker, thing.node) : "The account";
}

static const char *headline(struct proof_maker *maker, const struct ladder *ladder) {
    const char *key = key_of(maker), *assessed = proof_value_text(maker, ladder->assessed);
    if (!ladder->current) return proof_print(maker, "%s is on its merits %s.", key, assessed);
    struct value kind = proof_read(maker, ladder->kind), current = proof_read(maker, ladder->current);
    const char *since = ladder->since && proof_read(maker, ladder->since).known ? proof_print(maker, " since %s", proof_value_text(maker, ladder->since)) : "";
    if (!current.known && kind.known && kind.code == MOVE_PLACE) return proof_print(maker, "%s has no stage yet; on its merits it is %s.", key, assessed);
    if (!current.known) {
        struct proof *stage = proof_new(maker, "result", (struct span){0});
        proof_set_value(maker, stage, ladder->current);
        return proof_print(maker, "The stage of %s is unknown: %s. On its merits it is %s.", key, stage->cause ? stage->cause : "it is not known why", assessed);
    }
    const char *now = proof_value_text(maker, ladder->current);
    if (current.code >= CODE_EXITED) return proof_print(maker, "%s is exited (%s)%s; on its merits it is %s.", key, now, since, assessed);
    bool same = strcmp(now, assessed) == 0;
    return same ? proof_print(maker, "%s is %s%s, and so it is on its merits.", key, now, since)
                : proof_print(maker, "%s is %s%s; on its merits it is %s.", key, now, since, assessed);
}

static void add_results(struct proof_maker *maker, struct proof *proof, const struct ladder *ladder) {
    const struct { const char *part; const struct ir_node *node; } results[] = {
        {"current", ladder->current}, {"since", ladder->since}, {"assessed", ladder->assessed}, {"possible", ladder->possible}, {"kind", ladder->kind},
        {"move", ladder->move}, {"proposed", ladder->proposed}, {"blockers", ladder->blockers}, {"due", ladder->due}};
    for (size_t i = 0; i < sizeof results / sizeof *results; i++) add_result(maker, proof, ladder->name, results[i].part, results[i].node);
    for (uint32_t i = 0; i < ladder->give_count; i++) add_result(maker, proof, ladder->name, ladder->gives[i].name, ladder->gives[i].node);
}

struct proof *proof_ladder(struct proof_maker *maker, const struct written_thing *thing) {
    const struct ladder *ladder = thing->model;
    struct proof *proof = proof_new(maker, "ladder", thing->span);
    proof->text = NULL;
    proof->name = ladder->name;
    proof->label = proof_label(maker, &ladder->label);
    add_results(maker, proof, ladder);
    proof->said = headline(maker, ladder);
    proof_set_value(maker, proof, ladder->current ? ladder->proposed : ladder->assessed);
    proof->verdict = PROOF_VALUE;
    int assessed = proof_stage_with(ladder, proof_read(maker, ladder->assessed));
    int shown = assessed + 1 < (int)ladder->stage_count ? assessed + 1 : assessed;
    for (uint32_t i = 0; i < ladder->stage_count; i++) {
        bool decides = (int)i == shown;
        if (decides || maker->full || proof_collecting(maker)) proof_add(maker, proof, proof_stage(maker, thing, i), decides);
    }
    const struct ladder *outside = maker->shown;
    maker->shown = shown >= 0 ? ladder : NULL;
    maker->shown_stage = shown >= 0 ? (uint32_t)shown : 0;
    if (ladder->current) add_moves(maker, proof, thing);
    maker->shown = outside;
    return proof;
}

struct proof *proof_not_stage(struct proof_maker *maker, const struct written_thing *thing, uint32_t position) {
    const struct ladder *ladder = thing->model;
    const char *key = key_of(maker), *stage = ladder->stage[position].name;
    int assessed = proof_stage_with(ladder, proof_read(maker, ladder->assessed));
    if (proof_collecting(maker)) return proof_stage(maker, thing, position);
    /* All that stands in the way, below it too, each stage by its own requirement. */
    struct proof *all = proof_new(maker, "not-stage", ladder->stage[position].span.file ? ladder->stage[position].span : thing->span);
    all->name = proof_print(maker, "not %s", ladder->stage[position].name);
    all->text = NULL;
    proof_set_value(maker, all, ladder->stage[position].meets);
    switch (all->verdict) {
    case PROOF_MET:
        all->said = assessed == (int)position ? proof_print(maker, "%s is %s on its merits.", key, stage)
                                              : proof_print(maker, "%s meets %s, and is %s on its merits.", key, stage, proof_value_text(maker, ladder->assessed));
        break;
    case PROOF_NOT_MET: all->said = proof_print(maker, "%s does not meet %s; on its merits it is %s.", key, stage, proof_value_text(maker, ladder->assessed)); break;
    default: all->said = proof_print(maker, "Whether %s meets %s is not decided; on its merits it is %s.", key, stage, proof_value_text(maker, ladder->assessed)); break;
    }
    for (uint32_t i = ladder->independent ? position : 0; i <= position; i++) {
        struct proof *own = own_stage(maker, thing, i);
        bool decides = all->verdict == PROOF_MET ? i == position : own->verdict != PROOF_MET;
        proof_add(maker, all, own, decides);
    }
    return all;
}

/* --- scores --- */

static const struct ast *nth_line(const struct ast *score, uint32_t n) {
    for (uint32_t i = 0; i < score->score.lines.len; i++) {
        if (score->score.lines.at[i]->kind == AST_SCORE_LINE && n-- == 0) return score->score.lines.at[i];
    }
    return NULL;
}

/* A share of the whole. */
static const char *percentage(struct proof_maker *maker, const struct ir_node *node) {
    struct value value = proof_read(maker, node);
    struct dec percent;
    char text[DEC_TEXT_MAX];
    if (!value.known || dec_mul(value.number, dec_from_int(100), &percent) != DEC_OK || dec_round(percent, 2, &percent) != DEC_OK) return "unknown";
    size_t length = dec_format(percent, text);
    return proof_print(maker, "%.*s%%", (int)length, text);
}

static struct proof *part(struct proof_maker *maker, const struct written_thing *thing, uint32_t number) {
    const struct score_part *model = &((const struct score *)thing->model)->parts[number];
    const struct ast *line = nth_line(thing->ast, number);
    struct proof *proof = proof_new(maker, "part", line ? line->span : model->span);
    proof->label = proof_label(maker, &model->label);
    proof_set_value(maker, proof, model->points);
    struct value known = read_maybe(maker, model->known), lost = read_maybe(maker, model->lost);
    const char *points = proof_value_text(maker, model->points);
    const char *value = model->value ? proof_value_text(maker, model->value) : NULL, *weight = model->weight ? percentage(maker, model->weight) : NULL;
    if (line) {
        const char *filled = proof_filled(maker, line->score_line.value);
        proof->formula = filled;
        if (line->score_line.value) proof_add(maker, proof, proof_value(maker, line->score_line.value), false);
    }
    if (proof_collecting(maker)) {
        if (model->lost) (void)proof_value_text(maker, model->lost);
        return proof;
    }
    if (weight) proof->said = proof_print(maker, "weight %s, value %s: %s points", weight, value ? value : "unknown", points);
    else proof->said = proof_print(maker, "%s points", points);
    if (lost.known && dec_sign(lost.number) > 0) proof->said = proof_print(maker, "%s, %s lost", proof->said, proof_value_text(maker, model->lost));
    if (known.known && !known.truth) proof->said = proof_print(maker, "%s; what it looks at is not known", proof->said);
    return proof;
}

struct proof *proof_score(struct proof_maker *maker, const struct written_thing *thing) {
    const struct score *score = thing->model;
    struct proof *proof = proof_new(maker, "score", thing->span);
    proof->text = NULL;
    proof->name = score->name;
    proof->label = proof_label(maker, &score->label);
    proof_set_value(maker, proof, score->node);
    add_result(maker, proof, score->name, NULL, score->node);
    add_result(maker, proof, score->name, "band", score->band);
    add_result(maker, proof, score->name, "coverage", score->coverage);
    const char *value = proof_value_text(maker, score->node);
    const char *band = score->band ? proof_print(maker, ", %s", proof_value_text(maker, score->band)) : "";
    struct value coverage = read_maybe(maker, score->coverage);
    bool whole = coverage.known && dec_compare(coverage.number, dec_one) == 0;
    const char *covered = whole || !score->coverage ? "" : proof_print(maker, ", %s of its weight known", proof_value_text(maker, score->coverage));
    proof->said = proof_print(maker, "%s is %s%s%s", score->name, value, band, covered);
    for (uint32_t i = 0; i < score->part_count; i++) proof_add(maker, proof, part(maker, thing, i), true);
    return proof;
}

/* --- tables --- */

/* One row: whether it matched, and the cells up to the first that did not. */
static struct proof *table_row(struct proof_maker *maker, const struct written_thing *thing, const struct ast *row) {
    const struct ast_list *inputs = &thing->ast->table.inputs;
    struct proof *proof = proof_new(maker, "row", row->span);
    const struct ir_node *rule = written_node(maker->checker, row);
    if (rule) proof_set_value(maker, proof, rule);
    proof->said = proof->text;
    bool failed = false;
    for (uint32_t c = 0; c < row->row.cells.len && c < inputs->len; c++) {
        const struct ast *cell = row->row.cells.at[c];
        const struct ir_node *node = written_node(maker->checker, cell);
        if (!node) continue;
        struct proof *child = proof_new(maker, "cell", cell->span);
        proof_set_value(maker, child, node);
        child->said = proof_print(maker, "%s: the row asks for `%s`", proof_filled(maker, inputs->at[c]), written_text(maker->checker, cell->span));
        bool fails = child->verdict != PROOF_MET;
        proof_add(maker, proof, child, fails && !failed);
        failed |= fails;
    }
    return proof;
}

static bool gives(struct proof_maker *maker, const struct ast *row, const char *expected) {
    for (uint32_t i = 0; i < row->row.values.len; i++) {
        const struct ast *value = row->row.values.at[i];
        const char *text = written_text(maker->checker, value->span);
        size_t size = strlen(text);
        if (strcmp(text, expected) == 0) return true;
        if (value->kind == AST_TEXT && size == strlen(expected) + 2 && strncmp(text + 1, expected, size - 2) == 0) return true;
    }
    return false;
}

struct proof *proof_table(struct proof_maker *maker, const struct written_thing *thing, const char *expected) {
    const struct decision_table *table = thing->model;
    struct proof *proof = proof_new(maker, "table", thing->span);
    proof->text = NULL;
    proof->name = table->name;
    proof->label = proof_label(maker, &table->label);
    if (table->output_count == 1) proof_set_value(maker, proof, table->outputs[0].node);
    proof->verdict = PROOF_VALUE;
    const char *said = proof_print(maker, "%s is", table->name);
    for (uint32_t i = 0; i < table->output_count; i++) {
        const struct table_output *output = &table->outputs[i];
        add_result(maker, proof, table->name, table->output_count > 1 ? output->name : NULL, output->node);
        const char *value = proof_value_text(maker, output->node);
        said = table->output_count > 1 ? proof_print(maker, "%s%s %s %s", said, i ? "," : "", output->name, value) : proof_print(maker, "%s %s", said, value);
    }
    struct value row = read_maybe(maker, table->row);
    if (row.known) said = row.code >= (int)table->row_count ? proof_print(maker, "%s, by `else`", said) : proof_print(maker, "%s, by row %d", said, row.code + 1);
    proof->said = said;
    if (!row.known && table->row) {
        struct proof *unknown = proof_new(maker, "result", (struct span){0});
        proof_set_value(maker, unknown, table->row);
        proof->cause = unknown->cause;
    }
    uint32_t number = 0;
    const struct ast_list *rows = &thing->ast->table.rows;
    for (uint32_t i = 0; i < rows->len; i++) {
        const struct ast *ast = rows->at[i];
        if (ast->kind != AST_ROW) continue;
        bool matched = ast->row.otherwise ? row.known && row.code >= (int)table->row_count : row.known && row.code == (int)number;
        bool decides = matched || (expected && gives(maker, ast, expected));
        number += !ast->row.otherwise;
        if (decides || maker->full || proof_collecting(maker)) proof_add(maker, proof, table_row(maker, thing, ast), decides);
    }
    return proof;
}

/* --- selects --- */

/* A value of the account that was taken last: highest rank, then greatest key. */
static struct ir_node *of_last(struct proof_maker *maker, const struct selection *selection, struct ir_node *value) {
    struct ir *ir = (struct ir *)&maker->framework->ir;
    struct ir_node *keys[2] = {selection->rank, NULL};
    const struct record *subject = maker->framework->subject;
    struct written_thing thing;
    uint32_t count = 1;
    if (subject->key >= 0 && written_find(maker->checker, subject->fields[subject->key].name, NULL, &thing) && thing.node) keys[count++] = thing.node;
    if (value->fraction) value = mk_op1(ir, IR_ROUND9, value->type, value, value->span);
    const struct mk_rows rows = {.space = SPACE_SUBJECT, .where = selection->taken, .value = value, .keys = keys, .key_count = count};
    return mk_reduce(ir, AGGREGATE_LATEST, value->type, &rows, selection->span);
}

static struct ir_node *count_where(struct proof_maker *maker, struct ir_node *where) {
    const struct mk_rows rows = {.space = SPACE_SUBJECT, .where = where};
    return mk_reduce((struct ir *)&maker->framework->ir, AGGREGATE_COUNT_LOW, type_number, &rows, where->span);
}

struct proof *proof_select(struct proof_maker *maker, const struct written_thing *thing) {
    const struct selection *selection = thing->model;
    struct proof *proof = proof_new(maker, "select", thing->span);
    proof->text = NULL;
    proof->name = selection->name;
    proof->label = proof_label(maker, &selection->label);
    if (!selection->taken || !selection->rank) return proof;
    proof_set_value(maker, proof, selection->taken);
    add_result(maker, proof, selection->name, "rank", selection->rank);
    add_result(maker, proof, selection->name, "blocked_by", selection->blocked_by);
    const char *of = proof_value_text(maker, count_where(maker, selection->among)), *taken = proof_value_text(maker, count_where(maker, selection->taken));
    struct value rank = proof_read(maker, selection->rank), outcome = proof_read(maker, selection->outcome);
    const char *place = proof_value_text(maker, selection->rank), *limit = proof_value_text(maker, selection->blocked_by);
    const char *were = strcmp(taken, "1") == 0 ? "was" : "were";
    if (!rank.known) proof->said = "not among those it chooses from";
    else if (outcome.known && outcome.code > 0) proof->said = proof_print(maker, "rank %s of %s; %s %s taken; kept out by `%s`", place, of, taken, were, limit);
    else proof->said = proof_print(maker, "rank %s of %s; %s %s taken", place, of, taken, were);
    struct proof *among = proof_condition(maker, thing->ast->select.among);
    proof_add(maker, proof, among, !rank.known);
    for (uint32_t i = 0; i < selection->order_count; i++) {
        struct proof *key = proof_new(maker, "key", (struct span){0});
        key->name = selection->order_text[i];
        proof_set_value(maker, key, selection->order[i].node);
        key->verdict = PROOF_VALUE;
        const char *own = proof_value_text(maker, selection->order[i].node), *last = proof_value_text(maker, of_last(maker, selection, selection->order[i].node));
        if (!key->value.known) key->said = proof_print(maker, "unknown, so last (the last one taken had %s)", last);
        else key->said = proof_print(maker, "%s, %s first; the last one taken had %s", own, selection->order[i].descending ? "highest" : "lowest", last);
        proof_add(maker, proof, key, rank.known);
    }
    return proof;
}

/* --- flags --- */

struct proof *proof_flag(struct proof_maker *maker, const struct written_thing *thing) {
    const struct flag *flag = thing->model;
    bool invariant = thing->kind == WRITTEN_INVARIANT;
    const struct ast *body = invariant ? thing->ast->invariant.holds : thing->ast->flag.when;
    struct proof *proof = proof_new(maker, invariant ? "invariant" : "flag", thing->span);
    proof->name = thing->name;
    proof->label = proof_label(maker, &flag->label);
    proof->text = body ? written_text(maker->checker, body->span) : NULL;
    if (!body) {
        proof->said = "kept by the rules themselves, whatever the data";
        return proof;
    }
    proof_set_value(maker, proof, written_node(maker->checker, body));
    struct proof *reason = proof_condition(maker, body);
    if (reason) reason->transparent = true;
    proof_add(maker, proof, reason, true);
    return proof;
}
