/* `rung why F DATA... --account K [WHAT...]`: explains answers.
 *
 * One run gives the answers and the reasons: the walk over what is asked says which nodes are needed, they are evaluated
 * with every slot kept, and the same walk then reads them.
 * SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "lang/suggest.h"
#include "runtime/app/asked.h"
#include "runtime/app/cell.h"
#include "runtime/app/command.h"
#include "runtime/app/sink.h"
#include "runtime/exec/crew.h"
#include "runtime/exec/schedule.h"
#include "runtime/explain/rows.h"
#include "runtime/explain/show.h"

enum why_format { WHY_TEXT, WHY_JSON, WHY_MARKDOWN };
struct why_options {
    int format, color;
    const char *account, *where, *not_stage;
    struct option_date as_of;
    struct option_words set, scenarios;
    bool full, quiet, help;
};
static const char *const format_names[] = {"text", "json", "markdown", NULL};
static const char *const color_names[] = {"auto", "always", "never", NULL};

#define AT(field) offsetof(struct why_options, field)
static const struct option options[] = {
    {.name = "account", .letter = 'a', .kind = OPTION_TEXT, .offset = AT(account), .value = "the key of an account"},
    {.name = "where", .letter = 'w', .kind = OPTION_TEXT, .offset = AT(where), .value = "a condition, such as 'revenue > 0'"},
    {.name = "not", .kind = OPTION_TEXT, .offset = AT(not_stage), .value = "a stage"},
    {.name = "full", .kind = OPTION_FLAG, .offset = AT(full)},
    {.name = "format", .letter = 'f', .kind = OPTION_CHOICE, .offset = AT(format), .choices = format_names},
    {.name = "as-of", .kind = OPTION_DATE, .offset = AT(as_of), .value = "a date such as 2026-11-01"},
    {.name = "set", .letter = 's', .kind = OPTION_LIST, .offset = AT(set), .value = "a param and its value, such as min_margin=30%"},
    {.name = "scenario", .kind = OPTION_LIST, .offset = AT(scenarios), .value = "the name of a scenario that the framework declares"},
    {.name = "color", .kind = OPTION_CHOICE, .offset = AT(color), .choices = color_names},
    {.name = "quiet", .letter = 'q', .kind = OPTION_FLAG, .offset = AT(quiet)},
    {.name = "help", .letter = 'h', .kind = OPTION_FLAG, .offset = AT(help)},
    {0}};
#undef AT

VEC_TYPE(why_roots, struct ir_node *);
VEC_TYPE(why_questions, struct proof_question);
struct why_answer { const char *key; struct proof **proofs; uint32_t count; };
VEC_TYPE(why_answers, struct why_answer);
struct why {
    struct why_options given;
    struct option_words words;
    uint32_t data_count;          /* of the words after the framework's: data; the rest is WHAT */
    struct session session;
    struct diags data_diags;
    struct settings settings;
    const struct ir_node *where;
    const struct ir_node *key;
    struct why_questions questions;
    struct why_roots roots;
    struct schedule *schedule;
    struct proof_maker maker;
    struct rows_list rows;
    struct why_answers answers;   /* that wait until the rows of their aggregates are told */
    struct dataset *dataset;
    struct tally tally;
    struct suggest near;          /* keys like the one that is looked for */
    struct show_options show;
    struct buf text;
    uint32_t count;               /* accounts explained */
    int status;
};

static void worsen(struct why *why, int status) {
    if (status > why->status) why->status = status;
}

static void show_messages(struct why *why, struct diags *diags, enum diag_severity least) {
    command_messages(diags, why->given.quiet ? DIAG_ERROR : least, (enum color_choice)why->given.color);
}

/* --- what is asked ------------------------------------------------------------------------------------------------- */

static bool is_record(const struct framework *framework, struct str name) {
    for (uint32_t i = 0; i < framework->record_count; i++) {
        if (str_equal_nocase(str_of(framework->records[i]->name), name)) return true;
    }
    return false;
}

