/* Records: the names of their members, the types of their fields, and what each modifier may say about which type.
 * SPDX-License-Identifier: MIT */
#include "lang/module.h"

/* --- members --- */

static void declare_member(struct checker *checker, struct record_info *info, const struct ast *member) {
    struct ast_name name = ast_declared(member);
    if (!name.text) {
        info->incomplete |= member->kind == AST_ERROR;
        return;
    }
    struct symbol *symbol = ARENA_NEW(checker->arena, struct symbol);
    *symbol = (struct symbol){.name = name.text, .span = name.span, .ast = member, .record = info, .module = info->symbol->module, .mark = {.name = name.text, .span = name.span}};
    symbol->kind = member->kind == AST_FIELD ? SYMBOL_FIELD : member->kind == AST_LET ? SYMBOL_LET : SYMBOL_BROKEN;
    if (member->kind == AST_LET && member->let.function) {
        struct diag *d = diag_new(checker->diags, E0419, name.span, "the function `%s` is declared inside a record", name.text);
        diag_help(checker->diags, d, "Functions know nothing of a row: declare it outside, or leave the parentheses out.");
        symbol->kind = SYMBOL_BROKEN;
    }
    struct symbol *other = map_get(&info->members, str_of(name.text));
    struct symbol *top = info == checker->subject ? checker_symbol(checker, name.text) : NULL;
    bool clash = top && (top->kind == SYMBOL_LET || top->kind == SYMBOL_PARAM || top->kind == SYMBOL_CRITERION || top->kind == SYMBOL_SCORE || top->kind == SYMBOL_TABLE ||
                         top->kind == SYMBOL_SELECT || top->kind == SYMBOL_FLAG || top->kind == SYMBOL_INVARIANT);
    if (other || clash) {
        const struct symbol *first = other ? other : top;
        bool later = first->span.start > name.span.start;
        if (first->module != symbol->module) {
            module_say_clash(checker, first, symbol, name.text);
            return;
        }
        const struct symbol *a = later ? symbol : first, *b = later ? first : symbol;
        struct diag *d = diag_new(checker->diags, E0401, b->span, "`%s` is declared twice", name.text);
        diag_also(checker->diags, d, a->span, "first as a %s, here", symbol_kind_text(a->kind));
        diag_help(checker->diags, d, a->kind == SYMBOL_FIELD || b->kind == SYMBOL_FIELD ? "Give one of them another name; a field keeps its column with `from \"%s\"`." : "Give one of them another name.",
                  name.text);
        symbol->duplicate = true;
    }
    if (!other) map_put(checker->arena, &info->members, str_of(name.text), symbol);
    else if (symbol->kind == SYMBOL_FIELD) vec_push(checker->arena, &info->duplicates, symbol);
}

void check_record_members(struct checker *checker) {
    for (uint32_t i = 0; i < checker->records.len; i++) {
        struct record_info *info = checker->records.at[i];
        const struct ast_list *members = &info->symbol->ast->record.members;
        const struct module *outside = checker_enter(checker, info->symbol);
        for (uint32_t k = 0; k < members->len; k++) declare_member(checker, info, members->at[k]);
        checker->module = outside;
    }
}

/* --- modifiers --- */

/* A field while its modifiers are read. */
struct reading {
    struct checker *checker;
    struct field *field;
    const struct ast *seen[AST_MOD_LABEL + 1]; /* the first of each kind */
    VEC(const char *) from;
    VEC(struct alias) aliases;
};

static const char *text_of(struct checker *checker, const struct ast *text) {
    return text && text->kind == AST_TEXT ? arena_strndup(checker->arena, text->text.value.ptr, text->text.value.len) : NULL;
}

static struct diag *does_not_fit(struct reading *r, const struct ast *modifier, const char *wants) {
    char phrase[80];
    struct diag *d = diag_new(r->checker->diags, E0406, modifier->span, "`%s` does not go with `%s`, which is %s", check_source_text(r->checker, modifier->span), r->field->name,
                              type_phrase(r->field->type, phrase));
    diag_help(r->checker->diags, d, "It is for %s.", wants);
    return d;
}

static void exclude(struct reading *r, const struct ast *modifier, enum ast_modifier_kind other, const char *why) {
    if (!r->seen[other]) return;
    struct diag *d = diag_new(r->checker->diags, E0405, modifier->span, "`%s` cannot be both `%s` and `%s`", r->field->name, check_source_text(r->checker, r->seen[other]->span),
                              check_source_text(r->checker, modifier->span));
    diag_help(r->checker->diags, d, "%s", why);
}

