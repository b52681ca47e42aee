/* From the words of the command line to where each record's rows are. Nothing is read here but names, and the first
 * bytes of files that could be SQLite.
 * SPDX-License-Identifier: MIT */
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "lang/base/utf8.h"
#include "lang/suggest.h"
#include "runtime/data/nesting.h"
#include "runtime/data/sqlite.h"

#define SHOWN_NAMES 5 /* in a message */

static const struct span nowhere = {0};

uint32_t dataset_index(const struct dataset *dataset, const struct record *record) {
    uint32_t i = 0;
    while (dataset->framework->records[i] != record) i++;
    return i;
}

/* ---- kinds of files ---- */

static const struct extension {
    const char *name;
    enum data_kind kind;
    char separator;
    bool lines, database;
} extensions[] = {
    {".csv", DATA_CSV, 0, false, false},       {".tsv", DATA_CSV, '\t', false, false},
    {".tab", DATA_CSV, '\t', false, false},    {".json", DATA_JSON, 0, false, false},
    {".jsonl", DATA_JSON, 0, true, false},     {".ndjson", DATA_JSON, 0, true, false},
    {".db", DATA_SQLITE, 0, false, true},      {".sqlite", DATA_SQLITE, 0, false, true},
    {".sqlite3", DATA_SQLITE, 0, false, true},
};

static const struct extension *extension_of(struct str name) {
    for (size_t i = 0; i < sizeof extensions / sizeof extensions[0]; i++) {
        struct str end = str_of(extensions[i].name);
        if (name.len > end.len && str_equal_nocase((struct str){name.ptr + name.len - end.len, end.len}, end))
            return &extensions[i];
    }
    return NULL;
}

static struct str file_name(const char *path) {
    const char *slash = strrchr(path, '/');
    return str_of(slash ? slash + 1 : path);
}

static struct str stem_of(struct str name) {
    const struct extension *extension = extension_of(name);
    if (extension) name.len -= strlen(extension->name);
    return name;
}

static struct data_source source_of_file(const char *path) {
    struct data_source source = {
        .kind = DATA_TEXT, .path = path, .name = strcmp(path, "-") == 0 ? "standard input" : path};
    const struct extension *extension = extension_of(str_of(path));
    if (!extension || extension->database) return source;
    source.kind = extension->kind;
    source.separator = extension->separator;
    source.lines = extension->lines;
    return source;
}

/* ---- what was found ---- */

static void pass_over(struct dataset *dataset, const struct data_source *source) {
    vec_push(dataset->arena, &dataset->unmatched, source->name);
}

/* A claim on a record; false after a message. */
static bool claim(struct dataset *dataset, const struct record *record, const struct found *by) {
    struct found *found = &dataset->found[dataset_index(dataset, record)];
    if (!found->word || (by->said && !found->said)) {
        if (found->word) pass_over(dataset, &found->source);
        *found = *by;
    } else if (found->said && !by->said) {
        pass_over(dataset, &by->source);
    } else if (found->word != by->word) {
        struct diag *d = diag_new(dataset->diags, E0503, nowhere, "there are two sources for `%s`: %s and %s",
                                  record->name, found->source.name, by->source.name);
        diag_help(dataset->diags, d, "Name one of them only.");
        return false;
    } else if (found->rank == by->rank) {
        found->rival = by->source.name;
    } else if (found->rank < by->rank) {
        pass_over(dataset, &by->source);
    } else {
        pass_over(dataset, &found->source);
        *found = *by;
    }
    return true;
}

static bool check_rivals(struct dataset *dataset) {
    bool fine = true;
    for (uint32_t i = 0; i < dataset->framework->record_count; i++) {
        const struct found *found = &dataset->found[i];
        if (!found->rival) continue;
        const char *record = dataset->framework->records[i]->name;
        struct diag *d = diag_new(dataset->diags, E0518, nowhere, "`%s` could be read from %s or from %s", record,
                                  found->source.name, found->rival);
        diag_help(dataset->diags, d, "Move one away, or say which: %s=%s", record, found->source.name);
        fine = false;
    }
    return fine;
}

