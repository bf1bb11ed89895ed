/* SPDX-License-Identifier: MIT */
/* tare duel: two builds, measured now in pairs of launches. */
#include "command/command.h"

#include "command/compare_operands.h"
#include "command/compare_saved.h"

static const char help[] =
    "Usage: tare duel [OPTIONS] OLD NEW [FILTER...]\n"
    "       tare duel --replay RECORD [FILTER...]\n\n"
    "Measures the cases that both sides have in pairs of launches, in "
    "random order, and\nreports which of them changed. OLD and NEW are "
    "executables or names of baselines.";

/* All operands are filters then. */
static int replay(struct tare_comparing *comparing,
                  const struct tare_options *options, struct tare_err *err)
{
    struct tare_case_choice choice = { &options->operands, options };

    if (options->shard != NULL)
        return tare_fail_with(err, TARE_EUSAGE,
                              "--shard: cannot be used with --replay");
    return tare_compare_replay(comparing, options->replay, &choice, err);
}

static int duel(struct tare_options *options, struct tare_err *err)
{
    struct tare_comparing comparing = { .policy = TARE_COMPARING_POLICY };
    int status;

    if (options->replay != NULL)
        status = replay(&comparing, options, err);
    else if (options->operands.count < 2)
        status = tare_fail_with(err, TARE_EUSAGE,
                                "duel needs two executables: OLD NEW");
    else
        status = tare_compare_operands(&comparing, options, err);
    if (status == 0)
        status = tare_comparing_conclude(&comparing, options, err);
    tare_comparing_release(&comparing);
    return status;
}

int tare_verb_duel(int count, char **words, struct tare_err *err)
{
    return tare_options_run(TARE_VERB_DUEL, count, words, help, duel, err);
}
