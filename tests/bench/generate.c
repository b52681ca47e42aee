/* Writes the portfolio that `make bench` works on: CSV files of accounts, their contacts and their interactions.
 *
 *   generate ACCOUNTS FOLDER [accounts] [contacts] [interactions]
 *
 * Every value depends on the number of the account alone, so the accounts of a smaller portfolio are the first ones of
 * a larger one, and the same call writes the same bytes on every machine (no floating point). The rows come shuffled:
 * blocks of 4,096 accounts in a random order, and the rows of a block among themselves, in each file differently.
 *
 * What makes the data like an export: names with commas, quotes and letters of many scripts; blank cells; values that
 * hang together through a quality that each account has; and margins of exactly 25% and 30%, which a program that
 * computes in binary floating point puts on the wrong side.
 * SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "lang/base/buf.h"
#include "lang/base/date.h"
#include "lang/base/mem.h"

#define BLOCK_ACCOUNTS 4096
#define PER_ACCOUNT_MAX 80 /* contacts or interactions */

/* --- chance -------------------------------------------------------------------------------------------------------- */

enum purpose { FOR_ACCOUNT, FOR_CONTACTS, FOR_INTERACTIONS, FOR_ORDER }; /* independent streams of one account */
struct chance {
    uint64_t state;
};
static uint64_t next(struct chance *chance) { /* a Weyl sequence whose steps are scrambled by two multiplications */
    uint64_t x = chance->state += 0x9E3779B97F4A7C15u;
    x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9u;
    x = (x ^ (x >> 27)) * 0x94D049BB133111EBu;
    return x ^ (x >> 31);
}
static struct chance chance_of(uint64_t number, enum purpose purpose) {
    struct chance chance = {number * 8 + (uint64_t)purpose};
    return (struct chance){next(&chance)};
}
static int below(struct chance *chance, int limit) { return (int)((next(chance) >> 32) * (uint64_t)limit >> 32); }
static int between(struct chance *chance, int low, int high) { return low + below(chance, high - low + 1); }
static bool permille(struct chance *chance, int share) { return below(chance, 1000) < share; }
/* Bell-shaped around 0 with a standard deviation of 577, from -2000 to 2000. */
static int bell(struct chance *chance) {
    int sum = -2000;
    for (int i = 0; i < 4; i++) sum += below(chance, 1001);
    return sum;
}
/* A value around `centre` that follows the account's quality, held within its limits. */
static int trait(struct chance *chance, int quality, int centre, int deviation, int low, int high) {
    int value = centre + (3 * quality + 4 * bell(chance)) * deviation / (5 * 577);
    return value < low ? low : value > high ? high : value;
}
/* An index drawn by weights, which end with 0. */
static int weighted(struct chance *chance, const int *weights) {
    int sum = 0, i = 0;
    for (int k = 0; weights[k]; k++) sum += weights[k];
    for (int at = below(chance, sum); at >= weights[i]; i++) at -= weights[i];
    return i;
}
static void shuffle(struct chance *chance, uint32_t *items, int count) {
    for (int i = count - 1; i > 0; i--) {
        int k = below(chance, i + 1);
        uint32_t item = items[i];
        items[i] = items[k];
        items[k] = item;
    }
}

/* --- cells --------------------------------------------------------------------------------------------------------- */

#define PICK(chance, words) ((words)[below(chance, (int)(sizeof(words) / sizeof(words)[0]))])
#define TODAY 20758 /* 2026-11-01 */

static const char *const stages[] = {"exploratory", "basic", "collaborative", "interconnected"};

static void put_number(struct buf *out, int value) {
    char digits[12];
    size_t at = sizeof digits;
    unsigned rest = value < 0 ? 0u - (unsigned)value : (unsigned)value;
    do digits[--at] = (char)('0' + rest % 10);
    while (rest /= 10);
    if (value < 0) digits[--at] = '-';
    buf_add(out, digits + at, sizeof digits - at);
}
static void put_cents(struct buf *out, int64_t cents) {
    put_number(out, (int)(cents / 100));
    buf_add(out, (char[]){'.', (char)('0' + cents % 100 / 10), (char)('0' + cents % 10)}, 3);
}
static void put_date(struct buf *out, date day) {
    char text[DATE_TEXT_MAX];
    buf_add(out, text, date_format(day, text));
}
static void put_id(struct buf *out, uint32_t number) {
    char text[9] = "A";
    for (int i = 8; i > 0; i--, number /= 10) text[i] = (char)('0' + number % 10);
    buf_add(out, text, sizeof text);
}

/* --- accounts ------------------------------------------------------------------------------------------------------ */

