/* SPDX-License-Identifier: MIT */
#include "harness/messages.h"

#include <sys/socket.h>
#include <unistd.h>

#include "tests/test.h"

TEST(results_survive_the_way)
{
    struct tare_results sent = { .count = 2, .threads = 2, .report_count = 1 };
    struct tare_results got = { 0 };
    struct tare_message message = { 0 };
    double thread_ns[4] = { 1, 2, 3, 4 };

    sent.timings[1] = (struct tare_timing){
        .iterations = 7, .time_ns = 0.1, .steal_ns = -1, .switches = 3
    };
    sent.thread_ns = thread_ns;
    sent.reports[0].name = (char *)"hits";
    sent.reports[0].unit = (char *)"ratio";
    sent.reports[0].values[1] = 0.25;
    tare_put_results(&message, &sent);
    tare_get_results(&message, &got);
    CHECK(!message.bad);
    CHECK_INT(got.count, 2);
    CHECK_INT(got.timings[1].iterations, 7);
    CHECK_NEAR(got.timings[1].time_ns, 0.1, 0);
    CHECK_NEAR(got.timings[1].steal_ns, -1, 0);
    CHECK_NEAR(got.thread_ns[3], 4, 0);
    CHECK_STR(got.reports[0].name, "hits");
    CHECK_NEAR(got.reports[0].values[1], 0.25, 0);
    tare_results_release(&got);
    tare_message_release(&message);
}

TEST(a_message_cut_anywhere_is_bad_and_harmless)
{
    struct tare_results sent = { .count = 3, .threads = 1 };
    struct tare_message whole = { 0 };

    tare_put_results(&whole, &sent);
    for (size_t size = 0; size < whole.body.size; size++) {
        struct tare_message cut = { 0 };
        struct tare_results got = { 0 };

        tare_buf_add(&cut.body, whole.body.data, size);
        tare_get_results(&cut, &got);
        CHECK(cut.bad);
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

TESTS(RUN(results_survive_the_way),
      RUN(a_message_cut_anywhere_is_bad_and_harmless),
      RUN(random_bytes_never_make_a_case),
      RUN(garbage_and_other_versions_are_told_apart),
      RUN(a_message_arrives_with_its_sender))
