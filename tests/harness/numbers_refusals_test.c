/* SPDX-License-Identifier: MIT */
/* Two saved runs that are not judged, or only with care: other machines, other
 * builds, canaries that moved. */
#include "tests/harness/count_verdicts.h"
#include "tests/harness/made_up_runs.h"

/* ---- refusals ------------------------------------------------------------ */

static void check_elsewhere(const char *fact, const char *value,
                            const char *note)
{
    struct tare_run old, new;

    make_runs(&old, &new, 20, 0);
    for (size_t i = 0; i < new.machine.count; i++)
        if (strcmp(new.machine.items[i].name, fact) == 0) {
            free(new.machine.items[i].text);
            new.machine.items[i].text = tare_strdup(value);
        }
    slow_down(time_of(&new, 4), 1.3);
    judge(&old, &new);
    CHECK_INT(has_note("other-machine"), note != NULL);
    if (note != NULL) {
        CHECK_STR(out.notes[0].text, note);
        check_kind("c000", TARE_VERDICT_INCONCLUSIVE, "other-machine");
        CHECK_NEAR(find("c004", "time")->change.value, 0.3, 0.01);
        CHECK(isnan(find("c004", "time")->change.low));
        CHECK_INT(count_verdicts(&out, TARE_VERDICT_INCONCLUSIVE), 20);
    }
    settings.judge_anyway = 1;
    judge_and_release(&old, &new);
    settings.judge_anyway = 0;
    CHECK_INT(has_note("other-machine"), note != NULL);
    check_kind("c004", TARE_VERDICT_INCONCLUSIVE, "suspect");
    check_kind("c000", TARE_VERDICT_UNCHANGED, NULL);
}

TEST(another_machine_is_said_and_not_judged)
{
    check_elsewhere("cpu", "Model 8",
                    "cpu: old Model 7 @ 2.3 GHz, new Model 8");
    check_elsewhere("kernel", "6.12.1", "kernel: old 6.1, new 6.12");
    check_elsewhere("kernel", "6.1.99-cloud", NULL); /* an update */
}

TEST(a_machine_that_is_not_known_is_another)
{
    struct tare_run old, new;

    make_runs(&old, &new, 1, 0);
    tare_facts_release(&old.machine);
    judge_and_release(&old, &new);
    check_kind("c000", TARE_VERDICT_INCONCLUSIVE, "other-machine");
    CHECK_STR(out.notes[0].text, "cpu: old not known, new Model 7 @ 2.3 GHz");
}

TEST(another_build_is_said_once_and_not_judged)
{
    struct tare_run old, new;

    make_runs(&old, &new, 20, 0);
    tare_facts_release(&new.binaries[0].build);
    tare_facts_text(&new.binaries[0].build, "compiler", "gcc 12.2.0");
    tare_facts_text(&new.binaries[0].build, "flags", "-O3");
    judge(&old, &new);
    check_kind("c000", TARE_VERDICT_INCONCLUSIVE, "other-build");
    CHECK_INT(out.note_count, 1);
    CHECK_STR(out.notes[0].text, "flags: old -O2, new -O3");
    settings.judge_anyway = 1;
    judge_and_release(&old, &new);
    settings.judge_anyway = 0;
    check_kind("c000", TARE_VERDICT_UNCHANGED, NULL);
}

/* Launches that were brought to one pace, with the error that this has or, as by
 * an earlier tare, without it. */
static void bring_to_pace(struct tare_run *run, double pace_error)
{
    for (size_t i = 0; i < run->case_count; i++) {
        struct tare_measure *time = time_of(run, i);

        time->pace_error = pace_error;
        for (size_t k = 0; k < time->count; k++) {
            time->launches[k].quiet = 1;
            time->launches[k].met = 1.01 * time->launches[k].value;
        }
    }
}

TEST(medians_are_not_judged_against_quartiles)
{
    struct tare_run old, new;

    make_runs(&old, &new, 20, 0);
    bring_to_pace(&old, 0);
    bring_to_pace(&new, 0);
    judge(&old, &new);
    check_kind("c000", TARE_VERDICT_UNCHANGED, NULL);
    bring_to_pace(&new, 0.0003);
    judge(&old, &new);
    check_kind("c000", TARE_VERDICT_INCONCLUSIVE, "earlier-tare");
    bring_to_pace(&old, 0.0003);
    judge_and_release(&old, &new);
    check_kind("c000", TARE_VERDICT_UNCHANGED, NULL);
}

