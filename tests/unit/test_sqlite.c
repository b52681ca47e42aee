/* SQLite files: tables, views, and what their values become. */
#include "tests/unit/unit.h"
#include <sqlite3.h>
#include <unistd.h>
#include "runtime/data/sqlite.h"
#include "tests/unit/data_unit.h"

static char path[64];

static void make_file(const char *sql) {
    sqlite3 *db;
    unlink(path);
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(db);
}

static const char *load(struct data_unit *unit, const char *table) {
    struct buf out;
    buf_init(&out);
    struct load_options options = {.keep_all_rejects = true};
    struct data_source source = {.kind = DATA_SQLITE, .path = path, .name = "crm.db", .table = table};
    diags_init(&unit->diags, &unit->arena, &unit->sources);
    struct loader *loader = loader_open_source(&source, &unit->record, "", unit->wanted, NULL, &options, &unit->diags);
    if (loader) data_load(unit, loader, &out);
    loader_close(loader);
    data_diags_text(&unit->diags, &out);
    const char *text = arena_strndup(&unit->arena, out.ptr, out.len);
    buf_release(&out);
    return text;
}

static void values(void **state) {
    (void)state;
    make_file("create table accounts (id text, amount, note, ok, start);"
              "insert into accounts values ('A', 0.1, 'x', 1, '2026-11-01'), ('B', 5, '', 0, null), ('C', null, null, "
              "'yes', 20261101),"
              "('D', 9007199254740993, 2.50, 2, 'never'), ('E', 1e300, x'41', null, ''), (6, -1.5e-3, 'z', 'no', "
              "'2026-11-01 10:00');"
              "create view People as select id, amount as Amount from accounts where ok = 1;");
    struct data_unit unit;
    data_init(&unit);
    data_want(&unit, "id amount note ok start");
    const char *text = load(&unit, "accounts");
    const char *rows = "1: id=A amount=0.1 start=2026-11-01 ok=true note=x\n"
                       "2: id=B amount=5 start=?missing ok=false note=\n"
                       "3: id=C amount=?missing start=?invalid ok=true note=?missing\n"
                       "4: id=D amount=9007199254740993 start=never ok=?invalid note=2.5\n"
                       "5: id=E amount=?range start=?missing ok=?missing note=?invalid\n"
                       "6: id=6 amount=-0.0015 start=2026-11-01 ok=false note=z\n";
    assert_memory_equal(text, rows, strlen(rows));
    data_want(&unit, "id amount");
    text = load(&unit, "People");
    assert_string_equal(text, "1: id=A amount=0.1\n");
    data_release(&unit);
}

static void reals_are_their_shortest_decimal(void **state) {
    (void)state;
    static const struct {
        double real;
        const char *text;
    } cases[] = {
        {0.1, "0.1"},    {0.1 + 0.2, "0.30000000000000004"}, {1826619.78, "1826619.78"}, {5, "5"},
        {1e15, "1e+15"}, {1.0 / 3, "0.3333333333333333"},    {-0.25, "-0.25"},           {123456.789, "123456.789"}};
    char text[SQLITE_REAL_MAX];
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        size_t length = sqlite_real_text(cases[i].real, text);
        assert_int_equal(length, strlen(cases[i].text));
        assert_memory_equal(text, cases[i].text, length);
    }
}

static void rows_that_are_refused(void **state) {
    (void)state;
    make_file("create table accounts (id text, note text);"
              "insert into accounts values ('A', 'x'), (null, 'y'), ('A', 'z'), ('B', cast(x'ff41' as text)), ('C', "
              "cast(x'410042' as text)), ('D', 'w');");
    struct data_unit unit;
    data_init(&unit);
    data_want(&unit, "id note");
    assert_string_equal(load(&unit, "accounts"),
                        "1: id=A note=x\n6: id=D note=w\n"
                        "crm.db,2,id,the key is blank,\",y\"\n"
                        "crm.db,3,id,this key was there before; the first row with it stays,A\n"
                        "crm.db,4,note,is not UTF-8 text,\"B,\xff"
                        "A\"\n"
                        "crm.db,5,note,has a zero byte in a text,\"C,A\xef\xbf\xbd"
                        "B\"\n"
                        "W0557 4 rows were refused\n"
                        "  note crm.db:2: `id` the key is blank\n"
                        "  note crm.db:3: `id` this key was there before; the first row with it stays\n"
                        "  note crm.db:4: `note` is not UTF-8 text\n"
                        "  note crm.db:5: `note` has a zero byte in a text\n"
                        "  help Nothing was computed for these rows. `--rejects FILE` writes them all to a file, each "
                        "with its reason.\n");
    data_release(&unit);
}

