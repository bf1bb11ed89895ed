/* SPDX-License-Identifier: MIT */
#include "harness/meters/counters.h"

#include <stdio.h>
#include <string.h>

#include "harness/bench/bench.h"
#include "harness/machine/clock.h"
#include "stats/order.h"
#include "store/alloc.h"

enum {
    EMPTY_STRETCHES = 41,
    PROBE_TURNS = 20000,
    READING_NAME = TARE_EVENT_NAME + 8
};

/* One thread of the launch, and what it had counted at the last sample. */
struct member {
    struct tare_perf perf;
    int is_open;
    uint64_t stretches;
    struct tare_perf_count before[TARE_EVENTS_MAX];
};

static struct tare_events events;
static struct tare_reading plain[TARE_EVENTS_MAX], scaled[TARE_EVENTS_MAX];
static char scaled_names[TARE_EVENTS_MAX][READING_NAME];
static double empty[TARE_EVENTS_MAX]; /* what an empty stretch counts */
static struct member *members;        /* one for each thread */

/* ---- names --------------------------------------------------------------- */

static const struct tare_reading readings[] = {
    { "cycles", "", "of the processor, per iteration", TARE_KIND_NOISY, 0 },
    { "retired-instructions", "", "executed, per iteration", TARE_KIND_NOISY,
      0 },
    { "branches", "", "of all kinds, per iteration", TARE_KIND_NOISY, 0 },
    { "branch-misses", "", "mispredicted, per iteration", TARE_KIND_EVIDENCE,
      0 },
    { "cache-misses", "", "of the last cache, per iteration",
      TARE_KIND_EVIDENCE, 0 },
};

static struct tare_reading reading_of(const struct tare_event *event)
{
    return (struct tare_reading){ event->name, event->unit, event->what,
                                  event->kind, 0 };
}

/* What is extrapolated has a name of its own, so that nobody takes it for what
 * was counted, and is never judged. */
static void name_readings(void)
{
    for (unsigned i = 0; i < events.count; i++) {
        snprintf(scaled_names[i], sizeof scaled_names[i], "%s-scaled",
                 events.items[i].name);
        plain[i] = scaled[i] = reading_of(&events.items[i]);
        scaled[i].name = scaled_names[i];
        scaled[i].kind = TARE_KIND_EVIDENCE;
    }
}

/* ---- counting ------------------------------------------------------------ */

struct tare_exact_event
tare_counters_between(const struct tare_perf_count *before,
                      const struct tare_perf_count *after, uint64_t stretches,
                      double empty_value)
{
    struct tare_exact_event counted = { 0 };
    double enabled = (double)after->enabled - (double)before->enabled;
    double running = (double)after->running - (double)before->running;
    double value = (double)after->value - (double)before->value;

    if (!after->is_known || !(running > 0))
        return counted;
    counted.is_known = 1;
    counted.is_scaled = running < enabled;
    if (counted.is_scaled)
        value *= enabled / running;
    value -= empty_value * (double)stretches;
    counted.value = value > 0 ? value : 0;
    return counted;
}

static void count_empty(const struct tare_perf *perf,
                        struct tare_perf_count counts[TARE_EVENTS_MAX])
{
    tare_perf_enable(perf);
    tare_clock_now_ns();
    tare_clock_now_ns();
    tare_perf_disable(perf);
    tare_perf_read(perf, counts);
}

/* The median over some stretches with nothing in them but the clock. */
static void measure_empty(const struct tare_perf *perf)
{
    struct tare_perf_count counts[2][TARE_EVENTS_MAX];
    double values[TARE_EVENTS_MAX][EMPTY_STRETCHES];

    count_empty(perf, counts[0]);
    for (unsigned k = 0; k < EMPTY_STRETCHES; k++) {
        const struct tare_perf_count *before = counts[k % 2];
        struct tare_perf_count *after = counts[(k + 1) % 2];

        count_empty(perf, after);
        for (unsigned i = 0; i < events.count; i++)
            values[i][k] =
                tare_counters_between(&before[i], &after[i], 1, 0).value;
    }
    for (unsigned i = 0; i < events.count; i++) {
        tare_sort(values[i], EMPTY_STRETCHES);
        empty[i] = tare_median(values[i], EMPTY_STRETCHES);
    }
}

/* By the thread that is to be counted. */
static void open_member(struct member *member)
{
    struct tare_perf_count counts[TARE_EVENTS_MAX];

    member->is_open = 1;
    tare_perf_open(&member->perf, &events);
    count_empty(&member->perf, counts);
    tare_perf_split(&member->perf, &events);
    tare_perf_read(&member->perf, member->before);
}

/* ---- inside --------------------------------------------------------------- */

