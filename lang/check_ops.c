/* Arithmetic and comparison: which units may meet, what comes out, and how to say it when they may not.
 *
 *     + -   money and money; percent and percent is percent; any other two numbers are a plain number
 *     *     money and a number is money; money and money is legal only on its way to `/` money
 *     /     money by money is a number, money by a number is money
 *
 * A literal or a param without a declared unit is open: it takes the unit of what it meets.
 * SPDX-License-Identifier: MIT */
#include "lang/check_internal.h"

/* --- units of numbers --- */

/* What both sides of a message say. */
struct sides {
    const struct ir_node *left, *right;
    const struct ast *left_ast, *right_ast;
};

static struct diag *report_sides(struct checker *checker, enum diag_code code, struct span span, const struct sides *s) {
    char a[80], b[80];
    struct diag *d = diag_new(checker->diags, code, span, "%s is %s, but %s is %s", check_quote(checker, s->left_ast), type_phrase(s->left->type, a), check_quote(checker, s->right_ast),
                              type_phrase(s->right->type, b));
    check_also_declared(checker, d, s->left, s->left_ast);
    check_also_declared(checker, d, s->right, s->right_ast);
    return d;
}

static bool is_money(struct type t) {
    return t.unit == UNIT_MONEY;
}

/* Whether two amounts may meet; *currency gets the one they share. */
static bool same_currency(struct checker *checker, struct span span, const struct sides *s, const char **currency) {
    const char *a = s->left->type.currency, *b = s->right->type.currency;
    *currency = a ? a : b;
    if (!a || !b || a == b) return true;
    struct diag *d = report_sides(checker, E0302, span, s);
    diag_help(checker->diags, d, "Two currencies do not mix: convert one of them with a rate, `amount * rate`, into a number without currency first.");
    return false;
}

static bool money_beside_number(struct checker *checker, struct span span, const struct sides *s) {
    struct diag *d = report_sides(checker, E0301, span, s);
    const struct sides swapped = {s->right, s->left, s->right_ast, s->left_ast};
    const struct sides *number = is_money(s->left->type) ? s : &swapped;
    if (number->right->op == IR_PARAM) {
        diag_help(checker->diags, d, "If %s is an amount, declare it as `money`.", check_quote(checker, number->right_ast));
    } else {
        diag_help(checker->diags, d, "Compare and add amounts only with amounts; an amount divided by an amount is a number.");
    }
    return false;
}

/* + and -, comparison: the type both have then. */
static bool units_meet(struct checker *checker, struct span span, const struct sides *s, struct type *out) {
    struct type a = s->left->type, b = s->right->type;
    *out = (struct type){.kind = TYPE_NUMBER, .open = a.open && b.open};
    if (a.unit == UNIT_MONEY_SQUARED || b.unit == UNIT_MONEY_SQUARED) {
        if (a.unit != b.unit) {
            struct diag *d = report_sides(checker, E0303, span, s);
            diag_help(checker->diags, d, "An amount times an amount means nothing unless it is divided by an amount again.");
            return false;
        }
        out->unit = UNIT_MONEY_SQUARED;
        return same_currency(checker, span, s, &out->currency);
    }
    if (is_money(a) != is_money(b)) {
        bool other_open = is_money(a) ? b.open && b.unit == UNIT_PLAIN : a.open && a.unit == UNIT_PLAIN;
        bool money_open = is_money(a) ? a.open : b.open;
        if (money_open && !other_open) {
            out->unit = (is_money(a) ? b : a).unit;
            return true;
        }
        if (!other_open) return money_beside_number(checker, span, s);
        out->unit = UNIT_MONEY;
        out->currency = is_money(a) ? a.currency : b.currency;
        return true;
    }
    out->unit = a.unit;
    if (is_money(a)) return same_currency(checker, span, s, &out->currency);
    bool both = a.unit == UNIT_PERCENT && b.unit == UNIT_PERCENT;
    bool one_open = (a.unit == UNIT_PERCENT && b.open) || (b.unit == UNIT_PERCENT && a.open);
    out->unit = both || one_open ? UNIT_PERCENT : UNIT_PLAIN;
    return true;
}

/* What the open side of a product stays: a written number only scales, a param may bring the amount. */
static bool scales_only(const struct ir_node *open_side) {
    return !open_side->type.open || open_side->op == IR_CONST;
}

