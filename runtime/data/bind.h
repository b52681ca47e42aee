/* Which column each wanted field reads: the names of the data beside the names of the framework.
 *
 * A field reads the first of its `from` spellings that the data has, else its own name; a column matches when its name
 * is equal, or equal without regard to case and blanks around it. Two fields may read one column. */
#ifndef RUNTIME_DATA_BIND_H
#define RUNTIME_DATA_BIND_H
#include "runtime/data/loader.h"

/* Makes the loader's bindings, with a reader each; columns are not known yet. False after a message. */
bool bind_init(struct loader *loader, const char *folder, const bool *wanted, struct diags *diags);
/* Spellings under which a field looks for its column: `from`, or its own name. */
uint32_t bind_spelling_count(const struct field *field);
const char *bind_spelling(const struct field *field, uint32_t index);
/* Number of the column, or -1. *twice: another column has as good a claim. */
int32_t bind_find(const struct field *field, const char *const *names, uint32_t count, bool *twice);
/* How many fields of the record would find a column. */
uint32_t bind_count(const struct record *record, const char *const *names, uint32_t count);
/* Whether some field of the record, wanted or not, would read this column. */
bool bind_reads(const struct record *record, const char *name);
/* Tells of columns ("column", "member") that no field reads. */
void bind_tell_unused(struct loader *loader, const char *const *names, uint32_t count, const char *what,
                      struct diags *diags);
/* Sets the columns of the bindings. Tells of missing, doubled and unused columns; false after an error. */
bool bind_columns(struct loader *loader, const char *const *names, uint32_t count, struct diags *diags);
#endif
