/* What the fuzz targets of the readers share: bytes are loaded with two sizes of chunks, once where they can be read
 * again and once where not; rows, rejects and messages must be the same. The first byte of the input chooses which
 * fields are read. */
#ifndef TESTS_FUZZ_FUZZ_DATA_H
#define TESTS_FUZZ_FUZZ_DATA_H
#include <stdio.h>
#include "tests/unit/data_unit.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static inline void fuzz_data(enum data_kind kind, const uint8_t *data, size_t size) {
    if (size == 0) return;
    struct data_unit unit;
    data_init(&unit);
    for (uint32_t i = 1; i < DATA_FIELDS; i++) unit.wanted[i] = data[0] >> (i % 8) & 1;
    struct alias alias = {"n/a", ""};
    if (data[0] & 16) {
        unit.fields[DATA_NOTE].aliases = &alias;
        unit.fields[DATA_NOTE].alias_count = 1;
        unit.fields[DATA_PRICE].format = "1.234,56";
        unit.fields[DATA_START].format = "%d/%m/%Y";
        unit.fields[DATA_AMOUNT].whole = true;
    }
    struct str bytes = {(const char *)data + 1, size - 1};
    const char *whole = data_of(&unit, kind, bytes, 0, true, true);
    static const uint32_t chunks[] = {1, 7, 64, 100};
    const char *parts = data_of(&unit, kind, bytes, chunks[data[0] % 4], false, true);
    if (strcmp(whole, parts) != 0) {
        fprintf(stderr, "in one piece:\n%s\nin chunks of %u:\n%s\n", whole, chunks[data[0] % 4], parts);
        abort();
    }
    data_release(&unit);
}
#endif
