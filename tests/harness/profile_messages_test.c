/* SPDX-License-Identifier: MIT */
/* Profiles on their way from a launch: whole, in parts, cut, and made up. */
#include "harness/launch/profile_messages.h"

#include "harness/launch/session.h"
#include "harness/run/profile_rows.h"
#include "stats/rng.h"
#include "store/alloc.h"
#include "store/json.h"
#include "store/load.h"
#include "tests/test.h"

enum {
    PARTS = 3,
    NODES = 7001, /* in messages of 2400 */
    TRIALS = 3000
};

/* ---- there and back ------------------------------------------------------ */

static void add_node(struct tare_profile *profile, size_t parent, size_t object,
                     uint64_t offset, uint64_t looks)
{
    const struct tare_profile_node node = { .parent = parent,
                                            .object = object,
                                            .offset = offset };
    size_t number = profile->node_count;

    tare_profile_append(profile, &node);
    *TARE_ADD(profile->launches->counts, profile->launches->count) =
        (struct tare_profile_count){ number, looks, 0 };
}

/* A tree of two objects. */
static void make_profile(struct tare_profile *profile, size_t nodes)
{
    *TARE_ADD(profile->launches, profile->launch_count) =
        (struct tare_profile_launch){ .iterations = 1,
                                      .time_ns = 2.5,
                                      .period_ns = 3.25,
                                      .look_ns = 0.75,
                                      .expected = 4.125,
                                      .harness = 5,
                                      .lost = 6,
                                      .throttled = 7,
                                      .broken = 8,
                                      .truncated = 9,
                                      .guessed = 10,
                                      .is_blind = 1,
                                      .is_timed = 1,
                                      .refusal = tare_strdup("no\xff"),
                                      .waiting = 11,
                                      .preempted = 12,
                                      .preempted_ns = 13,
                                      .idle = 14 };
    tare_profile_object(profile, "", NULL);
    tare_profile_object(profile, "/lib/c\xff.so", "c0de");
    for (size_t i = 0; i < nodes; i++)
        add_node(profile, i > 0 ? 1 + i / 2 : 0, i % 2, 3 * i, i % 5);
}

/* Sends all of it, as a launch does; how many parts. */
static int transport(struct tare_profile *got, const struct tare_profile *sent)
{
    size_t from = 0;
    int parts = 0;

    do {
        struct tare_message message = { 0 };

        from = tare_put_profile(&message, sent, from);
        CHECK(message.body.size < TARE_WIRE_MAX);
        tare_get_profile(&message, got);
        CHECK(!message.bad);
        CHECK(tare_get_is_over(&message));
        tare_message_release(&message);
        parts++;
    } while (from < sent->node_count);
    return parts;
}

static void check_launch(const struct tare_profile_launch *launch)
{
    CHECK_INT(launch->iterations, 1);
    CHECK_NEAR(launch->time_ns, 2.5, 0);
    CHECK_NEAR(launch->period_ns, 3.25, 0);
    CHECK_NEAR(launch->expected, 4.125, 0);
    CHECK_INT(launch->harness, 5);
    CHECK_INT(launch->lost, 6);
    CHECK_INT(launch->throttled, 7);
    CHECK_INT(launch->broken, 8);
    CHECK_INT(launch->truncated, 9);
    CHECK_INT(launch->guessed, 10);
    CHECK_INT(launch->is_blind, 1);
    CHECK_NEAR(launch->look_ns, 0.75, 0);
    CHECK_INT(launch->is_timed, 1);
    CHECK_STR(launch->refusal, "no\xef\xbf\xbd");
    CHECK_INT(launch->waiting, 11);
    CHECK_INT(launch->preempted, 12);
    CHECK_INT(launch->preempted_ns, 13);
    CHECK_INT(launch->idle, 14);
}

