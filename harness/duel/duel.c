/* SPDX-License-Identifier: MIT */
#include "harness/duel/duel.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "harness/duel/duel_evidence.h"
#include "harness/run/waiting.h"
#include "harness/run/checks.h"
#include "harness/machine/clock.h"
#include "harness/bench/fixtures.h"
#include "harness/run/harvest.h"
#include "harness/duel/pair_runner.h"
#include "harness/duel/pairing.h"
#include "harness/judge/sameness.h"
#include "harness/judge/pairs.h"
#include "stats/priority.h"
#include "store/alloc.h"
#include "store/signals.h"

enum {
    TOGETHER = 8, /* so that the pairs of each are spread over time */
    CONTROL_PAIRS = 230
};

/* Of the budget: kept for what else changed where time did; for asking each case
 * what was wished beside time, at most; and for confirming alarms, because an
 * alarm that nobody confirmed helps nobody. */
#define EVIDENCE     0.15
#define BESIDE       0.50
#define RESERVE      0.10
#define RESERVE_MOST 0.40

struct duel {
    struct tare_run *run;
    struct tare_duel_side *sides;
    struct tare_copy_folder *copy_folder;
    const struct tare_duel_settings *settings;
    struct tare_context context;
    struct tare_rng coins;
    struct tare_pairing pairing;
    struct tare_waiting waiting;
    size_t *order;
    struct tare_pairs pairs;
    struct tare_pair_runner **owners; /* of each series */
    size_t *wanted;                   /* pairs that each both is to have */
    double *spent_ns;                 /* on the pairs of each */
    double budget_ns;
    double empty_ns; /* of the empty loop; 0: not measured */
    struct tare_progress progress;
    struct tare_err *err;
    int is_confirming;
    int status; /* negative: the duel cannot go on */
};

/* ---- what they are launched from ----------------------------------------- */

/* The record's binaries of that side. */
static struct tare_binary *binaries_of(struct duel *duel, unsigned side)
{
    size_t first = side == 1 ? duel->sides[0].suite.binary_count : 0;

    return &duel->run->binaries[first];
}

/* What the originals load belongs to their images; what copies load should be
 * of these. */
static void note_launch(void *listener, const struct tare_runner *runner,
                        const struct tare_session *session)
{
    struct duel *duel = listener;
    unsigned side = runner->where == &duel->pairing.where[1];
    size_t index = runner->declared->binary;
    struct tare_binary *binary = &binaries_of(duel, side)[index];

    /* layouts share one copy, and load the same */
    if (tare_duel_side_has(&duel->sides[side], index))
        tare_duel_side_check(&duel->sides[side], index, binary, session,
                             runner->row);
    else
        tare_duel_side_note(binary, session);
}

static void read_images(struct duel *duel)
{
    for (unsigned side = 0; side < 2 && duel->status == 0; side++)
        duel->status = tare_duel_side_read(&duel->sides[side],
                                           binaries_of(duel, side), duel->err);
}

/* ---- sides that are one program ------------------------------------------ */

/* What cannot be read is found out when it is to be launched. */
static int is_one_file(const char *path, const char *other)
{
    struct tare_image images[2] = { 0 };
    struct stat facts[2];
    int is_one = stat(path, &facts[0]) == 0 && stat(other, &facts[1]) == 0 &&
                 facts[0].st_size == facts[1].st_size &&
                 tare_image_read(&images[0], path, NULL) == 0 &&
                 tare_image_read(&images[1], other, NULL) == 0 &&
                 strcmp(images[0].files[0].hash, images[1].files[0].hash) == 0;

    tare_image_release(&images[0]);
    tare_image_release(&images[1]);
    return is_one;
}

static const struct tare_suite_binary *
launched_from(const struct duel *duel, size_t index, unsigned side)
{
    size_t binary = duel->pairing.cases[index].sides[side].declared->binary;

    return &duel->sides[side].suite.binaries[binary];
}

/* Neighbours mostly share their executables, which are read once then. */
static void find_one_files(struct duel *duel)
{
    const struct tare_suite_binary *old = NULL, *new = NULL;
    int is_one = 0;

    for (size_t i = 0; i < duel->pairing.judged; i++) {
        if (launched_from(duel, i, 0) != old ||
            launched_from(duel, i, 1) != new) {
            old = launched_from(duel, i, 0);
            new = launched_from(duel, i, 1);
            is_one = old->layouts + new->layouts == 0 &&
                     is_one_file(old->exec, new->exec);
        }
        duel->pairing.cases[i].is_one_file = is_one;
    }
}

