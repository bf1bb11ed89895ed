/* SPDX-License-Identifier: MIT */
/* What is said of a change in time when other measures are known. */
#include "harness/judge/explain.h"

#include <stdlib.h>

#include "store/alloc.h"
#include "tests/store/profiles.h"
#include "tests/test.h"

struct both {
    struct tare_run run;
    struct tare_case *old, *new;
};

static void begin(struct both *both)
{
    *both = (struct both){ 0 };
    both->run.cases = tare_alloc(2, sizeof *both->run.cases);
    both->run.case_count = 2;
    both->old = &both->run.cases[0];
    both->new = &both->run.cases[1];
}

static struct tare_measure *set(struct tare_case *c, const char *name,
                                double value, double half_width)
{
    struct tare_measure *measure = tare_case_add_measure(
        c, name, "", TARE_BETTER_LOWER, TARE_KIND_EVIDENCE);

    measure->has_estimate = 1;
    measure->estimate = (struct tare_band){ value, value - half_width,
                                            value + half_width, 0.95 };
    return measure;
}

static void add_part(struct tare_case *c, const char *name, double value)
{
    struct tare_measure *measure = tare_case_measure(c, "instructions");

    measure->parts =
        tare_grow(measure->parts, measure->part_count, sizeof *measure->parts);
    measure->parts[measure->part_count++] =
        (struct tare_part){ tare_strdup(name), value };
}

/* Frees both. */
static void check_said(struct both *both, int is_changed, const char *want)
{
    char *said = tare_explain_evidence(both->old, both->new, is_changed);

    CHECK_STR(said, want);
    free(said);
    tare_run_release(&both->run);
}

TEST(more_instructions_are_traced_to_their_function)
{
    struct both both;

    begin(&both);
    set(both.old, "instructions", 1100, 0);
    set(both.new, "instructions", 1298, 0);
    add_part(both.old, "parse_number", 900);
    add_part(both.old, "skip_blanks", 200);
    add_part(both.new, "parse_number", 1104);
    add_part(both.new, "skip_blanks", 194);
    check_said(&both, 1,
               "+18 % instructions, most in parse_number: +204 per iteration");
}

TEST(fewer_instructions_are_traced_as_well_to_what_is_gone)
{
    struct both both;

    begin(&both);
    set(both.old, "instructions", 1000, 0);
    set(both.new, "instructions", 750, 0);
    add_part(both.old, "inner", 300);
    add_part(both.old, "outer", 700);
    add_part(both.new, "outer", 750);
    check_said(&both, 1,
               "-25 % instructions, most in inner: -300 per iteration");
}

TEST(a_change_that_is_spread_has_a_first_but_no_most)
{
    struct both both;

    begin(&both);
    set(both.old, "instructions", 1000, 0);
    set(both.new, "instructions", 1100, 0);
    add_part(both.old, "a", 300);
    add_part(both.new, "a", 340);
    check_said(&both, 1,
               "+10 % instructions, largest part in a: +40 per iteration");
}

TEST(the_same_instructions_leave_placement)
{
    struct both both;

    begin(&both);
    set(both.old, "instructions", 1000, 0);
    set(both.new, "instructions", 1000, 0);
    set(both.old, "allocations", 2, 0);
    set(both.new, "allocations", 2, 0);
    check_said(&both, 1,
               "same instructions, same allocations: placement suspected");
}

/* Launches of 200 looks; f has that many of them. */
static void add_profile(struct tare_case *c, double time_ns, uint64_t in_f)
{
    put_function(&c->profile, "bin/a", "f", NULL);
    put_function(&c->profile, "bin/a", "g", NULL);
    put_node(&c->profile, 0, 1, 0);
    put_node(&c->profile, 1, 2, 0);
    for (size_t i = 0; i < 4; i++) {
        put_launch(&c->profile);
        put_looks(&c->profile, i, 1, in_f);
        put_looks(&c->profile, i, 2, 200 - in_f);
    }
    put_time(c, time_ns, 0);
}

/* Both move by far more than the whole. */
TEST(changes_of_functions_are_in_the_unit_of_the_largest)
{
    struct both both;

    begin(&both);
    add_profile(both.old, 10000, 150);
    add_profile(both.new, 10100, 50);
    check_said(&both, 1,
               "g +5.08 ± 0.53 µs, f -4.97 ± 0.53 µs of +0.10 ± 0.00 µs");
}

TEST(no_number_of_a_function_has_an_exponent)
{
    struct both both;

    begin(&both);
    add_profile(both.old, 901, 100);
    add_profile(both.new, 901, 110);
    both.new->profile.launches[0].counts[0].looks = 60;
    both.new->profile.launches[0].counts[1].looks = 140;
    check_said(&both, 1,
               "the profile cannot tell which function: any may have moved by "
               "up to 209 ns");
}