static bool units_of_product(struct checker *checker, struct span span, const struct sides *s, struct type *out) {
    struct type a = s->left->type, b = s->right->type;
    *out = (struct type){.kind = TYPE_NUMBER};
    bool firm_a = is_money(a) && !a.open, firm_b = is_money(b) && !b.open;
    if (a.unit == UNIT_MONEY_SQUARED || b.unit == UNIT_MONEY_SQUARED) {
        if (firm_a || firm_b || a.unit == b.unit) {
            struct diag *d = report_sides(checker, E0303, span, s);
            diag_help(checker->diags, d, "An amount times an amount means nothing unless it is divided by an amount again.");
            return false;
        }
        out->unit = UNIT_MONEY_SQUARED;
        out->currency = a.currency ? a.currency : b.currency;
        return true;
    }
    if (firm_a && firm_b) {
        out->unit = UNIT_MONEY_SQUARED;
        return same_currency(checker, span, s, &out->currency);
    }
    if (firm_a || firm_b) {
        out->unit = UNIT_MONEY;
        out->currency = firm_a ? a.currency : b.currency;
        return true;
    }
    bool open_money = is_money(a) || is_money(b);
    out->unit = open_money ? UNIT_MONEY : UNIT_PLAIN;
    out->open = open_money || (a.open && b.open) || !scales_only(s->left) || !scales_only(s->right);
    return true;
}

static bool units_of_quotient(struct checker *checker, struct span span, const struct sides *s, struct type *out) {
    struct type a = s->left->type, b = s->right->type;
    *out = (struct type){.kind = TYPE_NUMBER};
    const char *currency;
    if (b.unit == UNIT_MONEY_SQUARED) {
        struct diag *d = report_sides(checker, E0303, span, s);
        diag_help(checker->diags, d, "An amount times an amount means nothing unless it is divided by an amount again.");
        return false;
    }
    if ((is_money(a) || a.unit == UNIT_MONEY_SQUARED) && is_money(b) && !b.open) {
        if (!same_currency(checker, span, s, &currency)) return false;
        if (a.unit == UNIT_MONEY_SQUARED) out->unit = UNIT_MONEY, out->currency = currency;
        return true;
    }
    if (a.unit == UNIT_MONEY_SQUARED || is_money(a)) {
        out->unit = a.unit;
        out->currency = a.currency;
        out->open = is_money(a) && (a.open || !scales_only(s->right)); /* by a param: it may have been an amount */
        return true;
    }
    out->open = a.open && (b.open || is_money(b)) && !(is_money(b) && !b.open);
    return true;
}

/* --- arithmetic --- */

static struct ir_node *check_operand(struct checker *checker, const struct scope *scope, const struct ast *e) {
    bool arithmetic = e->kind == AST_BINARY && e->binary.op <= AST_OP_DIV;
    /* Not through check_expr: money times money may still be divided by money further out. */
    return arithmetic ? check_arithmetic(checker, scope, e) : check_expr(checker, scope, e, NULL);
}

static struct ir_node *no_arithmetic(struct checker *checker, const struct ast *e, const struct sides *s) {
    const char *op = ast_operator_text(e->binary.op);
    bool left_wrong = s->left->type.kind != TYPE_NUMBER && s->left->type.kind != TYPE_PERIOD && s->left->type.kind != TYPE_DATE;
    const struct ir_node *wrong = left_wrong ? s->left : s->right;
    const struct ast *wrong_ast = left_wrong ? s->left_ast : s->right_ast;
    char phrase[80];
    struct diag *d = diag_new(checker->diags, E0216, wrong_ast->span, "`%s` cannot be used with %s, which is %s", op, check_quote(checker, wrong_ast), type_phrase(wrong->type, phrase));
    check_also_declared(checker, d, wrong, wrong_ast);
    if (wrong->type.kind == TYPE_TEXT && e->binary.op == AST_OP_ADD) {
        diag_help(checker->diags, d, "Texts are joined with `&`.");
    } else if (wrong->type.kind == TYPE_TEXT) {
        diag_help(checker->diags, d, "If the text holds a number, read it: `number(%s)`.", check_source_text(checker, wrong_ast->span));
    } else if (wrong->type.kind == TYPE_BOOL) {
        diag_help(checker->diags, d, "To count what is true, write `count of (…)`; for a number, `if %s then 1 else 0`.", check_source_text(checker, wrong_ast->span));
    } else if (wrong->type.kind == TYPE_CATEGORY) {
        diag_help(checker->diags, d, "The distance between two values of an ordered category is `steps(from, to)`.");
    } else if (wrong->type.kind == TYPE_LIST) {
        diag_help(checker->diags, d, "Say what about its rows, for example `count(%s)`.", check_source_text(checker, wrong_ast->span));
    }
    return NULL;
}

