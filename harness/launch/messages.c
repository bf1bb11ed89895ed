/* SPDX-License-Identifier: MIT */
#include "harness/launch/messages.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>

#include "harness/bench/registry.h"
#include "harness/launch/numbers_in.h"
#include "store/alloc.h"

#define PARTS_MAX 1000

/* A count of the kernel, as the record holds it. */
static double get_event_count(struct tare_message *message)
{
    return tare_get_amount(message, UINT32_MAX);
}

double tare_get_setup_ns(struct tare_message *message)
{
    return tare_get_time(message);
}

/* ---- opening, request ---------------------------------------------------- */

void tare_put_opening(struct tare_message *message,
                      const struct tare_opening *opening)
{
    tare_put_u64(message, opening->entry);
    tare_put_u64(message, opening->index);
    tare_put_text(message, opening->id);
    tare_put_u64(message, (uint64_t)(opening->cpu + 1));
    tare_put_double(message, opening->clock_cost_ns);
    tare_put_double(message, opening->slowdown);
    tare_put_u64(message, opening->wanted.meters);
    tare_put_text(message, opening->wanted.events);
    tare_put_u64(message, opening->seed);
}

void tare_get_opening(struct tare_message *message,
                      struct tare_opening *opening)
{
    opening->entry = (size_t)tare_get_u64(message);
    opening->index = (size_t)tare_get_u64(message);
    opening->id = tare_get_text(message);
    opening->cpu = (int)tare_get_u64(message) - 1;
    opening->clock_cost_ns = tare_get_double(message);
    opening->slowdown = tare_get_amount(message, DBL_MAX);
    if (tare_get_is_over(message)) /* from before there were meters */
        return;
    opening->wanted.meters = (unsigned)tare_get_u64(message);
    opening->wanted.events = opening->events = tare_get_text(message);
    if (!tare_get_is_over(message)) /* from before there were seeds */
        opening->seed = tare_get_u64(message);
}

void tare_put_request(struct tare_message *message,
                      const struct tare_request *request)
{
    tare_put_u64(message, request->batch);
    tare_put_u64(message, request->count);
    for (unsigned i = 0; i < request->count; i++)
        tare_put_u64(message, request->iterations[i]);
    tare_put_u64(message, request->inputs);
    tare_put_u64(message, request->stretch);
}

void tare_get_request(struct tare_message *message,
                      struct tare_request *request)
{
    request->batch = tare_get_u64(message);
    request->count = (unsigned)tare_get_count(message, TARE_REQUEST_MAX);
    for (unsigned i = 0; i < request->count; i++)
        request->iterations[i] = tare_get_u64(message);
    if (!tare_get_is_over(message)) /* from before there were inputs */
        request->inputs = tare_get_u64(message);
    if (!tare_get_is_over(message)) /* from before there were stretches */
        request->stretch = tare_get_u64(message);
}

/* ---- results ------------------------------------------------------------- */

static void put_timing(struct tare_message *message,
                       const struct tare_timing *timing)
{
    tare_put_u64(message, timing->iterations);
    tare_put_double(message, timing->time_ns);
    tare_put_double(message, timing->wall_ns);
    tare_put_double(message, timing->cpu_ns);
    tare_put_double(message, timing->switches);
    tare_put_double(message, timing->faults);
    tare_put_double(message, timing->major_faults);
    tare_put_double(message, timing->steal_ns);
    tare_put_double(message, timing->throttled);
}

/* The same, but negative is allowed and means "not known". */
static double get_perhaps(struct tare_message *message)
{
    double value = tare_get_double(message);

    if (!isfinite(value))
        message->bad = 1;
    return isfinite(value) && value >= 0 ? value : -1;
}

static void get_timing(struct tare_message *message, struct tare_timing *timing)
{
    timing->iterations = tare_get_u64(message);
    timing->time_ns = tare_get_time(message);
    timing->wall_ns = tare_get_time(message);
    timing->cpu_ns = tare_get_time(message);
    timing->switches = get_event_count(message);
    timing->faults = get_event_count(message);
    timing->major_faults = get_event_count(message);
    timing->steal_ns = get_perhaps(message);
    timing->throttled = get_perhaps(message);
}

static void put_report(struct tare_message *message,
                       const struct tare_reported *report, unsigned count)
{
    tare_put_text(message, report->name);
    tare_put_text(message, report->unit);
    tare_put_u64(message, report->better == TARE_BETTER_HIGHER);
    for (unsigned i = 0; i < count; i++)
        tare_put_double(message, report->values[i]);
}

