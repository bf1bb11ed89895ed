/* SPDX-License-Identifier: MIT */
/* What must hold, whatever was read: else the fuzzer has a finding. */
#ifndef TARE_TESTS_FUZZ_DEMAND_H
#define TARE_TESTS_FUZZ_DEMAND_H

#include <stdio.h>
#include <stdlib.h>

static inline void demand(int holds, const char *what, const char *text)
{
    if (holds)
        return;
    printf("# %s: %s\n", what, text);
    fflush(stdout);
    abort();
}

#endif
