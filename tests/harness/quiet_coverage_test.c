/* SPDX-License-Identifier: MIT */
/*
 * How often the interval of a run contains the time of a quiet machine, by
 * simulation of whole runs with their canaries and their stopping rule:
 * docs/statistics.md has the same table.  A short version runs always, the full
 * one with TARE_PROOF, which prints the table.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "harness/judge/estimates.h"
#include "harness/judge/quiet.h"
#include "stats/rng.h"
#include "stats/stopping.h"
#include "store/alloc.h"
#include "tests/test.h"

#define TIME_NS 100.0
#define SCATTER 0.001 /* of samples, and of their canaries */
#define RUNS    0.001 /* of runs, in all of their launches */
#define LOWER_QUARTILE                                                         \
    (TIME_NS * (1 - 0.6745 * 1.414 * SCATTER)) /* of quiet samples */
#define TICK      0.01                         /* of a sample that meets one */
#define STOP_NS   40e3                         /* of one interrupt */
#define SAMPLE_NS 1e6
#define PACE_NS   7000.0
#define SHARE     1.25

/* of a launch, in which each is read in two halves */
#define CANARIES_NS (SAMPLES * 2 * (1 + SHARE) * PACE_NS)

enum {
    SAMPLES = 12,
    LAUNCHES = 228,
    LOOKS = 6
};

/* What becomes of launches and samples, all at full clock and alone as 0. */
struct weather {
    const char *name;
    double burst_share, burst_launches; /* of launches beside a neighbour */
    double preempted;                   /* of samples that lose the CPU */
    double clock_sd; /* of the clock, from launch to launch */
    double ar_sd;    /* of what no canary sees, with correlation 0.9 */
    double rare;   /* of launches that are slower by a quarter by themselves */
    int is_cauchy; /* launches of heavy tails */
    double expected; /* coverage, in percent, where it is not 95 */
    double ticks;    /* of samples, that meet a tick of the kernel */
    double torn;     /* of those, that lose the CPU at it */
    double slower;   /* the clock of the whole run, against the level */
    double memory;   /* of the time, that does not follow the clock */
    double stopped;  /* of the time, that a hypervisor takes by interrupts */
};

static const struct weather weathers[] = {
    { .name = "quiet" },
    { .name = "scattered", .burst_share = 0.2 },
    { .name = "bursts of 3", .burst_share = 0.2, .burst_launches = 3 },
    { .name = "bursts of 10", .burst_share = 0.2, .burst_launches = 10 },
    { .name = "bursts of 30", .burst_share = 0.2, .burst_launches = 30 },
    { .name = "half of the time, in bursts of 30",
      .burst_share = 0.5,
      .burst_launches = 30 },
    { .name = "losing the CPU in a third of samples", .preempted = 0.33 },
    { .name = "a clock that varies by 1 %", .clock_sd = 0.01 },
    { .name = "all of these",
      .burst_share = 0.3,
      .burst_launches = 10,
      .preempted = 0.2,
      .clock_sd = 0.01 },
    { .name = "1 in 50 slower by itself", .rare = 0.02 },
    { .name = "Cauchy", .is_cauchy = 1 },
    { .name = "ticks", .ticks = 0.35 },
    { .name = "ticks, mostly to a neighbour", .ticks = 0.35, .torn = 0.8 },
    { .name = "a clock 3 % slower, a fifth is memory",
      .clock_sd = 0.003,
      .slower = 0.03,
      .memory = 0.2 },
    { .name = "a hypervisor takes 5 %", .stopped = 0.05 },
    { .name = "it takes 30 %", .stopped = 0.3 },
    { .name = "unseen, correlated (0.9)", .ar_sd = 0.01, .expected = 70 },
};

/* ---- a machine ----------------------------------------------------------- */

struct machine {
    const struct weather *weather;
    struct tare_rng rng;
    int is_burst;
    double slower, unseen; /* beside the neighbour; what no canary sees */
    double own;            /* of this run */
};

/* Bursts of a mean length, that take that share of all launches. */
static void pass_time(struct machine *machine)
{
    const struct weather *w = machine->weather;
    double end = 1 / fmax(w->burst_launches, 1);
    double begin = w->burst_share / (1 - w->burst_share) * end;
    double drawn = tare_rng_unit(&machine->rng);

    if (machine->is_burst ? drawn < end : drawn < begin) {
        machine->is_burst = !machine->is_burst;
        machine->slower = 0.1 + 0.3 * tare_rng_unit(&machine->rng);
    }
    machine->unseen =
        0.9 * machine->unseen +
        w->ar_sd * sqrt(1 - 0.81) * tare_rng_normal(&machine->rng);
}

static double own_noise(struct machine *machine)
{
    struct tare_rng *rng = &machine->rng;

    if (machine->weather->is_cauchy)
        return 0.003 * tan(3.14159265 * (tare_rng_unit(rng) - 0.5));
    if (tare_rng_unit(rng) < machine->weather->rare)
        return 0.25;
    return 0.005 * tare_rng_normal(rng);
}

/* What interrupts of a hypervisor take in that time, as so much more of it: as many
 * as come by chance. */
static double stop(struct machine *machine, double time_ns)
{
    double stopped = machine->weather->stopped, at_ns = 0, taken_ns = 0;
    double apart_ns = STOP_NS / stopped - STOP_NS; /* from one to the next */

    while (stopped > 0 &&
           (at_ns -= apart_ns * log(1 - tare_rng_unit(&machine->rng))) <
               time_ns)
        taken_ns += STOP_NS;
    return taken_ns / time_ns;
}