/* The new run knows what interrupted it, which makes all its times 5 % lower. */
TEST(what_one_run_was_interrupted_by_counts_in_both)
{
    struct tare_run old, new;

    make_runs(&old, &new, 20, 0);
    for (size_t i = 0; i < 20; i++) {
        struct tare_measure *time = time_of(&new, i);

        for (size_t k = 0; k < time->count; k++) {
            time->launches[k].whole = time->launches[k].value;
            time->launches[k].value *= 0.95;
        }
    }
    judge_and_release(&old, &new);
    check_kind("c000", TARE_VERDICT_UNCHANGED, NULL);
    CHECK_INT(count_verdicts(&out, TARE_VERDICT_UNCHANGED), 20);
}

TEST(a_suite_that_moved_without_the_canaries_is_not_judged)
{
    struct tare_run old, new;

    make_runs(&old, &new, 20, 0);
    for (size_t i = 0; i < 20; i++)
        slow_down(time_of(&new, i), 1.05);
    judge_and_release(&old, &new);
    CHECK(has_note("global-shift"));
    check_kind("c000", TARE_VERDICT_INCONCLUSIVE, "global-shift");
    CHECK_INT(count_verdicts(&out, TARE_VERDICT_INCONCLUSIVE), 20);
}

TEST(canaries_that_disagree_refuse_all)
{
    struct tare_run old, new;

    make_runs(&old, &new, 20, 0);
    slow_down(&new.references[3].measures[0], 1.05);
    judge_and_release(&old, &new);
    CHECK(has_note("machine-state"));
    check_kind("c000", TARE_VERDICT_INCONCLUSIVE, "machine-state");
}

TEST(a_canary_that_scatters_more_than_before_refuses_all)
{
    struct tare_run old, new;

    make_runs(&old, &new, 20, 0);
    for (size_t i = 0; i < LAUNCHES; i++)
        new.references[1].measures[0].launches[i].value *=
            i % 2 ? 1.008 : 0.992;
    judge_and_release(&old, &new);
    CHECK(has_note("machine-state"));
    CHECK(strstr(out.notes[0].text, "tare/hash") != NULL);
    check_kind("c000", TARE_VERDICT_INCONCLUSIVE, "machine-state");
}

TEST(without_canaries_a_small_suite_is_handled_with_care)
{
    struct tare_run old, new;

    make_runs(&old, &new, 5, 0);
    new.reference_count = 2;
    slow_down(time_of(&new, 0), 1.1);
    judge(&old, &new);
    CHECK(has_note("no-canaries"));
    check_kind("c000", TARE_VERDICT_INCONCLUSIVE, "resolution");
    check_kind("c001", TARE_VERDICT_INCONCLUSIVE, "resolution");
    slow_down(time_of(&new, 0), 1.4);
    judge(&old, &new);
    check_kind("c000", TARE_VERDICT_INCONCLUSIVE, "suspect");
    new.reference_count = 5;
    judge_and_release(&old, &new);
}

/* Two cases are scattered by nothing that could be counted on. */
TEST(too_few_cases_show_nothing_and_that_is_said_in_words)
{
    struct tare_run old, new;

    make_runs(&old, &new, 2, 0);
    new.reference_count = 0;
    slow_down(time_of(&new, 0), 1.1);
    judge(&old, &new);
    check_kind("c000", TARE_VERDICT_INCONCLUSIVE, "resolution");
    CHECK(strstr(find("c000", "time")->reason, "too few cases") != NULL);
    CHECK(isnan(find("c000", "time")->change.low));
    CHECK(isnan(find("c000", "time")->detectable));
    new.reference_count = 5;
    judge_and_release(&old, &new);
}

TEST(an_interrupted_run_is_said)
{
    struct tare_run old, new;

    make_runs(&old, &new, 1, 0);
    old.interrupted = 1;
    judge_and_release(&old, &new);
    CHECK(has_note("interrupted"));
}

TEST(empty_runs_compare_to_nothing)
{
    struct tare_run old = { 0 }, new = { 0 };

    judge_and_release(&old, &new);
    CHECK_INT(out.count, 0);
    CHECK_INT(out.note_count, 0);
}

TESTS(RUN(another_machine_is_said_and_not_judged),
      RUN(a_machine_that_is_not_known_is_another),
      RUN(another_build_is_said_once_and_not_judged),
      RUN(medians_are_not_judged_against_quartiles),
      RUN(what_one_run_was_interrupted_by_counts_in_both),
      RUN(a_suite_that_moved_without_the_canaries_is_not_judged),
      RUN(canaries_that_disagree_refuse_all),
      RUN(a_canary_that_scatters_more_than_before_refuses_all),
      RUN(without_canaries_a_small_suite_is_handled_with_care),
      RUN(too_few_cases_show_nothing_and_that_is_said_in_words),
      RUN(an_interrupted_run_is_said), RUN(empty_runs_compare_to_nothing))
