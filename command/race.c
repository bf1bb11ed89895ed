/* SPDX-License-Identifier: MIT */
/* tare race: several builds of one suite, measured now against each other. */
#include "command/command.h"

#include <stdlib.h>
#include <string.h>

#include "command/contests.h"
#include "command/exports.h"
#include "command/outcomes.h"
#include "command/racing.h"
#include "command/reporting.h"
#include "command/saved.h"
#include "command/show_run.h"
#include "command/verbosity.h"
#include "store/alloc.h"
#include "store/json_check.h"
#include "store/json_contests.h"

static const char help[] =
    "Usage: tare race [OPTIONS] NAME=BINARY NAME=BINARY... [-- FILTER...]\n"
    "       tare race --replay RECORD [-- FILTER...]\n\n"
    "Measures the cases that all builds have, in rounds in random order, and "
    "says which\nbuild is fastest in each case and over all of them. The "
    "others are shown against\nthe first one. Builds that were shown to be "
    "slower leave early.";

/* "NAME=BINARY"; the name is owned then. */
static int read_build(struct tare_build *builds, size_t count, char *word,
                      struct tare_err *err)
{
    struct tare_build *build = &builds[count];
    char *equals = strchr(word, '=');

    if (equals == NULL || equals == word || equals[1] == '\0')
        return tare_fail_with(err, TARE_EUSAGE,
                              "\"%.100s\" is not of the form NAME=BINARY; "
                              "filters go behind --",
                              word);
    *equals = '\0';
    build->name = word;
    build->path = equals + 1;
    return tare_racing_check_name(builds, count + 1, err);
}

static int race(struct tare_options *options, struct tare_err *err)
{
    size_t count = options->operands.count;
    struct tare_build *builds = tare_alloc(count, sizeof *builds);
    struct tare_case_choice choice = { &options->after, options };
    struct tare_racing racing = { 0 };
    int status = 0;

    if (count < 2)
        status = tare_fail_with(err, TARE_EUSAGE,
                                "race needs two builds or more: NAME=BINARY "
                                "NAME=BINARY... (tare race --help)");
    for (size_t i = 0; i < count && status == 0; i++)
        status = read_build(builds, i, options->operands.items[i], err);
    if (status == 0)
        status = tare_racing_gather(&racing, builds, count, &choice, err);
    if (status == 0)
        status = tare_run_race(&racing, options, err);
    tare_racing_release(&racing);
    free(builds);
    return status;
}

static int conclude_replay(struct tare_run *run,
                           const struct tare_options *options,
                           struct tare_err *err)
{
    struct tare_reporting reported = { run, NULL, NULL };
    struct tare_outcomes attempts = { .err = err };
    struct tare_contests contests;

    tare_contests_take(&contests, run, options);
    tare_show_run(run, &contests, options, tare_verbosity_stream(options));
    if (options->verdict != NULL)
        tare_outcome(&attempts,
                     tare_contests_save(&contests, run, 0, options->verdict,
                                        &attempts.latest));
    tare_outcome(&attempts,
                 tare_exports_write(run, NULL, options, &attempts.latest));
    if (options->report != NULL)
        tare_outcome(&attempts, tare_reporting_after(&reported, options,
                                                     &attempts.latest));
    tare_contests_release(&contests);
    return attempts.status;
}

static int replay(const struct tare_options *options, struct tare_err *err)
{
    struct tare_case_choice choice = { &options->after, options };
    struct tare_run run = { 0 };
    int status = tare_json_check(err);

    if (status == 0)
        status = tare_saved_load(&run, options->replay, options, TARE_LOAD_ALL,
                                 err); /* pairs are of samples */
    if (status == 0 && !tare_run_is_race(&run))
        status =
            tare_fail_with(err, TARE_EBASELINE, "%s: not the record of a race",
                           options->replay);
    if (status == 0)
        status = tare_saved_choose(&run, &choice, err);
    if (status == 0 && run.case_count == 0)
        status = tare_fail_with(err, TARE_ENOTHING, "no case matches");
    if (status == 0)
        status = conclude_replay(&run, options, err);
    tare_run_release(&run);
    return status;
}

static int act(struct tare_options *options, struct tare_err *err)
{
    if (options->replay == NULL)
        return race(options, err);
    if (options->operands.count > 0)
        return tare_fail_with(err, TARE_EUSAGE,
                              "--replay measures nothing: leave out the "
                              "builds; filters go behind --");
    if (options->noise_threshold > 0 || options->alpha > 0)
        return tare_fail_with(
            err, TARE_EUSAGE,
            "--replay uses the settings of the saved race: leave out "
            "--noise-threshold and --significance-level");
    if (options->requirements.count > 0)
        return tare_fail_with(err, TARE_EUSAGE,
                              "--require: cannot be used with --replay");
    return replay(options, err);
}

int tare_verb_race(int count, char **words, struct tare_err *err)
{
    return tare_options_run(TARE_VERB_RACE, count, words, help, act, err);
}
