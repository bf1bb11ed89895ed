/* SPDX-License-Identifier: MIT */
#include "harness/meters/meters.h"

#include <stdlib.h>

#include "tests/test.h"

static unsigned parse(const char *list)
{
    struct tare_wanted wanted = { 0 };
    struct tare_err err = { 0 };

    CHECK_INT(tare_wanted_parse(&wanted, list, &err), 0);
    return wanted.meters;
}

TEST(a_list_names_meters)
{
    unsigned usage = 1u << TARE_METER_USAGE;

    CHECK_INT(parse("usage"), usage);
    CHECK_INT(parse("time,usage"), usage);
    CHECK_INT(parse("time"), 0);
    CHECK_INT(parse("none"), 0);
    CHECK_INT(parse("default"), tare_wanted_default().meters);
    CHECK_INT(parse("all"), (1u << TARE_METERS) - 1);
    CHECK_INT(parse("usage,default"), usage | tare_wanted_default().meters);
}

static void check_refused(const char *list, const char *want)
{
    struct tare_wanted wanted = { 0 };
    struct tare_err err = { 0 };

    CHECK_INT(tare_wanted_parse(&wanted, list, &err), TARE_EUSAGE);
    CHECK(strncmp(err.text, want, strlen(want)) == 0);
}

TEST(what_is_no_meter_is_refused_by_name)
{
    check_refused("foo",
                  "--measures: unknown measure \"foo\"; there are time, ");
    check_refused("usage,", "--measures: unknown measure \"\"; ");
    check_refused("", "--measures: unknown measure \"\"; ");
    check_refused("usage;rm", "--measures: unknown measure \"usage;rm\"; ");
}

TEST(what_is_asked_for_by_name_is_remembered)
{
    struct tare_wanted wanted = { 0 };
    char *refused;

    tare_wanted_parse(&wanted, "usage", NULL);
    CHECK_INT(wanted.asked, 1u << TARE_METER_USAGE);
    tare_wanted_check(&wanted, &refused);
    CHECK(refused == NULL);
    CHECK_INT(wanted.meters, 1u << TARE_METER_USAGE);
    CHECK_INT(tare_wanted_default().asked, 0);
}

TEST(only_what_does_not_disturb_rides_along)
{
    struct tare_wanted all = { .meters = (1u << TARE_METERS) - 1 };
    unsigned along = tare_wanted_along(&all).meters;

    for (unsigned i = 0; i < TARE_METERS; i++)
        CHECK_INT(along >> i & 1, !tare_meters[i]->is_alone);
}

/* What is taken of everybody who did not ask must not need to be judged with
 * patience, and no two measures may have one name. */
TEST(the_table_is_sound)
{
    for (unsigned i = 0; i < TARE_METERS; i++) {
        const struct tare_meter *meter = tare_meters[i];

        CHECK(meter->name != NULL && meter->what != NULL);
        CHECK(!meter->is_alone || (meter->launches > 0 && meter->plan != NULL));
        for (size_t k = 0; k < meter->count; k++) {
            CHECK(tare_reading_find(meter->readings[k].name) ==
                  &meter->readings[k]);
            CHECK(meter->readings[k].what != NULL);
        }
    }
    CHECK(tare_reading_find("time") == NULL);
}

TESTS(RUN(a_list_names_meters), RUN(what_is_no_meter_is_refused_by_name),
      RUN(what_is_asked_for_by_name_is_remembered),
      RUN(only_what_does_not_disturb_rides_along), RUN(the_table_is_sound))
