/* SPDX-License-Identifier: MIT */
#include "harness/machine/weather.h"

#include <math.h>
#include <sched.h>

#include "harness/machine/clock.h"

/* Readings of one CPU differ by less. */
#define AS_QUIET 1.03

enum {
    LOOKS = 3,
    CPUS_MAX = 64 /* looked at, for that takes a millisecond each at worst */
};

struct tare_look tare_weather_look(const struct tare_cpu *cpu, int which)
{
    struct tare_look look = { 0 };
    uint64_t begin_ns, used_ns;

    tare_cpus_bind_one(which);
    begin_ns = tare_clock_now_ns();
    used_ns = tare_clock_thread_ns();
    sched_yield(); /* whoever waits there runs now, and is seen */
    look.canary = tare_canary_read();
    look.away_ns = (double)(tare_clock_now_ns() - begin_ns) -
                   (double)(tare_clock_thread_ns() - used_ns);
    tare_cpu_step_aside(cpu);
    return look;
}

/* How long the work of the canaries takes there, all included: the best of a few
 * looks, as one may meet an interrupt. */
static double cost_of(const struct tare_cpu *cpu, int which)
{
    double best = INFINITY;

    for (int i = 0; i < LOOKS; i++) {
        struct tare_look look = tare_weather_look(cpu, which);

        best = fmin(best, look.canary.share_ns + fmax(look.away_ns, 0));
    }
    return best;
}

void tare_weather_choose(struct tare_cpu *cpu)
{
    int best = cpu->measured, looked = 0;
    double cost;

    if (best < 0 || cpu->is_fixed)
        return;
    cost = cost_of(cpu, best);
    for (int i = TARE_CPUS_MAX - 1; i >= 0 && looked < CPUS_MAX; i--) {
        double other;

        if (i == cpu->measured || !tare_cpu_is_candidate(cpu, i))
            continue;
        looked++;
        other = cost_of(cpu, i);
        if (other * AS_QUIET < cost) {
            cost = other;
            best = i;
        }
    }
    tare_cpu_move(cpu, best);
}
