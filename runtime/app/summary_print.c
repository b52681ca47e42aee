/* The summary as small tables, for a terminal or as Markdown.
 * SPDX-License-Identifier: MIT */
#include <inttypes.h>
#include <stdio.h>

#include "runtime/app/grid.h"
#include "runtime/app/summary_parts.h"

#define MOST_REASONS 4 /* fields named as the reason of what is undecided */

/* --- what it says --------------------------------------------------------------------------------------------------- */

static const char *name_of(const struct label *label, const char *name) { return label->plain ? label->plain : name; }

static void stage_row(struct grid *grid, const struct summary *summary, uint32_t ladder, const char *name, uint32_t at,
                      bool always) {
    bool before = summary->framework->ladders[ladder].current != NULL;
    uint64_t counts[SUMMARY_WHEN_COUNT], sum = 0;
    for (int when = 0; when < SUMMARY_WHEN_COUNT; when++) {
        counts[when] = summary_stages(summary, ladder, (enum summary_when)when)[at];
        sum += counts[when];
    }
    if (!sum && !always) return;
    grid_cell(grid, str_of(name), MOOD_PLAIN);
    if (before) grid_count(grid, counts[SUMMARY_BEFORE]);
    grid_count(grid, counts[SUMMARY_ASSESSED]);
    if (before) grid_count(grid, counts[SUMMARY_AFTER]);
    grid_end_row(grid);
}

/* Accounts per stage, the top stage first, as a ladder stands. */
static void print_stages(struct grid *grid, const struct summary *summary, uint32_t number) {
    const struct ladder *ladder = &summary->framework->ladders[number];
    const struct grid_head three[] = {{"stage", false}, {"current", true}, {"assessed", true}, {"proposed", true}};
    const struct grid_head one[] = {{"stage", false}, {"assessed", true}};
    bool before = ladder->current != NULL;
    grid_begin(grid, name_of(&ladder->label, ladder->name), before ? three : one, before ? 4 : 2);
    const struct category *stages = ladder->stages;
    for (uint32_t code = stages->count; code-- > 0;) {
        /* The ladder may leave members of its category out; they are told when an account has one all the same. */
        const struct stage *stage = NULL;
        for (uint32_t i = 0; i < ladder->stage_count; i++)
            stage = ladder->stage[i].code == (int32_t)code ? &ladder->stage[i] : stage;
        const char *name = stage                         ? name_of(&stage->label, stage->name)
                           : stages->members[code].label ? stages->members[code].label
                                                         : stages->members[code].name;
        stage_row(grid, summary, number, name, code, stage != NULL);
    }
    stage_row(grid, summary, number, "none", stages->count + SUMMARY_NONE, false);
    stage_row(grid, summary, number, "exited", stages->count + SUMMARY_EXITED, false);
    stage_row(grid, summary, number, "unknown", stages->count + SUMMARY_UNKNOWN, false);
    grid_end(grid);
}

static enum out_mood mood_of(enum move_kind kind) {
    return kind == MOVE_ADVANCE  ? MOOD_GOOD
           : kind == MOVE_DEMOTE ? MOOD_CARE
           : kind == MOVE_EXIT   ? MOOD_BAD
           : kind == MOVE_PLACE  ? MOOD_NEW
                                 : MOOD_FAINT;
}

static void print_moves(struct grid *grid, const struct summary *summary, uint32_t number) {
    static const char *const kinds[] = {[MOVE_ADVANCE] = "advance",
                                        [MOVE_DEMOTE] = "demote",
                                        [MOVE_EXIT] = "exit",
                                        [MOVE_HOLD] = "hold",
                                        [MOVE_PLACE] = "place"};
    const struct ladder *ladder = &summary->framework->ladders[number];
    if (!ladder->current || !ladder->move_count) return;
    const struct grid_head heads[] = {{"move", false}, {"rule", false}, {"count", true}};
    const char *title = summary->framework->ladder_count > 1
                            ? arena_printf(grid->arena, "Moves: %s", name_of(&ladder->label, ladder->name))
                            : "Moves";
    grid_begin(grid, title, heads, 3);
    const uint64_t *moves = summary_moves(summary, number), *by_kind = summary_kinds(summary, number);
    for (uint32_t m = 0; m < ladder->move_count; m++) {
        const struct move *move = &ladder->moves[m];
        grid_cell(grid, str_of(kinds[move->kind]), moves[m] ? mood_of(move->kind) : MOOD_FAINT);
        grid_cell(grid, str_of(name_of(&move->label, "")), MOOD_PLAIN);
        grid_count(grid, moves[m]);
        grid_end_row(grid);
    }
    const struct {
        uint32_t kind;
        const char *name, *words;
    } rest[] = {{MOVE_HOLD, "hold", "stays where it is"},
                {MOVE_PLACE, "place", "had no stage"},
                {SUMMARY_KINDS - 1, "?", "current stage not readable"}};
    for (size_t i = 0; i < sizeof rest / sizeof *rest; i++) {
        if (by_kind[rest[i].kind] == 0) continue;
        grid_cell(grid, str_of(rest[i].name), rest[i].kind == MOVE_PLACE ? MOOD_NEW : MOOD_FAINT);
        grid_cell(grid, str_of(rest[i].words), MOOD_PLAIN);
        grid_count(grid, by_kind[rest[i].kind]);
        grid_end_row(grid);
    }
    grid_end(grid);
}

