/* SPDX-License-Identifier: MIT */
#include "command/compare_saved.h"

#include <stdlib.h>
#include <string.h>

#include "command/saved.h"
#include "store/runs.h"

/* A duel is judged as a whole, for its cases share the allowed error, and only
 * then is it chosen what to show. */
static int replay(struct tare_comparing *comparing,
                  const struct tare_case_choice *choice, struct tare_err *err)
{
    struct tare_choice chosen = tare_chosen_cases(choice);
    struct tare_chooser chooser;
    int status = tare_chooser_open(&chooser, &chosen, err);

    if (status < 0)
        return status;
    tare_comparing_judge(comparing);
    tare_comparison_keep(&comparing->comparison, tare_chooser_takes, &chooser);
    tare_chooser_close(&chooser);
    return 0;
}

static int is_same_run(const struct tare_run *a, const struct tare_run *b)
{
    return a->seed == b->seed && a->elapsed_s == b->elapsed_s &&
           a->started != NULL && b->started != NULL &&
           strcmp(a->started, b->started) == 0;
}

static int compare_records(struct tare_comparing *comparing,
                           const struct tare_case_choice *choice,
                           struct tare_err *err)
{
    int status;

    if (is_same_run(&comparing->base, &comparing->run))
        return tare_fail_with(
            err, TARE_EUSAGE, "%s and %s are the same run: nothing to compare",
            comparing->comparison.old_name, comparing->comparison.new_name);
    status = tare_saved_choose(&comparing->base, choice, err);
    if (status == 0)
        status = tare_saved_choose(&comparing->run, choice, err);
    if (status == 0)
        tare_comparing_numbers(comparing, choice->options);
    return status;
}

/* A saved duel, or what the last run is to be compared with. */
static int record_alone(struct tare_comparing *comparing,
                        const struct tare_case_choice *choice,
                        struct tare_err *err)
{
    const struct tare_options *options = choice->options;
    char *last = NULL;
    int status;

    if (comparing->base.duel.threshold > 0) {
        comparing->run = comparing->base;
        comparing->base = (struct tare_run){ 0 };
        return replay(comparing, choice, err);
    }
    last = tare_runs_last(options->store);
    if (last == NULL)
        return tare_fail_with(err, TARE_EBASELINE,
                              "no last run in %s to compare: name the new run",
                              options->store);
    status =
        tare_run_load(&comparing->run, last, tare_saved_depth(options), err);
    if (status == 0)
        status = compare_records(comparing, choice, err);
    free(last);
    return status;
}

int tare_compare_saved(struct tare_comparing *comparing, const char *old,
                       const char *new, const struct tare_case_choice *choice,
                       struct tare_err *err)
{
    const struct tare_options *options = choice->options;
    enum tare_load_depth depth = tare_saved_depth(options);
    int status = tare_saved_load(&comparing->base, old, options, depth, err);

    tare_comparing_call(comparing, old, new != NULL ? new : "the last run");
    if (status == 0 && new == NULL)
        status = record_alone(comparing, choice, err);
    else if (status == 0) {
        status = tare_saved_load(&comparing->run, new, options, depth, err);
        if (status == 0)
            status = compare_records(comparing, choice, err);
    }
    return status;
}

int tare_compare_saved_one(struct tare_comparing *comparing, const char *name,
                           const struct tare_case_choice *choice, int *is_duel,
                           struct tare_err *err)
{
    int status = tare_saved_load(&comparing->run, name, choice->options,
                                 tare_saved_depth(choice->options), err);

    *is_duel = status == 0 && comparing->run.duel.threshold > 0;
    if (*is_duel)
        status = replay(comparing, choice, err);
    if (status == 0)
        status = tare_saved_choose(&comparing->run, choice, err);
    return status;
}

int tare_compare_replay(struct tare_comparing *comparing, const char *name,
                        const struct tare_case_choice *choice,
                        struct tare_err *err)
{
    int status;

    if (choice->options->noise_threshold > 0 || choice->options->alpha > 0)
        return tare_fail_with(
            err, TARE_EUSAGE,
            "--replay uses the settings of the saved duel: leave out "
            "--noise-threshold and --significance-level");
    status = tare_run_load(&comparing->run, name,
                           tare_saved_depth(choice->options), err);
    if (status < 0)
        return status;
    if (comparing->run.duel.threshold <= 0)
        return tare_fail_with(err, TARE_EBASELINE,
                              "%s: the record of a run, not of a duel: name a "
                              "run to compare it with",
                              name);
    return replay(comparing, choice, err);
}
