/* Where each object begins and ends, without looking at what is in it.
 * SPDX-License-Identifier: MIT */
#include <errno.h>

#include "lang/base/mem.h"
#include "runtime/data/json.h"
#include "runtime/data/relate.h"

#ifdef RUNG_TINY
#define CHUNK_BYTES 64u
#else
#define CHUNK_BYTES (256u << 10)
#endif
#define FIRST_LOOK ((size_t)64 << 10)
#define LONG_ROW_SHOWN 200u

static bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

static size_t skip_space(struct str text, size_t at) {
    while (at < text.len && is_space(text.ptr[at])) at++;
    return at;
}

/* Behind the closing quote of the string that begins at `at`; -1: it is not closed. */
static int64_t string_end(struct str text, size_t at) {
    for (at++; at < text.len; at++) {
        if (text.ptr[at] == '\\')
            at++;
        else if (text.ptr[at] == '"')
            return (int64_t)at + 1;
    }
    return -1;
}

int64_t json_value_end(struct str text, size_t at) {
    uint32_t depth = 0;
    while (at < text.len) {
        char c = text.ptr[at];
        if (c == '"') {
            int64_t end = string_end(text, at);
            if (end < 0) return -1;
            at = (size_t)end;
            if (depth == 0) return end;
            continue;
        }
        if (c == '{' || c == '[') depth++;
        if (c == '}' || c == ']') {
            if (depth == 0) return (int64_t)at;
            if (--depth == 0) return (int64_t)at + 1;
        }
        /* A bare word or number ends where anything else begins. */
        if (depth == 0 && (c == ',' || is_space(c))) return (int64_t)at;
        at++;
    }
    return -1;
}

#define NAME_DEPTH 4 /* "a.b.c.d" */

static void names_inside(struct str text, const char *prefix, int depth, struct arena *arena, struct json_names *out) {
    size_t at = 1;
    for (;;) {
        at = skip_space(text, at);
        if (at < text.len && text.ptr[at] == ',') at = skip_space(text, at + 1);
        if (at >= text.len || text.ptr[at] != '"' || out->len == LIMIT_COLUMNS) return;
        int64_t end = string_end(text, at);
        if (end < 0) return;
        const char *name = arena_printf(arena, "%s%.*s", prefix, (int)((size_t)end - at - 2), text.ptr + at + 1);
        at = skip_space(text, (size_t)end);
        if (at >= text.len || text.ptr[at] != ':') return;
        at = skip_space(text, at + 1);
        if (at >= text.len) return;
        end = json_value_end(text, at);
        struct str value = {text.ptr + at, (end < 0 ? text.len : (size_t)end) - at};
        if (value.len && value.ptr[0] == '{' && depth < NAME_DEPTH)
            names_inside(value, arena_printf(arena, "%s.", name), depth + 1, arena, out);
        else
            vec_push(arena, out, name);
        if (end < 0) return;
        at = (size_t)end;
    }
}

void json_names(struct str text, struct arena *arena, struct json_names *out) { names_inside(text, "", 1, arena, out); }

/* ---- the beginning of the document ---- */

static bool failed(struct loader *loader, struct diags *diags) {
    diag_new(diags, E0505, (struct span){0}, "%s cannot be read: %s", loader->file, strerror(errno));
    return false;
}

/* In the object at the start of `text`: behind the "[" of the list under the record's name; -1: no such member to be
 * seen. *whole: the object ends within the text. */
static int64_t find_list(const struct record *record, struct str text, bool *whole) {
    size_t at = 1;
    *whole = false;
    for (;;) {
        at = skip_space(text, at);
        if (at < text.len && text.ptr[at] == ',') at = skip_space(text, at + 1);
        if (at >= text.len) return -1;
        if (text.ptr[at] != '"') {
            *whole = text.ptr[at] == '}';
            return -1;
        }
        int64_t end = string_end(text, at);
        if (end < 0) return -1;
        struct str name = {text.ptr + at + 1, (size_t)end - at - 2};
        at = skip_space(text, (size_t)end);
        if (at >= text.len || text.ptr[at] != ':') return -1;
        at = skip_space(text, at + 1);
        if (at >= text.len) return -1;
        if (text.ptr[at] == '[' && relate_rank(str_of(record->name), name) != RELATE_NOT)
            return (int64_t)at + 1;
        end = json_value_end(text, at);
        if (end < 0) return -1;
        at = (size_t)end;
    }
}

static bool no_list(const struct loader *loader, const struct record *record, struct diags *diags) {
    struct diag *d =
        diag_new(diags, E0514, (struct span){0}, "%s has no list of `%s`", loader->file, record->name);
    diag_help(diags, d,
              "Rung reads a list of objects, an object with such a list under the record's name, or an object a line.");
    return false;
}

