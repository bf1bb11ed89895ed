/* SPDX-License-Identifier: MIT */
/* Where a made-up case waits. */
#include "store/waits.h"

#include <string.h>

#include "store/buf.h"
#include "store/hotspots.h"
#include "tests/store/profiles.h"
#include "tests/test.h"

/* A name at the end of a stack, or above all of it. */
static size_t put_name(struct tare_profile *profile, size_t parent,
                       const char *name)
{
    size_t function = 0;

    for (size_t i = 0; i < profile->function_count; i++)
        if (strcmp(profile->objects[profile->functions[i].object].path, name) ==
            0)
            function = i + 1;
    if (function == 0)
        function = put_function(profile, name, NULL, NULL);
    return put_node(profile, parent, function, 0);
}

static void put_waits(struct tare_profile *profile, size_t launch, size_t node,
                      uint64_t ns, uint64_t times)
{
    struct tare_profile_launch *at = &profile->launches[launch];

    put_looks(profile, launch, node, ns);
    at->counts[at->count - 1].times = times;
}

/* A row by its words: of the thread, the function, what it calls, for what. */
static const struct tare_wait_row *find(const struct tare_waits *waits,
                                        const struct tare_profile *profile,
                                        const char *want)
{
    for (size_t i = 0; i < waits->count; i++) {
        const struct tare_wait_row *row = &waits->items[i];
        const size_t parts[] = { row->thread, row->function, row->call,
                                 row->on };
        struct tare_buf text = { 0 };
        int is_it;

        for (size_t k = 0; k < 4; k++) {
            tare_buf_puts(&text, k > 0 ? "|" : "");
            if (parts[k] > 0)
                tare_hotspot_name(&text, profile, parts[k]);
        }
        is_it = strcmp(text.data, want) == 0;
        tare_buf_release(&text);
        if (is_it)
            return row;
    }
    return NULL;
}

/* main → work → lock() of a library → its wait(); work → nap; and another thread that
 * sleeps.  Four launches of 1000 iterations. */
static void make_case(struct tare_case *c)
{
    struct tare_profile *profile = &c->waits;
    size_t work = put_function(profile, "a", "work", "w.c");
    size_t lock = put_function(profile, "/l/c.so", "lock", NULL);
    size_t wait = put_function(profile, "/l/c.so", "wait", NULL);
    size_t nap = put_function(profile, "a", "nap", "w.c");
    size_t root = put_node(profile, 0, work, 1);
    size_t inner = put_node(profile, put_node(profile, root, lock, 0), wait, 0);
    size_t locked = put_name(profile, inner, "[lock]");
    size_t again = put_node(profile, put_node(profile, root, lock, 0), wait, 0);
    size_t locked_again = put_name(profile, again, "[lock]");
    size_t asleep =
        put_name(profile, put_node(profile, root, nap, 5), "[sleep]");
    size_t other =
        put_node(profile, put_name(profile, 0, TARE_PROFILE_OTHERS), nap, 5);
    size_t other_asleep = put_name(profile, other, "[sleep]");

    for (size_t i = 0; i < 4; i++) {
        put_launch(profile)->period_ns = 1;
        put_waits(profile, i, locked, 100000 + 1000 * i, 1000);
        put_waits(profile, i, locked_again, 50000, 500);
        put_waits(profile, i, asleep, 30000, 100);
        put_waits(profile, i, other_asleep, 400000, 2000);
        profile->launches[i].expected = 200000;
        profile->launches[i].broken = 10000;
        profile->launches[i].preempted = 100;
        profile->launches[i].preempted_ns = 5000;
    }
}

