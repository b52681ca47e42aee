/* What the files that make proofs share: proof.c walks expressions, proof_construct.c ladders, scores, tables, selects,
 * proof_text.c fills values into what was written. */
#ifndef RUNTIME_EXPLAIN_PROOF_PARTS_H
#define RUNTIME_EXPLAIN_PROOF_PARTS_H
#include "runtime/explain/proof.h"

#define PROOF_DEPTH 200  /* expressions and definitions inside each other; what lies deeper is said without its reasons */
#define PROOF_MOST 20000 /* parts of one proof; when they are used up, likewise */

/* --- values of the row --- */
bool proof_collecting(const struct proof_maker *maker);
/* While collecting: asks for the node, and gives an unknown. */
struct value proof_read(struct proof_maker *maker, const struct ir_node *node);
void proof_set_value(struct proof_maker *maker, struct proof *proof, const struct ir_node *node); /* value, verdict of a bool, cause */
const char *proof_value_text(struct proof_maker *maker, const struct ir_node *node); /* for people; "unknown" */
const char *proof_print(struct proof_maker *maker, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* --- nodes of the tree --- */
struct proof *proof_new(struct proof_maker *maker, const char *kind, struct span span);
void proof_add(struct proof_maker *maker, struct proof *parent, struct proof *child, bool decided);
/* Whether there is room to look into a definition; then give depth back with maker->depth--. */
bool proof_deeper(struct proof_maker *maker, const struct ast *what);
const char *proof_label(struct proof_maker *maker, const struct label *label);

/* --- expressions (proof.c) --- */
struct proof *proof_condition(struct proof_maker *maker, const struct ast *e); /* a bool */
struct proof *proof_value(struct proof_maker *maker, const struct ast *e);     /* anything */
struct proof *proof_named(struct proof_maker *maker, const struct written_thing *thing); /* a criterion, let, field, … by its name */
bool proof_find(const struct proof_maker *maker, const struct ast *e, struct written_thing *out); /* what a name or path means */
/* Children for the fields, definitions and aggregates that an expression reads. */
void proof_add_operands(struct proof_maker *maker, struct proof *parent, const struct ast *e);

/* --- constructs (proof_construct.c) --- */
/* Positions of a ladder's stages; -1 for none, exited, unknown. */
int proof_stage_with(const struct ladder *ladder, struct value code);
int proof_stage_named(const struct ladder *ladder, const char *name);
struct proof *proof_ladder(struct proof_maker *maker, const struct written_thing *thing);
struct proof *proof_stage(struct proof_maker *maker, const struct written_thing *ladder, uint32_t position);
struct proof *proof_not_stage(struct proof_maker *maker, const struct written_thing *ladder, uint32_t position);
struct proof *proof_score(struct proof_maker *maker, const struct written_thing *thing);
struct proof *proof_table(struct proof_maker *maker, const struct written_thing *thing, const char *expected);
struct proof *proof_select(struct proof_maker *maker, const struct written_thing *thing);
struct proof *proof_flag(struct proof_maker *maker, const struct written_thing *thing);

/* --- texts (proof_text.c) --- */
bool proof_is_aggregate(const struct ast *e); /* a call with clauses about rows */
/* "nps 62 >= 60": what was written, with the value behind each name. */
const char *proof_filled(struct proof_maker *maker, const struct ast *e);
/* "(120,000 - 98,160) / 120,000": the value in place of each name; NULL when it would say nothing or too much. */
const char *proof_formula(struct proof_maker *maker, const struct ast *e);
#endif