TEST(a_profile_survives_the_way_in_several_messages)
{
    struct tare_profile sent = { 0 }, got = { 0 };
    size_t looks = 0;

    make_profile(&sent, NODES);
    for (size_t i = 0; i < NODES; i++) /* as waits have */
        sent.launches->counts[i].times = 2 * sent.launches->counts[i].looks;
    CHECK_INT(transport(&got, &sent), PARTS);
    check_launch(got.launches);
    CHECK_STR(got.objects[0].path, "");
    CHECK_STR(got.objects[0].build_id, NULL);
    CHECK_STR(got.objects[1].path, "/lib/c\xef\xbf\xbd.so");
    CHECK_STR(got.objects[1].build_id, "c0de");
    CHECK_INT(got.node_count, NODES);
    for (size_t i = 0; i < NODES && test_failures == 0; i++) {
        CHECK_INT(got.nodes[i].parent, sent.nodes[i].parent);
        CHECK_INT(got.nodes[i].object, i % 2);
        CHECK_INT(got.nodes[i].offset, 3 * i);
        CHECK_INT(got.nodes[i].child, sent.nodes[i].child);
        looks += i % 5;
    }
    CHECK_INT(tare_profile_looks(got.launches), looks);
    for (size_t i = 0; i < got.launches->count; i++)
        CHECK(got.launches->counts[i].looks > 0 && /* others are not kept */
              got.launches->counts[i].times ==
                  2 * got.launches->counts[i].looks);
    tare_profile_release(&sent);
    tare_profile_release(&got);
}

/* A heap of as many nodes, each with a site. */
TEST(sites_survive_the_way_in_several_messages)
{
    struct tare_profile sent = { 0 }, got = { 0 };

    make_profile(&sent, NODES);
    sent.launches->peak_at = 12;
    for (size_t i = 0; i < NODES; i++)
        *TARE_ADD(sent.launches->sites, sent.launches->site_count) =
            (struct tare_site){ i, i, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12 };
    CHECK(transport(&got, &sent) > PARTS);
    CHECK_INT(got.launches->peak_at, 12);
    CHECK_INT(got.launches->site_count, NODES);
    CHECK(memcmp(got.launches->sites, sent.launches->sites,
                 NODES * sizeof(struct tare_site)) == 0);
    tare_profile_release(&sent);
    tare_profile_release(&got);
}

TEST(a_launch_that_was_found_nowhere_survives_the_way)
{
    struct tare_profile sent = { 0 }, got = { 0 };

    make_profile(&sent, 0);
    CHECK_INT(transport(&got, &sent), 1);
    CHECK_INT(got.launch_count, 1);
    CHECK_INT(got.node_count, 0);
    tare_profile_release(&sent);
    tare_profile_release(&got);
}

/* ---- what is bad --------------------------------------------------------- */

TEST(a_message_cut_anywhere_is_bad_and_harmless)
{
    struct tare_profile sent = { 0 };
    struct tare_message whole = { 0 };
    size_t waits;

    make_profile(&sent, 20);
    tare_put_profile(&whole, &sent, 0);
    waits = whole.body.size - (3 + 20) * sizeof(uint64_t);
    for (size_t size = 0; size < whole.body.size; size++) {
        struct tare_message cut = { 0 };
        struct tare_profile got = { 0 };

        tare_buf_add(&cut.body, whole.body.data, size);
        tare_get_profile(&cut, &got);
        /* without waits, or sites, or what was before those, it is one of an
         * earlier version */
        CHECK(cut.bad == (size != waits && size != waits - 8 &&
                          size != waits - 8 - 2 * sizeof(double)));
        CHECK(got.node_count <= 20);
        tare_message_release(&cut);
        tare_profile_release(&got);
    }
    tare_message_release(&whole);
    tare_profile_release(&sent);
}

/* Of a message that says this one thing otherwise. */
static void check_bad(const struct tare_profile *sent)
{
    struct tare_message message = { 0 };
    struct tare_profile got = { 0 };

    tare_put_profile(&message, sent, 0);
    tare_get_profile(&message, &got);
    CHECK(message.bad);
    tare_message_release(&message);
    tare_profile_release(&got);
}

#define WITH(member, value)                                                    \
    do {                                                                       \
        struct tare_profile sent = { 0 };                                      \
                                                                               \
        make_profile(&sent, 4);                                                \
        sent.member = (value);                                                 \
        check_bad(&sent);                                                      \
        tare_profile_release(&sent);                                           \
    } while (0)

TEST(what_cannot_be_is_bad)
{
    const uint64_t many = TARE_PROFILE_LOOKS_MAX + 1;

    WITH(nodes[0].parent, 1); /* itself */
    WITH(nodes[2].parent, 4); /* later */
    WITH(nodes[2].parent, SIZE_MAX);
    WITH(nodes[2].object, 2);
    WITH(nodes[2].object, SIZE_MAX);
    WITH(nodes[2].offset, (uint64_t)1 << 53);
    WITH(launches->counts[3].looks, many);
    WITH(launches->counts[3].times, many);
    WITH(launches->counts[0].times, 1); /* without looks */
    WITH(launches->preempted, many);
    WITH(launches->preempted_ns, many);
    WITH(launches->idle, many);
    WITH(launches->iterations, many);
    WITH(launches->harness, UINT64_MAX);
    WITH(launches->guessed, many);
    WITH(launches->is_blind, 2);
    WITH(launches->is_timed, 2);
    WITH(launches->waiting, many);
    WITH(launches->look_ns, -1);
    WITH(launches->time_ns, -1);
    WITH(launches->time_ns, NAN);
    WITH(launches->period_ns, INFINITY);
    WITH(launches->expected, 1.1e18);
}