static struct ir_node *date_arithmetic(struct checker *checker, const struct ast *e, const struct sides *s) {
    struct ir *ir = checker->ir;
    struct ir_node *left = (struct ir_node *)s->left, *right = (struct ir_node *)s->right;
    enum type_kind a = left->type.kind, b = right->type.kind;
    enum ast_operator op = e->binary.op;
    if (op == AST_OP_ADD && a == TYPE_DATE && b == TYPE_PERIOD) return mk_date_plus(ir, left, right, e->span);
    if (op == AST_OP_ADD && a == TYPE_PERIOD && b == TYPE_DATE) return mk_date_plus(ir, right, left, e->span);
    if (op == AST_OP_SUB && a == TYPE_DATE && b == TYPE_PERIOD) return mk_date_plus(ir, left, mk_op1(ir, IR_NEG, right->type, right, right->span), e->span);
    const char *x = check_source_text(checker, s->left_ast->span), *y = check_source_text(checker, s->right_ast->span);
    if (op == AST_OP_SUB && a == TYPE_DATE && b == TYPE_DATE) {
        struct diag *d = diag_new(checker->diags, E0226, e->span, "%s and %s are dates, and cannot be subtracted", check_quote(checker, s->left_ast), check_quote(checker, s->right_ast));
        diag_help(checker->diags, d, "Write `days from %s to %s`, or count in weeks, months, quarters or years.", y, x);
        return NULL;
    }
    if ((op == AST_OP_ADD || op == AST_OP_SUB) && ((a == TYPE_DATE && b == TYPE_NUMBER) || (a == TYPE_NUMBER && b == TYPE_DATE))) {
        const char *number = a == TYPE_DATE ? y : x, *day = a == TYPE_DATE ? x : y;
        bool literal = (a == TYPE_DATE ? right : left)->op == IR_CONST;
        struct diag *d = diag_new(checker->diags, E0309, e->span, "%s is a date: %s of what?", check_quote(checker, a == TYPE_DATE ? s->left_ast : s->right_ast), number);
        diag_help(checker->diags, d, literal ? "Write the unit: `%s %s %s days`, or `months`." : "Write the unit: `%s %s %s * 1 day`, or `* 1 month`.", day, ast_operator_text(op), number);
        return NULL;
    }
    return no_arithmetic(checker, e, s);
}

static struct ir_node *period_arithmetic(struct checker *checker, const struct ast *e, const struct sides *s) {
    struct ir *ir = checker->ir;
    struct ir_node *left = (struct ir_node *)s->left, *right = (struct ir_node *)s->right;
    bool a = left->type.kind == TYPE_PERIOD, b = right->type.kind == TYPE_PERIOD;
    enum ast_operator op = e->binary.op;
    struct type type = a ? left->type : right->type;
    if (a && b && op != AST_OP_MUL) {
        if (left->type.period != right->type.period && !left->type.open && !right->type.open) {
            struct diag *d = report_sides(checker, E0304, e->span, s);
            diag_help(checker->diags, d, "Months have different lengths, so days and months do not mix: write both in one of them.");
            return NULL;
        }
        if (op == AST_OP_DIV) return mk_op2(ir, IR_DIV, type_number, left, right, e->span);
        return mk_op2(ir, op == AST_OP_ADD ? IR_ADD : IR_SUB, type, left, right, e->span);
    }
    const struct ir_node *number = a ? right : left;
    bool plain = number->type.kind == TYPE_NUMBER && (number->type.unit != UNIT_MONEY || number->type.open);
    if (a != b && plain && op == AST_OP_MUL) return mk_op2(ir, IR_MUL, type, left, right, e->span);
    if (a && plain && op == AST_OP_DIV) return mk_op2(ir, IR_DIV, type, left, right, e->span);
    struct diag *d = report_sides(checker, E0216, e->span, s);
    diag_help(checker->diags, d, op == AST_OP_ADD || op == AST_OP_SUB ? "A period can be added to a date or to another period, such as `3 months`." : "A period can be multiplied or divided by a plain number.");
    return NULL;
}

static struct ir_node *check_negate(struct checker *checker, const struct scope *scope, const struct ast *e) {
    struct ir_node *a = check_operand(checker, scope, e->negate.operand);
    if (!a) return NULL;
    if (a->type.kind == TYPE_ANY) return a;
    if (a->type.kind == TYPE_NUMBER || a->type.kind == TYPE_PERIOD) return mk_op1(checker->ir, IR_NEG, a->type, a, e->span);
    char phrase[80];
    struct diag *d = diag_new(checker->diags, E0216, e->span, "`-` cannot be used with %s, which is %s", check_quote(checker, e->negate.operand), type_phrase(a->type, phrase));
    check_also_declared(checker, d, a, e->negate.operand);
    if (a->type.kind == TYPE_BOOL) diag_help(checker->diags, d, "To turn a condition round, write `not`.");
    return NULL;
}

