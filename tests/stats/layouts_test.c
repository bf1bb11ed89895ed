/* SPDX-License-Identifier: MIT */
/*
 * What several layouts of a side prove, by hand and by simulation.  With
 * TARE_PROOF set, more suites are simulated; TARE_SEED chooses another seed.
 */
#include "stats/layouts.h"

#include "stats/elementary.h"
#include "stats/rng.h"
#include "tests/test.h"

enum {
    CASES = 8,
    LAYOUTS = 8,
    MAIN_PAIRS = 345 /* for which there is time before confirmations */
};

static double memory[TARE_RULE_MEMORY];
static double scratch[2 * TARE_RULE_LAST];
static double pairs[TARE_RULE_LAST];
static unsigned old[TARE_RULE_LAST], new[TARE_RULE_LAST];

/* ---- by hand ------------------------------------------------------------- */

/* Two layouts of the old side, 0 and 0.02; four of the new one, 0.10 to
 * 0.16; each meets each. */
static size_t fill_crossed(void)
{
    size_t count = 0;

    for (unsigned i = 0; i < 2; i++)
        for (unsigned k = 0; k < 4; k++) {
            old[count] = 1 + i;
            new[count] = 1 + k;
            pairs[count++] = 0.10 + 0.02 * k - 0.02 * i;
        }
    return count;
}

TEST(effects_of_layouts_are_found_where_each_meets_each)
{
    size_t count = fill_crossed();
    struct tare_layouts layouts =
        tare_layouts_fit(pairs, old, new, count, scratch);

    CHECK_INT(layouts.counts[0], 2);
    CHECK_INT(layouts.counts[1], 4);
    /* 0.13 - 0.01 */
    CHECK_NEAR(layouts.change, 0.12, 1e-12);
    CHECK(!layouts.is_matched);
    /* variances 0.0002 and 0.002 / 3 */
    CHECK_NEAR(layouts.standard_error, sqrt(2e-4 / 2 + 2e-3 / 12), 1e-12);
    /* Welch: (a + b)^2 / (a^2 / 1 + b^2 / 3), a = 1e-4, b = 1e-3 / 6 */
    CHECK_NEAR(layouts.df, (8.0 / 3 * 8.0 / 3) / (1.0 + 25.0 / 27), 1e-9);
}

TEST(layouts_of_one_number_are_one_sample_of_differences)
{
    struct tare_layouts layouts;

    /* of 1, 2, 3 the differences are 0.01, 0.02, 0.06 */
    for (size_t i = 0; i < 9; i++) {
        static const double differences[] = { 0.01, 0.02, 0.06 };

        old[i] = new[i] = 1 + (unsigned)(i % 3);
        pairs[i] = differences[i % 3] + 0.001 * ((double)(i / 3) - 1);
    }
    layouts = tare_layouts_fit(pairs, old, new, 9, scratch);
    CHECK(layouts.is_matched);
    CHECK_INT(layouts.counts[0], 3);
    CHECK_NEAR(layouts.change, 0.03, 1e-12);
    CHECK_NEAR(layouts.df, 2, 0);
    /* deviations -0.02, -0.01, 0.03: variance 0.0007 */
    CHECK_NEAR(layouts.standard_error, sqrt(7e-4 / 3), 1e-12);
}

/* Of 8 layouts that differ by far more than their launches, after so many pairs
 * of each. */
static int is_bound_after(size_t each)
{
    for (size_t i = 0; i < 8 * each; i++) {
        old[i] = new[i] = 1 + (unsigned)(i % 8);
        pairs[i] = 0.02 * (double)(i % 8) + 0.001 * (double)(i / 8 % 3);
    }
    return tare_layouts_fit(pairs, old, new, 8 * each, scratch).is_bound;
}

TEST(layouts_are_not_to_blame_before_each_has_twelve_pairs)
{
    CHECK_INT(is_bound_after(11), 0);
    CHECK_INT(is_bound_after(12), 1);
}

TEST(the_spread_of_a_side_is_told_from_that_of_its_launches)
{
    struct tare_layout_spread spread;

    for (size_t i = 0; i < 400; i++) {
        old[i] = 1 + (unsigned)(i % 4);
        pairs[i] = 5 + 0.1 * (double)(i % 4) + 0.01 * ((double)(i / 4 % 5) - 2);
    }
    spread = tare_layouts_spread(pairs, old, 400, scratch);
    /* 0, 0.1, 0.2, 0.3 have a variance of 0.05 / 3 */
    CHECK_NEAR(spread.between, sqrt(0.05 / 3), 1e-3);
    /* half of the distances from the median are 0.01 or less */
    CHECK_NEAR(spread.within, 0.01 * 1.4826, 2e-4);
}

