/* Runs programs in turn, compares what they wrote and says how long they took and how much memory they needed.
 *
 *   measure [-r ROUNDS] [-f FOLDER] [-b BASE] [-m KIB] [-o] [-u] [-s NAME] NAME COMMAND [NAME COMMAND]...
 *
 * Each COMMAND is a line of shell that starts one program with `exec` and lets it write to "$OUT", a file in FOLDER. Every
 * command runs once as a warm-up, in which its output is compared, line by line, with that of the first, the reference.
 * Then all of them run ROUNDS times, one after the other in each round, so that a slow moment of the machine meets all;
 * the median counts. Times are given also in proportion to those of the command named BASE; the time on the processor too,
 * which says more where other programs keep the machine busy. With no rounds only the outputs are compared.
 *
 * -o: the reference runs once only, in the warm-up: it is slow. -u: lines may come in any order. -s NAME: says how many times
 * as fast as the second command that of this name is.
 *
 * Memory is the largest resident set of the program, as the kernel reports it to its parent. KIB: the most that the
 * second command may need.
 *
 * Exit status: 0 all well; 1 when an output differs from the reference, a command failed or needed more than KIB; 2 when
 * the call is wrong.
 * SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define PEERS_MAX 8
#define ROUNDS_MAX 99

struct peer {
    const char *name, *command;
    double seconds[ROUNDS_MAX],
        processor[ROUNDS_MAX]; /* from start to end; of them on a processor, all threads together */
    long peak;                 /* KiB */
    long different;            /* lines that differ from the reference */
};
struct bench {
    struct peer peers[PEERS_MAX];
    int count, rounds;
    const char *folder, *base, *faster;
    long allowed; /* KiB for the second peer; 0: no limit */
    bool once;    /* the reference runs only in the warm-up */
    bool unordered;
};

static void output_path(const struct bench *bench, int peer, char *path, size_t size) {
    snprintf(path, size, "%s/output-%d.csv", bench->folder, peer);
}

