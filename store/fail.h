/* SPDX-License-Identifier: MIT */
/*
 * What went wrong, for functions that the world can refuse.  They return 0, or
 * the negative code below after filling in the caller's struct, so that
 * reporting and failing is one statement:
 *
 *     return tare_fail_with(err, TARE_EOUTPUT, "%s: %s", path, reason);
 *
 * The sentence begins with the thing concerned and ends with the way out.
 */
#ifndef TARE_STORE_FAIL_H
#define TARE_STORE_FAIL_H

/* The codes are the exit statuses, negated; docs/exit-status.md. */
enum tare_code {
    TARE_OK = 0,
    TARE_EREGRESSED = -1,
    TARE_EUSAGE = -2,        /* misuse */
    TARE_EBENCH = -3,        /* a case crashed, failed or timed out */
    TARE_ENOTHING = -4,      /* nothing was measured */
    TARE_EBASELINE = -5,     /* missing, unreadable, not comparable */
    TARE_EOUTPUT = -6,       /* could not be written */
    TARE_EINCONCLUSIVE = -7, /* and asked to treat that as a failure */
    TARE_EINTERRUPTED = -128 /* asked to end: the signal is added to it */
};

struct tare_err {
    enum tare_code code;
    char text[512];
};

/* Fills in err (which may be NULL) and returns the code. */
int tare_fail_with(struct tare_err *err, enum tare_code code,
                   const char *format, ...)
    __attribute__((format(printf, 3, 4)));

#endif
