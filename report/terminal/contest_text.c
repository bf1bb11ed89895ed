/* SPDX-License-Identifier: MIT */
#include "report/terminal/contest_text.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/arg.h"

/* ---- pieces -------------------------------------------------------------- */

void tare_contest_leaders(struct tare_buf *text,
                          const struct tare_contest *contest)
{
    enum tare_lead lead = tare_contest_lead(contest);
    const char *between = lead == TARE_LEAD_EQUAL ? " = " : " or ";
    size_t first = tare_contest_leader(contest, contest->count);

    tare_buf_puts(text, "");
    if (lead == TARE_LEAD_NONE) /* who is left has not won */
        return;
    for (size_t i = first; i < contest->count;
         i = tare_contest_leader(contest, i))
        tare_buf_printf(text, "%s%s", i == first ? "" : between,
                        contest->contestants[i].name);
}

void tare_contest_names(struct tare_buf *text,
                        const struct tare_contest *contest)
{
    size_t at = tare_contest_leader(contest, contest->count), next, count = 0;

    for (; at < contest->count; at = next) {
        next = tare_contest_leader(contest, at);
        tare_buf_puts(text, count++ == 0             ? ""
                            : next == contest->count ? " and "
                                                     : ", ");
        tare_buf_puts(text, contest->contestants[at].name);
    }
}

void tare_contest_title(struct tare_buf *text,
                        const struct tare_contest *contest)
{
    tare_buf_printf(text, "%s%s%s", contest->title,
                    contest->at[0] != '\0' ? "/" : "", contest->at);
}

/* As many digits as tell the ends of the interval from each other. */
static int decimals_for(const struct tare_band *ratio)
{
    double half = (ratio->high - ratio->low) / 2;

    return half < 0.005 ? 3 : half < 0.5 ? 2 : 1;
}

static void put_ratio(struct tare_buf *text, const struct tare_band *ratio,
                      const char *unit)
{
    int decimals = decimals_for(ratio);

    tare_buf_printf(text, "%.*f%s", decimals, ratio->value, unit);
    if (isfinite(ratio->low) && isfinite(ratio->high))
        tare_buf_printf(text, " (%.*f … %.*f)", decimals, ratio->low, decimals,
                        ratio->high);
}

void tare_ratio_describe(struct tare_buf *text, const struct tare_band *ratio)
{
    if (isfinite(ratio->value))
        put_ratio(text, ratio, "×");
}

/* "qsort takes 1.28× as long (1.25 … 1.31)" */
static void describe_time(struct tare_buf *text, const char *name,
                          const struct tare_band *ratio)
{
    tare_buf_printf(text, "%s takes ", name);
    put_ratio(text, ratio, "× as long");
}

void tare_meeting_describe(struct tare_buf *text,
                           const struct tare_meeting *meeting)
{
    if (meeting->first == meeting->second || !isfinite(meeting->ratio.value))
        tare_buf_puts(text, "");
    else if (meeting->kind == TARE_MEETING_EQUAL)
        tare_buf_puts(text, "=");
    else
        tare_buf_printf(text, "%.*f×%s", decimals_for(&meeting->ratio),
                        meeting->ratio.value,
                        meeting->kind == TARE_MEETING_OPEN ? " ?" : "");
}

/* Where in what the contestants have in common the value of the axis stands, as
 * "n=64"; its length. */
static const char *find_axis(const struct tare_contest *contest, size_t *length)
{
    size_t name = strlen(contest->axis);
    const char *at = contest->at;

    while (strncmp(at, contest->axis, name) != 0 || at[name] != '=') {
        at = strchr(at, '/');
        if (at == NULL)
            return NULL;
        at++;
    }
    *length = strcspn(at, "/");
    return at;
}

/* What they have in common without that part of it, which begins at axis. */
static void put_rest(struct tare_buf *text, const struct tare_contest *contest,
                     const char *axis, size_t length)
{
    const char *at = contest->at, *after = axis + length;

    if (axis > at)
        tare_buf_add(text, at, (size_t)(axis - at) - 1);
    else if (*after == '/')
        after++;
    tare_buf_puts(text, after);
}

