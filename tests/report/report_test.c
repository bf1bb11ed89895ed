/* SPDX-License-Identifier: MIT */
/* Text, units and tables. */
#include "report/terminal/annotate.h"
#include "report/terminal/table.h"
#include "report/terminal/text.h"
#include "report/terminal/units.h"
#include "tests/store/profiles.h"
#include "tests/test.h"

static void check_shown(const char *text, const char *want)
{
    struct tare_buf buf = { 0 };

    tare_text_show(&buf, text);
    CHECK_STR(tare_buf_text(&buf), want);
    tare_buf_release(&buf);
}

TEST(what_a_log_takes_for_a_command_is_shown_escaped)
{
    check_shown("::error::x", "\\x3a:error::x");
    check_shown("::ERROR::x", "\\x3a:ERROR::x");
    check_shown("a ::warning file=b::x", "a \\x3a:warning file=b::x");
    check_shown("\xc2\xa0::error::x", "\xc2\xa0\\x3a:error::x");
    check_shown("\xe3\x80\x80::stop-commands::x",
                "\xe3\x80\x80\\x3a:stop-commands::x");
    check_shown("a##[group]x", "a\\x23#[group]x");
    check_shown("###VSO[task.x]", "#\\x23#VSO[task.x]");
    check_shown("std::sort", "std::sort");
    check_shown("a ## b [c]", "a ## b [c]");
}

TEST(what_acts_on_a_terminal_is_made_visible)
{
    check_shown("a\x1b[31mb", "a\\x1b[31mb");
    check_shown("a\nb\tc\r", "a\\nb\\tc\\r");
    check_shown("\xc2\x9b", "\\u{9b}"); /* CSI of eight bits */
    check_shown("\xe2\x80\xae"
                "abc",
                "\\u{202e}abc"); /* right to left */
    check_shown("é 漢", "é 漢");
    check_shown("\xff", "\xef\xbf\xbd");
}

TEST(width_counts_columns)
{
    CHECK_INT(tare_text_width("abc"), 3);
    CHECK_INT(tare_text_width("µs"), 2);
    CHECK_INT(tare_text_width("漢字"), 4);
    CHECK_INT(tare_text_width("e\xcc\x81"), 1); /* combining accent */
}

static void check_cut(const char *text, size_t columns, const char *want)
{
    struct tare_buf buf = { 0 };

    tare_text_cut(&buf, text, columns);
    CHECK_STR(tare_buf_text(&buf), want);
    CHECK(tare_text_width(tare_buf_text(&buf)) <= columns);
    tare_buf_release(&buf);
}

TEST(long_names_are_cut_in_the_middle)
{
    check_cut("abcdefghij", 10, "abcdefghij");
    check_cut("abcdefghij", 7, "abc…hij");
    check_cut("abcdefghij", 6, "ab…hij");
}

static void check_one(double value, const char *unit, const char *want)
{
    struct tare_scale scale = tare_scale_one(value, unit);
    char text[TARE_SCALED_SIZE];

    tare_scaled_format(text, value, &scale);
    CHECK_STR(text, want);
}

TEST(times_get_the_unit_that_fits)
{
    check_one(0.3215, "ns", "0.3215 ns");
    check_one(41.2345, "ns", "41.23 ns");
    check_one(999.94, "ns", "999.9 ns");
    check_one(999.96, "ns", "1.000 µs");
    check_one(1234567, "ns", "1.235 ms");
    check_one(2.5e9, "ns", "2.500 s");
    check_one(9.9996, "ns", "10.00 ns");
    check_one(7.5e9, "B/s", "7.500 GB/s");
    check_one(0.25, "ratio", "0.2500 ratio");
    check_one(0, "x", "0.000 x");
}

TEST(a_column_has_one_scale_and_no_value_loses_its_digits)
{
    double values[] = { 41.2345, 5104.4 };
    struct tare_scale scale = tare_scale_for(values, 2, "ns");
    char text[TARE_SCALED_SIZE];

    tare_scaled_format(text, values[0], &scale);
    CHECK_STR(text, "41.23 ns");
    tare_scaled_format(text, values[1], &scale);
    CHECK_STR(text, "5104.40 ns");
}

static void check_percent(double fraction, const char *want)
{
    char text[TARE_SCALED_SIZE];

    tare_percent_format(text, fraction);
    CHECK_STR(text, want);
}

TEST(fractions_become_percent_with_two_digits)
{
    check_percent(0.0031, "0.31 %");
    check_percent(0.0123, "1.2 %");
    check_percent(0.0999, "10 %");
    check_percent(-0.5, "-50 %");
    check_percent(NAN, "–");
    check_percent(INFINITY, "–");
}

static void check_duration(double seconds, const char *want)
{
    char text[TARE_SCALED_SIZE];

    tare_duration_format(text, seconds);
    CHECK_STR(text, want);
}

TEST(durations_read_like_a_clock)
{
    check_duration(0.26, "0.3 s");
    check_duration(12.4, "12 s");
    check_duration(59.99, "1:00 min");
    check_duration(125, "2:05 min");
    check_duration(7199, "119:59 min");
    check_duration(7200, "2 h");
    check_duration(47 * 3600, "47 h");
    check_duration(49 * 3600, "2 days");
    check_duration(1e8, "3 years");
    check_duration(1e300, "1000 years");
}

