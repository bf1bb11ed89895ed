/* SPDX-License-Identifier: MIT */
/*
 * Counters of one thread (perf_event_open).  Linux only.
 *
 *     tare_perf_open(&perf, &events);      by the thread to be counted
 *     tare_perf_enable(&perf);  ...  tare_perf_disable(&perf);
 *     tare_perf_read(&perf, counts);       by anybody
 *     tare_perf_close(&perf);
 *
 * Each event is opened on its own merits: what cannot be counted is left out,
 * and errors says why.  Events are in groups that run together or not at all,
 * of at most four where they need counters of the processor.
 */
#ifndef TARE_HARNESS_PERF_H
#define TARE_HARNESS_PERF_H

#include <stddef.h>
#include <sys/types.h>

#include "harness/meters/events.h"

struct tare_perf_group {
    int fds[TARE_EVENTS_MAX];         /* the leader first */
    unsigned events[TARE_EVENTS_MAX]; /* which each is */
    unsigned count;
    int is_software;
    dev_t device; /* of the leader, to notice when it is not ours any more */
    ino_t inode;
};

struct tare_perf {
    struct tare_perf_group groups[TARE_EVENTS_MAX];
    unsigned group_count;
    int errors[TARE_EVENTS_MAX]; /* errno of each event; 0: it is open */
};

/* Of one event, since it was opened.  Times are in nanoseconds; where it ran
 * for less than it was enabled, others had the counter meanwhile. */
struct tare_perf_count {
    int is_known;
    uint64_t value, enabled, running;
};

/* An event of that thread (0: the calling one) on that CPU (-1: on any); its
 * descriptor, or a negative errno. */
struct perf_event_attr;
int tare_perf_call(struct perf_event_attr *wish, pid_t thread, int cpu);

void tare_perf_open(struct tare_perf *perf, const struct tare_events *events);

/* Opens each event of groups that have never run as a group of its own: a
 * counter that the kernel keeps for itself may be all that was missing. */
void tare_perf_split(struct tare_perf *perf, const struct tare_events *events);

void tare_perf_enable(const struct tare_perf *perf);
void tare_perf_disable(const struct tare_perf *perf);

/* All zero for what is not open, or not ours any more. */
void tare_perf_read(const struct tare_perf *perf,
                    struct tare_perf_count counts[TARE_EVENTS_MAX]);

void tare_perf_close(struct tare_perf *perf);

/* A sentence on why it cannot be opened. */
void tare_perf_explain(const struct tare_event *event, int error, char *reason,
                       size_t size);

#endif
