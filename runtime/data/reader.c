/* Cells to values, by what the framework says of the field.
 * SPDX-License-Identifier: MIT */
#include "runtime/data/reader.h"

#include "lang/base/mem.h"
#include "lang/base/utf8.h"
#include "runtime/data/csv_split.h"
#include "runtime/data/input.h"

#define ALIAS_FILE_MAX ((size_t)16 << 20)

/* ---- preparing ---- */

static bool is_text(const struct reader *reader) { return reader->type.kind == TYPE_TEXT; }

static void add_alias(struct reader *reader, struct str spelling, struct str meaning, struct arena *arena) {
    struct str key = is_text(reader) ? arena_str(arena, spelling) : utf8_lower(arena, str_trim(spelling));
    /* The first that was written counts, as everywhere where spellings meet. */
    if (!map_get(&reader->aliases, key))
        map_put(arena, &reader->aliases, key, arena_strndup(arena, meaning.ptr, meaning.len));
}

static char *read_file(const char *path, struct arena *arena, struct str *text) {
    struct input input;
    switch (input_open(&input, path)) {
    case INPUT_OPEN: break;
    case INPUT_MISSING: return "is not there";
    case INPUT_FOLDER: return "is a folder";
    case INPUT_FAILED: return "cannot be read";
    }
    struct buf buf;
    buf_init(&buf);
    int64_t count;
    do {
        count = input_read(&input, buf_room(&buf, 65536), 65536);
        if (count > 0) buf_grew(&buf, (size_t)count);
    } while (count > 0 && buf.len <= ALIAS_FILE_MAX);
    input_close(&input);
    *text = arena_str(arena, (struct str){buf.ptr, buf.len});
    size_t length = buf.len;
    buf_release(&buf);
    if (count < 0) return "cannot be read";
    if (length > ALIAS_FILE_MAX) return "is larger than 16 MB";
    if (utf8_check(*text) != UTF8_VALID) return "is not UTF-8 text";
    return NULL;
}

/* Aliases from a CSV file with the columns spelling and meaning. */
static bool add_alias_file(struct reader *reader, const char *folder, struct arena *arena, struct diags *diags) {
    const struct field *field = reader->field;
    const char *path = field->aliases_file;
    if (folder && folder[0] && strcmp(folder, ".") != 0 && path[0] != '/')
        path = arena_printf(arena, "%s/%s", folder, path);
    struct str text;
    const char *wrong = read_file(path, arena, &text);
    int spelling = -1, meaning = -1;
    struct csv_split split;
    if (!wrong) {
        csv_split_init(&split, text, 0, arena);
        struct csv_cells head;
        if (!csv_split_next(&split, &head)) wrong = "is empty";
        for (uint32_t i = 0; !wrong && i < head.count; i++) {
            struct str name = str_trim(head.at[i]);
            if (str_equal_nocase(name, STR("spelling"))) spelling = (int)i;
            if (str_equal_nocase(name, STR("meaning"))) meaning = (int)i;
        }
        if (!wrong && (spelling < 0 || meaning < 0))
            wrong = "needs the columns `spelling` and `meaning` in its first line";
    }
    if (wrong) {
        struct diag *d = diag_new(diags, E0516, field->span, "the file of aliases `%s` %s", path, wrong);
        diag_help(diags, d,
                  "Give the path from the framework's folder to a CSV file whose first line is `spelling,meaning`.");
        return false;
    }
    struct csv_cells row;
    while (csv_split_next(&split, &row)) {
        if (row.count == 1 && str_trim(row.at[0]).len == 0) continue;
        if (row.count <= (uint32_t)spelling || row.count <= (uint32_t)meaning) {
            struct diag *d = diag_new(diags, E0516, field->span, "line %u of the file of aliases `%s` has no meaning",
                                      row.line, path);
            diag_help(diags, d, "Write both in the line: how it is spelled, and what it means.");
            return false;
        }
        add_alias(reader, row.at[spelling], row.at[meaning], arena);
    }
    return true;
}

