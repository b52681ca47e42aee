/* Reading bytes, and knowing whether they can be read twice.
 * SPDX-License-Identifier: MIT */
#include "runtime/data/input.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lang/base/mem.h"

#define READ_AT_ONCE ((size_t)1 << 30)

enum input_status input_open(struct input *input, const char *path) {
    *input = (struct input){.fd = -1};
    bool standard = strcmp(path, "-") == 0;
    int fd = standard ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    if (fd < 0) return errno == ENOENT || errno == ENOTDIR ? INPUT_MISSING : INPUT_FAILED;
    struct stat about;
    if (fstat(fd, &about) != 0 || S_ISDIR(about.st_mode)) {
        int error = errno;
        bool folder = S_ISDIR(about.st_mode);
        if (!standard) close(fd);
        errno = error;
        return folder ? INPUT_FOLDER : INPUT_FAILED;
    }
    input->fd = fd;
    /* Standard input may have been read from already: only its front-to-back order can be relied on. */
    if (S_ISREG(about.st_mode) && !standard) {
        input->seekable = true;
        input->size = (uint64_t)about.st_size;
        input->changed[0] = about.st_mtim.tv_sec;
        input->changed[1] = about.st_mtim.tv_nsec;
#ifdef POSIX_FADV_SEQUENTIAL
        (void)posix_fadvise(fd, 0, 0, POSIX_FADV_SEQUENTIAL);
#endif
    }
    return INPUT_OPEN;
}

void input_memory(struct input *input, struct str bytes, bool seekable) {
    *input = (struct input){.fd = -1, .memory = bytes, .seekable = seekable, .size = bytes.len};
}

void input_close(struct input *input) {
    if (input->fd >= 0 && input->fd != STDIN_FILENO) close(input->fd);
    mem_free((char *)input->again.ptr);
    *input = (struct input){.fd = -1};
}

static int64_t read_some(struct input *input, char *bytes, size_t room) {
    if (input->fd < 0) {
        size_t left = input->memory.len - (size_t)input->done;
        size_t count = room < left ? room : left;
        if (count) memcpy(bytes, input->memory.ptr + input->done, count);
        return (int64_t)count;
    }
    ssize_t count;
    do {
        count = read(input->fd, bytes, room < READ_AT_ONCE ? room : READ_AT_ONCE);
    } while (count < 0 && errno == EINTR);
    return count;
}

int64_t input_read(struct input *input, char *bytes, size_t room) {
    size_t filled = 0;
    if (input->again_at < input->again.len) {
        size_t left = input->again.len - input->again_at;
        filled = room < left ? room : left;
        memcpy(bytes, input->again.ptr + input->again_at, filled);
        input->again_at += filled;
    }
    while (filled < room) {
        int64_t count = read_some(input, bytes + filled, room - filled);
        if (count < 0) return -1;
        if (count == 0) break;
        filled += (size_t)count;
        input->done += (uint64_t)count;
    }
    return (int64_t)filled;
}

void input_unread(struct input *input, struct str bytes) {
    size_t later = input->again.len - input->again_at;
    char *copy = mem_alloc(bytes.len + later);
    if (bytes.len) memcpy(copy, bytes.ptr, bytes.len);
    if (later) memcpy(copy + bytes.len, input->again.ptr + input->again_at, later);
    mem_free((char *)input->again.ptr);
    input->again = (struct str){copy, bytes.len + later};
    input->again_at = 0;
}

int64_t input_again(const struct input *input, uint64_t offset, char *bytes, size_t room) {
    if (input->fd < 0) {
        if (offset >= input->memory.len) return 0;
        size_t left = input->memory.len - (size_t)offset;
        size_t count = room < left ? room : left;
        memcpy(bytes, input->memory.ptr + offset, count);
        return (int64_t)count;
    }
    size_t filled = 0;
    while (filled < room) {
        ssize_t count = pread(input->fd, bytes + filled, room - filled, (off_t)(offset + filled));
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) return -1;
        if (count == 0) break;
        filled += (size_t)count;
    }
    return (int64_t)filled;
}

bool input_changed(const struct input *input) {
    struct stat about;
    if (input->fd < 0 || !input->seekable || fstat(input->fd, &about) != 0) return false;
    return (uint64_t)about.st_size != input->size || about.st_mtim.tv_sec != input->changed[0] ||
           about.st_mtim.tv_nsec != input->changed[1];
}