TEST(an_object_without_a_path_is_bad)
{
    struct tare_profile sent = { 0 };

    make_profile(&sent, 4);
    free(sent.objects[1].path);
    sent.objects[1].path = NULL;
    check_bad(&sent);
    tare_profile_release(&sent);
}

TEST(too_many_objects_are_bad)
{
    struct tare_profile sent = { 0 };

    make_profile(&sent, 1);
    while (sent.object_count <= TARE_PROFILE_OBJECTS_MAX)
        *TARE_ADD(sent.objects, sent.object_count) =
            (struct tare_profile_object){ .path = tare_strdup("/x") };
    check_bad(&sent);
    tare_profile_release(&sent);
}

/* Each node below the one before. */
static void make_chain(struct tare_profile *profile, size_t depth)
{
    make_profile(profile, 0);
    for (size_t i = 0; i < depth; i++)
        add_node(profile, i, 0, i, 1);
}

TEST(a_stack_that_no_record_holds_is_bad)
{
    struct tare_profile sent = { 0 }, got = { 0 };

    make_chain(&sent, TARE_PROFILE_DEPTH_MAX);
    CHECK_INT(transport(&got, &sent), 1);
    tare_profile_release(&got);
    tare_profile_release(&sent);
    make_chain(&sent, TARE_PROFILE_DEPTH_MAX + 1);
    check_bad(&sent);
    tare_profile_release(&sent);
}

/* ---- parts --------------------------------------------------------------- */

/* A part as it is, from that node on. */
static int is_taken(struct tare_profile *got, const struct tare_profile *sent,
                    size_t from)
{
    struct tare_message message = { 0 };
    int is_good;

    tare_put_profile(&message, sent, from);
    tare_get_profile(&message, got);
    is_good = !message.bad;
    tare_message_release(&message);
    return is_good;
}

TEST(parts_come_in_their_order)
{
    struct tare_profile sent = { 0 }, got = { 0 };

    make_profile(&sent, NODES);
    CHECK(!is_taken(&got, &sent, 3000));
    tare_profile_release(&got);
    CHECK(is_taken(&got, &sent, 0));
    CHECK(!is_taken(&got, &sent, 0));
    tare_profile_release(&got);
    CHECK(is_taken(&got, &sent, 0));
    CHECK(!is_taken(&got, &sent, 6000));
    tare_profile_release(&got);
    tare_profile_release(&sent);
}

/* There is an end, whatever is sent: to nodes, and to parts without any. */
TEST(nobody_sends_for_ever)
{
    struct tare_profile sent = { 0 }, got = { 0 };
    size_t parts = 0;

    make_profile(&sent, 3000);
    sent.launches->preempted = sent.launches->idle = 0; /* no waits */
    CHECK(is_taken(&got, &sent, 0));
    for (int is_good = 1; is_good && parts < 1000; parts++) {
        struct tare_message message = { 0 };

        tare_put_u64(&message, got.node_count);
        tare_put_u64(&message, 3000);
        for (size_t i = 0; i < 4 * 3000; i++)
            tare_put_u64(&message, 0);
        tare_get_profile(&message, &got);
        is_good = !message.bad;
        tare_message_release(&message);
    }
    CHECK_INT(parts, 21); /* after 1 + 20 of 3000 there is room for 2536 */
    CHECK_INT(got.node_count, TARE_PROFILE_NODES_MAX);
    tare_profile_release(&got);
    CHECK(is_taken(&got, &sent, 0));
    CHECK(!is_taken(&got, &sent, 3000)); /* nothing is left */
    tare_profile_release(&got);
    tare_profile_release(&sent);
}

/* ---- anything ------------------------------------------------------------ */

static const uint64_t counts[] = { 0,
                                   1,
                                   2,
                                   255,
                                   ((uint64_t)1 << 37) - 1,
                                   (uint64_t)1 << 37,
                                   ((uint64_t)1 << 37) + 1,
                                   ((uint64_t)1 << 53) - 1,
                                   (uint64_t)1 << 53,
                                   UINT64_MAX };