/* False when another spelling has its slot and a free one had to be looked for. */
static bool put_code(struct reader *reader, const struct reader_code *code) {
    uint32_t slot = reader_code_slot(reader, code->head, code->length), home = slot;
    while (reader->codes[slot & reader->code_mask].text) slot++;
    reader->codes[slot & reader->code_mask] = *code;
    return slot == home;
}

static void add_code(struct reader *reader, const char *text, size_t length) {
    int code;
    char padded[8] = {0};
    memcpy(padded, text, length < 8 ? length : 8);
    if (length == 0 || !category_read(reader->type.category, (struct str){text, length}, &code)) return;
    uint64_t head = reader_code_load(padded), tail = length > 8 ? reader_code_load(text + length - 8) : head;
    for (uint32_t slot = reader_code_slot(reader, head, length);; slot++) {
        const struct reader_code *entry = &reader->codes[slot & reader->code_mask];
        if (!entry->text) break;
        if (entry->length == length && memcmp(entry->text, text, length) == 0) return;
    }
    put_code(reader, &(struct reader_code){head, tail, text, (uint32_t)length, (int16_t)code});
}

/* A spelling as it is, in small letters, in capitals, and with a capital first: what exports do with it. */
#define VARIANTS 4
static void add_spelling(struct reader *reader, const char *text, struct arena *arena) {
    if (!text) return;
    struct str as_is = arena_str(arena, str_of(text)), lower = utf8_lower(arena, as_is),
               upper = utf8_upper(arena, as_is);
    add_code(reader, as_is.ptr, as_is.len);
    add_code(reader, lower.ptr, lower.len);
    add_code(reader, upper.ptr, upper.len);
    char *capital = arena_strndup(arena, lower.ptr, lower.len);
    if (capital[0] >= 'a' && capital[0] <= 'z') capital[0] = (char)(capital[0] - ('a' - 'A'));
    add_code(reader, capital, lower.len);
}

static void add_members(struct reader *reader, const struct member *members, uint32_t count, struct arena *arena) {
    for (uint32_t i = 0; i < count; i++) {
        add_spelling(reader, members[i].name, arena);
        add_spelling(reader, members[i].label, arena);
        for (uint32_t k = 0; k < members[i].from_count; k++) add_spelling(reader, members[i].from[k], arena);
    }
}

static uint32_t spellings_of(const struct member *members, uint32_t count) {
    uint32_t spellings = 0;
    for (uint32_t i = 0; i < count; i++) spellings += 2 + members[i].from_count;
    return spellings;
}

/* Looks for a multiplier by which each spelling has a slot of its own: then the first look always settles it. Few
 * spellings have one soon; many do without. */
#define FIRST_MULTIPLIER UINT64_C(0x9e3779b97f4a7c15)
#define TRIES 200
#define FEW_SPELLINGS 200
static void part_codes(struct reader *reader, struct arena *arena) {
    uint32_t size = reader->code_mask + 1, count = 0;
    struct reader_code *all = ARENA_ARRAY(arena, struct reader_code, FEW_SPELLINGS), *slots = reader->codes;
    for (uint32_t i = 0; i < size; i++) {
        if (!slots[i].text) continue;
        if (count == FEW_SPELLINGS) return;
        all[count++] = slots[i];
    }
    for (int i = 0; i < TRIES; i++) {
        bool apart = true;
        memset(slots, 0, sizeof *slots * size);
        for (uint32_t k = 0; k < count; k++) apart &= put_code(reader, &all[k]);
        if (apart) return;
        reader->code_multiplier = reader->code_multiplier * UINT64_C(0xd1342543de82ef95) | 1;
    }
    /* As good as any: what is in the slots was put there by the multiplier before. */
    memset(slots, 0, sizeof *slots * size);
    for (uint32_t k = 0; k < count; k++) put_code(reader, &all[k]);
}

