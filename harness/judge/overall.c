/* SPDX-License-Identifier: MIT */
/*
 * The builds of a race in all its cases together.  In each round, the ratio of
 * two builds is the geometric mean of their ratios over all cases; the rule sees
 * these means as it sees the pairs of one case.  Where a build has left a case,
 * because it was shown to be slower there, its rounds end.
 */
#include "harness/judge/contests_parts.h"

#include <stdlib.h>
#include <string.h>

#include "store/alloc.h"
#include "store/buf.h"

/* ---- who takes part ------------------------------------------------------ */

static size_t find(const struct tare_contest *contest, const char *name)
{
    size_t i = 0;

    while (i < contest->count &&
           strcmp(contest->contestants[i].name, name) != 0)
        i++;
    return i;
}

/* The builds of that contest that are not there yet. */
static void add_builds(struct tare_contest *overall,
                       const struct tare_contest *contest)
{
    for (size_t i = 0; i < contest->count; i++) {
        const struct tare_contestant *from = &contest->contestants[i];

        if (find(overall, from->name) < overall->count)
            continue;
        *TARE_ADD(overall->contestants, overall->count) =
            (struct tare_contestant){ .c = from->c,
                                      .name = tare_strdup(from->name) };
    }
}

/* That it is the control keeps it out of the ranking, not out of the check, which
 * it can only be part of when it was measured in all cases. */
static int is_out_for_good(const struct tare_contestant *build)
{
    return build->out != NULL && strcmp(build->out, TARE_OUT_CONTROL) != 0;
}

static void take_out(struct tare_contestant *build,
                     const struct tare_contest *contest)
{
    size_t at = find(contest, build->name);
    struct tare_buf why = { 0 };

    if (is_out_for_good(build) ||
        (at < contest->count && contest->contestants[at].out == NULL))
        return;
    if (at < contest->count && at == contest->control &&
        strcmp(contest->contestants[at].out, TARE_OUT_CONTROL) == 0)
        tare_buf_puts(&why, contest->contestants[at].out);
    else
        tare_buf_printf(&why, "%s%s%s: %s", contest->title,
                        contest->at[0] != '\0' ? "/" : "", contest->at,
                        at < contest->count ? contest->contestants[at].out
                                            : "not there");
    free(build->out);
    build->out = tare_buf_detach(&why);
}

static void note_roles(struct tare_contest *overall)
{
    overall->yardstick = overall->control = overall->count;
    for (size_t i = overall->count; i-- > 0;) {
        if (overall->contestants[i].c->is_yardstick)
            overall->yardstick = i;
        if (overall->contestants[i].c->is_control)
            overall->control = i;
    }
}

/* Contests that are none say nothing of anybody. */
static int is_counted(const struct tare_contest *contest)
{
    return contest->meeting_count > 0;
}

size_t tare_overall_begin(struct tare_contests *contests)
{
    struct tare_contest *overall = &contests->overall;
    size_t in = 0;

    overall->title = tare_strdup("all cases");
    overall->at = tare_strdup("");
    for (size_t i = 0; i < contests->count; i++)
        if (is_counted(&contests->items[i])) {
            add_builds(overall, &contests->items[i]);
            contests->mean_of++;
        }
    note_roles(overall);
    for (size_t i = 0; i < contests->count; i++)
        for (size_t k = 0; k < overall->count; k++)
            if (is_counted(&contests->items[i]))
                take_out(&overall->contestants[k], &contests->items[i]);
    for (size_t i = 0; i < overall->count; i++)
        in += overall->contestants[i].out == NULL;
    if (in < 2) {
        overall->note = tare_strdup("fewer than two take part in all cases");
        return 0;
    }
    return tare_contest_pair_off(overall);
}

/* ---- the means ----------------------------------------------------------- */

/* Of one meeting: a sum over cases for each round that all of them have. */
struct sums {
    double *rounds;     /* TARE_RULE_LAST */
    unsigned *drawn[2]; /* the layouts of each round, which all cases have */
    size_t count;
};

static void add_case(struct sums *sums, struct tare_contest_judge *judge,
                     const struct tare_case *a, const struct tare_case *b)
{
    size_t count = tare_contest_measure(judge, a, b);

    if (count < sums->count)
        sums->count = count;
    for (size_t i = 0; i < sums->count; i++)
        sums->rounds[i] += judge->pairs[i];
    for (unsigned side = 0; side < 2; side++)
        memcpy(sums->drawn[side], judge->drawn[side],
               sums->count * sizeof *sums->drawn[side]);
}

static void add_contest(struct sums *sums, struct tare_contest_judge *judge,
                        const struct tare_contest *overall,
                        const struct tare_contest *contest)
{
    struct tare_case *copies = tare_contest_copies(contest, judge->run);

    for (size_t i = 0; i <= overall->meeting_count; i++) {
        const struct tare_meeting *meeting = i < overall->meeting_count
                                                 ? &overall->meetings[i]
                                                 : &overall->check;

        if (i == overall->meeting_count && !tare_contest_is_checked(overall))
            continue;
        add_case(
            &sums[i], judge,
            &copies[find(contest, overall->contestants[meeting->first].name)],
            &copies[find(contest, overall->contestants[meeting->second].name)]);
    }
    tare_contest_free_copies(copies, contest->count);
}

static void settle(struct tare_contest_judge *judge, const struct sums *sums,
                   struct tare_meeting *meeting)
{
    for (size_t i = 0; i < sums->count; i++)
        judge->pairs[i] = sums->rounds[i] / (double)judge->contests->mean_of;
    for (unsigned side = 0; side < 2; side++)
        memcpy(judge->drawn[side], sums->drawn[side],
               sums->count * sizeof *sums->drawn[side]);
    tare_contest_settle(judge, judge->contests->threshold, meeting,
                        sums->count);
}

static struct sums *begin_sums(size_t count)
{
    struct sums *sums = tare_alloc(count, sizeof *sums);

    for (size_t i = 0; i < count; i++) {
        sums[i].count = TARE_RULE_LAST;
        sums[i].rounds = tare_alloc(TARE_RULE_LAST, sizeof *sums[i].rounds);
        for (unsigned side = 0; side < 2; side++)
            sums[i].drawn[side] =
                tare_alloc(TARE_RULE_LAST, sizeof *sums[i].drawn[side]);
    }
    return sums;
}

static void free_sums(struct sums *sums, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        free(sums[i].rounds);
        free(sums[i].drawn[0]);
        free(sums[i].drawn[1]);
    }
    free(sums);
}

void tare_overall_judge(struct tare_contest_judge *judge,
                        struct tare_contest *overall)
{
    const struct tare_contests *contests = judge->contests;
    size_t count = overall->meeting_count;
    struct sums *sums;

    if (count == 0)
        return;
    sums = begin_sums(count + 1);
    for (size_t i = 0; i < contests->count; i++)
        if (is_counted(&contests->items[i]))
            add_contest(sums, judge, overall, &contests->items[i]);
    for (size_t i = 0; i < count; i++)
        settle(judge, &sums[i], &overall->meetings[i]);
    if (tare_contest_is_checked(overall))
        settle(judge, &sums[count], &overall->check);
    tare_contest_conclude(overall);
    free_sums(sums, count + 1);
}
