/* Reads files that lie in a framework's folder, and no others.
 * SPDX-License-Identifier: MIT */
#include "lang/folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lang/base/limits.h"
#include "lang/suggest.h"

static enum folder_status look_at(struct str path) {
    if (!path.len || path.ptr[0] == '/') return path.len ? FOLDER_ABSOLUTE : FOLDER_MISSING;
    for (size_t i = 0, start = 0; i <= path.len; i++) {
        if (i < path.len && ((unsigned char)path.ptr[i] < ' ' || path.ptr[i] == '\\')) return FOLDER_ABSOLUTE;
        if (i < path.len && path.ptr[i] != '/') continue;
        if (i - start == 2 && path.ptr[start] == '.' && path.ptr[start + 1] == '.') return FOLDER_UPWARD;
        start = i + 1;
    }
    return FOLDER_FOUND;
}

const char *folder_place(struct arena *arena, const char *path) {
    char place[PATH_MAX];
    return realpath(path, place) ? arena_strndup(arena, place, strlen(place)) : NULL;
}

static bool lies_in(const char *root, const char *place) {
    size_t length = strlen(root);
    if (length == 1) length = 0; /* the folder is `/` */
    return strncmp(place, root, length) == 0 && place[length] == '/';
}

static enum folder_status read_text(struct arena *arena, int fd, struct folder_file *out) {
    struct stat info;
    if (fstat(fd, &info) != 0) return out->error = errno, FOLDER_FAILED;
    if (!S_ISREG(info.st_mode)) return FOLDER_NO_FILE;
    if (info.st_size > LIMIT_SOURCE_BYTES) return FOLDER_LARGE;
    size_t size = (size_t)info.st_size, have = 0;
    char *bytes = arena_alloc(arena, size + 1);
    while (have < size) {
        ssize_t got = read(fd, bytes + have, size - have);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return out->error = errno, FOLDER_FAILED;
        if (got == 0) break;
        have += (size_t)got;
    }
    bytes[have] = 0;
    out->text = (struct str){bytes, have};
    return FOLDER_FOUND;
}

enum folder_status folder_read(struct arena *arena, const char *folder, struct str path, struct folder_file *out) {
    *out = (struct folder_file){0};
    enum folder_status status = look_at(path);
    if (status != FOLDER_FOUND) return status;
    if (!*folder) folder = ".";
    const char *root = folder_place(arena, folder);
    const char *place = folder_place(arena, arena_printf(arena, "%s/%.*s", folder, (int)path.len, path.ptr));
    if (!root || !place) {
        out->error = errno;
        return errno == ENOENT || errno == ENOTDIR ? FOLDER_MISSING : FOLDER_FAILED;
    }
    if (strcmp(root, place) == 0) return FOLDER_NO_FILE;
    if (!lies_in(root, place)) return FOLDER_OUTSIDE;
    out->place = place;
    int fd = open(place, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (fd < 0) return out->error = errno, FOLDER_FAILED;
    status = read_text(arena, fd, out);
    (void)close(fd);
    return status;
}

const char *folder_nearest(struct arena *arena, const char *folder, struct str path) {
    if (look_at(path) != FOLDER_FOUND) return NULL;
    size_t start = path.len;
    while (start > 0 && path.ptr[start - 1] != '/') start--;
    const char *name = arena_strndup(arena, path.ptr + start, path.len - start);
    DIR *directory = opendir(arena_printf(arena, "%s/%.*s", *folder ? folder : ".", (int)start, path.ptr));
    if (!directory) return NULL;
    struct suggest suggest;
    suggest_init(&suggest, name);
    for (const struct dirent *entry; (entry = readdir(directory)) != NULL;) {
        size_t length = strlen(entry->d_name), wanted = strlen(name);
        if (length < 5 || strcmp(entry->d_name + length - 5, ".rung") != 0) continue;
        const char *copy = arena_strndup(arena, entry->d_name, length);
        suggest_offer(&suggest, copy);
        /* `criteria` for `criteria.rung`. */
        if (length == wanted + 5 && strncmp(copy, name, wanted) == 0) suggest.best = copy, suggest.distance = 0;
    }
    (void)closedir(directory);
    const char *best = suggest_best(&suggest);
    return best ? arena_printf(arena, "%.*s%s", (int)start, path.ptr, best) : NULL;
}