static int by_name(const void *left, const void *right) {
    return strcmp(*(const char *const *)left, *(const char *const *)right);
}

/* ---- folders and SQLite files ---- */

static bool add_folder(struct dataset *dataset, const char *path, const char *word) {
    DIR *folder = opendir(path);
    if (!folder) {
        diag_new(dataset->diags, E0505, nowhere, "the folder %s cannot be read: %s", path, strerror(errno));
        return false;
    }
    struct name_list names = {0};
    for (struct dirent *entry; (entry = readdir(folder)) != NULL;)
        if (entry->d_name[0] != '.' && extension_of(str_of(entry->d_name)))
            vec_push(dataset->arena, &names,
                     (const char *)arena_strndup(dataset->arena, entry->d_name, strlen(entry->d_name)));
    closedir(folder);
    /* The order of a folder is nobody's choice: messages must not depend on it. */
    if (names.len) qsort(names.at, names.len, sizeof *names.at, by_name);
    vec_push(dataset->arena, &dataset->looked, path);
    bool fine = true, slash = path[0] && path[strlen(path) - 1] == '/';
    for (uint32_t i = 0; i < names.len; i++) {
        const char *file = arena_printf(dataset->arena, "%s%s%s", path, slash ? "" : "/", names.at[i]);
        struct stat about;
        if (stat(file, &about) != 0 || S_ISDIR(about.st_mode)) continue;
        enum relate_rank rank;
        const struct record *record = relate_record(dataset->framework, stem_of(str_of(names.at[i])), &rank);
        struct found found = {.source = source_of_file(file), .rank = rank, .word = word};
        if (!record || extension_of(str_of(file))->database)
            pass_over(dataset, &found.source);
        else
            fine &= claim(dataset, record, &found);
    }
    return fine;
}

static bool add_tables(struct dataset *dataset, const char *path, const char *word, const struct record *only) {
    struct sqlite_names tables = {0};
    if (!sqlite_tables(path, path, dataset->arena, &tables, dataset->diags)) return false;
    vec_push(dataset->arena, &dataset->looked, path);
    bool fine = true;
    for (uint32_t i = 0; i < tables.len; i++) {
        struct found found = {
            .source = {.kind = DATA_SQLITE, .path = path, .table = tables.at[i]}, .word = word, .said = only != NULL};
        found.source.name = arena_printf(dataset->arena, "%s, table %s", path, tables.at[i]);
        const struct record *record = relate_record(dataset->framework, str_of(tables.at[i]), &found.rank);
        if (only && record != only) continue;
        if (!record)
            pass_over(dataset, &found.source);
        else
            fine &= claim(dataset, record, &found);
    }
    return fine;
}

/* ---- words ---- */

static bool not_there(struct dataset *dataset, const char *path) {
    struct diag *d = diag_new(dataset->diags, E0501, nowhere, "there is no file or folder `%s`", path);
    diag_help(dataset->diags, d, "Data is a folder, a CSV, JSON or SQLite file, Record=file, or - for standard input.");
    return false;
}

