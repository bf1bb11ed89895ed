/* SPDX-License-Identifier: MIT */
/* Which calls allocate, from what launches send. */
#include "store/heap.h"

#include <string.h>

#include "store/alloc.h"
#include "store/heap_moves.h"
#include "tests/store/profiles.h"
#include "tests/test.h"

enum {
    OUTER,
    INNER,
    INNER_ELSEWHERE, /* the same function, called from another line */
    OTHER,
    NODES
};

/* outer calls inner, at two places, and other. */
static void make_case(struct tare_case *c)
{
    struct tare_profile *heap = &c->heap;

    put_function(heap, "bin/a", "outer", "a.c");
    put_function(heap, "bin/a", "inner", "a.c");
    put_function(heap, "bin/a", "other", "a.c");
    put_node(heap, 0, 1, 10);
    put_node(heap, 1, 2, 20);
    put_node(heap, 1, 2, 21);
    put_node(heap, 1, 3, 30);
}

static struct tare_profile_launch *add_launch(struct tare_case *c,
                                              uint64_t iterations)
{
    struct tare_profile_launch *launch = put_launch(&c->heap);

    launch->iterations = iterations;
    return launch;
}

static void add_site(struct tare_profile_launch *launch, size_t node,
                     uint64_t blocks, uint64_t bytes)
{
    *TARE_ADD(launch->sites, launch->site_count) =
        (struct tare_site){ .node = node, .blocks = blocks, .bytes = bytes };
}

TEST(a_case_without_has_none)
{
    struct tare_case c = { 0 };
    struct tare_heap heap;

    tare_heap_find(&heap, &c, 1);
    CHECK_INT(heap.count, 0);
    CHECK(!(heap.iterations > 0));
    tare_heap_release(&heap);
}

TEST(ways_are_sorted_by_bytes_and_added_up)
{
    struct tare_case c = { 0 };
    struct tare_profile_launch *launch;
    struct tare_heap heap;

    make_case(&c);
    launch = add_launch(&c, 16);
    add_site(launch, INNER, 16, 160);
    add_site(launch, INNER_ELSEWHERE, 16, 320);
    add_site(launch, OTHER, 32, 6400);
    tare_heap_find(&heap, &c, 1);
    CHECK_INT(heap.count, 3);
    CHECK(strcmp(heap.items[0].name, "other ← outer") == 0);
    CHECK_INT(heap.items[0].line, 30);
    CHECK_INT(heap.items[1].line, 21);
    CHECK_INT(heap.sum.blocks, 64);
    CHECK_INT(heap.sum.bytes, 6880);
    CHECK(!heap.differs);
    tare_heap_release(&heap);
    tare_heap_find(&heap, &c, 0);
    CHECK_INT(heap.count, 2);
    CHECK(strcmp(heap.items[1].name, "inner ← outer") == 0);
    CHECK_INT(heap.items[1].sum.bytes, 480);
    tare_heap_release(&heap);
    tare_profile_release(&c.heap);
}

TEST(blocks_without_a_way_to_the_loop_are_a_doubt)
{
    struct tare_case c = { 0 };
    struct tare_profile_launch *launch;
    struct tare_heap heap;
    size_t lost;

    make_case(&c);
    put_function(&c.heap, TARE_PROFILE_LOST, NULL, NULL);
    lost = put_node(&c.heap, 0, 4, 0);
    put_node(&c.heap, lost, 2, 20);
    launch = add_launch(&c, 16);
    add_site(launch, INNER, 48, 480);
    add_site(launch, NODES + 1, 16, 160);
    launch->guessed = 8;
    tare_heap_find(&heap, &c, 1);
    CHECK_NEAR(heap.lost, 16.0 / 64, 1e-12);
    CHECK_NEAR(heap.guessed, 8.0 / 64, 1e-12);
    CHECK_INT(heap.sum.blocks, 64);
    tare_heap_release(&heap);
    tare_profile_release(&c.heap);
}

