/* Calls: the functions of the language, from the table in stdlib/builtins.def, and the framework's own, which are
 * expanded where they are called.
 * SPDX-License-Identifier: MIT */
#include <stdio.h>
#include "lang/base/limits.h"
#include "lang/builtin.h"
#include "lang/lower.h"
#include "lang/module.h"
#include "lang/suggest.h"

/* --- what goes wrong with a call --- */

static const char *function_list_name(const struct ast *callee) {
    return callee->kind == AST_NAME ? callee->name.name.text : NULL;
}

static void wrong_count(struct checker *checker, const struct ast *e, const char *name, unsigned fewest, unsigned most, const char *help, struct span declared) {
    char wanted[48];
    if (most == UINT32_MAX) {
        snprintf(wanted, sizeof wanted, "at least %u value%s", fewest, fewest == 1 ? "" : "s");
    } else if (fewest == most) {
        snprintf(wanted, sizeof wanted, most ? "%u value%s" : "no values", most, most == 1 ? "" : "s");
    } else {
        snprintf(wanted, sizeof wanted, "%u to %u values", fewest, most);
    }
    struct diag *d = diag_new(checker->diags, E0210, e->span, "`%s` takes %s, and is given %u", name, wanted, e->call.args.len);
    if (declared.file) diag_also(checker->diags, d, declared, "`%s` is declared here", name);
    diag_help(checker->diags, d, "%s", help);
}

/* The first clause of an argument that only a list has; file 0 when there is none. */
static struct span clause_of(const struct ast *arg) {
    const struct span spans[] = {arg->arg.distinct, arg->arg.direction_span, arg->arg.weighted_span, arg->arg.by_span, arg->arg.over_span, arg->arg.where_span, arg->arg.take_span, arg->arg.per_span};
    if (arg->arg.keeping) return arg->arg.keeping->span;
    for (size_t i = 0; i < sizeof spans / sizeof *spans; i++) {
        if (spans[i].file) return spans[i];
    }
    return (struct span){0};
}

/* The same of a list, which `where` and `keeping` may narrow down. */
static struct span narrowing_aside(const struct ast *arg) {
    const struct span spans[] = {arg->arg.distinct, arg->arg.direction_span, arg->arg.weighted_span, arg->arg.by_span, arg->arg.over_span, arg->arg.take_span, arg->arg.per_span};
    for (size_t i = 0; i < sizeof spans / sizeof *spans; i++) {
        if (spans[i].file) return spans[i];
    }
    return (struct span){0};
}

static void clause_not_taken(struct checker *checker, struct span clause, const char *name) {
    struct diag *d = diag_new(checker->diags, E0221, clause, "`%s` works on single values and takes no `%s`", name, check_source_text(checker, clause));
    diag_help(checker->diags, d, "To look through rows use `count`, `sum`, `avg`, `min`, `max`, `any`, `all` and the like.");
}

static bool no_clauses(struct checker *checker, const struct ast *e, uint32_t count, const char *name) {
    for (uint32_t i = 0; i < count; i++) {
        struct span clause = clause_of(e->call.args.at[i]);
        if (!clause.file) continue;
        clause_not_taken(checker, clause, name);
        return false;
    }
    return true;
}

static const struct { const char *other, *help; } other_names[] = {
    {"len", "Write `length(…)`."}, {"average", "Write `avg(…)`."}, {"mean", "Write `avg(…)`."}, {"ceiling", "Write `ceil(…)`."},
    {"coalesce", "Write `x otherwise y`."}, {"ifnull", "Write `x otherwise y`."}, {"nvl", "Write `x otherwise y`."}, {"isnull", "Write `x is unknown`."}, {"is_null", "Write `x is unknown`."},
    {"isblank", "Write `x is missing`."}, {"concat", "Join texts with `&`."}, {"concatenate", "Join texts with `&`."}, {"iif", "Write `if … then … else …`."}, {"iff", "Write `if … then … else …`."},
    {"datediff", "Write `days from a to b`, or `months from a to b`."}, {"now", "Write `today`."}, {"today", "Write `today`, without parentheses."}, {"substring", "Take texts apart with `before(t, separator)` and `after(t, separator)`."},
    {"left", "Take texts apart with `before(t, separator)` and `after(t, separator)`."}, {"right", "Take texts apart with `before(t, separator)` and `after(t, separator)`."},
    {"sqrt", "Powers and roots are not part of Rung."}, {"pow", "Powers and roots are not part of Rung: multiply."}, {"countif", "Write `count(… where …)`."}, {"sumif", "Write `sum(… over … where …)`."},
};

