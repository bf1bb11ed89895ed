/* SPDX-License-Identifier: MIT */
/* Made-up profiles, a function, a stack and a look at a time.  Numbers of
 * functions and nodes are one more than those of their arrays, as in
 * store/profile.h. */
#ifndef TARE_TESTS_STORE_PROFILES_H
#define TARE_TESTS_STORE_PROFILES_H

#include "store/alloc.h"
#include "store/record.h"

static inline size_t put_function(struct tare_profile *profile,
                                  const char *path, const char *name,
                                  const char *file)
{
    const struct tare_profile_function function = {
        .object = tare_profile_object(profile, path, NULL),
        .begin = 0x100 * (profile->function_count + 1),
        .name = tare_strdup(name),
        .file = tare_strdup(file)
    };

    *TARE_ADD(profile->functions, profile->function_count) = function;
    return profile->function_count;
}

/* A call of a function, each at a place of its own. */
static inline size_t put_node(struct tare_profile *profile, size_t parent,
                              size_t function, int line)
{
    const struct tare_profile_node node = {
        .parent = parent,
        .object = profile->functions[function - 1].object,
        .offset = profile->functions[function - 1].begin +
                  profile->node_count % 0x100,
        .function = function,
        .line = line
    };

    tare_profile_append(profile, &node);
    return profile->node_count;
}

/* What is inlined at the place of its parent. */
static inline size_t put_inlined(struct tare_profile *profile, size_t parent,
                                 size_t function, int line)
{
    struct tare_profile_node node = profile->nodes[parent - 1];

    node.parent = parent;
    node.function = function;
    node.line = line;
    node.inlined++;
    tare_profile_append(profile, &node);
    return profile->node_count;
}

static inline struct tare_profile_launch *
put_launch(struct tare_profile *profile)
{
    struct tare_profile_launch *launch =
        TARE_ADD(profile->launches, profile->launch_count);

    *launch = (struct tare_profile_launch){ .iterations = 1000,
                                            .time_ns = 100,
                                            .period_ns = 250000 };
    return launch;
}

/* That many, in that launch. */
static inline void put_looks(struct tare_profile *profile, size_t launch,
                             size_t node, uint64_t looks)
{
    struct tare_profile_launch *at = &profile->launches[launch];

    *TARE_ADD(at->counts, at->count) =
        (struct tare_profile_count){ node - 1, looks, 0 };
    at->expected += (double)looks;
}

/* The time of an iteration, with that half of an interval of 95 %. */
static inline void put_time(struct tare_case *c, double time_ns, double half)
{
    struct tare_measure *time = tare_case_add_measure(
        c, "time", "ns", TARE_BETTER_LOWER, TARE_KIND_NOISY);

    time->has_estimate = 1;
    time->estimate =
        (struct tare_band){ time_ns, time_ns - half, time_ns + half, 0.95 };
}

#endif
