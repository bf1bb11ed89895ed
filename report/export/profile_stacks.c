/* SPDX-License-Identifier: MIT */
#include "report/export/profile_stacks.h"

#include <stdlib.h>
#include <string.h>

#include "report/terminal/text.h"
#include "store/alloc.h"
#include "store/hotspots.h"

static const struct tare_profile *profile_of(const struct tare_case *c,
                                             enum tare_stacks_of of)
{
    switch (of) {
    case TARE_STACKS_WAITS:
        return &c->waits;
    case TARE_STACKS_HEAP:
        return &c->heap;
    case TARE_STACKS_TIME:
        break;
    }
    return &c->profile;
}

int tare_stacks_are_there(const struct tare_case *c, enum tare_stacks_of of)
{
    return profile_of(c, of)->launch_count > 0;
}

int tare_stacks_has(const struct tare_case *c, enum tare_stacks_of of)
{
    return tare_stacks_are_there(c, of) && c->side != TARE_SIDE_OLD;
}

static void count_bytes(struct tare_stacks *stacks)
{
    const struct tare_profile_launch *launch = stacks->profile->launches;

    for (size_t i = 0; i < launch->site_count; i++) {
        stacks->looks[launch->sites[i].node] += launch->sites[i].bytes;
        stacks->all += launch->sites[i].bytes;
    }
}

static void count_looks(struct tare_stacks *stacks)
{
    const struct tare_profile *profile = stacks->profile;
    const struct tare_measure *time = tare_case_measure(stacks->c, "time");

    for (size_t i = 0; i < profile->launch_count; i++) {
        const struct tare_profile_launch *launch = &profile->launches[i];

        stacks->period_ns += launch->period_ns / (double)profile->launch_count;
        stacks->all += tare_profile_looks(launch);
        for (size_t k = 0; k < launch->count; k++)
            stacks->looks[launch->counts[k].node] += launch->counts[k].looks;
    }
    if (stacks->all > 0 && time != NULL && time->has_estimate)
        stacks->million_ns = time->estimate.value * 1e6 / (double)stacks->all;
}

void tare_stacks_open(struct tare_stacks *stacks, const struct tare_case *c,
                      enum tare_stacks_of of)
{
    *stacks = (struct tare_stacks){ .c = c, .profile = profile_of(c, of) };
    stacks->looks =
        tare_alloc(stacks->profile->node_count, sizeof *stacks->looks);
    if (of == TARE_STACKS_HEAP)
        count_bytes(stacks);
    else
        count_looks(stacks);
}

void tare_stacks_close(struct tare_stacks *stacks)
{
    free(stacks->looks);
    *stacks = (struct tare_stacks){ 0 };
}

size_t tare_stacks_way(const struct tare_stacks *stacks, size_t node,
                       size_t way[TARE_PROFILE_DEPTH_MAX])
{
    const struct tare_profile_node *nodes = stacks->profile->nodes;
    size_t count = 0;

    for (size_t at = node + 1; at > 0 && count < TARE_PROFILE_DEPTH_MAX;
         at = nodes[at - 1].parent)
        way[count++] = at - 1;
    for (size_t i = 0; i < count / 2; i++) {
        size_t other = way[count - 1 - i];

        way[count - 1 - i] = way[i];
        way[i] = other;
    }
    return count;
}

void tare_stacks_name(struct tare_buf *text, const struct tare_stacks *stacks,
                      size_t node, const char *not_these, char instead)
{
    struct tare_buf name = { 0 };
    size_t from = text->size;

    tare_hotspot_name(&name, stacks->profile,
                      stacks->profile->nodes[node].function);
    tare_text_show(text, tare_buf_text(&name));
    tare_buf_release(&name);
    for (size_t i = from; i < text->size; i++)
        if (strchr(not_these, text->data[i]) != NULL)
            text->data[i] = instead;
}
