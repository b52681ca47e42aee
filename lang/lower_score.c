/* Scores. Weighted lines are summed and divided by the sum of the weights in play, once; points come on top. A sum of
 * written weights that is 100% needs no division, and one line that is skipped when it is unknown brings one in.
 * SPDX-License-Identifier: MIT */
#include "lang/lower.h"

struct line {
    const struct ast *ast;
    bool weighted, skip, subtract;
    struct ir_node *weight; /* weighted lines: its share before sharing out; constant or a param */
    struct ir_node *raw;    /* the value as written, a bool still a bool; of points: what they come to */
    struct ir_node *value;  /* 0 .. 100 by custom, after `when missing V`; of points: what they come to, likewise */
    struct ir_node *points; /* what the line contributes once the weights are shared out */
};
struct work {
    struct line *lines;
    uint32_t count, weighted, skipped;
    const struct ast *bands;
    bool broken;             /* a line could not be read */
    bool constant;           /* all weights are written numbers */
    struct dec total;        /* their sum, when they are */
    struct ir_node *in_play; /* sum of the weights that count; NULL when the weights need no sharing out */
    struct mark parts;       /* of `.parts`, whose labels may hold values */
};

static struct work *read_lines(struct checker *checker, struct symbol *symbol) {
    struct work *work = ARENA_NEW(checker->arena, struct work);
    const struct ast_list *list = &symbol->ast->score.lines;
    work->parts = (struct mark){.name = arena_printf(checker->arena, "%s.parts", symbol->name), .span = symbol->span};
    work->lines = ARENA_ARRAY(checker->arena, struct line, list->len);
    for (uint32_t i = 0; i < list->len; i++) {
        const struct ast *a = list->at[i];
        if (a->kind == AST_ERROR) work->broken = true;
        if (a->kind == AST_BANDS) {
            if (work->bands) {
                struct diag *d =
                    diag_new(checker->diags, E0451, a->span, "score `%s` has two lines of bands", symbol->name);
                diag_also(checker->diags, d, work->bands->span, "the first");
                diag_help(checker->diags, d, "Write one line: `bands low, middle from 40, high from 70`.");
            } else {
                work->bands = a;
            }
        }
        if (a->kind != AST_SCORE_LINE) continue;
        struct line *line = &work->lines[work->count++];
        line->ast = a;
        line->weighted = a->score_line.form == AST_SCORE_PERCENT || a->score_line.form == AST_SCORE_WEIGHT;
        line->subtract = a->score_line.form == AST_SCORE_SUBTRACT;
        line->skip = a->score_line.missing == AST_MISSING_SKIP;
        if (line->weighted) work->weighted++;
        if (line->weighted && line->skip) work->skipped++;
    }
    if (!work->count && !work->broken) {
        struct diag *d = diag_new(checker->diags, E0450, symbol->span, "score `%s` has no lines", symbol->name);
        diag_help(checker->diags, d,
                  "Add what it is made of, for example `40%% of nps \"Loyalty\"`, or `add 10 when profitable`.");
    }
    return work;
}

/* Percentages and plain numbers fit; money, dates, texts do not. */
static struct ir_node *plain_number(struct checker *checker, struct ir_node *node, const struct ast *e) {
    if (!node || node->type.kind == TYPE_ERROR) return NULL;
    struct type type = node->type;
    if (type.kind == TYPE_ANY || (type.kind == TYPE_NUMBER && type.open))
        return check_fit(checker, node, e, type_number, (struct span){0}, NULL);
    if (type.kind == TYPE_NUMBER && (type.unit == UNIT_PLAIN || type.unit == UNIT_PERCENT)) return node;
    char name[80];
    struct diag *d = diag_new(checker->diags, E0350, e->span, "%s is %s, but a score adds up plain numbers",
                              check_quote(checker, e), type_phrase(type, name));
    if (type.kind == TYPE_NUMBER)
        diag_help(checker->diags, d,
                  "Divide by an amount, or say what counts as 0 and as 100: `rescale(x, low, high)`.");
    else if (type.kind == TYPE_CATEGORY || type.kind == TYPE_TEXT)
        diag_help(checker->diags, d, "Say what each value is worth: a table can, or `if … then … else …`.");
    else
        diag_help(checker->diags, d, "Count something: months since a date, for example.");
    return NULL;
}

