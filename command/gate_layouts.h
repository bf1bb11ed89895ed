/* SPDX-License-Identifier: MIT */
/* The executables of a gate, linked in several layouts by the command that
 * --link gives for each. */
#ifndef TARE_COMMAND_GATE_LAYOUTS_H
#define TARE_COMMAND_GATE_LAYOUTS_H

#include <stdint.h>

#include "command/options.h"
#include "store/fail.h"

/* Everything borrowed. */
struct tare_gate_side {
    const struct tare_options *options;
    const char *name;    /* "old" or "new": of the folders */
    const char *folder;  /* where the command runs; NULL: here */
    const char *scratch; /* where the layouts go */
    uint64_t seed;       /* of the gate, the same for both sides */
};

/* How many layouts there are to be of each side, or variant; 0: none. */
unsigned tare_gate_layouts(const struct tare_options *options);

/* Refuses options that do not go together. */
int tare_gate_check_layouts(const struct tare_options *options,
                            struct tare_err *err);

/* Links the --binary of that index, and adds the folder of its layouts to
 * paths, whose strings are the caller's.  0, a negative code, or 128 and a
 * signal. */
int tare_gate_link(const struct tare_gate_side *side, size_t index,
                   struct tare_words *paths, struct tare_err *err);
int tare_gate_link_all(const struct tare_gate_side *side,
                       struct tare_words *paths, struct tare_err *err);

#endif
