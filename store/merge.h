/* SPDX-License-Identifier: MIT */
/*
 * Putting the parts of a suite together that were measured one by one: nothing
 * may be missing, doubled or foreign.  Nothing is judged and no number changes,
 * so the merged record says of each case what its part says.
 */
#ifndef TARE_STORE_MERGE_H
#define TARE_STORE_MERGE_H

#include "store/fail.h"
#include "store/hash.h"
#include "store/record.h"

struct tare_merge_part {
    const char *name;          /* for messages; borrowed */
    char hash[TARE_HASH_SIZE]; /* of the file: a copy is no second part */
    struct tare_run run;
};

/* Into an empty run; the parts' cases move there.  A refusal names the part and,
 * where it is about one, the case.  The order of the parts may change; they are
 * released by the caller. */
int tare_merge(struct tare_run *whole, struct tare_merge_part *parts,
               size_t count, struct tare_err *err);

#endif
