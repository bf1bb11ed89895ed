/* SPDX-License-Identifier: MIT */
/* Verdicts from records that are made up here, so that what is true of them is
 * known. */
#include "harness/judge.h"

#include <math.h>

#include "harness/tracks.h"
#include "stats/rng.h"
#include "store/alloc.h"
#include "tests/test.h"

/* A duel of a few cases, each with pairs whose ratio is known. */
struct duel {
    struct tare_run run;
    struct tare_rng rng;
    double now_s;
};

static void begin(struct duel *duel, size_t cases)
{
    *duel = (struct duel){ 0 };
    duel->run.duel = (struct tare_duel_facts){ .threshold = 0.02,
                                               .alpha = 0.01,
                                               .budget_s = 60 };
    duel->run.elapsed_s = 30;
    duel->run.cases = tare_alloc(2 * cases, sizeof *duel->run.cases);
    duel->run.references = tare_alloc(4, sizeof *duel->run.references);
    duel->run.binaries = tare_alloc(2, sizeof *duel->run.binaries);
    duel->run.binary_count = 2;
    tare_rng_seed(&duel->rng, 11);
}

static struct tare_case *add_row(struct tare_case *rows, size_t *count,
                                 const char *id, enum tare_side side)
{
    struct tare_case *row = &rows[(*count)++];

    row->identity.id = tare_strdup(id);
    row->identity.threads = 1;
    row->side = side;
    row->binary = side == TARE_SIDE_NEW;
    return row;
}

static void add_launch(struct tare_case *row, const char *measure,
                       enum tare_better_way better, double start_s,
                       double value)
{
    struct tare_measure *m =
        tare_case_add_measure(row, measure, "ns", better, TARE_KIND_NOISY);

    m->launches = tare_grow(m->launches, m->count, sizeof *m->launches);
    m->launches[m->count++] =
        (struct tare_launch){ .value = value, .start_s = start_s };
    m->has_estimate = 1;
    m->estimate.value = value;
}

/* Both rows of a case with so many pairs; errors of each launch are normal. */
static void add_pairs(struct duel *duel, struct tare_case *old,
                      struct tare_case *new, size_t pairs, double ratio,
                      double spread)
{
    for (size_t i = 0; i < pairs; i++) {
        struct tare_case *sides[2] = { old, new };

        for (unsigned side = 0; side < 2; side++) {
            double error = spread * tare_rng_normal(&duel->rng);

            duel->now_s += 0.03;
            add_launch(sides[side], "time", TARE_BETTER_LOWER, duel->now_s,
                       (side ? 100 * ratio : 100) * exp(error));
        }
    }
}

static void add_case(struct duel *duel, const char *id, size_t pairs,
                     double ratio, double spread)
{
    struct tare_run *run = &duel->run;
    struct tare_case *old =
        add_row(run->cases, &run->case_count, id, TARE_SIDE_OLD);
    struct tare_case *new =
        add_row(run->cases, &run->case_count, id, TARE_SIDE_NEW);

    add_pairs(duel, old, new, pairs, ratio, spread);
}

static void add_control(struct duel *duel, const char *id, size_t pairs,
                        double ratio)
{
    struct tare_run *run = &duel->run;
    struct tare_case *old =
        add_row(run->references, &run->reference_count, id, TARE_SIDE_OLD);
    struct tare_case *new =
        add_row(run->references, &run->reference_count, id, TARE_SIDE_NEW);

    add_pairs(duel, old, new, pairs, ratio, 0.002);
}

static void add_controls(struct duel *duel)
{
    add_control(duel, TARE_CONTROL_SILENT, 60, 1);
    add_control(duel, TARE_CONTROL_SLOWER, 60, 1.02);
}

static void end(struct duel *duel, struct tare_comparison *comparison)
{
    tare_comparison_release(comparison);
    tare_run_release(&duel->run);
}

