/* SPDX-License-Identifier: MIT */
#include "runtime/exec/stream.h"

#include "lang/base/mem.h"

#define PIECE_ROWS (8u * BATCH_ROWS) /* of a table: enough that taking turns costs nothing */

struct piece {
    struct stream *stream;
    struct chunk *chunk; /* of a file */
    uint32_t next, end;  /* rows of a table */
};

struct piece *piece_new(struct stream *stream) {
    struct piece *piece = mem_alloc(sizeof *piece);
    piece->stream = stream;
    if (stream->loader) piece->chunk = chunk_new(stream->loader);
    return piece;
}

void piece_free(struct piece *piece) {
    if (!piece) return;
    chunk_free(piece->chunk);
    mem_free(piece);
}

enum load_status stream_take(struct stream *stream, struct piece *piece, struct diags *diags) {
    if (stream->loader) return loader_take(stream->loader, piece->chunk, diags);
    if (stream->taken == stream->rows) return LOAD_END;
    uint32_t left = stream->rows - stream->taken;
    piece->next = stream->taken;
    piece->end = piece->next + (left < PIECE_ROWS ? left : PIECE_ROWS);
    stream->taken = piece->end;
    return LOAD_MORE;
}

bool stream_next(struct piece *piece, struct batch *batch, struct tally *tally) {
    if (piece->chunk) return chunk_next(piece->chunk, batch, tally);
    if (piece->next == piece->end) return false;
    uint32_t left = piece->end - piece->next;
    batch->rows = left < BATCH_ROWS ? left : BATCH_ROWS;
    batch->first_row = piece->next;
    if (piece->stream->table) table_read(piece->stream->table, piece->next, batch);
    piece->next += batch->rows;
    return true;
}

void stream_check(struct stream *stream, struct batch *batch, struct tally *tally) {
    if (stream->loader) loader_check_keys(stream->loader, batch, tally);
}
