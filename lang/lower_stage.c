/* What else a stage says: what stands between an account and it, when it is reviewed, what it gives.
 * SPDX-License-Identifier: MIT */
#include "lang/lower_ladder.h"

/* --- blockers --- */

struct blocker {
    const struct ast *item;
    struct ir_node *node;
};
VEC_TYPE(blockers, struct blocker);

static void add_blocker(struct lower_ladder *l, const struct scope *scope, const struct ast *item,
                        struct ir_node *unless, struct blockers *out) {
    struct ir_node *node = check_condition(l->checker, scope, item, "`requires`");
    if (unless) node = mk_or(l->checker->ir, unless, node, item->span);
    vec_push(l->checker->arena, out, ((struct blocker){item, node}));
}

/* What can be missing one by one: the parts of an `and`, and the items of one that is an `all of` or `at least`. An item
 * of `at least` stands in nobody's way once enough of them are met. As deep as the expression is nested. */
static void collect(struct lower_ladder *l, const struct scope *scope, const struct ast *e, struct blockers *out) {
    struct checker *checker = l->checker;
    if (e->kind == AST_AND) {
        for (uint32_t i = 0; i < e->and_.items.len; i++) collect(l, scope, e->and_.items.at[i], out);
    } else if (e->kind == AST_QUANTIFIED &&
               (e->quantified.quantifier == AST_ALL_OF || e->quantified.quantifier == AST_AT_LEAST)) {
        struct ir_node *enough = NULL;
        if (e->quantified.quantifier == AST_AT_LEAST)
            enough = mk_is_true(checker->ir, check_condition(checker, scope, e, "`requires`"), e->span);
        for (uint32_t i = 0; i < e->quantified.items.len; i++)
            add_blocker(l, scope, e->quantified.items.at[i], enough, out);
    } else {
        add_blocker(l, scope, e, NULL, out);
    }
}

/* The labels of what is not met of one stage: what is false first, then what is undecided. */
static struct ir_node *missing(struct lower_ladder *l, uint32_t position) {
    struct checker *checker = l->checker;
    struct lower_ladder_stage *stage = &l->stages[position];
    if (!stage->own) return NULL;
    if (!stage->requires) return mk_text(checker->ir, STR(""), stage->ast->span);
    const struct ast *condition = stage->requires->requires.condition;
    struct ladder_scope ladder = lower_ladder_scope(l, condition);
    struct scope scope = scope_subject(checker);
    scope.ladder = &ladder;
    struct blockers list = {0};
    collect(l, &scope, condition, &list);
    struct ir_node **pairs = ARENA_ARRAY(checker->arena, struct ir_node *, 2 * list.len);
    for (uint32_t i = 0; i < list.len; i++) {
        if (!list.at[i].node) return NULL;
        pairs[2 * i] = list.at[i].node;
        pairs[2 * i + 1] =
            mk_text(checker->ir, str_of(check_item_label(checker, &scope, list.at[i].item)), list.at[i].item->span);
    }
    struct span span = condition->span;
    struct ir_node *unmet =
        ir_make_indexed(checker->ir, IR_LABELS, type_text, pairs, 2 * list.len, VERDICT_UNMET, SPACE_POINT, span);
    struct ir_node *undecided =
        ir_make_indexed(checker->ir, IR_LABELS, type_text, pairs, 2 * list.len, VERDICT_UNDECIDED, SPACE_POINT, span);
    return ir_make(checker->ir, IR_JOIN, type_text,
                   (struct ir_node *[]){mk_text(checker->ir, STR(";"), span), unmet, undecided}, 3, span);
}

void lower_stage_blockers(struct lower_ladder *l, struct span from) {
    struct checker *checker = l->checker;
    if (!mark_enter(checker, &l->blockers_mark, from)) return;
    struct ir_node *assessed = lower_ladder_assessed(l, from);
    struct ir_node **lists = ARENA_ARRAY(checker->arena, struct ir_node *, l->count + 1);
    for (uint32_t i = 0; i < l->count; i++) lists[i] = missing(l, i);
    struct ir_node *none = mk_text(checker->ir, STR(""), l->symbol->span);
    lists[l->count] = none;
    if (assessed) l->model->blockers = lower_ladder_choose(l, assessed, lists + 1, lists[0], l->symbol->span);
    mark_leave(checker, &l->blockers_mark);
}

/* --- reviews --- */

static void never_due(struct lower_ladder *l, const struct ast *review, const char *because, const char *help) {
    if (l->broken) return;
    struct diag *d = diag_new(l->checker->diags, W0652, review->span, "this review is never due: %s", because);
    diag_help(l->checker->diags, d, "%s", help);
}

/* When the review of a stage is next due, for an account in that stage. */
static struct ir_node *due_in(struct lower_ladder *l, const struct ast *review, struct span from) {
    struct checker *checker = l->checker;
    struct ladder_scope ladder = lower_ladder_scope(l, review);
    struct scope scope = scope_subject(checker);
    scope.ladder = &ladder;
    struct ir_node *every = check_period(checker, &scope, review->review.every, "`review every`");
    if (review->review.since)
        return mk_date_plus(checker->ir, check_date(checker, &scope, review->review.since, "`since`"), every,
                            review->span);
    if (!l->current || !l->current->current.since) {
        if (l->current)
            never_due(l, review, "nothing says since when",
                      "Write `review every … since` and a date, or give the ladder's `current` a `since`.");
        return mk_unknown(checker->ir, type_date, CAUSE_NO_MATCH, review->span);
    }
    return mk_date_plus(checker->ir, lower_ladder_since(l, from), every, review->span);
}