static struct ir_node *no_function(struct checker *checker, const struct scope *scope, const struct ast *e) {
    const struct ast *callee = e->call.callee;
    struct ast_name name = callee->kind == AST_NAME ? callee->name.name : callee->member.name;
    for (uint32_t i = 0; i < e->call.args.len; i++) check_expr(checker, scope, e->call.args.at[i]->arg.value, &(struct type){.kind = TYPE_ERROR});
    if (callee->kind == AST_NAME) {
        struct found found = check_find(checker, scope, name.text, NULL);
        if (found.kind == FOUND_SYMBOL) {
            if (found.symbol->kind == SYMBOL_BROKEN) return NULL;
            struct diag *d = diag_new(checker->diags, E0209, callee->span, "`%s` is a %s, not a function", name.text, symbol_kind_text(found.symbol->kind));
            diag_also(checker->diags, d, found.symbol->span, "declared here");
            diag_help(checker->diags, d, "Write `%s` without parentheses; to multiply write `*`.", name.text);
            return NULL;
        }
    }
    struct suggest near;
    suggest_init(&near, name.text);
    for (unsigned i = 0; i < BUILTIN_COUNT_OF_ALL; i++) suggest_offer(&near, builtins[i].name);
    for (uint32_t i = 0; !check_full(checker) && i < checker->symbols.len; i++) {
        const struct symbol *symbol = checker->symbols.at[i].value;
        if (symbol->kind == SYMBOL_FUNCTION) suggest_offer(&near, symbol->name);
    }
    const char *best = suggest_best(&near), *help = NULL;
    for (size_t i = 0; i < sizeof other_names / sizeof *other_names; i++) {
        if (str_equal_nocase(str_of(other_names[i].other), str_of(name.text))) help = other_names[i].help;
    }
    if (checker->incomplete && !best && !help) return NULL;
    struct diag *d = diag_new(checker->diags, E0209, callee->span, "there is no function `%s`", check_source_text(checker, callee->span));
    if (help) {
        diag_help(checker->diags, d, "%s", help);
    } else if (best) {
        diag_help(checker->diags, d, "Did you mean `%s(…)`?", best);
    } else {
        diag_help(checker->diags, d, "Define it: `let %s(…) = …`. `rung help functions` lists those of the language.", name.text);
    }
    return NULL;
}

/* --- the framework's own functions --- */

struct function {
    struct type *types; /* of its arguments; TYPE_ANY: takes any */
    bool broken;        /* something in it is reported already */
    bool typed;         /* all arguments have a type, so that `result` is the type of every call */
    struct type result;
};

struct callees { struct checker *checker; struct function *function; };

static void follow_calls(struct ast *e, void *context) {
    struct callees *callees = context;
    if (e->kind == AST_CALL && e->call.callee->kind == AST_NAME) {
        struct symbol *symbol = checker_symbol(callees->checker, e->call.callee->name.name.text);
        if (symbol && symbol->kind == SYMBOL_FUNCTION) {
            check_function(callees->checker, symbol, e->span);
            const struct function *callee = symbol->extra;
            if (symbol->mark.state == MARK_ACTIVE || !callee || callee->broken) callees->function->broken = true;
        }
    }
    ast_each_child(e, follow_calls, context);
}

/* A value of which only the type is known. */
static struct ir_node *stand_in(struct checker *checker, struct type type, uint32_t number, struct span span) {
    if (type.kind == TYPE_ERROR) return NULL;
    if (type.kind == TYPE_LIST || type.kind == TYPE_ANY) return mk_unknown(checker->ir, type, CAUSE_WRITTEN, span);
    return ir_make_indexed(checker->ir, IR_PARAM, type, NULL, 0, (int32_t)(checker->framework->param_count + number), SPACE_POINT, span);
}

/* Rows of which only the record is known: they hang on whoever calls, who is taken for the point. NULL: no list. */
static const struct rows *list_stand_in(struct checker *checker, struct type type, struct span span) {
    struct record_info *info = type.kind == TYPE_LIST ? check_info(checker, type.record) : NULL;
    if (!info) return NULL;
    struct rows *rows = ARENA_NEW(checker->arena, struct rows);
    *rows = (struct rows){.info = info, .space = info->space, .link = mk_ref(checker->ir, (struct type){.kind = TYPE_RECORD}, 0, info->space, SPACE_POINT, span)};
    return rows;
}