/* A bool counts 100 or 0. */
static struct ir_node *worth(struct checker *checker, struct ir_node *raw, struct span span) {
    if (!raw || raw->type.kind != TYPE_BOOL) return raw;
    return mk_if(checker->ir, raw, mk_int(checker->ir, 100, span), mk_int(checker->ir, 0, span), span);
}

static struct ir_node *score_number(struct checker *checker, const struct ast *e) {
    struct dec value;
    bool percent;
    if (!ast_number_value(e, &value, &percent)) return NULL;
    return mk_number(checker->ir, type_number, value, e->span);
}

static void weigh(struct checker *checker, struct line *line, const struct scope *scope) {
    const struct ast_score_line_node *a = &line->ast->score_line;
    if (a->form == AST_SCORE_PERCENT) {
        line->weight = score_number(checker, a->weight);
    } else {
        struct ir_node *weight = check_number(checker, &scope_point, a->weight, "a weight");
        line->weight = plain_number(checker, weight, a->weight);
    }
    line->raw = check_expr(checker, scope, a->value, NULL);
    if (line->raw && line->raw->type.kind != TYPE_BOOL) line->raw = plain_number(checker, line->raw, a->value);
    line->value = worth(checker, line->raw, a->value->span);
}

static void add_points(struct checker *checker, struct line *line, const struct scope *scope) {
    const struct ast_score_line_node *a = &line->ast->score_line;
    struct ir_node *points = plain_number(checker, check_expr(checker, scope, a->weight, &type_number), a->weight);
    struct ir_node *condition =
        check_condition(checker, scope, a->value, line->subtract ? "`subtract … when`" : "`add … when`");
    line->raw = mk_if(checker->ir, condition, points, mk_int(checker->ir, 0, a->weight->span), line->ast->span);
    line->value = line->raw;
    if (line->skip)
        line->value = mk_otherwise(checker->ir, line->raw, mk_int(checker->ir, 0, line->ast->span), line->ast->span);
}

static void elaborate_lines(struct checker *checker, struct work *work) {
    struct scope scope = scope_subject(checker);
    work->constant = true;
    work->total = dec_zero;
    for (uint32_t i = 0; i < work->count; i++) {
        struct line *line = &work->lines[i];
        if (line->weighted)
            weigh(checker, line, &scope);
        else
            add_points(checker, line, &scope);
        if (line->ast->score_line.missing == AST_MISSING_VALUE && line->ast->score_line.instead) {
            struct ir_node *instead = score_number(checker, line->ast->score_line.instead);
            line->value = mk_otherwise(checker->ir, line->value, instead, line->ast->span);
        }
        if (!line->weighted || !line->weight) continue;
        if (line->weight->op != IR_CONST ||
            dec_add(work->total, line->weight->constant.number, &work->total) == DEC_OVERFLOW)
            work->constant = false;
    }
}

static bool below_zero(const struct checker *checker, const struct ir_node *weight) {
    const struct value *value = NULL;
    if (weight && weight->op == IR_CONST) value = &weight->constant;
    if (weight && weight->op == IR_PARAM) value = &checker->framework->params[weight->index].value;
    return value && value->known && dec_sign(value->number) < 0;
}

/* Weights below zero, of nothing, or of something that is not 100%. */
static bool check_weights(struct checker *checker, struct symbol *symbol, const struct work *work) {
    if (!work->weighted) return true;
    bool sound = true, percents = true;
    for (uint32_t i = 0; i < work->count; i++) {
        const struct line *line = &work->lines[i];
        if (!line->weighted) continue;
        if (line->ast->score_line.form != AST_SCORE_PERCENT) percents = false;
        if (below_zero(checker, line->weight)) {
            struct diag *d = diag_new(checker->diags, E0353, line->ast->score_line.weight->span, "a weight below zero");
            diag_help(checker->diags, d, "To take something off a score, write `subtract 10 when …`.");
            sound = false;
        }
    }
    if (!work->constant || !sound) return sound;
    if (dec_sign(work->total) == 0) {
        struct diag *d =
            diag_new(checker->diags, E0353, symbol->span, "the weights of score `%s` add up to nothing", symbol->name);
        diag_help(checker->diags, d, "Give at least one line a weight above 0%%.");
        return false;
    }
    if (percents && !work->broken && dec_compare(work->total, dec_one) != 0) {
        char text[DEC_TEXT_MAX];
        struct dec points = work->total;
        dec_mul(work->total, dec_from_int(100), &points);
        dec_format(points, text);
        struct diag *d = diag_new(checker->diags, W0651, symbol->span,
                                  "the weights of score `%s` add up to %s%%, not to 100%%", symbol->name, text);
        diag_help(
            checker->diags, d,
            "The score is divided by their sum, so it still runs from 0 to 100. If that is what you mean, take the "
            "weights from params: `weight p of …`.");
    }
    return true;
}