static void put_name(struct buf *out, struct chance *chance) {
    static const char *const firsts[] = {"Alder",    "Birch",   "Copper", "Dune",    "Elm",      "Falcon",
                                         "Granite",  "Harbour", "Indigo", "Juniper", "Keystone", "Lantern",
                                         "Meridian", "North",   "Oak",    "Pioneer"};
    static const char *const foreign[] = {"Bäcker", "Nuñez", "Škoda",  "Łukasz",
                                          "Ørsted", "Ελλάς", "Восток", "東京 太郎"};
    static const char *const trades[] = {"Bakeries", "Chemicals", "Dairy", "Engines",  "Fabrics", "Glass",
                                         "Health",   "Insurance", "Paper", "Shipping", "Tools",   "Wines"};
    static const char *const forms[] = {"Ltd", "Inc.", "GmbH", "AG", "S.A.", "LLC", "Oy", "plc"};
    const char *first = permille(chance, 250) ? PICK(chance, foreign) : PICK(chance, firsts);
    const char *trade = PICK(chance, trades), *form = PICK(chance, forms);
    int kind = below(chance, 100);
    buf_printf(out, kind < 12 ? "\"%s %s, %s\"" : kind < 15 ? "\"%s \"\"%s\"\" %s\"" : "%s %s %s", first, trade, form);
}

static void put_account(struct buf *out, uint32_t number) {
    static const char *const segments[] = {"industry",      "retail",      "finance",
                                           "public-sector", "health-care", "small-business"};
    static const char *const regions[] = {"north", "south", "east", "west", "centre", "islands", "overseas", "coast"};
    struct chance chance = chance_of(number, FOR_ACCOUNT);
    int quality = bell(&chance);
    int stage = weighted(&chance, (const int[]){32, 32, 23, 13, 0});
    int vendor_view = stage - 1 + weighted(&chance, (const int[]){25, 34, 33, 8, 0});
    vendor_view = vendor_view < 0 ? 0 : vendor_view > 3 ? 3 : vendor_view;
    int customer_view = vendor_view - 3 + weighted(&chance, (const int[]){10, 17, 25, 28, 14, 6, 0});
    customer_view = customer_view < 0 ? 0 : customer_view > 3 ? 3 : customer_view;
    int age = between(&chance, 1, 5800); /* days */
    int stage_age = between(&chance, 1, age < 1300 ? age : 1300);

    /* Revenues are spread over the powers of two from 1,000 to 16,000,000. */
    int64_t lowest = (int64_t)100000 << below(&chance, 14);
    int64_t revenue = lowest + (int64_t)(next(&chance) % (uint64_t)lowest);
    int64_t cost = revenue * (1000 - trait(&chance, quality, 105, 165, -300, 570)) / 1000;
    int special = below(&chance, 1000);
    if (special < 5) {
        revenue = 0;
    } else if (special < 9) {
        revenue -= revenue % 20;
        cost = special < 7 ? revenue / 4 * 3 : revenue / 10 * 7;
    }

    put_id(out, number);
    buf_char(out, ',');
    put_name(out, &chance);
    buf_char(out, ',');
    buf_puts(out, PICK(&chance, segments));
    buf_char(out, ',');
    buf_puts(out, PICK(&chance, regions));
    buf_char(out, ',');
    put_date(out, TODAY - age);
    buf_char(out, ',');
    buf_puts(out, stages[stage]);
    buf_char(out, ',');
    put_date(out, TODAY - stage_age);
    buf_char(out, ',');
    put_cents(out, revenue);
    buf_char(out, ',');
    put_cents(out, cost);
    buf_char(out, ',');
    int nps = trait(&chance, quality, 39, 45, -100, 100);
    if (!permille(&chance, 50)) put_number(out, nps);
    buf_char(out, ',');
    put_number(out, between(&chance, 1, 12));
    buf_char(out, ',');
    put_number(out, trait(&chance, quality, 60, 29, 0, 100)); /* switching_cost */
    buf_char(out, ',');
    buf_puts(out, stages[vendor_view]);
    buf_char(out, ',');
    if (!permille(&chance, 80)) buf_puts(out, stages[customer_view]);
    buf_puts(out, permille(&chance, 500) ? ",true" : ",false");
    buf_puts(out, permille(&chance, 640) ? ",true," : ",false,");
    put_number(out, trait(&chance, quality, 60, 29, 0, 100)); /* strategic_fit */
    buf_char(out, ',');
    int culture_fit = trait(&chance, quality, 70, 27, 0, 100);
    if (!permille(&chance, 50)) put_number(out, culture_fit);
    buf_char(out, ',');
    put_number(out, between(&chance, 0, 120)); /* payment_days */
    buf_char(out, ',');
    put_date(out, TODAY + below(&chance, 900));
    buf_char(out, '\n');
}

/* --- their contacts and interactions ------------------------------------------------------------------------------- */

static int count_contacts(struct chance *chance) { return between(chance, 0, 10); }

static void put_contact(struct buf *out, struct chance *chance) {
    static const char *const departments[] = {"procurement", "finance", "it",  "operations",
                                              "legal",       "marketing", "r&d", "board"};
    static const char *const seniorities[] = {"staff", "team-lead", "manager", "director", "c-level"};
    buf_puts(out, PICK(chance, departments));
    buf_char(out, ',');
    buf_puts(out, PICK(chance, seniorities));
    buf_puts(out, permille(chance, 150) ? ",true," : ",false,");
    date touched = TODAY - between(chance, 1, permille(chance, 400) ? 200 : 1000);
    if (!permille(chance, 30)) put_date(out, touched);
    buf_char(out, '\n');
}

