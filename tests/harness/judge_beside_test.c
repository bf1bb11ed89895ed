/* SPDX-License-Identifier: MIT */
/* Verdicts of counts, and of sides that were linked in several layouts. */
#include "harness/duel/pairing.h"
#include "tests/harness/made_up_duel.h"

/* ---- counts -------------------------------------------------------------- */

static void count_in(struct tare_case *row, double value,
                     enum tare_measure_kind kind)
{
    add_launch(row, "allocations", TARE_BETTER_LOWER, 1, value);
    tare_case_measure(row, "allocations")->kind = kind;
}

TEST(a_count_is_judged_without_pairs_and_explains_the_time)
{
    struct tare_comparison comparison = { 0 };
    struct duel duel;
    const struct tare_verdict *time, *count;

    begin(&duel, 1);
    add_case(&duel, "a", 100, 1.05, 0.002);
    add_controls(&duel);
    count_in(&duel.run.cases[0], 2, TARE_KIND_EXACT);
    count_in(&duel.run.cases[1], 3, TARE_KIND_EXACT);
    tare_judge(&comparison, &duel.run);
    time = look_up(&comparison, "a", "time");
    count = look_up(&comparison, "a", "allocations");
    CHECK_INT(count->kind, TARE_VERDICT_REGRESSED);
    CHECK_INT(count->pairs, 0);
    CHECK_NEAR(count->change.value, 0.5, 1e-12);
    CHECK_STR(time->evidence, "+1 allocation per iteration (2 before)");
    end(&duel, &comparison);
}

TEST(a_limit_in_the_record_decides_about_a_count)
{
    struct tare_comparison comparison = { 0 };
    struct duel duel;
    struct tare_measure *new;

    begin(&duel, 1);
    add_case(&duel, "a", 100, 1, 0.002);
    add_controls(&duel);
    count_in(&duel.run.cases[0], 2, TARE_KIND_EXACT);
    count_in(&duel.run.cases[1], 3, TARE_KIND_EXACT);
    new = tare_case_measure(&duel.run.cases[1], "allocations");
    new->has_limit = 1;
    new->limit.absolute = 1;
    tare_judge(&comparison, &duel.run);
    CHECK_INT(look_up(&comparison, "a", "allocations")->kind,
              TARE_VERDICT_UNCHANGED);
    end(&duel, &comparison);
}

static void add_cpu_time(struct tare_case *row)
{
    add_launch(row, "cpu-time", TARE_BETTER_LOWER,
               row->measures[0].launches[0].start_s, 100);
}

/* The controls are about time, whatever else was measured in them. */
TEST(a_control_has_one_track)
{
    struct tare_pairs pairs;
    struct duel duel;

    begin(&duel, 1);
    add_case(&duel, "a", 3, 1, 0.002);
    add_controls(&duel);
    for (size_t i = 0; i < 2; i++)
        add_cpu_time(&duel.run.cases[i]);
    for (size_t i = 0; i < duel.run.reference_count; i++)
        add_cpu_time(&duel.run.references[i]);
    tare_pairs_make(&pairs, &duel.run, 0);
    CHECK_INT(pairs.judged, 2);
    CHECK_INT(pairs.count, 2 + TARE_CONTROLS);
    tare_pairs_release(&pairs);
    end(&duel, &(struct tare_comparison){ 0 });
}

/* Nor does it take part in dividing the allowed error. */
TEST(evidence_is_never_judged)
{
    struct tare_comparison comparison = { 0 };
    struct duel duel;

    begin(&duel, 1);
    add_case(&duel, "a", 100, 1, 0.002);
    add_controls(&duel);
    count_in(&duel.run.cases[0], 2, TARE_KIND_EVIDENCE);
    count_in(&duel.run.cases[1], 300, TARE_KIND_EVIDENCE);
    tare_judge(&comparison, &duel.run);
    CHECK_INT(comparison.count, 1);
    end(&duel, &comparison);
}

TEST(a_count_of_one_side_alone_is_no_matter_of_a_verdict)
{
    struct tare_comparison comparison = { 0 };
    struct duel duel;

    begin(&duel, 1);
    add_case(&duel, "a", 100, 1, 0.002);
    add_controls(&duel);
    count_in(&duel.run.cases[0], 2, TARE_KIND_EXACT);
    tare_judge(&comparison, &duel.run);
    CHECK_INT(comparison.count, 1);
    end(&duel, &comparison);
}

