/* SPDX-License-Identifier: MIT */
/* Where the time goes, on the page of a case: without a script, and in a browser
 * with it. */
#include "report/html/flame.h"

#include "tests/report/flame_fixtures.h"
#include "tests/report/pages_fixtures.h"

enum {
    MAIN = 1,
    SORT,
    INNER,
    LIBRARY,
    KERNEL,
    SECTION_MAX = 400000
};

static const char hostile[] = "a<b>&\"';\n\xff\xe2\x80\xae";
static const char shown[] =
    "a&lt;b&gt;&amp;&quot;&#39;;\\n\xef\xbf\xbd\\u{202e}";

/* ---- a profile ----------------------------------------------------------- */

/* In ns, of 500, by the looks of each launch, which are 100:
 *
 *     main                   itself 50, with callees 500
 *     main sort              itself 100, with callees 350
 *     main sort inner        itself 150, with callees 250
 *     main sort inner sort   100
 *     main libc.so.6+0x400   itself 75, with callees 100
 *     … [kernel]             25
 */
static void fill(struct tare_profile *profile, uint64_t more)
{
    static const uint64_t looks[] = { 10, 20, 30, 20, 15, 5 };

    put_function(profile, "bin/a", "main", "/src/main.c");
    put_function(profile, "bin/a", "sort", "/src/sort.c");
    put_function(profile, "bin/a", hostile, hostile);
    put_function(profile, "/lib/libc.so.6", NULL, NULL);
    put_function(profile, TARE_PROFILE_KERNEL, NULL, NULL);
    put_node(profile, 0, MAIN, 1);
    put_node(profile, 1, SORT, 2);
    put_node(profile, 2, INNER, 3);
    put_node(profile, 3, SORT, 4);
    put_node(profile, 1, LIBRARY, 0);
    put_node(profile, 5, KERNEL, 0);
    for (size_t i = 0; i < 20; i++) {
        put_launch(profile)->time_ns = 550;
        for (size_t k = 0; k < 6; k++)
            put_looks(profile, i, k + 1, looks[k] + (k == 2 ? more : 0));
    }
}

/* One function takes longer by so many ns. */
static struct tare_case *add_profiled(struct tare_run *run, enum tare_side side,
                                      uint64_t more_ns)
{
    struct tare_case *c = add_case(run, "g", "b", "n", 1, side);
    double time_ns = 500 + (double)more_ns;

    add_launches(c, "time", "ns", time_ns, 20, 4);
    c->measures[0].estimate =
        (struct tare_band){ time_ns, time_ns - 1, time_ns + 1, 0.95 };
    fill(&c->profile, more_ns / 5);
    return c;
}

static struct tare_run one_side(void)
{
    struct tare_run run = begin_run();

    add_profiled(&run, TARE_SIDE_NONE, 0);
    return run;
}

static struct tare_run two_sides(void)
{
    struct tare_run run = begin_run();

    add_profiled(&run, TARE_SIDE_OLD, 0);
    add_profiled(&run, TARE_SIDE_NEW, 100);
    return run;
}

static const char *publish(const char *name, const struct tare_run *run,
                           const struct tare_comparison *comparison)
{
    struct tare_subject subject = { run, NULL, comparison, NULL };
    const char *path = in_scratch("%s.html", name);

    CHECK_INT(publish_into(path, &subject, 1, 1), 0);
    check_page(path);
    return path;
}

/* ---- markup -------------------------------------------------------------- */

static size_t count_of(const char *text, const char *what)
{
    size_t count = 0;

    for (; (text = strstr(text, what)) != NULL; text++)
        count++;
    return count;
}

/* Each entry is "NAME <i>TIMES</i>", and some title is "NAME · TIMES, ...". */
static void check_entry(const char *page, const char *begin, const char *middle,
                        const char *end)
{
    struct tare_buf title = { 0 };

    tare_buf_printf(&title, "<title>%.*s · %.*s, ", (int)(middle - begin),
                    begin, (int)(end - middle - 4), middle + 4);
    if (strstr(page, title.data) == NULL)
        CHECK_STR(title.data, "a title");
    tare_buf_release(&title);
}

/* How many entries. */
static size_t check_list(const char *page)
{
    const char *at = strstr(page, "The same as a list");
    const char *end = strstr(at, "<table>");
    size_t count = 0;

    while ((at = strstr(at, " <i>")) != NULL && at < end) {
        const char *begin = at;

        while (begin[-1] != '>')
            begin--;
        check_entry(page, begin, at, strstr(at, "</i>"));
        at++;
        count++;
    }
    return count;
}