TEST(each_way_to_wait_is_a_row)
{
    struct tare_case c = { 0 };
    struct tare_waits waits;
    const struct tare_wait_row *row;

    make_case(&c);
    tare_waits_find(&waits, &c);
    CHECK_INT(waits.count, 3);
    row = find(&waits, &c.waits, "|work|lock|[lock]");
    CHECK(row == &waits.items[0]); /* the longest, of the loop's thread */
    CHECK_NEAR(row->ns.value, 151.5, 1e-9); /* 100 to 103, and 50 */
    CHECK_NEAR(row->times, 1.5, 1e-12);
    CHECK(row->ns.low < 151.5 && row->ns.low > 145);
    CHECK(row->ns.high > 151.5 && row->ns.high < 158);
    row = find(&waits, &c.waits, "|nap||[sleep]");
    CHECK(row == &waits.items[1]);
    CHECK_NEAR(row->ns.value, 30, 1e-9);
    CHECK_NEAR(row->times, 0.1, 1e-12);
    row = find(&waits, &c.waits, "[other threads]|nap||[sleep]");
    CHECK(row == &waits.items[2]);
    CHECK_NEAR(row->ns.value, 400, 1e-9);
    tare_waits_release(&waits);
    tare_profile_release(&c.waits);
}

TEST(sums_are_those_of_the_loop)
{
    struct tare_case c = { .identity.threads = 1 };
    struct tare_waits waits;

    make_case(&c);
    tare_waits_find(&waits, &c);
    CHECK_NEAR(waits.ns.value, 591.5, 1e-9); /* with 10 of nowhere */
    CHECK_NEAR(waits.own_ns.value, 191.5, 1e-9);
    /* 190 to 193: SD 1.291, of the mean 0.6455; Student's t at 3: 3.1824 */
    CHECK_NEAR(waits.own_ns.high - waits.own_ns.value, 2.0543, 1e-4);
    CHECK_NEAR(waits.others, 400 / 591.5, 1e-9);
    CHECK_NEAR(waits.unseen, 10 / 591.5, 1e-9);
    CHECK_NEAR(waits.explained, 191.5 / 200, 1e-9);
    CHECK_NEAR(waits.preempted, 0.1, 1e-12);
    CHECK_NEAR(waits.preempted_ns, 5, 1e-12);
    tare_waits_release(&waits);
    tare_profile_release(&c.waits);
}

TEST(whatever_shows_profiles_can_show_waits)
{
    struct tare_case c = { 0 }, view;
    struct tare_hotspots hotspots;

    make_case(&c);
    view = tare_waits_view(&c);
    tare_hotspots_find(&hotspots, &view);
    CHECK_NEAR(hotspots.iteration_ns, 591.5, 1e-9);
    CHECK_INT(hotspots.items[0].self > 0.7, 1); /* [sleep], of both */
    tare_hotspots_release(&hotspots);
    tare_waits_view_release(&view);
    tare_profile_release(&c.waits);
}

TEST(most_waits_must_be_idle_and_not_few)
{
    struct tare_case c = { 0 };

    make_case(&c); /* 4 x 3600 waits */
    CHECK_INT(tare_waits_are_idle(&c), 0);
    c.waits.launches[0].idle = 7199;
    CHECK_INT(tare_waits_are_idle(&c), 0);
    c.waits.launches[1].idle = 1;
    CHECK_INT(tare_waits_are_idle(&c), 1);
    tare_profile_release(&c.waits);

    put_launch(&c.waits)->idle = 99; /* of none */
    CHECK_INT(tare_waits_are_idle(&c), 0);
    tare_profile_release(&c.waits);
}

TEST(without_launches_there_is_nothing)
{
    struct tare_case c = { 0 }, view = tare_waits_view(&c);
    struct tare_waits waits;

    tare_waits_find(&waits, &c);
    CHECK_INT(waits.count, 0);
    CHECK_NEAR(waits.ns.value, 0, 0);
    CHECK_INT(view.measure_count, 0);
    put_launch(&c.waits); /* that never waited */
    tare_waits_find(&waits, &c);
    CHECK_NEAR(waits.ns.value, 0, 0);
    CHECK_NEAR(waits.explained, 0, 0);
    tare_waits_release(&waits);
    tare_profile_release(&c.waits);
}

TESTS(RUN(each_way_to_wait_is_a_row), RUN(sums_are_those_of_the_loop),
      RUN(whatever_shows_profiles_can_show_waits),
      RUN(most_waits_must_be_idle_and_not_few),
      RUN(without_launches_there_is_nothing))
