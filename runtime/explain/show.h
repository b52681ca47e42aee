/* A proof as text for people, Markdown or JSON (runtime/README.md describes the shape). */
#ifndef RUNTIME_EXPLAIN_SHOW_H
#define RUNTIME_EXPLAIN_SHOW_H
#include "lang/base/buf.h"
#include "runtime/explain/proof.h"

struct show_options {
    bool full;      /* what did not decide too */
    bool colors;
};
/* With a line feed at the end of each line; verdicts are `+` met, `x` not met, `?` undecided. */
void show_text(const struct proof *proof, const struct show_options *options, struct buf *out);
void show_markdown(const struct proof *proof, const struct show_options *options, struct buf *out);
/* One object, without a line feed. */
void show_json(const struct proof *proof, struct buf *out);
#endif
