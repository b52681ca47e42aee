/* SPDX-License-Identifier: MIT */
#include "runtime/data/sqlite.h"

#include <inttypes.h>
#include <sqlite3.h>
#include <stdlib.h>

#include "lang/base/mem.h"
#include "lang/base/utf8.h"
#include "runtime/data/bind.h"
#include "runtime/data/store.h"

#ifdef RUNG_TINY
#define CHUNK_ROWS 4u
#else
#define CHUNK_ROWS (4u * BATCH_ROWS)
#endif
#define CHUNK_BYTES ((size_t)1 << 20) /* of texts, after which a chunk is full */
#define BUSY_MS 3000

struct sqlite {
    sqlite3 *db;          /* owned */
    sqlite3_stmt *select; /* owned */
    uint64_t row;         /* of the one read last, from 1 */
    const char *error;    /* told when the rows before it have been taken; or NULL */
    bool ended;
};
struct cell {
    struct str text;
    enum cell_kind kind;
};
struct sqlite_chunk {
    struct cell *cells; /* in the chunk's arena: rows * bindings; kind CELL_NULL where the table has no such column */
    uint32_t rows, next;
    uint64_t first; /* number of the first row */
};

size_t sqlite_real_text(double real, char out[SQLITE_REAL_MAX]) {
    int length = 0;
    for (int digits = 15; digits <= 17; digits++) {
        length = snprintf(out, SQLITE_REAL_MAX, "%.*g", digits, real);
        if (strtod(out, NULL) == real) break;
    }
    return (size_t)length;
}

bool sqlite_is_file(const char *path) {
    char bytes[16];
    struct input input;
    if (input_open(&input, path) != INPUT_OPEN) return false;
    /* A pipe must not lose its first bytes. */
    bool is = input.seekable && input_read(&input, bytes, sizeof bytes) == sizeof bytes &&
              memcmp(bytes, "SQLite format 3", 16) == 0;
    input_close(&input);
    return is;
}

static bool tell(const char *name, sqlite3 *db, const char *what, struct diags *diags) {
    struct diag *d =
        diag_new(diags, E0513, (struct span){0}, "%s cannot be read: %s", name, what ? what : sqlite3_errmsg(db));
    if (sqlite3_errcode(db) == SQLITE_BUSY || sqlite3_errcode(db) == SQLITE_LOCKED)
        diag_help(diags, d, "Another program is writing to it: try again, or read a copy.");
    return false;
}

static sqlite3 *open_file(const char *path, const char *name, struct diags *diags) {
    sqlite3 *db = NULL;
    if (sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL) != SQLITE_OK) {
        if (db) tell(name, db, NULL, diags);
        sqlite3_close(db);
        return NULL;
    }
    sqlite3_busy_timeout(db, BUSY_MS);
    /* A file from somewhere must not make functions run that its views name. */
    sqlite3_db_config(db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
    sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    return db;
}

bool sqlite_tables(const char *path, const char *name, struct arena *arena, struct sqlite_names *out,
                   struct diags *diags) {
    sqlite3 *db = open_file(path, name, diags);
    sqlite3_stmt *select = NULL;
    if (!db) return false;
    static const char sql[] = "SELECT name FROM sqlite_master WHERE type IN ('table', 'view') AND name NOT LIKE "
                              "'sqlite\\_%' ESCAPE '\\' ORDER BY name";
    int status = sqlite3_prepare_v2(db, sql, -1, &select, NULL);
    while (status == SQLITE_OK || status == SQLITE_ROW) {
        status = sqlite3_step(select);
        if (status != SQLITE_ROW) break;
        const char *text = (const char *)sqlite3_column_text(select, 0);
        if (text) vec_push(arena, out, (const char *)arena_strndup(arena, text, strlen(text)));
    }
    bool fine = status == SQLITE_DONE || tell(name, db, NULL, diags);
    sqlite3_finalize(select);
    sqlite3_close(db);
    return fine;
}

/* ---- taking rows ---- */

static struct cell take_cell(sqlite3_stmt *select, int column, struct arena *arena) {
    char number[SQLITE_REAL_MAX];
    size_t length;
    switch (sqlite3_column_type(select, column)) {
    case SQLITE_INTEGER:
        length = (size_t)snprintf(number, sizeof number, "%" PRId64, (int64_t)sqlite3_column_int64(select, column));
        return (struct cell){arena_str(arena, (struct str){number, length}), CELL_NUMBER};
    case SQLITE_FLOAT:
        length = sqlite_real_text(sqlite3_column_double(select, column), number);
        return (struct cell){arena_str(arena, (struct str){number, length}), CELL_NUMBER};
    case SQLITE_TEXT: {
        const char *text = (const char *)sqlite3_column_text(select, column);
        length = (size_t)sqlite3_column_bytes(select, column);
        return (struct cell){arena_str(arena, (struct str){text ? text : "", text ? length : 0}), CELL_TEXT};
    }
    case SQLITE_BLOB: return (struct cell){STR("(blob)"), CELL_BYTES};
    default: return (struct cell){{"", 0}, CELL_NULL};
    }
}

