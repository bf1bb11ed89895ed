/* SPDX-License-Identifier: MIT */
/* Where the time of a run went: each moment of it belongs to one kind of work,
 * so that the shares add up to the whole. */
#ifndef TARE_STORE_SPENT_H
#define TARE_STORE_SPENT_H

enum tare_spent_on {
    TARE_SPENT_SAMPLES,     /* timed */
    TARE_SPENT_BESIDE,      /* between them: canaries, counters that are read */
    TARE_SPENT_WARM_UP,     /* before them */
    TARE_SPENT_SET_UP,      /* of benchmarks, and of their fixtures */
    TARE_SPENT_PROCESSES,   /* starting and ending launches */
    TARE_SPENT_CALIBRATION, /* launches that calibrate or check */
    TARE_SPENT_REFERENCES,  /* launches of canary cases and controls */
    TARE_SPENT_METERS,      /* launches that a meter has for itself */
    TARE_SPENT_WAITING,     /* for quiet */
    TARE_SPENT_COPIES,      /* of executables, and their hashes */
    TARE_SPENT_ANALYSIS,    /* looks, estimates, verdicts */
    TARE_SPENT_REST,
    TARE_SPENT_KINDS
};

/* All zero: not known. */
struct tare_spent {
    double s[TARE_SPENT_KINDS];
};

/* "warm-up": as it is shown. */
const char *tare_spent_name(enum tare_spent_on work);

/* In all; 0 when that is not known, or no number. */
double tare_spent_s(const struct tare_spent *spent);

#endif