/* Reads on until `text` holds the beginning of the record's list: a document may have other members before it. */
static int64_t look_further(struct loader *loader, const struct record *record, struct buf *buf, size_t start, bool *ended, bool *whole) {
    while (!*ended && buf->len < (size_t)LIMIT_ROW_BYTES * 4) {
        size_t piece = buf->len;
        int64_t count = input_read(&loader->input, buf_room(buf, piece), piece);
        if (count < 0) return -1;
        buf_grew(buf, (size_t)count);
        *ended = (size_t)count < piece;
        int64_t list = find_list(record, (struct str){buf->ptr + start, buf->len - start}, whole);
        if (list >= 0 || *whole) return list;
    }
    return -1;
}

bool json_enter(struct loader *loader, struct json *json, const struct record *record, bool lines,
                struct diags *diags) {
    struct buf buf;
    buf_init(&buf);
    int64_t count = input_read(&loader->input, buf_room(&buf, FIRST_LOOK), FIRST_LOOK);
    if (count < 0) {
        buf_release(&buf);
        return failed(loader, diags);
    }
    buf_grew(&buf, (size_t)count);
    bool ended = buf.len < FIRST_LOOK, fine = true;
    struct str text = {buf.ptr, buf.len};
    size_t start = text.len >= 3 && memcmp(text.ptr, "\xef\xbb\xbf", 3) == 0 ? 3 : 0, taken = start;
    for (size_t i = skip_space(text, start); start < i; start++) json->line += text.ptr[start] == '\n';
    struct str rest = {text.ptr + start, text.len - start};
    bool wide = text.len >= 2 && (memcmp(text.ptr, "\xff\xfe", 2) == 0 || memcmp(text.ptr, "\xfe\xff", 2) == 0);
    if (wide || (rest.len > 1 && rest.ptr[1] == 0)) {
        diag_new(diags, E0507, (struct span){0}, "%s is encoded as UTF-16; JSON is UTF-8", loader->file);
        fine = false;
    } else if (rest.len && rest.ptr[0] != '{' && rest.ptr[0] != '[') {
        struct diag *d =
            diag_new(diags, E0506, (struct span){0}, "%s is not JSON: it begins with neither { nor [", loader->file);
        diag_help(diags, d, "If it is CSV, its name should end in .csv.");
        fine = false;
    } else if (rest.len && rest.ptr[0] == '[') {
        json->layout = JSON_LIST;
        taken = start + 1;
    } else if (rest.len && !lines) {
        bool whole;
        int64_t list = find_list(record, rest, &whole);
        if (list < 0 && !whole && !ended) list = look_further(loader, record, &buf, start, &ended, &whole);
        rest = (struct str){buf.ptr + start, buf.len - start};
        int64_t end = json_value_end(rest, 0);
        bool one_line = !memchr(rest.ptr, '\n', end < 0 ? rest.len : (size_t)end);
        json->layout = list >= 0 ? JSON_LIST : one_line ? JSON_LINES : JSON_SEQUENCE;
        taken = list >= 0 ? start + (size_t)list : start;
        if (list < 0 && !whole && !ended) fine = no_list(loader, record, diags);
    } else {
        taken = start;
    }
    if (json->layout != JSON_LINES) json->line = 0;
    input_unread(&loader->input, (struct str){buf.ptr + taken, buf.len - taken});
    buf_release(&buf);
    return fine;
}

bool json_has_list(struct input *input, const struct record *record) {
    struct arena arena;
    struct sources sources;
    struct diags diags;
    arena_init(&arena, 0);
    sources_init(&sources, &arena);
    diags_init(&diags, &arena, &sources);
    struct loader loader = {.record = record, .file = "", .input = *input};
    struct json json = {.line = 1};
    char first[64];
    int64_t count = input_read(&loader.input, first, sizeof first);
    if (count > 0) input_unread(&loader.input, (struct str){first, (size_t)count});
    struct str start = str_trim((struct str){first, count > 0 ? (size_t)count : 0});
    /* What is wrong with it is told when it is read. */
    bool has = start.len && start.ptr[0] == '{' && json_enter(&loader, &json, record, false, &diags) && json.layout == JSON_LIST;
    *input = loader.input;
    arena_release(&arena);
    return has;
}

/* ---- cutting ---- */

static void add_row(struct json_cut *cut, size_t start, size_t end, uint64_t line) {
    if (cut->count == cut->cap) {
        cut->cap = cut->cap ? cut->cap * 2 : 256;
        cut->rows = mem_realloc(cut->rows, sizeof *cut->rows * cut->cap);
    }
    cut->rows[cut->count++] = (struct json_row){(uint32_t)start, (uint32_t)end, line};
}

/* All lines that are there whole; bytes used. */
static size_t cut_lines(struct json *json, struct json_cut *cut) {
    struct str text = {cut->text, cut->length};
    size_t at = 0;
    while (at < text.len) {
        const char *end = memchr(text.ptr + at, '\n', text.len - at);
        if (!end && !json->ended) break;
        size_t next = end ? (size_t)(end - text.ptr) : text.len;
        if (skip_space(text, at) < next) add_row(cut, at, next, json->line);
        json->line++;
        at = next + (end != NULL);
    }
    return at;
}

