/* SPDX-License-Identifier: MIT */
/* tare layouts: one executable linked several times, to lie elsewhere. */
#include "command/command.h"

#include <stdlib.h>

#include "command/relink.h"
#include "stats/layouts.h"

static const char help[] =
    "Usage: tare layouts N [-o DIR] [--seed S] -- LINK COMMAND...\n\n"
    "Links an executable N times, each time with its objects in another "
    "order and\npadding of random size between them. The resulting folder "
    "can be a side of tare\nduel and tare gate.";

static int read_count(const struct tare_options *options, unsigned *count,
                      struct tare_err *err)
{
    const char *text =
        options->operands.count > 0 ? options->operands.items[0] : "";
    char *end;
    long number = strtol(text, &end, 10);

    if (options->operands.count != 1 || *end != '\0' || number < 1 ||
        number > TARE_LAYOUTS_MAX)
        return tare_fail_with(err, TARE_EUSAGE,
                              "layouts needs a count from 1 to %d, then the "
                              "link command after --",
                              TARE_LAYOUTS_MAX);
    *count = (unsigned)number;
    return 0;
}

static int link_all(struct tare_options *options, struct tare_err *err)
{
    struct tare_relink relink = {
        .words = options->after.items,
        .word_count = options->after.count,
        .folder = options->output,
        .seed = options->seed >= 0 ? (uint64_t)options->seed : TARE_RELINK_SEED,
    };
    int status = read_count(options, &relink.layouts, err);

    return status == 0 ? tare_relink_run(&relink, err) : status;
}

int tare_verb_layouts(int count, char **words, struct tare_err *err)
{
    return tare_options_run(TARE_VERB_LAYOUTS, count, words, help, link_all,
                            err);
}
