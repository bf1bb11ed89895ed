/* SPDX-License-Identifier: MIT */
/*
 * The rule of the duel: when to look at the pairs of a case, what a look
 * proves, and what becomes of an alarm.
 *
 * The pairs are differences of logarithms, new minus old, of what is better
 * when low.  The rule looks at 20, 30, 45, ... 1166 pairs and divides the
 * allowed probability of a false alarm evenly over cases, looks and
 * directions.  That holds under any choice of who is measured further and any
 * moment of stopping, and so late in the tail it costs little.
 *
 * It does not test against zero but against a margin of half the threshold:
 * small shifts that are tied to the label (where the linker put things, which
 * page frames a file got) shall not raise an alarm.
 *
 *     tare_rule_init(&rule, 0.02, 0.01, cases, memory);
 *     while (ruling.phase == TARE_MEASURING && budget left) {
 *         measure until there are tare_ruling_due(&rule, &ruling) pairs
 *         tare_ruling_look(&rule, &ruling, pairs, scratch);
 *     }
 *     alarm? measure tare_ruling_fresh(&ruling) new pairs and
 *         tare_ruling_confirm(&rule, &ruling, fresh, scratch);
 *     out of budget? tare_ruling_last_look(...), tare_ruling_end(&ruling);
 *
 * Who comes next when there are many cases: priority.h.
 */
#ifndef TARE_STATS_SEQUENTIAL_H
#define TARE_STATS_SEQUENTIAL_H

#include <stddef.h>

#include "stats/intervals.h"

enum {
    TARE_RULE_LOOKS = 11,
    TARE_RULE_LAST = 1166, /* pairs at the last look */
    TARE_RULE_LEAST = 6,   /* fewer have no interval of 95 % */
    /* doubles that the rule needs: the null distribution of 240 pairs, the
     * largest that is exact; the last look may be at any number */
    TARE_RULE_MEMORY = 240 * 241 / 2 / 2 + 1
};

/* A z from which on it is a suspect, in standard deviations beyond the margin:
 * ten pairs of one mind are 2.80.  Of cases that did not change and were not
 * settled, at most 0.7 % reach it. */
#define TARE_SUSPECT_Z 2.7

enum tare_ruling_verdict {
    TARE_INCONCLUSIVE,
    TARE_UNCHANGED,
    TARE_IMPROVED,
    TARE_REGRESSED
};

/* Why a verdict is what it is, where the word alone does not tell. */
enum tare_reason {
    TARE_REASON_NONE,
    TARE_REASON_FEW_PAIRS,      /* the first look was never reached */
    TARE_REASON_BUDGET,         /* the budget ended first */
    TARE_REASON_LAST_LOOK,      /* undecided after the last look */
    TARE_REASON_NOT_REPRODUCED, /* an alarm that fresh pairs did not confirm */
    TARE_REASON_NOT_A_NUMBER,   /* a pair without a usable value */
    TARE_REASON_LAYOUTS, /* where code was put explains as much; layouts.h */
    /* these go with a verdict that stands */
    TARE_REASON_UNCONFIRMED, /* an alarm for which no budget was left */
    TARE_REASON_SUITE_WIDE,  /* one of so many that only some were confirmed */
    TARE_REASON_SMALL_SHIFT  /* unchanged, yet the interval excludes zero */
};

enum tare_ruling_phase {
    TARE_MEASURING,
    TARE_ALARM, /* waits for confirmation */
    TARE_DECIDED
};

/* What is fixed for a whole suite before its first pair. */
struct tare_rule {
    double threshold;   /* the change that matters: 0.02 is 2 % */
    double margin;      /* log-ratio; ln(1 + threshold / 2) */
    double equivalence; /* log-ratio; ln(1 + threshold) */
    double p_alarm;     /* one-sided, for one case at one look */
    double p_same;
    size_t pairs[TARE_RULE_LOOKS];
    size_t critical_alarm[TARE_RULE_LOOKS];
    size_t critical_same[TARE_RULE_LOOKS];
    size_t critical_interval[TARE_RULE_LOOKS]; /* of 2.5 % on each side */
    size_t critical_fresh; /* of 2.5 % for a confirmation with 60 pairs */
};

