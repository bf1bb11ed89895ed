/* SPDX-License-Identifier: MIT */
#include "harness/launch/profile_messages.h"

#include <stdlib.h>

#include "harness/launch/numbers_in.h"
#include "store/alloc.h"

enum {
    NODES_OF_A_MESSAGE = 3000,
    WORDS_OF_A_NODE = 4,
    SITES_OF_A_MESSAGE = 600,
    WORDS_OF_A_SITE = 13,
    WAITS_OF_A_MESSAGE = 2400,
    WORDS_OF_A_WAIT = 1
};

/* What JSON holds. */
#define OFFSET_MAX (((uint64_t)1 << 53) - 1)

/* More looks are in no launch, nor more nanoseconds that it waited, and none of so
 * many nodes can have more in a record. */
#define LOOKS_MAX TARE_PROFILE_LOOKS_MAX

_Static_assert(NODES_OF_A_MESSAGE *WORDS_OF_A_NODE * sizeof(uint64_t) <
                   TARE_WIRE_MAX - 40000,
               "the rest is for the names of objects");

_Static_assert(SITES_OF_A_MESSAGE *(WORDS_OF_A_NODE + WORDS_OF_A_SITE) <=
                   NODES_OF_A_MESSAGE * WORDS_OF_A_NODE,
               "a part with sites is no larger");
_Static_assert(WAITS_OF_A_MESSAGE *(WORDS_OF_A_NODE + WORDS_OF_A_WAIT) <=
                   NODES_OF_A_MESSAGE * WORDS_OF_A_NODE,
               "nor one with waits");

/* ---- the launch ---------------------------------------------------------- */

static void put_launch(struct tare_message *message,
                       const struct tare_profile_launch *launch)
{
    tare_put_u64(message, launch->iterations);
    tare_put_double(message, launch->time_ns);
    tare_put_double(message, launch->period_ns);
    tare_put_double(message, launch->look_ns);
    tare_put_double(message, launch->expected);
    tare_put_u64(message, launch->harness);
    tare_put_u64(message, launch->lost);
    tare_put_u64(message, launch->throttled);
    tare_put_u64(message, launch->broken);
    tare_put_u64(message, launch->truncated);
    tare_put_u64(message, launch->guessed);
    tare_put_u64(message, (uint64_t)launch->is_blind);
    tare_put_u64(message, (uint64_t)launch->is_timed);
    tare_put_text(message, launch->refusal);
    tare_put_u64(message, launch->waiting);
}

static void get_launch(struct tare_message *message,
                       struct tare_profile_launch *launch)
{
    launch->iterations = tare_get_count(message, LOOKS_MAX);
    launch->time_ns = tare_get_time(message);
    launch->period_ns = tare_get_time(message);
    launch->look_ns = tare_get_time(message);
    launch->expected = tare_get_time(message);
    launch->harness = tare_get_count(message, LOOKS_MAX);
    launch->lost = tare_get_count(message, LOOKS_MAX);
    launch->throttled = tare_get_count(message, LOOKS_MAX);
    launch->broken = tare_get_count(message, LOOKS_MAX);
    launch->truncated = tare_get_count(message, LOOKS_MAX);
    launch->guessed = tare_get_count(message, LOOKS_MAX);
    launch->is_blind = tare_get_count(message, 1) != 0;
    launch->is_timed = tare_get_count(message, 1) != 0;
    launch->refusal = tare_get_clean(message);
    launch->waiting = tare_get_count(message, LOOKS_MAX);
}

/* What came later: behind all that an earlier version sends. */
static void put_more(struct tare_message *message,
                     const struct tare_profile_launch *launch)
{
    tare_put_double(message, launch->others_ns);
    tare_put_u64(message, launch->peak_at);
}

static void get_more(struct tare_message *message,
                     struct tare_profile_launch *launch)
{
    launch->others_ns = tare_get_time(message);
    launch->peak_at = tare_get_count(message, LOOKS_MAX);
}

/* ---- objects ------------------------------------------------------------- */

