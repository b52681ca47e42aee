/* Open addressing with the next free slot to the right, in parts that grow one at a time, so that growing never needs
 * the memory of all twice.
 *
 * A slot is a key of 12 bytes and the row. Texts are filled up with zeros, for no text has a zero byte. A longer text
 * (or one with a zero byte after all) is 24 bits of its hash and the place of its copy, then 24 bits more of the hash
 * and the byte 0xFF, in which no UTF-8 ends. Numbers are their digits without zeros at the end, and their scale.
 * SPDX-License-Identifier: MIT */
#include "runtime/data/keyindex.h"

#include "lang/base/mem.h"
#include "runtime/data/keytext.h"

#ifdef RUNG_TINY
#define PARTS 2u
#define FIRST_SLOTS 2u
#else
#define PARTS 64u
#define FIRST_SLOTS 64u
#endif
#define AHEAD 16u /* keys whose slots are on their way from memory at the same time: a power of two */
#define PLACE_BITS 40
#define PLACE_MASK ((UINT64_C(1) << PLACE_BITS) - 1)
#define LONG_MARK UINT32_C(0xff000000)
#define LONG_MASK UINT32_C(0x00ffffff)

struct key {
    uint64_t head; /* the first 8 bytes, or the number, day, code */
    uint32_t tail; /* the last 4, or the scale */
};
struct slot {
    uint64_t head;
    uint32_t tail;
    uint32_t after; /* the row's number + 1; 0 is free */
};
struct part {
    struct slot *slots; /* owned */
    uint32_t size, used;
};
struct keyindex {
    enum repr repr;
    uint32_t rows;
    struct part parts[PARTS];
    struct keytexts texts; /* copies of long keys */
};

struct keyindex *keyindex_new(enum repr repr, uint32_t rows) {
    struct keyindex *index = mem_alloc(sizeof *index);
    index->repr = repr;
    /* A part has a little more or less than its share. */
    uint32_t size = rows / PARTS + rows / PARTS / 2 + FIRST_SLOTS;
    for (uint32_t i = 0; rows && i < PARTS; i++)
        index->parts[i] = (struct part){.slots = mem_alloc(sizeof(struct slot) * size), .size = size};
    return index;
}

void keyindex_free(struct keyindex *index) {
    if (!index) return;
    for (uint32_t i = 0; i < PARTS; i++) mem_free(index->parts[i].slots);
    keytexts_release(&index->texts);
    mem_free(index);
}

uint32_t keyindex_rows(const struct keyindex *index) { return index->rows; }

size_t keyindex_bytes(const struct keyindex *index) {
    size_t bytes = sizeof *index + index->texts.bytes;
    for (uint32_t i = 0; i < PARTS; i++) bytes += sizeof(struct slot) * index->parts[i].size;
    return bytes;
}

/* ---- keys ---- */

/* A long key's own hash is in it; the place is not, for whoever looks it up does not know it. */
static inline uint64_t hash_of(struct key key) {
    if (key.tail >= LONG_MARK) key.head &= ~PLACE_MASK;
    return keytext_mix(key.head ^ UINT64_C(0xa0761d6478bd642f), key.tail ^ UINT64_C(0xe7037ed1a0b428db));
}

static inline uint32_t load4(const char *bytes) {
    uint32_t word;
    memcpy(&word, bytes, sizeof word);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    word = __builtin_bswap32(word);
#endif
    return word;
}

static inline uint64_t load8(const char *bytes) {
    uint64_t word;
    memcpy(&word, bytes, sizeof word);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    word = __builtin_bswap64(word);
#endif
    return word;
}

static __attribute__((noinline)) struct key key_of_long(struct str text) {
    uint64_t hash = keytext_hash(text);
    return (struct key){hash & ~PLACE_MASK, LONG_MARK | ((uint32_t)hash & LONG_MASK)};
}

static inline bool has_zero(uint64_t word) {
    return (word - UINT64_C(0x0101010101010101)) & ~word & UINT64_C(0x8080808080808080);
}

