/* Kernels: what computes one node of the graph for the rows of a batch. Which kernel serves which operator and
 * representation is a table, kernels.def; how the kernels are run is run.c's matter.
 *
 * A kernel gets vectors and fills one. It does not allocate, except texts in the arena it is handed. When every
 * argument is constant it is called for one row and gives a constant; it may also give a constant on its own account.
 * Whatever is unknown holds a harmless value within the vector's bounds (0, denominator 1), so that the next kernel may
 * compute on it blindly.
 *
 * A number kernel has two roads to one result. The narrow one works on 64-bit integers, after the vectors' magnitude
 * bounds have shown that nothing can overflow; where they do not, the rows are looked at once for tighter bounds
 * (kernel_tighten). The wide one takes row by row what lang/base/decimal.h defines, and goes back to 64 bits where the
 * results allow. RUNG_WIDE, set in the tiny build, leaves only the wide road: the answers are the same. */
#ifndef RUNTIME_EXEC_KERNELS_H
#define RUNTIME_EXEC_KERNELS_H
#include <locale.h>
#include <regex.h>
#include "runtime/data/column.h"

#if defined(RUNG_TINY) && !defined(RUNG_WIDE)
#define RUNG_WIDE
#endif
#ifdef RUNG_WIDE
#define NARROW_ALLOWED false
#else
#define NARROW_ALLOWED true
#endif

/* HOT: a loop over the rows, for the compiler to turn into vector instructions: for the processor at hand where the
 * compiler can choose when the program starts, else for the least one. */
#if defined(__GNUC__) && !defined(__clang__) && defined(__x86_64__) && !defined(RUNG_TINY) &&                          \
    !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
#define HOT __attribute__((noinline, optimize("O3"), target_clones("avx2", "default"))) static
#elif defined(__GNUC__) && !defined(__clang__)
#define HOT __attribute__((noinline, optimize("O3"))) static
#else
#define HOT __attribute__((noinline)) static
#endif
#define INLINE __attribute__((always_inline)) static inline

struct kernel_branch { /* one value of a CASE */
    const void *values;
    const int64_t *den;
    const uint8_t *known;
    int64_t factor;
    uint32_t step, den_step, known_step; /* 0 where one element stands for all rows */
};

/* Scratch of a run, for the length of one kernel call; each array holds BATCH_ROWS. */
#define SCRATCH 5
struct kernel_room {
    uint8_t *ones; /* validity of a vector without unknown values; never written */
    uint8_t *bytes[SCRATCH];
    int64_t *num[SCRATCH];
    struct dec *wide[SCRATCH];
    uint16_t *mask;
    struct kernel_branch *branches; /* as many as the largest operator has arguments */
    int64_t *factors;               /* as many */
    uint64_t rounded;               /* fractions that passed 38 digits and were rounded */
    struct arena *texts;            /* where texts are made; they live until the next batch */
    struct arena *lasting;          /* texts that are kept for the run */
    const struct batch *batch;      /* what FIELD, IS_MISSING and IS_INVALID read; NULL while the point is evaluated */
    date today;
    const struct value *params;
};

/* What a node keeps from batch to batch: see kernel_prepare. */
struct kernel_state {
    regex_t regex; /* MATCHES */
    bool has_regex;
    locale_t locale;      /* of UTF-8; (locale_t)0 where the system has none */
    struct str *patterns; /* LABELS: the text for each set of verdicts met so far; ptr NULL: not yet. Or NULL */
};

struct kernel_call {
    const struct ir_node *node;
    bool exact; /* the result may hold a quotient, or a product that is not rounded */
    struct vec *const *args;
    uint32_t arg_count;
    uint32_t rows;    /* to compute; 1 when every argument is constant */
    struct vec *out;  /* reset to the slot's buffers; `constant` set when every argument is */
    struct vec fresh; /* the slot's buffers, once more */
    struct kernel_room *room;
    struct kernel_state *state; /* NULL for most operators */
};
typedef void kernel_fn(struct kernel_call *call);

#define KERNEL(op, repr, function) kernel_fn function;
#include "runtime/exec/kernels.def"
#undef KERNEL
/* The kernel for an operator whose last argument has this representation (REPR_BOOL for one without arguments). */
kernel_fn *kernel_find(enum ir_op op, enum repr last);

