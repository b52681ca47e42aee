/* Joins two outcomes by the accounts' keys and counts what differs.
 * SPDX-License-Identifier: MIT */
#include "runtime/whatif/compare.h"

static const char *label_of(const struct label *label, const char *name) { return label->plain ? label->plain : name; }

/* --- states --------------------------------------------------------------------------------------------------------- */

/* States are: stages of the ladder after, stages of the one before that have no counterpart, none, exits of the one after,
 * exits of the one before without a counterpart, undecided. Codes lead to states by these two tables a side. */
struct side {
    uint32_t *stages, *exits; /* by code */
    uint32_t stage_count, exit_count;
};
struct states {
    struct side side[2];
    uint32_t none, undecided;
};
struct compare_sides {
    struct compare_ladder ladder; /* first, so that one leads to the other */
    struct states states;
};

static bool spells(const struct member *member, const char *name) {
    for (uint32_t i = 0; i < member->from_count; i++) {
        if (str_equal_nocase(str_of(member->from[i]), str_of(name))) return true;
    }
    return false;
}

/* The number of the member that is meant, or `count`. */
static uint32_t counterpart(const struct member *members, uint32_t count, const char *name) {
    for (uint32_t i = 0; i < count; i++) {
        if (strcmp(members[i].name, name) == 0) return i;
    }
    for (uint32_t i = 0; i < count; i++) {
        if (spells(&members[i], name)) return i;
    }
    return count;
}

static uint32_t add_state(struct compare_ladder *ladder, const char *name, const char *label) {
    ladder->names[ladder->state_count] = name;
    ladder->states[ladder->state_count] = label ? label : name;
    return ladder->state_count++;
}

static uint32_t *add_members(struct arena *arena, struct compare_ladder *ladder, const struct member *members, uint32_t count) {
    uint32_t *states = ARENA_ARRAY(arena, uint32_t, count);
    for (uint32_t i = 0; i < count; i++) states[i] = add_state(ladder, members[i].name, members[i].label);
    return states;
}

static uint32_t *add_others(struct arena *arena, struct compare_ladder *ladder, const struct member *members, uint32_t count,
                            const struct member *known, uint32_t known_count, const uint32_t *known_states) {
    uint32_t *states = ARENA_ARRAY(arena, uint32_t, count);
    for (uint32_t i = 0; i < count; i++) {
        uint32_t same = counterpart(known, known_count, members[i].name);
        states[i] = same < known_count ? known_states[same] : add_state(ladder, members[i].name, members[i].label);
    }
    return states;
}

static void make_states(struct arena *arena, struct compare_sides *sides) {
    struct compare_ladder *ladder = &sides->ladder;
    const struct category *before = ladder->before->stages, *after = ladder->after->stages;
    uint32_t most = before->count + after->count + before->exit_count + after->exit_count + 2;
    ladder->states = ARENA_ARRAY(arena, const char *, most);
    ladder->names = ARENA_ARRAY(arena, const char *, most);
    struct side *old = &sides->states.side[0], *new = &sides->states.side[1];
    *old = (struct side){.stage_count = before->count, .exit_count = before->exit_count};
    *new = (struct side){.stage_count = after->count, .exit_count = after->exit_count};
    new->stages = add_members(arena, ladder, after->members, after->count);
    old->stages = add_others(arena, ladder, before->members, before->count, after->members, after->count, new->stages);
    sides->states.none = add_state(ladder, "none", NULL);
    new->exits = add_members(arena, ladder, after->exits, after->exit_count);
    old->exits = add_others(arena, ladder, before->exits, before->exit_count, after->exits, after->exit_count, new->exits);
    sides->states.undecided = add_state(ladder, "undecided", NULL);
    ladder->occurs = ARENA_ARRAY(arena, bool, ladder->state_count);
}

uint32_t compare_state(const struct compare_ladder *ladder, bool after, int16_t code) {
    const struct states *states = &((const struct compare_sides *)ladder)->states;
    const struct side *side = &states->side[after];
    if (code == CODE_NONE) return states->none;
    if (code >= CODE_EXITED && (uint32_t)(code - CODE_EXITED) < side->exit_count) return side->exits[code - CODE_EXITED];
    if (code >= 0 && (uint32_t)code < side->stage_count) return side->stages[code];
    return states->undecided;
}

