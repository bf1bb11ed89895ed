/* SPDX-License-Identifier: MIT */
#include "store/spent.h"

#include <math.h>

const char *tare_spent_name(enum tare_spent_on work)
{
    static const char *const names[TARE_SPENT_KINDS] = {
        [TARE_SPENT_SAMPLES] = "timed samples",
        [TARE_SPENT_BESIDE] = "canaries beside them",
        [TARE_SPENT_WARM_UP] = "warm-up",
        [TARE_SPENT_SET_UP] = "set-up",
        [TARE_SPENT_PROCESSES] = "starting and ending launches",
        [TARE_SPENT_CALIBRATION] = "calibration",
        [TARE_SPENT_REFERENCES] = "tare's own cases",
        [TARE_SPENT_METERS] = "other measures",
        [TARE_SPENT_WAITING] = "waiting for quiet",
        [TARE_SPENT_COPIES] = "copying executables",
        [TARE_SPENT_ANALYSIS] = "analysis",
        [TARE_SPENT_REST] = "everything else",
    };

    return names[work];
}

double tare_spent_s(const struct tare_spent *spent)
{
    double sum_s = 0;

    for (int i = 0; i < TARE_SPENT_KINDS; i++)
        sum_s += spent->s[i];
    return isfinite(sum_s) ? sum_s : 0;
}
