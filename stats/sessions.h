/* SPDX-License-Identifier: MIT */
/*
 * Two sessions compared by their numbers alone, when the old executable cannot
 * be run again beside the new one.
 *
 * Between two sessions each case moves for three reasons: its code changed, the
 * machine is another one today (all cases move alike), and something happened
 * to this case only (the page frames it got, the neighbour it met).  The second
 * is estimated by the middle of all cases, or of canaries, kernels whose code
 * never changes, and taken out.  The third no number of launches makes smaller.
 * How large it is shows in how far the cases scatter about the middle; it enters
 * every interval, with the heavy tails of few degrees of freedom.
 *
 * So this is a smoke detector for changes of 5 to 15 %, and no gate.  All
 * changes here are log-ratios, new over old.
 *
 *     tare_sessions_init(&sessions, &set, 0.02, 0.01, tests, scratch);
 *     if (sessions.state == TARE_SESSIONS_ALIKE)
 *         for each test
 *             tare_sessions_judge(&sessions, change - sessions.shift, error,
 *                                 0.02);
 */
#ifndef TARE_STATS_SESSIONS_H
#define TARE_STATS_SESSIONS_H

#include <stddef.h>

enum {
    /* cases whose middle tells what the machine did */
    TARE_SESSIONS_SUITE = 15,
    /* canaries that must be there to be used */
    TARE_SESSIONS_CANARIES = 3
};

/* How far the cases and the canaries moved, and the standard errors of that. */
struct tare_session_changes {
    const double *changes, *errors;
    size_t count;
    const double *canary_changes, *canary_errors;
    size_t canary_count;
};

enum tare_sessions_state {
    TARE_SESSIONS_ALIKE,
    TARE_SESSIONS_APART, /* the cases moved, the canaries did not, or not so */
    TARE_SESSIONS_UNEVEN /* some canaries moved, others did not */
};

/* Who told what the machine did. */
enum tare_shift_source {
    TARE_SHIFT_UNKNOWN, /* it is taken for 0, and intervals widen */
    TARE_SHIFT_SUITE,
    TARE_SHIFT_CANARIES
};

struct tare_sessions {
    enum tare_sessions_state state;
    double suite, canaries; /* middle of their changes; NaN when too few */
    double shift;           /* what the machine did, to be taken out */
    enum tare_shift_source source;
    double variance;   /* of what one case meets between the two */
    double degrees;    /* of freedom of every interval */
    double confidence; /* of one interval, so that all hold together */
    double reach;      /* its half-width in standard errors */
};

/* How a change stands to its threshold. */
enum tare_session_finding {
    TARE_SESSION_OPEN,
    TARE_SESSION_SAME, /* between -threshold and threshold */
    TARE_SESSION_ABOVE,
    TARE_SESSION_BELOW
};

struct tare_session_verdict {
    enum tare_session_finding finding;
    double low, high, confidence; /* the interval that shows it */
    double detectable;            /* found in 19 of 20 cases */
};

/* tests: intervals that shall all hold with probability 1 - alpha.
 * scratch holds tare_sessions_scratch() doubles. */
void tare_sessions_init(struct tare_sessions *sessions,
                        const struct tare_session_changes *set,
                        double threshold, double alpha, size_t tests,
                        double *scratch);
size_t tare_sessions_scratch(const struct tare_session_changes *set);

/* change: without the shift.  error: its standard error inside the sessions. */
struct tare_session_verdict
tare_sessions_judge(const struct tare_sessions *sessions, double change,
                    double error, double threshold);

#endif
