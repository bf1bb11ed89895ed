/* SPDX-License-Identifier: MIT */
#include "store/lookup.h"

#include <stdlib.h>
#include <string.h>

#include "store/alloc.h"

/* ---- cases --------------------------------------------------------------- */

static int by_case_id(const void *a, const void *b)
{
    const struct tare_case *const *x = a, *const *y = b;

    return strcmp((*x)->identity.id, (*y)->identity.id);
}

void tare_cases_sort(struct tare_cases_by_id *cases, const struct tare_run *run,
                     int (*takes)(const struct tare_case *c))
{
    cases->items = tare_alloc(run->case_count, sizeof *cases->items);
    cases->count = 0;
    for (size_t i = 0; i < run->case_count; i++)
        if (takes(&run->cases[i]))
            cases->items[cases->count++] = &run->cases[i];
    qsort(cases->items, cases->count, sizeof *cases->items, by_case_id);
}

const struct tare_case *tare_cases_find(const struct tare_cases_by_id *cases,
                                        const struct tare_case *like)
{
    const struct tare_case **found = bsearch(&like, cases->items, cases->count,
                                             sizeof *cases->items, by_case_id);

    return found != NULL ? *found : NULL;
}

/* ---- verdicts ------------------------------------------------------------ */

static int by_verdict_id(const void *a, const void *b)
{
    const struct tare_verdict *const *x = a, *const *y = b;
    int order = strcmp((*x)->id, (*y)->id);

    return order != 0 ? order : (*x > *y) - (*x < *y);
}

const struct tare_verdict **
tare_verdicts_sort(const struct tare_comparison *comparison)
{
    size_t count = comparison != NULL ? comparison->count : 0;
    const struct tare_verdict **sorted = tare_alloc(count, sizeof *sorted);

    for (size_t i = 0; i < count; i++)
        sorted[i] = &comparison->items[i];
    qsort(sorted, count, sizeof *sorted, by_verdict_id);
    return sorted;
}

size_t tare_verdicts_find(const struct tare_verdict *const *sorted,
                          size_t count, const char *id, size_t *found)
{
    size_t low = 0, high = count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (strcmp(sorted[middle]->id, id) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    *found = 0;
    while (low + *found < count && strcmp(sorted[low + *found]->id, id) == 0)
        ++*found;
    return low;
}