/* "1.234,56": digits in groups and a decimal sign; what `as` shows for numbers. */
static bool is_number_format(const char *format) {
    char grouping = 0, decimal = 0;
    unsigned digits = 0;
    for (const char *p = format; *p; p++) {
        if (*p >= '0' && *p <= '9') {
            digits++;
            continue;
        }
        if (!strchr("., '_", *p) && (unsigned char)*p < 0x80) return false;
        if ((unsigned char)*p >= 0x80) continue; /* a narrow blank between groups */
        if (decimal) return false;
        if (!grouping) grouping = *p;
        else if (*p != grouping) decimal = *p;
    }
    return digits > 1 && (!decimal || decimal == '.' || decimal == ',');
}

static void read_as(struct reading *r, const struct ast *modifier) {
    struct checker *checker = r->checker;
    struct field *field = r->field;
    const struct ast *value = modifier->modifier.value;
    if (!value || value->kind == AST_ERROR) return;
    bool number = field->type.kind == TYPE_NUMBER;
    if (value->kind == AST_NAME) {
        const char *word = value->name.name.text;
        bool points = strcmp(word, "points") == 0;
        if (!points && strcmp(word, "fraction") != 0) {
            struct diag *d = diag_new(checker->diags, E0408, value->span, "`as %s` is no way to read a value", word);
            diag_help(checker->diags, d, "A percentage can be read `as points` (18 is 18%%) or `as fraction` (0.18 is 18%%); other formats stand in quotes.");
        } else if (!number || field->type.unit != UNIT_PERCENT) {
            does_not_fit(r, modifier, "percentages");
        } else {
            field->reading = points ? READ_POINTS : READ_FRACTION;
        }
        return;
    }
    const char *format = text_of(checker, value), *wrong;
    if (field->type.kind == TYPE_DATE) {
        if ((wrong = date_check_format(format))) {
            struct diag *d = diag_new(checker->diags, E0408, value->span, "dates cannot be read as \"%s\": %s", format, wrong);
            diag_help(checker->diags, d, "A format has %%Y, %%m and %%d where year, month and day stand, for example \"%%d/%%m/%%Y\".");
        }
    } else if (number) {
        if (!is_number_format(format)) {
            struct diag *d = diag_new(checker->diags, E0408, value->span, "numbers cannot be read as \"%s\"", format);
            diag_help(checker->diags, d, "Show one number as the data writes it, with its signs: \"1.234,56\" or \"1,234.56\".");
        }
    } else {
        does_not_fit(r, modifier, "dates (`as \"%d/%m/%Y\"`), numbers and amounts (`as \"1.234,56\"`) and percentages (`as points`)");
        return;
    }
    field->format = format;
}

static void read_default(struct reading *r, const struct ast *modifier) {
    struct type type;
    struct field *field = r->field;
    if (field->type.kind == TYPE_LIST || field->type.kind == TYPE_RECORD) {
        does_not_fit(r, modifier, "single values");
        return;
    }
    if (!modifier->modifier.value) return;
    exclude(r, modifier, AST_MOD_KEY, "A key cannot be blank.");
    field->has_default = check_literal(r->checker, modifier->modifier.value, field->type, &field->default_value, &type);
}

static void read_range(struct reading *r, const struct ast *modifier) {
    struct field *field = r->field;
    const struct ast *low = modifier->modifier.value, *high = modifier->modifier.other;
    if (!low || !high) return;
    if (field->type.kind != TYPE_NUMBER) {
        char phrase[80];
        struct diag *d = diag_new(r->checker->diags, E0307, modifier->span, "`between` is for numbers, and `%s` is %s", field->name, type_phrase(field->type, phrase));
        diag_help(r->checker->diags, d, "Take the range out, or write the condition where the field is used.");
        return;
    }
    field->has_range = check_range(r->checker, low, high, field->type, &field->low, &field->high);
}

