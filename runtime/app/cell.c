/* Values as text.
 * SPDX-License-Identifier: MIT */
#include "runtime/app/cell.h"

#include <inttypes.h>
#include <stdio.h>

#include "lang/base/mem.h"
#include "lang/base/utf8.h"

/* --- exact --------------------------------------------------------------------------------------------------------- */

/* A number as a percentage: its decimal point two places further right, exactly. */
static size_t percent_text(struct dec number, char *out) {
    char text[DEC_TEXT_MAX], digits[DEC_TEXT_MAX + 4], *end = out;
    size_t length = dec_format(number, text), count = 0, point = 0, at = 0;
    if (length && text[0] == '-') *end++ = text[at++];
    bool seen = false;
    for (; at < length; at++) {
        if (text[at] == '.') {
            seen = true;
            continue;
        }
        digits[count++] = text[at];
        point += !seen;
    }
    point += 2;
    while (count < point) digits[count++] = '0';
    size_t first = 0;
    while (first + 1 < point && digits[first] == '0') first++;
    memcpy(end, digits + first, point - first);
    end += point - first;
    while (count > point && digits[count - 1] == '0') count--;
    if (count > point) {
        *end++ = '.';
        memcpy(end, digits + point, count - point);
        end += count - point;
    }
    *end++ = '%';
    return (size_t)(end - out);
}

const char *cell_period_unit(struct type type, struct dec count) {
    bool one = dec_compare(dec_abs(count), dec_one) == 0;
    if (type.period == PERIOD_MONTHS) return one ? "month" : "months";
    return one ? "day" : "days";
}

size_t cell_number(struct type type, struct dec number, char out[CELL_NUMBER_MAX]) {
    if (type.kind == TYPE_NUMBER && type.unit == UNIT_PERCENT) return percent_text(number, out);
    char text[DEC_TEXT_MAX]; /* ends in a NUL, which is not ours to write */
    size_t length = dec_format(number, text);
    memcpy(out, text, length);
    if (type.kind != TYPE_PERIOD) return length;
    const char *unit = cell_period_unit(type, number);
    size_t size = strlen(unit);
    out[length] = ' ';
    memcpy(out + length + 1, unit, size);
    return length + 1 + size;
}

static void add_number(struct type type, struct dec number, struct buf *out) {
    char text[CELL_NUMBER_MAX];
    buf_add(out, text, cell_number(type, number, text));
}

void cell_exact(struct type type, const struct value *value, struct buf *out) {
    ASSERT(value->known);
    char text[DATE_TEXT_MAX];
    switch (type.kind) {
    case TYPE_BOOL: buf_puts(out, value->truth ? "true" : "false"); return;
    case TYPE_NUMBER:
    case TYPE_PERIOD: add_number(type, value->number, out); return;
    case TYPE_DATE: buf_add(out, text, date_format(value->day, text)); return;
    case TYPE_CATEGORY: buf_str(out, category_name(type.category, value->code)); return;
    case TYPE_TEXT:
    case TYPE_RECORD: buf_str(out, value->text); return;
    case TYPE_ERROR:
    case TYPE_ANY:
    case TYPE_LIST: return; /* never known */
    }
}

void cell_json_text(struct str text, struct buf *out) {
    buf_char(out, '"');
    size_t done = 0;
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.ptr[i];
        if (c >= 0x20 && c != '"' && c != '\\' && c != 0x7f) continue;
        buf_add(out, text.ptr + done, i - done);
        done = i + 1;
        switch (c) {
        case '"': buf_puts(out, "\\\""); break;
        case '\\': buf_puts(out, "\\\\"); break;
        case '\n': buf_puts(out, "\\n"); break;
        case '\r': buf_puts(out, "\\r"); break;
        case '\t': buf_puts(out, "\\t"); break;
        default: buf_printf(out, "\\u%04x", c);
        }
    }
    if (text.len > done) buf_add(out, text.ptr + done, text.len - done);
    buf_char(out, '"');
}

void cell_json(struct type type, const struct value *value, struct buf *out) {
    if (!value->known) {
        buf_puts(out, "null");
        return;
    }
    switch (type.kind) {
    case TYPE_NUMBER: add_number((struct type){.kind = TYPE_NUMBER}, value->number, out); return; /* 25% is 0.25 */
    case TYPE_BOOL: cell_exact(type, value, out); return;
    case TYPE_CATEGORY: cell_json_text(category_name(type.category, value->code), out); return;
    case TYPE_TEXT:
    case TYPE_RECORD: cell_json_text(value->text, out); return;
    default: /* dates and periods need no escapes */
        buf_char(out, '"');
        cell_exact(type, value, out);
        buf_char(out, '"');
    }
}

/* --- for people ---------------------------------------------------------------------------------------------------- */

