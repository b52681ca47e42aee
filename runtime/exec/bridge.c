/* Values that come from another space: looked up in what earlier passes left behind.
 * SPDX-License-Identifier: MIT */
#include "runtime/exec/bridge.h"

#include "lang/base/mem.h"
#include "runtime/exec/world.h"

bool bridge_crosses(enum ir_op op) {
    switch (op) {
    case IR_REF:
    case IR_GATHER:
    case IR_GROUP:
    case IR_MATCH:
    case IR_REDUCE:
    case IR_WINDOW:
    case IR_KEEP:
    case IR_SELECT: return true;
    default: return false;
    }
}

void bridge_arguments(const struct ir_node *node, enum plan_mode mode, uint32_t *first, uint32_t *count) {
    *first = *count = 0;
    switch (node->op) {
    case IR_GATHER: *count = 1; break;
    case IR_MATCH:
        *first = 1;
        *count = node->arg_count - 1;
        break;
    case IR_GROUP:
    case IR_WINDOW:
    case IR_SELECT:
        if (mode == PLAN_KEEP) *count = node->arg_count;
        break;
    default: break;
    }
}

static const struct kept *kept_of(const struct run *run, const struct ir_node *node) {
    const struct world *world = run->settings.world;
    ASSERT(world && node->id < world->node_count);
    return &world->kept[node->id];
}

static bool is_kept(const struct kept *kept) { return kept->column || kept->reduce || kept->collect; }

/* The kept values of rows first .. first + rows - 1. */
static void read_kept(const struct kept *kept, const struct ir_node *node, uint64_t first, uint32_t rows,
                      struct vec *out) {
    ASSERT(is_kept(kept));
    if (kept->reduce)
        reduce_read(kept->reduce, node, (uint32_t)first, rows, out);
    else
        compact_read(kept->column ? kept->column : collect_column(kept->collect), (uint32_t)first, rows, out);
}

/* The validity of row numbers. */
static void set_known(struct vec *out, uint32_t rows) {
    uint8_t unknown = 0;
    for (uint32_t i = 0; i < rows; i++) {
        out->known[i] = out->row[i] != NO_ROW;
        unknown |= (uint8_t)(out->known[i] ^ 1);
    }
    out->all_known = unknown == 0;
}

/* The row that each key names; those that name none are counted. */
static void look_up_keys(struct run *run, uint32_t s, struct kernel_call *call) {
    const struct batch *batch = run->room.batch;
    const struct ir_node *node = call->node;
    struct vec *out = call->out;
    const struct vec *keys = &batch->fields[node->index];
    ASSERT(batch->wanted[node->index]);
    keyindex_find(run->settings.world->indexes[node->target], keys, call->rows, out->row);
    orphans_count(&run->orphans[s], keys, out->row, batch);
    set_known(out, call->rows);
}

static void gather(struct run *run, struct kernel_call *call) {
    const struct ir_node *value = call->node->args[1];
    const struct vec *index = call->args[0];
    const struct world *world = run->settings.world;
    uint32_t numbers[BATCH_ROWS];
    for (uint32_t i = 0; i < call->rows; i++)
        numbers[i] = vec_known(index, i) ? index->row[index->constant ? 0 : i] : NO_ROW;
    const struct kept *kept = kept_of(run, value);
    if (kept->reduce) {
        reduce_gather(kept->reduce, value, numbers, call->rows, call->out);
    } else if (is_kept(kept)) {
        compact_gather(kept->column ? kept->column : collect_column(kept->collect), numbers, call->rows, call->out);
    } else {
        ASSERT(value->op == IR_FIELD && world->tables[value->space]);
        table_gather(world->tables[value->space], (uint32_t)value->index, numbers, call->rows, call->out);
    }
}

static void match(struct run *run, struct kernel_call *call) {
    const struct vec *keys[BRIDGE_KEYS];
    struct vec *out = call->out;
    ASSERT(call->arg_count <= BRIDGE_KEYS);
    for (uint32_t a = 0; a < call->arg_count; a++) keys[a] = call->args[a];
    collect_match(kept_of(run, call->node->args[0])->collect, keys, call->rows, out->row);
    set_known(out, call->rows);
}

/* One value for all rows. */
static void load_point(struct run *run, const struct ir_node *node, struct vec *out) {
    const struct kept *kept = kept_of(run, node);
    /* Before anything was read, as in a dump, it is unknown. */
    if (is_kept(kept))
        read_kept(kept, node, 0, 1, out);
    else
        kernel_set_value(out, (struct value){0});
    out->constant = true;
}

/* What the one row, or the keys, that the point names leads to: unknown as long as that is. */
static void look_up_point(struct run *run, struct kernel_call *call) {
    bool known = true;
    for (uint32_t a = 0; a < call->arg_count; a++) known = known && vec_known(call->args[a], 0);
    call->rows = 1;
    if (!known)
        kernel_set_value(call->out, (struct value){0});
    else if (call->node->op == IR_GATHER)
        gather(run, call);
    else
        match(run, call);
    call->out->constant = true;
}

void bridge_run(struct run *run, uint32_t s, uint32_t rows) {
    struct kernel_call *call = &run->calls[s];
    const struct ir_node *node = call->node;
    call->rows = rows;
    if (run->plan->steps[s].once) {
        if (node->op == IR_GATHER || (node->op == IR_MATCH && kept_of(run, node->args[0])->collect))
            look_up_point(run, call);
        else
            load_point(run, node, call->out);
        return;
    }
    const struct kept *kept = kept_of(run, node);
    if (is_kept(kept))
        read_kept(kept, node, run->room.batch->first_row, rows, call->out);
    else if (node->op == IR_REF)
        look_up_keys(run, s, call);
    else if (node->op == IR_GATHER)
        gather(run, call);
    else
        match(run, call);
}
