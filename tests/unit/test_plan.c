/* Plans and runs: what is read, which slots are used again, constants, memory, several runs of one plan. */
#include <pthread.h>
#include <stdio.h>
#include "tests/unit/graph.h"

static struct graph *graph_new(void) {
    struct graph *g = mem_alloc(sizeof *g);
    graph_init(g);
    return g;
}
static void graph_free(struct graph *g) {
    graph_release(g);
    mem_free(g);
}

static void only_what_is_needed_is_read(void **state) {
    (void)state;
    struct graph *g = graph_new();
    struct ir *ir = &g->framework.ir;
    struct ir_node *sum = graph_op2(g, IR_ADD, type_number, graph_field(g, N0), graph_field(g, N2));
    struct ir_node *missing =
        ir_make_indexed(ir, IR_IS_MISSING, type_bool, NULL, 0, N3, SPACE_SUBJECT, (struct span){0});
    graph_op2(g, IR_ADD, type_number, sum, graph_field(g, N1)); /* nobody asks for this */
    struct ir_node *roots[] = {sum, missing};
    struct plan *fast = plan_new(&g->arena, &g->framework, roots, 2, PLAN_FAST),
                *keep = plan_new(&g->arena, &g->framework, roots, 2, PLAN_KEEP);
    static const bool fields[] = {true, false, true, true}, fast_states[] = {false, false, false, true},
                      keep_states[] = {true, false, true, true};
    for (int f = N0; f <= N3; f++) {
        assert_int_equal(plan_fields(fast)[f], fields[f]);
        assert_int_equal(plan_states(fast)[f], fast_states[f]);
        assert_int_equal(plan_states(keep)[f], keep_states[f]);
    }
    assert_false(plan_fields(fast)[T0]);
    graph_free(g);
}

/* ((n0 + 1) + 2) + … needs two slots in turn. */
static struct ir_node *chain(struct graph *g, uint32_t length) {
    struct ir_node *node = graph_field(g, N0);
    for (uint32_t i = 1; i <= length; i++)
        node = graph_op2(g, IR_ADD, type_number, node, mk_int(&g->framework.ir, i, (struct span){0}));
    return node;
}

static uint32_t slots_for_batches(const struct plan *plan) {
    struct buf dump;
    uint32_t most = 0;
    bool seen[256] = {false};
    buf_init(&dump);
    plan_dump(plan, &dump);
    for (const char *line = dump.ptr; (line = strstr(line, "batch %")) != NULL; line++) {
        unsigned slot;
        if (sscanf(line, "batch %%%*u in number slot %u", &slot) == 1 && slot < 256 && !seen[slot]) {
            seen[slot] = true;
            most++;
        }
    }
    buf_release(&dump);
    return most;
}

static void slots_are_used_again(void **state) {
    (void)state;
    struct graph *g = graph_new();
    struct ir_node *end = chain(g, 20);
    for (uint32_t row = 0; row < 3; row++)
        graph_set(g, N0, row, (struct value){.known = row != 1, .number = dec_from_int(row)});
    graph_run(g, &end, 1, PLAN_FAST, 3);
    assert_int_equal(slots_for_batches(g->plan), 2);
    assert_int_equal(graph_value(g, end, 0).number.n, 210);
    assert_false(graph_value(g, end, 1).known);
    assert_int_equal(graph_value(g, end, 2).number.n, 212);
    graph_run(g, &end, 1, PLAN_KEEP, 3);
    assert_int_equal(slots_for_batches(g->plan), 20);
    assert_int_equal(graph_value(g, end->args[0], 2).number.n, 192);
    graph_free(g);
}

static void point_nodes_are_constants(void **state) {
    (void)state;
    struct graph *g = graph_new();
    struct ir_node *two = graph_op2(g, IR_ADD, type_number, graph_number(g, "0.5"), graph_number(g, "1.5"));
    struct ir_node *today = mk_today(&g->framework.ir, (struct span){0}), *roots[] = {two, today};
    graph_run(g, roots, 2, PLAN_FAST, 2);
    assert_true(run_vec(g->run, two)->constant);
    assert_int_equal(graph_value(g, two, 1).number.n, 2);
    assert_int_equal(graph_value(g, today, 1).day, g->today);
    graph_free(g);
}

static void dump_is_readable(void **state) {
    (void)state;
    struct graph *g = graph_new();
    struct ir_node *n0 = graph_field(g, N0), *node = graph_op2(g, IR_DIV, type_number, n0, graph_number(g, "3"));
    struct plan *plan = plan_new(&g->arena, &g->framework, &node, 1, PLAN_FAST);
    struct buf dump;
    buf_init(&dump);
    plan_dump(plan, &dump);
    assert_string_equal(dump.ptr, "plan: 3 steps, 2 slots\n"
                                  "reads: n0\n"
                                  "batch %0 in the batch = field n0\n"
                                  "once  %1 in number slot 0 = param p\n"
                                  "batch %2 in number slot 1 = / %0 %1 exact\n");
    buf_release(&dump);
    graph_free(g);
}

