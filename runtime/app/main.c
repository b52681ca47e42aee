/* The program: finds the command and ends with its status. The only place that exits.
 * SPDX-License-Identifier: MIT */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "lang/suggest.h"
#include "runtime/app/command.h"

const struct command commands[] = {{"eval", cmd_eval}, {"why", cmd_why}, {"whatif", cmd_whatif}, {"check", cmd_check}, {"help", cmd_help}, {NULL, NULL}};

/* A program may be started with its standard streams closed; files that it opens must not take their place. */
static void occupy_standard_streams(void) {
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++) {
        if (fcntl(fd, F_GETFD) != -1 || errno != EBADF) continue;
        /* For reading only: writing to what was closed goes on to fail, and is reported. */
        if (open("/dev/null", fd == STDERR_FILENO ? O_WRONLY : O_RDONLY) < 0) return;
    }
}

static int unrecognized(const char *word) {
    size_t length = strlen(word);
    struct suggest suggest;
    suggest_init(&suggest, word);
    for (const struct command *command = commands; command->name; command++) suggest_offer(&suggest, command->name);
    const char *nearest = suggest_best(&suggest);
    if (length > 5 && strcmp(word + length - 5, ".rung") == 0)
        command_say("`%s` is no command; to evaluate it: rung eval %s data", word, word);
    else if (nearest)
        command_say("unrecognized command `%s`; did you mean `%s`?", word, nearest);
    else
        command_say("unrecognized %s `%s`; `rung help` lists the commands", word[0] == '-' ? "option" : "command",
                    word);
    return EXIT_USAGE;
}

static int run(int argc, char **argv) {
    if (argc < 2) {
        (void)command_help("rung");
        return EXIT_USAGE;
    }
    const char *word = argv[1];
    if (strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0) return cmd_help(0, NULL);
    if (strcmp(word, "--version") == 0 || strcmp(word, "-V") == 0) return command_print(STR("rung " RUNG_VERSION "\n"));
    for (const struct command *command = commands; command->name; command++) {
        if (strcmp(command->name, word) == 0) return command->run(argc - 2, argv + 2);
    }
    return unrecognized(word);
}

int main(int argc, char **argv) {
    occupy_standard_streams();
    /* Writing to a pipe that nobody reads is then an error like others, so that unfinished files are removed. */
    (void)signal(SIGPIPE, SIG_IGN);
    int status = run(argc, argv);
    if (status == STATUS_PIPE_CLOSED) {
        (void)signal(SIGPIPE, SIG_DFL);
        (void)raise(SIGPIPE);
    }
    return status;
}
