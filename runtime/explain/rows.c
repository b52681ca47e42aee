/* The rows that aggregates counted.
 * SPDX-License-Identifier: MIT */
#include "runtime/explain/rows.h"

#include <stdlib.h>

#include "lang/base/buf.h"
#include "runtime/app/cell.h"
#include "runtime/exec/crew.h"
#include "runtime/exec/schedule.h"
#include "runtime/explain/proof_parts.h"

#define LOOK_MOST 64 /* nodes that are looked at for the aggregate that an expression comes down to */

/* --- asking --- */

/* The aggregate under a node, and for one of groups or of a row that is referred to: which of them is the account's. */
static const struct ir_node *reduce_under(const struct ir_node *node, const struct ir_node **index) {
    const struct ir_node *queue[LOOK_MOST], *indexes[LOOK_MOST];
    uint32_t count = 0;
    queue[count] = node;
    indexes[count++] = NULL;
    for (uint32_t i = 0; i < count; i++) {
        const struct ir_node *n = queue[i];
        if (n->op == IR_REDUCE) {
            *index = indexes[i];
            return n;
        }
        if (n->op == IR_WINDOW || n->op == IR_KEEP || n->op == IR_SELECT || n->op == IR_GROUP || n->op == IR_MATCH) continue;
        bool gather = n->op == IR_GATHER;
        if (gather && (indexes[i] || n->args[0]->space != SPACE_SUBJECT)) continue;
        for (uint32_t a = gather; a < n->arg_count && count < LOOK_MOST; a++) {
            queue[count] = n->args[a];
            indexes[count++] = gather ? n->args[0] : indexes[i];
        }
    }
    return NULL;
}

void rows_ask(struct proof_maker *maker, struct proof *proof, const struct ir_node *node) {
    const struct ir_node *index, *reduce = reduce_under(node, &index);
    if (!maker->rows || !reduce) return;
    bool own = reduce->space == SPACE_SUBJECT && !index, point = reduce->space == SPACE_POINT;
    if (!own && !point && !index) return;
    struct value place = {0};
    if (index) place = proof_read(maker, index);
    maker->rows->any = true;
    if (proof_collecting(maker) || maker->rows->at.len >= ROWS_ASKED || (index && !place.known)) return;
    uint32_t row = point ? 0 : index ? place.row : (uint32_t)maker->batch->first_row + maker->row;
    vec_push(maker->arena, &maker->rows->at, ((struct rows_asked){.reduce = reduce, .row = row, .proof = proof}));
}

/* --- answering --- */

VEC_TYPE(row_roots, struct ir_node *);
struct counter {
    struct rows_list *list;
    ir_space space;
    struct arena *arena;
    const struct framework *framework;
    const struct settings *settings;
    const struct record *record;
    const struct ir_node *key;
    const struct plan *plan;
    struct run *run;
    uint32_t first; /* rows before this batch */
};

static const struct ir_node *link_of(const struct ir_node *reduce) { return reduce->layout.link ? reduce->args[0] : NULL; }
static const struct ir_node *where_of(const struct ir_node *reduce) { return reduce->layout.where ? reduce->args[reduce->layout.link] : NULL; }
static const struct ir_node *value_of(const struct ir_node *reduce) {
    return reduce->layout.values ? reduce->args[reduce->layout.link + reduce->layout.where] : NULL;
}

static void add_root(struct arena *arena, struct row_roots *roots, const struct ir_node *node, ir_space space) {
    if (!node || (node->space != space && node->space != SPACE_POINT)) return;
    for (uint32_t i = 0; i < roots->len; i++) {
        if (roots->at[i] == node) return;
    }
    vec_push(arena, roots, (struct ir_node *)node);
}

static struct value at(const struct counter *counter, const struct ir_node *node, uint32_t row) {
    return node->op == IR_CONST ? node->constant : vec_value(run_vec(counter->run, node), row);
}

static const char *text_of(const struct counter *counter, const struct ir_node *node, struct value value) {
    struct buf out;
    buf_init(&out);
    if (!value.known) buf_puts(&out, "unknown");
    else if (node->type.kind == TYPE_BOOL) buf_puts(&out, value.truth ? "true" : "false");
    else if (node->type.kind == TYPE_CATEGORY) cell_exact(node->type, &value, &out);
    else cell_people(node->type, &value, -1, NULL, &out);
    const char *text = arena_strndup(counter->arena, out.ptr, out.len);
    buf_release(&out);
    return text;
}