static const struct tare_judgement *
look_up(const struct tare_comparison *comparison, const char *id,
        const char *measure)
{
    for (size_t i = 0; i < comparison->count; i++)
        if (strcmp(comparison->items[i].id, id) == 0 &&
            strcmp(comparison->items[i].measure, measure) == 0)
            return &comparison->items[i];
    return NULL;
}

static int is_ruled(const struct tare_comparison *comparison, const char *id,
                    enum tare_ruling ruling, const char *code)
{
    const struct tare_judgement *judgement = look_up(comparison, id, "time");

    if (judgement == NULL || judgement->ruling != ruling)
        return 0;
    if (code == NULL || judgement->code == NULL)
        return code == NULL && judgement->code == NULL;
    return strcmp(judgement->code, code) == 0;
}

/* ---- what the pairs say -------------------------------------------------- */

TEST(rulings_follow_from_the_pairs)
{
    struct duel duel;
    struct tare_comparison c = { 0 };

    begin(&duel, 8);
    add_case(&duel, "same", 20, 1, 0.003);
    add_case(&duel, "slower", 80, 1.05, 0.003);
    add_case(&duel, "faster", 80, 0.95, 0.003);
    add_case(&duel, "unconfirmed", 20, 1.05, 0.003);
    add_case(&duel, "noisy", 30, 1, 0.3);
    add_case(&duel, "too few", 19, 1.05, 0.003);
    add_case(&duel, "none", 0, 1, 0.003);
    add_controls(&duel);
    tare_judge(&c, &duel.run);
    CHECK(is_ruled(&c, "same", TARE_RULING_UNCHANGED, NULL));
    CHECK(is_ruled(&c, "slower", TARE_RULING_REGRESSED, NULL));
    CHECK(is_ruled(&c, "faster", TARE_RULING_IMPROVED, NULL));
    CHECK(is_ruled(&c, "unconfirmed", TARE_RULING_REGRESSED, "unconfirmed"));
    CHECK(is_ruled(&c, "noisy", TARE_RULING_INCONCLUSIVE, "budget"));
    CHECK(is_ruled(&c, "too few", TARE_RULING_INCONCLUSIVE, "few-pairs"));
    CHECK(is_ruled(&c, "none", TARE_RULING_INCONCLUSIVE, "few-pairs"));
    CHECK_INT(c.count, 7);
    CHECK(look_up(&c, "slower", "time")->is_confirmed);
    CHECK(!look_up(&c, "unconfirmed", "time")->is_confirmed);
    CHECK_NEAR(look_up(&c, "slower", "time")->change.value, 0.05, 0.004);
    CHECK(look_up(&c, "slower", "time")->change.low > 0.045);
    CHECK_INT(look_up(&c, "slower", "time")->pairs, 80);
    CHECK(look_up(&c, "noisy", "time")->needed_s > 0);
    CHECK(look_up(&c, "noisy", "time")->detectable > 0.05);
    CHECK(look_up(&c, "noisy", "time")->advice != NULL);
    end(&duel, &c);
}

TEST(an_alarm_that_fresh_pairs_do_not_show_is_not_reproduced)
{
    struct duel duel;
    struct tare_comparison c = { 0 };
    struct tare_run *run = &duel.run;

    begin(&duel, 1);
    add_case(&duel, "fleeting", 20, 1.05, 0.003);
    add_pairs(&duel, &run->cases[0], &run->cases[1], 60, 1, 0.003);
    add_controls(&duel);
    tare_judge(&c, run);
    CHECK(is_ruled(&c, "fleeting", TARE_RULING_INCONCLUSIVE, "not-reproduced"));
    end(&duel, &c);
}

