/* SPDX-License-Identifier: MIT */
#include "harness/judge/contests_parts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "harness/judge/pair_times.h"
#include "harness/judge/quiet.h"
#include "stats/elementary.h"
#include "stats/layouts.h"
#include "stats/order.h"
#include "stats/sequential.h"
#include "stats/walsh.h"
#include "store/alloc.h"
#include "store/cut.h"

#define CONFIDENCE 0.95

enum {
    ALL_MEET = 40 /* of more contestants, each meets only the reference */
};

/* ---- who meets whom ------------------------------------------------------ */

static double estimate_of(const struct tare_contestant *contestant)
{
    const struct tare_measure *time = &contestant->c->measures[0];

    return time->has_estimate ? time->estimate.value : INFINITY;
}

int tare_contest_takes_part(const struct tare_contest *contest, size_t i)
{
    return contest->contestants[i].out == NULL;
}

static int has_yardstick(const struct tare_contest *contest)
{
    return contest->yardstick < contest->count &&
           tare_contest_takes_part(contest, contest->yardstick);
}

int tare_contest_is_checked(const struct tare_contest *contest)
{
    return contest->control < contest->count && has_yardstick(contest) &&
           strcmp(contest->contestants[contest->control].out,
                  TARE_OUT_CONTROL) == 0;
}

/* Whom all others meet where they are too many for all to meet: the yardstick,
 * or the fastest by its estimate. */
static size_t find_reference(const struct tare_contest *contest)
{
    size_t best = contest->count;

    if (has_yardstick(contest))
        return contest->yardstick;
    for (size_t i = 0; i < contest->count; i++)
        if (tare_contest_takes_part(contest, i) &&
            (best == contest->count ||
             estimate_of(&contest->contestants[i]) <
                 estimate_of(&contest->contestants[best])))
            best = i;
    return best;
}

/* How many meetings there might have been.  Who is the fastest by its estimate is
 * said by the launches that are judged then, so it could be anybody: the one that
 * was luckiest. */
static size_t count_possible(const struct tare_contest *contest)
{
    size_t in = 0;

    if (contest->count <= ALL_MEET || has_yardstick(contest))
        return contest->meeting_count;
    for (size_t i = 0; i < contest->count; i++)
        in += tare_contest_takes_part(contest, i) != 0;
    return in > 0 ? in * (in - 1) / 2 : 0;
}

static struct tare_meeting begin_meeting(size_t a, size_t b)
{
    return (struct tare_meeting){ .first = a,
                                  .second = b,
                                  .ratio = { NAN, NAN, NAN, 0 } };
}

size_t tare_contest_pair_off(struct tare_contest *contest)
{
    size_t reference =
        contest->count > ALL_MEET ? find_reference(contest) : contest->count;
    int is_checked = tare_contest_is_checked(contest);

    contest->check = begin_meeting(contest->yardstick, contest->control);
    for (size_t a = 0; a < contest->count; a++)
        for (size_t b = a + 1; b < contest->count; b++)
            if (tare_contest_takes_part(contest, a) &&
                tare_contest_takes_part(contest, b) &&
                (reference == contest->count || a == reference ||
                 b == reference))
                *TARE_ADD(contest->meetings, contest->meeting_count) =
                    begin_meeting(a, b);
    return count_possible(contest) + (is_checked != 0);
}

/* ---- the launches -------------------------------------------------------- */

/* A case whose launches have the values that they have in pairs: of each alone,
 * as the values of a run are of all launches of a case together. */
static struct tare_case in_pairs(const struct tare_case *c,
                                 const struct tare_weather *weather)
{
    const struct tare_measure *from = &c->measures[0];
    struct tare_case copy = *c;
    struct tare_measure *time = tare_alloc(1, sizeof *time);

    *time = *from;
    time->launches = tare_alloc(from->count, sizeof *time->launches);
    for (size_t i = 0; i < from->count; i++) {
        struct tare_launch *launch = &time->launches[i];
        size_t size = from->launches[i].count * sizeof *launch->samples;

        *launch = from->launches[i];
        if (launch->quiet < 0 || !(weather->pace_ns > 0))
            continue;
        launch->samples = tare_alloc(launch->count, sizeof *launch->samples);
        memcpy(launch->samples, from->launches[i].samples, size);
        tare_quiet_launch(launch, weather);
        free(launch->samples);
    }
    copy.measures = time;
    return copy;
}

