/* What an answer says that is no row: `row` lines and members of a category, the total of a report, flags about the
 * portfolio. All of it is of the point, so any run can tell it once the last pass has gone by. */
#ifndef RUNTIME_APP_LINES_H
#define RUNTIME_APP_LINES_H
#include "runtime/app/out.h"

/* Calls `add` for each node that must be a root of the plan. `report` may be NULL: the default answer. */
void lines_roots(const struct framework *framework, const struct report *report, void (*add)(void *context, struct ir_node *node), void *context);
/* In the arena, texts too. */
struct out_lines lines_make(const struct framework *framework, const struct report *report, const struct run *run, struct arena *arena);
struct out_line lines_total(const struct report *report, const struct run *run, struct arena *arena);
#endif
