/* Text to tree. The parser reports what it cannot read to `diags`, goes on at the next member or declaration, and
 * always gives a tree: AST_ERROR stands where something could not be read.
 *
 *     struct parse parse = {.arena = &arena, .intern = &intern, .sources = &sources, .diags = &diags};
 *     struct ast *file = parse_file(&parse, sources_add(&sources, "stages.rung", text));
 *
 * All four are borrowed, and outlive the tree. A text that is too long or is not UTF-8 is refused with a message and
 * gives an empty file. Work and memory are proportional to the text. */
#ifndef LANG_PARSE_H
#define LANG_PARSE_H
#include "lang/ast.h"
#include "lang/base/intern.h"
#include "lang/diag.h"

struct parse {
    struct arena *arena;
    struct intern *intern;
    struct sources *sources;
    struct diags *diags;
    bool keep_trivia;              /* collect comments and blank lines */
    bool trace;                    /* print what the parser does to standard error (--trace=parse) */
    struct ast_trivia_list trivia; /* out: those of all that was parsed with it, in order */
};
/* The whole source; an AST_FILE. Anything wrong raised diags->errors. */
struct ast *parse_file(struct parse *parse, uint32_t file);
/* A source that is one expression (--where, the value of --set, an entry at the prompt), or AST_ERROR. */
struct ast *parse_expression(struct parse *parse, uint32_t file);
/* The tokens of a source, one a line with its place, for --dump=tokens; messages as in parse_file. */
void parse_dump_tokens(struct parse *parse, uint32_t file, struct buf *out);
#endif
