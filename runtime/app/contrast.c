/* Prints comparisons.
 * SPDX-License-Identifier: MIT */
#include "runtime/app/contrast.h"

#include <inttypes.h>

#define MOST_STATES 30 /* of a matrix; more are told as a list */
#define MOST_KEYS 20   /* named of those who were gained or lost */

/* --- parts of it ---------------------------------------------------------------------------------------------------- */

static struct str str_in(const struct buf *text) { return (struct str){text->ptr, text->len}; }
static const char *ladder_label(const struct compare_ladder *ladder) {
    return ladder->after->label.plain ? ladder->after->label.plain : ladder->after->name;
}
static const int16_t *codes_before(const struct compare_ladder *ladder, const struct outcome_account *account) {
    return &account->codes[ladder->before_at * OUTCOME_CODES];
}
static const int16_t *codes_after(const struct compare_ladder *ladder, const struct outcome_account *account) {
    return &account->codes[ladder->after_at * OUTCOME_CODES];
}
static uint32_t state_before(const struct compare_ladder *ladder, const struct compare_pair *pair, enum outcome_code of) {
    return compare_state(ladder, false, codes_before(ladder, pair->before)[of]);
}
static uint32_t state_after(const struct compare_ladder *ladder, const struct compare_pair *pair, enum outcome_code of) {
    return compare_state(ladder, true, codes_after(ladder, pair->after)[of]);
}

/* A line of words before or between tables. */
static void say(struct contrast *contrast, const char *text) {
    sink_puts(contrast->grid.sink, text);
    sink_puts(contrast->grid.sink, "\n");
}

static struct buf counted(uint64_t count) {
    struct buf text;
    buf_init(&text);
    cell_count(count, &text);
    return text;
}

/* --- for people ----------------------------------------------------------------------------------------------------- */

static uint64_t proposed_of(const struct compare_ladder *ladder, uint32_t from, uint32_t to) {
    for (uint32_t i = 0; i < ladder->cells.len; i++) {
        if (ladder->cells.at[i].from == from && ladder->cells.at[i].to == to) return ladder->cells.at[i].proposed;
    }
    return 0;
}

static void print_list(struct grid *grid, const struct compare_ladder *ladder, const char *title) {
    const struct grid_head heads[] = {{"before", false}, {"after", false}, {"accounts", true}};
    grid_begin(grid, title, heads, 3);
    for (uint32_t i = 0; i < ladder->cells.len; i++) {
        const struct compare_cell *cell = &ladder->cells.at[i];
        if (!cell->proposed || cell->from == cell->to) continue;
        grid_cell(grid, str_of(ladder->states[cell->from]), MOOD_PLAIN);
        grid_cell(grid, str_of(ladder->states[cell->to]), MOOD_PLAIN);
        grid_count(grid, cell->proposed);
        grid_end_row(grid);
    }
    grid_end(grid);
}

/* A row for each state before, a column for each state after. */
static void print_matrix(struct grid *grid, const struct compare_ladder *ladder) {
    const char *title = arena_printf(grid->arena, "%s: before, by row; after, by column", ladder_label(ladder));
    uint32_t count = 0, *states = ARENA_ARRAY(grid->arena, uint32_t, ladder->state_count);
    for (uint32_t s = 0; s < ladder->state_count; s++) {
        if (ladder->occurs[s]) states[count++] = s;
    }
    if (count > MOST_STATES) {
        print_list(grid, ladder, title);
        return;
    }
    struct grid_head *heads = ARENA_ARRAY(grid->arena, struct grid_head, count + 1);
    heads[0] = (struct grid_head){"before", false};
    for (uint32_t c = 0; c < count; c++) heads[c + 1] = (struct grid_head){ladder->states[states[c]], true};
    grid_begin(grid, title, heads, count + 1);
    for (uint32_t r = 0; r < count; r++) {
        grid_cell(grid, str_of(ladder->states[states[r]]), MOOD_PLAIN);
        for (uint32_t c = 0; c < count; c++) {
            uint64_t here = proposed_of(ladder, states[r], states[c]);
            struct buf text = counted(here);
            grid_cell(grid, str_in(&text), !here ? MOOD_FAINT : r == c ? MOOD_PLAIN : MOOD_CARE);
            buf_release(&text);
        }
        grid_end_row(grid);
    }
    grid_end(grid);
}

