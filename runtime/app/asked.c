/* Under what a command is asked.
 * SPDX-License-Identifier: MIT */
#include "runtime/app/asked.h"

#include "lang/scenario.h"
#include "lang/suggest.h"
#include "lang/written.h"

void asked_refuse(struct session *session) {
    const struct framework *framework = session->framework;
    struct diags *diags = &session->diags;
    for (uint32_t i = 0; i < framework->refusal_count; i++) {
        struct diag *d = diag_new(diags, E0571, framework->refusals[i].span,
                                  "%s cannot be evaluated by this version of rung", framework->refusals[i].what);
        diag_help(diags, d, "`rung check` reads it; to evaluate the rest, take it out of the framework.");
    }
}

static struct param *param_named(const struct framework *framework, struct str name) {
    for (uint32_t i = 0; i < framework->param_count; i++) {
        if (str_equal(str_of(framework->params[i].name), name)) return &framework->params[i];
    }
    return NULL;
}

static void say_no_param(struct session *session, const char *name) {
    const struct framework *framework = session->framework;
    struct diags *diags = &session->diags;
    struct diag *d =
        diag_new(diags, E0573, (struct span){0}, "`--set %s`: the framework has no param `%s`", name, name);
    struct suggest suggest;
    suggest_init(&suggest, name);
    struct buf all;
    buf_init(&all);
    for (uint32_t i = 0; i < framework->param_count; i++) {
        suggest_offer(&suggest, framework->params[i].name);
        buf_printf(&all, "%s`%s`", i ? ", " : "", framework->params[i].name);
    }
    const char *nearest = suggest_best(&suggest);
    if (nearest)
        diag_help(diags, d, "Did you mean `%s`?", nearest);
    else if (framework->param_count)
        diag_help(diags, d, "Its params are %s.", all.ptr);
    else
        diag_help(diags, d, "It declares no params. Write one, for example: param min_margin = 25%%");
    buf_release(&all);
}

static void set_param(struct session *session, struct settings *settings, const char *word) {
    struct arena *arena = &session->arena;
    const char *equals = strchr(word, '=');
    if (!equals) {
        struct diag *d = diag_new(&session->diags, E0573, (struct span){0}, "`--set %s` gives no value", word);
        diag_help(&session->diags, d, "Write the param, an equals sign and the value: --set min_margin=30%%");
        return;
    }
    struct str left = str_trim((struct str){word, (size_t)(equals - word)}), right = str_trim(str_of(equals + 1));
    const char *name = arena_strndup(arena, left.ptr, left.len), *text = arena_strndup(arena, right.ptr, right.len);
    const struct framework *framework = session->framework;
    const struct param *param = param_named(framework, left);
    if (!param) {
        say_no_param(session, name);
        return;
    }
    struct value *value = &settings->params[param - framework->params];
    /* The shell takes the quotes of --set region="EMEA": a text may stand without them. */
    if (param->type.kind == TYPE_TEXT && text[0] != '"') {
        *value = (struct value){.known = true, .text = str_of(text)};
        return;
    }
    const struct ast *tree = session_expression(session, arena_printf(arena, "--set %s", name), text);
    if (tree) (void)check_param_value(session->checker, param, tree, value);
}

struct settings asked_settings(struct session *session, const struct option_date *as_of) {
    const struct framework *framework = session->framework;
    struct settings settings = {.framework = framework, .today = as_of->given ? as_of->day : date_today()};
    settings.params = ARENA_ARRAY(&session->arena, struct value, framework->param_count);
    for (uint32_t i = 0; i < framework->param_count; i++) settings.params[i] = framework->params[i].value;
    return settings;
}

void asked_set(struct session *session, struct settings *settings, const struct option_words *set) {
    for (uint32_t i = 0; i < set->count; i++) set_param(session, settings, set->at[i]);
}

struct ir_node *asked_where(struct session *session, const char *text) {
    struct diags *diags = &session->diags;
    const struct ast *tree = session_expression(session, "--where", text);
    struct ir_node *node = tree ? check_expression(session->checker, tree) : NULL;
    if (!node || node->type.kind == TYPE_ERROR) return NULL;
    if (node->type.kind == TYPE_BOOL) return node;
    char name[80];
    struct diag *d = diag_new(diags, E0574, tree->span, "`--where` takes a condition, and this is %s",
                              type_phrase(node->type, name));
    diag_help(diags, d, "Write a comparison, for example: --where 'revenue > 0'");
    return NULL;
}

const struct scenario *asked_scenario(struct session *session, const char *name) {
    const struct framework *framework = session->framework;
    struct diags *diags = &session->diags;
    const struct scenario *scenario = scenario_find(framework, name);
    if (scenario) return scenario;
    struct diag *d = diag_new(diags, E0576, (struct span){0}, "the framework has no scenario `%s`", name);
    struct suggest suggest;
    suggest_init(&suggest, name);
    for (uint32_t i = 0; i < framework->scenario_count; i++) suggest_offer(&suggest, framework->scenarios[i].name);
    const char *nearest = suggest_best(&suggest);
    if (nearest)
        diag_help(diags, d, "Did you mean `%s`?", nearest);
    else if (framework->scenario_count)
        diag_help(diags, d, "Its first one is `%s`.", framework->scenarios[0].name);
    else
        diag_help(diags, d, "It declares none. Write one, for example: scenario growth { change revenue = revenue * 1.1 }");
    return NULL;
}

/* A param has one value: from `--set` or from a scenario. */
static bool is_set_once(struct session *session, const struct option_words *set, const struct scenario *scenario) {
    const struct framework *framework = session->framework;
    for (uint32_t i = 0; i < set->count; i++) {
        const char *word = set->at[i], *equals = strchr(word, '=');
        const struct param *param = equals ? param_named(framework, str_trim((struct str){word, (size_t)(equals - word)})) : NULL;
        if (!param || !scenario->params[param - framework->params]) continue;
        struct diag *d = diag_new(&session->diags, E0577, scenario->span, "`--set` and scenario `%s` both set `%s`", scenario->name, param->name);
        diag_help(&session->diags, d, "Take one of them out.");
        return false;
    }
    return true;
}

/* The framework as it is under the scenarios; what it says of itself stays. */
void asked_scenarios(struct session *session, const struct option_words *scenarios, const struct option_words *set, const struct ir_node **where) {
    struct arena *arena = &session->arena;
    const struct scenario **chosen = ARENA_ARRAY(arena, const struct scenario *, scenarios->count);
    uint32_t count = 0;
    for (uint32_t i = 0; i < scenarios->count; i++) {
        chosen[count] = asked_scenario(session, scenarios->at[i]);
        if (chosen[count] && is_set_once(session, set, chosen[count])) count++;
    }
    if (!count || count < scenarios->count) return;
    struct ir_rewrite rewrite;
    if (!scenario_apply(session->framework, chosen, count, arena, &session->diags, &rewrite)) return;
    written_rewrite(session->checker, &rewrite);
    *where = ir_rewrite(&rewrite, (struct ir_node *)*where);
}
