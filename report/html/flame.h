/* SPDX-License-Identifier: MIT */
/* Where the time of a case goes, on its page: a flame graph, the same tree as a
 * list, and the functions in a table.  Of a duel, what changed, and the graphs of
 * both sides on one scale. */
#ifndef TARE_REPORT_FLAME_H
#define TARE_REPORT_FLAME_H

#include "store/buf.h"
#include "store/record.h"

/* Appends markup; nothing without a profile.  before: the old side; NULL.  The
 * key tells the graphs of a file from each other. */
void tare_flame(struct tare_buf *buf, const struct tare_case *before,
                const struct tare_case *now, const char *key);

/* The same of where it waits. */
void tare_flame_waits(struct tare_buf *buf, const struct tare_case *before,
                      const struct tare_case *now, const char *key);

/* The same of the bytes that it allocates. */
void tare_flame_heap(struct tare_buf *buf, const struct tare_case *before,
                     const struct tare_case *now, const char *key);

#endif
