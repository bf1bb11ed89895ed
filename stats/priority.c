/* SPDX-License-Identifier: MIT */
#include "stats/priority.h"

#include <math.h>

#include "stats/elementary.h"

enum {
    WIDE_ALARMS = 3,
    WIDE_CONFIRMED = 10
};

/* Whether a case comes before another; the order of the array decides ties. */
typedef int before_fn(const struct tare_ruling *a, const struct tare_ruling *b);

static int stronger(const struct tare_ruling *a, const struct tare_ruling *b)
{
    return a->z > b->z;
}

static int weaker(const struct tare_ruling *a, const struct tare_ruling *b)
{
    return a->z < b->z;
}

static int fewer_pairs(const struct tare_ruling *a, const struct tare_ruling *b)
{
    if (a->pairs != b->pairs)
        return a->pairs < b->pairs;
    return a->z > b->z;
}

/*
 * Inserts an index into the best `limit` so far, and returns how many these
 * are now.  Insertion is right: limit is about ten.
 */
static size_t insert(const struct tare_ruling *rulings, size_t index,
                     before_fn *before, size_t *chosen, size_t held,
                     size_t limit)
{
    size_t place = held;

    while (place > 0 && before(&rulings[index], &rulings[chosen[place - 1]]))
        place--;
    if (place >= limit)
        return held;
    if (held < limit)
        held++;
    for (size_t i = held - 1; i > place; i--)
        chosen[i] = chosen[i - 1];
    chosen[place] = index;
    return held;
}

/* 0 never looked at, 1 suspect, 2 other; 3 needs no more pairs */
static int rank_of(const struct tare_rule *rule,
                   const struct tare_ruling *ruling)
{
    if (tare_ruling_due(rule, ruling) == 0)
        return 3;
    if (ruling->looks == 0)
        return 0;
    return fabs(ruling->change.estimate) >= tare_log1p(rule->threshold / 2) ? 1
                                                                            : 2;
}

size_t tare_priority_choose(const struct tare_rule *const *rules,
                            const struct tare_ruling *rulings, size_t count,
                            size_t *chosen, size_t limit)
{
    size_t held = 0;
    int best = 3;

    for (size_t i = 0; i < count; i++) {
        int rank = rank_of(rules[i], &rulings[i]);

        if (rank < best) {
            best = rank;
            held = 0;
        }
        if (rank == best && rank < 3)
            held = insert(rulings, i, rank == 1 ? stronger : fewer_pairs,
                          chosen, held, limit);
    }
    return held;
}

static int alarmed(const struct tare_ruling *ruling,
                   enum tare_ruling_verdict verdict)
{
    return ruling->phase == TARE_ALARM && ruling->verdict == verdict;
}

static enum tare_ruling_verdict suite_wide(const struct tare_ruling *rulings,
                                           size_t count)
{
    size_t slower = 0, faster = 0, most;

    for (size_t i = 0; i < count; i++) {
        slower += (size_t)alarmed(&rulings[i], TARE_REGRESSED);
        faster += (size_t)alarmed(&rulings[i], TARE_IMPROVED);
    }
    most = slower >= faster ? slower : faster;
    if (most < WIDE_ALARMS || 4 * most <= count)
        return TARE_INCONCLUSIVE;
    return slower >= faster ? TARE_REGRESSED : TARE_IMPROVED;
}

size_t tare_priority_confirm(const struct tare_ruling *rulings, size_t count,
                             size_t *chosen, enum tare_ruling_verdict *wide)
{
    size_t held = 0;

    *wide = suite_wide(rulings, count);
    if (*wide != TARE_INCONCLUSIVE) {
        for (size_t i = 0; i < count; i++) {
            if (alarmed(&rulings[i], *wide))
                held = insert(rulings, i, weaker, chosen, held, WIDE_CONFIRMED);
        }
    }
    for (size_t i = 0; i < count; i++) {
        if (rulings[i].phase == TARE_ALARM && rulings[i].verdict != *wide)
            chosen[held++] = i;
    }
    return held;
}
