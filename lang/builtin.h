/* The functions of the language, as rows of stdlib/builtins.def: what the checker asks of a call and what help says. */
#ifndef LANG_BUILTIN_H
#define LANG_BUILTIN_H
#include <stdbool.h>
#include "lang/base/str.h"

enum builtin_id {
#define BUILTIN(id, name, shape, args, result, doc, example) BUILTIN_##id,
#include "stdlib/builtins.def"
    BUILTIN_COUNT_OF_ALL
};
enum builtin_shape { BUILTIN_SCALAR, BUILTIN_AGGREGATE, BUILTIN_WINDOW };
struct builtin {
    enum builtin_id id;
    const char *name;
    enum builtin_shape shape;
    const char *args;   /* "x: number, places?: plain" */
    const char *result; /* "number", "text", "date", "bool", "same", "second" */
    const char *doc;
    const char *example;
};
extern const struct builtin builtins[BUILTIN_COUNT_OF_ALL];
/* The row of that name; of a name that is both (min, max) the scalar one, or with `rows` the one over a list. NULL: none. */
const struct builtin *builtin_find(const char *name, bool rows);

/* One argument as builtins.def describes it. */
struct builtin_arg {
    struct str name, kind;
    bool optional, repeated;
};
/* Argument number i, from 0; false past the end. A repeated argument is every further one. */
bool builtin_arg(const struct builtin *builtin, unsigned i, struct builtin_arg *out);
/* Fewest and most arguments; most is UINT32_MAX when one may be repeated. */
void builtin_arity(const struct builtin *builtin, unsigned *fewest, unsigned *most);
#endif
