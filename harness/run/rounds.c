/* SPDX-License-Identifier: MIT */
#include "harness/run/rounds.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "harness/run/checks.h"
#include "harness/machine/clock.h"
#include "harness/image/duel_side.h"
#include "harness/judge/quiet.h"
#include "harness/run/harvest.h"
#include "harness/run/meter_launches.h"
#include "harness/run/rounds_parts.h"
#include "stats/weather.h"
#include "store/alloc.h"
#include "store/signals.h"

static void show(struct tare_rounds *rounds, const struct tare_runner *next)
{
    const struct tare_watcher *watcher = rounds->context.watcher;
    struct tare_progress *progress = &rounds->progress;

    if (watcher->show == NULL || tare_context_is_replaying(&rounds->context))
        return;
    progress->elapsed_s = tare_context_elapsed_ns(&rounds->context) * 1e-9;
    progress->id = next != NULL ? next->declared->identity.id : NULL;
    watcher->show(watcher->context, progress);
}

/* ---- the canaries -------------------------------------------------------- */

static void add_canaries(struct tare_rounds *rounds)
{
    rounds->aside.cases =
        tare_alloc(TARE_CANARIES, sizeof *rounds->aside.cases);
    rounds->aside.case_count = TARE_CANARIES;
    for (size_t i = 0; i < TARE_CANARIES; i++) {
        tare_builtin_case(&rounds->canaries[i],
                          (enum tare_builtin)(TARE_BUILTIN_CHAIN + i), 0, 0);
        tare_runner_begin(&rounds->runners[rounds->count++], &rounds->context,
                          rounds->where, &rounds->canaries[i],
                          &rounds->aside.cases[i]);
    }
}

/* Those that were measured go into the run, the others nowhere. */
static void hand_over_canaries(struct tare_rounds *rounds)
{
    struct tare_run *run = rounds->run, *aside = &rounds->aside;

    if (aside->case_count == 0)
        return;
    run->references = tare_alloc(TARE_CANARIES, sizeof *run->references);
    for (size_t i = 0; i < aside->case_count; i++) {
        if (!tare_case_is_measured(&aside->cases[i]))
            continue;
        run->references[run->reference_count++] = aside->cases[i];
        aside->cases[i] = (struct tare_case){ 0 };
    }
    tare_run_release(aside);
    for (size_t i = 0; i < TARE_CANARIES; i++)
        tare_suite_case_release(&rounds->canaries[i]);
}

/* ---- calibrating --------------------------------------------------------- */

static void calibrate(struct tare_rounds *rounds)
{
    struct tare_progress *progress = &rounds->progress;
    uint64_t begin_ns = tare_clock_now_ns();

    tare_rng_shuffle(&rounds->context.rng, rounds->order, rounds->count);
    for (size_t i = 0; i < rounds->count && !tare_signals_end_wanted(); i++) {
        struct tare_runner *runner = &rounds->runners[rounds->order[i]];
        int is_case = !tare_rounds_is_canary(rounds, runner);

        if (is_case)
            show(rounds, runner);
        tare_runner_calibrate(runner, &rounds->context);
        progress->done += is_case != 0;
        progress->verdicts.failed +=
            is_case && tare_case_is_broken_off(runner->row);
    }
    tare_spending_phase(&rounds->context.spending, "calibration", 0, begin_ns);
}

/* By what is remembered, and by what the calibrations met: a run that goes on
 * (--resume) must find the same. */
static double quiet_share(const struct tare_rounds *rounds)
{
    double share = rounds->context.settings->before.share;

    if (!(share > 0))
        share = INFINITY;
    for (size_t i = 0; i < rounds->run->case_count; i++)
        if (rounds->runners[i].calibration.share > 0)
            share = fmin(share, rounds->runners[i].calibration.share);
    return share;
}

static void wait_for_quiet(struct tare_rounds *rounds)
{
    double budget_ns =
        (double)rounds->run->case_count * rounds->context.settings->budget_ns;

    rounds->context.disturbed = 1;
    tare_wait_for_quiet(&rounds->waiting, &rounds->where->cpu, &rounds->context,
                        budget_ns);
    rounds->context.disturbed = 0;
}

/* Once more where somebody used a part of the core: samples would be shorter than
 * in other runs.  And for those who seem far slower than their rivals: by a
 * neighbour, they would get a plan of their own that is tied to them. */
