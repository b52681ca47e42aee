/* The texts of a framework and where their lines begin.
 * SPDX-License-Identifier: MIT */
#include "lang/source.h"
#include "lang/base/mem.h"
#include "lang/base/utf8.h"

void sources_init(struct sources *sources, struct arena *arena) { *sources = (struct sources){.arena = arena}; }

uint32_t sources_add(struct sources *sources, const char *name, struct str text) {
    ASSERT(text.len < UINT32_MAX);
    struct source source = {.name = arena_strndup(sources->arena, name, strlen(name)),
                            .text = arena_str(sources->arena, text)};
    source.line_count = 1;
    for (const char *p = source.text.ptr, *end = p + text.len; p < end && (p = memchr(p, '\n', (size_t)(end - p))); p++)
        source.line_count++;
    source.lines = ARENA_ARRAY(sources->arena, uint32_t, source.line_count);
    uint32_t line = 1;
    for (const char *p = source.text.ptr, *end = p + text.len; p < end && (p = memchr(p, '\n', (size_t)(end - p)));
         p++) {
        source.lines[line++] = (uint32_t)(p + 1 - source.text.ptr);
    }
    vec_push(sources->arena, &sources->files, source);
    return sources->files.len;
}

const struct source *sources_get(const struct sources *sources, uint32_t file) {
    ASSERT(file >= 1 && file <= sources->files.len);
    return &sources->files.at[file - 1];
}

/* Number, from 0, of the line that holds the offset. */
static uint32_t line_at(const struct source *source, uint32_t offset) {
    uint32_t low = 0, high = source->line_count;
    while (high - low > 1) {
        uint32_t middle = low + (high - low) / 2;
        if (source->lines[middle] <= offset)
            low = middle;
        else
            high = middle;
    }
    return low;
}

/* Bytes that begin a character; eight at a time, since a line may be the whole of a large file. */
static uint32_t count_characters(const char *bytes, uint32_t length) {
    uint32_t i = 0, count = length;
    for (; i + 8 <= length; i += 8) {
        uint64_t word;
        memcpy(&word, bytes + i, 8);
        /* Bytes 10xxxxxx go on with a character: the top bit is set and the next is not. */
        count -= (uint32_t)__builtin_popcountll(word & ~(word << 1) & 0x8080808080808080u);
    }
    for (; i < length; i++) count -= ((unsigned char)bytes[i] & 0xC0) == 0x80;
    return count;
}

struct place sources_place(const struct sources *sources, uint32_t file, uint32_t offset) {
    const struct source *source = sources_get(sources, file);
    if (offset > source->text.len) offset = (uint32_t)source->text.len;
    uint32_t line = line_at(source, offset);
    uint32_t start = source->lines[line];
    /* A byte order mark is no character of the text. */
    if (start == 0 && offset >= 3 && memcmp(source->text.ptr, "\xEF\xBB\xBF", 3) == 0) start = 3;
    uint32_t column = 1 + count_characters(source->text.ptr + start, offset > start ? offset - start : 0);
    return (struct place){line + 1, column};
}

struct str sources_line(const struct sources *sources, uint32_t file, uint32_t line) {
    const struct source *source = sources_get(sources, file);
    ASSERT(line >= 1 && line <= source->line_count);
    uint32_t start = source->lines[line - 1];
    uint32_t end = line < source->line_count ? source->lines[line] - 1 : (uint32_t)source->text.len;
    if (end > start && source->text.ptr[end - 1] == '\r') end--;
    return (struct str){source->text.ptr + start, end - start};
}

struct str sources_text(const struct sources *sources, struct span span) {
    const struct source *source = sources_get(sources, span.file);
    ASSERT(span.start <= span.end && span.end <= source->text.len);
    return (struct str){source->text.ptr + span.start, span.end - span.start};
}
