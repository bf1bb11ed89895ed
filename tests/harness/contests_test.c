/* SPDX-License-Identifier: MIT */
/* Contests of runs that are made up here. */
#include "harness/judge/contests.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report/terminal/contest_text.h"
#include "stats/rng.h"
#include "store/alloc.h"
#include "tests/test.h"

/* A case of group/name at that n (0: none), and what its launches say. */
struct entry {
    const char *group, *name;
    double n, time_ns, sd;
    size_t launches;
};

static struct tare_rng rng;

static void begin(struct tare_run *run, size_t cases)
{
    *run = (struct tare_run){ .contest = { NULL, 0.02, 0.01 } };
    run->cases = tare_alloc(cases, sizeof *run->cases);
    tare_rng_seed(&rng, 5);
}

static struct tare_case *add(struct tare_run *run, const struct entry *entry)
{
    struct tare_case *c = &run->cases[run->case_count++];
    struct tare_measure *time;
    char id[64];

    snprintf(id, sizeof id, "%s/%s/%g", entry->group, entry->name, entry->n);
    c->identity = (struct tare_identity){ .id = tare_strdup(id),
                                          .group = tare_strdup(entry->group),
                                          .name = tare_strdup(entry->name),
                                          .threads = 1 };
    if (entry->n > 0) {
        c->identity.args[0] =
            (struct tare_arg_value){ tare_strdup("n"), NULL, entry->n };
        c->identity.arg_count = 1;
    }
    time = tare_case_add_measure(c, "time", "ns", TARE_BETTER_LOWER,
                                 TARE_KIND_NOISY);
    time->launches = tare_alloc(entry->launches, sizeof *time->launches);
    time->count = entry->launches;
    time->has_estimate = 1;
    time->estimate.value = entry->time_ns;
    for (size_t i = 0; i < entry->launches; i++)
        time->launches[i] = (struct tare_launch){
            .value = entry->time_ns * exp(entry->sd * tare_rng_normal(&rng)),
            .quiet = -1
        };
    return c;
}

static void add_all(struct tare_run *run, const struct entry *entries,
                    size_t count)
{
    begin(run, count);
    for (size_t i = 0; i < count; i++)
        add(run, &entries[i]);
}

#define MAKE(run, entries)                                                     \
    add_all(run, entries, sizeof(entries) / sizeof *(entries))

/* ---- who competes -------------------------------------------------------- */

TEST(cases_of_a_group_at_the_same_arguments_compete)
{
    static const struct entry entries[] = {
        { "sort", "heap", 64, 100, 0.003, 40 },
        { "sort", "heap", 16, 50, 0.003, 40 },
        { "sort", "quick", 16, 60, 0.003, 40 },
        { "sort", "quick", 64, 110, 0.003, 40 },
        { "sort", "quick", 128, 110, 0.003, 40 }, /* alone */
        { "other", "heap", 16, 50, 0.003, 40 },   /* alone */
    };
    struct tare_run run;
    struct tare_contests contests;

    MAKE(&run, entries);
    tare_contests_judge(&contests, &run, 1);
    CHECK_INT(contests.count, 2);
    CHECK_STR(contests.items[0].title, "sort");
    CHECK_STR(contests.items[0].at, "n=16");
    CHECK_STR(contests.items[1].at, "n=64");
    CHECK_STR(contests.items[0].axis, "n");
    CHECK_INT(contests.items[1].family, 0);
    CHECK_INT(contests.items[0].count, 2);
    CHECK_INT(tare_contests_alike(&contests, 0), 2); /* heap wins both */
    CHECK_INT(tare_contest_lead(&contests.items[0]), TARE_LEAD_WON);
    CHECK_NEAR(contests.items[0].meetings[0].ratio.value, 1.2, 0.005);
    CHECK(contests.items[0].meetings[0].ratio.low > 1.19);
    CHECK(contests.items[0].meetings[0].ratio.high < 1.21);
    tare_contests_release(&contests);
    tare_run_release(&run);
}

