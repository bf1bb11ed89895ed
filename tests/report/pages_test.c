/* SPDX-License-Identifier: MIT */
/* Whole reports: what their pages say. */
#include "report/pages.h"

#include "tests/report/pages_fixtures.h"

TEST(the_index_has_the_numbers)
{
    struct tare_run run = plain_run(12, 5);
    struct tare_subject subject = { &run, NULL, NULL };
    const char *index = in_scratch("numbers/index.html");

    CHECK_INT(publish_into(in_scratch("numbers"), &subject, 0, 1), 0);
    CHECK_INT(check_pages(in_scratch("numbers")), 1 + 8 + 1);
    CHECK(has(index, "8 cases measured, half of them to ±0.50 %."));
    CHECK(has(index, ">sort/heap/n=16</a>"));
    CHECK(has(index, ">160.8 ns<"));
    CHECK(has(index, "160.0 … 161.6"));
    CHECK(has(index, "0.30 %"));
    CHECK(has(index, "MB/s"));
    CHECK(has(index, "abacus"));
    tare_run_release(&run);
}

TEST(a_run_has_a_page_for_each_case_and_group)
{
    struct tare_run run = plain_run(12, 5);

    check_run("plain", &run, 1 + 8 + 1);
}

TEST(a_record_with_one_launch_makes_a_report)
{
    struct tare_run run = plain_run(1, 1);

    check_run("launch", &run, 1 + 8 + 1);
}

TEST(a_record_with_one_case_makes_a_report)
{
    struct tare_run run = begin_run();

    add_launches(add_case(&run, "g", "one", "n", 1, TARE_SIDE_NONE), "time",
                 "ns", 5, 12, 4);
    check_run("case", &run, 2); /* and no page for a group of one */
}

TEST(a_record_without_cases_makes_a_report)
{
    struct tare_run run = begin_run();

    check_run("empty", &run, 1);
}

TEST(launches_that_are_all_alike_make_a_report)
{
    struct tare_run run = plain_run(12, 4);

    for (size_t i = 0; i < run.case_count; i++) {
        struct tare_measure *time = &run.cases[i].measures[0];

        time->estimate.low = time->estimate.high = time->estimate.value = 7;
        for (size_t j = 0; j < time->count; j++) {
            time->launches[j].value = 7;
            for (size_t k = 0; k < time->launches[j].count; k++)
                time->launches[j].samples[k].value = 7;
        }
    }
    check_run("alike", &run, 1 + 8 + 1);
    CHECK_INT(result.broken, 0);
}

TEST(times_that_are_zero_or_no_numbers_make_a_report)
{
    static const double values[] = { 0, -1, 1e-300, 1e300 };
    struct tare_run run = begin_run();

    for (size_t i = 0; i < sizeof values / sizeof *values; i++)
        add_launches(add_case(&run, "g", "odd", "n", (double)i, TARE_SIDE_NONE),
                     "time", "ns", values[i], 12, 4);
    run.cases[0].measures[0].launches[3].value = NAN;
    run.cases[2].measures[0].launches[0].samples[0].value = INFINITY;
    check_run("odd", &run, 1 + 4 + 1);
    CHECK_INT(result.broken, 0);
}

TEST(cases_that_failed_are_shown_with_their_last_output)
{
    struct tare_run run = plain_run(3, 2);
    struct tare_case *c =
        add_case(&run, "sort", "broken", "n", 1, TARE_SIDE_NONE);

    c->status = TARE_STATUS_CRASHED;
    c->reason = tare_strdup("killed by signal 11");
    c->output = tare_strdup("about to\n<crash>");
    add_case(&run, "sort", "none", "n", 1, TARE_SIDE_NONE)->status =
        TARE_STATUS_SKIPPED;
    check_run("failed", &run, 1 + 10 + 1);
    CHECK(has(in_scratch("failed/index.html"),
              "8 cases measured, half of them to ±0.50 %; 1 crashed, 1 "
              "skipped."));
    CHECK(has(in_scratch("failed/index.html"), "killed by signal 11"));
}

/* Each case on both sides, and one on either alone. */
static struct tare_run duel(void)
{
    struct tare_run run = begin_run();

    for (double n = 1; n < 12; n++) {
        if (n > 1)
            add_launches(add_case(&run, "g", "b", "n", n, TARE_SIDE_OLD),
                         "time", "ns", 100, 20, 6);
        if (n < 11)
            add_launches(add_case(&run, "g", "b", "n", n, TARE_SIDE_NEW),
                         "time", "ns", 101, 20, 6);
    }
    return run;
}

TEST(a_duel_has_the_answer_first_and_every_change)
{
    struct tare_run run = duel();
    struct tare_comparison comparison = judge(&run);
    struct tare_subject subject = { &run, NULL, &comparison };
    const char *index = in_scratch("duel/index.html");

    CHECK_INT(publish_into(in_scratch("duel"), &subject, 0, 0), 0);
    CHECK_INT(check_pages(in_scratch("duel")), 1 + 11 + 1);
    CHECK_INT(result.broken, 0);
    CHECK(has(index, "<h1 class=\"bad\">1 of 10 cases regressed"));
    CHECK(has(index, "<h2 id=\"changes\">Changes</h2>"));
    CHECK(has(index, "control MISSED"));
    CHECK(has(index, "can&#39;t tell"));
    CHECK_INT(publish_into(in_scratch("duel.html"), &subject, 1, 0), 0);
    check_page(in_scratch("duel.html"));
    tare_comparison_release(&comparison);
    tare_run_release(&run);
}

TESTS(RUN(make_scratch), RUN(the_index_has_the_numbers),
      RUN(a_run_has_a_page_for_each_case_and_group),
      RUN(a_record_with_one_launch_makes_a_report),
      RUN(a_record_with_one_case_makes_a_report),
      RUN(a_record_without_cases_makes_a_report),
      RUN(launches_that_are_all_alike_make_a_report),
      RUN(times_that_are_zero_or_no_numbers_make_a_report),
      RUN(cases_that_failed_are_shown_with_their_last_output),
      RUN(a_duel_has_the_answer_first_and_every_change), RUN(drop_scratch))
