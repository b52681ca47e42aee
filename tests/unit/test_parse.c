/* Trees from texts: what is read, what names may be, how reading goes on after an error, and the limits. The frameworks
 * with mistakes and their messages are in tests/diag.
 * SPDX-License-Identifier: MIT */
#include "tests/unit/unit.h"
#include <stdio.h>
#include <string.h>
#include "lang/base/limits.h"
#include "lang/diag_render.h"
#include "lang/keyword.h"
#include "lang/literal.h"
#include "lang/parse.h"

static struct arena arena;
static struct intern names;
static struct sources sources;
static struct diags diags;
static struct parse parse;
static struct buf out;

static int setup(void **state) {
    (void)state;
    arena_init(&arena, 0);
    intern_init(&names, &arena);
    sources_init(&sources, &arena);
    diags_init(&diags, &arena, &sources);
    parse = (struct parse){.arena = &arena, .intern = &names, .sources = &sources, .diags = &diags};
    buf_init(&out);
    return 0;
}

static int teardown(void **state) {
    (void)state;
    buf_release(&out);
    arena_release(&arena);
    return 0;
}

static struct ast *file_of(const char *text) {
    return parse_file(&parse, sources_add(&sources, "f.rung", str_of(text)));
}

static struct ast *expression_of(const char *text) {
    return parse_expression(&parse, sources_add(&sources, "f.rung", str_of(text)));
}

static void assert_clean(const char *text) {
    if (diags.errors == 0) return;
    diag_render_text(&diags, DIAG_NOTE, false, &out);
    fail_msg("%s\nin\n%s", out.ptr, text);
}

static const char *dump_of(const struct ast *node) {
    buf_clear(&out);
    ast_dump(&out, node);
    return arena_printf(&arena, "%s", out.ptr);
}

static void assert_expression(const char *text, const char *dump) {
    struct ast *node = expression_of(text);
    assert_clean(text);
    assert_string_equal(dump_of(node), arena_printf(&arena, "%s\n", dump));
}

/* The messages in order: "E0100 3:5 E0106 4:1". */
static const char *codes(void) {
    const char *all = "";
    diags_sort(&diags);
    for (uint32_t i = 0; i < diags.list.len; i++) {
        const struct diag *d = diags.list.at[i];
        struct place place = sources_place(&sources, d->span.file, d->span.start);
        all = arena_printf(&arena, "%s%s%s %u:%u", all, i ? " " : "", diag_name(d->code), place.line, place.column);
    }
    return all;
}

static void assert_codes(const char *text, const char *expected) {
    diags_init(&diags, &arena, &sources);
    file_of(text);
    if (strcmp(codes(), expected) != 0) {
        diag_render_text(&diags, DIAG_NOTE, false, &out);
        fail_msg("expected %s, got %s:\n%s", expected, codes(), out.ptr);
    }
}

/* --- expressions --------------------------------------------------------------------------------------------------- */

static void operators_bind_as_the_manual_says(void **state) {
    (void)state;
    assert_expression("a or b and not c = d", "(or items: [a (and items: [b (not (binary = c d))])])");
    assert_expression("a - b - c * -d / e", "(binary - (binary - a b) (binary / (binary * c (negate d)) e))");
    assert_expression("a otherwise b & c >= d + 1",
                      "(binary >= (binary otherwise a (binary & b c)) (binary + d (number 1)))");
    assert_expression("not a and b", "(and items: [(not a) b])");
    assert_expression("if a then b else if c then d else e or f", "(if a b (if c d (or items: [e f])))");
    assert_expression("months since x >= 12", "(binary >= (age months since x) (number 12))");
    assert_expression("days from a to b.c * 2", "(binary * (age days from a (member b c)) (number 2))");
    assert_expression("months - days until end", "(binary - months (age days until end))");
    assert_expression("f(x).y + m.g()", "(binary + (member (call f args: [(arg value: x)]) y) (call (member m g)))");
    assert_expression("x between a + 1 and b and c", "(and items: [(between x (binary + a (number 1)) b) c])");
    assert_expression("-5 between -1 and 1", "(between (negate (number 5)) (negate (number 1)) (number 1))");
    assert_expression("(a or b) or c", "(or items: [(or items: [a b]) c])");
    assert_expression("(a < b) < c", "(binary < (binary < a b) c)");
}