/* A graph of numbers, bools, dates and codes, with a bit of everything that is worked on often. */
static struct ir_node *busy(struct graph *g) {
    struct ir *ir = &g->framework.ir;
    struct span none = {0};
    struct ir_node *margin =
        graph_op2(g, IR_DIV, type_number, graph_op2(g, IR_SUB, type_number, graph_field(g, N0), graph_field(g, N1)),
                  graph_field(g, N0));
    struct ir_node *months = graph_op(g, IR_BETWEEN, type_number,
                                      (struct ir_node *[]){graph_field(g, D0), mk_today(ir, none)}, 2, DATE_MONTH);
    struct ir_node *met =
        graph_op(g, IR_AT_LEAST, type_bool,
                 (struct ir_node *[]){graph_number(g, "2"), mk_le(ir, graph_number(g, "0.3"), margin, none),
                                      mk_lt(ir, months, graph_number(g, "12"), none), graph_field(g, B0)},
                 4, 0);
    return graph_op3(g, IR_FIRST_TRUE, type_of_category(&g->ladder), met, graph_field(g, B1),
                     mk_eq(ir, graph_field(g, C0), graph_field(g, C1), none));
}

static void fill(struct graph *g, uint32_t seed) {
    for (uint32_t row = 0; row < BATCH_ROWS; row++) {
        uint32_t x = (row + seed) * 2654435761u;
        graph_set(g, N0, row, (struct value){.known = x % 7 != 0, .number = dec_from_int((int64_t)(x % 1000) - 100)});
        graph_set(g, N1, row, (struct value){.known = true, .number = dec_from_int((int64_t)(x % 333))});
        graph_set(g, D0, row, (struct value){.known = true, .day = 20000 + (date)(x % 900)});
        graph_set(g, B0, row, (struct value){.known = x % 5 != 0, .truth = x % 2});
        graph_set(g, C0, row, value_code((int)(x >> 5) % 4));
        graph_set(g, C1, row, value_code((int)(x >> 7) % 4));
    }
}

static void batches_allocate_nothing(void **state) {
    (void)state;
    struct graph *g = graph_new();
    struct ir_node *node = busy(g);
    fill(g, 1);
    graph_run(g, &node, 1, PLAN_FAST, BATCH_ROWS);
    uint64_t before = mem_count();
    for (int i = 0; i < 10; i++) run_batch(g->run, &g->batch);
    assert_int_equal(mem_count() - before, 0);
    graph_free(g);
}

static void any_number_of_rows(void **state) {
    (void)state;
    struct graph *g = graph_new();
    struct ir_node *node = busy(g);
    int16_t all[BATCH_ROWS];
    fill(g, 2);
    graph_run(g, &node, 1, PLAN_FAST, BATCH_ROWS);
    memcpy(all, run_vec(g->run, node)->code, sizeof all);
    for (uint32_t rows = 0; rows <= BATCH_ROWS; rows += rows < 70 ? 1 : 317) {
        graph_fill(g, rows);
        run_batch(g->run, &g->batch);
        for (uint32_t row = 0; row < rows; row++) assert_int_equal(graph_value(g, node, row).code, all[row]);
    }
    graph_free(g);
}

/* --- several runs of one plan at once --- */

struct worker {
    struct graph *g;
    const struct ir_node *node;
    struct batch batch;
    int16_t wanted[BATCH_ROWS];
    bool same;
};

static void *work(void *of) {
    struct worker *worker = of;
    struct settings settings = {
        .framework = &worker->g->framework, .today = worker->g->today, .params = worker->g->param_values};
    struct run *run = run_new(worker->g->plan, &settings);
    worker->same = true;
    for (int i = 0; i < 50; i++) {
        run_batch(run, &worker->batch);
        worker->same &= memcmp(run_vec(run, worker->node)->code, worker->wanted, sizeof worker->wanted) == 0;
    }
    run_free(run);
    return NULL;
}

static void runs_do_not_disturb_each_other(void **state) {
    enum { WORKERS = 4 };
    (void)state;
    struct graph *g = graph_new();
    struct ir_node *node = busy(g);
    struct worker *workers = mem_alloc(sizeof *workers * WORKERS);
    pthread_t threads[WORKERS];
    for (uint32_t i = 0; i < WORKERS; i++) {
        fill(g, 100 + i);
        graph_run(g, &node, 1, PLAN_FAST, BATCH_ROWS);
        workers[i].g = g;
        workers[i].node = node;
        memcpy(workers[i].wanted, run_vec(g->run, node)->code, sizeof workers[i].wanted);
        workers[i].batch = g->batch; /* the worker keeps it */
        g->has_batch = false;
    }
    for (int i = 0; i < WORKERS; i++) assert_int_equal(pthread_create(&threads[i], NULL, work, &workers[i]), 0);
    for (int i = 0; i < WORKERS; i++) {
        pthread_join(threads[i], NULL);
        assert_true(workers[i].same);
        batch_release(&workers[i].batch);
    }
    mem_free(workers);
    graph_free(g);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_what_is_needed_is_read),    cmocka_unit_test(slots_are_used_again),
        cmocka_unit_test(point_nodes_are_constants),      cmocka_unit_test(dump_is_readable),
        cmocka_unit_test(batches_allocate_nothing),       cmocka_unit_test(any_number_of_rows),
        cmocka_unit_test(runs_do_not_disturb_each_other),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
