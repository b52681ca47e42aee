/* Ladders: their stages, what an account reaches, where it stands. Each stage's requirement is elaborated by itself, so
 * that a requirement may ask for a stage further down; the rest of a ladder is made of these.
 * SPDX-License-Identifier: MIT */
#include "lang/lower_ladder.h"
#include "lang/base/mem.h"

/* --- reading the tree --- */

static void twice(struct checker *checker, const struct ast *again, const struct ast *first, const char *what) {
    struct diag *d = diag_new(checker->diags, E0451, again->span, "%s is written twice", what);
    diag_also(checker->diags, d, first->span, "the first");
    diag_help(checker->diags, d, "Keep one of them.");
}

static struct lower_ladder_give *give_of(struct lower_ladder *l, struct ast_name name) {
    static const char *const taken[] = {"assessed", "possible", "current",  "since", "move",
                                        "kind",     "proposed", "blockers", "due"};
    for (uint32_t i = 0; i < l->give_count; i++) {
        if (l->gives[i].name == name.text) return &l->gives[i];
    }
    bool clash = false;
    for (size_t i = 0; i < sizeof taken / sizeof *taken; i++) clash = clash || strcmp(taken[i], name.text) == 0;
    int code;
    clash = clash || category_find(l->category, name.text, &code);
    if (clash) {
        struct diag *d = diag_new(l->checker->diags, E0253, name.span, "`%s.%s` means something else already",
                                  l->symbol->name, name.text);
        diag_help(l->checker->diags, d, "Give it another name: results and stages of the ladder keep theirs.");
    }
    struct lower_ladder_give *give = &l->gives[l->give_count++];
    give->name = name.text;
    give->clauses = ARENA_ARRAY(l->checker->arena, const struct ast *, l->count);
    give->mark =
        (struct mark){.name = arena_printf(l->checker->arena, "%s.%s", l->symbol->name, name.text), .span = name.span};
    return give;
}

static void read_clauses(struct lower_ladder *l, uint32_t position) {
    struct lower_ladder_stage *stage = &l->stages[position];
    const struct ast *capacity = NULL;
    for (uint32_t i = 0; i < stage->ast->stage.clauses.len; i++) {
        const struct ast *clause = stage->ast->stage.clauses.at[i];
        if (clause->kind == AST_REQUIRES) {
            if (stage->requires)
                twice(l->checker, clause, stage->requires, "`requires`");
            else
            stage->requires = clause;
        } else if (clause->kind == AST_REVIEW) {
            if (stage->review)
                twice(l->checker, clause, stage->review, "`review`");
            else
                stage->review = clause;
        } else if (clause->kind == AST_CAPACITY) {
            if (capacity)
                twice(l->checker, clause, capacity, "`capacity`");
            else
                capacity = clause;
        } else if (clause->kind == AST_GIVE && clause->give.name.text) {
            struct lower_ladder_give *give = give_of(l, clause->give.name);
            if (give->clauses[position])
                twice(l->checker, clause, give->clauses[position],
                      arena_printf(l->checker->arena, "`give %s`", give->name));
            else
                give->clauses[position] = clause;
        }
    }
}

static void read_stages(struct lower_ladder *l) {
    const struct ast_list *members = &l->symbol->ast->ladder.members;
    struct arena *arena = l->checker->arena;
    for (uint32_t i = 0; i < members->len; i++) {
        const struct ast *m = members->at[i];
        if (m->kind == AST_ERROR) l->broken = true;
        if (m->kind != AST_STAGE || !m->stage.name.text) continue;
        struct lower_ladder_stage *stage = &l->stages[l->count];
        *stage = (struct lower_ladder_stage){.ast = m, .name = m->stage.name.text};
        /* What is no member of the category, or stands a second time, has been reported where the category was made. */
        if (!category_find(l->category, stage->name, &stage->code) || stage->code < 0 || stage->code >= CODE_EXITED)
            continue;
        if (l->count && stage->code <= stage[-1].code) continue;
        stage->mark = (struct mark){.name = arena_printf(arena, "%s.%s", l->symbol->name, stage->name),
                                    .span = m->stage.name.span};
        l->count++;
    }
    if (!l->count && !l->broken) {
        struct diag *d =
            diag_new(l->checker->diags, E0450, l->symbol->span, "ladder `%s` has no stages", l->symbol->name);
        diag_help(l->checker->diags, d, "Add them from the bottom up: `stage basic \"Basic\" requires revenue > 0`.");
    }
    l->dense = l->count == l->category->count;
    uint32_t gives = 0;
    for (uint32_t i = 0; i < l->count; i++) gives += l->stages[i].ast->stage.clauses.len;
    l->gives = ARENA_ARRAY(arena, struct lower_ladder_give, gives);
    for (uint32_t i = 0; i < l->count; i++) read_clauses(l, i);
}

