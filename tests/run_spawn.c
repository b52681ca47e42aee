/* Runs one command to its end, or to its time limit, and keeps what it printed. Several threads may do so at once.
 * SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "tests/run.h"
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#define OUTPUT_MAX ((size_t)16 << 20) /* bytes kept of each stream; a command that prints more is ended */

static int64_t milliseconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* A terminal of the given width that passes every byte on as it is. Returns the side to read from, or -1. */
static int open_terminal(unsigned width, int *command_side) {
    int reader = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
    if (reader < 0) return -1;
    char name[128];
    if (grantpt(reader) != 0 || unlockpt(reader) != 0 || ptsname_r(reader, name, sizeof name) != 0 ||
        (*command_side = open(name, O_RDWR | O_NOCTTY | O_CLOEXEC)) < 0) {
        close(reader);
        return -1;
    }
    struct winsize size = {.ws_row = 24, .ws_col = (unsigned short)width};
    struct termios modes;
    ioctl(*command_side, TIOCSWINSZ, &size);
    if (tcgetattr(*command_side, &modes) == 0) {
        cfmakeraw(&modes);
        tcsetattr(*command_side, TCSANOW, &modes);
    }
    return reader;
}

/* In the child: only calls that are safe after a fork of a program with threads. */
static _Noreturn void become(const struct spawn *spawn, int in, int out, int err) {
    setsid();
    signal(SIGPIPE, SIG_DFL);
    if (spawn->terminal_width) ioctl(out, TIOCSCTTY, 0);
    if (dup2(in, 0) >= 0 && dup2(out, 1) >= 0 && dup2(err, 2) >= 0 && (!spawn->folder || chdir(spawn->folder) == 0)) {
        execve(spawn->argv[0], (char *const *)(uintptr_t)spawn->argv, (char *const *)(uintptr_t)spawn->environment);
    }
    _exit(127);
}

/* Reads what there is; false at the end of the stream. */
static bool read_some(int fd, struct buf *buf) {
    char *room = buf_room(buf, 65536);
    ssize_t got = read(fd, room, 65536);
    if (got > 0) buf_grew(buf, (size_t)got);
    return got > 0 || (got < 0 && (errno == EINTR || errno == EAGAIN));
}

/* Reads both streams (an fd of -1 is at its end) until they end, the child has ended, or something is too much. */
static void collect(struct spawn const *spawn, pid_t child, int out, int err, struct outcome *outcome) {
    int64_t deadline = milliseconds() + (int64_t)spawn->seconds * 1000;
    int wait_status = 0;
    bool ended = false;
    while (!outcome->trouble) {
        struct pollfd fds[2] = {{.fd = out, .events = POLLIN}, {.fd = err, .events = POLLIN}};
        bool open = out >= 0 || err >= 0;
        int ready = open ? poll(fds, 2, 20) : 0;
        if (fds[0].revents && !read_some(out, &outcome->out)) out = -1;
        if (fds[1].revents && !read_some(err, &outcome->err)) err = -1;
        /* Something that the command left running may hold the streams open: what it prints is not waited for. */
        if (ended && ready <= 0) break;
        if (!ended && ready <= 0) ended = waitpid(child, &wait_status, WNOHANG) == child;
        if (ended && out < 0 && err < 0) break;
        if (!open && !ended) nanosleep(&(struct timespec){.tv_nsec = 300000}, NULL);
        if (outcome->out.len > OUTPUT_MAX || outcome->err.len > OUTPUT_MAX) outcome->trouble = "printed too much";
        if (milliseconds() > deadline) outcome->trouble = "did not end within its time limit";
    }
    kill(-child, SIGKILL);
    if (!ended) waitpid(child, &wait_status, 0);
    outcome->status = WIFEXITED(wait_status) ? WEXITSTATUS(wait_status) : 128 + WTERMSIG(wait_status);
}

void spawn_run(const struct spawn *spawn, struct outcome *outcome) {
    *outcome = (struct outcome){0};
    buf_init(&outcome->out);
    buf_init(&outcome->err);
    int out[2] = {-1, -1}, err[2] = {-1, -1};
    int in = open(spawn->stdin_path ? spawn->stdin_path : "/dev/null", O_RDONLY | O_CLOEXEC);
    if (spawn->terminal_width) {
        out[0] = open_terminal(spawn->terminal_width, &out[1]);
    } else if (pipe2(out, O_CLOEXEC) != 0 || (!spawn->merge && pipe2(err, O_CLOEXEC) != 0)) {
        outcome->trouble = "could not be given a pipe";
    }
    if (in < 0 || out[0] < 0) outcome->trouble = "could not be given its input and output";
    pid_t child = outcome->trouble ? -1 : fork();
    if (child == 0) become(spawn, in, out[1], err[1] >= 0 ? err[1] : out[1]);
    if (in >= 0) close(in);
    if (out[1] >= 0) close(out[1]);
    if (err[1] >= 0) close(err[1]);
    if (child > 0) {
        collect(spawn, child, out[0], err[0], outcome);
    } else if (!outcome->trouble) {
        outcome->trouble = "could not be started";
    }
    if (out[0] >= 0) close(out[0]);
    if (err[0] >= 0) close(err[0]);
}
