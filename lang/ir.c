/* The expression graph: hash-consing, the space and kind of number that follow from the arguments, the dump.
 * SPDX-License-Identifier: MIT */
#include "lang/ir.h"
#include "lang/base/mem.h"
#include "lang/fold.h"

static const char *const op_names[IR_OP_COUNT] = {
#define IR(op, name, doc) [IR_##op] = name,
#include "lang/ir.def"
#undef IR
};

static const char *const aggregate_names[] = {
    [AGGREGATE_COUNT_LOW] = "count-low", [AGGREGATE_COUNT_HIGH] = "count-high", [AGGREGATE_COUNT_KNOWN] = "count-known", [AGGREGATE_SUM] = "sum",
    [AGGREGATE_MIN] = "min", [AGGREGATE_MAX] = "max", [AGGREGATE_MEDIAN] = "median", [AGGREGATE_PERCENTILE] = "percentile", [AGGREGATE_STDDEV] = "stddev",
    [AGGREGATE_ANY] = "any", [AGGREGATE_LATEST] = "latest", [AGGREGATE_DISTINCT_LOW] = "distinct-low", [AGGREGATE_DISTINCT_HIGH] = "distinct-high",
    [AGGREGATE_TEXT_LIST] = "text-list"};

const char *ir_aggregate_name(enum aggregate aggregate) {
    return aggregate_names[aggregate];
}

const char *ir_op_name(enum ir_op op) {
    return op_names[op];
}

const char *cause_text(enum cause cause) {
    switch (cause) {
    case CAUSE_NONE: return "is known";
    case CAUSE_MISSING: return "is blank";
    case CAUSE_ABSENT: return "has no column in the data";
    case CAUSE_INVALID: return "could not be read";
    case CAUSE_OUT_OF_RANGE: return "is outside its range";
    case CAUSE_BY_ZERO: return "divides by zero";
    case CAUSE_OVERFLOW: return "is too large";
    case CAUSE_NEVER: return "counts time from or to never";
    case CAUSE_NOT_WHOLE: return "is not a whole number of days or months";
    case CAUSE_NO_MATCH: return "matches no row of the table";
    case CAUSE_MANY_MATCH: return "matches several rows of the table";
    case CAUSE_NOT_A_NUMBER: return "is not a number";
    case CAUSE_NOT_A_STAGE: return "is no stage of the ladder";
    case CAUSE_NO_MOVE: return "names no rule, as none applies";
    case CAUSE_WRITTEN: return "is given as unknown";
    case CAUSE_DANGLING: return "refers to a row that the data does not have";
    case CAUSE_NO_ROWS: return "looks at no rows";
    case CAUSE_UNDECIDED: return "counts rows of which it is not decided whether they count: write `where (…) otherwise false` to leave them out";
    case CAUSE_UNKNOWN_ROWS: return "adds up rows with unknown values, or of which it is not decided whether they count: write `… otherwise 0`, `where (…) otherwise false`";
    case CAUSE_OUTSIDE: return "does not apply to this row";
    case CAUSE_NOTHING_LEFT: return "has no weight left";
    }
    return "is unknown";
}

/* --- identity of a node --- */

static uint64_t mix(uint64_t h, uint64_t v) {
    h ^= v + 0x9e3779b97f4a7c15u + (h << 6) + (h >> 2);
    h *= 0xff51afd7ed558ccdu;
    return h ^ (h >> 32);
}

static uint64_t hash_type(uint64_t h, struct type t) {
    h = mix(h, (uint64_t)t.kind | (uint64_t)t.unit << 8 | (uint64_t)t.open << 16 | (uint64_t)t.period << 24);
    h = mix(h, (uint64_t)(uintptr_t)t.currency);
    h = mix(h, (uint64_t)(uintptr_t)t.category);
    return mix(h, (uint64_t)(uintptr_t)t.record);
}