static void read_modifier(struct reading *r, const struct ast *modifier) {
    struct checker *checker = r->checker;
    struct field *field = r->field;
    enum ast_modifier_kind kind = modifier->modifier.kind;
    const struct ast *value = modifier->modifier.value;
    bool list = field->type.kind == TYPE_LIST;
    bool repeatable = kind == AST_MOD_FROM || kind == AST_MOD_ALIAS;
    if (r->seen[kind] && !repeatable) {
        struct diag *d = diag_new(checker->diags, E0405, modifier->span, "`%s` is said twice of `%s`", kind == AST_MOD_LABEL ? "a label" : check_source_text(checker, modifier->span), field->name);
        diag_also(checker->diags, d, r->seen[kind]->span, "the first one");
        diag_help(checker->diags, d, "Take one of them out.");
        return;
    }
    if (!r->seen[kind]) r->seen[kind] = modifier;
    if (list && kind != AST_MOD_FROM && kind != AST_MOD_LABEL && kind != AST_MOD_OPTIONAL) {
        does_not_fit(r, modifier, "fields with a value of their own");
        return;
    }
    switch (kind) {
    case AST_MOD_KEY:
        if (field->type.kind == TYPE_BOOL || field->type.kind == TYPE_RECORD || field->type.kind == TYPE_CATEGORY) {
            does_not_fit(r, modifier, "texts, numbers and dates");
            break;
        }
        field->key = true;
        exclude(r, modifier, AST_MOD_OPTIONAL, "A key cannot be blank.");
        exclude(r, modifier, AST_MOD_DEFAULT, "A key cannot be blank.");
        break;
    case AST_MOD_OPTIONAL:
        field->optional = true;
        exclude(r, modifier, AST_MOD_KEY, "A key cannot be blank.");
        break;
    case AST_MOD_FIXED: field->fixed = true; break;
    case AST_MOD_WHOLE:
        if (field->type.kind != TYPE_NUMBER) does_not_fit(r, modifier, "numbers");
        field->whole = true;
        break;
    case AST_MOD_RANGE: read_range(r, modifier); break;
    case AST_MOD_FROM: {
        const char *column = text_of(checker, value);
        if (column) vec_push(checker->arena, &r->from, column);
        break;
    }
    case AST_MOD_AS: read_as(r, modifier); break;
    case AST_MOD_DEFAULT: read_default(r, modifier); break;
    case AST_MOD_ALIAS: {
        struct alias alias = {text_of(checker, value), text_of(checker, modifier->modifier.other)};
        if (alias.spelling && alias.meaning) vec_push(checker->arena, &r->aliases, alias);
        break;
    }
    case AST_MOD_ALIASES: field->aliases_file = text_of(checker, value); break;
    case AST_MOD_LABEL: field->label = text_of(checker, value); break;
    }
}

/* --- fields --- */

static void check_default_in_range(struct reading *r) {
    const struct field *field = r->field;
    if (!field->has_default || !field->default_value.known || field->type.kind != TYPE_NUMBER) return;
    const struct ast *written = r->seen[AST_MOD_DEFAULT];
    bool percent = field->type.unit == UNIT_PERCENT;
    if (field->has_range) check_in_range(r->checker, field->default_value.number, percent, field->low, field->high, written->span, r->seen[AST_MOD_RANGE]->span);
    if (!field->whole || dec_is_whole(field->default_value.number)) return;
    struct diag *d = diag_new(r->checker->diags, E0407, written->span, "%s is not whole, and `%s` is", check_quote(r->checker, written->modifier.value), field->name);
    diag_help(r->checker->diags, d, "Write a whole number.");
}

static void check_field(struct checker *checker, struct symbol *symbol, struct field *field) {
    const struct ast *ast = symbol->ast;
    *field = (struct field){.name = symbol->name, .index = symbol->index, .span = symbol->span};
    field->type = check_type(checker, ast->field.type, symbol->name);
    if (field->type.kind == TYPE_PERIOD) {
        struct diag *d = diag_new(checker->diags, E0411, ast->field.type->span, "a field cannot be a period");
        diag_help(checker->diags, d, "Read it as a number and make it a period where it is used: `%s * 1 month`.", symbol->name);
        field->type.kind = TYPE_ERROR;
    }
    if (field->type.kind == TYPE_NUMBER && field->type.unit == UNIT_PERCENT) field->reading = READ_PERCENT;
    if (field->type.kind == TYPE_LIST && ast->field.type->type.via.text) field->via = ast->field.type->type.via.text;
    struct reading reading = {.checker = checker, .field = field};
    for (uint32_t i = 0; i < ast->field.modifiers.len && field->type.kind != TYPE_ERROR; i++) {
        if (ast->field.modifiers.at[i]->kind == AST_MODIFIER) read_modifier(&reading, ast->field.modifiers.at[i]);
    }
    field->from = reading.from.at;
    field->from_count = reading.from.len;
    field->aliases = reading.aliases.at;
    field->alias_count = reading.aliases.len;
    check_default_in_range(&reading);
}