/* The same cases, of which an argument is contested. */
TEST(values_of_an_argument_compete_when_it_is_contested)
{
    static const struct entry entries[] = {
        { "sort", "heap", 16, 50, 0.003, 40 },
        { "sort", "heap", 64, 50, 0.003, 40 },
        { "sort", "quick", 16, 60, 0.003, 40 },
    };
    struct tare_run run;
    struct tare_contests contests;

    MAKE(&run, entries);
    run.contest.by = tare_strdup("n");
    tare_contests_judge(&contests, &run, 1);
    CHECK_INT(contests.count, 1);
    CHECK_STR(contests.items[0].title, "sort/heap");
    CHECK_STR(contests.items[0].at, "");
    CHECK_STR(contests.items[0].contestants[1].name, "n=64");
    CHECK(contests.items[0].axis == NULL);
    CHECK_INT(tare_contest_lead(&contests.items[0]), TARE_LEAD_EQUAL);
    tare_contests_release(&contests);
    tare_run_release(&run);
}

TEST(who_is_not_meant_to_compete_does_not)
{
    static const struct entry entries[] = {
        { "lz", "compress", 0, 100, 0.003, 40 },
        { "lz", "decompress", 0, 10, 0.003, 40 },
        { "lz", "fast", 0, 50, 0.003, 40 },
    };
    struct tare_run run;
    struct tare_contests contests;

    MAKE(&run, entries);
    run.cases[1].no_contest = 1;
    tare_contests_judge(&contests, &run, 1);
    CHECK_INT(contests.count, 1);
    CHECK_INT(contests.items[0].count, 2);
    CHECK_STR(contests.items[0].contestants[1].name, "fast");
    tare_contests_release(&contests);
    run.cases[0].work.bytes = 4096; /* fast says nothing of that */
    tare_contests_judge(&contests, &run, 1);
    CHECK_INT(tare_contest_lead(&contests.items[0]), TARE_LEAD_NONE);
    CHECK(contests.items[0].note != NULL);
    tare_contests_release(&contests);
    tare_run_release(&run);
}

static void compute(struct tare_case *c, uint64_t result)
{
    c->has_result = 1;
    c->result = result;
}

TEST(who_computes_something_else_is_wrong_or_it_is_no_contest)
{
    static const struct entry entries[] = {
        { "sum", "a", 0, 100, 0.003, 40 },
        { "sum", "b", 0, 50, 0.003, 40 },
        { "sum", "c", 0, 120, 0.003, 40 },
    };
    struct tare_run run;
    struct tare_contests contests;

    MAKE(&run, entries);
    compute(&run.cases[0], 1);
    compute(&run.cases[1], 2);
    compute(&run.cases[2], 1);
    tare_contests_judge(&contests, &run, 1);
    CHECK_STR(contests.items[0].contestants[1].out, "wrong result");
    CHECK_INT(tare_contest_lead(&contests.items[0]), TARE_LEAD_WON);
    CHECK_INT(tare_contest_leader(&contests.items[0], 3), 0);
    CHECK_INT(contests.items[0].meeting_count, 1);
    tare_contests_release(&contests);
    compute(&run.cases[2], 3); /* nobody knows who is right */
    tare_contests_judge(&contests, &run, 1);
    CHECK_INT(tare_contest_lead(&contests.items[0]), TARE_LEAD_NONE);
    CHECK_STR(contests.items[0].note, "they compute different results");
    tare_contests_release(&contests);
    run.cases[1].is_yardstick = 1; /* now it is */
    tare_contests_judge(&contests, &run, 1);
    CHECK_INT(contests.items[0].yardstick, 1);
    CHECK_STR(contests.items[0].contestants[2].out,
              "another result than the baseline");
    CHECK_STR(contests.items[0].note, "fewer than two are left");
    tare_contests_release(&contests);
    tare_run_release(&run);
}

