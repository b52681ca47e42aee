/* From an unknown value back to where the unknown came in: only along arguments that are unknown themselves and that
 * decided, as far as the plan's kept slots tell.
 * SPDX-License-Identifier: MIT */
#include "runtime/exec/cause.h"

#include "lang/base/mem.h"
#include "runtime/exec/cause_parts.h"
#include "runtime/exec/plan_parts.h"

#define TEXT_ORIGINS 8 /* named in a text */

bool cause_known(const struct walk *walk, uint32_t step) {
    const struct vec *v = &walk->run->vecs[step];
    return v->repr == REPR_BOOL ? v->truth[v->constant ? 0 : walk->row] != TRUTH_UNKNOWN : vec_known(v, walk->row);
}

static void push(struct walk *walk, uint32_t step, uint32_t from) {
    if (walk->parent[step] != NO_STEP || cause_known(walk, step)) return;
    walk->parent[step] = from;
    walk->stack[walk->depth++] = step;
}

/* The arguments that may have made a value unknown: first to last. */
static void deciding(const struct walk *walk, const struct step *step, uint32_t *first, uint32_t *last) {
    const struct vec *choice = step->arg_count ? &walk->run->vecs[step->args[0]] : NULL;
    uint32_t count = step->arg_count;
    *first = 0;
    *last = count - 1;
    switch (step->node->op) {
    case IR_IF: {
        struct value condition = vec_value(choice, walk->row);
        *first = !condition.known ? 0 : condition.truth ? 1 : 2;
        *last = *first;
        break;
    }
    case IR_CASE: {
        struct value code = vec_value(choice, walk->row);
        bool own = code.code >= 0 && (uint32_t)code.code < count - 2;
        *first = !code.known ? 0 : own ? (uint32_t)code.code + 1 : count - 1;
        *last = *first;
        break;
    }
    case IR_JOIN: *last = 0; break;
    default: break;
    }
}

/* Why an operator gave nothing although all that it needed was there. */
static enum cause own_cause(const struct walk *walk, const struct step *step) {
    const struct ir_node *node = step->node;
    const struct run *run = walk->run;
    const struct vec *second = step->arg_count > 1 ? &run->vecs[step->args[1]] : NULL;
    struct dec number;
    int64_t whole;
    switch (node->op) {
    case IR_CONST: return node->constant.cause;
    case IR_PARAM: return run->settings.params[node->index].cause;
    case IR_FIELD: {
        const cell_state *states = walk->batch->states[node->index];
        enum cause cause = states ? (enum cause)states[walk->row] : CAUSE_NONE;
        return cause == CAUSE_NONE ? CAUSE_MISSING : cause;
    }
    case IR_DIV:
    case IR_MOD: return dec_sign(vec_number(second, walk->row)) == 0 ? CAUSE_BY_ZERO : CAUSE_OVERFLOW;
    case IR_ADD_MONTHS:
    case IR_ADD_DAYS:
    case IR_ADD_WORKDAYS: return dec_is_whole(vec_number(second, walk->row)) ? CAUSE_OVERFLOW : CAUSE_NOT_WHOLE;
    case IR_ROUND:
        if (!kernel_whole(second, walk->row, &whole)) return CAUSE_OUT_OF_RANGE;
        return whole < -DEC_DIGITS_BEFORE || whole > DEC_PLACES ? CAUSE_OUT_OF_RANGE : CAUSE_OVERFLOW;
    case IR_BETWEEN:
    case IR_WORKDAYS:
    case IR_DATE_PART: return CAUSE_NEVER;
    case IR_NUMBER:
        return dec_parse(str_trim(vec_value(&run->vecs[step->args[0]], walk->row).text), false, &number) == DEC_OVERFLOW
                   ? CAUSE_OVERFLOW
                   : CAUSE_NOT_A_NUMBER;
    case IR_STEPS:
    case IR_SHIFT: return CAUSE_NOT_A_STAGE;
    case IR_MIN:
    case IR_MAX: return node->type.kind == TYPE_CATEGORY ? CAUSE_NOT_A_STAGE : CAUSE_OVERFLOW;
    case IR_MATCHES: return CAUSE_INVALID;
    case IR_REF:
    case IR_GATHER:
    case IR_REDUCE:
    case IR_GROUP:
    case IR_MATCH:
    case IR_WINDOW:
    case IR_SELECT: return cause_of_crossing(walk, step);
    case IR_IF: /* an undecided condition was followed; what is left is a graph without a cause */
    default: return CAUSE_OVERFLOW;
    }
}

