/* What each unit test includes: cmocka and the headers it wants before it. A test is a program of its own:
 *
 *     #include "tests/unit/unit.h"
 *     #include "lang/base/map.h"
 *
 *     static void finds_what_was_put(void **state) { ... }
 *
 *     int main(void) {
 *         const struct CMUnitTest tests[] = {cmocka_unit_test(finds_what_was_put)};
 *         return cmocka_run_group_tests(tests, NULL, NULL);
 *     }
 */
#ifndef TESTS_UNIT_UNIT_H
#define TESTS_UNIT_UNIT_H
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#endif
