/* SPDX-License-Identifier: MIT */
/* What the exports say: numbers, verdicts, order and limits.  That they can be
 * read is tested in exports_test.c. */
#include "report/export/export.h"

#include <locale.h>

#include "report/export/bencher_name.h"
#include "report/export/export_rows.h"
#include "report/export/json_writer.h"
#include "report/terminal/plain_number.h"
#include "tests/report/export_fixtures.h"
#include "tests/test.h"

/* ---- helpers ------------------------------------------------------------- */

/* The export, and the run and the comparison released.  Returned. */
static char *export_as(const char *format, struct tare_run *run,
                       struct tare_comparison *comparison)
{
    char *text = NULL, *copy;
    size_t size = 0;
    FILE *stream = open_memstream(&text, &size);

    tare_export(tare_export_find(format, strlen(format)), run, comparison, NULL,
                stream);
    fclose(stream);
    tare_run_release(run);
    if (comparison != NULL)
        tare_comparison_release(comparison);
    copy = tare_strdup(text);
    free(text);
    return copy;
}

static void check_export(const char *format, struct tare_run *run,
                         struct tare_comparison *comparison, const char *want)
{
    char *text = export_as(format, run, comparison);

    CHECK_STR(text, want);
    free(text);
}

static size_t count_of(const char *text, const char *part)
{
    size_t count = 0;

    while ((text = strstr(text, part)) != NULL) {
        count++;
        text += strlen(part);
    }
    return count;
}

static void check_plain(double value, const char *want)
{
    char text[TARE_PLAIN_SIZE];

    tare_plain_format(text, value);
    CHECK_STR(text, want);
}

static void check_fixed(double value, int decimals, const char *want)
{
    char text[TARE_PLAIN_SIZE];

    tare_fixed_format(text, value, decimals);
    CHECK_STR(text, want);
}

static void check_bencher(const char *name, size_t limit, const char *want)
{
    struct tare_buf buf = { 0 };

    tare_bencher_name(&buf, name, limit);
    CHECK_STR(tare_buf_text(&buf), want);
    tare_buf_release(&buf);
}

static void check_string(const char *text, const char *want)
{
    char *got = NULL;
    size_t size = 0;
    struct tare_json_writer json = { .stream = open_memstream(&got, &size) };

    tare_json_put_text(&json, NULL, text);
    fclose(json.stream);
    CHECK_STR(got, want);
    free(got);
}

/* The end of one case with that status and, unless negative, that verdict. */
static void check_end(enum tare_status status, int kind,
                      enum tare_export_end want, const char *want_why)
{
    struct tare_comparison comparison = { 0 };
    struct tare_run run = { 0 };
    struct tare_export_input input;
    struct tare_buf why = { 0 };

    add_measure(add_case(&run, "a"), "time", "ns", 5, 2);
    run.cases[0].status = status;
    run.cases[0].reason = tare_strdup("so");
    if (kind >= 0)
        add_verdict(&comparison, "a", "time", (enum tare_verdict_kind)kind,
                    "why");
    tare_export_rows_make(&input, &run, &comparison);
    CHECK_INT(tare_export_end_of(input.rows, input.count, &why), want);
    CHECK_STR(tare_buf_text(&why), want_why);
    tare_buf_release(&why);
    tare_export_rows_release(&input);
    tare_run_release(&run);
    tare_comparison_release(&comparison);
}

/* ---- numbers and text ---------------------------------------------------- */

TEST(plain_numbers_have_no_exponent)
{
    check_plain(0, "0");
    check_plain(1.5e-7, "0.00000015");
    check_plain(-1.25e-10, "-0.000000000125");
    check_plain(1e15, "1000000000000000");
    check_plain(1.5e20, "150000000000000000000");
    check_plain(12345.6789, "12345.6789");
    check_plain(-2.5, "-2.5");
}

TEST(plain_numbers_read_back_as_the_same)
{
    struct tare_rng rng;

    tare_rng_seed(&rng, 7);
    for (int i = 0; i < 10000; i++) {
        double value = (tare_rng_unit(&rng) - 0.5) *
                       pow(10, 600 * (tare_rng_unit(&rng) - 0.5));
        char text[TARE_PLAIN_SIZE];

        tare_plain_format(text, value);
        CHECK(strchr(text, 'e') == NULL);
        CHECK(!(strtod(text, NULL) < value) && !(strtod(text, NULL) > value));
    }
}

