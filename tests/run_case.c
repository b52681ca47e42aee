/* The format of `.test` files: reading one, comparing what a command did with what the file says, and writing the file
 * anew with what it did.
 * SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "tests/run.h"
#include <stdio.h>
#include "lang/base/utf8.h"

/* --- reading ------------------------------------------------------------------------------------------------------ */

static const char *const section_words[SECTION_KINDS] = {"file",     "use",    "command", "stdin",
                                                         "terminal", "status", "stdout",  "stderr"};
static const char *const mode_words[] = {"", "escapes", "has", "any"};

static bool starts(struct str text, const char *with) {
    size_t length = strlen(with);
    return text.len >= length && memcmp(text.ptr, with, length) == 0;
}

/* Takes the next line, with its newline, off the front of `rest`. */
static struct str next_line(struct str *rest) {
    const char *end = rest->len ? memchr(rest->ptr, '\n', rest->len) : NULL;
    struct str line = {rest->ptr, end ? (size_t)(end - rest->ptr) + 1 : rest->len};
    *rest = (struct str){rest->ptr + line.len, rest->len - line.len};
    return line;
}

static struct str without_newline(struct str line) {
    if (line.len && line.ptr[line.len - 1] == '\n') line.len--;
    return line;
}

static bool read_number(struct str text, int *out) {
    *out = 0;
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] < '0' || text.ptr[i] > '9' || *out > 1000) return false;
        *out = *out * 10 + (text.ptr[i] - '0');
    }
    return text.len > 0;
}

/* "--- word (mode): argument"; false when the line is no header of a section. */
static bool read_header(struct str line, struct section *section) {
    line = without_newline(line);
    if (!starts(line, "--- ")) return false;
    line = (struct str){line.ptr + 4, line.len - 4};
    const char *colon = memchr(line.ptr, ':', line.len);
    if (!colon) return false;
    struct str head = {line.ptr, (size_t)(colon - line.ptr)};
    section->argument = str_trim((struct str){colon + 1, line.len - head.len - 1});
    section->mode = MODE_PLAIN;
    const char *open = memchr(head.ptr, '(', head.len);
    if (open) {
        struct str mode = {open + 1, head.len - (size_t)(open - head.ptr) - 1};
        head.len = (size_t)(open - head.ptr);
        if (!mode.len || mode.ptr[mode.len - 1] != ')') return false;
        mode.len--;
        int m = MODE_ANY;
        while (m > MODE_PLAIN && !str_equal(mode, str_of(mode_words[m]))) m--;
        if (m == MODE_PLAIN) return false;
        section->mode = (enum section_mode)m;
    }
    head = str_trim(head);
    for (int k = 0; k < SECTION_KINDS; k++) {
        if (!str_equal(head, str_of(section_words[k]))) continue;
        section->kind = (enum section_kind)k;
        bool output = k == SECTION_STDOUT || k == SECTION_STDERR;
        bool text = output || k == SECTION_FILE || k == SECTION_STDIN;
        bool number = k == SECTION_STATUS || k == SECTION_TERMINAL;
        if (number && !read_number(section->argument, &section->number)) return false;
        return section->mode == MODE_PLAIN || (section->mode == MODE_ESCAPES ? text : output);
    }
    return false;
}

static int hex_digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    return -1;
}

/* Writes what the escapes of a line stand for; false on one that there is not. */
static bool unescape(struct str line, struct buf *out) {
    static const char letters[] = "nrte0\\-=", bytes[] = "\n\r\t\033\0\\-=";
    for (size_t i = 0; i < line.len; i++) {
        if (line.ptr[i] != '\\') {
            buf_char(out, line.ptr[i]);
            continue;
        }
        if (++i >= line.len) return false;
        char c = line.ptr[i];
        const char *at = memchr(letters, c, sizeof letters - 1);
        if (c == '\n') {
            continue;
        } else if (at) {
            buf_char(out, bytes[at - letters]);
        } else if (c == 'x' && i + 2 < line.len && hex_digit(line.ptr[i + 1]) >= 0 && hex_digit(line.ptr[i + 2]) >= 0) {
            buf_char(out, (char)(hex_digit(line.ptr[i + 1]) * 16 + hex_digit(line.ptr[i + 2])));
            i += 2;
        } else {
            return false;
        }
    }
    return true;
}

