/* SPDX-License-Identifier: MIT */
#include "runtime/data/bind.h"

#include "lang/base/mem.h"
#include "lang/base/utf8.h"
#include "lang/suggest.h"

#define SHOWN_COLUMNS 5 /* in a message */

bool bind_init(struct loader *loader, const char *folder, const bool *wanted, struct diags *diags) {
    const struct record *record = loader->record;
    bool fine = true;
    loader->bindings = ARENA_ARRAY(&loader->arena, struct binding, record->field_count);
    for (uint32_t i = 0; i < record->field_count; i++) {
        if (!wanted[i]) continue;
        struct binding *binding = &loader->bindings[loader->binding_count++];
        binding->column = -1;
        binding->name = bind_spelling(&record->fields[i], 0);
        if ((int32_t)i == record->key) loader->key = binding;
        fine &= reader_init(&binding->reader, &record->fields[i], folder, &loader->arena, diags);
    }
    ASSERT(record->key < 0 || loader->key);
    return fine;
}

uint32_t bind_spelling_count(const struct field *field) { return field->from_count ? field->from_count : 1; }

const char *bind_spelling(const struct field *field, uint32_t index) {
    return field->from_count ? field->from[index] : field->name;
}

static bool same_nocase(const char *left, const char *right) {
    struct arena arena;
    struct str a = str_trim(str_of(left)), b = str_trim(str_of(right));
    if (str_equal_nocase(a, b)) return true;
    bool ascii = true;
    for (size_t i = 0; i < a.len && ascii; i++) ascii = (unsigned char)a.ptr[i] < 0x80;
    if (ascii || b.len == 0) return false;
    arena_init(&arena, 1024);
    bool same = str_equal(utf8_lower(&arena, a), utf8_lower(&arena, b));
    arena_release(&arena);
    return same;
}

int32_t bind_find(const struct field *field, const char *const *names, uint32_t count, bool *twice) {
    *twice = false;
    for (uint32_t s = 0; s < bind_spelling_count(field); s++) {
        const char *spelling = bind_spelling(field, s);
        for (int loose = 0; loose < 2; loose++) {
            int32_t found = -1;
            for (uint32_t i = 0; i < count; i++) {
                if (loose ? !same_nocase(names[i], spelling) : strcmp(names[i], spelling) != 0) continue;
                *twice |= found >= 0;
                if (found < 0) found = (int32_t)i;
            }
            if (found >= 0) return found;
        }
    }
    return -1;
}

uint32_t bind_count(const struct record *record, const char *const *names, uint32_t count) {
    uint32_t found = 0;
    bool twice;
    for (uint32_t i = 0; i < record->field_count; i++)
        if (record->fields[i].type.kind != TYPE_LIST) found += bind_find(&record->fields[i], names, count, &twice) >= 0;
    return found;
}

static const char *nearest(const struct field *field, const char *const *names, uint32_t count, const bool *used) {
    for (uint32_t s = 0; s < bind_spelling_count(field); s++) {
        struct suggest suggest;
        suggest_init(&suggest, bind_spelling(field, s));
        for (uint32_t i = 0; i < count; i++)
            if (!used[i]) suggest_offer(&suggest, names[i]);
        if (suggest_best(&suggest)) return suggest_best(&suggest);
    }
    return NULL;
}

/* The first few of the columns, for a message. */
static const char *some_columns(struct arena *arena, const char *const *names, uint32_t count) {
    struct buf text;
    buf_init(&text);
    uint32_t shown = 0;
    for (uint32_t i = 0; i < count; i++) {
        if (shown == SHOWN_COLUMNS) {
            buf_puts(&text, ", \xe2\x80\xa6");
            break;
        }
        buf_printf(&text, "%s`%.60s`", shown++ ? ", " : "", names[i]);
    }
    const char *copy = arena_strndup(arena, text.ptr, text.len);
    buf_release(&text);
    return copy;
}

