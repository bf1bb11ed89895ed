/* SPDX-License-Identifier: MIT */
/* Journals: what is written is read again, also when the last line was cut off,
 * and whatever else somebody has made of the file is refused. */
#include "store/journal.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "stats/rng.h"
#include "store/base64.h"
#include "store/crc32.h"
#include "tests/store/scratch.h"

#define NAME "0123.jsonl"

enum {
    LAUNCHES = 5,
    DAMAGES = 3000
};

static struct tare_err err;

/* ---- writing one --------------------------------------------------------- */

static void make_head(struct tare_journal_head *head)
{
    *head = (struct tare_journal_head){ 0 };
    head->run.started = tare_strdup("2026-01-02T03:04:05Z");
    head->run.seed = 77;
    tare_facts_text(&head->run.machine, "host", "here \"and\" \n there");
    *TARE_ADD(head->asked, head->count) = tare_strdup("--pairs: 20");
    *TARE_ADD(head->asked, head->count) = tare_strdup("");
}

static void log_launch(struct tare_journal *journal, uint64_t number,
                       enum tare_side side)
{
    static const char said[] = { 1, 0, 0, 0, 0, 2, 0, 3, (char)255, 0 };
    struct tare_logged *logged = tare_journal_log(journal, "a/\"b\"=\n", side);

    logged->opened_ns = 10 * number;
    logged->closed_ns = 10 * number + 5000000000000;
    logged->status = number % 2 > 0 ? TARE_STATUS_CRASHED : TARE_STATUS_OK;
    logged->reason = number % 2 > 0 ? tare_strdup("killed") : NULL;
    if (number > 2)
        logged->cpu = (double)number;
    tare_logged_hear(logged, 9, said, sizeof said);
    tare_logged_hear(logged, 10, "", 0);
}

static void open_it(struct tare_journal *journal)
{
    CHECK_INT(tare_journal_open(journal, scratch, NAME, &err), 0);
}

/* A weather, two launches by themselves, a pair, and one more. */
static void write_one(void)
{
    struct tare_weather weather = { .pace_ns = 1.1, .share = 1 / 3.0 };
    struct tare_spent spent = { { 0.1, 0.2 } };
    struct tare_journal_head head;
    struct tare_journal journal;

    make_head(&head);
    open_it(&journal);
    CHECK_INT(tare_journal_begin(&journal, &head, &err), 0);
    tare_journal_weather(&journal, &weather);
    for (uint64_t i = 0; i < 2; i++) {
        log_launch(&journal, i, TARE_SIDE_NEW);
        tare_journal_commit(&journal, &spent);
    }
    tare_journal_hold(&journal);
    for (uint64_t i = 2; i < 4; i++) {
        log_launch(&journal, i, i % 2 > 0 ? TARE_SIDE_NEW : TARE_SIDE_OLD);
        tare_journal_commit(&journal, &spent);
    }
    tare_journal_let_go(&journal);
    tare_journal_hold(&journal); /* half a pair, which is dropped */
    log_launch(&journal, 99, TARE_SIDE_OLD);
    tare_journal_commit(&journal, &spent);
    tare_journal_drop(&journal);
    tare_journal_let_go(&journal);
    log_launch(&journal, 4, TARE_SIDE_NONE);
    tare_journal_commit(&journal, &spent);
    CHECK(journal.trouble == NULL);
    tare_journal_close(&journal, 0);
    tare_journal_head_release(&head);
}

static char *read_it(size_t *size)
{
    FILE *file = fopen(in_scratch("journal/" NAME), "r");
    char *bytes = malloc(1 << 16);

    CHECK(file != NULL);
    *size = fread(bytes, 1, 1 << 16, file);
    fclose(file);
    return bytes;
}

static void replace_it(const char *bytes, size_t size)
{
    FILE *file = fopen(in_scratch("journal/" NAME), "w");

    fwrite(bytes, 1, size, file);
    fclose(file);
}

/* ---- reading it ---------------------------------------------------------- */

