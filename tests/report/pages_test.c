/* SPDX-License-Identifier: MIT */
/* Whole reports: every page well-formed, whatever is in the record. */
#include "report/pages.h"

#include "report/page.h"
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
static struct tare_run plain_run(size_t launches, size_t samples)
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

/* A comparison that says of every case what the i-th ruling is. */
static struct tare_comparison judge(const struct tare_run *run)
{
    struct tare_comparison comparison = { .threshold = 0.02,
                                          .negative = TARE_CONTROL_GOOD,
                                          .positive = TARE_CONTROL_BAD,
                                          .negative_p = 0.5,
                                          .found = { NAN, NAN, NAN, NAN } };
    size_t count = 0;

    for (size_t i = 0; i < run->case_count; i++) {
        struct tare_judgement *judgement;

        if (run->cases[i].side != TARE_SIDE_NEW)
            continue;
        judgement =
            tare_comparison_add(&comparison, run->cases[i].identity.id, "time");
        judgement->unit = tare_strdup("ns");
        judgement->threshold = 0.02;
        judgement->change =
            (struct tare_band){ 0.01 * (double)count - 0.02,
                                0.01 * (double)count - 0.03, 0.1, 0.95 };
        judgement->old_value = 100;
        judgement->new_value = 101;
        judgement->pairs = 20;
        tare_judgement_rule(judgement,
                            (enum tare_ruling)(count++ % TARE_RULINGS), "word",
                            "%s", run->cases[i].identity.name);
    }
    return comparison;
}

/* ---- writing and checking ------------------------------------------------ */

static struct tare_pages_result result;

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
static int check_pages(const char *path)
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

static int has(const char *path, const char *text)
{
    char *page = read_page(path);
    int is_there = page != NULL && strstr(page, text) != NULL;

    if (!is_there)
        printf("# not in %s: %s\n", path, text);
    free(page);
    return is_there;
}

/* A run alone, as pages and as a single file. */
static void check_run(const char *name, struct tare_run *run, int pages)
{
    struct tare_subject subject = { run, NULL, NULL };

    CHECK_INT(publish_into(in_scratch("%s", name), &subject, 0, 0), 0);
    CHECK_INT(check_pages(in_scratch("%s", name)), pages);
    CHECK_INT(publish_into(in_scratch("%s.html", name), &subject, 1, 0), 0);
    check_page(in_scratch("%s.html", name));
    tare_run_release(run);
}

/* ---- the tests ----------------------------------------------------------- */

TEST(the_index_has_the_numbers)
{
    struct tare_run run = plain_run(12, 5);
    struct tare_subject subject = { &run, NULL, NULL };
    const char *index = in_scratch("numbers/index.html");

    CHECK_INT(publish_into(in_scratch("numbers"), &subject, 0, 1), 0);
    CHECK_INT(check_pages(in_scratch("numbers")), 1 + 8 + 1);
    CHECK(has(index, "8 cases measured, half of them to ±0.50 %."));
    CHECK(has(index, ">sort/heap/n=16</a>"));
    CHECK(has(index, ">160.8 ns<"));
    CHECK(has(index, "160.0 … 161.6"));
    CHECK(has(index, "0.30 %"));
    CHECK(has(index, "MB/s"));
    CHECK(has(index, "abacus"));
    tare_run_release(&run);
}

TEST(a_run_has_a_page_for_each_case_and_group)
{
    struct tare_run run = plain_run(12, 5);

    check_run("plain", &run, 1 + 8 + 1);
}

TEST(a_record_with_one_launch_makes_a_report)
{
    struct tare_run run = plain_run(1, 1);

    check_run("launch", &run, 1 + 8 + 1);
}

TEST(a_record_with_one_case_makes_a_report)
{
    struct tare_run run = begin_run();

    add_launches(add_case(&run, "g", "one", "n", 1, TARE_SIDE_NONE), "time",
                 "ns", 5, 12, 4);
    check_run("case", &run, 2); /* and no page for a group of one */
}

TEST(a_record_without_cases_makes_a_report)
{
    struct tare_run run = begin_run();

    check_run("empty", &run, 1);
}

TEST(launches_that_are_all_alike_make_a_report)
{
    struct tare_run run = plain_run(12, 4);

    for (size_t i = 0; i < run.case_count; i++) {
        struct tare_measure *time = &run.cases[i].measures[0];

        time->estimate.low = time->estimate.high = time->estimate.value = 7;
        for (size_t j = 0; j < time->count; j++) {
            time->launches[j].value = 7;
            for (size_t k = 0; k < time->launches[j].count; k++)
                time->launches[j].samples[k].value = 7;
        }
    }
    check_run("alike", &run, 1 + 8 + 1);
    CHECK_INT(result.broken, 0);
}

