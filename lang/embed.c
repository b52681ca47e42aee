/* Finds an embedded text by its name; the table itself is generated.
 * SPDX-License-Identifier: MIT */
#include "lang/embed.h"
#include <string.h>

const char *embed_text(const char *name, size_t *size) {
    for (const struct embed_file *file = embed_files; file->name; file++) {
        if (strcmp(file->name, name) == 0) {
            if (size) *size = file->size;
            return file->text;
        }
    }
    return NULL;
}
