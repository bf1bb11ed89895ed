/* SPDX-License-Identifier: MIT */
/*
 * All distributions: for each a density, a distribution function, where it
 * cannot be had by symmetry an upper tail, and a quantile.
 *
 * Tails keep their relative precision: where P(X > x) is 1e-20 it is computed
 * as such.  Agreement with R is 1e-13 or better over the usual range (the
 * tests say exactly where).  All use tare_exp and tare_log, so that the same
 * bits come out everywhere.
 */
#ifndef TARE_STATS_DISTRIBUTIONS_H
#define TARE_STATS_DISTRIBUTIONS_H

#include "stats/beta.h"
#include "stats/binomial.h"
#include "stats/gamma.h"
#include "stats/normal.h"
#include "stats/student.h"

#endif
