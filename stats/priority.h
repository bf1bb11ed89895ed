/* SPDX-License-Identifier: MIT */
/*
 * Which cases of a duel are measured next.
 *
 * One budget serves the whole suite: what the easy cases leave goes to the
 * suspects first, strongest first, and then to whoever has the fewest pairs.
 * The choice may depend on anything that was seen; the error rate of
 * sequential.h does not care.
 */
#ifndef TARE_STATS_PRIORITY_H
#define TARE_STATS_PRIORITY_H

#include <stddef.h>

#include "stats/sequential.h"

/*
 * Writes up to `limit` indices into chosen, best first, and returns how many:
 * 0 when nobody needs more pairs.  Measure each up to its next look, in turn:
 * several at once (8, say), so that the pairs of each are spread over time.
 *
 * Before anything else come those never looked at; then the suspects, whose
 * estimate is at least half the threshold; without any, the fewest pairs.
 */
size_t tare_priority_choose(const struct tare_rule *const *rules,
                            const struct tare_ruling *rulings, size_t count,
                            size_t *chosen, size_t limit);

/*
 * Writes the indices of the alarms to confirm into chosen (room for count) and
 * returns how many.  When one direction has alarms in more than a quarter of
 * the suite, and at least 3, that is a change of the suite as a whole: *wide is
 * set to that verdict (otherwise to TARE_INCONCLUSIVE) and of these alarms only
 * the ten weakest are chosen; the others stand (TARE_REASON_SUITE_WIDE).
 */
size_t tare_priority_confirm(const struct tare_ruling *rulings, size_t count,
                             size_t *chosen, enum tare_ruling_verdict *wide);

#endif