/* The field by which the rows of a list refer to the record that has the list. */
static void check_list_field(struct checker *checker, const struct record *owner, struct field *field, const struct ast *ast) {
    const struct record_info *child = check_info(checker, field->type.record);
    const struct field *found = NULL, *second = NULL;
    for (uint32_t i = 0; child && i < child->record->field_count; i++) {
        const struct field *f = &child->record->fields[i];
        if (f->type.kind != TYPE_RECORD || f->type.record != owner) continue;
        if (field->via && f->name != field->via) continue;
        if (found) second = f;
        else found = f;
    }
    if (!child || (found && !second)) return;
    const char *name = child->record->name;
    if (second) {
        struct diag *d = diag_new(checker->diags, E0410, ast->field.type->span, "%s refers to %s by `%s` and by `%s`", name, owner->name, found->name, second->name);
        diag_help(checker->diags, d, "Say which: `list of %s via %s`.", name, found->name);
    } else if (field->via) {
        struct diag *d = diag_new(checker->diags, E0410, ast->field.type->type.via.span, "%s has no field `%s` that refers to %s", name, field->via, owner->name);
        diag_also(checker->diags, d, child->record->span, "%s is declared here", name);
    } else if (!child->incomplete) {
        struct diag *d = diag_new(checker->diags, E0410, ast->field.type->span, "the rows of %s do not refer to %s", name, owner->name);
        diag_also(checker->diags, d, child->record->span, "%s is declared here", name);
        diag_help(checker->diags, d, "Add a field to %s that refers back: `parent : %s`.", name, owner->name);
    }
}

static void check_keys(struct checker *checker, struct record_info *info, bool needed, struct span asked) {
    struct record *record = info->record;
    for (uint32_t i = 0; i < record->field_count; i++) {
        if (!record->fields[i].key) continue;
        if (record->key >= 0) {
            struct diag *d = diag_new(checker->diags, E0404, record->fields[i].span, "%s has two keys, `%s` and `%s`", record->name, record->fields[record->key].name, record->fields[i].name);
            diag_also(checker->diags, d, record->fields[record->key].span, "the first one");
            diag_help(checker->diags, d, "One field tells the rows apart: keep `key` on that one.");
        } else {
            record->key = (int32_t)i;
        }
    }
    if (record->key >= 0 || !needed || info->incomplete) return;
    struct diag *d = diag_new(checker->diags, E0404, record->span, "%s has no key", record->name);
    if (asked.file) diag_also(checker->diags, d, asked, "referred to here");
    diag_help(checker->diags, d, "Say which field tells its rows apart: `id : text key`.");
}

/* "KeyAccount" as a field is called: "key_account". */
static const char *field_name_of(struct checker *checker, const char *record) {
    struct buf out;
    buf_init(&out);
    for (const char *p = record; *p; p++) {
        bool capital = *p >= 'A' && *p <= 'Z';
        if (capital && p > record && p[-1] != '_' && !(p[-1] >= 'A' && p[-1] <= 'Z')) buf_char(&out, '_');
        buf_char(&out, capital ? (char)(*p - 'A' + 'a') : *p);
    }
    const char *name = intern_name(checker->names, (struct str){out.ptr, out.len});
    buf_release(&out);
    return name;
}

