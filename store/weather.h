/* SPDX-License-Identifier: MIT */
/*
 * What is remembered of how fast machines are when nothing disturbs them, the
 * pace they had first and the least share: in
 * root/weather, a line for each, "PACE_NS SHARE SLOWER MACHINE", the last used
 * first.  SLOWER counts the runs since, of a clock much slower than that; after
 * some of them in a row the machine is what it is now.
 */
#ifndef TARE_STORE_WEATHER_H
#define TARE_STORE_WEATHER_H

#include "store/fail.h"
#include "store/record.h"

/* All zero when nothing is known. */
struct tare_weather tare_weather_recall(const char *root,
                                        const struct tare_facts *machine);

/* 0 also when there is nothing to remember. */
int tare_weather_remember(const char *root, const struct tare_facts *machine,
                          const struct tare_weather *weather,
                          struct tare_err *err);

#endif