/* A constant calculation that has no result, and a division by a written zero. */
static bool has_result(struct checker *checker, const struct ast *e, const struct sides *s, const struct ir_node *node) {
    if (e->binary.op == AST_OP_DIV && s->right->op == IR_CONST && s->right->constant.known && dec_sign(s->right->constant.number) == 0) {
        struct diag *d = diag_new(checker->diags, E0310, e->span, "%s divides by zero", check_quote(checker, e));
        diag_help(checker->diags, d, "Nothing can be divided by zero.");
        return false;
    }
    if (node->op != IR_CONST || node->constant.known || s->left->op != IR_CONST || !s->left->constant.known || s->right->op != IR_CONST || !s->right->constant.known) return true;
    struct diag *d = diag_new(checker->diags, E0310, e->span, "%s %s", check_quote(checker, e), cause_text(node->constant.cause));
    diag_help(checker->diags, d, "A number has at most 29 digits before the point, a date lies between the years 1 and 9999.");
    return false;
}

struct ir_node *check_arithmetic(struct checker *checker, const struct scope *scope, const struct ast *e) {
    if (e->kind == AST_NEGATE) return check_negate(checker, scope, e);
    static const enum ir_op ops[] = {[AST_OP_ADD] = IR_ADD, [AST_OP_SUB] = IR_SUB, [AST_OP_MUL] = IR_MUL, [AST_OP_DIV] = IR_DIV};
    enum ast_operator op = e->binary.op;
    checker->depth++;
    struct ir_node *left = check_operand(checker, scope, e->binary.left), *right = check_operand(checker, scope, e->binary.right);
    checker->depth--;
    if (!left || !right) return NULL;
    const struct sides s = {left, right, e->binary.left, e->binary.right};
    enum type_kind a = left->type.kind, b = right->type.kind;
    if (a == TYPE_ANY && b == TYPE_ANY) return left;
    if (a == TYPE_ANY || b == TYPE_ANY) return mk_unknown(checker->ir, a == TYPE_ANY ? right->type : left->type, CAUSE_WRITTEN, e->span);
    struct ir_node *node;
    if (a == TYPE_DATE || b == TYPE_DATE) {
        node = date_arithmetic(checker, e, &s);
    } else if ((a == TYPE_PERIOD && (b == TYPE_PERIOD || b == TYPE_NUMBER)) || (b == TYPE_PERIOD && a == TYPE_NUMBER)) {
        node = period_arithmetic(checker, e, &s);
    } else if (a != TYPE_NUMBER || b != TYPE_NUMBER) {
        return no_arithmetic(checker, e, &s);
    } else {
        struct type type;
        bool fine = op == AST_OP_MUL ? units_of_product(checker, e->span, &s, &type) : op == AST_OP_DIV ? units_of_quotient(checker, e->span, &s, &type) : units_meet(checker, e->span, &s, &type);
        if (!fine) return NULL;
        node = mk_op2(checker->ir, ops[op], type, left, right, e->span);
    }
    return node && has_result(checker, e, &s, node) ? node : NULL;
}

/* --- comparison --- */

static bool is_ordering(enum ast_operator op) {
    return op == AST_OP_LT || op == AST_OP_LE || op == AST_OP_GT || op == AST_OP_GE;
}

/* `margin_pct >= 30` where 30% is meant. */
static void warn_percent(struct checker *checker, struct span span, const struct ir_node *percent, const struct ast *percent_ast, const struct ir_node *number, const struct ast *number_ast) {
    if (percent->type.kind != TYPE_NUMBER || percent->type.unit != UNIT_PERCENT || percent->op == IR_CONST) return;
    if (number->op != IR_CONST || number->type.unit != UNIT_PLAIN || !number->type.open || !number->constant.known) return;
    if (dec_compare(dec_abs(number->constant.number), dec_one) <= 0) return;
    const char *text = check_source_text(checker, number_ast->span);
    struct diag *d = diag_new(checker->diags, W0603, span, "%s is a percentage, and %s without a sign is %s00%%", check_quote(checker, percent_ast), check_quote(checker, number_ast), text);
    diag_help(checker->diags, d, "Write `%s%%`.", text);
}

