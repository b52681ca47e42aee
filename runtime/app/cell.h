/* One value as text: exactly, as CSV and JSON carry it, and for people, rounded for reading.
 *
 * Rounding for people never contradicts a verdict: a number that the framework compares with a threshold keeps as many
 * digits as it takes to stand on its own side of it ("69.96" against a band from 70, not "70.0"); what would need more
 * than nine digits is shown as "<70". */
#ifndef RUNTIME_APP_CELL_H
#define RUNTIME_APP_CELL_H
#include "lang/model.h"
#include "runtime/exec/plan.h"

/* Known values. Text as it is: quoting and escaping are the format's matter. */
void cell_exact(struct type type, const struct value *value, struct buf *out);
/* Of a number or period that is known; the bytes written, no NUL. */
#define CELL_NUMBER_MAX 64
size_t cell_number(struct type type, struct dec number, char out[CELL_NUMBER_MAX]);
/* The same as JSON: number, true, false or text. */
void cell_json(struct type type, const struct value *value, struct buf *out);
void cell_json_text(struct str text, struct buf *out); /* quoted and escaped */
/* A unit for a count: "month", "months". */
const char *cell_period_unit(struct type type, struct dec count);

struct thresholds { struct dec *at; uint32_t count; };
/* The constants and params that `node` is compared with anywhere in the framework. In `arena`. */
struct thresholds thresholds_of(const struct settings *settings, const struct ir_node *node, struct arena *arena);
/* `places`: digits after the point to begin with, or -1: by the kind and size of the number. Control characters of
 * texts become blanks, so that data cannot steer a terminal. */
void cell_people(struct type type, const struct value *value, int places, const struct thresholds *thresholds, struct buf *out);
void cell_people_text(struct str text, struct buf *out);
/* A count with separators: "12,345". */
void cell_count(uint64_t count, struct buf *out);
#endif
