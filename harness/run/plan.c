/* SPDX-License-Identifier: MIT */
#include "harness/run/plan.h"

#include <math.h>
#include <string.h>

#include "stats/order.h"

/* ns; where these come from: docs/statistics.md, "The plan" */
#define RUNG_NS       1e6 /* the first rung of the ladder takes this long */
#define LADDER_MAX_NS 4e8 /* a longer ladder is shortened */
#define TRIAL_MAX_NS  2e9 /* trials end after this, whatever they saw */
#define SLOW_NS                                                                \
    1e8 /* an iteration as slow as this is not cold, it is
                              slow: no second look */
#define BATCH_NS       5e4
#define STRETCHES      32 /* of a sample, at most; they take as long as a batch */
#define SPAWN_NS       2e6
#define ITERATIONS_MAX ((uint64_t)1 << 40)
#define BATCH_MAX      65536
#define SAMPLES        12
#define SAMPLES_MAX    20
#define LAUNCHES_MIN   3
#define LAUNCHES_FULL  30
#define SINGLES        9
#define SINGLES_MAX    60
#define SINGLES_NS     1e8 /* of a launch, where an iteration has its own sample */

static double at_least(double value, double floor)
{
    return value > floor ? value : floor;
}

/* Rounded, from 1 to the most we ever run. */
static uint64_t whole(double iterations)
{
    if (!(iterations >= 1))
        return 1;
    if (iterations >= (double)ITERATIONS_MAX)
        return ITERATIONS_MAX;
    return (uint64_t)(iterations + 0.5);
}

uint64_t tare_plan_batch(double iteration_ns)
{
    uint64_t batch = whole(ceil(BATCH_NS / at_least(iteration_ns, 0.1)));

    return batch < BATCH_MAX ? batch : BATCH_MAX;
}

/* ---- calibration --------------------------------------------------------- */

static void set_batch(const struct tare_calibration *calibration,
                      struct tare_request *request)
{
    request->batch = calibration->batch > 0
                         ? calibration->batch
                         : tare_plan_batch(calibration->iteration_ns);
    if (calibration->steps == 0 && calibration->batch == 0)
        request->batch = 1;
}

static void take_trial(struct tare_calibration *calibration,
                       const struct tare_timing *timing)
{
    double count = (double)timing->iterations;

    calibration->spent_ns += timing->wall_ns;
    calibration->iteration_ns = timing->time_ns / count;
    calibration->iteration_wall_ns = timing->wall_ns / count;
}

/* Long enough twice in a row: the first time may just have been cold. */
static int is_long_enough(struct tare_calibration *calibration,
                          const struct tare_timing *timing)
{
    if (calibration->spent_ns >= TRIAL_MAX_NS || timing->wall_ns >= SLOW_NS ||
        calibration->iterations >= ITERATIONS_MAX)
        return 1;
    if (timing->wall_ns < RUNG_NS) {
        calibration->is_warm = 0;
        return 0;
    }
    calibration->is_warm++;
    return calibration->is_warm > 1;
}

/* Towards the rung with some to spare, at least twice, at most ten times. */
static uint64_t grow(const struct tare_calibration *calibration,
                     const struct tare_timing *timing)
{
    double now = (double)calibration->iterations;
    double wanted = now * 1.2 * RUNG_NS / at_least(timing->wall_ns, 1);

    if (calibration->is_warm)
        return calibration->iterations;
    if (wanted < 2 * now)
        wanted = 2 * now;
    return whole(wanted < 10 * now ? wanted : 10 * now);
}

/* All rungs three times, or, where that takes too long, two rungs once. */
static void ask_ladder(struct tare_calibration *calibration,
                       struct tare_request *request)
{
    double rung_ns =
        calibration->iteration_wall_ns * (double)calibration->iterations;
    double all_ns =
        rung_ns * ((1 << TARE_LADDER_RUNGS) - 1) * TARE_LADDER_REPEATS;
    int is_short = all_ns > LADDER_MAX_NS;
    unsigned rungs = is_short ? 2 : TARE_LADDER_RUNGS;
    unsigned repeats = is_short ? 1 : TARE_LADDER_REPEATS;

