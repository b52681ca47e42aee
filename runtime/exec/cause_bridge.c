/* Causes that lie in another space: the row that a reference leads to, or the rows that an aggregate looked at.
 * SPDX-License-Identifier: MIT */
#include "lang/base/mem.h"
#include "runtime/exec/bridge.h"
#include "runtime/exec/cause.h"
#include "runtime/exec/cause_parts.h"
#include "runtime/exec/world.h"

#define LOOK_UP 4    /* how many users of an unknown constant are asked for the counts it stands for */
#define LOOK_DOWN 64 /* how many of their arguments are looked at */

static struct value value_at(const struct walk *walk, uint32_t step) {
    return vec_value(&walk->run->vecs[step], walk->row);
}

static const struct record *record_of(const struct walk *walk, ir_space space) {
    const struct framework *framework = walk->run->plan->framework;
    return space == SPACE_SUBJECT           ? framework->subject
           : space < framework->space_count ? framework->spaces[space].record
                                            : NULL;
}

static enum cause state_of_cell(const struct walk *walk, uint32_t field) {
    const cell_state *states = walk->batch->states[field];
    return states ? (enum cause)states[walk->row] : CAUSE_NONE;
}

/* The table and row that a GATHER looked at, when its value is a field there. */
static const struct table *gathered_from(const struct walk *walk, const struct step *step, uint32_t *row) {
    const struct ir_node *value = step->node->args[1];
    const struct world *world = walk->run->settings.world;
    struct value index = value_at(walk, step->args[0]);
    if (value->op != IR_FIELD || !world || !index.known) return NULL;
    *row = index.row;
    return world->tables[value->space];
}

enum cause cause_of_crossing(const struct walk *walk, const struct step *step) {
    const struct ir_node *node = step->node;
    const struct table *table;
    enum cause cause;
    uint32_t row;
    switch (node->op) {
    case IR_REF:
        cause = state_of_cell(walk, (uint32_t)node->index);
        return cause == CAUSE_NONE ? CAUSE_DANGLING : cause;
    case IR_GATHER:
        table = gathered_from(walk, step, &row);
        cause = table ? table_state(table, (uint32_t)node->args[1]->index, row) : CAUSE_NONE;
        return cause != CAUSE_NONE ? cause : node->args[1]->op == IR_REDUCE ? CAUSE_NO_ROWS : CAUSE_MISSING;
    case IR_REDUCE: return CAUSE_NO_ROWS;
    default: return CAUSE_OUTSIDE;
    }
}

/* ---- rows of an aggregate ---- */

/* The one field that an expression reads, to say what it is about; NULL when it reads several, or other things. */
static const struct field *field_in(const struct walk *walk, const struct ir_node *start) {
    const struct ir_node *queue[LOOK_DOWN];
    const struct field *field = NULL;
    uint32_t count = 0;
    queue[count++] = start;
    for (uint32_t i = 0; i < count; i++) {
        const struct ir_node *node = queue[i];
        if (node->op == IR_GATHER) node = node->args[1];
        const struct record *record = record_of(walk, node->space);
        bool reads = node->op == IR_FIELD || node->op == IR_REF;
        if (reads && (!record || (field && field != &record->fields[node->index]))) return NULL;
        if (reads) field = &record->fields[node->index];
        if (!reads && bridge_crosses(node->op)) return NULL;
        for (uint32_t a = 0; a < node->arg_count; a++) {
            if (count == LOOK_DOWN) return NULL;
            if (node->args[a]->space != SPACE_POINT) queue[count++] = node->args[a];
        }
    }
    return field;
}

static const struct ir_node *where_of(const struct ir_node *reduce) {
    return reduce->layout.where ? reduce->args[reduce->layout.link] : NULL;
}

static const struct ir_node *value_of(const struct ir_node *reduce) {
    return reduce->layout.values ? reduce->args[reduce->layout.link + reduce->layout.where] : NULL;
}

/* The counts that decide a sum or a count, as far as the plan has them. */
struct counts {
    const struct ir_node *reduce; /* one of them */
    const struct ir_node *value;  /* whose known values were counted */
    struct value low, high, known;
};

