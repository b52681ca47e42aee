/* `rung eval F DATA...`: a framework, evaluated against a portfolio.
 * SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lang/mk.h"
#include "lang/suggest.h"
#include "runtime/app/answer.h"
#include "runtime/app/asked.h"
#include "runtime/app/command.h"
#include "runtime/app/lines.h"
#include "runtime/app/options.h"
#include "runtime/app/pipeline.h"
#include "runtime/app/session.h"

#define MOST_JOBS 64

enum dump { DUMP_NONE = -1, DUMP_TOKENS, DUMP_AST, DUMP_IR, DUMP_PLAN };
enum fail_on { FAIL_ON_INFO, FAIL_ON_WARNING, FAIL_ON_ERROR, FAIL_ON_NOTHING };

struct eval_options {
    int format; /* enum out_kind, or -1 */
    const char *output, *report, *where, *rejects;
    struct option_date as_of;
    struct option_words set, scenarios;
    int fail_on, color, dump;
    long jobs, width;
    char separator;
    bool causes, quiet, help;
};

static const char *const format_names[] = {OUT_NAMES, NULL};
static const char *const severity_names[] = {"info", "warning", "error", NULL};
static const char *const color_names[] = {"auto", "always", "never", NULL};
static const char *const dump_names[] = {"tokens", "ast", "ir", "plan", NULL};

#define AT(field) offsetof(struct eval_options, field)
static const struct option options[] = {
    {.name = "format", .letter = 'f', .kind = OPTION_CHOICE, .offset = AT(format), .choices = format_names},
    {.name = "output", .letter = 'o', .kind = OPTION_TEXT, .offset = AT(output), .value = "a file to write to"},
    {.name = "report", .letter = 'r', .kind = OPTION_TEXT, .offset = AT(report), .value = "the name of a report"},
    {.name = "as-of", .kind = OPTION_DATE, .offset = AT(as_of), .value = "a date such as 2026-11-01"},
    {.name = "set",
     .letter = 's',
     .kind = OPTION_LIST,
     .offset = AT(set),
     .value = "a param and its value, such as min_margin=30%"},
    {.name = "scenario",
     .kind = OPTION_LIST,
     .offset = AT(scenarios),
     .value = "the name of a scenario that the framework declares"},
    {.name = "where",
     .letter = 'w',
     .kind = OPTION_TEXT,
     .offset = AT(where),
     .value = "a condition, such as 'revenue > 0'"},
    {.name = "fail-on", .kind = OPTION_CHOICE, .offset = AT(fail_on), .choices = severity_names},
    {.name = "rejects", .kind = OPTION_TEXT, .offset = AT(rejects), .value = "a file for the rows that cannot be read"},
    {.name = "jobs", .letter = 'j', .kind = OPTION_NUMBER, .offset = AT(jobs), .low = 1, .high = MOST_JOBS},
    {.name = "causes", .kind = OPTION_FLAG, .offset = AT(causes)},
    {.name = "separator",
     .kind = OPTION_CHAR,
     .offset = AT(separator),
     .value = "the one character between cells, or tab"},
    {.name = "width", .kind = OPTION_NUMBER, .offset = AT(width), .low = 20, .high = 10000},
    {.name = "color", .kind = OPTION_CHOICE, .offset = AT(color), .choices = color_names},
    {.name = "dump", .kind = OPTION_CHOICE, .offset = AT(dump), .choices = dump_names},
    {.name = "quiet", .letter = 'q', .kind = OPTION_FLAG, .offset = AT(quiet)},
    {.name = "help", .letter = 'h', .kind = OPTION_FLAG, .offset = AT(help)},
    {0}};
#undef AT

