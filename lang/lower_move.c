/* Moves of a ladder. What can be said of a move from the ladder alone (that a stage lies above another) is decided here
 * and leaves no trace in the graph: `advance basic, collaborative -> next` becomes a comparison with two codes.
 * SPDX-License-Identifier: MIT */
#include "lang/lower_ladder.h"
#include "lang/suggest.h"

static const char *const kind_names[] = {"advance", "demote", "exit", "hold", "place"};

/* --- reading --- */

/* Where a from-stage stands: its position, or one of these. */
enum { FROM_NONE = -1, FROM_EXITED = -2 };

static bool is_word(const char *name, const char *word) { return name && strcmp(name, word) == 0; }

static int position_of(const struct lower_ladder *l, const char *name) {
    for (uint32_t i = 0; i < l->count; i++) {
        if (l->stages[i].name == name) return (int)i;
    }
    return -1;
}

/* Why a move never applies to accounts in a stage; NULL when it can. */
static const char *why_never(const struct lower_ladder *l, const struct lower_ladder_move *move, int from) {
    struct arena *arena = l->checker->arena;
    int top = (int)l->count - 1;
    bool up = move->kind == MOVE_ADVANCE;
    if (move->kind == MOVE_EXIT) return from == FROM_EXITED ? "who has left cannot leave again" : NULL;
    if (!up && from == FROM_EXITED) return "an account that has left stands on no stage, so there is none below it";
    if (!up && from == FROM_NONE) return "there is nothing below `none`";
    switch (move->target) {
    case TARGET_STAGE: {
        const char *to = move->to < 0 ? "none" : l->stages[move->to].name;
        if (from == FROM_EXITED) return move->to >= 0 ? NULL : "`none` is no stage to come back to";
        if (from == move->to) return arena_printf(arena, "`%s` is the stage that the account is in already", to);
        if (up ? move->to > from : move->to < from) return NULL;
        return arena_printf(arena, "`%s` lies %s `%s`", to, up ? "below" : "above",
                            from == FROM_NONE ? "none" : l->stages[from].name);
    }
    case TARGET_NEXT:
        if (!up) return "`next` is the stage above";
        if (from == FROM_EXITED) return "an account that has left has no next stage";
        return from < top ? NULL : arena_printf(arena, "`%s` is the top stage", l->stages[top].name);
    case TARGET_PREVIOUS:
        if (up) return "`previous` is the stage below";
        return from > 0 ? NULL : arena_printf(arena, "`%s` is the bottom stage", l->stages[0].name);
    case TARGET_ASSESSED:
    case TARGET_POSSIBLE:
        if (up && from == top) return arena_printf(arena, "`%s` is the top stage", l->stages[top].name);
        return NULL;
    case TARGET_EXIT: break;
    }
    return NULL;
}

static const char *move_text(struct lower_ladder *l, const struct ast *ast) {
    const struct ast_move_node *a = &ast->move;
    struct arena *arena = l->checker->arena;
    const char *text = kind_names[a->kind == AST_ADVANCE  ? MOVE_ADVANCE
                                  : a->kind == AST_DEMOTE ? MOVE_DEMOTE
                                                          : MOVE_EXIT];
    for (uint32_t i = 0; i < a->from.len; i++)
        text = arena_printf(arena, "%s%s%s", text, i ? ", " : " ", a->from.at[i].text ? a->from.at[i].text : "?");
    return a->to.text ? arena_printf(arena, "%s -> %s", text, a->to.text) : text;
}

/* What exited accounts print is read back, so it must not be a stage as well. */
static void check_exit_label(struct lower_ladder *l, const struct ast *label) {
    if (!label || label->kind != AST_TEXT || label->text.pieces.len) return;
    struct str text = label->text.value;
    const struct member *same = NULL;
    for (uint32_t i = 0; i < l->category->count && !same; i++) {
        const struct member *m = &l->category->members[i];
        if (str_equal_nocase(text, str_of(m->name)) || (m->label && str_equal_nocase(text, str_of(m->label)))) same = m;
    }
    if (!same && !str_equal_nocase(text, STR("none"))) return;
    struct diag *d = diag_new(l->checker->diags, E0454, label->span,
                              "`%.*s` is a stage too, so data that says it could mean either", STR_FMT(text));
    if (same) diag_also(l->checker->diags, d, same->span, "the stage");
    diag_help(l->checker->diags, d,
              "Give the exit another label: it is what accounts that have left print, and what is read back.");
}

