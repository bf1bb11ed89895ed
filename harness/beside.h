/* SPDX-License-Identifier: MIT */
/*
 * What a duel measures beside time, at its end: what was asked for, on both
 * sides of every case; and for suspects what explains, as evidence.
 */
#ifndef TARE_HARNESS_BESIDE_H
#define TARE_HARNESS_BESIDE_H

#include "harness/duel.h"
#include "harness/roster.h"
#include "harness/tracks.h"

void tare_beside_measure(struct tare_course *course,
                         const struct tare_roster *roster,
                         const struct tare_tracks *tracks,
                         const struct tare_duel_settings *settings);

#endif
