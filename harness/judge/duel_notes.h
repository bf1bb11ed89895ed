/* SPDX-License-Identifier: MIT */
/* What is to be said about a duel as a whole, apart from its controls. */
#ifndef TARE_HARNESS_DUEL_NOTES_H
#define TARE_HARNESS_DUEL_NOTES_H

#include "harness/judge/pairs.h"
#include "store/comparison.h"

void tare_duel_notes_add(struct tare_comparison *comparison,
                         const struct tare_run *run,
                         const struct tare_pairs *pairs);

#endif
