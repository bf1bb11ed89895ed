/* SPDX-License-Identifier: MIT */
/* tare duel: two builds, measured now in pairs of launches. */
#include "command/command.h"

#include <stdio.h>

#include "command/compare_operands.h"
#include "command/compare_saved.h"

static void print_help(void)
{
    puts("Usage: tare duel [OPTIONS] OLD NEW [FILTER...]\n"
         "       tare duel --replay RECORD [FILTER...]\n\n"
         "Measures the cases that both sides have in pairs of launches, in "
         "random order, and\nreports which of them changed. OLD and NEW are "
         "executables or names of baselines.");
    tare_options_help(TARE_VERB_DUEL, stdout);
}

/* All operands are filters then. */
static int replay(struct tare_comparing *comparing,
                  const struct tare_options *options, struct tare_err *err)
{
    struct tare_case_choice choice = { &options->operands, options };

    if (options->noise_threshold > 0 || options->alpha > 0)
        return tare_fail_with(
            err, TARE_EUSAGE,
            "--replay uses the settings of the saved duel: leave out "
            "--noise-threshold and --significance-level");
    return tare_compare_replay(comparing, options->replay, &choice, err);
}

int tare_verb_duel(int count, char **words, struct tare_err *err)
{
    struct tare_options options;
    struct tare_comparing comparing = { .policy = TARE_COMPARING_POLICY };
    int status =
        tare_options_parse(&options, TARE_VERB_DUEL, count, words, err);

    if (status == 0 && tare_options_answer(&options, print_help)) {
        tare_options_release(&options);
        return 0;
    }
    if (status == 0 && options.replay != NULL)
        status = replay(&comparing, &options, err);
    else if (status == 0 && options.operands.count < 2)
        status = tare_fail_with(err, TARE_EUSAGE,
                                "duel needs two executables: OLD NEW");
    else if (status == 0)
        status = tare_compare_operands(&comparing, &options, err);
    if (status == 0)
        status = tare_comparing_conclude(&comparing, &options, err);
    tare_comparing_release(&comparing);
    tare_options_release(&options);
    return status;
}