/* Whether the line would start a section or a case, with or without backslashes that guard it. */
static bool like_header(struct str line) {
    while (line.len && line.ptr[0] == '\\') line = (struct str){line.ptr + 1, line.len - 1};
    return starts(line, "--- ") || starts(line, "=== ");
}

/* Decodes the lines of a section; `raw` is everything after its header. */
static bool read_content(struct arena *arena, struct str raw, struct section *section) {
    size_t used = 0; /* up to the end of the last line that is not blank */
    for (struct str rest = raw; rest.len;) {
        struct str line = next_line(&rest);
        if (without_newline(line).len) used = (size_t)(line.ptr - raw.ptr) + line.len;
    }
    section->blank = (struct str){raw.ptr + used, raw.len - used};
    raw.len = used;
    struct buf text;
    buf_init(&text);
    bool fine = true;
    while (raw.len) {
        struct str line = next_line(&raw);
        if (section->mode == MODE_ESCAPES) {
            fine = unescape(line, &text) && fine;
            continue;
        }
        bool guarded = line.ptr[0] == '\\' && like_header(line);
        buf_add(&text, line.ptr + guarded, line.len - guarded);
    }
    section->content = arena_str(arena, (struct str){text.ptr, text.len});
    buf_release(&text);
    return fine;
}

static const char *check_order(struct arena *arena, const struct test_case *test) {
    bool any = false;
    uint32_t seen = 1u << SECTION_FILE; /* kinds since the last command; SECTION_FILE: its sections are over */
    for (uint32_t i = 0; i < test->sections.len; i++) {
        enum section_kind kind = test->sections.at[i].kind;
        if (kind == SECTION_COMMAND) {
            any = true;
            seen = 0;
        } else if (kind < SECTION_COMMAND) {
            seen = 1u << SECTION_FILE;
        } else if (seen & (1u << SECTION_FILE)) {
            return arena_printf(arena, "`--- %s:` has no command right before it", section_words[kind]);
        } else if (seen & (1u << kind)) {
            return arena_printf(arena, "`--- %s:` stands twice after one command", section_words[kind]);
        } else {
            seen |= 1u << kind;
        }
    }
    return any ? NULL : "a case without a command";
}

static const char *parse(struct arena *arena, struct str text, struct case_file *file) {
    struct str rest = text;
    unsigned number = 0;
    struct test_case *test = NULL;
    const char *error = NULL;
    file->preamble = (struct str){text.ptr, 0};
    struct str *growing = &file->preamble; /* what the next plain line is part of */
    VEC(unsigned) first_lines = {0};
    while (rest.len && !error) {
        struct section section = {0};
        struct str line = next_line(&rest);
        number++;
        if (starts(line, "=== ")) {
            struct str name = str_trim((struct str){line.ptr + 4, line.len - 4});
            struct test_case next = {.name = arena_strndup(arena, name.ptr, name.len), .raw = line};
            vec_push(arena, &file->cases, next);
            vec_push(arena, &first_lines, number);
            test = &file->cases.at[file->cases.len - 1];
            growing = &test->raw;
        } else if (starts(line, "--- ")) {
            section.raw = line;
            if (!test) {
                error = "a section before the first `=== name of a case`";
            } else if (!read_header(line, &section)) {
                error = "this is no section that tests/README.md knows; write \\--- when the line is content";
            } else {
                vec_push(arena, &test->sections, section);
                growing = &test->sections.at[test->sections.len - 1].raw;
            }
        } else {
            growing->len += line.len;
        }
    }
    for (uint32_t c = 0; c < file->cases.len && !error; c++) {
        test = &file->cases.at[c];
        number = first_lines.at[c];
        for (uint32_t s = 0; s < test->sections.len && !error; s++) {
            struct section *section = &test->sections.at[s];
            struct str raw = section->raw;
            next_line(&raw);
            if (!read_content(arena, raw, section))
                error = "this case has an escape that tests/README.md does not know";
        }
        if (!error) error = check_order(arena, test);
    }
    return error ? arena_printf(arena, "line %u: %s", number, error) : NULL;
}

