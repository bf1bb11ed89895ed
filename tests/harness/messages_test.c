/* SPDX-License-Identifier: MIT */
#include "harness/launch/messages.h"

#include <sys/socket.h>
#include <unistd.h>

#include "tests/test.h"

TEST(results_survive_the_way)
{
    struct tare_reported report = { .name = (char *)"hits",
                                    .unit = (char *)"ratio",
                                    .values = { 0, 0.25 } };
    struct tare_results sent = {
        .count = 2, .threads = 2, .reports = &report, .report_count = 1
    };
    struct tare_results got = { 0 };
    struct tare_message message = { 0 };
    double thread_ns[4] = { 1, 2, 3, 4 };

    sent.timings[1] = (struct tare_timing){ .iterations = 7,
                                            .time_ns = 0.1,
                                            .steal_ns = -1,
                                            .switches = 3,
                                            .uninterrupted_ns = 0.09,
                                            .canary = { 7000, 9000, 40 } };
    sent.pace_ns = 7100;
    sent.has_inputs = 1;
    sent.aside_ns = 5e6;
    sent.thread_ns = thread_ns;
    tare_put_results(&message, &sent);
    tare_get_results(&message, &got);
    CHECK(!message.bad);
    CHECK_INT(got.count, 2);
    CHECK_INT(got.timings[1].iterations, 7);
    CHECK_NEAR(got.timings[1].time_ns, 0.1, 0);
    CHECK_NEAR(got.timings[1].steal_ns, -1, 0);
    CHECK_NEAR(got.timings[1].canary.pace_ns, 7000, 0);
    CHECK_NEAR(got.timings[1].canary.share_ns, 9000, 0);
    CHECK_NEAR(got.timings[1].canary.interrupted_ns, 40, 0);
    CHECK_NEAR(got.timings[1].uninterrupted_ns, 0.09, 0);
    CHECK_NEAR(got.pace_ns, 7100, 0);
    CHECK_INT(got.has_inputs, 1);
    CHECK_NEAR(got.aside_ns, 5e6, 0);
    CHECK_NEAR(got.thread_ns[3], 4, 0);
    CHECK_STR(got.reports[0].name, "hits");
    CHECK_NEAR(got.reports[0].values[1], 0.25, 0);
    tare_results_release(&got);
    tare_message_release(&message);
}

/* A meter adds its readings to the values that a launch has reported: three of
 * them fill no power of two. */
TEST(results_that_came_can_be_added_to)
{
    struct tare_reported reports[3] = {
        { .name = (char *)"a", .unit = (char *)"" },
        { .name = (char *)"b", .unit = (char *)"" },
        { .name = (char *)"c", .unit = (char *)"" },
    };
    struct tare_results sent = {
        .count = 1, .threads = 1, .reports = reports, .report_count = 3
    };
    struct tare_results got = { 0 };
    struct tare_message message = { 0 };

    tare_put_results(&message, &sent);
    tare_get_results(&message, &got);
    CHECK(!message.bad);
    tare_results_report(&got, "instructions")->values[0] = 7;
    CHECK_INT(got.report_count, 4);
    CHECK_STR(got.reports[2].name, "c");
    CHECK_NEAR(got.reports[3].values[0], 7, 0);
    tare_results_release(&got);
    tare_message_release(&message);
}

TEST(an_opening_survives_the_way)
{
    struct tare_opening sent = { .entry = SIZE_MAX - 2,
                                 .index = 10200,
                                 .id = (char *)"tare/hash",
                                 .cpu = -1,
                                 .slowdown = 0.02,
                                 .seed = UINT64_MAX };
    struct tare_opening got = { 0 };
    struct tare_message message = { 0 };

    tare_put_opening(&message, &sent);
    tare_get_opening(&message, &got);
    CHECK(!message.bad);
    CHECK(got.entry == SIZE_MAX - 2);
    CHECK_INT(got.index, 10200);
    CHECK_INT(got.cpu, -1);
    CHECK_NEAR(got.slowdown, 0.02, 0);
    CHECK(got.seed == UINT64_MAX);
    free(got.id);
    tare_message_release(&message);
}

/* From before there were stretches, it ends a word earlier, and from before there
 * were inputs, another one. */
TEST(a_request_survives_the_way)
{
    struct tare_request sent = { .batch = 9,
                                 .count = 2,
                                 .iterations = { 5, 6 },
                                 .inputs = 16,
                                 .stretch = 250 };
    struct tare_request got = { 0 }, earlier = { 0 };
    struct tare_message message = { 0 };

    tare_put_request(&message, &sent);
    tare_get_request(&message, &got);
    CHECK(!message.bad);
    CHECK_INT(got.iterations[1], 6);
    CHECK_INT(got.inputs, 16);
    CHECK_INT(got.stretch, 250);
    for (int words = 1; words <= 2; words++) {
        earlier = (struct tare_request){ 0 };
        message.body.size -= sizeof(uint64_t);
        message.at = 0;
        tare_get_request(&message, &earlier);
        CHECK(!message.bad);
        CHECK_INT(earlier.iterations[1], 6);
        CHECK_INT(earlier.stretch, 0);
        CHECK_INT(earlier.inputs, words == 1 ? 16 : 0);
    }
    tare_message_release(&message);
}

