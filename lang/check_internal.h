/* What the files of the checker share. check.c declares the names and runs the whole; check_expr.c, check_ops.c,
 * check_call.c check expressions and lower them in the same walk; check_record.c does records and fields; the construct_
 * files do ladders, scores, tables, selects, flags, invariants and reports.
 *
 * Elaboration is on demand: a name that an expression meets is elaborated there and then, whatever the order of the
 * file. What is being elaborated carries an active mark; meeting an active mark is a circle, which is reported once.
 *
 * Every function that gives a node gives NULL after it has reported something. A NULL operand makes the whole NULL, in
 * silence, so that one mistake gives one message; check the other operands all the same, for mistakes of their own. */
#ifndef LANG_CHECK_INTERNAL_H
#define LANG_CHECK_INTERNAL_H
#include "lang/base/intern.h"
#include "lang/check.h"
#include "lang/mk.h"
#include "lang/written.h"

/* --- marks: what is being elaborated --- */
enum mark_state { MARK_NEW, MARK_ACTIVE, MARK_DONE };
struct mark {
    enum mark_state state;
    const char *name;  /* as a circle shows it: "margin", "relationship.assessed" */
    struct span span;  /* where it is declared */
    bool circular;     /* part of a circle that is reported */
};
/* True: elaborate now, then call mark_leave. False: it is done already, or is a part of a circle, which has then been
 * reported: go on with what there is (NULL nodes). `from` is where it was mentioned. */
bool mark_enter(struct checker *checker, struct mark *mark, struct span from);
void mark_leave(struct checker *checker, struct mark *mark);

/* --- names --- */
enum symbol_kind {
    SYMBOL_BROKEN,    /* could not be read: agrees with everything, in silence */
    SYMBOL_PARAM, SYMBOL_CATEGORY, SYMBOL_RECORD, SYMBOL_LET, SYMBOL_FUNCTION, SYMBOL_CRITERION,
    SYMBOL_SCORE, SYMBOL_TABLE, SYMBOL_LADDER, SYMBOL_SELECT, SYMBOL_FLAG, SYMBOL_INVARIANT,
    SYMBOL_REPORT, SYMBOL_SCENARIO, SYMBOL_TEST,
    SYMBOL_FIELD      /* only in a record */
};
struct record_info;
struct module;
struct symbol {
    enum symbol_kind kind;
    const char *name;            /* interned; NULL of a test */
    struct span span;            /* of the name */
    const struct ast *ast;       /* the declaration; of a field: AST_FIELD */
    struct mark mark;
    struct record_info *record;  /* whose row a field or let belongs to; the subject for definitions; NULL for the rest */
    /* The struct in checker->framework that it fills, allocated beforehand and zeroed (struct ladder, score, …); only
     * name and span are set. NULL for kinds without one (functions, records, selects, scenarios, tests). */
    void *model;
    struct ir_node *node;        /* param, field, let, criterion: its value once done; NULL after a mistake */
    const struct category *category; /* category, ladder: set before anything is elaborated */
    struct record_info *info;    /* SYMBOL_RECORD: its members */
    uint32_t index;              /* param, field: its number */
    bool used;                   /* something mentions it */
    bool duplicate;              /* a second declaration of its name: elaborated, but the name means the first */
    const struct module *module; /* the used file that declares it, whose names it sees first; NULL: the framework's own */
    void *extra;                 /* for the construct's own use while elaborating, arena */
    const struct rows *rows;     /* a let that names a list: its rows, seen from the record's row; NULL: no list, or a mistake */
};
struct record_info {
    struct symbol *symbol;       /* NULL for the built-in record of score parts */
    struct record *record;       /* model */
    ir_space space;
    struct map members;          /* name -> struct symbol (field or let) */
    struct span asked;           /* a field that refers to it; file 0 when none does */
    VEC(struct symbol *) duplicates; /* fields whose name is taken: checked, and not found */
    bool incomplete;             /* holds a member that could not be read and has no name */
};
/* The symbol of a top-level name, as the file sees it that is being looked at (checker->module); or NULL. Reports,
 * scenarios and tests are not found here. */
