/* Bytes of one input: an ordinary file, a pipe, standard input, or memory (tests, fuzzing). Read from front to back;
 * where the input can be read again (`seekable`), input_again gives bytes of any place.
 *
 * Failures are results with errno's words; the caller makes a message of them. */
#ifndef RUNTIME_DATA_INPUT_H
#define RUNTIME_DATA_INPUT_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "lang/base/str.h"

struct input {
    int fd;            /* owned unless it is standard input; -1: memory */
    struct str memory; /* borrowed */
    bool seekable;
    uint64_t done;      /* bytes read so far */
    uint64_t size;      /* in all; 0 when not known */
    int64_t changed[2]; /* time of the last change when it was opened: seconds, nanoseconds */
    struct str again;   /* owned: bytes given back by input_unread, still to be read */
    size_t again_at;
};
enum input_status { INPUT_OPEN, INPUT_MISSING, INPUT_FOLDER, INPUT_FAILED /* see errno */ };
enum input_status input_open(struct input *input, const char *path); /* "-": standard input */
void input_memory(struct input *input, struct str bytes, bool seekable);
void input_close(struct input *input);
/* Fills `room` unless the input ends before. The number of bytes; -1 with errno set when reading fails. */
int64_t input_read(struct input *input, char *bytes, size_t room);
/* Gives back the bytes that were read last: they come again. Copies. */
void input_unread(struct input *input, struct str bytes);
/* The bytes at `offset`, which may be read by several threads at once; fewer at the end, -1 on failure. */
int64_t input_again(const struct input *input, uint64_t offset, char *bytes, size_t room);
/* Whether the file was changed by somebody since it was opened: asked at its end. */
bool input_changed(const struct input *input);
#endif