/* Whether a word means data rather than what is asked: something that is there, or Record=path. */
static bool is_data(const struct why *why, const char *word) {
    const char *equals = strchr(word, '=');
    if (strcmp(word, "-") == 0 || access(word, F_OK) == 0) return true;
    return equals && is_record(why->session.framework, (struct str){word, (size_t)(equals - word)});
}

/* A stage, as `collaborative` or `relationship.collaborative`. */
static bool find_stage(struct why *why, const char *word, struct proof_question *out) {
    const struct framework *framework = why->session.framework;
    for (uint32_t i = 0; i < framework->ladder_count; i++) {
        const struct ladder *ladder = &framework->ladders[i];
        size_t length = strlen(ladder->name);
        const char *name = strncmp(word, ladder->name, length) == 0 && word[length] == '.' ? word + length + 1 : word;
        for (uint32_t s = 0; s < ladder->stage_count; s++) {
            if (strcmp(ladder->stage[s].name, name) != 0) continue;
            out->stage = s;
            return written_find(why->session.checker, ladder->name, NULL, &out->thing) && out->thing.kind == WRITTEN_LADDER;
        }
    }
    return false;
}

static void say_unrecognized(struct why *why, const char *word, bool stage) {
    const struct framework *framework = why->session.framework;
    struct diags *diags = &why->session.diags;
    struct diag *d = diag_new(diags, E0578, (struct span){0}, stage ? "the framework has no stage `%s`" : "the framework has nothing called `%s`", word);
    struct suggest suggest;
    suggest_init(&suggest, word);
    for (uint32_t i = 0; i < framework->ladder_count; i++) {
        for (uint32_t s = 0; s < framework->ladders[i].stage_count; s++) suggest_offer(&suggest, framework->ladders[i].stage[s].name);
    }
    struct written_thing thing;
    for (uint32_t i = 0; !stage && written_at(why->session.checker, i, &thing); i++) suggest_offer(&suggest, thing.name);
    const char *nearest = suggest_best(&suggest);
    if (nearest) diag_help(diags, d, "Did you mean `%s`?", nearest);
    else if (stage) diag_help(diags, d, "Write `not` and a stage of a ladder.");
    else diag_help(diags, d, "Write the name of a ladder, stage, criterion, score, table, select, flag or definition, or an expression in quotes. There is no file of that name either.");
}

static void say_list(struct why *why, const char *word) {
    struct diag *d = diag_new(&why->session.diags, E0578, (struct span){0}, "`%s` is a list, which has no one answer", word);
    diag_help(&why->session.diags, d, "Ask something about its rows, for example 'count(%s)'.", word);
}

static bool is_name(const char *word) {
    for (const unsigned char *c = (const unsigned char *)word; *c; c++) {
        if (*c != '_' && *c != '.' && *c < 0x80 && !(*c >= '0' && *c <= '9') && !((*c | 0x20) >= 'a' && (*c | 0x20) <= 'z')) return false;
    }
    return *word != '\0';
}

static void ask(struct why *why, const struct proof_question *question) { vec_push(&why->session.arena, &why->questions, *question); }

static void ask_not(struct why *why, const char *stage) {
    struct proof_question question = {.subject = PROOF_NOT_STAGE};
    if (find_stage(why, stage, &question)) ask(why, &question);
    else say_unrecognized(why, stage, true);
}

