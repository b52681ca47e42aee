/* Applying scenarios: first the nodes that stand for params and fields get what replaces them, then every node that the
 * framework shows, counts or prints is made anew.
 * SPDX-License-Identifier: MIT */
#include "lang/scenario.h"
#include "lang/mk.h"

const struct scenario *scenario_find(const struct framework *framework, const char *name) {
    for (uint32_t i = 0; i < framework->scenario_count; i++) {
        if (strcmp(framework->scenarios[i].name, name) == 0) return &framework->scenarios[i];
    }
    return NULL;
}

/* --- clashes --- */

static void say_clash(struct diags *diags, const struct scenario *a, const struct scenario *b, const char *verb, const char *what) {
    struct diag *d = diag_new(diags, E0577, b->span, "scenarios `%s` and `%s` both %s `%s`", a->name, b->name, verb, what);
    diag_also(diags, d, a->span, "`%s` is declared here", a->name);
    diag_help(diags, d, "Apply one of them, or write a scenario that says what both together mean.");
}

static bool agree(const struct framework *framework, const struct scenario *a, const struct scenario *b, struct diags *diags) {
    for (uint32_t p = 0; p < framework->param_count; p++) {
        if (!a->params[p] || !b->params[p]) continue;
        say_clash(diags, a, b, "set", framework->params[p].name);
        return false;
    }
    for (uint32_t i = 0; i < a->change_count; i++) {
        for (uint32_t k = 0; k < b->change_count; k++) {
            const struct scenario_change *x = &a->changes[i], *y = &b->changes[k];
            if (x->record != y->record || x->field != y->field) continue;
            say_clash(diags, a, b, "change", x->record->fields[x->field].name);
            return false;
        }
    }
    return true;
}

/* --- what replaces a leaf --- */

/* What stands for the arguments of a function is numbered after the params. */
static struct ir_node *param_becomes(const struct framework *framework, const struct scenario *const *chosen, uint32_t count, const struct ir_node *node) {
    if ((uint32_t)node->index >= framework->param_count) return NULL;
    for (uint32_t i = 0; i < count; i++) {
        if (chosen[i]->params[node->index]) return chosen[i]->params[node->index];
    }
    return NULL;
}

static struct ir_node *field_becomes(struct framework *framework, const struct scenario *const *chosen, uint32_t count, struct ir_node *node) {
    struct ir *ir = &framework->ir;
    struct ir_node *result = node;
    for (uint32_t i = 0; i < count; i++) {
        for (uint32_t c = 0; c < chosen[i]->change_count; c++) {
            const struct scenario_change *change = &chosen[i]->changes[c];
            if (change->record->space != node->space || change->field != (uint32_t)node->index) continue;
            /* What is given by a scenario is neither missing nor unreadable. */
            struct ir_node *value = node->op == IR_FIELD ? change->value : mk_bool(ir, false, change->span);
            result = change->when ? mk_if(ir, change->when, value, result, change->span) : value;
        }
    }
    return result == node ? NULL : result;
}

static void replace_leaves(struct ir_rewrite *rewrite, const struct scenario *const *chosen, uint32_t count) {
    struct framework *framework = rewrite->framework;
    for (uint32_t id = 0; id < rewrite->count; id++) {
        struct ir_node *node = framework->ir.nodes.at[id], *to = NULL;
        if (node->op == IR_PARAM) to = param_becomes(framework, chosen, count, node);
        if (node->op == IR_FIELD || node->op == IR_IS_MISSING || node->op == IR_IS_INVALID) to = field_becomes(framework, chosen, count, node);
        if (to) ir_rewrite_replace(rewrite, node, to);
    }
}

/* --- every node of the model --- */

static void anew(struct ir_rewrite *rewrite, struct ir_node **node) { *node = ir_rewrite(rewrite, *node); }

static void shown_anew(struct ir_rewrite *rewrite, struct shown *shown, uint32_t count) {
    for (uint32_t i = 0; i < count; i++) anew(rewrite, &shown[i].node);
}

static void order_anew(struct ir_rewrite *rewrite, struct order_key *order, uint32_t count) {
    for (uint32_t i = 0; i < count; i++) anew(rewrite, &order[i].node);
}

static void ladder_anew(struct ir_rewrite *rewrite, struct ladder *ladder) {
    struct ir_node **const nodes[] = {&ladder->label.text, &ladder->assessed, &ladder->possible, &ladder->current, &ladder->since, &ladder->move,
                                      &ladder->move_index, &ladder->kind,     &ladder->proposed, &ladder->blockers, &ladder->due};
    for (size_t i = 0; i < sizeof nodes / sizeof *nodes; i++) anew(rewrite, nodes[i]);
    for (uint32_t i = 0; i < ladder->stage_count; i++) {
        anew(rewrite, &ladder->stage[i].label.text);
        anew(rewrite, &ladder->stage[i].requires);
        anew(rewrite, &ladder->stage[i].meets);
    }
    for (uint32_t i = 0; i < ladder->move_count; i++) {
        anew(rewrite, &ladder->moves[i].label.text);
        anew(rewrite, &ladder->moves[i].condition);
    }
    for (uint32_t i = 0; i < ladder->give_count; i++) {
        struct given *given = &ladder->gives[i];
        anew(rewrite, &given->label.text);
        anew(rewrite, &given->node);
        for (uint32_t s = 0; given->by_stage && s < ladder->stage_count; s++) anew(rewrite, &given->by_stage[s]);
    }
}

