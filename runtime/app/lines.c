/* Reads values of the point.
 * SPDX-License-Identifier: MIT */
#include "runtime/app/lines.h"

#include "runtime/app/sorted.h"

typedef void add_root(void *context, struct ir_node *node);

static void line_roots(const struct report_row *line, uint32_t keys, add_root *add, void *context) {
    for (uint32_t c = 0; c < line->count; c++) add(context, line->cells[c].node);
    if (line->where) add(context, line->where);
    for (uint32_t k = 0; line->keys && k < keys; k++) add(context, line->keys[k]);
}

void lines_roots(const struct framework *framework, const struct report *report, add_root *add, void *context) {
    for (uint32_t i = 0; !report && i < framework->flag_count; i++) {
        const struct flag *flag = &framework->flags[i];
        if (!flag->portfolio) continue;
        add(context, flag->raised);
        if (flag->count) add(context, flag->count);
        if (flag->room) add(context, flag->room);
    }
    if (!report) return;
    for (uint32_t i = 0; i < report->row_count; i++) line_roots(&report->rows[i], report->order_count, add, context);
    if (report->total) line_roots(report->total, 0, add, context);
}

static struct value value_of(const struct run *run, const struct ir_node *node, struct arena *arena) {
    if (node->op == IR_CONST && !node->constant.known) return node->constant; /* with its cause */
    struct value value = vec_value(run_vec(run, node), 0);
    if (value.known && node->type.kind == TYPE_TEXT) value.text = arena_str(arena, value.text);
    return value;
}

static struct out_line line_of(const struct report_row *row, const struct run *run, struct arena *arena) {
    struct out_line line = {.cells = ARENA_ARRAY(arena, struct out_cell, row->count), .count = row->count};
    for (uint32_t c = 0; c < row->count; c++)
        line.cells[c] = (struct out_cell){row->cells[c].node->type, value_of(run, row->cells[c].node, arena)};
    return line;
}

struct out_line lines_total(const struct report *report, const struct run *run, struct arena *arena) {
    return line_of(report->total, run, arena);
}

static bool is_there(const struct report_row *row, const struct run *run, struct arena *arena) {
    if (!row->where) return true;
    struct value value = value_of(run, row->where, arena);
    return value.known && value.truth;
}

/* The numbers of the lines that are there, in the order in which they are printed. */
static uint32_t choose(const struct report *report, const struct run *run, struct arena *arena, uint32_t *numbers) {
    uint32_t count = 0;
    for (uint32_t i = 0; i < report->row_count; i++) {
        if (is_there(&report->rows[i], run, arena)) numbers[count++] = i;
    }
    if (!count || !report->order_count || !report->rows[0].keys) return count;
    struct sorted sorted;
    sorted_init(&sorted, report->order, report->order_count);
    for (uint32_t i = 0; i < count; i++) {
        struct value *keys = ARENA_ARRAY(&sorted.arena, struct value, report->order_count);
        for (uint32_t k = 0; k < report->order_count; k++) keys[k] = value_of(run, report->rows[numbers[i]].keys[k], &sorted.arena);
        vec_push(&sorted.arena, &sorted.rows, ((struct sorted_row){.keys = keys, .number = numbers[i]}));
    }
    sorted_sort(&sorted);
    for (uint32_t i = 0; i < count; i++) numbers[i] = (uint32_t)sorted.rows.at[i].number;
    sorted_release(&sorted);
    return count;
}

static void add_flags(const struct framework *framework, const struct run *run, struct arena *arena, struct out_lines *lines) {
    struct out_flag *flags = ARENA_ARRAY(arena, struct out_flag, framework->flag_count);
    for (uint32_t i = 0; i < framework->flag_count; i++) {
        const struct flag *flag = &framework->flags[i];
        if (!flag->portfolio) continue;
        struct out_flag *one = &flags[lines->flag_count++];
        *one = (struct out_flag){.flag = flag, .raised = value_of(run, flag->raised, arena)};
        if (flag->count) one->count = value_of(run, flag->count, arena);
        if (flag->room) one->room = value_of(run, flag->room, arena);
    }
    lines->flags = flags;
}

struct out_lines lines_make(const struct framework *framework, const struct report *report, const struct run *run, struct arena *arena) {
    struct out_lines lines = {0};
    if (!report) {
        add_flags(framework, run, arena, &lines);
        return lines;
    }
    uint32_t *numbers = ARENA_ARRAY(arena, uint32_t, report->row_count);
    lines = (struct out_lines){.columns = report->columns, .column_count = report->column_count, .count = choose(report, run, arena, numbers)};
    lines.at = ARENA_ARRAY(arena, struct out_line, lines.count);
    for (uint32_t i = 0; i < lines.count; i++) lines.at[i] = line_of(&report->rows[numbers[i]], run, arena);
    return lines;
}
