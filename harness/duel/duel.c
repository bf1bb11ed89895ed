/* SPDX-License-Identifier: MIT */
#include "harness/duel/duel.h"

#include <math.h>
#include <stdlib.h>

#include "harness/duel/duel_evidence.h"
#include "harness/duel/duel_parts.h"
#include "harness/judge/pair_times.h"
#include "harness/machine/clock.h"
#include "harness/run/checks.h"
#include "harness/run/harvest.h"
#include "store/alloc.h"
#include "store/signals.h"

static void calibrate(struct tare_duel *duel, struct tare_pair_runner *both)
{
    tare_duel_show(duel, both);
    tare_pair_runner_calibrate(both, &duel->context, &duel->coins);
    if (!tare_pair_runner_is_over(both))
        duel->budget_ns += duel->settings->budget_s * 1e9;
}

/* What one program does on both sides needs no time: it is run once, to see
 * whether it runs and what it loads. */
static void calibrate_all(struct tare_duel *duel)
{
    uint64_t begin_ns = tare_clock_now_ns();

    duel->progress.phase = TARE_PHASE_CALIBRATING;
    tare_rng_shuffle(&duel->context.rng, duel->order, duel->pairing.count);
    for (size_t i = 0;
         i < duel->pairing.count && !tare_duel_is_ended(duel, INFINITY); i++) {
        struct tare_pair_runner *both = &duel->pairing.cases[duel->order[i]];

        if (both->is_one_file)
            tare_pair_runner_try(both, &duel->context);
        else
            calibrate(duel, both);
    }
    tare_spending_phase(&duel->context.spending, "calibration", 0, begin_ns);
}

/* Equal files that load different libraries are two programs after all; the
 * judge sees in the hashes of the record which are one. */
static void calibrate_others(struct tare_duel *duel)
{
    for (size_t i = 0;
         i < duel->pairing.judged && !tare_duel_is_ended(duel, INFINITY); i++) {
        struct tare_pair_runner *both = &duel->pairing.cases[i];

        if (both->is_one_file && tare_pair_runner_is_ok(both) &&
            !tare_duel_is_identical(duel, both))
            calibrate(duel, both);
    }
}

static void look_at_weather(struct tare_duel *duel)
{
    struct tare_where *where = duel->pairing.where;

    tare_weather_choose(&where[0].cpu);
    where[1].cpu = where[0].cpu;
    duel->run->weather = tare_waiting_begin(&duel->waiting, &where[0].cpu,
                                            &duel->settings->rounds.before);
    tare_journal_weather(duel->settings->rounds.journal, &duel->run->weather);
    duel->context.weather = duel->run->weather;
}

static void prepare(struct tare_duel *duel, const struct tare_where *where)
{
    const struct tare_duel_settings *settings = duel->settings;
    struct tare_pairing_settings wishes = { settings->threshold,
                                            settings->threshold_of,
                                            settings->context };

    duel->run->seed = settings->rounds.seed;
    duel->run->duel.threshold = settings->threshold;
    duel->run->duel.alpha = settings->alpha;
    tare_pairing_make(&duel->pairing, duel->run, duel->sides, where,
                      &duel->context, &wishes);
    look_at_weather(duel);
    duel->progress.count = duel->pairing.judged;
    duel->wanted = tare_alloc(duel->pairing.count, sizeof *duel->wanted);
    duel->spent_ns = tare_alloc(duel->pairing.count, sizeof *duel->spent_ns);
    duel->order = tare_alloc(duel->pairing.count, sizeof *duel->order);
    for (size_t i = 0; i < duel->pairing.count; i++)
        duel->order[i] = i;
    tare_rng_stream(&duel->context.rng, settings->rounds.seed, "duel", 0);
    tare_rng_stream(&duel->coins, settings->rounds.seed, "coins", 0);
    tare_context_begin(&duel->context);
}

/* Whether no case is left to be measured. */
static int is_settled(const struct tare_duel *duel)
{
    for (size_t i = 0; i < duel->pairing.judged; i++)
        if (!tare_pair_runner_is_over(&duel->pairing.cases[i]))
            return 0;
    return 1;
}