static void conditions_are_read(void **state) {
    (void)state;
    assert_expression("x in (a, 1) and y not in (b)",
                      "(and items: [(in x items: [a (number 1)]) (in y negated items: [b])])");
    assert_expression("x is known or y is not missing", "(or items: [(is x known) (is y negated missing)])");
    assert_expression("x is unknown and y is invalid", "(and items: [(is x unknown) (is y invalid)])");
    assert_expression("d within last 90 days", "(window d within last (period 90 days))");
    assert_expression("d within next p or d older than 2 weeks",
                      "(or items: [(window d within next p) (window d older than (period 2 weeks))])");
    assert_expression("n contains \"x\" and n starts with \"y\"",
                      "(and items: [(binary contains n \"x\") (binary starts with n \"y\")])");
    assert_expression("n ends with m or n matches \"^a+$\"",
                      "(or items: [(binary ends with n m) (binary matches n \"^a+$\")])");
    assert_expression("at least 3 of (a, b > 1)",
                      "(quantified at least (number 3) items: [a (binary > b (number 1))])");
    assert_expression("at least need of (a, b)", "(quantified at least need items: [a b])");
    assert_expression(
        "count of (a, b) > 1 and all of (c)",
        "(and items: [(binary > (quantified count items: [a b]) (number 1)) (quantified all items: [c])])");
    assert_expression("met of (a) & unmet of (b) & undecided of (c)",
                      "(binary & (binary & (quantified met items: [a]) (quantified unmet items: [b])) (quantified "
                      "undecided items: [c]))");
    assert_expression("in stage for patience and still qualified",
                      "(and items: [(in-stage patience) (still-qualified)])");
    assert_expression("x = unknown", "(binary = x (unknown))");
}

static void literals_have_values(void **state) {
    (void)state;
    assert_expression("1_000_000", "(number 1000000)");
    assert_expression("2.50", "(number 2.5)");
    assert_expression("25%", "(number 0.25 percent)");
    assert_expression("0.125%", "(number 0.00125 percent)");
    assert_expression("2026-11-01", "(date 2026-11-01)");
    assert_expression("2024-02-29", "(date 2024-02-29)");
    assert_expression("never", "never");
    assert_expression("true", "(bool true)");
    assert_expression("false", "(bool false)");
    assert_expression("\"a\\\"b\\\\c\\nd\\te\\u{1F600}\"", "\"a\\\"b\\\\c\\nd\\te\xF0\x9F\x98\x80\"");
    struct ast *node = expression_of("3 years");
    assert_int_equal(node->kind, AST_PERIOD);
    assert_int_equal(node->period.count, 3);
    assert_int_equal(node->period.unit, AST_YEARS);
    assert_int_equal(node->period.months, 36);
    assert_int_equal(node->period.days, 0);
    node = expression_of("2 weeks");
    assert_int_equal(node->period.days, 14);
    assert_int_equal(expression_of("1 quarter")->period.months, 3);
    assert_int_equal(expression_of("1 day")->period.days, 1);
    node = expression_of("0.1 + 0.2");
    assert_int_equal(dec_compare(node->binary.left->number.value, (struct dec){1, 10}), 0);
    assert_clean("");
}

static void aggregates_take_all_their_clauses(void **state) {
    (void)state;
    assert_expression(
        "avg(distinct e weighted by w over l.m where c keeping latest by k for each g take 3 per h)",
        "(call avg args: [(arg distinct value: e weighted: w over: (member l m) where: c keeping: (keeping latest by: "
        "[(order value: k)] for_each: [g]) take: (number 3) per: [h])])");
    assert_expression("rank(x descending over portfolio per (a, b))",
                      "(call rank args: [(arg value: x descending over: portfolio per: [a b])])");
    assert_expression(
        "latest(v by (x descending, id) over l)",
        "(call latest args: [(arg value: v by: [(order value: x descending) (order value: id)] over: l)])");
    assert_expression("count(contacts where champion) >= 2",
                      "(binary >= (call count args: [(arg value: contacts where: champion)]) (number 2))");
    assert_expression("percentile(90, nps over contacts)",
                      "(call percentile args: [(arg value: (number 90)) (arg value: nps over: contacts)])");
    assert_expression(
        "any(l keeping earliest by d for each (a, b))",
        "(call any args: [(arg value: l keeping: (keeping earliest by: [(order value: d)] for_each: [a b]))])");
    struct ast *arg = expression_of("sum(x over l where c)")->call.args.at[0];
    assert_true(str_equal(sources_text(&sources, arg->arg.over_span), STR("over l")));
    assert_true(str_equal(sources_text(&sources, arg->arg.where_span), STR("where c")));
    assert_int_equal(arg->arg.per_span.file, 0);
    assert_int_equal(arg->arg.distinct.file, 0);
}