static bool identical_types(struct type a, struct type b) {
    return a.kind == b.kind && a.unit == b.unit && a.open == b.open && a.period == b.period && a.currency == b.currency && a.category == b.category &&
           a.record == b.record;
}

static uint64_t hash_value(uint64_t h, enum type_kind kind, const struct value *v) {
    if (!v->known) return mix(h, (uint64_t)v->cause + 1000);
    switch (kind) {
    case TYPE_BOOL: return mix(h, v->truth);
    case TYPE_NUMBER:
    case TYPE_PERIOD: return mix(mix(h, (uint64_t)v->number.n), (uint64_t)v->number.d);
    case TYPE_DATE: return mix(h, (uint64_t)(uint32_t)v->day);
    case TYPE_CATEGORY: return mix(h, (uint64_t)(uint32_t)v->code);
    case TYPE_TEXT: return mix(h, map_hash(v->text));
    case TYPE_ERROR:
    case TYPE_ANY:
    case TYPE_RECORD:
    case TYPE_LIST: break;
    }
    return h;
}

static bool identical_values(enum type_kind kind, const struct value *a, const struct value *b) {
    if (a->known != b->known) return false;
    if (!a->known) return a->cause == b->cause;
    if (kind == TYPE_CATEGORY) return a->code == b->code;
    return fold_equal((struct type){.kind = kind}, a, b);
}

static uint64_t hash_node(const struct ir_node *n) {
    uint64_t h = mix((uint64_t)n->op, (uint64_t)(uint32_t)n->index);
    h = hash_type(mix(mix(h, n->space), n->target), n->type);
    const struct ir_layout *l = &n->layout;
    h = mix(mix(h, (uint64_t)l->link | (uint64_t)l->where << 1 | (uint64_t)l->distinct << 2 | (uint64_t)l->earlier << 3 | (uint64_t)l->groups << 8 | (uint64_t)l->values << 16 | (uint64_t)l->keys << 24), l->descending);
    for (uint32_t i = 0; i < n->arg_count; i++) h = mix(h, n->args[i]->id);
    return n->op == IR_CONST ? hash_value(h, n->type.kind, &n->constant) : h;
}

static bool identical_layouts(const struct ir_layout *a, const struct ir_layout *b) {
    return a->link == b->link && a->where == b->where && a->groups == b->groups && a->values == b->values && a->keys == b->keys && a->descending == b->descending &&
           a->distinct == b->distinct && a->earlier == b->earlier;
}

static bool identical_nodes(const struct ir_node *a, const struct ir_node *b) {
    if (a->target != b->target || !identical_layouts(&a->layout, &b->layout)) return false;
    if (a->op != b->op || a->index != b->index || a->space != b->space || a->arg_count != b->arg_count || !identical_types(a->type, b->type)) return false;
    for (uint32_t i = 0; i < a->arg_count; i++) {
        if (a->args[i] != b->args[i]) return false;
    }
    return a->op != IR_CONST || identical_values(a->type.kind, &a->constant, &b->constant);
}

/* --- making --- */

void ir_init(struct ir *ir, struct arena *arena) {
    *ir = (struct ir){.arena = arena};
}

static void grow_slots(struct ir *ir) {
    uint32_t count = ir->slot_count ? ir->slot_count * 2 : 256;
    ir->slots = ARENA_ARRAY(ir->arena, struct ir_node *, count);
    ir->slot_count = count;
    for (uint32_t i = 0; i < ir->nodes.len; i++) {
        uint64_t at = hash_node(ir->nodes.at[i]) & (count - 1);
        while (ir->slots[at]) at = (at + 1) & (count - 1);
        ir->slots[at] = ir->nodes.at[i];
    }
}