/* A file for a record, or a file whose name says which record it is; NULL: its name decides, else the subject. */
static bool add_file(struct dataset *dataset, const char *path, const char *word, const struct record *record) {
    struct stat about;
    bool standard = strcmp(path, "-") == 0;
    if (!standard && stat(path, &about) != 0) {
        if (errno == ENOENT || errno == ENOTDIR) return not_there(dataset, path);
        diag_new(dataset->diags, E0505, nowhere, "%s cannot be read: %s", path, strerror(errno));
        return false;
    }
    if (!standard && S_ISDIR(about.st_mode)) {
        if (!record) return add_folder(dataset, path, word);
        struct diag *d = diag_new(dataset->diags, E0505, nowhere, "%s is a folder, not a file", path);
        diag_help(dataset->diags, d,
                  "Name the file of `%s` in it, or the folder alone: its files are found by their names.",
                  record->name);
        return false;
    }
    if (!standard && S_ISREG(about.st_mode) && sqlite_is_file(path)) return add_tables(dataset, path, word, record);
    if (standard && dataset->standard) {
        diag_new(dataset->diags, E0503, nowhere, "standard input (-) can be read for one record only");
        return false;
    }
    dataset->standard |= standard;
    struct found found = {.source = source_of_file(path), .rank = RELATE_SAME, .word = word, .said = record != NULL};
    enum relate_rank rank;
    if (!record && !standard) record = relate_record(dataset->framework, stem_of(file_name(path)), &rank);
    return claim(dataset, record ? record : dataset->framework->subject, &found);
}

static bool no_record(struct dataset *dataset, struct str name) {
    struct suggest suggest;
    char *wanted = arena_strndup(dataset->arena, name.ptr, name.len);
    suggest_init(&suggest, wanted);
    for (uint32_t i = 0; i < dataset->framework->record_count; i++)
        suggest_offer(&suggest, dataset->framework->records[i]->name);
    struct diag *d = diag_new(dataset->diags, E0502, nowhere, "the framework has no record `%s`", wanted);
    if (suggest_best(&suggest)) diag_help(dataset->diags, d, "Is `%s` meant?", suggest_best(&suggest));
    return false;
}

static bool add_word(struct dataset *dataset, const char *word) {
    const char *equals = strchr(word, '=');
    struct stat about;
    if (!equals || equals == word || (strchr(word, '/') && strchr(word, '/') < equals))
        return add_file(dataset, word, word, NULL);
    struct str name = {word, (size_t)(equals - word)};
    enum relate_rank rank;
    const struct record *record = relate_record(dataset->framework, name, &rank);
    if (!record) return stat(word, &about) == 0 ? add_file(dataset, word, word, NULL) : no_record(dataset, name);
    if (equals[1] == '\0') return not_there(dataset, equals + 1);
    return add_file(dataset, equals + 1, word, record);
}

/* ---- opening ---- */

static const char *some_names(struct arena *arena, const struct name_list *names) {
    struct buf text;
    buf_init(&text);
    for (uint32_t i = 0; i < names->len && i < SHOWN_NAMES; i++) buf_printf(&text, "%s%s", i ? ", " : "", names->at[i]);
    if (names->len > SHOWN_NAMES) buf_printf(&text, " and %u more", names->len - SHOWN_NAMES);
    const char *copy = arena_strndup(arena, text.ptr, text.len);
    buf_release(&text);
    return copy;
}

/* What was passed over, without what was taken all the same through another word. */
static void drop_taken(struct dataset *dataset) {
    uint32_t kept = 0;
    for (uint32_t i = 0; i < dataset->unmatched.len; i++) {
        bool taken = false;
        for (uint32_t k = 0; k < dataset->framework->record_count; k++)
            taken |= dataset->found[k].word && strcmp(dataset->found[k].source.name, dataset->unmatched.at[i]) == 0;
        if (!taken) dataset->unmatched.at[kept++] = dataset->unmatched.at[i];
    }
    dataset->unmatched.len = kept;
}

/* Where data of a record was looked for, and what it would be called. */
static void tell_search(struct dataset *dataset, const struct record *record, struct diag *d, struct diags *diags) {
    if (dataset->looked.len) diag_note(diags, d, "looked into %s", some_names(dataset->arena, &dataset->looked));
    if (dataset->unmatched.len)
        diag_note(diags, d, "what is there matches no record: %s", some_names(dataset->arena, &dataset->unmatched));
    struct str lower = utf8_lower(dataset->arena, str_of(record->name));
    diag_help(
        diags, d,
        "A file is found by the record's name, singular or plural, for example %s.csv; or say which it is: %s=file.csv",
        lower.ptr, record->name);
}

