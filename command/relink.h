/* SPDX-License-Identifier: MIT */
/*
 * Linking one executable again and again, each time with its objects in
 * another order and with padding of random size between them.
 *
 * The same objects, command, tools and seed give the same bytes.  Two sides
 * that are to be compared get the same seed: then layouts of one number are
 * matched, which means that what has not moved within its object lies alike in both.
 */
#ifndef TARE_COMMAND_RELINK_H
#define TARE_COMMAND_RELINK_H

#include <stddef.h>
#include <stdint.h>

#include "store/buf.h"
#include "store/fail.h"

/* Unless somebody says otherwise. */
#define TARE_RELINK_SEED 1

struct tare_relink {
    char *const *words; /* the command that links; borrowed */
    size_t word_count;
    const char *folder; /* where they go, as 0, 1, ...; NULL: the output's name
                           with .layouts */
    unsigned layouts;   /* how many, from 1 to 64 */
    uint64_t seed;
};

/*
 * Makes the folder, or replaces one that holds layouts; whole or not at all.
 * What the tools say goes to stderr.  0, a negative code, or 128 and the
 * signal when we were asked to end; it installs tare_signals.
 */
int tare_relink_run(const struct tare_relink *relink, struct tare_err *err);

/*
 * The same for a command as a person would type it, one that the shell makes
 * words of, run in a folder (NULL: here).
 */
/* Adds that command line: what a shell runs to link them. */
void tare_relink_line(struct tare_buf *text, const char *command,
                      const struct tare_relink *relink);

int tare_relink_shell(const char *command, const char *cwd,
                      const struct tare_relink *relink, struct tare_err *err);

#endif
