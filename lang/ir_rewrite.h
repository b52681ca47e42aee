/* A framework's values under another assumption: nodes of its graph made anew with some of them replaced. Scenarios and
 * what-ifs are this: a param becomes the value it is set to, a field what it is changed to.
 *
 *     struct ir_rewrite rewrite;
 *     ir_rewrite_init(&rewrite, framework, arena);
 *     ir_rewrite_replace(&rewrite, revenue, raised);
 *     struct ir_node *after = ir_rewrite(&rewrite, margin);
 *
 * What a replacement is made of is not rewritten: it reads the original values. Nodes go into the same graph; what does
 * not depend on anything replaced is the same node. Groups by changed keys are other groups, with a space of their own. */
#ifndef LANG_IR_REWRITE_H
#define LANG_IR_REWRITE_H
#include "lang/model.h"

struct ir_rewrite {
    struct framework *framework; /* borrowed; its graph and spaces grow */
    struct arena *arena;         /* borrowed */
    struct ir_node **to;         /* by id of the nodes there were at ir_rewrite_init: what each has become, or NULL: not yet known */
    uint32_t count;
    ir_space *spaces;            /* by space: what it has become */
    uint32_t space_count;
};
void ir_rewrite_init(struct ir_rewrite *rewrite, struct framework *framework, struct arena *arena);
/* Before the first ir_rewrite. `to` is of the type and space of `node`, or of the point. */
void ir_rewrite_replace(struct ir_rewrite *rewrite, const struct ir_node *node, struct ir_node *to);
/* What the node becomes; NULL for NULL. Nodes made after ir_rewrite_init stay as they are. */
struct ir_node *ir_rewrite(struct ir_rewrite *rewrite, struct ir_node *node);
#endif
