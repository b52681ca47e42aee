/* Values as texts, and texts as numbers.
 * SPDX-License-Identifier: MIT */
#include "runtime/exec/kernels.h"

#include "lang/base/mem.h"
#include "runtime/data/digits.h"

/* --- any value as CSV shows it --- */

void kernel_text_of_bool(struct kernel_call *call) {
    const uint8_t *truth = call->args[0]->truth;
    uint8_t *known = kernel_own_known(call);
    for (uint32_t i = 0; i < call->rows; i++) {
        known[i] = truth[i] != TRUTH_UNKNOWN;
        call->out->text[i] = truth[i] == TRUTH_TRUE    ? STR("true")
                             : truth[i] == TRUTH_FALSE ? STR("false")
                                                       : (struct str){0};
    }
    kernel_recheck(call);
}

void kernel_text_of_text(struct kernel_call *call) { kernel_copy(call, call->args[0]); }

void kernel_text_of_date(struct kernel_call *call) {
    if (!kernel_strict(call)) return;
    char *at = arena_alloc(call->room->texts, (size_t)DATE_TEXT_MAX * call->rows);
    for (uint32_t i = 0; i < call->rows; i++, at += DATE_TEXT_MAX)
        call->out->text[i] = (struct str){at, date_format(call->args[0]->day[i], at)};
}

static void text_of_codes(struct kernel_call *call, struct str (*name)(const struct category *, int)) {
    if (!kernel_strict(call)) return;
    const struct category *category = call->node->args[0]->type.category;
    for (uint32_t i = 0; i < call->rows; i++)
        call->out->text[i] = vec_known(call->out, i) ? name(category, call->args[0]->code[i]) : (struct str){0};
}

void kernel_text_of_code(struct kernel_call *call) { text_of_codes(call, category_name); }

void kernel_label(struct kernel_call *call) { text_of_codes(call, category_label); }

/* A percentage is written as a hundred times its value with a sign, a period with its unit. */
struct unit_text {
    bool percent;
    const char *one, *many; /* after the number; "" for a plain one */
};

static struct unit_text unit_of(struct type type) {
    if (type.kind == TYPE_NUMBER && type.unit == UNIT_PERCENT) return (struct unit_text){true, "%", "%"};
    if (type.kind == TYPE_PERIOD && type.period == PERIOD_DAYS) return (struct unit_text){false, " day", " days"};
    if (type.kind == TYPE_PERIOD) return (struct unit_text){false, " month", " months"};
    return (struct unit_text){false, "", ""};
}

#define UNIT_BYTES 8 /* " months" */
#define NUMBER_BYTES (DEC_TEXT_MAX + UNIT_BYTES)

static size_t put_number(const struct vec *v, uint32_t row, const struct unit_text *unit, char out[NUMBER_BYTES]) {
    uint32_t at = v->constant ? 0 : row;
    size_t length;
    if (!v->is_wide && !v->den && v->scale <= DEC_PLACES && (!unit->percent || v->scale >= 2)) {
        length = digits_shortest(v->num[at], v->scale - (unit->percent ? 2u : 0u), out);
    } else {
        struct dec number = vec_number(v, row), hundredfold;
        /* Rounded where a plain number is, before the point moves. */
        if (unit->percent && dec_round9(number, &number) == DEC_OK &&
            dec_mul(number, dec_from_int(100), &hundredfold) == DEC_OK)
            number = hundredfold;
        length = dec_format(number, out);
    }
    bool single = length == 1 + (size_t)(out[0] == '-') && out[length - 1] == '1';
    const char *word = single ? unit->one : unit->many;
    size_t bytes = strlen(word);
    memcpy(out + length, word, bytes);
    return length + bytes;
}

void kernel_text_of_number(struct kernel_call *call) {
    if (!kernel_strict(call)) return;
    const struct vec *v = call->args[0];
    struct unit_text unit = unit_of(call->node->args[0]->type);
    char text[NUMBER_BYTES];
    for (uint32_t i = 0; i < call->rows; i++) {
        size_t length = vec_known(v, i) ? put_number(v, i, &unit, text) : 0;
        call->out->text[i] = (struct str){arena_copy(call->room->texts, text, length), length};
    }
}

