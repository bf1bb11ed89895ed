/* SPDX-License-Identifier: MIT */
/* Prints what the cases of a run record count, a line for each: its id, and of
 * each measure the number that all samples of all launches agree on ("varies"
 * when they do not, "none" when there is none).  Usage: counts FILE MEASURE… */
#include <stdio.h>

#include "store/load.h"
#include "store/record.h"

static int agree(const struct tare_measure *measure)
{
    double value = measure->launches[0].samples[0].value;

    for (size_t i = 0; i < measure->count; i++)
        for (size_t k = 0; k < measure->launches[i].count; k++)
            if (measure->launches[i].samples[k].value != value)
                return 0;
    return measure->kind == TARE_KIND_EXACT;
}

static void print(const struct tare_measure *measure)
{
    if (measure == NULL || measure->count == 0)
        printf(" none");
    else if (!agree(measure))
        printf(" varies");
    else
        printf(" %.15g", measure->launches[0].samples[0].value);
}

int main(int argc, char **argv)
{
    struct tare_run run = { 0 };
    struct tare_err err = { 0 };

    if (argc < 2 || tare_run_load(&run, argv[1], TARE_LOAD_ALL, &err) < 0) {
        printf("%s\n", err.text);
        return 2;
    }
    for (size_t i = 0; i < run.case_count; i++) {
        printf("%s", run.cases[i].identity.id);
        for (int k = 2; k < argc; k++)
            print(tare_case_measure(&run.cases[i], argv[k]));
        printf("\n");
    }
    tare_run_release(&run);
    return 0;
}
