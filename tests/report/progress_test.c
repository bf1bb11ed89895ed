/* SPDX-License-Identifier: MIT */
/* What is shown while something is measured, the ETA among it. */
#include "report/terminal/progress.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/test.h"

static char text[4096];

/* What goes to stderr, where nobody or somebody watches. */
static void show(const struct tare_progress_line *line, int is_terminal)
{
    struct tare_progress_bar bar = {
        .style = { .is_terminal = is_terminal, .columns = 200 }, .last_s = -100
    };
    FILE *file = tmpfile();
    int before = dup(STDERR_FILENO);
    size_t size;

    fflush(stderr);
    dup2(fileno(file), STDERR_FILENO);
    tare_progress_show(&bar, line);
    fflush(stderr);
    dup2(before, STDERR_FILENO);
    close(before);
    rewind(file);
    size = fread(text, 1, sizeof text - 1, file);
    text[size] = '\0';
    fclose(file);
}

TEST(the_time_left_is_shown_as_the_most_it_can_be)
{
    struct tare_progress_line line = { .verb = "measuring",
                                       .done = 2,
                                       .count = 7,
                                       .round = 31,
                                       .elapsed_s = 10,
                                       .left_s = 92,
                                       .id = "sort/n=10" };

    show(&line, 0);
    CHECK_STR(text, "tare: measuring, 2 of 7 settled, round 31, at most 1:32 "
                    "min left\n");
    show(&line, 1);
    CHECK(strstr(text, "at most 1:32 min left  sort/n=10") != NULL);
}

TEST(a_time_that_is_not_known_is_not_shown)
{
    struct tare_progress_line line = {
        .verb = "calibrating", .done = 1, .count = 7, .left_s = -1
    };

    show(&line, 0);
    CHECK_STR(text, "tare: calibrating, 1 of 7 done\n");
}

TESTS(RUN(the_time_left_is_shown_as_the_most_it_can_be),
      RUN(a_time_that_is_not_known_is_not_shown))