VEC_TYPE(eval_roots, struct ir_node *);
struct flag_nodes { struct ir_node *sure, *possible; }; /* for how many accounts a flag is raised, and may be; of the point */
struct eval {
    struct eval_options given;
    struct option_words words; /* the framework, then the data */
    struct session session;
    struct diags data_diags; /* about the data; session.diags are about the framework and the options */
    struct settings settings;
    struct answer answer;
    struct eval_roots roots;
    const struct ir_node *where;
    struct flag_nodes *raised; /* by flag; for reports about something else than accounts */
    struct schedule *schedule;
    struct out out;
    struct sink sink, rejects;
    bool sink_open, rejects_open;
    struct pipeline pipeline;
    int status; /* the worst so far */
};

static void worsen(struct eval *eval, int status) {
    if (status > eval->status) eval->status = status;
}

static void show_messages(struct eval *eval, struct diags *diags) {
    command_messages(diags, eval->given.quiet ? DIAG_ERROR : DIAG_NOTE, (enum color_choice)eval->given.color);
}

/* --- the framework and what was asked of it ------------------------------------------------------------------------- */

/* The framework's own messages: errors in full, of warnings that there are some, which is `rung check`'s business. */
static void show_check(struct eval *eval) {
    struct diags *diags = &eval->session.diags;
    command_messages(diags, DIAG_ERROR, (enum color_choice)eval->given.color);
    uint32_t warnings = diags->warnings;
    if (diags->errors || !warnings || eval->given.quiet) return;
    const char *path = eval->words.at[0];
    command_say("the framework has %u warning%s; `rung check %s` shows %s", warnings, warnings == 1 ? "" : "s", path,
                warnings == 1 ? "it" : "them");
}

static const struct report *find_report(struct eval *eval) {
    const struct framework *framework = eval->session.framework;
    struct diags *diags = &eval->session.diags;
    const struct report *report = answer_report(framework, eval->given.report);
    if (report) return report;
    struct diag *d = diag_new(diags, E0572, (struct span){0}, "the framework has no report `%s`", eval->given.report);
    struct suggest suggest;
    suggest_init(&suggest, eval->given.report);
    struct buf all;
    buf_init(&all);
    for (uint32_t i = 0; i < framework->report_count; i++) {
        suggest_offer(&suggest, framework->reports[i].name);
        buf_printf(&all, "%s`%s`", i ? ", " : "", framework->reports[i].name);
    }
    const char *nearest = suggest_best(&suggest);
    if (nearest)
        diag_help(diags, d, "Did you mean `%s`?", nearest);
    else if (framework->report_count)
        diag_help(diags, d, "Its reports are %s.", all.ptr);
    else
        diag_help(diags, d, "It declares none; without `--report` everything is printed.");
    buf_release(&all);
    return NULL;
}

/* `--where` chooses accounts: of lines that are no accounts it chooses nothing. */
static void check_where_fits(struct eval *eval, const struct report *report) {
    if (report->kind == REPORT_LINES || report->space == SPACE_SUBJECT || eval->where->space == SPACE_POINT) return;
    struct diag *d = diag_new(&eval->session.diags, E0574, eval->where->span, "`--where` chooses accounts, and the lines of report `%s` are not accounts", report->name);
    diag_help(&eval->session.diags, d, "Write the condition into the report, with `where`.");
}

/* Reads and checks the framework and the options that speak about it. */
static bool prepare(struct eval *eval) {
    struct session *session = &eval->session;
    bool fine = session_read(session, eval->words.at[0]) && session_check(session);
    show_check(eval);
    if (!fine) return false;
    /* What was shown is not shown again. */
    diags_init(&session->diags, &session->arena, &session->sources);
    asked_refuse(session);
    struct framework *framework = session->framework;
    eval->settings = asked_settings(session, &eval->given.as_of);
    asked_set(session, &eval->settings, &eval->given.set);
    if (eval->given.where) eval->where = asked_where(session, eval->given.where);
    const struct report *report = eval->given.report ? find_report(eval) : NULL;
    if (report && eval->where) check_where_fits(eval, report);
    asked_scenarios(session, &eval->given.scenarios, &eval->given.set, &eval->where);
    show_messages(eval, &session->diags);
    if (session->diags.errors) return false;
    enum out_kind kind = (enum out_kind)eval->given.format;
    bool people = kind == OUT_TABLE || kind == OUT_MARKDOWN;
    eval->answer.framework = framework;
    eval->answer.settings = &eval->settings;
    eval->answer.causes = eval->given.causes;
    answer_columns(&eval->answer, report, people, &session->arena);
    return true;
}

