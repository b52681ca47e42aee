/* Reads the rows of stdlib/builtins.def.
 * SPDX-License-Identifier: MIT */
#include "lang/builtin.h"
#include <stdint.h>

#define SCALAR BUILTIN_SCALAR
#define AGGREGATE BUILTIN_AGGREGATE
#define WINDOW BUILTIN_WINDOW
const struct builtin builtins[BUILTIN_COUNT_OF_ALL] = {
#define BUILTIN(id, name, shape, args, result, doc, example) {BUILTIN_##id, name, shape, args, result, doc, example},
#include "stdlib/builtins.def"
};

const struct builtin *builtin_find(const char *name, bool rows) {
    const struct builtin *other = NULL;
    for (unsigned i = 0; i < BUILTIN_COUNT_OF_ALL; i++) {
        if (strcmp(builtins[i].name, name) != 0) continue;
        if ((builtins[i].shape != BUILTIN_SCALAR) == rows) return &builtins[i];
        other = &builtins[i];
    }
    return other;
}

bool builtin_arg(const struct builtin *builtin, unsigned i, struct builtin_arg *out) {
    const char *at = builtin->args;
    for (unsigned n = 0;; n++) {
        const char *colon = strchr(at, ':');
        if (!colon) return false;
        const char *end = strchr(colon, ',');
        if (!end) end = colon + strlen(colon);
        struct builtin_arg arg = {.name = {at, (size_t)(colon - at)}, .kind = {colon + 2, (size_t)(end - colon - 2)}};
        if (arg.name.ptr[arg.name.len - 1] == '?') arg.optional = true, arg.name.len--;
        if (arg.name.len > 3 && memcmp(arg.name.ptr + arg.name.len - 3, "...", 3) == 0) arg.repeated = arg.optional = true, arg.name.len -= 3;
        if (n == i || arg.repeated) {
            *out = arg;
            return true;
        }
        if (!*end) return false;
        at = end + 2;
    }
}

void builtin_arity(const struct builtin *builtin, unsigned *fewest, unsigned *most) {
    struct builtin_arg arg;
    *fewest = *most = 0;
    for (unsigned i = 0; builtin_arg(builtin, i, &arg); i++) {
        if (arg.repeated) {
            *most = UINT32_MAX;
            return;
        }
        if (!arg.optional) *fewest = i + 1;
        *most = i + 1;
    }
}
