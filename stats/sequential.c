/* SPDX-License-Identifier: MIT */
#include "stats/sequential.h"

#include <math.h>
#include <string.h>

#include "stats/distributions.h"
#include "stats/elementary.h"
#include "stats/order.h"
#include "stats/signed_rank.h"
#include "stats/walsh.h"

/* Normal quantiles of 0.975 and 0.95, as written in the method. */
#define Z_INTERVAL 1.959963984540054
#define Z_POWER    1.6448536269514722

#define FRESH_ERRORS 5.0

enum {
    FIRST_LOOK = 20,
    SECOND_LOOK = 30,
    LEAST_FRESH = 60
};

/* Allowed probability of calling a change of more than the threshold
 * "unchanged", and of either side of an interval or confirmation. */
static const double alpha_same = 0.01;
static const double p_side = 0.025;

void tare_rule_init(struct tare_rule *rule, double threshold, double alpha,
                    size_t cases, double *memory)
{
    double tests = 2.0 * (double)(cases > 0 ? cases : 1) * TARE_RULE_LOOKS;
    struct tare_signed_rank_null null;
    size_t pairs = FIRST_LOOK;

    rule->threshold = threshold;
    rule->margin = tare_log1p(threshold / 2);
    rule->equivalence = tare_log1p(threshold);
    rule->p_alarm = alpha / tests;
    rule->p_same = alpha_same / TARE_RULE_LOOKS;
    for (size_t k = 0; k < TARE_RULE_LOOKS; k++) {
        null = tare_signed_rank_null(pairs, memory);
        rule->pairs[k] = pairs;
        rule->critical_alarm[k] =
            tare_signed_rank_critical(&null, rule->p_alarm);
        rule->critical_same[k] = tare_signed_rank_critical(&null, rule->p_same);
        rule->critical_interval[k] = tare_signed_rank_critical(&null, p_side);
        pairs = (3 * pairs + 1) / 2; /* 1.5 times, rounded half up */
    }
    null = tare_signed_rank_null(LEAST_FRESH, memory);
    rule->critical_fresh = tare_signed_rank_critical(&null, p_side);
}

size_t tare_ruling_due(const struct tare_rule *rule,
                       const struct tare_ruling *ruling)
{
    if (ruling->phase != TARE_MEASURING || ruling->looks >= TARE_RULE_LOOKS)
        return 0;
    return rule->pairs[ruling->looks];
}

static void decide(struct tare_ruling *ruling, enum tare_ruling_verdict verdict,
                   enum tare_reason reason)
{
    ruling->phase = TARE_DECIDED;
    ruling->verdict = verdict;
    ruling->reason = reason;
}

/* Sorts a copy; says whether all of it are numbers. */
static int sort_into(double *sorted, const double *values, size_t count)
{
    memcpy(sorted, values, count * sizeof *sorted);
    tare_sort(sorted, count);
    return count > 0 && !isnan(sorted[count - 1]);
}

/* W as standard deviations from its mean. */
static double standardise(size_t w, size_t count)
{
    double n = (double)count;

    return ((double)w - n * (n + 1) / 4) / sqrt(n * (n + 1) * (2 * n + 1) / 24);
}

/* Both tests of equivalence: the change is shown to be below the threshold and
 * shown to be above its opposite. */
static int shown_same(const struct tare_rule *rule, const double *sorted,
                      size_t count, size_t critical)
{
    return tare_walsh_below(sorted, count, rule->equivalence) >= critical &&
           tare_walsh_above(sorted, count, -rule->equivalence) >= critical;
}

