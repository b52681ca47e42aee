/* Cells to values, type by type. Each spelling is read three ways, which must agree: by the reader of any cell, by the
 * quick column loops of CSV, and by those with the cell in quotes. */
#include "tests/unit/unit.h"
#include "runtime/data/reader.h"
#include "tests/unit/data_unit.h"

struct spelling {
    const char *cell, *expected;
};

static const char *read_slowly(struct data_unit *unit, enum data_field field, const char *cell) {
    struct reader reader;
    struct reading reading;
    struct buf out;
    bool states[DATA_FIELDS] = {0}, wanted[DATA_FIELDS] = {0};
    wanted[field] = states[field] = true;
    struct batch batch;
    batch_init(&batch, &unit->record, wanted, states);
    assert_true(reader_init(&reader, &unit->fields[field], "", &unit->arena, &unit->diags));
    reader_read(&reader, str_of(cell), CELL_PLAIN, &unit->arena, &reading);
    struct vec *vec = &batch.fields[field];
    vec->all_known = true;
    if (reading.value.known) {
        if (vec->known) vec->known[0] = 1;
        switch (vec->repr) {
        case REPR_BOOL: vec->truth[0] = reading.value.truth ? TRUTH_TRUE : TRUTH_FALSE; break;
        case REPR_NUMBER:
            vec->is_wide = true;
            vec->wide[0] = reading.value.number;
            break;
        case REPR_TEXT: vec->text[0] = reading.value.text; break;
        case REPR_DATE: vec->day[0] = reading.value.day; break;
        case REPR_CODE: vec->code[0] = (int16_t)reading.value.code; break;
        case REPR_ROW: break;
        }
    } else {
        vec->all_known = false;
        if (vec->repr == REPR_BOOL) vec->truth[0] = TRUTH_UNKNOWN;
        batch.states[field][0] = (cell_state)reading.value.cause;
    }
    buf_init(&out);
    data_value_text(&batch, &unit->fields[field], 0, &out);
    const char *text = strchr(arena_strndup(&unit->arena, out.ptr, out.len), '=') + 1;
    buf_release(&out);
    batch_release(&batch);
    return text;
}

/* One column of these cells, by the quick road; the values of the column, each in its line. */
static const char *read_quickly(struct data_unit *unit, enum data_field field, const struct spelling *spellings,
                                size_t count, bool quoted) {
    struct buf csv, lines;
    buf_init(&csv);
    buf_init(&lines);
    for (uint32_t i = 0; i < DATA_FIELDS; i++) unit->wanted[i] = i == DATA_ID || i == (uint32_t)field;
    buf_printf(&csv, "id\t%s\n", unit->fields[field].name);
    for (size_t i = 0; i < count; i++) buf_printf(&csv, quoted ? "%zu\t\"%s\"\n" : "%zu\t%s\n", i, spellings[i].cell);
    const char *text = data_of(unit, DATA_CSV, (struct str){csv.ptr, csv.len}, 0, true, false);
    struct buf name;
    buf_init(&name);
    buf_printf(&name, " %s=", unit->fields[field].name);
    for (const char *line = text; (line = strstr(line, name.ptr)) != NULL;) {
        line += name.len;
        buf_add(&lines, line, strcspn(line, "\n") + 1);
    }
    const char *copy = arena_strndup(&unit->arena, lines.ptr, lines.len);
    buf_release(&csv);
    buf_release(&lines);
    buf_release(&name);
    return copy;
}

static void check(struct data_unit *unit, enum data_field field, const struct spelling *spellings, size_t count) {
    struct buf expected;
    buf_init(&expected);
    for (size_t i = 0; i < count; i++) {
        const char *slow = read_slowly(unit, field, spellings[i].cell);
        if (strcmp(slow, spellings[i].expected) != 0) print_error("cell `%s`\n", spellings[i].cell);
        assert_string_equal(slow, spellings[i].expected);
        buf_printf(&expected, "%s\n", spellings[i].expected);
    }
    assert_string_equal(read_quickly(unit, field, spellings, count, false), expected.ptr);
    assert_string_equal(read_quickly(unit, field, spellings, count, true), expected.ptr);
    /* Each alone too: what stands beside it in the batch must not matter. */
    for (size_t i = 0; i < count; i++) {
        buf_clear(&expected);
        buf_printf(&expected, "%s\n", spellings[i].expected);
        assert_string_equal(read_quickly(unit, field, &spellings[i], 1, false), expected.ptr);
    }
    buf_release(&expected);
}
#define CHECK(unit, field, spellings) check((unit), (field), (spellings), sizeof(spellings) / sizeof(spellings)[0])

