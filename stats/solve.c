/* SPDX-License-Identifier: MIT */
#include "stats/solve.h"

#include <math.h>

/* Bisection alone ends after about 1075 halvings at worst; Newton's method on
 * the curves of this folder takes 3 to 6 steps. */
#define STEPS 1200

/* A step this small, relatively, has squared errors below the last digit. */
#define LAST_STEP 1e-8

double tare_solve(tare_curve_fn curve, const void *context, double low,
                  double high, double start)
{
    double x = start > low && start < high ? start : 0.5 * (low + high);

    for (int i = 0; i < STEPS; i++) {
        double slope, height = curve(x, &slope, context), next;

        if (height == 0.0)
            break;
        if (height < 0.0)
            low = x;
        else
            high = x;
        next = x - height / slope;
        if (fabs(next - x) <= LAST_STEP * fabs(x))
            return next;
        if (!(next > low && next < high))
            next = 0.5 * (low + high);
        if (next == low || next == high)
            break;
        x = next;
    }
    return x;
}