/* Loads from the text only, twice from its middle where that fits better. */
static inline struct key key_of_text(struct str text) {
    struct key key = {0};
    size_t length = text.len;
    if (length >= 8) {
        if (length > 12) return key_of_long(text);
        key.head = load8(text.ptr);
        key.tail = (uint32_t)((uint64_t)load4(text.ptr + length - 4) >> (8 * (12 - length)));
        if (has_zero(key.head) || has_zero(load8(text.ptr + length - 8)) || key.tail >= LONG_MARK)
            return key_of_long(text);
    } else if (length >= 4) {
        uint32_t last = load4(text.ptr + length - 4);
        key.head = load4(text.ptr) | (uint64_t)last << (8 * (length - 4));
        if (has_zero(key.head | UINT64_MAX << (8 * length))) return key_of_long(text);
    } else {
        for (size_t i = 0; i < length; i++) {
            key.head |= (uint64_t)(unsigned char)text.ptr[i] << (8 * i);
            if (text.ptr[i] == 0) return key_of_long(text);
        }
    }
    return key;
}

/* The bytes of a number that 64 bits do not hold. */
static struct str number_text(struct dec number, char bytes[sizeof(struct dec) + 1]) {
    memcpy(bytes, &number.n, sizeof number.n);
    memcpy(bytes + sizeof number.n, &number.d, sizeof number.d);
    return (struct str){bytes, sizeof number.n + sizeof number.d};
}

static struct key key_of_number(const struct vec *keys, uint32_t row) {
    if (!keys->is_wide && !keys->den) {
        int64_t number = keys->num[row];
        unsigned scale = number ? keys->scale : 0;
        for (; scale && number % 10 == 0; scale--) number /= 10;
        if (scale <= DEC_PLACES) return (struct key){(uint64_t)number, scale};
    }
    struct dec number = vec_number(keys, row);
    int64_t digits;
    char bytes[sizeof(struct dec) + 1];
    if (dec_is_plain(number) && dec_to_scaled(number, dec_scale(number), &digits))
        return (struct key){(uint64_t)digits, dec_scale(number)};
    return key_of_long(number_text(number, bytes));
}

/* The key of a row; false when it is unknown. */
static inline bool key_at(const struct vec *keys, enum repr repr, uint32_t row, struct key *key) {
    *key = (struct key){0};
    if (repr == REPR_BOOL) {
        key->head = keys->truth[row];
        return keys->truth[row] != TRUTH_UNKNOWN;
    }
    if (!keys->all_known && !keys->known[row]) return false;
    switch (repr) {
    case REPR_TEXT: *key = key_of_text(keys->text[row]); break;
    case REPR_NUMBER: *key = key_of_number(keys, row); break;
    case REPR_DATE: key->head = (uint64_t)(int64_t)keys->day[row]; break;
    case REPR_CODE: key->head = (uint64_t)(int64_t)keys->code[row]; break;
    case REPR_ROW: key->head = keys->row[row]; break;
    case REPR_BOOL: break;
    }
    return true;
}

/* What a long key stands for, of a row for which key_at gave a long one. */
static struct str long_text(const struct vec *keys, enum repr repr, uint32_t row, char bytes[sizeof(struct dec) + 1]) {
    return repr == REPR_TEXT ? keys->text[row] : number_text(vec_number(keys, row), bytes);
}

/* ---- slots ---- */

/* The part by the low bits of the hash, the slot in it by the high ones. */
static inline uint32_t part_of(uint64_t hash) { return (uint32_t)hash % PARTS; }

static inline uint32_t home_of(uint64_t hash, uint32_t size) { return (uint32_t)(((hash >> 32) * size) >> 32); }

static void put(struct part *part, uint64_t hash, struct slot slot) {
    uint32_t at = home_of(hash, part->size);
    while (part->slots[at].after) at = at + 1 == part->size ? 0 : at + 1;
    part->slots[at] = slot;
}

static void grow(struct part *part) {
    struct part wider = {.size = part->size ? part->size + part->size / 2 + 1 : FIRST_SLOTS, .used = part->used};
    wider.slots = mem_alloc(sizeof(struct slot) * wider.size);
    for (uint32_t i = 0; i < part->size; i++) {
        struct slot slot = part->slots[i];
        if (slot.after) put(&wider, hash_of((struct key){slot.head, slot.tail}), slot);
    }
    mem_free(part->slots);
    *part = wider;
}

/* A key that is on its way: its slot is fetched from memory meanwhile. */
struct coming {
    uint64_t hash;
    struct key key;
    bool known;
};
static inline struct coming expect(const struct keyindex *index, const struct vec *keys, enum repr repr, uint32_t row) {
    struct coming coming = {0};
    coming.known = key_at(keys, repr, row, &coming.key);
    coming.hash = hash_of(coming.key);
    const struct part *part = &index->parts[part_of(coming.hash)];
    if (part->size) __builtin_prefetch(&part->slots[home_of(coming.hash, part->size)], 1);
    return coming;
}

