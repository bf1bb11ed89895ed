/* SPDX-License-Identifier: MIT */
#include "harness/bench/bench.h"

#include <math.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "harness/machine/canary.h"
#include "harness/machine/clock.h"
#include "harness/machine/cpus.h"
#include "harness/machine/probe.h"
#include "harness/bench/meter.h"
#include "harness/bench/warmth.h"
#include "harness/bench/fault.h"
#include "stats/weather.h"
#include "store/alloc.h"
#include "store/utf8.h"

static void release_report(struct tare_reported *report)
{
    free(report->name);
    free(report->unit);
    for (size_t i = 0; i < report->part_count; i++)
        free(report->parts[i].name);
    free(report->parts);
}

void tare_results_release(struct tare_results *results)
{
    free(results->thread_ns);
    free(results->latency.items);
    tare_profile_release(&results->profile);
    for (size_t i = 0; i < results->report_count; i++)
        release_report(&results->reports[i]);
    free(results->reports);
    *results = (struct tare_results){ 0 };
}

static struct tare_reported *look_up(struct tare_results *results,
                                     const char *name)
{
    for (size_t i = 0; i < results->report_count; i++)
        if (strcmp(results->reports[i].name, name) == 0)
            return &results->reports[i];
    return NULL;
}

/* Names are kept as valid UTF-8, so that two that become one there are one
 * here. */
struct tare_reported *tare_results_report(struct tare_results *results,
                                          const char *name)
{
    struct tare_reported *report = look_up(results, name);
    char *clean;

    if (report != NULL)
        return report;
    clean = tare_utf8_clean(name);
    report = look_up(results, clean);
    if (report != NULL || results->report_count == TARE_REPORTS_MAX) {
        free(clean);
        return report;
    }
    results->reports = tare_grow(results->reports, results->report_count,
                                 sizeof *results->reports);
    report = &results->reports[results->report_count++];
    report->name = clean;
    report->unit = tare_strdup("");
    for (size_t i = 0; i < TARE_REQUEST_MAX; i++)
        report->values[i] = NAN;
    return report;
}

int tare_threads_meet(struct tare_threads *threads)
{
    unsigned generation;
    int is_leaving;

    if (threads->count == 1)
        return 1;
    pthread_mutex_lock(&threads->mutex);
    generation = threads->generation;
    if (++threads->arrived == threads->count) {
        threads->arrived = 0;
        threads->generation++;
        pthread_cond_broadcast(&threads->everyone);
    }
    while (threads->generation == generation && !threads->is_leaving)
        pthread_cond_wait(&threads->everyone, &threads->mutex);
    is_leaving = threads->is_leaving;
    pthread_mutex_unlock(&threads->mutex);
    return !is_leaving;
}

/* ---- meters -------------------------------------------------------------- */

int tare_threads_open_meters(struct tare_threads *threads,
                             const struct tare_wanted *wanted, char *reason,
                             size_t size)
{
    for (unsigned i = 0; i < TARE_METERS; i++) {
        const struct tare_meter *meter = tare_meters[i];
        const struct tare_meter_inside *inside = meter->inside;

        if ((wanted->meters & 1u << i) == 0 || inside == NULL)
            continue;
        if (meter->is_alone) /* its launches are not timed */
            threads->cold = TARE_COLD_NONE;
        if (inside->open == NULL ||
            inside->open(threads, wanted->events, reason, size) == 0)
            threads->meters[threads->meter_count++] = inside;
        else if (meter->is_alone)
            return -1;
    }
    return 0;
}

static struct tare_reported *report_for(struct tare_threads *threads,
                                        const struct tare_reading *reading)
{
    struct tare_reported *report =
        tare_results_report(&threads->results, reading->name);

    if (report == NULL || report->is_reading)
        return report;
    free(report->unit);
    report->unit = tare_strdup(reading->unit);
    report->kind = reading->kind;
    report->is_reading = 1;
    return report;
}

void tare_threads_reserve(struct tare_threads *threads,
                          const struct tare_reading *reading)
{
    report_for(threads, reading);
}

void tare_threads_read(struct tare_threads *threads, unsigned index,
                       const struct tare_reading *reading, double value)
{
    struct tare_reported *report = report_for(threads, reading);

    if (report != NULL)
        report->values[index] = value;
}

static void take_meters(struct tare_threads *threads, unsigned index)
{
    for (unsigned i = 0; i < threads->meter_count; i++)
        if (threads->meters[i]->take != NULL)
            threads->meters[i]->take(threads, index);
}