/* A word that is no stage: perhaps one of the words for a target was meant. */
static void no_target(struct lower_ladder *l, struct ast_name to) {
    static const char *const words[] = {"next", "previous", "assessed", "possible"};
    struct diags *diags = l->checker->diags;
    struct suggest suggest;
    uint32_t before = diags->list.len;
    suggest_init(&suggest, to.text);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) suggest_offer(&suggest, words[i]);
    const char *near = suggest_best(&suggest);
    check_no_member(l->checker, to, l->category);
    if (near && diags->list.len > before) diag_help(diags, diags->list.at[before], "Did you mean `%s`?", near);
}

static void read_target(struct lower_ladder *l, struct lower_ladder_move *move) {
    struct ast_name to = move->ast->move.to;
    if (move->kind == MOVE_EXIT) {
        move->target = TARGET_EXIT;
        check_exit_label(l, move->ast->move.label);
        /* The category knows each exit by its place in the text; a ladder that shares its category shares the exits. */
        move->to = CODE_EXITED;
        for (uint32_t i = 0; i < l->category->exit_count; i++) {
            struct span exit = l->category->exits[i].span, span = move->ast->span;
            if (exit.file == span.file && exit.start >= span.start && exit.end <= span.end)
                move->to = CODE_EXITED + (int)i;
        }
        return;
    }
    if (!to.text) {
        move->broken = true;
        return;
    }
    move->target = TARGET_STAGE;
    move->to = position_of(l, to.text); /* a stage called `next` or `assessed` counts before the word */
    if (move->to >= 0 || is_word(to.text, "none")) return;
    if (is_word(to.text, "next"))
        move->target = TARGET_NEXT;
    else if (is_word(to.text, "previous"))
        move->target = TARGET_PREVIOUS;
    else if (is_word(to.text, "assessed"))
        move->target = TARGET_ASSESSED;
    else if (is_word(to.text, "possible"))
        move->target = TARGET_POSSIBLE;
    else {
        move->broken = true;
        if (is_word(to.text, "exited")) {
            struct diag *d = diag_new(l->checker->diags, E0452, to.span,
                                      "an account leaves the ladder by an `exit`, not by `%s`", kind_names[move->kind]);
            diag_help(l->checker->diags, d, "Write `exit any \"Parted ways\" when …`.");
        } else {
            no_target(l, to);
        }
    }
}

/* Enters one name of the from-list; the stages of `any` come one by one. False when the move never applies from there. */
static bool enter_from(struct lower_ladder *l, struct lower_ladder_move *move, int from, const char **why) {
    *why = why_never(l, move, from);
    if (*why) return false;
    if (from == FROM_NONE)
        move->from_none = true;
    else if (from == FROM_EXITED)
        move->from_exited = true;
    else {
        move->from[from] = true;
        move->from_count++;
    }
    return true;
}

static void listed_twice(struct lower_ladder *l, const struct lower_ladder_move *move, uint32_t i) {
    const struct ast_names *names = &move->ast->move.from;
    for (uint32_t k = 0; k < i; k++) {
        if (!names->at[i].text || names->at[k].text != names->at[i].text) continue;
        struct diag *d =
            diag_new(l->checker->diags, E0453, names->at[i].span, "`%s` is listed twice", names->at[i].text);
        diag_also(l->checker->diags, d, names->at[k].span, "the first");
        diag_help(l->checker->diags, d, "Keep one of them.");
        return;
    }
}

static void never_applies(struct lower_ladder *l, const struct lower_ladder_move *move, struct span span,
                          const char *why) {
    struct diags *diags = l->checker->diags;
    struct diag *d = diag_new(diags, W0654, move->ast->span, "`%s` can never apply: %s", move->text, why);
    if (span.file) diag_also(diags, d, span, "%s", why);
    if (move->kind == MOVE_EXIT)
        diag_help(diags, d, "Write `exit any` for every stage, or name the stages.");
    else
        diag_help(diags, d,
                  "An `advance` goes up, a `demote` goes down; stages stand in the ladder from the bottom up.");
}