static void print_rules(struct grid *grid, const struct compare_ladder *ladder) {
    static const char *const kinds[] = {"advance", "demote", "exit", "hold", "place"};
    const struct grid_head heads[] = {{"move", false}, {"rule", false}, {"before", true}, {"after", true}};
    if (!ladder->rule_count) return;
    grid_begin(grid, arena_printf(grid->arena, "%s: moves", ladder_label(ladder)), heads, 4);
    for (uint32_t i = 0; i < ladder->rule_count; i++) {
        const struct compare_rule *rule = &ladder->rules[i];
        enum out_mood mood = rule->before == rule->after ? MOOD_FAINT : MOOD_PLAIN;
        grid_cell(grid, str_of(kinds[rule->kind]), mood);
        grid_cell(grid, str_of(rule->label), mood);
        grid_count(grid, rule->before);
        grid_count(grid, rule->after);
        grid_end_row(grid);
    }
    grid_end(grid);
}

static void print_moved(struct contrast *contrast, const struct compare_ladder *ladder) {
    struct grid *grid = &contrast->grid;
    bool names = contrast->comparison->after->name_field >= 0;
    const struct grid_head heads[] = {{"account", false}, {"name", false}, {"before", false}, {"after", false}, {"because", false}};
    const struct grid_head unnamed[] = {{"account", false}, {"before", false}, {"after", false}, {"because", false}};
    if (!ladder->moved.len) return;
    grid_begin(grid, arena_printf(grid->arena, "%s: who", ladder_label(ladder)), names ? heads : unnamed, names ? 5 : 4);
    struct buf why;
    buf_init(&why);
    for (uint32_t i = 0; i < ladder->moved.len && i < CONTRAST_ACCOUNTS; i++) {
        const struct compare_pair *pair = &ladder->moved.at[i];
        const char *was = compare_rule(ladder->before, codes_before(ladder, pair->before));
        const char *is = compare_rule(ladder->after, codes_after(ladder, pair->after));
        buf_clear(&why);
        compare_why(contrast->comparison, ladder, pair, &why);
        if (strcmp(was, is) != 0) buf_printf(&why, "%smove: %s, was %s", why.len ? "; " : "", is, was);
        grid_cell(grid, pair->after->key, MOOD_PLAIN);
        if (names) grid_cell(grid, pair->after->name, MOOD_PLAIN);
        grid_cell(grid, str_of(ladder->states[state_before(ladder, pair, OUTCOME_PROPOSED)]), MOOD_PLAIN);
        grid_cell(grid, str_of(ladder->states[state_after(ladder, pair, OUTCOME_PROPOSED)]), MOOD_PLAIN);
        grid_cell(grid, str_in(&why), MOOD_PLAIN);
        grid_end_row(grid);
    }
    grid_end(grid);
    buf_release(&why);
    if (ladder->moved.len <= CONTRAST_ACCOUNTS) return;
    struct buf more = counted(ladder->moved.len - CONTRAST_ACCOUNTS);
    say(contrast, arena_printf(grid->arena, "\nand %s more; --format csv has them all", more.ptr));
    buf_release(&more);
}

static void print_flags(struct contrast *contrast) {
    const struct comparison *comparison = contrast->comparison;
    struct grid *grid = &contrast->grid;
    const struct grid_head heads[] = {{"flag", false}, {"before", true}, {"after", true}, {"raised", true}, {"cleared", true}};
    bool any = false;
    for (uint32_t i = 0; i < comparison->flag_count; i++) {
        const struct compare_flag *flag = &comparison->flags[i];
        if (!flag->raised && !flag->cleared) continue;
        if (!any) grid_begin(grid, "Flags that changed", heads, 5);
        any = true;
        grid_cell(grid, str_of(flag->label), MOOD_PLAIN);
        grid_count(grid, flag->before);
        grid_count(grid, flag->after);
        grid_count(grid, flag->raised);
        grid_count(grid, flag->cleared);
        grid_end_row(grid);
    }
    if (any) grid_end(grid);
}

