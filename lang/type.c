/* Types in the user's words, and the members of categories as they are written, shown and read from data.
 * SPDX-License-Identifier: MIT */
#include "lang/type.h"
#include <stdio.h>
#include <string.h>
#include "lang/model.h"

static const char *keyword(struct type type) {
    switch (type.kind) {
    case TYPE_ERROR: return "error";
    case TYPE_ANY: return "unknown";
    case TYPE_BOOL: return "bool";
    case TYPE_NUMBER:
        switch (type.unit) {
        case UNIT_PLAIN: return "number";
        case UNIT_PERCENT: return "percent";
        case UNIT_MONEY: return "money";
        case UNIT_MONEY_SQUARED: return "money times money";
        }
        break;
    case TYPE_TEXT: return "text";
    case TYPE_DATE: return "date";
    case TYPE_PERIOD: return type.period == PERIOD_DAYS ? "days" : "months";
    case TYPE_CATEGORY: return "category";
    case TYPE_RECORD: return "reference";
    case TYPE_LIST: return "list";
    }
    return "?";
}

const char *type_name(struct type type, char out[64]) {
    if (type.kind == TYPE_NUMBER && type.unit == UNIT_MONEY && type.currency) {
        snprintf(out, 64, "money in %s", type.currency);
    } else if (type.kind == TYPE_CATEGORY && type.category && type.category->name) {
        snprintf(out, 64, "%s", type.category->name);
    } else if (type.kind == TYPE_RECORD && type.record) {
        snprintf(out, 64, "%s", type.record->name);
    } else if (type.kind == TYPE_LIST && type.record) {
        snprintf(out, 64, "list of %s", type.record->name);
    } else {
        snprintf(out, 64, "%s", keyword(type));
    }
    return out;
}

/* "one of north, south, east": as many as fit. */
static const char *members_phrase(const struct category *category, char out[80]) {
    size_t length = (size_t)snprintf(out, 80, "one of ");
    for (uint32_t i = 0; i < category->count; i++) {
        size_t size = strlen(category->members[i].name);
        if (length + size + 7 > 80) {
            snprintf(out + length, 80 - length, "…");
            break;
        }
        length += (size_t)snprintf(out + length, 80 - length, "%s%s", category->members[i].name, i + 1 < category->count ? ", " : "");
    }
    return out;
}

static const char *phrase(char out[80], const char *words) {
    snprintf(out, 80, "%s", words);
    return out;
}

const char *type_phrase(struct type type, char out[80]) {
    char name[64];
    type_name(type, name);
    switch (type.kind) {
    case TYPE_ERROR: return phrase(out, "something that was not understood");
    case TYPE_ANY: return phrase(out, "unknown");
    case TYPE_BOOL: return phrase(out, "true or false");
    case TYPE_NUMBER:
        if (type.unit == UNIT_PERCENT) return phrase(out, "a percentage");
        if (type.unit != UNIT_PLAIN) return phrase(out, name);
        return phrase(out, "a number");
    case TYPE_TEXT: return phrase(out, "text");
    case TYPE_DATE: return phrase(out, "a date");
    case TYPE_PERIOD: return phrase(out, type.period == PERIOD_DAYS ? "a period of days" : "a period of months");
    case TYPE_CATEGORY:
        if (!type.category || !type.category->name) return phrase(out, "a category");
        if (!type.category->is_ladder) return members_phrase(type.category, out);
        snprintf(out, 80, "a stage of `%s`", name);
        break;
    case TYPE_RECORD: snprintf(out, 80, type.record ? "a reference to %s" : "a %s", name); break;
    case TYPE_LIST: snprintf(out, 80, "a %s", name); break;
    }
    return out;
}

bool type_same(struct type a, struct type b) {
    if (a.kind != b.kind) return false;
    switch (a.kind) {
    case TYPE_PERIOD: return a.period == b.period;
    case TYPE_CATEGORY: return a.category == b.category;
    case TYPE_RECORD:
    case TYPE_LIST: return a.record == b.record;
    case TYPE_ERROR:
    case TYPE_ANY:
    case TYPE_BOOL:
    case TYPE_NUMBER:
    case TYPE_TEXT:
    case TYPE_DATE: break;
    }
    return true;
}

/* The member that a code stands for; NULL for none and for an exit that was never declared. */
static const struct member *member_of(const struct category *category, int code) {
    if (code >= 0 && (uint32_t)code < category->count) return &category->members[code];
    if (code >= CODE_EXITED && (uint32_t)(code - CODE_EXITED) < category->exit_count) return &category->exits[code - CODE_EXITED];
    return NULL;
}

struct str category_name(const struct category *category, int code) {
    const struct member *member = member_of(category, code);
    if (member) return str_of(member->name);
    return code == CODE_NONE ? STR("none") : STR("exited");
}

struct str category_label(const struct category *category, int code) {
    const struct member *member = member_of(category, code);
    return member && member->label ? str_of(member->label) : category_name(category, code);
}

static bool spells(const struct member *member, struct str cell) {
    if (str_equal_nocase(str_of(member->name), cell) || (member->label && str_equal_nocase(str_of(member->label), cell))) return true;
    for (uint32_t i = 0; i < member->from_count; i++) {
        if (str_equal_nocase(str_of(member->from[i]), cell)) return true;
    }
    return false;
}

bool category_read(const struct category *category, struct str cell, int *code) {
    /* A name counts before any label or other spelling of a member further up. */
    for (uint32_t i = 0; i < category->count; i++) {
        if (str_equal_nocase(str_of(category->members[i].name), cell)) return *code = (int)i, true;
    }
    for (uint32_t i = 0; i < category->count; i++) {
        if (spells(&category->members[i], cell)) return *code = (int)i, true;
    }
    if (!category->is_ladder) return false;
    for (uint32_t i = 0; i < category->exit_count; i++) {
        if (spells(&category->exits[i], cell)) return *code = CODE_EXITED + (int)i, true;
    }
    if (str_equal_nocase(STR("exited"), cell)) return *code = CODE_EXITED, true;
    if (str_equal_nocase(STR("none"), cell)) return *code = CODE_NONE, true;
    return false;
}