static void spans_cover_what_was_written(void **state) {
    (void)state;
    struct ast *node = expression_of("  (a + b)  * c ");
    assert_true(str_equal(sources_text(&sources, node->span), STR("(a + b)  * c")));
    assert_true(str_equal(sources_text(&sources, node->binary.left->span), STR("(a + b)")));
    assert_int_equal(node->binary.left->parens, 1);
    assert_true(str_equal(sources_text(&sources, node->binary.op_span), STR("*")));
    node = file_of("criterion `a b` \"L\" when x\n ; ")->file.decls.at[0];
    assert_true(str_equal(sources_text(&sources, node->span), STR("criterion `a b` \"L\" when x")));
    assert_string_equal(node->criterion.name.text, "a b");
    assert_true(str_equal(sources_text(&sources, node->criterion.name.span), STR("`a b`")));
    assert_string_equal(ast_declared(node).text, "a b");
    assert_clean("");
}

static void labels_hold_expressions(void **state) {
    (void)state;
    struct ast *decl =
        file_of("criterion c \"At {round(margin * 100, 1)} {{%} of \\\"{join(\\\", \\\", a)}\\\"\" when x")
            ->file.decls.at[0];
    assert_clean("label");
    struct ast *label = decl->criterion.label;
    assert_int_equal(label->text.pieces.len, 5);
    assert_string_equal(dump_of(label->text.pieces.at[0]), "\"At \"\n");
    assert_string_equal(dump_of(label->text.pieces.at[1]),
                        "(call round args: [(arg value: (binary * margin (number 100))) (arg value: (number 1))])\n");
    assert_true(str_equal(sources_text(&sources, label->text.pieces.at[1]->span), STR("round(margin * 100, 1)")));
    assert_string_equal(dump_of(label->text.pieces.at[2]), "\" {%} of \\\"\"\n");
    assert_string_equal(dump_of(label->text.pieces.at[3]), "(call join args: [(arg value: \", \") (arg value: a)])\n");
    assert_string_equal(dump_of(label->text.pieces.at[4]), "\"\\\"\"\n");
    label = file_of("criterion c \"{{x} is plain\" when x")->file.decls.at[0]->criterion.label;
    assert_int_equal(label->text.pieces.len, 0);
    assert_true(str_equal(label->text.value, STR("{x} is plain")));
    /* Elsewhere a brace is a brace. */
    assert_expression("\"{x}\"", "\"{x}\"");
}

/* --- words --------------------------------------------------------------------------------------------------------- */

