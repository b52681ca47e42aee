/* Two steps over stretches of a few KiB: the bytes are classified into bit masks, one bit a byte (with whatever vectors
 * the machine has), then the masks are turned into positions. Blocks without quotes and with plain ASCII, which is nearly
 * all of them, go straight through.
 * SPDX-License-Identifier: MIT */
#include "runtime/data/csv_scan.h"

#include <string.h>

#include "lang/base/limits.h"
#include "lang/base/mem.h"
#include "lang/base/utf8.h"

#if defined(__x86_64__) || defined(__i386__)
#include <immintrin.h>
#define HAVE_X86 1
#endif

#define BLOCK 64u
#define STRETCH 64u /* blocks */

struct masks {
    uint64_t delimiter; /* separators and line ends */
    uint64_t newline;
    uint64_t quote;
    uint64_t odd; /* not plain ASCII, or a zero byte */
};
typedef void classify_fn(const char *text, size_t blocks, char separator, char newline, struct masks *out);

static void classify_plain(const char *text, size_t blocks, char separator, char newline, struct masks *out) {
    for (size_t b = 0; b < blocks; b++, text += BLOCK) {
        struct masks m = {0};
        for (unsigned i = 0; i < BLOCK; i++) {
            unsigned char c = (unsigned char)text[i];
            m.delimiter |= (uint64_t)(text[i] == separator || text[i] == newline) << i;
            m.newline |= (uint64_t)(text[i] == newline) << i;
            m.quote |= (uint64_t)(c == '"') << i;
            m.odd |= (uint64_t)(c >= 0x80 || c == 0) << i;
        }
        out[b] = m;
    }
}

#ifdef HAVE_X86
__attribute__((target("sse2"))) static void classify_sse2(const char *text, size_t blocks, char separator, char newline,
                                                          struct masks *out) {
    const __m128i s = _mm_set1_epi8(separator), n = _mm_set1_epi8(newline), q = _mm_set1_epi8('"'),
                  zero = _mm_setzero_si128();
    for (size_t b = 0; b < blocks; b++) {
        struct masks m = {0};
        __m128i least = _mm_set1_epi8(-1);
        for (unsigned i = 0; i < BLOCK; i += 16, text += 16) {
            __m128i v = _mm_loadu_si128((const __m128i *)(const void *)text);
            __m128i is_n = _mm_cmpeq_epi8(v, n);
            m.newline |= (uint64_t)(unsigned)_mm_movemask_epi8(is_n) << i;
            m.delimiter |= (uint64_t)(unsigned)_mm_movemask_epi8(_mm_or_si128(_mm_cmpeq_epi8(v, s), is_n)) << i;
            m.quote |= (uint64_t)(unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(v, q)) << i;
            m.odd |= (uint64_t)(unsigned)_mm_movemask_epi8(v) << i;
            least = _mm_min_epu8(least, v);
        }
        if (__builtin_expect(_mm_movemask_epi8(_mm_cmpeq_epi8(least, zero)) != 0, 0))
            for (unsigned i = 0; i < BLOCK; i++) m.odd |= (uint64_t)(text[(int)i - (int)BLOCK] == 0) << i;
        out[b] = m;
    }
}