static enum tare_side side_of(uint64_t number)
{
    return number == 4   ? TARE_SIDE_NONE
           : number == 2 ? TARE_SIDE_OLD
                         : TARE_SIDE_NEW;
}

static void check_launch(const struct tare_logged *logged, uint64_t number)
{
    CHECK(logged->opened_ns == 10 * number);
    CHECK(logged->closed_ns == 10 * number + 5000000000000);
    CHECK(logged->status ==
          (number % 2 > 0 ? TARE_STATUS_CRASHED : TARE_STATUS_OK));
    CHECK_STR(logged->reason, number % 2 > 0 ? "killed" : NULL);
    CHECK((logged->cpu >= 0) == (number > 2));
    CHECK_INT(logged->heard_count, 2);
    CHECK_INT(logged->heard[0].bytes.size, 11);
    CHECK(memcmp(logged->heard[0].bytes.data,
                 "\x09\x01\0\0\0\0\x02\0\x03\xff\0", 11) == 0);
    CHECK_INT(logged->heard[1].bytes.size, 1);
}

/* Replays so many launches, and sees that no more come. */
static void replay(struct tare_journal *journal, uint64_t launches)
{
    for (uint64_t i = 0; i < launches; i++) {
        const struct tare_logged *logged;

        CHECK(tare_journal_is_replaying(journal));
        logged = tare_journal_next(journal, "a/\"b\"=\n", side_of(i));
        CHECK(logged != NULL);
        if (logged != NULL)
            check_launch(logged, i);
    }
    CHECK(!tare_journal_is_replaying(journal));
    CHECK(tare_journal_next(journal, "a", TARE_SIDE_NEW) == NULL);
    CHECK_INT(journal->err.code, 0);
}

/* 1, 0 or an error, as tare_journal_load(). */
static int load(struct tare_journal *journal, struct tare_journal_head *head)
{
    *head = (struct tare_journal_head){ 0 };
    err = (struct tare_err){ 0 };
    open_it(journal);
    return tare_journal_load(journal, head, &err);
}

TEST(what_is_written_is_read)
{
    struct tare_weather weather = { 0 };
    struct tare_journal_head head;
    struct tare_journal journal;

    write_one();
    CHECK_INT(load(&journal, &head), 1);
    CHECK_STR(head.run.started, "2026-01-02T03:04:05Z");
    CHECK_INT(head.run.seed, 77);
    CHECK_INT(head.count, 2);
    CHECK_STR(head.asked[0], "--pairs: 20");
    CHECK_STR(tare_facts_find(&head.run.machine, "host")->text,
              "here \"and\" \n there");
    CHECK_INT(journal.launches, LAUNCHES);
    CHECK(journal.elapsed_ns == 5000000000040);
    CHECK_NEAR(journal.spent.s[1], 0.2, 0);
    tare_journal_weather(&journal, &weather);
    CHECK_NEAR(weather.pace_ns, 1.1, 0);
    CHECK_NEAR(weather.share, 1 / 3.0, 0);
    replay(&journal, LAUNCHES);
    tare_journal_head_release(&head);
    tare_journal_close(&journal, 0);
}

TEST(it_goes_on_behind_what_is_there)
{
    struct tare_journal_head head;
    struct tare_journal journal;
    struct tare_spent spent = { { 1 } };

    write_one();
    CHECK_INT(load(&journal, &head), 1);
    tare_journal_head_release(&head);
    CHECK_INT(tare_journal_go_on(&journal, "then", &err), 0);
    replay(&journal, LAUNCHES);
    log_launch(&journal, 5, TARE_SIDE_NEW);
    tare_journal_commit(&journal, &spent);
    tare_journal_close(&journal, 0);
    CHECK_INT(load(&journal, &head), 1);
    CHECK_INT(journal.resumed_count, 1);
    CHECK_STR(journal.resumed[0], "then");
    replay(&journal, LAUNCHES + 1);
    tare_journal_head_release(&head);
    tare_journal_close(&journal, 1);
    CHECK(access(in_scratch("journal/" NAME), F_OK) != 0);
}

