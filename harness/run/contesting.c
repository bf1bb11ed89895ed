/* SPDX-License-Identifier: MIT */
#include "harness/run/contesting.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "harness/judge/contests.h"
#include "stats/sequential.h"
#include "store/alloc.h"

#define DOUBTED_RATIO 16.0

static size_t index_of(const struct tare_run *run, const struct tare_case *c)
{
    return (size_t)(c - run->cases);
}

/* The rounds after which the rule looks are those of its pairs; and later ones,
 * for cases that were not launched in each. */
static size_t next_look(size_t round)
{
    struct tare_rule rule;
    double *memory = tare_alloc(TARE_RULE_MEMORY, sizeof *memory);
    size_t k = 0;

    tare_rule_init(&rule, 0.02, 0.01, 1, memory);
    free(memory);
    while (k < TARE_RULE_LOOKS && rule.pairs[k] < round)
        k++;
    return k < TARE_RULE_LOOKS ? rule.pairs[k] + 1 : round + round / 2;
}

void tare_contesting_begin(struct tare_contesting *contesting,
                           const struct tare_run *run)
{
    struct tare_contests contests;
    size_t count = run->case_count;

    *contesting = (struct tare_contesting){
        .block = tare_alloc(count, sizeof *contesting->block),
        .at = tare_alloc(count, sizeof *contesting->at),
        .is_open = tare_alloc(count, 1),
        .is_suspect = tare_alloc(count, 1),
        .cases = count,
        .next_look = next_look(1),
    };
    tare_contests_find(&contests, run);
    for (size_t i = 0; i < count; i++)
        contesting->block[i] = i;
    for (size_t i = 0; i < contests.count; i++) {
        const struct tare_contest *contest = &contests.items[i];
        size_t first = index_of(run, contest->contestants[0].c);

        for (size_t k = 0; k < contest->count; k++) {
            size_t at = index_of(run, contest->contestants[k].c);

            contesting->block[at] = first;
            contesting->is_open[at] = 1; /* until the first look */
        }
    }
    tare_contests_release(&contests);
}

/* ---- calibrations -------------------------------------------------------- */

static int by_time(const void *a, const void *b)
{
    const struct tare_runner *const *x = a, *const *y = b;
    double left = (*x)->calibration.iteration_ns;
    double right = (*y)->calibration.iteration_ns;

    return (left > right) - (left < right);
}

/* All get what they have on average. */
static void share(struct tare_runner **runners, size_t count)
{
    double iteration_ns = 0, wall_ns = 0;

    for (size_t i = 0; i < count; i++) {
        iteration_ns += runners[i]->calibration.iteration_ns / (double)count;
        wall_ns += runners[i]->calibration.iteration_wall_ns / (double)count;
    }
    for (size_t i = 0; i < count; i++) {
        runners[i]->calibration.iteration_ns = iteration_ns;
        runners[i]->calibration.iteration_wall_ns = wall_ns;
    }
}

/* From the fastest on, those that are not far slower share. */
static void share_alike(struct tare_runner **runners, size_t count)
{
    size_t alike;

    qsort(runners, count, sizeof *runners, by_time);
    for (size_t i = 0; i < count; i += alike) {
        double most = TARE_SHARED_RATIO * runners[i]->calibration.iteration_ns;

        alike = 1;
        while (i + alike < count &&
               runners[i + alike]->calibration.iteration_ns < most)
            alike++;
        share(runners + i, alike);
    }
}

int tare_contesting_doubts(const struct tare_contesting *contesting,
                           const struct tare_runner *runners, size_t index)
{
    double own = runners[index].calibration.iteration_ns, fastest = own;

    for (size_t i = 0; i < contesting->cases; i++)
        if (contesting->block[i] == contesting->block[index] &&
            !runners[i].is_settled)
            fastest = fmin(fastest, runners[i].calibration.iteration_ns);
    return own >= TARE_SHARED_RATIO * fastest && own < DOUBTED_RATIO * fastest;
}

void tare_contesting_align(const struct tare_contesting *contesting,
                           struct tare_runner *runners)
{
    struct tare_runner **rivals =
        tare_alloc(contesting->cases, sizeof(struct tare_runner *));

    for (size_t first = 0; first < contesting->cases; first++) {
        size_t count = 0;

        if (contesting->block[first] != first)
            continue;
        for (size_t i = first; i < contesting->cases; i++)
            if (contesting->block[i] == first && !runners[i].is_settled)
                rivals[count++] = &runners[i];
        if (count > 1)
            share_alike(rivals, count);
    }
    free(rivals);
}

/* ---- rounds -------------------------------------------------------------- */