static void numbers(void **state) {
    (void)state;
    static const struct spelling spellings[] = {
        {"0", "0"},
        {"7", "7"},
        {"-7", "-7"},
        {"+7", "7"},
        {"12345678", "12345678"},
        {"123456789", "123456789"},
        {"1234567890123456", "1234567890123456"},
        {"12345678901234567", "12345678901234567"},
        {"999999999999999999", "999999999999999999"},
        {"0.5", "0.5"},
        {".5", "0.5"},
        {"-0.25", "-0.25"},
        {"1826619.78", "1826619.78"},
        {"-1826619.7", "-1826619.7"},
        {"007", "7"},
        {"-0", "0"},
        {"0.123456789", "0.123456789"},
        {"1.000000000", "1"},
        {"0.1234567895", "0.12345679"},
        {" 12 ", "12"},
        {"\xc2\xa0"
         "12",
         "12"},
        {"1e3", "1000"},
        {"1.5E-2", "0.015"},
        {"", "?missing"},
        {"  ", "?missing"},
        {"1,5", "?invalid"},
        {"1.", "?invalid"},
        {".", "?invalid"},
        {"-", "?invalid"},
        {"--1", "?invalid"},
        {"1-", "?invalid"},
        {"1 2", "?invalid"},
        {"1.2.3", "?invalid"},
        {"abc", "?invalid"},
        {"12a", "?invalid"},
        {"a12", "?invalid"},
        {"0x10", "?invalid"},
        {"18%", "?invalid"},
        {"1_000", "?invalid"},
        {"NaN", "?invalid"},
        {"inf", "?invalid"},
        {"(5)", "?invalid"},
        {"1;5", "?invalid"},
        {"1/5", "?invalid"},
        {"1:5", "?invalid"},
    };
    struct data_unit unit;
    data_init(&unit);
    CHECK(&unit, DATA_AMOUNT, spellings);
    /* In a column with these nothing fits 64 bits any more. */
    static const struct spelling wide[] = {
        {"5", "5"},
        {"0.5", "0.5"},
        {"99999999999999999999999999999", "99999999999999999999999999999"},
        {"-12345678901234567890.123456789", "-12345678901234567890.123456789"},
        {"7", "7"},
        {"", "?missing"},
        {"1000000000000000000", "1000000000000000000"},
        {"1e29", "?range"},
        {"-1e40", "?range"},
        {"1e999999999999", "?range"},
        {"123456789012.123456789", "123456789012.123456789"},
    };
    CHECK(&unit, DATA_AMOUNT, wide);
    data_release(&unit);
}

static void ranges(void **state) {
    (void)state;
    struct data_unit unit;
    data_init(&unit);
    struct field *field = &unit.fields[DATA_AMOUNT];
    field->has_range = true;
    dec_parse(STR("-100"), false, &field->low);
    dec_parse(STR("99.5"), false, &field->high);
    static const struct spelling between[] = {{"-100", "-100"},    {"-100.01", "?range"}, {"99.5", "99.5"},
                                              {"99.51", "?range"}, {"100", "?range"},     {"x", "?invalid"},
                                              {"", "?missing"},    {"1e2", "?range"}};
    CHECK(&unit, DATA_AMOUNT, between);
    field->whole = true;
    static const struct spelling whole[] = {
        {"5", "5"}, {"5.0", "5"}, {"5.5", "?range"}, {"101", "?range"}, {"-1", "-1"}};
    CHECK(&unit, DATA_AMOUNT, whole);
    data_release(&unit);
}

static void percents(void **state) {
    (void)state;
    struct data_unit unit;
    data_init(&unit);
    static const struct spelling signs[] = {
        {"18%", "0.18"},  {"18 %", "0.18"},     {"-2.5%", "-0.025"},          {"100%", "1"},
        {"0%", "0"},      {"18", "?invalid"},   {"0.18", "?invalid"},         {"%", "?invalid"},
        {"", "?missing"}, {"1,8%", "?invalid"}, {"0.0000001%", "0.000000001"}};
    CHECK(&unit, DATA_SHARE, signs);
    unit.fields[DATA_SHARE].reading = READ_POINTS;
    static const struct spelling points[] = {
        {"18", "0.18"}, {"18%", "0.18"}, {"2.5", "0.025"}, {"", "?missing"}, {"x", "?invalid"}};
    CHECK(&unit, DATA_SHARE, points);
    unit.fields[DATA_SHARE].reading = READ_FRACTION;
    static const struct spelling fractions[] = {{"0.18", "0.18"}, {"1", "1"}, {"18%", "?invalid"}};
    CHECK(&unit, DATA_SHARE, fractions);
    data_release(&unit);
}

