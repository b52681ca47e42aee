/* Expressions: what each kind of node comes down to. Names are in check_name.c, arithmetic and comparison in
 * check_ops.c, calls in check_call.c and check_aggregate.c; here are literals, logic, choice, and what a place may demand.
 * SPDX-License-Identifier: MIT */
#include "lang/check_internal.h"
#include "lang/base/limits.h"

const struct scope scope_point = {.no_row = "this place"};

struct scope scope_subject(const struct checker *checker) {
    return (struct scope){.row = checker->subject, .no_row = "a framework without a record"};
}

/* --- demands of a place --- */

static bool is_silent(const struct ir_node *node) {
    return !node || node->type.kind == TYPE_ERROR;
}

/* `unknown`, or a name from a file that is not read, becomes a value of the type that is asked for. */
static struct ir_node *take_type(struct checker *checker, struct ir_node *node, struct type want) {
    return mk_unknown(checker->ir, want, node->op == IR_CONST ? node->constant.cause : CAUSE_WRITTEN, node->span);
}

static struct diag *not_a(struct checker *checker, const struct ir_node *node, const struct ast *e, enum diag_code code, const char *what, const char *wanted) {
    char phrase[80];
    struct diag *d = diag_new(checker->diags, code, e->span, "%s needs %s, but %s is %s", what, wanted, check_quote(checker, e), type_phrase(node->type, phrase));
    check_also_declared(checker, d, node, e);
    if (node->type.kind == TYPE_LIST) diag_help(checker->diags, d, "Say what about its rows, for example `count(%s)`.", check_source_text(checker, e->span));
    return d;
}

struct ir_node *check_condition(struct checker *checker, const struct scope *scope, const struct ast *e, const char *what) {
    struct ir_node *node = check_expr(checker, scope, e, &type_bool);
    if (is_silent(node)) return NULL;
    if (node->type.kind == TYPE_BOOL) return node;
    if (node->type.kind == TYPE_ANY) return take_type(checker, node, type_bool);
    struct diag *d = not_a(checker, node, e, E0215, what, "something that is true or false");
    const char *text = check_source_text(checker, e->span);
    if (node->op == IR_CONST && node->constant.known) {
        diag_help(checker->diags, d, "To ask for one of several values write `x in (a, b)`.");
        return NULL;
    }
    switch (node->type.kind) {
    case TYPE_NUMBER: diag_help(checker->diags, d, "Compare it with something, for example `%s > 0`.", text); break;
    case TYPE_DATE:
        if (node->op != IR_TODAY) diag_help(checker->diags, d, "Compare it with something, for example `%s <= today`.", text);
        break;
    case TYPE_CATEGORY:
        if (node->type.category && node->type.category->count)
            diag_help(checker->diags, d, "Compare it with one of its values, for example `%s = %s`.", text, node->type.category->members[0].name);
        break;
    case TYPE_TEXT: diag_help(checker->diags, d, "Compare it with something, for example `%s = \"…\"`.", text); break;
    default: break;
    }
    return NULL;
}

static struct ir_node *demand(struct checker *checker, const struct scope *scope, const struct ast *e, struct type want, const char *what, const char *wanted) {
    struct ir_node *node = check_expr(checker, scope, e, &want);
    if (is_silent(node)) return NULL;
    if (node->type.kind == TYPE_ANY) return take_type(checker, node, want);
    if (node->type.kind == want.kind) return node;
    struct diag *d = not_a(checker, node, e, E0216, what, wanted);
    if (node->type.kind == TYPE_TEXT && want.kind == TYPE_NUMBER) diag_help(checker->diags, d, "If the text holds a number, read it: `number(%s)`.", check_source_text(checker, e->span));
    if (node->type.kind == TYPE_NUMBER && want.kind == TYPE_PERIOD && node->op == IR_CONST) {
        diag_help(checker->diags, d, "Write the unit: `%s months`, or `days`.", check_source_text(checker, e->span));
    } else if (node->type.kind == TYPE_NUMBER && want.kind == TYPE_PERIOD) {
        diag_help(checker->diags, d, "Write the unit: `%s * 1 month`, or `* 1 day`.", check_source_text(checker, e->span));
    }
    if (want.kind == TYPE_TEXT && node->type.kind != TYPE_LIST) diag_help(checker->diags, d, "Make it a text: `text(%s)`.", check_source_text(checker, e->span));
    if (want.kind == TYPE_DATE && node->type.kind != TYPE_LIST) diag_help(checker->diags, d, "A date is a field of that type, `today`, or written as `2026-11-01`.");
    if (node->type.kind == TYPE_PERIOD && want.kind == TYPE_NUMBER) diag_help(checker->diags, d, "Write the number without a unit.");
    return NULL;
}

