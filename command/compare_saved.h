/* SPDX-License-Identifier: MIT */
/* Comparing what was measured before. */
#ifndef TARE_COMMAND_COMPARE_SAVED_H
#define TARE_COMMAND_COMPARE_SAVED_H

#include "command/comparing.h"

/* Two saved runs by name; new NULL: a saved duel, judged again. */
int tare_compare_saved(struct tare_comparing *comparing, const char *old,
                       const char *new, const struct tare_case_choice *choice,
                       struct tare_err *err);

/* One saved run, which becomes comparing->run; a duel is judged again. */
int tare_compare_saved_one(struct tare_comparing *comparing, const char *name,
                           const struct tare_case_choice *choice, int *is_duel,
                           struct tare_err *err);

/* Judges the saved duel of that file once more. */
int tare_compare_replay(struct tare_comparing *comparing, const char *name,
                        const struct tare_case_choice *choice,
                        struct tare_err *err);

#endif
