/* The texts that a framework is made of, kept in memory for as long as its messages may be shown: a byte span leads
 * back to file, line, column and the line itself. File 0 is "no place". */
#ifndef LANG_SOURCE_H
#define LANG_SOURCE_H
#include "lang/base/arena.h"
#include "lang/base/vec.h"

struct span {
    uint32_t file;  /* number of the source; 0: nowhere */
    uint32_t start; /* byte offsets into its text, end exclusive */
    uint32_t end;
};
struct source {
    const char *name;   /* as the user gave it; shown in messages */
    struct str text;    /* UTF-8 once checked; NUL-terminated as well */
    uint32_t *lines;    /* offset of the start of each line */
    uint32_t line_count;
};
struct sources {
    struct arena *arena; /* borrowed; lifetime of texts and names */
    VEC(struct source) files;
};
struct place { uint32_t line, column; }; /* from 1; the column counts code points */

void sources_init(struct sources *sources, struct arena *arena);
uint32_t sources_add(struct sources *sources, const char *name, struct str text); /* copies both; returns the file's number, from 1 */
const struct source *sources_get(const struct sources *sources, uint32_t file);
struct place sources_place(const struct sources *sources, uint32_t file, uint32_t offset);
struct str sources_line(const struct sources *sources, uint32_t file, uint32_t line);
struct str sources_text(const struct sources *sources, struct span span);
static inline struct span span_join(struct span a, struct span b) { return (struct span){a.file, a.start, b.end}; }
#endif
