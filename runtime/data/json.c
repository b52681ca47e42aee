/* SPDX-License-Identifier: MIT */
#include "runtime/data/json.h"

#include <yajl/yajl_parse.h>

#include "lang/base/mem.h"
#include "lang/suggest.h"
#include "runtime/data/bind.h"
#include "runtime/data/store.h"
#include "runtime/data/tally.h"

#define FIRST_LOOK ((size_t)64 << 10)

/* What a row has at a place that is looked for. */
struct cell {
    struct str text;
    enum cell_kind kind;
    bool present, exact, twice; /* exact: under the very name, not only one in other case */
};
struct json_chunk {
    struct json_cut cut;
    uint32_t next;           /* row to be read next */
    yajl_handle parser;      /* owned; NULL: to be made */
    const struct json *json; /* borrowed */
    struct cell *cells;      /* owned: json->cell_count */
    struct arena *arena;     /* borrowed: of the batch, for texts */
    /* where in the row the parser is */
    const struct json_path *at[LIMIT_JSON_DEPTH + 1];     /* by depth: what is looked for in this object, or NULL */
    const struct json_path *likely[LIMIT_JSON_DEPTH + 1]; /* by depth: the member that probably comes next, or NULL */
    const struct json_path *pending;                      /* the member whose value comes next, or NULL */
    bool pending_exact;
    uint32_t depth;
    uint32_t values; /* at depth 0 */
    bool object, too_deep;
};

/* ---- what the parser calls ---- */

static void set_cell(struct json_chunk *state, struct str text, enum cell_kind kind) {
    const struct json_path *path = state->pending;
    state->pending = NULL;
    if (state->depth == 0) state->values++;
    if (!path || path->cell < 0) return;
    struct cell *cell = &state->cells[path->cell];
    if (cell->present && cell->exact && !state->pending_exact) return;
    bool twice = cell->present && cell->exact == state->pending_exact;
    *cell = (struct cell){text, kind, true, state->pending_exact, twice};
}

static int on_null(void *context) {
    set_cell(context, (struct str){"", 0}, CELL_NULL);
    return 1;
}

static int on_truth(void *context, int truth) {
    set_cell(context, truth ? STR("true") : STR("false"), CELL_TRUTH);
    return 1;
}

static int on_number(void *context, const char *text, size_t length) {
    set_cell(context, (struct str){text, length}, CELL_NUMBER);
    return 1;
}

static int on_text(void *context, const unsigned char *bytes, size_t length) {
    struct json_chunk *state = context;
    struct str text = {(const char *)bytes, length};
    /* Text with escapes is in a buffer of the parser, which the next one overwrites. */
    bool ours = text.ptr >= state->cut.text && text.ptr < state->cut.text + state->cut.length;
    if (!ours && state->pending) text = arena_str(state->arena, text);
    set_cell(state, text, CELL_TEXT);
    return 1;
}

/* Rows have their members in the same order, nearly always: the one after the last that was found is looked at first. */
static const struct json_path *find(const struct json_path *parent, const struct json_path *likely, struct str name,
                                    bool *exact) {
    *exact = true;
    if (likely && likely->length == name.len && memcmp(likely->name, name.ptr, name.len) == 0) return likely;
    for (const struct json_path *path = parent->below; path; path = path->next)
        if (path->length == name.len && memcmp(path->name, name.ptr, name.len) == 0) return path;
    *exact = false;
    name = str_trim(name);
    for (const struct json_path *path = parent->below; path; path = path->next)
        if (str_equal_nocase((struct str){path->name, path->length}, name)) return path;
    return NULL;
}

static int on_key(void *context, const unsigned char *bytes, size_t length) {
    struct json_chunk *state = context;
    const struct json_path *parent = state->at[state->depth];
    state->pending = parent ? find(parent, state->likely[state->depth], (struct str){(const char *)bytes, length},
                                   &state->pending_exact)
                            : NULL;
    if (state->pending) state->likely[state->depth] = state->pending->next;
    return 1;
}

static bool enter(struct json_chunk *state, bool object) {
    const struct json_path *path = state->pending;
    if (state->depth == LIMIT_JSON_DEPTH) {
        state->too_deep = true;
        return false;
    }
    bool top = state->depth == 0;
    if (path && path->cell >= 0) set_cell(state, (struct str){object ? "{" : "[", 1}, CELL_NESTED);
    if (top) {
        state->values++;
        state->object = object;
    }
    state->pending = NULL;
    state->at[++state->depth] = !object ? NULL : top ? &state->json->root : path;
    state->likely[state->depth] = state->at[state->depth] ? state->at[state->depth]->below : NULL;
    return true;
}

static int on_object(void *context) { return enter(context, true); }

