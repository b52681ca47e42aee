/* What tables become: each row's condition, the chain over the rows, rows from a file. */
#include "tests/unit/framework_unit.h"
#include "lang/base/limits.h"
#include <stdlib.h>
#include <unistd.h>

#define RECORD                                                                                                         \
    "record Account { id: text key; n: number; m: number; day: date; kind: text; vip: bool; seg: one of big, small "   \
    "}\n"                                                                                                              \
    "param limit = 5\n"

static const struct decision_table *table_of(struct fixture *f, const char *text) {
    char whole[2048];
    snprintf(whole, sizeof whole, RECORD "table t %s", text);
    fixture_open(f, whole);
    if (!f->framework) fixture_print(f);
    assert_non_null(f->framework);
    assert_int_equal(f->framework->table_count, 1);
    return &f->framework->tables[0];
}

/* The condition of the first of two rows of a table of `first match`. */
static const struct {
    const char *input, *cell, *condition;
} cells[] = {
    {"n", "> 5", "(< 5 n)"},
    {"n", "limit", "(= n limit)"},
    {"n", ">= limit", "(<= limit n)"},
    {"n", "!= 3", "(not (= n 3))"},
    {"n", "-5 to 5", "(and (<= -5 n) (<= n 5))"},
    {"n", "1 to below 5 or 7", "(or (and (<= 1 n) (< n 5)) (= n 7))"},
    {"n", "known", "(is-known n)"},
    {"n", "unknown", "(not (is-known n))"},
    {"n", "> 5 or unknown", "(or (is-true (< 5 n)) (not (is-known n)))"},
    {"vip", "true", "vip"},
    {"vip", "false", "(not vip)"},
    {"seg", "big", "(= seg big)"},
    {"kind", "\"a\" or \"b\"", "(or (= kind \"a\") (= kind \"b\"))"},
    {"day", "<= 2026-01-31", "(<= day 2026-01-31)"},
};

static void cells_are_conditions(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof cells / sizeof *cells; i++) {
        struct fixture f;
        char text[512], expected[512];
        snprintf(text, sizeof text, "(%s) gives a first match { when %s then 1 else 2 }", cells[i].input,
                 cells[i].cell);
        const struct decision_table *t = table_of(&f, text);
        snprintf(expected, sizeof expected, "(if %s 1 2)", cells[i].condition);
        assert_term(&f, t->outputs[0].node, expected);
        fixture_close(&f);
    }
}

static void rows_are_a_chain(void **state) {
    (void)state;
    struct fixture f;
    const struct decision_table *t = table_of(&f, "\"Table\" (n, m) gives a \"A\", b first match { when > 5, - then 1, "
                                                  "\"x\" when -, 3 then 2, \"y\" else 3, \"z\" }");
    assert_string_equal(t->label.plain, "Table");
    assert_int_equal(t->output_count, 2);
    assert_string_equal(t->outputs[0].name, "a");
    assert_string_equal(t->outputs[0].label.plain, "A");
    assert_int_equal(t->row_count, 2);
    assert_term(&f, t->outputs[0].node, "(if (< 5 n) 1 (if (= m 3) 2 3))");
    assert_term(&f, t->outputs[1].node, "(if (< 5 n) \"x\" (if (= m 3) \"y\" \"z\"))");
    assert_term(&f, t->row, "(if (< 5 n) 1 (if (= m 3) 2 else))");
    fixture_close(&f);
}

/* At most one row may match, and without `else` perhaps none does. */
static void one_match_is_watched_over(void **state) {
    (void)state;
    struct fixture f;
    const struct decision_table *t = table_of(&f, "(n, m) gives a { when > 5, - then 1 when -, 3 then 2 }");
    assert_term(&f, t->outputs[0].node,
                "(if (<= 2 (count-true (< 5 n) (= m 3))) unknown (if (< 5 n) 1 (if (= m 3) 2 unknown)))");
    assert_int_equal(t->outputs[0].node->args[1]->constant.cause, CAUSE_MANY_MATCH);
    assert_int_equal(t->outputs[0].node->args[2]->args[2]->args[2]->constant.cause, CAUSE_NO_MATCH);
    fixture_close(&f);
}

