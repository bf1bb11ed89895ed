/* SPDX-License-Identifier: MIT */
/* What the table of cases shows beside time. */
#include "report/terminal/summary.h"

#include <stdlib.h>

#include "report/terminal/weather_text.h"
#include "store/alloc.h"
#include "tests/test.h"

static void add(struct tare_case *c, const char *name,
                enum tare_measure_kind kind, double value)
{
    struct tare_measure *measure =
        tare_case_add_measure(c, name, "", TARE_BETTER_LOWER, kind);

    measure->has_estimate = 1;
    measure->estimate.value = measure->estimate.low = measure->estimate.high =
        value;
    measure->launches = tare_alloc(1, sizeof *measure->launches);
    measure->launches[0].value = value;
    measure->count = 1;
}

static struct tare_run make_run(void)
{
    struct tare_run run = { .cases = tare_alloc(1, sizeof *run.cases),
                            .case_count = 1 };
    struct tare_case *c = &run.cases[0];

    c->identity.id = tare_strdup("work");
    c->identity.threads = 1;
    add(c, "time", TARE_KIND_NOISY, 10);
    add(c, "allocations", TARE_KIND_EXACT, 0);
    add(c, "allocated-bytes", TARE_KIND_EXACT, 64);
    add(c, "simulated-cycles", TARE_KIND_EVIDENCE, 300);
    add(c, "page-faults", TARE_KIND_EVIDENCE, 0);
    return run;
}

/* Whether the table shows a row of that name. */
static int shows(const struct tare_run *run, enum tare_detail detail,
                 const char *name)
{
    struct tare_style style = { 0 };
    char *text = NULL;
    size_t size;
    FILE *stream = open_memstream(&text, &size);
    int found;

    tare_summary_print(run, stream, &style, detail);
    fclose(stream);
    found = strstr(text, name) != NULL;
    free(text);
    return found;
}

TEST(what_explains_and_what_is_nothing_is_not_in_the_table)
{
    struct tare_run run = make_run();

    CHECK(shows(&run, TARE_DETAIL_NORMAL, "allocated-bytes"));
    CHECK(!shows(&run, TARE_DETAIL_NORMAL, "allocations"));
    CHECK(!shows(&run, TARE_DETAIL_NORMAL, "simulated-cycles"));
    CHECK(!shows(&run, TARE_DETAIL_NORMAL, "page-faults"));
    tare_run_release(&run);
}

TEST(what_was_asked_for_is_shown_unless_it_is_noise_around_nothing)
{
    struct tare_run run = make_run();

    tare_facts_text(&run.settings, "measures", "all");
    CHECK(shows(&run, TARE_DETAIL_NORMAL, "allocations"));
    CHECK(shows(&run, TARE_DETAIL_NORMAL, "simulated-cycles"));
    CHECK(!shows(&run, TARE_DETAIL_NORMAL, "page-faults"));
    tare_run_release(&run);
}

TEST(verbose_shows_all)
{
    struct tare_run run = make_run();

    CHECK(shows(&run, TARE_DETAIL_VERBOSE, "allocations"));
    CHECK(shows(&run, TARE_DETAIL_VERBOSE, "simulated-cycles"));
    CHECK(shows(&run, TARE_DETAIL_VERBOSE, "page-faults"));
    tare_run_release(&run);
}

TEST(what_disturbed_a_run_is_said)
{
    struct tare_weather weather = { .quiet = 0.91,
                                    .crowded = 0.09,
                                    .interrupts = 0.052 };
    struct tare_buf text = { 0 };

    tare_weather_describe(&text, &weather);
    CHECK_STR(text.data,
              "91 % of the samples were taken in quiet; 9.0 % shared the core "
              "with other work; interrupts took 5.2 % of the time");
    tare_buf_release(&text);
}

TESTS(RUN(what_disturbed_a_run_is_said),
      RUN(what_explains_and_what_is_nothing_is_not_in_the_table),
      RUN(what_was_asked_for_is_shown_unless_it_is_noise_around_nothing),
      RUN(verbose_shows_all))
