/* SPDX-License-Identifier: MIT */
#include "stats/stopping.h"

#include "tests/test.h"

TEST(looks_grow_by_half_from_thirty)
{
    const size_t want[] = { 30, 45, 68, 101, 152, 228, 342, 513 };

    for (size_t i = 0; i < 8; i++)
        CHECK_INT(tare_look_launches(i), want[i]);
}

TEST(far_looks_stay_numbers)
{
    CHECK(tare_look_launches(70) <= tare_look_launches(71));
    CHECK(tare_look_launches(100000) == tare_look_launches(200));
}

TEST(an_interval_must_be_narrower_than_wanted_by_a_tenth)
{
    struct tare_estimate e = { .value = 100, .low = 99.56, .high = 100.45 };

    CHECK(tare_precise_enough(&e, 0.00501));
    e.high = 100.46;
    CHECK(!tare_precise_enough(&e, 0.00501));
    e.low = e.high = 100;
    CHECK(tare_precise_enough(&e, 0));
}

TEST(without_an_interval_no_precision_is_reached)
{
    struct tare_estimate e = { .value = 100, .low = NAN, .high = NAN };

    CHECK(!tare_precise_enough(&e, 1e9));
}

TESTS(RUN(looks_grow_by_half_from_thirty), RUN(far_looks_stay_numbers),
      RUN(an_interval_must_be_narrower_than_wanted_by_a_tenth),
      RUN(without_an_interval_no_precision_is_reached))
