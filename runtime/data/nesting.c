/* SPDX-License-Identifier: MIT */
#include "runtime/data/nesting.h"

#include <errno.h>

#include "lang/base/mem.h"
#include "runtime/data/bind.h"
#include "runtime/data/json.h"

#define FIRST_LOOK ((size_t)64 << 10)

static const struct span nowhere = {0};

/* ---- the beginning of a file ---- */

static bool begins_as_json(struct str text) {
    text = str_trim(text);
    return text.len && (text.ptr[0] == '{' || text.ptr[0] == '[');
}

/* All of standard input, when it is JSON: it can be read only once, but has several records in it. */
static bool keep_standard(struct dataset *dataset) {
    struct buf *buf = &dataset->bytes;
    if (dataset->input.fd >= 0 || buf->len) return true;
    if (input_open(&dataset->input, "-") != INPUT_OPEN) return true; /* told when it is read */
    int64_t count = input_read(&dataset->input, buf_room(buf, FIRST_LOOK), FIRST_LOOK);
    if (count <= 0) return true;
    buf_grew(buf, (size_t)count);
    if (!begins_as_json((struct str){buf->ptr, buf->len})) {
        input_unread(&dataset->input, (struct str){buf->ptr, buf->len});
        buf_release(buf);
        buf_init(buf);
        return true;
    }
    while (count > 0 && !buf->overflowed) {
        count = input_read(&dataset->input, buf_room(buf, FIRST_LOOK), FIRST_LOOK);
        if (count > 0) buf_grew(buf, (size_t)count);
    }
    if (count < 0) {
        diag_new(dataset->diags, E0505, nowhere, "standard input cannot be read: %s", strerror(errno));
        return false;
    }
    if (!buf->overflowed) return true;
    struct diag *d = diag_new(dataset->diags, E0505, nowhere, "standard input is longer than 2 GB");
    diag_help(dataset->diags, d, "JSON with rows of several records in it is read more than once: write it to a file.");
    return false;
}

/* Opens the source for a look; false: not to be had, which is told when it is read. */
static bool open_source(const struct dataset *dataset, const struct data_source *source, struct input *input) {
    if (strcmp(source->path, "-") != 0) return input_open(input, source->path) == INPUT_OPEN;
    input_memory(input, (struct str){dataset->bytes.ptr, dataset->bytes.len}, true);
    return dataset->bytes.len;
}

/* The first bytes of a source that is JSON, in `buf`; false when it is not. */
static bool look(const struct dataset *dataset, const struct data_source *source, struct buf *buf) {
    struct input input;
    if (source->kind != DATA_JSON && source->kind != DATA_TEXT) return false;
    if (!open_source(dataset, source, &input)) return false;
    /* A pipe must not lose its first bytes. */
    int64_t count = input.seekable ? input_read(&input, buf_room(buf, FIRST_LOOK), FIRST_LOOK) : 0;
    if (count > 0) buf_grew(buf, (size_t)count);
    input_close(&input);
    return count > 0 && begins_as_json((struct str){buf->ptr, buf->len});
}

static bool is_json(const struct dataset *dataset, const struct data_source *source) {
    struct buf buf;
    if (source->kind == DATA_JSON && strcmp(source->path, "-") != 0) return true;
    buf_init(&buf);
    bool is = look(dataset, source, &buf);
    buf_release(&buf);
    return is;
}

/* ---- finding ---- */

/* A document with a list for each of several records. */
static bool find_beside(struct dataset *dataset, const struct record *record, struct found *found) {
    for (uint32_t i = 0; i < dataset->framework->record_count; i++) {
        const struct found *other = &dataset->found[i];
        struct input input;
        if (!other->word || other->inside || other->source.lines || !is_json(dataset, &other->source)) continue;
        if (!open_source(dataset, &other->source, &input)) continue;
        bool has = input.seekable && json_has_list(&input, record);
        input_close(&input);
        if (!has) continue;
        *found = (struct found){.source = other->source, .word = other->word};
        found->source.nest = NULL;
        found->source.kind = DATA_JSON;
        return true;
    }
    return false;
}

/* The nest of a file whose rows are of `root`, made when it is asked for. */
static const struct nest *nest_of(struct dataset *dataset, struct found *root, uint32_t index) {
    if (!root->source.nest) {
        struct nest *nest = ARENA_NEW(dataset->arena, struct nest);
        nest->framework = dataset->framework;
        nest->root = dataset->framework->records[index];
        nest->inside = ARENA_ARRAY(dataset->arena, bool, dataset->framework->record_count);
        root->source.nest = nest;
    }
    return root->source.nest;
}

static const struct field *list_of(const struct record *owner, const struct record *record) {
    for (uint32_t f = 0; f < owner->field_count; f++) {
        const struct type *type = &owner->fields[f].type;
        if (type->kind == TYPE_LIST && type->record == record) return &owner->fields[f];
    }
    return NULL;
}

