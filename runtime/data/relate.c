/* SPDX-License-Identifier: MIT */
#include "runtime/data/relate.h"

#include "lang/base/limits.h"

#define NAME_MAX_BYTES (LIMIT_NAME_BYTES + 8)

/* In small letters; without underscores, hyphens and blanks when `squeeze`. 0 when it is too long to be a name. */
static size_t fold(struct str text, bool squeeze, char out[NAME_MAX_BYTES]) {
    size_t n = 0;
    if (text.len > LIMIT_NAME_BYTES) return 0;
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        if (squeeze && (c == '_' || c == '-' || c == ' ' || c == '.')) continue;
        out[n++] = (char)(c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c);
    }
    return n;
}

static bool ends_with(struct str text, const char *end) {
    size_t length = strlen(end);
    return text.len >= length && memcmp(text.ptr + text.len - length, end, length) == 0;
}

static bool replaced(struct str one, const char *end, struct str several, const char *by) {
    if (!ends_with(one, end) || !ends_with(several, by)) return false;
    struct str stem = {one.ptr, one.len - strlen(end)}, other = {several.ptr, several.len - strlen(by)};
    return str_equal(stem, other);
}

/* English plurals, as files and tables are named. */
static bool is_plural(struct str one, struct str several) {
    static const char *const rules[][2] = {
        {"", "s"},    {"s", "ses"},  {"x", "xes"},         {"ch", "ches"},        {"sh", "shes"}, {"y", "ies"},
        {"f", "ves"}, {"fe", "ves"}, {"person", "people"}, {"child", "children"}, {"man", "men"}};
    for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++)
        if (replaced(one, rules[i][0], several, rules[i][1])) return true;
    return false;
}

enum relate_rank relate_rank(struct str record, struct str name) {
    char left[NAME_MAX_BYTES] = "", right[NAME_MAX_BYTES] = "";
    if (str_equal(record, name)) return RELATE_SAME;
    for (int squeeze = 0; squeeze < 2; squeeze++) {
        struct str a = {left, fold(record, squeeze, left)}, b = {right, fold(name, squeeze, right)};
        if (a.len == 0 || b.len == 0) return RELATE_NOT;
        bool same = str_equal(a, b), plural = !same && (is_plural(a, b) || is_plural(b, a));
        if (same) return squeeze ? RELATE_SQUEEZED : RELATE_CASE;
        if (plural) return squeeze ? RELATE_SQUEEZED : RELATE_PLURAL;
    }
    return RELATE_NOT;
}

const struct record *relate_record(const struct framework *framework, struct str name, enum relate_rank *rank) {
    const struct record *best = NULL;
    *rank = RELATE_NOT;
    for (uint32_t i = 0; i < framework->record_count; i++) {
        enum relate_rank found = relate_rank(str_of(framework->records[i]->name), name);
        if (found >= *rank) continue;
        *rank = found;
        best = framework->records[i];
    }
    return best;
}
