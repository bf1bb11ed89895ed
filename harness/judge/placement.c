/* SPDX-License-Identifier: MIT */
#include "harness/judge/placement.h"

#include <math.h>
#include <stdlib.h>

#include "stats/elementary.h"
#include "store/alloc.h"

/* Of an interval of 95 %, on either side. */
static const double p_side = 0.025;

/* ---- how launches spread ------------------------------------------------- */

static struct tare_layout_spread spread_of(const struct tare_measure *measure)
{
    double *values = tare_alloc(2 * measure->count, sizeof *values);
    unsigned *layouts = tare_alloc(measure->count, sizeof *layouts);
    struct tare_layout_spread spread;

    for (size_t i = 0; i < measure->count; i++) {
        double value = measure->launches[i].value;

        values[i] = value > 0 ? tare_log(value) : NAN;
        layouts[i] = measure->launches[i].layout;
    }
    spread = tare_layouts_spread(values, layouts, measure->count,
                                 values + measure->count);
    free(values);
    free(layouts);
    return spread;
}

static void set_placement(struct tare_placement *placement,
                          const struct tare_series *series,
                          const struct tare_layouts *layouts)
{
    for (unsigned side = 0; side < 2; side++) {
        struct tare_layout_spread spread =
            spread_of(tare_case_measure(series->sides[side], series->measure));

        placement->layouts[side] = layouts->counts[side];
        placement->between[side] = spread.between;
        placement->within[side] = spread.within;
    }
    placement->unknown = layouts->change - tare_layouts_low(layouts, p_side);
}

/* ---- what follows -------------------------------------------------------- */

/* The estimate stays that of the pairs. */
static void widen(struct tare_verdict *verdict)
{
    struct tare_band *change = &verdict->change;
    double reach = verdict->placement.unknown;

    if (!isfinite(change->value) || !isfinite(reach))
        return;
    change->low = fmin(change->low, (1 + change->value) * tare_exp(-reach) - 1);
    change->high =
        fmax(change->high, (1 + change->value) * tare_exp(reach) - 1);
}

static void explain(struct tare_verdict *verdict, const struct tare_rule *rule,
                    const struct tare_layouts *layouts)
{
    size_t needed = tare_layouts_needed(rule, layouts);
    double unknown = 100 * verdict->placement.unknown;

    if (!isfinite(unknown))
        tare_verdict_set(verdict, TARE_VERDICT_INCONCLUSIVE, "layouts",
                         "with one layout per side, the effect of code "
                         "placement is unknown");
    else if (needed > 0)
        tare_verdict_set(verdict, TARE_VERDICT_INCONCLUSIVE, "layouts",
                         "code placement leaves ±%.2g %% unknown; about %zu "
                         "layouts per side would settle it",
                         unknown, needed);
    else
        tare_verdict_set(verdict, TARE_VERDICT_INCONCLUSIVE, "layouts",
                         "code placement leaves ±%.2g %% unknown", unknown);
}

void tare_placement_judge(struct tare_verdict *verdict,
                          const struct tare_pairs *pairs, size_t index)
{
    const struct tare_series *series = &pairs->items[index];
    const struct tare_layouts *layouts = &pairs->layouts[index];
    double detectable;

    if (layouts->counts[0] == 0)
        return;
    set_placement(&verdict->placement, series, layouts);
    widen(verdict);
    detectable = tare_exp(tare_layouts_detectable(series->rule, layouts)) - 1;
    if (isfinite(detectable) && detectable > verdict->detectable)
        verdict->detectable = detectable;
    if (pairs->rulings[index].reason != TARE_REASON_LAYOUTS)
        return;
    explain(verdict, series->rule, layouts);
    verdict->needed_s = NAN; /* no time would change it */
}