static void look(const struct tare_rule *rule, struct tare_ruling *ruling,
                 const struct tare_critical *critical, const double *pairs,
                 double *scratch)
{
    double *sorted = scratch;
    size_t count = ruling->pairs, slower, faster;

    if (!sort_into(sorted, pairs, count)) {
        tare_ruling_void(ruling, TARE_REASON_NOT_A_NUMBER);
        return;
    }
    ruling->change =
        tare_walsh_interval(sorted, count, critical->interval, scratch + count);
    ruling->change.confidence = 1 - 2 * p_side;
    slower = tare_walsh_above(sorted, count, rule->margin);
    faster = tare_walsh_below(sorted, count, -rule->margin);
    ruling->z = standardise(slower > faster ? slower : faster, count);
    if (slower >= critical->alarm) {
        ruling->phase = TARE_ALARM;
        ruling->verdict = TARE_REGRESSED;
    } else if (faster >= critical->alarm) {
        ruling->phase = TARE_ALARM;
        ruling->verdict = TARE_IMPROVED;
    } else if (shown_same(rule, sorted, count, critical->same)) {
        decide(ruling, TARE_UNCHANGED,
               ruling->change.low > 0 || ruling->change.high < 0
                   ? TARE_REASON_SMALL_SHIFT
                   : TARE_REASON_NONE);
    }
}

void tare_ruling_look(const struct tare_rule *rule, struct tare_ruling *ruling,
                      const double *pairs, double *scratch)
{
    size_t count = tare_ruling_due(rule, ruling), k = ruling->looks;
    struct tare_critical critical;

    if (count == 0)
        return;
    critical = (struct tare_critical){ count, rule->critical_alarm[k],
                                       rule->critical_same[k],
                                       rule->critical_interval[k] };
    ruling->looks++;
    ruling->pairs = count;
    look(rule, ruling, &critical, pairs, scratch);
    if (ruling->phase == TARE_MEASURING && ruling->looks == TARE_RULE_LOOKS)
        decide(ruling, TARE_INCONCLUSIVE, TARE_REASON_LAST_LOOK);
}

struct tare_critical tare_rule_critical(const struct tare_rule *rule,
                                        size_t count, double *memory)
{
    struct tare_signed_rank_null null = tare_signed_rank_null(count, memory);

    return (struct tare_critical){
        count,
        tare_signed_rank_critical(&null, rule->p_alarm),
        tare_signed_rank_critical(&null, rule->p_same),
        tare_signed_rank_critical(&null, p_side),
    };
}

int tare_ruling_has_last_look(const struct tare_rule *rule,
                              const struct tare_ruling *ruling, size_t count)
{
    return ruling->phase == TARE_MEASURING && count > ruling->pairs &&
           count >= TARE_RULE_LEAST && count < tare_ruling_due(rule, ruling);
}

void tare_ruling_look_at_all(const struct tare_rule *rule,
                             struct tare_ruling *ruling,
                             const struct tare_critical *critical,
                             const double *pairs, double *scratch)
{
    ruling->pairs = critical->pairs;
    look(rule, ruling, critical, pairs, scratch);
}

void tare_ruling_last_look(const struct tare_rule *rule,
                           struct tare_ruling *ruling, const double *pairs,
                           size_t count, double *scratch, double *memory)
{
    struct tare_critical critical;

    if (!tare_ruling_has_last_look(rule, ruling, count))
        return;
    critical = tare_rule_critical(rule, count, memory);
    tare_ruling_look_at_all(rule, ruling, &critical, pairs, scratch);
}

static double standard_error(const struct tare_interval *change)
{
    return (change->high - change->low) / (2 * Z_INTERVAL);
}

/* The size of the two first looks, at which a change is seen again almost surely
 * that is so many standard errors from zero: 2 for the test, 3 for chance. */
static size_t few_fresh(const struct tare_ruling *ruling)
{
    double errors = FRESH_ERRORS * standard_error(&ruling->change) /
                    fabs(ruling->change.estimate);
    double wanted = (double)ruling->pairs * errors * errors;

    return wanted <= FIRST_LOOK    ? FIRST_LOOK
           : wanted <= SECOND_LOOK ? SECOND_LOOK
                                   : LEAST_FRESH;
}

size_t tare_ruling_fresh(const struct tare_ruling *ruling)
{
    size_t few;

    if (ruling->phase != TARE_ALARM)
        return 0;
    few = few_fresh(ruling);
    return few < LEAST_FRESH || ruling->pairs < LEAST_FRESH ? few
                                                            : ruling->pairs;
}

static size_t critical_of_fresh(const struct tare_rule *rule,
                                const struct tare_ruling *ruling, size_t count)
{
    switch (count) {
    case FIRST_LOOK:
        return rule->critical_interval[0];
    case SECOND_LOOK:
        return rule->critical_interval[1];
    case LEAST_FRESH:
        return rule->critical_fresh;
    default: /* from 68 pairs on, a confirmation is as large as a look */
        return rule->critical_interval[ruling->looks - 1];
    }
}

