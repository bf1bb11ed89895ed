/* SPDX-License-Identifier: MIT */
/*
 * The cases of several builds as one suite, for a race: each build adds its own,
 * which differ in one more argument, the build.  The first build is the baseline
 * of every contest, and its cases are there once more, from another copy of the
 * same file: the control.
 */
#ifndef TARE_HARNESS_BUILDS_H
#define TARE_HARNESS_BUILDS_H

#include "harness/bench/suite.h"

/* What a build is to its rivals. */
enum tare_build_role {
    TARE_BUILD_RIVAL,
    TARE_BUILD_BASELINE,
    TARE_BUILD_CONTROL
};

/* Moves all cases and binaries of that build into the suite; what is left of the
 * build is empty.  Refuses a benchmark that has an argument of that name. */
int tare_builds_add(struct tare_suite *suite, struct tare_suite *build,
                    const char *name, enum tare_build_role role,
                    struct tare_err *err);

#endif
