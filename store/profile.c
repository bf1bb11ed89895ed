/* SPDX-License-Identifier: MIT */
#include "store/profile.h"

#include <stdlib.h>
#include <string.h>

#include "store/alloc.h"

#define CHANCE 0.05 /* of the looks that are expected */

/* ---- objects ------------------------------------------------------------- */

static int is_same_text(const char *a, const char *b)
{
    return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

size_t tare_profile_object(struct tare_profile *profile, const char *path,
                           const char *build_id)
{
    size_t i = 0;

    while (i < profile->object_count &&
           !(is_same_text(profile->objects[i].path, path) &&
             is_same_text(profile->objects[i].build_id, build_id)))
        i++;
    if (i < profile->object_count || i == TARE_PROFILE_OBJECTS_MAX)
        return i;
    *TARE_ADD(profile->objects, profile->object_count) =
        (struct tare_profile_object){ .path = tare_strdup(path),
                                      .build_id = tare_strdup(build_id) };
    return i;
}

/* ---- the tree ------------------------------------------------------------ */

/* Where the first child of that parent is noted. */
static size_t *first_child(struct tare_profile *profile, size_t parent)
{
    return parent > 0 ? &profile->nodes[parent - 1].child : &profile->root;
}

int tare_profile_append(struct tare_profile *profile,
                        const struct tare_profile_node *node)
{
    struct tare_profile_node *added;
    size_t *first;

    if (profile->node_count == TARE_PROFILE_NODES_MAX)
        return -1;
    added = TARE_ADD(profile->nodes, profile->node_count);
    *added = *node;
    first = first_child(profile, node->parent);
    added->child = 0;
    added->next = *first;
    *first = profile->node_count;
    return 0;
}

size_t tare_profile_node(struct tare_profile *profile, size_t parent,
                         size_t object, uint64_t offset, unsigned inlined)
{
    struct tare_profile_node node = {
        .parent = parent, .object = object, .offset = offset, .inlined = inlined
    };

    for (size_t at = *first_child(profile, parent); at > 0;
         at = profile->nodes[at - 1].next) {
        const struct tare_profile_node *found = &profile->nodes[at - 1];

        if (found->offset == offset && found->object == object &&
            found->inlined == inlined)
            return at - 1;
    }
    return tare_profile_append(profile, &node) == 0 ? profile->node_count - 1
                                                    : TARE_PROFILE_NODES_MAX;
}

/* ---- launches ------------------------------------------------------------ */

static int is_name(const struct tare_profile *profile, size_t node)
{
    return profile->objects[profile->nodes[node].object].path[0] == '[';
}

/* Of a root, or of what is below the name of a thread of the harness. */
size_t tare_profile_program(const struct tare_profile *profile)
{
    for (size_t i = 0; i < profile->node_count; i++) {
        size_t object = profile->nodes[i].object;
        size_t parent = profile->nodes[i].parent;

        if (is_name(profile, i))
            continue;
        if (parent == 0 ||
            (is_name(profile, parent - 1) &&
             strcmp(profile->objects[profile->nodes[parent - 1].object].path,
                    TARE_PROFILE_OTHERS) != 0))
            return object;
    }
    return 0;
}

const struct tare_profile_function *
tare_profile_function(const struct tare_profile *profile, size_t function)
{
    return function > 0 && function <= profile->function_count
               ? &profile->functions[function - 1]
               : NULL;
}

double tare_profile_unseen(const struct tare_profile_launch *launch)
{
    double known = (double)launch->broken + (double)launch->lost;
    double missing = launch->expected - known - (double)launch->harness -
                     (double)tare_profile_looks(launch);

    return launch->is_blind && !launch->is_timed &&
                   missing > CHANCE * launch->expected
               ? known + missing
               : known;
}

uint64_t tare_profile_looks(const struct tare_profile_launch *launch)
{
    uint64_t looks = 0;

    for (size_t i = 0; i < launch->count; i++)
        looks += launch->counts[i].looks;
    return looks;
}

uint64_t tare_profile_all_looks(const struct tare_profile *profile)
{
    uint64_t looks = 0;

    for (size_t i = 0; i < profile->launch_count; i++)
        looks += tare_profile_looks(&profile->launches[i]);
    return looks;
}

struct tare_profile_count *tare_profile_count_of(struct tare_profile *profile,
                                                 size_t node)
{
    struct tare_profile_launch *launch = profile->launches;

    while (launch->count < profile->node_count) {
        size_t next = launch->count;

        TARE_ADD(launch->counts, launch->count)->node = next;
    }
    return &launch->counts[node];
}

/* The numbers that the nodes of the one have in the other.  Returned. */
static size_t *match_nodes(struct tare_profile *to,
                           const struct tare_profile *from)
{
    size_t *numbers = tare_alloc(from->node_count, sizeof *numbers);

    for (size_t i = 0; i < from->node_count; i++) {
        const struct tare_profile_node *node = &from->nodes[i];
        const struct tare_profile_object *of = &from->objects[node->object];
        size_t object = tare_profile_object(to, of->path, of->build_id);
        size_t parent = node->parent > 0 ? numbers[node->parent - 1] + 1 : 0;

        numbers[i] = object < TARE_PROFILE_OBJECTS_MAX &&
                             parent <= TARE_PROFILE_NODES_MAX
                         ? tare_profile_node(to, parent, object, node->offset,
                                             node->inlined)
                         : TARE_PROFILE_NODES_MAX;
    }
    return numbers;
}

/* What found no room any more, in the tree, is counted as broken. */
static void join_sites(struct tare_profile_launch *to,
                       const struct tare_profile_launch *from,
                       const size_t *numbers)
{
    to->sites = NULL;
    to->site_count = 0;
    for (size_t i = 0; i < from->site_count; i++) {
        struct tare_site site = from->sites[i];

        site.node = numbers[site.node];
        if (site.node < TARE_PROFILE_NODES_MAX)
            *TARE_ADD(to->sites, to->site_count) = site;
        else
            to->lost += site.blocks;
    }
}

void tare_profile_join(struct tare_profile *profile,
                       const struct tare_profile *launch)
{
    const struct tare_profile_launch *from = launch->launches;
    struct tare_profile_launch *to;
    size_t *numbers;

    if (launch->launch_count != 1 ||
        profile->launch_count == TARE_PROFILE_LAUNCHES_MAX)
        return;
    numbers = match_nodes(profile, launch);
    to = TARE_ADD(profile->launches, profile->launch_count);
    *to = *from;
    to->refusal = from->refusal != NULL ? tare_strdup(from->refusal) : NULL;
    to->counts = NULL;
    to->count = 0;
    for (size_t i = 0; i < from->count; i++) {
        size_t node = numbers[from->counts[i].node];

        if (node < TARE_PROFILE_NODES_MAX)
            *TARE_ADD(to->counts, to->count) =
                (struct tare_profile_count){ node, from->counts[i].looks,
                                             from->counts[i].times };
        else
            to->broken += from->counts[i].looks;
    }
    join_sites(to, from, numbers);
    free(numbers);
}

/* ---- the end ------------------------------------------------------------- */

void tare_profile_release(struct tare_profile *profile)
{
    for (size_t i = 0; i < profile->object_count; i++) {
        free(profile->objects[i].path);
        free(profile->objects[i].build_id);
    }
    for (size_t i = 0; i < profile->function_count; i++) {
        free(profile->functions[i].name);
        free(profile->functions[i].file);
    }
    for (size_t i = 0; i < profile->launch_count; i++) {
        free(profile->launches[i].counts);
        free(profile->launches[i].sites);
        free(profile->launches[i].refusal);
    }
    free(profile->objects);
    free(profile->functions);
    free(profile->nodes);
    free(profile->launches);
    *profile = (struct tare_profile){ 0 };
}
