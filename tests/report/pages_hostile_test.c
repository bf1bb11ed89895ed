/* SPDX-License-Identifier: MIT */
/* Whole reports of what nobody should have in a record: names that attack,
 * names that are long, and very many cases. */
#include "report/html/pages.h"

#include "tests/report/pages_fixtures.h"

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

/* That all plots can be read: what gnuplot leaves unescaped is this. */
static void check_plots(const char *path)
{
    struct dirent **names;
    int count = scandir(path, &names, NULL, alphasort), plots = 0;

    for (int i = 0; i < count; i++) {
        if (strstr(names[i]->d_name, ".svg") != NULL) {
            struct tare_buf name = { 0 };
            char *svg;

            tare_buf_printf(&name, "%s/%s", path, names[i]->d_name);
            svg = read_page(name.data);
            CHECK(svg != NULL && strstr(svg, "]]>") == NULL);
            plots++;
            free(svg);
            tare_buf_release(&name);
        }
        free(names[i]);
    }
    if (count >= 0)
        free(names);
    CHECK_INT(plots, result.is_missing ? 0 : result.plots);
}

TEST(names_act_nowhere)
{
    enum {
        COUNT = sizeof hostile / sizeof *hostile
    };
    struct tare_run run = begin_run();
    struct tare_comparison comparison = { .threshold = 0.02 };
    struct tare_subject subject = { &run, NULL, &comparison, NULL };

    for (size_t i = 0; i < COUNT; i++) {
        const char *name = hostile[i];
        struct tare_verdict *verdict;

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
        verdict = tare_comparison_add(
            &comparison, run.cases[run.case_count - 1].identity.id, "time");
        verdict->change = (struct tare_band){ 0.1, 0.09, 0.11, 0.95 };
        verdict->threshold = 0.02;
        verdict->advice = tare_strdup(name);
        tare_verdict_set(verdict, TARE_VERDICT_REGRESSED, NULL, "%s", name);
        tare_comparison_note(&comparison, "note", "%s", name);
        tare_facts_text(&run.machine, name, name);
    }
    comparison.old_name = tare_strdup(hostile[4]);
    comparison.new_name = tare_strdup(hostile[5]);
    CHECK_INT(publish_into(in_scratch("hostile"), &subject, 0, 0), 0);
    CHECK_INT(check_pages(in_scratch("hostile")), 1 + COUNT + COUNT / 3);
    check_drawn();
    check_plots(in_scratch("hostile/tare-pages"));
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
    struct tare_subject subject = { &run, NULL, NULL, NULL };
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
    struct tare_subject subject = { &run, NULL, NULL, NULL };
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
    struct tare_subject subject = { &run, NULL, NULL, NULL };
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

TESTS(RUN(make_scratch), RUN(names_act_nowhere),
      RUN(long_names_are_cut_where_they_are_many),
      RUN(ten_thousand_cases_make_an_index),
      RUN(a_page_with_its_plots_is_small), RUN(drop_scratch))