static int is_identical(struct duel *duel, const struct tare_pair_runner *both)
{
    return tare_sameness(
        &binaries_of(duel, 0)[both->sides[0].declared->binary],
        &binaries_of(duel, 1)[both->sides[1].declared->binary]);
}

/* ---- rounds -------------------------------------------------------------- */

static int is_ended(const struct duel *duel, double limit_ns)
{
    return duel->status < 0 || tare_signals_end_wanted() ||
           tare_context_elapsed_ns(&duel->context) >= limit_ns;
}

static size_t count_settled(const struct duel *duel)
{
    size_t settled = 0;

    for (size_t i = 0; i < duel->pairs.judged; i++)
        settled += duel->pairs.contests[i].phase == TARE_DECIDED;
    return settled;
}

static int is_suspect(const struct duel *duel, size_t index)
{
    const struct tare_contest *contest = &duel->pairs.contests[index];

    return contest->phase == TARE_ALARM ||
           (contest->phase == TARE_MEASURING && contest->looks > 0 &&
            fabs(contest->change.estimate) >=
                duel->pairs.items[index].rule->margin);
}

static size_t count_suspects(const struct duel *duel)
{
    size_t suspects = 0;

    for (size_t i = 0; i < duel->pairs.judged; i++)
        suspects += is_suspect(duel, i) != 0;
    return suspects;
}

static void show(struct duel *duel, const struct tare_pair_runner *next)
{
    const struct tare_watcher *watcher = duel->context.watcher;
    struct tare_progress *progress = &duel->progress;
    double left_s;

    if (watcher->show == NULL)
        return;
    progress->elapsed_s = tare_context_elapsed_ns(&duel->context) * 1e-9;
    left_s = duel->budget_ns * 1e-9 - progress->elapsed_s;
    progress->left_s = left_s > 0 ? left_s : 0;
    progress->done = count_settled(duel);
    progress->suspects = count_suspects(duel);
    progress->id = next != NULL ? next->sides[1].declared->identity.id : NULL;
    watcher->show(watcher->context, progress);
}

static int wants_pair(const struct duel *duel, size_t index)
{
    const struct tare_pair_runner *both = &duel->pairing.cases[index];
    size_t pairs = tare_pair_runner_pairs(both), most = duel->settings->pairs;

    return !tare_pair_runner_is_over(both) && pairs < duel->wanted[index] &&
           (most == 0 || pairs < most || duel->is_confirming);
}

/* Whether any case that wants a pair is launched from that binary. */
static int is_launched(const struct duel *duel, unsigned side, size_t binary)
{
    for (size_t i = 0; i < duel->pairing.count; i++)
        if (duel->pairing.cases[i].sides[side].declared->binary == binary &&
            wants_pair(duel, i))
            return 1;
    return 0;
}

/* Copies of what this round launches, of layouts drawn anew.  A copy tends to
 * get the pages of the one that was dropped last, so a coin decides which side
 * comes first. */
static void copy_afresh(struct duel *duel)
{
    unsigned first = tare_rng_below(&duel->context.rng, 2);

    for (unsigned i = 0; i < 2; i++) {
        struct tare_duel_side *side = &duel->sides[first ^ i];

        for (size_t k = 0; k < side->suite.binary_count; k++)
            if (duel->status == 0 && is_launched(duel, first ^ i, k)) {
                tare_duel_side_draw(side, k, duel->run->seed);
                duel->status =
                    tare_duel_side_copy(side, k, duel->copy_folder, duel->err);
            }
    }
}

/* Whether the next pair of a case would probably end in time, if it is as long
 * as those it had. */
static int fits(const struct duel *duel, size_t index, double limit_ns)
{
    size_t pairs = tare_pair_runner_pairs(&duel->pairing.cases[index]);
    double pair_ns = pairs > 0 ? duel->spent_ns[index] / (double)pairs : 0;

    return tare_context_elapsed_ns(&duel->context) + pair_ns <= limit_ns;
}

/* Before the coin is tossed, so that it is tied to no side.  Both are launched
 * on the same CPU. */
