/* SPDX-License-Identifier: MIT */
#include "harness/judge/numbers.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "harness/judge/estimates.h"
#include "harness/judge/explain.h"
#include "harness/judge/fingerprint.h"
#include "harness/judge/numbers_case.h"
#include "stats/elementary.h"
#include "stats/sessions.h"
#include "store/alloc.h"
#include "store/lookup.h"
#include "store/words.h"

#define SHIFT_SHOWN  0.003 /* machines never agree better */
#define UNREST       2.0   /* of a canary's spread against the other run's */
#define UNREST_SHOWN 0.003 /* a smaller spread disturbs nothing */

enum {
    CANARIES = 5,
    UNREST_LAUNCHES = 20 /* fewer do not tell how much they scatter */
};

static const char *const canary_ids[CANARIES] = { "tare/chain", "tare/hash",
                                                  "tare/chase", "tare/stream",
                                                  "tare/branches" };

static const char duel_advice[] =
    "measure both executables now, in pairs: tare duel OLD NEW";

struct canaries {
    double changes[CANARIES], errors[CANARIES];
    size_t count;
    const char *restless; /* id of one that scatters otherwise than before */
};

/* ---- which case is which ------------------------------------------------- */

/* A record of a duel holds both sides; the new one is what the build was. */
static int counts(const struct tare_case *c)
{
    return c->side != TARE_SIDE_OLD;
}

/* The cases of the new run in its order, then those that are gone. */
static void match_cases(struct tare_open_changes *changes)
{
    const struct tare_run *old = changes->old, *new = changes->new;
    struct tare_cases_by_id olds, news;

    tare_cases_sort(&olds, old, counts);
    tare_cases_sort(&news, new, counts);
    for (size_t i = 0; i < new->case_count; i++)
        if (counts(&new->cases[i]))
            tare_numbers_case_add(changes,
                                  tare_cases_find(&olds, &new->cases[i]),
                                  &new->cases[i]);
    for (size_t i = 0; i < old->case_count; i++)
        if (counts(&old->cases[i]) &&
            tare_cases_find(&news, &old->cases[i]) == NULL)
            tare_numbers_case_add(changes, &old->cases[i], NULL);
    free(olds.items);
    free(news.items);
}

/* ---- canaries ------------------------------------------------------------ */

/* The time of that canary if it can be used, or NULL. */
static const struct tare_measure *find_canary(const struct tare_run *run,
                                              const char *id)
{
    for (size_t i = 0; i < run->reference_count; i++) {
        const struct tare_case *c = &run->references[i];
        const struct tare_measure *time = tare_case_measure(c, "time");

        if (c->side == TARE_SIDE_NONE && c->status == TARE_STATUS_OK &&
            strcmp(c->identity.id, id) == 0)
            return time != NULL && time->count >= TARE_NUMBERS_LAUNCHES ? time
                                                                        : NULL;
    }
    return NULL;
}

static void add_canary(struct canaries *canaries, const char *id,
                       const struct tare_measure *old,
                       const struct tare_measure *new)
{
    int old_log, new_log;
    struct tare_estimate before = tare_measure_estimate(old, 0, &old_log);
    struct tare_estimate after = tare_measure_estimate(new, 0, &new_log);
    double old_spread = before.launch_error * sqrt((double)old->count);
    double new_spread = after.launch_error * sqrt((double)new->count);
    double lower = fmin(old_spread, new_spread);
    double upper = fmax(old_spread, new_spread);

    if (!old_log || !new_log)
        return; /* a time that is not above 0 is none */
    canaries->changes[canaries->count] = tare_log(after.value / before.value);
    canaries->errors[canaries->count++] =
        sqrt(before.standard_error * before.standard_error +
             after.standard_error * after.standard_error);
    if (old->count >= UNREST_LAUNCHES && new->count >= UNREST_LAUNCHES &&
        upper > UNREST *lower &&upper > UNREST_SHOWN)
        canaries->restless = id;
}

static void find_canaries(struct canaries *canaries, const struct tare_run *old,
                          const struct tare_run *new)
{
    for (size_t i = 0; i < CANARIES; i++) {
        const struct tare_measure *before = find_canary(old, canary_ids[i]);
        const struct tare_measure *after = find_canary(new, canary_ids[i]);

        if (before != NULL && after != NULL)
            add_canary(canaries, canary_ids[i], before, after);
    }
    if (canaries->count < TARE_SESSIONS_CANARIES)
        *canaries = (struct canaries){ 0 };
}

