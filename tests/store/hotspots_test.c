/* SPDX-License-Identifier: MIT */
/* Functions of a profile, and who calls whom: numbers by hand. */
#include "store/hotspots.h"

#include "store/buf.h"
#include "store/call_tree.h"
#include "tests/store/profiles.h"
#include "tests/test.h"

#define T1 12.706204736432095 /* of Student, with one degree: tan(0.475 pi) */

enum {
    MAIN = 1,
    F,
    G,
    LAUNCHES = 2
};

/* main calls f, that calls g, and g calls f:
 *
 *                 launch 0   1   itself   with callees
 *     main              10  20     0.15      1
 *     main f            20  20   f 0.6     f 0.85 = (90 + 80) / 200, once
 *     main f g          30  20   g 0.25    g 0.65 = (70 + 60) / 200
 *     main f g f        40  40
 */
static void make_case(struct tare_case *c)
{
    static const uint64_t looks[][4] = { { 10, 20, 30, 40 },
                                         { 20, 20, 20, 40 } };
    struct tare_profile *profile = &c->profile;
    size_t node = 0;

    put_function(profile, "bin/a", "main", "main.c");
    put_function(profile, "bin/a", "f", "f.c");
    put_function(profile, "/lib/g.so", "g", NULL);
    node = put_node(profile, 0, MAIN, 1);
    node = put_node(profile, node, F, 2);
    node = put_node(profile, node, G, 0);
    put_node(profile, node, F, 3);
    for (size_t i = 0; i < LAUNCHES; i++) {
        put_launch(profile)->time_ns = 220;
        for (size_t k = 0; k < 4; k++)
            put_looks(profile, i, k + 1, looks[i][k]);
    }
    put_time(c, 200, 0);
}

static void release(struct tare_case *c)
{
    struct tare_run run = { .cases = c, .case_count = 1 };

    run.cases = tare_alloc(1, sizeof *run.cases);
    *run.cases = *c;
    tare_run_release(&run);
}

/* ---- functions ----------------------------------------------------------- */

TEST(recursion_counts_once)
{
    static const size_t functions[] = { F, G, MAIN }; /* by their own time */
    static const double self[] = { 0.6, 0.25, 0.15 };
    static const double total[] = { 0.85, 0.65, 1 };
    struct tare_case c = { 0 };
    struct tare_hotspots hotspots;

    make_case(&c);
    tare_hotspots_find(&hotspots, &c);
    CHECK_INT(hotspots.count, 3);
    for (size_t i = 0; i < hotspots.count; i++) {
        const struct tare_hotspot *spot = &hotspots.items[i];

        CHECK_INT(spot->function, functions[i]);
        CHECK_INT(spot->calls_itself, spot->function == F);
        CHECK_NEAR(spot->self, self[i], 1e-12);
        CHECK_NEAR(spot->total, total[i], 1e-12);
        CHECK_NEAR(spot->self_ns.value, 200 * self[i], 1e-12);
        CHECK_NEAR(spot->total_ns.value, 200 * total[i], 1e-12);
    }
    tare_hotspots_release(&hotspots);
    release(&c);
}

/* Of g: 0.3 and 0.2 of 100 looks each, hence a standard error of
 * sqrt(2 * 50) / 200 = 0.05; a quarter of the time, which is known to 8 ns. */
TEST(intervals_are_between_launches_and_of_the_time)
{
    struct tare_case c = { 0 };
    struct tare_hotspots hotspots;
    double share = 200 * 0.05 * T1;

    make_case(&c);
    c.measures[0].estimate.high = 208;
    c.measures[0].estimate.low = 192;
    tare_hotspots_find(&hotspots, &c);
    CHECK_NEAR(hotspots.items[1].self_ns.low, 0, 0); /* not less than nothing */
    CHECK_NEAR(hotspots.items[1].self_ns.high, 50 + hypot(share, 8 * 0.25),
               1e-6);
    CHECK_NEAR(hotspots.items[1].self_ns.confidence, 0.95, 0);
    tare_hotspots_release(&hotspots);
    release(&c);
}

