/* SPDX-License-Identifier: MIT */
#include "stats/rng.h"

#include "tests/test.h"

/* The generator's published form, started from 1, 2, 3, 4:
 * rotl(1 + 4, 23) + 1 = 41943041 is the first output. */
TEST(the_first_outputs_are_those_of_xoshiro256_plus_plus)
{
    struct tare_rng rng = { { 1, 2, 3, 4 } };
    const uint64_t want[] = { 41943041, 58720359, 3588806011781223,
                              3591011842654386, 9228616714210784205u };

    for (size_t i = 0; i < 5; i++)
        CHECK(tare_rng_next(&rng) == want[i]);
}

/* splitmix64 started from 0 and from 1234567, as published with it. */
TEST(seeding_fills_the_state_by_splitmix64)
{
    struct tare_rng rng;

    tare_rng_seed(&rng, 0);
    CHECK(rng.state[0] == 0xe220a8397b1dcdaf);
    CHECK(rng.state[1] == 0x6e789e6aa1b965f4);
    tare_rng_seed(&rng, 1234567);
    CHECK(rng.state[0] == 6457827717110365317u);
    CHECK(rng.state[1] == 3203168211198807973u);
}

TEST(streams_differ_by_seed_name_and_purpose)
{
    struct tare_rng a, b;

    tare_rng_stream(&a, 1, "sum/n=10", 0);
    tare_rng_stream(&b, 1, "sum/n=10", 0);
    CHECK(memcmp(&a, &b, sizeof a) == 0);
    tare_rng_stream(&b, 2, "sum/n=10", 0);
    CHECK(memcmp(&a, &b, sizeof a) != 0);
    tare_rng_stream(&b, 1, "sum/n=11", 0);
    CHECK(memcmp(&a, &b, sizeof a) != 0);
    tare_rng_stream(&b, 1, "sum/n=10", 1);
    CHECK(memcmp(&a, &b, sizeof a) != 0);
}

/* fnv1a64("a") = 0xaf63dc4c8601ec8c as published; seeded with just that, the
 * mixture is 0 and the stream that of splitmix64(0). */
TEST(the_name_is_hashed_by_fnv1a)
{
    struct tare_rng named, plain;

    tare_rng_stream(&named, 0xaf63dc4c8601ec8c, "a", 0);
    tare_rng_seed(&plain, 0xe220a8397b1dcdaf);
    CHECK(memcmp(&named, &plain, sizeof named) == 0);
}

TEST(bounded_draws_stay_below_the_bound_and_reach_all_of_it)
{
    struct tare_rng rng;
    int seen[7] = { 0 };

    tare_rng_seed(&rng, 5);
    for (int i = 0; i < 70000; i++) {
        uint32_t draw = tare_rng_below(&rng, 7);

        CHECK(draw < 7);
        seen[draw % 7]++;
    }
    /* 10000 expected, SD 93 */
    for (int i = 0; i < 7; i++)
        CHECK(abs(seen[i] - 10000) < 500);
    CHECK(tare_rng_below(&rng, 1) == 0);
    CHECK(tare_rng_below(&rng, 0) == 0);
}

TEST(unit_draws_are_in_the_half_open_interval)
{
    struct tare_rng rng;
    double sum = 0;

    tare_rng_seed(&rng, 6);
    for (int i = 0; i < 100000; i++) {
        double u = tare_rng_unit(&rng);

        CHECK(u >= 0 && u < 1);
        sum += u;
    }
    /* SD of the mean 0.0009 */
    CHECK_NEAR(sum / 100000, 0.5, 0.005);
}

TEST(normal_draws_have_the_moments_of_a_normal)
{
    struct tare_rng rng;
    double power[5] = { 0 };
    const int n = 200000;

    tare_rng_seed(&rng, 7);
    for (int i = 0; i < n; i++) {
        double z = tare_rng_normal(&rng), p = 1;

        for (int k = 0; k < 5; k++, p *= z)
            power[k] += p / n;
    }
    /* SDs: 0.002, 0.003, 0.009, 0.022 */
    CHECK_NEAR(power[1], 0, 0.012);
    CHECK_NEAR(power[2], 1, 0.02);
    CHECK_NEAR(power[3], 0, 0.05);
    CHECK_NEAR(power[4], 3, 0.05);
}

TEST(shuffling_keeps_every_entry_and_makes_all_orders)
{
    struct tare_rng rng;
    int orders[6] = { 0 };

    tare_rng_seed(&rng, 8);
    for (int i = 0; i < 6000; i++) {
        size_t order[3] = { 0, 1, 2 };

        tare_rng_shuffle(&rng, order, 3);
        CHECK(order[0] + order[1] + order[2] == 3);
        CHECK(order[0] != order[1] && order[1] != order[2]);
        orders[2 * order[0] + (order[1] > order[2])]++;
    }
    /* 1000 expected, SD 29 */
    for (int i = 0; i < 6; i++)
        CHECK(abs(orders[i] - 1000) < 150);
}

TEST(shuffling_nothing_is_allowed)
{
    struct tare_rng rng = { { 1, 2, 3, 4 } };
    size_t one = 9;

    tare_rng_shuffle(&rng, NULL, 0);
    tare_rng_shuffle(&rng, &one, 1);
    CHECK(one == 9);
}

TESTS(RUN(the_first_outputs_are_those_of_xoshiro256_plus_plus),
      RUN(seeding_fills_the_state_by_splitmix64),
      RUN(streams_differ_by_seed_name_and_purpose),
      RUN(the_name_is_hashed_by_fnv1a),
      RUN(bounded_draws_stay_below_the_bound_and_reach_all_of_it),
      RUN(unit_draws_are_in_the_half_open_interval),
      RUN(normal_draws_have_the_moments_of_a_normal),
      RUN(shuffling_keeps_every_entry_and_makes_all_orders),
      RUN(shuffling_nothing_is_allowed))