/* --- selects --- */

static void add_value(const struct ir_node *node, const struct value *value, struct buf *out) {
    if (value->known)
        cell_people(node->type, value, -1, NULL, out);
    else
        buf_char(out, '?');
}

/* "A7: health 82.5, revenue 120,000": an account beside the cut. */
static void add_edge(const struct summary *summary, const struct selection *selection, const struct summary_row *row,
                     struct buf *out) {
    const struct shown *key = summary->framework->shown;
    if (key->role == ROLE_KEY) add_value(key->node, &row->key, out);
    for (uint32_t k = 0; k < selection->order_count; k++) {
        buf_printf(out, "%s %s ", k ? "," : ":", selection->order_text[k]);
        add_value(selection->order[k].node, &row->order[k], out);
    }
}

static void select_row(struct grid *grid, const char *what, uint64_t count, const struct buf *text) {
    grid_cell(grid, str_of(what), MOOD_PLAIN);
    grid_count(grid, count);
    grid_cell(grid, (struct str){text->ptr, text->len}, MOOD_PLAIN);
    grid_end_row(grid);
}

/* Who was taken, the first one who was not, and whether only the key stood between them. */
static void print_select(struct grid *grid, const struct summary *summary, uint32_t number) {
    const struct selection *selection = &summary->framework->selections[number];
    const struct summary_choice *choice = &summary->choices[number];
    const struct grid_head heads[] = {{"select", false}, {"count", true}, {"at the cut", false}};
    grid_begin(grid, name_of(&selection->label, selection->name), heads, 3);
    struct buf text;
    buf_init(&text);
    select_row(grid, "candidates", choice->taken + choice->outside, &text);
    if (choice->last.there) {
        buf_puts(&text, "last ");
        add_edge(summary, selection, &choice->last, &text);
    }
    select_row(grid, "taken", choice->taken, &text);
    buf_clear(&text);
    if (choice->first.there) {
        buf_puts(&text, "first ");
        add_edge(summary, selection, &choice->first, &text);
        buf_printf(&text, "; kept out by %s", selection->limits[choice->first.limit - 1].label.plain);
        bool tie = choice->last.there && choice->last.rank == choice->first.rank;
        if (tie) buf_puts(&text, "; a tie, decided by the key");
        select_row(grid, "kept out", choice->outside, &text);
    }
    buf_clear(&text);
    if (choice->undecided) select_row(grid, "undecided", choice->undecided, &text);
    buf_release(&text);
    grid_end(grid);
}

/* --- flags --- */

static const char *flag_name(struct grid *grid, const struct flag *flag) {
    if (!flag->stage) return name_of(&flag->label, flag->name);
    return arena_printf(grid->arena, "%s over its capacity", name_of(&flag->stage->label, flag->stage->name));
}

/* Of the portfolio: "yes", and for a stage how many where there is room for how many; of accounts: how many. */
static void flag_cells(struct grid *grid, const struct summary *summary, uint32_t number) {
    const struct flag *flag = &summary->framework->flags[number];
    const uint64_t *counts = &summary_flags(summary)[2 * (size_t)number];
    const struct summary_capacity *capacity = &summary->capacities[number];
    if (!flag->portfolio) {
        grid_count(grid, counts[0]);
        grid_count(grid, counts[1]);
        return;
    }
    struct buf text;
    buf_init(&text);
    if (flag->count) {
        add_value(flag->count, &capacity->count, &text);
        buf_puts(&text, " of ");
        add_value(flag->room, &capacity->room, &text);
    } else {
        buf_puts(&text, counts[0] ? "yes" : "no");
    }
    grid_cell(grid, (struct str){text.ptr, text.len}, counts[0] ? MOOD_PLAIN : MOOD_FAINT);
    grid_cell(grid, counts[1] ? STR("yes") : STR("no"), counts[1] ? MOOD_PLAIN : MOOD_FAINT);
    buf_release(&text);
}

