/* SPDX-License-Identifier: MIT */
/* A made-up profile with as many boxes as a page may have. */
#ifndef TARE_TESTS_REPORT_FLAME_FIXTURES_H
#define TARE_TESTS_REPORT_FLAME_FIXTURES_H

#include <stdio.h>

#include "stats/rng.h"
#include "tests/store/profiles.h"

enum {
    WIDE_FUNCTIONS = 1000,
    WIDE_CHAINS = 300, /* of stacks that share nothing but the root */
    WIDE_DEPTH = 20,
    WIDE_BOXES = 5000
};

/* Names and files as long as they are in C. */
static inline void make_wide(struct tare_case *c)
{
    struct tare_profile *profile = &c->profile;
    struct tare_rng rng;
    char name[64], file[64];

    tare_rng_seed(&rng, 3);
    for (unsigned i = 0; i < WIDE_FUNCTIONS; i++) {
        snprintf(name, sizeof name, "module%u_do_something_%u", i / 50, i);
        snprintf(file, sizeof file, "/home/user/project/src/module%u.c",
                 i / 50);
        put_function(profile, i % 5 > 0 ? "bin/a" : "/lib/libc.so.6", name,
                     i % 5 > 0 ? file : NULL);
    }
    put_node(profile, 0, 2, 1);
    put_launch(profile);
    put_launch(profile);
    for (size_t i = 0; i < WIDE_CHAINS; i++) {
        size_t node = 1;

        for (size_t k = 1; k < WIDE_DEPTH; k++)
            node = put_node(profile, node,
                            1 + tare_rng_below(&rng, WIDE_FUNCTIONS), 7);
        put_looks(profile, 0, node, 40 + i % 9);
        put_looks(profile, 1, node, 40 + i % 7);
    }
    put_time(c, 12345, 67);
}

#endif
