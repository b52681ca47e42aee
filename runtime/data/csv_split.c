/* SPDX-License-Identifier: MIT */
#include "runtime/data/csv_split.h"

#include "lang/base/buf.h"

static char most_frequent(struct str text) {
    static const char separators[] = {',', ';', '\t', '|'};
    uint32_t counts[sizeof separators] = {0};
    bool quoted = false;
    for (size_t i = 0; i < text.len && (quoted || (text.ptr[i] != '\n' && text.ptr[i] != '\r')); i++) {
        quoted ^= text.ptr[i] == '"';
        for (size_t k = 0; k < sizeof separators; k++) counts[k] += !quoted && text.ptr[i] == separators[k];
    }
    size_t best = 0;
    for (size_t k = 1; k < sizeof separators; k++)
        if (counts[k] > counts[best]) best = k;
    return separators[best];
}

void csv_split_init(struct csv_split *split, struct str text, char separator, struct arena *arena) {
    if (text.len >= 3 && memcmp(text.ptr, "\xef\xbb\xbf", 3) == 0) {
        text.ptr += 3;
        text.len -= 3;
    }
    *split = (struct csv_split){
        .left = text, .separator = separator ? separator : most_frequent(text), .line = 1, .arena = arena};
}

static bool is_end(const struct csv_split *split, size_t at) {
    char c = split->left.ptr[at];
    return c == split->separator || c == '\n' || c == '\r';
}

/* One cell at `at`; the place behind it. */
static size_t take_cell(struct csv_split *split, size_t at, struct csv_cells *out, struct str *cell) {
    const char *text = split->left.ptr;
    size_t length = split->left.len, start = at;
    if (at == length || text[at] != '"') {
        while (at < length && !is_end(split, at)) at++;
        *cell = (struct str){text + start, at - start};
        return at;
    }
    size_t doubled = 0;
    for (at = start + 1; at < length; at++) {
        split->line += text[at] == '\n' || (text[at] == '\r' && !(at + 1 < length && text[at + 1] == '\n'));
        if (text[at] != '"') continue;
        if (at + 1 == length || text[at + 1] != '"') break;
        doubled++;
        at++;
    }
    if (at == length) {
        out->broken = true;
        *cell = (struct str){text + start, length - start};
        return at;
    }
    struct str inside = {text + start + 1, at - start - 1};
    *cell = inside;
    if (doubled) {
        char *made = arena_alloc(split->arena, inside.len - doubled + 1);
        size_t n = 0;
        for (size_t i = 0; i < inside.len; i++) {
            made[n++] = inside.ptr[i];
            i += inside.ptr[i] == '"';
        }
        *cell = (struct str){made, n};
    }
    at++;
    while (at < length && !is_end(split, at)) {
        out->broken = true;
        at++;
    }
    return at;
}

bool csv_split_next(struct csv_split *split, struct csv_cells *out) {
    *out = (struct csv_cells){.line = split->line};
    if (split->left.len == 0) return false;
    VEC(struct str) cells = {0};
    size_t at = 0;
    for (;;) {
        struct str cell;
        at = take_cell(split, at, out, &cell);
        vec_push(split->arena, &cells, cell);
        if (at == split->left.len || split->left.ptr[at] != split->separator) break;
        at++;
    }
    if (at < split->left.len) {
        bool crlf = split->left.ptr[at] == '\r' && at + 1 < split->left.len && split->left.ptr[at + 1] == '\n';
        at += crlf ? 2 : 1;
        split->line++;
    }
    split->left.ptr += at;
    split->left.len -= at;
    out->at = cells.at;
    out->count = cells.len;
    return true;
}