static struct ir_node *not_comparable(struct checker *checker, const struct sides *s, struct span span) {
    struct diag *d = report_sides(checker, E0214, span, s);
    const struct sides swapped = {s->right, s->left, s->right_ast, s->left_ast};
    for (int i = 0; i < 2; i++) {
        const struct sides *v = i ? &swapped : s;
        struct type t = v->left->type;
        int code;
        if (v->right->type.kind == TYPE_TEXT && v->right->op == IR_CONST) {
            if (t.kind == TYPE_CATEGORY && t.category && category_read(t.category, v->right->constant.text, &code)) {
                struct str name = category_name(t.category, code);
                diag_help(checker->diags, d, "Write the value without quotes: `%.*s`.", STR_FMT(name));
            } else if (t.kind == TYPE_NUMBER) {
                diag_help(checker->diags, d, "Write a number without quotes, for example `%s`.", t.unit == UNIT_MONEY ? "50_000" : t.unit == UNIT_PERCENT ? "25%" : "50");
            } else if (t.kind == TYPE_DATE) {
                diag_help(checker->diags, d, "Write a date without quotes: `2026-11-01`.");
            } else if (t.kind == TYPE_BOOL) {
                diag_help(checker->diags, d, "Write `true` or `false`.");
            }
        } else if (t.kind == TYPE_LIST) {
            diag_help(checker->diags, d, "Say what about its rows, for example `count(%s)`.", check_source_text(checker, v->left_ast->span));
        } else if (t.kind == TYPE_RECORD && t.record && t.record->key >= 0) {
            diag_help(checker->diags, d, "It leads to a row; compare what that row has, for example `%s.%s`.", check_source_text(checker, v->left_ast->span), t.record->fields[t.record->key].name);
        } else if (t.kind == TYPE_TEXT && v->left->op != IR_CONST && v->right->type.kind == TYPE_NUMBER) {
            diag_help(checker->diags, d, "If the text holds a number, read it: `number(%s)`.", check_source_text(checker, v->left_ast->span));
        } else if (t.kind == TYPE_DATE && v->right->type.kind == TYPE_PERIOD) {
            diag_help(checker->diags, d, "For an age write `%s within last …` or `%s older than …`.", check_source_text(checker, v->left_ast->span), check_source_text(checker, v->left_ast->span));
        } else if (t.kind == TYPE_PERIOD && v->right->type.kind == TYPE_NUMBER) {
            diag_help(checker->diags, d, "Compare numbers, without a unit: `months since … >= 18`.");
        } else if (t.kind == TYPE_BOOL && v->right->type.kind == TYPE_NUMBER) {
            diag_help(checker->diags, d, "Write `true` or `false`; a condition also stands alone: `%s`.", check_source_text(checker, v->left_ast->span));
        }
    }
    if (d->helps.len == 0) diag_help(checker->diags, d, "Only values of one type can be compared.");
    return NULL;
}

static struct ir_node *category_mismatch(struct checker *checker, const struct sides *s, struct span span) {
    struct diag *d = report_sides(checker, E0219, span, s);
    diag_help(checker->diags, d, "Only values of one category can be compared.");
    return NULL;
}

bool check_ordered(struct checker *checker, const char *what, struct type type, const struct ast *e, struct span span) {
    const struct category *category = type.kind == TYPE_CATEGORY ? type.category : NULL;
    bool ordered = category ? category->ordered : type.kind != TYPE_BOOL && type.kind != TYPE_RECORD && type.kind != TYPE_LIST;
    if (ordered) return true;
    char phrase[80];
    struct diag *d = diag_new(checker->diags, E0218, span, "%s asks for an order, and %s is %s", what, check_quote(checker, e), type_phrase(type, phrase));
    if (!category) {
        diag_help(checker->diags, d, type.kind == TYPE_BOOL ? "True and false are neither more nor less." : "Only numbers, texts, dates, periods and ordered categories have an order.");
        return false;
    }
    if (category->span.file) diag_also(checker->diags, d, category->span, "declared without an order");
    if (category->count > 1)
        diag_help(checker->diags, d, "Declare the order in a category, from low to high: `category %s = %s < %s …`. Or compare with `=` or `in (…)`.", category->name, category->members[0].name,
                  category->members[1].name);
    return false;
}

