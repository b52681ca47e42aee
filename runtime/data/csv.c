/* SPDX-License-Identifier: MIT */
#include "runtime/data/csv.h"

#include <errno.h>

#include "lang/base/mem.h"
#include "runtime/data/bind.h"
#include "runtime/data/store.h"
#include "runtime/data/tally.h"

#ifdef RUNG_TINY
#define CHUNK_BYTES 64u
#else
#define CHUNK_BYTES (256u << 10)
#endif
#define LONG_ROW_SHOWN 200u /* bytes kept of a row that is too long */
#define KEY_PIECE 256u      /* bytes read at a time to read a key again */

struct csv_chunk {
    char *memory; /* owned: CSV_PAD bytes, room for the text, CSV_PAD bytes */
    uint32_t room;
    struct csv_scan scan;
    uint64_t offset, line; /* of the first byte of the text */
    uint32_t next;         /* row to be parsed next */
    uint32_t batch_rows;   /* rows of each batch: about equal, so that none is nearly empty */
    uint32_t *firsts;      /* owned: BATCH_ROWS */
};

/* ---- cutting ---- */

static void make_room(struct csv_chunk *chunk, uint32_t room) {
    if (chunk->room >= room) return;
    /* Only what is read is worth zeroing: the pads, so that loads beside the text find defined bytes. */
    chunk->memory = mem_realloc(chunk->memory, (size_t)room + 2 * CSV_PAD + 1);
    chunk->room = room;
    memset(chunk->memory, 0, CSV_PAD);
    chunk->scan.text = chunk->memory + CSV_PAD;
}

static const char *reason_of(const struct csv_refused *refused, uint32_t columns, struct arena *arena) {
    switch (refused->flaw) {
    case CSV_QUOTE_TEXT: return "has text after a closing quote";
    case CSV_QUOTE_OPEN: return "has a quote that is never closed";
    case CSV_NUL: return "has a zero byte: that is no text";
    case CSV_UTF8: return "is not UTF-8 text";
    case CSV_CELLS: break;
    }
    return arena_printf(arena, "has %u column%s, the first line has %u", refused->cells, refused->cells == 1 ? "" : "s",
                        columns);
}

static void note_refused(struct chunk *chunk, uint32_t columns) {
    struct csv_chunk *state = chunk->state;
    for (uint32_t i = 0; i < state->scan.refused_count; i++) {
        const struct csv_refused *refused = &state->scan.refused[i];
        struct chunk_reject reject = {state->line + refused->line,
                                      reason_of(refused, columns, &chunk->arena),
                                      {state->scan.text + refused->start, refused->end - refused->start}};
        vec_push(&chunk->arena, &chunk->rejects, reject);
    }
}

static bool failed(struct loader *loader, struct diags *diags) {
    diag_new(diags, E0505, (struct span){0}, "%s cannot be read: %s", loader->file, strerror(errno));
    return false;
}

/* Fills the text up to `wanted` bytes; false after a message. */
static bool fill(struct loader *loader, struct csv_chunk *state, uint32_t wanted, struct diags *diags) {
    struct csv *csv = loader->state;
    make_room(state, wanted);
    struct csv_scan *scan = &state->scan;
    if (!csv->ended && scan->length < wanted) {
        uint32_t room = wanted - scan->length;
        int64_t count = input_read(&loader->input, scan->text + scan->length, room);
        if (count < 0) return failed(loader, diags);
        scan->length += (uint32_t)count;
        csv->ended = (uint32_t)count < room;
    }
    scan->final = csv->ended;
    if (csv->ended && scan->length && scan->text[scan->length - 1] != csv->newline)
        scan->text[scan->length++] = csv->newline;
    memset(scan->text + scan->length, 0, CSV_PAD);
    return true;
}

/* A row longer than any row may be: refused, and its bytes passed over up to the next line. */
static bool pass_long_row(struct loader *loader, struct chunk *chunk, struct diags *diags) {
    struct csv *csv = loader->state;
    struct csv_chunk *state = chunk->state;
    struct csv_scan *scan = &state->scan;
    struct str shown = arena_str(&chunk->arena, (struct str){scan->text, LONG_ROW_SHOWN});
    struct chunk_reject reject = {state->line,
                                  arena_printf(&chunk->arena, "is longer than %u MB", LIMIT_ROW_BYTES >> 20), shown};
    vec_push(&chunk->arena, &chunk->rejects, reject);
    for (;;) {
        const char *end = memchr(scan->text, csv->newline, scan->length);
        if (end || csv->ended) {
            uint32_t passed = end ? (uint32_t)(end + 1 - scan->text) : scan->length;
            buf_add(&csv->carry, scan->text + passed, scan->length - passed);
            csv->offset += passed;
            csv->line += end != NULL;
            break;
        }
        csv->offset += scan->length;
        scan->length = 0;
        if (!fill(loader, state, CHUNK_BYTES, diags)) return false;
    }
    scan->row_count = 0;
    return true;
}