TEST(of_a_change_of_the_whole_suite_only_some_alarms_are_confirmed)
{
    struct duel duel;
    struct tare_comparison c = { 0 };
    int confirmed = 0;
    char id[16];

    begin(&duel, 14);
    for (int i = 0; i < 14; i++) {
        snprintf(id, sizeof id, "case %d", i);
        add_case(&duel, id, 80, 1.1, 0.003);
    }
    add_controls(&duel);
    tare_judge(&c, &duel.run);
    CHECK_INT(tare_comparison_count(&c, TARE_RULING_REGRESSED), 14);
    for (size_t i = 0; i < c.count; i++)
        confirmed += c.items[i].is_confirmed != 0;
    CHECK_INT(confirmed, 10);
    CHECK(is_ruled(&c, "case 13", TARE_RULING_REGRESSED, "suite-wide"));
    end(&duel, &c);
}

TEST(a_case_may_have_a_threshold_of_its_own)
{
    struct duel duel;
    struct tare_comparison c = { 0 };

    begin(&duel, 2);
    add_case(&duel, "strict", 80, 1.05, 0.003);
    add_case(&duel, "tolerant", 80, 1.05, 0.003);
    duel.run.cases[2].noise = duel.run.cases[3].noise = 0.2;
    add_controls(&duel);
    tare_judge(&c, &duel.run);
    CHECK(is_ruled(&c, "strict", TARE_RULING_REGRESSED, NULL));
    CHECK(is_ruled(&c, "tolerant", TARE_RULING_UNCHANGED, "small-shift"));
    CHECK_NEAR(look_up(&c, "tolerant", "time")->threshold, 0.2, 0);
    end(&duel, &c);
}

/* More is better: less is a regression, and shown as less. */
TEST(other_measures_are_judged_in_their_direction)
{
    struct duel duel;
    struct tare_comparison c = { 0 };
    struct tare_run *run = &duel.run;
    const struct tare_judgement *rate;

    begin(&duel, 1);
    add_case(&duel, "serve", 80, 1, 0.003);
    for (size_t i = 0; i < 80; i++)
        for (unsigned side = 0; side < 2; side++)
            add_launch(&run->cases[side], "rate", TARE_BETTER_HIGHER,
                       run->cases[side].measures[0].launches[i].start_s,
                       (side ? 90 : 100) *
                           exp(0.003 * tare_rng_normal(&duel.rng)));
    add_controls(&duel);
    tare_judge(&c, run);
    CHECK(is_ruled(&c, "serve", TARE_RULING_UNCHANGED, NULL));
    rate = look_up(&c, "serve", "rate");
    CHECK(rate != NULL && rate->ruling == TARE_RULING_REGRESSED);
    CHECK_NEAR(rate->change.value, -0.1, 0.005);
    CHECK(rate->change.low < rate->change.value);
    CHECK(rate->change.high > rate->change.value);
    end(&duel, &c);
}

TEST(a_measure_that_some_launches_lack_has_no_verdict)
{
    struct duel duel;
    struct tare_comparison c = { 0 };
    struct tare_run *run = &duel.run;

    begin(&duel, 1);
    add_case(&duel, "serve", 80, 1, 0.003);
    for (unsigned side = 0; side < 2; side++)
        for (size_t i = 0; i < (side ? 5 : 80); i++)
            add_launch(&run->cases[side], "rate", TARE_BETTER_HIGHER,
                       run->cases[side].measures[0].launches[i].start_s, 100);
    add_controls(&duel);
    tare_judge(&c, run);
    CHECK_STR(look_up(&c, "serve", "rate")->code, "not-a-number");
    CHECK_INT(look_up(&c, "serve", "rate")->ruling, TARE_RULING_INCONCLUSIVE);
    end(&duel, &c);
}

/* ---- what else decides --------------------------------------------------- */

