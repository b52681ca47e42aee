/* `rung help`: about the program, a command, or the code of a message.
 * SPDX-License-Identifier: MIT */
#include <ctype.h>
#include <stdio.h>

#include "lang/base/buf.h"
#include "lang/embed.h"
#include "lang/suggest.h"
#include "runtime/app/command.h"

static bool looks_like_code(const char *word) {
    if (!strchr("EWew", word[0]) || !word[0]) return false;
    for (const char *digit = word + 1; *digit; digit++) {
        if (*digit < '0' || *digit > '9') return false;
    }
    return word[1] != '\0';
}

static int help_code(const char *word) {
    char name[16], page[40];
    size_t length = strlen(word);
    enum diag_code code;
    if (length >= sizeof name) return EXIT_USAGE;
    for (size_t i = 0; i <= length; i++) name[i] = (char)toupper((unsigned char)word[i]);
    if (!diag_by_name(name, &code)) {
        command_say("there is no message with the code `%s`", word);
        return EXIT_USAGE;
    }
    (void)snprintf(page, sizeof page, "codes/%s.md", name);
    const char *text = embed_text(page, NULL);
    if (text) return command_print(str_of(text));
    struct buf line;
    buf_init(&line);
    buf_printf(&line, "%s: %s\n", name, diag_summary(code));
    int status = command_print((struct str){line.ptr, line.len});
    buf_release(&line);
    return status;
}

int cmd_help(int argc, char **argv) {
    if (argc == 0) return command_help("rung");
    if (argc > 1) {
        command_say("one thing at a time: rung help %s", argv[0]);
        return EXIT_USAGE;
    }
    const char *word = argv[0];
    if (looks_like_code(word)) return help_code(word);
    struct suggest suggest;
    suggest_init(&suggest, word);
    for (const struct command *command = commands; command->name; command++) {
        if (strcmp(command->name, word) == 0) return command_help(word);
        suggest_offer(&suggest, command->name);
    }
    if (strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0) return command_help("help");
    const char *nearest = suggest_best(&suggest);
    if (nearest)
        command_say("there is no help on `%s`; did you mean `rung help %s`?", word, nearest);
    else
        command_say("there is no help on `%s`; `rung help` lists the commands", word);
    return EXIT_USAGE;
}