struct ir_node *check_number(struct checker *checker, const struct scope *scope, const struct ast *e, const char *what) {
    return demand(checker, scope, e, (struct type){.kind = TYPE_NUMBER, .open = true}, what, "a number");
}

struct ir_node *check_text(struct checker *checker, const struct scope *scope, const struct ast *e, const char *what) {
    return demand(checker, scope, e, type_text, what, "a text");
}

struct ir_node *check_date(struct checker *checker, const struct scope *scope, const struct ast *e, const char *what) {
    return demand(checker, scope, e, type_date, what, "a date");
}

struct ir_node *check_period(struct checker *checker, const struct scope *scope, const struct ast *e, const char *what) {
    return demand(checker, scope, e, (struct type){.kind = TYPE_PERIOD, .open = true}, what, "a period such as `18 months`");
}

struct type type_closed(struct type type) {
    if (type.kind == TYPE_NUMBER) type.open = false;
    return type;
}

/* --- fitting a value to a type --- */

static void because_of(struct checker *checker, struct diag *d, struct span because, const char *text) {
    if (because.file && text) diag_also(checker->diags, d, because, "%s", text);
}

static struct ir_node *fit_number(struct checker *checker, struct ir_node *node, const struct ast *e, struct type want, struct span because, const char *text) {
    struct type have = node->type;
    bool have_money = have.unit == UNIT_MONEY && !have.open, want_money = want.unit == UNIT_MONEY;
    char a[80], b[80];
    if (!have.open && !want.open && have_money != want_money) {
        struct diag *d = diag_new(checker->diags, E0301, e->span, "%s is %s, but %s is asked for", check_quote(checker, e), type_phrase(have, a), type_phrase(want, b));
        because_of(checker, d, because, text);
        check_also_declared(checker, d, node, e);
        return NULL;
    }
    if (have.currency && want.currency && have.currency != want.currency) {
        struct diag *d = diag_new(checker->diags, E0302, e->span, "%s is %s, but %s is asked for", check_quote(checker, e), type_phrase(have, a), type_phrase(want, b));
        because_of(checker, d, because, text);
        check_also_declared(checker, d, node, e);
        return NULL;
    }
    if (want.open || (have.unit == want.unit && !have.open && (have.currency == want.currency || !want.currency))) return node;
    if (node->op == IR_CONST) return ir_const(checker->ir, want, node->constant, node->span);
    if (node->op == IR_FIELD || node->op == IR_PARAM) return node;
    return ir_make_indexed(checker->ir, node->op, want, node->args, node->arg_count, node->index, node->space, node->span);
}