/* --- rules ---------------------------------------------------------------------------------------------------------- */

static bool fires(const struct ladder *ladder, const int16_t *codes) {
    return codes[OUTCOME_MOVE] >= 0 && (uint32_t)codes[OUTCOME_MOVE] < ladder->move_count &&
           codes[OUTCOME_KIND] >= 0 && codes[OUTCOME_KIND] <= MOVE_EXIT;
}

const char *compare_rule(const struct ladder *ladder, const int16_t *codes) {
    static const char *const kinds[] = {"advance", "demote", "exit", "hold", "place"};
    if (!ladder->kind) return "";
    if (fires(ladder, codes)) return label_of(&ladder->moves[codes[OUTCOME_MOVE]].label, kinds[ladder->moves[codes[OUTCOME_MOVE]].kind]);
    int16_t kind = codes[OUTCOME_KIND];
    return kind >= 0 && kind <= MOVE_PLACE ? kinds[kind] : "undecided";
}

static struct compare_rule *rule_named(struct compare_ladder *ladder, const struct move *move) {
    const char *label = label_of(&move->label, "");
    for (uint32_t i = 0; i < ladder->rule_count; i++) {
        if (ladder->rules[i].kind == move->kind && strcmp(ladder->rules[i].label, label) == 0) return &ladder->rules[i];
    }
    ladder->rules[ladder->rule_count] = (struct compare_rule){.label = label, .kind = move->kind};
    return &ladder->rules[ladder->rule_count++];
}

static void count_rule(struct compare_ladder *ladder, bool after, const struct outcome_account *account) {
    const struct ladder *of = after ? ladder->after : ladder->before;
    const int16_t *codes = &account->codes[(after ? ladder->after_at : ladder->before_at) * OUTCOME_CODES];
    if (!fires(of, codes)) return;
    struct compare_rule *rule = rule_named(ladder, &of->moves[codes[OUTCOME_MOVE]]);
    *(after ? &rule->after : &rule->before) += 1;
}

/* --- ladders -------------------------------------------------------------------------------------------------------- */

struct cell_index { struct map at; }; /* from two states to the cell's number + 1 */

static struct compare_cell *cell_at(struct arena *arena, struct compare_ladder *ladder, struct cell_index *index, uint32_t from, uint32_t to) {
    const uint32_t states[2] = {from, to};
    struct str key = {(const char *)states, sizeof states};
    uintptr_t number = (uintptr_t)map_get(&index->at, key);
    if (!number) {
        const struct compare_cell cell = {.from = from, .to = to};
        vec_push(arena, &ladder->cells, cell);
        number = ladder->cells.len;
        (void)map_put(arena, &index->at, arena_str(arena, key), (void *)number);
    }
    return &ladder->cells.at[number - 1];
}

static void compare_one(struct comparison *comparison, struct compare_ladder *ladder) {
    struct arena *arena = comparison->arena;
    struct cell_index index = {0};
    for (uint32_t m = 0; m < ladder->after->move_count; m++) (void)rule_named(ladder, &ladder->after->moves[m]);
    for (uint32_t m = 0; m < ladder->before->move_count; m++) (void)rule_named(ladder, &ladder->before->moves[m]);
    for (uint32_t i = 0; i < comparison->before->accounts.len; i++) {
        const struct outcome_account *before = &comparison->before->accounts.at[i], *after = outcome_find(comparison->after, before->key);
        if (!after) continue;
        const int16_t *b = &before->codes[ladder->before_at * OUTCOME_CODES], *a = &after->codes[ladder->after_at * OUTCOME_CODES];
        uint32_t from = compare_state(ladder, false, b[OUTCOME_PROPOSED]), to = compare_state(ladder, true, a[OUTCOME_PROPOSED]);
        uint32_t merit_from = compare_state(ladder, false, b[OUTCOME_ASSESSED]), merit_to = compare_state(ladder, true, a[OUTCOME_ASSESSED]);
        cell_at(arena, ladder, &index, from, to)->proposed++;
        cell_at(arena, ladder, &index, merit_from, merit_to)->assessed++;
        ladder->occurs[from] = ladder->occurs[to] = true;
        ladder->reassessed += merit_from != merit_to;
        count_rule(ladder, false, before);
        count_rule(ladder, true, after);
        const struct compare_pair pair = {before, after};
        if (from != to) vec_push(arena, &ladder->moved, pair);
    }
}