/* Looks at the body once with stand-ins for the arguments, in a graph of its own that is then left behind. */
static void check_body(struct checker *checker, const struct symbol *symbol, struct function *function) {
    const struct ast_list *params = &symbol->ast->let.params;
    struct argument *args = ARENA_ARRAY(checker->arena, struct argument, params->len);
    struct ir *outside = checker->ir;
    checker->ir = ARENA_NEW(checker->arena, struct ir);
    ir_init(checker->ir, checker->arena);
    for (uint32_t i = 0; i < params->len; i++) {
        struct span span = params->at[i]->span;
        args[i] = (struct argument){params->at[i]->parameter.name.text, stand_in(checker, function->types[i], i, span), list_stand_in(checker, function->types[i], span)};
    }
    const struct scope scope = {.args = args, .arg_count = params->len, .no_row = "a function"};
    struct ir_node *node = check_expr(checker, &scope, symbol->ast->let.value, NULL);
    checker->ir = outside;
    function->broken = !node;
    if (node) function->result = node->type;
}

void check_function(struct checker *checker, struct symbol *symbol, struct span from) {
    if (!check_depth(checker, from) || !mark_enter(checker, &symbol->mark, from)) return;
    checker->depth += 2; /* a frame of this is larger than one of an expression */
    const struct ast_list *params = &symbol->ast->let.params;
    struct function *function = ARENA_NEW(checker->arena, struct function);
    function->types = ARENA_ARRAY(checker->arena, struct type, params->len);
    function->typed = true;
    const struct module *outside = checker_enter(checker, symbol);
    struct map seen = {0};
    for (uint32_t i = 0; i < params->len; i++) {
        const struct ast *param = params->at[i];
        if (param->kind == AST_PARAMETER && map_put(checker->arena, &seen, str_of(param->parameter.name.text), (void *)param)) {
            struct diag *d = diag_new(checker->diags, E0401, param->parameter.name.span, "`%s` has two arguments called `%s`", symbol->name, param->parameter.name.text);
            diag_help(checker->diags, d, "Give one of them another name.");
        }
        if (param->kind != AST_PARAMETER) {
            function->types[i].kind = TYPE_ERROR;
        } else if (param->parameter.type) {
            function->types[i] = check_type(checker, param->parameter.type, param->parameter.name.text);
        } else {
            function->types[i].kind = TYPE_ANY;
            function->typed = false;
        }
        if (function->types[i].kind == TYPE_ERROR) function->broken = true;
    }
    follow_calls(symbol->ast->let.value, &(struct callees){checker, function});
    symbol->extra = function;
    checker->depth -= 2;
    mark_leave(checker, &symbol->mark);
    if (function->typed && !function->broken) check_body(checker, symbol, function);
    checker->module = outside;
}

static const char *signature(struct checker *checker, const struct symbol *symbol) {
    struct buf out;
    buf_init(&out);
    buf_printf(&out, "Call it as `%s(", symbol->name);
    const struct ast_list *params = &symbol->ast->let.params;
    for (uint32_t i = 0; i < params->len; i++) buf_printf(&out, "%s%s", i ? ", " : "", check_source_text(checker, params->at[i]->span));
    buf_puts(&out, ")`.");
    const char *text = arena_strndup(checker->arena, out.ptr, out.len);
    buf_release(&out);
    return text;
}

struct expansion { struct ir_node *node; };

/* The call as a key: the function, its arguments' nodes, of a list what it is made of, and the row that it is called for. */
static struct str expansion_key(struct checker *checker, const struct scope *scope, const struct symbol *symbol, const struct argument *args, uint32_t count) {
    enum { OF_LIST = 8 };
    size_t around = 0, n = 0;
    for (const struct scope *s = scope; s; s = s->caller ? s->caller : s->outer) around++;
    const void **key = ARENA_ARRAY(checker->arena, const void *, (size_t)count * (OF_LIST + 1) + 2 + 2 * around);
    for (const struct scope *s = scope; s; s = s->caller ? s->caller : s->outer) {
        key[n++] = s->row;
        key[n++] = s->link;
    }
    key[n++] = symbol;
    key[n++] = checker->ir;
    for (uint32_t i = 0; i < count; i++) {
        const struct rows *rows = args[i].rows;
        key[n++] = args[i].node;
        const void *const parts[OF_LIST] = {rows ? rows->info : NULL, rows ? rows->link : NULL, rows ? rows->around : NULL, rows ? rows->via : NULL,
                                            rows ? rows->where : NULL, rows ? rows->doubt : NULL, rows ? rows->most : NULL, rows ? rows->parts : NULL};
        for (uint32_t k = 0; rows && k < OF_LIST; k++) key[n++] = parts[k];
    }
    return (struct str){(const char *)key, sizeof *key * n};
}

