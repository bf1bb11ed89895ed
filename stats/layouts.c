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
    SWEEPS = 5,      /* of the polish; nearly balanced, it settles in two */
    FEWEST_EACH = 12 /* pairs of a layout, on average, before the spread is
                        believed: medians of fewer scatter more than the noise
                        says, because now and then a launch is far out */
};

/* Allowed probability of calling a change of more than the threshold
 * unchanged, of missing one, and of either side of an interval. */
static const double p_same = 0.005, p_missed = 0.05, p_side = 0.025;

/* ---- one side ------------------------------------------------------------ */

/* Values of which each belongs to a layout. */
struct group {
    const double *values;    /* borrowed */
    const unsigned *layouts; /* borrowed */
    size_t count;
    double *scratch; /* borrowed */
    double effects[SLOTS];
    size_t uses[SLOTS]; /* values of each */
    size_t present;     /* layouts with any */
};

/* The effect of a layout is the median of its values, plus sign times what
 * `other` has of the same values. */
static void find_effects(struct group *group, double sign,
                         const struct group *other)
{
    group->present = 0;
    for (unsigned slot = 0; slot < SLOTS; slot++) {
        size_t found = 0;

        for (size_t i = 0; i < group->count; i++)
            if (group->layouts[i] == slot && !isnan(group->values[i]))
                group->scratch[found++] =
                    sign * group->values[i] +
                    (other != NULL ? other->effects[other->layouts[i]] : 0);
        tare_sort(group->scratch, found);
        group->uses[slot] = found;
        group->effects[slot] =
            found > 0 ? tare_median(group->scratch, found) : 0;
        group->present += found > 0;
    }
}

static struct tare_moments moments_of(const struct group *group)
{
    struct tare_moments moments = { 0 };

    for (size_t slot = 0; slot < SLOTS; slot++)
        if (group->uses[slot] > 0)
            tare_moments_add(&moments, group->effects[slot]);
    return moments;
}

/* The standard deviation of what effects leave of the values, of which so many
 * were fitted; NaN while there are hardly more values than effects. */
static double find_noise(const struct group *group, const struct group *other)
{
    size_t found = 0, fitted = group->present;
    double freedom;

    if (other != NULL)
        fitted += other->present - 1;
    for (size_t i = 0; i < group->count; i++)
        if (!isnan(group->values[i]))
            group->scratch[found++] =
                fabs(group->values[i] - group->effects[group->layouts[i]] +
                     (other != NULL ? other->effects[other->layouts[i]] : 0));
    freedom = (double)found - (double)fitted;
    if (!(freedom > 0))
        return NAN;
    tare_sort(group->scratch, found);
    return MAD_SCALE * tare_median(group->scratch, found) *
           sqrt((double)found / freedom);
}

/* The variance that such noise adds to the effects, on average. */
static double noise_in_effects(const struct group *group, double noise)
{
    double sum = 0;

    for (size_t slot = 0; slot < SLOTS; slot++)
        if (group->uses[slot] > 0)
            sum += 1 / (double)group->uses[slot];
    return MEDIAN_COST * noise * noise * sum / (double)group->present;
}

struct tare_layout_spread tare_layouts_spread(const double *values,
                                              const unsigned *layouts,
                                              size_t count, double *scratch)
{
    struct group group = { values, layouts, count, scratch, { 0 }, { 0 }, 0 };
    struct tare_layout_spread spread = { NAN, NAN };
    struct tare_moments moments;
    double left;

    find_effects(&group, 1, NULL);
    if (group.present == 0)
        return spread;
    moments = moments_of(&group);
    spread.within = find_noise(&group, NULL);
    left = tare_moments_variance(&moments) -
           noise_in_effects(&group, spread.within);
    if (group.present > 1)
        spread.between = left > 0 ? sqrt(left) : 0;
    return spread;
}

/* ---- both sides ---------------------------------------------------------- */

/* Whether launches are the lesser part of the variance between layouts. */
static int is_bound(const struct group *group, double noise,
                    const struct tare_moments *moments)
{
    return group->present > 1 && group->count >= FEWEST_EACH * group->present &&
           noise_in_effects(group, noise) <=
               NOISE_SHARE * tare_moments_variance(moments);
}