static void read_moves(struct lower_ladder *l) {
    const struct ast_list *members = &l->symbol->ast->ladder.members;
    const struct ast *first = NULL;
    for (uint32_t i = 0; i < members->len; i++) {
        const struct ast *m = members->at[i];
        if (m->kind == AST_CURRENT) {
            if (l->current)
                twice(l->checker, m, l->current, "`current`");
            else
                l->current = m;
        } else if (m->kind == AST_MOVE) {
            if (!first) first = m;
            struct lower_ladder_move *move = &l->moves[l->move_count++];
            move->ast = m;
            lower_move_read(l, move);
        }
    }
    if (first && !l->current && !l->broken) {
        struct diag *d = diag_new(l->checker->diags, E0252, first->span,
                                  "ladder `%s` moves accounts, but does not say where they stand", l->symbol->name);
        diag_label(l->checker->diags, d, "a move needs a stage to start from");
        diag_help(l->checker->diags, d,
                  "Add `current` and the field that holds the stage: `current stage since stage_since`.");
    }
}

static struct mark result_mark(struct lower_ladder *l, const char *result) {
    return (struct mark){.name = arena_printf(l->checker->arena, "%s.%s", l->symbol->name, result),
                         .span = l->symbol->span};
}

struct lower_ladder *lower_ladder_of(struct checker *checker, struct symbol *symbol) {
    if (symbol->extra) return symbol->extra;
    struct lower_ladder *l = ARENA_NEW(checker->arena, struct lower_ladder);
    symbol->extra = l;
    l->checker = checker;
    l->symbol = symbol;
    l->model = symbol->model;
    l->category = symbol->category;
    ASSERT(l->model && l->category);
    uint32_t members = symbol->ast->ladder.members.len;
    l->stages = ARENA_ARRAY(checker->arena, struct lower_ladder_stage, members + 1);
    l->moves = ARENA_ARRAY(checker->arena, struct lower_ladder_move, members + 1);
    l->assessed_mark = result_mark(l, "assessed");
    l->possible_mark = result_mark(l, "possible");
    l->current_mark = result_mark(l, "current");
    l->since_mark = result_mark(l, "since");
    l->proposed_mark = result_mark(l, "proposed");
    l->move_mark = result_mark(l, "move");
    l->blockers_mark = result_mark(l, "blockers");
    l->due_mark = result_mark(l, "due");
    read_stages(l);
    read_moves(l);
    struct ladder *model = l->model;
    model->stages = l->category;
    model->independent = symbol->ast->ladder.independent.file != 0;
    model->stage = ARENA_ARRAY(checker->arena, struct stage, l->count);
    model->stage_count = l->count;
    for (uint32_t i = 0; i < l->count; i++) {
        model->stage[i].name = l->stages[i].name;
        model->stage[i].code = l->stages[i].code;
        model->stage[i].span = l->stages[i].ast->span;
    }
    model->moves = ARENA_ARRAY(checker->arena, struct move, l->move_count);
    model->move_count = l->move_count;
    model->gives = ARENA_ARRAY(checker->arena, struct given, l->give_count);
    model->give_count = l->give_count;
    return l;
}

/* --- stages --- */

struct ladder_scope lower_ladder_scope(struct lower_ladder *l, const struct ast *e) {
    struct ladder_scope scope = {
        .ladder = l->symbol,
        .why_not_qualified = "`qualified` asks about the stage that a move leads to, and this is no move",
        .qualified_help =
            arena_printf(l->checker->arena, "Write `meets(%s, …)` with the stage that you mean.", l->symbol->name),
        .why_not_still = "`still qualified` asks about the stage that a move leaves, and this is no move"};
    if (!lower_label_has(e, AST_IN_STAGE)) return scope;
    if (!l->current && (l->move_count || l->broken)) return scope; /* that `current` is missing is reported */
    if (!l->current || !l->current->current.since)
        scope.why_not_since =
            arena_printf(l->checker->arena, "`in stage for` needs to know since when, and ladder `%s` does not say so",
                         l->symbol->name);
    else
        scope.since = lower_ladder_since(l, e->span);
    return scope;
}

