/* From the graph to a plan: the nodes that the roots need, in the order of their ids, each with a kernel and a slot. In
 * PLAN_FAST a slot is free again after the last step that reads it; a step's own slot is taken before those of its
 * arguments are freed, so that a kernel never writes where it reads.
 * SPDX-License-Identifier: MIT */
#include "runtime/exec/plan.h"

#include "lang/base/mem.h"
#include "runtime/exec/bridge.h"
#include "runtime/exec/plan_parts.h"

static bool is_leaf(enum ir_op op) { return op == IR_CONST || op == IR_PARAM || op == IR_TODAY || op == IR_FIELD; }

static bool is_number(const struct ir_node *node) {
    return node->type.kind == TYPE_NUMBER || node->type.kind == TYPE_PERIOD;
}

/* Whether a number may be something else than a multiple of 10^-9. */
static bool is_exact(const struct plan *plan, const struct step *step) {
    switch (step->node->op) {
    case IR_CONST:
        return is_number(step->node) && step->node->constant.known && !dec_is_plain(step->node->constant.number);
    case IR_DIV:
    case IR_MUL_EXACT: return true;
    case IR_GATHER: return step->node->args[1]->fraction;
    case IR_NEG:
    case IR_ADD:
    case IR_SUB:
    case IR_MUL:
    case IR_ABS:
    case IR_MOD:
    case IR_IF:
    case IR_OTHERWISE:
    case IR_CASE:
    case IR_MIN:
    case IR_MAX:
        for (uint32_t a = 0; a < step->arg_count; a++) {
            if (plan->steps[step->args[a]].exact) return true;
        }
        return false;
    default: return false;
    }
}

/* The arguments that are evaluated with the node. */
static void own_arguments(const struct ir_node *node, enum plan_mode mode, uint32_t *first, uint32_t *count) {
    *first = 0;
    *count = node->arg_count;
    if (bridge_crosses(node->op)) bridge_arguments(node, mode, first, count);
}

/* By node id, whether the roots need it. */
static bool *find_needed(const struct ir *ir, struct ir_node *const *roots, uint32_t count, enum plan_mode mode) {
    bool *needed = mem_alloc(ir->nodes.len);
    for (uint32_t i = 0; i < count; i++) needed[roots[i]->id] = true;
    for (uint32_t id = ir->nodes.len; id-- > 0;) {
        const struct ir_node *node = ir->nodes.at[id];
        if (!needed[id]) continue;
        uint32_t first, args;
        own_arguments(node, mode, &first, &args);
        for (uint32_t a = first; a < first + args; a++) needed[node->args[a]->id] = true;
    }
    return needed;
}

static void note_fields(struct plan *plan, const struct ir_node *node) {
    bool state = node->op == IR_IS_MISSING || node->op == IR_IS_INVALID;
    if (node->op != IR_FIELD && node->op != IR_REF && !state) return;
    ASSERT(node->space == plan->space);
    plan->fields[node->index] = true;
    if (state || plan->mode == PLAN_KEEP) plan->states[node->index] = true;
}

static void make_steps(struct plan *plan, struct arena *arena, const bool *needed) {
    const struct ir *ir = &plan->framework->ir;
    for (uint32_t id = 0; id < ir->nodes.len; id++) plan->step_count += needed[id];
    plan->steps = ARENA_ARRAY(arena, struct step, plan->step_count);
    uint32_t made = 0;
    for (uint32_t id = 0; id < ir->nodes.len; id++) {
        plan->step_of[id] = NO_STEP;
        if (!needed[id]) continue;
        const struct ir_node *node = ir->nodes.at[id];
        struct step *step = &plan->steps[made];
        plan->step_of[id] = made++;
        *step = (struct step){.node = node, .slot = NO_SLOT, .once = node->space == SPACE_POINT};
        step->bridge = bridge_crosses(node->op);
        uint32_t first;
        own_arguments(node, plan->mode, &first, &step->arg_count);
        step->args = ARENA_ARRAY(arena, uint32_t, step->arg_count);
        for (uint32_t a = 0; a < step->arg_count; a++) step->args[a] = plan->step_of[node->args[first + a]->id];
        if (!is_leaf(node->op) && !step->bridge)
            step->kernel =
                kernel_find(node->op, node->arg_count ? repr_of(node->args[node->arg_count - 1]->type) : REPR_BOOL);
        step->exact = is_exact(plan, step);
        step->keeps = node->op == IR_MATCHES || node->op == IR_LABELS;
        if (node->arg_count > plan->most_args) plan->most_args = node->arg_count;
        note_fields(plan, node);
    }
}

/* The last step that reads each step's value; roots are read after all of them. */
static uint32_t *find_last_uses(const struct plan *plan, struct ir_node *const *roots, uint32_t count) {
    uint32_t *last = mem_alloc(sizeof *last * plan->step_count);
    for (uint32_t s = 0; s < plan->step_count; s++) {
        for (uint32_t a = 0; a < plan->steps[s].arg_count; a++) last[plan->steps[s].args[a]] = s;
    }
    for (uint32_t i = 0; i < count; i++) last[plan->step_of[roots[i]->id]] = UINT32_MAX;
    return last;
}

