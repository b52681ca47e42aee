/* Any bytes as JSON with rows inside rows: no crash, no hang, no leak, and the same rows whatever the size of the chunks.
 * SPDX-License-Identifier: MIT */
#include "tests/fuzz/fuzz_data.h"
#include "tests/unit/nested_unit.h"

static const char *load(struct nested_unit *unit, struct str bytes, uint32_t chunk_bytes) {
    struct buf text;
    buf_init(&text);
    diags_init(&unit->data.diags, &unit->data.arena, &unit->data.sources);
    nested_load(unit, bytes, chunk_bytes, &text);
    data_diags_text(&unit->data.diags, &text);
    const char *copy = arena_strndup(&unit->data.arena, text.ptr, text.len);
    buf_release(&text);
    return copy;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static const uint32_t chunks[] = {1, 7, 64, 100};
    if (size == 0) return 0;
    struct nested_unit unit;
    nested_init(&unit);
    unit.wanted[1] = data[0] & 4;
    unit.wanted[2] = data[0] & 8;
    struct str bytes = {(const char *)data + 1, size - 1};
    const char *whole = load(&unit, bytes, 0), *parts = load(&unit, bytes, chunks[data[0] % 4]);
    if (strcmp(whole, parts) != 0) {
        fprintf(stderr, "in one piece:\n%s\nin chunks of %u:\n%s\n", whole, chunks[data[0] % 4], parts);
        abort();
    }
    data_release(&unit.data);
    return 0;
}