TEST(cases_of_one_side_or_without_result_have_a_declared_outcome)
{
    struct duel duel;
    struct tare_comparison c = { 0 };
    struct tare_run *run = &duel.run;

    begin(&duel, 5);
    add_row(run->cases, &run->case_count, "added", TARE_SIDE_NEW);
    add_case(&duel, "crashes", 30, 1, 0.003);
    run->cases[2].status = TARE_STATUS_CRASHED;
    run->cases[2].reason = tare_strdup("killed by signal 11");
    add_case(&duel, "skips", 0, 1, 0.003);
    run->cases[3].status = TARE_STATUS_SKIPPED;
    add_row(run->cases, &run->case_count, "removed", TARE_SIDE_OLD);
    add_controls(&duel);
    tare_judge(&c, run);
    CHECK(is_ruled(&c, "added", TARE_RULING_ADDED, NULL));
    CHECK(is_ruled(&c, "removed", TARE_RULING_REMOVED, NULL));
    CHECK(is_ruled(&c, "crashes", TARE_RULING_FAILED, "crashed"));
    CHECK_STR(look_up(&c, "crashes", "time")->reason,
              "crashed on the new side: killed by signal 11");
    CHECK(is_ruled(&c, "skips", TARE_RULING_SKIPPED, "skipped"));
    CHECK_STR(look_up(&c, "skips", "time")->reason, "skipped on the old side");
    CHECK_INT(c.count, 4);
    end(&duel, &c);
}

TEST(what_cannot_be_trusted_is_inconclusive)
{
    struct duel duel;
    struct tare_comparison c = { 0 };
    struct tare_run *run = &duel.run;

    begin(&duel, 3);
    add_case(&duel, "gone", 80, 1.5, 0.003);
    tare_case_warn(&run->cases[1], "optimized-away", "no work left");
    add_case(&duel, "differs", 80, 1.5, 0.003);
    run->cases[2].has_result = run->cases[3].has_result = 1;
    run->cases[2].result = 1;
    run->cases[3].result = 2;
    add_case(&duel, "only warned", 80, 1.5, 0.003);
    tare_case_warn(&run->cases[4], "bimodal", "two humps");
    add_controls(&duel);
    tare_judge(&c, run);
    CHECK(is_ruled(&c, "gone", TARE_RULING_INCONCLUSIVE, "optimized-away"));
    CHECK(!look_up(&c, "gone", "time")->is_confirmed);
    CHECK(is_ruled(&c, "differs", TARE_RULING_INCONCLUSIVE, "not-repeatable"));
    CHECK(is_ruled(&c, "only warned", TARE_RULING_REGRESSED, NULL));
    end(&duel, &c);
}

static void add_library(struct tare_binary *binary, const char *path,
                        int is_newer)
{
    binary->libraries = tare_grow(binary->libraries, binary->library_count,
                                  sizeof *binary->libraries);
    binary->libraries[binary->library_count++] =
        (struct tare_loaded){ tare_strdup(path), NULL, is_newer };
}

TEST(a_changed_library_that_both_sides_load_hides_changes)
{
    struct duel duel;
    struct tare_comparison c = { 0 };
    struct tare_run *run = &duel.run;

    begin(&duel, 2);
    add_case(&duel, "same", 80, 1, 0.003);
    add_case(&duel, "slower", 80, 1.05, 0.003);
    add_library(&run->binaries[0], "build/libwork.so", 1);
    add_library(&run->binaries[1], "build/libwork.so", 0);
    add_controls(&duel);
    tare_judge(&c, run);
    CHECK(is_ruled(&c, "same", TARE_RULING_INCONCLUSIVE, "shared-library"));
    CHECK(is_ruled(&c, "slower", TARE_RULING_REGRESSED, NULL));
    tare_comparison_release(&c);
    run->binaries[0].libraries[0].is_newer = 0; /* older than both: fine */
    tare_judge(&c, run);
    CHECK(is_ruled(&c, "same", TARE_RULING_UNCHANGED, NULL));
    tare_comparison_release(&c);
    run->binaries[0].libraries[0].is_newer = 1;
    run->binaries[0].is_kept = 1; /* it has its own */
    tare_judge(&c, run);
    CHECK(is_ruled(&c, "same", TARE_RULING_UNCHANGED, NULL));
    end(&duel, &c);
}

/* ---- the controls -------------------------------------------------------- */

