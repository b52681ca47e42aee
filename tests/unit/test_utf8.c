/* UTF-8: every code point there and back, every kind of wrong byte, case and width.
 * SPDX-License-Identifier: MIT */
#include "tests/unit/unit.h"
#include "lang/base/utf8.h"

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static bool is_code_point(uint32_t code) { return code <= 0x10ffff && (code < 0xd800 || code > 0xdfff); }

static void encodes_and_decodes_every_code_point(void **state) {
    (void)state;
    for (uint32_t code = 0; code <= 0x110005; code++) {
        char bytes[4];
        size_t length = utf8_encode(code, bytes);
        if (!is_code_point(code)) {
            assert_int_equal(length, 0);
            continue;
        }
        size_t wanted = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
        uint32_t decoded = 1;
        if (length != wanted || utf8_decode((struct str){bytes, length}, &decoded) != length || decoded != code ||
            utf8_check((struct str){bytes, length}) != UTF8_VALID)
            fail_msg("U+%04X", code);
        /* Cut short, it is none. */
        for (size_t cut = 1; cut < length; cut++) {
            assert_int_equal(utf8_decode((struct str){bytes, cut}, &decoded), 0);
            assert_int_equal(utf8_check((struct str){bytes, cut}), 0);
        }
    }
    uint32_t decoded;
    assert_int_equal(utf8_decode((struct str){NULL, 0}, &decoded), 0);
}

/* Every sequence of up to three bytes is right exactly when it is the encoding of some code point. */
static void knows_every_wrong_sequence(void **state) {
    (void)state;
    for (uint32_t bits = 0x800000; bits < 0x1000000; bits++) {
        unsigned char bytes[4] = {(unsigned char)(bits >> 16), (unsigned char)(bits >> 8), (unsigned char)bits, 0x80};
        uint32_t code = 0;
        size_t taken = utf8_decode((struct str){(char *)bytes, 4}, &code);
        if (taken == 0) continue;
        char again[4];
        if (utf8_encode(code, again) != taken || memcmp(again, bytes, taken) != 0)
            fail_msg("%06x was taken for U+%04X", bits, code);
    }
    static const char *const wrong[] = {
        "\x80",
        "\xbf",
        "\xc0\x80",
        "\xc1\xbf",
        "\xe0\x80\x80",
        "\xe0\x9f\xbf",
        "\xf0\x80\x80\x80",
        "\xf0\x8f\xbf\xbf",
        "\xed\xa0\x80",
        "\xed\xbf\xbf",
        "\xf4\x90\x80\x80",
        "\xf5\x80\x80\x80",
        "\xff",
        "\xfe",
        "\xc3(",
        "\xe2\x82(",
        "\xe2(\xac",
        "\xf0\x9f\x98(",
        "\xf8\x88\x80\x80\x80",
    };
    for (size_t i = 0; i < COUNT(wrong); i++) {
        uint32_t code;
        assert_int_equal(utf8_decode(str_of(wrong[i]), &code), 0);
        assert_int_equal(utf8_check(str_of(wrong[i])), 0);
    }
}

static void finds_the_first_wrong_byte(void **state) {
    (void)state;
    assert_int_equal(utf8_check((struct str){NULL, 0}), UTF8_VALID);
    /* At each offset of texts of each length, so that each way through the quick loops is taken. */
    for (size_t length = 1; length < 100; length++)
        for (size_t at = 0; at < length; at++) {
            char text[100];
            memset(text, 'a', sizeof text);
            assert_int_equal(utf8_check((struct str){text, length}), UTF8_VALID);
            text[at] = '\xff';
            assert_int_equal(utf8_check((struct str){text, length}), at);
            text[at] = '\0';
            assert_int_equal(utf8_check((struct str){text, length}), UTF8_VALID);
            if (at + 1 == length) continue;
            memcpy(text + at, "\xc3\xa9", 2);
            assert_int_equal(utf8_check((struct str){text, length}), UTF8_VALID);
            assert_int_equal(utf8_check((struct str){text, at + 1}), at);
        }
    assert_int_equal(utf8_check(STR("\xc3\xa9\xc3\xa9\xa9 x")), 4);
}

