/* SPDX-License-Identifier: MIT */
#include "stats/adjust.h"

#include <math.h>

#include "stats/index_sort.h"

static size_t count_tests(const double *p, size_t count)
{
    size_t tests = 0;

    for (size_t i = 0; i < count; i++)
        tests += isnan(p[i]) ? 0 : 1;
    return tests;
}

void tare_adjust_bonferroni(double *adjusted, const double *p, size_t count)
{
    double tests = (double)count_tests(p, count);

    for (size_t i = 0; i < count; i++)
        adjusted[i] = p[i] * tests > 1 ? 1 : p[i] * tests;
}

/* Steps from the smallest p up: of those not yet passed, each counts. */
void tare_adjust_holm(double *adjusted, const double *p, size_t count,
                      size_t *order)
{
    size_t tests = tare_index_sort(order, p, count);
    double least = 0;

    for (size_t i = 0; i < count; i++)
        adjusted[i] = p[i];
    for (size_t i = 0; i < tests; i++) {
        double value = adjusted[order[i]] * (double)(tests - i);

        least = value > least ? value : least;
        adjusted[order[i]] = least < 1 ? least : 1;
    }
}

/* Steps from the largest p down. */
void tare_adjust_benjamini_hochberg(double *adjusted, const double *p,
                                    size_t count, size_t *order)
{
    size_t tests = tare_index_sort(order, p, count);
    double most = 1;

    for (size_t i = 0; i < count; i++)
        adjusted[i] = p[i];
    for (size_t i = tests; i > 0; i--) {
        double value = adjusted[order[i - 1]] * (double)tests / (double)i;

        most = value < most ? value : most;
        adjusted[order[i - 1]] = most;
    }
}