static struct ir_node *find_or_add(struct ir *ir, const struct ir_node *wanted) {
    if ((uint64_t)ir->nodes.len * 2 >= ir->slot_count) grow_slots(ir);
    uint64_t at = hash_node(wanted) & (ir->slot_count - 1);
    while (ir->slots[at]) {
        if (identical_nodes(ir->slots[at], wanted)) return ir->slots[at];
        at = (at + 1) & (ir->slot_count - 1);
    }
    struct ir_node *node = arena_copy(ir->arena, wanted, sizeof *wanted);
    node->id = ir->nodes.len;
    node->args = arena_copy(ir->arena, wanted->args, sizeof(struct ir_node *) * wanted->arg_count);
    vec_push(ir->arena, &ir->nodes, node);
    ir->slots[at] = node;
    return node;
}

/* Whether a value of the node may hold a quotient that is still exact. */
static bool is_fraction(enum ir_op op, struct ir_node *const *args, uint32_t count) {
    uint32_t from = 0;
    switch (op) {
    case IR_DIV: return true;
    case IR_IF:
    case IR_CASE: from = 1; break; /* the condition and the code are no part of the value */
    case IR_OTHERWISE:
    case IR_MIN:
    case IR_MAX:
    case IR_NEG:
    case IR_ADD:
    case IR_SUB:
    case IR_MUL:
    case IR_MUL_EXACT:
    case IR_ABS:
    case IR_MOD: break;
    default: return false;
    }
    for (uint32_t i = from; i < count; i++) {
        if (args[i]->fraction) return true;
    }
    return false;
}

struct ir_node *ir_make_indexed(struct ir *ir, enum ir_op op, struct type type, struct ir_node *const *args, uint32_t count, int32_t index, ir_space space, struct span span) {
    for (uint32_t i = 0; i < count; i++) {
        if (args[i]->space == SPACE_POINT) continue;
        ASSERT(space == SPACE_POINT || space == args[i]->space);
        space = args[i]->space;
    }
    struct value value;
    if (fold_constant(op, type, args, count, index, &value)) return ir_const(ir, type, value, span);
    struct ir_node *simple = fold_simplify(ir, op, type, args, count, span);
    if (simple) return simple;
    struct ir_node node = {.op = op, .type = type, .space = space, .fraction = is_fraction(op, args, count), .arg_count = count, .index = index, .span = span};
    for (uint32_t i = 0; i < count && type.kind == TYPE_RECORD; i++) node.target = args[i]->type.kind == TYPE_RECORD ? args[i]->target : node.target;
    node.args = (struct ir_node **)args; /* only read: find_or_add copies the list */
    return find_or_add(ir, &node);
}

struct ir_node *ir_make(struct ir *ir, enum ir_op op, struct type type, struct ir_node *const *args, uint32_t count, struct span span) {
    return ir_make_indexed(ir, op, type, args, count, 0, SPACE_POINT, span);
}

struct ir_node *ir_make_bridge(struct ir *ir, enum ir_op op, struct type type, struct ir_node *const *args, uint32_t count, int32_t index, struct ir_layout layout,
                               ir_space space, ir_space target, struct span span) {
    struct ir_node node = {.op = op, .type = type, .space = space, .target = target, .layout = layout, .arg_count = count, .index = index, .span = span};
    node.args = (struct ir_node **)args; /* only read: find_or_add copies the list */
    node.fraction = op == IR_GATHER && args[1]->fraction;
    return find_or_add(ir, &node);
}

struct ir_node *ir_const(struct ir *ir, struct type type, struct value value, struct span span) {
    bool fraction = value.known && type.kind == TYPE_NUMBER && !dec_is_plain(value.number);
    return find_or_add(ir, &(struct ir_node){.op = IR_CONST, .type = type, .constant = value, .fraction = fraction, .span = span});
}

/* --- the dump --- */

static void dump_text(struct buf *out, struct str text) {
    buf_char(out, '"');
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        if (c == '"' || c == '\\') buf_char(out, '\\');
        if (c == '\n') {
            buf_puts(out, "\\n");
        } else {
            buf_char(out, c);
        }
    }
    buf_char(out, '"');
}