/* What is wrong between two items, or NULL. */
static const char *cut_items(struct json *json, struct json_cut *cut, size_t *used) {
    struct str text = {cut->text, cut->length};
    size_t at = 0;
    for (;;) {
        *used = at;
        at = skip_space(text, at);
        if (at == text.len) {
            *used = at;
            return NULL;
        }
        if (text.ptr[at] == ']' && json->layout == JSON_LIST) {
            json->over = true;
            *used = text.len;
            return NULL;
        }
        if (json->started && json->layout == JSON_LIST) {
            if (text.ptr[at] != ',') return "a comma or the end of the list is missing";
            at = skip_space(text, at + 1);
            if (at == text.len) return NULL;
            if (text.ptr[at] == ']') return "there is a comma, and then no item";
        }
        int64_t end = json_value_end(text, at);
        if (end < 0) return NULL;
        if ((size_t)end == at) return "there is a sign where an item should be";
        json->started = true;
        add_row(cut, at, (size_t)end, ++json->line);
        at = (size_t)end;
    }
}

static bool broken(struct loader *loader, const struct json *json, const char *what, struct diags *diags) {
    struct diag *d = diag_new(diags, E0514, (struct span){0}, "%s is broken after item %lu: %s", loader->file,
                              (unsigned long)json->line, what);
    diag_help(diags, d, "What follows was not read. Mend the file, or export it anew.");
    return false;
}

static void refuse_long(struct loader *loader, struct chunk *chunk, struct json_cut *cut) {
    struct json *json = loader->state;
    struct str shown = arena_str(&chunk->arena, (struct str){cut->text, LONG_ROW_SHOWN});
    struct chunk_reject reject = {json->line,
                                  arena_printf(&chunk->arena, "is longer than %u MB", LIMIT_ROW_BYTES >> 20), shown};
    vec_push(&chunk->arena, &chunk->rejects, reject);
}

/* Passes over the rest of a line that is too long; false when reading fails. */
static bool pass_line(struct loader *loader, struct json_cut *cut) {
    struct json *json = loader->state;
    for (;;) {
        const char *end = memchr(cut->text, '\n', cut->length);
        if (end || json->ended) {
            size_t passed = end ? (size_t)(end + 1 - cut->text) : cut->length;
            buf_add(&json->carry, cut->text + passed, cut->length - passed);
            json->line++;
            return true;
        }
        int64_t count = input_read(&loader->input, cut->text, CHUNK_BYTES);
        if (count < 0) return false;
        cut->length = (uint32_t)count;
        json->ended = (uint32_t)count < CHUNK_BYTES;
    }
}

enum load_status json_cut(struct loader *loader, struct chunk *chunk, struct json_cut *cut, struct diags *diags) {
    struct json *json = loader->state;
    size_t wanted = loader->options.chunk_bytes ? loader->options.chunk_bytes : CHUNK_BYTES, used = 0;
    cut->count = 0;
    if (json->over) return LOAD_END;
    if (wanted < json->carry.len) wanted = json->carry.len;
    cut->length = 0;
    for (;;) {
        if (cut->room < wanted) {
            cut->text = mem_realloc(cut->text, wanted + 8);
            cut->room = (uint32_t)wanted;
        }
        if (json->carry.len) memcpy(cut->text, json->carry.ptr, json->carry.len);
        cut->length += (uint32_t)json->carry.len;
        buf_clear(&json->carry);
        if (!json->ended) {
            size_t room = wanted - cut->length;
            int64_t count = input_read(&loader->input, cut->text + cut->length, room);
            if (count < 0) return failed(loader, diags) ? LOAD_MORE : LOAD_FAILED;
            cut->length += (uint32_t)count;
            json->ended = (size_t)count < room;
        }
        const char *wrong = NULL;
        if (json->layout == JSON_LINES)
            used = cut_lines(json, cut);
        else
            wrong = cut_items(json, cut, &used);
        if (cut->count || json->over) break;
        bool rest = used < cut->length || json->layout == JSON_LIST;
        if (wrong || (json->ended && rest && json->layout != JSON_LINES)) {
            broken(loader, json, wrong ? wrong : "it ends in the middle", diags);
            return LOAD_FAILED;
        }
        if (json->ended && used == cut->length) return LOAD_END;
        /* Blank lines are done with: they must not be counted again. */
        memmove(cut->text, cut->text + used, cut->length - used);
        cut->length -= (uint32_t)used;
        if (cut->length >= LIMIT_ROW_BYTES) {
            if (json->layout == JSON_LIST) {
                broken(loader, json, "an item is longer than 64 MB", diags);
                return LOAD_FAILED;
            }
            refuse_long(loader, chunk, cut);
            return pass_line(loader, cut) ? LOAD_MORE : LOAD_FAILED;
        }
        wanted = wanted < LIMIT_ROW_BYTES / 2 ? wanted * 2 : LIMIT_ROW_BYTES;
    }
    buf_add(&json->carry, cut->text + used, cut->length - used);
    return LOAD_MORE;
}
