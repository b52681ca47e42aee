/* The expression graph that every construct is lowered to; evaluator, SQL, lint and proofs know only this.
 *
 * Nodes are hash-consed: one node per meaning, made with ir_make and never changed. Arguments come before their users,
 * so ids are a topological order. Each node has a type, a space (whose rows it has a value for) and the places in the
 * framework that it came from. The graph and its nodes live in the program arena.
 *
 *     struct ir_node *margin = ir_make(ir, DIV, type, (struct ir_node *[]){profit, revenue}, 2, span);
 */
#ifndef LANG_IR_H
#define LANG_IR_H
#include "lang/base/date.h"
#include "lang/base/decimal.h"
#include "lang/base/map.h"
#include "lang/type.h"

enum ir_op {
#define IR(op, name, doc) IR_##op,
#include "lang/ir.def"
#undef IR
    IR_OP_COUNT
};
enum ir_date_part { PART_YEAR, PART_QUARTER, PART_MONTH, PART_DAY, PART_WEEKDAY };
enum ir_verdict { VERDICT_MET, VERDICT_UNMET /* false */, VERDICT_UNDECIDED, VERDICT_NOT_MET /* false or undecided */ };

/* Why a value is unknown. `where` further up may be a field, a cell and a row: the engine finds that (runtime/exec/cause.h). */
enum cause {
    CAUSE_NONE,          /* it is known */
    CAUSE_MISSING,       /* the cell is blank */
    CAUSE_ABSENT,        /* the data has no such column */
    CAUSE_INVALID,       /* the cell did not parse */
    CAUSE_OUT_OF_RANGE,  /* it parsed, outside the field's range, or is not whole */
    CAUSE_BY_ZERO,
    CAUSE_OVERFLOW,      /* a number of 30 digits or more before the point, or a date outside the calendar */
    CAUSE_NEVER,         /* a count of time from or to never, or a part of it */
    CAUSE_NOT_WHOLE,     /* a period of 1.5 months */
    CAUSE_NO_MATCH,      /* a table without a row for this */
    CAUSE_MANY_MATCH,    /* a one-match table where several rows match */
    CAUSE_NOT_A_NUMBER,  /* number("abc") */
    CAUSE_NOT_A_STAGE,   /* a neighbour past the end of a ladder */
    CAUSE_NO_MOVE,       /* .move under hold */
    CAUSE_WRITTEN,       /* `unknown` in the framework */
    CAUSE_DANGLING,      /* a reference to a row that the data does not have */
    CAUSE_NO_ROWS,       /* an average, a latest, … of no rows */
    CAUSE_UNDECIDED,     /* a count, where it is not decided for some row whether it counts */
    CAUSE_UNKNOWN_ROWS,  /* a sum, where it is not decided for some row whether it counts, or a value is unknown */
    CAUSE_OUTSIDE,       /* the place of a row that is not among those compared; what kept a row out that was not kept out */
    CAUSE_NOTHING_LEFT   /* a score with no weight left */
};
const char *cause_text(enum cause cause); /* "is blank", "divides by zero", …: follows the name of what is unknown */

/* A single value: constants, params, one row's answer. */
struct value {
    bool known;
    enum cause cause;   /* when not known */
    union {
        bool truth;
        struct dec number;  /* TYPE_NUMBER, TYPE_PERIOD */
        date day;
        int32_t code;
        uint32_t row;       /* TYPE_RECORD: number of a row, at run time only */
        struct str text;    /* program arena for constants */
    };
};

typedef uint16_t ir_space;
#define SPACE_POINT 0   /* one value: params, today, constants */
#define SPACE_SUBJECT 1 /* the rows of the framework's record */

