/* `rung whatif F DATA...`: a portfolio as it is, and as it would be.
 * SPDX-License-Identifier: MIT */
#include <ctype.h>
#include <stdio.h>
#include <unistd.h>

#include "lang/scenario.h"
#include "lang/suggest.h"
#include "runtime/app/asked.h"
#include "runtime/app/command.h"
#include "runtime/app/contrast.h"
#include "runtime/app/options.h"
#include "runtime/app/session.h"

#define SCENARIO "what_if" /* the scenario that --set and --change become */

enum whatif_format { WHATIF_TEXT, WHATIF_CSV, WHATIF_JSON, WHATIF_MARKDOWN };
struct whatif_options {
    int format, color;
    const char *output;
    struct option_words set, changes, scenarios;
    struct option_date as_of;
    long moves, width;
    char separator;
    bool quiet, help;
};
static const char *const format_names[] = {"text", "csv", "json", "markdown", NULL};
static const char *const color_names[] = {"auto", "always", "never", NULL};

#define AT(field) offsetof(struct whatif_options, field)
static const struct option options[] = {
    {.name = "format", .letter = 'f', .kind = OPTION_CHOICE, .offset = AT(format), .choices = format_names},
    {.name = "output", .letter = 'o', .kind = OPTION_TEXT, .offset = AT(output), .value = "a file to write to"},
    {.name = "set", .letter = 's', .kind = OPTION_LIST, .offset = AT(set), .value = "a param and its value, such as min_margin=30%"},
    {.name = "change", .letter = 'c', .kind = OPTION_LIST, .offset = AT(changes), .value = "a field and its value, such as 'revenue = revenue * 0.9'"},
    {.name = "scenario", .kind = OPTION_LIST, .offset = AT(scenarios), .value = "the name of a scenario that the framework declares"},
    {.name = "as-of", .kind = OPTION_DATE, .offset = AT(as_of), .value = "a date such as 2026-11-01"},
    {.name = "fail-if-moves", .kind = OPTION_NUMBER, .offset = AT(moves), .value = "a number of accounts", .low = 1, .high = 1000000000},
    {.name = "separator", .kind = OPTION_CHAR, .offset = AT(separator), .value = "the one character between cells, or tab"},
    {.name = "width", .kind = OPTION_NUMBER, .offset = AT(width), .low = 20, .high = 10000},
    {.name = "color", .kind = OPTION_CHOICE, .offset = AT(color), .choices = color_names},
    {.name = "quiet", .letter = 'q', .kind = OPTION_FLAG, .offset = AT(quiet)},
    {.name = "help", .letter = 'h', .kind = OPTION_FLAG, .offset = AT(help)},
    {0}};
#undef AT

struct whatif {
    struct whatif_options given;
    struct option_words words;     /* the framework, then the data */
    struct session before, after;  /* the framework twice: the second is changed in place */
    struct outcome was, is;
    date today;
    struct option_words accounts;  /* keys of the accounts that changes speak about */
    struct option_words assumed;   /* what is assumed, for the output */
    struct buf declared;           /* the changes as a scenario */
    uint32_t change_count;         /* of the lines in it */
    int status;
};

static void worsen(struct whatif *whatif, int status) {
    if (status > whatif->status) whatif->status = status;
}

static void show(const struct whatif *whatif, struct diags *diags) {
    command_messages(diags, whatif->given.quiet ? DIAG_ERROR : DIAG_NOTE, (enum color_choice)whatif->given.color);
}

/* --- the changes as a scenario -------------------------------------------------------------------------------------- */

static void add_set(struct whatif *whatif, const char *word, struct buf *mistakes) {
    const char *equals = strchr(word, '=');
    if (!equals || equals == word || !equals[1]) {
        buf_printf(mistakes, "`--set %s` gives no value; write --set min_margin=30%%\n", word);
        return;
    }
    buf_printf(&whatif->declared, "set %.*s = %s\n", (int)(equals - word), word, equals + 1);
    whatif->change_count++;
    option_words_add(&whatif->before.arena, &whatif->assumed, arena_printf(&whatif->before.arena, "set %s", word));
}

static const char *past_blanks(const char *text) {
    while (*text == ' ' || *text == '\t') text++;
    return text;
}

/* "account ACME nps = 70" or "account "Alder Foods" nps = 70": the key, and where the change itself begins; NULL when the
 * text is not about one account. */