static void get_report(struct tare_message *message,
                       struct tare_reported *report, unsigned count)
{
    report->name = tare_get_clean(message);
    report->unit = tare_get_clean(message);
    report->better =
        tare_get_u64(message) ? TARE_BETTER_HIGHER : TARE_BETTER_LOWER;
    for (unsigned i = 0; i < count; i++)
        report->values[i] = tare_get_double(message);
    if (report->name == NULL || report->unit == NULL)
        message->bad = 1;
}

/* Grown one by one, as what is added to them later expects. */
static void get_reports(struct tare_message *message,
                        struct tare_results *results)
{
    size_t count = tare_get_count(message, TARE_REPORTS_MAX);

    while (results->report_count < count)
        get_report(message, TARE_ADD(results->reports, results->report_count),
                   results->count);
}

/* A bucket and its count in one word, so that any histogram is small enough to
 * be sent. */
#define COUNTS_END (2 * TARE_LATENCY_COUNT_MAX)

static void put_latency(struct tare_message *message,
                        const struct tare_results *results)
{
    const struct tare_log_bins *bins = &results->latency;

    tare_put_u64(message, bins->count);
    for (size_t i = 0; i < bins->count; i++)
        tare_put_u64(message,
                     bins->items[i].bucket * COUNTS_END + bins->items[i].count);
    tare_put_double(message, bins->max);
    tare_put_double(message, results->latency_floor_ns);
}

/* Buckets ascend, none is empty, and the maximum lies in the last. */
static void get_latency(struct tare_message *message,
                        struct tare_results *results)
{
    struct tare_log_bins *bins = &results->latency;
    uint64_t least = 0, left = TARE_LATENCY_COUNT_MAX;

    bins->count = tare_get_count(message, TARE_LOG_BUCKETS);
    if (bins->count > 0)
        bins->items = tare_alloc(bins->count, sizeof *bins->items);
    for (size_t i = 0; i < bins->count; i++) {
        uint64_t both =
            tare_get_count(message, TARE_LOG_BUCKETS * COUNTS_END - 1);
        uint64_t bucket = both / COUNTS_END, count = both % COUNTS_END;

        message->bad |= bucket < least || count == 0 || count > left;
        bins->items[i] = (struct tare_log_bin){ (uint32_t)bucket, count };
        least = bucket + 1;
        left -= count <= left ? count : 0;
    }
    bins->max = tare_get_amount(message, DBL_MAX);
    results->latency_floor_ns = tare_get_time(message);
    message->bad |= bins->count > 0 && tare_log_bucket(bins->max) + 1 != least;
}

void tare_put_results(struct tare_message *message,
                      const struct tare_results *results)
{
    size_t cells = (size_t)results->count * results->threads;

    tare_put_u64(message, results->count);
    tare_put_u64(message, results->threads);
    for (unsigned i = 0; i < results->count; i++)
        put_timing(message, &results->timings[i]);
    for (size_t i = 0; results->threads > 1 && i < cells; i++)
        tare_put_double(message, results->thread_ns[i]);
    tare_put_u64(message, results->report_count);
    for (size_t i = 0; i < results->report_count; i++)
        put_report(message, &results->reports[i], results->count);
    for (size_t i = 0; i < results->report_count; i++)
        tare_put_u64(message, results->reports[i].kind);
    put_latency(message, results);
    for (unsigned i = 0; i < results->count; i++) {
        tare_put_double(message, results->timings[i].canary.pace_ns);
        tare_put_double(message, results->timings[i].canary.share_ns);
    }
    tare_put_double(message, results->pace_ns);
    tare_put_u64(message, (uint64_t)(results->has_inputs != 0));
    tare_put_double(message, results->aside_ns);
    for (unsigned i = 0; i < results->count; i++) {
        tare_put_double(message, results->timings[i].uninterrupted_ns);
        tare_put_double(message, results->timings[i].canary.interrupted_ns);
    }
}

void tare_get_results(struct tare_message *message,
                      struct tare_results *results)
{
    size_t cells;

