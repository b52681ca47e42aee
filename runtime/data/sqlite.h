/* SQLite files, read only: tables and views are records, columns fields. A number stored as REAL is read as the shortest
 * decimal that is that number; text that is not UTF-8 refuses its row. Rows come in the order SQLite gives them. */
#ifndef RUNTIME_DATA_SQLITE_H
#define RUNTIME_DATA_SQLITE_H
#include "runtime/data/loader.h"

struct sqlite_names {
    const char **at;
    uint32_t len, cap;
};
/* The tables and views of a file, by name; false after a message. */
bool sqlite_tables(const char *path, const char *name, struct arena *arena, struct sqlite_names *out,
                   struct diags *diags);
/* Whether the first bytes of a file are those of an SQLite file. */
bool sqlite_is_file(const char *path);
#define SQLITE_REAL_MAX 32
size_t sqlite_real_text(double real, char out[SQLITE_REAL_MAX]); /* "0.1"; "inf" and "nan" for what is no number */
#endif
