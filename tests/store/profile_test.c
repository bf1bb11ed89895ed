/* SPDX-License-Identifier: MIT */
/* Stacks as a tree, and launches that are joined. */
#include "store/profile.h"

#include "store/alloc.h"
#include "tests/test.h"

TEST(an_object_is_one_by_its_path_and_build)
{
    struct tare_profile profile = { 0 };

    CHECK_INT(tare_profile_object(&profile, "a", NULL), 0);
    CHECK_INT(tare_profile_object(&profile, "a", "12"), 1);
    CHECK_INT(tare_profile_object(&profile, "b", "12"), 2);
    CHECK_INT(tare_profile_object(&profile, "a", "12"), 1);
    CHECK_INT(tare_profile_object(&profile, "a", NULL), 0);
    CHECK_INT(profile.object_count, 3);
    tare_profile_release(&profile);
}

TEST(objects_are_bounded)
{
    struct tare_profile profile = { 0 };
    char path[8];

    for (size_t i = 0; i < TARE_PROFILE_OBJECTS_MAX; i++) {
        snprintf(path, sizeof path, "%zu", i);
        CHECK_INT(tare_profile_object(&profile, path, NULL), i);
    }
    CHECK_INT(tare_profile_object(&profile, "new", NULL),
              TARE_PROFILE_OBJECTS_MAX);
    CHECK_INT(tare_profile_object(&profile, "7", NULL), 7);
    CHECK_INT(profile.object_count, TARE_PROFILE_OBJECTS_MAX);
    tare_profile_release(&profile);
}

TEST(a_node_is_made_once_below_each_parent)
{
    struct tare_profile profile = { 0 };

    CHECK_INT(tare_profile_node(&profile, 0, 0, 16, 0), 0);
    CHECK_INT(tare_profile_node(&profile, 1, 0, 16, 0), 1);
    CHECK_INT(tare_profile_node(&profile, 1, 1, 16, 0), 2); /* elsewhere */
    CHECK_INT(tare_profile_node(&profile, 1, 0, 17, 0), 3);
    CHECK_INT(tare_profile_node(&profile, 1, 0, 16, 1), 4); /* inlined */
    CHECK_INT(tare_profile_node(&profile, 2, 0, 16, 0), 5);
    CHECK_INT(tare_profile_node(&profile, 1, 0, 16, 0), 1);
    CHECK_INT(tare_profile_node(&profile, 0, 0, 16, 0), 0);
    CHECK_INT(profile.node_count, 6);
    CHECK_INT(profile.nodes[5].parent, 2);
    CHECK_INT(profile.root, 1);
    tare_profile_release(&profile);
}

/* Children of a node: the newest first. */
TEST(a_parent_knows_its_children)
{
    struct tare_profile profile = { 0 };
    const size_t want[] = { 4, 3, 2, 0 };
    size_t i = 0;

    tare_profile_node(&profile, 0, 0, 1, 0);
    for (uint64_t offset = 5; offset < 8; offset++)
        tare_profile_node(&profile, 1, 0, offset, 0);
    for (size_t at = profile.nodes[0].child;
         i<4; at = at> 0 ? profile.nodes[at - 1].next : 0)
        CHECK_INT(at, want[i++]);
    tare_profile_release(&profile);
}

TEST(nodes_are_bounded)
{
    struct tare_profile profile = { 0 };
    const struct tare_profile_node node = { 0 };

    for (size_t i = 0; i < TARE_PROFILE_NODES_MAX; i++)
        CHECK_INT(tare_profile_append(&profile, &node), 0);
    CHECK_INT(tare_profile_append(&profile, &node), -1);
    CHECK_INT(tare_profile_node(&profile, 1, 0, 1, 0), TARE_PROFILE_NODES_MAX);
    CHECK_INT(tare_profile_node(&profile, 0, 0, 0, 0),
              TARE_PROFILE_NODES_MAX - 1);
    CHECK_INT(profile.node_count, TARE_PROFILE_NODES_MAX);
    tare_profile_release(&profile);
}

/* ---- launches ------------------------------------------------------------ */

/* A launch that was found so often in a function of that object, and in what it
 * called in the other. */
static void make_launch(struct tare_profile *launch, const char *object,
                        const char *other, uint64_t offset)
{
    size_t called, caller;

    called = tare_profile_object(launch, other, "2"); /* the first, now */
    caller = tare_profile_object(launch, object, NULL);
    tare_profile_node(launch, 0, caller, 16, 0);
    tare_profile_node(launch, 1, called, offset, 0);
    *TARE_ADD(launch->launches, launch->launch_count) =
        (struct tare_profile_launch){ .iterations = offset,
                                      .broken = 3,
                                      .refusal = tare_strdup("because") };
    for (size_t i = 0; i < 2; i++)
        *TARE_ADD(launch->launches->counts, launch->launches->count) =
            (struct tare_profile_count){ i, 10 * i + 1, 0 };
}

