/* SPDX-License-Identifier: MIT */
#include "harness/run/checks.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/machine/sanitizers.h"
#include "stats/fit.h"
#include "stats/order.h"
#include "store/alloc.h"

/* Thresholds: docs/statistics.md, "Broken benchmarks". */
#define NOTHING_NS        0.25 /* no processor does real work faster */
#define GONE_RATIO        1.10 /* against the empty loop */
#define LOOP_RATIO        2.0
#define FLAT_EXPONENT     0.8
#define EXPONENT_SLACK    0.05
#define FIXED_SHARE       0.02
#define FIXED_AGREEMENT   1.5
#define RESOLUTIONS_MIN   1000
#define READINGS_MIN      100
#define READINGS_SINGLE   10 /* of a sample of one iteration */
#define MISS_NS           10.0
#define TRAINED_RATIO     1.25
#define SETUP_RATIO       3.0
#define DISTINCT_MIN      10
#define DISTINCT_LAUNCHES 30
#define LAUNCHES_SOUND    20

static const struct tare_measure *time_of(const struct tare_case *c)
{
    return tare_case_measure(c, "time");
}

/* ---- the build ----------------------------------------------------------- */

static void check_build(struct tare_case *c, const struct tare_check *check)
{
    const struct tare_suite_case *declared = check->declared;
    char names[64];

    if (declared->is_emulated)
        tare_case_warn(c, "emulated",
                       "run by an emulator, so the times are the emulator's "
                       "and are not judged");
    if (!declared->optimized)
        tare_case_warn(c, "not-optimized",
                       "compiled without optimisation: these times are not "
                       "those of the code you ship; compile with -O2 (tare "
                       "flags --bench-cflags)");
    if (tare_sanitizers_name(declared->sanitizers, names, sizeof names))
        tare_case_warn(c, "sanitizer",
                       "built with a sanitizer (%s), which makes code several "
                       "times slower: measure a build without it",
                       names);
}

/* ---- work that is not there ---------------------------------------------- */

/* The fastest launch: neighbours only ever make it slower. */
static double fastest_ns(const struct tare_measure *time)
{
    double fastest = INFINITY;

    for (size_t i = 0; i < time->count; i++)
        fastest = fmin(fastest, time->launches[i].value);
    return fastest;
}

static void check_gone(struct tare_case *c, const struct tare_check *check)
{
    double time_ns = fastest_ns(time_of(c));
    double empty_ns = check->reference_ns;

    if (time_ns < NOTHING_NS || time_ns <= GONE_RATIO * empty_ns)
        tare_case_warn(c, "optimized-away",
                       "an iteration takes %.2f ns, no more than an empty "
                       "loop: the compiler has removed the work; pass inputs "
                       "and results through tare_black_box()",
                       time_ns);
    else if (time_ns < LOOP_RATIO * empty_ns)
        tare_case_warn(c, "mostly-loop",
                       "more than half of the %.2f ns is the loop itself "
                       "(%.2f ns): do more work in one iteration",
                       time_ns, empty_ns);
}

/* ---- time against iterations --------------------------------------------- */

/* The exponent of time against iterations: the median over the repeats of the
 * ladder, because a neighbour that woke up in one of them is no reason to
 * suspect the benchmark.  NaN when the ladder was too short to tell. */
static double find_exponent(const struct tare_calibration *calibration)
{
    double exponents[TARE_LADDER_REPEATS];

    if (calibration->count < TARE_LADDER_RUNGS * TARE_LADDER_REPEATS)
        return NAN;
    for (size_t i = 0; i < TARE_LADDER_REPEATS; i++)
        exponents[i] = tare_fit_exponent(
            calibration->ladder_iterations + i * TARE_LADDER_RUNGS,
            calibration->ladder_ns + i * TARE_LADDER_RUNGS, TARE_LADDER_RUNGS);
    tare_sort(exponents, TARE_LADDER_REPEATS);
    return tare_median(exponents, TARE_LADDER_REPEATS);
}

static void check_exponent(struct tare_case *c,
                           const struct tare_calibration *calibration)
{
    double exponent = find_exponent(calibration);

    if (!isfinite(exponent))
        return;
    if (exponent < FLAT_EXPONENT)
        tare_case_warn(c, "does-not-scale",
                       "twice the iterations take %.2f times as long, not "
                       "twice: the work is done once and cached, or moved out "
                       "of the loop; pass its input through tare_black_box()",
                       pow(2, exponent));
    else if (exponent > 1 + EXPONENT_SLACK)
        tare_case_warn(c, "grows",
                       "twice the iterations take %.2f times as long: state "
                       "that outlives an iteration grows; give each its own, "
                       "made outside the timing: an item of TARE_LOOP_BATCHED",
                       pow(2, exponent));
    else if (exponent < 1 - EXPONENT_SLACK)
        tare_case_warn(c, "scales-poorly",
                       "twice the iterations take only %.2f times as long: "
                       "part of the work is done once per sample",
                       pow(2, exponent));
}

/* What each repeat of the ladder says a sample of no iterations would take, in
 * ns; 0 unless all three are beyond the limit and about the same. */