static void add_row(const struct counter *counter, struct rows_asked *asked, const struct batch *batch, uint32_t row, enum proof_verdict verdict) {
    const struct ir_node *value_node = value_of(asked->reduce);
    struct proof *proof = ARENA_NEW(counter->arena, struct proof);
    proof->kind = "counted";
    proof->verdict = verdict;
    proof->decided = true;
    if (counter->key) proof->name = text_of(counter, counter->key, at(counter, counter->key, row));
    if (batch->file) proof->data = arena_printf(counter->arena, "%s:%llu", batch->file, (unsigned long long)batch->line[row]);
    if (value_node && value_node->type.kind != TYPE_RECORD) {
        struct value value = at(counter, value_node, row);
        proof->type = value_node->type;
        proof->value = value;
        if (value.known && value_node->type.kind == TYPE_TEXT) proof->value.text = (struct str){arena_strndup(counter->arena, value.text.ptr, value.text.len), value.text.len};
        proof->has_value = true;
        proof->said = text_of(counter, value_node, value);
    }
    if (!proof->name && !proof->said) proof->said = proof->data;
    vec_push(counter->arena, &asked->proof->children, proof);
}

static void look_at(const struct counter *counter, struct rows_asked *asked, const struct batch *batch, uint32_t row) {
    const struct ir_node *where = where_of(asked->reduce), *value = value_of(asked->reduce);
    asked->all++;
    struct value counts = where ? at(counter, where, row) : (struct value){.known = true, .truth = true};
    bool any = asked->reduce->index == AGGREGATE_ANY;
    if (any && value) counts = at(counter, value, row); /* rows that are true */
    if (!counts.known && asked->undecided++ < ROWS_SHOWN) add_row(counter, asked, batch, row, PROOF_UNDECIDED);
    if (!counts.known || !counts.truth) return;
    asked->counted++;
    if (value && at(counter, value, row).known) asked->known++;
    if (asked->counted <= ROWS_SHOWN) add_row(counter, asked, batch, row, PROOF_VALUE);
}

static void *join(void *context) {
    struct counter *counter = context;
    counter->run = run_new(counter->plan, counter->settings);
    return counter;
}

static void leave(void *context, void *own) {
    struct counter *counter = own;
    (void)context;
    run_free(counter->run);
}

/* The first of those asked, from `first` to `end` about one aggregate, whose row it is; NULL. */
static struct rows_asked *asked_about(const struct rows_list *list, uint32_t first, uint32_t end, uint32_t row) {
    while (first < end) {
        uint32_t middle = first + (end - first) / 2;
        if (list->at.at[middle].row < row) first = middle + 1;
        else end = middle;
    }
    return first < list->at.len && list->at.at[first].row == row ? &list->at.at[first] : NULL;
}

static uint32_t end_of(const struct rows_list *list, uint32_t first) {
    uint32_t end = first;
    while (end < list->at.len && list->at.at[end].reduce == list->at.at[first].reduce) end++;
    return end;
}

static void work(void *own, uint32_t number, const struct batch *batch) {
    struct counter *counter = own;
    const struct rows_list *list = counter->list;
    (void)number;
    if (batch->rows == 0) return;
    run_batch(counter->run, batch);
    for (uint32_t first = 0, end; first < list->at.len; first = end) {
        const struct ir_node *reduce = list->at.at[first].reduce, *link = link_of(reduce);
        end = end_of(list, first);
        if (reduce->target != counter->space) continue;
        for (uint32_t row = 0; row < batch->rows; row++) {
            struct value to = {.known = true};
            if (link) to = at(counter, link, row);
            struct rows_asked *asked = to.known ? asked_about(list, first, end, link ? to.row : 0) : NULL;
            if (asked && asked->reduce == reduce) look_at(counter, asked, batch, row);
        }
    }
}

static void hand_in(void *own, struct batch *const *batches, uint32_t count, bool last) {
    (void)own;
    (void)batches;
    (void)count;
    (void)last;
}

static bool after(void *context) {
    (void)context;
    return true;
}

static void walk(struct counter *counter, struct schedule *schedule, struct diags *diags) {
    struct tally tally;
    struct stream stream = *schedule_stream(schedule);
    tally_init(&tally, schedule_record(schedule));
    struct crew crew = {.stream = &stream, .record = schedule_record(schedule), .wanted = schedule_wanted(schedule), .states = schedule_states(schedule), .jobs = 1,
                        .diags = diags, .tally = &tally, .context = counter, .join = join, .leave = leave, .work = work, .hand_in = hand_in, .after = after};
    crew_run(&crew);
    tally_release(&tally);
}