/* ---- the sessions as a whole --------------------------------------------- */

/* From the times of the cases and of the canaries. */
static struct tare_sessions
find_sessions(const struct tare_open_changes *changes,
              const struct canaries *canaries)
{
    double *relative = tare_alloc(changes->count, sizeof *relative);
    double *errors = tare_alloc(changes->count, sizeof *errors);
    struct tare_session_changes all = {
        .changes = relative,
        .errors = errors,
        .canary_changes = canaries->changes,
        .canary_errors = canaries->errors,
        .canary_count = canaries->count,
    };
    struct tare_sessions sessions;
    double *scratch;

    for (size_t i = 0; i < changes->count; i++) {
        const struct tare_open_change *open = &changes->items[i];

        if (!tare_is_time(changes->out->items[open->item].measure))
            continue;
        relative[all.count] = open->change;
        errors[all.count++] = open->error;
    }
    scratch = tare_alloc(tare_sessions_scratch(&all), sizeof *scratch);
    tare_sessions_init(&sessions, &all, changes->settings->threshold,
                       changes->settings->alpha, changes->count, scratch);
    free(relative);
    free(errors);
    free(scratch);
    return sessions;
}

static double percent_of(double log_ratio)
{
    return 100 * tare_expm1(log_ratio);
}

static void note_shift(struct tare_comparison *out,
                       const struct tare_sessions *sessions)
{
    if (fabs(sessions->shift) >= SHIFT_SHOWN)
        tare_comparison_note(out, "shift",
                             "the median %s moved by %+.1f %%, attributed to "
                             "the machine and subtracted",
                             sessions->source == TARE_SHIFT_SUITE ? "case"
                                                                  : "canary",
                             percent_of(sessions->shift));
}

static void note_canaries(struct tare_comparison *out,
                          const struct tare_sessions *sessions)
{
    if (sessions->source != TARE_SHIFT_UNKNOWN)
        tare_comparison_note(
            out, "no-canaries",
            "without canaries in both runs, a change that affects all cases "
            "equally looks like a change of the machine");
    else
        tare_comparison_note(
            out, "no-canaries",
            "without canaries in both runs and with fewer than %d cases, "
            "changes of the machine and of the code cannot be told apart: only "
            "large changes are detected",
            TARE_SESSIONS_SUITE);
}

static void note_sessions(struct tare_comparison *out,
                          const struct tare_sessions *sessions,
                          const struct canaries *canaries)
{
    if (canaries->restless != NULL)
        tare_comparison_note(
            out, "machine-state",
            "the canary %s varies more than %g times as much in one run as in "
            "the other: the machine was not in the same state",
            canaries->restless, UNREST);
    else if (sessions->state == TARE_SESSIONS_UNEVEN)
        tare_comparison_note(out, "machine-state",
                             "the canaries, whose code never changes, moved "
                             "differently: the machine was not in the same "
                             "state");
    else if (sessions->state == TARE_SESSIONS_APART)
        tare_comparison_note(
            out, "global-shift",
            "the median case moved by %+.1f %%, the median canary by %+.1f %%: "
            "saved numbers do not show the cause",
            percent_of(sessions->suite), percent_of(sessions->canaries));
    else
        note_shift(out, sessions);
    if (canaries->count == 0)
        note_canaries(out, sessions);
}

/* ---- verdicts ------------------------------------------------------------- */

/* What the machine did to a measure of that unit. */
static double shift_of(const struct tare_sessions *sessions, const char *unit)
{
    if (tare_is_among(unit, "ns us µs ms s"))
        return sessions->shift;
    return strlen(unit) > 2 && tare_ends(unit, "/s") ? -sessions->shift : 0;
}

/* The whole suite is not to be judged. */
static void rule_none(struct tare_verdict *j,
                      const struct tare_sessions *sessions)
{
    if (sessions->state == TARE_SESSIONS_APART)
        tare_verdict_set(
            j, TARE_VERDICT_INCONCLUSIVE, "global-shift",
            "the cases moved as a whole, but the canaries did not, or less");
    else
        tare_verdict_set(j, TARE_VERDICT_INCONCLUSIVE, "machine-state",
                         "the machine was in a different state");
    j->advice = tare_strdup(duel_advice);
}