static double find_fixed_cost(const struct tare_calibration *calibration,
                              double sample_ns)
{
    double scratch[TARE_LADDER_RUNGS * TARE_LADDER_RUNGS + 2];
    double fixed_ns[TARE_LADDER_REPEATS];

    if (calibration->count < TARE_LADDER_RUNGS * TARE_LADDER_REPEATS ||
        sizeof scratch / sizeof *scratch <
            tare_fit_theil_sen_scratch(TARE_LADDER_RUNGS))
        return 0;
    for (size_t i = 0; i < TARE_LADDER_REPEATS; i++)
        fixed_ns[i] =
            tare_fit_theil_sen(calibration->ladder_iterations +
                                   i * TARE_LADDER_RUNGS,
                               calibration->ladder_ns + i * TARE_LADDER_RUNGS,
                               TARE_LADDER_RUNGS, scratch)
                .intercept;
    tare_sort(fixed_ns, TARE_LADDER_REPEATS);
    if (fixed_ns[0] > FIXED_SHARE * sample_ns &&
        fixed_ns[TARE_LADDER_REPEATS - 1] < FIXED_AGREEMENT * fixed_ns[0])
        return tare_median(fixed_ns, TARE_LADDER_REPEATS);
    return 0;
}

static double sample_ns(const struct tare_calibration *calibration,
                        const struct tare_plan *plan)
{
    return calibration->iteration_ns * (double)plan->iterations;
}

static void check_fixed_cost(struct tare_case *c,
                             const struct tare_check *check)
{
    double whole_ns = sample_ns(check->calibration, check->plan);
    double fixed_ns = find_fixed_cost(check->calibration, whole_ns);

    if (fixed_ns > 0)
        tare_case_warn(
            c, "fixed-cost",
            "each sample takes about %.0f ns besides its iterations (%.0f %% "
            "of it): the first iteration does work that the others do not",
            fixed_ns, 100 * fixed_ns / whole_ns);
}

int tare_check_suspects(const struct tare_calibration *calibration,
                        const struct tare_plan *plan)
{
    return fabs(find_exponent(calibration) - 1) > EXPONENT_SLACK ||
           find_fixed_cost(calibration, sample_ns(calibration, plan)) > 0;
}

/* ---- clock and plan ------------------------------------------------------ */

static size_t count_distinct(const struct tare_measure *time)
{
    double seen[DISTINCT_MIN];
    size_t count = 0;

    for (size_t i = 0; i < time->count; i++)
        for (size_t j = 0; j < time->launches[i].count; j++) {
            double value = time->launches[i].samples[j].value;
            size_t k = 0;

            while (k < count && (seen[k] < value || seen[k] > value))
                k++;
            if (k == count)
                seen[count++] = value;
            if (count == DISTINCT_MIN)
                return count;
        }
    return count;
}

/* Times that the clock cannot tell apart say nothing about a difference. */
static void check_steps(struct tare_case *c, const struct tare_check *check)
{
    const struct tare_clock_facts *clock = check->clock;
    double whole_ns = sample_ns(check->calibration, check->plan);
    size_t distinct = count_distinct(time_of(c));

    if (whole_ns < RESOLUTIONS_MIN * clock->resolution_ns)
        tare_case_warn(c, "coarse-clock",
                       "the clock moves in steps of %.0f ns, too coarse for "
                       "samples of %.0f ns: use more iterations per sample "
                       "(--sample-time)",
                       clock->resolution_ns, whole_ns);
    else if (time_of(c)->count >= DISTINCT_LAUNCHES && distinct < DISTINCT_MIN)
        tare_case_warn(c, "coarse-clock",
                       "all its samples show only %zu different time%s: the "
                       "clock is too coarse for them; use more iterations per "
                       "sample (--sample-time)",
                       distinct, distinct == 1 ? "" : "s");
    else if (whole_ns < READINGS_MIN * clock->cost_ns)
        tare_case_warn(
            c, "slow-clock",
            "reading the clock takes %.0f ns, a large part of samples of %.0f "
            "ns: use more iterations per sample (--sample-time)",
            clock->cost_ns, whole_ns);
}

/* More iterations in a sample are no way out, and what the clock costs is taken
 * off. */
static void check_single(struct tare_case *c, const struct tare_check *check)
{
    double time_ns = check->calibration->iteration_ns;

    if (time_ns < READINGS_SINGLE * check->clock->cost_ns)
        tare_case_warn(c, "slow-clock",
                       "an iteration of %.0f ns is timed alone, and the %.0f "
                       "ns that reading the clock takes have been subtracted: "
                       "do more work in one iteration",
                       time_ns, check->clock->cost_ns);
}

static void check_cold(struct tare_case *c)
{
    const struct tare_measure *miss = tare_case_measure(c, TARE_MISS);

    if (miss != NULL && miss->has_estimate && miss->estimate.value < MISS_NS)
        tare_case_warn(c, "not-cold",
                       "a line that should be in no cache takes only %.1f ns "
                       "longer than one that is: this machine does not empty "
                       "its caches when told to, and this is the time with "
                       "warm ones",
                       miss->estimate.value);
}

