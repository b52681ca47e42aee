/* JSON and JSON Lines: cutting into rows (json_cut.c) and rows into values (json.c). Each row is the text of one object;
 * libyajl reads them one by one, so that a broken row costs that row only.
 *
 * A file is one of: an object a line; a list of objects; an object that has the list under the record's name; objects
 * one after the other. */
#ifndef RUNTIME_DATA_JSON_H
#define RUNTIME_DATA_JSON_H
#include "runtime/data/loader.h"

enum json_layout {
    JSON_LINES,   /* an object a line */
    JSON_LIST,    /* objects in a list: of the document, or of a member of it */
    JSON_SEQUENCE /* objects one after the other, over several lines each */
};
/* A wanted place in an object; the root of the tree is the object itself. */
struct json_path {
    const char *name; /* of the member */
    uint32_t length;
    struct json_path *below; /* first of the members looked for inside */
    struct json_path *next;  /* next of the members beside */
    int32_t cell;            /* number of the cell it fills, or -1 */
};
struct json { /* state of a loader */
    enum json_layout layout;
    struct json_path root;
    uint32_t cell_count;
    struct {
        uint32_t first, count;
    } * choices;             /* by binding: a run of choice_cells, the first that is there counts */
    uint32_t *choice_cells;  /* numbers of cells; two fields may share one */
    const char **cell_names; /* "address.city" */
    /* cutting */
    struct buf carry;   /* owned: bytes of a row whose end has not been read */
    uint64_t line;      /* of the next byte (JSON_LINES), or number of the last item */
    bool ended;         /* the input has no more bytes */
    bool started, over; /* JSON_LIST: the list has been entered; it has been left */
};
struct json_row {
    uint32_t start, end;
    uint64_t line;
};
struct json_cut { /* rows of a chunk */
    char *text;   /* owned */
    uint32_t length, room;
    struct json_row *rows; /* owned */
    uint32_t count, cap;
};
/* Finds out how the document is laid out, from its first bytes, which stay to be read. False after a message. */
bool json_enter(struct loader *loader, struct json *json, bool lines, struct diags *diags);
enum load_status json_cut(struct loader *loader, struct chunk *chunk, struct json_cut *cut, struct diags *diags);
/* Names of the members of the object that `text` begins with, members of members as "a.b", as far as it is there. */
struct json_names {
    const char **at;
    uint32_t len, cap;
};
void json_names(struct str text, struct arena *arena, struct json_names *out);
/* End of the value that begins at `at`: behind it; -1 when its end is not in the text. Strings are skipped properly,
 * brackets counted and not matched: whoever reads the value finds what is wrong in it. */
int64_t json_value_end(struct str text, size_t at);
#endif