/* Every place where a name can stand; K is replaced by each word. */
static const char positions[] =
    "framework K \"l\" version \"1\" for K\nuse K.K as K\nuse \"f\" as K\n"
    "param K = 5 param K \"l\" = K param K : K = K between 1 and 2 \"l\"\n"
    "category K \"l\" = K \"a\" from \"x\" < K from \"y\", K\n"
    "record K \"l\" for each K, K {\n K : text key\n K : money in K default K as K\n K : list of K via K\n K : one of "
    "K, K < K\n"
    " let K = K\n let K \"l\" = K + K\n let K : K = K where K keeping latest by K for each K\n}\n"
    "let K = K.K\nlet K(K, K: K, K: list of K) = K(K) + K.K(K.K)\nlet K = if K then K else K\nlet K = not K and K or - "
    "K\n"
    "let K = K in (K, K) and K not in (K)\nlet K = K between K and K or K is missing or K is not known\n"
    "let K = K within last K or K older than K or K within next K\n"
    "let K = K contains K or K starts with K or K ends with K or K matches \"x\"\n"
    "let K = at least 3 of (K, K) or all of (K) or any of (K) or count of (K) > 3\nlet K = at least K of (K)\n"
    "let K = met of (K) & unmet of (K) & undecided of (K)\nlet K = in stage for K or still qualified\n"
    "let K = months since K + days until K - years from K to K * weeks from K.K to K(K)\nlet K = K otherwise K & K\n"
    "let K = sum(K weighted by K over K where K keeping earliest by (K descending, K) for each (K, K) take K per (K, "
    "K))\n"
    "let K = rank(K descending over K per K)\nlet K = median(K by K over K) + sum(distinct K by (K, K) over K.K)\n"
    "let K = (K)\ncriterion K \"l\" when K advice \"a\"\ncriterion K when K\n"
    "score K \"l\" {\n 35% of K \"l\" when missing 5\n weight K of K\n weight K.K of K \"l\" when missing skip\n add K "
    "when K \"l\"\n"
    " subtract K when K when missing -5%\n bands K, K \"l\" from 4, K from 5%\n}\n"
    "table K \"l\" (K, K) gives K \"l\", K : K \"l\" first match {\n when K, K or K then K, K\n when >= K, - then K, "
    "K\n"
    " when K to K, K to below K then K, K\n when known, unknown then K, K\n else K, K\n}\ntable K (K) gives K from "
    "\"x.csv\"\n"
    "ladder K of K \"l\" independent {\n current K since K\n current K.K\n"
    " stage K \"l\" from \"a\" requires K review every K since K capacity K give K = K from \"b\"\n stage K requires "
    "K\n stage K\n"
    " exit K, K \"l\" when K\n exit K when K\n demote K, K -> K \"l\" when K\n advance K -> K when K\n}\n"
    "select K \"l\" among K by K descending, K ascending take K per K, K at most K per K at most 3 per K, K\n"
    "select K among K by K take 5%\nflag K \"l\" when K\nflag K error when K\ninvariant K \"l\" holds K\n"
    "invariant K keeps K free of K, K.K\nreport K \"l\" for K {\n show K \"l\", K, K \"l\"\n where K\n order by K, K "
    "descending\n"
    " group by K, K total \"t\"\n row \"a\", K, K\n columns \"a\", \"b\"\n}\nscenario K \"l\" {\n set K = K\n change K "
    "= K where K\n"
    " change K.K = K\n}\ntest \"t\" as of 2026-11-01 {\n given { K K, K \"x\", K [ { K K, K [] }, {} ], K { K K } }\n "
    "given K [ { K K } ]\n"
    " with K = K\n expect K\n expect K for \"k\"\n expect K is unknown\n expect error \"e\"\n}\ntest \"t\" from "
    "\"c.csv\"\n";

static char *replaced(const char *text, const char *from, const char *to) {
    buf_clear(&out);
    size_t length = strlen(from);
    while (*text) {
        /* Whole words only. */
        bool here =
            strncmp(text, from, length) == 0 && !(text[length] >= 'a' && text[length] <= 'z') && text[length] != '_';
        if (here)
            buf_puts(&out, to);
        else
            buf_char(&out, *text);
        text += here ? length : 1;
    }
    return arena_printf(&arena, "%s", out.ptr);
}

static void every_word_that_is_not_reserved_is_a_name_everywhere(void **state) {
    (void)state;
    const char *plain_text = replaced(positions, "K", "plain");
    const char *plain = dump_of(file_of(plain_text));
    assert_clean(plain_text);
    unsigned reserved = 0;
    const char *word;
    for (unsigned i = 0; (word = keyword_at(i)); i++) {
        struct arena of_word;
        arena_init(&of_word, 0);
        bool is_reserved = keyword_class_of(keyword_find(str_of(word))) == KEYWORD_RESERVED;
        reserved += is_reserved;
        /* Reserved words are names too, in backquotes. */
        const char *name = is_reserved ? arena_printf(&arena, "`%s`", word) : word;
        const char *text = replaced(positions, "K", name);
        const char *dump = dump_of(file_of(text));
        assert_clean(text);
        assert_string_equal(dump, replaced(plain, "plain", word));
        arena_release(&of_word);
    }
    assert_int_equal(reserved, 17);
}

