/* The checked framework: what a framework file means, with every name resolved and every expression a node of the
 * graph. Made by check_framework (check.h); lives in the program arena; never changed afterwards. Loaders read the
 * records and fields from here, the engine the graph, the outputs the constructs and their labels.
 *
 * Strings are NUL-terminated and interned or in the program arena; a label is NULL when none was written. A label,
 * advice or message with `{expression}` in it is a node of type text (`text`); a plain one has text NULL. */
#ifndef LANG_MODEL_H
#define LANG_MODEL_H
#include "lang/ir.h"

struct label {
    const char *plain;     /* the text as written, braces undone when there is no expression in it; or NULL */
    struct ir_node *text;  /* NULL unless it holds expressions; evaluates to the text */
};

/* ---- spaces: whose rows a node has values for ---- */
enum space_kind { SPACE_KIND_POINT, SPACE_KIND_ROWS /* of a record */, SPACE_KIND_GROUPS /* of a GROUP node */ };
struct space {
    enum space_kind kind;
    const struct record *record;  /* ROWS */
    const struct ir_node *group;  /* GROUPS */
};

/* ---- records and their fields: what loaders need ---- */
struct alias { const char *spelling, *meaning; };
enum number_reading {
    READ_NUMBER,    /* 12.5, sign allowed, exponent allowed; thousands separators are not */
    READ_PERCENT,   /* needs the sign: 18% */
    READ_POINTS,    /* `as points`: 18 is 18% (a sign is allowed) */
    READ_FRACTION   /* `as fraction`: 0.18 is 18% */
};
struct field {
    const char *name;
    const char *label;
    struct type type;
    uint32_t index;            /* number in the record */
    bool key, optional, fixed, whole;
    const char **from;         /* column names; none: the field's own name. The first that the data has counts */
    uint32_t from_count;
    const char *format;        /* `as "%d/%m/%Y"` of a date, `as "1.234,56"` of a number or money; NULL: ISO, plain */
    enum number_reading reading;
    bool has_default;
    struct value default_value; /* for blanks only */
    bool has_range;
    struct dec low, high;      /* both inclusive, in the number's own value (25% is 0.25) */
    struct alias *aliases;     /* applied to the cell first */
    uint32_t alias_count;
    const char *aliases_file;  /* `aliases from "aliases.csv"`, relative to the framework's folder; columns: spelling, meaning; or NULL */
    const char *via;           /* list: the child's reference field, or NULL */
    struct span span;
};
struct record {
    const char *name;
    const char *label;
    bool subject;
    struct field *fields;
    uint32_t field_count;
    int32_t key;              /* index of the key field, or -1 */
    ir_space space;           /* SPACE_SUBJECT for the subject */
    const struct record *each[2]; /* `for each A, B`: a row for every pair, in the order of A's rows, then B's; else NULL */
    int32_t each_field[2];    /* the fields that refer to them */
    struct span span;
};

/* ---- definitions ---- */
struct param {
    const char *name;
    struct label label;
    struct type type;
    struct value value;       /* as written; --set replaces it at run time */
    bool has_range;
    struct dec low, high;
    struct span span;
};
struct criterion {
    const char *name;
    struct label label, advice;
    struct ir_node *node;
    struct span span;
};
struct definition {           /* a let of the subject without arguments */
    const char *name;
    struct label label;
    struct ir_node *node;     /* NULL when it can not be evaluated by this program (list values) */
    struct span span;
};
struct score_part {
    struct label label;       /* as written, or the expression's text */
    struct ir_node *weight;   /* a fraction of the whole, before sharing out; NULL for add and subtract */
    struct ir_node *value;    /* what is weighted, 0..100 by custom; bool counts 100 or 0; after `when missing V` */
    struct ir_node *points;   /* what it contributed */
    struct ir_node *lost;     /* weight share * 100 - points, never negative: what full marks would add; for add lines what they would have added */
    struct ir_node *known;    /* whether the value itself was known */
    struct span span;
};
struct score {
    const char *name;
    struct label label;
    struct ir_node *node, *coverage;
    struct ir_node *band;              /* or NULL */
    const struct category *bands;      /* ordered; or NULL */
    struct score_part *parts;
    uint32_t part_count;
    struct span span;
};
struct table_output { const char *name; struct label label; struct ir_node *node; };
struct decision_table {
    const char *name;
    struct label label;
    struct table_output *outputs;
    uint32_t output_count;
    struct ir_node *row;      /* code of the row that matched, their number when `else` did; unknown when none or undecided */
    uint32_t row_count;
    struct span span;
};
struct given { const char *name; struct label label; struct ir_node **by_stage; /* one a stage, NULL where the stage gives none */ struct ir_node *node; /* for the stage after the move */ };
struct stage {
    const char *name;
    struct label label;
    struct ir_node *requires; /* own requirement; constant true when none is written */
    struct ir_node *meets;    /* requirement including the stages below, when the ladder is climbed */
    int32_t code;             /* of the ladder's category; the stage's own number unless the ladder leaves members of its category out */
    struct span span;
};
enum move_kind { MOVE_ADVANCE, MOVE_DEMOTE, MOVE_EXIT, MOVE_HOLD, MOVE_PLACE }; /* codes of the category `kind` */
struct move {
    enum move_kind kind;
    struct label label;       /* the rule's label; where none is written: "advance basic -> collaborative" */
    struct ir_node *condition;/* when it applies (from, target, direction) and its `when` holds, three-valued */
    struct span span;
};
struct ladder {
    const char *name;
    struct label label;
    const struct category *stages; /* is_ladder */
    bool independent;
    struct stage *stage;
    uint32_t stage_count;
    struct move *moves;
    uint32_t move_count;
    struct given *gives;
    uint32_t give_count;
    struct ir_node *assessed, *possible;
    struct ir_node *current, *since;    /* NULL when the ladder has no `current` / `since` */
    struct ir_node *move;               /* text: the label of the move that fires; unknown under hold and place */
    struct ir_node *move_index;         /* code: number in moves, move_count when none fires */
    struct ir_node *kind, *proposed;
    struct ir_node *blockers;           /* text list */
    struct ir_node *due;                /* date of the next review; NULL when no stage has one */
    struct span span;
};
enum severity { SEVERITY_INFO, SEVERITY_WARNING, SEVERITY_ERROR };
struct flag {                 /* flags, invariants that hold, and stages over their capacity */
    const char *name;
    struct label label;
    enum severity severity;   /* an invariant is an error */
    bool invariant;
    struct ir_node *raised;   /* flag: E; invariant: not E. True: raised; unknown: undecided */
    bool portfolio;           /* about all accounts together: one value, of the point, and no column */
    const struct stage *stage;/* of a capacity; else NULL, and so are the next two */
    struct ir_node *count, *room; /* how many accounts would be in the stage, and how many it has room for; of the point */
    struct span span;
};

