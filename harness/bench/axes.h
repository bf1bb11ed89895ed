/* SPDX-License-Identifier: MIT */
/*
 * The values that the command line gives to arguments, instead of those that are
 * declared:
 *
 *     n=64          n=1,2,3        how=up,down
 *     n=1e3..1e6*10                1e3, 1e4, ... and always 1e6
 *     n=0..1+0.1                   0, 0.1, ... while not above 1
 *
 * Launches get them in their environment, so that their benchmarks make the same
 * cases.
 */
#ifndef TARE_HARNESS_AXES_H
#define TARE_HARNESS_AXES_H

#include "harness/include/tare.h"
#include "store/fail.h"
#include "store/record.h"

/* Of the environment: the words above, each on a line. */
#define TARE_AXES_VARIABLE "TARE_AXES"

/* The values of one argument. */
struct tare_axis_given {
    char *name;
    char **texts;    /* as they were written; NULL for a range */
    double *numbers; /* NULL where one of the texts is no number */
    size_t count;
    size_t found; /* where a value was last looked up */
};

/* Takes these words for all of this process and its launches. */
int tare_axes_give(char *const *words, size_t count, struct tare_err *err);

/* Takes what the environment of a launch says. */
void tare_axes_inherit(void);

/* What is given for the argument of that name, or NULL. */
const struct tare_axis_given *tare_axes_find(const char *name);

/* Refuses values for an argument that no case has. */
int tare_axes_check(int (*has)(const void *context, const char *name),
                    const void *context, struct tare_err *err);

/* Whether that is one of the values that are given for it, or none are: of an
 * executable that knows nothing of that, it is another one. */
int tare_axes_allow(const struct tare_arg_value *value);

#endif