__attribute__((target("avx2"))) static void classify_avx2(const char *text, size_t blocks, char separator, char newline,
                                                          struct masks *out) {
    const __m256i s = _mm256_set1_epi8(separator), n = _mm256_set1_epi8(newline), q = _mm256_set1_epi8('"'),
                  zero = _mm256_setzero_si256();
    for (size_t b = 0; b < blocks; b++) {
        struct masks m = {0};
        __m256i least = _mm256_set1_epi8(-1);
        for (unsigned i = 0; i < BLOCK; i += 32, text += 32) {
            __m256i v = _mm256_loadu_si256((const __m256i *)(const void *)text);
            __m256i is_n = _mm256_cmpeq_epi8(v, n);
            m.newline |= (uint64_t)(unsigned)_mm256_movemask_epi8(is_n) << i;
            m.delimiter |= (uint64_t)(unsigned)_mm256_movemask_epi8(_mm256_or_si256(_mm256_cmpeq_epi8(v, s), is_n))
                           << i;
            m.quote |= (uint64_t)(unsigned)_mm256_movemask_epi8(_mm256_cmpeq_epi8(v, q)) << i;
            m.odd |= (uint64_t)(unsigned)_mm256_movemask_epi8(v) << i;
            least = _mm256_min_epu8(least, v);
        }
        if (__builtin_expect(_mm256_movemask_epi8(_mm256_cmpeq_epi8(least, zero)) != 0, 0))
            for (unsigned i = 0; i < BLOCK; i++) m.odd |= (uint64_t)(text[(int)i - (int)BLOCK] == 0) << i;
        out[b] = m;
    }
}
#endif

/* Where the scan stands. Positions are offsets into the text. */
struct state {
    uint32_t at;        /* of the next block */
    uint32_t row_first; /* index of the row's first end */
    uint32_t row_line;
    uint32_t line;      /* line ends before `at`, those in quotes too */
    uint32_t extra;     /* cells of this row past all that could count: not in the index */
    uint32_t open_at;   /* the quote that is open */
    uint32_t utf8_next; /* bytes before this were checked */
    bool in_quote;
    bool skip_first; /* the first byte of the next block is the second of a doubled quote */
    bool stopped;    /* broken quoting that needs more bytes: nothing more can be said */
    unsigned flaw_count;
    struct {
        uint32_t at;
        enum csv_flaw kind;
    } flaws[BLOCK + 1]; /* at most one before this block, then the block's */
};

/* ---- rows that are not as they should be ---- */

static void *room(void *items, size_t size, uint32_t count, uint32_t *cap, uint32_t more) {
    if (*cap - count >= more) return items;
    uint32_t wanted = *cap + *cap / 2;
    if (wanted < count + more) wanted = count + more;
    *cap = wanted;
    return mem_realloc(items, size * wanted);
}

static uint32_t row_start(const struct csv_scan *scan, const struct state *state) {
    return scan->ends[state->row_first - 1] + 1;
}

static void refuse(struct csv_scan *scan, const struct state *state, uint32_t end, uint32_t cells, enum csv_flaw flaw) {
    scan->refused = room(scan->refused, sizeof *scan->refused, scan->refused_count, &scan->refused_cap, 64);
    if (end > row_start(scan, state) && scan->text[end - 1] == '\r') end--;
    scan->refused[scan->refused_count++] =
        (struct csv_refused){row_start(scan, state), end, state->row_line, cells, flaw};
}

static bool is_blank(const struct csv_scan *scan, uint32_t start, uint32_t end) {
    for (; start < end; start++) {
        char c = scan->text[start];
        if (c != scan->separator && c != ' ' && c != '\t' && c != '\r') return false;
    }
    return true;
}

/* A row with another number of cells, with nothing in it, or with bytes that are no text: whether it is a row all the same. */
static __attribute__((noinline)) bool odd_row(struct csv_scan *scan, struct state *state, uint32_t end,
                                              uint32_t cells) {
    if (is_blank(scan, row_start(scan, state), end)) return false;
    if (state->flaw_count && state->flaws[0].at < end) {
        refuse(scan, state, end, cells, state->flaws[0].kind);
        unsigned kept = 0;
        for (unsigned i = 0; i < state->flaw_count; i++)
            if (state->flaws[i].at >= end) state->flaws[kept++] = state->flaws[i];
        state->flaw_count = kept;
        return false;
    }
    if (cells == scan->columns) return true;
    refuse(scan, state, end, cells, CSV_CELLS);
    return false;
}

/* The row's quoting makes no sense: refused up to the end of the line in which the quote was opened, after which
 * reading goes on. */
