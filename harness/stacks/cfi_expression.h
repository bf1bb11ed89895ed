/* SPDX-License-Identifier: MIT */
/* The expressions of call frame information (DWARF 4, section 2.5): a machine with
 * a stack of numbers. */
#ifndef TARE_HARNESS_CFI_EXPRESSION_H
#define TARE_HARNESS_CFI_EXPRESSION_H

#include "harness/stacks/cfi.h"

/* Whether it has a value.  first, if not NULL, is on the stack at the beginning;
 * known has a bit for each register; memory is what may be read. */
int tare_cfi_evaluate(const unsigned char *expression, size_t size,
                      const uint64_t *registers, uint64_t known,
                      const struct tare_extent_of_memory *memory,
                      const uint64_t *first, uint64_t *value);

#endif
