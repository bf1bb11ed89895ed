/* SPDX-License-Identifier: MIT */
#include "stats/layouts.h"

#include <assert.h>
#include <math.h>

#include "stats/moments.h"
#include "stats/order.h"
#include "stats/student.h"

/* Variance of a median over that of a mean, and of the median absolute
 * deviation to the standard deviation, for normal errors. */
#define MEDIAN_COST 1.57
#define MAD_SCALE   1.4826

/* Of the variance between layouts, what launches may add to it before the
 * layouts are no longer most of it. */
#define NOISE_SHARE 0.25

enum {
    SLOTS = TARE_LAYOUTS_MAX + 1, /* 0 is that of a side without layouts */
    SWEEPS = 5,     /* of the polish; nearly balanced, it settles in two */
    FEWEST_EACH = 4 /* pairs of a layout before its spread is believed */
};

/* Allowed probability of calling a change of more than the threshold
 * unchanged, of missing one, and of either side of an interval. */
static const double p_same = 0.01, p_missed = 0.05, p_side = 0.025;

struct fit {
    const double *pairs;        /* borrowed */
    const unsigned *layouts[2]; /* borrowed; old, new */
    size_t count;
    double effects[2][SLOTS];
    size_t uses[2][SLOTS]; /* pairs of each */
    double *scratch;       /* borrowed */
};

/* ---- effects ------------------------------------------------------------- */

/* What a pair says of the layout of that side, given the other's. */
static double seen_from(const struct fit *fit, unsigned side, size_t pair)
{
    double other = fit->effects[1 - side][fit->layouts[1 - side][pair]];

    return other + (side == 1 ? fit->pairs[pair] : -fit->pairs[pair]);
}

static void polish(struct fit *fit, unsigned side, unsigned slot)
{
    size_t found = 0;

    for (size_t i = 0; i < fit->count; i++)
        if (fit->layouts[side][i] == slot && !isnan(fit->pairs[i]))
            fit->scratch[found++] = seen_from(fit, side, i);
    fit->uses[side][slot] = found;
    tare_sort(fit->scratch, found);
    if (found > 0)
        fit->effects[side][slot] = tare_median(fit->scratch, found);
}

static void find_effects(struct fit *fit)
{
    for (int sweep = 0; sweep < SWEEPS; sweep++)
        for (unsigned side = 2; side-- > 0;)
            for (unsigned slot = 0; slot < SLOTS; slot++)
                if (sweep == 0 || fit->uses[side][slot] > 0)
                    polish(fit, side, slot);
}

/* The effects of the layouts of a side that took part. */
static struct tare_moments moments_of(const struct fit *fit, unsigned side)
{
    struct tare_moments moments = { 0 };

    for (size_t slot = 0; slot < SLOTS; slot++)
        if (fit->uses[side][slot] > 0)
            tare_moments_add(&moments, fit->effects[side][slot]);
    return moments;
}

/* What the launches of a pair leave as its standard deviation; NaN while there
 * are hardly more pairs than effects. */
static double find_noise(const struct fit *fit, size_t effects)
{
    size_t found = 0;
    double freedom;

    for (size_t i = 0; i < fit->count; i++)
        if (!isnan(fit->pairs[i]))
            fit->scratch[found++] = fabs(seen_from(fit, 1, i) -
                                         fit->effects[1][fit->layouts[1][i]]);
    freedom = (double)found - (double)effects + 1;
    if (!(freedom > 0))
        return NAN;
    tare_sort(fit->scratch, found);
    return MAD_SCALE * tare_median(fit->scratch, found) *
           sqrt((double)found / freedom);
}

/* The variance that launches add to the effects of a side, on average. */
static double noise_of(const struct fit *fit, unsigned side, double noise,
                       size_t layouts)
{
    double sum = 0;

    for (size_t slot = 0; slot < SLOTS; slot++)
        if (fit->uses[side][slot] > 0)
            sum += 1 / (double)fit->uses[side][slot];
    return MEDIAN_COST * noise * noise * sum / (double)layouts;
}

/* ---- what follows -------------------------------------------------------- */

/* Welch's.  A side of one layout has a spread all the same, which nobody has
 * seen: that of the other side is the best there is. */
static void set_error(struct tare_layouts *layouts,
                      const struct tare_moments sides[2])
{
    double parts[2], freedom[2];

    for (unsigned side = 0; side < 2; side++) {
        const struct tare_moments *known =
            sides[side].count > 1 ? &sides[side] : &sides[1 - side];

        parts[side] = tare_moments_variance(known) / (double)sides[side].count;
        freedom[side] = (double)sides[side].count - 1;
    }
    layouts->standard_error = sqrt(parts[0] + parts[1]);
    layouts->df = freedom[0] + freedom[1];
    if (!(layouts->df > 0))
        layouts->standard_error = INFINITY;
    else if (freedom[0] > 0 && freedom[1] > 0 && layouts->standard_error > 0)
        layouts->df = (parts[0] + parts[1]) * (parts[0] + parts[1]) /
                      (parts[0] * parts[0] / freedom[0] +
                       parts[1] * parts[1] / freedom[1]);
}

static void set_spread(struct tare_layouts *layouts, const struct fit *fit,
                       const struct tare_moments sides[2])
{
    double noise = find_noise(fit, sides[0].count + sides[1].count);
    double launches = 0, seen = 0;
    size_t fewest =
        FEWEST_EACH *
        (sides[0].count > sides[1].count ? sides[0].count : sides[1].count);

    for (unsigned side = 0; side < 2; side++) {
        double added = noise_of(fit, side, noise, sides[side].count);
        double variance = tare_moments_variance(&sides[side]);

        layouts->between[side] = NAN;
        if (sides[side].count < 2)
            continue;
        layouts->between[side] = variance > added ? sqrt(variance - added) : 0;
        launches += added;
        seen += variance;
    }
    layouts->within = noise / sqrt(2);
    layouts->is_bound = fit->count >= fewest && launches <= NOISE_SHARE * seen;
}