static void broken_row(struct csv_scan *scan, struct state *state, enum csv_flaw flaw) {
    const char *eol = memchr(scan->text + state->open_at, scan->newline, scan->length - state->open_at);
    if (!eol) {
        state->stopped = true;
        return;
    }
    uint32_t end = (uint32_t)(eol - scan->text), line = state->row_line + 1;
    refuse(scan, state, end, 0, flaw);
    for (uint32_t i = row_start(scan, state); i < end; i++) line += scan->text[i] == scan->newline;
    scan->end_count = state->row_first;
    scan->ends[scan->end_count++] = end;
    *state = (struct state){.at = end + 1, .row_first = scan->end_count, .row_line = line, .line = line};
    scan->consumed = end + 1;
    scan->lines = line;
}

/* ---- blocks with quotes or letters outside ASCII ---- */

static uint64_t bits_from(unsigned from) { return UINT64_MAX << from; }

static bool may_follow_quote(const struct csv_scan *scan, uint32_t at) {
    if (at >= scan->length) return true;
    char c = scan->text[at];
    if (c == '\r' && at + 1 < scan->length)
        c = scan->text[at + 1] == scan->newline ? scan->newline : c;
    else if (c == '\r')
        return true;
    return c == scan->separator || c == scan->newline;
}

/* Bit i: whether an odd number of bits up to i, i included, are set. */
static uint64_t running_parity(uint64_t bits) {
    for (unsigned shift = 1; shift < BLOCK; shift *= 2) bits ^= bits << shift;
    return bits;
}

/* The same as resolve_quotes below for blocks in which every quote opens or closes a cell, or is one of a pair: then
 * what is inside is what has an odd number of quotes before it. False, and nothing changed, where it is not so. */
static bool resolve_regular(struct csv_scan *scan, struct state *state, struct masks *m) {
    const uint64_t last = UINT64_C(1) << (BLOCK - 1);
    uint64_t quotes = state->skip_first ? m->quote & ~UINT64_C(1) : m->quote;
    uint64_t inside = running_parity(quotes) ^ (state->in_quote ? UINT64_MAX : 0);
    uint64_t opening = quotes & inside, closing = quotes & ~inside;
    const char *text = scan->text + state->at;
    /* A pair that the end of the block parts: as if its first quote were nothing. */
    bool parted = (closing & last) && state->at + BLOCK < scan->length && text[BLOCK] == '"';
    if (parted) {
        closing &= ~last;
        inside |= last;
    }
    bool first = text[-1] == scan->separator || text[-1] == scan->newline;
    uint64_t may_open = (m->delimiter & ~inside) << 1 | closing << 1 | first;
    uint64_t may_close = m->delimiter >> 1 | opening >> 1;
    if (opening & ~may_open) return false;
    for (uint64_t odd = closing & ~may_close; odd; odd &= odd - 1)
        if (!may_follow_quote(scan, state->at + (uint32_t)__builtin_ctzll(odd) + 1)) return false;
    uint64_t cells = opening & ~(closing << 1);
    if (cells) state->open_at = state->at + BLOCK - 1 - (uint32_t)__builtin_clzll(cells);
    state->in_quote = inside >> (BLOCK - 1);
    state->skip_first = parted;
    m->delimiter &= ~inside;
    m->newline &= ~inside;
    return true;
}

/* Takes delimiters inside quotes out of the masks. False when the quoting is broken: the masks then end before the quote
 * that was opened. */
