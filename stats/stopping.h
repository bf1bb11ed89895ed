/* SPDX-License-Identifier: MIT */
/*
 * When a single run has launched often enough.
 *
 * Looking after every launch and stopping at the first narrow interval stops
 * when the interval is narrow by luck, and coverage falls to 80 %.  A floor of
 * 30 launches, looks that are far apart, and asking for 0.9 of the wanted
 * width keep it at 93-95 % (docs/statistics.md).
 */
#ifndef TARE_STATS_STOPPING_H
#define TARE_STATS_STOPPING_H

#include <stddef.h>

#include "stats/estimate.h"

/* Of the wanted precision, which is enough. */
#define TARE_CAUTION 0.9

/* Launches at look 0, 1, 2, ...: 30, 45, 68, 101, 152, 228, 342, 513, ... */
size_t tare_look_launches(size_t look);

/* Whether the interval's half-width is at most 0.9 of `precision`, a
 * fraction: 0.005 is 0.5 %.  To be asked at looks only. */
int tare_precise_enough(const struct tare_estimate *estimate, double precision);

#endif
