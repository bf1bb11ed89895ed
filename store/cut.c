/* SPDX-License-Identifier: MIT */
#include "store/cut.h"

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