struct thresholds thresholds_of(const struct settings *settings, const struct ir_node *node, struct arena *arena) {
    const struct ir *ir = &settings->framework->ir;
    struct thresholds found = {0};
    if (node->type.kind != TYPE_NUMBER) return found;
    for (int pass = 0; pass < 2; pass++) {
        uint32_t count = 0;
        for (uint32_t i = 0; i < ir->nodes.len; i++) {
            const struct ir_node *user = ir->nodes.at[i];
            if (user->op != IR_EQ && user->op != IR_LT && user->op != IR_LE) continue;
            if (user->args[0] != node && user->args[1] != node) continue;
            const struct ir_node *other = user->args[user->args[0] == node];
            const struct value *value = other->op == IR_CONST   ? &other->constant
                                        : other->op == IR_PARAM ? &settings->params[other->index]
                                                                : NULL;
            if (!value || !value->known) continue;
            if (pass == 1) found.at[count] = value->number;
            count++;
        }
        if (pass == 0) found.at = ARENA_ARRAY(arena, struct dec, count);
        found.count = count;
    }
    return found;
}

static int default_places(struct type type, struct dec number) {
    struct dec size = dec_abs(number);
    if (type.unit == UNIT_PERCENT) {
        struct dec whole;
        return dec_round(number, 2, &whole) == DEC_OK && dec_compare(whole, number) == 0 ? 0 : 1;
    }
    if (dec_is_whole(number)) return 0;
    if (type.unit == UNIT_MONEY) return dec_compare(size, dec_from_int(100)) < 0 ? 2 : 0;
    return dec_compare(size, dec_from_int(100)) < 0 ? 2 : 1;
}

/* The threshold that `rounded` would cross or touch and `number` does not, or NULL. */
static const struct dec *contradicted(struct dec number, struct dec rounded, const struct thresholds *thresholds) {
    for (uint32_t i = 0; thresholds && i < thresholds->count; i++) {
        const struct dec *at = &thresholds->at[i];
        if (dec_compare(number, *at) != dec_compare(rounded, *at)) return at;
    }
    return NULL;
}

/* Digits in groups of three: from 1,000 for amounts, from 10,000 for numbers, so that a year stays a year. */
static void add_grouped(const char *text, size_t length, size_t from, struct buf *out) {
    if (length && *text == '-') {
        buf_char(out, '-');
        text++;
        length--;
    }
    size_t whole = 0;
    while (whole < length && text[whole] != '.') whole++;
    if (whole < from) {
        buf_add(out, text, length);
        return;
    }
    for (size_t i = 0; i < whole; i++) {
        if (i && (whole - i) % 3 == 0) buf_char(out, ',');
        buf_char(out, text[i]);
    }
    buf_add(out, text + whole, length - whole);
}

static void add_rounded(struct type type, struct dec number, int places, struct buf *out) {
    char text[DEC_TEXT_MAX];
    bool percent = type.unit == UNIT_PERCENT;
    struct dec shown = number;
    /* A percentage past the range of numbers is not worth rounding. */
    if (percent && dec_mul(number, dec_from_int(100), &shown) != DEC_OK) {
        add_number(type, number, out);
        return;
    }
    size_t length = dec_format_places(shown, (unsigned)places, text);
    add_grouped(text, length, type.unit == UNIT_MONEY ? 4 : 5, out);
    if (percent) buf_char(out, '%');
}

static void people_number(struct type type, struct dec number, int places, const struct thresholds *thresholds,
                          struct buf *out) {
    if (places < 0) places = default_places(type, number);
    int shift = type.unit == UNIT_PERCENT ? 2 : 0; /* digits of the number itself that the sign % takes */
    const struct dec *crossed = NULL;
    for (; places + shift <= DEC_PLACES; places++) {
        struct dec rounded;
        if (dec_round(number, places + shift, &rounded) == DEC_OVERFLOW) break;
        crossed = contradicted(number, rounded, thresholds);
        if (!crossed) {
            add_rounded(type, number, places, out);
            return;
        }
    }
    if (!crossed) {
        add_rounded(type, number, 0, out);
        return;
    }
    buf_char(out, dec_compare(number, *crossed) < 0 ? '<' : '>');
    struct value value = {.known = true, .number = *crossed};
    cell_exact(type, &value, out);
}

void cell_people_text(struct str text, struct buf *out) {
    size_t done = 0;
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.ptr[i];
        /* U+0080 to U+009F are control characters too: C2 80 to C2 9F. */
        bool c1 = c == 0xc2 && i + 1 < text.len && (unsigned char)text.ptr[i + 1] < 0xa0;
        if (c >= 0x20 && c != 0x7f && !c1) continue;
        buf_add(out, text.ptr + done, i - done);
        buf_char(out, ' ');
        i += c1;
        done = i + 1;
    }
    if (text.len > done) buf_add(out, text.ptr + done, text.len - done);
}

void cell_people(struct type type, const struct value *value, int places, const struct thresholds *thresholds,
                 struct buf *out) {
    ASSERT(value->known);
    switch (type.kind) {
    case TYPE_BOOL: buf_puts(out, value->truth ? "yes" : "no"); return;
    case TYPE_NUMBER: people_number(type, value->number, places, thresholds, out); return;
    case TYPE_CATEGORY: cell_people_text(category_label(type.category, value->code), out); return;
    case TYPE_TEXT:
    case TYPE_RECORD: cell_people_text(value->text, out); return;
    default: cell_exact(type, value, out);
    }
}

void cell_count(uint64_t count, struct buf *out) {
    char text[32];
    int length = snprintf(text, sizeof text, "%" PRIu64, count);
    add_grouped(text, (size_t)length, 4, out);
}
