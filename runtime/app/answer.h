/* Which columns an answer has: those of a report as written; else the framework's own, all of them for programs, the
 * ones that tell an account's story for people. */
#ifndef RUNTIME_APP_ANSWER_H
#define RUNTIME_APP_ANSWER_H
#include "runtime/app/out.h"

/* Fills in report, title, columns and count. `answer` has framework, settings and causes. */
void answer_columns(struct answer *answer, const struct report *report, bool people, struct arena *arena);
/* The report of that name, or NULL. */
const struct report *answer_report(const struct framework *framework, const char *name);
#endif