TEST(fixed_numbers_have_so_many_decimals)
{
    check_fixed(1.23456789, 3, "1.235");
    check_fixed(0, 9, "0.000000000");
    check_fixed(2.5, 0, "2");
    check_fixed(1e-12, 9, "0.000000000");
}

TEST(numbers_do_not_depend_on_the_locale)
{
    if (setlocale(LC_ALL, "de_DE.UTF-8") == NULL)
        SKIP("no locale de_DE.UTF-8");
    check_plain(1.5e-7, "0.00000015");
    check_plain(2.5, "2.5");
    check_fixed(1.23456789, 3, "1.235");
    setlocale(LC_ALL, "C");
}

TEST(json_text_is_safe_everywhere)
{
    check_string("a\"b\\c\n\t", "\"a\\\"b\\\\c\\n\\u0009\"");
    check_string("</script>&", "\"\\u003c/script\\u003e\\u0026\"");
    check_string("\xe2\x80\xa8\xe2\x80\xa9", "\"\\u2028\\u2029\"");
    check_string("\xf3\xa0\x81\x81", "\"\\udb40\\udc41\"");
    check_string("\xff\xc3\xa9", "\"\xef\xbf\xbd\xc3\xa9\"");
    check_string("\x7f\xc2\x9b", "\"\\u007f\\u009b\"");
}

TEST(json_without_a_number_has_no_member)
{
    char *got = NULL;
    size_t size = 0;
    struct tare_json_writer json = { .stream = open_memstream(&got, &size) };

    tare_json_open(&json, NULL, '{');
    tare_json_put_number(&json, "a", NAN);
    tare_json_put_number(&json, "b", INFINITY);
    tare_json_put_text(&json, "c", NULL);
    tare_json_open(&json, "d", '[');
    tare_json_put_number(&json, NULL, 0.1);
    tare_json_put_count(&json, NULL, UINT64_MAX);
    tare_json_close(&json, ']');
    tare_json_put_count(&json, "e", 1);
    tare_json_close(&json, '}');
    fclose(json.stream);
    CHECK_STR(got, "{\n  \"d\": [0.1, 18446744073709551615],\n"
                   "  \"e\": 1\n}\n");
    free(got);
}

TEST(bencher_names_are_no_orders_and_not_too_long)
{
    check_bencher("a/b", 64, "a/b");
    check_bencher("x-bencher-ignore", 64, "x-bencher-ignore_");
    check_bencher("123e4567-e89b-12d3-a456-426614174000", 64,
                  "123e4567-e89b-12d3-a456-426614174000_");
    check_bencher("123e4567e89b12d3a45642661417400", 64,
                  "123e4567e89b12d3a45642661417400");
    /* CRC-32 of "123456789" is the well-known cbf43926 */
    check_bencher("123456789", 9, "~cbf43926");
    check_bencher("", 64, "_");
}

/* ---- which rows there are ------------------------------------------------ */

TEST(of_a_duel_the_new_side_is_exported)
{
    struct tare_run run = { 0 };

    add_measure(add_case(&run, "a"), "time", "ns", 1, 1);
    run.cases[0].side = TARE_SIDE_OLD;
    add_measure(add_case(&run, "a"), "time", "ns", 2, 1);
    run.cases[1].side = TARE_SIDE_NEW;
    check_export("libtest", &run, NULL,
                 "test a ... bench:            2.00 ns/iter (+/- 0.02)\n");
}

TEST(what_only_the_old_side_has_is_skipped_at_the_end)
{
    struct tare_comparison comparison = { 0 };
    struct tare_run run = { 0 };

    add_verdict(&comparison, "gone", "time", TARE_VERDICT_REMOVED, "");
    add_measure(add_case(&run, "a"), "time", "ns", 2, 1);
    check_export("tap", &run, &comparison,
                 "1..2\nok 1 - a\nok 2 - gone # SKIP removed +2.6 % "
                 "(+2.1 … +3.1 %), 41.23 → 42.30 µs\n");
}

