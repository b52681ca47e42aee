/* The bytes of keys: hashing them, and copies of many that are found again by a number, their place.
 *
 * Copies stand one after the other in blocks, each its length in groups of 7 bits, then its bytes. A place is the number
 * of the block times its size, plus the offset: below 2^40 for all keys that memory can hold. */
#ifndef RUNTIME_DATA_KEYTEXT_H
#define RUNTIME_DATA_KEYTEXT_H
#include <stdint.h>
#include "lang/base/str.h"

struct keytexts {
    char **blocks; /* owned */
    uint32_t block_count, block_cap;
    size_t used;  /* bytes of the last block */
    size_t bytes; /* of all blocks */
};
/* Zeroed memory is a store without copies. */
void keytexts_release(struct keytexts *texts);
uint64_t keytexts_add(struct keytexts *texts, struct str key); /* the place of the copy */
struct str keytexts_at(const struct keytexts *texts, uint64_t place);

static inline uint64_t keytext_mix(uint64_t a, uint64_t b) {
    unsigned __int128 product = (unsigned __int128)a * b;
    return (uint64_t)product ^ (uint64_t)(product >> 64);
}

static inline uint64_t keytext_hash(struct str key) {
    uint64_t hash = key.len * UINT64_C(0x9e3779b97f4a7c15) + UINT64_C(0x2545f4914f6cdd1d), word = 0;
    if (key.len >= 8) {
        const char *at = key.ptr, *last = key.ptr + key.len - 8;
        for (; at < last; at += 8) {
            memcpy(&word, at, 8);
            hash = keytext_mix(hash ^ word, UINT64_C(0xd6e8feb86659fd93));
        }
        memcpy(&word, last, 8); /* some of it for the second time */
    } else {
        for (size_t i = 0; i < key.len; i++) word = word << 8 | (unsigned char)key.ptr[i];
    }
    return keytext_mix(keytext_mix(hash ^ word, UINT64_C(0xa0761d6478bd642f)), UINT64_C(0xe7037ed1a0b428db));
}
#endif
