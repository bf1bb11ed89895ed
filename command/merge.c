/* SPDX-License-Identifier: MIT */
/* tare merge: the records of all shards become one. */
#include "command/command.h"

#include <stdlib.h>

#include "report/terminal/say.h"
#include "store/alloc.h"
#include "store/input.h"
#include "store/json.h"
#include "store/json_check.h"
#include "store/load.h"
#include "store/merge.h"

static const char help[] =
    "Usage: tare merge PART... -o FILE\n\n"
    "Puts the records together that were measured with --shard. Each case must "
    "be in\nexactly one part; the merged record is judged by tare gate "
    "--replay.";

static int read_part(struct tare_merge_part *part, const char *path,
                     struct tare_err *err)
{
    part->name = tare_input_name(path);
    return tare_run_load_hashed(&part->run, path, TARE_LOAD_ALL, part->hash,
                                err);
}

static int merge(struct tare_options *options, struct tare_err *err)
{
    size_t count = options->operands.count;
    struct tare_merge_part *parts = tare_alloc(count, sizeof *parts);
    struct tare_run whole = { 0 };
    int status = tare_json_check(err);

    if (status == 0 && (count == 0 || options->output == NULL))
        status = tare_fail_with(err, TARE_EUSAGE,
                                "merge needs parts and a file: PART... -o FILE "
                                "(tare merge --help)");
    for (size_t i = 0; i < count && status == 0; i++)
        status = read_part(&parts[i], options->operands.items[i], err);
    if (status == 0)
        status = tare_merge(&whole, parts, count, err);
    if (status == 0 && whole.case_count == 0)
        status = tare_fail_with(err, TARE_ENOTHING,
                                "nothing to merge: no part has a case");
    if (status == 0)
        status = tare_run_save(&whole, options->output, err);
    for (size_t i = 0; i < count; i++)
        tare_run_release(&parts[i].run);
    tare_run_release(&whole);
    free(parts);
    return status;
}

int tare_verb_merge(int count, char **words, struct tare_err *err)
{
    return tare_options_run(TARE_VERB_MERGE, count, words, help, merge, err);
}