static void white_space_only_separates(void **state) {
    (void)state;
    const char *text = replaced(positions, "K", "score");
    struct ast *tree = file_of(text);
    assert_clean(text);
    struct buf one_line, lines;
    buf_init(&one_line);
    buf_init(&lines);
    buf_clear(&out);
    parse_dump_tokens(&parse, sources.files.len, &out);
    for (const char *row = out.ptr; *row; row = strchr(row, '\n') + 1) {
        const char *word = strchr(strchr(row, '\t') + 1, '\t') + 1;
        size_t length = strcspn(word, "\n");
        buf_add(&one_line, word, length);
        buf_puts(&one_line, " ");
        buf_add(&lines, word, length);
        buf_puts(&lines, "\r\n");
    }
    assert_true(ast_equal(file_of(one_line.ptr), tree));
    assert_clean(one_line.ptr);
    assert_true(ast_equal(file_of(lines.ptr), tree));
    assert_clean(lines.ptr);
    buf_release(&one_line);
    buf_release(&lines);
}

static void semicolons_end_anything(void **state) {
    (void)state;
    const char *text = ";;record A { ; id : text ; let a = 1;; }; criterion c when x;; advice \"a\";\n"
                       "ladder l { current s; stage a requires x; review every 1 day;; stage b; exit any when x; };\n"
                       "score s { 1% of a; bands b; } table t (a) gives b { when 1 then 2; else 3; };\n"
                       "report r { show a; where b; } scenario n { set a = 1; } test \"t\" { given {}; expect a; };";
    struct ast *tree = file_of(text);
    assert_clean(text);
    assert_true(ast_equal(tree, file_of(replaced(text, ";", " "))));
    assert_true(
        str_equal(sources_text(&sources, tree->file.decls.at[1]->span), STR("criterion c when x;; advice \"a\"")));
    struct ast *stage = tree->file.decls.at[2]->ladder.members.at[1];
    assert_int_equal(stage->stage.clauses.len, 2);
    assert_true(str_equal(sources_text(&sources, stage->span), STR("stage a requires x; review every 1 day")));
    tree = file_of("criterion c when x ; let a = 1");
    assert_true(str_equal(sources_text(&sources, tree->file.decls.at[0]->span), STR("criterion c when x")));
}

static void reserved_words_are_told_from_names(void **state) {
    (void)state;
    assert_codes("param in = 5", "E0106 1:7");
    assert_codes("record A {\n  not : text\n}", "E0106 2:3");
    assert_codes("ladder l { stage below requires x }", "E0106 1:18");
    assert_codes("let a = `in` + `not`", "");
}

static void names_are_any_letters(void **state) {
    (void)state;
    assert_expression("größe + 顧客 + Привет + é_1", "(binary + (binary + (binary + größe 顧客) Привет) é_1)");
    assert_expression("`Annual Revenue (USD)` * 2", "(binary * `Annual Revenue (USD)` (number 2))");
    struct ast *node = expression_of("`abc` + abc");
    assert_ptr_equal(node->binary.left->name.name.text, node->binary.right->name.name.text);
}

/* --- errors -------------------------------------------------------------------------------------------------------- */

static void goes_on_at_the_next_member_and_declaration(void **state) {
    (void)state;
    const char *text = "record A {\n"
                       "  id : text key\n"
                       "  name text\n"
                       "  nps : number between 0 and\n"
                       "  age : number\n"
                       "}\n"
                       "criterion c when > 5\n"
                       "ladder l {\n"
                       "  stage a requires\n"
                       "  stage b requires x\n"
                       "  exit any whn x\n"
                       "  advance a -> next when y\n"
                       "}\n"
                       "let z = 1\n";
    assert_codes(text, "E0100 3:3 E0100 4:26 E0100 7:18 E0100 9:11 E0100 11:12");
    struct ast *file = file_of(text);
    assert_int_equal(file->file.decls.len, 4);
    assert_string_equal(dump_of(file->file.decls.at[0]),
                        "(record A\n"
                        "  (field id type: (type named name: text) modifiers: [(modifier key)]) (error) (error)\n"
                        "  (field nps type: (type named name: number)) (error)\n"
                        "  (field age type: (type named name: number)))\n");
    assert_string_equal(dump_of(file->file.decls.at[1]), "(error c)\n");
    assert_int_equal(file->file.decls.at[2]->ladder.members.len, 5);
    assert_string_equal(ast_declared(file->file.decls.at[2]->ladder.members.at[0]).text, "a");
    assert_int_equal(file->file.decls.at[3]->kind, AST_LET);
}

