/* SPDX-License-Identifier: MIT */
/* Races that are made up here: builds of which it is known who is faster. */
#include "harness/judge/contests.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/bench/builds.h"
#include "report/terminal/race.h"
#include "stats/layouts.h"
#include "stats/rng.h"
#include "store/alloc.h"
#include "tests/test.h"

enum {
    CASES = 12,
    ROUNDS = 68
};

static struct tare_rng rng;

/* The case of that build, by these times of its rounds; the first build and its
 * copy, the last, have their roles. */
static struct tare_case *add(struct tare_run *run, size_t name,
                             const char *build, double time_ns, size_t rounds)
{
    struct tare_case *c = &run->cases[run->case_count++];
    struct tare_measure *time;
    char text[32];

    snprintf(text, sizeof text, "c%zu", name);
    c->identity = (struct tare_identity){ .name = tare_strdup(text),
                                          .threads = 1,
                                          .arg_count = 1 };
    c->identity.args[0] =
        (struct tare_arg_value){ .name = tare_strdup(TARE_BUILD_ARG),
                                 .text = tare_strdup(build) };
    snprintf(text, sizeof text, "c%zu/build=%s", name, build);
    c->identity.id = tare_strdup(text);
    c->is_yardstick = strcmp(build, "a") == 0;
    c->is_control = strcmp(build, "a-again") == 0;
    time = tare_case_add_measure(c, "time", "ns", TARE_BETTER_LOWER,
                                 TARE_KIND_NOISY);
    time->launches = tare_alloc(rounds, sizeof *time->launches);
    time->count = rounds;
    for (size_t i = 0; i < rounds; i++)
        time->launches[i] =
            (struct tare_launch){ .value = time_ns *
                                           exp(0.004 * tare_rng_normal(&rng)),
                                  .quiet = -1,
                                  .start_s = (double)i };
    return c;
}

static void begin(struct tare_run *run, uint64_t seed)
{
    *run = (struct tare_run){ .contest = { tare_strdup(TARE_BUILD_ARG), 0.02,
                                           0.01 } };
    run->cases = tare_alloc(100, sizeof *run->cases);
    tare_rng_seed(&rng, seed);
}

/* How long each build takes in each of two cases, against the first. */
static void make(struct tare_run *run, const double b[2], const double c[2],
                 double copy)
{
    begin(run, 5);
    for (size_t i = 0; i < 2; i++) {
        add(run, i, "a", 100, ROUNDS);
        add(run, i, "b", 100 * b[i], ROUNDS);
        add(run, i, "c", 100 * c[i], ROUNDS);
        add(run, i, "a-again", 100 * copy, ROUNDS);
    }
}

static void end(struct tare_run *run, struct tare_contests *contests)
{
    tare_contests_release(contests);
    tare_run_release(run);
}

/* Layouts of each build, which differ by as much as one with that standard
 * deviation, and the rounds draw them in turn. */
static void place(struct tare_run *run, size_t layouts, double sd)
{
    for (size_t i = 0; i < run->case_count; i++) {
        struct tare_measure *time = &run->cases[i].measures[0];
        double luck[TARE_LAYOUTS_MAX];

        for (size_t k = 0; k < layouts; k++)
            luck[k] = exp(sd * tare_rng_normal(&rng));
        for (size_t k = 0; k < time->count; k++) {
            time->launches[k].layout = 1 + (unsigned)(k % layouts);
            time->launches[k].value *= luck[k % layouts];
        }
    }
}

static enum tare_meeting_kind kind_of(const struct tare_contest *contest,
                                      size_t a, size_t b)
{
    return tare_contest_meeting(contest, a, b).kind;
}

/* 5 % of luck in each of eight layouts is 2.5 % between two builds. */
TEST(luck_of_layouts_ranks_nobody)
{
    size_t ranked = 0, open = 0;

    for (uint64_t seed = 0; seed < 100; seed++) {
        struct tare_run run;
        struct tare_contests contests;

        begin(&run, seed);
        add(&run, 0, "a", 100, 2 * ROUNDS);
        add(&run, 0, "b", 100, 2 * ROUNDS);
        add(&run, 0, "c", 150, 2 * ROUNDS);
        add(&run, 0, "a-again", 100, 2 * ROUNDS);
        place(&run, 8, 0.05);
        tare_contests_judge(&contests, &run, 1);
        ranked += kind_of(&contests.items[0], 0, 1) > TARE_MEETING_EQUAL ||
                  kind_of(&contests.overall, 0, 1) > TARE_MEETING_EQUAL;
        open +=
            tare_contest_meeting(&contests.items[0], 0, 1).is_placement != 0;
        CHECK(kind_of(&contests.items[0], 0, 2) == TARE_MEETING_FASTER);
        CHECK(kind_of(&contests.overall, 0, 2) == TARE_MEETING_FASTER);
        end(&run, &contests);
    }
    printf("# of 100 races %zu rank by luck, %zu are open by it\n", ranked,
           open);
    CHECK(ranked <= 1);
    CHECK(open >= 90);
}

