/* SPDX-License-Identifier: MIT */
#include "stats/controls.h"

#include "stats/order.h"
#include "stats/signed_rank.h"

/* One session in ten thousand fails by chance. */
static const double fault_level = 1e-4;

size_t tare_controls_scratch(size_t count)
{
    return count + tare_signed_rank_memory(count);
}

struct tare_controls tare_controls(const double *negative, size_t count,
                                   const struct tare_ruling *positive,
                                   double *scratch)
{
    struct tare_signed_rank_null null =
        tare_signed_rank_null(count, scratch + count);
    struct tare_controls controls = { 0 };

    for (size_t i = 0; i < count; i++)
        scratch[i] = negative[i];
    tare_sort(scratch, count);
    controls.p = tare_signed_rank(scratch, count, 0, &null).p_two_sided;
    controls.label_fault = controls.p < fault_level;
    controls.blind = positive->verdict != TARE_REGRESSED;
    return controls;
}