TEST(a_silent_control_that_alarms_withholds_all_verdicts)
{
    struct duel duel;
    struct tare_comparison c = { 0 };

    begin(&duel, 2);
    add_case(&duel, "same", 80, 1, 0.003);
    add_case(&duel, "slower", 80, 1.05, 0.003);
    add_control(&duel, TARE_CONTROL_SILENT, 60, 1.01);
    add_control(&duel, TARE_CONTROL_SLOWER, 60, 1.02);
    tare_judge(&c, &duel.run);
    CHECK_INT(c.negative, TARE_CONTROL_BAD);
    CHECK(c.negative_p < 1e-4);
    CHECK(is_ruled(&c, "same", TARE_RULING_INCONCLUSIVE, "control"));
    CHECK(is_ruled(&c, "slower", TARE_RULING_INCONCLUSIVE, "control"));
    end(&duel, &c);
}

TEST(a_slower_control_that_is_missed_is_said)
{
    struct duel duel;
    struct tare_comparison c = { 0 };

    begin(&duel, 1);
    add_case(&duel, "same", 80, 1, 0.003);
    add_control(&duel, TARE_CONTROL_SILENT, 60, 1);
    add_control(&duel, TARE_CONTROL_SLOWER, 60, 1);
    tare_judge(&c, &duel.run);
    CHECK_INT(c.negative, TARE_CONTROL_GOOD);
    CHECK_INT(c.positive, TARE_CONTROL_BAD);
    CHECK_INT(c.note_count, 1);
    CHECK(is_ruled(&c, "same", TARE_RULING_UNCHANGED, NULL));
    end(&duel, &c);
}

TEST(controls_that_were_not_run_are_neither_good_nor_bad)
{
    struct duel duel;
    struct tare_comparison c = { 0 };

    begin(&duel, 1);
    add_case(&duel, "same", 80, 1, 0.003);
    tare_judge(&c, &duel.run);
    CHECK_INT(c.negative, TARE_CONTROL_NOT_RUN);
    CHECK_INT(c.positive, TARE_CONTROL_NOT_RUN);
    CHECK(isnan(c.negative_p));
    CHECK(is_ruled(&c, "same", TARE_RULING_UNCHANGED, NULL));
    end(&duel, &c);
}