static void a_broken_head_does_not_lose_the_block(void **state) {
    (void)state;
    struct ast *file = file_of("record Key Account {\n  id : text\n  x : : y\n}\nlet a = 1\n");
    assert_string_equal(codes(), "E0100 1:12 E0100 3:7");
    assert_string_equal(dump_of(file->file.decls.at[0]),
                        "(record Key\n  (field id type: (type named name: text)) (error x))\n");
    assert_int_equal(file->file.decls.len, 2);
}

static void what_is_not_closed_is_pointed_at(void **state) {
    (void)state;
    assert_codes("record A {\n  id : text\n\nparam p = 1\nlet = 2", "E0105 1:10 E0100 5:5");
    assert_codes("let a = (1 + 2\nlet b = 3", "E0105 1:9");
    assert_codes("let a = f(1 + [2\n", "E0100 1:15");
    assert_codes("let a = (1]\nlet b = 2)", "E0105 1:9 E0105 2:10");
    assert_codes("criterion c \"label when x\nlet b = = 2", "E0103 1:13 E0100 2:9");
    assert_codes("let a = `b + 3\nlet b = = 2", "E0114 1:9 E0100 2:9");
    assert_codes("record A {\n  id : text", "E0105 1:10");
    assert_codes("test \"t\" {\n given { a 1,\n b [ { c 2 }\n }\n expect x = 1\n}", "E0105 3:4");
    assert_codes("}\nlet b = = 2", "E0105 1:1 E0100 2:9");
}

static void the_end_may_come_anywhere(void **state) {
    struct buf text;
    buf_init(&text);
    buf_puts(&text, replaced(positions, "K", "score"));
    for (size_t i = 0; i <= text.len; i++) {
        teardown(state);
        setup(state);
        parse_file(&parse, sources_add(&sources, "cut.rung", (struct str){text.ptr, i}));
        if (diags.errors <= 2) continue;
        diag_render_text(&diags, DIAG_NOTE, false, &out);
        fail_msg("%s", out.ptr);
    }
    buf_release(&text);
}

static void slips_have_messages_of_their_own(void **state) {
    (void)state;
    assert_codes("let a = b == 3 and c <> 4 && d || !e", "E0107 1:11 E0107 1:22 E0107 1:27 E0107 1:32 E0107 1:35");
    assert_codes("let a := 3", "E0107 1:7");
    assert_codes("let a = 0 < x <= 10", "E0116 1:15");
    assert_codes("let a = 18months + 5.5 years", "E0117 1:9 E0117 1:20");
    assert_codes("let a = 1,000 + 2\nlet b = 2,5", "E0108 1:9 E0108 2:9");
    assert_codes("let a = 25 % + .5 + 50k + 1__0", "E0108 1:9 E0108 1:16 E0108 1:21 E0108 1:27");
    assert_codes("let a = 0.1234567891", "E0108 1:9");
    assert_codes("let a = 2026-02-30 let b = 2026-13-01 let c = 0000-01-01", "E0109 1:9 E0109 1:28 E0109 1:47");
    assert_codes("let a = \"x\\q\" & \"\\u{110000}\"", "E0110 1:11 E0110 1:18");
    assert_codes("let a = 'x' & “y” & ‘z’", "E0112 1:9 E0102 1:15 E0102 1:21");
    assert_codes("let a = 5 – 3 — 2 – 1", "E0102 1:11 E0102 1:15");
    assert_codes("let\xC2\xA0"
                 "a\xC2\xA0= 3",
                 "E0102 1:4");
    assert_codes("let a = 18\xC2\xA0months + 1 \xE2\x80\xAF day", "E0102 1:11 E0102 1:23");
    assert_codes("let a = x ≥ 3 and y ≠ 4", "E0102 1:11 E0102 1:21");
    assert_codes("let a = $500 + €3", "E0113 1:9 E0113 1:16");
    assert_codes("let a = x ? y", "E0101 1:11");
    assert_codes("let a = if b then c elseif d then e else f", "E0107 1:21");
    assert_codes("// note\nlet a = 1 /* two\nlines */ + 2", "E0107 1:1 E0107 2:11");
    assert_codes("criterion c \"{a +} {} {b\" when x", "E0100 1:17 E0111 1:20 E0111 1:23");
    assert_codes("param a \"x\" = 1 \"y\"", "E0118 1:17");
    assert_codes("table t (a) gives b {\n else 1\n when 2 then 3\n}", "E0118 2:2");
    assert_codes("let `` = 1", "E0114 1:5");
    assert_codes("let a = 3(4)", "E0100 1:10");
    assert_codes("let a = \x01 3", "E0003 1:9");
}

