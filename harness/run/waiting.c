/* SPDX-License-Identifier: MIT */
#include "harness/run/waiting.h"

#include <math.h>
#include <unistd.h>

#include "harness/machine/clock.h"
#include "store/signals.h"

enum {
    FIRST_LOOKS = 20
};

/* Of the budget, at most: in all, and in vain since it was quiet last. */
#define WAITED_MOST 0.5
#define LOST_MOST   0.1

/* Of the samples of the last launches, disturbed: below, those that are left are
 * worth more than the time. */
#define WORTH_IT 0.4

/* Waited at once. */
#define ONCE_NS 1e9

#define PAUSE_US 5000
#define OFTEN_NS 1e9 /* between two searches for another CPU */

static int is_disturbed(struct tare_waiting *waiting,
                        const struct tare_cpu *cpu)
{
    struct tare_look look = tare_weather_look(cpu, cpu->measured);

    return tare_weather_see(&look, &waiting->fastest) != TARE_SEEN_QUIET;
}

struct tare_weather tare_waiting_begin(struct tare_waiting *waiting,
                                       const struct tare_cpu *cpu,
                                       const struct tare_weather *before)
{
    struct tare_weather weather = *before;
    const struct tare_canary *fastest = &waiting->fastest;

    for (int i = 0; i < FIRST_LOOKS && cpu->measured >= 0; i++)
        is_disturbed(waiting, cpu); /* which notes what it sees */
    if (before->share > 0) /* somebody may have been there all the time */
        waiting->fastest.share_ns =
            fmin(fastest->share_ns, before->share * fastest->pace_ns);
    if (!(before->pace_ns > 0) && fastest->pace_ns > 0) {
        weather.pace_ns = fastest->pace_ns;
        weather.share = fastest->share_ns / fastest->pace_ns;
    }
    return weather;
}

double tare_waiting_allowance_ns(const struct tare_waiting *waiting,
                                 double elapsed_ns, double budget_ns)
{
    double left_ns = fmax(budget_ns - elapsed_ns, 0);
    double most_ns = WAITED_MOST * budget_ns - waiting->waited_ns;

    if (waiting->lost_ns > LOST_MOST * budget_ns)
        return 0;
    return fmax(fmin(fmin(most_ns, left_ns / 2), ONCE_NS), 0);
}

static void look_elsewhere(struct tare_waiting *waiting, struct tare_cpu *cpu)
{
    double now_ns = (double)tare_clock_now_ns();

    if (now_ns - waiting->looked_ns < OFTEN_NS)
        return;
    waiting->looked_ns = now_ns;
    tare_weather_choose(cpu);
}

static int wait_for_it(struct tare_waiting *waiting, struct tare_cpu *cpu,
                       double most_ns)
{
    uint64_t begin_ns;
    double spent_ns = 0;

    if (!is_disturbed(waiting, cpu)) {
        waiting->lost_ns = 0; /* so it does end */
        return 1;
    }
    begin_ns = tare_clock_now_ns();
    look_elsewhere(waiting, cpu);
    while (spent_ns < most_ns && !tare_signals_end_wanted()) {
        if (!is_disturbed(waiting, cpu)) {
            waiting->waited_ns += spent_ns;
            waiting->lost_ns = 0;
            return 1;
        }
        usleep(PAUSE_US);
        tare_signals_answer();
        spent_ns = (double)(tare_clock_now_ns() - begin_ns);
    }
    waiting->waited_ns += spent_ns;
    waiting->lost_ns += spent_ns;
    return 0;
}

int tare_wait_for_quiet(struct tare_waiting *waiting, struct tare_cpu *cpu,
                        struct tare_context *context, double budget_ns)
{
    double most_ns = tare_waiting_allowance_ns(
        waiting, tare_context_elapsed_ns(context), budget_ns);
    enum tare_spent_on before;
    int is_quiet;

    if (cpu->measured < 0 || context->disturbed < WORTH_IT ||
        tare_context_is_replaying(context))
        return 1;
    before = tare_spending_turn(&context->spending, TARE_SPENT_WAITING);
    is_quiet = wait_for_it(waiting, cpu, most_ns);
    tare_spending_turn(&context->spending, before);
    return is_quiet;
}