static void score_anew(struct ir_rewrite *rewrite, struct score *score) {
    struct ir_node **const nodes[] = {&score->label.text, &score->node, &score->coverage, &score->band};
    for (size_t i = 0; i < sizeof nodes / sizeof *nodes; i++) anew(rewrite, nodes[i]);
    for (uint32_t p = 0; p < score->part_count; p++) {
        struct score_part *part = &score->parts[p];
        struct ir_node **const of_part[] = {&part->label.text, &part->weight, &part->value, &part->points, &part->lost, &part->known};
        for (size_t i = 0; i < sizeof of_part / sizeof *of_part; i++) anew(rewrite, of_part[i]);
    }
}

static void selection_anew(struct ir_rewrite *rewrite, struct selection *selection) {
    struct ir_node **const nodes[] = {&selection->label.text, &selection->among, &selection->outcome, &selection->taken, &selection->rank, &selection->blocked_by};
    for (size_t i = 0; i < sizeof nodes / sizeof *nodes; i++) anew(rewrite, nodes[i]);
    order_anew(rewrite, selection->order, selection->order_count);
    for (uint32_t i = 0; i < selection->limit_count; i++) {
        anew(rewrite, &selection->limits[i].room);
        anew(rewrite, &selection->limits[i].group);
    }
}

static void line_anew(struct ir_rewrite *rewrite, struct report_row *line, uint32_t keys) {
    shown_anew(rewrite, line->cells, line->count);
    anew(rewrite, &line->where);
    for (uint32_t i = 0; line->keys && i < keys; i++) anew(rewrite, &line->keys[i]);
}

static void report_anew(struct ir_rewrite *rewrite, struct report *report) {
    anew(rewrite, &report->title.text);
    shown_anew(rewrite, report->shown, report->shown_count);
    anew(rewrite, &report->where);
    order_anew(rewrite, report->order, report->order_count);
    if (report->total) line_anew(rewrite, report->total, 0);
    for (uint32_t i = 0; i < report->row_count; i++) line_anew(rewrite, &report->rows[i], report->order_count);
    report->space = rewrite->spaces[report->space];
}

static void framework_anew(struct ir_rewrite *rewrite) {
    struct framework *f = rewrite->framework;
    anew(rewrite, &f->label.text);
    for (uint32_t i = 0; i < f->param_count; i++) anew(rewrite, &f->params[i].label.text);
    for (uint32_t i = 0; i < f->criterion_count; i++) {
        anew(rewrite, &f->criteria[i].label.text);
        anew(rewrite, &f->criteria[i].advice.text);
        anew(rewrite, &f->criteria[i].node);
    }
    for (uint32_t i = 0; i < f->let_count; i++) {
        anew(rewrite, &f->lets[i].label.text);
        anew(rewrite, &f->lets[i].node);
    }
    for (uint32_t i = 0; i < f->score_count; i++) score_anew(rewrite, &f->scores[i]);
    for (uint32_t i = 0; i < f->table_count; i++) {
        struct decision_table *table = &f->tables[i];
        anew(rewrite, &table->label.text);
        anew(rewrite, &table->row);
        for (uint32_t o = 0; o < table->output_count; o++) {
            anew(rewrite, &table->outputs[o].label.text);
            anew(rewrite, &table->outputs[o].node);
        }
    }
    for (uint32_t i = 0; i < f->ladder_count; i++) ladder_anew(rewrite, &f->ladders[i]);
    for (uint32_t i = 0; i < f->selection_count; i++) selection_anew(rewrite, &f->selections[i]);
    for (uint32_t i = 0; i < f->flag_count; i++) {
        struct flag *flag = &f->flags[i];
        struct ir_node **const nodes[] = {&flag->label.text, &flag->raised, &flag->count, &flag->room};
        for (size_t n = 0; n < sizeof nodes / sizeof *nodes; n++) anew(rewrite, nodes[n]);
    }
    for (uint32_t i = 0; i < f->report_count; i++) report_anew(rewrite, &f->reports[i]);
    shown_anew(rewrite, f->shown, f->shown_count);
}

bool scenario_apply(struct framework *framework, const struct scenario *const *chosen, uint32_t count, struct arena *arena, struct diags *diags, struct ir_rewrite *rewrite) {
    for (uint32_t i = 0; i < count; i++) {
        for (uint32_t k = 0; k < i; k++) {
            if (chosen[k] != chosen[i] && !agree(framework, chosen[k], chosen[i], diags)) return false;
        }
    }
    ir_rewrite_init(rewrite, framework, arena);
    replace_leaves(rewrite, chosen, count);
    framework_anew(rewrite);
    return true;
}