static void keys_cell(struct grid *grid, const struct compare_accounts *accounts) {
    struct buf text;
    buf_init(&text);
    for (uint32_t i = 0; i < accounts->len && i < MOST_KEYS; i++) {
        if (i) buf_puts(&text, ", ");
        buf_str(&text, accounts->at[i]->key);
    }
    if (accounts->len > MOST_KEYS) buf_puts(&text, ", ...");
    grid_cell(grid, str_in(&text), MOOD_PLAIN);
    buf_release(&text);
}

static void print_select(struct grid *grid, const struct compare_select *select) {
    const struct grid_head heads[] = {{"select", false}, {"count", true}, {"accounts", false}};
    static const struct compare_accounts nobody;
    const struct { const char *what; uint64_t count; const struct compare_accounts *who; } rows[] = {
        {"before", select->before, &nobody}, {"after", select->after, &nobody},
        {"gained", select->gained.len, &select->gained}, {"lost", select->lost.len, &select->lost}};
    if (!select->gained.len && !select->lost.len) return;
    grid_begin(grid, select->label, heads, 3);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        grid_cell(grid, str_of(rows[i].what), MOOD_PLAIN);
        grid_count(grid, rows[i].count);
        keys_cell(grid, rows[i].who);
        grid_end_row(grid);
    }
    grid_end(grid);
}

static void say_missing(struct contrast *contrast, uint64_t count, const char *where) {
    if (!count) return;
    struct buf text = counted(count);
    say(contrast, arena_printf(contrast->grid.arena, "%s account%s only in the data %s", text.ptr, count == 1 ? " is" : "s are", where));
    buf_release(&text);
}

static void say_reassessed(struct contrast *contrast) {
    for (uint32_t i = 0; i < contrast->comparison->ladder_count; i++) {
        const struct compare_ladder *ladder = contrast->comparison->ladders[i];
        struct buf text = counted(ladder->reassessed);
        say(contrast, arena_printf(contrast->grid.arena, "%s%s: on the merits alone, %s stand%s elsewhere", contrast->grid.markdown ? "\n" : "",
                                   ladder_label(ladder), text.ptr, ladder->reassessed == 1 ? "s" : ""));
        buf_release(&text);
    }
}

void contrast_people(struct contrast *contrast) {
    const struct comparison *comparison = contrast->comparison;
    struct grid *grid = &contrast->grid;
    say(contrast, grid->markdown ? arena_printf(grid->arena, "## %s\n", contrast->title) : contrast->title);
    for (uint32_t i = 0; i < contrast->assumed_count; i++)
        say(contrast, arena_printf(grid->arena, grid->markdown ? "- `%s`" : "  %s", contrast->assumed[i]));
    struct buf moved = counted(comparison->moved), all = counted(comparison->matched);
    say(contrast, arena_printf(grid->arena, "\n%s of %s account%s %s another stage", moved.ptr, all.ptr, comparison->matched == 1 ? "" : "s",
                               comparison->moved == 1 ? "gets" : "get"));
    buf_release(&moved);
    buf_release(&all);
    say_reassessed(contrast);
    say_missing(contrast, comparison->only_before, "before");
    say_missing(contrast, comparison->only_after, "after");
    for (uint32_t i = 0; i < comparison->ladder_count; i++) {
        print_matrix(grid, comparison->ladders[i]);
        print_rules(grid, comparison->ladders[i]);
        print_moved(contrast, comparison->ladders[i]);
    }
    for (uint32_t i = 0; i < comparison->select_count; i++) print_select(grid, &comparison->selects[i]);
    print_flags(contrast);
}

/* --- CSV ------------------------------------------------------------------------------------------------------------ */