/* Whether so many fresh pairs show the alarm again; -1 when they are no
 * numbers. */
static int is_reproduced(const struct tare_ruling *ruling, const double *fresh,
                         size_t count, size_t critical, double *scratch)
{
    size_t w;

    if (!sort_into(scratch, fresh, count))
        return -1;
    w = ruling->verdict == TARE_REGRESSED ? tare_walsh_above(scratch, count, 0)
                                          : tare_walsh_below(scratch, count, 0);
    return w >= critical;
}

/* Pairs that raised an alarm were those that looked worse than they are; what
 * the fresh ones say, which are sorted in scratch, is not chosen by anything. */
static void decide_by_fresh(struct tare_ruling *ruling, size_t count,
                            size_t critical, double *scratch)
{
    ruling->change =
        tare_walsh_interval(scratch, count, critical, scratch + count);
    ruling->change.confidence = 1 - 2 * p_side;
    ruling->fresh = count;
    decide(ruling, ruling->verdict, TARE_REASON_NONE);
}

void tare_ruling_confirm(const struct tare_rule *rule,
                         struct tare_ruling *ruling, const double *fresh,
                         double *scratch)
{
    size_t count = tare_ruling_fresh(ruling), critical;
    int is_there;

    if (count == 0)
        return;
    critical = critical_of_fresh(rule, ruling, count);
    is_there = is_reproduced(ruling, fresh, count, critical, scratch);
    if (is_there < 0)
        tare_ruling_void(ruling, TARE_REASON_NOT_A_NUMBER);
    else if (is_there)
        decide_by_fresh(ruling, count, critical, scratch);
    else
        decide(ruling, TARE_INCONCLUSIVE, TARE_REASON_NOT_REPRODUCED);
}

void tare_ruling_confirm_by(struct tare_ruling *ruling, const double *fresh,
                            size_t count, double *scratch, double *memory)
{
    struct tare_signed_rank_null null;
    size_t critical;

    if (count < TARE_RULE_LEAST || count >= tare_ruling_fresh(ruling))
        return;
    null = tare_signed_rank_null(count, memory);
    critical = tare_signed_rank_critical(&null, p_side);
    if (is_reproduced(ruling, fresh, count, critical, scratch) > 0)
        decide_by_fresh(ruling, count, critical, scratch);
}

void tare_ruling_stand(struct tare_ruling *ruling, enum tare_reason reason)
{
    if (ruling->phase == TARE_ALARM)
        decide(ruling, ruling->verdict, reason);
}

void tare_ruling_end(struct tare_ruling *ruling)
{
    if (ruling->phase == TARE_MEASURING)
        decide(ruling, TARE_INCONCLUSIVE,
               ruling->pairs >= FIRST_LOOK ? TARE_REASON_BUDGET
                                           : TARE_REASON_FEW_PAIRS);
    tare_ruling_stand(ruling, TARE_REASON_UNCONFIRMED);
}

void tare_ruling_void(struct tare_ruling *ruling, enum tare_reason reason)
{
    decide(ruling, TARE_INCONCLUSIVE, reason);
}

/* In standard errors, what must lie between the margin and a true change so
 * that it is found with probability 0.95. */
static double reach(const struct tare_rule *rule)
{
    return Z_POWER - tare_normal_quantile(rule->p_alarm);
}

size_t tare_rule_pairs_needed(const struct tare_rule *rule,
                              const struct tare_interval *change, size_t pairs)
{
    double room = rule->equivalence - rule->margin;
    double ratio = reach(rule) * standard_error(change) / room;
    double needed = ceil((double)pairs * ratio * ratio);

    /* an interval that is infinite or no number says nothing yet */
    if (!(needed > FIRST_LOOK) || !isfinite(needed))
        return FIRST_LOOK;
    return needed < 1e15 ? (size_t)needed : (size_t)1e15;
}

double tare_rule_detectable(const struct tare_rule *rule,
                            const struct tare_interval *change)
{
    return rule->margin + reach(rule) * standard_error(change);
}
