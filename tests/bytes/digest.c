/* SPDX-License-Identifier: MIT */
/* Prints the results of most of stats/ to the last bit, a fact a line, for
 * bytes.sh to compare between compilers, levels and processors. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "stats/bootstrap.h"
#include "stats/complexity.h"
#include "stats/density.h"
#include "stats/distributions.h"
#include "stats/estimate.h"
#include "stats/fit.h"
#include "stats/moments.h"
#include "stats/order.h"
#include "stats/resample.h"
#include "stats/saddlepoint.h"
#include "stats/sequential.h"
#include "stats/series.h"
#include "stats/sessions.h"
#include "stats/shape.h"
#include "stats/signed_rank.h"
#include "stats/walsh.h"

enum {
    MOST = 600,
    RESAMPLES = 500
};

static double values[MOST], sorted[MOST], ramp[MOST];
static double scratch[400000], memory[TARE_RULE_MEMORY];

static void put(const char *name, double value)
{
    printf("%s %a\n", name, isnan(value) ? 0.5 : value);
}

static void put_interval(const char *name, struct tare_interval interval)
{
    put(name, interval.estimate);
    put(name, interval.low);
    put(name, interval.high);
}

static void distributions(void)
{
    for (double p = 1e-12; p < 1; p = p * 1.5 + 1e-3) {
        put("normal", tare_normal_quantile(p));
        put("student", tare_student_quantile(p, 3.7));
        put("beta", tare_beta_quantile(p, 2.2, 17));
        put("binomial", tare_binomial_cdf(30 * p, 40, 0.4));
    }
}

static void moments(size_t count)
{
    struct tare_estimate estimate =
        tare_estimate_launches(values, count, 0.95, scratch);

    put("mean", tare_mean(values, count));
    put("sd", tare_std_dev(values, count));
    put("median", tare_median(sorted, count));
    put("mad", tare_mad(sorted, count));
    put("quantile", tare_quantile(sorted, count, 0.3));
    put("estimate", estimate.value);
    put("estimate", estimate.low);
    put("estimate", estimate.high);
}

static void bootstraps(struct tare_rng *rng, size_t count)
{
    static double out[4][RESAMPLES];
    struct tare_resampling sampling = { .values = values, .count = count };
    struct tare_resampled where = { out[0], out[1], out[2], out[3] };
    void *room = malloc(tare_resample_scratch(&sampling));

    tare_resample_four(rng, &sampling, &where, RESAMPLES, room);
    free(room);
    for (size_t i = 0; i < 4; i++)
        put_interval("bootstrap",
                     tare_bootstrap_percentile(out[i], RESAMPLES, 0, 0.95));
    put_interval("saddlepoint",
                 tare_saddlepoint_slope(ramp, values, count, 0.95, scratch));
}

static void ranks(size_t count)
{
    struct tare_signed_rank_null null = tare_signed_rank_null(count, memory);

    put_interval("hodges-lehmann",
                 tare_walsh_interval(sorted, count,
                                     tare_signed_rank_critical(&null, 0.025),
                                     scratch));
    put("signed rank", tare_signed_rank(sorted, count, 0.01, &null).p_greater);
}

static void series(size_t count)
{
    put("autocorrelation", tare_autocorrelation(values, count, 1));
    put("von neumann", tare_von_neumann(values, count).ratio);
    put("shape", tare_shape(sorted, count).separation);
}

static void fits(size_t count)
{
    struct tare_line line = tare_fit_least_squares(ramp, values, count);
    double times[12];
    struct tare_complexity growth;

    put("line", line.slope);
    put("line", line.r_squared);
    for (size_t i = 0; i < 12; i++)
        times[i] = ramp[i] * (3 + values[i]);
    growth = tare_complexity(ramp, times, 12, 0.95, scratch);
    for (size_t i = 0; i < TARE_GROWTHS; i++)
        put("growth", growth.fit[i].weight);
    put_interval("exponent", growth.exponent);
}

static void rules(size_t cases)
{
    struct tare_rule rule;

    tare_rule_init(&rule, 0.02, 0.01, cases, memory);
    put("margin", rule.margin);
    put("level", rule.p_alarm);
}

static void sessions(size_t count)
{
    struct tare_session_changes moves = {
        values, ramp, count, values, ramp, 5
    };
    struct tare_sessions s;
    struct tare_session_verdict verdict;

    tare_sessions_init(&s, &moves, 0.02, 0.01, count, scratch);
    verdict = tare_sessions_judge(&s, 0.03, 0.001, 0.02);
    put("between sessions", s.variance);
    put("between sessions", verdict.low);
    put("between sessions", verdict.detectable);
}

static void densities(size_t count)
{
    static double x[128], y[128];

    tare_density(sorted, count, TARE_DENSITY_LINEAR, x, y, 128, scratch);
    for (size_t i = 0; i < 128; i++)
        put("density", y[i]);
}

int main(void)
{
    struct tare_rng rng;

    tare_rng_seed(&rng, 42);
    distributions();
    for (size_t count = 20; count <= MOST; count = count * 2 + 7) {
        for (size_t i = 0; i < count; i++) {
            values[i] = 0.01 + 0.02 * tare_rng_normal(&rng);
            ramp[i] = (double)i + 1;
        }
        memcpy(sorted, values, count * sizeof *sorted);
        tare_sort(sorted, count);
        moments(count);
        bootstraps(&rng, count);
        ranks(count);
        series(count);
        fits(count);
        rules(count / 10);
        sessions(count);
        densities(count);
    }
    return 0;
}