static void dump_value(struct buf *out, struct type type, const struct value *v) {
    if (!v->known) {
        buf_printf(out, "unknown (%s)", cause_text(v->cause));
        return;
    }
    char text[DEC_TEXT_MAX];
    switch (type.kind) {
    case TYPE_BOOL: buf_puts(out, v->truth ? "true" : "false"); break;
    case TYPE_NUMBER:
    case TYPE_PERIOD:
        if (dec_is_plain(v->number)) {
            dec_format(v->number, text);
            buf_puts(out, text);
        } else {
            dec_format((struct dec){v->number.n, 1}, text);
            buf_printf(out, "%s/", text);
            dec_format((struct dec){v->number.d, 1}, text);
            buf_puts(out, text);
        }
        break;
    case TYPE_DATE: date_format(v->day, text); buf_puts(out, text); break;
    case TYPE_CATEGORY: buf_str(out, category_name(type.category, v->code)); break;
    case TYPE_TEXT: dump_text(out, v->text); break;
    case TYPE_ERROR:
    case TYPE_ANY:
    case TYPE_RECORD:
    case TYPE_LIST: buf_puts(out, "?"); break;
    }
}

/* "count-low link where", "keep link groups 1 values 1 keys 2 down 1", …: what the arguments that follow are. */
static void dump_layout(struct buf *out, const struct ir_node *n) {
    const struct ir_layout *l = &n->layout;
    if (n->op == IR_REDUCE) buf_printf(out, " %s", ir_aggregate_name((enum aggregate)n->index));
    if (n->op == IR_WINDOW) buf_printf(out, " %s", n->index == WINDOW_RANK ? "rank" : "running-sum");
    if (l->distinct) buf_puts(out, " distinct");
    if (l->earlier) buf_puts(out, " earlier");
    if (l->link) buf_puts(out, " link");
    if (l->where) buf_puts(out, " where");
    if (l->groups) buf_printf(out, " groups=%u", l->groups);
    if (l->values) buf_printf(out, " values=%u", l->values);
    if (l->keys) buf_printf(out, " keys=%u", l->keys);
    if (l->descending) buf_printf(out, " down=%u", l->descending);
    if (n->op == IR_REDUCE) buf_printf(out, " of=%u", n->target);
}

void ir_dump(const struct ir *ir, const struct sources *sources, struct buf *out) {
    for (uint32_t i = 0; i < ir->nodes.len; i++) {
        const struct ir_node *n = ir->nodes.at[i];
        buf_printf(out, "%%%u = %s", n->id, op_names[n->op]);
        switch (n->op) {
        case IR_CONST:
            buf_char(out, ' ');
            dump_value(out, n->type, &n->constant);
            break;
        case IR_PARAM: case IR_FIELD: case IR_IS_MISSING: case IR_IS_INVALID: case IR_BETWEEN: case IR_DATE_PART:
        case IR_START_OF: case IR_END_OF: case IR_LABELS: case IR_SHIFT: case IR_REF:
            buf_printf(out, " #%d", n->index);
            break;
        case IR_REDUCE: case IR_WINDOW: case IR_KEEP: case IR_SELECT: dump_layout(out, n); break;
        default: break;
        }
        for (uint32_t a = 0; a < n->arg_count; a++) buf_printf(out, " %%%u", n->args[a]->id);
        char name[64];
        buf_printf(out, " : %s", type_name(n->type, name));
        if (n->fraction) buf_puts(out, " fraction");
        if (n->space > SPACE_SUBJECT) buf_printf(out, " space %u", n->space);
        if (sources && n->span.file) {
            const struct source *source = sources_get(sources, n->span.file);
            buf_printf(out, "   %s:%u", source->name, sources_place(sources, n->span.file, n->span.start).line);
        }
        buf_char(out, '\n');
    }
}
