/* Loads what a framework uses: finds the files, keeps circles out, and joins the names behind `as`.
 * SPDX-License-Identifier: MIT */
#include "lang/module.h"

#include <errno.h>
#include <stdio.h>

#include "lang/base/limits.h"
#include "lang/embed.h"
#include "lang/folder.h"
#include "lang/parse.h"
#include "lang/suggest.h"

struct module_alias {
    const char *prefix; /* "m." with what stands before it */
    const struct module *module;
    struct span span;
};
struct modules {
    VEC(struct module *) all;
    struct map by_place;  /* prefix and place -> struct module */
    struct map aliases;   /* prefix and alias -> struct module_alias */
    struct map declared;  /* prefix and name -> struct ast: all that modules with a prefix declare */
    const char *own;      /* the framework's own file, or NULL */
    struct module_decls *out;
};

static const char *prefix_of(const struct module *module) { return module && module->prefix ? module->prefix : ""; }

static struct str joined(struct checker *checker, const char *a, const char *b) {
    return str_of(arena_printf(checker->arena, "%s%s", a, b));
}

static struct diag *refuse(struct checker *checker, enum diag_code code, const struct ast *use, const char *title) {
    checker->incomplete = true;
    return diag_new(checker->diags, code, use->use.what->span, "%s", title);
}

/* --- files --- */

static void collect(struct checker *checker, struct ast *tree, struct module *module);

static bool is_circle(struct checker *checker, const struct module *user, const char *place, const char *name, const struct ast *use) {
    bool found = checker->modules->own && strcmp(checker->modules->own, place) == 0;
    for (const struct module *m = user; m; m = m->user) found |= strcmp(m->place, place) == 0;
    if (!found) return false;
    const char *path = name;
    const struct module *m = user;
    for (; m && strcmp(m->place, place) != 0; m = m->user) path = arena_printf(checker->arena, "%s -> %s", m->name, path);
    path = arena_printf(checker->arena, "%s -> %s", name, path);
    struct diag *d = refuse(checker, E0464, use, arena_printf(checker->arena, "`%s` uses itself: %s", name, path));
    diag_help(checker->diags, d, "Take this `use` out, or put what both files need into a third.");
    return true;
}

static const struct module *known(struct checker *checker, const struct module *user, const struct ast *use, const char *place, const char **prefix) {
    const char *as = use->use.as.text;
    *prefix = as ? joined(checker, prefix_of(user), arena_printf(checker->arena, "%s.", as)).ptr : user ? user->prefix : NULL;
    return map_get(&checker->modules->by_place, joined(checker, *prefix ? *prefix : "", arena_printf(checker->arena, "\n%s", place)));
}

/* Whether it may be one more; what it would be called is remembered. */
static struct module *add_module(struct checker *checker, struct module *user, const struct ast *use, const char *name, const char *place, const char *prefix) {
    struct modules *modules = checker->modules;
    uint32_t depth = 1;
    for (const struct module *m = user; m; m = m->user) depth++;
    if (modules->all.len >= LIMIT_USED_FILES || depth > LIMIT_USE_DEPTH || (prefix && strlen(prefix) > LIMIT_NAME_BYTES)) {
        struct diag *d = refuse(checker, E0465, use, depth > LIMIT_USE_DEPTH ? "files use each other too deeply" : "the framework uses too many files");
        diag_help(checker->diags, d, "At most %d files, %d inside each other, can be used.", LIMIT_USED_FILES, LIMIT_USE_DEPTH);
        return NULL;
    }
    struct module *module = ARENA_NEW(checker->arena, struct module);
    *module = (struct module){.name = name, .place = place, .prefix = prefix, .user = user, .use = use};
    vec_push(checker->arena, &modules->all, module);
    map_put(checker->arena, &modules->by_place, joined(checker, prefix ? prefix : "", arena_printf(checker->arena, "\n%s", place)), module);
    return module;
}