static void fill_sample(struct machine *machine, struct tare_sample *sample,
                        double time_ns, double pace_ns)
{
    struct tare_rng *rng = &machine->rng;
    const struct weather *w = machine->weather;
    int is_ticked = tare_rng_unit(rng) < w->ticks;
    int is_lost = tare_rng_unit(rng) < (is_ticked ? w->torn : w->preempted);

    time_ns *= is_ticked ? 1 + TICK : 1;

    *sample = (struct tare_sample){
        .iterations = 1000,
        .value = time_ns * (1 + SCATTER * tare_rng_normal(rng)),
        .steal_ns = -1,
        .throttled = -1,
        .pace_ns = pace_ns * (1 + SCATTER * tare_rng_normal(rng)),
        .share_ns = SHARE * pace_ns * (machine->is_burst ? 1.6 : 1) *
                    (1 + 0.002 * fabs(tare_rng_normal(rng)))
    };
    sample->uninterrupted = w->stopped > 0 ? sample->value : 0;
    sample->value *= 1 + stop(machine, SAMPLE_NS);
    sample->cpu_ns = sample->value * 1000;
    if (is_lost) {
        sample->value *= 1.5 + tare_rng_unit(rng);
        sample->switches = 1;
    }
}

static void launch(struct machine *machine, struct tare_launch *launch)
{
    const struct weather *w = machine->weather;
    double clock, time_ns;

    pass_time(machine);
    clock = exp(w->slower + w->clock_sd * fabs(tare_rng_normal(&machine->rng)));
    time_ns = TIME_NS *
              exp(own_noise(machine) + machine->unseen + machine->own) *
              pow(clock, 1 - w->memory) *
              (machine->is_burst ? 1 + machine->slower : 1);
    *launch = (struct tare_launch){ .pace_ns = PACE_NS * clock,
                                    .quiet = -1,
                                    .samples = tare_alloc(
                                        SAMPLES, sizeof *launch->samples),
                                    .count = SAMPLES };
    for (size_t i = 0; i < SAMPLES; i++)
        fill_sample(machine, &launch->samples[i], time_ns, PACE_NS * clock);
    launch->interrupts = stop(machine, CANARIES_NS);
    launch->interrupts /= 1 + launch->interrupts;
    launch->value = launch->met = launch->samples[SAMPLES / 2].value;
}

/* ---- a run --------------------------------------------------------------- */

static struct tare_estimate measure(struct machine *machine,
                                    enum tare_quiet *quiet)
{
    struct tare_run run = { .cases = tare_alloc(1, sizeof *run.cases),
                            .case_count = 1 };
    struct tare_weather before = { .pace_ns = PACE_NS, .share = SHARE };
    struct tare_measure *time = tare_case_add_measure(
        &run.cases[0], "time", "ns", TARE_BETTER_LOWER, TARE_KIND_NOISY);
    struct tare_estimate estimate = { 0 };
    int is_log;

    machine->own = RUNS * tare_rng_normal(&machine->rng);
    time->launches = tare_alloc(LAUNCHES, sizeof *time->launches);
    for (size_t look = 0; look < LOOKS; look++) {
        while (time->count < tare_look_launches(look))
            launch(machine, &time->launches[time->count++]);
        run.weather = tare_weather_of(&run, &before);
        *quiet = tare_quiet_launches(time, &run.weather);
        estimate = tare_measure_estimate(time, 0.95, &is_log);
        if (*quiet != TARE_QUIET_NEVER && tare_precise_enough(&estimate, 0.005))
            break;
    }
    tare_run_release(&run);
    return estimate;
}

struct outcome {
    double covered, precise, covered_precise, launches;
    int runs; /* of those that were quiet at all, which the others say */
};

static struct outcome simulate(const struct weather *weather, int runs)
{
    struct machine machine = { .weather = weather };
    struct outcome o = { 0 };

    tare_rng_stream(&machine.rng, 1, weather->name, 3);
    for (int i = 0; i < runs; i++) {
        enum tare_quiet quiet;
        struct tare_estimate e = measure(&machine, &quiet);
        int covers = e.low <= LOWER_QUARTILE && LOWER_QUARTILE <= e.high;
        int is_precise = tare_precise_enough(&e, 0.005);

        if (quiet == TARE_QUIET_NEVER)
            continue;
        o.runs++;
        o.covered += covers;
        o.precise += is_precise;
        o.covered_precise += covers && is_precise;
        o.launches += (double)e.count;
    }
    o.covered_precise *= o.precise > 0 ? 100 / o.precise : 0;
    o.covered *= 100.0 / o.runs;
    o.precise *= 100.0 / o.runs;
    o.launches /= o.runs;
    return o;
}

TEST(intervals_hold_the_time_of_a_quiet_machine)
{
    int is_proof = getenv("TARE_PROOF") != NULL;
    int runs = is_proof ? 5000 : 150;
    double slack = 400 * sqrt(0.95 * 0.05 / runs); /* 4 standard errors */

    printf("# weather: covered / of those called precise / called precise / "
           "launches that count\n");
    for (size_t i = 0; i < sizeof weathers / sizeof *weathers; i++) {
        struct outcome o = simulate(&weathers[i], runs);
        double expected = weathers[i].expected > 0 ? weathers[i].expected : 95;

        printf("# %-38s %5.1f %5.1f %5.1f %5.0f, %d never quiet\n",
               weathers[i].name, o.covered, o.covered_precise, o.precise,
               o.launches, runs - o.runs);
        CHECK(o.covered >= expected - 3 - slack);
    }
}

TESTS(RUN(intervals_hold_the_time_of_a_quiet_machine))
