/* Texts that the build puts into the program: the page of each message (`codes/E0101.md`), the help of each command
 * (`help/eval.txt`) and the modules written in Rung (`stdlib/name.rung`). A name is a file's last folder and its own
 * name. The build writes the table, tools/embed.sh says how. */
#ifndef LANG_EMBED_H
#define LANG_EMBED_H
#include <stddef.h>

struct embed_file {
    const char *name;
    const char *text; /* NUL-terminated; lives as long as the program */
    size_t size;      /* bytes, without the final NUL */
};
extern const struct embed_file embed_files[]; /* sorted by name; the last has a NULL name */

/* The text of that name, or NULL when there is none. `size` may be NULL. */
const char *embed_text(const char *name, size_t *size);
#endif
