/* SPDX-License-Identifier: MIT */
/* Questions to a run about the shards that it is one of, or was merged from. */
#ifndef TARE_STORE_CUT_H
#define TARE_STORE_CUT_H

#include "store/record.h"

/* Its ids in order, each once. */
void tare_cut_sort(struct tare_cut *cut);

/* Which of its ids, in order, it is; their number for none. */
size_t tare_cut_find(const struct tare_cut *cut, const char *id);

/* The shards of which it has cases: 1 for what was never cut. */
size_t tare_cut_shards(const struct tare_cut *cut);

/* Whether it is the record of one shard. */
int tare_cut_is_part(const struct tare_cut *cut);

/* Whether parts were merged into it. */
int tare_cut_is_merged(const struct tare_cut *cut);

/*
 * Among how many tests the error allowed for the whole suite is divided by a
 * shard that has so many.  What the other shards will find is not known here;
 * but with each dividing so, the shards together spend no more than one process
 * with all cases would, and the same where every case is one test.
 */
size_t tare_cut_tests(const struct tare_cut *cut, size_t shard, size_t tests);

#endif
