/* SPDX-License-Identifier: MIT */
/*
 * What .eh_frame_hdr is for, where there is none: static executables have frame
 * information and no table of it.  Its entries are walked once, and then found
 * by the functions that they are of.
 */
#ifndef TARE_HARNESS_EH_FRAME_INDEX_H
#define TARE_HARNESS_EH_FRAME_INDEX_H

#include "harness/stacks/cfi.h"

struct tare_eh_frame_entry {
    uint64_t begin; /* of the function */
    uint64_t at;    /* the entry */
};

/* By where the functions begin. */
struct tare_eh_frame_index {
    struct tare_eh_frame_entry *items; /* owned */
    size_t count;                      /* 12 bytes each, at the least */
};

/* Of the part of the memory that has that address and size; what of it makes no
 * sense is left out. */
void tare_eh_frame_index_make(struct tare_eh_frame_index *index,
                              const struct tare_extent_of_memory *memory,
                              uint64_t address, uint64_t size);

/* The row for that instruction, as tare_cfi_find() has it. */
int tare_eh_frame_index_find(const struct tare_eh_frame_index *index,
                             const struct tare_extent_of_memory *memory,
                             uint64_t pc, struct tare_cfi_row *row);
void tare_eh_frame_index_release(struct tare_eh_frame_index *index);

/* Where a file has them, before it is loaded; 0, or -1: nowhere. */
int tare_eh_frame_place(const unsigned char *bytes, size_t size,
                        struct tare_extent_of_memory *place);

#endif