static void calibrate_again(struct tare_rounds *rounds)
{
    double crowded = TARE_CROWDED * quiet_share(rounds);

    for (size_t i = 0;
         i < rounds->run->case_count && !tare_signals_end_wanted(); i++) {
        struct tare_runner *runner = &rounds->runners[i];
        int is_crowded = runner->calibration.share > crowded;

        if (runner->is_settled ||
            (!is_crowded &&
             !tare_contesting_doubts(&rounds->contesting, rounds->runners, i)))
            continue;
        if (is_crowded)
            wait_for_quiet(rounds);
        show(rounds, runner);
        tare_runner_calibrate_again(runner, &rounds->context);
    }
}

static void plan(struct tare_rounds *rounds)
{
    tare_contesting_align(&rounds->contesting, rounds->runners);
    for (size_t i = 0; i < rounds->count; i++) {
        struct tare_runner *runner = &rounds->runners[i];

        if (runner->is_settled)
            continue;
        tare_runner_plan(runner, &rounds->context);
        rounds->budget_ns += tare_rounds_is_canary(rounds, runner)
                                 ? rounds->context.settings->canary_rounds *
                                       runner->plan.launch_ns
                                 : runner->plan.budget_ns;
    }
}

/* Only where some case is so fast that the loop around it could matter. */
static void measure_empty_loop(struct tare_rounds *rounds)
{
    int is_needed = 0;

    for (size_t i = 0; i < rounds->run->case_count; i++)
        is_needed |= !rounds->runners[i].is_settled &&
                     rounds->runners[i].calibration.iteration_ns <
                         TARE_REFERENCE_MATTERS_NS;
    if (is_needed)
        rounds->empty_ns =
            tare_context_empty_ns(&rounds->context, rounds->where);
}

/* ---- measuring ----------------------------------------------------------- */

static void look_at_weather(struct tare_rounds *rounds)
{
    rounds->run->weather =
        tare_weather_of(rounds->run, &rounds->context.settings->before);
}

/* A look at every case; how many go on.  The level of the canaries settles
 * soon, and finding it takes longer with each round. */
static size_t look_at_all(struct tare_rounds *rounds)
{
    struct tare_progress *progress = &rounds->progress;
    enum tare_spent_on before =
        tare_spending_turn(&rounds->context.spending, TARE_SPENT_ANALYSIS);
    size_t going = 0;

    if (progress->round >= rounds->next_weather) {
        look_at_weather(rounds);
        rounds->next_weather = progress->round + progress->round / 4 + 1;
    }

    if (rounds->context.settings->is_contest)
        tare_contesting_look(&rounds->contesting, rounds->run, progress->round);
    progress->done = progress->verdicts.failed = 0;
    for (size_t i = 0; i < rounds->run->case_count; i++) {
        struct tare_runner *runner = &rounds->runners[i];

        tare_rounds_look_at(rounds, runner);
        progress->done +=
            runner->is_settled && !tare_rounds_is_contested(rounds, runner);
        progress->verdicts.failed += tare_case_is_broken_off(runner->row) != 0;
        going += tare_rounds_goes_on(rounds, runner) != 0;
    }
    progress->left_s = tare_rounds_left_s(rounds);
    tare_spending_turn(&rounds->context.spending, before);
    return going;
}

/* What has been measured until it could not go on is kept all the same. */
static void end_early(struct tare_rounds *rounds, const struct tare_err *why)
{
    tare_facts_text(&rounds->run->settings, "ended_early", why->text);
    rounds->is_ended = 1;
}

static void make_copies(void *context)
{
    struct tare_rounds *rounds = context;
    struct tare_copies *copies = rounds->context.settings->copies;
    enum tare_spent_on before =
        tare_spending_turn(&rounds->context.spending, TARE_SPENT_COPIES);

    if (tare_copies_make(copies) < 0)
        end_early(rounds, &copies->err);
    tare_spending_turn(&rounds->context.spending, before);
}

