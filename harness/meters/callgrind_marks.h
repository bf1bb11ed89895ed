/* SPDX-License-Identifier: MIT */
/*
 * What the launch does for the meter "instructions": it calls two functions
 * that callgrind knows by name, so that what is executed between them can be
 * told from the rest, and tells how often it did so in each sample.
 *
 * Each pause of the clock cuts a stretch in two, and so does each batch but the
 * first; what of the harness lies around the cut is counted.  So before the
 * set-up there are a few stretches of nothing else, to be subtracted: some for
 * pauses and some for batches, the last of each being the one that counts.
 *
 * All these names and numbers are part of the protocol.
 */
#ifndef TARE_HARNESS_CALLGRIND_MARKS_H
#define TARE_HARNESS_CALLGRIND_MARKS_H

#include "harness/bench/meter.h"

extern const struct tare_meter_inside tare_callgrind_marks_inside;

#define TARE_COUNTING_BEGINS "tare_counting_begins"
#define TARE_COUNTING_ENDS   "tare_counting_ends"
void tare_counting_begins(void);
void tare_counting_ends(void);

enum {
    TARE_COUNTING_PAUSES = 2,
    TARE_COUNTING_BATCHES = 2
};

/* Told of each sample: how many stretches it had, and how many instructions of
 * an iteration are the loop's own: decrement and branch, and in a batched loop
 * the step to the next item. */
enum {
    TARE_COUNTING_PLAIN = 2,
    TARE_COUNTING_BATCHED = 3
};
#define TARE_COUNTING_STRETCHES "callgrind-stretches"
#define TARE_COUNTING_LOOP      "callgrind-loop"

#endif
