/* Runs the tests that are given: files of text cases (`*.test`, see README.md beside this) and programs that print TAP
 * themselves. Several run at a time; the report, TAP as well, is in the order they were given, the same every time.
 *
 *     run [--rung PROGRAM] [--jobs N] [--seconds N] TEST...
 *
 * T=word in the environment selects, UPDATE=1 writes expectations anew, KEEP=1 keeps the folders of failed cases.
 * Exit status: 0 all passed, 1 some failed, 2 nothing could be run.
 * SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "tests/run.h"
#include <fnmatch.h>
#include <ftw.h>
#include <limits.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include "lang/base/mem.h"

struct job {
    const char *name;
    const char *program;          /* a program that prints TAP; else NULL */
    const struct test_case *test; /* a text case; else NULL */
    const char *error;            /* a file of cases that cannot be used */
    bool done;
    bool passed;
    struct buf report;           /* of a program: all it printed; else what differs */
    struct outcome_vec outcomes; /* of a text case that has to be written anew */
};
struct run {
    struct arena arena;
    const char *rung; /* path of the program, or NULL */
    unsigned threads, seconds;
    const char *pattern; /* for fnmatch; NULL: all */
    bool update, keep;
    char folder[PATH_MAX]; /* temporary; a folder for each case in it */
    VEC(struct case_file) files;
    VEC(struct job) jobs;
    pthread_mutex_t lock; /* guards `next`, `done` of the jobs and `arena` while threads run */
    pthread_cond_t finished;
    uint32_t next;
    unsigned number, passed, failed, skipped; /* lines of the report so far */
    struct buf failures;                      /* names, for the end of the report */
};
#define PROGRAM_SECONDS 120 /* time limit of a program that prints TAP, in units of 20 seconds a case */

/* --- one case ----------------------------------------------------------------------------------------------------- */

static int remove_entry(const char *path, const struct stat *info, int type, struct FTW *place) {
    (void)info, (void)type, (void)place;
    remove(path);
    return 0;
}

static void remove_tree(const char *path) { nftw(path, remove_entry, 16, FTW_DEPTH | FTW_PHYS); }

static bool write_file(const char *path, struct str content) {
    FILE *stream = fopen(path, "wb");
    if (!stream) return false;
    bool fine = fwrite(content.ptr, 1, content.len, stream) == content.len;
    return fclose(stream) == 0 && fine;
}