struct tare_case *tare_contest_copies(const struct tare_contest *contest,
                                      const struct tare_run *run)
{
    const struct tare_cut *cut = &run->cut;
    const struct tare_weather *weather =
        tare_cut_is_merged(cut)
            ? &cut->shards[contest->contestants[0].c->shard].weather
            : &run->weather;
    struct tare_case *copies = tare_alloc(contest->count, sizeof *copies);

    for (size_t i = 0; i < contest->count; i++)
        if (tare_contest_takes_part(contest, i) ||
            (i == contest->control && tare_contest_is_checked(contest)))
            copies[i] = in_pairs(contest->contestants[i].c, weather);
    return copies;
}

void tare_contest_free_copies(struct tare_case *copies, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (copies[i].measures != NULL) {
            free(copies[i].measures->launches);
            free(copies[i].measures);
        }
    free(copies);
}

/* ---- judging ------------------------------------------------------------- */

static const struct tare_rule *rule_of(struct tare_contest_judge *judge,
                                       double threshold)
{
    size_t k = 0;

    while (k < judge->rule_count && (judge->rules[k].threshold < threshold ||
                                     judge->rules[k].threshold > threshold))
        k++;
    if (k == judge->rule_count) {
        judge->critical_rule = NULL; /* they move */
        tare_rule_init(TARE_ADD(judge->rules, judge->rule_count), threshold,
                       judge->contests->alpha, judge->meetings, judge->memory);
    }
    return &judge->rules[k];
}

/* Most contests of a run have as many pairs. */
static const struct tare_critical *
critical_for(struct tare_contest_judge *judge, const struct tare_rule *rule,
             size_t count)
{
    if (judge->critical_rule != rule || judge->critical.pairs != count)
        judge->critical = tare_rule_critical(rule, count, judge->memory);
    judge->critical_rule = rule;
    return &judge->critical;
}

/* Of the first so many pairs, before they are sorted. */
static struct tare_layouts fit_layouts(struct tare_contest_judge *judge,
                                       size_t count)
{
    return tare_layouts_fit(judge->pairs, judge->drawn[0], judge->drawn[1],
                            count, judge->scratch);
}

/* What layouts leave of what the first so many pairs said. */
static void look_at_layouts(struct tare_contest_judge *judge,
                            const struct tare_rule *rule,
                            struct tare_ruling *ruling, size_t count)
{
    struct tare_layouts layouts = fit_layouts(judge, count);

    tare_layouts_look(rule, ruling, &layouts);
}

/* All looks that the pairs allow; when it is over, the last one is at all of
 * them.  An alarm is not confirmed: the error is divided so that it need not
 * be. */
static struct tare_ruling rule(struct tare_contest_judge *judge,
                               const struct tare_rule *rule, size_t count)
{
    struct tare_ruling ruling = { 0 };
    size_t due;

    while ((due = tare_ruling_due(rule, &ruling)) > 0 && due <= count) {
        tare_ruling_look(rule, &ruling, judge->pairs, judge->scratch);
        look_at_layouts(judge, rule, &ruling, due);
    }
    if (judge->is_over && tare_ruling_has_last_look(rule, &ruling, count)) {
        tare_ruling_look_at_all(rule, &ruling, critical_for(judge, rule, count),
                                judge->pairs, judge->scratch);
        look_at_layouts(judge, rule, &ruling, count);
    }
    return ruling;
}

/* Whatever look decided, the ratio is that of all pairs.  Sorts them. */
static struct tare_band ratio_of(struct tare_contest_judge *judge,
                                 const struct tare_rule *rule, size_t count)
{
    struct tare_interval change;

    tare_sort(judge->pairs, count);
    if (count < TARE_RULE_LEAST || !isfinite(judge->pairs[0]) ||
        !isfinite(judge->pairs[count - 1]))
        return (struct tare_band){ NAN, NAN, NAN, 0 };
    change = tare_walsh_interval(judge->pairs, count,
                                 critical_for(judge, rule, count)->interval,
                                 judge->scratch);
    return (struct tare_band){ tare_exp(change.estimate), tare_exp(change.low),
                               tare_exp(change.high), CONFIDENCE };
}