struct ir_node *check_fit(struct checker *checker, struct ir_node *node, const struct ast *e, struct type want, struct span because, const char *because_text) {
    if (is_silent(node)) return NULL;
    if (want.kind == TYPE_ERROR || want.kind == TYPE_ANY) return node;
    if (node->type.kind == TYPE_ANY) return take_type(checker, node, want);
    if (node->type.kind == TYPE_NUMBER && want.kind == TYPE_NUMBER) return fit_number(checker, node, e, want, because, because_text);
    if (type_same(node->type, want)) return node;
    if (node->type.kind == TYPE_PERIOD && want.kind == TYPE_PERIOD) {
        if (want.open || node->type.open) return node;
        struct diag *d = diag_new(checker->diags, E0304, e->span, "%s counts %s, but %s are asked for", check_quote(checker, e), node->type.period == PERIOD_DAYS ? "days" : "months",
                                  want.period == PERIOD_DAYS ? "days" : "months");
        because_of(checker, d, because, because_text);
        diag_help(checker->diags, d, "Months have different lengths, so days and months do not mix: write both in one of them.");
        return NULL;
    }
    if (node->type.kind == TYPE_CATEGORY && want.kind == TYPE_CATEGORY && check_same_values(checker, node->type.category, want.category)) return node;
    char a[80], b[80];
    struct diag *d = diag_new(checker->diags, node->type.kind == TYPE_CATEGORY && want.kind == TYPE_CATEGORY ? E0219 : E0216, e->span, "%s is %s, but %s is asked for",
                              check_quote(checker, e), type_phrase(node->type, a), type_phrase(want, b));
    because_of(checker, d, because, because_text);
    check_also_declared(checker, d, node, e);
    if (want.kind == TYPE_CATEGORY && e->kind == AST_TEXT) diag_help(checker->diags, d, "Write the value without quotes.");
    return NULL;
}

struct ir_node *check_typed(struct checker *checker, const struct scope *scope, const struct ast *e, struct type want, struct span because, const char *because_text) {
    return check_fit(checker, check_expr(checker, scope, e, &want), e, want, because, because_text);
}

bool check_common(struct checker *checker, struct type *common, struct span *first, const struct ir_node *node, const struct ast *e) {
    if (!node) return false;
    struct type t = node->type;
    if (t.kind == TYPE_ANY || t.kind == TYPE_ERROR || common->kind == TYPE_ERROR) return true;
    if (t.kind == TYPE_LIST) {
        struct diag *d = diag_new(checker->diags, E0216, e->span, "%s is a list, and only values can be chosen between", check_quote(checker, e));
        diag_help(checker->diags, d, "Choose between what is said of the rows: `if … then count(%s) else …`.", check_source_text(checker, e->span));
        return false;
    }
    if (common->kind == TYPE_ANY) {
        *common = t;
        *first = e->span;
        return true;
    }
    char a[80], b[80];
    enum diag_code code = E0217;
    if (common->kind == TYPE_NUMBER && t.kind == TYPE_NUMBER) {
        bool money = common->unit == UNIT_MONEY, other_money = t.unit == UNIT_MONEY;
        if (money != other_money && !(money ? t.open : common->open)) {
            code = E0301;
        } else if (common->currency && t.currency && common->currency != t.currency) {
            code = E0302;
        } else {
            if (common->open || (common->unit == UNIT_PERCENT && !t.open && t.unit == UNIT_PLAIN) || (!common->currency && t.currency)) {
                bool open = common->open && t.open;
                if (!(t.open && common->unit == UNIT_MONEY)) *common = t.open && t.unit == UNIT_PLAIN && !common->open ? *common : t;
                common->open = open;
                *first = e->span;
            }
            return true;
        }
    } else if (common->kind == TYPE_PERIOD && t.kind == TYPE_PERIOD && common->period != t.period && !common->open && !t.open) {
        code = E0304;
    } else if (type_same(*common, t) || (common->kind == TYPE_PERIOD && t.kind == TYPE_PERIOD)) {
        return true;
    } else if (common->kind == TYPE_CATEGORY && t.kind == TYPE_CATEGORY) {
        if (check_same_values(checker, common->category, t.category)) {
            if (t.category->is_ladder) *common = t; /* knows none and exited too */
            return true;
        }
        code = E0219;
    }
    struct diag *d = diag_new(checker->diags, code, e->span, "%s is %s, but the alternative is %s", check_quote(checker, e), type_phrase(t, a), type_phrase(*common, b));
    diag_also(checker->diags, d, *first, "%s", type_phrase(*common, b));
    diag_help(checker->diags, d, "All alternatives of one value must be of one type; `unknown` goes with every type.");
    return false;
}

/* --- pairs --- */

static bool is_bare(const struct ast *e) {
    return e->kind == AST_NAME;
}

static bool is_definition_here(struct checker *checker, const struct scope *scope, const struct ast *e) {
    return check_find(checker, scope, e->name.name.text, NULL).kind != FOUND_NOTHING || strcmp(e->name.name.text, "today") == 0 || strcmp(e->name.name.text, "never") == 0;
}

