/* SPDX-License-Identifier: MIT */
#include "stats/sessions.h"

#include <math.h>

#include "stats/elementary.h"
#include "stats/order.h"
#include "stats/student.h"

#define SCATTER_MIN 0.003 /* no two sessions agree better than this, SD */
#define COMMON      0.02  /* what a shared machine does between days, SD */
#define UNEVEN      0.03  /* from the least to the most moved canary */
#define SUITE_MIN   5     /* cases that make a suite which can move as one */
#define DEGREES     4.0   /* heavy tails: sessions are not normal */
#define MAD_TO_SD   1.4826
#define SAME_LEVEL  0.90 /* two one-sided tests at 5 % */
#define FOUND_LEVEL 0.95

/* ---- the middle ---------------------------------------------------------- */

static double middle(const double *values, size_t count, double *scratch)
{
    for (size_t i = 0; i < count; i++)
        scratch[i] = values[i];
    tare_sort(scratch, count);
    return tare_median(scratch, count);
}

/* Leaves the canaries sorted in scratch. */
static void find_state(struct tare_sessions *s,
                       const struct tare_session_changes *set, double threshold,
                       double *scratch)
{
    if (set->canary_count < TARE_SESSIONS_CANARIES)
        return;
    s->canaries = middle(set->canary_changes, set->canary_count, scratch);
    if (scratch[set->canary_count - 1] - scratch[0] > UNEVEN)
        s->state = TARE_SESSIONS_UNEVEN;
    else if (set->count >= SUITE_MIN &&
             fabs(s->suite - s->canaries) > tare_log1p(threshold))
        s->state = TARE_SESSIONS_APART;
}

/* ---- what one case meets ------------------------------------------------- */

/* Adds distances from the centre and squared errors to the two lists. */
static size_t add_distances(double *distances, double *squares, size_t used,
                            const double *changes, const double *errors,
                            size_t count, double centre)
{
    for (size_t i = 0; i < count; i++) {
        distances[used + i] = fabs(changes[i] - centre);
        squares[used + i] = errors[i] * errors[i];
    }
    return used + count;
}

/* From the scatter about the centre, less what the launches explain.  A small
 * suite is joined by the canaries, which meet the same. */
static void find_variance(struct tare_sessions *s,
                          const struct tare_session_changes *set,
                          double *scratch)
{
    double *squares = scratch + set->count + set->canary_count;
    double centre = s->source == TARE_SHIFT_UNKNOWN ? s->suite : s->shift;
    double scatter, variance;
    size_t used = add_distances(scratch, squares, 0, set->changes, set->errors,
                                set->count, centre);

    if (s->source == TARE_SHIFT_CANARIES)
        used = add_distances(scratch, squares, used, set->canary_changes,
                             set->canary_errors, set->canary_count, centre);
    scatter = used > 0 ? MAD_TO_SD * middle(scratch, used, scratch) : 0;
    variance =
        used > 0 ? scatter * scatter - middle(squares, used, squares) : 0;
    /* of a difference between two sessions: both are in it already */
    s->variance = fmax(SCATTER_MIN * SCATTER_MIN, variance);
    if (s->source == TARE_SHIFT_UNKNOWN)
        s->variance += 2 * COMMON * COMMON;
    s->degrees = fmax(1, fmin(DEGREES, (double)used - 1));
}

void tare_sessions_init(struct tare_sessions *sessions,
                        const struct tare_session_changes *set,
                        double threshold, double alpha, size_t tests,
                        double *scratch)
{
    struct tare_sessions s = { .suite = NAN, .canaries = NAN };

    if (set->count > 0)
        s.suite = middle(set->changes, set->count, scratch);
    find_state(&s, set, threshold, scratch);
    if (set->count >= TARE_SESSIONS_SUITE) {
        s.source = TARE_SHIFT_SUITE;
        s.shift = s.suite;
    } else if (isfinite(s.canaries)) {
        s.source = TARE_SHIFT_CANARIES;
        s.shift = s.canaries;
    }
    find_variance(&s, set, scratch);
    s.confidence = 1 - alpha / (double)(tests > 0 ? tests : 1);
    s.reach = tare_student_quantile(0.5 + 0.5 * s.confidence, s.degrees);
    *sessions = s;
}

size_t tare_sessions_scratch(const struct tare_session_changes *set)
{
    return 2 * (set->count + set->canary_count);
}

/* ---- one case ------------------------------------------------------------ */

static void set_interval(struct tare_session_verdict *verdict, double change,
                         double half, double confidence)
{
    verdict->low = change - half;
    verdict->high = change + half;
    verdict->confidence = confidence;
}

struct tare_session_verdict
tare_sessions_judge(const struct tare_sessions *sessions, double change,
                    double error, double threshold)
{
    struct tare_session_verdict verdict = { .finding = TARE_SESSION_OPEN };
    double sd = sqrt(error * error + sessions->variance);
    double margin = tare_log1p(threshold / 2), limit = tare_log1p(threshold);
    double half = sessions->reach * sd;
    double half_same =
        sd * tare_student_quantile(0.5 + 0.5 * SAME_LEVEL, sessions->degrees);

    verdict.detectable =
        margin +
        sd * (sessions->reach + tare_student_quantile(FOUND_LEVEL, INFINITY));
    set_interval(&verdict, change, half, sessions->confidence);
    if (verdict.low > margin) {
        verdict.finding = TARE_SESSION_ABOVE;
    } else if (verdict.high < -margin) {
        verdict.finding = TARE_SESSION_BELOW;
    } else if (fabs(change) + half_same < limit) {
        verdict.finding = TARE_SESSION_SAME;
        set_interval(&verdict, change, half_same, SAME_LEVEL);
    }
    return verdict;
}
