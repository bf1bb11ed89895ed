/* SPDX-License-Identifier: MIT */
/* What is said of allocations, in words; not escaped. */
#ifndef TARE_REPORT_HEAP_TEXT_H
#define TARE_REPORT_HEAP_TEXT_H

#include "store/buf.h"
#include "store/heap.h"

enum {
    TARE_WAYS_MOST = 12
};

/* Appends "3 blocks". */
void tare_blocks_describe(struct tare_buf *text, double blocks);

/* Appends "16.5 kB". */
void tare_bytes_describe(struct tare_buf *text, double bytes);

/* Appends "13 blocks, 16.5 kB per iteration; 8.19 kB at the peak". */
void tare_heap_describe(struct tare_buf *text, const struct tare_heap *heap);

/* Appends who it is: "grow:8 ← work", with at most so many functions. */
void tare_way_describe(struct tare_buf *text, const struct tare_way *way,
                       unsigned functions);

/* Appends what should be known: a sentence on each line. */
void tare_heap_doubts(struct tare_buf *text, const struct tare_heap *heap);

#endif
