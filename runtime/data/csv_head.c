/* The first line of a CSV file: what it is, how it is written, and what its columns are called.
 * SPDX-License-Identifier: MIT */
#include <errno.h>
#include <inttypes.h>

#include "lang/base/utf8.h"
#include "runtime/data/bind.h"
#include "runtime/data/csv.h"
#include "runtime/data/csv_split.h"

#define HEAD_PIECE ((size_t)64 << 10)
#define HEAD_MAX ((size_t)4 << 20) /* bytes of a first line */

static const char save_as_csv[] = "Open it in the program it comes from and save it as CSV, encoded as UTF-8.";

/* Files that are something else altogether; false after a message. */
static bool check_kind(struct loader *loader, struct str bytes, struct diags *diags) {
    static const struct {
        const char *start;
        uint32_t length;
        enum diag_code code;
        const char *what;
    } kinds[] = {
        {"\xff\xfe", 2, E0507, "is encoded as UTF-16"},
        {"\xfe\xff", 2, E0507, "is encoded as UTF-16"},
        {"PK\x03\x04", 4, E0506, "is a workbook or an archive (.xlsx, .ods, .zip), not CSV"},
        {"\xd0\xcf\x11\xe0", 4, E0506, "is an old workbook (.xls), not CSV"},
        {"\x1f\x8b", 2, E0506, "is compressed (gzip)"},
        {"SQLite format 3", 16, E0506,
         "is an SQLite file; name it as a file of its own, it cannot be read from a pipe"},
        {"PAR1", 4, E0506, "is a Parquet file, not CSV"},
        {"%PDF-", 5, E0506, "is a PDF, not CSV"},
    };
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        if (bytes.len < kinds[i].length || memcmp(bytes.ptr, kinds[i].start, kinds[i].length) != 0) continue;
        struct diag *d = diag_new(diags, kinds[i].code, (struct span){0}, "%s %s", loader->file, kinds[i].what);
        diag_help(diags, d, "%s", save_as_csv);
        return false;
    }
    return true;
}

/* Bytes of the first line in `text`, its end not included; -1 when its end is not there yet. */
static int64_t line_length(struct str text, bool quotes) {
    bool quoted = false;
    for (size_t i = 0; i < text.len; i++) {
        if (quotes) quoted ^= text.ptr[i] == '"';
        if (!quoted && (text.ptr[i] == '\n' || text.ptr[i] == '\r')) return (int64_t)i;
    }
    return -1;
}

static bool failed(struct loader *loader, struct diags *diags) {
    diag_new(diags, E0505, (struct span){0}, "%s cannot be read: %s", loader->file, strerror(errno));
    return false;
}

static bool too_long(struct loader *loader, struct diags *diags) {
    struct diag *d = diag_new(diags, E0512, (struct span){0}, "the first line of %s is longer than %zu MB",
                              loader->file, HEAD_MAX >> 20);
    diag_help(diags, d, "The first line of CSV names the columns; each row is a line of its own.");
    return false;
}

/* Takes blank lines and Excel's "sep=;" from the front. */
static void skip_lines(struct str *text, struct csv *csv, char *separator) {
    for (;;) {
        int64_t length = line_length(*text, false);
        if (length < 0) return;
        struct str line = {text->ptr, (size_t)length};
        bool sep = line.len == 5 && str_equal_nocase((struct str){line.ptr, 4}, STR("sep="));
        if (sep && !*separator) *separator = line.ptr[4];
        if (!sep && str_trim(line).len) return;
        size_t taken = line.len + 1;
        if (text->ptr[line.len] == '\r' && text->len > taken && text->ptr[taken] == '\n') taken++;
        text->ptr += taken;
        text->len -= taken;
        csv->offset += taken;
        csv->line++;
    }
}

/* The separator by which the most fields find their columns; among equals the one that gives the most columns. */
static char choose_separator(const struct loader *loader, struct str line, char likely, struct arena *arena) {
    static const char separators[] = {',', ';', '\t', '|'};
    char best = likely ? likely : ',';
    uint64_t best_score = 0;
    for (size_t i = 0; i < sizeof separators; i++) {
        struct csv_split split;
        struct csv_cells cells;
        csv_split_init(&split, line, separators[i], arena);
        if (!csv_split_next(&split, &cells)) break;
        const char **names = ARENA_ARRAY(arena, const char *, cells.count);
        for (uint32_t k = 0; k < cells.count; k++) names[k] = arena_strndup(arena, cells.at[k].ptr, cells.at[k].len);
        uint64_t score =
            cells.count > LIMIT_COLUMNS ? 0 : (uint64_t)bind_count(loader->record, names, cells.count) << 32;
        score += cells.count * UINT64_C(2) + (separators[i] == likely);
        if (score <= best_score) continue;
        best_score = score;
        best = separators[i];
    }
    return best;
}

