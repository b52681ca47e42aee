/* A peer of `make bench`: DuckDB through its C library, which is loaded when the program runs and need not be there when
 * Rung is built.
 *
 *   duckdb LIBRARY.so QUERY.sql FOLDER OUT THREADS
 *
 * Runs the query with FOLDER in the place of @DATA@ and OUT in the place of @OUT@.
 * SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "lang/base/buf.h"

/* What this program uses of the library. A result is six words for its callers; there is room for more. */
struct result {
    uint64_t words[32];
};
struct library {
    int (*open)(const char *path, void **database);
    int (*connect)(void *database, void **connection);
    int (*query)(void *connection, const char *sql, struct result *result);
    const char *(*error)(struct result *result);
    void (*destroy)(struct result *result);
    void (*disconnect)(void **connection);
    void (*close)(void **database);
};

static bool load(const char *path, struct library *library) {
    void *handle = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    if (!handle) {
        fprintf(stderr, "duckdb: %s\n", dlerror());
        return false;
    }
    struct {
        const char *name;
        void *function; /* where the address goes */
    } functions[] = {
        {"duckdb_open", &library->open},
        {"duckdb_connect", &library->connect},
        {"duckdb_query", &library->query},
        {"duckdb_result_error", &library->error},
        {"duckdb_destroy_result", &library->destroy},
        {"duckdb_disconnect", &library->disconnect},
        {"duckdb_close", &library->close},
    };
    for (size_t i = 0; i < sizeof functions / sizeof functions[0]; i++) {
        void *address = dlsym(handle, functions[i].name);
        memcpy(functions[i].function, &address, sizeof address);
        if (address) continue;
        fprintf(stderr, "duckdb: %s has no function %s\n", path, functions[i].name);
        return false;
    }
    return true;
}

static bool run(const struct library *library, void *connection, const char *sql) {
    struct result result = {{0}};
    bool fine = library->query(connection, sql, &result) == 0;
    if (!fine) fprintf(stderr, "duckdb: %s\n", library->error(&result));
    library->destroy(&result);
    return fine;
}

/* The query with its two places filled in. */
static bool read_query(const char *path, const char *folder, const char *out, struct buf *sql) {
    char *text = NULL;
    size_t size = 0;
    FILE *file = fopen(path, "r");
    bool fine = file && getdelim(&text, &size, '\0', file) >= 0;
    for (const char *at = text; fine && *at;) {
        bool is_data = strncmp(at, "@DATA@", 6) == 0, is_out = strncmp(at, "@OUT@", 5) == 0;
        if (is_data || is_out)
            buf_puts(sql, is_data ? folder : out);
        else
            buf_char(sql, *at);
        at += is_data ? 6 : is_out ? 5 : 1;
    }
    if (!fine) fprintf(stderr, "duckdb: cannot read %s\n", path);
    if (file) fclose(file);
    free(text);
    return fine;
}

int main(int argc, char **argv) {
    if (argc != 6) {
        fputs("usage: duckdb LIBRARY.so QUERY.sql FOLDER OUT THREADS\n", stderr);
        return 2;
    }
    struct library library;
    struct buf sql, threads;
    buf_init(&sql);
    buf_init(&threads);
    buf_printf(&threads, "SET threads = %s", argv[5]);
    void *database = NULL, *connection = NULL;
    bool fine = load(argv[1], &library) && read_query(argv[2], argv[3], argv[4], &sql);
    fine = fine && library.open(NULL, &database) == 0 && library.connect(database, &connection) == 0;
    fine = fine && run(&library, connection, threads.ptr) && run(&library, connection, sql.ptr);
    if (connection) library.disconnect(&connection);
    if (database) library.close(&database);
    buf_release(&sql);
    buf_release(&threads);
    return fine ? 0 : 1;
}