TEST(times_that_are_zero_or_no_numbers_make_a_report)
{
    static const double values[] = { 0, -1, 1e-300, 1e300 };
    struct tare_run run = begin_run();

    for (size_t i = 0; i < sizeof values / sizeof *values; i++)
        add_launches(add_case(&run, "g", "odd", "n", (double)i, TARE_SIDE_NONE),
                     "time", "ns", values[i], 12, 4);
    run.cases[0].measures[0].launches[3].value = NAN;
    run.cases[2].measures[0].launches[0].samples[0].value = INFINITY;
    check_run("odd", &run, 1 + 4 + 1);
    CHECK_INT(result.broken, 0);
}

TEST(cases_that_failed_are_shown_with_their_last_output)
{
    struct tare_run run = plain_run(3, 2);
    struct tare_case *c =
        add_case(&run, "sort", "broken", "n", 1, TARE_SIDE_NONE);

    c->status = TARE_STATUS_CRASHED;
    c->reason = tare_strdup("killed by signal 11");
    c->output = tare_strdup("about to\n<crash>");
    add_case(&run, "sort", "none", "n", 1, TARE_SIDE_NONE)->status =
        TARE_STATUS_SKIPPED;
    check_run("failed", &run, 1 + 10 + 1);
    CHECK(has(in_scratch("failed/index.html"),
              "8 cases measured; 1 crashed, 1 skipped"));
    CHECK(has(in_scratch("failed/index.html"), "killed by signal 11"));
}

/* Each case on both sides, and one on either alone. */
static struct tare_run duel(void)
{
    struct tare_run run = begin_run();

    for (double n = 1; n < 12; n++) {
        if (n > 1)
            add_launches(add_case(&run, "g", "b", "n", n, TARE_SIDE_OLD),
                         "time", "ns", 100, 20, 6);
        if (n < 11)
            add_launches(add_case(&run, "g", "b", "n", n, TARE_SIDE_NEW),
                         "time", "ns", 101, 20, 6);
    }
    return run;
}

TEST(a_duel_has_the_answer_first_and_every_change)
{
    struct tare_run run = duel();
    struct tare_comparison comparison = judge(&run);
    struct tare_subject subject = { &run, NULL, &comparison };
    const char *index = in_scratch("duel/index.html");

    CHECK_INT(publish_into(in_scratch("duel"), &subject, 0, 0), 0);
    CHECK_INT(check_pages(in_scratch("duel")), 1 + 11 + 1);
    CHECK_INT(result.broken, 0);
    CHECK(has(index, "<h1 class=\"bad\">1 of 10 cases regressed"));
    CHECK(has(index, "<h2 id=\"changes\">Changes</h2>"));
    CHECK(has(index, "control MISSED"));
    CHECK(has(index, "can&#39;t tell"));
    CHECK_INT(publish_into(in_scratch("duel.html"), &subject, 1, 0), 0);
    check_page(in_scratch("duel.html"));
    tare_comparison_release(&comparison);
    tare_run_release(&run);
}

/* The hand-picked ones of those that have broken others. */
static const char *const hostile[] = {
    "'\"`$(touch PWNED)",
    "`touch PWNED`",
    "a\nsystem('touch PWNED')\nb",
    "%d%s%n%",
    "</script><script>alert(1)</script>",
    "</title><img src=x onerror=alert(1)>",
    "</style>",
    "-->",
    "<!-- piece: row -->",
    "<!-- end -->",
    "{{name}}",
    "]]>",
    "::error::x",
    "|touch PWNED",
    "< touch PWNED",
    "../../etc/passwd",
    "/tmp/x",
    "javascript:alert(1)",
    "\" onmouseover=\"alert(1)",
    "\x1b[31m\x01\x7f",
    ("\xe2\x80\xae"
     "evil"),
    "\xff\xfe\x80",
    "&amp;&#60;",
    "a^b_c@d{e}\\f~g",
    "EOD",
    "*",
    "",
};