void lower_move_read(struct lower_ladder *l, struct lower_ladder_move *move) {
    struct checker *checker = l->checker;
    const struct ast_names *names = &move->ast->move.from;
    move->kind = move->ast->move.kind == AST_ADVANCE  ? MOVE_ADVANCE
                 : move->ast->move.kind == AST_DEMOTE ? MOVE_DEMOTE
                                                      : MOVE_EXIT;
    move->text = move_text(l, move->ast);
    move->from = ARENA_ARRAY(checker->arena, bool, l->count);
    read_target(l, move);
    const char *why = NULL, *last = NULL;
    bool can = false;
    struct span span = {0};
    VEC(uint32_t) never = {0};
    for (uint32_t i = 0; i < names->len; i++) {
        struct ast_name name = names->at[i];
        if (!name.text) move->broken = true;
        listed_twice(l, move, i);
        if (move->broken) continue;
        int from = position_of(l, name.text);
        if (from < 0 && is_word(name.text, "any")) {
            if (names->len > 1) {
                struct diag *d =
                    diag_new(checker->diags, E0453, name.span, "`any` is every stage, so no other needs naming");
                diag_help(checker->diags, d, "Write `any` alone; `exited` and `none` need a move of their own.");
                move->broken = true;
            }
            for (int k = 0; k < (int)l->count && !move->broken; k++) {
                if (enter_from(l, move, k, &why))
                    can = true;
                else
                    last = why;
            }
            continue;
        }
        if (from < 0) {
            from = is_word(name.text, "none") ? FROM_NONE : is_word(name.text, "exited") ? FROM_EXITED : -3;
            if (from == -3) {
                check_no_member(checker, name, l->category);
                move->broken = true;
                continue;
            }
        }
        if (enter_from(l, move, from, &why)) {
            can = true;
        } else {
            vec_push(checker->arena, &never, i);
            last = why;
            span = name.span;
        }
    }
    if (move->broken || !l->count) return;
    if (!can) {
        move->dead = true;
        never_applies(l, move, names->len > 1 ? span : (struct span){0}, last ? last : "it starts from no stage");
        return;
    }
    for (uint32_t i = 0; i < never.len; i++) {
        struct ast_name name = names->at[never.at[i]];
        int from = position_of(l, name.text);
        if (from < 0) from = is_word(name.text, "none") ? FROM_NONE : FROM_EXITED;
        struct diag *d = diag_new(checker->diags, W0650, name.span, "from `%s` this move never applies: %s", name.text,
                                  why_never(l, move, from));
        diag_help(checker->diags, d, "Leave `%s` out of the list.", name.text);
    }
}

/* --- from --- */

/* Whether the current stage is one of those a move starts from; runs of neighbours are one comparison or two. */
static struct ir_node *from_node(struct lower_ladder *l, const struct lower_ladder_move *move, struct ir_node *current,
                                 struct span span) {
    struct ir *ir = l->checker->ir;
    struct ir_node **items = ARENA_ARRAY(l->checker->arena, struct ir_node *, l->count + 1);
    uint32_t n = 0;
    if (move->from_none) items[n++] = mk_eq(ir, current, lower_ladder_code(l, CODE_NONE, span), span);
    for (uint32_t i = 0; i < l->count; i++) {
        if (!move->from[i]) continue;
        uint32_t end = i;
        while (end + 1 < l->count && move->from[end + 1]) end++;
        struct ir_node *low = lower_ladder_code(l, l->stages[i].code, span),
                       *high = lower_ladder_code(l, l->stages[end].code, span);
        struct ir_node *item;
        if (end == i)
            item = mk_eq(ir, current, low, span);
        else if (end + 1 == l->count)
            item = mk_le(ir, low, current, span);
        else
            item = mk_and(ir, mk_le(ir, low, current, span), mk_le(ir, current, high, span), span);
        items[n++] = item;
        i = end;
    }
    return mk_any(ir, items, n, span);
}

/* The one position a move starts from, or -1. */
static int single_from(const struct lower_ladder_move *move) {
    if (move->from_count != 1 || move->from_none || move->from_exited) return -1;
    int position = 0;
    while (!move->from[position]) position++;
    return position;
}

/* --- to --- */

static int neighbour(const struct lower_ladder_move *move, int position) {
    return move->target == TARGET_NEXT ? position + 1 : position - 1;
}

