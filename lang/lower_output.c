/* The columns that an evaluation shows when no report is asked for: the key, the name, and every result that the
 * framework defines, kind by kind, in the order of the file.
 * SPDX-License-Identifier: MIT */
#include "lang/lower.h"

struct columns {
    struct checker *checker;
    VEC(struct shown) list;
};

static void add(struct columns *c, const char *head, const char *label, enum role role, struct ir_node *node,
                const void *construct) {
    if (!node) return;
    vec_push(c->checker->arena, &c->list,
             ((struct shown){.head = head, .label = label, .role = role, .node = node, .construct = construct}));
}

static const char *dotted(struct columns *c, const char *name, const char *result) {
    return arena_printf(c->checker->arena, "%s.%s", name, result);
}

/* The key, and the field called `name`. */
static void fields(struct columns *c) {
    struct checker *checker = c->checker;
    const struct record_info *info = checker->subject;
    if (!info) return;
    for (int pass = 0; pass < 2; pass++) {
        for (uint32_t i = 0; i < info->members.len; i++) {
            struct symbol *s = info->members.at[i].value;
            if (s->kind != SYMBOL_FIELD) continue;
            const struct field *field = &info->record->fields[s->index];
            bool wanted = pass == 0 ? field->key : !field->key && strcmp(field->name, "name") == 0;
            if (!wanted || field->type.kind == TYPE_LIST || field->type.kind == TYPE_RECORD) continue;
            add(c, field->name, field->label, pass == 0 ? ROLE_KEY : ROLE_FIELD, symbol_node(checker, s, s->span),
                field);
        }
    }
}

static void ladder(struct columns *c, const struct ladder *l) {
    const struct {
        const char *result;
        struct ir_node *node;
    } all[] = {{"current", l->current}, {"assessed", l->assessed}, {"possible", l->possible}, {"kind", l->kind},
               {"move", l->move},       {"proposed", l->proposed}, {"blockers", l->blockers}, {"due", l->due}};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        add(c, dotted(c, l->name, all[i].result), NULL, ROLE_LADDER, all[i].node, l);
    for (uint32_t i = 0; i < l->give_count; i++)
        add(c, dotted(c, l->name, l->gives[i].name), NULL, ROLE_LADDER, l->gives[i].node, l);
}

static void score(struct columns *c, const struct score *s) {
    add(c, s->name, s->label.plain, ROLE_SCORE, s->node, s);
    add(c, dotted(c, s->name, "band"), NULL, ROLE_SCORE, s->band, s);
    add(c, dotted(c, s->name, "coverage"), NULL, ROLE_SCORE, s->coverage, s);
}

static void table(struct columns *c, const struct decision_table *t) {
    for (uint32_t i = 0; i < t->output_count; i++) {
        const struct table_output *output = &t->outputs[i];
        const char *head = t->output_count == 1 ? t->name : dotted(c, t->name, output->name);
        add(c, head, output->label.plain, ROLE_TABLE, output->node, t);
    }
}

static bool is_scalar(const struct ir_node *node) {
    return node && node->type.kind != TYPE_LIST && node->type.kind != TYPE_RECORD && node->type.kind != TYPE_ANY &&
           node->type.kind != TYPE_ERROR;
}

static void lets(struct columns *c) {
    const struct framework *f = c->checker->framework;
    for (uint32_t i = 0; i < f->let_count; i++) {
        const struct definition *d = &f->lets[i];
        if (is_scalar(d->node)) add(c, d->name, d->label.plain, ROLE_LET, d->node, d);
    }
}

static void flags(struct columns *c) {
    const struct checker *checker = c->checker;
    for (uint32_t i = 0; i < checker->order.len; i++) {
        struct symbol *s = checker->order.at[i];
        bool flag = s->kind == SYMBOL_FLAG || (s->kind == SYMBOL_INVARIANT && s->ast->invariant.holds);
        if (!flag || s->duplicate || !s->model) continue;
        const struct flag *model = s->model;
        if (model->portfolio) continue;
        add(c, s->name, model->label.plain, ROLE_FLAG, lower_flag_value(c->checker, s, s->span), model);
    }
}

static void selection(struct columns *c, const struct selection *s) {
    add(c, s->name, s->label.plain, ROLE_SELECT, s->taken, s);
    add(c, dotted(c, s->name, "rank"), NULL, ROLE_SELECT, s->rank, s);
    add(c, dotted(c, s->name, "blocked_by"), NULL, ROLE_SELECT, s->blocked_by, s);
}

void lower_output_columns(struct checker *checker) {
    struct columns c = {.checker = checker};
    struct framework *f = checker->framework;
    fields(&c);
    for (uint32_t i = 0; i < f->ladder_count; i++) ladder(&c, &f->ladders[i]);
    for (uint32_t i = 0; i < f->criterion_count; i++)
        add(&c, f->criteria[i].name, f->criteria[i].label.plain, ROLE_CRITERION, f->criteria[i].node, &f->criteria[i]);
    for (uint32_t i = 0; i < f->score_count; i++) score(&c, &f->scores[i]);
    for (uint32_t i = 0; i < f->table_count; i++) table(&c, &f->tables[i]);
    for (uint32_t i = 0; i < f->selection_count; i++) selection(&c, &f->selections[i]);
    lets(&c);
    flags(&c);
    f->shown = c.list.at;
    f->shown_count = c.list.len;
}
