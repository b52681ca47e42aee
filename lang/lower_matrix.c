/* The rows of a table from a CSV file. The file is rewritten as rows of a table in Rung, line for line, and read by the
 * one parser there is: cells have the same syntax, and messages point at the line of the file.
 * SPDX-License-Identifier: MIT */
#include "lang/lower.h"
#include <errno.h>
#include <string.h>
#include "lang/base/limits.h"
#include "lang/base/mem.h"
#include "lang/base/utf8.h"
#include "lang/folder.h"
#include "lang/parse.h"

struct matrix_cell {
    struct str text; /* quotes resolved, trimmed unless quoted */
    bool quoted;
};
struct line {
    struct matrix_cell *cells;
    uint32_t count;
    uint32_t line; /* on which it begins, from 1 */
};
struct matrix {
    struct checker *checker;
    const struct ast *table; /* AST_TABLE */
    const char *path;        /* as the framework writes it */
    struct str text;
    struct line *records; /* the first holds the heads */
    uint32_t count;
    uint32_t *input_column, *output_column; /* which column of the file */
};

static struct diag *complain(struct matrix *m, enum diag_code code, uint32_t line, const char *title) {
    struct diags *diags = m->checker->diags;
    struct diag *d = diag_new(diags, code, m->table->table.file->span, "%s", title);
    if (line) diag_where(diags, d, "%s:%u", m->path, line);
    return d;
}

/* --- the file --- */

static bool load(struct matrix *m) {
    struct checker *checker = m->checker;
    struct arena *arena = checker->arena;
    struct str path = m->table->table.file->text.value;
    struct folder_file file;
    m->path = arena_strndup(arena, path.ptr, path.len);
    enum folder_status status = memchr(path.ptr, 0, path.len) ? FOLDER_ABSOLUTE : folder_read(arena, checker->folder, path, &file);
    const char *wrong = NULL;
    switch (status) {
    case FOLDER_FOUND: break;
    case FOLDER_ABSOLUTE:
    case FOLDER_UPWARD:
    case FOLDER_OUTSIDE: {
        struct diag *d = complain(m, E0456, 0, arena_printf(arena, "`%s` does not lie in the folder of the framework", m->path));
        diag_help(checker->diags, d, "Put the file beside the framework, or into a folder there.");
        return false;
    }
    case FOLDER_MISSING:
    case FOLDER_FAILED: {
        int trouble = status == FOLDER_MISSING ? ENOENT : file.error;
        struct diag *d = complain(m, E0456, 0, arena_printf(arena, "cannot read `%s`: %s", m->path, strerror(trouble)));
        diag_help(checker->diags, d, "The file is looked for in the folder of the framework.");
        return false;
    }
    case FOLDER_NO_FILE: wrong = "is no file"; break;
    case FOLDER_LARGE: wrong = "is too large for a table"; break;
    }
    if (!wrong && (utf8_check(file.text) != UTF8_VALID || memchr(file.text.ptr, 0, file.text.len))) wrong = "is not UTF-8 text";
    if (wrong) {
        complain(m, E0456, 0, arena_printf(arena, "`%s` %s", m->path, wrong));
        return false;
    }
    m->text = file.text;
    if (m->text.len >= 3 && memcmp(m->text.ptr, "\xEF\xBB\xBF", 3) == 0) m->text = (struct str){m->text.ptr + 3, m->text.len - 3};
    return true;
}

/* --- CSV --- */

/* `,` `;` or tab: what the first line has most of, quotes aside. */
static char separator(struct str text) {
    size_t counts[3] = {0};
    bool quoted = false;
    for (size_t i = 0; i < text.len && (quoted || text.ptr[i] != '\n'); i++) {
        char c = text.ptr[i];
        if (c == '"')
            quoted = !quoted;
        else if (!quoted) {
            counts[0] += c == ',';
            counts[1] += c == ';';
            counts[2] += c == '\t';
        }
    }
    if (counts[1] > counts[0]) return counts[2] > counts[1] ? '\t' : ';';
    return counts[2] > counts[0] ? '\t' : ',';
}