static void compare_ladders(struct comparison *comparison) {
    const struct framework *before = comparison->before->framework, *after = comparison->after->framework;
    struct arena *arena = comparison->arena;
    struct compare_sides *sides = ARENA_ARRAY(arena, struct compare_sides, after->ladder_count);
    comparison->ladders = ARENA_ARRAY(arena, struct compare_ladder *, after->ladder_count);
    for (uint32_t a = 0; a < after->ladder_count; a++) {
        for (uint32_t b = 0; b < before->ladder_count; b++) {
            if (strcmp(before->ladders[b].name, after->ladders[a].name) != 0) continue;
            struct compare_ladder *ladder = &sides[comparison->ladder_count].ladder;
            *ladder = (struct compare_ladder){.before = &before->ladders[b], .after = &after->ladders[a], .before_at = b, .after_at = a};
            ladder->rules = ARENA_ARRAY(arena, struct compare_rule, before->ladders[b].move_count + after->ladders[a].move_count);
            make_states(arena, &sides[comparison->ladder_count]);
            compare_one(comparison, ladder);
            comparison->ladders[comparison->ladder_count++] = ladder;
        }
    }
}

/* --- flags and selections ------------------------------------------------------------------------------------------- */

static uint8_t flag_truth(const struct outcome *outcome, const struct outcome_account *account, int32_t flag) {
    return flag < 0 ? TRUTH_FALSE : account->truths[outcome->flags_at + (uint32_t)flag];
}

static int32_t flag_named(const struct framework *framework, const char *name) {
    for (uint32_t i = 0; i < framework->flag_count; i++) {
        if (strcmp(framework->flags[i].name, name) == 0) return (int32_t)i;
    }
    return -1;
}

static bool raised_at_all(const struct outcome *outcome, int32_t flag) {
    return flag >= 0 && outcome->portfolio[flag].known && outcome->portfolio[flag].truth;
}

static void compare_flag(struct comparison *comparison, const struct flag *flag, int32_t b, int32_t a) {
    const struct outcome *before = comparison->before, *after = comparison->after;
    struct compare_flag *result = &comparison->flags[comparison->flag_count++];
    *result = (struct compare_flag){.name = flag->name, .label = label_of(&flag->label, flag->name), .severity = flag->severity, .portfolio = flag->portfolio};
    if (flag->portfolio) {
        bool was = raised_at_all(before, b), is = raised_at_all(after, a);
        result->before = was;
        result->after = is;
        result->raised = is && !was;
        result->cleared = was && !is;
        return;
    }
    for (uint32_t i = 0; i < before->accounts.len; i++) {
        const struct outcome_account *old = &before->accounts.at[i], *new = outcome_find(after, old->key);
        if (!new) continue;
        bool was = flag_truth(before, old, b) == TRUTH_TRUE, is = flag_truth(after, new, a) == TRUTH_TRUE;
        result->before += was;
        result->after += is;
        result->raised += is && !was;
        result->cleared += was && !is;
    }
}

static void compare_flags(struct comparison *comparison) {
    const struct framework *before = comparison->before->framework, *after = comparison->after->framework;
    comparison->flags = ARENA_ARRAY(comparison->arena, struct compare_flag, before->flag_count + after->flag_count);
    for (uint32_t i = 0; i < after->flag_count; i++)
        compare_flag(comparison, &after->flags[i], flag_named(before, after->flags[i].name), (int32_t)i);
    for (uint32_t i = 0; i < before->flag_count; i++) {
        if (flag_named(after, before->flags[i].name) < 0) compare_flag(comparison, &before->flags[i], (int32_t)i, -1);
    }
}

static void compare_select(struct comparison *comparison, uint32_t b, uint32_t a) {
    const struct selection *selection = &comparison->after->framework->selections[a];
    struct compare_select *result = &comparison->selects[comparison->select_count++];
    *result = (struct compare_select){.name = selection->name, .label = label_of(&selection->label, selection->name)};
    for (uint32_t i = 0; i < comparison->before->accounts.len; i++) {
        const struct outcome_account *old = &comparison->before->accounts.at[i], *new = outcome_find(comparison->after, old->key);
        if (!new) continue;
        bool was = old->truths[b] == TRUTH_TRUE, is = new->truths[a] == TRUTH_TRUE;
        result->before += was;
        result->after += is;
        if (is && !was) vec_push(comparison->arena, &result->gained, new);
        if (was && !is) vec_push(comparison->arena, &result->lost, old);
    }
}