static struct ir_node *check_beside(struct checker *checker, const struct scope *scope, const struct ast *e, const struct ir_node *neighbour) {
    static const struct type mistaken = {.kind = TYPE_ERROR};
    return check_expr(checker, scope, e, neighbour ? &neighbour->type : &mistaken);
}

void check_pair(struct checker *checker, const struct scope *scope, const struct ast *left, const struct ast *right, const struct type *expected,
                struct ir_node **left_node, struct ir_node **right_node) {
    bool left_waits = is_bare(left) && !is_definition_here(checker, scope, left);
    if (expected && expected->kind == TYPE_CATEGORY) {
        *left_node = check_expr(checker, scope, left, expected);
        *right_node = check_expr(checker, scope, right, expected);
    } else if (left_waits && !(is_bare(right) && !is_definition_here(checker, scope, right))) {
        *right_node = check_expr(checker, scope, right, NULL);
        *left_node = check_beside(checker, scope, left, *right_node);
    } else {
        *left_node = check_expr(checker, scope, left, expected);
        *right_node = check_beside(checker, scope, right, *left_node);
        /* Beside a category a bare name is a member first, even when something else is called the same. */
        int code;
        const struct ir_node *l = *left_node, *r = *right_node;
        if (l && r && is_bare(left) && r->type.kind == TYPE_CATEGORY && l->type.kind != TYPE_CATEGORY && category_find(r->type.category, left->name.name.text, &code))
            *left_node = mk_code(checker->ir, r->type.category, code, left->span);
    }
}

/* --- literals --- */

static struct ir_node *check_literal_node(struct checker *checker, const struct ast *e) {
    struct ir *ir = checker->ir;
    switch (e->kind) {
    case AST_NUMBER:
        if (e->number.percent) return mk_number(ir, type_percent, e->number.value, e->span);
        return mk_number(ir, (struct type){.kind = TYPE_NUMBER, .open = true}, e->number.value, e->span);
    case AST_TEXT: return mk_text(ir, e->text.value, e->span);
    case AST_DATE: return mk_date(ir, e->date_.value, e->span);
    case AST_BOOL: return mk_bool(ir, e->bool_.value, e->span);
    case AST_UNKNOWN: return mk_unknown(ir, (struct type){.kind = TYPE_ANY}, CAUSE_WRITTEN, e->span);
    case AST_PERIOD: {
        bool days = e->period.unit == AST_DAYS || e->period.unit == AST_WEEKS;
        return mk_number(ir, type_of_period(days ? PERIOD_DAYS : PERIOD_MONTHS), dec_from_int(days ? e->period.days : e->period.months), e->span);
    }
    default: return NULL;
    }
}

/* --- logic --- */

static struct ir_node *check_junction(struct checker *checker, const struct scope *scope, const struct ast *e) {
    const struct ast_list *items = e->kind == AST_AND ? &e->and_.items : &e->or_.items;
    struct ir_node **nodes = ARENA_ARRAY(checker->arena, struct ir_node *, items->len);
    for (uint32_t i = 0; i < items->len; i++) nodes[i] = check_condition(checker, scope, items->at[i], e->kind == AST_AND ? "`and`" : "`or`");
    return e->kind == AST_AND ? mk_all(checker->ir, nodes, items->len, e->span) : mk_any(checker->ir, nodes, items->len, e->span);
}

static struct ir_node *check_labels(struct checker *checker, const struct scope *scope, const struct ast *e, struct ir_node *const *items) {
    const struct ast_list *list = &e->quantified.items;
    struct ir_node **args = ARENA_ARRAY(checker->arena, struct ir_node *, 2 * (size_t)list->len);
    for (uint32_t i = 0; i < list->len; i++) {
        args[2 * i] = items[i];
        args[2 * i + 1] = mk_text(checker->ir, str_of(check_item_label(checker, scope, list->at[i])), list->at[i]->span);
    }
    enum ir_verdict verdict = e->quantified.quantifier == AST_MET_OF ? VERDICT_MET : e->quantified.quantifier == AST_UNMET_OF ? VERDICT_UNMET : VERDICT_UNDECIDED;
    return ir_make_indexed(checker->ir, IR_LABELS, type_text, args, 2 * list->len, (int32_t)verdict, SPACE_POINT, e->span);
}