/* --- the plan ------------------------------------------------------------------------------------------------------- */

static void add_root(void *context, struct ir_node *node) {
    struct eval *eval = context;
    for (uint32_t i = 0; i < eval->roots.len; i++) {
        if (eval->roots.at[i] == node) return;
    }
    vec_push(&eval->session.arena, &eval->roots, node);
}

static bool is_for_people(const struct eval *eval) {
    return eval->given.format == OUT_TABLE || eval->given.format == OUT_MARKDOWN;
}
static bool has_summary(const struct eval *eval) { return is_for_people(eval) && !eval->answer.report; }

/* What a report needs beside its columns, and JSON beside those of a score. */
static void add_hidden_roots(struct eval *eval) {
    const struct framework *framework = eval->session.framework;
    const struct report *report = eval->answer.report;
    for (uint32_t i = 0; report && i < report->order_count; i++) add_root(eval, report->order[i].node);
    lines_roots(framework, report, add_root, eval);
    if (eval->given.format != OUT_JSON && eval->given.format != OUT_JSONL) return;
    for (uint32_t i = 0; !report && i < framework->score_count; i++) {
        for (uint32_t p = 0; p < framework->scores[i].part_count; p++) {
            const struct score_part *part = &framework->scores[i].parts[p];
            struct ir_node *const nodes[] = {part->label.text, part->weight, part->value,
                                             part->points,     part->lost,   part->known};
            for (size_t n = 0; n < sizeof nodes / sizeof *nodes; n++) {
                if (nodes[n]) add_root(eval, nodes[n]);
            }
        }
    }
}

/* Both conditions, where the report has one and the command line another. */
static void join_where(struct eval *eval) {
    const struct report *report = eval->answer.report;
    if (!report || !report->where) return;
    if (eval->where) {
        struct ir_node *both[] = {report->where, (struct ir_node *)eval->where};
        eval->where = ir_make(&eval->session.framework->ir, IR_AND, report->where->type, both, 2, report->where->span);
    } else {
        eval->where = report->where;
    }
}

static bool judges(const struct eval *eval) { return eval->given.fail_on != FAIL_ON_NOTHING; }

/* Whether the last pass looks at the accounts one by one, so that their flags can be counted there. */
static bool sees_accounts(const struct eval *eval) {
    const struct report *report = eval->answer.report;
    return !report || report->kind == REPORT_LINES || report->space == SPACE_SUBJECT;
}

/* Flags are read account by account, or, where the answers are about something else, counted by the graph. */
static void add_flag_roots(struct eval *eval) {
    struct framework *framework = eval->session.framework;
    eval->raised = ARENA_ARRAY(&eval->session.arena, struct flag_nodes, framework->flag_count);
    for (uint32_t i = 0; i < framework->flag_count; i++) {
        struct ir_node *raised = framework->flags[i].raised;
        if (sees_accounts(eval) || framework->flags[i].portfolio) {
            add_root(eval, raised);
            continue;
        }
        const struct mk_rows rows = {.space = SPACE_SUBJECT, .where = raised};
        struct flag_nodes *nodes = &eval->raised[i];
        nodes->sure = mk_reduce(&framework->ir, AGGREGATE_COUNT_LOW, type_number, &rows, raised->span);
        nodes->possible = mk_reduce(&framework->ir, AGGREGATE_COUNT_HIGH, type_number, &rows, raised->span);
        add_root(eval, nodes->sure);
        add_root(eval, nodes->possible);
    }
}

