/* For unit tests that start from the text of a framework: read and check it, look at the messages, the model and the
 * graph. One fixture a test; everything dies with it.
 *
 *     struct fixture f;
 *     fixture_open(&f, "record Account { id: text key }  score s { 100% of 5 }");
 *     assert_non_null(f.framework);
 *     fixture_close(&f);
 */
#ifndef TESTS_UNIT_FRAMEWORK_UNIT_H
#define TESTS_UNIT_FRAMEWORK_UNIT_H
#include "tests/unit/unit.h"
#include <stdio.h>
#include "lang/check.h"
#include "lang/parse.h"

struct fixture {
    struct arena arena;
    struct sources sources;
    struct diags diags;
    struct intern names;
    struct framework *framework; /* NULL after an error */
    uint32_t head;               /* bytes before the text that the test gave */
};

/* `text` follows the framework line, so that its first line is line 2. */
static inline void fixture_open_in(struct fixture *f, const char *text, const char *folder) {
    static const char head[] = "framework t version \"1\" for Account\n";
    arena_init(&f->arena, 0);
    sources_init(&f->sources, &f->arena);
    diags_init(&f->diags, &f->arena, &f->sources);
    intern_init(&f->names, &f->arena);
    struct parse parse = {.arena = &f->arena, .intern = &f->names, .sources = &f->sources, .diags = &f->diags};
    const char *whole = arena_printf(&f->arena, "%s%s", head, text);
    struct ast *file = parse_file(&parse, sources_add(&f->sources, "t.rung", str_of(whole)));
    struct checker *checker = checker_new(&f->arena, &f->names, &f->diags, folder);
    f->framework = check_framework(checker, file);
    f->head = sizeof head - 1;
    diags_sort(&f->diags);
}

static inline void fixture_open(struct fixture *f, const char *text) { fixture_open_in(f, text, ""); }

static inline void fixture_close(struct fixture *f) { arena_release(&f->arena); }

static inline void fixture_print(const struct fixture *f) {
    for (uint32_t i = 0; i < f->diags.list.len; i++) {
        const struct diag *d = f->diags.list.at[i];
        struct place place =
            d->span.file ? sources_place(&f->sources, d->span.file, d->span.start) : (struct place){0, 0};
        printf("# %s %u:%u %s\n", diag_name(d->code), place.line, place.column, d->title);
    }
}

/* The messages of the fixture are these codes, in the order of the text, and no others: "E0452 W0650". */
static inline void assert_codes(const struct fixture *f, const char *codes) {
    char have[1024] = "";
    for (uint32_t i = 0; i < f->diags.list.len; i++) {
        strncat(have, i ? " " : "", sizeof have - strlen(have) - 1);
        strncat(have, diag_name(f->diags.list.at[i]->code), sizeof have - strlen(have) - 1);
    }
    if (strcmp(have, codes) != 0) fixture_print(f);
    assert_string_equal(have, codes);
}

static inline void term_of(const struct fixture *f, const struct ir_node *n, struct buf *out);

/* A field by name, of other records than the subject with theirs: "Contact.champion". */
static inline void term_of_field(const struct fixture *f, const struct ir_node *n, struct buf *out) {
    const struct record *record = f->framework->spaces[n->space].record;
    if (n->space != SPACE_SUBJECT) buf_printf(out, "%s.", record->name);
    buf_puts(out, record->fields[n->index].name);
}

/* The arguments of a bridge, each with what it is: " link=Contact.account where=Contact.champion". */
static inline void term_of_arguments(const struct fixture *f, const struct ir_node *n, struct buf *out) {
    const struct ir_layout *l = &n->layout;
    const struct { const char *name; uint32_t count; } parts[] = {{"link", l->link}, {"where", l->where}, {"group", l->groups}, {"value", l->values}, {"by", l->keys}};
    uint32_t at = 0;
    if (l->distinct) buf_puts(out, " distinct");
    for (size_t p = 0; p < sizeof parts / sizeof *parts; p++) {
        for (uint32_t i = 0; i < parts[p].count; i++) {
            buf_printf(out, " %s%s=", p == 4 && (l->descending >> i & 1) ? "down-" : "", parts[p].name);
            term_of(f, n->args[at++], out);
        }
    }
}

/* A node as a nested term, for comparison: "(and (= stage basic) profitable)". Fields and params by name. */
static inline void term_of(const struct fixture *f, const struct ir_node *n, struct buf *out) {
    if (!n) {
        buf_puts(out, "NULL");
        return;
    }
    switch (n->op) {
    case IR_REF:
    case IR_FIELD: term_of_field(f, n, out); return;
    case IR_REDUCE:
    case IR_KEEP:
    case IR_SELECT:
    case IR_WINDOW:
        buf_printf(out, "(%s", n->op == IR_REDUCE ? ir_aggregate_name((enum aggregate)n->index) : n->op != IR_WINDOW ? ir_op_name(n->op) : n->index == WINDOW_RANK ? "rank" : "running-sum");
        term_of_arguments(f, n, out);
        buf_char(out, ')');
        return;
    case IR_PARAM: buf_puts(out, f->framework->params[n->index].name); return;
    case IR_TODAY: buf_puts(out, "today"); return;
    case IR_CONST: {
        char text[DEC_TEXT_MAX];
        if (!n->constant.known) {
            buf_puts(out, "unknown");
            return;
        }
        switch (n->type.kind) {
        case TYPE_BOOL: buf_puts(out, n->constant.truth ? "true" : "false"); return;
        case TYPE_NUMBER:
        case TYPE_PERIOD:
            dec_format(n->constant.number, text);
            buf_puts(out, text);
            return;
        case TYPE_DATE:
            date_format(n->constant.day, text);
            buf_puts(out, text);
            return;
        case TYPE_CATEGORY: buf_str(out, category_name(n->type.category, n->constant.code)); return;
        default:
            buf_char(out, '"');
            buf_str(out, n->constant.text);
            buf_char(out, '"');
            return;
        }
    }
    default: break;
    }
    buf_printf(out, "(%s", ir_op_name(n->op));
    if (n->op == IR_IS_MISSING || n->op == IR_IS_INVALID) {
        buf_char(out, ' ');
        term_of_field(f, n, out);
    } else if (n->op == IR_SHIFT || n->op == IR_LABELS) {
        buf_printf(out, " #%d", n->index);
    }
    for (uint32_t i = 0; i < n->arg_count; i++) {
        buf_char(out, ' ');
        term_of(f, n->args[i], out);
    }
    buf_char(out, ')');
}

static inline void assert_term(const struct fixture *f, const struct ir_node *node, const char *expected) {
    struct buf out;
    buf_init(&out);
    term_of(f, node, &out);
    if (strcmp(out.ptr, expected) != 0) printf("# is       %s\n# expected %s\n", out.ptr, expected);
    bool same = strcmp(out.ptr, expected) == 0;
    buf_release(&out);
    assert_true(same);
}
#endif
