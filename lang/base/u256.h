/* Unsigned integers of 256 bits: what a product of two terms of a decimal needs. Values, no memory. Sums and products
 * must fit, which the terms of decimals (below 10^38) guarantee. */
#ifndef LANG_BASE_U256_H
#define LANG_BASE_U256_H
#include <stdbool.h>
#include <stdint.h>

typedef unsigned __int128 u128;
struct u256 {
    uint64_t w[4]; /* least significant first */
};
struct u256 u256_from(u128 value);
bool u256_fits128(struct u256 a);
u128 u256_low128(struct u256 a);
unsigned u256_bits(struct u256 a); /* position of the highest set bit, from 1; 0 for zero */
int u256_compare(struct u256 a, struct u256 b);
struct u256 u256_mul(u128 a, u128 b);
struct u256 u256_add(struct u256 a, struct u256 b);
struct u256 u256_sub(struct u256 a, struct u256 b);                         /* a >= b */
struct u256 u256_mul_small(struct u256 a, uint64_t b);                      /* the product fits */
struct u256 u256_div(struct u256 a, struct u256 b, struct u256 *remainder); /* b > 0 */
struct u256 u256_gcd(struct u256 a, struct u256 b);                         /* gcd(a, 0) is a */
u128 u128_gcd(u128 a, u128 b);
#endif