static int on_list(void *context) { return enter(context, false); }

static int on_end(void *context) {
    ((struct json_chunk *)context)->depth--;
    return 1;
}

static void *parser_alloc(void *context, size_t size) {
    (void)context;
    return mem_alloc(size);
}

static void *parser_realloc(void *context, void *ptr, size_t size) {
    (void)context;
    return mem_realloc(ptr, size);
}

static void parser_free(void *context, void *ptr) {
    (void)context;
    mem_free(ptr);
}

/* ---- rows ---- */

static void make_parser(struct json_chunk *state) {
    static const yajl_callbacks callbacks = {
        .yajl_null = on_null,
        .yajl_boolean = on_truth,
        .yajl_number = on_number,
        .yajl_string = on_text,
        .yajl_start_map = on_object,
        .yajl_map_key = on_key,
        .yajl_end_map = on_end,
        .yajl_start_array = on_list,
        .yajl_end_array = on_end,
    };
    static yajl_alloc_funcs heap = {parser_alloc, parser_realloc, parser_free, NULL};
    state->parser = yajl_alloc(&callbacks, &heap, state);
    yajl_config(state->parser, yajl_allow_multiple_values, 1);
}

static void drop_parser(struct json_chunk *state) {
    if (state->parser) yajl_free(state->parser);
    state->parser = NULL;
}

/* Reads the members of one row into the cells; NULL, or why the row is refused. */
static const char *read_row(struct json_chunk *state, const struct json_row *row) {
    if (!state->parser) make_parser(state);
    if (state->json->cell_count) memset(state->cells, 0, sizeof *state->cells * state->json->cell_count);
    state->depth = state->values = 0;
    state->pending = NULL;
    state->too_deep = state->object = false;
    const unsigned char *text = (const unsigned char *)state->cut.text + row->start;
    yajl_status status = yajl_parse(state->parser, text, row->end - row->start);
    const char *reason = NULL;
    if (status != yajl_status_ok || state->depth > 0) {
        size_t place = status == yajl_status_ok ? row->end - row->start : yajl_get_bytes_consumed(state->parser);
        reason = state->too_deep ? "has lists or objects nested too deeply"
                                 : arena_printf(state->arena, "is broken JSON at its character %zu", place ? place : 1);
        drop_parser(state);
    } else if (state->values != 1 || !state->object) {
        reason = state->values > 1 ? "has more than one value" : "is not a JSON object";
        /* A bare number is only read when something follows it: start afresh. */
        drop_parser(state);
    }
    return reason;
}

static const struct cell *cell_of(const struct json_chunk *state, uint32_t binding) {
    static const struct cell nothing = {.text = {"", 0}, .kind = CELL_NULL};
    const struct json *json = state->json;
    for (uint32_t i = 0; i < json->choices[binding].count; i++) {
        const struct cell *cell = &state->cells[json->choice_cells[json->choices[binding].first + i]];
        if (cell->present) return cell;
    }
    return &nothing;
}

static const char *flaw_of(const struct json_chunk *state, const struct loader *loader) {
    for (uint32_t i = 0; i < state->json->cell_count; i++)
        if (state->cells[i].twice) return arena_printf(state->arena, "has `%s` twice", state->json->cell_names[i]);
    for (uint32_t i = 0; i < loader->binding_count; i++) {
        const struct cell *cell = cell_of(state, i);
        if (cell->text.len && memchr(cell->text.ptr, 0, cell->text.len)) return "has a zero byte in a text";
    }
    return NULL;
}

/* The row's values into the batch; false when it was refused. */
static bool put_row(struct chunk *chunk, struct batch *batch, const struct json_row *row, struct tally *tally) {
    const struct loader *loader = chunk->loader;
    struct json_chunk *state = chunk->state;
    struct str raw = {state->cut.text + row->start, row->end - row->start};
    if (raw.len && raw.ptr[raw.len - 1] == '\r') raw.len--;
    const char *reason = read_row(state, row);
    if (!reason) reason = flaw_of(state, loader);
    if (reason) {
        loader_reject(chunk, tally, row->line, NULL, reason, raw);
        return false;
    }
    uint32_t at = batch->rows;
    batch->line[at] = row->line;
    batch->raw[at] = raw;
    for (uint32_t i = 0; i < loader->binding_count; i++) {
        const struct binding *binding = &loader->bindings[i];
        if (binding != loader->key) continue;
        struct reading key;
        const struct cell *cell = cell_of(state, i);
        reader_read(&binding->reader, cell->text, cell->kind, &batch->arena, &key);
        if (!key.value.known) {
            loader_reject(chunk, tally, row->line, binding->name,
                          key.blank ? "the key is blank" : "the key could not be read", raw);
            return false;
        }
        store_put(&batch->fields[binding->reader.field->index], at, &key.value);
    }
    for (uint32_t i = 0; i < loader->binding_count; i++) {
        const struct cell *cell = cell_of(state, i);
        if (&loader->bindings[i] != loader->key)
            loader_put(&loader->bindings[i], batch, at, cell->text, cell->kind, tally);
    }
    batch->rows++;
    return true;
}