/* The controls do not use up the error that the cases share. */
TEST(controls_do_not_count_among_the_tests)
{
    struct duel duel;
    struct tare_tracks tracks;

    begin(&duel, 1);
    add_case(&duel, "same", 20, 1, 0.003);
    add_controls(&duel);
    tare_tracks_make(&tracks, &duel.run);
    CHECK_INT(tracks.count, 3);
    CHECK_INT(tracks.judged, 1);
    CHECK_NEAR(tracks.rules[0].p_alarm, 0.01 / (2 * 11), 1e-15);
    tare_tracks_release(&tracks);
    tare_run_release(&duel.run);
}

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
    const struct tare_judgement *time, *count;

    begin(&duel, 1);
    add_case(&duel, "a", 100, 1.05, 0.002);
    add_controls(&duel);
    count_in(&duel.run.cases[0], 2, TARE_KIND_EXACT);
    count_in(&duel.run.cases[1], 3, TARE_KIND_EXACT);
    tare_judge(&comparison, &duel.run);
    time = look_up(&comparison, "a", "time");
    count = look_up(&comparison, "a", "allocations");
    CHECK_INT(count->ruling, TARE_RULING_REGRESSED);
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
    CHECK_INT(look_up(&comparison, "a", "allocations")->ruling,
              TARE_RULING_UNCHANGED);
    end(&duel, &comparison);
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
    /* ---- what layouts explain ------------------------------------------------ */

    /* Draws for the pairs of the last case one of 8 layouts a side, from effects
 * of that standard deviation. */
    static void add_layouts(struct duel * duel, double deviation)
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
    static void add_lucky(struct duel * duel, const char *id, double ratio,
                          double deviation)
    {
        add_case(duel, id, 80, ratio, 0.003);
        add_layouts(duel, deviation);
    }

    TEST(an_alarm_that_layouts_explain_does_not_stand)
    {
        struct duel duel;
        struct tare_comparison c = { 0 };
        const struct tare_judgement *judgement;

        begin(&duel, 2);
        add_lucky(&duel, "lucky", 1.05, 0.05);
        add_lucky(&duel, "steady", 1.05, 0.002);
        add_controls(&duel);
        tare_judge(&c, &duel.run);
        CHECK(is_ruled(&c, "lucky", TARE_RULING_INCONCLUSIVE, "layouts"));
        CHECK(is_ruled(&c, "steady", TARE_RULING_REGRESSED, NULL));
        judgement = look_up(&c, "lucky", "time");
        CHECK(strstr(judgement->reason, "where the linker puts the code") !=
              NULL);
        CHECK(strstr(judgement->advice, "tare layouts") != NULL);
        CHECK_INT(judgement->is_confirmed, 0);
        CHECK(isnan(judgement->needed_s));
        CHECK(judgement->change.high - judgement->change.low > 0.04);
        CHECK(judgement->detectable > 0.05);
        CHECK_INT(judgement->placement.layouts[0], 8);
        CHECK_INT(judgement->placement.layouts[1], 8);
        CHECK(judgement->placement.between[0] > 0.02);
        CHECK(judgement->placement.between[0] < 0.1);
        CHECK(judgement->placement.within[1] < 0.01);
        CHECK(judgement->placement.unknown > 0.02);
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
        CHECK(look_up(&c, "steady", "time")->ruling == TARE_RULING_UNCHANGED);
        CHECK_INT(look_up(&c, "steady", "time")->placement.layouts[1], 8);
        end(&duel, &c);
    }

    TEST(without_layouts_an_alarm_makes_no_mention_of_their_spread)
    {
        struct duel duel;
        struct tare_comparison c = { 0 };
        const struct tare_judgement *judgement;

        begin(&duel, 1);
        add_case(&duel, "slower", 80, 1.05, 0.003);
        add_controls(&duel);
        tare_judge(&c, &duel.run);
        judgement = look_up(&c, "slower", "time");
        CHECK_INT(judgement->ruling, TARE_RULING_REGRESSED);
        CHECK_INT(judgement->placement.layouts[0], 0);
        CHECK(strstr(judgement->advice, "tare layouts") != NULL);
        end(&duel, &c);
    }

    TESTS(RUN(rulings_follow_from_the_pairs),
          RUN(an_alarm_that_layouts_explain_does_not_stand),
          RUN(with_steady_layouts_unchanged_is_unchanged),
          RUN(without_layouts_an_alarm_makes_no_mention_of_their_spread),
          RUN(an_alarm_that_fresh_pairs_do_not_show_is_not_reproduced),
          RUN(of_a_change_of_the_whole_suite_only_some_alarms_are_confirmed),
          RUN(a_case_may_have_a_threshold_of_its_own),
          RUN(other_measures_are_judged_in_their_direction),
          RUN(a_measure_that_some_launches_lack_has_no_verdict),
          RUN(cases_of_one_side_or_without_result_have_a_declared_outcome),
          RUN(what_cannot_be_trusted_is_inconclusive),
          RUN(a_changed_library_that_both_sides_load_hides_changes),
          RUN(a_silent_control_that_alarms_withholds_all_verdicts),
          RUN(a_slower_control_that_is_missed_is_said),
          RUN(controls_that_were_not_run_are_neither_good_nor_bad),
          RUN(controls_do_not_count_among_the_tests),
          RUN(a_count_is_judged_without_pairs_and_explains_the_time),
          RUN(a_limit_in_the_record_decides_about_a_count),
          RUN(evidence_is_never_judged),
          RUN(a_count_of_one_side_alone_is_no_matter_of_a_verdict))