/* How long memory takes, where the caches are said to be cold. */
static const struct tare_reading miss = { .name = TARE_MISS,
                                          .unit = "ns",
                                          .kind = TARE_KIND_EVIDENCE };

/* ---- samples ------------------------------------------------------------- */

/* Empty results for the request, touched before the clock starts. */
static void prepare_results(struct tare_threads *threads)
{
    struct tare_results *results = &threads->results;
    size_t cells = (size_t)threads->request.count * threads->count;

    results->count = 0;
    results->threads = threads->count;
    results->aside_ns = 0;
    memset(results->timings, 0, sizeof results->timings);
    if (threads->count > 1) {
        free(results->thread_ns);
        results->thread_ns = tare_alloc(cells, sizeof(double));
        memset(results->thread_ns, 0, cells * sizeof(double));
    }
}

void tare_threads_prepare_sample(struct tare_threads *threads)
{
    struct tare_conductor *conductor = threads->conductor;
    int is_first = threads->request.count == 0;

    if (is_first)
        TARE_PROBE2(setup__done, threads->identity->id,
                    tare_clock_now_ns() - threads->opened_ns);
    if (threads->index == threads->request.count) {
        if (!conductor->next(conductor, is_first ? NULL : &threads->results,
                             &threads->request)) {
            threads->iterations = 0;
            return;
        }
        threads->index = 0;
        prepare_results(threads);
    }
    threads->iterations = threads->request.iterations[threads->index];
    if (threads->index == 0) {
        threads->canary = tare_canary_read();
        threads->results.pace_ns = threads->canary.pace_ns;
    }
    tare_disturb_read(&threads->disturb_source, &threads->before);
}

/* The mean of what was reported in this sample. */
static void close_reports(struct tare_results *results, unsigned index)
{
    for (size_t i = 0; i < results->report_count; i++) {
        struct tare_reported *report = &results->reports[i];

        report->values[index] =
            report->count > 0 ? report->sum / (double)report->count : NAN;
        report->sum = 0;
        report->count = 0;
    }
}

void tare_results_late(struct tare_results *results)
{
    close_reports(results, 0);
    results->count = 1;
    results->timings[0] = (struct tare_timing){ .iterations = 1,
                                                .steal_ns = -1,
                                                .throttled = -1 };
}

/* Of the sample that has ended; 0 where its stretches do not tell. */
static double uninterrupted_ns(const struct tare_threads *threads)
{
    struct tare_stretches *stretches = &threads->members[0].stretches;

    if (threads->is_by_hand || stretches->count < TARE_STRETCHES_MIN ||
        stretches->count > TARE_STRETCHES_MAX)
        return 0;
    return (double)threads->iterations *
           tare_uninterrupted(stretches->iteration_ns, stretches->count);
}

void tare_threads_finish_sample(struct tare_threads *threads)
{
    uint64_t now_ns = tare_clock_now_ns();
    struct tare_results *results = &threads->results;
    unsigned index = threads->index++;
    struct tare_timing *timing = &results->timings[index];
    struct tare_disturb after, between;
    struct tare_canary canary;

    tare_disturb_read(&threads->disturb_source, &after);
    between = tare_disturb_between(&threads->before, &after);
    *timing = (struct tare_timing){
        .iterations = threads->iterations,
        .wall_ns = (double)(now_ns - threads->start_ns),
        .cpu_ns = between.cpu_ns,
        .switches = between.switches,
        .faults = between.faults,
        .major_faults = between.major_faults,
        .steal_ns = between.steal_ns,
        .throttled = between.throttled,
    };
    for (unsigned i = 0; i < threads->count; i++) {
        const struct tare *member = &threads->members[i];
        double time_ns =
            threads->is_by_hand ? member->by_hand_ns : member->elapsed_ns;

        if (time_ns > timing->time_ns)
            timing->time_ns = time_ns;
        if (results->thread_ns != NULL)
            results->thread_ns[index * threads->count + i] = fmax(time_ns, 0);
    }
    timing->uninterrupted_ns = uninterrupted_ns(threads);
    close_reports(results, index);
    take_meters(threads, index);
    if (threads->cold != TARE_COLD_NONE)
        tare_threads_read(threads, index, &miss, threads->miss_ns);
    canary = tare_canary_read();
    timing->canary.pace_ns = (threads->canary.pace_ns + canary.pace_ns) / 2;
    timing->canary.share_ns = fmax(threads->canary.share_ns, canary.share_ns);
    timing->canary.interrupted_ns = canary.interrupted_ns;
    threads->canary = canary;
    if (threads->is_by_hand) { /* whose clock may be another */
        timing->canary = (struct tare_canary){ 0 };
        results->pace_ns = 0;
    }
    results->count = threads->index;
}

