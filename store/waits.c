/* SPDX-License-Identifier: MIT */
#include "store/waits.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "stats/moments.h"
#include "stats/student.h"
#include "store/alloc.h"
#include "store/hotspots.h"

#define CONFIDENCE 0.95
#define IDLE_OF    0.5 /* of the waits, */
#define IDLE_LEAST 100 /* and so many in all launches */

/* ---- rows ---------------------------------------------------------------- */

static int is_name(const struct tare_profile *profile, size_t node)
{
    return profile->objects[profile->nodes[node].object].path[0] == '[';
}

/* The innermost function of the program; of a static one, which holds the C library,
 * of those that have lines.  Where there is none, the outermost.  Plus 1. */
static size_t find_function(const struct tare_profile *profile, size_t program,
                            size_t end)
{
    const struct tare_profile_node *nodes = profile->nodes;
    size_t found = 0;
    int is_own = 0;

    for (size_t at = nodes[end].parent; at > 0; at = nodes[at - 1].parent) {
        const struct tare_profile_node *node = &nodes[at - 1];

        if (node->object == program && node->line > 0)
            return at;
        if (!is_own && !is_name(profile, at - 1))
            found = at;
        is_own |= node->object == program;
    }
    return found;
}

/* Of the end of a stack. */
static struct tare_wait_row row_of(const struct tare_profile *profile,
                                   size_t program, size_t end)
{
    const struct tare_profile_node *nodes = profile->nodes;
    struct tare_wait_row row = { .on = nodes[end].function };
    size_t found = find_function(profile, program, end), below = end;

    for (size_t at = nodes[end].parent; at > 0;
         below = at - 1, at = nodes[at - 1].parent) {
        if (at == found) {
            row.function = nodes[at - 1].function;
            row.call = below != end ? nodes[below].function : 0;
        }
        if (nodes[at - 1].parent == 0 && is_name(profile, at - 1))
            row.thread = nodes[at - 1].function;
    }
    return row;
}

static int is_same(const struct tare_wait_row *a, const struct tare_wait_row *b)
{
    return a->thread == b->thread && a->function == b->function &&
           a->call == b->call && a->on == b->on;
}

/* The number of the row of each node that has waits, made when missing. Returned. */
static size_t *find_rows(struct tare_waits *waits,
                         const struct tare_profile *profile)
{
    size_t *numbers = tare_alloc(profile->node_count, sizeof *numbers);
    size_t program = tare_profile_program(profile);

    for (size_t i = 0; i < profile->node_count; i++) {
        struct tare_wait_row row;
        size_t at = 0;

        if (profile->nodes[i].child > 0)
            continue;
        row = row_of(profile, program, i);
        while (at < waits->count && !is_same(&waits->items[at], &row))
            at++;
        if (at == waits->count)
            *TARE_ADD(waits->items, waits->count) = row;
        numbers[i] = at;
    }
    return numbers;
}

/* ---- numbers ------------------------------------------------------------- */

/* Each wait is told of: none can be missing, as a look can. */
static double unseen_ns(const struct tare_profile_launch *launch)
{
    return (double)launch->broken + (double)launch->lost;
}

static double iterations_of(const struct tare_profile *profile)
{
    double sum = 0;

    for (size_t i = 0; i < profile->launch_count; i++)
        sum += (double)profile->launches[i].iterations;
    return fmax(sum, 1);
}

/* Launches are the unit: each has one mean. */
static struct tare_band mean_of(const struct tare_profile *profile,
                                const double *all)
{
    size_t count = profile->launch_count;
    double *each = tare_alloc(count, sizeof *each), half = 0;
    struct tare_band band = { .confidence = CONFIDENCE };

    for (size_t i = 0; i < count; i++)
        each[i] = all[i] / fmax((double)profile->launches[i].iterations, 1);
    band.value = tare_mean(each, count);
    if (count > 1)
        half = tare_std_dev(each, count) / sqrt((double)count) *
               tare_student_quantile(0.5 + 0.5 * CONFIDENCE, (double)count - 1);
    band.low = fmax(band.value - half, 0);
    band.high = band.value + half;
    free(each);
    return band;
}

static struct tare_band total_of(const struct tare_profile *profile)
{
    double *all = tare_alloc(profile->launch_count, sizeof *all);
    struct tare_band band;

    for (size_t i = 0; i < profile->launch_count; i++)
        all[i] = (double)tare_profile_looks(&profile->launches[i]) +
                 unseen_ns(&profile->launches[i]);
    band = mean_of(profile, all);
    free(all);
    return band;
}

static void set_row(struct tare_waits *waits, size_t index,
                    const struct tare_profile *profile, const double *found,
                    const double *all)
{
    struct tare_wait_row *row = &waits->items[index];

    row->ns = tare_profile_time(found, all, profile->launch_count, &waits->ns,
                                &row->share);
    row->times /= iterations_of(profile);
}

static int is_other(const struct tare_profile *profile, size_t function)
{
    const struct tare_profile_function *known =
        tare_profile_function(profile, function);

    return known != NULL && strcmp(profile->objects[known->object].path,
                                   TARE_PROFILE_OTHERS) == 0;
}

/* In each launch: the launches of a row are beside each other. */
struct cells {
    double *found, *all, *own;
};

