/* SPDX-License-Identifier: MIT */
/* From an axis to its values. */
#ifndef TARE_HARNESS_AXIS_H
#define TARE_HARNESS_AXIS_H

#include "harness/include/tare.h"
#include "store/buf.h"
#include "store/fail.h"
#include "store/record.h"

enum {
    TARE_AXIS_CASES_MAX = 1000000
};

/* How many values; 1 for an axis that is not there; 0 with err when the axis
 * makes no sense. */
size_t tare_axis_count(const struct tare_axis *axis, struct tare_err *err);

/* Value number index (below the count).  Owned by the caller. */
struct tare_arg_value tare_axis_value(const struct tare_axis *axis,
                                      size_t index);

/*
 * "group/name/arg=value/...", and the number of threads where no argument says
 * it.  "*" stands for the value of argument number star, if there is one.
 */
void tare_identity_format(struct tare_buf *buf,
                          const struct tare_identity *identity, size_t star);

#endif