static __attribute__((noinline)) bool resolve_quotes(struct csv_scan *scan, struct state *state, struct masks *m) {
    uint64_t quotes = m->quote, inside = 0;
    unsigned from = 0;
    bool fine = true;
    if (resolve_regular(scan, state, m)) return true;
    if (state->skip_first) quotes &= ~UINT64_C(1);
    state->skip_first = false;
    while (quotes) {
        unsigned i = (unsigned)__builtin_ctzll(quotes);
        quotes &= quotes - 1;
        uint32_t at = state->at + i;
        if (!state->in_quote) {
            char before = scan->text[(int64_t)at - 1];
            if (before != scan->separator && before != scan->newline) continue;
            state->in_quote = true;
            state->open_at = at;
            from = i;
        } else if (at + 1 < scan->length && scan->text[at + 1] == '"') {
            if (i + 1 == BLOCK)
                state->skip_first = true;
            else
                quotes &= ~(UINT64_C(1) << (i + 1));
        } else if (may_follow_quote(scan, at + 1)) {
            state->in_quote = false;
            inside |= bits_from(from) & ~bits_from(i);
        } else {
            fine = false;
            break;
        }
    }
    if (state->in_quote) inside |= bits_from(from);
    m->delimiter &= ~inside;
    m->newline &= ~inside;
    return fine;
}

static __attribute__((noinline)) void check_bytes(struct csv_scan *scan, struct state *state, uint64_t odd) {
    if (state->flaw_count > 1) state->flaw_count = 1;
    while (odd) {
        uint32_t at = state->at + (uint32_t)__builtin_ctzll(odd);
        odd &= odd - 1;
        if (at < state->utf8_next) continue;
        uint32_t codepoint;
        size_t length = utf8_decode((struct str){scan->text + at, scan->length - at}, &codepoint);
        state->utf8_next = at + (uint32_t)(length ? length : 1);
        if (length && scan->text[at]) continue;
        state->flaws[state->flaw_count].at = at;
        state->flaws[state->flaw_count++].kind = scan->text[at] ? CSV_UTF8 : CSV_NUL;
    }
}

/* ---- masks to positions ---- */

/* Works on `count` blocks; false when the scan goes on elsewhere (state->at) or stops. Inlined into one function for
 * each instruction set, so that counting and finding bits are single instructions where there are such. */
static inline __attribute__((always_inline)) bool index_blocks(struct csv_scan *scan, struct state *state,
                                                               struct masks *masks, size_t count) {
    uint32_t n = scan->end_count, *ends = scan->ends;
    const uint32_t columns = scan->columns;
    for (size_t b = 0; b < count; b++, state->at += BLOCK) {
        struct masks *m = &masks[b];
        const uint32_t at = state->at;
        const uint64_t all_newlines = m->newline;
        if (__builtin_expect(m->odd != 0, 0)) check_bytes(scan, state, m->odd);
        bool broken = false;
        if (__builtin_expect((m->quote != 0) | state->in_quote, 0)) broken = !resolve_quotes(scan, state, m);
        /* A line of millions of separators must not fill the memory with positions. */
        if (__builtin_expect(n - state->row_first > columns + BLOCK, 0)) {
            state->extra += n - state->row_first - columns;
            n = state->row_first + columns;
        }
        uint64_t delimiters = m->delimiter;
        unsigned found = (unsigned)__builtin_popcountll(delimiters);
        const uint64_t top =
            UINT64_C(1) << 63; /* so that there is always a bit to find; what is written too much is overwritten */
        for (unsigned i = 0; i < found; i += 8)
#pragma GCC unroll 8
            for (unsigned k = 0; k < 8; k++) {
                ends[n + i + k] = at + (uint32_t)__builtin_ctzll(delimiters | top);
                delimiters &= delimiters - 1;
            }
        for (uint64_t newlines = m->newline; newlines; newlines &= newlines - 1) {
            uint64_t upto = newlines ^ (newlines - 1);
            uint32_t last = n + (uint32_t)__builtin_popcountll(m->delimiter & upto) - 1, end = ends[last];
            uint32_t cells = last - state->row_first + 1 + state->extra;
            bool usual =
                (cells == columns) & (end - ends[state->row_first - 1] > columns + 1) & (state->flaw_count == 0);
            if (__builtin_expect(usual, 1) || odd_row(scan, state, end, cells))
                scan->rows[scan->row_count++] = (struct csv_row){state->row_first, state->row_line};
            state->row_first = last + 1;
            state->row_line = state->line + (uint32_t)__builtin_popcountll(all_newlines & upto);
            state->extra = 0;
            scan->consumed = end + 1;
            scan->lines = state->row_line;
        }
        if (__builtin_expect(broken, 0)) {
            scan->end_count = n;
            broken_row(scan, state, CSV_QUOTE_TEXT);
            return false;
        }
        n += found;
        state->line += (uint32_t)__builtin_popcountll(all_newlines);
    }
    scan->end_count = n;
    return true;
}