/* By iterations, of which launches may have different numbers. */
TEST(launches_agree_or_do_not)
{
    struct tare_case c = { 0 };
    struct tare_heap heap;

    make_case(&c);
    add_site(add_launch(&c, 16), INNER, 16, 160);
    add_site(add_launch(&c, 3), INNER, 3, 30);
    tare_heap_find(&heap, &c, 1);
    CHECK(!heap.differs);
    tare_heap_release(&heap);
    add_site(add_launch(&c, 3), INNER, 3, 31);
    tare_heap_find(&heap, &c, 1);
    CHECK(heap.differs);
    tare_heap_release(&heap);
    tare_profile_release(&c.heap);
}

/* Lines may move between builds; what is gone is told of too. */
TEST(sides_are_compared_by_functions)
{
    struct tare_case before = { 0 }, now = { 0 };
    struct tare_profile_launch *launch;
    struct tare_heap_changes changes;

    make_case(&before);
    launch = add_launch(&before, 16);
    add_site(launch, INNER, 16, 160);
    add_site(launch, OTHER, 16, 1600);
    make_case(&now);
    add_site(add_launch(&now, 8), INNER_ELSEWHERE, 16, 160);
    tare_heap_compare(&changes, &before, &now);
    CHECK_INT(changes.count, 2);
    CHECK(strcmp(changes.items[0].name, "other ← outer") == 0);
    CHECK_NEAR(changes.items[0].blocks, -1, 1e-12);
    CHECK_NEAR(changes.items[0].bytes, -100, 1e-12);
    CHECK(strcmp(changes.items[1].name, "inner ← outer") == 0);
    CHECK_NEAR(changes.items[1].blocks, 1, 1e-12);
    CHECK_NEAR(changes.items[1].bytes, 10, 1e-12);
    CHECK_NEAR(changes.sum.bytes, -90, 1e-12);
    tare_heap_changes_release(&changes);
    tare_profile_release(&before.heap);
    tare_profile_release(&now.heap);
}

/* As views, for graphs: in bytes, of which any that moved is shown. */
TEST(functions_that_allocate_more_are_known)
{
    static struct tare_case sides[2];
    struct tare_case views[2];
    struct tare_moves moves;

    for (int i = 0; i < 2; i++) {
        struct tare_profile_launch *launch;

        make_case(&sides[i]);
        launch = add_launch(&sides[i], 16);
        add_site(launch, INNER, 16, 160);
        add_site(launch, OTHER, 16, i == 0 ? 1600 : 3200);
        views[i] = tare_heap_view(&sides[i]);
    }
    CHECK_NEAR(views[1].measures[0].estimate.value, 210, 1e-9);
    tare_heap_moves(&moves, &views[0], &views[1]);
    CHECK_INT(moves.count, 2);
    CHECK_INT(moves.shown, 1);
    CHECK_STR(moves.items[0].name, "other");
    CHECK_NEAR(moves.items[0].change_ns.value, 100, 1e-9);
    CHECK(!moves.items[1].is_shown);
    tare_moves_release(&moves);
    for (int i = 0; i < 2; i++) {
        tare_heap_view_release(&views[i]);
        tare_profile_release(&sides[i].heap);
    }
}

/* Nothing is said of what varies by itself. */
TEST(nothing_is_compared_where_launches_differ)
{
    struct tare_case before = { 0 }, now = { 0 };
    struct tare_heap_changes changes;

    make_case(&before);
    add_site(add_launch(&before, 16), INNER, 16, 160);
    make_case(&now);
    add_site(add_launch(&now, 16), INNER, 32, 320);
    add_site(add_launch(&now, 16), INNER, 16, 320);
    tare_heap_compare(&changes, &before, &now);
    CHECK_INT(changes.count, 0);
    tare_heap_changes_release(&changes);
    tare_profile_release(&before.heap);
    tare_profile_release(&now.heap);
}

TESTS(RUN(a_case_without_has_none), RUN(ways_are_sorted_by_bytes_and_added_up),
      RUN(blocks_without_a_way_to_the_loop_are_a_doubt),
      RUN(launches_agree_or_do_not), RUN(sides_are_compared_by_functions),
      RUN(functions_that_allocate_more_are_known),
      RUN(nothing_is_compared_where_launches_differ))
