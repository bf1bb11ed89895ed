/* SPDX-License-Identifier: MIT */
/* A trace stays within what its file may hold, and what matters most stays in
 * it. */
#include "store/trace.h"

#include <string.h>

#include "tests/test.h"

enum {
    SAMPLES = 12,
    OFTEN = 10 /* each so many-th sample is disturbed, where some are */
};

static void add_launch(struct tare_trace *trace, unsigned often)
{
    struct tare_trace_event event = { .rank = TARE_TRACE_LAUNCH,
                                      .what = "timed launch",
                                      .number = ++trace->launches };

    tare_trace_add(trace, &event, "group/case");
    for (unsigned i = 0; i < SAMPLES; i++) {
        int is_disturbed =
            often > 0 && (event.number * SAMPLES + i) % often == 0;

        event.rank = is_disturbed ? TARE_TRACE_DISTURBED : TARE_TRACE_QUIET;
        event.sample.switches = is_disturbed != 0;
        tare_trace_add(trace, &event, NULL);
    }
}

static void add_launches(struct tare_trace *trace, size_t count, unsigned often)
{
    for (size_t i = 0; i < count; i++)
        add_launch(trace, often);
}

/* How many are there, by looking. */
static size_t count(const struct tare_trace *trace, enum tare_trace_rank rank)
{
    size_t found = 0;

    for (size_t i = 0; i < trace->count; i++)
        found += trace->events[i].rank == rank;
    return found;
}

/* The longest stretch of launches of which nothing of that rank is there. */
static uint64_t longest_gap(const struct tare_trace *trace,
                            enum tare_trace_rank rank)
{
    uint64_t last = 0, gap = 0;

    for (size_t i = 0; i < trace->count; i++)
        if (trace->events[i].rank == rank) {
            uint64_t number = trace->events[i].number;

            gap = number - last > gap ? number - last : gap;
            last = number;
        }
    return trace->launches - last > gap ? trace->launches - last : gap;
}

TEST(all_is_kept_while_there_is_room)
{
    struct tare_trace trace = { 0 };

    add_launches(&trace, 100, OFTEN);
    CHECK_INT(trace.count, 100 * (1 + SAMPLES));
    for (int i = 0; i < TARE_TRACE_RANKS; i++)
        CHECK_INT(trace.left_out[i], 0);
    tare_trace_release(&trace);
    CHECK_INT(trace.count, 0);
}

TEST(undisturbed_samples_go_first)
{
    struct tare_trace trace = { 0 };

    add_launches(&trace, 5000, OFTEN);
    CHECK(trace.size <= TARE_TRACE_SIZE_MAX);
    CHECK_INT(count(&trace, TARE_TRACE_LAUNCH), 5000);
    CHECK_INT(count(&trace, TARE_TRACE_DISTURBED), 5000 * SAMPLES / OFTEN);
    CHECK_INT(trace.left_out[TARE_TRACE_DISTURBED], 0);
    CHECK(trace.left_out[TARE_TRACE_QUIET] > 0);
    CHECK_INT(count(&trace, TARE_TRACE_QUIET) +
                  trace.left_out[TARE_TRACE_QUIET],
              5000 * SAMPLES - 5000 * SAMPLES / OFTEN);
    tare_trace_release(&trace);
}

TEST(what_stays_is_spread_over_the_run)
{
    struct tare_trace trace = { 0 };

    add_launches(&trace, 5000, OFTEN);
    CHECK(count(&trace, TARE_TRACE_QUIET) > 0);
    CHECK(longest_gap(&trace, TARE_TRACE_QUIET) <=
          trace.strides[TARE_TRACE_QUIET]);
    tare_trace_release(&trace);
}

TEST(disturbed_samples_go_before_launches)
{
    struct tare_trace trace = { 0 };

    add_launches(&trace, 8000, 1);
    CHECK(trace.size <= TARE_TRACE_SIZE_MAX);
    CHECK_INT(count(&trace, TARE_TRACE_LAUNCH), 8000);
    CHECK(trace.left_out[TARE_TRACE_DISTURBED] > 0);
    CHECK(count(&trace, TARE_TRACE_DISTURBED) > 0);
    tare_trace_release(&trace);
}

TEST(an_endless_run_has_an_end)
{
    struct tare_trace trace = { 0 };
    struct tare_trace_event phase = { .rank = TARE_TRACE_PHASE,
                                      .what = "round" };

    for (int i = 0; i < 100000; i++) {
        tare_trace_add(&trace, &phase, NULL);
        add_launches(&trace, 1, i % 3 == 0 ? 1 : 0);
    }
    CHECK(trace.size <= TARE_TRACE_SIZE_MAX);
    CHECK(trace.left_out[TARE_TRACE_LAUNCH] > 0);
    CHECK(count(&trace, TARE_TRACE_PHASE) > 0);
    CHECK_INT(count(&trace, TARE_TRACE_PHASE) +
                  trace.left_out[TARE_TRACE_PHASE],
              100000);
    tare_trace_release(&trace);
}

TEST(long_names_count)
{
    static char id[100001];
    struct tare_trace trace = { 0 };
    struct tare_trace_event launch = { .rank = TARE_TRACE_LAUNCH };

    memset(id, '\x01', sizeof id - 1);
    for (launch.number = 1; launch.number < 200; launch.number++)
        tare_trace_add(&trace, &launch, id);
    CHECK(trace.size <= TARE_TRACE_SIZE_MAX);
    CHECK(trace.left_out[TARE_TRACE_LAUNCH] > 0);
    tare_trace_release(&trace);
}

TEST(no_trace_takes_nothing)
{
    struct tare_trace_event event = { .rank = TARE_TRACE_PHASE };

    tare_trace_add(NULL, &event, "a");
}

TESTS(RUN(all_is_kept_while_there_is_room), RUN(undisturbed_samples_go_first),
      RUN(what_stays_is_spread_over_the_run),
      RUN(disturbed_samples_go_before_launches), RUN(an_endless_run_has_an_end),
      RUN(long_names_count), RUN(no_trace_takes_nothing))
