/* SPDX-License-Identifier: MIT */
#include "store/hotspots.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "stats/order.h"
#include "stats/share.h"
#include "store/alloc.h"
#include "store/buf.h"
#include "store/path.h"

#define CONFIDENCE 0.95 /* where the time has no interval that says it */

/* Looks at each function in each launch: it was there itself, or on the way. */
struct table {
    const struct tare_profile *profile;
    size_t functions; /* one more than the profile has: for what is not known */
    double *self, *total, *all;
    size_t *seen; /* of each function, the look that counted it last */
    char *calls_itself;
};

/* ---- counting ------------------------------------------------------------ */

static double *cell(const struct table *table, double *cells, size_t function,
                    size_t launch)
{
    return &cells[function * table->profile->launch_count + launch];
}

/* A function that calls itself is on the way once. */
static void count(struct table *table, size_t launch,
                  const struct tare_profile_count *found, size_t look)
{
    const struct tare_profile_node *nodes = table->profile->nodes;
    double looks = (double)found->looks;

    *cell(table, table->self, nodes[found->node].function, launch) += looks;
    table->all[launch] += looks;
    for (size_t at = found->node + 1; at > 0; at = nodes[at - 1].parent) {
        size_t function = nodes[at - 1].function;

        if (table->seen[function] == look) {
            table->calls_itself[function] = 1;
            continue;
        }
        table->seen[function] = look;
        *cell(table, table->total, function, launch) += looks;
    }
}

static void count_unseen(struct table *table, size_t launch)
{
    double unseen = tare_profile_unseen(&table->profile->launches[launch]);
    size_t row = TARE_HOTSPOT_UNSEEN(table->profile);

    *cell(table, table->self, row, launch) = unseen;
    *cell(table, table->total, row, launch) = unseen;
    table->all[launch] += unseen;
}

static void fill(struct table *table, const struct tare_profile *profile)
{
    size_t cells = (TARE_HOTSPOT_UNSEEN(profile) + 1) * profile->launch_count;
    size_t look = 0;

    *table = (struct table){ .profile = profile,
                             .functions = TARE_HOTSPOT_UNSEEN(profile) + 1 };
    table->self = tare_alloc(cells, sizeof(double));
    table->total = tare_alloc(cells, sizeof(double));
    table->all = tare_alloc(profile->launch_count, sizeof(double));
    table->seen = tare_alloc(table->functions, sizeof(size_t));
    table->calls_itself = tare_alloc(table->functions, 1);
    for (size_t i = 0; i < profile->launch_count; i++) {
        for (size_t k = 0; k < profile->launches[i].count; k++)
            count(table, i, &profile->launches[i].counts[k], ++look);
        count_unseen(table, i);
    }
}

static void release_table(struct table *table)
{
    free(table->self);
    free(table->total);
    free(table->all);
    free(table->seen);
    free(table->calls_itself);
}

/* ---- times --------------------------------------------------------------- */

/* A share of the time; both are known so well. */
static struct tare_band time_of(const struct tare_share *share,
                                const struct tare_band *time)
{
    double value = share->value * time->value;
    double spread = isfinite(time->high - time->low)
                        ? (time->high - time->low) / 2 * share->value
                        : 0;

    return (struct tare_band){
        value,
        fmax(value - hypot((share->value - share->low) * time->value, spread),
             0),
        value + hypot((share->high - share->value) * time->value, spread),
        time->confidence
    };
}

struct tare_band tare_profile_time(const double *found, const double *all,
                                   size_t launches,
                                   const struct tare_band *time, double *share)
{
    struct tare_share found_share =
        tare_share_of(found, all, launches,
                      time->confidence > 0 ? time->confidence : CONFIDENCE);

    *share = found_share.value;
    if (found_share.value >= 1) /* it holds the loop, or all of it */
        found_share.low = 1;
    return time_of(&found_share, time);
}