TEST(what_was_not_seen_is_told)
{
    struct tare_case c = { 0 };
    struct tare_hotspots hotspots;

    make_case(&c);
    c.profile.launches[0].expected = c.profile.launches[1].expected = 150;
    c.profile.launches[0].harness = 10;
    c.profile.launches[1].lost = 5;
    c.profile.launches[1].broken = 20;
    c.profile.launches[1].truncated = 10;
    c.profile.launches[0].guessed = 8;
    c.profile.launches[1].is_blind = 1;
    c.profile.launches[1].is_timed = 1;
    c.profile.launches[1].refusal = tare_strdup("because");
    for (size_t i = 0; i < LAUNCHES; i++)
        c.profile.launches[i].look_ns = 25000; /* each 250,000 ns */
    tare_hotspots_find(&hotspots, &c);
    CHECK_INT(hotspots.looks, 200);
    CHECK_NEAR(hotspots.iteration_ns, 200, 0);
    CHECK_NEAR(hotspots.slowed, 0.1, 1e-12);
    CHECK(hotspots.is_timed);
    CHECK_STR(hotspots.refusal, "because");
    CHECK_NEAR(hotspots.harness, 10.0 / 300, 1e-12);
    CHECK_NEAR(hotspots.lost, 5.0 / 300, 1e-12);
    CHECK_NEAR(hotspots.broken, 20.0 / 300, 1e-12);
    CHECK_NEAR(hotspots.truncated, 10.0 / 300, 1e-12);
    CHECK_NEAR(hotspots.unseen, (300 - 200 - 35) / 300.0, 1e-12);
    CHECK_NEAR(hotspots.guessed, 8.0 / 200, 1e-12);
    CHECK(hotspots.is_blind);
    CHECK(!hotspots.is_nameless && !hotspots.is_lineless);
    tare_hotspots_release(&hotspots);
    release(&c);
}

/* Of the program: f has 0.85 with callees, main 1, each half or more. */
TEST(missing_names_and_lines_are_told)
{
    struct tare_case c = { 0 };
    struct tare_hotspots hotspots;

    make_case(&c);
    free(c.profile.functions[0].name);
    free(c.profile.functions[1].file);
    c.profile.functions[0].name = c.profile.functions[1].file = NULL;
    tare_hotspots_find(&hotspots, &c);
    CHECK(hotspots.is_nameless); /* 1 of 1.85 */
    CHECK(!hotspots.is_lineless);
    tare_hotspots_release(&hotspots);
    release(&c);
}

TEST(without_a_profile_or_a_time_there_is_nothing)
{
    struct tare_case c = { 0 };
    struct tare_hotspots hotspots;
    struct tare_call_tree tree;

    tare_hotspots_find(&hotspots, &c);
    CHECK_INT(hotspots.count, 0);
    make_case(&c);
    c.measures[0].has_estimate = 0;
    tare_hotspots_find(&hotspots, &c);
    tare_call_tree_make(&tree, &c);
    CHECK_INT(hotspots.count, 0);
    CHECK_INT(tree.count, 0);
    release(&c);
}

/* ---- names --------------------------------------------------------------- */

static void check_name(const struct tare_profile *profile, size_t function,
                       const char *want)
{
    struct tare_buf text = { 0 };

    tare_hotspot_name(&text, profile, function);
    CHECK_STR(tare_buf_text(&text), want);
    tare_buf_release(&text);
}

TEST(a_function_without_a_name_is_called_by_its_place)
{
    struct tare_profile profile = { 0 };

    put_function(&profile, "/x/libc.so.6", "memcpy", NULL);
    put_function(&profile, "/x/libc.so.6", NULL, NULL);
    put_function(&profile, "/x/libc.so.6", NULL, NULL);
    put_function(&profile, TARE_PROFILE_KERNEL, NULL, NULL);
    profile.functions[1].begin = 0x3f8f0;
    profile.functions[2].begin = 0;
    check_name(&profile, 0, "[anonymous]");
    check_name(&profile, 1, "memcpy");
    check_name(&profile, 2, "libc.so.6+0x3f8f0");
    check_name(&profile, 3, "libc.so.6 (unknown)");
    check_name(&profile, 4, "[kernel]");
    tare_profile_release(&profile);
}

