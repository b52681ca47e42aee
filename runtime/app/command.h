/* The commands of the program. Each gets the words after its name and returns an exit status; none of them exits. */
#ifndef RUNTIME_APP_COMMAND_H
#define RUNTIME_APP_COMMAND_H
#include "lang/base/status.h"
#include "lang/diag.h"
#include "runtime/app/terminal.h"

#define RUNG_VERSION "0.1.0"
/* The reader of the output went away (`rung eval ... | head`): main ends as a program that the signal had ended. */
#define STATUS_PIPE_CLOSED 141

struct command {
    const char *name;
    int (*run)(int argc, char **argv);
};
extern const struct command commands[]; /* ends with a NULL name */

int cmd_eval(int argc, char **argv);
int cmd_why(int argc, char **argv);
int cmd_whatif(int argc, char **argv);
int cmd_check(int argc, char **argv);
int cmd_help(int argc, char **argv);

/* Prints an embedded help text, "help/eval.txt", to standard output. */
int command_help(const char *command);
/* "rung eval: MISTAKE" for each line of `mistakes`, and where help is; EXIT_USAGE. */
int command_mistaken(const char *command, const char *mistakes);
/* "rung: MESSAGE" to standard error. */
void command_say(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* Messages of at least that severity to standard error; DIAG_ERROR shows errors only. */
void command_messages(struct diags *diags, enum diag_severity least, enum color_choice color);
/* Says that an output could not be written, and why; the exit status of that. */
int command_unwritten(const char *name, int error);
/* Writes a text to standard output; the exit status. */
int command_print(struct str text);
#endif
