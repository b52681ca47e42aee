/* Selects: who is taken when only so many can be. The SELECT operator takes candidates in rank order while every limit has
 * room; here stands what it is given, and what is told of it: in or out, the rank, what kept an account out.
 * SPDX-License-Identifier: MIT */
#include "lang/base/limits.h"
#include "lang/lower.h"

/* --- keys and groups in which nothing is unknown --- */

VEC_TYPE(select_nodes, struct ir_node *);

/* A value of that type to stand where there is none; what it is does not matter. */
static struct ir_node *stand_in(struct checker *checker, const struct ir_node *node) {
    struct value value = {.known = true};
    if (node->type.kind == TYPE_NUMBER || node->type.kind == TYPE_PERIOD) value.number = dec_from_int(0);
    if (node->type.kind == TYPE_TEXT) value.text = STR("");
    if (node->type.kind == TYPE_DATE) value.day = DATE_NEVER;
    return ir_const(checker->ir, node->type, value, node->span);
}

/* 0 where the value is known, else 1: a key that puts the unknown last, or together. */
static struct ir_node *lacking(struct checker *checker, struct ir_node *node) {
    struct ir *ir = checker->ir;
    return mk_if(ir, mk_is_known(ir, node, node->span), mk_int(ir, 0, node->span), mk_int(ir, 1, node->span), node->span);
}

/* References are grouped by the key of the row that they name. */
static struct ir_node *group_key(struct checker *checker, struct ir_node *node, struct span span) {
    const struct record *record = node->type.record;
    if (node->type.kind != TYPE_RECORD || !record || record->key < 0) return node;
    struct ir_node *key = ir_make_indexed(checker->ir, IR_FIELD, record->fields[record->key].type, NULL, 0, record->key, record->space, span);
    return mk_gather(checker->ir, node, key, span);
}

struct ir_node *lower_select_group(struct checker *checker, ir_space space, struct ir_node *const *keys, uint32_t count, struct ir_node *only, struct span span) {
    struct select_nodes nodes = {0};
    struct ir *ir = checker->ir;
    for (uint32_t i = 0; i < count; i++) {
        struct ir_node *key = group_key(checker, keys[i], span);
        if (mk_always_known(key)) {
            vec_push(checker->arena, &nodes, key);
            continue;
        }
        vec_push(checker->arena, &nodes, lacking(checker, key));
        vec_push(checker->arena, &nodes, mk_otherwise(ir, key, stand_in(checker, key), key->span));
    }
    if (only) /* a key that is unknown for the rest: they are in no group */
        vec_push(checker->arena, &nodes, mk_if(ir, mk_is_true(ir, only, span), mk_int(ir, 0, span), mk_unknown(ir, type_number, CAUSE_OUTSIDE, span), span));
    return checker_group(checker, space, nodes.at, nodes.len, span);
}

/* --- what is said --- */

/* A number of accounts or a share of the candidates, never below zero. */
static struct ir_node *count_of(struct checker *checker, const struct ast *e, const char *what) {
    struct ir_node *node = check_number(checker, &scope_point, e, what);
    if (node && node->type.unit == UNIT_MONEY && !node->type.open) node = check_fit(checker, node, e, type_number, (struct span){0}, NULL);
    if (!node || node->op != IR_CONST || !node->constant.known || dec_sign(node->constant.number) >= 0) return node;
    struct diag *d = diag_new(checker->diags, E0359, e->span, "%s cannot be less than nothing", what);
    diag_help(checker->diags, d, "Write a number of accounts, such as 30, or a share of them, such as 10%%.");
    return NULL;
}

/* How many have room: N, or N% of the candidates (of the row's group of them), rounded up. */
static struct ir_node *room_of(struct checker *checker, struct ir_node *count, struct ir_node *among, struct ir_node *group, struct span span) {
    struct ir *ir = checker->ir;
    if (count->type.unit != UNIT_PERCENT) return mk_op1(ir, IR_FLOOR, type_number, count, span);
    const struct mk_rows rows = {.space = SPACE_SUBJECT, .link = group, .where = among};
    struct ir_node *all = mk_reduce(ir, AGGREGATE_COUNT_LOW, type_number, &rows, span);
    if (group) all = mk_gather(ir, group, all, span);
    return mk_op1(ir, IR_CEIL, type_number, mk_op2(ir, IR_MUL, type_number, all, count, span), span);
}