struct symbol *checker_symbol(const struct checker *checker, const char *name /* interned */);
/* Elaborates a param, field, let or criterion now and returns its node (NULL after a mistake or in a circle). */
struct ir_node *symbol_node(struct checker *checker, struct symbol *symbol, struct span from);
struct symbol *checker_scenario(const struct checker *checker, const char *name /* interned */);
const char *symbol_kind_text(enum symbol_kind kind); /* "param", "field", "score" */
/* What is said in the file of `symbol` is looked at now: its own names come first. Gives what to set checker->module back to. */
const struct module *checker_enter(struct checker *checker, const struct symbol *symbol);

/* --- what an expression can see --- */
struct argument {                /* of a function; also `group`, `member` in a report */
    const char *name;            /* interned */
    struct ir_node *node;        /* type: node->type; NULL: already reported. Of a list: a stand-in with its type, from check_rows_node */
    const struct rows *rows;     /* of a list (`group` in a report, `list of View` in a function), seen from the scope that has the argument; else NULL */
};
struct ladder_scope {            /* set inside `requires`, `when` and `give` of a ladder */
    struct symbol *ladder;
    struct ir_node *qualified;       /* `qualified`; NULL: see why_not_qualified */
    const char *why_not_qualified;   /* title of the error when the word is not possible here ("`qualified` has no target in an exit") */
    const char *qualified_help;      /* help, or NULL ("Write `still qualified`.") */
    struct ir_node *still_qualified; /* or NULL: see why_not_still */
    const char *why_not_still;
    struct ir_node *since;           /* `in stage for P`: date since which the account is in its stage; or NULL */
    const char *why_not_since;       /* title of the error when `in stage for` is not possible here */
};
struct scope {
    struct record_info *row;         /* whose fields and lets names mean; NULL: no row, only params and functions */
    const struct scope *outer;       /* inside an aggregate: what is around it; else NULL */
    struct ir_node *link;            /* with outer: for each row the row of `outer`; NULL: they are the same row (`same_row`), or `outer` is seen
                                      * only as far as it is of the point */
    bool same_row;                   /* the lines of a score: the row of `outer` itself */
    const struct argument *args;
    uint32_t arg_count;
    const struct ladder_scope *ladder; /* or NULL */
    const char *no_row;              /* why no row's names can be used here, for the message ("a function"); when row is NULL */
    const struct scope *caller;      /* of a function's body: where it is called, whose row is given its place by `rank` and the like; else NULL */
};
extern const struct scope scope_point;         /* no row: params, constants, functions */
struct scope scope_subject(const struct checker *checker);

/* --- expressions (check_expr.c) --- */
/* `expected`: the type that stands beside the expression, for bare names and literals; it is no demand. NULL: none. A
 * TYPE_ERROR keeps names that are not found silent. Node types may be open, or TYPE_ANY for `unknown`: see check_fit. */
struct ir_node *check_expr(struct checker *checker, const struct scope *scope, const struct ast *e, const struct type *expected);
/* Demands a bool. `what` asks, with backquotes as needed: "`when`", "a criterion", "an item of `at least`". */
struct ir_node *check_condition(struct checker *checker, const struct scope *scope, const struct ast *e, const char *what);
/* Demands a number of any unit. */
struct ir_node *check_number(struct checker *checker, const struct scope *scope, const struct ast *e, const char *what);
struct ir_node *check_text(struct checker *checker, const struct scope *scope, const struct ast *e, const char *what);
struct ir_node *check_date(struct checker *checker, const struct scope *scope, const struct ast *e, const char *what);
/* Months or days; `kind` gets which, from the node's type. */
struct ir_node *check_period(struct checker *checker, const struct scope *scope, const struct ast *e, const char *what);
/* Demands a value of type `want`: what is open, a bare name or `unknown` takes it. `because`: the place that asks for
 * it and the words under it, or file 0. */
