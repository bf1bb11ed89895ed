/* SPDX-License-Identifier: MIT */
/*
 * Allocation that cannot fail: on exhaustion the process ends with one line.
 * Sizes are products that are checked for overflow.  Memory is always zeroed,
 * because all-zero is the valid empty value of every struct here.
 */
#ifndef TARE_STORE_ALLOC_H
#define TARE_STORE_ALLOC_H

#include <stddef.h>

enum {
    TARE_EXIT_DIED = 8 /* docs/exit-status.md */
};

/* Ends the process with one line on stderr. */
void tare_die(const char *format, ...)
    __attribute__((noreturn, format(printf, 1, 2)));

/* count items of size bytes; never NULL, even for nothing.  Returned. */
void *tare_alloc(size_t count, size_t size);

/* A copy of the string; NULL stays NULL.  Returned. */
char *tare_strdup(const char *text);

/*
 * The new last item of a growing array, zeroed; items may move.
 *
 *     struct tare_case *c = TARE_ADD(run->cases, run->case_count);
 *
 * The capacity is the next power of two above count and is not kept anywhere,
 * so an array that was allocated to fit must not grow.
 */
#define TARE_ADD(items, count)                                                 \
    ((items) = tare_grow((items), (count), sizeof *(items)),                   \
     &(items)[(count)++])

/* Its room, before it counts: for what has no item, or two arrays of one count.
 */
void *tare_grow(void *items, size_t count, size_t size);

#endif