static void note_count(const struct walk *walk, uint32_t at, struct counts *counts) {
    const struct ir_node *node = walk->run->plan->steps[at].node;
    if (node->op == IR_GATHER) node = node->args[1];
    if (node->op != IR_REDUCE) return;
    struct value *to = NULL;
    switch ((enum aggregate)node->index) {
    case AGGREGATE_COUNT_LOW:
    case AGGREGATE_DISTINCT_LOW: to = &counts->low; break;
    case AGGREGATE_COUNT_HIGH:
    case AGGREGATE_DISTINCT_HIGH: to = &counts->high; break;
    case AGGREGATE_COUNT_KNOWN:
        to = &counts->known;
        counts->value = value_of(node);
        break;
    default: return;
    }
    if (to->known) return;
    *to = value_at(walk, at);
    if (!counts->reduce || where_of(node)) counts->reduce = node;
}

/* Looks for counts in what a step is made of. */
static void find_counts(const struct walk *walk, uint32_t start, struct counts *counts) {
    uint32_t queue[LOOK_DOWN], count = 0;
    queue[count++] = start;
    for (uint32_t i = 0; i < count; i++) {
        const struct step *step = &walk->run->plan->steps[queue[i]];
        note_count(walk, queue[i], counts);
        if (step->bridge) continue;
        for (uint32_t a = 0; a < step->arg_count && count < LOOK_DOWN; a++) queue[count++] = step->args[a];
    }
}

static void put_whole(struct dec number, struct buf *out) {
    char text[DEC_TEXT_MAX];
    buf_add(out, text, dec_format(number, text));
}

/* "3 of 5 rows of Contact" */
static void put_share(const struct walk *walk, struct dec part, struct dec all, const struct ir_node *reduce,
                      struct buf *out) {
    const struct record *record = record_of(walk, reduce->target);
    put_whole(part, out);
    buf_puts(out, " of ");
    put_whole(all, out);
    buf_printf(out, " rows%s%s", record ? " of " : "", record ? record->name : "");
}

/* Whether it is not decided for some row whether it counts. */
static bool is_undecided(const struct counts *counts) {
    return counts->reduce && counts->low.known && counts->high.known &&
           dec_compare(counts->low.number, counts->high.number) < 0;
}

/* Whether some row that counts has an unknown value. */
static bool is_short(const struct counts *counts) {
    return counts->reduce && counts->low.known && counts->known.known &&
           dec_compare(counts->known.number, counts->low.number) < 0;
}

static bool put_counts(const struct walk *walk, const struct counts *counts, struct buf *out) {
    struct dec part;
    if (!counts->reduce) return false;
    if (is_undecided(counts)) {
        const struct ir_node *where = where_of(counts->reduce);
        const struct field *field = where ? field_in(walk, where) : NULL;
        if (dec_sub(counts->high.number, counts->low.number, &part) != DEC_OK) return false;
        buf_puts(out, "it is not decided whether ");
        put_share(walk, part, counts->high.number, counts->reduce, out);
        buf_puts(out, dec_compare(part, dec_one) == 0 ? " counts" : " count");
        if (field) buf_printf(out, ": `%s` is unknown there", field->name);
        return true;
    }
    if (!is_short(counts)) return false;
    const struct field *field = counts->value ? field_in(walk, counts->value) : NULL;
    if (dec_sub(counts->low.number, counts->known.number, &part) != DEC_OK) return false;
    buf_printf(out, field ? "`%s` is unknown in " : "%s is unknown in ", field ? field->name : "what is added up");
    put_share(walk, part, counts->low.number, counts->reduce, out);
    return true;
}

/* The counts beside an unknown that was written because they do not agree: they stand a step or two up. */
static struct counts counts_of(const struct walk *walk, uint32_t at) {
    const struct ir_node *node = walk->run->plan->steps[at].node;
    struct counts counts = {0};
    if (node->op != IR_CONST) return counts;
    if (node->constant.cause != CAUSE_UNDECIDED && node->constant.cause != CAUSE_UNKNOWN_ROWS) return counts;
    for (int i = 0; i < LOOK_UP && walk->parent[at] != at && !is_undecided(&counts) && !is_short(&counts); i++) {
        at = walk->parent[at];
        find_counts(walk, at, &counts);
    }
    return counts;
}