/* Copies of the files from which this round launches. */
static void renew_copies(struct tare_rounds *rounds)
{
    struct tare_copies *copies = rounds->context.settings->copies;
    char *is_launched;

    if (copies == NULL)
        return;
    is_launched = tare_alloc(rounds->where->suite->binary_count, 1);
    for (size_t i = 0; i < rounds->count; i++)
        is_launched[rounds->runners[i].declared->binary] |=
            (char)tare_rounds_goes_on(rounds, &rounds->runners[i]);
    tare_copies_draw(copies, &rounds->context.rng, is_launched);
    free(is_launched);
    tare_context_postpone(&rounds->context, make_copies, rounds);
}

static void read_copies(struct tare_rounds *rounds)
{
    struct tare_copies *copies = rounds->context.settings->copies;

    if (copies == NULL)
        return;
    copies->seed = rounds->run->seed;
    if (tare_copies_read(copies, rounds->run->binaries) < 0)
        end_early(rounds, &copies->err);
}

static int is_over(const struct tare_rounds *rounds)
{
    return rounds->is_ended || tare_signals_end_wanted();
}

/* All that go on get one launch, in random order, rivals side by side. */
static void do_round(struct tare_rounds *rounds)
{
    uint64_t begin_ns = tare_clock_now_ns();

    renew_copies(rounds);
    tare_rng_shuffle(&rounds->context.rng, rounds->order, rounds->count);
    tare_contesting_order(&rounds->contesting, rounds->order, rounds->count);
    for (size_t i = 0; i < rounds->count && !is_over(rounds); i++) {
        struct tare_runner *runner = &rounds->runners[rounds->order[i]];

        if (!tare_rounds_goes_on(rounds, runner))
            continue;
        if (!tare_rounds_is_canary(rounds, runner))
            show(rounds, runner);
        tare_wait_for_quiet(&rounds->waiting, &rounds->where->cpu,
                            &rounds->context, rounds->budget_ns);
        tare_runner_launch(runner, &rounds->context);
    }
    tare_spending_phase(&rounds->context.spending, "round",
                        rounds->progress.round, begin_ns);
}

static void measure(struct tare_rounds *rounds)
{
    struct tare_progress *progress = &rounds->progress;

    progress->phase = TARE_PHASE_MEASURING;
    progress->round = 1;
    read_copies(rounds);
    while (!is_over(rounds) && look_at_all(rounds) > 0) {
        do_round(rounds);
        progress->round++;
    }
}

/* ---- meters -------------------------------------------------------------- */

static void take_passes(struct tare_rounds *rounds)
{
    struct tare_meter_launches launches = {
        .count = rounds->run->case_count,
        .wanted = &rounds->context.settings->wanted
    };

    launches.runners = tare_alloc(launches.count, sizeof *launches.runners);
    for (size_t i = 0; i < launches.count; i++)
        launches.runners[i] = &rounds->runners[i];
    tare_meter_launches_run(&rounds->context, &launches);
    free(launches.runners);
}

/* ---- finishing ----------------------------------------------------------- */

/* The estimates of all measures; of that of time, half the interval. */
static double estimate(const struct tare_rounds *rounds, struct tare_case *c,
                       enum tare_quiet *quiet)
{
    struct tare_measure *time = tare_case_measure(c, "time");
    double half_width = 0;

    *quiet = tare_quiet_launches(time, &rounds->run->weather);

    for (size_t i = 0; i < c->measure_count; i++) {
        struct tare_estimate found = tare_harvest_estimate(
            &c->measures[i], rounds->context.settings->confidence);

        if (&c->measures[i] == time)
            half_width = tare_estimate_half_width(&found);
    }
    return half_width;
}

/* The final numbers of a case, and what is wrong with it. */
static void finish(struct tare_rounds *rounds, struct tare_runner *runner)
{
    const struct tare_rounds_settings *settings = rounds->context.settings;
    struct tare_case *c = runner->row;
    struct tare_check check = { .declared = runner->declared,
                                .calibration = &runner->calibration,
                                .plan = &runner->plan,
                                .clock = &rounds->where->clock,
                                .reference_ns = rounds->empty_ns,
                                .setup_ns = runner->setup_ns,
                                .precision = runner->precision };

    if (c->status != TARE_STATUS_OK || (settings->is_test && runner->is_tried))
        return;
    if (tare_case_measure(c, "time") == NULL) {
        c->status = TARE_STATUS_SKIPPED;
        c->reason = tare_strdup("interrupted before it was measured");
        return;
    }
    check.half_width = estimate(rounds, c, &check.quiet);
    check.weather = &rounds->run->weather;
    if (tare_rounds_is_canary(rounds, runner))
        return;
    c->has_converged = check.half_width <= runner->precision;
    check.is_limited = settings->launches > 0 || settings->samples_in_all > 0 ||
                       settings->is_race;
    check.is_asked =
        settings->is_precision_asked || runner->declared->options.precision > 0;
    tare_check_case(c, &check);
}

