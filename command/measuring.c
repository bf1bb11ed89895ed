/* SPDX-License-Identifier: MIT */
#include "command/measuring.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "command/facts.h"
#include "command/journaling.h"
#include "command/live.h"
#include "command/measures.h"
#include "command/probing.h"
#include "command/sharding.h"
#include "command/tracing.h"
#include "command/verbosity.h"
#include "harness/launch/launcher.h"
#include "harness/run/analysis.h"
#include "harness/run/checks.h"
#include "stats/rng.h"
#include "report/terminal/say.h"
#include "store/file.h"
#include "store/orphans.h"
#include "store/signals.h"
#include "store/weather.h"

/* ---- settings ------------------------------------------------------------ */

/* Half the bits of the clock: enough that no two runs share a seed. */
static uint64_t seed_from_clock(void)
{
    struct tare_rng rng;

    tare_rng_seed(&rng, tare_clock_now_ns() ^ ((uint64_t)getpid() << 40) ^
                            (uint64_t)time(NULL));
    return tare_rng_next(&rng) >> 16;
}

/* Every run is kept, and may be compared one day.  Of a baseline it is known; and
 * it takes 20 launches to see that the machine was restless. */
static unsigned canary_rounds(const struct tare_options *options)
{
    int is_compared = options->save_baseline != NULL ||
                      options->baseline != NULL ||
                      options->baseline_lenient != NULL;

    return is_compared ? 30 : 10;
}

struct tare_rounds_settings
tare_measuring_settings(const struct tare_options *options)
{
    struct tare_rounds_settings settings = {
        .precision = options->precision,
        .is_precision_asked = options->is_precision_asked,
        .confidence = options->confidence,
        .warmup_ns = options->warm_up_time_s * 1e9,
        .sample_ns = options->sample_time_s * 1e9,
        .budget_ns = options->measurement_time_s * 1e9,
        .samples = (unsigned)options->samples,
        .launches = (unsigned)options->launches,
        .samples_in_all = (unsigned)options->sample_size,
        .is_contest = options->contest,
        .is_quick = options->quick,
        .is_test = options->test,
        .canary_rounds = canary_rounds(options),
        .sampling = (enum tare_sampling)options->sampling,
        .seed =
            options->seed >= 0 ? (uint64_t)options->seed : seed_from_clock(),
        .wanted = options->wanted,
        .trace = options->traced,
    };

    tare_measures_check(&settings.wanted, options);
    return settings;
}

/* Once, however many duels a trial holds. */
static void tell_shared(const struct tare_cpu *cpu)
{
    static int is_told;

    if (!cpu->is_shared || is_told)
        return;
    is_told = 1;
    tare_say("another tare is measuring on CPU %d, and the two disturb each "
             "other: wait until it ends, or choose another CPU with --cpu",
             cpu->measured);
}

int tare_measuring_place(struct tare_where *where, struct tare_suite *suite,
                         const struct tare_options *options,
                         struct tare_err *err)
{
    int wanted = options->no_pin ? -2 : (int)options->cpu;

    *where = (struct tare_where){ .suite = suite,
                                  .clock = tare_clock_measure(),
                                  .timeout_s = options->timeout_s,
                                  .echo = options->nocapture };
    if (tare_cpu_choose_among(&where->cpu, wanted, tare_launcher_cpus()) < 0)
        return tare_fail_with(err, TARE_EUSAGE, "--cpu: %s may not use CPU %d",
                              tare_cpus_has(&where->cpu.allowed, wanted)
                                  ? "what the launcher starts"
                                  : "this process",
                              wanted);
    if (!options->quiet && !options->test)
        tell_shared(&where->cpu);
    return 0;
}

void tare_measuring_begin(const struct tare_where *where)
{
    tare_orphans_adopt();
    tare_cpu_step_aside(&where->cpu);
}

void tare_measuring_end(const struct tare_where *where)
{
    tare_cpu_step_back(&where->cpu);
    tare_live_phase("finishing");
}

/* ---- a run --------------------------------------------------------------- */

void tare_measuring_analyse(struct tare_run *run,
                            const struct tare_options *options)
{
    struct tare_analysis_settings settings = {
        .confidence = options->confidence,
        .resamples = (size_t)options->nresamples,
        .seed = run->seed,
    };

    for (size_t i = 0; i < run->case_count; i++) {
        tare_analyse_case(&run->cases[i], &settings);
        tare_check_shape(&run->cases[i]);
    }
    tare_analyse_growth(run, options->confidence);
}

/* Of more builds than that, each has less time: losers leave early. */
#define BUILDS_PAID 5.0

static void make_race(struct tare_rounds_settings *settings,
                      const struct tare_suite *suite)
{
    size_t cases = 0;

    for (size_t i = 0; i < suite->count; i++)
        cases += suite->cases[i].options.baseline != 0;
    settings->is_contest = settings->is_race = 1;
    settings->budget_ns *=
        fmin(1, BUILDS_PAID * (double)cases / (double)suite->count);
}

int tare_measuring_run(struct tare_run *run, struct tare_suite *suite,
                       struct tare_copies *copies, struct tare_journal *journal,
                       const struct tare_options *options, struct tare_err *err)
{
    struct tare_journaled subject = { .run = run, .suites = { suite } };
    struct tare_rounds_settings settings = tare_measuring_settings(options);
    struct tare_watcher watcher = tare_live_watcher();
    struct tare_where where;
    uint64_t begin_ns;
    int status = tare_measuring_place(&where, suite, options, err);

    if (status < 0)
        return status;
    settings.copies = copies;
    if (copies != NULL)
        make_race(&settings, suite);
    tare_signals_install();
    tare_facts_begin(run, options, &where);
    tare_facts_add_binaries(run, suite, NULL);
    if (run->cut.of > 0)
        tare_sharding_name_files(run, suite);
    settings.before = tare_weather_recall(options->store, &run->machine);
    status = tare_journaling_begin(journal, &subject, &settings, options, err);
    if (status < 0)
        return status;
    tare_measuring_begin(&where);
    tare_rounds_run(run, &where, &settings, &watcher);
    tare_measuring_end(&where);
    status = tare_journaling_check(journal, err);
    if (status != 0)
        return status;
    begin_ns = tare_clock_now_ns();
    tare_measuring_analyse(run, options);
    tare_probing_run(run);
    tare_tracing_analysis(options, run, begin_ns);
    return 0;
}

/* ---- output -------------------------------------------------------------- */

int tare_measuring_try_output(const char *path, struct tare_err *err)
{
    return path != NULL ? tare_file_try(path, err) : 0;
}
