/* SPDX-License-Identifier: MIT */
#include "harness/machine/clock.h"

#include <time.h>

#include "stats/order.h"

static uint64_t read_ns(clockid_t clock)
{
    struct timespec now;

    clock_gettime(clock, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

uint64_t tare_clock_now_ns(void)
{
    return read_ns(CLOCK_MONOTONIC);
}

uint64_t tare_clock_cpu_ns(void)
{
    return read_ns(CLOCK_PROCESS_CPUTIME_ID);
}

uint64_t tare_clock_thread_ns(void)
{
    return read_ns(CLOCK_THREAD_CPUTIME_ID);
}

/* Steps of 0 are readings faster than the clock ticks: the cost is then told
 * by the mean over many, which the median of blocks of 10 gives. */
struct tare_clock_facts tare_clock_measure(void)
{
    enum {
        BLOCKS = 400,
        BLOCK = 10
    };
    struct tare_clock_facts facts = { 0 };
    double cost[BLOCKS];

    for (int i = 0; i < BLOCKS; i++) {
        uint64_t first = tare_clock_now_ns(), last = first;

        for (int j = 0; j < BLOCK; j++) {
            uint64_t now = tare_clock_now_ns();
            double step = (double)(int64_t)(now - last);

            facts.backwards += now < last;
            if (step > 0 &&
                (facts.resolution_ns <= 0 || step < facts.resolution_ns))
                facts.resolution_ns = step;
            last = now;
        }
        cost[i] = (double)(last - first) / BLOCK;
    }
    tare_sort(cost, BLOCKS);
    facts.cost_ns = tare_median(cost, BLOCKS);
    return facts;
}
