/* Reads the words of a command line by a table of options, and says what is wrong with them.
 * SPDX-License-Identifier: MIT */
#include "runtime/app/options.h"

#include <errno.h>
#include <stdlib.h>

#include "lang/base/arena.h"
#include "lang/base/mem.h"
#include "lang/suggest.h"

struct reading {
    const struct option *options;
    char *into;
    struct arena *arena;
    struct buf *mistakes;
    uint32_t count; /* of mistakes */
};

void option_words_add(struct arena *arena, struct option_words *words, const char *word) {
    /* Grown by doubling; the count alone tells when the array is full. */
    if ((words->count & (words->count - 1)) == 0) {
        const char **at = ARENA_ARRAY(arena, const char *, words->count ? 2 * words->count : 1);
        if (words->count) memcpy(at, words->at, sizeof *at * words->count);
        words->at = at;
    }
    words->at[words->count++] = word;
}

static void mistake(struct reading *reading, const char *format, ...) __attribute__((format(printf, 2, 3)));
static void mistake(struct reading *reading, const char *format, ...) {
    va_list args;
    va_start(args, format);
    buf_vprintf(reading->mistakes, format, args);
    va_end(args);
    buf_char(reading->mistakes, '\n');
    reading->count++;
}

static const struct option *by_name(const struct reading *reading, const char *name, size_t length) {
    for (const struct option *option = reading->options; option->name; option++) {
        if (strlen(option->name) == length && memcmp(option->name, name, length) == 0) return option;
    }
    return NULL;
}

static const struct option *by_letter(const struct reading *reading, char letter) {
    for (const struct option *option = reading->options; option->name; option++) {
        if (option->letter == letter) return option;
    }
    return NULL;
}

static void unrecognized(struct reading *reading, const char *name, size_t length) {
    const char *wanted = arena_strndup(reading->arena, name, length), *nearest = NULL;
    struct suggest suggest;
    suggest_init(&suggest, wanted);
    uint32_t begun = 0; /* options that begin with what was typed */
    for (const struct option *option = reading->options; option->name; option++) {
        suggest_offer(&suggest, option->name);
        if (length > 0 && strncmp(option->name, wanted, length) == 0) {
            begun++;
            nearest = option->name;
        }
    }
    if (begun != 1) nearest = suggest_best(&suggest);
    if (nearest)
        mistake(reading, "unrecognized option `--%s`; did you mean `--%s`?", wanted, nearest);
    else
        mistake(reading, "unrecognized option `--%s`", wanted);
}

/* "table, csv or json" */
static void add_choices(struct buf *out, const char *const *choices) {
    for (uint32_t i = 0; choices[i]; i++) {
        if (i) buf_puts(out, choices[i + 1] ? ", " : " or ");
        buf_puts(out, choices[i]);
    }
}

static const char *expected(struct reading *reading, const struct option *option) {
    if (option->kind == OPTION_NUMBER)
        return arena_printf(reading->arena, "a whole number from %ld to %ld", option->low, option->high);
    if (option->kind != OPTION_CHOICE) return option->value;
    struct buf text;
    buf_init(&text);
    add_choices(&text, option->choices);
    const char *copy = arena_strndup(reading->arena, text.ptr, text.len);
    buf_release(&text);
    return copy;
}

static void wrong_value(struct reading *reading, const struct option *option, const char *value) {
    mistake(reading, "`--%s` takes %s, not `%s`", option->name, expected(reading, option), value);
}

static bool choose(const struct option *option, const char *value, int *out) {
    for (int i = 0; option->choices[i]; i++) {
        if (strcmp(option->choices[i], value) == 0) {
            *out = i;
            return true;
        }
    }
    return false;
}

static void wrong_choice(struct reading *reading, const struct option *option, const char *value) {
    struct suggest suggest;
    suggest_init(&suggest, value);
    for (int i = 0; option->choices[i]; i++) suggest_offer(&suggest, option->choices[i]);
    const char *nearest = suggest_best(&suggest);
    if (nearest)
        mistake(reading, "`--%s` takes %s, not `%s`; did you mean `%s`?", option->name, expected(reading, option),
                value, nearest);
    else
        wrong_value(reading, option, value);
}