TEST(what_both_of_a_pair_share_is_not_taken_for_layouts)
{
    struct tare_layouts layouts;

    /* layout 1 of either side when the machine is fast, 2 when it is slow */
    for (size_t i = 0; i < 8; i++) {
        old[i] = new[i] = 1 + (i >= 4);
        pairs[i] = 0.03;
    }
    layouts = tare_layouts_fit(pairs, old, new, 8, scratch);
    CHECK_NEAR(layouts.change, 0.03, 1e-12);
    CHECK_NEAR(layouts.standard_error, 0, 1e-12);
    CHECK_NEAR(tare_layouts_low(&layouts, 0.001), 0.03, 1e-12);
}

TEST(sides_without_layouts_are_left_to_the_pairs)
{
    struct tare_ruling ruling = { .phase = TARE_DECIDED,
                                  .verdict = TARE_REGRESSED };
    struct tare_layouts layouts;
    struct tare_rule rule;

    tare_rule_init(&rule, 0.02, 0.01, CASES, memory);
    for (size_t i = 0; i < 20; i++) {
        old[i] = new[i] = 0;
        pairs[i] = 0.05;
    }
    layouts = tare_layouts_fit(pairs, old, new, 20, scratch);
    CHECK_INT(layouts.counts[0], 0);
    tare_layouts_look(&rule, &ruling, &layouts);
    tare_layouts_review(&rule, &ruling, &layouts);
    CHECK_INT(ruling.verdict, TARE_REGRESSED);
}

TEST(a_side_of_one_layout_is_as_uncertain_as_the_other_ones_are)
{
    size_t count = fill_crossed();
    struct tare_layouts layouts;

    for (size_t i = 0; i < count; i++)
        old[i] = 0;
    layouts = tare_layouts_fit(pairs, old, new, count, scratch);
    CHECK_INT(layouts.counts[0], 1);
    CHECK_NEAR(layouts.df, 3, 0);
    CHECK_NEAR(layouts.standard_error, sqrt(2e-3 / 3 * (1 + 0.25)), 1e-12);
}

TEST(one_layout_on_either_side_proves_nothing)
{
    struct tare_ruling ruling = { .phase = TARE_DECIDED,
                                  .verdict = TARE_IMPROVED };
    struct tare_layouts layouts;
    struct tare_rule rule;

    tare_rule_init(&rule, 0.02, 0.01, CASES, memory);
    for (size_t i = 0; i < 20; i++) {
        old[i] = new[i] = 1;
        pairs[i] = -0.5;
    }
    layouts = tare_layouts_fit(pairs, old, new, 20, scratch);
    tare_layouts_review(&rule, &ruling, &layouts);
    CHECK_INT(ruling.verdict, TARE_INCONCLUSIVE);
    CHECK_INT(ruling.reason, TARE_REASON_LAYOUTS);
    CHECK_INT(tare_layouts_needed(&rule, &layouts), 0);
}

/* What a look makes of "unchanged" when the change over layouts is so much. */
static struct tare_ruling look_at_same(double change, int is_bound)
{
    struct tare_ruling ruling = { .phase = TARE_DECIDED,
                                  .verdict = TARE_UNCHANGED,
                                  .reason = TARE_REASON_SMALL_SHIFT,
                                  .looks = 3 };
    struct tare_layouts layouts = { .counts = { 8, 8 },
                                    .change = change,
                                    .standard_error = 0.004,
                                    .df = 14,
                                    .is_bound = is_bound };
    struct tare_rule rule;

    tare_rule_init(&rule, 0.02, 0.01, CASES, memory);
    tare_layouts_look(&rule, &ruling, &layouts);
    return ruling;
}

TEST(unchanged_has_to_hold_for_other_layouts_too)
{
    struct tare_ruling ruling = look_at_same(0.004, 1);

    /* 0.004 + 2.98 * 0.004 < ln 1.02, and 0.004 - 2.14 * 0.004 < 0 */
    CHECK_INT(ruling.verdict, TARE_UNCHANGED);
    CHECK_INT(ruling.reason, TARE_REASON_NONE);
    /* 0.01 + 2.98 * 0.004 > ln 1.02 */
    ruling = look_at_same(0.01, 1);
    CHECK_INT(ruling.verdict, TARE_INCONCLUSIVE);
    CHECK_INT(ruling.reason, TARE_REASON_LAYOUTS);
    ruling = look_at_same(0.01, 0);
    CHECK_INT(ruling.phase, TARE_MEASURING);
}

/* ---- by simulation ------------------------------------------------------- */

static uint64_t seed(void)
{
    const char *text = getenv("TARE_SEED");

    return text ? strtoull(text, NULL, 10) : 20240229;
}