static enum load_status sqlite_take(struct loader *loader, struct chunk *chunk, struct diags *diags) {
    struct sqlite *state = loader->state;
    struct sqlite_chunk *rows = chunk->state;
    uint32_t columns = loader->binding_count;
    rows->rows = rows->next = 0;
    rows->first = state->row + 1;
    if (state->error) {
        tell(loader->file, state->db, state->error, diags);
        return LOAD_FAILED;
    }
    if (state->ended) return LOAD_END;
    rows->cells = ARENA_ARRAY(&chunk->arena, struct cell, (size_t)CHUNK_ROWS * columns);
    while (rows->rows < CHUNK_ROWS && chunk->arena.total < CHUNK_BYTES + sizeof(struct cell) * CHUNK_ROWS * columns) {
        int status = sqlite3_step(state->select);
        if (status != SQLITE_ROW) {
            state->ended = true;
            if (status != SQLITE_DONE)
                state->error =
                    arena_printf(&loader->arena, "after row %" PRIu64 ": %s", state->row, sqlite3_errmsg(state->db));
            break;
        }
        struct cell *cells = rows->cells + (size_t)rows->rows * columns;
        for (uint32_t i = 0; i < columns; i++) {
            int column = loader->bindings[i].column;
            cells[i] = column < 0 ? (struct cell){{"", 0}, CELL_NULL} : take_cell(state->select, column, &chunk->arena);
        }
        rows->rows++;
        state->row++;
    }
    if (rows->rows) return LOAD_MORE;
    if (!state->error) return LOAD_END;
    tell(loader->file, state->db, state->error, diags);
    return LOAD_FAILED;
}

/* ---- batches ---- */

/* The values of the fields that are read, as the row of a reject. */
static struct str raw_of(const struct cell *cells, uint32_t count, struct arena *arena) {
    struct buf text;
    buf_init(&text);
    for (uint32_t i = 0; i < count; i++) {
        if (i) buf_char(&text, ',');
        buf_str(&text, cells[i].text);
    }
    struct str copy = arena_str(arena, (struct str){text.ptr, text.len});
    buf_release(&text);
    return copy;
}

static bool put_row(struct chunk *chunk, struct batch *batch, const struct cell *cells, uint64_t line,
                    struct tally *tally) {
    const struct loader *loader = chunk->loader;
    const char *column = NULL, *reason = NULL;
    struct reading key = {0};
    for (uint32_t i = 0; i < loader->binding_count && !reason; i++) {
        const struct binding *binding = &loader->bindings[i];
        column = binding->name;
        if (cells[i].kind == CELL_TEXT && utf8_check(cells[i].text) != UTF8_VALID)
            reason = "is not UTF-8 text";
        else if (cells[i].kind == CELL_TEXT && cells[i].text.len && memchr(cells[i].text.ptr, 0, cells[i].text.len))
            reason = "has a zero byte in a text";
        if (reason || binding != loader->key) continue;
        reader_read(&binding->reader, cells[i].text, cells[i].kind, &batch->arena, &key);
        if (!key.value.known) reason = key.blank ? "the key is blank" : "the key could not be read";
    }
    if (reason) {
        loader_reject(chunk, tally, line, column, reason, raw_of(cells, loader->binding_count, &batch->arena));
        return false;
    }
    uint32_t at = batch->rows++;
    batch->line[at] = line;
    for (uint32_t i = 0; i < loader->binding_count; i++) {
        const struct binding *binding = &loader->bindings[i];
        if (binding == loader->key)
            store_put(&batch->fields[binding->reader.field->index], at, &key.value);
        else if (binding->column >= 0)
            loader_put(binding, batch, at, cells[i].text, cells[i].kind, tally);
    }
    return true;
}

static bool sqlite_next(struct chunk *chunk, struct batch *batch, struct tally *tally) {
    struct loader *loader = chunk->loader;
    struct sqlite_chunk *rows = chunk->state;
    if (rows->next == rows->rows) return false;
    for (uint32_t i = 0; i < loader->binding_count; i++) {
        uint32_t field = loader->bindings[i].reader.field->index;
        store_begin(&batch->fields[field]);
        if (batch->states[field]) memset(batch->states[field], CAUSE_NONE, BATCH_ROWS * sizeof(cell_state));
    }
    for (; rows->next < rows->rows && batch->rows < BATCH_ROWS; rows->next++)
        put_row(chunk, batch, rows->cells + (size_t)rows->next * loader->binding_count, rows->first + rows->next,
                tally);
    for (uint32_t i = 0; i < loader->binding_count; i++)
        if (loader->bindings[i].column < 0) loader_put_absent(&loader->bindings[i], batch, tally);
    return true;
}

/* ---- life ---- */

static void *sqlite_chunk_state(struct loader *loader) {
    (void)loader;
    return mem_alloc(sizeof(struct sqlite_chunk));
}

static void sqlite_close(struct loader *loader) {
    struct sqlite *state = loader->state;
    sqlite3_finalize(state->select);
    sqlite3_close(state->db);
}

bool sqlite_open(struct loader *loader, const struct data_source *source, struct diags *diags) {
    static const struct loader_ops ops = {sqlite_take, sqlite_next, sqlite_chunk_state, mem_free, sqlite_close, NULL};
    struct sqlite *state = ARENA_NEW(&loader->arena, struct sqlite);
    loader->state = state;
    loader->ops = &ops;
    state->db = open_file(source->path, source->name, diags);
    if (!state->db) return false;
    struct buf sql;
    buf_init(&sql);
    buf_puts(&sql, "SELECT * FROM \"");
    for (const char *c = source->table; *c; c++) {
        if (*c == '"') buf_char(&sql, '"');
        buf_char(&sql, *c);
    }
    buf_char(&sql, '"');
    int status = sqlite3_prepare_v2(state->db, sql.ptr, -1, &state->select, NULL);
    buf_release(&sql);
    if (status != SQLITE_OK) return tell(source->name, state->db, NULL, diags);
    int count = sqlite3_column_count(state->select);
    const char **names = ARENA_ARRAY(&loader->arena, const char *, count);
    for (int i = 0; i < count; i++) {
        const char *name = sqlite3_column_name(state->select, i);
        names[i] = arena_strndup(&loader->arena, name ? name : "", name ? strlen(name) : 0);
    }
    return bind_columns(loader, names, (uint32_t)count, diags);
}