static void money(void **state) {
    (void)state;
    struct data_unit unit;
    data_init(&unit);
    static const struct spelling any[] = {
        {"12.50", "12.5"},
        {"$12.50", "12.5"},
        {"-$12.50", "-12.5"},
        {"$-12.50", "-12.5"},
        {"$ 12", "12"},
        {"12 \xe2\x82\xac", "12"},
        {"\xe2\x82\xac"
         "12",
         "12"},
        {"EUR 12", "12"},
        {"12 EUR", "12"},
        {"12EUR", "12"},
        {"chf 12", "12"},
        {"12 K\xc4\x8d", "12"},
        {"XAU 3", "3"},
        {"EURO 12", "?invalid"},
        {"1,234.50", "?invalid"},
        {"$", "?invalid"},
        {"--5", "?invalid"},
        {"-$-5", "?invalid"},
        {"5 %", "?invalid"},
        {"", "?missing"},
    };
    CHECK(&unit, DATA_PRICE, any);
    unit.fields[DATA_PRICE].type.currency = "CAD";
    static const struct spelling fixed[] = {{"12", "12"},
                                            {"$12", "12"},
                                            {"CAD 12", "12"},
                                            {"12 cad", "12"},
                                            {"USD 12", "?invalid"},
                                            {"\xe2\x82\xac"
                                             "12",
                                             "?invalid"},
                                            {"US$12", "?invalid"}};
    CHECK(&unit, DATA_PRICE, fixed);
    unit.fields[DATA_PRICE].type.currency = NULL;
    unit.fields[DATA_PRICE].format = "1.234,56";
    static const struct spelling german[] = {
        {"1.234,56", "1234.56"},       {"1234,56", "1234.56"},     {"1.234.567", "1234567"},
        {"12,5 \xe2\x82\xac", "12.5"}, {"-1.234,5", "-1234.5"},    {"7", "7"},
        {"1.23", "?invalid"},          {"1.2345,6", "?invalid"},   {"12.34", "?invalid"},
        {"1,234.56", "?invalid"},      {"1234.567,5", "?invalid"}, {"1.234,567.8", "?invalid"},
    };
    CHECK(&unit, DATA_PRICE, german);
    unit.fields[DATA_PRICE].format = "1 234,56";
    static const struct spelling french[] = {{"1 234,56", "1234.56"},
                                             {"1\xc2\xa0"
                                              "234,56",
                                              "1234.56"},
                                             {"1\xe2\x80\xaf"
                                              "234",
                                              "1234"},
                                             {"1234", "1234"}};
    CHECK(&unit, DATA_PRICE, french);
    unit.fields[DATA_PRICE].format = "1,234.56";
    static const struct spelling english[] = {
        {"1,234.56", "1234.56"}, {"$1,234", "1234"}, {"1234.5", "1234.5"}, {"1,23", "?invalid"}};
    CHECK(&unit, DATA_PRICE, english);
    unit.fields[DATA_PRICE].format = "1'234.56";
    static const struct spelling swiss[] = {{"CHF 1'234.50", "1234.5"},
                                            {"1\xe2\x80\x99"
                                             "234.50",
                                             "1234.5"}};
    CHECK(&unit, DATA_PRICE, swiss);
    data_release(&unit);
}