static void print_flags(struct grid *grid, const struct summary *summary) {
    static const char *const severities[] = {
        [SEVERITY_INFO] = "info", [SEVERITY_WARNING] = "warning", [SEVERITY_ERROR] = "error"};
    const struct framework *framework = summary->framework;
    if (framework->flag_count == 0) return;
    const struct grid_head heads[] = {{"flag", false}, {"", false}, {"raised", true}, {"undecided", true}};
    grid_begin(grid, "Flags", heads, 4);
    const uint64_t *flags = summary_flags(summary);
    for (uint32_t i = 0; i < framework->flag_count; i++) {
        const struct flag *flag = &framework->flags[i];
        bool raised = flags[2 * i] > 0;
        grid_cell(grid, str_of(flag_name(grid, flag)), MOOD_PLAIN);
        grid_cell(grid, str_of(flag->invariant ? "invariant" : flag->stage ? "capacity" : severities[flag->severity]),
                  !raised                            ? MOOD_FAINT
                  : flag->severity == SEVERITY_INFO  ? MOOD_PLAIN
                  : flag->severity == SEVERITY_ERROR ? MOOD_BAD
                                                     : MOOD_CARE);
        flag_cells(grid, summary, i);
        grid_end_row(grid);
    }
    grid_end(grid);
}

/* "nps", "last_touch of Contact", "divides by zero" */
static void put_reason(const struct framework *framework, uint32_t number, struct buf *out) {
    const struct record *record;
    uint32_t fields = summary_field_count(framework);
    if (number >= fields) {
        buf_puts(out, cause_text((enum cause)(number - fields)));
        return;
    }
    buf_puts(out, summary_field(framework, number, &record)->name);
    if (record != framework->subject) buf_printf(out, " of %s", record->name);
}

/* The fields and causes behind what is undecided, the most frequent first: "culture_fit 20, nps 11". */
static void add_reasons(const struct framework *framework, const uint64_t *want, struct buf *out) {
    uint32_t fields = summary_field_count(framework), count = fields + SUMMARY_CAUSES;
    uint64_t least = UINT64_MAX; /* counts seen so far are at least this, those at the same count up to `last` */
    uint32_t last = 0, said = 0;
    for (;; said++) {
        uint32_t best = count;
        for (uint32_t i = 0; i < count; i++) {
            if (want[1 + i] == 0 || want[1 + i] > least || (want[1 + i] == least && i <= last)) continue;
            if (best == count || want[1 + i] > want[1 + best]) best = i;
        }
        if (best == count) return;
        if (said == MOST_REASONS) {
            buf_puts(out, ", …");
            return;
        }
        if (said) buf_puts(out, ", ");
        put_reason(framework, best, out);
        buf_char(out, ' ');
        cell_count(want[1 + best], out);
        least = want[1 + best];
        last = best;
    }
}

static void want_row(struct grid *grid, const struct summary *summary, uint32_t number, const char *what) {
    const uint64_t *want = summary_want(summary, number);
    if (want[0] == 0) return;
    struct buf reasons;
    buf_init(&reasons);
    add_reasons(summary->framework, want, &reasons);
    grid_cell(grid, str_of(what), MOOD_PLAIN);
    grid_count(grid, want[0]);
    grid_cell(grid, (struct str){reasons.ptr, reasons.len}, MOOD_PLAIN);
    grid_end_row(grid);
    buf_release(&reasons);
}

static void print_wants(struct grid *grid, const struct summary *summary) {
    const struct framework *framework = summary->framework;
    uint64_t any = 0;
    for (uint32_t i = 0; i < summary_want_count(framework); i++) any += summary_want(summary, i)[0];
    if (!any) return;
    const struct grid_head heads[] = {{"what", false}, {"count", true}, {"for want of", false}};
    grid_begin(grid, "Undecided", heads, 3);
    uint32_t want = 0;
    for (uint32_t i = 0; i < framework->ladder_count; i++) {
        const struct ladder *ladder = &framework->ladders[i];
        want_row(grid, summary, want++,
                 arena_printf(grid->arena, "%s: could be higher", name_of(&ladder->label, ladder->name)));
        for (uint32_t m = 0; m < ladder->move_count; m++) {
            want_row(grid, summary, want++,
                     arena_printf(grid->arena, "move: %s", name_of(&ladder->moves[m].label, "")));
        }
    }
    for (uint32_t i = 0; i < framework->score_count; i++) {
        want_row(
            grid, summary, want++,
            arena_printf(grid->arena, "score: %s", name_of(&framework->scores[i].label, framework->scores[i].name)));
    }
    for (uint32_t i = 0; i < framework->flag_count; i++) {
        want_row(grid, summary, want++,
                 arena_printf(grid->arena, "flag: %s", name_of(&framework->flags[i].label, framework->flags[i].name)));
    }
    grid_end(grid);
}

void summary_print(const struct summary *summary, const struct answer *answer, bool markdown, struct sink *sink,
                   struct arena *arena) {
    struct grid grid = {
        .sink = sink, .arena = arena, .markdown = markdown, .width = answer->width, .colors = answer->colors};
    for (uint32_t i = 0; i < summary->framework->ladder_count; i++) {
        print_stages(&grid, summary, i);
        print_moves(&grid, summary, i);
    }
    for (uint32_t i = 0; i < summary->framework->selection_count; i++) print_select(&grid, summary, i);
    print_flags(&grid, summary);
    print_wants(&grid, summary);
}