TEST(a_case_with_a_profile_has_a_graph_and_a_list)
{
    struct tare_run run = one_side();
    const char *path = publish("one", &run, NULL);
    char *page = read_page(path);

    CHECK_INT(count_of(page, "class=\"flame\""), 1);
    CHECK_INT(count_of(page, "<title>"), 1 + 6); /* of the page, of boxes */
    CHECK_INT(check_list(page), 6);
    CHECK(strstr(page, "<title>main · 500.0 ± 1.0 ns, itself 50.0 ± ") != NULL);
    CHECK(strstr(page, "100 %, 2000 looks · main.c</title>") != NULL);
    CHECK(strstr(page, "<title>libc.so.6+0x400 · 100.0 ± ") != NULL);
    CHECK(strstr(page, "<title>[kernel] · 25.0 ± ") != NULL);
    CHECK(strstr(page, "5.0 %, 100 looks</title>") != NULL); /* nowhere */
    CHECK(strstr(page, "<svg class=\"k\"") != NULL);
    CHECK(strstr(page, "What changed") == NULL);
    free(page);
    tare_run_release(&run);
}

TEST(names_are_escaped_wherever_they_are)
{
    struct tare_run run = two_sides();
    struct tare_comparison comparison = judge(&run);
    const char *path = publish("names", &run, &comparison);

    CHECK(lacks(path, "a<b"));
    CHECK(lacks(path, "\xff"));
    CHECK(lacks(path, "\xe2\x80\xae"));
    CHECK(lacks(path, "&\"';"));
    CHECK(has(path, shown));
    tare_comparison_release(&comparison);
    tare_run_release(&run);
}

TEST(a_duel_has_both_graphs_and_what_changed)
{
    struct tare_run run = two_sides();
    struct tare_comparison comparison = judge(&run);
    const char *path = publish("two", &run, &comparison);
    char *page = read_page(path);

    CHECK_INT(count_of(page, "class=\"flame\""), 2);
    CHECK_INT(count_of(page, "<title>"), 1 + 2 * 6);
    CHECK_INT(count_of(page, " worse w3\""), 2); /* on either side, one box */
    CHECK(strstr(page, "What changed: ") != NULL);
    CHECK(strstr(page, "+100.0 ± ") != NULL);
    CHECK(strstr(page, ">within chance<") != NULL);
    CHECK(strstr(page, "Old, upside down: ") != NULL);
    CHECK_INT(check_list(page), 6);
    free(page);
    tare_comparison_release(&comparison);
    tare_run_release(&run);
}

/* 100 B for each iteration in one function, 300 B in another. */
static void fill_heap(struct tare_profile *heap)
{
    struct tare_profile_launch *launch;

    put_function(heap, "bin/a", "main", "/src/main.c");
    put_function(heap, "bin/a", "sort", "/src/sort.c");
    put_function(heap, "bin/a", hostile, hostile);
    put_node(heap, 0, MAIN, 1);
    put_node(heap, 1, SORT, 2);
    put_node(heap, 1, INNER, 3);
    launch = put_launch(heap);
    launch->iterations = 16;
    *TARE_ADD(launch->sites, launch->site_count) =
        (struct tare_site){ .node = 1, .blocks = 16, .bytes = 1600 };
    *TARE_ADD(launch->sites, launch->site_count) =
        (struct tare_site){ .node = 2, .blocks = 32, .bytes = 4800 };
}

TEST(what_it_allocates_has_a_graph_in_bytes)
{
    struct tare_run run = one_side();
    const char *path;
    char *page;

    fill_heap(&run.cases[0].heap);
    path = publish("heap", &run, NULL);
    page = read_page(path);
    CHECK_INT(count_of(page, "class=\"flame\""), 2);
    CHECK(strstr(page, "What it allocates") != NULL);
    CHECK(strstr(page, "3 blocks, 400 B per iteration") != NULL);
    CHECK(strstr(page, "<title>sort · 100.0 B, 25 % · sort.c</title>") != NULL);
    CHECK(strstr(page, "data-unit=\"B\"") != NULL);
    CHECK(lacks(path, "a<b"));
    free(page);
    tare_run_release(&run);
}

