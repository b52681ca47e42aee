/* What a dataset is made of, for the files that put it together. */
#ifndef RUNTIME_DATA_DATASET_PARTS_H
#define RUNTIME_DATA_DATASET_PARTS_H
#include "runtime/data/loader.h"
#include "runtime/data/relate.h"

/* What was found for one record. */
struct found {
    struct data_source source;
    enum relate_rank rank;
    bool said;         /* Record=path: counts before what a folder holds */
    bool inside;       /* its rows are inside those of other records, in their file */
    const char *word;  /* of the command line, that it came from; NULL: nothing found */
    const char *rival; /* another source of the same rank, from the same folder or file; or NULL */
};
VEC_TYPE(name_list, const char *);
struct dataset {
    struct arena *arena; /* borrowed */
    const struct framework *framework;
    struct load_options options;
    struct diags *diags;        /* borrowed; while it is opened */
    bool standard;              /* standard input is taken */
    struct input input;         /* owned: standard input, when its beginning had to be looked at; fd -1: not so */
    struct buf bytes;           /* owned: all of it, when several records are read from it; else empty */
    struct found *found;        /* by record */
    struct name_list unmatched; /* files and tables that match no record */
    struct name_list looked;    /* folders and files that were looked into */
};
uint32_t dataset_index(const struct dataset *dataset, const struct record *record); /* number of the record */
#endif
