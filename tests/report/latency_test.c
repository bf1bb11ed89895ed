/* SPDX-License-Identifier: MIT */
/* Single iterations as text, as a table of a page, and as a plot. */
#include "report/html/latency_table.h"
#include "report/terminal/latency_text.h"
#include "report/plots/plots.h"
#include "store/alloc.h"
#include "tests/report/markup.h"
#include "tests/store/scratch.h"

enum {
    LAUNCHES = 4
};

/* ---- records ------------------------------------------------------------- */

static void add_latency(struct tare_case *c, double floor_ns, size_t from)
{
    c->latency.floor_ns = floor_ns;
    c->latency.launches = tare_alloc(LAUNCHES, sizeof(struct tare_log_bins));
    for (size_t i = 0; i < LAUNCHES; i++) {
        struct tare_log_bins *bins = &c->latency.launches[i];

        bins->items = tare_alloc(2, sizeof *bins->items);
        bins->count = 2;
        bins->items[0] = (struct tare_log_bin){ (uint32_t)(from + i), 990 };
        bins->items[1] = (struct tare_log_bin){ (uint32_t)from + 1500, 10 };
        bins->max = tare_log_edge(from + 1500);
        c->latency.count++;
    }
}

static void add_measure(struct tare_case *c, const char *name, double value)
{
    struct tare_measure *measure = tare_case_add_measure(
        c, name, "ns", TARE_BETTER_LOWER, TARE_KIND_EVIDENCE);

    measure->has_estimate = 1;
    measure->estimate =
        (struct tare_band){ value, 0.99 * value, 1.01 * value, 0.95 };
}

static struct tare_case make_case(size_t from)
{
    struct tare_case c = { 0 };

    c.identity.id = tare_strdup("queue/<push>");
    c.identity.name = tare_strdup("<push>");
    c.identity.threads = 1;
    add_measure(&c, "time", 2000);
    add_measure(&c, "latency-p50", 2048);
    add_measure(&c, "latency-max", 200e3);
    add_latency(&c, 45, from);
    return c;
}

/* Both sides of one case, and one shift of it. */
struct world {
    struct tare_run run;
    struct tare_comparison comparison;
    struct tare_pages pages;
    struct tare_entry entry;
};

static void begin(struct world *world)
{
    struct tare_shift *shift;

    *world = (struct world){ 0 };
    world->run.cases = tare_alloc(2, sizeof *world->run.cases);
    world->run.cases[0] = make_case(2817);
    world->run.cases[1] = make_case(2900);
    world->run.case_count = 2;
    shift = tare_comparison_shift(&world->comparison, "queue/<push>",
                                  "latency-p50", "ns");
    shift->old_value = 2048;
    shift->new_value = 2560;
    shift->change = (struct tare_band){ 0.25, 0.24, 0.26, 0.95 };
    world->pages.entries.subject =
        (struct tare_subject){ &world->run, NULL, &world->comparison, NULL };
    world->entry = (struct tare_entry){ .id = "queue/<push>",
                                        .before = &world->run.cases[0],
                                        .now = &world->run.cases[1] };
}

static void end(struct world *world)
{
    for (size_t i = 0; i < world->entry.plot_count; i++)
        tare_plot_release(&world->entry.plots[i]);
    tare_run_release(&world->run);
    tare_comparison_release(&world->comparison);
}

static int has(const char *text, const char *part)
{
    int is_there = strstr(text, part) != NULL;

    if (!is_there)
        printf("# not there: %s, but\n%s\n", part, text);
    return is_there;
}

/* ---- text ---------------------------------------------------------------- */

TEST(a_run_says_how_much_was_timed_and_what_the_clock_needs)
{
    const struct tare_style style = { 0 };
    struct world world;
    char *text = NULL;
    size_t size;
    FILE *stream = open_memstream(&text, &size);

    begin(&world);
    world.run.cases[1].latency.floor_ns = 0;
    tare_latency_print(&world.run, stream, &style);
    fclose(stream);
    CHECK_STR(text, "\n  queue/<push>: latency of 4 launches, 4000 iterations; "
                    "the clock's floor is 45.00 ns\n"
                    "  queue/<push>: latency of 4 launches, 4000 iterations; "
                    "timed by the benchmark itself\n");
    free(text);
    end(&world);
}

TEST(shifts_are_a_table_that_judges_nothing)
{
    const struct tare_style style = { 0 };
    struct tare_comparison none = { 0 };
    struct world world;
    char *text = NULL;
    size_t size;
    FILE *stream = open_memstream(&text, &size);

    begin(&world);
    tare_shifts_print(&none, stream, &style);
    fflush(stream);
    CHECK_INT(size, 0);
    tare_shifts_print(&world.comparison, stream, &style);
    fclose(stream);
    CHECK(has(text, "latency, not judged"));
    CHECK(has(text, "  queue/<push>: latency-p50"));
    CHECK(has(text, "+25.0 %"));
    CHECK(has(text, "+24.0 … +26.0 %"));
    CHECK(has(text, "2.048 → 2.560 µs"));
    free(text);
    end(&world);
}