static void name_alias(struct checker *checker, const struct module *user, const struct ast *use, const struct module *module) {
    struct ast_name as = use->use.as;
    if (!as.text) return;
    struct modules *modules = checker->modules;
    struct str key = joined(checker, prefix_of(user), as.text);
    const struct module_alias *first = map_get(&modules->aliases, key);
    if (first && first->module == module) return;
    if (first) {
        struct diag *d = diag_new(checker->diags, E0467, as.span, "`%s` is `%s` already", as.text, first->module->name);
        diag_also(checker->diags, d, first->span, "declared here");
        diag_help(checker->diags, d, "Write another name after `as`.");
        return;
    }
    struct module_alias *alias = ARENA_NEW(checker->arena, struct module_alias);
    *alias = (struct module_alias){.prefix = module->prefix, .module = module, .span = as.span};
    map_put(checker->arena, &modules->aliases, key, alias);
}

static void read_module(struct checker *checker, struct module *user, const struct ast *use, const char *name, const char *place, struct str text) {
    const char *prefix;
    const struct module *before = known(checker, user, use, place, &prefix);
    if (before) {
        name_alias(checker, user, use, before);
        return;
    }
    struct module *module = add_module(checker, user, use, name, place, prefix);
    if (!module) return;
    name_alias(checker, user, use, module);
    struct parse parse = {.arena = checker->arena, .intern = checker->names, .sources = checker->diags->sources, .diags = checker->diags};
    module->tree = parse_file(&parse, sources_add(checker->diags->sources, name, text));
    collect(checker, module->tree, module);
}

static void say_unusable(struct checker *checker, const struct ast *use, enum folder_status status, const char *path, int error) {
    struct arena *arena = checker->arena;
    struct diag *d;
    switch (status) {
    case FOLDER_ABSOLUTE:
    case FOLDER_UPWARD:
    case FOLDER_OUTSIDE:
        d = refuse(checker, E0461, use, arena_printf(arena, status == FOLDER_OUTSIDE ? "`%s` is a link that leads out of the framework's folder" : "`%s` does not lie in the framework's folder", path));
        diag_help(checker->diags, d, status == FOLDER_ABSOLUTE ? "Write the path from the framework's folder on, with `/` between folders: `use \"common/criteria.rung\"`."
                                     : status == FOLDER_UPWARD ? "Put the file beside the framework or into a folder there; paths begin at the framework's folder, without `..`."
                                                               : "Put a copy of the file into the folder.");
        return;
    case FOLDER_MISSING: {
        d = refuse(checker, E0462, use, arena_printf(arena, "there is no file `%s`", path));
        const char *user = sources_get(checker->diags->sources, use->span.file)->name, *slash = strrchr(user, '/');
        const char *beside = slash && use->span.file != checker->file->span.file ? arena_printf(arena, "%.*s/%s", (int)(slash - user), user, path) : NULL;
        struct folder_file file;
        const char *near = beside && folder_read(arena, checker->folder, str_of(beside), &file) == FOLDER_FOUND ? beside : folder_nearest(arena, checker->folder, str_of(path));
        if (near) diag_help(checker->diags, d, "Did you mean `use \"%s\"`?", near);
        if (beside || !near) diag_help(checker->diags, d, "The path begins at the folder of the framework%s.", beside ? ", not at that of the file which uses it" : "");
        return;
    }
    case FOLDER_NO_FILE: d = refuse(checker, E0462, use, arena_printf(arena, "`%s` is no file", path)); break;
    case FOLDER_LARGE: d = refuse(checker, E0462, use, arena_printf(arena, "`%s` is too long for a framework", path)); break;
    default: d = refuse(checker, E0462, use, arena_printf(arena, "`%s` cannot be read: %s", path, strerror(error))); break;
    }
    diag_help(checker->diags, d, "Name a file with declarations, for example `use \"common/criteria.rung\"`.");
}

static void use_file(struct checker *checker, struct module *user, const struct ast *use) {
    struct str path = use->use.what->text.value;
    const char *name = arena_strndup(checker->arena, path.ptr, path.len);
    struct folder_file file;
    enum folder_status status = memchr(path.ptr, 0, path.len) ? FOLDER_ABSOLUTE : folder_read(checker->arena, checker->folder, path, &file);
    if (status != FOLDER_FOUND) {
        say_unusable(checker, use, status, name, file.error);
    } else if (!is_circle(checker, user, file.place, name, use)) {
        read_module(checker, user, use, name, file.place, file.text);
    }
}

