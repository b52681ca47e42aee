/* Threads that work through the rows of a space. What comes of it does not depend on how many there are: pieces are
 * numbered as they are taken, and keys are checked, results handed in and tallies merged in the order of the numbers.
 *
 *     one thread   take, then for each batch: parse, check keys, work, hand in
 *     several      take (in turn) | parse all batches of the piece | check keys (in turn) | work | hand in (in turn)
 */
#ifndef RUNTIME_EXEC_CREW_H
#define RUNTIME_EXEC_CREW_H
#include "runtime/exec/stream.h"

struct crew {
    struct stream *stream;
    const struct record *record; /* of the rows; one without fields for groups */
    const bool *wanted, *states; /* by field */
    uint32_t jobs;
    struct diags *diags;
    struct tally *tally; /* what is wrong with the rows is added to it */
    bool keep_rejects;   /* all of them, not only the first */
    void *context;
    /* A worker's own state, made and given back by one thread; `leave` in the order of the workers. */
    void *(*join)(void *context);
    void (*leave)(void *context, void *worker);
    /* One batch; several workers at once. `number`: of the batch among those that were not handed in yet. */
    void (*work)(void *worker, uint32_t number, const struct batch *batch);
    /* In turn: batches 0 to count - 1 have been worked on. `last`: of the piece. `batches` as they were worked on. */
    void (*hand_in)(void *worker, struct batch *const *batches, uint32_t count, bool last);
    /* In turn, after each piece, while nobody takes one; false: nobody need go on. */
    bool (*after)(void *context);
    /* what came of it */
    bool failed; /* the data could not be read to its end: a message says why */
};
void crew_run(struct crew *crew);
#endif
