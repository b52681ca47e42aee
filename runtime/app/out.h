/* Answers on their way out. An `answer` says what is printed: the columns, where they come from, under which title. A
 * format turns rows into bytes (`rows`: any thread, touches nothing shared) and takes the bytes of all rows in order
 * (`take`), so that what is written does not depend on how the work was shared out.
 *
 *     struct out out;
 *     out_open(&out, OUT_CSV, &answer, &sink, &arena);
 *     out_begin(&out);
 *     out.format->rows(&out, &rows, &piece);       for each batch
 *     out_take(&out, piece, rows.count);           in order
 *     out_end(&out, &lines);
 *
 * Everything lives in the arena given to out_open, which must outlive it. */
#ifndef RUNTIME_APP_OUT_H
#define RUNTIME_APP_OUT_H
#include "runtime/app/cell.h"
#include "runtime/app/sink.h"

enum out_kind { OUT_TABLE, OUT_CSV, OUT_JSON, OUT_JSONL, OUT_MARKDOWN };
#define OUT_NAMES "table", "csv", "json", "jsonl", "markdown"
/* By a file name's ending; OUT_TABLE where it says nothing else. */
enum out_kind out_kind_of(const char *path);

struct out_column {
    const char *head;   /* CSV, JSON */
    const char *label;  /* for people */
    const char *group;  /* for people: the ladder or score the column belongs to, or NULL */
    const struct ir_node *node;
    int places;                   /* for people: digits after the point, -1: by the number */
    struct thresholds thresholds; /* for people */
    bool spare;         /* for people: left out when no row has anything in it */
    bool keep_whole;    /* for people: not cut when the table is too wide: keys, numbers */
    bool sure;          /* never unknown: needs no cause */
    bool quiet;         /* for people: an unknown value shows as nothing */
};
struct answer {
    const struct framework *framework;
    const struct settings *settings;
    const struct report *report;  /* NULL: the default columns */
    const char *title;            /* for people */
    struct out_column *columns;
    uint32_t count;
    bool causes;                  /* --causes */
    int width;                    /* of a table, in cells */
    bool colors;
};
/* Rows of one batch that are to be printed. */
struct out_rows {
    const struct run *run;
    const struct batch *batch;
    const uint16_t *rows; /* their numbers in the batch, ascending */
    uint32_t count;
};
struct out_cell { struct type type; struct value value; };
/* A `row` line of a report. */
struct out_line { struct out_cell *cells; uint32_t count; };
/* A flag about the portfolio, with how many accounts a stage would have and has room for where it is about one. */
struct out_flag { const struct flag *flag; struct value raised, count, room; };
struct out_lines {
    const char *const *columns;
    uint32_t column_count;
    struct out_line *at;
    uint32_t count;
    const struct out_flag *flags; /* for JSON */
    uint32_t flag_count;
};

struct out;
struct out_format {
    const char *name;
    bool people;                                  /* rounded, with labels, a title and a summary */
    void (*open)(struct out *out);                /* makes out->state */
    void (*begin)(struct out *out);               /* what stands before the rows */
    void (*rows)(const struct out *out, const struct out_rows *rows, struct buf *into);
    void (*total)(const struct out *out, const struct out_line *line, struct buf *into); /* a row with a cell for each column */
    void (*take)(struct out *out, struct str rows, uint32_t count);
    void (*end)(struct out *out, const struct out_lines *lines); /* what stands after them; lines may have none */
};
struct out {
    const struct out_format *format;
    const struct answer *answer;
    struct sink *sink;
    struct arena *arena;
    uint64_t count;      /* rows taken */
    void *state;         /* of the format */
};
extern const struct out_format out_csv, out_json, out_jsonl, out_table, out_markdown;

void out_open(struct out *out, enum out_kind kind, const struct answer *answer, struct sink *sink, struct arena *arena);
void out_begin(struct out *out);
void out_take(struct out *out, struct str rows, uint32_t count);
void out_total(struct out *out, const struct out_line *line); /* the last row: a report's line about all */
void out_end(struct out *out, const struct out_lines *lines);

/* The value of column `c` in the i-th of the rows; texts are borrowed from the batch. */
struct value out_value(const struct out *out, const struct out_rows *rows, uint32_t c, uint32_t i);
/* Why that value is unknown, in words. */
void out_cause(const struct out *out, const struct out_rows *rows, uint32_t c, uint32_t i, struct buf *into);
/* For people: all unknown columns of a row with their causes, "health: `nps` is blank (accounts.csv:42)". */
void out_all_causes(const struct out *out, const struct out_rows *rows, uint32_t i, struct buf *into);
/* For people: whose answers these are, "Relationship stages (version 2026.1), as of 2026-11-01". */
void out_title(const struct answer *answer, struct buf *into);
/* For people: the text of a cell, "?" for what is unknown and not quiet. */
void out_people(const struct out_column *column, const struct value *value, struct buf *into);
/* The same of a cell of a `row` line or a total; what does not apply shows as nothing. */
void out_people_cell(const struct out_cell *cell, struct buf *into);
/* For people: how a cell is meant, for its colour. */
enum out_mood { MOOD_PLAIN, MOOD_GOOD, MOOD_CARE, MOOD_BAD, MOOD_NEW, MOOD_FAINT };
enum out_mood out_mood(const struct framework *framework, const struct out_column *column, const struct value *value);
#endif