static void compare_selects(struct comparison *comparison) {
    const struct framework *before = comparison->before->framework, *after = comparison->after->framework;
    comparison->selects = ARENA_ARRAY(comparison->arena, struct compare_select, after->selection_count);
    for (uint32_t a = 0; a < after->selection_count; a++) {
        for (uint32_t b = 0; b < before->selection_count; b++) {
            if (strcmp(before->selections[b].name, after->selections[a].name) == 0) compare_select(comparison, b, a);
        }
    }
}

/* --- why ------------------------------------------------------------------------------------------------------------ */

static const char *verdict(uint8_t truth) {
    return truth == TRUTH_TRUE ? "met" : truth == TRUTH_FALSE ? "not met" : "undecided";
}

static void add_difference(struct buf *into, size_t start, const char *what, uint8_t was, uint8_t is) {
    if (was == is) return;
    if (into->len > start) buf_puts(into, "; ");
    buf_printf(into, "%s: %s, now %s", what, verdict(was), verdict(is));
}

static void add_criteria(const struct comparison *comparison, const struct compare_pair *pair, size_t start, struct buf *into) {
    const struct outcome *before = comparison->before, *after = comparison->after;
    for (uint32_t a = 0; a < after->framework->criterion_count; a++) {
        const struct criterion *criterion = &after->framework->criteria[a];
        for (uint32_t b = 0; b < before->framework->criterion_count; b++) {
            if (strcmp(before->framework->criteria[b].name, criterion->name) != 0) continue;
            add_difference(into, start, label_of(&criterion->label, criterion->name), pair->before->truths[before->criteria_at + b],
                           pair->after->truths[after->criteria_at + a]);
        }
    }
}

static void add_stages(const struct comparison *comparison, const struct compare_ladder *ladder, const struct compare_pair *pair, size_t start, struct buf *into) {
    for (uint32_t a = 0; a < ladder->after->stage_count; a++) {
        const struct stage *stage = &ladder->after->stage[a];
        for (uint32_t b = 0; b < ladder->before->stage_count; b++) {
            if (compare_state(ladder, false, (int16_t)ladder->before->stage[b].code) != compare_state(ladder, true, (int16_t)stage->code)) continue;
            add_difference(into, start, label_of(&stage->label, stage->name),
                           pair->before->truths[comparison->before->stages_at[ladder->before_at] + b],
                           pair->after->truths[comparison->after->stages_at[ladder->after_at] + a]);
        }
    }
}

void compare_why(const struct comparison *comparison, const struct compare_ladder *ladder, const struct compare_pair *pair, struct buf *into) {
    size_t start = into->len;
    add_criteria(comparison, pair, start, into);
    if (into->len == start) add_stages(comparison, ladder, pair, start, into);
}

/* --- all of it ------------------------------------------------------------------------------------------------------ */

static bool is_moved(const struct comparison *comparison, const struct outcome_account *before, const struct outcome_account *after) {
    for (uint32_t i = 0; i < comparison->ladder_count; i++) {
        const struct compare_ladder *ladder = comparison->ladders[i];
        int16_t from = before->codes[ladder->before_at * OUTCOME_CODES + OUTCOME_PROPOSED];
        int16_t to = after->codes[ladder->after_at * OUTCOME_CODES + OUTCOME_PROPOSED];
        if (compare_state(ladder, false, from) != compare_state(ladder, true, to)) return true;
    }
    return false;
}

struct comparison *compare_new(struct arena *arena, const struct outcome *before, const struct outcome *after) {
    struct comparison *comparison = ARENA_NEW(arena, struct comparison);
    *comparison = (struct comparison){.before = before, .after = after, .arena = arena};
    compare_ladders(comparison);
    compare_flags(comparison);
    compare_selects(comparison);
    for (uint32_t i = 0; i < before->accounts.len; i++) {
        const struct outcome_account *old = &before->accounts.at[i], *new = outcome_find(after, old->key);
        comparison->matched += new != NULL;
        comparison->only_before += new == NULL;
        comparison->moved += new && is_moved(comparison, old, new);
    }
    comparison->only_after = after->accounts.len - comparison->matched;
    return comparison;
}
