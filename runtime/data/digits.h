/* Numbers of narrow vectors as text: the same characters as dec_format and dec_format_places, without the arithmetic of
 * large numbers. A value is num * 10^-scale; `out` gets no NUL. */
#ifndef RUNTIME_DATA_DIGITS_H
#define RUNTIME_DATA_DIGITS_H
#include <stddef.h>
#include <stdint.h>
#include "lang/base/str.h"

#define DIGITS_MAX 32 /* bytes that either may write */
/* Exactly `places` (0..9) digits after the point, rounded half away from zero; scale 0..18. */
size_t digits_places(int64_t num, unsigned scale, unsigned places, char out[DIGITS_MAX]);
/* The same for a column of numbers, one text after the other from `out` on, which has room for all; texts[i] gets the
 * i-th of them. */
void digits_column(const int64_t *num, uint32_t rows, unsigned scale, unsigned places, char *out, struct str *texts);
/* The shortest decimal, of the value rounded at the 9th digit. */
size_t digits_shortest(int64_t num, unsigned scale, char out[DIGITS_MAX]);
#endif
