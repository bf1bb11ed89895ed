/* SPDX-License-Identifier: MIT */
/*
 * The last runs, without a name: root/runs/NUMBER-TIME-SEED.json, duels with
 * "-duel" before the suffix.  The number says which came later, whatever the
 * clock said.  A few are kept; what is too old is removed by whoever comes next,
 * under the store's lock.
 */
#ifndef TARE_STORE_RUNS_H
#define TARE_STORE_RUNS_H

#include "store/fail.h"
#include "store/record.h"

enum {
    TARE_RUNS_KEPT = 10 /* and as many duels */
};

/* Adds the run; *path is where it is now, returned. */
int tare_runs_add(const char *root, const struct tare_run *run, char **path,
                  struct tare_err *err);

/* The path of the one that was added last and is not a duel; returned, NULL for
 * none. */
char *tare_runs_last(const char *root);

#endif