static void counts_code_points_and_cells(void **state) {
    (void)state;
    static const struct {
        const char *text;
        size_t length, width;
    } rows[] = {
        {"", 0, 0},
        {"ACME", 4, 4},
        {"M\xc3\xbcller", 6, 6},
        {"Mu\xcc\x88ller", 7, 6},                       /* u and a combining diaeresis */
        {"\xe2\x82\xac", 1, 1},                         /* euro sign */
        {"\xe6\x97\xa5\xe6\x9c\xac", 2, 4},             /* Japan */
        {"\xed\x95\x9c", 1, 2},                         /* Hangul, one syllable */
        {"\xe1\x84\x92\xe1\x85\xa1\xe1\x86\xab", 3, 2}, /* the same as three letters */
        {"\xef\xbc\xa1", 1, 2},                         /* full-width A */
        {"\xef\xbd\xb1", 1, 1},                         /* half-width katakana */
        {"\xf0\x9f\x98\x80", 1, 2},                     /* a face */
        {"\xe2\x80\x8b", 1, 0},                         /* zero-width space */
        {"a\tb\n\x7f", 5, 2},                           /* control characters */
        {"\xc2\xa0\xc2\xad", 2, 2},                     /* no-break space, soft hyphen */
        {"\xd7\xa9\xd7\x81", 2, 1},                     /* Hebrew with a point */
        {"\xe2\x94\x80\xe2\x96\x88\xe2\x80\xa6", 3, 3}, /* box drawing, ellipsis */
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        assert_int_equal(utf8_length(str_of(rows[i].text)), rows[i].length);
        assert_int_equal(utf8_width(str_of(rows[i].text)), rows[i].width);
    }
    assert_int_equal(utf8_width(STR("a\xff\xc3")), 3);
}

static void maps_case(void **state) {
    (void)state;
    static const struct {
        const char *text, *lower, *upper;
    } rows[] = {
        {"", "", ""},
        {"Key Account 7!", "key account 7!", "KEY ACCOUNT 7!"},
        {"@[`{", "@[`{", "@[`{"},
        {"M\xc3\xbc\x4cler \xc3\x96L", "m\xc3\xbcller \xc3\xb6l", "M\xc3\x9cLLER \xc3\x96L"},
        {"Stra\xc3\x9f\x65", "stra\xc3\x9f\x65", "STRA\xc3\x9f\x45"}, /* one to one: the sharp s stays */
        {"\xc5\x81\xc3\xb3\x64\xc5\xba", "\xc5\x82\xc3\xb3\x64\xc5\xba", "\xc5\x81\xc3\x93\x44\xc5\xb9"}, /* Lodz */
        {"\xc3\xbf", "\xc3\xbf", "\xc5\xb8"},                                                 /* y with diaeresis */
        {"\xce\xa3\xcf\x83\xcf\x82", "\xcf\x83\xcf\x83\xcf\x82", "\xce\xa3\xce\xa3\xce\xa3"}, /* sigma, also final */
        {"\xd0\x96\xd1\x91", "\xd0\xb6\xd1\x91", "\xd0\x96\xd0\x81"},                         /* Cyrillic */
        {"\xd4\xb1\xd5\xa2", "\xd5\xa1\xd5\xa2", "\xd4\xb1\xd4\xb2"},                         /* Armenian */
        {"\xe1\xba\x9e", "\xc3\x9f", "\xe1\xba\x9e"},                 /* capital sharp s: two bytes for three */
        {"\xc4\xb0\xc4\xb1", "i\xc4\xb1", "\xc4\xb0I"},               /* dotted and dotless i, in no locale */
        {"\xc8\xba", "\xe2\xb1\xa5", "\xc8\xba"},                     /* three bytes for two */
        {"\xe1\x83\x90", "\xe1\x83\x90", "\xe1\xb2\x90"},             /* Georgian */
        {"\xf0\x90\x90\x80", "\xf0\x90\x90\xa8", "\xf0\x90\x90\x80"}, /* Deseret: four bytes */
        {"\xe6\x97\xa5", "\xe6\x97\xa5", "\xe6\x97\xa5"},
        {"A\xffZ\xc3", "a\xffz\xc3", "A\xffZ\xc3"}, /* wrong bytes stay */
    };
    struct arena arena;
    arena_init(&arena, 0);
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct str lower = utf8_lower(&arena, str_of(rows[i].text)), upper = utf8_upper(&arena, str_of(rows[i].text));
        assert_string_equal(lower.ptr, rows[i].lower);
        assert_int_equal(lower.len, strlen(rows[i].lower));
        assert_string_equal(upper.ptr, rows[i].upper);
        assert_int_equal(upper.len, strlen(rows[i].upper));
    }
    assert_int_equal(utf8_lower(&arena, (struct str){NULL, 0}).len, 0);
    /* Mapping is done after one time, whatever the code point. */
    for (uint32_t code = 1; code <= 0x10ffff; code++) {
        char bytes[4];
        struct str text = {bytes, utf8_encode(code, bytes)};
        if (text.len == 0) continue;
        struct str lower = utf8_lower(&arena, text), upper = utf8_upper(&arena, text);
        assert_int_equal(utf8_length(lower), 1);
        assert_int_equal(utf8_length(upper), 1);
        assert_true(str_equal(utf8_lower(&arena, lower), lower));
        assert_true(str_equal(utf8_upper(&arena, upper), upper));
        if (code % 256 == 0) arena_clear(&arena);
    }
    arena_release(&arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(encodes_and_decodes_every_code_point),
        cmocka_unit_test(knows_every_wrong_sequence),
        cmocka_unit_test(finds_the_first_wrong_byte),
        cmocka_unit_test(counts_code_points_and_cells),
        cmocka_unit_test(maps_case),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