static bool check_text(struct loader *loader, const struct csv *csv, struct str line, struct diags *diags) {
    size_t nul = line.len ? strnlen(line.ptr, line.len) : 0;
    if (nul < line.len) {
        bool wide = line.len >= 4 && (line.ptr[1] == 0) != (line.ptr[0] == 0);
        struct diag *d = wide ? diag_new(diags, E0507, (struct span){0}, "%s is encoded as UTF-16", loader->file)
                              : diag_new(diags, E0506, (struct span){0}, "%s is not a text file", loader->file);
        diag_help(diags, d, "%s", save_as_csv);
        return false;
    }
    size_t wrong = utf8_check(line);
    if (wrong == UTF8_VALID) return true;
    struct diag *d = diag_new(diags, E0507, (struct span){0}, "%s is not UTF-8 text", loader->file);
    diag_where(diags, d, "%s:%" PRIu64, loader->file, csv->line);
    diag_note(diags, d, "byte %zu of this line is 0x%02X", wrong + 1, (unsigned char)line.ptr[wrong]);
    diag_help(diags, d, "%s", save_as_csv);
    return false;
}

static bool set_names(struct loader *loader, struct csv *csv, struct str line, struct diags *diags) {
    struct csv_split split;
    struct csv_cells cells;
    csv_split_init(&split, line, csv->separator, &loader->arena);
    csv_split_next(&split, &cells);
    if (cells.count > LIMIT_COLUMNS) {
        diag_new(diags, E0512, (struct span){0}, "%s has %u columns; Rung reads up to %d", loader->file, cells.count,
                 LIMIT_COLUMNS);
        return false;
    }
    csv->columns = cells.count;
    csv->names = ARENA_ARRAY(&loader->arena, const char *, cells.count);
    for (uint32_t i = 0; i < cells.count; i++)
        csv->names[i] = arena_strndup(&loader->arena, cells.at[i].ptr, cells.at[i].len);
    return true;
}

static bool read_line(struct loader *loader, struct csv *csv, const struct data_source *source, struct str text,
                      bool ended, struct diags *diags) {
    int64_t found = line_length(text, true);
    /* A quote that is never closed: the line end counts all the same. */
    if (found < 0) found = line_length(text, false);
    struct str line = {text.ptr, found < 0 ? text.len : (size_t)found};
    /* Without a line end for megabytes: no text at all, or one line. */
    if (found < 0 && !ended && !memchr(line.ptr, 0, line.len)) return too_long(loader, diags);
    if (!check_text(loader, csv, line, diags)) return false;
    if (str_trim(line).len == 0) {
        struct diag *d = diag_new(diags, E0508, (struct span){0}, "%s is empty", loader->file);
        diag_help(diags, d, "Its first line must name the columns.");
        return false;
    }
    if (!csv->separator) {
        struct arena arena;
        arena_init(&arena, 0);
        csv->separator = choose_separator(loader, line, source->separator, &arena);
        arena_release(&arena);
    }
    if (!set_names(loader, csv, line, diags)) return false;
    size_t taken = line.len;
    csv->newline = '\n';
    if (found >= 0 && text.ptr[found] == '\r') {
        bool crlf = text.len > taken + 1 && text.ptr[taken + 1] == '\n';
        csv->newline = crlf || text.len == taken + 1 ? '\n' : '\r';
        taken += crlf;
    }
    taken += found >= 0;
    for (size_t i = 0; i < taken; i++) csv->line += text.ptr[i] == csv->newline;
    if (found < 0) csv->line++;
    csv->offset += taken;
    input_unread(&loader->input, (struct str){text.ptr + taken, text.len - taken});
    return true;
}

bool csv_head(struct loader *loader, struct csv *csv, const struct data_source *source, struct diags *diags) {
    struct buf buf;
    buf_init(&buf);
    bool fine = true, ended = false, enough = false;
    csv->separator = loader->options.separator;
    csv->line = 1;
    while (fine && !ended && !enough && buf.len < HEAD_MAX) {
        int64_t count = input_read(&loader->input, buf_room(&buf, HEAD_PIECE), HEAD_PIECE);
        if (count < 0)
            fine = failed(loader, diags);
        else
            buf_grew(&buf, (size_t)count);
        ended = count >= 0 && (size_t)count < HEAD_PIECE;
        if (fine && buf.len == (size_t)count) fine = check_kind(loader, (struct str){buf.ptr, buf.len}, diags);
        struct str text = {buf.ptr, buf.len};
        struct csv scratch = {0};
        char separator = 0;
        skip_lines(&text, &scratch, &separator);
        /* One byte more, to see whether a CR is followed by LF. */
        int64_t length = line_length(text, true);
        enough = length >= 0 && (size_t)length + 1 < text.len;
    }
    struct str text = {buf.ptr, buf.len};
    if (fine && text.len >= 3 && memcmp(text.ptr, "\xef\xbb\xbf", 3) == 0) {
        text.ptr += 3;
        text.len -= 3;
        csv->offset = 3;
    }
    if (fine) {
        skip_lines(&text, csv, &csv->separator);
        fine = read_line(loader, csv, source, text, ended, diags);
    }
    buf_release(&buf);
    return fine;
}
