/* Which keys were seen: an exact test for duplicates in a few bytes a key.
 *
 * A table of 8-byte slots, each a tag of the key's hash and the place where the key stands. Equal tags are settled by
 * reading the key itself again: from the file where it can be read again, else from a copy kept here. The table is
 * split into parts that grow one at a time, by half, so that growing never needs the whole twice: at most 16 bytes a
 * key at the worst moment. */
#ifndef RUNTIME_DATA_KEYS_H
#define RUNTIME_DATA_KEYS_H
#include <stdint.h>
#include "lang/base/arena.h"

struct keys;
/* Gives the canonical bytes of the key at a place noted before, in `scratch`; false when it can no longer be read. */
typedef bool keys_again(void *context, uint64_t place, struct arena *scratch, struct str *key);
/* `again` NULL: copies of the keys are kept, and places are not looked at. */
struct keys *keys_new(keys_again *again, void *context);
void keys_free(struct keys *keys);
/* Adds keys in order; fresh[i] = 0 where an equal key was added before. Places are below 2^40. */
void keys_add(struct keys *keys, const struct str *at, const uint64_t *places, uint32_t count, uint8_t *fresh);
#endif