static void columns(void **state) {
    (void)state;
    make_file(
        "create table \"odd \"\"table\" (Id, \"amount\", extra); insert into \"odd \"\"table\" values (1, 2, 3);");
    struct data_unit unit;
    data_init(&unit);
    data_want(&unit, "id amount note");
    assert_string_equal(load(&unit, "odd \"table"),
                        "1: id=1 amount=2 note=?absent\n"
                        "W0550 crm.db has no column `note`\n  note the field `note` is unknown in every row\n"
                        "  help Write from \"Column\" in the field if the data has it under another name.\n"
                        "W0551 1 column of crm.db is not read: `extra`\n");
    assert_string_equal(load(&unit, "other"), "E0513 crm.db cannot be read: no such table: other\n");
    data_release(&unit);
}

static void many_rows(void **state) {
    (void)state;
    make_file("create table accounts (id, amount); with recursive n(i) as (select 1 union all select i + 1 from n "
              "where i < 9000)"
              " insert into accounts select 'A' || i, i / 4.0 from n;");
    struct data_unit unit;
    data_init(&unit);
    data_want(&unit, "id amount");
    const char *text = load(&unit, "accounts");
    assert_non_null(strstr(text, "\n4097: id=A4097 amount=1024.25\n"));
    assert_non_null(strstr(text, "\n9000: id=A9000 amount=2250\n"));
    data_release(&unit);
}

static void broken_files(void **state) {
    (void)state;
    make_file("create table accounts (id, amount); with recursive n(i) as (select 1 union all select i + 1 from n "
              "where i < 20000)"
              " insert into accounts select 'A' || i, i from n;");
    assert_true(sqlite_is_file(path));
    FILE *file = fopen(path, "r+b");
    assert_non_null(file);
    /* A page in the middle of the table. */
    fseek(file, 4096 * 20, SEEK_SET);
    for (int i = 0; i < 4096; i++) fputc(0xee, file);
    fclose(file);
    struct data_unit unit;
    data_init(&unit);
    data_want(&unit, "id amount");
    const char *text = load(&unit, "accounts");
    assert_non_null(strstr(text, "1: id=A1 amount=1\n"));
    assert_non_null(strstr(text, "failed\n"));
    assert_non_null(strstr(text, "database disk image is malformed"));
    file = fopen(path, "wb");
    fputs("SQLite format 3 but not really", file);
    fclose(file);
    struct sqlite_names names = {0};
    assert_false(sqlite_is_file(path));
    assert_false(sqlite_tables(path, "crm.db", &unit.arena, &names, &unit.diags));
    assert_int_equal(unit.diags.list.at[unit.diags.list.len - 1]->code, E0513);
    data_release(&unit);
}

static int prepare(void **state) {
    (void)state;
    snprintf(path, sizeof path, "/tmp/rung-sqlite-XXXXXX");
    int fd = mkstemp(path);
    return fd < 0 || close(fd);
}

static int clear(void **state) {
    (void)state;
    return unlink(path);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values),
        cmocka_unit_test(reals_are_their_shortest_decimal),
        cmocka_unit_test(rows_that_are_refused),
        cmocka_unit_test(columns),
        cmocka_unit_test(many_rows),
        cmocka_unit_test(broken_files),
    };
    return cmocka_run_group_tests(tests, prepare, clear);
}
