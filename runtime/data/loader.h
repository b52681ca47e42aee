/* The inside of loaders: what the readers of CSV, JSON and SQLite share. Only files of this folder and their tests
 * include this; everybody else reads load.h. */
#ifndef RUNTIME_DATA_LOADER_H
#define RUNTIME_DATA_LOADER_H
#include "runtime/data/input.h"
#include "runtime/data/load.h"
#include "runtime/data/reader.h"

enum data_kind { DATA_CSV, DATA_JSON, DATA_SQLITE, DATA_TEXT /* CSV or JSON: its first character tells */ };
/* A JSON file with rows of several records in it: each inside a row of another, in the list that it has of them. */
struct nest {
    const struct framework *framework;
    const struct record *root; /* the file's rows are of this one */
    bool *inside;              /* by record: whether its rows are in there */
};
/* Where the rows of a record are. */
struct data_source {
    enum data_kind kind;
    const char *path;  /* to open; "-": standard input */
    const char *name;  /* for messages */
    const char *table; /* SQLite: the table or view */
    char separator;    /* CSV: 0: told from the header; likely: tab for .tsv */
    bool lines;        /* JSON: one object a line, by the file's name */
    const struct nest *nest; /* JSON: or NULL: there is one record only */
};

/* A wanted field and where its cells are. */
struct binding {
    struct reader reader;
    int32_t column;   /* number of the column; -1: the data has none */
    const char *name; /* of the column as the data has it, else the field's first choice */
};

struct chunk;
/* What a kind of source does. */
struct loader_ops {
    enum load_status (*take)(struct loader *loader, struct chunk *chunk, struct diags *diags);
    bool (*next)(struct chunk *chunk, struct batch *batch, struct tally *tally);
    void *(*chunk_state)(struct loader *loader);
    void (*chunk_release)(void *state);
    void (*close)(struct loader *loader);
    /* The key at a place noted in batch->key_place, in `scratch`; false when it can no longer be read. NULL: keys must be kept. */
    bool (*key_at)(struct loader *loader, uint64_t place, struct arena *scratch, struct value *key);
};
struct loader {
    struct arena arena; /* owned: bindings, names, the state of the source */
    const struct record *record;
    const char *file; /* as messages name it */
    const char *folder; /* of the framework */
    struct load_options options;
    struct input input;       /* CSV, JSON */
    struct binding *bindings; /* of the wanted fields, in the record's order */
    uint32_t binding_count;
    struct binding *key; /* one of them; or NULL */
    const struct loader_ops *ops;
    void *state;       /* of the kind of source */
    struct keys *keys; /* owned; NULL: no key, or there is an index */
    struct keyindex *index; /* borrowed; or NULL */
    uint64_t rows;     /* accepted so far */
    bool over;         /* ended or failed: nothing more can be taken */
};
/* A row that was refused while a chunk was cut, told when it is parsed. */
struct chunk_reject {
    uint64_t line;
    const char *reason; /* in the chunk's arena, or static */
    struct str raw;     /* in the chunk's bytes */
};
struct chunk {
    struct loader *loader; /* borrowed */
    struct arena arena;    /* cleared when the chunk is filled anew */
    VEC(struct chunk_reject) rejects;
    void *state; /* of the kind of source */
};

/* Opens a source directly. `folder`: of the framework, for its files of aliases. */
struct loader *loader_open_source(const struct data_source *source, const struct record *record, const char *folder,
                                  const bool *wanted, const bool *states_wanted, const struct load_options *options,
                                  struct diags *diags);
/* The same from an input that was opened, which the loader takes over; CSV and JSON only. */
struct loader *loader_open_input(const struct data_source *source, const struct input *input,
                                 const struct record *record, const char *folder, const bool *wanted,
                                 const struct load_options *options, struct diags *diags);
/* The same over bytes in memory, which must outlive the loader; CSV and JSON only. For tests. */
struct loader *loader_open_memory(const struct data_source *source, struct str bytes, bool seekable,
                                  const struct record *record, const bool *wanted, const struct load_options *options,
                                  struct diags *diags);

/* For the kinds of sources: a cell of row `row` into its vector, its state and the tally. */
void loader_put(const struct binding *binding, struct batch *batch, uint32_t row, struct str cell, enum cell_kind kind,
                struct tally *tally);
/* All rows of a field that has no column. */
void loader_put_absent(const struct binding *binding, struct batch *batch, struct tally *tally);
void loader_reject(const struct chunk *chunk, struct tally *tally, uint64_t line, const char *column,
                   const char *reason, struct str raw);
/* Tells what cutting refused. Called by chunk_next. */
void loader_tell_rejects(struct chunk *chunk, struct tally *tally);

/* A loader of no rows, for a record of which there is no data. */
struct loader *loader_open_nothing(const struct record *record, const struct load_options *options);

bool csv_open(struct loader *loader, const struct data_source *source, struct diags *diags);
bool json_open(struct loader *loader, const struct data_source *source, struct diags *diags);
bool sqlite_open(struct loader *loader, const struct data_source *source, struct diags *diags);
#endif