TEST(without_a_proven_change_nothing_is_suspected)
{
    struct both both;

    begin(&both);
    set(both.old, "instructions", 1000, 0);
    set(both.new, "instructions", 1001, 0);
    check_said(&both, 0, "same instructions");
}

TEST(an_allocation_more_is_told)
{
    struct both both;

    begin(&both);
    set(both.old, "allocations", 2, 0);
    set(both.new, "allocations", 3, 0);
    check_said(&both, 1, "+1 allocation per iteration (2 before)");
}

static void allocate(struct tare_case *c, const char *function, uint64_t blocks,
                     uint64_t bytes)
{
    struct tare_profile_launch *launch;

    put_function(&c->heap, "bin/a", function, "a.c");
    put_node(&c->heap, 0, 1, 10);
    launch = put_launch(&c->heap);
    launch->iterations = 1;
    *TARE_ADD(launch->sites, launch->site_count) =
        (struct tare_site){ .blocks = blocks, .bytes = bytes };
}

TEST(the_calls_are_told_that_allocate_more)
{
    struct both both;

    begin(&both);
    set(both.old, "allocations", 2, 0);
    set(both.new, "allocations", 3, 0);
    allocate(both.old, "parse", 2, 64);
    allocate(both.new, "parse", 3, 96);
    check_said(&both, 1,
               "+1 allocation (2 before) per iteration in parse (+1 block, +32 "
               "B)");
}

TEST(as_many_allocations_by_other_calls_are_told)
{
    struct both both;

    begin(&both);
    set(both.old, "allocations", 2, 0);
    set(both.new, "allocations", 2, 0);
    allocate(both.old, "parse", 2, 64);
    allocate(both.new, "parse", 2, 96);
    check_said(&both, 1,
               "as many allocations, but per iteration in parse (+32 B)");
}

TEST(a_multiple_is_told_without_a_power_of_ten)
{
    struct both both;

    begin(&both);
    set(both.old, "instructions", 10, 0);
    set(both.new, "instructions", 640, 0);
    check_said(&both, 1, "+6300 % instructions");
}

TEST(other_measures_are_told_when_their_intervals_part)
{
    struct both both;

    begin(&both);
    set(both.old, "instructions", 1000, 0);
    set(both.new, "instructions", 1000, 0);
    set(both.old, "cache-misses", 10, 1);
    set(both.new, "cache-misses", 14, 1);
    set(both.old, "page-faults", 1, 0.5);
    set(both.new, "page-faults", 1.4, 0.5);
    set(both.old, "cpu-time", 10, 0.1);
    set(both.new, "cpu-time", 14, 0.1);
    check_said(&both, 1, "same instructions, cache-misses +40 %");
}

TEST(nothing_known_is_nothing_said)
{
    struct both both;

    begin(&both);
    set(both.old, "instructions", 1000, 0);
    check_said(&both, 1, NULL);
}

/* Launches of which each has so many looks at each of those functions; the time is
 * known to 1 ns. */
static void put_launches(struct tare_case *c, double time_ns,
                         const uint64_t *looks, size_t functions,
                         size_t launches)
{
    static const char *const names[] = { "a", "b", "c", "d", "e" };

    for (size_t i = 0; i < functions; i++) {
        put_function(&c->profile, "bin/a", names[i], NULL);
        put_node(&c->profile, i > 0, i + 1, 0);
    }
    for (size_t i = 0; i < launches; i++) {
        put_launch(&c->profile);
        for (size_t k = 0; k < functions; k++)
            put_looks(&c->profile, i, k + 1, looks[k]);
    }
    put_time(c, time_ns, 1);
}

static void put_profile(struct tare_case *c, double time_ns,
                        const uint64_t *looks, size_t functions)
{
    put_launches(c, time_ns, looks, functions, 10);
}

/* a: 0.5 of 100 ns, then 0.75 of 200; the variance is that of 1000 looks on each
 * side, 2.5 + 7.5, and 14 degrees of freedom: 2.14 * 3.2. */
TEST(the_function_that_moved_is_named)
{
    static const uint64_t before[] = { 50, 50 }, after[] = { 75, 25 };
    struct both both;

    begin(&both);
    put_profile(both.old, 100, before, 2);
    put_profile(both.new, 200, after, 2);
    check_said(&both, 1,
               "a +100.0 ± 6.8 ns of +100.0 ± 1.4 ns; nothing else moved by "
               "more than 6.8 ns");
}

