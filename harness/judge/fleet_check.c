/* SPDX-License-Identifier: MIT */
#include "harness/judge/fleet_check.h"

#include <stdlib.h>
#include <string.h>

#include "store/alloc.h"
#include "store/cut.h"
#include "store/merge_check.h"

typedef struct tare_fleet_machine machine;

static int check_one(const machine *one, struct tare_err *err)
{
    if (!(one->run.duel.threshold > 0))
        return tare_fail_with(err, TARE_EBASELINE,
                              "%.200s: the record of a run, not of a duel: "
                              "measure both sides with tare duel",
                              one->path);
    if (one->run.interrupted)
        return tare_fail_with(err, TARE_EBASELINE,
                              "%.200s: the duel was interrupted: go on with "
                              "--resume, or measure it again",
                              one->path);
    if (tare_cut_is_part(&one->run.cut))
        return tare_fail_with(err, TARE_EBASELINE,
                              "%.200s: is one shard of a suite: put the parts "
                              "together with tare merge",
                              one->path);
    return 0;
}

static int is_same_text(const char *a, const char *b)
{
    return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

/* Also when it was written once more, in another way. */
static int is_same_run(const machine *a, const machine *b)
{
    return strcmp(a->hash, b->hash) == 0 ||
           (a->run.started != NULL && a->run.seed == b->run.seed &&
            is_same_text(a->run.started, b->run.started) &&
            !(a->run.elapsed_s < b->run.elapsed_s) &&
            !(a->run.elapsed_s > b->run.elapsed_s));
}

/* Whether the machine is none of those before it. */
static int check_once(const machine *machines, size_t index,
                      struct tare_err *err)
{
    for (size_t i = 0; i < index; i++)
        if (is_same_run(&machines[i], &machines[index]))
            return tare_fail_with(err, TARE_EBASELINE,
                                  "%.200s and %.200s are the same duel: give "
                                  "one record for each machine",
                                  machines[i].path, machines[index].path);
    return 0;
}

/* ---- the suite ----------------------------------------------------------- */

/* By id, and then by side. */
static int by_row(const void *a, const void *b)
{
    const struct tare_case *const *x = a, *const *y = b;
    int order = strcmp((*x)->identity.id, (*y)->identity.id);

    return order != 0 ? order
                      : ((*x)->side > (*y)->side) - ((*x)->side < (*y)->side);
}

/* Returned. */
static const struct tare_case **sort_rows(const struct tare_run *run)
{
    const struct tare_case **rows = tare_alloc(run->case_count, sizeof *rows);

    for (size_t i = 0; i < run->case_count; i++)
        rows[i] = &run->cases[i];
    if (run->case_count > 0)
        qsort(rows, run->case_count, sizeof *rows, by_row);
    return rows;
}

static int refuse_row(const machine *has, const machine *lacks,
                      const struct tare_case *row, struct tare_err *err)
{
    return tare_fail_with(err, TARE_EBASELINE,
                          "%.150s is of another suite than %.150s: it lacks "
                          "the %s side of %.100s: measure the same on all "
                          "machines",
                          lacks->path, has->path,
                          row->side == TARE_SIDE_OLD ? "old" : "new",
                          row->identity.id);
}

static int compare_rows(const machine *a, const machine *b,
                        const struct tare_case *const *x,
                        const struct tare_case *const *y, struct tare_err *err)
{
    for (size_t i = 0; i < a->run.case_count || i < b->run.case_count; i++) {
        int order = i == a->run.case_count   ? 1
                    : i == b->run.case_count ? -1
                                             : by_row(&x[i], &y[i]);

        if (order < 0)
            return refuse_row(a, b, x[i], err);
        if (order > 0)
            return refuse_row(b, a, y[i], err);
        if (x[i]->noise < y[i]->noise || x[i]->noise > y[i]->noise)
            return tare_fail_with(err, TARE_EBASELINE,
                                  "%.150s and %.150s have other thresholds of "
                                  "%.100s: measure the same on all machines",
                                  a->path, b->path, x[i]->identity.id);
    }
    return 0;
}

static int check_suite(const machine *a, const machine *b, struct tare_err *err)
{
    const struct tare_case **x = sort_rows(&a->run), **y = sort_rows(&b->run);
    int status = compare_rows(a, b, x, y, err);

    free(x);
    free(y);
    return status;
}

/* ---- the question -------------------------------------------------------- */

static int is_equal(double a, double b)
{
    return !(a < b || a > b);
}

/* NULL: nothing. */
static const char *find_difference(const struct tare_run *a,
                                   const struct tare_run *b)
{
    if (!is_equal(a->duel.threshold, b->duel.threshold))
        return "the threshold";
    if (!is_equal(a->duel.alpha, b->duel.alpha))
        return "the significance level";
    return tare_merge_other_setting(&a->settings, &b->settings);
}

static int check_pair(const machine *a, const machine *b, struct tare_err *err)
{
    const char *what = find_difference(&a->run, &b->run);

    if (what != NULL)
        return tare_fail_with(err, TARE_EBASELINE,
                              "%.150s and %.150s do not belong together: %s "
                              "differs: measure the same on all machines",
                              a->path, b->path, what);
    return check_suite(a, b, err);
}

int tare_fleet_check(const struct tare_fleet_machine *machines, size_t count,
                     struct tare_err *err)
{
    int status = 0;

    for (size_t i = 0; i < count && status == 0; i++)
        status = check_one(&machines[i], err);
    for (size_t i = 1; i < count && status == 0; i++)
        status = check_once(machines, i, err);
    for (size_t i = 1; i < count && status == 0; i++)
        status = check_pair(&machines[0], &machines[i], err);
    return status;
}