static void make_codes(struct reader *reader, struct arena *arena) {
    const struct category *category = reader->type.category;
    uint32_t spellings =
        2 + spellings_of(category->members, category->count) + spellings_of(category->exits, category->exit_count);
    uint32_t bits = 3;
    while ((UINT32_C(1) << bits) < spellings * VARIANTS * 4) bits++;
    reader->code_shift = 64 - bits;
    reader->code_mask = (UINT32_C(1) << bits) - 1;
    reader->code_multiplier = FIRST_MULTIPLIER;
    reader->codes = ARENA_ARRAY(arena, struct reader_code, (size_t)reader->code_mask + 1);
    add_members(reader, category->members, category->count, arena);
    add_members(reader, category->exits, category->exit_count, arena);
    if (category->is_ladder) {
        add_spelling(reader, "none", arena);
        add_spelling(reader, "exited", arena);
    }
    part_codes(reader, arena);
}

bool reader_init(struct reader *reader, const struct field *field, const char *folder, struct arena *arena,
                 struct diags *diags) {
    *reader = (struct reader){.field = field, .type = field->type};
    /* A key may itself be a reference: follow them, a few steps, for a circle of them is the checker's matter. */
    for (int steps = 0; reader->type.kind == TYPE_RECORD && steps < 8; steps++) {
        const struct record *record = reader->type.record;
        reader->type = record->key >= 0 ? record->fields[record->key].type : (struct type){.kind = TYPE_TEXT};
    }
    ASSERT(reader->type.kind != TYPE_RECORD && reader->type.kind != TYPE_LIST);
    reader->repr = repr_of(reader->type);
    reader->has_default = field->has_default && field->default_value.known;
    reader->default_value = field->default_value;
    reader->has_range = field->has_range || field->whole;
    if (field->format && reader->repr == REPR_DATE) {
        reader->date_format = field->format;
    } else if (field->format && reader->repr == REPR_NUMBER) {
        const char *wrong = amount_format_read(field->format, &reader->format);
        if (wrong) {
            struct diag *d =
                diag_new(diags, E0517, field->span, "`as \"%s\"` does not show how numbers are written", field->format);
            diag_note(diags, d, "%s", wrong);
            diag_help(diags, d, "Write a number as the data has it, with its separators, for example as \"1.234,56\".");
            return false;
        }
    }
    for (uint32_t i = 0; i < field->alias_count; i++)
        add_alias(reader, str_of(field->aliases[i].spelling), str_of(field->aliases[i].meaning), arena);
    if (field->aliases_file && !add_alias_file(reader, folder, arena, diags)) return false;
    if (reader->repr == REPR_CODE) make_codes(reader, arena);
    return true;
}

/* ---- reading ---- */

bool reader_read_truth(struct str cell, bool *truth) {
    static const char *const words[] = {"true", "false", "yes", "no", "y", "n", "t", "f", "1", "0"};
    for (unsigned i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (!str_equal_nocase(cell, str_of(words[i]))) continue;
        *truth = i % 2 == 0;
        return true;
    }
    return false;
}

bool reader_in_range(const struct reader *reader, struct dec number) {
    const struct field *field = reader->field;
    if (field->whole && !dec_is_whole(number)) return false;
    return !field->has_range || (dec_compare(number, field->low) >= 0 && dec_compare(number, field->high) <= 0);
}

