/* Runs programs in turn, compares what they wrote and says how long they took and how much memory they needed.
 *
 *   measure [-r ROUNDS] [-f FOLDER] [-b BASE] [-m KIB] NAME COMMAND [NAME COMMAND]...
 *
 * Each COMMAND is a line of shell that starts one program with `exec` and lets it write to "$OUT", a file in FOLDER. Every
 * command runs once as a warm-up, in which its output is compared, line by line, with that of the first, the reference.
 * Then all of them run ROUNDS times, one after the other in each round, so that a slow moment of the machine meets all;
 * the median counts. Times are given also in proportion to those of the command named BASE; the time on the processor too,
 * which says more where other programs keep the machine busy. With no rounds only the outputs are compared.
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
    const char *folder, *base;
    long allowed; /* KiB for the second peer; 0: no limit */
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
        bench->peers[i].different = compare(reference, path);
        if (bench->peers[i].different < 0) fprintf(stderr, "measure: %s wrote no output\n", bench->peers[i].name);
        if (bench->peers[i].different > 0)
            fprintf(stderr, "measure: %s: %ld lines differ\n", bench->peers[i].name, bench->peers[i].different);
        fine = fine && bench->peers[i].different == 0;
        unlink(path);
    }
    unlink(reference);
    return fine;
}

static void print_table(const struct bench *bench) {
    const struct peer *base = NULL;
    for (int i = 0; i < bench->count; i++)
        if (bench->base && strcmp(bench->base, bench->peers[i].name) == 0) base = &bench->peers[i];
    printf("%-10s %8s %16s %6s %10s %6s %9s   %s\n", "program", "seconds", "from - to", "times", "processor", "times",
           "peak MiB", "rows that differ");
    for (int i = 0; i < bench->count; i++) {
        const struct peer *peer = &bench->peers[i];
        double seconds = median(peer->seconds, bench->rounds), processor = median(peer->processor, bench->rounds);
        char times[2][32] = {"", ""}, different[32] = "the reference";
        if (base) {
            snprintf(times[0], sizeof times[0], "%.2f", seconds / median(base->seconds, bench->rounds));
            snprintf(times[1], sizeof times[1], "%.2f", processor / median(base->processor, bench->rounds));
        }
        if (i > 0) snprintf(different, sizeof different, "%ld", peer->different);
        printf("%-10s %8.3f %7.3f - %6.3f %6s %10.3f %6s %9.1f   %s\n", peer->name, seconds, peer->seconds[0],
               peer->seconds[bench->rounds - 1], times[0], processor, times[1], (double)peer->peak / 1024, different);
    }
    if (base) printf("times: in proportion to %s\n", bench->base);
}

static bool read_arguments(struct bench *bench, int argc, char **argv) {
    *bench = (struct bench){.rounds = 5, .folder = "."};
    for (int option; (option = getopt(argc, argv, "r:f:b:m:")) != -1;) {
        if (option == 'r')
            bench->rounds = (int)strtol(optarg, NULL, 10);
        else if (option == 'f')
            bench->folder = optarg;
        else if (option == 'b')
            bench->base = optarg;
        else if (option == 'm')
            bench->allowed = strtol(optarg, NULL, 10);
        else
            return false;
    }
    for (; optind + 1 < argc && bench->count < PEERS_MAX; optind += 2)
        bench->peers[bench->count++] = (struct peer){.name = argv[optind], .command = argv[optind + 1]};
    return optind == argc && bench->count > 1 && bench->rounds >= 0 && bench->rounds <= ROUNDS_MAX;
}

int main(int argc, char **argv) {
    static struct bench bench;
    if (!read_arguments(&bench, argc, argv)) {
        fputs("usage: measure [-r ROUNDS] [-f FOLDER] [-b BASE] [-m KIB] NAME COMMAND [NAME COMMAND]...\n", stderr);
        return 2;
    }
    bool fine = warm_up(&bench);
    if (bench.peers[0].peak == 0) return 1;
    for (int round = 0; round < bench.rounds; round++)
        for (int i = 0; i < bench.count; i++)
            if (!run(&bench, i, round)) return 1;
    for (int i = 0; i < bench.count; i++) qsort(bench.peers[i].seconds, (size_t)bench.rounds, sizeof(double), by_size);
    if (bench.rounds) print_table(&bench);
    const struct peer *second = &bench.peers[1];
    if (bench.allowed && second->peak > bench.allowed) {
        fprintf(stderr, "measure: %s needed %ld KiB and may need %ld\n", second->name, second->peak, bench.allowed);
        fine = false;
    }
    return fine ? 0 : 1;
}
