/* SPDX-License-Identifier: MIT */
/* How many verdicts of a comparison are of a kind. */
#ifndef TARE_TESTS_COUNT_VERDICTS_H
#define TARE_TESTS_COUNT_VERDICTS_H

#include "store/comparison.h"

static size_t count_verdicts(const struct tare_comparison *comparison,
                             enum tare_verdict_kind kind)
{
    size_t count = 0;

    for (size_t i = 0; i < comparison->count; i++)
        count += comparison->items[i].kind == kind;
    return count;
}

#endif