static void ask_word(struct why *why, const char *word) {
    struct session *session = &why->session;
    struct proof_question question = {.subject = PROOF_THING};
    const char *equals = strchr(word, '=');
    if (strncmp(word, "not ", 4) == 0 && find_stage(why, word + 4, &question)) {
        question.subject = PROOF_NOT_STAGE;
        ask(why, &question);
        return;
    }
    if (written_find(session->checker, word, NULL, &question.thing)) {
        const struct written_thing *thing = &question.thing;
        bool value = thing->kind == WRITTEN_FIELD || thing->kind == WRITTEN_LET;
        if (!value || (thing->node && thing->node->type.kind != TYPE_LIST)) ask(why, &question);
        else say_list(why, word);
        return;
    }
    if (find_stage(why, word, &question)) {
        question.subject = PROOF_STAGE;
        ask(why, &question);
        return;
    }
    if (equals) {
        struct str table = str_trim((struct str){word, (size_t)(equals - word)}), value = str_trim(str_of(equals + 1));
        if (written_find(session->checker, arena_strndup(&session->arena, table.ptr, table.len), NULL, &question.thing) && question.thing.kind == WRITTEN_TABLE) {
            question.subject = PROOF_ROW_EXPECTED;
            question.value = arena_strndup(&session->arena, value.ptr, value.len);
            ask(why, &question);
            return;
        }
    }
    if (is_name(word) && !strchr(word, '.')) {
        say_unrecognized(why, word, false);
        return;
    }
    const struct ast *tree = session_expression(session, "the question", word);
    const struct ir_node *node = tree ? check_expression(session->checker, tree) : NULL;
    if (!node) return;
    question.subject = PROOF_EXPRESSION;
    question.expression = tree;
    ask(why, &question);
}

/* Without a question: every ladder, else every criterion, else everything that has a name. */
static void ask_all(struct why *why) {
    static const enum written_kind kinds[] = {WRITTEN_LADDER, WRITTEN_CRITERION, WRITTEN_LET};
    struct proof_question question = {.subject = PROOF_THING};
    for (size_t k = 0; k < sizeof kinds / sizeof *kinds && why->questions.len == 0; k++) {
        for (uint32_t i = 0; written_at(why->session.checker, i, &question.thing); i++) {
            if (question.thing.kind == kinds[k] && (kinds[k] != WRITTEN_LET || (question.thing.node && question.thing.node->space == SPACE_SUBJECT))) ask(why, &question);
        }
    }
}

static void ask_words(struct why *why) {
    uint32_t first = 1 + why->data_count;
    for (uint32_t i = first; i < why->words.count; i++) {
        if (strcmp(why->words.at[i], "not") == 0 && i + 1 < why->words.count) ask_not(why, why->words.at[++i]);
        else ask_word(why, why->words.at[i]);
    }
    if (why->given.not_stage) ask_not(why, why->given.not_stage);
    if (first == why->words.count && !why->given.not_stage) ask_all(why);
}

/* --- the framework and the plan ------------------------------------------------------------------------------------- */

static void need(void *context, struct ir_node *node) {
    struct why *why = context;
    for (uint32_t i = 0; i < why->roots.len; i++) {
        if (why->roots.at[i] == node) return;
    }
    vec_push(&why->session.arena, &why->roots, node);
}

static bool prepare(struct why *why) {
    struct session *session = &why->session;
    bool fine = session_read(session, why->words.at[0]) && session_check(session);
    show_messages(why, &session->diags, DIAG_ERROR);
    if (!fine) return false;
    diags_init(&session->diags, &session->arena, &session->sources);
    asked_refuse(session);
    why->data_count = why->words.count - 1;
    while (why->data_count > 1 && !is_data(why, why->words.at[why->data_count])) why->data_count--;
    why->settings = asked_settings(session, &why->given.as_of);
    asked_set(session, &why->settings, &why->given.set);
    if (why->given.where) why->where = asked_where(session, why->given.where);
    ask_words(why);
    asked_scenarios(session, &why->given.scenarios, &why->given.set, &why->where);
    show_messages(why, &session->diags, DIAG_NOTE);
    return session->diags.errors == 0;
}