static enum load_status csv_take(struct loader *loader, struct chunk *chunk, struct diags *diags) {
    struct csv *csv = loader->state;
    struct csv_chunk *state = chunk->state;
    struct csv_scan *scan = &state->scan;
    uint32_t wanted = loader->options.chunk_bytes ? loader->options.chunk_bytes : CHUNK_BYTES;
    state->offset = csv->offset;
    state->line = csv->line;
    state->next = 0;
    if (wanted < csv->carry.len) wanted = (uint32_t)csv->carry.len;
    make_room(state, wanted);
    scan->length = (uint32_t)csv->carry.len;
    if (csv->carry.len) memcpy(scan->text, csv->carry.ptr, csv->carry.len);
    buf_clear(&csv->carry);
    scan->separator = csv->separator;
    scan->newline = csv->newline;
    scan->columns = csv->columns;
    for (;;) {
        if (!fill(loader, state, wanted, diags)) return LOAD_FAILED;
        if (scan->length == 0) return LOAD_END;
        csv_scan(scan, CSV_SIMD_BEST);
        if (scan->consumed || scan->final) break;
        if (scan->length >= LIMIT_ROW_BYTES) return pass_long_row(loader, chunk, diags) ? LOAD_MORE : LOAD_FAILED;
        wanted = wanted < LIMIT_ROW_BYTES / 2 ? wanted * 2 : LIMIT_ROW_BYTES;
    }
    buf_add(&csv->carry, scan->text + scan->consumed, scan->length - scan->consumed);
    csv->offset += scan->consumed;
    csv->line += scan->lines;
    uint32_t batches = (scan->row_count + BATCH_ROWS - 1) / BATCH_ROWS;
    state->batch_rows = batches ? (scan->row_count + batches - 1) / batches : 0;
    note_refused(chunk, csv->columns);
    return LOAD_MORE;
}

/* ---- batches ---- */

/* Only separators, quotes and blanks. */
static bool is_blank_row(struct str raw, char separator) {
    for (size_t i = 0; i < raw.len; i++)
        if (raw.ptr[i] != separator && !strchr(" \t\r\"", raw.ptr[i])) return false;
    return true;
}

static bool has_key(const struct vec *vec, uint32_t row) {
    if (vec->repr == REPR_BOOL) return vec->truth[row] != TRUTH_UNKNOWN;
    if (!vec->known[row] || vec->repr != REPR_TEXT) return vec->known[row];
    /* Blanks are a text, but not a key. */
    unsigned char first = (unsigned char)vec->text[row].ptr[0];
    return (first > ' ' && first != 0xc2) || str_trim(vec->text[row]).len;
}

/* Refuses rows without a key: their bytes in `keep` become 0. False when all have one. */
static bool refuse_keyless(struct chunk *chunk, const struct csv_view *view, struct batch *batch, uint8_t *keep,
                           struct tally *tally) {
    const struct binding *key = chunk->loader->key;
    const struct vec *vec = &batch->fields[key->reader.field->index];
    bool any = false;
    for (uint32_t row = 0; row < batch->rows; row++) {
        keep[row] = has_key(vec, row);
        if (keep[row]) continue;
        any = true;
        if (is_blank_row(batch->raw[row], ((const struct csv *)chunk->loader->state)->separator)) continue;
        const char *end, *start = csv_cell(view, row, (uint32_t)key->column, &end);
        struct str cell = str_trim(csv_unquoted(start, end, &batch->arena));
        loader_reject(chunk, tally, batch->line[row], key->name,
                      cell.len ? "the key could not be read" : "the key is blank", batch->raw[row]);
    }
    return any;
}

static void describe_rows(const struct csv_chunk *state, const struct csv_view *view, struct batch *batch) {
    const struct csv_row *rows = &state->scan.rows[state->next];
    for (uint32_t i = 0; i < view->rows; i++) {
        view->firsts[i] = rows[i].first;
        batch->line[i] = state->line + rows[i].line;
    }
}

/* What is asked for when a row may still be refused: its text, and where its key stands. */
static void describe_texts(const struct csv_chunk *state, const struct csv_view *view, struct batch *batch,
                           const struct binding *key) {
    batch->raw = ARENA_ARRAY(&batch->arena, struct str, view->rows);
    batch->key_place = key ? ARENA_ARRAY(&batch->arena, uint64_t, view->rows) : NULL;
    for (uint32_t i = 0; i < view->rows; i++) {
        const char *end, *last = csv_cell(view, i, view->columns - 1, &end), *start = csv_cell(view, i, 0, &last);
        batch->raw[i] = (struct str){start, (size_t)(end - start)};
        if (!key) continue;
        const char *cell = csv_cell(view, i, (uint32_t)key->column, &end);
        batch->key_place[i] = state->offset + (uint64_t)(cell - view->text);
    }
}