TEST(names_act_nowhere)
{
    enum {
        COUNT = sizeof hostile / sizeof *hostile
    };
    struct tare_run run = begin_run();
    struct tare_comparison comparison = { .threshold = 0.02 };
    struct tare_subject subject = { &run, NULL, &comparison };

    for (size_t i = 0; i < COUNT; i++) {
        const char *name = hostile[i];
        struct tare_judgement *judgement;

        for (unsigned side = TARE_SIDE_OLD; side <= TARE_SIDE_NEW; side++) {
            struct tare_case *c =
                add_case(&run, hostile[i / 3], name, name, (double)(i % 3),
                         (enum tare_side)side);

            add_launches(c, "time", "ns", 10 + (double)side, 12, 4);
            add_launches(c, name, name, 10, 12, 4);
            tare_case_warn(c, "slow-clock", "%s", name);
            c->output = tare_strdup(name);
            if (i % 5 == 4)
                c->status = TARE_STATUS_FAILED;
            c->reason = tare_strdup(name);
        }
        judgement = tare_comparison_add(
            &comparison, run.cases[run.case_count - 1].identity.id, "time");
        judgement->change = (struct tare_band){ 0.1, 0.09, 0.11, 0.95 };
        judgement->threshold = 0.02;
        judgement->advice = tare_strdup(name);
        tare_judgement_rule(judgement, TARE_RULING_REGRESSED, NULL, "%s", name);
        tare_comparison_note(&comparison, "note", "%s", name);
        tare_facts_text(&run.machine, name, name);
    }
    comparison.old_name = tare_strdup(hostile[4]);
    comparison.new_name = tare_strdup(hostile[5]);
    CHECK_INT(publish_into(in_scratch("hostile"), &subject, 0, 0), 0);
    CHECK_INT(check_pages(in_scratch("hostile")), 1 + COUNT + COUNT / 3);
    CHECK_INT(result.broken, 0);
    CHECK(!exists(in_scratch("hostile/tare-pages/PWNED")));
    CHECK(!exists("PWNED"));
    CHECK_INT(count_in(in_scratch("hostile")), 2);
    CHECK_INT(publish_into(in_scratch("hostile.html"), &subject, 1, 0), 0);
    check_page(in_scratch("hostile.html"));
    tare_comparison_release(&comparison);
    tare_run_release(&run);
}

TEST(long_names_are_cut_where_they_are_many)
{
    char name[10001];
    struct tare_run run = begin_run();
    struct tare_subject subject = { &run, NULL, NULL };
    char *page;

    memset(name, 'x', 10000);
    name[10000] = '\0';
    add_launches(add_case(&run, "g", name, "n", 1, TARE_SIDE_NONE), "time",
                 "ns", 5, 12, 4);
    CHECK_INT(publish_into(in_scratch("long"), &subject, 0, 1), 0);
    page = read_page(in_scratch("long/index.html"));
    CHECK(strlen(page) < 40000);
    free(page);
    tare_run_release(&run);
}

TEST(ten_thousand_cases_make_an_index)
{
    struct tare_run run = begin_run();
    struct tare_pages pages = { 0 };
    struct tare_pages_settings settings = { .version = "1" };
    struct tare_subject subject = { &run, NULL, NULL };
    struct tare_buf body = { 0 };
    char group[32];

    for (size_t i = 0; i < 10000; i++) {
        snprintf(group, sizeof group, "group%zu", i / 100);
        add_launches(add_case(&run, group, "b", "n", (double)i, TARE_SIDE_NONE),
                     "time", "ns", 5, 1, 1);
    }
    pages.settings = &settings;
    tare_entries_make(&pages.entries, &subject);
    CHECK_INT(pages.entries.count, 10000);
    CHECK_INT(pages.entries.group_count, 100);
    tare_page_index(&body, &pages);
    CHECK(body.size < 10000000);
    tare_buf_release(&body);
    tare_entries_release(&pages.entries);
    tare_run_release(&run);
}

/* The page of a case, with all its plots. */
TEST(a_page_with_its_plots_is_small)
{
    struct tare_run run = begin_run();
    struct tare_comparison comparison;
    struct tare_subject subject = { &run, NULL, NULL };
    const struct dirent *entry;
    double size = 0;
    DIR *listing;

    add_launches(add_case(&run, "g", "b", "n", 1, TARE_SIDE_OLD), "time", "ns",
                 100, 1000, 10);
    add_launches(add_case(&run, "g", "b", "n", 1, TARE_SIDE_NEW), "time", "ns",
                 101, 1000, 10);
    comparison = judge(&run);
    subject.comparison = &comparison;
    CHECK_INT(publish_into(in_scratch("small"), &subject, 0, 0), 0);
    listing = opendir(in_scratch("small/tare-pages"));
    while ((entry = readdir(listing)) != NULL) {
        char path[300];
        struct stat facts;

        snprintf(path, sizeof path, "%s/small/tare-pages/%s", scratch,
                 entry->d_name);
        if (stat(path, &facts) == 0 && S_ISREG(facts.st_mode))
            size += (double)facts.st_size;
    }
    closedir(listing);
    CHECK(size < 300000);
    tare_comparison_release(&comparison);
    tare_run_release(&run);
}

TESTS(RUN(make_scratch), RUN(the_index_has_the_numbers),
      RUN(a_run_has_a_page_for_each_case_and_group),
      RUN(a_record_with_one_launch_makes_a_report),
      RUN(a_record_with_one_case_makes_a_report),
      RUN(a_record_without_cases_makes_a_report),
      RUN(launches_that_are_all_alike_make_a_report),
      RUN(times_that_are_zero_or_no_numbers_make_a_report),
      RUN(cases_that_failed_are_shown_with_their_last_output),
      RUN(a_duel_has_the_answer_first_and_every_change), RUN(names_act_nowhere),
      RUN(long_names_are_cut_where_they_are_many),
      RUN(ten_thousand_cases_make_an_index),
      RUN(a_page_with_its_plots_is_small), RUN(drop_scratch))