/* Each takes 0.2 of 100 ns, then of 300; the variance is 1.6 + 14.4, and 11 degrees
 * of freedom: 2.2 * 4. */
TEST(three_functions_are_named_and_the_others_counted)
{
    static const uint64_t looks[] = { 20, 20, 20, 20, 20 };
    struct both both;

    begin(&both);
    put_profile(both.old, 100, looks, 5);
    put_profile(both.new, 300, looks, 5);
    check_said(
        &both, 1,
        "a +40.0 ± 8.8 ns, b +40.0 ± 8.8 ns, c +40.0 ± 8.8 ns, 2 more of "
        "+200.0 ± 1.4 ns");
}

/* Each takes 0.2 of 100 ns, then of 110; the variance is that of 3550 looks on each
 * side, 0.45 + 0.55, and 18 degrees of freedom: 2 + 2.1. */
TEST(what_is_spread_is_told_as_such)
{
    static const uint64_t looks[] = { 71, 71, 71, 71, 71 };
    struct both both;

    begin(&both);
    put_profile(both.old, 100, looks, 5);
    put_profile(both.new, 110, looks, 5);
    check_said(&both, 1,
               "spread over 5 functions, none of which moved by more than "
               "4.8 ns");
}

/* Each takes 0.5 of 100 ns, then of 110; the variance is that of 1000 looks, 2.5 +
 * 3.0, and 18 degrees of freedom: 5 + 2.1 * 2.4, which may be all of the change. */
TEST(too_few_looks_tell_of_no_function)
{
    static const uint64_t looks[] = { 50, 50 };
    struct both both;

    begin(&both);
    put_profile(both.old, 100, looks, 2);
    put_profile(both.new, 110, looks, 2);
    check_said(&both, 1,
               "the profile cannot tell which function: any may have moved by "
               "up to 11 ns");
    begin(&both);
    put_profile(both.old, 100, looks, 2);
    put_profile(both.new, 110, looks, 2);
    check_said(&both, 0, "no function moved by more than 11 ns");
}

/* Nobody knows how much launches differ. */
TEST(one_launch_tells_of_no_function)
{
    static const uint64_t looks[] = { 50, 50 };

    for (int is_changed = 0; is_changed <= 1; is_changed++) {
        struct both both;

        begin(&both);
        put_launches(both.old, 100, looks, 2, 1);
        put_launches(both.new, 110, looks, 2, 1);
        check_said(&both, is_changed, NULL);
    }
}

TEST(only_a_time_that_needs_it_gets_evidence)
{
    struct tare_comparison comparison = { 0 };
    struct tare_verdict *verdict =
        tare_comparison_add(&comparison, "a", "time");
    struct both both;

    begin(&both);
    set(both.old, "allocations", 2, 0);
    set(both.new, "allocations", 3, 0);
    verdict->kind = TARE_VERDICT_UNCHANGED;
    tare_explain(verdict, both.old, both.new);
    CHECK(verdict->evidence == NULL);
    verdict->kind = TARE_VERDICT_INCONCLUSIVE;
    tare_explain(verdict, both.old, both.new);
    CHECK_STR(verdict->evidence, "+1 allocation per iteration (2 before)");
    tare_explain_less(&comparison);
    CHECK(verdict->evidence != NULL);
    verdict->kind = TARE_VERDICT_UNCHANGED;
    tare_explain_less(&comparison);
    CHECK(verdict->evidence == NULL);
    tare_comparison_release(&comparison);
    tare_run_release(&both.run);
}

TESTS(RUN(more_instructions_are_traced_to_their_function),
      RUN(fewer_instructions_are_traced_as_well_to_what_is_gone),
      RUN(a_change_that_is_spread_has_a_first_but_no_most),
      RUN(the_same_instructions_leave_placement),
      RUN(changes_of_functions_are_in_the_unit_of_the_largest),
      RUN(no_number_of_a_function_has_an_exponent),
      RUN(without_a_proven_change_nothing_is_suspected),
      RUN(an_allocation_more_is_told),
      RUN(the_calls_are_told_that_allocate_more),
      RUN(as_many_allocations_by_other_calls_are_told),
      RUN(a_multiple_is_told_without_a_power_of_ten),
      RUN(other_measures_are_told_when_their_intervals_part),
      RUN(nothing_known_is_nothing_said), RUN(the_function_that_moved_is_named),
      RUN(three_functions_are_named_and_the_others_counted),
      RUN(what_is_spread_is_told_as_such),
      RUN(too_few_looks_tell_of_no_function),
      RUN(one_launch_tells_of_no_function),
      RUN(only_a_time_that_needs_it_gets_evidence))