/* By what other layouts of the two might show. */
static void widen(struct tare_band *ratio, const struct tare_layouts *layouts)
{
    double low = tare_layouts_low(layouts, (1 - CONFIDENCE) / 2);
    double reach = tare_exp(layouts->change - low);

    if (layouts->counts[0] == 0 || !isfinite(reach) || !isfinite(ratio->value))
        return;
    ratio->low = fmin(ratio->low, ratio->value / reach);
    ratio->high = fmax(ratio->high, ratio->value * reach);
}

static enum tare_meeting_kind kind_of(const struct tare_ruling *ruling)
{
    static const enum tare_meeting_kind kinds[] = {
        [TARE_INCONCLUSIVE] = TARE_MEETING_OPEN,
        [TARE_UNCHANGED] = TARE_MEETING_EQUAL,
        [TARE_IMPROVED] = TARE_MEETING_SLOWER, /* the second needs less */
        [TARE_REGRESSED] = TARE_MEETING_FASTER
    };

    return kinds[ruling->verdict];
}

static int is_followed_before(const struct tare_measure *time, size_t at,
                              const struct tare_launch *other)
{
    return at + 1 < time->count &&
           time->launches[at + 1].start_s < other->start_s;
}

/* The launches that have one of the other beside them: where one of two was not
 * launched in a round, because its contest was settled or the launch was void,
 * the other is left out, so that all pairs are of one time.  How many pairs. */
static size_t find_pairs(struct tare_contest_judge *judge,
                         const struct tare_measure *a,
                         const struct tare_measure *b)
{
    size_t count = 0, i = 0, k = 0;

    while (i < a->count && k < b->count && count < TARE_RULE_LAST) {
        if (is_followed_before(a, i, &b->launches[k])) {
            i++;
        } else if (is_followed_before(b, k, &a->launches[i])) {
            k++;
        } else {
            judge->launches[0][count] = a->launches[i++];
            judge->launches[1][count++] = b->launches[k++];
        }
    }
    return count;
}

size_t tare_contest_measure(struct tare_contest_judge *judge,
                            const struct tare_case *a,
                            const struct tare_case *b)
{
    size_t count = find_pairs(judge, &a->measures[0], &b->measures[0]);
    struct tare_measure times[2] = {
        { .launches = judge->launches[0], .count = count },
        { .launches = judge->launches[1], .count = count }
    };
    struct tare_case cases[2] = { { .measures = &times[0] },
                                  { .measures = &times[1] } };
    const struct tare_case *sides[2] = { &cases[0], &cases[1] };

    tare_pair_times(sides, 0, count, judge->pairs);
    for (unsigned side = 0; side < 2; side++)
        for (size_t i = 0; i < count; i++)
            judge->drawn[side][i] = judge->launches[side][i].layout;
    return count;
}

void tare_contest_settle(struct tare_contest_judge *judge, double threshold,
                         struct tare_meeting *meeting, size_t count)
{
    const struct tare_rule *its = rule_of(judge, threshold);
    struct tare_ruling ruling = rule(judge, its, count);
    struct tare_layouts layouts = fit_layouts(judge, count);

    tare_layouts_review(its, &ruling, &layouts);
    meeting->pairs = count;
    meeting->kind = kind_of(&ruling);
    meeting->is_placement = ruling.reason == TARE_REASON_LAYOUTS;
    meeting->z = ruling.z;
    meeting->ratio = ratio_of(judge, its, count);
    widen(&meeting->ratio, &layouts);
}

static void judge_meeting(struct tare_contest_judge *judge,
                          struct tare_meeting *meeting,
                          const struct tare_case *copies)
{
    const struct tare_case *a = &copies[meeting->first];
    const struct tare_case *b = &copies[meeting->second];

    tare_contest_settle(judge, tare_contests_threshold(judge->contests, a, b),
                        meeting, tare_contest_measure(judge, a, b));
}