static void csv_cell(struct buf *out, struct str text, char end) {
    bool quoted = false;
    for (size_t i = 0; i < text.len; i++) quoted |= strchr(",\"\r\n", text.ptr[i]) != NULL;
    if (quoted) buf_char(out, '"');
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] == '"') buf_char(out, '"');
        buf_char(out, text.ptr[i]);
    }
    if (quoted) buf_char(out, '"');
    buf_char(out, end);
}

static void csv_select(const struct compare_accounts *accounts, const char *name, bool gained, struct buf *out) {
    for (uint32_t i = 0; i < accounts->len; i++) {
        csv_cell(out, accounts->at[i]->key, ',');
        csv_cell(out, str_of(name), ',');
        buf_puts(out, gained ? "false,true,,,\n" : "true,false,,,\n");
    }
}

void contrast_csv(const struct contrast *contrast, struct buf *out) {
    const struct comparison *comparison = contrast->comparison;
    const struct record *subject = comparison->after->framework->subject;
    csv_cell(out, str_of(subject->fields[subject->key].name), ',');
    buf_puts(out, "what,before,after,move_before,move_after,because\n");
    struct buf why;
    buf_init(&why);
    for (uint32_t l = 0; l < comparison->ladder_count; l++) {
        const struct compare_ladder *ladder = comparison->ladders[l];
        for (uint32_t i = 0; i < ladder->moved.len; i++) {
            const struct compare_pair *pair = &ladder->moved.at[i];
            csv_cell(out, pair->after->key, ',');
            csv_cell(out, str_of(ladder->after->name), ',');
            csv_cell(out, str_of(ladder->names[state_before(ladder, pair, OUTCOME_PROPOSED)]), ',');
            csv_cell(out, str_of(ladder->names[state_after(ladder, pair, OUTCOME_PROPOSED)]), ',');
            csv_cell(out, str_of(compare_rule(ladder->before, codes_before(ladder, pair->before))), ',');
            csv_cell(out, str_of(compare_rule(ladder->after, codes_after(ladder, pair->after))), ',');
            buf_clear(&why);
            compare_why(comparison, ladder, pair, &why);
            csv_cell(out, str_in(&why), '\n');
        }
    }
    for (uint32_t i = 0; i < comparison->select_count; i++) {
        csv_select(&comparison->selects[i].gained, comparison->selects[i].name, true, out);
        csv_select(&comparison->selects[i].lost, comparison->selects[i].name, false, out);
    }
    buf_release(&why);
}

/* --- JSON ----------------------------------------------------------------------------------------------------------- */

static void json_text(struct buf *out, const char *name, struct str text) {
    buf_printf(out, "\"%s\": ", name);
    cell_json_text(text, out);
}

static void json_matrix(const struct compare_ladder *ladder, struct buf *out) {
    buf_puts(out, "     \"matrix\": [");
    for (uint32_t i = 0; i < ladder->cells.len; i++) {
        const struct compare_cell *cell = &ladder->cells.at[i];
        buf_puts(out, i ? ",\n                {" : "{");
        json_text(out, "before", str_of(ladder->names[cell->from]));
        buf_puts(out, ", ");
        json_text(out, "after", str_of(ladder->names[cell->to]));
        buf_printf(out, ", \"proposed\": %" PRIu64 ", \"assessed\": %" PRIu64 "}", cell->proposed, cell->assessed);
    }
    buf_puts(out, "],\n");
}

static void json_rules(const struct compare_ladder *ladder, struct buf *out) {
    static const char *const kinds[] = {"advance", "demote", "exit", "hold", "place"};
    buf_puts(out, "     \"moves\": [");
    for (uint32_t i = 0; i < ladder->rule_count; i++) {
        const struct compare_rule *rule = &ladder->rules[i];
        buf_printf(out, "%s{\"kind\": \"%s\", ", i ? ",\n               " : "", kinds[rule->kind]);
        json_text(out, "rule", str_of(rule->label));
        buf_printf(out, ", \"before\": %" PRIu64 ", \"after\": %" PRIu64 "}", rule->before, rule->after);
    }
    buf_puts(out, "],\n");
}

