/* The quick road of CSV against the plain one: values of every type and size, made at random, must be the bytes that
 * cell_exact and RFC 4180 ask for.
 * SPDX-License-Identifier: MIT */
#include "tests/unit/framework_unit.h"

#include <stdlib.h>

#include "lang/base/mem.h"
#include "runtime/app/answer.h"

static const char framework_text[] =
    "param rate = 1.5  param words = \"a, b\"  param nothing = \"\"\n"
    "category size = small < large from \"L\"\n"
    "record Account {\n"
    "  id : text key  n : number  m : money  p : percent  d : date  b : bool  c : size  s : steps_up  t : text\n"
    "  w : number\n"
    "}\n"
    "ladder steps_up { current s  stage one  stage a_stage_with_a_name_of_more_than_thirty_two_letters\n"
    "  exit any \"Left, for good\" when b }\n"
    "report all_types { show id, n, m, p, d, b, c, s, t, (w * 1 month) \"term\", n / 3 \"third\", m / n \"quotient\", p / 7 \"seventh\", n "
    "* p \"product\",\n"
    "  p * 100 \"points\", rate, words, nothing, steps_up.proposed \"after\", unknown otherwise 5 \"five\", p * p * p "
    "* p \"tiny\" }\n";
enum { F_ID, F_N, F_M, F_P, F_D, F_B, F_C, F_S, F_T, F_W };

static uint64_t seed = 42;
static uint64_t dice(void) {
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return seed;
}

/* Numbers of `digits` digits at most, with a sign; sometimes with zeros at the end. */
static int64_t number_of(unsigned digits) {
    uint64_t limit = 1;
    for (unsigned i = 0; i < digits; i++) limit *= 10;
    int64_t number = (int64_t)(dice() % limit);
    if (dice() % 4 == 0) number -= number % 1000;
    return dice() % 2 ? number : -number;
}

static void fill_number(struct vec *vec, uint32_t rows, unsigned digits, unsigned scale) {
    vec->scale = (uint8_t)scale;
    vec->is_wide = false;
    vec->num_bound = 0;
    for (uint32_t i = 0; i < rows; i++) {
        vec->num[i] = number_of(digits);
        uint64_t size = (uint64_t)(vec->num[i] < 0 ? -vec->num[i] : vec->num[i]);
        if (size > vec->num_bound) vec->num_bound = size;
    }
}

static struct str text_of(struct arena *arena) {
    static const char letters[] = "abcdefghij,\"\n\r \xc3\xa9\xc3\xa9xyz";
    char text[40];
    size_t length = dice() % 40;
    for (size_t i = 0; i < length; i++) text[i] = letters[dice() % (dice() % 3 ? 10 : sizeof letters - 1)];
    return (struct str){arena_strndup(arena, text, length), length};
}

static void fill(struct batch *batch, struct arena *arena, unsigned digits, unsigned scale) {
    for (uint32_t f = 0; f < batch->record->field_count; f++) {
        struct vec *vec = &batch->fields[f];
        vec->all_known = dice() % 3 == 0;
        for (uint32_t i = 0; i < batch->rows; i++) {
            if (f != F_B) vec->known[i] = vec->all_known || f == F_ID || dice() % 5 > 0;
            switch (f) {
            case F_ID:
            case F_T: vec->text[i] = text_of(arena); break;
            case F_D: vec->day[i] = dice() % 7 ? (date)(dice() % 60000) - 20000 : DATE_NEVER; break;
            case F_B: vec->truth[i] = (uint8_t)(dice() % 3); break;
            case F_C: vec->code[i] = (int16_t)(dice() % 2); break;
            case F_S: vec->code[i] = (int16_t)(dice() % 4 ? (int)(dice() % 3) - 1 : CODE_EXITED); break;
            default: break;
            }
        }
        if (f == F_N || f == F_M || f == F_P) fill_number(vec, batch->rows, digits, scale);
        if (f == F_W) fill_number(vec, batch->rows, 4, 0);
    }
}

static void add_quoted(const char *text, size_t length, struct buf *out) {
    bool needed = false;
    for (size_t i = 0; i < length; i++)
        needed |= text[i] == ',' || text[i] == '"' || text[i] == '\n' || text[i] == '\r';
    if (needed) buf_char(out, '"');
    for (size_t i = 0; i < length; i++) {
        if (text[i] == '"') buf_char(out, '"');
        buf_char(out, text[i]);
    }
    if (needed) buf_char(out, '"');
}

