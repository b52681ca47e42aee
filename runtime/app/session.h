/* A framework, read and checked, with all that lives as long as it: what a command works on. The terminal is the
 * caller's business: messages wait in `diags` until messages_print shows them.
 *
 *     struct session session;
 *     session_init(&session);
 *     if (session_read(&session, path) && session_check(&session)) use(session.framework);
 *     messages_print(&session.diags, ...);
 *     session_release(&session);
 */
#ifndef RUNTIME_APP_SESSION_H
#define RUNTIME_APP_SESSION_H
#include "lang/base/intern.h"
#include "lang/check.h"
#include "lang/parse.h"

struct session {
    struct arena arena;          /* owned; program: all of the below */
    struct intern names;
    struct sources sources;
    struct diags diags;
    uint32_t file;               /* the framework's source, 0: it could not be read */
    struct ast *tree;
    struct checker *checker;
    struct framework *framework; /* NULL until checked without an error */
};
void session_init(struct session *session);
void session_release(struct session *session);
/* Reads the text; `path` "-" is standard input. False with a message when it cannot be read. */
bool session_read(struct session *session, const char *path);
/* Parses and checks it; false when there is an error. */
bool session_check(struct session *session);
void session_parse(struct session *session);
/* The same with declarations that are no part of the file, shown in messages under `name`; their tree goes to `also`. */
bool session_check_with(struct session *session, const char *name, const char *text, struct ast **also);
/* An expression of the command line, shown in messages under `name`: its tree, or NULL after an error. */
struct ast *session_expression(struct session *session, const char *name, const char *text);
#endif
