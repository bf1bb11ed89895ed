/* SPDX-License-Identifier: MIT */
#include "harness/run/harvest.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "harness/judge/estimates.h"
#include "stats/moments.h"
#include "stats/order.h"
#include "store/alloc.h"

/* ---- launches ------------------------------------------------------------ */

static struct tare_sample make_sample(const struct tare_timing *timing,
                                      double value)
{
    struct tare_sample sample = {
        .iterations = timing->iterations,
        .value = value,
        .cpu_ns = timing->cpu_ns,
        .switches = (uint32_t)timing->switches,
        .faults = (uint32_t)timing->faults,
        .major_faults = (uint32_t)timing->major_faults,
        .steal_ns = timing->steal_ns,
        .throttled = timing->throttled,
        .pace_ns = timing->canary.pace_ns,
        .share_ns = timing->canary.share_ns,
    };

    return sample;
}

static double median_of(const struct tare_launch *launch)
{
    double values[TARE_REQUEST_MAX + TARE_REPORTS_MAX];

    for (size_t i = 0; i < launch->count; i++)
        values[i] = launch->samples[i].value;
    tare_sort(values, launch->count);
    return tare_median(values, launch->count);
}

static struct tare_launch *add_launch(struct tare_measure *measure,
                                      const struct tare_harvest *harvest,
                                      size_t samples)
{
    struct tare_launch *launch;

    measure->launches =
        tare_grow(measure->launches, measure->count, sizeof *measure->launches);
    launch = &measure->launches[measure->count++];
    launch->start_s = harvest->start_s;
    launch->setup_ns = harvest->setup_ns;
    launch->cpu = harvest->cpu;
    launch->layout = harvest->layout;
    launch->quiet = -1;
    launch->samples = tare_alloc(samples, sizeof *launch->samples);
    return launch;
}

static void add_thread_values(struct tare_launch *launch,
                              const struct tare_results *results, unsigned skip)
{
    unsigned threads = results->threads;

    launch->threads = threads;
    if (threads < 2)
        return;
    launch->thread_values = tare_alloc(launch->count * threads, sizeof(double));
    for (unsigned i = 0; i < launch->count; i++)
        for (unsigned j = 0; j < threads; j++)
            launch->thread_values[i * threads + j] =
                results->thread_ns[(i + skip) * threads + j] /
                (double)launch->samples[i].iterations;
}

/* Of the time of the canaries, which are read in two halves each. */
static double interrupted_share(const struct tare_results *results,
                                unsigned skip)
{
    double interrupted_ns = 0, all_ns = 0;

    for (unsigned i = skip; i < results->count; i++) {
        const struct tare_canary *canary = &results->timings[i].canary;

        interrupted_ns += canary->interrupted_ns;
        all_ns +=
            canary->interrupted_ns + 2 * (canary->pace_ns + canary->share_ns);
    }
    return all_ns > 0 ? interrupted_ns / all_ns : 0;
}

static double add_time(struct tare_case *c, const struct tare_harvest *harvest,
                       const struct tare_results *results)
{
    struct tare_measure *time = tare_case_add_measure(
        c, "time", "ns", TARE_BETTER_LOWER, TARE_KIND_NOISY);
    struct tare_launch *launch = add_launch(time, harvest, results->count);
    double wall_ns = 0;

    for (unsigned i = harvest->skip; i < results->count; i++) {
        const struct tare_timing *timing = &results->timings[i];

        struct tare_sample *sample = &launch->samples[launch->count++];

        *sample =
            make_sample(timing, timing->time_ns / (double)timing->iterations);
        sample->uninterrupted =
            timing->uninterrupted_ns / (double)timing->iterations;
        wall_ns += timing->wall_ns;
    }
    launch->value = launch->met = median_of(launch);
    launch->pace_ns = results->pace_ns;
    launch->interrupts = interrupted_share(results, harvest->skip);
    add_thread_values(launch, results, harvest->skip);
    return wall_ns;
}

/* The launch of this session, if the measure has it already: values reported
 * after the loop belong to the launch of those reported in it. */
static struct tare_launch *find_launch(struct tare_measure *measure,
                                       const struct tare_harvest *harvest,
                                       size_t more)
{
    struct tare_launch *last =
        measure->count > 0 ? &measure->launches[measure->count - 1] : NULL;
    struct tare_sample *samples;

    if (last == NULL || last->start_s < harvest->start_s ||
        last->start_s > harvest->start_s)
        return add_launch(measure, harvest, more);
    samples = tare_alloc(last->count + more, sizeof *samples);
    memcpy(samples, last->samples, last->count * sizeof *samples);
    free(last->samples);
    last->samples = samples;
    return last;
}

