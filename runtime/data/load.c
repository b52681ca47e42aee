/* What all loaders have in common: opening, handing chunks to the kind of source, keys, cells one at a time.
 * SPDX-License-Identifier: MIT */
#include "runtime/data/load.h"

#include "lang/base/mem.h"
#include "runtime/data/bind.h"
#include "runtime/data/keyindex.h"
#include "runtime/data/keys.h"
#include "runtime/data/loader.h"
#include "runtime/data/store.h"
#include "runtime/data/tally.h"

/* The bytes by which two keys are compared: equal exactly when the values are. */
static struct str key_bytes(const struct value *value, enum repr repr, struct arena *arena) {
    char text[DEC_TEXT_MAX];
    switch (repr) {
    case REPR_TEXT: return value->text;
    case REPR_NUMBER: return arena_str(arena, (struct str){text, dec_format(value->number, text)});
    case REPR_DATE: return (struct str){arena_copy(arena, &value->day, sizeof value->day), sizeof value->day};
    case REPR_CODE: return (struct str){arena_copy(arena, &value->code, sizeof value->code), sizeof value->code};
    case REPR_BOOL:
    case REPR_ROW: break; /* cells are never row numbers */
    }
    return value->truth ? STR("true") : STR("false");
}

static bool key_again(void *context, uint64_t place, struct arena *scratch, struct str *key) {
    struct loader *loader = context;
    struct value value;
    if (!loader->ops->key_at(loader, place, scratch, &value)) return false;
    *key = key_bytes(&value, loader->key->reader.repr, scratch);
    return true;
}

static struct loader *new_loader(const struct data_source *source, const struct record *record,
                                 const struct load_options *options) {
    struct loader *loader = mem_alloc(sizeof *loader);
    arena_init(&loader->arena, 0);
    loader->record = record;
    loader->file = source->name;
    loader->options = *options;
    loader->input.fd = -1;
    return loader;
}

/* CSV or JSON by the first character that is not blank, where the name does not say. */
static enum data_kind kind_of(struct loader *loader, const struct data_source *source) {
    char bytes[64];
    if (source->kind != DATA_TEXT) return source->kind;
    int64_t count = input_read(&loader->input, bytes, sizeof bytes);
    if (count <= 0) return DATA_CSV;
    input_unread(&loader->input, (struct str){bytes, (size_t)count});
    struct str start = str_trim((struct str){bytes, (size_t)count});
    return start.len && (start.ptr[0] == '{' || start.ptr[0] == '[') ? DATA_JSON : DATA_CSV;
}

static struct loader *open_kind(struct loader *loader, const struct data_source *source, const char *folder,
                                const bool *wanted, struct diags *diags) {
    static bool (*const open[])(struct loader *, const struct data_source *, struct diags *) = {
        [DATA_CSV] = csv_open, [DATA_JSON] = json_open, [DATA_SQLITE] = sqlite_open};
    loader->folder = folder;
    if (!bind_init(loader, folder, wanted, diags) || !open[kind_of(loader, source)](loader, source, diags)) {
        loader_close(loader);
        return NULL;
    }
    /* Where a key stands is 40 bits: past that, and where nothing can be read twice, keys are copied. */
    bool again = loader->ops->key_at && loader->input.seekable && loader->input.size < UINT64_C(1) << 39;
    if (loader->key) loader->keys = keys_new(again ? key_again : NULL, loader);
    return loader;
}

struct loader *loader_open_source(const struct data_source *source, const struct record *record, const char *folder,
                                  const bool *wanted, const bool *states_wanted, const struct load_options *options,
                                  struct diags *diags) {
    (void)states_wanted; /* the batch knows which states it keeps */
    struct loader *loader = new_loader(source, record, options);
    struct span nowhere = {0};
    struct diag *d = NULL;
    if (source->kind != DATA_SQLITE) {
        switch (input_open(&loader->input, source->path)) {
        case INPUT_OPEN: break;
        case INPUT_MISSING: d = diag_new(diags, E0501, nowhere, "there is no file `%s`", source->name); break;
        case INPUT_FOLDER: d = diag_new(diags, E0505, nowhere, "%s is a folder, not a file", source->name); break;
        case INPUT_FAILED: d = diag_new(diags, E0505, nowhere, "%s cannot be opened: %m", source->name); break;
        }
    }
    if (d) {
        loader_close(loader);
        return NULL;
    }
    return open_kind(loader, source, folder, wanted, diags);
}