/* Missing is a value of its own where some row says so, in that column alone. */
static void known_and_unknown_belong_to_their_column(void **state) {
    (void)state;
    struct fixture f;
    const struct decision_table *t =
        table_of(&f, "(n, m) gives a first match { when > 5, > 1 then 1 when unknown, - then 2 when -, - then 3 }");
    assert_term(&f, t->outputs[0].node, "(if (and (is-true (< 5 n)) (< 1 m)) 1 (if (not (is-known n)) 2 3))");
    fixture_close(&f);
}

static void outputs_may_build_on_each_other(void **state) {
    (void)state;
    struct fixture f;
    const struct decision_table *t = table_of(&f, "(n) gives a, b first match { when > 5 then 1, t.a * 2 else 3, 4 }");
    assert_term(&f, t->outputs[1].node, "(if (< 5 n) (* (if (< 5 n) 1 3) 2) 4)");
    fixture_close(&f);
    fixture_open(&f, RECORD "table t (n) gives a first match { when > 5 then t else 3 }");
    assert_codes(&f, "E0211");
    fixture_close(&f);
}

/* --- rows from a file --- */

static char folder[] = "/tmp/rung-table-XXXXXX";

static int make_folder(void **state) {
    (void)state;
    return mkdtemp(folder) ? 0 : -1;
}

static int remove_folder(void **state) {
    (void)state;
    char path[64];
    snprintf(path, sizeof path, "%s/m.csv", folder);
    unlink(path);
    return rmdir(folder);
}

static void write_file(const char *text) {
    char path[64];
    snprintf(path, sizeof path, "%s/m.csv", folder);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
}

static const struct {
    const char *table, *file, *term;
} files[] = {
    {"(n) gives a first match", "n,a\n> 5,1\nelse,2\n", "(if (< 5 n) 1 2)"},
    {"(n) gives a first match",
     "\xEF\xBB\xBF"
     "a;n\r\n1;> 5\r\n2;else\r\n",
     "(if (< 5 n) 1 2)"},
    {"(n, m) gives a first match", "n\tm\ta\n> 5\t-\t1\n\n-\t1 to 3\t2",
     "(if (< 5 n) 1 (if (and (<= 1 m) (<= m 3)) 2 unknown))"},
    {"(n - m) gives a first match", "n-m,a\n> 5,1\nelse,2\n", "(if (< 5 (- n m)) 1 2)"},
    {"(kind) gives a first match",
     "kind,a\nhigh end,white glove\n\"\"\"a\"\" or \"\"b\"\"\",\"plain, \"\"or\"\" not\"\nelse,-\n",
     "(if (= kind \"high end\") \"white glove\" (if (or (= kind \"a\") (= kind \"b\")) \"plain, \"or\" not\" \"-\"))"},
    {"(n) gives a: text first match", "n,a\n> 5,12\nelse,unknown\n", NULL},
    {"(n) gives a first match", "n,a\n> 5,25%\nelse,unknown\n", "(if (< 5 n) 0.25 unknown)"},
    {"(seg) gives a first match", "seg,a\nbig,2026-01-31\nbig or small,never\n",
     "(if (= seg big) 2026-01-31 (if (or (= seg big) (= seg small)) never unknown))"},
};

static void rows_can_come_from_a_file(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        struct fixture f;
        char text[512];
        write_file(files[i].file);
        snprintf(text, sizeof text, RECORD "table t %s from \"m.csv\"", files[i].table);
        fixture_open_in(&f, text, folder);
        if (files[i].term) {
            if (!f.framework) fixture_print(&f);
            assert_non_null(f.framework);
            assert_term(&f, f.framework->tables[0].outputs[0].node, files[i].term);
        } else {
            assert_null(f.framework);
        }
        fixture_close(&f);
    }
}