/* alpha is the allowed probability that a suite of this many unchanged cases
 * raises any alarm. memory is free again afterwards. */
void tare_rule_init(struct tare_rule *rule, double threshold, double alpha,
                    size_t cases, double *memory);

/* One case under the rule.  All zero: nothing measured yet. */
struct tare_ruling {
    enum tare_ruling_phase phase;
    enum tare_ruling_verdict
        verdict; /* the suspected one while phase is TARE_ALARM */
    enum tare_reason reason;
    size_t looks;
    size_t pairs; /* at the last look */
    size_t fresh; /* that confirmed it; else 0 */
    /* Hodges-Lehmann, 95 %: at the last look, or of the fresh pairs alone */
    struct tare_interval change;
    double z; /* how far W is beyond the margin, in standard deviations; of both
                 directions the stronger */
};

/* How many pairs the next look wants; 0 when there will be none. */
size_t tare_ruling_due(const struct tare_rule *rule,
                       const struct tare_ruling *ruling);

/* pairs: the first tare_ruling_due() of them, in any order.  scratch holds
 * twice as many doubles. Does nothing when no look is due. */
void tare_ruling_look(const struct tare_rule *rule, struct tare_ruling *ruling,
                      const double *pairs, double *scratch);

/*
 * The time is up between two looks: looks once more, at all pairs there are.
 * That is one of the looks among which the error was divided, since the next one
 * will not be; and how many pairs there are was decided by the clock, not by
 * them.  An alarm that it raises has nothing to be confirmed by.  Does nothing
 * without new pairs, or with fewer than TARE_RULE_LEAST.  scratch as above,
 * memory as for tare_rule_init().
 */
void tare_ruling_last_look(const struct tare_rule *rule,
                           struct tare_ruling *ruling, const double *pairs,
                           size_t count, double *scratch, double *memory);

/* The same in parts, for many rulings of as many pairs: what W must reach at a
 * look at so many, which takes long to find; whether there is such a look; and
 * the look. */
struct tare_critical {
    size_t pairs, alarm, same, interval;
};

struct tare_critical tare_rule_critical(const struct tare_rule *rule,
                                        size_t count, double *memory);
int tare_ruling_has_last_look(const struct tare_rule *rule,
                              const struct tare_ruling *ruling, size_t count);
void tare_ruling_look_at_all(const struct tare_rule *rule,
                             struct tare_ruling *ruling,
                             const struct tare_critical *critical,
                             const double *pairs, double *scratch);

/* How many fresh pairs confirm an alarm: as many as raised it, at least 60; or
 * 20 or 30, where the change is so large that these will show it. */
size_t tare_ruling_fresh(const struct tare_ruling *ruling);

/*
 * Decides an alarm by tare_ruling_fresh() pairs that were measured after it:
 * one-sided, against zero, at 2.5 %.  A real change beyond the margin passes
 * almost surely; of false alarms, one in forty.  scratch holds twice as many
 * doubles.
 */
void tare_ruling_confirm(const struct tare_rule *rule,
                         struct tare_ruling *ruling, const double *fresh,
                         double *scratch);

/* The same by the pairs there were time for; what they do not confirm is still to
 * be confirmed.  memory as for tare_rule_init(). */
void tare_ruling_confirm_by(struct tare_ruling *ruling, const double *fresh,
                            size_t count, double *scratch, double *memory);

/* An alarm that is not going to be confirmed and stands, for this reason. */
void tare_ruling_stand(struct tare_ruling *ruling, enum tare_reason reason);

/* The budget is used up: what is undecided is inconclusive, and alarms stand
 * unconfirmed. */
void tare_ruling_end(struct tare_ruling *ruling);

/* Withholds the verdict, decided or not. */
void tare_ruling_void(struct tare_ruling *ruling, enum tare_reason reason);

/* How many pairs in all would probably settle a case whose interval from this
 * many pairs is `change`; at least those of the first look. */
size_t tare_rule_pairs_needed(const struct tare_rule *rule,
                              const struct tare_interval *change, size_t pairs);

/* The smallest change, as a log-ratio, that pairs giving this interval would
 * find with probability 0.95; infinite when the interval is. */
double tare_rule_detectable(const struct tare_rule *rule,
                            const struct tare_interval *change);

#endif
