/* Records that have no file of their own, because their rows are in the JSON file of another: in a list of its objects, or
 * beside it in one document. */
#ifndef RUNTIME_DATA_NESTING_H
#define RUNTIME_DATA_NESTING_H
#include "runtime/data/dataset_parts.h"

/* Looks for the records of which nothing was found in the JSON files that were. False after a message. */
bool nesting_find(struct dataset *dataset);
/* Whether the record has its own file only: false after a message when a JSON file also has rows of it inside others,
 * as far as its beginning shows. A record that is only inside others gets a warning when nothing of it is to be seen. */
bool nesting_check(const struct dataset *dataset, const struct record *record, struct diags *diags);
#endif
