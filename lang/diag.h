/* Messages are values: collected while a framework or its data is read, sorted by place, and only then rendered for a
 * terminal or as JSON (diag_render.h). Each has a stable code; `diag.def` is the list, `codes/E0123.md` explains one.
 *
 *     struct diag *d = diag_new(diags, E0214, node->span, "`%s` is money, but `%s` is text", left, right);
 *     diag_label(diags, d, "text");
 *     diag_also(diags, d, field->span, "declared as money in %s", where);
 *     diag_help(diags, d, "Write an amount, for example 50_000.");
 *
 * Titles: lower case, no full stop, one line. Help: whole sentences, what to do. The reader runs customer
 * relationships, not compilers. */
#ifndef LANG_DIAG_H
#define LANG_DIAG_H
#include "lang/source.h"

enum diag_severity { DIAG_ERROR, DIAG_WARNING, DIAG_NOTE };
enum diag_code {
#define DIAG(code, severity, summary) code,
#include "lang/diag.def"
#undef DIAG
    DIAG_CODE_COUNT
};
struct diag_span { struct span span; const char *text; }; /* text: arena, may be NULL */
struct diag {
    enum diag_code code;
    enum diag_severity severity;
    struct span span;      /* where; file 0 when about no place in a source */
    const char *where;     /* arena or NULL: a place outside the sources, "accounts.csv:42" */
    const char *title;
    const char *label;     /* under the primary span, or NULL */
    VEC(struct diag_span) others;
    VEC(const char *) notes;
    VEC(const char *) helps;
};
struct diags {
    struct arena *arena;     /* borrowed */
    struct sources *sources; /* borrowed */
    VEC(struct diag *) list;
    uint32_t errors, warnings;
    uint32_t dropped;        /* past LIMIT_MESSAGES of a severity; counted in errors or warnings too */
    struct diag *spare;      /* given instead of a message that is not kept */
};
void diags_init(struct diags *diags, struct arena *arena, struct sources *sources);
/* Never NULL. An equal title at an equal span is not added twice. */
struct diag *diag_new(struct diags *diags, enum diag_code code, struct span span, const char *format, ...) __attribute__((format(printf, 4, 5)));
void diag_label(struct diags *diags, struct diag *d, const char *format, ...) __attribute__((format(printf, 3, 4)));
void diag_also(struct diags *diags, struct diag *d, struct span span, const char *format, ...) __attribute__((format(printf, 4, 5)));
void diag_note(struct diags *diags, struct diag *d, const char *format, ...) __attribute__((format(printf, 3, 4)));
void diag_help(struct diags *diags, struct diag *d, const char *format, ...) __attribute__((format(printf, 3, 4)));
void diag_where(struct diags *diags, struct diag *d, const char *format, ...) __attribute__((format(printf, 3, 4)));
void diags_sort(struct diags *diags); /* by file and offset, stable */
const char *diag_name(enum diag_code code);    /* "E0214" */
const char *diag_summary(enum diag_code code); /* the row's third column */
bool diag_by_name(const char *name, enum diag_code *out);
#endif
