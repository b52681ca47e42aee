/* The program's only door to the heap. It holds the process's two unavoidable globals: who is told when memory runs
 * out, and the count of calls that lets a test show that evaluating a batch allocates nothing.
 * SPDX-License-Identifier: MIT */
#include "lang/base/mem.h"

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

#include "lang/base/status.h"

static _Atomic(void (*)(void)) exhausted_handler;
static _Atomic uint64_t calls;

static _Noreturn void exhausted(void) {
    void (*handler)(void) = atomic_load(&exhausted_handler);
    if (handler) handler();
    fputs("rung: out of memory\n", stderr);
    exit(EXIT_DATA);
}

void *mem_alloc(size_t size) {
    atomic_fetch_add_explicit(&calls, 1, memory_order_relaxed);
    void *ptr = calloc(1, size ? size : 1);
    if (!ptr) exhausted();
    return ptr;
}

void *mem_realloc(void *ptr, size_t size) {
    atomic_fetch_add_explicit(&calls, 1, memory_order_relaxed);
    /* realloc to 0 bytes may free: ask for one byte, so that the answer is a block in any case. */
    void *moved = realloc(ptr, size ? size : 1);
    if (!moved) exhausted();
    return moved;
}

void mem_free(void *ptr) { free(ptr); }

void mem_on_exhausted(void (*handler)(void)) { atomic_store(&exhausted_handler, handler); }

uint64_t mem_count(void) { return atomic_load_explicit(&calls, memory_order_relaxed); }

void mem_assert_failed(const char *condition, const char *file, int line) {
    fprintf(stderr, "rung: internal error at %s:%d: %s\n", file, line, condition);
    abort();
}