/* One argument of a call: a value, or a list that may be narrowed down: `spread(views where side = vendor)`. */
static struct argument check_own_argument(struct checker *checker, const struct scope *scope, const struct ast *e, uint32_t i, const struct ast *param, struct type want, const char *function) {
    const struct ast *arg = e->call.args.at[i], *value = arg->arg.value;
    struct argument argument = {.name = param->kind == AST_PARAMETER ? param->parameter.name.text : NULL};
    bool may_be_list = want.kind == TYPE_LIST || want.kind == TYPE_ANY, list = false;
    if (may_be_list) check_path_info(checker, scope, value, &list);
    struct span clause = list ? narrowing_aside(arg) : clause_of(arg);
    if (clause.file) {
        clause_not_taken(checker, clause, function);
    } else if (list) {
        struct rows *rows = ARENA_NEW(checker->arena, struct rows);
        struct scope inner;
        if (check_rows(checker, scope, arg, rows, &inner)) argument.node = check_rows_node(checker, rows, value->span);
        argument.rows = rows;
    } else {
        argument.node = check_expr(checker, scope, value, want.kind == TYPE_ANY ? NULL : &want);
    }
    if (argument.node) argument.node = check_fit(checker, argument.node, value, want, param->span, "this argument");
    return argument;
}

static struct ir_node *check_own_function(struct checker *checker, const struct scope *scope, const struct ast *e, struct symbol *symbol) {
    symbol->used = true;
    check_function(checker, symbol, e->span);
    const struct function *function = symbol->extra;
    const struct ast_list *params = &symbol->ast->let.params;
    if (e->call.args.len != params->len) {
        wrong_count(checker, e, symbol->name, params->len, params->len, signature(checker, symbol), symbol->span);
        return NULL;
    }
    struct argument *args = ARENA_ARRAY(checker->arena, struct argument, params->len);
    bool fine = true;
    for (uint32_t i = 0; i < params->len; i++) {
        struct type want = function ? function->types[i] : (struct type){.kind = TYPE_ERROR};
        args[i] = check_own_argument(checker, scope, e, i, params->at[i], want, symbol->name);
        fine &= args[i].node != NULL;
    }
    if (!fine || !function || function->broken) return NULL;
    if (function->typed && checker->ir != &checker->framework->ir) return stand_in(checker, function->result, 1000 + checker->stand_ins++, e->span);
    struct str key = expansion_key(checker, scope, symbol, args, params->len);
    struct expansion *expansion = map_get(&checker->expansions, key);
    if (expansion) return expansion->node;
    if (checker->expansions.len >= LIMIT_EXPANSIONS) {
        checker->too_deep = true; /* nothing further can be said */
        struct diag *d = diag_new(checker->diags, E0213, e->span, "the functions of this framework expand to more than %d calls", LIMIT_EXPANSIONS);
        diag_help(checker->diags, d, "Give a result that is used often a name of its own with `let`.");
        return NULL;
    }
    expansion = ARENA_NEW(checker->arena, struct expansion);
    map_put(checker->arena, &checker->expansions, key, expansion); /* before it is done: what fails is not tried again either */
    const struct scope inside = {.args = args, .arg_count = params->len, .no_row = "a function", .caller = scope};
    uint32_t before = checker->diags->list.len;
    const struct module *outside = checker_enter(checker, symbol);
    struct ir_node *node = check_expr(checker, &inside, symbol->ast->let.value, NULL);
    checker->module = outside;
    for (uint32_t i = before; i < checker->diags->list.len; i++) diag_also(checker->diags, checker->diags->list.at[i], e->span, "called here");
    return expansion->node = node;
}

/* --- the language's functions --- */

static bool kind_is(struct builtin_arg arg, const char *kind) {
    return str_equal(arg.kind, str_of(kind));
}