TEST(another_launch_than_is_wanted_ends_it)
{
    struct tare_journal_head head;
    struct tare_journal journal;

    write_one();
    CHECK_INT(load(&journal, &head), 1);
    CHECK(tare_journal_next(&journal, "b", TARE_SIDE_NEW) == NULL);
    CHECK_INT(journal.err.code, TARE_EBASELINE);
    CHECK(strstr(journal.err.text, "start anew") != NULL);
    tare_journal_head_release(&head);
    tare_journal_close(&journal, 0);
}

/* ---- what becomes of files ----------------------------------------------- */

TEST(wherever_it_was_cut_off_whole_lines_are_kept)
{
    struct tare_journal_head head;
    struct tare_journal journal;
    size_t size, head_end, whole = 0;
    char *bytes;

    write_one();
    bytes = read_it(&size);
    head_end = (size_t)((char *)memchr(bytes, '\n', size) - bytes) + 1;
    for (size_t cut = 0; cut <= size; cut += cut < head_end ? 97 : 1) {
        int found;

        replace_it(bytes, cut);
        found = load(&journal, &head);
        CHECK(found >= 0);
        CHECK(journal.launches >= whole);
        whole = journal.launches;
        CHECK_INT(found, whole > 0);
        if (found == 1)
            replay(&journal, whole);
        tare_journal_head_release(&head);
        tare_journal_close(&journal, 0);
    }
    CHECK_INT(whole, LAUNCHES);
    free(bytes);
}

TEST(a_last_line_of_zeros_is_dropped)
{
    struct tare_journal_head head;
    struct tare_journal journal;
    char *bytes;
    size_t size;

    write_one();
    bytes = read_it(&size);
    memset(bytes + size - 40, 0, 40);
    replace_it(bytes, size);
    CHECK_INT(load(&journal, &head), 1);
    CHECK_INT(journal.launches, LAUNCHES - 1);
    CHECK_INT(tare_journal_go_on(&journal, "then", &err), 0);
    tare_journal_head_release(&head);
    tare_journal_close(&journal, 0);
    CHECK_INT(load(&journal, &head), 1);
    CHECK_INT(journal.launches, LAUNCHES - 1);
    CHECK_INT(journal.resumed_count, 1);
    tare_journal_head_release(&head);
    tare_journal_close(&journal, 0);
    free(bytes);
}

TEST(damage_in_the_middle_is_refused_with_its_line)
{
    struct tare_journal_head head;
    struct tare_journal journal;
    char *bytes, *third;
    size_t size;

    write_one();
    bytes = read_it(&size);
    third = strchr(strchr(bytes, '\n') + 1, '\n') + 1;
    strstr(third, "\"ok\"")[1] = 'k';
    replace_it(bytes, size);
    CHECK_INT(load(&journal, &head), TARE_EBASELINE);
    CHECK(strstr(err.text, "jsonl:3:") != NULL);
    CHECK(strstr(err.text, "without") != NULL ||
          strstr(err.text, "leaving out --resume") != NULL);
    tare_journal_close(&journal, 0);
    free(bytes);
}

/* Gives the line that checksum which it should have. */
static void seal(char *line)
{
    char *end = strchr(line, '\n'), crc[9];
    char *at = end - 20;

    snprintf(crc, sizeof crc, "%08x", tare_crc32(0, line, (size_t)(at - line)));
    memcpy(at + 10, crc, 8);
}

/* Whatever it holds, nothing bad happens; what is accepted can be replayed. */
TEST(a_hostile_one_is_refused_or_replayed)
{
    static const char letters[] = "\"{}[],:0189-eE.\\u\001nulltrue \xff";
    struct tare_rng rng;
    size_t size, refused = 0;
    char *bytes;

    tare_rng_seed(&rng, 5);
    write_one();
    bytes = read_it(&size);
    for (int i = 0; i < DAMAGES; i++) {
        struct tare_journal_head head;
        struct tare_journal journal;
        char *copy = malloc(size + 1), *line = copy;
        uint32_t at = tare_rng_below(&rng, (uint32_t)size);
        int found;

        memcpy(copy, bytes, size);
        copy[size] = '\0';
        if (copy[at] != '\n')
            copy[at] = letters[tare_rng_below(&rng, sizeof letters - 1)];
        while (strchr(line, '\n') < copy + at)
            line = strchr(line, '\n') + 1;
        seal(line);
        replace_it(copy, size);
        found = load(&journal, &head);
        refused += found < 0;
        while (found == 1 && tare_journal_is_replaying(&journal) &&
               journal.err.code == TARE_OK)
            tare_journal_next(&journal, "a/\"b\"=\n", TARE_SIDE_NEW);
        tare_journal_head_release(&head);
        tare_journal_close(&journal, 0);
        free(copy);
    }
    CHECK(refused > DAMAGES / 10);
    CHECK(refused < DAMAGES);
    free(bytes);
}

