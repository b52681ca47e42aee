/* The slow and complete way from a cell to a number; csv_numbers.c has the quick one for plain digits.
 * SPDX-License-Identifier: MIT */
#include "runtime/data/amount.h"

#define NBSP "\xc2\xa0"
#define THIN_SPACE "\xe2\x80\x89"
#define NARROW_NBSP "\xe2\x80\xaf"
#define TYPOGRAPHIC_APOSTROPHE "\xe2\x80\x99"

/* Currencies and the signs they share. A sign that means one currency stands in that currency's row. */
enum family { DOLLAR = 1, YEN, CROWN };
static const struct currency {
    const char *code; /* NULL: only a sign */
    const char *sign; /* or NULL */
    enum family family;
} currencies[] = {
    {NULL, "$", DOLLAR},        {NULL, "\xc2\xa5", YEN}, {NULL, "kr", CROWN},        {"USD", "US$", DOLLAR},
    {"CAD", "CA$", DOLLAR},     {"AUD", "A$", DOLLAR},   {"NZD", "NZ$", DOLLAR},     {"HKD", "HK$", DOLLAR},
    {"SGD", "S$", DOLLAR},      {"MXN", "MX$", DOLLAR},  {"EUR", "\xe2\x82\xac", 0}, {"GBP", "\xc2\xa3", 0},
    {"JPY", NULL, YEN},         {"CNY", NULL, YEN},      {"CHF", "Fr.", 0},          {"SEK", NULL, CROWN},
    {"NOK", NULL, CROWN},       {"DKK", NULL, CROWN},    {"CZK", "K\xc4\x8d", 0},    {"PLN", "z\xc5\x82", 0},
    {"INR", "\xe2\x82\xb9", 0}, {"BRL", "R$", 0},        {"TRY", "\xe2\x82\xba", 0}, {"KRW", "\xe2\x82\xa9", 0},
    {"ILS", "\xe2\x82\xaa", 0}, {"ZAR", NULL, 0},        {"HUF", "Ft", 0},
};
#define CURRENCIES ((int)(sizeof currencies / sizeof currencies[0]))
#define OTHER_CURRENCY 31 /* a code that is not in the table */

static bool is_digit(char c) { return c >= '0' && c <= '9'; }

static bool is_letter(char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); }

static struct str skip(struct str text, size_t bytes) { return (struct str){text.ptr + bytes, text.len - bytes}; }

static bool starts(struct str text, const char *with) {
    size_t length = strlen(with);
    return text.len >= length && memcmp(text.ptr, with, length) == 0;
}

static bool ends(struct str text, const char *with) {
    size_t length = strlen(with);
    return text.len >= length && memcmp(text.ptr + text.len - length, with, length) == 0;
}

/* Bytes of the separator of thousands that `text` begins with, as `group` describes it; 0: none. */
static size_t group_at(struct str text, char group) {
    if (group == ' ') {
        if (text.len && text.ptr[0] == ' ') return 1;
        if (starts(text, NBSP)) return 2;
        return starts(text, NARROW_NBSP) || starts(text, THIN_SPACE) ? 3 : 0;
    }
    if (group == '\'' && starts(text, TYPOGRAPHIC_APOSTROPHE)) return 3;
    return group && text.len && text.ptr[0] == group ? 1 : 0;
}

/* The separator that `text` begins with, as struct amount_format names it; 0: none. */
static char separator_at(struct str text, size_t *bytes) {
    static const char kinds[] = {' ', '\'', '.', ',', '_'};
    for (size_t i = 0; i < sizeof kinds; i++)
        if ((*bytes = group_at(text, kinds[i])) != 0) return kinds[i];
    return 0;
}

const char *amount_format_read(const char *sample, struct amount_format *out) {
    struct str text = str_trim(str_of(sample));
    /* A sign or code beside the number is not part of what is shown. */
    while (text.len && !is_digit(text.ptr[0])) text = skip(text, 1);
    while (text.len && !is_digit(text.ptr[text.len - 1])) text.len--;
    if (text.len == 0) return "a sample of a number has digits, as in \"1.234,56\"";
    char first = 0, last = 0;
    unsigned firsts = 0, digits = 0, before = 0;
    while (text.len) {
        size_t bytes;
        char separator;
        if (is_digit(text.ptr[0])) {
            digits++;
            text = skip(text, 1);
            continue;
        }
        if ((separator = separator_at(text, &bytes)) == 0)
            return "a sample of a number has only digits and separators, as in \"1.234,56\"";
        if (first == 0) before = digits;
        if (first == 0 || (separator == first && last == 0)) {
            first = separator;
            firsts++;
        } else if (last == 0) {
            last = separator;
        } else {
            return "a number has one decimal point, and one kind of separator of thousands before it";
        }
        digits = 0;
        text = skip(text, bytes);
    }
    *out = (struct amount_format){.given = true, .decimal = '.'};
    if (first == 0) return NULL;
    bool thousands = last || firsts > 1 || (first != '.' && first != ',') || (digits == 3 && before <= 3);
    out->group = thousands ? first : 0;
    out->decimal = last ? last : thousands ? (first == '.' ? ',' : '.') : first;
    if (out->decimal != '.' && out->decimal != ',') return "decimals are parted by a point or a comma";
    return NULL;
}