static void rule_changed(struct tare_verdict *j, int is_more, int is_trusted)
{
    int is_time = tare_is_time(j->measure);
    const char *word = is_time   ? (is_more ? "slower" : "faster")
                       : is_more ? "higher"
                                 : "lower";

    if (is_trusted)
        tare_verdict_set(j, tare_verdict_direction(j, is_more), "trusted",
                         "judged by saved numbers alone, as requested: up "
                         "to 3 of 100 unchanged suites look changed");
    else
        tare_verdict_set(
            j, TARE_VERDICT_INCONCLUSIVE, "suspect",
            "looks %s, but numbers from two sessions do not prove it", word);
    j->is_suspect = !is_trusted;
    j->advice = tare_strdup(duel_advice);
}

static void rule_same(struct tare_verdict *j)
{
    j->kind = TARE_VERDICT_UNCHANGED;
    if (j->change.low > 0 || j->change.high < 0)
        tare_verdict_set(j, TARE_VERDICT_UNCHANGED, "small-shift",
                         "a small shift, below the threshold");
}

/* Where it takes a change of that factor, numbers say nothing at all. */
#define DETECTABLE_MAX 10.0

static void rule_open(struct tare_verdict *j)
{
    if (j->detectable < DETECTABLE_MAX - 1) {
        tare_verdict_set(
            j, TARE_VERDICT_INCONCLUSIVE, "resolution",
            "numbers from two sessions show only changes above %.*f %% here",
            j->detectable < 0.0995, 100 * j->detectable);
    } else {
        tare_verdict_set(j, TARE_VERDICT_INCONCLUSIVE, "resolution",
                         "too few cases and canaries to separate changes of "
                         "the machine from changes of the code");
        j->change.low = j->change.high = NAN;
        j->detectable = NAN;
    }
    j->advice = tare_strdup(duel_advice);
}

static void judge_change(const struct tare_open_changes *changes,
                         const struct tare_open_change *open,
                         const struct tare_sessions *sessions)
{
    struct tare_verdict *j = &changes->out->items[open->item];
    double change = open->change - shift_of(sessions, j->unit);
    struct tare_session_verdict found =
        tare_sessions_judge(sessions, change, open->error, j->threshold);

    j->change = (struct tare_band){ tare_expm1(change), tare_expm1(found.low),
                                    tare_expm1(found.high), found.confidence };
    j->detectable = tare_expm1(found.detectable);
    if (found.finding == TARE_SESSION_OPEN)
        rule_open(j);
    else if (found.finding == TARE_SESSION_SAME)
        rule_same(j);
    else
        rule_changed(j, found.finding == TARE_SESSION_ABOVE,
                     changes->settings->trust);
}

static void judge_changes(struct tare_open_changes *changes)
{
    struct canaries canaries = { 0 };
    struct tare_sessions sessions;

    if (changes->count == 0)
        return;
    find_canaries(&canaries, changes->old, changes->new);
    sessions = find_sessions(changes, &canaries);
    if (canaries.restless != NULL)
        sessions.state = TARE_SESSIONS_UNEVEN;
    note_sessions(changes->out, &sessions, &canaries);
    for (size_t i = 0; i < changes->count; i++)
        if (sessions.state != TARE_SESSIONS_ALIKE)
            rule_none(&changes->out->items[changes->items[i].item], &sessions);
        else
            judge_change(changes, &changes->items[i], &sessions);
}

static void note_interrupted(struct tare_comparison *out,
                             const struct tare_run *run, const char *side)
{
    if (run->interrupted)
        tare_comparison_note(out, "interrupted",
                             "the %s run was interrupted: cases may be missing",
                             side);
}

void tare_numbers_judge(struct tare_comparison *out, const struct tare_run *old,
                        const struct tare_run *new,
                        const struct tare_numbers_settings *settings)
{
    struct tare_open_changes changes = {
        .out = out, .old = old, .new = new, .settings = settings
    };

    out->by = TARE_BY_NUMBERS;
    out->threshold = settings->threshold;
    out->alpha = settings->alpha;
    out->negative_p = NAN;
    out->found = (struct tare_band){ NAN, NAN, NAN, NAN };
    note_interrupted(out, old, "old");
    note_interrupted(out, new, "new");
    changes.is_elsewhere = tare_fingerprint_machine(out, old, new) > 0;
    match_cases(&changes);
    judge_changes(&changes);
    tare_explain_less(out);
    free(changes.items);
}