static void make_plan(struct eval *eval) {
    struct framework *framework = eval->session.framework;
    join_where(eval);
    /* The key is always read: rows without one are refused. */
    for (uint32_t c = 0; c < eval->answer.count; c++) add_root(eval, (struct ir_node *)eval->answer.columns[c].node);
    add_hidden_roots(eval);
    if (eval->where) add_root(eval, (struct ir_node *)eval->where);
    if (has_summary(eval)) summary_roots(framework, add_root, eval);
    if (judges(eval)) add_flag_roots(eval);
    enum plan_mode mode = has_summary(eval) || eval->given.causes ? PLAN_KEEP : PLAN_FAST;
    eval->schedule = schedule_new(&eval->session.arena, framework, eval->roots.at, eval->roots.len, mode);
    eval->settings.world = schedule_world(eval->schedule);
}

/* --- outputs -------------------------------------------------------------------------------------------------------- */

static void say_unwritable(struct eval *eval, const char *name, int error) {
    worsen(eval, command_unwritten(name, error));
}

static bool same_file(const char *a, const char *b) {
    struct stat one, other;
    return stat(a, &one) == 0 && stat(b, &other) == 0 && S_ISREG(one.st_mode) && one.st_dev == other.st_dev &&
           one.st_ino == other.st_ino;
}

/* Nobody means to write the answers over the framework or the data. */
static bool overwrites_input(struct eval *eval, const char *path) {
    bool same = false;
    uint32_t at = 0;
    for (const char *file; (file = schedule_file(eval->schedule, &at)) != NULL;) same |= same_file(path, file);
    for (uint32_t i = 0; i < eval->words.count; i++) {
        const char *word = eval->words.at[i], *equals = strchr(word, '=');
        same |= same_file(path, word) || (equals && same_file(path, equals + 1));
    }
    if (!same) return false;
    command_say("`%s` is read and cannot be written at the same time; give another name", path);
    worsen(eval, EXIT_USAGE);
    return true;
}

static bool open_outputs(struct eval *eval) {
    const struct eval_options *given = &eval->given;
    if ((given->output && overwrites_input(eval, given->output)) ||
        (given->rejects && overwrites_input(eval, given->rejects)))
        return false;
    if (given->output && given->rejects &&
        (strcmp(given->output, given->rejects) == 0 || same_file(given->output, given->rejects))) {
        command_say("`--output` and `--rejects` name the same file, `%s`", given->output);
        worsen(eval, EXIT_USAGE);
        return false;
    }
    eval->sink_open = true;
    if (!given->output)
        sink_stdout(&eval->sink);
    else if (!sink_open(&eval->sink, given->output))
        say_unwritable(eval, given->output, eval->sink.error);
    if (given->rejects) {
        eval->rejects_open = true;
        if (!sink_open(&eval->rejects, given->rejects)) say_unwritable(eval, given->rejects, eval->rejects.error);
    }
    return eval->status == EXIT_FINE;
}

static void write_rejects_header(struct sink *sink) {
    char head[256] = "";
    FILE *memory = fmemopen(head, sizeof head, "w");
    if (!memory) return;
    bool fine = rejects_write_header(memory);
    if (fclose(memory) == 0 && fine) sink_puts(sink, head);
}

/* --- running -------------------------------------------------------------------------------------------------------- */

/* Messages E0501 to E0503 are about the words of the command line, the others about the data. */
static int status_of_data_errors(const struct diags *diags) {
    int status = EXIT_FINE;
    for (uint32_t i = 0; i < diags->list.len; i++) {
        const struct diag *d = diags->list.at[i];
        if (d->severity != DIAG_ERROR) continue;
        int one = d->code == E0501 || d->code == E0502 || d->code == E0503 ? EXIT_USAGE : EXIT_DATA;
        if (one > status) status = one;
    }
    return status;
}

