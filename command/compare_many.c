/* SPDX-License-Identifier: MIT */
#include "command/compare_many.h"

#include <stdio.h>
#include <stdlib.h>

#include "command/verbosity.h"
#include "command/saved.h"
#include "report/terminal/columns.h"
#include "store/alloc.h"

int tare_compare_many_print(const struct tare_options *options,
                            struct tare_err *err)
{
    struct tare_case_choice choice = { &options->after, options };
    size_t count = options->operands.count;
    struct tare_run *runs = tare_alloc(count, sizeof *runs);
    const struct tare_run **pointers = tare_alloc(count, sizeof *pointers);
    struct tare_style style = tare_verbosity_style(stdout, options);
    int status = 0;

    for (size_t i = 0; i < count && status == 0; i++) {
        pointers[i] = &runs[i];
        status = tare_saved_load(&runs[i], options->operands.items[i], options,
                                 tare_saved_depth(options), err);
        if (status == 0)
            status = tare_saved_choose(&runs[i], &choice, err);
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
