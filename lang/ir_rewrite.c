/* Making nodes anew. Arguments have smaller ids than what uses them, so that two walks along the ids do: down, for what
 * is needed, and up, to make it.
 * SPDX-License-Identifier: MIT */
#include "lang/ir_rewrite.h"
#include "lang/base/mem.h"

void ir_rewrite_init(struct ir_rewrite *rewrite, struct framework *framework, struct arena *arena) {
    *rewrite = (struct ir_rewrite){.framework = framework, .arena = arena, .count = framework->ir.nodes.len, .space_count = framework->space_count};
    rewrite->to = ARENA_ARRAY(arena, struct ir_node *, rewrite->count);
    rewrite->spaces = ARENA_ARRAY(arena, ir_space, rewrite->space_count);
    for (uint32_t i = 0; i < rewrite->space_count; i++) rewrite->spaces[i] = (ir_space)i;
}

void ir_rewrite_replace(struct ir_rewrite *rewrite, const struct ir_node *node, struct ir_node *to) {
    ASSERT(node->id < rewrite->count && (to->space == node->space || to->space == SPACE_POINT));
    rewrite->to[node->id] = to;
}

/* The groups that other keys make. */
static ir_space new_space(struct ir_rewrite *rewrite) {
    struct framework *framework = rewrite->framework;
    struct space *spaces = ARENA_ARRAY(rewrite->framework->ir.arena, struct space, framework->space_count + 1);
    ASSERT(framework->space_count < UINT16_MAX);
    memcpy(spaces, framework->spaces, framework->space_count * sizeof *spaces);
    spaces[framework->space_count] = (struct space){.kind = SPACE_KIND_GROUPS};
    framework->spaces = spaces;
    return (ir_space)framework->space_count++;
}

static struct ir_node *group_anew(struct ir_rewrite *rewrite, const struct ir_node *node, struct ir_node *const *args) {
    struct framework *framework = rewrite->framework;
    const ir_space space = rewrite->spaces[node->space];
    for (uint32_t i = 0; i < framework->space_count; i++) { /* another scenario may have made it already */
        const struct ir_node *group = framework->spaces[i].group;
        bool same = group && group->arg_count == node->arg_count && group->space == space;
        for (uint32_t k = 0; same && k < node->arg_count; k++) same = group->args[k] == args[k];
        if (!same) continue;
        rewrite->spaces[node->target] = (ir_space)i;
        return (struct ir_node *)group;
    }
    ir_space target = new_space(rewrite);
    struct ir_node *made = ir_make_bridge(&framework->ir, IR_GROUP, node->type, args, node->arg_count, 0, node->layout, space, target, node->span);
    framework->spaces[target].group = made;
    rewrite->spaces[node->target] = target;
    return made;
}

static struct ir_node *make(struct ir_rewrite *rewrite, struct ir_node *node) {
    bool changed = false;
    struct ir_node **args = ARENA_ARRAY(rewrite->arena, struct ir_node *, node->arg_count);
    for (uint32_t i = 0; i < node->arg_count; i++) {
        args[i] = rewrite->to[node->args[i]->id];
        changed |= args[i] != node->args[i];
    }
    if (!changed) return node;
    struct ir *ir = &rewrite->framework->ir;
    switch (node->op) {
    case IR_GROUP: return group_anew(rewrite, node, args);
    case IR_GATHER:
        if (args[1]->space == SPACE_POINT) return args[1];
        return ir_make_bridge(ir, IR_GATHER, node->type, args, 2, 0, node->layout, args[0]->space, args[1]->target, node->span);
    case IR_MATCH: case IR_REDUCE: case IR_WINDOW: case IR_KEEP: case IR_SELECT:
        return ir_make_bridge(ir, node->op, node->type, args, node->arg_count, node->index, node->layout, rewrite->spaces[node->space], rewrite->spaces[node->target], node->span);
    default: return ir_make_indexed(ir, node->op, node->type, args, node->arg_count, node->index, SPACE_POINT, node->span);
    }
}

struct ir_node *ir_rewrite(struct ir_rewrite *rewrite, struct ir_node *node) {
    if (!node || node->id >= rewrite->count) return node;
    if (rewrite->to[node->id]) return rewrite->to[node->id];
    struct ir_node **nodes = rewrite->framework->ir.nodes.at;
    bool *needed = ARENA_ARRAY(rewrite->arena, bool, node->id + 1);
    needed[node->id] = true;
    for (uint32_t id = node->id + 1; id-- > 0;) {
        for (uint32_t i = 0; needed[id] && !rewrite->to[id] && i < nodes[id]->arg_count; i++) needed[nodes[id]->args[i]->id] = true;
    }
    for (uint32_t id = 0; id <= node->id; id++) {
        if (!needed[id] || rewrite->to[id]) continue;
        rewrite->to[id] = make(rewrite, rewrite->framework->ir.nodes.at[id]);
    }
    return rewrite->to[node->id];
}