static void wait_for_quiet(struct duel *duel)
{
    struct tare_where *where = duel->pairing.where;

    tare_wait_for_quiet(&duel->waiting, &where[0].cpu, &duel->context,
                        duel->budget_ns);
    where[1].cpu = where[0].cpu;
}

static void look_at_weather(struct duel *duel)
{
    struct tare_where *where = duel->pairing.where;

    tare_weather_choose(&where[0].cpu);
    where[1].cpu = where[0].cpu;
    duel->context.weather = duel->run->weather = tare_waiting_begin(
        &duel->waiting, &where[0].cpu, &duel->settings->rounds.before);
}

static void take_pair(struct duel *duel, size_t index)
{
    double begin_ns = tare_context_elapsed_ns(&duel->context);

    show(duel, &duel->pairing.cases[index]);
    wait_for_quiet(duel);
    tare_pair_runner_take_pair(&duel->pairing.cases[index], &duel->context,
                               &duel->coins);
    duel->spent_ns[index] += tare_context_elapsed_ns(&duel->context) - begin_ns;
}

/* What both sides build alike they have in the same pages. */
static void share_fixtures(struct duel *duel)
{
    const char *different = tare_fixtures_share(&duel->sides[0].suite.fixtures,
                                                &duel->sides[1].suite.fixtures);

    if (different != NULL)
        tare_facts_text(&duel->run->settings, "other_fixture", different);
}

/* A pair of every case that wants one, in random order.  What does not fit any
 * more wants nothing. */
static void do_round(struct duel *duel, double limit_ns)
{
    share_fixtures(duel);
    copy_afresh(duel);
    duel->progress.round++;
    tare_rng_shuffle(&duel->context.rng, duel->order, duel->pairing.count);
    for (size_t i = 0; i < duel->pairing.count && !is_ended(duel, limit_ns);
         i++) {
        size_t index = duel->order[i];

        if (!wants_pair(duel, index))
            continue;
        if (fits(duel, index, limit_ns))
            take_pair(duel, index);
        else
            duel->wanted[index] = 0;
    }
}

static int is_wanted(const struct duel *duel)
{
    for (size_t i = 0; i < duel->pairing.count; i++)
        if (wants_pair(duel, i))
            return 1;
    return 0;
}

/* Until every case has what it wants, or the limit. */
static void measure(struct duel *duel, double limit_ns)
{
    while (is_wanted(duel) && !is_ended(duel, limit_ns))
        do_round(duel, limit_ns);
}

static void want_all(struct duel *duel, size_t pairs)
{
    for (size_t i = 0; i < duel->pairing.count; i++)
        duel->wanted[i] = pairs;
}

/* ---- who goes on --------------------------------------------------------- */

static void make_tracks(struct duel *duel)
{
    tare_pairs_make(&duel->pairs, duel->run);
    duel->owners = tare_alloc(duel->pairs.count, sizeof *duel->owners);
    for (size_t i = 0; i < duel->pairs.count; i++)
        for (size_t k = 0; k < duel->pairing.count; k++)
            if (duel->pairing.cases[k].sides[1].row ==
                duel->pairs.items[i].sides[1])
                duel->owners[i] = &duel->pairing.cases[k];
}

static size_t owner_of(const struct duel *duel, size_t series)
{
    return (size_t)(duel->owners[series] - duel->pairing.cases);
}

/* Has the owner of the series measured until there are so many pairs. */
static void want(struct duel *duel, size_t series, size_t pairs)
{
    size_t owner = owner_of(duel, series);

    if (pairs > duel->wanted[owner])
        duel->wanted[owner] = pairs;
}

static void look_at_all(struct duel *duel)
{
    for (size_t i = 0; i < duel->pairs.count; i++)
        tare_pairs_look(&duel->pairs, i);
}

/* Those that cannot go on are not to be chosen for ever. */
static void end_stuck(struct duel *duel)
{
    size_t most = duel->settings->pairs;

    for (size_t i = 0; i < duel->pairs.count; i++) {
        struct tare_contest *contest = &duel->pairs.contests[i];
        size_t due = tare_contest_due(duel->pairs.items[i].rule, contest);

        if (contest->phase == TARE_MEASURING &&
            (tare_pair_runner_is_over(duel->owners[i]) ||
             (most > 0 && due > most)))
            tare_contest_end(contest);
    }
}

