/* SPDX-License-Identifier: MIT */
#include "harness/duel/duel_evidence.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "harness/judge/exact.h"
#include "harness/run/meter_launches.h"
#include "store/alloc.h"
#include "store/words.h"

enum {
    SUSPECTS_MAX = 8 /* whoever reads more than that reads none */
};

/* ---- suspects ------------------------------------------------------------ */

static int is_suspect(const struct tare_ruling *ruling)
{
    return ruling->phase == TARE_ALARM || ruling->verdict != TARE_UNCHANGED;
}

static struct tare_pair_runner *owner_of(const struct tare_pairing *pairing,
                                         const struct tare_series *series)
{
    for (size_t i = 0; i < pairing->judged; i++)
        if (pairing->cases[i].sides[1].row == series->sides[1])
            return &pairing->cases[i];
    return NULL;
}

/* Both sides of the first few suspects, alarms before all others; how many. */
static size_t find_suspects(const struct tare_pairing *pairing,
                            const struct tare_pairs *pairs,
                            struct tare_runner **runners)
{
    size_t count = 0;

    for (int alarms = 1; alarms >= 0; alarms--)
        for (size_t i = 0; i < pairs->judged && count < 2 * SUSPECTS_MAX; i++) {
            const struct tare_ruling *ruling = &pairs->rulings[i];
            struct tare_pair_runner *both = owner_of(pairing, &pairs->items[i]);

            if (!tare_is_time(pairs->items[i].measure) || both == NULL ||
                !is_suspect(ruling) || (ruling->phase == TARE_ALARM) != alarms)
                continue;
            runners[count++] = &both->sides[0];
            runners[count++] = &both->sides[1];
        }
    return count;
}

/* What was counted first on that side, before there are estimates; NaN: nothing. */
static double count_of(const struct tare_pair_runner *both, int side,
                       const char *name)
{
    const struct tare_measure *measure =
        tare_case_measure(both->sides[side].row, name);

    return measure != NULL && measure->count > 0 &&
                   measure->launches[0].count > 0
               ? measure->launches[0].samples[0].value
               : NAN;
}

/* Whether one of those measures has. */
static int has_changed(const struct tare_pair_runner *both, const char *names)
{
    const struct tare_case *row = both->sides[1].row;

    for (size_t i = 0; i < row->measure_count; i++) {
        const char *name = row->measures[i].name;

        if (tare_is_among(name, names) &&
            fabs(count_of(both, 1, name) - count_of(both, 0, name)) > 0)
            return 1;
    }
    return 0;
}

/* Both sides of the first few in which an exact measure has changed; how many. */
static size_t find_changed(const struct tare_pairing *pairing,
                           const char *names, struct tare_runner **runners)
{
    size_t count = 0;

    for (size_t i = 0; i < pairing->judged && count < 2 * SUSPECTS_MAX; i++) {
        struct tare_pair_runner *both = &pairing->cases[i];

        if (has_changed(both, names)) {
            runners[count++] = &both->sides[0];
            runners[count++] = &both->sides[1];
        }
    }
    return count;
}

unsigned tare_duel_evidence_explains(const struct tare_wanted *wanted)
{
    return wanted->explains & ~wanted->meters;
}

/* What else has changed where a time has, or where it could not be told. */
void tare_duel_evidence_explain(const struct tare_evidence *evidence,
                                const struct tare_pairs *pairs, double limit_ns)
{
    struct tare_runner *runners[2 * SUSPECTS_MAX];
    struct tare_wanted wanted = evidence->context->settings->wanted;
    struct tare_meter_launches launches = { .runners = runners,
                                            .refresh = evidence->refresh,
                                            .refreshed = evidence->duel,
                                            .wanted = &wanted,
                                            .limit_ns = limit_ns,
                                            .is_evidence = 1 };

    unsigned meters = tare_duel_evidence_explains(&wanted);

    for (unsigned i = 0; i < TARE_METERS; i++) {
        const char *names = tare_meters[i]->explained;

        wanted.meters = meters & 1u << i;
        if (wanted.meters == 0)
            continue;
        launches.count = names != NULL
                             ? find_changed(evidence->pairing, names, runners)
                             : find_suspects(evidence->pairing, pairs, runners);
        tare_meter_launches_run(evidence->context, &launches);
    }
}

/* ---- everybody ----------------------------------------------------------- */

void tare_duel_evidence_ask_all(const struct tare_evidence *evidence,
                                double limit_ns)
{
    const struct tare_pairing *pairing = evidence->pairing;
    struct tare_meter_launches launches = {
        .count = 2 * pairing->judged,
        .limit_ns = limit_ns,
        .wanted = &evidence->context->settings->wanted,
        .refresh = evidence->refresh,
        .refreshed = evidence->duel
    };

    launches.runners = tare_alloc(launches.count, sizeof *launches.runners);
    for (size_t i = 0; i < launches.count; i++)
        launches.runners[i] = &pairing->cases[i / 2].sides[i % 2];
    tare_meter_launches_run(evidence->context, &launches);
    free(launches.runners);
}

/* ---- limits -------------------------------------------------------------- */

/* By what an exact measure will be judged stands in the record. */
static void set_limits(const struct tare_duel_settings *settings,
                       struct tare_case *row)
{
    for (size_t i = 0; i < row->measure_count; i++) {
        struct tare_measure *measure = &row->measures[i];

        if (measure->kind != TARE_KIND_EXACT)
            continue;
        measure->has_limit = 1;
        measure->limit = tare_exact_limit(measure->name, row->noise);
        if (settings->limit_of != NULL)
            measure->limit =
                settings->limit_of(row->identity.id, measure->name,
                                   measure->limit, settings->context);
    }
}

void tare_duel_evidence_limit(const struct tare_pairing *pairing,
                              const struct tare_duel_settings *settings)
{
    for (size_t i = 0; i < pairing->judged; i++)
        set_limits(settings, pairing->cases[i].sides[1].row);
}