    request->count = 0;
    for (unsigned i = 0; i < repeats; i++)
        for (unsigned j = 0; j < rungs; j++)
            request->iterations[request->count++] = calibration->iterations
                                                    << j;
}

/* Without the time that another process had the CPU: a long rung meets it, a
 * short one does not, and that would look like growth. */
static double undisturbed_ns(const struct tare_timing *timing)
{
    double lost_ns = timing->wall_ns - timing->cpu_ns;
    int is_by_hand = !(timing->canary.pace_ns > 0); /* it has no canaries */

    if (is_by_hand || timing->switches <= 0 || lost_ns <= 0 ||
        lost_ns >= timing->time_ns)
        return timing->time_ns;
    return timing->time_ns - lost_ns;
}

/* From how many iterations on a rung is high: the two highest meet as many ticks of
 * a clock as the next time; a short one may meet one or none. */
static uint64_t high_rung(const struct tare_results *done)
{
    uint64_t top = 0;

    for (unsigned i = 0; i < done->count; i++)
        if (done->timings[i].iterations > top)
            top = done->timings[i].iterations;
    return top / 2;
}

/* Whether others had the CPU in each of the high rungs. */
static int are_torn(const struct tare_results *done, uint64_t high)
{
    for (unsigned i = 0; i < done->count; i++)
        if (done->timings[i].iterations >= high &&
            done->timings[i].switches <= 0)
            return 0;
    return 1;
}

static void take_rung(struct tare_calibration *calibration,
                      const struct tare_timing *timing, double lost_ns)
{
    double iterations = (double)timing->iterations;
    double time_ns = (timing->time_ns - lost_ns) / iterations;
    double wall_ns = (timing->wall_ns - lost_ns) / iterations;
    const struct tare_canary *canary = &timing->canary;

    if (time_ns < calibration->iteration_ns) {
        calibration->iteration_ns = time_ns;
        calibration->share =
            canary->pace_ns > 0 ? canary->share_ns / canary->pace_ns : 0;
    }
    calibration->iteration_wall_ns =
        fmin(calibration->iteration_wall_ns, wall_ns);
}

/* An iteration takes what it took in the fastest high rung: others were disturbed.
 * Samples are then as long in every run.  What others had of the CPU is taken off
 * only where they had some of each, as a benchmark that sleeps does not use the
 * CPU by itself. */
static void take_ladder(struct tare_calibration *calibration,
                        const struct tare_results *done)
{
    uint64_t high = high_rung(done);
    int is_torn = are_torn(done, high);

    calibration->count = done->count;
    calibration->iteration_ns = calibration->iteration_wall_ns = INFINITY;
    for (unsigned i = 0; i < done->count; i++) {
        const struct tare_timing *timing = &done->timings[i];
        double own_ns = undisturbed_ns(timing);

        calibration->ladder_iterations[i] = (double)timing->iterations;
        calibration->ladder_ns[i] = own_ns;
        calibration->spent_ns += timing->wall_ns;
        if (timing->iterations >= high)
            take_rung(calibration, timing,
                      is_torn ? timing->time_ns - own_ns : 0);
    }
}

/* ---- inputs -------------------------------------------------------------- */

/* Odd turns repeat a few inputs. */
static int ask_inputs(struct tare_calibration *calibration,
                      struct tare_request *request)
{
    set_batch(calibration, request);
    request->inputs = calibration->turns % 2 != 0 ? TARE_TRAINED_INPUTS : 0;
    request->count = TARE_TRAINED_SAMPLES;
    for (unsigned i = 0; i < request->count; i++)
        request->iterations[i] = calibration->iterations;
    return 1;
}

static void take_inputs(struct tare_calibration *calibration,
                        const struct tare_results *done)
{
    double *into = calibration->input_ns[calibration->turns % 2];

    into += calibration->turns / 2 * TARE_TRAINED_SAMPLES;
    for (unsigned i = 0; i < done->count; i++)
        into[i] = undisturbed_ns(&done->timings[i]) /
                  (double)done->timings[i].iterations;
    calibration->turns++;
}

