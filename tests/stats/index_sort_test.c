/* SPDX-License-Identifier: MIT */
#include "stats/index_sort.h"

#include "stats/rng.h"
#include "tests/test.h"

TEST(indices_come_in_the_order_of_the_values)
{
    double values[] = { 3, 1, 2 };
    size_t order[3];

    CHECK_INT(tare_index_sort(order, values, 3), 3);
    CHECK_INT(order[0], 1);
    CHECK_INT(order[1], 2);
    CHECK_INT(order[2], 0);
}

TEST(equal_values_keep_the_order_of_the_array)
{
    double values[200];
    size_t order[200];
    struct tare_rng rng;

    tare_rng_seed(&rng, 1);
    for (size_t count = 0; count <= 200; count += 25) {
        for (size_t i = 0; i < count; i++)
            values[i] = (double)tare_rng_below(&rng, 10);
        CHECK_INT(tare_index_sort(order, values, count), count);
        for (size_t i = 1; i < count; i++)
            CHECK(values[order[i - 1]] < values[order[i]] ||
                  (values[order[i - 1]] == values[order[i]] &&
                   order[i - 1] < order[i]));
    }
}

TEST(no_numbers_are_left_out)
{
    double values[] = { NAN, INFINITY, 1, NAN, -INFINITY };
    size_t order[5];

    CHECK_INT(tare_index_sort(order, values, 5), 3);
    CHECK_INT(order[0], 4);
    CHECK_INT(order[2], 1);
}

TESTS(RUN(indices_come_in_the_order_of_the_values),
      RUN(equal_values_keep_the_order_of_the_array),
      RUN(no_numbers_are_left_out))