/* A written whole number within bounds, for places. */
static bool written_places(struct checker *checker, const struct ir_node *node, const struct ast *e, const char *name, int low, int high) {
    if (node->op != IR_CONST || !node->constant.known) {
        struct diag *d = diag_new(checker->diags, E0228, e->span, "`%s` needs its places written as a number, and %s is calculated", name, check_quote(checker, e));
        diag_help(checker->diags, d, "Write a whole number from %d to %d.", low, high);
        return false;
    }
    struct dec n = node->constant.number;
    if (dec_is_whole(n) && dec_compare(n, dec_from_int(low)) >= 0 && dec_compare(n, dec_from_int(high)) <= 0) return true;
    struct diag *d = diag_new(checker->diags, E0311, e->span, "`%s` cannot use %s places", name, check_quote(checker, e));
    diag_help(checker->diags, d, "Write a whole number from %d to %d.", low, high);
    return false;
}

static const struct ast *arg_value(const struct ast *e, uint32_t i) {
    return e->call.args.at[i]->arg.value;
}

static struct ir_node *check_meets(struct checker *checker, const struct scope *scope, const struct ast *e) {
    const struct ast *ladder = arg_value(e, 0), *stage = arg_value(e, 1);
    struct symbol *symbol = ladder->kind == AST_NAME ? checker_symbol(checker, ladder->name.name.text) : NULL;
    if (symbol && symbol->kind == SYMBOL_BROKEN) return NULL;
    if (!symbol || symbol->kind != SYMBOL_LADDER) {
        struct diag *d = diag_new(checker->diags, E0216, ladder->span, "`meets` needs the name of a ladder first, and %s is none", check_quote(checker, ladder));
        for (uint32_t i = 0; i < checker->order.len; i++) {
            if (checker->order.at[i]->kind != SYMBOL_LADDER) continue;
            diag_help(checker->diags, d, "Write `meets(%s, …)`.", checker->order.at[i]->name);
            break;
        }
        return NULL;
    }
    symbol->used = true;
    struct ast_name name = {NULL, stage->span};
    if (stage->kind == AST_NAME) name = stage->name.name;
    if (stage->kind == AST_MEMBER && stage->member.object->kind == AST_NAME && checker_symbol(checker, stage->member.object->name.name.text) == symbol) name = stage->member.name;
    int code;
    if (!name.text || !symbol->category) {
        struct diag *d = diag_new(checker->diags, E0216, stage->span, "`meets` needs the name of a stage of `%s`, and %s is none", symbol->name, check_quote(checker, stage));
        diag_help(checker->diags, d, "The stage cannot be calculated; to compare stages write `%s.assessed >= …`.", symbol->name);
        return NULL;
    }
    if (!category_find(symbol->category, name.text, &code) || code < 0 || code >= CODE_EXITED) {
        check_no_member(checker, name, symbol->category);
        return NULL;
    }
    struct ir_node *node = construct_meets(checker, symbol, name, e->span);
    const struct scope *level = NULL;
    for (const struct scope *s = scope; s && !level; s = s->outer) level = s->row && s->row == checker->subject ? s : NULL;
    return node && level ? check_seen_from(checker, scope, level, node, e->span) : node;
}

static struct ir_node *check_steps(struct checker *checker, const struct scope *scope, const struct ast *e) {
    const struct ast *from = arg_value(e, 0), *to = arg_value(e, 1);
    struct ir_node *a, *b;
    check_pair(checker, scope, from, to, NULL, &a, &b);
    if (!a || !b) return NULL;
    if (a->type.kind == TYPE_ANY || b->type.kind == TYPE_ANY) return mk_unknown(checker->ir, type_number, CAUSE_WRITTEN, e->span);
    for (int i = 0; i < 2; i++) {
        const struct ir_node *node = i ? b : a;
        if (node->type.kind == TYPE_CATEGORY) continue;
        char phrase[80];
        struct diag *d = diag_new(checker->diags, E0216, (i ? to : from)->span, "`steps` needs two values of an ordered category, but %s is %s", check_quote(checker, i ? to : from), type_phrase(node->type, phrase));
        check_also_declared(checker, d, node, i ? to : from);
        return NULL;
    }
    if (!check_compare(checker, AST_OP_EQ, a, from, b, to, e->span)) return NULL; /* of one category */
    if (!b->type.category->ordered && !check_ordered(checker, "`steps`", a->type, from, e->span)) return NULL;
    return mk_op2(checker->ir, IR_STEPS, type_number, a, b, e->span);
}

