/* How the cells of one field are read: everything the field says (type, format, aliases, default, range), prepared once
 * when data is opened and only read afterwards, so that threads may share it. All memory is in the arena given.
 *
 * A reference is read as its record's key is. Cells are trimmed except in text. */
#ifndef RUNTIME_DATA_READER_H
#define RUNTIME_DATA_READER_H
#include "lang/diag.h"
#include "runtime/data/amount.h"
#include "runtime/data/column.h"

/* Where a cell comes from: the same characters may mean different things. */
enum cell_kind {
    CELL_PLAIN,  /* CSV: text, and empty means blank */
    CELL_TEXT,   /* text of JSON or SQLite: empty is a text too */
    CELL_NUMBER, /* a number there, as it was written */
    CELL_TRUTH,  /* "true" or "false" of JSON */
    CELL_NULL,   /* null, or nothing at all */
    CELL_NESTED, /* a list or an object of JSON */
    CELL_BYTES   /* a blob of SQLite */
};

/* Spellings of a category's members by their first and last eight bytes. */
struct reader_code {
    uint64_t head;    /* the first 8 bytes, little end first, zeros behind a shorter one */
    uint64_t tail;    /* the last 8 of a longer one, else head once more */
    const char *text; /* NULL: a free slot */
    uint32_t length;
    int16_t code;
};
struct reader {
    const struct field *field;
    struct type type; /* of the values: of the key that is referred to for a reference */
    enum repr repr;
    struct amount_format format; /* of numbers */
    const char *date_format;     /* or NULL: ISO */
    struct map aliases;          /* spelling -> const char * meaning; lower case except for text */
    bool has_range;
    struct reader_code *codes; /* power of two of slots; or NULL */
    uint32_t code_shift;       /* of the product of head and the multiplier: leaves the slot's number */
    uint32_t code_mask;
    uint64_t code_multiplier;  /* where one was found by which no two spellings have the same slot, that one */
    bool has_default;
    struct value default_value;
};
/* `folder` is where an aliases file is looked for. False after a message. */
bool reader_init(struct reader *reader, const struct field *field, const char *folder, struct arena *arena,
                 struct diags *diags);

struct reading {
    struct value value; /* when not known: CAUSE_MISSING, CAUSE_INVALID or CAUSE_OUT_OF_RANGE */
    bool blank;         /* also when a default stands for it */
    bool rounded;
    int sign;         /* of an amount: AMOUNT_NO_SIGN, or which currency stood beside it */
    const char *hint; /* why it is unknown, static; or NULL */
};
/* Reads any cell. Texts point into `cell`, into the reader, or into `scratch`. */
void reader_read(const struct reader *reader, struct str cell, enum cell_kind kind, struct arena *scratch,
                 struct reading *out);
/* Whether a number is in the field's range and whole where it must be. */
bool reader_in_range(const struct reader *reader, struct dec number);

/* Quick roads that know the usual spellings; false: ask reader_read. The first needs 8 readable bytes at `text`. */
static inline bool reader_read_code(const struct reader *reader, const char *text, size_t length, int *code);
bool reader_read_truth(struct str cell, bool *truth); /* any case */

static inline uint32_t reader_code_slot(const struct reader *reader, uint64_t head, size_t length) {
    return (uint32_t)(((head ^ length) * reader->code_multiplier) >> reader->code_shift);
}
static inline uint64_t reader_code_load(const char *text) {
    uint64_t word;
    memcpy(&word, text, sizeof word);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    word = __builtin_bswap64(word);
#endif
    return word;
}
static inline bool reader_read_code(const struct reader *reader, const char *text, size_t length, int *code) {
    /* By table and without a branch: members of a category have lengths that nothing predicts. */
    static const uint64_t masks[9] = {0,
                                      UINT64_C(0xff),
                                      UINT64_C(0xffff),
                                      UINT64_C(0xffffff),
                                      UINT64_C(0xffffffff),
                                      UINT64_C(0xffffffffff),
                                      UINT64_C(0xffffffffffff),
                                      UINT64_C(0xffffffffffffff),
                                      UINT64_MAX};
    uint64_t mask = masks[length < 8 ? length : 8];
    uint64_t head = reader_code_load(text) & mask, tail = reader_code_load(text + (length > 8 ? length - 8 : 0)) & mask;
    for (uint32_t slot = reader_code_slot(reader, head, length);; slot++) {
        const struct reader_code *entry = &reader->codes[slot & reader->code_mask];
        if (entry->head == head && entry->tail == tail && entry->length == length && entry->text &&
            (length <= 16 || memcmp(entry->text + 8, text + 8, length - 16) == 0)) {
            *code = entry->code;
            return true;
        }
        if (!entry->text) return false;
    }
}
#endif
