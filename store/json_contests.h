/* SPDX-License-Identifier: MIT */
/* The verdict file of a run that is compared with nothing: its contests. */
#ifndef TARE_STORE_JSON_CONTESTS_H
#define TARE_STORE_JSON_CONTESTS_H

#include "store/contests.h"
#include "store/fail.h"

/* Saves atomically and durably; "-" is stdout.  exit_status is what the program
 * is going to end with. */
int tare_contests_save(const struct tare_contests *contests,
                       const struct tare_run *run, int exit_status,
                       const char *path, struct tare_err *err);

#endif