static void finish_all(struct tare_rounds *rounds)
{
    enum tare_spent_on before =
        tare_spending_turn(&rounds->context.spending, TARE_SPENT_ANALYSIS);

    look_at_weather(rounds);
    for (size_t i = 0; i < rounds->count; i++) {
        struct tare_runner *runner = &rounds->runners[i];

        if (!rounds->context.settings->is_test && runner->is_tried &&
            !tare_rounds_is_canary(rounds, runner) &&
            runner->row->status == TARE_STATUS_OK)
            tare_runner_look_again(runner, &rounds->context);
        finish(rounds, runner);
    }
    tare_quiet_note(rounds->run);
    tare_spending_turn(&rounds->context.spending, before);
}

/* ---- the run ------------------------------------------------------------- */

/* What the binary loads belongs to it, should it be kept. */
static void note_launch(void *listener, const struct tare_runner *runner,
                        const struct tare_session *session)
{
    struct tare_run *run = listener;

    if (runner->declared->binary < run->binary_count)
        tare_duel_side_note(&run->binaries[runner->declared->binary], session);
}

static void prepare(struct tare_rounds *rounds)
{
    const struct tare_suite *suite = rounds->where->suite;
    const struct tare_rounds_settings *settings = rounds->context.settings;
    struct tare_run *run = rounds->run;
    size_t most = suite->count + TARE_CANARIES;

    run->seed = settings->seed;
    run->cases = tare_alloc(suite->count, sizeof *run->cases);
    run->case_count = suite->count;
    rounds->runners = tare_alloc(most, sizeof *rounds->runners);
    rounds->order = tare_alloc(most, sizeof *rounds->order);
    tare_rng_stream(&rounds->context.rng, settings->seed, "rounds", 0);
    for (size_t i = 0; i < suite->count; i++)
        tare_runner_begin(&rounds->runners[rounds->count++], &rounds->context,
                          rounds->where, &suite->cases[i], &run->cases[i]);
    if (settings->canary_rounds > 0 && !settings->is_test)
        add_canaries(rounds);
    for (size_t i = 0; i < rounds->count; i++)
        rounds->order[i] = i;
    tare_contesting_begin(&rounds->contesting, run);
    tare_context_begin(&rounds->context);
    rounds->progress.count = suite->count;
}

void tare_rounds_run(struct tare_run *run, struct tare_where *where,
                     const struct tare_rounds_settings *settings,
                     const struct tare_watcher *watcher)
{
    struct tare_rounds rounds = {
        .run = run,
        .where = where,
        .context = { .settings = settings,
                     .watcher = watcher,
                     .launched = note_launch,
                     .listener = run },
    };

    tare_spending_begin(&rounds.context.spending, settings->trace);
    prepare(&rounds);
    tare_weather_choose(&where->cpu);
    rounds.context.weather =
        tare_waiting_begin(&rounds.waiting, &where->cpu, &settings->before);
    tare_journal_weather(settings->journal, &rounds.context.weather);
    calibrate(&rounds);
    if (!settings->is_test)
        calibrate_again(&rounds);
    plan(&rounds);
    if (!settings->is_test && !tare_signals_end_wanted()) {
        measure_empty_loop(&rounds);
        measure(&rounds);
        take_passes(&rounds);
    }
    finish_all(&rounds);
    hand_over_canaries(&rounds);
    tare_context_end(&rounds.context);
    show(&rounds, NULL);
    run->interrupted = tare_signals_end_wanted() > 0;
    run->sampling_s += rounds.context.sampling_ns * 1e-9;
    run->elapsed_s = tare_context_elapsed_ns(&rounds.context) * 1e-9;
    tare_spending_turn(&rounds.context.spending, TARE_SPENT_REST);
    run->spent = rounds.context.spending.spent;
    tare_contesting_end(&rounds.contesting);
    free(rounds.runners);
    free(rounds.order);
}