/* Those of the other threads open their own when they come. */
static int open_counters(struct tare_threads *threads, const char *list,
                         char *reason, size_t size)
{
    struct tare_err err = { 0 };

    if (tare_events_parse(&events, list, NULL, &err) < 0) {
        snprintf(reason, size, "%s", err.text);
        return -1;
    }
    name_readings();
    members = tare_alloc(threads->count, sizeof *members);
    open_member(&members[0]);
    measure_empty(&members[0].perf);
    tare_perf_read(&members[0].perf, members[0].before);
    for (unsigned i = 0; i < events.count; i++)
        tare_threads_reserve(threads, &plain[i]);
    return 0;
}

static void start(struct tare *t)
{
    struct member *member = &members[t->thread];

    if (!member->is_open)
        open_member(member);
    member->stretches++;
    tare_perf_enable(&member->perf);
}

static void stop(struct tare *t)
{
    tare_perf_disable(&members[t->thread].perf);
}

/* Of all threads; what one of them does not know, nobody does. */
static void add_member(struct tare_exact_event *sum,
                       const struct tare_perf_count *before,
                       const struct tare_perf_count *after, uint64_t stretches,
                       double empty_value)
{
    struct tare_exact_event counted =
        tare_counters_between(before, after, stretches, empty_value);

    sum->value += counted.value;
    sum->is_known &= counted.is_known;
    sum->is_scaled |= counted.is_scaled;
}

static void take(struct tare_threads *threads, unsigned index)
{
    double iterations = (double)threads->results.timings[index].iterations;
    struct tare_exact_event sums[TARE_EVENTS_MAX];

    for (unsigned i = 0; i < events.count; i++)
        sums[i] = (struct tare_exact_event){ .is_known = 1 };
    for (unsigned k = 0; k < threads->count; k++) {
        struct member *member = &members[k];
        struct tare_perf_count after[TARE_EVENTS_MAX];

        tare_perf_read(&member->perf, after);
        for (unsigned i = 0; i < events.count; i++)
            add_member(&sums[i], &member->before[i], &after[i],
                       member->stretches, empty[i]);
        memcpy(member->before, after, sizeof after);
        member->stretches = 0;
    }
    for (unsigned i = 0; i < events.count; i++)
        if (sums[i].is_known)
            tare_threads_read(threads, index,
                              sums[i].is_scaled ? &scaled[i] : &plain[i],
                              sums[i].value / iterations);
}

static const struct tare_meter_inside inside = {
    .open = open_counters, .start = start, .stop = stop, .take = take
};

/* ---- what this machine has ----------------------------------------------- */

/* Some work in user space, for events to have a chance to be counted. */
static void turn(void)
{
    for (volatile unsigned i = 0; i < PROBE_TURNS; i++) {
    }
}

/* Whether it can be counted by itself: 0, or -1 and why not. */
static int probe(const struct tare_event *event, char *reason, size_t size)
{
    struct tare_events one = { .items = { *event }, .count = 1 };
    struct tare_perf_count counts[TARE_EVENTS_MAX];
    struct tare_perf perf;
    int status = -1;

    tare_perf_open(&perf, &one);
    if (perf.errors[0] != 0) {
        tare_perf_explain(event, perf.errors[0], reason, size);
    } else {
        tare_perf_enable(&perf);
        turn();
        tare_perf_disable(&perf);
        tare_perf_read(&perf, counts);
        status = counts[0].running > 0 ? 0 : -1;
        if (status < 0)
            snprintf(reason, size,
                     "it gets no counter: all are in use (the kernel's "
                     "watchdog keeps one: sudo sysctl kernel.nmi_watchdog=0)");
    }
    tare_perf_close(&perf);
    return status;
}

static void list(const char *names,
                 void (*tell)(void *context, const struct tare_reading *reading,
                              const char *refusal),
                 void *context)
{
    struct tare_events wanted;

    if (tare_events_parse(&wanted, names, NULL, NULL) < 0)
        return;
    for (unsigned i = 0; i < wanted.count; i++) {
        struct tare_reading reading = reading_of(&wanted.items[i]);
        char reason[300];
        int is_here = probe(&wanted.items[i], reason, sizeof reason) == 0;

        tell(context, &reading, is_here ? NULL : reason);
    }
}

/* One event is enough.  When there is none, most often all have the same
 * reason; otherwise the first speaks for all. */
static int check(const char *names, char *reason, size_t size)
{
    struct tare_events wanted;
    struct tare_err err = { 0 };
    char other[300];

    if (tare_events_parse(&wanted, names, NULL, &err) < 0) {
        snprintf(reason, size, "%s", err.text);
        return -1;
    }
    for (unsigned i = 0; i < wanted.count; i++)
        if (probe(&wanted.items[i], i == 0 ? reason : other,
                  i == 0 ? size : sizeof other) == 0)
            return 0;
    return -1;
}

const struct tare_meter tare_counters_meter = {
    .name = "counters",
    .what = "events of the processor and the kernel: --events",
    .readings = readings,
    .count = sizeof readings / sizeof *readings,
    .inside = &inside,
    .check = check,
    .list = list,
};