/* Luck that all builds share is none. */
TEST(layouts_alike_say_what_one_would)
{
    struct tare_run run;
    struct tare_contests contests;

    make(&run, (double[]){ 1, 1 }, (double[]){ 1.1, 1.1 }, 1);
    place(&run, 4, 0);
    tare_contests_judge(&contests, &run, 1);
    CHECK(kind_of(&contests.items[0], 0, 1) == TARE_MEETING_EQUAL);
    CHECK(kind_of(&contests.overall, 0, 1) == TARE_MEETING_EQUAL);
    CHECK(kind_of(&contests.overall, 0, 2) == TARE_MEETING_FASTER);
    end(&run, &contests);
}

TEST(builds_compete_in_each_case_and_over_all)
{
    struct tare_run run;
    struct tare_contests contests;
    struct tare_buf said = { 0 };

    make(&run, (double[]){ 0.5, 1.2 }, (double[]){ 1.1, 1.1 }, 1);
    tare_contests_judge(&contests, &run, 1);
    CHECK_INT(contests.count, 2);
    CHECK_STR(contests.items[0].contestants[1].name, "b");
    CHECK_INT(tare_contest_leader(&contests.items[0], 9), 1);
    CHECK_INT(tare_contest_leader(&contests.items[1], 9), 0);
    CHECK_INT(contests.mean_of, 2);
    CHECK_INT(tare_contest_lead(&contests.overall), TARE_LEAD_WON);
    CHECK_INT(tare_contest_leader(&contests.overall, 9), 1);
    CHECK_NEAR(tare_contest_meeting(&contests.overall, 0, 1).ratio.value,
               sqrt(0.5 * 1.2), 0.002);
    tare_race_describe(&said, &contests.overall, 1);
    CHECK_STR(said.data, "fastest");
    said.size = 0;
    tare_race_describe(&said, &contests.overall, 2);
    CHECK(strncmp(said.data, "slower than b by 42.", 20) == 0);
    tare_buf_release(&said);
    end(&run, &contests);
}

TEST(the_control_is_held_against_the_first_build_alone)
{
    struct tare_run run;
    struct tare_contests contests;
    struct tare_buf said = { 0 };

    make(&run, (double[]){ 1, 1 }, (double[]){ 1, 1 }, 1);
    tare_contests_judge(&contests, &run, 1);
    CHECK_INT(contests.items[0].control, 3);
    CHECK_INT(contests.items[0].meeting_count, 3);
    CHECK_INT(contests.items[0].check.kind, TARE_MEETING_EQUAL);
    CHECK_INT(tare_contest_lead(&contests.items[0]), TARE_LEAD_EQUAL);
    tare_race_describe(&said, &contests.overall, 3);
    CHECK_STR(said.data, "the control");
    tare_buf_release(&said);
    end(&run, &contests);
}

TEST(where_the_control_is_told_apart_nobody_is_named)
{
    struct tare_run run;
    struct tare_contests contests;

    make(&run, (double[]){ 0.5, 0.5 }, (double[]){ 1, 1 }, 0.95);
    tare_contests_judge(&contests, &run, 1);
    CHECK_INT(tare_contest_lead(&contests.items[0]), TARE_LEAD_NONE);
    CHECK_INT(tare_contest_lead(&contests.overall), TARE_LEAD_NONE);
    CHECK(contests.overall.note != NULL);
    end(&run, &contests);
}

/* As when a race is interrupted in its first round. */
TEST(without_a_launch_in_one_case_the_control_checks_only_the_other)
{
    struct tare_run run;
    struct tare_contests contests;

    make(&run, (double[]){ 0.5, 0.5 }, (double[]){ 1, 1 }, 1);
    run.cases[3].measures[0].count = 0; /* in the first case */
    tare_contests_judge(&contests, &run, 1);
    CHECK_INT(contests.items[1].check.kind, TARE_MEETING_EQUAL);
    CHECK_INT(contests.overall.check.kind, TARE_MEETING_OPEN);
    CHECK_STR(contests.overall.contestants[3].out, "c0: not measured");
    CHECK_INT(tare_contest_leader(&contests.overall, 9), 1);
    end(&run, &contests);
}

TEST(who_computes_something_else_is_out_over_all)
{
    struct tare_run run;
    struct tare_contests contests;

    make(&run, (double[]){ 0.5, 0.5 }, (double[]){ 0.9, 0.9 }, 1);
    for (size_t i = 0; i < run.case_count; i++)
        run.cases[i].has_result = 1;
    run.cases[5].result = 9; /* b, in the second case */
    tare_contests_judge(&contests, &run, 1);
    CHECK_INT(tare_contest_leader(&contests.items[0], 9), 1);
    CHECK_STR(contests.items[1].contestants[1].out,
              "another result than the baseline");
    CHECK_STR(contests.overall.contestants[1].out,
              "c1: another result than the baseline");
    CHECK_INT(tare_contest_leader(&contests.overall, 9), 2);
    end(&run, &contests);
}