static uint64_t draw_count(struct tare_rng *rng)
{
    return tare_rng_below(rng, 20) > 0
               ? tare_rng_below(rng, 100)
               : counts[tare_rng_below(rng, sizeof counts / sizeof *counts)];
}

static void draw_profile(struct tare_profile *profile, struct tare_rng *rng)
{
    static const char *const paths[] = { "",           "/x/y/z.so", "/x/y/",
                                         "\x1b]0;x\a", "\xff\n",    "[kernel]",
                                         "bin",        "/x/y" };
    size_t nodes = tare_rng_below(rng, 40);

    make_profile(profile, 0);
    profile->launches->iterations = draw_count(rng);
    profile->launches->lost = draw_count(rng);
    profile->launches->time_ns = tare_rng_below(rng, 20) > 0 ? 1 : 1e-320;
    for (size_t i = tare_rng_below(rng, 4); i > 0; i--)
        tare_profile_object(profile, paths[tare_rng_below(rng, 8)], NULL);
    for (size_t i = 0; i < nodes; i++) {
        size_t parent = tare_rng_below(rng, (uint32_t)i + 1);
        size_t object = tare_rng_below(rng, (uint32_t)profile->object_count);
        uint64_t offset = draw_count(rng);

        add_node(profile, parent, object, offset, draw_count(rng));
    }
}

static void make_run(struct tare_run *run)
{
    *run = (struct tare_run){ .started = tare_strdup(""), .case_count = 1 };
    run->cases = tare_alloc(1, sizeof *run->cases);
    run->cases[0].identity = (struct tare_identity){ .id = tare_strdup("a"),
                                                     .name = tare_strdup("a"),
                                                     .threads = 1 };
    run->binaries = tare_alloc(1, sizeof *run->binaries);
    run->binary_count = 1;
    run->binaries[0].path = tare_strdup("a_bench");
}

static void check_readable(const struct tare_run *run)
{
    struct tare_run again = { 0 };
    struct tare_err err = { 0 };
    char *text = NULL;
    size_t size = 0;
    FILE *stream = open_memstream(&text, &size);

    tare_run_print(run, stream);
    fclose(stream);
    tare_run_parse(&again, text, size, "record", TARE_LOAD_ALL, &err);
    CHECK_STR(err.text, "");
    tare_run_release(&again);
    free(text);
}

/* As the coordinator takes it: harvested, and named. */
static void check_harvest(struct tare_results *results)
{
    static struct tare_suite_binary binary = { .path = (char *)"bin/a",
                                               .exec = (char *)"/x/y/bench",
                                               .library_path = (char *)"/x/y" };
    const struct tare_suite suite = { .binaries = &binary, .binary_count = 1 };
    struct tare_run run;

    make_run(&run);
    tare_profile_harvest(&run.cases[0].profile, results, &binary, "/x/y");
    tare_profile_name(&run.cases[0].profile, &suite);
    check_readable(&run);
    tare_run_release(&run);
}

TEST(a_record_of_whatever_a_launch_says_is_read_again)
{
    struct tare_rng rng;
    int taken = 0;

    tare_rng_seed(&rng, 17);
    for (int i = 0; i < TRIALS && test_failures == 0; i++) {
        struct tare_results results = { 0 };
        struct tare_profile sent = { 0 };

        draw_profile(&sent, &rng);
        if (is_taken(&results.profile, &sent, 0)) {
            check_harvest(&results);
            taken++;
        }
        tare_results_release(&results);
        tare_profile_release(&sent);
    }
    printf("# %d of %d taken\n", taken, TRIALS);
    CHECK(taken > TRIALS / 10 && taken < TRIALS * 9 / 10);
}

TESTS(RUN(a_profile_survives_the_way_in_several_messages),
      RUN(sites_survive_the_way_in_several_messages),
      RUN(a_launch_that_was_found_nowhere_survives_the_way),
      RUN(a_message_cut_anywhere_is_bad_and_harmless),
      RUN(what_cannot_be_is_bad), RUN(an_object_without_a_path_is_bad),
      RUN(too_many_objects_are_bad), RUN(a_stack_that_no_record_holds_is_bad),
      RUN(parts_come_in_their_order), RUN(nobody_sends_for_ever),
      RUN(a_record_of_whatever_a_launch_says_is_read_again))