static int is_decided(const struct tare_meeting *meeting)
{
    return meeting->kind == TARE_MEETING_FASTER ||
           meeting->kind == TARE_MEETING_SLOWER;
}

/* Where a build is told apart from its own copy, so could be anybody. */
void tare_contest_conclude(struct tare_contest *contest)
{
    for (size_t i = 0; i < contest->meeting_count; i++) {
        const struct tare_meeting *meeting = &contest->meetings[i];

        if (meeting->kind == TARE_MEETING_FASTER)
            contest->contestants[meeting->second].place++;
        else if (meeting->kind == TARE_MEETING_SLOWER)
            contest->contestants[meeting->first].place++;
    }
    if (is_decided(&contest->check) && contest->note == NULL)
        contest->note = tare_strdup("the control failed: two copies of the "
                                    "baseline differ");
}

static void judge_contest(struct tare_contest_judge *judge,
                          struct tare_contest *contest)
{
    struct tare_case *copies = tare_contest_copies(contest, judge->run);

    for (size_t i = 0; i < contest->meeting_count; i++)
        judge_meeting(judge, &contest->meetings[i], copies);
    if (tare_contest_is_checked(contest))
        judge_meeting(judge, &contest->check, copies);
    tare_contest_conclude(contest);
    tare_contest_free_copies(copies, contest->count);
}

/* Whether it is to be judged, and its cases are of that shard: those of two
 * shards never meet. */
static int is_of(const struct tare_contest *contest, size_t shard)
{
    return contest->note == NULL && contest->contestants[0].c->shard == shard;
}

/* How many meetings each shard might have had: its own, and those over all cases. */
static size_t *pair_off(struct tare_contests *contests,
                        const struct tare_run *run, size_t shards)
{
    size_t *meetings = tare_alloc(shards, sizeof *meetings);

    for (size_t k = 0; k < shards; k++)
        for (size_t i = 0; i < contests->count; i++)
            if (is_of(&contests->items[i], k))
                meetings[k] += tare_contest_pair_off(&contests->items[i]);
    if (tare_run_is_race(run)) {
        size_t overall = tare_overall_begin(contests);

        for (size_t k = 0; k < shards; k++)
            meetings[k] += overall;
    }
    return meetings;
}

/* Each shard divides the error among its own meetings. */
static void judge_shard(struct tare_contest_judge *judge, size_t shard,
                        size_t meetings)
{
    struct tare_contests *contests = judge->contests;

    judge->meetings = tare_cut_tests(&judge->run->cut, shard, meetings);
    judge->rule_count = 0; /* they are of as many */
    judge->critical_rule = NULL;
    for (size_t i = 0; i < contests->count; i++)
        if (is_of(&contests->items[i], shard))
            judge_contest(judge, &contests->items[i]);
}

void tare_contests_judge(struct tare_contests *contests,
                         const struct tare_run *run, int is_over)
{
    struct tare_contest_judge judge = { .run = run,
                                        .contests = contests,
                                        .is_over = is_over };
    size_t shards = tare_cut_shards(&run->cut), *meetings;

    tare_contests_find(contests, run);
    meetings = pair_off(contests, run, shards);
    judge.pairs = tare_alloc(TARE_RULE_LAST, sizeof *judge.pairs);
    judge.scratch =
        tare_alloc((size_t)2 * TARE_RULE_LAST, sizeof *judge.scratch);
    judge.memory = tare_alloc(TARE_RULE_MEMORY, sizeof *judge.memory);
    for (size_t i = 0; i < 2; i++) {
        judge.launches[i] =
            tare_alloc(TARE_RULE_LAST, sizeof *judge.launches[i]);
        judge.drawn[i] = tare_alloc(TARE_RULE_LAST, sizeof *judge.drawn[i]);
    }
    for (size_t i = 0; i < shards; i++)
        judge_shard(&judge, i, meetings[i]);
    tare_overall_judge(&judge, &contests->overall);
    for (size_t i = 0; i < 2; i++) {
        free(judge.launches[i]);
        free(judge.drawn[i]);
    }
    free(meetings);
    free(judge.pairs);
    free(judge.scratch);
    free(judge.memory);
    free(judge.rules);
}