/* Makes the folders that lead to a file. */
static void make_folders(char *path) {
    for (char *slash = strchr(path + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        mkdir(path, 0777);
        *slash = '/';
    }
}

/* The environment of every command: the same on every machine. */
static const char *const *clean_environment(const struct run *run, struct arena *arena, const char *home) {
    char place[PATH_MAX] = "";
    char *slash = run->rung && realpath(run->rung, place) ? strrchr(place, '/') : NULL;
    if (slash) *slash = '\0';
    const char **environment = ARENA_ARRAY(arena, const char *, 9);
    environment[0] = arena_printf(arena, "PATH=%s%s/usr/local/bin:/usr/bin:/bin", slash ? place : "", slash ? ":" : "");
    environment[1] = arena_printf(arena, "HOME=%s", home);
    environment[2] = "LC_ALL=C.UTF-8";
    environment[3] = "TERM=dumb";
    environment[4] = "TZ=UTC";
    environment[5] = "CMOCKA_MESSAGE_OUTPUT=TAP";
    environment[6] = "UBSAN_OPTIONS=print_stacktrace=1";
    environment[7] = "ASAN_OPTIONS=detect_stack_use_after_return=1";
    return environment;
}

/* Puts a file or a copied folder where the case wants it; NULL, or what went wrong. */
static const char *place_file(const struct run *run, struct arena *arena, const char *folder,
                              const struct section *section) {
    struct str name = section->argument;
    struct str parts = {name.ptr, name.len};
    if (!name.len || name.ptr[0] == '/' || memmem(parts.ptr, parts.len, "..", 2))
        return "a path must stay in its folder";
    if (section->kind == SECTION_FILE) {
        char *path = arena_printf(arena, "%s/%.*s", folder, STR_FMT(name));
        make_folders(path);
        return write_file(path, section->content) ? NULL : "the file cannot be written";
    }
    const char *from = arena_strndup(arena, name.ptr, name.len);
    const char *argv[] = {"/bin/cp", "-R", "--", from, folder, NULL};
    struct outcome copied;
    spawn_run(&(struct spawn){.argv = argv, .environment = clean_environment(run, arena, folder), .seconds = 60},
              &copied);
    bool fine = copied.status == 0 && !copied.trouble;
    buf_release(&copied.out);
    buf_release(&copied.err);
    return fine ? NULL : "there is nothing of that name to use";
}

static void run_command(const struct run *run, struct arena *arena, const char *folder, const struct test_case *test,
                        uint32_t command, struct outcome *outcome) {
    const struct section *section = &test->sections.at[command];
    const char *text = arena_printf(arena, "%.*s\n%.*s", STR_FMT(section->argument), STR_FMT(section->content));
    const char *argv[] = {"/bin/sh", "-c", text, NULL};
    const struct section *input = case_attribute(test, command, SECTION_STDIN);
    const struct section *terminal = case_attribute(test, command, SECTION_TERMINAL);
    const char *input_path = input ? arena_printf(arena, "%s.stdin", folder) : NULL;
    if (input) write_file(input_path, input->content);
    struct spawn spawn = {.argv = argv,
                          .environment = clean_environment(run, arena, folder),
                          .folder = folder,
                          .stdin_path = input_path,
                          .terminal_width = terminal ? (unsigned)terminal->number : 0,
                          .seconds = run->seconds};
    spawn_run(&spawn, outcome);
}

static bool run_case(struct run *run, uint32_t number, struct buf *report, struct outcome_vec *outcomes) {
    const struct test_case *test = run->jobs.at[number].test;
    struct arena arena;
    arena_init(&arena, 0);
    char *folder = arena_printf(&arena, "%s/%u", run->folder, number);
    mkdir(folder, 0777);
    bool passed = true, usable = true;
    for (uint32_t i = 0; i < test->sections.len && usable; i++) {
        const struct section *section = &test->sections.at[i];
        if (section->kind == SECTION_COMMAND) {
            struct outcome outcome;
            run_command(run, &arena, folder, test, i, &outcome);
            size_t start = report->len;
            buf_printf(report, "$ %.*s\n",
                       STR_FMT(str_trim(section->argument.len ? section->argument : section->content)));
            bool right = case_compare(test, i, &outcome, report);
            if (right) report->len = start;
            passed = right && passed;
            usable = !outcome.trouble;
            pthread_mutex_lock(&run->lock);
            vec_push(&run->arena, outcomes, outcome);
            pthread_mutex_unlock(&run->lock);
        } else if (section->kind < SECTION_COMMAND) {
            const char *error = place_file(run, &arena, folder, section);
            if (error) buf_printf(report, "%.*s: %s\n", STR_FMT(section->argument), error);
            usable = !error;
        }
    }
    passed = passed && usable;
    if (run->keep && !passed) {
        buf_printf(report, "(files kept in %s)\n", folder);
    } else {
        remove_tree(folder);
    }
    if (!usable || passed || !run->update) {
        for (uint32_t i = 0; i < outcomes->len; i++) {
            buf_release(&outcomes->at[i].out);
            buf_release(&outcomes->at[i].err);
        }
        outcomes->len = 0;
    }
    arena_release(&arena);
    return passed;
}

static bool run_program(const struct run *run, const char *program, struct buf *report) {
    struct arena arena;
    arena_init(&arena, 0);
    const char *argv[] = {program, NULL};
    struct outcome outcome;
    struct spawn spawn = {.argv = argv,
                          .environment = clean_environment(run, &arena, run->folder),
                          .merge = true,
                          .seconds = run->seconds * PROGRAM_SECONDS / 20};
    spawn_run(&spawn, &outcome);
    buf_add(report, outcome.out.ptr, outcome.out.len);
    if (outcome.trouble) buf_printf(report, "\n# the program %s\n", outcome.trouble);
    if (outcome.status >= 126) buf_printf(report, "\n# the program ended with status %d\n", outcome.status);
    bool passed = outcome.status == 0 && !outcome.trouble;
    buf_release(&outcome.out);
    buf_release(&outcome.err);
    arena_release(&arena);
    return passed;
}

static void *work(void *argument) {
    struct run *run = argument;
    for (;;) {
        pthread_mutex_lock(&run->lock);
        uint32_t number = run->next++;
        pthread_mutex_unlock(&run->lock);
        if (number >= run->jobs.len) return NULL;
        struct job *job = &run->jobs.at[number];
        bool passed = false;
        if (job->test) passed = run_case(run, number, &job->report, &job->outcomes);
        if (job->program) passed = run_program(run, job->program, &job->report);
        pthread_mutex_lock(&run->lock);
        job->passed = passed;
        job->done = true;
        pthread_cond_signal(&run->finished);
        pthread_mutex_unlock(&run->lock);
    }
}

/* --- the report --------------------------------------------------------------------------------------------------- */

static void report_line(struct run *run, bool passed, const char *name, struct str part) {
    bool skipped = part.len && memmem(part.ptr, part.len, "# SKIP", 6);
    printf("%s %u - %s%s%.*s\n", passed ? "ok" : "not ok", ++run->number, name, part.len ? ": " : "", STR_FMT(part));
    if (passed) {
        skipped ? run->skipped++ : run->passed++;
        return;
    }
    run->failed++;
    buf_printf(&run->failures, "# failed: %s%s%.*s\n", name, part.len ? ": " : "", STR_FMT(part));
}

static void report_text(struct str text) {
    while (text.len) {
        const char *end = memchr(text.ptr, '\n', text.len);
        size_t length = end ? (size_t)(end - text.ptr) : text.len;
        if (length) printf("%s%.*s\n", text.ptr[0] == '#' ? "" : "# ", (int)length, text.ptr);
        length += end != NULL;
        text = (struct str){text.ptr + length, text.len - length};
    }
}

/* "ok 12 - name" or "not ok 12 - name": the name goes to `part`. */
static bool read_result(struct str line, bool *passed, struct str *part) {
    *passed = line.len >= 3 && memcmp(line.ptr, "ok ", 3) == 0;
    if (!*passed && !(line.len >= 7 && memcmp(line.ptr, "not ok ", 7) == 0)) return false;
    size_t at = *passed ? 3 : 7;
    while (at < line.len && strchr("0123456789 -", line.ptr[at])) at++;
    *part = (struct str){line.ptr + at, line.len - at};
    return true;
}

/* Passes a program's own results on, renumbered; a program that fails without saying so is a result too. */
static void report_program(struct run *run, const struct job *job) {
    unsigned results = 0, failed = run->failed;
    struct str rest = {job->report.ptr, job->report.len};
    unsigned planned = 0;
    bool plan = false, quiet = true; /* quiet: what a program prints beside its results is shown when it fails */
    while (rest.len) {
        const char *end = memchr(rest.ptr, '\n', rest.len);
        struct str line = {rest.ptr, end ? (size_t)(end - rest.ptr) : rest.len}, part;
        bool passed;
        rest = (struct str){line.ptr + line.len + (end != NULL), rest.len - line.len - (end != NULL)};
        if (read_result(line, &passed, &part)) {
            report_line(run, passed, job->name, part);
            results++;
            quiet = passed;
        } else if (line.len > 3 && memcmp(line.ptr, "1..", 3) == 0) {
            planned += (unsigned)strtoul(line.ptr + 3, NULL, 10);
            plan = true;
        } else if (!quiet || !job->passed || (line.len > 9 && memcmp(line.ptr, "# warning", 9) == 0)) {
            report_text(line);
        }
    }
    if (plan && results != planned) {
        printf("# %u results instead of %u\n", results, planned);
        report_line(run, false, job->name, STR("it stopped early"));
    } else if (!job->passed && run->failed == failed) {
        report_line(run, false, job->name, STR("it failed"));
    } else if (!results) {
        report_line(run, false, job->name, STR("it printed no result"));
    }
}

/* Writes a file of cases anew when the outcome of one of them was not as it says. */
static void update_file(struct run *run, const struct case_file *file) {
    struct buf text;
    buf_init(&text);
    buf_str(&text, file->preamble);
    bool changed = false;
    for (uint32_t i = 0; i < file->cases.len; i++) {
        const struct test_case *test = &file->cases.at[i];
        struct outcome_vec *outcomes = NULL;
        for (uint32_t j = 0; j < run->jobs.len; j++) {
            if (run->jobs.at[j].test == test && run->jobs.at[j].outcomes.len) outcomes = &run->jobs.at[j].outcomes;
        }
        if (outcomes) {
            case_rewrite(test, outcomes, &text);
            for (uint32_t j = 0; j < outcomes->len; j++) {
                buf_release(&outcomes->at[j].out);
                buf_release(&outcomes->at[j].err);
            }
            changed = true;
        } else {
            buf_str(&text, test->raw);
            for (uint32_t s = 0; s < test->sections.len; s++) buf_str(&text, test->sections.at[s].raw);
        }
    }
    if (changed) {
        bool written = write_file(file->path, (struct str){text.ptr, text.len});
        printf("# %s %s\n", written ? "updated" : "cannot write", file->path);
    }
    buf_release(&text);
}

static void report_all(struct run *run) {
    printf("TAP version 13\n");
    for (uint32_t i = 0; i < run->jobs.len; i++) {
        struct job *job = &run->jobs.at[i];
        pthread_mutex_lock(&run->lock);
        while (!job->done) pthread_cond_wait(&run->finished, &run->lock);
        pthread_mutex_unlock(&run->lock);
        if (job->program) {
            report_program(run, job);
        } else {
            report_line(run, job->passed, job->name, (struct str){0});
            if (job->error) printf("# %s\n", job->error);
            report_text((struct str){job->report.ptr, job->report.len});
        }
        fflush(stdout);
        buf_release(&job->report);
    }
    for (uint32_t i = 0; i < run->files.len && run->update; i++) update_file(run, &run->files.at[i]);
    printf("1..%u\n", run->number);
    fputs(run->failures.ptr, stdout);
    if (run->skipped) printf("# skipped: %u\n", run->skipped);
    printf("%u passed, %u failed\n", run->passed, run->failed);
}

/* --- the whole ---------------------------------------------------------------------------------------------------- */

static bool selected(const struct run *run, const char *name) {
    return !run->pattern || fnmatch(run->pattern, name, 0) == 0;
}

static void add_job(struct run *run, struct job job) {
    if (!selected(run, job.name)) return;
    buf_init(&job.report);
    vec_push(&run->arena, &run->jobs, job);
}

static void add_test(struct run *run, const char *path) {
    size_t length = strlen(path);
    if (length < 5 || strcmp(path + length - 5, ".test") != 0) {
        const char *slash = strrchr(path, '/');
        const char *folder = slash ? memrchr(path, '/', (size_t)(slash - path)) : NULL;
        add_job(run, (struct job){.name = folder ? folder + 1 : path, .program = path});
        return;
    }
    struct case_file file;
    case_file_read(&run->arena, path, &file);
    vec_push(&run->arena, &run->files, file);
    for (uint32_t i = 0; i < file.cases.len; i++) {
        const char *name = arena_printf(&run->arena, "%s: %s", file.name, file.cases.at[i].name);
        add_job(run, (struct job){.name = name, .test = &file.cases.at[i]});
    }
    if (file.error) add_job(run, (struct job){.name = file.name, .error = file.error});
}

static bool read_arguments(struct run *run, int argc, char **argv) {
    int i = 1;
    for (; i + 1 < argc && argv[i][0] == '-'; i += 2) {
        if (strcmp(argv[i], "--rung") == 0) {
            run->rung = argv[i + 1];
        } else if (strcmp(argv[i], "--jobs") == 0) {
            run->threads = (unsigned)strtoul(argv[i + 1], NULL, 10);
        } else if (strcmp(argv[i], "--seconds") == 0) {
            run->seconds = (unsigned)strtoul(argv[i + 1], NULL, 10);
        } else {
            return false;
        }
    }
    for (; i < argc; i++) add_test(run, argv[i]);
    return run->threads > 0 && run->threads <= 64 && run->seconds > 0;
}

int main(int argc, char **argv) {
    struct run run = {.threads = 2, .seconds = 20};
    arena_init(&run.arena, 0);
    buf_init(&run.failures);
    pthread_mutex_init(&run.lock, NULL);
    pthread_cond_init(&run.finished, NULL);
    const char *word = getenv("T"), *update = getenv("UPDATE"), *keep = getenv("KEEP"), *temporary = getenv("TMPDIR");
    if (word && *word) run.pattern = arena_printf(&run.arena, "*%s*", word);
    run.update = update && *update && strcmp(update, "0") != 0;
    run.keep = keep && *keep && strcmp(keep, "0") != 0;
    if (!read_arguments(&run, argc, argv)) {
        fprintf(stderr, "usage: run [--rung PROGRAM] [--jobs N] [--seconds N] TEST...\n");
        return 2;
    }
    snprintf(run.folder, sizeof run.folder, "%s/rung-test-XXXXXX", temporary && *temporary ? temporary : "/tmp");
    if (!run.jobs.len || !mkdtemp(run.folder)) {
        fprintf(stderr, run.jobs.len ? "no temporary folder can be made\n" : "no test has that name\n");
        return 2;
    }
    pthread_t threads[64];
    unsigned started = 0;
    while (started < run.threads && pthread_create(&threads[started], NULL, work, &run) == 0) started++;
    if (!started) work(&run);
    report_all(&run);
    for (unsigned i = 0; i < started; i++) pthread_join(threads[i], NULL);
    if (!run.keep || !run.failed) remove_tree(run.folder);
    buf_release(&run.failures);
    arena_release(&run.arena);
    return run.failed ? 1 : 0;
}