static bool json_next(struct chunk *chunk, struct batch *batch, struct tally *tally) {
    struct loader *loader = chunk->loader;
    struct json_chunk *state = chunk->state;
    if (state->next == state->cut.count) return false;
    state->arena = &batch->arena;
    batch->raw = ARENA_ARRAY(&batch->arena, struct str, BATCH_ROWS);
    for (uint32_t i = 0; i < loader->binding_count; i++) {
        uint32_t field = loader->bindings[i].reader.field->index;
        store_begin(&batch->fields[field]);
        if (batch->states[field]) memset(batch->states[field], CAUSE_NONE, BATCH_ROWS * sizeof(cell_state));
    }
    while (state->next < state->cut.count && batch->rows < BATCH_ROWS)
        put_row(chunk, batch, &state->cut.rows[state->next++], tally);
    return true;
}

static enum load_status json_take(struct loader *loader, struct chunk *chunk, struct diags *diags) {
    struct json_chunk *state = chunk->state;
    (void)loader;
    state->next = 0;
    return json_cut(chunk->loader, chunk, &state->cut, diags);
}

/* ---- what is looked for ---- */

static struct json_path *path_below(struct json_path *parent, struct str name, struct arena *arena) {
    struct json_path **last = &parent->below;
    for (; *last; last = &(*last)->next)
        if (str_equal((struct str){(*last)->name, (*last)->length}, name)) return *last;
    *last = ARENA_NEW(arena, struct json_path);
    **last =
        (struct json_path){.name = arena_strndup(arena, name.ptr, name.len), .length = (uint32_t)name.len, .cell = -1};
    return *last;
}

/* Under the whole name, and where it has points also member by member. The number of its cell. */
static uint32_t add_path(struct json *json, const char *spelling, struct arena *arena) {
    struct json_path *flat = path_below(&json->root, str_of(spelling), arena), *nested = &json->root;
    struct str left = str_of(spelling);
    for (const char *dot; nested && left.len; left = (struct str){dot + 1, left.len - (size_t)(dot + 1 - left.ptr)}) {
        dot = memchr(left.ptr, '.', left.len);
        nested = path_below(nested, (struct str){left.ptr, dot ? (size_t)(dot - left.ptr) : left.len}, arena);
        if (!dot) break;
    }
    int32_t cell = flat->cell >= 0 ? flat->cell : nested->cell >= 0 ? nested->cell : (int32_t)json->cell_count;
    if ((uint32_t)cell == json->cell_count) json->cell_names[json->cell_count++] = spelling;
    flat->cell = nested->cell = cell;
    return (uint32_t)cell;
}

static void add_paths(struct loader *loader, struct json *json) {
    struct arena *arena = &loader->arena;
    uint32_t spellings = 0;
    for (uint32_t i = 0; i < loader->binding_count; i++)
        spellings += bind_spelling_count(loader->bindings[i].reader.field);
    json->cell_names = ARENA_ARRAY(arena, const char *, spellings);
    json->choice_cells = ARENA_ARRAY(arena, uint32_t, spellings);
    json->choices = arena_alloc(arena, sizeof *json->choices * loader->binding_count);
    uint32_t used = 0;
    for (uint32_t i = 0; i < loader->binding_count; i++) {
        const struct field *field = loader->bindings[i].reader.field;
        json->choices[i].first = used;
        json->choices[i].count = bind_spelling_count(field);
        for (uint32_t k = 0; k < json->choices[i].count; k++)
            json->choice_cells[used++] = add_path(json, bind_spelling(field, k), arena);
    }
}

/* The first row as a sample of how members are called: what it lacks others may have, so only what looks misspelled is
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
        if (!bind_reads(loader->record, names.at[i])) names.at[kept++] = names.at[i], unused++;
    if (unused) bind_tell_unused(loader, names.at, unused, "member", diags);
}

static void *json_chunk_state(struct loader *loader) {
    struct json_chunk *state = mem_alloc(sizeof *state);
    state->json = loader->state;
    state->cells = mem_alloc(sizeof *state->cells * state->json->cell_count);
    return state;
}

static void json_chunk_release(void *chunk_state) {
    struct json_chunk *state = chunk_state;
    drop_parser(state);
    mem_free(state->cells);
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
    if (!json_enter(loader, json, source->lines, diags)) return false;
    add_paths(loader, json);
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