struct ir_node *check_typed(struct checker *checker, const struct scope *scope, const struct ast *e, struct type want, struct span because, const char *because_text);
/* The same for a node that exists. */
struct ir_node *check_fit(struct checker *checker, struct ir_node *node, const struct ast *e, struct type want, struct span because, const char *because_text);
/* Finds the one type of several values (branches, rows of an output). Begin with *common = {TYPE_ANY}; feed each node;
 * false after a message. Then check_fit each node to *common. `first` remembers the place of the first typed one. */
bool check_common(struct checker *checker, struct type *common, struct span *first, const struct ir_node *node, const struct ast *e);
/* What is left of `open` when nothing was met, and TYPE_ANY as plain numbers never: an open number becomes plain
 * (percent stays), `unknown` alone stays TYPE_ANY. */
struct type type_closed(struct type type);
/* `left op right` for a comparison operator, of nodes that are already checked, with all messages about types and units. */
struct ir_node *check_compare(struct checker *checker, enum ast_operator op, struct ir_node *left, const struct ast *left_ast, struct ir_node *right,
                              const struct ast *right_ast, struct span span);
/* The type a declaration writes; TYPE_ERROR after a message. `owner` names an inline category (interned). */
struct type check_type(struct checker *checker, const struct ast *type, const char *owner);
/* The literal (or bare name: never, a member, none) as a constant of type `want`, for defaults and params; false after
 * a message. With want.kind TYPE_ANY it has its own type, given in *type. */
bool check_literal(struct checker *checker, const struct ast *e, struct type want, struct value *value, struct type *type);
/* The number in a literal, AST_NEGATE included; false (no message) when it is none. */
bool ast_number_value(const struct ast *e, struct dec *value, bool *percent);

/* --- texts --- */
/* Whether no further message will be shown, so that nothing need be looked up for it. */
bool check_full(const struct checker *checker);
/* The source as written, on one line: runs of blanks are one blank, comments are left out. Arena. */
const char *check_source_text(struct checker *checker, struct span span);
/* What an item of `met of (…)` is called: a criterion's label or name, a let's label, else as written. */
const char *check_item_label(struct checker *checker, const struct scope *scope, const struct ast *item);
/* The same, cut to a length that fits into a message, with backquotes around it. */
const char *check_quote(struct checker *checker, const struct ast *e);
/* Whether the text of `matches` is a pattern the engine may be given; else a message. */
bool check_pattern(struct checker *checker, const struct ast *pattern);
/* "stages.rung:12" */
const char *check_place(struct checker *checker, struct span span);