/* Medians, because what repeats is learned during the first samples. */
static int next_inputs(struct tare_calibration *calibration,
                       const struct tare_results *done,
                       struct tare_request *request)
{
    size_t count = sizeof calibration->input_ns[0] / sizeof(double);

    take_inputs(calibration, done);
    if (calibration->turns < TARE_TRAINED_TURNS)
        return ask_inputs(calibration, request);
    for (unsigned i = 0; i < 2; i++)
        tare_sort(calibration->input_ns[i], count);
    calibration->fresh_ns = tare_median(calibration->input_ns[0], count);
    calibration->trained_ns = tare_median(calibration->input_ns[1], count);
    return 0;
}

/* ---- single iterations --------------------------------------------------- */

/* Making the caches cold is no part of the sample, and takes time. */
static void take_singles(struct tare_calibration *calibration,
                         const struct tare_results *done)
{
    double time[SINGLES], all_ns = done->aside_ns;

    for (unsigned i = 0; i < done->count; i++) {
        time[i] = done->timings[i].time_ns;
        all_ns += done->timings[i].wall_ns;
    }
    tare_sort(time, done->count);
    calibration->spent_ns += all_ns;
    calibration->iteration_ns = tare_median(time, done->count);
    calibration->iteration_wall_ns = all_ns / done->count;
}

/* Once, and where that does not take too long a few times more. */
static int next_singles(struct tare_calibration *calibration,
                        const struct tare_results *done,
                        struct tare_request *request)
{
    calibration->iterations = 1;
    request->batch = 1;
    request->count = done == NULL ? 1 : SINGLES;
    for (unsigned i = 0; i < request->count; i++)
        request->iterations[i] = 1;
    if (done != NULL)
        take_singles(calibration, done);
    return done == NULL || (done->count < SINGLES &&
                            SINGLES * calibration->spent_ns < TRIAL_MAX_NS);
}

/* ---- from step to step --------------------------------------------------- */

int tare_calibration_next(struct tare_calibration *calibration,
                          const struct tare_results *done,
                          struct tare_request *request)
{
    if (calibration->is_single)
        return next_singles(calibration, done, request);
    if (done == NULL) {
        calibration->iterations = 1;
    } else if (calibration->is_through) {
        return next_inputs(calibration, done, request);
    } else if (calibration->on_ladder) {
        calibration->is_through = 1;
        take_ladder(calibration, done);
        return done->has_inputs ? ask_inputs(calibration, request) : 0;
    } else {
        take_trial(calibration, &done->timings[0]);
        if (is_long_enough(calibration, &done->timings[0]))
            calibration->on_ladder = 1;
        else
            calibration->iterations = grow(calibration, &done->timings[0]);
    }
    set_batch(calibration, request);
    calibration->steps++;
    if (calibration->on_ladder) {
        /* an iteration of seconds has been seen once; that has to do */
        if (3 * calibration->iteration_wall_ns *
                (double)calibration->iterations >
            TRIAL_MAX_NS)
            return 0;
        ask_ladder(calibration, request);
        return 1;
    }
    request->count = 1;
    request->iterations[0] = calibration->iterations;
    return 1;
}

/* ---- the plan ------------------------------------------------------------ */

/* They scatter more than samples of a millisecond, which are means. */
static unsigned count_singles(double wall_ns)
{
    double fit = floor(SINGLES_NS / wall_ns);

    if (fit < SAMPLES)
        return SAMPLES;
    return fit < SINGLES_MAX ? (unsigned)fit : SINGLES_MAX;
}

/*
 * Samples per launch (Kalibera and Jones 2013, for the median): the dearer a
 * launch against a sample, the more samples it should bring.  Slow iterations
 * get fewer, so that a launch stays short.
 */
static unsigned count_samples(const struct tare_plan_wishes *wishes,
                              double sample_ns)
{
    double launch_ns = SPAWN_NS + wishes->setup_ns + wishes->warmup_ns;
    double worth = ceil(sqrt(1.57 * launch_ns / sample_ns));
    double fit = floor(SAMPLES * wishes->sample_ns / sample_ns + 0.5);
    double samples = fit > worth ? fit : worth;

    if (wishes->samples > 0)
        return wishes->samples;
    if (wishes->is_single)
        return count_singles(sample_ns);
    if (samples > SAMPLES_MAX)
        samples = SAMPLES_MAX;
    return samples >= 1 ? (unsigned)samples : 1;
}

