/* SPDX-License-Identifier: MIT */
/* Whether two runs were measured by the same machine and built the same way,
 * as far as their records tell.  All that differs is told, once each; what makes
 * numbers incomparable is noted. */
#ifndef TARE_HARNESS_FINGERPRINT_H
#define TARE_HARNESS_FINGERPRINT_H

#include "store/comparison.h"
#include "store/record.h"

/* Processor, hypervisor and kernel: notes "other-machine".  How many differ. */
size_t tare_fingerprint_machine(struct tare_comparison *out,
                                const struct tare_run *old,
                                const struct tare_run *new);

/* Compiler, its flags, sanitizers: notes "other-build". */
size_t tare_fingerprint_build(struct tare_comparison *out,
                              const struct tare_facts *old,
                              const struct tare_facts *new);

/* The builds of both sides of a duel, of which nothing is noted: that they
 * differ is what is measured. */
void tare_fingerprint_sides(struct tare_comparison *out,
                            const struct tare_run *duel);

#endif
