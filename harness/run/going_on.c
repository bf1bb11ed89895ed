/* SPDX-License-Identifier: MIT */
#include <math.h>

#include "harness/run/harvest.h"
#include "harness/judge/quiet.h"
#include "harness/run/rounds_parts.h"
#include "stats/stopping.h"

/* By how much more launches than seem to be needed are expected at most. */
#define SPARE 1.5

/* Of the budget, after which suspects alone go on. */
#define LATE 0.5

enum {
    QUICK_FIRST_LOOK = 10
};

int tare_rounds_is_canary(const struct tare_rounds *rounds,
                          const struct tare_runner *runner)
{
    return (size_t)(runner - rounds->runners) >= rounds->run->case_count;
}

/* Launches that are never exceeded; 0 for no limit. */
static size_t most_launches(const struct tare_rounds *rounds,
                            const struct tare_runner *runner)
{
    const struct tare_rounds_settings *settings = rounds->context.settings;
    unsigned samples = runner->plan.samples;

    if (settings->launches > 0)
        return settings->launches;
    return (settings->samples_in_all + samples - 1) / samples;
}

static size_t look_size(const struct tare_rounds *rounds, size_t look)
{
    size_t size = tare_look_launches(look);

    return rounds->context.settings->is_quick
               ? size * QUICK_FIRST_LOOK / tare_look_launches(0)
               : size;
}

void tare_rounds_look_at(struct tare_rounds *rounds, struct tare_runner *runner)
{
    const struct tare_rounds_settings *settings = rounds->context.settings;
    size_t launches = tare_runner_launches(runner), most;
    struct tare_measure *time;
    struct tare_estimate estimate;
    enum tare_quiet quiet;

    if (runner->is_settled)
        return;
    time = tare_case_measure(runner->row, "time");
    most = most_launches(rounds, runner);
    if (most > 0 && launches >= most)
        runner->is_settled = 1;
    if (settings->is_race && most == 0)
        runner->is_settled = !tare_rounds_is_contested(rounds, runner);
    if (settings->launches > 0 || settings->is_race ||
        launches < look_size(rounds, runner->look))
        return;
    runner->look++;
    quiet = tare_quiet_launches(time, &rounds->run->weather);
    estimate = tare_harvest_estimate(time, settings->confidence);
    runner->half_width = tare_estimate_half_width(&estimate);
    /* all of them in one burst agree, and say nothing of what is asked */
    runner->is_settled |= quiet != TARE_QUIET_NEVER &&
                          tare_precise_enough(&estimate, runner->precision);
}

int tare_rounds_is_contested(const struct tare_rounds *rounds,
                             const struct tare_runner *runner)
{
    const struct tare_rounds_settings *settings = rounds->context.settings;
    double elapsed_ns = tare_context_elapsed_ns(&rounds->context);

    return settings->is_contest && !tare_rounds_is_canary(rounds, runner) &&
           runner->row->status == TARE_STATUS_OK &&
           most_launches(rounds, runner) == 0 &&
           tare_contesting_wants(&rounds->contesting,
                                 (size_t)(runner - rounds->runners),
                                 elapsed_ns > LATE * rounds->budget_ns);
}

int tare_rounds_goes_on(const struct tare_rounds *rounds,
                        const struct tare_runner *runner)
{
    if (runner->is_settled && !tare_rounds_is_contested(rounds, runner))
        return 0;
    if (tare_rounds_is_canary(rounds, runner))
        return rounds->progress.round <=
               rounds->context.settings->canary_rounds;
    if (rounds->context.settings->launches > 0)
        return 1;
    return tare_context_elapsed_ns(&rounds->context) < rounds->budget_ns ||
           tare_runner_launches(runner) < runner->plan.min_launches;
}

/* Launches that are still to come, at most: as many as make the interval of the
 * last look as narrow as wanted, with some to spare; -1 before the first look,
 * when nobody knows. */
static double launches_left(const struct tare_rounds *rounds,
                            const struct tare_runner *runner)
{
    double launches = (double)tare_runner_launches(runner);
    double most, ratio;

    if (tare_rounds_is_contested(rounds, runner))
        return -1;
    if (runner->is_settled)
        return 0;
    most = (double)most_launches(rounds, runner);
    if (tare_rounds_is_canary(rounds, runner))
        most = rounds->context.settings->canary_rounds;
    if (most > 0)
        return fmax(most - launches, 0);
    if (!(runner->half_width > 0) || !isfinite(runner->half_width))
        return -1;
    ratio = runner->half_width / (TARE_CAUTION * runner->precision);
    return fmax(SPARE * launches * ratio * ratio,
                (double)look_size(rounds, runner->look)) -
           launches;
}

/* Launches that a case gets whatever the budget says. */
static double least_left(const struct tare_runner *runner)
{
    double least = (double)runner->plan.min_launches;

    return runner->is_settled
               ? 0
               : fmax(least - (double)tare_runner_launches(runner), 0);
}

double tare_rounds_left_s(const struct tare_rounds *rounds)
{
    double left_ns =
        rounds->budget_ns - tare_context_elapsed_ns(&rounds->context);
    double needed_ns = 0, least_ns = 0;
    int is_fixed = rounds->context.settings->launches > 0;

    for (size_t i = 0; i < rounds->count; i++) {
        const struct tare_runner *runner = &rounds->runners[i];
        double launches = launches_left(rounds, runner);

        needed_ns +=
            launches < 0 ? INFINITY : launches * runner->plan.launch_ns;
        least_ns += least_left(runner) * runner->plan.launch_ns;
    }
    if (!is_fixed && needed_ns > left_ns)
        needed_ns = left_ns;
    return fmax(needed_ns, least_ns) * 1e-9;
}
