/* SPDX-License-Identifier: MIT */
/* Lines of a source file are shown only as they were built. */
#include "store/source.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/test.h"

enum {
    EDITED_S = 1000000
};

static char file[40];

/* One of two lines, edited at that time. */
static void write_source(void)
{
    const struct timespec times[2] = { { .tv_sec = EDITED_S },
                                       { .tv_sec = EDITED_S } };
    FILE *stream;

    strcpy(file, "/tmp/tare-source-XXXXXX");
    stream = fdopen(mkstemp(file), "w");
    fputs("one\ntwo\n", stream);
    fclose(stream);
    utimensat(AT_FDCWD, file, times, 0);
}

static size_t lines_of(const char *path, double built_s)
{
    struct tare_profile_object object = { .path = (char *)path,
                                          .built_s = built_s };
    struct tare_source source;
    size_t count;

    tare_source_read(&source, file, &object);
    count = source.count;
    CHECK(count == 0 || strcmp(tare_source_line(&source, 2), "two") == 0);
    CHECK(tare_source_line(&source, 3) == NULL);
    tare_source_release(&source);
    return count;
}

TEST(lines_are_those_that_were_built)
{
    write_source();
    CHECK_INT(lines_of("/nowhere", EDITED_S), 2);
    CHECK_INT(lines_of("/nowhere", EDITED_S - 1), 0);
    unlink(file);
}

/* As it is after editing and building again. */
TEST(an_object_that_was_built_again_does_not_count)
{
    write_source();
    CHECK_INT(lines_of("/proc/self/exe", EDITED_S - 1), 0);
    unlink(file);
}

/* Records from before it was noted. */
TEST(without_a_time_the_object_is_asked)
{
    write_source();
    CHECK_INT(lines_of("/proc/self/exe", 0), 2);
    CHECK_INT(lines_of("/nowhere", 0), 2);
    unlink(file);
}

TESTS(RUN(lines_are_those_that_were_built),
      RUN(an_object_that_was_built_again_does_not_count),
      RUN(without_a_time_the_object_is_asked))
