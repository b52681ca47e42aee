/* The inside of reduce.h: what is kept for each destination and how its nodes read it. */
#ifndef RUNTIME_EXEC_REDUCE_PARTS_H
#define RUNTIME_EXEC_REDUCE_PARTS_H
#include "runtime/exec/distinct.h"
#include "runtime/exec/kernels.h"
#include "runtime/exec/reduce.h"

/* Kinds of accumulators, with what a destination's record holds. Several nodes may read one: the bounds of a count. */
enum tally_kind {
    TALLY_COUNT,   /* uint32_t: rows that count; beside: those not decided */
    TALLY_UNKNOWN, /* nothing; beside: rows that count, with an unknown value */
    TALLY_SUM,     /* int64_t at `scale`; beside, once that is too small: struct dec, d = 0 past the range */
    TALLY_MOST, /* numbers, int64_t at `scale`: the greatest; beside, once too small: struct dec. `sign` -1: the least */
    TALLY_LAST,    /* dates and codes, int32_t: the greatest, likewise */
    TALLY_TEXT,    /* struct str: the greatest, likewise; ptr NULL: none */
    TALLY_ANY,     /* uint8_t: Kleene's or */
    TALLY_MEMBERS, /* a bit for each member of a small category, `width` bytes; beside: uint64_t of rows not decided */
    TALLY_DISTINCT /* uint32_t: different values; beside: those of rows not decided */
};
#define MOST_NONE INT64_MIN /* of TALLY_MOST: no value yet */
#define LAST_NONE INT32_MIN /* of TALLY_LAST */

struct accumulator {
    enum tally_kind kind;
    const struct ir_node *where, *value; /* or NULL */
    int sign;
    uint32_t offset; /* in the record */
    uint8_t width;   /* bytes there */
    unsigned scale;  /* of numbers so far */
    uint64_t bound;  /* of the magnitude of any number so far */
    bool is_wide;    /* `wide` counts */
    uint32_t *more;  /* owned: what stands beside, by destination; NULL: nothing yet */
    uint64_t *more_members;
    struct dec *wide;
    struct distinct *set; /* owned */
};
struct reading { /* a node's way to its value */
    const struct ir_node *node;
    uint32_t main, second; /* accumulators; second of COUNT_KNOWN: TALLY_UNKNOWN */
    bool high;             /* with what stands beside */
};
struct reduce {
    const struct ir_node *link; /* or NULL */
    uint32_t destinations;      /* one record more stands behind them: of rows that belong nowhere */
    uint32_t stride;
    char *records;          /* owned */
    struct accumulator *at; /* owned */
    uint32_t count;
    struct reading *readings; /* owned */
    uint32_t reading_count;
    struct arena texts;
    /* of one batch */
    uint32_t *target; /* owned: destination of each row */
    char **record;    /* owned: and its record */
    uint8_t *where;   /* owned: truth of each row */
    uint8_t *known;   /* owned */
};

static inline void *record_of(const struct reduce *reduce, uint32_t destination) {
    return reduce->records + (size_t)reduce->stride * destination;
}
/* The sum or the greatest in exact numbers, from here on. */
void reduce_widen(struct reduce *reduce, struct accumulator *a);
#endif
