/* SPDX-License-Identifier: MIT */
#include "report/terminal/contests.h"

#include <math.h>

#include "report/terminal/table.h"
#include "report/terminal/text.h"
#include "store/number.h"

/* ---- pieces -------------------------------------------------------------- */

void tare_contest_leaders(struct tare_buf *text,
                          const struct tare_contest *contest)
{
    const char *between =
        tare_contest_lead(contest) == TARE_LEAD_EQUAL ? " = " : " or ";
    size_t first = tare_contest_leader(contest, contest->count);

    for (size_t i = first; i < contest->count;
         i = tare_contest_leader(contest, i))
        tare_buf_printf(text, "%s%s", i == first ? "" : between,
                        contest->contestants[i].name);
}

/* As many digits as tell the ends of the interval from each other. */
static int decimals_for(const struct tare_band *ratio)
{
    double half = (ratio->high - ratio->low) / 2;

    return half < 0.005 ? 3 : half < 0.5 ? 2 : 1;
}

void tare_ratio_describe(struct tare_buf *text, const struct tare_band *ratio)
{
    int decimals = decimals_for(ratio);

    if (isfinite(ratio->value))
        tare_buf_printf(text, "%.*f×", decimals, ratio->value);
    if (isfinite(ratio->value) && isfinite(ratio->low) && isfinite(ratio->high))
        tare_buf_printf(text, " (%.*f … %.*f)", decimals, ratio->low, decimals,
                        ratio->high);
}

static void put_number(struct tare_buf *text, double value)
{
    char number[TARE_NUMBER_SIZE];

    if (floor(value) == value && fabs(value) < 1e15)
        tare_buf_printf(text, "%.0f", value);
    else {
        tare_number_format(number, value);
        tare_buf_puts(text, number);
    }
}

void tare_contests_where(struct tare_buf *text,
                         const struct tare_contests *contests, size_t from,
                         size_t count)
{
    const struct tare_contest *first = &contests->items[from];

    if (count == 1 || first->axis == NULL) {
        tare_buf_puts(text, first->at);
        return;
    }
    tare_buf_printf(text, "%s=", first->axis);
    put_number(text, first->value);
    tare_buf_puts(text, " … ");
    put_number(text, contests->items[from + count - 1].value);
}

void tare_crossing_describe(struct tare_buf *text, const char *axis,
                            const struct tare_crossing *crossing)
{
    tare_buf_printf(text, "%s and %s cross between %s=", crossing->below,
                    crossing->above, axis);
    put_number(text, crossing->low);
    tare_buf_puts(text, " and ");
    put_number(text, crossing->high);
    if (isfinite(crossing->at))
        tare_buf_printf(text, ", at about %.3g", crossing->at);
}

/* ---- the table ----------------------------------------------------------- */

/* Of contests that say the same, the one in which the winner is least ahead. */
static const struct tare_contest *closest(const struct tare_contests *contests,
                                          size_t from, size_t count)
{
    const struct tare_contest *best = &contests->items[from];
    double least = INFINITY;

    for (size_t i = from; i < from + count; i++) {
        const struct tare_contest *contest = &contests->items[i];
        size_t leader = tare_contest_leader(contest, contest->count);
        size_t next = tare_contest_next(contest, leader);
        struct tare_meeting meeting;

        if (next == contest->count)
            continue;
        meeting = tare_contest_meeting(contest, leader, next);
        if (meeting.ratio.low < least) {
            least = meeting.ratio.low;
            best = contest;
        }
    }
    return best;
}

/* "heap 1.28× (1.25 … 1.31) at n=64": who comes next, and by how much. */
static void describe_next(struct tare_buf *text,
                          const struct tare_contests *contests, size_t from,
                          size_t count)
{
    const struct tare_contest *contest = closest(contests, from, count);
    size_t leader = tare_contest_leader(contest, contest->count);
    size_t next = tare_contest_next(contest, leader);
    struct tare_meeting meeting;

    if (next == contest->count)
        return;
    meeting = tare_contest_meeting(contest, leader, next);
    tare_buf_printf(text, "%s takes ", contest->contestants[next].name);
    tare_ratio_describe(text, &meeting.ratio);
    if (count > 1)
        tare_buf_printf(text, " at %s", contest->at);
}

/* Two leaders of whom neither was shown to be faster. */
static void describe_open(struct tare_buf *text,
                          const struct tare_contest *contest)
{
    size_t a = tare_contest_leader(contest, contest->count);
    struct tare_meeting meeting =
        tare_contest_meeting(contest, a, tare_contest_leader(contest, a));

    tare_buf_puts(text, "can't tell");
    if (!isfinite(meeting.ratio.value))
        return;
    tare_buf_printf(text, ": %s takes ",
                    contest->contestants[meeting.second].name);
    tare_ratio_describe(text, &meeting.ratio);
}

static void describe_outcome(struct tare_buf *text,
                             const struct tare_contests *contests, size_t from,
                             size_t count)
{
    const struct tare_contest *contest = &contests->items[from];

    switch (tare_contest_lead(contest)) {
    case TARE_LEAD_NONE:
        tare_buf_printf(text, "no contest: %s",
                        contest->note != NULL ? contest->note : "no times");
        break;
    case TARE_LEAD_WON:
        describe_next(text, contests, from, count);
        break;
    case TARE_LEAD_EQUAL:
        tare_buf_printf(text, "equal within %.3g %%",
                        100 * contests->threshold);
        break;
    case TARE_LEAD_OPEN:
        describe_open(text, contest);
        break;
    }
}

