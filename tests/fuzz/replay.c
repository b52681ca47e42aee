/* Stands in for the fuzzer: gives a target each file of its corpus once, so that `make check` needs no clang.
 * The program's own name, fuzz_NAME, tells the corpus: tests/fuzz/corpus/NAME.
 * SPDX-License-Identifier: MIT */
#include <dirent.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include "lang/base/buf.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool replay(const char *path, struct buf *content) {
    FILE *stream = fopen(path, "rb");
    if (!stream) return false;
    buf_clear(content);
    size_t got;
    do {
        got = fread(buf_room(content, 65536), 1, 65536, stream);
        buf_grew(content, got);
    } while (got);
    bool fine = !ferror(stream);
    fclose(stream);
    if (fine) LLVMFuzzerTestOneInput((const uint8_t *)content->ptr, content->len);
    return fine;
}

int main(int argc, char **argv) {
    (void)argc;
    setvbuf(stdout, NULL, _IONBF, 0); /* the last line names the file of a crash */
    const char *name = strrchr(argv[0], '/');
    name = name ? name + 1 : argv[0];
    char folder[PATH_MAX], path[PATH_MAX];
    snprintf(folder, sizeof folder, "tests/fuzz/corpus/%s", strncmp(name, "fuzz_", 5) == 0 ? name + 5 : name);
    DIR *list = opendir(folder);
    struct buf content;
    buf_init(&content);
    unsigned files = 0;
    bool fine = list != NULL;
    for (const struct dirent *entry; fine && (entry = readdir(list));) {
        if (entry->d_name[0] == '.') continue;
        if (snprintf(path, sizeof path, "%s/%s", folder, entry->d_name) >= (int)sizeof path) continue;
        printf("# %s\n", path);
        fine = replay(path, &content);
        files++;
    }
    if (list) closedir(list);
    buf_release(&content);
    printf("%s 1 - the %u files of %s\n1..1\n", fine && files ? "ok" : "not ok", files, folder);
    return fine && files ? 0 : 1;
}