/* --- modules of the program --- */

static void no_library(struct checker *checker, const struct ast *use, const char *name) {
    struct suggest near;
    struct buf list;
    buf_init(&list);
    suggest_init(&near, name);
    for (const struct embed_file *file = embed_files; file->name; file++) {
        size_t length = strlen(file->name);
        if (strncmp(file->name, "stdlib/", 7) != 0) continue;
        const char *module = arena_printf(checker->arena, "std.%.*s", (int)length - 12, file->name + 7);
        suggest_offer(&near, module);
        buf_printf(&list, "%s`%s`", list.len ? ", " : "", module);
    }
    const char *best = suggest_best(&near);
    struct diag *d = refuse(checker, E0463, use, arena_printf(checker->arena, "there is no module `%s`", name));
    if (best) diag_help(checker->diags, d, "Did you mean `use %s`?", best);
    else diag_help(checker->diags, d, "The modules are %s. A file is named in quotes: `use \"common/criteria.rung\"`.", list.ptr);
    buf_release(&list);
}

static void use_library(struct checker *checker, struct module *user, const struct ast *use) {
    const struct ast *what = use->use.what;
    const char *name = check_source_text(checker, what->span), *text = NULL;
    size_t size = 0;
    if (what->kind == AST_MEMBER && what->member.object->kind == AST_NAME && strcmp(what->member.object->name.name.text, "std") == 0 && what->member.name.text) {
        name = arena_printf(checker->arena, "std.%s", what->member.name.text);
        text = embed_text(arena_printf(checker->arena, "stdlib/%s.rung", what->member.name.text), &size);
    }
    if (!text) no_library(checker, use, name);
    else if (!is_circle(checker, user, name, name, use)) read_module(checker, user, use, name, name, (struct str){text, size});
}

/* --- all declarations --- */

static bool stays_behind(const struct ast *decl) {
    return decl->kind == AST_FRAMEWORK || decl->kind == AST_TEST || decl->kind == AST_REPORT;
}

static void collect(struct checker *checker, struct ast *tree, struct module *module) {
    struct modules *modules = checker->modules;
    for (uint32_t i = 0; i < tree->file.decls.len; i++) {
        struct ast *decl = tree->file.decls.at[i];
        if (decl->kind == AST_USE) {
            if (!decl->use.what || decl->use.what->kind == AST_ERROR) checker->incomplete = true;
            else if (decl->use.what->kind == AST_TEXT) use_file(checker, module, decl);
            else use_library(checker, module, decl);
            continue;
        }
        if (module && decl->kind == AST_FRAMEWORK && !module->framework) module->framework = decl;
        if (module && stays_behind(decl)) continue;
        vec_push(checker->arena, modules->out, ((struct module_decl){decl, module}));
        struct ast_name name = ast_declared(decl);
        if (module && module->prefix && name.text) map_put(checker->arena, &modules->declared, joined(checker, module->prefix, name.text), decl);
    }
}

/* --- m.name --- */

struct joining { struct checker *checker; const char *prefix; };

static const struct module_alias *alias_of(struct checker *checker, const char *prefix, const char *name) {
    char key[2 * LIMIT_NAME_BYTES + 2];
    snprintf(key, sizeof key, "%s%s", prefix, name);
    return map_get(&checker->modules->aliases, str_of(key));
}

static bool is_declared(struct checker *checker, const char *prefix, const char *name) {
    return map_get(&checker->modules->declared, joined(checker, prefix, name)) != NULL;
}