void lower_stage_due(struct lower_ladder *l, struct span from) {
    struct checker *checker = l->checker;
    if (!mark_enter(checker, &l->due_mark, from)) return;
    struct ir_node **dates = ARENA_ARRAY(checker->arena, struct ir_node *, l->count);
    struct ir_node *never = mk_unknown(checker->ir, type_date, CAUSE_NO_MATCH, l->symbol->span);
    bool any = false;
    for (uint32_t i = 0; i < l->count; i++) {
        const struct ast *review = l->stages[i].review;
        dates[i] = review ? due_in(l, review, from) : never;
        any = any || review;
        if (review && !l->current)
            never_due(l, review, "the ladder does not say where accounts stand",
                      "Add to the ladder: `current` and the field that holds the stage.");
    }
    if (any && l->current)
        l->model->due = lower_ladder_choose(l, lower_ladder_current(l, from), dates, never, l->symbol->span);
    mark_leave(checker, &l->due_mark);
}

/* --- give --- */

void lower_stage_give(struct lower_ladder *l, struct lower_ladder_give *give, struct span from) {
    struct checker *checker = l->checker;
    if (!mark_enter(checker, &give->mark, from)) return;
    struct type common = {.kind = TYPE_ANY};
    struct span first = {0};
    bool sound = true;
    give->by_stage = ARENA_ARRAY(checker->arena, struct ir_node *, l->count);
    for (uint32_t i = 0; i < l->count; i++) {
        if (!give->clauses[i]) continue;
        const struct ast *value = give->clauses[i]->give.value;
        struct ladder_scope ladder = lower_ladder_scope(l, value);
        struct scope scope = scope_subject(checker);
        scope.ladder = &ladder;
        give->by_stage[i] = check_expr(checker, &scope, value, &common);
        if (!give->by_stage[i] || !check_common(checker, &common, &first, give->by_stage[i], value)) sound = false;
    }
    common = type_closed(common);
    if (common.kind == TYPE_ANY) common = type_text;
    struct ir_node *none = mk_unknown(checker->ir, common, CAUSE_NO_MATCH, give->mark.span);
    struct ir_node **values = ARENA_ARRAY(checker->arena, struct ir_node *, l->count);
    for (uint32_t i = 0; i < l->count && sound; i++) {
        if (give->clauses[i])
            give->by_stage[i] =
                check_fit(checker, give->by_stage[i], give->clauses[i]->give.value, common, first, "the first");
        values[i] = give->clauses[i] ? give->by_stage[i] : none;
    }
    /* Without `current` no account moves: what is assessed is where it stands. */
    if (l->current) lower_move_elaborate(l, from);
    struct ir_node *stage = l->current ? l->model->proposed : lower_ladder_assessed(l, from);
    if (sound && stage) give->node = lower_ladder_choose(l, stage, values, none, give->mark.span);
    for (uint32_t i = 0; i < l->give_count; i++) {
        if (&l->gives[i] != give) continue;
        l->model->gives[i].name = give->name;
        l->model->gives[i].by_stage = give->by_stage;
        l->model->gives[i].node = give->node;
    }
    mark_leave(checker, &give->mark);
}

/* --- capacity --- */

void lower_stage_capacity(struct lower_ladder *l, uint32_t position, const struct ast *clause) {
    struct checker *checker = l->checker;
    struct ir *ir = checker->ir;
    struct ir_node *room = check_number(checker, &scope_point, clause->capacity.count, "a capacity");
    room = room ? check_fit(checker, room, clause->capacity.count, type_number, (struct span){0}, NULL) : NULL;
    if (!room) return;
    if (room->op == IR_CONST && room->constant.known && dec_sign(room->constant.number) < 0) {
        struct diag *d = diag_new(checker->diags, E0359, clause->span, "a capacity cannot be less than nothing");
        diag_help(checker->diags, d, "Write how many accounts the stage has room for: `capacity 30`.");
        return;
    }
    /* Without `current` no account moves: what is assessed is where it stands. */
    struct ir_node *stage = l->current ? l->model->proposed : lower_ladder_assessed(l, clause->span);
    if (!stage) return;
    const struct lower_ladder_stage *own = &l->stages[position];
    struct ir_node *here = mk_eq(ir, stage, lower_ladder_code(l, own->code, clause->span), clause->span);
    const struct mk_rows rows = {.space = SPACE_SUBJECT, .where = here};
    struct ir_node *count = mk_reduce(ir, AGGREGATE_COUNT_LOW, type_number, &rows, clause->span);
    const char *name = arena_printf(checker->arena, "%s.%s over capacity", l->symbol->name, own->name);
    struct framework *framework = checker->framework;
    framework->flags[framework->flag_count++] = (struct flag){.name = name,
                                                              .severity = SEVERITY_WARNING,
                                                              .raised = mk_lt(ir, room, count, clause->span),
                                                              .portfolio = true,
                                                              .stage = &l->model->stage[position],
                                                              .count = count,
                                                              .room = room,
                                                              .span = clause->span};
}
