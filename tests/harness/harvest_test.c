/* SPDX-License-Identifier: MIT */
#include "harness/run/harvest.h"

#include "store/alloc.h"
#include "tests/test.h"

/* One switch in one of six launches. */
static struct tare_band estimate_of(const char *name)
{
    static struct tare_launch launches[] = { { .value = 0 }, { .value = 0 },
                                             { .value = 0 }, { .value = 1 },
                                             { .value = 0 }, { .value = 0 } };
    struct tare_measure measure = { .launches = launches, .count = 6 };

    measure.name = tare_strdup(name);
    tare_harvest_estimate(&measure, 0.95);
    free(measure.name);
    return measure.estimate;
}

TEST(what_is_counted_is_never_less_than_nothing)
{
    struct tare_band counted = estimate_of("context-switches");
    struct tare_band reported = estimate_of("drift");

    CHECK_NEAR(counted.value, 1. / 6, 1e-9);
    CHECK(counted.low >= 0 && counted.low <= 0 && counted.high > 0.3);
    CHECK(reported.low < -0.1);
    CHECK_NEAR(counted.high, reported.high, 1e-12);
}

TESTS(RUN(what_is_counted_is_never_less_than_nothing))
