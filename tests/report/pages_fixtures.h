/* SPDX-License-Identifier: MIT */
/* Records to make reports of, and what every page of a report has to be. */
#ifndef TARE_TESTS_REPORT_PAGES_FIXTURES_H
#define TARE_TESTS_REPORT_PAGES_FIXTURES_H

#include "report/html/page.h"
#include "tests/report/has_gnuplot.h"
#include "tests/report/markup.h"
#include "tests/store/scratch.h"

/* ---- records ------------------------------------------------------------- */

static struct tare_case *add_case(struct tare_run *run, const char *group,
                                  const char *name, const char *arg, double n,
                                  enum tare_side side)
{
    struct tare_buf id = { 0 };
    struct tare_case *c;

    run->cases = tare_grow(run->cases, run->case_count, sizeof *run->cases);
    c = &run->cases[run->case_count++];
    tare_buf_printf(&id, "%s/%s/%s=%g", group, name, arg, n);
    c->identity.id = tare_buf_detach(&id);
    c->identity.group = tare_strdup(group);
    c->identity.name = tare_strdup(name);
    c->identity.args[0].name = tare_strdup(arg);
    c->identity.args[0].number = n;
    c->identity.arg_count = 1;
    c->identity.threads = 1;
    c->identity.file = tare_strdup(name);
    c->side = side;
    c->work.bytes = 8 * n;
    return c;
}

/* Launches that differ by a few thousandths, and their estimate. */
static void add_launches(struct tare_case *c, const char *measure,
                         const char *unit, double value, size_t launches,
                         size_t samples)
{
    struct tare_measure *m = tare_case_add_measure(
        c, measure, unit, TARE_BETTER_LOWER, TARE_KIND_NOISY);

    m->launches = tare_alloc(launches, sizeof *m->launches);
    m->count = launches;
    for (size_t i = 0; i < launches; i++) {
        struct tare_launch *launch = &m->launches[i];

        launch->value = value * (1 + 0.001 * (double)(i * 7 % 11));
        launch->start_s = (double)i;
        launch->cpu = -1;
        launch->samples = tare_alloc(samples, sizeof *launch->samples);
        launch->count = samples;
        for (size_t j = 0; j < samples; j++)
            launch->samples[j] = (struct tare_sample){
                .iterations = 100 * (j + 1),
                .value = launch->value * (1 + 0.001 * (double)(j * 5 % 7)),
                .steal_ns = -1,
                .throttled = -1,
            };
    }
    m->has_estimate = 1;
    m->estimate = (struct tare_band){ value * 1.005, value, value * 1.01,
                                      launches > 1 ? 0.95 : 0 };
    if (launches < 2)
        m->estimate.low = m->estimate.high = NAN;
    m->spread = launches > 1 ? 0.003 : NAN;
}

static struct tare_run begin_run(void)
{
    struct tare_run run = { .started = tare_strdup("2026-01-02T03:04:05Z"),
                            .elapsed_s = 12 };

    tare_facts_text(&run.machine, "host", "abacus");
    tare_facts_bool(&run.settings, "quick", 1);
    return run;
}

/* A group of two benchmarks over four values. */
static inline struct tare_run plain_run(size_t launches, size_t samples)
{
    struct tare_run run = begin_run();

    for (double n = 16; n < 1100; n *= 4) {
        add_launches(add_case(&run, "sort", "heap", "n", n, TARE_SIDE_NONE),
                     "time", "ns", 10 * n, launches, samples);
        add_launches(add_case(&run, "sort", "quick", "n", n, TARE_SIDE_NONE),
                     "time", "ns", 7 * n, launches, samples);
    }
    return run;
}

/* A comparison that says of every case what the i-th verdict is. */
static struct tare_comparison judge(const struct tare_run *run)
{
    struct tare_comparison comparison = { .threshold = 0.02,
                                          .negative = TARE_CONTROL_GOOD,
                                          .positive = TARE_CONTROL_BAD,
                                          .negative_p = 0.5,
                                          .found = { NAN, NAN, NAN, NAN } };
    size_t count = 0;

