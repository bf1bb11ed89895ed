/* SPDX-License-Identifier: MIT */
/*
 * The two sides of a duel, opened by the names that a person gave: which cases
 * they have, and what is launched for them.
 *
 *     struct tare_sides sides = { 0 };
 *     tare_sides_name(&sides, 0, ...), or _executables, or _baseline
 *     the same for side 1
 *     tare_sides_release(&sides);
 */
#ifndef TARE_COMMAND_SIDES_H
#define TARE_COMMAND_SIDES_H

#include "command/command.h"
#include "harness/image/duel_side.h"
#include "store/record.h"

struct tare_sides {
    struct tare_duel_side side[2]; /* old, new */
    struct tare_run heads[2];      /* of baselines: what is kept */
    struct tare_copy_folder copy_folder;
    struct tare_copy *copies; /* of kept executables, until the duel's own */
    size_t copy_count;
};

/* Makes sure that there is a folder for the copies. */
int tare_sides_copy_folder(struct tare_sides *sides, struct tare_err *err);

/* The cases of the executables. */
int tare_sides_executables(struct tare_sides *sides, unsigned which,
                           const struct tare_words *paths,
                           const struct tare_case_choice *choice,
                           struct tare_err *err);

/*
 * The cases of the executables that are kept with a baseline.  Where they
 * cannot run here, it fails with TARE_EBASELINE and says why; *is_damaged
 * tells whether that is for a file that is not what was kept.
 */
int tare_sides_baseline(struct tare_sides *sides, unsigned which,
                        const char *name, const struct tare_case_choice *choice,
                        int *is_damaged, struct tare_err *err);

/* Either of these by the name of an executable or of a baseline. */
int tare_sides_name(struct tare_sides *sides, unsigned which, char *name,
                    const struct tare_case_choice *choice,
                    struct tare_err *err);

void tare_sides_release(struct tare_sides *sides);

#endif
