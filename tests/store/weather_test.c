/* SPDX-License-Identifier: MIT */
#include "store/weather.h"

#include <stdio.h>
#include <stdlib.h>

#include "store/alloc.h"
#include "tests/test.h"

static char root[] = "/tmp/tare-weather-XXXXXX";
static struct tare_facts machine;
static struct tare_err err;

static void name(const char *cpu)
{
    tare_facts_release(&machine);
    tare_facts_text(&machine, "cpu", cpu);
    tare_facts_text(&machine, "host", "here");
}

static void remember(double pace_ns, double share, double slower)
{
    struct tare_weather weather = { .pace_ns = pace_ns,
                                    .share = share,
                                    .slower = slower };

    CHECK_INT(tare_weather_remember(root, &machine, &weather, &err), 0);
}

static double pace(void)
{
    return tare_weather_recall(root, &machine).pace_ns;
}

TEST(a_machine_that_was_never_seen_is_not_known)
{
    name("nobody");
    CHECK(pace() <= 0);
    CHECK(tare_weather_recall("/nowhere/at/all", &machine).pace_ns <= 0);
}

TEST(the_first_pace_is_remembered_until_it_is_faster)
{
    name("fast");
    remember(7000, 1.25, 0);
    remember(7100, 1.20, 0);
    CHECK_NEAR(pace(), 7000, 0);
    CHECK_NEAR(tare_weather_recall(root, &machine).share, 1.20, 0);
    remember(6900, 1.30, 0);
    CHECK_NEAR(pace(), 6900, 0);
}

TEST(each_machine_is_known_by_itself)
{
    name("a");
    remember(1000, 1.1, 0);
    name("b");
    remember(2000, 1.2, 0);
    CHECK_NEAR(pace(), 2000, 0);
    name("a");
    CHECK_NEAR(pace(), 1000, 0);
}

TEST(another_generation_of_that_name_is_another_machine)
{
    name("EPYC");
    tare_facts_text(&machine, "cpu_model", "17");
    remember(1000, 1.1, 0);
    name("EPYC");
    tare_facts_text(&machine, "cpu_model", "2");
    CHECK(pace() <= 0);
}

TEST(one_that_stays_slower_is_what_it_is_now)
{
    name("battery");
    remember(1000, 1.1, 0);
    for (int i = 0; i < 9; i++) {
        remember(2000, 1.1, 1);
        CHECK_NEAR(pace(), 1000, 0);
    }
    remember(2000, 1.1, 1);
    CHECK_NEAR(pace(), 2000, 0);
}

TEST(of_many_machines_the_last_used_stay)
{
    char cpu[16];

    for (int i = 0; i < 40; i++) {
        snprintf(cpu, sizeof cpu, "cpu%d", i);
        name(cpu);
        remember(1000 + i, 1.1, 0);
    }
    CHECK_NEAR(pace(), 1039, 0);
    name("cpu30");
    CHECK_NEAR(pace(), 1030, 0);
    name("cpu3");
    CHECK(pace() <= 0);
}

TEST(a_damaged_file_is_no_more_than_forgotten)
{
    char path[64];
    FILE *file;

    snprintf(path, sizeof path, "%s/weather", root);
    file = fopen(path, "w");
    fputs("nan 1 0 here\n-5 1 0 here\n\n\x01\x02 x\n1e300 1 0 x\n", file);
    fclose(file);
    name("here");
    CHECK(pace() <= 0);
    remember(500, 1.1, 0);
    CHECK_NEAR(pace(), 500, 0);
}

int main(void)
{
    static const struct test tests[] = {
        RUN(a_machine_that_was_never_seen_is_not_known),
        RUN(the_first_pace_is_remembered_until_it_is_faster),
        RUN(each_machine_is_known_by_itself),
        RUN(another_generation_of_that_name_is_another_machine),
        RUN(one_that_stays_slower_is_what_it_is_now),
        RUN(of_many_machines_the_last_used_stay),
        RUN(a_damaged_file_is_no_more_than_forgotten)
    };
    char command[64];
    int status;

    if (mkdtemp(root) == NULL)
        return 1;
    status = test_main(tests, sizeof tests / sizeof *tests);
    snprintf(command, sizeof command, "rm -rf %s", root);
    return system(command) != 0 || status;
}
