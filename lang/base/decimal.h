/* Exact numbers. The one definition of Rung's arithmetic: the batch kernels are quick ways to the same results.
 *
 * A value is a rational n/d with d > 0, always in lowest terms, so that equal values have equal terms and can be hashed
 * and compared by their bytes; zero is 0/1. |n| and d are below 10^38. A *plain* number is one whose value is
 * a multiple of 10^-9 (d divides 10^9) with |value| < 10^29; literals, cells, sums and products are plain. A quotient
 * is a *fraction*: it stays exact through + - * / min max and comparison, and is rounded to plain by `dec_round9`
 * when it is shown, aggregated or ranked, or when its terms would pass 38 digits (DEC_ROUNDED then notes it).
 *
 * Rounding is half away from zero. Nothing wraps: a result of magnitude 10^29 or more is DEC_OVERFLOW, a division by
 * zero DEC_BY_ZERO, and `out` is then untouched. */
#ifndef LANG_BASE_DECIMAL_H
#define LANG_BASE_DECIMAL_H
#include <stdbool.h>
#include <stdint.h>
#include "lang/base/buf.h"
#include "lang/base/str.h"

typedef __int128 dec_int;
struct dec {
    dec_int n; /* numerator, sign included */
    dec_int d; /* denominator, > 0 */
};
enum dec_status { DEC_OK, DEC_ROUNDED /* exact result had more than 38 digits, rounded at the 9th */, DEC_OVERFLOW, DEC_BY_ZERO, DEC_SYNTAX };
#define DEC_PLACES 9          /* digits after the point of a plain number */
#define DEC_DIGITS_BEFORE 29  /* digits before it */

extern const struct dec dec_zero, dec_one;
dec_int dec_power10(unsigned exponent); /* 0..38 */
struct dec dec_from_int(int64_t value);
/* unscaled * 10^-scale, scale 0..18; DEC_OVERFLOW past the range. Exact, thus not plain when more than 9 places are used. */
enum dec_status dec_from_scaled(dec_int unscaled, unsigned scale, struct dec *out);
/* The plain number as an integer of 10^-scale units; false when it does not fit 64 bits or has more digits than scale. */
bool dec_to_scaled(struct dec a, unsigned scale, int64_t *out);
unsigned dec_scale(struct dec a); /* digits after the point that a plain number needs, 0..9 */
bool dec_is_plain(struct dec a);
bool dec_is_whole(struct dec a);

enum dec_status dec_add(struct dec a, struct dec b, struct dec *out);
enum dec_status dec_sub(struct dec a, struct dec b, struct dec *out);
enum dec_status dec_mul(struct dec a, struct dec b, struct dec *out);   /* of two plain numbers: rounded at the 9th digit; else exact */
/* Exact whatever the factors are. For an expression with a quotient in it, whose value may happen to be plain: 1/512 is. */
enum dec_status dec_mul_exact(struct dec a, struct dec b, struct dec *out);
enum dec_status dec_div(struct dec a, struct dec b, struct dec *out);   /* exact */
enum dec_status dec_round9(struct dec a, struct dec *out);              /* to plain */
enum dec_status dec_round(struct dec a, int places, struct dec *out);   /* half away from zero, of the exact value; places -29..9, past them as at the nearest */
enum dec_status dec_floor(struct dec a, struct dec *out);
enum dec_status dec_ceil(struct dec a, struct dec *out);
enum dec_status dec_mod(struct dec a, struct dec b, struct dec *out);   /* a - b * floor(a / b): has the sign of b */
struct dec dec_neg(struct dec a);
struct dec dec_abs(struct dec a);
int dec_sign(struct dec a);                    /* -1, 0, 1 */
int dec_compare(struct dec a, struct dec b);   /* exact, whatever the terms: -1, 0, 1 */

/* "12", "-0.5", ".5", "+1", "1_000" (between digits, only when `underscores`): digits, one point with digits after it, a
 * sign. No blanks, no exponent, no percent sign.
 * More than 9 digits after the point: rounded at the 9th unless they are zeros, with DEC_ROUNDED.
 * DEC_SYNTAX when it is no number, DEC_OVERFLOW past the range. */
enum dec_status dec_parse(struct str text, bool underscores, struct dec *out);
/* The same with an exponent ("1.5e3"), as JSON and spreadsheets write numbers. */
enum dec_status dec_parse_exponent(struct str text, struct dec *out);
#define DEC_TEXT_MAX 48 /* bytes dec_format may write */
size_t dec_format(struct dec a, char out[DEC_TEXT_MAX]);                       /* shortest decimal of dec_round9(a): "-0.5", "1000", "0.333333333" */
size_t dec_format_places(struct dec a, unsigned places, char out[DEC_TEXT_MAX]); /* exactly `places` (0..9) digits after the point, rounded of the exact value */
#endif