void case_file_read(struct arena *arena, const char *path, struct case_file *file) {
    *file = (struct case_file){.path = path};
    struct str name = str_of(path);
    if (starts(name, "tests/")) name = (struct str){name.ptr + 6, name.len - 6};
    if (name.len > 5 && strcmp(name.ptr + name.len - 5, ".test") == 0) name.len -= 5;
    file->name = arena_strndup(arena, name.ptr, name.len);

    FILE *stream = fopen(path, "rb");
    struct buf text;
    buf_init(&text);
    size_t got = 1;
    while (stream && got > 0) {
        char *room = buf_room(&text, 65536);
        got = fread(room, 1, 65536, stream);
        buf_grew(&text, got);
    }
    bool fine = stream && !ferror(stream);
    if (stream) fclose(stream);
    file->error = fine ? parse(arena, arena_str(arena, (struct str){text.ptr, text.len}), file) : "cannot be read";
    if (file->error) file->cases.len = 0;
    buf_release(&text);
}

const struct section *case_attribute(const struct test_case *test, uint32_t command, enum section_kind kind) {
    for (uint32_t i = command + 1; i < test->sections.len && test->sections.at[i].kind > SECTION_COMMAND; i++) {
        if (test->sections.at[i].kind == kind) return &test->sections.at[i];
    }
    return NULL;
}

/* --- comparing ---------------------------------------------------------------------------------------------------- */

VEC_TYPE(line_vec, struct str);

static void split_lines(struct arena *arena, struct str text, struct line_vec *lines) {
    while (text.len) vec_push(arena, lines, next_line(&text));
}

/* A line of output so that each byte of it can be seen. */
static void show(struct str line, struct buf *out) {
    line = without_newline(line);
    for (size_t i = 0; i < line.len; i++) {
        unsigned char c = (unsigned char)line.ptr[i];
        if (c == '\r') {
            buf_puts(out, "\\r");
        } else if (c == '\033') {
            buf_puts(out, "\\e");
        } else if (c < 32 && c != '\t') {
            buf_printf(out, "\\x%02X", c);
        } else {
            buf_char(out, (char)c);
        }
    }
}

static void diff_line(struct buf *report, char sign, struct str line) {
    buf_printf(report, "  %c ", sign);
    show(line, report);
    if (!line.len || line.ptr[line.len - 1] != '\n') buf_puts(report, "\\");
    buf_char(report, '\n');
}

#define CONTEXT 3          /* equal lines shown around a difference */
#define DIFF_CELLS 4000000 /* above this many pairs of lines the rest is shown as replaced whole */
#define DIFF_SHOWN 200     /* lines of a difference shown */