static const char *limit_text(struct checker *checker, const char *word, const struct ast *count, const struct ast_list *per) {
    const char *text = arena_printf(checker->arena, "%s %s", word, check_source_text(checker, count->span));
    for (uint32_t i = 0; i < per->len; i++)
        text = arena_printf(checker->arena, "%s%s%s", text, i ? ", " : " per ", check_source_text(checker, per->at[i]->span));
    return text;
}

static bool add_limit(struct checker *checker, struct selection *model, const struct scope *scope, const struct ast *count_ast, const struct ast_list *per, const char *word, struct span span) {
    struct ir_node *count = count_of(checker, count_ast, arena_printf(checker->arena, "`%s`", word));
    struct ir_node **keys = NULL;
    if (!check_groups(checker, scope, per, &keys) || !count || !model->among) return false;
    struct ir_node *grouped = per->len ? lower_select_group(checker, SPACE_SUBJECT, keys, per->len, NULL, span) : NULL;
    struct selection_limit *limit = &model->limits[model->limit_count++];
    limit->label.plain = limit_text(checker, word, count_ast, per);
    limit->room = room_of(checker, count, model->among, grouped, count_ast->span);
    limit->group = grouped ? grouped : checker_group(checker, SPACE_SUBJECT, NULL, 0, span);
    return true;
}

static bool read_order(struct checker *checker, struct selection *model, const struct scope *scope, const struct ast_list *by) {
    struct order_keys keys;
    if (!check_order(checker, scope, by, &keys)) return false;
    if (keys.count > LIMIT_KEYS / 2) { /* each may become two */
        struct diag *d = diag_new(checker->diags, E0230, by->at[LIMIT_KEYS / 2]->span, "a select sorts by at most %d values", LIMIT_KEYS / 2);
        diag_help(checker->diags, d, "Take the last ones out: they decide hardly anything.");
        return false;
    }
    model->order = ARENA_ARRAY(checker->arena, struct order_key, keys.count);
    model->order_count = keys.count;
    model->order_text = ARENA_ARRAY(checker->arena, const char *, keys.count);
    for (uint32_t i = 0; i < keys.count; i++) {
        model->order[i] = (struct order_key){keys.nodes[i], keys.descending >> i & 1};
        model->order_text[i] = check_source_text(checker, by->at[i]->order.value->span);
    }
    return true;
}

/* --- what it comes down to --- */

/* The keys as the operators get them, which leave out what is unknown: where a key may be, first whether it is. */
static void order_of(struct checker *checker, const struct selection *model, struct select_nodes *keys, uint32_t *descending) {
    *descending = 0;
    for (uint32_t i = 0; i < model->order_count; i++) {
        struct ir_node *node = model->order[i].node;
        if (!mk_always_known(node)) {
            vec_push(checker->arena, keys, lacking(checker, node));
            node = mk_otherwise(checker->ir, node, stand_in(checker, node), node->span);
        }
        if (model->order[i].descending) *descending |= 1u << keys->len;
        vec_push(checker->arena, keys, node);
    }
}

/* The outcomes as a category, so that they have a type: taken, then each limit. */
static const struct category *outcomes(struct checker *checker, const struct selection *model) {
    struct category *category = ARENA_NEW(checker->arena, struct category);
    *category = (struct category){.name = model->name, .count = model->limit_count + 1, .members = ARENA_ARRAY(checker->arena, struct member, model->limit_count + 1), .span = model->span};
    category->members[0].name = "taken";
    for (uint32_t i = 0; i < model->limit_count; i++) category->members[i + 1].name = model->limits[i].label.plain;
    return category;
}

static struct ir_node *outcome(struct checker *checker, const struct selection *model, const struct select_nodes *keys, uint32_t descending, struct span span) {
    const uint32_t limits = model->limit_count;
    struct ir_node **args = ARENA_ARRAY(checker->arena, struct ir_node *, 1 + 2 * limits + keys->len);
    uint32_t count = 0;
    args[count++] = model->among;
    for (uint32_t i = 0; i < limits; i++) args[count++] = model->limits[i].group;
    for (uint32_t i = 0; i < limits; i++) args[count++] = model->limits[i].room;
    for (uint32_t i = 0; i < keys->len; i++) args[count++] = keys->at[i];
    const struct ir_layout layout = {.where = true, .groups = (uint8_t)limits, .values = (uint8_t)limits, .keys = (uint8_t)keys->len, .descending = descending};
    return ir_make_bridge(checker->ir, IR_SELECT, type_of_category(outcomes(checker, model)), args, count, 0, layout, SPACE_SUBJECT, SPACE_POINT, span);
}

