/* CSV: what is a row and what is refused, and that nothing depends on where a chunk ends or which vectors the machine has. */
#include "tests/unit/unit.h"
#include "runtime/data/csv_scan.h"
#include "tests/unit/data_unit.h"

/* `expected` are rows and rejects; only id and note are read. */
static void check_as(const char *csv, size_t length, const char *expected, const char *wanted, bool messages) {
    struct data_unit unit;
    data_init(&unit);
    data_want(&unit, wanted);
    struct str bytes = {csv, length};
    assert_string_equal(data_of(&unit, DATA_CSV, bytes, 0, true, messages), expected);
    /* The same rows and rejects with chunks of any size, and where nothing can be read twice. */
    for (uint32_t chunk = 1; chunk < 40; chunk += 3)
        assert_string_equal(data_of(&unit, DATA_CSV, bytes, chunk, chunk % 2, messages), expected);
    data_release(&unit);
}
#define check(csv, expected) check_as((csv), sizeof(csv) - 1, (expected), "id note", false)
#define check_messages(csv, expected) check_as((csv), sizeof(csv) - 1, (expected), "id note", true)

static void rows_are_rows(void **state) {
    (void)state;
    check("id,note\nA1,x\nA2,y\n", "2: id=A1 note=x\n3: id=A2 note=y\n");
    check("id,note\nA1,x\nA2,y", "2: id=A1 note=x\n3: id=A2 note=y\n");
    check("id,note\r\nA1,x\r\nA2,y\r\n", "2: id=A1 note=x\n3: id=A2 note=y\n");
    check("id,note\rA1,x\rA2,y\r", "2: id=A1 note=x\n3: id=A2 note=y\n");
    check("\xef\xbb\xbfid,note\nA1,x\n", "2: id=A1 note=x\n");
    check("note,id\nx,A1\n", "2: id=A1 note=x\n");
    check("id;note\nA1;x,y\n", "2: id=A1 note=x,y\n");
    check("id\tnote\nA1\tx\n", "2: id=A1 note=x\n");
    check("id|note\nA1|x\n", "2: id=A1 note=x\n");
    check("sep=;\nid;note\nA1;x\n", "3: id=A1 note=x\n");
    check("\n\nid,note\nA1,x\n", "4: id=A1 note=x\n");
    check("id,note\n", "");
    check("id,note", "");
}

static void texts_stay_as_they_are(void **state) {
    (void)state;
    check("id,note\nA1, x \n", "2: id=A1 note= x \n");
    check("id,note\nA1,\n", "2: id=A1 note=?missing\n");
    check("id,note\nA1,\"\"\n", "2: id=A1 note=?missing\n");
    check("id,note\nA1,\" \"\n", "2: id=A1 note= \n");
    check("id,note\nA1,\"a,b\"\n", "2: id=A1 note=a,b\n");
    check("id,note\nA1,\"say \"\"hi\"\"\"\n", "2: id=A1 note=say \"hi\"\n");
    check("id,note\nA1,\"\"\"\"\n", "2: id=A1 note=\"\n");
    check("id,note\n\"A1\",\"x\"\r\n", "2: id=A1 note=x\n");
    check("id,note\nA1,\"two\nlines\"\nA2,y\n", "2: id=A1 note=two\nlines\n4: id=A2 note=y\n");
    check("id,note\nA1,\"two\r\nlines\"\r\nA2,y\r\n", "2: id=A1 note=two\r\nlines\n4: id=A2 note=y\n");
    /* A quote inside an unquoted cell is a character as any other. */
    check("id,note\nA1,5\" pipe\nA2,6\"\" pipe\n", "2: id=A1 note=5\" pipe\n3: id=A2 note=6\"\" pipe\n");
    check("id,note\nA1,\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80\n", "2: id=A1 note=\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80\n");
}

static void blank_rows_are_passed_over(void **state) {
    (void)state;
    check("id,note\n\nA1,x\n,\n  \n , \nA2,y\n\n\n", "3: id=A1 note=x\n7: id=A2 note=y\n");
    check("id,note\nA1,x\n\"\",\"\"\nA2,y\n", "2: id=A1 note=x\n4: id=A2 note=y\n");
    check("id,note\r\n\r\nA1,x\r\n,\r\n", "3: id=A1 note=x\n");
}

static void rows_with_other_columns_are_refused(void **state) {
    (void)state;
    check("id,note\nA1\nA2,y\nA3,y,z\nA4,y,\n", "3: id=A2 note=y\n"
                                                "accounts,2,,\"has 1 column, the first line has 2\",A1\n"
                                                "accounts,4,,\"has 3 columns, the first line has 2\",\"A3,y,z\"\n"
                                                "accounts,5,,\"has 3 columns, the first line has 2\",\"A4,y,\"\n");
}