static uint32_t take_slot(struct plan *plan, bool *taken, struct slot kind) {
    for (uint32_t k = 0; k < plan->slot_count; k++) {
        if (!taken[k] && plan->slots[k].repr == kind.repr && plan->slots[k].one == kind.one) {
            taken[k] = true;
            return k;
        }
    }
    plan->slots[plan->slot_count] = kind;
    taken[plan->slot_count] = true;
    return plan->slot_count++;
}

static void assign_slots(struct plan *plan, struct arena *arena, const uint32_t *last) {
    bool *taken = mem_alloc(plan->step_count);
    plan->slots = ARENA_ARRAY(arena, struct slot, plan->step_count);
    for (uint32_t s = 0; s < plan->step_count; s++) {
        struct step *step = &plan->steps[s];
        if (step->node->op != IR_FIELD)
            step->slot = take_slot(plan, taken, (struct slot){repr_of(step->node->type), step->once});
        for (uint32_t a = 0; plan->mode == PLAN_FAST && a < step->arg_count; a++) {
            const struct step *arg = &plan->steps[step->args[a]];
            if (last[step->args[a]] == s && !arg->once && arg->slot != NO_SLOT) taken[arg->slot] = false;
        }
    }
    mem_free(taken);
}

struct plan *plan_new(struct arena *arena, const struct framework *framework, struct ir_node *const *roots,
                      uint32_t count, enum plan_mode mode) {
    ir_space space = SPACE_SUBJECT;
    for (uint32_t i = 0; i < count; i++) {
        if (roots[i]->space != SPACE_POINT) space = roots[i]->space;
    }
    return plan_new_in(arena, framework, space, roots, count, mode);
}

struct plan *plan_new_in(struct arena *arena, const struct framework *framework, ir_space space,
                         struct ir_node *const *roots, uint32_t count, enum plan_mode mode) {
    struct plan *plan = ARENA_NEW(arena, struct plan);
    *plan = (struct plan){.framework = framework, .mode = mode, .node_count = framework->ir.nodes.len, .space = space};
    plan->record = plan->space == SPACE_SUBJECT ? framework->subject : framework->spaces[plan->space].record;
    uint32_t field_count = plan->record ? plan->record->field_count : 0;
    plan->fields = ARENA_ARRAY(arena, bool, field_count);
    plan->states = ARENA_ARRAY(arena, bool, field_count);
    plan->step_of = ARENA_ARRAY(arena, uint32_t, plan->node_count);
    bool *needed = find_needed(&framework->ir, roots, count, mode);
    make_steps(plan, arena, needed);
    mem_free(needed);
    uint32_t *last = find_last_uses(plan, roots, count);
    assign_slots(plan, arena, last);
    mem_free(last);
    return plan;
}

ir_space plan_space(const struct plan *plan) { return plan->space; }

const struct record *plan_record(const struct plan *plan) { return plan->record; }

bool plan_has(const struct plan *plan, const struct ir_node *node) {
    return node->id < plan->node_count && plan->step_of[node->id] != NO_STEP;
}

const bool *plan_fields(const struct plan *plan) { return plan->fields; }

const bool *plan_states(const struct plan *plan) { return plan->states; }

static void dump_fields(const struct plan *plan, const char *title, const bool *which, struct buf *out) {
    const struct record *record = plan->record;
    const char *before = title;
    for (uint32_t i = 0; record && i < record->field_count; i++) {
        if (!which[i]) continue;
        buf_puts(out, before);
        buf_puts(out, record->fields[i].name);
        before = ", ";
    }
    if (before != title) buf_char(out, '\n');
}

void plan_dump(const struct plan *plan, struct buf *out) {
    static const char *const names[] = {[REPR_BOOL] = "bool", [REPR_NUMBER] = "number", [REPR_TEXT] = "text",
                                        [REPR_DATE] = "date", [REPR_CODE] = "code",     [REPR_ROW] = "row"};
    buf_printf(out, "plan: %u steps, %u slots%s\n", plan->step_count, plan->slot_count,
               plan->mode == PLAN_KEEP ? ", all kept" : "");
    dump_fields(plan, "reads: ", plan->fields, out);
    dump_fields(plan, "states: ", plan->states, out);
    for (uint32_t s = 0; s < plan->step_count; s++) {
        const struct step *step = &plan->steps[s];
        const struct ir_node *node = step->node;
        buf_printf(out, "%s %%%u", step->once ? "once " : "batch", node->id);
        if (step->slot == NO_SLOT)
            buf_puts(out, " in the batch");
        else
            buf_printf(out, " in %s slot %u", names[plan->slots[step->slot].repr], step->slot);
        buf_printf(out, " = %s", ir_op_name(node->op));
        if (node->op == IR_FIELD || node->op == IR_REF || node->op == IR_IS_MISSING || node->op == IR_IS_INVALID)
            buf_printf(out, " %s", plan->record->fields[node->index].name);
        else if (node->op == IR_PARAM)
            buf_printf(out, " %s", plan->framework->params[node->index].name);
        for (uint32_t a = 0; a < node->arg_count; a++) buf_printf(out, " %%%u", node->args[a]->id);
        buf_puts(out, step->exact ? " exact\n" : "\n");
    }
}