/* Whether the two may stand beside each other in a comparison; reports when not. */
static bool comparable(struct checker *checker, enum ast_operator op, const struct sides *s, struct span span) {
    struct type a = s->left->type, b = s->right->type, common;
    const char *what = arena_printf(checker->arena, "`%s`", ast_operator_text(op));
    if (a.kind == TYPE_NUMBER && b.kind == TYPE_NUMBER) {
        if (!units_meet(checker, span, s, &common)) return false;
        if (common.unit == UNIT_MONEY_SQUARED) {
            struct diag *d = report_sides(checker, E0303, span, s);
            diag_help(checker->diags, d, "An amount times an amount means nothing unless it is divided by an amount again.");
            return false;
        }
        warn_percent(checker, span, s->left, s->left_ast, s->right, s->right_ast);
        warn_percent(checker, span, s->right, s->right_ast, s->left, s->left_ast);
        return true;
    }
    if (a.kind != b.kind || a.kind == TYPE_LIST) return not_comparable(checker, s, span), false;
    switch (a.kind) {
    case TYPE_PERIOD:
        if (a.period != b.period && !a.open && !b.open) {
            struct diag *d = report_sides(checker, E0304, span, s);
            diag_help(checker->diags, d, "Months have different lengths, so days and months do not compare: write both in one of them.");
            return false;
        }
        return true;
    case TYPE_CATEGORY:
        if (!check_same_values(checker, a.category, b.category)) return category_mismatch(checker, s, span), false;
        return !is_ordering(op) || b.category->ordered || check_ordered(checker, what, a, s->left_ast, span);
    case TYPE_RECORD:
        if (a.record != b.record) return not_comparable(checker, s, span), false;
        return !is_ordering(op) || check_ordered(checker, what, a, s->left_ast, span);
    default: return !is_ordering(op) || check_ordered(checker, what, a, s->left_ast, span);
    }
}

/* The field that a node reads, or NULL. */
static const struct field *field_of(const struct checker *checker, const struct ir_node *node) {
    if (node->op != IR_FIELD) return NULL;
    uint32_t number = node->space - SPACE_SUBJECT - 1u; /* as make_records gives them */
    const struct record_info *info = node->space == SPACE_SUBJECT ? checker->subject : number < checker->records.len ? checker->records.at[number] : NULL;
    return info && info->space == node->space && (uint32_t)node->index < info->record->field_count ? &info->record->fields[node->index] : NULL;
}

/* `nps > 150` where nps lies between -100 and 100. `left op right`; the field may be on either side. */
static void warn_decided(struct checker *checker, enum ast_operator op, const struct sides *s, struct span span) {
    const struct field *field = field_of(checker, s->left);
    const struct ir_node *written = s->right;
    const struct ast *name = s->left_ast;
    if (!field) { /* seen from the field */
        static const enum ast_operator mirrored[] = {[AST_OP_EQ] = AST_OP_EQ, [AST_OP_NE] = AST_OP_NE, [AST_OP_LT] = AST_OP_GT, [AST_OP_LE] = AST_OP_GE, [AST_OP_GT] = AST_OP_LT, [AST_OP_GE] = AST_OP_LE};
        field = field_of(checker, s->right);
        written = s->left;
        name = s->right_ast;
        op = mirrored[op];
    }
    if (!field || !field->has_range || written->op != IR_CONST || !written->constant.known) return;
    int low = dec_compare(field->low, written->constant.number), high = dec_compare(field->high, written->constant.number);
    bool always = false, never = false;
    switch (op) {
    case AST_OP_EQ: never = low > 0 || high < 0; break;
    case AST_OP_NE: always = low > 0 || high < 0; break;
    case AST_OP_LT: always = high < 0, never = low >= 0; break;
    case AST_OP_LE: always = high <= 0, never = low > 0; break;
    case AST_OP_GT: always = low > 0, never = high <= 0; break;
    case AST_OP_GE: always = low >= 0, never = high < 0; break;
    default: break;
    }
    if (!always && !never) return;
    struct diag *d = diag_new(checker->diags, W0606, span, "this is %s true where %s is known", always ? "always" : "never", check_quote(checker, name));
    diag_also(checker->diags, d, field->span, "its range is declared here");
    diag_help(checker->diags, d, always ? "Ask `is known` if that is what is meant, or change the value or the range." : "Change the value, or the range of the field.");
}

/* d > x is true for a blank where the field says `default never`. */
static void warn_never(struct checker *checker, struct span span, const struct ir_node *later, const struct ast *later_ast) {
    const struct field *field = field_of(checker, later);
    if (!field || field->type.kind != TYPE_DATE || !field->has_default || field->default_value.day != DATE_NEVER) return;
    struct diag *d = diag_new(checker->diags, W0602, span, "where %s is blank it is `never`, and never is later than every date", check_quote(checker, later_ast));
    diag_also(checker->diags, d, field->span, "`default never` here");
    diag_help(checker->diags, d, "If blanks should not count, add `and %s != never`.", check_source_text(checker, later_ast->span));
}

/* A comparison that the bounds of a count decide: `a <= b` is so when the most a can be is the least b can be, and may be
 * so as long as the least a can be is no more than the most b can be. NULL: neither side is a count with bounds. */