static void broken_quotes_lose_one_line(void **state) {
    (void)state;
    check("id,note\nA1,\"x\"y\nA2,y\n",
          "3: id=A2 note=y\naccounts,2,,has text after a closing quote,\"A1,\"\"x\"\"y\"\n");
    /* Never closed: the line it was opened in, and no more. */
    check("id,note\nA1,\"x\nA2,y\nA3,z\n",
          "3: id=A2 note=y\n4: id=A3 note=z\naccounts,2,,has a quote that is never closed,\"A1,\"\"x\"\n");
    /* The quote of a later row closes it, and what follows shows that something is wrong. */
    check("id,note\nA1,\"x\nA2,\"y\"\nA3,z\n",
          "3: id=A2 note=y\n4: id=A3 note=z\naccounts,2,,has text after a closing quote,\"A1,\"\"x\"\n");
    /* Opened in the second line of a quoted cell's row. */
    check("id,note\nA1,\"a\nb\"x\nA2,y\n",
          "4: id=A2 note=y\naccounts,2,,has text after a closing quote,\"A1,\"\"a\"\naccounts,3,,\"has 1 column, the "
          "first line has 2\",\"b\"\"x\"\n");
    check("id,note\n\"A1\"", "accounts,2,,\"has 1 column, the first line has 2\",\"\"\"A1\"\"\"\n");
    check("id,note\nA1,\"", "accounts,2,,has a quote that is never closed,\"A1,\"\"\"\n");
}

static void bytes_that_are_no_text_are_refused(void **state) {
    (void)state;
    check("id,note\nA1,\xff\nA2,y\n", "3: id=A2 note=y\naccounts,2,,is not UTF-8 text,\"A1,\xff\"\n");
    check("id,note\nA1,a\0b\nA2,y\n", "3: id=A2 note=y\naccounts,2,,has a zero byte: that is no text,\"A1,a\xef\xbf\xbd"
                                      "b\"\n");
    check("id,note\nA1,\xc3\nA2,\xc3\xa4\n", "3: id=A2 note=\xc3\xa4\naccounts,2,,is not UTF-8 text,\"A1,\xc3\"\n");
}

static void keys_are_there_once(void **state) {
    (void)state;
    check("id,note\nA1,x\nA2,y\nA1,z\n", "2: id=A1 note=x\n3: id=A2 note=y\naccounts,4,id,this key was there before; "
                                         "the first row with it stays,\"A1,z\"\n");
    check("id,note\nA1,x\n\"A1\",y\n,z\n",
          "2: id=A1 note=x\naccounts,3,id,this key was there before; the first row with it stays,\"\"\"A1\"\",y\"\n"
          "accounts,4,id,the key is blank,\",z\"\n");
}

static void headers(void **state) {
    (void)state;
    check_messages("ID , Note \nA1,x\n", "2: id=A1 note=x\n");
    check_messages("", "E0508 accounts is empty\n  help Its first line must name the columns.\n");
    check_messages("\n\n", "E0508 accounts is empty\n  help Its first line must name the columns.\n");
    check_messages("id,note,id\nA1,x,y\n", "E0510 accounts has the column `id` twice\n  help Rename or remove one of "
                                           "them: the field `id` can read only one.\n");
    check_messages(
        "a,b,a\nA1,x,y\n",
        "E0509 none of the columns of accounts is one that `Account` reads\n  note its first line has `a`, `b`, `a`\n"
        "  help The first line must name the columns, as the fields are named or as their `from` says.\n");
    check_messages("note,number\nx,A1\n",
                   "E0511 accounts has no column `id`, the key of `Account`\n"
                   "  help Write from \"Column\" in the field if the data has it under another name.\n");
    check_messages("id,notes,a,a\nA1,x,1,2\n",
                   "2: id=A1 note=?absent\n"
                   "W0550 accounts has no column `note`\n  note the field `note` is unknown in every row\n"
                   "  help Is the column `notes` meant? Then write from \"notes\" in the field.\n"
                   "W0551 3 columns of accounts are not read: `notes`, `a`, `a`\n");
    check_messages("PK\x03\x04 and so on\n",
                   "E0506 accounts is a workbook or an archive (.xlsx, .ods, .zip), not CSV\n"
                   "  help Open it in the program it comes from and save it as CSV, encoded as UTF-8.\n");
    check_messages("\xff\xfei\0d\0\n\0", "E0507 accounts is encoded as UTF-16\n  help Open it in the program it comes "
                                         "from and save it as CSV, encoded as UTF-8.\n");
    check_messages("i\0d\0,\0n\0\n\0", "E0507 accounts is encoded as UTF-16\n  help Open it in the program it comes "
                                       "from and save it as CSV, encoded as UTF-8.\n");
    check_messages("id,n\xf6te\nA1,x\n",
                   "E0507 accounts is not UTF-8 text\n  note byte 5 of this line is 0xF6\n"
                   "  help Open it in the program it comes from and save it as CSV, encoded as UTF-8.\n");
    check_messages("id,no\0te\nA1,x\n", "E0506 accounts is not a text file\n  help Open it in the program it comes "
                                        "from and save it as CSV, encoded as UTF-8.\n");
}

/* ---- the scan against a plain reading of its rules ---- */

static uint32_t random_state;
static uint32_t next_random(void) {
    random_state = random_state * 1664525u + 1013904223u;
    return random_state >> 8;
}