/* ---- the page ------------------------------------------------------------ */

static char *make_table(const struct world *world)
{
    struct tare_buf buf = { 0 };

    tare_buf_puts(&buf, "<!doctype html>\n<main>");
    tare_case_latency(&buf, &world->pages, &world->entry);
    tare_buf_puts(&buf, "</main>");
    return tare_buf_detach(&buf);
}

TEST(the_table_has_both_sides_and_the_shift)
{
    struct world world;
    struct markup markup;
    char *page;

    begin(&world);
    page = make_table(&world);
    markup_check(&markup, page);
    CHECK_STR(markup.trouble, "");
    CHECK(has(page, "Single iterations: 4 launches, 4000 iterations; the "
                    "clock&#39;s floor is 45.00 ns"));
    CHECK(has(page, ">Old</th>"));
    CHECK(has(page, ">Shift</th>"));
    CHECK(has(page, "2.048 µs (2.028 … 2.068)"));
    CHECK(has(page, "+25.0 % (+24.0 … +26.0 %)"));
    CHECK(has(page, ">latency-p99.9</th>\n<td class=\"n\">–</td>"));
    CHECK(tare_case_in_latency(&world.entry, "latency-p50"));
    CHECK(!tare_case_in_latency(&world.entry, "time"));
    free(page);
    end(&world);
}

TEST(one_side_alone_has_values)
{
    struct world world;
    char *page;

    begin(&world);
    world.entry.before = NULL;
    page = make_table(&world);
    CHECK(has(page, ">Value</th>"));
    CHECK(strstr(page, ">Shift</th>") == NULL);
    free(page);
    end(&world);
}

TEST(without_latency_there_is_no_table_and_no_plot)
{
    struct tare_gnuplot gnuplot = { 0 };
    struct world world;
    char *page;

    begin(&world);
    tare_latency_release(&world.run.cases[0].latency);
    tare_latency_release(&world.run.cases[1].latency);
    page = make_table(&world);
    CHECK_STR(page, "<!doctype html>\n<main></main>");
    CHECK(!tare_case_in_latency(&world.entry, "latency-p50"));
    tare_plot_latency(&gnuplot, &world.pages.entries, &world.entry);
    CHECK_INT(world.entry.plot_count, 0);
    free(page);
    end(&world);
}

/* ---- the plot ------------------------------------------------------------ */

static int has_gnuplot(void)
{
    return system("gnuplot --version >/dev/null 2>&1") == 0;
}

/* Whether gnuplot draws it, without complaints. */
static void check_plot(struct world *world)
{
    struct tare_publication publication = { 0 };
    struct tare_gnuplot gnuplot = { 0 };

    CHECK_INT(tare_publication_open(&publication, in_scratch("drawn"), NULL),
              0);
    CHECK_INT(tare_gnuplot_open(&gnuplot, &publication, TARE_PLOT_SVG, NULL),
              0);
    tare_plot_latency(&gnuplot, &world->pages.entries, &world->entry);
    CHECK_INT(tare_gnuplot_run(&gnuplot, NULL), 0);
    CHECK_INT(world->entry.plot_count, 1);
    CHECK(world->entry.plots[0].is_drawn);
    CHECK_STR(tare_buf_text(&gnuplot.trouble), "");
    tare_gnuplot_release(&gnuplot);
    tare_publication_release(&publication);
}

TEST(gnuplot_draws_both_sides)
{
    struct world world;

    if (!has_gnuplot())
        SKIP("no gnuplot");
    begin(&world);
    check_plot(&world);
    end(&world);
}

/* One launch bounds nothing, all of it is in one bucket, and that is 0. */
TEST(gnuplot_draws_what_is_poor)
{
    struct world world;
    struct tare_latency *latency;

    if (!has_gnuplot())
        SKIP("no gnuplot");
    begin(&world);
    world.entry.before = NULL;
    latency = &world.run.cases[1].latency;
    for (size_t i = 1; i < LAUNCHES; i++)
        free(latency->launches[i].items);
    latency->count = 1;
    latency->launches[0].count = 1;
    latency->launches[0].items[0] = (struct tare_log_bin){ 0, 1 };
    latency->launches[0].max = 0;
    check_plot(&world);
    end(&world);
}

TESTS(RUN(a_run_says_how_much_was_timed_and_what_the_clock_needs),
      RUN(shifts_are_a_table_that_judges_nothing),
      RUN(the_table_has_both_sides_and_the_shift),
      RUN(one_side_alone_has_values),
      RUN(without_latency_there_is_no_table_and_no_plot),
      RUN(gnuplot_draws_both_sides), RUN(gnuplot_draws_what_is_poor))