static uint64_t count_at(const struct run *run, const struct ir_node *node) {
    struct value value = vec_value(run_vec(run, node), 0);
    int64_t count = 0;
    if (value.known) dec_to_scaled(value.number, 0, &count);
    return (uint64_t)count;
}

/* What is told of the portfolio as a whole, once the last pass has gone by. */
static struct out_lines finish_point(struct eval *eval) {
    struct pipeline *pipeline = &eval->pipeline;
    const struct framework *framework = eval->session.framework;
    const struct report *report = eval->answer.report;
    struct run *run = run_new(schedule_plan(eval->schedule), &eval->settings);
    if (pipeline->summarize) summary_add_point(&pipeline->summary, run);
    if (judges(eval)) flags_add_point(pipeline->flags, framework, run);
    for (uint32_t i = 0; judges(eval) && i < framework->flag_count; i++) {
        if (!eval->raised[i].sure) continue;
        pipeline->flags[i].raised = count_at(run, eval->raised[i].sure);
        pipeline->flags[i].undecided = count_at(run, eval->raised[i].possible) - pipeline->flags[i].raised;
    }
    if (report && report->total) {
        struct out_line total = lines_total(report, run, &eval->session.arena);
        out_total(&eval->out, &total);
    }
    struct out_lines lines = lines_make(framework, report, run, &eval->session.arena);
    run_free(run);
    return lines;
}

static void say_count(struct eval *eval) {
    struct buf text;
    buf_init(&text);
    buf_char(&text, '\n');
    if (eval->where) {
        cell_count(eval->out.count, &text);
        buf_puts(&text, " of ");
    }
    cell_count(eval->pipeline.summary.rows, &text);
    buf_puts(&text, eval->pipeline.summary.rows == 1 ? " row\n" : " rows\n");
    sink_write(&eval->sink, (struct str){text.ptr, text.len});
    buf_release(&text);
}

static void finish_outputs(struct eval *eval, bool complete) {
    struct pipeline *pipeline = &eval->pipeline;
    if (complete) {
        struct out_lines lines = finish_point(eval);
        out_end(&eval->out, &lines);
        if (has_summary(eval)) say_count(eval);
        if (has_summary(eval))
            summary_print(&pipeline->summary, &eval->answer, eval->given.format == OUT_MARKDOWN, &eval->sink,
                          &eval->session.arena);
    }
    /* An output file that is not complete does not appear; standard output keeps what it got. */
    bool written = !complete && eval->given.output ? false : sink_commit(&eval->sink);
    if (pipeline->oversized) {
        command_say("the answers of a few rows are longer than 2 GiB: they cannot be written");
        worsen(eval, EXIT_DATA);
    } else if (complete && !written) {
        say_unwritable(eval, eval->sink.name, eval->sink.error);
    }
    if (eval->rejects_open && !sink_commit(&eval->rejects))
        say_unwritable(eval, eval->given.rejects, eval->rejects.error);
}

static void say_rounded(struct eval *eval) {
    if (!eval->pipeline.rounded) return;
    struct diag *d = diag_new(&eval->data_diags, E0575, (struct span){0},
                              "%llu quotient%s of more than 38 digits %s rounded at the ninth digit",
                              (unsigned long long)eval->pipeline.rounded, eval->pipeline.rounded == 1 ? "" : "s",
                              eval->pipeline.rounded == 1 ? "was" : "were");
    diag_help(&eval->data_diags, d, "Divide once and late, or `round` what is divided.");
}