TEST(who_crashed_is_left_out_and_the_others_go_on)
{
    static const struct entry entries[] = {
        { "sum", "a", 0, 100, 0.003, 40 },
        { "sum", "b", 0, 50, 0.003, 40 },
        { "sum", "c", 0, 120, 0.003, 0 },
        { "sum", "d", 0, 100, 0.003, 40 },
    };
    struct tare_run run;
    struct tare_contests contests;

    MAKE(&run, entries);
    run.cases[1].status = TARE_STATUS_CRASHED;
    tare_contests_judge(&contests, &run, 1);
    CHECK_STR(contests.items[0].contestants[1].out, "crashed");
    CHECK_STR(contests.items[0].contestants[2].out, "not measured");
    CHECK_INT(tare_contest_lead(&contests.items[0]), TARE_LEAD_EQUAL);
    tare_contests_release(&contests);
    tare_run_release(&run);
}

TEST(a_contestant_without_work_does_not_win)
{
    static const struct entry entries[] = {
        { "sum", "removed", 0, 0.2, 0.003, 40 },
        { "sum", "slow", 0, 100, 0.003, 40 },
        { "sum", "uneven", 0, 50, 0.003, 40 },
    };
    struct tare_run run;
    struct tare_contests contests;

    MAKE(&run, entries);
    tare_case_warn(&run.cases[0], "optimized-away", "an empty loop");
    tare_case_warn(&run.cases[2], "bimodal", "two groups");
    tare_contests_judge(&contests, &run, 1);
    CHECK_STR(contests.items[0].contestants[0].out, "optimized-away");
    CHECK(contests.items[0].contestants[2].out == NULL);
    CHECK_INT(tare_contest_lead(&contests.items[0]), TARE_LEAD_WON);
    CHECK_INT(tare_contest_leader(&contests.items[0], 3), 2);
    tare_contests_release(&contests);
    tare_run_release(&run);
}

TEST(of_hundreds_each_meets_the_fastest_or_the_yardstick)
{
    struct tare_run run;
    struct tare_contests contests;
    char names[300][8];

    begin(&run, 300);
    for (size_t i = 0; i < 300; i++) {
        struct entry entry = { "many", names[i],
                               0,      100 + (double)((i + 7) % 300),
                               0.003,  40 };

        snprintf(names[i], sizeof names[i], "m%zu", i);
        add(&run, &entry);
    }
    tare_contests_judge(&contests, &run, 1);
    CHECK_INT(contests.items[0].meeting_count, 299);
    CHECK_INT(tare_contest_leader(&contests.items[0], 300), 293);
    tare_contests_release(&contests);
    run.cases[4].is_yardstick = 1;
    tare_contests_judge(&contests, &run, 1);
    CHECK_INT(contests.items[0].meetings[0].second, 4);
    tare_contests_release(&contests);
    tare_run_release(&run);
}

/* ---- what is shown ------------------------------------------------------- */

TEST(without_enough_pairs_nothing_is_shown)
{
    static const struct entry entries[] = {
        { "g", "a", 0, 100, 0.003, 5 },  { "g", "b", 0, 200, 0.003, 40 },
        { "h", "a", 0, 100, 0.3, 40 },   { "h", "b", 0, 105, 0.3, 40 },
        { "i", "a", 0, 100, 0.003, 40 }, { "i", "b", 0, 101.5, 0.003, 40 },
    };
    struct tare_run run;
    struct tare_contests contests;

    MAKE(&run, entries);
    tare_contests_judge(&contests, &run, 1);
    CHECK_INT(contests.count, 3);
    CHECK_INT(tare_contest_lead(&contests.items[0]), TARE_LEAD_OPEN);
    CHECK(!isfinite(contests.items[0].meetings[0].ratio.value));
    CHECK_INT(tare_contest_lead(&contests.items[1]), TARE_LEAD_OPEN);
    CHECK(contests.items[1].meetings[0].ratio.high > 1.1);
    tare_contests_release(&contests);
    tare_run_release(&run);
}

