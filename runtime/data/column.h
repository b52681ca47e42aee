/* Columns of one batch: what loaders fill, kernels compute and outputs read.
 *
 * A vector holds up to BATCH_ROWS values of one representation, and a validity byte for each. What is under an unknown
 * value is unspecified but initialised (0), so that kernels may compute on it blindly.
 *
 *   bool    truth[i]    0 false, 1 unknown, 2 true; `known` is not used (NULL): and is min, or is max, not is 2 - x
 *   number  narrow:     num[i] / 10^scale, and for a fraction num[i] / (den[i] * 10^scale), den[i] > 0;
 *                       |num[i]| <= num_bound and den[i] <= den_bound for every row, the unknown ones too
 *           wide:       wide[i], an exact rational: where 64 bits may not do
 *   text    text[i]     slices; they live as long as the batch
 *   date    day[i]      DATE_NEVER for never
 *   code    code[i]     member of a category, CODE_NONE, CODE_EXITED + k
 *   row     row[i]      number of a row of another space, from 0; NO_ROW under an unknown value
 *
 * `constant`: every row has the value of row 0; only row 0 is stored. */
#ifndef RUNTIME_DATA_COLUMN_H
#define RUNTIME_DATA_COLUMN_H
#include "lang/base/limits.h"
#include "lang/model.h"

enum repr { REPR_BOOL, REPR_NUMBER, REPR_TEXT, REPR_DATE, REPR_CODE, REPR_ROW };
#define NO_ROW UINT32_MAX
enum repr repr_of(struct type type); /* of the types that have values: bool; number, period; text; date; category; record */
/* Of a field's cells as a batch holds them: those of a reference are keys, of the type that the record it refers to has. */
enum repr repr_of_field(const struct field *field);

#define TRUTH_FALSE 0
#define TRUTH_UNKNOWN 1
#define TRUTH_TRUE 2

struct vec {
    enum repr repr;
    bool constant;
    bool all_known;      /* a promise that no value is unknown; false promises nothing. Not for bool */
    bool is_wide;        /* number: `wide` counts, not `num` */
    uint8_t scale;       /* number, narrow: 0..18 */
    uint64_t num_bound;  /* number, narrow */
    uint64_t den_bound;  /* likewise; 1 and den NULL when it is no fraction */
    uint8_t *known;      /* 1 known, 0 unknown */
    union {
        uint8_t *truth;
        int64_t *num;
        struct str *text;
        date *day;
        int16_t *code;
        uint32_t *row;
    };
    int64_t *den;        /* number, narrow fraction; or NULL */
    struct dec *wide;    /* number, wide; or NULL */
};
struct value vec_value(const struct vec *vec, uint32_t row); /* one value, constants included; texts borrowed. No cause: CAUSE_NONE */
struct dec vec_number(const struct vec *vec, uint32_t row);  /* of a number that is known */

/* State of a cell: kept for fields whose `is missing`, `is invalid` or causes someone wants. A CAUSE_ value. */
typedef uint8_t cell_state;

/* One batch of rows of one record, as a loader fills it. Buffers belong to the batch and are reused; text slices
 * point into the chunk the rows came from, or into `arena`. */
struct batch {
    const struct record *record;
    uint32_t rows;
    uint64_t first_row;      /* number of rows of this record accepted before this batch */
    struct vec *fields;      /* by field index; only those wanted are filled */
    bool *wanted;            /* by field index */
    cell_state **states;     /* by field index; NULL where not wanted; CAUSE_NONE for a known value */
    const char *file;        /* as the user gave it */
    uint64_t *line;          /* physical line (CSV, JSONL), row number (SQLite), item number (JSON), from 1 */
    uint64_t *key_place;     /* of the loader, in `arena`: where a row's key stands in the data; or NULL */
    struct str *raw;         /* likewise: the row as it stood; or NULL */
    struct arena arena;      /* texts that had to be made; cleared when the batch is filled anew */
};
void batch_init(struct batch *batch, const struct record *record, const bool *wanted, const bool *states_wanted);
void batch_release(struct batch *batch);
void batch_drop(struct batch *batch, uint32_t row); /* removes a row, keeping the order of the others */
#endif
