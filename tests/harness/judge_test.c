/* SPDX-License-Identifier: MIT */
/* Verdicts from records that are made up here. */
#include "tests/harness/count_verdicts.h"
#include "tests/harness/made_up_duel.h"

/* ---- what the pairs say -------------------------------------------------- */

TEST(verdicts_follow_from_the_pairs)
{
    struct duel duel;
    struct tare_comparison c = { 0 };

    begin(&duel, 8);
    add_case(&duel, "same", 20, 1, 0.003);
    add_case(&duel, "slower", 80, 1.05, 0.003);
    add_case(&duel, "faster", 80, 0.95, 0.003);
    add_case(&duel, "unconfirmed", 20, 1.05, 0.003);
    add_case(&duel, "noisy", 30, 1, 0.3);
    add_case(&duel, "too few", 5, 1.05, 0.003);
    add_case(&duel, "none", 0, 1, 0.003);
    add_controls(&duel);
    tare_judge(&c, &duel.run);
    CHECK(is_ruled(&c, "same", TARE_VERDICT_UNCHANGED, NULL));
    CHECK(is_ruled(&c, "slower", TARE_VERDICT_REGRESSED, NULL));
    CHECK(is_ruled(&c, "faster", TARE_VERDICT_IMPROVED, NULL));
    CHECK(is_ruled(&c, "unconfirmed", TARE_VERDICT_REGRESSED, "unconfirmed"));
    CHECK(is_ruled(&c, "noisy", TARE_VERDICT_INCONCLUSIVE, "budget"));
    CHECK(is_ruled(&c, "too few", TARE_VERDICT_INCONCLUSIVE, "few-pairs"));
    CHECK(is_ruled(&c, "none", TARE_VERDICT_INCONCLUSIVE, "few-pairs"));
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

/* Of two cases by 18 pairs, one is proven; by 12, no number of them can be. */
TEST(when_time_is_up_what_can_be_seen_is_said)
{
    struct duel duel;
    struct tare_comparison c = { 0 };
    const struct tare_verdict *seen;

    begin(&duel, 3);
    add_case(&duel, "proven", 18, 1.9, 0.003);
    add_case(&duel, "seen", 12, 1.9, 0.003);
    add_case(&duel, "nothing", 12, 1, 0.003);
    add_controls(&duel);
    tare_judge(&c, &duel.run);
    CHECK(is_ruled(&c, "proven", TARE_VERDICT_REGRESSED, "unconfirmed"));
    CHECK(is_ruled(&c, "seen", TARE_VERDICT_INCONCLUSIVE, "few-pairs"));
    CHECK(is_ruled(&c, "nothing", TARE_VERDICT_UNCHANGED, NULL));
    seen = look_up(&c, "seen", "time");
    CHECK(seen->is_suspect && !look_up(&c, "nothing", "time")->is_suspect);
    CHECK(seen->change.low > 0.85 && seen->change.high < 0.95);
    CHECK(seen->needed_s > 0);
    end(&duel, &c);
}

/* The sides are estimated each for itself, and may say the opposite. */
TEST(the_values_differ_by_the_change)
{
    struct duel duel;
    struct tare_comparison c = { 0 };
    const struct tare_verdict *j;

    begin(&duel, 1);
    add_case(&duel, "slower", 80, 1.05, 0.003);
    duel.run.cases[0].measures[0].estimate.value = 3.299;
    duel.run.cases[1].measures[0].estimate.value = 3.287;
    add_controls(&duel);
    tare_judge(&c, &duel.run);
    j = look_up(&c, "slower", "time");
    CHECK_NEAR(j->new_value / j->old_value, 1 + j->change.value, 1e-9);
    CHECK_NEAR(j->new_value * j->old_value, 3.299 * 3.287, 1e-9);
    end(&duel, &c);
}

TEST(an_alarm_that_fresh_pairs_do_not_show_is_not_reproduced)
{
    struct duel duel;
    struct tare_comparison c = { 0 };
    struct tare_run *run = &duel.run;

    begin(&duel, 1);
    add_case(&duel, "fleeting", 20, 1.05, 0.003);
    add_pairs(&duel, &run->cases[0], &run->cases[1], 60, 0.995, 0.003);
    add_controls(&duel);
    tare_judge(&c, run);
    CHECK(
        is_ruled(&c, "fleeting", TARE_VERDICT_INCONCLUSIVE, "not-reproduced"));
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
    CHECK_INT(count_verdicts(&c, TARE_VERDICT_REGRESSED), 14);
    for (size_t i = 0; i < c.count; i++)
        confirmed += c.items[i].is_confirmed != 0;
    CHECK_INT(confirmed, 10);
    CHECK(is_ruled(&c, "case 13", TARE_VERDICT_REGRESSED, "suite-wide"));
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
    CHECK(is_ruled(&c, "strict", TARE_VERDICT_REGRESSED, NULL));
    CHECK(is_ruled(&c, "tolerant", TARE_VERDICT_UNCHANGED, "small-shift"));
    CHECK_NEAR(look_up(&c, "tolerant", "time")->threshold, 0.2, 0);
    end(&duel, &c);
}

/* More is better: less is a regression, and shown as less. */
TEST(other_measures_are_judged_in_their_direction)
{
    struct duel duel;
    struct tare_comparison c = { 0 };
    struct tare_run *run = &duel.run;
    const struct tare_verdict *rate;

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
    CHECK(is_ruled(&c, "serve", TARE_VERDICT_UNCHANGED, NULL));
    rate = look_up(&c, "serve", "rate");
    CHECK(rate != NULL && rate->kind == TARE_VERDICT_REGRESSED);
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
    CHECK_INT(look_up(&c, "serve", "rate")->kind, TARE_VERDICT_INCONCLUSIVE);
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
    add_row(run->cases, &run->case_count, "stillborn", TARE_SIDE_NEW);
    run->cases[run->case_count - 1].status = TARE_STATUS_FAILED;
    add_controls(&duel);
    tare_judge(&c, run);
    CHECK(is_ruled(&c, "added", TARE_VERDICT_ADDED, NULL));
    CHECK(is_ruled(&c, "removed", TARE_VERDICT_REMOVED, NULL));
    CHECK(is_ruled(&c, "crashes", TARE_VERDICT_FAILED, "crashed"));
    CHECK_STR(look_up(&c, "crashes", "time")->reason,
              "crashed on the new side: killed by signal 11");
    CHECK(is_ruled(&c, "skips", TARE_VERDICT_SKIPPED, "skipped"));
    CHECK_STR(look_up(&c, "skips", "time")->reason, "skipped on the old side");
    CHECK(is_ruled(&c, "stillborn", TARE_VERDICT_FAILED, "failed"));
    CHECK_INT(c.count, 5);
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
    CHECK(is_ruled(&c, "gone", TARE_VERDICT_INCONCLUSIVE, "optimized-away"));
    CHECK(!look_up(&c, "gone", "time")->is_confirmed);
    CHECK(is_ruled(&c, "differs", TARE_VERDICT_REGRESSED, NULL));
    CHECK_INT(look_up(&c, "differs", "result")->kind, TARE_VERDICT_DIFFERENT);
    CHECK(look_up(&c, "gone", "result") == NULL);
    CHECK(is_ruled(&c, "only warned", TARE_VERDICT_REGRESSED, NULL));
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
    CHECK(is_ruled(&c, "same", TARE_VERDICT_INCONCLUSIVE, "shared-library"));
    CHECK(is_ruled(&c, "slower", TARE_VERDICT_REGRESSED, NULL));
    tare_comparison_release(&c);
    run->binaries[0].libraries[0].is_newer = 0; /* older than both: fine */
    tare_judge(&c, run);
    CHECK(is_ruled(&c, "same", TARE_VERDICT_UNCHANGED, NULL));
    tare_comparison_release(&c);
    run->binaries[0].libraries[0].is_newer = 1;
    run->binaries[0].is_kept = 1; /* it has its own */
    tare_judge(&c, run);
    CHECK(is_ruled(&c, "same", TARE_VERDICT_UNCHANGED, NULL));
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
    CHECK(is_ruled(&c, "same", TARE_VERDICT_INCONCLUSIVE, "control"));
    CHECK(is_ruled(&c, "slower", TARE_VERDICT_INCONCLUSIVE, "control"));
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
    CHECK(is_ruled(&c, "same", TARE_VERDICT_UNCHANGED, NULL));
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
    CHECK(is_ruled(&c, "same", TARE_VERDICT_UNCHANGED, NULL));
    end(&duel, &c);
}

/* The controls do not use up the error that the cases share. */
TEST(controls_do_not_count_among_the_tests)
{
    struct duel duel;
    struct tare_pairs pairs;

    begin(&duel, 1);
    add_case(&duel, "same", 20, 1, 0.003);
    add_controls(&duel);
    tare_pairs_make(&pairs, &duel.run, 0);
    CHECK_INT(pairs.count, 3);
    CHECK_INT(pairs.judged, 1);
    CHECK_NEAR(pairs.rules[0].p_alarm, 0.01 / (2 * 11), 1e-15);
    tare_pairs_release(&pairs);
    tare_run_release(&duel.run);
}

TESTS(RUN(verdicts_follow_from_the_pairs),
      RUN(when_time_is_up_what_can_be_seen_is_said),
      RUN(the_values_differ_by_the_change),
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
      RUN(controls_do_not_count_among_the_tests))