static size_t suites(void)
{
    return getenv("TARE_PROOF") != NULL ? 2000 : 150;
}

/* One case: the effects of its layouts, and the next one to be drawn. */
struct sides {
    double effects[2][LAYOUTS];
    size_t decks[2][LAYOUTS];
    int is_crossed; /* layouts of each side are drawn by themselves */
    double change;  /* of the new side, a log-ratio */
    double noise;   /* of a launch */
    int is_reviewed;
};

static unsigned draw(struct sides *sides, unsigned side, size_t index,
                     struct tare_rng *rng)
{
    size_t *deck = sides->decks[side];

    if (index % LAYOUTS == 0) {
        for (size_t i = 0; i < LAYOUTS; i++)
            deck[i] = i;
        tare_rng_shuffle(rng, deck, LAYOUTS);
    }
    return (unsigned)deck[index % LAYOUTS];
}

static void measure(struct sides *sides, size_t from, size_t to,
                    struct tare_rng *rng)
{
    for (size_t i = from; i < to; i++) {
        unsigned one = draw(sides, 0, i, rng), other = draw(sides, 1, i, rng);

        if (!sides->is_crossed)
            other = one;

        old[i] = 1 + one;
        new[i] = 1 + other;
        pairs[i] = sides->change + sides->effects[1][other] -
                   sides->effects[0][one] +
                   sides->noise * (tare_rng_normal(rng) - tare_rng_normal(rng));
    }
}

static struct tare_layouts fit(size_t count)
{
    return tare_layouts_fit(pairs, old, new, count, scratch);
}

static void confirm(const struct tare_rule *rule, struct tare_ruling *ruling,
                    struct sides *sides, struct tare_rng *rng)
{
    size_t before = ruling->pairs, fresh = tare_ruling_fresh(ruling);
    struct tare_layouts layouts;

    measure(sides, before, before + fresh, rng);
    tare_ruling_confirm(rule, ruling, pairs + before, scratch);
    layouts = fit(before + fresh);
    if (sides->is_reviewed)
        tare_layouts_review(rule, ruling, &layouts);
}

static struct tare_ruling hold(const struct tare_rule *rule,
                               struct sides *sides, struct tare_rng *rng)
{
    struct tare_ruling ruling = { 0 };
    size_t due, measured = 0;

    while ((due = tare_ruling_due(rule, &ruling)) > 0 && due <= MAIN_PAIRS) {
        struct tare_layouts layouts;

        measure(sides, measured, due, rng);
        measured = due;
        tare_ruling_look(rule, &ruling, pairs, scratch);
        layouts = fit(due);
        if (sides->is_reviewed)
            tare_layouts_look(rule, &ruling, &layouts);
    }
    if (ruling.phase == TARE_ALARM)
        confirm(rule, &ruling, sides, rng);
    tare_ruling_end(&ruling);
    return ruling;
}

/* How often what was said in so many suites. */
struct tally {
    size_t alarmed;   /* suites in which an unchanged case was called changed */
    size_t found;     /* suites whose changed case was called regressed */
    size_t unchanged; /* unchanged cases that were called so */
    size_t wrong;     /* suites whose changed case was called unchanged */
};

struct world {
    double layouts, noise; /* standard deviations */
    double change;         /* of the first case */
    double shared;         /* standard deviation of what is the same for matched
                              layouts of both sides */
    int is_crossed, is_alone; /* is_alone: judged by the pairs alone */
};

static void draw_effects(struct sides *sides, const struct world *world,
                         struct tare_rng *rng)
{
    for (size_t i = 0; i < LAYOUTS; i++) {
        double shared = world->shared * tare_rng_normal(rng);

        for (unsigned side = 0; side < 2; side++)
            sides->effects[side][i] =
                shared + world->layouts * tare_rng_normal(rng);
    }
}

static void tally_suite(struct tally *tally, const struct world *world,
                        const struct tare_rule *rule, struct tare_rng *rng)
{
    int is_alarmed = 0;

    for (size_t i = 0; i < CASES; i++) {
        struct sides sides = { .change = i == 0 ? world->change : 0,
                               .noise = world->noise,
                               .is_crossed = world->is_crossed,
                               .is_reviewed = !world->is_alone };
        int is_changed = i == 0 && world->change > 0;
        struct tare_ruling ruling;

        draw_effects(&sides, world, rng);
        ruling = hold(rule, &sides, rng);
        if (is_changed) {
            tally->found += ruling.verdict == TARE_REGRESSED;
            tally->wrong += ruling.verdict == TARE_UNCHANGED;
        } else {
            is_alarmed |= ruling.verdict == TARE_REGRESSED ||
                          ruling.verdict == TARE_IMPROVED;
            tally->unchanged += ruling.verdict == TARE_UNCHANGED;
        }
    }
    tally->alarmed += is_alarmed != 0;
}