/* The field of a record `for each A, B` that refers to A, or to B: one that it declares, else one called after A. */
static int32_t field_for_each(struct checker *checker, struct record_info *info, struct ast_name name, uint32_t i) {
    struct record *record = info->record;
    for (uint32_t k = 0; k < record->field_count; k++) {
        const struct field *field = &record->fields[k];
        bool refers = field->type.kind == TYPE_RECORD && field->type.record == record->each[i];
        if (refers && (i == 0 || (int32_t)k != record->each_field[0])) return (int32_t)k;
    }
    const char *called = field_name_of(checker, name.text);
    if (info->incomplete) return -1;
    if (map_get(&info->members, str_of(called))) {
        struct diag *d = diag_new(checker->diags, E0412, name.span, "nothing in %s says for which %s a row is, and `%s` is something else", record->name, name.text, called);
        diag_help(checker->diags, d, "Add a field that does: `for_%s : %s`.", called, name.text);
        return -1;
    }
    struct symbol *symbol = ARENA_NEW(checker->arena, struct symbol);
    *symbol = (struct symbol){.kind = SYMBOL_FIELD, .name = called, .span = name.span, .record = info, .index = record->field_count, .mark = {.name = called, .span = name.span}};
    map_put(checker->arena, &info->members, str_of(called), symbol);
    struct field *field = &record->fields[record->field_count++];
    *field = (struct field){.name = called, .index = symbol->index, .span = name.span, .type = {.kind = TYPE_RECORD, .record = record->each[i]}, .from_count = 2};
    field->from = ARENA_ARRAY(checker->arena, const char *, 2);
    field->from[0] = called;
    field->from[1] = arena_printf(checker->arena, "%s_id", called);
    struct record_info *referred = check_info(checker, record->each[i]);
    if (!referred->asked.file) referred->asked = name.span;
    return (int32_t)symbol->index;
}

static void check_for_each(struct checker *checker, struct record_info *info) {
    const struct ast_names *names = &info->symbol->ast->record.for_each;
    for (uint32_t i = 0; i < names->len; i++) {
        struct symbol *symbol = checker_symbol(checker, names->at[i].text);
        if (symbol) symbol->used = true;
        if ((symbol && (symbol->kind == SYMBOL_RECORD || symbol->kind == SYMBOL_BROKEN)) || (!symbol && checker->incomplete)) continue;
        struct diag *d = diag_new(checker->diags, E0412, names->at[i].span, symbol ? "`%s` is no record" : "there is no record `%s`", names->at[i].text);
        diag_help(checker->diags, d, "`for each` names the records whose pairs have a row: `record Rating for each Account, Question { … }`.");
    }
    struct record *record = info->record;
    if (names->len > 2) {
        struct diag *d = diag_new(checker->diags, E0412, names->at[2].span, "a row for each of more than two records is asked for");
        diag_help(checker->diags, d, "`for each` names one record or two: `record Rating for each Account, Question { … }`.");
    }
    for (uint32_t i = 0; i < names->len && i < 2; i++) {
        const struct symbol *symbol = checker_symbol(checker, names->at[i].text);
        if (!symbol || symbol->kind != SYMBOL_RECORD) continue;
        record->each[i] = symbol->info->record;
        record->each_field[i] = field_for_each(checker, info, names->at[i], i);
    }
}

void check_record_fields(struct checker *checker) {
    for (uint32_t i = 0; i < checker->records.len; i++) {
        struct record_info *info = checker->records.at[i];
        struct record *record = info->record;
        uint32_t count = 0, duplicates = info->duplicates.len;
        for (uint32_t k = 0; k < info->members.len; k++) count += ((struct symbol *)info->members.at[k].value)->kind == SYMBOL_FIELD;
        record->fields = ARENA_ARRAY(checker->arena, struct field, (size_t)count + duplicates + 2); /* and those that `for each` adds */
        for (uint32_t k = 0; k < info->members.len + duplicates; k++) {
            struct symbol *symbol = k < info->members.len ? info->members.at[k].value : info->duplicates.at[k - info->members.len];
            if (symbol->kind != SYMBOL_FIELD) continue;
            symbol->index = record->field_count++;
            check_field(checker, symbol, &record->fields[symbol->index]);
            struct type type = record->fields[symbol->index].type;
            struct record_info *referred = type.kind == TYPE_RECORD ? check_info(checker, type.record) : NULL;
            if (referred && !referred->asked.file) referred->asked = symbol->span;
        }
        check_for_each(checker, info);
    }
    for (uint32_t i = 0; i < checker->records.len; i++) { /* when all types are known */
        struct record_info *info = checker->records.at[i];
        bool subject = info == checker->subject;
        struct span asked = info->asked;
        if (subject) asked = (struct span){0};
        check_keys(checker, info, subject || info->asked.file, asked);
        for (uint32_t k = 0; k < info->members.len; k++) {
            const struct symbol *symbol = info->members.at[k].value;
            if (symbol->kind == SYMBOL_FIELD && info->record->fields[symbol->index].type.kind == TYPE_LIST) check_list_field(checker, info->record, &info->record->fields[symbol->index], symbol->ast);
        }
    }
}