static void make_plan(struct why *why) {
    struct session *session = &why->session;
    const struct framework *framework = session->framework;
    for (uint32_t i = 0; i < framework->shown_count && !why->key; i++) {
        if (framework->shown[i].role == ROLE_KEY) why->key = framework->shown[i].node;
    }
    if (why->key) need(why, (struct ir_node *)why->key);
    if (why->where) need(why, (struct ir_node *)why->where);
    why->maker = (struct proof_maker){.arena = &session->arena, .checker = session->checker, .framework = framework, .settings = &why->settings,
                                      .need = need, .context = why, .rows = &why->rows, .full = why->given.full};
    for (uint32_t i = 0; i < why->questions.len; i++) (void)proof_make(&why->maker, &why->questions.at[i]);
    why->schedule = schedule_new(&session->arena, session->framework, why->roots.at, why->roots.len, PLAN_KEEP);
    why->settings.world = schedule_world(why->schedule);
}

/* --- rows ----------------------------------------------------------------------------------------------------------- */

static void key_text(const struct vec *keys, struct type type, uint32_t row, struct buf *out) {
    struct value value = vec_value(keys, row);
    buf_clear(out);
    if (value.known) cell_exact(type, &value, out);
}

/* One account's proofs as text. */
static void put_answer(struct why *why, const struct why_answer *one) {
    bool json = why->given.format == WHY_JSON;
    if (json) {
        buf_puts(&why->text, why->text.len ? ",\n" : "\n");
        buf_puts(&why->text, "{\"account\":");
        cell_json_text(str_of(one->key), &why->text);
        buf_puts(&why->text, ",\"proofs\":[");
    } else if (why->text.len) {
        buf_char(&why->text, '\n');
    }
    for (uint32_t i = 0; i < one->count; i++) {
        const struct proof *proof = one->proofs[i];
        if (json) {
            buf_puts(&why->text, i ? ",\n" : "\n");
            show_json(proof, &why->text);
            continue;
        }
        bool sentence = strcmp(proof->kind, "ladder") == 0 || strcmp(proof->kind, "not-stage") == 0;
        if (i && (sentence || why->given.format == WHY_MARKDOWN)) buf_char(&why->text, '\n');
        if (why->given.where && !sentence) {
            cell_people_text(str_of(one->key), &why->text);
            buf_puts(&why->text, ": ");
        }
        if (why->given.format == WHY_MARKDOWN) show_markdown(proof, &why->show, &why->text);
        else show_text(proof, &why->show, &why->text);
    }
    if (json) buf_puts(&why->text, "]}");
}

static void explain(struct why *why, const struct batch *batch, const struct run *run, uint32_t row) {
    bool waits = why->rows.any;
    struct arena memory; /* of one account, unless its rows are to be told later */
    arena_init(&memory, 0);
    struct arena *arena = waits ? &why->session.arena : &memory;
    struct buf key;
    buf_init(&key);
    if (why->key) key_text(run_vec(run, why->key), why->key->type, row, &key);
    why->maker.arena = arena;
    why->maker.plan = schedule_plan(why->schedule);
    why->maker.run = run;
    why->maker.batch = batch;
    why->maker.row = row;
    struct why_answer one = {.key = arena_strndup(arena, key.ptr, key.len), .proofs = ARENA_ARRAY(arena, struct proof *, why->questions.len)};
    for (uint32_t i = 0; i < why->questions.len; i++) {
        struct proof *proof = proof_make(&why->maker, &why->questions.at[i]);
        if (!proof) continue;
        proof->decided = true;
        one.proofs[one.count++] = proof;
    }
    if (waits) vec_push(&why->session.arena, &why->answers, one);
    else put_answer(why, &one);
    why->count++;
    arena_release(&memory);
    buf_release(&key);
}

struct looker { struct why *why; struct run *run; };

static void *join(void *context) {
    struct looker *looker = context;
    looker->run = run_new(schedule_plan(looker->why->schedule), &looker->why->settings);
    return looker;
}

static void leave(void *context, void *own) {
    struct looker *looker = own;
    (void)context;
    schedule_add_orphans(looker->why->schedule, looker->run);
    run_free(looker->run);
}

/* Remembers the key that comes nearest to the one that is looked for. */
static void offer(struct why *why, const struct buf *key) {
    const char *before = why->near.best;
    suggest_offer(&why->near, key->ptr);
    if (why->near.best != before) why->near.best = arena_strndup(&why->session.arena, key->ptr, key->len);
}