/* weight * (x / c) as (weight / c) * x, where that is a plain number: half of the scores in the world rescale something,
 * and so need no fraction. NULL when the value is no such thing. */
static struct ir_node *weighted_quotient(struct ir *ir, const struct ir_node *weight, const struct ir_node *value,
                                         struct span span) {
    const struct ir_node *quotient =
        value->op == IR_OTHERWISE && value->args[1]->op == IR_CONST ? value->args[0] : value;
    if (quotient->op != IR_DIV || quotient->args[1]->op != IR_CONST || quotient->args[0]->fraction) return NULL;
    const struct value *divisor = &quotient->args[1]->constant;
    struct dec factor;
    if (!divisor->known || dec_compare(dec_abs(divisor->number), dec_one) < 0) return NULL;
    if (dec_div(weight->constant.number, divisor->number, &factor) != DEC_OK || !dec_is_plain(factor)) return NULL;
    if (dec_compare(dec_abs(factor), dec_one) > 0) return NULL; /* so that it overflows only where the quotient does */
    struct ir_node *term =
        mk_op2(ir, IR_MUL_EXACT, type_number, mk_number(ir, type_number, factor, span), quotient->args[0], span);
    if (quotient == value) return term;
    struct ir_node *share = mk_number(ir, type_number, weight->constant.number, span);
    return mk_otherwise(ir, term, mk_op2(ir, IR_MUL_EXACT, type_number, share, value->args[1], span), span);
}

/* weight * value */
static struct ir_node *weighted(struct checker *checker, const struct line *line) {
    struct ir *ir = checker->ir;
    struct span span = line->ast->span;
    if (!line->value || !line->weight) return NULL;
    if (line->weight->op == IR_CONST) {
        struct dec weight = line->weight->constant.number, full;
        if (dec_compare(weight, dec_one) == 0) return line->value;
        if (line->raw->type.kind == TYPE_BOOL && line->value->op == IR_IF &&
            dec_mul(weight, dec_from_int(100), &full) == DEC_OK)
            return mk_if(ir, line->raw, mk_number(ir, type_number, full, span), mk_int(ir, 0, span), span);
        struct ir_node *term = weighted_quotient(ir, line->weight, line->value, span);
        if (term) return term;
    }
    return mk_op2(ir, IR_MUL_EXACT, type_number, line->weight, line->value, span);
}

static struct ir_node *plus(struct checker *checker, struct ir_node *sum, struct ir_node *more, struct span span) {
    return sum ? mk_op2(checker->ir, IR_ADD, type_number, sum, more, span) : more;
}

/* numerator / weights in play; without any weight in play: unknown. */
static struct ir_node *share_out(struct checker *checker, const struct work *work, struct ir_node *numerator,
                                 struct span span) {
    struct ir *ir = checker->ir;
    if (!work->in_play) return numerator;
    struct ir_node *quotient = mk_op2(ir, IR_DIV, type_number, numerator, work->in_play, span);
    bool never_zero = work->in_play->op == IR_CONST;
    for (uint32_t i = 0; i < work->count && !never_zero && work->constant; i++) {
        const struct line *line = &work->lines[i];
        never_zero = line->weighted && !line->skip && dec_sign(line->weight->constant.number) > 0;
    }
    if (never_zero) return quotient;
    struct ir_node *nothing = mk_eq(ir, work->in_play, mk_int(ir, 0, span), span);
    return mk_if(ir, nothing, mk_unknown(ir, type_number, CAUSE_NOTHING_LEFT, span), quotient, span);
}

