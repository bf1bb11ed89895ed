/* SPDX-License-Identifier: MIT */
/* For test programs that launch their own cases with meters. */
#ifndef TARE_TESTS_HARNESS_METERING_H
#define TARE_TESTS_HARNESS_METERING_H

#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "harness/meters/meters.h"
#include "tests/harness/apart.h"
#include "tests/harness/launching.h"
#include "tests/test.h"

/* ---- launches ------------------------------------------------------------ */

/* What one launch of the case said. */
struct heard {
    struct tare_end end;
    struct tare_results results;
};

/* Three samples, of 1, 2 and 3 iterations. */
static inline struct heard hear(const char *id, unsigned meters,
                                const char *events)
{
    struct tare_suite suite = { 0 };
    struct tare_where where = open_where(&suite);
    struct tare_request request = { .batch = 2,
                                    .count = 3,
                                    .iterations = { 1, 2, 3 } };
    struct tare_launch_options options = {
        .wanted = { .meters = meters, .asked = meters, .events = events }
    };
    struct tare_session session;
    struct heard heard = { 0 };
    size_t i = 0;

    while (strcmp(suite.cases[i].identity.id, id) != 0)
        i++;
    if (tare_session_open(&session, &where, &suite.cases[i], &options) == 0)
        tare_session_run(&session, &request, &heard.results, 0);
    tare_session_close(&session);
    heard.end = session.launched.end;
    tare_session_release(&session);
    tare_suite_release(&suite);
    return heard;
}

static inline const struct tare_reported *reported(const struct heard *heard,
                                                   const char *name)
{
    for (size_t i = 0; i < heard->results.report_count; i++)
        if (strcmp(heard->results.reports[i].name, name) == 0)
            return &heard->results.reports[i];
    return NULL;
}

/* What a sample reads, NaN for nothing. */
static inline double reading(const struct heard *heard, const char *name,
                             unsigned sample)
{
    const struct tare_reported *report = reported(heard, name);

    return report != NULL ? report->values[sample] : NAN;
}

/* All samples read that; the first may read more, as whatever comes for the
 * first time does. */
static inline void check_reading(const struct heard *heard, const char *name,
                                 double want)
{
    CHECK_INT(heard->end.status, TARE_STATUS_OK);
    CHECK_INT(heard->results.count, 3);
    CHECK(reading(heard, name, 0) >= want);
    for (unsigned i = 1; i < heard->results.count; i++)
        CHECK_NEAR(reading(heard, name, i), want, 1e-12);
}

static inline void forget(struct heard *heard)
{
    tare_results_release(&heard->results);
}

/* ---- without counters ---------------------------------------------------- */

/* From now on, perf_event_open() fails so. */
static inline int forbid_counters(int error)
{
    struct sock_filter steps[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_perf_event_open, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | (unsigned)error),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    struct sock_fprog program = { sizeof steps / sizeof *steps, steps };

    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
        return -1;
    return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program);
}

/* Runs the checks in a process of their own, where they fail so; 0 when that
 * cannot be had. */
static inline int without_counters(int error, void (*checks)(void))
{
    return apart(forbid_counters, error, checks);
}

#endif
