/* `use`: other files of the framework's folder, and the modules that are written in Rung and kept in the program
 * (stdlib/x.rung). Loading makes one list of declarations out of all of them, as if what is used were written where its
 * `use` stands; the framework line, tests and reports of a used file stay behind.
 *
 * `use … as m` puts the names of a file behind `m.`: its declarations are entered as `m.name`, and what is said in it
 * finds its own names first (checker_symbol). Loading turns each `m.name` of a tree into one name, so that no other part
 * of the checker has to know of modules; it is the only pass that changes a tree, and its places stay.
 *
 * Paths are relative to the framework's folder, in used files too. All memory is the checker's arena. */
#ifndef LANG_MODULE_H
#define LANG_MODULE_H
#include "lang/check_internal.h"

struct module {
    const char *name;            /* as messages call it: "std.time", "common/criteria.rung" */
    const char *place;           /* what tells files apart: the real path, or the name of a module of the program */
    const char *prefix;          /* "m.", "a.b."; NULL when its names are used as they are */
    const struct module *user;   /* the file that uses it; NULL: the framework's own */
    const struct ast *use;       /* the declaration by which it came in first */
    struct ast *tree;
    const struct ast *framework; /* its framework line, or NULL */
};
struct module_decl {
    const struct ast *ast;
    const struct module *module; /* NULL: the framework's own file */
};
VEC_TYPE(module_decls, struct module_decl);

/* The declarations of the file and of all that it uses. What cannot be used is reported, and may be the home of any name:
 * checker->incomplete says so. */
void module_load(struct checker *checker, struct ast *file, struct module_decls *out);
/* After all names are declared: whether each used file is about a record that is here, and each `as` is a name of its own. */
void module_check(struct checker *checker);
/* Joins `m.name` in a tree that came later: an expression of the command line. */
void module_join_names(struct checker *checker, struct ast *tree);
/* Reports that a module has no such name, when the path begins with one: `t.tenur`. */
bool module_say_missing(struct checker *checker, const struct ast *path);
/* Reports that two files declare `name`; `second` came later. */
void module_say_clash(struct checker *checker, const struct symbol *first, const struct symbol *second, const char *name);
/* Warns of modules and functions-only files of which nothing is used. */
void module_warn_unused(struct checker *checker);
#endif
