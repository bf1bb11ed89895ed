/* SPDX-License-Identifier: MIT */
/* What on this machine will spoil measurements, and what mends it.  Only
 * reports; where it cannot know, it says so. */
#ifndef TARE_HARNESS_DOCTOR_H
#define TARE_HARNESS_DOCTOR_H

#include <stddef.h>

enum tare_finding {
    TARE_FINDING_GOOD,
    TARE_FINDING_BAD,
    TARE_FINDING_UNKNOWN
};

struct tare_check_result {
    const char *what;
    enum tare_finding finding;
    char detail[300];   /* what was seen */
    const char *advice; /* what mends it; NULL when it is good */
};

enum {
    TARE_DOCTOR_MAX = 24
};

/* Fills in the results; how many. */
size_t tare_doctor_examine(struct tare_check_result results[TARE_DOCTOR_MAX]);

#endif