static void warn_count(struct checker *checker, const struct ast *e, const struct ir_node *count) {
    if (count->op != IR_CONST || !count->constant.known) return;
    const struct ast *n = e->quantified.count;
    uint32_t items = e->quantified.items.len;
    if (dec_compare(count->constant.number, dec_from_int(items)) > 0) {
        struct diag *d = diag_new(checker->diags, W0604, n->span, "`at least %s` can never be reached: there %s only %u", check_source_text(checker, n->span), items == 1 ? "is" : "are", items);
        diag_help(checker->diags, d, "Ask for at most %u.", items);
    } else if (dec_sign(count->constant.number) <= 0) {
        struct diag *d = diag_new(checker->diags, W0604, n->span, "`at least %s` is always reached", check_source_text(checker, n->span));
        diag_help(checker->diags, d, "Ask for at least 1.");
    }
}

static struct ir_node *check_quantified(struct checker *checker, const struct scope *scope, const struct ast *e) {
    static const char *const what[] = {[AST_AT_LEAST] = "an item of `at least`", [AST_ALL_OF] = "an item of `all of`", [AST_ANY_OF] = "an item of `any of`",
                                       [AST_COUNT_OF] = "an item of `count of`", [AST_MET_OF] = "an item of `met of`", [AST_UNMET_OF] = "an item of `unmet of`",
                                       [AST_UNDECIDED_OF] = "an item of `undecided of`"};
    enum ast_quantifier quantifier = e->quantified.quantifier;
    const struct ast_list *list = &e->quantified.items;
    struct ir_node **nodes = ARENA_ARRAY(checker->arena, struct ir_node *, (size_t)list->len + 1);
    bool fine = true;
    if (quantifier == AST_AT_LEAST && e->quantified.count) {
        nodes[0] = check_number(checker, scope, e->quantified.count, "`at least`");
        if (nodes[0] && nodes[0]->type.unit == UNIT_MONEY && !nodes[0]->type.open) nodes[0] = check_fit(checker, nodes[0], e->quantified.count, type_number, (struct span){0}, NULL);
        fine = nodes[0] != NULL;
        if (fine) warn_count(checker, e, nodes[0]);
    }
    for (uint32_t i = 0; i < list->len; i++) {
        nodes[i + 1] = check_condition(checker, scope, list->at[i], what[quantifier]);
        fine &= nodes[i + 1] != NULL;
    }
    if (!fine) return NULL;
    switch (quantifier) {
    case AST_AT_LEAST: return ir_make(checker->ir, IR_AT_LEAST, type_bool, nodes, list->len + 1, e->span);
    case AST_ALL_OF: return mk_all(checker->ir, nodes + 1, list->len, e->span);
    case AST_ANY_OF: return mk_any(checker->ir, nodes + 1, list->len, e->span);
    case AST_COUNT_OF: return ir_make(checker->ir, IR_COUNT_TRUE, type_number, nodes + 1, list->len, e->span);
    case AST_MET_OF:
    case AST_UNMET_OF:
    case AST_UNDECIDED_OF: return check_labels(checker, scope, e, nodes + 1);
    }
    return NULL;
}

/* x in (a, b); x between a and b */
static struct ir_node *check_in(struct checker *checker, const struct scope *scope, const struct ast *e) {
    struct ir_node *value = check_expr(checker, scope, e->in.value, NULL);
    const struct ast_list *list = &e->in.items;
    struct ir_node **nodes = ARENA_ARRAY(checker->arena, struct ir_node *, list->len);
    for (uint32_t i = 0; i < list->len; i++) {
        struct ir_node *item = check_beside(checker, scope, list->at[i], value);
        nodes[i] = value && item ? check_compare(checker, AST_OP_EQ, value, e->in.value, item, list->at[i], list->at[i]->span) : NULL;
    }
    struct ir_node *any = mk_any(checker->ir, nodes, list->len, e->span);
    return e->in.negated ? mk_not(checker->ir, any, e->span) : any;
}

