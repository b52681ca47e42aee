/* Any bytes as a framework and as an expression: no crash, no hang, no leak, and messages that can be shown.
 * SPDX-License-Identifier: MIT */
#include "lang/diag_render.h"
#include "lang/parse.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct arena arena;
    arena_init(&arena, 0);
    struct intern intern;
    intern_init(&intern, &arena);
    struct sources sources;
    sources_init(&sources, &arena);
    struct diags diags;
    diags_init(&diags, &arena, &sources);
    struct parse parse = {
        .arena = &arena, .intern = &intern, .sources = &sources, .diags = &diags, .keep_trivia = true};
    struct buf out;
    buf_init(&out);
    uint32_t file = sources_add(&sources, "fuzz.rung", (struct str){(const char *)data, size});
    ast_dump(&out, parse_file(&parse, file));
    buf_clear(&out);
    ast_dump(&out, parse_expression(&parse, file));
    buf_clear(&out);
    parse_dump_tokens(&parse, file, &out);
    buf_clear(&out);
    diags_sort(&diags);
    diag_render_text(&diags, DIAG_NOTE, true, &out);
    diag_render_json(&diags, &out);
    buf_release(&out);
    arena_release(&arena);
    return 0;
}
