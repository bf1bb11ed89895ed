/* SPDX-License-Identifier: MIT */
#include "harness/run/spending.h"

#include <math.h>

#include "harness/machine/clock.h"

/* ---- work ---------------------------------------------------------------- */

void tare_spending_begin(struct tare_spending *spending,
                         struct tare_trace *trace)
{
    *spending = (struct tare_spending){ .work = TARE_SPENT_REST,
                                        .since_ns = tare_clock_now_ns(),
                                        .trace = trace };
}

void tare_spending_phase(struct tare_spending *spending, const char *what,
                         uint64_t round, uint64_t since_ns)
{
    struct tare_trace_event event = { .rank = TARE_TRACE_PHASE,
                                      .what = what,
                                      .number = round,
                                      .begin_ns = since_ns };

    if (spending->trace == NULL)
        return;
    event.end_ns = tare_clock_now_ns();
    tare_trace_add(spending->trace, &event, NULL);
}

/* That of the coordinator itself; launches have events of their own. */
static int is_phase(enum tare_spent_on work)
{
    return work == TARE_SPENT_WAITING || work == TARE_SPENT_COPIES ||
           work == TARE_SPENT_ANALYSIS;
}

enum tare_spent_on tare_spending_turn(struct tare_spending *spending,
                                      enum tare_spent_on work)
{
    enum tare_spent_on before = spending->work;
    uint64_t now_ns = tare_clock_now_ns();

    spending->spent.s[before] += (double)(now_ns - spending->since_ns) * 1e-9;
    if (is_phase(before) && work != before)
        tare_spending_phase(spending, tare_spent_name(before), 0,
                            spending->since_ns);
    spending->work = work;
    spending->since_ns = now_ns;
    return before;
}

void tare_spending_skip(struct tare_spending *spending, uint64_t since_ns)
{
    spending->since_ns += tare_clock_now_ns() - since_ns;
}

/* ---- launches ------------------------------------------------------------ */

static struct tare_trace_event part_of(const struct tare_course *course,
                                       const char *what, double begin_ns,
                                       double elapsed_ns)
{
    double end_ns = (double)(course->closed_ns - course->opened_ns);

    begin_ns = fmin(fmax(begin_ns, 0), end_ns);
    elapsed_ns = fmin(fmax(elapsed_ns, 0), end_ns - begin_ns);
    return (struct tare_trace_event){
        .rank = TARE_TRACE_LAUNCH,
        .what = what,
        .number = course->number,
        .side = course->side,
        .cpu = course->cpu,
        .begin_ns = course->opened_ns + (uint64_t)begin_ns,
        .end_ns = course->opened_ns + (uint64_t)(begin_ns + elapsed_ns),
    };
}

static void trace_launch(const struct tare_spending *spending,
                         const struct tare_course *course, double setup_ns)
{
    double ready_ns = (double)(course->ready_ns - course->opened_ns);
    struct tare_trace_event whole =
        part_of(course,
                spending->work == TARE_SPENT_PROCESSES
                    ? "timed launch"
                    : tare_spent_name(spending->work),
                0, INFINITY);
    struct tare_trace_event setup =
        part_of(course, "set-up", ready_ns - setup_ns, setup_ns);

    tare_trace_add(spending->trace, &whole, course->id);
    if (setup_ns > 0)
        tare_trace_add(spending->trace, &setup, NULL);
}

void tare_spending_launch(struct tare_spending *spending,
                          struct tare_course *course,
                          const struct tare_session *session)
{
    double built_s = (double)session->built_ns * 1e-9;

    spending->spent.s[spending->work] -= built_s; /* all of it comes later */
    spending->spent.s[TARE_SPENT_SET_UP] += built_s;
    if (spending->trace == NULL)
        return;
    course->number = ++spending->trace->launches;
    trace_launch(spending, course,
                 session->setup_ns + (double)session->built_ns);
}

/* From starting and ending processes; never more than the launch took. */
static double move(struct tare_spent *spent, enum tare_spent_on to,
                   double elapsed_ns, double left_ns)
{
    double moved_ns = fmin(fmax(elapsed_ns, 0), left_ns);

    spent->s[TARE_SPENT_PROCESSES] =
        fmax(spent->s[TARE_SPENT_PROCESSES] - moved_ns * 1e-9, 0);
    spent->s[to] += moved_ns * 1e-9;
    return left_ns - moved_ns;
}

static double sum_walls(const struct tare_results *results, unsigned from,
                        unsigned to)
{
    double sum_ns = 0;

    for (unsigned i = from; i < to && i < results->count; i++)
        sum_ns += results->timings[i].wall_ns;
    return sum_ns;
}

void tare_spending_share(struct tare_spending *spending,
                         const struct tare_session *session,
                         const struct tare_results *results, unsigned warmups,
                         const struct tare_course *course)
{
    struct tare_spent *spent = &spending->spent;
    double before_ns = (double)(course->ready_ns - course->opened_ns) -
                       (double)session->built_ns;
    double left_ns = (double)(course->closing_ns - course->ready_ns);

    move(spent, TARE_SPENT_SET_UP, session->setup_ns, fmax(before_ns, 0));
    left_ns = move(spent, TARE_SPENT_WARM_UP, sum_walls(results, 0, warmups),
                   left_ns);
    left_ns = move(spent, TARE_SPENT_SAMPLES,
                   sum_walls(results, warmups, results->count), left_ns);
    move(spent, TARE_SPENT_BESIDE, left_ns, left_ns);
}

/* ---- samples ------------------------------------------------------------- */

static int is_disturbed(const struct tare_sample *sample)
{
    return sample->is_disturbed || sample->switches > 0 ||
           sample->major_faults > 0 || sample->steal_ns > 0 ||
           sample->throttled > 0;
}

static void add_sample(struct tare_trace *trace, struct tare_trace_event *event,
                       const struct tare_sample *sample)
{
    int is_bad = is_disturbed(sample);

    event->what = is_bad ? "disturbed sample" : "sample";
    event->rank = is_bad ? TARE_TRACE_DISTURBED : TARE_TRACE_QUIET;
    event->sample = *sample;
    tare_trace_add(trace, event, NULL);
}

void tare_spending_samples(struct tare_spending *spending,
                           const struct tare_course *course,
                           const struct tare_results *results, unsigned warmups,
                           const struct tare_launch *launch)
{
    double ready_ns = (double)(course->ready_ns - course->opened_ns);
    double all_ns = (double)(course->closing_ns - course->ready_ns);
    double pause_ns = (all_ns - sum_walls(results, 0, results->count)) /
                      (results->count + 1.0);
    double at_ns = ready_ns;

    if (spending->trace == NULL)
        return;
    for (unsigned i = 0; i < results->count; i++) {
        double wall_ns = results->timings[i].wall_ns;
        struct tare_trace_event event;

        at_ns += fmax(pause_ns, 0);
        event = part_of(course, "warm-up", at_ns, wall_ns);
        at_ns += wall_ns;
        if (i < warmups)
            tare_trace_add(spending->trace, &event, NULL);
        else
            add_sample(spending->trace, &event, &launch->samples[i - warmups]);
    }
}