/* The lines from a[i], b[j] on are compared by their longest common subsequence. */
static void diff(struct arena *arena, const struct line_vec *a, const struct line_vec *b, struct buf *report) {
    uint32_t start = 0;
    while (start < a->len && start < b->len && str_equal(a->at[start], b->at[start])) start++;
    uint32_t m = a->len - start, n = b->len - start;
    uint32_t *length = NULL; /* length[i * (n + 1) + j]: common lines of a[i..], b[j..] */
    if ((uint64_t)m * n <= DIFF_CELLS) {
        length = ARENA_ARRAY(arena, uint32_t, (size_t)(m + 1) * (n + 1));
        for (uint32_t i = m; i-- > 0;) {
            for (uint32_t j = n; j-- > 0;) {
                uint32_t *cell = &length[(size_t)i * (n + 1) + j];
                uint32_t down = cell[n + 1], right = cell[1];
                *cell = str_equal(a->at[start + i], b->at[start + j]) ? cell[n + 2] + 1 : down > right ? down : right;
            }
        }
    }
    unsigned shown = 0;
    uint32_t quiet = 0; /* equal lines since the last difference */
    for (uint32_t k = start > CONTEXT ? start - CONTEXT : 0; k < start; k++) diff_line(report, ' ', a->at[k]);
    for (uint32_t i = 0, j = 0; (i < m || j < n) && shown < DIFF_SHOWN;) {
        const uint32_t *cell = length ? &length[(size_t)i * (n + 1) + j] : NULL;
        if (i < m && j < n && str_equal(a->at[start + i], b->at[start + j])) {
            if (quiet++ < CONTEXT) diff_line(report, ' ', a->at[start + i]);
            if (quiet == CONTEXT + 1) buf_puts(report, "    ...\n");
            i++;
            j++;
            continue;
        }
        quiet = 0;
        shown++;
        if (i < m && (j == n || !cell || cell[n + 1] >= cell[1])) {
            diff_line(report, '-', a->at[start + i++]);
        } else {
            diff_line(report, '+', b->at[start + j++]);
        }
    }
    if (shown == DIFF_SHOWN) buf_puts(report, "    (and more)\n");
}

static bool has_lines(struct str expected, struct str actual, struct buf *report, const char *stream) {
    struct str rest = actual;
    while (expected.len) {
        struct str wanted = without_newline(next_line(&expected));
        bool found = wanted.len == 0;
        while (!found && rest.len) {
            struct str line = next_line(&rest);
            found = memmem(line.ptr, line.len, wanted.ptr, wanted.len) != NULL;
        }
        if (found) continue;
        buf_printf(report, "%s has no line (in this order) with\n  - %.*s\n", stream, STR_FMT(wanted));
        buf_printf(report, "%s was\n", stream);
        while (actual.len) diff_line(report, '+', next_line(&actual));
        return false;
    }
    return true;
}

static bool same_output(const struct section *section, const char *stream, struct str actual, struct buf *report) {
    struct str expected = section ? section->content : (struct str){0};
    if (section && section->mode == MODE_ANY) return true;
    if (section && section->mode == MODE_HAS) return has_lines(expected, actual, report, stream);
    if (str_equal(expected, actual)) return true;
    buf_printf(report, "%s differs (- as the case says, + as it came):\n", stream);
    struct arena arena;
    arena_init(&arena, 0);
    struct line_vec a = {0}, b = {0};
    split_lines(&arena, expected, &a);
    split_lines(&arena, actual, &b);
    diff(&arena, &a, &b, report);
    arena_release(&arena);
    return false;
}

bool case_compare(const struct test_case *test, uint32_t command, const struct outcome *outcome, struct buf *report) {
    const struct section *status = case_attribute(test, command, SECTION_STATUS);
    int wanted = status ? status->number : 0;
    bool fine = true;
    if (outcome->trouble) {
        buf_printf(report, "the command %s\n", outcome->trouble);
        fine = false;
    }
    if (outcome->status != wanted) {
        buf_printf(report,
                   outcome->status > 128 ? "status: ended by signal %d instead of %d\n" : "status: %d instead of %d\n",
                   outcome->status > 128 ? outcome->status - 128 : outcome->status, wanted);
        fine = false;
    }
    struct str out = {outcome->out.ptr, outcome->out.len}, err = {outcome->err.ptr, outcome->err.len};
    fine = same_output(case_attribute(test, command, SECTION_STDOUT), "stdout", out, report) && fine;
    fine = same_output(case_attribute(test, command, SECTION_STDERR), "stderr", err, report) && fine;
    return fine;
}

/* --- writing anew ------------------------------------------------------------------------------------------------- */