    results->count = (unsigned)tare_get_count(message, TARE_REQUEST_MAX);
    results->threads = (unsigned)tare_get_count(message, TARE_THREADS_MAX);
    for (unsigned i = 0; i < results->count; i++)
        get_timing(message, &results->timings[i]);
    cells =
        results->threads > 1 ? (size_t)results->count * results->threads : 0;
    if (cells > 0)
        results->thread_ns = tare_alloc(cells, sizeof(double));
    for (size_t i = 0; i < cells; i++)
        results->thread_ns[i] = tare_get_time(message);
    get_reports(message, results);
    if (tare_get_is_over(message)) /* from before there were kinds */
        return;
    for (size_t i = 0; i < results->report_count; i++)
        results->reports[i].kind =
            (enum tare_measure_kind)tare_get_count(message, TARE_KIND_EVIDENCE);
    if (tare_get_is_over(message)) /* from before there was latency */
        return;
    get_latency(message, results);
    if (tare_get_is_over(message)) /* from before there were canaries */
        return;
    for (unsigned i = 0; i < results->count; i++) {
        results->timings[i].canary.pace_ns = tare_get_time(message);
        results->timings[i].canary.share_ns = tare_get_time(message);
    }
    results->pace_ns = tare_get_time(message);
    if (tare_get_is_over(message)) /* from before there were inputs */
        return;
    results->has_inputs = tare_get_u64(message) != 0;
    results->aside_ns = tare_get_time(message);
    if (tare_get_is_over(message)) /* from before there were stretches */
        return;
    for (unsigned i = 0; i < results->count; i++) {
        results->timings[i].uninterrupted_ns = tare_get_time(message);
        results->timings[i].canary.interrupted_ns = tare_get_time(message);
    }
}

/* ---- parts --------------------------------------------------------------- */

void tare_put_parts(struct tare_message *message,
                    const struct tare_results *results)
{
    for (size_t i = 0; i < results->report_count; i++) {
        const struct tare_reported *report = &results->reports[i];

        tare_put_u64(message, report->part_count);
        for (size_t k = 0; k < report->part_count; k++) {
            tare_put_text(message, report->parts[k].name);
            tare_put_double(message, report->parts[k].value);
        }
    }
}

static void get_part(struct tare_message *message, struct tare_part *part)
{
    part->name = tare_get_clean(message);
    part->value = tare_get_time(message);
    message->bad |= part->name == NULL;
}

void tare_get_parts(struct tare_message *message, struct tare_results *results)
{
    for (size_t i = 0; i < results->report_count; i++) {
        struct tare_reported *report = &results->reports[i];
        size_t count = tare_get_count(message, PARTS_MAX);

        while (!message->bad && report->part_count < count)
            get_part(message, TARE_ADD(report->parts, report->part_count));
    }
}

/* ---- done ---------------------------------------------------------------- */

void tare_put_done(struct tare_message *message,
                   const struct tare_work_done *work,
                   const struct tare_results *late)
{
    tare_put_double(message, work->bytes);
    tare_put_double(message, work->items);
    tare_put_double(message, work->bits);
    tare_put_u64(message, (uint64_t)late->has_result);
    tare_put_u64(message, late->result);
    tare_put_u64(message, late->report_count);
    for (size_t i = 0; i < late->report_count; i++)
        put_report(message, &late->reports[i], 1);
}

void tare_get_done(struct tare_message *message, struct tare_work_done *work,
                   struct tare_results *late)
{
    work->bytes = tare_get_amount(message, DBL_MAX);
    work->items = tare_get_amount(message, DBL_MAX);
    work->bits = tare_get_amount(message, DBL_MAX);
    late->has_result = tare_get_u64(message) != 0;
    late->result = tare_get_u64(message);
    late->count = 1;
    late->timings[0] = (struct tare_timing){ .iterations = 1,
                                             .steal_ns = -1,
                                             .throttled = -1 };
    get_reports(message, late);
}

void tare_put_loaded(struct tare_message *message,
                     const struct tare_loaded_list *loaded)
{
    tare_put_u64(message, loaded->count);
    for (size_t i = 0; i < loaded->count; i++)
        tare_put_text(message, loaded->paths[i]);
    tare_put_u64(message, loaded->left_out);
}

void tare_get_loaded(struct tare_message *message,
                     struct tare_loaded_list *loaded)
{
    uint64_t count;

    if (tare_get_is_over(message))
        return;
    count = tare_get_count(message, TARE_LOADED_MAX);
    for (uint64_t i = 0; i < count; i++) {
        char *path = tare_get_text(message);

        if (path == NULL || path[0] != '/') {
            message->bad = 1;
            free(path);
            return;
        }
        *TARE_ADD(loaded->paths, loaded->count) = path;
    }
    loaded->left_out = (size_t)tare_get_u64(message);
}

/* ---- fixtures ------------------------------------------------------------ */

void tare_put_fixture(struct tare_message *message, const char *name,
                      uint64_t size)
{
    tare_put_text(message, name);
    tare_put_u64(message, size);
}

char *tare_get_fixture(struct tare_message *message, uint64_t *size)
{
    char *name = tare_get_text(message);

    *size = tare_get_u64(message);
    message->bad |= name == NULL;
    return name;
}

