/* SPDX-License-Identifier: MIT */
#include "report/export/trace_file.h"

#include <stdlib.h>

#include "report/export/json_writer.h"

#define NS_OF_US 1e3

/* Threads of the one process: whom an event is of. */
enum {
    CPUS_MAX = 1024,
    COORDINATOR = 1,
    SIDES,            /* of a duel, old and new */
    CPUS = SIDES + 2, /* of a run; the first is any */
    THREADS = CPUS + 1 + CPUS_MAX
};

static int thread_of(const struct tare_trace_event *event)
{
    if (event->rank == TARE_TRACE_PHASE)
        return COORDINATOR;
    if (event->side != TARE_SIDE_NONE)
        return SIDES + (event->side == TARE_SIDE_NEW);
    return event->cpu >= 0 && event->cpu < CPUS_MAX ? CPUS + 1 + event->cpu
                                                    : CPUS;
}

static void name_thread(char *name, size_t size, int thread)
{
    if (thread > CPUS)
        snprintf(name, size, "launches on CPU %d", thread - CPUS - 1);
    else
        snprintf(name, size, "%s",
                 thread == COORDINATOR ? "coordinator"
                 : thread == CPUS      ? "launches on any CPU"
                 : thread == SIDES     ? "launches of the old side"
                                       : "launches of the new side");
}

/* ---- events -------------------------------------------------------------- */

/* What every event begins with, and what follows goes into. */
static void begin_event(struct tare_json_writer *json, const char *name,
                        const char *kind, int thread)
{
    tare_json_open(json, NULL, '{');
    tare_json_put_text(json, "name", name);
    tare_json_put_text(json, "ph", kind);
    tare_json_put_count(json, "pid", 1);
    tare_json_put_count(json, "tid", (uint64_t)thread);
}

static void put_label(struct tare_json_writer *json, const char *event,
                      const char *label, int thread)
{
    begin_event(json, event, "M", thread);
    tare_json_open(json, "args", '{');
    tare_json_put_text(json, "name", label);
    tare_json_close(json, '}');
    tare_json_close(json, '}');
}

static void put_labels(struct tare_json_writer *json,
                       const struct tare_trace *trace)
{
    char used[THREADS] = { [COORDINATOR] = 1 }, name[48];

    for (size_t i = 0; i < trace->count; i++)
        used[thread_of(&trace->events[i])] = 1;
    put_label(json, "process_name", "tare", COORDINATOR);
    for (int i = 0; i < THREADS; i++) {
        if (!used[i])
            continue;
        name_thread(name, sizeof name, i);
        put_label(json, "thread_name", name, i);
    }
}

/* Seen wherever the file is opened. */
static void put_left_out(struct tare_json_writer *json,
                         const struct tare_trace *trace)
{
    static const char *const names[TARE_TRACE_RANKS] = {
        [TARE_TRACE_QUIET] = "samples",
        [TARE_TRACE_DISTURBED] = "disturbed_samples",
        [TARE_TRACE_LAUNCH] = "launches_and_parts",
        [TARE_TRACE_PHASE] = "phases",
    };

    begin_event(json, "left out", "i", COORDINATOR);
    tare_json_put_text(json, "s", "g");
    tare_json_put_count(json, "ts", 0);
    tare_json_open(json, "args", '{');
    for (int i = 0; i < TARE_TRACE_RANKS; i++)
        if (trace->left_out[i] > 0)
            tare_json_put_count(json, names[i], trace->left_out[i]);
    tare_json_close(json, '}');
    tare_json_close(json, '}');
}

/* More digits than the number has would fill the file. */
static void put_rounded(struct tare_json_writer *json, const char *name,
                        double value)
{
    char text[32];

    snprintf(text, sizeof text, "%.6g", value);
    tare_json_put_number(json, name, strtod(text, NULL));
}

static void put_amount(struct tare_json_writer *json, const char *name,
                       double amount)
{
    if (amount > 0)
        put_rounded(json, name, amount);
}

static void put_sample(struct tare_json_writer *json,
                       const struct tare_trace_event *event)
{
    const struct tare_sample *sample = &event->sample;

    tare_json_put_count(json, "iterations", sample->iterations);
    put_rounded(json, "ns_per_iteration", sample->value);
    if (event->rank != TARE_TRACE_DISTURBED)
        return;
    put_amount(json, "switches", sample->switches);
    put_amount(json, "faults", sample->faults);
    put_amount(json, "major_faults", sample->major_faults);
    put_amount(json, "steal_ns", sample->steal_ns);
    put_amount(json, "throttled", sample->throttled);
    put_amount(json, "pace_ns", sample->pace_ns);
    put_amount(json, "share_ns", sample->share_ns);
}

static void put_args(struct tare_json_writer *json,
                     const struct tare_trace_event *event)
{
    tare_json_open(json, "args", '{');
    if (event->rank < TARE_TRACE_LAUNCH) {
        put_sample(json, event);
    } else if (event->id != NULL) {
        tare_json_put_text(json, "work", event->what);
        tare_json_put_count(json, "launch", event->number);
    }
    tare_json_close(json, '}');
}

static void put_event(struct tare_json_writer *json,
                      const struct tare_trace *trace,
                      const struct tare_trace_event *event)
{
    static const char *const categories[TARE_TRACE_RANKS] = {
        [TARE_TRACE_QUIET] = "sample",
        [TARE_TRACE_DISTURBED] = "sample",
        [TARE_TRACE_LAUNCH] = "launch",
        [TARE_TRACE_PHASE] = "phase",
    };
    char name[64];

    if (event->rank == TARE_TRACE_PHASE && event->number > 0)
        snprintf(name, sizeof name, "%s %llu", event->what,
                 (unsigned long long)event->number);
    else
        snprintf(name, sizeof name, "%s", event->what);
    begin_event(json, event->id != NULL ? event->id : name, "X",
                thread_of(event));
    tare_json_put_text(json, "cat", categories[event->rank]);
    tare_json_put_number(
        json, "ts", (double)(event->begin_ns - trace->start_ns) / NS_OF_US);
    tare_json_put_number(json, "dur",
                         (double)(event->end_ns - event->begin_ns) / NS_OF_US);
    put_args(json, event);
    tare_json_close(json, '}');
}

static int is_complete(const struct tare_trace *trace)
{
    for (int i = 0; i < TARE_TRACE_RANKS; i++)
        if (trace->left_out[i] > 0)
            return 0;
    return 1;
}

void tare_trace_print(const struct tare_trace *trace, FILE *stream)
{
    struct tare_json_writer json = { .stream = stream, .flat_depth = 3 };

    tare_json_open(&json, NULL, '{');
    tare_json_put_text(&json, "displayTimeUnit", "ns");
    tare_json_open(&json, "traceEvents", '[');
    put_labels(&json, trace);
    if (!is_complete(trace))
        put_left_out(&json, trace);
    for (size_t i = 0; i < trace->count; i++)
        put_event(&json, trace, &trace->events[i]);
    tare_json_close(&json, ']');
    tare_json_close(&json, '}');
}
