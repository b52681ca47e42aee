/* Numbers read from text and written to it.
 * SPDX-License-Identifier: MIT */
#include "lang/base/decimal.h"
#include "lang/base/mem.h"
#include "lang/base/u256.h"

/* A number whose spelling was found right: its digits, still with underscores, and where the point belongs. */
struct spelling {
    bool negative;
    struct str whole, fraction; /* digits and underscores before and after the point */
    int64_t whole_digits;       /* without underscores */
    int64_t exponent;
};

/* Past this a number is zero or out of range, however many digits a text of any length has. */
#define EXPONENT_LIMIT (INT64_C(1) << 40)

static bool is_digit(char c) { return c >= '0' && c <= '9'; }

/* Takes digits from the front of `text`. An underscore must stand between two digits; *wrong is set where one does
 * not. The number of digits. */
static int64_t take_digits(struct str *text, bool underscores, struct str *digits, bool *wrong) {
    int64_t count = 0;
    size_t length = 0;
    for (; length < text->len; length++) {
        char c = text->ptr[length];
        if (is_digit(c))
            count++;
        else if (!underscores || c != '_')
            break;
        else if (length == 0 || !is_digit(text->ptr[length - 1]) || length + 1 == text->len ||
                 !is_digit(text->ptr[length + 1]))
            *wrong = true;
    }
    *digits = (struct str){text->ptr, length};
    if (length > 0) { /* an empty text may have no address to add to */
        text->ptr += length;
        text->len -= length;
    }
    return count;
}

static bool take_char(struct str *text, char c) {
    if (text->len == 0 || text->ptr[0] != c) return false;
    text->ptr++;
    text->len--;
    return true;
}

static bool take_sign(struct str *text) {
    bool negative = take_char(text, '-');
    if (!negative) take_char(text, '+');
    return negative;
}

static bool take_exponent(struct str *text, int64_t *exponent) {
    bool negative = take_sign(text), wrong = false;
    struct str digits;
    if (take_digits(text, false, &digits, &wrong) == 0) return false;
    int64_t value = 0;
    for (size_t i = 0; i < digits.len; i++)
        if (value < EXPONENT_LIMIT) value = value * 10 + (digits.ptr[i] - '0');
    *exponent = negative ? -value : value;
    return true;
}

/* "12", "1.5", ".5"; not "1.", which is as likely a number cut short. */
static bool spell(struct str text, bool underscores, bool exponent, struct spelling *out) {
    bool wrong = false;
    *out = (struct spelling){.negative = take_sign(&text)};
    out->whole_digits = take_digits(&text, underscores, &out->whole, &wrong);
    int64_t fraction_digits = 0;
    if (take_char(&text, '.')) {
        fraction_digits = take_digits(&text, underscores, &out->fraction, &wrong);
        if (fraction_digits == 0) return false;
    }
    if (wrong || out->whole_digits + fraction_digits == 0) return false;
    if (exponent && (take_char(&text, 'e') || take_char(&text, 'E')) && !take_exponent(&text, &out->exponent))
        return false;
    return text.len == 0;
}

/* The digits read so far, most significant first. */
struct reading {
    int64_t position; /* power of ten of the next digit */
    u128 units;       /* the digits kept */
    unsigned places;  /* how many of them stand after the point */
    int64_t trailing; /* positions between the last digit kept and the point, before it */
    bool too_large, inexact, up;
};

static void read_digits(struct reading *reading, struct str digits) {
    for (size_t i = 0; i < digits.len; i++) {
        if (digits.ptr[i] == '_') continue;
        unsigned digit = (unsigned)(digits.ptr[i] - '0');
        int64_t position = reading->position--;
        if (position >= DEC_DIGITS_BEFORE) {
            reading->too_large |= digit != 0;
        } else if (position >= -DEC_PLACES) {
            reading->units = reading->units * 10 + digit;
            reading->places = position < 0 ? (unsigned)-position : 0;
            reading->trailing = position < 0 ? 0 : position;
        } else {
            reading->inexact |= digit != 0;
            reading->up |= position == -DEC_PLACES - 1 && digit >= 5;
        }
    }
}

static enum dec_status value_of(const struct spelling *spelling, struct dec *out) {
    struct reading reading = {.position = spelling->whole_digits - 1 + spelling->exponent};
    read_digits(&reading, spelling->whole);
    read_digits(&reading, spelling->fraction);
    if (reading.too_large) return DEC_OVERFLOW;
    u128 units = reading.units * (u128)dec_power10((unsigned)reading.trailing);
    unsigned places = reading.places;
    if (reading.up) {
        /* A digit past the last place was seen, so that all before it are kept. */
        units++;
        places = DEC_PLACES;
    }
    enum dec_status status = dec_from_scaled(spelling->negative ? -(dec_int)units : (dec_int)units, places, out);
    return status == DEC_OK && reading.inexact ? DEC_ROUNDED : status;
}

enum dec_status dec_parse(struct str text, bool underscores, struct dec *out) {
    struct spelling spelling;
    return spell(text, underscores, false, &spelling) ? value_of(&spelling, out) : DEC_SYNTAX;
}

enum dec_status dec_parse_exponent(struct str text, struct dec *out) {
    struct spelling spelling;
    return spell(text, false, true, &spelling) ? value_of(&spelling, out) : DEC_SYNTAX;
}

/* `value` in decimal, with at least `width` digits. */
static size_t put_digits(u128 value, unsigned width, char *out) {
    char reversed[40] = {0};
    unsigned count = 0;
    while (value > 0 || count < width) {
        /* One division of 128 bits for 18 digits. */
        uint64_t chunk = (uint64_t)(value % 1000000000000000000u);
        value /= 1000000000000000000u;
        for (int i = 0; i < 18 && (value > 0 || chunk > 0 || count < width); i++, chunk /= 10)
            reversed[count++] = (char)('0' + chunk % 10);
    }
    for (unsigned i = 0; i < count; i++) out[i] = reversed[count - 1 - i];
    return count;
}

/* A number that has at most `places` digits after the point, with exactly that many. */
static size_t put(struct dec a, unsigned places, char out[DEC_TEXT_MAX]) {
    u128 scale = (u128)dec_power10(places);
    u128 units = (a.n < 0 ? -(u128)a.n : (u128)a.n) * (scale / (u128)a.d);
    size_t length = 0;
    if (a.n < 0) out[length++] = '-';
    length += put_digits(units / scale, 1, out + length);
    if (places > 0) {
        out[length++] = '.';
        length += put_digits(units % scale, places, out + length);
    }
    out[length] = '\0';
    return length;
}

size_t dec_format(struct dec a, char out[DEC_TEXT_MAX]) {
    struct dec plain;
    /* A fraction this near to 10^29 that it would be rounded there has more than 38 digits: it cannot overflow. */
    enum dec_status status = dec_round9(a, &plain);
    ASSERT(status == DEC_OK);
    return put(plain, dec_scale(plain), out);
}

size_t dec_format_places(struct dec a, unsigned places, char out[DEC_TEXT_MAX]) {
    if (places > DEC_PLACES) places = DEC_PLACES;
    struct dec rounded;
    if (dec_round(a, (int)places, &rounded) == DEC_OVERFLOW) /* up to 10^29 itself, which can be shown */
        rounded = (struct dec){a.n < 0 ? -dec_power10(DEC_DIGITS_BEFORE) : dec_power10(DEC_DIGITS_BEFORE), 1};
    return put(rounded, places, out);
}
