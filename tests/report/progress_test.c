/* SPDX-License-Identifier: MIT */
/* What is shown while something is measured, the ETA among it. */
#include "report/terminal/progress.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/test.h"

static char text[4096];

/* What is shown where nobody or somebody watches. */
static void show(const struct tare_live *live, int is_terminal)
{
    struct tare_progress_bar bar = { .stream = tmpfile(),
                                     .style = { .is_terminal = is_terminal,
                                                .columns = 200 },
                                     .last_s = -100 };
    FILE *file = bar.stream;
    size_t size;

    tare_progress_show(&bar, live);
    rewind(file);
    size = fread(text, 1, sizeof text - 1, file);
    text[size] = '\0';
    fclose(file);
}

TEST(the_time_left_is_shown_as_the_most_it_can_be)
{
    struct tare_live live = { .phase = "measuring",
                              .done = 2,
                              .count = 7,
                              .round = 31,
                              .elapsed_s = 10,
                              .left_s = 92,
                              .case_id = "sort/n=10" };

    show(&live, 0);
    CHECK_STR(text, "tare: measuring, 2 of 7 settled, round 31, at most 1:32 "
                    "min left\n");
    show(&live, 1);
    CHECK(strstr(text, "at most 1:32 min left  sort/n=10") != NULL);
}

TEST(a_time_that_is_not_known_is_not_shown)
{
    struct tare_live live = {
        .phase = "calibrating", .done = 1, .count = 7, .left_s = NAN
    };

    show(&live, 0);
    CHECK_STR(text, "tare: calibrating, 1 of 7 done\n");
}

TEST(an_answer_says_all_that_is_known)
{
    struct tare_live live = { .phase = "duelling",
                              .done = 4,
                              .count = 9,
                              .round = 31,
                              .elapsed_s = 65,
                              .left_s = 92,
                              .verdicts = { 1, 0, 2, 1, 3, 1 },
                              .case_id = "a\033[2Jb" };
    struct tare_buf line = { 0 };

    tare_progress_describe(&line, &live);
    CHECK_STR(line.data,
              "duelling, 4 of 9 settled, round 31, 3 suspected, at most 1:32 "
              "min left, 1 regressed, 2 unchanged, 1 inconclusive, 1 failed, "
              "after 1:05 min: a\\x1b[2Jb");
    tare_buf_release(&line);
}

TEST(before_anything_is_counted_only_the_phase_is_shown)
{
    struct tare_live live = { .phase = "building", .left_s = NAN };

    show(&live, 0);
    CHECK_STR(text, "tare: building\n");
}

TESTS(RUN(the_time_left_is_shown_as_the_most_it_can_be),
      RUN(a_time_that_is_not_known_is_not_shown),
      RUN(an_answer_says_all_that_is_known),
      RUN(before_anything_is_counted_only_the_phase_is_shown))