/* Reads one cell from *at on, up to its separator or the end of the line; false when its quotes are broken. */
static bool read_cell(struct matrix *m, size_t *at, char sep, struct matrix_cell *cell, uint32_t *lines) {
    const char *p = m->text.ptr;
    size_t i = *at, end = m->text.len;
    if (i < end && p[i] == '"') {
        struct buf text;
        buf_init(&text);
        bool closed = false;
        for (i++; i < end && !closed; i++) {
            if (p[i] == '\n') ++*lines;
            if (p[i] != '"')
                buf_char(&text, p[i]);
            else if (i + 1 < end && p[i + 1] == '"')
                buf_char(&text, p[i++]);
            else
                closed = true;
        }
        *cell = (struct matrix_cell){arena_str(m->checker->arena, (struct str){text.ptr, text.len}), true};
        buf_release(&text);
        *at = i;
        return closed && (i == end || p[i] == sep || p[i] == '\n' || (p[i] == '\r' && i + 1 < end && p[i + 1] == '\n'));
    }
    while (i < end && p[i] != sep && p[i] != '\n') i++;
    *cell = (struct matrix_cell){str_trim((struct str){p + *at, i - *at}), false};
    *at = i;
    return !memchr(cell->text.len ? cell->text.ptr : "", '"', cell->text.len) || cell->text.ptr[0] == '"';
}

static bool read_records(struct matrix *m) {
    struct arena *arena = m->checker->arena;
    VEC(struct line) records = {0};
    char sep = separator(m->text);
    uint32_t line = 1;
    for (size_t at = 0; at < m->text.len;) {
        VEC(struct matrix_cell) cells = {0};
        uint32_t first = line;
        bool filled = false;
        for (;;) {
            struct matrix_cell cell;
            if (!read_cell(m, &at, sep, &cell, &line)) {
                struct diag *d = complain(m, E0458, line, "a quote that does not fit");
                diag_help(
                    m->checker->diags, d,
                    "A cell with quotes in it is quoted as a whole, and each of them doubled: `\"\"\"gold\"\"\"`.");
                return false;
            }
            filled = filled || cell.text.len || cell.quoted;
            vec_push(arena, &cells, cell);
            if (at < m->text.len && m->text.ptr[at] == '\r') at++;
            if (at >= m->text.len || m->text.ptr[at] != sep) break;
            at++;
        }
        if (at < m->text.len) at++; /* the end of the line */
        line++;
        if (!filled) continue;
        vec_push(arena, &records, ((struct line){cells.at, cells.len, first}));
        if (cells.len == records.at[0].count) continue;
        struct diag *d = complain(m, E0458, first,
                                  arena_printf(arena, "this line has %u %s, but the first has %u", cells.len,
                                               cells.len == 1 ? "cell" : "cells", records.at[0].count));
        diag_help(m->checker->diags, d, "Give every line a cell for each head.");
        return false;
    }
    m->records = records.at;
    m->count = records.len;
    if (records.len >= 2) return true;
    struct diag *d = complain(m, E0457, 0, arena_printf(arena, "`%s` has no rows", m->path));
    diag_help(m->checker->diags, d, "Its first line holds the heads, each further line a row of the table.");
    return false;
}

/* --- heads --- */

static bool same_head(struct str head, const char *name) { return name && str_equal(head, str_of(name)); }

/* Blanks do not count in a head that is an expression: `revenue-cost` is `revenue - cost`. */
static bool same_expression(struct str head, const char *text) {
    size_t i = 0, k = 0, n = strlen(text);
    for (;;) {
        while (i < head.len && head.ptr[i] == ' ') i++;
        while (k < n && text[k] == ' ') k++;
        if (i == head.len || k == n) return i == head.len && k == n;
        if (head.ptr[i++] != text[k++]) return false;
    }
}

static bool find_heads(struct matrix *m) {
    const struct ast_table_node *table = &m->table->table;
    struct arena *arena = m->checker->arena;
    const struct line *heads = &m->records[0];
    uint32_t wanted = table->inputs.len + table->outputs.len;
    bool *taken = ARENA_ARRAY(arena, bool, heads->count);
    m->input_column = ARENA_ARRAY(arena, uint32_t, table->inputs.len);
    m->output_column = ARENA_ARRAY(arena, uint32_t, table->outputs.len);
    for (uint32_t i = 0; i < wanted; i++) {
        bool input = i < table->inputs.len;
        const struct ast *ast = input ? table->inputs.at[i] : table->outputs.at[i - table->inputs.len];
        const char *name = input ? check_source_text(m->checker, ast->span) : ast->output.name.text;
        uint32_t c = 0;
        while (c < heads->count && (taken[c] || !(input ? same_expression(heads->cells[c].text, name)
                                                        : same_head(heads->cells[c].text, name))))
            c++;
        if (c == heads->count) {
            struct diag *d =
                complain(m, E0457, heads->line,
                         arena_printf(arena, "no column of `%s` is headed `%s`", m->path, name ? name : "?"));
            diag_help(m->checker->diags, d,
                      "The heads are what the table looks at, as it is written between the parentheses, and the names "
                      "after `gives`.");
            return false;
        }
        taken[c] = true;
        if (input)
            m->input_column[i] = c;
        else
            m->output_column[i - table->inputs.len] = c;
    }
    for (uint32_t c = 0; c < heads->count; c++) {
        if (taken[c]) continue;
        struct diag *d =
            complain(m, E0457, heads->line,
                     arena_printf(arena, "the table has no value or output `%.*s`", STR_FMT(heads->cells[c].text)));
        diag_help(m->checker->diags, d, "Leave the column out, or add it to the table in the framework.");
        return false;
    }
    return true;
}

