/* The runner of text cases, in three rooms: run_case.c knows the format of `.test` files (tests/README.md), run_spawn.c
 * runs one command and keeps what it printed, run.c puts them together, many at a time, and reports in TAP.
 *
 * A file's texts and cases live in the arena given to case_file_read, until the program ends. */
#ifndef TESTS_RUN_H
#define TESTS_RUN_H
#include "lang/base/arena.h"
#include "lang/base/buf.h"
#include "lang/base/str.h"
#include "lang/base/vec.h"

/* --- run_case.c: a file of cases ---------------------------------------------------------------------------------- */

enum section_kind {
    SECTION_FILE,
    SECTION_USE,
    SECTION_COMMAND,
    /* what follows belongs to the command before it */
    SECTION_STDIN,
    SECTION_TERMINAL,
    SECTION_STATUS,
    SECTION_STDOUT,
    SECTION_STDERR,
    SECTION_KINDS
};
enum section_mode {
    MODE_PLAIN,
    MODE_ESCAPES, /* \n \r \t \e \0 \\ \xFF; a backslash at the end of a line joins it with the next */
    MODE_HAS,     /* output only: each line is found within a line of the output, in this order */
    MODE_ANY      /* output only: not looked at */
};
struct section {
    enum section_kind kind;
    enum section_mode mode;
    struct str argument; /* after the colon */
    int number;          /* the argument of status and terminal */
    struct str content;  /* decoded, without blank lines at the end */
    struct str raw;      /* the whole section as written, header and blank lines included */
    struct str blank;    /* the blank lines at its end */
};
struct test_case {
    const char *name;
    struct str raw; /* its first line and note, up to the first section */
    VEC(struct section) sections;
};
struct case_file {
    const char *path;    /* borrowed */
    const char *name;    /* "eval/rows" for tests/eval/rows.test */
    struct str preamble; /* what stands before the first case */
    VEC(struct test_case) cases;
    const char *error; /* NULL, or why the file cannot be used; then there are no cases */
};
/* What a command did; all texts on the heap. */
struct outcome {
    int status;          /* exit status, or 128 + signal */
    const char *trouble; /* NULL, or a static text: out of time, too much output, cannot start */
    struct buf out, err;
};
VEC_TYPE(outcome_vec, struct outcome); /* one for each command of a case, in order */

void case_file_read(struct arena *arena, const char *path, struct case_file *file);
const struct section *case_attribute(const struct test_case *test, uint32_t command, enum section_kind kind);
/* Whether the outcome is as the sections after sections[command] say; adds what differs to `report`. */
bool case_compare(const struct test_case *test, uint32_t command, const struct outcome *outcome, struct buf *report);
/* The case as it must be written for these outcomes to be right; expectations that are right already stay as they are. */
void case_rewrite(const struct test_case *test, const struct outcome_vec *outcomes, struct buf *out);

/* --- run_spawn.c: one command ------------------------------------------------------------------------------------- */

struct spawn {
    const char *const *argv;
    const char *const *environment;
    const char *folder;     /* to run in; NULL: here */
    const char *stdin_path; /* NULL: /dev/null */
    unsigned
        terminal_width; /* 0: pipes; else standard output and error are one terminal of that width, kept in `out` */
    bool merge;         /* standard error goes to `out` too */
    unsigned seconds;   /* time limit */
};
void spawn_run(const struct spawn *spawn, struct outcome *outcome); /* initializes the outcome */
#endif
