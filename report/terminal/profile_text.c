/* SPDX-License-Identifier: MIT */
#include "report/terminal/profile_text.h"

#include <inttypes.h>
#include <math.h>

#include "report/terminal/text.h"
#include "store/path.h"

#define WORTH_SAYING 0.01 /* of the looks */
#define KERNEL       0.05
#define SLOWED_MUCH  0.25
#define LOOKS_ENOUGH 500
#define WAITED       0.1
#define OTHERS       0.01
#define NOTHING      1e-9 /* in what is shown */

struct tare_scale tare_profile_scale(const struct tare_hotspots *hotspots)
{
    return tare_scale_one(hotspots->iteration_ns, "ns");
}

void tare_band_describe(struct tare_buf *text, const struct tare_band *band,
                        const struct tare_scale *scale)
{
    double half = (band->high - band->low) / 2;
    struct tare_scale within = tare_scale_within(*scale, half);
    char value[TARE_SCALED_SIZE], spread[TARE_SCALED_SIZE];

    tare_scaled_number(value, band->value, &within);
    tare_scaled_format(spread, half, &within);
    if (half * within.factor > NOTHING) /* what is exact has none */
        tare_buf_printf(text, "%s ± %s", value, spread);
    else {
        tare_scaled_format(value, band->value, &within);
        tare_buf_puts(text, value);
    }
}

void tare_profile_describe(struct tare_buf *text, const struct tare_case *c,
                           const struct tare_hotspots *hotspots)
{
    struct tare_scale scale = tare_profile_scale(hotspots);
    char time[TARE_SCALED_SIZE], slowed[TARE_SCALED_SIZE];

    tare_scaled_format(time, hotspots->iteration_ns, &scale);
    tare_percent_format(slowed, hotspots->slowed);
    tare_buf_printf(text, "%s per iteration; %" PRIu64 " looks in %zu launches",
                    time, hotspots->looks, c->profile.launch_count);
    if (hotspots->slowed > WORTH_SAYING)
        tare_buf_printf(text, ", which slowed it by %s", slowed);
}

void tare_hotspot_where(struct tare_buf *text,
                        const struct tare_profile *profile, size_t function)
{
    const struct tare_profile_function *known =
        tare_profile_function(profile, function);
    const char *path;

    if (known == NULL)
        return;
    path = profile->objects[known->object].path;
    if (known->object == tare_profile_program(profile) && known->file != NULL)
        path = known->file;
    if (path[0] != '[')
        tare_buf_puts(text, tare_path_name(path));
}

/* ---- what was not seen --------------------------------------------------- */

static void add_share(struct tare_buf *text, double share, const char *sentence)
{
    char percent[TARE_SCALED_SIZE];

    if (!(share >= WORTH_SAYING))
        return;
    tare_percent_format(percent, share);
    tare_buf_printf(text, "%s %s\n", percent, sentence);
}

static void add_kernel(struct tare_buf *text,
                       const struct tare_hotspots *hotspots)
{
    char percent[TARE_SCALED_SIZE];

    if (!hotspots->is_blind || hotspots->is_timed || hotspots->unseen < KERNEL)
        return;
    tare_percent_format(percent, hotspots->unseen);
    tare_buf_printf(text,
                    "about %s of the CPU time was in the kernel, where looking "
                    "is not permitted (sudo sysctl "
                    "kernel.perf_event_paranoid=1)\n",
                    percent);
}

static void add_others(struct tare_buf *text,
                       const struct tare_hotspots *hotspots)
{
    char percent[TARE_SCALED_SIZE];

    if (hotspots->at_once > 0)
        tare_buf_printf(text,
                        "the benchmark starts threads: on average %.1f ran at "
                        "once, and the times are shares of an iteration\n",
                        hotspots->at_once);
    if (hotspots->at_once > 0 && !hotspots->is_blind &&
        hotspots->unseen >= KERNEL) {
        tare_percent_format(percent, hotspots->unseen);
        tare_buf_printf(text,
                        "about %s of the CPU time was not looked at, mostly of "
                        "threads that ended too soon for it\n",
                        percent);
    }
    if (!(hotspots->others >= OTHERS))
        return;
    tare_percent_format(percent, hotspots->others);
    tare_buf_printf(text,
                    "other threads ran for %s of the time of an iteration and "
                    "were not looked at, as that needs perf\n",
                    percent);
}

/* A timer looks at whoever called the kernel, when that returns: what it has not
 * seen is not the kernel's time. */
static void add_timer(struct tare_buf *text,
                      const struct tare_hotspots *hotspots)
{
    char percent[TARE_SCALED_SIZE];

    if (!hotspots->is_timed)
        return;
    tare_buf_puts(text, "perf is not available here: looked by a timer "
                        "instead, so system calls may have returned early "
                        "(EINTR), and the kernel's time is that of its "
                        "callers\n");
    if (hotspots->refusal != NULL) {
        tare_buf_puts(text, "why there is no perf: ");
        tare_text_show(text, hotspots->refusal);
        tare_buf_puts(text, "\n");
    }
    if (hotspots->unseen < KERNEL)
        return;
    tare_percent_format(percent, hotspots->unseen);
    tare_buf_printf(text,
                    "about %s of the CPU time was not looked at: the timer "
                    "waits for long system calls and while signals are "
                    "blocked, and leaves out what often waits\n",
                    percent);
}

static void add_waited(struct tare_buf *text,
                       const struct tare_hotspots *hotspots)
{
    char percent[TARE_SCALED_SIZE];

    if (!(hotspots->waited >= WAITED))
        return;
    tare_percent_format(percent, hotspots->waited);
    tare_buf_printf(text,
                    "about %s of the time its threads waited, which no look "
                    "sees: that is shared out among the functions\n",
                    percent);
}

void tare_profile_doubts(struct tare_buf *text,
                         const struct tare_hotspots *hotspots)
{
    add_waited(text, hotspots);
    add_others(text, hotspots);
    add_timer(text, hotspots);
    add_kernel(text, hotspots);
    add_share(text, hotspots->lost,
              "of the looks were lost: the kernel had no room for them");
    add_share(text, hotspots->broken - hotspots->truncated,
              "of the looks are left out: their callers could not be found as "
              "far as the loop");
    add_share(text, hotspots->truncated,
              "of the looks are left out: the stack down to the loop is too "
              "deep");
    if (hotspots->throttled > 0)
        tare_buf_printf(text,
                        "the kernel stopped looking %" PRIu64 " times for a "
                        "while, as it took too long (sysctl "
                        "kernel.perf_cpu_time_max_percent)\n",
                        hotspots->throttled);
    add_share(text, hotspots->guessed,
              "of the stacks are partly guessed: code without frame "
              "information");
    if (hotspots->looks < LOOKS_ENOUGH)
        tare_buf_puts(text, "there are few looks, hence wide intervals\n");
    if (hotspots->slowed > SLOWED_MUCH)
        tare_buf_puts(text, "looking slowed it a lot: the shares may not be "
                            "those of an undisturbed run\n");
    if (hotspots->is_nameless)
        tare_buf_puts(text, "there are no symbols: functions are shown by "
                            "their addresses\n");
    else if (hotspots->is_lineless)
        tare_buf_puts(text, "there are no lines: compile with -g, which does "
                            "not change the code\n");
}