bool bind_reads(const struct record *record, const char *name) {
    bool twice;
    for (uint32_t i = 0; i < record->field_count; i++)
        if (record->fields[i].type.kind != TYPE_LIST && bind_find(&record->fields[i], &name, 1, &twice) >= 0)
            return true;
    return false;
}

void bind_tell_unused(struct loader *loader, const char *const *names, uint32_t count, const char *what,
                      struct diags *diags) {
    diag_new(diags, W0551, (struct span){0}, "%u %s%s of %s %s not read: %s", count, what, count == 1 ? "" : "s",
             loader->file, count == 1 ? "is" : "are", some_columns(&loader->arena, names, count));
}

static void help_near(const char *near, struct diag *d, struct diags *diags) {
    if (near)
        diag_help(diags, d, "Is the column `%s` meant? Then write from \"%s\" in the field.", near, near);
    else
        diag_help(diags, d, "Write from \"Column\" in the field if the data has it under another name.");
}

static void tell_missing(struct loader *loader, const struct binding *binding, const char *near, struct diags *diags) {
    const struct field *field = binding->reader.field;
    if (field->optional && !near) return;
    struct diag *d = diag_new(diags, W0550, field->span, "%s has no column `%s`", loader->file, binding->name);
    diag_note(diags, d,
              binding->reader.has_default ? "the field `%s` has its default in every row"
                                          : "the field `%s` is unknown in every row",
              field->name);
    help_near(near, d, diags);
}

static bool tell_no_key(struct loader *loader, const char *near, struct diags *diags) {
    const struct field *field = loader->key->reader.field;
    struct diag *d = diag_new(diags, E0511, field->span, "%s has no column `%s`, the key of `%s`", loader->file,
                              loader->key->name, loader->record->name);
    help_near(near, d, diags);
    return false;
}

static bool tell_nothing(struct loader *loader, const char *const *names, uint32_t count, struct diags *diags) {
    struct diag *d = diag_new(diags, E0509, loader->record->span, "none of the columns of %s is one that `%s` reads",
                              loader->file, loader->record->name);
    diag_note(diags, d, "its first line has %s", count ? some_columns(&loader->arena, names, count) : "no name at all");
    diag_help(diags, d, "The first line must name the columns, as the fields are named or as their `from` says.");
    return false;
}

bool bind_columns(struct loader *loader, const char *const *names, uint32_t count, struct diags *diags) {
    const struct record *record = loader->record;
    bool fine = true, twice;
    bool *used = ARENA_ARRAY(&loader->arena, bool, count);
    if (bind_count(record, names, count) == 0) return tell_nothing(loader, names, count, diags);
    for (uint32_t i = 0; i < record->field_count; i++) {
        if (record->fields[i].type.kind == TYPE_LIST) continue;
        int32_t found = bind_find(&record->fields[i], names, count, &twice);
        if (found >= 0) used[found] = true;
    }
    for (uint32_t i = 0; i < loader->binding_count; i++) {
        struct binding *binding = &loader->bindings[i];
        const struct field *field = binding->reader.field;
        binding->column = bind_find(field, names, count, &twice);
        if (binding->column >= 0) binding->name = names[binding->column];
        if (twice) {
            struct diag *d =
                diag_new(diags, E0510, field->span, "%s has the column `%s` twice", loader->file, binding->name);
            diag_help(diags, d, "Rename or remove one of them: the field `%s` can read only one.", field->name);
            fine = false;
        }
        if (binding->column >= 0) continue;
        const char *near = nearest(field, names, count, used);
        if (binding == loader->key)
            fine = tell_no_key(loader, near, diags);
        else
            tell_missing(loader, binding, near, diags);
    }
    const char **unused = ARENA_ARRAY(&loader->arena, const char *, count);
    uint32_t unused_count = 0;
    for (uint32_t i = 0; i < count; i++)
        if (!used[i]) unused[unused_count++] = names[i];
    if (fine && unused_count) bind_tell_unused(loader, unused, unused_count, "column", diags);
    return fine;
}
