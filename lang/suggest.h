/* The nearest name: "did you mean `revenue`?" for a word that was not met anywhere.
 *
 *     struct suggest s;
 *     suggest_init(&s, "revenu");
 *     for (...) suggest_offer(&s, field->name);
 *     const char *name = suggest_best(&s); // NULL: nothing is near enough to be worth saying
 *
 * Distance counts letters added, left out, replaced or swapped with their neighbour; case, underscores, hyphens and
 * blanks do not count. Near enough is up to a third of the letters. Among equals the first offered wins. Nothing is
 * copied: the answer is the pointer that was offered. */
#ifndef LANG_SUGGEST_H
#define LANG_SUGGEST_H
#include <stdint.h>

#define SUGGEST_LETTERS 48 /* of a name that are looked at; longer ones only match by their equal */
struct suggest {
    const char *wanted;                /* borrowed */
    const char *best;                  /* borrowed, or NULL so far */
    unsigned distance;                 /* of best; before that, one more than what is near enough */
    unsigned length;                   /* letters of wanted */
    uint32_t letters[SUGGEST_LETTERS]; /* folded */
};
void suggest_init(struct suggest *suggest, const char *wanted);
void suggest_offer(struct suggest *suggest, const char *candidate); /* NULL is passed over */
const char *suggest_best(const struct suggest *suggest);
#endif
