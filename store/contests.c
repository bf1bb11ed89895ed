/* SPDX-License-Identifier: MIT */
#include "store/contests.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "stats/elementary.h"
#include "store/alloc.h"

const char *tare_meeting_name(enum tare_meeting_kind kind)
{
    static const char *const names[] = { "open", "equal", "faster", "slower" };

    return names[kind];
}

double tare_contests_threshold(const struct tare_contests *contests,
                               const struct tare_case *a,
                               const struct tare_case *b)
{
    double own = fmax(a->noise, b->noise);

    return own > 0 ? own : contests->threshold;
}

/* The same, seen from the other one. */
static struct tare_meeting turn(struct tare_meeting meeting)
{
    struct tare_band ratio = meeting.ratio;
    size_t first = meeting.first;

    meeting.first = meeting.second;
    meeting.second = first;
    meeting.ratio.value = 1 / ratio.value;
    meeting.ratio.low = 1 / ratio.high;
    meeting.ratio.high = 1 / ratio.low;
    if (meeting.kind == TARE_MEETING_FASTER)
        meeting.kind = TARE_MEETING_SLOWER;
    else if (meeting.kind == TARE_MEETING_SLOWER)
        meeting.kind = TARE_MEETING_FASTER;
    return meeting;
}

struct tare_meeting tare_contest_meeting(const struct tare_contest *contest,
                                         size_t a, size_t b)
{
    for (size_t i = 0; i < contest->meeting_count; i++) {
        const struct tare_meeting *meeting = &contest->meetings[i];

        if (meeting->first == a && meeting->second == b)
            return *meeting;
        if (meeting->first == b && meeting->second == a)
            return turn(*meeting);
    }
    return (struct tare_meeting){ .first = a,
                                  .second = b,
                                  .ratio = { NAN, NAN, NAN, 0 } };
}

size_t tare_contest_leader(const struct tare_contest *contest, size_t after)
{
    size_t i = after < contest->count ? after + 1 : 0;

    while (i < contest->count && (contest->contestants[i].out != NULL ||
                                  contest->contestants[i].place > 0))
        i++;
    return i;
}

static int are_equal(const struct tare_contest *contest)
{
    size_t count = contest->count, leaders = 0;

    for (size_t a = tare_contest_leader(contest, count); a < count;
         a = tare_contest_leader(contest, a))
        leaders++;
    if (leaders * (leaders - 1) / 2 > contest->meeting_count)
        return 0; /* they cannot all have met */
    for (size_t a = tare_contest_leader(contest, count); a < count;
         a = tare_contest_leader(contest, a))
        for (size_t b = tare_contest_leader(contest, a); b < count;
             b = tare_contest_leader(contest, b))
            if (tare_contest_meeting(contest, a, b).kind != TARE_MEETING_EQUAL)
                return 0;
    return 1;
}

/* All but a single leader have somebody who is faster, who has somebody who is
 * faster, and in the end that is the leader. */
enum tare_lead tare_contest_lead(const struct tare_contest *contest)
{
    size_t first = tare_contest_leader(contest, contest->count);

    if (contest->note != NULL || first == contest->count)
        return TARE_LEAD_NONE;
    if (tare_contest_leader(contest, first) == contest->count)
        return contest->meeting_count > 0 ? TARE_LEAD_WON : TARE_LEAD_NONE;
    return are_equal(contest) ? TARE_LEAD_EQUAL : TARE_LEAD_OPEN;
}

size_t tare_contest_next(const struct tare_contest *contest, size_t leader)
{
    size_t next = contest->count, yardstick = contest->yardstick;
    double least = INFINITY;

    if (yardstick < next && yardstick != leader &&
        contest->contestants[yardstick].out == NULL)
        return yardstick;
    for (size_t i = 0; i < contest->count; i++) {
        struct tare_meeting meeting = tare_contest_meeting(contest, leader, i);

        if (i != leader && contest->contestants[i].place > 0 &&
            meeting.ratio.value < least) {
            least = meeting.ratio.value;
            next = i;
        }
    }
    return next;
}

int tare_contest_ahead(const struct tare_contest *contest,
                       struct tare_meeting *ahead)
{
    size_t leader = tare_contest_leader(contest, contest->count);
    size_t next = tare_contest_next(contest, leader);

    if (next == contest->count)
        return 0;
    *ahead = tare_contest_meeting(contest, leader, next);
    return 1;
}

