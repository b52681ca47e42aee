/* Open addressing by lines of four slots, as memory is fetched: a key is in the line of its hash, or, when that was full,
 * in the next one that was not. All slots of a line are compared at once. The lines are split into parts that grow one at
 * a time, so that growing never needs the memory of all twice.
 *
 * A slot is a key of 12 bytes and the row. Texts are filled up with zeros, for no text has a zero byte. A longer text
 * (or one with a zero byte after all) is 24 bits of its hash and the place of its copy, then 24 bits more of the hash
 * and the byte 0xFF, in which no UTF-8 ends. Numbers are their digits without zeros at the end, and their scale.
 * SPDX-License-Identifier: MIT */
#include "runtime/data/keyindex.h"

#include <sys/mman.h>

#include "lang/base/mem.h"
#include "runtime/data/keytext.h"

#ifdef RUNG_TINY
#define PARTS 2u
#define FIRST_LINES 1u
#else
#define PARTS 8u
#define FIRST_LINES 128u
#endif
#define LINE_SLOTS 4u
#define LINE_BYTES ((size_t)64)
#define LARGE_PAGE ((size_t)2 << 20)
#define AHEAD 32u /* keys whose lines are on their way from memory at the same time */
#define MOST_EXPECTED (UINT32_C(1) << 22)
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
struct line {
    struct slot slots[LINE_SLOTS]; /* taken from the first on */
};
struct part {
    struct line *lines;  /* in `memory`, at a multiple of LINE_BYTES */
    uint32_t size, used; /* lines; slots taken */
    char *memory;        /* owned */
};
struct keyindex {
    enum repr repr;
    uint32_t rows;
    struct part parts[PARTS];
    struct keytexts texts; /* copies of long keys */
};

static struct part new_part(uint32_t size) {
    size_t bytes = sizeof(struct line) * size, unit = bytes < LARGE_PAGE ? LINE_BYTES : LARGE_PAGE;
    struct part part = {.size = size, .memory = mem_alloc(bytes + unit)};
    part.lines = (struct line *)(void *)(part.memory + (-(uintptr_t)part.memory & (unit - 1)));
#ifdef MADV_HUGEPAGE
    /* Searches go anywhere: with small pages, most of them would first have to find out where the page is. */
    if (unit == LARGE_PAGE) (void)madvise(part.lines, bytes, MADV_HUGEPAGE);
#endif
    return part;
}

struct keyindex *keyindex_new(enum repr repr, uint32_t rows) {
    struct keyindex *index = mem_alloc(sizeof *index);
    index->repr = repr;
    /* A guess that is far too high must not take the memory. */
    if (rows > MOST_EXPECTED) rows = MOST_EXPECTED;
    /* Half full, which leaves few lines without a free slot. */
    uint32_t size = rows / PARTS / LINE_SLOTS * 2 + FIRST_LINES;
    for (uint32_t i = 0; i < PARTS; i++) index->parts[i] = new_part(rows ? size : FIRST_LINES);
    return index;
}

void keyindex_free(struct keyindex *index) {
    if (!index) return;
    for (uint32_t i = 0; i < PARTS; i++) mem_free(index->parts[i].memory);
    keytexts_release(&index->texts);
    mem_free(index);
}

uint32_t keyindex_rows(const struct keyindex *index) { return index->rows; }

