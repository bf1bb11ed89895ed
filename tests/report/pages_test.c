/* SPDX-License-Identifier: MIT */
/* Whole reports: what their pages say. */
#include "report/html/pages.h"

#include <glob.h>

#include "harness/judge/contests.h"
#include "tests/report/pages_fixtures.h"

TEST(the_index_has_the_numbers)
{
    struct tare_run run = plain_run(12, 5);
    struct tare_subject subject = { &run, NULL, NULL, NULL };
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
    check_drawn();
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
    check_drawn();
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

/* The only one; valid until the next call. */
static const char *group_page(const char *folder)
{
    static char path[600];
    glob_t found;

    CHECK_INT(
        glob(in_scratch("%s/tare-pages/group-*.html", folder), 0, NULL, &found),
        0);
    snprintf(path, sizeof path, "%s",
             found.gl_pathc == 1 ? found.gl_pathv[0] : "");
    globfree(&found);
    return path;
}

TEST(a_duel_has_the_answer_first_and_every_change)
{
    struct tare_run run = duel();
    struct tare_comparison comparison = judge(&run);
    struct tare_subject subject = { &run, NULL, &comparison, NULL };
    const char *index = in_scratch("duel/index.html");

    CHECK_INT(publish_into(in_scratch("duel"), &subject, 0, 0), 0);
    CHECK_INT(check_pages(in_scratch("duel")), 1 + 11 + 1);
    check_drawn();
    CHECK(has(index, "<h1 class=\"bad\">1 of 10 cases regressed"));
    CHECK(has(index, "<h2 id=\"changes\">Changes</h2>"));
    CHECK(has(index, "control: MISSED"));
    CHECK(has(index, "can&#39;t tell"));
    CHECK_INT(publish_into(in_scratch("duel.html"), &subject, 1, 0), 0);
    check_page(in_scratch("duel.html"));
    CHECK(has(group_page("duel"), "<td class=\"n h\">+5.0 %</td>"));
    tare_comparison_release(&comparison);
    tare_run_release(&run);
}

/* Two executables and, for each side, the one that made the controls. */
static void add_binaries(struct tare_run *run)
{
    static const char *const paths[] = { "then/bench", "now/bench", "bin/tare",
                                         "bin/tare" };

    run->binaries = tare_alloc(4, sizeof *run->binaries);
    for (run->binary_count = 0; run->binary_count < 4; run->binary_count++) {
        struct tare_binary *binary = &run->binaries[run->binary_count];

        binary->path = tare_strdup(paths[run->binary_count]);
        binary->hash = tare_strdup(paths[run->binary_count]);
    }
    for (size_t i = 0; i < run->case_count; i++)
        run->cases[i].binary = run->cases[i].side == TARE_SIDE_NEW;
    run->references = tare_alloc(2, sizeof *run->references);
    for (run->reference_count = 0; run->reference_count < 2;
         run->reference_count++) {
        struct tare_case *c = &run->references[run->reference_count];

        c->identity.id = tare_strdup("tare/control/silent");
        c->binary = 2 + run->reference_count;
        c->side = run->reference_count == 0 ? TARE_SIDE_OLD : TARE_SIDE_NEW;
    }
}

/* Writes the report of two benchmarks over four values, and of their contests. */
static void publish_plain(const char *folder, size_t launches, int is_same_work)
{
    struct tare_run run = plain_run(launches, 4);
    struct tare_contests contests;
    struct tare_subject subject = { &run, NULL, NULL, &contests };

    for (size_t i = 0; i < run.case_count; i++) {
        run.cases[i].has_result = 1;
        run.cases[i].result = is_same_work ? 1 : i;
    }
    tare_contests_judge(&contests, &run, 1);
    CHECK_INT(publish_into(in_scratch("%s", folder), &subject, 1, 1), 0);
    tare_contests_release(&contests);
    tare_run_release(&run);
}

TEST(only_who_was_shown_to_be_fastest_is_called_so)
{
    publish_plain("shown.html", 40, 1);
    CHECK(has(in_scratch("shown.html"), "quick is fastest at n="));
    CHECK(has(in_scratch("shown.html"), "Who is fastest"));
    publish_plain("few.html", 5, 1);
    CHECK(lacks(in_scratch("few.html"), "is fastest at"));
    CHECK(has(in_scratch("few.html"), "can&#39;t tell"));
    CHECK(has(in_scratch("few.html"), "×1.43"));
    publish_plain("unlike.html", 40, 0);
    CHECK(lacks(in_scratch("unlike.html"), "is fastest at"));
    CHECK(has(in_scratch("unlike.html"), "they compute different results"));
}

/* The arguments n and m of case number i, of two by two values. */
static void set_place(struct tare_case *c, size_t i)
{
    struct tare_identity *identity = &c->identity;
    char id[64];

    snprintf(id, sizeof id, "sort/%s/%zu", identity->name, i / 2);
    free(identity->id);
    identity->id = tare_strdup(id);
    identity->args[0].number = (double)(1 + i / 2 % 2);
    identity->args[1] =
        (struct tare_arg_value){ tare_strdup("m"), NULL, i < 4 ? 1 : 2 };
    identity->arg_count = 2;
}

/* Of two by two values: quick wins but at the last, where they tie. */
TEST(over_two_arguments_there_is_a_map_of_who_is_fastest)
{
    struct tare_run run = plain_run(40, 4);
    struct tare_contests contests;
    struct tare_subject subject = { &run, NULL, NULL, &contests };

    for (size_t i = 0; i < run.case_count; i++) {
        struct tare_measure *time = &run.cases[i].measures[0];
        size_t at = i / 2;
        double value = (at == 3 || i % 2 == 1 ? 100 : 150) * (at < 2 ? 1 : 10);

        set_place(&run.cases[i], i);
        for (size_t k = 0; k < time->count; k++)
            time->launches[k].value = value;
        time->estimate = (struct tare_band){ value, value, value, 0.95 };
    }
    tare_contests_judge(&contests, &run, 1);
    CHECK_INT(contests.count, 4);
    CHECK_INT(publish_into(in_scratch("map.html"), &subject, 1, 1), 0);
    CHECK(has(in_scratch("map.html"), "<td class=\"w1\">quick "));
    CHECK(has(in_scratch("map.html"), "<td class=\"\">tied "));
    CHECK(has(in_scratch("map.html"), "m=2</th>"));
    CHECK(has(in_scratch("map.html"), "×1.50"));   /* of 150 and 100 at m=1 */
    CHECK(lacks(in_scratch("map.html"), "×10.0")); /* of m=2 and m=1 */
    tare_contests_release(&contests);
    tare_run_release(&run);
}

/* Two at n=1, m=1 and two at n=2, m=2, of one and of two threads. */
TEST(contests_that_fill_no_grid_have_no_map)
{
    struct tare_run run = plain_run(40, 4);
    struct tare_contests contests;
    struct tare_subject subject = { &run, NULL, NULL, &contests };

    for (size_t i = 0; i < run.case_count; i++) {
        struct tare_identity *identity = &run.cases[i].identity;

        set_place(&run.cases[i], i);
        identity->args[1].number = identity->args[0].number;
        identity->threads = i < 4 ? 1 : 2;
    }
    tare_contests_judge(&contests, &run, 1);
    CHECK_INT(contests.count, 4);
    CHECK_INT(publish_into(in_scratch("no-map.html"), &subject, 1, 1), 0);
    CHECK(lacks(in_scratch("no-map.html"), "class=\"map\""));
    tare_contests_release(&contests);
    tare_run_release(&run);
}

TEST(an_index_says_what_is_open_and_whose_build_is_whose)
{
    struct tare_run run = duel();
    struct tare_comparison comparison = judge(&run);
    struct tare_subject subject = { &run, NULL, &comparison, NULL };
    const char *index = in_scratch("open/index.html");

    add_binaries(&run);
    tare_verdict_set(&comparison.items[0], TARE_VERDICT_INCONCLUSIVE, "budget",
                     "the clock struck twelve");
    tare_verdict_set(&comparison.items[1], TARE_VERDICT_REGRESSED,
                     "unconfirmed", "nobody looked twice");
    tare_comparison_note(&comparison, "control", "the slow one got away");
    CHECK_INT(publish_into(in_scratch("open"), &subject, 0, 1), 0);
    CHECK(has(index, "<small class=\"why\">the clock struck twelve</small>"));
    CHECK(has(index, "<small class=\"why\">nobody looked twice</small>"));
    CHECK(has(index, "regressed, unconfirmed"));
    CHECK(has(index, "the slow one got away"));
    CHECK(lacks(index, "control: MISSED")); /* which is the same */
    CHECK(has(index, "Old build: bench"));
    CHECK(has(index, "New build: bench"));
    CHECK(has(index, "Controls: tare"));
    tare_comparison_release(&comparison);
    tare_run_release(&run);
}

TEST(numbers_below_zero_have_a_minus_sign)
{
    struct tare_run run = duel();
    struct tare_comparison comparison = judge(&run);
    struct tare_subject subject = { &run, NULL, &comparison, NULL };
    const char *index = in_scratch("minus/index.html");

    CHECK_INT(publish_into(in_scratch("minus"), &subject, 0, 1), 0);
    CHECK(has(index, "<td class=\"n h\">−2.0 %</td>"
                     "<td class=\"q u\">−3.0 … +10.0 %</td>"));
    CHECK(lacks(index, ">-"));
    CHECK(has(index, "2026-01-02 03:04:05 UTC")); /* no minus there */
    tare_comparison_release(&comparison);
    tare_run_release(&run);
}

TEST(every_measure_is_on_the_page_of_its_case)
{
    struct tare_run run = begin_run();
    struct tare_comparison comparison;
    struct tare_subject subject = { &run, NULL, NULL, NULL };
    struct tare_verdict *verdict;
    const char *page = in_scratch("measures.html");

    for (unsigned side = TARE_SIDE_OLD; side <= TARE_SIDE_NEW; side++) {
        struct tare_case *c =
            add_case(&run, "g", "b", "n", 1, (enum tare_side)side);

        add_launches(c, "time", "ns", 100, 20, 6);
        add_launches(c, "page walks", "walks", 30.0 * side, 20, 6);
    }
    comparison = judge(&run);
    verdict = tare_comparison_add(&comparison, run.cases[0].identity.id,
                                  "page walks");
    verdict->change = (struct tare_band){ -0.5, -0.51, -0.49, 0.95 };
    tare_verdict_set(verdict, TARE_VERDICT_IMPROVED, "word", "because");
    subject.comparison = &comparison;
    CHECK_INT(publish_into(page, &subject, 1, 1), 0);
    CHECK(has(page, "<th scope=\"row\">page walks</th>\n"
                    "<td class=\"n\">30.15 walks (30.00 … 30.30)</td>"
                    "<td class=\"n\">60.30 walks (60.00 … 60.60)</td>"
                    "<td class=\"n\">0.30 %</td>"
                    "<td class=\"n\">−50.0 % (−51.0 … −49.0 %)</td>"
                    "<td class=\"n\">improved</td>"));
    tare_comparison_release(&comparison);
    tare_run_release(&run);
}

TEST(what_is_known_of_the_machine_has_units)
{
    struct tare_run run = plain_run(2, 2);
    struct tare_subject subject = { &run, NULL, NULL, NULL };
    const char *index = in_scratch("facts/index.html");

    tare_facts_number(&run.machine, "cache_l2_bytes", 1310720);
    tare_facts_number(&run.settings, "timeout_s", 30);
    tare_facts_number(&run.settings, "launches", 7);
    CHECK_INT(publish_into(in_scratch("facts"), &subject, 0, 1), 0);
    CHECK(has(index, "<dt>cache l2</dt>\n<dd>1.25 MiB</dd>"));
    CHECK(has(index, "<dt>timeout</dt>\n<dd>30 s</dd>"));
    CHECK(has(index, "<dt>launches</dt>\n<dd>7</dd>"));
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
      RUN(a_duel_has_the_answer_first_and_every_change),
      RUN(only_who_was_shown_to_be_fastest_is_called_so),
      RUN(over_two_arguments_there_is_a_map_of_who_is_fastest),
      RUN(contests_that_fill_no_grid_have_no_map),
      RUN(an_index_says_what_is_open_and_whose_build_is_whose),
      RUN(numbers_below_zero_have_a_minus_sign),
      RUN(every_measure_is_on_the_page_of_its_case),
      RUN(what_is_known_of_the_machine_has_units), RUN(drop_scratch))
