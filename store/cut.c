/* SPDX-License-Identifier: MIT */
#include "store/cut.h"

#include <stdlib.h>
#include <string.h>

static int by_text(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

void tare_cut_sort(struct tare_cut *cut)
{
    size_t kept = 0;

    if (cut->count > 0)
        qsort(cut->suite, cut->count, sizeof *cut->suite, by_text);
    for (size_t i = 0; i < cut->count; i++)
        if (kept > 0 && strcmp(cut->suite[kept - 1], cut->suite[i]) == 0)
            free(cut->suite[i]);
        else
            cut->suite[kept++] = cut->suite[i];
    cut->count = kept;
}

size_t tare_cut_find(const struct tare_cut *cut, const char *id)
{
    char **at = cut->count > 0 ? bsearch(&id, cut->suite, cut->count,
                                         sizeof *cut->suite, by_text)
                               : NULL;

    return at != NULL ? (size_t)(at - cut->suite) : cut->count;
}

size_t tare_cut_shards(const struct tare_cut *cut)
{
    return cut->shard_count > 1 ? cut->shard_count : 1;
}

int tare_cut_is_merged(const struct tare_cut *cut)
{
    return cut->shard_count > 0 && cut->shards[0].started != NULL;
}

int tare_cut_is_part(const struct tare_cut *cut)
{
    return cut->of > 0 && !tare_cut_is_merged(cut);
}

size_t tare_cut_tests(const struct tare_cut *cut, size_t shard, size_t tests)
{
    size_t mine;

    if (cut->shard_count == 0 || cut->shards[shard].count == 0)
        return tests;
    mine = cut->shards[shard].count;
    return (tests * cut->count + mine - 1) / mine;
}