static void put_objects(struct tare_message *message,
                        const struct tare_profile *profile)
{
    tare_put_u64(message, profile->object_count);
    for (size_t i = 0; i < profile->object_count; i++) {
        tare_put_text(message, profile->objects[i].path);
        tare_put_text(message, profile->objects[i].build_id);
    }
}

static void get_objects(struct tare_message *message,
                        struct tare_profile *profile)
{
    size_t count = tare_get_count(message, TARE_PROFILE_OBJECTS_MAX);

    while (profile->object_count < count && !message->bad) {
        struct tare_profile_object *object =
            TARE_ADD(profile->objects, profile->object_count);

        object->path = tare_get_clean(message);
        object->build_id = tare_get_clean(message);
        message->bad |= object->path == NULL;
    }
}

/* ---- nodes --------------------------------------------------------------- */

static uint64_t looks_at(const struct tare_profile *profile, size_t node)
{
    const struct tare_profile_launch *launch = profile->launches;

    return node < launch->count ? launch->counts[node].looks : 0;
}

/* Of a node below that one, with itself. */
static size_t depth_below(const struct tare_profile *profile, size_t parent)
{
    size_t depth = 1;

    for (; parent > 0 && depth <= TARE_PROFILE_DEPTH_MAX; depth++)
        parent = profile->nodes[parent - 1].parent;
    return depth;
}

static void get_node(struct tare_message *message, struct tare_profile *profile)
{
    struct tare_profile_launch *launch = profile->launches;
    struct tare_profile_node node = { 0 };
    struct tare_profile_count count = { .node = profile->node_count };

    node.parent = tare_get_count(message, profile->node_count);
    node.object = tare_get_u64(message);
    node.offset = tare_get_count(message, OFFSET_MAX);
    count.looks = tare_get_count(message, LOOKS_MAX);
    message->bad |= node.object >= profile->object_count ||
                    depth_below(profile, node.parent) > TARE_PROFILE_DEPTH_MAX;
    if (message->bad || tare_profile_append(profile, &node) < 0)
        message->bad = 1;
    else if (count.looks > 0)
        *TARE_ADD(launch->counts, launch->count) = count;
}

/* ---- sites --------------------------------------------------------------- */

/* Those of the nodes of this part. */
static void put_sites(struct tare_message *message,
                      const struct tare_profile_launch *launch, size_t from,
                      size_t to)
{
    for (size_t i = 0; i < launch->site_count; i++) {
        const struct tare_site *site = &launch->sites[i];
        const uint64_t numbers[WORDS_OF_A_SITE] = {
            site->node + 1,    site->blocks,      site->bytes,
            site->resized,     site->freed,       site->brief,
            site->lived,       site->most_blocks, site->most_bytes,
            site->peak_blocks, site->peak_bytes,  site->left_blocks,
            site->left_bytes
        };

        for (size_t k = 0;
             site->node >= from && site->node < to && k < WORDS_OF_A_SITE; k++)
            tare_put_u64(message, numbers[k]);
    }
    tare_put_u64(message, 0);
}

/* A node has but one. */
static void get_sites(struct tare_message *message,
                      struct tare_profile *profile, size_t from)
{
    struct tare_profile_launch *launch = profile->launches;
    uint64_t node, most = profile->node_count - from;

    while (!message->bad && (node = tare_get_u64(message)) > 0) {
        struct tare_site site = { .node = (size_t)node - 1 };
        uint64_t *const numbers[WORDS_OF_A_SITE - 1] = {
            &site.blocks,      &site.bytes,       &site.resized,
            &site.freed,       &site.brief,       &site.lived,
            &site.most_blocks, &site.most_bytes,  &site.peak_blocks,
            &site.peak_bytes,  &site.left_blocks, &site.left_bytes
        };

        for (size_t k = 0; k < WORDS_OF_A_SITE - 1; k++)
            *numbers[k] = tare_get_count(message, OFFSET_MAX);
        message->bad |=
            node <= from || node > profile->node_count || most-- == 0;
        if (!message->bad)
            *TARE_ADD(launch->sites, launch->site_count) = site;
    }
}

