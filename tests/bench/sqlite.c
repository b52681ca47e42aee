/* A peer of `make bench`, and its reference: SQLite through its library, as a program of its users would call it.
 *
 *   sqlite TABLES.sql QUERY.sql FOLDER OUT TABLE...
 *
 * Makes the tables in memory, fills each TABLE from FOLDER/TABLE.csv (a blank cell is NULL), runs the query and writes its
 * rows to OUT as CSV. The data must have no line break inside a cell, and the answer no cell that needs quotes.
 * SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include <sqlite3.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CELLS_MAX 64

static bool fail(sqlite3 *db, const char *what) {
    fprintf(stderr, "sqlite: %s: %s\n", what, db ? sqlite3_errmsg(db) : "cannot be read or written");
    return false;
}

/* A whole file, NUL-terminated; NULL when it cannot be read. The caller frees it. */
static char *read_text(const char *path) {
    char *text = NULL;
    size_t size = 0;
    FILE *file = fopen(path, "r");
    if (file && getdelim(&text, &size, '\0', file) < 0) {
        free(text);
        text = NULL;
    }
    if (file) fclose(file);
    return text;
}

/* Cuts a line into cells, in place. Returns how many. */
static int split(char *line, ssize_t length, char *cells[CELLS_MAX], int lengths[CELLS_MAX]) {
    char *at = line, *end = line + length;
    if (end > at && end[-1] == '\n') end--;
    int count = 0;
    while (count < CELLS_MAX) {
        char *out = at, *start = at;
        if (at < end && *at == '"') {
            for (at++; at < end && (*at != '"' || at[1] == '"'); at++) {
                *out++ = *at;
                if (*at == '"') at++;
            }
            at++;
        } else {
            out = at = memchr(at, ',', (size_t)(end - at));
            if (!at) out = at = end;
        }
        cells[count] = start;
        lengths[count++] = (int)(out - start);
        if (at++ >= end) break;
    }
    return count;
}

static bool fill(sqlite3 *db, const char *folder, const char *table) {
    char path[4096], sql[4096];
    snprintf(path, sizeof path, "%s/%s.csv", folder, table);
    FILE *file = fopen(path, "r");
    char *line = NULL;
    size_t size = 0;
    ssize_t length = file ? getline(&line, &size, file) : -1;
    if (length < 0) return fail(NULL, path);

    char *cells[CELLS_MAX];
    int lengths[CELLS_MAX], columns = split(line, length, cells, lengths);
    int at = snprintf(sql, sizeof sql, "INSERT INTO %s VALUES (?", table);
    for (int i = 1; i < columns; i++) at += snprintf(sql + at, sizeof sql - (size_t)at, ", ?");
    snprintf(sql + at, sizeof sql - (size_t)at, ")");

    sqlite3_stmt *insert = NULL;
    bool fine = sqlite3_exec(db, "BEGIN", NULL, NULL, NULL) == SQLITE_OK &&
                sqlite3_prepare_v2(db, sql, -1, &insert, NULL) == SQLITE_OK;
    while (fine && (length = getline(&line, &size, file)) >= 0) {
        fine = split(line, length, cells, lengths) == columns;
        for (int i = 0; i < columns && fine; i++) {
            if (lengths[i])
                sqlite3_bind_text(insert, i + 1, cells[i], lengths[i], SQLITE_STATIC);
            else
                sqlite3_bind_null(insert, i + 1);
        }
        fine = fine && sqlite3_step(insert) == SQLITE_DONE && sqlite3_reset(insert) == SQLITE_OK;
    }
    fine = sqlite3_finalize(insert) == SQLITE_OK && fine;
    fine = fine && sqlite3_exec(db, "COMMIT", NULL, NULL, NULL) == SQLITE_OK;
    free(line);
    fclose(file);
    return fine || fail(db, path);
}

static bool answer(sqlite3 *db, const char *query, const char *path) {
    sqlite3_stmt *select = NULL;
    if (sqlite3_prepare_v2(db, query, -1, &select, NULL) != SQLITE_OK) return fail(db, "query");
    FILE *file = fopen(path, "w");
    if (!file) return fail(NULL, path);
    int columns = sqlite3_column_count(select), status;
    for (int i = 0; i < columns; i++)
        fprintf(file, "%s%c", sqlite3_column_name(select, i), i + 1 < columns ? ',' : '\n');
    while ((status = sqlite3_step(select)) == SQLITE_ROW) {
        for (int i = 0; i < columns; i++) {
            const char *text = (const char *)sqlite3_column_text(select, i);
            if (text) fputs_unlocked(text, file);
            putc_unlocked(i + 1 < columns ? ',' : '\n', file);
        }
    }
    bool fine = status == SQLITE_DONE;
    sqlite3_finalize(select);
    if (fclose(file) != 0) return fail(NULL, path);
    return fine || fail(db, "query");
}

int main(int argc, char **argv) {
    if (argc < 6) {
        fputs("usage: sqlite TABLES.sql QUERY.sql FOLDER OUT TABLE...\n", stderr);
        return 2;
    }
    char *tables = read_text(argv[1]), *query = read_text(argv[2]);
    sqlite3 *db = NULL;
    bool fine = (tables || fail(NULL, argv[1])) && (query || fail(NULL, argv[2]));
    fine = fine && (sqlite3_open(":memory:", &db) == SQLITE_OK || fail(db, "open"));
    fine = fine && (sqlite3_exec(db, tables, NULL, NULL, NULL) == SQLITE_OK || fail(db, argv[1]));
    for (int i = 5; i < argc && fine; i++) fine = fill(db, argv[3], argv[i]);
    fine = fine && answer(db, query, argv[4]);
    sqlite3_close(db);
    free(tables);
    free(query);
    return fine ? 0 : 1;
}
