/* SPDX-License-Identifier: MIT */
#include "stats/elementary.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

/* ln 2 in two parts; the first has 32 bits, so that k * LN2_HIGH is exact. */
#define LN2_HIGH 0x1.62e42feep-1
#define LN2_LOW  0x1.a39ef35793c76p-33
#define LN2_INV  0x1.71547652b82fep+0

/* Adding and subtracting it rounds a double below 2^51 to an integer. */
#define ROUNDER 0x1.8p52

static uint64_t bits_of(double x)
{
    uint64_t bits;

    memcpy(&bits, &x, sizeof bits);
    return bits;
}

static double from_bits(uint64_t bits)
{
    double x;

    memcpy(&x, &bits, sizeof x);
    return x;
}

/* 2^k for -1022 <= k <= 1023. */
static double power_of_two(int k)
{
    return from_bits((uint64_t)(k + 1023) << 52);
}

/*
 * (exp(r) - 1 - r) / r^2 for |r| <= ln(2)/2: the exponential series, cut where
 * r^12 / 14! < 4e-17, in two interleaved halves that a processor runs at once.
 */
static double exp_rest(double r)
{
    const double z = r * r;
    const double even =
        1.0 / 2 +
        z * (1.0 / 24 +
             z * (1.0 / 720 + z * (1.0 / 40320 + z * (1.0 / 3628800 +
                                                      z * (1.0 / 479001600)))));
    const double odd =
        1.0 / 6 +
        z * (1.0 / 120 + z * (1.0 / 5040 + z * (1.0 / 362880 +
                                                z * (1.0 / 39916800 +
                                                     z * (1.0 / 6227020800)))));

    return even + r * odd;
}

double tare_exp(double x)
{
    double k, high, low, r, value;
    int power;

    if (isnan(x))
        return x;
    if (x > 709.79)
        return INFINITY;
    if (x < -745.14)
        return 0.0;
    k = (x * LN2_INV + ROUNDER) - ROUNDER;
    high = x - k * LN2_HIGH;
    low = k * LN2_LOW;
    r = high - low;
    value = 1.0 + (high + (r * r * exp_rest(r) - low));
    power = (int)k;
    /* beyond the normal numbers in two steps, so that it rounds once */
    if (power < -1021)
        return value * power_of_two(power + 100) * 0x1p-100;
    if (power > 1023)
        return value * 0x1p1023 * 2.0;
    return value * power_of_two(power);
}

double tare_expm1(double x)
{
    if (fabs(x) > 0.34)
        return tare_exp(x) - 1.0;
    return x + x * x * exp_rest(x);
}

/*
 * k ln 2 + ln(1 + f) for f in [-0.3, 0.42].  With s = f / (2 + f) the
 * logarithm is 2 atanh(s) = 2s + s R, R = 2 s^2/3 + 2 s^4/5 + ...; and since
 * 2s = f - s f, writing h = f^2/2, that is f - (h - s (h + R)), whose largest
 * term is exact.  s^2 < 0.0311, so eleven terms leave less than 1e-18.
 */
static double log_near_one(double f, double k)
{
    const double s = f / (2.0 + f), h = 0.5 * f * f, z = s * s, w = z * z;
    const double odd =
        2.0 / 3 +
        w * (2.0 / 7 +
             w * (2.0 / 11 + w * (2.0 / 15 + w * (2.0 / 19 + w * (2.0 / 23)))));
    const double even =
        2.0 / 5 +
        w * (2.0 / 9 + w * (2.0 / 13 + w * (2.0 / 17 + w * (2.0 / 21))));
    const double rest = z * odd + w * even;

    return k * LN2_HIGH - ((h - (s * (h + rest) + k * LN2_LOW)) - f);
}

double tare_log(double x)
{
    double k = 0.0, m;
    uint64_t bits;

    if (isnan(x) || x == INFINITY)
        return x;
    if (x <= 0.0)
        return x == 0.0 ? -INFINITY : NAN;
    if (x < 0x1p-1022) {
        x *= 0x1p54;
        k = -54.0;
    }
    bits = bits_of(x);
    k += (double)(int)(bits >> 52) - 1023.0;
    m = from_bits((bits & 0x000fffffffffffff) | 0x3ff0000000000000);
    if (m > 1.4142135623730951) {
        m *= 0.5;
        k += 1.0;
    }
    return log_near_one(m - 1.0, k);
}

double tare_log1p(double x)
{
    double sum;

    if (!(x > -0.29 && x < 0.41)) {
        sum = 1.0 + x;
        if (!(sum > 0.0 && sum < INFINITY))
            return tare_log(sum);
        /* what the addition rounded away, to first order */
        return tare_log(sum) + (x - (sum - 1.0)) / sum;
    }
    return log_near_one(x, 0.0);
}
