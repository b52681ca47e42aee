/* Files that a framework names: only those in its own folder can be read, whatever `..`, absolute paths and symbolic
 * links would lead to. */
#ifndef LANG_FOLDER_H
#define LANG_FOLDER_H
#include "lang/base/arena.h"
#include "lang/base/str.h"

enum folder_status {
    FOLDER_FOUND,
    FOLDER_ABSOLUTE, /* the path begins at the root of the file system, or has a backslash or a control character */
    FOLDER_UPWARD,   /* it has a part `..` */
    FOLDER_OUTSIDE,  /* a symbolic link leads out of the folder */
    FOLDER_MISSING,
    FOLDER_NO_FILE,  /* a folder, a pipe, a device */
    FOLDER_LARGE,    /* longer than LIMIT_SOURCE_BYTES */
    FOLDER_FAILED    /* `error` says why */
};
struct folder_file {
    struct str text;   /* arena, NUL-terminated */
    const char *place; /* arena: the file's real path, links followed */
    int error;         /* errno of FOLDER_FAILED */
};
/* Reads `path`, which is relative to `folder` ("": where the program was started). `out` holds what its status says. */
enum folder_status folder_read(struct arena *arena, const char *folder, struct str path, struct folder_file *out);
/* The real path of a file, or NULL. */
const char *folder_place(struct arena *arena, const char *path);
/* The file beside a missing one that was probably meant, as a path relative to `folder`; NULL when none is near. */
const char *folder_nearest(struct arena *arena, const char *folder, struct str path);
#endif