/* `node` is o.name or o.m.name; joins what is behind an alias. */
static bool join(const struct joining *j, struct ast *node) {
    struct checker *checker = j->checker;
    const char *tail = node->member.name.text;
    if (!tail) return false;
    for (struct ast *o = node->member.object;; o = o->member.object) {
        bool first = o->kind == AST_NAME;
        if (!first && (o->kind != AST_MEMBER || !o->member.name.text)) return false;
        struct ast_name name = first ? o->name.name : o->member.name;
        tail = arena_printf(checker->arena, "%s.%s", name.text, tail);
        if (alias_of(checker, j->prefix, name.text) && is_declared(checker, j->prefix, tail)) {
            struct ast_name whole = {intern_name(checker->names, str_of(tail)), {node->span.file, name.span.start, node->span.end}};
            if (first) {
                node->kind = AST_NAME;
                node->name.name = whole;
            } else {
                node->member.object = o->member.object;
                node->member.name = whole;
            }
            return true;
        }
        if (first) return false;
    }
}

static void join_all(struct ast *node, void *context) {
    if (node->kind == AST_USE) return;
    if (node->kind == AST_MEMBER && join(context, node) && node->kind == AST_NAME) return;
    ast_each_child(node, join_all, context);
}

void module_join_names(struct checker *checker, struct ast *tree) {
    if (checker->modules && checker->modules->aliases.len) join_all(tree, &(struct joining){checker, ""});
}

void module_load(struct checker *checker, struct ast *file, struct module_decls *out) {
    struct modules *modules = ARENA_NEW(checker->arena, struct modules);
    *modules = (struct modules){.out = out};
    checker->modules = modules;
    if (file->span.file) modules->own = folder_place(checker->arena, sources_get(checker->diags->sources, file->span.file)->name);
    collect(checker, file, NULL);
    if (!modules->aliases.len) return;
    join_all(file, &(struct joining){checker, ""});
    for (uint32_t i = 0; i < modules->all.len; i++) join_all(modules->all.at[i]->tree, &(struct joining){checker, prefix_of(modules->all.at[i])});
}

/* --- what goes wrong between files --- */

bool module_say_missing(struct checker *checker, const struct ast *path) {
    if (!checker->modules || path->kind != AST_MEMBER || !path->member.name.text) return false;
    const struct ast *object = path->member.object;
    if (object->kind != AST_NAME) return object->kind == AST_MEMBER && module_say_missing(checker, object);
    const struct module_alias *alias = alias_of(checker, prefix_of(checker->module), object->name.name.text);
    if (!alias) return false;
    struct suggest near;
    suggest_init(&near, path->member.name.text);
    const struct map *declared = &checker->modules->declared;
    size_t length = strlen(alias->prefix);
    for (uint32_t i = 0; !check_full(checker) && i < declared->len; i++) {
        if (strncmp(declared->at[i].key.ptr, alias->prefix, length) == 0) suggest_offer(&near, declared->at[i].key.ptr + length);
    }
    const char *best = suggest_best(&near);
    if (checker->incomplete && !best) return true;
    struct diag *d = diag_new(checker->diags, E0469, path->member.name.span, "`%s` has no `%s`", alias->module->name, path->member.name.text);
    diag_also(checker->diags, d, alias->span, "`%s` is `%s`", object->name.name.text, alias->module->name);
    if (best) diag_help(checker->diags, d, "Did you mean `%s.%s`?", object->name.name.text, best);
    else diag_help(checker->diags, d, "Only what it declares can stand behind `%s.`.", object->name.name.text);
    return true;
}

/* A name for `as`: `time` for std.time, `criteria` for common/criteria.rung. */
static const char *likely_alias(struct checker *checker, const struct module *module) {
    const char *start = module->name;
    for (const char *p = module->name; *p; p++) {
        if (*p == '/' || (*p == '.' && strcmp(p, ".rung") != 0)) start = p + 1;
    }
    char *name = arena_strndup(checker->arena, start, strcspn(start, "."));
    bool plain = (name[0] >= 'a' && name[0] <= 'z') || (name[0] >= 'A' && name[0] <= 'Z');
    for (char *p = name; *p; p++) {
        if (*p == '-' || *p == ' ') *p = '_';
        plain &= (*p >= 'a' && *p <= 'z') || (*p >= 'A' && *p <= 'Z') || (*p >= '0' && *p <= '9') || *p == '_';
    }
    return plain && !checker_symbol(checker, name) ? name : "m";
}