static void check_inputs(struct tare_case *c,
                         const struct tare_calibration *calibration)
{
    double fresh_ns = calibration->fresh_ns;
    double trained_ns = calibration->trained_ns;

    if (trained_ns > 0 && fresh_ns > TRAINED_RATIO * trained_ns)
        tare_case_warn(c, "trained-predictor",
                       "an iteration takes %.4g ns on new inputs, which is "
                       "what is shown, and %.4g ns on %d inputs that repeat, "
                       "whose branches and memory the processor learns: if "
                       "the code meets few inputs in use, measure those",
                       fresh_ns, trained_ns, TARE_TRAINED_INPUTS);
}

static void check_clock(struct tare_case *c, const struct tare_check *check)
{
    if (check->calibration->is_single)
        check_single(c, check);
    else
        check_steps(c, check);
    if (check->clock->backwards > 0)
        tare_case_warn(c, "broken-clock",
                       "the clock went backwards %u times: do not trust any "
                       "time from this machine",
                       check->clock->backwards);
}

static void check_setup(struct tare_case *c, const struct tare_check *check)
{
    double measured_ns = check->calibration->iteration_wall_ns *
                         (double)check->plan->iterations * check->plan->samples;

    if (check->setup_ns > SETUP_RATIO * measured_ns)
        tare_case_warn(c, "setup-dominates",
                       "set-up takes %.1f times as long as what is measured "
                       "after it: make it cheaper, share it between launches "
                       "(TARE_FIXTURE), or ask for more samples per launch "
                       "(--samples, .samples)",
                       check->setup_ns / measured_ns);
}

/* What disturbed the samples, the larger first. */
static void name_causes(char *text, size_t size,
                        const struct tare_quiet_counts *counts)
{
    double all = (double)counts->samples;
    double preempted = 100 * (double)counts->preempted / all;
    double crowded = 100 * (double)counts->crowded / all;

    if (crowded < 1)
        snprintf(text, size,
                 "%.0f %% of its samples lost the CPU to other work",
                 preempted);
    else if (preempted < 1)
        snprintf(text, size,
                 "%.0f %% of its samples shared the core with other work",
                 crowded);
    else
        snprintf(text, size,
                 "%.0f %% of its samples lost the CPU to other work, and %.0f "
                 "%% shared the core with it",
                 preempted, crowded);
}

static void check_quiet(struct tare_case *c, const struct tare_check *check)
{
    struct tare_quiet_counts counts = { 0 };
    char causes[160];

    if (check->quiet != TARE_QUIET_NEVER)
        return;
    tare_quiet_count(&counts, time_of(c), check->weather);
    if (counts.samples == 0)
        return;
    name_causes(causes, sizeof causes, &counts);
    tare_case_warn(c, "not-quiet",
                   "%s: this is the time as it was met, not that of a quiet "
                   "machine; stop the other work, or give it more time "
                   "(--measurement-time)",
                   causes);
}

/* Whoever says how many launches there are to be knows what to expect. */
static void check_precision(struct tare_case *c, const struct tare_check *check)
{
    size_t launches = time_of(c)->count;

    if (check->is_limited || c->has_converged)
        return;
    if (launches < LAUNCHES_SOUND)
        tare_case_warn(c, "few-launches",
                       "%zu launch%s: below %d the interval is only a hint; "
                       "give it more time (--measurement-time, .budget_s)",
                       launches, launches == 1 ? "" : "es", LAUNCHES_SOUND);
    else if (check->is_asked)
        tare_case_warn(c, "imprecise",
                       "the interval is ±%.2g %% wide, not ±%.2g %% as "
                       "requested: the time was used up; give it more "
                       "(--measurement-time), or ask for less (--precision)",
                       100 * check->half_width, 100 * check->precision);
}

void tare_check_case(struct tare_case *c, const struct tare_check *check)
{
    check_build(c, check);
    check_gone(c, check);
    if (c->identity.threads == 1) { /* contention need not be linear */
        check_exponent(c, check->calibration);
        check_fixed_cost(c, check);
    }
    check_clock(c, check);
    check_cold(c);
    check_inputs(c, check->calibration);
    check_setup(c, check);
    check_quiet(c, check);
    check_precision(c, check);
}

/* ---- what is computed ---------------------------------------------------- */

static int has_warning(const struct tare_case *c, const char *code)
{
    for (size_t i = 0; i < c->warning_count; i++)
        if (strcmp(c->warnings[i].code, code) == 0)
            return 1;
    return 0;
}

void tare_check_result(struct tare_case *c, const struct tare_results *late)
{
    if (!late->has_result)
        return;
    if (c->has_result && c->result != late->result &&
        !has_warning(c, "not-repeatable"))
        tare_case_warn(c, "not-repeatable",
                       "its launches compute different results (tare_result: "
                       "%016llx, then %016llx): give it the same input in "
                       "every launch, or its times measure different work",
                       (unsigned long long)c->result,
                       (unsigned long long)late->result);
    if (!c->has_result)
        c->result = late->result;
    c->has_result = 1;
}
