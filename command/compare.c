/* SPDX-License-Identifier: MIT */
/* tare compare: saved records against each other, without measuring. */
#include "command/command.h"

#include <stdio.h>
#include <stdlib.h>

#include "command/versus.h"
#include "report/columns.h"
#include "store/alloc.h"

static void print_help(void)
{
    puts("Usage: tare compare [OPTIONS] BASE [NEW [MORE...]] [-- FILTER...]\n\n"
         "Compares saved runs by their numbers; each is a file or the name of "
         "a baseline,\nand NEW is the last run unless given. Three and more "
         "make a table of all. A\nsaved duel alone is judged again.\n\n"
         "Numbers of another day give no hard verdict: the machine may have "
         "changed more\nthan the code (tare duel measures both now).");
    tare_options_help(TARE_VERB_COMPARE, stdout);
}

/* All of them side by side; the first is what the others are compared with. */
static int compare_many(const struct tare_options *options,
                        struct tare_err *err)
{
    struct tare_versus_choice choice = { &options->after, options };
    size_t count = options->operands.count;
    struct tare_run *runs = tare_alloc(count, sizeof *runs);
    const struct tare_run **pointers = tare_alloc(count, sizeof *pointers);
    struct tare_style style =
        tare_style_of(stdout, (enum tare_color)options->color);
    int status = 0;

    for (size_t i = 0; i < count && status == 0; i++) {
        pointers[i] = &runs[i];
        status = tare_versus_load(&runs[i], options->operands.items[i], options,
                                  tare_versus_depth(options), err);
        if (status == 0)
            status = tare_versus_choose(&runs[i], &choice, err);
    }
    if (status == 0)
        tare_columns_print(pointers,
                           (const char *const *)options->operands.items, count,
                           stdout, &style);
    for (size_t i = 0; i < count; i++)
        tare_run_release(&runs[i]);
    free(runs);
    free(pointers);
    return status;
}

static int compare_two(const struct tare_options *options, struct tare_err *err)
{
    char **names = options->operands.items;
    struct tare_versus_choice choice = { &options->after, options };
    struct tare_versus versus = { .policy = TARE_VERSUS_POLICY };
    int status = tare_versus_records(
        &versus, names[0], options->operands.count > 1 ? names[1] : NULL,
        &choice, err);

    if (status == 0)
        status = tare_versus_conclude(&versus, options, err);
    tare_versus_release(&versus);
    return status;
}

int tare_verb_compare(int count, char **words, struct tare_err *err)
{
    struct tare_options options;
    int status =
        tare_options_parse(&options, TARE_VERB_COMPARE, count, words, err);

    if (status == 0 && tare_options_answer(&options, print_help)) {
        tare_options_release(&options);
        return 0;
    }
    if (status == 0 && options.operands.count == 0)
        status = tare_fail_with(err, TARE_EUSAGE,
                                "compare: what? (tare compare BASE NEW)");
    else if (status == 0 && options.operands.count > 2 &&
             (options.verdict != NULL || options.exports.count > 0))
        status = tare_fail_with(err, TARE_EUSAGE,
                                "--verdict and --export take two runs, not "
                                "more");
    else if (status == 0 && options.operands.count > 2)
        status = compare_many(&options, err);
    else if (status == 0)
        status = compare_two(&options, err);
    tare_options_release(&options);
    return status;
}
