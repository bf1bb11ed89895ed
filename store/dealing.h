/* SPDX-License-Identifier: MIT */
/*
 * Dealing the cases of a suite to shards: the same keys, in any order, are dealt
 * the same way on every machine, and what has the same key comes to the same shard.
 * shard_of has room for each.
 */
#ifndef TARE_STORE_DEALING_H
#define TARE_STORE_DEALING_H

#include <stddef.h>

/* By FNV-1a (64 bits) of the key: a case stays where it is when others come and
 * go. */
void tare_deal_by_hash(char *const *keys, size_t count, unsigned shards,
                       unsigned *shard_of);

/* The most expensive first, each to the shard that has least to do so far.  What
 * a case costs is rounded to 10 ms; negative: it is not known, and it counts as
 * the median of the others. */
void tare_deal_by_cost(char *const *keys, const double *costs_s, size_t count,
                       unsigned shards, unsigned *shard_of);

#endif