static void json_moved(const struct comparison *comparison, const struct compare_ladder *ladder, struct buf *out) {
    struct buf why;
    buf_init(&why);
    buf_puts(out, "     \"accounts\": [");
    for (uint32_t i = 0; i < ladder->moved.len; i++) {
        const struct compare_pair *pair = &ladder->moved.at[i];
        buf_puts(out, i ? ",\n                  {" : "{");
        json_text(out, "key", pair->after->key);
        buf_puts(out, ", ");
        json_text(out, "before", str_of(ladder->names[state_before(ladder, pair, OUTCOME_PROPOSED)]));
        buf_puts(out, ", ");
        json_text(out, "after", str_of(ladder->names[state_after(ladder, pair, OUTCOME_PROPOSED)]));
        buf_puts(out, ", ");
        json_text(out, "move_before", str_of(compare_rule(ladder->before, codes_before(ladder, pair->before))));
        buf_puts(out, ", ");
        json_text(out, "move_after", str_of(compare_rule(ladder->after, codes_after(ladder, pair->after))));
        buf_puts(out, ", ");
        buf_clear(&why);
        compare_why(comparison, ladder, pair, &why);
        json_text(out, "because", str_in(&why));
        buf_char(out, '}');
    }
    buf_puts(out, "]}");
    buf_release(&why);
}

static void json_keys(struct buf *out, const char *name, const struct compare_accounts *accounts) {
    buf_printf(out, "\"%s\": [", name);
    for (uint32_t i = 0; i < accounts->len; i++) {
        if (i) buf_puts(out, ", ");
        cell_json_text(accounts->at[i]->key, out);
    }
    buf_char(out, ']');
}

void contrast_json(const struct contrast *contrast, struct buf *out) {
    const struct comparison *comparison = contrast->comparison;
    buf_puts(out, "{");
    json_text(out, "title", str_of(contrast->title));
    buf_puts(out, ",\n \"assumed\": [");
    for (uint32_t i = 0; i < contrast->assumed_count; i++) {
        if (i) buf_puts(out, ", ");
        cell_json_text(str_of(contrast->assumed[i]), out);
    }
    buf_printf(out, "],\n \"accounts\": %" PRIu64 ", \"moved\": %" PRIu64 ", \"only_before\": %" PRIu64 ", \"only_after\": %" PRIu64 ",\n \"ladders\": [",
               comparison->matched, comparison->moved, comparison->only_before, comparison->only_after);
    for (uint32_t i = 0; i < comparison->ladder_count; i++) {
        buf_puts(out, i ? ",\n    {" : "\n    {");
        json_text(out, "name", str_of(comparison->ladders[i]->after->name));
        buf_puts(out, ",\n");
        json_matrix(comparison->ladders[i], out);
        json_rules(comparison->ladders[i], out);
        json_moved(comparison, comparison->ladders[i], out);
    }
    buf_puts(out, "],\n \"selects\": [");
    for (uint32_t i = 0; i < comparison->select_count; i++) {
        const struct compare_select *select = &comparison->selects[i];
        buf_puts(out, i ? ",\n    {" : "\n    {");
        json_text(out, "name", str_of(select->name));
        buf_printf(out, ", \"before\": %" PRIu64 ", \"after\": %" PRIu64 ", ", select->before, select->after);
        json_keys(out, "gained", &select->gained);
        buf_puts(out, ", ");
        json_keys(out, "lost", &select->lost);
        buf_char(out, '}');
    }
    buf_puts(out, "],\n \"flags\": [");
    for (uint32_t i = 0; i < comparison->flag_count; i++) {
        const struct compare_flag *flag = &comparison->flags[i];
        buf_puts(out, i ? ",\n    {" : "\n    {");
        json_text(out, "name", str_of(flag->name));
        buf_printf(out, ", \"before\": %" PRIu64 ", \"after\": %" PRIu64 ", \"raised\": %" PRIu64 ", \"cleared\": %" PRIu64 "}", flag->before, flag->after,
                   flag->raised, flag->cleared);
    }
    buf_puts(out, "]}\n");
}