static const char *account_of(struct arena *arena, const char *text, const char **rest) {
    const char *at = past_blanks(text);
    if (strncmp(at, "account", 7) != 0 || (at[7] != ' ' && at[7] != '\t')) return NULL;
    at = past_blanks(at + 7);
    if (*at == '=' || *at == '\0') return NULL;
    bool quoted = *at == '"';
    const char *start = at + quoted, *end = start;
    while (*end && (quoted ? *end != '"' : *end != ' ' && *end != '\t')) end++;
    if (end == start || (quoted && !*end)) return NULL;
    *rest = past_blanks(end + quoted);
    return arena_strndup(arena, start, (size_t)(end - start));
}

static void add_change(struct whatif *whatif, const char *text, struct buf *mistakes) {
    const char *rest = text, *key = account_of(&whatif->before.arena, text, &rest);
    if (!strchr(rest, '=')) {
        buf_printf(mistakes, "`--change '%s'` gives no value; write a field, an equals sign and a value: --change 'nps = 70'\n", text);
        return;
    }
    option_words_add(&whatif->before.arena, &whatif->accounts, key ? key : "");
    option_words_add(&whatif->before.arena, &whatif->assumed, arena_printf(&whatif->before.arena, "change %s", past_blanks(text)));
}

/* The key as it is written in a framework; false when its type has no way of writing it. */
static bool write_key(const struct field *field, const char *key, struct buf *out) {
    if (field->type.kind != TYPE_TEXT) {
        for (const char *at = key; *at; at++) {
            if (!isalnum((unsigned char)*at) && !strchr("-_.", *at)) return false;
        }
        buf_puts(out, key);
        return true;
    }
    buf_char(out, '"');
    for (const char *at = key; *at; at++) {
        if (strchr("\"\\", *at)) buf_char(out, '\\');
        buf_char(out, *at);
    }
    buf_char(out, '"');
    return true;
}

static void declare_changes(struct whatif *whatif) {
    const struct record *subject = whatif->before.framework->subject;
    const struct field *field = &subject->fields[subject->key];
    for (uint32_t i = 0; i < whatif->given.changes.count; i++) {
        const char *text = whatif->given.changes.at[i], *rest = text;
        const char *key = account_of(&whatif->before.arena, text, &rest);
        buf_printf(&whatif->declared, "change %s\n", rest);
        whatif->change_count++;
        if (!key) continue;
        /* On a line of its own, so that nothing in the change can hide it. */
        struct buf where;
        buf_init(&where);
        buf_printf(&where, "  where %s = ", field->name);
        if (!write_key(field, key, &where)) {
            struct diag *d = diag_new(&whatif->before.diags, E0579, (struct span){0}, "`%s` cannot be the key of an account", key);
            diag_help(&whatif->before.diags, d, "`%s` is the key, and it is %s.", field->name, type_phrase(field->type, (char[80]){0}));
        }
        buf_printf(&whatif->declared, "%s\n", where.ptr);
        buf_release(&where);
    }
}

/* --- the framework, twice ------------------------------------------------------------------------------------------- */

static bool read_before(struct whatif *whatif) {
    struct session *session = &whatif->before;
    bool fine = session_read(session, whatif->words.at[0]) && session_check(session);
    command_messages(&session->diags, DIAG_ERROR, (enum color_choice)whatif->given.color);
    if (!fine) return false;
    diags_init(&session->diags, &session->arena, &session->sources);
    asked_refuse(session);
    declare_changes(whatif);
    show(whatif, &session->diags);
    return session->diags.errors == 0;
}

/* One scenario with a part for each option: what breaks out of its braces is refused. */
static bool is_one_scenario(struct whatif *whatif, const struct ast *also) {
    const struct ast_list *decls = &also->file.decls;
    if (decls->len == 1 && decls->at[0]->kind == AST_SCENARIO && decls->at[0]->scenario.changes.len == whatif->change_count) return true;
    struct diag *d = diag_new(&whatif->after.diags, E0580, (struct span){0}, "each `--change` and each `--set` says one thing");
    diag_help(&whatif->after.diags, d, "Write one option for each: --change 'nps = 70' --change 'revenue = 0'");
    return false;
}

