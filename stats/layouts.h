/* SPDX-License-Identifier: MIT */
/*
 * What pairs of launches prove when each side was linked in several layouts.
 *
 * Where the linker puts unchanged code changes its speed, and that luck does
 * not average out over launches: with 8 layouts a side that differ by 5 %, the
 * means of two equal sides lie 2.5 % apart however many pairs are measured.
 * The layouts are draws from all that could have been, so what they leave
 * unknown is the standard error of a mean over layouts, not over pairs.
 *
 * Layouts of one number are matched: drawn alike on both sides, so that code
 * which did not move shares its luck.  A pair launches a matched two, and the
 * differences of the numbers are one sample of Student's t.  Where the sides
 * have not as many layouts, a pair is taken as the effect of the new layout
 * less that of the old one plus an error; the effects are found by Tukey's
 * median polish, and Welch's t is over both.  Either way only differences
 * within pairs are used, from which the drift of the machine is gone.
 *
 * That says what the rule of sequential.h cannot: whether other layouts of the
 * same two sides would show the difference too.
 *
 *     tare_ruling_look(rule, ruling, pairs, scratch);
 *     layouts = tare_layouts_fit(pairs, old, new, count, scratch);
 *     tare_layouts_look(rule, ruling, &layouts);
 *     ...
 *     an alarm was confirmed? tare_layouts_review(rule, ruling, &layouts);
 */
#ifndef TARE_STATS_LAYOUTS_H
#define TARE_STATS_LAYOUTS_H

#include <stddef.h>

#include "stats/sequential.h"

enum {
    TARE_LAYOUTS_MAX = 64 /* of one side */
};

/* Index 0 is the old side, 1 the new one.  All zero: the sides have no
 * layouts, and nothing of what is below says anything. */
struct tare_layouts {
    size_t counts[2]; /* layouts that took part; 1 for a side that has none */
    int is_matched;   /* all pairs were of layouts of one number */
    double change;    /* log-ratio: the mean over layouts, new less old */
    double standard_error; /* of it, over draws of layouts; infinite when each
                              side has but one */
    double df;
    int is_bound; /* the layouts are most of what is unknown: more pairs would
                     change little */
};

/* pairs are log-ratios, and old and new the layouts that they were measured
 * with, from 1; 0 for a side without, and no more than TARE_LAYOUTS_MAX.
 * Pairs that are no number do not count.  scratch holds count doubles. */
struct tare_layouts tare_layouts_fit(const double *pairs, const unsigned *old,
                                     const unsigned *new, size_t count,
                                     double *scratch);

/* The ends of an interval for the change that is left with probability p on
 * either side. */
double tare_layouts_low(const struct tare_layouts *layouts, double p);
double tare_layouts_high(const struct tare_layouts *layouts, double p);

/*
 * After a look.  What the pairs call unchanged has to hold for other layouts
 * too; where it does not, the ruling goes on as long as launches are to
 * blame, and is inconclusive when layouts are.
 */
void tare_layouts_look(const struct tare_rule *rule, struct tare_ruling *ruling,
                       const struct tare_layouts *layouts);

/* An alarm stands only if the layouts cannot explain it: inconclusive
 * otherwise.  Once, at the end, with all pairs. */
void tare_layouts_review(const struct tare_rule *rule,
                         struct tare_ruling *ruling,
                         const struct tare_layouts *layouts);

/* The smallest change, as a log-ratio, that these layouts would find with
 * probability 0.95. */
double tare_layouts_detectable(const struct tare_rule *rule,
                               const struct tare_layouts *layouts);

/* How many layouts a side would probably be enough to find a change of the
 * threshold; 0 when no number that makes sense would. */
size_t tare_layouts_needed(const struct tare_rule *rule,
                           const struct tare_layouts *layouts);

/* How the launches of one side spread: standard deviations. */
struct tare_layout_spread {
    double between; /* layouts, without what launches add; NaN for one */
    double within;  /* launches of one layout; NaN when not known */
};

/* values are logarithms, of launches of these layouts; those that are no
 * number do not count. scratch holds count doubles. */
struct tare_layout_spread tare_layouts_spread(const double *values,
                                              const unsigned *layouts,
                                              size_t count, double *scratch);

#endif