static struct ir_node *compare_counts(struct ir *ir, enum ast_operator op, struct ir_node *left, struct ir_node *right, struct span span) {
    struct ir_node *a, *b, *c, *d, *surely, *perhaps;
    bool count = mk_bounds(left, &a, &b);
    if (!mk_bounds(right, &c, &d) && !count) return NULL;
    switch (op) {
    case AST_OP_NE: return mk_not(ir, compare_counts(ir, AST_OP_EQ, left, right, span), span);
    case AST_OP_GT: return compare_counts(ir, AST_OP_LT, right, left, span);
    case AST_OP_GE: return compare_counts(ir, AST_OP_LE, right, left, span);
    case AST_OP_LT:
        surely = mk_lt(ir, b, c, span);
        perhaps = mk_lt(ir, a, d, span);
        break;
    case AST_OP_LE:
        surely = mk_le(ir, b, c, span);
        perhaps = mk_le(ir, a, d, span);
        break;
    default: /* = */
        surely = mk_and(ir, mk_le(ir, b, c, span), mk_le(ir, d, a, span), span);
        perhaps = mk_and(ir, mk_le(ir, a, d, span), mk_le(ir, c, b, span), span);
        break;
    }
    return mk_and(ir, perhaps, mk_or(ir, surely, mk_unknown(ir, type_bool, CAUSE_UNDECIDED, span), span), span);
}

struct ir_node *check_compare(struct checker *checker, enum ast_operator op, struct ir_node *left, const struct ast *left_ast, struct ir_node *right, const struct ast *right_ast, struct span span) {
    if (!left || !right || left->type.kind == TYPE_ERROR || right->type.kind == TYPE_ERROR) return NULL;
    struct ir *ir = checker->ir;
    const struct ast *written = left_ast->kind == AST_UNKNOWN ? left_ast : right_ast->kind == AST_UNKNOWN ? right_ast : NULL;
    if (written) {
        const struct ast *other = written == left_ast ? right_ast : left_ast;
        struct diag *d = diag_new(checker->diags, E0224, span, "nothing can be compared with `unknown`: the answer would be unknown too");
        diag_help(checker->diags, d, op == AST_OP_NE ? "Write `%s is known`." : "Write `%s is unknown`.", check_source_text(checker, other->span));
        return NULL;
    }
    if (left->type.kind == TYPE_ANY || right->type.kind == TYPE_ANY) return mk_unknown(ir, type_bool, CAUSE_WRITTEN, span);
    const struct sides s = {left, right, left_ast, right_ast};
    if (!comparable(checker, op, &s, span)) return NULL;
    if (op == AST_OP_GT || op == AST_OP_GE) warn_never(checker, span, left, left_ast);
    if (op == AST_OP_LT || op == AST_OP_LE) warn_never(checker, span, right, right_ast);
    struct ir_node *decided = compare_counts(ir, op, left, right, span);
    if (decided) return decided;
    switch (op) {
    case AST_OP_EQ: return mk_eq(ir, left, right, span);
    case AST_OP_NE: return mk_not(ir, mk_eq(ir, left, right, span), span);
    case AST_OP_LT: return mk_lt(ir, left, right, span);
    case AST_OP_LE: return mk_le(ir, left, right, span);
    case AST_OP_GT: return mk_lt(ir, right, left, span);
    case AST_OP_GE: return mk_le(ir, right, left, span);
    default: return NULL;
    }
}

/* --- texts compared --- */

static struct ir_node *check_text_test(struct checker *checker, const struct scope *scope, const struct ast *e) {
    static const enum ir_op ops[] = {[AST_OP_CONTAINS] = IR_CONTAINS, [AST_OP_STARTS_WITH] = IR_STARTS_WITH, [AST_OP_ENDS_WITH] = IR_ENDS_WITH, [AST_OP_MATCHES] = IR_MATCHES};
    const struct ast *right = e->binary.right;
    const char *what = arena_printf(checker->arena, "`%s`", ast_operator_text(e->binary.op));
    struct ir_node *a = check_text(checker, scope, e->binary.left, what), *b = check_text(checker, scope, right, what);
    if (e->binary.op == AST_OP_MATCHES && b && right->kind == AST_TEXT && !check_pattern(checker, right)) return NULL; /* always, as the grammar has it */
    return mk_op2(checker->ir, ops[e->binary.op], type_bool, a, b, e->span);
}