static bool index_plain(struct csv_scan *scan, struct state *state, struct masks *masks, size_t count) {
    return index_blocks(scan, state, masks, count);
}
#ifdef HAVE_X86
__attribute__((target("bmi,popcnt"))) static bool index_bmi(struct csv_scan *scan, struct state *state,
                                                            struct masks *masks, size_t count) {
    return index_blocks(scan, state, masks, count);
}
#endif

static enum csv_simd best(void) {
#ifdef HAVE_X86
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") && __builtin_cpu_supports("popcnt"))
        return CSV_SIMD_AVX2;
    if (__builtin_cpu_supports("sse2")) return CSV_SIMD_SSE2;
#endif
    return CSV_SIMD_PLAIN;
}

void csv_scan(struct csv_scan *scan, enum csv_simd simd) {
    if (simd == CSV_SIMD_BEST) simd = best();
    classify_fn *classify = classify_plain;
#ifdef HAVE_X86
    if (simd == CSV_SIMD_SSE2) classify = classify_sse2;
    if (simd == CSV_SIMD_AVX2) classify = classify_avx2;
#endif
    struct masks masks[STRETCH];
    struct state state = {.row_first = 1};
    scan->row_count = scan->refused_count = scan->consumed = scan->lines = 0;
    scan->text[-1] = scan->newline;
    scan->ends = room(scan->ends, sizeof *scan->ends, 0, &scan->end_cap, 2);
    scan->ends[0] = UINT32_MAX; /* one before 0: the arithmetic wraps as wanted */
    scan->end_count = 1;
    while (!state.stopped) {
        if (state.at >= scan->length) {
            bool hopeless = scan->final || (state.in_quote && scan->length - state.open_at > LIMIT_CELL_BYTES);
            if (!state.in_quote || !hopeless) break;
            broken_row(scan, &state, CSV_QUOTE_OPEN);
            continue;
        }
        uint32_t left = scan->length - state.at;
        size_t blocks = (left + BLOCK - 1) / BLOCK;
        if (blocks > STRETCH) blocks = STRETCH;
        uint32_t most = (uint32_t)blocks * BLOCK;
        scan->ends = room(scan->ends, sizeof *scan->ends, scan->end_count, &scan->end_cap, most + BLOCK);
        scan->rows = room(scan->rows, sizeof *scan->rows, scan->row_count, &scan->row_cap, most);
        classify(scan->text + state.at, blocks, scan->separator, scan->newline, masks);
        if (left < most) {
            uint64_t there = ~bits_from(left % BLOCK);
            struct masks *last = &masks[blocks - 1];
            *last =
                (struct masks){last->delimiter & there, last->newline & there, last->quote & there, last->odd & there};
        }
#ifdef HAVE_X86
        if (simd == CSV_SIMD_AVX2) {
            index_bmi(scan, &state, masks, blocks);
            continue;
        }
#endif
        index_plain(scan, &state, masks, blocks);
    }
    scan->in_quote = state.in_quote;
}

void csv_scan_release(struct csv_scan *scan) {
    mem_free(scan->ends);
    mem_free(scan->rows);
    mem_free(scan->refused);
    *scan = (struct csv_scan){0};
}
