/* SPDX-License-Identifier: MIT */
/*
 * Where the time of a run goes.  Each moment belongs to the work that was turned
 * to last:
 *
 *     enum tare_spent_on before = tare_spending_turn(&spending, TARE_SPENT_COPIES);
 *     ...
 *     tare_spending_turn(&spending, before);
 *
 * The clock is read between launches only, and by nobody while one samples.
 */
#ifndef TARE_HARNESS_SPENDING_H
#define TARE_HARNESS_SPENDING_H

#include "harness/launch/session.h"
#include "store/spent.h"
#include "store/trace.h"

struct tare_spending {
    struct tare_spent spent;
    enum tare_spent_on work;
    uint64_t since_ns;
    struct tare_trace *trace; /* NULL: none is kept */
};

void tare_spending_begin(struct tare_spending *spending,
                         struct tare_trace *trace);

/* The work that went on before. */
enum tare_spent_on tare_spending_turn(struct tare_spending *spending,
                                      enum tare_spent_on work);

/* What came since then was no work at all. */
void tare_spending_skip(struct tare_spending *spending, uint64_t since_ns);

/* Of the coordinator, for the trace: what it has done since then, in which
 * round; 0 for none. */
void tare_spending_phase(struct tare_spending *spending, const char *what,
                         uint64_t round, uint64_t since_ns);

/* ---- launches ------------------------------------------------------------ */

/* How a launch went, seen from outside; `id` is borrowed. */
struct tare_course {
    const char *id;
    enum tare_side side;
    int cpu;
    uint64_t opened_ns, ready_ns, closing_ns, closed_ns;
    uint64_t number; /* in the trace */
};

/* A launch that has ended, for the trace.  If it has built fixtures, that was no
 * other work than set-up. */
void tare_spending_launch(struct tare_spending *spending,
                          struct tare_course *course,
                          const struct tare_session *session);

/* Of a launch that was timed: takes its parts out of starting and ending it,
 * to which all of it was counted. */
void tare_spending_share(struct tare_spending *spending,
                         const struct tare_session *session,
                         const struct tare_results *results, unsigned warmups,
                         const struct tare_course *course);

/* Its samples for the trace, as they are in the record.  How long each was is
 * known; when it began follows from equal pauses between them. */
void tare_spending_samples(struct tare_spending *spending,
                           const struct tare_course *course,
                           const struct tare_results *results, unsigned warmups,
                           const struct tare_launch *launch);

#endif