struct loader *loader_open_memory(const struct data_source *source, struct str bytes, bool seekable,
                                  const struct record *record, const bool *wanted, const struct load_options *options,
                                  struct diags *diags) {
    struct input input;
    input_memory(&input, bytes, seekable);
    return loader_open_input(source, &input, record, "", wanted, options, diags);
}

struct loader *loader_open_input(const struct data_source *source, const struct input *input,
                                 const struct record *record, const char *folder, const bool *wanted,
                                 const struct load_options *options, struct diags *diags) {
    struct loader *loader = new_loader(source, record, options);
    loader->input = *input;
    return open_kind(loader, source, folder, wanted, diags);
}

static enum load_status take_nothing(struct loader *loader, struct chunk *chunk, struct diags *diags) {
    (void)loader;
    (void)chunk;
    (void)diags;
    return LOAD_END;
}

static bool next_nothing(struct chunk *chunk, struct batch *batch, struct tally *tally) {
    (void)chunk;
    (void)batch;
    (void)tally;
    return false;
}

static void *state_of_nothing(struct loader *loader) {
    (void)loader;
    return NULL;
}

static void close_nothing(struct loader *loader) { (void)loader; }

struct loader *loader_open_nothing(const struct record *record, const struct load_options *options) {
    static const struct loader_ops ops = {take_nothing, next_nothing, state_of_nothing, mem_free, close_nothing, NULL};
    const struct data_source source = {.name = record->name};
    struct loader *loader = new_loader(&source, record, options);
    loader->ops = &ops;
    return loader;
}

void loader_close(struct loader *loader) {
    if (!loader) return;
    if (loader->ops) loader->ops->close(loader);
    keys_free(loader->keys);
    input_close(&loader->input);
    arena_release(&loader->arena);
    mem_free(loader);
}

struct chunk *chunk_new(struct loader *loader) {
    struct chunk *chunk = mem_alloc(sizeof *chunk);
    chunk->loader = loader;
    arena_init(&chunk->arena, 4096);
    chunk->state = loader->ops->chunk_state(loader);
    return chunk;
}

void chunk_free(struct chunk *chunk) {
    if (!chunk) return;
    chunk->loader->ops->chunk_release(chunk->state);
    arena_release(&chunk->arena);
    mem_free(chunk);
}

enum load_status loader_take(struct loader *loader, struct chunk *chunk, struct diags *diags) {
    arena_clear(&chunk->arena);
    chunk->rejects.at = NULL;
    chunk->rejects.len = chunk->rejects.cap = 0;
    if (loader->over) return LOAD_END;
    enum load_status status = loader->ops->take(loader, chunk, diags);
    if (status == LOAD_MORE) return status;
    loader->over = true;
    if (status == LOAD_END && input_changed(&loader->input)) {
        struct diag *d = diag_new(diags, E0515, (struct span){0}, "%s changed while it was read", loader->file);
        diag_help(diags, d, "Run again when nothing writes to it.");
        return LOAD_FAILED;
    }
    return status;
}

bool chunk_next(struct chunk *chunk, struct batch *batch, struct tally *tally) {
    store_clear(batch);
    batch->file = chunk->loader->file;
    loader_tell_rejects(chunk, tally);
    return chunk->loader->ops->next(chunk, batch, tally);
}

/* A row that is refused for its key: nothing of it counts. */
static void uncount_cells(const struct loader *loader, const struct batch *batch, uint32_t row, struct tally *tally) {
    for (uint32_t i = 0; i < loader->binding_count; i++) {
        const struct field *field = loader->bindings[i].reader.field;
        if (&loader->bindings[i] != loader->key && batch->states[field->index])
            tally_uncount(tally, field, batch->states[field->index][row]);
    }
}

static struct str key_text(const struct vec *keys, uint32_t row, struct arena *arena) {
    if (keys->repr == REPR_TEXT) return keys->text[row];
    struct value value = vec_value(keys, row);
    return key_bytes(&value, keys->repr, arena);
}

