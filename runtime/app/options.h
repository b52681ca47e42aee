/* The command line of one command: a table of options says what there is, options_parse reads the words by it.
 *
 *     struct settings_of_eval { const char *report; long jobs; bool quiet; } into = {.jobs = 1};
 *     static const struct option options[] = {
 *         {.name = "report", .kind = OPTION_TEXT, .value = "R", .offset = offsetof(struct settings_of_eval, report)},
 *         ...
 *         {0}};
 *     options_parse(options, &into, &arena, argc, argv, &words, &mistakes);
 *
 * `--name value`, `--name=value`, `-l value` and `-lvalue` are understood; `--` ends the options, `-` is a word. Values
 * are the caller's argv, borrowed; arrays are in `arena`. An option given twice counts as given last, unless it is a
 * list. Every mistake becomes a line of `mistakes`, so that all are seen at once. */
#ifndef RUNTIME_APP_OPTIONS_H
#define RUNTIME_APP_OPTIONS_H
#include <stdint.h>
#include "lang/base/arena.h"
#include "lang/base/date.h"

enum option_kind {
    OPTION_FLAG,   /* bool */
    OPTION_TEXT,   /* const char * */
    OPTION_LIST,   /* struct option_words: may be given several times */
    OPTION_NUMBER, /* long, from low to high */
    OPTION_CHOICE, /* int: which of choices */
    OPTION_DATE,   /* struct option_date */
    OPTION_CHAR    /* char: one ASCII character, or the word "tab" */
};
struct option_words { const char **at; uint32_t count; };
struct option_date { bool given; date day; };
struct option {
    const char *name;           /* without the hyphens */
    char letter;                /* short form, or 0 */
    enum option_kind kind;
    size_t offset;              /* of what it sets, in the command's struct */
    const char *value;          /* what it takes, in words: "a file"; not for flags and choices */
    const char *const *choices; /* NULL-terminated */
    long low, high;
};
/* The number of mistakes; each is a line in `mistakes`. `words` are the arguments that are no options. */
uint32_t options_parse(const struct option *options, void *into, struct arena *arena, int argc, char **argv,
                       struct option_words *words, struct buf *mistakes);
void option_words_add(struct arena *arena, struct option_words *words, const char *word);
#endif
