/* Buffered output to a descriptor, and files that appear when they are complete.
 * SPDX-License-Identifier: MIT */
#define _GNU_SOURCE /* O_TMPFILE */
#include "runtime/app/sink.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lang/base/mem.h"

void sink_stdout(struct sink *sink) {
    *sink = (struct sink){.fd = STDOUT_FILENO, .name = "standard output"};
    buf_init(&sink->pending);
}

/* Where `path` leads when links are followed: the file to replace, not the link to it. */
static char *followed(const char *path) {
    char real[PATH_MAX];
    const char *from = realpath(path, real) ? real : path;
    size_t size = strlen(from) + 1;
    char *copy = mem_alloc(size);
    memcpy(copy, from, size);
    return copy;
}

/* A file without a name, where the file system can: when the program is killed nothing is left behind. */
static bool open_nameless(struct sink *sink) {
    char *slash = strrchr(sink->target, '/'), first = slash ? slash[1] : '\0';
    if (slash) slash[1] = '\0';
    sink->fd = open(slash ? sink->target : ".", O_TMPFILE | O_WRONLY | O_CLOEXEC, 0666);
    if (slash) slash[1] = first;
    return sink->fd >= 0;
}

/* A name beside the target that nobody has. Calls `use` with candidates until it takes one or fails for good. */
static bool find_name(struct sink *sink, bool (*use)(struct sink *sink)) {
    size_t size = strlen(sink->target) + 32;
    sink->temporary = mem_alloc(size);
    for (int attempt = 0; attempt < 100; attempt++) {
        (void)snprintf(sink->temporary, size, "%s.%ld-%d.part", sink->target, (long)getpid(), attempt);
        if (use(sink)) return true;
        if (errno != EEXIST) break;
    }
    sink->error = errno;
    mem_free(sink->temporary);
    sink->temporary = NULL;
    return false;
}

static bool create(struct sink *sink) {
    sink->fd = open(sink->temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    return sink->fd >= 0;
}

static bool open_named(struct sink *sink) { return find_name(sink, create); }

static bool give_name(struct sink *sink) {
    char self[40];
    (void)snprintf(self, sizeof self, "/proc/self/fd/%d", sink->fd);
    return linkat(AT_FDCWD, self, AT_FDCWD, sink->temporary, AT_SYMLINK_FOLLOW) == 0;
}

bool sink_open(struct sink *sink, const char *path) {
    *sink = (struct sink){.fd = -1, .name = path};
    buf_init(&sink->pending);
    struct stat status;
    bool exists = stat(path, &status) == 0;
    if (exists && S_ISDIR(status.st_mode)) {
        sink->error = EISDIR;
        return false;
    }
    if (exists && !S_ISREG(status.st_mode)) {
        sink->fd = open(path, O_WRONLY | O_CLOEXEC);
        if (sink->fd < 0) sink->error = errno;
        return sink->error == 0;
    }
    /* An existing file that may not be written is not to be replaced either, though its folder would allow it. */
    if (exists && access(path, W_OK) != 0) {
        sink->error = errno;
        return false;
    }
    sink->target = followed(path);
    if (!open_nameless(sink) && !open_named(sink)) return false;
    if (exists) (void)fchmod(sink->fd, status.st_mode & 07777);
    return true;
}

static void write_all(struct sink *sink, struct str bytes) {
    while (bytes.len && !sink->error) {
        ssize_t written = write(sink->fd, bytes.ptr, bytes.len);
        if (written < 0) {
            if (errno != EINTR) sink->error = errno;
            continue;
        }
        bytes.ptr += written;
        bytes.len -= (size_t)written;
    }
}

static void flush(struct sink *sink) {
    write_all(sink, (struct str){sink->pending.ptr, sink->pending.len});
    buf_clear(&sink->pending);
}

void sink_write(struct sink *sink, struct str bytes) {
    if (sink->error) return;
    if (sink->pending.len + bytes.len > SINK_PIECE) flush(sink);
    if (bytes.len >= SINK_PIECE / 4 && sink->pending.len == 0)
        write_all(sink, bytes);
    else
        buf_str(&sink->pending, bytes);
}

void sink_puts(struct sink *sink, const char *text) { sink_write(sink, str_of(text)); }

bool sink_commit(struct sink *sink) {
    flush(sink);
    /* A full disk may show only when the file is closed (network file systems). */
    if (sink->target) {
        if (!sink->error && !sink->temporary) (void)find_name(sink, give_name);
        if (close(sink->fd) != 0 && !sink->error) sink->error = errno;
        sink->fd = -1;
        if (!sink->error && rename(sink->temporary, sink->target) != 0) sink->error = errno;
        if (!sink->error) {
            mem_free(sink->temporary);
            sink->temporary = NULL;
        }
    }
    return sink->error == 0;
}

void sink_release(struct sink *sink) {
    if (sink->fd > STDERR_FILENO) (void)close(sink->fd);
    if (sink->temporary) (void)unlink(sink->temporary);
    mem_free(sink->temporary);
    mem_free(sink->target);
    buf_release(&sink->pending);
    *sink = (struct sink){.fd = -1};
}
