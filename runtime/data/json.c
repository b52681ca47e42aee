/* SPDX-License-Identifier: MIT */
#include "runtime/data/json.h"

#include "lang/base/mem.h"
#include "lang/suggest.h"
#include "runtime/data/bind.h"
#include "runtime/data/store.h"
#include "runtime/data/tally.h"

#define FIRST_LOOK ((size_t)64 << 10)

struct json_chunk {
    struct json_cut cut;
    uint32_t next;          /* row of the file to be read next */
    struct json_walk *walk; /* owned */
    uint32_t item, items;   /* of the row read last: the next, and how many */
    struct arena arena;     /* owned: items, and texts that had to be made, of all of the chunk's rows */
};

/* ---- items into values ---- */

static const struct json_cell *cell_of(const struct json_item *item, uint32_t binding) {
    static const struct json_cell nothing = {.text = {"", 0}, .kind = CELL_NULL};
    const struct json_node *node = item->node;
    for (uint32_t i = 0; i < node->choices[binding].count; i++) {
        const struct json_cell *cell = &item->cells[node->choice_cells[node->choices[binding].first + i]];
        if (cell->present) return cell;
    }
    return &nothing;
}

static const char *flaw_of(const struct json_item *item, const struct loader *loader, struct arena *arena) {
    if (item->flaw) return item->flaw;
    for (uint32_t i = 0; i < item->node->cell_count; i++)
        if (item->cells[i].twice) return arena_printf(arena, "has `%s` twice", item->node->cell_names[i]);
    for (uint32_t i = 0; i < loader->binding_count; i++) {
        const struct json_cell *cell = cell_of(item, i);
        if (cell->text.len && memchr(cell->text.ptr, 0, cell->text.len)) return "has a zero byte in a text";
    }
    return NULL;
}

/* The reference to whoever has the item's list: the key of the object around it. What is wrong with that was told where
 * those objects are rows. */
static void put_reference(const struct binding *binding, struct batch *batch, uint32_t at,
                          const struct json_item *item) {
    const struct json_node *around = item->around->node;
    uint32_t field = binding->reader.field->index;
    struct reading reading = {.value = {.cause = CAUSE_MISSING}};
    if (around->key) {
        const struct json_cell *cell = cell_of(item->around, around->key_binding);
        reader_read(around->key, cell->text, cell->kind, &batch->arena, &reading);
    }
    store_put(&batch->fields[field], at, &reading.value);
    if (batch->states[field]) batch->states[field][at] = (cell_state)reading.value.cause;
}

/* The values of an item into the batch; false when it was refused. */
static bool put_item(struct chunk *chunk, struct batch *batch, const struct json_item *item, uint64_t line,
                     struct str raw, struct tally *tally) {
    const struct loader *loader = chunk->loader;
    const char *reason = flaw_of(item, loader, &batch->arena);
    if (reason) {
        loader_reject(chunk, tally, line, NULL, reason, raw);
        return false;
    }
    uint32_t at = batch->rows;
    int32_t reference = item->through ? item->through->reference : -1;
    batch->line[at] = line;
    batch->raw[at] = raw;
    for (uint32_t i = 0; i < loader->binding_count; i++) {
        const struct binding *binding = &loader->bindings[i];
        if (binding != loader->key) continue;
        struct reading key;
        const struct json_cell *cell = cell_of(item, i);
        reader_read(&binding->reader, cell->text, cell->kind, &batch->arena, &key);
        if (!key.value.known) {
            loader_reject(chunk, tally, line, binding->name,
                          key.blank ? "the key is blank" : "the key could not be read", raw);
            return false;
        }
        store_put(&batch->fields[binding->reader.field->index], at, &key.value);
    }
    for (uint32_t i = 0; i < loader->binding_count; i++) {
        const struct json_cell *cell = cell_of(item, i);
        if ((int32_t)i == reference)
            put_reference(&loader->bindings[i], batch, at, item);
        else if (&loader->bindings[i] != loader->key)
            loader_put(&loader->bindings[i], batch, at, cell->text, cell->kind, tally);
    }
    batch->rows++;
    return true;
}

static struct str raw_of(const struct json_chunk *state, uint32_t start, uint32_t end) {
    struct str raw = {state->cut.text + start, end - start};
    if (raw.len && raw.ptr[raw.len - 1] == '\r') raw.len--;
    return raw;
}

/* Reads the next row of the file; its items wait. */
static void read_row(struct chunk *chunk, struct batch *batch, struct tally *tally) {
    struct json_chunk *state = chunk->state;
    const struct json *json = chunk->loader->state;
    const struct json_row *row = &state->cut.rows[state->next++];
    struct str text = {state->cut.text, state->cut.length};
    const char *reason = json_walk_row(state->walk, text, row, &state->arena);
    json_walk_items(state->walk, &state->items);
    state->item = 0;
    if (!reason) return;
    state->items = 0;
    if (json->nested)
        reason =
            arena_printf(&batch->arena, "%s; rows of `%s` in it were not read", reason, chunk->loader->record->name);
    loader_reject(chunk, tally, row->line, NULL, reason, raw_of(state, row->start, row->end));
}

