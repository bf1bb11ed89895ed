/* SPDX-License-Identifier: MIT */
/* What a look at a CPU shows, and how long may be waited there. */
#include "harness/run/waiting.h"

#include "tests/test.h"

static struct tare_canary fastest;

static enum tare_seen see(double pace_ns, double share_ns, double away_ns)
{
    struct tare_look look = { { .pace_ns = pace_ns, .share_ns = share_ns },
                              away_ns };

    return tare_weather_see(&look, &fastest);
}

TEST(a_look_is_told_by_the_fastest_readings_so_far)
{
    fastest = (struct tare_canary){ 0 };
    CHECK_INT(see(7000, 9000, 1000), TARE_SEEN_QUIET);
    CHECK_INT(see(7050, 9050, 1000), TARE_SEEN_QUIET);
    CHECK_INT(see(7000, 14000, 1000), TARE_SEEN_CROWDED);
    CHECK_INT(see(7000, 9000, 3e6), TARE_SEEN_QUEUED);
}

/* Both readings are longer then, in one proportion. */
TEST(a_slower_clock_is_no_neighbour)
{
    fastest = (struct tare_canary){ .pace_ns = 7000, .share_ns = 9000 };
    CHECK_INT(see(7700, 9900, 1000), TARE_SEEN_QUIET);
}

/* A reading of the pace that lost the CPU makes the share look small; it must
 * not become the measure of quiet. */
TEST(a_torn_reading_spoils_no_other)
{
    fastest = (struct tare_canary){ .pace_ns = 7000, .share_ns = 9000 };
    CHECK_INT(see(60000, 9000, 53000), TARE_SEEN_QUEUED);
    CHECK_INT(see(7000, 9000, 1000), TARE_SEEN_QUIET);
}

TEST(waiting_is_a_part_of_the_budget)
{
    struct tare_waiting waiting = { .waited_ns = 0 };

    CHECK_NEAR(tare_waiting_allowance_ns(&waiting, 0, 100e9), 1e9, 0);
    CHECK_NEAR(tare_waiting_allowance_ns(&waiting, 99.5e9, 100e9), 0.25e9, 1);
    CHECK_NEAR(tare_waiting_allowance_ns(&waiting, 120e9, 100e9), 0, 0);
    waiting.waited_ns = 49.9e9;
    CHECK_NEAR(tare_waiting_allowance_ns(&waiting, 60e9, 100e9), 0.1e9, 1);
    waiting.waited_ns = 50e9;
    CHECK_NEAR(tare_waiting_allowance_ns(&waiting, 60e9, 100e9), 0, 0);
}

TEST(a_neighbour_that_never_stops_is_not_waited_for)
{
    struct tare_waiting waiting = { .waited_ns = 11e9, .lost_ns = 11e9 };

    CHECK_NEAR(tare_waiting_allowance_ns(&waiting, 20e9, 100e9), 0, 0);
    waiting.lost_ns = 0; /* it was quiet again */
    CHECK_NEAR(tare_waiting_allowance_ns(&waiting, 20e9, 100e9), 1e9, 0);
}

/* What is remembered of the machine is quiet, whatever there is today. */
TEST(who_was_there_from_the_beginning_is_a_neighbour)
{
    struct tare_waiting waiting = { .waited_ns = 0 };
    struct tare_weather before = { .pace_ns = 1000, .share = 1e-3 };
    struct tare_cpu cpu = { .measured = 0 };

    tare_cpus_read(&cpu.allowed);
    while (!tare_cpus_has(&cpu.allowed, cpu.measured))
        cpu.measured++;
    tare_waiting_begin(&waiting, &cpu, &before);
    CHECK(waiting.fastest.pace_ns > 0);
    CHECK_NEAR(waiting.fastest.share_ns / waiting.fastest.pace_ns, 1e-3, 1e-9);
}

/* Nobody is looked at where launches may run anywhere, or are not disturbed. */
TEST(nothing_is_waited_for_where_all_is_well)
{
    struct tare_waiting waiting = { .waited_ns = 0 };
    struct tare_context context = { .disturbed = 1 };
    struct tare_cpu cpu = { .measured = -1 };

    CHECK(tare_wait_for_quiet(&waiting, &cpu, &context, 100e9));
    cpu.measured = 0;
    context.disturbed = 0.1;
    CHECK(tare_wait_for_quiet(&waiting, &cpu, &context, 100e9));
    CHECK_NEAR(waiting.waited_ns, 0, 0);
    CHECK(waiting.fastest.pace_ns <= 0);
}

TESTS(RUN(a_look_is_told_by_the_fastest_readings_so_far),
      RUN(a_slower_clock_is_no_neighbour), RUN(a_torn_reading_spoils_no_other),
      RUN(waiting_is_a_part_of_the_budget),
      RUN(a_neighbour_that_never_stops_is_not_waited_for),
      RUN(who_was_there_from_the_beginning_is_a_neighbour),
      RUN(nothing_is_waited_for_where_all_is_well))