struct tare_layouts tare_layouts_fit(const double *pairs, const unsigned *old,
                                     const unsigned *new, size_t count,
                                     double *scratch)
{
    struct fit fit = { .pairs = pairs,
                       .layouts = { old, new },
                       .count = count,
                       .scratch = scratch };
    struct tare_layouts layouts = { 0 };
    struct tare_moments sides[2];
    int has_any = 0;

    for (size_t i = 0; i < count; i++) {
        assert(old[i] <= TARE_LAYOUTS_MAX);
        assert(new[i] <= TARE_LAYOUTS_MAX);
        has_any |= old[i] > 0 || new[i] > 0;
    }
    if (!has_any)
        return layouts;
    find_effects(&fit);
    for (unsigned side = 0; side < 2; side++) {
        sides[side] = moments_of(&fit, side);
        layouts.counts[side] = sides[side].count;
    }
    layouts.change = sides[1].mean - sides[0].mean;
    set_error(&layouts, sides);
    set_spread(&layouts, &fit, sides);
    return layouts;
}

/* ---- verdicts ------------------------------------------------------------ */

/* How far the interval reaches on one side. */
static double reach(const struct tare_layouts *layouts, double p)
{
    if (!(layouts->standard_error > 0) || isinf(layouts->standard_error))
        return layouts->standard_error;
    return layouts->standard_error * -tare_student_quantile(p, layouts->df);
}

double tare_layouts_low(const struct tare_layouts *layouts, double p)
{
    return layouts->change - reach(layouts, p);
}

double tare_layouts_high(const struct tare_layouts *layouts, double p)
{
    return layouts->change + reach(layouts, p);
}

/* One test for each case and direction, at the end: the looks do not divide
 * it. */
static double p_alarm(const struct tare_rule *rule)
{
    return rule->p_alarm * TARE_RULE_LOOKS;
}

static int is_same(const struct tare_rule *rule,
                   const struct tare_layouts *layouts)
{
    return tare_layouts_high(layouts, p_same) < rule->equivalence &&
           tare_layouts_low(layouts, p_same) > -rule->equivalence;
}

static int is_changed(const struct tare_rule *rule,
                      const struct tare_layouts *layouts)
{
    return tare_layouts_low(layouts, p_alarm(rule)) > 0 ||
           tare_layouts_high(layouts, p_alarm(rule)) < 0;
}

static int has_layouts(const struct tare_layouts *layouts)
{
    return layouts->counts[0] > 0;
}

/* As if the look had not decided. */
static void reopen(struct tare_contest *contest)
{
    contest->phase = TARE_MEASURING;
    contest->verdict = TARE_INCONCLUSIVE;
    contest->reason = TARE_REASON_NONE;
}

/* Of an unchanged case, whether the interval still excludes zero. */
static void look_at_shift(struct tare_contest *contest,
                          const struct tare_layouts *layouts)
{
    if (contest->reason == TARE_REASON_SMALL_SHIFT &&
        tare_layouts_low(layouts, p_side) <= 0 &&
        tare_layouts_high(layouts, p_side) >= 0)
        contest->reason = TARE_REASON_NONE;
}

void tare_layouts_look(const struct tare_rule *rule,
                       struct tare_contest *contest,
                       const struct tare_layouts *layouts)
{
    int is_called_same =
        contest->phase == TARE_DECIDED && contest->verdict == TARE_UNCHANGED;

    if (!has_layouts(layouts))
        return;
    if (is_called_same && is_same(rule, layouts))
        look_at_shift(contest, layouts);
    else if (is_called_same && !layouts->is_bound &&
             contest->looks < TARE_RULE_LOOKS)
        reopen(contest);
    else if (is_called_same ||
             (contest->phase == TARE_MEASURING && layouts->is_bound &&
              !is_same(rule, layouts) && !is_changed(rule, layouts)))
        tare_contest_void(contest, TARE_REASON_LAYOUTS);
}

void tare_layouts_review(const struct tare_rule *rule,
                         struct tare_contest *contest,
                         const struct tare_layouts *layouts)
{
    double p = p_alarm(rule);

    if (!has_layouts(layouts))
        return;
    if ((contest->verdict == TARE_REGRESSED &&
         !(tare_layouts_low(layouts, p) > 0)) ||
        (contest->verdict == TARE_IMPROVED &&
         !(tare_layouts_high(layouts, p) < 0)))
        tare_contest_void(contest, TARE_REASON_LAYOUTS);
}

double tare_layouts_detectable(const struct tare_rule *rule,
                               const struct tare_layouts *layouts)
{
    return reach(layouts, p_alarm(rule)) + reach(layouts, p_missed);
}

/* With more layouts the error shrinks by the root of their number; that t gets
 * smaller too is left as a reserve. */
size_t tare_layouts_needed(const struct tare_rule *rule,
                           const struct tare_layouts *layouts)
{
    size_t fewer = layouts->counts[0] < layouts->counts[1] ? layouts->counts[0]
                                                           : layouts->counts[1];
    double ratio = tare_layouts_detectable(rule, layouts) / rule->equivalence;
    double needed = ceil((double)fewer * ratio * ratio);

    return fewer > 1 && needed <= TARE_LAYOUTS_MAX ? (size_t)needed : 0;
}
