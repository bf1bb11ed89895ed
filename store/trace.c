/* SPDX-License-Identifier: MIT */
#include "store/trace.h"

#include <stdlib.h>

#include "store/alloc.h"

/* Bytes in the file, at most. */
enum {
    ESCAPE = 12,
    EVENT = 200,
    CAUSE = 30
};

static size_t escaped_size(const char *text)
{
    size_t size = 0;

    for (; text != NULL && *text != '\0'; text++)
        size += *text >= ' ' && *text <= '~' && *text != '"' && *text != '&' &&
                        *text != '<' && *text != '>' && *text != '\\'
                    ? 1
                    : ESCAPE;
    return size;
}

/* In the file, at most: an event, and each thing that disturbed a sample. */
static size_t size_of(const struct tare_trace_event *event)
{
    const struct tare_sample *sample = &event->sample;
    size_t size = EVENT + escaped_size(event->id);

    if (event->rank == TARE_TRACE_DISTURBED)
        size +=
            CAUSE * (size_t)((sample->switches > 0) + (sample->faults > 0) +
                             (sample->major_faults > 0) +
                             (sample->steal_ns > 0) + (sample->throttled > 0) +
                             (sample->pace_ns > 0) + (sample->share_ns > 0));
    return size;
}

static int stays(const struct tare_trace *trace,
                 const struct tare_trace_event *event)
{
    uint64_t stride = trace->strides[event->rank];

    return stride == 0 || event->ordinal % stride == 0;
}

/* Half of those of a rank, or less. */
static void leave_out(struct tare_trace *trace, enum tare_trace_rank rank)
{
    size_t before = trace->count;

    trace->strides[rank] =
        trace->strides[rank] > 0 ? 2 * trace->strides[rank] : 2;
    trace->count = 0;
    for (size_t i = 0; i < before; i++) {
        struct tare_trace_event *event = &trace->events[i];

        if (event->rank != rank || stays(trace, event)) {
            trace->events[trace->count++] = *event;
            continue;
        }
        trace->kept[rank]--;
        trace->left_out[rank]++;
        trace->size -= size_of(event);
        free(event->id);
    }
}

static void fit(struct tare_trace *trace)
{
    int rank = 0;

    while (trace->size > TARE_TRACE_SIZE_MAX) {
        while (trace->kept[rank] == 0)
            rank++;
        leave_out(trace, (enum tare_trace_rank)rank);
    }
}

void tare_trace_add(struct tare_trace *trace,
                    const struct tare_trace_event *event, const char *id)
{
    struct tare_trace_event added = *event;

    if (trace == NULL)
        return;
    added.ordinal =
        added.rank == TARE_TRACE_PHASE ? ++trace->phases : added.number;
    if (!stays(trace, &added)) {
        trace->left_out[added.rank]++;
        return;
    }
    added.id = tare_strdup(id);
    *TARE_ADD(trace->events, trace->count) = added;
    trace->kept[added.rank]++;
    trace->size += size_of(&added);
    fit(trace);
}

void tare_trace_release(struct tare_trace *trace)
{
    for (size_t i = 0; i < trace->count; i++)
        free(trace->events[i].id);
    free(trace->events);
    *trace = (struct tare_trace){ 0 };
}