/* Looks at one step: goes on to its deciding arguments, or finds that the unknown began here. */
static bool begins_here(struct walk *walk, uint32_t at) {
    const struct step *step = &walk->run->plan->steps[at];
    if (step->arg_count == 0) return true;
    uint32_t first, last;
    bool unknown = false;
    deciding(walk, step, &first, &last);
    for (uint32_t a = first; a <= last; a++) unknown = unknown || !cause_known(walk, step->args[a]);
    /* The last is looked at first: pushed in reverse, they come in order. */
    for (uint32_t a = last + 1; a-- > first;) push(walk, step->args[a], at);
    return !unknown;
}

static void walk_begin(struct walk *walk, const struct run *run, const struct batch *batch, uint32_t start,
                       uint32_t row) {
    uint32_t count = run->plan->step_count;
    walk->run = run;
    walk->batch = batch;
    walk->row = row;
    walk->depth = 0;
    walk->stack = count <= USUAL_STEPS ? walk->usual : mem_alloc(sizeof *walk->stack * 2 * count);
    walk->parent = walk->stack + count;
    for (uint32_t s = 0; s < count; s++) walk->parent[s] = NO_STEP;
    push(walk, start, start);
}

/* The next step where an unknown began; NO_STEP at the end. */
static uint32_t walk_next(struct walk *walk) {
    while (walk->depth > 0) {
        uint32_t at = walk->stack[--walk->depth];
        if (begins_here(walk, at)) return at;
    }
    return NO_STEP;
}

static void walk_end(struct walk *walk) {
    if (walk->stack != walk->usual) mem_free(walk->stack);
}

static struct origin origin_of(const struct walk *walk, uint32_t at) {
    const struct step *step = &walk->run->plan->steps[at];
    struct origin origin = {.cause = own_cause(walk, step), .node = step->node};
    if (step->node->op == IR_FIELD)
        origin.field = &walk->run->plan->record->fields[step->node->index];
    else
        origin.field = cause_crossing_field(walk, at);
    return origin;
}

static uint32_t step_number(const struct run *run, const struct ir_node *node) {
    ASSERT(run->plan->mode == PLAN_KEEP && node->id < run->plan->node_count);
    uint32_t step = run->plan->step_of[node->id];
    ASSERT(step != NO_STEP);
    return step;
}

uint32_t cause_origins(const struct run *run, const struct batch *batch, const struct ir_node *node, uint32_t row,
                       struct origin *out, uint32_t limit) {
    struct walk walk;
    uint32_t count = 0, at;
    walk_begin(&walk, run, batch, step_number(run, node), row);
    while (count < limit && (at = walk_next(&walk)) != NO_STEP) out[count++] = origin_of(&walk, at);
    walk_end(&walk);
    return count;
}

/* --- in words --- */

/* The name that the framework gives a node, as `name` or `name.part`; false when it gives none. */
static bool put_name(const struct framework *framework, const struct ir_node *node, struct buf *out) {
    if (node->op == IR_PARAM) {
        buf_printf(out, "`%s`", framework->params[node->index].name);
        return true;
    }
    for (uint32_t i = 0; i < framework->let_count; i++) {
        if (framework->lets[i].node == node) {
            buf_printf(out, "`%s`", framework->lets[i].name);
            return true;
        }
    }
    for (uint32_t i = 0; i < framework->criterion_count; i++) {
        if (framework->criteria[i].node == node) {
            buf_printf(out, "`%s`", framework->criteria[i].name);
            return true;
        }
    }
    for (uint32_t i = 0; i < framework->score_count; i++) {
        if (framework->scores[i].node == node) {
            buf_printf(out, "`%s`", framework->scores[i].name);
            return true;
        }
    }
    for (uint32_t i = 0; i < framework->table_count; i++) {
        const struct decision_table *table = &framework->tables[i];
        for (uint32_t k = 0; k < table->output_count; k++) {
            if (table->outputs[k].node == node) {
                buf_printf(out, "`%s`", table->name);
                return true;
            }
        }
    }
    for (uint32_t i = 0; i < framework->ladder_count; i++) {
        const struct ladder *ladder = &framework->ladders[i];
        const struct {
            const struct ir_node *node;
            const char *part;
        } parts[] = {{ladder->move, "move"},
                     {ladder->due, "due"},
                     {ladder->kind, "kind"},
                     {ladder->proposed, "proposed"},
                     {ladder->assessed, "assessed"}};
        for (size_t k = 0; k < sizeof parts / sizeof *parts; k++) {
            if (parts[k].node == node) {
                buf_printf(out, "`%s.%s`", ladder->name, parts[k].part);
                return true;
            }
        }
        for (uint32_t k = 0; k < ladder->give_count; k++) {
            if (ladder->gives[k].node == node) {
                buf_printf(out, "`%s.%s`", ladder->name, ladder->gives[k].name);
                return true;
            }
        }
    }
    return false;
}

