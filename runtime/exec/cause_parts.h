/* The walk along unknown arguments, for the files that find causes (cause.h). */
#ifndef RUNTIME_EXEC_CAUSE_PARTS_H
#define RUNTIME_EXEC_CAUSE_PARTS_H
#include "runtime/exec/cause.h"
#include "runtime/exec/plan_parts.h"

#define USUAL_STEPS 512 /* of a plan; a walk over more takes memory of its own */

struct walk {
    const struct run *run;
    const struct batch *batch;
    uint32_t row;
    uint32_t *stack; /* steps still to be looked at */
    uint32_t depth;
    uint32_t *parent; /* by step: the step it was reached from; NO_STEP: not reached, itself: where the walk began */
    uint32_t usual[2 * USUAL_STEPS];
};

bool cause_known(const struct walk *walk, uint32_t step);
/* Why a value that comes from another space is unknown. */
enum cause cause_of_crossing(const struct walk *walk, const struct step *step);
/* The field of another record, or of the rows of an aggregate, whose unknown values made the value of step `at` unknown;
 * NULL when it is not one alone. */
const struct field *cause_crossing_field(const struct walk *walk, uint32_t at);
/* The same in words, when the unknown of step `at` began in another space or in the rows of one: "`region` of Owner is blank
 * (owners.csv:7)", "`value` is unknown in 3 of 5 rows of Interaction". False when it did not. */
bool cause_put_crossing(const struct walk *walk, uint32_t at, struct buf *out);
#endif