/* ---- validity (kernels.c) ---- */
enum known_state { KNOWN_ALL, KNOWN_SOME, KNOWN_NONE };
/* Where all of `args` are known (bools left out), into `known`; what is written there counts for KNOWN_SOME only. */
enum known_state kernel_known_and(struct vec *const *args, uint32_t count, uint8_t *known, uint32_t rows);
/* Sets the result's validity to where all arguments are known; false when that is nowhere and the result is done. */
bool kernel_strict(struct kernel_call *call);
void kernel_set_known(struct kernel_call *call, enum known_state state); /* known bytes already in fresh.known */
void kernel_unknown(struct kernel_call *call);                           /* the whole result is unknown */
void kernel_recheck(struct kernel_call *call);                           /* sets all_known from the bytes */
uint8_t *
kernel_own_known(struct kernel_call *call); /* the validity, in bytes that may be written; all_known is given up */
/* Makes the results 0 or 2 in out->truth unknown wherever an argument is. Uses scratch bytes 0. */
void kernel_strict_truth(struct kernel_call *call);
/* Sets out->truth to the one value, for all rows. */
void kernel_constant_truth(struct kernel_call *call, uint8_t truth);
static inline bool vec_known(const struct vec *v, uint32_t row) {
    return v->all_known || v->known[v->constant ? 0 : row];
}
/* Step from row to row: arrays of constants have one row only. */
static inline uint32_t vec_step(const struct vec *v) { return !v->constant; }
bool kernel_any_unknown(const struct vec *truth, uint32_t rows); /* of a bool vector */
/* Copies the values and the validity of `from`. */
void kernel_copy(struct kernel_call *call, const struct vec *from);

/* ---- numbers (kernels_wide.c) ---- */
uint64_t kernel_power(unsigned exponent); /* 10^0 .. 10^19; past that UINT64_MAX */
static inline uint64_t bound_mul(uint64_t a, uint64_t b) {
    uint64_t product;
    return __builtin_mul_overflow(a, b, &product) ? UINT64_MAX : product;
}
static inline uint64_t bound_add(uint64_t a, uint64_t b) {
    uint64_t sum;
    return __builtin_add_overflow(a, b, &sum) ? UINT64_MAX : sum;
}
static inline bool bound_fits(uint64_t bound) { return bound <= INT64_MAX; }
void kernel_tighten(struct vec *v, uint32_t rows); /* narrow: the least bounds that hold for these rows */
void kernel_narrow_out(struct kernel_call *call, unsigned scale, uint64_t bound,
                       uint64_t den_bound); /* 0: no denominators */
/* The wide values of a vector: its own, or made in scratch `which`; rows as stored (1 for a constant). */
const struct dec *kernel_wide(struct kernel_call *call, const struct vec *v, unsigned which);
/* Ends a wide result in fresh.wide (unknown rows: 0): it goes back to 64 bits where it fits. */
void kernel_wide_out(struct kernel_call *call);
typedef enum dec_status wide_fn(struct dec a, struct dec b, struct dec *out);
void kernel_wide2(struct kernel_call *call, wide_fn *op); /* row by row, of both arguments, where both are known */
bool kernel_status(struct kernel_call *call, enum dec_status status); /* whether there is a value; counts roundings */
/* The common scale of narrow vectors, and the factor that brings each to it; false when one is wide or would not fit. */
bool kernel_align(struct vec *const *vecs, uint32_t count, uint32_t rows, unsigned *scale, int64_t *factors);
/* Sets a vector to one constant number, in its row 0; narrow where it fits. */
void kernel_constant_number(struct vec *v, struct dec number);
/* The known number as a whole one; false when it is not whole or does not fit 64 bits. */
bool kernel_whole(const struct vec *v, uint32_t row, int64_t *out);
void kernel_set_value(struct vec *v, struct value value); /* row 0 of a constant vector */

/* ---- what is kept from batch to batch (kernels_text.c, kernels_show.c) ---- */
/* Made once for a run, when the constants are there; `lasting` as in the room. */
void kernel_prepare_matches(struct kernel_state *state, const struct vec *pattern);
void kernel_release_matches(struct kernel_state *state);
void kernel_prepare_labels(struct kernel_state *state, struct vec *const *args, uint32_t count, struct arena *lasting);

/* ---- used by more than one file ---- */
/* Whether two values of one representation, both known, are equal. */
bool kernel_row_equal(const struct vec *a, const struct vec *b, uint32_t row);
/* min over codes for comparison: every exit is CODE_EXITED. */
static inline int16_t code_plain(int16_t code) { return code < CODE_EXITED ? code : CODE_EXITED; }
#endif