/* What a value without a name is. */
static const char *thing(enum ir_op op) {
    switch (op) {
    case IR_DIV: return "a quotient";
    case IR_MOD: return "a remainder";
    case IR_ADD: return "a sum";
    case IR_ROUND: return "a rounding";
    case IR_SUB: return "a difference";
    case IR_MUL:
    case IR_MUL_EXACT: return "a product";
    case IR_ADD_MONTHS:
    case IR_ADD_DAYS:
    case IR_ADD_WORKDAYS:
    case IR_DATE_PART: return "a date";
    case IR_WORKDAYS:
    case IR_BETWEEN: return "a time between dates";
    case IR_STEPS: return "a number of steps";
    case IR_SHIFT: return "a neighbouring stage";
    case IR_NUMBER:
    case IR_CONCAT:
    case IR_JOIN:
    case IR_REPLACE:
    case IR_LOWER:
    case IR_UPPER: return "a text";
    case IR_MATCHES: return "a pattern";
    case IR_WINDOW: return "a place among the others";
    default: return "a value";
    }
}

/* The nearest node above, this one included, that has a name is named: "`margin`", "a quotient in `margin`". What is
 * written as unknown, and a table without a match, is the named value itself. */
static void put_subject(const struct walk *walk, uint32_t at, struct buf *out) {
    const struct plan *plan = walk->run->plan;
    struct buf name;
    buf_init(&name);
    uint32_t above = at;
    while (!put_name(plan->framework, plan->steps[above].node, &name) && walk->parent[above] != above)
        above = walk->parent[above];
    bool itself = above == at || plan->steps[at].node->op == IR_CONST;
    if (name.len == 0 || !itself) buf_puts(out, thing(plan->steps[at].node->op));
    if (name.len > 0 && !itself) buf_puts(out, " in ");
    buf_add(out, name.ptr, name.len);
    buf_release(&name);
}

static void put_origin(const struct walk *walk, uint32_t at, struct buf *out) {
    struct origin origin = origin_of(walk, at);
    if (cause_put_crossing(walk, at, out)) return;
    bool cell = walk->run->plan->steps[at].node->op == IR_FIELD;
    if (cell)
        buf_printf(out, "`%s`", origin.field->name);
    else
        put_subject(walk, at, out);
    buf_printf(out, " %s", cause_text(origin.cause));
    if (cell && origin.cause != CAUSE_ABSENT && walk->batch->file)
        buf_printf(out, " (%s:%llu)", walk->batch->file, (unsigned long long)walk->batch->line[walk->row]);
}

void cause_text_of(const struct run *run, const struct batch *batch, const struct ir_node *node, uint32_t row,
                   struct buf *out) {
    struct walk walk;
    uint32_t at, count = 0;
    walk_begin(&walk, run, batch, step_number(run, node), row);
    while (count < TEXT_ORIGINS && (at = walk_next(&walk)) != NO_STEP) {
        if (count++ > 0) buf_puts(out, "; ");
        put_origin(&walk, at, out);
    }
    if (count == TEXT_ORIGINS && walk_next(&walk) != NO_STEP) buf_puts(out, "; …");
    walk_end(&walk);
}
