/* What the summary tells of a select: how many, and the two accounts on either side of the cut.
 * SPDX-License-Identifier: MIT */
#include "runtime/app/summary_parts.h"

void summary_select_init(struct summary *summary) {
    const struct framework *framework = summary->framework;
    summary->choices = ARENA_ARRAY(summary->arena, struct summary_choice, framework->selection_count);
    for (uint32_t i = 0; i < framework->selection_count; i++) {
        uint32_t count = framework->selections[i].order_count;
        summary->choices[i].last.order = ARENA_ARRAY(summary->arena, struct value, count);
        summary->choices[i].first.order = ARENA_ARRAY(summary->arena, struct value, count);
    }
}

/* The node of the record's key: the first of the default columns. */
static struct ir_node *key_node(const struct framework *framework) {
    bool there = framework->shown_count && framework->shown[0].role == ROLE_KEY;
    return there ? framework->shown[0].node : NULL;
}

void summary_select_roots(const struct framework *framework, void (*add)(void *context, struct ir_node *node), void *context) {
    if (framework->selection_count && key_node(framework)) add(context, key_node(framework));
    for (uint32_t i = 0; i < framework->selection_count; i++) {
        const struct selection *selection = &framework->selections[i];
        add(context, selection->among);
        add(context, selection->outcome);
        add(context, selection->rank);
        for (uint32_t k = 0; k < selection->order_count; k++) add(context, selection->order[k].node);
    }
}

/* By rank, then by key, as the select goes through them. */
static int compare(const struct framework *framework, const struct summary_row *a, const struct summary_row *b) {
    if (a->rank != b->rank) return a->rank < b->rank ? -1 : 1;
    const struct ir_node *key = key_node(framework);
    if (!key || !a->key.known || !b->key.known) return 0;
    if (key->type.kind == TYPE_TEXT) {
        size_t shorter = a->key.text.len < b->key.text.len ? a->key.text.len : b->key.text.len;
        int order = shorter ? memcmp(a->key.text.ptr, b->key.text.ptr, shorter) : 0;
        return order ? order : (a->key.text.len > b->key.text.len) - (a->key.text.len < b->key.text.len);
    }
    if (key->type.kind == TYPE_NUMBER) return dec_compare(a->key.number, b->key.number);
    if (key->type.kind == TYPE_DATE) return (a->key.day > b->key.day) - (a->key.day < b->key.day);
    return a->key.code - b->key.code;
}

static struct value lasting(struct arena *arena, const struct ir_node *node, struct value value) {
    if (value.known && node->type.kind == TYPE_TEXT) value.text = arena_str(arena, value.text);
    return value;
}

static void take(struct summary *summary, const struct selection *selection, struct summary_row *into, const struct summary_row *row) {
    const struct ir_node *key = key_node(summary->framework);
    struct value *order = into->order;
    for (uint32_t k = 0; k < selection->order_count; k++) order[k] = lasting(summary->arena, selection->order[k].node, row->order[k]);
    *into = *row;
    into->order = order;
    if (key) into->key = lasting(summary->arena, key, row->key);
}

/* Keeps the row when it is nearer to the cut. */
static void offer(struct summary *summary, const struct selection *selection, struct summary_choice *choice, const struct summary_row *row) {
    struct summary_row *edge = row->limit ? &choice->first : &choice->last;
    int order = edge->there ? compare(summary->framework, row, edge) : 0;
    if (!edge->there || (row->limit ? order < 0 : order > 0)) take(summary, selection, edge, row);
}

static void add_select(struct summary *summary, uint32_t number, const struct run *run, uint32_t rows, struct value *order) {
    const struct selection *selection = &summary->framework->selections[number];
    struct summary_choice *choice = &summary->choices[number];
    const struct ir_node *key = key_node(summary->framework);
    const struct vec *among = run_vec(run, selection->among), *outcome = run_vec(run, selection->outcome), *rank = run_vec(run, selection->rank);
    for (uint32_t row = 0; row < rows; row++) {
        struct value candidate = vec_value(among, row);
        choice->undecided += !candidate.known;
        struct value code = vec_value(outcome, row), place = vec_value(rank, row);
        if (!code.known || !place.known) continue;
        *(code.code ? &choice->outside : &choice->taken) += 1;
        struct summary_row one = {.there = true, .limit = code.code, .order = order};
        dec_to_scaled(place.number, 0, &one.rank);
        struct summary_row *edge = code.code ? &choice->first : &choice->last;
        if (edge->there && (code.code ? one.rank > edge->rank : one.rank < edge->rank)) continue; /* most are far from it */
        if (key) one.key = vec_value(run_vec(run, key), row);
        for (uint32_t k = 0; k < selection->order_count; k++) order[k] = vec_value(run_vec(run, selection->order[k].node), row);
        offer(summary, selection, choice, &one);
    }
}

void summary_select_add(struct summary *summary, const struct run *run, const struct batch *batch) {
    struct value order[LIMIT_KEYS];
    for (uint32_t i = 0; i < summary->framework->selection_count; i++) add_select(summary, i, run, batch->rows, order);
}

void summary_select_merge(struct summary *into, const struct summary *from) {
    for (uint32_t i = 0; i < into->framework->selection_count; i++) {
        const struct selection *selection = &into->framework->selections[i];
        struct summary_choice *a = &into->choices[i];
        const struct summary_choice *b = &from->choices[i];
        a->taken += b->taken;
        a->outside += b->outside;
        a->undecided += b->undecided;
        if (b->last.there) offer(into, selection, a, &b->last);
        if (b->first.there) offer(into, selection, a, &b->first);
    }
}