static bool read_after(struct whatif *whatif) {
    struct session *session = &whatif->after;
    if (!session_read(session, whatif->words.at[0])) return false;
    struct buf text;
    buf_init(&text);
    buf_printf(&text, "scenario " SCENARIO " {\n%s}\n", whatif->declared.ptr);
    struct ast *also;
    bool fine = session_check_with(session, "what if", text.ptr, &also);
    buf_release(&text);
    fine = fine && is_one_scenario(whatif, also);
    const struct scenario **chosen = ARENA_ARRAY(&session->arena, const struct scenario *, whatif->given.scenarios.count + 1);
    uint32_t count = 0;
    for (uint32_t i = 0; fine && i < whatif->given.scenarios.count; i++) {
        chosen[count] = asked_scenario(session, whatif->given.scenarios.at[i]);
        count += chosen[count] != NULL;
    }
    fine = fine && count == whatif->given.scenarios.count;
    if (fine) {
        struct ir_rewrite rewrite;
        chosen[count] = scenario_find(session->framework, SCENARIO);
        fine = scenario_apply(session->framework, chosen, count + 1, &session->arena, &session->diags, &rewrite);
    }
    command_messages(&session->diags, DIAG_ERROR, (enum color_choice)whatif->given.color);
    return fine;
}

/* --- the data, twice ------------------------------------------------------------------------------------------------ */

static int status_of_errors(const struct diags *diags) {
    int status = EXIT_USAGE;
    for (uint32_t i = 0; i < diags->list.len; i++) {
        const struct diag *d = diags->list.at[i];
        if (d->severity == DIAG_ERROR && d->code != E0501 && d->code != E0502 && d->code != E0503) status = EXIT_DATA;
    }
    return status;
}

static bool evaluate(struct whatif *whatif, struct session *session, struct outcome *outcome, bool silent) {
    const struct load_options load = {.separator = whatif->given.separator};
    struct diags diags;
    diags_init(&diags, &session->arena, &session->sources);
    outcome_init(outcome, session->framework, &session->arena);
    bool fine = outcome_run(outcome, whatif->today, (char *const *)&whatif->words.at[1], (int)whatif->words.count - 1, &load, &diags);
    if (!fine) worsen(whatif, status_of_errors(&diags));
    /* What is wrong with the data is said once. */
    if (!silent || !fine) show(whatif, &diags);
    if (outcome->rejected) worsen(whatif, EXIT_DATA);
    return fine;
}

static bool has_accounts(struct whatif *whatif) {
    struct diags *diags = &whatif->before.diags;
    diags_init(diags, &whatif->before.arena, &whatif->before.sources);
    for (uint32_t i = 0; i < whatif->accounts.count; i++) {
        const char *key = whatif->accounts.at[i];
        if (!*key || outcome_find(&whatif->was, str_of(key))) continue;
        struct diag *d = diag_new(diags, E0579, (struct span){0}, "the data has no account `%s`", key);
        struct suggest suggest;
        suggest_init(&suggest, key);
        for (uint32_t a = 0; a < whatif->was.accounts.len; a++) suggest_offer(&suggest, whatif->was.accounts.at[a].key.ptr);
        const char *nearest = suggest_best(&suggest);
        const struct record *subject = whatif->before.framework->subject;
        if (nearest)
            diag_help(diags, d, "Did you mean `%s`?", nearest);
        else
            diag_help(diags, d, "An account is named by its key, `%s`.", subject->fields[subject->key].name);
    }
    show(whatif, diags);
    return diags->errors == 0;
}

/* --- the answer ----------------------------------------------------------------------------------------------------- */

static const char *title_of(struct whatif *whatif) {
    const struct framework *framework = whatif->before.framework;
    const struct settings settings = {.framework = framework, .today = whatif->today};
    const struct answer answer = {.framework = framework, .settings = &settings};
    struct buf text;
    buf_init(&text);
    buf_puts(&text, "What if: ");
    out_title(&answer, &text);
    const char *title = arena_strndup(&whatif->before.arena, text.ptr, text.len);
    buf_release(&text);
    return title;
}