/* A block comes where the first of it came; within it the order stays. */
void tare_contesting_order(struct tare_contesting *contesting, size_t *order,
                           size_t count)
{
    size_t *old = tare_alloc(count, sizeof *old);
    size_t *size = tare_alloc(contesting->cases, sizeof *size);
    size_t end = 0;

    memcpy(old, order, count * sizeof *old);
    for (size_t i = 0; i < contesting->cases; i++)
        size[contesting->block[i]]++;
    for (size_t i = 0; i < contesting->cases; i++)
        contesting->at[i] = count;
    for (size_t i = 0; i < count; i++) {
        size_t block;

        if (old[i] >= contesting->cases) {
            order[end++] = old[i];
            continue;
        }
        block = contesting->block[old[i]];
        if (contesting->at[block] == count) {
            contesting->at[block] = end;
            end += size[block];
        }
        order[contesting->at[block]++] = old[i];
    }
    free(old);
    free(size);
}

/* In a race, which of two is faster matters only as long as both may be the
 * fastest. */
static int is_wanted(const struct tare_contest *contest,
                     const struct tare_meeting *meeting, int is_race)
{
    if (meeting->kind != TARE_MEETING_OPEN || meeting->is_placement ||
        meeting->pairs >= TARE_RULE_LAST)
        return 0;
    return !is_race || contest->contestants[meeting->first].place +
                               contest->contestants[meeting->second].place ==
                           0;
}

static void note(struct tare_contesting *contesting, const struct tare_run *run,
                 const struct tare_contestant *contestant,
                 const struct tare_meeting *meeting)
{
    size_t at = index_of(run, contestant->c);
    int is_suspect = meeting->z >= TARE_SUSPECT_Z;

    contesting->has_suspects |= is_suspect;
    contesting->is_open[at] = 1;
    contesting->is_suspect[at] |= (char)is_suspect;
}

static void note_contest(struct tare_contesting *contesting,
                         const struct tare_run *run,
                         const struct tare_contest *contest, int is_race)
{
    for (size_t i = 0; i < contest->meeting_count; i++) {
        const struct tare_meeting *meeting = &contest->meetings[i];

        if (!is_wanted(contest, meeting, is_race))
            continue;
        note(contesting, run, &contest->contestants[meeting->first], meeting);
        note(contesting, run, &contest->contestants[meeting->second], meeting);
    }
}

/* A build that may be the fastest over all cases goes on in each of them: only the
 * rounds that it has in all cases are judged there. */
static void note_builds(struct tare_contesting *contesting,
                        const struct tare_run *run,
                        const struct tare_contests *contests,
                        const struct tare_meeting *meeting)
{
    const struct tare_contestant *builds = contests->overall.contestants;
    const char *first = builds[meeting->first].name;
    const char *second = builds[meeting->second].name;

    for (size_t i = 0; i < contests->count; i++) {
        const struct tare_contest *contest = &contests->items[i];

        for (size_t k = 0; contest->meeting_count > 0 && k < contest->count;
             k++)
            if (strcmp(contest->contestants[k].name, first) == 0 ||
                strcmp(contest->contestants[k].name, second) == 0)
                note(contesting, run, &contest->contestants[k], meeting);
    }
}

/* The control goes as far as what it is a copy of. */
static void note_control(struct tare_contesting *contesting,
                         const struct tare_run *run,
                         const struct tare_contest *contest)
{
    size_t control, of;

    if (contest->control == contest->count ||
        contest->yardstick == contest->count)
        return;
    control = index_of(run, contest->contestants[contest->control].c);
    of = index_of(run, contest->contestants[contest->yardstick].c);
    contesting->is_open[control] = contesting->is_open[of];
    contesting->is_suspect[control] = contesting->is_suspect[of];
}

void tare_contesting_look(struct tare_contesting *contesting,
                          const struct tare_run *run, size_t round)
{
    struct tare_contests contests;
    int is_race = tare_run_is_race(run);

    if (round < contesting->next_look)
        return;
    contesting->next_look = next_look(round);
    contesting->has_suspects = 0;
    memset(contesting->is_open, 0, contesting->cases);
    memset(contesting->is_suspect, 0, contesting->cases);
    tare_contests_judge(&contests, run, 0);
    for (size_t i = 0; i < contests.overall.meeting_count; i++)
        if (is_wanted(&contests.overall, &contests.overall.meetings[i],
                      is_race))
            note_builds(contesting, run, &contests,
                        &contests.overall.meetings[i]);
    for (size_t i = 0; i < contests.count; i++) {
        note_contest(contesting, run, &contests.items[i], is_race);
        note_control(contesting, run, &contests.items[i]);
    }
    tare_contests_release(&contests);
}

int tare_contesting_wants(const struct tare_contesting *contesting,
                          size_t index, int is_late)
{
    return is_late && contesting->has_suspects ? contesting->is_suspect[index]
                                               : contesting->is_open[index];
}

void tare_contesting_end(struct tare_contesting *contesting)
{
    free(contesting->block);
    free(contesting->at);
    free(contesting->is_open);
    free(contesting->is_suspect);
    *contesting = (struct tare_contesting){ 0 };
}
