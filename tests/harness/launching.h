/* SPDX-License-Identifier: MIT */
/* For test programs that are also the launches that they start. */
#ifndef TARE_TESTS_HARNESS_LAUNCHING_H
#define TARE_TESTS_HARNESS_LAUNCHING_H

#include <stdlib.h>

#include "harness/launch/remote.h"
#include "harness/launch/session.h"
#include "harness/bench/suite.h"

/* Before all tests: serves and exits when this process is a launch. */
#undef TEST_BEGIN
#define TEST_BEGIN(argc, argv) serve_if_launched(argc, argv)

static inline void serve_if_launched(int argc, char **argv)
{
    int channel = tare_remote_channel(argc, argv);

    if (channel >= 0)
        exit(tare_remote_serve(channel));
}

/* Where to launch this program's own cases; the caller closes it. */
static inline struct tare_where open_where(struct tare_suite *suite)
{
    struct tare_where where = { .suite = suite, .timeout_s = 60 };
    struct tare_err err = { 0 };

    if (tare_suite_own(suite, &err) < 0 || tare_cpu_choose(&where.cpu, -2) < 0)
        abort();
    where.clock = tare_clock_measure();
    return where;
}

#endif