size_t keyindex_bytes(const struct keyindex *index) {
    size_t bytes = sizeof *index + index->texts.bytes;
    for (uint32_t i = 0; i < PARTS; i++) bytes += sizeof(struct line) * index->parts[i].size + LINE_BYTES;
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
static inline __attribute__((always_inline)) bool key_at(const struct vec *keys, enum repr repr, uint32_t row,
                                                         struct key *key) {
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

/* The part by the low bits of the hash, the line in it by the high ones. */
static inline const struct part *part_of(const struct keyindex *index, uint64_t hash) {
    return &index->parts[(uint32_t)hash % PARTS];
}

static inline uint32_t home_of(uint64_t hash, uint32_t size) { return (uint32_t)(((hash >> 32) * size) >> 32); }

static void put(struct part *part, uint64_t hash, struct slot slot) {
    uint32_t at = home_of(hash, part->size);
    for (;; at = at + 1 == part->size ? 0 : at + 1) {
        struct line *line = &part->lines[at];
        if (line->slots[LINE_SLOTS - 1].after) continue;
        uint32_t free = 0;
        while (line->slots[free].after) free++;
        line->slots[free] = slot;
        return;
    }
}

static void grow(struct part *part) {
    struct part wider = new_part(part->size * 2);
    for (uint32_t i = 0; i < part->size; i++) {
        for (uint32_t k = 0; k < LINE_SLOTS && part->lines[i].slots[k].after; k++) {
            struct slot slot = part->lines[i].slots[k];
            put(&wider, hash_of((struct key){slot.head, slot.tail}), slot);
        }
    }
    wider.used = part->used;
    mem_free(part->memory);
    *part = wider;
}

/* Some rows' keys and the lines they belong to, which are on their way from memory. */
struct coming {
    uint64_t heads[AHEAD];
    uint32_t tails[AHEAD];
    uint64_t hashes[AHEAD];
    const struct line *lines[AHEAD];
    bool known[AHEAD];
};
static inline __attribute__((always_inline)) void expect(const struct keyindex *index, const struct vec *keys,
                                                         enum repr repr, uint32_t first, uint32_t rows,
                                                         struct coming *coming) {
    for (uint32_t i = 0; i < AHEAD && first + i < rows; i++) {
        struct key key;
        coming->known[i] = key_at(keys, repr, first + i, &key);
        uint64_t hash = hash_of(key);
        const struct part *part = part_of(index, hash);
        coming->heads[i] = key.head;
        coming->tails[i] = key.tail;
        coming->hashes[i] = hash;
        coming->lines[i] = &part->lines[home_of(hash, part->size)];
        __builtin_prefetch(coming->lines[i]);
    }
}

/* ---- looking up ---- */

static inline const struct line *next_line(const struct part *part, const struct line *line) {
    return line + 1 == part->lines + part->size ? part->lines : line + 1;
}

static __attribute__((noinline)) uint32_t find_long(const struct keyindex *index, uint64_t hash, struct key key,
                                                    struct str text) {
    const struct part *part = part_of(index, hash);
    for (const struct line *line = &part->lines[home_of(hash, part->size)];; line = next_line(part, line)) {
        for (uint32_t k = 0; k < LINE_SLOTS; k++) {
            const struct slot *slot = &line->slots[k];
            if (!slot->after) return NO_ROW;
            if (slot->tail == key.tail && ((slot->head ^ key.head) & ~PLACE_MASK) == 0 &&
                str_equal(keytexts_at(&index->texts, slot->head & PLACE_MASK), text))
                return slot->after - 1;
        }
    }
}

/* The row of a short key in the line, + 1; 0: it is not there. A free slot gives 0 whatever it seems to hold. */
static inline uint32_t look(const struct line *line, uint64_t head, uint32_t tail) {
    const struct slot *slots = line->slots;
#define HIT(k) (-(uint32_t)((slots[k].head == head) & (slots[k].tail == tail)) & slots[k].after)
    return (HIT(0) | HIT(1)) | (HIT(2) | HIT(3));
#undef HIT
}

/* Past the line of its hash: that one was full. */
static __attribute__((noinline)) uint32_t find_further(const struct keyindex *index, uint64_t hash, uint64_t head,
                                                       uint32_t tail) {
    const struct part *part = part_of(index, hash);
    const struct line *line = &part->lines[home_of(hash, part->size)];
    while (line->slots[LINE_SLOTS - 1].after) {
        line = next_line(part, line);
        uint32_t after = look(line, head, tail);
        if (after) return after - 1;
    }
    return NO_ROW;
}

static inline __attribute__((always_inline)) void find_all(const struct keyindex *index, const struct vec *keys,
                                                           enum repr repr, uint32_t rows, uint32_t *out) {
    struct coming both[2];
    char bytes[sizeof(struct dec) + 1];
    expect(index, keys, repr, 0, rows, &both[0]);
    for (uint32_t first = 0, turn = 0; first < rows; first += AHEAD, turn ^= 1) {
        const struct coming *coming = &both[turn];
        expect(index, keys, repr, first + AHEAD, rows, &both[turn ^ 1]);
        for (uint32_t i = 0; i < AHEAD && first + i < rows; i++) {
            uint64_t head = coming->heads[i];
            uint32_t tail = coming->tails[i], after = look(coming->lines[i], head, tail);
            out[first + i] = after - 1; /* of 0 it is NO_ROW */
            if (__builtin_expect(after && coming->known[i] && tail < LONG_MARK, 1)) continue;
            if (!coming->known[i])
                out[first + i] = NO_ROW;
            else if (tail < LONG_MARK)
                out[first + i] = find_further(index, coming->hashes[i], head, tail);
            else
                out[first + i] = find_long(index, coming->hashes[i], (struct key){head, tail},
                                           long_text(keys, repr, first + i, bytes));
        }
    }
}

void keyindex_find(const struct keyindex *index, const struct vec *keys, uint32_t rows, uint32_t *out) {
    ASSERT(keys->repr == index->repr && rows <= BATCH_ROWS);
    uint32_t different = keys->constant && rows ? 1 : rows;
    if (index->repr == REPR_TEXT)
        find_all(index, keys, REPR_TEXT, different, out);
    else
        find_all(index, keys, index->repr, different, out);
    for (uint32_t i = different; i < rows; i++) out[i] = out[0];
}

/* ---- adding ---- */

/* The row of a key whose hash is known. */
static uint32_t find_one(const struct keyindex *index, const struct vec *keys, enum repr repr, uint32_t row,
                         uint64_t hash, struct key key) {
    char bytes[sizeof(struct dec) + 1];
    if (key.tail >= LONG_MARK) return find_long(index, hash, key, long_text(keys, repr, row, bytes));
    const struct part *part = part_of(index, hash);
    uint32_t after = look(&part->lines[home_of(hash, part->size)], key.head, key.tail);
    return after ? after - 1 : find_further(index, hash, key.head, key.tail);
}

static void add(struct keyindex *index, const struct vec *keys, uint32_t row, uint64_t hash, struct key key) {
    struct part *part = &index->parts[(uint32_t)hash % PARTS];
    uint32_t slots = part->size * LINE_SLOTS;
    /* Some slots stay free, so that every search ends. */
    if (part->used + 1 >= slots - slots / 4) grow(part);
    char bytes[sizeof(struct dec) + 1];
    if (key.tail >= LONG_MARK) key.head |= keytexts_add(&index->texts, long_text(keys, index->repr, row, bytes));
    put(part, hash, (struct slot){key.head, key.tail, index->rows + 1});
    part->used++;
}

/* `fresh` NULL: all are. */
static inline __attribute__((always_inline)) void add_all(struct keyindex *index, const struct vec *keys,
                                                          enum repr repr, uint32_t rows, uint8_t *fresh) {
    struct coming coming;
    for (uint32_t first = 0; first < rows; first += AHEAD) {
        expect(index, keys, repr, first, rows, &coming);
        for (uint32_t i = 0; i < AHEAD && first + i < rows; i++) {
            struct key key = {coming.heads[i], coming.tails[i]};
            bool known = coming.known[i];
            if (fresh) {
                fresh[first + i] = !known || find_one(index, keys, repr, first + i, coming.hashes[i], key) == NO_ROW;
                if (!fresh[first + i]) continue;
            }
            if (known) add(index, keys, first + i, coming.hashes[i], key);
            index->rows++;
        }
    }
}

void keyindex_add_fresh(struct keyindex *index, const struct vec *keys, uint32_t rows, uint8_t *fresh) {
    ASSERT(keys->repr == index->repr && !keys->constant && rows < NO_ROW - index->rows);
    /* A loop of its own for what nearly all keys are. */
    if (index->repr == REPR_TEXT)
        add_all(index, keys, REPR_TEXT, rows, fresh);
    else
        add_all(index, keys, index->repr, rows, fresh);
}

void keyindex_add(struct keyindex *index, const struct vec *keys, uint32_t rows) {
    ASSERT(keys->repr == index->repr && !keys->constant && rows < NO_ROW - index->rows);
    add_all(index, keys, index->repr, rows, NULL);
}
