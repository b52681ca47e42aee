/* The side table from expressions to nodes, and what names in them mean.
 * SPDX-License-Identifier: MIT */
#include "lang/written.h"

#include "lang/check_internal.h"

/* --- expressions --- */

static uint32_t slot_of(const struct written *written, const struct ast *e) {
    uint64_t hash = (uint64_t)(uintptr_t)e * UINT64_C(0x9E3779B97F4A7C15);
    uint32_t slot = (uint32_t)(hash >> 32) & (written->slots - 1);
    while (written->at[slot].ast && written->at[slot].ast != e) slot = (slot + 1) & (written->slots - 1);
    return slot;
}

static void grow(struct arena *arena, struct written *written) {
    struct written old = *written;
    written->slots = old.slots ? 2 * old.slots : 256;
    written->at = ARENA_ARRAY(arena, struct written_entry, written->slots);
    for (uint32_t i = 0; i < old.slots; i++) {
        if (old.at[i].ast) written->at[slot_of(written, old.at[i].ast)] = old.at[i];
    }
}

void written_note(struct arena *arena, struct written *written, const struct ast *e, struct ir_node *node) {
    if (2 * (written->count + 1) > written->slots) grow(arena, written);
    struct written_entry *entry = &written->at[slot_of(written, e)];
    if (entry->ast) return;
    *entry = (struct written_entry){e, node};
    written->count++;
}

struct ir_node *written_node(const struct checker *checker, const struct ast *e) {
    const struct written *written = &checker->written;
    return written->slots ? written->at[slot_of(written, e)].node : NULL;
}

static void rewrite_symbol(struct symbol *symbol, struct ir_rewrite *rewrite) {
    bool valued = symbol->kind == SYMBOL_FIELD || symbol->kind == SYMBOL_PARAM || symbol->kind == SYMBOL_LET || symbol->kind == SYMBOL_CRITERION;
    if (valued && symbol->node) symbol->node = ir_rewrite(rewrite, symbol->node);
}

void written_rewrite(struct checker *checker, struct ir_rewrite *rewrite) {
    struct written *written = &checker->written;
    for (uint32_t i = 0; i < written->slots; i++) {
        if (written->at[i].node) written->at[i].node = ir_rewrite(rewrite, written->at[i].node);
    }
    for (uint32_t i = 0; i < checker->order.len; i++) rewrite_symbol(checker->order.at[i], rewrite);
    for (uint32_t i = 0; checker->subject && i < checker->subject->members.len; i++) rewrite_symbol(checker->subject->members.at[i].value, rewrite);
}

/* --- names --- */

static bool describe(const struct symbol *symbol, struct written_thing *out) {
    static const struct { enum symbol_kind symbol; enum written_kind kind; } kinds[] = {
        {SYMBOL_FIELD, WRITTEN_FIELD}, {SYMBOL_PARAM, WRITTEN_PARAM}, {SYMBOL_LET, WRITTEN_LET}, {SYMBOL_CRITERION, WRITTEN_CRITERION},
        {SYMBOL_SCORE, WRITTEN_SCORE}, {SYMBOL_TABLE, WRITTEN_TABLE}, {SYMBOL_LADDER, WRITTEN_LADDER}, {SYMBOL_SELECT, WRITTEN_SELECT},
        {SYMBOL_FLAG, WRITTEN_FLAG}, {SYMBOL_INVARIANT, WRITTEN_INVARIANT}};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (kinds[i].symbol != symbol->kind) continue;
        *out = (struct written_thing){kinds[i].kind, symbol->name, symbol->model, symbol->ast, symbol->node, symbol->span};
        return true;
    }
    return false;
}

static const struct ir_node *value_of(const struct symbol *symbol) {
    switch (symbol->kind) {
    case SYMBOL_SCORE: return ((const struct score *)symbol->model)->node;
    case SYMBOL_SELECT: return ((const struct selection *)symbol->model)->taken;
    case SYMBOL_TABLE: {
        const struct decision_table *table = symbol->model;
        return table->output_count == 1 ? table->outputs[0].node : NULL;
    }
    default: return symbol->node;
    }
}

/* Whether a symbol can be called so: by its whole name, or inside a used file by what follows the prefix. */
static bool is_called(const struct symbol *symbol, const char *name) {
    if (!symbol->name) return false;
    if (strcmp(symbol->name, name) == 0) return true;
    size_t all = strlen(symbol->name), size = strlen(name);
    return symbol->module && all > size + 1 && symbol->name[all - size - 1] == '.' && strcmp(symbol->name + all - size, name) == 0;
}

bool written_find(const struct checker *checker, const char *name, const struct ir_node *node, struct written_thing *out) {
    const struct symbol *best = NULL;
    uint32_t members = checker->subject ? checker->subject->members.len : 0;
    for (uint32_t i = 0; i < members + checker->order.len; i++) {
        const struct symbol *symbol = i < members ? checker->subject->members.at[i].value : checker->order.at[i - members];
        if (!is_called(symbol, name) || symbol->duplicate) continue;
        struct written_thing thing;
        if (!describe(symbol, &thing)) continue;
        bool same = node && value_of(symbol) == node;
        if (!best || same) best = symbol;
        if (same) break;
    }
    return best && describe(best, out);
}

bool written_at(const struct checker *checker, uint32_t n, struct written_thing *out) {
    uint32_t members = checker->subject ? checker->subject->members.len : 0;
    for (uint32_t i = 0; i < members + checker->order.len; i++) {
        const struct symbol *symbol = i < members ? checker->subject->members.at[i].value : checker->order.at[i - members];
        if (symbol->name && describe(symbol, out) && n-- == 0) return true;
    }
    return false;
}

/* --- places --- */

const char *written_text(struct checker *checker, struct span span) { return check_source_text(checker, span); }

static bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

const char *written_gap(struct checker *checker, struct span span) {
    struct str raw = sources_text(checker->diags->sources, span);
    const char *text = check_source_text(checker, span);
    if (raw.len == 0) return text;
    bool before = is_blank(raw.ptr[0]) || raw.ptr[0] == '#', after = is_blank(raw.ptr[raw.len - 1]);
    if (!*text) return before || after ? " " : "";
    return arena_printf(checker->arena, "%s%s%s", before && *text != ' ' ? " " : "", text, after ? " " : "");
}

const char *written_place(struct checker *checker, struct span span) {
    const char *place = check_place(checker, span);
    size_t folder = strlen(checker->folder);
    bool inside = folder && strncmp(place, checker->folder, folder) == 0 && place[folder] == '/';
    return inside ? place + folder + 1 : place;
}
