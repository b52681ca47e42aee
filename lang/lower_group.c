/* `group by` in reports: the groups, and the one value that a group has. What is shown is checked as any account of the
 * group sees it; a value is the group's own when it follows from the keys, from `group` and from what all accounts share.
 * SPDX-License-Identifier: MIT */
#include "lang/base/limits.h"
#include "lang/lower.h"

static bool is_stage(const struct ir_node *node) { return node->type.kind == TYPE_CATEGORY && node->type.category && node->type.category->is_ladder; }

/* What the rows are told apart by: a stage by what is printed of it, for all exits are equal and each has its own label. */
static struct ir_node **told_apart(struct checker *checker, struct ir_node *const *keys, uint32_t count) {
    struct ir_node **by = ARENA_ARRAY(checker->arena, struct ir_node *, count);
    for (uint32_t i = 0; i < count; i++) by[i] = is_stage(keys[i]) ? mk_op1(checker->ir, IR_TEXT, type_text, keys[i], keys[i]->span) : keys[i];
    return by;
}

bool lower_group_make(struct checker *checker, const struct scope *scope, const struct ast *group_by, struct ir_node *filter, struct lower_group *out) {
    *out = (struct lower_group){.checker = checker, .key_count = group_by->group_by.keys.len};
    if (!scope->row || !check_groups(checker, scope, &group_by->group_by.keys, &out->keys)) return false;
    if (out->key_count > LIMIT_KEYS / 2) { /* each may become two */
        struct diag *d = diag_new(checker->diags, E0230, group_by->span, "rows can be grouped by at most %d values", LIMIT_KEYS / 2);
        diag_help(checker->diags, d, "Take some of them out, or write another report.");
        return false;
    }
    const ir_space space = scope->row->space;
    out->group = lower_select_group(checker, space, told_apart(checker, out->keys, out->key_count), out->key_count, filter, group_by->span);
    out->members = (struct rows){.info = scope->row, .space = space, .link = out->group, .via = out->group};
    out->everyone = (struct rows){.info = scope->row, .space = space, .where = filter ? mk_is_true(checker->ir, filter, group_by->span) : NULL};
    return true;
}

/* --- one value of many --- */

enum shared {
    SHARED_NOT,    /* the rows of a group may differ in it */
    SHARED_KEYS,   /* follows from the keys: any row's value will do */
    SHARED_GROUP   /* has something of the group in it: made anew from its parts */
};
struct view {
    const struct lower_group *group;
    uint8_t *needed, *shared;    /* by id */
    struct ir_node **made;       /* by id: the node in the space of the groups */
};

static bool is_key(const struct lower_group *g, const struct ir_node *node) {
    for (uint32_t i = 0; i < g->key_count; i++) {
        if (g->keys[i] == node) return true;
    }
    return false;
}

/* `sum(… over group)`, as the row sees it. */
static bool is_groups(const struct view *v, const struct ir_node *node) {
    return node->op == IR_GATHER && node->args[0] == v->group->group;
}

/* The first argument that lives where the node does, and those after it: what the node is made of. */
static uint32_t own_args(const struct ir_node *node, uint32_t *first) {
    *first = node->op == IR_MATCH ? 1 : 0;
    return node->op == IR_GATHER ? 1 : node->arg_count;
}

static bool is_of_one_row(const struct ir_node *node) {
    switch (node->op) {
    case IR_FIELD: case IR_IS_MISSING: case IR_IS_INVALID: case IR_REF: case IR_GROUP: case IR_REDUCE: case IR_WINDOW: case IR_KEEP: case IR_SELECT: return true;
    default: return false;
    }
}

static bool stops(const struct view *v, const struct ir_node *node) {
    return node->space == SPACE_POINT || is_key(v->group, node) || is_groups(v, node) || is_of_one_row(node);
}