/* Sets work->in_play, and gives the score. */
static struct ir_node *total(struct checker *checker, struct symbol *symbol, struct work *work) {
    struct ir *ir = checker->ir;
    struct ir_node *sum = NULL, *weights = NULL, *score = NULL;
    for (uint32_t i = 0; i < work->count; i++) {
        struct line *line = &work->lines[i];
        if (!line->value || (line->weighted && !line->weight)) return NULL;
    }
    for (uint32_t i = 0; i < work->count; i++) {
        struct line *line = &work->lines[i];
        struct span span = line->ast->span;
        if (!line->weighted) continue;
        struct ir_node *term = weighted(checker, line), *weight = line->weight;
        if (line->skip) {
            struct ir_node *known = mk_is_known(ir, line->raw, span), *zero = mk_int(ir, 0, span);
            term = mk_if(ir, known, term, zero, span);
            weight = mk_if(ir, known, weight, zero, span);
        }
        sum = plus(checker, sum, term, symbol->span);
        weights = plus(checker, weights, weight, symbol->span);
    }
    if (work->constant && !work->skipped)
        weights = work->weighted ? mk_number(ir, type_number, work->total, symbol->span) : NULL;
    bool whole = work->constant && !work->skipped && dec_compare(work->total, dec_one) == 0;
    work->in_play = whole ? NULL : weights;
    if (work->weighted) score = share_out(checker, work, sum, symbol->span);
    for (uint32_t i = 0; i < work->count; i++) {
        struct line *line = &work->lines[i];
        if (line->weighted) continue;
        if (line->subtract)
            score = mk_op2(ir, IR_SUB, type_number, score ? score : mk_int(ir, 0, symbol->span), line->value,
                           line->ast->span);
        else
            score = plus(checker, score, line->value, line->ast->span);
    }
    return score;
}

static struct ir_node *coverage(struct checker *checker, struct symbol *symbol, const struct work *work) {
    struct ir *ir = checker->ir;
    struct span span = symbol->span;
    struct ir_node *zero = mk_number(ir, type_percent, dec_zero, span), *known = NULL, *all = NULL;
    for (uint32_t i = 0; i < work->count; i++) {
        const struct line *line = &work->lines[i];
        if (work->weighted && !line->weighted) continue;
        struct ir_node *weight = work->weighted ? line->weight : mk_int(ir, 1, span);
        if (weight->op == IR_CONST) weight = mk_number(ir, type_percent, weight->constant.number, span);
        struct ir_node *share = mk_if(ir, mk_is_known(ir, line->raw, span), weight, zero, span);
        known = known ? mk_op2(ir, IR_ADD, type_percent, known, share, span) : share;
        all = plus(checker, all, weight, span);
    }
    if (work->weighted && work->constant) all = mk_number(ir, type_number, work->total, span);
    if (!known || (work->weighted && work->constant && dec_compare(work->total, dec_one) == 0)) return known;
    return mk_op2(ir, IR_DIV, type_percent, known, all, span);
}

/* --- bands --- */

static const struct category *band_category(struct checker *checker, struct symbol *symbol,
                                            const struct ast_list *bands) {
    struct category *category = ARENA_NEW(checker->arena, struct category);
    category->name = intern_name(checker->names, str_of(arena_printf(checker->arena, "%s.band", symbol->name)));
    category->ordered = true;
    category->span = symbol->span;
    category->members = ARENA_ARRAY(checker->arena, struct member, bands->len);
    for (uint32_t i = 0; i < bands->len; i++) {
        const struct ast *band = bands->at[i];
        for (uint32_t k = 0; k < i; k++) {
            if (bands->at[k]->band.name.text != band->band.name.text) continue;
            struct diag *d = diag_new(checker->diags, E0459, band->band.name.span,
                                      "two bands of score `%s` are called `%s`", symbol->name, band->band.name.text);
            diag_also(checker->diags, d, bands->at[k]->band.name.span, "the first");
        }
        category->members[category->count++] =
            (struct member){.name = band->band.name.text,
                            .label = lower_label_plain(checker, band->band.label, "a band's label"),
                            .span = band->span};
    }
    checker_add_category(checker, category);
    return category;
}