TEST(the_end_of_a_case_follows_status_then_kind)
{
    check_end(TARE_STATUS_OK, -1, TARE_END_PASSED, "");
    check_end(TARE_STATUS_CRASHED, -1, TARE_END_CRASHED, "crashed: so");
    check_end(TARE_STATUS_FAILED, TARE_VERDICT_REGRESSED, TARE_END_FAILED,
              "failed: so");
    check_end(TARE_STATUS_TIMED_OUT, -1, TARE_END_TIMED_OUT, "timed out: so");
    check_end(TARE_STATUS_SKIPPED, -1, TARE_END_SKIPPED, "skipped: so");
    check_end(TARE_STATUS_OK, TARE_VERDICT_REGRESSED, TARE_END_REGRESSED,
              "regressed +2.6 % (+2.1 … +3.1 %), 41.23 → 42.30 µs, threshold "
              "2.0 %: why");
    check_end(TARE_STATUS_OK, TARE_VERDICT_INCONCLUSIVE, TARE_END_SKIPPED,
              "inconclusive +2.6 % (+2.1 … +3.1 %), 41.23 → 42.30 µs: why");
    check_end(TARE_STATUS_OK, TARE_VERDICT_FAILED, TARE_END_SKIPPED,
              "failed +2.6 % (+2.1 … +3.1 %), 41.23 → 42.30 µs: why");
    check_end(TARE_STATUS_OK, TARE_VERDICT_IMPROVED, TARE_END_PASSED,
              "improved +2.6 % (+2.1 … +3.1 %), 41.23 → 42.30 µs: why");
}

TEST(one_regressed_measure_outweighs_the_others)
{
    struct tare_comparison comparison = { 0 };
    struct tare_run run = { 0 };
    struct tare_case *c = add_case(&run, "a");
    char *text;

    add_measure(c, "time", "ns", 2, 1);
    add_measure(c, "misses", "", 2, 1);
    add_verdict(&comparison, "a", "time", TARE_VERDICT_INCONCLUSIVE, "");
    add_verdict(&comparison, "a", "misses", TARE_VERDICT_REGRESSED, "");
    text = export_as("junit", &run, &comparison);
    CHECK_INT(count_of(text, "<failure type=\"regression\" "
                             "message=\"misses: regressed"),
              1);
    CHECK_INT(count_of(text, "<skipped"), 0);
    free(text);
}

/* ---- limits -------------------------------------------------------------- */

TEST(at_most_ten_annotations_of_a_kind_the_gravest_first)
{
    struct tare_comparison comparison = { 0 };
    struct tare_run run = { 0 };
    char *text;

    for (int i = 0; i < 12; i++) {
        char id[8];

        snprintf(id, sizeof id, "c%d", i);
        add_measure(add_case(&run, id), "time", "ns", 2, 1);
        add_verdict(&comparison, id, "time", TARE_VERDICT_REGRESSED, "");
        comparison.items[i].change.value = 0.1 * (i + 1);
    }
    text = export_as("github-annotations", &run, &comparison);
    CHECK_INT(count_of(text, "::error "), 10);
    CHECK(strncmp(text, "::error file=c11,line=7,title=regressed::c11: ", 46) ==
          0);
    CHECK(strstr(text, "::error title=and 3 more::12 in all\n") != NULL);
    free(text);
}

TEST(a_comment_keeps_the_gravest_and_counts_the_rest)
{
    struct tare_comparison comparison = { 0 };
    struct tare_run run = { 0 };
    char *text;

    make_many(&run, &comparison);
    comparison.items[9998].change.value = 9;
    text = export_as("markdown", &run, &comparison);
    CHECK(strlen(text) < 60000);
    CHECK(strstr(text, "`group99/some_function/n=9998` | +900") != NULL);
    CHECK(strstr(text, " more.\n") != NULL);
    CHECK(strstr(text, "</sub>\n") != NULL);
    CHECK_INT(count_of(text, "<details>"), count_of(text, "</details>"));
    free(text);
}

static void add_counted(struct tare_run *run,
                        struct tare_comparison *comparison, const char *id,
                        const char *name, double value)
{
    struct tare_case *c = add_case(run, id);

    add_measure(c, "time", "ns", 2, 1);
    add_measure(c, name, "", value, 1);
    add_verdict(comparison, id, "time", TARE_VERDICT_UNCHANGED, "");
    add_verdict(comparison, id, name, TARE_VERDICT_UNCHANGED, "");
    comparison->items[comparison->count - 1].old_value = value;
    comparison->items[comparison->count - 1].new_value = value;
}

TEST(a_comment_has_no_row_for_what_stays_nothing)
{
    struct tare_comparison comparison = { 0 };
    struct tare_run run = { 0 };
    char *text;

    add_counted(&run, &comparison, "a", "major-faults", 0);
    add_counted(&run, &comparison, "b", "minor-faults", 3);
    text = export_as("markdown", &run, &comparison);
    CHECK(strstr(text, "<summary>3 unchanged</summary>") != NULL);
    CHECK_INT(count_of(text, "major-faults"), 0);
    CHECK_INT(count_of(text, "minor-faults"), 2);
    CHECK_INT(count_of(text, "`a`"), 2);
    free(text);
}