/* Only a batch that holds the account is evaluated; with a condition all are. */
static void look(void *own, uint32_t number, const struct batch *batch) {
    struct why *why = ((struct looker *)own)->why;
    struct run *run = ((struct looker *)own)->run;
    (void)number;
    if (batch->rows == 0) return;
    uint32_t at = batch->rows;
    if (why->given.account && why->key) {
        const struct vec *keys = &batch->fields[why->key->index];
        struct buf key;
        buf_init(&key);
        for (uint32_t row = 0; row < batch->rows && at == batch->rows; row++) {
            key_text(keys, why->key->type, row, &key);
            if (strcmp(key.ptr, why->given.account) == 0) at = row;
            else offer(why, &key);
        }
        buf_release(&key);
        if (at == batch->rows) return;
    }
    run_batch(run, batch);
    const struct vec *where = why->where ? run_vec(run, why->where) : NULL;
    for (uint32_t row = 0; row < batch->rows; row++) {
        if (at < batch->rows && row != at) continue;
        if (where && where->truth[where->constant ? 0 : row] != TRUTH_TRUE) continue;
        explain(why, batch, run, row);
    }
    if (at < batch->rows && why->count == 0) why->count = UINT32_MAX; /* it is there, and the condition leaves it out */
}

static void hand_in(void *own, struct batch *const *batches, uint32_t count, bool last) {
    (void)own;
    (void)batches;
    (void)count;
    (void)last;
}

static bool after(void *context) {
    const struct why *why = ((struct looker *)context)->why;
    return !why->given.account || why->count == 0;
}

static void say_no_account(struct why *why) {
    struct diags *diags = &why->data_diags;
    if (why->count == UINT32_MAX) {
        why->count = 0;
        command_say("`--where` is not true for account `%s`", why->given.account);
        return;
    }
    if (!why->given.account) {
        command_say("`--where` is true for no account");
        return;
    }
    struct diag *d = diag_new(diags, E0579, (struct span){0}, "the data has no account `%s`", why->given.account);
    const char *nearest = suggest_best(&why->near);
    if (nearest) diag_help(diags, d, "Did you mean `%s`?", nearest);
    else if (why->key) diag_help(diags, d, "`--account` takes a value of the key field, `%s`.", why->session.framework->subject->fields[why->key->index].name);
    worsen(why, EXIT_USAGE);
}

/* Rows of aggregates are read again, which standard input cannot be. */
static void tell_rows(struct why *why) {
    struct diags unheard;
    bool standard = false;
    for (uint32_t i = 1; i <= why->data_count; i++) {
        const char *equals = strchr(why->words.at[i], '=');
        standard |= strcmp(equals ? equals + 1 : why->words.at[i], "-") == 0;
    }
    diags_init(&unheard, &why->session.arena, &why->session.sources);
    if (!standard && why->rows.at.len) rows_answer(&why->rows, &why->session.arena, why->session.framework, why->settings, why->dataset, &unheard);
    for (uint32_t i = 0; i < why->answers.len; i++) put_answer(why, &why->answers.at[i]);
}

static void print(struct why *why) {
    if (why->given.format == WHY_JSON) {
        struct buf whole;
        char day[DATE_TEXT_MAX];
        buf_init(&whole);
        buf_puts(&whole, "{\"framework\":");
        cell_json_text(str_of(why->session.framework->name ? why->session.framework->name : ""), &whole);
        buf_puts(&whole, ",\"as_of\":");
        cell_json_text((struct str){day, date_format(why->settings.today, day)}, &whole);
        buf_puts(&whole, ",\"answers\":[");
        buf_add(&whole, why->text.ptr, why->text.len);
        buf_puts(&whole, "]}\n");
        worsen(why, command_print((struct str){whole.ptr, whole.len}));
        buf_release(&whole);
    } else if (why->text.len) {
        worsen(why, command_print((struct str){why->text.ptr, why->text.len}));
    }
}