static void files_that_are_no_text_are_refused(void **state) {
    (void)state;
    uint32_t file = sources_add(&sources, "f.rung", (struct str){"let a\0 = 3", 10});
    const struct ast *tree = parse_file(&parse, file);
    assert_int_equal(tree->file.decls.len, 1);
    assert_int_equal(tree->file.decls.at[0]->kind, AST_ERROR);
    assert_string_equal(codes(), "E0003 1:6");
    assert_codes("let a = \"caf\xE9\"", "E0002 1:13");
    assert_codes("\xFF\xFEl", "E0002 1:1");
    char *large = arena_alloc(&arena, LIMIT_SOURCE_BYTES + 2);
    memset(large, ' ', LIMIT_SOURCE_BYTES + 1);
    assert_codes(large, "E0001 1:1");
    assert_codes(large + 1, "");
    assert_codes("\xEF\xBB\xBFlet a = 1", "");
    assert_codes("", "");
}

/* --- limits -------------------------------------------------------------------------------------------------------- */

static const char *repeated(const char *before, const char *part, size_t times, const char *after) {
    struct buf text;
    buf_init(&text);
    buf_puts(&text, before);
    for (size_t i = 0; i < times; i++) buf_puts(&text, part);
    buf_puts(&text, after);
    const char *copy = arena_strndup(&arena, text.ptr, text.len);
    buf_release(&text);
    return copy;
}

static void nesting_is_bounded(void **state) {
    (void)state;
    assert_codes(repeated("let a = ", "(", 100000, ""), "E0104 1:209");
    assert_codes(repeated("let a = ", "(", 100, repeated("1", ")", 100, "")), "");
    assert_codes(repeated("let a = ", "(", 200, repeated("1", ")", 200, "\nlet b = = 1")), "E0104 1:9 E0100 2:9");
    assert_codes(repeated("let a = ", "not ", 100000, "b\nlet c = = 1"), "E0104 1:79977 E0100 2:9");
    assert_codes(repeated("let a = ", "not ", 300, "b\nlet c = = 1"), "E0104 1:409 E0100 2:9");
    assert_codes(repeated("let a = 1", " + 1", 1000, "\nlet b = = 1"), "E0104 1:9 E0100 2:9");
    assert_codes(repeated("let a = ", "if b then c else ", 1000, "d"), "E0104 1:13609");
    assert_codes(repeated("let a = ", "f(", 150, repeated("1", ")", 150, "")), "");
    assert_codes(repeated("test \"t\" { given ", "{ a ", 1000, ""), "E0104 1:814");
    /* A flat chain of `and` or `or` is not deep, however long. */
    assert_codes(repeated("let a = b", " or b and c", 10000, ""), "");
}

static void the_depth_of_a_tree_is_what_it_says(void **state) {
    (void)state;
    assert_int_equal(expression_of("a")->depth, 1);
    assert_int_equal(expression_of("a + b * c")->depth, 3);
    assert_int_equal(expression_of("((a))")->depth, 3);
    assert_int_equal(expression_of("a and b and (c or d)")->depth, 4);
    assert_int_equal(expression_of("f(x + 1)")->depth, 3);
}

static void long_names_texts_and_periods_are_refused(void **state) {
    (void)state;
    assert_codes(repeated("let ", "a", LIMIT_NAME_BYTES, " = 1"), "");
    assert_codes(repeated("let ", "a", LIMIT_NAME_BYTES + 1, " = 1"), "E0114 1:5");
    assert_codes(repeated("let a = \"", "x", LIMIT_TEXT_BYTES, "\""), "");
    assert_codes(repeated("let a = \"", "x", LIMIT_TEXT_BYTES + 1, "\""), "E0115 1:9");
    assert_codes("let a = 1000000 years", "");
    assert_codes("let a = 1000001 years", "E0117 1:9");
    assert_codes(repeated("let a = ", "9", 29, ""), "");
    assert_codes(repeated("let a = ", "9", 30, ""), "E0108 1:9");
}

static void very_long_lists_are_refused(void **state) {
    (void)state;
    assert_codes(repeated("let a = b in (", "1,", LIMIT_ITEMS, "1)"), "E0119 1:2097167");
}