static void join(struct tare_profile *profile, const char *object,
                 const char *other, uint64_t offset)
{
    struct tare_profile launch = { 0 };

    make_launch(&launch, object, other, offset);
    tare_profile_join(profile, &launch);
    tare_profile_release(&launch);
}

/* Libraries lie elsewhere in each launch, and some are in one alone. */
TEST(launches_with_different_objects_are_one_tree)
{
    struct tare_profile profile = { 0 };

    tare_profile_object(&profile, "/lib", "2");
    join(&profile, "/bin", "/lib", 32);
    join(&profile, "/bin", "/other", 32);
    join(&profile, "/bin", "/lib", 48);
    join(&profile, "/bin", "/lib", 32);
    CHECK_INT(profile.object_count, 3);
    CHECK_INT(profile.node_count, 4); /* one root, three callees */
    CHECK_INT(profile.launch_count, 4);
    for (size_t i = 0; i < 4; i++) {
        CHECK_INT(profile.launches[i].count, 2);
        CHECK_INT(profile.launches[i].counts[0].node, 0);
        CHECK_INT(tare_profile_looks(&profile.launches[i]), 1 + 11);
        CHECK_INT(profile.launches[i].broken, 3);
        CHECK_STR(profile.launches[i].refusal, "because");
    }
    CHECK_INT(profile.launches[0].counts[1].node, 1);
    CHECK_INT(profile.launches[1].counts[1].node, 2);
    CHECK_INT(profile.launches[2].counts[1].node, 3);
    CHECK_INT(profile.launches[3].counts[1].node, 1);
    CHECK_STR(profile.objects[profile.nodes[2].object].path, "/other");
    CHECK_INT(profile.launches[2].iterations, 48);
    tare_profile_release(&profile);
}

TEST(what_finds_no_room_is_broken_and_its_caller_is_not)
{
    struct tare_profile profile = { 0 };
    const struct tare_profile_node node = { .offset = 7 };

    tare_profile_object(&profile, "/bin", NULL);
    tare_profile_node(&profile, 0, 0, 16, 0);
    while (tare_profile_append(&profile, &node) == 0)
        continue;
    join(&profile, "/bin", "/lib", 32);
    CHECK_INT(profile.launches[0].count, 1);
    CHECK_INT(tare_profile_looks(&profile.launches[0]), 1);
    CHECK_INT(profile.launches[0].broken, 3 + 11);
    tare_profile_release(&profile);
}

/* Neither does what such a node calls. */
TEST(without_its_object_a_node_is_broken)
{
    struct tare_profile profile = { 0 };
    char path[8];

    for (size_t i = 0; i < TARE_PROFILE_OBJECTS_MAX; i++) {
        snprintf(path, sizeof path, "%zu", i);
        tare_profile_object(&profile, path, NULL);
    }
    join(&profile, "/bin", "/lib", 32);
    CHECK_INT(profile.node_count, 0);
    CHECK_INT(profile.launches[0].count, 0);
    CHECK_INT(profile.launches[0].broken, 3 + 1 + 11);
    tare_profile_release(&profile);
}

TEST(only_one_launch_is_joined_and_not_too_many)
{
    struct tare_profile profile = { 0 }, none = { 0 };

    tare_profile_join(&profile, &none);
    CHECK_INT(profile.launch_count, 0);
    for (size_t i = 0; i <= TARE_PROFILE_LAUNCHES_MAX; i++)
        join(&profile, "/bin", "/lib", 32);
    CHECK_INT(profile.launch_count, TARE_PROFILE_LAUNCHES_MAX);
    CHECK_INT(profile.node_count, 2);
    tare_profile_join(&none, &profile);
    CHECK_INT(none.launch_count, 0);
    tare_profile_release(&profile);
}

TESTS(RUN(an_object_is_one_by_its_path_and_build), RUN(objects_are_bounded),
      RUN(a_node_is_made_once_below_each_parent),
      RUN(a_parent_knows_its_children), RUN(nodes_are_bounded),
      RUN(launches_with_different_objects_are_one_tree),
      RUN(what_finds_no_room_is_broken_and_its_caller_is_not),
      RUN(without_its_object_a_node_is_broken),
      RUN(only_one_launch_is_joined_and_not_too_many))