/* ---- calls --------------------------------------------------------------- */

/* Below main, f calls itself twice and then g; a copy of f is inlined in f, and
 * main calls a as well. */
static void make_calls(struct tare_case *c)
{
    struct tare_profile *profile = &c->profile;
    size_t a, main, f, again;

    put_function(profile, "bin/a", "main", NULL);
    put_function(profile, "bin/a", "f", NULL);
    put_function(profile, "bin/a", "g", NULL);
    a = put_function(profile, "bin/a", "a", NULL);
    main = put_node(profile, 0, MAIN, 1);
    f = put_node(profile, main, F, 2);
    again = put_node(profile, put_node(profile, f, F, 2), F, 2);
    put_node(profile, again, G, 3); /* node 5 */
    put_node(profile, main, a, 4);
    put_node(profile, main, F, 9); /* node 7: f from another line */
    for (size_t i = 0; i < LAUNCHES; i++) {
        put_launch(profile);
        for (size_t node = 1; node <= 7; node++)
            put_looks(profile, i, node, 10 * node);
    }
    put_time(c, 280, 0); /* one ns for each look of a launch */
}

TEST(a_function_that_calls_itself_is_one_call)
{
    struct tare_case c = { 0 };
    struct tare_call_tree tree;
    const struct tare_call *main, *a, *f, *g;

    make_calls(&c);
    tare_call_tree_make(&tree, &c);
    CHECK_INT(tree.count, 4);
    CHECK_INT(tree.depth, 3);
    main = &tree.items[tree.root - 1];
    CHECK_INT(main->next, 0);
    a = &tree.items[main->child - 1]; /* by name: a, then f */
    f = &tree.items[a->next - 1];
    g = &tree.items[f->child - 1];
    CHECK_INT(a->function, 4);
    CHECK_INT(f->function, F);
    CHECK_INT(f->next, 0);
    CHECK_INT(g->function, G);
    CHECK(f->calls_itself && !main->calls_itself && !g->calls_itself);
    CHECK_INT(g->depth, 2);
    CHECK_NEAR(main->self_ns.value, 10, 1e-9);
    CHECK_NEAR(main->total_ns.value, 280, 1e-9);
    CHECK_NEAR(f->self_ns.value, 20 + 30 + 40 + 70, 1e-9);
    CHECK_NEAR(f->total_ns.value, 20 + 30 + 40 + 70 + 50, 1e-9);
    CHECK_NEAR(g->total, 50.0 / 280, 1e-12);
    CHECK_NEAR(a->total_ns.value, 60, 1e-9);
    tare_call_tree_release(&tree);
    release(&c);
}

TEST(what_is_inlined_in_its_own_function_is_no_recursion)
{
    struct tare_case c = { 0 };
    struct tare_call_tree tree;

    put_function(&c.profile, "bin/a", "main", NULL);
    put_function(&c.profile, "bin/a", "f", NULL);
    put_inlined(&c.profile, put_node(&c.profile, 0, MAIN, 1), MAIN, 2);
    put_inlined(&c.profile, 2, F, 3);
    put_launch(&c.profile);
    put_looks(&c.profile, 0, 3, 100);
    put_time(&c, 100, 0);
    tare_call_tree_make(&tree, &c);
    CHECK_INT(tree.count, 2);
    CHECK(!tree.items[0].calls_itself);
    CHECK_NEAR(tree.items[1].self_ns.value, 100, 1e-9);
    CHECK_NEAR(tree.items[0].self_ns.value, 0, 0);
    tare_call_tree_release(&tree);
    release(&c);
}