struct ir_node *lower_ladder_own(struct lower_ladder *l, uint32_t position, struct span from) {
    struct checker *checker = l->checker;
    struct lower_ladder_stage *stage = &l->stages[position];
    if (!mark_enter(checker, &stage->mark, from)) return stage->own;
    if (stage->requires) {
        struct ladder_scope ladder = lower_ladder_scope(l, stage->requires->requires.condition);
        struct scope scope = scope_subject(checker);
        scope.ladder = &ladder;
        stage->own = check_condition(checker, &scope, stage->requires->requires.condition, "`requires`");
    } else {
        stage->own = mk_bool(checker->ir, true, stage->ast->span);
    }
    l->model->stage[position].requires = stage->own;
    mark_leave(checker, &stage->mark);
    return stage->own;
}

struct ir_node *lower_ladder_meets_at(struct lower_ladder *l, uint32_t position, struct span from) {
    struct lower_ladder_stage *stages = l->stages;
    if (stages[position].meets) return stages[position].meets;
    struct ir_node *meets = NULL;
    for (uint32_t i = l->model->independent ? position : 0; i <= position; i++) {
        if (!stages[i].meets) {
            struct ir_node *own = lower_ladder_own(l, i, from);
            stages[i].meets =
                i == 0 || l->model->independent ? own : mk_and(l->checker->ir, meets, own, stages[i].ast->span);
            l->model->stage[i].meets = stages[i].meets;
        }
        meets = stages[i].meets;
    }
    return meets;
}

struct ir_node *lower_ladder_code(struct lower_ladder *l, int code, struct span span) {
    return mk_code(l->checker->ir, l->category, code, span);
}

struct ir_node *lower_ladder_choose(struct lower_ladder *l, struct ir_node *selector, struct ir_node *const *values,
                                    struct ir_node *other, struct span span) {
    uint32_t codes = l->count ? (uint32_t)l->stages[l->count - 1].code + 1 : 0;
    struct ir_node **args = ARENA_ARRAY(l->checker->arena, struct ir_node *, codes + 2);
    args[0] = selector;
    for (uint32_t code = 0, position = 0; code < codes; code++) {
        bool here = l->stages[position].code == (int)code;
        args[1 + code] = here ? values[position] : other;
        if (here) position++;
    }
    args[1 + codes] = other;
    return mk_case(l->checker->ir, args, codes + 2, span);
}

/* The stage at a position that is only known for an account: a code, -1 stays none. */
static struct ir_node *code_at(struct lower_ladder *l, struct ir_node *position, struct span span) {
    if (l->dense || !position) return position;
    struct ir_node **args = ARENA_ARRAY(l->checker->arena, struct ir_node *, l->count + 2);
    args[0] = position;
    for (uint32_t i = 0; i < l->count; i++) args[1 + i] = lower_ladder_code(l, l->stages[i].code, span);
    args[1 + l->count] = lower_ladder_code(l, CODE_NONE, span);
    return mk_case(l->checker->ir, args, l->count + 2, span);
}

/* Highest stage reached, or with unknown read as true. */
static struct ir_node *highest(struct lower_ladder *l, bool possible, struct span from) {
    struct ir *ir = l->checker->ir;
    struct ir_node **own = ARENA_ARRAY(l->checker->arena, struct ir_node *, l->count);
    bool sound = l->count > 0;
    for (uint32_t i = 0; i < l->count; i++) {
        own[i] = lower_ladder_own(l, i, from);
        if (!own[i])
            sound = false;
        else if (possible)
            own[i] = mk_is_possible(ir, own[i], l->stages[i].ast->span);
    }
    if (!sound) return NULL;
    struct span span = l->symbol->span;
    enum ir_op op = l->model->independent ? IR_LAST_TRUE : IR_LEADING_TRUE;
    return code_at(l, ir_make(ir, op, type_of_category(l->category), own, l->count, span), span);
}

struct ir_node *lower_ladder_assessed(struct lower_ladder *l, struct span from) {
    if (mark_enter(l->checker, &l->assessed_mark, from)) {
        l->model->assessed = highest(l, false, from);
        mark_leave(l->checker, &l->assessed_mark);
    }
    return l->model->assessed;
}

struct ir_node *lower_ladder_possible(struct lower_ladder *l, struct span from) {
    if (mark_enter(l->checker, &l->possible_mark, from)) {
        l->model->possible = highest(l, true, from);
        mark_leave(l->checker, &l->possible_mark);
    }
    return l->model->possible;
}