/* ---- what formats say ---------------------------------------------------- */

TEST(gbench_has_the_aggregates_of_its_repetitions)
{
    struct tare_run run = { 0 };
    struct tare_case *c = add_case(&run, "a");
    char *text;

    add_measure(c, "time", "ns", 2, 0);
    add_launch(&c->measures[0], 1);
    add_launch(&c->measures[0], 3);
    add_measure(c, "real_time", "", 7, 2);
    text = export_as("gbench", &run, NULL);
    CHECK_INT(count_of(text, "\"run_type\": \"iteration\""), 2);
    CHECK_INT(count_of(text, "\"reported_real_time\": 7"), 2);
    /* of 1 and 3: mean 2, standard deviation sqrt(2) */
    CHECK(strstr(text, "\"real_time\": 1.4142135623730951,") != NULL);
    CHECK(strstr(text, "\"real_time\": 0.7071067811865476,") != NULL);
    CHECK(strstr(text, "\"name\": \"a_mean\"") != NULL);
    free(text);
}

TEST(a_metric_is_named_once)
{
    struct tare_run run = { 0 };
    struct tare_case *c = add_case(&run, "a");

    add_measure(c, "time", "ns", 2, 1);
    add_measure(c, "latency", "ms", 8, 1);
    c->work.items = 4;
    check_export("bmf", &run, NULL,
                 "{\n  \"a\": {\n"
                 "    \"latency\": {\n      \"value\": 2,\n"
                 "      \"lower_value\": 1.98,\n"
                 "      \"upper_value\": 2.02\n    },\n"
                 "    \"throughput\": {\n      \"value\": 2000000000,\n"
                 "      \"lower_value\": 1980198019.8019803,\n"
                 "      \"upper_value\": 2020202020.2020202\n    },\n"
                 "    \"reported-latency\": {\n      \"value\": 8,\n"
                 "      \"lower_value\": 7.92,\n"
                 "      \"upper_value\": 8.08\n    }\n  }\n}\n");
}

TEST(units_that_contradict_each_other_are_not_declared)
{
    struct tare_run run = { 0 };
    char *text;

    for (int i = 0; i < 2; i++) {
        struct tare_case *c = add_case(&run, i ? "a" : "B");

        add_measure(c, "time", "ns", 2e-7, 1);
        add_measure(c, "same", "", 1, 1)->kind = TARE_KIND_EXACT;
        add_measure(c, "other", "", 1, 1)->better =
            i ? TARE_BETTER_LOWER : TARE_BETTER_HIGHER;
    }
    text = export_as("benchfmt", &run, NULL);
    CHECK_STR(text, "goos: linux\npkg: tare\n"
                    "Unit same better=lower assume=exact\n"
                    "Benchmark_B-1\t2000\t0.0000002 ns/op\t1 same\t1 other\n"
                    "BenchmarkA-1\t2000\t0.0000002 ns/op\t1 same\t1 other\n");
    free(text);
}

TEST(a_spreadsheet_sees_no_formula)
{
    struct tare_run run = { 0 };
    char *text;

    add_measure(add_case(&run, "=1+1"), "time", "ns", -2, 1);
    text = export_as("csv", &run, NULL);
    CHECK(strstr(text, "\n'=1+1,group,'=1+1,,1,ok,,time,ns,lower,-2,") != NULL);
    free(text);
}

TESTS(RUN(plain_numbers_have_no_exponent),
      RUN(plain_numbers_read_back_as_the_same),
      RUN(fixed_numbers_have_so_many_decimals),
      RUN(numbers_do_not_depend_on_the_locale),
      RUN(json_text_is_safe_everywhere),
      RUN(json_without_a_number_has_no_member),
      RUN(bencher_names_are_no_orders_and_not_too_long),
      RUN(of_a_duel_the_new_side_is_exported),
      RUN(what_only_the_old_side_has_is_skipped_at_the_end),
      RUN(the_end_of_a_case_follows_status_then_kind),
      RUN(one_regressed_measure_outweighs_the_others),
      RUN(at_most_ten_annotations_of_a_kind_the_gravest_first),
      RUN(a_comment_keeps_the_gravest_and_counts_the_rest),
      RUN(a_comment_has_no_row_for_what_stays_nothing),
      RUN(gbench_has_the_aggregates_of_its_repetitions),
      RUN(a_metric_is_named_once),
      RUN(units_that_contradict_each_other_are_not_declared),
      RUN(a_spreadsheet_sees_no_formula))