static void many_errors_end_the_reading(void **state) {
    (void)state;
    file_of(repeated("", "let a = = 1\n", 100000, ""));
    assert_int_equal(diags.list.len, LIMIT_MESSAGES);
    assert_int_equal(diags.errors, LIMIT_MESSAGES + 1);
}

/* --- the rest ------------------------------------------------------------------------------------------------------ */

static void comments_and_blank_lines_are_kept_on_request(void **state) {
    (void)state;
    parse.keep_trivia = true;
    file_of("# one\n\n\nlet a = 1 # two\r\n  # three");
    assert_int_equal(parse.trivia.len, 4);
    const struct ast_trivia *trivia = parse.trivia.at;
    assert_true(trivia[0].kind == AST_COMMENT && trivia[0].own_line);
    assert_true(trivia[1].kind == AST_BLANK_LINES);
    assert_true(trivia[2].kind == AST_COMMENT && !trivia[2].own_line);
    assert_true(str_equal(sources_text(&sources, trivia[2].span), STR("# two")));
    assert_true(trivia[3].own_line);
}

static void equal_trees_are_equal(void **state) {
    (void)state;
    assert_true(ast_equal(expression_of("a+b * 2"), expression_of("(a + b*2.0)")));
    assert_false(ast_equal(expression_of("a + b"), expression_of("a - b")));
    assert_false(ast_equal(expression_of("a + b"), expression_of("a + c")));
    assert_false(ast_equal(expression_of("f(a)"), expression_of("f(a, a)")));
    assert_false(ast_equal(expression_of("f(distinct a)"), expression_of("f(a)")));
    assert_false(ast_equal(expression_of("f(a over b)"), expression_of("f(a)")));
    assert_true(ast_equal(expression_of("1 year"), expression_of("1 year")));
    assert_false(ast_equal(expression_of("2 weeks"), expression_of("3 weeks")));
}

static void a_wrong_expression_is_an_error_node(void **state) {
    (void)state;
    assert_int_equal(expression_of("a +")->kind, AST_ERROR);
    assert_int_equal(expression_of("a b")->kind, AST_ERROR);
    assert_int_equal(expression_of("")->kind, AST_ERROR);
    assert_int_equal(expression_of("a ) + 1")->kind, AST_ERROR);
    assert_int_equal(expression_of("(a")->kind, AST_ERROR);
    assert_int_equal(expression_of("a ? b")->kind, AST_ERROR);
    assert_int_equal(diags.list.len, 6);
}

static void the_table_of_words_is_in_order(void **state) {
    (void)state;
    for (unsigned i = 0; keyword_at(i); i++) {
        if (i) assert_true(strcmp(keyword_at(i - 1), keyword_at(i)) < 0);
        int token = keyword_find(str_of(keyword_at(i)));
        assert_string_equal(keyword_text(token), keyword_at(i));
    }
    assert_int_equal(keyword_find(STR("revenue")), 0);
    assert_int_equal(keyword_find(STR("")), 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(operators_bind_as_the_manual_says),
        TEST(conditions_are_read),
        TEST(literals_have_values),
        TEST(aggregates_take_all_their_clauses),
        TEST(spans_cover_what_was_written),
        TEST(labels_hold_expressions),
        TEST(every_word_that_is_not_reserved_is_a_name_everywhere),
        TEST(white_space_only_separates),
        TEST(semicolons_end_anything),
        TEST(reserved_words_are_told_from_names),
        TEST(names_are_any_letters),
        TEST(goes_on_at_the_next_member_and_declaration),
        TEST(a_broken_head_does_not_lose_the_block),
        TEST(what_is_not_closed_is_pointed_at),
        TEST(the_end_may_come_anywhere),
        TEST(slips_have_messages_of_their_own),
        TEST(files_that_are_no_text_are_refused),
        TEST(nesting_is_bounded),
        TEST(the_depth_of_a_tree_is_what_it_says),
        TEST(long_names_texts_and_periods_are_refused),
        TEST(very_long_lists_are_refused),
        TEST(many_errors_end_the_reading),
        TEST(comments_and_blank_lines_are_kept_on_request),
        TEST(equal_trees_are_equal),
        TEST(a_wrong_expression_is_an_error_node),
        TEST(the_table_of_words_is_in_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
