/* SPDX-License-Identifier: MIT */
/* The states in which a sample begins, as the values of an axis. */
#ifndef TARE_HARNESS_WARMTH_H
#define TARE_HARNESS_WARMTH_H

#include "harness/include/tare.h"
#include "store/record.h"

enum {
    TARE_WARMTHS = TARE_WARM | TARE_COLD_DATA | TARE_COLD
};

/* Whether samples begin with empty caches, and so are of one iteration. */
int tare_is_cold(enum tare_warmth warmth);

/* The axis "state" of these states; none for 0. */
struct tare_axis tare_warmth_axis(unsigned states);

/* The state of a case of that benchmark. */
enum tare_warmth tare_warmth_of(const struct tare_def *def,
                                const struct tare_identity *identity);

#endif