static struct ir_node *check_under(struct checker *checker, const struct scope *scope, const struct ast *e) {
    const struct ast *name = arg_value(e, 0);
    struct ir_node *value = check_expr(checker, scope, arg_value(e, 1), NULL);
    if (name->kind != AST_NAME || !checker_scenario(checker, name->name.name.text)) {
        struct diag *d = diag_new(checker->diags, E0216, name->span, "`under` needs the name of a scenario first, and %s is none", check_quote(checker, name));
        diag_help(checker->diags, d, "Declare one: `scenario name { set param = value }`.");
        return NULL;
    }
    return value ? check_refused(checker, value->type, e->span, "`%s`", check_source_text(checker, e->span)) : NULL;
}

static struct ir_node *lower_rescale(struct checker *checker, const struct ast *e, struct ir_node *const *args) {
    struct ir *ir = checker->ir;
    struct span span = e->span;
    struct ir_node *above = mk_op2(ir, IR_SUB, args[0]->type, args[0], args[1], span), *range = mk_op2(ir, IR_SUB, args[1]->type, args[2], args[1], span);
    struct ir_node *size = args[3] ? mk_op2(ir, IR_SUB, type_number, args[4], args[3], span) : mk_int(ir, 100, span), *scaled = NULL;
    if (range->op == IR_CONST && range->constant.known && size->op == IR_CONST && size->constant.known) {
        struct dec factor;
        enum dec_status status = dec_div(size->constant.number, range->constant.number, &factor);
        if (status == DEC_BY_ZERO) {
            struct diag *d = diag_new(checker->diags, E0310, span, "%s has no room between its ends", check_quote(checker, e));
            diag_help(checker->diags, d, "The second and the third value of `rescale` must differ.");
            return NULL;
        }
        /* The same number without a quotient, where the factor is a decimal: 100 / 200 is 0.5. */
        if (status == DEC_OK && dec_is_plain(factor)) scaled = mk_op2(ir, IR_MUL_EXACT, type_number, above, mk_number(ir, type_number, factor, span), span);
    }
    if (!scaled) scaled = mk_op2(ir, IR_DIV, type_number, mk_op2(ir, IR_MUL_EXACT, type_number, above, size, span), range, span);
    return args[3] ? mk_op2(ir, IR_ADD, type_number, args[3], scaled, span) : scaled;
}

static struct ir_node *as_text(struct checker *checker, struct ir_node *node, struct span span) {
    node = check_row_key(checker, node, span);
    return node->type.kind == TYPE_TEXT ? node : mk_op1(checker->ir, IR_TEXT, type_text, node, span);
}

static struct ir_node *date_op(struct checker *checker, enum ir_op op, int index, struct type type, struct ir_node *day, struct span span) {
    return ir_make_indexed(checker->ir, op, type, &day, 1, index, SPACE_POINT, span);
}