#define ROUNDED_BYTES 24u /* 19 digits, a sign, the point, a zero before it */

/* Characters of the largest of the vector's numbers with so many places. */
static size_t widest(const struct vec *v, unsigned places) {
    size_t digits = 1;
    for (uint64_t bound = v->num_bound; bound >= 10; bound /= 10) digits++;
    size_t whole = digits > v->scale ? digits - v->scale : 1;
    return whole + places + 3; /* a sign, the point, a digit that rounding adds */
}

/* Quotients as whole numbers of 10^-places, rounded half away from zero; false when one does not fit 64 bits. */
static bool round_quotients(const struct vec *v, unsigned places, uint32_t rows, int64_t *out) {
    const __int128 over = (__int128)kernel_power(places), under = (__int128)kernel_power(v->scale);
    for (uint32_t i = 0; i < rows; i++) {
        __int128 num = (__int128)v->num[i] * over, den = (__int128)v->den[i] * under; /* below 10^28 and 10^37 */
        bool negative = num < 0;
        unsigned __int128 rounded =
            ((unsigned __int128)(negative ? -num : num) + (unsigned __int128)den / 2) / (unsigned __int128)den;
        if (rounded > INT64_MAX) return false;
        out[i] = negative ? -(int64_t)rounded : (int64_t)rounded;
    }
    return true;
}

void kernel_decimals(struct kernel_call *call) {
    struct vec *v = call->args[0];
    int64_t places = 0;
    if (!kernel_strict(call)) return;
    if (!call->args[1]->constant || !kernel_whole(call->args[1], 0, &places) || places < 0 || places > DEC_PLACES) {
        kernel_unknown(call);
        return;
    }
    struct str *out = call->out->text;
    if (!v->is_wide && !v->den) {
        char *at = arena_alloc(call->room->texts, widest(v, (unsigned)places) * call->rows);
        digits_column(v->num, call->rows, v->scale, (unsigned)places, at, out);
        return;
    }
    int64_t *rounded = call->room->num[0];
    if (NARROW_ALLOWED && !v->is_wide && round_quotients(v, (unsigned)places, call->rows, rounded)) {
        char *at = arena_alloc(call->room->texts, ROUNDED_BYTES * call->rows);
        digits_column(rounded, call->rows, (unsigned)places, (unsigned)places, at, out);
        return;
    }
    char text[DEC_TEXT_MAX];
    for (uint32_t i = 0; i < call->rows; i++) {
        size_t length = vec_known(v, i) ? dec_format_places(vec_number(v, i), (unsigned)places, text) : 0;
        out[i] = (struct str){arena_copy(call->room->texts, text, length), length};
    }
}

/* --- a text as a number --- */

void kernel_number(struct kernel_call *call) {
    if (!kernel_strict(call)) return;
    uint8_t *known = kernel_own_known(call);
    for (uint32_t i = 0; i < call->rows; i++) {
        struct dec number = dec_zero;
        if (known[i]) {
            enum dec_status status = dec_parse(str_trim(call->args[0]->text[i]), false, &number);
            known[i] = status == DEC_OK || status == DEC_ROUNDED;
        }
        call->fresh.wide[i] = known[i] ? number : dec_zero;
    }
    kernel_wide_out(call);
}

/* --- labels of verdicts --- */

/* With up to so many pairs there is a text for each set of verdicts, made when it is first met. */
#define PATTERN_PAIRS 10

void kernel_prepare_labels(struct kernel_state *state, struct vec *const *args, uint32_t count, struct arena *lasting) {
    uint32_t pairs = count / 2;
    if (pairs > PATTERN_PAIRS) return;
    for (uint32_t k = 0; k < pairs; k++) {
        if (!args[2 * k + 1]->constant) return;
    }
    state->patterns = ARENA_ARRAY(lasting, struct str, (size_t)1 << pairs);
}