/* A batched or paused benchmark may spend far more wall time than it counts;
 * a sample then takes at most ten times what it should. */
static double iterations_for(const struct tare_calibration *calibration,
                             double sample_ns)
{
    double counted = sample_ns / at_least(calibration->iteration_ns, 1e-3);
    double most =
        10 * sample_ns / at_least(calibration->iteration_wall_ns, 1e-3);

    return counted < most ? counted : most;
}

/* Interrupts then hit few of them, and leave most as they are. */
static uint64_t stretch_for(const struct tare_calibration *calibration,
                            const struct tare_plan_wishes *wishes)
{
    double stretch_ns = fmax(BATCH_NS, wishes->sample_ns / STRETCHES);

    if (wishes->is_single)
        return 0;
    return whole(ceil(stretch_ns / at_least(calibration->iteration_ns, 1e-3)));
}

static size_t launches_in(double budget_ns, double launch_ns)
{
    double count = floor(budget_ns / launch_ns);

    if (count < LAUNCHES_MIN)
        return LAUNCHES_MIN;
    return count < LAUNCHES_FULL ? (size_t)count : LAUNCHES_FULL;
}

struct tare_plan tare_plan_make(const struct tare_calibration *calibration,
                                const struct tare_plan_wishes *wishes)
{
    double wall_ns = at_least(calibration->iteration_wall_ns, 1e-3);
    double iterations = iterations_for(calibration, wishes->sample_ns);
    double mean_steps = 1;
    struct tare_plan plan = { 0 };

    plan.is_linear =
        wishes->sampling == TARE_SAMPLING_LINEAR && !wishes->is_single;
    plan.samples = count_samples(
        wishes,
        wishes->is_single ? wall_ns : at_least(wishes->sample_ns, wall_ns));
    if (plan.is_linear) { /* d, 2d, ..., Sd: (S+1)/2 d on average */
        mean_steps = (plan.samples + 1) / 2.0;
        iterations /= mean_steps;
    }
    plan.iterations = wishes->is_single ? 1 : whole(iterations);
    plan.warmup_iterations =
        wishes->warmup_ns > 0 ? whole(wishes->warmup_ns / wall_ns) : 0;
    if (wishes->is_single && plan.warmup_iterations > 0)
        plan.warmup_iterations = 1; /* the first page faults */
    plan.batch = wishes->batch > 0 ? wishes->batch
                                   : tare_plan_batch(calibration->iteration_ns);
    plan.stretch = stretch_for(calibration, wishes);
    plan.launch_ns =
        SPAWN_NS + wishes->setup_ns +
        wall_ns * ((double)plan.warmup_iterations +
                   plan.samples * mean_steps * (double)plan.iterations);
    plan.budget_ns = wishes->budget_ns;
    plan.min_launches = launches_in(wishes->budget_ns, plan.launch_ns);
    return plan;
}

uint64_t tare_plan_seed(uint64_t seed, size_t launch)
{
    struct tare_rng rng;

    tare_rng_stream(&rng, seed, "inputs", launch);
    return tare_rng_next(&rng) | 1; /* 0 is the seed of all runs */
}

void tare_plan_request(const struct tare_plan *plan, struct tare_rng *rng,
                       struct tare_request *request)
{
    size_t order[TARE_REQUEST_MAX];

    for (unsigned i = 0; i < plan->samples; i++)
        order[i] = i + 1;
    if (plan->is_linear)
        tare_rng_shuffle(rng, order, plan->samples);
    request->batch = plan->batch;
    request->stretch = plan->stretch;
    request->inputs = 0;
    request->count = 0;
    if (plan->warmup_iterations > 0)
        request->iterations[request->count++] = plan->warmup_iterations;
    for (unsigned i = 0; i < plan->samples; i++)
        request->iterations[request->count++] =
            plan->iterations * (plan->is_linear ? order[i] : 1);
}