static struct tare_band band_of(const struct table *table, double *cells,
                                size_t function, const struct tare_band *time,
                                double *share)
{
    return tare_profile_time(cell(table, cells, function, 0), table->all,
                             table->profile->launch_count, time, share);
}

static int by_time(const void *a, const void *b)
{
    const struct tare_hotspot *x = a, *y = b;

    if (x->self < y->self || x->self > y->self)
        return x->self < y->self ? 1 : -1;
    if (x->total < y->total || x->total > y->total)
        return x->total < y->total ? 1 : -1;
    return (x->function > y->function) - (x->function < y->function);
}

static void add_hotspots(struct tare_hotspots *hotspots,
                         const struct table *table,
                         const struct tare_band *time)
{
    for (size_t i = 0; i < table->functions; i++) {
        struct tare_hotspot spot = { .function = i,
                                     .calls_itself = table->calls_itself[i] };

        spot.self_ns = band_of(table, table->self, i, time, &spot.self);
        spot.total_ns = band_of(table, table->total, i, time, &spot.total);
        if (spot.total > 0)
            *TARE_ADD(hotspots->items, hotspots->count) = spot;
    }
    if (hotspots->count > 0)
        qsort(hotspots->items, hotspots->count, sizeof *hotspots->items,
              by_time);
}

/* ---- what was not seen --------------------------------------------------- */

/* By what looks cost, of the launch in the middle: times would also tell what else
 * the machine did. */
static double slowed_by(const struct tare_profile *profile)
{
    size_t count = profile->launch_count;
    double *parts = tare_alloc(count, sizeof *parts), part;

    for (size_t i = 0; i < count; i++)
        parts[i] = profile->launches[i].look_ns /
                   fmax(profile->launches[i].period_ns, 1);
    tare_sort(parts, count);
    part = tare_median(parts, count);
    free(parts);
    return part;
}

/* By launches as they were without looking, of one thread. */
double tare_profile_ran(const struct tare_case *c)
{
    const struct tare_profile *profile = &c->profile;
    const struct tare_measure *time = tare_case_measure(c, "time");
    size_t count = profile->launch_count;
    double *parts = tare_alloc(count, sizeof *parts), part;

    for (size_t i = 0; i < count; i++)
        parts[i] = profile->launches[i].expected *
                   profile->launches[i].period_ns /
                   fmax((double)profile->launches[i].iterations, 1);
    tare_sort(parts, count);
    part = tare_median(parts, count) /
           (time->estimate.value * fmax(c->identity.threads, 1) *
            (1 + slowed_by(profile)));
    free(parts);
    return part;
}

static int has_others(const struct tare_profile *profile)
{
    for (size_t i = 0; i < profile->object_count; i++)
        if (strcmp(profile->objects[i].path, TARE_PROFILE_OTHERS) == 0)
            return 1;
    return 0;
}

static double mean_of_others_ns(const struct tare_profile *profile)
{
    double sum_ns = 0;

    for (size_t i = 0; i < profile->launch_count; i++)
        sum_ns += profile->launches[i].others_ns;
    return sum_ns / fmax((double)profile->launch_count, 1);
}

static void add_threads(struct tare_hotspots *hotspots,
                        const struct tare_case *c)
{
    double ran = tare_profile_ran(c);

    hotspots->waited = fmax(1 - ran, 0);
    hotspots->others = mean_of_others_ns(&c->profile) / hotspots->iteration_ns;
    hotspots->at_once = has_others(&c->profile) ? ran : 0;
}