/* The cell without separators of thousands and with a decimal point, in `text`; false when it is not of the format. */
#define PLAIN_MAX 128
static bool plain_text(struct str cell, const struct amount_format *format, char text[PLAIN_MAX], size_t *length) {
    size_t n = 0, run = 0;
    bool grouped = false, fraction = false;
    while (cell.len) {
        char c = cell.ptr[0];
        size_t bytes = fraction ? 0 : group_at(cell, format->group);
        if (n == PLAIN_MAX) return false;
        if (bytes) {
            if (run == 0 || run > 3 || (grouped && run != 3)) return false;
            grouped = true;
            run = 0;
        } else if (c == format->decimal && !fraction) {
            if (grouped && run != 3) return false;
            fraction = true;
            text[n++] = '.';
            bytes = 1;
        } else if (is_digit(c) || (n == 0 && (c == '-' || c == '+'))) {
            run += is_digit(c);
            text[n++] = c;
            bytes = 1;
        } else {
            return false;
        }
        cell = skip(cell, bytes);
    }
    if (grouped && !fraction && run != 3) return false;
    *length = n;
    return true;
}

static const char hint_large[] = "a number has at most 29 digits before the point";

bool amount_read_number(struct str cell, const struct amount_format *format, struct amount *out) {
    *out = (struct amount){.sign = AMOUNT_NO_SIGN};
    char text[PLAIN_MAX];
    struct str plain = cell;
    if (format->given) {
        if (!plain_text(cell, format, text, &plain.len)) {
            out->hint = "it is not written as the field's `as` shows";
            return false;
        }
        plain.ptr = text;
    }
    switch (dec_parse_exponent(plain, &out->value)) {
    case DEC_ROUNDED: out->rounded = true; return true;
    case DEC_OK: return true;
    case DEC_OVERFLOW:
        out->too_large = true;
        out->hint = hint_large;
        return false;
    case DEC_BY_ZERO:
    case DEC_SYNTAX: break;
    }
    bool digit = false, separated = false;
    for (size_t i = 0; i < cell.len; i++) {
        digit |= is_digit(cell.ptr[i]);
        separated |= cell.ptr[i] == ',' || cell.ptr[i] == '\'' || cell.ptr[i] == ' ';
    }
    if (digit && separated && !format->given)
        out->hint = "a comma or another separator in a number needs a sample in the field: as \"1.234,56\"";
    else if (cell.ptr[cell.len - 1] == '%')
        out->hint = "it has a percent sign: the field would be a `percent`";
    else if (cell.ptr[0] == '(' && digit)
        out->hint = "a negative number is written with a minus";
    return false;
}

bool amount_read_percent(struct str cell, const struct amount_format *format, enum number_reading reading,
                         struct amount *out) {
    *out = (struct amount){.sign = AMOUNT_NO_SIGN};
    bool sign = cell.ptr[cell.len - 1] == '%';
    if (sign && reading == READ_FRACTION) {
        out->hint = "it has a percent sign, but the field says `as fraction`";
        return false;
    }
    if (!sign && reading == READ_PERCENT) {
        struct amount number;
        out->hint =
            amount_read_number(cell, format, &number)
                ? "a percent needs its sign; or the field says `as points` (18 is 18%) or `as fraction` (0.18 is 18%)"
                : number.hint;
        return false;
    }
    if (sign) cell.len--;
    cell = str_trim(cell);
    if (cell.len == 0 || !amount_read_number(cell, format, out)) return false;
    if (reading == READ_FRACTION) return true;
    struct dec exact;
    if (dec_div(out->value, dec_from_int(100), &exact) == DEC_OVERFLOW) return false;
    out->rounded |= !dec_is_plain(exact);
    return dec_round9(exact, &out->value) != DEC_OVERFLOW;
}

/* The currency that `text` begins or ends with, and the text without it. */
static int take_currency(struct str *text, bool at_end) {
    int found = AMOUNT_NO_SIGN;
    size_t longest = 0;
    for (int i = 0; i < CURRENCIES; i++) {
        const char *sign = currencies[i].sign;
        if (!sign || !(at_end ? ends(*text, sign) : starts(*text, sign)) || strlen(sign) <= longest) continue;
        found = i;
        longest = strlen(sign);
    }
    if (longest == 0 && text->len >= 3) {
        const char *at = at_end ? text->ptr + text->len - 3 : text->ptr;
        bool letters = is_letter(at[0]) && is_letter(at[1]) && is_letter(at[2]);
        /* A code is three letters, not the beginning or end of a longer word. */
        if (text->len > 3) letters = letters && !is_letter(at_end ? at[-1] : at[3]);
        if (letters) {
            found = OTHER_CURRENCY;
            longest = 3;
            for (int i = 0; i < CURRENCIES; i++)
                if (currencies[i].code && str_equal_nocase((struct str){at, 3}, str_of(currencies[i].code))) found = i;
        }
    }
    if (!at_end) text->ptr += longest;
    text->len -= longest;
    *text = str_trim(*text);
    return found;
}