static struct ir_node *blocked_by(struct checker *checker, const struct selection *model, struct span span) {
    struct ir *ir = checker->ir;
    struct ir_node **args = ARENA_ARRAY(checker->arena, struct ir_node *, model->limit_count + 3);
    uint32_t count = 0;
    struct ir_node *nothing = mk_unknown(ir, type_text, CAUSE_OUTSIDE, span);
    args[count++] = model->outcome;
    args[count++] = nothing;
    for (uint32_t i = 0; i < model->limit_count; i++) args[count++] = mk_text(ir, str_of(model->limits[i].label.plain), span);
    args[count++] = nothing;
    return mk_case(ir, args, count, span);
}

static void lower(struct checker *checker, struct symbol *symbol, struct selection *model) {
    struct ir *ir = checker->ir;
    struct span span = symbol->span;
    struct select_nodes keys = {0};
    uint32_t descending;
    order_of(checker, model, &keys, &descending);
    model->outcome = outcome(checker, model, &keys, descending, span);
    model->taken = mk_is_true(ir, mk_eq(ir, model->outcome, mk_code(ir, model->outcome->type.category, 0, span), span), span);
    const struct lower_window_args ranked = {.where = model->among, .keys = keys.at, .key_count = keys.len, .descending = descending};
    model->rank = lower_window_node(ir, WINDOW_RANK, type_number, SPACE_SUBJECT, &ranked, span);
    model->blocked_by = blocked_by(checker, model, span);
}

static struct selection *elaborate(struct checker *checker, struct symbol *symbol, struct span from) {
    const struct ast_select_node *ast = &symbol->ast->select;
    struct selection *model = symbol->model;
    if (!model || !mark_enter(checker, &symbol->mark, from)) return model;
    struct ir *outside = checker->ir;
    checker->ir = &checker->framework->ir; /* also when a function's body asks first */
    const struct scope scope = scope_subject(checker);
    if (ast->limits.len >= LIMIT_KEYS) {
        struct diag *d = diag_new(checker->diags, E0230, symbol->span, "a select has at most %d limits", LIMIT_KEYS);
        diag_help(checker->diags, d, "Take some `at most` out, or select in two steps.");
    }
    model->limits = ARENA_ARRAY(checker->arena, struct selection_limit, ast->limits.len + 1);
    model->among = check_condition(checker, &scope, ast->among, "`among`");
    bool fine = read_order(checker, model, &scope, &ast->by);
    fine &= add_limit(checker, model, &scope, ast->take, &ast->per, "take", ast->take->span);
    for (uint32_t i = 0; i < ast->limits.len; i++) {
        const struct ast *limit = ast->limits.at[i];
        if (limit->kind == AST_LIMIT) fine &= add_limit(checker, model, &scope, limit->limit.count, &limit->limit.per, "at most", limit->span);
    }
    if (fine && model->among) lower(checker, symbol, model);
    checker->ir = outside;
    mark_leave(checker, &symbol->mark);
    return model;
}

struct ir_node *lower_select_value(struct checker *checker, struct symbol *symbol, struct span span) {
    const struct selection *model = elaborate(checker, symbol, span);
    return model ? model->taken : NULL;
}

struct ir_node *lower_select_member(struct checker *checker, struct symbol *symbol, struct ast_name member, struct span span) {
    static const char *const names[] = {"rank", "blocked_by"};
    bool rank = strcmp(member.text, "rank") == 0;
    if (rank || strcmp(member.text, "blocked_by") == 0) {
        const struct selection *model = elaborate(checker, symbol, span);
        return !model ? NULL : rank ? model->rank : model->blocked_by;
    }
    lower_label_no_result(checker, symbol, member, "its name, which is true or false, `.rank` and `.blocked_by`", names, 2);
    return NULL;
}

void lower_select_declare(struct checker *checker, struct symbol *symbol) {
    struct selection *model = elaborate(checker, symbol, symbol->span);
    const struct scope scope = scope_subject(checker);
    struct label label = construct_label(checker, &scope, symbol->ast->select.label);
    if (model) model->label = label;
}
