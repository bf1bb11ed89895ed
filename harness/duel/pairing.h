/* SPDX-License-Identifier: MIT */
/*
 * Who is paired with whom in a duel: both sides of each case that they have, and
 * for the two controls; rows of the record for these and for the cases of one
 * side alone.
 */
#ifndef TARE_HARNESS_PAIRING_H
#define TARE_HARNESS_PAIRING_H

#include "harness/image/duel_side.h"
#include "harness/duel/pair_runner.h"

enum {
    TARE_CONTROLS = 2
};

struct tare_pairing {
    struct tare_pair_runner *cases; /* of the cases, then of the controls */
    size_t count;
    size_t judged; /* those before the controls */
    struct tare_where where[2];
    struct tare_suite_case controls[TARE_CONTROLS][2];
};

struct tare_pairing_settings {
    double threshold;
    /* the threshold of a case; NULL: what it declares, or the one above */
    double (*threshold_of)(const char *id, double declared, void *context);
    void *context;
};

/* Makes the rows of an empty run: cases in the order of the new side, the old
 * row of a case right before its new one, those of the old side alone at the
 * end.  The controls are of the last binary of each side.  The pairing, the
 * sides and the run stay where they are from here on. */
void tare_pairing_make(struct tare_pairing *pairing, struct tare_run *run,
                       struct tare_duel_side *sides,
                       const struct tare_where *where,
                       const struct tare_context *context,
                       const struct tare_pairing_settings *settings);
void tare_pairing_release(struct tare_pairing *pairing);

#endif