/* The new side allocates 100 B more in one function: exact, so it is coloured. */
TEST(what_a_duel_allocates_has_both_graphs)
{
    struct tare_run run = two_sides();
    struct tare_comparison comparison = judge(&run);
    const char *path;
    char *page;

    fill_heap(&run.cases[0].heap);
    fill_heap(&run.cases[1].heap);
    run.cases[1].heap.launches->sites[0].bytes += 1600;
    path = publish("heaps", &run, &comparison);
    page = read_page(path);
    CHECK_INT(count_of(page, "class=\"flame\""), 4);
    CHECK(strstr(page, "New: 3 blocks, 500 B per iteration") != NULL);
    CHECK(strstr(page, "Old, upside down: 3 blocks, 400 B per iteration") !=
          NULL);
    CHECK(strstr(page, ">fewer<") != NULL);
    free(page);
    tare_comparison_release(&comparison);
    tare_run_release(&run);
}

/* In one function, for the sake of a sleep. */
static void fill_waits(struct tare_profile *waits, uint64_t ns)
{
    struct tare_profile_launch *launch;

    put_function(waits, "bin/a", "main", "/src/main.c");
    put_function(waits, "bin/a", "sort", "/src/sort.c");
    put_function(waits, "[sleep]", NULL, NULL);
    put_node(waits, 0, MAIN, 1);
    put_node(waits, 1, SORT, 2);
    put_node(waits, 2, INNER, 3);
    launch = put_launch(waits);
    launch->iterations = 10;
    launch->expected = (double)ns;
    *TARE_ADD(launch->counts, launch->count) =
        (struct tare_profile_count){ .node = 2, .looks = ns, .times = 10 };
}

/* Only what it waits for is the kernel's. */
TEST(where_a_duel_waits_has_both_graphs)
{
    struct tare_run run = two_sides();
    struct tare_comparison comparison = judge(&run);
    const char *path;
    char *page;

    fill_waits(&run.cases[0].waits, 1000);
    fill_waits(&run.cases[1].waits, 2000);
    path = publish("waits", &run, &comparison);
    page = read_page(path);
    CHECK_INT(count_of(page, "class=\"flame\""), 4);
    CHECK(strstr(page, "New: waits 200.0 ns per iteration") != NULL);
    CHECK(strstr(page, "Old, upside down: waits 100.0 ns per iteration") !=
          NULL);
    CHECK(strstr(page, "\np\tsort.c\tsort") != NULL);
    CHECK(strstr(page, "\nk\t\t[sleep]") != NULL);
    free(page);
    tare_comparison_release(&comparison);
    tare_run_release(&run);
}

TEST(without_time_or_looks_there_is_no_graph)
{
    struct tare_run run = one_side();
    struct tare_case *c = &run.cases[0];

    c->measures[0].estimate = (struct tare_band){ 0, 0, 0, 0.95 };
    CHECK(lacks(publish("zero", &run, NULL), "class=\"flame\""));
    c->measures[0].has_estimate = 0;
    CHECK(lacks(publish("none", &run, NULL), "class=\"flame\""));
    tare_run_release(&run);
    run = two_sides();
    for (size_t i = 0; i < 20; i++)
        run.cases[0].profile.launches[i].count = 0;
    c = &run.cases[1];
    {
        struct tare_buf buf = { 0 };

        tare_flame(&buf, &run.cases[0], c, "k");
        CHECK_INT(count_of(buf.data, "class=\"flame\""), 1);
        tare_buf_release(&buf);
    }
    tare_run_release(&run);
}

/* ---- size ---------------------------------------------------------------- */

static size_t boxes_in(const char *section)
{
    const char *at = strstr(section, "data-parents=\"");
    size_t count = 0;

    for (at += strlen("data-parents=\""); *at != '"'; at++)
        count += *at == ' ';
    return count;
}

static void release(struct tare_case *c)
{
    struct tare_run run = { .cases = tare_alloc(1, sizeof *c),
                            .case_count = 1 };

    *run.cases = *c;
    tare_run_release(&run);
}

static void check_size(const struct tare_case *before,
                       const struct tare_case *now, size_t boxes)
{
    struct tare_buf section = { 0 };

    tare_flame(&section, before, now, "k");
    printf("# %zu bytes, %zu boxes\n", section.size, boxes_in(section.data));
    CHECK(section.size <= SECTION_MAX);
    CHECK(boxes_in(section.data) >= boxes &&
          boxes_in(section.data) <= WIDE_BOXES);
    CHECK(check_list(section.data) > 20);
    tare_buf_release(&section);
}

