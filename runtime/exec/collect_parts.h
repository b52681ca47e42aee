/* What a collector is made of, for the files that feed, order and finish it. */
#ifndef RUNTIME_EXEC_COLLECT_PARTS_H
#define RUNTIME_EXEC_COLLECT_PARTS_H
#include "runtime/exec/collect.h"
#include "runtime/exec/pile.h"

struct groups; /* numbers of groups by key (collect_group.c) */
struct collect {
    const struct ir_node *node;       /* borrowed */
    struct collect_sizes sizes;
    uint32_t fed;                     /* rows so far, those that do not count too */
    uint32_t kept;                    /* rows in the piles */
    uint32_t cap;
    uint32_t *row;                    /* owned: which row each kept one is; NULL: all rows so far are kept. Not for REDUCE */
    uint32_t *place;                  /* owned: destination, group or number of (link, groups) of each kept row; NULL: one place */
    struct pile *piles;               /* owned: values, then keys, then the key that breaks ties; by `pile_of` */
    uint32_t pile_count;
    uint32_t first_key;               /* number of the first key among the piles */
    uint32_t **limit_group;           /* owned: SELECT, by limit: the group of each kept row; NO_ROW: none */
    uint32_t **limit_room;            /* owned: SELECT, by limit: the room as each kept row sees it; NULL: it is of the point, see `room` */
    struct dec *room;                 /* owned: SELECT, by limit; PERCENTILE: the percentage; KEEP: n */
    bool *room_known;                 /* owned: likewise */
    uint32_t room_count;
    struct groups *groups;            /* owned: GROUP; KEEP with groups; or NULL */
    struct compact *column;           /* owned: the result */
    uint64_t rounded;
};
static inline uint32_t collect_row(const struct collect *collect, uint32_t kept) { return collect->row ? collect->row[kept] : kept; }
static inline uint32_t collect_place(const struct collect *collect, uint32_t kept) { return collect->place ? collect->place[kept] : 0; }
/* Where each kind of argument stands in node->args. */
uint32_t collect_where_at(const struct collect *collect);
uint32_t collect_groups_at(const struct collect *collect);
uint32_t collect_values_at(const struct collect *collect);
uint32_t collect_keys_at(const struct collect *collect);
/* The order of the kept rows by the keys; within places when `by_place`. The caller frees it. `order` is filled too. */
uint32_t *collect_order(const struct collect *collect, bool by_place, bool later_first, struct pile_order *order, const struct pile **keys);
/* How many of a room there are, rounded down; nothing for a negative one. */
uint32_t collect_whole_room(struct dec room);
/* A status of exact arithmetic: whether there is a value; counts roundings. */
bool collect_status(struct collect *collect, enum dec_status status);

/* Groups of equal keys (collect_group.c). */
struct groups *groups_new(void);
void groups_free(struct groups *groups);
/* The number of the keys' group, a new one for keys not met before when `add`; NO_ROW where a key is unknown, or there is none. */
uint32_t groups_find(struct groups *groups, const struct vec *const *keys, uint32_t count, uint32_t row, bool add);
uint32_t groups_count(const struct groups *groups);

/* Finishing, by operator. */
void collect_finish_window(struct collect *collect); /* collect_rank.c */
void collect_finish_keep(struct collect *collect);
void collect_finish_select(struct collect *collect);
void collect_finish_reduce(struct collect *collect); /* collect_reduce.c */

/* A column written row by row: a vector of a block that is handed on when it is full. Numbers are given as `wide`. */
struct column_writer {
    struct compact *column;
    struct vec block;
    uint32_t rows;
};
void column_writer_init(struct column_writer *writer, struct compact *column, enum repr repr);
/* The row to write in the block: *at; `known` says whether there is a value. */
struct vec *column_writer_next(struct column_writer *writer, bool known, uint32_t *at);
void column_writer_finish(struct column_writer *writer); /* hands on what is left, ends the column, frees the block */
#endif