TEST(seen_from_the_other_a_meeting_is_the_other_way_round)
{
    static const struct entry entries[] = {
        { "g", "a", 0, 100, 0.003, 40 },
        { "g", "b", 0, 200, 0.003, 40 },
    };
    struct tare_run run;
    struct tare_contests contests;
    struct tare_meeting there, back;

    MAKE(&run, entries);
    tare_contests_judge(&contests, &run, 1);
    there = tare_contest_meeting(&contests.items[0], 0, 1);
    back = tare_contest_meeting(&contests.items[0], 1, 0);
    CHECK_INT(there.kind, TARE_MEETING_FASTER);
    CHECK_INT(back.kind, TARE_MEETING_SLOWER);
    CHECK_NEAR(there.ratio.low * back.ratio.high, 1, 1e-12);
    CHECK_INT(contests.items[0].contestants[0].place, 0);
    CHECK_INT(contests.items[0].contestants[1].place, 1);
    CHECK_INT(tare_contest_next(&contests.items[0], 0), 1);
    tare_contests_release(&contests);
    tare_run_release(&run);
}

/* Times n^2 / 100 and 10 n cross at 1000; at 1000 they are equal. */
TEST(a_crossing_is_between_the_values_at_which_each_was_shown)
{
    static const double values[] = { 250, 500, 1000, 2000, 4000 };
    struct tare_run run;
    struct tare_contests contests;
    struct tare_crossing crossing;

    begin(&run, 10);
    for (size_t i = 0; i < 5; i++) {
        double n = values[i];

        add(&run, &(struct entry){ "g", "square", n, n * n / 100, 0.003, 60 });
        add(&run, &(struct entry){ "g", "line", n, 10 * n, 0.003, 60 });
    }
    tare_contests_judge(&contests, &run, 1);
    CHECK_INT(tare_contests_alike(&contests, 0), 2);
    CHECK_INT(tare_contests_alike(&contests, 2), 1);
    CHECK_INT(tare_contest_lead(&contests.items[2]), TARE_LEAD_EQUAL);
    CHECK_INT(tare_contests_crossing(&contests, 0, &crossing), 3);
    CHECK_STR(crossing.below, "square");
    CHECK_STR(crossing.above, "line");
    CHECK_NEAR(crossing.low, 500, 0);
    CHECK_NEAR(crossing.high, 2000, 0);
    CHECK_NEAR(crossing.at, 1000, 5);
    CHECK_INT(tare_contests_crossing(&contests, 3, &crossing), 0);
    tare_contests_release(&contests);
    tare_run_release(&run);
}

/* n and m of which one contest is missing: the one at m=8 is of no family. */
TEST(a_family_has_one_axis_whichever_contests_are_there)
{
    static const double places[][2] = { { 1, 5 }, { 1, 8 }, { 2, 5 } };
    struct tare_run run;
    struct tare_contests contests;

    begin(&run, 6);
    for (size_t i = 0; i < 6; i++) {
        struct tare_case *c =
            add(&run,
                &(struct entry){ "g", i % 2 == 0 ? "a" : "b", places[i / 2][0],
                                 i % 2 == 0 ? 100 : 200, 0.003, 40 });

        c->identity.args[1] =
            (struct tare_arg_value){ tare_strdup("m"), NULL, places[i / 2][1] };
        c->identity.arg_count = 2;
    }
    tare_contests_judge(&contests, &run, 1);
    CHECK_INT(contests.count, 3);
    CHECK_STR(contests.items[0].at, "n=1/m=5");
    CHECK_STR(contests.items[0].axis, "n");
    CHECK_STR(contests.items[1].at, "n=2/m=5");
    CHECK_STR(contests.items[1].axis, "n");
    CHECK_INT(contests.items[1].family, 0);
    CHECK(contests.items[2].axis == NULL);
    CHECK_INT(contests.items[2].family, 2);
    tare_contests_release(&contests);
    tare_run_release(&run);
}

