/* SPDX-License-Identifier: MIT */
/* Looking at a CPU from outside before something is launched there. */
#ifndef TARE_HARNESS_WEATHER_H
#define TARE_HARNESS_WEATHER_H

#include "harness/machine/canary.h"
#include "harness/machine/cpu.h"

/* What was seen in some tens of microseconds. */
struct tare_look {
    struct tare_canary canary;
    double away_ns; /* in which something else ran there */
};

enum tare_seen {
    TARE_SEEN_QUIET,
    TARE_SEEN_CROWDED, /* somebody uses a part of the core */
    TARE_SEEN_QUEUED   /* somebody runs on this CPU */
};

/* What a look shows, against the fastest readings so far, which take it in; all
 * zero before the first. */
enum tare_seen tare_weather_see(const struct tare_look *look,
                                struct tare_canary *fastest);

/* Takes the calling thread to that CPU, and back to the others. */
struct tare_look tare_weather_look(const struct tare_cpu *cpu, int which);

/* Chooses the quietest of the fastest CPUs that are allowed and free, unless
 * there are isolated ones or one was asked for; of those as quiet, the one that
 * is measured on already. */
void tare_weather_choose(struct tare_cpu *cpu);

/* What a CPU showed over some time, in looks. */
struct tare_watched {
    int cpu;
    size_t looks, away, crowded; /* quiet is what is left */
    double pace_ns, slowest_ns; /* of the clock: the fastest, and the slowest */
    /* for so long it was listened for interrupts, of whoever; so many came, and
     * took so long */
    double listened_ns, interrupted_ns;
    size_t interrupts;
};

/* Watches those that are allowed, at most so many, in turn; how many. */
size_t tare_weather_watch(double seconds, struct tare_watched *watched,
                          size_t most);

#endif
