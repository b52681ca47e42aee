/* For tests of the engine: a small framework whose graph is built by hand, and a batch whose cells are set one by one.
 *
 *     struct graph g;
 *     graph_init(&g);
 *     struct ir_node *sum = graph_op2(&g, IR_ADD, type_number, graph_field(&g, N0), graph_number(&g, "1.5"));
 *     graph_set_number(&g, N0, 0, "2");          row 0 of n0; every cell is unknown before it is set
 *     graph_run(&g, (struct ir_node *[]){sum}, 1, PLAN_KEEP, 1);
 *     struct value value = graph_value(&g, sum, 0);
 *     graph_release(&g);
 */
#ifndef TESTS_UNIT_GRAPH_H
#define TESTS_UNIT_GRAPH_H
#include "tests/unit/unit.h"
#include "lang/base/mem.h"
#include "lang/mk.h"
#include "runtime/exec/plan.h"

enum { N0, N1, N2, N3, B0, B1, B2, T0, T1, T2, D0, D1, C0, C1, FIELD_COUNT };
enum { PARAM_COUNT = 12 };

struct graph {
    struct arena arena;
    struct framework framework;
    struct record record;
    struct field fields[FIELD_COUNT];
    struct category ladder; /* s0 s1 s2 s3, exits "left" and "lost" */
    struct param params[PARAM_COUNT];
    struct value param_values[PARAM_COUNT];
    uint32_t param_count;
    struct value cells[FIELD_COUNT][BATCH_ROWS];
    enum cause causes[FIELD_COUNT][BATCH_ROWS];
    bool loose; /* give numbers bounds as wide as 64 bits allow */
    date today;
    struct batch batch;
    bool has_batch;
    struct plan *plan;
    struct run *run;
};

static inline struct type graph_field_type(struct graph *g, int field) {
    if (field <= N3) return type_number;
    if (field <= B2) return type_bool;
    if (field <= T2) return type_text;
    return field <= D1 ? type_date : type_of_category(&g->ladder);
}

static inline void graph_init(struct graph *g) {
    static const char *const names[FIELD_COUNT] = {"n0", "n1", "n2", "n3", "b0", "b1", "b2",
                                                   "t0", "t1", "t2", "d0", "d1", "c0", "c1"};
    static const char *const stages[] = {"s0", "s1", "s2", "s3"}, *const exits[] = {"left", "lost"};
    *g = (struct graph){.today = 20758 /* 2026-11-01 */};
    arena_init(&g->arena, 0);
    ir_init(&g->framework.ir, &g->arena);
    g->ladder = (struct category){.name = "ladder", .ordered = true, .is_ladder = true, .count = 4, .exit_count = 2};
    g->ladder.members = ARENA_ARRAY(&g->arena, struct member, 4);
    g->ladder.exits = ARENA_ARRAY(&g->arena, struct member, 2);
    for (int i = 0; i < 4; i++) g->ladder.members[i].name = stages[i];
    g->ladder.members[1].label = "Stage one";
    for (int i = 0; i < 2; i++) g->ladder.exits[i].name = exits[i];
    for (uint32_t i = 0; i < FIELD_COUNT; i++)
        g->fields[i] = (struct field){.name = names[i], .index = i, .type = graph_field_type(g, (int)i)};
    g->record =
        (struct record){.name = "Account", .subject = true, .fields = g->fields, .field_count = FIELD_COUNT, .key = -1};
    g->framework.subject = &g->record;
    g->framework.params = g->params;
    for (int f = 0; f < FIELD_COUNT; f++) {
        for (int row = 0; row < BATCH_ROWS; row++) g->causes[f][row] = CAUSE_MISSING;
    }
}

static inline void graph_stop(struct graph *g) {
    run_free(g->run);
    g->run = NULL;
    if (g->has_batch) batch_release(&g->batch);
    g->has_batch = false;
}

static inline void graph_release(struct graph *g) {
    graph_stop(g);
    arena_release(&g->arena);
}

/* --- nodes --- */

static inline struct ir_node *graph_op(struct graph *g, enum ir_op op, struct type type, struct ir_node *const *args,
                                       uint32_t count, int32_t index) {
    return ir_make_indexed(&g->framework.ir, op, type, args, count, index, SPACE_POINT, (struct span){0});
}
static inline struct ir_node *graph_op1(struct graph *g, enum ir_op op, struct type type, struct ir_node *a) {
    return graph_op(g, op, type, &a, 1, 0);
}
static inline struct ir_node *graph_op2(struct graph *g, enum ir_op op, struct type type, struct ir_node *a,
                                        struct ir_node *b) {
    return graph_op(g, op, type, (struct ir_node *[]){a, b}, 2, 0);
}
static inline struct ir_node *graph_op3(struct graph *g, enum ir_op op, struct type type, struct ir_node *a,
                                        struct ir_node *b, struct ir_node *c) {
    return graph_op(g, op, type, (struct ir_node *[]){a, b, c}, 3, 0);
}
static inline struct ir_node *graph_field(struct graph *g, int field) {
    return ir_make_indexed(&g->framework.ir, IR_FIELD, graph_field_type(g, field), NULL, 0, field, SPACE_SUBJECT,
                           (struct span){0});
}
/* A constant that the graph does not fold away. */
static inline struct ir_node *graph_param(struct graph *g, struct type type, struct value value) {
    uint32_t i = g->framework.param_count++;
    assert_true(i < PARAM_COUNT);
    g->params[i] = (struct param){.name = "p", .type = type, .value = value};
    g->param_values[i] = value;
    return ir_make_indexed(&g->framework.ir, IR_PARAM, type, NULL, 0, (int32_t)i, SPACE_POINT, (struct span){0});
}