static bool read_number(const struct reader *reader, struct str cell, enum cell_kind kind, struct reading *out) {
    struct amount amount;
    bool read;
    /* A number of JSON or SQLite is written in their way, whatever the field shows. */
    static const struct amount_format own = {0};
    const struct amount_format *format = kind == CELL_NUMBER ? &own : &reader->format;
    if (reader->type.kind == TYPE_PERIOD)
        read = amount_read_period(cell, reader->type.period, &amount);
    else if (reader->type.unit == UNIT_PERCENT)
        read = amount_read_percent(cell, format, reader->field->reading, &amount);
    else if (reader->type.unit == UNIT_MONEY)
        read = amount_read_money(cell, format, reader->type.currency, &amount);
    else
        read = amount_read_number(cell, format, &amount);
    out->hint = amount.hint;
    if (!read) {
        out->value.cause = amount.too_large ? CAUSE_OUT_OF_RANGE : CAUSE_INVALID;
        return false;
    }
    if (reader->has_range && !reader_in_range(reader, amount.value)) {
        out->value.cause = CAUSE_OUT_OF_RANGE;
        if (reader->field->whole && !dec_is_whole(amount.value)) out->hint = "the field is `whole`";
        return false;
    }
    out->sign = amount.sign;
    out->rounded = amount.rounded;
    out->value.number = amount.value;
    return true;
}

static bool read_date(const struct reader *reader, struct str cell, struct reading *out) {
    if (str_equal_nocase(cell, STR("never"))) {
        out->value.day = DATE_NEVER;
        return true;
    }
    if (reader->date_format) {
        if (date_parse_format(cell, reader->date_format, &out->value.day)) return true;
        out->hint = "it is not written as the field's `as` shows, or there is no such day";
        return false;
    }
    if (date_parse_iso(cell, &out->value.day)) return true;
    bool iso = cell.len >= 10 && cell.ptr[4] == '-' && cell.ptr[7] == '-';
    out->hint =
        iso ? "there is no such day" : "a date is written 2026-11-01; for another way the field says as \"%d/%m/%Y\"";
    return false;
}

static const char *alias_of(const struct reader *reader, struct str cell, struct arena *scratch) {
    if (reader->aliases.len == 0) return NULL;
    struct str key = is_text(reader) ? cell : utf8_lower(scratch, str_trim(cell));
    return map_get(&reader->aliases, key);
}

static void blank(const struct reader *reader, struct reading *out) {
    out->blank = true;
    if (reader->has_default)
        out->value = reader->default_value;
    else
        out->value = (struct value){.cause = CAUSE_MISSING};
}

static bool read_value(const struct reader *reader, struct str cell, enum cell_kind kind, struct reading *out) {
    int code;
    switch (reader->repr) {
    case REPR_NUMBER: return read_number(reader, cell, kind, out);
    case REPR_DATE: return read_date(reader, cell, out);
    case REPR_BOOL:
        if (reader_read_truth(cell, &out->value.truth)) return true;
        out->hint = "a bool is true or false, yes or no, y or n, t or f, 1 or 0";
        return false;
    case REPR_CODE:
        if (!category_read(reader->type.category, cell, &code)) return false;
        out->value.code = code;
        return true;
    case REPR_TEXT:
    case REPR_ROW: break;
    }
    out->value.text = cell;
    return true;
}

void reader_read(const struct reader *reader, struct str cell, enum cell_kind kind, struct arena *scratch,
                 struct reading *out) {
    *out = (struct reading){.value = {.known = false, .cause = CAUSE_INVALID}, .sign = AMOUNT_NO_SIGN};
    if (kind == CELL_NESTED || kind == CELL_BYTES) {
        out->hint = kind == CELL_NESTED ? "it is a list or an object; from \"a.b\" reaches into an object"
                                        : "it is a blob, not text or a number";
        return;
    }
    const char *meaning = kind == CELL_NULL ? NULL : alias_of(reader, cell, scratch);
    if (meaning) cell = str_of(meaning);
    bool text = reader->repr == REPR_TEXT;
    if (!text) cell = str_trim(cell);
    if (kind == CELL_NULL || (cell.len == 0 && !(text && kind != CELL_PLAIN))) {
        blank(reader, out);
        return;
    }
    out->value.known = read_value(reader, cell, kind, out);
    if (out->value.known) out->value.cause = CAUSE_NONE;
}