void tare_contests_where(struct tare_buf *text,
                         const struct tare_contests *contests, size_t from,
                         size_t count)
{
    const struct tare_contest *first = &contests->items[from];
    const char *axis = NULL;
    size_t length = 0, size = text->size;

    if (count > 1 && first->axis != NULL)
        axis = find_axis(first, &length);
    if (axis == NULL) {
        tare_buf_puts(text, first->at);
        return;
    }
    put_rest(text, first, axis, length);
    tare_buf_puts(text, text->size > size ? ", " : "");
    tare_buf_add(text, axis, length);
    tare_buf_puts(text, " … ");
    tare_arg_number(text, contests->items[from + count - 1].value);
}

void tare_contest_family(struct tare_buf *text,
                         const struct tare_contest *contest)
{
    const char *axis = NULL;
    struct tare_buf rest = { 0 };
    size_t length = 0;

    if (contest->axis != NULL)
        axis = find_axis(contest, &length);
    if (axis != NULL)
        put_rest(&rest, contest, axis, length);
    tare_buf_puts(text, contest->title);
    if (rest.size > 0)
        tare_buf_printf(text, "/%s", rest.data);
    tare_buf_release(&rest);
}

void tare_crossing_describe(struct tare_buf *text, const char *axis,
                            const struct tare_crossing *crossing)
{
    char rounded[16];

    tare_buf_printf(text, "%s and %s cross between %s=", crossing->below,
                    crossing->above, axis);
    tare_arg_number(text, crossing->low);
    tare_buf_puts(text, " and ");
    tare_arg_number(text, crossing->high);
    if (!isfinite(crossing->at))
        return;
    snprintf(rounded, sizeof rounded, "%.3g", crossing->at);
    tare_buf_puts(text, ", at about ");
    tare_arg_number(text, strtod(rounded, NULL));
}

/* ---- what came of it ----------------------------------------------------- */

/* Of contests that say the same, the one in which the winner is least ahead. */
static const struct tare_contest *closest(const struct tare_contests *contests,
                                          size_t from, size_t count)
{
    const struct tare_contest *best = &contests->items[from];
    double least = INFINITY;

    for (size_t i = from; i < from + count; i++) {
        struct tare_meeting ahead;

        if (tare_contest_ahead(&contests->items[i], &ahead) &&
            ahead.ratio.low < least) {
            least = ahead.ratio.low;
            best = &contests->items[i];
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
    struct tare_meeting ahead;

    if (!tare_contest_ahead(contest, &ahead))
        return;
    describe_time(text, contest->contestants[ahead.second].name, &ahead.ratio);
    if (count > 1)
        tare_buf_printf(text, " at %s", contest->at);
}

/* Two leaders of whom neither was shown to be faster. */
static void describe_open(struct tare_buf *text,
                          const struct tare_contest *contest, size_t count)
{
    size_t a = tare_contest_leader(contest, contest->count);
    struct tare_meeting meeting =
        tare_contest_meeting(contest, a, tare_contest_leader(contest, a));

    tare_buf_puts(text, "can't tell");
    if (!isfinite(meeting.ratio.value))
        return;
    tare_buf_puts(text, ": ");
    describe_time(text, contest->contestants[meeting.second].name,
                  &meeting.ratio);
    if (count > 1)
        tare_buf_printf(text, " at %s", contest->at);
}

/* Within which all leaders were shown to be equal. */
static double largest_threshold(const struct tare_contests *contests,
                                const struct tare_contest *contest)
{
    double largest = 0;

    for (size_t a = tare_contest_leader(contest, contest->count);
         a < contest->count; a = tare_contest_leader(contest, a))
        for (size_t b = tare_contest_leader(contest, a); b < contest->count;
             b = tare_contest_leader(contest, b))
            largest = fmax(largest, tare_contests_threshold(
                                        contests, contest->contestants[a].c,
                                        contest->contestants[b].c));
    return largest;
}

/* "heap: wrong result" for each that takes no part. */
static void describe_out(struct tare_buf *text,
                         const struct tare_contest *contest)
{
    for (size_t i = 0; i < contest->count; i++)
        if (contest->contestants[i].out != NULL && i != contest->control)
            tare_buf_printf(text, "%s%s: %s", text->size > 0 ? "; " : "",
                            contest->contestants[i].name,
                            contest->contestants[i].out);
}

void tare_contests_outcome(struct tare_buf *text,
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
                        100 * largest_threshold(contests, contest));
        break;
    case TARE_LEAD_OPEN:
        describe_open(text, contest, count);
        break;
    }
    describe_out(text, contest);
}