/* --- values from text --- */

static inline struct dec graph_dec(const char *text) {
    struct dec number = dec_zero;
    const char *bar = strchr(text, '/');
    if (bar) {
        struct dec under = graph_dec(bar + 1);
        assert_int_equal(dec_parse((struct str){text, (size_t)(bar - text)}, false, &number), DEC_OK);
        assert_int_equal(dec_div(number, under, &number), DEC_OK);
        return number;
    }
    assert_int_equal(dec_parse(str_of(text), false, &number), DEC_OK);
    return number;
}
static inline struct value value_number(const char *text) {
    return text ? (struct value){.known = true, .number = graph_dec(text)} : (struct value){.cause = CAUSE_MISSING};
}
static inline struct value value_text(const char *text) {
    return text ? (struct value){.known = true, .text = str_of(text)} : (struct value){.cause = CAUSE_MISSING};
}
static inline struct value value_code(int code) { return (struct value){.known = true, .code = code}; }
/* "2026-11-01", "never" */
static inline struct value value_day(const char *text) {
    struct value value = {.known = text != NULL, .cause = CAUSE_MISSING, .day = DATE_NEVER};
    if (text && strcmp(text, "never") != 0) assert_true(date_parse_iso(str_of(text), &value.day));
    return value;
}
/* 'f' 'u' 't' */
static inline struct value value_truth(char c) {
    return (struct value){.known = c != 'u', .truth = c == 't', .cause = CAUSE_MISSING};
}
static inline char truth_letter(struct value value) { return !value.known ? 'u' : value.truth ? 't' : 'f'; }
static inline struct ir_node *graph_number(struct graph *g, const char *text) {
    return graph_param(g, type_number, value_number(text));
}
static inline struct ir_node *graph_text(struct graph *g, const char *text) {
    return graph_param(g, type_text, value_text(text));
}

static inline void graph_set(struct graph *g, int field, uint32_t row, struct value value) {
    g->cells[field][row] = value;
}
static inline void graph_set_number(struct graph *g, int field, uint32_t row, const char *text) {
    graph_set(g, field, row, value_number(text));
}

/* --- running --- */

static inline void graph_fill_number(struct graph *g, struct vec *v, int field, uint32_t rows) {
    unsigned scale = 0;
    int64_t num;
    v->is_wide = false;
    for (uint32_t i = 0; i < rows; i++) {
        const struct value *cell = &g->cells[field][i];
        if (!cell->known) continue;
        unsigned places = dec_scale(cell->number);
        scale = places > scale ? places : scale;
    }
    v->num_bound = 0;
    for (uint32_t i = 0; i < rows; i++) {
        struct dec number = g->cells[field][i].known ? g->cells[field][i].number : dec_zero;
        v->wide[i] = number;
        if (!dec_to_scaled(number, scale, &num) || num == INT64_MIN) {
            v->is_wide = true;
            continue;
        }
        v->num[i] = num;
        uint64_t magnitude = num < 0 ? (uint64_t)-num : (uint64_t)num;
        v->num_bound = magnitude > v->num_bound ? magnitude : v->num_bound;
    }
    v->scale = (uint8_t)scale;
    if (g->loose) v->num_bound = INT64_MAX;
}

static inline void graph_fill(struct graph *g, uint32_t rows) {
    g->batch.rows = rows;
    g->batch.file = "accounts.csv";
    for (int f = 0; f < FIELD_COUNT; f++) {
        struct vec *v = &g->batch.fields[f];
        for (uint32_t i = 0; i < rows; i++) {
            const struct value *cell = &g->cells[f][i];
            g->batch.line[i] = i + 2;
            if (g->batch.states[f]) g->batch.states[f][i] = (cell_state)(cell->known ? CAUSE_NONE : g->causes[f][i]);
            if (!g->batch.wanted[f]) continue;
            if (v->repr != REPR_BOOL) v->known[i] = cell->known;
            switch (v->repr) {
            case REPR_BOOL: v->truth[i] = !cell->known ? TRUTH_UNKNOWN : cell->truth ? TRUTH_TRUE : TRUTH_FALSE; break;
            case REPR_NUMBER: break;
            case REPR_TEXT: v->text[i] = cell->known ? cell->text : (struct str){0}; break;
            case REPR_DATE: v->day[i] = cell->known ? cell->day : 0; break;
            case REPR_CODE: v->code[i] = (int16_t)(cell->known ? cell->code : 0); break;
            case REPR_ROW: break;
            }
        }
        if (g->batch.wanted[f] && v->repr == REPR_NUMBER) graph_fill_number(g, v, f, rows);
    }
}

static inline void graph_run(struct graph *g, struct ir_node *const *roots, uint32_t count, enum plan_mode mode,
                             uint32_t rows) {
    graph_stop(g);
    g->plan = plan_new(&g->arena, &g->framework, roots, count, mode);
    batch_init(&g->batch, &g->record, plan_fields(g->plan), plan_states(g->plan));
    g->has_batch = true;
    g->run =
        run_new(g->plan, &(struct settings){.framework = &g->framework, .today = g->today, .params = g->param_values});
    graph_fill(g, rows);
    run_batch(g->run, &g->batch);
}

static inline struct value graph_value(const struct graph *g, const struct ir_node *node, uint32_t row) {
    return vec_value(run_vec(g->run, node), row);
}
#endif
