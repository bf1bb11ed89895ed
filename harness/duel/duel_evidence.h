/* SPDX-License-Identifier: MIT */
/*
 * What a duel measures beside time: what was asked for, on both sides of every
 * case; and at its end, for suspects, what explains, as evidence.
 */
#ifndef TARE_HARNESS_DUEL_EVIDENCE_H
#define TARE_HARNESS_DUEL_EVIDENCE_H

#include "harness/duel/duel.h"
#include "harness/duel/pairing.h"
#include "harness/judge/pairs.h"

/* What the launches of both need: refresh makes fresh copies of the sides. */
struct tare_evidence {
    struct tare_context *context;
    const struct tare_pairing *pairing;
    void (*refresh)(void *duel);
    void *duel;
};

/* Everybody, for what was wished beside time.  After limit_ns of the run those
 * whom it has asked once are left alone. */
void tare_duel_evidence_ask_all(const struct tare_evidence *evidence,
                                double limit_ns);

/* The meters that are asked for the causes of changes alone, as bits. */
unsigned tare_duel_evidence_explains(const struct tare_wanted *wanted);

/* Of both sides of the first few whose time changed, or could not be told, what
 * else has changed: as far as that ends before limit_ns of the run. */
void tare_duel_evidence_explain(const struct tare_evidence *evidence,
                                const struct tare_pairs *pairs,
                                double limit_ns);

/* Writes down by what exact measures are judged. */
void tare_duel_evidence_limit(const struct tare_pairing *pairing,
                              const struct tare_duel_settings *settings);

#endif
