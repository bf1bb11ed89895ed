/* SPDX-License-Identifier: MIT */
#include "harness/placement.h"

#include <math.h>

#include "stats/elementary.h"

static double larger(double a, double b)
{
    return isnan(a) || b > a ? b : a;
}

/* As in an interval of two-sided confidence. */
static double tail_of(const struct tare_band *band)
{
    return isfinite(band->confidence) ? (1 - band->confidence) / 2 : 0.025;
}

/* The estimate stays that of the pairs. */
static void widen(struct tare_judgement *judgement,
                  const struct tare_layouts *layouts)
{
    struct tare_band *change = &judgement->change;
    double reach = layouts->change - tare_layouts_low(layouts, tail_of(change));
    double low = (1 + change->value) * tare_exp(-reach) - 1;
    double high = (1 + change->value) * tare_exp(reach) - 1;

    if (!isfinite(change->value) || !isfinite(reach))
        return;
    change->low = fmin(change->low, low);
    change->high = fmax(change->high, high);
}

static void explain(struct tare_judgement *judgement,
                    const struct tare_rule *rule,
                    const struct tare_layouts *layouts)
{
    const struct tare_placement *placement = &judgement->placement;
    size_t needed = tare_layouts_needed(rule, layouts);
    double spread = larger(placement->between[0], placement->between[1]);

    if (isnan(spread))
        tare_judgement_rule(judgement, TARE_RULING_INCONCLUSIVE, "layouts",
                            "with one layout on either side, nobody knows what "
                            "the place of the code makes of it");
    else if (needed > 0)
        tare_judgement_rule(judgement, TARE_RULING_INCONCLUSIVE, "layouts",
                            "layouts of one side differ by %.2g %%, which is "
                            "as much as was seen; about %zu a side would tell",
                            100 * spread, needed);
    else
        tare_judgement_rule(judgement, TARE_RULING_INCONCLUSIVE, "layouts",
                            "layouts of one side differ by %.2g %%, which is "
                            "as much as was seen",
                            100 * spread);
}

void tare_placement_judge(struct tare_judgement *judgement,
                          const struct tare_rule *rule,
                          const struct tare_contest *contest,
                          const struct tare_layouts *layouts)
{
    double detectable = tare_exp(tare_layouts_detectable(rule, layouts)) - 1;

    if (layouts->counts[0] == 0)
        return;
    for (unsigned side = 0; side < 2; side++) {
        judgement->placement.layouts[side] = layouts->counts[side];
        judgement->placement.between[side] = layouts->between[side];
    }
    judgement->placement.within = layouts->within;
    widen(judgement, layouts);
    if (isfinite(detectable) && detectable > judgement->detectable)
        judgement->detectable = detectable;
    if (contest->reason != TARE_REASON_LAYOUTS)
        return;
    explain(judgement, rule, layouts);
    judgement->needed_s = NAN; /* no time would change it */
}
