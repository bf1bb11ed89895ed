/* SPDX-License-Identifier: MIT */
/*
 * Dealing the cases of a suite to shards: the same ids, in any order, are dealt
 * the same way on every machine.  shard_of has room for each id.
 */
#ifndef TARE_STORE_DEALING_H
#define TARE_STORE_DEALING_H

#include <stddef.h>

/* By FNV-1a (64 bits) of the id: a case stays where it is when others come and
 * go. */
void tare_deal_by_hash(char *const *ids, size_t count, unsigned shards,
                       unsigned *shard_of);

/* The most expensive first, each to the shard that has least to do so far.  What
 * a case costs is rounded to 10 ms; negative: it is not known, and it counts as
 * the median of the others. */
void tare_deal_by_cost(char *const *ids, const double *costs_s, size_t count,
                       unsigned shards, unsigned *shard_of);

#endif
