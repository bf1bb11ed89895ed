/* SPDX-License-Identifier: MIT */
/* Who is fastest in a group, as far as it was shown. */
#include "report/html/page.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>

#include "report/terminal/contest_text.h"
#include "store/alloc.h"

/* ---- which contests ------------------------------------------------------ */

static int is_of(const struct tare_contest *contest,
                 const struct tare_pages *pages, const struct tare_group *group)
{
    const struct tare_entry *entries = &pages->entries.items[group->first];

    for (size_t i = 0; i < group->count; i++)
        if (tare_entry_case(&entries[i]) == contest->contestants[0].c)
            return 1;
    return 0;
}

/* The first contest of the group from there on, or the count. */
static size_t next_of(const struct tare_pages *pages,
                      const struct tare_group *group, size_t from)
{
    const struct tare_contests *contests = pages->entries.subject.contests;

    if (contests == NULL)
        return SIZE_MAX;
    while (from < contests->count &&
           !is_of(&contests->items[from], pages, group))
        from++;
    return from < contests->count ? from : SIZE_MAX;
}

const char *tare_page_contest_mark(const struct tare_pages *pages,
                                   const struct tare_case *c)
{
    const struct tare_contests *contests = pages->entries.subject.contests;

    for (size_t i = 0; contests != NULL && i < contests->count; i++)
        for (size_t k = 0; k < contests->items[i].count; k++) {
            const struct tare_contestant *contestant =
                &contests->items[i].contestants[k];
            enum tare_lead lead;

            if (contestant->c != c || contestant->out != NULL ||
                contestant->place > 0)
                continue;
            lead = tare_contest_lead(&contests->items[i]);
            return lead == TARE_LEAD_WON     ? "fastest"
                   : lead == TARE_LEAD_EQUAL ? "tied"
                                             : "";
        }
    return "";
}

static double best_of(const struct tare_contest *contest)
{
    double best = NAN;

    for (size_t i = 0; i < contest->count; i++)
        if (contest->contestants[i].out == NULL)
            best = fmin(best,
                        contest->contestants[i].c->measures[0].estimate.value);
    return best;
}

double tare_page_contest_best(const struct tare_pages *pages,
                              const struct tare_case *c)
{
    const struct tare_contests *contests = pages->entries.subject.contests;

    for (size_t i = 0; contests != NULL && i < contests->count; i++)
        for (size_t k = 0; k < contests->items[i].count; k++)
            if (contests->items[i].contestants[k].c == c &&
                tare_contest_lead(&contests->items[i]) != TARE_LEAD_NONE)
                return best_of(&contests->items[i]);
    return NAN;
}

enum {
    CLAUSES_MOST = 5,
    MATRIX_MOST = 20 /* a larger one nobody reads */
};

/* ---- in a sentence ------------------------------------------------------- */

static int has_where(const struct tare_contest *contest)
{
    return contest->at[0] != '\0';
}

/* "heap is fastest at n=64 … 512", "a and b are equal", or nothing. */
static void add_clause(struct tare_buf *answer,
                       const struct tare_contests *contests, size_t from,
                       size_t count)
{
    const struct tare_contest *contest = &contests->items[from];
    enum tare_lead lead = tare_contest_lead(contest);
    struct tare_buf names = { 0 };

    if (lead != TARE_LEAD_WON && lead != TARE_LEAD_EQUAL)
        return;
    tare_contest_names(&names, contest);
    tare_buf_puts(answer, answer->size > 0 ? "; " : "");
    tare_page_cut(answer, names.data);
    tare_buf_puts(answer, lead == TARE_LEAD_WON ? " is fastest" : " are equal");
    tare_buf_release(&names);
    if (!has_where(contest))
        return;
    tare_buf_puts(answer, " at ");
    tare_contests_where(answer, contests, from, count);
}

void tare_page_contest_answer(struct tare_buf *answer,
                              const struct tare_pages *pages,
                              const struct tare_group *group)
{
    const struct tare_contests *contests = pages->entries.subject.contests;
    size_t from = next_of(pages, group, 0), count, clauses = 0;
    struct tare_buf text = { 0 };

    for (; from != SIZE_MAX; from = next_of(pages, group, from + count)) {
        count = tare_contests_alike(contests, from);
        add_clause(&text, contests, from, count);
        clauses++;
    }
    if (clauses > 0 && text.size == 0)
        tare_buf_puts(answer, "It was not shown which is fastest.");
    else if (clauses > CLAUSES_MOST)
        tare_buf_puts(answer, "Which is fastest depends on the arguments.");
    else if (text.size > 0)
        tare_buf_printf(answer, "%s.", text.data);
    tare_buf_release(&text);
}

/* ---- in tables ----------------------------------------------------------- */

