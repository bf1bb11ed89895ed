/* SPDX-License-Identifier: MIT */
/* Stretches that are shorter than a period, by perf and without it: they are
 * looked at as often as their time is part of one. */
#include "harness/meters/sampler.h"

#include "harness/machine/clock.h"
#include "tests/harness/metering.h"

enum {
    STRETCHES = 400,
    STACK_SIZE = 4096
};

#define PERIOD_NS  2e6
#define STRETCH_NS 500000

static void spin(void)
{
    uint64_t end_ns = tare_clock_thread_ns() + STRETCH_NS;

    while (tare_clock_thread_ns() < end_ns) {
    }
}

static void count(void *context, const struct tare_look *look)
{
    (void)look;
    ++*(size_t *)context;
}

/* A quarter of a period each, at all places of it. */
static void check_looks(void)
{
    struct tare_sampler sampler;
    size_t looks = 0;

    CHECK_INT(tare_sampler_open(&sampler, PERIOD_NS, STACK_SIZE, 0), 0);
    for (unsigned i = 0; i < STRETCHES; i++) {
        tare_sampler_set_period(&sampler, PERIOD_NS, (double)i / STRETCHES);
        tare_sampler_enable(&sampler);
        spin();
        tare_sampler_disable(&sampler);
        tare_sampler_drain(&sampler, count, &looks);
    }
    printf("# %zu looks of %.0f, by %s\n", looks,
           (double)tare_sampler_time_ns(&sampler) / PERIOD_NS,
           sampler.refusal != 0 ? "a timer" : "perf");
    CHECK((double)looks * PERIOD_NS >
          0.5 * (double)tare_sampler_time_ns(&sampler));
    CHECK((double)looks * PERIOD_NS <
          1.5 * (double)tare_sampler_time_ns(&sampler));
    CHECK((double)tare_sampler_time_ns(&sampler) <
          1.5 * STRETCHES * STRETCH_NS);
    tare_sampler_close(&sampler);
}

TEST(short_stretches_are_looked_at)
{
    check_looks();
}

TEST(and_without_perf)
{
    if (!without_counters(EPERM, check_looks))
        SKIP("system calls cannot be refused here");
}

TESTS(RUN(short_stretches_are_looked_at), RUN(and_without_perf))
