/* SPDX-License-Identifier: MIT */
#include "store/moves.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "stats/adjust.h"
#include "stats/share.h"
#include "stats/student.h"
#include "store/alloc.h"
#include "store/buf.h"
#include "store/hotspots.h"
#include "store/path.h"

#define WORTH_TESTING 0.005 /* of the looks of a side */
#define FALSE_ALARM   0.05  /* chance of any, in a case */
#define CONFIDENCE    0.95
#define ALL_OF_IT     0.95 /* of the time: nearly all, as far as can be said */

/* ---- one side ------------------------------------------------------------ */

/* Looks at each function itself in each launch, functions of one name being
 * one. */
struct side {
    const struct tare_profile *profile;
    double time_ns, time_error; /* of an iteration, and its standard error */
    double *looks, *all;
    double ran; /* the part of the time in which it did not wait */
};

/* Names, each with its row in the looks of both sides. */
struct names {
    struct tare_move *items;
    size_t count;
};

static size_t row_of(struct names *names, char *name)
{
    for (size_t i = 0; i < names->count; i++) {
        if (strcmp(names->items[i].name, name) != 0)
            continue;
        free(name);
        return i;
    }
    TARE_ADD(names->items, names->count)->name = name;
    return names->count - 1;
}

void tare_move_name(struct tare_buf *text, const struct tare_profile *profile,
                    size_t function)
{
    const struct tare_profile_function *known =
        tare_profile_function(profile, function);
    const char *path =
        known != NULL ? profile->objects[known->object].path : NULL;

    if (known == NULL || known->name != NULL || path[0] == '[')
        tare_hotspot_name(text, profile, function);
    else if (known->object == tare_profile_program(profile))
        tare_buf_puts(text, "unnamed code");
    else if (path[0] != '/')
        tare_buf_printf(text, "unnamed code of %s", tare_path_name(path));
    else
        tare_hotspot_name(text, profile, function);
}

/* The row of each function, from that of what is not known on.  Returned. */
static size_t *find_rows(struct names *names,
                         const struct tare_profile *profile, int is_new)
{
    size_t *rows = tare_alloc(TARE_HOTSPOT_UNSEEN(profile) + 1, sizeof *rows);

    for (size_t i = 0; i <= TARE_HOTSPOT_UNSEEN(profile); i++) {
        struct tare_buf name = { 0 };

        tare_move_name(&name, profile, i);
        rows[i] = row_of(names, tare_buf_detach(&name));
        if (names->items[rows[i]].functions[is_new] == 0)
            names->items[rows[i]].functions[is_new] = i;
    }
    return rows;
}

static void open_side(struct side *side, const struct tare_case *c)
{
    const struct tare_band *time = &tare_case_measure(c, "time")->estimate;
    double normal = tare_student_quantile(
        0.5 + 0.5 * (time->confidence > 0 ? time->confidence : CONFIDENCE),
        1e9);

    *side = (struct side){ .profile = &c->profile,
                           .time_ns = time->value,
                           .ran = tare_profile_ran(c) };
    if (side->ran >= ALL_OF_IT)
        side->ran = 1;
    if (isfinite(time->high - time->low))
        side->time_error = (time->high - time->low) / 2 / normal;
}

static void count_side(struct side *side, const size_t *rows, size_t row_count)
{
    const struct tare_profile *profile = side->profile;
    size_t launches = profile->launch_count;

    side->looks = tare_alloc(row_count * launches, sizeof(double));
    side->all = tare_alloc(launches, sizeof(double));
    for (size_t i = 0; i < launches; i++) {
        double unseen = tare_profile_unseen(&profile->launches[i]);

        side->looks[rows[TARE_HOTSPOT_UNSEEN(profile)] * launches + i] = unseen;
        side->all[i] = unseen;
        for (size_t k = 0; k < profile->launches[i].count; k++) {
            const struct tare_profile_count *found =
                &profile->launches[i].counts[k];
            size_t row = rows[profile->nodes[found->node].function];

            side->looks[row * launches + i] += (double)found->looks;
            side->all[i] += (double)found->looks;
        }
    }
}

/* ---- one function -------------------------------------------------------- */

/* A share, and its variance: never less than that of independent looks. */
static double share_in(const struct side *side, size_t row, double *variance)
{
    size_t launches = side->profile->launch_count;
    struct tare_share share = tare_share_of(&side->looks[row * launches],
                                            side->all, launches, CONFIDENCE);
    double looks = 0;

    for (size_t i = 0; i < launches; i++)
        looks += side->all[i];
    *variance = fmax(share.standard_error * share.standard_error,
                     share.value * (1 - share.value) / looks);
    return share.value;
}

/* Of the sum of both variances between launches (Welch); the times are known by
 * so many launches that theirs are none. */
static double degrees_of(const struct side sides[2], const double variances[2])
{
    double sum = variances[0] + variances[1], parts = 0, fewest = INFINITY;

    for (int i = 0; i < 2; i++) {
        double degrees = fmax((double)sides[i].profile->launch_count - 1, 1);

        parts += variances[i] * variances[i] / degrees;
        fewest = fmin(fewest, degrees);
    }
    return parts > 0 && isfinite(parts) ? sum * sum / parts : fewest;
}

/* A function that did not move may seem to by so much: how long a side waits is in
 * the times of what it does. */
static double doubt_of(const struct tare_move *move, const struct side sides[2])
{
    double ratio = fmax(sides[0].ran, DBL_MIN) / fmax(sides[1].ran, DBL_MIN);

    return fabs(log(ratio)) * fmax(move->ns[0], move->ns[1]);
}

