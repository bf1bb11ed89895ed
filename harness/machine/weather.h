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

/* Takes the calling thread to that CPU, and back to the others. */
struct tare_look tare_weather_look(const struct tare_cpu *cpu, int which);

/* Chooses the quietest of the fastest CPUs that are allowed and free, unless
 * there are isolated ones or one was asked for; of those as quiet, the one that
 * is measured on already. */
void tare_weather_choose(struct tare_cpu *cpu);

#endif
