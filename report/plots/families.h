/* SPDX-License-Identifier: MIT */
/*
 * A group as lines over an argument: which of its arguments grows, and which
 * cases differ in nothing but its value.
 */
#ifndef TARE_REPORT_FAMILIES_H
#define TARE_REPORT_FAMILIES_H

#include "report/plots/entries.h"

struct tare_family_point {
    double at; /* value of the argument; 0 without one */
    const struct tare_entry *entry;
};

/* One line: the benchmark with its other arguments. */
struct tare_family {
    char *label;                     /* owned */
    struct tare_family_point *items; /* owned; ascending */
    size_t count;
};

struct tare_families {
    const char *argument; /* borrowed; NULL when none varies */
    double *values;       /* owned; of the argument, each once, ascending */
    size_t value_count;
    struct tare_family *items; /* owned */
    size_t count;
};

/* Of the cases of the group that have numbers. */
void tare_families_make(struct tare_families *families,
                        const struct tare_entries *entries,
                        const struct tare_group *group);
void tare_families_release(struct tare_families *families);

/* Whether the case is one of those whose growth that is. */
int tare_growth_has(const struct tare_growth_facts *growth, const char *id);

/* How the family grows over its argument, or NULL. */
const struct tare_growth_facts *
tare_family_growth(const struct tare_run *run,
                   const struct tare_families *families,
                   const struct tare_family *family);

/* The case of the family at that value, or NULL. */
const struct tare_entry *tare_family_at(const struct tare_family *family,
                                        double at);

#endif