static struct ir_node *target_node(struct lower_ladder *l, const struct lower_ladder_move *move,
                                   struct ir_node *current, struct span from) {
    struct span span = move->ast->span;
    switch (move->target) {
    case TARGET_EXIT: return lower_ladder_code(l, move->to, span);
    case TARGET_STAGE: return lower_ladder_code(l, move->to < 0 ? CODE_NONE : l->stages[move->to].code, span);
    case TARGET_ASSESSED: return lower_ladder_assessed(l, from);
    case TARGET_POSSIBLE: return lower_ladder_possible(l, from);
    case TARGET_NEXT:
    case TARGET_PREVIOUS: break;
    }
    int single = single_from(move);
    if (single >= 0) return lower_ladder_code(l, l->stages[neighbour(move, single)].code, span);
    if (move->from_none && !move->from_count) return lower_ladder_code(l, l->stages[0].code, span);
    if (l->dense) {
        int32_t by = move->target == TARGET_NEXT ? 1 : -1;
        return current ? ir_make_indexed(l->checker->ir, IR_SHIFT, current->type, &current, 1, by, SPACE_POINT, span)
                       : NULL;
    }
    struct ir_node *nowhere = mk_unknown(l->checker->ir, type_of_category(l->category), CAUSE_NOT_A_STAGE, span);
    struct ir_node **values = ARENA_ARRAY(l->checker->arena, struct ir_node *, l->count);
    for (int i = 0; i < (int)l->count; i++) {
        int to = neighbour(move, i);
        values[i] = to >= 0 && to < (int)l->count ? lower_ladder_code(l, l->stages[to].code, span) : nowhere;
    }
    return lower_ladder_choose(l, current, values,
                               move->target == TARGET_NEXT ? lower_ladder_code(l, l->stages[0].code, span) : nowhere,
                               span);
}

/* The part of the condition that the ladder itself asks: it starts from the right stage, and the target lies the right way. */
static struct ir_node *applies(struct lower_ladder *l, const struct lower_ladder_move *move, struct ir_node *current,
                               struct ir_node *target) {
    struct ir *ir = l->checker->ir;
    struct span span = move->ast->span;
    struct ir_node *stages = from_node(l, move, current, span);
    struct ir_node *exited = move->from_exited ? mk_op1(ir, IR_IS_EXITED, type_bool, current, span) : NULL;
    if (move->target == TARGET_ASSESSED || move->target == TARGET_POSSIBLE) {
        bool every = move->from_count == l->count && !move->from_none;
        if (move->kind == MOVE_ADVANCE)
            stages = mk_and(ir, stages, mk_lt(ir, current, target, span), span);
        else if (every)
            stages = mk_lt(ir, target, current, span); /* what lies above something is a stage */
        else
            stages = mk_and(ir, stages, mk_lt(ir, target, current, span), span);
        if (exited)
            exited = mk_and(ir, exited, mk_le(ir, lower_ladder_code(l, l->stages[0].code, span), target, span), span);
    }
    if (!exited) return stages;
    return move->from_none || move->from_count ? mk_or(ir, stages, exited, span) : exited;
}

/* --- qualified, still qualified --- */

/* meets of the stage that `selector` says, for the positions in question; false elsewhere, where the move does not apply. */
static struct ir_node *meets_where(struct lower_ladder *l, struct ir_node *selector, const bool *positions, int shift,
                                   struct ir_node *other, struct span span, struct span from) {
    struct ir_node **values = ARENA_ARRAY(l->checker->arena, struct ir_node *, l->count);
    struct ir_node *no = mk_bool(l->checker->ir, false, span);
    for (uint32_t i = 0; i < l->count; i++)
        values[i] = positions[i] ? lower_ladder_meets_at(l, (uint32_t)((int)i + shift), from) : no;
    return lower_ladder_choose(l, selector, values, other, span);
}