static void set_change(struct tare_move *move, double error, double degrees,
                       double doubt)
{
    double change = move->ns[1] - move->ns[0];
    double least = fmax(fabs(change) - doubt, 0);
    double half =
        error * tare_student_quantile(0.5 + 0.5 * CONFIDENCE, degrees) + doubt;

    move->change_ns =
        (struct tare_band){ change, change - half, change + half, CONFIDENCE };
    move->p = error > 0 ? 2 * tare_student_cdf(-least / error, degrees) : 1;
}

/* Whether it is large enough on one side. */
static int compare(struct tare_move *move, size_t row,
                   const struct side sides[2])
{
    double variances[2], of_times = 0, largest = 0;

    for (int i = 0; i < 2; i++) {
        double share = share_in(&sides[i], row, &variances[i]);
        double time_ns = sides[i].time_ns, error = sides[i].time_error;

        move->ns[i] = share * time_ns;
        variances[i] *= time_ns * time_ns;
        of_times += share * share * error * error;
        largest = fmax(largest, share);
    }
    set_change(move, sqrt(variances[0] + variances[1] + of_times),
               degrees_of(sides, variances), doubt_of(move, sides));
    return largest >= WORTH_TESTING;
}

/* ---- all of them --------------------------------------------------------- */

static void adjust(struct tare_moves *moves)
{
    double *p = tare_alloc(moves->count, sizeof *p);
    double *adjusted = tare_alloc(moves->count, sizeof *adjusted);
    size_t *order = tare_alloc(moves->count, sizeof *order);

    for (size_t i = 0; i < moves->count; i++)
        p[i] = moves->items[i].p;
    tare_adjust_holm(adjusted, p, moves->count, order);
    for (size_t i = 0; i < moves->count; i++) {
        moves->items[i].p = adjusted[i];
        moves->items[i].is_shown = adjusted[i] <= FALSE_ALARM;
        moves->shown += moves->items[i].is_shown != 0;
    }
    free(p);
    free(adjusted);
    free(order);
}

static int by_distance(const void *a, const void *b)
{
    const struct tare_move *x = a, *y = b;
    double p = fabs(x->change_ns.value), q = fabs(y->change_ns.value);

    if (x->is_shown != y->is_shown)
        return y->is_shown - x->is_shown;
    if (p < q || p > q)
        return p < q ? 1 : -1;
    return strcmp(x->name, y->name);
}

/* How far it may have moved, being one of so many of which the same is said
 * (Bonferroni; by the normal distribution, whose quantiles are in proportion). */
static double bound_of(const struct tare_band *change, size_t count)
{
    double alone = tare_student_quantile(0.5 + 0.5 * CONFIDENCE, 1e9);
    double together =
        tare_student_quantile(1 - 0.5 * (1 - CONFIDENCE) / (double)count, 1e9);

    return fabs(change->value) +
           (change->high - change->low) / 2 * together / alone;
}

static void conclude(struct tare_moves *moves, const struct side sides[2])
{
    double half = hypot(sides[0].time_error, sides[1].time_error) *
                  tare_student_quantile(0.5 + 0.5 * CONFIDENCE, 1e9);
    double change_ns = sides[1].time_ns - sides[0].time_ns;

    moves->change_ns = (struct tare_band){ change_ns, change_ns - half,
                                           change_ns + half, CONFIDENCE };
    adjust(moves);
    if (moves->count > 0)
        qsort(moves->items, moves->count, sizeof *moves->items, by_distance);
    for (size_t i = moves->shown; i < moves->count; i++)
        moves->others_ns =
            fmax(moves->others_ns, bound_of(&moves->items[i].change_ns,
                                            moves->count - moves->shown));
}

static int is_ready(const struct tare_case *c)
{
    const struct tare_measure *time = tare_case_measure(c, "time");

    return tare_profile_all_looks(&c->profile) > 0 && time != NULL &&
           time->has_estimate;
}

void tare_moves_find(struct tare_moves *moves, const struct tare_case *old,
                     const struct tare_case *new)
{
    struct names names = { 0 };
    struct side sides[2];
    size_t *rows[2];

    *moves = (struct tare_moves){ 0 };
    if (!is_ready(old) || !is_ready(new))
        return;
    open_side(&sides[0], old);
    open_side(&sides[1], new);
    for (int i = 0; i < 2; i++)
        rows[i] = find_rows(&names, sides[i].profile, i);
    for (int i = 0; i < 2; i++)
        count_side(&sides[i], rows[i], names.count);
    for (size_t i = 0; i < names.count; i++)
        if (compare(&names.items[i], i, sides))
            *TARE_ADD(moves->items, moves->count) = names.items[i];
        else
            free(names.items[i].name);
    conclude(moves, sides);
    for (int i = 0; i < 2; i++) {
        free(rows[i]);
        free(sides[i].looks);
        free(sides[i].all);
    }
    free(names.items);
}

void tare_moves_release(struct tare_moves *moves)
{
    for (size_t i = 0; i < moves->count; i++)
        free(moves->items[i].name);
    free(moves->items);
    *moves = (struct tare_moves){ 0 };
}

const struct tare_move *tare_moves_of(const struct tare_moves *moves,
                                      const char *name)
{
    for (size_t i = 0; i < moves->count; i++)
        if (strcmp(moves->items[i].name, name) == 0)
            return &moves->items[i];
    return NULL;
}