TEST(the_number_of_threads_may_be_what_varies)
{
    struct tare_run run;
    struct tare_contests contests;

    begin(&run, 4);
    for (size_t i = 0; i < 4; i++) {
        struct tare_identity *identity =
            &add(&run, &(struct entry){ "g", i % 2 == 0 ? "a" : "b",
                                        (double)(1 + i / 2), 100, 0.003, 40 })
                 ->identity;

        free(identity->args[0].name);
        identity->args[0].name = tare_strdup("threads");
        identity->threads = (unsigned)(1 + i / 2);
    }
    tare_contests_judge(&contests, &run, 1);
    CHECK_INT(contests.count, 2);
    CHECK_STR(contests.items[1].axis, "threads");
    CHECK_INT(contests.items[1].family, 0);
    tare_contests_release(&contests);
    tare_run_release(&run);
}

/* One of two was not launched in rounds 20 to 99, and from the hundredth on the
 * machine is slower. */
TEST(pairs_are_of_one_round)
{
    static const struct entry entries[] = {
        { "g", "a", 0, 100, 0.02, 80 },
        { "g", "b", 0, 100, 0.02, 160 },
    };
    struct tare_run run;
    struct tare_contests contests;

    MAKE(&run, entries);
    for (size_t i = 0; i < 2; i++)
        for (size_t k = 0; k < entries[i].launches; k++) {
            struct tare_launch *launch = &run.cases[i].measures[0].launches[k];
            size_t round = i == 0 && k >= 20 ? k + 80 : k;
            int is_second = tare_rng_unit(&rng) < 0.5;

            launch->start_s =
                (double)round + (is_second ? 0.5 : 0.25 * (double)i);
            launch->value *= round < 100 ? 1 : 1.1;
        }
    tare_contests_judge(&contests, &run, 1);
    CHECK_INT(contests.items[0].meetings[0].pairs, 80);
    CHECK(contests.items[0].meetings[0].kind <= TARE_MEETING_EQUAL);
    tare_contests_release(&contests);
    tare_run_release(&run);
}

TEST(how_equal_they_are_is_what_they_declare)
{
    static const struct entry entries[] = {
        { "g", "a", 0, 100, 0.003, 60 },
        { "g", "b", 0, 102, 0.003, 60 },
    };
    struct tare_run run;
    struct tare_contests contests;
    struct tare_buf text = { 0 };

    MAKE(&run, entries);
    run.cases[0].noise = 0.05;
    tare_contests_judge(&contests, &run, 1);
    CHECK_INT(contests.items[0].meetings[0].kind, TARE_MEETING_EQUAL);
    tare_contests_outcome(&text, &contests, 0, 1);
    CHECK_STR(text.data, "equal within 5 %");
    tare_buf_release(&text);
    tare_contests_release(&contests);
    tare_run_release(&run);
}

/* ---- how often it is wrong, and how often it is found -------------------- */

enum {
    SUITE = 12,
    MANY = 300,
    LUCKY_LAUNCHES = 45
};

/* A suite of contests between two: rounds with bursts that hit several of them,
 * launches with heavy tails, numbers of launches as the stopping rule leaves
 * them.  How many contests say that one is faster, or, if slower by that, that
 * it is. */
static int count_shown(double slower, uint64_t seed)
{
    static const size_t numbers[] = { 30, 45, 68, 101, 152, 228 };
    struct tare_run run;
    struct tare_contests contests;
    double burst[228];
    int shown = 0;

    begin(&run, 2 * SUITE);
    tare_rng_seed(&rng, seed);
    for (size_t i = 0; i < 228; i++)
        burst[i] =
            tare_rng_unit(&rng) < 0.2 ? 1 + 0.4 * tare_rng_unit(&rng) : 1;
    for (size_t i = 0; i < SUITE * 2; i++) {
        char group[16];
        struct entry entry = { group,
                               i % 2 == 0 ? "a" : "b",
                               0,
                               i % 2 == 0 ? 100 : 100 * (1 + slower),
                               0.002 + 0.01 * tare_rng_unit(&rng),
                               numbers[tare_rng_below(&rng, 6)] };
        struct tare_case *c;

        snprintf(group, sizeof group, "g%zu", i / 2);
        c = add(&run, &entry);
        for (size_t k = 0; k < entry.launches; k++)
            c->measures[0].launches[k].value *=
                tare_rng_unit(&rng) < 0.5 ? burst[k] : 1;
    }
    tare_contests_judge(&contests, &run, 1);
    for (size_t i = 0; i < contests.count; i++) {
        enum tare_meeting_kind kind = contests.items[i].meetings[0].kind;

        shown += kind == TARE_MEETING_FASTER ||
                 (!(slower > 0) && kind == TARE_MEETING_SLOWER);
    }
    tare_contests_release(&contests);
    tare_run_release(&run);
    return shown;
}

