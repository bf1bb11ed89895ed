/* SPDX-License-Identifier: MIT */
#include "harness/stacks/modules.h"

#include <elf.h>
#include <link.h>
#include <stdlib.h>
#include <string.h>

#include "harness/machine/link_name.h"
#include "harness/stacks/object_file.h"
#include "harness/stacks/program_file.h"
#include "harness/stacks/symbols.h"

struct list {
    struct tare_module *items;
    size_t count, most;
};

/* The memory of the segment that holds that address; nothing for none. */
static struct tare_extent_of_memory segment_at(const struct dl_phdr_info *info,
                                               uint64_t address)
{
    for (unsigned i = 0; i < info->dlpi_phnum; i++) {
        const ElfW(Phdr) *segment = &info->dlpi_phdr[i];
        uint64_t begin = info->dlpi_addr + segment->p_vaddr;

        if (segment->p_type == PT_LOAD && (segment->p_flags & PF_R) != 0 &&
            address >= begin && address - begin < segment->p_memsz)
            return (struct tare_extent_of_memory){ (const unsigned char *)begin,
                                                   begin, segment->p_memsz };
    }
    return (struct tare_extent_of_memory){ 0 };
}

static uint64_t find_header(const struct dl_phdr_info *info)
{
    for (unsigned i = 0; i < info->dlpi_phnum; i++)
        if (info->dlpi_phdr[i].p_type == PT_GNU_EH_FRAME)
            return info->dlpi_addr + info->dlpi_phdr[i].p_vaddr;
    return 0;
}

/* The notes that hold the build id, as there may be several. */
static struct tare_extent_of_memory find_notes(const struct dl_phdr_info *info)
{
    unsigned char id[TARE_BUILD_ID_SIZE];

    for (unsigned i = 0; i < info->dlpi_phnum; i++) {
        const ElfW(Phdr) *segment = &info->dlpi_phdr[i];
        uint64_t begin = info->dlpi_addr + segment->p_vaddr;
        const unsigned char *bytes = (const unsigned char *)begin;

        if (segment->p_type == PT_NOTE &&
            tare_build_id_in_notes(bytes, segment->p_memsz, id) > 0)
            return (struct tare_extent_of_memory){ bytes, begin,
                                                   segment->p_memsz };
    }
    return (struct tare_extent_of_memory){ 0 };
}

/* ---- without .eh_frame_hdr ----------------------------------------------- */

/* Of the program itself, as it is what is linked without one, when it is static. */
static struct tare_eh_frame_index own_index;
static int is_indexed;

/* Whether the file is what was loaded: the dynamic linker may have been told to
 * load another one than it says. */
static int is_loaded(const unsigned char *bytes, size_t size,
                     const struct dl_phdr_info *info)
{
    struct tare_object_file file;
    size_t length = info->dlpi_phnum * sizeof *info->dlpi_phdr;
    const unsigned char *segments;

    if (tare_object_file_open(&file, bytes, size) < 0 ||
        file.head.e_phnum != info->dlpi_phnum)
        return 0;
    segments = tare_object_file_part(&file, file.head.e_phoff, length);
    return segments != NULL && memcmp(segments, info->dlpi_phdr, length) == 0;
}

/* Where its .eh_frame is, once; what is read is what was loaded of it. */
static void index_frames(struct tare_module *module,
                         const struct dl_phdr_info *info)
{
    struct tare_extent_of_memory place;
    size_t size;
    const unsigned char *bytes = tare_program_file(&size);

    if (bytes == NULL || !is_loaded(bytes, size, info) ||
        tare_eh_frame_place(bytes, size, &place) < 0)
        return;
    place.address += info->dlpi_addr;
    module->frames = segment_at(info, place.address);
    if (!is_indexed)
        tare_eh_frame_index_make(&own_index, &module->frames, place.address,
                                 place.size);
    is_indexed = 1;
    module->index = &own_index;
}

/* Each segment that can be executed is one. */
static int add(struct dl_phdr_info *info, size_t size, void *context)
{
    struct list *list = context;
    uint64_t header = find_header(info);

    (void)size;
    for (unsigned i = 0; i < info->dlpi_phnum; i++) {
        const ElfW(Phdr) *segment = &info->dlpi_phdr[i];
        uint64_t begin = info->dlpi_addr + segment->p_vaddr;

        if (segment->p_type != PT_LOAD || (segment->p_flags & PF_X) == 0 ||
            list->count == list->most)
            continue;
        list->items[list->count++] = (struct tare_module){
            .code = { (const unsigned char *)begin, begin, segment->p_memsz },
            .frames = segment_at(info, header),
            .header = header,
            .base = info->dlpi_addr,
            .name = tare_link_name(info),
            .notes = find_notes(info),
        };
        if (header == 0 && list->items[list->count - 1].name[0] == '\0')
            index_frames(&list->items[list->count - 1], info);
    }
    return 0;
}

static int by_address(const void *a, const void *b)
{
    const struct tare_module *x = a, *y = b;

    return (x->code.address > y->code.address) -
           (x->code.address < y->code.address);
}

size_t tare_modules_list(struct tare_module *items, size_t most)
{
    struct list list = { items, 0, most };

    dl_iterate_phdr(add, &list);
    qsort(items, list.count, sizeof *items, by_address);
    return list.count;
}
