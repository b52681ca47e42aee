/* Where an output goes: standard output, or a file that appears under its name only when it is complete.
 *
 * A file is written beside its final place and renamed by sink_commit, so that nobody ever reads half of one and a
 * failure leaves the old one as it was. What is not an ordinary file (a device, a pipe) is written directly.
 *
 *     struct sink sink;
 *     if (!sink_open(&sink, path, &error)) ...
 *     sink_write(&sink, text);
 *     if (!sink_commit(&sink)) report(sink.error);
 *     sink_release(&sink);
 *
 * The first failure sticks: later writes do nothing. */
#ifndef RUNTIME_APP_SINK_H
#define RUNTIME_APP_SINK_H
#include "lang/base/buf.h"

#define SINK_PIECE (256u << 10) /* bytes of one write() */

struct sink {
    int fd;
    const char *name;  /* borrowed; for messages: "standard output", "moves.csv" */
    char *target;      /* owned; final place, links followed; NULL: written directly */
    char *temporary;   /* owned; the name that it has until then; NULL: none yet */
    struct buf pending;
    int error;         /* errno of the first failure, 0: none */
};
void sink_stdout(struct sink *sink);
bool sink_open(struct sink *sink, const char *path); /* false: sink->error says why; release it all the same */
void sink_write(struct sink *sink, struct str bytes);
void sink_puts(struct sink *sink, const char *text);
/* Writes what is pending and puts the file in its place; false when anything failed since it was opened. */
bool sink_commit(struct sink *sink);
void sink_release(struct sink *sink); /* a file that was not committed is removed */
#endif
