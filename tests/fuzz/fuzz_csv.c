/* Any bytes as CSV: no crash, no hang, no leak, and the same rows whatever the size of the chunks.
 * SPDX-License-Identifier: MIT */
#include "tests/fuzz/fuzz_data.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    fuzz_data(DATA_CSV, data, size);
    return 0;
}
