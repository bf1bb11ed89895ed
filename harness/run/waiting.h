/* SPDX-License-Identifier: MIT */
/*
 * Waiting for quiet before a launch, or before a pair, which is before the coin
 * and therefore tied to no side.  What is waited is part of the budget, and is
 * worth it as long as the neighbour comes and goes; one that never stops is not
 * waited for.
 */
#ifndef TARE_HARNESS_WAITING_H
#define TARE_HARNESS_WAITING_H

#include "harness/machine/weather.h"
#include "harness/run/runner.h"
#include "store/record.h"

struct tare_waiting {
    struct tare_canary fastest; /* readings that were seen */
    double waited_ns;           /* in all */
    double lost_ns;             /* of which in vain, since it was quiet last */
    double looked_ns;           /* when another CPU was looked for */
};

/* What a CPU shows at the beginning: the fastest of some looks.  All zero where
 * none is measured on. */
struct tare_weather tare_waiting_begin(struct tare_waiting *waiting,
                                       const struct tare_cpu *cpu,
                                       const struct tare_weather *before);

/* How long may be waited now, of a run of which so much time is gone and so
 * much in all is meant to be spent. */
double tare_waiting_allowance_ns(const struct tare_waiting *waiting,
                                 double elapsed_ns, double budget_ns);

/* Where the last launches were disturbed: waits until the CPU is quiet, or as long
 * as allowed, and now and then chooses
 * a quieter one.  Whether it is quiet. */
int tare_wait_for_quiet(struct tare_waiting *waiting, struct tare_cpu *cpu,
                        struct tare_context *context, double budget_ns);

#endif
