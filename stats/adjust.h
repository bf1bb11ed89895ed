/* SPDX-License-Identifier: MIT */
/*
 * p-values of many tests, adjusted so that each may be compared with the level
 * meant for all of them together.
 *
 * Bonferroni and Holm bound the probability of any false rejection, whatever
 * the tests have to do with each other; Holm never rejects less.  Benjamini and
 * Hochberg bound the share of false ones among the rejections: good for sorting
 * a list of things to look at, not for a gate.
 *
 * A p-value that is NaN was no test: it stays NaN and is not counted.  The
 * result may be written over the input.
 */
#ifndef TARE_STATS_ADJUST_H
#define TARE_STATS_ADJUST_H

#include <stddef.h>

void tare_adjust_bonferroni(double *adjusted, const double *p, size_t count);

/* order is scratch for count indices. */
void tare_adjust_holm(double *adjusted, const double *p, size_t count,
                      size_t *order);
void tare_adjust_benjamini_hochberg(double *adjusted, const double *p,
                                    size_t count, size_t *order);

#endif
