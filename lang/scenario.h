/* A framework under scenarios: every value of it read anew, with params set and fields changed. The framework is changed
 * in place, its graph grows; what a scenario says reads the original values, so that several in a row do not build on
 * each other. Expressions that are to see the original, or to be rewritten likewise, are checked before.
 *
 *     const struct scenario *chosen[] = {scenario_find(framework, "growth")};
 *     struct ir_rewrite rewrite;
 *     if (scenario_apply(framework, chosen, 1, arena, diags, &rewrite)) where = ir_rewrite(&rewrite, where);
 */
#ifndef LANG_SCENARIO_H
#define LANG_SCENARIO_H
#include "lang/diag.h"
#include "lang/ir_rewrite.h"

const struct scenario *scenario_find(const struct framework *framework, const char *name); /* or NULL */
/* False after an error: two of them change one field, or set one param. `arena` as for the framework. */
bool scenario_apply(struct framework *framework, const struct scenario *const *chosen, uint32_t count, struct arena *arena, struct diags *diags, struct ir_rewrite *rewrite);
#endif