void module_say_clash(struct checker *checker, const struct symbol *first, const struct symbol *second, const char *name) {
    const struct symbol *here = second->module && !first->module ? first : second, *there = here == first ? second : first;
    const struct module *module = there->module ? there->module : here->module;
    struct diag *d = diag_new(checker->diags, E0466, here->span, "`%s` is declared here and in `%s`", name, there->module ? there->module->name : "the framework");
    diag_also(checker->diags, d, there->span, "as a %s, here", symbol_kind_text(there->kind));
    if (here->kind == SYMBOL_RECORD && checker->subject_name == name) {
        diag_help(checker->diags, d, "The framework is about one record `%s`: take it out of one of the files.", name);
        return;
    }
    const char *as = likely_alias(checker, module);
    const struct ast *use = module->use;
    diag_help(checker->diags, d, "Write `use %s as %s`: then `%s` is the one here and `%s.%s` the other.", check_source_text(checker, use->use.what->span), as, name, as, name);
}

/* A record behind `as` is one of its own, but what the framework is about is there only once. */
static void check_subject(struct checker *checker) {
    const struct symbol *subject = map_get(&checker->symbols, str_of(checker->subject_name));
    for (uint32_t i = 0; subject && subject->kind == SYMBOL_RECORD && i < checker->order.len; i++) {
        const struct symbol *symbol = checker->order.at[i];
        if (symbol->kind == SYMBOL_RECORD && symbol->name != subject->name && ast_declared(symbol->ast).text == checker->subject_name)
            module_say_clash(checker, symbol, subject, checker->subject_name);
    }
}

void module_check(struct checker *checker) {
    struct modules *modules = checker->modules;
    if (checker->subject_name) check_subject(checker);
    for (uint32_t i = 0; i < modules->all.len; i++) {
        const struct module *module = modules->all.at[i];
        if (!module->framework || checker->incomplete) continue;
        const struct module *outside = checker->module;
        struct ast_name record = module->framework->framework.record;
        checker->module = module;
        const struct symbol *symbol = checker_symbol(checker, record.text);
        checker->module = outside;
        if (!record.text || (symbol && (symbol->kind == SYMBOL_RECORD || symbol->kind == SYMBOL_BROKEN))) continue;
        struct diag *d = diag_new(checker->diags, E0468, module->use->use.what->span, "`%s` is about %s, which this framework does not have", module->name, record.text);
        diag_also(checker->diags, d, record.span, "%s is named here", record.text);
        diag_help(checker->diags, d, "Declare `record %s`, or use a file that is about %s.", record.text, checker->subject_name ? checker->subject_name : "the same record");
    }
    for (uint32_t i = 0; i < modules->aliases.len; i++) {
        const struct module_alias *alias = modules->aliases.at[i].value;
        const struct symbol *symbol = map_get(&checker->symbols, modules->aliases.at[i].key);
        if (!symbol || symbol->kind == SYMBOL_BROKEN) continue;
        struct diag *d = diag_new(checker->diags, E0467, alias->span, "`%s` is a %s already", symbol->name, symbol_kind_text(symbol->kind));
        diag_also(checker->diags, d, symbol->span, "declared here");
        diag_help(checker->diags, d, "Write another name after `as`.");
    }
}

void module_warn_unused(struct checker *checker) {
    struct modules *modules = checker->modules;
    for (uint32_t i = 0; i < modules->all.len; i++) {
        const struct module *module = modules->all.at[i];
        bool used = module->user != NULL, any = false; /* what a used file uses is its own affair */
        for (uint32_t k = 0; k < checker->order.len && !used; k++) {
            const struct symbol *symbol = checker->order.at[k];
            if (symbol->module != module) continue;
            bool waits = symbol->kind == SYMBOL_FUNCTION || symbol->kind == SYMBOL_CATEGORY || symbol->kind == SYMBOL_PARAM || (symbol->kind == SYMBOL_RECORD && symbol->info != checker->subject);
            any = true;
            used |= symbol->used || !waits;
        }
        if (used || !any) continue;
        struct diag *d = diag_new(checker->diags, W0601, module->use->span, "nothing of `%s` is used", module->name);
        diag_help(checker->diags, d, "Use it, or take the line out.");
    }
}
