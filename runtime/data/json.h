/* JSON and JSON Lines: cutting into rows (json_cut.c), finding the objects in them and their members (json_walk.c) by a
 * plan of what is looked for (json_plan.c), and these into values (json.c). Each row is the text of one object; libyajl
 * reads them one by one, so that a broken row costs that row only.
 *
 * Rows of one record may be inside those of another: accounts with a list of contacts in each. A loader of contacts then
 * walks the accounts' file, and each contact's reference to its account is the key of the account around it.
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
struct json_list;
/* A wanted place in an object; the root of a node's tree is the object itself. */
struct json_path {
    const char *name; /* of the member */
    uint32_t length;
    struct json_path *below;      /* first of the members looked for inside */
    struct json_path *next;       /* next of the members beside */
    const struct json_list *list; /* a list of rows; or NULL */
    int32_t cell;                 /* number of the cell it fills, or -1 */
};
/* What is looked for in the objects of one record: of the loader's, or of one whose objects have those in them. */
struct json_node {
    const struct record *record;
    struct json_path root;
    bool wanted; /* the loader's record: its objects are rows */
    uint32_t cell_count;
    struct {
        uint32_t first, count;
    } * choices;             /* by binding (the loader's record; others have one, their key): a run of choice_cells, the
                              * first that is there counts */
    uint32_t *choice_cells;  /* numbers of cells; two fields may share one */
    const char **cell_names; /* "address.city" */
    const struct reader *key; /* how the key is read, which rows inside refer to; or NULL: no key */
    uint32_t key_binding;
};
struct json_list {
    const char *name;             /* as the field is called in the data */
    const struct json_node *node; /* of what is in it */
    int32_t reference;            /* the binding that takes the key of the object around it, or -1 */
};
struct json { /* state of a loader */
    enum json_layout layout;
    struct json_node *top; /* of the file's rows */
    bool nested;           /* they are not the loader's: its rows are somewhere inside */
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
/* What is looked for, as json->top: once the loader's bindings are made. False after a message. */
bool json_plan(struct loader *loader, struct json *json, const struct nest *nest, const char *folder,
               struct diags *diags);
/* Finds out how the document, whose rows are of `record`, is laid out, from its first bytes, which stay to be read. False after a message. */
bool json_enter(struct loader *loader, struct json *json, const struct record *record, bool lines, struct diags *diags);
/* Whether the document is an object with a list under the record's name. The input is used up. */
bool json_has_list(struct input *input, const struct record *record);
enum load_status json_cut(struct loader *loader, struct chunk *chunk, struct json_cut *cut, struct diags *diags);

/* ---- one row of the file after the other ---- */
struct json_cell { /* what an object has at a place that is looked for */
    struct str text;
    enum cell_kind kind;
    bool present, exact, twice; /* exact: under the very name, not only one in other case */
};
struct json_item { /* an object of a record */
    const struct json_node *node;
    const struct json_item *around;  /* NULL: a row of the file */
    const struct json_list *through; /* the list it is in */
    const char *flaw;                /* not NULL: it is none, and this is why */
    uint32_t start, end;             /* its bytes */
    struct json_cell cells[];        /* node->cell_count */
};
struct json_walk;
struct json_walk *json_walk_new(const struct json *json);
void json_walk_free(struct json_walk *walk);
/* Reads the object at text[start .. end), with texts that had to be made in `arena`, and the items too; NULL, or why it
 * cannot be read. */
const char *json_walk_row(struct json_walk *walk, struct str text, const struct json_row *row, struct arena *arena);
/* The wanted items of the row, in the order in which they begin. */
const struct json_item *const *json_walk_items(const struct json_walk *walk, uint32_t *count);

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