static struct ir_node *check_between(struct checker *checker, const struct scope *scope, const struct ast *e) {
    struct ir_node *value = check_expr(checker, scope, e->between.value, NULL);
    struct ir_node *low = check_beside(checker, scope, e->between.low, value), *high = check_beside(checker, scope, e->between.high, value);
    struct ir_node *above = check_compare(checker, AST_OP_GE, value, e->between.value, low, e->between.low, e->span);
    struct ir_node *below = check_compare(checker, AST_OP_LE, value, e->between.value, high, e->between.high, e->span);
    return mk_and(checker->ir, above, below, e->span);
}

/* --- unknown --- */

/* Whether the cell that a field's value comes from was blank, or bad; NULL when the value is calculated. */
static struct ir_node *state_of_cell(struct checker *checker, const struct ast *e, const struct ir_node *node, enum ir_op op, struct span span) {
    struct ir_node *index = node->op == IR_GATHER ? node->args[0] : NULL;
    const struct ir_node *field = index ? node->args[1] : node;
    if (field->op != IR_FIELD && field->op != IR_REF) return NULL;
    const char *written = e->kind == AST_NAME ? e->name.name.text : e->kind == AST_MEMBER ? e->member.name.text : NULL;
    const struct record *record = checker->spaces.at[field->space].record;
    if (!record || record->fields[field->index].name != written) return NULL; /* a definition that is no more than the field */
    struct ir_node *state = ir_make_indexed(checker->ir, op, type_bool, NULL, 0, field->index, field->space, span);
    return index ? mk_gather(checker->ir, index, state, span) : state;
}

static struct ir_node *check_is(struct checker *checker, const struct scope *scope, const struct ast *e) {
    const struct ast *value = e->is.value;
    struct ir_node *node = check_expr(checker, scope, value, NULL), *result = NULL;
    if (!node) return NULL;
    if (node->type.kind == TYPE_LIST) {
        not_a(checker, node, value, E0216, "`is known`", "a value");
        return NULL;
    }
    switch (e->is.state) {
    case AST_IS_KNOWN: result = mk_is_known(checker->ir, node, e->span); break;
    case AST_IS_UNKNOWN: result = mk_not(checker->ir, mk_is_known(checker->ir, node, e->span), e->span); break;
    case AST_IS_MISSING:
    case AST_IS_INVALID: {
        bool missing = e->is.state == AST_IS_MISSING;
        result = state_of_cell(checker, value, node, missing ? IR_IS_MISSING : IR_IS_INVALID, e->span);
        if (!result) {
            struct diag *d = diag_new(checker->diags, E0223, e->span, "%s is calculated, and only a field of the data can be %s", check_quote(checker, value), missing ? "missing" : "invalid");
            check_also_declared(checker, d, node, value);
            diag_help(checker->diags, d, "Write `%s is unknown`.", check_source_text(checker, value->span));
            return NULL;
        }
        break;
    }
    }
    return e->is.negated ? mk_not(checker->ir, result, e->span) : result;
}

static struct ir_node *check_otherwise(struct checker *checker, const struct scope *scope, const struct ast *e, const struct type *expected) {
    const struct ast *left = e->binary.left, *right = e->binary.right;
    struct ir_node *a, *b;
    check_pair(checker, scope, left, right, expected && expected->kind != TYPE_BOOL ? expected : NULL, &a, &b);
    if (!a || !b) return NULL;
    if (b->type.kind == TYPE_BOOL && a->type.kind != TYPE_BOOL && a->type.kind != TYPE_ANY) {
        char phrase[80];
        struct diag *d = diag_new(checker->diags, E0225, e->span, "%s is %s, and cannot be %s instead", check_quote(checker, left), type_phrase(a->type, phrase), check_quote(checker, right));
        diag_help(checker->diags, d, "`otherwise` binds tighter than a comparison. Put the comparison in parentheses: `(%s > 0) otherwise %s`.", check_source_text(checker, left->span),
                  check_source_text(checker, right->span));
        return NULL;
    }
    struct type common = {.kind = TYPE_ANY};
    struct span first = {0};
    if (!check_common(checker, &common, &first, a, left) || !check_common(checker, &common, &first, b, right)) return NULL;
    a = check_fit(checker, a, left, common, first, NULL);
    b = check_fit(checker, b, right, common, first, NULL);
    return mk_op2(checker->ir, IR_OTHERWISE, common, a, b, e->span);
}