static void say_rows(struct arena *arena, const struct record *record, struct rows_asked *asked) {
    struct proof *proof = asked->proof;
    const char *name = record ? record->name : "group";
    if (asked->all == 0) {
        proof->formula = arena_printf(arena, "no rows of %s", name);
        return;
    }
    const char *text = asked->counted == asked->all ? arena_printf(arena, "all %u rows of %s", asked->all, name)
                                                    : arena_printf(arena, "%u of %u rows of %s", asked->counted, asked->all, name);
    if (asked->all == 1 && asked->counted == 1) text = arena_printf(arena, "the one row of %s", name);
    if (asked->undecided) text = arena_printf(arena, "%s, %u undecided", text, asked->undecided);
    if (value_of(asked->reduce) && asked->known < asked->counted) text = arena_printf(arena, "%s, known in %u", text, asked->known);
    proof->formula = text;
    if (asked->counted <= ROWS_SHOWN) return;
    struct proof *more = ARENA_NEW(arena, struct proof);
    *more = (struct proof){.kind = "more", .decided = true, .said = arena_printf(arena, "and %u more", asked->counted - ROWS_SHOWN)};
    vec_push(arena, &proof->children, more);
}

static int in_order(const void *a, const void *b) {
    const struct rows_asked *x = a, *y = b;
    if (x->reduce->id != y->reduce->id) return x->reduce->id < y->reduce->id ? -1 : 1;
    return x->row < y->row ? -1 : x->row > y->row;
}

static void answer_space(struct rows_list *list, ir_space space, struct arena *arena, struct framework *framework, struct settings settings, struct dataset *dataset, struct diags *diags) {
    struct row_roots roots = {0};
    const struct record *record = framework->spaces[space].kind == SPACE_KIND_ROWS ? framework->spaces[space].record : NULL;
    struct counter counter = {.list = list, .space = space, .arena = arena, .framework = framework, .settings = &settings, .record = record};
    if (record && record->key >= 0) {
        const struct field *key = &record->fields[record->key];
        counter.key = ir_make_indexed(&framework->ir, IR_FIELD, key->type, NULL, 0, record->key, space, key->span);
        add_root(arena, &roots, counter.key, space);
    }
    for (uint32_t i = 0; i < list->at.len; i++) {
        const struct ir_node *reduce = list->at.at[i].reduce;
        if (reduce->target != space) continue;
        add_root(arena, &roots, link_of(reduce), space);
        add_root(arena, &roots, where_of(reduce), space);
        add_root(arena, &roots, value_of(reduce), space);
    }
    bool here = false; /* a plan of nothing but the point would be one of the account's rows */
    for (uint32_t i = 0; i < roots.len; i++) here |= roots.at[i]->space == space;
    if (!here) return;
    struct schedule *schedule = schedule_new(arena, framework, roots.at, roots.len, PLAN_KEEP);
    const struct schedule_hooks hooks = {.jobs = 1};
    settings.world = schedule_world(schedule);
    if (schedule_open(schedule, dataset, diags) && schedule_run(schedule, &settings, &hooks, diags)) {
        counter.plan = schedule_plan(schedule);
        walk(&counter, schedule, diags);
        for (uint32_t i = 0; i < list->at.len; i++) {
            bool again = i && in_order(&list->at.at[i - 1], &list->at.at[i]) == 0;
            if (list->at.at[i].reduce->target == space && !again) say_rows(arena, record, &list->at.at[i]);
        }
    }
    schedule_release(schedule);
}

/* Who asked the same gets what the first got. */
static void share(struct rows_list *list) {
    for (uint32_t i = 1; i < list->at.len; i++) {
        const struct rows_asked *before = &list->at.at[i - 1];
        struct rows_asked *own = &list->at.at[i];
        if (in_order(before, own) != 0) continue;
        own->proof->formula = before->proof->formula;
        own->proof->children = before->proof->children;
    }
}

void rows_answer(struct rows_list *list, struct arena *arena, struct framework *framework, struct settings settings, struct dataset *dataset, struct diags *diags) {
    if (list->at.len) qsort(list->at.at, list->at.len, sizeof *list->at.at, in_order);
    for (ir_space space = SPACE_SUBJECT; space < framework->space_count; space++) {
        bool asked = false;
        for (uint32_t i = 0; i < list->at.len && !asked; i++) asked = list->at.at[i].reduce->target == space;
        if (asked) answer_space(list, space, arena, framework, settings, dataset, diags);
    }
    share(list);
}