/* Those of the first launch stand for all. */
static void add_parts(struct tare_measure *measure,
                      const struct tare_reported *report)
{
    if (measure->parts != NULL || report->part_count == 0)
        return;
    measure->parts = tare_alloc(report->part_count, sizeof *measure->parts);
    measure->part_count = report->part_count;
    for (size_t i = 0; i < report->part_count; i++)
        measure->parts[i] =
            (struct tare_part){ tare_strdup(report->parts[i].name),
                                report->parts[i].value };
}

/* A sample without a report is not a sample of that measure. */
static void add_report(struct tare_case *c, const struct tare_harvest *harvest,
                       const struct tare_results *results,
                       const struct tare_reported *report)
{
    struct tare_measure *measure;
    struct tare_launch *launch;
    unsigned reported = 0;

    for (unsigned i = harvest->skip; i < results->count; i++)
        reported += isfinite(report->values[i]) != 0;
    if (reported == 0)
        return;
    measure = tare_case_add_measure(c, report->name, report->unit,
                                    report->better, report->kind);
    launch = find_launch(measure, harvest, reported);
    for (unsigned i = harvest->skip; i < results->count; i++)
        if (isfinite(report->values[i]))
            launch->samples[launch->count++] =
                make_sample(&results->timings[i], report->values[i]);
    launch->value = launch->met = median_of(launch);
    add_parts(measure, report);
}

double tare_harvest_launch(struct tare_case *c,
                           const struct tare_harvest *harvest,
                           const struct tare_results *results)
{
    double wall_ns = add_time(c, harvest, results);

    for (size_t i = 0; i < results->report_count; i++)
        add_report(c, harvest, results, &results->reports[i]);
    return wall_ns;
}

void tare_harvest_meter(struct tare_case *c, const struct tare_harvest *harvest,
                        const struct tare_results *results,
                        const struct tare_meter *meter)
{
    for (size_t i = 0; i < results->report_count; i++)
        for (size_t k = 0; k < meter->count; k++)
            if (strcmp(results->reports[i].name, meter->readings[k].name) == 0)
                add_report(c, harvest, results, &results->reports[i]);
}

void tare_harvest_late(struct tare_case *c, const struct tare_harvest *harvest,
                       const struct tare_results *late)
{
    struct tare_harvest whole = *harvest;

    whole.skip = 0;
    for (size_t i = 0; i < late->report_count; i++)
        add_report(c, &whole, late, &late->reports[i]);
}

/* ---- estimates ----------------------------------------------------------- */

static void set_spread(struct tare_measure *measure)
{
    double *values = tare_alloc(measure->count, sizeof *values), sd;
    int is_log;
    size_t count = tare_measure_logs(measure, values, &is_log);

    measure->spread = NAN;
    sd = tare_std_dev(values, count);
    if (count < 2)
        ;
    else if (is_log)
        measure->spread = sd;
    else if (measure->estimate.value > 0 || measure->estimate.value < 0)
        measure->spread = sd / fabs(measure->estimate.value);
    free(values);
}

/* What tare itself measures is never less than nothing, whatever the spread of
 * a few rare events says; what is reported may be. */
static void set_estimate(struct tare_measure *measure,
                         const struct tare_estimate *estimate,
                         double confidence)
{
    int is_below =
        estimate->low < 0 && tare_reading_find(measure->name) != NULL;

    measure->has_estimate = 1;
    measure->estimate = (struct tare_band){ .value = estimate->value,
                                            .low = is_below ? 0 : estimate->low,
                                            .high = estimate->high,
                                            .confidence = confidence };
}

struct tare_estimate tare_harvest_estimate(struct tare_measure *measure,
                                           double confidence)
{
    struct tare_estimate estimate = { 0 };
    int is_log;

    if (measure->count == 0)
        return estimate;
    estimate = tare_measure_estimate(measure, confidence, &is_log);
    if (measure->kind == TARE_KIND_EXACT) /* no rounding on the way */
        estimate.value = estimate.low = estimate.high =
            measure->launches[0].value;
    if (measure->kind != TARE_KIND_EVIDENCE || !measure->has_estimate)
        set_estimate(measure, &estimate, confidence);
    measure->met = tare_measure_met(measure, confidence);
    set_spread(measure);
    return estimate;
}
