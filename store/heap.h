/* SPDX-License-Identifier: MIT */
/*
 * What a case allocates, by the ways of its calls: functions from the one that
 * allocates to the one with the loop.  Exact, in all iterations of the first
 * launch; whether the others agree is told.
 */
#ifndef TARE_STORE_HEAP_H
#define TARE_STORE_HEAP_H

#include "store/record.h"

struct tare_way {
    char *name; /* "parse_number ← read_row ← work"; owned */
    int line;   /* of the first function; 0: not known, or of several lines */
    struct tare_site sum; /* its node is one of those */
};

struct tare_heap {
    struct tare_way *items; /* most bytes first; owned */
    size_t count;
    double iterations;
    struct tare_site sum;
    double lost,
        guessed; /* parts of the blocks: callers that were not found as far
                             as the loop, or that are partly guessed */
    int differs; /* from launch to launch */
};

/* All zero without a profile of the heap.  Ways differ by their lines too, or only
 * by their functions. */
void tare_heap_find(struct tare_heap *heap, const struct tare_case *c,
                    int by_lines);
void tare_heap_release(struct tare_heap *heap);

/* The case with its bytes as looks, and as its time those of an iteration, for who
 * shows profiles.  It borrows all but what release frees. */
struct tare_case tare_heap_view(const struct tare_case *c);
void tare_heap_view_release(struct tare_case *view);

/* What the new side allocates more or less, per iteration. */
struct tare_heap_change {
    char *name; /* of the way; owned */
    double blocks, bytes;
};

struct tare_heap_changes {
    struct tare_heap_change *items; /* most bytes first; owned */
    size_t count;
    struct tare_heap_change sum; /* without a name */
    int differs; /* from launch to launch: then there are none */
};

/* None where a side has no profile of the heap, or where its launches differ. */
void tare_heap_compare(struct tare_heap_changes *changes,
                       const struct tare_case *before,
                       const struct tare_case *now);
void tare_heap_changes_release(struct tare_heap_changes *changes);

#endif
