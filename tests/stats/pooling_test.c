/* SPDX-License-Identifier: MIT */
/* One effect on several machines, against R, and how often the interval of the
 * mean holds it. */
#include "stats/pooling.h"

#include <math.h>

#include "stats/chi_square.h"
#include "stats/rng.h"
#include "tests/stats/reference.h"

enum {
    MACHINES = 5,
    TRIALS = 4000
};

static void check_tail(const struct reference *r)
{
    CHECK_CLOSE(
        tare_chi_square_upper(r->arguments[1], (unsigned)r->arguments[0]),
        r->results[0], 1e-13);
}

TEST(tails_of_chi_square_are_those_of_r)
{
    reference_each("chi_square", check_tail);
    CHECK(tare_chi_square_upper(0, 3) == 1);
    CHECK(tare_chi_square_upper(-1, 3) == 1);
    CHECK(tare_chi_square_upper(1, 0) == 0);
    CHECK(tare_chi_square_upper(INFINITY, 3) == 0);
    CHECK(isnan(tare_chi_square_upper(NAN, 3)));
}

static void check_pooling(const struct reference *r)
{
    struct tare_pooling pooling =
        tare_pool(r->x, r->y, r->count_x, r->arguments[0]);

    CHECK_CLOSE(pooling.q, r->results[0], 1e-10);
    CHECK_CLOSE(pooling.p, r->results[1], 1e-9);
    CHECK_CLOSE(pooling.spread, r->results[2], 1e-10);
    CHECK_CLOSE(pooling.mean, r->results[3], 1e-10);
    CHECK_CLOSE(pooling.low, r->results[4], 1e-10);
    CHECK_CLOSE(pooling.high, r->results[5], 1e-10);
}

TEST(means_and_disagreement_are_those_of_r)
{
    reference_each("pooling", check_pooling);
}

TEST(what_cannot_be_pooled_is_no_number)
{
    const double estimates[] = { 0.01, 0.02, NAN };
    const double errors[] = { 0.001, 0.001, 0.001 };
    const double exact[] = { 0, 0.001, 0.001 };

    CHECK(isnan(tare_pool(estimates, errors, 1, 0.95).q));
    CHECK(isnan(tare_pool(estimates, errors, 0, 0.95).mean));
    CHECK(isnan(tare_pool(estimates, errors, 3, 0.95).p));
    CHECK(isnan(tare_pool(estimates, exact, 2, 0.95).mean));
    CHECK(isfinite(tare_pool(estimates, errors, 2, 0.95).mean));
}

/* How often the interval of five machines holds the mean of all machines, which
 * differ by so much; errors of one are 0.15 % to 0.25 %. */
static double coverage(double spread)
{
    struct tare_rng rng;
    unsigned held = 0;

    tare_rng_seed(&rng, 27);
    for (unsigned trial = 0; trial < TRIALS; trial++) {
        double estimates[MACHINES], errors[MACHINES];
        struct tare_pooling pooling;

        for (unsigned i = 0; i < MACHINES; i++) {
            errors[i] = 0.0015 + 0.00025 * i;
            estimates[i] = 0.018 + spread * tare_rng_normal(&rng) +
                           errors[i] * tare_rng_normal(&rng);
        }
        pooling = tare_pool(estimates, errors, MACHINES, 0.95);
        held += pooling.low <= 0.018 && 0.018 <= pooling.high;
    }
    return (double)held / TRIALS;
}

TEST(the_interval_of_five_machines_holds_the_mean)
{
    CHECK(coverage(0) > 0.97);
    CHECK(coverage(0.003) > 0.93);
    CHECK(coverage(0.01) > 0.93);
}

TESTS(RUN(tails_of_chi_square_are_those_of_r),
      RUN(means_and_disagreement_are_those_of_r),
      RUN(what_cannot_be_pooled_is_no_number),
      RUN(the_interval_of_five_machines_holds_the_mean))