static struct ir_node *lower_builtin(struct checker *checker, const struct builtin *builtin, const struct ast *e, struct ir_node **args, uint32_t count) {
    struct ir *ir = checker->ir;
    struct span span = e->span;
    struct ir_node *a = args[0];
    switch (builtin->id) {
    case BUILTIN_ROUND:
        if (count < 2) args[1] = mk_int(ir, 0, span);
        if (!written_places(checker, args[1], count < 2 ? e : arg_value(e, 1), "round", -29, DEC_PLACES)) return NULL;
        return mk_op2(ir, IR_ROUND, a->type, a, args[1], span);
    case BUILTIN_FLOOR: return mk_op1(ir, IR_FLOOR, a->type, a, span);
    case BUILTIN_CEIL: return mk_op1(ir, IR_CEIL, a->type, a, span);
    case BUILTIN_ABS: return mk_op1(ir, IR_ABS, a->type, a, span);
    case BUILTIN_SIGN: return mk_op1(ir, IR_SIGN, type_number, a, span);
    case BUILTIN_MOD: return mk_op2(ir, IR_MOD, a->type, a, args[1], span);
    case BUILTIN_MIN: return ir_make(ir, IR_MIN, a->type, args, count, span);
    case BUILTIN_MAX: return ir_make(ir, IR_MAX, a->type, args, count, span);
    case BUILTIN_RESCALE: return lower_rescale(checker, e, args);
    case BUILTIN_TEXT: return as_text(checker, a, span);
    case BUILTIN_DECIMALS:
        if (!written_places(checker, args[1], arg_value(e, 1), "decimals", 0, DEC_PLACES)) return NULL;
        return mk_op2(ir, IR_DECIMALS, type_text, a, args[1], span);
    case BUILTIN_NUMBER: return mk_op1(ir, IR_NUMBER, type_number, a, span);
    case BUILTIN_LABEL: return mk_op1(ir, IR_LABEL, type_text, a, span);
    case BUILTIN_JOIN:
        for (uint32_t i = 1; i < count; i++) args[i] = as_text(checker, args[i], arg_value(e, i)->span);
        return ir_make(ir, IR_JOIN, type_text, args, count, span);
    case BUILTIN_REPLACE: return ir_make(ir, IR_REPLACE, type_text, args, 3, span);
    case BUILTIN_BEFORE: return mk_op2(ir, IR_BEFORE, type_text, a, args[1], span);
    case BUILTIN_AFTER: return mk_op2(ir, IR_AFTER, type_text, a, args[1], span);
    case BUILTIN_LOWER: return mk_op1(ir, IR_LOWER, type_text, a, span);
    case BUILTIN_UPPER: return mk_op1(ir, IR_UPPER, type_text, a, span);
    case BUILTIN_TRIM: return mk_op1(ir, IR_TRIM, type_text, a, span);
    case BUILTIN_LENGTH: return mk_op1(ir, IR_LENGTH, type_number, a, span);
    case BUILTIN_YEAR: return date_op(checker, IR_DATE_PART, PART_YEAR, type_number, a, span);
    case BUILTIN_QUARTER: return date_op(checker, IR_DATE_PART, PART_QUARTER, type_number, a, span);
    case BUILTIN_MONTH: return date_op(checker, IR_DATE_PART, PART_MONTH, type_number, a, span);
    case BUILTIN_DAY: return date_op(checker, IR_DATE_PART, PART_DAY, type_number, a, span);
    case BUILTIN_WEEKDAY: return date_op(checker, IR_DATE_PART, PART_WEEKDAY, type_number, a, span);
    case BUILTIN_START_OF_WEEK: return date_op(checker, IR_START_OF, DATE_WEEK, type_date, a, span);
    case BUILTIN_START_OF_MONTH: return date_op(checker, IR_START_OF, DATE_MONTH, type_date, a, span);
    case BUILTIN_START_OF_QUARTER: return date_op(checker, IR_START_OF, DATE_QUARTER, type_date, a, span);
    case BUILTIN_START_OF_YEAR: return date_op(checker, IR_START_OF, DATE_YEAR, type_date, a, span);
    case BUILTIN_END_OF_WEEK: return date_op(checker, IR_END_OF, DATE_WEEK, type_date, a, span);
    case BUILTIN_END_OF_MONTH: return date_op(checker, IR_END_OF, DATE_MONTH, type_date, a, span);
    case BUILTIN_END_OF_QUARTER: return date_op(checker, IR_END_OF, DATE_QUARTER, type_date, a, span);
    case BUILTIN_END_OF_YEAR: return date_op(checker, IR_END_OF, DATE_YEAR, type_date, a, span);
    default: return NULL; /* aggregates, and those with arguments that are no values: done elsewhere */
    }
}

/* One argument of the kind that the table asks for. `first`: the first argument's type, for `same`. */
static struct ir_node *check_argument(struct checker *checker, const struct scope *scope, const struct ast *value, struct builtin_arg arg, const char *what, const struct type *first) {
    if (kind_is(arg, "number")) return check_number(checker, scope, value, what);
    if (kind_is(arg, "text")) return check_text(checker, scope, value, what);
    if (kind_is(arg, "date")) return check_date(checker, scope, value, what);
    if (kind_is(arg, "bool")) return check_condition(checker, scope, value, what);
    if (kind_is(arg, "plain")) {
        struct ir_node *node = check_number(checker, scope, value, what);
        return node ? check_fit(checker, node, value, (struct type){.kind = TYPE_NUMBER}, (struct span){0}, NULL) : NULL;
    }
    struct ir_node *node = check_expr(checker, scope, value, kind_is(arg, "same") ? first : NULL);
    if (!node) return NULL;
    bool wrong = node->type.kind == TYPE_LIST || (kind_is(arg, "category") && node->type.kind != TYPE_CATEGORY && node->type.kind != TYPE_ANY);
    if (!wrong) return node;
    char phrase[80];
    struct diag *d = diag_new(checker->diags, E0216, value->span, "%s needs %s, but %s is %s", what, kind_is(arg, "category") ? "a value of a category" : "single values", check_quote(checker, value),
                              type_phrase(node->type, phrase));
    check_also_declared(checker, d, node, value);
    return NULL;
}

