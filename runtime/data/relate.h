/* Which record a name in the data means: a file's, a table's, a member's of a JSON document, the word before `=`. */
#ifndef RUNTIME_DATA_RELATE_H
#define RUNTIME_DATA_RELATE_H
#include "lang/model.h"

/* How well a name fits, the best first. */
enum relate_rank {
    RELATE_SAME,     /* Account */
    RELATE_CASE,     /* account */
    RELATE_PLURAL,   /* accounts, Companies for Company */
    RELATE_SQUEEZED, /* key_accounts for KeyAccount */
    RELATE_NOT
};
enum relate_rank relate_rank(struct str record, struct str name);
/* The record that fits best; the first among equals; NULL. */
const struct record *relate_record(const struct framework *framework, struct str name, enum relate_rank *rank);
#endif