TEST(only_one_has_it)
{
    struct tare_journal journal, other;

    open_it(&journal);
    CHECK_INT(tare_journal_open(&other, scratch, NAME, &err), TARE_EOUTPUT);
    CHECK(strstr(err.text, "try again") != NULL);
    tare_journal_close(&journal, 1);
    CHECK_INT(tare_journal_open(&other, scratch, NAME, &err), 0);
    tare_journal_close(&other, 1);
}

TEST(old_ones_are_removed)
{
    struct timespec times[2] = { { .tv_sec = time(NULL) - 40 * 24 * 3600 },
                                 { .tv_sec = time(NULL) - 40 * 24 * 3600 } };
    struct tare_journal journal;

    write_one();
    CHECK_INT(utimensat(AT_FDCWD, in_scratch("journal/" NAME), times, 0), 0);
    CHECK_INT(tare_journal_open(&journal, scratch, "other.jsonl", &err), 0);
    tare_journal_close(&journal, 1);
    CHECK(access(in_scratch("journal/" NAME), F_OK) != 0);
}

/* ---- base64 -------------------------------------------------------------- */

TEST(base64_is_that_of_rfc_4648)
{
    static const char *const pairs[][2] = { { "", "" },
                                            { "f", "Zg==" },
                                            { "fo", "Zm8=" },
                                            { "foo", "Zm9v" },
                                            { "foob", "Zm9vYg==" },
                                            { "fooba", "Zm9vYmE=" },
                                            { "foobar", "Zm9vYmFy" },
                                            { "\xff\xfe\x3e", "//4+" } };

    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        struct tare_buf text = { 0 }, bytes = { 0 };

        tare_base64_write(&text, pairs[i][0], strlen(pairs[i][0]));
        CHECK_STR(tare_buf_text(&text), pairs[i][1]);
        CHECK_INT(tare_base64_read(&bytes, pairs[i][1]), 0);
        CHECK_STR(tare_buf_text(&bytes), pairs[i][0]);
        tare_buf_release(&text);
        tare_buf_release(&bytes);
    }
}

TEST(what_is_no_base64_is_refused)
{
    static const char *const bad[] = { "Z",     "Zg",   "Zg=",      "Z===",
                                       "Zh==",  "Zm9=", "Zg==Zg==", "Zm 9",
                                       "Zm9\n", "=Zg=", "Zg=v" };

    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct tare_buf bytes = { 0 };

        CHECK(tare_base64_read(&bytes, bad[i]) < 0);
        tare_buf_release(&bytes);
    }
}

int main(void)
{
    static const struct test tests[] = {
        RUN(what_is_written_is_read),
        RUN(it_goes_on_behind_what_is_there),
        RUN(another_launch_than_is_wanted_ends_it),
        RUN(wherever_it_was_cut_off_whole_lines_are_kept),
        RUN(a_last_line_of_zeros_is_dropped),
        RUN(damage_in_the_middle_is_refused_with_its_line),
        RUN(a_hostile_one_is_refused_or_replayed),
        RUN(only_one_has_it),
        RUN(old_ones_are_removed),
        RUN(base64_is_that_of_rfc_4648),
        RUN(what_is_no_base64_is_refused),
    };
    int status;

    make_scratch();
    status = test_main(tests, sizeof tests / sizeof *tests);
    drop_scratch();
    return status;
}