static const struct {
    const char *file, *code, *where;
} mistakes[] = {
    {"n,a\n", "E0457", NULL},
    {"", "E0457", NULL},
    {"n,b\n> 5,1\n", "E0457", "m.csv:1"},
    {"n,a,c\n> 5,1,2\n", "E0457", "m.csv:1"},
    {"n,a\n> 5,1\n> 3\n", "E0458", "m.csv:3"},
    {"n,a\n,1\n", "E0458", "m.csv:2"},
    {"n,a\n> 5,\n", "E0458", "m.csv:2"},
    {"n,a\n\"> 5,1\n", "E0458", "m.csv:3"},
    {"n,a\n> 5 # high,1\n", "E0458", "m.csv:2"},
    {"n,a\n\"> 5, > 6\",1\n", "E0458", "m.csv:2"},
    {"n,a\n\"> 5 then 1 } table u (n) gives b {\",1\n", "E0458", "m.csv:2"},
    {"n,a\n> 5,1\n> big,2\n", "E0214", NULL},
    {"n,a\n> 5,1\n> > 3,2\n", "E0100", NULL},
};

static void mistakes_in_a_file_are_told_with_their_line(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof mistakes / sizeof *mistakes; i++) {
        struct fixture f;
        write_file(mistakes[i].file);
        fixture_open_in(&f, RECORD "table t (n) gives a first match from \"m.csv\"", folder);
        assert_null(f.framework);
        fixture_print(&f);
        assert_true(f.diags.list.len >= 1);
        const struct diag *d = NULL;
        for (uint32_t k = 0; k < f.diags.list.len && !d; k++) {
            if (f.diags.list.at[k]->severity == DIAG_ERROR) d = f.diags.list.at[k];
        }
        assert_non_null(d);
        assert_string_equal(diag_name(d->code), mistakes[i].code);
        if (mistakes[i].where) assert_string_equal(d->where, mistakes[i].where);
        if (strcmp(mistakes[i].code, "E0214") == 0 || strcmp(mistakes[i].code, "E0100") == 0) {
            assert_string_equal(sources_get(&f.sources, d->span.file)->name, "m.csv");
            assert_int_equal(sources_place(&f.sources, d->span.file, d->span.start).line, 3);
        }
        fixture_close(&f);
    }
}

static void a_table_has_so_many_rows_and_no_more(void **state) {
    (void)state;
    for (int more = 0; more < 2; more++) {
        struct buf rows;
        buf_init(&rows);
        buf_puts(&rows, "n,a\n");
        for (int i = 0; i < LIMIT_MEMBERS + more; i++) buf_printf(&rows, "%d,%d\n", i, i % 7);
        write_file(rows.ptr);
        buf_release(&rows);
        struct fixture f;
        fixture_open_in(&f, RECORD "table t (n) gives a first match from \"m.csv\"", folder);
        if (more)
            assert_int_equal(f.diags.list.at[0]->code, E0455);
        else
            assert_int_equal(f.framework->tables[0].row_count, LIMIT_MEMBERS);
        fixture_close(&f);
    }
}

static void a_file_outside_the_folder_is_not_read(void **state) {
    (void)state;
    static const char *const paths[] = {"../m.csv", "/etc/hostname", "a/../../m.csv", "link.csv", ".",
                                        "",         "missing.csv"};
    char link[64];
    snprintf(link, sizeof link, "%s/link.csv", folder);
    assert_int_equal(symlink("/etc/hostname", link), 0);
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        struct fixture f;
        char text[512];
        snprintf(text, sizeof text, RECORD "table t (n) gives a from \"%s\"", paths[i]);
        fixture_open_in(&f, text, folder);
        assert_null(f.framework);
        bool said = false;
        for (uint32_t k = 0; k < f.diags.list.len; k++) said = said || f.diags.list.at[k]->code == E0456;
        assert_true(said);
        fixture_close(&f);
    }
    unlink(link);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cells_are_conditions),
        cmocka_unit_test(rows_are_a_chain),
        cmocka_unit_test(one_match_is_watched_over),
        cmocka_unit_test(known_and_unknown_belong_to_their_column),
        cmocka_unit_test(outputs_may_build_on_each_other),
        cmocka_unit_test(rows_can_come_from_a_file),
        cmocka_unit_test(mistakes_in_a_file_are_told_with_their_line),
        cmocka_unit_test(a_table_has_so_many_rows_and_no_more),
        cmocka_unit_test(a_file_outside_the_folder_is_not_read),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