/* An aggregate that found nothing to look at. */
static bool put_nothing(const struct walk *walk, const struct ir_node *reduce, struct buf *out) {
    const struct ir_node *value = value_of(reduce);
    const struct field *field = value ? field_in(walk, value) : NULL;
    const struct record *record = record_of(walk, reduce->target);
    if (!record) return false;
    if (field)
        buf_printf(out, "`%s` is known in no row of %s%s", field->name, record->name,
                   reduce->layout.where ? " that counts" : "");
    else
        buf_printf(out, "there is no row of %s%s", record->name, reduce->layout.where ? " that counts" : "");
    return true;
}

/* ---- rows that are referred to ---- */

static void put_place(const char *file, uint64_t line, struct buf *out) {
    if (file) buf_printf(out, " (%s:%llu)", file, (unsigned long long)line);
}

static bool put_reference(const struct walk *walk, const struct step *step, struct buf *out) {
    const struct batch *batch = walk->batch;
    const struct ir_node *node = step->node;
    const struct field *field = &walk->run->plan->record->fields[node->index];
    enum cause cause = cause_of_crossing(walk, step);
    buf_printf(out, "`%s` ", field->name);
    if (cause != CAUSE_DANGLING || !batch->wanted[node->index]) {
        buf_puts(out, cause_text(cause));
    } else {
        const struct record *target = record_of(walk, node->target);
        struct value key = vec_value(&batch->fields[node->index], walk->row);
        const char *name = target && target->key >= 0 ? target->fields[target->key].name : "key";
        if (key.known && batch->fields[node->index].repr == REPR_TEXT)
            buf_printf(out, "is `%.*s`, and there is no %s with this %s", STR_FMT(key.text), target->name, name);
        else
            buf_printf(out, "leads nowhere: there is no %s with this %s", target->name, name);
    }
    put_place(batch->file, batch->line[walk->row], out);
    return true;
}

static bool put_gathered(const struct walk *walk, const struct step *step, struct buf *out) {
    const struct ir_node *value = step->node->args[1];
    const struct record *record = record_of(walk, value->space);
    uint32_t row;
    const struct table *table = gathered_from(walk, step, &row);
    if (table && record) {
        buf_printf(out, "`%s` of %s %s", record->fields[value->index].name, record->name,
                   cause_text(cause_of_crossing(walk, step)));
        put_place(table_file(table), table_line(table, row), out);
        return true;
    }
    if (value->op == IR_REDUCE) return put_nothing(walk, value, out);
    const struct field *field = field_in(walk, value);
    if (!record) return false;
    if (field)
        buf_printf(out, "what depends on `%s` of %s is unknown there", field->name, record->name);
    else
        buf_printf(out, "a value of %s is unknown there", record->name);
    return true;
}

const struct field *cause_crossing_field(const struct walk *walk, uint32_t at) {
    const struct step *step = &walk->run->plan->steps[at];
    const struct ir_node *node = step->node, *about = NULL;
    struct counts counts;
    switch (node->op) {
    case IR_REF: return &walk->run->plan->record->fields[node->index];
    case IR_GATHER:
        about = node->args[1];
        if (about->op == IR_REDUCE) about = value_of(about);
        break;
    case IR_REDUCE: about = value_of(node); break;
    case IR_CONST:
        counts = counts_of(walk, at);
        if (is_undecided(&counts))
            about = where_of(counts.reduce);
        else if (counts.reduce)
            about = counts.value;
        break;
    default: break;
    }
    return about ? field_in(walk, about) : NULL;
}

bool cause_put_crossing(const struct walk *walk, uint32_t at, struct buf *out) {
    const struct step *step = &walk->run->plan->steps[at];
    struct counts counts;
    switch (step->node->op) {
    case IR_REF: return put_reference(walk, step, out);
    case IR_GATHER: return put_gathered(walk, step, out);
    case IR_REDUCE: return put_nothing(walk, step->node, out);
    case IR_CONST: counts = counts_of(walk, at); return put_counts(walk, &counts, out);
    default: return false;
    }
}