static void add_losses(struct tare_hotspots *hotspots,
                       const struct tare_profile *profile)
{
    double expected = 0;

    for (size_t i = 0; i < profile->launch_count; i++) {
        const struct tare_profile_launch *launch = &profile->launches[i];

        expected += launch->expected;
        hotspots->looks += tare_profile_looks(launch);
        hotspots->harness += (double)launch->harness;
        hotspots->lost += (double)launch->lost;
        hotspots->broken += (double)launch->broken;
        hotspots->truncated += (double)launch->truncated;
        hotspots->guessed += (double)launch->guessed;
        hotspots->throttled += launch->throttled;
        hotspots->is_blind |= launch->is_blind;
        hotspots->is_timed |= launch->is_timed;
        if (hotspots->refusal == NULL)
            hotspots->refusal = launch->refusal;
    }
    hotspots->unseen = expected - (double)hotspots->looks - hotspots->harness -
                       hotspots->lost - hotspots->broken;
    expected = fmax(expected, 1);
    hotspots->unseen = fmax(hotspots->unseen, 0) / expected;
    hotspots->harness /= expected;
    hotspots->lost /= expected;
    hotspots->broken /= expected;
    hotspots->truncated /= expected;
    hotspots->guessed /= fmax((double)hotspots->looks, 1);
    hotspots->slowed = slowed_by(profile);
}

/* Of which functions any line is known.  Returned. */
static char *find_lined(const struct tare_profile *profile)
{
    char *is_lined = tare_alloc(profile->function_count + 1, 1);

    for (size_t i = 0; i < profile->node_count; i++)
        if (profile->nodes[i].line > 0)
            is_lined[profile->nodes[i].function] = 1;
    return is_lined;
}

/* By the time that is spent in the file that the loop is in.  A symbol table
 * alone may tell of files. */
static void add_knowledge(struct tare_hotspots *hotspots,
                          const struct tare_profile *profile)
{
    double all = 0, nameless = 0, lineless = 0;
    char *is_lined = find_lined(profile);

    for (size_t i = 0; i < hotspots->count; i++) {
        const struct tare_hotspot *spot = &hotspots->items[i];
        const struct tare_profile_function *function =
            tare_profile_function(profile, spot->function);

        if (function == NULL || function->object != profile->nodes[0].object)
            continue;
        all += spot->total;
        nameless += function->name == NULL ? spot->total : 0;
        lineless += !is_lined[spot->function] ? spot->total : 0;
    }
    free(is_lined);
    hotspots->is_nameless = nameless > all / 2;
    hotspots->is_lineless = lineless > all / 2;
}

void tare_hotspots_find(struct tare_hotspots *hotspots,
                        const struct tare_case *c)
{
    const struct tare_measure *time = tare_case_measure(c, "time");
    struct table table;

    *hotspots = (struct tare_hotspots){ 0 };
    if (c->profile.launch_count == 0 || time == NULL || !time->has_estimate)
        return;
    hotspots->iteration_ns = time->estimate.value;
    fill(&table, &c->profile);
    add_hotspots(hotspots, &table, &time->estimate);
    add_losses(hotspots, &c->profile);
    add_threads(hotspots, c);
    add_knowledge(hotspots, &c->profile);
    release_table(&table);
}

void tare_hotspots_release(struct tare_hotspots *hotspots)
{
    free(hotspots->items);
    *hotspots = (struct tare_hotspots){ 0 };
}

/* ---- names --------------------------------------------------------------- */

void tare_hotspot_name(struct tare_buf *text,
                       const struct tare_profile *profile, size_t function)
{
    const struct tare_profile_function *known =
        tare_profile_function(profile, function);
    const char *path = known != NULL ? profile->objects[known->object].path
                                     : TARE_PROFILE_ANONYMOUS;

    if (function == TARE_HOTSPOT_UNSEEN(profile))
        tare_buf_puts(text, "[not seen]");
    else if (known != NULL && known->name != NULL)
        tare_buf_puts(text, known->name);
    else if (path[0] == '[' || known == NULL)
        tare_buf_puts(text, path);
    else if (known->begin > 0)
        tare_buf_printf(text, "%s+0x%" PRIx64, tare_path_name(path),
                        known->begin);
    else
        tare_buf_printf(text, "%s (unknown)", tare_path_name(path));
}
