/* What the commands share: help, complaints, messages.
 * SPDX-License-Identifier: MIT */
#include "runtime/app/command.h"

#include <errno.h>
#include <stdio.h>
#include <unistd.h>

#include "lang/diag_render.h"
#include "lang/embed.h"
#include "runtime/app/sink.h"

void command_say(const char *format, ...) {
    struct buf text;
    buf_init(&text);
    buf_puts(&text, "rung: ");
    va_list args;
    va_start(args, format);
    buf_vprintf(&text, format, args);
    va_end(args);
    buf_char(&text, '\n');
    (void)fwrite(text.ptr, 1, text.len, stderr);
    buf_release(&text);
}

int command_unwritten(const char *name, int error) {
    if (error == EPIPE) return STATUS_PIPE_CLOSED;
    command_say("`%s` cannot be written: %s", name, error == EISDIR ? "it is a folder" : strerror(error));
    return EXIT_DATA;
}

int command_print(struct str text) {
    struct sink sink;
    sink_stdout(&sink);
    sink_write(&sink, text);
    int status = sink_commit(&sink) ? EXIT_FINE : command_unwritten(sink.name, sink.error);
    sink_release(&sink);
    return status;
}

int command_help(const char *command) {
    char name[64];
    (void)snprintf(name, sizeof name, "help/%s.txt", command);
    return command_print(str_of(embed_text(name, NULL)));
}

int command_mistaken(const char *command, const char *mistakes) {
    for (const char *line = mistakes; *line;) {
        size_t length = strcspn(line, "\n");
        (void)fprintf(stderr, "rung %s: %.*s\n", command, (int)length, line);
        line += length + (line[length] == '\n');
    }
    (void)fprintf(stderr, "`rung help %s` says what it takes.\n", command);
    return EXIT_USAGE;
}

void command_messages(struct diags *diags, enum diag_severity least, enum color_choice color) {
    struct buf text;
    buf_init(&text);
    diags_sort(diags);
    diag_render_text(diags, least, terminal_colors(STDERR_FILENO, color), &text);
    /* Messages are separated by an empty line, and not followed by one. */
    if (text.len > 1 && text.ptr[text.len - 2] == '\n') text.len--;
    (void)fwrite(text.ptr, 1, text.len, stderr);
    buf_release(&text);
}