static size_t most_pairs(const struct duel *duel)
{
    size_t most = 0;

    for (size_t i = 0; i < duel->pairs.judged; i++)
        if (duel->pairs.contests[i].pairs > most)
            most = duel->pairs.contests[i].pairs;
    return most;
}

/* The controls keep pace with the cases, so that they have seen the machine
 * for as long, but take no time from them; when the cases are settled they go
 * on for a while, because a control that was missed makes everybody doubt. */
static size_t choose_controls(const struct duel *duel, int is_alone,
                              size_t *chosen)
{
    const struct tare_pairs *pairs = &duel->pairs;
    size_t limit = is_alone ? CONTROL_PAIRS : most_pairs(duel), count = 0;

    for (size_t i = pairs->judged; i < pairs->count; i++)
        if (tare_contest_due(pairs->items[i].rule, &pairs->contests[i]) > 0 &&
            pairs->contests[i].pairs < limit)
            chosen[count++] = i;
    return count;
}

/* What the alarms so far will probably take to be confirmed. */
static double confirmation_ns(const struct duel *duel)
{
    size_t *chosen = tare_alloc(duel->pairs.count, sizeof *chosen);
    enum tare_contest_verdict wide;
    size_t count = tare_pairs_alarmed(&duel->pairs, chosen, &wide);
    double sum_ns = 0;

    for (size_t i = 0; i < count; i++) {
        size_t index = chosen[i];
        size_t owner = owner_of(duel, index);
        size_t pairs = tare_pair_runner_pairs(&duel->pairing.cases[owner]);

        sum_ns += duel->spent_ns[owner] / (double)pairs *
                  (double)tare_contest_fresh(&duel->pairs.contests[index]);
    }
    free(chosen);
    return sum_ns;
}

/* When pairs end: what follows is inside the budget too. */
static double end_of_pairs(const struct duel *duel)
{
    int is_explained =
        tare_duel_evidence_explains(&duel->settings->rounds.wanted) != 0;

    return (is_explained ? 1 - EVIDENCE : 1) * duel->budget_ns;
}

/* When those that raised no alarm have to make way for those that did. */
static double end_of_looks(const struct duel *duel)
{
    double least_ns = RESERVE * duel->budget_ns;
    double most_ns = RESERVE_MOST * duel->budget_ns;
    double reserve_ns = fmin(fmax(confirmation_ns(duel), least_ns), most_ns);

    return end_of_pairs(duel) - reserve_ns;
}

/* Pairs taken so far, those too that do not count. */
static size_t count_taken(const struct duel *duel)
{
    size_t taken = 0;

    for (size_t i = 0; i < duel->pairing.count; i++) {
        const struct tare_pair_runner *both = &duel->pairing.cases[i];

        taken += tare_pair_runner_pairs(both) + both->sides[0].row->voided +
                 both->sides[1].row->voided;
    }
    return taken;
}

/* Up to their next looks, a handful together, suspects first. */
static void pursue(struct duel *duel)
{
    const struct tare_pairs *pairs = &duel->pairs;
    size_t chosen[TOGETHER + TARE_CONTROLS], count, before;
    double limit_ns;

    while (!is_ended(duel, limit_ns = end_of_looks(duel))) {
        end_stuck(duel);
        count = tare_priority_choose(pairs->rule_of, pairs->contests,
                                     pairs->judged, chosen, TOGETHER);
        count += choose_controls(duel, count == 0, chosen + count);
        if (count == 0)
            return;
        for (size_t i = 0; i < count; i++)
            want(duel, chosen[i],
                 tare_contest_due(pairs->items[chosen[i]].rule,
                                  &pairs->contests[chosen[i]]));
        before = count_taken(duel);
        measure(duel, limit_ns);
        look_at_all(duel);
        if (count_taken(duel) == before) /* nothing fits any more */
            return;
    }
}

/* Of those chosen, moves the one to the front that wants the fewest pairs. */
static void put_cheapest_first(const struct duel *duel, size_t *chosen,
                               size_t count)
{
    for (size_t i = 1; i < count; i++)
        if (tare_contest_fresh(&duel->pairs.contests[chosen[i]]) <
            tare_contest_fresh(&duel->pairs.contests[chosen[0]])) {
            size_t other = chosen[0];

            chosen[0] = chosen[i];
            chosen[i] = other;
        }
}

