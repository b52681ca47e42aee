/* Under what a command is asked: --as-of, --set, --scenario and --where, which several commands have. Mistakes become
 * messages in the session's diags. */
#ifndef RUNTIME_APP_ASKED_H
#define RUNTIME_APP_ASKED_H
#include "runtime/app/options.h"
#include "runtime/app/session.h"
#include "runtime/exec/plan.h"

/* The checked framework with the params as written; today where no date was given. In the session's arena. */
struct settings asked_settings(struct session *session, const struct option_date *as_of);
void asked_set(struct session *session, struct settings *settings, const struct option_words *set);
/* The condition of --where; NULL after a message. */
struct ir_node *asked_where(struct session *session, const char *text);
/* The scenario of that name; NULL after a message. */
const struct scenario *asked_scenario(struct session *session, const char *name);
/* The framework as it is under the scenarios, and `where` with it; what `set` sets cannot be set once more. */
void asked_scenarios(struct session *session, const struct option_words *scenarios, const struct option_words *set, const struct ir_node **where);
/* What the framework cannot be evaluated for, as messages. */
void asked_refuse(struct session *session);
#endif