/* A flag that could not be decided is as bad as one that was raised when it guards against errors. */
static void judge_flags(struct eval *eval) {
    if (!judges(eval)) return;
    const struct framework *framework = eval->session.framework;
    for (uint32_t i = 0; i < framework->flag_count; i++) {
        const struct flag *flag = &framework->flags[i];
        const struct flag_counts *counts = &eval->pipeline.flags[i];
        if ((int)flag->severity < eval->given.fail_on) continue;
        unsigned long long raised = counts->raised,
                           undecided = flag->severity == SEVERITY_ERROR ? counts->undecided : 0;
        if (raised + undecided == 0) continue;
        worsen(eval, EXIT_FAILED);
        const char *what = flag->invariant ? "invariant" : "flag", *verb = flag->invariant ? "broken" : "raised";
        if (flag->portfolio && raised)
            command_say("%s `%s` is %s", what, flag->name, verb);
        else if (flag->portfolio)
            command_say("%s `%s` is undecided, which counts as %s", what, flag->name, verb);
        else if (raised && undecided)
            command_say("%s `%s` is %s for %llu and undecided for %llu", what, flag->name, verb, raised, undecided);
        else if (raised)
            command_say("%s `%s` is %s for %llu", what, flag->name, verb, raised);
        else
            command_say("%s `%s` is undecided for %llu, which counts as %s", what, flag->name, undecided, verb);
    }
}

static void run_on(struct eval *eval) {
    struct pipeline *pipeline = &eval->pipeline;
    bool streams = !is_for_people(eval) && !eval->given.output && terminal_is(STDOUT_FILENO);
    *pipeline = (struct pipeline){.arena = &eval->session.arena,
                                  .schedule = eval->schedule,
                                  .settings = &eval->settings,
                                  .out = &eval->out,
                                  .where = eval->where,
                                  .order = eval->answer.report ? eval->answer.report->order : NULL,
                                  .order_count = eval->answer.report ? eval->answer.report->order_count : 0,
                                  .rejects = eval->rejects_open ? &eval->rejects : NULL,
                                  .summarize = has_summary(eval),
                                  .count_flags = judges(eval),
                                  .counts_rows = sees_accounts(eval),
                                  .jobs = (uint32_t)eval->given.jobs,
                                  .diags = &eval->data_diags};
    progress_begin(&pipeline->progress, !eval->given.quiet && !streams && terminal_is(STDERR_FILENO));
    pipeline_run(pipeline);
    bool complete = !pipeline->failed && !pipeline->oversized;
    finish_outputs(eval, complete);
    if (eval->status != STATUS_PIPE_CLOSED) {
        schedule_report(eval->schedule, &eval->data_diags);
        if (schedule_stream(eval->schedule)->loader) tally_report(&pipeline->tally, schedule_record(eval->schedule), &eval->data_diags);
        say_rounded(eval);
        show_messages(eval, &eval->data_diags);
        /* A status that is not 0 is never without a word. */
        uint64_t rejected = pipeline->tally.rejected + schedule_rejected(eval->schedule);
        if (rejected && eval->given.quiet)
            command_say("%llu row%s refused", (unsigned long long)rejected, rejected == 1 ? " was" : "s were");
        if (complete) judge_flags(eval);
        if (pipeline->failed || rejected) worsen(eval, EXIT_DATA);
    }
    pipeline_release(pipeline);
}

static void evaluate(struct eval *eval) {
    struct framework *framework = eval->session.framework;
    struct load_options load = {.separator = eval->given.separator, .keep_all_rejects = eval->given.rejects != NULL};
    struct diags *diags = &eval->data_diags;
    diags_init(diags, &eval->session.arena, &eval->session.sources);
    struct dataset *dataset = dataset_open(&eval->session.arena, framework, (char *const *)&eval->words.at[1],
                                           (int)eval->words.count - 1, &load, diags);
    if (!dataset || !schedule_open(eval->schedule, dataset, diags)) {
        show_messages(eval, diags);
        worsen(eval, status_of_data_errors(diags));
        worsen(eval, EXIT_USAGE);
    } else if (open_outputs(eval)) {
        int fd = eval->sink.fd;
        eval->answer.width = eval->given.width ? (int)eval->given.width : terminal_width(fd);
        eval->answer.colors = terminal_colors(fd, (enum color_choice)eval->given.color);
        out_open(&eval->out, (enum out_kind)eval->given.format, &eval->answer, &eval->sink, &eval->session.arena);
        out_begin(&eval->out);
        if (eval->rejects_open) write_rejects_header(&eval->rejects);
        run_on(eval);
    }
    schedule_release(eval->schedule);
    if (dataset) dataset_close(dataset);
    if (eval->sink_open) sink_release(&eval->sink);
    if (eval->rejects_open) sink_release(&eval->rejects);
}