static void look(struct view *v, const struct ir_node *node) {
    uint8_t *shared = &v->shared[node->id];
    uint32_t first, end = own_args(node, &first);
    if (node->space == SPACE_POINT || is_groups(v, node)) {
        *shared = SHARED_GROUP;
        v->made[node->id] = node->space == SPACE_POINT ? (struct ir_node *)node : node->args[1];
        return;
    }
    *shared = SHARED_KEYS;
    if (is_key(v->group, node)) return;
    if (is_of_one_row(node)) *shared = SHARED_NOT;
    bool any_group = false;
    for (uint32_t i = first; i < end && *shared; i++) {
        const struct ir_node *arg = node->args[i];
        if (!v->shared[arg->id]) *shared = SHARED_NOT;
        any_group |= v->shared[arg->id] == SHARED_GROUP && arg->space != SPACE_POINT;
    }
    if (!*shared || !any_group) return;
    /* A row found by way of the group's own values is no row of the group. */
    *shared = node->op == IR_GATHER || node->op == IR_MATCH ? SHARED_NOT : SHARED_GROUP;
}

/* The value of any row of the group that has one. */
static struct ir_node *anyones(const struct view *v, struct ir_node *node) {
    struct checker *checker = v->group->checker;
    if (v->made[node->id]) return v->made[node->id];
    enum aggregate kind = node->type.kind == TYPE_BOOL ? AGGREGATE_ANY : AGGREGATE_MIN;
    struct mk_rows rows = {.space = v->group->members.space, .link = v->group->group, .value = check_plain(checker, node)};
    if (is_stage(node)) { /* the least of all stages passes over those that have exited */
        kind = AGGREGATE_LATEST;
        rows.keys = &rows.value;
        rows.key_count = 1;
    }
    v->made[node->id] = mk_reduce(checker->ir, kind, node->type, &rows, node->span);
    return v->made[node->id];
}

static void make(struct view *v, struct ir_node *node) {
    if (v->made[node->id]) return;
    struct checker *checker = v->group->checker;
    struct ir_node **args = ARENA_ARRAY(checker->arena, struct ir_node *, node->arg_count);
    for (uint32_t i = 0; i < node->arg_count; i++) {
        struct ir_node *arg = node->args[i];
        args[i] = v->shared[arg->id] == SHARED_KEYS ? anyones(v, arg) : v->made[arg->id];
    }
    v->made[node->id] = ir_make_indexed(checker->ir, node->op, node->type, args, node->arg_count, node->index, SPACE_POINT, node->span);
}

static void say_differs(const struct lower_group *g, const struct ast *e) {
    struct diags *diags = g->checker->diags;
    const char *text = check_source_text(g->checker, e->span);
    struct diag *d = diag_new(diags, E0260, e->span, "`%s` need not be the same for all rows of a group", text);
    diag_help(diags, d, "Group by it too, or say what about the rows of the group: `count(group)`, `max(%s over group)`.", text);
}

struct ir_node *lower_group_value(const struct lower_group *group, struct ir_node *node, const struct ast *e) {
    if (!node || node->space == SPACE_POINT) return node;
    struct checker *checker = group->checker;
    const uint32_t count = node->id + 1;
    struct view v = {.group = group, .needed = ARENA_ARRAY(checker->arena, uint8_t, count), .shared = ARENA_ARRAY(checker->arena, uint8_t, count), .made = ARENA_ARRAY(checker->arena, struct ir_node *, count)};
    v.needed[node->id] = true;
    for (uint32_t id = count; id-- > 0;) { /* ids are in the order of need: arguments first */
        const struct ir_node *n = checker->ir->nodes.at[id];
        if (!v.needed[id] || stops(&v, n)) continue;
        uint32_t first, end = own_args(n, &first);
        for (uint32_t i = first; i < end; i++) v.needed[n->args[i]->id] = true;
    }
    for (uint32_t id = 0; id < count; id++) {
        struct ir_node *n = checker->ir->nodes.at[id];
        if (!v.needed[id]) continue;
        look(&v, n);
        if (v.shared[id] == SHARED_GROUP) make(&v, n);
    }
    if (v.shared[node->id] == SHARED_NOT) {
        say_differs(group, e);
        return NULL;
    }
    return v.shared[node->id] == SHARED_KEYS ? anyones(&v, node) : v.made[node->id];
}