/* Runs a peer once, for this round; false, with a message, when it fails. */
static bool run(struct bench *bench, int index, int round) {
    struct peer *peer = &bench->peers[index];
    char path[4096];
    output_path(bench, index, path, sizeof path);
    unlink(path);
    setenv("OUT", path, 1);
    fflush(NULL);
    struct timespec from, to;
    clock_gettime(CLOCK_MONOTONIC, &from);
    pid_t child = fork();
    if (child == 0) {
        execl("/bin/sh", "sh", "-c", peer->command, (char *)NULL);
        _exit(127);
    }
    int status;
    struct rusage usage;
    if (child < 0 || wait4(child, &status, 0, &usage) != child) {
        perror("measure");
        return false;
    }
    clock_gettime(CLOCK_MONOTONIC, &to);
    peer->seconds[round] = (double)(to.tv_sec - from.tv_sec) + (double)(to.tv_nsec - from.tv_nsec) / 1e9;
    peer->processor[round] = (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
                             (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
    if (usage.ru_maxrss > peer->peak) peer->peak = usage.ru_maxrss;
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return true;
    fprintf(stderr, "measure: %s ended with %s %d\n", peer->name, WIFEXITED(status) ? "status" : "signal",
            WIFEXITED(status) ? WEXITSTATUS(status) : WTERMSIG(status));
    return false;
}

static int by_bytes(const void *a, const void *b) { return strcmp(*(char *const *)a, *(char *const *)b); }

/* The lines of a file in the order of their bytes; *text holds them. The caller frees both. NULL: not readable. */
static char **sorted_lines(const char *path, char **text, size_t *count) {
    size_t size = 0, room = 0;
    FILE *file = fopen(path, "r");
    *text = NULL;
    ssize_t length = file ? getdelim(text, &size, '\0', file) : -1;
    if (file) fclose(file);
    if (length < 0) return NULL;
    char **lines = NULL;
    *count = 0;
    for (char *at = *text, *end; at && *at; at = end) {
        end = strchr(at, '\n');
        if (end) *end++ = '\0';
        if (*count == room) {
            room = room ? 2 * room : 4096;
            char **more = realloc(lines, room * sizeof *lines);
            if (!more) abort();
            lines = more;
        }
        lines[(*count)++] = at;
    }
    if (lines) qsort(lines, *count, sizeof *lines, by_bytes);
    return lines;
}

/* As compare, whatever the order of the lines is. */
static long compare_unordered(const char *reference, const char *path) {
    const char *const paths[2] = {reference, path};
    char *texts[2], **lines[2];
    size_t counts[2] = {0, 0}, at[2] = {0, 0};
    for (int i = 0; i < 2; i++) lines[i] = sorted_lines(paths[i], &texts[i], &counts[i]);
    long only[2] = {0, 0};
    while (lines[0] && lines[1] && (at[0] < counts[0] || at[1] < counts[1])) {
        int order = at[0] == counts[0] ? 1 : at[1] == counts[1] ? -1 : strcmp(lines[0][at[0]], lines[1][at[1]]);
        if (order > 0 && only[1] < 3) fprintf(stderr, "  not in the reference: %s\n", lines[1][at[1]]);
        if (order < 0 && only[0] < 3) fprintf(stderr, "  only in the reference: %s\n", lines[0][at[0]]);
        if (order) only[order > 0]++;
        at[0] += order <= 0;
        at[1] += order >= 0;
    }
    bool readable = lines[0] && lines[1];
    for (int i = 0; i < 2; i++) {
        free(lines[i]);
        free(texts[i]);
    }
    return !readable ? -1 : only[0] > only[1] ? only[0] : only[1];
}

/* Lines of `path` that are not the same in `reference`, lines that only one of them has included. -1: not readable. */
static long compare(const char *reference, const char *path) {
    FILE *files[2] = {fopen(reference, "r"), fopen(path, "r")};
    char *lines[2] = {NULL, NULL};
    size_t sizes[2] = {0, 0};
    long different = 0;
    for (long number = 1; files[0] && files[1]; number++) {
        ssize_t lengths[2];
        for (int i = 0; i < 2; i++) lengths[i] = getline(&lines[i], &sizes[i], files[i]);
        if (lengths[0] < 0 && lengths[1] < 0) break;
        if (lengths[0] == lengths[1] && memcmp(lines[0], lines[1], (size_t)lengths[0]) == 0) continue;
        if (different++ < 3) {
            fprintf(stderr, "  line %ld is    %s", number, lengths[1] < 0 ? "(missing)\n" : lines[1]);
            fprintf(stderr, "  and should be %s", lengths[0] < 0 ? "(missing)\n" : lines[0]);
        }
    }
    if (!files[0] || !files[1]) different = -1;
    for (int i = 0; i < 2; i++) {
        free(lines[i]);
        if (files[i]) fclose(files[i]);
    }
    return different;
}

static int by_size(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}
static double median(const double *sorted, int rounds) { return (sorted[(rounds - 1) / 2] + sorted[rounds / 2]) / 2; }

/* Warm-up and comparison. False when something is not as it should be. */
static bool warm_up(struct bench *bench) {
    bool fine = true;
    char reference[4096], path[4096];
    output_path(bench, 0, reference, sizeof reference);
    for (int i = 0; i < bench->count; i++) {
        if (!run(bench, i, 0)) return false;
        if (i == 0) continue;
        output_path(bench, i, path, sizeof path);
        bench->peers[i].different = bench->unordered ? compare_unordered(reference, path) : compare(reference, path);
        if (bench->peers[i].different < 0) fprintf(stderr, "measure: %s wrote no output\n", bench->peers[i].name);
        if (bench->peers[i].different > 0)
            fprintf(stderr, "measure: %s: %ld lines differ\n", bench->peers[i].name, bench->peers[i].different);
        fine = fine && bench->peers[i].different == 0;
        unlink(path);
    }
    unlink(reference);
    return fine;
}

static int rounds_of(const struct bench *bench, int peer) { return peer == 0 && bench->once ? 1 : bench->rounds; }

static void print_table(const struct bench *bench) {
    const struct peer *base = NULL;
    double of_base[2] = {0, 0};
    for (int i = 0; i < bench->count; i++)
        if (bench->base && strcmp(bench->base, bench->peers[i].name) == 0) base = &bench->peers[i];
    if (base) {
        int rounds = rounds_of(bench, (int)(base - bench->peers));
        of_base[0] = median(base->seconds, rounds);
        of_base[1] = median(base->processor, rounds);
    }
    printf("%-12s %8s %16s %6s %10s %6s %9s %6s   %s\n", "program", "seconds", "from - to", "times", "processor", "times",
           "peak MiB", "times", "rows that differ");
    for (int i = 0; i < bench->count; i++) {
        const struct peer *peer = &bench->peers[i];
        int rounds = rounds_of(bench, i);
        double seconds = median(peer->seconds, rounds), processor = median(peer->processor, rounds);
        char times[3][32] = {"", "", ""}, different[32] = "the reference";
        if (base) {
            snprintf(times[0], sizeof times[0], "%.2f", seconds / of_base[0]);
            snprintf(times[1], sizeof times[1], "%.2f", processor / of_base[1]);
            snprintf(times[2], sizeof times[2], "%.2f", (double)peer->peak / (double)base->peak);
        }
        if (i > 0) snprintf(different, sizeof different, "%ld", peer->different);
        printf("%-12s %8.3f %7.3f - %6.3f %6s %10.3f %6s %9.1f %6s   %s\n", peer->name, seconds, peer->seconds[0],
               peer->seconds[rounds - 1], times[0], processor, times[1], (double)peer->peak / 1024, times[2], different);
    }
    if (base) printf("times: in proportion to %s\n", bench->base);
}

/* How many times as fast as the second peer the named one is: round by round, for then both met the same moments. */
static void print_speed_up(const struct bench *bench) {
    for (int i = 0; bench->faster && i < bench->count; i++) {
        double times[ROUNDS_MAX];
        if (strcmp(bench->faster, bench->peers[i].name) != 0) continue;
        for (int k = 0; k < bench->rounds; k++) times[k] = bench->peers[1].seconds[k] / bench->peers[i].seconds[k];
        qsort(times, (size_t)bench->rounds, sizeof(double), by_size);
        printf("%s is %.2f times as fast as %s (%.2f - %.2f)\n", bench->faster, median(times, bench->rounds),
               bench->peers[1].name, times[0], times[bench->rounds - 1]);
    }
}

static bool read_arguments(struct bench *bench, int argc, char **argv) {
    *bench = (struct bench){.rounds = 5, .folder = "."};
    for (int option; (option = getopt(argc, argv, "r:f:b:m:ous:")) != -1;) {
        if (option == 'r')
            bench->rounds = (int)strtol(optarg, NULL, 10);
        else if (option == 'f')
            bench->folder = optarg;
        else if (option == 'b')
            bench->base = optarg;
        else if (option == 'm')
            bench->allowed = strtol(optarg, NULL, 10);
        else if (option == 'o')
            bench->once = true;
        else if (option == 'u')
            bench->unordered = true;
        else if (option == 's')
            bench->faster = optarg;
        else
            return false;
    }
    for (; optind + 1 < argc && bench->count < PEERS_MAX; optind += 2)
        bench->peers[bench->count++] = (struct peer){.name = argv[optind], .command = argv[optind + 1]};
    return optind == argc && bench->count > 1 && bench->rounds >= 0 && bench->rounds <= ROUNDS_MAX;
}

static void print_results(struct bench *bench) {
    struct bench *sorted = malloc(sizeof *sorted);
    if (!sorted) abort();
    *sorted = *bench;
    for (int i = 0; i < bench->count; i++) {
        size_t rounds = (size_t)rounds_of(bench, i);
        qsort(sorted->peers[i].seconds, rounds, sizeof(double), by_size);
        qsort(sorted->peers[i].processor, rounds, sizeof(double), by_size);
    }
    print_table(sorted);
    print_speed_up(bench);
    free(sorted);
}

int main(int argc, char **argv) {
    static struct bench bench;
    if (!read_arguments(&bench, argc, argv)) {
        fputs("usage: measure [-r ROUNDS] [-f FOLDER] [-b BASE] [-m KIB] [-o] [-u] [-s NAME] NAME COMMAND [NAME COMMAND]...\n",
              stderr);
        return 2;
    }
    bool fine = warm_up(&bench);
    if (bench.peers[0].peak == 0) return 1;
    for (int round = 0; round < bench.rounds; round++)
        for (int i = bench.once; i < bench.count; i++)
            if (!run(&bench, i, round)) return 1;
    if (bench.rounds) print_results(&bench);
    const struct peer *second = &bench.peers[1];
    if (bench.allowed && second->peak > bench.allowed) {
        fprintf(stderr, "measure: %s needed %ld KiB and may need %ld\n", second->name, second->peak, bench.allowed);
        fine = false;
    }
    return fine ? 0 : 1;
}