/* --- choice, and words of ladders --- */

static struct ir_node *check_if(struct checker *checker, const struct scope *scope, const struct ast *e, const struct type *expected) {
    const struct ast *then = e->if_.then, *else_ = e->if_.else_;
    struct ir_node *condition = check_condition(checker, scope, e->if_.condition, "`if`"), *a, *b;
    check_pair(checker, scope, then, else_, expected, &a, &b);
    if (!a || !b) return NULL;
    struct type common = {.kind = TYPE_ANY};
    struct span first = {0};
    if (!check_common(checker, &common, &first, a, then) || !check_common(checker, &common, &first, b, else_)) return NULL;
    a = check_fit(checker, a, then, common, first, NULL);
    b = check_fit(checker, b, else_, common, first, NULL);
    if (!condition || !a || !b) return NULL;
    return ir_make(checker->ir, IR_IF, common, (struct ir_node *[]){condition, a, b}, 3, e->span);
}

static struct ir_node *check_in_stage(struct checker *checker, const struct scope *scope, const struct ast *e) {
    struct ir_node *period = check_period(checker, scope, e->in_stage.period, "`in stage for`");
    if (!scope->ladder) {
        struct diag *d = diag_new(checker->diags, E0222, e->span, "`in stage for` has a meaning only in the rules of a ladder");
        diag_help(checker->diags, d, "Elsewhere compare the date itself, for example `months since stage_since >= 18`.");
        return NULL;
    }
    if (!scope->ladder->since) {
        if (scope->ladder->why_not_since) {
            struct diag *d = diag_new(checker->diags, E0222, e->span, "%s", scope->ladder->why_not_since);
            diag_help(checker->diags, d, "Say since when an account is in its stage: `current … since …`.");
        }
        return NULL;
    }
    struct ir_node *until = mk_date_plus(checker->ir, scope->ladder->since, period, e->span);
    return until ? mk_le(checker->ir, until, mk_today(checker->ir, e->span), e->span) : NULL;
}

static struct ir_node *check_still_qualified(struct checker *checker, const struct scope *scope, const struct ast *e) {
    if (scope->ladder && scope->ladder->still_qualified) return scope->ladder->still_qualified;
    if (scope->ladder && !scope->ladder->why_not_still) return NULL;
    struct diag *d = diag_new(checker->diags, E0222, e->span, "%s", scope->ladder ? scope->ladder->why_not_still : "`still qualified` has a meaning only in the moves of a ladder");
    if (!scope->ladder) diag_help(checker->diags, d, "Elsewhere ask for a stage: `meets(ladder, stage)`.");
    return NULL;
}

/* --- texts joined --- */

static struct ir_node *check_join(struct checker *checker, const struct scope *scope, const struct ast *e) {
    const struct ast *sides[] = {e->binary.left, e->binary.right};
    struct ir_node *nodes[2];
    for (int i = 0; i < 2; i++) {
        nodes[i] = check_expr(checker, scope, sides[i], &type_text);
        if (!nodes[i]) continue;
        if (nodes[i]->type.kind == TYPE_ANY) nodes[i] = take_type(checker, nodes[i], type_text);
        if (nodes[i]->type.kind == TYPE_TEXT) continue;
        struct diag *d = not_a(checker, nodes[i], sides[i], E0216, "`&`", "texts");
        if (nodes[i]->type.kind != TYPE_LIST) diag_help(checker->diags, d, "Make it a text: `text(%s)`.", check_source_text(checker, sides[i]->span));
        nodes[i] = NULL;
    }
    return mk_op2(checker->ir, IR_CONCAT, type_text, nodes[0], nodes[1], e->span);
}