static void no_data(struct dataset *dataset, const struct record *record, struct diags *diags) {
    struct diag *d = diag_new(diags, E0504, record->span, "there is no data for `%s`", record->name);
    tell_search(dataset, record, d, diags);
}

struct dataset *dataset_open(struct arena *arena, const struct framework *framework, char *const *words, int count,
                             const struct load_options *options, struct diags *diags) {
    struct dataset *dataset = ARENA_NEW(arena, struct dataset);
    *dataset = (struct dataset){.arena = arena, .framework = framework, .options = *options, .diags = diags};
    dataset->input.fd = -1;
    buf_init(&dataset->bytes);
    dataset->found = ARENA_ARRAY(arena, struct found, framework->record_count);
    bool fine = true;
    for (int i = 0; i < count; i++) fine &= add_word(dataset, words[i]);
    fine = fine && check_rivals(dataset) && nesting_find(dataset);
    drop_taken(dataset);
    if (fine && !dataset->found[dataset_index(dataset, framework->subject)].word) {
        no_data(dataset, framework->subject, diags);
        fine = false;
    } else if (fine && dataset->unmatched.len) {
        diag_new(diags, W0552, nowhere, "%u %s no record and %s not read: %s", dataset->unmatched.len,
                 dataset->unmatched.len == 1 ? "file matches" : "files match",
                 dataset->unmatched.len == 1 ? "is" : "are", some_names(arena, &dataset->unmatched));
    }
    if (fine) return dataset;
    dataset_close(dataset);
    return NULL;
}

bool dataset_has(const struct dataset *dataset, const struct record *record) {
    return dataset->found[dataset_index(dataset, record)].word != NULL;
}

struct loader *loader_open_or_none(struct dataset *dataset, const struct record *record, const bool *wanted,
                                   const bool *states_wanted, struct diags *diags) {
    if (dataset_has(dataset, record)) return loader_open(dataset, record, wanted, states_wanted, diags);
    struct diag *d = diag_new(diags, W0561, record->span, "there is no data for `%s`", record->name);
    if (record->each[0])
        diag_note(diags, d, "each %s`%s`%s%s%s has a row of it all the same, with nothing in it",
                  record->each[1] ? "pair of " : "", record->each[0]->name, record->each[1] ? " and `" : "",
                  record->each[1] ? record->each[1]->name : "", record->each[1] ? "`" : "");
    else
        diag_note(diags, d, "whatever is looked up in it is unknown");
    tell_search(dataset, record, d, diags);
    return loader_open_nothing(record, &dataset->options);
}

void dataset_close(struct dataset *dataset) {
    input_close(&dataset->input);
    buf_release(&dataset->bytes);
}

struct loader *loader_open(struct dataset *dataset, const struct record *record, const bool *wanted,
                           const bool *states_wanted, struct diags *diags) {
    const struct found *found = &dataset->found[dataset_index(dataset, record)];
    if (!found->word) {
        no_data(dataset, record, diags);
        return NULL;
    }
    if (!nesting_check(dataset, record, diags)) return NULL;
    const char *folder = dataset->framework->folder;
    if (strcmp(found->source.path, "-") != 0)
        return loader_open_source(&found->source, record, folder, wanted, states_wanted, &dataset->options, diags);
    struct input input;
    if (dataset->bytes.len) {
        input_memory(&input, (struct str){dataset->bytes.ptr, dataset->bytes.len}, true);
    } else if (dataset->input.fd >= 0) {
        input = dataset->input;
        dataset->input = (struct input){.fd = -1};
    } else {
        return loader_open_source(&found->source, record, folder, wanted, states_wanted, &dataset->options, diags);
    }
    return loader_open_input(&found->source, &input, record, folder, wanted, &dataset->options, diags);
}
