/* The heap's door: what happens when memory runs out, counting, assertions.
 * SPDX-License-Identifier: MIT */
#include "tests/unit/unit.h"
#include "lang/base/mem.h"
#include "lang/base/status.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* The address sanitizer, where it is built in, is to refuse huge sizes the way the C library does. */
const char *__asan_default_options(void);
const char *__asan_default_options(void) { return "allocator_may_return_null=1"; }

static jmp_buf refused;

static void leave(void) { longjmp(refused, 1); }

static size_t huge(void) {
    volatile size_t size = SIZE_MAX - 64;
    return size;
}

static void gives_zeroed_memory(void **state) {
    (void)state;
    char *bytes = mem_alloc(1000);
    for (int i = 0; i < 1000; i++) assert_int_equal(bytes[i], 0);
    memset(bytes, 7, 1000);
    bytes = mem_realloc(bytes, 100000);
    assert_int_equal(bytes[999], 7);
    bytes = mem_realloc(bytes, 0);
    assert_non_null(bytes);
    mem_free(bytes);
    void *empty = mem_alloc(0);
    assert_non_null(empty);
    mem_free(empty);
    mem_free(NULL);
}

static void counts_allocations(void **state) {
    (void)state;
    uint64_t before = mem_count();
    void *ptr = mem_alloc(10);
    ptr = mem_realloc(ptr, 20);
    mem_free(ptr);
    assert_int_equal(mem_count() - before, 2);
}

static void calls_the_handler_when_memory_runs_out(void **state) {
    (void)state;
    mem_on_exhausted(leave);
    volatile int returns = 0;
    if (setjmp(refused) == 0)
        mem_alloc(huge());
    else
        returns++;
    if (setjmp(refused) == 0)
        mem_realloc(NULL, huge());
    else
        returns++;
    mem_on_exhausted(NULL);
    assert_int_equal(returns, 2);
}

/* What a child process that does `act` writes to standard error; its wait status. */
static int outcome(void (*act)(void), char *text, size_t size) {
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        dup2(ends[1], STDERR_FILENO);
        act();
        _exit(0);
    }
    close(ends[1]);
    size_t length = 0;
    ssize_t got;
    while (length < size - 1 && (got = read(ends[0], text + length, size - 1 - length)) > 0) length += (size_t)got;
    text[length] = '\0';
    close(ends[0]);
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    return status;
}

static void run_out(void) { mem_alloc(huge()); }

static void break_a_promise(void) {
    signal(SIGABRT, SIG_DFL);
    int legs = 4;
    ASSERT(legs == 2);
}

static void stops_with_a_message(void **state) {
    (void)state;
    char text[4096];
    int status = outcome(run_out, text, sizeof text);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), EXIT_DATA);
    assert_non_null(strstr(text, "rung: out of memory\n"));
    status = outcome(break_a_promise, text, sizeof text);
    assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT);
    assert_non_null(strstr(text, "test_mem.c:"));
    assert_non_null(strstr(text, ": legs == 2\n"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gives_zeroed_memory),
        cmocka_unit_test(counts_allocations),
        cmocka_unit_test(calls_the_handler_when_memory_runs_out),
        cmocka_unit_test(stops_with_a_message),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