static void set_value(struct reading *reading, const struct option *option, const char *value) {
    void *target = reading->into + option->offset;
    switch (option->kind) {
    case OPTION_FLAG: *(bool *)target = true; return;
    case OPTION_TEXT:
        if (!*value) wrong_value(reading, option, value);
        *(const char **)target = value;
        return;
    case OPTION_LIST: option_words_add(reading->arena, target, value); return;
    case OPTION_NUMBER: {
        char *end;
        errno = 0;
        long number = strtol(value, &end, 10);
        bool digits = *value >= '0' && *value <= '9';
        if (!digits || *end || errno || number < option->low || number > option->high)
            wrong_value(reading, option, value);
        else
            *(long *)target = number;
        return;
    }
    case OPTION_CHOICE:
        if (!choose(option, value, target)) wrong_choice(reading, option, value);
        return;
    case OPTION_DATE: {
        struct option_date *out = target;
        /* A timestamp is a date in data, but not here: what was meant by its hour would be lost. */
        if (strlen(value) != 10 || !date_parse_iso(str_of(value), &out->day))
            wrong_value(reading, option, value);
        else
            out->given = true;
        return;
    }
    case OPTION_CHAR:
        if (strcmp(value, "tab") == 0 || strcmp(value, "\\t") == 0)
            *(char *)target = '\t';
        else if (value[0] > 0 && value[0] != '"' && value[0] != '\n' && value[0] != '\r' && !value[1])
            *(char *)target = value[0];
        else
            wrong_value(reading, option, value);
        return;
    }
}

/* `--name`, `--name=value`; whether the next argument was taken as the value. */
static bool long_option(struct reading *reading, const char *name, const char *next) {
    const char *equals = strchr(name, '=');
    size_t length = equals ? (size_t)(equals - name) : strlen(name);
    const struct option *option = by_name(reading, name, length);
    if (!option) {
        unrecognized(reading, name, length);
        return false;
    }
    if (option->kind == OPTION_FLAG) {
        if (equals)
            mistake(reading, "`--%s` takes no value", option->name);
        else
            set_value(reading, option, NULL);
        return false;
    }
    if (equals) {
        set_value(reading, option, equals + 1);
        return false;
    }
    /* An option after an option that needs a value: the value was forgotten. */
    bool forgotten = !next || (strncmp(next, "--", 2) == 0 && by_name(reading, next + 2, strcspn(next + 2, "=")));
    if (forgotten) {
        mistake(reading, "`--%s` needs a value: %s", option->name, expected(reading, option));
        return false;
    }
    set_value(reading, option, next);
    return true;
}

/* `-q`, `-ofile`, `-o file`, `-qo file`. */
static bool short_options(struct reading *reading, const char *letters, const char *next) {
    for (; *letters; letters++) {
        const struct option *option = by_letter(reading, *letters);
        if (!option) {
            const struct option *meant = by_name(reading, letters, strlen(letters));
            if (meant)
                mistake(reading, "unrecognized option `-%s`; did you mean `--%s`?", letters, meant->name);
            else
                mistake(reading, "unrecognized option `-%c`", *letters);
            return false;
        }
        if (option->kind == OPTION_FLAG) {
            set_value(reading, option, NULL);
            continue;
        }
        if (letters[1]) {
            set_value(reading, option, letters + 1);
            return false;
        }
        if (!next) {
            mistake(reading, "`-%c` needs a value: %s", option->letter, expected(reading, option));
            return false;
        }
        set_value(reading, option, next);
        return true;
    }
    return false;
}

uint32_t options_parse(const struct option *options, void *into, struct arena *arena, int argc, char **argv,
                       struct option_words *words, struct buf *mistakes) {
    struct reading reading = {.options = options, .into = into, .arena = arena, .mistakes = mistakes};
    *words = (struct option_words){0};
    for (int i = 0; i < argc; i++) {
        const char *word = argv[i], *next = i + 1 < argc ? argv[i + 1] : NULL;
        if (word[0] != '-' || !word[1]) {
            option_words_add(arena, words, word);
        } else if (strcmp(word, "--") == 0) {
            for (i++; i < argc; i++) option_words_add(arena, words, argv[i]);
        } else if (word[1] == '-') {
            i += long_option(&reading, word + 2, next);
        } else {
            i += short_options(&reading, word + 1, next);
        }
    }
    return reading.count;
}