static void print(struct whatif *whatif, const struct comparison *comparison) {
    struct sink sink;
    if (!whatif->given.output) {
        sink_stdout(&sink);
    } else if (!sink_open(&sink, whatif->given.output)) {
        worsen(whatif, command_unwritten(whatif->given.output, sink.error));
        sink_release(&sink);
        return;
    }
    struct contrast contrast = {.comparison = comparison,
                                .title = title_of(whatif),
                                .assumed = whatif->assumed.at,
                                .assumed_count = whatif->assumed.count,
                                .grid = {.sink = &sink,
                                         .arena = &whatif->before.arena,
                                         .markdown = whatif->given.format == WHATIF_MARKDOWN,
                                         .width = whatif->given.width ? (int)whatif->given.width : terminal_width(sink.fd),
                                         .colors = terminal_colors(sink.fd, (enum color_choice)whatif->given.color)}};
    struct buf text;
    buf_init(&text);
    if (whatif->given.format == WHATIF_CSV)
        contrast_csv(&contrast, &text);
    else if (whatif->given.format == WHATIF_JSON)
        contrast_json(&contrast, &text);
    else
        contrast_people(&contrast);
    sink_write(&sink, (struct str){text.ptr, text.len});
    buf_release(&text);
    if (!sink_commit(&sink)) worsen(whatif, command_unwritten(sink.name, sink.error));
    sink_release(&sink);
}

static void judge(struct whatif *whatif, const struct comparison *comparison) {
    if (!whatif->given.moves || comparison->moved < (uint64_t)whatif->given.moves) return;
    command_say("%llu account%s another stage; --fail-if-moves is %ld", (unsigned long long)comparison->moved,
                comparison->moved == 1 ? " gets" : "s get", whatif->given.moves);
    worsen(whatif, EXIT_FAILED);
}

static void answer(struct whatif *whatif) {
    if (!read_before(whatif) || !read_after(whatif)) {
        worsen(whatif, EXIT_USAGE);
        return;
    }
    if (!evaluate(whatif, &whatif->before, &whatif->was, false)) return;
    if (!has_accounts(whatif)) {
        worsen(whatif, EXIT_USAGE);
        return;
    }
    if (!evaluate(whatif, &whatif->after, &whatif->is, true)) return;
    const struct comparison *comparison = compare_new(&whatif->before.arena, &whatif->was, &whatif->is);
    print(whatif, comparison);
    judge(whatif, comparison);
}

static void check_words(struct whatif *whatif, struct buf *mistakes) {
    const struct whatif_options *given = &whatif->given;
    for (uint32_t i = 0; i < whatif->words.count; i++) {
        const char *word = whatif->words.at[i], *equals = i ? strchr(word, '=') : NULL;
        if (strcmp(equals ? equals + 1 : word, "-") == 0) buf_puts(mistakes, "framework and data are read twice, which standard input, `-`, cannot be; give a file\n");
    }
    if (whatif->words.count == 0)
        buf_puts(mistakes, "which framework? For example: rung whatif stages.rung data --set min_margin=30%\n");
    else if (whatif->words.count == 1)
        buf_printf(mistakes, "which data? For example: rung whatif %s data --set min_margin=30%%\n", whatif->words.at[0]);
    if (given->set.count + given->changes.count + given->scenarios.count == 0)
        buf_puts(mistakes, "nothing is changed: give --set, --change or --scenario\n");
    for (uint32_t i = 0; i < given->set.count; i++) add_set(whatif, given->set.at[i], mistakes);
    for (uint32_t i = 0; i < given->changes.count; i++) add_change(whatif, given->changes.at[i], mistakes);
    for (uint32_t i = 0; i < given->scenarios.count; i++)
        option_words_add(&whatif->before.arena, &whatif->assumed, arena_printf(&whatif->before.arena, "scenario %s", given->scenarios.at[i]));
}

int cmd_whatif(int argc, char **argv) {
    struct whatif whatif = {.given = {.format = WHATIF_TEXT}};
    session_init(&whatif.before);
    session_init(&whatif.after);
    struct buf mistakes;
    buf_init(&mistakes);
    buf_init(&whatif.declared);
    options_parse(options, &whatif.given, &whatif.before.arena, argc, argv, &whatif.words, &mistakes);
    whatif.today = whatif.given.as_of.given ? whatif.given.as_of.day : date_today();
    if (!whatif.given.help && !mistakes.len) check_words(&whatif, &mistakes);
    if (whatif.given.help)
        whatif.status = command_help("whatif");
    else if (mistakes.len)
        whatif.status = command_mistaken("whatif", mistakes.ptr);
    else
        answer(&whatif);
    buf_release(&mistakes);
    buf_release(&whatif.declared);
    session_release(&whatif.before);
    session_release(&whatif.after);
    return whatif.status;
}