/* Names of C++, five times as long. */
static void lengthen(struct tare_profile *profile)
{
    for (size_t i = 0; i < profile->function_count; i++) {
        struct tare_buf name = { 0 };

        for (int k = 0; k < 5; k++)
            tare_buf_printf(&name, "%s<&>", profile->functions[i].name);
        free(profile->functions[i].name);
        profile->functions[i].name = tare_buf_detach(&name);
    }
}

TEST(however_large_a_profile_is_its_section_is_not)
{
    struct tare_case c = { 0 };

    make_wide(&c);
    check_size(NULL, &c, WIDE_BOXES * 9 / 10);
    check_size(&c, &c, WIDE_BOXES / 4);
    lengthen(&c.profile);
    check_size(NULL, &c, WIDE_BOXES / 5);
    release(&c);
}

/* ---- the script ---------------------------------------------------------- */

static int has_browser(void)
{
    return system("command -v chromium >/dev/null 2>&1") == 0;
}

/* The address of the first graph of a page, without what is behind it. */
static void find_graph(char key[64], const char *path)
{
    char *page = read_page(path);
    const char *at = strstr(page, "id=\"flame-");

    snprintf(key, 64, "%.*s", at != NULL ? (int)strcspn(at + 4, "\"") : 0,
             at != NULL ? at + 4 : "");
    free(page);
}

/* What the page has become there.  Returned. */
static char *browse_at(const char *path, const char *fragment)
{
    char command[1000];
    const char *dump = in_scratch("dump.html");

    snprintf(command, sizeof command,
             "HOME=%s timeout 120 chromium --headless=new --no-sandbox "
             "--disable-gpu --user-data-dir=%s/browser --window-size=1200,900 "
             "--virtual-time-budget=2000 --dump-dom 'file://%s%s' "
             ">%s 2>/dev/null",
             scratch, scratch, path, fragment, dump);
    CHECK_INT(system(command), 0);
    return read_page(dump);
}

/* At the first graph. */
static char *browse(const char *path, const char *words)
{
    char key[64], fragment[200];

    find_graph(key, path);
    snprintf(fragment, sizeof fragment, "#%s%s", key, words);
    return browse_at(path, fragment);
}

/* The tag of the first box whose title begins with that; valid until the next
 * call. */
static const char *box_of(const char *page, const char *title)
{
    static char tag[300];
    char text[200];
    const char *at;

    snprintf(text, sizeof text, "<title>%s", title);
    at = strstr(page, text);
    if (at == NULL)
        return "not there";
    while (strncmp(at, "<svg", 4) != 0)
        at--;
    snprintf(tag, sizeof tag, "%.*s", (int)strcspn(at, ">"), at);
    return tag;
}

static int box_has(const char *page, const char *title, const char *what)
{
    const char *tag = box_of(page, title);

    if (strstr(tag, what) == NULL)
        printf("# %s: %s not in %s\n", title, what, tag);
    return strstr(tag, what) != NULL;
}

/* Of the page of one side. */
static char *browse_one(const char *words)
{
    struct tare_run run = one_side();
    const char *path = publish("browsed", &run, NULL);

    tare_run_release(&run);
    return browse(path, words);
}

TEST(the_script_draws_the_same_boxes)
{
    char *page;

    if (!has_browser())
        SKIP("no chromium");
    page = browse_one("");
    CHECK_INT(count_of(page, "role=\"treeitem\""), 6);
    CHECK(strstr(page, "<article id=\"case-") != NULL);
    CHECK(strstr(page, " class=\"shown\"") != NULL); /* of several */
    CHECK(box_has(page, "main · 500 ns ± ", "width=\"100%\""));
    CHECK(box_has(page, "main · 500 ns ± ", " y=\"57\""));
    CHECK(box_has(page, "sort · 350 ns ± ", "width=\"70%\""));
    CHECK(box_has(page, "[kernel] · 25.0 ns", "class=\"k\""));
    CHECK(strstr(page, "<output></output>") != NULL);
    CHECK(strstr(page, ">Turn over</button>") != NULL);
    CHECK(strstr(page, "a&lt;b&gt;&amp;") != NULL);
    free(page);
}

/* sort is also below itself, where its time counts no second time. */
TEST(where_it_is_not_shown_the_graph_stays_as_it_was)
{
    struct tare_run run = one_side();
    const char *path = publish("hidden", &run, NULL);
    char *page;

    tare_run_release(&run);
    if (!has_browser())
        SKIP("no chromium");
    page = browse_at(path, "");
    CHECK_INT(count_of(page, "role=\"treeitem\""), 0);
    CHECK(box_has(page, "main · 500.0 ± ", "width=\"100.000%\""));
    free(page);
}