/* From here on pairs are measured for alarms, and raise none. */
static void note_looked(struct duel *duel)
{
    for (size_t i = 0; i < duel->pairing.count; i++) {
        struct tare_pair_runner *both = &duel->pairing.cases[i];

        for (unsigned side = 0; side < 2; side++)
            both->sides[side].row->looked = tare_pair_runner_pairs(both);
    }
}

/* A handful together, so that the pairs of each are spread over time; large
 * changes first, since they want few. */
static void confirm(struct duel *duel)
{
    size_t *chosen = tare_alloc(duel->pairs.count, sizeof *chosen);
    enum tare_contest_verdict wide;
    size_t count = tare_pairs_alarmed(&duel->pairs, chosen, &wide);

    duel->progress.phase = TARE_PHASE_CONFIRMING;
    note_looked(duel);
    want_all(duel, 0);
    duel->is_confirming = 1;
    for (size_t i = 0; i < count; i++) {
        put_cheapest_first(duel, chosen + i, count - i);
        want(duel, chosen[i], tare_pairs_wanted(&duel->pairs, chosen[i]));
        if ((i + 1) % TOGETHER == 0 || i + 1 == count)
            measure(duel, end_of_pairs(duel));
    }
    free(chosen);
}

/* ---- the duel ------------------------------------------------------------ */

static void calibrate(struct duel *duel, struct tare_pair_runner *both)
{
    show(duel, both);
    tare_pair_runner_calibrate(both, &duel->context, &duel->coins);
    if (!tare_pair_runner_is_over(both))
        duel->budget_ns += duel->settings->budget_s * 1e9;
}

/* What one program does on both sides needs no time: it is run once, to see
 * whether it runs and what it loads. */
static void calibrate_all(struct duel *duel)
{
    duel->progress.phase = TARE_PHASE_CALIBRATING;
    tare_rng_shuffle(&duel->context.rng, duel->order, duel->pairing.count);
    for (size_t i = 0; i < duel->pairing.count && !is_ended(duel, INFINITY);
         i++) {
        struct tare_pair_runner *both = &duel->pairing.cases[duel->order[i]];

        if (both->is_one_file)
            tare_pair_runner_try(both, &duel->context);
        else
            calibrate(duel, both);
    }
}

/* Equal files that load different libraries are two programs after all; the
 * judge sees in the hashes of the record which are one. */
static void calibrate_others(struct duel *duel)
{
    for (size_t i = 0; i < duel->pairing.judged && !is_ended(duel, INFINITY);
         i++) {
        struct tare_pair_runner *both = &duel->pairing.cases[i];

        if (both->is_one_file && tare_pair_runner_is_ok(both) &&
            !is_identical(duel, both))
            calibrate(duel, both);
    }
}

static void prepare(struct duel *duel, const struct tare_where *where)
{
    const struct tare_duel_settings *settings = duel->settings;
    struct tare_pairing_settings wishes = { settings->threshold,
                                            settings->threshold_of,
                                            settings->context };

    duel->run->seed = settings->rounds.seed;
    duel->run->duel.threshold = settings->threshold;
    duel->run->duel.alpha = settings->alpha;
    tare_pairing_make(&duel->pairing, duel->run, duel->sides, where,
                      &duel->context, &wishes);
    look_at_weather(duel);
    duel->progress.count = duel->pairing.judged;
    duel->wanted = tare_alloc(duel->pairing.count, sizeof *duel->wanted);
    duel->spent_ns = tare_alloc(duel->pairing.count, sizeof *duel->spent_ns);
    duel->order = tare_alloc(duel->pairing.count, sizeof *duel->order);
    for (size_t i = 0; i < duel->pairing.count; i++)
        duel->order[i] = i;
    tare_rng_stream(&duel->context.rng, settings->rounds.seed, "duel", 0);
    tare_rng_stream(&duel->coins, settings->rounds.seed, "coins", 0);
    duel->context.start_ns = tare_clock_now_ns();
}

/* Whether no case is left to be measured. */
static int is_settled(const struct duel *duel)
{
    for (size_t i = 0; i < duel->pairing.judged; i++)
        if (!tare_pair_runner_is_over(&duel->pairing.cases[i]))
            return 0;
    return 1;
}

/* Whether the loop around the body could matter to any. */
static int has_fast(const struct duel *duel)
{
    for (size_t i = 0; i < duel->pairing.judged; i++)
        for (unsigned side = 0; side < 2; side++)
            if (!tare_pair_runner_is_over(&duel->pairing.cases[i]) &&
                duel->pairing.cases[i].sides[side].calibration.iteration_ns <
                    TARE_REFERENCE_MATTERS_NS)
                return 1;
    return 0;
}