/* ---- threads ------------------------------------------------------------- */

struct role {
    struct tare *member;
    tare_bench_fn run;
    void (*call)(tare_bench_fn run, struct tare *t);
};

/* Threads beyond the first spread over the CPUs that are allowed. */
static void settle(unsigned thread)
{
    struct tare_cpus allowed;
    unsigned count, wanted;
    int cpu = 0;

    tare_cpus_read(&allowed);
    count = (unsigned)tare_cpus_count(&allowed);
    if (count == 0)
        return;
    for (wanted = thread % count; wanted > 0 || !tare_cpus_has(&allowed, cpu);
         cpu++)
        wanted -= tare_cpus_has(&allowed, cpu) != 0;
    tare_cpus_bind_one(cpu);
}

static void *play(void *argument)
{
    struct role *role = argument;
    struct tare *member = role->member;

    if (member->threads->count > 1)
        settle(member->thread);
    tare_fault_stack();
    if (role->call != NULL)
        role->call(role->run, member);
    else
        role->run(member);
    if (member->state != TARE_STATE_OVER)
        tare_fail(member,
                  member->state == TARE_STATE_SETUP
                      ? "returned without entering TARE_LOOP"
                      : "left TARE_LOOP before it was done (by break, return, "
                        "goto or longjmp)");
    return NULL;
}

static void start_threads(struct tare_threads *threads, struct role *roles,
                          pthread_t *ids)
{
    for (unsigned i = 1; i < threads->count; i++) {
        int error = pthread_create(&ids[i], NULL, play, &roles[i]);

        if (error != 0) {
            pthread_mutex_lock(&threads->mutex);
            threads->count = i; /* the others would wait for ever */
            pthread_mutex_unlock(&threads->mutex);
            tare_fail(&threads->members[0], "cannot start thread %u: %s", i,
                      strerror(error));
        }
    }
}

static enum tare_cold cold_for(enum tare_warmth warmth)
{
    return warmth == TARE_COLD        ? TARE_COLD_ALL
           : warmth == TARE_COLD_DATA ? TARE_COLD_LINES
                                      : TARE_COLD_NONE;
}

void tare_threads_init(struct tare_threads *threads,
                       const struct tare_entry_ *entry,
                       const struct tare_identity *identity)
{
    double work = (double)entry->def->throughput.per_iteration;

    threads->identity = identity;
    threads->context = entry->def->context;
    threads->count = identity->threads;
    threads->cold = cold_for(tare_warmth_of(entry->def, identity));
    switch (entry->def->throughput.kind) {
    case TARE_WORK_BYTES:
        threads->work.bytes = work;
        break;
    case TARE_WORK_ITEMS:
        threads->work.items = work;
        break;
    case TARE_WORK_BITS:
        threads->work.bits = work;
        break;
    case TARE_WORK_NONE:
        break;
    }
}

int tare_threads_run(struct tare_threads *threads,
                     const struct tare_entry_ *entry)
{
    struct role *roles = tare_alloc(threads->count, sizeof *roles);
    pthread_t *ids = tare_alloc(threads->count, sizeof *threads);

    TARE_PROBE1(launch__start, threads->identity->id);
    threads->opened_ns = tare_clock_now_ns();
    threads->members = tare_alloc(threads->count, sizeof *threads->members);
    pthread_mutex_init(&threads->mutex, NULL);
    pthread_mutex_init(&threads->fixtures, NULL);
    pthread_cond_init(&threads->everyone, NULL);
    for (unsigned i = 0; i < threads->count; i++) {
        threads->members[i] = (struct tare){ .threads = threads, .thread = i };
        roles[i] = (struct role){ &threads->members[i], entry->def->run,
                                  entry->build->call };
    }
    start_threads(threads, roles, ids);
    play(&roles[0]);
    for (unsigned i = 1; i < threads->count; i++)
        pthread_join(ids[i], NULL);
    free(ids);
    free(roles);
    TARE_PROBE1(launch__done, threads->identity->id);
    return threads->is_leaving ? -1 : 0;
}

void tare_threads_release(struct tare_threads *threads)
{
    for (unsigned i = 0; threads->members != NULL && i < threads->count; i++) {
        free(threads->members[i].items);
        free(threads->members[i].alone);
    }
    free(threads->members);
    tare_results_release(&threads->results);
    *threads = (struct tare_threads){ 0 };
}
