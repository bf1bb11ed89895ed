/* SPDX-License-Identifier: MIT */
/* Which source an executable was built from, as far as git tells: commit, branch
 * and whether there are changes that are not committed. */
#ifndef TARE_COMMAND_ORIGIN_H
#define TARE_COMMAND_ORIGIN_H

#include "store/record.h"

/* Adds what is checked out where the file lies; nothing outside of a git tree,
 * or where git is missing or slow. */
void tare_origin_describe(struct tare_facts *build, const char *path);

/* Adds what is known of another build. */
void tare_origin_copy(struct tare_facts *to, const struct tare_facts *from);

/* Of what `git status --porcelain=v2 --branch` prints. */
void tare_origin_read(struct tare_facts *build, const char *status);

#endif
