/* SPDX-License-Identifier: MIT */
#include "harness/stacks/eh_frame_index.h"

#include <stdlib.h>

#include "harness/stacks/bytes.h"
#include "harness/stacks/object_file.h"
#include "store/alloc.h"

/* ---- making -------------------------------------------------------------- */

/* Common entries are none of a function, and functions that the linker has left
 * out have no size, or are at 0. */
static void add(struct tare_eh_frame_index *index,
                const struct tare_extent_of_memory *memory, uint64_t at)
{
    uint64_t begin, end;

    if (tare_cfi_function(memory, at, &begin, &end) == 0 && begin != 0 &&
        end > begin)
        *TARE_ADD(index->items, index->count) =
            (struct tare_eh_frame_entry){ begin, at };
}

/* At one address the entry that comes first in the memory is the one. */
static int by_begin(const void *a, const void *b)
{
    const struct tare_eh_frame_entry *x = a, *y = b;

    if (x->begin != y->begin)
        return x->begin < y->begin ? -1 : 1;
    return (x->at < y->at) - (x->at > y->at);
}

/* The length of an entry counts what follows it; one of 0 stands at the end of
 * what one of the linked files had.  Longer ones than 32 bits tell nobody makes. */
static void walk(struct tare_eh_frame_index *index,
                 const struct tare_extent_of_memory *memory,
                 struct tare_bytes rest)
{
    while (rest.at < rest.end && !rest.is_bad) {
        uint64_t at = rest.address, length = tare_bytes_number(&rest, 4);

        if (tare_bytes_take(&rest, (size_t)length) != NULL && length > 0)
            add(index, memory, at);
    }
}

void tare_eh_frame_index_make(struct tare_eh_frame_index *index,
                              const struct tare_extent_of_memory *memory,
                              uint64_t address, uint64_t size)
{
    uint64_t offset = address - memory->address;

    *index = (struct tare_eh_frame_index){ 0 };
    if (address < memory->address || offset > memory->size ||
        size > memory->size - offset)
        return;
    walk(index, memory,
         (struct tare_bytes){ memory->bytes + offset,
                              memory->bytes + offset + size, address, 0 });
    if (index->count > 0)
        qsort(index->items, index->count, sizeof *index->items, by_begin);
}

void tare_eh_frame_index_release(struct tare_eh_frame_index *index)
{
    free(index->items);
    *index = (struct tare_eh_frame_index){ 0 };
}

/* ---- finding ------------------------------------------------------------- */

int tare_eh_frame_index_find(const struct tare_eh_frame_index *index,
                             const struct tare_extent_of_memory *memory,
                             uint64_t pc, struct tare_cfi_row *row)
{
    size_t low = 0, high = index->count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (index->items[middle].begin <= pc)
            low = middle + 1;
        else
            high = middle;
    }
    *row = (struct tare_cfi_row){ 0 };
    return low > 0 ? tare_cfi_read(memory, 0, index->items[low - 1].at, pc, row)
                   : -1;
}

int tare_eh_frame_place(const unsigned char *bytes, size_t size,
                        struct tare_extent_of_memory *place)
{
    struct tare_object_file file;
    Elf64_Shdr section;

    *place = (struct tare_extent_of_memory){ 0 };
    if (tare_object_file_open(&file, bytes, size) < 0 ||
        tare_object_file_find(&file, ".eh_frame", &section) < 0)
        return -1;
    *place = (struct tare_extent_of_memory){ bytes + section.sh_offset,
                                             section.sh_addr, section.sh_size };
    return 0;
}