static void walk(struct why *why) {
    const struct schedule_hooks hooks = {.jobs = 1};
    struct diags *diags = &why->data_diags;
    tally_init(&why->tally, schedule_record(why->schedule));
    bool failed = !schedule_run(why->schedule, &why->settings, &hooks, diags);
    struct looker looker = {.why = why};
    struct stream stream = *schedule_stream(why->schedule);
    if (why->given.account) suggest_init(&why->near, why->given.account);
    struct crew crew = {.stream = &stream, .record = schedule_record(why->schedule), .wanted = schedule_wanted(why->schedule), .states = schedule_states(why->schedule), .jobs = 1,
                        .diags = diags, .tally = &why->tally, .context = &looker, .join = join, .leave = leave, .work = look, .hand_in = hand_in, .after = after};
    if (!failed) crew_run(&crew);
    failed = failed || crew.failed;
    if (failed) worsen(why, EXIT_DATA);
    else if (why->count == 0 || why->count == UINT32_MAX) say_no_account(why);
    if (!failed && why->status == EXIT_FINE) {
        tell_rows(why);
        print(why);
    }
    command_messages(diags, DIAG_ERROR, (enum color_choice)why->given.color);
    tally_release(&why->tally);
}

/* Messages E0501 to E0503 are about the words of the command line, the others about the data. */
static int status_of_data_errors(const struct diags *diags) {
    int status = EXIT_USAGE;
    for (uint32_t i = 0; i < diags->list.len; i++) {
        const struct diag *d = diags->list.at[i];
        if (d->severity == DIAG_ERROR && d->code != E0501 && d->code != E0502 && d->code != E0503) status = EXIT_DATA;
    }
    return status;
}

static void answer(struct why *why) {
    struct session *session = &why->session;
    struct diags *diags = &why->data_diags;
    const struct load_options load = {0};
    diags_init(diags, &session->arena, &session->sources);
    struct dataset *dataset = dataset_open(&session->arena, session->framework, (char *const *)&why->words.at[1], (int)why->data_count, &load, diags);
    if (dataset && schedule_open(why->schedule, dataset, diags)) {
        why->dataset = dataset;
        why->show = (struct show_options){.full = why->given.full, .colors = terminal_colors(STDOUT_FILENO, (enum color_choice)why->given.color)};
        walk(why);
    } else {
        command_messages(diags, DIAG_ERROR, (enum color_choice)why->given.color);
        worsen(why, status_of_data_errors(diags));
    }
    schedule_release(why->schedule);
    if (dataset) dataset_close(dataset);
}

static void check_words(const struct why *why, struct buf *mistakes) {
    if (why->words.count == 0) buf_puts(mistakes, "which framework? For example: rung why stages.rung data --account ACME\n");
    else if (why->words.count == 1) buf_printf(mistakes, "which data? For example: rung why %s data --account ACME\n", why->words.at[0]);
    if (!why->given.account && !why->given.where) buf_puts(mistakes, "which account? Write --account and its key, or --where and a condition\n");
}

int cmd_why(int argc, char **argv) {
    struct why why = {.given = {.format = WHY_TEXT}};
    session_init(&why.session);
    buf_init(&why.text);
    struct buf mistakes;
    buf_init(&mistakes);
    options_parse(options, &why.given, &why.session.arena, argc, argv, &why.words, &mistakes);
    if (!why.given.help && !mistakes.len) check_words(&why, &mistakes);
    if (why.given.help) {
        why.status = command_help("why");
    } else if (mistakes.len) {
        why.status = command_mistaken("why", mistakes.ptr);
    } else if (prepare(&why)) {
        make_plan(&why);
        answer(&why);
    } else {
        worsen(&why, EXIT_USAGE);
    }
    buf_release(&mistakes);
    buf_release(&why.text);
    session_release(&why.session);
    return why.status;
}