/* "x, low, high": what must be given, by name; the types are the checker's concern. */
static const char *argument_names(struct checker *checker, const struct builtin *builtin) {
    struct buf names;
    buf_init(&names);
    const char *at = builtin->args;
    while (*at) {
        size_t name = strcspn(at, ":?,"), whole = strcspn(at, ",");
        if (at[name] != '?') buf_printf(&names, "%s%.*s", names.len ? ", " : "", (int)name, at);
        at += whole;
        at += strspn(at, ", ");
    }
    const char *text = arena_strndup(checker->arena, names.ptr, names.len);
    buf_release(&names);
    return text;
}

static struct ir_node *check_builtin(struct checker *checker, const struct scope *scope, const struct ast *e, const struct builtin *builtin) {
    unsigned fewest, most;
    builtin_arity(builtin, &fewest, &most);
    uint32_t count = e->call.args.len;
    bool holidays = builtin->id == BUILTIN_WORKDAYS || builtin->id == BUILTIN_ADD_WORKDAYS; /* the last argument is a list */
    if (!no_clauses(checker, e, holidays && count ? count - 1 : count, builtin->name)) return NULL;
    if (count < fewest || count > most || (builtin->id == BUILTIN_RESCALE && count == 4)) {
        wrong_count(checker, e, builtin->name, fewest, most, arena_printf(checker->arena, "It is `%s(%s)`, for example `%s`.", builtin->name, argument_names(checker, builtin), builtin->example), (struct span){0});
        return NULL;
    }
    if (builtin->id == BUILTIN_MEETS) return check_meets(checker, scope, e);
    if (builtin->id == BUILTIN_STEPS) return check_steps(checker, scope, e);
    if (builtin->id == BUILTIN_UNDER) return check_under(checker, scope, e);
    struct ir_node **args = ARENA_ARRAY(checker->arena, struct ir_node *, (size_t)count + 6);
    const char *what = arena_printf(checker->arena, "`%s`", builtin->name);
    struct type common = {.kind = TYPE_ANY};
    struct span first = {0};
    bool fine = true;
    for (uint32_t i = 0; i < count; i++) {
        struct builtin_arg arg;
        if (!builtin_arg(builtin, i, &arg) || kind_is(arg, "record")) continue;
        args[i] = check_argument(checker, scope, arg_value(e, i), arg, what, &common);
        bool typed = i == 0 || kind_is(arg, "same");
        fine &= args[i] && (!typed || check_common(checker, &common, &first, args[i], arg_value(e, i)));
    }
    if (!fine) return NULL;
    if (holidays) return lower_workdays(checker, scope, e, builtin, args);
    for (uint32_t i = 0; i < count; i++) {
        struct builtin_arg arg;
        builtin_arg(builtin, i, &arg);
        if (i && !kind_is(arg, "same")) continue;
        args[i] = check_fit(checker, args[i], arg_value(e, i), common, first, NULL);
        if (!args[i]) return NULL;
    }
    if ((builtin->id == BUILTIN_MIN || builtin->id == BUILTIN_MAX) && !check_ordered(checker, what, common, arg_value(e, 0), e->span)) return NULL;
    return lower_builtin(checker, builtin, e, args, count);
}

struct ir_node *check_call(struct checker *checker, const struct scope *scope, const struct ast *e) {
    const struct ast *callee = e->call.callee;
    for (uint32_t i = 0; i < e->call.args.len; i++) {
        if (e->call.args.at[i]->kind != AST_ARG) return NULL;
    }
    const char *name = function_list_name(callee);
    if (!name) return module_say_missing(checker, callee) ? NULL : no_function(checker, scope, e);
    struct symbol *symbol = checker_symbol(checker, name);
    if (symbol && symbol->kind == SYMBOL_FUNCTION) return check_own_function(checker, scope, e, symbol);
    if (check_is_aggregate(checker, scope, e)) {
        const struct builtin *over = builtin_find(name, true);
        return over->shape == BUILTIN_WINDOW ? check_window_function(checker, scope, e, over) : check_aggregate(checker, scope, e, name);
    }
    const struct builtin *builtin = builtin_find(name, false);
    if (builtin) return check_builtin(checker, scope, e, builtin);
    return no_function(checker, scope, e);
}
