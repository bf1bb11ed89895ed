/* SPDX-License-Identifier: MIT */
/* Cases and verdicts in the order of their ids, to be found by them. */
#ifndef TARE_STORE_LOOKUP_H
#define TARE_STORE_LOOKUP_H

#include "store/comparison.h"

struct tare_cases_by_id {
    const struct tare_case **items; /* owned */
    size_t count;
};

/* The cases of the run that the function takes, which are of one side, so that
 * each id is there once. */
void tare_cases_sort(struct tare_cases_by_id *cases, const struct tare_run *run,
                     int (*takes)(const struct tare_case *c));

/* The case with the id of another, or NULL. */
const struct tare_case *tare_cases_find(const struct tare_cases_by_id *cases,
                                        const struct tare_case *like);

/* All verdicts, those of one id as they are in the comparison, which may be
 * NULL: there are none then.  Returned array. */
const struct tare_verdict **
tare_verdicts_sort(const struct tare_comparison *comparison);

/* Where those with that id begin in so many of them, and how many they are. */
size_t tare_verdicts_find(const struct tare_verdict *const *sorted,
                          size_t count, const char *id, size_t *found);

#endif
