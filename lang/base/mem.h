/* Heap memory. Every allocation of the program goes through here.
 *
 * Out of memory does not return: the handler that the host installed is called, and it must not return. The default
 * prints "rung: out of memory" and exits with status 3. `mem_count` counts calls, so that a test can show that
 * evaluating a batch makes none. */
#ifndef LANG_BASE_MEM_H
#define LANG_BASE_MEM_H
#include <stddef.h>
#include <stdint.h>

void *mem_alloc(size_t size);              /* zeroed; never NULL */
void *mem_realloc(void *ptr, size_t size); /* new bytes are not zeroed; never NULL */
void mem_free(void *ptr);
void mem_on_exhausted(void (*handler)(void));
uint64_t mem_count(void); /* calls of mem_alloc and mem_realloc so far, all threads */

/* A condition that only a bug of ours can break; it must be unreachable from input. */
#define ASSERT(condition) ((condition) ? (void)0 : mem_assert_failed(#condition, __FILE__, __LINE__))
_Noreturn void mem_assert_failed(const char *condition, const char *file, int line);
#endif
