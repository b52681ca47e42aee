/* `rung check F`: what is wrong with a framework, before any data is read.
 * SPDX-License-Identifier: MIT */
#include <stdio.h>

#include "lang/diag_render.h"
#include "runtime/app/command.h"
#include "runtime/app/options.h"
#include "runtime/app/session.h"

enum check_format { CHECK_TEXT, CHECK_JSON };
enum deny { DENY_WARNINGS, DENY_NOTHING };
struct check_options {
    int format, deny, color;
    bool quiet, help;
};
static const char *const format_names[] = {"text", "json", NULL};
static const char *const deny_names[] = {"warnings", NULL};
static const char *const color_names[] = {"auto", "always", "never", NULL};

#define AT(field) offsetof(struct check_options, field)
static const struct option options[] = {
    {.name = "format", .letter = 'f', .kind = OPTION_CHOICE, .offset = AT(format), .choices = format_names},
    {.name = "deny", .kind = OPTION_CHOICE, .offset = AT(deny), .choices = deny_names},
    {.name = "color", .kind = OPTION_CHOICE, .offset = AT(color), .choices = color_names},
    {.name = "quiet", .letter = 'q', .kind = OPTION_FLAG, .offset = AT(quiet)},
    {.name = "help", .letter = 'h', .kind = OPTION_FLAG, .offset = AT(help)},
    {0}};
#undef AT

static int check(const struct check_options *given, const char *path) {
    struct session session;
    session_init(&session);
    bool fine = session_read(&session, path) && session_check(&session);
    int status = EXIT_FINE;
    diags_sort(&session.diags);
    if (given->format == CHECK_JSON) {
        struct buf text;
        buf_init(&text);
        diag_render_json(&session.diags, &text);
        status = command_print((struct str){text.ptr, text.len});
        buf_release(&text);
    } else {
        command_messages(&session.diags, given->quiet ? DIAG_ERROR : DIAG_NOTE, (enum color_choice)given->color);
    }
    int verdict = !fine ? EXIT_USAGE : given->deny == DENY_WARNINGS && session.diags.warnings ? EXIT_FAILED : EXIT_FINE;
    if (verdict > status) status = verdict;
    session_release(&session);
    return status;
}

int cmd_check(int argc, char **argv) {
    struct check_options given = {.deny = DENY_NOTHING};
    struct arena arena;
    arena_init(&arena, 0);
    struct buf mistakes;
    buf_init(&mistakes);
    struct option_words words;
    options_parse(options, &given, &arena, argc, argv, &words, &mistakes);
    bool fine = !given.help && !mistakes.len;
    if (fine && words.count == 0) buf_puts(&mistakes, "which framework? For example: rung check stages.rung\n");
    if (fine && words.count > 1)
        buf_printf(&mistakes, "one framework at a time, not also `%s`; the data is for `rung eval`\n", words.at[1]);
    int status = given.help     ? command_help("check")
                 : mistakes.len ? command_mistaken("check", mistakes.ptr)
                                : check(&given, words.at[0]);
    buf_release(&mistakes);
    arena_release(&arena);
    return status;
}