/* ---- bridges between spaces ---- */
enum aggregate {
    AGGREGATE_COUNT_LOW,   /* rows whose `where` is true (all without one) */
    AGGREGATE_COUNT_HIGH,  /* rows whose `where` is true or unknown */
    AGGREGATE_COUNT_KNOWN, /* rows whose `where` is true and whose value is known. From here on only such rows count */
    AGGREGATE_SUM,         /* plain numbers or periods; over nothing 0 */
    AGGREGATE_MIN, AGGREGATE_MAX, /* numbers, dates, codes, texts; over nothing unknown, and so are the following */
    AGGREGATE_MEDIAN,      /* of codes and dates with an even count: the lower of the two in the middle */
    AGGREGATE_PERCENTILE,  /* second value: p of the point, 0..100; linear between neighbours for numbers (exact), the lower for others */
    AGGREGATE_STDDEV,      /* of the sample, n - 1; rounded at the 9th digit */
    AGGREGATE_ANY,         /* Kleene's or of the values (bools) over all rows of the link; over nothing false. No `where` */
    AGGREGATE_LATEST,      /* the value of the row that comes last by the keys; equal keys: the later row */
    AGGREGATE_DISTINCT_LOW, AGGREGATE_DISTINCT_HIGH, /* different known values among rows whose `where` is true; true or unknown */
    AGGREGATE_TEXT_LIST    /* texts joined by "; ", by the keys, else in the order of the rows; over nothing empty */
};
enum window {
    WINDOW_RANK,           /* 1 + how many rows of the group come before it by the keys: ties are equal */
    WINDOW_RUNNING_SUM     /* sum of the value over the rows that come before it by the keys and all that tie with it */
};
/* How a bridge reads its arguments: they stand in this order. */
struct ir_layout {
    bool link;             /* REDUCE, KEEP: a row number of each source row (REF, GATHER, GROUP); without: the point */
    bool where;            /* a bool of each source row; undecided rows as the operator says */
    uint8_t groups;        /* KEEP: group keys; WINDOW: 0 or 1, a GROUP node; SELECT: one GROUP node a limit */
    uint8_t values;        /* REDUCE, WINDOW: the value, then a parameter; KEEP: n, of the point; SELECT: the room of each limit, of the point */
    uint8_t keys;          /* order keys, most important first */
    uint32_t descending;   /* bit k: key k goes down */
    bool distinct;         /* REDUCE: each different value once */
    bool earlier;          /* KEEP: of rows with equal keys the earlier comes first; else the later */
};

struct ir_node {
    enum ir_op op;
    uint32_t id;             /* position in ir->nodes */
    struct type type;
    ir_space space;
    bool fraction;           /* may hold a quotient: exact until shown */
    uint32_t arg_count;
    struct ir_node **args;
    int32_t index;           /* see ir.def; 0 otherwise */
    struct ir_layout layout; /* of bridges */
    ir_space target;         /* of row numbers (REF, GATHER of one, GROUP, MATCH): the space they point into; of a REDUCE: the space whose
                              * rows it looks through; else SPACE_POINT */
    struct value constant;   /* IR_CONST */
    struct span span;        /* first place it was made for */
};
struct ir {
    struct arena *arena; /* borrowed: program */
    VEC(struct ir_node *) nodes;
    struct ir_node **slots; /* hash-consing table */
    uint32_t slot_count;
};
void ir_init(struct ir *ir, struct arena *arena);
/* The one node with this meaning. `type` must be the result's; space and fraction follow from the arguments. */
struct ir_node *ir_make(struct ir *ir, enum ir_op op, struct type type, struct ir_node *const *args, uint32_t count, struct span span);
struct ir_node *ir_make_indexed(struct ir *ir, enum ir_op op, struct type type, struct ir_node *const *args, uint32_t count, int32_t index, ir_space space, struct span span);
/* A bridge. `space` is the result's; `target` see above; hash-consed like the rest. A GROUP's target must be the space
 * made for it: model.h, framework->spaces. */
struct ir_node *ir_make_bridge(struct ir *ir, enum ir_op op, struct type type, struct ir_node *const *args, uint32_t count, int32_t index, struct ir_layout layout,
                               ir_space space, ir_space target, struct span span);
struct ir_node *ir_const(struct ir *ir, struct type type, struct value value, struct span span);
const char *ir_op_name(enum ir_op op);
const char *ir_aggregate_name(enum aggregate aggregate); /* "count-low" */
/* All nodes that `roots` need, as text, one a line: "%7 = and %3 %5 : bool   stages.rung:12". */
void ir_dump(const struct ir *ir, const struct sources *sources, struct buf *out);
#endif
