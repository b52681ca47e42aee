/* Collecting messages.
 * SPDX-License-Identifier: MIT */
#include "lang/diag.h"

#include "lang/base/limits.h"
#include "lang/base/mem.h"

static const struct {
    const char *name, *summary;
    enum diag_severity severity;
} codes[DIAG_CODE_COUNT] = {
#define DIAG(code, severity, summary) {#code, summary, severity},
#include "lang/diag.def"
#undef DIAG
};

void diags_init(struct diags *diags, struct arena *arena, struct sources *sources) {
    *diags = (struct diags){.arena = arena, .sources = sources};
    diags->spare = ARENA_NEW(arena, struct diag);
}

static struct diag *find_equal(const struct diags *diags, enum diag_code code, struct span span, const char *title) {
    for (uint32_t i = 0; i < diags->list.len; i++) {
        struct diag *d = diags->list.at[i];
        if (d->code == code && d->span.file == span.file && d->span.start == span.start && d->span.end == span.end &&
            strcmp(d->title, title) == 0)
            return d;
    }
    return NULL;
}

struct diag *diag_new(struct diags *diags, enum diag_code code, struct span span, const char *format, ...) {
    enum diag_severity severity = codes[code].severity;
    uint32_t *count = severity == DIAG_ERROR ? &diags->errors : severity == DIAG_WARNING ? &diags->warnings : NULL;
    /* Each severity has a limit of its own, so that warnings cannot crowd out errors. */
    uint32_t kept = 0;
    for (uint32_t i = 0; i < diags->list.len; i++) kept += diags->list.at[i]->severity == severity;
    if (kept >= LIMIT_MESSAGES) {
        diags->dropped++;
        if (count) ++*count;
        return diags->spare;
    }
    va_list args;
    va_start(args, format);
    const char *title = arena_vprintf(diags->arena, format, args);
    va_end(args);
    struct diag *d = find_equal(diags, code, span, title);
    /* What is then added to the second goes nowhere: the first has said it. */
    if (d) return diags->spare;
    if (count) ++*count;
    d = ARENA_NEW(diags->arena, struct diag);
    *d = (struct diag){.code = code, .severity = severity, .span = span, .title = title};
    vec_push(diags->arena, &diags->list, d);
    return d;
}

/* Formats `format` with the caller's arguments in the arena of the messages. */
#define FORMATTED(text)                                                                                                \
    va_list args;                                                                                                      \
    va_start(args, format);                                                                                            \
    const char *text = arena_vprintf(diags->arena, format, args);                                                      \
    va_end(args)

void diag_label(struct diags *diags, struct diag *d, const char *format, ...) {
    if (d == diags->spare) return;
    FORMATTED(text);
    d->label = text;
}

void diag_also(struct diags *diags, struct diag *d, struct span span, const char *format, ...) {
    if (d == diags->spare) return;
    FORMATTED(text);
    vec_push(diags->arena, &d->others, ((struct diag_span){span, text}));
}

void diag_note(struct diags *diags, struct diag *d, const char *format, ...) {
    if (d == diags->spare) return;
    FORMATTED(text);
    vec_push(diags->arena, &d->notes, text);
}

void diag_help(struct diags *diags, struct diag *d, const char *format, ...) {
    if (d == diags->spare) return;
    FORMATTED(text);
    vec_push(diags->arena, &d->helps, text);
}

void diag_where(struct diags *diags, struct diag *d, const char *format, ...) {
    if (d == diags->spare) return;
    FORMATTED(text);
    d->where = text;
}

static bool before(const struct diag *a, const struct diag *b) {
    if (a->span.file != b->span.file) return a->span.file < b->span.file;
    return a->span.start < b->span.start;
}

void diags_sort(struct diags *diags) {
    /* Insertion: stable, and the list is short. */
    for (uint32_t i = 1; i < diags->list.len; i++) {
        struct diag *d = diags->list.at[i];
        uint32_t j = i;
        for (; j > 0 && before(d, diags->list.at[j - 1]); j--) diags->list.at[j] = diags->list.at[j - 1];
        diags->list.at[j] = d;
    }
}

const char *diag_name(enum diag_code code) {
    ASSERT(code < DIAG_CODE_COUNT);
    return codes[code].name;
}

const char *diag_summary(enum diag_code code) {
    ASSERT(code < DIAG_CODE_COUNT);
    return codes[code].summary;
}

bool diag_by_name(const char *name, enum diag_code *out) {
    for (unsigned i = 0; i < DIAG_CODE_COUNT; i++) {
        if (str_equal_nocase(str_of(name), str_of(codes[i].name))) {
            *out = (enum diag_code)i;
            return true;
        }
    }
    return false;
}