/* --- rewriting --- */

static bool is_digit(char c) { return c >= '0' && c <= '9'; }

/* Whether a cell of a column of results is written as a value, not as plain text: a number, a date, a period, `true`,
 * `unknown`, a text in quotes. */
static bool is_literal(struct str s) {
    static const char *const words[] = {"true", "false", "unknown", "never"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (str_equal(s, str_of(words[i]))) return true;
    }
    if (s.len >= 2 && s.ptr[0] == '"' && s.ptr[s.len - 1] == '"') return true;
    size_t i = s.len && s.ptr[0] == '-' ? 1 : 0;
    if (i == s.len || !is_digit(s.ptr[i])) return false;
    while (i < s.len && (is_digit(s.ptr[i]) || memchr("._-", s.ptr[i], 3))) i++;
    struct str rest = str_trim((struct str){s.ptr + i, s.len - i});
    if (!rest.len || str_equal(rest, STR("%"))) return true;
    static const char *const units[] = {"day", "week", "month", "quarter", "year"};
    for (size_t u = 0; u < sizeof units / sizeof *units; u++) {
        size_t n = strlen(units[u]);
        if (rest.len >= n && memcmp(rest.ptr, units[u], n) == 0 &&
            (rest.len == n || (rest.len == n + 1 && rest.ptr[n] == 's')))
            return true;
    }
    return false;
}

/* Whether a cell in a column of text is written in Rung, with quotes or a sign. */
static bool is_written(struct str s) {
    if (str_equal(s, STR("-")) || str_equal(s, STR("known")) || str_equal(s, STR("unknown"))) return true;
    return s.len && memchr("\"=!<>", s.ptr[0], 5);
}

static void put_text(struct buf *out, struct str text) {
    buf_char(out, '"');
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        if (c == '"' || c == '\\') buf_char(out, '\\');
        if (c == '\n')
            buf_puts(out, "\\n");
        else if (c == '\t')
            buf_puts(out, "\\t");
        else if (c != '\r')
            buf_char(out, c);
    }
    buf_char(out, '"');
}

/* What would end the row, or hide its rest, outside of quotes. */
static bool breaks_out(struct str text) {
    bool quoted = false;
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        if (c == '\\' && quoted)
            i++;
        else if (c == '"')
            quoted = !quoted;
        else if (!quoted && memchr("#{};", c, 4))
            return true;
    }
    return quoted;
}

static bool put_cell(struct matrix *m, struct buf *out, const struct line *row, uint32_t column, bool as_text) {
    struct str text = row->cells[column].text, head = m->records[0].cells[column].text;
    struct arena *arena = m->checker->arena;
    if (as_text) {
        put_text(out, text);
        return true;
    }
    if (!str_trim(text).len) {
        struct diag *d =
            complain(m, E0458, row->line, arena_printf(arena, "the cell under `%.*s` is empty", STR_FMT(head)));
        diag_help(m->checker->diags, d, "Write `-` for anything, `unknown` for a value that the rules do not give.");
        return false;
    }
    if (breaks_out(text)) {
        struct diag *d =
            complain(m, E0458, row->line,
                     arena_printf(arena, "the cell under `%.*s` cannot be read: `%.*s`", STR_FMT(head), STR_FMT(text)));
        diag_help(m->checker->diags, d,
                  "Cells are written as in a table of the framework; texts with signs in them stand in quotes.");
        return false;
    }
    for (size_t i = 0; i < text.len; i++) buf_char(out, text.ptr[i] == '\n' || text.ptr[i] == '\r' ? ' ' : text.ptr[i]);
    return true;
}

/* A column of results that is not declared as text is text all the same when one of its cells is no literal. */
static bool *plain_outputs(struct matrix *m, const bool *text_outputs) {
    const struct ast_list *outputs = &m->table->table.outputs;
    bool *plain = ARENA_ARRAY(m->checker->arena, bool, outputs->len);
    for (uint32_t i = 0; i < outputs->len; i++) {
        plain[i] = text_outputs[i];
        if (outputs->at[i]->output.type) continue;
        for (uint32_t r = 1; r < m->count; r++) {
            struct str text = m->records[r].cells[m->output_column[i]].text;
            if (text.len && !is_literal(text)) plain[i] = true;
        }
    }
    return plain;
}