/* --- what this program cannot evaluate yet --- */
/* Remembers `what` ("`select key_account`") as a refusal of eval, once, and gives a stand-in of that type. */
struct ir_node *check_refused(struct checker *checker, struct type type, struct span span, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* --- categories --- */
/* A category that bare names can find: declared ones, ladders and inline ones are entered by check.c; bands by the score. */
void checker_add_category(struct checker *checker, const struct category *category);
VEC_TYPE(owners, const struct category *);
/* The code of a member by name (none, exited too on a ladder); false when it has none. */
bool category_find(const struct category *category, const char *name /* interned */, int *code);
/* Reports that `name` is no member of `category`, with the nearest ones. */
void check_no_member(struct checker *checker, struct ast_name name, const struct category *category);
/* Reports a name that nothing has; candidates from what the scope can see. Silent when a broken declaration may be it. */
void check_unrecognized(struct checker *checker, const struct scope *scope, struct ast_name name);

/* --- for the files of expressions among themselves --- */
struct found {                   /* what a name means */
    enum { FOUND_NOTHING, FOUND_ARGUMENT, FOUND_SYMBOL, FOUND_CLASH /* reported */ } kind;
    const struct argument *argument;
    struct symbol *symbol;
    const struct scope *level;   /* whose row it belongs to; NULL: no row (params, categories, records, functions) */
};
/* Looks a name up without saying anything but a clash (E0205, at `from`); with `from` NULL nothing at all. */
struct found check_find(const struct checker *checker, const struct scope *scope, const char *name, const struct span *from);
struct ir_node *check_name(struct checker *checker, const struct scope *scope, struct ast_name name, const struct type *expected);
struct ir_node *check_member(struct checker *checker, const struct scope *scope, const struct ast *e);
struct ir_node *check_call(struct checker *checker, const struct scope *scope, const struct ast *e);
/* Whether the call is an aggregate: by its name, and for min and max by its clauses. */
bool check_is_aggregate(struct checker *checker, const struct scope *scope, const struct ast *e);
struct ir_node *check_arithmetic(struct checker *checker, const struct scope *scope, const struct ast *e); /* + - * / and unary minus */
struct ir_node *check_comparison(struct checker *checker, const struct scope *scope, const struct ast *e); /* a binary comparison of two expressions */
/* Whether values of that type can be more or less; E0218 when not. `what` asks: "`<`", "`min`". */
bool check_ordered(struct checker *checker, const char *what, struct type type, const struct ast *e, struct span span);
struct ir_node *check_window(struct checker *checker, const struct scope *scope, const struct ast *e);
struct ir_node *check_age(struct checker *checker, const struct scope *scope, const struct ast *e);
/* Two expressions beside each other, so that a bare name on one side is first a value of the other's category. */
void check_pair(struct checker *checker, const struct scope *scope, const struct ast *left, const struct ast *right, const struct type *expected,
                struct ir_node **left_node, struct ir_node **right_node);
/* Whether there is room to go on deeper; E0212 when not, once. */
bool check_depth(struct checker *checker, struct span span);
/* Values of one category, or of a ladder and the category that it is of. */
bool check_same_values(const struct checker *checker, const struct category *a, const struct category *b);
/* The info of a model record. */
struct record_info *check_info(const struct checker *checker, const struct record *record);
/* The member of a record that a path reaches (a field, a let; of the subject also a definition), or NULL. */
struct symbol *check_record_member(const struct checker *checker, const struct record_info *info, const char *name);
/* Points at where the thing was declared or calculated, when that is elsewhere than `e`. */
void check_also_declared(struct checker *checker, struct diag *d, const struct ir_node *node, const struct ast *e);

/* --- lists: which rows (check_rows.c) --- */
/* A list is never a value while evaluating: it is whose rows, how each hangs on the row that asks, and which of them count. */
struct rows {
    struct record_info *info;        /* of score parts: the built-in record */
    ir_space space;                  /* whose rows: where `link`, `where`, keys and values of an aggregate live */
    struct ir_node *link;            /* for each of them the row that it belongs to, or the group; NULL: all rows, whoever asks (`portfolio`, `Contact`) */
    struct ir_node *around;          /* with link NULL: the row whose names are seen from inside (`portfolio.contacts`: its account); or NULL */
    struct ir_node *via;             /* for the row that asks, the row that `link` points at (`owner.accounts`: owner); NULL: the row that asks itself */
    struct ir_node *where;           /* which of them count, what `keeping` and `take` leave included: three-valued; NULL: all */
    struct ir_node *doubt;           /* true of rows of which it was undecided whether `keeping` should have looked at them: then what is kept is
                                      * uncertain. NULL: none such */
    struct ir_node *most;            /* with doubt, right after one `keeping`: what would be kept if all of those counted (for the bounds of a count); or NULL */
    const struct part_rows *parts;   /* `health.parts`: the lines, known beforehand; space, link, where, via are then not used. Else NULL */
};
struct order_keys { struct ir_node **nodes; uint32_t count; uint32_t descending; /* bit k: key k goes down */ };
/* The rows that a path means, or an argument of a call: AST_ARG `views where side = vendor keeping …` or `level over views where …`
 * (its value when there is no `over`), with where and keeping, without take and per. False after a message.
 * *inner: the scope for what is said about a row of them. It points to *scope and to memory of the arena. */
bool check_rows(struct checker *checker, const struct scope *scope, const struct ast *path_or_arg, struct rows *out, struct scope *inner);
/* Narrows rows down further. */
bool check_rows_where(struct checker *checker, const struct scope *inner, const struct ast *where, struct rows *rows);
bool check_rows_keeping(struct checker *checker, const struct scope *inner, const struct ast *keeping, struct rows *rows);
/* Whose rows a path means (*list), or the row that it leads to (a reference), without a message; NULL when it is a value. */
struct record_info *check_path_info(struct checker *checker, const struct scope *scope, const struct ast *path, bool *list);
/* Leaves the first n of each group; of rows with equal keys the earlier comes first (`take`), or the later (`keeping`). */
void check_rows_first(struct checker *checker, struct rows *rows, const struct order_keys *order, struct ir_node *const *groups, uint32_t group_count, struct ir_node *n, bool earlier,
                      struct span span);
/* What can be seen where the row that asks cannot: arguments of functions. */
const struct scope *check_arguments_only(struct checker *checker, const struct scope *scope);
/* A stand-in of type TYPE_LIST for rows: what check_expr gives for a list, only good for messages. */
struct ir_node *check_rows_node(struct checker *checker, const struct rows *rows, struct span span);
/* Keys of an order: nodes in the space of `inner`, plain numbers; false after a message. */
bool check_order(struct checker *checker, const struct scope *inner, const struct ast_list *keys /* of AST_ORDER */, struct order_keys *out);
/* Keys of groups: nodes in the space of `inner`; false after a message. */
bool check_groups(struct checker *checker, const struct scope *inner, const struct ast_list *per, struct ir_node ***nodes);
/* The GROUP node of these keys, with a space of its own (framework->spaces) that it has for good; without keys one group of all. */
struct ir_node *checker_group(struct checker *checker, ir_space space, struct ir_node *const *keys, uint32_t count, struct span span);
/* A new space, entered in framework->spaces. */
ir_space checker_space(struct checker *checker, struct space space);
/* What stands for a row where it is shown or sorted by: its key. Any other value is itself. */
struct ir_node *check_row_key(struct checker *checker, struct ir_node *node, struct span span);
/* A value as it is ranked, grouped or aggregated: a fraction rounded at the 9th digit. */
struct ir_node *check_plain(struct checker *checker, struct ir_node *node);
/* A value of the rows of `level`, seen from `scope`, which is inside it; NULL after a message when it cannot be seen. */
struct ir_node *check_seen_from(struct checker *checker, const struct scope *scope, const struct scope *level, struct ir_node *node, struct span span);
/* A let of a list: its stand-in, with symbol->rows set; NULL after a message. Whether a let is one. */
struct ir_node *check_list_let(struct checker *checker, struct symbol *symbol, const struct scope *scope);
bool check_is_list_let(struct checker *checker, const struct ast *let, const struct scope *scope);
/* sum(…), count(…), …: check_aggregate.c checks what is said, lower_aggregate.c and lower_parts.c make nodes of it. */
struct ir_node *check_aggregate(struct checker *checker, const struct scope *scope, const struct ast *e, const char *name);
/* rank(…), share(…), …: rows among all (lower_window.c). */
struct builtin;
struct ir_node *check_window_function(struct checker *checker, const struct scope *scope, const struct ast *e, const struct builtin *builtin);

/* --- declarations (check_type.c, check_category.c, check_record.c, check_test.c) --- */
void check_categories(struct checker *checker);                  /* all declared ones and all ladders */
void check_record_members(struct checker *checker);              /* names of fields and lets, before anything is typed */
void check_record_fields(struct checker *checker);               /* types and modifiers of all fields */
const struct category *check_inline_category(struct checker *checker, const struct ast *type, const char *owner);
void check_param(struct checker *checker, struct symbol *symbol);
/* `between low and high` for a value of that type; false after a message. */
bool check_range(struct checker *checker, const struct ast *low_ast, const struct ast *high_ast, struct type type, struct dec *low, struct dec *high);
bool check_in_range(struct checker *checker, struct dec number, bool percent, struct dec low, struct dec high, struct span span, struct span range);
void check_function(struct checker *checker, struct symbol *symbol, struct span from); /* the body of a function, once */
void check_test(struct checker *checker, struct symbol *symbol);
void check_no_such(struct checker *checker, enum diag_code code, const struct record_info *info, struct ast_name name); /* "Account has no `revnue`" */
struct symbol *check_param_named(struct checker *checker, enum diag_code code, struct ast_name name); /* NULL after a message */

/* --- hooks: implemented by the construct_ files, called when a path or call reaches a construct --- */
/* The bare name of a score (its value), a table with one output, a flag or invariant (a bool), a select; an error for
 * a ladder (naming .assessed and .current) and for a table of several outputs. Elaborates on demand with marks. */
struct ir_node *construct_value(struct checker *checker, struct symbol *symbol, struct span span);
/* health.band, relationship.assessed, service.level, key_account.rank; not stage members (relationship.basic is done before). */
struct ir_node *construct_member(struct checker *checker, struct symbol *symbol, struct ast_name member, struct span span);
/* meets(relationship, interconnected); `ladder` is a SYMBOL_LADDER. */
struct ir_node *construct_meets(struct checker *checker, struct symbol *ladder, struct ast_name stage, struct span span);
/* Everything about a score, table, ladder, select, flag, invariant or report, at its turn: all values, labels, texts,
 * warnings; fills symbol->model. */
void construct_declare(struct checker *checker, struct symbol *symbol);
/* After all declarations and only when there is no error: default columns (framework->shown), blocks that refuse. */
void construct_finish(struct checker *checker);
/* A label, advice or message with its {expressions}; NULL gives {NULL, NULL}. Call it only from construct_declare and
 * the like (never while a value is wanted), so that a label that mentions its own construct is no circle. */
struct label construct_label(struct checker *checker, const struct scope *scope, const struct ast *text);

struct checker {
    struct arena *arena;       /* borrowed: program */
    struct intern *names;      /* borrowed */
    struct diags *diags;       /* borrowed */
    const char *folder;
    const struct ast *file;
    struct framework *framework; /* being filled; arrays have their final length from the start */
    struct ir *ir;             /* &framework->ir, or a scratch graph while a function's body is looked at */
    struct map symbols;        /* top-level name -> struct symbol */
    VEC(struct symbol *) order; /* every declaration with a symbol, in the order of the file; reports and tests too */
    struct record_info *subject; /* NULL when the framework line is missing or wrong: reported */
    VEC(struct record_info *) records; /* in the order of the file */
    VEC(const struct category *) categories; /* for bare names */
    struct map members;        /* name of a member -> struct owners, the categories that have it */
    struct map inline_categories; /* members, as a key -> the category written in a field */
    struct map scenarios;      /* name -> struct symbol */
    VEC(struct mark *) active; /* being elaborated, outermost first */
    VEC(struct space) spaces;  /* framework->spaces while it grows */
    VEC(struct refusal) refusals;
    struct map refused;        /* their texts */
    struct map broken_categories; /* names of categories with a member that could not be read */
    struct map bases;          /* name of a ladder -> the category it is of */
    struct record_info *parts; /* the built-in record of score parts, made on demand */
    struct map expansions;     /* function calls already expanded */
    uint32_t stand_ins;        /* made for function bodies, to tell them apart */
    uint32_t depth;            /* of expressions inside each other, across definitions */
    bool too_deep;             /* reported */
    bool incomplete;           /* a declaration could not be read and has no name */
    struct modules *modules;   /* what is used (module.c) */
    const struct module *module; /* of what is being looked at; NULL: the framework's own file */
    const char *subject_name;  /* interned: what the framework line is for; or NULL */
    bool finished;             /* check_framework has returned: refusals are errors */
    struct written written;    /* which node each expression of the subject's row became */
    const struct category *kinds; /* of every ladder's `.kind`, in the order of enum move_kind; made by the first ladder */
};
#endif
/* check_internal.h is complete */