/* The differences of matched layouts are one sample. */
static void fit_matched(struct tare_layouts *layouts, struct group *pairs)
{
    struct tare_moments moments;

    find_effects(pairs, 1, NULL);
    moments = moments_of(pairs);
    layouts->is_matched = 1;
    layouts->counts[0] = layouts->counts[1] = pairs->present;
    layouts->change = moments.mean;
    layouts->df = (double)pairs->present - 1;
    layouts->standard_error =
        pairs->present > 1
            ? sqrt(tare_moments_variance(&moments) / (double)pairs->present)
            : INFINITY;
    layouts->is_bound = is_bound(pairs, find_noise(pairs, NULL), &moments);
}

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

/* Old effects are what the pairs say when they are turned around. */
static void fit_crossed(struct tare_layouts *layouts, struct group *old,
                        struct group *new)
{
    struct tare_moments sides[2];
    double noise;

    for (int sweep = 0; sweep < SWEEPS; sweep++) {
        find_effects(new, 1, old);
        find_effects(old, -1, new);
    }
    sides[0] = moments_of(old);
    sides[1] = moments_of(new);
    layouts->counts[0] = old->present;
    layouts->counts[1] = new->present;
    layouts->change = sides[1].mean - sides[0].mean;
    set_error(layouts, sides);
    noise = find_noise(new, old);
    layouts->is_bound =
        is_bound(old, noise, &sides[0]) || is_bound(new, noise, &sides[1]);
}

struct tare_layouts tare_layouts_fit(const double *pairs, const unsigned *old,
                                     const unsigned *new, size_t count,
                                     double *scratch)
{
    struct group one = { pairs, old, count, scratch, { 0 }, { 0 }, 0 };
    struct group other = { pairs, new, count, scratch, { 0 }, { 0 }, 0 };
    struct tare_layouts layouts = { 0 };
    int has_any = 0, is_matched = 1;

    for (size_t i = 0; i < count; i++) {
        assert(old[i] <= TARE_LAYOUTS_MAX);
        assert(new[i] <= TARE_LAYOUTS_MAX);
        has_any |= old[i] > 0 || new[i] > 0;
        is_matched &= old[i] == new[i];
    }
    if (has_any && is_matched)
        fit_matched(&layouts, &other);
    else if (has_any)
        fit_crossed(&layouts, &one, &other);
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
static void reopen(struct tare_ruling *ruling)
{
    ruling->phase = TARE_MEASURING;
    ruling->verdict = TARE_INCONCLUSIVE;
    ruling->reason = TARE_REASON_NONE;
}

/* Of an unchanged case, whether the interval still excludes zero. */
static void look_at_shift(struct tare_ruling *ruling,
                          const struct tare_layouts *layouts)
{
    if (ruling->reason == TARE_REASON_SMALL_SHIFT &&
        tare_layouts_low(layouts, p_side) <= 0 &&
        tare_layouts_high(layouts, p_side) >= 0)
        ruling->reason = TARE_REASON_NONE;
}

void tare_layouts_look(const struct tare_rule *rule, struct tare_ruling *ruling,
                       const struct tare_layouts *layouts)
{
    int is_called_same =
        ruling->phase == TARE_DECIDED && ruling->verdict == TARE_UNCHANGED;

    if (!has_layouts(layouts))
        return;
    if (is_called_same && is_same(rule, layouts))
        look_at_shift(ruling, layouts);
    else if (is_called_same && !layouts->is_bound &&
             ruling->looks < TARE_RULE_LOOKS)
        reopen(ruling);
    else if (is_called_same ||
             (ruling->phase == TARE_MEASURING && layouts->is_bound &&
              !is_same(rule, layouts) && !is_changed(rule, layouts)))
        tare_ruling_void(ruling, TARE_REASON_LAYOUTS);
}

void tare_layouts_review(const struct tare_rule *rule,
                         struct tare_ruling *ruling,
                         const struct tare_layouts *layouts)
{
    double p = p_alarm(rule);

    if (!has_layouts(layouts))
        return;
    if ((ruling->verdict == TARE_REGRESSED &&
         !(tare_layouts_low(layouts, p) > 0)) ||
        (ruling->verdict == TARE_IMPROVED &&
         !(tare_layouts_high(layouts, p) < 0)))
        tare_ruling_void(ruling, TARE_REASON_LAYOUTS);
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