/* "heap: wrong result" for each that takes no part. */
static void describe_out(struct tare_buf *text,
                         const struct tare_contest *contest)
{
    for (size_t i = 0; i < contest->count; i++)
        if (contest->contestants[i].out != NULL)
            tare_buf_printf(text, "%s%s: %s", text->size > 0 ? "; " : "",
                            contest->contestants[i].name,
                            contest->contestants[i].out);
}

static void take(struct tare_table *table, struct tare_buf *text,
                 enum tare_ink ink)
{
    tare_buf_puts(text, "");
    tare_table_take(table, text, TARE_ALIGN_LEFT, ink);
}

static void add_row(struct tare_table *table,
                    const struct tare_contests *contests, size_t from,
                    size_t count)
{
    const struct tare_contest *contest = &contests->items[from];
    enum tare_lead lead = tare_contest_lead(contest);
    struct tare_buf title = { 0 }, where = { 0 }, who = { 0 }, what = { 0 };

    if (from == 0 || contests->items[from - 1].family != contest->family)
        tare_buf_puts(&title, contest->title);
    tare_contests_where(&where, contests, from, count);
    tare_contest_leaders(&who, contest);
    describe_outcome(&what, contests, from, count);
    if (contest->note == NULL)
        describe_out(&what, contest);
    tare_table_row(table);
    take(table, &title, TARE_INK_PLAIN);
    take(table, &where, TARE_INK_PLAIN);
    take(table, &who, lead == TARE_LEAD_WON ? TARE_INK_STRONG : TARE_INK_PLAIN);
    take(table, &what, TARE_INK_FAINT);
}

static void print_crossings(const struct tare_contests *contests, FILE *stream,
                            const struct tare_style *style)
{
    struct tare_crossing crossing;
    size_t from = 0;

    while (from < contests->count) {
        size_t next = tare_contests_crossing(contests, from, &crossing);
        struct tare_buf line = { 0 };

        if (next > 0) {
            tare_buf_printf(&line, "%s: ", contests->items[from].title);
            tare_crossing_describe(&line, contests->items[from].axis,
                                   &crossing);
            tare_ink_print(stream, style, TARE_INK_PLAIN, "", &line);
            from = next;
            continue;
        }
        for (next = from + 1;
             next < contests->count &&
             contests->items[next].family == contests->items[from].family;)
            next++;
        from = next;
    }
}

/* ---- every meeting ------------------------------------------------------- */

static void add_meeting(struct tare_table *table,
                        const struct tare_contest *contest,
                        const struct tare_meeting *meeting)
{
    static const char *const words[] = { "can't tell", "equal", "faster",
                                         "slower" };
    struct tare_buf who = { 0 }, ratio = { 0 };

    tare_buf_printf(&who, "%s %s %s", contest->contestants[meeting->first].name,
                    meeting->kind == TARE_MEETING_FASTER   ? "<"
                    : meeting->kind == TARE_MEETING_SLOWER ? ">"
                    : meeting->kind == TARE_MEETING_EQUAL  ? "="
                                                           : "?",
                    contest->contestants[meeting->second].name);
    tare_ratio_describe(&ratio, &meeting->ratio);
    tare_table_row(table);
    tare_table_cell(table, contest->title, TARE_ALIGN_LEFT, TARE_INK_PLAIN);
    tare_table_cell(table, contest->at, TARE_ALIGN_LEFT, TARE_INK_PLAIN);
    take(table, &who, TARE_INK_PLAIN);
    take(table, &ratio, TARE_INK_FAINT);
    tare_table_cell(table, words[meeting->kind], TARE_ALIGN_LEFT,
                    TARE_INK_FAINT);
}

static void print_meetings(const struct tare_contests *contests, FILE *stream,
                           const struct tare_style *style)
{
    struct tare_table table = { 0 };

    for (size_t i = 0; i < contests->count; i++)
        for (size_t k = 0; k < contests->items[i].meeting_count; k++)
            add_meeting(&table, &contests->items[i],
                        &contests->items[i].meetings[k]);
    fputs("\n", stream);
    tare_table_print(&table, stream, style);
    tare_table_release(&table);
}

void tare_contests_print(const struct tare_contests *contests, FILE *stream,
                         const struct tare_style *style, int is_verbose)
{
    static const char *const heads[] = { "group", "", "fastest", "" };
    struct tare_table table = { 0 };
    size_t count;

    if (contests->count == 0)
        return;
    tare_table_heads(&table, heads, 4);
    for (size_t i = 0; i < contests->count; i += count) {
        count = tare_contests_alike(contests, i);
        add_row(&table, contests, i, count);
    }
    fputs("\n", stream);
    tare_table_print(&table, stream, style);
    tare_table_release(&table);
    print_crossings(contests, stream, style);
    if (is_verbose)
        print_meetings(contests, stream, style);
}