static void add_row(struct tare_buf *rows, const struct tare_contests *contests,
                    size_t from, size_t count)
{
    const struct tare_contest *contest = &contests->items[from];
    struct tare_buf where = { 0 }, who = { 0 }, what = { 0 };

    if (has_where(contest))
        tare_contests_where(&where, contests, from, count);
    else
        tare_buf_puts(&where, contest->title);
    tare_contest_leaders(&who, contest);
    tare_contests_outcome(&what, contests, from, count);
    TARE_FILL(rows, "group.html", "contest-row",
              tare_hole_take("where", &where), tare_hole_take("who", &who),
              tare_hole("ink",
                        tare_contest_lead(contest) == TARE_LEAD_WON ? "e" : ""),
              tare_hole_take("what", &what));
}

static void add_crossings(struct tare_buf *items,
                          const struct tare_pages *pages,
                          const struct tare_group *group)
{
    const struct tare_contests *contests = pages->entries.subject.contests;
    size_t from = next_of(pages, group, 0);
    struct tare_crossing crossing;

    while (from != SIZE_MAX) {
        size_t next = tare_contests_crossing(contests, from, &crossing);
        struct tare_buf text = { 0 };

        if (next > 0) {
            tare_contest_family(&text, &contests->items[from]);
            tare_buf_puts(&text, ": ");
            tare_crossing_describe(&text, contests->items[from].axis,
                                   &crossing);
            TARE_FILL(items, "group.html", "crossing",
                      tare_hole_take("text", &text));
            from = next;
            continue;
        }
        from = next_of(pages, group, tare_contests_family_end(contests, from));
    }
}

/* ---- each against each --------------------------------------------------- */

static void add_meeting(struct tare_buf *cells,
                        const struct tare_contest *contest, size_t a, size_t b)
{
    struct tare_meeting meeting = tare_contest_meeting(contest, a, b);
    struct tare_buf text = { 0 };

    tare_meeting_describe(&text, &meeting);
    TARE_FILL(cells, "group.html", "meeting",
              tare_hole("ink", meeting.kind == TARE_MEETING_FASTER ? "e" : ""),
              tare_hole_take("text", &text));
}

static void add_matrix(struct tare_buf *buf, const struct tare_contest *contest)
{
    struct tare_buf heads = { 0 }, rows = { 0 }, title = { 0 };
    size_t *order = tare_contest_order(contest);

    for (size_t i = 0; i < contest->count; i++)
        tare_page_head(&heads, contest->contestants[order[i]].name);
    for (size_t i = 0; i < contest->count; i++) {
        struct tare_buf cells = { 0 };

        for (size_t k = 0; k < contest->count; k++)
            add_meeting(&cells, contest, order[i], order[k]);
        tare_page_row(&rows, contest->contestants[order[i]].name, &cells);
    }
    tare_page_cut(&title, has_where(contest) ? contest->at : contest->title);
    TARE_FILL(buf, "group.html", "matrix", tare_hole_take("title", &title),
              tare_hole_markup("heads", &heads),
              tare_hole_markup("rows", &rows));
    free(order);
}

static void add_matrices(struct tare_buf *buf, const struct tare_pages *pages,
                         const struct tare_group *group)
{
    const struct tare_contests *contests = pages->entries.subject.contests;

    for (size_t i = next_of(pages, group, 0); i != SIZE_MAX;
         i = next_of(pages, group, i + 1))
        if (contests->items[i].note == NULL && contests->items[i].count > 2 &&
            contests->items[i].count <= MATRIX_MOST)
            add_matrix(buf, &contests->items[i]);
}

static void add_map(struct tare_buf *buf, const struct tare_pages *pages,
                    const struct tare_group *group)
{
    const struct tare_contests *contests = pages->entries.subject.contests;
    const struct tare_contest **all = tare_alloc(contests->count, sizeof *all);
    size_t count = 0;

    for (size_t i = next_of(pages, group, 0); i != SIZE_MAX;
         i = next_of(pages, group, i + 1))
        all[count++] = &contests->items[i];
    tare_page_contest_map(buf, all, count);
    free(all);
}

void tare_page_contests(struct tare_buf *buf, const struct tare_pages *pages,
                        const struct tare_group *group)
{
    const struct tare_contests *contests = pages->entries.subject.contests;
    struct tare_buf rows = { 0 }, crossings = { 0 }, matrices = { 0 };
    struct tare_buf lead = { 0 }, all = { 0 };
    size_t from = next_of(pages, group, 0), count;

    if (from == SIZE_MAX)
        return;
    for (; from != SIZE_MAX; from = next_of(pages, group, from + count)) {
        count = tare_contests_alike(contests, from);
        add_row(&rows, contests, from, count);
    }
    add_map(&all, pages, group);
    add_crossings(&crossings, pages, group);
    add_matrices(&matrices, pages, group);
    tare_html_wrap(&all, "group.html", "crossings", "items", &crossings);
    tare_html_wrap(&all, "group.html", "matrices", "items", &matrices);
    tare_buf_printf(
        &lead,
        "Decided by launches that ran side by side: at most %.3g %% "
        "of runs of equal contestants name any of them. Differences "
        "below %.3g %% do not count, or below what a case declares.",
        100 * contests->alpha, 100 * contests->threshold);
    TARE_FILL(buf, "group.html", "contests", tare_hole_take("lead", &lead),
              tare_hole_markup("rows", &rows), tare_hole_markup("more", &all));
}