static void vectors_agree(void **state) {
    (void)state;
    static const char alphabet[] = "ab,,,\n\n\"\"\"\r \xc3\xa4\xff\0x";
    char text[CSV_PAD * 2 + 1500];
    for (uint32_t round = 0; round < 3000; round++) {
        random_state = round * 7919u + 1;
        memset(text, 0, sizeof text);
        uint32_t length = next_random() % 1400;
        uint32_t letters = 4 + next_random() % (uint32_t)(sizeof alphabet - 4);
        for (uint32_t i = 0; i < length; i++) text[CSV_PAD + i] = alphabet[next_random() % letters];
        if (length) text[CSV_PAD + length - 1] = '\n';
        struct csv_scan scans[3] = {0};
        static const enum csv_simd kinds[3] = {CSV_SIMD_PLAIN, CSV_SIMD_SSE2, CSV_SIMD_BEST};
        for (int i = 0; i < 3; i++) {
            scans[i].text = text + CSV_PAD;
            scans[i].length = length;
            scans[i].columns = 1 + round % 3;
            scans[i].separator = ',';
            scans[i].newline = '\n';
            scans[i].final = round % 2;
            csv_scan(&scans[i], kinds[i]);
            assert_int_equal(scans[i].consumed, scans[0].consumed);
            assert_int_equal(scans[i].lines, scans[0].lines);
            assert_int_equal(scans[i].row_count, scans[0].row_count);
            assert_int_equal(scans[i].refused_count, scans[0].refused_count);
            if (scans[i].row_count)
                assert_memory_equal(scans[i].rows, scans[0].rows, sizeof *scans[i].rows * scans[i].row_count);
            for (uint32_t k = 0; k < scans[i].refused_count; k++) {
                assert_int_equal(scans[i].refused[k].start, scans[0].refused[k].start);
                assert_int_equal(scans[i].refused[k].end, scans[0].refused[k].end);
                assert_int_equal(scans[i].refused[k].flaw, scans[0].refused[k].flaw);
            }
            if (scans[i].final) assert_int_equal(scans[i].consumed, length);
        }
        for (int i = 0; i < 3; i++) csv_scan_release(&scans[i]);
    }
}

/* Cells of any letters, quoted where they must be and sometimes where not, come back as they were. */
static void what_was_written_is_read(void **state) {
    (void)state;
    static const char alphabet[] = "ab\"\",\n\r c\xc3\xa4";
    for (uint32_t round = 0; round < 1500; round++) {
        random_state = round * 104729u + 7;
        struct data_unit unit;
        data_init(&unit);
        data_want(&unit, "id note");
        struct buf csv, expected;
        buf_init(&csv);
        buf_init(&expected);
        const char *eol = round % 3 == 0 ? "\r\n" : "\n";
        buf_printf(&csv, "id,note,ok%s", eol);
        uint32_t line = 2, rows = next_random() % 60, often = 1 + next_random() % 4, longest = 2 + next_random() % 90;
        for (uint32_t i = 0; i < rows; i++) {
            struct buf cell;
            buf_init(&cell);
            uint32_t letters = next_random() % longest, lines = 0;
            for (uint32_t k = 0; k < letters; k++) {
                uint32_t pick = next_random() % 10;
                if (pick == 9)
                    buf_puts(&cell, "\xc3\xa4");
                else
                    buf_char(&cell, alphabet[pick]);
                lines += pick < 9 && alphabet[pick] == '\n';
            }
            bool needed = strpbrk(cell.ptr, "\",\n\r") != NULL;
            buf_printf(&csv, "%u,", i);
            if (needed || next_random() % often == 0) {
                buf_char(&csv, '"');
                for (size_t k = 0; k < cell.len; k++) {
                    if (cell.ptr[k] == '"') buf_char(&csv, '"');
                    buf_char(&csv, cell.ptr[k]);
                }
                buf_char(&csv, '"');
            } else {
                buf_str(&csv, (struct str){cell.ptr, cell.len});
            }
            buf_printf(&csv, ",%s%s", next_random() % 2 ? "\"\"" : "x", eol);
            buf_printf(&expected, "%u: id=%u note=%s\n", line, i, cell.len ? cell.ptr : "?missing");
            line += 1 + lines;
            buf_release(&cell);
        }
        struct str bytes = {csv.ptr, csv.len};
        assert_string_equal(data_of(&unit, DATA_CSV, bytes, 0, true, false), expected.ptr);
        assert_string_equal(data_of(&unit, DATA_CSV, bytes, 1 + round % 100, true, false), expected.ptr);
        buf_release(&csv);
        buf_release(&expected);
        data_release(&unit);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_are_rows),
        cmocka_unit_test(texts_stay_as_they_are),
        cmocka_unit_test(blank_rows_are_passed_over),
        cmocka_unit_test(rows_with_other_columns_are_refused),
        cmocka_unit_test(broken_quotes_lose_one_line),
        cmocka_unit_test(bytes_that_are_no_text_are_refused),
        cmocka_unit_test(keys_are_there_once),
        cmocka_unit_test(headers),
        cmocka_unit_test(vectors_agree),
        cmocka_unit_test(what_was_written_is_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
