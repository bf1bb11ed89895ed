/* SPDX-License-Identifier: MIT */
/* What OTLP/JSON says: times, buckets, and what is left out.  That it can be
 * read is tested in exports_test.c, and that its series are those of OpenMetrics
 * in tests/docs/prometheus.sh. */
#include "report/export/export.h"

#include "tests/report/export_fixtures.h"
#include "tests/test.h"

/* The export, and the run released. */
static char *export_otlp(struct tare_run *run)
{
    char *text = NULL;
    size_t size = 0;
    FILE *stream = open_memstream(&text, &size);

    tare_export(tare_export_find("otlp", 4), run, NULL, NULL, stream);
    fclose(stream);
    tare_run_release(run);
    return text;
}

static void check_holds(struct tare_run *run, const char *part)
{
    char *text = export_otlp(run);

    CHECK(strstr(text, part) != NULL);
    free(text);
}

TEST(a_point_is_of_the_end_of_the_run)
{
    struct tare_run run = { 0 };

    add_facts(&run, "host");
    add_measure(add_case(&run, "a"), "time", "ns", 5, 0);
    /* date -u -d 2026-01-31T12:00:00Z +%s, and elapsed_s */
    check_holds(&run, "\"timeUnixNano\": \"1769860801234567890\", "
                      "\"asDouble\": 5e-09");
}

TEST(a_time_that_is_not_known_is_left_out)
{
    static const char *const starts[] = { "yesterday", "",
                                          "0001-01-01T00:00:00Z",
                                          "-9999-01-01T00:00:00Z" };

    for (size_t i = 0; i < sizeof starts / sizeof *starts; i++) {
        struct tare_run run = { 0 };
        char *text;

        run.started = tare_strdup(starts[i]);
        add_measure(add_case(&run, "a"), "time", "ns", 5, 2);
        text = export_otlp(&run);
        CHECK(strstr(text, "asDouble") != NULL);
        CHECK(strstr(text, "UnixNano") == NULL);
        free(text);
    }
}

TEST(a_launch_is_in_the_bucket_that_ends_with_it)
{
    struct tare_run run = { 0 };
    struct tare_measure *time =
        add_measure(add_case(&run, "a"), "time", "ns", 1e9, 0);

    add_launch(time, 1.5e9);
    add_launch(time, 1e9);
    add_launch(time, 1.5e9);
    add_launch(time, 7e9);
    time->launches[3].aside = 1;
    /* 511/512 and 383/256 */
    check_holds(&run, "\"count\": \"3\", \"sum\": 4, \"min\": 1, \"max\": 1.5, "
                      "\"explicitBounds\": [0.998046875, 1, 1.49609375, 1.5], "
                      "\"bucketCounts\": [\"0\", \"1\", \"0\", \"2\", \"0\"]}");
}

TEST(buckets_that_touch_share_a_bound)
{
    struct tare_run run = { 0 };
    struct tare_measure *time =
        add_measure(add_case(&run, "a"), "time", "ns", 1e9, 0);

    add_launch(time, 1e9);
    add_launch(time, 1.001e9);
    /* 511/512 and 257/256 */
    check_holds(&run, "\"explicitBounds\": [0.998046875, 1, 1.00390625], "
                      "\"bucketCounts\": [\"0\", \"1\", \"1\", \"0\"]}");
}

TEST(latency_has_the_buckets_of_the_record)
{
    struct tare_run run = { 0 };
    struct tare_case *c = add_case(&run, "a");
    struct tare_log_bins *launch;

    c->latency.count = 2;
    c->latency.launches = tare_alloc(2, sizeof *c->latency.launches);
    for (launch = c->latency.launches; launch < c->latency.launches + 2;
         launch++) {
        launch->max = 100;
        launch->count = 1;
        launch->items = tare_alloc(1, sizeof *launch->items);
        launch->items[0] =
            (struct tare_log_bin){ (uint32_t)tare_log_bucket(100), 4 };
    }
    /* 64 (1 + 144/256) and 64 (1 + 145/256) ns */
    check_holds(&run, "\"count\": \"8\", \"max\": 1e-07, "
                      "\"explicitBounds\": [1e-07, 1.0025e-07], "
                      "\"bucketCounts\": [\"0\", \"8\", \"0\"]}");
}

TEST(what_was_not_measured_has_no_metric)
{
    struct tare_run run = { 0 };

    check_holds(&run, "\"metrics\": []");
}

TESTS(RUN(a_point_is_of_the_end_of_the_run),
      RUN(a_time_that_is_not_known_is_left_out),
      RUN(a_launch_is_in_the_bucket_that_ends_with_it),
      RUN(buckets_that_touch_share_a_bound),
      RUN(latency_has_the_buckets_of_the_record),
      RUN(what_was_not_measured_has_no_metric))