/* One account in twenty was never spoken to, one in twelve all the time. */
static int count_interactions(struct chance *chance) {
    int kind = below(chance, 120);
    return kind < 6 ? 0 : kind < 16 ? between(chance, 20, PER_ACCOUNT_MAX - 10) : between(chance, 1, 13);
}

static void put_interaction(struct buf *out, struct chance *chance) {
    static const char *const kinds[] = {"visit", "email", "call", "meeting", "order", "complaint"};
    put_date(out, TODAY - between(chance, 1, 1100));
    buf_char(out, ',');
    buf_puts(out, PICK(chance, kinds));
    buf_puts(out, permille(chance, 450) ? ",in," : ",out,");
    put_cents(out, permille(chance, 330) ? 0 : between(chance, 1, 650000));
    buf_char(out, '\n');
}

/* --- files --------------------------------------------------------------------------------------------------------- */

static const struct part {
    const char *name, *header;
    enum purpose purpose;
    int (*count)(struct chance *chance);                 /* NULL: one row an account, written by put_account */
    void (*put)(struct buf *out, struct chance *chance); /* what follows the account's key in a row */
} parts[] = {
    {"accounts",
     "id,name,segment,region,since,current_stage,stage_since,revenue,cost_to_serve,nps,products,switching_cost,vendor_"
     "view,"
     "customer_view,exec_sponsor,joint_plan,strategic_fit,culture_fit,payment_days,renewal_date\n",
     FOR_ACCOUNT, NULL, NULL},
    {"contacts", "account_id,department,seniority,champion,last_touch\n", FOR_CONTACTS, count_contacts, put_contact},
    {"interactions", "account_id,date,kind,direction,value\n", FOR_INTERACTIONS, count_interactions, put_interaction},
};
enum { PARTS = sizeof parts / sizeof parts[0] };

/* The rows of the accounts from first to last, in an order of their own. */
static void put_block(struct buf *out, const struct part *part, uint32_t first, uint32_t last, uint32_t *rows) {
    int count = 0;
    for (uint32_t number = first; number <= last; number++) {
        struct chance chance = chance_of(number, part->purpose);
        int mine = part->count ? part->count(&chance) : 1;
        for (int k = 0; k < mine; k++) rows[count++] = number * 128 + (uint32_t)k;
    }
    struct chance order = chance_of((uint64_t)first << 8 | part->purpose, FOR_ORDER);
    shuffle(&order, rows, count);
    for (int i = 0; i < count; i++) {
        uint32_t number = rows[i] / 128;
        if (!part->count) {
            put_account(out, number);
            continue;
        }
        struct chance chance = chance_of((uint64_t)rows[i] << 32, part->purpose);
        put_id(out, number);
        buf_char(out, ',');
        part->put(out, &chance);
    }
}

static bool write_part(const struct part *part, uint32_t accounts, const char *folder) {
    struct buf path, out;
    buf_init(&path);
    buf_init(&out);
    buf_printf(&path, "%s/%s.csv", folder, part->name);
    FILE *file = fopen(path.ptr, "w");
    bool fine = file != NULL;

    uint32_t count = (accounts + BLOCK_ACCOUNTS - 1) / BLOCK_ACCOUNTS;
    uint32_t *blocks = mem_alloc((count + 1) * sizeof *blocks);
    uint32_t *rows = mem_alloc((size_t)BLOCK_ACCOUNTS * PER_ACCOUNT_MAX * sizeof *rows);
    for (uint32_t i = 0; i < count; i++) blocks[i] = i * BLOCK_ACCOUNTS + 1;
    struct chance order = chance_of(part->purpose, FOR_ORDER);
    shuffle(&order, blocks, (int)count);

    buf_puts(&out, part->header);
    for (uint32_t i = 0; i < count && fine; i++) {
        uint32_t last = blocks[i] + BLOCK_ACCOUNTS - 1;
        put_block(&out, part, blocks[i], last < accounts ? last : accounts, rows);
        fine = fwrite(out.ptr, 1, out.len, file) == out.len;
        buf_clear(&out);
    }
    if (file) fine = fclose(file) == 0 && fine;
    if (!fine) fprintf(stderr, "generate: %s: %s\n", path.ptr, strerror(errno));
    mem_free(blocks);
    mem_free(rows);
    buf_release(&path);
    buf_release(&out);
    return fine;
}

int main(int argc, char **argv) {
    unsigned long accounts = argc > 2 ? strtoul(argv[1], NULL, 10) : 0;
    if (accounts < 1 || accounts > 30000000) {
        fputs("usage: generate ACCOUNTS FOLDER [accounts] [contacts] [interactions]\n", stderr);
        return 2;
    }
    for (int i = 0; i < PARTS; i++) {
        bool wanted = false;
        for (int k = 3; k < argc; k++) wanted |= strcmp(argv[k], parts[i].name) == 0;
        if (wanted && !write_part(&parts[i], (uint32_t)accounts, argv[2])) return 1;
    }
    return 0;
}