/* The number at which a band begins; false after a message. */
static bool band_limit(struct checker *checker, const struct ast *band, bool first, struct dec *limit) {
    bool percent;
    if (first != (band->band.from == NULL)) {
        struct diag *d;
        if (first) {
            d = diag_new(checker->diags, E0352, band->span,
                         "the first band begins at a number, which leaves the scores below it without a band");
            diag_help(checker->diags, d, "Write just `%s`: the first band has no lower end.", band->band.name.text);
        } else {
            d = diag_new(checker->diags, E0352, band->span, "band `%s` does not say where it begins",
                         band->band.name.text);
            diag_help(checker->diags, d, "Add it: `%s from 40`. Only the first, the lowest band has no lower end.",
                      band->band.name.text);
        }
        return false;
    }
    return first || ast_number_value(band->band.from, limit, &percent);
}

static void elaborate_bands(struct checker *checker, struct symbol *symbol, const struct work *work) {
    struct score *score = symbol->model;
    const struct ast_list *bands = &work->bands->bands.bands;
    if (!bands->len) return;
    struct ir *ir = checker->ir;
    const struct category *category = band_category(checker, symbol, bands);
    score->bands = category;
    struct dec *limits = ARENA_ARRAY(checker->arena, struct dec, bands->len);
    bool sound = true;
    for (uint32_t i = 0; i < bands->len; i++) {
        const struct ast *band = bands->at[i];
        if (!band_limit(checker, band, i == 0, &limits[i])) {
            sound = false;
        } else if (sound && i > 1 && dec_compare(limits[i - 1], limits[i]) >= 0) {
            struct diag *d = diag_new(checker->diags, E0351, band->span, "band `%s` does not begin above band `%s`",
                                      band->band.name.text, bands->at[i - 1]->band.name.text);
            diag_also(checker->diags, d, bands->at[i - 1]->span, "the band before it");
            diag_help(checker->diags, d, "Write bands from the lowest to the highest.");
            sound = false;
        }
    }
    if (!sound || !score->node) { /* reported; what is asked of the band can be checked all the same */
        score->band = mk_unknown(ir, type_of_category(category), CAUSE_WRITTEN, symbol->span);
        return;
    }
    struct ir_node *node = mk_code(ir, category, 0, bands->at[0]->span);
    if (bands->len == 1) { /* the band of an unknown score is unknown, even when there is but one */
        struct ir_node *unknown = mk_unknown(ir, node->type, CAUSE_NO_MATCH, symbol->span);
        node = mk_if(ir, mk_is_known(ir, score->node, symbol->span), node, unknown, symbol->span);
    }
    for (uint32_t i = 1; i < bands->len; i++) {
        struct span span = bands->at[i]->span;
        /* From the top down the first limit that is reached decides, so the highest stands outermost: built from the lowest. */
        struct ir_node *reached = mk_le(ir, mk_number(ir, type_number, limits[i], span), score->node, span);
        node = mk_if(ir, reached, mk_code(ir, category, (int)i, span), node, span);
    }
    score->band = node;
}

/* --- the whole --- */

static void elaborate(struct checker *checker, struct symbol *symbol, struct span from) {
    struct score *score = symbol->model;
    if (!mark_enter(checker, &symbol->mark, from)) return;
    struct work *work = read_lines(checker, symbol);
    symbol->extra = work;
    elaborate_lines(checker, work);
    if (check_weights(checker, symbol, work)) {
        score->node = total(checker, symbol, work);
        if (score->node) score->coverage = coverage(checker, symbol, work);
    }
    if (work->bands) elaborate_bands(checker, symbol, work);
    mark_leave(checker, &symbol->mark);
}

struct ir_node *lower_score_value(struct checker *checker, struct symbol *symbol, struct span span) {
    elaborate(checker, symbol, span);
    return ((struct score *)symbol->model)->node;
}