static void expect(const struct out *out, const struct out_rows *rows, struct buf *into) {
    struct buf cell;
    buf_init(&cell);
    for (uint32_t i = 0; i < rows->count; i++) {
        for (uint32_t c = 0; c < out->answer->count; c++) {
            struct value value = out_value(out, rows, c, i);
            if (c) buf_char(into, ',');
            buf_clear(&cell);
            if (value.known) cell_exact(out->answer->columns[c].node->type, &value, &cell);
            add_quoted(cell.ptr, cell.len, into);
        }
        buf_char(into, '\n');
    }
    buf_release(&cell);
}

static void compare_rounds(struct fixture *f, struct answer *answer) {
    struct ir_node *roots[32];
    bool wanted[16];
    for (uint32_t c = 0; c < answer->count; c++) roots[c] = (struct ir_node *)answer->columns[c].node;
    for (uint32_t i = 0; i < f->framework->subject->field_count; i++) wanted[i] = true;
    struct plan *plan = plan_new(&f->arena, f->framework, roots, answer->count, PLAN_FAST);
    struct run *run = run_new(plan, answer->settings);
    struct sink sink;
    sink_stdout(&sink);
    struct out out;
    out_open(&out, OUT_CSV, answer, &sink, &f->arena);
    struct batch batch;
    batch_init(&batch, f->framework->subject, wanted, plan_states(plan));
    batch.rows = BATCH_ROWS;
    uint16_t numbers[BATCH_ROWS];
    struct buf quick, plain;
    buf_init(&quick);
    buf_init(&plain);
    for (unsigned round = 0; round < 60; round++) {
        struct arena texts;
        arena_init(&texts, 0);
        fill(&batch, &texts, 1 + round % 18, round % 11 == 10 ? 17 : round % 10);
        run_batch(run, &batch);
        uint32_t count = 0;
        for (uint32_t i = 0; i < BATCH_ROWS; i++) {
            numbers[count] = (uint16_t)i;
            count += dice() % 4 > 0;
        }
        struct out_rows rows = {.run = run, .batch = &batch, .rows = numbers, .count = count};
        buf_clear(&quick);
        buf_clear(&plain);
        out_csv.rows(&out, &rows, &quick);
        expect(&out, &rows, &plain);
        assert_int_equal(quick.len, plain.len);
        assert_memory_equal(quick.ptr, plain.ptr, plain.len);
        arena_release(&texts);
    }
    buf_release(&quick);
    buf_release(&plain);
    batch_release(&batch);
    sink_release(&sink);
    run_free(run);
}

static void quick_and_plain_agree(void **state) {
    (void)state;
    struct fixture f;
    fixture_open(&f, framework_text);
    if (!f.framework) fixture_print(&f);
    assert_non_null(f.framework);
    struct settings settings = {.framework = f.framework, .today = 20000};
    settings.params = ARENA_ARRAY(&f.arena, struct value, f.framework->param_count);
    for (uint32_t i = 0; i < f.framework->param_count; i++) settings.params[i] = f.framework->params[i].value;
    struct answer answer = {.framework = f.framework, .settings = &settings};
    answer_columns(&answer, answer_report(f.framework, "all_types"), false, &f.arena);
    assert_int_equal(answer.count, 21);
    compare_rounds(&f, &answer);
    fixture_close(&f);
}

static void a_lone_unknown_is_no_empty_line(void **state) {
    (void)state;
    struct fixture f;
    fixture_open(&f, "record Account { id : text key  n : number }  report only { show n }");
    assert_non_null(f.framework);
    struct settings settings = {.framework = f.framework};
    struct answer answer = {.framework = f.framework, .settings = &settings};
    answer_columns(&answer, answer_report(f.framework, "only"), false, &f.arena);
    struct ir_node *root = (struct ir_node *)answer.columns[0].node;
    struct plan *plan = plan_new(&f.arena, f.framework, &root, 1, PLAN_FAST);
    struct run *run = run_new(plan, &settings);
    struct sink sink;
    sink_stdout(&sink);
    struct out out;
    out_open(&out, OUT_CSV, &answer, &sink, &f.arena);
    struct batch batch;
    batch_init(&batch, f.framework->subject, (bool[]){true, true}, plan_states(plan));
    batch.rows = 2;
    batch.fields[1].known[0] = 0;
    batch.fields[1].known[1] = 1;
    batch.fields[1].num[1] = 7;
    batch.fields[1].num_bound = 7;
    run_batch(run, &batch);
    struct out_rows rows = {.run = run, .batch = &batch, .rows = (uint16_t[]){0, 1}, .count = 2};
    struct buf text;
    buf_init(&text);
    out_csv.rows(&out, &rows, &text);
    assert_string_equal(text.ptr, "\"\"\n7\n");
    buf_release(&text);
    batch_release(&batch);
    sink_release(&sink);
    run_free(run);
    fixture_close(&f);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(quick_and_plain_agree),
                                       cmocka_unit_test(a_lone_unknown_is_no_empty_line)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
