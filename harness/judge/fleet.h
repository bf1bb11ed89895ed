/* SPDX-License-Identifier: MIT */
/*
 * The same duel on several machines: each is judged by itself, and a rule makes
 * one verdict of theirs.  Each is judged with its share of the allowed error, so
 * that all of them together keep the promise.
 */
#ifndef TARE_HARNESS_FLEET_H
#define TARE_HARNESS_FLEET_H

#include "store/comparison.h"
#include "store/hash.h"

enum {
    TARE_FLEET_MEAN = 5 /* machines from which on there is a mean */
};

/* When the probability that all changed alike is below this, it is noted. */
#define TARE_FLEET_ALIKE 0.01

struct tare_fleet_machine {
    const char *name;          /* borrowed */
    const char *path;          /* of its record, for messages; borrowed */
    char hash[TARE_HASH_SIZE]; /* of that file */
    struct tare_run run;
    int is_deciding;
};

enum tare_fleet_rule {
    TARE_FLEET_ANY, /* regressed when any of those that decide is */
    TARE_FLEET_ALL  /* when all are */
};

/* What the rule makes of the verdicts of those that decide and measured it; where
 * there is none, it is skipped. */
enum tare_verdict_kind
tare_fleet_combine(enum tare_fleet_rule rule,
                   const struct tare_machine_verdict *verdicts, size_t count);

/* Fills in an empty comparison, from two machines or more that belong together
 * (fleet_check.h).  alpha is that of all. */
void tare_fleet_judge(struct tare_comparison *comparison,
                      const struct tare_fleet_machine *machines, size_t count,
                      enum tare_fleet_rule rule, double alpha);

#endif