/* `a > 0 otherwise false` reads as a > (0 otherwise false). */
static bool is_loose_default(struct checker *checker, const struct scope *scope, const struct ast *e) {
    const struct ast *right = e->binary.right;
    if (right->kind != AST_BINARY || right->parens || right->binary.op != AST_OP_OTHERWISE || right->binary.right->kind != AST_BOOL) return false;
    const struct ir_node *replaced = check_expr(checker, scope, right->binary.left, NULL);
    if (!replaced || replaced->type.kind == TYPE_BOOL || replaced->type.kind == TYPE_ANY) return !replaced;
    struct span comparison = span_join(e->span, right->binary.left->span);
    struct diag *d = diag_new(checker->diags, E0225, right->span, "`otherwise` binds tighter than `%s`: this would put %s in place of %s", ast_operator_text(e->binary.op),
                              check_quote(checker, right->binary.right), check_quote(checker, right->binary.left));
    diag_help(checker->diags, d, "Put the comparison in parentheses: `(%s) otherwise %s`.", check_source_text(checker, comparison), check_source_text(checker, right->binary.right->span));
    return true;
}

struct ir_node *check_comparison(struct checker *checker, const struct scope *scope, const struct ast *e) {
    if (e->binary.op == AST_OP_CONTAINS || e->binary.op == AST_OP_STARTS_WITH || e->binary.op == AST_OP_ENDS_WITH || e->binary.op == AST_OP_MATCHES) return check_text_test(checker, scope, e);
    struct ir_node *left, *right;
    if (is_loose_default(checker, scope, e)) {
        check_expr(checker, scope, e->binary.left, NULL); /* for mistakes of its own */
        return NULL;
    }
    check_pair(checker, scope, e->binary.left, e->binary.right, NULL, &left, &right);
    struct ir_node *node = check_compare(checker, e->binary.op, left, e->binary.left, right, e->binary.right, e->span);
    if (node && left->type.kind == TYPE_NUMBER) warn_decided(checker, e->binary.op, &(struct sides){left, right, e->binary.left, e->binary.right}, e->span);
    return node;
}

/* --- time --- */

/* today - P or today + P; past the calendar's end it is that end. */
static struct ir_node *today_and(struct checker *checker, struct ir_node *period, bool back, struct span span) {
    struct ir *ir = checker->ir;
    struct ir_node *shifted = back ? mk_op1(ir, IR_NEG, period->type, period, span) : period;
    struct ir_node *day = mk_date_plus(ir, mk_today(ir, span), shifted, span);
    /* Only a period that is surely known and whole: any other is unknown for reasons of its own. */
    if (period->op != IR_CONST && period->op != IR_PARAM) return day;
    return mk_otherwise(ir, day, mk_date(ir, back ? DATE_MIN : DATE_NEVER, span), span);
}

struct ir_node *check_window(struct checker *checker, const struct scope *scope, const struct ast *e) {
    static const char *const words[] = {[AST_WITHIN_LAST] = "`within last`", [AST_WITHIN_NEXT] = "`within next`", [AST_OLDER_THAN] = "`older than`"};
    struct ir *ir = checker->ir;
    struct ir_node *day = check_date(checker, scope, e->window.value, words[e->window.form]);
    struct ir_node *period = check_period(checker, scope, e->window.period, words[e->window.form]);
    if (!day || !period) return NULL;
    struct ir_node *today = mk_today(ir, e->span), *edge = today_and(checker, period, e->window.form != AST_WITHIN_NEXT, e->span);
    switch (e->window.form) {
    case AST_WITHIN_LAST: return mk_and(ir, mk_lt(ir, edge, day, e->span), mk_le(ir, day, today, e->span), e->span);
    case AST_WITHIN_NEXT: return mk_and(ir, mk_le(ir, today, day, e->span), mk_lt(ir, day, edge, e->span), e->span);
    case AST_OLDER_THAN: return mk_le(ir, day, edge, e->span);
    }
    return NULL;
}

struct ir_node *check_age(struct checker *checker, const struct scope *scope, const struct ast *e) {
    static const enum date_unit units[] = {[AST_DAYS] = DATE_DAY, [AST_WEEKS] = DATE_WEEK, [AST_MONTHS] = DATE_MONTH, [AST_QUARTERS] = DATE_QUARTER, [AST_YEARS] = DATE_YEAR};
    const char *what = arena_printf(checker->arena, "`%s %s`", ast_unit_text(e->age.unit), e->age.form == AST_SINCE ? "since" : e->age.form == AST_UNTIL ? "until" : "from … to");
    struct ir_node *day = check_date(checker, scope, e->age.date, what), *other = NULL;
    if (e->age.form == AST_FROM_TO) {
        other = check_date(checker, scope, e->age.to, what);
    } else {
        other = mk_today(checker->ir, e->span);
    }
    if (!day || !other) return NULL;
    struct ir_node *args[] = {e->age.form == AST_UNTIL ? other : day, e->age.form == AST_UNTIL ? day : other};
    return ir_make_indexed(checker->ir, IR_BETWEEN, type_number, args, 2, (int32_t)units[e->age.unit], SPACE_POINT, e->span);
}