/* ---- what layouts explain ------------------------------------------------ */

/* Draws for the pairs of the last case one of 8 layouts a side, from effects
 * of that standard deviation. */
static void add_layouts(struct duel *duel, double deviation)
{
    struct tare_case *rows = &duel->run.cases[duel->run.case_count - 2];

    for (unsigned side = 0; side < 2; side++) {
        struct tare_measure *time = rows[side].measures;
        double effects[8];

        for (size_t i = 0; i < 8; i++)
            effects[i] = deviation * tare_rng_normal(&duel->rng);
        for (size_t i = 0; i < time->count; i++) {
            time->launches[i].layout = 1 + (unsigned)(i % 8);
            time->launches[i].value *= exp(effects[i % 8]);
        }
    }
}

/* As what a shift of one side's layouts by chance looks like. */
static void add_lucky(struct duel *duel, const char *id, double ratio,
                      double deviation)
{
    add_case(duel, id, 80, ratio, 0.003);
    add_layouts(duel, deviation);
}

TEST(an_alarm_that_layouts_explain_does_not_stand)
{
    struct duel duel;
    struct tare_comparison c = { 0 };
    const struct tare_verdict *verdict;

    begin(&duel, 2);
    add_lucky(&duel, "lucky", 1.05, 0.05);
    add_lucky(&duel, "steady", 1.05, 0.002);
    add_controls(&duel);
    tare_judge(&c, &duel.run);
    CHECK(is_ruled(&c, "lucky", TARE_VERDICT_INCONCLUSIVE, "layouts"));
    CHECK(is_ruled(&c, "steady", TARE_VERDICT_REGRESSED, NULL));
    verdict = look_up(&c, "lucky", "time");
    CHECK(strstr(verdict->reason, "code placement") != NULL);
    CHECK(strstr(verdict->advice, "tare layouts") != NULL);
    CHECK_INT(verdict->is_confirmed, 0);
    CHECK(isnan(verdict->needed_s));
    CHECK(verdict->change.high - verdict->change.low > 0.04);
    CHECK(verdict->detectable > 0.05);
    CHECK_INT(verdict->placement.layouts[0], 8);
    CHECK_INT(verdict->placement.layouts[1], 8);
    CHECK(verdict->placement.between[0] > 0.02);
    CHECK(verdict->placement.between[0] < 0.1);
    CHECK(verdict->placement.within[1] < 0.01);
    CHECK(verdict->placement.unknown > 0.02);
    end(&duel, &c);
}

TEST(with_steady_layouts_unchanged_is_unchanged)
{
    struct duel duel;
    struct tare_comparison c = { 0 };

    begin(&duel, 1);
    add_lucky(&duel, "steady", 1, 0.002);
    add_controls(&duel);
    tare_judge(&c, &duel.run);
    CHECK(look_up(&c, "steady", "time")->kind == TARE_VERDICT_UNCHANGED);
    CHECK_INT(look_up(&c, "steady", "time")->placement.layouts[1], 8);
    end(&duel, &c);
}

TEST(without_layouts_an_alarm_makes_no_mention_of_their_spread)
{
    struct duel duel;
    struct tare_comparison c = { 0 };
    const struct tare_verdict *verdict;

    begin(&duel, 1);
    add_case(&duel, "slower", 80, 1.05, 0.003);
    add_controls(&duel);
    tare_judge(&c, &duel.run);
    verdict = look_up(&c, "slower", "time");
    CHECK_INT(verdict->kind, TARE_VERDICT_REGRESSED);
    CHECK_INT(verdict->placement.layouts[0], 0);
    CHECK(strstr(verdict->advice, "tare layouts") != NULL);
    end(&duel, &c);
}

TESTS(RUN(a_control_has_one_track),
      RUN(a_count_is_judged_without_pairs_and_explains_the_time),
      RUN(a_limit_in_the_record_decides_about_a_count),
      RUN(evidence_is_never_judged),
      RUN(a_count_of_one_side_alone_is_no_matter_of_a_verdict),
      RUN(an_alarm_that_layouts_explain_does_not_stand),
      RUN(with_steady_layouts_unchanged_is_unchanged),
      RUN(without_layouts_an_alarm_makes_no_mention_of_their_spread))