/* It has 30 rounds of one case and 68 of the other. */
TEST(over_all_cases_a_build_has_the_rounds_that_it_has_in_each)
{
    struct tare_run run;
    struct tare_contests contests;

    make(&run, (double[]){ 1.5, 1.1 }, (double[]){ 1, 1 }, 1);
    run.cases[1].measures[0].count = 30;
    tare_contests_judge(&contests, &run, 1);
    CHECK_INT(tare_contest_meeting(&contests.overall, 0, 1).pairs, 30);
    CHECK_INT(tare_contest_meeting(&contests.overall, 0, 2).pairs, ROUNDS);
    CHECK_NEAR(tare_contest_meeting(&contests.overall, 0, 1).ratio.value,
               sqrt(1.5 * 1.1), 0.01);
    end(&run, &contests);
}

/* Rounds with bursts that hit half of the launches.  Whether anybody is named, in
 * any case or over all. */
static int names_one(uint64_t seed)
{
    static const char *const builds[] = { "a", "b", "c",      "d",
                                          "e", "f", "a-again" };
    struct tare_run run;
    struct tare_contests contests;
    double burst[ROUNDS];
    int named = 0;

    begin(&run, seed);
    for (size_t i = 0; i < ROUNDS; i++)
        burst[i] =
            tare_rng_unit(&rng) < 0.2 ? 1 + 0.4 * tare_rng_unit(&rng) : 1;
    for (size_t i = 0; i < CASES; i++)
        for (size_t k = 0; k < 7; k++) {
            struct tare_case *c = add(&run, i, builds[k], 100, ROUNDS);

            for (size_t n = 0; n < ROUNDS; n++)
                c->measures[0].launches[n].value *=
                    tare_rng_unit(&rng) < 0.5 ? burst[n] : 1;
        }
    tare_contests_judge(&contests, &run, 1);
    for (size_t i = 0; i <= contests.count; i++) {
        const struct tare_contest *contest =
            i < contests.count ? &contests.items[i] : &contests.overall;

        for (size_t k = 0; k < contest->count; k++)
            named |= contest->contestants[k].place > 0;
        named |= contest->note != NULL;
    }
    end(&run, &contests);
    return named;
}

TEST(equal_builds_are_not_ranked)
{
    int races = getenv("TARE_PROOF") != NULL ? 1000 : 20, wrong = 0;

    for (int i = 0; i < races; i++)
        wrong += names_one((uint64_t)i + 1);
    printf("# %d of %d races of 6 equal builds in %d cases rank any\n", wrong,
           races, CASES);
    CHECK(wrong <= (races == 1000 ? 10 : 1));
}

/* ---- from suites to the suite of a race ----------------------------------- */

static void declare(struct tare_suite *suite, const char *arg)
{
    struct tare_suite_case c = { .options.baseline = 1,
                                 .options.no_contest = 1 };

    c.identity.id = tare_strdup("g/x");
    c.identity.group = tare_strdup("g");
    c.identity.name = tare_strdup("x");
    if (arg != NULL)
        c.identity.args[c.identity.arg_count++].name = tare_strdup(arg);
    *suite = (struct tare_suite){ 0 };
    tare_suite_add(suite, &c);
}

TEST(a_case_has_its_build_as_an_argument)
{
    struct tare_suite suite = { 0 }, build;

    declare(&build, NULL);
    CHECK_INT(tare_builds_add(&suite, &build, "O2", TARE_BUILD_BASELINE, NULL),
              0);
    declare(&build, NULL);
    CHECK_INT(tare_builds_add(&suite, &build, "O3", TARE_BUILD_RIVAL, NULL), 0);
    CHECK_INT(suite.count, 2);
    CHECK_STR(suite.cases[1].identity.id, "g/x/build=O3");
    CHECK_STR(suite.cases[1].own_id, "g/x");
    CHECK_INT(suite.cases[0].options.baseline, 1);
    CHECK_INT(suite.cases[1].options.baseline, 0);
    CHECK_INT(suite.cases[1].options.no_contest, 0);
    tare_suite_release(&suite);
}

TEST(a_benchmark_may_not_call_an_argument_like_that)
{
    struct tare_suite suite = { 0 }, build;
    struct tare_err err = { 0 };

    declare(&build, TARE_BUILD_ARG);
    CHECK_INT(tare_builds_add(&suite, &build, "O2", TARE_BUILD_RIVAL, &err),
              TARE_EUSAGE);
    CHECK_INT(suite.count, 0);
    tare_suite_release(&build);
}

TESTS(RUN(builds_compete_in_each_case_and_over_all),
      RUN(luck_of_layouts_ranks_nobody), RUN(layouts_alike_say_what_one_would),
      RUN(the_control_is_held_against_the_first_build_alone),
      RUN(where_the_control_is_told_apart_nobody_is_named),
      RUN(without_a_launch_in_one_case_the_control_checks_only_the_other),
      RUN(who_computes_something_else_is_out_over_all),
      RUN(over_all_cases_a_build_has_the_rounds_that_it_has_in_each),
      RUN(equal_builds_are_not_ranked),
      RUN(a_case_has_its_build_as_an_argument),
      RUN(a_benchmark_may_not_call_an_argument_like_that))