static void count_launch(struct tare_waits *waits, const struct cells *cells,
                         const struct tare_profile *profile, size_t launch,
                         const size_t *numbers)
{
    const struct tare_profile_launch *from = &profile->launches[launch];

    cells->all[launch] = cells->own[launch] = unseen_ns(from);
    for (size_t i = 0; i < from->count; i++) {
        size_t index = numbers[from->counts[i].node];
        struct tare_wait_row *row = &waits->items[index];
        double ns = (double)from->counts[i].looks;

        cells->found[index * profile->launch_count + launch] += ns;
        cells->all[launch] += ns;
        cells->own[launch] += is_other(profile, row->thread) ? 0 : ns;
        row->times += (double)from->counts[i].times;
    }
}

static void count(struct tare_waits *waits, const struct tare_profile *profile,
                  const size_t *numbers)
{
    size_t launches = profile->launch_count;
    struct cells cells = { .found = tare_alloc(waits->count * launches,
                                               sizeof(double)),
                           .all = tare_alloc(launches, sizeof(double)),
                           .own = tare_alloc(launches, sizeof(double)) };

    for (size_t i = 0; i < launches; i++)
        count_launch(waits, &cells, profile, i, numbers);
    waits->ns = mean_of(profile, cells.all);
    waits->own_ns = mean_of(profile, cells.own);
    for (size_t i = 0; i < waits->count; i++)
        set_row(waits, i, profile, &cells.found[i * launches], cells.all);
    free(cells.found);
    free(cells.all);
    free(cells.own);
}

static double part(double of, double whole)
{
    return whole > 0 ? of / whole : 0;
}

static void add_up(struct tare_waits *waits, const struct tare_profile *profile)
{
    double iterations = iterations_of(profile), off_ns = 0, all_ns = 0;
    double harness_ns = 0, known_ns;

    for (size_t i = 0; i < waits->count; i++)
        if (is_other(profile, waits->items[i].thread))
            waits->others += waits->items[i].share;
    for (size_t i = 0; i < profile->launch_count; i++) {
        const struct tare_profile_launch *launch = &profile->launches[i];

        off_ns += launch->expected;
        all_ns += (double)tare_profile_looks(launch) + unseen_ns(launch);
        harness_ns += (double)launch->harness;
        waits->unseen += (double)launch->broken;
        waits->lost += (double)launch->lost;
        waits->guessed += (double)launch->guessed;
        waits->preempted += (double)launch->preempted / iterations;
        waits->preempted_ns += (double)launch->preempted_ns / iterations;
        waits->is_blind |= launch->is_blind;
    }
    known_ns = all_ns * (1 - waits->others) - waits->lost + harness_ns;
    waits->explained = part(known_ns, off_ns);
    waits->unseen = part(waits->unseen, all_ns);
    waits->lost = part(waits->lost, all_ns);
    waits->guessed = part(waits->guessed, all_ns);
}

/* Threads by their names, so that they stand beside each other. */
static int by_thread(const void *a, const void *b)
{
    const struct tare_wait_row *x = a, *y = b;

    if (x->thread != y->thread)
        return x->thread < y->thread ? -1 : 1;
    if (x->ns.value < y->ns.value || x->ns.value > y->ns.value)
        return x->ns.value < y->ns.value ? 1 : -1;
    return (x->function > y->function) - (x->function < y->function);
}

void tare_waits_find(struct tare_waits *waits, const struct tare_case *c)
{
    size_t *numbers;

    *waits = (struct tare_waits){ 0 };
    if (c->waits.launch_count == 0)
        return;
    waits->threads = c->identity.threads > 1 ? c->identity.threads : 1;
    numbers = find_rows(waits, &c->waits);
    count(waits, &c->waits, numbers);
    free(numbers);
    add_up(waits, &c->waits);
    if (waits->count > 0)
        qsort(waits->items, waits->count, sizeof *waits->items, by_thread);
}

void tare_waits_release(struct tare_waits *waits)
{
    free(waits->items);
    *waits = (struct tare_waits){ 0 };
}

int tare_waits_are_idle(const struct tare_case *c)
{
    double times = 0, idle = 0;

    for (size_t i = 0; i < c->waits.launch_count; i++) {
        const struct tare_profile_launch *launch = &c->waits.launches[i];

        idle += (double)launch->idle;
        for (size_t k = 0; k < launch->count; k++)
            times += (double)launch->counts[k].times;
    }
    return idle >= IDLE_LEAST && idle >= IDLE_OF * times;
}

/* ---- as a profile -------------------------------------------------------- */

struct tare_case tare_waits_view(const struct tare_case *c)
{
    struct tare_case view = { .identity = c->identity, .side = c->side };
    struct tare_measure *time;

    view.profile = c->waits;
    if (c->waits.launch_count == 0)
        return view;
    time = TARE_ADD(view.measures, view.measure_count);
    *time = (struct tare_measure){ .name = (char *)"time",
                                   .unit = (char *)"ns",
                                   .has_estimate = 1,
                                   .estimate = total_of(&c->waits) };
    return view;
}

void tare_waits_view_release(struct tare_case *view)
{
    free(view->measures);
    *view = (struct tare_case){ 0 };
}