/* --- dumps ---------------------------------------------------------------------------------------------------------- */

static void dump(struct eval *eval) {
    struct session *session = &eval->session;
    struct buf text;
    buf_init(&text);
    bool front = eval->given.dump == DUMP_TOKENS || eval->given.dump == DUMP_AST;
    if (front && session_read(session, eval->words.at[0])) {
        if (eval->given.dump == DUMP_TOKENS) {
            struct parse parse = {.arena = &session->arena,
                                  .intern = &session->names,
                                  .sources = &session->sources,
                                  .diags = &session->diags};
            parse_dump_tokens(&parse, session->file, &text);
        } else {
            session_parse(session);
            ast_dump(&text, session->tree);
        }
    } else if (!front && prepare(eval)) {
        make_plan(eval);
        if (eval->given.dump == DUMP_IR)
            ir_dump(&session->framework->ir, &session->sources, &text);
        else
            schedule_dump(eval->schedule, &text);
    } else {
        worsen(eval, EXIT_USAGE);
    }
    if (front) {
        show_messages(eval, &session->diags);
        if (session->diags.errors) worsen(eval, EXIT_USAGE);
    }
    struct sink sink;
    sink_stdout(&sink);
    sink_write(&sink, (struct str){text.ptr, text.len});
    if (!sink_commit(&sink)) worsen(eval, command_unwritten(sink.name, sink.error));
    sink_release(&sink);
    buf_release(&text);
}

/* --- the command ---------------------------------------------------------------------------------------------------- */

/* What the words must be, beyond what each option says for itself. */
static void check_words(const struct eval *eval, struct buf *mistakes) {
    uint32_t inputs = 0;
    for (uint32_t i = 0; i < eval->words.count; i++) {
        const char *word = eval->words.at[i], *equals = i ? strchr(word, '=') : NULL;
        inputs += strcmp(equals ? equals + 1 : word, "-") == 0;
    }
    if (eval->words.count == 0)
        buf_puts(mistakes, "which framework? For example: rung eval stages.rung data\n");
    else if (eval->words.count == 1 && eval->given.dump == DUMP_NONE)
        buf_printf(mistakes, "which data? For example: rung eval %s data\n", eval->words.at[0]);
    if (inputs > 1) buf_puts(mistakes, "only one of the files can be standard input, `-`\n");
}

int cmd_eval(int argc, char **argv) {
    struct eval eval = {.given = {.format = -1, .jobs = 1, .fail_on = FAIL_ON_NOTHING, .dump = DUMP_NONE}};
    session_init(&eval.session);
    struct buf mistakes;
    buf_init(&mistakes);
    options_parse(options, &eval.given, &eval.session.arena, argc, argv, &eval.words, &mistakes);
    if (!eval.given.help && !mistakes.len) check_words(&eval, &mistakes);
    if (eval.given.help) {
        eval.status = command_help("eval");
    } else if (mistakes.len) {
        eval.status = command_mistaken("eval", mistakes.ptr);
    } else if (eval.given.dump != DUMP_NONE) {
        if (eval.given.format < 0) eval.given.format = OUT_CSV;
        dump(&eval);
    } else {
        if (eval.given.format < 0)
            eval.given.format = (int)(eval.given.output ? out_kind_of(eval.given.output) : OUT_TABLE);
        if (prepare(&eval)) {
            make_plan(&eval);
            evaluate(&eval);
        } else {
            worsen(&eval, EXIT_USAGE);
        }
    }
    buf_release(&mistakes);
    session_release(&eval.session);
    return eval.status;
}
