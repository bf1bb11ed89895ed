/* SPDX-License-Identifier: MIT */
/* The index of a race: what was shown of each build, and of each in each case. */
#include "report/html/index_results.h"

#include "report/terminal/contest_text.h"
#include "report/terminal/race.h"

static int is_fastest(const struct tare_contest *contest, size_t build)
{
    return tare_contest_lead(contest) == TARE_LEAD_WON &&
           tare_contest_leader(contest, contest->count) == build;
}

static void add_build(struct tare_buf *rows, const struct tare_pages *pages,
                      const struct tare_contest *overall, size_t build)
{
    struct tare_buf mean = { 0 }, code = { 0 }, what = { 0 }, name = { 0 };
    double bytes = tare_race_code(pages->entries.subject.run,
                                  &overall->contestants[build]);

    tare_page_cut(&name, overall->contestants[build].name);
    tare_race_ratio(&mean, overall, build, 1);
    if (bytes > 0)
        tare_buf_printf(&code, "%.0f KiB", bytes / 1024);
    tare_race_describe(&what, overall, build);
    TARE_FILL(rows, "index.html", "race-build", tare_hole_take("name", &name),
              tare_hole_take("mean", &mean), tare_hole_take("code", &code),
              tare_hole("ink", is_fastest(overall, build) ? "e" : ""),
              tare_hole_take("what", &what));
}

static void add_case(struct tare_buf *rows, const struct tare_contest *contest,
                     const struct tare_contest *overall)
{
    struct tare_buf cells = { 0 }, name = { 0 };

    tare_contest_title(&name, contest);
    for (size_t i = 0; i < overall->count; i++) {
        size_t build = tare_race_find(contest, overall->contestants[i].name);
        struct tare_buf text = { 0 };

        tare_race_cell(&text, contest, build);
        TARE_FILL(&cells, "index.html", "race-cell",
                  tare_hole("ink", is_fastest(contest, build) ? "e" : ""),
                  tare_hole_take("text", &text));
    }
    tare_page_row(rows, name.data, &cells);
    tare_buf_release(&name);
}

void tare_index_race(struct tare_buf *buf, const struct tare_pages *pages)
{
    const struct tare_contests *contests = pages->entries.subject.contests;
    struct tare_buf builds = { 0 }, heads = { 0 }, cases = { 0 };
    struct tare_buf lead = { 0 }, mean = { 0 };

    if (contests == NULL || contests->overall.count == 0)
        return;
    for (size_t i = 0; i < contests->overall.count; i++) {
        add_build(&builds, pages, &contests->overall, i);
        tare_page_head(&heads, contests->overall.contestants[i].name);
    }
    for (size_t i = 0; i < contests->count; i++)
        add_case(&cases, &contests->items[i], &contests->overall);
    tare_buf_printf(&lead,
                    "Times against the first build, measured now from fresh "
                    "copies. * fastest, = fastest and equal to others, ? not "
                    "told apart from the fastest; at most %.3g %% of races of "
                    "equal builds name any of them.",
                    100 * contests->alpha);
    tare_race_mean(&mean, contests);
    TARE_FILL(
        buf, "index.html", "race", tare_hole_take("lead", &lead),
        tare_hole_take("mean", &mean), tare_hole_markup("builds", &builds),
        tare_hole_markup("heads", &heads), tare_hole_markup("cases", &cases));
}