static void formats(void **state) {
    (void)state;
    static const struct {
        const char *sample;
        char group, decimal;
    } good[] = {
        {"1.234,56", '.', ','}, {"1,234.56", ',', '.'},  {"1234,56", 0, ','},    {"1234.56", 0, '.'},
        {"1234", 0, '.'},       {"1,234", ',', '.'},     {"1.234", '.', ','},    {"1,23", 0, ','},
        {"1 234", ' ', '.'},    {"1.234.567", '.', ','}, {"1'234,5", '\'', ','}, {"\xe2\x82\xac 1.234,56", '.', ','},
    };
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        struct amount_format format;
        assert_null(amount_format_read(good[i].sample, &format));
        assert_int_equal(format.group, good[i].group);
        assert_int_equal(format.decimal, good[i].decimal);
    }
    static const char *const wrong[] = {"", "abc", "1,234,5.6.7", "1.2,3'4", "1a2", "1.234,5 6"};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        struct amount_format format;
        assert_non_null(amount_format_read(wrong[i], &format));
    }
    struct data_unit unit;
    struct reader reader;
    data_init(&unit);
    unit.fields[DATA_PRICE].format = "money";
    assert_false(reader_init(&reader, &unit.fields[DATA_PRICE], "", &unit.arena, &unit.diags));
    assert_int_equal(unit.diags.list.at[0]->code, E0517);
    data_release(&unit);
}

static void dates(void **state) {
    (void)state;
    struct data_unit unit;
    data_init(&unit);
    static const struct spelling iso[] = {
        {"2026-11-01", "2026-11-01"},
        {"2024-02-29", "2024-02-29"},
        {"2000-02-29", "2000-02-29"},
        {"0001-01-01", "0001-01-01"},
        {"9999-12-31", "9999-12-31"},
        {"1970-01-01", "1970-01-01"},
        {"1969-12-31", "1969-12-31"},
        {"2026-11-01T10:00:00Z", "2026-11-01"},
        {"2026-11-01 10:00", "2026-11-01"},
        {" 2026-11-01 ", "2026-11-01"},
        {"never", "never"},
        {"Never", "never"},
        {"2026-02-30", "?invalid"},
        {"2023-02-29", "?invalid"},
        {"1900-02-29", "?invalid"},
        {"2026-13-01", "?invalid"},
        {"2026-00-01", "?invalid"},
        {"2026-01-00", "?invalid"},
        {"2026-01-32", "?invalid"},
        {"0000-01-01", "?invalid"},
        {"2026/11/01", "?invalid"},
        {"01.11.2026", "?invalid"},
        {"2026-11-1x", "?invalid"},
        {"20261101", "?invalid"},
        {"today", "?invalid"},
        {"", "?missing"},
        {"2026-04-31", "?invalid"},
        {"2026-04-30", "2026-04-30"},
        {"2026-1a-01", "?invalid"},
        {"-026-11-01", "?invalid"},
    };
    CHECK(&unit, DATA_START, iso);
    unit.fields[DATA_START].format = "%d/%m/%Y";
    static const struct spelling british[] = {{"01/11/2026", "2026-11-01"},
                                              {"1/2/2026", "2026-02-01"},
                                              {"30/02/2026", "?invalid"},
                                              {"2026-11-01", "?invalid"},
                                              {"", "?missing"}};
    CHECK(&unit, DATA_START, british);
    data_release(&unit);
}

static void truths(void **state) {
    (void)state;
    struct data_unit unit;
    data_init(&unit);
    static const struct spelling spellings[] = {
        {"true", "true"},
        {"false", "false"},
        {"TRUE", "true"},
        {"False", "false"},
        {"yes", "true"},
        {"No", "false"},
        {"y", "true"},
        {"N", "false"},
        {"t", "true"},
        {"F", "false"},
        {"1", "true"},
        {"0", "false"},
        {" true ", "true"},
        {"", "?missing"},
        {"2", "?invalid"},
        {"tru", "?invalid"},
        {"truee", "?invalid"},
        {"falsely", "?invalid"},
        {"x", "?invalid"},
        {"on", "?invalid"},
        {"\x11", "?invalid"},
        {"01", "?invalid"},
        {"truetrue", "?invalid"},
        {"falsefalse", "?invalid"},
    };
    CHECK(&unit, DATA_OK, spellings);
    data_release(&unit);
}

