/* SPDX-License-Identifier: MIT */
#include "stats/priority.h"

#include <math.h>

#include "stats/elementary.h"

enum {
    WIDE_ALARMS = 3,
    WIDE_CONFIRMED = 10
};

/* Whether a case comes before another; the order of the array decides ties. */
typedef int before_fn(const struct tare_contest *a,
                      const struct tare_contest *b);

static int stronger(const struct tare_contest *a, const struct tare_contest *b)
{
    return a->z > b->z;
}

static int weaker(const struct tare_contest *a, const struct tare_contest *b)
{
    return a->z < b->z;
}

static int fewer_pairs(const struct tare_contest *a,
                       const struct tare_contest *b)
{
    if (a->pairs != b->pairs)
        return a->pairs < b->pairs;
    return a->z > b->z;
}

/*
 * Inserts an index into the best `limit` so far, and returns how many these
 * are now.  Insertion is right: limit is about ten.
 */
static size_t insert(const struct tare_contest *contests, size_t index,
                     before_fn *before, size_t *chosen, size_t held,
                     size_t limit)
{
    size_t place = held;

    while (place > 0 && before(&contests[index], &contests[chosen[place - 1]]))
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
                   const struct tare_contest *contest)
{
    if (tare_contest_due(rule, contest) == 0)
        return 3;
    if (contest->looks == 0)
        return 0;
    return fabs(contest->change.estimate) >= tare_log1p(rule->threshold / 2)
               ? 1
               : 2;
}

size_t tare_priority_choose(const struct tare_rule *const *rules,
                            const struct tare_contest *contests, size_t count,
                            size_t *chosen, size_t limit)
{
    size_t held = 0;
    int best = 3;

    for (size_t i = 0; i < count; i++) {
        int rank = rank_of(rules[i], &contests[i]);

        if (rank < best) {
            best = rank;
            held = 0;
        }
        if (rank == best && rank < 3)
            held = insert(contests, i, rank == 1 ? stronger : fewer_pairs,
                          chosen, held, limit);
    }
    return held;
}

static int alarmed(const struct tare_contest *contest,
                   enum tare_contest_verdict verdict)
{
    return contest->phase == TARE_ALARM && contest->verdict == verdict;
}

static enum tare_contest_verdict suite_wide(const struct tare_contest *contests,
                                            size_t count)
{
    size_t slower = 0, faster = 0, most;

    for (size_t i = 0; i < count; i++) {
        slower += (size_t)alarmed(&contests[i], TARE_REGRESSED);
        faster += (size_t)alarmed(&contests[i], TARE_IMPROVED);
    }
    most = slower >= faster ? slower : faster;
    if (most < WIDE_ALARMS || 4 * most <= count)
        return TARE_INCONCLUSIVE;
    return slower >= faster ? TARE_REGRESSED : TARE_IMPROVED;
}

size_t tare_priority_confirm(const struct tare_contest *contests, size_t count,
                             size_t *chosen, enum tare_contest_verdict *wide)
{
    size_t held = 0;

    *wide = suite_wide(contests, count);
    if (*wide != TARE_INCONCLUSIVE) {
        for (size_t i = 0; i < count; i++) {
            if (alarmed(&contests[i], *wide))
                held =
                    insert(contests, i, weaker, chosen, held, WIDE_CONFIRMED);
        }
    }
    for (size_t i = 0; i < count; i++) {
        if (contests[i].phase == TARE_ALARM && contests[i].verdict != *wide)
            chosen[held++] = i;
    }
    return held;
}
