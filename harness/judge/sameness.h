/* SPDX-License-Identifier: MIT */
/* Whether two executables are the same program: their bytes, and those of the
 * libraries that they load. */
#ifndef TARE_HARNESS_SAMENESS_H
#define TARE_HARNESS_SAMENESS_H

#include "store/record.h"

/* By their hashes alone; what has none is not the same. */
int tare_sameness_of_files(const struct tare_binary *one,
                           const struct tare_binary *other);

/* A library of either that the other does not load; NULL for none. */
const char *tare_sameness_other_library(const struct tare_binary *one,
                                        const struct tare_binary *other);

/* Both. */
int tare_sameness(const struct tare_binary *one,
                  const struct tare_binary *other);

#endif