void keyindex_add(struct keyindex *index, const struct vec *keys, uint32_t rows) {
    ASSERT(keys->repr == index->repr && !keys->constant && rows < NO_ROW - index->rows);
    struct coming ring[AHEAD];
    for (uint32_t i = 0; i < AHEAD && i < rows; i++) ring[i] = expect(index, keys, index->repr, i);
    for (uint32_t i = 0; i < rows; i++) {
        struct coming coming = ring[i % AHEAD];
        if (i + AHEAD < rows) ring[i % AHEAD] = expect(index, keys, index->repr, i + AHEAD);
        uint32_t after = ++index->rows;
        if (!coming.known) continue;
        struct part *part = &index->parts[part_of(coming.hash)];
        /* At least one slot stays free, so that every search ends. */
        if (part->used + 1 >= part->size - part->size / 4) grow(part);
        char bytes[sizeof(struct dec) + 1];
        struct key key = coming.key;
        if (key.tail >= LONG_MARK) key.head |= keytexts_add(&index->texts, long_text(keys, index->repr, i, bytes));
        put(part, coming.hash, (struct slot){key.head, key.tail, after});
        part->used++;
    }
}

/* ---- looking up ---- */

static __attribute__((noinline)) uint32_t find_long(const struct keyindex *index, struct key key, struct str text) {
    uint64_t hash = hash_of(key);
    const struct part *part = &index->parts[part_of(hash)];
    for (uint32_t at = home_of(hash, part->size);; at = at + 1 == part->size ? 0 : at + 1) {
        const struct slot *slot = &part->slots[at];
        if (!slot->after) return NO_ROW;
        if (slot->tail == key.tail && ((slot->head ^ key.head) & ~PLACE_MASK) == 0 &&
            str_equal(keytexts_at(&index->texts, slot->head & PLACE_MASK), text))
            return slot->after - 1;
    }
}

static inline uint32_t find(const struct slot *slots, uint32_t size, uint32_t home, struct key key) {
    for (uint32_t at = home;;) {
        const struct slot *slot = &slots[at];
        if (slot->head == key.head && slot->tail == key.tail && slot->after) return slot->after - 1;
        if (!slot->after) return NO_ROW;
        if (++at == size) at = 0;
    }
}

/* Where a key is looked for: `slots` NULL when there is nothing to look for. */
struct search {
    const struct slot *slots;
    uint32_t size, home;
    struct key key;
};
static inline struct search begin(const struct keyindex *index, const struct vec *keys, enum repr repr, uint32_t row) {
    struct search search = {0};
    if (!key_at(keys, repr, row, &search.key)) return search;
    uint64_t hash = hash_of(search.key);
    const struct part *part = &index->parts[part_of(hash)];
    search.slots = part->slots;
    search.size = part->size;
    search.home = home_of(hash, part->size);
    __builtin_prefetch(&search.slots[search.home]);
    return search;
}

static inline __attribute__((always_inline)) void find_all(const struct keyindex *index, const struct vec *keys,
                                                           enum repr repr, uint32_t rows, uint32_t *out) {
    struct search searches[AHEAD];
    char bytes[sizeof(struct dec) + 1];
    for (uint32_t i = 0; i < AHEAD && i < rows; i++) searches[i] = begin(index, keys, repr, i);
    for (uint32_t i = 0; i < rows; i++) {
        struct search search = searches[i % AHEAD];
        if (i + AHEAD < rows) searches[i % AHEAD] = begin(index, keys, repr, i + AHEAD);
        if (!search.slots)
            out[i] = NO_ROW;
        else if (__builtin_expect(search.key.tail < LONG_MARK, 1))
            out[i] = find(search.slots, search.size, search.home, search.key);
        else
            out[i] = find_long(index, search.key, long_text(keys, repr, i, bytes));
    }
}

void keyindex_find(const struct keyindex *index, const struct vec *keys, uint32_t rows, uint32_t *out) {
    ASSERT(keys->repr == index->repr && rows <= BATCH_ROWS);
    uint32_t different = keys->constant && rows ? 1 : rows;
    /* A loop of its own for what nearly all keys are. */
    if (index->repr == REPR_TEXT)
        find_all(index, keys, REPR_TEXT, different, out);
    else
        find_all(index, keys, index->repr, different, out);
    for (uint32_t i = different; i < rows; i++) out[i] = out[0];
}