/* f, g, f again is no direct recursion: each is a box. */
TEST(through_another_function_each_is_a_call)
{
    struct tare_case c = { 0 };
    struct tare_call_tree tree;

    make_case(&c);
    tare_call_tree_make(&tree, &c);
    CHECK_INT(tree.count, 4);
    CHECK_INT(tree.depth, 4);
    for (size_t i = 0; i < tree.count; i++)
        CHECK(!tree.items[i].calls_itself);
    CHECK_NEAR(tree.items[1].total, 0.85, 1e-12);
    CHECK_NEAR(tree.items[3].total, 0.4, 1e-12);
    tare_call_tree_release(&tree);
    release(&c);
}

/* A symbol table alone says in which file a function is. */
TEST(a_file_without_lines_is_no_line)
{
    struct tare_case c = { 0 };
    struct tare_hotspots hotspots;

    make_case(&c);
    for (size_t i = 0; i < c.profile.node_count; i++)
        c.profile.nodes[i].line = 0;
    tare_hotspots_find(&hotspots, &c);
    CHECK(hotspots.is_lineless);
    tare_hotspots_release(&hotspots);
    release(&c);
}

/* 100 looks, 600 ns apart, are 60 ns of each of 1000 iterations. */
TEST(what_waited_is_a_part_of_the_time)
{
    struct tare_case c = { 0 };
    struct tare_hotspots hotspots;

    make_case(&c);
    for (size_t i = 0; i < LAUNCHES; i++)
        c.profile.launches[i].period_ns = 600;
    tare_hotspots_find(&hotspots, &c);
    CHECK_NEAR(hotspots.waited, 0.7, 1e-12);
    tare_hotspots_release(&hotspots);
    c.identity.threads = 2;
    c.profile.launches[0].look_ns = c.profile.launches[1].look_ns = 300;
    CHECK_NEAR(tare_profile_ran(&c), 0.1, 1e-12);
    release(&c);
}

/* Of 100 looks ten are in no stack, and ten more the kernel did not take, which
 * counts where it may not be looked at. */
TEST(what_is_not_seen_has_its_part_of_the_time)
{
    struct tare_case c = { 0 };
    struct tare_hotspots hotspots;
    struct tare_buf name = { 0 };

    make_case(&c);
    for (size_t i = 0; i < LAUNCHES; i++) {
        struct tare_profile_launch *launch = &c.profile.launches[i];

        launch->broken = 10;
        launch->expected = (double)tare_profile_looks(launch) + 20;
    }
    CHECK_NEAR(tare_profile_unseen(&c.profile.launches[0]), 10, 1e-12);
    c.profile.launches[0].is_blind = 1;
    CHECK_NEAR(tare_profile_unseen(&c.profile.launches[0]), 20, 1e-12);
    c.profile.launches[0].is_timed = 1;
    CHECK_NEAR(tare_profile_unseen(&c.profile.launches[0]), 10, 1e-12);
    tare_hotspots_find(&hotspots, &c);
    for (size_t i = 0; i < hotspots.count; i++)
        if (hotspots.items[i].function == TARE_HOTSPOT_UNSEEN(&c.profile))
            CHECK_NEAR(hotspots.items[i].self,
                       20.0 / (20.0 + (double)hotspots.looks), 1e-12);
    tare_hotspot_name(&name, &c.profile, TARE_HOTSPOT_UNSEEN(&c.profile));
    CHECK_STR(tare_buf_text(&name), "[not seen]");
    tare_buf_release(&name);
    tare_hotspots_release(&hotspots);
    release(&c);
}

TESTS(RUN(what_is_not_seen_has_its_part_of_the_time),
      RUN(a_file_without_lines_is_no_line),
      RUN(what_waited_is_a_part_of_the_time), RUN(recursion_counts_once),
      RUN(intervals_are_between_launches_and_of_the_time),
      RUN(what_was_not_seen_is_told), RUN(missing_names_and_lines_are_told),
      RUN(without_a_profile_or_a_time_there_is_nothing),
      RUN(a_function_without_a_name_is_called_by_its_place),
      RUN(a_function_that_calls_itself_is_one_call),
      RUN(what_is_inlined_in_its_own_function_is_no_recursion),
      RUN(through_another_function_each_is_a_call))