TEST(a_result_survives_the_way)
{
    struct tare_work_done work = { .items = 3 };
    struct tare_results sent = { .has_result = 1, .result = UINT64_MAX };
    struct tare_results got = { 0 };
    struct tare_message message = { 0 };

    tare_put_done(&message, &work, &sent);
    tare_get_done(&message, &work, &got);
    CHECK(!message.bad);
    CHECK(got.has_result);
    CHECK(got.result == UINT64_MAX);
    tare_results_release(&got);
    tare_message_release(&message);
}

TEST(options_of_a_case_survive_the_way)
{
    struct tare_suite_case sent = {
        .identity = { .id = (char *)"a", .name = (char *)"a", .threads = 1 },
        .options = { .precision = 0.01,
                     .noise = 0.05,
                     .timeout_s = 7,
                     .warmth = TARE_COLD_DATA }
    };
    struct tare_suite_case got = { 0 };
    struct tare_message message = { 0 };

    tare_put_case(&message, &sent);
    tare_get_case(&message, &got);
    CHECK(!message.bad);
    CHECK_NEAR(got.options.precision, 0.01, 0);
    CHECK_NEAR(got.options.noise, 0.05, 0);
    CHECK_NEAR(got.options.timeout_s, 7, 0);
    CHECK_INT(got.options.warmth, TARE_COLD_DATA);
    tare_suite_case_release(&got);
    tare_message_release(&message);
}

/* But for where an earlier version ended: without stretches, two numbers for each
 * sample; without inputs, a word and a number; without canaries, two numbers for
 * each sample and one; and without a histogram, a count and two numbers. */
TEST(a_message_cut_anywhere_is_bad_and_harmless)
{
    struct tare_results sent = { .count = 3, .threads = 1 };
    struct tare_message whole = { 0 };
    size_t latest, late, earlier, earliest;

    tare_put_results(&whole, &sent);
    latest = whole.body.size - (size_t)2 * 3 * sizeof(double);
    late = latest - sizeof(uint64_t) - sizeof(double);
    earlier = late - (2 * 3 + 1) * sizeof(double);
    earliest = earlier - sizeof(uint64_t) - 2 * sizeof(double);
    for (size_t size = 0; size < whole.body.size; size++) {
        struct tare_message cut = { 0 };
        struct tare_results got = { 0 };

        tare_buf_add(&cut.body, whole.body.data, size);
        tare_get_results(&cut, &got);
        CHECK_INT(cut.bad, size != latest && size != late && size != earlier &&
                               size != earliest);
        tare_results_release(&got);
        tare_message_release(&cut);
    }
    tare_message_release(&whole);
}

TEST(random_bytes_never_make_a_case)
{
    uint64_t state = 12345;

    for (int i = 0; i < 2000; i++) {
        struct tare_message message = { 0 };
        struct tare_suite_case c = { 0 };
        struct tare_results results = { 0 };

        for (int j = 0; j < i % 300; j++) {
            char byte;

            state = state * 6364136223846793005u + 1442695040888963407u;
            byte = (char)(state >> 60 ? state >> 56 : 0);
            tare_buf_add(&message.body, &byte, 1);
        }
        tare_get_case(&message, &c);
        message.at = 0;
        tare_get_results(&message, &results);
        tare_suite_case_release(&c);
        tare_results_release(&results);
        tare_message_release(&message);
    }
    CHECK(1); /* sanitizers judge */
}

static void put_done(struct tare_message *message,
                     const struct tare_loaded_list *loaded)
{
    struct tare_work_done work = { .bytes = 8 };
    struct tare_results late = { 0 };

    tare_put_done(message, &work, &late);
    if (loaded != NULL)
        tare_put_loaded(message, loaded);
}

static void get_done(struct tare_message *message,
                     struct tare_loaded_list *loaded)
{
    struct tare_work_done work;
    struct tare_results late = { 0 };

    tare_get_done(message, &work, &late);
    tare_get_loaded(message, loaded);
    tare_results_release(&late);
}

TEST(what_was_loaded_survives_the_way)
{
    char *paths[] = { (char *)"/x/liba.so", (char *)"/y/\xff\n.so" };
    struct tare_loaded_list sent = { .paths = paths,
                                     .count = 2,
                                     .left_out = 3 };
    struct tare_loaded_list got = { 0 };
    struct tare_message message = { 0 };

    put_done(&message, &sent);
    get_done(&message, &got);
    CHECK(!message.bad);
    CHECK_INT(got.count, 2);
    CHECK_STR(got.paths[0], "/x/liba.so");
    CHECK_STR(got.paths[1], "/y/\xff\n.so");
    CHECK_INT(got.left_out, 3);
    tare_loaded_release(&got);
    tare_message_release(&message);
}