void tare_put_built(struct tare_message *message, const char *path,
                    int is_built)
{
    tare_put_text(message, path);
    tare_put_u64(message, is_built != 0);
}

char *tare_get_built(struct tare_message *message, int *is_built)
{
    char *path = tare_get_text(message);

    *is_built = tare_get_u64(message) != 0;
    return path;
}

/* ---- cases --------------------------------------------------------------- */

static void put_identity(struct tare_message *message,
                         const struct tare_identity *identity)
{
    tare_put_text(message, identity->id);
    tare_put_text(message, identity->group);
    tare_put_text(message, identity->name);
    tare_put_u64(message, identity->arg_count);
    for (size_t i = 0; i < identity->arg_count; i++) {
        tare_put_text(message, identity->args[i].name);
        tare_put_text(message, identity->args[i].text);
        tare_put_double(message, identity->args[i].number);
    }
    tare_put_u64(message, identity->threads);
    tare_put_text(message, identity->file);
    tare_put_u64(message, (uint64_t)identity->line);
}

static void get_identity(struct tare_message *message,
                         struct tare_identity *identity)
{
    identity->id = tare_get_clean(message);
    identity->group = tare_get_clean(message);
    identity->name = tare_get_clean(message);
    identity->arg_count = tare_get_count(message, TARE_ARGS_MAX);
    for (size_t i = 0; i < identity->arg_count; i++) {
        identity->args[i].name = tare_get_clean(message);
        identity->args[i].text = tare_get_clean(message);
        identity->args[i].number = tare_get_double(message);
        if (identity->args[i].name == NULL)
            message->bad = 1;
    }
    identity->threads = (unsigned)tare_get_count(message, TARE_THREADS_MAX);
    identity->file = tare_get_clean(message);
    identity->line = (int)tare_get_count(message, INT32_MAX);
    if (identity->id == NULL || identity->name == NULL)
        message->bad = 1;
}

void tare_put_case(struct tare_message *message,
                   const struct tare_suite_case *c)
{
    put_identity(message, &c->identity);
    tare_put_u64(message, (uint64_t)c->options.sampling);
    tare_put_double(message, c->options.budget_s);
    tare_put_double(message, c->options.precision);
    tare_put_double(message, c->options.noise);
    tare_put_double(message, c->options.timeout_s);
    tare_put_u64(message, c->options.samples);
    tare_put_u64(message, c->options.batch);
    tare_put_u64(message, c->entry);
    tare_put_u64(message, c->index);
    tare_put_text(message, c->compiler);
    tare_put_text(message, c->language);
    tare_put_text(message, c->flags);
    tare_put_u64(message, (uint64_t)c->optimized);
    tare_put_u64(message, c->sanitizers);
    tare_put_u64(message, (uint64_t)c->is_aligned);
    tare_put_u64(message, (uint64_t)(c->options.baseline != 0));
    tare_put_u64(message, (uint64_t)(c->options.no_contest != 0));
    tare_put_text(message, c->options.contest_by);
    tare_put_u64(message, (uint64_t)c->options.warmth);
}

void tare_get_case(struct tare_message *message, struct tare_suite_case *c)
{
    get_identity(message, &c->identity);
    c->options.sampling =
        (enum tare_sampling)tare_get_count(message, TARE_SAMPLING_LINEAR);
    c->options.budget_s = tare_get_amount(message, DBL_MAX);
    c->options.precision = tare_get_amount(message, DBL_MAX);
    c->options.noise = tare_get_amount(message, DBL_MAX);
    c->options.timeout_s = tare_get_amount(message, DBL_MAX);
    c->options.samples = (unsigned)tare_get_count(message, TARE_REQUEST_MAX);
    c->options.batch = tare_get_u64(message);
    c->entry = (size_t)tare_get_u64(message);
    c->index = (size_t)tare_get_u64(message);
    c->compiler = tare_get_clean(message);
    c->language = tare_get_clean(message);
    c->flags = tare_get_clean(message);
    c->optimized = tare_get_u64(message) != 0;
    c->sanitizers = (unsigned)tare_get_u64(message);
    c->is_aligned = tare_get_u64(message) != 0;
    if (tare_get_is_over(message)) /* of an earlier version */
        return;
    c->options.baseline = tare_get_u64(message) != 0;
    c->options.no_contest = tare_get_u64(message) != 0;
    c->options.contest_by = tare_get_clean(message);
    if (!tare_get_is_over(message)) /* from before there were states */
        c->options.warmth =
            (enum tare_warmth)tare_get_count(message, TARE_COLD);
}
