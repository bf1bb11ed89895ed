/* SPDX-License-Identifier: MIT */
/* From looks at the threads of a launch to the stacks of its profile. */
#ifndef TARE_HARNESS_LOOKS_H
#define TARE_HARNESS_LOOKS_H

#include "harness/meters/ring.h"
#include "store/profile.h"

enum {
    TARE_MODULES_MAX = TARE_PROFILE_OBJECTS_MAX
};

/* All zero is empty. */
struct tare_looks {
    struct tare_profile *profile; /* borrowed; of one launch, with one count for
                                     each node */
    struct tare_module items[TARE_MODULES_MAX];
    size_t objects[TARE_MODULES_MAX]; /* each one's number in the profile */
    struct tare_modules modules;
};

/* What is loaded may have changed. */
void tare_looks_refresh(struct tare_looks *looks);

/* The frame of the function whose loop is being entered, by its thread; 0 where
 * that cannot be told. */
uint64_t tare_looks_root(const struct tare_looks *looks);

/* One look at a thread with that root. */
void tare_looks_add(struct tare_looks *looks, uint64_t root,
                    const struct tare_look *look);

#endif