TEST(suites_of_equal_contestants_hardly_ever_name_one)
{
    int suites = getenv("TARE_PROOF") != NULL ? 2000 : 200, wrong = 0;

    for (int i = 0; i < suites; i++)
        wrong += count_shown(0, (uint64_t)i + 1) > 0;
    printf("# %d of %d suites of %d contests name one of two that are equal\n",
           wrong, suites, SUITE);
    CHECK(wrong <= (suites == 2000 ? 20 : 5));
}

/* Whom all others meet is the one that was fastest by chance. */
TEST(many_equal_contestants_are_not_told_from_the_luckiest)
{
    int runs = getenv("TARE_PROOF") != NULL ? 500 : 20, wrong = 0;

    for (int i = 0; i < runs; i++) {
        struct tare_run run;
        struct tare_contests contests;
        int is_wrong = 0;

        begin(&run, MANY);
        tare_rng_seed(&rng, (uint64_t)i + 1);
        for (size_t k = 0; k < MANY; k++) {
            char name[8];
            struct tare_measure *time;
            double sum = 0;

            snprintf(name, sizeof name, "m%zu", k);
            time = &add(&run, &(struct entry){ "many", name, 0, 100, 0.2,
                                               LUCKY_LAUNCHES })
                        ->measures[0];
            for (size_t l = 0; l < LUCKY_LAUNCHES; l++)
                sum += log(time->launches[l].value) / LUCKY_LAUNCHES;
            time->estimate.value = exp(sum);
        }
        tare_contests_judge(&contests, &run, 1);
        for (size_t k = 0; k < contests.items[0].meeting_count; k++)
            is_wrong |= contests.items[0].meetings[k].kind > TARE_MEETING_EQUAL;
        wrong += is_wrong;
        tare_contests_release(&contests);
        tare_run_release(&run);
    }
    printf("# %d of %d runs of %d that are equal name one\n", wrong, runs,
           MANY);
    CHECK(wrong <= (runs == 500 ? 8 : 1));
}

TEST(five_percent_are_found_by_what_a_plain_run_measures)
{
    int found = 0;

    for (int i = 0; i < 50; i++)
        found += count_shown(0.05, (uint64_t)i + 1);
    printf("# %d of %d\n", found, 50 * SUITE);
    CHECK(found >= 50 * SUITE * 9 / 10);
}

TESTS(RUN(cases_of_a_group_at_the_same_arguments_compete),
      RUN(values_of_an_argument_compete_when_it_is_contested),
      RUN(who_is_not_meant_to_compete_does_not),
      RUN(who_computes_something_else_is_wrong_or_it_is_no_contest),
      RUN(who_crashed_is_left_out_and_the_others_go_on),
      RUN(a_contestant_without_work_does_not_win),
      RUN(of_hundreds_each_meets_the_fastest_or_the_yardstick),
      RUN(without_enough_pairs_nothing_is_shown),
      RUN(seen_from_the_other_a_meeting_is_the_other_way_round),
      RUN(a_crossing_is_between_the_values_at_which_each_was_shown),
      RUN(a_family_has_one_axis_whichever_contests_are_there),
      RUN(the_number_of_threads_may_be_what_varies),
      RUN(pairs_are_of_one_round), RUN(how_equal_they_are_is_what_they_declare),
      RUN(many_equal_contestants_are_not_told_from_the_luckiest),
      RUN(suites_of_equal_contestants_hardly_ever_name_one),
      RUN(five_percent_are_found_by_what_a_plain_run_measures))
