/* SPDX-License-Identifier: MIT */
/* Saved runs and duels: by their names, to what is judged of them. */
#include "command/versus.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "harness/bench/choice.h"
#include "store/json.h"
#include "store/runs.h"

/* ---- one of them --------------------------------------------------------- */

enum tare_load_depth tare_versus_depth(const struct tare_options *options)
{
    return options->exports.count > 0 || options->report != NULL ||
                   options->verb == TARE_VERB_EXPORT ||
                   options->verb == TARE_VERB_REPORT
               ? TARE_LOAD_ALL
               : TARE_LOAD_LAUNCHES;
}

/* A baseline goes before a file of its name, unless the name has a folder. */
int tare_versus_load(struct tare_run *run, const char *name,
                     const struct tare_options *options,
                     enum tare_load_depth depth, struct tare_err *err)
{
    struct tare_store store;
    int status;

    if (strchr(name, '/') != NULL || strcmp(name, "-") == 0)
        return tare_run_load(run, name, depth, err);
    status = tare_store_open(&store, options->store, err);
    if (status < 0)
        return status;
    if (!tare_store_has(&store, name) && access(name, F_OK) == 0)
        status = tare_run_load(run, name, depth, err);
    else if (!tare_store_has(&store, name))
        status = tare_fail_with(
            err, TARE_EBASELINE,
            "%.200s: no such file, and no baseline of that name in %s", name,
            store.root);
    else
        status = tare_store_load(&store, name, run, depth, err);
    tare_store_close(&store);
    return status;
}

static int takes(const void *context, const char *id)
{
    return tare_chooser_takes(context, id);
}

int tare_versus_choose(struct tare_run *run,
                       const struct tare_versus_choice *choice,
                       struct tare_err *err)
{
    struct tare_choice chosen = tare_versus_chosen(choice);
    struct tare_chooser chooser;
    int status = tare_chooser_open(&chooser, &chosen, err);

    if (status < 0)
        return status;
    tare_run_keep(run, takes, &chooser);
    tare_chooser_close(&chooser);
    return 0;
}

/* ---- what is judged ------------------------------------------------------ */

/* A duel is judged as a whole, for its cases share the allowed error, and only
 * then is it chosen what to show. */
static int replay(struct tare_versus *versus,
                  const struct tare_versus_choice *choice, struct tare_err *err)
{
    struct tare_choice chosen = tare_versus_chosen(choice);
    struct tare_chooser chooser;
    int status = tare_chooser_open(&chooser, &chosen, err);

    if (status < 0)
        return status;
    tare_versus_judge(versus);
    tare_comparison_keep(&versus->comparison, takes, &chooser);
    tare_chooser_close(&chooser);
    return 0;
}

static int is_same_run(const struct tare_run *a, const struct tare_run *b)
{
    return a->seed == b->seed && a->elapsed_s == b->elapsed_s &&
           a->started != NULL && b->started != NULL &&
           strcmp(a->started, b->started) == 0;
}

static int compare_records(struct tare_versus *versus,
                           const struct tare_versus_choice *choice,
                           struct tare_err *err)
{
    int status;

    if (is_same_run(&versus->base, &versus->run))
        return tare_fail_with(
            err, TARE_EUSAGE, "%s and %s are the same run: nothing to compare",
            versus->comparison.old_name, versus->comparison.new_name);
    status = tare_versus_choose(&versus->base, choice, err);
    if (status == 0)
        status = tare_versus_choose(&versus->run, choice, err);
    if (status == 0)
        tare_versus_numbers(versus, choice->options);
    return status;
}

/* A saved duel, or what the last run is to be compared with. */
static int record_alone(struct tare_versus *versus,
                        const struct tare_versus_choice *choice,
                        struct tare_err *err)
{
    const struct tare_options *options = choice->options;
    char *last = NULL;
    int status;

    if (versus->base.duel.threshold > 0) {
        versus->run = versus->base;
        versus->base = (struct tare_run){ 0 };
        return replay(versus, choice, err);
    }
    last = tare_runs_last(options->store);
    if (last == NULL)
        return tare_fail_with(err, TARE_EBASELINE,
                              "no last run in %s to compare: name the new run",
                              options->store);
    status = tare_run_load(&versus->run, last, tare_versus_depth(options), err);
    if (status == 0)
        status = compare_records(versus, choice, err);
    free(last);
    return status;
}

int tare_versus_records(struct tare_versus *versus, const char *old,
                        const char *new,
                        const struct tare_versus_choice *choice,
                        struct tare_err *err)
{
    const struct tare_options *options = choice->options;
    enum tare_load_depth depth = tare_versus_depth(options);
    int status = tare_versus_load(&versus->base, old, options, depth, err);

    tare_versus_call(versus, old, new != NULL ? new : "the last run");
    if (status == 0 && new == NULL)
        status = record_alone(versus, choice, err);
    else if (status == 0) {
        status = tare_versus_load(&versus->run, new, options, depth, err);
        if (status == 0)
            status = compare_records(versus, choice, err);
    }
    return status;
}

int tare_versus_one_record(struct tare_versus *versus, const char *name,
                           const struct tare_versus_choice *choice,
                           int *is_duel, struct tare_err *err)
{
    int status = tare_versus_load(&versus->run, name, choice->options,
                                  tare_versus_depth(choice->options), err);

    *is_duel = status == 0 && versus->run.duel.threshold > 0;
    if (*is_duel)
        status = replay(versus, choice, err);
    if (status == 0)
        status = tare_versus_choose(&versus->run, choice, err);
    return status;
}

int tare_versus_replay(struct tare_versus *versus, const char *name,
                       const struct tare_versus_choice *choice,
                       struct tare_err *err)
{
    int status = tare_run_load(&versus->run, name,
                               tare_versus_depth(choice->options), err);

    if (status < 0)
        return status;
    if (versus->run.duel.threshold <= 0)
        return tare_fail_with(err, TARE_EBASELINE,
                              "%s: the record of a run, not of a duel: name a "
                              "run to compare it with",
                              name);
    return replay(versus, choice, err);
}
