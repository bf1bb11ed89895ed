/* SPDX-License-Identifier: MIT */
#include "stats/lanes.h"

#include "tests/test.h"

#define NO_VECTOR "this processor has no AVX2"

static struct tare_lanes seeded(uint64_t seed)
{
    struct tare_lanes lanes;
    struct tare_rng rng;

    tare_rng_seed(&rng, seed);
    tare_lanes_seed(&lanes, &rng);
    return lanes;
}

TEST(each_lane_is_the_plain_generator)
{
    struct tare_lanes lanes = seeded(1);
    struct tare_rng rng[4];
    uint32_t drawn[80];

    for (int lane = 0; lane < 4; lane++)
        for (int word = 0; word < 4; word++)
            rng[lane].state[word] = lanes.state[word][lane];
    tare_lanes_draw_plain(&lanes, 1000, drawn, 80);
    for (size_t i = 0; i < 80; i += 2) {
        uint64_t word = tare_rng_next(&rng[i / 2 % 4]);

        CHECK_INT(drawn[i], ((word & 0xffffffff) * 1000) >> 32);
        CHECK_INT(drawn[i + 1], ((word >> 32) * 1000) >> 32);
    }
}

TEST(the_vector_form_draws_the_same_bit_for_bit)
{
    const uint32_t bounds[] = { 1, 2, 3, 100, 1000, 65537, 4294967295u };
    struct tare_lanes plain = seeded(2), vector = plain;
    uint32_t a[256] = { 0 }, b[256] = { 0 };

    for (size_t i = 0; i < 2000; i++) {
        uint32_t bound = bounds[i % 7];

        tare_lanes_draw_plain(&plain, bound, a, i % 250);
        if (!tare_lanes_draw_vector(&vector, bound, b, i % 250))
            SKIP(NO_VECTOR);
        CHECK(memcmp(a, b, sizeof a) == 0);
        CHECK(memcmp(&plain, &vector, sizeof plain) == 0);
    }
}

TEST(draws_stay_below_the_bound_and_are_even)
{
    struct tare_lanes lanes = seeded(3);
    uint32_t drawn[1000], seen[10] = { 0 };

    for (int k = 0; k < 100; k++) {
        tare_lanes_draw(&lanes, 10, drawn, 1000);
        for (int i = 0; i < 1000; i++) {
            CHECK(drawn[i] < 10);
            seen[drawn[i] % 10]++;
        }
    }
    /* 10000 expected, SD 95 */
    for (int i = 0; i < 10; i++)
        CHECK(abs((int)seen[i] - 10000) < 500);
}

/* Every count from 0 to 20, several in a row, so that overwriting shows. */
static void fill_tally(uint32_t *tally, size_t count, size_t shift)
{
    for (size_t i = 0; i < count; i++)
        tally[i] = (uint32_t)((i * i + shift) % (shift % 3 == 0 ? 21 : 3));
}

TEST(expanding_writes_each_value_as_often_as_counted)
{
    uint32_t tally[40];
    double values[40], out[1000];

    for (size_t shift = 0; shift < 50; shift++) {
        size_t at = 0;

        for (size_t i = 0; i < 40; i++)
            values[i] = (double)i / 8;
        fill_tally(tally, 40, shift);
        tare_lanes_expand(out, values, tally, 40);
        fill_tally(tally, 40, shift);
        for (size_t i = 0; i < 40; i++)
            for (uint32_t k = 0; k < tally[i]; k++)
                CHECK(out[at++] == values[i]);
    }
}

TEST(expanding_clears_the_tally_and_stays_in_its_room)
{
    uint32_t tally[3] = { 1, 0, 9 };
    double out[10 + TARE_LANES_STEP + 1];

    out[10 + TARE_LANES_STEP] = -7;
    tare_lanes_expand(out, (double[]){ 1, 2, 3 }, tally, 3);
    CHECK(tally[0] == 0 && tally[1] == 0 && tally[2] == 0);
    CHECK(out[0] == 1 && out[9] == 3);
    CHECK(out[10 + TARE_LANES_STEP] == -7);
}

TEST(the_vector_form_expands_the_same)
{
    uint32_t a[100], b[100];
    double values[100], plain[2200], vector[2200];

    for (size_t i = 0; i < 100; i++)
        values[i] = (double)i;
    for (size_t shift = 0; shift < 30; shift++) {
        size_t total = 0;

        fill_tally(a, 100, shift);
        memcpy(b, a, sizeof a);
        for (size_t i = 0; i < 100; i++)
            total += a[i];
        tare_lanes_expand_plain(plain, values, a, 100);
        if (!tare_lanes_expand_vector(vector, values, b, 100))
            SKIP(NO_VECTOR);
        CHECK(memcmp(plain, vector, total * sizeof *plain) == 0);
        CHECK(memcmp(a, b, sizeof a) == 0);
    }
}

TEST(the_vector_form_sums_the_same_bit_for_bit)
{
    double values[131], sum[2], squares[2];
    struct tare_rng rng;

    tare_rng_seed(&rng, 4);
    for (size_t i = 0; i < 131; i++)
        values[i] = tare_rng_normal(&rng);
    for (size_t count = 0; count <= 131; count++) {
        tare_lanes_sums_plain(values, count, 0.3, &sum[0], &squares[0]);
        if (!tare_lanes_sums_vector(values, count, 0.3, &sum[1], &squares[1]))
            SKIP(NO_VECTOR);
        CHECK(memcmp(&sum[0], &sum[1], sizeof sum[0]) == 0);
        CHECK(memcmp(&squares[0], &squares[1], sizeof squares[0]) == 0);
    }
}

TEST(sums_are_around_the_centre)
{
    double sum, squares;

    /* 1 - 3, 2 - 3, ..., 5 - 3: sum 0, squares 4 + 1 + 0 + 1 + 4 */
    tare_lanes_sums((double[]){ 1, 2, 3, 4, 5 }, 5, 3, &sum, &squares);
    CHECK_NEAR(sum, 0, 0);
    CHECK_NEAR(squares, 10, 0);
}

TESTS(RUN(each_lane_is_the_plain_generator),
      RUN(the_vector_form_draws_the_same_bit_for_bit),
      RUN(draws_stay_below_the_bound_and_are_even),
      RUN(expanding_writes_each_value_as_often_as_counted),
      RUN(expanding_clears_the_tally_and_stays_in_its_room),
      RUN(the_vector_form_expands_the_same),
      RUN(the_vector_form_sums_the_same_bit_for_bit),
      RUN(sums_are_around_the_centre))
