/* SPDX-License-Identifier: MIT */
/* Whether parts belong together: nothing is missing, doubled or foreign.  For
 * merge.c. */
#ifndef TARE_STORE_MERGE_CHECK_H
#define TARE_STORE_MERGE_CHECK_H

#include "store/merge.h"

/* Puts them in order; copies of a file go behind the first *count. */
int tare_merge_check(struct tare_merge_part *parts, size_t *count,
                     struct tare_err *err);

/* What decides how it is measured and is not the same in both; NULL: nothing. */
const char *tare_merge_other_setting(const struct tare_facts *a,
                                     const struct tare_facts *b);

/* NULL is what is not there. */
int tare_merge_same_fact(const struct tare_fact *a, const struct tare_fact *b);

#endif