/* The first pair of each, whatever the budget says, and what was wished beside
 * time, so that the pairs get what is left. */
static void begin(struct duel *duel)
{
    duel->progress.phase = TARE_PHASE_DUELLING;
    want_all(duel, 1);
    measure(duel, INFINITY);
    make_tracks(duel);
    tare_duel_evidence_ask_all(&duel->context, &duel->pairing,
                               BESIDE * duel->budget_ns);
}

static void compete(struct duel *duel)
{
    if (has_fast(duel)) /* before the pairs, which get what is left */
        duel->empty_ns =
            tare_context_empty_ns(&duel->context, &duel->pairing.where[1]);
    begin(duel);
    if (duel->pairs.judged == 0)
        return;
    /* all get their first look, if need be from the reserve */
    want_all(duel, duel->pairs.rules[0].pairs[0]);
    measure(duel, end_of_pairs(duel));
    look_at_all(duel);
    pursue(duel);
    confirm(duel);
}

/* The final numbers of a row, and what is wrong with them. */
static void finish(struct duel *duel, struct tare_runner *runner)
{
    struct tare_case *row = runner->row;
    struct tare_check check = { .declared = runner->declared,
                                .calibration = &runner->calibration,
                                .plan = &runner->plan,
                                .clock = &runner->where->clock,
                                .reference_ns = duel->empty_ns,
                                .setup_ns = runner->setup_ns,
                                .is_limited = 1 };

    for (size_t i = 0; i < row->measure_count; i++)
        tare_harvest_estimate(&row->measures[i],
                              duel->settings->rounds.confidence);
    if (row->status != TARE_STATUS_OK || row->measure_count == 0)
        return;
    tare_runner_look_again(runner, &duel->context);
    tare_check_case(row, &check);
}

static void finish_all(struct duel *duel)
{
    for (size_t i = 0; i < duel->pairing.count; i++)
        for (unsigned side = 0; side < 2; side++)
            finish(duel, &duel->pairing.cases[i].sides[side]);
}

/* What has been measured until it could not go on is judged all the same. */
static void end_early(struct duel *duel)
{
    tare_facts_text(&duel->run->settings, "ended_early", duel->err->text);
    *duel->err = (struct tare_err){ 0 };
    duel->status = 0;
}

static void release(struct duel *duel)
{
    tare_pairs_release(&duel->pairs);
    tare_pairing_release(&duel->pairing);
    free(duel->owners);
    free(duel->wanted);
    free(duel->spent_ns);
    free(duel->order);
}

int tare_duel_run(struct tare_run *run, struct tare_duel_side *sides,
                  const struct tare_where *where,
                  struct tare_copy_folder *copy_folder,
                  const struct tare_duel_settings *settings,
                  const struct tare_watcher *watcher, struct tare_err *err)
{
    struct duel duel = { .run = run,
                         .sides = sides,
                         .copy_folder = copy_folder,
                         .settings = settings,
                         .err = err };

    duel.context = (struct tare_context){ .settings = &settings->rounds,
                                          .watcher = watcher,
                                          .launched = note_launch,
                                          .listener = &duel };
    prepare(&duel, where);
    if (!settings->is_insisting)
        find_one_files(&duel);
    calibrate_all(&duel);
    read_images(&duel);
    if (duel.status == 0)
        calibrate_others(&duel);
    if (duel.status == 0 && duel.pairing.judged > 0 && !is_settled(&duel))
        compete(&duel);
    if (duel.status < 0 && duel.pairs.judged > 0)
        end_early(&duel);
    if (duel.status == 0) {
        tare_duel_evidence_explain(&duel.context, &duel.pairing, &duel.pairs,
                                   duel.budget_ns);
        tare_duel_evidence_limit(&duel.pairing, settings);
        finish_all(&duel);
    }
    show(&duel, NULL);
    run->duel.budget_s = duel.budget_ns * 1e-9;
    run->interrupted = tare_signals_end_wanted() > 0;
    run->elapsed_s = tare_context_elapsed_ns(&duel.context) * 1e-9;
    run->sampling_s = duel.context.sampling_ns * 1e-9;
    release(&duel);
    return duel.status;
}
