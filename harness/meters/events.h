/* SPDX-License-Identifier: MIT */
/*
 * What performance counters can count, by name: words of tare's own, raw
 * numbers (r003c), and events as the kernel describes them in sysfs
 * (cpu/event=0x3c,umask=1/, or a name that the CPU gives its events).
 *
 * Only names; harness/meters/perf.h counts.  Some names are not perf's, because a
 * measure of that name comes from elsewhere.
 */
#ifndef TARE_HARNESS_EVENTS_H
#define TARE_HARNESS_EVENTS_H

#include <stdint.h>

#include "store/fail.h"
#include "store/record.h"

enum {
    TARE_EVENTS_MAX = 10, /* both forms of each and all else fit a report */
    TARE_EVENT_NAME = 64
};

/* Where it is counted. */
enum tare_event_space {
    TARE_SPACE_ANY,    /* in the kernel too where that is allowed */
    TARE_SPACE_USER,   /* ":u" */
    TARE_SPACE_KERNEL, /* ":k" */
    TARE_SPACE_BOTH    /* ":uk", or it would count nothing in user space */
};

struct tare_event {
    char name[TARE_EVENT_NAME]; /* as it was asked for */
    const char *unit, *what;
    enum tare_measure_kind kind;
    enum tare_event_space space;
    int is_software; /* needs no counter of the processor */
    uint32_t type;   /* as in struct perf_event_attr */
    uint64_t config[3];
    char refusal[160]; /* why this machine cannot know it; empty: it does */
};

struct tare_events {
    struct tare_event items[TARE_EVENTS_MAX];
    unsigned count;
};

/* The events of a list with commas between; NULL stands for the usual ones.
 * devices is where the kernel describes its own, NULL the place for that.  What
 * makes no sense on any machine is an error. */
int tare_events_parse(struct tare_events *events, const char *list,
                      const char *devices, struct tare_err *err);

#endif