TEST(an_end_that_says_less_is_understood)
{
    struct tare_loaded_list got = { 0 };
    struct tare_message message = { 0 };

    put_done(&message, NULL);
    get_done(&message, &got);
    CHECK(!message.bad);
    CHECK_INT(got.count, 0);
    tare_message_release(&message);
}

TEST(what_was_loaded_cut_anywhere_is_bad_and_harmless)
{
    char *paths[] = { (char *)"/x/liba.so", (char *)"/y/libb.so" };
    struct tare_loaded_list sent = { .paths = paths, .count = 2 };
    struct tare_message whole = { 0 };

    tare_put_loaded(&whole, &sent);
    for (size_t size = 1; size < whole.body.size; size++) {
        struct tare_message cut = { 0 };
        struct tare_loaded_list got = { 0 };

        tare_buf_add(&cut.body, whole.body.data, size);
        tare_get_loaded(&cut, &got);
        CHECK(cut.bad);
        tare_loaded_release(&got);
        tare_message_release(&cut);
    }
    tare_message_release(&whole);
}

static void check_bad_paths(char **paths, size_t count)
{
    struct tare_loaded_list sent = { .paths = paths, .count = count };
    struct tare_loaded_list got = { 0 };
    struct tare_message message = { 0 };

    tare_put_loaded(&message, &sent);
    tare_get_loaded(&message, &got);
    CHECK(message.bad);
    tare_loaded_release(&got);
    tare_message_release(&message);
}

TEST(what_cannot_have_been_loaded_is_bad)
{
    char *relative[] = { (char *)"liba.so" };
    char *many[TARE_LOADED_MAX + 1];

    for (size_t i = 0; i < TARE_LOADED_MAX + 1; i++)
        many[i] = (char *)"/x/liba.so";
    check_bad_paths(relative, 1);
    check_bad_paths(many, TARE_LOADED_MAX + 1);
}

static void check_received(const void *bytes, size_t size,
                           enum tare_received want)
{
    struct tare_message message = { 0 };
    int ends[2];

    CHECK_INT(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, ends), 0);
    CHECK_INT(write(ends[0], bytes, size), (long long)size);
    CHECK_INT(tare_message_receive(ends[1], &message, 0), want);
    tare_message_release(&message);
    close(ends[0]);
    close(ends[1]);
}

TEST(garbage_and_other_versions_are_told_apart)
{
    char other[24] = "tare\x09";

    check_received("garbage", 7, TARE_RECEIVED_GARBAGE);
    check_received("tare", 4, TARE_RECEIVED_GARBAGE);
    check_received(other, sizeof other, TARE_RECEIVED_VERSION);
}

TEST(a_message_arrives_with_its_sender)
{
    struct tare_message sent = { .word = TARE_WORD_READY }, got = { 0 };
    int ends[2];

    CHECK_INT(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, ends), 0);
    tare_put_text(&sent, "text");
    tare_put_text(&sent, NULL);
    CHECK_INT(tare_message_receive(ends[1], &got, MSG_DONTWAIT),
              TARE_RECEIVED_NOTHING);
    CHECK_INT(tare_message_send(ends[0], &sent), 0);
    CHECK_INT(tare_message_receive(ends[1], &got, 0), TARE_RECEIVED);
    CHECK_INT(got.word, TARE_WORD_READY);
    CHECK_INT(got.sender, getpid());
    {
        char *text = tare_get_text(&got);

        CHECK_STR(text, "text");
        CHECK(tare_get_text(&got) == NULL);
        free(text);
    }
    CHECK(!got.bad);
    close(ends[0]);
    CHECK_INT(tare_message_receive(ends[1], &got, 0), TARE_RECEIVED_END);
    close(ends[1]);
    tare_message_release(&sent);
    tare_message_release(&got);
}

TESTS(RUN(results_survive_the_way), RUN(results_that_came_can_be_added_to),
      RUN(an_opening_survives_the_way), RUN(a_request_survives_the_way),
      RUN(a_result_survives_the_way), RUN(options_of_a_case_survive_the_way),
      RUN(a_message_cut_anywhere_is_bad_and_harmless),
      RUN(random_bytes_never_make_a_case),
      RUN(what_was_loaded_survives_the_way),
      RUN(an_end_that_says_less_is_understood),
      RUN(what_was_loaded_cut_anywhere_is_bad_and_harmless),
      RUN(what_cannot_have_been_loaded_is_bad),
      RUN(garbage_and_other_versions_are_told_apart),
      RUN(a_message_arrives_with_its_sender))