static struct ir_node *check_binary(struct checker *checker, const struct scope *scope, const struct ast *e, const struct type *expected) {
    switch (e->binary.op) {
    case AST_OP_ADD: case AST_OP_SUB: case AST_OP_MUL: case AST_OP_DIV: return check_arithmetic(checker, scope, e);
    case AST_OP_JOIN: return check_join(checker, scope, e);
    case AST_OP_OTHERWISE: return check_otherwise(checker, scope, e, expected);
    case AST_OP_EQ: case AST_OP_NE: case AST_OP_LT: case AST_OP_LE: case AST_OP_GT: case AST_OP_GE:
    case AST_OP_CONTAINS: case AST_OP_STARTS_WITH: case AST_OP_ENDS_WITH: case AST_OP_MATCHES: return check_comparison(checker, scope, e);
    }
    return NULL;
}

static struct ir_node *check_kind(struct checker *checker, const struct scope *scope, const struct ast *e, const struct type *expected) {
    switch (e->kind) {
    case AST_NUMBER: case AST_TEXT: case AST_DATE: case AST_PERIOD: case AST_BOOL: case AST_UNKNOWN: return check_literal_node(checker, e);
    case AST_NAME: return check_name(checker, scope, e->name.name, expected);
    case AST_MEMBER: return check_member(checker, scope, e);
    case AST_CALL: return check_call(checker, scope, e);
    case AST_BINARY: return check_binary(checker, scope, e, expected);
    case AST_NEGATE: return check_arithmetic(checker, scope, e);
    case AST_AND:
    case AST_OR: return check_junction(checker, scope, e);
    case AST_NOT: return mk_not(checker->ir, check_condition(checker, scope, e->not_.operand, "`not`"), e->span);
    case AST_IN: return check_in(checker, scope, e);
    case AST_BETWEEN: return check_between(checker, scope, e);
    case AST_IS: return check_is(checker, scope, e);
    case AST_WINDOW: return check_window(checker, scope, e);
    case AST_QUANTIFIED: return check_quantified(checker, scope, e);
    case AST_AGE: return check_age(checker, scope, e);
    case AST_IN_STAGE: return check_in_stage(checker, scope, e);
    case AST_STILL_QUALIFIED: return check_still_qualified(checker, scope, e);
    case AST_IF: return check_if(checker, scope, e, expected);
    default: return NULL; /* AST_ERROR: reported by the parser */
    }
}

/* Only what has one value for the subject's row: not the rows inside an aggregate, not the body of a function. */
static void note(struct checker *checker, const struct scope *scope, const struct ast *e, struct ir_node *node) {
    bool own = !scope->outer && !scope->caller && scope->arg_count == 0 && (!scope->row || scope->row == checker->subject);
    if (own && checker->ir == &checker->framework->ir) written_note(checker->arena, &checker->written, e, node);
}

bool check_depth(struct checker *checker, struct span span) {
    if (checker->too_deep) return false;
    if (checker->depth < LIMIT_CHECK_DEPTH) return true;
    checker->too_deep = true;
    struct diag *d = diag_new(checker->diags, E0212, span, "definitions build on each other more than %d deep", LIMIT_CHECK_DEPTH);
    diag_help(checker->diags, d, "Declare what is needed before what needs it, or split the chain.");
    return false;
}

struct ir_node *check_expr(struct checker *checker, const struct scope *scope, const struct ast *e, const struct type *expected) {
    if (!e || !check_depth(checker, e->span)) return NULL;
    checker->depth++;
    struct ir_node *node = check_kind(checker, scope, e, expected);
    checker->depth--;
    if (node && node->type.kind == TYPE_NUMBER && node->type.unit == UNIT_MONEY_SQUARED) {
        struct diag *d = diag_new(checker->diags, E0303, e->span, "%s multiplies money by money", check_quote(checker, e));
        diag_help(checker->diags, d, "An amount times an amount means nothing unless it is divided by an amount again.");
        return NULL;
    }
    if (node) note(checker, scope, e, node);
    return node;
}