    for (size_t i = 0; i < run->case_count; i++) {
        struct tare_verdict *verdict;

        if (run->cases[i].side != TARE_SIDE_NEW)
            continue;
        verdict =
            tare_comparison_add(&comparison, run->cases[i].identity.id, "time");
        verdict->unit = tare_strdup("ns");
        verdict->threshold = 0.02;
        verdict->change =
            (struct tare_band){ 0.01 * (double)count - 0.02,
                                0.01 * (double)count - 0.03, 0.1, 0.95 };
        verdict->old_value = 100;
        verdict->new_value = 101;
        verdict->pairs = 20;
        tare_verdict_set(verdict,
                         (enum tare_verdict_kind)(count++ % TARE_VERDICT_KINDS),
                         "word", "%s", run->cases[i].identity.name);
    }
    return comparison;
}

/* ---- writing and checking ------------------------------------------------ */

static struct tare_pages_result result; /* of the last report */

static int publish_into(const char *path, const struct tare_subject *subject,
                        int is_single, int has_no_plots)
{
    struct tare_pages_settings settings = { .version = "1.2.3",
                                            .is_single = is_single,
                                            .has_no_plots = has_no_plots };
    struct tare_publication publication;
    int status = is_single
                     ? tare_publication_open_single(&publication, path, NULL)
                     : tare_publication_open(&publication, path, NULL);

    CHECK_INT(status, 0);
    status = tare_pages_write(subject, &publication, &settings, &result, NULL);
    CHECK_INT(status, 0);
    return tare_publication_commit(&publication, NULL);
}

/* The last report has all its plots, where there is something to draw them. */
static inline void check_drawn(void)
{
    CHECK_INT(result.is_missing, !has_gnuplot());
    CHECK_INT(result.broken, result.is_missing ? result.plots : 0);
}

/* The file; returned. */
static char *read_page(const char *path)
{
    struct tare_buf text = { 0 };
    char bytes[4096];
    FILE *file = fopen(path, "r");
    size_t size;

    while (file != NULL && (size = fread(bytes, 1, sizeof bytes, file)) > 0)
        tare_buf_add(&text, bytes, size);
    if (file != NULL)
        fclose(file);
    tare_buf_puts(&text, "");
    return tare_buf_detach(&text);
}

static void check_page(const char *path)
{
    char *page = read_page(path);
    struct markup markup;

    markup_check(&markup, page != NULL ? page : "");
    CHECK_STR(markup.trouble, "");
    CHECK_INT(markup.scripts, 1);
    CHECK(page != NULL && strstr(page, "default-src 'none'") != NULL);
    free(page);
}

/* All pages of the report there; how many. */
static inline int check_pages(const char *path)
{
    char pages[300], name[600];
    int count = 1;
    const struct dirent *entry;
    DIR *listing;

    snprintf(name, sizeof name, "%s/index.html", path);
    check_page(name);
    snprintf(pages, sizeof pages, "%s/tare-pages", path);
    listing = opendir(pages);
    while (listing != NULL && (entry = readdir(listing)) != NULL) {
        if (strstr(entry->d_name, ".html") == NULL)
            continue;
        snprintf(name, sizeof name, "%s/%s", pages, entry->d_name);
        check_page(name);
        count++;
    }
    if (listing != NULL)
        closedir(listing);
    return count;
}

static inline int has(const char *path, const char *text)
{
    char *page = read_page(path);
    int is_there = page != NULL && strstr(page, text) != NULL;

    if (!is_there)
        printf("# not in %s: %s\n", path, text);
    free(page);
    return is_there;
}

static inline int lacks(const char *path, const char *text)
{
    char *page = read_page(path);
    int is_there = page == NULL || strstr(page, text) != NULL;

    free(page);
    return !is_there;
}

/* A run alone, as pages and as a single file. */
static inline void check_run(const char *name, struct tare_run *run, int pages)
{
    struct tare_subject subject = { run, NULL, NULL, NULL };

    CHECK_INT(publish_into(in_scratch("%s", name), &subject, 0, 0), 0);
    CHECK_INT(check_pages(in_scratch("%s", name)), pages);
    CHECK_INT(publish_into(in_scratch("%s.html", name), &subject, 1, 0), 0);
    check_page(in_scratch("%s.html", name));
    tare_run_release(run);
}

#endif
