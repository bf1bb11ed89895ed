/* SPDX-License-Identifier: MIT */
#include "harness/bench/fixtures.h"

#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "harness/launch/messages.h"
#include "tests/test.h"

static struct tare_fixture *get(struct tare_fixtures *fixtures,
                                const char *name)
{
    struct tare_err err = { 0 };
    struct tare_fixture *fixture =
        tare_fixtures_get(fixtures, 0, name, 8192, &err);

    CHECK_STR(err.text, "");
    return fixture;
}

static void fill(struct tare_fixtures *fixtures, const char *name,
                 const char *text)
{
    struct tare_fixture *fixture = get(fixtures, name);

    CHECK_INT(pwrite(fixture->fd, text, strlen(text), 4096),
              (ssize_t)strlen(text));
    tare_fixture_finish(fixture);
}

static ino_t inode(struct tare_fixtures *fixtures, const char *name)
{
    struct stat facts;

    CHECK_INT(fstat(get(fixtures, name)->fd, &facts), 0);
    return facts.st_ino;
}

TEST(nobody_writes_into_what_is_built)
{
    struct tare_fixtures fixtures = { 0 };

    fill(&fixtures, "a", "text");
    CHECK_INT(pwrite(get(&fixtures, "a")->fd, "x", 1, 0), -1);
    CHECK(mmap(NULL, 8192, PROT_WRITE, MAP_SHARED, get(&fixtures, "a")->fd,
               0) == MAP_FAILED);
    CHECK_INT(ftruncate(get(&fixtures, "a")->fd, 0), -1);
    tare_fixtures_release(&fixtures);
}

TEST(what_was_not_built_to_its_end_begins_anew)
{
    struct tare_fixtures fixtures = { 0 };
    char byte = 1;

    CHECK_INT(pwrite(get(&fixtures, "a")->fd, "x", 1, 0), 1);
    CHECK_INT(pread(get(&fixtures, "a")->fd, &byte, 1, 0), 1);
    CHECK_INT(byte, 0);
    CHECK_INT(fixtures.count, 1);
    tare_fixtures_release(&fixtures);
}

TEST(equal_ones_of_two_sides_become_one)
{
    struct tare_fixtures old = { 0 }, new = { 0 };

    fill(&old, "same", "text");
    fill(&new, "same", "text");
    fill(&old, "other", "text");
    fill(&new, "other", "TEXT");
    fill(&new, "alone", "text");
    get(&new, "unbuilt");
    CHECK_STR(tare_fixtures_share(&old, &new), "other");
    CHECK_INT(inode(&old, "same"), inode(&new, "same"));
    CHECK(inode(&old, "other") != inode(&new, "other"));
    CHECK(tare_fixtures_share(&old, &new) == NULL); /* has been said */
    tare_fixtures_release(&old);
    tare_fixtures_release(&new);
}

static void check_refused(struct tare_fixtures *fixtures, const char *name,
                          uint64_t size)
{
    struct tare_err err = { 0 };

    CHECK(tare_fixtures_get(fixtures, 0, name, size, &err) == NULL);
    CHECK(err.text[0] != '\0');
}

TEST(what_makes_no_sense_is_refused)
{
    struct tare_fixtures fixtures = { 0 };
    char name[1000] = { 0 };

    get(&fixtures, "a");
    check_refused(&fixtures, "a", 4096);
    check_refused(&fixtures, "b", 0);
    check_refused(&fixtures, "b", UINT64_MAX);
    memset(name, 'x', sizeof name - 1);
    check_refused(&fixtures, name, 4096);
    for (int i = 0; i < 255; i++) {
        snprintf(name, sizeof name, "%d", i);
        get(&fixtures, name);
    }
    check_refused(&fixtures, "b", 4096);
    tare_fixtures_release(&fixtures);
}

TEST(messages_survive_the_way)
{
    struct tare_message message = { 0 };
    uint64_t size = 0;
    int is_built = 0;
    char *text;

    tare_put_fixture(&message, "words", 7);
    text = tare_get_fixture(&message, &size);
    CHECK_STR(text, "words");
    CHECK(size == 7 && !message.bad);
    free(text);
    tare_message_release(&message);
    tare_put_built(&message, "/proc/1/fd/2", 1);
    text = tare_get_built(&message, &is_built);
    CHECK_STR(text, "/proc/1/fd/2");
    CHECK(is_built && !message.bad);
    free(text);
    tare_message_release(&message);
    CHECK(tare_get_fixture(&message, &size) == NULL && message.bad);
    tare_message_release(&message);
}

TESTS(RUN(nobody_writes_into_what_is_built),
      RUN(what_was_not_built_to_its_end_begins_anew),
      RUN(equal_ones_of_two_sides_become_one),
      RUN(what_makes_no_sense_is_refused), RUN(messages_survive_the_way))