static struct ir_node *qualified_node(struct lower_ladder *l, const struct lower_ladder_move *move,
                                      struct ir_node *current, struct span from) {
    struct span span = move->ast->span;
    struct ir *ir = l->checker->ir;
    bool *all = ARENA_ARRAY(l->checker->arena, bool, l->count);
    memset(all, true, l->count * sizeof *all);
    switch (move->target) {
    case TARGET_STAGE: return lower_ladder_meets_at(l, (uint32_t)move->to, from);
    case TARGET_ASSESSED: return mk_bool(ir, true, span); /* what is assessed is met */
    case TARGET_POSSIBLE:
        return meets_where(l, lower_ladder_possible(l, from), all, 0, mk_bool(ir, false, span), span, from);
    case TARGET_NEXT: {
        int single = single_from(move);
        if (single >= 0) return lower_ladder_meets_at(l, (uint32_t)single + 1, from);
        struct ir_node *other = move->from_none ? lower_ladder_meets_at(l, 0, from) : mk_bool(ir, false, span);
        return meets_where(l, current, move->from, 1, other, span, from);
    }
    case TARGET_PREVIOUS:
    case TARGET_EXIT: break;
    }
    return NULL;
}

static struct ir_node *still_qualified_node(struct lower_ladder *l, const struct lower_ladder_move *move,
                                            struct ir_node *current, struct span from) {
    int single = single_from(move);
    if (single >= 0) return lower_ladder_meets_at(l, (uint32_t)single, from);
    struct span span = move->ast->span;
    return meets_where(l, current, move->from, 0, mk_bool(l->checker->ir, false, span), span, from);
}

/* --- when --- */

/* NULL after a mistake in it, and where the move never applies: what it asks of a target that is not there has no answer. */
static struct ir_node *when_node(struct lower_ladder *l, const struct lower_ladder_move *move, struct ir_node *current,
                                 struct span from) {
    struct checker *checker = l->checker;
    bool asks = !move->broken && !move->dead;
    const struct ast *when = move->ast->move.when;
    struct ladder_scope ladder = lower_ladder_scope(l, when);
    ladder.why_not_qualified = NULL;
    ladder.why_not_still = NULL;
    if (move->kind != MOVE_ADVANCE) {
        ladder.why_not_qualified = move->kind == MOVE_EXIT
                                       ? "an exit leads to no stage that an account could be `qualified` for"
                                       : "`qualified` asks about the way up, and a demote leads down";
        ladder.qualified_help =
            "Write `still qualified`, or `not still qualified`, for the stage that the account is in.";
    } else if (asks && lower_label_names(when, "qualified")) {
        ladder.qualified = qualified_node(l, move, current, from);
    }
    if (asks && !move->from_count) {
        ladder.why_not_still = "`still qualified` asks about the stage that the account is in, and here it is in none";
    } else if (asks && lower_label_has(when, AST_STILL_QUALIFIED)) {
        ladder.still_qualified = still_qualified_node(l, move, current, from);
    }
    struct scope scope = scope_subject(checker);
    scope.ladder = &ladder;
    return check_condition(checker, &scope, when,
                           move->kind == MOVE_EXIT      ? "`exit … when`"
                           : move->kind == MOVE_ADVANCE ? "`advance … when`"
                                                        : "`demote … when`");
}

/* --- the results --- */

static const struct category *kinds(struct checker *checker) {
    if (checker->kinds) return checker->kinds;
    struct category *category = ARENA_NEW(checker->arena, struct category);
    category->name = intern_name(checker->names, STR("kind"));
    category->count = sizeof kind_names / sizeof *kind_names;
    category->members = ARENA_ARRAY(checker->arena, struct member, category->count);
    for (uint32_t i = 0; i < category->count; i++)
        category->members[i].name = intern_name(checker->names, str_of(kind_names[i]));
    checker->kinds = category;
    return category;
}

/* Which move fires, as a value: the moves as written, then `hold`. */
static const struct category *move_category(struct lower_ladder *l) {
    struct checker *checker = l->checker;
    struct category *category = ARENA_NEW(checker->arena, struct category);
    category->name = intern_name(checker->names, str_of(l->move_mark.name));
    category->count = l->move_count + 1;
    category->members = ARENA_ARRAY(checker->arena, struct member, category->count);
    for (uint32_t i = 0; i < l->move_count; i++)
        category->members[i] = (struct member){.name = l->moves[i].text, .span = l->moves[i].ast->span};
    category->members[l->move_count].name = kind_names[MOVE_HOLD];
    return category;
}