/* --- where an account stands --- */

/* Collects the fields of the ladder's stages that a computed `current` reads. Graphs may be deep: no recursion. */
static uint32_t stage_fields(struct lower_ladder *l, struct ir_node *root, struct ir_node ***fields) {
    VEC(struct ir_node *) found = {0}, open = {0};
    struct arena *arena = l->checker->arena;
    bool *seen = arena_alloc(arena, root->id + 1u);
    vec_push(arena, &open, root);
    seen[root->id] = true;
    while (open.len) {
        struct ir_node *node = open.at[--open.len];
        if (node->op == IR_FIELD && node->type.kind == TYPE_CATEGORY &&
            check_same_values(l->checker, node->type.category, l->category))
            vec_push(arena, &found, node);
        for (uint32_t i = 0; i < node->arg_count; i++) {
            if (seen[node->args[i]->id]) continue; /* arguments come before their users, so their ids are lower */
            seen[node->args[i]->id] = true;
            vec_push(arena, &open, node->args[i]);
        }
    }
    *fields = found.at;
    return found.len;
}

/* An account is placed when its stage is not known and nothing in its data claims to be one: what is no stage stays unknown. */
static struct ir_node *placed(struct lower_ladder *l, struct ir_node *held, struct span span) {
    struct ir *ir = l->checker->ir;
    struct ir_node **fields, *place = mk_not(ir, mk_is_known(ir, held, span), span);
    uint32_t count = stage_fields(l, held, &fields);
    for (uint32_t i = 0; i < count; i++) {
        struct ir_node *invalid =
            ir_make_indexed(ir, IR_IS_INVALID, type_bool, NULL, 0, fields[i]->index, fields[i]->space, span);
        place = mk_and(ir, place, mk_not(ir, invalid, span), span);
    }
    return place;
}

struct ir_node *lower_ladder_current(struct lower_ladder *l, struct span from) {
    struct checker *checker = l->checker;
    if (!l->current || !mark_enter(checker, &l->current_mark, from)) return l->model->current;
    struct scope scope = scope_subject(checker);
    const struct ast *e = l->current->current.stage;
    struct span span = e->span;
    l->held = check_typed(checker, &scope, e, type_of_category(l->category), l->symbol->span, "the ladder");
    if (l->held) {
        l->place = placed(l, l->held, span);
        l->model->current = l->held;
        if (!l->dense) {
            /* A member of the category that is no stage of this ladder is not where an account can stand. */
            uint32_t codes = l->category->count;
            struct ir_node **args = ARENA_ARRAY(checker->arena, struct ir_node *, codes + 2);
            args[0] = args[1 + codes] = l->held;
            for (uint32_t i = 0; i < codes; i++)
                args[1 + i] = mk_unknown(checker->ir, l->held->type, CAUSE_NOT_A_STAGE, span);
            for (uint32_t i = 0; i < l->count; i++)
                args[1 + l->stages[i].code] = lower_ladder_code(l, l->stages[i].code, span);
            l->model->current = mk_case(checker->ir, args, codes + 2, span);
        }
    }
    mark_leave(checker, &l->current_mark);
    return l->model->current;
}

struct ir_node *lower_ladder_since(struct lower_ladder *l, struct span from) {
    if (!l->current || !l->current->current.since || !mark_enter(l->checker, &l->since_mark, from))
        return l->model->since;
    struct scope scope = scope_subject(l->checker);
    l->model->since = check_date(l->checker, &scope, l->current->current.since, "`current … since`");
    mark_leave(l->checker, &l->since_mark);
    return l->model->since;
}

/* --- what others ask --- */

const char *lower_ladder_results(struct checker *checker, struct symbol *symbol) {
    struct lower_ladder *l = lower_ladder_of(checker, symbol);
    const char *text =
        l->current
            ? "`.assessed`, `.possible`, `.current`, `.since`, `.move`, `.kind`, `.proposed`, `.blockers` and `.due`"
            : "`.assessed`, `.possible` and `.blockers`";
    for (uint32_t i = 0; i < l->give_count; i++)
        text = arena_printf(checker->arena, "`.%s`, %s", l->gives[i].name, text);
    return text;
}