static void categories(void **state) {
    (void)state;
    struct data_unit unit;
    data_init(&unit);
    static const struct spelling tiers[] = {
        {"bronze", "0"},
        {"BRONZE", "0"},
        {"Bronze", "0"},
        {"bRoNzE", "0"},
        {"Bronze tier", "0"},
        {"bronze TIER", "0"},
        {"silver", "1"},
        {"AG", "1"},
        {"ag", "1"},
        {"Argent", "1"},
        {"gold_standard", "2"},
        {" silver ", "1"},
        {"", "?missing"},
        {"gold", "?invalid"},
        {"gold_standarx", "?invalid"},
        {"gold_standard_", "?invalid"},
        {"none", "?invalid"},
        {"bronzes", "?invalid"},
    };
    CHECK(&unit, DATA_TIER, tiers);
    static const struct spelling stages[] = {{"basic", "0"},      {"Close", "1"},           {"none", "-1"},
                                             {"NONE", "-1"},      {"Parted ways", "16384"}, {"parted WAYS", "16384"},
                                             {"exited", "16384"}, {"", "?missing"},         {"other", "?invalid"}};
    CHECK(&unit, DATA_STAGE, stages);
    data_release(&unit);
}

static void periods(void **state) {
    (void)state;
    struct data_unit unit;
    data_init(&unit);
    static const struct spelling months[] = {{"18 months", "18"}, {"1 month", "1"},           {"2 years", "24"},
                                             {"1 Quarter", "3"},  {"18months", "18"},         {"90 days", "?invalid"},
                                             {"18", "?invalid"},  {"1.5 months", "?invalid"}, {"months", "?invalid"},
                                             {"", "?missing"},    {"3 moons", "?invalid"}};
    CHECK(&unit, DATA_TERM, months);
    unit.fields[DATA_TERM].type.period = PERIOD_DAYS;
    static const struct spelling days[] = {{"90 days", "90"}, {"2 weeks", "14"}, {"1 month", "?invalid"}};
    CHECK(&unit, DATA_TERM, days);
    data_release(&unit);
}

static void defaults_stand_for_blanks_only(void **state) {
    (void)state;
    struct data_unit unit;
    data_init(&unit);
    unit.fields[DATA_START].has_default = true;
    unit.fields[DATA_START].default_value = (struct value){.known = true, .day = DATE_NEVER};
    static const struct spelling day[] = {
        {"", "never"}, {"  ", "never"}, {"2026-11-01", "2026-11-01"}, {"soon", "?invalid"}};
    CHECK(&unit, DATA_START, day);
    unit.fields[DATA_AMOUNT].has_default = true;
    unit.fields[DATA_AMOUNT].default_value = (struct value){.known = true, .number = dec_from_int(3)};
    static const struct spelling number[] = {{"", "3"}, {"1.25", "1.25"}, {"x", "?invalid"}};
    CHECK(&unit, DATA_AMOUNT, number);
    unit.fields[DATA_OK].has_default = true;
    unit.fields[DATA_OK].default_value = (struct value){.known = true, .truth = false};
    static const struct spelling truth[] = {{"", "false"}, {"yes", "true"}, {"maybe", "?invalid"}};
    CHECK(&unit, DATA_OK, truth);
    data_release(&unit);
}

static void aliases_come_first(void **state) {
    (void)state;
    struct data_unit unit;
    data_init(&unit);
    struct alias note[] = {{"GTXPro", "GTX Pro"}, {"n/a", ""}}, tier[] = {{"Prata", "silver"}},
                 amount[] = {{"none", "0"}, {"n/a", ""}};
    unit.fields[DATA_NOTE].aliases = note;
    unit.fields[DATA_NOTE].alias_count = 2;
    static const struct spelling texts[] = {
        {"GTXPro", "GTX Pro"}, {"gtxpro", "gtxpro"}, {"n/a", "?missing"}, {"other", "other"}};
    CHECK(&unit, DATA_NOTE, texts);
    unit.fields[DATA_TIER].aliases = tier;
    unit.fields[DATA_TIER].alias_count = 1;
    static const struct spelling tiers[] = {
        {"Prata", "1"}, {"PRATA", "1"}, {"silver", "1"}, {"gold_standard", "2"}, {"x", "?invalid"}};
    CHECK(&unit, DATA_TIER, tiers);
    unit.fields[DATA_AMOUNT].aliases = amount;
    unit.fields[DATA_AMOUNT].alias_count = 2;
    static const struct spelling amounts[] = {{"none", "0"}, {"None", "0"}, {"n/a", "?missing"}, {"5", "5"}};
    CHECK(&unit, DATA_AMOUNT, amounts);
    data_release(&unit);
}