/* The final numbers of a row, and what is wrong with them. */
static void finish(struct tare_duel *duel, struct tare_runner *runner)
{
    struct tare_case *row = runner->row;
    struct tare_check check = { .declared = runner->declared,
                                .calibration = &runner->calibration,
                                .plan = &runner->plan,
                                .clock = &runner->where->clock,
                                .reference_ns = duel->empty_ns,
                                .setup_ns = runner->setup_ns,
                                .is_limited = 1 };

    for (size_t i = 0; i < row->measure_count; i++)
        tare_harvest_estimate(&row->measures[i],
                              duel->settings->rounds.confidence);
    if (row->status != TARE_STATUS_OK || row->measure_count == 0)
        return;
    tare_runner_look_again(runner, &duel->context);
    tare_check_case(row, &check);
}

static void settle(const struct tare_runner sides[2])
{
    struct tare_case *const rows[] = { sides[0].row, sides[1].row };

    if (tare_case_has_launches(rows[0]) && tare_case_has_launches(rows[1]))
        tare_pair_times_settle(rows);
}

static void finish_all(struct tare_duel *duel)
{
    enum tare_spent_on before =
        tare_spending_turn(&duel->context.spending, TARE_SPENT_ANALYSIS);

    for (size_t i = 0; i < duel->pairing.count; i++) {
        settle(duel->pairing.cases[i].sides);
        for (unsigned side = 0; side < 2; side++)
            finish(duel, &duel->pairing.cases[i].sides[side]);
    }
    tare_spending_turn(&duel->context.spending, before);
}

/* What has been measured until it could not go on is judged all the same. */
static void end_early(struct tare_duel *duel)
{
    tare_facts_text(&duel->run->settings, "ended_early", duel->err->text);
    *duel->err = (struct tare_err){ 0 };
    duel->status = 0;
}

static void release(struct tare_duel *duel)
{
    tare_pairs_release(&duel->pairs);
    tare_pairing_release(&duel->pairing);
    free(duel->owners);
    free(duel->wanted);
    free(duel->spent_ns);
    free(duel->order);
}

int tare_duel_run(struct tare_run *run, struct tare_duel_side *sides,
                  const struct tare_where *where,
                  struct tare_copy_folder *copy_folder,
                  const struct tare_duel_settings *settings,
                  const struct tare_watcher *watcher, struct tare_err *err)
{
    struct tare_duel duel = { .run = run,
                              .sides = sides,
                              .copy_folder = copy_folder,
                              .settings = settings,
                              .err = err };
    enum tare_spent_on before;

    duel.context = (struct tare_context){ .settings = &settings->rounds,
                                          .watcher = watcher,
                                          .launched = tare_duel_note_launch,
                                          .listener = &duel };
    tare_spending_begin(&duel.context.spending, settings->rounds.trace);
    prepare(&duel, where);
    if (!settings->is_insisting)
        tare_duel_find_one_files(&duel);
    calibrate_all(&duel);
    before = tare_spending_turn(&duel.context.spending, TARE_SPENT_COPIES);
    tare_duel_read_images(&duel);
    tare_spending_turn(&duel.context.spending, before);
    if (duel.status == 0)
        calibrate_others(&duel);
    if (duel.status == 0 && duel.pairing.judged > 0 && !is_settled(&duel))
        tare_duel_compete(&duel);
    if (duel.status < 0 && duel.pairs.judged > 0)
        end_early(&duel);
    if (duel.status == 0) {
        struct tare_evidence evidence = { &duel.context, &duel.pairing,
                                          tare_duel_copy_all, &duel };

        tare_duel_evidence_explain(&evidence, &duel.pairs, duel.budget_ns);
        tare_duel_evidence_limit(&duel.pairing, settings);
        finish_all(&duel);
    }
    tare_context_end(&duel.context);
    tare_duel_show(&duel, NULL);
    run->duel.budget_s = duel.budget_ns * 1e-9;
    run->interrupted = tare_signals_end_wanted() > 0;
    run->elapsed_s = tare_context_elapsed_ns(&duel.context) * 1e-9;
    run->sampling_s = duel.context.sampling_ns * 1e-9;
    tare_spending_turn(&duel.context.spending, TARE_SPENT_REST);
    run->spent = duel.context.spending.spent;
    release(&duel);
    return duel.status;
}