static struct ir_node *needs_current(struct lower_ladder *l, struct ast_name member, const char *clause) {
    struct checker *checker = l->checker;
    if (l->broken) return NULL;
    struct diag *d = diag_new(checker->diags, E0252, member.span,
                              "ladder `%s` has no `.%s`, because it does not say %s", l->symbol->name, member.text,
                              strcmp(member.text, "since") == 0 ? "since when accounts stand where they do"
                                                                : "where accounts stand");
    diag_also(checker->diags, d, l->symbol->span, "declared here");
    diag_help(checker->diags, d, "Add to the ladder: `current %s`.", clause);
    return NULL;
}

struct ir_node *lower_ladder_member(struct checker *checker, struct symbol *symbol, struct ast_name member,
                                    struct span span) {
    static const char *const names[] = {"assessed", "possible", "current",  "since", "move",
                                        "kind",     "proposed", "blockers", "due"};
    struct lower_ladder *l = lower_ladder_of(checker, symbol);
    uint32_t which = 0, all = sizeof names / sizeof *names;
    while (which < all && strcmp(names[which], member.text) != 0) which++;
    switch (which) {
    case 0: return lower_ladder_assessed(l, span);
    case 1: return lower_ladder_possible(l, span);
    case 2: return l->current ? lower_ladder_current(l, span) : needs_current(l, member, "stage");
    case 3:
        return l->current && l->current->current.since ? lower_ladder_since(l, span)
                                                       : needs_current(l, member, "stage since stage_since");
    case 4:
    case 5:
    case 6:
        if (!l->current) return needs_current(l, member, "stage");
        if (which == 4) return lower_move_text(l, span);
        lower_move_elaborate(l, span);
        return which == 5 ? l->model->kind : l->model->proposed;
    case 7: lower_stage_blockers(l, span); return l->model->blockers;
    case 8:
        lower_stage_due(l, span);
        if (l->model->due || l->due_mark.state != MARK_DONE) return l->model->due;
        for (uint32_t i = 0; i < l->count; i++) {
            if (l->stages[i].review) return NULL; /* reported */
        }
        if (l->broken) return NULL;
        struct diag *d = diag_new(checker->diags, E0250, member.span,
                                  "ladder `%s` has no `.due`, because no stage has a review", symbol->name);
        diag_help(checker->diags, d, "Add one to a stage: `review every 3 months`.");
        return NULL;
    default: break;
    }
    const char **candidates = ARENA_ARRAY(checker->arena, const char *, all + l->give_count);
    memcpy(candidates, names, sizeof names);
    for (uint32_t i = 0; i < l->give_count; i++) {
        candidates[all + i] = l->gives[i].name;
        if (l->gives[i].name != member.text) continue;
        lower_stage_give(l, &l->gives[i], span);
        return l->gives[i].node;
    }
    if (l->broken) return NULL;
    lower_label_no_result(checker, symbol, member, lower_ladder_results(checker, symbol), candidates,
                          all + l->give_count);
    return NULL;
}

struct ir_node *lower_ladder_meets(struct checker *checker, struct symbol *symbol, struct ast_name stage,
                                   struct span span) {
    struct lower_ladder *l = lower_ladder_of(checker, symbol);
    for (uint32_t i = 0; i < l->count; i++) {
        if (l->stages[i].name == stage.text) return lower_ladder_meets_at(l, i, span);
    }
    check_no_member(checker, stage, l->category);
    return NULL;
}

void lower_ladder_declare(struct checker *checker, struct symbol *symbol) {
    struct lower_ladder *l = lower_ladder_of(checker, symbol);
    struct scope scope = scope_subject(checker);
    struct ladder *model = l->model;
    for (uint32_t i = 0; i < l->count; i++) lower_ladder_meets_at(l, i, symbol->span);
    lower_ladder_assessed(l, symbol->span);
    lower_ladder_possible(l, symbol->span);
    lower_ladder_current(l, symbol->span);
    lower_ladder_since(l, symbol->span);
    lower_move_text(l, symbol->span);
    lower_stage_blockers(l, symbol->span);
    lower_stage_due(l, symbol->span);
    for (uint32_t i = 0; i < l->give_count; i++) lower_stage_give(l, &l->gives[i], symbol->span);
    model->label = construct_label(checker, &scope, symbol->ast->ladder.label);
    for (uint32_t i = 0; i < l->count; i++) {
        const struct ast *stage = l->stages[i].ast;
        model->stage[i].label.plain = lower_label_plain(checker, stage->stage.label, "a stage's label");
        for (uint32_t k = 0; k < stage->stage.clauses.len; k++) {
            const struct ast *clause = stage->stage.clauses.at[k];
            if (clause->kind == AST_CAPACITY) lower_stage_capacity(l, i, clause);
        }
    }
}