/* In the objects of a record that was found, in a file or itself inside others. */
static bool find_inside(struct dataset *dataset, uint32_t index, struct found *found) {
    const struct framework *framework = dataset->framework;
    for (uint32_t i = 0; i < framework->record_count; i++) {
        struct found *owner = &dataset->found[i];
        if (!owner->word || i == index || !list_of(framework->records[i], framework->records[index])) continue;
        if (!is_json(dataset, &owner->source)) continue;
        const struct nest *nest = owner->inside ? owner->source.nest : nest_of(dataset, owner, i);
        nest->inside[index] = true;
        *found = (struct found){.source = owner->source, .word = owner->word, .inside = true};
        return true;
    }
    return false;
}

bool nesting_find(struct dataset *dataset) {
    const struct framework *framework = dataset->framework;
    bool missing = false;
    for (uint32_t i = 0; i < framework->record_count; i++) missing |= !dataset->found[i].word;
    if (missing && dataset->standard && !keep_standard(dataset)) return false;
    for (uint32_t i = 0; i < framework->record_count; i++)
        if (!dataset->found[i].word) find_beside(dataset, framework->records[i], &dataset->found[i]);
    for (bool more = true; more;) {
        more = false;
        for (uint32_t i = 0; i < framework->record_count; i++)
            if (!dataset->found[i].word) more |= find_inside(dataset, i, &dataset->found[i]);
    }
    return true;
}

/* ---- rows in two places ---- */

/* Whether there is a member of this name somewhere in the text: any, or one whose list has something in it. */
static bool has_member(struct str text, const char *name, bool with_items) {
    struct buf quoted;
    buf_init(&quoted);
    buf_printf(&quoted, "\"%s\"", name);
    bool has = false;
    for (const char *at = text.ptr, *end = text.ptr + text.len; !has && at && at < end;) {
        at = memchr(at, '"', (size_t)(end - at));
        if (!at || (size_t)(end - at) < quoted.len) break;
        if (memcmp(at, quoted.ptr, quoted.len) != 0) {
            at++;
            continue;
        }
        at += quoted.len;
        static const char expected[] = ":[";
        uint32_t met = 0, length = with_items ? 2 : 1;
        for (; at < end && met < length; at++) {
            if (*at == expected[met])
                met++;
            else if (!strchr(" \t\r\n", *at))
                break;
        }
        while (at < end && strchr(" \t\r\n", *at)) at++;
        has = met == length && at < end && !(with_items && *at == ']');
    }
    buf_release(&quoted);
    return has;
}

/* Rows that are only inside others: the lists that have them should be there. */
static void check_lists(const struct dataset *dataset, const struct record *record, const struct found *found,
                        struct diags *diags) {
    const struct framework *framework = dataset->framework;
    const struct field *missing = NULL;
    struct buf buf;
    bool has = false;
    buf_init(&buf);
    bool json = look(dataset, &found->source, &buf);
    for (uint32_t i = 0; json && !has && i < framework->record_count; i++) {
        const struct record *owner = framework->records[i];
        const struct field *list = list_of(owner, record);
        if (!list || (owner != found->source.nest->root && !found->source.nest->inside[i])) continue;
        missing = list;
        for (uint32_t k = 0; !has && k < bind_spelling_count(list); k++)
            has = has_member((struct str){buf.ptr, buf.len}, bind_spelling(list, k), false);
    }
    buf_release(&buf);
    if (!missing || has) return;
    const char *name = bind_spelling(missing, 0);
    struct diag *d =
        diag_new(diags, W0550, missing->span, "the first objects of %s have no `%s`, and there is no file of `%s`",
                 found->source.name, name, record->name);
    diag_note(diags, d, "an object without that list has no row of `%s`", record->name);
    diag_help(diags, d,
              "Write from \"name\" in the field if the list has another name, or say where the rows are: %s=file.csv",
              record->name);
}

bool nesting_check(const struct dataset *dataset, const struct record *record, struct diags *diags) {
    const struct framework *framework = dataset->framework;
    const struct found *found = &dataset->found[dataset_index(dataset, record)];
    bool fine = true;
    if (found->inside) {
        check_lists(dataset, record, found, diags);
        return true;
    }
    for (uint32_t i = 0; fine && i < framework->record_count; i++) {
        const struct found *owner = &dataset->found[i];
        const struct field *list = list_of(framework->records[i], record);
        struct buf buf;
        if (!owner->word || !list || owner == found) continue;
        buf_init(&buf);
        bool json = look(dataset, &owner->source, &buf);
        for (uint32_t k = 0; json && fine && k < bind_spelling_count(list); k++) {
            const char *name = bind_spelling(list, k);
            if (!has_member((struct str){buf.ptr, buf.len}, name, true)) continue;
            struct diag *d =
                diag_new(diags, E0520, list->span, "there are rows of `%s` in two places: %s, and `%s` in %s",
                         record->name, found->source.name, name, owner->source.name);
            diag_help(diags, d, "Keep them in one of the two: leave the file out, or the lists.");
            fine = false;
        }
        buf_release(&buf);
    }
    return fine;
}