struct ir_node *lower_score_member(struct checker *checker, struct symbol *symbol, struct ast_name member,
                                   struct span span) {
    static const char *const results[] = {"band", "coverage", "parts"};
    struct score *score = symbol->model;
    if (strcmp(member.text, "band") == 0) {
        elaborate(checker, symbol, span);
        struct work *work = symbol->extra;
        if (score->band || (work && (work->bands || work->broken)) || symbol->mark.state != MARK_DONE)
            return score->band;
        struct diag *d = diag_new(checker->diags, E0250, member.span, "score `%s` has no bands", symbol->name);
        diag_also(checker->diags, d, symbol->span, "declared here");
        diag_help(checker->diags, d, "Add a line to it: `bands low, middle from 40, high from 70`.");
        return NULL;
    }
    if (strcmp(member.text, "coverage") == 0) {
        elaborate(checker, symbol, span);
        return score->coverage;
    }
    if (strcmp(member.text, "parts") == 0) {
        struct diag *d =
            diag_new(checker->diags, E0254, member.span, "the parts of score `%s` are a list", symbol->name);
        diag_help(checker->diags, d, "Count or add up something over them: `count(%s.parts where lost > 10)`.",
                  symbol->name);
        return NULL;
    }
    lower_label_no_result(checker, symbol, member, "`.band`, `.coverage` and `.parts`", results, 3);
    return NULL;
}

/* What a line contributed, and what full marks would have added. */
static void fill_part(struct checker *checker, const struct work *work, const struct line *line,
                      struct score_part *part) {
    struct ir *ir = checker->ir;
    struct span span = line->ast->span;
    struct ir_node *zero = mk_int(ir, 0, span);
    part->value = line->value;
    part->known = mk_is_known(ir, line->raw, span);
    if (!line->weighted) {
        const struct ast_score_line_node *a = &line->ast->score_line;
        struct scope scope = scope_subject(checker);
        struct ir_node *points = check_expr(checker, &scope, a->weight, &type_number);
        if (points && points->type.open)
            points = check_fit(checker, points, a->weight, type_number, (struct span){0}, NULL);
        part->points = line->subtract ? mk_op1(ir, IR_NEG, type_number, line->value, span) : line->value;
        part->lost = line->subtract ? line->value : mk_op2(ir, IR_SUB, type_number, points, line->value, span);
        part->lost = mk_op2(ir, IR_MAX, type_number, zero, part->lost, span);
        return;
    }
    part->weight = line->weight;
    struct ir_node *full = mk_op2(ir, IR_MUL_EXACT, type_number, line->weight, mk_int(ir, 100, span), span);
    struct ir_node *points = share_out(checker, work, weighted(checker, line), span);
    struct ir_node *lost = mk_op2(ir, IR_SUB, type_number, share_out(checker, work, full, span), points, span);
    lost = mk_op2(ir, IR_MAX, type_number, zero, lost, span);
    part->points = line->skip ? mk_if(ir, part->known, points, zero, span) : points;
    part->lost = line->skip ? mk_if(ir, part->known, lost, zero, span) : lost;
}

const struct score_part *lower_score_parts(struct checker *checker, struct symbol *symbol, struct span span,
                                           uint32_t *count) {
    struct score *score = symbol->model;
    struct scope scope = scope_subject(checker);
    elaborate(checker, symbol, span);
    struct work *work = symbol->extra;
    if (!work || symbol->mark.state != MARK_DONE) return NULL;
    if (mark_enter(checker, &work->parts, span)) { /* a line's label may itself ask for the lines: a circle */
        score->parts = ARENA_ARRAY(checker->arena, struct score_part, work->count);
        score->part_count = work->count;
        for (uint32_t i = 0; i < work->count; i++) {
            const struct line *line = &work->lines[i];
            struct score_part *part = &score->parts[i];
            part->span = line->ast->span;
            part->label = construct_label(checker, &scope, line->ast->score_line.label);
            if (!part->label.plain)
                part->label.plain = check_item_label(checker, &scope, line->ast->score_line.value);
            if (score->node) fill_part(checker, work, line, part);
        }
        mark_leave(checker, &work->parts);
    }
    *count = score->part_count;
    return score->node && work->parts.state == MARK_DONE ? score->parts : NULL;
}

void lower_score_declare(struct checker *checker, struct symbol *symbol) {
    struct score *score = symbol->model;
    struct scope scope = scope_subject(checker);
    uint32_t count;
    elaborate(checker, symbol, symbol->span);
    score->label = construct_label(checker, &scope, symbol->ast->score.label);
    lower_score_parts(checker, symbol, symbol->span, &count);
}