static bool csv_next(struct chunk *chunk, struct batch *batch, struct tally *tally) {
    struct loader *loader = chunk->loader;
    struct csv_chunk *state = chunk->state;
    const struct binding *key = loader->key;
    if (state->next == state->scan.row_count) return false;
    struct csv_view view = {
        .text = state->scan.text, .ends = state->scan.ends, .firsts = state->firsts, .columns = state->scan.columns};
    view.rows = state->scan.row_count - state->next < state->batch_rows ? state->scan.row_count - state->next
                                                                        : state->batch_rows;
    describe_rows(state, &view, batch);
    if (key || loader->record->each[0]) describe_texts(state, &view, batch, key);
    state->next += view.rows;
    batch->rows = view.rows;
    if (key) {
        uint8_t keep[BATCH_ROWS];
        csv_cells_read(&view, key, batch, NULL);
        if (refuse_keyless(chunk, &view, batch, keep, tally)) {
            uint32_t kept = 0;
            for (uint32_t i = 0; i < view.rows; i++)
                if (keep[i]) view.firsts[kept++] = view.firsts[i];
            store_keep(batch, keep);
            view.rows = kept;
            csv_cells_read(&view, key, batch, NULL);
        }
    }
    for (uint32_t i = 0; i < loader->binding_count; i++) {
        const struct binding *binding = &loader->bindings[i];
        if (binding == key) continue;
        if (binding->column < 0)
            loader_put_absent(binding, batch, tally);
        else
            csv_cells_read(&view, binding, batch, tally);
    }
    return true;
}

/* ---- keys that are read again ---- */

int64_t csv_cell_length(struct str text, char separator, char newline, bool ended) {
    size_t at = 0;
    if (text.len && text.ptr[0] == '"') {
        for (at = 1; at < text.len; at++) {
            if (text.ptr[at] != '"') continue;
            if (at + 1 == text.len && !ended) return -1;
            if (at + 1 == text.len || text.ptr[at + 1] != '"') return (int64_t)at + 1;
            at++;
        }
        return ended ? (int64_t)text.len : -1;
    }
    while (at < text.len && text.ptr[at] != separator && text.ptr[at] != newline) at++;
    if (at == text.len && !ended) return -1;
    if ((at == text.len || text.ptr[at] == newline) && at && text.ptr[at - 1] == '\r') at--;
    return (int64_t)at;
}

static bool csv_key_at(struct loader *loader, uint64_t place, struct arena *scratch, struct value *key) {
    const struct csv *csv = loader->state;
    for (size_t size = KEY_PIECE; size <= (size_t)LIMIT_ROW_BYTES * 2; size *= 4) {
        char *bytes = arena_alloc(scratch, size);
        int64_t count = input_again(&loader->input, place, bytes, size);
        if (count < 0) return false;
        int64_t length =
            csv_cell_length((struct str){bytes, (size_t)count}, csv->separator, csv->newline, (size_t)count < size);
        if (length < 0) continue;
        struct reading reading;
        reader_read(&loader->key->reader, csv_unquoted(bytes, bytes + length, scratch), CELL_PLAIN, scratch, &reading);
        *key = reading.value;
        return key->known;
    }
    return false;
}

/* ---- life ---- */

static void *csv_chunk_state(struct loader *loader) {
    (void)loader;
    struct csv_chunk *state = mem_alloc(sizeof *state);
    state->firsts = mem_alloc(sizeof *state->firsts * BATCH_ROWS);
    return state;
}

static void csv_chunk_release(void *chunk_state) {
    struct csv_chunk *state = chunk_state;
    mem_free(state->memory);
    mem_free(state->firsts);
    csv_scan_release(&state->scan);
    mem_free(state);
}

static void csv_close(struct loader *loader) {
    struct csv *csv = loader->state;
    buf_release(&csv->carry);
}

bool csv_open(struct loader *loader, const struct data_source *source, struct diags *diags) {
    static const struct loader_ops ops = {csv_take,          csv_next,  csv_chunk_state,
                                          csv_chunk_release, csv_close, csv_key_at};
    struct csv *csv = ARENA_NEW(&loader->arena, struct csv);
    buf_init(&csv->carry);
    loader->state = csv;
    loader->ops = &ops;
    return csv_head(loader, csv, source, diags) && bind_columns(loader, csv->names, csv->columns, diags);
}