static bool is_else(const struct matrix *m, const struct line *row) {
    const struct ast_list *inputs = &m->table->table.inputs;
    if (!inputs->len || !str_equal(row->cells[m->input_column[0]].text, STR("else"))) return false;
    for (uint32_t i = 1; i < inputs->len; i++) {
        struct str text = row->cells[m->input_column[i]].text;
        if (text.len && !str_equal(text, STR("-"))) return false;
    }
    return true;
}

/* The file as a table: each row on its own line, as in the file. */
static bool rewrite(struct matrix *m, struct buf *out, const bool *text_inputs, const bool *text_outputs) {
    const struct ast_table_node *table = &m->table->table;
    const bool *plain = plain_outputs(m, text_outputs);
    buf_puts(out, "table t (");
    for (uint32_t i = 0; i < table->inputs.len; i++) buf_puts(out, i ? ", x" : "x");
    buf_puts(out, ") gives ");
    for (uint32_t i = 0; i < table->outputs.len; i++) buf_puts(out, i ? ", y" : "y");
    buf_puts(out, " {");
    uint32_t line = 1;
    bool sound = true;
    for (uint32_t r = 1; r < m->count; r++) {
        const struct line *row = &m->records[r];
        for (; line < row->line; line++) buf_char(out, '\n');
        bool otherwise = is_else(m, row);
        buf_puts(out, otherwise ? "else " : "when ");
        for (uint32_t i = 0; i < table->inputs.len && !otherwise; i++) {
            struct matrix_cell cell = row->cells[m->input_column[i]];
            if (i) buf_puts(out, ", ");
            sound =
                put_cell(m, out, row, m->input_column[i], text_inputs[i] && cell.text.len && !is_written(cell.text)) &&
                sound;
        }
        if (!otherwise) buf_puts(out, " then ");
        for (uint32_t i = 0; i < table->outputs.len; i++) {
            struct matrix_cell cell = row->cells[m->output_column[i]];
            if (i) buf_puts(out, ", ");
            bool as_text = plain[i] && cell.text.len && !is_literal(cell.text);
            sound = put_cell(m, out, row, m->output_column[i], as_text) && sound;
        }
    }
    buf_puts(out, " }\n");
    return sound && !out->overflowed;
}

/* The parser has read what was meant: as many rows as the file has, with as many cells. */
static bool verify(struct matrix *m, const struct ast *file, struct ast_list *rows) {
    const struct ast *table =
        file->file.decls.len == 1 && file->file.decls.at[0]->kind == AST_TABLE ? file->file.decls.at[0] : NULL;
    bool sound = table && table->table.rows.len == m->count - 1;
    for (uint32_t r = 0; sound && r < m->count - 1; r++) {
        const struct ast *row = table->table.rows.at[r];
        bool otherwise = is_else(m, &m->records[r + 1]);
        if (row->kind == AST_ROW && row->row.otherwise == otherwise &&
            row->row.cells.len == (otherwise ? 0 : m->table->table.inputs.len) &&
            row->row.values.len == m->table->table.outputs.len)
            continue;
        complain(m, E0458, m->records[r + 1].line, "a cell of this line holds more than one");
        return false;
    }
    if (!sound)
        complain(m, E0458, 0,
                 arena_printf(m->checker->arena, "the lines of `%s` cannot be read as rows of a table", m->path));
    else
        *rows = table->table.rows;
    return sound;
}

bool lower_matrix_rows(struct checker *checker, const struct ast *table, const bool *text_inputs,
                       const bool *text_outputs, struct ast_list *rows) {
    struct matrix m = {.checker = checker, .table = table};
    if (!load(&m) || !read_records(&m) || !find_heads(&m)) return false;
    struct buf text;
    buf_init(&text);
    bool sound = rewrite(&m, &text, text_inputs, text_outputs);
    if (sound) {
        uint32_t errors = checker->diags->errors;
        uint32_t file = sources_add(checker->diags->sources, m.path, (struct str){text.ptr, text.len});
        struct parse parse = {.arena = checker->arena,
                              .intern = checker->names,
                              .sources = checker->diags->sources,
                              .diags = checker->diags};
        struct ast *tree = parse_file(&parse, file);
        sound = checker->diags->errors == errors && verify(&m, tree, rows);
    }
    buf_release(&text);
    return sound;
}