/* Kind and proposed stage, from move_index. */
static void results(struct lower_ladder *l, struct ir_node *current, struct span from) {
    struct ir *ir = l->checker->ir;
    struct span span = l->symbol->span;
    const struct category *kind = kinds(l->checker);
    uint32_t n = l->move_count;
    struct ir_node **codes = ARENA_ARRAY(l->checker->arena, struct ir_node *, n + 2),
                   **stages = ARENA_ARRAY(l->checker->arena, struct ir_node *, n + 2);
    codes[0] = stages[0] = l->model->move_index;
    for (uint32_t i = 0; i < n; i++) {
        codes[1 + i] = mk_code(ir, kind, (int)l->moves[i].kind, span);
        stages[1 + i] = l->moves[i].to_node;
    }
    codes[1 + n] = mk_code(ir, kind, MOVE_HOLD, span);
    stages[1 + n] = current;
    struct ir_node *moved = mk_case(ir, codes, n + 2, span);
    /* Whatever the stage is, `moved`; of an unknown stage the kind is unknown, for the same cause. */
    struct ir_node *held = mk_case(ir, (struct ir_node *[]){current, moved}, 2, span);
    l->model->kind = mk_if(ir, l->place, mk_code(ir, kind, MOVE_PLACE, span), held, span);
    l->model->proposed = mk_if(ir, l->place, lower_ladder_assessed(l, from), mk_case(ir, stages, n + 2, span), span);
}

void lower_move_elaborate(struct lower_ladder *l, struct span from) {
    struct checker *checker = l->checker;
    if (!mark_enter(checker, &l->proposed_mark, from)) return;
    struct ir_node *current = lower_ladder_current(l, from);
    struct ir_node **conditions = ARENA_ARRAY(checker->arena, struct ir_node *, l->move_count);
    bool sound = current != NULL;
    for (uint32_t i = 0; i < l->move_count; i++) {
        struct lower_ladder_move *move = &l->moves[i];
        struct move *model = &l->model->moves[i];
        model->kind = move->kind;
        model->span = move->ast->span;
        struct ir_node *when = when_node(l, move, current, from);
        if (move->broken || !current) {
            sound = false;
            continue;
        }
        if (move->dead) {
            move->to_node = current;
            model->condition = mk_bool(checker->ir, false, move->ast->span);
        } else {
            move->to_node = target_node(l, move, current, from);
            model->condition = mk_and(checker->ir, applies(l, move, current, move->to_node), when, move->ast->span);
        }
        conditions[i] = model->condition;
        sound = sound && model->condition && move->to_node;
    }
    if (sound) {
        const struct category *category = move_category(l);
        l->model->move_index = l->move_count ? ir_make(checker->ir, IR_FIRST_TRUE, type_of_category(category),
                                                       conditions, l->move_count, l->symbol->span)
                                             : mk_code(checker->ir, category, 0, l->symbol->span);
        results(l, current, from);
    }
    mark_leave(checker, &l->proposed_mark);
}

struct ir_node *lower_move_text(struct lower_ladder *l, struct span from) {
    struct checker *checker = l->checker;
    struct ladder *model = l->model;
    if (!mark_enter(checker, &l->move_mark, from)) return model->move;
    lower_move_elaborate(l, from);
    struct scope scope = scope_subject(checker);
    struct span span = l->symbol->span;
    uint32_t n = l->move_count;
    struct ir_node **texts = ARENA_ARRAY(checker->arena, struct ir_node *, n + 2);
    texts[0] = model->move_index;
    for (uint32_t i = 0; i < n; i++) {
        const struct lower_ladder_move *move = &l->moves[i];
        const struct ast *written = move->ast->move.label;
        struct label *label = &model->moves[i].label;
        /* An exit's label is what data about exited accounts holds. */
        if (move->kind == MOVE_EXIT)
            label->plain = lower_label_plain(checker, written, "an exit's label");
        else
            *label = construct_label(checker, &scope, written);
        if (!label->plain) label->plain = move->text;
        bool computed = written && move->kind != MOVE_EXIT && written->text.pieces.len;
        texts[1 + i] = computed ? label->text : mk_text(checker->ir, str_of(label->plain), move->ast->span);
    }
    texts[1 + n] = mk_unknown(checker->ir, type_text, CAUSE_NO_MOVE, span);
    if (model->move_index) model->move = mk_case(checker->ir, texts, n + 2, span);
    mark_leave(checker, &l->move_mark);
    return model->move;
}