static bool json_next(struct chunk *chunk, struct batch *batch, struct tally *tally) {
    struct loader *loader = chunk->loader;
    struct json_chunk *state = chunk->state;
    const struct json *json = loader->state;
    if (state->next == state->cut.count && state->item == state->items) return false;
    batch->raw = ARENA_ARRAY(&batch->arena, struct str, BATCH_ROWS);
    for (uint32_t i = 0; i < loader->binding_count; i++) {
        uint32_t field = loader->bindings[i].reader.field->index;
        store_begin(&batch->fields[field]);
        if (batch->states[field]) memset(batch->states[field], CAUSE_NONE, BATCH_ROWS * sizeof(cell_state));
    }
    while (batch->rows < BATCH_ROWS) {
        if (state->item == state->items) {
            if (state->next == state->cut.count) break;
            read_row(chunk, batch, tally);
            continue;
        }
        const struct json_row *row = &state->cut.rows[state->next - 1];
        const struct json_item *item = json_walk_items(state->walk, &state->items)[state->item++];
        struct str raw = json->nested ? raw_of(state, item->start, item->end) : raw_of(state, row->start, row->end);
        put_item(chunk, batch, item, row->line, raw, tally);
    }
    return true;
}

static enum load_status json_take(struct loader *loader, struct chunk *chunk, struct diags *diags) {
    struct json_chunk *state = chunk->state;
    state->next = state->item = state->items = 0;
    arena_clear(&state->arena);
    return json_cut(loader, chunk, &state->cut, diags);
}

/* ---- the first row as a sample ---- */

/* Members that are lists of rows are for the loaders of those. */
static bool is_list(const struct record *record, const char *name) {
    bool twice;
    for (uint32_t i = 0; i < record->field_count; i++)
        if (record->fields[i].type.kind == TYPE_LIST && bind_find(&record->fields[i], &name, 1, &twice) >= 0)
            return true;
    return false;
}

/* How members are called: what it lacks others may have, so only what looks misspelled is
 * said, and only the members of the first object that nothing reads are counted. */
static void compare_names(struct loader *loader, struct str text, struct diags *diags) {
    const char *start = memchr(text.ptr, '{', text.len);
    struct json_names names = {0};
    if (!start) return;
    json_names((struct str){start, text.len - (size_t)(start - text.ptr)}, &loader->arena, &names);
    bool twice;
    for (uint32_t i = 0; i < loader->binding_count; i++) {
        const struct field *field = loader->bindings[i].reader.field;
        if (bind_find(field, names.at, names.len, &twice) >= 0) continue;
        struct suggest suggest;
        suggest_init(&suggest, bind_spelling(field, 0));
        for (uint32_t k = 0; k < names.len; k++)
            if (!bind_reads(loader->record, names.at[k])) suggest_offer(&suggest, names.at[k]);
        const char *near = suggest_best(&suggest);
        if (!near) continue;
        struct diag *d = diag_new(diags, W0550, field->span, "the first object of %s has no `%s`", loader->file,
                                  bind_spelling(field, 0));
        diag_help(diags, d, "Is `%s` meant? Then write from \"%s\" in the field.", near, near);
    }
    uint32_t unused = 0, kept = 0;
    for (uint32_t i = 0; i < names.len; i++)
        if (!bind_reads(loader->record, names.at[i]) && !is_list(loader->record, names.at[i]))
            names.at[kept++] = names.at[i], unused++;
    if (unused) bind_tell_unused(loader, names.at, unused, "member", diags);
}

/* ---- life ---- */

static void *json_chunk_state(struct loader *loader) {
    struct json_chunk *state = mem_alloc(sizeof *state);
    state->walk = json_walk_new(loader->state);
    arena_init(&state->arena, 0);
    return state;
}

static void json_chunk_release(void *chunk_state) {
    struct json_chunk *state = chunk_state;
    json_walk_free(state->walk);
    arena_release(&state->arena);
    mem_free(state->cut.text);
    mem_free(state->cut.rows);
    mem_free(state);
}

static void json_close(struct loader *loader) {
    struct json *json = loader->state;
    buf_release(&json->carry);
}

bool json_open(struct loader *loader, const struct data_source *source, struct diags *diags) {
    static const struct loader_ops ops = {json_take, json_next, json_chunk_state, json_chunk_release, json_close, NULL};
    struct json *json = ARENA_NEW(&loader->arena, struct json);
    buf_init(&json->carry);
    json->line = 1;
    loader->state = json;
    loader->ops = &ops;
    if (!json_plan(loader, json, source->nest, loader->folder, diags)) return false;
    if (!json_enter(loader, json, json->top->record, source->lines, diags)) return false;
    if (json->nested) return true;
    char *sample = mem_alloc(FIRST_LOOK);
    int64_t count = input_read(&loader->input, sample, FIRST_LOOK);
    if (count >= 0) {
        struct str text = {sample, (size_t)count};
        compare_names(loader, text, diags);
        input_unread(&loader->input, text);
    }
    mem_free(sample);
    return true;
}