static void check_table(size_t columns, const char *name, const char *want)
{
    struct tare_style style = { .columns = columns };
    struct tare_table table = { 0 };
    char *text = NULL;
    size_t size = 0;
    FILE *stream = open_memstream(&text, &size);

    tare_table_row(&table);
    tare_table_cell(&table, name, TARE_ALIGN_LEFT, 0);
    tare_table_cell(&table, "1.5 µs", TARE_ALIGN_RIGHT, 0);
    tare_table_row(&table);
    tare_table_cell(&table, "b", TARE_ALIGN_LEFT, 0);
    tare_table_cell(&table, "12.5 µs", TARE_ALIGN_RIGHT, 0);
    tare_table_row(&table);
    tare_table_cell(&table, "c", TARE_ALIGN_LEFT, 0);
    tare_table_cell(&table, "spans what is left", TARE_ALIGN_SPAN, 0);
    tare_table_print(&table, stream, &style);
    fclose(stream);
    CHECK_STR(text, want);
    free(text);
    tare_table_release(&table);
}

TEST(a_name_that_has_to_be_whole_stands_above_its_row)
{
    static const char *const names[] = { "short", "main ← a_long_function" };
    struct tare_style style = { .columns = 24 };
    struct tare_table table = { 0 };
    char *text = NULL;
    size_t size = 0;
    FILE *stream = open_memstream(&text, &size);

    for (size_t i = 0; i < 2; i++) {
        tare_table_row(&table);
        tare_table_cell(&table, names[i], TARE_ALIGN_WHOLE, 0);
        tare_table_cell(&table, "12.5 µs", TARE_ALIGN_RIGHT, 0);
    }
    tare_table_print(&table, stream, &style);
    fclose(stream);
    CHECK_STR(text, "short            12.5 µs\n"
                    "main ← a_long_function\n"
                    "                 12.5 µs\n");
    free(text);
    tare_table_release(&table);
}

TEST(columns_align_and_the_first_gives_way)
{
    const char *name = "a long name of a case";

    check_table(0, name,
                "a long name of a case   1.5 µs\n"
                "b                      12.5 µs\n"
                "c                      spans what is left\n");
    check_table(25, name,
                "a long …f a case   1.5 µs\n"
                "b                 12.5 µs\n"
                "c                 spans what is left\n");
}

TEST(a_percent_sign_stays_by_its_number)
{
    struct tare_buf text = { 0 };

    tare_text_wrap(&text, "lost 0.59 %; 3.8 % shared", 17, 0);
    CHECK_STR(tare_buf_text(&text), "lost 0.59 %;\n3.8 % shared");
    tare_buf_release(&text);
}

TEST(a_narrow_first_column_gets_no_wider)
{
    check_table(10, "short",
                "short   1.5 µs\n"
                "b      12.5 µs\n"
                "c      spans what is left\n");
}

/* ---- a function line by line --------------------------------------------- */

static const char listing[] = "0000000000000100 <f>:\n"
                              "f.c:7\n"
                              "     100:\tmov\n"
                              "f.c:7\n"
                              "     104:\tadd\n";

/* The only line of f, all of the time; there is no source. */
static char *annotate_f(void)
{
    struct tare_run run = { .case_count = 1 };
    const struct tare_source source = { 0 };
    const struct tare_style style = { 0 };
    struct tare_annotation annotation;
    struct tare_case *c;
    char *text = NULL;
    size_t size;
    FILE *stream = open_memstream(&text, &size);

    run.cases = c = tare_alloc(1, sizeof *run.cases);
    c->identity.id = tare_strdup("case");
    put_function(&c->profile, "bin/a", "f", "f.c");
    put_node(&c->profile, 0, 1, 7);
    put_launch(&c->profile);
    put_looks(&c->profile, 0, 1, 100);
    put_time(c, 10, 0);
    tare_annotation_make(&annotation, c, "f");
    tare_annotate_print(c, &annotation, &source, listing, stream, &style);
    tare_annotation_release(&annotation);
    tare_run_release(&run);
    fclose(stream);
    return text;
}

TEST(a_line_has_its_time_once_also_without_its_source)
{
    char *text = annotate_f(), *second = strstr(text, "     7  ");

    CHECK(second != NULL && strstr(second + 1, "     7  ") != NULL);
    CHECK(strstr(text, "ns     7  ") != NULL);
    second = strstr(text, "ns     7  ");
    CHECK(second != NULL && strstr(second + 1, "ns     7  ") == NULL);
    free(text);
}

TESTS(RUN(a_line_has_its_time_once_also_without_its_source),
      RUN(what_acts_on_a_terminal_is_made_visible),
      RUN(what_a_log_takes_for_a_command_is_shown_escaped),
      RUN(width_counts_columns), RUN(long_names_are_cut_in_the_middle),
      RUN(times_get_the_unit_that_fits),
      RUN(a_column_has_one_scale_and_no_value_loses_its_digits),
      RUN(fractions_become_percent_with_two_digits),
      RUN(durations_read_like_a_clock),
      RUN(a_name_that_has_to_be_whole_stands_above_its_row),
      RUN(columns_align_and_the_first_gives_way),
      RUN(a_percent_sign_stays_by_its_number),
      RUN(a_narrow_first_column_gets_no_wider))
