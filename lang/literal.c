/* Values of literals.
 * SPDX-License-Identifier: MIT */
#include "lang/literal.h"

#include "lang/base/utf8.h"

enum dec_status literal_number(struct str digits, bool percent, struct dec *out) {
    enum dec_status status = dec_parse(digits, true, out);
    if (status != DEC_OK || !percent) return status;
    status = dec_div(*out, dec_from_int(100), out);
    return status == DEC_OK && !dec_is_plain(*out) ? DEC_ROUNDED : status;
}

bool literal_unit(struct str word, enum ast_unit *out) {
    static const char *const names[] = {"day", "week", "month", "quarter", "year"};
    if (word.len > 1 && word.ptr[word.len - 1] == 's') word.len--;
    for (unsigned i = 0; i < sizeof names / sizeof *names; i++) {
        if (str_equal(word, str_of(names[i]))) {
            *out = (enum ast_unit)i;
            return true;
        }
    }
    return false;
}

bool literal_period(struct str count, enum ast_unit unit, struct ast_period_node *out) {
    struct dec value;
    int64_t whole;
    *out = (struct ast_period_node){.unit = unit};
    if (dec_parse(count, true, &value) != DEC_OK || !dec_to_scaled(value, 0, &whole)) return false;
    if (whole > LITERAL_PERIOD_MAX) return false;
    out->count = whole;
    switch (unit) {
    case AST_DAYS: out->days = whole; break;
    case AST_WEEKS: out->days = whole * 7; break;
    case AST_MONTHS: out->months = whole; break;
    case AST_QUARTERS: out->months = whole * 3; break;
    case AST_YEARS: out->months = whole * 12; break;
    }
    return true;
}

/* Reads `u{1F600}`: the bytes taken, or 0. */
static size_t read_codepoint(struct str text, uint32_t *out) {
    if (text.len < 4 || text.ptr[0] != 'u' || text.ptr[1] != '{') return 0;
    uint32_t value = 0;
    size_t i = 2;
    for (; i < text.len && text.ptr[i] != '}'; i++) {
        char c = text.ptr[i];
        uint32_t digit;
        if (c >= '0' && c <= '9')
            digit = (uint32_t)(c - '0');
        else if (c >= 'a' && c <= 'f')
            digit = (uint32_t)(c - 'a' + 10);
        else if (c >= 'A' && c <= 'F')
            digit = (uint32_t)(c - 'A' + 10);
        else
            return 0;
        value = value * 16 + digit;
        if (value > 0x10FFFF) return 0;
    }
    if (i == 2 || i == text.len) return 0;
    *out = value;
    return i + 1;
}

/* Reads the escape that begins at text.ptr[0], a backslash, into `to`: the bytes taken, or 0. Never writes more than it takes. */
static size_t read_escape(struct str text, char *to, size_t *written) {
    static const char from[] = "\"\\nt", into[] = "\"\\\n\t";
    if (text.len < 2) return 0;
    const char *known = memchr(from, text.ptr[1], sizeof from - 1);
    if (known) {
        *to = into[known - from];
        *written = 1;
        return 2;
    }
    uint32_t codepoint;
    size_t taken = read_codepoint((struct str){text.ptr + 1, text.len - 1}, &codepoint);
    /* A text ends at a NUL for those who read it as a C string, and no name or message needs one. */
    if (taken == 0 || codepoint == 0) return 0;
    *written = utf8_encode(codepoint, to);
    return *written ? taken + 1 : 0;
}

static bool resolve(struct arena *arena, struct str raw, bool braces, struct str *out, size_t *wrong) {
    char *text = arena_alloc(arena, raw.len + 1);
    size_t length = 0;
    bool good = true;
    for (size_t i = 0; i < raw.len;) {
        size_t written = 0;
        if (raw.ptr[i] == '\\') {
            size_t taken = read_escape((struct str){raw.ptr + i, raw.len - i}, text + length, &written);
            if (taken) {
                i += taken;
                length += written;
                continue;
            }
            if (good) *wrong = i;
            good = false;
        } else if (braces && raw.ptr[i] == '{' && i + 1 < raw.len && raw.ptr[i + 1] == '{') {
            i++;
        }
        text[length++] = raw.ptr[i++];
    }
    *out = (struct str){text, length};
    return good;
}

bool literal_text(struct arena *arena, struct str raw, struct str *out, size_t *wrong) {
    return resolve(arena, raw, false, out, wrong);
}

bool literal_label(struct arena *arena, struct str raw, struct str *out, size_t *wrong) {
    return resolve(arena, raw, true, out, wrong);
}

const struct literal_foreign *literal_foreign(uint32_t codepoint, unsigned *row) {
    static const struct literal_foreign table[] = {
        {0x00A0, "a non-breaking space", ""},
        {0x202F, "a narrow non-breaking space", ""},
        {0x2007, "a figure space", ""},
        {0x2009, "a thin space", ""},
        {0x3000, "a wide space", ""},
        {0x200B, "an invisible space", ""},
        {0x200E, "an invisible mark of direction", ""},
        {0x200F, "an invisible mark of direction", ""},
        {0x00AD, "an invisible hyphen", ""},
        {0x2060, "an invisible mark", ""},
        {0xFEFF, "an invisible mark (U+FEFF)", ""},
        {0x2028, "a line separator", ""},
        {0x2029, "a paragraph separator", ""},
        {0x2010, "a typographic hyphen", "-"},
        {0x2011, "a non-breaking hyphen", "-"},
        {0x2012, "a dash as wide as a figure", "-"},
        {0x2013, "a dash", "-"},
        {0x2014, "a long dash", "-"},
        {0x2015, "a long dash", "-"},
        {0x2212, "a typographic minus", "-"},
        {0x00D7, "a multiplication sign", "*"},
        {0x22C5, "a multiplication dot", "*"},
        {0x00B7, "a middle dot", "*"},
        {0x00F7, "a division sign", "/"},
        {0x2215, "a division slash", "/"},
        {0x2264, "a less-or-equal sign", "<="},
        {0x2265, "a greater-or-equal sign", ">="},
        {0x2260, "a not-equal sign", "!="},
        {0x2192, "an arrow", "->"},
        {0x21D2, "an arrow", "->"},
        {0x27A1, "an arrow", "->"},
        {0x201C, "a curly quote", NULL},
        {0x201D, "a curly quote", NULL},
        {0x201E, "a curly quote", NULL},
        {0x201F, "a curly quote", NULL},
        {0x2018, "a curly quote", NULL},
        {0x2019, "a curly quote", NULL},
        {0x201A, "a curly quote", NULL},
        {0x201B, "a curly quote", NULL},
        {0x00AB, "a pointed quote", NULL},
        {0x00BB, "a pointed quote", NULL},
        {0x2026, "three dots in one character", NULL},
        {0x2022, "a bullet", NULL},
        {0x00B0, "a degree sign", NULL},
    };
    _Static_assert(sizeof table / sizeof *table <= 64, "rows are bits of a 64-bit mask");
    for (unsigned i = 0; i < sizeof table / sizeof *table; i++) {
        if (table[i].codepoint == codepoint) {
            *row = i;
            return &table[i];
        }
    }
    return NULL;
}