size_t *tare_contest_order(const struct tare_contest *contest)
{
    size_t *order = tare_alloc(contest->count, sizeof *order), count = 0;

    for (size_t place = 0; count < contest->count; place++)
        for (size_t i = 0; i < contest->count; i++)
            if (contest->contestants[i].place == place)
                order[count++] = i;
    return order;
}

/* ---- along an argument --------------------------------------------------- */

static int has_same_leaders(const struct tare_contest *a,
                            const struct tare_contest *b)
{
    size_t i = tare_contest_leader(a, a->count);
    size_t k = tare_contest_leader(b, b->count);

    while (i < a->count && k < b->count &&
           strcmp(a->contestants[i].name, b->contestants[k].name) == 0) {
        i = tare_contest_leader(a, i);
        k = tare_contest_leader(b, k);
    }
    return i == a->count && k == b->count;
}

static int says_the_same(const struct tare_contest *a,
                         const struct tare_contest *b)
{
    return a->family == b->family && a->axis != NULL && b->axis != NULL &&
           tare_contest_lead(a) == tare_contest_lead(b) &&
           (a->note != NULL) == (b->note != NULL) && has_same_leaders(a, b);
}

size_t tare_contests_alike(const struct tare_contests *contests, size_t from)
{
    size_t count = 1;

    while (
        from + count < contests->count &&
        says_the_same(&contests->items[from], &contests->items[from + count]))
        count++;
    return count;
}

size_t tare_contests_family_end(const struct tare_contests *contests,
                                size_t from)
{
    size_t end = from + 1;

    while (end < contests->count &&
           contests->items[end].family == contests->items[from].family)
        end++;
    return end;
}

static size_t find_named(const struct tare_contest *contest, const char *name)
{
    size_t i = 0;

    while (i < contest->count &&
           strcmp(contest->contestants[i].name, name) != 0)
        i++;
    return i;
}

/* The logarithm of the time of the one over that of the other; NaN. */
static double distance(const struct tare_contest *contest, const char *one,
                       const char *other)
{
    size_t a = find_named(contest, one), b = find_named(contest, other);

    return a < contest->count && b < contest->count
               ? tare_log(tare_contest_meeting(contest, b, a).ratio.value)
               : NAN;
}

/* Where the line between two contests, over the logarithm of the value if it
 * has one, is at 0. */
static double interpolate(const struct tare_contest *a,
                          const struct tare_contest *b, double at_a,
                          double at_b)
{
    double share = at_a / (at_a - at_b);

    return a->value > 0 ? a->value * pow(b->value / a->value, share)
                        : a->value + share * (b->value - a->value);
}

static double find_zero(const struct tare_contest *from,
                        const struct tare_contest *to,
                        const struct tare_crossing *crossing)
{
    for (; from < to; from++) {
        double a = distance(from, crossing->below, crossing->above);
        double b = distance(from + 1, crossing->below, crossing->above);

        if (a <= 0 && b >= 0 && b > a)
            return interpolate(from, from + 1, a, b);
    }
    return NAN;
}

static const char *winner_of(const struct tare_contest *contest)
{
    return tare_contest_lead(contest) == TARE_LEAD_WON
               ? contest
                     ->contestants[tare_contest_leader(contest, contest->count)]
                     .name
               : NULL;
}

size_t tare_contests_crossing(const struct tare_contests *contests, size_t from,
                              struct tare_crossing *crossing)
{
    const struct tare_contest *items = contests->items;
    const struct tare_contest *last = NULL; /* with a winner */

    for (size_t i = from; i < contests->count; i++) {
        const char *winner = winner_of(&items[i]);

        if (items[i].axis == NULL || items[i].family != items[from].family)
            return 0;
        if (winner == NULL)
            continue;
        if (last != NULL && strcmp(winner_of(last), winner) != 0) {
            *crossing =
                (struct tare_crossing){ winner_of(last), winner, last->value,
                                        items[i].value, NAN };
            crossing->at = find_zero(last, &items[i], crossing);
            return i;
        }
        last = &items[i];
    }
    return 0;
}

/* ---- the end ------------------------------------------------------------- */

static void release(struct tare_contest *contest)
{
    for (size_t i = 0; i < contest->count; i++) {
        free(contest->contestants[i].name);
        free(contest->contestants[i].out);
    }
    free(contest->title);
    free(contest->at);
    free(contest->axis);
    free(contest->note);
    free(contest->contestants);
    free(contest->meetings);
}

void tare_contests_release(struct tare_contests *contests)
{
    for (size_t i = 0; i < contests->count; i++)
        release(&contests->items[i]);
    free(contests->items);
    release(&contests->overall);
    *contests = (struct tare_contests){ 0 };
}
