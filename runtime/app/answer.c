/* Chooses the columns of an answer.
 * SPDX-License-Identifier: MIT */
#include "runtime/app/answer.h"

const struct report *answer_report(const struct framework *framework, const char *name) {
    for (uint32_t i = 0; i < framework->report_count; i++) {
        if (strcmp(framework->reports[i].name, name) == 0) return &framework->reports[i];
    }
    return NULL;
}

static bool is_key(const struct framework *framework, const struct ir_node *node) {
    return node->op == IR_FIELD && node->space == SPACE_SUBJECT && node->index == framework->subject->key;
}

/* What says nothing about missing data where it is unknown: no rule fired, no review is due, nothing is given,
 * nobody asked for a place. */
static bool is_quiet(const struct framework *framework, const struct ir_node *node) {
    for (uint32_t i = 0; i < framework->ladder_count; i++) {
        const struct ladder *ladder = &framework->ladders[i];
        if (node == ladder->move || (ladder->due && node == ladder->due)) return true;
        for (uint32_t g = 0; g < ladder->give_count; g++) {
            if (node == ladder->gives[g].node) return true;
        }
    }
    for (uint32_t i = 0; i < framework->selection_count; i++) {
        if (node == framework->selections[i].rank || node == framework->selections[i].blocked_by) return true;
    }
    return node->type.kind == TYPE_TEXT && node->op == IR_FIELD;
}

static bool has_weights(const struct score *score) {
    for (uint32_t i = 0; i < score->part_count; i++) {
        if (score->parts[i].weight) return true;
    }
    return false;
}

/* A score of weights is shown with one digit, a percentage too; others by their size. */
static int places_of(const struct framework *framework, const struct ir_node *node) {
    if (node->type.kind != TYPE_NUMBER) return -1;
    if (node->type.unit == UNIT_PERCENT) return 1;
    for (uint32_t i = 0; i < framework->score_count; i++) {
        if (node == framework->scores[i].node) return has_weights(&framework->scores[i]) ? 1 : -1;
    }
    return -1;
}

static struct out_column column_of(const struct answer *answer, const struct shown *shown, struct arena *arena) {
    const struct framework *framework = answer->framework;
    struct out_column column = {
        .head = shown->head, .label = shown->label ? shown->label : shown->head, .node = shown->node};
    column.places = places_of(framework, shown->node);
    column.thresholds = thresholds_of(answer->settings, shown->node, arena);
    column.sure = is_key(framework, shown->node);
    column.keep_whole = column.sure || shown->node->type.kind == TYPE_NUMBER;
    column.quiet = is_quiet(framework, shown->node);
    return column;
}

/* For people: under the ladder's or score's name, the head is the short word. */
static void add_group(struct out_column *column, const struct label *label, const char *name, const char *word) {
    column->group = label->plain ? label->plain : name;
    column->label = word;
}

/* The part of "relationship.assessed" after the construct's name; "" for the name alone. Nodes do not tell columns
 * apart: where nothing moves, assessed and proposed are one node. */
static const char *member_of(const char *head, const char *name) {
    size_t length = strlen(name);
    return strncmp(head, name, length) == 0 && head[length] == '.' ? head + length + 1 : "";
}

/* Whether a default column belongs into the people's table; gives it its place there. */
static bool for_people(const struct framework *framework, const struct shown *shown, struct out_column *column) {
    static const char *const of_ladder[] = {"current", "assessed", "kind", "proposed", "move"};
    if (shown->role == ROLE_KEY || shown->role == ROLE_FIELD) return true;
    for (uint32_t i = 0; i < framework->ladder_count; i++) {
        const struct ladder *ladder = &framework->ladders[i];
        if (shown->role != ROLE_LADDER || shown->construct != ladder) continue;
        const char *member = member_of(shown->head, ladder->name);
        for (size_t w = 0; w < sizeof of_ladder / sizeof *of_ladder; w++) {
            if (strcmp(member, of_ladder[w]) != 0) continue;
            /* Without a current stage there is nothing to move from. */
            if (!ladder->current && strcmp(member, "assessed") != 0) return false;
            add_group(column, &ladder->label, ladder->name, of_ladder[w]);
            column->spare = strcmp(member, "move") == 0;
            return true;
        }
    }
    for (uint32_t i = 0; i < framework->selection_count; i++) {
        if (shown->role == ROLE_SELECT && shown->node == framework->selections[i].taken) return true;
    }
    for (uint32_t i = 0; i < framework->score_count; i++) {
        const struct score *score = &framework->scores[i];
        if (shown->role != ROLE_SCORE || shown->construct != score) continue;
        const char *member = member_of(shown->head, score->name);
        if (*member && strcmp(member, "band") != 0) return false;
        add_group(column, &score->label, score->name, *member ? "band" : "score");
        return true;
    }
    return false;
}

/* Ladders and scores make the story; a framework without either shows all it has. */
static bool tells_all(const struct framework *framework) {
    return framework->ladder_count == 0 && framework->score_count == 0;
}

void answer_columns(struct answer *answer, const struct report *report, bool people, struct arena *arena) {
    const struct framework *framework = answer->framework;
    const struct shown *shown = report ? report->shown : framework->shown;
    uint32_t count = report ? report->shown_count : framework->shown_count;
    answer->report = report;
    answer->title = report ? (report->title.plain ? report->title.plain : report->name) : NULL;
    answer->columns = ARENA_ARRAY(arena, struct out_column, count);
    answer->count = 0;
    for (uint32_t i = 0; i < count; i++) {
        struct out_column column = column_of(answer, &shown[i], arena);
        bool chosen = !people || report || for_people(framework, &shown[i], &column) || tells_all(framework);
        if (chosen) answer->columns[answer->count++] = column;
    }
}
