/* SPDX-License-Identifier: MIT */
#include "stats/shape.h"

#include <math.h>

#include "stats/moments.h"

enum {
    LEAST = 30,
    PLENTY = 60
};

/*
 * The size of the lower group that maximises the sum of squares between the
 * groups, n1 n2 / n (m2 - m1)^2.  Sums are of distances from the middle, so
 * that a large common offset costs no digits.
 */
static size_t best_split(const double *sorted, size_t count)
{
    size_t least = (count + 9) / 10, best = least;
    double offset = sorted[count / 2], most = -1, total = 0, below = 0;

    for (size_t i = 0; i < count; i++)
        total += sorted[i] - offset;
    for (size_t i = 1; i + least <= count; i++) {
        double lower = (double)i, upper = (double)(count - i), distance;

        below += sorted[i - 1] - offset;
        distance = (total - below) / upper - below / lower;
        if (i >= least && lower * upper * distance * distance > most) {
            most = lower * upper * distance * distance;
            best = i;
        }
    }
    return best;
}

struct tare_shape tare_shape(const double *sorted, size_t count)
{
    struct tare_shape shape = { 0, NAN, NAN, NAN, NAN, NAN, 0 };
    struct tare_moments low, high;
    double distance;
    size_t split;

    if (count < LEAST) {
        shape.needs = LEAST;
        return shape;
    }
    if (!isfinite(sorted[0]) || !isfinite(sorted[count - 1]) ||
        sorted[0] == sorted[count - 1])
        return shape;
    split = best_split(sorted, count);
    low = tare_moments_of(sorted, split);
    high = tare_moments_of(sorted + split, count - split);
    distance = high.mean - low.mean;
    shape.low_mode = low.mean;
    shape.high_mode = high.mean;
    shape.low_share = (double)split / (double)count;
    shape.separation =
        distance / sqrt((low.squares / (double)split +
                         high.squares / (double)(count - split)) /
                        2);
    shape.gap = (sorted[split] - sorted[split - 1]) / distance;
    shape.bimodal = count >= PLENTY ? shape.separation > 4
                                    : shape.separation > 5 && shape.gap > 0.3;
    return shape;
}
