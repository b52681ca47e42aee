/* Growing text.
 * SPDX-License-Identifier: MIT */
#include "tests/unit/unit.h"
#include "lang/base/buf.h"
#include "lang/base/limits.h"
#include "lang/base/mem.h"

static void builds_text(void **state) {
    (void)state;
    struct buf buf;
    buf_init(&buf);
    assert_string_equal(buf.ptr, "");
    buf_puts(&buf, "ACME");
    buf_char(&buf, ' ');
    buf_str(&buf, STR("is"));
    buf_str(&buf, (struct str){NULL, 0});
    buf_add(&buf, NULL, 0);
    buf_pad(&buf, '.', 3);
    buf_pad(&buf, '.', 0);
    buf_printf(&buf, "%s %d%%", "margin", 18);
    assert_string_equal(buf.ptr, "ACME is...margin 18%");
    assert_int_equal(buf.len, strlen(buf.ptr));
    uint64_t before = mem_count();
    buf_clear(&buf);
    assert_string_equal(buf.ptr, "");
    assert_int_equal(buf.len, 0);
    buf_puts(&buf, "again");
    assert_string_equal(buf.ptr, "again");
    assert_int_equal(mem_count(), before);
    buf_release(&buf);
    assert_string_equal(buf.ptr, "");
    buf_clear(&buf);
    buf_release(&buf);
}

static void grows_step_by_step(void **state) {
    (void)state;
    struct buf buf;
    buf_init(&buf);
    for (int i = 0; i < 10000; i++) {
        buf_char(&buf, (char)('a' + i % 26));
        assert_int_equal(buf.ptr[buf.len], 0);
    }
    assert_int_equal(buf.len, 10000);
    for (int i = 0; i < 10000; i++) assert_int_equal(buf.ptr[i], 'a' + i % 26);
    buf_release(&buf);
}

static void prints_at_every_fill(void **state) {
    (void)state;
    for (size_t fill = 0; fill < 70; fill++) {
        struct buf buf;
        buf_init(&buf);
        buf_pad(&buf, 'x', fill);
        buf_printf(&buf, "%s", "");
        assert_int_equal(buf.len, fill);
        buf_printf(&buf, "%d", 12345);
        assert_int_equal(buf.len, fill + 5);
        assert_string_equal(buf.ptr + fill, "12345");
        buf_printf(&buf, "%300d", 1);
        assert_int_equal(buf.len, fill + 305);
        assert_int_equal(strlen(buf.ptr), buf.len);
        buf_release(&buf);
    }
}

static void gives_room_to_write_in(void **state) {
    (void)state;
    struct buf buf;
    buf_init(&buf);
    memcpy(buf_room(&buf, 100), "revenue", 7);
    buf_grew(&buf, 7);
    assert_string_equal(buf.ptr, "revenue");
    buf_room(&buf, 1000);
    buf_grew(&buf, 0);
    assert_string_equal(buf.ptr, "revenue");
    buf_release(&buf);
    buf_grew(&buf, 0);
    assert_string_equal(buf.ptr, "");
}

static void drops_what_passes_the_limit(void **state) {
    (void)state;
    struct buf buf;
    buf_init(&buf);
    buf_puts(&buf, "kept");
    buf_pad(&buf, 'x', BUF_MAX - 3);
    assert_true(buf.overflowed);
    assert_string_equal(buf.ptr, "kept");
    buf_add(&buf, "x", SIZE_MAX);
    assert_string_equal(buf.ptr, "kept");
    buf_puts(&buf, ", and more");
    assert_string_equal(buf.ptr, "kept, and more");
    assert_true(buf.overflowed);
    buf_clear(&buf);
    assert_false(buf.overflowed);
    buf_grew(&buf, BUF_MAX + 1);
    assert_true(buf.overflowed);
    assert_int_equal(buf.len, 0);
    buf_release(&buf);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(builds_text),
        cmocka_unit_test(grows_step_by_step),
        cmocka_unit_test(prints_at_every_fill),
        cmocka_unit_test(gives_room_to_write_in),
        cmocka_unit_test(drops_what_passes_the_limit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