static bool sign_fits(int sign, struct str written, const char *currency) {
    if (sign == OTHER_CURRENCY) return str_equal_nocase(written, str_of(currency));
    if (currencies[sign].code) return str_equal_nocase(str_of(currencies[sign].code), str_of(currency));
    for (int i = 0; i < CURRENCIES; i++)
        if (currencies[i].code && currencies[i].family == currencies[sign].family &&
            str_equal_nocase(str_of(currencies[i].code), str_of(currency)))
            return true;
    return false;
}

bool amount_read_money(struct str cell, const struct amount_format *format, const char *currency, struct amount *out) {
    /* Nearly always there is nothing but a number. */
    if (is_digit(cell.ptr[cell.len - 1]) &&
        (is_digit(cell.ptr[0]) || (cell.ptr[0] == '-' && cell.len > 1 && is_digit(cell.ptr[1]))))
        return amount_read_number(cell, format, out);
    *out = (struct amount){.sign = AMOUNT_NO_SIGN};
    struct str number = cell;
    bool negative = number.ptr[0] == '-';
    if (negative || number.ptr[0] == '+') number = str_trim(skip(number, 1));
    struct str beside = number;
    int sign = take_currency(&number, false);
    if (sign != AMOUNT_NO_SIGN) {
        beside.len = 3;
        if (number.len && number.ptr[0] == '-' && !negative) {
            negative = true;
            number = str_trim(skip(number, 1));
        }
    } else {
        struct str before = number;
        sign = take_currency(&number, true);
        beside = before.len >= 3 ? skip(before, before.len - 3) : before;
    }
    /* After a sign only digits may follow: "--5" and "-+5" are not numbers. */
    if (number.len == 0 || number.ptr[0] == '-' || number.ptr[0] == '+') return false;
    if (!amount_read_number(number, format, out)) return false;
    out->sign = sign;
    if (sign != AMOUNT_NO_SIGN && currency && !sign_fits(sign, beside, currency)) {
        out->hint = "it is in another currency than the field";
        return false;
    }
    if (negative) out->value = dec_neg(out->value);
    return true;
}

bool amount_read_period(struct str cell, enum period_kind period, struct amount *out) {
    static const struct {
        const char *name;
        enum period_kind kind;
        int count;
    } units[] = {
        {"day", PERIOD_DAYS, 1},       {"week", PERIOD_DAYS, 7},    {"month", PERIOD_MONTHS, 1},
        {"quarter", PERIOD_MONTHS, 3}, {"year", PERIOD_MONTHS, 12},
    };
    *out = (struct amount){.sign = AMOUNT_NO_SIGN};
    static const struct amount_format plain = {0};
    size_t digits = 0;
    while (digits < cell.len && !is_letter(cell.ptr[digits])) digits++;
    struct str word = skip(cell, digits), count = str_trim((struct str){cell.ptr, digits});
    if (word.len == 0) {
        out->hint = "a period needs its unit, as in `18 months` or `90 days`";
        return false;
    }
    if (word.len > 1 && (word.ptr[word.len - 1] == 's' || word.ptr[word.len - 1] == 'S')) word.len--;
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
        if (!str_equal_nocase(word, str_of(units[i].name))) continue;
        if (units[i].kind != period) {
            out->hint = period == PERIOD_MONTHS ? "the field counts calendar months: months, quarters or years"
                                                : "the field counts days: days or weeks";
            return false;
        }
        if (count.len == 0 || !amount_read_number(count, &plain, out)) return false;
        if (!dec_is_whole(out->value)) {
            out->hint = "a period is a whole number of its unit";
            return false;
        }
        return dec_mul(out->value, dec_from_int(units[i].count), &out->value) == DEC_OK;
    }
    out->hint = "a period is a number of days, weeks, months, quarters or years";
    return false;
}

bool amount_signs_mixed(uint32_t signs) {
    int code = -1, sign = -1;
    for (int i = 0; i < 32; i++) {
        if (!(signs >> i & 1)) continue;
        bool is_code = i >= CURRENCIES || currencies[i].code;
        int *same = is_code ? &code : &sign;
        if (*same >= 0) return true;
        *same = i;
    }
    if (code < 0 || sign < 0) return false;
    /* `$` and `CAD` in one column may well be the same currency. */
    return code >= CURRENCIES || currencies[code].family != currencies[sign].family;
}

void amount_signs_text(uint32_t signs, struct buf *out) {
    unsigned left = (unsigned)__builtin_popcount(signs);
    for (int i = 0; i < 32; i++) {
        if (!(signs >> i & 1)) continue;
        const char *name = i >= CURRENCIES      ? "other codes"
                           : currencies[i].code ? currencies[i].code
                                                : currencies[i].sign;
        buf_printf(out, i >= CURRENCIES ? "%s" : "`%s`", name);
        left--;
        if (left) buf_puts(out, left == 1 ? " and " : ", ");
    }
}