/* ---- what eval prints ---- */
enum role { ROLE_KEY, ROLE_FIELD, ROLE_LADDER, ROLE_CRITERION, ROLE_SCORE, ROLE_TABLE, ROLE_SELECT, ROLE_LET, ROLE_FLAG, ROLE_SHOWN };
struct shown {                /* a column of an answer */
    const char *head;         /* CSV, JSON: "relationship.assessed"; the label of a `show`, else the expression as written */
    const char *label;        /* for people's tables, or NULL: the head */
    enum role role;
    struct ir_node *node;
    const void *construct;    /* the struct above it belongs to (ladder, score, …), or NULL */
};
struct order_key { struct ir_node *node; bool descending; };
enum report_kind {
    REPORT_ROWS,    /* a line for each row of a record: of the subject, or of `for Record` */
    REPORT_GROUPS,  /* a line for each group of `group by`: `space` is that of a GROUP node */
    REPORT_LINES    /* only `rows`: `row` lines, or a line for each member of `for category` */
};
struct report_row {         /* of the point */
    struct shown *cells;
    uint32_t count;
    struct ir_node *where;  /* whether it is there, and what it is sorted by: of `for category`; else NULL */
    struct ir_node **keys;  /* one for each of the report's order, whose own nodes are then those of the first line */
};
struct report {
    const char *name;
    struct label title;
    enum report_kind kind;
    ir_space space;           /* whose rows the lines are: shown, where and order live there or in the point */
    struct shown *shown;      /* in the order written; none when it has only rows */
    uint32_t shown_count;
    struct ir_node *where;    /* or NULL */
    struct order_key *order;
    uint32_t order_count;
    struct report_row *total; /* the line about all, with a cell for each shown; or NULL */
    struct report_row *rows;  /* `row` lines, members; values of the point only */
    uint32_t row_count;
    const char **columns;     /* heads of the `row` lines */
    uint32_t column_count;
    struct span span;
};
struct refusal { const char *what; struct span span; }; /* "`select key_account`": checked, but not yet evaluated by this program */

/* ---- who is taken when only so many can be ---- */
struct selection_limit { struct label label; /* "take key_capacity", "at most 3 per region" as written */ struct ir_node *room; struct ir_node *group; };
struct selection {
    const char *name;
    struct label label;
    struct ir_node *among;       /* bool */
    struct order_key *order;
    const char **order_text;     /* the keys as written */
    uint32_t order_count;
    struct selection_limit *limits;
    uint32_t limit_count;
    struct ir_node *outcome;     /* the SELECT node */
    struct ir_node *taken;       /* bool: in or out; false for those that are no candidates */
    struct ir_node *rank;        /* number */
    struct ir_node *blocked_by;  /* text: label of the limit that kept it out */
    struct span span;
};
/* What is assumed otherwise; scenario.h applies it. All nodes read the original values. */
struct scenario_change {
    const struct record *record;
    uint32_t field;
    struct ir_node *when;        /* a bool, always known: the rows that change; NULL: all */
    struct ir_node *value;       /* the field's new value; of the record's space or the point */
    struct span span;
};
struct scenario {
    const char *name;
    struct label label;
    struct ir_node **params;     /* by param index: its value under the scenario, or NULL */
    struct scenario_change *changes; /* in the order written; of two for one field the later counts where both hold */
    uint32_t change_count;
    struct span span;
};

struct framework {
    const char *name;
    struct label label;
    const char *version;
    const char *folder;             /* of its file: where table and alias files are looked for */
    struct ir ir;
    struct record *subject;
    struct record **records;        /* all, the subject included */
    uint32_t record_count;
    struct param *params;
    uint32_t param_count;
    struct criterion *criteria;
    uint32_t criterion_count;
    struct definition *lets;
    uint32_t let_count;
    struct score *scores;
    uint32_t score_count;
    struct decision_table *tables;
    uint32_t table_count;
    struct ladder *ladders;
    uint32_t ladder_count;
    struct flag *flags;
    uint32_t flag_count;
    struct report *reports;
    uint32_t report_count;
    struct shown *shown;            /* default columns of eval: key, ladders, criteria, scores, tables, lets, flags */
    uint32_t shown_count;
    struct space *spaces;           /* by ir_space: point, subject, the other records, then groups */
    uint32_t space_count;
    struct selection *selections;
    uint32_t selection_count;
    struct scenario *scenarios;
    uint32_t scenario_count;
    bool uses_today;                /* whether any answer reads the as-of date */
    struct refusal *refusals;
    uint32_t refusal_count;
};
#endif
