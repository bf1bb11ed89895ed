/* SPDX-License-Identifier: MIT */
#include "harness/machine/weather.h"

#include <math.h>
#include <sched.h>
#include <unistd.h>

#include "harness/machine/clock.h"
#include "stats/weather.h"

/* How long a look is off the CPU when somebody waits there, which no interrupt
 * takes. */
#define QUEUED_NS 200e3

/* Between two readings of the clock there is less, unless something interrupts. */
#define GAP_NS 2e3

/* Readings of one CPU differ by less. */
#define AS_QUIET 1.03

enum {
    PAUSE_US = 5000,
    LISTENED_NS = 1000000, /* at once */
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

/* Somebody took the CPU away for a moment that was too short to be seen as away,
 * but not for a reading of some microseconds. */
static int is_torn(const struct tare_look *look,
                   const struct tare_canary *fastest)
{
    return look->canary.pace_ns > TARE_TORN * fastest->pace_ns;
}

enum tare_seen tare_weather_see(const struct tare_look *look,
                                struct tare_canary *fastest)
{
    const struct tare_canary *canary = &look->canary;

    if (fastest->pace_ns <= 0)
        *fastest = *canary;
    fastest->pace_ns = fmin(fastest->pace_ns, canary->pace_ns);
    fastest->share_ns = fmin(fastest->share_ns, canary->share_ns);
    if (look->away_ns > QUEUED_NS || is_torn(look, fastest))
        return TARE_SEEN_QUEUED;
    return canary->share_ns / canary->pace_ns >
                   TARE_CROWDED * fastest->share_ns / fastest->pace_ns
               ? TARE_SEEN_CROWDED
               : TARE_SEEN_QUIET;
}

/* ---- watching ------------------------------------------------------------ */

static void note(struct tare_watched *watched, enum tare_seen seen,
                 const struct tare_canary *canary)
{
    watched->looks++;
    watched->away += seen == TARE_SEEN_QUEUED;
    watched->crowded += seen == TARE_SEEN_CROWDED;
    if (seen != TARE_SEEN_QUIET)
        return;
    if (watched->slowest_ns <= 0 || canary->pace_ns < watched->pace_ns)
        watched->pace_ns = canary->pace_ns;
    watched->slowest_ns = fmax(watched->slowest_ns, canary->pace_ns);
}

/* Reads the clock all the time: where it jumps, the CPU did something else, and a
 * hypervisor tells nobody of that. */
static void listen(struct tare_watched *watched, const struct tare_cpu *cpu)
{
    uint64_t begin_ns, before_ns, now_ns;

    tare_cpus_bind_one(watched->cpu);
    begin_ns = now_ns = tare_clock_now_ns();
    while (now_ns - begin_ns < LISTENED_NS) {
        double gap_ns;

        before_ns = now_ns;
        now_ns = tare_clock_now_ns();
        gap_ns = (double)(now_ns - before_ns);
        if (gap_ns < GAP_NS || gap_ns > QUEUED_NS)
            continue;
        watched->interrupts++;
        watched->interrupted_ns += gap_ns;
    }
    watched->listened_ns += (double)(now_ns - begin_ns);
    tare_cpu_step_aside(cpu);
}

size_t tare_weather_watch(double seconds, struct tare_watched *watched,
                          size_t most)
{
    struct tare_cpu cpu = { .measured = -1 };
    struct tare_canary fastest = { 0 };
    uint64_t end_ns = tare_clock_now_ns() + (uint64_t)(1e9 * seconds);
    size_t count = 0;

    tare_cpus_read(&cpu.allowed);
    for (int i = 0; i < TARE_CPUS_MAX && count < most; i++)
        if (tare_cpus_has(&cpu.allowed, i))
            watched[count++] = (struct tare_watched){ .cpu = i };
    while (count > 0 && tare_clock_now_ns() < end_ns) {
        for (size_t i = 0; i < count; i++) {
            struct tare_look look = tare_weather_look(&cpu, watched[i].cpu);

            note(&watched[i], tare_weather_see(&look, &fastest), &look.canary);
            listen(&watched[i], &cpu);
        }
        usleep(PAUSE_US);
    }
    tare_cpus_bind(&cpu.allowed);
    return count;
}

/* ---- choosing ------------------------------------------------------------ */

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
