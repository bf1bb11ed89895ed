/* SPDX-License-Identifier: MIT */
#include "stats/elementary.h"

#include "stats/rng.h"
#include "tests/test.h"

/* The C library's are within 1 unit in the last place themselves. */
static int agree(double got, double want, double ulps)
{
    return fabs(got - want) <= ulps * 0x1p-52 * fabs(want);
}

TEST(exponentials_agree_with_the_c_library)
{
    struct tare_rng rng;

    tare_rng_seed(&rng, 1);
    for (int i = 0; i < 100000; i++) {
        double x = -708 + 1417 * tare_rng_unit(&rng);

        CHECK(agree(tare_exp(x), exp(x), 1));
        x /= 400;
        CHECK(agree(tare_exp(x), exp(x), 1));
        CHECK(agree(tare_expm1(x), expm1(x), 4));
        CHECK(agree(tare_expm1(1e-9 * x), expm1(1e-9 * x), 2));
    }
}

TEST(logarithms_agree_with_the_c_library)
{
    struct tare_rng rng;

    tare_rng_seed(&rng, 2);
    for (int i = 0; i < 100000; i++) {
        double x = tare_rng_unit(&rng), big = ldexp(x, (i % 2000) - 1000);

        CHECK(agree(tare_log(big), log(big), 1));
        CHECK(agree(tare_log(0.5 + x), log(0.5 + x), 1));
        CHECK(agree(tare_log1p(2 * x - 1), log1p(2 * x - 1), 2));
        CHECK(agree(tare_log1p(1e-9 * x), log1p(1e-9 * x), 2));
    }
}

TEST(borders_are_those_of_the_c_library)
{
    CHECK(tare_exp(0) == 1);
    CHECK(tare_exp(-INFINITY) == 0);
    CHECK(tare_exp(INFINITY) == INFINITY);
    CHECK(tare_exp(710) == INFINITY);
    CHECK(tare_exp(-746) == 0);
    CHECK(isnan(tare_exp(NAN)));
    CHECK(tare_log(1) == 0);
    CHECK(tare_log(0) == -INFINITY);
    CHECK(tare_log(INFINITY) == INFINITY);
    CHECK(isnan(tare_log(-1)));
    CHECK(isnan(tare_log(NAN)));
    CHECK(tare_log1p(-1) == -INFINITY);
    CHECK(tare_log1p(INFINITY) == INFINITY);
    CHECK(isnan(tare_log1p(-2)));
    CHECK(isnan(tare_log1p(NAN)));
    CHECK(tare_expm1(-INFINITY) == -1);
    CHECK(isnan(tare_expm1(NAN)));
}

TEST(numbers_below_the_normal_ones_are_handled)
{
    CHECK(tare_exp(-740) == exp(-740));
    CHECK(tare_exp(-745.13) == 0x1p-1074);
    CHECK(agree(tare_log(0x1p-1074), -1074 * 0.6931471805599453, 1));
}

/* The promise of the header: these bits, from every compiler on every
 * processor. */
TEST(the_bits_do_not_depend_on_machine_or_compiler)
{
    uint64_t hash = 0, bits;

    for (int i = 1; i < 20000; i++) {
        double x = (double)i / 512;
        const double results[] = { tare_exp(x - 20), tare_log(x),
                                   tare_expm1(x / 64 - 0.3),
                                   tare_log1p(x / 64 - 0.9) };

        for (int k = 0; k < 4; k++) {
            memcpy(&bits, &results[k], sizeof bits);
            hash = (hash ^ bits) * 0x100000001b3;
        }
    }
    CHECK(hash == 0x76364c2e23f97c1c);
}

TESTS(RUN(exponentials_agree_with_the_c_library),
      RUN(logarithms_agree_with_the_c_library),
      RUN(borders_are_those_of_the_c_library),
      RUN(numbers_below_the_normal_ones_are_handled),
      RUN(the_bits_do_not_depend_on_machine_or_compiler))