/* Which rows' keys are there for the first time. */
static void find_fresh(struct loader *loader, const struct vec *keys, struct batch *batch, uint8_t *fresh) {
    struct str made[BATCH_ROWS];
    if (loader->index) {
        keyindex_add_fresh(loader->index, keys, batch->rows, fresh);
        return;
    }
    const struct str *at = keys->repr == REPR_TEXT ? keys->text : made;
    for (uint32_t i = 0; i < batch->rows && at == made; i++) made[i] = key_text(keys, i, &batch->arena);
    keys_add(loader->keys, at, batch->key_place, batch->rows, fresh);
}

void loader_check_keys(struct loader *loader, struct batch *batch, struct tally *tally) {
    if (loader->key && batch->rows) {
        uint8_t fresh[BATCH_ROWS];
        const struct vec *keys = &batch->fields[loader->key->reader.field->index];
        find_fresh(loader, keys, batch, fresh);
        bool all = true;
        for (uint32_t i = 0; i < batch->rows; i++) {
            if (fresh[i]) continue;
            all = false;
            uncount_cells(loader, batch, i, tally);
            tally_reject(tally, loader->options.keep_all_rejects, batch->file, batch->line[i], loader->key->name,
                         "this key was there before; the first row with it stays", batch->raw ? batch->raw[i] : key_text(keys, i, &batch->arena));
        }
        if (!all) store_keep(batch, fresh);
    }
    batch->first_row = loader->rows;
    loader->rows += batch->rows;
    tally->rows += batch->rows;
}

void loader_progress(const struct loader *loader, uint64_t *bytes, uint64_t *total) {
    *bytes = loader->input.done;
    *total = loader->input.size;
}

void loader_index(struct loader *loader, struct keyindex *index) {
    ASSERT(loader->rows == 0);
    loader->index = index;
    keys_free(loader->keys);
    loader->keys = NULL;
}

uint32_t loader_expected(const struct loader *loader) {
    const struct input *input = &loader->input;
    struct str seen = {input->again.ptr + input->again_at, input->again.len - input->again_at};
    uint64_t lines = 0;
    for (size_t i = 0; i < seen.len; i++) lines += seen.ptr[i] == '\n';
    if (lines == 0 || input->size == 0) return 0;
    uint64_t rows = input->size / (seen.len / lines + 1);
    return rows < UINT32_MAX / 2 ? (uint32_t)rows : UINT32_MAX / 2;
}

const char *loader_file(const struct loader *loader) { return loader->file; }

void loader_put(const struct binding *binding, struct batch *batch, uint32_t row, struct str cell, enum cell_kind kind,
                struct tally *tally) {
    const struct reader *reader = &binding->reader;
    uint32_t field = reader->field->index;
    struct reading reading;
    reader_read(reader, cell, kind, &batch->arena, &reading);
    store_put(&batch->fields[field], row, &reading.value);
    if (batch->states[field]) batch->states[field][row] = (cell_state)reading.value.cause;
    tally_cell(tally, reader, &reading, batch->file, batch->line[row], cell);
}

void loader_put_absent(const struct binding *binding, struct batch *batch, struct tally *tally) {
    const struct reader *reader = &binding->reader;
    uint32_t field = reader->field->index;
    struct value value = reader->has_default ? reader->default_value : (struct value){.cause = CAUSE_ABSENT};
    store_all(&batch->fields[field], batch->rows, &value);
    if (batch->states[field])
        memset(batch->states[field], value.known ? CAUSE_NONE : CAUSE_ABSENT, batch->rows * sizeof(cell_state));
    tally->faults[field].absent = true;
}

void loader_reject(const struct chunk *chunk, struct tally *tally, uint64_t line, const char *column,
                   const char *reason, struct str raw) {
    const struct loader *loader = chunk->loader;
    tally_reject(tally, loader->options.keep_all_rejects, loader->file, line, column, reason, raw);
}

void loader_tell_rejects(struct chunk *chunk, struct tally *tally) {
    for (uint32_t i = 0; i < chunk->rejects.len; i++) {
        const struct chunk_reject *reject = &chunk->rejects.at[i];
        loader_reject(chunk, tally, reject->line, NULL, reject->reason, reject->raw);
    }
    chunk->rejects.len = 0;
}