static struct tally simulate(const struct world *world)
{
    struct tally tally = { 0 };
    struct tare_rule rule;
    struct tare_rng rng;

    tare_rule_init(&rule, 0.02, 0.01, CASES, memory);
    tare_rng_seed(&rng, seed());
    for (size_t i = 0; i < suites(); i++)
        tally_suite(&tally, world, &rule, &rng);
    printf("# layouts %g %% and %g %% shared, change %g %%%s%s: of %zu suites "
           "%zu alarmed, %zu found, %zu called unchanged wrongly; %zu of %zu "
           "unchanged cases called so\n",
           100 * world->layouts, 100 * world->shared, 100 * world->change,
           world->is_crossed ? ", crossed" : "",
           world->is_alone ? ", pairs alone" : "", suites(), tally.alarmed,
           tally.found, tally.wrong, tally.unchanged,
           suites() * (size_t)(CASES - (world->change > 0)));
    return tally;
}

/* 1 in 100 suites, and what chance adds to that in one of 300 tests. */
static size_t allowed(void)
{
    double mean = 0.01 * (double)suites();

    return (size_t)(mean + 2.7 * sqrt(mean) + 1);
}

TEST(what_layouts_do_raises_an_alarm_in_one_of_a_hundred_suites)
{
    static const double deviations[] = { 0, 0.01, 0.03, 0.05 };

    for (size_t i = 0; i < sizeof deviations / sizeof *deviations; i++) {
        struct world world = { deviations[i], 0.01, 0, 0.02, 0, 0 };
        struct tally tally = simulate(&world);

        CHECK(tally.alarmed <= allowed());
        world.is_crossed = 1;
        tally = simulate(&world);
        CHECK(tally.alarmed <= allowed());
    }
}

TEST(without_the_review_it_raises_one_in_most)
{
    struct world world = { 0.03, 0.01, 0, 0, 0, 1 };
    struct tally tally = simulate(&world);

    CHECK(tally.alarmed > suites() / 2);
}

TEST(a_change_of_five_percent_is_found_nearly_always)
{
    static const double deviations[] = { 0, 0.005, 0.01 };

    for (size_t i = 0; i < sizeof deviations / sizeof *deviations; i++) {
        struct world world = {
            deviations[i], 0.01, tare_log1p(0.05), 0.05, 0, 0
        };
        struct tally tally = simulate(&world);

        CHECK(tally.found + suites() / 50 >= suites());
        CHECK(tally.alarmed <= allowed());
    }
}

TEST(a_change_of_the_threshold_is_hardly_called_unchanged)
{
    static const double deviations[] = { 0, 0.003, 0.005, 0.01 };

    for (size_t i = 0; i < sizeof deviations / sizeof *deviations; i++) {
        struct world world = {
            deviations[i], 0.01, tare_log1p(0.02), 0.05, 0, 0
        };
        struct tally tally = simulate(&world);

        CHECK(tally.wrong <= allowed());
    }
}

TEST(steady_layouts_leave_unchanged_cases_unchanged)
{
    static const double deviations[] = { 0, 0.003 };

    for (size_t i = 0; i < sizeof deviations / sizeof *deviations; i++) {
        struct world world = { deviations[i], 0.01, 0, 0.05, 0, 0 };
        struct tally tally = simulate(&world);

        CHECK(tally.unchanged * 20 >= suites() * CASES * 19);
    }
}

TESTS(RUN(effects_of_layouts_are_found_where_each_meets_each),
      RUN(layouts_of_one_number_are_one_sample_of_differences),
      RUN(layouts_are_not_to_blame_before_each_has_twelve_pairs),
      RUN(the_spread_of_a_side_is_told_from_that_of_its_launches),
      RUN(what_both_of_a_pair_share_is_not_taken_for_layouts),
      RUN(sides_without_layouts_are_left_to_the_pairs),
      RUN(a_side_of_one_layout_is_as_uncertain_as_the_other_ones_are),
      RUN(one_layout_on_either_side_proves_nothing),
      RUN(unchanged_has_to_hold_for_other_layouts_too),
      RUN(what_layouts_do_raises_an_alarm_in_one_of_a_hundred_suites),
      RUN(without_the_review_it_raises_one_in_most),
      RUN(a_change_of_five_percent_is_found_nearly_always),
      RUN(a_change_of_the_threshold_is_hardly_called_unchanged),
      RUN(steady_layouts_leave_unchanged_cases_unchanged))
