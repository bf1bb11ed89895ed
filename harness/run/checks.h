/* SPDX-License-Identifier: MIT */
/*
 * Finding broken benchmarks: work that the compiler removed, time that does
 * not grow with the iterations, clocks too coarse, builds that measure the
 * wrong thing.  Each finding is a warning of the case, with a stable code and
 * a sentence that ends with what to do; docs/warnings.md lists the codes.
 */
#ifndef TARE_HARNESS_CHECKS_H
#define TARE_HARNESS_CHECKS_H

#include "harness/judge/quiet.h"
#include "harness/machine/clock.h"
#include "harness/run/plan.h"
#include "harness/bench/suite.h"
#include "store/record.h"

/* Above this the loop around the body cannot matter. */
#define TARE_REFERENCE_MATTERS_NS 5.0

struct tare_check {
    const struct tare_suite_case *declared;
    const struct tare_calibration *calibration;
    const struct tare_plan *plan;
    const struct tare_clock_facts *clock;
    double reference_ns; /* of the empty loop, at its fastest; 0: unknown */
    double setup_ns;
    double precision, half_width; /* wanted and got, fractions */
    enum tare_quiet quiet;
    const struct tare_weather *weather; /* of the run */
    int is_limited; /* the user set the number of launches */
    int is_asked;   /* somebody asked for that precision */
};

/* Whether the ladder says that time does not grow as it should.  A neighbour
 * can make one look so; a second ladder, climbed later, tells. */
int tare_check_suspects(const struct tare_calibration *calibration,
                        const struct tare_plan *plan);

/* What another launch of the case computed, if it says so: the first keeps it
 * in the row, and it is a finding when a later one disagrees. */
void tare_check_result(struct tare_case *c, const struct tare_results *late);

/* Looks at a case that was measured, and adds its warnings. */
void tare_check_case(struct tare_case *c, const struct tare_check *check);

/* The same for what tare_analyse_case() has found out, after it. */
void tare_check_shape(struct tare_case *c);

#endif