static void random_numbers_are_read_alike(void **state) {
    (void)state;
    struct data_unit unit;
    static const char alphabet[] = "0123456789.-9910+e ";
    static struct spelling spellings[400];
    static char cells[400][24];
    for (unsigned round = 0; round < 20; round++) {
        uint32_t random = round * 2654435761u + 12345;
        data_init(&unit);
        for (unsigned i = 0; i < 400; i++) {
            unsigned length = 1;
            for (unsigned k = 0; k < 22; k++) {
                random = random * 1664525u + 1013904223u;
                unsigned letters = round % 4 == 0   ? 10
                                   : round % 4 == 1 ? 11
                                   : round % 4 == 2 ? 12
                                                    : (unsigned)sizeof alphabet - 1;
                cells[i][k] = alphabet[(random >> 16) % letters];
                if ((random >> 24) % 12 == 0 && k >= length) length = k;
            }
            cells[i][length] = '\0';
            spellings[i].cell = cells[i];
            spellings[i].expected = read_slowly(&unit, DATA_AMOUNT, cells[i]);
        }
        CHECK(&unit, DATA_AMOUNT, spellings);
        data_release(&unit);
    }
}

static uint32_t below(uint32_t *random, uint32_t limit) {
    *random = *random * 1664525u + 1013904223u;
    return *random / 65536 % limit;
}

/* Cells of the usual shapes, one in eight with a character that does not belong there. */
static void usual_cells_are_read_alike(void **state) {
    (void)state;
    static const enum data_field fields[] = {DATA_AMOUNT, DATA_PRICE, DATA_START, DATA_TIER, DATA_STAGE, DATA_OK};
    static const char *const words[] = {"bronze",        "Bronze tier", "SILVER",      "Argent",      "gold_standard",
                                        "Gold_standard", "basic",       "Parted ways", "parted ways", "none",
                                        "true",          "FALSE",       "Yes",         "n",           "0"};
    static const char odd[] = " .,-+0195/:~aZ\x01\x7f";
    static struct spelling spellings[500];
    static char cells[500][40];
    uint32_t random = 4711;
    for (unsigned round = 0; round < 60; round++) {
        enum data_field field = fields[round % 6];
        unsigned places = below(&random, 8);
        struct data_unit unit;
        data_init(&unit);
        for (unsigned i = 0; i < 500; i++) {
            char *cell = cells[i];
            if (field == DATA_START) {
                snprintf(cell, sizeof cells[i], "%04u-%02u-%02u",
                         below(&random, 4) ? 1890 + below(&random, 220) : below(&random, 10000), below(&random, 14),
                         below(&random, 33));
            } else if (field == DATA_AMOUNT || field == DATA_PRICE) {
                int length = snprintf(cell, sizeof cells[i], "%s%u", below(&random, 3) ? "" : "-",
                                      below(&random, 1u << below(&random, 16)));
                if (below(&random, 3) == 0)
                    length +=
                        snprintf(cell + length, sizeof cells[i] - (size_t)length, "%u", 10000 + below(&random, 50000));
                if (below(&random, 16) == 0)
                    length +=
                        snprintf(cell + length, sizeof cells[i] - (size_t)length, "%u", 10000 + below(&random, 50000));
                unsigned mine = below(&random, 8) ? places : below(&random, 9);
                if (mine) cell[length++] = '.';
                for (unsigned k = 0; k < mine; k++) cell[length++] = (char)('0' + below(&random, 10));
                cell[length] = '\0';
            } else {
                snprintf(cell, sizeof cells[i], "%s", words[below(&random, sizeof words / sizeof words[0])]);
            }
            if (below(&random, 8) == 0)
                cell[below(&random, (uint32_t)strlen(cell))] = odd[below(&random, sizeof odd - 1)];
            if (below(&random, 16) == 0) cell[below(&random, (uint32_t)strlen(cell))] = '\0';
            spellings[i] = (struct spelling){cell, read_slowly(&unit, field, cell)};
        }
        CHECK(&unit, field, spellings);
        data_release(&unit);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers),
        cmocka_unit_test(ranges),
        cmocka_unit_test(percents),
        cmocka_unit_test(money),
        cmocka_unit_test(formats),
        cmocka_unit_test(dates),
        cmocka_unit_test(truths),
        cmocka_unit_test(categories),
        cmocka_unit_test(periods),
        cmocka_unit_test(defaults_stand_for_blanks_only),
        cmocka_unit_test(aliases_come_first),
        cmocka_unit_test(random_numbers_are_read_alike),
        cmocka_unit_test(usual_cells_are_read_alike),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