/* ---- waits --------------------------------------------------------------- */

static uint64_t times_at(const struct tare_profile *profile, size_t node)
{
    const struct tare_profile_launch *launch = profile->launches;

    return node < launch->count ? launch->counts[node].times : 0;
}

static int has_waits(const struct tare_profile_launch *launch)
{
    uint64_t waits = launch->preempted + launch->idle;

    for (size_t i = 0; i < launch->count; i++)
        waits |= launch->counts[i].times;
    return waits > 0;
}

static void put_waits(struct tare_message *message,
                      const struct tare_profile *profile, size_t from,
                      size_t to)
{
    const struct tare_profile_launch *launch = profile->launches;

    if (from == 0) {
        tare_put_u64(message, launch->preempted);
        tare_put_u64(message, launch->preempted_ns);
        tare_put_u64(message, launch->idle);
    }
    for (size_t i = from; i < to; i++)
        tare_put_u64(message, times_at(profile, i));
}

/* Whatever has times has looks, and so a count: those since the first of the
 * message are in order. */
static void get_waits(struct tare_message *message,
                      struct tare_profile *profile, size_t from,
                      size_t first_count)
{
    struct tare_profile_launch *launch = profile->launches;
    size_t at = first_count;

    if (from == 0) {
        launch->preempted = tare_get_count(message, LOOKS_MAX);
        launch->preempted_ns = tare_get_count(message, LOOKS_MAX);
        launch->idle = tare_get_count(message, LOOKS_MAX);
    }
    for (size_t i = from; i < profile->node_count && !message->bad; i++) {
        uint64_t times = tare_get_count(message, LOOKS_MAX);

        if (at < launch->count && launch->counts[at].node == i)
            launch->counts[at++].times = times;
        else
            message->bad |= times > 0;
    }
}

/* ---- parts --------------------------------------------------------------- */

size_t tare_put_profile(struct tare_message *message,
                        const struct tare_profile *profile, size_t from)
{
    size_t most = profile->launches->site_count > 0 ? SITES_OF_A_MESSAGE
                  : has_waits(profile->launches)    ? WAITS_OF_A_MESSAGE
                                                    : NODES_OF_A_MESSAGE;
    size_t left = profile->node_count - from;
    size_t count = left < most ? left : most;

    tare_put_u64(message, from);
    if (from == 0) {
        put_launch(message, profile->launches);
        put_objects(message, profile);
    }
    tare_put_u64(message, count);
    for (size_t i = from; i < from + count; i++) {
        tare_put_u64(message, profile->nodes[i].parent);
        tare_put_u64(message, profile->nodes[i].object);
        tare_put_u64(message, profile->nodes[i].offset);
        tare_put_u64(message, looks_at(profile, i));
    }
    if (from == 0)
        put_more(message, profile->launches);
    put_sites(message, profile->launches, from, from + count);
    if (has_waits(profile->launches))
        put_waits(message, profile, from, from + count);
    return from + count;
}

/* Each part has nodes, so that there is an end to them, but the first may be of a
 * launch that has none. */
void tare_get_profile(struct tare_message *message,
                      struct tare_profile *profile)
{
    int is_first = profile->launch_count == 0;
    uint64_t from = tare_get_u64(message), count;
    size_t first_count;

    if (is_first) {
        get_launch(message, TARE_ADD(profile->launches, profile->launch_count));
        get_objects(message, profile);
    }
    first_count = profile->launches->count;
    count = tare_get_count(message, NODES_OF_A_MESSAGE);
    message->bad |= from != profile->node_count || (count == 0 && !is_first);
    for (uint64_t i = 0; i < count && !message->bad; i++)
        get_node(message, profile);
    if (is_first && !message->bad && !tare_get_is_over(message))
        get_more(message, profile->launches);
    if (!message->bad && !tare_get_is_over(message))
        get_sites(message, profile, (size_t)from);
    if (!message->bad && !tare_get_is_over(message))
        get_waits(message, profile, (size_t)from, first_count);
}
