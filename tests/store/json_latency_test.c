/* SPDX-License-Identifier: MIT */
/* Histograms in a record: saved, read back, and refused. */
#include "store/json_latency.h"

#include "store/alloc.h"
#include "store/json.h"
#include "tests/store/member.h"
#include "tests/test.h"

static int load(struct tare_run *run, const char *latency, struct tare_err *err)
{
    return load_member(run, "latency", latency, err);
}

#define LAUNCH(max, buckets, counts)                                           \
    "{\"max_ns\":" max ",\"buckets\":[" buckets "],\"counts\":[" counts "]}"
#define LATENCY(floor, launches)                                               \
    "{\"floor_ns\":" floor ",\"launches\":[" launches "]}"
#define GOOD LAUNCH("3.5", "0,1,449", "7,1,1099511627768")

TEST(what_is_saved_is_read_back)
{
    struct tare_run run = { 0 }, back = { 0 };
    struct tare_err err = { 0 };
    const struct tare_latency *latency;
    char *bytes = NULL, *again = NULL;
    size_t size = 0, again_size = 0;
    FILE *stream;

    CHECK_INT(
        load(&run, LATENCY("45.25", GOOD "," LAUNCH("0", "0", "1")), &err), 0);
    CHECK_STR(err.text, "");
    stream = open_memstream(&bytes, &size);
    tare_run_print(&run, stream);
    fclose(stream);
    CHECK_INT(tare_run_parse(&back, bytes, size, "b.json", TARE_LOAD_ALL, &err),
              0);
    latency = &back.cases[0].latency;
    CHECK_NEAR(latency->floor_ns, 45.25, 0);
    CHECK_INT(latency->count, 2);
    CHECK_INT(latency->launches[0].count, 3);
    CHECK_INT(latency->launches[0].items[2].bucket, 449);
    CHECK_INT(latency->launches[0].items[2].count, 1099511627768);
    CHECK_NEAR(latency->launches[0].max, 3.5, 0);
    CHECK_NEAR(latency->launches[1].max, 0, 0);
    CHECK_INT(tare_latency_iterations(latency), 1099511627777);
    stream = open_memstream(&again, &again_size);
    tare_run_print(&back, stream);
    fclose(stream);
    CHECK_STR(again, bytes);
    free(bytes);
    free(again);
    tare_run_release(&run);
    tare_run_release(&back);
}

TEST(without_it_nothing_is_written)
{
    struct tare_run run = { 0 };
    struct tare_err err = { 0 };
    char *bytes = NULL;
    size_t size = 0;
    FILE *stream = open_memstream(&bytes, &size);

    CHECK_INT(load(&run, NULL, &err), 0);
    CHECK_INT(run.cases[0].latency.count, 0);
    tare_run_print(&run, stream);
    fclose(stream);
    CHECK(strstr(bytes, "latency") == NULL);
    free(bytes);
    tare_run_release(&run);
}

static void check_refusal(const char *latency, const char *want)
{
    struct tare_run run = { 0 };
    struct tare_err err = { 0 };
    char whole[300];

    CHECK_INT(load(&run, latency, &err), TARE_EBASELINE);
    err.text[strcspn(err.text, ";")] = '\0';
    snprintf(whole, sizeof whole, "r.json:2:1: %s", want);
    CHECK_STR(err.text, whole);
    CHECK(run.cases == NULL);
}

TEST(what_makes_no_sense_is_refused_with_its_place)
{
    static const char launches[] =
        "a \"latency\" must have an array of \"launches\"";
    static const char columns[] = "a launch of a latency must have arrays of "
                                  "\"buckets\" and \"counts\"";
    static const char buckets[] = "the \"buckets\" of a latency must be whole "
                                  "numbers that ascend and are in range";
    static const char counts[] =
        "the \"counts\" of a latency must be whole numbers from 1 on, and not "
        "too large in total";
    static const char lengths[] = "the \"buckets\" and \"counts\" of a latency "
                                  "must be equally many, and not empty";
    static const char max[] = "the \"max_ns\" of a latency must lie in the "
                              "last of its \"buckets\"";

    check_refusal("7", launches);
    check_refusal("{\"floor_ns\":1}", launches);
    check_refusal(LATENCY("1", ""), launches);
    check_refusal(LATENCY("-1", GOOD),
                  "\"floor_ns\" of a latency must be a number that is not "
                  "negative");
    check_refusal(LATENCY("1", "{}"),
                  "\"max_ns\" of a latency must be a number that is not "
                  "negative");
    check_refusal(LATENCY("1", "{\"max_ns\":1}"), columns);
    check_refusal(LATENCY("1", LAUNCH("1", "", "")), lengths);
    check_refusal(LATENCY("1", LAUNCH("1", "0,1", "1")), lengths);
    check_refusal(LATENCY("1", LAUNCH("1", "1", "1,1")), lengths);
    check_refusal(LATENCY("1", LAUNCH("1", "1,1", "1,1")), buckets);
    check_refusal(LATENCY("1", LAUNCH("1", "0.5,1", "1,1")), buckets);
    check_refusal(LATENCY("1", LAUNCH("1", "-1,1", "1,1")), buckets);
    check_refusal(LATENCY("1", LAUNCH("1e300", "11265", "1")), buckets);
    check_refusal(LATENCY("1", LAUNCH("1", "\"1\"", "1")), buckets);
    check_refusal(LATENCY("1", LAUNCH("1", "1", "0")), counts);
    check_refusal(LATENCY("1", LAUNCH("1", "1", "1.5")), counts);
    check_refusal(LATENCY("1", LAUNCH("1", "1", "1099511627777")), counts);
    check_refusal(LATENCY("1", LAUNCH("1", "0,1", "1,1099511627776")), counts);
    check_refusal(LATENCY("1", LAUNCH("2", "1", "1")), max);
    check_refusal(LATENCY("1", GOOD "," LAUNCH("0.5", "1", "1")), max);
}

TEST(launches_are_bounded)
{
    struct tare_buf text = { 0 };

    tare_buf_puts(&text, "{\"floor_ns\":1,\"launches\":[");
    for (int i = 0; i <= TARE_LATENCY_LAUNCHES_MAX; i++)
        tare_buf_printf(&text, "%s%s", i > 0 ? "," : "", LAUNCH("1", "1", "1"));
    tare_buf_puts(&text, "]}");
    check_refusal(text.data, "a latency has too many \"launches\"");
    tare_buf_release(&text);
}

TEST(only_enough_iterations_tell)
{
    CHECK(!tare_latency_tells(3, 9999) && tare_latency_tells(3, 10000));
    CHECK(!tare_latency_tells(0, 19) && tare_latency_tells(0, 20));
    CHECK(!tare_latency_tells(4, 0) && tare_latency_tells(4, 1));
}

TESTS(RUN(what_is_saved_is_read_back), RUN(without_it_nothing_is_written),
      RUN(what_makes_no_sense_is_refused_with_its_place),
      RUN(launches_are_bounded), RUN(only_enough_iterations_tell))
