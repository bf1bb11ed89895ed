/* SPDX-License-Identifier: MIT */
/* tare compare: saved records against each other, without measuring. */
#include "command/command.h"

#include "command/compare_many.h"
#include "command/compare_saved.h"
#include "command/exports.h"

static const char help[] =
    "Usage: tare compare [OPTIONS] BASE [NEW [MORE...]] [-- FILTER...]\n\n"
    "Compares the numbers of saved runs. Each is a file or the name of a "
    "baseline; NEW\ndefaults to the last run. Three or more runs make a "
    "table. A saved duel alone is\njudged again.\n\n"
    "Numbers from different days do not prove a change: the machine may "
    "have changed\nmore than the code. tare duel measures both builds "
    "now.";

static int compare_two(const struct tare_options *options, struct tare_err *err)
{
    char **names = options->operands.items;
    struct tare_case_choice choice = { &options->after, options };
    struct tare_comparing comparing = { .policy = TARE_COMPARING_POLICY };
    int status = tare_compare_saved(
        &comparing, names[0], options->operands.count > 1 ? names[1] : NULL,
        &choice, err);

    if (status == 0)
        status = tare_comparing_conclude(&comparing, options, err);
    tare_comparing_release(&comparing);
    return status;
}

static int compare(struct tare_options *options, struct tare_err *err)
{
    size_t count = options->operands.count;

    if (count == 0)
        return tare_fail_with(err, TARE_EUSAGE,
                              "compare needs a saved run: BASE [NEW]");
    if (count > 2 && (options->verdict != NULL || tare_exports_wanted(options)))
        return tare_fail_with(err, TARE_EUSAGE,
                              "--verdict, --export and --otlp-file take two "
                              "runs, not more");
    return count > 2 ? tare_compare_many_print(options, err)
                     : compare_two(options, err);
}

int tare_verb_compare(int count, char **words, struct tare_err *err)
{
    return tare_options_run(TARE_VERB_COMPARE, count, words, help, compare,
                            err);
}