/* Whether the text has to be written with escapes to be read back, and seen, as it is. */
static bool wants_escapes(struct str text) {
    if (utf8_check(text) != UTF8_VALID) return true;
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        if (((unsigned char)c < 32 && c != '\n' && c != '\t') || c == 127) return true;
        if (c == '\n' && i > 0 && (text.ptr[i - 1] == ' ' || text.ptr[i - 1] == '\t')) return true;
    }
    return text.len && (text.ptr[text.len - 1] != '\n' || text.len == 1 || text.ptr[text.len - 2] == '\n');
}

static void write_escaped(struct str text, struct buf *out) {
    bool utf8 = utf8_check(text) == UTF8_VALID;
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.ptr[i];
        bool line_end = i + 1 == text.len || text.ptr[i + 1] == '\n';
        if (c == '\n') {
            /* A blank line at the end would be taken for a separation: it is spelled out. */
            bool blank_tail = i + 1 == text.len && (i == 0 || text.ptr[i - 1] == '\n');
            buf_puts(out, blank_tail ? "\\n\\\n" : "\n");
        } else if (c == '\\') {
            buf_puts(out, "\\\\");
        } else if (c == '\r') {
            buf_puts(out, "\\r");
        } else if (c == '\t') {
            buf_puts(out, "\\t");
        } else if (c == 033) {
            buf_puts(out, "\\e");
        } else if (c < 32 || c == 127 || (c >= 128 && !utf8) || (c == ' ' && line_end)) {
            buf_printf(out, "\\x%02X", c);
        } else {
            buf_char(out, (char)c);
        }
    }
    if (text.ptr[text.len - 1] != '\n') buf_puts(out, "\\\n");
}

static void write_output(const char *stream, struct str text, struct buf *out) {
    bool escapes = wants_escapes(text);
    buf_printf(out, "--- %s%s:\n", stream, escapes ? " (escapes)" : "");
    struct buf body;
    buf_init(&body);
    if (escapes) {
        write_escaped(text, &body);
        text = (struct str){body.ptr, body.len};
    }
    while (text.len) {
        struct str line = next_line(&text);
        if (like_header(line) && !(escapes && line.ptr[0] == '\\')) buf_char(out, '\\');
        buf_str(out, line);
    }
    buf_release(&body);
}

static bool keeps(const struct section *section) {
    return section && (section->mode == MODE_HAS || section->mode == MODE_ANY);
}

void case_rewrite(const struct test_case *test, const struct outcome_vec *outcomes, struct buf *out) {
    buf_str(out, test->raw);
    uint32_t done = 0;
    struct buf ignored;
    buf_init(&ignored);
    for (uint32_t i = 0; i < test->sections.len;) {
        uint32_t command = i;
        const struct section *section = &test->sections.at[i++];
        buf_str(out, section->raw);
        if (section->kind != SECTION_COMMAND) continue;
        const struct outcome *outcome = &outcomes->at[done++];
        bool right = case_compare(test, command, outcome, &ignored);
        struct str blank = section->blank;
        if (!right) out->len -= blank.len;
        for (; i < test->sections.len && test->sections.at[i].kind > SECTION_COMMAND; i++) {
            section = &test->sections.at[i];
            struct str raw = section->raw;
            blank = section->blank;
            if (!right) raw.len -= blank.len;
            bool anew = section->kind >= SECTION_STATUS && !keeps(section);
            if (right || !anew) buf_str(out, raw);
        }
        if (right) continue;
        if (outcome->status) buf_printf(out, "--- status: %d\n", outcome->status);
        if (outcome->out.len && !keeps(case_attribute(test, command, SECTION_STDOUT))) {
            write_output("stdout", (struct str){outcome->out.ptr, outcome->out.len}, out);
        }
        if (outcome->err.len && !keeps(case_attribute(test, command, SECTION_STDERR))) {
            write_output("stderr", (struct str){outcome->err.ptr, outcome->err.len}, out);
        }
        buf_str(out, blank);
    }
    buf_release(&ignored);
}
