/* SPDX-License-Identifier: MIT */
#include "command/compare_operands.h"

#include <unistd.h>

#include "command/compare_now.h"
#include "command/compare_saved.h"

/* A file that is there and is no program must be a record. */
static int is_record(const char *name)
{
    return access(name, F_OK) == 0 && access(name, X_OK) != 0;
}

static int meet(struct tare_comparing *comparing, char **names,
                const struct tare_case_choice *choice, struct tare_err *err)
{
    int status = tare_sides_name(&comparing->sides, 0, names[0], choice, err);

    if (status == 0)
        status = tare_sides_name(&comparing->sides, 1, names[1], choice, err);
    if (status < 0)
        return status;
    tare_comparing_call(comparing, names[0], names[1]);
    return tare_compare_now(comparing, choice->options, err);
}

int tare_compare_operands(struct tare_comparing *comparing,
                          const struct tare_options *options,
                          struct tare_err *err)
{
    char **names = options->operands.items;
    struct tare_words filters = { 0 };
    struct tare_case_choice choice = { &filters, options };
    int status;

    for (size_t i = 2; i < options->operands.count; i++)
        tare_words_add(&filters, names[i]);
    for (size_t i = 0; i < options->after.count; i++)
        tare_words_add(&filters, options->after.items[i]);
    if (is_record(names[0]) || is_record(names[1]))
        status =
            tare_compare_saved(comparing, names[0], names[1], &choice, err);
    else
        status = meet(comparing, names, &choice, err);
    tare_words_release(&filters);
    return status;
}