TEST(a_search_says_how_much_of_the_time_it_found)
{
    char *page;

    if (!has_browser())
        SKIP("no chromium");
    page = browse_one(";f=SORT");
    CHECK(strstr(page, "<output>matched 350 ns</output>") != NULL);
    CHECK_INT(count_of(page, " found\""), 2);
    free(page);
    page = browse_one(";f=a%3Cb%3E");
    CHECK(strstr(page, "<output>matched 250 ns</output>") != NULL);
    free(page);
    page = browse_one(";f=%E0%A4");
    CHECK_INT(count_of(page, "role=\"treeitem\""), 6);
    free(page);
}

TEST(a_box_can_be_as_wide_as_the_page)
{
    char *page;

    if (!has_browser())
        SKIP("no chromium");
    page = browse_one(";z=3"); /* the sort in inner: from 0 on */
    CHECK_INT(count_of(page, "role=\"treeitem\""), 4);
    CHECK_INT(count_of(page, " faint\" tabindex"), 3);
    CHECK(box_has(page, "sort · 100 ns", "width=\"100%\""));
    CHECK(box_has(page, "main · 500 ns", "faint"));
    free(page);
    page = browse_one(";z=99");
    CHECK_INT(count_of(page, "role=\"treeitem\""), 6);
    free(page);
}

TEST(it_can_be_turned_over)
{
    char *page;

    if (!has_browser())
        SKIP("no chromium");
    page = browse_one(";i");
    CHECK(box_has(page, "main · 500 ns", " y=\"0\""));
    CHECK(box_has(page, "sort · 350 ns", " y=\"19\""));
    free(page);
}

/* Above a function its callers, below what it calls: inner is called by sort in
 * main, and calls sort. */
TEST(it_shows_callers_and_callees_of_a_function)
{
    char *page;

    if (!has_browser())
        SKIP("no chromium");
    page = browse_one(";s=2");
    CHECK_INT(count_of(page, "role=\"treeitem\""), 4);
    CHECK(box_has(page, "main · 250 ns", " y=\"0\""));
    CHECK(box_has(page, "sort · 250 ns", " y=\"19\""));
    CHECK(box_has(page, "a&lt;b&gt;", " y=\"38\""));
    CHECK(box_has(page, "sort · 100 ns", " y=\"57\""));
    CHECK(box_has(page, "sort · 100 ns", "width=\"40%\""));
    free(page);
    page = browse_one(";s=99");
    CHECK_INT(count_of(page, "role=\"treeitem\""), 6);
    free(page);
}

TEST(of_a_duel_both_are_on_one_scale)
{
    struct tare_run run = two_sides();
    struct tare_comparison comparison = judge(&run);
    const char *path = publish("sides", &run, &comparison);
    char *page;

    tare_comparison_release(&comparison);
    tare_run_release(&run);
    if (!has_browser())
        SKIP("no chromium");
    page = browse(path, "");
    CHECK_INT(count_of(page, "role=\"treeitem\""), 12);
    CHECK(box_has(page, "main · 600 ns", "width=\"100%\""));
    CHECK(box_has(page, "main · 500 ns", "width=\"83.33"));
    CHECK(box_has(page, "main · 500 ns", " y=\"0\""));
    free(page);
}

TESTS(RUN(make_scratch), RUN(a_case_with_a_profile_has_a_graph_and_a_list),
      RUN(names_are_escaped_wherever_they_are),
      RUN(a_duel_has_both_graphs_and_what_changed),
      RUN(what_it_allocates_has_a_graph_in_bytes),
      RUN(what_a_duel_allocates_has_both_graphs),
      RUN(where_a_duel_waits_has_both_graphs),
      RUN(without_time_or_looks_there_is_no_graph),
      RUN(however_large_a_profile_is_its_section_is_not),
      RUN(the_script_draws_the_same_boxes),
      RUN(where_it_is_not_shown_the_graph_stays_as_it_was),
      RUN(a_search_says_how_much_of_the_time_it_found),
      RUN(a_box_can_be_as_wide_as_the_page), RUN(it_can_be_turned_over),
      RUN(it_shows_callers_and_callees_of_a_function),
      RUN(of_a_duel_both_are_on_one_scale), RUN(drop_scratch))