static bool is_verdict(uint8_t truth, enum ir_verdict verdict) {
    switch (verdict) {
    case VERDICT_MET: return truth == TRUTH_TRUE;
    case VERDICT_UNMET: return truth == TRUTH_FALSE;
    case VERDICT_UNDECIDED: return truth == TRUTH_UNKNOWN;
    case VERDICT_NOT_MET: return truth != TRUTH_TRUE;
    }
    return false;
}

HOT void add_to_mask(uint16_t *restrict mask, const uint8_t *restrict truth, uint8_t wanted, uint16_t turned,
                     unsigned bit, uint32_t rows) {
    for (uint32_t i = 0; i < rows; i++) mask[i] |= (uint16_t)(((truth[i] == wanted) ^ turned) << bit);
}

/* Bit k of a row's mask: whether the k-th bool has the verdict. */
static const uint16_t *verdict_mask(struct kernel_call *call, enum ir_verdict verdict) {
    uint16_t *mask = call->room->mask;
    memset(mask, 0, sizeof *mask * call->rows);
    for (uint32_t k = 0; k < call->arg_count / 2; k++) {
        const struct vec *v = call->args[2 * k];
        const uint8_t *truth = v->truth;
        if (v->constant && call->rows > 1) {
            memset(call->room->bytes[0], v->truth[0], call->rows);
            truth = call->room->bytes[0];
        }
        uint8_t wanted = verdict == VERDICT_UNMET       ? TRUTH_FALSE
                         : verdict == VERDICT_UNDECIDED ? TRUTH_UNKNOWN
                                                        : TRUTH_TRUE;
        add_to_mask(mask, truth, wanted, verdict == VERDICT_NOT_MET, k, call->rows);
    }
    return mask;
}

/* The labels, known and not empty, of the pairs for which chosen() holds, joined by a semicolon. */
struct choice {
    struct kernel_call *call;
    uint32_t row;
    bool by_mask;
    uint16_t mask;
};

static struct str chosen_label(const struct choice *choice, uint32_t pair) {
    const struct vec *truth = choice->call->args[2 * pair], *label = choice->call->args[2 * pair + 1];
    bool chosen = choice->by_mask ? choice->mask >> pair & 1
                                  : is_verdict(truth->truth[truth->constant ? 0 : choice->row],
                                               (enum ir_verdict)choice->call->node->index);
    return chosen && vec_known(label, choice->row) ? label->text[label->constant ? 0 : choice->row] : (struct str){0};
}

static struct str join_labels(const struct choice *choice, struct arena *arena) {
    struct str only = {0};
    size_t length = 0;
    uint32_t count = 0;
    for (uint32_t k = 0; k < choice->call->arg_count / 2; k++) {
        struct str label = chosen_label(choice, k);
        if (label.len == 0) continue;
        only = label;
        length += label.len + (count++ > 0);
    }
    if (count < 2) return count ? only : STR("");
    char *out = arena_alloc(arena, length), *at = out;
    for (uint32_t k = 0; k < choice->call->arg_count / 2; k++) {
        struct str label = chosen_label(choice, k);
        if (label.len == 0) continue;
        if (at != out) *at++ = ';';
        memcpy(at, label.ptr, label.len);
        at += label.len;
    }
    return (struct str){out, length};
}

void kernel_labels(struct kernel_call *call) {
    struct str *out = call->out->text;
    kernel_set_known(call, KNOWN_ALL);
    struct choice choice = {.call = call};
    if (!call->state->patterns) {
        for (uint32_t i = 0; i < call->rows; i++) {
            choice.row = i;
            out[i] = join_labels(&choice, call->room->texts);
        }
        return;
    }
    const uint16_t *mask = verdict_mask(call, (enum ir_verdict)call->node->index);
    struct str *patterns = call->state->patterns;
    choice.by_mask = true;
    for (uint32_t i = 0; i < call->rows; i++) {
        if (!patterns[mask[i]].ptr) {
            choice.mask = mask[i];
            patterns[mask[i]] = join_labels(&choice, call->room->lasting);
        }
        out[i] = patterns[mask[i]];
    }
}
