/* The rows of a space, piece by piece and batch by batch, wherever they come from: a file that is being read, a table,
 * or nothing but their number (groups have no fields). One interface over load.h and table.h:
 *
 *     stream_take(stream, piece, diags)        the next piece; one caller at a time, in order
 *     stream_next(piece, batch, tally)         its next rows; several pieces at once by several threads
 *     stream_check(stream, batch, tally)       after that, one caller at a time, in order
 */
#ifndef RUNTIME_EXEC_STREAM_H
#define RUNTIME_EXEC_STREAM_H
#include "runtime/data/load.h"
#include "runtime/data/table.h"

struct stream {
    struct loader *loader;     /* borrowed; or NULL */
    const struct table *table; /* borrowed; or NULL */
    uint32_t rows;             /* without a loader: how many */
    uint32_t taken;            /* without a loader: how many were taken */
};
struct piece;
struct piece *piece_new(struct stream *stream);
void piece_free(struct piece *piece);
enum load_status stream_take(struct stream *stream, struct piece *piece, struct diags *diags);
bool stream_next(struct piece *piece, struct batch *batch, struct tally *tally); /* false: the piece is used up */
void stream_check(struct stream *stream, struct batch *batch, struct tally *tally);
#endif
