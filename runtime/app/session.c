/* Reads a framework's file and takes it through the front end.
 * SPDX-License-Identifier: MIT */
#include "runtime/app/session.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lang/base/limits.h"
#include "lang/suggest.h"

static const struct span nowhere = {0};

void session_init(struct session *session) {
    *session = (struct session){0};
    arena_init(&session->arena, 0);
    intern_init(&session->names, &session->arena);
    sources_init(&session->sources, &session->arena);
    diags_init(&session->diags, &session->arena, &session->sources);
}

void session_release(struct session *session) { arena_release(&session->arena); }

static bool ends_with(const char *text, const char *ending) {
    size_t length = strlen(text), size = strlen(ending);
    return length > size && strcmp(text + length - size, ending) == 0;
}

/* "folder/x.rung" -> "folder"; "x.rung" -> "." */
static const char *folder_of(struct arena *arena, const char *path) {
    const char *slash = strrchr(path, '/');
    if (!slash) return ".";
    return slash == path ? "/" : arena_strndup(arena, path, (size_t)(slash - path));
}

/* The file in `folder` that was probably meant: the one nearest to `name`, or for a NULL name the only framework there. */
static const char *nearest_file(struct arena *arena, const char *folder, const char *name) {
    DIR *directory = opendir(folder);
    if (!directory) return NULL;
    struct suggest suggest;
    suggest_init(&suggest, name ? name : "");
    const char *only = NULL;
    uint32_t frameworks = 0;
    for (const struct dirent *entry; (entry = readdir(directory)) != NULL;) {
        if (entry->d_name[0] == '.') continue;
        const char *copy = arena_strndup(arena, entry->d_name, strlen(entry->d_name));
        if (name) suggest_offer(&suggest, copy);
        if (!ends_with(copy, ".rung")) continue;
        only = copy;
        frameworks++;
        /* `stages` for `stages.rung`. */
        if (name && strncmp(copy, name, strlen(name)) == 0 && strlen(copy) == strlen(name) + 5)
            suggest.best = copy, suggest.distance = 0;
    }
    (void)closedir(directory);
    return name ? suggest_best(&suggest) : frameworks == 1 ? only : NULL;
}

static void say_missing(struct session *session, const char *path) {
    struct diag *d = diag_new(&session->diags, E0570, nowhere, "there is no file `%s`", path);
    const char *folder = folder_of(&session->arena, path), *slash = strrchr(path, '/');
    const char *nearest = nearest_file(&session->arena, folder, slash ? slash + 1 : path);
    struct stat status;
    if (nearest && slash)
        diag_help(&session->diags, d, "Did you mean `%.*s/%s`?", (int)(slash - path), path, nearest);
    else if (nearest)
        diag_help(&session->diags, d, "Did you mean `%s`?", nearest);
    else if (slash && slash != path && stat(folder, &status) != 0)
        diag_help(&session->diags, d, "There is no folder `%s` either.", folder);
    else
        diag_help(&session->diags, d, "The first word after the command is the framework's file.");
}

static bool say_unreadable(struct session *session, const char *path, int error) {
    if (error == ENOENT || error == ENOTDIR) {
        say_missing(session, path);
    } else if (error == EISDIR) {
        struct diag *d = diag_new(&session->diags, E0570, nowhere, "`%s` is a folder, not a framework's file", path);
        const char *only = nearest_file(&session->arena, path, NULL);
        if (only)
            diag_help(&session->diags, d, "Did you mean `%s%s%s`?", path, path[strlen(path) - 1] == '/' ? "" : "/",
                      only);
        else
            diag_help(&session->diags, d, "The framework comes first, then the data: rung eval stages.rung data");
    } else {
        struct diag *d = diag_new(&session->diags, E0570, nowhere, "`%s` cannot be read: %s", path, strerror(error));
        if (error == EACCES) diag_help(&session->diags, d, "Ask its owner for the right to read it.");
    }
    return false;
}

bool session_read(struct session *session, const char *path) {
    bool standard = strcmp(path, "-") == 0;
    int fd = standard ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
    const char *name = standard ? "standard input" : path;
    if (fd < 0) return say_unreadable(session, name, errno);
    struct stat status;
    int error = fstat(fd, &status) != 0 ? errno : S_ISDIR(status.st_mode) ? EISDIR : 0;
    /* One byte past the limit: the parser then says that it is too long. */
    struct buf text;
    buf_init(&text);
    while (!error && text.len <= LIMIT_SOURCE_BYTES) {
        size_t want = LIMIT_SOURCE_BYTES + 1 - text.len;
        if (want > 65536) want = 65536;
        ssize_t got = read(fd, buf_room(&text, want), want);
        if (got == 0) break;
        if (got > 0)
            buf_grew(&text, (size_t)got);
        else if (errno != EINTR)
            error = errno;
    }
    if (!standard) (void)close(fd);
    if (!error) session->file = sources_add(&session->sources, name, (struct str){text.ptr, text.len});
    buf_release(&text);
    if (error) return say_unreadable(session, name, error);
    session->checker = checker_new(&session->arena, &session->names, &session->diags,
                                   standard ? "" : folder_of(&session->arena, path));
    return true;
}

static struct parse parse_of(struct session *session) {
    return (struct parse){
        .arena = &session->arena, .intern = &session->names, .sources = &session->sources, .diags = &session->diags};
}

void session_parse(struct session *session) {
    struct parse parse = parse_of(session);
    session->tree = parse_file(&parse, session->file);
}

static bool check_parsed(struct session *session) {
    session->framework = check_framework(session->checker, session->tree);
    if (session->diags.errors) session->framework = NULL;
    return session->framework != NULL;
}

bool session_check(struct session *session) {
    session_parse(session);
    return check_parsed(session);
}

bool session_check_with(struct session *session, const char *name, const char *text, struct ast **also) {
    session_parse(session);
    struct parse parse = parse_of(session);
    *also = parse_file(&parse, sources_add(&session->sources, name, str_of(text)));
    for (uint32_t i = 0; i < (*also)->file.decls.len; i++)
        vec_push(&session->arena, &session->tree->file.decls, (*also)->file.decls.at[i]);
    return check_parsed(session);
}

struct ast *session_expression(struct session *session, const char *name, const char *text) {
    struct parse parse = parse_of(session);
    uint32_t errors = session->diags.errors;
    struct ast *tree = parse_expression(&parse, sources_add(&session->sources, name, str_of(text)));
    return session->diags.errors > errors ? NULL : tree;
}
